"""The form of a bilan as a workbook: one sheet, everything locked but the answers, each of which takes only what it can be.

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.bilans import compose_bilans
>>> render_bilan_xlsx(compose_bilans(load_campagne("2022_phase2"), ["PAGE"])[0], date(2023, 1, 2))[:2]
b'PK'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.calcul.bilans import Genre
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.documents.bilans import COLONNES, OBSERVATIONS, Bilan, Question
from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.aspect import FILET, POLICE
from dpid_xl.rendus.feuilles.aspects import ASPECTS
from dpid_xl.rendus.feuilles.ecriture import Plume, set_page, to_instant
from dpid_xl.rendus.noms import clean_signes

FEUILLE = "Bilan"
SAISIE = "#FFF2CC"  # under what is to be filled in
LARGEURS = (21.5, 13, 10, 10, 12.5, 31.5)
# The first and the last column of the cells of a row, by what it holds.
_PLEINE, _FICHE = ((0, 5),), ((0, 0), (1, 5))
_LIGNES = tuple((rang, rang) for rang in range(6))
_QUESTION = ((0, 1), (2, 3), (4, 4), (5, 5))
_REPONSE = 5
_EN_CADRE = ("libelle", "fiche-seule")  # looks that have no line around them of their own
LONGUEUR_REPONSE = 5000  # signs of a text: more belongs to the bilan that is joined
_HAUTE, _LONGUE = 45, 150  # points of a row for words, for the bilan in words
_ASPECTS = {Style.SERVICE: "service-dernier", Style.TITRE: "titre", Style.OBJET: "objet", Style.INTERTITRE: "article"}
_NOMBRES: Mapping[Genre, str] = {Genre.NOMBRE: "#,##0.##", Genre.EUROS: '#,##0.00\\ "€"', Genre.PART: "0.0\\ %", Genre.TEXTE: "@"}
_AIDES: Mapping[Genre, str] = {
    Genre.NOMBRE: "un nombre, positif ou nul",
    Genre.EUROS: "un montant en euros, positif ou nul",
    Genre.PART: "un pourcentage, de 0 % à 100 %",
    Genre.TEXTE: f"un texte, de {LONGUEUR_REPONSE} signes au plus",
}


def render_bilan_xlsx(bilan: Bilan, jour: date) -> bytes:
    """Lay a form out as a workbook; the same form and day give the same bytes."""
    memoire = BytesIO()
    with Workbook(memoire, {"in_memory": True, "default_format_properties": {"font_name": POLICE, "font_size": 10}}) as classeur:
        classeur.set_properties({"title": clean_signes(bilan.titre), "created": to_instant(jour)})
        feuille = classeur.add_worksheet(FEUILLE)
        _Page(Plume(classeur), feuille, classeur).write(bilan)
    return memoire.getvalue()


@dataclass
class _Page:
    """A sheet that is written from its top down; ``rang`` is the next row."""

    plume: Plume
    feuille: Worksheet
    classeur: Workbook
    rang: int = 0

    def write(self, bilan: Bilan) -> None:
        feuille = self.feuille
        for colonne, largeur in enumerate(LARGEURS):
            feuille.set_column(colonne, colonne, largeur)
        for bloc, suivant in zip_longest(bilan.blocs, bilan.blocs[1:], fillvalue=bilan.blocs[-1]):
            self._write_bloc(bloc, suite=suivant.style is bloc.style)
        self._write_rangee(COLONNES, _QUESTION, "entete")
        premiere = self.rang
        for question in bilan.questions:
            self._write_question(question)
        self._write_rangee((f"Formulaire {bilan.identifiant}",), _PLEINE, "fiche")
        set_page(feuille, (bilan.structure.nom, bilan.titre), bilan.pied)
        feuille.print_area(0, 0, self.rang - 1, _REPONSE)
        feuille.protect("", {"format_rows": True, "select_locked_cells": True})
        feuille.set_selection(premiere, _REPONSE, premiere, _REPONSE)
        feuille.set_top_left_cell(0, 0)

    def _write_bloc(self, bloc: Bloc, *, suite: bool) -> None:
        """Write a block; ``suite``: another of its kind follows."""
        match bloc.style:
            case Style.FICHE:
                for rubrique in bloc.rubriques:
                    self._write_rangee((rubrique.libelle, "\n".join(rubrique.paragraphes)), _FICHE, *_EN_CADRE)
            case Style.TABLEAU:
                for rang, rangee in enumerate(bloc.tableau):
                    aspects = ("entete-montant", "entete") if rang == 0 else ("case-montant", "case")
                    self._write_rangee(rangee, _LIGNES, *(aspects[colonne not in bloc.montants] for colonne in range(len(rangee))))
            case Style.SERVICE if suite:
                self._write_rangee((bloc.texte,), _PLEINE, "service")
            case _:
                self._write_rangee((bloc.texte,), _PLEINE, _ASPECTS.get(bloc.style, "paragraphe"))

    def _write_rangee(self, textes: Sequence[str], cases: Sequence[tuple[int, int]], *aspects: str) -> None:
        """Write a row of cells, each over its columns; the last look goes on for the cells that follow."""
        looks = [*aspects, *[aspects[-1]] * (len(textes) - len(aspects))]
        for texte, (debut, fin), aspect in zip(textes, cases, looks, strict=True):
            bords = "hbgd" if aspect in _EN_CADRE else ""
            if fin > debut:
                self.feuille.merge_range(self.rang, debut, self.rang, fin, "", self.plume.get_format(aspect, bords))
            self.plume.write_texte(self.feuille, self.rang, debut, clean_signes(texte), aspect, bords)
        lus = [(texte, sum(LARGEURS[debut : fin + 1])) for texte, (debut, fin) in zip(textes, cases, strict=True)]
        self.feuille.set_row(self.rang, max(16, compute_hauteur(lus, taille=ASPECTS[aspects[0]].taille, marge=6)))
        self.rang += 1

    def _write_question(self, question: Question) -> None:
        rang = self.rang
        self._write_rangee((question.libelle, question.unite, question.prevu), _QUESTION[:3], *_EN_CADRE)
        self.feuille.write_blank(rang, _REPONSE, None, self._get_saisie(question.genre))
        self.feuille.data_validation(rang, _REPONSE, rang, _REPONSE, _make_validation(question))
        if question.genre is Genre.TEXTE:
            self.feuille.set_row(rang, _LONGUE if question.libelle == OBSERVATIONS else _HAUTE)

    def _get_saisie(self, genre: Genre) -> Format:
        texte = genre is Genre.TEXTE
        return self.plume.get_format(
            "case" if texte else "case-montant",
            supplement={"bg_color": SAISIE, "locked": False, "num_format": _NOMBRES[genre], "valign": "top" if texte else "vcenter"}
            | {"border": 1, "border_color": FILET},
        )


def _make_validation(question: Question) -> dict[str, Any]:
    aide = "un nombre entier, positif ou nul" if question.entiere else _AIDES[question.genre]
    messages = {
        "input_title": "Votre réponse",
        "input_message": f"{question.libelle[:120]} : {aide}.",
        "error_title": "Réponse refusée",
        "error_message": f"Tapez {aide}.",
    }
    match question.genre:
        case Genre.TEXTE:
            return {"validate": "length", "criteria": "<=", "value": LONGUEUR_REPONSE, **messages}
        case Genre.PART:
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, **messages}
    return {"validate": "integer" if question.entiere else "decimal", "criteria": ">=", "value": 0, **messages}
