"""The glyphs that an embedded font program holds, read from its bytes."""

from __future__ import annotations

from itertools import pairwise

from pikepdf import Object

CHARSTRINGS, ECHAPPEMENT, OPERATEURS = 17, 12, 22
REEL = 30
TAILLES = {28: 3, 29: 5}


def count_glyphs(descripteur: Object) -> int | None:
    """Return how many glyphs the program of a font has, None if it has no program; 0 if it is not CFF, which ours are."""
    if "/FontFile3" in descripteur:
        return _count_cff(descripteur.FontFile3.read_bytes())
    return 0 if "/FontFile" in descripteur or "/FontFile2" in descripteur else None


def read_cidset(octets: bytes) -> set[int]:
    """Return the identifiers that a CIDSet lists: one bit each, the first one being the highest of its byte.

    >>> sorted(read_cidset(bytes([0b11000000, 0b10000000])))
    [0, 1, 8]
    """
    return {8 * rang + bit for rang, octet in enumerate(octets) for bit in range(8) if octet & (0x80 >> bit)}


def _count_cff(programme: bytes) -> int:
    _, apres = _read_index(programme, programme[2])  # the names
    dictionnaires, _ = _read_index(programme, apres)
    place = _find_operande(dictionnaires[0], CHARSTRINGS)
    return len(_read_index(programme, place)[0])


def _read_index(programme: bytes, place: int) -> tuple[list[bytes], int]:
    # The entries of an INDEX, and where it ends.
    nombre = int.from_bytes(programme[place : place + 2], "big")
    if not nombre:
        return [], place + 2
    taille, debut = programme[place + 2], place + 3
    bornes = [int.from_bytes(programme[debut + taille * rang : debut + taille * (rang + 1)], "big") for rang in range(nombre + 1)]
    base = debut + taille * (nombre + 1) - 1
    return [programme[base + un : base + autre] for un, autre in pairwise(bornes)], base + bornes[-1]


def _find_operande(dictionnaire: bytes, cherche: int) -> int:
    # The last integer before an operator of a DICT.
    place, entier = 0, 0
    while place < len(dictionnaire):
        tete = dictionnaire[place]
        if tete == cherche:
            return entier
        taille = _measure(dictionnaire, place)
        entier = _read_entier(dictionnaire[place : place + taille])
        place += taille
    return 0


def _measure(dictionnaire: bytes, place: int) -> int:
    tete = dictionnaire[place]
    if tete == REEL:  # digits of four bits, up to fifteen
        suite = dictionnaire[place + 1 :].hex()
        return 1 + suite.index("f") // 2 + 1
    if tete < OPERATEURS:
        return 2 if tete == ECHAPPEMENT else 1
    return TAILLES.get(tete, 1 if tete < 247 else 2)


def _read_entier(octets: bytes) -> int:
    tete = octets[0]
    if tete in TAILLES:
        return int.from_bytes(octets[1:], "big", signed=True)
    if tete in range(32, 247):
        return tete - 139
    if tete in range(247, 251):
        return (tete - 247) * 256 + octets[1] + 108
    return 0
