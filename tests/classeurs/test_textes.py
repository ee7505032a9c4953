"""A convention type received as .txt, .docx or .odt, and what is refused in one sentence."""

import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dpid_xl.classeurs.textes import CADRE, LIEN, TexteIllisible, read_texte

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODT = (
    f'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="{TEXT}" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles><text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style></office:automatic-styles>'
    "<office:body><office:text>{}</office:text></office:body></office:document-content>"
)
CORPS = (
    "<text:h>Article 1 : Objet</text:h>"
    '<text:p>Au prix de<text:s/><text:database-display text:column-name="Montant_total">«x»</text:database-display><text:tab/>net.</text:p>'
    '<text:list text:style-name="L1"><text:list-item><text:p>un</text:p></text:list-item><text:list-item><text:p>deux</text:p>'
    '</text:list-item></text:list><text:list text:style-name="L2"><text:list-item><text:p>puce</text:p></text:list-item></text:list>'
)


def _save_odt(chemin, corps):
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", ODT.format(corps))
    return chemin


@pytest.fixture
def document():
    document = docx.Document()
    document.add_paragraph("Article 1 : Objet")
    document.add_paragraph("une puce", style="List Bullet")
    document.sections[0].footer.paragraphs[0].text = "Pied de page"
    return document


def _add_champ(paragraphe, instruction):
    for genre, texte in (("begin", ""), ("", instruction), ("separate", ""), ("", "«résultat»"), ("end", "")):
        run = paragraphe.add_run()
        if genre:
            signe = OxmlElement("w:fldChar")
            signe.set(qn("w:fldCharType"), genre)
        elif texte.startswith("«"):
            run.text = texte
            continue
        else:
            signe = OxmlElement("w:instrText")
            signe.text = texte
        run._r.append(signe)


def _list(chemin):
    return [(paragraphe.texte, paragraphe.puce) for paragraphe in read_texte(chemin).paragraphes]


def test_a_word_document(tmp_path, document):
    _add_champ(document.add_paragraph("Montant : "), ' MERGEFIELD "Montant_total" ')
    _add_champ(document.add_paragraph("Page : "), " PAGE ")
    document.add_table(1, 1).cell(0, 0).text = "Durée"
    document.save(tmp_path / "type.docx")
    assert _list(tmp_path / "type.docx")[:2] == [("Article 1 : Objet", False), ("une puce", True)]
    textes = [texte for texte, _ in _list(tmp_path / "type.docx")]
    assert textes[2:] == ["Montant : «Montant_total»", "Page : «résultat»", "Durée"]
    recu = read_texte(tmp_path / "type.docx")
    assert [(paragraphe.texte, raison) for paragraphe, raison in recu.ecartes] == [("Pied de page", CADRE)]


def test_numbers_that_word_writes(tmp_path, document):
    for texte in ("premier", "second"):
        paragraphe = document.add_paragraph(texte)
        proprietes = paragraphe._p.get_or_add_pPr()
        numeros = proprietes.get_or_add_numPr()
        numeros.get_or_add_ilvl().val = 0
        numeros.get_or_add_numId().val = _find_liste(document, "decimal")
    document.save(tmp_path / "type.docx")
    assert [texte for texte, _ in _list(tmp_path / "type.docx")][-2:] == ["1. premier", "2. second"]


def _find_liste(document, genre):
    numeros = document.part.numbering_part.element
    for num in numeros.findall(qn("w:num")):
        cible = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        for abstrait in numeros.findall(qn("w:abstractNum")):
            if abstrait.get(qn("w:abstractNumId")) == cible and abstrait.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val")) == genre:
                return int(num.get(qn("w:numId")))
    raise LookupError(genre)


def test_an_opendocument_text(tmp_path):
    assert _list(_save_odt(tmp_path / "type.odt", CORPS)) == [
        ("Article 1 : Objet", False),
        ("Au prix de «Montant_total» net.", False),
        ("a) un", False),
        ("b) deux", False),
        ("puce", True),
    ]


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_plain_text(tmp_path, codage):
    (tmp_path / "type.txt").write_bytes("Article 1 : Durée\r\n \r\nUn été.\r\nmailto:a@example.org\r\n".encode(codage))
    recu = read_texte(tmp_path / "type.txt")
    assert [paragraphe.texte for paragraphe in recu.paragraphes] == ["Article 1 : Durée", "Un été."]
    assert [raison for _, raison in recu.ecartes] == [LIEN]


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("type.pdf", b"%PDF-1.7", "n'est pas un texte que l'outil sait lire"),
        ("type.txt", b"%PDF-1.7", "n'est pas un texte brut"),
        ("type.txt", "Article 1 : Objet\n\nÀ COMPLÉTER".encode(), "porte des marques de travail"),
        ("type.docx", b"bonjour", "n'est pas un texte que l'outil sait lire"),
        ("type.odt", b"PK\x03\x04casse", "tronqué ou abîmé"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, nom, contenu, phrase):
    (tmp_path / nom).write_bytes(contenu)
    with pytest.raises(TexteIllisible, match=phrase) as refus:
        read_texte(tmp_path / nom)
    assert "\n" not in str(refus.value)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(TexteIllisible, match="n'existe pas"):
        read_texte(tmp_path / "type.txt")


@pytest.mark.parametrize("balise", ["w:ins", "w:del", "w:commentReference"])
def test_working_marks_of_word_are_refused(tmp_path, document, balise):
    document.paragraphs[0]._p.append(OxmlElement(balise))
    document.save(tmp_path / "type.docx")
    with pytest.raises(TexteIllisible, match="révisions ou commentaires"):
        read_texte(tmp_path / "type.docx")


@pytest.mark.parametrize(
    "corps", ["<text:tracked-changes><text:changed-region/></text:tracked-changes>", "<text:p><office:annotation/></text:p>"]
)
def test_working_marks_of_writer_are_refused(tmp_path, corps):
    with pytest.raises(TexteIllisible, match="révisions ou commentaires"):
        read_texte(_save_odt(tmp_path / "type.odt", CORPS + corps))


def test_a_part_that_no_word_processor_writes_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "type.odt", "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    with pytest.raises(TexteIllisible, match="n'écrit jamais"):
        read_texte(tmp_path / "type.odt")


def test_a_package_without_text_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "type.docx", "w") as archive:
        archive.writestr("autre.xml", "<a/>")
    with pytest.raises(TexteIllisible, match="n'est pas un texte"):
        read_texte(tmp_path / "type.docx")


def test_a_spreadsheet_is_no_text(tmp_path):
    with zipfile.ZipFile(tmp_path / "type.odt", "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(TexteIllisible, match="pas un tableau"):
        read_texte(tmp_path / "type.odt")
