"""A campaign in the middle of its year, invented: demands, scenarios, avenants, signatures, payments, pieces, indicators, results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Ajustement, Base, Dossier, Indicateur, Levier
from tests.avenants import amend, make_avenant
from tests.demandes import DEMANDES, apply_for
from tests.signatures import make_signature
from tests.simulations import make_scenario, suppose, with_scenarios
from tests.suivis import LIBERCOURT, make_suivi
from tests.versements import make_pieces, pay, situate

TOUQUET, JEUNES = "CCAS du Touquet", "4AJ"
NUMERO = "2022-90001"
ENVOI, SIGNATURE, SITUATION = date(2022, 9, 30), date(2022, 10, 12), date(2023, 3, 15)
SCENARIOS = (
    make_scenario("Plus de places", Base.DEMANDES),
    make_scenario("Moitié du logement", Base.TOUTES, Ajustement.EGALE, "Exemple inventé"),
)
HYPOTHESES = (
    suppose("Plus de places", Levier.QUANTITE, "T3-02", "6", JEUNES),
    suppose("Moitié du logement", Levier.POURCENTAGE, "T1-02", "0.5"),
)
AVENANTS = (
    make_avenant(TOUQUET, rang=1, operation="T1-01", quantite=25, montant=2000, objet="Exemple inventé : cinq places de plus"),
    make_avenant(TOUQUET, rang=2, operation="T1-01", fin=date(2023, 3, 31), montant=3000, objet="Exemple inventé : trois mois de plus"),
)
SIGNATURES = (
    make_signature(LIBERCOURT, preparee=ENVOI, envoyee=ENVOI, retournee=date(2022, 10, 10), signee=SIGNATURE, notifiee=date(2022, 10, 20)),
    make_signature(TOUQUET, preparee=ENVOI, envoyee=ENVOI, retournee=date(2022, 10, 10), signee=SIGNATURE, transmise=date(2022, 10, 14)),
    make_signature(JEUNES, preparee=ENVOI, envoyee=date(2022, 10, 3)),
    make_signature("PAGE", preparee=ENVOI),
    make_signature(TOUQUET, avenant=1, preparee=date(2023, 1, 20), envoyee=date(2023, 1, 23), signee=date(2023, 2, 6)),
)
VERSEMENTS = (
    (LIBERCOURT, "T1-01", "avance", date(2022, 11, 2), date(2022, 11, 4), 2022, "3840", "1001", ""),
    (LIBERCOURT, "T1-01", "solde", date(2023, 3, 31), None, 2023, "2560", "", ""),
    (LIBERCOURT, "T1-02", "avance", None, date(2022, 11, 4), 2022, "6000", "1002", ""),
    (LIBERCOURT, "T1-02", "titre de recettes", None, date(2023, 2, 1), 2023, "1000", "T12", ""),
    (TOUQUET, "T1-01", "avance", date(2022, 11, 2), date(2022, 11, 4), 2022, "960", "1003", ""),
)
PIECES = (
    make_pieces(LIBERCOURT, "T1-01", 2022, bilan=date(2023, 1, 31), rib=date(2022, 10, 3)),
    make_pieces(TOUQUET, rib=date(2022, 10, 4)),
    make_pieces("PAGE", exercice=2022, rapport_activite=date(2023, 2, 20), comptes_annuels=date(2023, 2, 20)),
)
SUIVIS = (
    make_suivi(LIBERCOURT, "T1-01", realise=60, depenses="7000", note_partenariat="0.80", note_parcours="0.50"),
    make_suivi(TOUQUET, "T1-01", realise=18, depenses="2400", note_partenariat="1", note_parcours="0.50"),
)


def live(dossier: Dossier) -> Dossier:
    """The packaged campaign at that moment, each record where its sheet holds it."""
    indicateurs = tuple(
        Indicateur("PAGE", "T2-05", nom, Decimal(12 + rang), None, "", Lieu("", 0))
        for rang, nom in enumerate(dossier.operation_par_code["T2-05"].indicateurs)
        if "(" not in nom
    )
    lignes = tuple(replace(ligne, numero_convention=NUMERO) if ligne.structure == TOUQUET else ligne for ligne in dossier.lignes)
    avance = apply_for(amend(replace(dossier, lignes=lignes), *AVENANTS, convention=NUMERO), *DEMANDES)
    payee = situate(pay(with_scenarios(avance, SCENARIOS, *HYPOTHESES), *VERSEMENTS), SITUATION)
    return locate_dossier(replace(payee, signatures=SIGNATURES, pieces=PIECES, suivis=SUIVIS, indicateurs=indicateurs))
