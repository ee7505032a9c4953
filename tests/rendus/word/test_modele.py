"""The officer's own Word model: every field found wherever it stands, nothing lost, what is wrong said with its place."""

import io
import json
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml import parse_xml
from lxml import etree

from dpid_xl.chaine import produce_conventions
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.provenance import A_CONFIRMER, A_REMPLACER
from dpid_xl.examen import Examen
from dpid_xl.rendus.word.champs import NOMS_CONVENTION, NOMS_OPERATION, list_champs, make_valeurs
from dpid_xl.rendus.word.gabarit import MENTION
from dpid_xl.rendus.word.modele import ModeleRefuse, load_modele_word
from dpid_xl.rendus.word.recu import ModeleIllisible
from dpid_xl.typographie import compose_typographie
from tests.rendus.fabrique import HOSTILE, JOUR

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ESPACES = f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"'
NOM_HOSTILE = (HOSTILE + " l’Œuvre ]]> {{ montant }} {% endfor %} «montant» ") * 3
PAGE, SEULE = 2, 1  # ranks of PAGE (two operations) and of the CCAS du Touquet (one)


@pytest.fixture(scope="module")
def dossier(dossier):
    """The campaign where PAGE has both its operations in its convention."""
    lignes = (replace(ligne, statut="", numero_convention="") if ligne.par_avenant else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=tuple(lignes))


@pytest.fixture(scope="module")
def conventions(dossier):
    return compose_conventions(dossier)


@pytest.fixture
def page(conventions):
    assert conventions[PAGE].structure.nom == "PAGE"
    return conventions[PAGE]


@pytest.fixture
def remplir(dossier, page, tmp_path):
    """Save a model, fill it for PAGE (or another), read the result back."""

    def fill(modele, convention=page):
        octets = load_modele_word(_save(modele, tmp_path)).fill(dossier, convention).write(JOUR)
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            assert archive.testzip() is None
            for nom in archive.namelist():
                if nom.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(nom))
        return docx.Document(io.BytesIO(octets))

    return fill


@pytest.fixture
def refuser(tmp_path):
    """Save a model that must be refused and return its sentences."""

    def load(modele):
        with pytest.raises(ModeleRefuse) as refus:
            load_modele_word(_save(modele, tmp_path))
        return str(refus.value).splitlines()

    return load


def _save(modele, dossier):
    chemin = dossier / "lettre.docx"
    modele.save(chemin)
    return chemin


def _write(*paragraphes):
    modele = docx.Document()
    for texte in paragraphes:
        modele.add_paragraph(texte)
    return modele


def _read(document):
    return [paragraphe.text for paragraphe in document.paragraphs]


def _change(chemin, partie, change, ajouts=()):
    """Rewrite one part of a file that stands on disk, and add others."""
    with zipfile.ZipFile(chemin) as archive:
        parties = {nom: archive.read(nom) for nom in archive.namelist()}
    parties[partie] = change(parties[partie])
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in {**parties, **dict(ajouts)}.items():
            archive.writestr(nom, contenu)
    return chemin


@pytest.mark.parametrize(
    "champ", ["«montant»", "«\xa0montant\xa0»", "«\u202fmontant »", "{{montant}}", "{{\xa0montant }}", "{{ montant|upper }}"]
)
def test_ways_to_write_a_field(remplir, champ):
    assert _read(remplir(_write(f"Soit {champ}."))) == ["Soit 32\u202f980,66\xa0€."]


def test_every_field_is_filled(remplir, dossier, page):
    noms = [nom for nom, _ in list_champs() if not nom.startswith(("operation.", "ligne."))]
    valeurs = make_valeurs(dossier, page)
    assert _read(remplir(_write(*(f"«{nom}»" for nom in noms)))) == [valeurs[nom] or A_COMPLETER for nom in noms]
    assert tuple(noms) == NOMS_CONVENTION


def test_every_field_of_an_operation_is_filled(remplir, dossier, page):
    boucle = ["{% for operation in operations %}", *(f"«operation.{nom}»" for nom in NOMS_OPERATION), "{% endfor %}"]
    attendus = [operation[nom] or A_COMPLETER for operation in make_valeurs(dossier, page)["operations"] for nom in NOMS_OPERATION]
    assert _read(remplir(_write(*boucle))) == attendus


