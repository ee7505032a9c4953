"""The block « Actions » of the sheet « Accueil »: the groups of the ribbon two by two, their buttons beside their name.

>>> split_lignes(("a", "b", "c", "d"), 3)
[('a', 'b', 'c'), ('d',)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.extension import Action, group_actions
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.styles import GRIS_DISCRET
from dpid_xl.classeurs.gabarit.textes import load_textes

_HAUTEUR_LIGNE = 24.0  # points: 32 pixels
_HAUTEUR, _MARGE = 26, 3  # pixels
_PAR_LIGNE = 2  # buttons
_MOITIES = ((0, 178), (4, 150))  # column of the name of a group, width of a button in pixels

T = TypeVar("T")


def fill_actions(atelier: Atelier, rang: int, largeurs: Sequence[float]) -> int:
    """Write the buttons from row ``rang``, the name of their group before them; return the first free row."""
    groupes = group_actions(atelier.extension.boutons)
    for paire in split_lignes(tuple(groupes.items()), len(_MOITIES)):
        moities = [split_lignes(boutons, _PAR_LIGNE) for _groupe, boutons in paire]
        for numero in range(max(map(len, moities))):
            for (groupe, _boutons), (colonne, largeur), lignes in zip(paire, _MOITIES, moities, strict=False):
                if numero < len(lignes):
                    _fill_ligne(atelier, (rang, colonne), largeur, "" if numero else groupe, lignes[numero])
            atelier.onglets["Accueil"].set_row(rang, _HAUTEUR_LIGNE)
            rang += 1
    return _fill_remedes(atelier, rang, largeurs)


def _fill_ligne(atelier: Atelier, place: tuple[int, int], largeur: int, groupe: str, boutons: Sequence[Action]) -> None:
    onglet, (rang, colonne) = atelier.onglets["Accueil"], place
    onglet.write_string(rang, colonne, groupe, atelier.styles.libelle)
    # Buttons are not printed: paper shows this.
    dits = " · ".join(bouton.libelle for bouton in boutons)
    onglet.write_string(rang, colonne + 1, dits, atelier.styles.get(font_color=GRIS_DISCRET, font_size=8, indent=2))
    for numero, bouton in enumerate(boutons):
        options = {
            "macro": bouton.macro,
            "caption": bouton.libelle,
            "description": bouton.aide,
            "width": largeur,
            "height": _HAUTEUR,
            "x_offset": _MARGE + numero * (largeur + 1),
            "y_offset": _MARGE,
        }
        onglet.insert_button(rang, colonne + 1, options)


def _fill_remedes(atelier: Atelier, rang: int, largeurs: Sequence[float]) -> int:
    onglet, textes = atelier.onglets["Accueil"], load_textes().actions
    remede = f"{textes['bloquees_remede']} {textes['ruban']}"
    onglet.write_string(rang, 0, textes["bloquees"], atelier.styles.libelle)
    onglet.merge_range(rang, 1, rang, len(largeurs) - 1, remede, atelier.styles.texte)
    onglet.set_row(rang, compute_hauteur([(remede, sum(largeurs[1:]))], 20))
    return rang + 1


def split_lignes(elements: Sequence[T], longueur: int) -> list[tuple[T, ...]]:
    """Cut a sequence in lines of at most ``longueur`` elements."""
    return [tuple(elements[debut : debut + longueur]) for debut in range(0, len(elements), longueur)]
