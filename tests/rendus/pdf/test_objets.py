"""PDF files of typst taken apart and put together again."""

import pytest

from dpid_xl.documents.convention import write_conventions
from dpid_xl.production.bordereau import render_bordereau
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.pdf.objets import get_reference, list_references, read_objets, renumber, write_objets, write_texte
from tests.rendus.fabrique import JOUR, make_convention


@pytest.fixture(scope="module")
def fichiers(dossier):
    """A real convention, one with every hostile text, a landscape list."""
    reelle = write_conventions(dossier)[0]
    return [render_pdf(reelle, JOUR), render_pdf(make_convention(), JOUR), render_bordereau(dossier, [(reelle, "a.pdf", 12)], JOUR)]


def test_apart_and_together_gives_the_same_bytes(fichiers):
    for contenu in fichiers:
        lus = read_objets(contenu)
        memes = {numero: numero for numero in lus.corps}
        assert write_objets(lus.entete, [renumber(corps, memes) for corps in lus.corps.values()], lus.fin) == contenu


@pytest.mark.parametrize(
    ("corps", "attendu"),
    [
        (b"[1 0 R 2 0 R]", b"[7 0 R 8 0 R]"),
        (b"<</K[0 1 2 0 R]/W[1 0 1 500]>>", b"<</K[0 1 8 0 R]/W[1 0 1 500]>>"),
        (b"<</T(a \\) 1 0 R (1 0 R\\\\) 1 0 R)/P 1 0 R>>", b"<</T(a \\) 1 0 R (1 0 R\\\\) 1 0 R)/P 7 0 R>>"),
        (b"<</Length 5/X 1 0 R>>\nstream\n1 0 R\nendstream", b"<</Length 5/X 7 0 R>>\nstream\n1 0 R\nendstream"),
    ],
)
def test_only_references_are_renumbered(corps, attendu):
    assert renumber(corps, {1: 7, 2: 8}) == attendu


def test_references_of_an_array():
    assert list_references(b"<</Kids[4 0 R 12 0 R]/K[5 0 R]>>", "K") == [5]
    assert list_references(b"<</Type/Outlines>>", "K") == []


def test_texts_are_written_in_any_alphabet():
    ecrit = write_texte("Œuvre (1 0 R)")
    assert bytes.fromhex(ecrit[1:-1].decode()).decode("utf-16") == "Œuvre (1 0 R)"


def test_a_file_of_another_program_is_refused():
    with pytest.raises(ValueError, match="/Pages manque"):
        get_reference(b"<</Type/Catalog/Outlines 2 0 R>>", "Pages")
