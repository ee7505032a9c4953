"""What a page of a PDF holds: never a few lines only but at the end, and a place to sign that nothing else takes."""

import re
from io import BytesIO
from itertools import chain

import pypdfium2
import pytest
from pypdf import PdfReader

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.pdf import render_pdf, render_pdfs
from dpid_xl.rendus.pdf.signature import add_champs
from dpid_xl.rendus.sommaire import TITRE, has_sommaire
from tests.pdf.remplissage import find_creuses, measure_remplissages
from tests.rendus.fabrique import JOUR, make_convention

POINTS_PAR_CM = 72 / 2.54
CACHET = 3.0  # centimetres
SIGNATURE = Bloc(Style.SIGNATURE, tableau=(("Pour A\nla Directrice\n\n\n\nMme X", "Pour B. et Cie,\n\n\n\nM. Y\n(signature et cachet)"),))


@pytest.fixture(scope="module")
def fichiers(conventions):
    """One convention for each number of operations, the shortest and the longest among them."""
    choix = list({len(convention.operations): convention for convention in conventions}.values())
    return list(zip(choix, render_pdfs(choix, JOUR), strict=True))


def read_champs(contenu):
    champs = PdfReader(BytesIO(contenu)).get_fields() or {}
    return {nom: champ.indirect_reference.get_object() for nom, champ in champs.items()}


def test_no_page_but_the_last_holds_a_few_lines_only(fichiers):
    creuses = {convention.structure.nom: find_creuses(measure_remplissages(contenu)) for convention, contenu in fichiers}
    assert len(creuses) > 3
    assert {nom: pages for nom, pages in creuses.items() if pages} == {}


def test_an_annex_follows_the_one_that_leaves_it_room_but_never_the_signatures():
    fin = (Bloc(Style.PARAGRAPHE, "Fait à Arras"), SIGNATURE)
    corps = ("x", "x", "x", "\n".join(["x"] * 30), "x")
    annexes = [(Bloc(Style.ANNEXE, f"Annexe {rang}"), Bloc(Style.PARAGRAPHE, texte)) for rang, texte in enumerate(corps, 1)]
    contenu = render_pdf(make_convention(blocs=(*fin, *chain.from_iterable(annexes))), JOUR)
    trouvees = ["".join(re.findall(r"Annexe (\d)", page.extract_text())) for page in PdfReader(BytesIO(contenu)).pages]
    assert trouvees == ["", "1234", "5"]


def test_each_signs_in_a_field_of_their_own_as_large_as_a_stamp():
    contenu = render_pdf(make_convention(blocs=(Bloc(Style.PARAGRAPHE, "Fait à Arras"), SIGNATURE), projet=False), JOUR)
    champs = read_champs(contenu)
    assert [(nom, champ["/TU"]) for nom, champ in champs.items()] == [
        ("Signature 1 : Pour A", "Signature : Pour A, la Directrice, Mme X"),
        ("Signature 2 : Pour B  et Cie", "Signature : Pour B. et Cie, M. Y, (signature et cachet)"),
    ]
    page = pypdfium2.PdfDocument(contenu)[0].get_textpage()
    for champ in champs.values():
        gauche, bas, droite, haut = map(float, champ["/Rect"])
        assert min(haut - bas, droite - gauche) >= CACHET * POINTS_PAR_CM
        assert page.get_text_bounded(gauche, bas, droite, haut).strip() == ""
        assert (champ["/FT"], champ.get("/Ff", 0), champ["/F"], "/V" in champ) == ("/Sig", 0, 4, False)
    assert len({tuple(champ["/Rect"][1::2]) for champ in champs.values()}) == 1  # side by side, at the same height


def test_nobody_signs_a_projet(fichiers):
    for convention, contenu in fichiers:
        assert convention.projet
        assert [champ["/Ff"] for champ in read_champs(contenu).values()] == [1, 1]


def test_a_field_stands_where_the_names_are(fichiers):
    for _, contenu in fichiers:
        lecteur = PdfReader(BytesIO(contenu))
        champs = lecteur.trailer["/Root"]["/AcroForm"]["/Fields"]
        [page] = [page for page in lecteur.pages if champs[0] in page.get("/Annots", ())]
        assert champs[1] in page["/Annots"]
        assert "Pour le Département," in page.extract_text()
        assert "(signature et cachet)" in page.extract_text()


def test_a_document_that_nobody_signs_has_no_form():
    contenu = render_pdf(make_convention(blocs=(Bloc(Style.SIGNATURE, tableau=(("Affaire suivie par", "Madame\nArras"),)),)), JOUR)
    assert "/AcroForm" not in PdfReader(BytesIO(contenu)).trailer["/Root"]


def test_a_file_that_typst_did_not_write_is_not_touched():
    with pytest.raises(ValueError, match="typst"):
        add_champs(b"%PDF-1.7\n%%EOF", [("Signature 1", "Signature")])


def list_liens(lecteur):
    """The page of each link, and the page that it leads to, from 1."""
    pages = {page.indirect_reference.idnum: rang for rang, page in enumerate(lecteur.pages, 1)}
    for rang, page in enumerate(lecteur.pages, 1):
        notes = [note.get_object() for note in page.get("/Annots", ())]
        yield from ((rang, pages[note["/Dest"][0].idnum]) for note in notes if note["/Subtype"] == "/Link")


def test_a_long_convention_opens_with_a_table_of_contents_that_leads_to_its_pages(fichiers):
    for convention, contenu in fichiers:
        lecteur = PdfReader(BytesIO(contenu))
        premiere = lecteur.pages[0].extract_text()
        assert (TITRE in premiere) == has_sommaire(convention.blocs) == (len(convention.operations) >= 3)
        if TITRE in premiere:
            ecrites = [int(numero) for numero in re.findall(r"(?:\. ?){3,}(\d+)", premiere.partition(TITRE)[2])]
            signets = [lecteur.get_destination_page_number(signet) + 1 for signet in lecteur.outline if not isinstance(signet, list)]
            assert [page for page in signets if page] == ecrites  # each heading of the first level, none left out
            assert set(list_liens(lecteur)) == {(1, page) for page in ecrites}
