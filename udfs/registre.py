"""The functions of cells, each declared once: names, arguments, French texts, kinds and examples.

Decorators, VBA wrappers, function-wizard texts, LibreOffice's interface, the server's manifest, the sheet « Mode d'emploi »
and the table of the README derive from ``FONCTIONS``. Nothing heavy is imported here.

>>> FONCTION_PAR_NOM["MONTANT"].python, len(FONCTIONS)
('dpid_montant', 27)
"""

# ruff: noqa: FBT003 (examples are rows of a declaration table)

from __future__ import annotations

from datetime import date

from udfs.declaration import Argument, Exemple, Fonction, Sorte

__all__ = ["FONCTIONS", "FONCTION_PAR_NOM"]

_N, _T, _D, _C, _R = Sorte.NOMBRE, Sorte.TEXTE, Sorte.DATE, Sorte.COLONNE, Sorte.TABLEAU

OPERATION = Argument("operation", "opération", "Code de l'opération, par exemple T1-01.", _T)
QUANTITE = Argument("quantite", "quantité", "Nombre de places, mesures, postes… dans l'unité de l'opération.", _N)
MOIS = Argument(
    "mois", "mois", "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.", _N, obligatoire=False
)
QUANTITE_SIMPLE = Argument("quantite_simple", "quantité_simple", "Mesures simples, si l'opération en distingue.", _N, obligatoire=False)
BAREME = Argument(
    "bareme",
    "barème",
    "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.",
    _R,
    obligatoire=False,
    reference="tblBareme[#Tout]",
)
JOUR = Argument("jour", "date", "Jour où le barème s'applique ; omis : la dernière valeur connue.", _D, obligatoire=False)
MONTANT = Argument("montant", "montant", "Montant en euros.", _N)
ETP = Argument("etp", "etp", "Nombre d'équivalents temps plein, par exemple 0,5.", _N)
DEBUT = Argument("debut", "début", "Premier jour de la période.", _D)
FIN = Argument("fin", "fin", "Dernier jour de la période, inclus.", _D)
TAUX = Argument("taux", "taux", "Part versée à la signature, entre 0 et 1 ; omis : le taux du barème.", _N, obligatoire=False)
LIGNES = Argument("lignes", "lignes", "Tableau de l'annexe 5 avec ses en-têtes : tblAnnexe5[#Tout].", _R, reference="tblAnnexe5[#Tout]")

# Three lines of Annexe 5, enough to show a sum and a breakdown.
_LIGNES = (
    ("Thématique", "Opération", "Territoire", "Structure", "Montant retenu"),
    ("T1", "T1-01", "Artois", "CCAS de Libercourt", 6400.0),
    ("T1", "T1-01", "Audomarois", "CCAS du Touquet", 2240.0),
    ("T3", "T3-02", "Artois", "PRISME", 40000.0),
)


def _tarif(nom: str, libelle: str, code: str) -> Argument:
    # A code of the barème names a figure, whatever the year; the code of an operation changes with the campaign.
    return Argument(nom, libelle, f"Tarif en euros par unité ; omis : {code} du barème.", _N, obligatoire=False)


def _colonne(nom: str, libelle: str, aide: str, entete: str) -> Argument:
    return Argument(nom, libelle, aide, _C, reference=f"tblAnnexe5[{entete}]")


