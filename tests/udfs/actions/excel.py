"""Excel on this computer, as the macros see it. Sheets, ranges and tables are xlwings' own, on its remote engine; what only Excel's
object model has (``SaveCopyAs``, ``Protect``, a second workbook) is a stand-in that adds its gesture to the same list of actions.
"""

import base64
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import xlwings

from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, make_json
from tests.udfs.actions.client import Client
from tests.udfs.actions.insertion import open_source
from udfs.actions.vue import parse_rangs

DROITS = {
    "AllowFiltering": "autoFilter",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
}


class Application:
    """Excel's application: remembers what it is told, answers yes or no."""

    def __init__(self, classeur, reponse, selection):
        self._classeur = classeur
        self._selection = selection
        self._app = classeur.book.app
        self.reponse = reponse
        self.boites, self.barre, self.ecran = [], [], [True]
        self.choisi, self.demandes = False, []  # of the box that chooses a file
        self.api = SimpleNamespace(
            CalculateFull=lambda: self.barre.append("CalculateFull"), GetOpenFilename=self._choose, FileDialog=self._ask
        )
        self.books = SimpleNamespace(open=self._open)
        self.ouverts = []
        self.display_alerts, self.calculation = True, "automatic"

    def _choose(self, *demande):
        self.demandes.append(demande)
        return self.choisi

    def _ask(self, sorte):
        def show():
            self.demandes.append((sorte, boite.Title))
            return -1 if self.choisi else 0

        boite = SimpleNamespace(Title="", Show=show, SelectedItems=lambda _rang: self.choisi)
        return boite

    @contextmanager
    def properties(self, **valeurs):
        avant = {nom: getattr(self, nom) for nom in valeurs}
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        try:
            yield self
        finally:
            for nom, valeur in avant.items():
                setattr(self, nom, valeur)

    def alert(self, prompt, _titre=None, buttons="ok", mode=None):
        prompt = unset(prompt)
        assert self.ecran[-1] is True or buttons == "yes_no", "the screen is back before a box"
        self.boites.append((prompt, buttons, mode))
        return self.reponse

    @property
    def screen_updating(self):
        return self.ecran[-1]

    @screen_updating.setter
    def screen_updating(self, valeur):
        self.ecran.append(valeur)

    @property
    def status_bar(self):
        return self.barre[-1]

    @status_bar.setter
    def status_bar(self, valeur):
        self.barre.append(valeur)

    @property
    def selection(self):
        """The selected range, whose areas only Excel's own object tells."""
        zones = [SimpleNamespace(Row=haut, Rows=SimpleNamespace(Count=bas - haut + 1)) for haut, bas in map(parse_rangs, self._selection)]
        feuille = self._classeur.sheets[self._classeur.book.sheets.active.name]
        return SimpleNamespace(sheet=feuille, api=SimpleNamespace(Areas=zones), address=",".join(self._selection))

    def _open(self, chemin):
        contenu = Path(chemin).read_bytes()
        self.ouverts.append(chemin)
        code = base64.b64encode(contenu).decode()
        feuilles = {nom: SimpleNamespace(copy=self._make_copie(code, nom)) for nom in open_source(contenu).feuilles}
        return SimpleNamespace(sheets=feuilles, close=lambda: self.ouverts.remove(chemin))

    def _make_copie(self, contenu, nom):
        def copy(after):
            assert self.ouverts, "the workbook is closed"
            assert self.calculation == "manual", "every formula would be computed after each sheet"
            self._classeur.feuilles_copiees.append(nom)
            self._app.macro("dpidInserer")(contenu, [[nom, after.name]])

        return copy


class Feuilles:
    """The sheets of the book."""

    def __init__(self, classeur):
        self._classeur = classeur
        self._book = classeur.book

    def __getitem__(self, nom):
        copiees = self._classeur.feuilles_copiees
        return Copiee(nom, copiees) if nom in copiees else Feuille(self._classeur.lu, impl=self._book.sheets[nom].impl)

    def __iter__(self):
        return (Feuille(self._classeur.lu, impl=feuille.impl) for feuille in self._book.sheets)


class Copiee:
    """A sheet that was copied into the workbook, which the remote engine does not know of."""

    def __init__(self, nom, copiees):
        self.name, self._copiees = nom, copiees

    def delete(self):
        self._copiees.remove(self.name)


class Feuille(xlwings.Sheet):
    """A sheet with the gestures of Excel's object model that the macros make."""

    def __init__(self, lu, **impl):
        super().__init__(**impl)
        self._lu = lu

    @property
    def api(self):
        protect = self.book.app.macro("dpidProteger")
        return SimpleNamespace(
            Unprotect=lambda _mot: protect(self.name, False),  # noqa: FBT003 (an action of the client)
            Protect=lambda **droits: protect(self.name, True, sorted(DROITS[droit] for droit in set(droits) & set(DROITS))),  # noqa: FBT003
        )

    def range(self, cell1, cell2=None):
        return Plage(self._lu.open(self.name), impl=super().range(cell1, cell2).impl)


class Plage(xlwings.Range):
    def __init__(self, feuille, **impl):
        super().__init__(**impl)
        self._feuille = feuille

    @property
    def row_height(self):
        return 0.0 if self._feuille.is_masquee(self.row) else 15.0

    @property
    def api(self):
        adresse = self.address.replace("$", "")
        return SimpleNamespace(ClearHyperlinks=lambda: self.sheet.book.app.macro("dpidSansLiens")(self.sheet.name, adresse))


class Classeur:
    """A workbook open on the desktop, saved in a folder."""

    def __init__(self, octets, dossier, reponse="yes", devant="Accueil", selection="A1"):
        self.book = xlwings.Book(json=make_json(octets, devant=devant))
        self.octets, self.lu = octets, Client(octets)
        self.feuilles_copiees = []
        self.app = Application(self, reponse, selection.split(","))
        self.sheets = Feuilles(self)
        self.fullname = str(dossier / CLASSEUR.name)
        self.name = CLASSEUR.name
        self.names = self.book.names
        self.api = SimpleNamespace(
            SaveCopyAs=lambda chemin: Path(chemin).write_bytes(octets), Saved=True, FullName=str(dossier / CLASSEUR.name)
        )
        self.activate = lambda: None
        self.close = self.book.close

    @property
    def actions(self):
        return self.book.json()["actions"]
