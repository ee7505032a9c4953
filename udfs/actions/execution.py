"""Run a macro: read, plan, ask, keep a copy, carry out, note in the journal. The whole of it on one screen.

book --read_vue--> Vue --plan--> Plan or Question --apply--> the workbook, the journal, a sentence
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.examen import Examen, examine
from dpid_xl.refus import Refus
from udfs.actions.application import apply
from udfs.actions.controle import plan_controler
from udfs.actions.conventions import plan_generer, plan_generer_selection, plan_supprimer
from udfs.actions.copie import Copie
from udfs.actions.erreurs import describe_erreur, write_phrase
from udfs.actions.exports import EXPORTS, plan_exporter, plan_exporter_conventions
from udfs.actions.hote import Hote
from udfs.actions.journal import write_ligne
from udfs.actions.plan import Action, Contexte, Montrer, Plan, Question, Recalcul
from udfs.actions.registre import MACRO_PAR_NOM, Macro
from udfs.actions.saisie import plan_ajouter_ligne, plan_ajouter_structure
from udfs.actions.vue import Vue, read_vue

PLANS: Mapping[str, Callable[[Contexte], Plan | Question]] = {
    "controler": plan_controler,
    "generer_conventions": plan_generer,
    "generer_conventions_selection": plan_generer_selection,
    "supprimer_conventions": plan_supprimer,
    "ajouter_ligne": plan_ajouter_ligne,
    "ajouter_structure": plan_ajouter_structure,
    "actualiser": lambda _contexte: Plan((Recalcul(),), "formules recalculées"),
    "exporter_pdf": partial(plan_exporter_conventions, "pdf"),
    "exporter_word": partial(plan_exporter_conventions, "docx"),
    "exporter_pdf_selection": partial(plan_exporter_conventions, "pdf", selection=True),
    "exporter_word_selection": partial(plan_exporter_conventions, "docx", selection=True),
    **{nom: partial(plan_exporter, nom) for nom in EXPORTS},
}

_journal = logging.getLogger(__name__)
AVEC_MACROS = ".xlsm"
REFUSE, ECHOUE, ABANDONNE = "refusé", "échec", "abandonné"


def run(nom: str, book: Any, hote: Hote, quand: datetime, *, confirme: bool | None = None) -> None:
    """Run a macro on a workbook; whatever goes wrong is one French sentence to the officer, and a row of the journal.

    ``confirme`` is the officer's answer when the host has already asked.
    """
    execution = Execution(MACRO_PAR_NOM[nom], book, hote, quand)
    try:
        execution.run(confirme=confirme)
    except Refus as refus:
        hote.tell(execution.add_copie(str(refus)), grave=True)
        execution.note(f"{REFUSE} : {refus}")
    except Exception as erreur:  # noqa: BLE001 (the last wall before the officer: noted, said, never swallowed)
        phrase = write_phrase(execution.macro.libelle, hote.note_erreur(nom, erreur, quand))
        hote.tell(execution.add_copie(phrase), grave=True)
        execution.note(ECHOUE)


@dataclass
class Execution:
    """One run: the workbook as it was seen, and what the engine made of it if it had to be asked."""

    macro: Macro
    book: Any
    hote: Hote
    quand: datetime
    vue: Vue | None = None
    examen: Examen | None = None
    copie: Path | None = None

    def run(self, *, confirme: bool | None) -> None:
        """Run from the reading to the sentence; raises Refus."""
        with tempfile.TemporaryDirectory() as provisoire, self.hote.work():
            vue = self.vue = read_vue(self.book, self.hote.read_selection())
            if confirme is False:
                self.note(ABANDONNE)
                return

            def examine_once() -> Examen:
                if self.examen is None:
                    self.hote.show_progres("lecture et contrôle du classeur…")
                    self.examen = _examine(self.hote.copy_classeur(vue, Path(provisoire)))
                return self.examen

            self.hote.show_progres(f"{self.macro.libelle}…")
            plan = self._plan(Contexte(vue, examine_once, self.quand, self.hote.utilisateur, bool(confirme), self.hote.sur_disque))
            if plan is None:
                return
            if self.macro.sauvegarde:
                self.copie = self.hote.keep_copie(self.quand)
            self._identify(examine_once)
            ligne = self._write_ligne(vue, plan.resultat)
            dernieres = [action for action in plan.actions if isinstance(action, Montrer)]
            premieres = [action for action in plan.actions if action not in dernieres]
            phrases = apply(self.book, self.hote, [*premieres, *ligne, *dernieres])
        message = " ".join([*phrases, plan.message]).strip()
        if message:
            self.hote.tell(self.add_copie(message))

    def add_copie(self, phrase: str) -> str:
        """Add to what the officer is told where the workbook is kept as it was before."""
        return f"{phrase} Le classeur d'avant est gardé : « {self.copie} »." if self.copie else phrase

    def note(self, resultat: str) -> None:
        """Add a row to the journal for a run that changed nothing; a workbook without a journal is no reason to say more."""
        if self.vue is None:
            return
        try:
            apply(self.book, self.hote, self._write_ligne(self.vue, resultat))
        except Exception as erreur:  # noqa: BLE001 (the officer has been told of what matters)
            _journal.error("Journal\n%s", describe_erreur(erreur))

    def _plan(self, contexte: Contexte) -> Plan | None:
        """Make the plan, asking for a yes where it takes one; None without it."""
        plan = PLANS[self.macro.nom](contexte)
        if isinstance(plan, Question):
            reponse = self.hote.ask(self.macro.nom, plan.texte)
            if reponse is False:
                self.note(ABANDONNE)
            if not reponse:
                return None
            plan = PLANS[self.macro.nom](replace(contexte, confirme=True))
        if isinstance(plan, Question):  # a yes was given: a plan that still asks would do so for ever
            raise TypeError(self.macro.nom)
        return plan

    def _identify(self, examine_once: Callable[[], Examen]) -> None:
        """Read the workbook for the journal; what cannot be read is no reason not to recalculate."""
        with suppress(ClasseurIllisible):
            examine_once()

    def _write_ligne(self, vue: Vue, resultat: str) -> list[Action]:
        return write_ligne(vue, self.quand, self.examen, self.hote.utilisateur, self.macro.libelle, resultat)


def _examine(copie: Copie) -> Examen:
    modules = None
    if not copie.reserve and copie.chemin.suffix.casefold() == AVEC_MACROS:
        from udfs.extension import list_modules  # here: LibreOffice, which reads no .xlsm, does not have them

        modules = list_modules()
    return replace(examine(copie.chemin, modules, valeurs_seules=copie.reserve), empreinte=copie.empreinte)
