"""A spreadsheet on this computer, whichever it is: dated copies and exported files in folders, the log in the user's own."""

from __future__ import annotations

import getpass
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from dpid_xl.ecriture import EcritureImpossible, make_dossier, save_fichiers
from dpid_xl.ecriture.provisoire import open_provisoire
from dpid_xl.francais import write_quantite
from dpid_xl.production.depot import save_production
from dpid_xl.schema import COPIES_GARDEES, DOSSIER_DES_EXPORTS
from udfs.actions.copies import keep_copie
from udfs.actions.dossiers import ECRITURE, PAS_ENREGISTRE, count_copies, find_exports, read_reglages
from udfs.actions.erreurs import MacroRefusee, note_sur_le_poste
from udfs.actions.hote import follow
from udfs.actions.plan import FeuilleAPlacer, Fichiers, Source


class Poste(ABC):
    """What is the same in Excel and in LibreOffice on this computer."""

    sur_disque = True

    def __init__(self, book: Any) -> None:
        self.book = book

    @property
    def utilisateur(self) -> str:
        """The name of the session."""
        return getpass.getuser()

    def now(self) -> datetime:
        """Return the time of this computer."""
        return datetime.now()  # noqa: DTZ005 (the officer's own clock)

    def keep_copie(self, quand: datetime) -> Path | None:
        """Keep a dated copy, and only as many as the setting says; of a workbook that is online, in the folder of exports."""
        reglages = read_reglages(self.book)
        if count_copies(reglages[COPIES_GARDEES]) == 0:
            return None
        dossier = self.find_dossier() or find_exports(reglages[DOSSIER_DES_EXPORTS], None)
        return keep_copie(dossier, Path(self.book.name), quand, reglages[COPIES_GARDEES], self.save_copie)

    def note_erreur(self, macro: str, erreur: BaseException, quand: datetime) -> str:
        """Note an unforeseen error in the user's folder."""
        return note_sur_le_poste(macro, erreur, quand)

    def clear_contenu(self, feuille: str, adresse: str) -> None:
        """Empty cells."""
        self.book.sheets[feuille].range(adresse).clear_contents()

    def add_rangees(self, table: Any, nombre: int) -> None:
        """Add rows one by one, as Excel does."""
        for _ in range(nombre):
            table.rows.add()

    def insert_feuilles(self, sources: Sequence[Source]) -> None:
        """Open each generated workbook, copy its sheets to their places, close it; take them all out again if one cannot be copied."""
        faites: list[str] = []
        try:
            for source in sources:
                self._copy_feuilles(source, faites, sum(len(autre.places) for autre in sources))
        except BaseException:
            with suppress(Exception):  # what failed is what must be said
                for nom in faites:
                    self.book.sheets[nom].delete()
            raise

    def _copy_feuilles(self, source: Source, faites: list[str], nombre: int) -> None:
        with open_provisoire() as dossier:
            chemin = dossier / "conventions_dpid.xlsx"
            chemin.write_bytes(source.contenu)
            with self.open_source(chemin) as copy:
                for place in source.places:
                    self.show_progres(f"convention {len(faites) + 1} / {nombre}")
                    copy(place)
                    faites.append(place.nom)

    def deliver(self, fichiers: Fichiers) -> str:
        """Write files into the folder of exports, or beside the workbook, and show it; of those without a manifest, the former are kept."""
        reglage, voisin = read_reglages(self.book)[DOSSIER_DES_EXPORTS], self.find_dossier()
        dossier = voisin if fichiers.a_cote and voisin else find_exports(reglage, voisin)
        classeur = [voisin / self.book.name] if voisin else []
        fichiers = fichiers.choose(dossier) if fichiers.choose else fichiers
        try:
            if fichiers.seuls:
                ecrits, phrase = self._save_seuls(dossier, fichiers, classeur)
            else:
                depot = save_production(dossier, follow(fichiers, self.show_progres), classeur)
                ecrits, phrase = len(depot.ecrits), depot.phrase
        except EcritureImpossible as erreur:
            raise MacroRefusee(ECRITURE.format(raison=str(erreur).removesuffix("."), ou=reglage.ou)) from erreur
        self.show_dossier(dossier)
        return f"{write_quantite(ecrits, 'fichier', 'écrit')} dans le dossier « {dossier} ». {phrase} {fichiers.dit}".rstrip()

    def find_dossier(self) -> Path | None:
        """Return the workbook's folder, None when it is only online; raises MacroRefusee when it was never saved."""
        try:
            chemin = Path(str(self.book.fullname))
        except Exception:  # noqa: BLE001 (xlwings, of a web address whose folder it does not find: XlwingsError or any other)
            return None
        if not chemin.is_absolute() or not chemin.parent.is_dir():
            raise MacroRefusee(PAS_ENREGISTRE)
        return chemin.parent

    def _save_seuls(self, dossier: Path, fichiers: Fichiers, lus: Collection[Path]) -> tuple[int, str]:
        contenus = {dossier / nom: contenu for nom, contenu in follow(fichiers, self.show_progres)}
        make_dossier(dossier)
        anciens = save_fichiers(contenus, self.now().date(), lus=lus, remplacer=True)
        return len(contenus), " ".join(f"L'ancien fichier est gardé : « {ancien} »." for ancien in anciens)

    @abstractmethod
    def open_source(self, chemin: Path) -> AbstractContextManager[Callable[[FeuilleAPlacer], None]]:
        """Open a generated workbook for the time of copying sheets of it, one by one, into the open one."""

    @abstractmethod
    def save_copie(self, chemin: Path) -> None:
        """Write the copy that is kept."""

    @abstractmethod
    def show_dossier(self, dossier: Path) -> None:
        """Show a folder where files were written, as the system does."""

    @abstractmethod
    def show_progres(self, texte: str) -> None:
        """Say how far the work is."""
