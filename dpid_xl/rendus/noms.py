"""Names that a spreadsheet and a code accept: sheets, plain letters, and texts without forbidden characters.

>>> make_noms_de_feuille(["CCAS de Libercourt", "Association pour la gestion du PLIE de Lens Liévin", "ccas de libercourt"])
('CCAS de Libercourt', 'Association gestion PLIE Lens…', 'ccas de libercourt (2)')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from dpid_xl.signes import drop_invisibles

LONGUEUR_FEUILLE = 31

SUITE = "…"
_FORMULES = ("=", "+", "-", "@", "\u2212")  # what makes a spreadsheet read a text of a CSV as a formula
_TABULATIONS = ("\t", "\r", "\n")
_DEBUT_FOUILLE = 1000  # characters among which the first that shows is looked for
SANS_NOM = "Sans nom"

_INTERDITS_FEUILLE = re.compile(r"[\[\]:*?/\\]")
_RESERVES_FEUILLE = frozenset({"history", "historique"})  # Excel's own sheet of tracked changes, in English and in French
_NON_IMPRIMABLES = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FINS_DE_LIGNE = re.compile(r"\r\n|[\r\x0b\x85\u2028\u2029]")
_LIAISONS = re.compile(r"\b(?:de|du|des|la|le|les|et|pour|en|à|au|aux)\b |\b[ld]['’]", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "€": "euros"})


def clean_signes(texte: str) -> str:
    """Make a text fit for a cell: line ends are line feeds, tabs are spaces, what XML forbids shows as « \ufffd ».

    >>> clean_signes("a\\r\\nb\\x01")
    'a\\nb\ufffd'
    """
    propre = _FINS_DE_LIGNE.sub("\n", texte).replace("\t", "    ")
    return _NON_IMPRIMABLES.sub("\ufffd", propre)


def guard_formule(texte: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula when it opens it in a CSV, whatever hides its sign.

    >>> guard_formule("=1+1"), guard_formule("\u200b\xa0＝1+1"), guard_formule("CCAS d'Arras")
    ("'=1+1", "'\u200b\xa0＝1+1", "CCAS d'Arras")
    """
    debut = drop_invisibles(texte[:_DEBUT_FOUILLE]).lstrip()[:1]
    court = unicodedata.normalize("NFKC", debut).startswith(_FORMULES)
    return f"'{texte}" if court or texte.startswith(_TABULATIONS) or (not debut and len(texte) > _DEBUT_FOUILLE) else texte


def make_noms_de_feuille(noms: Sequence[str]) -> tuple[str, ...]:
    """Return one sheet name per name, in order: accepted by Excel, distinct whatever the case, shortened at a word."""
    pris: set[str] = set()
    return tuple(_reserve(_clean_nom_de_feuille(nom), pris) for nom in noms)


def make_slug(nom: str, longueur: int) -> str:
    """Return a name in plain ASCII letters and digits joined by hyphens, cut at a word.

    >>> make_slug("L'Œuvre & Cie", 12)
    'l-oeuvre-cie'
    """
    ascii_ = unicodedata.normalize("NFKD", nom.translate(_LIGATURES)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_.lower()))
    if len(slug) > longueur:
        slug = slug[: longueur + 1].rpartition("-")[0] or slug[:longueur]
    return slug or "sans-nom"


def _clean_nom_de_feuille(nom: str) -> str:
    propre = " ".join(_INTERDITS_FEUILLE.sub(" ", clean_signes(nom)).split())
    court = propre if _measure(propre) <= LONGUEUR_FEUILLE else _cut(" ".join(_LIAISONS.sub("", propre).split()), LONGUEUR_FEUILLE)
    court = court.strip("' ")
    if not court:
        return SANS_NOM
    return f"{court} (1)" if court.casefold() in _RESERVES_FEUILLE else court


def _reserve(nom: str, pris: set[str]) -> str:
    essai, rang = nom, 1
    while (cle := unicodedata.normalize("NFKC", essai).casefold()) in pris:
        rang += 1
        suffixe = f" ({rang})"
        essai = _cut(nom.removesuffix(SUITE), LONGUEUR_FEUILLE - len(suffixe)).rstrip("' ") + suffixe
    pris.add(cle)
    return essai


def _cut(texte: str, longueur: int) -> str:
    # At a word when one ends in the second half; the ellipsis tells that something is missing.
    if _measure(texte) <= longueur:
        return texte
    garde = texte[:longueur]
    while _measure(garde) > longueur - len(SUITE):
        garde = garde[:-1]
    mots = garde.rpartition(" ")[0]
    entier = texte[len(garde)] == " " or len(mots) < len(garde) // 2
    return (garde if entier else mots).rstrip(" '’-,;.(") + SUITE


def _measure(texte: str) -> int:
    # Excel counts UTF-16 units: an emoji takes two.
    return len(texte.encode("utf-16-le")) // 2
