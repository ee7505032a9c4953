"""The campaign at a glance, as two landscape pages of archivable PDF: the charts of « Tableau de bord », drawn from the same figures.

Each chart has an alternative text that says all its amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl.calcul.tableau_de_bord import (
    CHIFFRES,
    CREDITS_NOMMES,
    DES_CREDITS,
    NON_SAISI,
    OPERATIONS_NOMMEES,
    PAR_EXERCICE,
    PAR_MOIS,
    PAR_OPERATION,
    PAR_TERRITOIRE,
    PAR_THEMATIQUE,
    PART_DU_RETENU,
    PARTS_DE_CREDIT,
    PARTS_DE_MOIS,
    PREMIERES,
    PREMIERES_STRUCTURES,
    RIEN_ENCORE,
    SANS_CREDIT,
    SANS_SIGNATURE,
    TERRITOIRES_NOMMES,
    TableauDeBord,
    compute_part,
    compute_tableau_de_bord,
)
from dpid_xl.modele import Campagne, Dossier
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import format_date, write_date
from dpid_xl.rendus.pdf import compile_pdf
from dpid_xl.schema.feuilles import A_PART, BLEU, PALE, ROUGE, TEINTES

GABARIT = "tableau_de_bord.typ"
TITRE = "Tableau de bord"

Troncon = tuple[Decimal, str]  # a piece of a bar: its amount, its colour
Barres = list[tuple[str, list[Troncon]]]  # the name of each bar, its pieces


def render_tableau_de_bord_pdf(dossier: Dossier, jour: date) -> bytes:
    """Lay the two pages out; the same campaign and day give the same bytes."""
    tableau = compute_tableau_de_bord(dossier)
    donnees = {
        "titre": TITRE,
        "campagne": _write_campagne(dossier.campagne),
        "auteur": dossier.campagne.departement,
        "jour": write_date(jour),
        "chiffres": _list_chiffres(tableau),
        "operations": _describe(PAR_OPERATION, _list_operations(tableau)),
        "thematiques": _describe(PAR_THEMATIQUE, _list_thematiques(tableau)),
        "territoires": _describe(PAR_TERRITOIRE, _list_territoires(tableau)),
        "structures": _describe(
            _write_structures(tableau), [(barre.libelle, [(barre.montant, BLEU)]) for barre in tableau.structures[:PREMIERES]]
        ),
        "credits": _describe(DES_CREDITS, _list_credits(tableau), SANS_CREDIT, PARTS_DE_CREDIT),
        "exercices": _describe(PAR_EXERCICE, _list_exercices(tableau), periodes=True),
        "mois": _describe(PAR_MOIS, _list_mois(tableau), SANS_SIGNATURE, PARTS_DE_MOIS, periodes=True),
    }
    return compile_pdf(GABARIT, donnees, jour)


def _write_campagne(campagne: Campagne) -> str:
    """Write the campaign in one line, with its deliberation if it has one."""
    numero = f"délibération n°\xa0{campagne.deliberation_numero}" if campagne.deliberation_numero else ""
    du = f" du {format_date(campagne.deliberation_date)}" if numero and campagne.deliberation_date else ""
    return " – ".join(texte for texte in (campagne.nom, numero + du) if texte)


def _list_chiffres(tableau: TableauDeBord) -> list[tuple[str, str]]:
    retenu, disponible, signe = (format_montant(montant) for montant in (tableau.retenu, tableau.disponible, tableau.signe))
    vote, verse = (NON_SAISI if montant is None else format_montant(montant) for montant in (tableau.vote, tableau.verse))
    return [*zip(CHIFFRES, (retenu, vote, str(tableau.financees), disponible, signe, verse), strict=True)]


def _list_operations(tableau: TableauDeBord) -> Barres:
    teintes = {barre.code: teinte for barre, teinte in zip(tableau.thematiques, TEINTES, strict=False)}
    nommees = tableau.operations[:OPERATIONS_NOMMEES]
    return [
        *((f"{barre.code} {barre.libelle}", [(barre.montant, teintes.get(barre.groupe, A_PART))]) for barre in nommees),
        (tableau.autres_operations.libelle, [(tableau.autres_operations.montant, A_PART)]),
    ]


def _list_thematiques(tableau: TableauDeBord) -> Barres:
    return [
        *(
            (f"{barre.code} {barre.libelle}, {compute_part(barre.montant, tableau.retenu)}\xa0%", [(barre.montant, teinte)])
            for barre, teinte in zip(tableau.thematiques, TEINTES, strict=False)
        ),
        (tableau.autres_thematiques.libelle, [(tableau.autres_thematiques.montant, A_PART)]),
    ]


def _list_territoires(tableau: TableauDeBord) -> Barres:
    return [
        *((barre.libelle, [(barre.montant, BLEU)]) for barre in tableau.territoires[:TERRITOIRES_NOMMES]),
        *((barre.libelle, [(barre.montant, A_PART)]) for barre in (tableau.reunis, tableau.sans_territoire)),
    ]


def _write_structures(tableau: TableauDeBord) -> str:
    part = compute_part(tableau.retenu - tableau.autres_structures.montant, tableau.retenu)
    return f"{PREMIERES_STRUCTURES}\xa0: {part}{PART_DU_RETENU}" if tableau.retenu else PREMIERES_STRUCTURES


def _list_credits(tableau: TableauDeBord) -> Barres:
    teintes = (A_PART, BLEU, PALE, ROUGE)
    barres = (*tableau.credits[:CREDITS_NOMMES], tableau.autres_credits)
    return [(f"{barre.code} {barre.libelle}".strip(), [*zip(barre.parts, teintes, strict=True)]) for barre in barres]


def _list_exercices(tableau: TableauDeBord) -> Barres:
    reste = tableau.non_reparti
    return [*((barre.libelle, [(barre.montant, BLEU)]) for barre in tableau.exercices), (reste.libelle, [(reste.montant, A_PART)])]


def _list_mois(tableau: TableauDeBord) -> Barres:
    return [(barre.libelle, [(barre.avance, BLEU), (barre.ensuite, PALE)]) for barre in tableau.mois]


def _describe(titre: str, barres: Barres, excuse: str = "", parts: Sequence[str] = (), *, periodes: bool = False) -> dict[str, Any]:
    """Return a chart: bars that are nothing are left out, unless they are those of periods; ``parts`` name the pieces of each."""
    remplies = [(nom, troncons) for nom, troncons in barres if any(montant for montant, _teinte in troncons)]
    visibles = barres if periodes and remplies else remplies
    echelle = max((_sum(troncons) for _nom, troncons in visibles), default=ZERO)
    excuse = excuse or titre + RIEN_ENCORE
    dits = "\xa0; ".join(f"{nom}, {_write_troncons(troncons, parts)}" for nom, troncons in visibles)
    return {
        "titre": titre if visibles else excuse,
        "alt": f"{titre}, en euros\xa0: {dits}." if visibles else excuse,
        "parts": [*zip(parts, [teinte for _montant, teinte in visibles[0][1]], strict=True)] if visibles and parts else [],
        "barres": [
            {
                "nom": nom,
                "montant": format_montant(_sum(troncons)),
                "detail": _write_troncons(troncons, parts) if parts else "",
                "part": _divide(_sum(troncons), echelle),
                "a_part": len(troncons) == 1 and troncons[0][1] == A_PART,
                "troncons": [{"part": _divide(montant, _sum(troncons)), "teinte": teinte} for montant, teinte in troncons],
            }
            for nom, troncons in visibles
        ],
    }


def _write_troncons(troncons: Sequence[Troncon], parts: Sequence[str]) -> str:
    """Write the amounts of a bar, each with its name where it has several."""
    if not parts:
        return format_montant(_sum(troncons))
    nommes = zip(parts, (montant for montant, _teinte in troncons), strict=True)
    return ", ".join(f"{part.lower()} {format_montant(montant)}" for part, montant in nommes if montant)


def _sum(troncons: Iterable[Troncon]) -> Decimal:
    return sum((montant for montant, _teinte in troncons), ZERO)


def _divide(montant: Decimal, total: Decimal) -> float:
    """Return the length of a bar as a share of the room it has; nothing is drawn of what is below zero."""
    return max(0.0, float(montant / total)) if total else 0.0