@pytest.mark.parametrize("texte", ["«montant»", "{{ montant }}"])
def test_a_field_cut_into_letters_keeps_the_format_of_the_first(remplir, texte):
    modele = docx.Document()
    paragraphe = modele.add_paragraph("Soit ")
    for rang, lettre in enumerate(texte):
        paragraphe.add_run(lettre).bold = rang == 0
    paragraphe.add_run(" nets").italic = True
    rendu = [(run.text, run.bold, run.italic) for run in remplir(modele).paragraphs[0].runs if run.text]
    assert rendu == [("Soit ", None, None), ("32\u202f980,66\xa0€", True, None), (" nets", None, True)]


def test_quotations_stay(remplir):
    citations = ["« la Structure »", "« Région »", "«\xa0Plan Pauvreté\xa0»", "« 2022 »", "« bénéficiaire »", "“montant”", "{simple}"]
    assert _read(remplir(_write(*citations, "«structure»"))) == [*citations, "PAGE"]


def test_braces_that_are_no_tag_stay(remplir):
    modele = _write("ensemble {a, b}", "{«structure»}", "reste {", "{{ structure }}", "# {", "% }", "fin {")
    assert _read(remplir(modele)) == ["ensemble {a, b}", "{PAGE}", "reste {", "PAGE", "# {", "% }", "fin {"]


def test_everywhere_in_the_document(remplir):
    modele = _write("corps «montant»")
    modele.add_table(1, 1).cell(0, 0).text = "tableau «montant»"
    modele.sections[0].header.paragraphs[0].text = "en-tête «montant»"
    modele.sections[0].footer.paragraphs[0].text = "pied «montant»"
    modele.paragraphs[0]._p.append(_make_zone_de_texte("zone «mon", "tant»"))
    rendu = remplir(modele)
    montant = "32\u202f980,66\xa0€"
    assert rendu.paragraphs[0].text == f"corps {montant}"
    assert rendu.tables[0].cell(0, 0).text == f"tableau {montant}"
    assert [paragraphe.text for paragraphe in rendu.sections[0].header.paragraphs] == [MENTION, f"en-tête {montant}"]
    assert rendu.sections[0].footer.paragraphs[0].text == f"pied {montant}"
    zone = next(rendu.element.body.iter(f"{{{W}}}txbxContent"))
    assert "".join(texte.text or "" for texte in zone.iter(f"{{{W}}}t")) == f"zone {montant}"


