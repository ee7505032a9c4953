"""The PDF of all the conventions: the pages of each, in order, as archivable and accessible, a bookmark per structure."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from dpid_xl.conventions.document import Bloc, Style
from dpid_xl.conventions.redaction import write_conventions
from dpid_xl.rendus import fusion
from dpid_xl.rendus.pdf import compute_empreinte, count_pages, make_reference, render_pdfs
from dpid_xl.rendus.qr import write_texte
from tests.rendus.fabrique import JOUR, make_convention
from tests.rendus.scan import read_codes, scan


@pytest.fixture(scope="module")
def conventions(dossier):
    """One for each number of operations: every kind of page."""
    return list({len(convention.operations): convention for convention in write_conventions(dossier)}.values())[:4]


@pytest.fixture(scope="module")
def seules(conventions):
    return list(render_pdfs(conventions, JOUR))


@pytest.fixture(scope="module")
def volume(conventions, seules):
    [(nom, contenu)] = fusion.render_fusion(conventions, [count_pages(seule) for seule in seules], "Conventions 2022", JOUR)
    assert nom == "conventions.pdf"
    return contenu


def list_textes(contenu):
    return [page.extract_text() for page in PdfReader(BytesIO(contenu)).pages]


def list_signets(lecteur, signets=None):
    """The bookmarks as (title, page) and the lists of what is below."""
    return [
        list_signets(lecteur, signet) if isinstance(signet, list) else (signet["/Title"], lecteur.get_destination_page_number(signet))
        for signet in (lecteur.outline if signets is None else signets)
    ]


def shift(signets, pages):
    return [shift(signet, pages) if isinstance(signet, list) else (signet[0], signet[1] + pages) for signet in signets]


def test_pages_are_those_of_each_convention(seules, volume):
    assert list_textes(volume) == [texte for seule in seules for texte in list_textes(seule)]


def test_pages_have_the_codes_of_each_convention(conventions, seules, volume):
    attendus = [
        [write_texte(make_reference(convention), compute_empreinte(convention), page)]
        for convention, seule in zip(conventions, seules, strict=True)
        for page in range(1, count_pages(seule) + 1)
    ]
    assert [read_codes(page) for page in scan(volume)] == attendus


def test_a_bookmark_per_structure_holds_those_of_its_convention(conventions, seules, volume):
    attendus, debut = [], 0
    for convention, seule in zip(conventions, seules, strict=True):
        attendus += [(convention.structure.nom, debut), shift(list_signets(PdfReader(BytesIO(seule))), debut)]
        debut += count_pages(seule)
    assert list_signets(PdfReader(BytesIO(volume))) == attendus


def test_a_volume_is_archivable_and_accessible(volume):
    lecteur = PdfReader(BytesIO(volume))
    xmp = lecteur.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "/StructTreeRoot" in lecteur.trailer["/Root"]
    assert lecteur.metadata.title == "Conventions 2022"


@pytest.mark.parametrize(
    "blocs",
    [
        (),
        (Bloc(Style.TITRE, "Un"), Bloc(Style.TITRE, "Deux")),
        (Bloc(Style.ARTICLE, "Sans titre"), Bloc(Style.PARAGRAPHE, "x")),
        (Bloc(Style.INTERTITRE, "Avant"), Bloc(Style.TITRE, "Après")),
    ],
)
def test_odd_documents_have_their_bookmark_too(blocs):
    deux = [make_convention(blocs=blocs, nom="A"), make_convention(blocs=blocs, nom="B")]
    [(_, contenu)] = fusion.render_fusion(deux, [1, 1], "Deux", JOUR)
    lecteur = PdfReader(BytesIO(contenu))
    assert [signet for signet in list_signets(lecteur) if not isinstance(signet, list)] == [("A", 0), ("B", 1)]
    for page in list_textes(contenu):
        assert [bloc.texte for bloc in blocs if bloc.texte not in page] == []


def test_long_fusions_are_cut_between_documents(monkeypatch):
    monkeypatch.setattr(fusion, "PAGES_PAR_VOLUME", 3)
    cinq = [make_convention(blocs=(Bloc(Style.TITRE, "T"),), nom=nom) for nom in "ABCDE"]
    volumes = list(fusion.render_fusion(cinq, [2, 1, 2, 9, 1], "Cinq", JOUR))
    lecteurs = {nom: PdfReader(BytesIO(contenu)) for nom, contenu in volumes}
    assert {nom: [titre for titre, _ in list_signets(lecteur)] for nom, lecteur in lecteurs.items()} == {
        "conventions_01.pdf": ["A", "B"],
        "conventions_02.pdf": ["C"],
        "conventions_03.pdf": ["D"],
        "conventions_04.pdf": ["E"],
    }
    assert lecteurs["conventions_02.pdf"].metadata.title == "Cinq – volume 2 sur 4"
