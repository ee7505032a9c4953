"""What an extension with actions adds: the buttons of « Accueil », its sentences, the ribbon's part, the add-in."""

import io
import re

import openpyxl
import pytest

from dpid_xl.campagnes import make_modele_vide
from dpid_xl.classeurs.gabarit import Action, Extension, build_classeur, build_complement
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.classeurs.macros.ruban import PARTIE, add_ruban
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.typographie import unset

MODULE = 'Attribute VB_Name = "essai"\nPublic Sub Saluer()\nEnd Sub\n'
ACTIONS = (
    *(Action(f"Saluer {rang}", "Saluer", "Dit bonjour.", "Politesse", accueil=True) for rang in range(4)),
    Action("Partir", "Saluer", "Dit au revoir.", "Départ", accueil=False),
)
EXTENSION = Extension(modules={"essai": MODULE}, actions=ACTIONS, ruban="<customUI/>")


@pytest.fixture(scope="module")
def avec_boutons(dossier, jour):
    return build_classeur(make_modele_vide(dossier), (), jour, EXTENSION)


def _read_accueil(octets):
    cellules = (cellule.value for rangee in openpyxl.load_workbook(io.BytesIO(octets))["Accueil"].iter_rows() for cellule in rangee)
    return [unset(valeur) if isinstance(valeur, str) else valeur for valeur in cellules]


def test_the_buttons_stand_two_on_a_line_beside_their_group(avec_boutons):
    dessin = list_parties(avec_boutons)["xl/drawings/vmlDrawing1.vml"].decode()
    ancres = [tuple(map(int, ancre.split(", "))) for ancre in re.findall(r"<x:Anchor>([^<]*)</x:Anchor>", dessin)]
    assert [(colonne, rang - ancres[0][2]) for colonne, _, rang, *_ in ancres] == [(1, 0), (1, 0), (1, 1), (1, 1)]
    (debut, place, _haut, _, fin, bout, *_), (suivant, voisin, *_) = ancres[:2]
    assert (debut, place < bout) == (fin, True)
    assert (suivant, voisin) == (fin, bout + 1), "side by side, none over another"
    assert all(haut == bas for _, _, haut, _, _, _, bas, _ in ancres)
    assert re.findall(r'alt="([^"]*)"', dessin) == ["Dit bonjour."] * 4
    assert 'face="Arial" size="200"' in dessin
    assert "Calibri" not in dessin


def test_paper_and_the_instructions_name_the_actions(avec_boutons):
    textes = _read_accueil(avec_boutons)
    assert [texte for texte in textes if str(texte).startswith("Saluer")] == ["Saluer 0 · Saluer 1", "Saluer 2 · Saluer 3"]
    assert "Actions" in textes
    assert "Partir" not in textes
    aide = openpyxl.load_workbook(io.BytesIO(avec_boutons))["Mode d'emploi"]
    dits = [str(cellule.value) for rangee in aide.iter_rows() for cellule in rangee]
    assert "Partir" in dits
    assert sum("Le bouton" in dit for dit in dits) == 2


def test_the_first_steps_mention_buttons_where_there_are_some(avec_boutons, octets_vides):
    avec, sans = (set(load_textes().list_etapes(boutons=boutons).values()) for boutons in (True, False))
    assert len(avec) == len(sans) == 8
    assert len(avec - sans) == 2
    assert avec <= set(_read_accueil(avec_boutons))
    assert sans <= set(_read_accueil(octets_vides))
    assert "Actions" not in _read_accueil(octets_vides)


def test_the_ribbon_is_a_part_of_the_package(avec_boutons, octets_vides):
    assert list_parties(avec_boutons)[PARTIE] == b"<customUI/>"
    assert PARTIE not in list_parties(octets_vides)
    with pytest.raises(ValueError, match="déjà un ruban"):
        add_ruban(list_parties(avec_boutons), "<customUI/>")


def test_the_settings_of_the_machine_are_not_hidden_by_empty_ones(avec_boutons):
    for octets in (avec_boutons, build_complement(EXTENSION)):
        parties = list_parties(octets)  # openpyxl does not know the type of add-ins
        parties["[Content_Types].xml"] = parties["[Content_Types].xml"].replace(b"ms-excel.addin", b"ms-excel.sheet")
        onglet = openpyxl.load_workbook(io.BytesIO(zip_parties(parties)))["xlwings.conf"]
        reglages = {nom.value.upper(): valeur.value for nom, valeur, *_ in onglet.iter_rows()}
        assert [nom for nom, valeur in reglages.items() if not valeur] == []
        assert "INTERPRETER_WIN" not in reglages
        assert reglages["USE UDF SERVER"] == "True"


def test_the_add_in_is_typed_as_one_and_always_the_same():
    complement = build_complement(EXTENSION)
    assert complement == build_complement(EXTENSION)
    types = list_parties(complement)["[Content_Types].xml"]
    assert b"ms-excel.addin.macroEnabled.main+xml" in types
    assert b"sheet.macroEnabled" not in types
    assert PARTIE not in list_parties(build_complement(Extension(modules={"essai": MODULE})))
