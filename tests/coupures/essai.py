"""One trial: a run of a new day killed at some moment, perhaps an officer's edit, then a run of another day to its end; what is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from dpid_xl.ecriture.disque import MARQUE
from dpid_xl.ecriture.echange import JOURNAL
from dpid_xl.production.depot import MANIFESTES
from tests.coupures.bureau import JOURS, TEMPORAIRE, Reference, list_empreintes, run, start
from tests.typographie import unset

FAUTES = ("fichiers coupés", "restes", "dossier temporaire", "faux « retouché »", "manifestes faux", "retouches perdues", "autres")
# What is waited for before the moment is drawn: nothing, what a run makes aside, what says that it takes its place.
SIGNES = {"au départ": "", "à part": f"{MARQUE}*", "en place": JOURNAL}
EN_PLACE = 0.25  # seconds, at most
FINIE = "finie avant"
RETOUCHENT = 0.4  # of the trials, those where an officer edits a file in between
PAUSE = 0.0005
RETOUCHE = b"PK\x03\x04 retouche de l'agent "
_RETOUCHES = re.compile(r"retouchés? depuis la production précédente, et gardés? : ([^;]*?)\s*;", re.DOTALL)
_ANCIEN = re.compile(r"_ancien_\d{4}-\d\d-\d\d(_\d+)?(?=\.)")


class Essais:
    """Trials of one kind of command in one folder, which each of them leaves ready for the next."""

    def __init__(self, reference: Reference, hasard: Random) -> None:
        self.reference, self.hasard = reference, hasard
        self.bureau, self.sorte = reference.bureau, reference.sorte
        self.sortie = self.bureau / self.sorte.sortie
        self.retouches: dict[str, bytes] = {}
        self.jour = JOURS[0]
        self.duree = 3.0  # seconds, of a whole run
        self.fautes: Counter[str] = Counter()
        self.moments: Counter[str] = Counter()
        self.details: list[str] = []
        assert reference.empreintes
        shutil.copytree(self.bureau / f"reference {self.jour}", self.sortie)

    @property
    def coupees(self) -> int:
        """How many runs were killed before their end."""
        return self.moments.total() - self.moments[FINIE]

    def try_once(self) -> None:
        """Kill a run, finish with another, and count what is wrong."""
        tue, suivant = self.hasard.sample(JOURS, 2)
        self.moments[self._kill(tue)] += 1
        self._look_at_coupee()
        if self.sorte.manifeste and self.hasard.random() < RETOUCHENT:
            self._edit()
        depart = time.monotonic()
        code, dit = run(self.bureau, [*self.sorte.arguments, "--date", suivant])
        self.duree = time.monotonic() - depart
        self.jour = suivant
        if code:
            self._note("autres", f"code {code} : {dit}")
        self._look_at_finie(unset(dit))

    def _kill(self, jour: str) -> str:
        """Start a run, kill it at a random moment; tell which one."""
        moment = self.hasard.choice(list(SIGNES))
        processus = start(self.bureau, [*self.sorte.arguments, "--date", jour])
        while SIGNES[moment] and not any(self.sortie.rglob(SIGNES[moment])):
            if _is_fini(processus):
                return FINIE
            time.sleep(PAUSE)
        fin = time.monotonic() + self.hasard.uniform(0, EN_PLACE if moment == "en place" else self.duree)
        while time.monotonic() < fin:
            if _is_fini(processus):
                return FINIE
            time.sleep(PAUSE)
        if _is_fini(processus):
            return FINIE
        os.kill(processus, signal.SIGKILL)
        os.waitpid(processus, 0)
        return moment

    def _edit(self) -> None:
        noms = [nom for nom in list_empreintes(self.sortie) if nom.endswith(".docx") and MARQUE not in nom]
        if noms:
            nom = self.hasard.choice(noms)
            self.retouches[nom] = RETOUCHE + self.hasard.randbytes(8)
            (self.sortie / nom).write_bytes(self.retouches[nom])
        if len(self.retouches) > 3:  # the officer lets the tool make one again
            nom = next(iter(self.retouches))
            del self.retouches[nom]
            (self.sortie / nom).unlink()

    def _look_at_coupee(self) -> None:
        """Look at what a killed run leaves: whole files, the officer's own, no convention in the temporary folder."""
        presentes = {nom for nom in list_empreintes(self.sortie) if MARQUE not in nom}
        for nom in sorted(presentes - self.retouches.keys()):
            if faute := _find_coupe(self.sortie / nom):
                self._note("fichiers coupés", f"{nom} : {faute}")
        for reste in _list_donnees(self.bureau / TEMPORAIRE):
            self._note("dossier temporaire", str(reste))
        self._look_at_retouches(set())

    def _look_at_finie(self, dit: str) -> None:
        """Look at what the next run leaves: the same as in a new folder, but what the officer edited, and a manifest that is true."""
        presentes = {nom: empreinte for nom, empreinte in list_empreintes(self.sortie).items() if not _ANCIEN.search(nom)}
        voulues = self.reference.empreintes[self.jour]
        for nom in sorted(presentes.keys() ^ voulues.keys()):
            self._note("restes" if nom in presentes else "autres", nom)
        for nom in sorted(presentes.keys() & voulues.keys() - self.retouches.keys()):
            if not Path(nom).match(MANIFESTES) and presentes[nom] != voulues[nom]:
                self._note("autres", f"{nom} n'est pas celui du {self.jour}")
        for reste in (self.bureau / TEMPORAIRE).iterdir():
            self._note("dossier temporaire", str(reste))
        dites = {nom.strip() for trouve in _RETOUCHES.findall(dit) for nom in trouve.split(",")}
        for nom in dites ^ {_strip(nom) for nom in self.retouches}:
            self._note("faux « retouché »", f"{nom} {'dit' if nom in dites else 'pas dit'}")
        marquees = {nom for manifeste in self.sortie.rglob(MANIFESTES) for nom in self._check_manifeste(manifeste)}
        self._look_at_retouches(marquees ^ self.retouches.keys() if self.sorte.manifeste else set())

    def _look_at_retouches(self, autres: set[str]) -> None:
        for nom, contenu in self.retouches.items():
            if not (self.sortie / nom).is_file() or (self.sortie / nom).read_bytes() != contenu:
                self._note("retouches perdues", nom)
        for nom in autres:
            self._note("manifestes faux", f"{nom} : marque de retouche")

    def _check_manifeste(self, manifeste: Path) -> Iterator[str]:
        """Compare a manifest with its folder and with that of a new one; yield the files that it says edited."""
        presentes, entrees = list_empreintes(manifeste.parent), _read_fichiers(manifeste)
        place = manifeste.relative_to(self.sortie)
        for entree in entrees:
            if presentes.get(entree["fichier"]) != entree["sha256"]:
                self._note("manifestes faux", f"{entree['fichier']} n'a pas l'empreinte dite")
            if entree.get("retouche"):
                yield (place.parent / entree["fichier"]).as_posix()
        voulus = _read_fichiers(self.bureau / f"reference {self.jour}" / place)
        if {entree["fichier"] for entree in voulus} != {entree["fichier"] for entree in entrees}:
            self._note("manifestes faux", f"{place} ne cite pas les mêmes fichiers")

    def _note(self, faute: str, detail: str) -> None:
        self.fautes[faute] += 1
        self.details.append(f"{faute} : {detail}")


