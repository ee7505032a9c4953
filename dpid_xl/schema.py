"""The workbook's contract: its sheets, tables and columns, declared once.

The reader, the rules, the builder, the help texts and the tests derive from it. A column is named by its ``champ``, its header
stands here only. An input (``saisie``) fills the field of that name in its record; else ``formule`` holds the native formula, if any.

>>> [colonne.entete for colonne in ANNEXE5.colonnes][:4]
['Thématique', 'Opération', 'Territoire', 'Structure']
>>> ANNEXE5.entete("montant")
'Montant retenu'
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dpid_xl.bareme import Assiette, Sens
from dpid_xl.modele import PAR_AVENANT, STATUTS, Mesure, Mode, Portee

SEPARATEUR = " | "  # between several names in one cell


class Nature(StrEnum):
    """What a cell holds, hence its number format, its alignment and how it is read."""

    TEXTE = "texte"
    PARAGRAPHES = "paragraphes"  # one paragraph per line of the cell
    NOMS = "noms"  # several names in one cell
    IDENTIFIANT = "identifiant"  # always a text cell: SIRET, codes, IBAN
    NOMBRE = "nombre"
    ENTIER = "entier"
    MONTANT = "montant"
    TAUX = "taux"
    VALEUR = "valeur"  # a figure of the barème: euros, share or count, as its unit says
    DATE = "date"
    OUI_NON = "oui/non"
    LIEN = "lien"  # to another sheet; written by a formula, never read


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of a table; ``largeur`` in characters; ``liste`` names a choice (a defined name or literal values)."""

    entete: str
    champ: str
    nature: Nature
    largeur: float
    aide: str = ""
    formule: str = ""
    liste: str | tuple[str, ...] = ""
    obligatoire: bool = False  # the sheet cannot be read without this column
    saisie: bool = True  # people type in it


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: its name, its sheet, its columns in order; ``depart`` is the cell of its first header."""

    nom: str
    feuille: str
    depart: str
    colonnes: tuple[Colonne, ...]

    def colonne(self, champ: str) -> Colonne:
        """Return a column by its name; raises KeyError."""
        for colonne in self.colonnes:
            if colonne.champ == champ:
                return colonne
        raise KeyError(f"{self.nom} n'a pas de colonne « {champ} »")

    def entete(self, champ: str) -> str:
        """Return the header of a column; raises KeyError."""
        return self.colonne(champ).entete


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its French name, its VBA code name, whether it is protected (no input on it) and how it prints."""

    nom: str
    nom_vba: str
    protegee: bool
    paysage: bool
    titre: str
    onglet: str  # colour of the tab


def _calculee(entete: str, champ: str, nature: Nature, largeur: float, aide: str = "", formule: str = "") -> Colonne:
    """Return a column that the workbook or the program fills."""
    return Colonne(entete, champ, nature, largeur, aide, formule, saisie=False)


BLEU, VERT, GRIS, OCRE = "#0B5394", "#38761D", "#7F7F7F", "#B45F06"

FEUILLES = (
    Feuille("Accueil", "wsAccueil", True, False, "Annexe 5 : répartition financière", BLEU),
    Feuille("Annexe 5", "wsAnnexe5", False, True, "Répartition financière des opérations", BLEU),
    Feuille("Totaux", "wsTotaux", True, True, "Totaux par opération et par thématique", VERT),
    Feuille("Budget", "wsBudget", False, True, "Imputation budgétaire", VERT),
    Feuille("Structures", "wsStructures", False, True, "Registre des structures", BLEU),
    Feuille("Opérations", "wsOperations", False, True, "Opérations de la campagne et contenu des fiches", BLEU),
    Feuille("Barème", "wsBareme", False, True, "Tarifs, plafonds et seuils", BLEU),
    Feuille("Échéancier", "wsEcheancier", True, True, "Avances et soldes", VERT),
    Feuille("Contrôles", "wsControles", True, True, "État des contrôles", OCRE),
    Feuille("Conventions", "wsConventions", True, True, "Conventions à établir", OCRE),
    Feuille("Suivi", "wsSuivi", False, True, "Après la signature : réalisation, versements, soldes", BLEU),
    Feuille("Modèle convention", "wsModele", False, False, "Texte de la convention, modifiable", BLEU),
    Feuille("Campagne", "wsCampagne", False, False, "La campagne et ses décisions", BLEU),
    Feuille("Journal", "wsJournal", True, True, "Journal des actions", GRIS),
    Feuille("Mode d'emploi", "wsModeEmploi", True, False, "Mode d'emploi", GRIS),
    Feuille("xlwings.conf", "wsXlwingsConf", False, False, "Réglages techniques", GRIS),
)

LISTE_OPERATIONS = "Liste_operations"
LISTE_STRUCTURES = "Liste_structures"
LISTE_TERRITOIRES = "Liste_territoires"
LISTE_THEMATIQUES = "Liste_thematiques"
LISTE_BUDGET = "Liste_budget"
UNITES = ("place", "diagnostic", "participant", "poste", "ETP", "mesure", "solution logement", "forfait", "événement", "territoire")

_N = Nature

