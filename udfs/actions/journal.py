"""The journal: one row per run, with the version of the rates that it was run with, after one per object that it found changed.

Nothing tells of a key that is pressed: a run compares what it reads with the last state that the journal itself remembers. Who is named
is who ran it. Rows are only added. The first run in a workbook already in life tells its many objects in one row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from dpid_xl.calcul.etats import Changement, describe_etats, list_changements, recall_etats, summarize_depart
from dpid_xl.classeurs.empreinte import sign_dossier
from dpid_xl.classeurs.lecture.journal import CHAMPS as _CHAMPS
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier, Entree
from dpid_xl.schema import JOURNAL
from udfs.actions.plan import Action
from udfs.actions.tables import Rangee, append_rangees
from udfs.actions.vue import Vue

OBJET, MEMOIRE, CHANGEMENT = "objet", "memoire", "Changement"


def write_ligne(vue: Vue, quand: datetime, examen: Examen | None, utilisateur: str, action: str, resultat: str) -> list[Action]:
    """Return the actions that add a row to the journal; ``examen`` is None when the workbook was not read.

    A workbook that is not the master's has no journal, and gets no row.
    """
    if JOURNAL.nom not in vue.tables:
        return []
    commun = {
        "date": f"{quand:%d/%m/%Y %H:%M}",
        "utilisateur": utilisateur,
        "empreinte_du_classeur": sign_dossier(examen.dossier) if examen else "",
        "version_du_bareme": hash_bareme(examen.dossier) if examen else "",
    }
    rangees: list[Rangee] = [{**commun, "action": action, "resultat": resultat}]
    if examen and OBJET in vue.read_champs(JOURNAL):  # else of a workbook older than these columns
        changements: Sequence[Changement] = list_changements(_recall(vue), describe_etats(examen.dossier))
        if MEMOIRE in vue.read_champs(JOURNAL):
            changements = summarize_depart(changements)
        vus = [{**commun, "action": CHANGEMENT, "resultat": f"vu par « {action} »", **changement._asdict()} for changement in changements]
        rangees = [*vus, {**rangees[0], **dict.fromkeys(Changement._fields)}]
        if MEMOIRE not in vue.read_champs(JOURNAL):
            rangees = [{champ: valeur for champ, valeur in rangee.items() if champ != MEMOIRE} for rangee in rangees]
    return append_rangees(vue, JOURNAL, rangees)[0]


def _recall(vue: Vue) -> Mapping[str, str]:
    lues = ({champ: str(rangee.get(champ) or "") for champ in _CHAMPS} for rangee in vue.read_rangees(JOURNAL))
    return recall_etats(Entree(**lue) for lue in lues)


def hash_bareme(dossier: Dossier) -> str:
    """Return what tells one set of rates from another: values, units and dates, whatever the order of the rows."""
    tarifs = sorted(
        f"{tarif.code}|{tarif.valeur.normalize()}|{tarif.unite}|{tarif.operation}|{tarif.assiette}|{tarif.prorata}"
        f"|{tarif.valable_du}|{tarif.valable_au}"
        for tarif in dossier.tarifs
    )
    return "b-" + hashlib.sha256("\n".join(tarifs).encode()).hexdigest()[:10]
