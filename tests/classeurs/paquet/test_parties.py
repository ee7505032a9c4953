"""One workbook as many programs write its package: the same parts under other names, in another encoding, beside parts of their own."""

import io
import re
import zipfile

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from tests.classeurs.fabrique import add_partie, build

VALIDE = build()
RELATIONS, TYPES = "_rels/.rels", "[Content_Types].xml"


def _rename(change):
    return lambda parties: {change(nom): contenu for nom, contenu in parties.items()}


def _recode(encodage, dite=None, choisies=re.compile(r".*\.(xml|rels)$")):
    """Write the XML parts in an encoding, and say that it is another."""

    def recode(parties):
        return {
            nom: contenu.decode().replace('encoding="UTF-8"', f'encoding="{dite or encodage}"', 1).encode(encodage, "xmlcharrefreplace")
            if choisies.match(nom)
            else contenu
            for nom, contenu in parties.items()
        }

    return recode


def _move(parties):
    """Put the workbook in another folder, under another name, as only its relationships tell."""
    deplacees = {re.sub(r"^xl/", "Classeur/", nom).replace("workbook.xml", "principal 1.xml"): contenu for nom, contenu in parties.items()}
    deplacees[RELATIONS] = deplacees[RELATIONS].replace(b'"xl/workbook.xml"', b'"/Classeur/principal%201.xml"')
    deplacees[TYPES] = deplacees[TYPES].replace(b"/xl/workbook.xml", b"/Classeur/principal%201.xml").replace(b"/xl/", b"/Classeur/")
    return deplacees


def _link(partie, genre, contenu):
    """Add a part that the workbook leads to."""

    def link(parties):
        liens = "xl/_rels/workbook.xml.rels"
        lien = f'<Relationship Id="rIdPlus" Type="http://a/relationships/{genre}" Target="/{partie}"/></Relationships>'.encode()
        return {**parties, liens: parties[liens].replace(b"</Relationships>", lien), partie: contenu}

    return link


DTD = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
POWER_QUERY = '<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'
LUS = {
    "textes communs en majuscule": _rename(lambda nom: nom.replace("sharedStrings", "SharedStrings")),
    "tout en majuscules": _rename(str.upper),
    "tout en minuscules": _rename(str.lower),
    "barres obliques inverses": _rename(lambda nom: nom.replace("/", "\\")),
    "barre en tête": _rename("/{}".format),
    "dossier courant": _rename("./{}".format),
    "partie principale ailleurs": _move,
    "types vides": lambda parties: {**parties, TYPES: b"<Types/>"},
    "UTF-16": _recode("utf-16"),
    "UTF-16 gros-boutien sans marque": _recode("utf-16-be", "UTF-16"),
    "UTF-8 avec marque": _recode("utf-8-sig", "utf-8"),
    "dit UTF-16, écrit en UTF-8": _recode("utf-8", "UTF-16"),
    "Latin-1": _recode("cp1252", "iso-8859-1"),
    "déclaration très longue": lambda parties: {
        nom: contenu.replace(b'<?xml version="1.0" ', b'<?xml version="1.0" ' + b" " * 5000, 1) for nom, contenu in parties.items()
    },
    "Power Query": _link("customXml/item1.xml", "customXml", POWER_QUERY.encode("utf-16")),
    "DTD dans ce que rien ne lit": _link("docProps/divers.xml", "customXml", DTD),
    "image SVG avec une DTD": _link("xl/media/logo.svg", "image", DTD),
    "partie propre en octets": _link("xl/customProperty1.bin", "customProperty", "<a/>".encode("utf-16")),
    "partie abîmée que rien ne lit": _link("customXml/item9.xml", "customXml", b"<a"),
    "entrée qui sort du paquet": lambda parties: {**parties, "../../evil.xml": DTD, "xl/../../evil.txt": b"x"},
    "dossiers": lambda parties: {**parties, "xl/": b"", "vide\\": b""},
}
REFUSES = {
    "DTD sous un autre nom": (_link("xl/media/s.png", "theme", DTD), "contient du XML qu'Excel n'écrit jamais (partie xl/media/s.png)"),
    "DTD en UTF-16": (
        _link("xl/t.xml", "theme", DTD.decode().encode("utf-16")),
        "contient du XML qu'Excel n'écrit jamais (partie xl/t.xml)",
    ),
    "DTD après un long commentaire": (_link("xl/t.xml", "theme", b"<!--" + b"x" * 200_000 + b"-->" + DTD), "contient du XML"),
    "DTD dans les relations": (lambda p: {**p, RELATIONS: b"<!DOCTYPE a []>" + p[RELATIONS].partition(b"?>")[2]}, "contient du XML"),
    "encodage loin dans la déclaration": (
        lambda p: {**p, "xl/sharedStrings.xml": b"<?xml version='1.0' " + b" " * 300 + b"encoding='utf-7'?>+ADw-sst/+AD4-"},
        "abîmé",
    ),
    "encodage inconnu": (_recode("utf-8", "x-inconnu"), "abîmé"),
    "thème abîmé": (_link("xl/theme/t.xml", "theme", b"<a"), "est tronqué ou abîmé"),
}


def _make(change):
    return zip_parties(change(list_parties(VALIDE)))


@pytest.mark.parametrize("change", LUS.values(), ids=LUS)
def test_the_same_workbook_is_read(lire, change):
    assert lire(_make(change)).dossier == lire(VALIDE).dossier


@pytest.mark.parametrize(("change", "mots"), REFUSES.values(), ids=REFUSES)
def test_one_sentence_and_no_one_is_accused(lire, change, mots):
    with pytest.raises(ClasseurIllisible) as refus:
        lire(_make(change))
    assert mots in str(refus.value)
    assert not re.search("auteur|piég|malveil|n'ouvrez pas", str(refus.value))


@pytest.mark.parametrize(("double", "lu"), [(lambda contenu: contenu, True), (lambda contenu: contenu + b" ", False)])
def test_a_part_given_twice_is_one_or_is_damage(lire, double, lu):
    tampon = io.BytesIO(VALIDE)
    with zipfile.ZipFile(tampon, "a") as archive:
        archive.writestr("xl/Workbook.xml", double(list_parties(VALIDE)["xl/workbook.xml"]))
    if lu:
        assert lire(tampon.getvalue()).dossier == lire(VALIDE).dossier
    else:
        with pytest.raises(ClasseurIllisible, match="est tronqué ou abîmé"):
            lire(tampon.getvalue())


@pytest.mark.parametrize("genre", ["image", "theme"])
def test_an_unread_part_is_looked_at_only_if_it_binds_the_workbook(lire, genre):
    paquet = add_partie(_make(_link("xl/x.xml", genre, DTD)), "xl/y.xml", DTD)
    if genre == "image":
        assert lire(paquet).anomalies == ()
    else:
        with pytest.raises(ClasseurIllisible, match=r"partie xl/x\.xml"):
            lire(paquet)
