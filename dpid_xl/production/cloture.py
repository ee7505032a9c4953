"""The archive of a closing: the workbook, what was drawn of it, and a manifest of hashes by which anyone can check it later.

>>> from zipfile import ZipFile
>>> from io import BytesIO
>>> from dpid_xl.campagnes import load_campagne
>>> archive = pack_cloture(load_campagne("2022_phase2"), {"lignes.csv": b"1;2"}, date(2023, 6, 30), 3)
>>> ZipFile(BytesIO(archive)).namelist()
['lignes.csv', 'manifeste_cloture.json']
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from dpid_xl.classeurs.paquet import zip_parties
from dpid_xl.modele import Dossier
from dpid_xl.octets import hash_octets
from dpid_xl.production.depot import MANIFESTES, TAILLE_MAXIMALE, read_manifeste
from dpid_xl.refus import ILLISIBLE, Refus
from dpid_xl.version import __version__

MANIFESTE = "manifeste_cloture.json"
INDEX = ("bordereau*.pdf", "conventions*.xlsx")  # of a production, besides its manifests


class ProductionAbsente(Refus):
    """A folder given to be joined holds no production."""

    code = ILLISIBLE


def pack_cloture(dossier: Dossier, fichiers: Mapping[str, bytes], jour: date, obstacles: int) -> bytes:
    """Put files in one archive, the manifest last: their sizes and SHA-256; the same files and day give the same bytes."""
    manifeste = {
        "campagne": dossier.campagne.code,
        "deliberation": dossier.campagne.deliberation_numero,
        "date": jour.isoformat(),
        "version": __version__,
        "obstacles": obstacles,
        "fichiers": [{"fichier": nom, "octets": len(contenu), "sha256": hash_octets(contenu)} for nom, contenu in fichiers.items()],
    }
    return zip_parties({**fichiers, MANIFESTE: json.dumps(manifeste, ensure_ascii=False, indent=2).encode() + b"\n"})


def read_productions(dossiers: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the manifests and what indexes them of folders of productions, as (name in the archive, bytes); raises ProductionAbsente.

    Their documents stay where they are: the manifests have their hashes.
    """
    for rang, dossier in enumerate(dossiers, 1):
        manifestes = [chemin for chemin in sorted(dossier.glob(MANIFESTES)) if read_manifeste(chemin)]
        if not manifestes:
            raise ProductionAbsente(f"Le dossier « {dossier} » n'a pas de manifeste : donnez celui d'une production, ou retirez-le.")
        autres = [chemin for motif in INDEX for chemin in sorted(dossier.glob(motif))]
        for chemin in (*manifestes, *autres):
            if chemin.is_file() and not chemin.is_symlink() and chemin.stat().st_size <= TAILLE_MAXIMALE:
                yield f"productions/{rang}_{dossier.resolve().name}/{chemin.name}", chemin.read_bytes()
