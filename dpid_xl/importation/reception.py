"""What bilans bring to a campaign: the cells of « Suivi » and « Indicateurs » that they fill, and what was typed there and stays.

Said on which day they came, they fill « Bilan » of « Pièces » too: no form says it, nothing supposes it.
A cell that holds something is never replaced: when a bilan says otherwise, both are named, and the officer empties the one that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.bilans import CHAMPS, find_indicateur, get_genre, group_indicateurs
from dpid_xl.calcul.suivi import get_structure
from dpid_xl.cellules import write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.documents.bilans import Bilan, Question
from dpid_xl.importation.bilans import BilanLu, Constat, Sort
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Indicateur, PiecesRecues, Suivi
from dpid_xl.noms import fold_nom
from dpid_xl.schema import INDICATEURS, PIECES, SUIVI, Table

# What tells a row from the others; of « Pièces », the row of no exercice takes the day.
CLES: Mapping[Table, tuple[str, ...]] = {
    SUIVI: SUIVI.en_attente,
    INDICATEURS: ("structure", "operation", "indicateur"),
    PIECES: ("structure", "operation", "exercice"),
}
BILAN = "bilan"
_NULLE_PART = Lieu("", 0)
_VIDES: tuple[object, ...] = (None, "")
DEJA = "{feuille} dit déjà « {valeur} » : rien n'y est changé ; si le bilan a raison, videz la cellule {cellule}, puis recommencez"


@dataclass(frozen=True, slots=True)
class Ecriture:
    """A cell that a bilan fills: its table, whose row it is (``indicateur`` of « Indicateurs » only), its column, its value.

    ``operation`` is empty on the row of « Pièces » that is of all the operations of a structure.
    """

    table: Table
    structure: str
    operation: str
    indicateur: str
    champ: str
    valeur: Any

    @property
    def cle(self) -> tuple[str, ...]:
        """What tells its row from the others of the table, by the fields that :data:`CLES` names."""
        return tuple(getattr(self, champ, "") for champ in CLES[self.table])


@dataclass(frozen=True, slots=True)
class Reception:
    """The campaign with what bilans bring, the cells that they fill, and what was there already and stays."""

    dossier: Dossier
    ecritures: tuple[Ecriture, ...]
    constats: tuple[Constat, ...]


def receive_bilans(dossier: Dossier, lus: Iterable[BilanLu], recus_le: date | None = None) -> Reception:
    """Add to a campaign what bilans answer, where nothing is typed yet; ``recus_le`` is the day they came, None: nobody says it."""
    lus = tuple(lus)
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
                constats.append(_tell(lu, question.libelle, ecriture, record, ancien))
    if recus_le:
        datees, gardees = _date_bilans(dossier, lus, recus_le)
        ecritures += datees
        constats += gardees
    return Reception(_fill(dossier, ecritures), tuple(ecritures), tuple(constats))


def _date_bilans(dossier: Dossier, lus: Iterable[BilanLu], jour: date) -> tuple[list[Ecriture], list[Constat]]:
    """Return what « Pièces » then says of each bilan, and where the officer said another day already: it stays.

    The row is that of the operation; that of the structure where it has no other operation.
    """
    operations: dict[str, set[str]] = {}
    for structure, operation in make_en_cours(dossier).financees_par_cle:
        operations.setdefault(structure, set()).add(operation)
    ecritures: list[Ecriture] = []
    constats: list[Constat] = []
    for lu in lus:
        nom, operation = lu.bilan.structure.nom, lu.bilan.operations[0]
        siennes = [recues for recues in dossier.pieces_par_structure.get(nom.casefold(), ()) if recues.operation in ("", operation)]
        dite = next((recues for recues in siennes if recues.bilan), None)
        seule = operations.get(nom, set()) <= {operation} and not any(recues.operation for recues in siennes)
        ecriture = Ecriture(PIECES, nom, "" if seule else operation, "", BILAN, jour)
        if dite is None:
            ecritures.append(ecriture)
        elif dite.bilan != jour:
            constats.append(_tell(lu, PIECES.entete(BILAN), replace(ecriture, operation=operation), dite, dite.bilan))
    return ecritures, constats


def _make_ecriture(bilan: Bilan, question: Question, valeur: Any) -> Ecriture:
    qui = bilan.structure.nom, bilan.operations[0]
    if question.champ:
        return Ecriture(SUIVI, *qui, "", question.champ, valeur)
    return Ecriture(INDICATEURS, *qui, question.indicateur, CHAMPS[get_genre(question.indicateur)], valeur)


def _tell(lu: BilanLu, quoi: str, ecriture: Ecriture, record: Suivi | Indicateur | PiecesRecues | None, ancien: Any) -> Constat:
    cellule = record.lieu.origine(ecriture.champ) if record else ""
    message = DEJA.format(feuille=ecriture.table.feuille, valeur=write_cellule(ancien), cellule=cellule)
    dite = write_cellule(ecriture.valeur)
    return Constat(Sort.GARDE, lu.fichier, "", ecriture.structure, ecriture.operation, quoi, dite, message)


def _fill(dossier: Dossier, ecritures: Sequence[Ecriture]) -> Dossier:
    """Return the campaign with these cells: rows that are there are filled, the others are added at the end."""
    par_rangee: dict[tuple[Table, tuple[str, ...]], dict[str, Any]] = {}
    for ecriture in ecritures:
        qui = {champ: texte for champ, texte in zip(CLES[ecriture.table], ecriture.cle, strict=True) if texte}
        rangee = par_rangee.setdefault((ecriture.table, tuple(map(fold_nom, ecriture.cle))), qui)
        rangee[ecriture.champ] = ecriture.valeur

    def take(table: Table, records: Iterable[Any], classe: Any) -> tuple[Any, ...]:
        # A row that is there twice is filled the first time: the second one does not count, a control says so.
        remplies = [_take(record, par_rangee, (table, _identify(dossier, table, record))) for record in records]
        return (*remplies, *(_make(classe, rangee) for (voulue, _cle), rangee in par_rangee.items() if voulue is table))

    return replace(
        dossier,
        suivis=take(SUIVI, dossier.suivis, Suivi),
        indicateurs=take(INDICATEURS, dossier.indicateurs, Indicateur),
        pieces=take(PIECES, dossier.pieces, PiecesRecues),
    )


def _identify(dossier: Dossier, table: Table, record: Any) -> tuple[str, ...]:
    """Return what tells a row from the others, the structure by its name in the register."""
    textes = (str(getattr(record, champ) or "") for champ in CLES[table])
    return tuple(fold_nom(dossier.name_structure(texte) if rang == 0 else texte) for rang, texte in enumerate(textes))


def _take(record: Any, par_rangee: dict[tuple[Table, tuple[str, ...]], dict[str, Any]], cle: tuple[Table, tuple[str, ...]]) -> Any:
    valeurs = par_rangee.pop(cle, {})
    return replace(record, **{champ: valeur for champ, valeur in valeurs.items() if getattr(record, champ) in _VIDES})


def _make(classe: Any, valeurs: Mapping[str, Any]) -> Any:
    """Make a record of what is known; text is empty, names are none, the rest is not said."""
    vides = {champ.name: "" if champ.type == "str" else () if "tuple" in str(champ.type) else None for champ in fields(classe)}
    return classe(**{**vides, **valeurs, "lieu": _NULLE_PART})
