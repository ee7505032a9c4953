"""The essential data of conventions that must be published, and what keeps the others from being: loi n° 2000-321 article 10-1.

One publication per convention signed with a body whose grants exceed the threshold of the barème over twelve months. What the
format asks for and nobody typed, the period of payment too, is named; nothing is made up for it.

Source: décret n° 2017-779 ; schéma SCDL subventions 2.1.1.

>>> from dpid_xl.campagnes import load_campagne
>>> publiees, attentes = list_publications(load_campagne("2022_phase2"))
>>> len(publiees), len(attentes), attentes[0].structure, attentes[0].manques[0]
(0, 66, 'PAGE', 'date de signature')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.commissions import list_actes
from dpid_xl.calcul.suivi import Resultat, compute_resultats, find_conventions, find_jours_verses, find_signatures
from dpid_xl.classes import dataclass
from dpid_xl.identifiants import compact, is_rna, is_siret
from dpid_xl.modele import Dossier, Structure
from dpid_xl.montants import ZERO
from dpid_xl.periodes import add_mois

MOIS_DU_CUMUL = 12
NATURE = "aide en numéraire"
UNIQUE, ECHELONNE = "unique", "échelonné"
PART_ENTIERE = Decimal("1.00")  # a convention has one beneficiary
LONGUEUR_DE_L_OBJET = 256
_REPONSES = ("oui", "non")

Periode = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published of a convention; ``montant`` in euros, ``periode`` the first and the last day of its payments."""

    attribuant: str
    attribuant_siret: str
    signature: date
    decision: str
    beneficiaire: str
    siret: str
    rna: str
    objet: str
    montant: Decimal
    periode: Periode
    notification_ue: str


@dataclass(frozen=True, slots=True)
class Attente:
    """A convention that must be published and cannot be yet: what is missing, in the officer's words."""

    structure: str
    convention: str
    montant: Decimal
    manques: tuple[str, ...]


def list_publications(dossier: Dossier) -> tuple[tuple[Publication, ...], tuple[Attente, ...]]:
    """Return what is published, and what waits, in the order of Annexe 5."""
    conventions = _group_conventions(dossier)
    signatures, periodes = find_signatures(dossier), _find_periodes(dossier)
    de_la_structure: dict[str, dict[tuple[str, str], list[Resultat]]] = {}
    for cle, resultats in conventions.items():
        de_la_structure.setdefault(cle[0], {})[cle] = resultats
    publiees, attentes = [], []
    for cle, resultats in conventions.items():
        if not _is_due(dossier, cle, de_la_structure[cle[0]], signatures):
            continue
        manques = tuple(_list_manques(dossier, cle, signatures.get(cle), periodes.get(cle)))
        if manques:
            attentes.append(Attente(*cle, _sum(resultats), manques))
        else:
            publiees.append(_make_publication(dossier, cle, resultats, signatures[cle], periodes[cle]))
    return tuple(publiees), tuple(attentes)


def _find_periodes(dossier: Dossier) -> Mapping[tuple[str, str], Periode]:
    """Return the first and the last day of payment of each convention; nothing of those that lack either.

    They are those of its payments once some are made, else as its rows tell them.
    """
    premiers: dict[tuple[str, str], list[date]] = {}
    derniers: dict[tuple[str, str], list[date]] = {}
    for suivi, convention in find_conventions(dossier).items():
        for jours, jour in ((premiers, suivi.premier_versement), (derniers, suivi.dernier_versement)):
            if jour:
                jours.setdefault(convention, []).append(jour)
    dites = {convention: (min(jours), max(derniers[convention])) for convention, jours in premiers.items() if convention in derniers}
    return {**dites, **find_jours_verses(dossier)}


def _group_conventions(dossier: Dossier) -> Mapping[tuple[str, str], list[Resultat]]:
    groupes: dict[tuple[str, str], list[Resultat]] = {}
    for resultat in compute_resultats(dossier):
        groupes.setdefault(resultat.convention, []).append(resultat)
    return groupes


