"""Where each record of a dossier stands in the workbook that is built from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from dpid_xl.calcul.versements import list_suivies
from dpid_xl.classeurs.gabarit.formules import get_depart, get_lettre
from dpid_xl.lieu import Cases, Lieu
from dpid_xl.modele import Decision, Dossier, Mesure, Operation, PiecesRecues, Suivi
from dpid_xl.schema import (
    ANNEXE5,
    ANTERIEUR,
    ATTRIBUTIONS,
    AVENANTS,
    BAREME,
    BUDGET,
    CAMPAGNE,
    DELIBERATIONS,
    DEMANDES,
    DEPART_CAMPAGNE,
    EMPLACEMENTS,
    EXERCICES,
    HYPOTHESES,
    INDICATEURS,
    MODELE,
    OPERATIONS,
    PIECES,
    REMARQUES,
    SCENARIOS,
    SIGNATURES,
    STRUCTURES,
    SUIVI,
    THEMATIQUES,
    UNITES_DECIDEES,
    VERSEMENTS,
    Table,
)


class _Situe(Protocol):
    @property
    def lieu(self) -> Lieu: ...


_R = TypeVar("_R", bound=_Situe)


def locate_dossier(dossier: Dossier) -> Dossier:
    """Return the same dossier with every place replaced by the cell that the built workbook gives it.

    A decided figure also takes the unit and the source that its row gives it; its own, which may be finer, stand in a note
    on the cell. One that the workbook has no row for is left as it is.
    """
    situe = replace(
        dossier,
        thematiques=_locate(dossier.thematiques, THEMATIQUES),
        tarifs=_locate(dossier.tarifs, BAREME),
        operations=_locate(dossier.operations, OPERATIONS),
        structures=_locate(dossier.structures, STRUCTURES),
        lignes=_locate(dossier.lignes, ANNEXE5),
        budget=_locate(dossier.budget, BUDGET),
        modele=_locate(dossier.modele, MODELE),
        suivis=_locate_suivis(dossier),
        attributions=_locate(dossier.attributions, ATTRIBUTIONS),
        remarques=_locate(dossier.remarques, REMARQUES),
        reglages=_locate_reglages(),
        deliberations=_locate(dossier.deliberations, DELIBERATIONS),
        exercices=_locate(dossier.exercices, EXERCICES),
        avenants=_locate(dossier.avenants, AVENANTS),
        anterieurs=_locate(dossier.anterieurs, ANTERIEUR),
        signatures=_locate(dossier.signatures, SIGNATURES),
        scenarios=_locate(dossier.scenarios, SCENARIOS),
        hypotheses=_locate(dossier.hypotheses, HYPOTHESES),
        versements=_locate(dossier.versements, VERSEMENTS),
        demandes=_locate(dossier.demandes, DEMANDES),
        indicateurs=_locate(dossier.indicateurs, INDICATEURS),
        pieces=tuple(recues for _structure, recues in list_pieces(dossier, situees=True) if recues),
    )
    return replace(situe, decisions=tuple(_locate_decision(situe, decision) for decision in situe.decisions))


def list_suivis(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the structure and the operation of each row of the sheet « Suivi »."""
    return list(list_suivies(dossier))


def list_pieces(dossier: Dossier, *, situees: bool = False) -> list[tuple[str, PiecesRecues | None]]:
    """Return the structure of each row of the sheet « Pièces » and what is known there: each financed one has a row that waits for it.

    ``situees``: with the place of the row.
    """
    # Names are one whatever their case, as for the formulas; each row keeps what was typed there.
    noms = {structure.casefold(): structure for structure, _operation in list_suivis(dossier)}
    par_structure: dict[str, list[PiecesRecues | None]] = {nom: [] for nom in noms}
    for recues in dossier.pieces:
        par_structure.setdefault(recues.structure.casefold(), []).append(recues)
    rangs = [(recues.structure if recues else noms[nom], recues) for nom, siennes in par_structure.items() for recues in siennes or [None]]
    if not situees:
        return rangs
    premier, lettres = _get_lieux(PIECES)
    lieux = (Lieu(PIECES.feuille, premier + rang, lettres) for rang in range(len(rangs)))
    return [(structure, recues and replace(recues, lieu=lieu)) for (structure, recues), lieu in zip(rangs, lieux, strict=True)]


def find_decisions(dossier: Dossier, table: Table, enregistrement: object) -> dict[str, Decision]:
    """Return the decided figures that stand on a row of a table, by field of their column."""
    return {
        emplacement.champ: decision
        for decision in dossier.decisions
        if (emplacement := EMPLACEMENTS.get((decision.portee, decision.mesure)))
        and emplacement.table is table
        and getattr(enregistrement, emplacement.cle) == decision.cle
    }


def get_source(dossier: Dossier, table: Table, enregistrement: object) -> str:
    """Return what the column Source of a row holds: the record's own source, else where its figures were decided."""
    if hasattr(enregistrement, "source"):
        return str(enregistrement.source)
    return " ; ".join(dict.fromkeys(decision.source for decision in find_decisions(dossier, table, enregistrement).values()))


def _locate(enregistrements: Sequence[_R], table: Table) -> tuple[_R, ...]:
    premier, lettres = _get_lieux(table)
    return tuple(
        replace(enregistrement, lieu=Lieu(table.feuille, premier + rang, lettres))  # type: ignore[type-var]
        for rang, enregistrement in enumerate(enregistrements)
    )


def _locate_suivis(dossier: Dossier) -> tuple[Suivi, ...]:
    """Place what is known on the rows that wait for it, in their order."""
    rangs = {cle: rang for rang, cle in enumerate(list_suivis(dossier))}
    premier, lettres = _get_lieux(SUIVI)
    suivis = sorted(dossier.suivis, key=lambda suivi: rangs[suivi.structure, suivi.operation])
    return tuple(replace(suivi, lieu=Lieu(SUIVI.feuille, premier + rangs[suivi.structure, suivi.operation], lettres)) for suivi in suivis)


def _locate_reglages() -> Cases:
    # The value of each setting stands on the right of its label.
    rang, colonne = xl_cell_to_rowcol(DEPART_CAMPAGNE)
    return Cases(THEMATIQUES.feuille, {reglage.champ: xl_rowcol_to_cell(rang + n, colonne + 1) for n, reglage in enumerate(CAMPAGNE)})


def _get_lieux(table: Table) -> tuple[int, dict[str, str]]:
    # Rows count from 1, and the first one is under the headers.
    return get_depart(table)[0] + 2, {colonne.champ: get_lettre(table, colonne.champ) for colonne in table.colonnes}


def _locate_decision(dossier: Dossier, decision: Decision) -> Decision:
    emplacement = EMPLACEMENTS.get((decision.portee, decision.mesure))
    if emplacement is None:
        return decision
    enregistrements: dict[Table, tuple[_Situe, ...]] = {
        THEMATIQUES: dossier.thematiques,
        OPERATIONS: dossier.operations,
        BUDGET: dossier.budget,
    }
    for enregistrement in enregistrements[emplacement.table]:
        if getattr(enregistrement, emplacement.cle) == decision.cle:
            return replace(
                decision,
                unite=_get_unite(decision, enregistrement),
                source=get_source(dossier, emplacement.table, enregistrement),
                origine=enregistrement.lieu.origine(emplacement.champ),
            )
    return decision


def _get_unite(decision: Decision, enregistrement: object) -> str:
    if decision.mesure is Mesure.QUANTITE and isinstance(enregistrement, Operation):
        return enregistrement.unite
    return UNITES_DECIDEES.get(decision.mesure, "")