ANNEXE5 = Table(
    "tblAnnexe5",
    "Annexe 5",
    "A6",
    (
        _calculee(
            "Thématique",
            "thematique",
            _N.IDENTIFIANT,
            12,
            "Calculée d'après l'opération.",
            '=IFERROR(INDEX(tblOperations[Thématique],MATCH([@Opération],tblOperations[Code],0)),"")',
        ),
        Colonne(
            "Opération",
            "operation",
            _N.IDENTIFIANT,
            11,
            "Code de l'opération, à choisir dans la liste (T1-01 …).",
            liste=LISTE_OPERATIONS,
            obligatoire=True,
        ),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            22,
            "Territoire d'intervention ; vide si l'action couvre tout le Département sans précision.",
            liste=LISTE_TERRITOIRES,
        ),
        Colonne(
            "Structure",
            "structure",
            _N.TEXTE,
            36,
            "Nom de la structure, tel qu'au registre (feuille Structures).",
            liste=LISTE_STRUCTURES,
            obligatoire=True,
        ),
        Colonne("Description", "description", _N.TEXTE, 40, "Action financée, en quelques mots."),
        Colonne("Unité", "unite", _N.TEXTE, 11, "Unité de la quantité, celle de l'opération.", liste=UNITES),
        Colonne("Quantité", "quantite", _N.NOMBRE, 10, "Places, mesures, postes, ETP… selon l'unité.", obligatoire=True),
        Colonne(
            "Quantité simple",
            "quantite_simple",
            _N.NOMBRE,
            10,
            "Mesures simples, pour les opérations qui distinguent mesures renforcées et simples.",
        ),
        Colonne("Début", "debut", _N.DATE, 11, "Premier jour de l'action."),
        Colonne("Fin", "fin", _N.DATE, 11, "Dernier jour de l'action, inclus."),
        _calculee(
            "Mois",
            "mois",
            _N.NOMBRE,
            7,
            "Mois de Début à Fin inclus ; un mois entamé compte pour ses jours.",
            '=IF(COUNT([@Début],[@Fin])<2,"",(YEAR([@Fin])-YEAR([@Début]))*12+MONTH([@Fin])-MONTH([@Début])'
            "+DAY([@Fin])/DAY(EOMONTH([@Fin],0))-(DAY([@Début])-1)/DAY(EOMONTH([@Début],0)))",
        ),
        _calculee(
            "Montant calculé",
            "montant_calcule",
            _N.MONTANT,
            14,
            "Montant par le barème ; reprise du montant retenu pour une opération à montant arrêté.",
            "=IF(COUNTIF(tblBareme[Opération],[@Opération])=0,[@[Montant retenu]],"
            "DPID_MONTANT([@Opération],[@Quantité],[@Mois],[@[Quantité simple]],tblBareme[[#Headers],[#Data]]))",
        ),
        Colonne("Montant retenu", "montant", _N.MONTANT, 14, "Montant voté, en euros et centimes.", obligatoire=True),
        _calculee(
            "Écart",
            "ecart",
            _N.MONTANT,
            12,
            "Montant retenu moins montant calculé ; un écart se justifie.",
            '=IFERROR(ROUND([@[Montant retenu]]-[@[Montant calculé]],2),"")',
        ),
        Colonne(
            "Justification",
            "justification",
            _N.TEXTE,
            30,
            "Raison d'un écart ou d'une exception ; elle est imprimée avec les contrôles et dans la fiche de la convention.",
        ),
        Colonne(
            "N° convention",
            "numero_convention",
            _N.IDENTIFIANT,
            13,
            "Numéro attribué à la convention, une fois connu ; pour une ligne « avenant », celui de la convention antérieure, obligatoire.",
        ),
        Colonne(
            "Statut",
            "statut",
            _N.TEXTE,
            10,
            "Où en est la ligne. « avenant », à garder jusqu'au bout : elle s'ajoute à une convention antérieure "
            "et n'entre pas dans celle de la campagne.",
            liste=STATUTS,
        ),
    ),
)

# The last column of the tables whose rows a control may warn about.
_JUSTIFICATION = Colonne("Justification", "justification", _N.TEXTE, 30, "Raison d'accepter les avertissements de cette rangée.")

