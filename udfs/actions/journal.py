"""The journal: one row per run, and the version of the rates that it was run with."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dpid_xl.classeurs.empreinte import sign_dossier
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier
from dpid_xl.schema import JOURNAL
from udfs.actions.plan import Action
from udfs.actions.tables import append_rangees
from udfs.actions.vue import Vue


def write_ligne(vue: Vue, quand: datetime, examen: Examen | None, utilisateur: str, action: str, resultat: str) -> list[Action]:
    """Return the actions that add a row to the journal; ``examen`` is None when the workbook was not read.

    A workbook that is not the master's has no journal, and gets no row.
    """
    if JOURNAL.nom not in vue.tables:
        return []
    rangee = {
        "date": f"{quand:%d/%m/%Y %H:%M}",
        "utilisateur": utilisateur,
        "action": action,
        "resultat": resultat,
        "empreinte_du_classeur": sign_dossier(examen.dossier) if examen else "",
        "version_du_bareme": hash_bareme(examen.dossier) if examen else "",
    }
    return append_rangees(vue, JOURNAL, [rangee])[0]


def hash_bareme(dossier: Dossier) -> str:
    """Return what tells one set of rates from another: values, units and dates, whatever the order of the rows."""
    tarifs = sorted(
        f"{tarif.code}|{tarif.valeur.normalize()}|{tarif.unite}|{tarif.operation}|{tarif.assiette}|{tarif.prorata}"
        f"|{tarif.valable_du}|{tarif.valable_au}"
        for tarif in dossier.tarifs
    )
    return "b-" + hashlib.sha256("\n".join(tarifs).encode()).hexdigest()[:10]
