"""What the workbook of the next year takes over of the officer's own: all but the rows and the cells of the campaign that is over.

What is left out is said, thing by thing; what is kept and speaks of a past year too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from dpid_xl.anomalies import Gravite
from dpid_xl.bareme import AVANCE
from dpid_xl.campagnes.reconduction import (
    AVANCE_A_DIRE,
    COLONNES_VIDEES,
    D_AVANT,
    RAISONS,
    REGLAGES_VIDES,
    TABLES_GARDEES,
    get_annee,
    list_tarifs_a_dater,
    write_code,
    write_nom,
)
from dpid_xl.cellules import is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.notes import ASPECT
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.relecture import Lecture
from dpid_xl.classeurs.remise import REGLAGES_GARDES
from dpid_xl.classeurs.reprise.chantier import Chantier
from dpid_xl.classeurs.reprise.hors_tables import write_cellule
from dpid_xl.classeurs.reprise.modele import Constat, Note, Place, RangeeReprise, Reprise, Saisie, Sort, TableReprise
from dpid_xl.controles.annees import find_annees, list_textes_dates, write_extrait
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier
from dpid_xl.noms import fold_titre
from dpid_xl.periodes import format_date
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.schema import ANNEXE5, AVENANTS, BAREME, BUDGET, CAMPAGNE, CONVENTIONS, FEUILLE_IMPORT, MODELE, STRUCTURES, SUIVI, Nature

RETENUES = (ANNEXE5.feuille, AVENANTS.feuille, SUIVI.feuille)  # sheets of which something is remembered
_VIDE = Saisie(None)
_RENOMMES = {"nom": write_nom, "code": write_code}
_TOUTES = 9999  # the last year that a text may speak of
DE_L_AGENT = "à vous"


class LignesIllisibles(Refus):
    """A line or a result of the campaign that is over cannot be read: it would be missing from what is remembered of it."""

    code = BLOQUE


@dataclass
class _Tri:
    """One sorting: the old workbook, its campaign and year, the new year; what is left out of it, and what is said."""

    ancien: Classeur
    dossier: Dossier
    annee: int
    a_dater: Collection[int]  # rows of Barème whose first day is to be said again
    constats: list[Constat] = field(default_factory=list)
    ecartees: set[Place] = field(default_factory=set)  # cells of rows that are left out, and what stands beside them
    rangs: set[tuple[str, int]] = field(default_factory=set)  # these rows, by sheet
    videes: set[Place] = field(default_factory=set)  # cells that begin again empty

    def note(self, place: Place, quoi: str, valeur: str, raison: str) -> None:
        self.constats.append(Constat(Sort.VIDE, place[0], write_cellule(place), quoi, valeur, raison))


def require_lisible(lecture: Lecture, nom: str) -> None:
    """Raise LignesIllisibles when reading could not tell what a line or a result says."""
    for anomalie in lecture.anomalies:
        if anomalie.gravite is Gravite.BLOQUANTE and anomalie.origine.feuille in RETENUES:
            raise LignesIllisibles(
                f"« {nom} » a une cellule que l'on ne peut pas lire ({anomalie.origine}), et elle manquerait à la feuille Antérieur : "
                "corrigez-la (« dpid-xl controler » dit comment), puis recommencez."
            )


def prune(ancien: Classeur, reprise: Reprise, dossier: Dossier, annee: int) -> tuple[Reprise, tuple[Constat, ...]]:
    """Return what the workbook of a year takes over of the one before, and what is said of what it leaves."""
    tri = _Tri(ancien, dossier, annee, {tarif.lieu.rang for tarif in list_tarifs_a_dater(dossier, annee)})
    tables = {nom: _prune_table(tri, table) for nom, table in reprise.tables.items()}
    reglages = dict(_prune_reglages(tri, reprise.reglages))
    gardees = tuple(_list_feuilles(tri, reprise))
    notes = dict(
        _prune_notes(tri, reprise.notes, {fold_titre(feuille) for feuille in reprise.feuilles_en_plus} - set(map(fold_titre, gardees)))
    )
    pruned = replace(reprise, tables=tables, reglages=reglages, notes=notes, feuilles_en_plus=gardees, ecartees=frozenset(tri.ecartees))
    return pruned, tuple(tri.constats)


def _prune_table(tri: _Tri, ancienne: TableReprise) -> TableReprise:
    table = ancienne.table
    if table not in TABLES_GARDEES:
        _leave_rangees(tri, ancienne)
        return replace(ancienne, rangees=())
    rangees = ancienne.rangees
    if table is BAREME:
        avances = [rangee for rangee in rangees if _is_avance(rangee)]
        for rangee in avances:
            place = (ancienne.feuille, rangee.rang, ancienne.colonnes["valeur"])
            tri.note(place, f"taux « {_write(rangee, 'code')} »", _write(rangee, "valeur"), AVANCE_A_DIRE)
            _leave(tri, ancienne.feuille, [rangee.rang])
        rangees = [rangee for rangee in rangees if rangee not in avances]
    return replace(ancienne, rangees=[_prune_rangee(tri, ancienne, rangee) for rangee in rangees])


def _leave_rangees(tri: _Tri, ancienne: TableReprise) -> None:
    """Leave all the rows of a table, and what people wrote beside them; their own columns stay, empty."""
    feuille, rangees = ancienne.feuille, ancienne.rangees
    rangs = sorted({*range(ancienne.entetes + 1, ancienne.derniere + 1), *(rangee.rang for rangee in rangees)})
    numeros = {*ancienne.colonnes.values(), *ancienne.plus.values()}
    if rangees:
        nombre = write_quantite(len(rangees), "rangée")
        raison = RAISONS.get(ancienne.table, D_AVANT)
        tri.constats.append(Constat(Sort.VIDE, feuille, "", f"tableau {ancienne.table.nom}", nombre, raison))
    for rangee in rangees:
        for entete, saisie in rangee.plus.items():
            if not is_vide(saisie.brut) or saisie.formule:
                place = (feuille, rangee.rang, ancienne.plus[entete])
                tri.note(
                    place, f"colonne {DE_L_AGENT} « {entete} »", saisie.formule or write_brut(saisie.brut), "sa rangée n'est pas reconduite"
                )
    for place in sorted(_leave(tri, feuille, rangs)):
        brut = tri.ancien.get_brut(*place)
        if place[2] not in numeros and not is_vide(brut):
            tri.note(place, "cellule hors tableau", write_brut(brut), "à côté d'une rangée qui n'est pas reconduite")


def _leave(tri: _Tri, feuille: str, rangs: Collection[int]) -> set[Place]:
    """Leave whole rows of a sheet; return their cells."""
    places = {(feuille, rang, colonne) for rang in rangs for colonne in tri.ancien.list_colonnes(feuille, rang)}
    tri.ecartees |= places
    tri.rangs |= {(feuille, rang) for rang in rangs}
    return places


def _is_avance(rangee: RangeeReprise) -> bool:
    return bool(_write(rangee, "avance_de")) or _write(rangee, "code").upper().startswith(AVANCE)


def _write(rangee: RangeeReprise, champ: str) -> str:
    return write_brut(rangee.cellules[champ].brut).strip() if champ in rangee.cellules else ""


def _prune_rangee(tri: _Tri, ancienne: TableReprise, rangee: RangeeReprise) -> RangeeReprise:
    raisons = dict(COLONNES_VIDEES.get(ancienne.table, {}))
    if ancienne.table is BAREME and rangee.rang in tri.a_dater:
        raisons["valable_du"] = "premier jour à confirmer"
    cellules = dict(rangee.cellules)
    for champ in raisons.keys() & cellules.keys():
        place = (ancienne.feuille, rangee.rang, ancienne.colonnes[champ])
        saisie = cellules[champ]
        if not is_vide(saisie.brut) or saisie.formule:
            sujet = _write(rangee, ancienne.table.colonnes[0].champ)
            tri.note(place, f"« {ancienne.table.entete(champ)} » de {sujet}", saisie.formule or write_brut(saisie.brut), raisons[champ])
        cellules[champ] = replace(_VIDE, aspect=saisie.aspect)
        tri.videes.add(place)
    if ancienne.table is MODELE and is_vide(cellules.get("vote_en", _VIDE).brut):
        cellules.pop("vote_en", None)  # the builder writes the year of the vote
    return replace(rangee, cellules=cellules)


def _prune_reglages(tri: _Tri, reglages: Mapping[str, tuple[Place, Saisie]]) -> Iterator[tuple[str, tuple[Place, Saisie]]]:
    libelles = {reglage.champ: reglage.libelle for reglage in CAMPAGNE}
    for champ, (place, saisie) in reglages.items():
        if champ in _RENOMMES:
            nouveau = _RENOMMES[champ](tri.annee)
            raison = f"devient « {nouveau} » : à récrire comme il convient"
            tri.constats.append(
                Constat(Sort.A_REVOIR, place[0], write_cellule(place), f"réglage « {libelles[champ]} »", write_brut(saisie.brut), raison)
            )
            yield champ, (place, replace(saisie, brut=nouveau, formule=""))
        elif champ in REGLAGES_VIDES:
            if not is_vide(saisie.brut):
                tri.note(place, f"réglage « {libelles[champ]} »", write_brut(saisie.brut), "de la campagne d'avant, à écrire")
            tri.videes.add(place)
            yield champ, (place, replace(_VIDE, aspect=saisie.aspect))
        else:
            yield champ, (place, saisie)


def _list_feuilles(tri: _Tri, reprise: Reprise) -> Iterator[str]:
    """Yield the officer's own sheets; the conventions, and what was read of an imported table, stay in the old workbook."""
    conventions = reprise.tables.get(CONVENTIONS.nom)
    generees = {fold_titre(_write(rangee, "feuille")) for rangee in (conventions.rangees if conventions else ())}
    raisons = dict.fromkeys(generees, "convention de la campagne d'avant") | {fold_titre(FEUILLE_IMPORT.nom): "lecture du tableau d'alors"}
    for feuille in reprise.feuilles_en_plus:
        if raison := raisons.get(fold_titre(feuille)):
            tri.constats.append(Constat(Sort.VIDE, feuille, "", "feuille", "", raison))
        else:
            yield feuille