OPERATIONS = Table(
    "tblOperations",
    "Opérations",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 9, "T + numéro de thématique + tiret + rang (T1-01).", obligatoire=True),
        Colonne("Thématique", "thematique", _N.IDENTIFIANT, 12, liste=LISTE_THEMATIQUES, obligatoire=True),
        Colonne("Intitulé", "intitule", _N.TEXTE, 40, obligatoire=True),
        Colonne("Intitulé court", "intitule_court", _N.TEXTE, 26, "Pour les tableaux et les graphiques."),
        Colonne("Unité", "unite", _N.TEXTE, 12, liste=UNITES),
        Colonne("Mode de calcul", "mode", _N.TEXTE, 22, "Comment le montant s'obtient.", liste=tuple(Mode), obligatoire=True),
        _calculee(
            "Barème",
            "bareme",
            _N.TEXTE,
            38,
            "Tarif appliqué (feuille Barème).",
            '=IFERROR(INDEX(tblBareme[Code],MATCH([@Code],tblBareme[Opération],0)),"")',
        ),
        Colonne("Code budget", "budget", _N.IDENTIFIANT, 13, liste=LISTE_BUDGET, obligatoire=True),
        Colonne("Début", "debut", _N.DATE, 11, "Période commune à toutes les lignes, si elle existe."),
        Colonne("Fin", "fin", _N.DATE, 11),
        Colonne("Durée maximale", "duree_maximale_mois", _N.ENTIER, 10, "En mois."),
        Colonne("Montant décidé", "montant_decide", _N.MONTANT, 14, "Total de l'opération dans l'annexe 5 votée."),
        Colonne("Quantité décidée", "quantite_decidee", _N.NOMBRE, 10, "Places, participants, postes… annoncés par le texte."),
        Colonne("Structures décidées", "structures_decidees", _N.ENTIER, 10, "Nombre de structures annoncé par le texte."),
        Colonne("Source", "source", _N.TEXTE, 30),
        Colonne("Public cible", "public", _N.PARAGRAPHES, 110, "Un paragraphe par ligne de la cellule (Alt+Entrée)."),
        Colonne("Objectifs", "objectifs", _N.PARAGRAPHES, 110),
        Colonne("Déroulement", "deroulement", _N.PARAGRAPHES, 110),
        Colonne("Profil du professionnel", "profil", _N.PARAGRAPHES, 110),
        Colonne("Modalités de financement", "financement", _N.PARAGRAPHES, 110, "Ce qui s'ajoute au calcul, qui est écrit d'office."),
        Colonne("Modalités de versement", "versement", _N.PARAGRAPHES, 110, "Vide : avance puis solde, écrits d'office."),
        Colonne("Bilan", "bilan", _N.PARAGRAPHES, 110),
        Colonne("Bilan au plus tard", "bilan_au_plus_tard", _N.DATE, 12, "Jour où les bilans doivent être remis ; vide : à compléter."),
        Colonne(
            "Solde en parts",
            "solde_en_parts",
            _N.OUI_NON,
            10,
            "oui : moitié sur la quantité, moitié sur les notes de partenariat et de parcours (feuille Suivi).",
        ),
        _JUSTIFICATION,
    ),
)

STRUCTURES = Table(
    "tblStructures",
    "Structures",
    "A6",
    (
        Colonne("Structure", "nom", _N.TEXTE, 38, "Nom officiel, unique.", obligatoire=True),
        Colonne("Variantes", "variantes", _N.NOMS, 40, "Autres écritures rencontrées, séparées par « | »."),
        Colonne("Nature", "nature", _N.TEXTE, 16, "Association, fondation, commune, CCAS…"),
        Colonne("Siège", "siege", _N.TEXTE, 30),
        Colonne("SIRET", "siret", _N.IDENTIFIANT, 17, "14 chiffres."),
        Colonne("RNA", "rna", _N.IDENTIFIANT, 12, "W et 9 chiffres, pour une association."),
        Colonne("Représentant", "representant", _N.TEXTE, 22),
        Colonne("Qualité", "qualite", _N.TEXTE, 14, "Président, présidente, maire, directrice…"),
        Colonne("Décision du", "decision_date", _N.TEXTE, 14, "Date de la délibération qui autorise à signer."),
        Colonne("CER signé le", "cer", _N.DATE, 12, "Contrat d'engagement républicain : associations et fondations."),
        Colonne("Objectifs", "objectifs", _N.TEXTE, 30, "Objectifs de l'organisme (article 2)."),
        Colonne("Champs d'intervention", "champs", _N.TEXTE, 30),
        Colonne("Zone géographique", "zone", _N.TEXTE, 24),
        Colonne("IBAN", "iban", _N.IDENTIFIANT, 32),
        Colonne("BIC", "bic", _N.IDENTIFIANT, 13),
        Colonne("Domiciliation", "domiciliation", _N.TEXTE, 22),
        Colonne("Titulaire du compte", "titulaire", _N.TEXTE, 22),
        Colonne("Sous-traitance", "sous_traitance", _N.IDENTIFIANT, 14, "Option A ou B de l'annexe 1 de la convention.", liste=("A", "B")),
        Colonne("Sécurité", "securite", _N.IDENTIFIANT, 10, "Option 1 ou 2 de l'annexe 1 de la convention.", liste=("1", "2")),
        Colonne("Sort des données", "sort_donnees", _N.TEXTE, 16, liste=("destruction", "renvoi", "tiers")),
        Colonne(
            "Activités sous-traitées", "activites_sous_traitees", _N.TEXTE, 30, "Option B : traitements que la structure peut confier."
        ),
        Colonne("Annexe Sécurité", "annexe_securite", _N.TEXTE, 24, "Option 2 : référence de l'annexe jointe (« version du 12/09/2022 »)."),
        Colonne("Destinataire des données", "destinataire_donnees", _N.TEXTE, 24, "Sort des données « tiers » : à qui elles sont remises."),
        Colonne("À distinguer de", "a_distinguer", _N.NOMS, 34, "Noms ressemblants qui désignent d'autres organismes."),
        _JUSTIFICATION,
    ),
)

