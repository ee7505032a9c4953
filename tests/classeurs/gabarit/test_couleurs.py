"""One meaning, one colour: what is written of colours is what the cells show."""

import colorsys
import re
from importlib import resources

from dpid_xl.classeurs import gabarit
from dpid_xl.classeurs.gabarit.styles import COULEURS
from dpid_xl.schema import FEUILLES
from tests.commandes import README

NOMS = {couleur.nom for couleur in COULEURS}
# Where the hue of a colour stands on the wheel, in degrees.
TEINTES = {"rouge": (350, 370), "orange": (25, 42), "jaune": (43, 60), "vert": (90, 150), "bleu": (200, 230), "ocre": (25, 42)}
MOTS = r"\b(jaunes?|blanc(?:he)?s?|oranges?|rouges?|verte?s?|grise?s?|bleue?s?|roses?|lilas|violette?s?)\b"


def has_teinte(nom, hexa):
    """Tell whether a colour is what its name says."""
    teinte, clarte, vivacite = colorsys.rgb_to_hls(*(int(hexa[rang : rang + 2], 16) / 255 for rang in (1, 3, 5)))
    if nom in ("blanc", "gris"):
        return (clarte == 1) == (nom == "blanc") and vivacite == 0
    bas, haut = TEINTES[nom]
    return vivacite > 0 and (bas <= teinte * 360 <= haut or bas <= teinte * 360 + 360 <= haut)


def test_the_readme_says_the_colours_of_the_sheets():
    tableau = "".join(f"| {couleur.nom} | {couleur.sens} |\n" for couleur in COULEURS)
    assert f"| couleur | ce qu'elle veut dire |\n|---|---|\n{tableau}\n" in README


def test_each_colour_is_the_one_that_its_name_says():
    fonds = {couleur.nom: couleur.aspect.get("bg_color", "#FFFFFF") for couleur in COULEURS}
    assert fonds.pop("chiffres bleus") == "#FFFFFF", "these are the figures, not the cell"
    onglets = {feuille.groupe.nom_couleur: feuille.groupe.couleur for feuille in FEUILLES}
    assert [(nom, hexa) for nom, hexa in (*fonds.items(), *onglets.items()) if not has_teinte(nom, hexa)] == []
    assert not has_teinte("rouge", "#F8CBAD")


def test_two_meanings_never_look_alike():
    aspects = [(couleur.aspect.get("bg_color"), couleur.aspect["font_color"]) for couleur in COULEURS]
    assert len(set(aspects)) == len(COULEURS)
    fonds = [fond for fond, _encre in aspects if fond]
    assert len(set(fonds)) == len(fonds)


def test_the_sheets_speak_of_no_other_colour():
    textes = resources.files(gabarit).joinpath("textes.toml").read_text(encoding="utf-8")
    dites = {re.sub(r"(he)?s?$", "", mot) for mot in re.findall(MOTS, textes)}
    assert dites
    assert dites <= {nom.removesuffix("s") for nom in NOMS}
