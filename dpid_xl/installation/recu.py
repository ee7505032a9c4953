r"""The receipt of an installation: what was written, with its hash, so that the way back touches that and nothing else.

>>> Recu().find_ecrit(Path("a.xlsm")) is None
True
"""

from __future__ import annotations

import json
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.ecriture import replace_fichiers
from dpid_xl.strict import DonneesInvalides

__all__ = ["Ecrit", "Recu", "Reglages", "load_recu", "save_recu"]


@dataclass(frozen=True)
class Ecrit:
    """A file that was written; ``nom`` is its delivered name, ``sauvegarde`` the copy of what stood there before."""

    chemin: str
    nom: str
    sha256: str
    sauvegarde: str | None = None


@dataclass(frozen=True)
class Reglages:
    """The settings that were put in xlwings' file, and what they were before."""

    chemin: str
    poses: dict[str, str]
    avant: dict[str, str | None]
    fichier_cree: bool


@dataclass(frozen=True)
class Recu:
    """All that was done on this account; ``dossiers`` were made by us."""

    version: str = ""
    ecrits: tuple[Ecrit, ...] = ()
    reglages: Reglages | None = None
    dossiers: tuple[str, ...] = field(default=())

    def find_ecrit(self, chemin: Path) -> Ecrit | None:
        """Return what was written at a path."""
        return next((ecrit for ecrit in self.ecrits if ecrit.chemin == str(chemin)), None)

    def without(self, chemin: Path) -> Recu:
        """Return the receipt without a file."""
        return replace(self, ecrits=tuple(ecrit for ecrit in self.ecrits if ecrit.chemin != str(chemin)))

    def with_ecrit(self, ecrit: Ecrit) -> Recu:
        """Return the receipt with a file; an earlier copy of what stood there before us is not forgotten."""
        ancien = self.find_ecrit(Path(ecrit.chemin))
        if ancien and not ecrit.sauvegarde:
            ecrit = replace(ecrit, sauvegarde=ancien.sauvegarde)
        reste = self.without(Path(ecrit.chemin))
        return replace(reste, ecrits=(*reste.ecrits, ecrit))


def load_recu(chemin: Path) -> Recu:
    """Return the receipt, an empty one if there is none; raises DonneesInvalides for one that was damaged."""
    try:
        contenu = json.loads(chemin.read_text(encoding="utf-8"))
        return _build(contenu)
    except (FileNotFoundError, NotADirectoryError):
        return Recu()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as erreur:
        raise DonneesInvalides(
            f"Le reçu de l'installation « {chemin} » ne peut pas être lu : supprimez-le puis recommencez l'installation."
        ) from erreur


def save_recu(chemin: Path, recu: Recu) -> None:
    """Write the receipt; raises EcritureImpossible."""
    texte = json.dumps(asdict(recu), ensure_ascii=False, indent=2) + "\n"
    replace_fichiers(chemin.parent, [(chemin.name, texte.encode())])


def _build(contenu: dict[str, Any]) -> Recu:
    reglages = contenu["reglages"]
    return Recu(
        version=str(contenu["version"]),
        ecrits=tuple(Ecrit(**ecrit) for ecrit in contenu["ecrits"]),
        reglages=Reglages(**reglages) if reglages else None,
        dossiers=tuple(contenu["dossiers"]),
    )
