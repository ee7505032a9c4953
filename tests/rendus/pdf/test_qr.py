"""The code of each page: read back by a real reader from the image of the page, straight or askew."""

import re

import pytest

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.pdf import CODES, compute_empreinte, count_pages, make_reference, qr, render_pdf
from tests.rendus.fabrique import HOSTILE, HOSTILES, JOUR, MOT_LONG, NOM_LONG, make_convention
from tests.rendus.scan import read_codes, scan, spoil

EMPREINTES = ("000000000000", "FFFFFFFFFFFF", "0A1B2C3D4E5F")


@pytest.fixture(scope="module")
def longue(conventions):
    """The real convention that has the most operations."""
    return max(conventions, key=lambda convention: len(convention.operations))


@pytest.fixture(scope="module")
def pages(longue):
    return list(scan(render_pdf(longue, JOUR)))


def write_attendus(document, nombre):
    return [[qr.write_contenu(make_reference(document), compute_empreinte(document), page)] for page in range(1, nombre + 1)]


def test_each_page_tells_its_number_and_its_document(longue, pages):
    assert len(pages) > 9
    assert [read_codes(page) for page in pages] == write_attendus(longue, len(pages))


@pytest.mark.parametrize(("degres", "flou"), [(1.5, 0.7), (-2, 0.5), (0, 1), (180, 0.5)])
def test_a_poor_scan_is_read_too(longue, pages, degres, flou):
    assert [read_codes(spoil(page, degres, flou)) for page in pages] == write_attendus(longue, len(pages))


@pytest.mark.parametrize("nom", [HOSTILE, NOM_LONG, MOT_LONG, "", "漢字", "Œuvre"])
@pytest.mark.parametrize("projet", [True, False])
def test_any_name_gives_a_code(nom, projet):
    convention = make_convention(nom=nom, projet=projet, blocs=(Bloc(Style.PARAGRAPHE, HOSTILES[1]),))
    [page] = scan(render_pdf(convention, JOUR))
    assert [read_codes(page)] == write_attendus(convention, 1)


def test_a_document_longer_than_foreseen_has_a_code_on_every_page():
    convention = make_convention(blocs=tuple(Bloc(Style.ANNEXE, f"Annexe {rang}") for rang in range(CODES + 3)))
    contenu = render_pdf(convention, JOUR)
    assert count_pages(contenu) == CODES + 3
    assert [read_codes(page) for page in scan(contenu)] == write_attendus(convention, CODES + 3)


@pytest.mark.parametrize("empreinte", EMPREINTES)
@pytest.mark.parametrize("nom", ["A", NOM_LONG, "x" * 20])
def test_codes_made_from_the_first_are_those_of_the_library(nom, empreinte):
    reference = qr.make_adresse("C", 12345, nom)
    codes = qr.make_codes(reference, empreinte, 120)
    taille = qr.COTE**2
    for page in (1, 2, 9, 10, 99, 100, 120):
        direct = qr._draw(qr.write_contenu(reference, empreinte, page)).to_bytes(taille)
        assert codes[page - 1] == direct


def test_the_hash_is_that_of_what_is_said():
    convention = make_convention()
    assert re.fullmatch("[0-9A-F]{12}", compute_empreinte(convention))
    assert compute_empreinte(make_convention()) == compute_empreinte(convention)
    autres = [
        make_convention(projet=False),
        make_convention(nom="N"),
        make_convention(blocs=(*convention.blocs, Bloc(Style.PARAGRAPHE, "x"))),
    ]
    assert len({compute_empreinte(autre) for autre in (convention, *autres)}) == 4
