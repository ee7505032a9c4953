"""The demands of the sheet « Demandes »: whose, for what, within what, and what was decided of each.

Nothing here blocks: a demand that waits holds back no convention that was voted. No delay is known of the source: nothing is late.

Source: règle de gestion; annexe 7 of the deliberation 2022-375 for the ceilings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Euros, Faits, Gravite
from dpid_xl.bareme import Sens
from dpid_xl.calcul.demandes import (
    CHIFFRES_PROPOSES,
    FIXES,
    compute_calcule,
    compute_propose,
    find_manque,
    get_cle,
    group_lignes_fixees,
    group_passees,
    is_inversee,
    list_negatifs,
    list_ouvertes,
    make_ligne,
    read_commissions,
    sum_par_budget,
)
from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.calcul.passage import sort_retenues
from dpid_xl.calcul.totaux import Axe, group_lignes, list_territoires, sum_montants
from dpid_xl.controles.plafonds import list_depassements
from dpid_xl.controles.selection import VIDE, pair_with_first
from dpid_xl.controles.territoires import simplify_territoires
from dpid_xl.modele import ATTRIBUE, Demande, Dossier
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import ANNEXE5, DEMANDES

_NOMBRES = ("quantite_demandee", "quantite_simple_demandee", "montant_demande", *CHIFFRES_PROPOSES)


def check_demandes_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A structure applies once for the same thing; what was refused or postponed may be asked again."""
    avec = (
        ((*get_cle(dossier, demande), fold_nom(demande.territoire), fold_nom(demande.description)), demande)
        for demande in dossier.demandes
        if demande.retenue or demande.decision is None
    )
    for premiere, seconde in pair_with_first(avec):
        faits = _name(seconde) | {"premiere": premiere.lieu.rang}
        yield Anomalie("demande_en_double", Gravite.AVERTISSEMENT, seconde.lieu.origine("structure"), faits)


def check_structures_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """Who applies is in the register, with its SIRET."""
    vues = set()
    for demande in dossier.demandes:
        structure = dossier.find_structure(demande.structure)
        if structure is None:
            yield Anomalie("demande_structure_inconnue", Gravite.AVERTISSEMENT, demande.lieu.origine("structure"), _name(demande))
        elif not structure.siret and structure.nom not in vues:
            faits: Faits = {"structure": structure.nom, "cellule": structure.lieu.origine("siret").cellule}
            yield Anomalie("demande_sans_siret", Gravite.INFORMATION, demande.lieu.origine("structure"), faits)
            vues.add(structure.nom)


def check_operations_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """What is applied for is an operation of the campaign."""
    for demande in dossier.demandes:
        if demande.operation not in dossier.operation_par_code:
            yield Anomalie("demande_operation_inconnue", Gravite.AVERTISSEMENT, demande.lieu.origine("operation"), _name(demande))


def check_territoires_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """What is applied for is where the campaign is, as far as its territoires are known."""
    demandes = [demande for demande in list_ouvertes(dossier) if demande.territoire]
    connus = frozenset().union(*map(simplify_territoires, list_territoires(dossier))) if demandes else frozenset()
    for demande in demandes if connus else ():
        if not simplify_territoires(demande.territoire) <= connus:
            faits = _name(demande) | {"territoire": demande.territoire}
            yield Anomalie("demande_territoire_inconnu", Gravite.INFORMATION, demande.lieu.origine("territoire"), faits)


def check_chiffres_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """Quantities and amounts are not negative, dates are in order."""
    for demande in dossier.demandes:
        for champ in list_negatifs(demande, _NOMBRES):
            faits = _name(demande) | {"colonne": DEMANDES.entete(champ)}
            yield Anomalie("demande_negative", Gravite.AVERTISSEMENT, demande.lieu.origine(champ), faits)
        if is_inversee(demande):
            faits = _name(demande) | {"debut": demande.debut or VIDE, "fin": demande.fin or VIDE}
            yield Anomalie("demande_dates_inversees", Gravite.AVERTISSEMENT, demande.lieu.origine("fin"), faits)


def check_montants_proposes(dossier: Dossier) -> Iterable[Anomalie]:
    """An amount that is typed is the one of the barème where there is one, or somebody says why not."""
    for demande in list_ouvertes(dossier):
        calcule = _compute(dossier, demande)
        if demande.montant_arrete is not None and calcule is not None and demande.montant_arrete != calcule:
            faits = _name(demande) | {"arrete": Euros(demande.montant_arrete), "calcule": Euros(calcule)}
            yield Anomalie("demande_autre_montant", Gravite.AVERTISSEMENT, demande.lieu.origine("montant_arrete"), faits)


def check_plafonds_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """What is proposed does not exceed what an ETP may follow, where the description says its ETP."""
    lignes = (make_ligne(dossier, demande) for demande in list_ouvertes(dossier))
    for ligne, faits in list_depassements(dossier, lignes, Sens.AU_PLUS):
        yield Anomalie("demande_plafond", Gravite.AVERTISSEMENT, ligne.lieu.origine("quantite"), faits)


