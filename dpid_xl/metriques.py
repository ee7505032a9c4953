"""Text metrics: how wide a text is in Arial, on how many lines it wraps, where it may be cut.

Excel never fits the height of merged rows by itself, so it is computed here. Why not Pillow or fontTools: both read a font file,
which no machine is sure to have and the package would have to carry (140 kB a face); these 11 kB answer for both faces.
``metriques_arial.json`` holds facts only: the advance widths, in 1/2048 em, of Liberation Sans, which has the metrics of Arial.
It was written once by::

    from fontTools.ttLib import TTFont
    def read_largeurs(fichier):  # LiberationSans-Regular.ttf, then LiberationSans-Bold.ttf
        police, largeurs = TTFont(fichier), {}
        for code, glyphe in sorted(police.getBestCmap().items()):
            if 0x20 <= code < 0x250 or 0x2000 <= code < 0x2300:
                largeurs.setdefault(police["hmtx"][glyphe][0], []).append(chr(code))
        return {str(largeur): "".join(signes) for largeur, signes in sorted(largeurs.items())}

>>> round(measure("Arial", 10), 1), round(measure("Arial", 10, gras=True), 1)
(20.0, 22.2)
>>> wrap("Le Département verse une avance.", 80, 10)
('Le Département', 'verse une', 'avance.')
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

MARGE = 0.97  # share of a width that is filled: screens round each letter to a pixel, printers do not
UNITES_PAR_EM = 2048
LARGEUR_INCONNUE = UNITES_PAR_EM  # a sign outside the table (Chinese, emoji) is at most about one em wide
SIGNES_PAR_EM = 6  # no letter is narrower than a sixth of an em

_FIN_DE_PHRASE = re.compile(r"[.;:!?…»](?=[ \n])")


@lru_cache(maxsize=65536)
def measure(texte: str, taille: float, *, gras: bool = False) -> float:
    """Return the width of a text on one line, in points; ``taille`` is the font size in points."""
    largeurs = _load_largeurs()["gras" if gras else "normal"]
    return sum(largeurs.get(signe, LARGEUR_INCONNUE) for signe in texte) * taille / UNITES_PAR_EM


@lru_cache(maxsize=65536)
def wrap(texte: str, largeur: float, taille: float, *, gras: bool = False, mots_gras: str = "") -> tuple[str, ...]:
    """Cut a text into the lines it takes in a width given in points, safely: a line less would be too few.

    Lines break at plain spaces and line feeds only: a spreadsheet that also breaks at hyphens needs no more lines.
    A word wider than the line is cut between signs. ``mots_gras``: words set in bold inside a normal text.
    """
    utile = largeur * MARGE
    gras_ici = frozenset(mots_gras.split())
    lignes: list[str] = []
    for paragraphe in texte.split("\n"):
        lignes.extend(_wrap_paragraphe(paragraphe, utile, taille, gras, gras_ici))
    return tuple(lignes)


def split_texte(texte: str, largeur: float, taille: float, lignes_max: int, *, gras: bool = False, mots_gras: str = "") -> tuple[str, ...]:
    """Cut a text into parts of at most ``lignes_max`` lines, at the end of a sentence when one ends in the second half.

    Nothing is lost but the spaces and line feeds where it is cut.

    >>> split_texte("Un mot. Deux mots. Trois mots.", 60, 10, 2)
    ('Un mot. Deux mots.', 'Trois mots.')
    """
    parts: list[str] = []
    reste = texte
    borne = 1 + int(lignes_max * largeur / taille * SIGNES_PAR_EM)
    while True:
        lignes = wrap(reste[:borne], largeur, taille, gras=gras, mots_gras=mots_gras)
        if len(lignes) <= lignes_max and len(reste) <= borne:
            return (*parts, reste)
        longueur = _find_coupe(reste, lignes[:lignes_max])
        if part := reste[:longueur].rstrip(" \n"):
            parts.append(part)
        reste = reste[longueur:].lstrip(" \n")


def _find_coupe(texte: str, lignes: tuple[str, ...]) -> int:
    fin = _find_fin(texte, lignes)
    moitie = _find_fin(texte, lignes[: len(lignes) // 2 + 1])
    phrases = [trouve.end() for trouve in _FIN_DE_PHRASE.finditer(texte, moitie, fin + 1)]
    return phrases[-1] if phrases else fin


def _find_fin(texte: str, lignes: tuple[str, ...]) -> int:
    # Lines are the text cut at a space or a line feed, which they do not hold, or inside a word.
    position = len(lignes[0])
    for ligne in lignes[1:]:
        position += (texte[position] in " \n") + len(ligne)
    return position


def _wrap_paragraphe(texte: str, utile: float, taille: float, gras: bool, gras_ici: frozenset[str]) -> list[str]:  # noqa: FBT001 - private
    espace = measure(" ", taille, gras=gras)
    lignes: list[str] = []
    courante, occupe = "", 0.0
    for rang, mot in enumerate(texte.split(" ")):
        largeur = measure(mot, taille, gras=gras or mot.strip(".,;:()") in gras_ici)
        if rang and occupe + espace + largeur <= utile:
            courante, occupe = f"{courante} {mot}", occupe + espace + largeur
            continue
        if rang:
            lignes.append(courante)
        *pleines, courante = _cut_mot(mot, utile, taille, gras) if largeur > utile else [mot]
        lignes.extend(pleines)
        occupe = measure(courante, taille, gras=gras or courante in gras_ici)
    return [*lignes, courante]


def _cut_mot(mot: str, utile: float, taille: float, gras: bool) -> list[str]:  # noqa: FBT001 - private
    morceaux = [""]
    occupe = 0.0
    for signe in mot:
        largeur = measure(signe, taille, gras=gras)
        if morceaux[-1] and occupe + largeur > utile:
            morceaux.append("")
            occupe = 0.0
        morceaux[-1] += signe
        occupe += largeur
    return morceaux


@cache
def _load_largeurs() -> Mapping[str, Mapping[str, int]]:
    texte = (resources.files("dpid_xl") / "metriques_arial.json").read_text("utf-8")
    return {
        graisse: {signe: int(largeur) for largeur, signes in groupes.items() for signe in signes}
        for graisse, groupes in json.loads(texte).items()
    }
