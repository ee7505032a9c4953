"""Who may ask: each office has its token; without one, only the machine itself, and only in development.

>>> jetons = read_jetons(f"arras={'a' * 32} lens={'b' * 32}")
>>> authenticate("b" * 32, jetons, environnement="prod", locale=False)
'lens'
>>> authenticate("", jetons, environnement="prod", locale=True)
Traceback (most recent call last):
...
udfs.serveur.acces.AccesRefuse: Accès refusé : ouvrez le volet DPID et saisissez le jeton de votre bureau.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address

from dpid_xl.refus import BLOQUE, Refus

VARIABLE = "DPID_JETONS"
LONGUEUR_MINIMALE = 32
ANONYME = "poste local"

_DEVELOPPEMENT = "dev"
_NOMS_LOCAUX = frozenset({"localhost", "127.0.0.1", "[::1]"})
_MANDATAIRES = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})


class AccesRefuse(Refus):
    """The request says nothing that lets it in; the text is a French sentence for the user."""

    code = BLOQUE


class JetonsIllisibles(Refus):
    """The variable that holds the tokens cannot be used as it stands."""


def read_jetons(texte: str | None = None) -> Mapping[str, bytes]:
    """Read « bureau=jeton » pairs separated by spaces, from DPID_JETONS by default; gives digests, so that no token stays about."""
    jetons: dict[str, bytes] = {}
    for rang, paire in enumerate((os.environ.get(VARIABLE, "") if texte is None else texte).split(), 1):
        bureau, egal, jeton = paire.partition("=")
        if not egal or not bureau:
            raise JetonsIllisibles(f"{VARIABLE} : le {rang}e élément ne s'écrit pas bureau=jeton")
        if len(jeton) < LONGUEUR_MINIMALE:
            raise JetonsIllisibles(f"{VARIABLE} : le jeton du bureau {bureau} a moins de {LONGUEUR_MINIMALE} caractères")
        if bureau in jetons:
            raise JetonsIllisibles(f"{VARIABLE} : le bureau {bureau} y est deux fois")
        jetons[bureau] = _digest(jeton)
    return jetons


def authenticate(jeton: str, jetons: Mapping[str, bytes], *, environnement: str, locale: bool) -> str:
    """Return the office of a token; raises AccesRefuse. Every token is compared, each in constant time."""
    if not jeton and environnement == _DEVELOPPEMENT and locale:
        return ANONYME
    recu = _digest(jeton)
    bureaux = [bureau for bureau, attendu in jetons.items() if compare_digest(recu, attendu)]
    if not jeton or not bureaux:
        raise AccesRefuse(
            "Jeton inconnu : vérifiez le jeton de votre bureau dans le volet DPID."
            if jeton
            else "Accès refusé : ouvrez le volet DPID et saisissez le jeton de votre bureau."
        )
    return bureaux[0]


def is_locale(adresse: str | None, entetes: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a request comes from this machine by its own name, and not through a proxy that stands on it.

    >>> is_locale("127.0.0.1", [("host", "localhost:8123")]), is_locale("127.0.0.1", [("host", "dpid.exemple.fr")])
    (True, False)
    """
    recus = {nom.lower(): valeur for nom, valeur in entetes}
    nom = recus.get("host", "").rpartition(":")[0] if _has_port(recus.get("host", "")) else recus.get("host", "")
    return _is_boucle(adresse) and nom in _NOMS_LOCAUX and not _MANDATAIRES & recus.keys()


def _has_port(hote: str) -> bool:
    return hote.rpartition(":")[2].isdigit()


def _is_boucle(adresse: str | None) -> bool:
    try:
        return ip_address(adresse or "").is_loopback
    except ValueError:
        return False


def _digest(jeton: str) -> bytes:
    return sha256(jeton.encode("utf-8", "surrogateescape")).digest()
