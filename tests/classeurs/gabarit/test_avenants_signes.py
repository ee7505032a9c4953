"""What is due follows what is signed: in every state of an avenant Suivi, as written and as Calc has it, says what the package does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.suivi import compute_resultats, make_signe
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.modele import Dossier, Effet, Signature
from dpid_xl.schema import AVENANTS, SUIVI
from tests.avances import decide_avances
from tests.avenants import amend, make_avenant
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.libreoffice import convert_tous
from tests.signatures import make_signature
from tests.suivis import make_suivi, with_suivis

pytestmark = pytest.mark.libreoffice

LIBERCOURT, PAGE = "CCAS de Libercourt", "PAGE"
JOUR = date(2023, 4, 1)
PREMIER, SECOND = (make_signature(LIBERCOURT, avenant=rang, envoyee=date(2023, 2, 1)) for rang in (1, 2))


def sign(acte: Signature) -> Signature:
    return replace(acte, signee=date(2023, 3, 1))


# The avenants that Suivi tells signed, the rows of Signature, then the amount and what is earned by 50 places and two whole notes.
VOTE, UN, DEUX = (Decimal(6400), Decimal(5200)), (Decimal(8000), Decimal(6000)), (Decimal(8100), Decimal(6075))
ETATS = {
    "écrits": ((), (), VOTE),
    "envoyés": ((), (PREMIER, SECOND), VOTE),
    "le premier signé": ((), (sign(PREMIER), SECOND), UN),
    "les deux signés": ((), (sign(PREMIER), sign(SECOND)), DEUX),
    "le premier signé d'après Suivi": (("n° 1 du 01/03/2023",), (), UN),
    "les deux, d'après l'un et l'autre": (("N°1",), (sign(SECOND),), DEUX),
    "un autre que ceux-ci": (("n° 12 du 01/03/2023",), (), VOTE),
    "le douzième, puis le premier": (("n° 12 du 01/03/2023", "n° 1 du 01/03/2023"), (), UN),
    "le premier, puis le douzième": (("n° 1", "n° 12"), (), UN),
    "collé d'un texte": (("n°\u202f1\tdu 01/03/2023", "Avenant n°\u20092\xa0du\n01/03/2023"), (), DEUX),
    "le même, dit deux fois": (("n° 1", "n° 1 du 01/03/2023"), (), UN),
    "une seule rangée dans Signature": ((), (make_signature(LIBERCOURT, signee=date(2022, 10, 12)),), VOTE),
    "une seule rangée, le premier dans Suivi": (("n° 1",), (make_signature(LIBERCOURT, signee=date(2022, 10, 12)),), UN),
    "un zéro devant": (("n° 01 du 01/03/2023",), (), VOTE),
    "un zéro devant, et Signature": (("n° 01 du 01/03/2023",), (sign(PREMIER), SECOND), UN),
    "sans « n° »": (("1 du 01/03/2023",), (), VOTE),
    "un chiffre d'ailleurs": (("n° \uff11 du 01/03/2023",), (), VOTE),
    "un chiffre et une lettre": (("n° 1bis",), (), VOTE),
    "deux en un": (("n° 1 et n° 2",), (), VOTE),
    "une convention antérieure": ((), (replace(sign(PREMIER), avenant_a="2021-7"),), VOTE),
}


@pytest.fixture(autouse=True)
def court():
    with shorten_echeancier(20):
        yield


def _write(dossier: Dossier, dits: Sequence[str], actes: Sequence[Signature]) -> Dossier:
    lignes = tuple(ligne for ligne in dossier.lignes if dossier.name_structure(ligne.structure) in (LIBERCOURT, PAGE))
    amende = amend(
        decide_avances(replace(dossier, lignes=lignes)),
        make_avenant(LIBERCOURT, operation="T1-01", quantite=100, montant=8000),
        make_avenant(LIBERCOURT, rang=2, operation="T1-01", montant=8100),
        make_avenant(LIBERCOURT, rang=2, effet=Effet.AJOUTE, operation="T2-05", territoire="Artois", quantite=10, montant=1000),
        make_avenant(PAGE, operation="T2-05", montant=0),
    )
    suivi = make_suivi(LIBERCOURT, "T1-01", realise=50, note_partenariat=1, note_parcours=1, versement=3840, avenants=tuple(dits))
    return replace(with_suivis(amende, suivi), signatures=tuple(actes))


@pytest.fixture(scope="module")
def classeurs(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier):
    """The workbook of each state, as written and as Calc has it: one LibreOffice for all."""
    lieu = tmp_path_factory.mktemp("etats")
    chemins = [lieu / f"{rang}.xlsm" for rang in range(len(ETATS))]
    with shorten_echeancier(20):
        for chemin, (dits, actes, _dus) in zip(chemins, ETATS.values(), strict=True):
            chemin.write_bytes(build_classeur(_write(dossier, dits, actes), (), JOUR))
    return dict(zip(ETATS, zip(chemins, convert_tous(chemins, "xlsx"), strict=True), strict=True))


@pytest.mark.parametrize("etat", ETATS)
def test_suivi_counts_what_is_signed(classeurs: dict[str, tuple[Path, Path]], dossier: Dossier, etat: str):
    dits, actes, (montant, acquis) = ETATS[etat]
    amende = _write(dossier, dits, actes)
    dus = {(r.structure, r.operation): r for r in compute_resultats(make_signe(amende))}
    assert (dus[LIBERCOURT, "T1-01"].montant, dus[LIBERCOURT, "T1-01"].acquis) == (montant, acquis)
    for livre in (openpyxl.load_workbook(chemin, data_only=True) for chemin in classeurs[etat]):
        rangees = {(r["Structure"], r["Opération"]): r for r in read_valeurs(livre, SUIVI)}
        for cle, rangee in rangees.items():
            resultat = dus.get(cle)
            assert rangee["Montant"] == float(resultat.montant if resultat else 0), cle
            assert rangee["Prévu"] == (_to_nombre(resultat.prevu) if resultat else 0), cle
        assert (rangees[LIBERCOURT, "T1-01"]["Acquis"], rangees[LIBERCOURT, "T1-01"]["Solde"]) == (acquis, acquis - 3840)
        signes = [rangee["Est signé"] for rangee in read_valeurs(livre, AVENANTS)]
        assert signes == [1 if montant > 6400 else None, *([1 if montant > 8000 else None] * 2), None]


def _to_nombre(valeur: Decimal | None) -> float | None:
    return None if valeur is None else float(valeur)
