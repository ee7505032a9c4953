r"""Do what was planned: each gesture on its own, the receipt kept up to date after each, so that nothing done is forgotten.

>>> from dpid_xl.installation.postes import Systeme
>>> poste = Poste(Systeme.LINUX, Path("/nulle/part"), {}, Path("/usr/bin/python3"), (3, 12, 1))
>>> print(*(resultat.phrase for resultat in retirer(poste)))
Rien à retirer : aucune installation n'est notée dans /nulle/part/.local/share/dpid_xl/installation.json
"""

from __future__ import annotations

import compileall
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dpid_xl.classes import dataclass
from dpid_xl.ecriture import EcritureImpossible, replace_fichiers
from dpid_xl.installation import lieux
from dpid_xl.installation.installation import Geste, SorteDeGeste, plan_retrait
from dpid_xl.installation.postes import Poste
from dpid_xl.installation.recu import Ecrit, Recu, Reglages, load_recu, save_recu
from dpid_xl.installation.textes import GESTES
from dpid_xl.octets import hash_octets

__all__ = ["Accompli", "apply_gestes", "retirer"]

_ECRIVENT = frozenset({SorteDeGeste.ECRIRE, SorteDeGeste.REGLER})


@dataclass(frozen=True)
class Accompli:
    """A gesture, and why it could not be done if so."""

    geste: Geste
    erreur: str = ""

    @property
    def phrase(self) -> str:
        """What to tell."""
        return self.erreur or self.geste.phrase


def apply_gestes(poste: Poste, plan: Iterable[Geste]) -> tuple[Accompli, ...]:
    """Do the gestures of an installation; one that fails says why and does not stop the others.

    Raises EcritureImpossible, before anything is done, if the receipt itself cannot be written.
    """
    gestes, chemin = tuple(plan), lieux.find_recu(poste)
    recu = load_recu(chemin)
    if any(geste.action in _ECRIVENT for geste in gestes):
        recu = _note_dossiers(recu, chemin.parent)
        save_recu(chemin, recu)
    resultats = []
    for geste in gestes:
        try:
            suivant = _do(geste, recu)
        except EcritureImpossible as erreur:
            resultats.append(Accompli(geste, str(erreur)))
            continue
        if suivant != recu:
            recu = suivant
            save_recu(chemin, recu)
        resultats.append(Accompli(geste))
    version = poste.versions.get("dpid-xl", "")
    if recu != Recu() and recu.version != version and not any(resultat.erreur for resultat in resultats):
        save_recu(chemin, replace(recu, version=version))
    return tuple(resultats)


def retirer(poste: Poste) -> tuple[Accompli, ...]:
    """Undo what the receipt says; what was changed since is kept and said, what cannot be undone stays in the receipt."""
    chemin = lieux.find_recu(poste)
    gestes, recu = plan_retrait(poste), load_recu(chemin)
    if recu == Recu():
        return tuple(Accompli(geste) for geste in gestes)
    resultats = []
    for geste in gestes:
        if geste.action is SorteDeGeste.VIDER:
            continue
        try:
            recu = _undo(geste, recu)
        except EcritureImpossible as erreur:
            resultats.append(Accompli(geste, str(erreur)))
            continue
        save_recu(chemin, recu)
        resultats.append(Accompli(geste))
    if not any(resultat.erreur for resultat in resultats):
        _remove(chemin)
        resultats += [Accompli(geste) for geste in gestes if geste.action is SorteDeGeste.VIDER and _remove_dossier(geste.chemin)]
    return tuple(resultats)


def _do(geste: Geste, recu: Recu) -> Recu:
    match geste.action:
        case SorteDeGeste.ECRIRE:
            return _write(geste, recu)
        case SorteDeGeste.REGLER:
            return _regler(geste, recu)
        case SorteDeGeste.COMPILER:
            if not compileall.compile_dir(geste.chemin, quiet=2):
                raise EcritureImpossible(GESTES["compilation_impossible"].format(chemin=geste.chemin))
    return recu


def _write(geste: Geste, recu: Recu) -> Recu:
    if geste.sauvegarde:
        recu = _note_dossiers(recu, geste.sauvegarde.parent)
        replace_fichiers(geste.sauvegarde.parent, [(geste.sauvegarde.name, _read(geste.chemin))])
    recu = _note_dossiers(recu, geste.chemin.parent)
    replace_fichiers(geste.chemin.parent, [(geste.chemin.name, geste.contenu)])
    sauvegarde = str(geste.sauvegarde) if geste.sauvegarde else None
    return recu.with_ecrit(Ecrit(str(geste.chemin), geste.nom, hash_octets(geste.contenu), sauvegarde))


def _regler(geste: Geste, recu: Recu) -> Recu:
    notes = recu.reglages or Reglages(str(geste.chemin), {}, {}, fichier_cree=not geste.chemin.exists())
    recu = _note_dossiers(recu, geste.chemin.parent)
    replace_fichiers(geste.chemin.parent, [(geste.chemin.name, geste.contenu)])
    neuves = replace(notes, poses=notes.poses | dict(geste.poses), avant=notes.avant | dict(geste.avant))
    return replace(recu, reglages=neuves)


def _undo(geste: Geste, recu: Recu) -> Recu:
    match geste.action:
        case SorteDeGeste.EFFACER if geste.sauvegarde:
            replace_fichiers(geste.chemin.parent, [(geste.chemin.name, _read(geste.sauvegarde))])
            _remove(geste.sauvegarde)
        case SorteDeGeste.EFFACER:
            _remove(geste.chemin)
        case SorteDeGeste.RENDRE:
            replace_fichiers(geste.chemin.parent, [(geste.chemin.name, geste.contenu)])
    if recu.reglages and recu.reglages.chemin == str(geste.chemin):
        return replace(recu, reglages=None)
    return recu.without(geste.chemin)


def _note_dossiers(recu: Recu, dossier: Path) -> Recu:
    """Note the folders that will have to be made for this one."""
    neufs = [str(parent) for parent in (dossier, *dossier.parents) if not parent.exists()]
    return replace(recu, dossiers=tuple(dict.fromkeys((*recu.dossiers, *neufs))))


def _read(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except OSError as erreur:
        raise EcritureImpossible(GESTES["lecture_impossible"].format(chemin=chemin)) from erreur


def _remove(chemin: Path) -> None:
    try:
        chemin.unlink(missing_ok=True)
    except OSError as erreur:
        raise EcritureImpossible(GESTES["retrait_impossible"].format(chemin=chemin)) from erreur


def _remove_dossier(dossier: Path) -> bool:
    with contextlib.suppress(OSError):
        dossier.rmdir()
        return True
    return False
