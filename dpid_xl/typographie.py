"""How a French text is set in type: one table of rules says what to put right and what to point out.

Sources are written with the signs of a keyboard; :func:`compose_typographie` sets them in type at the doors where a person reads: narrow
no-break space before « ; ! ? » and between thousands, no-break space inside guillemets, before « : € % » and after « n° », one apostrophe
(’), the minus sign. Source: Imprimerie nationale, *Lexique des règles typographiques*. What is no sentence is left as it is: addresses,
paths, names of files, hours, codes, commands, «champs».

>>> compose_typographie("Le n° 12 : « l'avance » est de 6 198 687,52 € ; pourquoi ?")
'Le n°\xa012\xa0: «\xa0l’avance\xa0» est de 6\u202f198\u202f687,52\xa0€\u202f; pourquoi\u202f?'
>>> compose_typographie("dpid-xl conventions C:\\\\L'an 2022.xlsm, à 12:30") == "dpid-xl conventions C:\\\\L'an 2022.xlsm, à 12:30"
True
>>> list_fautes("Les ligne(s) de l'annexe : (à voir (M7)) ,")
('apostrophe', 'espace avant deux-points', 'pluriel entre parenthèses', 'parenthèses dans des parenthèses', 'espace avant une virgule')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache, partial

from dpid_xl.classes import dataclass
from dpid_xl.montants import ESPACE_INSECABLE, ESPACE_MILLIERS, MOINS

_MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_FICHIERS = "xls[mx]|xlam|docx|odt|ods|txt|pdf|json|csv|toml|oxt|zip|log|conf|exe|py|png|jpe?g"
# What nothing is changed in: an address, a path up to what goes on with the sentence, a «champ», a formula, a name of file.
_INTACTS = (
    r"https?://\S+|[^\s«»]+@[^\s«»]+"
    r"|(?:(?<![^\W_])[A-Za-z]:[\\/]|\\\\|(?<![^\s«(])~?/(?=\w))(?:(?![ \xa0\u202f][:;(»!?]|[,.](?:\s|$)).)*"
    r"|«\w+»|\bDPID[_.]\w+\([^()]*\)"
    rf"|(?<=«[ \xa0])[^«»\n]*\.(?:{_FICHIERS})(?=[ \xa0]»)|[^\s«»]+\.(?:{_FICHIERS})\b"
)


@dataclass(frozen=True, slots=True)
class Regle:
    """A rule: what it is called, what breaks it, what is put in its place (None: a person has to write it otherwise).

    A text that holds none of its ``indices`` does not break it: most texts have one or two of them, looked for faster than a pattern.
    """

    nom: str
    motif: str
    remplacement: str | None = None
    indices: Sequence[str] = ()


# ``motif`` finds a space, an apostrophe or a hyphen of the keyboard, and no more than what ``remplacement`` takes the place of.
REGLES = (
    Regle("apostrophe", r"(?<=[^\W\d_])'(?=[\w«“{])", "’", "'"),
    Regle("espace avant point-virgule, exclamation, interrogation", r"(?<=[^\s«])[ \xa0](?=[;!?]+(?:[\s)»”.,]|$))", ESPACE_MILLIERS, ";!?"),
    Regle("espace avant deux-points", r"(?<=\S)[ \u202f](?=:(?:\s|$))", ESPACE_INSECABLE, ":"),
    Regle("espace après guillemet", r"(?<=«)[ \u202f](?=\S)", ESPACE_INSECABLE, "«"),
    Regle("espace avant guillemet", r"(?<=\S)[ \u202f](?=»)", ESPACE_INSECABLE, "»"),
    Regle("espace avant euro ou pour-cent", r"(?<=\S)[ \u202f](?=[€%‰](?!\w))", ESPACE_INSECABLE, "€%‰"),
    Regle("espace après numéro", r"(?<=\b[Nn]°) (?=\S)", ESPACE_INSECABLE, "°"),
    Regle(
        "espace après abréviation",
        r"(?:(?<=\bM\.)|(?<=\bMM\.)|(?<=\bMme)|(?<=\bDr)|(?<=\bart\.)) (?=[A-ZÀ-Ý\d])",
        ESPACE_INSECABLE,
        ("M.", "Mme", "Dr", "art."),
    ),
    Regle("espace dans une date", rf"(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b1er)) (?=(?:{_MOIS})\b)", ESPACE_INSECABLE, _MOIS.split("|")),
    Regle("signe moins", r"(?:(?<=[\s(«])|^)-(?=\d)", MOINS, "-"),
    Regle("espace des milliers", r"(?<![\w.,/-])\d{1,3}(?:[ \xa0]\d{3})+(?![\s]?\d|[/-])", ESPACE_MILLIERS, "0123456789"),
    Regle("pluriel entre parenthèses", r"\w\((?:s|e|es|x|ne|nes|aux)\)"),
    Regle("parenthèses dans des parenthèses", r"\([^()]*\("),
    Regle("guillemets droits", r'"'),
    Regle("deux espaces", r"\S[ \xa0\u202f]{2,}\S"),
    Regle("espace avant une virgule", r"\S[ \xa0\u202f][,.](?:\s|$)"),
    Regle("espace absente avant un signe double", r"[^\W\d_][;:!?](?:\s|$)|[^\W\d_]»|«\w"),
    Regle("points de suspension", r"\.\.\."),
)
_INDICES = re.compile(rf"[/\\@]|«\w|DPID|\.(?:{_FICHIERS})\b")  # without one of them nothing is to be kept, and rules are quick


@lru_cache(maxsize=16384)
def compose_typographie(texte: str) -> str:
    """Set a text in type; what is set already stays, and so does what is no sentence."""
    intacts = _find_intacts(texte)
    for regle in REGLES:
        if regle.remplacement is not None and any(map(texte.__contains__, regle.indices)):
            texte = _compile(regle.motif).sub(partial(_correct, intacts, regle.remplacement), texte)
    return texte


def list_fautes(texte: str) -> tuple[str, ...]:
    """Return the names of the rules that a text breaks, in the order of :data:`REGLES`."""
    intacts = _find_intacts(texte)
    return tuple(
        regle.nom for regle in REGLES if any(_is_faute(intacts, trouve, regle) for trouve in _compile(regle.motif).finditer(texte))
    )


def _find_intacts(texte: str) -> Sequence[tuple[int, int]]:
    """Find where nothing is changed; a rule puts a sign in the place of a sign, so that these places stay."""
    return [trouve.span() for trouve in _compile(_INTACTS).finditer(texte)] if _INDICES.search(texte) else ()


@cache  # each when it is first needed: together they are the tenth of what a control costs
def _compile(motif: str) -> re.Pattern[str]:
    return re.compile(motif, re.MULTILINE)


def _is_intact(intacts: Sequence[tuple[int, int]], trouve: re.Match[str]) -> bool:
    place = trouve.start()
    return any(debut <= place < fin for debut, fin in intacts)


def _correct(intacts: Sequence[tuple[int, int]], signe: str, trouve: re.Match[str]) -> str:
    """Put a sign in the place of what a rule found (between the digits of a number, of each space) unless it is no sentence."""
    if _is_intact(intacts, trouve):
        return trouve[0]
    return re.sub(r"[ \xa0]", signe, trouve[0]) if len(trouve[0]) > 1 else signe


def _is_faute(intacts: Sequence[tuple[int, int]], trouve: re.Match[str], regle: Regle) -> bool:
    if regle.remplacement is None:
        return not _is_intact(intacts, trouve)
    return _correct(intacts, regle.remplacement, trouve) != trouve[0]
