"""Nothing of a model is left as it stands in what is made from it: wherever a field is put, it is filled, or refused by its name."""

import io
import posixpath
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.rendus.word.champs import make_valeurs
from dpid_xl.rendus.word.gabarit import W
from dpid_xl.rendus.word.modele import ModeleRefuse, load_modele_word
from dpid_xl.rendus.word.recu import ModeleIllisible
from tests.rendus.fabrique import JOUR

TYPES, LIENS, CORPS, COEUR = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml", "docProps/core.xml"
ESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


@pytest.fixture(scope="module")
def apsa(dossier):
    """A convention of five operations."""
    return next(convention for convention in compose_conventions(dossier) if convention.structure.nom == "APSA")


@pytest.fixture
def remplir(dossier, apsa, tmp_path):
    """Fill a model of these parts; return the parts of the document."""

    def fill(parties):
        return list_parties(load_modele_word(_save(tmp_path, parties)).fill(dossier, apsa).write(JOUR))

    return fill


def _save(dossier, parties):
    chemin = dossier / "lettre.docx"
    chemin.write_bytes(zip_parties(parties))
    return chemin


def _make(corps, **autres):
    """Return the parts of a model with this body, and others that the document leads to."""
    tampon = io.BytesIO()
    docx.Document().save(tampon)
    parties = list_parties(tampon.getvalue())
    parties[CORPS] = (
        f"<w:document {ESPACES}><w:body><w:p><w:r><w:t>«structure»</w:t></w:r></w:p>{corps}<w:sectPr/></w:body></w:document>".encode()
    )
    return parties | autres


def _link(genre, cible, mode="", contenu=None):
    def link(parties):
        lien = f'<Relationship Id="rIdPlus" Type="http://a/{genre}" Target="{cible}"{mode}/></Relationships>'.encode()
        plus = {posixpath.normpath(f"word/{cible}"): contenu.encode()} if contenu else {}
        return {**parties, LIENS: parties[LIENS].replace(b"</Relationships>", lien), **plus}

    return link


def _add(corps):
    return lambda parties: {**parties, CORPS: parties[CORPS].replace(b"<w:sectPr/>", corps.encode() + b"<w:sectPr/>")}


def _field(instruction, resultat="x"):
    bornes = [f'<w:r><w:fldChar w:fldCharType="{nom}"/></w:r>' for nom in ("begin", "separate", "end")]
    return f"{bornes[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{bornes[1]}<w:r><w:t>{resultat}</w:t></w:r>{bornes[2]}"


def _title(titre, balise="dc:title"):
    return lambda parties: {
        **parties,
        COEUR: re.sub(rf"<{balise}/>|<{balise}>[^<]*</{balise}>", f"<{balise}>{titre}</{balise}>", parties[COEUR].decode()).encode(),
    }


