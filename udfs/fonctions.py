"""The functions of cells, each declared once: its signature with the texts of its arguments, its text, its examples, what it does.

The docstring of a function is the French text that every host shows; an annotation says what an argument takes and its help.
VBA wrappers, function-wizard texts, LibreOffice's interface, the server's manifest, the sheet « Mode d'emploi » and the table of
the README derive from ``FONCTIONS``. A body is one to three lines: convert cells, call the package, return.

>>> dpid_montant("T1-01", 80.0, 6.0), dpid_expliquer("T1-01", 80.0, 6.0)
(6400.0, '80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€')
>>> FONCTION_PAR_NOM["MONTANT"].python, len(FONCTIONS)
('dpid_montant', 28)
"""

# ruff: noqa: D205, FBT003 (a text is one paragraph; examples are rows of a declaration table)

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from dpid_xl.calcul.echeancier import compute_versements
from dpid_xl.calcul.plafonds import compute_charges_indirectes, compute_diagnostics, compute_places_max, is_convention_requise
from dpid_xl.calcul.realisation import compute_montant_prorata, compute_realisation, compute_solde_realise, plan_versements
from dpid_xl.cellules import Cellule, read_montant
from dpid_xl.identifiants import is_iban, is_rna, is_siret
from dpid_xl.montants import ZERO, write_en_lettres
from dpid_xl.periodes import Periode, count_mois
from dpid_xl.version import __version__
from udfs.calculs import (
    check_montant,
    compute_colonne,
    compute_ligne,
    compute_tarifs,
    explain_montant,
    find_structure,
    get_parts,
    group_par_axe,
    sum_lignes,
)
from udfs.cellules import (
    read,
    read_date,
    read_euros,
    read_part,
    read_texte,
    require,
    require_date,
    require_euros,
    require_montant,
    require_nombre,
    require_texte,
    to_instant_de_cellule,
    write_nombre,
)
from udfs.declaration import Argument, Exemple, Fonction, SorteDeValeur
from udfs.enregistrement import get_declaration, udf
from udfs.tableaux import read_bareme, read_lignes

__all__ = ["FONCTIONS", "FONCTION_PAR_NOM"]

_N, _T, _D, _C, _R = SorteDeValeur.NOMBRE, SorteDeValeur.TEXTE, SorteDeValeur.DATE, SorteDeValeur.COLONNE, SorteDeValeur.TABLEAU

# --- What functions give back ---

Nombre = Annotated[float, SorteDeValeur.NOMBRE]
Texte = Annotated[str, SorteDeValeur.TEXTE]
Phrase = Annotated[str, SorteDeValeur.PHRASE]
Booleen = Annotated[bool, SorteDeValeur.BOOLEEN]
Tableau = Annotated[list[list[Cellule]], SorteDeValeur.TABLEAU]

# --- Arguments that several take ---

Operation = Annotated[Cellule, Argument(_T, "Code de l'opération, par exemple T1-01.", "opération")]
Quantite = Annotated[Cellule, Argument(_N, "Nombre de places, mesures, postes… dans l'unité de l'opération.", "quantité")]
Mois = Annotated[Cellule, Argument(_N, "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.")]
QuantiteSimple = Annotated[Cellule, Argument(_N, "Mesures simples, si l'opération en distingue.", "quantité_simple")]
Bareme = Annotated[
    Cellule,
    Argument(
        _R,
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.",
        "barème",
        reference="tblBareme[#Tout]",
    ),
]
Jour = Annotated[Cellule, Argument(_D, "Jour où le barème s'applique ; omis : la dernière valeur connue.", "date")]
Montant = Annotated[Cellule, Argument(_N, "Montant en euros.")]
Avance = Annotated[Cellule, Argument(_N, "Avance déjà versée, en euros.")]
Etp = Annotated[Cellule, Argument(_N, "Nombre d'équivalents temps plein, par exemple 0,5.")]
Debut = Annotated[Cellule, Argument(_D, "Premier jour de la période.", "début")]
Fin = Annotated[Cellule, Argument(_D, "Dernier jour de la période, inclus.")]
Taux = Annotated[
    Cellule,
    Argument(_T, "Part versée à la signature, entre 0 et 1, ou code d'une opération dont le barème donne le taux.", "taux_ou_opération"),
]
Lignes = Annotated[Cellule, Argument(_R, "Tableau de l'annexe 5 avec ses en-têtes : tblAnnexe5[#Tout].", reference="tblAnnexe5[#Tout]")]