def _strip(nom: str) -> str:
    """A file as a command names it: in the folder of its production."""
    return re.sub(r"^(conventions|avenants)/", "", nom)


def _read_fichiers(manifeste: Path) -> list[dict[str, Any]]:
    return json.loads(manifeste.read_bytes())["fichiers"]


def _is_fini(processus: int) -> bool:
    try:
        return os.waitpid(processus, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _find_coupe(chemin: Path) -> str:
    """Tell why a file is not whole; empty when it is."""
    contenu = chemin.read_bytes()
    match chemin.suffix:
        case ".docx" | ".xlsx" | ".xlsm":
            try:
                with zipfile.ZipFile(chemin) as archive:
                    return archive.testzip() or ""
            except zipfile.BadZipFile as erreur:
                return str(erreur)
        case ".pdf":
            return "" if contenu.startswith(b"%PDF") and contenu.rstrip().endswith(b"%%EOF") else "PDF coupé"
        case ".json":
            try:
                json.loads(contenu)
            except ValueError as erreur:
                return str(erreur)
    return "" if contenu else "vide"


def _list_donnees(dossier: Path) -> Iterator[Path]:
    """Files with what a convention says, left in the temporary folder at the moment of a kill."""
    for chemin in dossier.rglob("*") if dossier.is_dir() else ():
        if chemin.is_file() and (chemin.suffix in (".json", ".pdf", ".docx") or b"IBAN" in chemin.read_bytes()):
            yield chemin
