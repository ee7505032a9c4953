"""The sheet « Avenants »: what changes after the vote, row by row, with what was voted and what was there before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import find_jour, list_decides, make_en_cours
from dpid_xl.calcul.designation import find_lignes
from dpid_xl.calcul.suivi import list_rangs_signes
from dpid_xl.cellules import JOUR_ZERO
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_rangee, sum_champ
from dpid_xl.classeurs.gabarit.suivi import make_suivi
from dpid_xl.classeurs.gabarit.tables import fill_totaux_en_tete, write_table
from dpid_xl.modele import Dossier, Effet, Ligne, LigneAvenant
from dpid_xl.montants import ZERO
from dpid_xl.schema import AVENANTS

# What is counted of each figure: the column that counts it, what was voted of it, its field.
COMPTES = {
    "montant_compte": ("montant", "montant_vote"),
    "quantite_comptee": ("quantite", "quantite_votee"),
    "simple_comptee": ("quantite_simple", "quantite_simple_votee"),
    "debut_compte": ("debut", "debut_vote"),
    "fin_comptee": ("fin", "fin_votee"),
}
# Likewise once it is signed.
SIGNES = {"montant_signe": "montant_compte", "quantite_signee": "quantite_comptee", "simple_signee": "simple_comptee"}
_NULS = (*COMPTES, *SIGNES, "signe_au_suivi")
_VIDE: Rangee = {colonne.champ: 0.0 if colonne.champ in _NULS else "" for colonne in AVENANTS.colonnes}  # of an empty row


def fill_avenants(atelier: Atelier) -> None:
    """Write the rows; what the other sheets count of them is read on screen."""
    atelier.write_bandeau("Avenants", len(AVENANTS.colonnes) - 1)
    rangees = make_avenants(atelier.dossier)
    write_table(atelier, AVENANTS, rangees or [_VIDE], figer=3, imprimer="decide_le")
    fill_totaux_en_tete(atelier, AVENANTS, {"ecart": sum_champ(rangees, "ecart")})
    fill_totaux_en_tete(atelier, AVENANTS, {"montant_compte": sum_champ(rangees, "montant_compte")}, "")


def make_avenants(dossier: Dossier) -> list[Rangee]:
    """Return the rows of the table, with what its formulas give."""
    en_cours, ajouts = make_en_cours(dossier), [rangee for rangee in list_decides(dossier) if rangee.effet is Effet.AJOUTE]
    rangs = {id(ligne): rang for rang, ligne in enumerate(en_cours.lignes, 1)}
    numeros = {id(rangee): rang for rang, rangee in enumerate(ajouts, 1)}
    designees = {id(rangee): find_lignes(en_cours, rangee) for rangee in dossier.avenants}
    territoires = dict(enumerate((ligne.territoire for ligne in en_cours.lignes), 1))
    trouvees = {cle: rangs[id(lignes[0])] if len(lignes) == 1 else None for cle, lignes in designees.items()}
    lignes = {id(r): _find_ligne(dossier, r, trouvees[id(r)], numeros.get(id(r))) for r in dossier.avenants}
    jours = {id(rangee): find_jour(dossier, rangee) for rangee in dossier.avenants}
    rangs_signes = list_rangs_signes(dossier)
    signes = {id(r) for r in dossier.avenants if jours[id(r)] and (dossier.name_structure(r.structure), r.rang) in rangs_signes}
    dits = _list_dits(dossier)
    soeurs: dict[int, list[LigneAvenant]] = {}
    for rangee in dossier.avenants:
        if ligne := lignes[id(rangee)]:
            soeurs.setdefault(ligne, []).append(rangee)
    decides = {cle for cle, jour in jours.items() if jour}
    return [
        {
            **make_rangee(AVENANTS, rangee),
            "decide_le": jours[id(rangee)] or "",
            "signe_au_suivi": _count_dits(dossier, rangee, dits),
            "signe": 1.0 if id(rangee) in signes else "",
            "lignes": float(len(designees[id(rangee)])) if rangee.structure else "",
            "trouvee": _to_valeur(trouvees[id(rangee)]),
            "ajout": _to_valeur(numeros.get(id(rangee))),
            "ligne": _to_valeur(ligne := lignes[id(rangee)]),
            "territoire_compte": territoires.get(ligne or 0, ""),
            **_make_ecarts(dossier, rangee, ligne, soeurs.get(ligne or 0, []), (decides, signes)),
        }
        for rangee in dossier.avenants
    ]


def _find_ligne(dossier: Dossier, rangee: LigneAvenant, trouvee: int | None, ajout: int | None) -> int | None:
    if rangee.effet is Effet.MODIFIE:
        return trouvee
    return len(dossier.lignes) + ajout if ajout else None


def _list_dits(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the structure of each row of Suivi on a convention of the campaign, case aside, and the avenants that it tells signed."""
    rangees = make_suivi(dossier) if dossier.avenants else []
    return [(str(rangee["structure"]).casefold(), str(rangee["avenants_lus"])) for rangee in rangees if not rangee["avenant_a"]]


