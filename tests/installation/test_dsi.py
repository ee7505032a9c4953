"""The page for the IT department says what the code reads and writes, and what it says of a signature is true."""

import re
from pathlib import Path

import dpid_xl
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.examen import examine
from dpid_xl.installation import confiance, defender, lieux
from tests.installation.monde import make_windows
from udfs.actions.erreurs import find_journal

RACINE = Path(dpid_xl.__file__).parents[1]
PAGE = (RACINE / "docs" / "dsi.md").read_text(encoding="utf-8")
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
SIGNATURE = "vbaProjectSignature"


def test_it_is_one_page():
    assert len(PAGE.splitlines()) <= 84


def test_every_place_that_is_written_is_told(tmp_path):
    windows = make_windows(tmp_path)
    lus = (lieux.find_documents, lieux.find_demarrage, lieux.find_reglages, lieux.find_recu, lieux.find_moteur)
    for chemin in [find(windows) for find in lus]:
        assert chemin.name in PAGE, chemin
    assert find_journal().name in PAGE
    assert lieux.COMPLEMENT in PAGE


def test_every_rule_that_is_read_is_told_by_its_name():
    assert set(re.findall(r"`([0-9a-f]{8}-[0-9a-f-]{27})`", PAGE)) == {defender.PROGRAMMES, defender.BIBLIOTHEQUES}
    source = Path(confiance.__file__).read_text(encoding="utf-8").casefold()
    cles = {"AllowSubFolders", "AllowNetworkLocations", "AllLocationsDisabled", "vbawarnings", "requireaddinsig", "vbaoff", "Path"}
    for cle in cles:
        assert f"`{cle}`" in PAGE, cle
        assert f'"{cle.casefold()}"' in source, cle


def test_its_commands_exist():
    for commande in re.findall(r"dpid-xl (\w+)", PAGE):
        if commande != "pywin32":
            assert commande in {"installer", "diagnostic", "construire"}, commande


def test_the_programs_that_defender_leaves_alone_are_closed_to_those_who_use_them():
    """A folder made at the root of C: may be written by any agent: an exclusion there would let anything through."""
    lignes = PAGE.splitlines()
    exclus = {chemin.rpartition("\\Scripts")[0] for chemin in re.findall(r"`(C:[^`]+python\w*\.exe)`", PAGE)}
    assert exclus
    for dossier in exclus:
        (ferme,) = [rang for rang, ligne in enumerate(lignes) if ligne.startswith(f"icacls {dossier} /inheritance:r")]
        (fait,) = [rang for rang, ligne in enumerate(lignes) if ligne.endswith(f"-m venv {dossier}")]
        assert ferme < fait
        assert '"*S-1-5-32-545:(OI)(CI)RX"' in lignes[ferme]  # users: read and run


def test_the_remedies_and_the_readme_lead_to_it():
    for fichier in ("README.md", "dpid_xl/installation/textes.py"):
        assert "docs/dsi.md" in (RACINE / fichier).read_text(encoding="utf-8"), fichier


def test_a_signed_workbook_is_the_same_for_the_controls(tmp_path):
    parties = list_parties(CLASSEUR.read_bytes())
    parties[f"xl/{SIGNATURE}.bin"] = b"une signature"
    espaces = "http://schemas.openxmlformats.org/package/2006/relationships", "http://schemas.microsoft.com/office/2006/relationships"
    lien = f'<Relationship Id="rId1" Type="{espaces[1]}/{SIGNATURE}" Target="{SIGNATURE}.bin"/>'
    parties["xl/_rels/vbaProject.bin.rels"] = f'<Relationships xmlns="{espaces[0]}">{lien}</Relationships>'.encode()
    types = parties["[Content_Types].xml"]
    declaree = f'<Override PartName="/xl/{SIGNATURE}.bin" ContentType="application/vnd.ms-office.{SIGNATURE}"/></Types>'
    parties["[Content_Types].xml"] = types.replace(b"</Types>", declaree.encode())
    signe = tmp_path / CLASSEUR.name
    signe.write_bytes(zip_parties(parties))
    assert examine(signe).anomalies == examine(CLASSEUR).anomalies
