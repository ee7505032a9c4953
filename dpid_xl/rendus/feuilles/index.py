"""The first sheet of the workbook of conventions: one row each, with a link, an amount that adds up, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Convention
from dpid_xl.francais import write_quantite
from dpid_xl.metriques import wrap
from dpid_xl.montants import ZERO
from dpid_xl.periodes import format_date, write_date
from dpid_xl.rendus.aspect import ALERTE
from dpid_xl.rendus.feuilles.aspects import ASPECTS
from dpid_xl.rendus.feuilles.ecriture import Plume, set_page, to_instant
from dpid_xl.rendus.feuilles.mise_en_page import PIXELS_PAR_UNITE, count_lignes_imprimees
from dpid_xl.rendus.noms import SUITE, clean_signes
from dpid_xl.schema import THEMATIQUES

INDEX = "Index"
RANG_ENTETES = 4
FORMAT_EUROS = '#,##0.00\\ "€"'
FORMAT_DATE = "dd/mm/yyyy"
LIGNES_D_UN_NOM = 8
LIGNES_DES_MANQUES = 28  # a row of a sheet is no higher
PREMIERE_ANNEE = 1900  # Excel knows no earlier date: it is shown as a text
SIGNES_MAXIMAUX = 4000  # more never fit on so few lines
COMPLET, PROJET = "complet", "PROJET"
VERT = "#38761D"
BLEU_LIEN = "#0563C1"
POINTS_PAR_PIXEL = 0.75
CENTRE = {"align": "center", "indent": 0}


_LARGEURS = {
    "Rang": 40,
    "Structure": 230,
    "Feuille": 200,
    "N° convention": 95,
    "Thématiques": 88,
    "Opérations": 98,
    "Début": 75,
    "Fin": 75,
    "Montant": 105,
    "État": 70,
    "À compléter": 560,
}  # pixels, by header
_COLONNES = {entete: rang for rang, entete in enumerate(_LARGEURS)}
_MONTANT = _COLONNES["Montant"]


@dataclass(frozen=True, slots=True)
class Edition:
    """What an index says of its workbook: campaign, day and, when it is a volume among many, which one.

    ``rang`` conventions stand before its own; ``autres``: what the other volumes hold, by file.
    """

    titre: str
    jour: date
    suite: str = ""
    rang: int = 0
    autres: Mapping[str, str] = field(default_factory=dict)


def fill_index(
    plume: Plume,
    feuille: Worksheet,
    conventions: Sequence[Convention],
    noms: Sequence[str],
    edition: Edition,
) -> None:
    """Write the index of the conventions; ``noms``: their sheets, in the same order."""
    communs = find_communs(conventions)
    _write_titre(plume, feuille, conventions, edition, communs)
    for rang, entete in enumerate(_LARGEURS):
        feuille.set_column_pixels(rang, rang, _LARGEURS[entete])
        plume.write_texte(feuille, RANG_ENTETES, rang, entete, "entete")
    feuille.set_row(RANG_ENTETES, 30)
    for rang, (convention, nom) in enumerate(zip(conventions, noms, strict=True), RANG_ENTETES + 1):
        _write_textes(plume, feuille, rang, convention, communs)
        _write_valeurs(plume, feuille, rang, convention)
        numero = edition.rang + rang - RANG_ENTETES
        feuille.write_number(rang, _COLONNES["Rang"], numero, plume.get_format("case", supplement=CENTRE))
        _write_lien(plume, feuille, rang, nom)
    derniere = RANG_ENTETES + len(conventions)
    _write_total(plume, feuille, derniere + 1, conventions)
    feuille.autofilter(RANG_ENTETES, 0, max(derniere, RANG_ENTETES), len(_LARGEURS) - 1)
    feuille.freeze_panes(RANG_ENTETES + 1, 2)
    feuille.repeat_rows(RANG_ENTETES)
    feuille.print_area(0, 0, _write_autres(plume, feuille, derniere + 1, edition), len(_LARGEURS) - 1)
    set_page(feuille, (edition.titre, f"Édité le {write_date(edition.jour)}"), f"Index des conventions{edition.suite}", paysage=True)


def find_communs(conventions: Sequence[Convention]) -> tuple[str, ...]:
    """Return the settings of the campaign that all of several conventions lack: they are said once."""
    if len(conventions) < len(("une", "autre")):
        return ()
    par_convention = [dict.fromkeys(m.quoi for m in c.lacunes if m.origine.feuille == THEMATIQUES.feuille) for c in conventions]
    return tuple(quoi for quoi in par_convention[0] if all(quoi in siens for siens in par_convention))


def _write_titre(plume: Plume, feuille: Worksheet, conventions: Sequence[Convention], edition: Edition, communs: Sequence[str]) -> None:
    projets = sum(convention.projet for convention in conventions)
    titre = plume.get_format("titre", supplement={"align": "left", "text_wrap": False})
    texte = plume.get_format("fiche", supplement={"text_wrap": False})
    feuille.set_row(0, 28)
    feuille.write_string(0, 0, "Conventions à établir", titre)
    feuille.write_string(1, 0, clean_signes(edition.titre) + edition.suite, texte)
    nombre = write_quantite(len(conventions), "convention")
    etat = f"{nombre} au {write_date(edition.jour)} : {len(conventions) - projets} à signer, {projets} à l'état de projet."
    feuille.write_string(2, 0, etat, texte)
    notes = (
        f"Il manque à toutes, sur la feuille {THEMATIQUES.feuille} : {' ; '.join(map(clean_signes, communs))}." if communs else "",
        "Les autres conventions sont dans les classeurs nommés au bas de cet index." if edition.autres else "",
    )
    if any(notes):
        note, largeur = " ".join(filter(None, notes)), sum(_LARGEURS.values()) / PIXELS_PAR_UNITE
        feuille.set_row(3, ASPECTS["fiche"].hauteur(count_lignes_imprimees(note, largeur, "fiche")))
        feuille.merge_range(3, 0, 3, len(_LARGEURS) - 1, note, plume.get_format("fiche", supplement={"text_wrap": True}))


def _write_textes(plume: Plume, feuille: Worksheet, rang: int, convention: Convention, communs: Sequence[str]) -> None:
    textes = {
        "Structure": _shorten(clean_signes(convention.structure.nom), "Structure"),
        "N° convention": _shorten(clean_signes(convention.numero), "N° convention"),
        "Thématiques": ", ".join(convention.thematiques),
        "Opérations": ", ".join(convention.operations),
        "À compléter": _write_manques([manque for manque in convention.manques if manque not in communs]),
    }
    lignes = max(_count_lignes(texte, entete) for entete, texte in textes.items())
    feuille.set_row(rang, ASPECTS["case"].hauteur(max(lignes, 2)))
    for entete, texte in textes.items():
        plume.write_texte(feuille, rang, _COLONNES[entete], texte, "case")


def _write_valeurs(plume: Plume, feuille: Worksheet, rang: int, convention: Convention) -> None:
    dates = plume.get_format("case", supplement={**CENTRE, "num_format": FORMAT_DATE})
    for entete, borne in (
        ("Début", convention.periode and convention.periode.debut),
        ("Fin", convention.periode and convention.periode.fin),
    ):
        if borne and borne.year >= PREMIERE_ANNEE:
            feuille.write_datetime(rang, _COLONNES[entete], to_instant(borne), dates)
        elif borne:
            feuille.write_string(rang, _COLONNES[entete], format_date(borne), dates)
        else:
            feuille.write_blank(rang, _COLONNES[entete], None, dates)
    feuille.write_number(rang, _MONTANT, float(convention.montant), _get_format_montant(plume, "case-montant"))
    etat, couleur = (PROJET, ALERTE) if convention.projet else (COMPLET, VERT)
    feuille.write_string(rang, _COLONNES["État"], etat, plume.get_format("case", couleur=couleur, supplement={**CENTRE, "bold": True}))


def _write_lien(plume: Plume, feuille: Worksheet, rang: int, nom: str) -> None:
    # In a column of their own: LibreOffice does not wrap a text that carries a link, and a sheet's name is short.
    lien = plume.get_format("case", couleur=BLEU_LIEN, supplement={"underline": 1})
    cible = nom.replace("'", "''")
    feuille.write_url(rang, _COLONNES["Feuille"], f"internal:'{cible}'!A1", lien, nom)


def _write_total(plume: Plume, feuille: Worksheet, rang: int, conventions: Sequence[Convention]) -> None:
    feuille.set_row(rang, 22)
    for colonne in range(len(_LARGEURS)):
        plume.write_texte(feuille, rang, colonne, "Total" if colonne == _COLONNES["Structure"] else "", "total")
    total = sum((convention.montant for convention in conventions), ZERO)
    montants = xl_range(RANG_ENTETES + 1, _MONTANT, max(rang - 1, RANG_ENTETES + 1), _MONTANT)
    if conventions:
        feuille.write_formula(rang, _MONTANT, f"=SUM({montants})", _get_format_montant(plume, "total-montant"), float(total))
    else:
        feuille.write_number(rang, _MONTANT, 0, _get_format_montant(plume, "total-montant"))


def _write_autres(plume: Plume, feuille: Worksheet, total: int, edition: Edition) -> int:
    """Name the other volumes under the row of the total; return the last row written."""
    rang = total
    for rang, (fichier, contenu) in enumerate(edition.autres.items(), total + 2):
        feuille.write_url(rang, _COLONNES["Structure"], f"external:{fichier}", plume.lien, fichier)
        feuille.write_string(rang, _COLONNES["Feuille"], clean_signes(contenu), plume.get_format("fiche", supplement={"text_wrap": False}))
    return rang


def _get_format_montant(plume: Plume, aspect: str) -> Any:
    return plume.get_format(aspect, supplement={"num_format": FORMAT_EUROS, "text_wrap": False})


def _write_manques(manques: Sequence[str]) -> str:
    # As many names as fit, then how many more.
    propres = [clean_signes(manque[:SIGNES_MAXIMAUX]) for manque in manques]
    for gardes in range(len(propres), 0, -1):
        autres = len(propres) - gardes
        texte = "\xa0; ".join(propres[:gardes]) + (f"… et {autres} de plus" if autres else "")
        if len(texte) <= SIGNES_MAXIMAUX and _count_lignes(texte, "À compléter") <= LIGNES_DES_MANQUES:
            return texte
    return f"{len(propres)} données" if propres else ""


def _shorten(texte: str, entete: str) -> str:
    debut = texte[:SIGNES_MAXIMAUX]
    if len(texte) <= SIGNES_MAXIMAUX and _count_lignes(texte, entete) <= LIGNES_D_UN_NOM:
        return texte
    aspect = ASPECTS["case"]
    lignes = wrap(debut, _LARGEURS[entete] * POINTS_PAR_PIXEL - aspect.retrait, aspect.taille)
    return "\n".join((*lignes[: LIGNES_D_UN_NOM - 1], SUITE))


def _count_lignes(texte: str, entete: str) -> int:
    return count_lignes_imprimees(texte, _LARGEURS[entete] / PIXELS_PAR_UNITE, "case")
