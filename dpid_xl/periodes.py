"""Periods of time: months between two dates, shares of a period, French dates.

A period runs from its first to its last day inclusive. Whole calendar months count as one; a started month counts as
its days over the days of that month. Numbers of months are exact (:class:`fractions.Fraction`).

>>> from datetime import date
>>> count_mois(date(2022, 7, 1), date(2022, 12, 31))
Fraction(6, 1)
>>> count_mois(date(2022, 5, 1), date(2023, 6, 30))
Fraction(14, 1)
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from dpid_xl.noms import fold_nom
from dpid_xl.refus import Refus
from dpid_xl.signes import fold_tirets

MOIS_PAR_AN = 12

NOMS_DES_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

MOIS_ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

# A day has one reading when its year has four digits: French order, or the year first. The parts may stand apart.
_DATE_FRANCAISE = re.compile(r"(\d{1,2})\s?[/. -]\s?(\d{1,2})\s?[/. -]\s?(\d{4})", re.ASCII)
_DATE_ISO = re.compile(r"(\d{4})\s?[/. -]\s?(\d{1,2})\s?[/. -]\s?(\d{1,2})|((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_INSTANT = r"(?:[01]?\d|2[0-3])[:h][0-5]\d(?:[:m][0-5]\d(?:[.,]\d{1,9})?s?)?"  # of the place where it was typed
# Of another place it may be another day, but for a program that adds an hour to a day: midnight, there.
_MINUIT_ICI = r"[T ]0{1,2}:00(?::00(?:\.0+)?)?\s?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)"
_HEURE = re.compile(rf"(?:[T ]\s*|\s*à\s*){_INSTANT}$|{_MINUIT_ICI}$", re.ASCII)
_DATE_EN_CHIFFRES = re.compile(r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})(?![\d/-])")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOIS = {fold_nom(nom): rang for rang, nom in enumerate(NOMS_DES_MOIS, 1)}
_MOIS |= {"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_NOMS = "|".join(sorted(_MOIS, key=len, reverse=True))
_DATE_EN_LETTRES = re.compile(rf"\b(\d{{1,2}})(?:\s?(?:er|°))?[ -]?({_NOMS})\.?,?[ -]?(\d{{4}})\b", re.ASCII)
# What stands before a day and says nothing of it: an article, the day of the week, whole or cut, the apostrophe that makes a text of it.
_SEMAINE = "|".join((*_JOURS, *(rf"{jour[:3]}\.?" for jour in _JOURS)))
_JOUR_DE_SEMAINE = re.compile(rf"^['’]?(?:(?:le|du|au) )?(?:(?:{_SEMAINE}),? )?", re.IGNORECASE)
_BARRES = str.maketrans("\u2044\u2215\uff0f", "///")


class DateIllisible(Refus):
    """A text that is not a date of the calendar."""


class PeriodeInversee(Refus):
    """A period whose last day comes before its first."""


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """First and last day of a period, both inclusive."""

    debut: date
    fin: date

    def __post_init__(self) -> None:
        if self.fin < self.debut:
            raise PeriodeInversee(f"la période finit le {format_date(self.fin)}, avant son début ({format_date(self.debut)})")

    @property
    def mois(self) -> Fraction:
        """Number of months, exact."""
        return count_mois(self.debut, self.fin)


def parse_date(texte: str) -> date:
    """Read the writings of a day that have one reading, its hour left out: ``01/07/2022`` (day first, as in France), ``2022/07/01``.

    >>> parse_date("1/7/2022") == parse_date("2022-07-01 00:00:00") == parse_date("vendredi 1er juillet 2022")
    True
    """
    brut = " ".join(texte.split())
    jour_seul = _JOUR_DE_SEMAINE.sub("", _HEURE.sub("", fold_tirets(brut.translate(_BARRES)).rstrip(" .,;")))
    en_lettres = fold_nom(jour_seul)
    if trouve := _DATE_FRANCAISE.fullmatch(jour_seul):
        jour, mois, annee = map(int, trouve.groups())
    elif trouve := _DATE_ISO.fullmatch(jour_seul):
        annee, mois, jour = (int(nombre) for nombre in trouve.groups() if nombre)
    elif trouve := _DATE_EN_LETTRES.fullmatch(en_lettres):
        jour, mois, annee = int(trouve[1]), _MOIS[trouve[2]], int(trouve[3])
    else:
        raise DateIllisible(f"« {brut} » n'est pas une date (attendu : jj/mm/aaaa)")
    try:
        return date(annee, mois, jour)
    except ValueError as erreur:
        raise DateIllisible(f"« {brut} » n'est pas un jour du calendrier") from erreur


def find_date(texte: str) -> date:
    """Read the only date that stands among the words of a text, in figures or in letters; raises DateIllisible.

    >>> find_date("conseil d'administration du 26/09/2022"), find_date("décision du 1er octobre 2022")
    (datetime.date(2022, 9, 26), datetime.date(2022, 10, 1))
    """
    trouvees = [trouve[0] for trouve in _DATE_EN_CHIFFRES.finditer(texte)]
    trouvees += [f"{jour}/{_MOIS[mois]}/{annee}" for jour, mois, annee in _DATE_EN_LETTRES.findall(fold_nom(texte))]
    if len(trouvees) != 1:
        raise DateIllisible(f"« {texte} » ne dit pas une date et une seule")
    return parse_date(trouvees[0])


@lru_cache(4096)  # the same days come on each line
def count_mois(debut: date, fin: date) -> Fraction:
    """Count the months from ``debut`` to ``fin`` inclusive; a started month counts as days over the days of that month.

    >>> count_mois(date(2022, 2, 15), date(2022, 2, 28))
    Fraction(1, 2)

    Raises :class:`PeriodeInversee` when ``fin`` comes before ``debut``.
    """
    if fin < debut:
        raise PeriodeInversee(f"la période finit le {format_date(fin)}, avant son début ({format_date(debut)})")
    entiers = (fin.year - debut.year) * MOIS_PAR_AN + fin.month - debut.month
    part_finale = Fraction(fin.day, _days_in_month(fin))
    part_initiale = Fraction(debut.day - 1, _days_in_month(debut))
    return entiers + part_finale - part_initiale


def compute_prorata(periode: Periode, jusqu_au: date) -> Fraction:
    """Return the share of the period's months that have run by the end of ``jusqu_au``, from 0 to 1.

    >>> compute_prorata(Periode(date(2022, 7, 1), date(2022, 12, 31)), date(2022, 9, 30))
    Fraction(1, 2)
    """
    if jusqu_au < periode.debut:
        return Fraction(0)
    return count_mois(periode.debut, min(jusqu_au, periode.fin)) / periode.mois


def add_mois(jour: date, mois: int) -> date:
    """Return the day ``mois`` months later (earlier if negative), kept inside the month it falls in.

    >>> add_mois(date(2022, 11, 30), 3)
    datetime.date(2023, 2, 28)
    """
    annee, rang = divmod(jour.year * MOIS_PAR_AN + jour.month - 1 + mois, MOIS_PAR_AN)
    dernier = calendar.monthrange(annee, rang + 1)[1]
    return date(annee, rang + 1, min(jour.day, dernier))


def format_date(jour: date) -> str:
    """Write a date in figures.

    >>> format_date(date(2022, 7, 1))
    '01/07/2022'
    """
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def write_date(jour: date) -> str:
    """Write a date in words, as in a signed document.

    >>> write_date(date(2022, 10, 1))
    '1er octobre 2022'
    """
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme} {NOMS_DES_MOIS[jour.month - 1]} {jour.year}"


def write_mois(jour: date) -> str:
    """Write the month of a date, as under the bar of a chart.

    >>> write_mois(date(2022, 9, 27))
    'sept. 2022'
    """
    return f"{MOIS_ABREGES[jour.month - 1]} {jour.year}"


def _days_in_month(jour: date) -> int:
    return calendar.monthrange(jour.year, jour.month)[1]
