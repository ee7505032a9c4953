"""The block « Actions » of the sheet « Accueil »: one line of buttons per group of the ribbon.

>>> split_lignes(("a", "b", "c", "d"), 3)
[('a', 'b', 'c'), ('d',)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.extension import group_actions
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.styles import GRIS_DISCRET
from dpid_xl.classeurs.gabarit.textes import load_textes

_HAUTEUR_LIGNE = 27.0  # points: 36 pixels
_HAUTEUR, _MARGE = 28, 4  # pixels

T = TypeVar("T")


def fill_actions(atelier: Atelier, rang: int, largeurs: Sequence[float]) -> int:
    """Write the buttons from row ``rang``, the name of their group before them; return the first free row."""
    onglet = atelier.onglets["Accueil"]
    sous_bouton = atelier.styles.get(align="center", font_color=GRIS_DISCRET)  # buttons are not printed: paper shows this
    for groupe, boutons in group_actions(atelier.extension.boutons).items():
        for numero, ligne in enumerate(split_lignes(boutons, len(largeurs) - 1)):
            onglet.write_string(rang, 0, "" if numero else groupe, atelier.styles.libelle)
            for colonne, bouton in enumerate(ligne, 1):
                options = {
                    "macro": bouton.macro,
                    "caption": bouton.libelle,
                    "description": bouton.aide,
                    "width": _to_pixels(largeurs[colonne]) - 2 * _MARGE,
                    "height": _HAUTEUR,
                    "x_offset": _MARGE,
                    "y_offset": _MARGE,
                }
                onglet.write_string(rang, colonne, bouton.libelle, sous_bouton)
                onglet.insert_button(rang, colonne, options)
            onglet.set_row(rang, _HAUTEUR_LIGNE)
            rang += 1
    onglet.write_string(rang, 1, load_textes().actions["ruban"], atelier.styles.get(italic=True, font_color=GRIS_DISCRET))
    onglet.set_row(rang, 18)
    remede = load_textes().actions["bloquees_remede"]
    onglet.write_string(rang + 1, 0, load_textes().actions["bloquees"], atelier.styles.libelle)
    onglet.merge_range(rang + 1, 1, rang + 1, len(largeurs) - 1, remede, atelier.styles.texte)
    onglet.set_row(rang + 1, compute_hauteur([(remede, sum(largeurs[1:]))], 20))
    return rang + 2


def split_lignes(elements: Sequence[T], longueur: int) -> list[tuple[T, ...]]:
    """Cut a sequence in lines of at most ``longueur`` elements."""
    return [tuple(elements[debut : debut + longueur]) for debut in range(0, len(elements), longueur)]


def _to_pixels(largeur: float) -> int:
    return int(largeur * 7 + 5)  # Excel's pixels of a column that holds so many digits
