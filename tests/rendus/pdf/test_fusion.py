"""The PDF of all the conventions: the pages of each, in order, as archivable and accessible, a bookmark per structure."""

from contextlib import suppress
from io import BytesIO
from random import Random

import pytest
from pikepdf import Pdf
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.pdf import PdfIllisible, compute_empreinte, count_pages, make_reference, render_pdfs
from dpid_xl.rendus.pdf.fusion import Fusion
from dpid_xl.rendus.pdf.qr import write_contenu
from tests.pdf.textes import read_pages
from tests.rendus.fabrique import JOUR, make_convention
from tests.rendus.scan import read_codes, scan


@pytest.fixture(scope="module")
def conventions(conventions):
    """One for each number of operations: every kind of page."""
    return list({len(convention.operations): convention for convention in conventions}.values())[:4]


@pytest.fixture(scope="module")
def seules(conventions):
    return list(render_pdfs(conventions, JOUR))


@pytest.fixture(scope="module")
def volume(conventions, seules):
    return join(conventions, seules, "Conventions 2022")


def join(conventions, seules, titre):
    reunion = Fusion(titre, "Direction", JOUR)
    for convention, seule in zip(conventions, seules, strict=True):
        reunion.add(seule, convention.structure.nom)
    return reunion.render()


def list_signets(lecteur, signets=None):
    """The bookmarks as (title, page) and the lists of what is below."""
    return [
        list_signets(lecteur, signet) if isinstance(signet, list) else (signet["/Title"], lecteur.get_destination_page_number(signet))
        for signet in (lecteur.outline if signets is None else signets)
    ]


def shift(signets, pages):
    return [shift(signet, pages) if isinstance(signet, list) else (signet[0], signet[1] + pages) for signet in signets]


def test_pages_are_those_of_each_convention(seules, volume):
    assert read_pages(volume) == [texte for seule in seules for texte in read_pages(seule)]


