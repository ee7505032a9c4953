"""The folder of a production: written over an earlier one, and nothing lost that was edited by hand in between.

The manifests of a folder tell what was written there: a file that is no longer what they say was edited since, and is kept.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     depot = save_production(Path(dossier), [("docx/page.docx", b"PK")])
>>> [chemin.name for chemin in depot.ecrits], depot.gardes
(['page.docx'], ())
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from dpid_xl.ecriture import EcritureImpossible, leads_out, refuse_lus, replace_fichiers
from dpid_xl.francais import accorde, write_quantite
from dpid_xl.octets import hash_fichier, hash_octets
from dpid_xl.production.liasse import LIASSES
from dpid_xl.production.manifeste import encode_manifeste
from dpid_xl.production.reprise import complete_manifeste, list_conserves

MANIFESTES = "manifeste*.json"
MOTIFS = ("docx/*.docx", "pdf/*.pdf", "bordereau*.pdf", "conventions*.pdf", "avenants*.pdf", "conventions*.xlsx")
ANTERIEURS = "anterieurs"  # in a manifest: what earlier productions wrote and this one does not
TAILLE_MAXIMALE = 100_000_000  # of a manifest, in bytes: that of a région has a thousandth of it
LONGUEUR_MAXIMALE = 250  # of a name: no system takes a longer one
Empreintes = dict[str, set[str]]

_MONTANT = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Depot:
    """What was written, the names of the files that were kept as the officer made them, whose other documents the manifest keeps."""

    ecrits: tuple[Path, ...]
    gardes: tuple[str, ...]
    conservees: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """What to tell of what was kept; empty when nothing was."""
        return "\n".join(filter(None, (self._tell_gardes(), self._tell_conservees())))

    def _tell_conservees(self) -> str:
        if not self.conservees:
            return ""
        autres = write_quantite(len(self.conservees), "autre", "document")
        return f"Le manifeste garde {autres} d'une production précédente, dont les fichiers n'ont pas changé."

    def _tell_gardes(self) -> str:
        if not self.gardes:
            return ""
        fichiers, retouches, gardes = (accorde(len(self.gardes), mot) for mot in ("Fichier", "retouché", "gardé"))
        les = accorde(len(self.gardes), "le")
        return (
            f"{fichiers} {retouches} depuis la production précédente, et {gardes} : {', '.join(self.gardes)} ; "
            f"pour {les} refaire, supprimez-{les} ou déplacez-{les}, puis recommencez."
        )


def save_production(dossier: Path, fichiers: Iterable[tuple[str, bytes]], lus: Collection[Path] = ()) -> Depot:
    """Write files (name, content) as :func:`replace_fichiers` does, but those that were edited since they were made; raises alike.

    A file read (``lus``) that stands where documents go is said before the first is written.
    """
    refuse_lus((place for motif in (*MOTIFS, MANIFESTES) for place in dossier.glob(motif)), lus)
    connues = _read_empreintes(dossier)
    gardes: list[str] = []
    conservees: list[str] = []
    faites: Empreintes = {}

    def choose() -> Iterator[tuple[str, bytes]]:
        for nom, contenu in fichiers:
            empreinte = hash_octets(contenu)
            if Path(nom).match(MANIFESTES):
                complet = _complete(contenu, dossier, nom)
                conservees.extend(list_conserves(json.loads(complet)))
                yield nom, _add_anterieurs(complet, dossier, connues)
            elif _is_retouche(dossier / nom, {empreinte, *connues.get(nom, ())}, connue=nom in connues):
                gardes.append(nom)
            else:
                faites[nom] = {empreinte}
                yield nom, contenu

    try:
        return Depot(replace_fichiers(dossier, choose(), lus), tuple(gardes), tuple(conservees))
    except BaseException:
        _note_interrompue(dossier, faites)
        raise


def list_restes(dossier: Path) -> list[Path]:
    """Return the documents of a folder that none of its manifests cites: those of an earlier production, or somebody else's."""
    cites: set[Path] = set()
    for chemin in dossier.glob(MANIFESTES):
        cites.update(dossier / entree["fichier"] for entree in _read(chemin).get("fichiers", ()))
    return sorted({reste for motif in MOTIFS for reste in dossier.glob(motif)} - cites)


