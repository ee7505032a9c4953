"""The folder of a production: written over an earlier one, and nothing lost that was edited by hand in between.

The manifests of a folder tell what was written there: a file that is no longer what they say was edited since, and is kept. All files
change together (:mod:`dpid_xl.ecriture.echange`): a production that fails changes nothing, one that is killed is finished by the next.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     depot = save_production(Path(dossier), [("docx/page.docx", b"PK")])
>>> [chemin.name for chemin in depot.ecrits], depot.gardes
(['page.docx'], ())
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import NoneType
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.ecriture import check_dossier, leads_out, refuse_lus
from dpid_xl.ecriture.echange import Depose, Echange, Vu, check_sous_dossier, look, open_echange
from dpid_xl.francais import accorde, cite_noms, write_quantite
from dpid_xl.octets import hash_fichier
from dpid_xl.production.liasse import LIASSES
from dpid_xl.production.manifeste import RETOUCHE, describe_retouche, encode_manifeste
from dpid_xl.production.reprise import complete_manifeste, list_conserves

MANIFESTES = "manifeste*.json"
MOTIFS = ("xlsx/*.xlsx", "docx/*.docx", "pdf/*.pdf", "bordereau*.pdf", "conventions*.pdf", "avenants*.pdf", "conventions*.xlsx")
ANTERIEURS = "anterieurs"  # in a manifest: what earlier productions wrote and this one does not
TAILLE_MAXIMALE = 100_000_000  # of a manifest, in bytes: that of a région has a thousandth of it
LONGUEUR_MAXIMALE = 250  # of a name: no system takes a longer one
Empreintes = dict[str, set[str]]

INTERROMPUE_AVANT = (
    "Une production précédente de ce dossier avait été interrompue avant d'y rien changer : ses fichiers provisoires sont supprimés."
)
INTERROMPUE_PENDANT = (
    "Une production précédente de ce dossier avait été interrompue pendant la mise en place de ses fichiers : elle a d'abord été terminée."
)
INTERROMPUE_PERDUE = (
    "Une production précédente de ce dossier avait été interrompue et une partie de ses fichiers est perdue : refaites-la aussi, en entier."
)

_MONTANT = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Depot:
    """What was written, the names of the files that were kept as the officer made them, whose other documents the manifest keeps.

    ``cotes``: the names under which files that no manifest knew are kept, beside those that took their places. ``reprise``: what to
    tell of an earlier production that had been interrupted; empty when none had.
    """

    ecrits: tuple[Path, ...]
    gardes: tuple[str, ...]
    conservees: tuple[str, ...] = ()
    cotes: tuple[str, ...] = ()
    reprise: str = ""

    @property
    def phrase(self) -> str:
        """What to tell of what was found there and of what was kept; empty when there is nothing to tell."""
        return "\n".join(filter(None, (self.reprise, self._tell_gardes(), self._tell_cotes(), self._tell_conservees())))

    def _tell_conservees(self) -> str:
        if not self.conservees:
            return ""
        autres = write_quantite(len(self.conservees), "autre", "document")
        return f"Le manifeste garde {autres} d'une production précédente, dont les fichiers n'ont pas changé."

    def _tell_cotes(self) -> str:
        if not self.cotes:
            return ""
        nombre = len(self.cotes)
        fichiers, remplaces, gardes = write_quantite(nombre, "fichier"), accorde(nombre, "remplacé"), accorde(nombre, "gardé")
        return f"{fichiers} qu'aucun manifeste de ce dossier ne connaissait, {remplaces}, et {gardes} à côté : {cite_noms(self.cotes)}."

    def _tell_gardes(self) -> str:
        if not self.gardes:
            return ""
        fichiers, retouches, gardes = (accorde(len(self.gardes), mot) for mot in ("Fichier", "retouché", "gardé"))
        les = accorde(len(self.gardes), "le")
        return (
            f"{fichiers} {retouches} depuis la production précédente, et {gardes} : {', '.join(self.gardes)} ; "
            f"pour {les} refaire, supprimez-{les} ou déplacez-{les}, puis recommencez."
        )


def check_depot(dossier: Path, lus: Collection[Path], sous_dossiers: Iterable[str] = ()) -> None:
    """Raise EcritureImpossible, before the work, when a folder could not receive a production; it is not made."""
    check_dossier(dossier)
    for nom in sous_dossiers:
        check_sous_dossier(dossier, dossier / nom)
        check_dossier(dossier / nom)
    _refuse_lus(dossier, lus)


def _refuse_lus(dossier: Path, lus: Collection[Path]) -> None:
    refuse_lus((place for motif in (*MOTIFS, MANIFESTES) for place in dossier.glob(motif)), lus)


def save_production(dossier: Path, fichiers: Iterable[tuple[str, bytes]], lus: Collection[Path] = ()) -> Depot:
    """Write files (name, content) into a folder, all or none of them, but those that were edited since they were made.

    Files are taken one by one, and made aside; they take their places once the last is there. What an interrupted production left is
    finished first. A name may hold folders, but neither lead out nor stand twice; a link found in the folder is not followed. A file
    read (``lus``) that stands where documents go is said before the first is made. Raises EcritureImpossible, DossierOccupe.
    """
    _refuse_lus(dossier, lus)
    with open_echange(dossier) as echange:
        reprise, gardes = _heal(echange)
        for nom, contenu in fichiers:
            echange.make_aside(nom, contenu, lus)
        echange.seal()
        depot = _put_in_place(echange)
        echange.finish()
    return replace(depot, gardes=tuple(dict.fromkeys((*gardes, *depot.gardes))), cotes=tuple(echange.cotes), reprise=reprise)


def _heal(echange: Echange) -> tuple[str, tuple[str, ...]]:
    """Finish what an interrupted production left in a folder; return what to tell of it, and the files edited since."""
    restes = echange.restes
    if not echange.deposes:
        if restes:
            echange.forget(echange.connues)
        return INTERROMPUE_AVANT if restes else "", ()
    connues = _read_connues(echange)
    if not all(_is_la(echange, depose, connues) for depose in echange.deposes):
        documents = [depose for depose in echange.deposes if not _is_manifeste(depose)]
        echange.forget(echange.connues | {depose.nom: {depose.sha256, *echange.connues.get(depose.nom, ())} for depose in documents})
        return INTERROMPUE_PERDUE, ()
    depot = _put_in_place(echange)
    echange.finish()
    return INTERROMPUE_PENDANT if restes else "", depot.gardes


def _is_la(echange: Echange, depose: Depose, connues: Empreintes) -> bool:
    """Tell whether a file that a journal names is aside, or in its place: since edited or deleted, maybe.

    The manifest is in its place when the others that are in theirs are known.
    """
    if echange.is_depose(depose):
        return echange.is_entier(depose)
    if _is_manifeste(depose):
        la = (autre for autre in echange.deposes if hash_fichier(echange.dossier / autre.nom) == autre.sha256)
        return all(autre.sha256 in connues.get(autre.nom, ()) for autre in la if not _is_manifeste(autre))
    return hash_fichier(echange.dossier / depose.nom) not in connues.get(depose.nom, set()) - {depose.sha256}


def _put_in_place(echange: Echange) -> Depot:
    """Put in place what was made aside, but over files that were edited; then the manifest, which tells what is there."""
    connues = _read_connues(echange)
    gardes: dict[str, Vu] = {}
    conservees: tuple[str, ...] = ()
    for depose in sorted(echange.deposes, key=_is_manifeste):  # the manifest last, the others as they came
        if not _is_manifeste(depose):
            garde = _put_document(echange, depose, connues)
            gardes |= {depose.nom: garde} if garde else {}
        elif echange.is_depose(depose):
            contenu, conservees = _complete(echange, depose, connues, gardes)
            echange.conclude(depose, contenu)
    ecrits = (echange.dossier / depose.nom for depose in echange.deposes if depose.nom not in gardes)
    return Depot(tuple(ecrits), tuple(gardes), conservees)


def _put_document(echange: Echange, depose: Depose, connues: Empreintes) -> Vu | None:
    """Put a file in place; of one that somebody edited, return what is there instead."""
    cible, attendu = echange.dossier / depose.nom, echange.is_depose(depose)
    vu = look(cible)
    if vu and vu.sha256 == depose.sha256:
        return None
    if vu and vu.sha256 not in connues.get(depose.nom, ()):
        if depose.nom in connues or not attendu:
            return vu
        echange.keep_beside(depose)  # a manifest may be lost, or damaged: nobody knows whether it was edited
    if attendu and not echange.put(depose, vu=vu):
        return look(cible) or vu
    return None


def _is_manifeste(depose: Depose) -> bool:
    return PurePosixPath(depose.nom).match(MANIFESTES)


def list_restes(dossier: Path) -> list[Path]:
    """Return the documents of a folder that none of its manifests cites: those of an earlier production, or somebody else's."""
    cites: set[Path] = set()
    for chemin in dossier.glob(MANIFESTES):
        cites.update(dossier / entree["fichier"] for entree in read_manifeste(chemin).get("fichiers", ()))
    return sorted({reste for motif in MOTIFS for reste in dossier.glob(motif)} - cites)