EXTERNE = ' TargetMode="External"'
REFUSES = {
    "adresse d'un lien": (_link("hyperlink", "mailto:«contact»", EXTERNE), "adresse d'un lien", "contact"),
    "adresse échappée": (_link("hyperlink", "mailto:a@b?subject=%C2%ABnumero_convention%C2%BB", EXTERNE), "adresse d'un lien", "numero"),
    "accolades échappées": (_link("hyperlink", "http://a/%7B%7Bmontant%7D%7D", EXTERNE), "adresse d'un lien", "{{montant}}"),
    "SmartArt": (_link("diagramData", "diagrams/data1.xml", contenu="<a><t>«mon</t><t>tant»</t></a>"), "SmartArt", "montant"),
    "graphique": (_link("chart", "charts/chart1.xml", contenu="<a><t>{{ structure }}</t></a>"), "graphique", "{{ structure }}"),
    "titre": (_title("Avec «structure»"), "propriétés du document", "structure"),
    "mots-clés": (_title("{{ annee }}", "cp:keywords"), "propriétés du document", "{{ annee }}"),
    "propriété propre": (_link("custom-properties", "../docProps/custom.xml", contenu="<a>«structure»</a>"), "propriétés", "structure"),
    "page web insérée": (_link("aFChunk", "afchunk1.html", contenu="<p>&laquo;structure&raquo;</p>"), "document inséré", "structure"),
    "données liées": (_link("customXml", "../customXml/item7.xml", contenu="<a b='«montant»'/>"), "données liées", "montant"),
    "blocs de construction": (_link("glossaryDocument", "glossary/document.xml", contenu="<a>«montant»</a>"), "blocs", "montant"),
    "commentaire": (_link("comments", "comments.xml", contenu="<a>«montant»</a>"), "commentaire", "montant"),
    "tabulation": (_add("<w:p><w:r><w:t>«montant</w:t><w:tab/><w:t>»</w:t></w:r></w:p>"), "corps", "« montant » est coupé"),
    "saut de ligne": (_add("<w:p><w:r><w:t>«numero_</w:t><w:br/><w:t>convention»</w:t></w:r></w:p>"), "corps", "est coupé"),
    "nom coupé": (_add("<w:p><w:r><w:t>«mon</w:t><w:br/><w:t>tant»</w:t></w:r></w:p>"), "corps", "écrivez « montant »"),
    "page coupée": (_add('<w:p><w:r><w:t>«struc</w:t><w:br w:type="page"/><w:t>ture»</w:t></w:r></w:p>'), "corps", "« structure »"),
    "chevrons du clavier": (_add("<w:p><w:r><w:t>&lt;&lt;montant>></w:t></w:r></w:p>"), "corps", "écrivez « {{ montant }} »"),
    "une seule accolade": (_add("<w:p><w:r><w:t>{mon</w:t></w:r><w:r><w:t>tant}</w:t></w:r></w:p>"), "corps", "écrivez « {{ montant }} »"),
    "code-barres de fusion": (_add(f"<w:p>{_field('MERGEBARCODE structure QR')}</w:p>"), "corps", "aucun code-barres"),
    "fusion tapée dans une règle": (_add(f"<w:p>{_field('IF { MERGEFIELD montant } = 1')}</w:p>"), "corps", "MERGEFIELD"),
    "adresse échappée deux fois": (_link("hyperlink", "http://a/%257B%257Bmontant%257D%257D", EXTERNE), "adresse d'un lien", "{{montant}}"),
    "adresse échappée en latin-1": (_link("hyperlink", "http://a/%ABmontant%BB", EXTERNE), "adresse d'un lien", "montant"),
    "courriel inséré": (_link("aFChunk", "afchunk1.mht", contenu="<p>=C2=ABmontant=C2=BB</p>"), "document inséré", "montant"),
    "RTF inséré": (_link("aFChunk", "afchunk1.rtf", contenu=r"{\rtf1 \'abmontant\'bb}"), "document inséré", "montant"),
    "fin de paragraphe": (_add("<w:p><w:r><w:t>«montant</w:t></w:r></w:p><w:p><w:r><w:t>»</w:t></w:r></w:p>"), "corps", "est coupé"),
    "texte de remplacement": (
        _add('<w:p><w:r><w:drawing><wp:docPr id="1" descr="«montant»"/></w:drawing></w:r></w:p>'),
        "corps",
        "cachés dans une propriété",
    ),
    "équation": (_add("<w:p><m:oMath><m:r><m:t>«montant»</m:t></m:r></m:oMath></w:p>"), "corps", "cachés dans une propriété"),
    "lien par champ": (_add(f"<w:p>{_field('HYPERLINK &quot;mailto:«contact»&quot;')}</w:p>"), "corps", "cachés dans une propriété"),
    "bloc d'adresse": (_add(f"<w:p>{_field(' ADDRESSBLOCK x ')}</w:p>"), "corps", "« {{ structure_siege }} »"),
    "formule d'appel": (_add(f"<w:p>{_field(' greetingline ')}</w:p>"), "corps", "la formule d'appel"),
    "enregistrement suivant": (_add('<w:p><w:fldSimple w:instr=" NEXT "/></w:p>'), "corps", "chaque convention est un document"),
    "champ de fusion sur deux paragraphes": (
        _add(f"<w:p>{_field('MERGEFIELD montant').replace('<w:r><w:t>x', '</w:p><w:p><w:r><w:t>x')}</w:p>"),
        "corps",
        "dans un seul paragraphe",
    ),
    "révision": (_add('<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'), "corps", "révisions"),
    "mise en forme suivie": (_add('<w:p><w:pPr><w:pPrChange w:id="1" w:author="a"/></w:pPr></w:p>'), "corps", "révisions"),
    "commentaire ancré": (_add('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>'), "corps", "commentaires"),
    "note dans une boucle": (
        _add(
            "<w:p><w:r><w:t>{% for operation in operations %}</w:t></w:r></w:p><w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
            "<w:p><w:r><w:t>{% endfor %}</w:t></w:r></w:p>"
        ),
        "ensemble du texte",
        "hors de la boucle",
    ),
    "conditions sans fin": (
        _add("<w:p><w:r><w:t>" + "{% if montant %}" * 3000 + "x" + "{% endif %}" * 3000 + "</w:t></w:r></w:p>"),
        "paragraphe 2",
        "conditions",
    ),
    "suite de conditions sans fin": (
        _add("<w:p><w:r><w:t>{% if montant %}" + "{% elif annee %}" * 3000 + "x{% endif %}</w:t></w:r></w:p>"),
        "",
        "conditions",
    ),
    "négations sans fin": (
        _add("<w:p><w:r><w:t>{% if " + "not " * 3000 + "montant %}x{% endif %}</w:t></w:r></w:p>"),
        "paragraphe 2",
        "trop long",
    ),
}


