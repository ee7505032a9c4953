"""From rows to the records of a dossier, and from the columns « décidé » to decided figures.

A row whose record cannot be made (a tarif without value, a budget line without its AE) is left out, always with a blocking finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache
from itertools import filterfalse, groupby
from typing import Any, TypeVar

from dpid_xl.bareme import Tarif, load_bareme
from dpid_xl.campagnes import list_campagnes, load_campagne
from dpid_xl.classeurs.lecture.anterieurs import read_anterieurs
from dpid_xl.classeurs.lecture.entetes import has_table, report_table_absente
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.rangees import Rangee, read_rangees, report_incomplete
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.modele import (
    ATTRIBUE,
    Attribution,
    BlocModele,
    Campagne,
    Decision,
    Deliberation,
    Demande,
    Dossier,
    Fiche,
    Hypothese,
    Indicateur,
    Ligne,
    LigneAvenant,
    LigneBudget,
    Mesure,
    Mode,
    Operation,
    PartAnnuelle,
    PiecesRecues,
    Portee,
    Remarque,
    Scenario,
    Signature,
    Structure,
    Suivi,
    Thematique,
    Versement,
)
from dpid_xl.noms import fold_nom
from dpid_xl.schema import (
    ANNEXE5,
    ATTRIBUTIONS,
    AVENANTS,
    BAREME,
    BUDGET,
    DELIBERATIONS,
    DEMANDES,
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
    Emplacement,
    Table,
)

_R = TypeVar("_R")

# Fields without which a row is incomplete.
CLES: Mapping[Table, Sequence[str]] = {
    ANNEXE5: ("operation", "structure"),
    BUDGET: ("code", "ae", "disponible"),
    STRUCTURES: ("nom",),
    OPERATIONS: ("code", "mode"),
    BAREME: ("code", "valeur"),
    MODELE: ("code", "style"),  # a page break has no text
    THEMATIQUES: ("code", "intitule"),
    SUIVI: SUIVI.en_attente,
    ATTRIBUTIONS: ("structure", "operation", "montant_decide"),
    DELIBERATIONS: ("assemblee",),  # and the convention that an avenant to it cites
    EXERCICES: ("structure", "operation", "exercice", "montant"),
    AVENANTS: ("structure", "operation", "effet"),
    VERSEMENTS: ("structure", "operation", "montant"),
    PIECES: PIECES.en_attente,
    INDICATEURS: ("structure", "operation", "indicateur"),
    REMARQUES: ("texte",),
    SIGNATURES: ("structure",),
    DEMANDES: ("structure", "operation"),
    SCENARIOS: ("nom",),
    HYPOTHESES: ("scenario",),
}


def read_dossier(classeur: Classeur, campagne: Campagne, releve: Releve) -> Dossier:
    """Read every input table of a workbook; raises ClasseurIllisible on a table that cannot be found."""
    rangees: dict[Table, Sequence[Rangee]] = {}
    lignes: tuple[Ligne, ...] = ()
    for table, cles in CLES.items():
        if table is ANNEXE5:  # the longest: its rows are not kept
            lignes = _make_records(Ligne, read_rangees(classeur, table, cles, releve))
        elif table.depuis and not has_table(classeur, table):
            report_table_absente(classeur, table, releve)
        else:
            rangees[table] = tuple(read_rangees(classeur, table, cles, releve))
    for rangee in rangees.get(DELIBERATIONS, ()):
        if rangee.valeurs["role"] != ATTRIBUE:
            report_incomplete(DELIBERATIONS, rangee, ("avenant_a",), releve)
    return Dossier(
        campagne=campagne,
        thematiques=_make_records(Thematique, rangees[THEMATIQUES]),
        tarifs=tuple(map(_complete_tarif, _make_records(Tarif, filter(_is_complete(BAREME), rangees[BAREME])))),
        operations=tuple(map(_make_operation, rangees[OPERATIONS])),
        structures=_make_records(Structure, rangees[STRUCTURES]),
        lignes=lignes,
        budget=_make_records(LigneBudget, filter(_is_complete(BUDGET), rangees[BUDGET])),
        decisions=tuple(_read_decisions(rangees, releve)),
        modele=_make_records(BlocModele, rangees[MODELE]),
        suivis=_make_records(Suivi, _keep_dites(rangees, SUIVI)),
        attributions=_make_records(Attribution, filter(_is_complete(ATTRIBUTIONS), rangees.get(ATTRIBUTIONS, ()))),
        deliberations=_make_records(Deliberation, rangees.get(DELIBERATIONS, ())),
        exercices=_make_records(PartAnnuelle, filter(_is_complete(EXERCICES), rangees.get(EXERCICES, ()))),
        avenants=_make_records(LigneAvenant, filter(_is_complete(AVENANTS), rangees.get(AVENANTS, ()))),
        remarques=_make_records(Remarque, rangees.get(REMARQUES, ())),
        anterieurs=read_anterieurs(classeur, releve),
        signatures=_make_records(Signature, rangees.get(SIGNATURES, ())),
        versements=_make_records(Versement, filter(_is_complete(VERSEMENTS), rangees.get(VERSEMENTS, ()))),
        scenarios=_make_records(Scenario, rangees.get(SCENARIOS, ())),
        hypotheses=_make_records(Hypothese, rangees.get(HYPOTHESES, ())),
        pieces=_make_records(PiecesRecues, _keep_dites(rangees, PIECES)),
        demandes=_make_records(Demande, filter(_is_complete(DEMANDES), rangees.get(DEMANDES, ()))),
        indicateurs=_make_records(Indicateur, rangees.get(INDICATEURS, ())),
        illisibles=frozenset(_list_illisibles(rangees)),
    )


def _make_records(classe: Callable[..., _R], rangees: Iterable[Rangee], **fixes: Any) -> tuple[_R, ...]:
    champs = {champ.name for champ in fields(classe)}  # type: ignore[arg-type]
    return tuple(
        classe(**{champ: valeur for champ, valeur in rangee.valeurs.items() if champ in champs}, lieu=rangee.lieu, **fixes)
        for rangee in rangees
    )


def _make_operation(rangee: Rangee) -> Operation:
    fiche = Fiche(**{champ.name: rangee.valeurs[champ.name] for champ in fields(Fiche)})
    # A mode that is missing or unknown blocks; until it is mended, the amounts of the operation are not recomputed.
    complete = Rangee({**rangee.valeurs, "mode": rangee.valeurs["mode"] or Mode.ARRETE}, rangee.remplis, rangee.lieu)
    return _complete_operation(_make_records(Operation, (complete,), fiche=fiche)[0])


def _complete_operation(operation: Operation) -> Operation:
    # A workbook older than these columns: the deliberation capped its operations all the same, and nothing is earned against it.
    manquantes = [
        champs for champs in (("plafond_depenses", "sorties_demandees"), ("indicateurs",)) if champs[0] not in operation.lieu.colonnes
    ]
    if not manquantes:  # of the year: the packaged campaigns are not even read
        return operation
    livree = _load_operations().get((operation.code, fold_nom(operation.intitule)), operation)
    return replace(operation, **{champ: getattr(livree, champ) for champs in manquantes for champ in champs})


@cache
def _load_operations() -> Mapping[tuple[str, str], Operation]:
    operations = (operation for nom in list_campagnes() for operation in load_campagne(nom).operations)
    return {(operation.code, fold_nom(operation.intitule)): operation for operation in operations}


def _complete_tarif(tarif: Tarif) -> Tarif:
    # A workbook older than these columns: what each code bounds, and of which operation the one rate of avance is, did not stand in
    # the sheet. That rate is kept for the only operation that the deliberation gives one for (a control says so), never for all.
    livre = next((autre for autre in load_bareme().tarifs if autre.code == tarif.code), tarif)
    if "limite_de" not in tarif.lieu.colonnes:
        tarif = replace(tarif, limite_de=livre.limite_de, sens=livre.sens)
    return tarif if "avance_de" in tarif.lieu.colonnes else replace(tarif, avance_de=livre.avance_de)


def _is_complete(table: Table) -> Callable[[Rangee], bool]:
    # A figure whose first day is typed and cannot be read is not one that always applied.
    lisibles = ("valable_du",) if table is BAREME else ()
    return lambda rangee: all(
        rangee.valeurs[champ] is not None for champ in (*CLES[table], *(champ for champ in lisibles if champ in rangee.remplis))
    )


def _list_illisibles(rangees: Mapping[Table, Sequence[Rangee]]) -> Iterator[tuple[str, str]]:
    # The finding on the figure is enough: nobody should be told that the code is missing.
    for table, champs in ((BUDGET, ("code",)), (BAREME, ("code", "operation"))):
        for rangee in filterfalse(_is_complete(table), rangees[table]):
            yield from ((table.feuille, rangee.valeurs[champ]) for champ in champs if rangee.valeurs[champ])


def _keep_dites(rangees: Mapping[Table, Sequence[Rangee]], table: Table) -> Iterator[Rangee]:
    # Rows wait for what will be known after the signature: until then they say nothing.
    return (rangee for rangee in rangees.get(table, ()) if rangee.remplis - set(table.en_attente))


def _read_decisions(rangees: Mapping[Table, Sequence[Rangee]], releve: Releve) -> Iterator[Decision]:
    # In the order of the deliberation: articles, thématiques, operations, budget; figures of one group go row by row.
    for _portee, groupe in groupby(EMPLACEMENTS.items(), key=lambda place: place[0][0]):
        places = list(groupe)
        for rangee in rangees[places[0][1].table]:
            for (portee, mesure), emplacement in places:
                if rangee.valeurs[emplacement.champ] is None:
                    continue
                if rangee.valeurs[emplacement.cle]:
                    yield _make_decision(portee, mesure, emplacement, rangee)
                elif emplacement.cle not in CLES[emplacement.table]:  # else already reported with its row
                    report_incomplete(emplacement.table, rangee, (emplacement.cle,), releve)


def _make_decision(portee: Portee, mesure: Mesure, emplacement: Emplacement, rangee: Rangee) -> Decision:
    return Decision(
        portee,
        rangee.valeurs[emplacement.cle],
        mesure,
        Decimal(rangee.valeurs[emplacement.champ]),
        rangee.valeurs["unite"] if mesure is Mesure.QUANTITE else UNITES_DECIDEES[mesure],
        rangee.valeurs["source"],
        rangee.lieu.origine(emplacement.champ),
    )