def _complete(echange: Echange, depose: Depose, connues: Empreintes, gardes: Mapping[str, Vu]) -> tuple[bytes, tuple[str, ...]]:
    """Make a manifest true to the folder: return it, and the structures whose documents it keeps from an earlier one.

    A file kept as somebody edited it is described as it is; of a selection, so are the others that stand as the earlier manifest says;
    what is known of files that are still there, and that it would forget, is carried over.
    """
    contenu, dossier = echange.read(depose), echange.dossier
    nouveau = json.loads(contenu)
    complet = _add_tenus(nouveau, dossier, depose.nom)
    partis = {autre.nom for autre in echange.deposes if not (dossier / autre.nom).is_file()}
    fichiers = [_describe(entree, gardes) for entree in complet["fichiers"] if entree["fichier"] not in partis]
    cites = {entree["fichier"] for entree in fichiers if RETOUCHE not in entree}
    restees = {nom: empreintes for nom, empreintes in connues.items() if nom not in cites and (dossier / nom).is_file()}
    anterieurs = _list_entrees(restees)
    complet |= {"fichiers": fichiers} | ({ANTERIEURS: anterieurs} if anterieurs else {})
    return contenu if complet == nouveau else encode_manifeste(complet), list_conserves(complet)


def _describe(entree: dict[str, Any], gardes: Mapping[str, Vu]) -> dict[str, Any]:
    garde = gardes.get(entree["fichier"])
    return describe_retouche(entree["fichier"], garde.octets, garde.sha256) if garde else entree


