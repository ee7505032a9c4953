"""The tables that are exported, by name then by extension. A new one is one more row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dpid_xl.calcul.publication import list_publications
from dpid_xl.modele import Dossier
from dpid_xl.rendus.tableaux.annexe5 import render_annexe5_docx, render_annexe5_pdf, render_annexe5_xlsx, render_deliberation_docx
from dpid_xl.rendus.tableaux.budget import render_budget_csv, render_budget_xlsx
from dpid_xl.rendus.tableaux.calendrier import render_calendrier
from dpid_xl.rendus.tableaux.cloture import render_cloture_xlsx
from dpid_xl.rendus.tableaux.echeancier import render_echeancier_csv, render_echeancier_xlsx
from dpid_xl.rendus.tableaux.lignes import render_lignes_csv, render_lignes_xlsx
from dpid_xl.rendus.tableaux.scdl import render_scdl
from dpid_xl.rendus.word.exemple import render_exemple
from dpid_xl.rendus.word.resultats import render_resultats_docx


def render_tableau_de_bord(dossier: Dossier, jour: date) -> bytes:
    """Return the two pages of charts, as PDF/A."""
    from dpid_xl.rendus.pdf.tableau_de_bord import render_tableau_de_bord_pdf  # here: the other tables do without typst

    return render_tableau_de_bord_pdf(dossier, jour)


EXPORTS: Mapping[str, Mapping[str, Callable[[Dossier, date], bytes]]] = {
    "lignes": {".csv": lambda dossier, _jour: render_lignes_csv(dossier), ".xlsx": render_lignes_xlsx},
    "echeancier": {".csv": lambda dossier, _jour: render_echeancier_csv(dossier), ".xlsx": render_echeancier_xlsx},
    "annexe5": {".xlsx": render_annexe5_xlsx, ".docx": render_annexe5_docx, ".pdf": render_annexe5_pdf},
    "budget": {".csv": lambda dossier, _jour: render_budget_csv(dossier), ".xlsx": render_budget_xlsx},
    "scdl": {".csv": lambda dossier, _jour: render_scdl(list_publications(dossier)[0])},
    "deliberation": {".docx": render_deliberation_docx},
    "calendrier": {".ics": render_calendrier},
    "resultats": {".docx": render_resultats_docx},
    "cloture": {".xlsx": render_cloture_xlsx},
    "modele": {".docx": render_exemple},
    "tableau-de-bord": {".pdf": render_tableau_de_bord},
}
