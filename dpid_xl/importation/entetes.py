"""What the headers of a table say: which of our columns each one fills, where the headers stand, over one line or two.

>>> find_colonne("Montant voté (€)").champ, find_colonne("Nom de l'organisme\\nbénéficiaire").champ, find_colonne("Colonne1")
('montant', 'structure', None)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.importation.source import Grille
from dpid_xl.noms import simplify_nom, split_mots
from dpid_xl.schema import ANNEXE5, STRUCTURES, Table
from dpid_xl.strict import load_toml, read_tables

LIGNE, STRUCTURE, CAMPAGNE, CALCULEE = "ligne", "structure", "campagne", "calculée"
RANGS_FOUILLES = 300  # above a table, what no table has more of
COLONNES_MINIMUM = 2
SUITE_MINIMUM = 3  # columns that a second table of a sheet must name
_PARENTHESES = re.compile(r"\([^()]*\)")
_DECORS = re.compile(r"(?:en euros|en €|€|\bttc\b)", re.IGNORECASE)
_CHIFFRES = re.compile(r"[+-]?\d[\d\s.,:/%€'_E+-]*", re.ASCII)  # a text file has only texts: a number or a date makes a row of data
# An amount of another kind is never taken for the one that was granted.
_AUTRES_MONTANTS = (
    *("demand", "sollicit", "reste", "restant", "avance", "acompte", "solde", "precedent", "budget", "cout", "refus", "hors"),
    *("tarif", "unitaire", "prix", "plafond", "capital", "chiffre", "depense", "recette", "charge", "valorisation", "disponible"),
)
_EN_EUROS = re.compile(r"€|\beuros?\b", re.IGNORECASE)
# « Ville du bénéficiaire » is not its name.
_AUTRES_CHOSES = frozenset(
    {"ville", "commune", "code", "telephone", "tel", "mail", "courriel", "email", "type", "nombre", "nb", "taux", "pays"}
)
_MILLIERS = re.compile(r"\bk\s*(?:€|euros?\b|eur\b)|\bmilliers?\b", re.IGNORECASE)
_MILLIONS = re.compile(r"\bm\s*(?:€|euros\b)|\bmillions?\b", re.IGNORECASE)
_CLES = frozenset({"structure", "montant", "siret"})


@dataclass(frozen=True, slots=True)
class Colonne:
    """What a column of a source may be: ``champ`` is empty for one that is known and not taken; ``devinee``: to be checked."""

    champ: str
    entete: str
    pour: str
    devinee: bool = False


@dataclass(frozen=True, slots=True)
class Entetes:
    """The headers of a table: its sheet, its first and last rows, and by column number the text and the meaning of each."""

    feuille: str
    haut: int
    bas: int
    textes: Mapping[int, str]
    colonnes: Mapping[int, Colonne]

    @property
    def champs(self) -> Mapping[str, int]:
        """Column numbers by what they fill."""
        return {colonne.champ: numero for numero, colonne in reversed(list(self.colonnes.items())) if colonne.champ}

    @property
    def de_lignes(self) -> bool:
        """Tell whether the table gives money; else it is a register."""
        return "montant" in self.champs

    @property
    def facteur(self) -> int:
        """How many euros make one of what amounts are counted in: « en k€ » is 1 000."""
        texte = self.textes.get(self.champs.get("montant", 0), "")
        return 1000 if _MILLIERS.search(texte) else 1_000_000 if _MILLIONS.search(texte) else 1


def list_entetes_connus() -> Sequence[str]:
    """Return the columns that a header may be said to be."""
    return tuple(dict.fromkeys(colonne.entete for colonne in _load_colonnes()[1].values()))


@cache
def load_choix_des_demandes() -> Mapping[str, str]:
    """Return what some headers say in a list of demands, as an officer would choose it: simplified header, one of our headers."""
    return {simplify_nom(nom): table["entete"] for table in _load_tables() for nom in table.get("demande", ())}


def find_colonne(texte: str, choix: Mapping[str, str] | None = None) -> Colonne | None:
    """Return what a header says; None when nothing is known of it. ``choix`` is what an officer said of some headers."""
    noms, par_entete = _load_colonnes()
    voulu = (choix or {}).get(simplify_nom(texte))
    if voulu is not None:
        return par_entete.get(simplify_nom(voulu), Colonne("", "", ""))
    if exacte := noms.get(simplify_nom(texte)):
        return exacte
    ecritures = (_DECORS.sub(" ", _PARENTHESES.sub(" ", texte)), _DECORS.sub(" ", texte))
    trouve = next((noms[cle] for ecriture in ecritures if (cle := simplify_nom(ecriture)) in noms), None) or _find_par_mots(texte)
    if trouve is None and _EN_EUROS.search(texte):
        trouve = replace(par_entete[simplify_nom(ANNEXE5.entete("montant"))], devinee=True)
    autre = trouve and trouve.champ == "montant" and any(mot.startswith(_AUTRES_MONTANTS) for mot in split_mots(texte))
    return Colonne("", "", "") if autre else trouve


def find_entetes(grille: Grille, depuis: int = 1, choix: Mapping[str, str] | None = None) -> Entetes | None:
    """Return the first headers of a sheet from a row on; None when there is no table."""
    rangs = [rang for rang in grille.rangs if rang >= depuis][:RANGS_FOUILLES]
    for rang in rangs:
        trouves = read_entetes(grille, rang, choix)
        if trouves:
            return trouves
    return None


def read_entetes(grille: Grille, rang: int, choix: Mapping[str, str] | None = None) -> Entetes | None:
    """Return the headers that stand on a row, or on it and the next one; None when it holds none."""
    seule = _match(grille, rang, rang, choix)
    double = _match(grille, rang, rang + 1, choix) if _is_textuelle(grille, rang + 1, choix) else None
    if (
        double
        and (seule is None or _count(double) > _count(seule) or _is_precisee(grille, seule))
        and not _is_seconde(grille, rang, double, choix)
    ):
        return double
    return seule


def is_repetition(grille: Grille, rang: int, entetes: Entetes) -> bool:
    """Tell whether a row holds the headers again, as each page of a printed table does."""
    cellules = grille.cellules[rang]
    memes = sum(
        simplify_nom(write_cellule(valeur)) == simplify_nom(entetes.textes.get(colonne, "")) for colonne, valeur in cellules.items()
    )
    return memes >= COLONNES_MINIMUM and memes * 2 > len(cellules)


def is_autre_table(entetes: Entetes) -> bool:
    """Tell whether headers met in the midst of a table are those of another one."""
    return len(entetes.champs) >= SUITE_MINIMUM


def _match(grille: Grille, haut: int, bas: int, choix: Mapping[str, str] | None) -> Entetes | None:
    if not _is_textuelle(grille, haut, choix):
        return None
    textes = dict(_write_textes(grille, haut, bas))
    if choix and len(textes) == 1:
        return None
    colonnes = {}
    for numero, ecritures in textes.items():
        trouve = next((colonne for texte in ecritures if (colonne := find_colonne(texte, choix))), None)
        if trouve:
            colonnes[numero] = trouve
    champs = {colonne.champ for colonne in colonnes.values() if colonne.champ}
    if len(champs) < COLONNES_MINIMUM or not champs & _CLES or not champs - {"siret", "rna"}:
        return None
    return Entetes(grille.feuille, haut, bas, {numero: ecritures[0] for numero, ecritures in textes.items()}, colonnes)


def _count(entetes: Entetes) -> int:
    return len({colonne.champ for colonne in entetes.colonnes.values() if colonne.champ})


def _is_precisee(grille: Grille, seule: Entetes) -> bool:
    """Tell whether the row under headers says more of some of them (« Montant » over « demandé » and « retenu »), and is no line."""
    dessous = grille.cellules.get(seule.bas + 1, {}).keys()
    cles = {seule.champs[champ] for champ in ("structure", "siret") if champ in seule.champs}
    return bool(dessous - seule.textes.keys()) and not dessous & cles and len(dessous) >= COLONNES_MINIMUM


def _is_seconde(grille: Grille, rang: int, double: Entetes, choix: Mapping[str, str] | None) -> bool:
    """Tell whether the second row says as much alone: what stands above is then only a title."""
    seconde = _match(grille, rang + 1, rang + 1, choix)
    return seconde is not None and _count(seconde) >= _count(double)


def _write_textes(grille: Grille, haut: int, bas: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield, by column, the ways in which its header can be written: over two rows together first, then the lower, the upper."""
    dessus = {colonne: " ".join(write_cellule(valeur).split()) for colonne, valeur in grille.cellules.get(haut, {}).items()}
    if haut == bas:
        yield from ((colonne, (texte,)) for colonne, texte in sorted(dessus.items()))
        return
    for fusion_haut, gauche, _, droite in grille.fusions:
        if fusion_haut == haut and gauche in dessus:
            dessus |= {colonne: dessus.get(colonne, dessus[gauche]) for colonne in range(gauche, min(droite, gauche + 100) + 1)}
    dessous = {colonne: " ".join(write_cellule(valeur).split()) for colonne, valeur in grille.cellules.get(bas, {}).items()}
    for colonne in sorted(dessous.keys() - dessus.keys()):  # a heading that is written once over its columns
        if colonne - 1 in dessus and colonne - 1 in dessous:
            dessus[colonne] = dessus[colonne - 1]
    for colonne in sorted(dessus.keys() | dessous.keys()):
        paire = [texte for texte in (dessus.get(colonne, ""), dessous.get(colonne, "")) if texte]
        yield colonne, tuple(dict.fromkeys((" ".join(paire), *reversed(paire))))


