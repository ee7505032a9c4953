"""What the controls could not look at: a rule that found nothing because nothing could be compared is not a rule that holds.

>>> from dpid_xl.campagnes import load_campagne
>>> list_non_verifiables(load_campagne("2022_phase2"))["duree_excessive"]
'Aucune ligne de T2-03, T2-04, T2-05, T2-06, T2-07, T2-08, T2-11 ne dit ses dates.'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from dpid_xl.anomalies import Fait
from dpid_xl.bareme import Sens
from dpid_xl.calcul.demandes import list_ouvertes
from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.controles import plafonds, tarifs
from dpid_xl.controles.messages import fill, load_messages
from dpid_xl.controles.selection import find_decisions, pair_decisions
from dpid_xl.modele import Dossier, Ligne, Mesure, Mode, Operation

# The facts of the reason when the campaign does not let a rule be checked, None when it does.
Lacune = Callable[[Dossier], Mapping[str, Fait] | None]


def list_non_verifiables(dossier: Dossier) -> Mapping[str, str]:
    """Return, by code, why each rule that the campaign does not let one check could not be, in one French sentence.

    A rule about the lines of several operations is listed when all the lines of one of them say nothing to compare; the
    sentence names these operations, the others were checked.
    """
    raisons = {}
    for code, chercher in LACUNES.items():
        faits = chercher(dossier)
        if faits is not None:
            raisons[code] = fill(load_messages()[code].non_verifiable, faits)
    return raisons


def _miss_champs(dossier: Dossier, champs: tuple[str, ...], nombre: int = 1) -> Mapping[str, Fait] | None:
    """Nothing to compare when fewer than ``nombre`` structures of the register have these fields filled."""
    remplies = sum(all(getattr(structure, champ) for champ in champs) for structure in dossier.structures)
    return {} if dossier.structures and remplies < nombre else None


def _miss_suivi(dossier: Dossier, *champs: str) -> Mapping[str, Fait] | None:
    dits = any(getattr(suivi, champ) is not None for suivi in dossier.suivis for champ in champs)
    return {} if dossier.lignes and not dits else None


def _miss_signatures(dossier: Dossier) -> Mapping[str, Fait] | None:
    return {} if dossier.lignes and not dossier.signatures else None


def _miss_decisions(dossier: Dossier, mesure: Mesure) -> Mapping[str, Fait] | None:
    return {} if dossier.lignes and not any(find_decisions(dossier, mesure)) else None


def _miss_quantites(dossier: Dossier) -> Mapping[str, Fait] | None:
    """An announced quantity that no line lets one add up; or none announced at all."""
    decidees = [(decision.cle, lignes) for decision, lignes in pair_decisions(dossier, Mesure.QUANTITE)]
    muettes = [cle for cle, lignes in decidees if lignes and all(ligne.quantite is None for ligne in lignes)]
    return _cite(muettes if decidees else sorted({ligne.operation for ligne in dossier.lignes}))


def _miss_bornes(dossier: Dossier) -> Mapping[str, Fait] | None:
    return {} if dossier.lignes and not (dossier.campagne.debut or dossier.campagne.fin) else None


def _miss_decision(dossier: Dossier) -> Mapping[str, Fait] | None:
    return {} if dossier.lignes and dossier.campagne.deliberation_date is None else None


def _miss_ae(dossier: Dossier) -> Mapping[str, Fait] | None:
    return {} if dossier.lignes and not dossier.budget else None


def _miss_dates(dossier: Dossier, concernees: Callable[[Operation], object]) -> Mapping[str, Fait] | None:
    return _find_muettes(dossier, concernees, lambda ligne: ligne.periode is not None)


def _miss_etp(dossier: Dossier, sens: Sens) -> Mapping[str, Fait] | None:
    return _find_muettes(
        dossier,
        lambda operation: plafonds.find_plafond(dossier, operation.code, sens),
        lambda ligne: ligne.quantite is not None and plafonds.read_etp(ligne.description) is not None,
    )


def _miss_etp_demandes(dossier: Dossier) -> Mapping[str, Fait] | None:
    """Operations with a ceiling per ETP, none of whose demands says what it compares."""
    muettes: dict[str, bool] = {}
    for demande in list_ouvertes(dossier):
        if plafonds.find_plafond(dossier, demande.operation, Sens.AU_PLUS):
            parle = demande.quantite is not None and plafonds.read_etp(demande.description) is not None
            muettes[demande.operation] = muettes.get(demande.operation, True) and not parle
    return _cite(sorted(code for code, muette in muettes.items() if muette))


def _miss_effectif(dossier: Dossier, sens: Sens) -> Mapping[str, Fait] | None:
    return _find_muettes(
        dossier, lambda operation: plafonds.find_effectif(dossier, operation.code, sens), lambda ligne: ligne.quantite is not None
    )


def _miss_couts(dossier: Dossier) -> Mapping[str, Fait] | None:
    """Unit costs are compared from four lines on: an operation that has them, without their quantities, is not compared."""
    financees = {code: [ligne for ligne in lignes if ligne.financee] for code, lignes in group_lignes(dossier, Axe.OPERATION).items()}
    comparees = {code for code, lignes in tarifs.group_chiffrees(dossier).items() if len(lignes) >= tarifs.LIGNES_MINIMUM}
    arretees = {operation.code for operation in dossier.operations if operation.mode is Mode.ARRETE}
    return _cite(
        code for code, lignes in financees.items() if len(lignes) >= tarifs.LIGNES_MINIMUM and code in arretees and code not in comparees
    )


def _miss_charges(dossier: Dossier) -> Mapping[str, Fait] | None:
    """No sheet holds the costs of an action."""
    return {} if dossier.lignes else None


def _find_muettes(
    dossier: Dossier, concernees: Callable[[Operation], object], parle: Callable[[Ligne], object]
) -> Mapping[str, Fait] | None:
    """Return the operations that a rule is about and none of whose funded lines says what it compares."""
    groupes = group_lignes(dossier, Axe.OPERATION)
    financees = {code: [ligne for ligne in lignes if ligne.financee] for code, lignes in groupes.items()}
    codes = (operation.code for operation in dossier.operations if concernees(operation))
    return _cite(code for code in codes if financees.get(code) and not any(map(parle, financees[code])))


def _cite(codes: Iterable[str]) -> Mapping[str, Fait] | None:
    operations = tuple(codes)
    return {"operations": operations} if operations else None


LACUNES: Mapping[str, Lacune] = {
    "charges_indirectes": _miss_charges,
    "plafond_etp_depasse": partial(_miss_etp, sens=Sens.AU_PLUS),
    "demande_plafond": _miss_etp_demandes,
    "estimation_etp_depassee": partial(_miss_etp, sens=Sens.ESTIMATION),
    "minimum_non_atteint": partial(_miss_effectif, sens=Sens.AU_MOINS),
    "effectif_different": partial(_miss_effectif, sens=Sens.ESTIMATION),
    "total_ecart_decision": partial(_miss_decisions, mesure=Mesure.MONTANT),
    "attribution_differente": lambda dossier: {} if dossier.lignes and not dossier.attributions else None,
    "operations_ecart_decision": partial(_miss_decisions, mesure=Mesure.OPERATIONS),
    "structures_ecart_decision": partial(_miss_decisions, mesure=Mesure.STRUCTURES),
    "quantite_ecart_decision": _miss_quantites,
    "budget_depasse": _miss_ae,
    "dates_hors_campagne": _miss_bornes,
    "debuts_avant_decision": _miss_decision,
    "duree_excessive": partial(_miss_dates, concernees=lambda operation: operation.duree_maximale_mois),
    "periodes_chevauchees": partial(_miss_dates, concernees=lambda _: True),
    "cout_unitaire_atypique": _miss_couts,
    "siret_invalide": partial(_miss_champs, champs=("siret",)),
    "siret_partage": partial(_miss_champs, champs=("siret",), nombre=2),
    "siren_partage": partial(_miss_champs, champs=("siret",), nombre=2),
    "siret_autre_nature": partial(_miss_champs, champs=("siret", "nature")),
    "rna_invalide": partial(_miss_champs, champs=("rna",)),
    "rna_partage": partial(_miss_champs, champs=("rna",), nombre=2),
    "rna_autre_nature": partial(_miss_champs, champs=("rna", "nature")),
    "iban_invalide": partial(_miss_champs, champs=("iban",)),
    "iban_partage": partial(_miss_champs, champs=("iban",), nombre=2),
    "bic_invalide": partial(_miss_champs, champs=("bic",)),
    "bic_autre_pays": partial(_miss_champs, champs=("iban", "bic")),
    "signature_avant_decision": lambda dossier: _miss_suivi(dossier, "signature"),
    "signatures_differentes": lambda dossier: _miss_suivi(dossier, "signature"),
    "moments_en_desordre": _miss_signatures,
    "acte_avant_decision": _miss_signatures,
    "cer_absent": lambda dossier: _miss_suivi(dossier, "signature"),
    "versement_hors_bornes": lambda dossier: _miss_suivi(dossier, "versement"),
    "versement_sans_convention": lambda dossier: _miss_suivi(dossier, "versement"),
    "realise_negatif": lambda dossier: _miss_suivi(dossier, "realise"),
    "realise_superieur": lambda dossier: _miss_suivi(dossier, "realise"),
    "realise_sous_minimum": lambda dossier: _miss_suivi(dossier, "realise"),
    "mesures_superieures": lambda dossier: _miss_suivi(dossier, "realise_simple"),
    "note_hors_bornes": lambda dossier: _miss_suivi(dossier, "note_partenariat", "note_parcours"),
}
