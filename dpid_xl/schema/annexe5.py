"""The lines: one row per operation, territoire and structure."""

from __future__ import annotations

from dpid_xl.bareme import Assiette
from dpid_xl.modele import SANS_OBJECTIF, STATUTS
from dpid_xl.schema.colonnes import (
    LISTE_OPERATIONS,
    LISTE_STRUCTURES,
    LISTE_TERRITOIRES,
    UNITES,
    Colonne,
    Nature,
    Table,
    calculee,
)
from dpid_xl.schema.natif import (
    ARRETE,
    DIFFERENT,
    EGAL,
    INVERSEES,
    MOIS,
    MOIS_NEGATIFS,
    PRORATA,
    PYTHON_REPOND,
    SANS_DATES,
    STRUCTURE_A_LA_LETTRE,
    STRUCTURE_DU_REGISTRE,
    UNITE,
    sum_tarifs,
    write_calcul,
    write_montant_calcule,
    write_montant_natif,
    write_produit,
)

_N = Nature


_QUANTITES = ("[@Quantité]", "[@[Quantité simple]]")

# What the native amount is computed by: of no use beyond the sheet.
AUXILIAIRES = frozenset({"calcul", "prix", "prix_simple", "forfait", "produit", "montant_natif", "recoupement"})

_MONTANT_SANS_JOUR = (
    "=IF(COUNTIF(tblBareme[Opération],[@Opération])=0,[@[Montant retenu]],"
    "DPID_MONTANT([@Opération],[@Quantité],[@Mois],[@[Quantité simple]],tblBareme[[#Headers],[#Data]]))"
)