BAREME = Table(
    "tblBareme",
    "Barème",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 36, obligatoire=True),
        Colonne("Libellé", "libelle", _N.TEXTE, 52),
        Colonne("Valeur", "valeur", _N.VALEUR, 12, obligatoire=True),
        Colonne("Unité", "unite", _N.TEXTE, 24),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 11, "Opération dont c'est le tarif unitaire.", obligatoire=True),
        Colonne("Assiette", "assiette", _N.TEXTE, 15, "Ce que le tarif multiplie.", liste=tuple(Assiette)),
        Colonne("Prorata", "prorata", _N.OUI_NON, 9, "Oui : le tarif est annuel, multiplié par mois / 12.", liste=("oui", "non")),
        Colonne("Valable du", "valable_du", _N.DATE, 11, obligatoire=True),
        Colonne("Valable au", "valable_au", _N.DATE, 11),
        Colonne("Source", "source", _N.TEXTE, 60),
        _JUSTIFICATION,
        Colonne("Limite de", "limite_de", _N.IDENTIFIANT, 11, "Opération dont le chiffre borne les quantités, par ETP ou par structure."),
        Colonne("Sens", "sens", _N.TEXTE, 11, "Ce que borne « Limite de » : au plus ou au moins.", liste=tuple(Sens)),
    ),
)

BUDGET = Table(
    "tblBudget",
    "Budget",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 14, obligatoire=True),
        Colonne("Imputation", "imputation", _N.IDENTIFIANT, 14),
        Colonne("Libellé", "libelle", _N.TEXTE, 38),
        Colonne("AE", "ae", _N.MONTANT, 17, "Autorisation d'engagement, en euros.", obligatoire=True),
        Colonne("Disponible", "disponible", _N.MONTANT, 17, "Ce qui reste à engager avant cette campagne.", obligatoire=True),
        _calculee(
            "Proposition",
            "proposition",
            _N.MONTANT,
            17,
            "Somme des montants retenus imputés sur ce code.",
            "=SUMPRODUCT(SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Opération],tblOperations[Code])"
            "*(tblOperations[Code budget]=[@Code]))",
        ),
        _calculee("Solde", "solde", _N.MONTANT, 17, "Disponible moins proposition.", "=ROUND([@Disponible]-[@Proposition],2)"),
        Colonne("Dépense décidée", "depense_decidee", _N.MONTANT, 17, "Dépense votée (article 8)."),
        _calculee(
            "Écart",
            "ecart",
            _N.MONTANT,
            14,
            "Proposition moins dépense décidée.",
            '=IF([@[Dépense décidée]]="","",ROUND([@Proposition]-[@[Dépense décidée]],2))',
        ),
        Colonne("Source", "source", _N.TEXTE, 26),
        _JUSTIFICATION,
    ),
)

THEMATIQUES = Table(
    "tblThematiques",
    "Campagne",
    "A42",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 34, obligatoire=True),
        Colonne("Intitulé", "intitule", _N.TEXTE, 60, obligatoire=True),
        Colonne("Intitulé court", "intitule_court", _N.TEXTE, 30),
        Colonne("Article", "article", _N.TEXTE, 12, "Article de la délibération qui en décide le montant."),
        Colonne("Montant décidé", "montant_decide", _N.MONTANT, 17, "Montant voté par l'article."),
        Colonne("Total de l'annexe 5", "total_annexe5", _N.MONTANT, 17, "Total imprimé au bas de la thématique."),
        Colonne("Opérations décidées", "operations_decidees", _N.ENTIER, 12, "Nombre de dispositifs annoncé par l'article."),
        Colonne("Source", "source", _N.TEXTE, 30),
    ),
)

MODELE = Table(
    "tblModele",
    "Modèle convention",
    "A6",
    (
        Colonne("Bloc", "code", _N.IDENTIFIANT, 20, "Nom du bloc, unique.", obligatoire=True),
        Colonne("Style", "style", _N.TEXTE, 14, obligatoire=True),
        Colonne(
            "Si",
            "si",
            _N.IDENTIFIANT,
            20,
            "Condition : sous_traitance:A, nature:commune|CCAS, operation:T1-01, thematique:T1, document:avenant…",
        ),
        Colonne("Texte", "texte", _N.TEXTE, 100, "Texte ; les «champs» sont remplacés par leur valeur.", obligatoire=True),
    ),
)