def _is_textuelle(grille: Grille, rang: int, choix: Mapping[str, str] | None) -> bool:
    """Tell whether a row holds words only, or a header that the officer named (« 2022 »)."""
    valeurs: Sequence[Cellule] = list(grille.cellules.get(rang, {}).values())
    if choix and any(simplify_nom(write_cellule(valeur)) in choix for valeur in valeurs):
        return True
    return bool(valeurs) and not any(
        isinstance(valeur, (int, float, date)) or _CHIFFRES.fullmatch(str(valeur).strip()) for valeur in valeurs
    )


def _find_par_mots(texte: str) -> Colonne | None:
    """Return the only column one of whose words a header holds: it is guessed. Two dates, two sums make no single reading."""
    mots = split_mots(_PARENTHESES.sub(" ", texte))
    if mots and mots[0] in _AUTRES_CHOSES:
        return None
    trouvees = {colonne.champ: colonne for mot, colonne in _load_mots().items() if mot in mots}
    if len(trouvees) > 1 and mots[0] != "montant":  # « objet de la subvention » is no amount
        trouvees.pop("montant", None)
    return next(iter(trouvees.values())) if len(trouvees) == 1 else None


@cache
def _load_mots() -> Mapping[str, Colonne]:
    return {
        mot: Colonne(table["champ"], table["entete"], table["pour"], devinee=True)
        for table in _load_tables()
        for ecrit in table.get("mots", ())
        for mot in split_mots(ecrit)
    }


