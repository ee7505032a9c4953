"""README's commands work; what they write and what the buttons leave, judged: nothing is wrong in any workbook, Word file or PDF.

One file for all: each command is run once, by one process.
"""

import re

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.octets import hash_octets
from tests.commandes import COMMANDES
from tests.oracles.ooxml import EXTREMES, SUFFIXES, validate_ooxml
from tests.oracles.verapdf import validate_pdf
from tests.places import find_partie
from tests.udfs.actions.classeur import read_octets
from udfs.actions.registre import MACROS

JOURNAL = find_partie("Journal")
PROPRIETES = "docProps/core.xml"
TEXTES = re.compile(rb"(<(?:w:)?t(?: [^>]*)?>)[^<&\x00-\x1f]+(?=</)")  # of plain characters
SAINES = {}  # structures where nothing is wrong, by version of Office


@pytest.mark.parametrize("commande", COMMANDES)
def test_a_command_of_readme_works(lancer, commande):
    assert list(lancer(commande).iterdir())


@pytest.mark.parametrize("version", EXTREMES)
def test_microsoft_finds_nothing_in_what_the_commands_write(produits, version):
    fichiers = list_ooxml(produits)
    assert {fichier.suffix for fichier in fichiers} == set(SUFFIXES)
    assert judge(fichiers, version) == []


@pytest.mark.parametrize("version", EXTREMES)
def test_microsoft_finds_nothing_in_what_the_buttons_leave(laisses, version):
    fichiers = list_ooxml(laisses)
    assert {fichier.parent.name for fichier in fichiers if fichier.name == "apres.xlsm"} == {macro.nom for macro in MACROS}
    assert judge(fichiers, version) == []


def test_verapdf_finds_nothing_in_what_both_write(produits, laisses):
    fichiers = {fichier.read_bytes(): fichier for fichier in (*produits, *laisses) if fichier.suffix == ".pdf"}
    assert fichiers
    assert validate_pdf(tuple(fichiers.values())) == []


def test_a_workbook_of_another_day_or_of_other_texts_or_that_says_something_else_in_its_journal_is_judged_once():
    parties = list_parties(read_octets())
    annexe5 = find_partie("Annexe 5")
    autre_jour = parties | {PROPRIETES: parties[PROPRIETES].replace(b"2022", b"2023")}
    textes = "xl/sharedStrings.xml"
    autres = (
        {JOURNAL: parties[JOURNAL].replace(b"</v>", b"0</v>", 1)},
        {textes: parties[textes].replace(b"</t>", b" autre</t>", 1)},
        {JOURNAL: parties[JOURNAL].replace(b"</row>", b"</row><row/>", 1)},
        {annexe5: parties[annexe5].replace(b"</v>", b"0</v>", 1)},
        *({textes: parties[textes].replace(b"</t>", faute + b"</t>", 1)} for faute in (b"&", b"\x0b", b"<t/>")),
    )
    assert all(parties | autre != parties for autre in (autre_jour, *autres))
    structures = [read_structure(zip_parties(parties | autre)) for autre in ({}, autre_jour, *autres)]
    assert len(set(structures[:4])) == 1
    assert len(set(structures)) == 6


def list_ooxml(fichiers):
    return [fichier for fichier in fichiers if fichier.suffix in SUFFIXES]


def judge(fichiers, version):
    """What a version of Office finds wrong; of files of one structure, which buttons and commands write alike, one is looked at."""
    saines = SAINES.setdefault(version, set())
    nouvelles = {structure: fichier for fichier in fichiers if (structure := read_structure(fichier.read_bytes())) not in saines}
    fautes = validate_ooxml(nouvelles.values(), [version])
    if not fautes:
        saines.update(nouvelles)
    return fautes


def read_structure(octets):
    """What tells the parts of a file, without the texts of cells and paragraphs, of which any is as good as another.

    So is any figure of its properties, which say when it was made; of the Journal, to which most buttons add a row and nothing else, any
    value.
    """
    parties = {nom: TEXTES.sub(rb"\1", contenu) if nom.endswith(".xml") else contenu for nom, contenu in list_parties(octets).items()}
    if JOURNAL in parties:
        parties[JOURNAL] = re.sub(rb">[^<]+<", b"><", parties[JOURNAL])
    if PROPRIETES in parties:
        parties[PROPRIETES] = re.sub(rb"\d", b"0", parties[PROPRIETES])
    return frozenset((nom, hash_octets(contenu)) for nom, contenu in parties.items())