@pytest.mark.parametrize("partie", ["word/embeddings/a.xlsx", "word/afchunk.docx"])
def test_a_document_in_the_document_is_looked_into(tmp_path, partie):
    dedans = zip_parties({"xl/sharedStrings.xml": "<sst><t>«mon</t><t>tant»</t></sst>".encode(), "image.png": b"PNG"})
    with pytest.raises(ModeleRefuse, match="montant"):
        load_modele_word(_save(tmp_path, _make("") | {partie: dedans}))


@pytest.mark.parametrize("image", [b"\x89PNG\0\xaba\xbb" * 10, b"PK\3\4" + b"x" * 40, b"PK"])
def test_bytes_that_are_no_text_hold_no_field(remplir, image):
    assert remplir(_make("") | {"word/media/image1.png": image})["word/media/image1.png"] == image


@pytest.mark.parametrize(("change", "lieu", "mots"), REFUSES.values(), ids=REFUSES)
def test_what_would_be_left_is_refused_by_its_name_and_place(tmp_path, change, lieu, mots):
    with pytest.raises(ModeleRefuse) as refus:
        load_modele_word(_save(tmp_path, change(_make(""))))
    phrases = str(refus.value).splitlines()
    assert any(phrase.startswith("Modèle « lettre.docx »") and lieu in phrase and mots in phrase for phrase in phrases), phrases
    assert all(phrase.endswith(".") for phrase in phrases)


