"""One broken file per way of being wrong: the words of the sentence are asserted."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from dpid_xl.classeurs.lecture.feuille import CELLULES_MAXIMUM, CELLULES_PAR_RANG
from dpid_xl.classeurs.paquet import garde, list_parties
from dpid_xl.classeurs.paquet.recu import GARDE, ClasseurIllisible
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.schema import ANNEXE5, ECHEANCIER
from tests.classeurs.fabrique import Essai, add_partie, build, rewrite
from tests.places import find_partie

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
VALIDE = build()


def _zip(compression=zipfile.ZIP_DEFLATED, **parties):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", compression) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def _lie_about_sizes(paquet):
    # Every entry of the directory says that its part unfolds to ten bytes.
    octets = bytearray(paquet)
    debut = octets.find(b"PK\x01\x02")
    while debut >= 0:
        octets[debut + 24 : debut + 28] = (10).to_bytes(4, "little")
        debut = octets.find(b"PK\x01\x02", debut + 4)
    return bytes(octets)


def _encrypt(paquet):
    # The flag « encrypted » of every entry, in the local headers and in the directory.
    octets = bytearray(paquet)
    for marque, decalage in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        debut = octets.find(marque)
        while debut >= 0:
            octets[debut + decalage] |= 1
            debut = octets.find(marque, debut + 4)
    return bytes(octets)


FEUILLE1 = "xl/worksheets/sheet1.xml"
REFUS_DE_FICHIERS = {
    "vide": (b"", "est vide (0 octet)"),
    "texte": (b"Op\xe9ration;Structure\n", "n'est pas un classeur Excel : choisissez un fichier .xlsx ou .xlsm"),
    "tronque": (VALIDE[: len(VALIDE) // 2], "est tronqué ou abîmé : reprenez une copie complète"),
    "somme_fausse": (VALIDE[:400] + b"\xff" * 40 + VALIDE[440:], "est tronqué ou abîmé"),
    "tailles_mensongeres": (_lie_about_sizes(VALIDE), "est tronqué ou abîmé"),
    "compression_inattendue": (
        _zip(zipfile.ZIP_BZIP2, **{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}),
        "est tronqué ou abîmé",
    ),
    "mot_de_passe": (OLE + "EncryptedPackage".encode("utf-16-le"), "est protégé par un mot de passe : ouvrez-le dans Excel, retirez"),
    "zip_chiffre": (_encrypt(VALIDE), "est protégé par un mot de passe"),
    "ancien_format": (OLE + "Workbook".encode("utf-16-le"), "à l'ancien format Excel (.xls) : ouvrez-le dans Excel et enregistrez-le"),
    "autre_ole": (OLE + "WordDocument".encode("utf-16-le"), "n'est pas un classeur Excel"),
    "zip_quelconque": (_zip(**{"lisezmoi.txt": "bonjour"}), "n'est pas un classeur Excel"),
    "document_word": (_zip(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}), "n'est pas un classeur Excel"),
    "ods": (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "est un classeur LibreOffice (.ods)"),
    "xlsb": (_zip(**{"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}), "est un classeur binaire (.xlsb)"),
    "xml_abime": (rewrite(VALIDE, FEUILLE1, b"</sheetData>", b""), "son contenu est abîmé ; ouvrez-le dans Excel, acceptez la réparation"),
    "types_abimes": (add_partie(VALIDE, "[Content_Types].xml", b"<Types>"), "est tronqué ou abîmé"),
    "texte_commun_absent": (add_partie(VALIDE, "xl/sharedStrings.xml", b"<sst/>"), "son contenu est abîmé"),
    "strict": (
        rewrite(
            VALIDE,
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        "au format « Open XML Strict »",
    ),
    "entites": (
        rewrite(
            VALIDE,
            "xl/sharedStrings.xml",
            b"<sst ",
            b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><sst ',
        ),
        "contient du XML qu'Excel n'écrit jamais (partie xl/sharedStrings.xml)",
    ),
    "entites_utf16": (
        add_partie(VALIDE, "xl/sharedStrings.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><sst/>'.encode("utf-16")),
        "contient du XML qu'Excel n'écrit jamais",
    ),
    "entites_utf7": (
        add_partie(VALIDE, "xl/sharedStrings.xml", b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<sst/>'),
        "est tronqué ou abîmé",
    ),
    "bombe": (
        add_partie(VALIDE, "xl/media/image1.png", bytes(12_000_000)),
        "est démesuré (plus de 2000 Mo de feuilles décompressées ou de 100 Mo du reste",
    ),
    "fusion_geante": (
        rewrite(VALIDE, FEUILLE1, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "fusionne trop de cellules (partie xl/worksheets/sheet1.xml)",
    ),
    "fusion_de_colonnes": (
        rewrite(VALIDE, FEUILLE1, b"</sheetData>", b"</sheetData><mergeCells><mergeCell ref='A:C'/></mergeCells>"),
        "fusionne trop de cellules",
    ),
    "lien_geant": (
        rewrite(VALIDE, FEUILLE1, b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:Z900000" location="A1"/></hyperlinks>'),
        "fusionne trop de cellules",
    ),
}

REFUS_DE_CONTENUS = {
    "feuille_renommee": (
        Essai(feuilles={"Annexe 5": "Annexe5"}),
        "la feuille « Annexe 5 » est absente ; une feuille « Annexe5 » existe : renommez-la.",
    ),
    "feuille_absente": (
        Essai(feuilles={"Modèle convention": ""}),
        "la feuille « Modèle convention » est absente ; rétablissez-la ou repartez du classeur maître.",
    ),
    "une_feuille_du_modele_n_est_pas_proposee": (
        Essai(feuilles={"Campagne": ""}),
        "la feuille « Campagne » est absente ; rétablissez-la",
    ),
    "entete_renomme": (
        Essai(entetes={"tblAnnexe5": {"Montant retenu": "Montant voté retenu"}}),
        "ligne 6, l'en-tête « Montant retenu » est absent ; un en-tête « Montant voté retenu » existe : renommez-le.",
    ),
    "entete_absent": (
        Essai(
            entetes={"tblBudget": {"Disponible": ""}},
            rangees=Essai().rangees | {"tblBudget": [{"Code": "C02", "AE": 1}]},
        ),
        "sur la feuille « Budget », ligne 6, l'en-tête « Disponible » est absent ; rétablissez-le, écrit exactement ainsi.",
    ),
    "entete_absent_sans_tableau": (
        Essai(sans_tableau=True, entetes={"tblStructures": {"Structure": "Nom"}, "tblAnnexe5": {"Structure": "Structures"}}),
        "sur la feuille « Annexe 5 », ligne 6, l'en-tête « Structure » est absent ; un en-tête « Structures » existe",
    ),
    "ni_tableau_ni_entetes": (
        Essai(sans_tableau=True, entetes={"tblBudget": {"Code": "a", "AE": "b", "Disponible": "c"}}),
        "la feuille « Budget » n'a ni le tableau tblBudget ni sa ligne d'en-têtes (« AE », « Code », « Disponible »)",
    ),
    "reglage_absent": (
        Essai(sans_noms=True, libelles={"nom": "Nom de la campange"}),
        "la case « Nom de la campagne » est absente ; une case « Nom de la campange » existe : renommez-la.",
    ),
    "reglage_efface": (Essai(sans_noms=True, libelles={"code": ""}), "la case « Code de la campagne » est absente ; "),
}


def _check(erreur, mots):
    phrase = str(erreur.value)
    assert mots in phrase
    assert "essai.xlsm" in phrase
    assert phrase.endswith(".")
    assert "\n" not in phrase
    assert ". " not in phrase.replace("Classeur « essai.xlsm »", "")


@pytest.mark.parametrize(("octets", "mots"), REFUS_DE_FICHIERS.values(), ids=REFUS_DE_FICHIERS)
def test_broken_file_is_refused(lire, octets, mots):
    with pytest.raises(ClasseurIllisible) as erreur:
        lire(octets)
    _check(erreur, mots)


@pytest.mark.parametrize(("essai", "mots"), REFUS_DE_CONTENUS.values(), ids=REFUS_DE_CONTENUS)
def test_missing_sheet_or_column_is_refused(lire, essai, mots):
    with pytest.raises(ClasseurIllisible) as erreur:
        lire(essai)
    _check(erreur, mots)


def test_missing_file(tmp_path):
    with pytest.raises(ClasseurIllisible, match=r"Le fichier « .*absent\.xlsm » n'existe pas : vérifiez son nom et son dossier\."):
        read_classeur(tmp_path / "absent.xlsm")


def test_folder(tmp_path):
    with pytest.raises(ClasseurIllisible, match=r"est un dossier, pas un classeur"):
        read_classeur(tmp_path)


def test_null_character_in_the_path(tmp_path):
    with pytest.raises(ClasseurIllisible, match=r"n'existe pas|ne peut pas être ouvert"):
        read_classeur(tmp_path / "a\0b.xlsm")


def test_unreadable_file(tmp_path, monkeypatch):
    chemin = tmp_path / "essai.xlsm"
    chemin.write_bytes(VALIDE)

    def _refuse(_chemin):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.read_bytes", _refuse)
    with pytest.raises(ClasseurIllisible, match=r"« essai\.xlsm » ne peut pas être ouvert : fermez-le dans Excel et vérifiez"):
        read_classeur(chemin)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipe on this system")
def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "tuyau.xlsm")
    with pytest.raises(ClasseurIllisible, match="n'existe pas"):
        read_classeur(tmp_path / "tuyau.xlsm")


def test_oversized_file_is_not_loaded(lire, monkeypatch):
    monkeypatch.setattr(garde, "TAILLE_MAXIMALE", 1000)
    with pytest.raises(ClasseurIllisible, match="est démesuré"):
        lire(VALIDE)


def test_oversized_content_is_not_loaded(lire, monkeypatch):
    monkeypatch.setattr(garde, "TAILLE_MAXIMALE", len(VALIDE) + 1)
    with pytest.raises(ClasseurIllisible, match="est démesuré"):
        lire(VALIDE)


def test_small_merges_and_svg_images_are_no_reason_to_refuse(lire):
    paquet = add_partie(VALIDE, "xl/media/logo.svg", b'<?xml version="1.0"?><!DOCTYPE svg><svg/>')
    assert lire(paquet).anomalies == ()


def test_what_no_reader_parses_may_be_great(lire):
    """What another workbook gave, the memory of a pivot table: real ones have tens of millions of signs."""
    relations = "xl/_rels/workbook.xml.rels"
    genre = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    lien = f'<Relationship Id="rIdLien" Type="{genre}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    cellules = "".join(f'<cell r="A{rang}"><v>{rang * 7919 % 104729}</v></cell>' for rang in range(400_000))
    paquet = add_partie(
        rewrite(VALIDE, relations, b"</Relationships>", lien.encode()), "xl/externalLinks/externalLink1.xml", cellules.encode()
    )
    assert len(cellules) > garde.TAILLE_SANS_SOUPCON
    assert lire(paquet).dossier.lignes


def test_damaged_bytes_never_escape_as_another_error(lire):
    """Each byte of a stretch of the directory and of a part, flipped in turn: read, or refused with a sentence."""
    for debut in range(0, len(VALIDE), len(VALIDE) // 60):
        octets = bytearray(VALIDE)
        octets[debut] ^= 0xFF
        try:
            lire(bytes(octets))
        except ClasseurIllisible as erreur:
            assert str(erreur).endswith(".")  # noqa: PT017 (some of these files can be read)


def test_a_hundred_thousand_lines_are_not_too_great():
    """Whatever the formulas have grown to: as many rows of Annexe 5 and of its échéancier as README promises."""
    parties = list_parties((Path(__file__).parents[3] / "workbooks" / "annexe5_2022_phase2.xlsm").read_bytes())
    feuilles = (parties[find_partie(table.feuille)] for table in (ANNEXE5, ECHEANCIER))
    rangees = [max(re.findall(rb'<row r="\d+".*?</row>', feuille, re.DOTALL), key=len) for feuille in feuilles]
    assert 100_000 * sum(map(len, rangees)) < GARDE.taille_des_grandes
    assert 100_000 * sum(rangee.count(b"<c ") + CELLULES_PAR_RANG for rangee in rangees) < CELLULES_MAXIMUM
