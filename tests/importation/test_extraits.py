"""Shapes of tables met in public files: what is read, guessed, refused and set aside of each."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dpid_xl.importation import SourceIllisible, import_source
from dpid_xl.importation.journal import Etat
from tests.importation.fabrique import write_source

EXTRAITS = tomllib.loads(Path(__file__).with_name("extraits.toml").read_text(encoding="utf-8"))["extrait"]


REFUSES = [extrait for extrait in EXTRAITS if extrait.get("refus")]
LUS = [extrait for extrait in EXTRAITS if not extrait.get("refus")]


@pytest.mark.parametrize("extrait", REFUSES, ids=lambda extrait: extrait["nom"])
def test_what_is_refused(extrait, tmp_path):
    with pytest.raises(SourceIllisible) as erreur:
        import_source(write_source(tmp_path, extrait), feuille=extrait.get("feuille", ""))
    assert all(mots in str(erreur.value) for mots in extrait["refus"]), str(erreur.value)


@pytest.mark.parametrize("extrait", LUS, ids=lambda extrait: extrait["nom"])
def test_what_is_read(extrait, tmp_path):
    recu = import_source(write_source(tmp_path, extrait), feuille=extrait.get("feuille", ""))
    assert [_describe(ligne) for ligne in recu.dossier.lignes] == extrait["lignes"]
    if "structures" in extrait:
        assert [[structure.nom, structure.siret, structure.siege] for structure in recu.dossier.structures] == extrait["structures"]
    for champ, attendus in (("description", "descriptions"), ("remarque", "remarques")):
        if attendus in extrait:
            assert [getattr(ligne, champ) for ligne in recu.dossier.lignes] == extrait[attendus]
    for champ, valeur in extrait.get("campagne", {}).items():
        assert getattr(recu.dossier.campagne, champ) == valeur
    for absent in extrait.get("absents", ()):
        assert absent not in repr(recu.dossier) + repr(recu.journal)


@pytest.mark.parametrize("extrait", LUS, ids=lambda extrait: extrait["nom"])
def test_what_is_said(extrait, tmp_path):
    journal = import_source(write_source(tmp_path, extrait), feuille=extrait.get("feuille", "")).journal
    for etat, cle in ((Etat.REFUSE, "refusees"), (Etat.DEVINE, "devinees"), (Etat.ECARTE, "ecartees")):
        for cellule, mots in extrait.get(cle, ()):
            assert any(trace.cellule == cellule and mots in trace.message for trace in journal.select(etat)), (
                cellule,
                mots,
                journal.traces,
            )
    refusees = {trace.cellule for trace in journal.select(Etat.REFUSE)}
    assert refusees == {cellule for cellule, _ in extrait.get("refusees", ())}


def _describe(ligne):
    return [
        ligne.structure,
        ligne.operation,
        ligne.territoire,
        _write(ligne.quantite),
        ligne.unite,
        _write(ligne.debut),
        _write(ligne.fin),
        _write(ligne.montant),
    ]


def _write(valeur):
    match valeur:
        case None:
            return "?"
        case Decimal() | date():
            return str(valeur)
    raise AssertionError(valeur)
