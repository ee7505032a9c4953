"""What avenants change of the vote: each row names one line, each avenant has its rank and its deliberation, what it says can be.

Source: deliberation 2022-375, annexe 6 article 9 (the convention is changed by avenant) and annexe 7 (which names the convention, the
rank of the avenant and the deliberation that decides it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite, Nombre
from dpid_xl.calcul.avenants import CHANGES, Etape, group_avenants, list_etapes, list_numeros, make_en_cours
from dpid_xl.calcul.designation import find_faute, find_nom_inconnu
from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.controles.selection import VIDE
from dpid_xl.modele import Dossier, Effet, LigneAvenant
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_numero
from dpid_xl.schema import AVENANTS

# --- Which line ---


def check_noms(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant names a structure of the register and an operation of the campaign."""
    for rangee in dossier.avenants:
        if faute := find_nom_inconnu(dossier, rangee):
            champ, pourquoi = faute
            yield Anomalie(
                "avenant_mal_nomme", Gravite.BLOQUANTE, rangee.lieu.origine(champ), name_avenant(rangee) | {"pourquoi": pourquoi}
            )


def check_lignes_changees(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant changes a line that is there, and only one, of a convention of the campaign."""
    for etape in list_etapes(dossier):
        rangee, designees = etape.rangee, etape.designees
        if rangee.effet is not Effet.MODIFIE or find_nom_inconnu(dossier, rangee):
            continue
        if not designees:
            champ, pourquoi = find_faute(dossier, rangee)
            yield Anomalie(
                "avenant_sans_ligne", Gravite.BLOQUANTE, rangee.lieu.origine(champ), name_avenant(rangee) | {"pourquoi": pourquoi}
            )
        elif len(designees) > 1:
            cellules = tuple(f"{ligne.lieu.feuille} {ligne.lieu.origine('structure').cellule}" for ligne in designees)
            faits = name_avenant(rangee) | {"lignes": Compte(len(designees), "ligne"), "cellules": cellules}
            yield Anomalie("avenant_ambigu", Gravite.BLOQUANTE, rangee.lieu.origine("territoire"), faits)
        elif designees[0].par_avenant:
            faits = name_avenant(rangee) | {"avenant_a": designees[0].avenant_a}
            yield Anomalie("avenant_de_ligne_anterieure", Gravite.BLOQUANTE, rangee.lieu.origine("effet"), faits)


def check_lignes_ajoutees(dossier: Dossier) -> Iterable[Anomalie]:
    """A line that an avenant adds is not there yet, and has an amount."""
    for etape in list_etapes(dossier):
        rangee = etape.rangee
        if rangee.effet is not Effet.AJOUTE:
            continue
        nom = (rangee.territoire.casefold(), rangee.description.casefold())
        memes = [ligne for ligne in etape.designees if (ligne.territoire.casefold(), ligne.description.casefold()) == nom]
        if memes:
            faits = name_avenant(rangee) | {"cellule": str(memes[0].lieu.origine("structure"))}
            yield Anomalie("avenant_ligne_deja_la", Gravite.BLOQUANTE, rangee.lieu.origine("effet"), faits)
        if not rangee.montant:
            yield Anomalie("avenant_sans_montant", Gravite.BLOQUANTE, rangee.lieu.origine("montant"), name_avenant(rangee))


def check_conventions(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant is to a convention that the campaign funds, said once for each convention; or made elsewhere, and then says its number."""
    financees = {dossier.name_structure(ligne.structure) for ligne in dossier.lignes if ligne.financee and not ligne.par_avenant}
    for (structure, numero), rangees in group_avenants(dossier).items():
        rangee = rangees[0]
        if not numero and rangee.effet is not Effet.AILLEURS and structure not in financees and not find_nom_inconnu(dossier, rangee):
            yield Anomalie("avenant_sans_convention", Gravite.BLOQUANTE, rangee.lieu.origine("structure"), name_avenant(rangee))


def check_numeros(dossier: Dossier) -> Iterable[Anomalie]:
    """The number of a convention of the campaign is that of Annexe 5; one made elsewhere says its own, that no other here has."""
    numeros = list_numeros(dossier)
    connus = set(map(fold_numero, numeros.values()))
    for rangee in dossier.avenants:
        origine, dit = rangee.lieu.origine("numero_convention"), fold_numero(rangee.numero_convention)
        sien = numeros.get(rangee.structure.casefold(), "")
        faits = name_avenant(rangee) | {"numero": rangee.numero_convention or VIDE}
        if rangee.effet is not Effet.AILLEURS:
            if dit and sien and dit != fold_numero(sien):
                yield Anomalie("avenant_numero_different", Gravite.BLOQUANTE, origine, faits | {"autre": sien})
        elif not dit:
            yield Anomalie("avenant_ailleurs_sans_numero", Gravite.BLOQUANTE, origine, name_avenant(rangee))
        elif dit in connus:
            yield Anomalie("avenant_ailleurs_de_la_campagne", Gravite.BLOQUANTE, origine, faits)


# --- What it becomes ---


def check_chiffres(dossier: Dossier) -> Iterable[Anomalie]:
    """What a line becomes is not negative."""
    for rangee in dossier.avenants:
        for champ in ("quantite", "quantite_simple", "montant"):
            valeur: Decimal | None = getattr(rangee, champ)
            if valeur is not None and valeur < ZERO:
                faits = name_avenant(rangee) | {"colonne": AVENANTS.entete(champ), "valeur": Nombre(valeur)}
                yield Anomalie("avenant_negatif", Gravite.BLOQUANTE, rangee.lieu.origine(champ), faits)


def check_dates(dossier: Dossier) -> Iterable[Anomalie]:
    """The line, as it becomes, does not end before it begins."""
    for rangee, debut, fin in _list_periodes(dossier):
        if debut and fin and fin < debut:
            champ = "debut" if rangee.fin is None else "fin"
            yield Anomalie(
                "avenant_dates_inversees",
                Gravite.BLOQUANTE,
                rangee.lieu.origine(champ),
                name_avenant(rangee) | {"debut": debut, "fin": fin},
            )


def _list_periodes(dossier: Dossier) -> Iterator[tuple[LigneAvenant, date | None, date | None]]:
    for etape in list_etapes(dossier):
        if etape.apres and (etape.rangee.debut or etape.rangee.fin):
            yield etape.rangee, etape.apres.debut, etape.apres.fin
    yield from ((rangee, rangee.debut, rangee.fin) for rangee in dossier.avenants if rangee.effet is Effet.AILLEURS)


def check_effets(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant changes something."""
    etapes = {id(etape.rangee): etape for etape in list_etapes(dossier)}
    for rangee in dossier.avenants:
        if rangee.effet is Effet.AJOUTE:
            continue
        muette = all(getattr(rangee, champ) is None for champ in CHANGES)
        etape = etapes.get(id(rangee))
        if muette or (etape and etape.avant and _list_chiffres(etape, avant=True) == _list_chiffres(etape, avant=False)):
            pourquoi = "aucune de ses colonnes n'est remplie" if muette else "ce qu'il dit y est déjà"
            yield Anomalie(
                "avenant_sans_effet", Gravite.AVERTISSEMENT, rangee.lieu.origine("montant"), name_avenant(rangee) | {"pourquoi": pourquoi}
            )


def _list_chiffres(etape: Etape, *, avant: bool) -> list[object]:
    return [getattr(etape.avant if avant else etape.apres, champ) or None for champ in CHANGES]


def check_montants_nouveaux(dossier: Dossier) -> Iterable[Anomalie]:
    """The amount that a line becomes is that of the barème for what it becomes."""
    for etape in list_etapes(dossier):
        montant = etape.apres.montant if etape.apres else None
        if not etape.apres or not montant or etape.rangee.operation not in dossier.operation_par_code:
            continue
        try:
            calcule = compute_montant_ligne(dossier, etape.apres)
        except CalculImpossible:
            continue
        if calcule is not None and calcule != montant:
            faits = name_avenant(etape.rangee) | {"montant": Euros(montant), "calcule": Euros(calcule), "ecart": Euros(montant - calcule)}
            yield Anomalie("avenant_ecart_bareme", Gravite.AVERTISSEMENT, etape.rangee.lieu.origine("montant"), faits)


def check_budgets(dossier: Dossier) -> Iterable[Anomalie]:
    """With the avenants that are decided, the lines of a budget code still do not exceed what is available on it."""
    if not dossier.avenants:
        return
    votees, en_cours = group_lignes(dossier, Axe.BUDGET), group_lignes(make_en_cours(dossier), Axe.BUDGET)
    for budget in dossier.budget:
        vote, total = (sum_montants(lignes.get(budget.code, ())) for lignes in (votees, en_cours))
        if total > budget.disponible >= vote:
            faits: Faits = {
                "code": budget.code,
                "avenants": Euros(total - vote),
                "disponible": Euros(budget.disponible),
                "depassement": Euros(total - budget.disponible),
            }
            yield Anomalie("avenants_au_dela_du_disponible", Gravite.BLOQUANTE, budget.lieu.origine("disponible"), faits)


# --- Shared ---


def name_avenant(rangee: LigneAvenant) -> Faits:
    """Return the facts that name an avenant in a sentence."""
    return {"avenant": str(rangee.rang or VIDE), "structure": rangee.structure or VIDE, "operation": rangee.operation or VIDE}
