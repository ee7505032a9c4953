"""The sheet « Signature »: which act a row is about, its days in their order, what the settings of its numbers and delay say.

Source: the officer's own dates; a convention is signed after the deliberation that allows it (deliberation 2022-375, article 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from dpid_xl.anomalies import Anomalie, Faits, Gravite
from dpid_xl.calcul.avenants import find_jour, group_avenants
from dpid_xl.calcul.numeros import is_modele
from dpid_xl.calcul.signature import MOMENTS, Cle, get_cle, write_acte
from dpid_xl.controles.selection import VIDE
from dpid_xl.modele import DECIDE, Dossier, Signature
from dpid_xl.noms import fold_numero
from dpid_xl.schema import SIGNATURES

ENGAGEMENTS = ("envoyee", "signee")  # what waits for the decision


def check_actes_connus(dossier: Dossier) -> Iterable[Anomalie]:
    """A convention that is followed has lines in Annexe 5; so has what an avenant adds to an earlier one, under the same number."""
    actes = {(lignes[0].avenant_a, structure) for (structure, _operation), lignes in dossier.financees_par_cle.items()}
    for signature in dossier.signatures:
        structure, acte = dossier.name_structure(signature.structure), "" if _is_propre(signature) else write_acte(signature)
        if (acte, structure) not in actes:
            champ = "avenant_a" if acte else "structure"
            yield Anomalie("acte_sans_ligne", Gravite.AVERTISSEMENT, signature.lieu.origine(champ), _name(signature))


def check_actes_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """An act is followed on one row."""
    vus: dict[Cle, Signature] = {}
    for signature in dossier.signatures:
        premiere = vus.setdefault(get_cle(dossier, signature), signature)
        if premiere is not signature:
            faits = _name(signature) | {"premiere": premiere.lieu.rang}
            yield Anomalie("acte_en_double", Gravite.BLOQUANTE, signature.lieu.origine("structure"), faits)


def check_moments(dossier: Dossier) -> Iterable[Anomalie]:
    """Each moment of a signature comes on the day of the one before, or later."""
    for signature in dossier.signatures:
        connus = [(champ, jour) for champ in MOMENTS if (jour := getattr(signature, champ))]
        for (avant, premier), (apres, second) in pairwise(connus):
            if second < premier:
                faits = _name(signature) | {
                    "avant": SIGNATURES.entete(avant),
                    "premier": premier,
                    "apres": SIGNATURES.entete(apres),
                    "second": second,
                }
                yield Anomalie("moments_en_desordre", Gravite.AVERTISSEMENT, signature.lieu.origine(apres), faits)


def check_actes_avant_decision(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is sent nor signed before the deliberation that decides it."""
    for signature in dossier.signatures:
        decision = _find_decision(dossier, signature)
        tot = next((champ for champ in ENGAGEMENTS if (jour := getattr(signature, champ)) and decision and jour < decision), "")
        if tot and decision:
            faits = _name(signature) | {"moment": SIGNATURES.entete(tot), "date": getattr(signature, tot), "decision": decision}
            yield Anomalie("acte_avant_decision", Gravite.AVERTISSEMENT, signature.lieu.origine(tot), faits)


def check_reglages_de_signature(dossier: Dossier) -> Iterable[Anomalie]:
    """The delay for a convention to come back is a number of days; the model of the numbers has one place for their figures."""
    campagne, cases = dossier.campagne, dossier.reglages
    if campagne.delai_de_retour is not None and campagne.delai_de_retour < 1:
        faits: Faits = {"delai": campagne.delai_de_retour}
        yield Anomalie("delai_de_retour_nul", Gravite.AVERTISSEMENT, cases.origine("delai_de_retour"), faits)
    if campagne.modele_de_numero and not is_modele(campagne.modele_de_numero):
        faits = {"modele": campagne.modele_de_numero}
        yield Anomalie("numerotation_illisible", Gravite.AVERTISSEMENT, cases.origine("modele_de_numero"), faits)


def _find_decision(dossier: Dossier, signature: Signature) -> date | None:
    if _is_propre(signature):
        structure = dossier.name_structure(signature.structure)
        rangees = group_avenants(dossier).get((structure, ""), ()) if signature.avenant is not None else ()
        jours = (find_jour(dossier, rangee) for rangee in rangees if rangee.rang == signature.avenant)
        return max(filter(None, jours), default=dossier.campagne.deliberation_date)
    return next(_list_decisions(dossier, signature), None)


def _list_decisions(dossier: Dossier, signature: Signature) -> Iterator[date]:
    numero = fold_numero(signature.avenant_a)
    for deliberation in dossier.deliberations:
        visee = deliberation.role == DECIDE and numero in map(fold_numero, deliberation.avenant_a)
        if visee and deliberation.jour and signature.avenant in {None, deliberation.avenant}:
            yield deliberation.jour


def _is_propre(signature: Signature) -> bool:
    """Tell whether the act is the structure's own convention, or an avenant to it."""
    return not signature.avenant_a


def _name(signature: Signature) -> Faits:
    acte = write_acte(signature)
    return {"structure": signature.structure or VIDE, "acte": f"l'avenant à la convention {acte}" if signature.avenant_a else _write(acte)}


def _write(acte: str) -> str:
    return f"l'{acte}" if acte else "la convention"
