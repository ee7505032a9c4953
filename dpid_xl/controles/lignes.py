"""Each line on its own: its amount, its dates, its quantities, its status.

Not here: an amount with hidden decimals, which is refused where it is read (``lecture_montant_illisible``).

Source: annexe 5 and the durations of annexes 1 to 4 of the deliberation 2022-375.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite, Nombre
from dpid_xl.bareme import Assiette
from dpid_xl.controles.selection import cite_operations, name_ligne
from dpid_xl.modele import SANS_OBJECTIF, Dossier, Ligne, Mode
from dpid_xl.montants import ZERO, round_montant
from dpid_xl.schema import ANNEXE5

ABANDONNE = "abandonné"  # a choice of the column Statut


def check_montants_absents(dossier: Dossier) -> Iterable[Anomalie]:
    """A line has an amount."""
    for ligne in dossier.lignes:
        if ligne.montant is None:
            yield Anomalie("montant_absent", Gravite.BLOQUANTE, ligne.lieu.origine("montant"), name_ligne(ligne))


def check_montants_negatifs(dossier: Dossier) -> Iterable[Anomalie]:
    """An amount is not negative."""
    for ligne in dossier.lignes:
        if ligne.montant is not None and ligne.montant < ZERO:
            faits = name_ligne(ligne) | {"montant": Euros(ligne.montant)}
            yield Anomalie("montant_negatif", Gravite.BLOQUANTE, ligne.lieu.origine("montant"), faits)


def check_lignes_a_zero(dossier: Dossier) -> Iterable[Anomalie]:
    """A line at 0 € gets no convention; it is shown so that nobody signs one."""
    for ligne in dossier.lignes:
        if ligne.montant == ZERO:
            yield Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, ligne.lieu.origine("montant"), name_ligne(ligne))


def check_lignes_abandonnees(dossier: Dossier) -> Iterable[Anomalie]:
    """A line that is given up has no amount left: it would count in the totals and in the convention."""
    for ligne in dossier.lignes:
        if ligne.statut == ABANDONNE and ligne.financee:
            faits = name_ligne(ligne) | {"montant": Euros(ligne.montant or ZERO)}
            yield Anomalie("ligne_abandonnee", Gravite.AVERTISSEMENT, ligne.lieu.origine("statut"), faits)


def check_dates_absentes(dossier: Dossier) -> Iterable[Anomalie]:
    """A line has a first and a last day: a convention is signed for a period."""
    for ligne in dossier.lignes:
        manquantes = [champ for champ, jour in (("debut", ligne.debut), ("fin", ligne.fin)) if jour is None]
        if manquantes:
            faits = name_ligne(ligne) | {"manque": " ni ".join(f"de {ANNEXE5.entete(champ).lower()}" for champ in manquantes)}
            yield Anomalie("dates_absentes", Gravite.AVERTISSEMENT, ligne.lieu.origine(manquantes[0]), faits)


def check_dates_inversees(dossier: Dossier) -> Iterable[Anomalie]:
    """A period does not end before it begins: that of a line, of an operation, of the campaign."""
    campagne = dossier.campagne
    periodes = (
        *((_write_objet(ligne), ligne.debut, ligne.fin, ligne.lieu.origine("fin")) for ligne in dossier.lignes),
        *((f"L'opération {o.code}", o.debut, o.fin, o.lieu.origine("fin")) for o in dossier.operations),
        ("La campagne", campagne.debut, campagne.fin, dossier.reglages.origine("fin")),
    )
    for objet, debut, fin, origine in periodes:
        if debut and fin and fin < debut:
            faits: Faits = {"objet": objet, "debut": debut, "fin": fin}
            yield Anomalie("dates_inversees", Gravite.BLOQUANTE, origine, faits)


def check_dates_campagne(dossier: Dossier) -> Iterable[Anomalie]:
    """The dates of a line fall inside the campaign's."""
    debut, fin = dossier.campagne.debut, dossier.campagne.fin
    if debut and fin and fin < debut:  # check_dates_inversees says it
        return
    for ligne in dossier.lignes:
        for champ, jour in (("debut", ligne.debut), ("fin", ligne.fin)):
            if jour and ((debut and jour < debut) or (fin and jour > fin)):
                faits = name_ligne(ligne) | {
                    "colonne": ANNEXE5.entete(champ),
                    "date": jour,
                    "debut": debut or "non fixé",
                    "fin": fin or "non fixée",
                }
                yield Anomalie("dates_hors_campagne", Gravite.AVERTISSEMENT, ligne.lieu.origine(champ), faits)


def check_dates_operation(dossier: Dossier) -> Iterable[Anomalie]:
    """The period of a line is its operation's own, when the operation has one for all."""
    for ligne in dossier.lignes:
        operation = dossier.operation_par_code.get(ligne.operation)
        if not (operation and operation.debut and operation.fin and ligne.debut and ligne.fin):
            continue
        # Reversed dates of the operation are said by check_dates_inversees.
        if operation.debut <= operation.fin and (ligne.debut, ligne.fin) != (operation.debut, operation.fin):
            faits = name_ligne(ligne) | {
                "debut": ligne.debut,
                "fin": ligne.fin,
                "debut_operation": operation.debut,
                "fin_operation": operation.fin,
            }
            champ = "debut" if ligne.debut != operation.debut else "fin"
            yield Anomalie("dates_hors_operation", Gravite.AVERTISSEMENT, ligne.lieu.origine(champ), faits)


