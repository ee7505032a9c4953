"""Open data: what may be published is valid for frictionless and the schema's own checks; the rest is named with what it lacks."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from frictionless import Check, Checklist, Resource, Schema, errors

from dpid_xl.calcul.publication import list_publications
from dpid_xl.identifiants import is_siret
from dpid_xl.rendus.tableaux.exports import EXPORTS
from dpid_xl.rendus.tableaux.scdl import render_attentes
from tests.suivis import SIGNATURE, make_suivi

SCHEMA = json.loads((resources.files("dpid_xl.rendus.tableaux") / "scdl.json").read_text(encoding="utf-8"))
SIRETS = ("35600000000048", "22490001900015", "22620001200012")


class SiretsValables(Check):
    """The check « french-siret-value » of the schema."""

    Errors = (errors.CellError,)

    def validate_row(self, row):
        for controle in SCHEMA["custom_checks"]:
            colonne = controle["params"].get("column", "")
            if controle["name"] == "french-siret-value" and row[colonne] and not is_siret(row[colonne]):
                yield errors.CellError.from_row(row, note="SIRET", field_name=colonne)


class UnDesDeux(Check):
    """The check « one-of-required » of the schema."""

    Errors = (errors.RowError,)

    def validate_row(self, row):
        for controle in SCHEMA["custom_checks"]:
            if controle["name"] == "one-of-required" and not any(row[colonne] for colonne in controle["params"].values()):
                yield errors.RowError.from_row(row, note="SIRET ou RNA")


def render_scdl(dossier):
    return EXPORTS["scdl"][".csv"](dossier, SIGNATURE)


def judge(contenu):
    """What frictionless says of a file, by the schema and its two checks."""
    schema = Schema.from_descriptor({"fields": SCHEMA["fields"]})
    with Resource(contenu, format="csv", schema=schema) as ressource:
        rapport = ressource.validate(Checklist(checks=[SiretsValables(), UnDesDeux()]))
    return rapport.flatten(["rowNumber", "fieldName", "note"])


@pytest.fixture(scope="module")
def fictive(dossier):
    """A campaign filled in for the test: invented SIRET, signatures and answers."""
    structures = tuple(
        replace(structure, siret=SIRETS[rang % 3]) if rang % 4 else replace(structure, rna="W622001234")
        for rang, structure in enumerate(dossier.structures)
    )
    campagne = replace(dossier.campagne, departement_siret="22620001200012", notification_ue="non")
    base = replace(dossier, structures=structures, campagne=campagne)
    suivis = {(structure, ligne.operation): None for ligne in base.lignes if (structure := base.find_structure(ligne.structure).nom)}
    versements = {"premier_versement": date(2022, 11, 2), "dernier_versement": date(2023, 7, 20)}
    return replace(base, suivis=tuple(make_suivi(*cle, signature=SIGNATURE, **versements) for cle in suivis))


def test_the_real_campaign_publishes_nothing_and_says_why(dossier):
    publiees, attentes = list_publications(dossier)
    assert publiees == ()
    assert len(attentes) > 40
    assert all("date de signature" in attente.manques for attente in attentes)
    assert render_scdl(dossier).count(b"\r\n") == 1
    assert render_attentes(attentes).decode("utf-8-sig").count("\r\n") == len(attentes) + 1


def test_a_filled_campaign_is_valid(fictive):
    contenu = render_scdl(fictive)
    publiees, attentes = list_publications(fictive)
    assert len(publiees) > 40
    assert judge(contenu) == []
    assert [attente.manques for attente in attentes if "avenant" not in str(attente.manques)] == [
        attente.manques for attente in attentes if attente.convention
    ]
    rangees = list(csv.DictReader(io.StringIO(contenu.decode())))
    assert sum(Decimal(rangee["montant"]) for rangee in rangees) == sum(publication.montant for publication in publiees)
    assert {(rangee["conditionsVersement"], rangee["datesPeriodeVersement"]) for rangee in rangees} == {
        ("échelonné", "2022-11-02/2023-07-20")
    }


def _replace_suivis(dossier, **valeurs):
    return replace(dossier, suivis=tuple(replace(suivi, **valeurs) for suivi in dossier.suivis))


def test_one_payment_is_a_day(fictive):
    contenu = render_scdl(_replace_suivis(fictive, dernier_versement=date(2022, 11, 2)))
    assert judge(contenu) == []
    rangees = list(csv.DictReader(io.StringIO(contenu.decode())))
    assert {(rangee["conditionsVersement"], rangee["datesPeriodeVersement"]) for rangee in rangees} == {("unique", "2022-11-02")}


@pytest.mark.parametrize(
    ("jours", "manque"),
    [
        ({"premier_versement": None}, "premier et dernier versements (Suivi)"),
        ({"dernier_versement": None}, "premier et dernier versements (Suivi)"),
        ({"dernier_versement": date(2022, 10, 31)}, "dernier versement qui ne soit pas avant le premier (Suivi)"),
    ],
)
def test_the_period_of_payment_is_what_somebody_typed(fictive, jours, manque):
    publiees, attentes = list_publications(_replace_suivis(fictive, **jours))
    assert publiees == ()
    assert all(manque in attente.manques for attente in attentes)


def test_the_judge_sees_a_fault(fictive):
    contenu = render_scdl(fictive)
    assert judge(contenu.replace(b"35600000000048", b"35600000000049"))
    assert judge(contenu.replace(b",non,", b",peut-\xc3\xaatre,"))
    assert judge(contenu.replace(b"35600000000048", b"").replace(b"22490001900015", b"").replace(b"W622001234", b""))


def test_only_above_the_threshold(fictive):
    seuil = fictive.bareme.get_valeur("SEUIL_CONVENTION")
    totaux = {}
    for ligne in fictive.lignes:
        nom = fictive.find_structure(ligne.structure).nom
        totaux[nom] = totaux.get(nom, 0) + (ligne.montant or 0)
    publiees, attentes = list_publications(fictive)
    assert {publication.beneficiaire for publication in publiees} | {attente.structure for attente in attentes} == {
        nom for nom, total in totaux.items() if total > seuil
    }


@pytest.mark.parametrize(
    ("change", "manque"),
    [
        ({"notification_ue": ""}, "aides notifiées à l'Union européenne, oui ou non (Campagne)"),
        ({"departement_siret": "1"}, "SIRET du Département (Campagne)"),
        ({"departement": ""}, "nom du Département (Campagne)"),
    ],
)
def test_what_nobody_typed_is_named(fictive, change, manque):
    publiees, attentes = list_publications(replace(fictive, campagne=replace(fictive.campagne, **change)))
    assert publiees == ()
    assert all(manque in attente.manques for attente in attentes)


def test_an_amount_changed_by_avenant_updates_what_was_published(fictive):
    avant = {publication.beneficiaire: publication for publication in list_publications(fictive)[0]}
    nom = next(iter(avant))
    lignes = tuple(
        replace(ligne, montant=ligne.montant + 1) if fictive.find_structure(ligne.structure).nom == nom and ligne.montant else ligne
        for ligne in fictive.lignes
    )
    apres = {publication.beneficiaire: publication for publication in list_publications(replace(fictive, lignes=lignes))[0]}
    assert apres[nom].montant > avant[nom].montant
    assert apres[nom].signature == avant[nom].signature
    assert {cle: valeur for cle, valeur in apres.items() if cle != nom} == {cle: valeur for cle, valeur in avant.items() if cle != nom}


def test_a_long_object_is_cut(fictive):
    operations = tuple(replace(operation, intitule="x" * 300) for operation in fictive.operations)
    assert judge(render_scdl(replace(fictive, operations=operations))) == []
