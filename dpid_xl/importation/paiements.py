"""A list of what was paid, whatever program wrote it: a text, a workbook of any age, its columns known by the names that people give them.

No official format is supposed. What cannot be read of a row is said with its cell, rows that are left aside are told; a column that is
not known is left. A titre de recettes is paid back: its amount, written above zero, counts below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from dpid_xl.calcul.paiements import Paiement
from dpid_xl.cellules import ANNEES, Cellule, is_vide, read_annee, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.francais import write_quantite
from dpid_xl.importation import valeurs
from dpid_xl.importation.entetes import RANGS_FOUILLES
from dpid_xl.importation.refus import SourceIllisible
from dpid_xl.importation.source import Grille, load_source
from dpid_xl.noms import fold_nom, simplify_nom
from dpid_xl.refus import Refus
from dpid_xl.reperes import get_column_letter
from dpid_xl.strict import load_toml, read_tables

CLES = frozenset({"siret", "structure", "convention", "debiteur"})  # whose payment it is
_SANS_TABLEAU = (
    "Aucune liste de paiements n'est reconnue dans « {nom} » : une rangée d'en-têtes doit nommer un montant, et la structure, "
    "son SIRET ou le n° de convention."
)
_SANS_PAIEMENT = "« {nom} » a les en-têtes d'une liste de paiements, et aucun paiement."
_TOTAL = re.compile(r"(sous[- ]?|montant )?tota(l|ux)\b.*")
_DITS = frozenset({"mandat", "titre", "jour", "engagement", "operation", "convention"})  # what a payment has, and a total has not
_NUMERO_DE_TITRE = re.compile(r"(n\W*)?[a-z]{0,4}[-_/. ]?\d[\d/_.-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Liste:
    """What was read of a file: the payments, what each column was taken for, the cells that could not be read, and what is to be known."""

    nom: str
    paiements: tuple[Paiement, ...]
    colonnes: tuple[tuple[str, str], ...]
    refus: tuple[str, ...]
    remarques: tuple[str, ...] = ()


@dataclass(slots=True)
class _Suivi:
    """What is told of a sheet as its rows are read."""

    grille: Grille
    refus: list[str] = field(default_factory=list)
    totaux: list[int] = field(default_factory=list)
    sans_montant: list[int] = field(default_factory=list)

    def write_place(self, rang: int, colonne: int = 0) -> str:
        """Return where something stands: the sheet, and the cell or the row."""
        return f"{self.grille.feuille}!{get_column_letter(colonne) if colonne else ''}{rang}".removeprefix("!")

    def list_remarques(self) -> Iterator[str]:
        """Yield one sentence for each kind of rows that are left aside, and for a hidden sheet."""
        ou = f" de « {self.grille.feuille} »" if self.grille.feuille else ""
        if self.grille.masquee:
            yield f"Feuille « {self.grille.feuille} » masquée, lue comme les autres."
        for rangs, quoi in ((self.totaux, "total"), (self.sans_montant, "sans montant")):
            if rangs:
                yield f"{write_quantite(len(rangs), 'rangée', 'mise')} de côté{ou} ({quoi}) : {', '.join(map(str, rangs))}."


def read_paiements(chemin: Path, feuille: str = "", encodage: str = "") -> Liste:
    """Read a list of payments; raises SourceIllisible, ClasseurIllisible."""
    source = load_source(chemin, encodage)
    grilles = [grille for grille in source.grilles if not feuille or simplify_nom(grille.feuille) == simplify_nom(feuille)]
    listes = [liste for grille in grilles if (liste := _read_grille(chemin.name, grille))]
    if not listes:
        raise SourceIllisible(_SANS_TABLEAU.format(nom=chemin.name))
    if not any(liste.paiements or liste.refus for liste in listes):
        raise SourceIllisible(_SANS_PAIEMENT.format(nom=chemin.name))
    return Liste(
        chemin.name,
        tuple(paiement for liste in listes for paiement in liste.paiements),
        tuple(dict.fromkeys(colonne for liste in listes for colonne in liste.colonnes)),
        tuple(refus for liste in listes for refus in liste.refus),
        tuple(remarque for liste in listes for remarque in liste.remarques),
    )


def _read_grille(nom: str, grille: Grille) -> Liste | None:
    for rang in grille.rangs[:RANGS_FOUILLES]:
        textes = {colonne: " ".join(write_cellule(valeur).split()) for colonne, valeur in grille.cellules[rang].items()}
        colonnes = _match(textes)
        if "montant" in colonnes and CLES & colonnes.keys():
            suivi = _Suivi(grille)
            paiements = tuple(_list_paiements(rang, colonnes, suivi))
            entetes = tuple((champ, textes[numero]) for champ, numero in colonnes.items())
            return Liste(nom, paiements, entetes, tuple(suivi.refus), tuple(suivi.list_remarques()))
    return None


def _match(textes: Mapping[int, str]) -> Mapping[str, int]:
    """Return the column of each field; of several that say it, the one whose name comes first in the data."""
    trouvees: dict[str, tuple[int, int]] = {}
    for numero, texte in sorted(textes.items()):
        champ, ordre = _load_noms().get(simplify_nom(texte), ("", 0))
        if champ and ordre < trouvees.get(champ, (len(_load_noms()), 0))[0]:
            trouvees[champ] = (ordre, numero)
    return {champ: numero for champ, (_ordre, numero) in trouvees.items()}


def _list_paiements(entetes: int, colonnes: Mapping[str, int], suivi: _Suivi) -> Iterator[Paiement]:
    for rang in suivi.grille.rangs:
        bruts = {champ: suivi.grille.get(rang, numero) for champ, numero in colonnes.items()}
        pleins = {champ: brut for champ, brut in bruts.items() if not is_vide(brut)}
        if rang <= entetes or not pleins:
            continue
        if _is_total(suivi.grille, rang, pleins):
            suivi.totaux.append(rang)
        elif paiement := _read_rangee(rang, pleins, colonnes, suivi):
            yield paiement


def _read_rangee(rang: int, pleins: Mapping[str, Cellule], colonnes: Mapping[str, int], suivi: _Suivi) -> Paiement | None:
    """Return the payment of a row; None, and why is told, if its amount or its way is not known."""
    lus: dict[str, Any] = {}
    for champ, brut in pleins.items():
        try:
            lus[champ] = _LECTEURS.get(champ, _read_texte)(brut)
        except Refus as erreur:
            suivi.refus.append(f"{suivi.write_place(rang, colonnes[champ])} : « {write_cellule(brut)} » – {erreur}")
    if (pleins.keys() - lus.keys()) & {"montant", "titre"}:
        return None
    if not lus.get("montant"):
        suivi.sans_montant.append(rang)
        return None
    try:
        return Paiement(place=suivi.write_place(rang), **_orient(lus))
    except SourceIllisible as erreur:
        suivi.refus.append(f"{suivi.write_place(rang)} : {erreur}")
        return None


def _orient(lus: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a row says of its payment, below zero for a titre de recettes; raises SourceIllisible if it says both."""
    dit = {champ: valeur for champ, valeur in lus.items() if champ not in ("titre", "debiteur")}
    titre, debiteur = lus.get("titre", ""), lus.get("debiteur", "")
    if not (titre or debiteur):
        return dit
    if (titre and dit.get("mandat")) or (debiteur and dit.get("structure")):
        raise SourceIllisible("la rangée dit à la fois un paiement et un titre de recettes")
    if dit["montant"] < 0:
        raise SourceIllisible("un titre de recettes se lit en positif ; celui-ci est négatif, à voir")
    qui = {"structure": debiteur} if debiteur else {}
    return dit | qui | {"montant": -dit["montant"], "mandat": titre or dit.get("mandat", "")}


