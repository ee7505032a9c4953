"""The types of an extension in LibreOffice's binary format (UNOIDL), which the SDK would make from an ``.idl`` file.

LibreOffice 7.4 also reads the ``.idl`` text, but current versions left that reader to the SDK; the binary format is read by
all since 4.1. Little-endian throughout: a header that points to a map of modules, maps of (name, data) offsets sorted by
name, names that end with a zero, and entities whose strings are preceded by their length.

>>> octets = write_typelib("fr.dpid.XFonctions", [Methode("MOIS", "any", ("debut", "fin"))])
>>> octets[:8], b"fr" in octets, write_typelib("fr.dpid.XFonctions", []) == octets
(b'UNOIDL\\xff\\x00', True, False)
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

MAGIE = b"UNOIDL\xff\0"
BASE = "com.sun.star.uno.XInterface"
TYPE_ARGUMENT = "any"  # the only type that LibreOffice lets a formula leave out

_MODULE, _INTERFACE = 0, 5  # sorts of entities
_EN_ENTREE = 0  # direction of a parameter


@dataclass(frozen=True, slots=True)
class Methode:
    """A method of the interface: name, type of its result (``any``, or ``[][]any`` for a range), names of its arguments."""

    nom: str
    resultat: str
    arguments: tuple[str, ...]


def write_typelib(interface: str, methodes: Sequence[Methode]) -> bytes:
    """Write the library that holds one interface, given by its full name; methods keep their order."""
    *modules, nom = interface.split(".")
    tampon = bytearray(MAGIE + bytes(8))
    donnees = _append(tampon, _write_interface(methodes))
    for module in reversed(modules):
        entree = _append_entree(tampon, nom, donnees)
        donnees = _append(tampon, bytes([_MODULE]) + _entier(1) + entree)
        nom = module
    racine = _append(tampon, _append_entree(tampon, nom, donnees))
    tampon[len(MAGIE) : len(MAGIE) + 8] = _entier(racine) + _entier(1)
    return bytes(tampon)


def _write_interface(methodes: Sequence[Methode]) -> bytes:
    sans_base_facultative, sans_attribut = _entier(0), _entier(0)
    entete = bytes([_INTERFACE]) + _entier(1) + _texte(BASE) + sans_base_facultative + sans_attribut
    return entete + _entier(len(methodes)) + b"".join(_write_methode(methode) for methode in methodes)


def _write_methode(methode: Methode) -> bytes:
    arguments = b"".join(bytes([_EN_ENTREE]) + _texte(argument) + _texte(TYPE_ARGUMENT) for argument in methode.arguments)
    sans_exception = _entier(0)
    return _texte(methode.nom) + _texte(methode.resultat) + _entier(len(methode.arguments)) + arguments + sans_exception


def _append_entree(tampon: bytearray, nom: str, donnees: int) -> bytes:
    """Add the name of an entity and return its entry of a map."""
    return _entier(_append(tampon, nom.encode("ascii") + b"\0")) + _entier(donnees)


def _append(tampon: bytearray, octets: bytes) -> int:
    debut = len(tampon)
    tampon += octets
    return debut


def _entier(valeur: int) -> bytes:
    return struct.pack("<I", valeur)


def _texte(texte: str) -> bytes:
    octets = texte.encode("ascii")
    return _entier(len(octets)) + octets