# Same formula down each column: a code of opération (T1-01) or of thématique (T1) selects its own lines. The last row holds
# the lines of every operation that the table does not name, so that nothing typed later is missed.
AUTRES = "Autres"
LIBELLE_AUTRES = "opérations ajoutées depuis la construction"
_HORS_TOTAUX = '(tblAnnexe5[Structure]<>"")*(COUNTIF(tblTotaux[Code],tblAnnexe5[Opération]&"")=0)'
TOTAUX = Table(
    "tblTotaux",
    "Totaux",
    "A6",
    (
        _calculee("Code", "code", _N.IDENTIFIANT, 9),
        _calculee(
            "Libellé",
            "libelle",
            _N.TEXTE,
            42,
            formule=f'=IF([@Code]="{AUTRES}","{LIBELLE_AUTRES}",'
            "IFERROR(INDEX(tblOperations[Intitulé court],MATCH([@Code],tblOperations[Code],0)),"
            'IFERROR(INDEX(tblThematiques[Intitulé court],MATCH([@Code],tblThematiques[Code],0)),"")))',
        ),
        _calculee(
            "Lignes",
            "lignes",
            _N.ENTIER,
            9,
            formule=f'=IF([@Code]="{AUTRES}",SUMPRODUCT({_HORS_TOTAUX}),'
            "COUNTIFS(tblAnnexe5[Opération],[@Code])+COUNTIFS(tblAnnexe5[Thématique],[@Code]))",
        ),
        _calculee(
            "Structures",
            "structures",
            _N.ENTIER,
            16,
            "Structures distinctes du registre, quelle que soit l'écriture de leur nom.",
            f'=IF([@Code]="{AUTRES}","",'
            "SUMPRODUCT(--(COUNTIFS(tblEcheancier[Structure],tblStructures[Structure],tblEcheancier[Opération],[@Code])"
            '+COUNTIFS(tblEcheancier[Structure],tblStructures[Structure],tblEcheancier[Opération],[@Code]&"-*")>0)))',
        ),
        _calculee(
            "Quantité",
            "quantite",
            _N.NOMBRE,
            16,
            "Vide pour une thématique (ses opérations n'ont pas la même unité) et si aucune ligne ne dit sa quantité.",
            '=IF(COUNTIFS(tblAnnexe5[Opération],[@Code],tblAnnexe5[Quantité],"<>")=0,"",'
            "SUMIFS(tblAnnexe5[Quantité],tblAnnexe5[Opération],[@Code]))",
        ),
        _calculee("Unité", "unite", _N.TEXTE, 17, formule='=IFERROR(INDEX(tblOperations[Unité],MATCH([@Code],tblOperations[Code],0)),"")'),
        _calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            17,
            formule=f'=IF([@Code]="{AUTRES}",'
            'SUMPRODUCT(--(COUNTIF(tblTotaux[Code],tblAnnexe5[Opération]&"")=0),tblAnnexe5[Montant retenu]),'
            "SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Opération],[@Code])"
            "+SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Thématique],[@Code]))",
        ),
        _calculee(
            "Montant décidé",
            "montant_decide",
            _N.MONTANT,
            17,
            formule='=IF(COUNTIFS(tblOperations[Code],[@Code],tblOperations[Montant décidé],"<>")'
            '+COUNTIFS(tblThematiques[Code],[@Code],tblThematiques[Montant décidé],"<>")=0,"",'
            "SUMIFS(tblOperations[Montant décidé],tblOperations[Code],[@Code])"
            "+SUMIFS(tblThematiques[Montant décidé],tblThematiques[Code],[@Code]))",
        ),
        _calculee("Écart", "ecart", _N.MONTANT, 14, formule='=IF([@[Montant décidé]]="","",ROUND([@Montant]-[@[Montant décidé]],2))'),
    ),
)

TERRITOIRES = Table(
    "tblTerritoires",
    "Totaux",
    "B75",  # below tblTotaux and its two charts
    (
        _calculee("Territoire", "territoire", _N.TEXTE, 42),
        _calculee("Lignes", "lignes", _N.ENTIER, 9, formule="=COUNTIFS(tblAnnexe5[Territoire],[@Territoire])"),
        _calculee("Montant", "montant", _N.MONTANT, 16, formule="=SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Territoire],[@Territoire])"),
    ),
)

