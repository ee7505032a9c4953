"""The whole flow through real files: build, read back, control, produce."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from dpid_xl import chaine
from dpid_xl.anomalies import Euros
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.controles import get_message
from dpid_xl.examen import check, examine
from dpid_xl.production.liasse import LES_CONVENTIONS


@pytest.fixture(scope="module")
def classeur(tmp_path_factory, jour):
    chemin = tmp_path_factory.mktemp("classeur") / "annexe5.xlsm"
    chemin.write_bytes(chaine.make_classeur("2022_phase2", jour))
    return chemin


@pytest.fixture(scope="module")
def examen(classeur):
    return examine(classeur)


def test_the_built_workbook_reads_back_equal(dossier, examen):
    assert examen.dossier == locate_dossier(dossier)


def test_the_campaign_as_decided_has_no_blocking_anomaly(examen):
    assert not examen.bloque
    assert sum_montants(examen.dossier.lignes) == Decimal("6198687.52")


def test_au_bord_de_la_ligne_comes_first_with_its_cell_and_figures(examen):
    premiere = next(anomalie for anomalie in examen.anomalies if anomalie.gravite.value == "avertissement")
    assert premiere.origine.feuille == "Annexe 5"
    ligne = next(ligne for ligne in examen.dossier.lignes if ligne.structure == "Au bord de la ligne")
    assert premiere.origine.cellule == ligne.lieu.origine("montant").cellule
    assert premiere.faits["montant"] == Euros(Decimal("12220.00"))
    assert "12\u202f220,00\xa0€" in get_message(premiere)


def test_production_is_complete_and_repeatable(examen, jour):
    toutes = chaine.produce_conventions(examen, LES_CONVENTIONS.formats, jour)
    production = replace(toutes, documents=toutes.documents[:4])
    premiere, quatre = dict(production.render()), production.documents
    assert premiere == dict(production.render())
    manifeste = json.loads(premiere[production.manifeste])
    assert {entree["fichier"]: entree["sha256"] for entree in manifeste["fichiers"]} == {
        nom: hashlib.sha256(contenu).hexdigest() for nom, contenu in premiere.items() if nom != "manifeste.json"
    }
    assert len(premiere) == production.nombre == 1 + 2 * len(quatre) + 1 + 1
    assert manifeste["classeur"]["sha256"] == examen.empreinte
    assert Decimal(manifeste["total"]) == sum(convention.montant for convention in quatre)


def test_manifest_of_the_whole_campaign(examen, jour):
    [(nom, contenu)] = chaine.produce_conventions(examen, (), jour).render()
    assert nom == "manifeste.json"
    manifeste = json.loads(contenu)
    assert len(manifeste["conventions"]) == 89
    assert sum(Decimal(convention["montant"]) for convention in manifeste["conventions"]) == Decimal(manifeste["total"])
    assert Decimal(manifeste["total"]) + Decimal(manifeste["annexe5"]["par_avenant"]) == Decimal(manifeste["annexe5"]["total"])
    assert manifeste["annexe5"] == {"total": "6198687.52", "par_avenant": "2240.00"}
    (ligne,) = manifeste["lignes_par_avenant"]
    assert (ligne["structure"], ligne["operation"], ligne["convention"], ligne["montant"]) == ("PAGE", "T1-01", "2022-02942", "2240.00")
    assert ligne["commande"].startswith("dpid-xl avenants ")
    assert {tarif["code"] for tarif in manifeste["bareme"]} >= {"AVANCE", "PLACE_REFERENT_SOLIDARITE"}


def test_a_wrong_total_blocks(dossier):
    premiere, *autres = dossier.lignes
    faux = replace(dossier, lignes=(replace(premiere, montant=premiere.montant + Decimal("0.01")), *autres))
    bloquantes = [anomalie for anomalie in check(faux) if anomalie.gravite.value == "bloquante"]
    assert bloquantes


def test_the_empty_model_reads_back_without_blocking(tmp_path, jour):
    chemin = tmp_path / "modele.xlsm"
    chemin.write_bytes(chaine.make_classeur("2022_phase2", jour, vide=True))
    examen = examine(chemin)
    assert (len(examen.dossier.lignes), len(examen.dossier.operations)) == (0, 27)
    assert not examen.bloque
