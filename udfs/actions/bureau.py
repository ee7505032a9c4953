"""Excel on this computer: copies beside the workbook, questions in a box, progress in the status bar, files in a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dpid_xl.classeurs.gabarit.atelier import PROTECTION
from dpid_xl.octets import hash_fichier
from udfs.actions.copie import HORS_DE_PORTEE, Copie, copy_valeurs
from udfs.actions.hote import TITRE
from udfs.actions.plan import FeuilleAPlacer
from udfs.actions.poste import Poste
from udfs.actions.vue import Selection, Vue, parse_rangs

# What a protected sheet of the workbook allows, as Worksheet.Protect names it, and as Excel for Mac does.
_AUTORISATIONS = {
    "autofilter": ("AllowFiltering", "allow_filtering"),
    "format_columns": ("AllowFormattingColumns", "allow_formatting_columns"),
    "format_rows": ("AllowFormattingRows", "allow_formatting_rows"),
}


_CHOISIR_UN_DOSSIER = 4  # msoFileDialogFolderPicker


class Bureau(Poste):
    """Excel that xlwings drives on this computer."""

    def __init__(self, book: Any) -> None:
        super().__init__(book)
        self.app = book.app

    def read_selection(self) -> Selection | None:
        """Return the rows of every selected area, those of no height left out: hidden, or set aside by a filter."""
        plage = self.app.selection
        if plage is None:  # a chart or a button is selected
            return None
        feuille = plage.sheet
        dernier = feuille.used_range.last_cell.row  # whole columns may be selected
        rangs = (rang for haut, bas in _list_plages(plage) for rang in range(haut, min(bas, dernier) + 1))
        return Selection(feuille.name, tuple((rang, rang) for rang in rangs if feuille.range((rang, 1)).row_height))

    @property
    def _pilotable(self) -> bool:
        """Whether Excel's own object model answers as on Windows."""
        return hasattr(self.book.api, "SaveCopyAs")

    def copy_classeur(self, vue: Vue, dossier: Path) -> Copie:
        """Write a copy of the workbook as it is on the screen: Excel's own on Windows, its values elsewhere."""
        chemin = dossier / str(self.book.name)
        if not (self._pilotable and chemin.suffix):
            return copy_valeurs(self.book, vue, dossier, HORS_DE_PORTEE)
        api = self.book.api
        api.SaveCopyAs(str(chemin))
        # Of the file itself: Excel writes a copy as other bytes. A web address is no file of this computer.
        return Copie(chemin, (hash_fichier(Path(str(api.FullName))) or "") if api.Saved else "")

    def ask(self, macro: str, texte: str) -> bool:  # noqa: ARG002 (the server needs the name)
        """Ask in a box."""
        return bool(self.app.alert(texte, TITRE, "yes_no") == "yes")

    def choose_fichier(self, titre: str, extensions: Sequence[str]) -> Path | None:
        """Ask in Excel's own box; on a Mac in the system's, since Excel's takes no list of extensions there."""
        if not self._pilotable:
            return _choose_sur_mac(titre, extensions)
        motifs = ";".join(f"*{extension}" for extension in extensions)
        choisi = self.app.api.GetOpenFilename(f"{titre} ({motifs}),{motifs}", 1, titre)
        return Path(choisi) if isinstance(choisi, str) else None  # else False

    def choose_dossier(self, titre: str) -> Path | None:
        """Ask in Excel's own box; on a Mac in the system's."""
        if not self._pilotable:
            return _ask_sur_mac(f'choose folder with prompt "{titre}"')
        boite = self.app.api.FileDialog(_CHOISIR_UN_DOSSIER)
        boite.Title = titre
        return Path(boite.SelectedItems(1)) if boite.Show() else None

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say it in a box."""
        self.app.alert(texte, TITRE, "ok", "critical" if grave else "info")

    @contextmanager
    def work(self) -> Iterator[None]:
        """Keep the screen still and Excel's own boxes shut; put them and the status bar back whatever happens."""
        try:
            with self.app.properties(screen_updating=False, display_alerts=False):
                yield
        finally:
            self.app.status_bar = False  # gives the bar back to Excel

    def show_progres(self, texte: str) -> None:
        """Write in the status bar."""
        self.app.status_bar = f"{TITRE} : {texte}"

    def protect(self, feuille: str, *, oui: bool) -> None:
        """Lift or put back a sheet's protection, which has no password."""
        api = self.book.sheets[feuille].api
        windows, mac = zip(*(noms for cle, noms in _AUTORISATIONS.items() if PROTECTION.get(cle)), strict=True)
        if not hasattr(api, "Unprotect"):  # Excel for Mac
            api.protect_worksheet(worksheet_contents=True, **dict.fromkeys(mac, True)) if oui else api.unprotect()
        elif oui:
            api.Protect(Password="", Contents=True, **dict.fromkeys(windows, True))
        else:
            api.Unprotect("")

    def clear_liens(self, feuille: str, adresse: str) -> None:
        """Delete the links of cells, not their look, which Hyperlinks.Delete would take too."""
        api = self.book.sheets[feuille].range(adresse).api
        if hasattr(api, "ClearHyperlinks"):
            api.ClearHyperlinks()
        else:  # Excel for Mac
            api.clear_hyperlinks()

    @contextmanager
    def open_source(self, chemin: Path) -> Iterator[Callable[[FeuilleAPlacer], None]]:
        """Open it in Excel, beside the officer's workbook; formulas are computed once for all the sheets."""
        source = self.app.books.open(str(chemin))
        try:
            # Not in work(): the copies that Excel saves would come out set to manual.
            with self.app.properties(calculation="manual"):
                yield lambda place: source.sheets[place.nom].copy(after=self.book.sheets[place.apres])
        finally:
            source.close()
            self.book.activate()

    def recalculate(self) -> None:
        """Compute every formula of the open workbooks again."""
        if self._pilotable:
            self.app.api.CalculateFull()
        else:
            self.app.calculate()

    def save_copie(self, chemin: Path) -> None:
        """Write what is on the screen; in Excel for Mac, the file as last saved."""
        if self._pilotable:
            self.book.api.SaveCopyAs(str(chemin))
        else:
            shutil.copyfile(str(self.book.fullname), chemin)

    def show_dossier(self, dossier: Path) -> None:
        """Open the folder; the files are written: a window that does not open is no failure."""
        with suppress(OSError):
            _open_dossier(dossier)


