"""Numbers that identify a body: SIRET, RNA, IBAN. Spaces of any kind are admitted; nothing is looked up.

Sources: INSEE (SIRET: 14 digits, Luhn key, La Poste's own rule), décret n° 2009-540 (RNA), ISO 13616 (IBAN).

>>> is_siret("226 200 012 00012"), is_siret("00000000000000"), is_rna("W622001234"), is_iban("FR1420041010050500013M02606")
(True, False, True, True)
"""

from __future__ import annotations

import re

_RNA = re.compile(r"W\d{9}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+", re.ASCII)
_SIRET = re.compile(r"\d{14}", re.ASCII)


def is_siret(texte: str) -> bool:
    """Tell whether a text is a SIRET: 14 digits, not all zero, with the right key."""
    from stdnum.fr import siret  # here: most formulas do not need it

    numero = _compact(texte)
    return bool(_SIRET.fullmatch(numero)) and set(numero) != {"0"} and bool(siret.is_valid(numero))


def is_rna(texte: str) -> bool:
    """Tell whether a text is a number of the national register of associations: W and nine digits."""
    return bool(_RNA.fullmatch(_compact(texte).upper()))


def is_iban(texte: str) -> bool:
    """Tell whether a text is an IBAN of the right length for its country, with the right key."""
    from stdnum import iban  # here: most formulas do not need it

    numero = _compact(texte).upper()
    return bool(_IBAN.fullmatch(numero)) and bool(iban.is_valid(numero))


def _compact(texte: str) -> str:
    return "".join(texte.split())  # no-break spaces included
