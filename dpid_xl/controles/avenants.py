"""Lines that an avenant adds to a convention of an earlier campaign (statut « avenant »): they are not paid a second time.

Source: deliberation 2022-375, article 7 (l. 124-130) and annexe 7: the convention that the avenant changes is named by its number.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Euros, Faits, Gravite
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.controles.selection import name_ligne
from dpid_xl.modele import ATTRIBUE, DECIDE, ROLES, STATUTS, Deliberation, Dossier, Ligne
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.schema import DELIBERATIONS


def check_statuts(dossier: Dossier) -> Iterable[Anomalie]:
    """A statut is one of the list: it tells which convention pays the line."""
    connus = {"", *map(fold_nom, STATUTS)}
    for ligne in dossier.lignes:
        if fold_nom(ligne.statut) not in connus:
            faits = name_ligne(ligne) | {"statut": ligne.statut, "statuts": STATUTS}
            yield Anomalie("statut_inconnu", Gravite.BLOQUANTE, ligne.lieu.origine("statut"), faits)


def check_numeros_des_avenants(dossier: Dossier) -> Iterable[Anomalie]:
    """A line by avenant says which convention it adds to."""
    for ligne in dossier.lignes:
        if ligne.par_avenant and not fold_numero(ligne.numero_convention):
            yield Anomalie("avenant_sans_numero", Gravite.BLOQUANTE, ligne.lieu.origine("numero_convention"), name_ligne(ligne))


def check_lignes_par_avenant(dossier: Dossier) -> Iterable[Anomalie]:
    """A line by avenant is in no convention of the campaign: it is shown, for its avenant to be written."""
    for ligne in list_par_avenant(dossier):
        if fold_numero(ligne.numero_convention):
            faits = name_ligne(ligne) | {"montant": Euros(ligne.montant or ZERO), "avenant_a": ligne.avenant_a}
            yield Anomalie("ligne_par_avenant", Gravite.INFORMATION, ligne.lieu.origine("statut"), faits)


def check_avenants_partiels(dossier: Dossier) -> Iterable[Anomalie]:
    """An operation of a structure goes one way only: what follows the signature is told per structure and operation."""
    for lignes in dossier.financees_par_cle.values():
        premiere = lignes[0]
        autre = next((ligne for ligne in lignes if _get_destination(ligne) != _get_destination(premiere)), None)
        if autre:
            faits = name_ligne(autre) | {
                "ici": _write_destination(autre),
                "ailleurs": _write_destination(premiere),
                "cellule": premiere.lieu.origine("statut").cellule,
            }
            yield Anomalie("avenant_partiel", Gravite.BLOQUANTE, autre.lieu.origine("statut"), faits)


def check_avenants_de_la_campagne(dossier: Dossier) -> Iterable[Anomalie]:
    """The convention that a line adds to is of an earlier campaign: what changes in this one is told by comparing two workbooks."""
    propres = {fold_numero(ligne.numero_convention): ligne for ligne in reversed(dossier.lignes) if _is_ordinaire(ligne)}
    for ligne in list_par_avenant(dossier):
        propre = propres.get(fold_numero(ligne.numero_convention))
        if propre:
            faits = name_ligne(ligne) | {
                "avenant_a": ligne.avenant_a,
                "autre": propre.structure,
                "cellule": propre.lieu.origine("numero_convention").cellule,
            }
            yield Anomalie("avenant_meme_campagne", Gravite.BLOQUANTE, ligne.lieu.origine("statut"), faits)


def check_numeros_de_convention(dossier: Dossier) -> Iterable[Anomalie]:
    """The convention of a structure has one number; a second one may be that of an earlier convention."""
    premieres: dict[str, Ligne] = {}
    for ligne in filter(_is_ordinaire, dossier.lignes):
        premiere = premieres.setdefault(get_cle(dossier, ligne, Axe.STRUCTURE), ligne)
        if fold_numero(ligne.numero_convention) != fold_numero(premiere.numero_convention):
            faits = name_ligne(ligne) | {
                "numero": ligne.numero_convention,
                "autre": premiere.numero_convention,
                "cellule": premiere.lieu.origine("numero_convention").cellule,
            }
            yield Anomalie("numeros_differents", Gravite.AVERTISSEMENT, ligne.lieu.origine("numero_convention"), faits)


def check_deliberations(dossier: Dossier) -> Iterable[Anomalie]:
    """A deliberation that avenants cite has its date and its role; one that decides an avenant says which one."""
    for deliberation in dossier.deliberations:
        if deliberation.role == ATTRIBUE:  # of demands, no avenant cites it
            continue
        champs = ("jour", "role", "avenant") if deliberation.role == DECIDE else ("jour", "role")
        absent = next((champ for champ in champs if getattr(deliberation, champ) in (None, "")), None)
        if absent:
            faits = _name_deliberation(deliberation) | {"colonne": DELIBERATIONS.entete(absent)}
            yield Anomalie("deliberation_incomplete", Gravite.AVERTISSEMENT, deliberation.lieu.origine(absent), faits)
        elif deliberation.role not in ROLES:
            faits = _name_deliberation(deliberation) | {"role": deliberation.role, "roles": ROLES}
            yield Anomalie("deliberation_de_role_inconnu", Gravite.BLOQUANTE, deliberation.lieu.origine("role"), faits)


def check_avenants_decides(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant is decided by one deliberation."""
    premieres: dict[tuple[str, int | None], Deliberation] = {}
    for deliberation in dossier.deliberations:
        for numero in deliberation.avenant_a if deliberation.role == DECIDE else ():
            premiere = premieres.setdefault((fold_numero(numero), deliberation.avenant), deliberation)
            if premiere is not deliberation:
                cellule = premiere.lieu.origine("avenant_a").cellule
                faits: Faits = {"avenant": deliberation.avenant or 0, "avenant_a": numero, "cellule": cellule}
                yield Anomalie("avenant_decide_deux_fois", Gravite.BLOQUANTE, deliberation.lieu.origine("avenant_a"), faits)


def check_avenants_sans_deliberation(dossier: Dossier) -> Iterable[Anomalie]:
    """The sheet Campagne names the deliberation that decides what a line adds to an earlier convention."""
    decides = {fold_numero(numero) for d in dossier.deliberations if d.role == DECIDE for numero in d.avenant_a}
    for ligne in list_par_avenant(dossier):
        if fold_numero(ligne.numero_convention) and fold_numero(ligne.numero_convention) not in decides:
            faits = name_ligne(ligne) | {"avenant_a": ligne.avenant_a}
            yield Anomalie("avenant_sans_deliberation", Gravite.INFORMATION, ligne.lieu.origine("numero_convention"), faits)


def _name_deliberation(deliberation: Deliberation) -> Faits:
    return {"assemblee": deliberation.assemblee, "conventions": deliberation.avenant_a}


def _is_ordinaire(ligne: Ligne) -> bool:
    return bool(ligne.financee and ligne.numero_convention and not ligne.par_avenant)


def _get_destination(ligne: Ligne) -> str | None:
    return fold_numero(ligne.numero_convention) if ligne.par_avenant else None


def _write_destination(ligne: Ligne) -> str:
    return f"l'avenant à la convention {ligne.avenant_a}" if ligne.par_avenant else "la convention de la campagne"
