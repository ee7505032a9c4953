"""What was done and what is earned (Suivi): within what the source sets, and for a reason when somebody decided it.

Where the source gives a threshold (a least number of people), the barème has it; above the objective is always said; nothing else is
« far from the objective », which no text defines.

Sources: annexe 6 articles 4 and 5, annexe 2 operations 3, 8 and 13, annexe 3 operation 2 of the deliberation 2022-375.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Euros, Gravite, Nombre, Part
from dpid_xl.bareme import Sens
from dpid_xl.calcul.acquis import ENTIERE, Quantites, find_poids
from dpid_xl.calcul.suivi import compute_quantites, is_objectif_manquant, measure_acquis, measure_part
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.controles.selection import list_suivis, name_suivi
from dpid_xl.modele import Dossier, Ligne, Suivi
from dpid_xl.montants import ZERO
from dpid_xl.schema import SUIVI


def check_negatifs(dossier: Dossier) -> Iterable[Anomalie]:
    """Neither what is done nor what it cost is negative."""
    for suivi, _lignes in list_suivis(dossier):
        for champ in ("realise", "realise_simple"):
            nombre = getattr(suivi, champ)
            if nombre is not None and nombre < 0:
                faits = name_suivi(suivi) | {"realise": Nombre(nombre)}
                yield Anomalie("realise_negatif", Gravite.BLOQUANTE, suivi.lieu.origine(champ), faits)
        for champ in ("depenses", "sorties"):
            nombre = getattr(suivi, champ)
            if nombre is not None and nombre < 0:
                faits = name_suivi(suivi) | {"colonne": SUIVI.entete(champ), "nombre": Nombre(Decimal(nombre))}
                yield Anomalie("suivi_negatif", Gravite.BLOQUANTE, suivi.lieu.origine(champ), faits)


def check_realisations(dossier: Dossier) -> Iterable[Anomalie]:
    """What is done beyond what was planned earns nothing more."""
    for suivi, lignes in list_suivis(dossier):
        part, prevu = measure_part(dossier, lignes, suivi), compute_quantites(dossier, lignes)
        if part is None or part <= ENTIERE or suivi.realise is None or prevu.principale is None:
            continue
        origine, faits = suivi.lieu.origine("realise"), name_suivi(suivi)
        if suivi.realise_simple is None or find_poids(dossier.bareme, suivi.operation) is None:
            faits |= {"realise": Nombre(suivi.realise), "prevu": Nombre(prevu.principale)}
            yield Anomalie("realise_superieur", Gravite.AVERTISSEMENT, origine, faits)
        else:
            realise = {"renforcees": Nombre(suivi.realise), "simples": Nombre(suivi.realise_simple)}
            mesure = {"part": Part(Decimal(part.numerator) / part.denominator)}
            yield Anomalie("mesures_superieures", Gravite.AVERTISSEMENT, origine, faits | realise | mesure)


def check_minimums_realises(dossier: Dossier) -> Iterable[Anomalie]:
    """Where the source sets the least number of people of a structure, at least as many were followed."""
    for suivi, _lignes in list_suivis(dossier):
        minimum = dossier.bareme.find_limite(suivi.operation, Sens.AU_MOINS, "structure")
        if minimum and suivi.realise is not None and 0 <= suivi.realise < minimum.valeur:
            faits = name_suivi(suivi) | {"realise": Nombre(suivi.realise), "minimum": Nombre(minimum.valeur), "source": minimum.source}
            yield Anomalie("realise_sous_minimum", Gravite.AVERTISSEMENT, suivi.lieu.origine("realise"), faits)


def check_mesures(dossier: Dossier) -> Iterable[Anomalie]:
    """Mesures renforcées and simples are told apart where the barème pays them differently, and only there."""
    for suivi, _lignes in list_suivis(dossier):
        quantites, poids = Quantites(suivi.realise, suivi.realise_simple), find_poids(dossier.bareme, suivi.operation)
        if poids is None and suivi.realise_simple:
            faits = name_suivi(suivi) | {"simples": Nombre(suivi.realise_simple)}
            yield Anomalie("realise_simple_inattendu", Gravite.AVERTISSEMENT, suivi.lieu.origine("realise_simple"), faits)
        elif poids is not None and quantites.count(None) == 1:
            champ = "realise" if suivi.realise is None else "realise_simple"
            faits = name_suivi(suivi) | {"colonne": SUIVI.entete(champ)}
            yield Anomalie("mesures_confondues", Gravite.AVERTISSEMENT, suivi.lieu.origine(champ), faits)


def check_depenses(dossier: Dossier) -> Iterable[Anomalie]:
    """Where the source caps by the expenses, they are told with the results; where it asks for the exits, so are they."""
    for suivi, _lignes in list_suivis(dossier):
        operation = dossier.operation_par_code.get(suivi.operation)
        if operation is None or (suivi.realise is None and suivi.acquis_arrete is None):
            continue
        if operation.plafond_depenses and suivi.depenses is None:
            faits = name_suivi(suivi) | {"plafond": operation.plafond_depenses}
            yield Anomalie("depenses_absentes", Gravite.AVERTISSEMENT, suivi.lieu.origine("depenses"), faits)
        if operation.sorties_demandees and suivi.sorties is None:
            faits = name_suivi(suivi) | {"sorties": operation.sorties_demandees}
            yield Anomalie("sorties_absentes", Gravite.AVERTISSEMENT, suivi.lieu.origine("sorties"), faits)


def check_acquis_arretes(dossier: Dossier) -> Iterable[Anomalie]:
    """What somebody decided is earned has its reason, an objective or the absence of one, and stays within what can be earned."""
    for suivi, lignes in list_suivis(dossier):
        if suivi.acquis_arrete is None:
            continue
        origine, faits = suivi.lieu.origine("acquis_arrete"), name_suivi(suivi) | {"acquis": Euros(suivi.acquis_arrete)}
        if not suivi.motif:
            yield Anomalie("acquis_sans_motif", Gravite.AVERTISSEMENT, suivi.lieu.origine("motif"), faits)
        operation, au_plus = dossier.operation_par_code.get(suivi.operation), _compute_au_plus(dossier, lignes, suivi)
        if any(is_objectif_manquant(ligne, operation) for ligne in lignes):
            yield Anomalie("acquis_sans_objectif", Gravite.AVERTISSEMENT, origine, faits)
        elif not ZERO <= suivi.acquis_arrete <= au_plus:
            yield Anomalie("acquis_hors_bornes", Gravite.BLOQUANTE, origine, faits | {"au_plus": Euros(au_plus)})


def _compute_au_plus(dossier: Dossier, lignes: tuple[Ligne, ...], suivi: Suivi) -> Decimal:
    """Return the most that can be earned; the amount as long as the results or the expenses are not told."""
    montant = sum_montants(lignes)
    au_plus = measure_acquis(dossier, suivi.operation, lignes, suivi).acquis_au_plus
    return montant if au_plus is None else au_plus
