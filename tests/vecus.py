"""A convention followed from its demand to its payments, all invented, on the packaged campaign."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dpid_xl.modele import Dossier, Entree
from tests.avenants import amend, make_avenant
from tests.demandes import RETENUE, make_demande
from tests.signatures import make_signature
from tests.suivis import LIBERCOURT, make_suivi, with_suivis
from tests.versements import VERSEMENTS, make_pieces, pay

NUMERO = "2022-00017"
MOMENTS = {
    "preparee": date(2022, 9, 28),
    "envoyee": date(2022, 9, 30),
    "retournee": date(2022, 10, 10),
    "signee": date(2022, 10, 12),
    "notifiee": date(2022, 10, 20),
}
_JOUR, _OBJET = "13/10/2022 09:12", f"Signature | {LIBERCOURT}"
JOURNAL_FICTIF = (
    Entree(_JOUR, "agent fictif", "Changement", "vu par « Contrôler »", _OBJET, "envoyée le 30/09/2022", "signée le 12/10/2022"),
    Entree(_JOUR, "agent fictif", "Changement", "vu par « Contrôler »", "Signature | PAGE", "", "envoyée le 30/09/2022"),
    Entree(_JOUR, "agent fictif", "Contrôler", "fait"),
)


def make_vecu(dossier: Dossier) -> Dossier:
    """The campaign, once one of its conventions lived."""
    lignes = tuple(replace(ligne, numero_convention=NUMERO) if ligne.structure == LIBERCOURT else ligne for ligne in dossier.lignes)
    suivi = make_suivi(LIBERCOURT, "T1-01", realise=78, note_partenariat=1, note_parcours=1, depenses=9000)
    vecu = with_suivis(replace(dossier, lignes=lignes), suivi)
    vecu = pay(amend(vecu, make_avenant(LIBERCOURT, operation="T1-01", quantite=100, montant=8000)), *VERSEMENTS[:4])
    montants = {"montant_demande": Decimal(9000), "montant_fixe": Decimal(6400)}
    demande = make_demande(LIBERCOURT, "T1-01", recue_le=date(2022, 5, 2), decision=RETENUE, **montants)
    signatures = make_signature(LIBERCOURT, **MOMENTS), make_signature(LIBERCOURT, avenant=1, preparee=date(2023, 1, 18))
    pieces = (make_pieces(LIBERCOURT, "T1-01", 2022, rib=date(2022, 10, 1), bilan=date(2023, 1, 20)),)
    return replace(vecu, demandes=(demande,), signatures=signatures, pieces=pieces)
