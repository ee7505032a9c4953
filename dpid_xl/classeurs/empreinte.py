"""What tells one state of a workbook from another, wherever it is open: what was read of it, not the bytes of a file.

Excel, xlwings Server and LibreOffice each save the same workbook as other bytes.

>>> from dpid_xl.campagnes import load_campagne
>>> campagne = load_campagne("2022_phase2")
>>> hash_dossier(campagne) == hash_dossier(load_campagne("2022_phase2"))
True
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl.lieu import Cases, Lieu, Origine
from dpid_xl.modele import Dossier
from dpid_xl.octets import hash_octets

LONGUEUR_MONTREE = 16


def hash_dossier(dossier: Dossier) -> str:
    """Return the SHA-256 (hexadecimal) of all that the cells read say; places do not count, the order of the rows does.

    Nor is a picture what a cell says: its name is.
    """
    return hash_octets(json.dumps(_simplify(replace(dossier, logo=None)), ensure_ascii=False).encode())


def sign_dossier(dossier: Dossier) -> str:
    """Return the start of the hash, as it is shown to people: on a report and in the journal."""
    return hash_dossier(dossier)[:LONGUEUR_MONTREE]


def _simplify(valeur: Any) -> Any:
    if is_dataclass(valeur):
        return {
            champ.name: _simplify(getattr(valeur, champ.name)) for champ in fields(valeur) if not _is_place(getattr(valeur, champ.name))
        }
    if isinstance(valeur, tuple):
        return [_simplify(element) for element in valeur]
    if isinstance(valeur, frozenset):
        return sorted(valeur)
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"  # 100, 100.0 and 100.00 are one amount
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _is_place(valeur: Any) -> bool:
    return isinstance(valeur, (Cases, Lieu, Origine))
