"""What was paid against what was due, as a table (CSV, .xlsx) and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.lignes import Valeur
from dpid_xl.calcul.rapprochement import Rapprochement
from dpid_xl.rendus.tableaux import render_csv, render_xlsx
from dpid_xl.schema import Colonne, Nature

COLONNES = (
    Colonne("Sort", "", Nature.TEXTE, 19),
    Colonne("Structure", "", Nature.TEXTE, 36),
    Colonne("Opération", "", Nature.IDENTIFIANT, 11),
    Colonne("Montant", "", Nature.MONTANT, 15),
    Colonne("Date", "", Nature.DATE, 12),
    Colonne("Exercice", "", Nature.IDENTIFIANT, 10),
    Colonne("Engagement", "", Nature.IDENTIFIANT, 14),
    Colonne("Mandat", "", Nature.IDENTIFIANT, 14),
    Colonne("Reconnu par", "", Nature.TEXTE, 32),
    Colonne("Pourquoi", "", Nature.TEXTE, 44),
    Colonne("Dit par la liste", "", Nature.TEXTE, 36),
    Colonne("Place dans la liste", "", Nature.IDENTIFIANT, 14),
    Colonne("Rangée de Versements", "", Nature.IDENTIFIANT, 14),
)
FEUILLE = "Rapprochement"


def render_rapprochement(rapprochements: Sequence[Rapprochement], extension: str, titre: str, jour: date) -> bytes:
    """Return the table as ``.csv`` or ``.xlsx``, or the object as ``.json``."""
    if extension == ".json":
        return render_rapprochement_json(rapprochements, titre)
    if extension == ".csv":
        return render_csv(COLONNES, list_valeurs(rapprochements))
    return render_xlsx(FEUILLE, titre, COLONNES, list_valeurs(rapprochements), jour)


def list_valeurs(rapprochements: Sequence[Rapprochement]) -> Iterator[tuple[Valeur, ...]]:
    """Yield the values of each one, in the order of COLONNES."""
    for un in rapprochements:
        paiement, versement = un.paiement, un.versement
        exercice = paiement.exercice if paiement else versement.exercice if versement else None
        yield (
            un.sort.value,
            un.structure,
            un.operation,
            un.montant,
            paiement.jour if paiement else versement.prevu_le if versement else None,
            str(exercice or ""),
            (paiement.engagement if paiement else "") or (versement.engagement if versement else ""),
            (paiement.mandat if paiement else "") or (versement.mandat if versement else ""),
            un.par,
            un.pourquoi,
            _write_dit(un),
            paiement.place if paiement else "",
            str(versement.lieu.rang) if versement else "",
        )


def _write_dit(un: Rapprochement) -> str:
    dits = (un.paiement.siret, un.paiement.structure, un.paiement.convention, un.paiement.objet) if un.paiement else ()
    return " ; ".join(dit for dit in dits if dit)


def render_rapprochement_json(rapprochements: Sequence[Rapprochement], titre: str) -> bytes:
    """Return one object; amounts are texts with a point and two decimals, dates are ISO, null where there is nothing."""
    cles = (
        *("sort", "structure", "operation", "montant", "date", "exercice", "engagement", "mandat"),
        *("par", "pourquoi", "dit", "place", "rangee"),
    )
    lignes = [dict(zip(cles, map(_to_json, valeurs), strict=True)) for valeurs in list_valeurs(rapprochements)]
    return json.dumps({"titre": titre, "rapprochements": lignes}, ensure_ascii=False, indent=2).encode() + b"\n"


def _to_json(valeur: Valeur) -> str | None:
    match valeur:
        case None | "":
            return None
        case Decimal():
            return f"{valeur:.2f}"
        case date():
            return valeur.isoformat()
    return valeur
