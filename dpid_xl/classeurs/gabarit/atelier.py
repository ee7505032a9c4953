"""The bench on which sheets are written: the open workbook, its styles, the dossier, and what all sheets share.

A sheet starts with a title band (row 1), the campaign (row 2) and what the sheet is for (row 3); totals stand above the
table, so that the table can grow downwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import cast

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dpid_xl.anomalies import Anomalie
from dpid_xl.calcul.etude import Etude, study
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.extension import SANS_EXTENSION, Extension
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.classeurs.gabarit.impression import set_impression
from dpid_xl.classeurs.gabarit.onglet import Onglet
from dpid_xl.classeurs.gabarit.rangees import Rangee
from dpid_xl.classeurs.gabarit.styles import FOND_TITRE, GRIS_DISCRET, Styles
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.classeurs.reprise.chantier import Chantier, Etendue
from dpid_xl.classeurs.reprise.modele import RangeeReprise, Saisie
from dpid_xl.documents.manques import Manques
from dpid_xl.modele import Campagne, Dossier
from dpid_xl.periodes import format_date
from dpid_xl.schema import FEUILLE_IMPORT, FEUILLES, TABLES, Feuille, Table

HAUTEURS_DU_BANDEAU = (21.0, 13.5, 13.5)  # points: they stay on the screen with the headers
LETTRE_DE_TITRE = 1.4  # width of a letter of the title, in letters of a column
NOM_ENTETE = "Entete_campagne"  # the cell of Accueil that sums the campaign up; the other sheets show it
# No sort: Excel refuses it where a cell is locked, and all of them are.
PROTECTION = {
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "objects": False,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


@dataclass
class Atelier:
    """The workbook being written; ``onglets`` holds its sheets by name."""

    classeur: Workbook
    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    jour: date
    extension: Extension = SANS_EXTENSION  # functions and actions that the workbook carries
    manques: Manques | None = None  # what its conventions lack, if that was looked for
    traces: tuple[Rangee, ...] = ()  # what became of the table that it was made from, if it was
    chantier: Chantier | None = None  # the older workbook that it takes over
    onglets: dict[str, Onglet] = field(default_factory=dict)
    formules: list[tuple[tuple[str, int, int], Saisie, Format]] = field(default_factory=list)  # people's own, by cell (from 0)
    servies: set[str] = field(default_factory=set)  # sheets with something in a table
    textes_voulus: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def etude(self) -> Etude:
        """The scenarios of the campaign, which three sheets show."""
        return study(self.dossier)

    def __post_init__(self) -> None:
        self.styles = Styles(self.classeur)

    def add_feuille(self, feuille: Feuille) -> None:
        """Add an empty sheet with its code name, tab, protection and print set-up."""
        onglet = cast("Onglet", self.classeur.add_worksheet(feuille.nom, Onglet))
        onglet.set_vba_name(feuille.nom_vba)
        onglet.set_tab_color(feuille.groupe.couleur)
        onglet.hide_gridlines(2)
        if feuille.protegee:
            onglet.protect("", PROTECTION)
        set_impression(onglet, feuille, self.dossier.campagne)
        self.onglets[feuille.nom] = onglet

    def hide_inutiles(self) -> None:
        """Hide the sheets that wait until something stands in them."""
        for feuille in FEUILLES:
            if feuille.a_la_demande and feuille.nom not in self.servies:
                self.onglets[feuille.nom].hide()

    def merge(self, table: Table, rangees: Sequence[Rangee]) -> list[tuple[Rangee, RangeeReprise | None]]:
        """Return the rows of a table, each with the row of the older workbook that it takes over, if there is one."""
        return self.chantier.merge(table, rangees) if self.chantier else [(rangee, None) for rangee in rangees]

    def list_plus(self, table: Table) -> Sequence[str]:
        """Return the headers of the officer's own columns of a table."""
        return self.chantier.list_plus(table) if self.chantier else ()

    def note_rangee(self, table: Table, vieille: RangeeReprise, rang: int, colonnes: Mapping[str, int]) -> None:
        """Note where the cells of a row of the older workbook went."""
        if self.chantier:
            self.chantier.note_rangee(table, vieille, rang, colonnes)

    def note_table(self, table: Table, etendue: Etendue) -> None:
        """Note where a table stands."""
        if self.chantier:
            self.chantier.etendues[table.nom] = etendue

    def ignore_texte(self, nom: str, plage: str) -> None:
        """Take a range of codes, SIRET or IBAN for what it is: texts on purpose, without Excel's green triangle."""
        plages = self.textes_voulus.setdefault(nom, [])
        plages.append(plage)
        self.onglets[nom].ignore_errors({"number_stored_as_text": " ".join(plages)})  # replaces what was said before

    def write_bandeau(self, nom: str, derniere_colonne: int, repetees: int = 0) -> Worksheet:
        """Write rows 1 to 3 of a sheet over its columns and return it.

        Of the columns that every page repeats (``repetees``, the first ones), the title stands in the first one if it holds there, and
        the rest stands after them: it would be cut on the second page.
        """
        onglet = self.onglets[nom]
        titre = self.styles.get(bold=True, font_size=14, font_color="#FFFFFF", bg_color=FOND_TITRE, indent=1)
        sous_titre = self.styles.get(font_color="#FFFFFF", bg_color=FOND_TITRE, indent=1, font_size=TAILLE_DES_TABLES)
        for colonne in range(derniere_colonne + 1):
            onglet.write_blank(0, colonne, None, titre)
            onglet.write_blank(1, colonne, None, sous_titre)
        texte = get_feuille(nom).titre
        largeur = sum(colonne.largeur for table in TABLES if table.feuille == nom for colonne in table.colonnes[:repetees])
        onglet.write_string(0, 0 if len(texte) * LETTRE_DE_TITRE < largeur else repetees, texte, titre)
        onglet.write_formula(1, repetees, f"={NOM_ENTETE}", sous_titre, summarize_campagne(self.dossier.campagne))
        onglet.write_string(
            2,
            repetees,
            load_textes().buts[nom],
            self.styles.get(font_color=GRIS_DISCRET, italic=True, indent=1, font_size=TAILLE_DES_TABLES),
        )
        for rang, hauteur in enumerate(HAUTEURS_DU_BANDEAU):
            onglet.set_row(rang, hauteur)
        return onglet


def get_feuille(nom: str) -> Feuille:
    """Return the declaration of a sheet."""
    return next(feuille for feuille in (*FEUILLES, FEUILLE_IMPORT) if feuille.nom == nom)


def summarize_campagne(campagne: Campagne) -> str:
    """Write the campaign in one line: its name, its deliberation if it has one."""
    texte = campagne.nom
    if campagne.deliberation_numero:
        texte += f" · délibération n°\xa0{campagne.deliberation_numero}"
    if campagne.deliberation_date:
        texte += f" du {format_date(campagne.deliberation_date)}"
    return texte
