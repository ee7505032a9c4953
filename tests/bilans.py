"""Forms of bilans as an association sends them back, for tests: every answer invented, and named so."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import openpyxl

from dpid_xl.calcul.bilans import Genre
from dpid_xl.documents.bilans import DEMANDE, REPONSE, Bilan
from dpid_xl.montants import format_nombre

INVENTE = "Réponse inventée pour un essai"


def invent(bilan: Bilan) -> dict[str, Decimal | int | str]:
    """An answer of the right kind for each question, by its words; none is like the one before."""
    reponses: dict[str, Decimal | int | str] = {}
    for rang, question in enumerate(bilan.questions, 1):
        numero = bilan.rang + rang
        match question.genre:
            case Genre.PART:
                reponses[question.libelle] = Decimal(numero % 100) / 100
            case Genre.TEXTE:
                reponses[question.libelle] = f"{INVENTE}, n° {numero}.\nSeconde ligne : « 50 % & plus »."
            case Genre.EUROS:
                reponses[question.libelle] = Decimal(numero * 100) + Decimal("0.45")
            case _:
                reponses[question.libelle] = numero if question.entiere else Decimal(numero)
    return reponses


def expect(bilan: Bilan) -> dict[str, Decimal | int | str]:
    """What is read of these answers: the texts of a workbook have one line."""
    return {libelle: " ".join(dite.split("\n")) if isinstance(dite, str) else dite for libelle, dite in invent(bilan).items()}


def fill_xlsx(contenu: bytes, reponses: dict[str, object]) -> bytes:
    """Type answers in a form, as in a spreadsheet; a Decimal is a number, a text stays what it is."""
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    feuille = classeur.active
    textes = {cellule.value: cellule for rangee in feuille.iter_rows() for cellule in rangee if isinstance(cellule.value, str)}
    entete, colonne = textes[DEMANDE].row, textes[REPONSE].column
    for rangee in feuille.iter_rows(min_row=entete + 1):
        libelle = rangee[0].value
        if libelle in reponses:
            valeur = reponses[libelle]
            feuille.cell(rangee[0].row, colonne).value = float(valeur) if isinstance(valeur, Decimal) else valeur
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def fill_docx(contenu: bytes, reponses: dict[str, object], parts: frozenset[str] = frozenset()) -> bytes:
    """Type answers in a form, as in a word processor: numbers in French, shares (``parts``) in percent."""
    document = docx.Document(io.BytesIO(contenu))
    for table in document.tables:
        if table.rows[0].cells[0].text != DEMANDE:
            continue
        for rangee in table.rows[1:]:
            libelle = rangee.cells[0].text
            if libelle in reponses:
                (texte,) = rangee.cells[-1]._tc.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
                _type(texte, _write(reponses[libelle], part=libelle in parts))
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _write(valeur: object, *, part: bool) -> str:
    if part and isinstance(valeur, Decimal):
        return f"{format_nombre(valeur * 100)} %"
    return format_nombre(valeur) if isinstance(valeur, Decimal) else str(valeur)


def _type(texte, valeur: str) -> None:
    """Put a text in the run of a control, its lines as a word processor breaks them."""
    run = texte.getparent()
    lignes = valeur.split("\n")
    texte.text = lignes[0]
    for ligne in lignes[1:]:
        for nom, contenu in (("br", None), ("t", ligne)):
            element = run.makeelement(f"{texte.tag.rpartition('}')[0]}}}{nom}", {})
            element.text = contenu
            run.append(element)
