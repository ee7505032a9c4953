"""Who wrote a note is who the workbook names, nobody when its number is no author's."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from dpid_xl.classeurs.lecture.ouverture import open_classeur
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.classeurs.reprise.modele import Note
from dpid_xl.classeurs.reprise.notes import read_notes
from tests.classeurs.fabrique import rewrite


@pytest.fixture(scope="module")
def annote():
    """A workbook whose two notes have each its author."""
    classeur, tampon = Workbook(), io.BytesIO()
    feuille = classeur.active
    feuille["A1"], feuille["A2"] = 1, 2
    feuille["A1"].comment, feuille["A2"].comment = Comment("à revoir", "Marie"), Comment("vu", "Paul")
    classeur.save(tampon)
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("numero", "auteur"),
    [("0", "Marie"), (" 1 ", "Paul"), ("A1:XFD1048576", ""), ("-1", ""), ("2", ""), ("9" * 30, "")],
    ids=["le sien", "un autre", "aucun nombre", "négatif", "au-delà", "démesuré"],
)
def test_the_author_is_the_one_of_the_number(annote, numero, auteur):
    (partie,) = [nom for nom in list_parties(annote) if "comment" in nom and nom.endswith(".xml")]
    octets = rewrite(annote, partie, b'authorId="0"', f'authorId="{numero}"'.encode())
    notes = read_notes(open_classeur(Path("notes.xlsx"), octets)[0])
    assert notes == {("Sheet", 1, 1): Note("à revoir", auteur), ("Sheet", 2, 1): Note("vu", "Paul")}
