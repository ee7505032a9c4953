"""The campaign of the year after, from the officer's own: what it keeps, what it leaves to be said again.

Nothing is carried over that the new campaign has not decided: no line, no vote, no rate of avance, no date. What is left out is empty,
never shifted by a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from dpid_xl.bareme import Tarif
from dpid_xl.calcul.anterieurs import list_anterieurs
from dpid_xl.campagnes import make_modele_vide
from dpid_xl.modele import BlocModele, Campagne, Dossier, Operation, Structure
from dpid_xl.refus import Refus
from dpid_xl.schema import (
    ANNEXE5,
    ANTERIEUR,
    BAREME,
    BUDGET,
    DEMANDES,
    HYPOTHESES,
    INDICATEURS,
    JOURNAL,
    MODELE,
    OPERATIONS,
    PIECES,
    REMARQUES,
    SCENARIOS,
    STRUCTURES,
    SUIVI,
    THEMATIQUES,
    VERSEMENTS,
    Table,
)

# Tables whose rows are kept; all the others, those to come included, begin again without any.
TABLES_GARDEES = (THEMATIQUES, OPERATIONS, BAREME, BUDGET, STRUCTURES, MODELE, ANTERIEUR)
RAISONS: Mapping[Table, str] = {
    ANNEXE5: "les lignes sont dans Antérieur, avenants décidés compris",
    SUIVI: "Antérieur en garde les chiffres et les observations",
    REMARQUES: "sur la délibération d'avant",
    VERSEMENTS: "Antérieur en garde le total par opération",
    PIECES: "reçues pour la campagne d'avant",
    SCENARIOS: "sur les lignes de la campagne d'avant",
    HYPOTHESES: "sur les lignes de la campagne d'avant",
    INDICATEURS: "bilans de la campagne d'avant",
    DEMANDES: "faites pour la campagne d'avant ; ce qui en a été accordé est dans Antérieur",
    JOURNAL: "actions menées sur l'ancien classeur",
}
D_AVANT = "de la campagne d'avant"
# Columns that begin again empty, and why.
_DECIDE, _SOURCE, _ACCEPTE = "décidé pour la campagne d'avant", "la délibération d'avant", "acceptait un avertissement d'alors"
_DATE = "date de la campagne d'avant, à écrire"
COLONNES_VIDEES: Mapping[Table, Mapping[str, str]] = {
    THEMATIQUES: dict.fromkeys(("montant_decide", "total_annexe5", "operations_decidees"), _DECIDE) | {"source": _SOURCE},
    OPERATIONS: dict.fromkeys(("debut", "fin", "bilan_au_plus_tard"), _DATE)
    | dict.fromkeys(("montant_decide", "quantite_decidee", "structures_decidees"), _DECIDE)
    | dict.fromkeys(("source", "silences", "partage"), _SOURCE)
    | {"justification": _ACCEPTE},
    BUDGET: dict.fromkeys(("ae", "disponible"), "à remplir") | {"depense_decidee": _DECIDE, "source": _SOURCE, "justification": _ACCEPTE},
    BAREME: {"justification": _ACCEPTE},
    STRUCTURES: {"decision_date": "autorisait à signer la convention d'avant"},
}
REGLAGES_VIDES = (
    *("deliberation_numero", "deliberation_date", "debut", "fin", "conservation_jusqu_au", "elus_interesses"),
    *("modele_de_numero", "premier_numero", "situation_au"),
)
AVANCE_A_DIRE = "taux d'avance : la prochaine délibération le dira"


_VIDES: Mapping[type, Any] = {str: "", tuple: ()}
_R = TypeVar("_R", Operation, Structure, Tarif)


class AnneeRefusee(Refus):
    """The year asked for cannot follow the campaign of the workbook."""


def get_annee(dossier: Dossier) -> int:
    """Return the year of a campaign, that of its deliberation, else of its first day; raises AnneeRefusee without either."""
    jour = dossier.campagne.jour_de_reference
    if jour is None:
        origine = dossier.reglages.origine("deliberation_date")
        raise AnneeRefusee(
            f"L'année de la campagne n'est pas connue : écrivez « Délibération du » ou « Premier jour de la campagne » ({origine}), "
            "puis recommencez."
        )
    return jour.year


def reconduct(dossier: Dossier, annee: int) -> Dossier:
    """Return the campaign of a later year; budget lines have zero for what is to be filled. Raises AnneeRefusee.

    >>> from dpid_xl.campagnes import load_campagne
    >>> neuf = reconduct(load_campagne("2022_phase2"), 2023)
    >>> neuf.campagne.nom, len(neuf.operations), len(neuf.lignes), len(neuf.anterieurs), neuf.bareme.find_avance("T1-01")
    ('Campagne 2023', 27, 0, 143, None)
    """
    avant = get_annee(dossier)
    if annee <= avant:
        raise AnneeRefusee(f"--annee doit venir après {avant}, l'année de la campagne du classeur : « {annee} » ne convient pas.")
    vide = make_modele_vide(dossier)
    a_dater = list_tarifs_a_dater(dossier, annee)
    tarifs = tuple(
        replace(_empty(tarif, BAREME), valable_du=None if tarif in a_dater else tarif.valable_du)
        for tarif in dossier.tarifs
        if not tarif.est_avance
    )
    return Dossier(
        campagne=_empty_campagne(dossier.campagne, annee),
        thematiques=vide.thematiques,
        tarifs=tarifs,
        operations=tuple(_empty(operation, OPERATIONS) for operation in dossier.operations),
        structures=tuple(_empty(structure, STRUCTURES) for structure in dossier.structures),
        lignes=(),
        budget=tuple(replace(ligne, justification="") for ligne in vide.budget),
        decisions=(),
        modele=tuple(_date_vote(bloc, avant) for bloc in dossier.modele),
        anterieurs=list_anterieurs(dossier, avant),
        reglages=dossier.reglages,
        logo=dossier.logo,
    )


def write_nom(annee: int) -> str:
    """Name a campaign that has no other name yet."""
    return f"Campagne {annee}"


def write_code(annee: int) -> str:
    """Give it a code."""
    return f"campagne_{annee}"


def list_tarifs_a_dater(dossier: Dossier, annee: int) -> Sequence[Tarif]:
    """Return the rates and limits of operations whose first day is of the campaign before, and is to be said again.

    One that has a last day, or several values in time, keeps its dates: they tell which one applies.
    """
    identites = [tarif.identite for tarif in dossier.tarifs]
    return [
        tarif
        for tarif in dossier.tarifs
        if (tarif.operation or tarif.limite_de)
        and tarif.valable_du
        and tarif.valable_du < date(annee, 1, 1)
        and tarif.valable_au is None
        and identites.count(tarif.identite) == 1
    ]


def _empty_campagne(campagne: Campagne, annee: int) -> Campagne:
    vides: dict[str, Any] = {champ: _VIDES.get(type(getattr(campagne, champ))) for champ in REGLAGES_VIDES}
    return replace(campagne, **vides, nom=write_nom(annee), code=write_code(annee))


def _empty(rangee: _R, table: Table) -> _R:
    """Return a record without what its table begins again without."""
    presents = {champ.name: getattr(rangee, champ.name) for champ in fields(rangee) if champ.name in COLONNES_VIDEES[table]}
    vides: dict[str, Any] = {champ: _VIDES.get(type(valeur)) for champ, valeur in presents.items()}
    return replace(rangee, **vides)


def _date_vote(bloc: BlocModele, annee: int) -> BlocModele:
    """Say of which year's vote a block is, unless it already waits for another one to confirm it."""
    return replace(bloc, vote_en=annee) if bloc.texte_vote and bloc.vote_en is None else bloc
