"""The sheets of the master workbook, in the order of the work: what one fills, checks, signs and pays, consults."""

from __future__ import annotations

from dpid_xl.classes import dataclass


@dataclass(frozen=True, slots=True)
class Groupe:
    """Sheets that stand side by side because one does the same thing with them: what, the colour of their tabs and its name."""

    titre: str
    nom_couleur: str
    couleur: str


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its French name, its VBA code name, whether it is protected (no input on it) and how it prints.

    ``a_la_demande``: built hidden as long as nothing stands in its tables, so that who only prepares the vote sees no more for it; the
    macro « montrer_feuilles » shows it.
    """

    nom: str
    nom_vba: str
    protegee: bool
    paysage: bool
    titre: str
    groupe: Groupe
    depuis: int = 0  # the first generation of workbooks that has it
    a_la_demande: bool = False


PREPARER = Groupe("Préparer et saisir", "bleu", "#0B5394")
VERIFIER = Groupe("Vérifier", "vert", "#38761D")
CONVENTIONNER = Groupe("Conventionner, payer, suivre", "ocre", "#B45F06")
CONSULTER = Groupe("Consulter", "gris", "#7F7F7F")
# Of charts, on screen and on paper: the thématiques in their order; what stands apart; what is left; what goes beyond.
TEINTES = (PREPARER.couleur, VERIFIER.couleur, CONVENTIONNER.couleur, "#741B47", "#134F5C", "#7F6000")
BLEU, A_PART, PALE, ROUGE = TEINTES[0], "#8C8C8C", "#9FC5E8", "#C00000"

# Only in a workbook that was made from somebody's table: what became of each of its cells.
FEUILLE_IMPORT = Feuille("Import", "wsImport", True, True, "Ce qui a été lu du tableau d'origine", CONSULTER)
FEUILLE_DE_XLWINGS = Feuille("xlwings.conf", "wsXlwingsConf", False, True, "Réglages de xlwings", CONSULTER)
FEUILLES = (
    Feuille("Accueil", "wsAccueil", True, True, "Annexe 5 : répartition financière", PREPARER),
    Feuille("Campagne", "wsCampagne", False, True, "La campagne et ses décisions", PREPARER),
    Feuille("Opérations", "wsOperations", False, True, "Opérations de la campagne et contenu des fiches", PREPARER),
    Feuille("Barème", "wsBareme", False, True, "Tarifs, plafonds et seuils", PREPARER),
    Feuille("Budget", "wsBudget", False, True, "Imputation budgétaire", PREPARER),
    Feuille("Structures", "wsStructures", False, True, "Registre des structures", PREPARER),
    Feuille("Demandes", "wsDemandes", False, True, "Demandes et décisions", PREPARER, depuis=4, a_la_demande=True),
    Feuille("Annexe 5", "wsAnnexe5", False, True, "Répartition financière des opérations", PREPARER),
    Feuille("Scénarios", "wsScenarios", False, True, "Scénarios de répartition", PREPARER, depuis=4, a_la_demande=True),
    Feuille("Hypothèses", "wsHypotheses", False, True, "Ce que chaque scénario change", PREPARER, depuis=4, a_la_demande=True),
    Feuille("Simulation", "wsSimulation", True, True, "Les scénarios côte à côte", VERIFIER, depuis=4, a_la_demande=True),
    Feuille(
        "Lignes simulées",
        "wsLignesSimulees",
        True,
        True,
        "Ligne par ligne, ce que donnent les scénarios",
        VERIFIER,
        depuis=4,
        a_la_demande=True,
    ),
    Feuille("Totaux", "wsTotaux", True, False, "Totaux par opération et par thématique", VERIFIER),
    Feuille("Tableau de bord", "wsTableauDeBord", True, True, "Tableau de bord", VERIFIER, depuis=2),
    Feuille("Contrôles", "wsControles", True, True, "État des contrôles", VERIFIER),
    Feuille("À compléter", "wsACompleter", True, False, "Ce qui manque aux conventions", VERIFIER),
    Feuille("Modèle convention", "wsModele", False, False, "Texte de la convention, modifiable", CONVENTIONNER),
    Feuille("Conventions", "wsConventions", True, True, "Conventions à établir", CONVENTIONNER),
    Feuille("Avenants", "wsAvenants", False, True, "Avenants : ce qui change après le vote", CONVENTIONNER, depuis=3, a_la_demande=True),
    Feuille(
        "Signature",
        "wsSignature",
        False,
        True,
        "Où en est chaque convention, de sa préparation à sa publication",
        CONVENTIONNER,
        depuis=3,
        a_la_demande=True,
    ),
    Feuille("Échéancier", "wsEcheancier", True, True, "Avances et soldes", CONVENTIONNER),
    Feuille("Exercices", "wsExercices", False, True, "Montants par exercice", CONVENTIONNER),
    Feuille("Propositions", "wsPropositions", True, False, "Montants par exercice proposés, non acceptés", CONVENTIONNER),
    Feuille("Suivi", "wsSuivi", False, True, "Après la signature : réalisation, versements, soldes", CONVENTIONNER),
    Feuille("Versements", "wsVersements", False, True, "Versements faits et prévus", CONVENTIONNER, depuis=3, a_la_demande=True),
    Feuille("Pièces", "wsPieces", False, True, "Pièces reçues des structures", CONVENTIONNER, depuis=3, a_la_demande=True),
    Feuille("Indicateurs", "wsIndicateurs", False, True, "Indicateurs des bilans", CONVENTIONNER, depuis=4, a_la_demande=True),
    Feuille(
        "Antérieur", "wsAnterieur", True, True, "Campagnes antérieures : montants et résultats", CONSULTER, depuis=3, a_la_demande=True
    ),
    Feuille("Attributions", "wsAttributions", False, False, "Montants que le texte de la délibération attribue à une structure", CONSULTER),
    Feuille("Remarques", "wsRemarques", False, False, "Ce que la source laisse ouvert ou contredit", CONSULTER),
    Feuille("Journal", "wsJournal", True, True, "Journal des actions", CONSULTER),
    Feuille("Mode d'emploi", "wsModeEmploi", True, False, "Mode d'emploi", CONSULTER),
    FEUILLE_DE_XLWINGS,
)