def _add_tenus(nouveau: dict[str, Any], dossier: Path, nom: str) -> dict[str, Any]:
    """Keep in the manifest of a selection what the earlier one says of documents that stand as it says."""
    ancien = read_manifeste(dossier / nom)
    intacts = {
        entree["fichier"]
        for entree in ancien.get("fichiers", ())
        if RETOUCHE not in entree
        and hash_fichier(dossier / entree["fichier"]) in {None, entree["sha256"]}
        and (dossier / entree["fichier"]).is_file()
    }
    return complete_manifeste(nouveau, {"fichiers": [], **ancien}, intacts)


def _read_connues(echange: Echange) -> Empreintes:
    """Return the hashes of what productions wrote, by file: those of the manifests of a folder, and those that were noted there.

    Of a file that somebody edited, whose manifest knows nothing else, there is no hash.
    """
    connues: Empreintes = {nom: set(empreintes) for nom, empreintes in echange.connues.items()}
    for manifeste in map(read_manifeste, sorted(echange.dossier.glob(MANIFESTES))):
        for entree in (*manifeste.get("fichiers", ()), *manifeste.get(ANTERIEURS, ())):
            connues.setdefault(entree["fichier"], set()).update(() if RETOUCHE in entree else (entree["sha256"],))
    return connues


def _list_entrees(empreintes: Empreintes) -> list[dict[str, str]]:
    return [{"fichier": nom, "sha256": sha256} for nom in sorted(empreintes) for sha256 in sorted(empreintes[nom])]


def read_manifeste(chemin: Path) -> dict[str, Any]:
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
    return isinstance(numero, (str, int, NoneType)) and is_montant(montant)


def is_montant(valeur: object) -> bool:
    """Tell whether a manifest has an amount there."""
    return isinstance(valeur, str) and _MONTANT.fullmatch(valeur) is not None
