"""A production made in several places: each makes a lot, a whole number of its volumes, and :func:`join_lots` puts them together.

A lot has everything of its volumes, its documents among them, under the names that they have in one run: joining copies, and makes
nothing again.

>>> from dpid_xl.rendus.volumes import cut_volumes
>>> [volume.rang for volume in parse_lot("2/3").take(cut_volumes(2000))]
[3, 4, 5]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.documents.convention import Redaction, compose_convention, group_conventions, outline_convention
from dpid_xl.documents.document import Convention
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Dossier
from dpid_xl.octets import hash_octets
from dpid_xl.production.depot import is_montant, read_manifeste
from dpid_xl.production.liasse import LES_CONVENTIONS
from dpid_xl.production.manifeste import LOT, encode_manifeste
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.rendus.volumes import PAR_VOLUME, Volume, cut_volumes

Manifeste = Mapping[str, Any]

_LOT = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)
_PROPRES = ("total", LES_CONVENTIONS.nom, "fichiers")  # what each lot says of itself; all the rest is said alike
# What may differ, in the words of a person.
_AUTRES = {
    "classeur": "d'un autre classeur",
    "date": "d'une autre date",
    LOT: "d'autres options",
    "version": "d'une autre version de dpid_xl",
}


class LotImpossible(Refus):
    """A lot that is none of a production, or lots that do not make one."""

    code = BLOQUE


@dataclass(frozen=True, slots=True)
class Lot:
    """One of the lots of a production: ``rang`` from 1 among ``nombre``."""

    rang: int
    nombre: int

    def take(self, volumes: Sequence[Volume]) -> tuple[Volume, ...]:
        """Return the volumes of this lot, one at least; raises LotImpossible when there are more lots than volumes."""
        if self.nombre > len(volumes):
            raise LotImpossible(
                f"Un lot est fait de volumes entiers de {PAR_VOLUME} conventions, et ce classeur en fait {len(volumes)} : demandez "
                f"{write_quantite(len(volumes), 'lot')} au plus."
            )
        debut, fin = (len(volumes) * rang // self.nombre for rang in (self.rang - 1, self.rang))
        return tuple(volumes[debut:fin])

    def describe(self, documents: int, formats: Collection[str], **options: bool | str) -> dict[str, Any]:
        """Return what its manifest says of it: its rank, then what is common to all the lots."""
        return {"rang": self.rang, "nombre": self.nombre, "documents": documents, "formats": sorted(set(formats)), **options}


def parse_lot(texte: str) -> Lot:
    """Read « 2/5 », the second of five lots; raises Refus."""
    trouve = _LOT.fullmatch(texte.strip())
    lot = Lot(int(trouve[1]), int(trouve[2])) if trouve else Lot(0, 0)
    if not 1 <= lot.rang <= lot.nombre:
        raise Refus(f"Le lot « {texte} » n'existe pas : écrivez son rang et leur nombre, comme 2/5.")
    return lot


def join_lots(lots: Sequence[Path], cible: Path) -> tuple[Iterator[tuple[str, bytes]], int]:
    """Return the files of a production, as one run makes them, from the folders of its lots, and how many they are.

    Raises LotImpossible: a lot is missing, stands twice, is of another production, a file is not as it was made, or the target folder
    holds the manifest of something else.
    """
    ranges = _sort([(lot, read_manifeste(lot / LES_CONVENTIONS.manifeste)) for lot in lots])
    commun = ranges[0][1]
    fichiers = [
        (dossier / entree["fichier"], entree)
        for format_ in LES_CONVENTIONS.formats
        for dossier, manifeste in ranges
        for entree in manifeste["fichiers"]
        if entree["fichier"].endswith(f".{format_}")
    ]
    for chemin, entree in fichiers:
        _read(chemin, entree)
    conventions = [convention for _dossier, manifeste in ranges for convention in manifeste[LES_CONVENTIONS.nom]]
    if len(conventions) != commun[LOT]["documents"] or len({entree["fichier"] for _chemin, entree in fichiers}) != len(fichiers):
        raise LotImpossible("Ces lots ne font pas une production entière : faites-les de nouveau, puis recommencez.")
    propres = {
        "total": str(sum(Decimal(manifeste["total"]) for _dossier, manifeste in ranges)),
        LES_CONVENTIONS.nom: conventions,
        "fichiers": [entree for _chemin, entree in fichiers],
    }
    manifeste = {cle: propres.get(cle, valeur) for cle, valeur in commun.items() if cle != LOT}

    deja = read_manifeste(cible / LES_CONVENTIONS.manifeste)
    if deja and deja != manifeste:
        raise LotImpossible(f"Le dossier « {cible} » porte déjà une autre production : réunissez les lots dans un dossier vide.")

    def render() -> Iterator[tuple[str, bytes]]:
        for chemin, entree in fichiers:
            yield entree["fichier"], _read(chemin, entree)
        yield LES_CONVENTIONS.manifeste, encode_manifeste(manifeste)

    return render(), len(fichiers) + 1


def _sort(lots: Sequence[tuple[Path, Manifeste]]) -> list[tuple[Path, Manifeste]]:
    """Return the lots in their order, each there once, all of one production."""
    for dossier, manifeste in lots:
        if not _is_lot(manifeste):
            raise LotImpossible(f"Le dossier « {dossier} » n'est pas un lot entier : faites-le par « dpid-xl conventions --lot ».")
    ranges = sorted(lots, key=lambda lot: int(lot[1][LOT]["rang"]))
    premier, commun = ranges[0]
    for dossier, manifeste in ranges[1:]:
        for cle in dict.fromkeys((*_AUTRES, *commun, *manifeste)):
            if cle not in _PROPRES and _get_commun(manifeste, cle) != _get_commun(commun, cle):
                autre = _AUTRES.get(cle, "d'un autre contenu")
                raise LotImpossible(f"Le lot « {dossier} » est {autre} que « {premier} » : refaites l'un des deux, puis recommencez.")
    rangs = [manifeste[LOT]["rang"] for _dossier, manifeste in ranges]
    for rang in range(1, commun[LOT]["nombre"] + 1):
        if rangs.count(rang) != 1:
            faute = "manque" if rang not in rangs else "est donné deux fois"
            raise LotImpossible(f"Le lot {rang}/{commun[LOT]['nombre']} {faute} : donnez chaque lot une fois, puis recommencez.")
    return ranges


def _get_commun(manifeste: Manifeste, cle: str) -> Any:
    return {nom: valeur for nom, valeur in manifeste[LOT].items() if nom != "rang"} if cle == LOT else manifeste.get(cle)


def _is_lot(manifeste: Manifeste) -> bool:
    lot = manifeste.get(LOT)
    entier = isinstance(lot, dict) and all(isinstance(lot.get(cle), int) for cle in ("rang", "nombre", "documents"))
    seul = "anterieurs" not in manifeste and "selection" not in manifeste
    return entier and seul and all(cle in manifeste for cle in _PROPRES) and is_montant(manifeste["total"])


def _read(chemin: Path, entree: Mapping[str, Any]) -> bytes:
    try:
        contenu = chemin.read_bytes()
    except OSError as erreur:
        raise LotImpossible(f"Le fichier « {chemin} » manque ou ne peut pas être lu : refaites ce lot, puis recommencez.") from erreur
    if hash_octets(contenu) != entree["sha256"]:
        raise LotImpossible(f"Le fichier « {chemin} » a changé depuis que son lot l'a écrit : refaites ce lot, puis recommencez.")
    return contenu


def compose_lot(dossier: Dossier, lot: Lot) -> tuple[Convention, ...]:
    """Return the conventions of a campaign, of which a lot writes its own: of the others, whose place it needs, only the outline.

    Raises LotImpossible.
    """
    groupes = list(group_conventions(dossier))
    if not groupes:
        return ()
    volumes = lot.take(cut_volumes(len(groupes)))
    siennes = range(volumes[0].debut, volumes[-1].fin)
    return tuple(
        compose_convention(dossier, structure, lignes, rang=place + 1)
        if place in siennes
        else outline_convention(Redaction(dossier, structure, lignes), place + 1)
        for place, (structure, lignes) in enumerate(groupes)
    )