def _make_zone_de_texte(*textes):
    runs = "".join(f"<w:r><w:t>{texte}</w:t></w:r>" for texte in textes)
    return parse_xml(
        f"<w:r {ESPACES}><w:pict><v:shape><v:textbox><w:txbxContent><w:p>{runs}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def test_footnotes(dossier, page, tmp_path):
    notes = f'<w:footnotes {ESPACES}><w:footnote w:id="1"><w:p><w:r><w:t>note «montant»</w:t></w:r></w:p></w:footnote></w:footnotes>'
    genre = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    declare = f'<Override PartName="/word/footnotes.xml" ContentType="{genre}"/></Types>'.encode()
    chemin = _change(
        _save(_write("corps"), tmp_path),
        "[Content_Types].xml",
        lambda types: types.replace(b"</Types>", declare),
        {"word/footnotes.xml": notes},
    )
    with zipfile.ZipFile(io.BytesIO(load_modele_word(chemin).fill(dossier, page).write(JOUR))) as archive:
        assert "note 32\u202f980,66\xa0€" in archive.read("word/footnotes.xml").decode()


@pytest.mark.parametrize(("ouvre", "ferme"), [("", ""), ("tr ", "tr "), ("-", "")])
def test_a_row_repeats_from_its_first_cell_to_its_last(remplir, ouvre, ferme):
    modele = docx.Document()
    tableau = modele.add_table(2, 2)
    tableau.cell(0, 0).text, tableau.cell(0, 1).text = "Opération", "Montant"
    tableau.cell(1, 0).text = f"{{%{ouvre} for operation in operations %}}{{{{ operation.code }}}}"
    tableau.cell(1, 1).text = f"«operation.montant»{{%{ferme} endfor %}}"
    rangees = [[cellule.text for cellule in rangee.cells] for rangee in remplir(modele).tables[0].rows]
    assert rangees == [["Opération", "Montant"], ["T1-01", "2\u202f240,00\xa0€"], ["T2-05", "30\u202f740,66\xa0€"]]


def test_loops_on_rows_of_their_own_leave_none(remplir):
    modele = docx.Document()
    tableau = modele.add_table(3, 2)
    tableau.cell(0, 0).text = "{% for operation in operations %}"
    tableau.cell(1, 0).text, tableau.cell(1, 1).text = "{{ loop.index }}", "{{ operation.solde }}"
    tableau.cell(2, 0).text = "{% endfor %}"
    rangees = [[cellule.text for cellule in rangee.cells] for rangee in remplir(modele).tables[0].rows]
    assert rangees == [["1", "896,00\xa0€"], ["2", A_COMPLETER]]  # the deliberation gives T1-01 alone a rate of avance


def test_conditions_as_word_types_them(remplir, conventions):
    modele = _write("{% if structure_nature == «\xa0association\xa0» %}", "Association", "{% else %}", "Autre", "{% endif %}", "Fin")
    natures = {convention.structure.nature: convention for convention in conventions}
    assert _read(remplir(modele, natures["association"])) == ["Association", "Fin"]
    assert _read(remplir(modele, conventions[SEULE])) == ["Autre", "Fin"]


def test_a_cell_emptied_by_a_condition_keeps_a_paragraph(remplir):
    modele = docx.Document()
    cellule = modele.add_table(1, 1).cell(0, 0)
    cellule.text = "{% if structure_iban %}"
    cellule.add_paragraph("IBAN «structure_iban»")
    cellule.add_paragraph("{% endif %}")
    assert [paragraphe.text for paragraphe in remplir(modele).tables[0].cell(0, 0).paragraphs] == [""]


def test_merge_fields_of_word(remplir):
    modele = _write("")
    complexe = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> MERGEFIELD Structure \\* MERGEFORMAT </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>«Struc</w:t></w:r><w:r><w:t>ture»</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> : </w:t></w:r>'
    )
    simple = '<w:fldSimple w:instr=\' MERGEFIELD "Montant" \\# "# ##0,00 €" \'><w:r><w:t>«Montant»</w:t></w:r></w:fldSimple>'
    for element in parse_xml(f"<w:p {ESPACES}>{complexe}{simple}</w:p>"):
        modele.paragraphs[0]._p.append(element)
    paragraphe = remplir(modele).paragraphs[0]
    assert [(run.text, run.bold) for run in paragraphe.runs if run.text] == [("PAGE", True), (" : ", None), ("32\u202f980,66\xa0€", None)]
    assert not list(paragraphe._p.iter(f"{{{W}}}fldChar", f"{{{W}}}fldSimple", f"{{{W}}}instrText"))


@pytest.mark.parametrize(
    ("instruction", "constat"),
    [
        ("MERGEFIELD Montent", "le champ « Montent » n'existe pas ; écrivez « montant »."),
        ('MERGEFIELD "Nom du maire"', "le champ « Nom_du_maire » n'existe pas"),
        ("MERGEFIELD montant \\* Upper", "porte l'option « \\* Upper » ; retirez-la dans Word."),
        ('MERGEFIELD montant \\b "Soit "', 'porte l\'option « \\b "Soit " » ; retirez-la dans Word.'),
    ],
)
def test_merge_fields_that_cannot_be_filled(refuser, instruction, constat):
    modele = _write("")
    modele.paragraphs[0]._p.append(parse_xml(f"<w:fldSimple {ESPACES} w:instr='{instruction}'><w:r><w:t>x</w:t></w:r></w:fldSimple>"))
    (phrase,) = refuser(modele)
    assert constat in phrase


