"""Run a macro: read, plan, ask, keep a copy, carry out, note in the journal. The whole of it on one screen.

book --read_vue--> Vue --plan--> Plan or Question --deliver, apply--> files, the workbook, the journal, a sentence
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.ecriture.provisoire import open_provisoire
from dpid_xl.examen import Examen, examine
from dpid_xl.refus import Refus
from dpid_xl.typographie import compose_typographie
from udfs.actions.application import apply
from udfs.actions.copie import Copie
from udfs.actions.erreurs import describe_erreur, write_phrase
from udfs.actions.hote import Hote
from udfs.actions.journal import write_ligne
from udfs.actions.plan import Action, Contexte, Montrer, Question
from udfs.actions.registre import Macro
from udfs.actions.vue import Vue, read_vue

_journal = logging.getLogger(__name__)
AVEC_MACROS = ".xlsm"
REFUSE, ECHOUE, ABANDONNE = "refusé", "échec", "abandonné"
PAS_ENCORE_VUE = Vue("", (), {}, lambda *_bloc: [])


def run(macro: Macro, make_hote: Callable[[Any], Hote], book: Any, *, confirme: bool | None = None) -> None:
    """Run a macro on a workbook; whatever goes wrong is one French sentence to the officer, and a row of the journal.

    ``make_hote`` makes of the workbook the host of this run; ``confirme`` is the officer's answer when the host has already asked.
    """
    hote = make_hote(book)
    execution = Execution(macro, hote, hote.now())
    with execution.explain():
        with open_provisoire() as provisoire, hote.work():
            execution.provisoire = provisoire
            vue = execution.vue = read_vue(book, hote.read_selection())
            hote.show_progres(f"{macro.libelle}…")
            contexte = Contexte(
                vue,
                execution.examine,
                execution.quand,
                hote.utilisateur,
                hote.sur_disque,
                hote.choose_fichier,
                hote.choose_dossier,
                execution.copy,
            )
            plan = macro.plan(contexte) if confirme is not False else None
            if isinstance(plan, Question):
                confirme = confirme or hote.ask(macro.nom, compose_typographie(plan.texte))
                if confirme is None:  # the server's client comes back with the answer
                    return
                plan = plan.suite() if confirme else None
            if plan is None:
                execution.note(ABANDONNE)
                return
            if macro.sauvegarde:
                execution.copie = hote.keep_copie(execution.quand)
            with suppress(ClasseurIllisible):  # for the journal; what cannot be read is no reason not to recalculate
                execution.examine()
            livraison = plan.fichiers.portee + hote.deliver(plan.fichiers) if plan.fichiers else ""
            dernieres = [action for action in plan.actions if isinstance(action, Montrer)]
            premieres = [action for action in plan.actions if action not in dernieres]
            apply(hote, [*premieres, *execution.write_ligne(plan.resultat), *dernieres])
        message = f"{livraison} {plan.message}".strip()
        if message:
            hote.tell(execution.add_copie(message))


@dataclass
class Execution:
    """One run: the workbook as it was seen, what the engine made of it if it had to be asked, the copy that was kept."""

    macro: Macro
    hote: Hote
    quand: datetime  # of the click, by the officer's clock
    provisoire: Path = Path()
    vue: Vue = PAS_ENCORE_VUE
    examen: Examen | None = None
    copie: Path | None = None
    lue: Copie | None = None

    def copy(self) -> Copie:
        """Return what the reader is given of the workbook, once."""
        if self.lue is None:
            self.lue = self.hote.copy_classeur(self.vue, self.provisoire)
        return self.lue

    def examine(self) -> Examen:
        """Read and control the workbook, once; raises ClasseurIllisible."""
        if self.examen is None:
            self.hote.show_progres("lecture et contrôle du classeur…")
            copie = self.copy()
            examen = examine(
                copie.chemin, _list_modules(copie), valeurs_seules=copie.reserve, images=self.hote.find_dossier() or self.provisoire
            )
            self.examen = replace(examen, empreinte=copie.empreinte)
        return self.examen

    @contextmanager
    def explain(self) -> Iterator[None]:
        """Make of what goes wrong a sentence to the officer and a row of the journal."""
        try:
            yield
        except Refus as refus:
            self.hote.tell(self.add_copie(str(refus)), grave=True)
            self.note(f"{REFUSE} : {refus}")
        except Exception as erreur:  # noqa: BLE001 (the last wall before the officer: noted, said, never swallowed)
            phrase = write_phrase(self.macro.libelle, self.hote.note_erreur(self.macro.nom, erreur, self.quand))
            self.hote.tell(self.add_copie(phrase), grave=True)
            self.note(ECHOUE)

    def add_copie(self, phrase: str) -> str:
        """Add to what the officer is told, set in type, where the workbook is kept as it was before."""
        return compose_typographie(f"{phrase} Le classeur d'avant est gardé : « {self.copie} »." if self.copie else phrase)

    def note(self, resultat: str) -> None:
        """Add a row to the journal for a run that changed nothing; a journal that cannot be written is no reason to say more."""
        try:
            apply(self.hote, self.write_ligne(resultat))
        except Exception as erreur:  # noqa: BLE001 (the officer has been told of what matters)
            _journal.error("Journal\n%s", describe_erreur(erreur))

    def write_ligne(self, resultat: str) -> list[Action]:
        """Return the actions that add the run to the journal."""
        return write_ligne(self.vue, self.quand, self.examen, self.hote.utilisateur, self.macro.libelle, compose_typographie(resultat))


def _list_modules(copie: Copie) -> Mapping[str, str] | None:
    """Return the VBA that a copy should carry, None when it carries none to look at."""
    if copie.reserve or copie.chemin.suffix.casefold() != AVEC_MACROS:
        return None
    from udfs.excel import list_modules  # here: LibreOffice, which reads no .xlsm, does not have them

    return list_modules()
