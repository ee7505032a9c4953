"""Where the files of a workbook go: the settings that the officer types on the sheet « xlwings.conf », and the folders they give.

>>> from pathlib import PurePosixPath
>>> locate_exports("", PurePosixPath("/home/page/annexe5"))
PurePosixPath('/home/page/annexe5/conventions')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from dpid_xl.classeurs.gabarit.aide import COPIES_GARDEES, DOSSIER_DES_EXPORTS, FEUILLE_DES_REGLAGES
from udfs.actions.erreurs import MacroRefusee

DOSSIER = "conventions"  # of exports, by default
COPIES_PAR_DEFAUT = 5
_RANGS = 60  # of the sheet that are looked at

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
    cellule: str

    @property
    def ou(self) -> str:
        """Where the officer changes it, as a piece of a sentence."""
        return f"dans la feuille {FEUILLE_DES_REGLAGES}, cellule {self.cellule} (« {self.nom} »)"


def read_reglages(book: Any) -> Mapping[str, ReglageDeDossier]:
    """Read the settings of the macros; a workbook made before one of them has it empty, to be typed under the others."""
    rangees: list[tuple[str, Any]] = []
    for feuille in book.sheets:
        if feuille.name == FEUILLE_DES_REGLAGES:
            rangees = [(str(nom or "").strip(), valeur) for nom, valeur, *_ in feuille.range(f"A1:B{_RANGS}").value]
    noms = [nom for nom, _ in rangees]
    libre = next((rang for rang, nom in enumerate(noms, 1) if not nom), len(noms) + 1)
    reglages = {}
    for nom in (COPIES_GARDEES, DOSSIER_DES_EXPORTS):
        rang = noms.index(nom) + 1 if nom in noms else 0
        valeur = _read_texte(rangees[rang - 1][1]) if rang else ""
        reglages[nom] = ReglageDeDossier(nom, valeur, f"B{rang}" if rang else f"B{libre} (en A{libre}, le nom du réglage)")
    return reglages


def count_copies(reglage: ReglageDeDossier) -> int:
    """Return how many copies are kept; what is not a number counts for nothing.

    >>> count_copies(ReglageDeDossier("Copies gardées", "2.0", "B6")), count_copies(ReglageDeDossier("Copies gardées", "deux", "B6"))
    (2, 5)
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
