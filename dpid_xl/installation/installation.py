r"""What the installation does on a machine: planned first, without touching anything, then applied, and undone.

A workbook that the officer changed is never overwritten; what is written is noted in a receipt with its hash.

>>> from dpid_xl.installation.postes import Systeme
>>> poste = Poste(Systeme.LINUX, Path("/nulle/part"), {}, Path("/usr/bin/python3"), (3, 12, 1))
>>> [geste.code for geste in plan_installation(poste, {}, date(2022, 9, 27))]
['linux']
"""

from __future__ import annotations

import importlib.util
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from pathlib import Path

from dpid_xl.classes import dataclass
from dpid_xl.installation import lieux
from dpid_xl.installation.postes import Poste, Systeme
from dpid_xl.installation.recu import Recu, Reglages, load_recu
from dpid_xl.installation.reglages import ReglageImpossible, restore_reglages, set_reglages
from dpid_xl.installation.textes import GESTES
from dpid_xl.octets import hash_fichier, hash_octets

__all__ = ["Geste", "SorteDeGeste", "make_reglages", "plan_installation", "plan_retrait"]

_EN_TETE_PYC = 16  # magic number, flags, date and size of the source


class SorteDeGeste(StrEnum):
    """What a gesture does to the disk."""

    ECRIRE = "écrire"
    REGLER = "régler"
    COMPILER = "préparer"
    EFFACER = "retirer"
    RENDRE = "remettre"
    VIDER = "vider"
    RIEN = "rien"
    GARDER = "garder"
    PASSER = "passer"


@dataclass(frozen=True)
class Geste:
    """One thing to do, or to say; ``code`` names its sentence, ``faits`` fills it."""

    action: SorteDeGeste
    code: str
    chemin: Path
    contenu: bytes = b""
    nom: str = ""
    sauvegarde: Path | None = None
    poses: Mapping[str, str] = field(default_factory=dict)
    avant: Mapping[str, str | None] = field(default_factory=dict)
    faits: Mapping[str, str] = field(default_factory=dict)

    @property
    def phrase(self) -> str:
        """The sentence to show."""
        return GESTES[self.code].format(chemin=self.chemin, sauvegarde=self.sauvegarde, **self.faits)


def make_reglages(poste: Poste) -> dict[str, str]:
    """Return the settings xlwings needs: which Python to call.

    Under both names: a blank « Interpreter_Win » in a workbook's own sheet hides the first from VBA, which then asks for the second.
    """
    return {f"INTERPRETER_{'MAC' if poste.systeme is Systeme.MAC else 'WIN'}": str(poste.python), "INTERPRETER": str(poste.python)}


def plan_installation(poste: Poste, classeurs: Mapping[str, bytes], jour: date) -> tuple[Geste, ...]:
    """Return what would be done; reads the disk, changes nothing.

    ``classeurs`` are the workbooks (and the add-in, .xlam) by name; ``jour`` dates the copies laid beside others.
    """
    recu = load_recu(lieux.find_recu(poste))
    return tuple(_plan(poste, recu, classeurs, jour))


def _plan(poste: Poste, recu: Recu, classeurs: Mapping[str, bytes], jour: date) -> Iterator[Geste]:
    documents, demarrage, reglages = lieux.find_documents(poste), lieux.find_demarrage(poste), lieux.find_reglages(poste)
    if demarrage is None or reglages is None:
        yield Geste(SorteDeGeste.PASSER, "linux", poste.maison)
    else:
        present = lieux.has_excel(poste)
        if present:
            yield _plan_reglages(poste, recu, reglages)
        else:
            yield Geste(SorteDeGeste.PASSER, "sans_excel", poste.maison)
        for nom, contenu in classeurs.items():
            if not nom.endswith(".xlam"):
                yield _plan_classeur(documents, nom, contenu, recu, jour)
            elif present:
                yield _plan_programme(demarrage / nom, contenu, recu, documents, jour)
        script = lieux.find_script_mac(poste)
        if script and present and poste.xlwings and (source := poste.xlwings / script.name).is_file():
            yield _plan_programme(script, source.read_bytes(), recu, documents, jour)
    if poste.bibliotheques:
        yield _plan_moteur(poste, lieux.find_moteur(poste))
    for paquet in poste.paquets:
        if nombre := sum(not _is_compiled(module) for module in paquet.rglob("*.py")):
            yield Geste(SorteDeGeste.COMPILER, "compile", paquet, faits={"nombre": str(nombre)})


