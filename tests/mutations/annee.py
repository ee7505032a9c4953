"""The kinds of mutations of the sheets of the year: typed errors on demands, scenarios, avenants, signatures, payments and pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier
from dpid_xl.reperes import column_index_from_string
from dpid_xl.schema import DEMANDES, SIGNATURES, VERSEMENTS, Table
from tests.mutations.essai import Mutation, Sorte, read_reference
from tests.mutations.saisies import change_rangee, compute_cellule, drop_lettre, pick
from tests.places import cell

DIT_PAR_LA_STRUCTURE = "rien d'autre que la demande ne dit ce que la structure demande"
DIT_PAR_LE_COMPTABLE = "rien d'autre ne dit le numéro d'un mandat ni le jour d'un paiement, dans la bonne année"
DIT_PAR_L_AGENT = "rien d'autre ne dit le jour d'un acte, tant que l'ordre des actes est tenu"
ECRIT_AILLEURS = "un avenant écrit en comparant deux classeurs n'a pas de rangée dans Avenants"
EN_FORMULE = ("lecture_saisie_en_formule",)
AVANT_TOUT = date(2019, 3, 4)


def _sorte(nom: str, essais: int, muter: Callable[..., Mutation], codes: tuple[str, ...] = (), raison: str = "") -> Sorte:
    return Sorte(nom, essais, muter, codes, raison, garnie=True)


def _copy(nom: str, table: Table, choix: Callable[..., bool] = lambda _: True) -> Callable[[Dossier, Random], Mutation]:
    """Type a row of a table a second time, below the last one, in the rows that are ready for it."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        rangees = getattr(dossier, nom)
        rangee = pick(hasard, filter(choix, rangees))
        classeur, apres = read_reference(garnie=True)[1], Lieu(table.feuille, rangees[-1].lieu.rang + 1, rangee.lieu.colonnes)
        saisies = [colonne for colonne in table.colonnes if colonne.saisie and colonne.champ in rangee.lieu.colonnes]
        valeurs = (
            classeur.get_saisi(table.feuille, rangee.lieu.rang, column_index_from_string(rangee.lieu.colonnes[colonne.champ]))
            for colonne in saisies
        )
        return Mutation({cell(apres, colonne.entete): valeur for colonne, valeur in zip(saisies, valeurs, strict=True)})

    return muter


def _misspell(nom: str, entete: str = "Structure", choix: Callable[..., bool] = lambda _: True) -> Callable[[Dossier, Random], Mutation]:
    return change_rangee(nom, entete, lambda hasard, rangee: drop_lettre(hasard, rangee.structure), choix)


def _type(
    nom: str, entete: str, valeur: object, choix: Callable[..., bool] = lambda _: True, *, ou: bool = True
) -> Callable[[Dossier, Random], Mutation]:
    return change_rangee(nom, entete, lambda *_: valeur, choix, ou=ou)


def _compute(nom: str, entete: str, formule: str) -> Callable[[Dossier, Random], Mutation]:
    return compute_cellule(nom, entete, formule, garnie=True)


def _retenue(demande: object) -> bool:
    return bool(demande.retenue)  # type: ignore[attr-defined]