def _is_due(
    dossier: Dossier,
    cle: tuple[str, str],
    conventions: Mapping[tuple[str, str], Sequence[Resultat]],
    signatures: Mapping[tuple[str, str], date],
) -> bool:
    """Tell whether what a body gets over some twelve months around this convention exceeds the threshold; unknown days count.

    ``conventions`` are those of the body.
    """
    seuil = dossier.bareme.find_valeur("SEUIL_CONVENTION")
    jour = signatures.get(cle)
    proches = [
        resultats
        for autre, resultats in conventions.items()
        if jour is None or (autre_jour := signatures.get(autre)) is None or _is_proche(jour, autre_jour)
    ]
    return seuil is not None and sum((_sum(resultats) for resultats in proches), ZERO) > seuil


def _is_proche(jour: date, autre: date) -> bool:
    return max(jour, autre) < add_mois(min(jour, autre), MOIS_DU_CUMUL)


def _list_manques(dossier: Dossier, cle: tuple[str, str], signature: date | None, periode: Periode | None) -> Iterator[str]:
    campagne, structure = dossier.campagne, dossier.find_structure(cle[0])
    if signature is None:
        yield "date de signature"
    if cle[1]:
        yield f"montant de la convention {cle[1]}, qui n'est pas dans ce classeur"
    if not (structure and _find_identifiant(structure)):
        yield "SIRET ou RNA valable de la structure"
    if not campagne.departement:
        yield "nom du Département (Campagne)"
    if not is_siret(campagne.departement_siret):
        yield "SIRET du Département (Campagne)"
    if campagne.notification_ue.casefold() not in _REPONSES:
        yield "aides notifiées à l'Union européenne, oui ou non (Campagne)"
    if periode is None:
        yield "premier et dernier versements (Suivi)"
    elif periode[0] > periode[1]:
        yield "dernier versement qui ne soit pas avant le premier (Suivi)"


def _find_identifiant(structure: Structure) -> str:
    if is_siret(structure.siret):
        return compact(structure.siret)
    return compact(structure.rna) if is_rna(structure.rna) else ""


def _make_publication(
    dossier: Dossier, cle: tuple[str, str], resultats: Sequence[Resultat], signature: date, periode: Periode
) -> Publication:
    campagne, structure = dossier.campagne, dossier.structure_par_nom[cle[0]]
    return Publication(
        attribuant=campagne.departement,
        attribuant_siret=compact(campagne.departement_siret),
        signature=signature,
        decision=_find_decision(dossier, resultats),
        beneficiaire=structure.nom,
        siret=compact(structure.siret) if is_siret(structure.siret) else "",
        rna=compact(structure.rna) if is_rna(structure.rna) else "",
        objet=_write_objet(dossier, resultats),
        montant=_sum(resultats),
        periode=periode,
        notification_ue=campagne.notification_ue.casefold(),
    )


def _find_decision(dossier: Dossier, resultats: Sequence[Resultat]) -> str:
    """Return the numbers of the deliberations that decided the lines; empty as soon as one is not known."""
    numeros = [acte.numero for acte in list_actes(dossier, (ligne for resultat in resultats for ligne in resultat.lignes))]
    return ", ".join(numeros) if all(numeros) else ""


def _write_objet(dossier: Dossier, resultats: Sequence[Resultat]) -> str:
    intitules = (
        dossier.operation_par_code[resultat.operation].intitule
        for resultat in resultats
        if resultat.operation in dossier.operation_par_code
    )
    objet = " ; ".join(dict.fromkeys(intitules)) or "Subvention"
    return objet if len(objet) <= LONGUEUR_DE_L_OBJET else objet[: LONGUEUR_DE_L_OBJET - 1].rstrip() + "…"


def _sum(resultats: Sequence[Resultat]) -> Decimal:
    return sum((resultat.montant for resultat in resultats), ZERO)