REMPLIS = {
    "champ de fusion en minuscules": f"<w:p>{_field(' mergefield montant ', '«montant»')}</w:p>",
    "champ de fusion simple": '<w:p><w:fldSimple w:instr=" MergeField montant "><w:r><w:t>«montant»</w:t></w:r></w:fldSimple></w:p>',
    "signe invisible": "<w:p><w:r><w:t>«mon\u200btant\u202c»</w:t></w:r></w:p>",
    "commentaire dans un champ": "<w:p><w:r><w:t>«mon<!-- x -->ta<?mso y?>nt»</w:t></w:r></w:p>",
    "champ à cheval sur un contrôle": (
        '<w:p><w:r><w:t>«mon</w:t></w:r><w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>tant»</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    ),
    "contrôle de contenu": (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>«montant»</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    ),
}


@pytest.mark.parametrize("corps", REMPLIS.values(), ids=REMPLIS)
def test_what_is_filled_leaves_nothing(remplir, dossier, apsa, corps):
    rendu = remplir(_make(corps))
    texte = rendu[CORPS].decode()
    assert make_valeurs(dossier, apsa)["montant"] in texte
    assert not re.search(r"«|\{\{|mergefield|fldSimple|dataBinding|showingPlcHdr", texte, re.IGNORECASE)


def test_a_bound_control_without_field_stays_bound(remplir):
    corps = '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    assert b"dataBinding" in remplir(_make(corps))[CORPS]


def test_what_a_loop_repeats_has_its_own_identifiers(remplir):
    dedans = (
        '<w:p w14:paraId="1A"><w:bookmarkStart w:id="4" w:name="ici"/><w:r><w:drawing><wp:docPr id="3" name="a"/></w:drawing></w:r>'
        '<w:bookmarkEnd w:id="4"/><w:r><w:pict><v:shape id="s1" o:spid="s1"/></w:pict></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    )
    boucle = "<w:p><w:r><w:t>{% for operation in operations %}</w:t></w:r></w:p>" + dedans + "<w:p><w:r><w:t>{% endfor %}</w:t></w:r></w:p>"
    racine = etree.fromstring(remplir(_make(boucle))[CORPS])
    espaces = {"w": W, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "v": "urn:schemas-microsoft-com:vml"}
    for chemin, nombre in (("//wp:docPr/@id", 5), ("//w:sdtPr/w:id/@w:val", 5), ("//v:shape/@id", 1), ("//w:bookmarkStart/@w:name", 1)):
        valeurs = racine.xpath(chemin, namespaces=espaces)
        assert len(valeurs) == len(set(valeurs)) == nombre, chemin
    assert len(racine.xpath("//w:bookmarkEnd", namespaces=espaces)) == 1


def test_a_document_made_from_a_model_is_a_model(apsa, remplir):
    produit = remplir(_make(""))
    produit[CORPS] = produit[CORPS].replace(b"APSA", "«structure»".encode())
    rendu = remplir(produit)
    noms = re.findall(r'PartName="([^"]+)"', rendu[TYPES].decode())
    cles = re.findall(r'Id="([^"]+)"', rendu[LIENS].decode())
    assert (len(noms), len(cles)) == (len(set(noms)), len(set(cles)))
    assert apsa.projet
    assert "word/document_projet.xml" in rendu


def _prefix(prefixe):
    """Write the body with another prefix than « w », none if it is empty."""

    def change(parties):
        texte = parties[CORPS].decode().replace("xmlns:w=", f"xmlns:{prefixe}=" if prefixe else "xmlns=")
        balises = re.sub(r"(</?)w:", rf"\1{prefixe}:" if prefixe else r"\1", texte)
        return parties | {CORPS: (re.sub(r"\sw:", rf" {prefixe}:", balises) if prefixe else balises).encode()}

    return change


PAQUETS = {
    "un autre préfixe": _prefix("ns0"),
    "sans préfixe": _prefix(""),
    "autre casse": lambda parties: {
        nom.replace("document.xml", "Document.xml").replace("[Content", "[content"): c for nom, c in parties.items()
    },
    "barres inverses": lambda parties: {nom.replace("/", "\\"): contenu for nom, contenu in parties.items()},
    "UTF-16": lambda parties: parties | {CORPS: parties[CORPS].decode().encode("utf-16")},
    "entrée qui sort du paquet": lambda parties: parties | {"../../evil.xml": b"<a/>", "word\\..\\..\\evil.txt": b"x"},
    "image SVG avec une DTD": _link("image", "media/a.svg", contenu="<!DOCTYPE svg []><svg/>"),
}


@pytest.mark.parametrize("change", PAQUETS.values(), ids=PAQUETS)
def test_the_package_of_another_program_is_filled(remplir, change):
    rendu = remplir(change(_make("")))
    assert "APSA" in rendu[CORPS].decode()
    assert rendu.keys() - {"word/media/a.svg"} == remplir(_make("")).keys()


@pytest.mark.parametrize("prefixe", ["ns0", ""])
def test_loops_of_another_prefix_are_the_same(remplir, prefixe):
    corps = "".join(
        f"<w:p><w:r><w:t>{texte}</w:t></w:r></w:p>"
        for texte in ("{% for operation in operations %}", "«operation.code»", "{% endfor %}", "{% if montant %}", "oui", "{% endif %}")
    )
    attendu, rendu = remplir(_make(corps))[CORPS], remplir(_prefix(prefixe)(_make(corps)))[CORPS]
    assert re.findall(r"<w:t[^>]*>([^<]*)", rendu.decode()) == re.findall(r"<w:t[^>]*>([^<]*)", attendu.decode())


@pytest.mark.parametrize("partie", [COEUR, CORPS, LIENS, "customXml/item1.xml", "word/oubliee.xml"])
def test_a_dtd_is_refused_in_any_part_that_is_kept(tmp_path, partie):
    parties = _make("")
    contenu = parties.get(partie, b"<a/>").decode()
    debut = '<!DOCTYPE a [<!ENTITY b "EVIL">]>'
    parties[partie] = (debut + re.sub(r"<\?xml.*?\?>\s*", "", contenu)).encode("utf-16")
    with pytest.raises(ModeleIllisible, match="contient du XML que Word n'écrit jamais") as refus:
        load_modele_word(_save(tmp_path, parties))
    assert not re.search("auteur|n'ouvrez pas", str(refus.value))


def test_ten_thousand_fields_in_one_text_are_filled(remplir):
    rendu = remplir(_make("<w:p><w:r><w:t>" + "«structure» " * 10_000 + "</w:t></w:r></w:p>"))
    assert rendu[CORPS].count(b"APSA") == 10_001


def test_a_repeated_structure_of_the_register_is_no_matter(dossier, apsa, tmp_path):
    modele = load_modele_word(_save(tmp_path, _make("")))
    autre = replace(apsa, structure=replace(apsa.structure, nom="«montant» {{ montant }}"))
    with zipfile.ZipFile(io.BytesIO(modele.fill(dossier, autre).write(JOUR))) as archive:
        assert "«montant» {{ montant }}" in archive.read(CORPS).decode()