def check_debuts_avant_decision(dossier: Dossier) -> Iterable[Anomalie]:
    """The funded lines that begin before the decision are counted once: their convention takes effect in the past."""
    decision = dossier.campagne.deliberation_date
    lignes = [ligne for ligne in dossier.lignes if decision and ligne.montant and ligne.debut and ligne.debut < decision]
    if decision and lignes:
        faits: Faits = {"lignes": Compte(len(lignes), "ligne"), "operations": cite_operations(lignes), "decision": decision}
        yield Anomalie("debuts_avant_decision", Gravite.INFORMATION, lignes[0].lieu.origine("debut"), faits)


def check_durees(dossier: Dossier) -> Iterable[Anomalie]:
    """A line does not last longer than its operation allows."""
    for ligne in dossier.lignes:
        operation = dossier.operation_par_code.get(ligne.operation)
        if not (operation and operation.duree_maximale_mois and ligne.periode):
            continue
        if ligne.periode.mois > operation.duree_maximale_mois:
            faits = name_ligne(ligne) | {
                "mois": Nombre(round_montant(ligne.periode.mois)),
                "maximum": operation.duree_maximale_mois,
            }
            yield Anomalie("duree_excessive", Gravite.AVERTISSEMENT, ligne.lieu.origine("fin"), faits)


def check_quantites_absentes(dossier: Dossier) -> Iterable[Anomalie]:
    """A line whose operation has a rate has a quantity to multiply."""
    for ligne in dossier.lignes:
        tarifs = dossier.bareme.find_tarifs(ligne.operation)
        if tarifs and all(
            (ligne.quantite_simple if tarif.assiette is Assiette.QUANTITE_SIMPLE else ligne.quantite) is None for tarif in tarifs
        ):
            faits = name_ligne(ligne) | {"tarifs": tuple(tarif.code for tarif in tarifs)}
            yield Anomalie("quantite_absente", Gravite.BLOQUANTE, ligne.lieu.origine("quantite"), faits)


def check_quantites_non_dites(dossier: Dossier) -> Iterable[Anomalie]:
    """Where amounts are decided line by line, a line without a quantity is shown: its results cannot be measured."""
    for ligne in dossier.lignes:
        if ligne.sans_objectif:
            continue
        operation = dossier.operation_par_code.get(ligne.operation)
        if operation and operation.mode is Mode.ARRETE and ligne.quantite is None and not dossier.bareme.find_tarifs(ligne.operation):
            faits = name_ligne(ligne) | {"unite": operation.unite or "unité"}
            yield Anomalie("quantite_non_dite", Gravite.INFORMATION, ligne.lieu.origine("quantite"), faits)


def check_quantites_negatives(dossier: Dossier) -> Iterable[Anomalie]:
    """A quantity is not negative."""
    for ligne in dossier.lignes:
        for champ, quantite in (("quantite", ligne.quantite), ("quantite_simple", ligne.quantite_simple)):
            if quantite is not None and quantite < 0:
                faits = name_ligne(ligne) | {"colonne": ANNEXE5.entete(champ), "quantite": Nombre(quantite)}
                yield Anomalie("quantite_negative", Gravite.BLOQUANTE, ligne.lieu.origine(champ), faits)


def check_quantites_simples(dossier: Dossier) -> Iterable[Anomalie]:
    """Quantité simple is filled only where a rate multiplies it (mesures renforcées ou simples)."""
    for ligne in dossier.lignes:
        tarifs = dossier.bareme.find_tarifs(ligne.operation)
        if ligne.quantite_simple is not None and not any(tarif.assiette is Assiette.QUANTITE_SIMPLE for tarif in tarifs):
            faits = name_ligne(ligne) | {"quantite": Nombre(ligne.quantite_simple)}
            yield Anomalie("quantite_simple_inattendue", Gravite.AVERTISSEMENT, ligne.lieu.origine("quantite_simple"), faits)


def check_objectifs(dossier: Dossier) -> Iterable[Anomalie]:
    """A line has a quantity to reach, or is said without an objective in figures: not both, and in these words."""
    for ligne in dossier.lignes:
        origine = ligne.lieu.origine("objectif")
        if ligne.objectif and not ligne.sans_objectif:
            faits = name_ligne(ligne) | {"objectif": ligne.objectif, "attendu": SANS_OBJECTIF}
            yield Anomalie("objectif_inconnu", Gravite.BLOQUANTE, origine, faits)
        elif ligne.sans_objectif and (ligne.quantite or ligne.quantite_simple):
            faits = name_ligne(ligne) | {"quantite": Nombre((ligne.quantite or ZERO) + (ligne.quantite_simple or ZERO))}
            yield Anomalie("objectif_contredit", Gravite.BLOQUANTE, origine, faits)


def _write_objet(ligne: Ligne) -> str:
    return "La ligne de « {structure} » ({operation})".format_map(name_ligne(ligne))
