"""Run a macro: read, plan, ask, keep a copy, carry out, note in the journal. The whole of it on one screen.

book --read_vue--> Vue --plan--> Plan or Question --apply--> the workbook, the journal, a sentence
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from dpid_xl.chaine import Examen, examine
from dpid_xl.classeurs.lecture import ClasseurIllisible
from udfs.actions.application import apply
from udfs.actions.controle import plan_controler
from udfs.actions.conventions import plan_generer, plan_generer_selection, plan_supprimer
from udfs.actions.erreurs import REFUS, describe_erreur, write_journal, write_phrase
from udfs.actions.exports import EXPORTS, plan_exporter
from udfs.actions.hote import Hote
from udfs.actions.journal import write_ligne
from udfs.actions.plan import Contexte, Montrer, Plan, Question, Recalcul
from udfs.actions.registre import MACRO_PAR_NOM, Macro
from udfs.actions.saisie import plan_ajouter_ligne, plan_ajouter_structure
from udfs.actions.vue import read_vue

PLANS: Mapping[str, Callable[[Contexte], Plan | Question]] = {
    "controler": plan_controler,
    "generer_conventions": plan_generer,
    "generer_conventions_selection": plan_generer_selection,
    "supprimer_conventions": plan_supprimer,
    "ajouter_ligne": plan_ajouter_ligne,
    "ajouter_structure": plan_ajouter_structure,
    "actualiser": lambda _contexte: Plan((Recalcul(),), "formules recalculées"),
    **{nom: partial(plan_exporter, nom) for nom in EXPORTS},
}

_journal = logging.getLogger(__name__)


def run(nom: str, book: Any, hote: Hote, quand: datetime, *, confirme: bool = False) -> None:
    """Run a macro on a workbook; whatever goes wrong is one French sentence to the officer."""
    macro = MACRO_PAR_NOM[nom]
    try:
        _run(macro, book, hote, quand, confirme=confirme)
    except REFUS as refus:
        hote.tell(str(refus), grave=True)
    except Exception as erreur:  # noqa: BLE001 (the last wall before the officer: noted, said, never swallowed)
        _journal.error("Macro %s\n%s", nom, describe_erreur(erreur))
        hote.tell(write_phrase(macro.libelle, write_journal(nom, erreur, quand)), grave=True)


def _run(macro: Macro, book: Any, hote: Hote, quand: datetime, *, confirme: bool) -> None:
    with tempfile.TemporaryDirectory() as provisoire, hote.work():
        vue = read_vue(book)

        @cache
        def read() -> Examen:
            hote.show_progres("lecture et contrôle du classeur…")
            return examine(hote.copy_classeur(vue, Path(provisoire)))

        hote.show_progres(f"{macro.libelle}…")
        contexte = Contexte(vue, read, quand, confirme)
        plan = PLANS[macro.nom](contexte)
        if isinstance(plan, Question):
            if not hote.ask(macro.nom, plan.texte):
                return
            plan = PLANS[macro.nom](Contexte(vue, read, quand, confirme=True))
        if isinstance(plan, Question):  # a yes was given: a plan that still asks would do so for ever
            raise TypeError(macro.nom)
        if macro.sauvegarde:
            hote.keep_copie(quand)
        ligne = write_ligne(contexte, _read_or_none(read), hote.utilisateur, macro.libelle, plan.resultat)
        dernieres = [action for action in plan.actions if isinstance(action, Montrer)]
        phrases = apply(book, hote, [*(action for action in plan.actions if action not in dernieres), *ligne, *dernieres])
    message = " ".join([*phrases, plan.message]).strip()
    if message:
        hote.tell(message)


def _read_or_none(read: Callable[[], Examen]) -> Examen | None:
    """Return the reading for the journal; what cannot be read is no reason not to recalculate."""
    try:
        return read()
    except ClasseurIllisible:
        return None
