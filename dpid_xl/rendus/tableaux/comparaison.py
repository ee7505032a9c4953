"""Two states side by side, as a workbook of two sheets and as one JSON object."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.comparaison import Etats
from dpid_xl.calcul.lignes import Valeur
from dpid_xl.rendus.tableaux import render_classeur
from dpid_xl.schema import Colonne, Nature

_M = Nature.MONTANT
COLONNES = (
    Colonne("Structure", "", Nature.TEXTE, 44),
    Colonne("Opération", "", Nature.IDENTIFIANT, 11),
    *(Colonne(entete, "", _M, 16) for entete in ("Avant", "Après", "Différence")),
    Colonne("Sort", "", Nature.TEXTE, 12),
)
COLONNES_DES_CUMULS = (
    COLONNES[0],
    *(Colonne(entete, "", _M, 16) for entete in ("Avant", "Après", "Différence", "Cumul", "Seuil")),
    Colonne("Au-delà du seuil", "", Nature.TEXTE, 12),
)
FEUILLE, FEUILLE_DES_CUMULS = "Écarts", "Par structure"


def render_comparaison_xlsx(etats: Etats, titre: str, jour: date) -> bytes:
    """Return the two sheets."""
    return render_classeur(
        titre, [(FEUILLE, COLONNES, list_ecarts(etats)), (FEUILLE_DES_CUMULS, COLONNES_DES_CUMULS, list_cumuls(etats))], jour
    )


def render_comparaison_json(etats: Etats, avant: str, apres: str) -> bytes:
    """Return one object; amounts are texts with a point and two decimals, null where there is nothing."""
    objet = {
        "avant": avant,
        "apres": apres,
        "meme_campagne": etats.meme_campagne,
        "difference": str(etats.difference),
        "ecarts": [
            {
                "structure": ecart.structure,
                "operation": ecart.operation,
                "avant": _write(ecart.avant),
                "apres": _write(ecart.apres),
                "difference": str(ecart.difference),
                "sort": ecart.sort.value,
            }
            for ecart in etats.ecarts
        ],
        "structures": [
            {
                "structure": cumul.structure,
                "avant": str(cumul.avant),
                "apres": str(cumul.apres),
                "difference": str(cumul.difference),
                "cumul": str(cumul.cumul),
                "seuil": _write(cumul.seuil),
                "au_dela": cumul.au_dela,
            }
            for cumul in etats.cumuls
        ],
    }
    return json.dumps(objet, ensure_ascii=False, indent=2).encode() + b"\n"


def list_ecarts(etats: Etats) -> list[tuple[Valeur, ...]]:
    """Return one row per structure and operation."""
    return [(ecart.structure, ecart.operation, ecart.avant, ecart.apres, ecart.difference, ecart.sort.value) for ecart in etats.ecarts]


def list_cumuls(etats: Etats) -> list[tuple[Valeur, ...]]:
    """Return one row per structure."""
    return [
        (cumul.structure, cumul.avant, cumul.apres, cumul.difference, cumul.cumul, cumul.seuil, "oui" if cumul.au_dela else "non")
        for cumul in etats.cumuls
    ]


def _write(montant: Decimal | None) -> str | None:
    return None if montant is None else str(montant)
