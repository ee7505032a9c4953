"""Which column of a table fills which of ours: one each; what is not taken is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dpid_xl.francais import write_quantite
from dpid_xl.importation.entetes import CALCULEE, STRUCTURE, Colonne, Entetes
from dpid_xl.importation.journal import Etat, Journal, Place
from dpid_xl.importation.refus import ChoixNecessaire
from dpid_xl.importation.source import Grille
from dpid_xl.schema import STRUCTURES

_COMMUNE = "Commune"  # no column of ours: it ends the address


def choose_colonnes(grille: Grille, entetes: Entetes, journal: Journal) -> Entetes:
    """Return the headers with one column for each of ours; what is not taken is noted, with how many cells it holds.

    Raises ChoixNecessaire when two columns both give an amount.
    """
    pleines = _count_pleines(grille, entetes)
    retenues: dict[int, Colonne] = {}
    for numero in entetes.textes:
        colonne = _adapt(entetes, numero)
        rivale = next((autre for autre, connue in retenues.items() if colonne and connue.champ == colonne.champ and colonne.champ), None)
        if colonne is None or not colonne.champ:
            _note_perdue(journal, entetes, numero, pleines)
        elif rivale is None:
            retenues[numero] = colonne
        else:
            _settle(entetes, retenues, rivale, (numero, colonne), pleines, journal)
    for numero in sorted(pleines.keys() - entetes.textes.keys()):
        place, nombre = Place(entetes.feuille, entetes.bas, numero), write_quantite(pleines[numero], "cellule")
        voisine = retenues.get(numero - 1)
        if voisine and voisine.champ == "siege" and not any(autre.champ == "commune" for autre in retenues.values()):
            retenues[numero] = Colonne("commune", _COMMUNE, STRUCTURE)
            journal.add(Etat.DEVINE, place, _COMMUNE, "", f"colonne sans intitulé à droite de l'adresse, lue comme sa suite ({nombre})")
        else:
            journal.add(Etat.ECARTE, place, "", "", f"colonne sans intitulé, non reprise ({nombre})")
    return replace(entetes, colonnes=dict(sorted(retenues.items())))


def _adapt(entetes: Entetes, numero: int) -> Colonne | None:
    """In a register, a header of the sheet « Structures » is what it says, though open data use it for something else."""
    colonne = entetes.colonnes.get(numero)
    if colonne and not colonne.champ and not entetes.de_lignes:
        for connue in STRUCTURES.colonnes:
            if connue.saisie and connue.entete.casefold() == entetes.textes[numero].casefold():
                return Colonne(connue.champ, connue.entete, STRUCTURE)
    return colonne


def _settle(
    entetes: Entetes,
    retenues: dict[int, Colonne],
    rivale: int,
    venue: tuple[int, Colonne],
    pleines: Mapping[int, int],
    journal: Journal,
) -> None:
    """Choose between two columns that say the same: one that is empty loses, then one that is guessed; amounts are asked for."""
    numero, colonne = venue
    gagne = rivale
    if not pleines.get(rivale) or (retenues[rivale].devinee and not colonne.devinee and pleines.get(numero)):
        gagne = numero
    elif colonne.champ == "montant" and pleines.get(numero) and retenues[rivale].devinee == colonne.devinee:
        if entetes.textes[rivale] == entetes.textes[numero]:
            raise ChoixNecessaire(
                f"Deux colonnes s'appellent « {entetes.textes[numero]} » : si deux tableaux sont côte à côte, mettez-les l'un sous "
                "l'autre ; sinon, renommez celle qui n'est pas le montant retenu."
            )
        raise ChoixNecessaire(
            f"Deux colonnes donnent un montant, « {entetes.textes[rivale]} » et « {entetes.textes[numero]} » : dites "
            "laquelle est le montant retenu dans un fichier donné par --correspondance."
        )
    perdue = numero if gagne == rivale else rivale
    if gagne == numero:
        del retenues[rivale]
        retenues[numero] = colonne
    _note_perdue(journal, entetes, perdue, pleines, entetes.textes[gagne])


def _note_perdue(journal: Journal, entetes: Entetes, numero: int, pleines: Mapping[int, int], gagnante: str = "") -> None:
    """Say that a column is not taken, and how many cells it holds; an empty one loses nothing.

    ``gagnante`` is the header of the column that was preferred to it.
    """
    if pleines.get(numero) and gagnante:
        message = f"colonne non reprise ({write_quantite(pleines[numero], 'cellule')}) : « {gagnante} » est lue à sa place"
        journal.add(Etat.ECARTE, Place(entetes.feuille, entetes.bas, numero), "", entetes.textes[numero], message)
    elif pleines.get(numero):
        colonne = entetes.colonnes.get(numero)
        calculee = colonne is not None and colonne.pour == CALCULEE
        pourquoi = "le classeur la recalcule" if calculee else "le classeur n'a pas de colonne pour elle"
        message = f"colonne non reprise ({write_quantite(pleines[numero], 'cellule')}) : {pourquoi}"
        journal.add(Etat.ECARTE, Place(entetes.feuille, entetes.bas, numero), "", entetes.textes[numero], message)


def _count_pleines(grille: Grille, entetes: Entetes) -> Mapping[int, int]:
    """Count the cells of each column under the headers."""
    pleines: dict[int, int] = {}
    for rang, valeurs_du_rang in grille.cellules.items():
        if rang > entetes.bas:
            for colonne in valeurs_du_rang:
                pleines[colonne] = pleines.get(colonne, 0) + 1
    return pleines
