"""Every case of cas.toml, and what ties codes, sentences, facts and columns together."""

from __future__ import annotations

import ast
import inspect
import string
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import dpid_xl
from dpid_xl.anomalies import Chiffre, Gravite, Masque, Noms
from dpid_xl.controles import (
    CONTROLES,
    acceptation,
    annees,
    avances,
    avenants,
    bilans,
    changements,
    check_dossier,
    comptages,
    decisions,
    demandes,
    doublons,
    exercices,
    get_message,
    identifiants,
    identite,
    lignes,
    load_messages,
    loi,
    pieces,
    plafonds,
    provenance,
    resultats,
    signature,
    simulation,
    suivi,
    tarifs,
    territoires,
    totaux,
    versements,
)
from dpid_xl.controles.messages import write_fait
from dpid_xl.lieu import Origine
from dpid_xl.schema import CAMPAGNE, TABLES_LUES
from tests.controles import fabrique
from tests.typographie import unset

MODULES = (
    acceptation,
    annees,
    avances,
    avenants,
    bilans,
    changements,
    comptages,
    decisions,
    demandes,
    doublons,
    exercices,
    identifiants,
    identite,
    lignes,
    loi,
    pieces,
    plafonds,
    provenance,
    resultats,
    signature,
    simulation,
    suivi,
    tarifs,
    territoires,
    totaux,
    versements,
)
PAR_CODE = tomllib.loads(Path(__file__).with_name("cas.toml").read_text(encoding="utf-8"), parse_float=Decimal)
TYPES = {*get_args(Chiffre), Noms, Masque, str, int, date, Origine, tuple}  # what a fact may be; not a bare Decimal, nor a truth
D_AILLEURS = ("lecture_", "modele_", "texte_", "fiche_")  # said by the reader and by the checks of the convention model
CAS_PAR_CODE = [(code, cas) for code, liste in PAR_CODE.items() for cas in liste]
RANGS = [pytest.param(rang, id=f"{code} : {cas['description']}") for rang, (code, cas) in enumerate(CAS_PAR_CODE)]


def apply(cas):
    """The dossier of a case, once copied, cut and typed in."""
    dossier = fabrique.make_dossier()
    if cas.get("reconduite"):
        dossier = fabrique.make_reconduite(dossier)
    if "copier" in cas:
        dossier = fabrique.copy_rangee(dossier, *cas["copier"])
    if "supprimer" in cas:
        dossier = fabrique.delete_rangee(dossier, *cas["supprimer"])
    if "sans_colonne" in cas:
        dossier = fabrique.drop_colonne(dossier, *cas["sans_colonne"])
    for ajout in cas.get("ajouter", ()):
        dossier = fabrique.add_rangee(dossier, *ajout)
    for changement in cas.get("changements", ()):
        dossier = fabrique.change_cellule(dossier, *changement)
    return dossier


@cache
def check_cas(rang):
    """The dossier of a case and all its findings: the controls are run once for the tests that look at them."""
    dossier = apply(CAS_PAR_CODE[rang][1])
    return dossier, check_dossier(dossier)


def get_codes_ecrits():
    """Codes and columns written in the modules, by reading their source."""
    codes, entetes = set(), set()
    for module in MODULES:
        for noeud in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(noeud, ast.Call) and noeud.args and isinstance(noeud.args[0], ast.Constant):
                nom = getattr(noeud.func, "id", getattr(noeud.func, "attr", ""))
                {"Anomalie": codes, "origine": entetes}.get(nom, set()).add(noeud.args[0].value)
    return codes, entetes


def test_the_dossier_that_cases_start_from_has_no_finding():
    assert check_dossier(fabrique.make_dossier()) == ()


@pytest.mark.parametrize("rang", RANGS)
def test_case(rang):
    (code, cas), (dossier, anomalies) = CAS_PAR_CODE[rang], check_cas(rang)
    trouvees = [anomalie for anomalie in anomalies if anomalie.code == code]
    assert [anomalie.origine for anomalie in trouvees] == [fabrique.get_place(dossier, *place) for place in cas["attendu"]]
    assert {anomalie.gravite.value for anomalie in trouvees} == ({cas["gravite"]} if "gravite" in cas else set())
    if "message" in cas:
        assert unset(get_message(trouvees[0])) == unset(cas["message"])


@pytest.mark.parametrize("rang", RANGS)
def test_facts_are_those_of_the_sentence(rang):
    for anomalie in check_cas(rang)[1]:
        champs = {champ for _, champ, _, _ in string.Formatter().parse(load_messages()[anomalie.code].message) if champ}
        assert champs == set(anomalie.faits), anomalie.code
        assert all(type(fait) in TYPES and write_fait(fait) for fait in anomalie.faits.values()), anomalie


def test_each_code_has_its_sentence_and_back():
    codes, _ = get_codes_ecrits()
    assert {code for code, message in load_messages().items() if message.gravites and not code.startswith(D_AILLEURS)} == codes


def test_written_gravities_are_those_that_controls_give():
    trouvees = {(anomalie.code, anomalie.gravite) for rang in range(len(CAS_PAR_CODE)) for anomalie in check_cas(rang)[1]}
    ecrites = {(code, gravite) for code in PAR_CODE for gravite in load_messages()[code].gravites}
    assert trouvees == ecrites


def test_a_gravity_written_with_its_code_is_that_of_its_sentence():
    messages = load_messages()
    couples = set()
    for fichier in Path(dpid_xl.__file__).parent.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            match noeud:
                case ast.Call(args=[ast.Constant(value=str(code)), ast.Attribute(value=ast.Name(id="Gravite"), attr=gravite), *_]):
                    couples.add((code, Gravite[gravite]))
    assert {code for code, _ in couples} <= set(messages)
    assert [(code, gravite) for code, gravite in couples if gravite not in messages[code].gravites] == []
    assert len(couples) > len(PAR_CODE) * 0.9  # few gravities are computed


def test_rules_are_told_once():
    regles = [message.regle for message in load_messages().values()]
    assert [regle for regle, nombre in Counter(regles).items() if nombre > 1] == []


def test_each_code_has_a_case_that_passes_and_one_that_fails():
    codes, _ = get_codes_ecrits()
    assert set(PAR_CODE) == codes
    for code, liste in PAR_CODE.items():
        assert any(cas["attendu"] for cas in liste), code
        assert any(not cas["attendu"] for cas in liste), code


def test_each_place_named_is_a_column_or_a_setting_of_the_workbook():
    _, entetes = get_codes_ecrits()
    assert entetes <= {*(colonne.champ for table in TABLES_LUES for colonne in table.colonnes), *(reglage.champ for reglage in CAMPAGNE)}


def test_each_control_is_in_the_list_once():
    fonctions = [
        fonction for module in MODULES for nom, fonction in inspect.getmembers(module, inspect.isfunction) if nom.startswith("check_")
    ]
    assert sorted(fonction.__name__ for fonction in CONTROLES) == sorted(fonction.__name__ for fonction in fonctions)
    assert all(fonction.__doc__ for fonction in CONTROLES)


@pytest.mark.parametrize("code", load_messages())
def test_a_sentence_tells_all_in_one(code):
    message = load_messages()[code]
    assert message.message or message.non_verifiable
    for texte in filter(None, (message.message, message.regle, message.non_verifiable)):
        assert texte.endswith(".")
        assert texte.replace("…", "").count(". ") == 0
    assert message.source
