"""What became of a table that was imported, as one JSON object; the same keys when it was refused."""

from __future__ import annotations

import json
from dataclasses import asdict

from dpid_xl.importation import Import
from dpid_xl.importation.journal import Journal


def render_import_json(source: str, classeur: str, recu: Import | None, refus: str = "") -> bytes:
    """Write the account of an import; amounts are texts with a point and two decimals. ``refus`` is why nothing was read."""
    journal = recu.journal if recu else Journal()
    compte_rendu = {
        "source": source,
        "classeur": classeur,
        "refus": refus,
        "feuilles": list(recu.feuilles) if recu else [],
        "encodage": recu.source.encodage if recu else "",
        "separateur": recu.source.separateur if recu else "",
        "lignes": len(recu.lignes) if recu else 0,
        "demandes": len(recu.demandes or ()) if recu else 0,
        "operations": len(recu.dossier.operations) if recu else 0,
        "structures": len(recu.dossier.structures) if recu else 0,
        "total": str(recu.montant) if recu else "0.00",
        "comptes": dict(journal.comptes),
        "colonnes": [asdict(colonne) for colonne in journal.colonnes],
        "cellules": [asdict(trace.mask()) for trace in journal.traces],
    }
    return json.dumps(compte_rendu, ensure_ascii=False, indent=2).encode() + b"\n"
