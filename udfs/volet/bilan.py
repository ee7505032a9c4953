"""The last control at a glance, as the workbook itself holds it: what « Contrôler » wrote on its sheets, read back for the pane.

>>> write_compte({"bloquante": 2, "information": 1})
'2 bloquantes, 1 information'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dpid_xl.anomalies import Gravite
from dpid_xl.classeurs.gabarit.manques import RANG_DE_L_ETAT
from dpid_xl.francais import write_quantite
from dpid_xl.schema import CONTROLES, MANQUES
from udfs.actions.vue import Vue, read_vue

MONTRES = 30  # findings and missing things that the pane lists; the sheets have them all


def read_bilan(book: Any) -> dict[str, Any]:
    """Return the sentence of the last control, its findings and what is missing, each with the cell that it leads to."""
    vue = read_vue(book)
    constats = [rangee for rangee in _read(vue, CONTROLES) if rangee.get("gravite")]
    manques = [rangee for rangee in _read(vue, MANQUES) if rangee.get("manque")]
    return {
        "phrase": _read_phrase(vue, CONTROLES.nom, -1),
        "compte": write_compte(Counter(str(rangee["gravite"]) for rangee in constats)),
        "constats": [{"gravite": rangee["gravite"], "texte": rangee.get("message"), **_locate(rangee)} for rangee in constats[:MONTRES]],
        "reste": max(len(constats) - MONTRES, 0),
        "etat": _read_phrase(vue, MANQUES.nom, RANG_DE_L_ETAT),
        "manques": [{"texte": f"{rangee.get('sujet') or ''} : {rangee['manque']}", **_locate(rangee)} for rangee in manques[:MONTRES]],
        "reste_des_manques": max(len(manques) - MONTRES, 0),
    }


def write_compte(par_gravite: Mapping[str, int]) -> str:
    """Write how many findings of each gravity there are, the gravest first."""
    return ", ".join(write_quantite(par_gravite[gravite], gravite) for gravite in map(str, Gravite) if par_gravite.get(gravite))


def _read(vue: Vue, table: Any) -> list[dict[str, Any]]:
    return vue.read_rangees(table) if table.nom in vue.tables else []


def _read_phrase(vue: Vue, table: str, rang: int) -> str:
    if table not in vue.tables:
        return ""
    place = vue.get_place(table)
    rang = place.haut + rang if rang < 0 else rang
    return str(vue.read(place.feuille, rang, place.gauche, rang, place.gauche)[0][0] or "")


def _locate(rangee: Mapping[str, Any]) -> dict[str, str]:
    return {"feuille": str(rangee.get("feuille") or ""), "cellule": str(rangee.get("cellule") or "")}
