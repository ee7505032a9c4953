"""What a cell holds, as a value: one reading for workbooks and for the functions of cells, so that both say the same of it.

A cell is what a file or a host gives for it: a number, a text, a truth value, a day, None. A reading is tolerant where one reading
exists (spaces, €, %, dates as texts or as serial numbers, the noise of binary computation); else it raises a refusal whose text is
the reason in French, and guesses nothing. Readings take a cell that is not empty.

>>> from dpid_xl.schema import ANNEXE5
>>> read_champ("12\u202f220,00\xa0€", ANNEXE5.colonne("montant")), read_nombre(0.1 + 0.2), read_date(44743.0)
(Decimal('12220.00'), Decimal('0.3'), datetime.date(2022, 7, 1))
>>> read_nombre("1.234")
Traceback (most recent call last):
...
dpid_xl.montants.MontantIllisible: « 1.234 » peut se lire de deux façons
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from dpid_xl.bareme import Assiette, Sens
from dpid_xl.modele import Ajustement, Base, Effet, Levier, Mode, SortDemande
from dpid_xl.montants import DEVISE, MAXIMUM, MontantIllisible, parse_montant, parse_nombre, round_montant, to_decimal
from dpid_xl.noms import simplify_nom
from dpid_xl.periodes import DateIllisible, find_date, format_date, parse_date
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5, BAREME, DEMANDES, OPERATIONS, SEPARATEUR, STRUCTURES, SUIVI, Colonne, Nature, Table
from dpid_xl.signes import drop_invisibles, fold_tirets, fold_traits_d_union

C = TypeVar("C", bound=StrEnum)
Cellule = Any  # whatever a file or a host puts there; xlwings cannot convert a narrower annotation on every host

CHIFFRES_EXCEL = 15  # significant digits that Excel keeps and shows; the rest is noise of binary computation
CHIFFRES_EXACTS = 10**15  # past that a spreadsheet number has lost digits
# A sum of amounts made in binary is off by a few units of the last place, far below half a cent.
BRUIT_ABSOLU, BRUIT_RELATIF = Decimal("1e-9"), Decimal("3.6e-15")
# Two started months: days over the days of their months, so a denominator of at most 30 × 31.
DENOMINATEUR_MOIS, BRUIT_MOIS = 930, 1e-9
JOUR_ZERO = date(1899, 12, 30)  # Excel's serial 0, true from 1 March 1900 on
INSTANT_ZERO = datetime.combine(JOUR_ZERO, time())  # the same, where a cell also holds an hour
# A number is a date only if it falls in these years: 2022 or 20220701 typed as such is not one.
PREMIER_JOUR, DERNIER_JOUR = date(1990, 1, 1), date(2099, 12, 31)

_NUMERO_DE_JOUR = re.compile(r"\d{5}", re.ASCII)  # of a cell that was made a text
_BLANCS = re.compile(r"[ \t\r\n\f\v]+")  # no-break spaces are French typography: kept in sentences, not in names
_LIGNES = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
_ERREURS = re.compile(r"#(?:[A-ZÉÀ0-9/_ ]+[!?]|N/A|GETTING_DATA)|Err:\d+")
DECISION = STRUCTURES.colonne("decision_date")  # was a text, and holds words beside its date in older workbooks
ANNEES = range(2000, 2100)  # that a date or an exercice may be of
_NOM_AU_REGISTRE = STRUCTURES.colonne("nom")
CODES = frozenset((*(table.colonne("operation") for table in (ANNEXE5, BAREME, SUIVI, DEMANDES)), OPERATIONS.colonne("code")))
_GENRES: tuple[type[StrEnum], ...] = (Mode, Assiette, Sens, Effet, SortDemande, Base, Ajustement, Levier)
_CHOIX: Mapping[object, type[StrEnum]] = {tuple(genre): genre for genre in _GENRES}
_VIDES: Mapping[Nature, object] = {
    Nature.TEXTE: "",
    Nature.IDENTIFIANT: "",
    Nature.PARAGRAPHES: (),
    Nature.NOMS: (),
    Nature.OUI_NON: False,
}
_BOOLEENS = {True: "VRAI", False: "FAUX"}
_REPONSES = {"oui": True, "vrai": True, "non": False, "faux": False}


class ChoixInconnu(Refus):
    """A cell that holds none of the values that may be chosen there."""


class IdentifiantNumerique(Refus):
    """A code that a spreadsheet took for a number or a day, and changed."""


def is_vide(cellule: Cellule) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    if not isinstance(cellule, str):
        return cellule is None
    premier = cellule[:1]  # of most texts, a letter or a digit, which can be seen
    return not (premier.isascii() and premier.isalnum()) and not clean_texte(cellule)


def is_erreur(cellule: Cellule) -> bool:
    """Tell whether a cell holds the text of an error (#N/A, #VALEUR!, Err:502): no host tells it from the error itself."""
    return isinstance(cellule, str) and ("#" in cellule or "Err:" in cellule) and _ERREURS.fullmatch(clean_texte(cellule)) is not None


def clean_texte(texte: str) -> str:
    """Return a text without what cannot be seen, around it or in it; accents in one character each."""
    return drop_invisibles(texte).strip()


def write_cellule(cellule: Cellule) -> str:
    """Write what a cell holds as a French reader sees it."""
    match cellule:
        case str():
            return _BLANCS.sub(" ", clean_texte(cellule))
        case bool():
            return _BOOLEENS[cellule]
        case int() | float() | Decimal():
            fini = isinstance(cellule, int) or math.isfinite(cellule)
            return write_nombre(to_decimal(cellule)).removesuffix(",0") if fini else "un nombre démesuré"
        case date():
            return format_date(cellule)
    return "" if cellule is None else str(cellule)


def write_nombre(nombre: Decimal) -> str:
    """Write a number as it would be typed."""
    return f"{nombre:f}".replace(".", ",")


# --- Figures ---


def read_nombre(cellule: Cellule) -> Decimal:
    """Read a number without a unit; raises MontantIllisible."""
    if isinstance(cellule, str):
        nombre = parse_nombre(clean_texte(cellule))
    elif isinstance(cellule, bool):
        raise MontantIllisible("c'est VRAI ou FAUX, pas un nombre")
    elif isinstance(cellule, (float, int, Decimal)):
        nombre = _clean_nombre(cellule)
    elif isinstance(cellule, (date, time, timedelta)):
        raise MontantIllisible("c'est une date ou une heure")
    else:
        raise MontantIllisible("ce n'est pas un nombre")
    if abs(nombre) >= MAXIMUM:
        raise MontantIllisible("ce nombre est démesuré")
    return nombre


def read_entier(cellule: Cellule) -> int:
    """Read a whole number; raises MontantIllisible."""
    nombre = read_nombre(cellule)
    if nombre != nombre.to_integral_value():
        raise MontantIllisible("ce n'est pas un nombre entier")
    return int(nombre)


def read_annee(cellule: Cellule) -> int:
    """Read a civil year of this century; raises MontantIllisible."""
    annee = read_entier(cellule)
    if annee not in ANNEES:
        raise MontantIllisible(f"l'année attendue va de {ANNEES[0]} à {ANNEES[-1]}")
    return annee


def read_valeur(cellule: Cellule) -> Decimal:
    """Read a figure of any precision that may be euros, with its « € » or without; raises MontantIllisible."""
    return read_nombre(DEVISE.sub("", clean_texte(cellule)) if isinstance(cellule, str) else cellule)


def read_montant(cellule: Cellule) -> Decimal:
    """Read an amount in euros and cents; raises MontantIllisible, also on more than two decimals."""
    if isinstance(cellule, str):
        return parse_montant(clean_texte(cellule))
    montant = read_nombre(cellule)
    arrondi = round_montant(montant)
    if abs(montant - arrondi) > max(BRUIT_ABSOLU, abs(montant) * BRUIT_RELATIF):
        raise MontantIllisible("il a plus de deux décimales")
    return arrondi


def read_taux(cellule: Cellule) -> Decimal:
    """Read a share of 1, also written as a percentage (« 60 % »); raises MontantIllisible."""
    if isinstance(cellule, str) and (texte := clean_texte(cellule)).endswith("%"):
        return read_nombre(texte[:-1]) / 100
    return read_nombre(cellule)


def read_mois(cellule: Cellule) -> Fraction:
    """Read a number of months; 5,516129… computed by Excel is 5 + 16/31 again, so that amounts are exact."""
    return _find_mois(read_nombre(cellule))


# --- Days ---


def read_date(cellule: Cellule, jour_zero: date = JOUR_ZERO) -> date:
    """Read a day: a date, a text such as 01/07/2022, a serial number counted from ``jour_zero``; raises DateIllisible."""
    match cellule:
        case date():
            return _check_jour(cellule.date() if isinstance(cellule, datetime) else cellule, jour_zero)
        case str():
            texte = clean_texte(cellule)
            return read_date(int(texte), jour_zero) if _NUMERO_DE_JOUR.fullmatch(texte) else check_annee(parse_date(texte))
        case bool():
            pass
        case int() | float() | Decimal() if PREMIER_JOUR.toordinal() <= jour_zero.toordinal() + cellule < DERNIER_JOUR.toordinal() + 1:
            return date.fromordinal(jour_zero.toordinal() + int(_clean_nombre(cellule)))
    raise DateIllisible("ce n'est pas une date du calendrier")


def _check_jour(jour: date, jour_zero: date) -> date:
    """Return a day of these years; a year typed alone in a cell that shows dates is a day of 1905."""
    annee = jour.toordinal() - jour_zero.toordinal()
    if PREMIER_JOUR.year <= annee <= DERNIER_JOUR.year:
        raise DateIllisible(f"c'est l'année {annee} seule, qu'Excel montre comme un jour de {jour.year}")
    return check_annee(jour)


def check_annee(jour: date) -> date:
    """Return a day of these years; raises DateIllisible on another."""
    if PREMIER_JOUR <= jour <= DERNIER_JOUR:
        return jour
    raise DateIllisible(f"l'année attendue va de {PREMIER_JOUR.year} à {DERNIER_JOUR.year}")


# --- Texts and choices ---


def read_nom(cellule: Cellule) -> str:
    """Read a name: one ordinary space between words, the hyphen of the keyboard."""
    return fold_traits_d_union(" ".join(write_cellule(cellule).split()))


def read_noms(cellule: Cellule) -> tuple[str, ...]:
    """Read the names of a cell, separated by « | »."""
    noms = map(read_nom, write_cellule(cellule).split(SEPARATEUR.strip()))
    return tuple(nom for nom in noms if nom)


def read_paragraphes(cellule: Cellule) -> tuple[str, ...]:
    """Read the paragraphs of a cell, one per line."""
    lignes = _LIGNES.split(cellule) if isinstance(cellule, str) else (cellule,)
    return tuple(ligne for ligne in map(write_cellule, lignes) if ligne)


def read_identifiant(cellule: Cellule) -> str:
    """Read a code; a whole number is its digits. Raises IdentifiantNumerique on a number or a day that is a code changed."""
    if not isinstance(cellule, str):
        nombre = isinstance(cellule, (int, float, Decimal)) and not isinstance(cellule, bool)
        if not nombre or not abs(cellule) < CHIFFRES_EXACTS or cellule != int(cellule):
            raise IdentifiantNumerique(f"« {write_cellule(cellule)} » n'est pas un code")
    return read_nom(fold_tirets(cellule) if isinstance(cellule, str) else cellule)


def read_choix(cellule: Cellule, genre: type[C]) -> C:
    """Read one of the values of an enumeration, whatever its case, accents and spaces; raises ChoixInconnu."""
    cle = simplify_nom(write_cellule(cellule))
    for choix in genre:
        if cle == simplify_nom(choix.value):
            return choix
    raise ChoixInconnu(f"« {write_cellule(cellule)} » n'est pas un choix connu (attendu : {', '.join(genre)})")


def read_oui_non(cellule: Cellule) -> bool:
    """Read yes or no, typed or a truth value; raises ChoixInconnu."""
    reponse = _REPONSES.get(simplify_nom(write_cellule(cellule)))
    if reponse is None:
        raise ChoixInconnu(f"« {write_cellule(cellule)} » n'est pas un choix connu (attendu : oui, non)")
    return reponse


# --- Columns ---


def read_champ(cellule: Cellule, colonne: Colonne, jour_zero: date = JOUR_ZERO) -> Any:
    """Read a cell under a column, by its nature, as the value of the field that it fills; raises a Refus."""
    if colonne == DECISION and isinstance(cellule, str):
        return check_annee(find_date(clean_texte(cellule)))
    if colonne.nature is Nature.DATE:
        return read_date(cellule, jour_zero)
    if choix := get_choix(colonne):
        return read_choix(cellule, choix)
    if colonne.nature is Nature.TEXTE:
        return read_nom(cellule) if colonne.liste or colonne == _NOM_AU_REGISTRE else write_cellule(cellule)
    if colonne.nature is Nature.IDENTIFIANT:
        code = read_identifiant(cellule)
        return code.upper() if colonne in CODES else code  # for Excel's own formulas too, « t1-01 » is T1-01
    return _LECTURES[colonne.nature](cellule)


def get_vide(colonne: Colonne) -> Any:
    """Return the value of an empty cell."""
    return None if get_choix(colonne) else _VIDES.get(colonne.nature)


def get_choix(colonne: Colonne) -> type[StrEnum] | None:
    """Return the enumeration whose members are the only values of a column."""
    return _CHOIX.get(colonne.liste)


def match_entetes(table: Table, entetes: Mapping[int, str]) -> Mapping[str, int]:
    """Return the number of each column of the schema, by its header: exact writing first, then the same letters and digits.

    A column that was typed under a header that is now that of a formula is still found there.
    """
    exacts = {texte: numero for numero, texte in reversed(list(entetes.items()))}
    proches: dict[str, int] = {}
    trouves = {}
    for colonne in table.colonnes:
        numero = exacts.get(colonne.entete)
        if numero is None:  # of most tables, all headers are as we write them
            proches = proches or {simplify_nom(texte): place for place, texte in reversed(list(entetes.items()))}
            numero = proches.get(simplify_nom(colonne.entete))
        if numero is not None:
            trouves[colonne.champ] = numero
    for colonne in table.colonnes:
        if colonne.autrefois and colonne.champ not in trouves and (numero := exacts.get(colonne.autrefois)):
            trouves = {champ: pris for champ, pris in trouves.items() if pris != numero} | {colonne.champ: numero}
    return dict(sorted(trouves.items(), key=lambda trouve: trouve[1]))


@lru_cache(maxsize=4096)
def _clean_nombre(nombre: float | Decimal) -> Decimal:
    """Return a spreadsheet number as Excel shows it: 15 digits, the binary noise of a computed one left out."""
    if not isinstance(nombre, float):
        return Decimal(nombre)
    if not math.isfinite(nombre):
        raise MontantIllisible("ce nombre est démesuré")
    return Decimal(int(nombre)) if nombre.is_integer() and abs(nombre) < CHIFFRES_EXACTS else Decimal(f"{nombre:.{CHIFFRES_EXCEL}g}")


@lru_cache(maxsize=4096)
def _find_mois(nombre: Decimal) -> Fraction:
    exacte = Fraction(nombre)
    proche = exacte.limit_denominator(DENOMINATEUR_MOIS)
    return proche if abs(float(proche - exacte)) < BRUIT_MOIS else exacte


_LECTURES: Mapping[Nature, Callable[[Cellule], Any]] = {
    Nature.PARAGRAPHES: read_paragraphes,
    Nature.NOMS: read_noms,
    Nature.NOMBRE: read_nombre,
    Nature.TAUX: read_taux,
    Nature.VALEUR: read_valeur,
    Nature.ENTIER: read_entier,
    Nature.ANNEE: read_annee,
    Nature.MONTANT: read_montant,
    Nature.OUI_NON: read_oui_non,
}
