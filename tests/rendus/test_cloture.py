"""What stays with the signatures, in the three formats: the page that is signed holds the end of the act."""

from io import BytesIO

import pytest
from docx import Document

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.cloture import ENSEMBLE, SANS_TITRE, find_cloture
from dpid_xl.rendus.feuilles.mise_en_page import lay_blocs, paginate
from dpid_xl.rendus.pdf import render_pdf, render_pdfs
from dpid_xl.rendus.word.docx import render_docx
from tests.libreoffice import convert
from tests.pdf.textes import read_pages
from tests.rendus.fabrique import JOUR, make_convention

AVANT = [Bloc(Style.PARAGRAPHE, f"Clause {rang}.") for rang in range(1, 6)]
ARTICLE = Bloc(Style.ARTICLE, "Article 12\xa0: Annexes")
FIN = [
    Bloc(Style.PARAGRAPHE, "Les annexes sont\xa0:"),
    *(Bloc(Style.PUCE, f"Annexe {rang}\xa0: Fiche") for rang in (1, 2, 3)),
    Bloc(Style.PARAGRAPHE, "Établi en trois exemplaires."),
    Bloc(Style.PARAGRAPHE, "À Arras, le"),
]
SIGNATURE = Bloc(Style.SIGNATURE, tableau=(("Pour A\n\n\n\nNom", "Pour B\n\n\n\nNom"),))
TABLEAU = Bloc(Style.TABLEAU, tableau=(("a", "b"), ("c", "d")))
LONG = Bloc(Style.PARAGRAPHE, "x" * ENSEMBLE)


@pytest.mark.parametrize(
    ("blocs", "attendus"),
    [
        ([*AVANT, ARTICLE, *FIN, SIGNATURE], [ARTICLE, *FIN]),
        ([*AVANT, ARTICLE, *FIN, SIGNATURE, *AVANT], [ARTICLE, *FIN]),
        ([ARTICLE, LONG, *FIN, SIGNATURE], FIN[-SANS_TITRE:]),
        ([*AVANT, SIGNATURE], AVANT[-SANS_TITRE:]),
        ([ARTICLE, TABLEAU, *FIN, SIGNATURE], FIN[-SANS_TITRE:]),
        ([ARTICLE, TABLEAU, FIN[-1], SIGNATURE], FIN[-1:]),
        ([ARTICLE, TABLEAU, SIGNATURE], []),
        ([SIGNATURE, *AVANT], []),
        ([*AVANT, ARTICLE, *FIN], []),
        ([], []),
    ],
)
def test_what_stays_with_the_signatures(blocs, attendus):
    assert [blocs[rang] for rang in find_cloture(blocs)] == attendus


def _list_fins():
    """Documents whose last article starts at any height of a page."""
    for lignes in range(20, 62):
        yield make_convention(blocs=(Bloc(Style.PARAGRAPHE, "\n".join("x" for _ in range(lignes))), ARTICLE, *FIN, SIGNATURE), nom="N")


def test_the_page_signed_holds_the_last_article_in_the_pdf():
    nombres = set()
    for convention in _list_fins():
        pages = read_pages(render_pdf(convention, JOUR))
        nombres.add(len(pages))
        assert "Article 12" in pages[-1]
        assert "Pour A" in pages[-1]
        assert pages[-1].count("Annexe") == 4
    assert nombres == {1, 2}


def test_the_page_signed_holds_the_last_article_in_the_sheet():
    for convention in _list_fins():
        rangees = lay_blocs(convention.blocs)
        article = next(rang for rang, rangee in enumerate(rangees) if rangee.cellules[0].texte == ARTICLE.texte)
        assert all(rangee.suite for rangee in rangees[article:-1])
        assert not [saut for saut in paginate(rangees) if saut > article]


def test_the_page_signed_holds_the_last_article_in_word():
    convention = make_convention(blocs=(*AVANT, ARTICLE, *FIN, SIGNATURE), nom="N")
    document = Document(BytesIO(render_docx(convention, JOUR)))
    lies = [paragraphe.text for paragraphe in document.paragraphs if paragraphe.paragraph_format.keep_with_next]
    assert lies == [bloc.texte for bloc in (ARTICLE, *FIN)]


@pytest.mark.libreoffice
def test_libreoffice_keeps_the_last_article_with_the_signatures(tmp_path):
    convention = make_convention(blocs=(Bloc(Style.PARAGRAPHE, "\n".join("x" * 44)), ARTICLE, *FIN, SIGNATURE), nom="N")
    fichier = tmp_path / "convention.docx"
    fichier.write_bytes(render_docx(convention, JOUR))
    pages = read_pages(convert(fichier, "pdf").read_bytes())
    assert len(pages) == 2
    assert "Article 12" in pages[1]


def test_every_signed_page_of_the_campaign_holds_an_article(conventions):
    for convention, contenu in zip(conventions, render_pdfs(conventions, JOUR), strict=True):
        [signee] = [texte for texte in read_pages(contenu) if "À Arras, le" in texte]
        assert "Article\xa012" in signee, convention.structure.nom
        rangees = lay_blocs(convention.blocs)
        [titre] = [rang for rang, rangee in enumerate(rangees) if rangee.cellules[0].texte.startswith("Article\xa012")]
        fin = max(rang for rang, rangee in enumerate(rangees) if rangee.cellules[0].aspect == "signature")
        assert not set(paginate(rangees)) & set(range(titre + 1, fin + 1))