# The name of the line may be any spelling of the register: it is looked for between « | » among names and variants.
# Rows are ready for lines to come (the sheet is protected); they say nothing beyond the lines of Annexe 5.
# The column is named: LibreOffice takes the bare name of a table with its headers.
_A_VENIR = '[@Ligne]>ROWS(tblAnnexe5[Structure]),""'
_SANS_MONTANT = 'N([@Montant])=0,""'
_DEUX_QUANTITES = "N(INDEX(tblAnnexe5[Quantité],[@Ligne]))+N(INDEX(tblAnnexe5[Quantité simple],[@Ligne]))"
_QUANTITE = f"IF({_DEUX_QUANTITES}=0,1,{_DEUX_QUANTITES})"
# What an avenant adds to an earlier convention was signed on its own day.
_SIGNATURE = "SUMPRODUCT(MAX((tblSuivi[Structure]=[@Structure])*(tblSuivi[Avenant à]=[@[Avenant à]])*tblSuivi[Signée le]))"
_PUBLICATION = f'IF({_SIGNATURE}=0,"",EDATE({_SIGNATURE},INDEX(tblBareme[Valeur],MATCH("DELAI_PUBLICATION",tblBareme[Code],0))))'
_NUMERO = "INDEX(tblAnnexe5[N° convention],[@Ligne])"
_FIN = "N(INDEX(tblAnnexe5[Fin],[@Ligne]))"
_LIMITE = "N(INDEX(tblOperations[Bilan au plus tard],MATCH([@Opération],tblOperations[Code],0)))"
_BILAN = f'IF(IFERROR({_LIMITE},0)<MAX(1,{_FIN}),"",{_LIMITE})'
_DEBUT = "N(INDEX(tblAnnexe5[Début],[@Ligne]))"
_EXERCICE = f"YEAR(IF({_DEBUT}=0,{_FIN},{_DEBUT}))"
_COMPTE_RENDU = f'IF({_FIN}=0,"",EDATE(DATE({_EXERCICE},12,31),INDEX(tblBareme[Valeur],MATCH("DELAI_COMPTE_RENDU",tblBareme[Code],0))))'
ECHEANCIER = Table(
    "tblEcheancier",
    "Échéancier",
    "A6",
    (
        _calculee("Ligne", "ligne", _N.ENTIER, 7, "Rang de la ligne dans l'annexe 5."),
        _calculee(
            "Structure",
            "structure",
            _N.TEXTE,
            52,
            "Nom au registre ; celui de la ligne s'il n'y est pas.",
            f"=IF({_A_VENIR},"
            'IF(INDEX(tblAnnexe5[Structure],[@Ligne])="","",'
            'IFERROR(LOOKUP(2,1/FIND(" | "&TRIM(INDEX(tblAnnexe5[Structure],[@Ligne]))&" | ",'
            '" | "&tblStructures[Structure]&" | "&tblStructures[Variantes]&" | "),tblStructures[Structure]),'
            "INDEX(tblAnnexe5[Structure],[@Ligne]))))",
        ),
        _calculee("Opération", "operation", _N.IDENTIFIANT, 11, formule=f'=IF({_A_VENIR},INDEX(tblAnnexe5[Opération],[@Ligne])&"")'),
        _calculee("Montant", "montant", _N.MONTANT, 16, formule=f"=IF({_A_VENIR},INDEX(tblAnnexe5[Montant retenu],[@Ligne]))"),
        _calculee(
            "Taux d'avance",
            "taux_d_avance",
            _N.TAUX,
            10,
            formule=f'=IF({_A_VENIR},INDEX(tblBareme[Valeur],MATCH("AVANCE",tblBareme[Code],0)))',
        ),
        _calculee("Avance", "avance", _N.MONTANT, 16, formule=f"=IF({_A_VENIR},ROUND([@Montant]*[@[Taux d'avance]],2))"),
        _calculee("Solde", "solde", _N.MONTANT, 16, formule=f"=IF({_A_VENIR},ROUND([@Montant]-[@Avance],2))"),
        _calculee(
            "Quantité",
            "quantite",
            _N.NOMBRE,
            9,
            "Mesures renforcées et simples ensemble ; 1 pour un forfait.",
            f"=IF({_SANS_MONTANT},{_QUANTITE})",
        ),
        _calculee(
            "Publication",
            "publication",
            _N.DATE,
            12,
            "Des données essentielles, comptée de la signature (feuille Suivi).",
            f"=IF({_SANS_MONTANT},{_PUBLICATION})",
        ),
        _calculee("Bilan", "bilan", _N.DATE, 12, "Remis par l'organisme.", f"=IF({_SANS_MONTANT},{_BILAN})"),
        _calculee(
            "Compte rendu",
            "compte_rendu",
            _N.DATE,
            12,
            "Compte rendu financier et comptes du premier exercice ; puis un par an jusqu'à la fin.",
            f"=IF({_SANS_MONTANT},{_COMPTE_RENDU})",
        ),
        _calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            15,
            "Convention antérieure à laquelle la ligne s'ajoute par avenant ; vide : convention de la campagne.",
            f'=IF({_A_VENIR},IF(INDEX(tblAnnexe5[Statut],[@Ligne])<>"{PAR_AVENANT}","",IF(LEFT({_NUMERO},1)="n","","n° ")&{_NUMERO}))',
        ),
    ),
)

# One row per structure and operation; what is said of the whole convention (signature, avenants) may stand on any of its rows.
# What is earned is in proportion of the quantity; in three parts, once both notes are there, where the operation says so.
_MEMES = "tblEcheancier[Structure],[@Structure],tblEcheancier[Opération],[@Opération]"
_ACQUIS = (
    'IF(AND([@Partenariat]="",[@Parcours]="",'
    'IFERROR(INDEX(tblOperations[Solde en parts],MATCH([@Opération],tblOperations[Code],0)),"")<>"oui"),'
    "ROUND([@Montant]*MIN(1,[@Réalisé]/[@Prévu]),2),"
    'IF(OR([@Partenariat]="",[@Parcours]=""),"",'
    "[@Avance]+DPID_SOLDE_REALISE([@Montant],[@Avance],[@Prévu],[@Réalisé],[@Partenariat],[@Parcours])))"
)
SUIVI = Table(
    "tblSuivi",
    "Suivi",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 40, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 11, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Signée le",
            "signature",
            _N.DATE,
            12,
            "Date de signature de la convention ; une fois par structure suffit. Rangée d'un avenant : sa propre date.",
        ),
        Colonne("Avenants", "avenants", _N.NOMS, 26, "Avenants signés, séparés par « | » : n° 1 du 12/10/2022."),
        _calculee("Montant", "montant", _N.MONTANT, 16, formule=f"=SUMIFS(tblEcheancier[Montant],{_MEMES})"),
        _calculee("Avance", "avance", _N.MONTANT, 16, "Prévue à la signature.", f"=SUMIFS(tblEcheancier[Avance],{_MEMES})"),
        Colonne("Versé", "versement", _N.MONTANT, 16, "Total déjà versé à l'organisme pour cette opération ; 0 si rien ne l'est."),
        _calculee("Prévu", "prevu", _N.NOMBRE, 10, "Quantité de l'annexe 5 ; 1 par forfait.", f"=SUMIFS(tblEcheancier[Quantité],{_MEMES})"),
        Colonne("Réalisé", "realise", _N.NOMBRE, 10, "Quantité réalisée, dans la même unité ; 1 pour un forfait mené à bien."),
        Colonne("Partenariat", "note_partenariat", _N.TAUX, 12, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        Colonne("Parcours", "note_parcours", _N.TAUX, 12, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        _calculee("Acquis", "acquis", _N.MONTANT, 16, "Ce que les résultats donnent.", f'=IF(OR([@Réalisé]="",[@Montant]=0),"",{_ACQUIS})'),
        _calculee(
            "Solde",
            "solde",
            _N.MONTANT,
            16,
            "Acquis moins versé ; négatif : titre de recettes à émettre. Vide tant que le versé n'est pas dit (0 si rien ne l'est).",
            '=IF(OR([@Acquis]="",[@Versé]=""),"",ROUND([@Acquis]-[@Versé],2))',
        ),
        Colonne("Observations", "observations", _N.TEXTE, 40),
        _calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            15,
            "Convention antérieure que l'avenant complète ; vide : convention de la campagne.",
            "=IFERROR(LOOKUP(2,1/((tblEcheancier[Structure]=[@Structure])*(tblEcheancier[Opération]=[@Opération])"
            '*(tblEcheancier[Montant]>0)),tblEcheancier[Avenant à]),"")',
        ),
    ),
)

