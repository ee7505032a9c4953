"""Excel's client of xlwings Server: nothing is done at once, actions are sent back; what xlwings has none for is in ``macros.js``.

The client keeps no file and cannot wait: a question starts the macro again with the officer's answer, files are downloaded.
"""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dpid_xl.classeurs.paquet import zip_parties
from dpid_xl.francais import write_quantite
from udfs.actions.copie import HORS_DE_PORTEE, Copie, copy_valeurs
from udfs.actions.dossiers import DOSSIER
from udfs.actions.erreurs import MacroRefusee, describe_erreur
from udfs.actions.hote import TITRE, follow
from udfs.actions.plan import Fichiers, Source
from udfs.actions.vue import Selection, Vue, parse_rangs

_journal = logging.getLogger(__name__)

FUSEAU = "Europe/Paris"
OUI, NON = "oui", "non"  # what the client sends with a macro that it calls again
REPONSES = {OUI: True, NON: False}
SANS_FICHIER = (
    "Sur le serveur, ce bouton ne peut pas recevoir de fichier : ouvrez le classeur dans Excel sur un poste, ou tapez-y la commande, "
    "« dpid-xl texte-vote », « dpid-xl importer », « dpid-xl comparer », « dpid-xl rapprocher », « dpid-xl retrouver » ou "
    "« dpid-xl bilans-recus »."
)
RETOUR = "Pour revenir en arrière : Fichier, Informations, Historique des versions."
# Functions of static/js/macros.js.
PROTEGER, SANS_LIENS, INSERER, QUESTION, REPONSE, RECALCULER, TELECHARGER = (
    "dpidProteger",
    "dpidSansLiens",
    "dpidInserer",
    "dpidQuestion",
    "dpidReponse",
    "dpidRecalculer",
    "dpidTelecharger",
)


class Serveur:
    """One request of the client."""

    sur_disque = False

    def __init__(self, book: Any, utilisateur: str) -> None:
        self.book = book
        self._utilisateur = utilisateur

    @property
    def utilisateur(self) -> str:
        """The office whose token came with the request."""
        return self._utilisateur

    def now(self) -> datetime:
        """Return the time of the officers, wherever the server stands."""
        return datetime.now(ZoneInfo(FUSEAU)).replace(tzinfo=None)

    def read_selection(self) -> Selection | None:
        """Return the rows that the client found selected: several areas, hidden rows left out (``readSelection`` of macros.js)."""
        adresses = self.book.api["book"]["selection"]
        if not adresses:
            return None
        return Selection(self.book.sheets.active.name, tuple(parse_rangs(adresse) for adresse in adresses.split(",")))

    def copy_classeur(self, vue: Vue, dossier: Path) -> Copie:
        """Write what came with the request: values, tables, names, mode of calculation. Formulas and hidden rows do not come."""
        return copy_valeurs(self.book, vue, dossier, HORS_DE_PORTEE)

    def find_dossier(self) -> None:
        """Tell of no folder: what came is the workbook, without what stands beside it."""

    def keep_copie(self, quand: datetime) -> None:
        """Keep nothing: the workbook is where Excel keeps its versions, see :data:`RETOUR`."""

    def note_erreur(self, macro: str, erreur: BaseException, quand: datetime) -> str:  # noqa: ARG002 (the log has its own clock)
        """Note an unforeseen error in the server's log, where its reference finds it."""
        reference = secrets.token_hex(4)
        _journal.error("Macro %s, référence %s\n%s", macro, reference, describe_erreur(erreur))
        return f"donnez la référence {reference}"

    def ask(self, macro: str, texte: str) -> None:
        """Ask, and go no further: the client calls the macro again with the answer."""
        self._call(QUESTION, macro)
        self.book.app.alert(f"{texte}\n\n{RETOUR}", TITRE, "yes_no", "info", REPONSE)

    def choose_fichier(self, titre: str, extensions: Sequence[str]) -> Path | None:  # noqa: ARG002 (there is none to choose)
        """Refuse: what the client sends is the workbook, and no other file."""
        raise MacroRefusee(SANS_FICHIER)

    def choose_dossier(self, titre: str) -> Path | None:  # noqa: ARG002 (there is none to choose)
        """Refuse, likewise."""
        raise MacroRefusee(SANS_FICHIER)

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say it in a box; after a failure, of all that was to be done only this is."""
        if grave:
            self.book.impl.json()["actions"].clear()
        self.book.app.alert(texte, TITRE, "ok", "critical" if grave else "info")

    def work(self) -> AbstractContextManager[None]:
        """Do nothing: the client shows the result once."""
        return nullcontext()

    def show_progres(self, texte: str) -> None:
        """Do nothing: the task pane shows that the server works."""

    def protect(self, feuille: str, *, oui: bool) -> None:
        """Lift or put back a sheet's protection."""
        self._call(PROTEGER, feuille, oui)

    def clear_liens(self, feuille: str, adresse: str) -> None:
        """Delete the links of cells."""
        self._call(SANS_LIENS, feuille, adresse)

    def clear_contenu(self, feuille: str, adresse: str) -> None:
        """Empty cells."""
        self.book.sheets[feuille].range(adresse).clear_contents()

    def add_rangees(self, table: Any, nombre: int) -> None:
        """Add rows one by one, as the client does."""
        for _ in range(nombre):
            table.rows.add()

    def insert_feuilles(self, sources: Sequence[Source]) -> None:
        """Send the generated workbooks; Excel itself takes the sheets in."""
        for source in sources:
            places = [[place.nom, place.apres] for place in source.places]
            self._call(INSERER, base64.b64encode(source.contenu).decode(), places)

    def recalculate(self) -> None:
        """Compute every formula again."""
        self._call(RECALCULER)

    def deliver(self, fichiers: Fichiers) -> str:
        """Send the files to be downloaded, several of them in one archive."""
        produits = dict(follow(fichiers, self.show_progres))
        nom, octets = next(iter(produits.items())) if len(produits) == 1 else (f"{DOSSIER}.zip", zip_parties(produits))
        self._call(TELECHARGER, nom, base64.b64encode(octets).decode())
        return f"{write_quantite(len(produits), 'fichier')} dans le téléchargement « {nom} »."

    def _call(self, fonction: str, *arguments: Any) -> None:
        self.book.app.macro(fonction)(*arguments)
