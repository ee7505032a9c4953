"""The numbered objects that a PDF is made of, as typst writes them: each by itself, in clear, found by the table at the end.

>>> renumber(b"<</P 5 0 R/T(see 5 0 R)/K[0 7 0 R]>>", {5: 12, 7: 14})
b'<</P 12 0 R/T(see 5 0 R)/K[0 14 0 R]>>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

_PLACE = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_JETON = re.compile(rb"\\.|[()]|\b(\d+) 0 R\b", re.DOTALL)
_FLUX = b"\nstream\n"


@dataclass(frozen=True, slots=True)
class Objets:
    """A PDF taken apart: what stands before the objects, each of them by its number, the dictionary that ends the file."""

    entete: bytes
    corps: dict[int, bytes]
    fin: bytes


def read_objets(contenu: bytes) -> Objets:
    """Take a PDF of typst apart."""
    debut = int(contenu[contenu.rindex(b"startxref") :].split()[1])
    table, _, suite = contenu[debut:].partition(b"trailer\n")
    places = [int(place) for place in _PLACE.findall(table)]
    fins = dict(zip(sorted(places), [*sorted(places)[1:], debut], strict=True))
    corps = {numero: _strip(contenu[place : fins[place]]) for numero, place in enumerate(places, 1)}
    return Objets(contenu[: min(places)], corps, suite.partition(b"\nstartxref")[0])


def write_objets(entete: bytes, corps: Iterable[bytes], fin: bytes) -> bytes:
    """Put a PDF together; objects, taken one by one, are numbered from 1 in the order given."""
    sortie, places = BytesIO(), [b"0000000000 65535 f\r\n"]
    sortie.write(entete)
    for numero, objet in enumerate(corps, 1):
        places.append(b"%010d 00000 n\r\n" % sortie.tell())
        sortie.writelines((b"%d 0 obj\n" % numero, objet, b"\nendobj\n"))
    debut = sortie.tell()
    sortie.writelines((b"xref\n0 %d\n" % len(places), *places, b"trailer\n", fin, b"\nstartxref\n%d\n%%%%EOF" % debut))
    return sortie.getvalue()


def get_reference(corps: bytes, cle: str) -> int:
    """Return the number of the object that a dictionary refers to under a key."""
    trouve = re.search(rb"/%b (\d+) 0 R" % cle.encode(), corps)
    if trouve is None:
        raise ValueError(f"ce PDF n'a pas été écrit par typst : /{cle} manque")
    return int(trouve[1])


def list_references(corps: bytes, cle: str) -> list[int]:
    """Return the numbers in the array that a dictionary has under a key; none without the key."""
    _, _, suite = corps.partition(b"/%b[" % cle.encode())
    return [int(numero) for numero in _REFERENCE.findall(suite.partition(b"]")[0])]


def renumber(corps: bytes, numeros: Mapping[int, int]) -> bytes:
    """Give an object the new numbers of those that it refers to; its texts and its stream stay as they are."""
    dictionnaire, flux, octets = corps.partition(_FLUX)
    profondeur = 0  # of parentheses, around a text

    def move(jeton: re.Match[bytes]) -> bytes:
        nonlocal profondeur
        profondeur += {b"(": 1, b")": -1}.get(jeton[0], 0)
        return b"%d 0 R" % numeros[int(jeton[1])] if jeton[1] and not profondeur else jeton[0]

    return _JETON.sub(move, dictionnaire) + flux + octets


def write_texte(texte: str) -> bytes:
    """Write a text of a dictionary."""
    return b"<%b>" % ("\ufeff" + texte).encode("utf-16-be").hex().upper().encode()


def _strip(objet: bytes) -> bytes:
    return objet.partition(b" 0 obj\n")[2].removesuffix(b"\n").removesuffix(b"\nendobj")
