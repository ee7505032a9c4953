"""Who may import whom: each part of the package imports only what stands to its left, each library has one home."""

import ast
from collections.abc import Callable, Collection
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import dpid_xl

RACINE = Path(dpid_xl.__file__).parent
ORDRE = (
    *(
        "version",
        "chargement",
        "classes",
        "refus",
        "signes",
        "noms",
        "montants",
        "typographie",
        "francais",
        "periodes",
        "identifiants",
        "octets",
        "image",
        "ecriture",
        "strict",
        "metriques",
        "reperes",
        "lieu",
        "bareme",
    ),
    *("modele", "schema", "cellules", "anomalies", "calcul", "controles", "documents", "campagnes"),
    *(
        "classeurs",
        "importation",
        "examen",
        "rendus",
        "production",
        "chaine",
        "porte",
        "installation",
        "cli_francais",
        "cli_terminal",
        "cli_installation",
        "cli",
    ),
)
# Within « classeurs »: a package is opened, its cells are read, its VBA is followed, the whole is looked over; the builder knows all.
ORDRE_DES_CLASSEURS = (
    *("paquet", "textes", "lecture", "macros", "audit", "empreinte", "relecture", "reprise"),
    *("gabarit", "remise", "reconduction", "passage", "demandes", "remplacement"),
)
FOYERS = {
    "openpyxl": ("classeurs",),
    "xlsxwriter": ("classeurs", "rendus"),
    "pyopenvba": ("classeurs",),
    "typst": ("rendus.pdf",),
    "docx": (),
    "pikepdf": ("rendus.pdf",),
    "segno": ("rendus.pdf.qr",),
    "docxtpl": ("rendus.word.balises",),
    "jinja2": ("rendus.word.modele", "rendus.word.grammaire"),
    "lxml": ("rendus.word.modele", "rendus.word.balises", "rendus.word.finitions", "rendus.word.recu"),
    "num2words": ("montants",),
    "numpy": ("noms",),
    "rapidfuzz": ("noms",),
    "stdnum": ("identifiants",),
    "typer": ("cli", "cli_francais", "cli_installation", "cli_terminal"),
    "rich": ("cli_terminal",),
    "xlwings": (),
    "pandas": ("porte",),
    "python_calamine": ("importation.anciens",),
    "udfs": ("cli", "cli_installation"),  # the command hands the workbook its functions; nothing else looks rightwards
}

# What a formula in a cell needs must answer at once: these modules import nothing heavy at their top.
LEGERS = (
    "refus",
    "montants",
    "typographie",
    "francais",
    "periodes",
    "modele",
    "schema",
    "cellules",
    "anomalies",
    "bareme",
    "calcul",
    "identifiants",
    "noms",
    "octets",
    "image",
    "ecriture",
    "strict",
)
LOURDS = ("num2words", "numpy", "rapidfuzz", "stdnum", "openpyxl", "xlsxwriter", "typst", "docx", "pandas", "typer", "rich")
LOURDS += ("docxtpl", "jinja2", "lxml", "pikepdf", "segno")

MODULES = sorted(RACINE.rglob("*.py"))