CONTROLES = Table(
    "tblControles",
    "Contrôles",
    "A14",
    (
        _calculee("Gravité", "gravite", _N.TEXTE, 15),
        _calculee("Code", "code", _N.IDENTIFIANT, 26),
        _calculee("Feuille", "feuille", _N.TEXTE, 17),
        _calculee("Cellule", "cellule", _N.IDENTIFIANT, 15),
        _calculee("Message", "message", _N.TEXTE, 80),
        _calculee("Règle", "regle", _N.TEXTE, 50),
        _calculee("Source", "source", _N.TEXTE, 28),
    ),
)

CONVENTIONS = Table(
    "tblConventions",
    "Conventions",
    "A6",
    (
        _calculee("Structure", "structure", _N.TEXTE, 48),
        _calculee("Opérations", "operations", _N.TEXTE, 34),
        _calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            16,
            "Sans ce qui s'ajoute par avenant à une convention antérieure.",
            "=ROUND(SUMIFS(tblEcheancier[Montant],tblEcheancier[Structure],[@Structure])"
            '-SUMIFS(tblEcheancier[Montant],tblEcheancier[Structure],[@Structure],tblEcheancier[Avenant à],"n*"),2)',
        ),
        _calculee("Du", "du", _N.DATE, 11),
        _calculee("Au", "au", _N.DATE, 11),
        _calculee("Feuille", "feuille", _N.LIEN, 30),
        _calculee("Fichiers", "fichiers", _N.TEXTE, 40),
        _calculee("État", "etat", _N.TEXTE, 14),
        _calculee("Empreinte", "empreinte", _N.IDENTIFIANT, 20),
    ),
)

JOURNAL = Table(
    "tblJournal",
    "Journal",
    "A6",
    (
        _calculee("Date", "date", _N.TEXTE, 18),
        _calculee("Utilisateur", "utilisateur", _N.TEXTE, 22),
        _calculee("Action", "action", _N.TEXTE, 28),
        _calculee("Résultat", "resultat", _N.TEXTE, 50),
        _calculee("Empreinte du classeur", "empreinte_du_classeur", _N.IDENTIFIANT, 28),
        _calculee("Version du barème", "version_du_bareme", _N.IDENTIFIANT, 20),
    ),
)

TABLES = (
    ANNEXE5,
    TOTAUX,
    TERRITOIRES,
    BUDGET,
    STRUCTURES,
    OPERATIONS,
    BAREME,
    ECHEANCIER,
    CONTROLES,
    CONVENTIONS,
    SUIVI,
    MODELE,
    THEMATIQUES,
    JOURNAL,
)
TABLES_LUES = (ANNEXE5, BUDGET, STRUCTURES, OPERATIONS, BAREME, MODELE, THEMATIQUES, SUIVI)


@dataclass(frozen=True, slots=True)
class Emplacement:
    """Column of a table that holds a decided figure; ``cle`` is the field by which its row is found."""

    table: Table
    champ: str
    cle: str = "code"

    @property
    def entete(self) -> str:
        """Header of the column."""
        return self.table.entete(self.champ)


