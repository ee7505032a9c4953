"""Files that hold an account are their owner's alone, whatever the mask; what anybody may read holds none."""

import io
import os
import stat
import sys
import zipfile
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from dpid_xl import chaine
from dpid_xl.campagnes import load_campagne
from dpid_xl.documents.courriers import Nature
from dpid_xl.ecriture import replace_fichiers
from dpid_xl.examen import Examen
from dpid_xl.rendus.tableaux.exports import EXPORTS
from tests.demandes import COMMISSION, REFUSEE, make_demande

JOUR = date(2022, 9, 27)
IBAN = "FR7630006000011234567890189"
UNE = ("PAGE",)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="droits de POSIX")


@pytest.fixture(scope="module")
def examen():
    dossier = load_campagne("2022_phase2")
    structures = [replace(structure, iban=IBAN, bic="AGRIRERX", titulaire=structure.nom) for structure in dossier.structures]
    refusee = make_demande("PAGE", "T3-02", decision=REFUSEE, motif="Exemple", commission=COMMISSION)
    return Examen("annexe5.xlsm", replace(dossier, structures=tuple(structures), demandes=(refusee,)), (), "")


def list_fichiers(examen):
    """Every kind of file that is written, by name; one convention and one décompte of each format."""
    yield from chaine.produce_conventions(examen, ["docx", "pdf", "xlsx"], JOUR, UNE).render()
    for nature in Nature:
        yield from (
            (f"courriers/{nom}", contenu) for nom, contenu in chaine.produce_courriers(examen, nature, ["docx"], JOUR, UNE).render()
        )
    for nom, extensions in EXPORTS.items():
        yield from ((f"{nom}{extension}", chaine.export_tableau(examen, nom, extension, JOUR)) for extension in extensions)
    yield from zip(("subventions.csv", "attentes.csv"), chaine.export_scdl(examen)[:2], strict=True)
    yield "controles.json", chaine.render_rapport(examen, ".json", JOUR)


def read(chemin):
    contenu = chemin.read_bytes()
    if contenu.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            contenu = b"".join(archive.read(nom) for nom in archive.namelist())
    elif contenu.startswith(b"%PDF"):
        contenu = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(contenu)).pages).encode()
    return "".join(contenu.decode("utf-8", "replace").split())


def is_reservee(chemin):
    return stat.S_IMODE(chemin.stat().st_mode) == 0o600


def test_what_holds_an_account_is_its_owner_s(examen, tmp_path):
    masque = os.umask(0)
    try:
        ecrits = replace_fichiers(tmp_path, list_fichiers(examen))
    finally:
        os.umask(masque)
    avec = {chemin for chemin in ecrits if IBAN in read(chemin)}
    assert {chemin.suffix for chemin in avec} == {".docx", ".pdf", ".xlsx"}
    assert [chemin for chemin in ecrits if IBAN in read(chemin) and not is_reservee(chemin)] == []
    assert {chemin.suffix for chemin in ecrits if not is_reservee(chemin)} == {".csv", ".json", ".ics"}


@pytest.mark.parametrize("nom", ["a.xlsm", "A.XLSX", "a.docx", "a.pdf", "a_ancien_2022-09-27.xlsm"])
def test_kinds_that_are_one_s_own(tmp_path, nom):
    masque = os.umask(0)
    try:
        (ecrit,) = replace_fichiers(tmp_path, [(nom, b"x")])
        ecrit.chmod(0o644)
        (ecrit,) = replace_fichiers(tmp_path, [(nom, b"y")])  # as one written by an earlier version
    finally:
        os.umask(masque)
    assert is_reservee(ecrit)
