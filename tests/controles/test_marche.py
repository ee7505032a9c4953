"""The walk of a finding, station by station: what docs/architecture.md says, and what runs."""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
from pathlib import Path

import dpid_xl
from dpid_xl.campagnes import load_campagne
from dpid_xl.controles import check_dossier, group_anomalies, write_groupe
from tests.typographie import unset

RACINE = Path(dpid_xl.__file__).parents[1]
DU_DOMAINE = 8  # the last station is the host's


def _list_stations():
    _, _, marche = (RACINE / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## La marche d'un constat")
    return re.findall(r"^\d+\. `([\w.]+)`", marche.partition("\n## ")[0], re.MULTILINE)


def test_each_station_exists():
    stations = [pkgutil.resolve_name(nom) for nom in _list_stations()]
    assert len(stations) == DU_DOMAINE + 1


def test_a_finding_goes_through_them():
    passees = set()

    def note(cadre, evenement, _argument):
        if evenement == "call":
            passees.add(cadre.f_code)

    dossier = load_campagne("2022_phase2")
    sys.setprofile(note)
    try:
        phrases = [
            unset(write_groupe(groupe)) for groupe in group_anomalies(check_dossier(dossier)) if groupe.tete.code == "montant_ecart_bareme"
        ]
    finally:
        sys.setprofile(None)
    assert phrases
    stations = [pkgutil.resolve_name(nom) for nom in _list_stations()[:DU_DOMAINE]]
    codes = [(station.__init__ if inspect.isclass(station) else station).__code__ for station in stations]
    assert [code.co_name for code in codes if code not in passees] == []
