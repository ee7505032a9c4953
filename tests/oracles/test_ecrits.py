"""What the commands write and what the buttons leave, judged: nothing is wrong in any workbook, Word file or PDF.

One file for the two judges: all is written once, by one process.
"""

import re

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.oracles.ooxml import EXTREMES, SUFFIXES, validate_ooxml
from tests.oracles.verapdf import validate_pdf
from tests.places import find_partie
from tests.udfs.actions.classeur import read_octets
from udfs.actions.registre import MACROS

JOURNAL = find_partie("Journal")


@pytest.mark.parametrize("version", EXTREMES)
def test_microsoft_finds_nothing_in_what_the_commands_write(produits, version):
    fichiers = list_ooxml(produits)
    assert {fichier.suffix for fichier in fichiers} == set(SUFFIXES)
    assert validate_ooxml(fichiers, [version]) == []


@pytest.mark.parametrize("version", EXTREMES)
def test_microsoft_finds_nothing_in_what_the_buttons_leave(laisses, version):
    fichiers = list_ooxml(laisses)
    assert {fichier.parent.name for fichier in fichiers if fichier.name == "apres.xlsm"} == {macro.nom for macro in MACROS}
    assert validate_ooxml(list_distincts(fichiers), [version]) == []


def test_verapdf_finds_nothing_in_what_both_write(produits, laisses):
    fichiers = {fichier.read_bytes(): fichier for fichier in (*produits, *laisses) if fichier.suffix == ".pdf"}
    assert fichiers
    assert validate_pdf(tuple(fichiers.values())) == []


def test_a_workbook_that_says_something_else_in_its_journal_only_is_judged_once():
    parties = list_parties(read_octets())
    annexe5 = find_partie("Annexe 5")
    autres = (
        {JOURNAL: parties[JOURNAL].replace(b"</v>", b"0</v>", 1)},
        {JOURNAL: parties[JOURNAL].replace(b"</row>", b"</row><row/>", 1)},
        {annexe5: parties[annexe5].replace(b"</v>", b"0</v>", 1)},
    )
    assert all(parties | autre != parties for autre in autres)
    structures = [read_structure(zip_parties(parties | autre)) for autre in ({}, *autres)]
    assert structures[0] == structures[1]
    assert len(set(structures)) == 3


def list_ooxml(fichiers):
    return [fichier for fichier in fichiers if fichier.suffix in SUFFIXES]


def list_distincts(fichiers):
    """Of files that differ only by what their Journal says, the last one."""
    return list({read_structure(fichier.read_bytes()): fichier for fichier in fichiers}.values())


def read_structure(octets):
    """The parts of a file; of the Journal, to which most buttons add a row and nothing else, the elements without their texts."""
    parties = list_parties(octets)
    if JOURNAL in parties:
        parties[JOURNAL] = re.sub(rb">[^<]+<", b"><", parties[JOURNAL])
    return frozenset(parties.items())
