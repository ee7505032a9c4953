"""The signs of a text that a keyboard does not make: those that cannot be seen, those that look like a hyphen, those that no font draws.

A paste from Word, from a PDF or from the web brings them. One list, for all that reads a name, a code, a number, a header or a date.

>>> drop_invisibles("T1\u200b-01\u202e"), fold_tirets("T1\u201101")
('T1-01', 'T1-01')
"""

from __future__ import annotations

import re
import unicodedata

# Control and format characters (soft hyphen, zero width, direction of writing, tags) are told by their category; these by nothing:
# fillers, the place of an object that was not pasted, the variation selectors of emoji and of other signs.
_BLANCS_SANS_CATEGORIE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufffc"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000))))
)
_VISIBLES = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # of control, but they part lines or words
_TRAITS_D_UNION = dict.fromkeys(map(ord, "\u2010\u2011\u2043\ufe63\uff0d"), "-")  # drawn as the hyphen of the keyboard
_TIRETS = _TRAITS_D_UNION | dict.fromkeys(
    map(ord, "\xad\u02d7\u2012\u2013\u2014\u2015\u2212\u2500\u2796\u207b\u208b\ufe58"), "-"
)  # longer ones
TIRETS = "-" + "".join(map(chr, _TIRETS))  # all of them, as a class of a regular expression takes them
_SUITE_DE_TIRETS = re.compile(r"-{2,}")
# What the fonts of the documents draw, of the scripts that a French name or text may hold; a test tries them.
_SANS_DESSIN = re.compile(
    "[^\t-\r\x1c-\x7e\x85\xa0-\u0513\u0531-\u058a\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u10d0-\u10ff\u1d00-\u1dca\u1e00-\u1f15\u2000-\u2029\u202f-\u2040"
    "\u2044-\u2052\u2054-\u205f\u2074-\u208e\u20a0-\u20c0\u2100-\u211e\u2126-\u2151\u2153-\u2184\u2190-\u23ff\u2460-\u2606\u2609-\u262f\u2701-\u2704\u2706-\u2709"
    "\u270c-\u2714\u2717-\u2726\u272a-\u274b\u2758-\u275e\u2761-\u277f\u2798-\u27af\u27c0-\u2b73\ufb00-\ufb06\ufffc\ufffd]"
)


def drop_invisibles(texte: str) -> str:
    """Return a text without the characters that show nothing; accents in one character each.

    >>> drop_invisibles("soute\u0301\u00adnu\u200f")
    'souténu'
    """
    imprimable = texte.isprintable()
    if imprimable and texte.isascii():
        return texte
    if not imprimable or not _BLANCS_SANS_CATEGORIE.isdisjoint(texte):
        texte = texte.translate(_SANS_INVISIBLES)
    return unicodedata.normalize("NFC", texte)


class _SansInvisibles(dict[int, int | None]):
    """What ``str.translate`` makes of each character, told once: nothing of those that cannot be seen."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if is_invisible(chr(code)) else code
        return self[code]


_SANS_INVISIBLES = _SansInvisibles()


def is_invisible(signe: str) -> bool:
    """Tell whether a character shows nothing and parts nothing."""
    return signe in _BLANCS_SANS_CATEGORIE or (unicodedata.category(signe) in ("Cc", "Cf") and signe not in _VISIBLES)


def fold_traits_d_union(texte: str) -> str:
    """Write as the hyphen of the keyboard those that are drawn like it; a dash stays."""
    return texte if texte.isascii() else texte.translate(_TRAITS_D_UNION)


def fold_tirets(texte: str) -> str:
    """Write every dash of a code as one hyphen; its wide letters and digits as those of the keyboard.

    >>> fold_tirets("Ｔ１–０１"), fold_tirets("T1-\u00ad01")
    ('T1-01', 'T1-01')
    """
    return texte if texte.isascii() else _SUITE_DE_TIRETS.sub("-", drop_invisibles(unicodedata.normalize("NFKC", texte.translate(_TIRETS))))


def list_sans_dessin(texte: str) -> tuple[str, ...]:
    """Return the signs of a text that no font of the documents draws, as Unicode numbers them; what cannot be seen is none.

    >>> list_sans_dessin("\uf0b7 Insertion \U0001f642"), list_sans_dessin("Œuvre à 10 € ✓")
    (('U+F0B7', 'U+1F642'), ())
    """
    if texte.isascii():
        return ()
    return tuple(f"U+{ord(signe):04X}" for signe in dict.fromkeys(_SANS_DESSIN.findall(texte)) if not is_invisible(signe))