def _prune_notes(tri: _Tri, notes: Mapping[Place, Note], laissees: Collection[str]) -> Iterator[tuple[Place, Note]]:
    notres: Counter[str] = Counter()
    for place, note in notes.items():
        if fold_titre(place[0]) in laissees:
            continue
        if place[:2] not in tri.rangs and place not in tri.videes:
            yield place, note
        elif note.auteur == ASPECT["author"]:
            notres[place[0]] += 1
        else:
            tri.note(place, "note", note.texte, "sur une cellule qui n'est pas reconduite")
    for feuille, nombre in notres.items():
        tri.constats.append(
            Constat(
                Sort.VIDE,
                feuille,
                "",
                "notes sur les chiffres décidés",
                write_quantite(nombre, "note"),
                "où la délibération d'avant les disait",
            )
        )


def expect_relu(dossier: Dossier, ancien: Dossier) -> Dossier:
    """Return what the new workbook says once it is read: its budget lines are not, as long as their AE is to be filled."""
    budget = {(BUDGET.feuille, ligne.code) for ligne in ancien.budget}
    restes = {(feuille, code) for feuille, code in ancien.illisibles if feuille != BAREME.feuille or not code.upper().startswith(AVANCE)}
    return replace(dossier, budget=(), illisibles=frozenset(budget | restes))