# Where the workbook keeps each decided figure. Its source is the column « Source » of its row.
EMPLACEMENTS = {
    (Portee.ARTICLE, Mesure.MONTANT): Emplacement(THEMATIQUES, "montant_decide", "article"),
    (Portee.ARTICLE, Mesure.OPERATIONS): Emplacement(THEMATIQUES, "operations_decidees", "article"),
    (Portee.THEMATIQUE, Mesure.MONTANT): Emplacement(THEMATIQUES, "total_annexe5"),
    (Portee.OPERATION, Mesure.MONTANT): Emplacement(OPERATIONS, "montant_decide"),
    (Portee.OPERATION, Mesure.QUANTITE): Emplacement(OPERATIONS, "quantite_decidee"),
    (Portee.OPERATION, Mesure.STRUCTURES): Emplacement(OPERATIONS, "structures_decidees"),
    (Portee.BUDGET, Mesure.MONTANT): Emplacement(BUDGET, "depense_decidee"),
}
# Unit of a decided figure by what it counts; a quantity is in the unit of its operation.
UNITES_DECIDEES = {Mesure.MONTANT: "€", Mesure.STRUCTURES: "structures", Mesure.OPERATIONS: "opérations"}


@dataclass(frozen=True, slots=True)
class Reglage:
    """A named cell of the sheet « Campagne »: ``Campagne_<champ>``, its label and what it holds."""

    champ: str
    libelle: str
    nature: Nature = Nature.TEXTE
    obligatoire: bool = False

    @property
    def nom(self) -> str:
        """Defined name of the cell."""
        return f"Campagne_{self.champ}"


CAMPAGNE = (
    Reglage("code", "Code de la campagne", Nature.IDENTIFIANT, obligatoire=True),
    Reglage("nom", "Nom de la campagne", obligatoire=True),
    Reglage("deliberation_numero", "Délibération n°", Nature.IDENTIFIANT),
    Reglage("deliberation_date", "Délibération du", Nature.DATE),
    Reglage("decideur", "Décideur"),
    Reglage("departement", "Département"),
    Reglage("departement_adresse", "Adresse du Département"),
    Reglage("departement_siret", "SIRET du Département", Nature.IDENTIFIANT),
    Reglage("president", "Président du Conseil départemental"),
    Reglage("president_qualite", "Qualité"),
    Reglage("signataire", "Signataire par délégation"),
    Reglage("signataire_qualite", "Qualité du signataire"),
    Reglage("pole", "Pôle"),
    Reglage("direction", "Direction"),
    Reglage("service_instructeur", "Service instructeur"),
    Reglage("contact", "Courriel du gestionnaire"),
    Reglage("tribunal", "Tribunal compétent"),
    Reglage("comptable", "Comptable assignataire"),
    Reglage("delegue_donnees", "Délégué à la protection des données"),
    Reglage("conservation_jusqu_au", "Conservation des pièces jusqu'au", Nature.DATE),
    Reglage("debut", "Premier jour de la campagne", Nature.DATE),
    Reglage("fin", "Dernier jour de la campagne", Nature.DATE),
    Reglage("date_convention_pauvrete", "Convention Stratégie pauvreté signée le", Nature.DATE),
    Reglage("date_convention_bassin_minier", "Convention Bassin minier signée le", Nature.DATE),
    Reglage("delai_objection", "Délai d'objection à un sous-traitant"),
    Reglage("nombre_exemplaires", "Exemplaires originaux (en lettres)"),
    Reglage("rgpd_operations", "RGPD : opérations sur les données"),
    Reglage("rgpd_finalites", "RGPD : finalités"),
    Reglage("rgpd_donnees", "RGPD : données traitées"),
    Reglage("rgpd_personnes", "RGPD : personnes concernées"),
    Reglage("rgpd_informations", "RGPD : informations fournies à l'organisme"),
)
DEPART_CAMPAGNE = "A6"  # cell of the first label; the value stands on its right

SOMME_RETENUE = "SUM(tblAnnexe5[Montant retenu])"
# What goes by avenant to earlier conventions, in euros.
SOMME_PAR_AVENANT = f'SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Statut],"{PAR_AVENANT}")'
_OPERATIONS = f'SUMIFS(tblTotaux[Montant],tblTotaux[Code],"*-*")+SUMIFS(tblTotaux[Montant],tblTotaux[Code],"{AUTRES}")'
# What the sheet « Contrôles » compares at any time: label ({rangs}: lines that the échéancier can hold), first sum, second sum.
VERIFICATIONS = (
    ("Annexe 5 = montants votés par les articles de la délibération", SOMME_RETENUE, "SUM(tblThematiques[Montant décidé])"),
    ("Opérations de la feuille Totaux = annexe 5", _OPERATIONS, SOMME_RETENUE),
    ("Thématiques de la feuille Totaux = annexe 5", f"SUM(tblTotaux[Montant])-({_OPERATIONS})", SOMME_RETENUE),
    ("Propositions de la feuille Budget = annexe 5", "SUM(tblBudget[Proposition])", SOMME_RETENUE),
    ("Montants de l'échéancier (sur ses {rangs} lignes) = annexe 5", "SUM(tblEcheancier[Montant])", SOMME_RETENUE),
    (
        "Avances et soldes de l'échéancier (sur ses {rangs} lignes) = annexe 5",
        "SUM(tblEcheancier[Avance])+SUM(tblEcheancier[Solde])",
        SOMME_RETENUE,
    ),
    (
        "Montants de la feuille Conventions et lignes « avenant » = annexe 5",
        f"SUM(tblConventions[Montant])+{SOMME_PAR_AVENANT}",
        SOMME_RETENUE,
    ),
)
