"""The settings of the sheet « Campagne »: by defined name, else by the label on their left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import get_vide, is_vide
from dpid_xl.classeurs.lecture.cellules import convert, write_brut
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Cases, Origine
from dpid_xl.modele import Campagne
from dpid_xl.noms import find_renomme, simplify_nom
from dpid_xl.reperes import coordinate_from_string, get_column_letter
from dpid_xl.schema import CAMPAGNE, DEPART_CAMPAGNE, THEMATIQUES, Colonne, Reglage

FEUILLE = THEMATIQUES.feuille
COLONNE_DES_LIBELLES = 1


def read_campagne(classeur: Classeur, releve: Releve) -> Campagne:
    """Read the settings; raises ClasseurIllisible when an obligatory one has no cell."""
    feuille = classeur.get_feuille(FEUILLE)
    libelles = _read_libelles(classeur, feuille)
    return Campagne(**{reglage.champ: _read_reglage(classeur, feuille, libelles, reglage, releve) for reglage in CAMPAGNE})


def _read_reglage(classeur: Classeur, feuille: str, libelles: dict[str, int], reglage: Reglage, releve: Releve) -> Any:
    colonne = Colonne(reglage.libelle, reglage.champ, reglage.nature, 0)
    place = _find_place(classeur, feuille, libelles, reglage)
    if place is None:
        _report_absent(classeur, feuille, libelles, reglage, releve)
        return get_vide(colonne)
    brut, origine = classeur.get_brut(*place), _make_origine(place)
    if reglage.obligatoire and is_vide(brut):
        releve.add("lecture_ligne_incomplete", Gravite.BLOQUANTE, origine, entetes=f"« {reglage.libelle} »")
    lue = convert(brut, colonne, classeur.epoque)
    if lue.constat:
        releve.add(lue.constat.code, lue.constat.gravite, origine, **lue.constat.faits)
    return lue.valeur


def locate_reglages(classeur: Classeur) -> Cases:
    """Return the cell of each setting that the workbook has on the sheet of the campaign."""
    feuille = classeur.get_feuille(FEUILLE)
    return Cases(feuille, {champ: _make_origine(place).cellule for champ, place in find_places(classeur).items() if place[0] == feuille})


def find_places(classeur: Classeur, reglages: Iterable[Reglage] = CAMPAGNE) -> dict[str, tuple[str, int, int]]:
    """Return sheet, row and column of each of these settings that the workbook has."""
    feuille = classeur.get_feuille(FEUILLE)
    libelles = _read_libelles(classeur, feuille)
    places = ((reglage.champ, _find_place(classeur, feuille, libelles, reglage)) for reglage in reglages)
    return {champ: place for champ, place in places if place}


def _find_place(classeur: Classeur, feuille: str, libelles: dict[str, int], reglage: Reglage) -> tuple[str, int, int] | None:
    """Return the sheet, the row and the column of a setting: its named cell, else the one on the right of its label."""
    if place := classeur.find_nom(reglage.nom):
        return place
    texte = next((libelle for libelle in libelles if simplify_nom(libelle) == simplify_nom(reglage.libelle)), None)
    return None if texte is None else (feuille, libelles[texte], COLONNE_DES_LIBELLES + 1)


def _make_origine(place: tuple[str, int, int]) -> Origine:
    return Origine(place[0], f"{get_column_letter(place[2])}{place[1]}")


def _read_libelles(classeur: Classeur, feuille: str) -> dict[str, int]:
    """Return the row of each label, above the table of thématiques."""
    table = classeur.tableaux.get(THEMATIQUES.nom.casefold())
    fin = table.bloc.haut if table and table.feuille == feuille else None
    rangs = [rang for rang in classeur.list_rangs(feuille) if fin is None or rang < fin]
    textes = {rang: write_brut(classeur.get_saisi(feuille, rang, COLONNE_DES_LIBELLES)) for rang in rangs}
    return {texte: rang for rang, texte in reversed(textes.items()) if texte}


def _report_absent(classeur: Classeur, feuille: str, libelles: dict[str, int], reglage: Reglage, releve: Releve) -> None:
    if reglage.obligatoire:
        connus = {connu.libelle for connu in CAMPAGNE}
        proche = find_renomme(reglage.libelle, (libelle for libelle in libelles if libelle not in connus))
        conseil = f"une case « {proche} » existe : renommez-la" if proche else "rétablissez-la, écrite exactement ainsi"
        raise classeur.refuse(f"sur la feuille « {feuille} », la case « {reglage.libelle} » est absente ; {conseil}")
    if reglage.depuis > classeur.generation:
        return
    _colonne, rang = coordinate_from_string(DEPART_CAMPAGNE)
    origine = Origine(feuille, f"{get_column_letter(COLONNE_DES_LIBELLES)}{rang}")
    releve.add("lecture_colonne_absente", Gravite.AVERTISSEMENT, origine, table=FEUILLE, entete=reglage.libelle)