def plan_retrait(poste: Poste) -> tuple[Geste, ...]:
    """Return how to undo what the receipt says, and nothing else."""
    chemin = lieux.find_recu(poste)
    recu = load_recu(chemin)
    if recu == Recu():
        return (Geste(SorteDeGeste.PASSER, "rien_a_retirer", chemin),)
    gestes = [_plan_effacement(Path(ecrit.chemin), ecrit.sha256, ecrit.sauvegarde) for ecrit in reversed(recu.ecrits)]
    if recu.reglages:
        gestes.append(_plan_retour(poste, recu.reglages))
    dossiers = sorted(recu.dossiers, key=len, reverse=True)  # the deepest first
    return (*gestes, *(Geste(SorteDeGeste.VIDER, "dossier_retire", Path(dossier)) for dossier in dossiers))


def _plan_classeur(dossier: Path, nom: str, contenu: bytes, recu: Recu, jour: date) -> Geste:
    cible, neuve = dossier / nom, hash_octets(contenu)
    if not _exists(cible):
        return Geste(SorteDeGeste.ECRIRE, "classeur_ecrit", cible, contenu, nom)
    presente, ecrit = hash_fichier(cible), recu.find_ecrit(cible)
    if presente == neuve:
        return Geste(SorteDeGeste.RIEN, "deja_la", cible)
    if ecrit and presente == ecrit.sha256:
        return Geste(SorteDeGeste.ECRIRE, "classeur_mis_a_jour", cible, contenu, nom)
    faits = {"present": nom}
    for copie in (Path(ecrit.chemin) for ecrit in recu.ecrits if ecrit.nom == nom):
        if hash_fichier(copie) == neuve:
            return Geste(SorteDeGeste.RIEN, "copie_deja_la", copie, faits=faits)
    return Geste(SorteDeGeste.ECRIRE, "classeur_a_cote", _find_libre(cible, jour), contenu, nom, faits=faits)


def _plan_programme(cible: Path, contenu: bytes, recu: Recu, gardes: Path, jour: date) -> Geste:
    """Plan a file of which Excel must find one only: what is not ours is kept elsewhere, in ``gardes``."""
    if not _exists(cible):
        return Geste(SorteDeGeste.ECRIRE, "programme_ecrit", cible, contenu, cible.name)
    presente, ecrit = hash_fichier(cible), recu.find_ecrit(cible)
    if presente == hash_octets(contenu):
        return Geste(SorteDeGeste.RIEN, "deja_la", cible)
    if ecrit and presente == ecrit.sha256:
        return Geste(SorteDeGeste.ECRIRE, "programme_mis_a_jour", cible, contenu, cible.name)
    return Geste(SorteDeGeste.ECRIRE, "programme_sauve", cible, contenu, cible.name, _find_libre(gardes / f"avant_{cible.name}", jour))


def _plan_moteur(poste: Poste, cible: Path) -> Geste:
    """Plan the note that tells LibreOffice, which has a Python of its own, where the libraries of this one are."""
    note = {"python": "{}.{}".format(*poste.version_python[:2]), "dossiers": [str(dossier) for dossier in poste.bibliotheques]}
    contenu = (json.dumps(note, ensure_ascii=False, indent=2) + "\n").encode()
    if hash_fichier(cible) == hash_octets(contenu):
        return Geste(SorteDeGeste.RIEN, "deja_la", cible)
    return Geste(SorteDeGeste.ECRIRE, "moteur_note", cible, contenu, cible.name)