def test_pages_have_the_codes_of_each_convention(conventions, seules, volume):
    attendus = [
        [write_contenu(make_reference(convention), compute_empreinte(convention), page)]
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
    contenu = join(deux, list(render_pdfs(deux, JOUR)), "Deux")
    lecteur = PdfReader(BytesIO(contenu))
    assert [signet for signet in list_signets(lecteur) if not isinstance(signet, list)] == [("A", 0), ("B", 1)]
    for page in read_pages(contenu):
        assert [bloc.texte for bloc in blocs if bloc.texte not in page] == []


def list_elements(lecteur):
    """The tags in reading order, as (parent, type, attributes), from the root to the leaves."""
    return list(_walk(lecteur.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def _walk(element):
    if isinstance(element, IndirectObject):
        yield from _walk(element.get_object())
    elif isinstance(element, list):
        for enfant in element:
            yield from _walk(enfant)
    elif isinstance(element, dict) and "/S" in element:
        yield element
        yield from _walk(element.get("/K", []))


def test_tags_are_those_of_each_convention_under_one_root(seules, volume):
    """But the level of the headings: that of the whole is the structure's."""
    du_volume, des_seules = list_elements(PdfReader(BytesIO(volume))), [list_elements(PdfReader(BytesIO(seule))) for seule in seules]
    plus_bas = {"/Document": "/Part", "/Title": "/H1"} | {f"/H{niveau}": f"/H{niveau + 1}" for niveau in range(1, 6)}
    attendus = ["/Document", *(plus_bas.get(noeud["/S"], noeud["/S"]) for noeuds in des_seules for noeud in noeuds)]
    assert [noeud["/S"] for noeud in du_volume] == attendus


def test_each_page_finds_its_tags(volume):
    """The tree from pages to tags leads, for each marked content, to an element of that very page."""
    lecteur = PdfReader(BytesIO(volume))
    branches = lecteur.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    arbre = dict(zip(branches[::2], branches[1::2], strict=True))
    champs = [note.get_object() for note in lecteur.trailer["/Root"]["/AcroForm"]["/Fields"]]
    notes = [note.get_object() for page in lecteur.pages for note in page.get("/Annots", ())]  # fields, and links of the contents
    assert sorted(arbre) == sorted([page["/StructParents"] for page in lecteur.pages] + [note["/StructParent"] for note in notes])
    for champ in champs:
        balise = arbre[champ["/StructParent"]].get_object()
        assert balise["/S"] == "/Form"
        assert balise["/K"][0]["/Obj"] == champ
        assert champ.indirect_reference in champ["/P"]["/Annots"]
    for page in lecteur.pages:
        for rang, element in enumerate(arbre[page["/StructParents"]].get_object()):
            assert (page.indirect_reference, rang) in list(_list_contenus(element.get_object()))


def _list_contenus(noeud):
    """The marked contents of an element, as (page, rank): those of its own page as numbers, others with their page."""
    for enfant in noeud["/K"]:
        if isinstance(enfant, int):
            yield noeud.raw_get("/Pg"), enfant
        elif "/MCID" in enfant:
            yield enfant.raw_get("/Pg"), enfant["/MCID"]


def test_cells_find_the_headers_of_their_own_table(volume):
    racine = PdfReader(BytesIO(volume)).trailer["/Root"]["/StructTreeRoot"]
    noms = racine["/IDTree"]["/Names"]
    connus = dict(zip(noms[::2], noms[1::2], strict=True))
    assert list(connus) == sorted(set(connus))
    entetes = [noeud for noeud in _walk(racine["/K"]) if "/ID" in noeud]
    assert [connus[noeud["/ID"]].get_object() for noeud in entetes] == entetes
    cites = [(nom, case) for case in _walk(racine["/K"]) if case["/S"] == "/TD" for nom in case["/A"][0].get("/Headers", ())]
    assert len(cites) > 10
    assert all(_get_table(connus[nom].get_object()) == _get_table(case) for nom, case in cites)


def _get_table(noeud):
    """The reference of the table that an element is in."""
    while noeud["/S"] != "/Table":
        reference = noeud.raw_get("/P")
        noeud = reference.get_object()
    return reference


def test_properties_are_those_of_the_whole(volume):
    lecteur = PdfReader(BytesIO(volume))
    xmp = lecteur.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert f"<xmpTPg:NPages>{len(lecteur.pages)}<" in xmp
    assert lecteur.metadata.author == "Direction"
    assert count_pages(volume) == len(lecteur.pages)


def test_same_documents_same_bytes_other_documents_another_identifier(conventions, seules, volume):
    assert join(conventions, seules, "Conventions 2022") == volume
    autre = join(conventions[::-1], seules[::-1], "Conventions 2022")
    identifiants = [PdfReader(BytesIO(contenu)).trailer["/ID"] for contenu in (volume, autre)]
    assert identifiants[0][0] == identifiants[1][0]
    assert identifiants[0][1] != identifiants[1][1]


def _write_ailleurs():
    """The file of another program: no tags, no bookmarks."""
    document, memoire = Pdf.new(), BytesIO()
    document.add_blank_page()
    document.save(memoire)
    return memoire.getvalue()


@pytest.mark.parametrize("abimer", [lambda _: b"", lambda pdf: pdf[:-2000], lambda pdf: pdf[: len(pdf) // 2], lambda _: _write_ailleurs()])
def test_a_damaged_file_gives_a_sentence(seules, abimer):
    with pytest.raises(PdfIllisible, match="Le PDF de « PAGE » est abîmé"):
        Fusion("Conventions 2022", "Direction", JOUR).add(abimer(seules[0]), "PAGE")


def test_bytes_that_changed_give_a_sentence_or_nothing(seules):
    hasard, contenu = Random(20221128), seules[0]  # noqa: S311 (damage, not secrets)
    debut = contenu.index(b"/StructElem")
    for _ in range(60):
        abime = bytearray(contenu)
        for _ in range(20):
            abime[hasard.randrange(debut)] = hasard.randrange(256)
        reunion = Fusion("Conventions 2022", "Direction", JOUR)
        with suppress(PdfIllisible):
            reunion.add(bytes(abime), "PAGE")
            reunion.render()