def test_a_rule_of_mail_merge_is_refused(refuser):
    modele = _write("")
    borne = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    regle = (
        borne.format("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + borne.format("begin")
        + "<w:r><w:instrText>MERGEFIELD montant</w:instrText></w:r>" + borne.format("end")
        + '<w:r><w:instrText> = "" "rien" "plein"</w:instrText></w:r>' + borne.format("separate") + borne.format("end")
    )  # fmt: skip
    for element in parse_xml(f"<w:p {ESPACES}>{regle}</w:p>"):
        modele.paragraphs[0]._p.append(element)
    assert "est dans une règle de Word" in refuser(modele)[0]


def test_a_model_without_fields_is_refused(refuser):
    assert "ne contient aucun champ" in refuser(_write("Bonjour", "« la Structure »"))[0]


def test_the_link_to_a_data_source_is_cut(dossier, page, tmp_path):
    lien = b'<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:query w:val="SELECT * FROM x"/></w:mailMerge></w:settings>'
    chemin = _save(_write("«montant»"), tmp_path)
    _change(chemin, "word/settings.xml", lambda reglages: reglages.replace(b"</w:settings>", lien))
    with zipfile.ZipFile(io.BytesIO(load_modele_word(chemin).fill(dossier, page).write(JOUR))) as archive:
        assert b"mailMerge" not in archive.read("word/settings.xml")


@pytest.mark.parametrize("champ", ["«structure»", "{{ structure }}"])
def test_hostile_names_survive(remplir, page, champ):
    hostile = replace(page, structure=replace(page.structure, nom=NOM_HOSTILE))
    assert len(NOM_HOSTILE) > 200
    assert _read(remplir(_write(f"Entre {champ}."), hostile)) == [f"Entre {compose_typographie(NOM_HOSTILE)}."]


def test_line_ends_are_breaks(remplir, page):
    siege = replace(page, structure=replace(page.structure, siege="1 rue & place\r\n62000 Arras\n\nCEDEX"))
    rendu = remplir(_write("«structure_siege»"), siege)
    assert _read(rendu) == ["1 rue & place\n62000 Arras\n\nCEDEX"]


@pytest.mark.parametrize(("champ", "etat"), [("«montant»", "complet"), ("«structure_iban»", "projet")])
def test_the_manifest_tells_what_the_model_made(dossier, page, tmp_path, champ, etat):
    modele, complete = load_modele_word(_save(_write(champ), tmp_path)), replace(page, lacunes=())
    examen = Examen("annexe5.xlsm", dossier, (), "")
    production = replace(produce_conventions(examen, ["docx"], JOUR, [page.structure.nom], modele), documents=[complete])
    *_, (_, manifeste) = production.render()
    (convention,) = json.loads(manifeste)["conventions"]
    assert (convention["etat"], bool(convention["manques"])) == (etat, etat == "projet")


def test_what_is_missing_shows_and_makes_a_projet(remplir, page):
    complete = replace(page, lacunes=())
    sans = remplir(_write("«montant»"), complete)
    assert [section.header.is_linked_to_previous for section in sans.sections] == [True]
    avec = remplir(_write("«structure_iban»"), complete)
    assert _read(avec) == [A_COMPLETER]
    entetes = [avec.sections[0].header, avec.sections[0].first_page_header, avec.sections[0].even_page_header]
    assert [entete.paragraphs[0].text for entete in entetes] == [MENTION] * 3


@pytest.mark.parametrize("ecrit", ["", "Pied de l'agent"])
def test_the_foot_says_that_the_voted_text_is_not_loaded(dossier, page, tmp_path, ecrit):
    modele = _write("«montant»")
    if ecrit:
        modele.sections[0].footer.paragraphs[0].text = ecrit
    mot, complete = load_modele_word(_save(modele, tmp_path)), replace(page, lacunes=())
    vote = replace(dossier.modele[-1], texte="x", texte_vote="x")
    for modeles, attendu in (
        (dossier.modele, [*[ecrit] * bool(ecrit), A_REMPLACER]),
        ((*dossier.modele[:-1], vote), [ecrit] * bool(ecrit)),
        ((*dossier.modele[:-1], replace(vote, vote_en=2022)), [*[ecrit] * bool(ecrit), A_CONFIRMER.format(annee=2022)]),
    ):
        rendu = docx.Document(io.BytesIO(mot.fill(replace(dossier, modele=modeles), complete).write(JOUR)))
        pied = rendu.sections[0].footer
        assert ([] if pied.is_linked_to_previous else [paragraphe.text for paragraphe in pied.paragraphs]) == attendu
        assert rendu.sections[0].header.is_linked_to_previous


def test_the_same_model_gives_the_same_bytes(dossier, page, tmp_path):
    chemin = _save(_write("«structure» : «montant»"), tmp_path)
    premier = load_modele_word(chemin).fill(dossier, page).write(JOUR)
    modele = load_modele_word(chemin)
    modele.fill(dossier, replace(page, structure=replace(page.structure, nom="Autre"))).write(JOUR)
    assert modele.fill(dossier, page).write(JOUR) == premier


def test_parts_without_fields_are_untouched(dossier, page, tmp_path):
    chemin = _save(_write("«montant»"), tmp_path)
    cible = b'Target="file:///C:/absent.dotx" TargetMode="External"/></Relationships>'
    genre = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="%s" ' % genre
    )
    _change(chemin, "word/settings.xml", lambda reglages: reglages, {"word/_rels/settings.xml.rels": relations + cible})
    octets = load_modele_word(chemin).fill(dossier, page).write(JOUR)
    with zipfile.ZipFile(chemin) as avant, zipfile.ZipFile(io.BytesIO(octets)) as apres:
        changees = {nom for nom in avant.namelist() if avant.read(nom) != apres.read(nom)}
    assert changees == {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml", "docProps/core.xml"}


def test_unknown_fields_are_named_with_their_place(refuser):
    modele = _write("Rien ici", "", "Le montant est de «montent»", "SIRET {{ structure_sirett }}, {{ xylophone }}")
    tableau = modele.add_table(2, 1)
    tableau.cell(1, 0).text = "{% for operation in operations %}«operation.avence»{% endfor %}"
    modele.sections[0].header.paragraphs[0].text = "«pol»"
    modele.paragraphs[0]._p.append(_make_zone_de_texte("«Montant»"))
    phrases = refuser(modele)
    debuts = [
        "Modèle « lettre.docx », zone de texte (« «Montant» ») : le champ « Montant » n'existe pas ; écrivez « montant »",
        "Modèle « lettre.docx », paragraphe 2 (« Le montant est de «montent» ») : le champ « montent » n'existe pas ; écrivez « montant »",
        "Modèle « lettre.docx », paragraphe 3 (« SIRET {{ structure_sirett }}, {{ xylophone }} ») : le champ « structure_sirett »",
        "Modèle « lettre.docx », paragraphe 3 (« SIRET {{ structure_sirett }}, {{ xylophone }} ») : le champ « xylophone » n'existe pas",
        "Modèle « lettre.docx », tableau 1, ligne 2 (« {% for operation in operations",
        "Modèle « lettre.docx », en-tête (« «pol» ») : le champ « pol » n'existe pas ; écrivez « pole »",
    ]
    assert len(phrases) == len(debuts)
    assert [phrase for phrase, debut in zip(phrases, debuts, strict=True) if not phrase.startswith(debut)] == []
    assert "« operation.avance »" in phrases[4]
    assert "dpid-xl conventions --champs" in phrases[3]
    assert all(phrase.endswith(".") for phrase in phrases)


def test_a_row_in_a_content_control_has_its_place(refuser):
    modele = docx.Document()
    tableau = modele.add_table(2, 1)
    tableau.cell(1, 0).text = "«montent»"
    controle = parse_xml(f"<w:sdt {ESPACES}><w:sdtContent/></w:sdt>")
    tableau._tbl.append(controle)
    controle[0].append(tableau.rows[1]._tr)
    assert "tableau 1, ligne 2 (« «montent» »)" in refuser(modele)[0]


REFUSES = {
    "{{ ''.__class__.__mro__ }}": "n'existe pas",
    "{{ montant.__class__ }}": "n'existe pas",
    "{{ cycler.__init__.__globals__ }}": "n'existe pas",
    "{{ range(10) }}": "n'est pas admis",
    "{{ 'a' * 999999999 }}": "n'est pas admis",
    "{{ montant[0] }}": "n'est pas admis",
    "{% if montant > 3 %}x{% endif %}": "n'est pas admis",
    "{{ 'x' if structure_iban }}": "n'est pas admis",
    "{{ montant|attr('x') }}": "n'est pas admis",
    "{% include '/etc/passwd' %}": "n'est pas admise",
    "{% import 'os' as os %}": "n'est pas admise",
    "{% set a = 1 %}": "n'est pas admise",
    "{% macro a() %}{% endmacro %}": "n'est pas admise",
    "{% for a in range(9) %}{% endfor %}": "n'est pas admise",
    "{% for c in montant %}{% endfor %}": "n'est pas admise",
    "{{ operation.montant }}": "n'a de sens que dans une boucle",
    "{{ document_projet }}": "n'existe pas",
    "{{ montant": "ne sont pas fermées",
    "montant }}": "ne sont pas fermées",
    "{# montant": "ne sont pas fermées",
    "{{ montant montant }}": "est mal écrit",
    "{% if montant %}": "n'est pas fermée",
    "{% endfor %}": "n'est pas fermée",
    "{% for a in operations %}{% for b in operations %}{% for c in operations %}x{% endfor %}{% endfor %}{% endfor %}": "trop de boucles",
}


@pytest.mark.parametrize(("texte", "constat"), REFUSES.items(), ids=list(REFUSES))
def test_anything_but_fields_loops_and_conditions_is_refused(refuser, texte, constat):
    (phrase, *_) = refuser(_write(texte))
    assert constat in phrase
    assert phrase.endswith(".")


ENJAMBEMENTS = (
    ("{% for operation in operations %} début", "suite {% endfor %} fin"),
    ("{% if montant %} début", "suite {% endif %} fin"),
    ("{% if annee == '1900' %}a{% elif annee == '1901' %} début", "suite {% else %}c{% endif %} fin"),
)


@pytest.mark.parametrize(("avant", "dedans"), ENJAMBEMENTS)
def test_an_instruction_that_leaves_a_table_is_refused(refuser, avant, dedans):
    modele = _write(avant)
    modele.add_table(1, 1).cell(0, 0).text = dedans
    (phrase,) = refuser(modele)
    assert "commence dans un tableau ou une cellule et finit ailleurs" in phrase


def test_an_instruction_may_hold_whole_tables(remplir):
    modele = _write("{% if montant %}", "{% for operation in operations %}")
    modele.add_table(1, 1).cell(0, 0).text = "{% if loop.first %}premier{% else %}suivant{% endif %}"
    for texte in ("«operation.code»", "{% endfor %}", "{% endif %}"):
        modele.add_paragraph(texte)
    rendu = remplir(modele)
    assert [tableau.cell(0, 0).text for tableau in rendu.tables] == ["premier", "suivant"]
    assert _read(rendu) == ["T1-01", "T2-05"]


def test_braces_hidden_in_a_property_are_refused(refuser):
    modele = _write("x")
    modele.paragraphs[0].runs[0]._r.append(parse_xml(f"<w:instrText {ESPACES}>{{{{ cycler }}}}</w:instrText>"))
    assert "cachés dans une propriété" in refuser(modele)[0]


def _as_docm(chemin):
    _change(chemin, "[Content_Types].xml", lambda types: types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    ))  # fmt: skip


