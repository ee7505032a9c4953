"""xlwings' settings file, line by line; and xlwings itself reads what we write."""

import pytest
import xlwings
import xlwings.utils

from dpid_xl.installation.reglages import ReglageImpossible, get_reglages, restore_reglages, set_reglages

VOULUS = {"INTERPRETER": "/opt/python"}


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (b"", b'"INTERPRETER","/opt/python"\n'),
        (b'"A","1"', b'"A","1"\n"INTERPRETER","/opt/python"\n'),
        (b'"A","1"\r\n', b'"A","1"\r\n"INTERPRETER","/opt/python"\r\n'),
        (b'"Interpreter" , "x"\n"A","1"\n', b'"Interpreter","/opt/python"\n"A","1"\n'),
        (b"n'importe \xff quoi\n\n", b'n\'importe \xff quoi\n\n"INTERPRETER","/opt/python"\n'),
    ],
)
def test_set(avant, apres):
    neuf, _ = set_reglages(avant, VOULUS, "utf-8")
    assert neuf == apres
    assert set_reglages(neuf, VOULUS, "utf-8") == (neuf, {})


def test_restore():
    source = b'"A","1"\n"INTERPRETER","x"\n'
    neuf, avant = set_reglages(source, VOULUS, "utf-8")
    assert restore_reglages(neuf, VOULUS, avant, "utf-8") == (source, [])
    assert restore_reglages(b'"A","1"\n', VOULUS, avant, "utf-8") == (b'"A","1"\n', [])
    assert restore_reglages(b'"INTERPRETER","y"\n', VOULUS, avant, "utf-8") == (b'"INTERPRETER","y"\n', ["INTERPRETER"])


@pytest.mark.parametrize("valeur", ['C:\\a"b', "C:\\a\nb", "C:\\Ω"])
def test_values_that_the_file_cannot_hold(valeur):
    with pytest.raises(ReglageImpossible):
        set_reglages(b"", {"INTERPRETER": valeur}, "cp1252")


def test_the_first_of_two_lines_counts_as_in_vba():
    assert get_reglages(b'"A","1"\n"a","2"\n', "utf-8") == {"A": "1"}


def test_xlwings_reads_it(tmp_path, monkeypatch):
    chemin = tmp_path / "xlwings.conf"
    chemin.write_bytes(set_reglages(b"", {"INTERPRETER_WIN": "C:/Python 3.12/python.exe"}, "utf-8")[0])
    monkeypatch.setattr(xlwings, "USER_CONFIG_FILE", str(chemin))
    assert xlwings.utils.read_user_config() == {"interpreter_win": "C:/Python 3.12/python.exe"}
