"""French sentences: numbers of things, words that agree with them, short lists of names.

How they are set in type is :mod:`dpid_xl.typographie`.

>>> write_quantite(2, "ligne"), write_quantite(1, "ligne"), write_quantite(89, "feuille", "gardée")
('2 lignes', '1 ligne', '89 feuilles gardées')
>>> cite_noms(["A", "B", "C", "D", "E"])
'« A », « B », « C » et 2 autres'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from dpid_xl.montants import PLURIEL, format_nombre

NOMS_CITES = 3  # enough to know what is spoken of; the sheet has the others

VOYELLES = frozenset("aeiou")
# First words of the bodies that deliberate, without accents, with their article; a body of another name is written without any.
_ASSEMBLEES = {
    **dict.fromkeys(("assemblee", "commission", "chambre", "metropole", "region", "session"), "la "),
    **dict.fromkeys(("bureau", "comite", "conseil", "departement", "directoire", "parlement", "senat"), "le "),
}
_ARTICLES = ("le ", "la ", "l’", "l'")  # that somebody may have typed
_ORDINAUX = re.compile(r"((?<=\b1)(?:er|re)|(?<=\b[2-9])e)(?!\w)")
_INVARIABLES = frozenset({"ETP"})
_TERMINAISONS = ("s", "x", "z")  # of the words that are the same in the plural


def accorde(nombre: Decimal | int, mot: str) -> str:
    """Write a word that agrees with a number: in the plural from two on, as French counts.

    >>> accorde(1, "écrite"), accorde(2, "écrite"), accorde(3, "forfait mensuel"), accorde(2, "ETP"), accorde(2, "mois")
    ('écrite', 'écrites', 'forfaits mensuel', 'ETP', 'mois')
    """
    premier, *suite = mot.split(" ")
    if not -PLURIEL < nombre < PLURIEL and premier not in _INVARIABLES and not premier.endswith(_TERMINAISONS):
        premier += "s"
    return " ".join([premier, *suite])


def write_quantite(nombre: Decimal | int, nom: str, *accords: str) -> str:
    """Write a number of things; of several words only the first takes the plural, then each of ``accords``.

    >>> write_quantite(Decimal("4.5"), "mesure"), write_quantite(Decimal("0.5"), "ETP"), write_quantite(25, "solution logement")
    ('4,5 mesures', '0,5 ETP', '25 solutions logement')
    >>> write_quantite(Decimal(3), "")
    '3'
    """
    mots = [accorde(nombre, mot) for mot in (nom, *accords) if mot]
    return " ".join([format_nombre(Decimal(nombre)), *mots]).rstrip()


def cite_noms(noms: Sequence[str]) -> str:
    """Write the first names of a group and how many others there are."""
    autres = len(noms) - NOMS_CITES
    cites = ", ".join(f"« {nom} »" for nom in noms[:NOMS_CITES])
    return f"{cites} et {write_quantite(autres, 'autre')}" if autres > 0 else cites


def write_assemblee(nom: str, *, de: bool = False) -> str:
    """Put its article before a body that deliberates, after « de » if asked: elided or contracted; an unknown one stays as it is.

    >>> write_assemblee("Commission permanente"), write_assemblee("Assemblée départementale"), write_assemblee("le Bureau")
    ('la Commission permanente', 'l’Assemblée départementale', 'le Bureau')
    >>> [write_assemblee(nom, de=True) for nom in ("Commission permanente", "Assemblée", "Conseil départemental", "Autorité", "")]
    ['de la Commission permanente', 'de l’Assemblée', 'du Conseil départemental', 'd’Autorité', '']
    """
    type_ = next((article for article in _ARTICLES if nom.lower().startswith(article)), "")
    nu = nom[len(type_) :].strip()
    premier = next(iter(_simplify(nu).split()), "")
    article = type_ if type_ in _ASSEMBLEES.values() else _ASSEMBLEES.get(premier, "l’" if type_ else "")
    if not article:
        return (("d’" if is_elide(nom) else "de ") + nom) if de and nom else nom
    article = "l’" if is_elide(nu) else article
    return ("du " if article == "le " else f"de {article}") * de + ("" if de else article) + nu


@lru_cache(4096)  # most texts of a convention are those of the next one
def split_ordinaux(texte: str) -> tuple[str, ...]:
    """Cut a text at what is set above the line, « er » of « 1er »: the pieces of odd rank are those.

    >>> split_ordinaux("du 1er juillet à la 2e partie")
    ('du 1', 'er', ' juillet à la 2', 'e', ' partie')
    """
    return tuple(_ORDINAUX.split(texte))


def is_elide(mot: str) -> bool:
    """Tell whether « de » or « le » loses its vowel before a word.

    >>> [mot for mot in ("Arras", "Ytres", "Yutz", "Lens") if is_elide(mot)]
    ['Arras', 'Ytres']
    """
    # A y is a vowel before a consonant: « d’Ytres », « de Yutz ». Whether an h is one, only usage tells.
    simple = _simplify(mot)
    return simple[:1] in VOYELLES or (simple[:1] == "y" and simple[1:2].isalpha() and simple[1:2] not in VOYELLES)


def _simplify(texte: str) -> str:
    """Write a text in small letters without accents."""
    return "".join(signe for signe in unicodedata.normalize("NFD", texte.casefold()) if not unicodedata.combining(signe))
