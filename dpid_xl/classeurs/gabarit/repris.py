"""What an older workbook has outside the records: notes, cells beside the tables, names, and the formulas that people typed."""

from __future__ import annotations

from datetime import date
from warnings import catch_warnings

from xlsxwriter.utility import xl_rowcol_to_cell

from dpid_xl.cellules import JOUR_ZERO
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.notes import ASPECT
from dpid_xl.classeurs.gabarit.valeurs import write_brut
from dpid_xl.classeurs.lecture.bruts import Brut, ErreurExcel, SansValeur
from dpid_xl.classeurs.lecture.cellules import write_brut as write_texte
from dpid_xl.classeurs.reprise.chantier import Chantier
from dpid_xl.classeurs.reprise.formules import Suite
from dpid_xl.classeurs.reprise.modele import Constat, Place, Sort
from dpid_xl.schema import TABLES, Table

SANS_PLACE = "la cellule n'a plus de place dans le classeur maître"
SANS_SUITE = "elle cite une cellule, un nom ou un classeur que le nouveau n'a pas ; sa dernière valeur est gardée"
NOM_REFUSE = "Excel n'admet pas ce nom, ou il y est déjà"
NOTE_TROP_LONGUE = "elle est plus longue qu'Excel ne l'admet (32 767 signes) : à recopier en deux"


def fill_repris(atelier: Atelier, chantier: Chantier) -> None:
    """Write all that, once every table has its place; what no record knows and what people's formulas give is computed at the opening."""
    atelier.classeur.calc_on_load = bool(atelier.formules or chantier.seules)
    suite = chantier.suite = _make_suite(atelier, chantier)
    for libre in chantier.reprise.libres:
        feuille, rang, colonne = libre.nouvelle
        chantier.places[libre.ancienne] = libre.nouvelle
        style = atelier.styles.get(**libre.saisie.aspect)
        write_brut(atelier.onglets[feuille], rang - 1, colonne - 1, libre.saisie.brut, style)
        if libre.saisie.formule:
            atelier.formules.append(((feuille, rang - 1, colonne - 1), libre.saisie, style))
    _fill_formules(atelier, chantier, suite)
    _fill_notes(atelier, chantier)
    _define_noms(atelier, chantier, suite)


def _make_suite(atelier: Atelier, chantier: Chantier) -> Suite:
    tables = {table.nom.casefold(): {nom.casefold() for nom in _list_entetes(table, chantier)} for table in TABLES}
    noms = {str(nom[0]).casefold() for nom in atelier.classeur.defined_names}
    reprise = chantier.reprise
    return Suite(
        chantier.find,
        chantier.find_colonne,
        {**tables, **reprise.tables_en_plus},
        noms | tables.keys() | {nom.casefold() for nom, _cible in reprise.noms},
        {feuille.casefold() for feuille in reprise.feuilles_en_plus},
    )


def _list_entetes(table: Table, chantier: Chantier) -> list[str]:
    return [*(colonne.entete for colonne in table.colonnes), *chantier.list_plus(table)]


def _fill_formules(atelier: Atelier, chantier: Chantier, suite: Suite) -> None:
    for (feuille, rang, colonne), saisie, style in atelier.formules:
        formule = suite.follow(saisie.formule, feuille)
        if formule:
            atelier.onglets[feuille].write_formula(rang, colonne, formule, style, _to_resultat(saisie.brut))
        else:
            constat = Constat(Sort.PERDU, feuille, xl_rowcol_to_cell(rang, colonne), "formule", saisie.formule, SANS_SUITE)
            chantier.constats.append(constat)


def _to_resultat(brut: Brut) -> str | float | bool:
    if isinstance(brut, date):
        return (brut - JOUR_ZERO).days
    if isinstance(brut, (ErreurExcel, SansValeur)) or brut is None:
        return write_texte(brut)
    return brut if isinstance(brut, (bool, int, float, str)) else write_texte(brut)


def _fill_notes(atelier: Atelier, chantier: Chantier) -> None:
    """Write the notes as they were; those of the builder too, which say where a figure was read."""
    for place, note in chantier.reprise.notes.items():
        if place[0] in chantier.reprise.feuilles_en_plus:  # it goes with its sheet
            continue
        nouvelle, ecrite = chantier.find(place), False
        if nouvelle and nouvelle[0] in atelier.onglets:
            feuille, rang, colonne = nouvelle
            ecrite = atelier.onglets[feuille].write_comment(rang - 1, colonne - 1, note.texte, {**ASPECT, "author": note.auteur}) == 0
        if not ecrite:
            raison = NOTE_TROP_LONGUE if nouvelle else SANS_PLACE
            chantier.constats.append(Constat(Sort.PERDU, place[0], _write_cellule(place), "note", note.texte, raison))


def _define_noms(atelier: Atelier, chantier: Chantier, suite: Suite) -> None:
    siens = {str(nom[0]).casefold() for nom in atelier.classeur.defined_names}
    pris = set(siens)
    for nom, cible in chantier.reprise.noms:
        if nom.casefold() in siens:
            continue
        suivie = suite.follow(f"={cible}", "")
        if not suivie:
            chantier.constats.append(Constat(Sort.PERDU, "", "", "nom défini", f"{nom} = {cible}", "ce qu'il cite n'est plus là"))
        elif nom.casefold() in pris or not _define_nom(atelier, nom, suivie):
            chantier.constats.append(Constat(Sort.PERDU, "", "", "nom défini", f"{nom} = {cible}", NOM_REFUSE))
        else:
            pris.add(nom.casefold())
            chantier.constats.append(Constat(Sort.GARDE, "", "", "nom défini", f"{nom} {suivie}"))


def _define_nom(atelier: Atelier, nom: str, cible: str) -> bool:
    """Define a name; tell whether Excel takes it, which XlsxWriter knows."""
    with catch_warnings(action="ignore"):  # they are for who writes programs
        return "!" not in nom and atelier.classeur.define_name(nom, cible) == 0


def _write_cellule(place: Place) -> str:
    return str(xl_rowcol_to_cell(place[1] - 1, place[2] - 1))