FONCTIONS: tuple[Fonction, ...] = (
    Fonction(
        "MONTANT",
        "Montant d'une ligne par le barème : tarif × quantité, × mois / 12 si le tarif est annuel. "
        "Erreur si l'opération n'a pas de tarif (montant arrêté ligne à ligne).",
        (OPERATION, QUANTITE, MOIS, QUANTITE_SIMPLE, BAREME, JOUR),
        _N,
        (
            Exemple(("T1-01", 80.0, 6.0), 6400.0),
            Exemple(("T3-02", 8.0), 40000.0),
            Exemple(("T3-02", 0.0, 12.0, 16.0), 40000.0),
            Exemple(("T3-06", 9.0, 6.0), 63000.0),
            Exemple(("T4-01", 1.0), 52000.0),
        ),
    ),
    Fonction(
        "MONTANTS",
        "Montants de toute une colonne en un seul calcul, plus rapide qu'une formule par ligne. "
        "Une ligne fautive ou sans tarif affiche #VALEUR!, une ligne vide reste vide.",
        (
            _colonne("operations", "opérations", "Colonne des codes d'opération.", "Opération"),
            _colonne("quantites", "quantités", "Colonne des quantités, de même hauteur.", "Quantité"),
            _colonne("mois", "mois", "Colonne des durées en mois, ou une seule valeur pour toutes les lignes.", "Mois"),
            _colonne("quantites_simples", "quantités_simples", "Colonne des mesures simples, ou une seule valeur.", "Quantité simple"),
            BAREME,
            JOUR,
        ),
        _R,
        (
            Exemple(
                ((("T1-01",), ("T3-02",)), ((80.0,), (0.0,)), ((6.0,), (12.0,)), ((None,), (16.0,))),
                ((6400.0,), (40000.0,)),
            ),
        ),
    ),
    Fonction(
        "PLACES",
        "Montant de places de référent solidarité : places × tarif annuel × mois / 12.",
        (Argument("places", "places", "Nombre de places.", _N), MOIS, _tarif("tarif", "tarif", "PLACE_REFERENT_SOLIDARITE"), BAREME, JOUR),
        _N,
        (Exemple((80.0, 6.0), 6400.0),),
    ),
    Fonction(
        "MESURES",
        "Montant de mesures d'accompagnement social lié au logement : renforcées et simples.",
        (
            Argument("renforcees", "renforcées", "Nombre de mesures renforcées.", _N),
            Argument("simples", "simples", "Nombre de mesures simples.", _N, obligatoire=False),
            _tarif("tarif_renforcee", "tarif_renforcée", "MESURE_ASL_RENFORCEE"),
            _tarif("tarif_simple", "tarif_simple", "MESURE_ASL_SIMPLE"),
            BAREME,
            JOUR,
        ),
        _N,
        (Exemple((5.0, 4.0), 35000.0),),
    ),
    Fonction(
        "POSTES",
        "Montant de postes de coordonnateur ASE : ETP × tarif annuel × mois / 12.",
        (ETP, MOIS, _tarif("tarif", "tarif", "POSTE_COORDONNATEUR_ASE"), BAREME, JOUR),
        _N,
        (Exemple((0.5,), 26000.0),),
    ),
    Fonction(
        "TARIF",
        "Tarif unitaire d'une opération, ou valeur d'un code du barème (AVANCE, MESURE_ASL_SIMPLE…). "
        "Pour une opération à deux tarifs : celui de la quantité.",
        (
            Argument("operation", "opération", "Code de l'opération (T1-01) ou code du barème (PLACES_PAR_ETP).", _T),
            JOUR,
            BAREME,
        ),
        _N,
        (Exemple(("T1-01",), 160.0), Exemple(("T3-02", date(2022, 9, 27)), 5000.0)),
    ),
    Fonction(
        "MOIS",
        "Nombre de mois d'une date à une autre, incluses ; un mois entamé compte pour ses jours.",
        (DEBUT, FIN),
        _N,
        (Exemple((date(2022, 5, 1), date(2023, 6, 30)), 14.0),),
    ),
    Fonction(
        "PRORATA",
        "Sans date : montant annuel ramené à la période (× mois / 12). Avec une date : part du montant de la période acquise ce jour-là.",
        (
            MONTANT,
            DEBUT,
            FIN,
            Argument("jusqu_au", "jusqu_au", "Dernier jour compté ; omis : le montant est annuel.", _D, obligatoire=False),
        ),
        _N,
        (
            Exemple((160.0, date(2022, 7, 1), date(2022, 12, 31)), 80.0),
            Exemple((6400.0, date(2022, 7, 1), date(2022, 12, 31), date(2022, 9, 30)), 3200.0),
        ),
    ),
    Fonction(
        "PLACES_MAX",
        "Nombre de places de référent solidarité qu'un nombre d'ETP permet au plus, en places entières.",
        (ETP, BAREME, JOUR),
        _N,
        (Exemple((1.5,), 375.0),),
    ),
    Fonction(
        "DIAGNOSTICS",
        "Nombre de diagnostics attendus d'un nombre d'ETP sur la durée de l'opération.",
        (ETP, BAREME, JOUR),
        _N,
        (Exemple((2.0,), 934.0),),
    ),
    Fonction(
        "CHARGES_INDIRECTES",
        "Charges indirectes admises : part forfaitaire des charges directes hors prestations externes.",
        (
            Argument("directes", "directes", "Charges directes en euros, prestations externes comprises.", _N),
            Argument("prestations", "prestations", "Prestations externes en euros, à retirer des charges directes.", _N, obligatoire=False),
            BAREME,
            JOUR,
        ),
        _N,
        (Exemple((10000.0, 2000.0), 1600.0),),
    ),
    Fonction(
        "AVANCE",
        "Avance versée à la signature de la convention, au centime.",
        (MONTANT, TAUX, BAREME, JOUR),
        _N,
        (Exemple((6400.0,), 3840.0),),
    ),
    Fonction(
        "SOLDE",
        "Reste d'un montant après l'avance.",
        (MONTANT, Argument("avance", "avance", "Avance déjà versée, en euros.", _N)),
        _N,
        (Exemple((6400.0, 3840.0), 2560.0),),
    ),
    Fonction(
        "ECHEANCIER",
        "Versements d'une convention : libellé, date, montant. Le solde porte la date de fin de la période ; il est payé après le bilan.",
        (
            MONTANT,
            Argument("signature", "signature", "Date de signature de la convention, où l'avance est due.", _D),
            FIN,
            TAUX,
            BAREME,
            JOUR,
        ),
        _R,
        (
            Exemple(
                (6400.0, date(2022, 10, 1), date(2022, 12, 31)),
                (("Avance", date(2022, 10, 1), 3840.0), ("Solde", date(2022, 12, 31), 2560.0)),
            ),
        ),
    ),
    Fonction(
        "PART_QUANTITATIVE",
        "Part quantitative d'un montant de référent solidarité, versée selon les places réalisées.",
        (MONTANT, BAREME, JOUR),
        _N,
        (Exemple((2240.0,), 1120.0),),
    ),
    Fonction(
        "PART_QUALITATIVE",
        "Part qualitative d'un montant de référent solidarité : le reste après la part quantitative.",
        (MONTANT, BAREME, JOUR),
        _N,
        (Exemple((2240.0,), 1120.0),),
    ),
    Fonction(
        "SOLDE_REALISE",
        "Solde d'un référent solidarité d'après le bilan : part quantitative selon le réalisé, parts partenariat et parcours selon les "
        "objectifs atteints, moins l'avance. Négatif : titre de recettes.",
        (
            MONTANT,
            Argument("avance", "avance", "Avance déjà versée, en euros.", _N),
            Argument("prevu", "prévu", "Quantité prévue par la convention.", _N),
            Argument("realise", "réalisé", "Quantité réalisée ; au-delà du prévu, la part reste entière.", _N),
            Argument("partenariat", "partenariat", "Objectifs de partenariat et procédures atteints, entre 0 et 1.", _N),
            Argument("parcours", "parcours", "Objectifs de parcours atteints, entre 0 et 1.", _N),
            BAREME,
            JOUR,
        ),
        _N,
        (Exemple((6400.0, 3840.0, 80.0, 80.0, 1.0, 1.0), 2560.0), Exemple((6400.0, 3840.0, 80.0, 40.0, 1.0, 0.0), -960.0)),
    ),
    Fonction(
        "TOTAL",
        "Somme des montants retenus des lignes qui répondent à tous les critères donnés.",
        (
            LIGNES,
            Argument("thematique", "thématique", "Code de la thématique (T1) ; omis : toutes.", _T, obligatoire=False),
            Argument("operation", "opération", "Code de l'opération (T1-01) ; omis : toutes.", _T, obligatoire=False),
            Argument("territoire", "territoire", "Nom du territoire ; omis : tous.", _T, obligatoire=False),
            Argument("structure", "structure", "Nom de la structure tel qu'écrit dans les lignes ; omis : toutes.", _T, obligatoire=False),
        ),
        _N,
        (Exemple((_LIGNES, "T1"), 8640.0), Exemple((_LIGNES, None, None, "Artois"), 46400.0)),
    ),
    Fonction(
        "REPARTITION",
        "Répartition des montants retenus selon un axe : nom, nombre de lignes, montant, une rangée par nom.",
        (LIGNES, Argument("axe", "axe", "Opération, thématique, territoire ou structure.", _T)),
        _R,
        (Exemple((_LIGNES, "territoire"), (("Artois", 2.0, 46400.0), ("Audomarois", 1.0, 2240.0))),),
    ),
    Fonction(
        "CONTROLE",
        "Rien si le montant d'une ligne suit le barème, sinon la phrase qui dit pourquoi.",
        (
            OPERATION,
            QUANTITE,
            Argument("mois", "mois", "Durée en mois ; vide : une année entière.", _N),
            Argument("montant", "montant", "Montant retenu, en euros.", _N),
            QUANTITE_SIMPLE,
            BAREME,
            JOUR,
        ),
        Sorte.PHRASE,
        (
            Exemple(("T1-01", 80.0, 6.0, 6400.0), ""),
            Exemple(
                ("T1-01", 10.0, 6.0, 12220.0),
                "Le montant retenu est de 12\u202f220,00\xa0€ ; le barème donne 10 places × 160\xa0€ × 6/12 = 800,00\xa0€, "
                "soit un écart de 11\u202f420,00\xa0€.",
            ),
        ),
    ),
    Fonction(
        "EXPLIQUER",
        "Le calcul d'un montant par le barème, écrit comme sur le papier ; ou la raison pour laquelle il est impossible.",
        (OPERATION, QUANTITE, MOIS, QUANTITE_SIMPLE, BAREME, JOUR),
        Sorte.PHRASE,
        (Exemple(("T1-01", 80.0, 6.0), "80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€"),),
    ),
    Fonction(
        "EN_LETTRES",
        "Un montant en toutes lettres, euros et centimes, comme dans une convention.",
        (MONTANT,),
        _T,
        (Exemple((6400.0,), "six mille quatre cents euros"), Exemple((1000000.0,), "un million d'euros")),
    ),
    Fonction(
        "STRUCTURE",
        "Nom officiel d'une structure, d'après n'importe quelle graphie du registre. Erreur si le registre ne la connaît pas.",
        (
            Argument("nom", "nom", "Nom tel qu'il a été écrit ; majuscules, accents et espaces ne comptent pas.", _T),
            Argument(
                "registre",
                "registre",
                "Tableau des structures avec ses en-têtes : tblStructures[#Tout] ; omis : le registre livré avec le logiciel.",
                _R,
                obligatoire=False,
                reference="tblStructures[#Tout]",
            ),
        ),
        _T,
        (Exemple(("ccas du touquet",), "CCAS du Touquet"),),
    ),
    Fonction(
        "SIRET_VALIDE",
        "VRAI si un SIRET a 14 chiffres et une clé juste.",
        (Argument("siret", "siret", "Numéro SIRET, espaces admis.", _T),),
        Sorte.BOOLEEN,
        (Exemple(("226 200 012 00012",), True), Exemple(("00000000000000",), False)),
    ),
    Fonction(
        "IBAN_VALIDE",
        "VRAI si un IBAN a la longueur de son pays et une clé juste.",
        (Argument("iban", "iban", "IBAN, espaces admis.", _T),),
        Sorte.BOOLEEN,
        (Exemple(("FR14 2004 1010 0505 0001 3M02 606",), True),),
    ),
    Fonction(
        "RNA_VALIDE",
        "VRAI si un numéro d'association s'écrit W suivi de 9 chiffres.",
        (Argument("rna", "rna", "Numéro au répertoire national des associations.", _T),),
        Sorte.BOOLEEN,
        (Exemple(("W622001234",), True),),
    ),
    Fonction(
        "CONVENTION_REQUISE",
        "VRAI si la loi exige une convention : organisme de droit privé dont le total de l'année dépasse le seuil.",
        (
            Argument("nature", "nature", "Nature de la structure : association, fondation, commune, CCAS…", _T),
            Argument("total", "total", "Total de ses subventions de l'année, en euros.", _N),
            BAREME,
            JOUR,
        ),
        Sorte.BOOLEEN,
        (Exemple(("association", 23000.01), True), Exemple(("CCAS", 50000.0), False)),
    ),
)

FONCTION_PAR_NOM = {fonction.nom: fonction for fonction in FONCTIONS}
