"""The amount of a line by exercice (civil year): typed by the officer, one row per line and exercice; no row: not split."""

from __future__ import annotations

from dpid_xl.schema.colonnes import JUSTIFICATION, LISTE_OPERATIONS, LISTE_STRUCTURES, LISTE_TERRITOIRES, Colonne, Nature, Table, calculee
from dpid_xl.schema.designation import AIDE_DESCRIPTION, AIDE_TERRITOIRE, NOMBRE_DESIGNE, RANG_DESIGNE

_N = Nature

_TAUX, _CUMUL = "[@[Taux d'avance]]", "[@Cumul]"
EXERCICES = Table(
    "tblExercices",
    "Exercices",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 30, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            16,
            AIDE_TERRITOIRE,
            liste=LISTE_TERRITOIRES,
        ),
        Colonne(
            "Description",
            "description",
            _N.TEXTE,
            17.5,
            AIDE_DESCRIPTION,
        ),
        Colonne("Exercice", "exercice", _N.ANNEE, 8.5, "Année civile : 2022.", obligatoire=True),
        Colonne("Montant", "montant", _N.MONTANT, 13, "Part de la ligne pour l'exercice ; ses parts font son montant.", obligatoire=True),
        Colonne("Source", "source", _N.TEXTE, 18, "Où la part est décidée : convention, délibération, note du service."),
        calculee(
            "Reste à répartir",
            "reste",
            _N.MONTANT,
            13,
            "Montant de la ligne moins toutes ses parts : 0 une fois tout réparti.",
            '=IF([@Ligne]="","",INDEX(tblEcheancier[Non réparti],[@Ligne]))',
        ),
        calculee(
            "Avance",
            "avance",
            _N.MONTANT,
            13,
            "Une fois tout réparti : la part de l'exercice dans l'avance de la ligne, au centime près.",
            f'=IF(OR([@[Reste à répartir]]<>0,{_TAUX}=""),"",ROUND(ROUND({_TAUX}*{_CUMUL},2)-ROUND({_TAUX}*({_CUMUL}-[@Montant]),2),2))',
        ),
        calculee("Solde", "solde", _N.MONTANT, 13, "Ce qui reste de l'exercice.", '=IF([@Avance]="","",ROUND([@Montant]-[@Avance],2))'),
        JUSTIFICATION,
        # What these rest on.
        calculee(
            "Lignes",
            "lignes",
            _N.ENTIER,
            8,
            "Lignes de l'annexe 5 que désigne la rangée : il en faut une.",
            NOMBRE_DESIGNE,
        ),
        calculee("Ligne", "ligne", _N.ENTIER, 7, "Son rang dans l'annexe 5.", RANG_DESIGNE),
        calculee(
            "Taux d'avance",
            "taux_d_avance",
            _N.TAUX,
            10.4,
            "Celui de l'opération ; vide : à compléter au Barème.",
            '=IF([@Ligne]="","",INDEX(tblEcheancier[Taux d\'\'avance],[@Ligne]))',
        ),
        calculee(
            "Cumul",
            "cumul",
            _N.MONTANT,
            15,
            "Parts de la ligne jusqu'à cet exercice compris.",
            '=IF([@Ligne]="","",ROUND(SUMIFS(tblExercices[Montant],tblExercices[Ligne],[@Ligne],tblExercices[Exercice],"<="&[@Exercice]),2))',
        ),
        calculee(
            "Code budget",
            "budget",
            _N.IDENTIFIANT,
            13,
            "Celui de l'opération de la ligne.",
            '=IF([@Ligne]="","",INDEX(tblEcheancier[Code budget],[@Ligne]))',
        ),
    ),
    depuis=1,
)

# What the program proposes, for the officer to accept: never read back, so never counted.
PROPOSITIONS = Table(
    "tblPropositions",
    "Propositions",
    "A6",
    (
        calculee("Structure", "structure", _N.TEXTE, 38),
        calculee("Opération", "operation", _N.IDENTIFIANT, 9),
        calculee("Territoire", "territoire", _N.TEXTE, 18, "S'il faut le dire pour reconnaître la ligne."),
        calculee("Description", "description", _N.TEXTE, 24, "S'il faut la dire pour reconnaître la ligne."),
        calculee("Exercice", "exercice", _N.ANNEE, 8.5),
        calculee("Mois", "mois", _N.NOMBRE, 6, "Mois de la ligne dans l'exercice ; un mois entamé compte pour ses jours."),
        calculee("Montant proposé", "montant", _N.MONTANT, 13, "Au prorata de ces mois ; la dernière part est la différence."),
    ),
)
