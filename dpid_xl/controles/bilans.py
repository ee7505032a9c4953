"""The bilans: each indicator is one that its operation names, with a value of its kind; results come once the action is over.

Nothing reads the clock: the day is the one that Campagne gives.

Source: annexe 6 of the deliberation 2022-375, articles 5 and 6-2; règle de gestion.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Euros, Faits, Gravite
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.bilans import CHAMPS, Genre, find_indicateur, get_genre, list_indicateurs
from dpid_xl.calcul.suivi import compute_resultats
from dpid_xl.controles.selection import list_suivis, name_suivi, pair_with_first
from dpid_xl.modele import Dossier, Indicateur
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import INDICATEURS

SOLDE = "soldé"  # the statut of a line that is paid, and has nothing left to be paid
_RESULTATS = ("realise", "realise_simple", "acquis_arrete")


def check_indicateurs_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """An indicator is about an operation that is financed for the structure."""
    financees = {*dossier.financees_par_cle, *make_en_cours(dossier).financees_par_cle}
    for dit in dossier.indicateurs:
        if (dossier.name_structure(dit.structure), dit.operation) not in financees:
            yield Anomalie("indicateur_sans_ligne", Gravite.AVERTISSEMENT, dit.lieu.origine("structure"), _name(dit))


def check_indicateurs_inconnus(dossier: Dossier) -> Iterable[Anomalie]:
    """An indicator is one of those that its operation names: no other is asked for, none is counted."""
    for dit in dossier.indicateurs:
        if dit.operation in dossier.operation_par_code and not _find_demande(dossier, dit):
            yield Anomalie("indicateur_inconnu", Gravite.AVERTISSEMENT, dit.lieu.origine("indicateur"), _name(dit))


def check_indicateurs_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """An indicator is said once for a structure and an operation: a second row would not be counted."""
    cles = (((dossier.name_structure(dit.structure), dit.operation, fold_nom(dit.indicateur)), dit) for dit in dossier.indicateurs)
    for premier, second in pair_with_first(cles):
        faits = _name(second) | {"premiere": premier.lieu.rang}
        yield Anomalie("indicateur_en_double", Gravite.AVERTISSEMENT, second.lieu.origine("indicateur"), faits)


def check_valeurs_des_indicateurs(dossier: Dossier) -> Iterable[Anomalie]:
    """The value of an indicator stands in the column of its kind, is not negative, and a share is at most the whole."""
    for dit in dossier.indicateurs:
        genre = get_genre(dit.indicateur)
        champ, valeur = CHAMPS[genre], dit.part if genre is Genre.PART else dit.nombre
        ailleurs = [autre for autre in ("nombre", "part") if autre != champ and getattr(dit, autre) is not None]
        if ailleurs:
            entetes: Faits = {"colonne": INDICATEURS.entete(champ), "autre": INDICATEURS.entete(ailleurs[0])}
            yield Anomalie("indicateur_colonne", Gravite.AVERTISSEMENT, dit.lieu.origine(ailleurs[0]), _name(dit) | entetes)
        elif genre is not Genre.TEXTE and valeur is not None and not (valeur >= ZERO and (genre is not Genre.PART or valeur <= 1)):
            yield Anomalie("indicateur_hors_bornes", Gravite.AVERTISSEMENT, dit.lieu.origine(champ), _name(dit))


def check_resultats_avant_la_fin(dossier: Dossier) -> Iterable[Anomalie]:
    """The results of an operation are known once its lines are over, on the day that Campagne gives."""
    jour = dossier.campagne.situation_au
    if jour is None:
        return
    for suivi, lignes in list_suivis(dossier):
        fins = [ligne.fin for ligne in lignes if ligne.fin and ligne.fin > jour]
        dits = [champ for champ in _RESULTATS if getattr(suivi, champ) is not None]
        if fins and dits:
            faits = name_suivi(suivi) | {"fin": max(fins), "jour": jour}
            yield Anomalie("resultats_avant_la_fin", Gravite.AVERTISSEMENT, suivi.lieu.origine(dits[0]), faits)


def check_lignes_soldees(dossier: Dossier) -> Iterable[Anomalie]:
    """A line is « soldé » once what its operation earned is known, and paid to the cent."""
    if not any(fold_nom(ligne.statut) == fold_nom(SOLDE) for ligne in dossier.lignes):
        return
    resultats = {(resultat.structure, resultat.operation): resultat for resultat in compute_resultats(make_en_cours(dossier))}
    for ligne in dossier.lignes:
        resultat = resultats.get((dossier.name_structure(ligne.structure), ligne.operation))
        if resultat is None or fold_nom(ligne.statut) != fold_nom(SOLDE):
            continue
        origine, faits = ligne.lieu.origine("statut"), {"structure": ligne.structure, "operation": ligne.operation}
        if resultat.solde is None:
            yield Anomalie("solde_sans_resultat", Gravite.AVERTISSEMENT, origine, faits)
        elif resultat.solde:
            yield Anomalie("solde_non_paye", Gravite.AVERTISSEMENT, origine, faits | {"solde": Euros(resultat.solde)})


def _find_demande(dossier: Dossier, dit: Indicateur) -> bool:
    demandes = list_indicateurs(dossier, dossier.name_structure(dit.structure), dit.operation)
    return any(find_indicateur([dit], demande) for demande in demandes)


def _name(dit: Indicateur) -> Faits:
    return {"structure": dit.structure, "operation": dit.operation, "indicateur": dit.indicateur}
