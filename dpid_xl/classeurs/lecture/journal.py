"""The Journal of a workbook, row by row: written by the macros, read again to say what became of a convention."""

from __future__ import annotations

from collections.abc import Iterator

from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.modele import Entree
from dpid_xl.schema import JOURNAL

CHAMPS = ("date", "utilisateur", "action", "resultat", "objet", "avant", "apres", "memoire")


def read_journal(classeur: Classeur) -> tuple[Entree, ...]:
    """Return its rows, from the oldest on; none in a workbook that has lost it, and nothing of a column that it has not."""
    emplacement = find_tableau(classeur, JOURNAL)
    return tuple(_list_entrees(classeur, emplacement)) if emplacement else ()


def _list_entrees(classeur: Classeur, emplacement: Reperage) -> Iterator[Entree]:
    fin = (emplacement.dernier or 0) - emplacement.rangs_totaux
    for rang in classeur.list_rangs(emplacement.feuille):
        cellules = classeur.get_rang(emplacement.feuille, rang) if emplacement.rang_entetes < rang <= fin else {}
        bruts = {champ: cellules.get(emplacement.colonnes.get(champ, 0)) for champ in CHAMPS}
        textes = {champ: "" if brut is None else write_brut(brut) for champ, brut in bruts.items()}
        if any(textes.values()):
            yield Entree(**textes)
