"""The form of a bilan as a Word document: what is known, then a table whose answers are content controls.

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.bilans import compose_bilans
>>> render_bilan_docx(compose_bilans(load_campagne("2022_phase2"), ["PAGE"])[0], date(2023, 1, 2))[:2]
b'PK'
"""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dpid_xl.calcul.bilans import Genre
from dpid_xl.documents.bilans import A_ECRIRE, COLONNES, OBSERVATIONS, Bilan, Question
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.word.docx import pack_docx, write_auteur, write_blocs, write_pied
from dpid_xl.rendus.word.gabarit import FOND, LARGEUR, SECTION
from dpid_xl.rendus.word.listes import Numerotation
from dpid_xl.rendus.word.paragraphes import frame_paragraphe, write_paragraphe
from dpid_xl.rendus.word.tables import frame_cellule, write_cellule, write_rangee, write_table

SAISIE = "FFF2CC"
_UNITE, _PREVU, _REPONSE = 1300, 1600, 3300
LARGEURS = (LARGEUR - _UNITE - _PREVU - _REPONSE, _UNITE, _PREVU, _REPONSE)
HAUTEUR_DES_MOTS = 1800  # twentieths of a point, of the answer in words


def render_bilan_docx(bilan: Bilan, jour: date) -> bytes:
    """Lay a form out as a Word document; the same form and day give the same bytes."""
    numerotation = Numerotation()
    rangees = [write_rangee([write_cellule([("Entete", texte)], largeur, fond=FOND) for texte, largeur in _pair(COLONNES)], entete=True)]
    rangees += [_write_question(question, rang) for rang, question in enumerate(bilan.questions, 1)]
    corps = (
        write_blocs(bilan.blocs, numerotation, bilan.logo)
        + write_table(LARGEURS, rangees, "Votre bilan", f"Colonnes\xa0: {', '.join(COLONNES)}.")
        + write_paragraphe("Cellule", f"Formulaire {bilan.identifiant}")
        + SECTION
    )
    pied, auteur = write_pied(bilan.pied), write_auteur(bilan)
    return pack_docx(corps, pied, bilan.titre, auteur, jour, listes=numerotation.listes, logo=bilan.logo)


def _pair(textes: tuple[str, ...]) -> zip[tuple[str, int]]:
    return zip(textes, LARGEURS, strict=True)


def _write_question(question: Question, rang: int) -> str:
    textes = ((("Libelle", question.libelle), FOND), (("Cellule", question.unite), ""), (("Cellule", question.prevu), ""))
    cellules = [write_cellule([texte], largeur, fond=fond) for (texte, fond), largeur in zip(textes, LARGEURS, strict=False)]
    cellules.append(frame_cellule(frame_paragraphe("Cellule", _write_controle(question, rang)), _REPONSE, fond=SAISIE))
    return write_rangee(cellules, secable=True, hauteur=HAUTEUR_DES_MOTS if question.libelle == OBSERVATIONS else 0)


def _write_controle(question: Question, rang: int) -> str:
    """Write a content control, which cannot be removed: its text is the answer.

    Words have one for rich text: in one for plain text LibreOffice puts the ends of lines outside.
    """
    nom = quoteattr(clean_signes(question.libelle[:60]))
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={nom}/><w:tag w:val="reponse_{rang}"/><w:id w:val="{rang}"/><w:lock w:val="sdtLocked"/>'
        f"<w:showingPlcHdr/>{'<w:richText/>' if question.genre is Genre.TEXTE else '<w:text/>'}</w:sdtPr>"
        f"<w:sdtContent><w:r><w:t>{escape(A_ECRIRE)}</w:t></w:r></w:sdtContent></w:sdt>"
    )
