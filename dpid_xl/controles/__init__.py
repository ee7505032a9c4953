"""Controls: what does not hold in a campaign, and what an officer should look at before signing.

A control is one function ``(Dossier) -> Iterable[Anomalie]``: its docstring is the rule, ``messages.toml`` its sentence.
None raises, none prints; all are listed in ``CONTROLES``. What follows from another finding says so (``causes``), and an officer
reads findings by groups (``groupes``). A warning on a row whose cell Justification says why is an accepted
exception (``acceptation``): it stays listed, after the others of its gravity, with the justification. What blocks is never accepted.

>>> from dpid_xl.lieu import Origine
>>> faits = {"structure": "PRISME", "operation": "T2-05"}
>>> print(get_message(Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5", "M37"), faits)))
La ligne de « PRISME » (T2-05) est à 0 € : aucune convention ne sera établie pour elle, retirez-la ou corrigez le montant.
>>> write_constat(Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5", "M37"), faits, "Retrait voté")).split(", ")[-1]
'retirez-la ou corrigez le montant — accepté\xa0: Retrait voté.'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie, Gravite
from dpid_xl.controles import (
    acceptation,
    annees,
    avances,
    avenants,
    bilans,
    changements,
    comptages,
    decisions,
    demandes,
    doublons,
    exercices,
    identifiants,
    identite,
    lignes,
    loi,
    pieces,
    plafonds,
    provenance,
    resultats,
    signature,
    simulation,
    suivi,
    tarifs,
    territoires,
    totaux,
    versements,
)
from dpid_xl.controles.acceptation import accept
from dpid_xl.controles.causes import explain
from dpid_xl.controles.couverture import list_non_verifiables
from dpid_xl.controles.groupes import Groupe, count_gravites, group_anomalies, summarize, write_groupe, write_nombre
from dpid_xl.controles.messages import Message, fill, load_messages
from dpid_xl.modele import Dossier
from dpid_xl.typographie import compose_typographie

__all__ = [
    "CONTROLES",
    "Controle",
    "Groupe",
    "Message",
    "check_dossier",
    "count_gravites",
    "get_message",
    "group_anomalies",
    "list_non_verifiables",
    "load_messages",
    "summarize",
    "write_constat",
    "write_groupe",
    "write_nombre",
]

Controle = Callable[[Dossier], Iterable[Anomalie]]

CONTROLES: tuple[Controle, ...] = (
    lignes.check_montants_absents,
    lignes.check_montants_negatifs,
    lignes.check_lignes_a_zero,
    lignes.check_lignes_abandonnees,
    lignes.check_dates_absentes,
    lignes.check_dates_inversees,
    lignes.check_dates_campagne,
    lignes.check_dates_operation,
    lignes.check_debuts_avant_decision,
    provenance.check_silences,
    provenance.check_elus_interesses,
    lignes.check_durees,
    lignes.check_quantites_absentes,
    lignes.check_quantites_non_dites,
    lignes.check_quantites_negatives,
    lignes.check_quantites_simples,
    lignes.check_objectifs,
    avenants.check_statuts,
    avenants.check_numeros_des_avenants,
    avenants.check_lignes_par_avenant,
    avenants.check_avenants_partiels,
    avenants.check_avenants_de_la_campagne,
    avenants.check_numeros_de_convention,
    avenants.check_deliberations,
    avenants.check_avenants_decides,
    avenants.check_avenants_sans_deliberation,
    changements.check_noms,
    changements.check_lignes_changees,
    changements.check_lignes_ajoutees,
    changements.check_conventions,
    changements.check_numeros,
    decisions.check_rangs,
    decisions.check_lignes_changees_deux_fois,
    decisions.check_suite_des_rangs,
    decisions.check_decisions,
    decisions.check_decisions_uniques,
    decisions.check_decisions_de_l_avenant,
    decisions.check_ordre_des_decisions,
    decisions.check_avenants_apres_le_vote,
    changements.check_chiffres,
    changements.check_dates,
    changements.check_effets,
    changements.check_montants_nouveaux,
    changements.check_budgets,
    tarifs.check_montants_bareme,
    tarifs.check_unites,
    tarifs.check_couts_unitaires,
    tarifs.check_montants_repris,
    tarifs.check_tarifs_absents,
    tarifs.check_tarifs_inattendus,
    tarifs.check_tarifs_en_double,
    tarifs.check_parts,
    tarifs.check_bareme_delibere,
    avances.check_taux_absents,
    avances.check_taux_a_confirmer,
    avances.check_taux_anciens,
    avances.check_taux_sans_operation,
    avances.check_taux_hors_bornes,
    exercices.check_parts_sans_ligne,
    exercices.check_parts_ambigues,
    exercices.check_parts_negatives,
    exercices.check_sommes_des_parts,
    exercices.check_exercices_en_double,
    exercices.check_exercices_hors_dates,
    exercices.check_lignes_a_repartir,
    exercices.check_partages,
    plafonds.check_plafonds_par_etp,
    plafonds.check_estimations_par_etp,
    plafonds.check_minimums_par_structure,
    plafonds.check_effectifs_par_structure,
    doublons.check_lignes_en_double,
    doublons.check_periodes_chevauchees,
    doublons.check_montants_repetes,
    doublons.check_numeros_partages,
    doublons.check_operations_en_double,
    doublons.check_thematiques_en_double,
    doublons.check_budgets_en_double,
    doublons.check_structures_en_double,
    doublons.check_variantes_partagees,
    identite.check_deliberation,
    identite.check_structures_connues,
    identite.check_variantes,
    identite.check_noms_a_joker,
    identite.check_noms_ressemblants,
    identite.check_noms_distingues,
    identite.check_structures_sans_ligne,
    identite.check_operations_connues,
    identite.check_thematiques_connues,
    identite.check_budgets_connus,
    territoires.check_territoires_ressemblants,
    territoires.check_territoires_absents,
    identifiants.check_sirets,
    identifiants.check_siret_departement,
    identifiants.check_rna,
    identifiants.check_ibans,
    identifiants.check_bics,
    identifiants.check_pays_des_comptes,
    identifiants.check_natures_des_numeros,
    identifiants.check_sirets_partages,
    identifiants.check_sirens_partages,
    identifiants.check_rna_partages,
    identifiants.check_ibans_partages,
    totaux.check_totaux_decides,
    totaux.check_attributions,
    totaux.check_commissions_decidees,
    totaux.check_montants_accordes,
    totaux.check_totaux_verifiables,
    totaux.check_decisions_completes,
    totaux.check_decisions_effacees,
    totaux.check_nombre_operations,
    totaux.check_soldes_budget,
    totaux.check_disponibles,
    totaux.check_arrondis,
    comptages.check_quantites_decidees,
    comptages.check_structures_decidees,
    loi.check_natures,
    loi.check_contrats_a_recueillir,
    loi.check_numeros_a_publier,
    loi.check_versements_sans_convention,
    suivi.check_suivis_sans_ligne,
    suivi.check_suivis_en_double,
    suivi.check_avenants_dits,
    signature.check_actes_connus,
    signature.check_actes_en_double,
    signature.check_moments,
    signature.check_actes_avant_decision,
    signature.check_reglages_de_signature,
    suivi.check_signatures,
    suivi.check_contrats_engagement,
    suivi.check_notes,
    suivi.check_notes_absentes,
    suivi.check_versements,
    versements.check_versements_sans_ligne,
    versements.check_versements_ambigus,
    versements.check_natures_de_versement,
    versements.check_montants_verses,
    versements.check_versements_sans_date,
    versements.check_ordre_des_versements,
    versements.check_exercices_des_versements,
    versements.check_mandats,
    versements.check_sommes_versees,
    versements.check_sommes_prevues,
    versements.check_situation,
    versements.check_lignes_versees,
    versements.check_versements_sans_avenant_signe,
    versements.check_verses_saisis,
    pieces.check_pieces_nommees,
    pieces.check_pieces_retenant,
    pieces.check_pieces_sans_structure,
    pieces.check_pieces_sans_ligne,
    pieces.check_bilans_avant_la_fin,
    bilans.check_indicateurs_sans_ligne,
    bilans.check_indicateurs_inconnus,
    bilans.check_indicateurs_en_double,
    bilans.check_valeurs_des_indicateurs,
    bilans.check_resultats_avant_la_fin,
    bilans.check_lignes_soldees,
    simulation.check_scenarios,
    simulation.check_hypotheses,
    simulation.check_effets,
    simulation.check_enveloppes,
    simulation.check_recalculs,
    resultats.check_negatifs,
    resultats.check_realisations,
    resultats.check_minimums_realises,
    resultats.check_mesures,
    resultats.check_depenses,
    resultats.check_acquis_arretes,
    demandes.check_demandes_en_double,
    demandes.check_structures_des_demandes,
    demandes.check_operations_des_demandes,
    demandes.check_territoires_des_demandes,
    demandes.check_chiffres_des_demandes,
    demandes.check_montants_proposes,
    demandes.check_plafonds_des_demandes,
    demandes.check_demandes_au_budget,
    demandes.check_decisions_des_demandes,
    demandes.check_commissions,
    demandes.check_deliberations_des_demandes,
    demandes.check_demandes_a_passer,
    demandes.check_demandes_passees,
    annees.check_textes_passes,
    annees.check_tarifs_dates,
    acceptation.check_justifications,
)

# What an officer reads first; a place outside these sheets (a file of a packaged campaign) comes after, as it is met.
ORDRE_DES_FEUILLES = (
    *("Annexe 5", "Totaux", "Budget", "Structures", "Opérations", "Barème", "Exercices", "Avenants", "Campagne", "Attributions", "Suivi"),
    *("Versements", "Pièces", "Indicateurs", "Demandes", "Scénarios", "Hypothèses"),
)


def check_dossier(dossier: Dossier, *anomalies_de_lecture: Anomalie) -> tuple[Anomalie, ...]:
    """Run every control; findings, those of the reading included, from the gravest on, then by sheet, row and column.

    A finding of the reading is about the sheet, not about the campaign: no justification accepts it. Of a cell that could not be
    read nothing else is said: a control would take it for an empty one.
    """
    refusees = {anomalie.origine for anomalie in anomalies_de_lecture if anomalie.gravite is Gravite.BLOQUANTE and anomalie.origine.cellule}
    paires = [(controle, anomalie) for controle in CONTROLES for anomalie in controle(dossier) if anomalie.origine not in refusees]
    acceptees = accept(dossier, (anomalie for _, anomalie in paires))
    trouvees = explain((*anomalies_de_lecture, *acceptees), dossier, {anomalie.code: controle for controle, anomalie in paires})
    feuilles = dict.fromkeys((*ORDRE_DES_FEUILLES, *(anomalie.origine.feuille for anomalie in trouvees)))
    rangs = {feuille: rang for rang, feuille in enumerate(feuilles)}
    return tuple(sorted(trouvees, key=lambda anomalie: _get_ordre(anomalie, rangs)))


def get_message(anomalie: Anomalie) -> str:
    """Return the French sentence of a finding, set in type; raises KeyError when its code or one of its facts is unknown."""
    return compose_typographie(fill(load_messages()[anomalie.code].message, anomalie.faits))


def write_constat(anomalie: Anomalie) -> str:
    """Return what is shown of a finding on its own: its sentence, then how it was accepted; raises KeyError like get_message."""
    return write_groupe(Groupe((anomalie,)))


def _get_ordre(anomalie: Anomalie, rangs: Mapping[str, int]) -> tuple[int, bool, int, int, int, str, str]:
    return (
        ORDRE_DES_GRAVITES.index(anomalie.gravite),
        bool(anomalie.justification),
        rangs[anomalie.origine.feuille],
        *anomalie.origine.place,
        anomalie.code,
    )
