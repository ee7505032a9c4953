"""Excel on this computer: copies beside the workbook, questions in a box, progress in the status bar, files in a folder."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from dpid_xl.classeurs.gabarit.atelier import PROTECTION
from dpid_xl.rendus.ecriture import write_fichiers
from udfs.actions.copie import write_copie
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.exports import DOSSIER
from udfs.actions.phrases import count_accorde
from udfs.actions.plan import Fichiers
from udfs.actions.vue import Vue

TITRE = "DPID"
REGLAGE_COPIES, COPIES_PAR_DEFAUT = "Copies gardées", 5  # a row of the sheet xlwings.conf
_REGLAGES = "xlwings.conf"
_MARQUE = "_sauvegarde_"
# Worksheet.Protect's arguments for what a protected sheet of the workbook allows.
_AUTORISATIONS = {"autofilter": "AllowFiltering", "sort": "AllowSorting", "format_columns": "AllowFormattingColumns"}
_AUTORISATIONS |= {"format_rows": "AllowFormattingRows"}


class Bureau:
    """Excel that xlwings drives on this computer."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.app = book.app

    @property
    def utilisateur(self) -> str:
        """The name of the session."""
        return getpass.getuser()

    @property
    def _pilotable(self) -> bool:
        """Whether Excel's own object model answers as on Windows."""
        return hasattr(self.book.api, "SaveCopyAs")

    def copy_classeur(self, vue: Vue, dossier: Path) -> Path:
        """Write a copy of the workbook as it is on the screen: Excel's own on Windows, its values elsewhere."""
        chemin = dossier / str(self.book.name)
        if self._pilotable and chemin.suffix:
            self.book.api.SaveCopyAs(str(chemin))
        else:
            chemin = dossier / f"{Path(self.book.name).stem}.xlsx"
            chemin.write_bytes(write_copie(self.book, vue))
        return chemin

    def keep_copie(self, quand: datetime) -> None:
        """Keep a dated copy, and only as many as the setting says; a workbook never saved has none to keep."""
        gardees = self._read_reglage()
        dossier, nom = self._find_dossier(), Path(self.book.name)
        if gardees == 0 or not nom.suffix:
            return
        copie = dossier / f"{nom.stem}{_MARQUE}{quand:%Y-%m-%d_%H%M%S}{nom.suffix}"
        try:
            if self._pilotable:
                self.book.api.SaveCopyAs(str(copie))
            else:  # Excel for Mac: the file as last saved
                shutil.copyfile(dossier / nom, copie)
        except Exception as erreur:  # COM errors are of a type that only Windows has
            raise MacroRefusee(
                f"La copie de sauvegarde ne peut pas être écrite dans « {dossier} » : enregistrez le classeur dans un dossier "
                f"où vous pouvez écrire, ou mettez « {REGLAGE_COPIES} » à 0 (feuille {_REGLAGES})."
            ) from erreur
        for ancienne in sorted(dossier.glob(f"{_escape(nom.stem)}{_MARQUE}*{nom.suffix}"))[:-gardees]:
            ancienne.unlink(missing_ok=True)

    def ask(self, macro: str, texte: str) -> bool:  # noqa: ARG002 (the server needs the name)
        """Ask in a box."""
        return bool(self.app.alert(texte, TITRE, "yes_no") == "yes")

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say it in a box."""
        self.app.alert(texte, TITRE, "ok", "critical" if grave else "info")

    @contextmanager
    def work(self) -> Iterator[None]:
        """Keep the screen still; put it and the status bar back whatever happens."""
        avant = self.app.screen_updating
        self.app.screen_updating = False
        try:
            yield
        finally:
            self.app.screen_updating = avant
            self.app.status_bar = False  # gives the bar back to Excel

    def show_progres(self, texte: str) -> None:
        """Write in the status bar."""
        self.app.status_bar = f"{TITRE} : {texte}"

    def protect(self, feuille: str, *, oui: bool) -> None:
        """Lift or put back a sheet's protection, which has no password."""
        api = self.book.sheets[feuille].api
        if not hasattr(api, "Unprotect"):  # Excel for Mac
            (api.protect_worksheet if oui else api.unprotect)()
        elif oui:
            api.Protect(Password="", Contents=True, **{nom: True for cle, nom in _AUTORISATIONS.items() if PROTECTION.get(cle)})
        else:
            api.Unprotect("")

    def clear_liens(self, feuille: str, adresse: str) -> None:
        """Delete the links of cells; on Mac a formula's link replaces them."""
        api = self.book.sheets[feuille].range(adresse).api
        if hasattr(api, "ClearHyperlinks"):
            api.ClearHyperlinks()  # unlike Hyperlinks.Delete, it leaves the look of the cells

    def clear_contenu(self, feuille: str, adresse: str) -> None:
        """Empty cells."""
        self.book.sheets[feuille].range(adresse).clear_contents()

    def insert_feuilles(self, contenu: bytes, feuilles: Iterable[str]) -> None:
        """Open the generated workbook, copy its sheets at the end, close it."""
        noms = tuple(feuilles)
        with tempfile.TemporaryDirectory() as dossier:
            chemin = Path(dossier) / "conventions_dpid.xlsx"
            chemin.write_bytes(contenu)
            source = self.app.books.open(str(chemin))
            try:
                for rang, nom in enumerate(noms, 1):
                    self.show_progres(f"convention {rang} / {len(noms)}")
                    source.sheets[nom].copy(after=self.book.sheets[-1])
            finally:
                source.close()
                self.book.activate()

    def recalculate(self) -> None:
        """Compute every formula of the open workbooks again."""
        if self._pilotable:
            self.app.api.CalculateFull()
        else:
            self.app.calculate()

    def deliver(self, fichiers: Fichiers) -> str:
        """Write files into the folder beside the workbook and open it."""
        dossier = self._find_dossier() / DOSSIER
        ecrits = write_fichiers(dossier, self._follow(fichiers))
        _open_dossier(dossier)
        return f"{count_accorde(len(ecrits), 'fichier', 'écrit')} dans le dossier « {dossier} »."

    def _follow(self, fichiers: Fichiers) -> Iterator[tuple[str, bytes]]:
        for rang, fichier in enumerate(fichiers.produire(), 1):
            self.show_progres(f"fichier {rang} / {fichiers.nombre}")
            yield fichier

    def _find_dossier(self) -> Path:
        """Return the workbook's folder; raises MacroRefusee when it was never saved on a disk."""
        dossier = Path(str(self.book.fullname)).parent
        if not Path(str(self.book.fullname)).is_absolute() or not dossier.is_dir():
            raise MacroRefusee("Le classeur n'est pas encore sur un disque : enregistrez-le dans un dossier de ce poste puis recommencez.")
        return dossier

    def _read_reglage(self) -> int:
        for feuille in self.book.sheets:
            if feuille.name == _REGLAGES:
                for nom, valeur, *_reste in feuille.range("A1:B60").value:
                    if nom == REGLAGE_COPIES and str(valeur).removesuffix(".0").isdigit():
                        return int(float(valeur))
        return COPIES_PAR_DEFAUT


def _escape(nom: str) -> str:
    return "".join(f"[{signe}]" if signe in "[]*?" else signe for signe in nom)


def _open_dossier(dossier: Path) -> None:
    if sys.platform == "win32":
        os.startfile(dossier)  # noqa: S606 (our own folder)
    elif sys.platform == "darwin":
        subprocess.run(["/usr/bin/open", str(dossier)], check=False)  # noqa: S603