def _is_total(grille: Grille, rang: int, pleins: Mapping[str, Cellule]) -> bool:
    """Tell whether a row adds the others up: it says so where a name would stand, and nothing that a payment has."""
    if _DITS & pleins.keys():
        return False
    nom = pleins.get("structure", pleins.get("debiteur"))
    textes = [nom] if nom is not None else [] if "siret" in pleins else grille.cellules[rang].values()
    return any(_TOTAL.fullmatch(fold_nom(texte)) for texte in textes if isinstance(texte, str))


def _read_texte(cellule: Cellule) -> str:
    return str(valeurs.read_texte(cellule).valeur)


def _read_jour(cellule: Cellule) -> Any:
    jour = valeurs.read_date(cellule).valeur
    if jour.year not in ANNEES:
        raise SourceIllisible(f"l'année attendue va de {ANNEES[0]} à {ANNEES[-1]}")
    return jour


def _read_titre(cellule: Cellule) -> str:
    texte = _read_texte(cellule)
    if not _NUMERO_DE_TITRE.fullmatch(texte):
        raise SourceIllisible("ce n'est pas le numéro d'un titre de recettes")
    return texte


_LECTEURS: Mapping[str, Any] = {
    "montant": lambda cellule: valeurs.read_montant(cellule).valeur,
    "jour": _read_jour,
    "siret": lambda cellule: valeurs.read_siret(cellule).valeur,
    "exercice": read_annee,
    "titre": _read_titre,
}


@cache
def _load_noms() -> Mapping[str, tuple[str, int]]:
    """Return the field of each name of a column, and its rank among all names."""
    contenu = load_toml(resources.files(__package__) / "paiements.toml")
    tables: Sequence[Mapping[str, Any]] = read_tables(contenu, "colonne", "paiements.toml")
    paires = [(simplify_nom(nom), table["champ"]) for table in tables for nom in table["noms"]]
    return {nom: (champ, ordre) for ordre, (nom, champ) in enumerate(paires)}
