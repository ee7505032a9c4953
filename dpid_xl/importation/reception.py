"""What bilans bring to a campaign: the cells of « Suivi » and « Indicateurs » that they fill, and what was typed there and stays.

A cell that holds something is never replaced: when a bilan says otherwise, both are named, and the officer empties the one that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from dpid_xl.calcul.bilans import CHAMPS, find_indicateur, get_genre, group_indicateurs
from dpid_xl.calcul.suivi import get_structure
from dpid_xl.cellules import write_cellule
from dpid_xl.documents.bilans import Bilan, Question
from dpid_xl.importation.bilans import BilanLu, Constat, Sort
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Indicateur, Suivi
from dpid_xl.noms import fold_nom
from dpid_xl.schema import INDICATEURS, SUIVI, Table

_NULLE_PART = Lieu("", 0)
_VIDES: tuple[object, ...] = (None, "")
DEJA = "{feuille} dit déjà « {valeur} » : rien n'y est changé ; si le bilan a raison, videz la cellule {cellule}, puis recommencez"


@dataclass(frozen=True, slots=True)
class Ecriture:
    """A cell that a bilan fills: its table, whose row it is (``indicateur`` empty in « Suivi »), its column, its value."""

    table: Table
    structure: str
    operation: str
    indicateur: str
    champ: str
    valeur: Any

    @property
    def cle(self) -> tuple[str, ...]:
        """What tells its row from the others of the table."""
        return (self.structure, self.operation, *([self.indicateur] if self.indicateur else []))


@dataclass(frozen=True, slots=True)
class Reception:
    """The campaign with what bilans bring, the cells that they fill, and what was there already and stays."""

    dossier: Dossier
    ecritures: tuple[Ecriture, ...]
    constats: tuple[Constat, ...]


def receive_bilans(dossier: Dossier, lus: Iterable[BilanLu]) -> Reception:
    """Add to a campaign what bilans answer, where nothing is typed yet."""
    suivis = {(get_structure(dossier, suivi), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    dits = group_indicateurs(dossier)
    ecritures: list[Ecriture] = []
    constats: list[Constat] = []
    for lu in lus:
        cle = lu.bilan.structure.nom, lu.bilan.operations[0]
        for question, valeur in lu.reponses:
            record = suivis.get(cle) if question.champ else find_indicateur(dits.get(cle, ()), question.indicateur)
            ecriture = _make_ecriture(lu.bilan, question, valeur)
            ancien = getattr(record, ecriture.champ) if record else None
            if ancien in _VIDES:
                ecritures.append(ecriture)
            elif ancien != valeur:
                constats.append(_tell(lu, question, ecriture, record, ancien))
    return Reception(_fill(dossier, ecritures), tuple(ecritures), tuple(constats))


def _make_ecriture(bilan: Bilan, question: Question, valeur: Any) -> Ecriture:
    qui = bilan.structure.nom, bilan.operations[0]
    if question.champ:
        return Ecriture(SUIVI, *qui, "", question.champ, valeur)
    return Ecriture(INDICATEURS, *qui, question.indicateur, CHAMPS[get_genre(question.indicateur)], valeur)


def _tell(lu: BilanLu, question: Question, ecriture: Ecriture, record: Suivi | Indicateur | None, ancien: Any) -> Constat:
    cellule = record.lieu.origine(ecriture.champ) if record else ""
    message = DEJA.format(feuille=ecriture.table.feuille, valeur=write_cellule(ancien), cellule=cellule)
    dite = write_cellule(ecriture.valeur)
    return Constat(Sort.GARDE, lu.fichier, "", ecriture.structure, ecriture.operation, question.libelle, dite, message)


def _fill(dossier: Dossier, ecritures: Sequence[Ecriture]) -> Dossier:
    """Return the campaign with these cells: rows that are there are filled, the others are added at the end."""
    par_rangee: dict[tuple[str, ...], dict[str, Any]] = {}
    for ecriture in ecritures:
        qui = {"structure": ecriture.structure, "operation": ecriture.operation}
        quoi = {"indicateur": ecriture.indicateur} if ecriture.indicateur else {}
        rangee = par_rangee.setdefault((ecriture.structure, ecriture.operation, fold_nom(ecriture.indicateur)), {**qui, **quoi})
        rangee[ecriture.champ] = ecriture.valeur
    # A row that is there twice is filled the first time: the second one does not count, a control says so.
    suivis = [_take(suivi, par_rangee, (get_structure(dossier, suivi), suivi.operation, "")) for suivi in dossier.suivis]
    indicateurs = [
        _take(dit, par_rangee, (dossier.name_structure(dit.structure), dit.operation, fold_nom(dit.indicateur)))
        for dit in dossier.indicateurs
    ]
    for rangee in par_rangee.values():
        if "indicateur" in rangee:
            indicateurs.append(_make(Indicateur, rangee))
        else:
            suivis.append(_make(Suivi, rangee))
    return replace(dossier, suivis=tuple(suivis), indicateurs=tuple(indicateurs))


def _take(record: Any, par_rangee: dict[tuple[str, ...], dict[str, Any]], cle: tuple[str, ...]) -> Any:
    valeurs = par_rangee.pop(cle, {})
    return replace(record, **{champ: valeur for champ, valeur in valeurs.items() if getattr(record, champ) in _VIDES})


def _make(classe: Any, valeurs: Mapping[str, Any]) -> Any:
    """Make a record of what is known; text is empty, names are none, the rest is not said."""
    vides = {champ.name: "" if champ.type == "str" else () if "tuple" in str(champ.type) else None for champ in fields(classe)}
    return classe(**{**vides, **valeurs, "lieu": _NULLE_PART})