def _count_dits(dossier: Dossier, rangee: LigneAvenant, dits: Iterable[tuple[str, str]]) -> float:
    """Return how many times Suivi tells an avenant signed: rows that name it, and rows that date it."""
    nom = dossier.name_structure(rangee.structure).casefold()
    cherches = (f"|n°{rangee.rang}|", f"|n°{rangee.rang}du")
    return float(sum(cherche in lus for structure, lus in dits if structure == nom for cherche in cherches))


def _make_ecarts(
    dossier: Dossier, rangee: LigneAvenant, rang: int | None, soeurs: list[LigneAvenant], etats: tuple[set[int], set[int]]
) -> dict[str, Valeur]:
    """Return what the row changes of its line: ``soeurs`` are all the rows of that line, ``etats`` those that are decided, and signed."""
    if rang is None:
        vides: dict[str, Valeur] = dict.fromkeys(("montant_avant", "ecart", "precedent", *(vote for _, vote in COMPTES.values())), "")
        return vides | dict.fromkeys((*COMPTES, *SIGNES), 0.0)
    votee = dossier.lignes[rang - 1] if rang <= len(dossier.lignes) else None
    votes = {vote: _read_vote(votee, champ) for champ, vote in COMPTES.values()}
    precedentes = [autre for autre in soeurs if (autre.rang or 0) < (rangee.rang or 0) and autre.montant is not None]
    precedente = max(precedentes, key=lambda autre: autre.rang or 0, default=None)
    avant = (precedente.montant if precedente else votee and votee.montant) or ZERO
    return {
        **votes,
        "precedent": float(precedente.rang or 0) if precedente else 0.0,
        "montant_avant": float(avant),
        "ecart": "" if rangee.montant is None else float(rangee.montant - avant),
        **{compte: _count(rangee, champ, votes[vote], soeurs, etats[0]) for compte, (champ, vote) in COMPTES.items()},
        **{signe: _count(rangee, COMPTES[c][0], votes[COMPTES[c][1]], soeurs, etats[1]) for signe, c in SIGNES.items()},
    }


def _read_vote(votee: Ligne | None, champ: str) -> Valeur:
    """Return what a line was voted with: of one that an avenant adds, zero, and no day."""
    valeur = getattr(votee, champ, None)
    return valeur or "" if champ in ("debut", "fin") else float(valeur or ZERO)


def _count(rangee: LigneAvenant, champ: str, vote: Valeur, soeurs: list[LigneAvenant], comptees: set[int]) -> float:
    """Return what is counted of a figure: nothing of an avenant that is not among those that count, or that a later one replaces."""
    valeur = getattr(rangee, champ)
    suivantes = (autre for autre in soeurs if (autre.rang or 0) > (rangee.rang or 0) and getattr(autre, champ) is not None)
    if valeur is None or id(rangee) not in comptees or any(id(autre) in comptees for autre in suivantes):
        return 0.0
    return float(_to_serie(valeur) - _to_serie(vote))


def _to_serie(valeur: Decimal | date | Valeur) -> Decimal:
    """Return a figure, or a day as the sheet counts it; nothing is zero."""
    return Decimal((valeur - JOUR_ZERO).days) if isinstance(valeur, date) else Decimal(str(valeur or 0))


def _to_valeur(rang: int | None) -> Valeur:
    return "" if rang is None else float(rang)
