"""Excel on this computer, as the macros see it. Sheets, ranges and tables are xlwings' own, on its remote engine; what only Excel's
object model has (``SaveCopyAs``, ``Protect``, a second workbook) is a stand-in that adds its gesture to the same list of actions.
"""

import base64
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import xlwings

from tests.udfs.actions.classeur import CLASSEUR, make_json
from tests.udfs.actions.insertion import open_source

DROITS = {
    "AllowFiltering": "autoFilter",
    "AllowSorting": "sort",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
}


class Application:
    """Excel's application: remembers what it is told, answers yes or no."""

    def __init__(self, app, reponse):
        self._app = app
        self.reponse = reponse
        self.boites, self.barre, self.ecran = [], [], [True]
        self.api = SimpleNamespace(CalculateFull=lambda: self.barre.append("CalculateFull"))
        self.books = SimpleNamespace(open=self._open)
        self.ouverts = []
        self.display_alerts, self.calculation = True, "automatic"

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
        return self._app.selection

    def _open(self, chemin):
        contenu = Path(chemin).read_bytes()
        self.ouverts.append(chemin)
        code = base64.b64encode(contenu).decode()
        feuilles = {nom: SimpleNamespace(copy=self._make_copie(code, nom)) for nom in open_source(contenu).feuilles}
        return SimpleNamespace(sheets=feuilles, close=lambda: self.ouverts.remove(chemin))

    def _make_copie(self, contenu, nom):
        def copy(after):
            assert self.ouverts, "the workbook is closed"
            assert after.index == len(after.book.sheets), "not at the end"
            assert self.calculation == "manual", "every formula would be computed after each sheet"
            self._app.macro("dpidInserer")(contenu, [nom])

        return copy


class Feuilles:
    """The sheets of the book."""

    def __init__(self, book):
        self._book = book

    def __getitem__(self, nom):
        return Feuille(impl=self._book.sheets[nom].impl)

    def __iter__(self):
        return (Feuille(impl=feuille.impl) for feuille in self._book.sheets)


class Feuille(xlwings.Sheet):
    """A sheet with the gestures of Excel's object model that the macros make."""

    @property
    def api(self):
        protect = self.book.app.macro("dpidProteger")
        return SimpleNamespace(
            Unprotect=lambda _mot: protect(self.name, False),  # noqa: FBT003 (an action of the client)
            Protect=lambda **droits: protect(self.name, True, sorted(DROITS[droit] for droit in set(droits) & set(DROITS))),  # noqa: FBT003
        )

    def range(self, cell1, cell2=None):
        return Plage(impl=super().range(cell1, cell2).impl)


class Plage(xlwings.Range):
    @property
    def api(self):
        adresse = self.address.replace("$", "")
        return SimpleNamespace(ClearHyperlinks=lambda: self.sheet.book.app.macro("dpidSansLiens")(self.sheet.name, adresse))


class Classeur:
    """A workbook open on the desktop, saved in a folder."""

    def __init__(self, octets, dossier, reponse="yes", **devant):
        self._book = xlwings.Book(json=make_json(octets, **devant))
        self.octets = octets
        self.app = Application(self._book.app, reponse)
        self.sheets = Feuilles(self._book)
        self.fullname = str(dossier / CLASSEUR.name)
        self.name = CLASSEUR.name
        self.names = self._book.names
        self.api = SimpleNamespace(SaveCopyAs=lambda chemin: Path(chemin).write_bytes(octets))
        self.activate = lambda: None
        self.close = self._book.close

    @property
    def actions(self):
        return self._book.json()["actions"]
