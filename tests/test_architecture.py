"""Who may import whom: each part of the package imports only what stands to its left, each library has one home."""

import ast
from pathlib import Path

import pytest

import dpid_xl

RACINE = Path(dpid_xl.__file__).parent
ORDRE = (
    *("montants", "periodes", "identifiants", "noms", "ecriture", "strict"),
    *("modele", "schema", "bareme", "anomalies", "calcul", "controles", "documents", "campagnes"),
    *("classeurs", "rendus", "production", "chaine", "installation", "cli_francais", "cli_installation", "cli"),
)
FOYERS = {
    "openpyxl": ("classeurs", "rendus", "schema"),
    "xlsxwriter": ("classeurs", "rendus"),
    "pyopenvba": ("classeurs",),
    "typst": ("rendus.pdf",),
    "docx": (),
    "segno": ("rendus.pdf.qr",),
    "docxtpl": ("rendus.word.balises",),
    "jinja2": ("rendus.word.modele", "rendus.word.grammaire"),
    "lxml": ("rendus.word.modele", "rendus.word.balises", "rendus.word.paquet"),
    "num2words": ("montants",),
    "rapidfuzz": ("noms",),
    "stdnum": ("identifiants",),
    "typer": ("cli", "cli_francais", "cli_installation"),
    "rich": ("cli", "cli_installation"),
    "xlwings": (),
    "udfs": ("cli", "cli_installation"),  # the command hands the workbook its functions; nothing else looks rightwards
}

# What a formula in a cell needs must answer at once: these modules import nothing heavy at their top.
LEGERS = ("montants", "periodes", "modele", "anomalies", "bareme", "calcul", "identifiants", "noms", "ecriture", "strict")
LOURDS = ("num2words", "rapidfuzz", "stdnum", "openpyxl", "xlsxwriter", "typst", "docx", "pandas", "typer", "rich")
LOURDS += ("docxtpl", "jinja2", "lxml", "segno")

MODULES = sorted(RACINE.rglob("*.py"))


def _nom(module: Path) -> str:
    return ".".join(module.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")


def _imports(module: Path, *, premier_niveau: bool = False) -> list[str]:
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    noeuds = arbre.body if premier_niveau else ast.walk(arbre)
    noms = []
    for noeud in noeuds:
        if isinstance(noeud, ast.Import):
            noms += [alias.name for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom):
            assert noeud.level == 0, f"{module} : import relatif"
            noms += [noeud.module or ""]
            if noeud.module == "dpid_xl":
                noms += [f"dpid_xl.{alias.name}" for alias in noeud.names]
    return noms


@pytest.mark.parametrize("module", MODULES, ids=_nom)
def test_imports_go_leftwards(module):
    partie = _nom(module).split(".")[0]
    if partie in ("__init__", "__main__"):
        return
    for nom in _imports(module):
        racine, _, reste = nom.partition(".")
        cible = reste.split(".")[0]
        if racine == "dpid_xl" and cible in ORDRE:
            assert ORDRE.index(cible) <= ORDRE.index(partie), f"{_nom(module)} importe {nom}"


@pytest.mark.parametrize("module", MODULES, ids=_nom)
def test_each_library_has_one_home(module):
    nom_du_module = _nom(module)
    for nom in _imports(module):
        foyers = FOYERS.get(nom.split(".")[0])
        if foyers is not None:
            assert any(nom_du_module == foyer or nom_du_module.startswith(foyer + ".") for foyer in foyers), (
                f"{nom_du_module} importe {nom}"
            )


@pytest.mark.parametrize("module", [m for m in MODULES if _nom(m).split(".")[0] in LEGERS], ids=_nom)
def test_light_modules_import_nothing_heavy(module):
    assert not [nom for nom in _imports(module, premier_niveau=True) if nom.split(".")[0] in LOURDS]


def test_every_part_of_the_order_exists():
    assert {_nom(module).split(".")[0] for module in MODULES} - {"__init__", "__main__"} == set(ORDRE)
