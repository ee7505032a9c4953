"""An office's folder where commands are tried, and what each of them leaves when nobody stops it."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from dpid_xl import cli
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.examen import Examen, examine
from dpid_xl.modele import Dossier
from tests.documents.etats import make_phase_fictive
from udfs.excel import list_modules
from udfs.extension import load_extension

JOURS = ("2022-09-27", "2022-10-11", "2022-11-02")
EXAMENS: dict[str, Examen] = {}
STRUCTURES = 8  # of the small campaign
TEMPORAIRE = "temporaire"  # the folder that its processes take for the system's own


@dataclass(frozen=True, slots=True)
class Sorte:
    """A command to kill: its arguments but the date, the folder that it writes, whether there is a manifest there."""

    arguments: tuple[str, ...]
    sortie: str = "sortie"
    manifeste: bool = True


SORTES = {
    "conventions": Sorte(("conventions", "petit.xlsm", "-o", "sortie", "--formats", "xlsx,docx,pdf", "--fusion")),
    "conventions d'une campagne": Sorte(("conventions", "annexe5.xlsm", "-o", "sortie", "--formats", "docx")),
    "avenants": Sorte(("avenants", "ancien.xlsm", "annexe5.xlsm", "-o", "sortie")),
    "courriers": Sorte(("courriers", "notification", "petit.xlsm", "-o", "sortie", "--structure", "PAGE")),
    "exporter": Sorte(("exporter", "lignes", "annexe5.xlsm", "-o", "sortie/lignes.xlsx", "--remplacer"), manifeste=False),
    "demo": Sorte(("demo", "--sortie", "sortie", "--remplacer")),
}


def make_bureau(dossier: Dossier, jour: date, bureau: Path, noms: Collection[str]) -> None:
    """Write the workbooks of these names: the campaign, a small one, an earlier one; read them, once for all the runs.

    Nothing is written while a workbook is read: what is long there is no moment to die at.
    """
    for nom in noms:
        chemin = bureau / nom
        chemin.write_bytes(build_classeur(locate_dossier(CLASSEURS[nom](dossier)), (), jour, load_extension()))
        EXAMENS[nom] = examine(chemin, list_modules())


def _shrink(dossier: Dossier) -> Dossier:
    noms = list(dict.fromkeys(ligne.structure for ligne in dossier.lignes))[:STRUCTURES]
    lignes = tuple(ligne for ligne in dossier.lignes if ligne.structure in ("PAGE", *noms))
    return replace(dossier, lignes=lignes, decisions=(), attributions=())


CLASSEURS = {"annexe5.xlsm": lambda dossier: dossier, "petit.xlsm": _shrink, "ancien.xlsm": make_phase_fictive}


def start(bureau: Path, arguments: Sequence[str]) -> int:
    """Run a command in a process of its own, its outputs in ``dit``; return its number.

    A fork of this one, which has all its modules and has made nothing yet: what is long is only what is tried.
    """
    processus = os.fork()
    if processus:
        return processus
    code = 70
    try:
        os.chdir(bureau)
        (bureau / TEMPORAIRE).mkdir(exist_ok=True)
        tempfile.tempdir = str(bureau / TEMPORAIRE)
        dit = os.open("dit", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(dit, 1)
        os.dup2(dit, 2)
        cli._examine = _find_examen
        cli.main(arguments)
    except SystemExit as fin:
        code = int(fin.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _find_examen(classeur: Path, lus: bytes | None = None) -> Examen:
    return EXAMENS[classeur.name] if lus is None else examine(classeur, list_modules(), lus=lus)


def run(bureau: Path, arguments: Sequence[str]) -> tuple[int, str]:
    """Run a command to its end; return its code and what it said."""
    _, etat = os.waitpid(start(bureau, arguments), 0)
    return os.waitstatus_to_exitcode(etat), (bureau / "dit").read_text(encoding="utf-8")


@dataclass
class Reference:
    """What a kind of command leaves for each day, when nobody stops it: the hash of each file."""

    bureau: Path
    sorte: Sorte

    @cached_property
    def empreintes(self) -> Mapping[str, Mapping[str, str]]:
        faites = {}
        for jour in JOURS:
            sortie = self.bureau / self.sorte.sortie
            sortie.mkdir()
            code, dit = run(self.bureau, [*self.sorte.arguments, "--date", jour])
            assert code == 0, dit
            faites[jour] = list_empreintes(sortie)
            sortie.rename(self.bureau / f"reference {jour}")
        return faites


def list_empreintes(dossier: Path) -> dict[str, str]:
    """Return the hash of each file of a folder."""
    chemins = (chemin for chemin in dossier.rglob("*") if chemin.is_file())
    return {chemin.relative_to(dossier).as_posix(): hashlib.sha256(chemin.read_bytes()).hexdigest() for chemin in chemins}
