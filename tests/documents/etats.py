"""States of the real campaign in which the lines of one structure are those of a case table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl.documents.document import Document
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Ligne, Suivi

# The source tells of 28 more places for convention 2022-02942, not how many it had: this number is made up.
PLACES_INITIALES_FICTIVES = 100
NUMERO = "2022-02942"

_VIDE = Ligne(
    operation="",
    territoire="Artois",
    structure="",
    description="",
    unite="",
    quantite=None,
    quantite_simple=None,
    debut=date(2022, 7, 1),
    fin=date(2022, 12, 31),
    montant=None,
    justification="",
    numero_convention="",
    statut="",
    lieu=Lieu("Annexe 5", 7),
)


def make_etat(dossier: Dossier, structure: str, lignes: Iterable[Mapping[str, Any]], suivis: tuple[Suivi, ...] = ()) -> Dossier:
    """Give a structure these lines instead of its own; nothing is voted any more, so that nothing is out of the vote."""
    autres = tuple(ligne for ligne in dossier.lignes if ligne.structure != structure)
    siennes = tuple(_make_ligne(structure, champs) for champs in lignes)
    return replace(dossier, lignes=autres + siennes, decisions=(), attributions=(), suivis=suivis)


def _make_ligne(structure: str, champs: Mapping[str, Any]) -> Ligne:
    nombres = {champ: Decimal(valeur) for champ, valeur in champs.items() if isinstance(valeur, int)}
    return replace(_VIDE, **{"structure": structure, **champs, **nombres})


def make_page(dossier: Dossier, places: int) -> Dossier:
    """The campaign where PAGE has that many places of T1-01 (160 € × 6/12 each) under its convention."""
    return replace(dossier, lignes=tuple(_change_places(ligne, places) for ligne in dossier.lignes), decisions=(), attributions=())


def _change_places(ligne: Ligne, places: int) -> Ligne:
    if (ligne.structure, ligne.operation) != ("PAGE", "T1-01"):
        return ligne
    montant = Decimal(places * 80).quantize(Decimal("0.01"))
    return replace(ligne, quantite=Decimal(places), montant=montant, numero_convention=NUMERO, statut="décidé")


def make_phase_fictive(dossier: Dossier) -> Dossier:
    """An earlier campaign, made up: PAGE alone, with its first places under its convention."""
    page = next(ligne for ligne in dossier.lignes if ligne.par_avenant)
    montant = Decimal(PLACES_INITIALES_FICTIVES * 80).quantize(Decimal("0.01"))
    ligne = replace(page, quantite=Decimal(PLACES_INITIALES_FICTIVES), montant=montant, description="Places de départ", statut="signé")
    campagne = replace(
        dossier.campagne,
        code="2022_phase1_fictive",
        nom="Phase 1 fictive",
        deliberation_numero="2022-000",
        deliberation_date=date(2022, 2, 15),
    )
    return replace(dossier, campagne=campagne, lignes=(ligne,), decisions=(), attributions=(), suivis=())


def make_suivi(structure: str, *avenants: str, signature: date | None = None) -> Suivi:
    """What is known of a convention once it is signed."""
    return Suivi(structure, "T1-01", signature, avenants, None, None, None, None, "", Lieu("Suivi", 7))


def list_textes(document: Document) -> list[str]:
    """Every text of a document, spaces of all kinds written as one."""
    textes = []
    for bloc in document.blocs:
        rubriques = (texte for rubrique in bloc.rubriques for texte in rubrique.paragraphes)
        textes += [bloc.texte, *(texte for rangee in bloc.tableau for texte in rangee), *rubriques]
    return [simplify(texte) for texte in textes]


def simplify(texte: str) -> str:
    """Write all kinds of spaces as one."""
    return " ".join(texte.split())
