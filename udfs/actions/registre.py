"""The macros, declared once: what the officer sees of each, and the plan it makes.

The functions of ``udfs.macros``, VBA, buttons of « Accueil », ribbon, custom scripts, menu of LibreOffice and help derive from this
table. A new macro is one more row.

>>> MACRO_PAR_NOM["controler"].libelle
'Contrôler'
>>> [macro.nom for macro in MACROS if macro.lieu is Place.RUBAN][:2]
['generer_conventions_selection', 'numeroter_conventions']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from udfs.actions.bilans import plan_exporter_bilans, plan_lire_bilans
from udfs.actions.comparaison import plan_comparer
from udfs.actions.controle import plan_controler
from udfs.actions.conventions import plan_generer, plan_supprimer
from udfs.actions.demandes import plan_exporter_refus, plan_passer_au_vote
from udfs.actions.exercices import plan_accepter
from udfs.actions.exports import (
    plan_exporter_avenants,
    plan_exporter_conventions,
    plan_exporter_guide,
    plan_exporter_historique,
    plan_exporter_rapport,
    plan_exporter_scdl,
    plan_exporter_tableau,
)
from udfs.actions.importation import plan_importer, plan_importer_demandes
from udfs.actions.paiements import plan_rapprocher
from udfs.actions.plan import Contexte, Plan, Question
from udfs.actions.reconduction import plan_reconduire
from udfs.actions.remise import plan_remettre_a_neuf
from udfs.actions.retours import plan_retrouver
from udfs.actions.saisie import plan_actualiser, plan_ajouter_ligne, plan_ajouter_structure, plan_montrer_feuilles
from udfs.actions.signatures import plan_numeroter, plan_suivre_signatures
from udfs.actions.simulation import plan_appliquer, plan_simuler
from udfs.actions.texte_vote import plan_texte_vote


class GroupeDeMacros(StrEnum):
    """A group of the ribbon tab « DPID », by its title; in the order in which they stand."""

    SAISIR = "Saisir"
    VERIFIER = "Vérifier"
    CONVENTIONS = "Conventions"
    EXPORTER = "Exporter"
    AIDER = "Aide"


class Place(StrEnum):
    """Where a macro is started from; every macro is on the ribbon."""

    ACCUEIL = "accueil et ruban"
    RUBAN = "ruban"


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its Python name in ``udfs.macros``, what the officer sees, its icon (Office's ``imageMso``), its places.

    ``plan`` says what it does to the workbook, or what it must ask first; None when the officer gave up. ``sauvegarde``: it changes the
    workbook, so that a dated copy is kept beside it first. ``entier``: it wants the whole workbook, which some hosts do not give.
    """

    nom: str
    libelle: str
    aide: str
    icone: str
    groupe: GroupeDeMacros
    lieu: Place
    plan: Callable[[Contexte], Plan | Question | None]
    sauvegarde: bool = False
    entier: bool = False


