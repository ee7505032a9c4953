"""Numbers that identify a body: SIRET, RNA, IBAN, BIC, valid or not, and how one is told. Spaces and signs that do not show are admitted.

Nothing is looked up. Sources: INSEE (SIRET: 14 digits, Luhn key, La Poste's own rule), décret n° 2009-540 (RNA), ISO 13616 (IBAN),
ISO 9362 (BIC).

>>> is_siret("226 200 012 00012"), is_siret("00000000000000"), is_rna("W622001234"), is_iban("FR1420041010050500013M02606")
(True, False, True, True)
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from dpid_xl.chargement import delay_modules
from dpid_xl.signes import drop_invisibles

_RNA = re.compile(r"W\d[A-Z0-9]\d{7}", re.ASCII)  # the département; overseas it is 9 and a letter
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+", re.ASCII)
_SIRET = re.compile(r"\d{14}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{8}(?:[A-Z0-9]{3})?", re.ASCII)
_CHIFFRES = 9  # of a SIREN
_BOUT, _CACHE = 4, "**** ****"  # how many signs are shown at each end of a number; what stands for the others, however many
# Where accounts carry the IBAN of another country: overseas France, the islands of the British Crown (ISO 13616 register).
_PAYS_DE_L_IBAN = dict.fromkeys(("BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"), "FR") | dict.fromkeys(
    ("GG", "IM", "JE"), "GB"
)


def is_siret(texte: str) -> bool:
    """Tell whether a text is a SIRET: 14 digits, not all zero, with the right key."""
    numero = compact(texte)
    if not _SIRET.fullmatch(numero) or set(numero) == {"0"}:
        return False
    _load_stdnum()
    from stdnum.fr import siret

    return bool(siret.is_valid(numero))


@cache
def _load_stdnum() -> None:
    """Load what judges the numbers: here, most formulas do not need it; without what calls services and reads its own documentation."""
    with delay_modules("pydoc", "ssl"):
        import stdnum.util  # noqa: F401


def is_rna(texte: str) -> bool:
    """Tell whether a text is a number of the national register of associations: W and nine digits, the second a letter overseas."""
    return bool(_RNA.fullmatch(compact(texte)))


def is_iban(texte: str) -> bool:
    """Tell whether a text is an IBAN of the right length for its country, with the right key."""
    numero = compact(texte)
    if not _IBAN.fullmatch(numero):
        return False
    _load_stdnum()
    from stdnum import iban

    return bool(iban.is_valid(numero))


def is_bic(texte: str) -> bool:
    """Tell whether a text is a BIC: 8 or 11 signs, of a country that exists."""
    numero = compact(texte)
    if not _BIC.fullmatch(numero):
        return False
    _load_stdnum()
    from stdnum import bic

    return bool(bic.is_valid(numero))


def is_meme_pays(iban: str, bic: str) -> bool:
    """Tell whether a valid IBAN and a valid BIC name the same country.

    >>> is_meme_pays("FR1420041010050500013M02606", "AGRIRERX"), is_meme_pays("FR1420041010050500013M02606", "GEBABEBB")
    (True, False)
    """
    pays = compact(bic)[4:6]
    return compact(iban)[:2] == _PAYS_DE_L_IBAN.get(pays, pays)


def mask_numero(texte: str) -> str:
    """Write a number so that whoever holds the file finds it again, and nobody else makes use of it: its two ends, never the rest.

    What has fewer figures than a SIREN names nobody, and is what shows the fault: it is written as it is.

    >>> mask_numero("FR76 3000 6000 0112 3456 7890 189"), mask_numero("226 200 012 00013"), mask_numero("5,09024E+13")
    ('FR76 **** **** 0189', '2262 **** **** 0013', '5,09024E+13')
    """
    numero = compact(texte)
    if sum(map(str.isdigit, numero)) < _CHIFFRES:
        return texte
    bout = min(_BOUT, len(numero) // 3)
    return f"{numero[:bout]} {_CACHE} {numero[-bout:]}"


def compact(texte: str) -> str:
    """Write a number without spaces nor signs that do not show, in capitals: two writings of one number become one."""
    return "".join((texte if texte.isascii() else drop_invisibles(unicodedata.normalize("NFKC", texte))).split()).upper()
