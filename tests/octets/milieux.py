"""The environments in which the same commands are run, and how a process is put in one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path

RACINE = Path(__file__).parents[2]
LANGUES = ("tr_TR.UTF-8", "fr_FR.UTF-8", "de_DE.UTF-8", "fa_IR.UTF-8", "tr_TR.ISO-8859-9")
AILLEURS = "Là-bas, n° 2 & l'été"
# What a machine without these programs does not try.
_UN_COEUR = (taskset, "-c", "0") if (taskset := shutil.which("taskset")) else ()
_EN_2028 = (faketime, "-f", "@2028-02-29 23:59:30") if (faketime := shutil.which("faketime")) else ()
# Two time zones that are never on the same day: they are 26 hours apart.
OUEST, EST = "Etc/GMT+12", "Pacific/Kiritimati"


@dataclass(frozen=True)
class Milieu:
    """One environment."""

    nom: str
    variables: dict[str, str] = field(default_factory=dict)
    masque: int = 0o022
    dossier: str = "ici"
    devant: tuple[str, ...] = ()  # what starts Python
    python: str = sys.executable
    options: tuple[str, ...] = ()


REFERENCE = Milieu("référence : C.UTF-8, UTC, graine 0", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})


def list_milieux(langues: dict[str, str], pythons: Sequence[str]) -> list[Milieu]:
    """Return the environments of the wide table, each by one of these Pythons in turn; ``langues`` are those of ``make_langues``.

    Each of them changes several things: once they all give the same bytes, so does each thing alone.
    """
    milieux = [
        Milieu("hier (UTC-12), tr_TR.UTF-8, graine 1, umask 077", _speak("tr_TR.UTF-8", TZ=OUEST, PYTHONHASHSEED="1"), masque=0o077),
        Milieu("demain (UTC+14), fa_IR.UTF-8, graine au hasard", _speak("fa_IR.UTF-8", TZ=EST, PYTHONHASHSEED="random")),
        Milieu("fr_FR.UTF-8, PYTHONUTF8=1, python -OO, un cœur", _speak("fr_FR.UTF-8", PYTHONUTF8="1"), options=("-OO",), devant=_UN_COEUR),
        Milieu(
            "de_DE.UTF-8, 29 février 2028, 23 h 59, -X dev",
            _speak("de_DE.UTF-8", TZ="Europe/Paris"),
            options=("-X", "dev"),
            devant=_EN_2028,
        ),
        Milieu(
            "tr_TR.ISO-8859-9, PYTHONUTF8=0, umask 000, autre dossier",
            _speak("tr_TR.ISO-8859-9", PYTHONUTF8="0"),
            masque=0,
            dossier=AILLEURS,
        ),
        Milieu("POSIX, PYTHONUTF8=0", _speak("POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")),
    ]
    return [
        replace(milieu, variables=langues | milieu.variables, python=python, nom=f"{milieu.nom} – {python}")
        for milieu, python in zip(milieux, cycle(pythons), strict=False)
    ]


def _speak(langue: str, **variables: str) -> dict[str, str]:
    return {"LC_ALL": langue, "LANG": langue} | variables


def make_langues(dossier: Path, langues: Iterable[str] = LANGUES) -> dict[str, str]:
    """Make the locales that Debian describes, in a folder; return the variables that lead there, none where nothing makes them."""
    outil = shutil.which("localedef")
    if not outil:
        return {}
    dossier.mkdir(parents=True)
    for langue in langues:
        nom, _, signes = langue.partition(".")
        subprocess.run([outil, "-i", nom, "-f", signes, str(dossier / langue)], capture_output=True, check=False)
    return {"LOCPATH": str(dossier)}


def run_milieu(milieu: Milieu, bureau: Path, ici: Path, commandes: Iterable[str], jour: str) -> dict[str, str]:
    """Run the commands in an environment, below the folder ``ici``; return what ``make_tour`` does."""
    sortie = ici / milieu.dossier
    sortie.mkdir(parents=True)
    resultat = ici / "resultat.json"
    tache = {"bureau": str(bureau), "sortie": str(sortie), "commandes": list(commandes), "jour": jour, "resultat": str(resultat)}
    gardees = {nom: os.environ[nom] for nom in ("PATH", "HOME", "USER", "SYSTEMROOT", "TEMP") if nom in os.environ}
    fini = subprocess.run(
        [*milieu.devant, milieu.python, *milieu.options, "-m", "tests.octets.tour", json.dumps(tache)],
        env=gardees | {"PYTHONPATH": str(RACINE), "LOGNAME": "agent"} | REFERENCE.variables | milieu.variables,
        cwd=sortie,
        umask=milieu.masque,
        capture_output=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr.decode(errors="replace")
    return json.loads(resultat.read_text(encoding="utf-8"))


def compare(attendu: dict[str, str], lu: dict[str, str]) -> list[str]:
    """Return the names of the files that differ, or that only one of the two has."""
    return sorted(nom for nom in attendu.keys() | lu.keys() if attendu.get(nom) != lu.get(nom))
