"""The guide: its page is made of its text, its pictures are those that are made again, what it says to press or to type exists."""

import re

import pytest

from dpid_xl.chaine import load_guide
from dpid_xl.cli import main
from dpid_xl.schema import FEUILLES
from tests.commandes import COMMANDES
from tests.guide import PAGE, SOURCE, make_page
from tests.images import NOMS
from udfs.actions.registre import MACROS

GUIDE = SOURCE.read_text(encoding="utf-8")
COLONNES_ET_ETATS = {"Justification", "Recoupement", "À COMPLÉTER", "Débloquer", "avenant", "juste", "écart", "non vérifié", "Sans Excel"}


def test_the_page_is_made_of_the_text():
    assert load_guide() == make_page().encode() == PAGE.read_bytes()


def test_the_page_asks_for_nothing_elsewhere():
    page = load_guide().decode()
    assert len(re.findall(r'<img src="data:image/png;base64,', page)) == page.count("<img ")
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "<script" not in page


def test_its_pictures_are_made_again():
    images = re.findall(r"\(images/(\w+)\.png\)", GUIDE)
    assert images
    assert set(images) <= set(NOMS)


def test_its_commands_are_tried_with_those_of_readme():
    commandes = [commande for commande in re.findall(r"`(dpid-xl [^`]+)`", GUIDE) if commande != "dpid-xl diagnostic"]
    assert commandes
    assert set(commandes) <= set(COMMANDES)


def test_its_buttons_and_sheets_exist():
    cites = set(re.findall(r"«\s([^»]+?)\s»", " ".join(GUIDE.split())))
    assert cites - {macro.libelle for macro in MACROS} - COLONNES_ET_ETATS == set()
    grasses = set(re.findall(r"\*\*([A-ZÀÉ][^*]+)\*\*", GUIDE))
    assert grasses <= {feuille.nom for feuille in FEUILLES}


@pytest.mark.parametrize(("nom", "code"), [("guide.html", 0), ("guide.pdf", 2)])
def test_the_command_writes_it(tmp_path, capsys, nom, code):
    with pytest.raises(SystemExit) as fin:
        main(["guide", "-o", str(tmp_path / nom)])
    assert fin.value.code == code
    assert (tmp_path / nom).exists() is (code == 0)
    assert ("navigateur" in capsys.readouterr().out) is (code == 0)
