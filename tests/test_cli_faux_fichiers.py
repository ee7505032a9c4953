"""Wrong files where no other refusal comes first: the workbook of « rapprocher » and of « bilans-recus » once the rest is right, bilans."""

import io
import zipfile

import pytest
from docx import Document

from dpid_xl import chaine
from dpid_xl.cli import main
from dpid_xl.importation.bilans import Sort
from dpid_xl.importation.formulaires import EXTENSIONS
from dpid_xl.importation.paiements import read_paiements
from dpid_xl.refus import Refus
from tests.test_cli import CLASSEUR
from tests.typographie import unset

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


def make_zip(**parties):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def make_docx():
    tampon = io.BytesIO()
    Document().save(tampon)
    return tampon.getvalue()


FAUX = {
    "vide": b"",
    "texte": b"Bonjour, voici ce que vous demandiez.\n",
    "image": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "zip tronqué": CLASSEUR.read_bytes()[:20_000],
    "zip d'autre chose": make_zip(a=b"a"),
    "zip démesuré": make_zip(a=bytes(30_000_000)),
    "Word": make_docx(),
    "sous un mot de passe": OLE + "EncryptedPackage".encode("utf-16-le") + bytes(1000),
    "ancien Excel abîmé": OLE + "Workbook".encode("utf-16-le") + bytes(1000),
    "zéros": bytes(10_000),
    "NUL": b"Nom;Somme\nPA\0GE;1\n",
    "UTF-16": "Nom;Somme\r\nPAGE;1\r\n".encode("utf-16"),
    "une colonne": b"Montant\n1\n2\n",
    "guillemet ouvert": b'Nom;Somme\n"PAGE;1\n' + b"a;b\n" * 100_000,
    "ligne sans fin": b"Nom;Somme\n" + b"x" * 5_000_000,
}


@pytest.fixture(scope="module")
def dossier_lu():
    return chaine.read_classeur(CLASSEUR).dossier


@pytest.mark.parametrize("nom", FAUX)
def test_the_first_argument_once_the_others_are_right(nom, tmp_path, capsys):
    (tmp_path / "faux.xlsm").write_bytes(FAUX[nom])
    (tmp_path / "payes.csv").write_text("Structure;Montant\nPAGE;100\n", encoding="utf-8")
    (tmp_path / "recus").mkdir()
    avant = sorted(tmp_path.iterdir())
    for commande in (("rapprocher", "faux.xlsm", "payes.csv"), ("bilans-recus", "faux.xlsm", "recus", "-o", "neuf.xlsm")):
        with pytest.raises(SystemExit) as fin:
            main([str(tmp_path / mot) if "." in mot or mot == "recus" else mot for mot in commande])
        sortie, erreur = map(unset, capsys.readouterr())
        assert (fin.value.code, sortie, erreur.count("\n")) == (2, "", 1)
        assert "« faux.xlsm »" in erreur
    assert sorted(tmp_path.iterdir()) == avant


def test_each_wrong_form_is_told_and_the_others_are_read(dossier_lu, tmp_path):
    for rang, contenu in enumerate(FAUX.values()):
        for extension in EXTENSIONS:
            (tmp_path / f"{rang:02d}{extension}").write_bytes(contenu)
    recus, constats = chaine.read_recus(dossier_lu, [tmp_path])
    assert not recus.ecritures
    assert [constat.fichier for constat in constats] == sorted(fichier.name for fichier in tmp_path.iterdir())
    assert {constat.sort for constat in constats} == {Sort.REFUSE}
    assert all(constat.message and "\n" not in constat.message for constat in constats)


@pytest.mark.parametrize("extension", [".xlsx", ".xls", ".ods", ".csv", ".txt", ""])
def test_each_wrong_list_of_payments_is_one_sentence(tmp_path, extension):
    for contenu in FAUX.values():
        (tmp_path / f"faux{extension}").write_bytes(contenu)
        with pytest.raises(Refus) as refus:
            read_paiements(tmp_path / f"faux{extension}")
        assert "\n" not in str(refus.value)
