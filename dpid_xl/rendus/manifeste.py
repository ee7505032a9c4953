"""The manifest of a production: which files, with which contents, from which workbook, at which rates.

>>> entree = describe_fichier("pdf/001_PAGE.pdf", b"%PDF")
>>> entree["fichier"], entree["octets"]
('pdf/001_PAGE.pdf', 4)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from dpid_xl import __version__
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.conventions.document import Convention
from dpid_xl.modele import Dossier


def describe_fichier(nom: str, contenu: bytes) -> dict[str, Any]:
    """Return the manifest's entry of one file."""
    return {"fichier": nom, "octets": len(contenu), "sha256": hashlib.sha256(contenu).hexdigest()}


def render_manifeste(
    dossier: Dossier,
    classeur: str,
    empreinte: str,
    conventions: Sequence[tuple[Convention, str]],
    fichiers: Sequence[dict[str, Any]],
    jour: date,
) -> bytes:
    """Write the manifest as JSON; ``conventions`` come with the stem of their files. Amounts are texts with two decimals."""
    manifeste = {
        "campagne": dossier.campagne.code,
        "deliberation": dossier.campagne.deliberation_numero,
        "date": jour.isoformat(),
        "version": __version__,
        "classeur": {"nom": classeur, "sha256": empreinte},
        "total": str(sum_montants(ligne for convention, _ in conventions for ligne in convention.lignes)),
        "conventions": [
            {
                "structure": convention.structure.nom,
                "fichiers": nom,
                "operations": list(convention.operations),
                "montant": str(convention.montant),
                "etat": "projet" if convention.projet else "complet",
                "manques": list(convention.manques),
            }
            for convention, nom in conventions
        ],
        "bareme": [
            {
                "code": tarif.code,
                "valeur": str(tarif.valeur),
                "unite": tarif.unite,
                "valable_du": tarif.valable_du.isoformat(),
                "source": tarif.source,
            }
            for tarif in dossier.bareme
        ],
        "fichiers": list(fichiers),
    }
    return json.dumps(manifeste, ensure_ascii=False, indent=2).encode() + b"\n"
