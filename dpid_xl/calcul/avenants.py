"""What the avenants of the sheet « Avenants » make of the lines that were voted: the campaign as it was decided so far.

What is voted stays as it is; who pays asks for :func:`make_en_cours`. An avenant counts once a deliberation of « Campagne » decides it,
on its day; of the avenants to one line, the last one that says a figure is right. A convention made elsewhere has no line here.

>>> from dpid_xl.campagnes import load_campagne
>>> campagne = load_campagne("2022_phase2")
>>> make_en_cours(campagne) is campagne
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl.calcul.designation import find_lignes
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.modele import DECIDE, Deliberation, Dossier, Effet, Ligne, LigneAvenant
from dpid_xl.noms import fold_numero

_BLANCS, _NUMERO = re.compile(r"\s+"), re.compile(r"n°([1-9][0-9]*)(?:du.*)?")
Convention = tuple[str, str]  # the structure, and the number of its convention when it is made elsewhere
CHANGES = ("quantite", "quantite_simple", "montant", "debut", "fin")  # what an avenant may change of a line


def make_en_cours(dossier: Dossier) -> Dossier:
    """Return the campaign with what is decided of its avenants; itself without any."""
    return apply_avenants(dossier, list_decides(dossier)) if dossier.avenants else dossier


def list_decides(dossier: Dossier) -> tuple[LigneAvenant, ...]:
    """Return the rows of the avenants that are decided, in their order."""
    return tuple(rangee for rangee in dossier.avenants if find_jour(dossier, rangee))


def find_jour(dossier: Dossier, rangee: LigneAvenant) -> date | None:
    """Return the day on which an avenant was decided; None while no deliberation of « Campagne » says it."""
    jours = [deliberation.jour for deliberation in list_decisions(dossier, rangee.deliberation) if deliberation.jour]
    return jours[-1] if jours else None


def list_decisions(dossier: Dossier, numero: str) -> tuple[Deliberation, ...]:
    """Return the rows of « Campagne » where the deliberation of a number decides an avenant."""
    voulu = numero.casefold()
    return tuple(d for d in dossier.deliberations if voulu and d.role == DECIDE and d.numero.casefold() == voulu)


def decides(deliberation: Deliberation, rang: int, numero: str) -> bool:
    """Tell whether a row of « Campagne » decides the avenant of a rank to the convention of a number; of any one while it has none."""
    return deliberation.avenant == rang and (not numero or fold_numero(numero) in map(fold_numero, deliberation.avenant_a))


def get_numero(texte: str) -> int:
    """Return the number of an avenant from how « Suivi » tells it: « n° 1 du 12/10/2022 »; 0 when it is not told so.

    The formulas of « Avenants » read nothing else: a control says what is written otherwise.

    >>> [get_numero(texte) for texte in ("n° 1 du 12/10/2022", "Avenant N°12", "n° 01", "1 du 12/10/2022")]
    [1, 12, 0, 0]
    """
    trouve = _NUMERO.fullmatch(fold_avenant(texte))
    return int(trouve[1]) if trouve else 0


def fold_avenant(texte: str) -> str:
    """Return what « Suivi » tells of an avenant as the formulas look for it: small letters, no space, without « avenant » itself."""
    return _BLANCS.sub("", texte).lower().replace("avenant", "")


def apply_avenants(dossier: Dossier, rangees: Iterable[LigneAvenant]) -> Dossier:
    """Return the campaign whose lines are what some avenants make of them, in the order of their ranks; those added come last.

    A row that designates no line, or several, changes nothing: a control says so.
    """
    rangees = tuple(rangees)
    ajouts = [rangee for rangee in rangees if rangee.effet is Effet.AJOUTE]
    numeros = list_numeros(dossier) if ajouts else {}
    ajoutees = [make_ligne(rangee, numeros.get(rangee.structure.casefold(), "")) for rangee in ajouts]
    etendu = replace(dossier, lignes=(*dossier.lignes, *ajoutees), avenants=())
    lignes, places = list(etendu.lignes), {id(ligne): place for place, ligne in enumerate(etendu.lignes)}
    for rangee in sorted(rangees, key=lambda rangee: rangee.rang or 0):
        designees = find_lignes(etendu, rangee) if rangee.effet is Effet.MODIFIE else ()
        if len(designees) == 1:
            place = places[id(designees[0])]
            lignes[place] = replace(lignes[place], **list_changes(rangee))
    return replace(etendu, lignes=tuple(lignes))


@dataclass(frozen=True, slots=True)
class Etape:
    """What a row changes, the avenants of lower ranks being applied: the lines that it may be about, then the only one, before and after.

    ``avant`` is None for a line that it adds, both are None as long as it is about no line or several.
    """

    rangee: LigneAvenant
    designees: tuple[Ligne, ...]
    avant: Ligne | None
    apres: Ligne | None


def list_etapes(dossier: Dossier) -> tuple[Etape, ...]:
    """Return what each row on the conventions of the campaign does, in the order of the ranks; decided or not."""
    rangees = sorted((r for r in dossier.avenants if r.effet is not Effet.AILLEURS), key=lambda rangee: rangee.rang or 0)
    numeros = list_numeros(dossier) if rangees else {}
    ajoutees = {
        id(rangee): make_ligne(rangee, numeros.get(rangee.structure.casefold(), "")) for rangee in rangees if rangee.effet is Effet.AJOUTE
    }
    etendu = replace(dossier, lignes=(*dossier.lignes, *ajoutees.values()))
    a_venir, etats = {id(ligne) for ligne in ajoutees.values()}, {id(ligne): ligne for ligne in etendu.lignes}
    etapes = []
    for rangee in rangees:
        designees = tuple(ligne for ligne in find_lignes(etendu, rangee) if id(ligne) not in a_venir)
        avant = apres = None
        if id(rangee) in ajoutees:
            apres = ajoutees[id(rangee)]
            a_venir.discard(id(apres))
        elif len(designees) == 1:
            avant = etats[id(designees[0])]
            apres = etats[id(designees[0])] = replace(avant, **list_changes(rangee))
        etapes.append(Etape(rangee, designees, avant, apres))
    return tuple(etapes)


def list_changes(rangee: LigneAvenant) -> dict[str, Any]:
    """Return what a row says of a line, by field."""
    dits = {champ: getattr(rangee, champ) for champ in CHANGES if getattr(rangee, champ) is not None}
    return dits | ({"justification": rangee.justification} if rangee.justification else {})


def group_avenants(dossier: Dossier) -> Mapping[Convention, Sequence[LigneAvenant]]:
    """Group the rows by convention, those that say a rank in the order of the sheet."""
    groupes: dict[Convention, list[LigneAvenant]] = {}
    for rangee in dossier.avenants:
        numero = fold_numero(rangee.numero_convention) if rangee.effet is Effet.AILLEURS else ""
        groupes.setdefault((dossier.name_structure(rangee.structure), numero), []).append(rangee)
    return groupes


def group_rangs(rangees: Iterable[LigneAvenant]) -> Mapping[int, Sequence[LigneAvenant]]:
    """Group the rows of a convention by rank, in the order of the ranks."""
    groupes: dict[int, list[LigneAvenant]] = {}
    for rangee in rangees:
        if rangee.rang:
            groupes.setdefault(rangee.rang, []).append(rangee)
    return dict(sorted(groupes.items()))


def sum_ecarts(dossier: Dossier) -> Mapping[str, Decimal]:
    """Return what the avenants that are decided add to the vote, operation by operation, in euros."""
    en_cours, votes = (group_lignes(etat, Axe.OPERATION) for etat in (make_en_cours(dossier), dossier))
    return {code: sum_montants(lignes) - sum_montants(votes.get(code, ())) for code, lignes in en_cours.items()}


def list_numeros(dossier: Dossier) -> Mapping[str, str]:
    """Return the number of the convention of each structure in this campaign, if one of its lines says it, by its name, case aside."""
    return {
        dossier.name_structure(ligne.structure).casefold(): ligne.numero_convention
        for ligne in reversed(dossier.lignes)
        if ligne.numero_convention and not ligne.par_avenant
    }


def make_ligne(rangee: LigneAvenant, numero: str) -> Ligne:
    """Return the line that a row adds to the convention of a number; its cells are those of the row."""
    return Ligne(
        operation=rangee.operation,
        territoire=rangee.territoire,
        structure=rangee.structure,
        description=rangee.description,
        unite="",  # that of the operation
        numero_convention=numero,
        statut="",
        lieu=rangee.lieu,
        **{"justification": "", **dict.fromkeys(CHANGES), **list_changes(rangee)},
    )