def _plan_reglages(poste: Poste, recu: Recu, chemin: Path) -> Geste:
    voulus = make_reglages(poste)
    try:
        neuf, avant = set_reglages(_read(chemin), voulus, poste.encodage, "\r\n" if poste.systeme is Systeme.WINDOWS else "\n")
    except ReglageImpossible as refus:
        return Geste(SorteDeGeste.PASSER, "reglages_impossibles", chemin, faits={"valeur": str(refus)})
    if not avant:
        return Geste(SorteDeGeste.RIEN, "deja_la", chemin)
    notes = recu.reglages
    # A value that we put ourselves is not the user's: what stood before it is what must come back.
    avant = {nom: notes.avant.get(nom) if notes and notes.poses.get(nom) == valeur else valeur for nom, valeur in avant.items()}
    faits = {"noms": ", ".join(avant)}
    perdus = ", ".join(sorted({valeur for valeur in avant.values() if valeur}))
    code = "reglages_remplaces" if perdus else "reglages_ecrits"
    return Geste(
        SorteDeGeste.REGLER,
        code,
        chemin,
        neuf,
        poses={nom: voulus[nom] for nom in avant},
        avant=avant,
        faits=faits | ({"avant": perdus} if perdus else {}),
    )


def _plan_effacement(chemin: Path, sha256: str, sauvegarde: str | None) -> Geste:
    if not _exists(chemin):
        return Geste(SorteDeGeste.RIEN, "retire_deja", chemin)
    if hash_fichier(chemin) != sha256:
        return Geste(SorteDeGeste.GARDER, "garde_change", chemin)
    if sauvegarde and Path(sauvegarde).is_file():
        return Geste(SorteDeGeste.EFFACER, "retire_rendu", chemin, sauvegarde=Path(sauvegarde))
    return Geste(SorteDeGeste.EFFACER, "retire", chemin)


def _plan_retour(poste: Poste, notes: Reglages) -> Geste:
    chemin = Path(notes.chemin)
    if not _exists(chemin):
        return Geste(SorteDeGeste.RIEN, "retire_deja", chemin)
    rendu, changes = restore_reglages(_read(chemin), notes.poses, notes.avant, poste.encodage)
    if notes.fichier_cree and not rendu.strip():
        return Geste(SorteDeGeste.EFFACER, "reglages_retires", chemin)
    if changes:
        return Geste(SorteDeGeste.RENDRE, "reglages_gardes", chemin, rendu, faits={"noms": ", ".join(changes)})
    return Geste(SorteDeGeste.RENDRE, "reglages_rendus", chemin, rendu)


def _find_libre(cible: Path, jour: date) -> Path:
    noms = itertools.chain([""], (f"_{rang}" for rang in itertools.count(2)))
    candidats = (cible.with_name(f"{cible.stem}_{jour.isoformat()}{suite}{cible.suffix}") for suite in noms)
    return next(candidat for candidat in candidats if not _exists(candidat))


def _exists(chemin: Path) -> bool:
    return chemin.exists() or chemin.is_symlink()


def _read(chemin: Path) -> bytes:
    return chemin.read_bytes() if chemin.is_file() else b""


def _is_compiled(module: Path) -> bool:
    """Say whether the bytecode of a module is there and up to date."""
    try:
        en_tete = Path(importlib.util.cache_from_source(str(module))).read_bytes()[:_EN_TETE_PYC]
        etat = module.stat()
    except OSError:
        return False
    if not en_tete.startswith(importlib.util.MAGIC_NUMBER):
        return False
    attendu = b"".join(nombre.to_bytes(4, "little") for nombre in (0, int(etat.st_mtime) & 0xFFFFFFFF, etat.st_size & 0xFFFFFFFF))
    return en_tete[4:] == attendu or en_tete[4] != 0  # a bytecode tied to the text, not to the date, checks itself
