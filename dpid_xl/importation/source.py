"""The grids of a file received from anyone: sheets of a workbook, or the one table of a text file, cells as they are.

A workbook of today's format goes through the reader that the master workbook has, which is guarded; the old formats go through
calamine, once it is known that what they hold is bearable. Nothing is run, nothing is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from dpid_xl.cellules import Cellule, is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import LONGUEUR_MAXIMUM, ErreurExcel, Illisible, SansValeur
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.paquet.recu import read_octets
from dpid_xl.importation import anciens, textes
from dpid_xl.importation.refus import CLASSEUR_MAITRE, MACROS, SourceIllisible
from dpid_xl.importation.textes import VIRGULE
from dpid_xl.schema import ANNEXE5, CAMPAGNE

_CLASSEURS = (".xlsx", ".xlsm")
_MACROS = ("vbaproject.bin", "macrosheets/")


@dataclass(frozen=True, slots=True)
class Grille:
    """One sheet: the cells that hold something, by row and column from 1; ``fusions`` are top, left, bottom, right."""

    feuille: str
    cellules: Mapping[int, Mapping[int, Cellule]]
    fusions: Sequence[tuple[int, int, int, int]] = ()
    vides: int = 0  # rows that the file holds, and that hold nothing
    masquees: frozenset[int] = frozenset()  # hidden rows
    colonnes_masquees: frozenset[int] = frozenset()
    masquee: bool = False
    largeurs: Mapping[int, int] = field(default_factory=dict)  # of the rows of a text: how many cells each one has

    @property
    def rangs(self) -> Sequence[int]:
        """Numbers of the rows that hold something, in order."""
        return sorted(self.cellules)

    def get(self, rang: int, colonne: int) -> Cellule:
        """Return what a cell holds."""
        return self.cellules.get(rang, {}).get(colonne)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened: its grids, and for a text how it was read; ``devines`` are what had to be guessed to read it."""

    nom: str
    grilles: Sequence[Grille]
    encodage: str = ""
    separateur: str = ""
    devines: Sequence[str] = field(default=())


def load_source(chemin: Path, encodage: str = "") -> Source:
    """Open a file (.xlsx, .xls, .ods, .csv, .txt); raises SourceIllisible or ClasseurIllisible with one French sentence.

    ``encodage`` is how the signs of a text file are written, when it has several readings.
    """
    extension = chemin.suffix.lower()
    if encodage and extension not in textes.EXTENSIONS:
        raise SourceIllisible(f"--encodage ne sert qu'aux fichiers de texte ({', '.join(textes.EXTENSIONS)}), pas à « {chemin.name} ».")
    if extension in _CLASSEURS:
        return _load_classeur(chemin)
    if extension in anciens.EXTENSIONS:
        feuilles = anciens.read_feuilles(chemin)
        grilles = [_make_grille(une.nom, une.rangees, une.fusions) for une in feuilles]
        return Source(
            chemin.name,
            [
                replace(grille, masquees=une.masquees, colonnes_masquees=une.colonnes_masquees, masquee=une.masquee)
                for grille, une in zip(grilles, feuilles, strict=True)
            ],
        )
    if extension in textes.EXTENSIONS:
        lu = textes.read_texte(chemin, encodage)
        return Source(chemin.name, [_make_texte(lu.rangees, lu.separateur)], lu.encodage, lu.separateur, lu.devines)
    if chemin.is_dir():
        raise SourceIllisible(f"« {chemin} » est un dossier, pas un tableau : indiquez le fichier qu'il contient.")
    connues = ", ".join((*_CLASSEURS, *anciens.EXTENSIONS, *textes.EXTENSIONS))
    raise SourceIllisible(f"« {chemin.name} » n'est pas un tableau que l'outil sait lire : donnez un fichier {connues}.")


def list_cellules(grille: Grille, rang: int) -> Iterator[tuple[int, Cellule]]:
    """Yield the filled cells of a row by column."""
    yield from sorted(grille.cellules.get(rang, {}).items())


def _load_classeur(chemin: Path) -> Source:
    classeur = Classeur(chemin.name, read_octets(chemin))
    if classeur.has_table(ANNEXE5.nom, ANNEXE5.feuille) and any(classeur.find_nom(reglage.nom) for reglage in CAMPAGNE):
        raise SourceIllisible(CLASSEUR_MAITRE.format(nom=chemin.name))
    if any(marque in partie.casefold() for partie in classeur.noms_des_parties for marque in _MACROS):
        raise SourceIllisible(MACROS.format(nom=chemin.name))
    return Source(chemin.name, [_read_feuille(classeur, nom) for nom in classeur.feuilles])


def _read_feuille(classeur: Classeur, nom: str) -> Grille:
    cellules = {}
    for rang in classeur.list_rangs(nom):
        pleines = {colonne: _clean(valeur) for colonne, valeur in classeur.get_rang(nom, rang).items() if not is_vide(_clean(valeur))}
        if pleines:
            cellules[rang] = pleines
    fusions = [(bloc.haut, bloc.gauche, bloc.bas, bloc.droite) for _, bloc in classeur.list_fusions(nom)]
    vides = max(classeur.count_rangees(nom) - len(cellules), 0)
    occupees = {colonne for rangee in cellules.values() for colonne in rangee}
    return Grille(
        nom,
        cellules,
        fusions,
        vides,
        frozenset(classeur.list_rangs_masques(nom)),
        frozenset(colonne for colonne in occupees if classeur.is_colonne_masquee(nom, colonne)),
        nom in classeur.feuilles_masquees,
    )


def _clean(valeur: object) -> Cellule:
    match valeur:
        case Illisible():
            return "#ILLISIBLE!"
        case str() if len(valeur) > LONGUEUR_MAXIMUM:
            return "#TROP LONG!"  # no cell of a workbook holds it
        case ErreurExcel():
            return valeur.texte
        case SansValeur():
            return "#NON CALCULÉE!"  # refused as an error is, where it counts
    return valeur


def _make_texte(rangees: Sequence[Sequence[Cellule]], separateur: str) -> Grille:
    largeurs = {rang: len(rangee) for rang, rangee in enumerate(rangees, 1)}
    if separateur != VIRGULE and len(largeurs) > 1 and largeurs.get(1, 0) < min(list(largeurs.values())[1:]):
        largeurs = {}  # the last column has no header: nothing is shifted
    return replace(_make_grille("", rangees), largeurs=largeurs)


def _make_grille(nom: str, rangees: Sequence[Sequence[Cellule]], fusions: Sequence[tuple[int, int, int, int]] = ()) -> Grille:
    cellules, vides = {}, 0
    for rang, valeurs in enumerate(rangees, 1):
        pleines = {colonne: _clean(valeur) for colonne, valeur in enumerate(valeurs, 1) if not is_vide(valeur)}
        if pleines:
            cellules[rang] = pleines
        else:
            vides += 1
    return Grille(nom, cellules, fusions, vides)
