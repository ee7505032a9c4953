"""What is due follows what is signed: in every state of an avenant Suivi, as written and as Calc has it, says what the package does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dpid_xl.calcul.suivi import Resultat, compute_resultats, make_signe
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.modele import Dossier, Effet, Signature
from dpid_xl.schema import AVENANTS, SUIVI
from tests.avances import decide_avances
from tests.avenants import amend, make_avenant
from tests.classeurs.court import shorten_for_calc
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


# What a state is of the whole table: nothing anywhere, one row in « Signature ». The others stand together, each on a body of its own.
SEULS = ("écrits", "une seule rangée dans Signature", "une seule rangée, le premier dans Suivi")
CLASSEURS = (
    *((etat,) for etat in SEULS),
    tuple(etat for etat, (_dits, actes, _dus) in ETATS.items() if not actes and etat not in SEULS),
    tuple(etat for etat, (_dits, actes, _dus) in ETATS.items() if actes and etat not in SEULS),
)


@dataclass(frozen=True)
class Lu:
    """A workbook, as written or as Calc has it: its rows of Suivi, and of each body those of Avenants."""

    suivi: dict[tuple[str, str], Mapping[str, Any]]
    signes: dict[str, list[float | None]]


@dataclass(frozen=True)
class Cas:
    """The workbook where a state stands, its body there, what the package says is due."""

    structure: str
    dus: dict[tuple[str, str], Resultat]
    lus: tuple[Lu, Lu]


def _write(dossier: Dossier, etats: Sequence[str]) -> tuple[Dossier, tuple[str, ...]]:
    """The campaign whose bodies are in these states, PAGE beside them, and those bodies."""
    noms = (LIBERCOURT, *(une.nom for une in dossier.structures if une.nom not in (LIBERCOURT, PAGE)))[: len(etats)]
    (siennes, page) = ([ligne for ligne in dossier.lignes if dossier.name_structure(ligne.structure) == nom] for nom in (LIBERCOURT, PAGE))
    lignes = (*(replace(ligne, structure=nom) for nom in noms for ligne in siennes), *page)
    rangees = (
        rangee
        for nom in noms
        for rangee in (
            make_avenant(nom, operation="T1-01", quantite=100, montant=8000),
            make_avenant(nom, rang=2, operation="T1-01", montant=8100),
            make_avenant(nom, rang=2, effet=Effet.AJOUTE, operation="T2-05", territoire="Artois", quantite=10, montant=1000),
        )
    )
    amende = amend(decide_avances(replace(dossier, lignes=lignes)), *rangees, make_avenant(PAGE, operation="T2-05", montant=0))
    chiffres = {"realise": 50, "note_partenariat": 1, "note_parcours": 1, "versement": 3840}
    suivis = (make_suivi(nom, "T1-01", **chiffres, avenants=ETATS[etat][0]) for nom, etat in zip(noms, etats, strict=True))
    actes = tuple(replace(acte, structure=nom) for nom, etat in zip(noms, etats, strict=True) for acte in ETATS[etat][1])
    return replace(with_suivis(amende, *suivis), signatures=actes), noms


def _read(chemin: Path) -> Lu:
    livre = openpyxl.load_workbook(chemin, data_only=True)
    signes: dict[str, list[float | None]] = {}
    for rangee in read_valeurs(livre, AVENANTS):
        signes.setdefault(rangee["Structure"], []).append(rangee["Est signé"])
    return Lu({(r["Structure"], r["Opération"]): r for r in read_valeurs(livre, SUIVI)}, signes)


@pytest.fixture(scope="module")
def cas(tmp_path_factory: pytest.TempPathFactory, dossier: Dossier) -> dict[str, Cas]:
    """Each state, in its workbook as written and as Calc has it: one LibreOffice for all."""
    lieu = tmp_path_factory.mktemp("etats")
    chemins = [lieu / f"{rang}.xlsm" for rang in range(len(CLASSEURS))]
    ecrits = [_write(dossier, etats) for etats in CLASSEURS]
    with shorten_for_calc(20):
        for chemin, (amende, _noms) in zip(chemins, ecrits, strict=True):
            chemin.write_bytes(build_classeur(amende, (), JOUR))
    trouves = {}
    for etats, (amende, noms), *deux in zip(CLASSEURS, ecrits, chemins, convert_tous(chemins, "xlsx"), strict=True):
        dus = {(r.structure, r.operation): r for r in compute_resultats(make_signe(amende))}
        ecrit, calcule = map(_read, deux)
        trouves |= {etat: Cas(nom, dus, (ecrit, calcule)) for etat, nom in zip(etats, noms, strict=True)}
    return trouves


def test_every_state_has_its_workbook():
    assert sorted(etat for etats in CLASSEURS for etat in etats) == sorted(ETATS)


@pytest.mark.parametrize("etat", ETATS)
def test_suivi_counts_what_is_signed(cas: dict[str, Cas], etat: str):
    (montant, acquis), sien = ETATS[etat][2], cas[etat]
    cle = sien.structure, "T1-01"
    assert (sien.dus[cle].montant, sien.dus[cle].acquis) == (montant, acquis)
    for lu in sien.lus:
        for autre, rangee in lu.suivi.items():
            resultat = sien.dus.get(autre)
            assert rangee["Montant"] == float(resultat.montant if resultat else 0), autre
            assert rangee["Prévu"] == (_to_nombre(resultat.prevu) if resultat else 0), autre
        assert (lu.suivi[cle]["Acquis"], lu.suivi[cle]["Solde"]) == (acquis, acquis - 3840)
        assert lu.signes[sien.structure] == [1 if montant > 6400 else None, *([1 if montant > 8000 else None] * 2)]
        assert lu.signes[PAGE] == [None]


def _to_nombre(valeur: Decimal | None) -> float | None:
    return None if valeur is None else float(valeur)
