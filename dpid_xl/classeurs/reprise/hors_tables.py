"""What stands outside the tables on the master's own sheets: what is the builder's is left, what people typed is taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpid_xl.cellules import is_vide
from dpid_xl.classeurs.lecture.bruts import Illisible
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.reprise.aspects import Aspects
from dpid_xl.classeurs.reprise.chantier import Chantier
from dpid_xl.classeurs.reprise.collecte import CONFIGURATION, read_saisie
from dpid_xl.classeurs.reprise.modele import Constat, Libre, Place, Sort
from dpid_xl.noms import fold_nom
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import CAMPAGNE, FEUILLES, TABLES

_PROTEGEE = re.compile(r'<sheetProtection\b[^>]*\bsheet="(?:1|true)"')
_D_UN_TABLEAU = re.compile(r"\btbl\w+\[")
_BANDEAU = 3  # rows of the title
OCCUPEE = "sa place est prise dans le classeur maître"
ILLISIBLE = "sa valeur ne se lit pas : à recopier du classeur d'avant"


def list_libres(ancien: Classeur, nouveau: Classeur, chantier: Chantier) -> tuple[list[Libre], list[Constat]]:
    """Return the cells that the new workbook can take, and what is said of the others; ``nouveau`` was built without them."""
    libres: list[Libre] = []
    constats: list[Constat] = []
    aspects = Aspects(ancien)
    prises: set[Place] = set()
    for place in _list_candidates(ancien, nouveau, chantier):
        nouvelle = chantier.find(place)
        saisie = read_saisie(ancien, place, aspects, nombre=True)
        texte, illisible = saisie.formule or write_brut(saisie.brut), isinstance(saisie.brut, Illisible) and not saisie.formule
        if not illisible and nouvelle and nouvelle not in prises and _is_libre(nouveau, nouvelle):
            prises.add(nouvelle)
            libres.append(Libre(place, nouvelle, saisie))
        else:
            raison = ILLISIBLE if illisible else OCCUPEE
            constats.append(Constat(Sort.PERDU, place[0], write_cellule(place), "cellule hors tableau", texte, raison))
    return libres, constats


def write_cellule(place: Place) -> str:
    """Write a place as a cell of its sheet."""
    return f"{get_column_letter(place[2])}{place[1]}"


def _list_candidates(ancien: Classeur, nouveau: Classeur, chantier: Chantier) -> Iterator[Place]:
    for feuille in FEUILLES:
        vieille, neuve = ancien.find_feuille(feuille.nom), nouveau.find_feuille(feuille.nom)
        if not (vieille and neuve) or feuille.nom == CONFIGURATION or _is_protegee(ancien, vieille):
            continue
        connus = _list_connus(nouveau, neuve)
        for rang in ancien.list_rangs(vieille):
            for colonne in ancien.list_colonnes(vieille, rang):
                place = (vieille, rang, colonne)
                if not _is_dans_un_tableau(ancien, chantier, place) and not _is_du_classeur(ancien, place, connus):
                    yield place


def _is_protegee(classeur: Classeur, feuille: str) -> bool:
    """Tell whether nobody could type on a sheet."""
    return bool(_PROTEGEE.search(classeur.parties.read_texte(classeur.parties_des_feuilles[feuille])))


def _list_connus(nouveau: Classeur, feuille: str) -> set[str]:
    """Return the texts and the formulas that the builder writes on a sheet, whatever the spaces and apostrophes of an older one."""
    cellules = [(rang, colonne) for rang in nouveau.list_rangs(feuille) for colonne in nouveau.list_colonnes(feuille, rang)]
    textes = {write_brut(nouveau.get_brut(feuille, *cellule)) for cellule in cellules}
    formules = {nouveau.get_formule(feuille, *cellule) for cellule in cellules}
    return {fold_nom(texte) for texte in textes | formules | {reglage.libelle for reglage in CAMPAGNE}}


def _is_du_classeur(ancien: Classeur, place: Place, connus: set[str]) -> bool:
    """Tell whether a cell is the builder's: its title, what it still writes, the sums that it puts above a table."""
    brut, formule = ancien.get_brut(*place), ancien.get_formule(*place)
    if (is_vide(brut) and not formule) or (place[1] <= _BANDEAU and place[2] == 1):
        return True
    if formule:
        return fold_nom(formule) in connus or bool(_D_UN_TABLEAU.search(formule))
    return fold_nom(write_brut(brut)) in connus


def _is_dans_un_tableau(ancien: Classeur, chantier: Chantier, place: Place) -> bool:
    feuille, rang, colonne = place
    if place in chantier.places or place in chantier.reprise.ecartees:
        return True
    ours = {table.nom.casefold() for table in TABLES}
    blocs = (tableau.bloc for nom, tableau in ancien.tableaux.items() if nom in ours and tableau.feuille == feuille)
    if any(bloc.haut <= rang <= bloc.bas and bloc.gauche <= colonne <= bloc.droite for bloc in blocs):
        return True
    reprises = (une for une in chantier.reprise.tables.values() if une.feuille == feuille)
    return any(une.entetes == rang and colonne in (*une.colonnes.values(), *une.plus.values()) for une in reprises)


def _is_libre(nouveau: Classeur, place: Place) -> bool:
    feuille, rang, colonne = place
    reelle = nouveau.find_feuille(feuille)
    if reelle is None or nouveau.get_formule(reelle, rang, colonne) or not is_vide(nouveau.get_brut(reelle, rang, colonne)):
        return False
    blocs = (tableau.bloc for tableau in nouveau.tableaux.values() if tableau.feuille == reelle)
    return not any(bloc.haut <= rang <= bloc.bas and bloc.gauche <= colonne <= bloc.droite for bloc in blocs)