ANNEXE5 = Table(
    "tblAnnexe5",
    "Annexe 5",
    "A6",
    (
        calculee(
            "Thématique",
            "thematique",
            _N.IDENTIFIANT,
            10,
            "Calculée d'après l'opération.",
            '=IFERROR(INDEX(tblOperations[Thématique],MATCH([@Opération],tblOperations[Code],0)),"")',
        ),
        Colonne(
            "Opération",
            "operation",
            _N.IDENTIFIANT,
            8.6,
            "Code de l'opération, à choisir dans la liste (T1-01 …).",
            liste=LISTE_OPERATIONS,
            obligatoire=True,
        ),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            16,
            "Territoire d'intervention ; vide si l'action couvre tout le Département sans précision.",
            liste=LISTE_TERRITOIRES,
        ),
        Colonne(
            "Structure",
            "structure",
            _N.TEXTE,
            42.2,
            "Nom de la structure, tel qu'au registre (feuille Structures).",
            liste=LISTE_STRUCTURES,
            obligatoire=True,
        ),
        Colonne("Description", "description", _N.TEXTE, 68, "Action financée, en quelques mots."),
        Colonne("Unité", "unite", _N.TEXTE, 9.3, "Unité de la quantité, celle de l'opération.", liste=UNITES),
        Colonne("Quantité", "quantite", _N.NOMBRE, 8, "Places, mesures, postes, ETP… selon l'unité.", obligatoire=True),
        Colonne(
            "Quantité simple",
            "quantite_simple",
            _N.NOMBRE,
            10.2,
            "Mesures simples, pour les opérations qui distinguent mesures renforcées et simples.",
        ),
        Colonne("Début", "debut", _N.DATE, 9, "Premier jour de l'action."),
        Colonne("Fin", "fin", _N.DATE, 9, "Dernier jour de l'action, inclus."),
        calculee(
            "Mois",
            "mois",
            _N.NOMBRE,
            5.2,
            f"Mois de Début à Fin inclus ; un mois entamé compte pour ses jours. « {INVERSEES} » : dates inversées.",
            MOIS,
            (MOIS_NEGATIFS,),
        ),
        calculee(
            "Montant calculé",
            "montant_calcule",
            _N.MONTANT,
            12,
            "Montant par le barème du jour de la délibération, par Python s'il répond (Accueil), sinon Montant natif ; "
            "« arrêté » : rien à calculer.",
            write_montant_calcule(*_QUANTITES),
            (_MONTANT_SANS_JOUR,),
        ),
        Colonne("Montant retenu", "montant", _N.MONTANT, 12.6, "Montant voté, en euros et centimes.", obligatoire=True),
        calculee(
            "Écart",
            "ecart",
            _N.MONTANT,
            10.6,
            "Montant retenu moins montant calculé ; un écart se justifie.",
            '=IF(ISTEXT([@[Montant calculé]]),"",ROUND([@[Montant retenu]]-[@[Montant calculé]],2))',
            ('=IFERROR(ROUND([@[Montant retenu]]-[@[Montant calculé]],2),"")',),
        ),
        Colonne(
            "Justification",
            "justification",
            _N.TEXTE,
            15.6,
            "Raison d'un écart ou d'une exception ; elle est imprimée avec les contrôles et dans la fiche de la convention.",
        ),
        Colonne(
            "N° convention",
            "numero_convention",
            _N.IDENTIFIANT,
            12,
            "Numéro attribué à la convention, une fois connu ; pour une ligne « avenant », celui de la convention antérieure, obligatoire.",
        ),
        Colonne(
            "Statut",
            "statut",
            _N.TEXTE,
            8,
            "Où en est la ligne. « avenant », à garder jusqu'au bout : elle s'ajoute à une convention antérieure "
            "et n'entre pas dans celle de la campagne.",
            liste=STATUTS,
        ),
        Colonne("Source", "source", _N.TEXTE, 30, "Où la délibération écrit la ligne.", depuis=1),
        Colonne("Remarque", "remarque", _N.TEXTE, 80, "Ce que la source laisse ouvert ou contredit, pour cette ligne.", depuis=1),
        Colonne(
            "Objectif",
            "objectif",
            _N.TEXTE,
            16,
            f"« {SANS_OBJECTIF} » : aucune quantité à atteindre, l'acquis s'arrête dans Suivi avec son motif. Vide : la quantité.",
            liste=(SANS_OBJECTIF,),
            depuis=1,
        ),
        calculee(
            "Structure (registre)",
            "structure_registre",
            _N.TEXTE,
            42.2,
            "Nom au registre, quelle que soit l'écriture de la ligne ; celui de la ligne s'il n'y est pas.",
            STRUCTURE_DU_REGISTRE,
            (STRUCTURE_A_LA_LETTRE,),
        ),
        calculee(
            "Calcul",
            "calcul",
            _N.TEXTE,
            9,
            f"« {PRORATA} » : tarifs annuels, × mois / 12 ; « {UNITE} » : tarifs fixes ; « {ARRETE} » : aucun tarif.",
            f"={write_calcul()}",
        ),
        calculee("Prix", "prix", _N.MONTANT, 12, "D'une unité, pour la durée de la ligne.", sum_tarifs(Assiette.QUANTITE)),
        calculee("Prix simple", "prix_simple", _N.MONTANT, 12, "D'une mesure simple.", sum_tarifs(Assiette.QUANTITE_SIMPLE)),
        calculee("Forfait", "forfait", _N.MONTANT, 12, "Dû une fois, dès que la quantité n'est pas nulle.", sum_tarifs(Assiette.FORFAIT)),
        calculee(
            "Produit",
            "produit",
            _N.NOMBRE,
            13,
            "Quantités × prix, avant l'arrondi au centime ; une quantité en texte ou négative, des dates inversées donnent une erreur.",
            write_produit(*_QUANTITES),
            (write_produit(*_QUANTITES, "[@Mois]<=0"),),
        ),
        calculee(
            "Montant natif",
            "montant_natif",
            _N.MONTANT,
            12,
            f"Le même montant, par les seules formules du classeur ; « {SANS_DATES} » : le tarif est annuel et la ligne n'a pas de dates.",
            f"={write_montant_natif(*_QUANTITES)}",
        ),
        calculee(
            "Recoupement",
            "recoupement",
            _N.TEXTE,
            11.8,
            "Montant calculé par Python et Montant natif comparés ; vide si Python n'a rien calculé.",
            f'=IF(OR(NOT({PYTHON_REPOND}),ISTEXT([@[Montant natif]])),"",IF(IFERROR([@[Montant calculé]]=[@[Montant natif]],'
            f'ISERROR([@[Montant calculé]])*ISERROR([@[Montant natif]])=1),"{EGAL}","{DIFFERENT}"))',
        ),
    ),
)
