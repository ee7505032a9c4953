"""Amounts of money: read what people type, round to the cent, write in figures and letters, split exactly.

Amounts are :class:`decimal.Decimal` in euros. An amount that is paid or booked has two decimals, rounded half up
(« au centime le plus proche »); a rate is never rounded.

>>> parse_montant("12 220,00 €")
Decimal('12220.00')
>>> format_montant(Decimal("6198687.52"))
'6\u202f198\u202f687,52\xa0€'
>>> write_en_lettres(Decimal("1000000"))
"un million d'euros"
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache

from dpid_xl.refus import Refus

CENTIME = Decimal("0.01")
ENTIER_EXACT = 1e15  # below, a binary double holds every whole number
PLURIEL = 2  # French counts in the plural from two on
MILLION = 1_000_000
ZERO = Decimal("0.00")
MAXIMUM = Decimal("1e12")  # a thousand billion euros: past that it is a typing accident, not a grant

ESPACE_MILLIERS = "\u202f"  # narrow no-break space, what French typography puts between thousands
ESPACE_INSECABLE = "\xa0"
MOINS = "\u2212"
_MOINS = dict.fromkeys(map(ord, "\u2010\u2011\u2212\ufe63\uff0d"), "-")

_ESPACES = re.compile(r"\s")
_AUTRES_ESPACES = re.compile(r"[\u1680\u2000-\u200a\u205f\u3000]")  # that a paste brings, with those of our typography
DEVISE = re.compile(r"(?:€|eur|euros?)$", re.IGNORECASE)
_SIMPLE = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_GROUPES = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?", re.ASCII)
_AMBIGU = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)
_GROUPES_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)


class MontantIllisible(Refus):
    """A text that is not an amount, or that could be read as two different ones."""


def parse_nombre(texte: str) -> Decimal:
    """Read a number as people type it in French: spaces of any kind, comma or point, no unit.

    A single comma or point followed by exactly three digits after one to three digits (``1,234``, ``1.234``) may be
    a decimal or a thousand: it is refused, never guessed.

    >>> parse_nombre("4,5")
    Decimal('4.5')
    >>> parse_nombre("1 155")
    Decimal('1155')
    >>> parse_nombre("1.234")
    Traceback (most recent call last):
    ...
    dpid_xl.montants.MontantIllisible: « 1.234 » peut se lire de deux façons
    """
    brut = _AUTRES_ESPACES.sub(" ", texte).strip(" \t\r\n\u00a0\u202f").translate(_MOINS)
    if _AMBIGU.fullmatch(brut) and not brut.lstrip("+-").startswith("0"):
        raise MontantIllisible(f"« {texte.strip()} » peut se lire de deux façons")
    if _GROUPES_POINT.fullmatch(brut):
        brut = brut.replace(".", "")
    elif not (_SIMPLE.fullmatch(brut) or _GROUPES.fullmatch(brut)):
        raise MontantIllisible(f"« {texte.strip()} » n'est pas un nombre")
    try:
        return Decimal(_ESPACES.sub("", brut).replace(",", "."))
    except InvalidOperation as erreur:  # digits of another script match \d but may not convert
        raise MontantIllisible(f"« {texte.strip()} » n'est pas un nombre") from erreur


def parse_montant(texte: str) -> Decimal:
    """Read an amount in euros as people type it: ``12 220,00 €``, ``6400``, ``6 400 euros``.

    Raises :class:`MontantIllisible` on anything else, on an ambiguous text and on more than two decimals.

    >>> parse_montant("233\u202f333,33\xa0€")
    Decimal('233333.33')
    """
    sans_devise = DEVISE.sub("", texte.strip()).rstrip(" \u00a0\u202f\u2009")
    montant = parse_nombre(sans_devise)
    if abs(montant) >= MAXIMUM:  # first: past 26 figures an amount cannot even be rounded
        raise MontantIllisible(f"« {texte.strip()} » dépasse mille milliards d'euros")
    if montant != round_montant(montant):
        raise MontantIllisible(f"« {texte.strip()} » a plus de deux décimales")
    return round_montant(montant)


def to_decimal(nombre: float | Decimal) -> Decimal:
    """Turn a spreadsheet number into the Decimal a person sees in the cell.

    A cell holds a binary double; its shortest decimal writing (15 to 17 digits) is the number that was typed.

    >>> to_decimal(233333.33)
    Decimal('233333.33')
    """
    if isinstance(nombre, float):
        entier = int(nombre) if nombre.is_integer() and abs(nombre) < ENTIER_EXACT else None
        return Decimal(entier) if entier is not None else Decimal(repr(nombre))
    return Decimal(nombre)


def round_montant(montant: Decimal | Fraction) -> Decimal:
    """Round to the nearest cent, half up (away from zero), whatever the precision of the input.

    >>> round_montant(Decimal("100.005")), round_montant(Fraction(1, 3)), round_montant(Decimal("-0.005"))
    (Decimal('100.01'), Decimal('0.33'), Decimal('-0.01'))
    """
    if isinstance(montant, Fraction):
        return _round_rapport(montant.numerator, montant.denominator)
    arrondi = montant.quantize(CENTIME, rounding=ROUND_HALF_UP)
    return ZERO if arrondi.is_zero() else arrondi


def _round_rapport(numerateur: int, denominateur: int) -> Decimal:
    centimes, reste = divmod(abs(numerateur) * 100, denominateur)
    centimes += 2 * reste >= denominateur
    return Decimal(centimes if numerateur >= 0 else -centimes).scaleb(-2)


def split_montant(montant: Decimal, parts: Sequence[Decimal | Fraction]) -> tuple[Decimal, ...]:
    """Split an amount in cents along shares that add up to 1; the last part is the difference, so that nothing is lost.

    >>> split_montant(Decimal("100.01"), [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)])
    (Decimal('33.34'), Decimal('33.34'), Decimal('33.33'))

    Raises ValueError when the shares do not add up to exactly 1, or when there is none.
    """
    numerateur, denominateur = montant.as_integer_ratio()
    arrondies = [_round_rapport(numerateur * haut, denominateur * bas) for haut, bas in _read_parts(tuple(parts))[:-1]]
    return (*arrondies, round_montant(montant) - sum(arrondies, ZERO))


@lru_cache(256)  # few shares, of every line
def _read_parts(parts: tuple[Decimal | Fraction, ...]) -> tuple[tuple[int, int], ...]:
    if not parts or sum((Fraction(part) for part in parts), Fraction(0)) != 1:
        raise ValueError("les parts d'un montant doivent faire 1 au total")
    return tuple(part.as_integer_ratio() for part in parts)


def sum_connues(montants: Iterable[Decimal | None]) -> Decimal | None:
    """Add up amounts in euros; None as long as one of them is not known.

    >>> sum_connues([Decimal("7332.00"), Decimal("0.60")]), sum_connues([Decimal("7332.00"), None])
    (Decimal('7332.60'), None)
    """
    total = ZERO
    for montant in montants:
        if montant is None:
            return None
        total += montant
    return total


def format_nombre(nombre: Decimal, decimales: int | None = None) -> str:
    """Write a number the French way; without ``decimales``, as many as it has, none when it is whole.

    >>> format_nombre(Decimal("4.50")), format_nombre(Decimal("1155")), format_nombre(Decimal("1155"), 2)
    ('4,5', '1\u202f155', '1\u202f155,00')
    """
    if decimales is None:
        normal = nombre.normalize()
        exposant = normal.as_tuple().exponent
        decimales = max(0, -exposant) if isinstance(exposant, int) else 0
    return f"{nombre:,.{decimales}f}".replace(",", ESPACE_MILLIERS).replace(".", ",").replace("-", MOINS)


def format_montant(montant: Decimal) -> str:
    """Write an amount in euros for a French reader, unbreakable at line ends.

    >>> format_montant(Decimal("-800"))
    '−800,00\xa0€'
    """
    return format_nombre(round_montant(montant), 2) + ESPACE_INSECABLE + "€"


def format_taux(taux: Decimal) -> str:
    """Write a share of 1 as a percentage.

    >>> format_taux(Decimal("0.6"))
    '60\xa0%'
    """
    return format_nombre(taux * 100) + ESPACE_INSECABLE + "%"


def write_en_lettres(montant: Decimal) -> str:
    """Write an amount in euros and cents in French words, as a convention does.

    num2words writes « un million euros » and « et zéro centimes »: the euros and the cents are written apart here.

    >>> write_en_lettres(Decimal("6400.00"))
    'six mille quatre cents euros'
    >>> write_en_lettres(Decimal("233333.33"))
    'deux cent trente-trois mille trois cent trente-trois euros et trente-trois centimes'
    """
    if montant != round_montant(montant):
        raise MontantIllisible(f"{montant} a plus de deux décimales")
    euros, centimes = divmod(int(abs(montant) * 100), 100)
    mots = [] if euros == 0 and centimes else [_write_unite(euros, "euro")]
    if centimes:
        mots.append(_write_unite(centimes, "centime"))
    return ("moins " if montant < 0 else "") + " et ".join(mots)


def write_nombre_en_lettres(nombre: int) -> str:
    """Write a whole number in French words.

    >>> write_nombre_en_lettres(6), write_nombre_en_lettres(21)
    ('six', 'vingt et un')
    """
    mots: str = _load_mots()(nombre)
    return mots


@cache
def _load_mots() -> Callable[[int], str]:
    from dpid_xl.chargement import skip_paquet

    with skip_paquet("num2words"):  # its fifty other languages
        from num2words.lang_FR import Num2Word_FR  # here: a formula in a cell does not need it

    mots = Num2Word_FR()
    # It tries each power of ten that has a name, the greatest first, and goes on to 10 to the 600.
    mots.cards = OrderedDict((valeur, mot) for valeur, mot in mots.cards.items() if valeur <= MAXIMUM**2)
    return mots.to_cardinal


def _write_unite(nombre: int, unite: str) -> str:
    # « un million d'euros »: after a whole number of millions or milliards the noun takes « de ».
    liaison = " d'" if nombre >= MILLION and nombre % MILLION == 0 else " "
    return f"{write_nombre_en_lettres(nombre)}{liaison}{unite}{'s' if nombre >= PLURIEL else ''}"