def _as_entites(chemin):
    mechant = b'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    _change(chemin, "word/document.xml", lambda corps: corps.replace(b"<w:document", mechant + b"<w:document", 1))


def _as_strict(chemin):
    _change(chemin, "word/document.xml", lambda corps: corps.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))


ILLISIBLES = {
    "Open XML Strict": _as_strict,
    "avec des macros": _as_docm,
    "contient des macros": lambda chemin: _change(chemin, "word/styles.xml", lambda styles: styles, {"word/vbaProject.bin": b"x"}),
    "démesuré": lambda chemin: _change(chemin, "word/styles.xml", lambda styles: styles, {"word/media/a.bmp": bytes(20_000_000)}),
    "Word n'écrit jamais": _as_entites,
    "est abîmé": lambda chemin: _change(chemin, "word/document.xml", lambda corps: corps[:-20]),
    "pas de texte": lambda chemin: _change(chemin, "word/document.xml", lambda _: f'<w:document xmlns:w="{W}"/>'.encode()),
    "tronqué": lambda chemin: chemin.write_bytes(chemin.read_bytes()[:5000]),
    "n'est pas un document Word": lambda chemin: chemin.write_text("bonjour"),
    "ancien format": lambda chemin: chemin.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "mot de passe": lambda chemin: chemin.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "n'existe pas": lambda chemin: chemin.unlink(),
}


@pytest.mark.parametrize(("constat", "abime"), ILLISIBLES.items(), ids=list(ILLISIBLES))
def test_what_is_no_sound_docx_is_refused(tmp_path, constat, abime):
    chemin = _save(_write("«montant»"), tmp_path)
    abime(chemin)
    with pytest.raises(ModeleIllisible, match=constat) as refus:
        load_modele_word(chemin)
    assert len(str(refus.value).splitlines()) == 1
    assert str(refus.value).endswith(".")


def test_a_workbook_is_no_model(tmp_path):
    import openpyxl

    chemin = tmp_path / "classeur.docx"
    openpyxl.Workbook().save(chemin)
    with pytest.raises(ModeleIllisible, match="n'est pas un document Word"):
        load_modele_word(chemin)