@cache
def _load_tables() -> Sequence[dict[str, Any]]:
    return read_tables(load_toml(resources.files(__package__) / "colonnes.toml"), "colonne", "colonnes.toml")


@cache
def _load_colonnes() -> tuple[Mapping[str, Colonne], Mapping[str, Colonne]]:
    """Return the columns by every name that is given to them, simplified, and by their own header."""
    noms: dict[str, Colonne] = {}
    for table in _load_tables():
        sure = Colonne(table["champ"], table["entete"], table["pour"])
        devinee = Colonne(table["champ"], table["entete"], table["pour"], devinee=True)
        noms |= {simplify_nom(nom): sure for nom in table["noms"]} | {simplify_nom(nom): devinee for nom in table.get("devines", ())}
    for schema, pour in ((STRUCTURES, STRUCTURE), (ANNEXE5, LIGNE)):
        noms |= {cle: colonne for cle, colonne in _list_schema(schema, pour) if cle not in noms}
    par_entete = {
        simplify_nom(colonne.entete): Colonne(colonne.champ, colonne.entete, colonne.pour) for colonne in noms.values() if colonne.champ
    }
    propres = [table for table in _load_tables() if "demande" in table]
    par_entete |= {simplify_nom(table["entete"]): Colonne(table["champ"], table["entete"], table["pour"]) for table in propres}
    return noms, par_entete


def _list_schema(schema: Table, pour: str) -> Iterator[tuple[str, Colonne]]:
    for colonne in schema.colonnes:
        champ = colonne.champ if colonne.saisie else ""
        yield simplify_nom(colonne.entete), Colonne(champ, colonne.entete, pour if champ else CALCULEE)
