"""What we take for granted of xlwings, read in the installed package: paths, names of files, how settings are looked up."""

from pathlib import Path

import pytest
import xlwings

from dpid_xl.installation import lieux
from dpid_xl.installation.installation import make_reglages
from tests.installation.monde import VERSIONS, make_mac, make_windows

PAQUET = Path(xlwings.__file__).parent
VBA = [(PAQUET / nom).read_text(encoding="ascii") for nom in ("xlwings.bas", "xlwings_custom_addin.bas")]


def test_the_simulated_version_is_the_real_one():
    assert VERSIONS["xlwings"] == xlwings.__version__


@pytest.mark.parametrize("vba", VBA)
def test_vba_loads_the_dll_that_we_look_for(tmp_path, vba):
    nom = lieux.get_nom_dll(make_windows(tmp_path))
    assert f'Const XLPyDLLName As String = "{nom}"' in vba
    assert f'Const XLPyDLLName As String = "{nom.replace("64", "32", 1)}"' in vba
    assert 'LoadLibrary(ParentFolder(PYTHON_WIN) + "\\" + XLPyDLLName)' in vba
    assert 'LoadLibrary(ParentFolder(ParentFolder(PYTHON_WIN)) + "\\" + XLPyDLLName)' in vba


@pytest.mark.parametrize("vba", VBA)
def test_vba_reads_the_settings_that_we_write(tmp_path, vba):
    windows = make_windows(tmp_path)
    assert 'Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"' in vba
    assert lieux.find_reglages(windows) == windows.maison / ".xlwings" / "xlwings.conf"
    for nom in make_reglages(windows):
        assert f'GetConfig("{nom}", "' in vba
    assert 'GetConfig("INTERPRETER_MAC", "' in vba


def test_the_mac_script_and_settings(tmp_path):
    mac = make_mac(tmp_path)
    assert (PAQUET / lieux.find_script_mac(mac).name).is_file()
    assert all('AppleScriptTask("xlwings-" & XLWINGS_VERSION & ".applescript"' in vba for vba in VBA)
    source = (PAQUET / "__init__.py").read_text(encoding="utf-8")
    parties = lieux.find_reglages(mac).relative_to(mac.maison).parts
    positions = [source.index(f'"{partie}"') for partie in parties]
    assert positions == sorted(positions)
