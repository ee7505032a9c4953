"""The logo that a setting names: read beside the workbook, carried by each document, told when no document can carry it."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PIL import Image as Dessin
from pypdf import PdfReader

from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import get_message
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.image import read_image
from dpid_xl.rendus.aspect import CADRE_DU_LOGO, TEXTE_DU_LOGO
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.pdf import render_pdf
from tests.classeurs.fabrique import Essai, build, list_constats, place_reglage
from tests.pdf.lecture import Fichier
from tests.rendus.fabrique import JOUR
from tests.typographie import unset

LOGO = "logo du département.png"


def draw(format_="PNG"):
    sortie = io.BytesIO()
    Dessin.new("RGB", (300, 100), (11, 83, 148)).save(sortie, format_, dpi=(300, 300))
    return sortie.getvalue()


def read(dossier, nom=LOGO, **options):
    chemin = dossier / "classeur.xlsm"
    essai = Essai()
    chemin.write_bytes(build(replace(essai, reglages=essai.reglages | {"logo": nom})))
    return read_classeur(chemin, **options)


def test_the_picture_beside_the_workbook_is_read(tmp_path):
    (tmp_path / LOGO).write_bytes(draw())
    lecture = read(tmp_path, f" {LOGO} ")
    assert lecture.anomalies == ()
    assert lecture.dossier.logo == read_image(draw())
    assert hash_dossier(lecture.dossier) == hash_dossier(replace(lecture.dossier, logo=None))  # what the cells say


def test_a_copy_says_where_the_workbook_is(tmp_path):
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "ailleurs" / LOGO).write_bytes(draw())
    assert read(tmp_path, images=tmp_path / "ailleurs").dossier.logo
    assert read(tmp_path).dossier.logo is None


@pytest.mark.parametrize(("nom", "phrase"), [("absent.png", "n'est pas à côté du classeur"), ("classeur.xlsm", "n'est pas une image")])
def test_another_is_one_finding_and_no_document_carries_it(tmp_path, nom, phrase):
    lecture = read(tmp_path, nom)
    assert list_constats(lecture) == [("lecture_logo_illisible", "avertissement", place_reglage("logo"))]
    assert unset(get_message(lecture.anomalies[0])).startswith(f"Le logo « {nom} » {phrase}")
    assert lecture.dossier.logo is None


@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
def test_each_convention_carries_it_and_leaves_no_gap_without(dossier, format_):
    [avec], [sans] = (compose_conventions(replace(dossier, logo=logo), ["PAGE"]) for logo in (read_image(draw(format_)), None))
    assert replace(avec, logo=None) == sans
    pages = [PdfReader(io.BytesIO(render_pdf(convention, JOUR))).pages[0] for convention in (avec, sans)]
    assert [len(page.images) for page in pages] == [2, 1]  # the code of the page is one
    feuilles = [load_workbook(io.BytesIO(render_feuilles([convention], "Appel", JOUR))).worksheets[1] for convention in (avec, sans)]
    assert feuilles[0].max_row == feuilles[1].max_row + 1
    [image], aucune = feuilles[0]._images, feuilles[1]._images
    assert aucune == []
    hauteur = image.anchor._from.row, image.anchor.to.row, feuilles[0].row_dimensions[1].height
    assert hauteur[:2] == (0, 0)  # it stands whole in the row that was laid out for it
    assert hauteur[2] <= CADRE_DU_LOGO[1] / 2.54 * 72 + 10


def test_who_does_not_see_it_is_told(dossier):
    [convention] = compose_conventions(replace(dossier, logo=read_image(draw())), ["PAGE"])
    fichier = Fichier(render_pdf(convention, JOUR))
    assert [str(element.objet.Alt) for element in fichier.elements if element.type == "Figure"] == [TEXTE_DU_LOGO]
