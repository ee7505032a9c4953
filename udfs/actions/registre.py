"""The macros, declared once: buttons of « Accueil », ribbon, VBA, custom scripts and help derive from this table.

>>> MACRO_PAR_NOM["controler"].libelle
'Contrôler'
>>> [macro.nom for macro in MACROS if macro.lieu is Lieu.RUBAN][:2]
['generer_conventions_selection', 'supprimer_conventions']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

AIDE_MAXIMUM = 255  # of a screen tip


class Groupe(StrEnum):
    """A group of the ribbon tab « DPID », by its title; in the order in which they stand."""

    SAISIR = "Saisir"
    VERIFIER = "Vérifier"
    CONVENTIONS = "Conventions"
    EXPORTER = "Exporter"


class Lieu(StrEnum):
    """Where a macro is started from; every macro is on the ribbon."""

    ACCUEIL = "accueil et ruban"
    RUBAN = "ruban"


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its Python name in ``udfs.macros``, what the officer sees, its icon (Office's ``imageMso``), its places.

    ``confirmation``: it may ask for a yes before it takes something away. ``sauvegarde``: it changes the workbook, so that a
    dated copy is kept beside it first.
    """

    nom: str
    libelle: str
    aide: str
    icone: str
    groupe: Groupe
    lieu: Lieu
    confirmation: bool = False
    sauvegarde: bool = False


MACROS: tuple[Macro, ...] = (
    Macro(
        "controler",
        "Contrôler",
        "Lance tous les contrôles, remplit la feuille Contrôles avec un lien vers chaque cellule, et colore les cellules concernées.",
        "AcceptInvitation",
        Groupe.VERIFIER,
        Lieu.ACCUEIL,
        sauvegarde=True,
    ),
    Macro(
        "generer_conventions",
        "Générer les conventions",
        "Écrit à la fin du classeur une feuille de convention par structure financée. Une feuille retouchée à la main est gardée.",
        "CreateReportFromWizard",
        Groupe.CONVENTIONS,
        Lieu.ACCUEIL,
        confirmation=True,
        sauvegarde=True,
    ),
    Macro(
        "generer_conventions_selection",
        "Générer la sélection",
        "Écrit la convention des seules structures des lignes sélectionnées (feuilles Annexe 5, Structures, Conventions ou Suivi).",
        "CreateReportBlankReport",
        Groupe.CONVENTIONS,
        Lieu.RUBAN,
        confirmation=True,
        sauvegarde=True,
    ),
    Macro(
        "supprimer_conventions",
        "Supprimer les conventions",
        "Retire du classeur les feuilles de convention générées, après confirmation. Une feuille retouchée à la main est gardée.",
        "SheetDelete",
        Groupe.CONVENTIONS,
        Lieu.RUBAN,
        confirmation=True,
        sauvegarde=True,
    ),
    Macro(
        "exporter_pdf",
        "Conventions en PDF",
        "Écrit toutes les conventions en PDF, prêtes à envoyer, dans le dossier des exports (« conventions » par défaut).",
        "FileSaveAsPdfOrXps",
        Groupe.EXPORTER,
        Lieu.ACCUEIL,
    ),
    Macro(
        "exporter_word",
        "Conventions en Word",
        "Écrit toutes les conventions en Word, dans le dossier des exports (« conventions » par défaut). Un fichier retouché est gardé.",
        "ExportWord",
        Groupe.EXPORTER,
        Lieu.ACCUEIL,
    ),
    Macro(
        "exporter_pdf_selection",
        "Sélection en PDF",
        "Écrit en PDF les conventions des seules structures des lignes sélectionnées, même une seule, dans un dossier à part, daté.",
        "FileEmailAsPdfEmailAttachment",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_word_selection",
        "Sélection en Word",
        "Écrit en Word les conventions des seules structures des lignes sélectionnées, même une seule, dans un dossier à part, daté.",
        "FileSaveAsWordDocx",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_lignes_csv",
        "Lignes en CSV",
        "Écrit les lignes de l'Annexe 5 en texte (CSV), dans le dossier des exports (« conventions » par défaut).",
        "ExportTextFile",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_lignes_xlsx",
        "Lignes en Excel",
        "Écrit les lignes de l'Annexe 5 dans un classeur simple (.xlsx), dans le dossier des exports (« conventions » par défaut).",
        "ExportExcel",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_echeancier",
        "Échéancier",
        "Écrit avances, versements, soldes et échéances dans un classeur simple (.xlsx), dans le dossier des exports.",
        "CalculateSheet",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_calendrier",
        "Calendrier",
        "Écrit les échéances (bilans, comptes rendus, publications) en calendrier (.ics), à ouvrir dans Outlook.",
        "CalendarInsert",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "exporter_rapport",
        "État des contrôles",
        "Écrit l'état des contrôles (PDF), à joindre au dossier, dans le dossier des exports (« conventions » par défaut).",
        "PrintPreviewAndPrint",
        Groupe.EXPORTER,
        Lieu.RUBAN,
    ),
    Macro(
        "ajouter_ligne",
        "Ajouter une ligne",
        "Prépare une ligne à la fin de l'Annexe 5 : formules et listes en place, opération de la ligne sélectionnée reprise.",
        "TableRowsInsertBelowExcel",
        Groupe.SAISIR,
        Lieu.ACCUEIL,
        sauvegarde=True,
    ),
    Macro(
        "ajouter_structure",
        "Ajouter une structure",
        "Prépare une ligne à la fin du registre des structures, listes en place.",
        "AddUserToPermissionGroup",
        Groupe.SAISIR,
        Lieu.ACCUEIL,
        sauvegarde=True,
    ),
    Macro(
        "actualiser",
        "Actualiser",
        "Recalcule toutes les formules du classeur.",
        "CalculateNow",
        Groupe.VERIFIER,
        Lieu.RUBAN,
    ),
)

MACRO_PAR_NOM: Mapping[str, Macro] = {macro.nom: macro for macro in MACROS}
