"""Every foreseen failure is a Refus: a French sentence, an exit code; nothing else is caught by whoever speaks to the user."""

import ast
import builtins
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import dpid_xl
import udfs
from dpid_xl import cli
from dpid_xl.refus import BLOQUE, ILLISIBLE, Refus
from tests.typographie import unset

RACINES = tuple(Path(paquet.__file__).parent for paquet in (dpid_xl, udfs))
MODULES = {
    ".".join(chemin.relative_to(racine.parent).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
        chemin.read_text(encoding="utf-8")
    )
    for racine in RACINES
    for chemin in sorted(racine.rglob("*.py"))
}
CLASSES = {noeud.name: (module, noeud) for module, arbre in MODULES.items() for noeud in ast.walk(arbre) if isinstance(noeud, ast.ClassDef)}
BLOQUANTS = {
    "AccesRefuse",
    "Bloque",
    "ClasseurNonRemis",
    "CommissionInconnue",
    "CompilationImpossible",
    "ScenarioRefuse",
    "LignesIllisibles",
    "DemarrageRefuse",
    "DossierOccupe",
    "EcritureImpossible",
    "FichiersPublicsInconnus",
    "MacroRefusee",
    "LecteurAbsent",
    "LotImpossible",
    "ModeleRefuse",
    "MoteurAbsent",
    "NumerotationImpossible",
    "RienAEcrire",
    "SourceManquante",
}
AUTRES_ARGUMENTS = {"Bloque": (SimpleNamespace(anomalies=()),)}  # of a refusal that holds more than its sentence
# Never shown to anyone; the docstring of each says who makes a refusal of it, or why nobody can.
INTERNES = {"PythonTropAncien", "_Vu", "ReglageImpossible", "TropDeCellules", "TropDeCellulesGroupees", "_TropGrand"}


def _list_failures() -> set[str]:
    """Return the classes of failures, by what they derive from, however far."""
    connues = {nom for nom, valeur in vars(builtins).items() if isinstance(valeur, type) and issubclass(valeur, BaseException)} | {"Refus"}
    trouvees = set()
    while True:
        neuves = {
            nom for nom, (_, classe) in CLASSES.items() if any(isinstance(base, ast.Name) and base.id in connues for base in classe.bases)
        } - trouvees
        if not neuves:
            return trouvees - {"Refus"}
        trouvees |= neuves
        connues |= neuves


PREVUES = sorted(_list_failures() - INTERNES)


def test_what_is_known_exists():
    assert _list_failures() >= BLOQUANTS | INTERNES


@pytest.mark.parametrize("nom", PREVUES)
def test_refusal_ends_the_command_with_its_sentence_and_code(nom, monkeypatch, capsys):
    refus = getattr(import_module(CLASSES[nom][0]), nom)("Le fichier « é » manque : rétablissez-le.", *AUTRES_ARGUMENTS.get(nom, ()))
    assert isinstance(refus, Refus), "une panne prévue se définit comme Refus"

    def fail(**_):
        raise refus

    monkeypatch.setattr(cli, "_choose_application", lambda _arguments: fail)
    with pytest.raises(SystemExit) as fin:
        cli.main(["controler"])
    assert (fin.value.code, unset(capsys.readouterr().err)) == (
        BLOQUE if nom in BLOQUANTS else ILLISIBLE,
        "Le fichier « é » manque : rétablissez-le.\n",
    )


def test_every_refusal_is_raised_with_its_text():
    for module, arbre in MODULES.items():
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Raise) and isinstance(noeud.exc, (ast.Call, ast.Name)):
                leve = noeud.exc.func if isinstance(noeud.exc, ast.Call) else noeud.exc
                if isinstance(leve, ast.Name) and leve.id in PREVUES:
                    assert isinstance(noeud.exc, ast.Call), f"{module}, ligne {noeud.lineno} : {leve.id} sans phrase"
                    assert noeud.exc.args, f"{module}, ligne {noeud.lineno} : {leve.id} sans phrase"


def test_unforeseen_failure_is_not_hidden(monkeypatch):
    def fail(**_):
        raise LookupError("x")

    monkeypatch.setattr(cli, "_choose_application", lambda _arguments: fail)
    with pytest.raises(LookupError):
        cli.main(["controler"])
