"""Which line a row of another sheet is about: by its structure and operation, its territoire and description if need be."""

from __future__ import annotations

from typing import Protocol

from dpid_xl.modele import Dossier, Ligne


class Designation(Protocol):
    """What a row says of the line that it is about; empty ``territoire`` and ``description`` tell nothing apart."""

    @property
    def structure(self) -> str:
        """Its name in the register."""

    @property
    def operation(self) -> str:
        """Its code."""

    @property
    def territoire(self) -> str:
        """That of the line; empty: no need to."""

    @property
    def description(self) -> str:
        """That of the line; empty: no need to."""


def find_lignes(dossier: Dossier, designation: Designation) -> tuple[Ligne, ...]:
    """Return the lines that a row may be about: exactly one, or it is about none."""
    candidates = dossier.lignes_par_cle.get((designation.structure.casefold(), designation.operation), ())
    return tuple(ligne for ligne in candidates if _designates(designation, ligne))


def find_faute(dossier: Dossier, designation: Designation) -> tuple[str, str]:
    """Return the column to mend and why a row is about no line."""
    faute = find_nom_inconnu(dossier, designation)
    if faute:
        return faute
    if not dossier.lignes_par_cle.get((designation.structure.casefold(), designation.operation)):
        return "operation", "l'annexe 5 n'a pas de ligne pour elles deux"
    champ = "territoire" if designation.territoire else "description"
    return champ, "aucune de leurs lignes n'a ce territoire ou cette description"


def find_nom_inconnu(dossier: Dossier, designation: Designation) -> tuple[str, str] | None:
    """Return the column of a structure or an operation that nobody knows, and why; None when both are known."""
    structure = dossier.find_structure(designation.structure)
    if structure is None:
        return "structure", f"«\xa0{designation.structure}\xa0» n'est pas au registre"
    if structure.nom.casefold() != designation.structure.casefold():  # a variant, which the formulas of the workbook do not know
        return "structure", f"le registre l'écrit «\xa0{structure.nom}\xa0»"
    if designation.operation not in dossier.operation_par_code:
        return "operation", f"l'opération {designation.operation} n'existe pas"
    return None


def _designates(designation: Designation, ligne: Ligne) -> bool:
    paires = ((designation.territoire, ligne.territoire), (designation.description, ligne.description))
    return all(not dit or dit.casefold() == sien.casefold() for dit, sien in paires)
