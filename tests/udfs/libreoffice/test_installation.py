"""The extension as an officer meets it: installed in a profile, its texts in the function wizard, its log when it fails."""

import json
from pathlib import Path

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.libreoffice import _write_profil, find_soffice
from tests.udfs.libreoffice.calc import convert, get_profil, read_journal, recalculate, run, run_soffice
from tests.udfs.libreoffice.feuille import TEMOIN, Feuille
from udfs.fonctions import FONCTIONS
from udfs.libreoffice.conversions import write_aide
from udfs.libreoffice.extension import IDENTIFIANT

pytestmark = pytest.mark.libreoffice

PYTHON = "/usr/bin/python3"  # the one that has uno on Debian
ASSISTANT = Path(__file__).with_name("assistant.py")


@pytest.fixture
def temoin(tmp_path: Path) -> Path:
    feuille = Feuille(tmp_path / "temoin.xlsx")
    feuille.add_formule(TEMOIN)
    return feuille.close()


def _ask(profil: Path, *arguments: str) -> object:
    """Ask a running LibreOffice; its own messages come before the answer, which is the last line."""
    sortie = run([PYTHON, str(ASSISTANT), find_soffice(), profil.resolve().as_uri(), *arguments])
    return json.loads(sortie.strip().splitlines()[-1])


def test_installed_in_a_profile_it_shows_the_texts_of_the_registry(tmp_path: Path, oxt: bytes, temoin: Path):
    fichier = tmp_path / "dpid.oxt"
    fichier.write_bytes(oxt)
    profil = get_profil(tmp_path)
    _write_profil(profil, recalcul=True)
    assert _ask(profil, str(fichier)) == IDENTIFIANT
    assert _ask(profil) == {
        f"DPID.{fonction.nom}": [
            fonction.resume,
            [[argument.libelle, write_aide(argument), True] for argument in fonction.arguments],
        ]
        for fonction in FONCTIONS
    }
    assert run_soffice([temoin], "csv")[0].read_text(encoding="utf-8").strip() == "6400"


def test_a_missing_module_is_told_in_the_log(tmp_path: Path, oxt: bytes, temoin: Path):
    parties = list_parties(oxt)
    del parties["pythonpath/dpid_xl/montants.py"]
    convert(temoin, "csv", zip_parties(parties))
    assert (tmp_path / "sortie" / "temoin.csv").read_text(encoding="utf-8").strip() in {"#NAME?", "#NOM ?"}
    titre, *lignes = read_journal(tmp_path).splitlines()
    assert "ImportError dpid_xl.montants" in titre
    assert str(tmp_path) not in read_journal(tmp_path)
    assert any("fonctions.py" in ligne for ligne in lignes)


def test_an_unexpected_failure_is_told_without_the_content_of_cells(tmp_path: Path, oxt: bytes):
    parties = list_parties(oxt)
    nom = "pythonpath/udfs/fonctions.py"
    parties[nom] += b"\n\ndef dpid_structure(nom, registre=None):\n    raise RuntimeError(nom)\n"
    feuille = Feuille(tmp_path / "panne.xlsx")
    cellule = feuille.add_formule('DPID.STRUCTURE("Madame X")')
    temoin = feuille.add_formule(TEMOIN)
    onglet = recalculate(feuille.close(), zip_parties(parties))["Formules"]
    assert (onglet[cellule].value, onglet[temoin].value) == ("#VALUE!", 6400)
    assert "RuntimeError" in read_journal(tmp_path)
    assert "Madame" not in read_journal(tmp_path)