# A code of the barème names a figure, whatever the year; the code of an operation changes with the campaign.
PLACE, POSTE = "PLACE_REFERENT_SOLIDARITE", "POSTE_COORDONNATEUR_ASE"
MESURE, MESURE_SIMPLE = "MESURE_ASL_RENFORCEE", "MESURE_ASL_SIMPLE"
_TARIF = "Tarif en euros par unité ; omis : {} du barème."

# Three lines of Annexe 5, enough to show a sum and a breakdown.
_LIGNES = (
    ("Thématique", "Opération", "Territoire", "Structure", "Montant retenu"),
    ("T1", "T1-01", "Artois", "CCAS de Libercourt", 6400.0),
    ("T1", "T1-01", "Audomarois", "CCAS du Touquet", 2240.0),
    ("T3", "T3-02", "Artois", "PRISME", 40000.0),
)


@udf(
    Exemple(("T1-01", 80.0, 6.0), 6400.0),
    Exemple(("T3-02", 8.0, 6.0), 20000.0),
    Exemple(("T3-02", 0.0, 12.0, 16.0), 40000.0),
    Exemple(("T3-06", 9.0, 6.0), 63000.0),
    Exemple(("T4-01", 1.0), 52000.0),
)
def dpid_montant(
    operation: Operation,
    quantite: Quantite,
    mois: Mois = None,
    quantite_simple: QuantiteSimple = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Montant d'une ligne par le barème : tarif × quantité, × mois / 12 si le tarif est annuel. Erreur si l'opération n'a pas de tarif
    (montant arrêté ligne à ligne).
    """
    return compute_ligne(read_bareme(bareme, jour), operation, quantite, mois, quantite_simple)


@udf(Exemple(((("T1-01",), ("T3-02",)), ((80.0,), (0.0,)), ((6.0,), (12.0,)), ((None,), (16.0,))), ((6400.0,), (40000.0,))))
def dpid_montants(
    operations: Annotated[Cellule, Argument(_C, "Colonne des codes d'opération.", "opérations", reference="tblAnnexe5[Opération]")],
    quantites: Annotated[Cellule, Argument(_C, "Colonne des quantités, de même hauteur.", "quantités", reference="tblAnnexe5[Quantité]")],
    mois: Annotated[
        Cellule, Argument(_C, "Colonne des durées en mois, ou une seule valeur pour toutes les lignes.", reference="tblAnnexe5[Mois]")
    ],
    quantites_simples: Annotated[
        Cellule,
        Argument(_C, "Colonne des mesures simples, ou une seule valeur.", "quantités_simples", reference="tblAnnexe5[Quantité simple]"),
    ],
    bareme: Bareme = None,
    jour: Jour = None,
) -> Tableau:
    """Montants de toute une colonne en un seul calcul, plus rapide qu'une formule par ligne. Une ligne fautive ou sans tarif affiche
    #VALEUR!, une ligne vide reste vide.
    """
    return compute_colonne(read_bareme(bareme, jour), operations, quantites, mois, quantites_simples)


@udf(Exemple((80.0, 6.0), 6400.0))
def dpid_places(
    places: Annotated[Cellule, Argument(_N, "Nombre de places.")],
    mois: Mois = None,
    tarif: Annotated[Cellule, Argument(_N, _TARIF.format(PLACE))] = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Montant de places de référent solidarité : places × tarif annuel × mois / 12."""
    return compute_tarifs(read_bareme(bareme, jour), {PLACE: tarif}, places, mois)


@udf(Exemple((5.0, 4.0), 35000.0))
def dpid_mesures(
    renforcees: Annotated[Cellule, Argument(_N, "Nombre de mesures renforcées.", "renforcées")],
    simples: Annotated[Cellule, Argument(_N, "Nombre de mesures simples.")] = None,
    tarif_renforcee: Annotated[Cellule, Argument(_N, _TARIF.format(MESURE), "tarif_renforcée")] = None,
    tarif_simple: Annotated[Cellule, Argument(_N, _TARIF.format(MESURE_SIMPLE))] = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Montant de mesures d'accompagnement social lié au logement : renforcées et simples."""
    tarifs = {MESURE: tarif_renforcee, MESURE_SIMPLE: tarif_simple}
    return compute_tarifs(read_bareme(bareme, jour), tarifs, renforcees, None, simples)


@udf(Exemple((0.5,), 26000.0))
def dpid_postes(
    etp: Etp,
    mois: Mois = None,
    tarif: Annotated[Cellule, Argument(_N, _TARIF.format(POSTE))] = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Montant de postes de coordonnateur ASE : ETP × tarif annuel × mois / 12."""
    return compute_tarifs(read_bareme(bareme, jour), {POSTE: tarif}, etp, mois)


@udf(Exemple(("T1-01",), 160.0), Exemple(("T3-02", date(2022, 9, 27)), 5000.0))
def dpid_tarif(
    operation: Annotated[Cellule, Argument(_T, "Code de l'opération (T1-01) ou code du barème (PLACES_PAR_ETP).", "opération")],
    jour: Jour = None,
    bareme: Bareme = None,
) -> Nombre:
    """Tarif unitaire d'une opération, ou valeur d'un code du barème (PLACES_PAR_ETP, MESURE_ASL_SIMPLE…). Pour une opération à deux
    tarifs : celui de la quantité.
    """
    return write_nombre(read_bareme(bareme, jour).get_unitaire(require_texte(operation, "opération").upper()).valeur)


@udf(Exemple((date(2022, 5, 1), date(2023, 6, 30)), 14.0))
def dpid_mois(debut: Debut, fin: Fin) -> Nombre:
    """Nombre de mois d'une date à une autre, incluses ; un mois entamé compte pour ses jours."""
    return write_nombre(count_mois(require_date(debut, "début"), require_date(fin, "fin")))


@udf(
    Exemple((160.0, date(2022, 7, 1), date(2022, 12, 31)), 80.0),
    Exemple((6400.0, date(2022, 7, 1), date(2022, 12, 31), date(2022, 9, 30)), 3200.0),
)
def dpid_prorata(
    montant: Montant,
    debut: Debut,
    fin: Fin,
    jusqu_au: Annotated[Cellule, Argument(_D, "Dernier jour compté ; omis : le montant est annuel.")] = None,
) -> Nombre:
    """Sans date : montant annuel ramené à la période (× mois / 12). Avec une date : part du montant de la période acquise ce jour-là."""
    periode = Periode(require_date(debut, "début"), require_date(fin, "fin"))
    return write_nombre(compute_montant_prorata(require_montant(montant, "montant"), periode, read_date(jusqu_au, "jusqu_au")))


@udf(Exemple((1.5,), 375.0))
def dpid_places_max(etp: Etp, bareme: Bareme = None, jour: Jour = None) -> Nombre:
    """Nombre de places de référent solidarité qu'un nombre d'ETP permet au plus, en places entières."""
    return float(compute_places_max(require_nombre(etp, "etp"), read_bareme(bareme, jour).get_valeur("PLACES_PAR_ETP")))


@udf(Exemple((2.0,), 934.0))
def dpid_diagnostics(etp: Etp, bareme: Bareme = None, jour: Jour = None) -> Nombre:
    """Nombre de diagnostics attendus d'un nombre d'ETP sur la durée de l'opération."""
    return write_nombre(compute_diagnostics(require_nombre(etp, "etp"), read_bareme(bareme, jour).get_valeur("DIAGNOSTICS_PAR_ETP")))


@udf(Exemple((10000.0, 2000.0), 1600.0))
def dpid_charges_indirectes(
    directes: Annotated[Cellule, Argument(_N, "Charges directes en euros, prestations externes comprises.")],
    prestations: Annotated[Cellule, Argument(_N, "Prestations externes en euros, à retirer des charges directes.")] = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Charges indirectes admises : part forfaitaire des charges directes hors prestations externes."""
    externes = ZERO if read_euros(prestations, "prestations") is None else require_euros(prestations, "prestations")
    part = read_bareme(bareme, jour).get_valeur("CHARGES_INDIRECTES")
    return write_nombre(compute_charges_indirectes(require_euros(directes, "directes"), externes, part))


@udf(Exemple((6400.0, "T1-01"), 3840.0), Exemple((6400.0, 0.3), 1920.0))
def dpid_avance(montant: Montant, taux: Taux = None, bareme: Bareme = None, jour: Jour = None) -> Nombre:
    """Avance versée à la signature de la convention, au centime. Erreur sans taux, ou si le barème n'en a pas pour l'opération."""
    return write_nombre(compute_versements(require_montant(montant, "montant"), _read_taux(taux, bareme, jour)).avance)


@udf(Exemple((6400.0, 3840.0), 2560.0))
def dpid_solde(montant: Montant, avance: Avance) -> Nombre:
    """Reste d'un montant après l'avance."""
    return write_nombre(require_montant(montant, "montant") - require_montant(avance, "avance"))


@udf(
    Exemple(
        (6400.0, date(2022, 10, 1), date(2022, 12, 31), "T1-01"),
        (("Avance", date(2022, 10, 1), 3840.0), ("Solde", date(2022, 12, 31), 2560.0)),
    )
)
def dpid_echeancier(
    montant: Montant,
    signature: Annotated[Cellule, Argument(_D, "Date de signature de la convention, où l'avance est due.")],
    fin: Fin,
    taux: Taux = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Tableau:
    """Versements d'une convention : libellé, date, montant. Le solde porte la date de fin de la période ; il est payé après le bilan.
    Erreur sans taux, ou si le barème n'en a pas pour l'opération.
    """
    jours = (require_date(signature, "signature"), require_date(fin, "fin"))
    versements = plan_versements(require_montant(montant, "montant"), *jours, _read_taux(taux, bareme, jour))
    return [[versement.libelle, to_instant_de_cellule(versement.jour), write_nombre(versement.montant)] for versement in versements]


@udf(Exemple((2240.0,), 1120.0))
def dpid_part_quantitative(montant: Montant, bareme: Bareme = None, jour: Jour = None) -> Nombre:
    """Part quantitative d'un montant de référent solidarité, versée selon les places réalisées."""
    return write_nombre(get_parts(read_bareme(bareme, jour), require_montant(montant, "montant")).quantitative)


@udf(Exemple((2240.0,), 1120.0))
def dpid_part_qualitative(montant: Montant, bareme: Bareme = None, jour: Jour = None) -> Nombre:
    """Part qualitative d'un montant de référent solidarité : le reste après la part quantitative."""
    return write_nombre(get_parts(read_bareme(bareme, jour), require_montant(montant, "montant")).qualitative)


@udf(Exemple((6400.0, 3840.0, 80.0, 80.0, 1.0, 1.0), 2560.0), Exemple((6400.0, 3840.0, 80.0, 40.0, 1.0, 0.0), -960.0))
def dpid_solde_realise(
    montant: Montant,
    avance: Avance,
    prevu: Annotated[Cellule, Argument(_N, "Quantité prévue par la convention.", "prévu")],
    realise: Annotated[Cellule, Argument(_N, "Quantité réalisée ; au-delà du prévu, la part reste entière.", "réalisé")],
    partenariat: Annotated[Cellule, Argument(_N, "Objectifs de partenariat et procédures atteints, entre 0 et 1.")],
    parcours: Annotated[Cellule, Argument(_N, "Objectifs de parcours atteints, entre 0 et 1.")],
    bareme: Bareme = None,
    jour: Jour = None,
) -> Nombre:
    """Solde d'un référent solidarité d'après le bilan : part quantitative selon le réalisé, parts partenariat et parcours selon les
    objectifs atteints, moins l'avance. Négatif : titre de recettes.
    """
    realisation = compute_realisation(require_nombre(prevu, "prévu"), require_nombre(realise, "réalisé"))
    atteints = [require(read_part(part, nom), nom) for part, nom in ((partenariat, "partenariat"), (parcours, "parcours"))]
    parts = get_parts(read_bareme(bareme, jour), require_montant(montant, "montant"))
    return write_nombre(compute_solde_realise(parts, require_montant(avance, "avance"), realisation, *atteints))


@udf(Exemple((_LIGNES, "T1"), 8640.0), Exemple((_LIGNES, None, None, "Artois"), 46400.0))
def dpid_total(
    lignes: Lignes,
    thematique: Annotated[Cellule, Argument(_T, "Code de la thématique (T1) ; omis : toutes.", "thématique")] = None,
    operation: Annotated[Cellule, Argument(_T, "Code de l'opération (T1-01) ; omis : toutes.", "opération")] = None,
    territoire: Annotated[Cellule, Argument(_T, "Nom du territoire ; omis : tous.")] = None,
    structure: Annotated[Cellule, Argument(_T, "Nom de la structure tel qu'écrit dans les lignes ; omis : toutes.")] = None,
) -> Nombre:
    """Somme des montants retenus des lignes qui répondent à tous les critères donnés."""
    criteres = {"thematique": thematique, "operation": operation, "territoire": territoire, "structure": structure}
    return write_nombre(sum_lignes(read_lignes(lignes), {axe: read_texte(critere, axe) for axe, critere in criteres.items()}))


@udf(Exemple((_LIGNES, "territoire"), (("Artois", 2.0, 46400.0), ("Audomarois", 1.0, 2240.0))))
def dpid_repartition(lignes: Lignes, axe: Annotated[Cellule, Argument(_T, "Opération, thématique, territoire ou structure.")]) -> Tableau:
    """Répartition des montants retenus selon un axe : nom, nombre de lignes, montant, une rangée par nom."""
    return group_par_axe(read_lignes(lignes), require_texte(axe, "axe"))


@udf(
    Exemple(("T1-01", 80.0, 6.0, 6400.0), ""),
    Exemple(
        ("T1-01", 10.0, 6.0, 12220.0),
        "Le montant retenu est de 12\u202f220,00\xa0€ ; le barème donne 10 places × 160\xa0€ × 6/12 = 800,00\xa0€, "
        "soit un écart de 11\u202f420,00\xa0€.",
    ),
)
def dpid_controle(
    operation: Operation,
    quantite: Quantite,
    mois: Annotated[Cellule, Argument(_N, "Durée en mois ; vide : une année entière.")],
    montant: Annotated[Cellule, Argument(_N, "Montant retenu, en euros.")],
    quantite_simple: QuantiteSimple = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Phrase:
    """Rien si le montant d'une ligne suit le barème, sinon la phrase qui dit pourquoi."""
    return check_montant(read_bareme(bareme, jour), operation, quantite, mois, montant, quantite_simple)


@udf(Exemple(("T1-01", 80.0, 6.0), "80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€"))
def dpid_expliquer(
    operation: Operation,
    quantite: Quantite,
    mois: Mois = None,
    quantite_simple: QuantiteSimple = None,
    bareme: Bareme = None,
    jour: Jour = None,
) -> Phrase:
    """Le calcul d'un montant par le barème, écrit comme sur le papier ; ou la raison pour laquelle il est impossible."""
    return explain_montant(read_bareme(bareme, jour), operation, quantite, mois, quantite_simple)


@udf(Exemple((6400.0,), "six mille quatre cents euros"), Exemple((1000000.0,), "un million d'euros"))
def dpid_en_lettres(montant: Montant) -> Texte:
    """Un montant en toutes lettres, euros et centimes, comme dans une convention."""
    return write_en_lettres(require(read(read_montant, montant, "montant"), "montant"))


@udf(Exemple(("ccas du touquet",), "CCAS du Touquet"))
def dpid_structure(
    nom: Annotated[Cellule, Argument(_T, "Nom tel qu'il a été écrit ; majuscules, accents et espaces ne comptent pas.")],
    registre: Annotated[
        Cellule,
        Argument(
            _R,
            "Tableau des structures avec ses en-têtes : tblStructures[#Tout] ; omis : le registre livré avec le logiciel.",
            reference="tblStructures[#Tout]",
        ),
    ] = None,
) -> Texte:
    """Nom officiel d'une structure, d'après n'importe quelle graphie du registre. Erreur si le registre ne la connaît pas."""
    return find_structure(require_texte(nom, "nom"), registre)


@udf(Exemple(("226 200 012 00012",), True), Exemple(("00000000000000",), False))
def dpid_siret_valide(siret: Annotated[Cellule, Argument(_T, "Numéro SIRET, espaces admis.")]) -> Booleen:
    """VRAI si un SIRET a 14 chiffres et une clé juste."""
    return is_siret(read_texte(siret, "siret"))


@udf(Exemple(("FR14 2004 1010 0505 0001 3M02 606",), True))
def dpid_iban_valide(iban: Annotated[Cellule, Argument(_T, "IBAN, espaces admis.")]) -> Booleen:
    """VRAI si un IBAN a la longueur de son pays et une clé juste."""
    return is_iban(read_texte(iban, "iban"))


@udf(Exemple(("W622001234",), True))
def dpid_rna_valide(rna: Annotated[Cellule, Argument(_T, "Numéro au répertoire national des associations.")]) -> Booleen:
    """VRAI si un numéro d'association s'écrit W suivi de 9 chiffres (outre-mer, le deuxième est une lettre)."""
    return is_rna(read_texte(rna, "rna"))


@udf(Exemple(("association", 23000.01), True), Exemple(("CCAS", 50000.0), False))
def dpid_convention_requise(
    nature: Annotated[Cellule, Argument(_T, "Nature de la structure : association, fondation, commune, CCAS…")],
    total: Annotated[Cellule, Argument(_N, "Total de ses subventions de l'année, en euros.")],
    bareme: Bareme = None,
    jour: Jour = None,
) -> Booleen:
    """VRAI si la loi exige une convention : organisme de droit privé dont le total de l'année dépasse le seuil."""
    montant = require_montant(total, "total")
    return is_convention_requise(require_texte(nature, "nature"), montant, read_bareme(bareme, jour).get_valeur("SEUIL_CONVENTION"))


@udf(Exemple((), __version__))
def dpid_version() -> Texte:
    """Version de dpid-xl qui répond dans les cellules ; une erreur si Python ne répond pas."""
    return __version__


def _read_taux(taux: Cellule, bareme: Cellule, jour: Cellule) -> Decimal:
    """Read a share, or ask the barème for that of an operation; raises ErreurCellule without either: no rate is taken for granted."""
    if isinstance(taux, str) and taux.strip()[:1].isalpha():
        return read_bareme(bareme, jour).require_avance(require_texte(taux, "opération").upper())
    return require(read_part(taux, "taux"), "taux ou opération")


FONCTIONS: tuple[Fonction, ...] = tuple(get_declaration(objet) for nom, objet in list(globals().items()) if nom.startswith("dpid_"))
FONCTION_PAR_NOM = {fonction.nom: fonction for fonction in FONCTIONS}
