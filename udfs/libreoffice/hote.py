"""LibreOffice as a host of the macros: its boxes, its progress bar, copies and files beside the document.

A program that drives LibreOffice gives the document to the script. One without a visible window has nobody in front of it: what
would be shown is returned to whoever called the script, a question is answered no unless the script was called with « oui »,
as the server's client does, and the file asked for is the one whose path it was called with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uno
from com.sun.star.awt.MessageBoxType import QUERYBOX
from com.sun.star.beans import PropertyValue

from dpid_xl.ecriture import replace_fichiers
from dpid_xl.octets import hash_fichier
from udfs.actions.copie import A_ENREGISTRER, Copie, copy_valeurs
from udfs.actions.execution import run
from udfs.actions.hote import TITRE
from udfs.actions.plan import FeuilleAPlacer
from udfs.actions.poste import Poste
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.vue import Selection, Vue
from udfs.libreoffice.boites import OUI_NON, OUI_REPONDU, choose_dossier, choose_fichier, has_fenetre, show_boite
from udfs.libreoffice.livre import Livre

OUI = "oui"
AVEC_VBA, SANS_VBA = ".xlsm", ".xlsx"
# A sheet put in, a row added to a table, by hand too, makes LibreOffice look again for the functions that formulas call: in Excel's own
# file it finds those of VBA, which it cannot run, and every amount computed by the barème becomes an error.
COPIE_DEMANDEE = (
    "« {action} » mettrait en erreur les formules de ce classeur, qui appellent les fonctions d'Excel : ouvrez la copie que donne "
    "« dpid-xl libreoffice -o dpid.oxt --classeur » puis recommencez."
)


def launch(nom: str, document: Any, *, confirme: bool | None, fichier: str = "") -> str:
    """Run a macro on a document; return what could be shown to nobody. ``fichier`` is the one that a program chooses."""
    macro, book, phrases = MACRO_PAR_NOM[nom], Livre(document), list[str]()
    make_hote = partial(Calc, phrases=phrases, fichier=fichier)
    if book.name.casefold().endswith(AVEC_VBA):
        make_hote(book).tell(COPIE_DEMANDEE.format(action=macro.libelle), grave=True)
    else:
        run(macro, make_hote, book, confirme=confirme)
    return "\n".join(phrases)


class Calc(Poste):
    """One run on one document."""

    def __init__(self, book: Livre, phrases: list[str], fichier: str = "") -> None:
        super().__init__(book)
        self._fichier = fichier
        self.document = book.document
        self.phrases = phrases  # takes what is said to nobody
        self._barre: Any = None

    def read_selection(self) -> Selection | None:
        """Return the rows of every selected area, hidden ones left out."""
        choisies = self.document.CurrentController.getSelection()
        if not hasattr(choisies, "queryVisibleCells"):  # a drawing is selected
            return None
        feuille = self.document.CurrentController.ActiveSheet.Name
        zones = choisies.queryVisibleCells().RangeAddresses
        return Selection(str(feuille), tuple((zone.StartRow + 1, zone.EndRow + 1) for zone in zones))

    def copy_classeur(self, vue: Vue, dossier: Path) -> Copie:
        """Give the saved file when it is what is on the screen, else a copy of the values."""
        fichier = Path(self.book.fullname)
        if fichier.suffix.casefold() == SANS_VBA and fichier.is_file() and not self.document.isModified():
            return Copie(fichier, hash_fichier(fichier) or "")
        return copy_valeurs(self.book, vue, dossier, A_ENREGISTRER)

    def ask(self, macro: str, texte: str) -> bool:  # noqa: ARG002 (the server needs the name)
        """Ask in a box."""
        if has_fenetre(self.document):
            return bool(show_boite(self.document, TITRE, texte, QUERYBOX, OUI_NON) == OUI_REPONDU)
        self.phrases.append(texte)
        return False

    def choose_fichier(self, titre: str, extensions: Sequence[str]) -> Path | None:
        """Ask in a box; where nobody sees the document, take the file that the program gave."""
        motifs = ";".join(f"*{extension}" for extension in extensions)
        choisi = choose_fichier(titre, motifs) if has_fenetre(self.document) else self._fichier
        return Path(choisi) if choisi else None

    def choose_dossier(self, titre: str) -> Path | None:
        """Ask in a box; where nobody sees the document, take what the program gave."""
        choisi = choose_dossier(titre) if has_fenetre(self.document) else self._fichier
        return Path(choisi) if choisi else None

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say it in a box."""
        if has_fenetre(self.document):
            show_boite(self.document, TITRE, texte, grave=grave)
        else:
            self.phrases.append(texte)

    @contextmanager
    def work(self) -> Iterator[None]:
        """Keep the screen still; what was done before can no longer be undone, as after any macro of Excel."""
        self._barre = self.document.CurrentController.Frame.createStatusIndicator()
        self._barre.start(TITRE, 0)
        self.document.lockControllers()
        try:
            yield
        finally:
            self.document.unlockControllers()
            self._barre.end()
            self.document.UndoManager.clear()

    def show_progres(self, texte: str) -> None:
        """Write in the status bar."""
        self._barre.setText(f"{TITRE} : {texte}")

    def protect(self, feuille: str, *, oui: bool) -> None:
        """Do nothing: each write opens its sheet and closes it again."""

    def add_rangees(self, table: Any, nombre: int) -> None:
        """Add rows at once: every formula that names the table is read again each time that it grows."""
        table.add(nombre)

    def clear_liens(self, feuille: str, adresse: str) -> None:
        """Empty the cells: in Calc a link is what they hold."""
        self.clear_contenu(feuille, adresse)

    @contextmanager
    def open_source(self, chemin: Path) -> Iterator[Callable[[FeuilleAPlacer], None]]:
        """Open it out of sight."""
        onglets = self.document.Sheets
        bureau = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.frame.Desktop")
        source = bureau.loadComponentFromURL(uno.systemPathToFileUrl(str(chemin)), "_blank", 0, _make_arguments(Hidden=True))
        try:
            yield lambda place: onglets.importSheet(source, place.nom, onglets.ElementNames.index(place.apres) + 1)
        finally:
            source.close(True)  # noqa: FBT003 (UNO has no keywords)

    def recalculate(self) -> None:
        """Compute every formula again."""
        self.document.calculateAll()

    def save_copie(self, chemin: Path) -> None:
        """Copy the file as it was last saved.

        LibreOffice takes ten seconds to write what is on the screen, and writes less than there was.
        """
        replace_fichiers(chemin.parent, [(chemin.name, Path(self.book.fullname).read_bytes())])

    def show_dossier(self, dossier: Path) -> None:
        """Open the folder, where there is somebody to see it."""
        if has_fenetre(self.document):
            systeme = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.system.SystemShellExecute")
            systeme.execute(uno.systemPathToFileUrl(str(dossier)), "", 1)  # 1: an address, not a program


def _make_arguments(**valeurs: Any) -> tuple[Any, ...]:
    arguments = []
    for nom, valeur in valeurs.items():
        argument = PropertyValue()
        argument.Name, argument.Value = nom, valeur
        arguments.append(argument)
    return tuple(arguments)