DEMANDES_ = (
    _sorte(
        "demande d'une structure mal écrite",
        2,
        _misspell("demandes", choix=lambda d: len(d.structure) > 4),
        ("demande_structure_inconnue",),
    ),
    _sorte("demande pour une opération inconnue", 2, _type("demandes", "Opération", "T9-99"), ("demande_operation_inconnue",)),
    _sorte("demande pour une opération à joker", 2, _type("demandes", "Opération", "T1-*"), ("demande_operation_inconnue",)),
    _sorte("demande pour un territoire inconnu", 2, _type("demandes", "Territoire", "Ailleurs"), ("demande_territoire_inconnu",)),
    _sorte("montant demandé négatif", 2, _type("demandes", "Montant demandé", -100), ("demande_negative",)),
    _sorte("quantité proposée négative", 2, _type("demandes", "Quantité proposée", -8), ("demande_negative",)),
    _sorte("montant demandé en lettres", 2, _type("demandes", "Montant demandé", "mille"), ("lecture_montant_illisible",)),
    _sorte("jour de réception qui n'existe pas", 2, _type("demandes", "Reçue le", "31/06/2022"), ("lecture_date_illisible",)),
    _sorte("fin de la demande avant son début", 2, _type("demandes", "Fin", AVANT_TOUT, lambda d: d.debut), ("demande_dates_inversees",)),
    _sorte("décision qui n'est pas de la liste", 2, _type("demandes", "Décision", "accordée"), ("lecture_choix_inconnu",)),
    _sorte(
        "demande retenue sans quantité",
        1,
        _type("demandes", "Quantité proposée", None, lambda d: _retenue(d) and d.quantite),
        ("demande_retenue_incomplete",),
    ),
    _sorte("refus sans motif", 1, _type("demandes", "Motif", None, lambda d: d.refusee), ("demande_refusee_sans_motif",)),
    _sorte("décision sans commission", 2, _type("demandes", "Commission", None, lambda d: d.decision), ("demande_sans_commission",)),
    _sorte(
        "commission que Campagne ne connaît pas",
        2,
        _type("demandes", "Commission", date(2022, 10, 3), _retenue),
        ("demande_commission_inconnue",),
    ),
    _sorte(
        "demande reçue après sa commission",
        2,
        _type("demandes", "Reçue le", date(2023, 5, 2), _retenue, ou=False),
        ("demande_avant_reception",),
    ),
    _sorte(
        "montant arrêté autre que celui du barème",
        1,
        _type("demandes", "Montant arrêté", 9999, lambda d: d.operation == "T1-01" and d.quantite and d.debut),
        ("demande_autre_montant",),
    ),
    _sorte("demande saisie deux fois", 2, _copy("demandes", DEMANDES, lambda d: d.decision is None or _retenue(d)), ("demande_en_double",)),
    _sorte(
        "passage au vote écrit à la main",
        1,
        _type("demandes", "Au vote le", date(2022, 9, 28), lambda d: _retenue(d) and d.operation == "T1-02"),
        ("demande_sans_ligne", "demande_autre_ligne"),
    ),
    _sorte("quantité demandée écrite comme une formule", 1, _compute("demandes", "Quantité demandée", "2*10"), EN_FORMULE),
    _sorte(
        "montant demandé d'un chiffre de plus",
        3,
        change_rangee("demandes", "Montant demandé", lambda _h, d: float(d.montant_demande * 10), lambda d: d.montant_demande),
        ("demande_negative",),
        DIT_PAR_LA_STRUCTURE,
    ),
)
SIMULATION = (
    _sorte("scénario qui ne dit pas ce qu'il change", 1, _type("scenarios", "Ce qu'il change", None), ("scenario_sans_base",)),
    _sorte(
        "deux scénarios du même nom",
        1,
        _type("scenarios", "Scénario", "Plus de places", lambda s: s.nom != "Plus de places"),
        ("scenario_en_double",),
    ),
    _sorte("hypothèse d'un scénario inconnu", 2, _type("hypotheses", "Scénario", "Autre"), ("hypothese_sans_scenario",)),
    _sorte("hypothèse sur une opération inconnue", 2, _type("hypotheses", "Cible", "T9-99", ou=False), ("hypothese_sans_cible",)),
    _sorte("hypothèse sans valeur", 2, _type("hypotheses", "Nouvelle valeur", None), ("hypothese_incomplete", "hypothese_hors_bornes")),
    _sorte("hypothèse négative", 2, _type("hypotheses", "Nouvelle valeur", -1), ("hypothese_hors_bornes",)),
    _sorte("valeur d'une hypothèse écrite comme une formule", 1, _compute("hypotheses", "Nouvelle valeur", "1/2"), EN_FORMULE),
)
AVENANTS = (
    _sorte("avenant d'une structure mal écrite", 2, _misspell("avenants"), ("avenant_mal_nomme", "avenant_sans_ligne")),
    _sorte("avenant à une ligne qui n'existe pas", 2, _type("avenants", "Opération", "T3-02"), ("avenant_sans_ligne",)),
    _sorte("avenant sans rang", 2, _type("avenants", "Avenant n°", None), ("avenant_sans_rang",)),
    _sorte("rang d'avenant sauté", 1, _type("avenants", "Avenant n°", 4, lambda a: a.rang == 2), ("avenant_rang_saute",)),
    _sorte("avenant au montant négatif", 2, _type("avenants", "Montant nouveau", -5), ("avenant_negatif",)),
    _sorte(
        "avenant d'une délibération inconnue",
        2,
        _type("avenants", "Décision n°", "2023-99"),
        ("avenant_non_decide", "avenant_autre_deliberation"),
    ),
    _sorte("avenant sans délibération", 2, _type("avenants", "Décision n°", None), ("avenant_non_decide",)),
    _sorte(
        "montant d'avenant autre que celui du barème",
        2,
        change_rangee("avenants", "Montant nouveau", lambda _h, a: float(a.montant + 77), lambda a: a.montant),
        ("avenant_ecart_bareme",),
    ),
    _sorte("fin d'avenant avant le début de la ligne", 1, _type("avenants", "Fin nouvelle", AVANT_TOUT), ("avenant_dates_inversees",)),
    _sorte("montant d'avenant écrit comme une formule", 1, _compute("avenants", "Montant nouveau", "20*100"), EN_FORMULE),
)
SIGNATURE = (
    _sorte("signature d'une structure mal écrite", 2, _misspell("signatures", choix=lambda s: len(s.structure) > 4), ("acte_sans_ligne",)),
    _sorte(
        "signée avant d'être envoyée",
        2,
        _type("signatures", "Signée le", date(2022, 9, 28), lambda s: s.envoyee and s.avenant is None),
        ("moments_en_desordre",),
    ),
    _sorte(
        "signée avant le vote",
        2,
        _type("signatures", "Signée le", AVANT_TOUT, lambda s: s.envoyee and s.avenant is None),
        ("acte_avant_decision",),
    ),
    _sorte(
        "signée un jour qui n'existe pas",
        2,
        _type("signatures", "Signée le", "31/06/2023", lambda s: s.envoyee),
        ("lecture_date_illisible",),
    ),
    _sorte("acte saisi deux fois", 2, _copy("signatures", SIGNATURES), ("acte_en_double",)),
    _sorte("signature d'un avenant qui n'existe pas", 2, _type("signatures", "Avenant n°", 7), ("acte_sans_ligne",), ECRIT_AILLEURS),
    _sorte("jour de signature écrit comme une formule", 1, _compute("signatures", "Signée le", "TODAY()"), EN_FORMULE),
    _sorte(
        "notifiée un autre jour, dans l'ordre",
        2,
        change_rangee("signatures", "Notifiée le", lambda _h, s: s.signee + timedelta(30), lambda s: s.signee and s.avenant is None),
        ("moments_en_desordre",),
        DIT_PAR_L_AGENT,
    ),
)
VERSEMENTS_ = (
    _sorte("versement à une structure mal écrite", 2, _misspell("versements"), ("versement_sans_ligne",)),
    _sorte(
        "versement pour une opération que la structure n'a pas", 2, _type("versements", "Opération", "T4-01"), ("versement_sans_ligne",)
    ),
    _sorte("versement sans nature", 2, _type("versements", "Nature", None), ("versement_sans_nature",)),
    _sorte("versement d'une nature inconnue", 2, _type("versements", "Nature", "acompte"), ("versement_nature",)),
    _sorte(
        "versement tapé en négatif", 2, change_rangee("versements", "Montant", lambda _h, v: -float(v.montant)), ("versement_non_positif",)
    ),
    _sorte(
        "versement sans aucun jour",
        1,
        _type("versements", "Versé le", None, lambda v: v.prevu_le is None, ou=False),
        ("versement_sans_date",),
    ),
    _sorte(
        "versement avant le vote",
        2,
        _type("versements", "Versé le", date(2022, 9, 1), lambda v: v.verse_le and v.nature == "avance"),
        ("versement_avant_vote",),
    ),
    _sorte(
        "versement avant la signature",
        2,
        _type("versements", "Versé le", date(2022, 10, 3), lambda v: v.verse_le and v.nature == "avance"),
        ("versement_avant_signature",),
    ),
    _sorte(
        "versement d'un autre exercice",
        2,
        change_rangee("versements", "Exercice", lambda _h, v: v.exercice + 2, lambda v: v.verse_le),
        ("versement_exercice",),
    ),
    _sorte(
        "versement d'un chiffre de plus",
        3,
        change_rangee("versements", "Montant", lambda _h, v: float(v.montant * 10), lambda v: v.verse_le and v.nature == "avance"),
        ("versements_superieurs",),
    ),
    _sorte(
        "versement saisi deux fois", 2, _copy("versements", VERSEMENTS, lambda v: v.mandat), ("mandat_en_double", "versements_superieurs")
    ),
    _sorte("montant versé écrit comme une formule", 1, _compute("versements", "Montant", "2*480"), EN_FORMULE),
    _sorte(
        "numéro de mandat mal recopié",
        2,
        _type("versements", "Mandat", "9999", lambda v: v.mandat),
        ("mandat_en_double",),
        DIT_PAR_LE_COMPTABLE,
    ),
)
PIECES = (
    _sorte(
        "pièces d'une structure mal écrite",
        2,
        _misspell("pieces", choix=lambda p: any((p.bilan, p.rib, p.rapport_activite))),
        ("piece_sans_structure",),
    ),
    _sorte("pièce reçue un jour qui n'existe pas", 2, _type("pieces", "RIB", "31/06/2023"), ("lecture_date_illisible",)),
    _sorte(
        "pièce d'une opération que la structure n'a pas", 2, _type("pieces", "Opération", "T4-01", lambda p: p.bilan), ("piece_sans_ligne",)
    ),
    _sorte("jour de réception écrit comme une formule", 1, _compute("pieces", "Bilan", "TODAY()"), EN_FORMULE),
)
FAMILLES = {
    "Demandes": DEMANDES_,
    "Scénarios et hypothèses": SIMULATION,
    "Avenants": AVENANTS,
    "Signature": SIGNATURE,
    "Versements": VERSEMENTS_,
    "Pièces": PIECES,
}
