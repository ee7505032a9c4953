r"""xlwings' settings file: one « "NAME","value" » per line, read by VBA in the encoding of the system.

The user's lines are kept byte for byte; only the settings given are changed, and they can be put back.

>>> neuf, avant = set_reglages(b'"LICENSE_KEY","x"\n', {"INTERPRETER": "/usr/bin/python3"}, "utf-8")
>>> print(neuf.decode(), avant)
"LICENSE_KEY","x"
"INTERPRETER","/usr/bin/python3"
 {'INTERPRETER': None}
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["ReglageImpossible", "get_reglages", "restore_reglages", "set_reglages"]

_LIGNE = re.compile(r'\s*"([^"]*)"\s*,\s*"([^"]*)"\s*')


class ReglageImpossible(ValueError):
    """A value that this file cannot hold; its text is the value, of which the plan of the installation makes a sentence."""


def get_reglages(contenu: bytes, encodage: str) -> dict[str, str]:
    """Return the settings by name in capitals; of two lines with one name VBA reads the first."""
    reglages: dict[str, str] = {}
    for ligne in _decode(contenu, encodage):
        if trouve := _LIGNE.fullmatch(ligne):
            reglages.setdefault(trouve[1].upper(), trouve[2])
    return reglages


def set_reglages(contenu: bytes, voulus: Mapping[str, str], encodage: str, fin: str = "\n") -> tuple[bytes, dict[str, str | None]]:
    """Return the file with these settings, and the former value of those that changed (None: there was none).

    Raises ReglageImpossible for a value that the encoding or the format cannot hold.
    """
    for valeur in voulus.values():
        _check(valeur, encodage)
    actuels = get_reglages(contenu, encodage)
    avant = {nom: actuels.get(nom) for nom, valeur in voulus.items() if actuels.get(nom) != valeur}
    return _rewrite(contenu, {nom: voulus[nom] for nom in avant}, encodage, fin), avant


def restore_reglages(contenu: bytes, poses: Mapping[str, str], avant: Mapping[str, str | None], encodage: str) -> tuple[bytes, list[str]]:
    """Return the file as it was before ``poses``, and the names left alone because someone changed them since."""
    actuels = get_reglages(contenu, encodage)
    changes = [nom for nom, valeur in poses.items() if nom in actuels and actuels[nom] != valeur]
    a_rendre = {nom: avant.get(nom) for nom in poses if nom in actuels and nom not in changes}
    return _rewrite(contenu, a_rendre, encodage, "\n"), changes


def _rewrite(contenu: bytes, valeurs: Mapping[str, str | None], encodage: str, fin: str) -> bytes:
    lignes = _decode(contenu, encodage)
    fin = "\r\n" if any(ligne.endswith("\r\n") for ligne in lignes) else "\n" if lignes else fin
    reste = dict(valeurs)
    neuves = []
    for ligne in lignes:
        trouve = _LIGNE.fullmatch(ligne)
        nom = trouve[1].upper() if trouve else None
        if nom is None or nom not in valeurs:
            neuves.append(ligne)
        elif nom in reste:
            valeur = reste.pop(nom)
            neuves += [] if valeur is None or trouve is None else [f'"{trouve[1]}","{valeur}"{fin}']
    ajouts = [f'"{nom}","{valeur}"{fin}' for nom, valeur in reste.items() if valeur is not None]
    if ajouts and neuves and not neuves[-1].endswith("\n"):
        neuves[-1] += fin
    return "".join(neuves + ajouts).encode(encodage, "surrogateescape")


def _decode(contenu: bytes, encodage: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", contenu.decode(encodage, "surrogateescape"))


def _check(valeur: str, encodage: str) -> None:
    try:
        valeur.encode(encodage)
    except UnicodeEncodeError as erreur:
        raise ReglageImpossible(valeur) from erreur
    if re.search(r'["\r\n]', valeur):
        raise ReglageImpossible(valeur)