def _nom(module: Path) -> str:
    return ".".join(module.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imports(module: Path, *, premier_niveau: bool = False) -> tuple[str, ...]:
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    noeuds = arbre.body if premier_niveau else ast.walk(arbre)
    noms = []
    for noeud in noeuds:
        if isinstance(noeud, ast.Import):
            noms += [alias.name for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom):
            assert noeud.level == 0, f"{module} : import relatif"
            noms += [f"{noeud.module}.{alias.name}" for alias in noeud.names]
    return tuple(noms)


def _link_modules() -> dict[str, set[str]]:
    noms = {f"dpid_xl.{_nom(module)}": module for module in MODULES}
    return {nom: {_find_module(importe, noms) for importe in _imports(module)} - {""} for nom, module in noms.items()}


def _find_module(nom: str, noms: Collection[str]) -> str:
    while nom and nom not in noms:  # what is imported may be a class or a function
        nom = nom.rpartition(".")[0]
    return nom


def _goes_rightwards(module: str, nom: str) -> bool:
    partie, *_ = module.split(".")
    racine, cible, *_ = (*nom.split("."), "")
    return racine == "dpid_xl" and cible in ORDRE and partie not in ("__init__", "__main__") and ORDRE.index(cible) > ORDRE.index(partie)


def _leaves_home(module: str, nom: str) -> bool:
    foyers = FOYERS.get(nom.partition(".")[0])
    return foyers is not None and not any(module == foyer or module.startswith(foyer + ".") for foyer in foyers)


def _is_lourd(module: str, nom: str) -> bool:
    return module.partition(".")[0] in LEGERS and nom.partition(".")[0] in LOURDS


def _list_fautes(is_faute: Callable[[str, str], bool], *, premier_niveau: bool = False) -> list[str]:
    """Every import that is a fault, in all the modules."""
    return [
        f"{_nom(module)} importe {nom}"
        for module in MODULES
        for nom in _imports(module, premier_niveau=premier_niveau)
        if is_faute(_nom(module), nom)
    ]


def test_imports_go_leftwards():
    assert _list_fautes(_goes_rightwards) == []


def test_each_library_has_one_home():
    assert _list_fautes(_leaves_home) == []


def test_light_modules_import_nothing_heavy():
    assert _list_fautes(_is_lourd, premier_niveau=True) == []


def test_a_fault_is_seen():
    assert _goes_rightwards("calcul.montant", "dpid_xl.rendus.pdf")
    assert not _goes_rightwards("rendus.pdf", "dpid_xl.calcul.montant")
    assert _leaves_home("controles.tarifs", "openpyxl.utils")
    assert not _leaves_home("rendus.pdf.qr", "segno")
    assert _is_lourd("calcul.montant", "openpyxl.utils")
    assert not _is_lourd("rendus.pdf", "typst")


def test_the_reader_asks_neither_the_auditor_nor_the_builder():
    for module in (RACINE / "classeurs").rglob("*.py"):
        _, partie, *_ = (*_nom(module).split("."), "")
        for nom in _imports(module) if partie else ():
            if nom.startswith("dpid_xl.classeurs."):
                cible = nom.split(".")[2]
                assert ORDRE_DES_CLASSEURS.index(cible) <= ORDRE_DES_CLASSEURS.index(partie), f"{_nom(module)} importe {nom}"


def test_no_module_leads_back_to_itself():
    TopologicalSorter(_link_modules()).prepare()  # raises CycleError, which names the modules


def test_a_circle_is_seen():
    liens = _link_modules()
    liens["dpid_xl.montants"] |= {"dpid_xl.chaine"}
    with pytest.raises(CycleError):
        TopologicalSorter(liens).prepare()


ECRIVENT = {"write_bytes", "write_text", "copyfile", "copy", "copy2", "move", "rename", "mkdir"}
PROVISOIRES = {"classeurs.macros.vba"}  # in a temporary folder, for a library that wants files


def test_files_are_written_in_one_place():
    for module in MODULES:
        if (nom := _nom(module)).split(".")[0] == "ecriture" or nom in PROVISOIRES:
            continue
        arbre = ast.parse(module.read_text(encoding="utf-8"))
        appels = {noeud.func.attr for noeud in ast.walk(arbre) if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute)}
        assert not appels & ECRIVENT, nom
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.ImportFrom) and noeud.module == "dpid_xl.ecriture":
                noms = {alias.name for alias in noeud.names}
                assert not any(nom_importe.startswith("_") for nom_importe in noms), nom
                # It replaces what stands there: for whoever has a manifest or a receipt of it.
                assert "replace_fichiers" not in noms or nom.split(".")[0] in ("production", "installation"), nom


def test_every_part_of_the_order_exists():
    assert {_nom(module).split(".")[0] for module in MODULES} - {"__init__", "__main__"} == set(ORDRE)


def test_no_test_is_shipped():
    produit = [*RACINE.rglob("*.py"), *RACINE.with_name("udfs").rglob("*.py")]
    assert [module for module in produit if module.name == "conftest.py" or module.name.startswith("test_")] == []
