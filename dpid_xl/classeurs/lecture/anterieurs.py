"""What the sheet « Antérieur » remembers of earlier campaigns: written by the program, read again by it."""

from __future__ import annotations

from collections.abc import Iterator

from dpid_xl.cellules import is_vide
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.classeurs.lecture.entetes import Reperage, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Anterieur
from dpid_xl.schema import ANTERIEUR


def read_anterieurs(classeur: Classeur, releve: Releve) -> tuple[Anterieur, ...]:
    """Return the lines of earlier campaigns; a cell that was changed and cannot be read is said, and empty here."""
    emplacement = find_tableau(classeur, ANTERIEUR)
    return tuple(_list_anterieurs(classeur, emplacement, releve)) if emplacement else ()


def _list_anterieurs(classeur: Classeur, emplacement: Reperage, releve: Releve) -> Iterator[Anterieur]:
    fin = (emplacement.dernier or 0) - emplacement.rangs_totaux
    for rang in classeur.list_rangs(emplacement.feuille):
        cellules = classeur.get_rang(emplacement.feuille, rang) if emplacement.rang_entetes < rang <= fin else {}
        if all(is_vide(brut) for brut in cellules.values()):
            continue
        lieu, valeurs = Lieu(emplacement.feuille, rang, emplacement.lettres), {}
        for colonne in ANTERIEUR.colonnes:
            lue = convert(cellules.get(emplacement.colonnes.get(colonne.champ, 0)), colonne, classeur.epoque)
            valeurs[colonne.champ] = lue.valeur
            if lue.constat:
                releve.add(lue.constat.code, lue.constat.gravite, lieu.origine(colonne.champ), **lue.constat.faits)
        yield Anterieur(**valeurs, lieu=lieu)
