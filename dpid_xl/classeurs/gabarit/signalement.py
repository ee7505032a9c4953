"""Cells that the last control points at take the colour of its gravity, by a conditional format that looks them up.

Nothing is written in the cells: a fill of the officer's own stays, and the colour goes with the anomaly. Information is listed
on « Contrôles » but not coloured.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from dpid_xl.anomalies import Gravite
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, write_reference
from dpid_xl.classeurs.gabarit.styles import A_VOIR, ALERTE
from dpid_xl.schema import CONTROLES, FEUILLES, TABLES_LUES

COULEURS_DES_GRAVITES = {Gravite.BLOQUANTE: ALERTE, Gravite.AVERTISSEMENT: A_VOIR}  # an information has none
# A conditional format cannot name a table column itself, but can name a name that does.
NOMS = {"Controles_gravite": "gravite", "Controles_cellules": "cellules"}
_PREMIER_RANG, _DERNIER_RANG = 4, 700
_CONDITION = (  # ADDRESS(…,4): as « C7 »; the commas: C7 is not in the list of C70
    '=SUMPRODUCT((Controles_gravite="{gravite}")'
    '*ISNUMBER(FIND(", {feuille}!"&ADDRESS(ROW(),COLUMN(),4)&",",", "&Controles_cellules&",")))>0'
)


def add_signalements(atelier: Atelier) -> None:
    """Colour the cells concerned on the sheets that people type on; before any other format, so that it shows over them."""
    for nom, champ in NOMS.items():
        atelier.classeur.define_name(nom, f"={write_reference(CONTROLES, champ)}")
    for feuille in FEUILLES:
        colonnes = [find_colonne(table, table.colonnes[-1].champ) for table in TABLES_LUES if table.feuille == feuille.nom]
        if feuille.protegee or not colonnes:
            continue
        plage = f"A{_PREMIER_RANG}:{xl_col_to_name(max(colonnes))}{_DERNIER_RANG}"
        for gravite, aspect in COULEURS_DES_GRAVITES.items():
            atelier.onglets[feuille.nom].conditional_format(
                plage,
                {
                    "type": "formula",
                    "criteria": _CONDITION.format(gravite=gravite.value, feuille=feuille.nom),
                    "format": atelier.classeur.add_format(aspect),
                    "stop_if_true": True,
                },
            )