def check_demandes_au_budget(dossier: Dossier) -> Iterable[Anomalie]:
    """What is retained, with the lines already there, holds in what is available; what is only proposed is worth knowing."""
    if not dossier.demandes:
        return
    retenues, proposees = sum_par_budget(dossier)
    groupes = group_lignes(dossier, Axe.BUDGET)
    for budget in dossier.budget:
        lignes = sum_montants(groupes.get(budget.code, ()))
        retenu, propose = retenues.get(budget.code, ZERO), proposees.get(budget.code, ZERO)
        faits: Faits = {"code": budget.code, "disponible": Euros(budget.disponible), "lignes": Euros(lignes)}
        origine = budget.lieu.origine("disponible")
        if retenu and lignes + retenu > budget.disponible:
            faits |= {"retenu": Euros(retenu), "depassement": Euros(lignes + retenu - budget.disponible)}
            yield Anomalie("demandes_hors_budget", Gravite.AVERTISSEMENT, origine, faits)
        elif propose and lignes + retenu + propose > budget.disponible:
            faits |= {"propose": Euros(retenu + propose), "depassement": Euros(lignes + retenu + propose - budget.disponible)}
            yield Anomalie("propositions_hors_budget", Gravite.INFORMATION, origine, faits)


def check_decisions_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """What is retained has what its line needs, what is refused has its motive."""
    for demande in list_ouvertes(dossier):
        if demande.retenue and (manque := find_manque(dossier, demande)):
            faits = _name(demande) | {"manque": manque.dit}
            yield Anomalie("demande_retenue_incomplete", Gravite.AVERTISSEMENT, demande.lieu.origine(manque.champ), faits)
    for demande in dossier.demandes:
        if demande.refusee and not demande.motif:
            yield Anomalie("demande_refusee_sans_motif", Gravite.AVERTISSEMENT, demande.lieu.origine("motif"), _name(demande))


def check_commissions(dossier: Dossier) -> Iterable[Anomalie]:
    """A decision says on which day it was taken: that of the campaign or of a deliberation of Campagne, after the demand came."""
    commissions = read_commissions(dossier) if dossier.demandes else {}
    for demande in dossier.demandes:
        jour, origine = demande.commission, demande.lieu.origine("commission")
        if demande.decision and jour is None:
            faits = _name(demande) | {"decision": demande.decision.value}
            yield Anomalie("demande_sans_commission", Gravite.AVERTISSEMENT, origine, faits)
        elif jour and jour not in commissions:
            faits = _name(demande) | {"date": jour, "role": ATTRIBUE}
            yield Anomalie("demande_commission_inconnue", Gravite.AVERTISSEMENT, origine, faits)
        elif jour and demande.recue_le and jour < demande.recue_le:
            faits = _name(demande) | {"date": jour, "recue": demande.recue_le}
            yield Anomalie("demande_avant_reception", Gravite.AVERTISSEMENT, origine, faits)


def check_deliberations_des_demandes(dossier: Dossier) -> Iterable[Anomalie]:
    """A deliberation that decides demands has its date: they name it by that day."""
    for deliberation in dossier.deliberations:
        if deliberation.role == ATTRIBUE and deliberation.jour is None:
            faits: Faits = {"assemblee": deliberation.assemblee}
            yield Anomalie("commission_sans_date", Gravite.AVERTISSEMENT, deliberation.lieu.origine("jour"), faits)


def check_demandes_a_passer(dossier: Dossier) -> Iterable[Anomalie]:
    """What a known commission retained becomes a line of Annexe 5, once."""
    for retenue in sort_retenues(dossier):
        demande, origine = retenue.demande, retenue.demande.lieu.origine("decision")
        if demande.commission and not retenue.raison:
            faits = _name(demande) | {"date": demande.commission, "montant": Euros(compute_propose(dossier, demande) or ZERO)}
            yield Anomalie("demande_a_passer", Gravite.INFORMATION, origine, faits)
        elif retenue.ligne:
            faits = _name(demande) | {"ligne": retenue.ligne.lieu.rang}
            yield Anomalie("demande_deja_en_ligne", Gravite.AVERTISSEMENT, origine, faits)


def check_demandes_passees(dossier: Dossier) -> Iterable[Anomalie]:
    """What was passed to the vote is in Annexe 5 with the figures that were fixed, and is still retained."""
    passees = group_passees(dossier)
    lignes = group_lignes_fixees(dossier, passees)
    for cle, demandes in passees.items():
        siennes, premiere = lignes.get(cle, ()), demandes[0]
        if not siennes:
            yield Anomalie("demande_sans_ligne", Gravite.AVERTISSEMENT, premiere.lieu.origine("au_vote_le"), _name(premiere))
            continue
        fixe, voulu = sum_montants(siennes), sum((demande.montant_fixe or ZERO for demande in demandes), ZERO)
        cellule = siennes[0].lieu.origine("montant").cellule
        if fixe != voulu:
            faits = _name(premiere) | {"fixe": Euros(voulu), "ligne": Euros(fixe), "cellule": cellule}
            yield Anomalie("demande_autre_ligne", Gravite.AVERTISSEMENT, premiere.lieu.origine("montant_fixe"), faits)
        for champ, fixee in FIXES.items():
            if Counter(getattr(ligne, champ) for ligne in siennes) != Counter(getattr(demande, fixee) for demande in demandes):
                faits = _name(premiere) | {"colonne": ANNEXE5.entete(champ), "cellule": siennes[0].lieu.origine(champ).cellule}
                yield Anomalie("demande_autres_chiffres", Gravite.AVERTISSEMENT, premiere.lieu.origine(fixee), faits)
    for demande in dossier.demandes:
        if demande.au_vote_le and not demande.retenue:
            faits = _name(demande) | {"decision": demande.decision.value if demande.decision else VIDE}
            yield Anomalie("demande_passee_changee", Gravite.AVERTISSEMENT, demande.lieu.origine("decision"), faits)


def _compute(dossier: Dossier, demande: Demande) -> Decimal | None:
    try:
        return compute_calcule(dossier, demande)
    except CalculImpossible:
        return None


def _name(demande: Demande) -> Faits:
    return {"structure": demande.structure or VIDE, "operation": demande.operation or VIDE}
