"""The reader of the real registry, on a stand-in of Windows' own module."""

import contextlib
import importlib.util
import sys
from types import SimpleNamespace

import pytest

from dpid_xl.installation import registre

CLES = {
    ("HKCU!", "Software\\A"): {"": "défaut", "n": 1, "octets": b"x"},
    ("HKCU!", "Software\\A\\B"): {},
}


@contextlib.contextmanager
def _open_key(ruche, cle, _reserve, droits):
    assert droits == 0x20019 | 0x100  # read only, 64-bit view
    if (ruche, cle) not in CLES:
        raise FileNotFoundError(cle)
    yield ruche, cle


def _query_value(ouverte, nom):
    try:
        return CLES[ouverte][nom], 0
    except KeyError as erreur:
        raise FileNotFoundError(nom) from erreur


def _list_sous_cles(ouverte):
    return [cle.rpartition("\\")[2] for ruche, cle in CLES if ruche == ouverte[0] and cle.startswith(ouverte[1] + "\\")]


@pytest.fixture
def lecteur(monkeypatch):
    faux = SimpleNamespace(
        HKEY_CURRENT_USER="HKCU!",
        HKEYType=object,
        KEY_READ=0x20019,
        KEY_WOW64_64KEY=0x100,
        OpenKey=_open_key,
        QueryValueEx=_query_value,
        QueryInfoKey=lambda ouverte: (len(_list_sous_cles(ouverte)), 0, 0),
        EnumKey=lambda ouverte, rang: _list_sous_cles(ouverte)[rang],
    )
    monkeypatch.setitem(sys.modules, "winreg", faux)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("registre_de_windows", registre.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.undo()
    return module.RegistreWindows()


@pytest.mark.parametrize(
    ("cle", "nom", "valeur"), [("A", "", "défaut"), ("A", "n", 1), ("A", "octets", None), ("A", "x", None), ("Z", "", None)]
)
def test_read(lecteur, cle, nom, valeur):
    assert lecteur.read(rf"HKCU\Software\{cle}", nom) == valeur


def test_list(lecteur):
    assert lecteur.list_cles(r"HKCU\Software\A") == ("B",)
    assert lecteur.list_cles(r"HKCU\Software\Z") == ()
