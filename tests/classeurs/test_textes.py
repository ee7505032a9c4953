"""A convention type received as .txt, .docx or .odt, and what is refused in one sentence."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.classeurs.textes import LIEN, SIGNES_MAXIMUM, TexteIllisible, read_texte
from dpid_xl.classeurs.textes.ecartes import CADRE, IMAGE, NOTE, OBJET, SIGNE

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


def test_what_an_opendocument_text_leaves_out_is_listed(tmp_path):
    cadre = '<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" draw:name="{}">{}</draw:frame>'
    image = cadre.format(
        "Logo", '<draw:image><office:binary-data>QUJD</office:binary-data></draw:image><svg:title xmlns:svg="s">T</svg:title>'
    )
    objet = cadre.format("Calcul", "<draw:object/>")
    zone = cadre.format("Zone", "<draw:text-box><text:p>en zone</text:p></draw:text-box>")
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>La note.</text:p></text:note-body></text:note>"
    chemin = _save_odt(
        tmp_path / "type.odt", f"{CORPS}<text:p>Suite{note} {zone}.</text:p><text:p>{image}</text:p><text:p>{objet}</text:p>"
    )
    assert _list(chemin)[-1] == ("Suite en zone.", False)
    assert [(hors.texte, hors.rang, raison) for hors, raison in read_texte(chemin).ecartes] == [
        ("La note.", 6, NOTE),
        ("Logo", 7, IMAGE),
        ("Calcul", 8, OBJET),
    ]


@pytest.mark.parametrize("page", ["header", "footer-first", "header-left"])
def test_what_the_frames_of_an_opendocument_text_say_is_listed(tmp_path, page):
    chemin = _save_odt(tmp_path / "type.odt", CORPS)
    espaces = f'xmlns:text="{TEXT}" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    with zipfile.ZipFile(chemin, "a") as archive:
        archive.writestr("styles.xml", f"<style:a {espaces}><style:{page}><text:p>En tête</text:p></style:{page}></style:a>")
    assert [(hors.texte, hors.rang, raison) for hors, raison in read_texte(chemin).ecartes] == [("En tête", 0, CADRE)]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
LIENS = "word/_rels/document.xml.rels"
DESSIN = '<w:r><w:drawing><wp:inline xmlns:wp="{}"><wp:docPr id="1" name="{}"/></wp:inline>{}</w:drawing></w:r>'


def test_what_a_word_document_leaves_out_is_listed(tmp_path):
    zone = DESSIN.format(WP, "Zone", "<w:txbxContent><w:p><w:r><w:t>En zone</w:t></w:r></w:p></w:txbxContent>")
    suite = f'<m:oMath xmlns:m="{MATH}"/><w:r><w:sym w:char="F0FE"/><w:object/><w:footnoteReference w:id="2"/></w:r>'
    corps = f"<w:p><w:r><w:t>Article 1 : Objet</w:t></w:r>{DESSIN.format(WP, 'Logo', '')}</w:p><w:p>{zone}</w:p><w:p>{suite}</w:p>"
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>La note.</w:t></w:r></w:p></w:footnote>'
    with zipfile.ZipFile(tmp_path / "type.docx", "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{corps}<w:altChunk/></w:body></w:document>')
        archive.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>')
        archive.writestr("[Content_Types].xml", "<Types/>")
        for partie, genre, cible in (("_rels/.rels", "officeDocument", "word/document.xml"), (LIENS, "footnotes", "footnotes.xml")):
            lien = f'<Relationship Id="r" Type="http://a/{genre}" Target="{cible}"/>'
            archive.writestr(partie, f"<Relationships>{lien}</Relationships>")
    assert [texte for texte, _ in _list(tmp_path / "type.docx")] == ["Article 1 : Objet", "En zone"]
    assert [(hors.texte, hors.rang, raison) for hors, raison in read_texte(tmp_path / "type.docx").ecartes] == [
        ("Logo", 1, IMAGE),
        (OBJET, 4, OBJET),
        (SIGNE, 4, SIGNE),
        (OBJET, 4, OBJET),
        ("La note.", 4, NOTE),
        (OBJET, 0, OBJET),
    ]


def test_what_stands_outside_the_convention_type_of_a_deliberation_is_none_of_it(tmp_path):
    note = "<text:note><text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    avant = f"<text:p>Table{note.format('dehors')}</text:p><text:p>Total 12,00 €</text:p>"
    chemin = _save_odt(tmp_path / "type.odt", f"{avant}<text:p>Objet : Essai{note.format('dedans')}</text:p>{CORPS}")
    assert [hors.texte for hors, _ in read_texte(chemin).ecartes] == ["dedans"]
    assert read_texte(chemin).paragraphes[0].rang == 3


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


def test_a_text_without_end_is_refused_before_it_is_looked_through(tmp_path):
    mots = "mot " * (SIGNES_MAXIMUM // 4)
    (tmp_path / "type.txt").write_text(f"Article 1 : Objet\n\n{mots}\n", encoding="utf-8")
    with pytest.raises(TexteIllisible, match=r"^« type.txt » a plus d'un million de signes : donnez la convention type seule"):
        read_texte(tmp_path / "type.txt")
    (tmp_path / "type.txt").write_text(f"Article 1 : Objet\n\n{mots[: SIGNES_MAXIMUM // 2]}\n", encoding="utf-8")
    assert read_texte(tmp_path / "type.txt").paragraphes


@pytest.mark.parametrize("chemin", [".", "/"])
def test_a_folder_is_named_as_one(chemin):
    with pytest.raises(TexteIllisible, match=rf"^« {chemin} » est un dossier, pas un texte : indiquez le fichier qu'il contient\.$"):
        read_texte(Path(chemin))


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


PAQUETS = {
    "autre casse": lambda nom, contenu: (nom.replace("document.xml", "Document.XML").replace("[C", "[c"), contenu),
    "barres inverses": lambda nom, contenu: (nom.replace("/", "\\"), contenu),
    "UTF-16": lambda nom, contenu: (nom, contenu.decode().encode("utf-16") if nom.endswith("document.xml") else contenu),
    "sortie du paquet": lambda nom, contenu: (f"../{nom}" if nom.startswith("docProps") else nom, contenu),
}


@pytest.mark.parametrize("change", PAQUETS.values(), ids=PAQUETS)
def test_the_package_of_another_program_is_read(tmp_path, change):
    document = docx.Document()
    document.add_paragraph("Article 1 : Objet")
    document.save(tmp_path / "type.docx")
    avant = _list(tmp_path / "type.docx")
    parties = list_parties((tmp_path / "type.docx").read_bytes())
    (tmp_path / "type.docx").write_bytes(zip_parties(dict(change(nom, contenu) for nom, contenu in parties.items())))
    assert _list(tmp_path / "type.docx") == avant == [("Article 1 : Objet", False)]


@pytest.mark.parametrize("nom", ["type.docx", "type.odt"])
def test_elements_without_end_are_refused(tmp_path, nom):
    document = docx.Document()
    document.add_paragraph("Article 1 : Objet")
    document.save(tmp_path / "type.docx")
    _save_odt(tmp_path / "type.odt", CORPS)
    parties = list_parties((tmp_path / nom).read_bytes())
    partie = "word/document.xml" if nom.endswith("docx") else "content.xml"
    fin = b"<w:body>" if nom.endswith("docx") else b"<office:text>"
    parties[partie] = parties[partie].replace(fin, fin + b"<a>" * 5000 + b"</a>" * 5000, 1)
    (tmp_path / nom).write_bytes(zip_parties(parties))
    with pytest.raises(TexteIllisible, match="est tronqué ou abîmé"):
        read_texte(tmp_path / nom)
