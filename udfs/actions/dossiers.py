"""Where the files of a workbook go: the settings that the officer types on the sheet « Campagne », and the folders they give.

>>> from pathlib import PurePosixPath
>>> locate_exports("", PurePosixPath("/home/page/annexe5"))
PurePosixPath('/home/page/annexe5/conventions')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from dpid_xl.noms import simplify_nom
from dpid_xl.schema import COPIES_PAR_DEFAUT, FEUILLE_DE_XLWINGS, REGLAGES_DU_CLASSEUR, THEMATIQUES, Reglage
from udfs.actions.erreurs import MacroRefusee

DOSSIER = "conventions"  # of exports, by default
_RANGS = 100  # of a sheet that are looked at
_FEUILLES = (THEMATIQUES.feuille, FEUILLE_DE_XLWINGS.nom)  # the second in older workbooks, whose officers look there

PAS_ENREGISTRE = "Le classeur n'est pas encore sur un disque : enregistrez-le dans un dossier de ce poste puis recommencez."
EN_LIGNE = (
    "Le classeur est ouvert depuis OneDrive ou SharePoint et son dossier n'est pas sur ce poste : synchronisez ce dossier, ou indiquez "
    "un dossier complet {ou}, puis recommencez."
)
AUTRE_POSTE = "Le dossier « {valeur} » n'est pas un dossier de ce poste : corrigez-le {ou}, puis recommencez."
ECRITURE = "{raison} ; fermez ce fichier s'il est ouvert, ou indiquez un autre dossier {ou}."


@dataclass(frozen=True, slots=True)
class ReglageDeDossier:
    """A setting: what was typed, without outer spaces, and where it is to be typed."""

    nom: str
    valeur: str
    feuille: str
    cellule: str

    @property
    def ou(self) -> str:
        """Where the officer changes it, as a piece of a sentence."""
        return f"dans la feuille {self.feuille}, cellule {self.cellule} (« {self.nom} »)"


def read_reglages(book: Any) -> Mapping[Reglage, ReglageDeDossier]:
    """Read the settings of the macros; a workbook made before one of them has it empty, to be typed under those of xlwings."""
    feuilles = {feuille.name: feuille.range(f"A1:B{_RANGS}").value for feuille in book.sheets if feuille.name in _FEUILLES}
    return {reglage: _read_reglage(feuilles, reglage.libelle) for reglage in REGLAGES_DU_CLASSEUR}


def _read_reglage(feuilles: Mapping[str, Sequence[Sequence[Any]]], libelle: str) -> ReglageDeDossier:
    for nom in _FEUILLES:
        for rang, (texte, valeur) in enumerate(feuilles.get(nom, ()), 1):
            if simplify_nom(_read_texte(texte)) == simplify_nom(libelle):
                return ReglageDeDossier(libelle, _read_texte(valeur), nom, f"B{rang}")
    libelles = [_read_texte(texte) for texte, _valeur in feuilles.get(FEUILLE_DE_XLWINGS.nom, ())]
    libre = next((rang for rang, texte in enumerate(libelles, 1) if not texte), len(libelles) + 1)
    return ReglageDeDossier(libelle, "", FEUILLE_DE_XLWINGS.nom, f"B{libre} (en A{libre}, le nom du réglage)")


def count_copies(reglage: ReglageDeDossier) -> int:
    """Return how many copies are kept; what is not a number counts for nothing.

    >>> count_copies(ReglageDeDossier("Copies gardées", "2.0", "Campagne", "B44"))
    2
    >>> count_copies(ReglageDeDossier("Copies gardées", "deux", "Campagne", "B44"))
    5
    """
    nombre = reglage.valeur.removesuffix(".0")
    return int(nombre) if nombre.isdecimal() else COPIES_PAR_DEFAUT


def locate_exports(valeur: str, classeur: PurePath | None, sorte: type[PurePath] = Path) -> PurePath | None:
    """Return the folder of exports; ``classeur`` is the workbook's, None when it is not on this computer, ``sorte`` its system's.

    None when a folder beside the workbook is wanted and there is none; raises ValueError on a folder of another system.

    >>> locate_exports("sorties", PureWindowsPath("C:/annexe5"), PureWindowsPath)
    PureWindowsPath('C:/annexe5/sorties')
    """
    dossier = sorte(valeur or DOSSIER)
    if dossier.is_absolute():
        return dossier
    if PureWindowsPath(valeur).anchor or PurePosixPath(valeur).anchor:
        raise ValueError(valeur)
    return classeur / dossier if classeur else None


def find_exports(reglage: ReglageDeDossier, classeur: PurePath | None) -> Path:
    """Return the folder of exports on this computer; raises MacroRefusee."""
    try:
        dossier = locate_exports(reglage.valeur, classeur)
    except ValueError as erreur:
        raise MacroRefusee(AUTRE_POSTE.format(valeur=reglage.valeur, ou=reglage.ou)) from erreur
    if dossier is None:
        raise MacroRefusee(EN_LIGNE.format(ou=reglage.ou))
    return Path(dossier)


def _read_texte(valeur: Any) -> str:
    return "" if valeur is None else str(valeur).strip()
