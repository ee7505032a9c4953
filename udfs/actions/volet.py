"""Excel's client with Python in the pane itself: what the server does, said in the pane, with the files that the officer drops there.

Nothing of a box is in an address: :class:`Serveur` asks Excel to open a page whose address holds the text, and that would be in the log
of whoever serves the pane's files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dpid_xl.typographie import compose_typographie
from udfs.actions.copie import Copie
from udfs.actions.erreurs import MacroRefusee, tell_places
from udfs.actions.registre import Macro
from udfs.actions.serveur import RETOUR, Serveur
from udfs.actions.vue import Vue

UTILISATEUR = "volet DPID"  # Office does not tell who works without asking a server of identities
LE_CLASSEUR = "Ce classeur, enregistré : « {nom} »"
CLASSEURS = (".xlsm", ".xlsx")
SANS_DOSSIER = (
    "Le volet ne lit pas un dossier de pages numérisées : ouvrez le classeur dans Excel sur un poste qui a dpid_xl, "
    "ou tapez-y la commande, « dpid-xl retrouver »."
)
DEMANDER, DIRE = "dpidDemander", "dpidDire"  # functions of static/js/main.js
TYPST = "typst"


class Volet(Serveur):
    """One press of a button in the pane.

    ``attendu`` is the file that it wants and was not given; ``absent``, the library that it asked for and that is not loaded: whatever it
    did is then to be forgotten, and the button pressed again with it.
    """

    def __init__(self, book: Any, macro: Macro, dire: Callable[[str], object], donne: Path | None = None) -> None:
        super().__init__(book, UTILISATEUR)
        self._macro, self._dire, self._donne = macro, dire, donne
        self.attendu: dict[str, Any] | None = None
        self.absent = ""

    def now(self) -> datetime:
        """Return the time of this computer."""
        return datetime.now()  # noqa: DTZ005 (the officer's own clock)

    def copy_classeur(self, vue: Vue, dossier: Path) -> Copie:
        """Give the file that was dropped where the whole workbook is wanted, what came with the request elsewhere."""
        if not self._macro.entier:
            return super().copy_classeur(vue, dossier)
        chemin = self.choose_fichier(LE_CLASSEUR.format(nom=vue.nom), CLASSEURS)
        if chemin is None:
            raise MacroRefusee("Le classeur enregistré est attendu.")  # the pane asks for it; this is never read
        return Copie(chemin)

    def choose_fichier(self, titre: str, extensions: Sequence[str]) -> Path | None:
        """Return the file that was dropped in the pane; when there is none, the pane asks for it and starts again."""
        if self._donne is None or self._donne.suffix.casefold() not in extensions:
            self.attendu = {"titre": compose_typographie(titre), "extensions": list(extensions)}
            return None
        return self._donne

    def choose_dossier(self, titre: str) -> None:  # noqa: ARG002 (none can be given)
        """Refuse: a page reads the files that it is given, and what looks at scans is no part of it."""
        raise MacroRefusee(SANS_DOSSIER)

    def ask(self, macro: str, texte: str) -> None:
        """Ask in the pane, and go no further: it calls the macro again with the answer."""
        self._call(DEMANDER, macro, f"{texte}\n\n{RETOUR}")

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say it in the pane; after a failure, of all that was to be done only this is."""
        if grave:
            self.book.impl.json()["actions"].clear()
        self._call(DIRE, texte, grave)

    def show_progres(self, texte: str) -> None:
        """Say it above the buttons, while it works."""
        self._dire(texte)

    def note_erreur(self, macro: str, erreur: BaseException, quand: datetime) -> str:  # noqa: ARG002 (nothing is kept on this computer)
        """Keep nothing: the officer is given what to copy, the kind of the error and its places."""
        if isinstance(erreur, ModuleNotFoundError) and erreur.name == TYPST:
            self.absent = TYPST
        return f"recopiez : {tell_places(erreur)}"
