"""The Word file of a convention: every text in order, real styles and fields, well-formed parts, the same bytes each time."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.table import Table
from lxml import etree
from pypdf import PdfReader

from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.document import A_COMPLETER, Bloc, Rubrique, Style
from dpid_xl.image import read_image
from dpid_xl.rendus.sommaire import has_sommaire
from dpid_xl.rendus.word.docx import STYLES_WORD, TABLEAUX, render_docx, render_docx_ensemble
from dpid_xl.rendus.word.gabarit import MENTION, STYLES, W
from tests.libreoffice import convert
from tests.rendus.fabrique import HOSTILE, HOSTILES, JOUR, MOT_LONG, NOM_LONG, iter_textes, make_convention
from tests.test_image import draw

_W = f"{{{W}}}"
SOMMAIRE = ("Titre du sommaire", "toc 1")
PARAGRAPHE = [  # the order that the schema of WordprocessingML sets
    *(
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "suppressAutoHyphens",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ),
]


@pytest.fixture(scope="module")
def courrier(dossier):
    [demande] = compose_courriers(dossier, Nature.DEMANDE_DE_BILAN, ["CCAS de Libercourt"])
    return demande


def open_docx(convention):
    return docx.Document(BytesIO(render_docx(convention, JOUR)))


def read_parties(convention):
    with zipfile.ZipFile(BytesIO(render_docx(convention, JOUR))) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def read_lignes(document):
    """Every line of the body but its contents, in order, cells from left to right, with the numbers that Word writes before some."""
    numeros = _Numeros(document)
    for element in document.iter_inner_content():
        paragraphes = _read_tableau(element) if isinstance(element, Table) else [element]
        for paragraphe in (paragraphe for paragraphe in paragraphes if paragraphe.style.name not in SOMMAIRE):
            yield from (ligne for ligne in (numeros.number(paragraphe) + paragraphe.text).split("\n") if ligne.strip())


class _Numeros:
    """Numbers the paragraphs of a document as Word does, bullets apart."""

    def __init__(self, document):
        parties = document.part.numbering_part.element
        definitions = {definition.get(_W + "abstractNumId"): definition for definition in parties.iter(_W + "abstractNum")}
        listes = {num.get(_W + "numId"): num.find(_W + "abstractNumId").get(_W + "val") for num in parties.iter(_W + "num")}
        self.niveaux = {numero: definitions[definition].find(_W + "lvl") for numero, definition in listes.items()}
        self.rangs = {}

    def number(self, paragraphe):
        proprietes = paragraphe._p.pPr.numPr if paragraphe._p.pPr is not None else None
        if proprietes is None:
            return ""
        numero = str(proprietes.numId.val)
        niveau = {etree.QName(enfant).localname: enfant.get(_W + "val") for enfant in self.niveaux[numero]}
        rang = self.rangs[numero] = self.rangs.get(numero, int(niveau["start"]) - 1) + 1
        ecrit = str(rang) if niveau["numFmt"] == "decimal" else chr(ord("a") + rang - 1)
        return niveau["lvlText"].replace("%1", ecrit) + " "


def _read_tableau(tableau):
    for rangee in tableau.rows:
        vues = []
        for cellule in rangee.cells:
            if cellule._tc not in vues:  # a merged cell comes once for each column it covers
                vues.append(cellule._tc)
                for element in cellule.iter_inner_content():
                    yield from _read_tableau(element) if isinstance(element, Table) else [element]


@pytest.mark.parametrize("nom", [HOSTILE, NOM_LONG, MOT_LONG])
@pytest.mark.parametrize("projet", [True, False])
def test_the_texts_are_all_there_and_nothing_else(nom, projet):
    convention = make_convention(nom=nom, projet=projet)
    assert list(read_lignes(open_docx(convention))) == list(iter_textes(convention))


def test_real_conventions_hold_their_texts(conventions):
    for convention in conventions:
        assert list(read_lignes(open_docx(convention))) == list(iter_textes(convention))


def test_the_same_convention_and_day_give_the_same_bytes():
    convention = make_convention()
    assert render_docx(convention, JOUR) == render_docx(convention, JOUR)
    assert render_docx(convention, JOUR) != render_docx(convention, date(2022, 9, 28))


def test_styles_are_those_of_word():
    convention = make_convention()
    document = open_docx(convention)
    paragraphes = {paragraphe.text: paragraphe for paragraphe in document.paragraphs}
    assert paragraphes["CONVENTION DE PARTENARIAT"].style.name == "Title"
    assert paragraphes[f"Article 1\xa0: {HOSTILES[2]}"].style.name == "Heading 1"
    assert paragraphes["1-1\xa0: Obligations"].style.name == "Heading 2"
    assert paragraphes["Préambule"].style.name == "Heading 1"
    assert paragraphes[MOT_LONG].style.name == "List Bullet"
    assert paragraphes[f"Annexe 1\xa0: {HOSTILE}"].paragraph_format.page_break_before  # what stands before is signed
    annexe = paragraphes["Annexe 2\xa0: Fiche"].style
    assert annexe.base_style.name == "Heading 1"
    assert annexe.base_style.paragraph_format.keep_with_next


def test_what_announces_a_list_stays_with_it():
    blocs = tuple(bloc for bloc in make_convention().blocs if bloc.style is not Style.SIGNATURE)
    document = open_docx(make_convention(blocs=blocs))
    liens = {paragraphe.text for paragraphe in document.paragraphs if paragraphe.paragraph_format.keep_with_next}
    assert liens == {"Les opérations sont les suivantes\xa0:", "Maintenir l’accompagnement\xa0:", "Annexe 2\xa0: Fiche"}


def test_what_is_missing_is_set_off_everywhere():
    convention = make_convention()
    parties = read_parties(convention)
    attendus = sum(texte.count(A_COMPLETER) for texte in iter_textes(convention))
    marque = re.compile(f'<w:rStyle w:val="ACompleter"/></w:rPr><w:t>{A_COMPLETER}</w:t>')
    assert len(marque.findall(parties["word/document.xml"].decode())) == attendus
    assert len(marque.findall(parties["word/footer1.xml"].decode())) == 1


def test_tables_repeat_their_header_and_set_amounts_right():
    tete, tableau, signature, fiche = open_docx(make_convention()).tables
    assert [bool(rangee._tr.xpath("w:trPr/w:tblHeader")) for rangee in tableau.rows] == [True, False, False, False]
    assert all(rangee._tr.xpath("w:trPr/w:cantSplit") for rangee in (*tableau.rows, *signature.rows))
    assert [rangee.cells[3].paragraphs[0].style.name for rangee in tableau.rows] == [
        "En-tête de montant",
        "Montant",
        "Montant",
        "Montant total",
    ]
    assert tableau.rows[3].cells[0]._tc.xpath("w:tcPr/w:gridSpan/@w:val") == ["3"]
    secables = [not rangee._tr.xpath("w:trPr/w:cantSplit") for rangee in fiche.rows]
    assert secables == [False, False, True, False]
    assert {style.name for rangee in fiche.rows for style in (rangee.cells[0].paragraphs[0].style,)} == {"Libellé"}
    for table in (tete, tableau, signature, fiche):
        largeurs = [int(largeur) for largeur in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        assert sum(largeurs) == int(table._tbl.xpath("w:tblPr/w:tblW/@w:w")[0])
        assert min(largeurs) > 0


@pytest.mark.parametrize("projet", [True, False])
def test_the_page_is_a4_with_its_header_its_footer_and_its_fields(projet):
    convention = make_convention(projet=projet)
    [section] = open_docx(convention).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.header.paragraphs[0].text == (MENTION if projet else "")
    pied = section.footer.paragraphs[0]
    assert pied.text.startswith(f"{convention.pied}\tpage ")
    assert [champ.strip() for champ in pied._p.xpath("w:fldSimple/@w:instr")] == ["PAGE", "NUMPAGES"]


def test_properties_and_language():
    convention = make_convention()
    document = open_docx(convention)
    proprietes = document.core_properties
    assert (proprietes.title, proprietes.language) == (convention.titre, "fr-FR")
    assert proprietes.author.startswith("Département – Pôle Solidarités")
    assert proprietes.created.date() == proprietes.modified.date() == JOUR
    assert document.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["fr-FR"]


def test_what_xml_forbids_is_shown_as_missing():
    convention = make_convention(blocs=(Bloc(Style.PARAGRAPHE, "a\x00b\x0bc\ud800d\uffffe]]>\U0001f600 "),))
    assert list(read_lignes(open_docx(convention))) == ["a\ufffdb", "c\ufffdd\ufffde]]>\U0001f600 "]


def test_parts_are_well_formed_declared_and_in_the_order_of_the_schema():
    parties = read_parties(make_convention())
    declarees = set(re.findall(r'PartName="/([^"]+)"', parties["[Content_Types].xml"].decode()))
    assert declarees == {nom for nom in parties if not nom.endswith(".rels") and nom != "[Content_Types].xml"}
    arbres = {nom: etree.fromstring(contenu) for nom, contenu in parties.items()}
    assert set(arbres["word/_rels/document.xml.rels"].xpath("//@Target")) == {
        nom.removeprefix("word/") for nom in declarees if nom.startswith("word/") and nom != "word/document.xml"
    }
    for nom in ("word/document.xml", "word/styles.xml"):
        for proprietes in arbres[nom].iter(f"{{{W}}}pPr"):
            rangs = [PARAGRAPHE.index(etree.QName(enfant).localname) for enfant in proprietes]
            assert rangs == sorted(rangs)


def test_every_style_in_use_is_defined_and_every_block_style_known():
    parties = read_parties(make_convention())
    definis = set(re.findall(r'w:styleId="([^"]+)"', parties["word/styles.xml"].decode()))
    for nom in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/numbering.xml"):
        assert set(re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', parties[nom].decode())) <= definis
    assert {style.base for style in STYLES if style.base} | {style.suivant for style in STYLES if style.suivant} <= definis
    assert set(STYLES_WORD) | set(TABLEAUX) == set(Style)


@pytest.mark.parametrize(
    "blocs",
    [
        (),
        (Bloc(Style.ARTICLE, "  "),),
        (Bloc(Style.TABLEAU), Bloc(Style.FICHE), Bloc(Style.SIGNATURE)),
        (Bloc(Style.FICHE, rubriques=(Rubrique("Vide", ()),)),),
        tuple(Bloc(style, HOSTILE) for style in Style if style not in TABLEAUX),
    ],
)
def test_odd_documents_are_written_too(blocs):
    convention = make_convention(blocs=blocs)
    assert list(read_lignes(open_docx(convention))) == list(iter_textes(convention))


@pytest.mark.libreoffice
@pytest.mark.parametrize("nom", [HOSTILE, NOM_LONG])
def test_libreoffice_shows_every_text_and_numbers_the_pages(tmp_path, nom):
    convention = make_convention(nom=nom)
    fichier = tmp_path / "convention.docx"
    fichier.write_bytes(render_docx(convention, JOUR))
    lecteur = PdfReader(convert(fichier, "pdf"))
    pages = [_squeeze(page.extract_text()) for page in lecteur.pages]
    assert all(f"page{rang}/{len(pages)}" in page for rang, page in enumerate(pages, 1))
    assert all(MENTION in page for page in pages)
    [annexe] = [page for page in pages if page.startswith(f"{MENTION}Annexe1")]
    assert "Annexe2" in annexe  # which has room for it
    tout = "".join(pages)
    for texte in iter_textes(convention):
        for mot in texte.split():
            assert _squeeze(mot) in tout


def _squeeze(texte):
    return re.sub("[\\s\\-\u2010\xad]", "", texte)


def test_all_in_one_file_a_section_each(conventions, jour):
    trois = conventions[:3]
    document = docx.Document(BytesIO(render_docx_ensemble(trois, "Conventions", jour)))
    sommaire, *sections = document.sections
    assert sommaire.header.is_linked_to_previous  # none
    assert len(sections) == 3
    pieds = [section.footer.paragraphs[0].text for section in sections]
    assert [pied.split("\t")[0] for pied in pieds] == [convention.pied for convention in trois]
    assert [section.header.paragraphs[0].text for section in sections] == ["PROJET"] * 3
    seules = [docx.Document(BytesIO(render_docx(convention, jour))) for convention in trois]
    textes = [paragraphe.text for paragraphe in document.paragraphs if paragraphe.text]
    noms = [convention.structure.nom for convention in trois]
    assert textes == ["Sommaire", *noms, *(paragraphe.text for seule in seules for paragraphe in seule.paragraphs if paragraphe.text)]
    parties = zipfile.ZipFile(BytesIO(render_docx_ensemble(trois, "Conventions", jour)))
    assert parties.read("word/document.xml").count(b'<w:pgNumType w:start="1"/>') == 3
    assert len(docx.Document(BytesIO(render_docx_ensemble(trois[:1], "Une", jour))).sections) == 1


def test_the_contents_of_all_in_one_file_lead_to_each(conventions, jour):
    hostile = replace(conventions[0], structure=replace(conventions[0].structure, nom=HOSTILE))
    corps = docx.Document(BytesIO(render_docx_ensemble([hostile, *conventions[1:3]], "Conventions", jour))).element.body
    champs = ["".join(texte.itertext()) for texte in corps.iter(_W + "instrText")]
    assert champs[0].split() == ["TOC", "\\f", "d", "\\h", "\\n"]
    noms = [HOSTILE.replace('"', "”"), *(convention.structure.nom for convention in conventions[1:3])]
    assert [champ.strip() for champ in champs[1:]] == [f'TC "{nom}" \\f d \\l 1' for nom in noms]
    etapes = [borne.get(_W + "fldCharType") for borne in corps.iter(_W + "fldChar")]
    assert etapes == ["begin", "separate", "end", *["begin", "end"] * 3]
    liens = [lien.get(_W + "anchor") for lien in corps.iter(_W + "hyperlink")]
    assert liens == [marque.get(_W + "name") for marque in corps.iter(_W + "bookmarkStart")]
    assert len(set(liens)) == 3


def _numbers(*textes):
    convention = make_convention(blocs=tuple(Bloc(Style.NUMERO, texte) for texte in textes))
    document = open_docx(convention)
    listes = [str(paragraphe._p.pPr.numPr.numId.val) if paragraphe._p.pPr.numPr is not None else "" for paragraphe in document.paragraphs]
    return list(read_lignes(document)), listes


@pytest.mark.parametrize(
    ("textes", "listes"),
    [
        (("1- Un ;", "2- Deux.", "3- Trois."), "AAA"),
        (("a) Un\xa0:", "1- Ici ;", "2- Là ;", "b) Deux."), "ABBA"),
        (("1- Un.", "1- Encore un.", "2- Deux."), "ABB"),
        (("3. Trois", "4. Quatre", "6. Six"), "AAB"),
        (("z) Fin", "10° Dix", "11° Onze", "sans numéro", "01- non", "A1. non plus"), "ABB   "),
    ],
)
def test_a_typed_number_becomes_one_that_word_counts(textes, listes):
    lignes, numeros = _numbers(*textes)
    assert lignes == list(textes)
    lettres = dict(zip(dict.fromkeys(filter(None, numeros)), "AB", strict=False)) | {"": " "}
    assert "".join(lettres[numero] for numero in numeros) == listes


def test_lists_of_a_document_do_not_go_on_with_those_of_another(jour):
    textes = (("1- Un ;", "2- Deux."), ("1- Un.", "3- Trois."), ("2- Deux.",))
    documents = [make_convention(blocs=tuple(Bloc(Style.NUMERO, texte) for texte in suite)) for suite in textes]
    ensemble = docx.Document(BytesIO(render_docx_ensemble(documents, "Ensemble", jour)))
    assert list(read_lignes(ensemble)) == [texte for suite in textes for texte in suite]


def test_every_table_says_what_it_is(conventions):
    for table in open_docx(conventions[0]).tables:
        [titre], [description] = (table._tbl.xpath(f"w:tblPr/w:{nom}/@w:val") for nom in ("tblCaption", "tblDescription"))
        assert titre
        assert description.endswith(".")
    fiches = [bloc for bloc in conventions[0].blocs if bloc.style is Style.FICHE]
    titres = [bloc.texte for bloc in conventions[0].blocs if bloc.style is Style.ANNEXE][-len(fiches) :]
    assert [fiche.legende for fiche in fiches] == titres


def test_no_row_is_alone_on_a_page():
    lignes = tuple((f"Opération {rang}", "10,00\xa0€") for rang in range(4))
    fiche = Bloc(Style.FICHE, rubriques=tuple(Rubrique(f"Rubrique {rang}", ("texte",)) for rang in range(4)))
    tableau = Bloc(Style.TABLEAU, tableau=(("Opération", "Montant"), *lignes), montants=(1,))
    for table, lies in zip(open_docx(make_convention(blocs=(tableau, fiche))).tables, ([0, 3], [2]), strict=True):
        rangees = [[cellule.paragraphs[0].paragraph_format.keep_with_next for cellule in rangee.cells] for rangee in table.rows]
        assert [rang for rang, cellules in enumerate(rangees) if all(cellules)] == lies


def test_an_annex_follows_another_with_half_a_page_at_least():
    annexes = [[Bloc(Style.ANNEXE, f"Annexe {rang}"), *[Bloc(Style.PARAGRAPHE, "x" * 500)] * 6] for rang in (1, 2)]
    paragraphes = open_docx(make_convention(blocs=tuple(bloc for annexe in annexes for bloc in annexe))).paragraphs
    assert [rang for rang, paragraphe in enumerate(paragraphes) if paragraphe.paragraph_format.page_break_before] == [0]
    assert [rang for rang, paragraphe in enumerate(paragraphes[1:], 1) if paragraphe.paragraph_format.keep_with_next] == [7, 8, 9, 10, 11]


def test_ordinals_are_above_the_line_and_a_stamp_has_its_room():
    signature = Bloc(Style.SIGNATURE, tableau=(("Pour A,\nla Directrice,\n\n\n\nNom", "Pour B"),))
    document = open_docx(make_convention(blocs=(Bloc(Style.PARAGRAPHE, "Du 1er juillet, 2e étage, T1er."), signature)))
    exposants = [run.text for run in document.paragraphs[0].runs if run.font.superscript]
    assert exposants == ["er", "e"]
    qui, nom = document.tables[0].cell(0, 0).paragraphs
    assert (qui.text, nom.text) == ("Pour A,\nla Directrice,", "Nom")
    assert qui.style.paragraph_format.keep_with_next
    assert nom.style.paragraph_format.space_before.cm >= 3


def test_a_letter_has_its_address_where_a_window_shows_it(courrier):
    tete = open_docx(courrier).tables[0]
    haut, adresse = (rangee.height.mm for rangee in tete.rows)
    [section] = open_docx(courrier).sections
    assert section.top_margin.mm + haut == pytest.approx(55, abs=0.1)
    assert adresse >= 30
    gauche = sum(int(largeur) for largeur in tete._tbl.xpath("w:tblGrid/w:gridCol/@w:w")[:1]) * 25.4 / 1440
    assert section.left_margin.mm + gauche == pytest.approx(110, abs=0.1)
    assert tete.cell(1, 1).text.startswith("CCAS de Libercourt\n")
    assert [paragraphe.text for paragraphe in tete.cell(0, 0).paragraphs][-2:] == [
        "Pôle Solidarités",
        "Direction des Politiques d’Inclusion Durable",
    ]


def test_the_ending_of_a_letter_stays_with_its_signature(courrier):
    lies = [paragraphe.text for paragraphe in open_docx(courrier).paragraphs if paragraphe.paragraph_format.keep_with_next]
    assert "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée." in lies


def test_nothing_stands_between_the_signatures_and_the_first_annex():
    """An empty paragraph there would be alone on a page where the signatures end one."""
    blocs = (Bloc(Style.SIGNATURE, tableau=(("Pour A\n\n\n\nNom", "Pour B"),)), Bloc(Style.ANNEXE, "Annexe 1"))
    premier, second = list(open_docx(make_convention(blocs=blocs)).iter_inner_content())
    assert isinstance(premier, Table)
    assert second.text == "Annexe 1"


@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
def test_the_logo_stands_beside_the_service_and_is_told_to_who_cannot_see_it(courrier, format_):
    logo = read_image(draw(format_, taille=(200, 50)))
    for document in (make_convention(), courrier, make_convention(blocs=(Bloc(Style.TITRE, "Sans service"),))):
        octets = render_docx(replace(document, logo=logo), JOUR)
        ouvert = docx.Document(BytesIO(octets))
        [image] = ouvert.inline_shapes
        assert (round(image.width.cm, 2), round(image.height.cm, 2)) == (5.0, 1.25)
        assert image._inline.docPr.get("descr") == "Logo du Département"
        assert ouvert.part.related_parts[image._inline.graphic.graphicData.pic.blipFill.blip.embed].blob == logo.contenu
        assert list(read_lignes(ouvert)) == list(iter_textes(document))


def test_without_a_logo_no_room_is_left(courrier):
    assert not docx.Document(BytesIO(render_docx(courrier, JOUR))).inline_shapes


def test_all_in_one_file_the_logo_is_there_once_and_shown_in_each(conventions, jour):
    logo = read_image(draw())
    octets = render_docx_ensemble([replace(convention, logo=logo) for convention in conventions[:3]], "Conventions", jour)
    assert [nom for nom in zipfile.ZipFile(BytesIO(octets)).namelist() if "media" in nom] == ["word/media/image1.png"]
    images = [image._inline.docPr.get("id") for image in docx.Document(BytesIO(octets)).inline_shapes]
    assert images == ["1", "2", "3"]


def test_a_long_convention_opens_with_its_contents_under_its_object(conventions):
    for convention in (conventions[0], next(convention for convention in conventions if len(convention.operations) >= 3)):
        document = open_docx(convention)
        styles = [paragraphe.style.name for paragraphe in document.paragraphs]
        lignes = [paragraphe for paragraphe in document.paragraphs if paragraphe.style.name == "toc 1"]
        titres = [paragraphe for paragraphe in document.paragraphs if paragraphe.style.name in ("Heading 1", "Titre d’annexe")]
        assert ("Titre du sommaire" in styles) == bool(lignes) == has_sommaire(convention.blocs)
        if lignes:
            assert styles[styles.index("Titre du sommaire") - 1] == "Objet"
            assert [ligne.text for ligne in lignes] == [titre.text for titre in titres]
            liens = [ligne._p.xpath("w:hyperlink/@w:anchor") for ligne in lignes]
            assert liens == [titre._p.xpath("w:bookmarkStart/@w:name") for titre in titres]
            [champ] = document.element.body.xpath(".//w:instrText/text()")
            assert champ.split() == ["TOC", "\\o", '"1-1"', "\\u", "\\h", "\\n"]
