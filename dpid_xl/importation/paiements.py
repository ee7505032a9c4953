"""A list of what was paid, whatever program wrote it: a text, a workbook of any age, its columns known by the names that people give them.

No official format is supposed. What cannot be read of a row is said with its cell; a column that is not known is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from dpid_xl.calcul.rapprochement import Paiement
from dpid_xl.cellules import ANNEES, Cellule, is_vide, read_nombre, write_cellule
from dpid_xl.importation import valeurs
from dpid_xl.importation.entetes import RANGS_FOUILLES
from dpid_xl.importation.refus import SourceIllisible
from dpid_xl.importation.source import Grille, load_source
from dpid_xl.noms import simplify_nom
from dpid_xl.refus import Refus
from dpid_xl.reperes import get_column_letter
from dpid_xl.strict import load_toml, read_tables

CLES = frozenset({"siret", "structure", "convention"})  # whose payment it is
_SANS_TABLEAU = (
    "Aucune liste de paiements n'est reconnue dans « {nom} » : une rangée d'en-têtes doit nommer un montant, et la structure, "
    "son SIRET ou le n° de convention."
)
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Liste:
    """What was read of a file: the payments, what each column was taken for, and the cells that could not be read."""

    nom: str
    paiements: tuple[Paiement, ...]
    colonnes: tuple[tuple[str, str], ...]
    refus: tuple[str, ...]


def read_paiements(chemin: Path, feuille: str = "", encodage: str = "") -> Liste:
    """Read a list of payments; raises SourceIllisible, ClasseurIllisible."""
    source = load_source(chemin, encodage)
    grilles = [grille for grille in source.grilles if not feuille or simplify_nom(grille.feuille) == simplify_nom(feuille)]
    listes = [liste for grille in grilles if (liste := _read_grille(chemin.name, grille))]
    if not listes:
        raise SourceIllisible(_SANS_TABLEAU.format(nom=chemin.name))
    return Liste(
        chemin.name,
        tuple(paiement for liste in listes for paiement in liste.paiements),
        tuple(dict.fromkeys(colonne for liste in listes for colonne in liste.colonnes)),
        tuple(refus for liste in listes for refus in liste.refus),
    )


def _read_grille(nom: str, grille: Grille) -> Liste | None:
    for rang in grille.rangs[:RANGS_FOUILLES]:
        textes = {colonne: " ".join(write_cellule(valeur).split()) for colonne, valeur in grille.cellules[rang].items()}
        colonnes = _match(textes)
        if "montant" in colonnes and CLES & colonnes.keys():
            refus: list[str] = []
            paiements = tuple(_list_paiements(grille, rang, colonnes, refus))
            return Liste(nom, paiements, tuple((champ, textes[numero]) for champ, numero in colonnes.items()), tuple(refus))
    return None


def _match(textes: Mapping[int, str]) -> Mapping[str, int]:
    """Return the column of each field; of several that say it, the one whose name comes first in the data."""
    trouvees: dict[str, tuple[int, int]] = {}
    for numero, texte in sorted(textes.items()):
        champ, ordre = _load_noms().get(simplify_nom(texte), ("", 0))
        if champ and ordre < trouvees.get(champ, (len(_load_noms()), 0))[0]:
            trouvees[champ] = (ordre, numero)
    return {champ: numero for champ, (_ordre, numero) in trouvees.items()}


def _list_paiements(grille: Grille, entetes: int, colonnes: Mapping[str, int], refus: list[str]) -> Iterator[Paiement]:
    for rang in grille.rangs:
        if rang <= entetes:
            continue
        bruts = {champ: grille.get(rang, numero) for champ, numero in colonnes.items()}
        pleins = {champ: brut for champ, brut in bruts.items() if not is_vide(brut)}
        if "montant" not in pleins or _is_total(grille, rang, pleins):
            continue
        lus: dict[str, Any] = {}
        for champ, brut in pleins.items():
            try:
                lus[champ] = _LECTEURS.get(champ, _read_texte)(brut)
            except Refus as erreur:
                place = f"{grille.feuille}!{get_column_letter(colonnes[champ])}{rang}".removeprefix("!")
                refus.append(f"{place} : « {write_cellule(brut)} » – {erreur}")
        if lus.get("montant"):
            yield replace(Paiement(place=f"{grille.feuille}!{rang}".removeprefix("!"), montant=lus.pop("montant")), **lus)


def _is_total(grille: Grille, rang: int, pleins: Mapping[str, Cellule]) -> bool:
    """Tell whether a row adds the others up: it names nobody, or says « total »."""
    textes = [write_cellule(valeur) for valeur in grille.cellules[rang].values() if isinstance(valeur, str)]
    return "siret" not in pleins and any(texte.casefold().lstrip().startswith(_TOTAL) for texte in textes)


def _read_texte(cellule: Cellule) -> str:
    return str(valeurs.read_texte(cellule).valeur)


def _read_annee(cellule: Cellule) -> int:
    annee = int(read_nombre(cellule))
    if annee not in ANNEES:
        raise SourceIllisible("ce n'est pas un exercice")
    return annee


_LECTEURS: Mapping[str, Any] = {
    "montant": lambda cellule: valeurs.read_montant(cellule).valeur,
    "jour": lambda cellule: valeurs.read_date(cellule).valeur,
    "siret": lambda cellule: valeurs.read_siret(cellule).valeur,
    "exercice": _read_annee,
}


@cache
def _load_noms() -> Mapping[str, tuple[str, int]]:
    """Return the field of each name of a column, and its rank among all names."""
    contenu = load_toml(resources.files(__package__) / "paiements.toml")
    tables: Sequence[Mapping[str, Any]] = read_tables(contenu, "colonne", "paiements.toml")
    paires = [(simplify_nom(nom), table["champ"]) for table in tables for nom in table["noms"]]
    return {nom: (champ, ordre) for ordre, (nom, champ) in enumerate(paires)}
