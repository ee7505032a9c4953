"""The QR code of each page: a page signed on paper, once scanned, finds its file again.

Its text: sign of the format, page, hash of the document's content, reference of the document (its kind and rank, as in the
file's name, and its structure).

>>> write_contenu("C0012-CCAS-DE-LIBERCOURT", "0A1B2C3D4E5F", 3)
'DPID1:003:0A1B2C3D4E5F:C0012-CCAS-DE-LIBERCOURT'
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from dpid_xl.chargement import skip_paquet
from dpid_xl.rendus.noms import make_slug

# Fixed, so that two codes differ by their texts only: size, part of the code that may be torn (15 %), mask.
VERSION, NIVEAU, MASQUE = 3, "m", 0
COTE = 29  # modules of a side in this version
PAGES_MAX = 999  # three digits
_TEINTES = bytes((255, 0)) + bytes(254)  # of a light module, of a dark one
LONGUEUR_STRUCTURE = 20
LONGUEUR_EMPREINTE = 12


def make_adresse(sorte: str, rang: int, structure: str) -> str:
    """Return the short reference of a document; ``sorte`` is the initial of its kind.

    >>> make_adresse("C", 12, "CCAS de Libercourt")
    'C0012-CCAS-DE-LIBERCOURT'
    """
    return f"{sorte}{rang:04d}-{make_slug(structure, LONGUEUR_STRUCTURE)}".upper()


def write_contenu(reference: str, empreinte: str, page: int) -> str:
    """Return what the code of a page says, in capitals: codes are smaller so. Page first: its place must not move."""
    return f"DPID1:{page:03d}:{empreinte}:{reference}"


def make_codes(reference: str, empreinte: str, pages: int) -> tuple[bytes, ...]:
    """Return the codes of the first pages: a byte per module, 0 dark, 255 light.

    Only the first one is computed. Error correction and mask are linear: from a page to another the same modules change,
    whatever the document.
    """
    premiere = _draw(write_contenu(reference, empreinte, 1))
    return tuple((premiere ^ _get_difference(page)).to_bytes(COTE * COTE) for page in range(1, pages + 1))


@cache
def _get_difference(page: int) -> int:
    return _draw(write_contenu("", "", page)) ^ _get_vierge()


@cache
def _get_vierge() -> int:
    return _draw(write_contenu("", "", 1))


def _draw(texte: str) -> int:
    code = _load_encodeur().encode(texte, error=NIVEAU, version=VERSION, mode="alphanumeric", mask=MASQUE, micro=False, boost_error=False)
    return int.from_bytes(b"".join(code.matrix).translate(_TEINTES))


@cache
def _load_encodeur() -> ModuleType:
    with skip_paquet("segno"):  # what it draws with brings web and mail
        from segno import encoder  # here: most commands write no PDF
    return encoder