def _complete(contenu: bytes, dossier: Path, nom: str) -> bytes:
    """Keep in the manifest of a selection what the earlier one says of documents that stand as it says."""
    nouveau, ancien = json.loads(contenu), _read(dossier / nom)
    intacts = {
        entree["fichier"]
        for entree in ancien.get("fichiers", ())
        if (dossier / entree["fichier"]).is_file() and not _is_retouche(dossier / entree["fichier"], {entree["sha256"]}, connue=True)
    }
    complet = complete_manifeste(nouveau, {"fichiers": [], **ancien}, intacts)
    return contenu if complet == nouveau else encode_manifeste(complet)


def _is_retouche(chemin: Path, empreintes: set[str], *, connue: bool) -> bool:
    return connue and hash_fichier(chemin) not in {None, *empreintes}  # None: writing it will say why


def _read_empreintes(dossier: Path) -> Empreintes:
    """Return the hashes that the manifests of a folder give to each file."""
    connues: Empreintes = {}
    for manifeste in map(_read, sorted(dossier.glob(MANIFESTES))):
        for entree in (*manifeste.get("fichiers", ()), *manifeste.get(ANTERIEURS, ())):
            connues.setdefault(entree["fichier"], set()).add(entree["sha256"])
    return connues


def _add_anterieurs(contenu: bytes, dossier: Path, connues: Empreintes) -> bytes:
    """Carry over what is known of files that are still there, and that the new manifest would forget."""
    manifeste = json.loads(contenu)
    cites = {entree["fichier"] for entree in manifeste["fichiers"]}
    restees = {nom: empreintes for nom, empreintes in connues.items() if nom not in cites and (dossier / nom).is_file()}
    return encode_manifeste(manifeste | {ANTERIEURS: _list_entrees(restees)}) if restees else contenu


def _note_interrompue(dossier: Path, faites: Empreintes) -> None:
    """Note in the earlier manifest what was written before the failure: the next production must not take it for edited by hand."""
    for chemin in sorted(dossier.glob(MANIFESTES))[:1]:
        manifeste = _read(chemin)
        if "fichiers" in manifeste and faites:
            with suppress(EcritureImpossible):
                anterieurs = [*manifeste.get(ANTERIEURS, ()), *_list_entrees(faites)]
                replace_fichiers(dossier, [(chemin.name, encode_manifeste(manifeste | {ANTERIEURS: anterieurs}))])


def _list_entrees(empreintes: Empreintes) -> list[dict[str, str]]:
    return [{"fichier": nom, "sha256": sha256} for nom in sorted(empreintes) for sha256 in sorted(empreintes[nom])]


def _read(chemin: Path) -> dict[str, Any]:
    """Return what a manifest of ours says; nothing of what is not one, and of one that was damaged what is still whole."""
    try:
        if not chemin.is_file() or chemin.stat().st_size > TAILLE_MAXIMALE:
            return {}
        manifeste = json.loads(chemin.read_bytes())
        if not isinstance(manifeste, dict):
            return {}
        encode_manifeste(manifeste)
    except (OSError, ValueError, RecursionError):
        return {}
    fichiers = {cle: _select(manifeste[cle], _is_entree_de_fichier) for cle in ("fichiers", ANTERIEURS) if cle in manifeste}
    liasses = {liasse.nom: _select(manifeste[liasse.nom], _is_entree_de_document) for liasse in LIASSES if liasse.nom in manifeste}
    return manifeste | fichiers | liasses


def _select(entrees: Any, is_entree: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    return [entree for entree in entrees if isinstance(entree, dict) and is_entree(entree)] if isinstance(entrees, list) else []


def _is_entree_de_fichier(entree: dict[str, Any]) -> bool:
    nom, empreinte = entree.get("fichier"), entree.get("sha256")
    return isinstance(nom, str) and isinstance(empreinte, str) and 0 < len(nom) <= LONGUEUR_MAXIMALE and not leads_out(nom)


def _is_entree_de_document(entree: dict[str, Any]) -> bool:
    if not all(isinstance(entree.get(cle), str) for cle in ("structure", "fichiers", "empreinte")):
        return False
    numero, montant = entree.get("numero"), entree.get("montant", "0")
    return isinstance(numero, (str, int, NoneType)) and isinstance(montant, str) and _MONTANT.fullmatch(montant) is not None
