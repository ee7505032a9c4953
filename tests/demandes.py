"""Demands, invented, that structures could make of the packaged campaign; what the campaign before granted them, invented too."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from dpid_xl.lieu import Lieu
from dpid_xl.modele import ATTRIBUE, Anterieur, Deliberation, Demande, Dossier, SortDemande

AILLEURS = Lieu("", 0)
COMMISSION = date(2022, 9, 27)  # of the campaign
SECONDE = date(2022, 11, 14)
PHASE = {"debut": date(2022, 7, 1), "fin": date(2022, 12, 31)}
RETENUE, REFUSEE, AJOURNEE = SortDemande


def make_demande(structure: str, operation: str, **faits) -> Demande:
    """One demand: what is not given is not known; figures may be texts."""
    vides = {c.name: None if "None" in str(c.type) else () if "tuple" in str(c.type) else "" for c in fields(Demande)} | {"lieu": AILLEURS}
    nombres = {champ: Decimal(str(valeur)) for champ, valeur in faits.items() if isinstance(valeur, (str, float)) and champ in NOMBRES}
    return Demande(**vides | {"structure": structure, "operation": operation} | faits | nombres)


NOMBRES = {champ.name for champ in fields(Demande) if "Decimal" in str(champ.type)}
DEMANDES = (
    make_demande(
        "CCAS de Libercourt",
        "T1-01",
        recue_le=date(2022, 3, 1),
        territoire="Hénin-Carvin",
        description="Exemple inventé : accompagnement",
        quantite_demandee="100",
        montant_demande="8000",
        autres_financeurs="CAF (exemple)",
        pieces_recues="budget, RIB",
        instructeur="Exemple A.",
        avis="favorable",
        priorite=1,
        quantite="80",
        decision=RETENUE,
        commission=COMMISSION,
        **PHASE,
    ),
    make_demande(
        "CCAS de Libercourt",
        "T1-02",
        recue_le=date(2022, 3, 1),
        montant_demande="15000.50",
        montant_arrete="12000",
        decision=RETENUE,
        commission=SECONDE,
        **PHASE,
    ),
    make_demande(
        "PAGE",
        "T1-01",
        recue_le=date(2022, 3, 4),
        quantite_demandee="40",
        montant_demande="3200",
        decision=REFUSEE,
        motif=("Exemple inventé : action déjà financée par ailleurs",),
        commission=COMMISSION,
    ),
    make_demande("4AJ", "T3-02", recue_le=date(2022, 3, 9), montant_demande="50000", quantite="4", quantite_simple="8", **PHASE),
    make_demande("4AJ", "T1-01", quantite="10"),  # a rate by the year, no dates
    make_demande("Structure inventée", "T2-10", montant_demande="1000", decision=AJOURNEE, commission=date(2022, 12, 1)),
    make_demande("ID formation", "T1-01"),  # a spelling that the register knows
)
_VIDES = {champ.name: None if "None" in str(champ.type) else "" for champ in fields(Anterieur)} | {"lieu": AILLEURS}
ANTERIEURS = tuple(
    Anterieur(**_VIDES | {"annee": annee, "structure": structure, "operation": operation} | {c: v and Decimal(v) for c, v in faits.items()})
    for annee, structure, operation, faits in (
        (2020, "PAGE", "T1-01", {"montant": "99", "realise": "9"}),
        (2021, "CCAS de Libercourt", "T1-01", {"montant": "4000", "realise": "45", "acquis": "3900.25"}),
        (2021, "CCAS de Libercourt", "T1-01", {"montant": "1000.10"}),
        (2021, "PAGE", "T1-01", {"montant": "2240"}),
        (2021, "4AJ", "T3-02", {"montant": "20000", "realise": "0", "acquis": "0"}),
    )
)


def apply_for(dossier: Dossier, *demandes: Demande) -> Dossier:
    """The campaign with these demands, what came before, and a second commission."""
    seconde = Deliberation("Commission permanente", "Secondes demandes", "2022-400", SECONDE, (), ATTRIBUE, None, "", None, AILLEURS)
    return replace(dossier, demandes=demandes, anterieurs=ANTERIEURS, deliberations=(*dossier.deliberations, seconde))
