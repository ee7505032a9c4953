"""Every case of cas.toml, and what ties codes, sentences, facts and columns together."""

from __future__ import annotations

import ast
import inspect
import string
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import dpid_xl
from dpid_xl.anomalies import Gravite
from dpid_xl.controles import (
    CONTROLES,
    acceptation,
    avenants,
    check_dossier,
    comptages,
    doublons,
    get_message,
    identifiants,
    identite,
    lignes,
    load_messages,
    loi,
    plafonds,
    suivi,
    tarifs,
    territoires,
    totaux,
)
from dpid_xl.schema import EMPLACEMENTS, TABLES_LUES
from tests.controles import fabrique

MODULES = (acceptation, avenants, comptages, doublons, identifiants, identite, lignes, loi, plafonds, suivi, tarifs, territoires, totaux)
PAR_CODE = tomllib.loads(Path(__file__).with_name("cas.toml").read_text(encoding="utf-8"), parse_float=Decimal)
D_AILLEURS = ("lecture_", "modele_", "fiche_")  # said by the reader and by the check of the convention model
CAS_PAR_CODE = [(code, cas) for code, liste in PAR_CODE.items() for cas in liste]
CAS = [pytest.param(code, cas, id=f"{code} : {cas['description']}") for code, cas in CAS_PAR_CODE]


def apply(cas):
    """The dossier of a case, once copied, cut and typed in."""
    dossier = fabrique.make_dossier()
    if "copier" in cas:
        dossier = fabrique.copy_rangee(dossier, *cas["copier"])
    if "supprimer" in cas:
        dossier = fabrique.delete_rangee(dossier, *cas["supprimer"])
    for changement in cas["changements"]:
        dossier = fabrique.change_cellule(dossier, *changement)
    return dossier


def get_codes_ecrits():
    """Codes and headers written in the modules, by reading their source."""
    codes, entetes = set(), set()
    for module in MODULES:
        for noeud in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(noeud, ast.Call) and noeud.args and isinstance(noeud.args[0], ast.Constant):
                nom = getattr(noeud.func, "id", getattr(noeud.func, "attr", ""))
                {"Anomalie": codes, "origine": entetes}.get(nom, set()).add(noeud.args[0].value)
    return codes, entetes


def flatten(texte):
    return texte.replace("\u202f", " ").replace("\xa0", " ")


def test_le_dossier_de_depart_est_sans_anomalie():
    assert check_dossier(fabrique.make_dossier()) == ()


@pytest.mark.parametrize(("code", "cas"), CAS)
def test_cas(code, cas):
    dossier = apply(cas)
    trouvees = [anomalie for anomalie in check_dossier(dossier) if anomalie.code == code]
    assert [anomalie.origine for anomalie in trouvees] == [fabrique.get_place(dossier, *place) for place in cas["attendu"]]
    assert {anomalie.gravite.value for anomalie in trouvees} == ({cas["gravite"]} if "gravite" in cas else set())
    if "message" in cas:
        assert flatten(get_message(trouvees[0])) == cas["message"]


@pytest.mark.parametrize(("code", "cas"), CAS)
def test_les_faits_sont_ceux_de_la_phrase(code, cas):  # noqa: ARG001 - same cases, all their findings
    for anomalie in check_dossier(apply(cas)):
        champs = {champ for _, champ, _, _ in string.Formatter().parse(load_messages()[anomalie.code].message) if champ}
        assert champs == set(anomalie.faits), anomalie.code
        assert all(isinstance(fait, str) and fait for fait in anomalie.faits.values()), anomalie


def test_chaque_code_a_sa_phrase_et_inversement():
    codes, _ = get_codes_ecrits()
    assert {code for code, message in load_messages().items() if message.gravites and not code.startswith(D_AILLEURS)} == codes


def test_les_gravites_ecrites_sont_celles_que_les_controles_donnent():
    trouvees = {(anomalie.code, anomalie.gravite) for _, cas in CAS_PAR_CODE for anomalie in check_dossier(apply(cas))}
    ecrites = {(code, gravite) for code in PAR_CODE for gravite in load_messages()[code].gravites}
    assert trouvees == ecrites


def test_une_gravite_ecrite_avec_son_code_est_celle_de_sa_phrase():
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


def test_les_regles_ne_sont_dites_qu_une_fois():
    regles = [message.regle for message in load_messages().values()]
    assert [regle for regle, nombre in Counter(regles).items() if nombre > 1] == []


def test_chaque_code_a_un_cas_qui_passe_et_un_cas_qui_echoue():
    codes, _ = get_codes_ecrits()
    assert set(PAR_CODE) == codes
    for code, liste in PAR_CODE.items():
        assert any(cas["attendu"] for cas in liste), code
        assert any(not cas["attendu"] for cas in liste), code


def test_chaque_entete_nomme_est_une_colonne_du_classeur():
    _, entetes = get_codes_ecrits()
    assert entetes <= {colonne.entete for table in TABLES_LUES for colonne in table.colonnes}


def test_chaque_fonction_de_controle_est_dans_la_liste_une_fois():
    fonctions = [
        fonction for module in MODULES for nom, fonction in inspect.getmembers(module, inspect.isfunction) if nom.startswith("check_")
    ]
    assert sorted(fonction.__name__ for fonction in CONTROLES) == sorted(fonction.__name__ for fonction in fonctions)
    assert all(fonction.__doc__ for fonction in CONTROLES)


@pytest.mark.parametrize("code", load_messages())
def test_une_phrase_dit_tout_en_une_phrase(code):
    message = load_messages()[code]
    assert message.message or message.non_verifiable
    for texte in filter(None, (message.message, message.regle, message.non_verifiable)):
        assert texte.endswith(".")
        assert texte.replace("…", "").count(". ") == 0
    assert message.source


def test_les_chiffres_decides_sont_ceux_du_classeur():
    entetes = {cle: place.table.entete(place.champ) for cle, place in EMPLACEMENTS.items()}
    assert entetes == totaux.ENTETES_DECIDES
