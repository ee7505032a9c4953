"""The sheets of the master workbook, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its French name, its VBA code name, whether it is protected (no input on it) and how it prints."""

    nom: str
    nom_vba: str
    protegee: bool
    paysage: bool
    titre: str
    onglet: str  # colour of the tab


BLEU, VERT, GRIS, OCRE = "#0B5394", "#38761D", "#7F7F7F", "#B45F06"

# Only in a workbook that was made from somebody's table: what became of each of its cells.
FEUILLE_IMPORT = Feuille("Import", "wsImport", True, True, "Ce qui a été lu du tableau d'origine", GRIS)
FEUILLES = (
    Feuille("Accueil", "wsAccueil", True, False, "Annexe 5 : répartition financière", BLEU),
    Feuille("Annexe 5", "wsAnnexe5", False, True, "Répartition financière des opérations", BLEU),
    Feuille("Totaux", "wsTotaux", True, True, "Totaux par opération et par thématique", VERT),
    Feuille("Budget", "wsBudget", False, True, "Imputation budgétaire", VERT),
    Feuille("Structures", "wsStructures", False, True, "Registre des structures", BLEU),
    Feuille("Opérations", "wsOperations", False, True, "Opérations de la campagne et contenu des fiches", BLEU),
    Feuille("Barème", "wsBareme", False, True, "Tarifs, plafonds et seuils", BLEU),
    Feuille("Échéancier", "wsEcheancier", True, True, "Avances et soldes", VERT),
    Feuille("Exercices", "wsExercices", False, True, "Montants par exercice", BLEU),
    Feuille("Propositions", "wsPropositions", True, True, "Montants par exercice proposés, non acceptés", OCRE),
    Feuille("À compléter", "wsACompleter", True, True, "Ce qui manque aux conventions", OCRE),
    Feuille("Contrôles", "wsControles", True, True, "État des contrôles", OCRE),
    Feuille("Conventions", "wsConventions", True, True, "Conventions à établir", OCRE),
    Feuille("Suivi", "wsSuivi", False, True, "Après la signature : réalisation, versements, soldes", BLEU),
    Feuille("Modèle convention", "wsModele", False, False, "Texte de la convention, modifiable", BLEU),
    Feuille("Campagne", "wsCampagne", False, False, "La campagne et ses décisions", BLEU),
    Feuille("Attributions", "wsAttributions", False, False, "Montants que le texte de la délibération attribue à une structure", BLEU),
    Feuille("Remarques", "wsRemarques", False, True, "Ce que la source laisse ouvert ou contredit", BLEU),
    Feuille("Journal", "wsJournal", True, True, "Journal des actions", GRIS),
    Feuille("Mode d'emploi", "wsModeEmploi", True, False, "Mode d'emploi", GRIS),
    Feuille("xlwings.conf", "wsXlwingsConf", False, False, "Réglages techniques", GRIS),
)