MACROS: tuple[Macro, ...] = (
    Macro(
        "controler",
        "Contrôler",
        "Lance tous les contrôles, remplit la feuille Contrôles avec un lien vers chaque cellule, et colore les cellules concernées.",
        "AcceptInvitation",
        GroupeDeMacros.VERIFIER,
        Place.ACCUEIL,
        plan_controler,
        sauvegarde=True,
    ),
    Macro(
        "charger_texte_vote",
        "Charger le texte voté",
        "Demande la convention type votée (.docx, .odt, .txt) ou la délibération, et met ses clauses dans Modèle convention, mot pour mot.",
        "ImportTextFile",
        GroupeDeMacros.CONVENTIONS,
        Place.ACCUEIL,
        plan_texte_vote,
        sauvegarde=True,
    ),
    Macro(
        "generer_conventions",
        "Générer les conventions",
        "Écrit à la fin du classeur une feuille de convention par structure financée. Une feuille retouchée à la main est gardée.",
        "CreateReportFromWizard",
        GroupeDeMacros.CONVENTIONS,
        Place.ACCUEIL,
        plan_generer,
        sauvegarde=True,
    ),
    Macro(
        "generer_conventions_selection",
        "Générer la sélection",
        "Écrit la convention des seules structures des lignes sélectionnées (feuilles Annexe 5, Structures, Conventions ou Suivi).",
        "CreateReportBlankReport",
        GroupeDeMacros.CONVENTIONS,
        Place.RUBAN,
        partial(plan_generer, selection=True),
        sauvegarde=True,
    ),
    Macro(
        "numeroter_conventions",
        "Numéroter",
        "Donne un numéro aux conventions qui n'en ont pas, d'après le modèle et le premier numéro tapés dans Campagne, après un oui.",
        "NumberInsert",
        GroupeDeMacros.CONVENTIONS,
        Place.RUBAN,
        plan_numeroter,
        sauvegarde=True,
    ),
    Macro(
        "suivre_signatures",
        "Suivre les signatures",
        "Ajoute à la feuille Signature une rangée par convention et par avenant qui n'y est pas encore, et la montre.",
        "SignatureLineInsert",
        GroupeDeMacros.CONVENTIONS,
        Place.RUBAN,
        plan_suivre_signatures,
        sauvegarde=True,
    ),
    Macro(
        "retrouver_signees",
        "Retrouver les signées",
        "Demande un dossier numérisé, lit le code des pages et note dans Signature, après un oui, où est chaque acte signé.",
        "FindDialogExcel",
        GroupeDeMacros.CONVENTIONS,
        Place.RUBAN,
        plan_retrouver,
        sauvegarde=True,
    ),
    Macro(
        "supprimer_conventions",
        "Supprimer les conventions",
        "Retire du classeur les feuilles de convention générées, après confirmation. Une feuille retouchée à la main est gardée.",
        "SheetDelete",
        GroupeDeMacros.CONVENTIONS,
        Place.RUBAN,
        plan_supprimer,
        sauvegarde=True,
    ),
    Macro(
        "exporter_officielle",
        "Annexe 5 en Excel",
        "Écrit l'annexe 5 telle qu'elle est votée : opérations fusionnées, totaux, prête à imprimer (.xlsx).",
        "TableInsertExcel",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "annexe5", ".xlsx"),
    ),
    Macro(
        "exporter_officielle_word",
        "Annexe 5 en Word",
        "Écrit l'annexe 5 telle qu'elle est votée, en Word, à joindre au rapport.",
        "TableInsertDialogWord",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "annexe5", ".docx"),
    ),
    Macro(
        "exporter_officielle_pdf",
        "Annexe 5 en PDF",
        "Écrit l'annexe 5 telle qu'elle est votée, en PDF archivable.",
        "PublishToPdfOrEdoc",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "annexe5", ".pdf"),
    ),
    Macro(
        "exporter_deliberation",
        "Articles",
        "Écrit en Word les articles de la délibération : montants par thématique et opération, imputation budgétaire.",
        "PageMenu",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "deliberation", ".docx"),
    ),
    Macro(
        "exporter_budget",
        "Budget",
        "Écrit les lignes de crédit, ce qui s'y impute et ce qui reste, dans un classeur simple (.xlsx).",
        "AccountingFormat",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "budget", ".xlsx"),
    ),
    Macro(
        "exporter_refus",
        "Courriers de refus",
        "Écrit en Word et PDF un courrier par structure et commission, pour ses demandes refusées, avec leur motif, dans un dossier daté.",
        "EnvelopesAndLabelsDialog",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_exporter_refus,
    ),
    Macro(
        "exporter_pdf",
        "Conventions en PDF",
        "Écrit toutes les conventions en PDF, prêtes à envoyer, dans le dossier des exports (« conventions » par défaut).",
        "FileSaveAsPdfOrXps",
        GroupeDeMacros.EXPORTER,
        Place.ACCUEIL,
        partial(plan_exporter_conventions, "pdf"),
    ),
    Macro(
        "exporter_word",
        "Conventions en Word",
        "Écrit toutes les conventions en Word, dans le dossier des exports (« conventions » par défaut). Un fichier retouché est gardé.",
        "ExportWord",
        GroupeDeMacros.EXPORTER,
        Place.ACCUEIL,
        partial(plan_exporter_conventions, "docx"),
    ),
    Macro(
        "exporter_pdf_selection",
        "Sélection en PDF",
        "Écrit en PDF les conventions des seules structures des lignes sélectionnées, même une seule, dans un dossier à part, daté.",
        "FileEmailAsPdfEmailAttachment",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_conventions, "pdf", selection=True),
    ),
    Macro(
        "exporter_word_selection",
        "Sélection en Word",
        "Écrit en Word les conventions des seules structures des lignes sélectionnées, même une seule, dans un dossier à part, daté.",
        "FileSaveAsWordDocx",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_conventions, "docx", selection=True),
    ),
    Macro(
        "exporter_word_unique",
        "Un seul Word",
        "Écrit toutes les conventions en Word, et à côté un seul fichier qui les réunit, chacune à sa page : « conventions.docx ».",
        "MasterDocumentMergeSubdocuments",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_conventions, "docx", word_unique=True),
    ),
    Macro(
        "exporter_word_unique_selection",
        "Sélection, un seul Word",
        "Écrit en Word, et réunit dans un seul fichier, les conventions des structures des lignes sélectionnées, dans un dossier daté.",
        "MailMergeMergeToDocument",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_conventions, "docx", selection=True, word_unique=True),
    ),
    Macro(
        "exporter_scdl",
        "Données ouvertes",
        "Écrit les données essentielles des conventions signées (SCDL, .csv), et la liste de ce qui manque aux autres.",
        "PublishToWeb",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_exporter_scdl,
    ),
    Macro(
        "exporter_echeancier",
        "Échéancier",
        "Écrit avances, versements, soldes et échéances dans un classeur simple (.xlsx), dans le dossier des exports.",
        "CalculateSheet",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "echeancier", ".xlsx"),
    ),
    Macro(
        "exporter_calendrier",
        "Calendrier",
        "Écrit les échéances (bilans, comptes rendus, publications) en calendrier (.ics), à ouvrir dans Outlook.",
        "CalendarInsert",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "calendrier", ".ics"),
    ),
    Macro(
        "exporter_avenants",
        "Projets d'avenants",
        "Écrit en Word, dans un dossier daté, les avenants de la feuille Avenants et les projets des lignes « avenant ».",
        "ReviewTrackChanges",
        GroupeDeMacros.EXPORTER,
        Place.ACCUEIL,
        plan_exporter_avenants,
    ),
    Macro(
        "exporter_historique",
        "Historique",
        "Écrit en une page (PDF) ce qu'est devenue la convention de chaque structure sélectionnée, de la demande au dernier versement.",
        "FileProperties",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_exporter_historique,
    ),
    Macro(
        "exporter_bilans",
        "Formulaires de bilan",
        "Écrit un formulaire de bilan par structure et opération, en Excel et en Word, à envoyer, dans un dossier daté.",
        "DataFormExcel",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_exporter_bilans,
    ),
    Macro(
        "exporter_resultats",
        "Résultats",
        "Écrit en Word ce que chaque opération a donné : prévu, réalisé, acquis, versé, indicateurs, structures sans bilan.",
        "OutlineSubtotals",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "resultats", ".docx"),
    ),
    Macro(
        "exporter_cloture",
        "Clôture",
        "Écrit les crédits consommés et à libérer, les titres à émettre, le reste à verser, et ce qui empêche de clore (.xlsx).",
        "ReviewProtectWorkbook",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "cloture", ".xlsx"),
    ),
    Macro(
        "comparer_classeurs",
        "Comparer",
        "Demande un autre classeur (avant, l'an passé, la phase 1) et écrit ce qui a changé, par structure et par opération (.xlsx).",
        "WindowSideBySide",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_comparer,
    ),
    Macro(
        "exporter_tableau_de_bord",
        "Tableau de bord",
        "Écrit les graphiques de la campagne en deux pages de PDF, pour une réunion, dans le dossier des exports.",
        "ChartInsert",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "tableau-de-bord", ".pdf"),
    ),
    Macro(
        "exporter_rapport",
        "État des contrôles",
        "Écrit l'état des contrôles (PDF), à joindre au dossier, dans le dossier des exports (« conventions » par défaut).",
        "PrintPreviewAndPrint",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        plan_exporter_rapport,
    ),
    Macro(
        "exporter_rapport_json",
        "État en JSON",
        "Écrit l'état des contrôles pour un autre programme (JSON, le même que « dpid-xl controler --json »), dans le dossier des exports.",
        "XmlExport",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_rapport, extension=".json"),
    ),
    Macro(
        "exporter_lignes_xlsx",
        "Lignes en Excel",
        "Écrit les lignes de l'Annexe 5 dans un classeur simple (.xlsx), dans le dossier des exports (« conventions » par défaut).",
        "ExportExcel",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "lignes", ".xlsx"),
    ),
    Macro(
        "exporter_lignes_csv",
        "Lignes en CSV",
        "Écrit les lignes de l'Annexe 5 en texte (CSV), dans le dossier des exports (« conventions » par défaut).",
        "ExportTextFile",
        GroupeDeMacros.EXPORTER,
        Place.RUBAN,
        partial(plan_exporter_tableau, "lignes", ".csv"),
    ),
    Macro(
        "ajouter_ligne",
        "Ajouter une ligne",
        "Prépare une ligne à la fin de l'Annexe 5 : formules et listes en place, opération de la ligne sélectionnée reprise.",
        "TableRowsInsertBelowExcel",
        GroupeDeMacros.SAISIR,
        Place.ACCUEIL,
        plan_ajouter_ligne,
        sauvegarde=True,
    ),
    Macro(
        "ajouter_structure",
        "Ajouter une structure",
        "Prépare une ligne à la fin du registre des structures, listes en place.",
        "NewContact",
        GroupeDeMacros.SAISIR,
        Place.ACCUEIL,
        plan_ajouter_structure,
        sauvegarde=True,
    ),
    Macro(
        "importer_tableau",
        "Importer un tableau",
        "Fait d'un tableau existant (.xlsx, .xls, .ods, .csv, .txt) un nouveau classeur, qui dit cellule par cellule ce qui a été lu.",
        "ImportExcel",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_importer,
    ),
    Macro(
        "montrer_feuilles",
        "Feuilles de l'année",
        "Montre les feuilles de la vie de la campagne, avant et après le vote, masquées tant que rien n'y est saisi.",
        "WindowUnhide",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_montrer_feuilles,
    ),
    Macro(
        "importer_demandes",
        "Importer des demandes",
        "Demande une liste de demandes (.xlsx, .xls, .ods, .csv, .txt) et écrit à côté ce classeur avec elles, en feuille Demandes.",
        "ImportSavedImports",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_importer_demandes,
    ),
    Macro(
        "simuler",
        "Simuler",
        "Met côte à côte les scénarios de la feuille Scénarios : effet par ligne budgétaire, opération, territoire et structure.",
        "WhatIfAnalysisMenu",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_simuler,
        sauvegarde=True,
    ),
    Macro(
        "appliquer_scenario",
        "Appliquer le scénario",
        "Remplace ce qui est saisi par ce que donne le scénario de la rangée sélectionnée, après un oui. Une ligne votée reste.",
        "GoalSeek",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_appliquer,
        sauvegarde=True,
    ),
    Macro(
        "passer_au_vote",
        "Passer au vote",
        "Fait, après un oui, de chaque demande retenue (feuille Demandes) une ligne de l'annexe 5, et y fixe quantités, dates et montant.",
        "TableRowsInsertAboveExcel",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_passer_au_vote,
        sauvegarde=True,
    ),
    Macro(
        "accepter_propositions",
        "Accepter les propositions",
        "Porte dans Exercices, après confirmation, le partage entre années au prorata des mois de toutes les lignes de Propositions.",
        "ReviewAcceptChange",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_accepter,
        sauvegarde=True,
    ),
    Macro(
        "accepter_propositions_selection",
        "Accepter la sélection",
        "Porte dans Exercices, après confirmation, le prorata des seules lignes sélectionnées (feuilles Propositions ou Annexe 5).",
        "AcceptTask",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        partial(plan_accepter, selection=True),
        sauvegarde=True,
    ),
    Macro(
        "rapprocher_paiements",
        "Rapprocher les paiements",
        "Demande la liste de ce qui est payé, dit ce qui est payé, dû, de trop ou inconnu, et remplit Versements après un oui.",
        "DataValidation",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_rapprocher,
        sauvegarde=True,
    ),
    Macro(
        "lire_bilans",
        "Lire les bilans",
        "Demande un des bilans reçus, lit tous ceux de son dossier et, après un oui, remplit Suivi et Indicateurs là où rien n'est saisi.",
        "XmlImport",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_lire_bilans,
        sauvegarde=True,
    ),
    Macro(
        "reconduire",
        "Année suivante",
        "Écrit à côté le classeur de l'année suivante : registre, opérations, clauses, barème, sans ligne ni vote ; il dit quoi revoir.",
        "FileNew",
        GroupeDeMacros.SAISIR,
        Place.RUBAN,
        plan_reconduire,
        entier=True,
    ),
    Macro(
        "remettre_a_neuf",
        "Remettre à neuf",
        "Écrit à côté un classeur d'aujourd'hui (macros, ruban, feuilles, colonnes) avec tout ce que porte celui-ci, et un compte rendu.",
        "FileSaveAsExcelXlsxMacro",
        GroupeDeMacros.VERIFIER,
        Place.RUBAN,
        plan_remettre_a_neuf,
        entier=True,
    ),
    Macro(
        "actualiser",
        "Actualiser",
        "Recalcule toutes les formules du classeur.",
        "CalculateNow",
        GroupeDeMacros.VERIFIER,
        Place.RUBAN,
        plan_actualiser,
    ),
    Macro(
        "exporter_guide",
        "Guide",
        "Écrit le guide de l'agent, une page à ouvrir dans le navigateur : l'année d'une campagne, tâche par tâche, avec des images.",
        "Help",
        GroupeDeMacros.AIDER,
        Place.RUBAN,
        plan_exporter_guide,
    ),
)

MACRO_PAR_NOM: Mapping[str, Macro] = {macro.nom: macro for macro in MACROS}
