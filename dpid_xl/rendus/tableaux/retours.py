"""What came back signed, as CSV: for each run of pages of a scanned file, the convention or the avenant that its codes name."""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.rendus.tableaux import render_csv
from dpid_xl.schema import Colonne, Nature

COLONNES = (
    Colonne("Fichier", "fichier", Nature.TEXTE, 40),
    Colonne("Pages du fichier", "rangs", Nature.TEXTE, 12),
    Colonne("Structure", "structure", Nature.TEXTE, 40),
    Colonne("Acte", "acte", Nature.TEXTE, 30),
    Colonne("Pages du document", "pages", Nature.TEXTE, 12),
    Colonne("Référence", "reference", Nature.IDENTIFIANT, 26),
    Colonne("Remarque", "remarque", Nature.TEXTE, 50),
)


def render_retours(rangees: Iterable[tuple[str, ...]]) -> bytes:
    """Return the table as CSV, a row per run of pages."""
    return render_csv(COLONNES, list(rangees))
