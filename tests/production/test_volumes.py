"""A long production, cut into volumes: nothing lost between two, each leads to the others."""

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from dpid_xl import chaine
from dpid_xl.examen import Examen
from dpid_xl.rendus import volumes
from dpid_xl.rendus.feuilles import render_feuilles, render_volumes
from dpid_xl.rendus.feuilles.index import RANG_ENTETES
from tests.rendus.fabrique import JOUR

CINQ = 5


@pytest.fixture(scope="module")
def conventions(conventions):
    return conventions[:CINQ]


@pytest.fixture
def par_deux(monkeypatch):
    monkeypatch.setattr(volumes, "PAR_VOLUME", 2)


@pytest.fixture(scope="module")
def production(dossier, conventions):
    examen = Examen("annexe5.xlsm", dossier, (), "")
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(volumes, "PAR_VOLUME", 2)
        toutes = chaine.produce_conventions(examen, ("xlsx", "pdf"), JOUR, fusion=True)
        production = replace(toutes, documents=conventions)
        rendus = dict(production.render())
        assert len(rendus) == production.nombre
        return rendus


@pytest.mark.usefixtures("par_deux")
@pytest.mark.parametrize(("nombre", "attendus"), [(0, []), (1, [(0, 1)]), (2, [(0, 2)]), (5, [(0, 2), (2, 4), (4, 5)])])
def test_every_element_is_in_one_volume(nombre, attendus):
    assert [(volume.debut, volume.fin) for volume in volumes.cut_volumes(nombre)] == attendus


@pytest.mark.usefixtures("par_deux")
def test_names_of_many_volumes_sort():
    noms = [volume.name("conventions.xlsx") for volume in volumes.cut_volumes(23)]
    assert noms[0] == "conventions_01.xlsx"
    assert noms == sorted(noms)


def test_the_real_campaign_is_one_workbook(dossier, conventions):
    [(nom, contenu)] = render_volumes("conventions.xlsx", conventions, dossier.campagne.nom, JOUR)
    assert nom == "conventions.xlsx"
    assert contenu == render_feuilles(conventions, dossier.campagne.nom, JOUR)


@pytest.mark.usefixtures("par_deux")
def test_as_many_files_as_announced(production):
    assert [nom for nom in production if "/" not in nom] == [
        *(f"conventions_{rang}.xlsx" for rang in (1, 2, 3)),
        *(f"{nom}_{rang}.pdf" for rang in (1, 2, 3) for nom in ("conventions", "bordereau")),
        "manifeste.json",
    ]
    manifeste = json.loads(production["manifeste.json"])
    assert [entree["fichier"] for entree in manifeste["fichiers"]] == [nom for nom in production if nom != "manifeste.json"]


def test_workbooks_hold_every_convention_once_with_its_rank(production, conventions):
    index = [load_workbook(BytesIO(production[f"conventions_{rang}.xlsx"]))["Index"] for rang in (1, 2, 3)]
    rangees = [
        tuple(feuille.cell(rang, colonne).value for colonne in (1, 2, 9))
        for feuille, nombre in zip(index, (2, 2, 1), strict=True)
        for rang in range(RANG_ENTETES + 2, RANG_ENTETES + 2 + nombre)
    ]
    assert [(rang, nom, Decimal(str(montant))) for rang, nom, montant in rangees] == [
        (rang, convention.structure.nom, convention.montant) for rang, convention in enumerate(conventions, 1)
    ]


def test_every_index_leads_to_the_other_workbooks(production, conventions):
    for rang in (1, 2, 3):
        feuille = load_workbook(BytesIO(production[f"conventions_{rang}.xlsx"]))["Index"]
        liens = {cellule.hyperlink.target: cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.hyperlink}
        autres = {nom: cellule for nom, cellule in liens.items() if nom}
        assert list(autres) == [f"conventions_{autre}.xlsx" for autre in (1, 2, 3) if autre != rang]
        assert set(autres) < set(production)
        assert f"volume {rang} sur 3" in feuille["A2"].value
        derniere = feuille.print_area.rpartition("$")[2]
        assert max(cellule.row for cellule in autres.values()) == int(derniere)
    contenu = autres["conventions_1.xlsx"].offset(0, 1).value
    assert contenu == f"de « {conventions[0].structure.nom} » à « {conventions[1].structure.nom} »"


def test_a_convention_looks_the_same_in_any_volume(production, dossier, conventions):
    """Tab colours are shared: a thématique keeps its own from one workbook to the next."""
    tout = load_workbook(BytesIO(render_feuilles(conventions, dossier.campagne.nom, JOUR)))
    for rang in (1, 2, 3):
        for feuille in load_workbook(BytesIO(production[f"conventions_{rang}.xlsx"])).worksheets[1:]:
            assert feuille.sheet_properties.tabColor.rgb == tout[feuille.title].sheet_properties.tabColor.rgb
            assert feuille.oddHeader.right.text == tout[feuille.title].oddHeader.right.text


def test_pdf_volumes_hold_the_pages_of_their_conventions(production, conventions):
    pages = {entree["fichier"]: entree.get("pages") for entree in json.loads(production["manifeste.json"])["fichiers"]}
    seuls = [nombre for nom, nombre in pages.items() if nom.startswith("pdf/")]
    assert [pages[f"conventions_{rang}.pdf"] for rang in (1, 2, 3)] == [sum(seuls[:2]), sum(seuls[2:4]), seuls[4]]
    lecteur = PdfReader(BytesIO(production["conventions_2.pdf"]))
    assert lecteur.metadata.title.endswith(" – volume 2 sur 3")
    signets = [signet["/Title"] for signet in lecteur.outline if not isinstance(signet, list)]
    assert signets == [convention.structure.nom for convention in conventions[2:4]]


def test_each_list_goes_with_its_volume(production, conventions):
    for rang, siennes in enumerate((conventions[:2], conventions[2:4], conventions[4:]), 1):
        texte = PdfReader(BytesIO(production[f"bordereau_{rang}.pdf"])).pages[0].extract_text()
        assert f"volume {rang} sur 3" in " ".join(texte.split())
        assert [convention.rang for convention in conventions if f"{convention.rang:04d}_" in texte] == [c.rang for c in siennes]