def list_gardes(constats: Sequence[Constat]) -> Iterator[Constat]:
    """Yield what is said of what was kept, without the tables that have no row left and the settings, some of which are empty."""
    return (constat for constat in constats if constat.valeur != write_quantite(0, "rangée") and constat.quoi != REGLAGES_GARDES)


def list_a_revoir(relu: Dossier, nouveau: Classeur, chantier: Chantier) -> Iterator[Constat]:
    """Yield what was kept and speaks of a year or a day: texts of the records, then what is the officer's own, then dates."""
    for texte in list_textes_dates(relu, _TOUTES):
        raison = f"parle de {', '.join(map(str, texte.annees))} : à relire"
        yield Constat(
            Sort.A_REVOIR, texte.origine.feuille, texte.origine.cellule, f"« {texte.colonne} » de {texte.sujet}", texte.extrait, raison
        )
    yield from _list_textes_a_eux(nouveau, chantier)
    yield from _list_dates(relu)


def _list_textes_a_eux(nouveau: Classeur, chantier: Chantier) -> Iterator[Constat]:
    """Yield the texts of the officer's own columns, cells and sheets that speak of a year."""
    reprise = chantier.reprise
    places = [
        (ancienne.feuille, rangee.rang, ancienne.plus[entete])
        for ancienne in reprise.tables.values()
        for rangee in ancienne.rangees
        for entete in rangee.plus
    ]
    nouvelles = [place for ancienne in (*places, *(libre.ancienne for libre in reprise.libres)) if (place := chantier.find(ancienne))]
    siennes = [feuille for nom in reprise.feuilles_en_plus if (feuille := nouveau.find_feuille(nom))]
    nouvelles += [
        (feuille, rang, colonne)
        for feuille in siennes
        for rang in nouveau.list_rangs(feuille)
        for colonne in nouveau.list_colonnes(feuille, rang)
    ]
    for place in nouvelles:
        brut = nouveau.get_brut(*place)
        if isinstance(brut, str) and (annees := find_annees(brut)):
            raison = f"parle de {', '.join(str(annee) for annee, _place in annees)} : à relire"
            yield Constat(Sort.A_REVOIR, place[0], write_cellule(place), f"cellule {DE_L_AGENT}", write_extrait(brut, annees[0][1]), raison)


