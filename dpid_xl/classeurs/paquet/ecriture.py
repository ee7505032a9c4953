"""The XML of a spreadsheet in the one writing that Excel gives it, whatever the program that wrote it, for what edits it as a text.

>>> write_comme_excel("<x:row xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' r = '1'><x:c t='s'/></x:row>")
'<row xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"><c t="s"/></row>'
"""

from __future__ import annotations

import re
from html import escape
from xml.parsers import expat

from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.reperes import column_index_from_string, get_column_letter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# A « < » that is no beginning of a tag as Excel writes them: double quotes, one space before each attribute, no « > » in them.
_AUTREMENT = re.compile(r'<(?!/?[A-Za-z_][\w.-]*(?::[\w.-]+)?(?: [\w:.-]+="[^"<>]*")* ?/?>)')
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_PREFIXE = re.compile(rf"<(\w[\w.-]*):[^>]*?\sxmlns:\1\s*=\s*[\"']{re.escape(_MAIN)}[\"']")
_SANS_PLACE = re.compile(r"<(row|c)(?=[ />])([^>]*)")
_MUETTE = re.compile(r'<(?:row|c)(?=[ />])(?![^>]* r=")')
_PLACE = re.compile(r' r="([A-Z]*)(\d+)"')


def write_comme_excel(texte: str) -> str:
    """Return a part without its declaration, in the writing of Excel: as it is when it is; raises ExpatError."""
    declaration = _DECLARATION.match(texte)
    corps = texte[declaration.end() :] if declaration else texte
    prefixe = _PREFIXE.match(corps.lstrip())
    if not prefixe and not _AUTREMENT.search(corps):
        return corps
    return _Redacteur(f"{prefixe[1]}:" if prefixe else "").write(corps)


def read_comme_excel(parties: Parties, partie: str) -> str:
    """Read a part of a package, without its declaration, in that writing; empty when there is none. Raises ExpatError."""
    return write_comme_excel(parties.read_texte(partie))


def place_cellules(feuille: str) -> str:
    """Return a sheet in which each row and each cell says where it stands: a program may leave it to be counted.

    >>> place_cellules('<row><c/><c r="D1"/><c s="2"/></row><row r="7"><c><v>1</v></c></row>')
    '<row r="1"><c r="A1"/><c r="D1"/><c r="E1" s="2"/></row><row r="7"><c r="A7"><v>1</v></c></row>'
    """
    return _SANS_PLACE.sub(_Compteur().place, feuille) if _MUETTE.search(feuille) else feuille


class _Compteur:
    def __init__(self) -> None:
        self._rang = self._colonne = 0

    def place(self, balise: re.Match[str]) -> str:
        nom, attributs = balise.groups()
        dite = _PLACE.search(attributs)
        if nom == "row":
            self._rang, self._colonne = int(dite[2]) if dite else self._rang + 1, 0
        elif dite:
            self._rang, self._colonne = int(dite[2]), column_index_from_string(dite[1])
        else:
            self._colonne += 1
        place = f"{get_column_letter(self._colonne) if nom == 'c' else ''}{self._rang}"
        return balise[0] if dite else f'<{nom} r="{place}"{attributs}'


class _Redacteur:
    """Writes again what expat tells; names of the spreadsheet's own namespace lose the prefix that stood for it."""

    def __init__(self, prefixe: str) -> None:
        self._prefixe = prefixe
        self._morceaux: list[str] = []
        self._ouvert = False  # a tag whose end is not written yet

    def write(self, corps: str) -> str:
        lecteur = expat.ParserCreate("UTF-8")
        lecteur.ordered_attributes = lecteur.buffer_text = True
        lecteur.StartElementHandler = self._open
        lecteur.EndElementHandler = self._close
        lecteur.CharacterDataHandler = self._tell
        lecteur.Parse(corps.encode(), True)  # noqa: FBT003
        return "".join(self._morceaux)

    def _open(self, nom: str, attributs: list[str]) -> None:
        self._end()
        paires = zip(attributs[::2], attributs[1::2], strict=True)
        ecrits = "".join(f' {"xmlns" if f"{cle}:" == f"xmlns:{self._prefixe}" else cle}="{_escape(valeur)}"' for cle, valeur in paires)
        self._morceaux.append(f"<{nom.removeprefix(self._prefixe)}{ecrits}")
        self._ouvert = True

    def _close(self, nom: str) -> None:
        self._morceaux.append("/>" if self._ouvert else f"</{nom.removeprefix(self._prefixe)}>")
        self._ouvert = False

    def _tell(self, texte: str) -> None:
        self._end()
        self._morceaux.append(escape(texte, quote=False).replace("\r", "&#13;"))

    def _end(self) -> None:
        if self._ouvert:
            self._morceaux.append(">")
            self._ouvert = False


def _escape(valeur: str) -> str:
    """Escape an attribute; its ends of lines and tabs would else be read as spaces."""
    return escape(valeur).replace("&#x27;", "'").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