def _list_plages(plage: Any) -> list[tuple[int, int]]:
    """Return first and last row of each area of a selection."""
    if hasattr(plage.api, "Areas"):  # not by its address, which Excel cuts
        return [(zone.Row, zone.Row + zone.Rows.Count - 1) for zone in plage.api.Areas]
    return [parse_rangs(adresse) for adresse in plage.address.split(",")]  # Excel for Mac


def _choose_sur_mac(titre: str, extensions: Sequence[str]) -> Path | None:
    sortes = ", ".join(f'"{extension.removeprefix(".")}"' for extension in extensions)
    return _ask_sur_mac(f'choose file with prompt "{titre}" of type {{{sortes}}}')


def _ask_sur_mac(question: str) -> Path | None:
    script = f"POSIX path of ({question})"
    reponse = subprocess.run(["/usr/bin/osascript", "-e", script], check=False, capture_output=True, text=True)  # noqa: S603 (our own words)
    return Path(reponse.stdout.rstrip("\n")) if reponse.returncode == 0 else None


def _open_dossier(dossier: Path) -> None:
    if sys.platform == "win32":
        os.startfile(dossier)  # noqa: S606 (our own folder)
    elif sys.platform == "darwin":
        subprocess.run(["/usr/bin/open", str(dossier)], check=False)  # noqa: S603
