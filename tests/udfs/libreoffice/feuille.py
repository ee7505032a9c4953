"""A sheet of formulas for Calc, made of calls: arguments as values in the formula, or as ranges and cells beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from udfs.declaration import Fonction, Rangees, Scalaire, Valeur

TEMOIN = "DPID.PLACES(80,6)"  # the canary: wrong in every host where the extension is not loaded


@dataclass
class Feuille:
    """Formulas in column A, one block of rows each; arguments that need cells stand on the sheet « Plages »."""

    fichier: Path
    rang: int = 0
    rang_plage: int = 0
    cellules: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.classeur = xlsxwriter.Workbook(self.fichier)
        self.onglet = self.classeur.add_worksheet("Formules")
        self.plages = self.classeur.add_worksheet("Plages")
        self.date = self.classeur.add_format({"num_format": "dd/mm/yyyy"})

    def add_appel(self, fonction: Fonction, arguments: Sequence[Valeur], *, par_cellules: bool = False, hauteur: int = 1, largeur: int = 1):
        """Add a call; ``par_cellules`` gives every argument by a cell (an empty one for None) instead of a constant."""
        termes = [self._write_argument(valeur, par_cellules=par_cellules) for valeur in arguments]
        return self.add_formule(f"DPID.{fonction.nom}({','.join(termes)})", hauteur, largeur)

    def add_formule(self, formule: str, hauteur: int = 1, largeur: int = 1) -> str:
        """Add a formula and return its cell; more than one cell makes it an array formula."""
        rang = self.rang
        self.rang += hauteur
        if hauteur == largeur == 1:
            self.onglet.write_formula(rang, 0, f"={formule}")
        else:
            self.onglet.write_array_formula(rang, 0, rang + hauteur - 1, largeur - 1, f"{{={formule}}}")
        return xl_rowcol_to_cell(rang, 0)

    def add_plage(self, rangees: Rangees) -> str:
        """Write cells on the other sheet and return the reference to them."""
        premier = self.rang_plage
        for rangee in rangees:
            for colonne, cellule in enumerate(rangee):
                self._write_cellule(self.rang_plage, colonne, cellule)
            self.rang_plage += 1
        dernier = self.rang_plage - 1
        self.rang_plage += 1
        if len(rangees) == len(rangees[0]) == 1:
            return f"Plages!{xl_rowcol_to_cell(premier, 0, row_abs=True, col_abs=True)}"
        return f"Plages!{xl_range_abs(premier, 0, dernier, len(rangees[0]) - 1)}"

    def close(self) -> Path:
        self.classeur.close()
        return self.fichier

    def _write_argument(self, valeur: Valeur, *, par_cellules: bool) -> str:
        if isinstance(valeur, tuple):
            return self.add_plage(valeur)
        return self.add_plage(((valeur,),)) if par_cellules else write_constante(valeur)

    def _write_cellule(self, rang: int, colonne: int, cellule: Scalaire) -> None:
        match cellule:
            case None:
                return
            case date():
                self.plages.write_datetime(rang, colonne, cellule, self.date)
            case str() if cellule.startswith("="):
                self.plages.write_formula(rang, colonne, cellule)
            case str():
                self.plages.write_string(rang, colonne, cellule)
            case _:
                self.plages.write(rang, colonne, cellule)


def write_constante(valeur: Scalaire) -> str:
    """Write a value as an English formula holds it."""
    match valeur:
        case None:
            return ""
        case bool():
            return str(valeur).upper()
        case str():
            return '"' + valeur.replace('"', '""') + '"'
        case date():
            return f"DATE({valeur.year},{valeur.month},{valeur.day})"
        case _:
            return repr(valeur)
