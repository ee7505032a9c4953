"""A column of 10 000 rows in each host: what it adds to our own computation, in processor time of one run."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.bench.conftest import Tableau
from tests.bench.processeur import measure
from tests.udfs.com import open_com
from tests.udfs.libreoffice.calc import recalculate
from tests.udfs.libreoffice.feuille import TEMOIN, Feuille
from tests.udfs.serveur.demande import APPEL, JETON, make_demande, open_serveur
from udfs import fonctions
from udfs.fonctions import FONCTION_PAR_NOM
from udfs.libreoffice.extension import build_oxt

pytestmark = pytest.mark.bench

LIGNES, APPELS = 10_000, 10
OPERATIONS = ("T1-01", "T3-02", "T3-06", "T4-01")
RAPPORT_DU_SERVEUR, RAPPORT_COM = 4, 3.5
COLONNES_DE_CALC = 8  # one alone is lost in what LibreOffice takes to start
TICS = os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module")
def colonnes() -> list[list[list[Any]]]:
    rangees = [(OPERATIONS[rang % 4], float(1 + rang % 97), float(1 + rang % 12), float(rang % 3)) for rang in range(LIGNES)]
    simples = [rangee[3] if rangee[0] == "T3-02" else None for rangee in rangees]
    return [[[rangee[rang]] for rangee in rangees] for rang in range(3)] + [[[simple] for simple in simples]]


@pytest.fixture(scope="module")
def direct(colonnes: list[list[list[Any]]]) -> float:
    """Seconds of our own computation."""
    return measure(lambda: fonctions.dpid_montants(*colonnes), APPELS)


def _spend(pid: int, ask: Callable[[], object]) -> float:
    """Seconds of processor that a process takes for a call."""
    avant = _read_processeur(pid)
    for _ in range(APPELS):
        ask()
    return (_read_processeur(pid) - avant) / APPELS


def _read_processeur(pid: int) -> float:
    champs = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(champs[11]) + int(champs[12])) / TICS


def test_on_the_server(colonnes: list[list[list[Any]]], direct: float, tmp_path: Path, tableau: Tableau) -> None:
    corps = json.dumps(make_demande("dpid_montants", *colonnes))
    entetes = {"Authorization": JETON, "Content-Type": "application/json"}
    with (
        open_serveur(tmp_path, DPID_JETONS=f"arras={JETON}") as serveur,
        httpx.Client(base_url=serveur.adresse, timeout=60, headers=entetes) as client,
    ):
        assert client.post(APPEL, content=corps).json()["result"] == fonctions.dpid_montants(*colonnes)
        cout = _spend(serveur.pid, lambda: client.post(APPEL, content=corps))
    tableau.note("colonne de 10 000 lignes, serveur", 1000 * cout, "ms")
    tableau.compare("colonne de 10 000 lignes, serveur / calcul seul", cout, direct, au_plus=RAPPORT_DU_SERVEUR)


def test_in_excel_on_a_post(colonnes: list[list[list[Any]]], direct: float, tableau: Tableau) -> None:
    with open_com() as call:
        cout = measure(lambda: call("dpid_montants", *colonnes))
    tableau.note("colonne de 10 000 lignes, Excel par COM (doublure)", 1000 * cout, "ms")
    tableau.compare("colonne de 10 000 lignes, COM / calcul seul", cout, direct, au_plus=RAPPORT_COM)


@pytest.mark.libreoffice
def test_in_calc(colonnes: list[list[list[Any]]], tmp_path: Path, tableau: Tableau) -> None:
    """A workbook with such columns, less the same with a product in their place: reading and writing the cells cancel out."""
    oxt, couts = build_oxt(), {}
    for quoi, fonction in (("sans", None), ("avec", FONCTION_PAR_NOM["MONTANTS"])):
        (tmp_path / quoi).mkdir()
        feuille = Feuille(tmp_path / quoi / "colonne.xlsx")
        feuille.add_formule(TEMOIN)
        plages = [feuille.add_plage(colonne) for colonne in colonnes]
        appel = f"DPID.{fonction.nom}({','.join(plages)})" if fonction else f"{plages[1]}*{plages[2]}"
        for _ in range(COLONNES_DE_CALC):
            feuille.add_formule(appel, hauteur=LIGNES)
        fichier = feuille.close()
        recalculate(fichier, oxt)  # the profile is made
        avant = resource.getrusage(resource.RUSAGE_CHILDREN)
        onglet = recalculate(fichier, oxt)["Formules"]
        apres = resource.getrusage(resource.RUSAGE_CHILDREN)
        couts[quoi] = apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime
        if fonction:
            assert [cellule.value for (cellule,) in onglet.iter_rows(2, 1 + LIGNES, max_col=1)] == [
                montant for (montant,) in fonctions.dpid_montants(*colonnes)
            ]
    tableau.note("colonne de 10 000 lignes, Calc", 1000 * (couts["avec"] - couts["sans"]) / COLONNES_DE_CALC, "ms")
