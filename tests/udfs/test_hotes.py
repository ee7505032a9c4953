"""The same calls in every host: the package, xlwings' COM route, the server, the pane and a real Calc give the same answers."""

import json

import pytest

from tests.cas import load_cas
from tests.udfs import com
from tests.udfs.libreoffice.calc import recalculate
from tests.udfs.libreoffice.feuille import Feuille
from tests.udfs.serveur.conftest import open_client
from tests.udfs.serveur.demande import APPEL, make_demande, to_json
from tests.udfs.volet.conftest import construit, open_volet, site, sources  # noqa: F401 (fixtures)
from udfs import fonctions
from udfs.cellules import ErreurCellule
from udfs.fonctions import FONCTION_PAR_NOM
from udfs.libreoffice.extension import build_oxt

ERREUR = "#VALUE!"
CAS = load_cas(__file__, "cas.toml")


def _get_arguments(cas):
    return tuple(_to_valeur(valeur) for valeur in cas["arguments"])


def _to_valeur(valeur):
    if isinstance(valeur, list):
        return tuple(tuple(map(_to_valeur, rangee)) for rangee in valeur)
    if valeur == "∅":
        return None
    return float(valeur) if not isinstance(valeur, (str, bool)) and not hasattr(valeur, "year") else valeur


def _simplify(valeur):
    """No-break spaces and the two kinds of numbers look alike to the officer."""
    if isinstance(valeur, str):
        return valeur.replace("\u202f", " ").replace("\xa0", " ")
    return valeur if isinstance(valeur, bool) or valeur is None else float(valeur)


def _get_attendu(cas):
    return ERREUR if cas.get("erreur") else _simplify(cas["resultat"])


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas['nom']}-{cas['arguments']}")
def test_package(cas):
    fonction = getattr(fonctions, FONCTION_PAR_NOM[cas["nom"]].python)
    assert _play(lambda: fonction(*_get_arguments(cas))) == _get_attendu(cas)


@pytest.fixture(scope="module")
def call():
    with com.open_com() as call:
        yield call


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas['nom']}-{cas['arguments']}")
def test_excel(call, cas):
    nom = FONCTION_PAR_NOM[cas["nom"]].python
    cellules = [valeur if isinstance(valeur, tuple) else [[valeur]] for valeur in _get_arguments(cas)]
    assert _play(lambda: call(nom, *cellules)[0][0]) == _get_attendu(cas)


def _play(appel):
    try:
        return _simplify(appel())
    except ErreurCellule:
        return ERREUR


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas['nom']}-{cas['arguments']}")
def test_server(application, monkeypatch, cas):
    monkeypatch.delenv("DPID_JETONS", raising=False)
    arguments = ["" if valeur is None else valeur for valeur in _get_arguments(cas)]
    reponse = open_client(application).post(APPEL, json=make_demande(FONCTION_PAR_NOM[cas["nom"]].python, *arguments))
    if cas.get("erreur"):
        assert reponse.status_code == 400
        assert reponse.text
    else:
        assert _simplify(reponse.json()["result"][0][0]) == _get_attendu(cas)


@pytest.fixture(scope="module")
def volet(site, tmp_path_factory):  # noqa: F811
    """Every call of the table in a cell of the pane, in the order of the table."""
    appels = [
        {"nom": FONCTION_PAR_NOM[cas["nom"]].excel, "arguments": [to_json("" if v is None else v) for v in _get_arguments(cas)]}
        for cas in CAS
    ]
    with open_volet(site, tmp_path_factory.mktemp("navigateur")) as (page, _stop):
        return page.run(f"return await essai.calculate_all({json.dumps(appels)});")


@pytest.mark.parametrize(("rang", "cas"), list(enumerate(CAS)), ids=[f"{cas['nom']}-{cas['arguments']}" for cas in CAS])
def test_volet(volet, application, monkeypatch, rang, cas):
    recu = volet[rang]
    if cas.get("erreur"):
        monkeypatch.delenv("DPID_JETONS", raising=False)
        arguments = ["" if valeur is None else valeur for valeur in _get_arguments(cas)]
        reponse = open_client(application).post(APPEL, json=make_demande(FONCTION_PAR_NOM[cas["nom"]].python, *arguments))
        assert recu == {"code": ERREUR, "message": reponse.text}, "the same sentence as the server's"
    else:
        assert _simplify(recu["valeur"][0][0]) == _get_attendu(cas)


@pytest.mark.libreoffice
def test_calc(tmp_path):
    feuille = Feuille(tmp_path / "hotes.xlsx")
    cellules = [feuille.add_appel(FONCTION_PAR_NOM[cas["nom"]], _get_arguments(cas), par_cellules=True) for cas in CAS]
    onglet = recalculate(feuille.close(), build_oxt())["Formules"]
    trouves = ["" if onglet[cellule].value is None else _simplify(onglet[cellule].value) for cellule in cellules]
    attendus = [_simplify(cas["calc"]) if "calc" in cas else _get_attendu(cas) for cas in CAS]
    # Calc has no truth values: FAUX is 0.
    assert trouves == [float(attendu) if isinstance(attendu, bool) else attendu for attendu in attendus]
