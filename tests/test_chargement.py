"""A command loads what it uses, and nothing of a library that it does not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dpid_xl.chargement import delay_modules, skip_paquet

CLASSEUR = Path(__file__).parents[1] / "workbooks" / "annexe5_2022_phase2.xlsm"
# Loaded with their packages or by the library of the command, and longer to load than a workbook is to control.
INUTILES = ("pydantic", "num2words.lang_EN", "pyopenvba.access", "openpyxl", "xlsxwriter", "typst", "docx", "lxml", "pydoc", "ssl", "rich")
COMMANDE = """
import json, sys
from dpid_xl.cli import main
try:
    main(["controler", sys.argv[1]])
except SystemExit as fin:
    sys.stderr.write(json.dumps([fin.code, sorted(sys.modules)]))
"""


def test_controler_loads_no_more_than_it_uses(tmp_path):
    commande = [sys.executable, "-c", COMMANDE, str(CLASSEUR)]
    fini = subprocess.run(commande, check=True, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    code_de_sortie, charges = json.loads(fini.stderr)
    assert code_de_sortie == 0
    assert {"num2words.lang_FR", "pyopenvba.vba"} <= set(charges)
    assert not set(charges) & set(INUTILES)


def test_a_package_is_whole_for_who_imports_it_next():
    code = (
        "from dpid_xl.chargement import skip_paquet\n"
        "with skip_paquet('num2words'):\n    from num2words.lang_FR import Num2Word_FR\n"
        "import num2words\n"
        "assert num2words.num2words(21, lang='fr') == 'vingt et un'\n"
        "assert num2words.lang_FR.Num2Word_FR is Num2Word_FR\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_several_threads_may_ask_for_the_same_package():
    code = (
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from threading import Barrier\n"
        "from dpid_xl.chargement import skip_paquet\n"
        "ensemble = Barrier(8)\n"
        "def load(_):\n"
        "    ensemble.wait()\n"
        "    with skip_paquet('segno'):\n        from segno import encoder\n"
        "    return encoder.encode('ABC').version\n"
        "sys.setswitchinterval(1e-6)\n"
        "with ThreadPoolExecutor(8) as equipe:\n    assert len(set(equipe.map(load, range(8)))) == 1\n"
        "assert 'ssl' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_package_that_is_not_there_is_said_by_the_import():
    with pytest.raises(ModuleNotFoundError, match="paquet_absent"), skip_paquet("paquet_absent"):
        import paquet_absent.module  # noqa: F401


def test_a_module_that_waits_is_the_true_one_when_it_is_used():
    code = (
        "import sys\n"
        "from dpid_xl.identifiants import is_siret\n"
        "assert is_siret('22620001200012') and 'pydoc' not in sys.modules\n"
        "import pydoc\n"
        "from stdnum.util import get_module_name, get_number_modules\n"
        "assert 'SIRET' in {get_module_name(module)[:5] for module in get_number_modules()}\n"
        "from stdnum import util\n"
        "assert util.pydoc is not pydoc and util.pydoc.splitdoc is pydoc.splitdoc\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_a_module_that_is_loaded_does_not_wait():
    import pydoc

    with delay_modules("pydoc"):
        import pydoc as le_meme
    assert le_meme is pydoc is sys.modules["pydoc"]


def test_a_module_that_waits_and_is_not_there_is_said_at_its_use():
    with delay_modules("module_absent"):
        import module_absent
    with pytest.raises(ModuleNotFoundError, match="module_absent"):
        _ = module_absent.nom
