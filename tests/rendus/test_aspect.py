"""The one look of the documents: every style of block has its own, and the typeface of the PDF takes the room of that of Word and Excel."""

import json
from importlib import resources

import pytest
from PIL import ImageFont

from dpid_xl.documents.document import Style
from dpid_xl.rendus.aspect import TEXTES

POLICES = resources.files("dpid_xl.rendus.pdf") / "polices"
METRIQUES = resources.files("dpid_xl") / "metriques_arial.json"
LETTRES = "AEMWiljtz0123456789éèàçœ€ ,;()"


def test_every_style_has_a_look():
    assert {style.value for style in Style} - {"tableau"} <= set(TEXTES)


@pytest.mark.parametrize(("graisse", "fichier"), [("normal", "LiberationSans-Regular.ttf"), ("gras", "LiberationSans-Bold.ttf")])
def test_what_a_pdf_carries_has_the_widths_of_the_sheets(graisse, fichier):
    police = ImageFont.truetype(str(POLICES / fichier), 2048, layout_engine=ImageFont.Layout.BASIC)
    largeurs = {signe: int(largeur) for largeur, signes in json.loads(METRIQUES.read_text("utf-8"))[graisse].items() for signe in signes}
    assert {lettre: police.getlength(lettre) for lettre in LETTRES} == {lettre: largeurs[lettre] for lettre in LETTRES}


def test_its_licence_goes_with_it():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (POLICES / "OFL.txt").read_text("utf-8")
