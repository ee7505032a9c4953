"""Annexe 5 as a Word document: landscape, one table, headers repeated, the operation merged over its lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dpid_xl.documents.annexe5 import COLONNES, TOTAL, Annexe5, BlocOperation
from dpid_xl.documents.document import Bloc, Style
from dpid_xl.montants import format_montant
from dpid_xl.rendus.word.docx import pack_docx, write_blocs, write_pied
from dpid_xl.rendus.word.gabarit import FOND, LARGEUR_PAYSAGE, SECTION_PAYSAGE
from dpid_xl.rendus.word.listes import Numerotation
from dpid_xl.rendus.word.tables import write_cellule, write_rangee, write_table

_MONTANT = 1900
_PARTS = (2600, 2300, 3400, LARGEUR_PAYSAGE - _MONTANT - 2600 - 2300 - 3400, _MONTANT)  # of the five columns
_PLEIN = LARGEUR_PAYSAGE - _MONTANT
_RANGEES_NON_COUPEES = 8


def render_annexe5_docx(annexe: Annexe5, auteur: str, jour: date) -> bytes:
    """Lay the table out; the same table and day give the same bytes."""
    titre = write_blocs([Bloc(Style.TITRE, annexe.titre), Bloc(Style.PARAGRAPHE, annexe.sous_titre)], Numerotation())
    tableau = write_table(_PARTS, list(_list_rangees(annexe)), annexe.titre, f"Colonnes\xa0: {', '.join(COLONNES)}.")
    corps = titre + tableau + SECTION_PAYSAGE
    return pack_docx(corps, write_pied(annexe.titre, LARGEUR_PAYSAGE), annexe.titre, auteur, jour)


def _list_rangees(annexe: Annexe5) -> Iterator[str]:
    cellules = [
        write_cellule([("EnteteMontant" if rang == len(COLONNES) - 1 else "Entete", texte)], _PARTS[rang], fond=FOND)
        for rang, texte in enumerate(COLONNES)
    ]
    yield write_rangee(cellules, entete=True)
    for chapitre in annexe.chapitres:
        yield write_rangee([write_cellule([("Entete", chapitre.titre)], LARGEUR_PAYSAGE, portee=len(COLONNES), fond=FOND, lie=True)])
        for bloc in chapitre.blocs:
            yield from _list_lignes(bloc)
        yield _write_total(f"{TOTAL} {chapitre.code}".rstrip(), format_montant(chapitre.total))
    yield _write_total(annexe.libelle_total, format_montant(annexe.total))


def _list_lignes(bloc: BlocOperation) -> Iterator[str]:
    for rang, rangee in enumerate(bloc.rangees):
        textes = (rangee.territoire, rangee.structure, rangee.description)
        # A short operation is not cut; of a long one, neither its name nor its total is alone on a page.
        lie = len(bloc.rangees) <= _RANGEES_NON_COUPEES or rang in (0, len(bloc.rangees) - 1)
        yield write_rangee(
            [
                write_cellule([("Libelle", "" if rang else bloc.titre)], _PARTS[0], fusion="continue" if rang else "restart", lie=lie),
                *(write_cellule([("Cellule", texte)], largeur, lie=lie) for texte, largeur in zip(textes, _PARTS[1:4], strict=True)),
                write_cellule([("Montant", "" if rangee.montant is None else format_montant(rangee.montant))], _MONTANT, lie=lie),
            ]
        )
    yield _write_total(f"{TOTAL} {bloc.code}".rstrip(), format_montant(bloc.total))


def _write_total(libelle: str, montant: str) -> str:
    cellules = [
        write_cellule([("Total", libelle)], _PLEIN, portee=len(COLONNES) - 1, fond=FOND),
        write_cellule([("TotalMontant", montant)], _MONTANT, fond=FOND),
    ]
    return write_rangee(cellules)
