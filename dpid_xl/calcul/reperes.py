"""Which line a row of another sheet is about: by its structure and operation, its territoire and description if need be."""

from __future__ import annotations

from typing import Protocol

from dpid_xl.modele import Dossier, Ligne


class Repere(Protocol):
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


def find_lignes(dossier: Dossier, repere: Repere) -> tuple[Ligne, ...]:
    """Return the lines that a row may be about: exactly one, or it is about none."""
    candidates = dossier.lignes_par_cle.get((repere.structure.casefold(), repere.operation), ())
    return tuple(ligne for ligne in candidates if _designates(repere, ligne))


def find_faute(dossier: Dossier, repere: Repere) -> tuple[str, str]:
    """Return the column to mend and why a row is about no line."""
    faute = find_nom_inconnu(dossier, repere)
    if faute:
        return faute
    if not dossier.lignes_par_cle.get((repere.structure.casefold(), repere.operation)):
        return "operation", "l'annexe 5 n'a pas de ligne pour elles deux"
    champ = "territoire" if repere.territoire else "description"
    return champ, "aucune de leurs lignes n'a ce territoire ou cette description"


def find_nom_inconnu(dossier: Dossier, repere: Repere) -> tuple[str, str] | None:
    """Return the column of a structure or an operation that nobody knows, and why; None when both are known."""
    structure = dossier.find_structure(repere.structure)
    if structure is None:
        return "structure", f"«\xa0{repere.structure}\xa0» n'est pas au registre"
    if structure.nom.casefold() != repere.structure.casefold():  # a variant, which the formulas of the workbook do not know
        return "structure", f"le registre l'écrit «\xa0{structure.nom}\xa0»"
    if repere.operation not in dossier.operation_par_code:
        return "operation", f"l'opération {repere.operation} n'existe pas"
    return None


def _designates(repere: Repere, ligne: Ligne) -> bool:
    paires = ((repere.territoire, ligne.territoire), (repere.description, ligne.description))
    return all(not dit or dit.casefold() == sien.casefold() for dit, sien in paires)