def _list_dates(relu: Dossier) -> Iterator[Constat]:
    """Yield the days that were kept: nothing tells whether they still hold."""
    jours: list[tuple[str, Origine, object]] = [
        (f"réglage « {reglage.libelle} »", relu.reglages.origine(reglage.champ), getattr(relu.campagne, reglage.champ))
        for reglage in CAMPAGNE
        if reglage.nature is Nature.DATE
    ]
    jours += [
        (f"« {table.entete(champ)} » de {sujet}", lieu.origine(champ), jour)
        for table, sujet, lieu, champ, jour in (
            *((STRUCTURES, structure.nom, structure.lieu, "cer", structure.cer) for structure in relu.structures),
            *(
                (BAREME, tarif.code, tarif.lieu, champ, getattr(tarif, champ))
                for tarif in relu.tarifs
                for champ in ("valable_du", "valable_au")
            ),
        )
    ]
    for quoi, origine, jour in jours:
        if isinstance(jour, date):
            yield Constat(Sort.A_REVOIR, origine.feuille, origine.cellule, quoi, format_date(jour), "jour gardé : à vérifier")


def list_journal(dossier: Dossier, nom: str, jour: date, empreinte: str) -> Sequence[Mapping[str, str]]:
    """Return the first row of the journal: which workbook this one was made of, and the hash of its values."""
    resultat = f"fait de « {nom} », campagne {get_annee(dossier)} « {dossier.campagne.nom} »"
    return ({"date": format_date(jour), "action": "Reconduction", "resultat": resultat, "empreinte_du_classeur": empreinte},)
