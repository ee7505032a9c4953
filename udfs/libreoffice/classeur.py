"""A copy of the master workbook for LibreOffice: its functions called by the names they have there, and no VBA.

Excel desktop writes ``DPID_MONTANT``, since a VBA name holds no dot; Calc knows ``DPID.MONTANT``. A VBA project with functions
of these names would answer instead of the extension, and in error. Nor does Calc read a whole table written ``table[#All]``;
it reads ``table[[#All]]``, which means the same.

>>> _rename(b'<f>IF(A1,DPID_MONTANT(B1,tblBareme[#All]),"DPID_")</f><v>DPID_MOIS(</v>')
b'<f>IF(A1,DPID.MONTANT(B1,tblBareme[[#All]]),"DPID_")</f><v>DPID_MOIS(</v>'
"""

from __future__ import annotations

import re

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from udfs.declaration import FAMILLE, PREFIXE
from udfs.fonctions import FONCTIONS

_PROJET = re.compile(r"xl/(?:_rels/)?vbaProject[^/]*|xl/vbaData\.xml")
_AVEC_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_SANS_MACROS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATION = re.compile(rb"<Relationship [^>]*vbaProject\.bin[^>]*/>")
_TYPE = re.compile(rb"<(?:Override|Default) [^>]*vba[^>]*/>")

_FORMULE = re.compile(rb"<(f|calculatedColumnFormula)\b[^>]*>[^<]*</\1>")
_NOMS = b"|".join(fonction.nom.encode("ascii") for fonction in FONCTIONS)
_APPEL = re.compile(rb"\b" + PREFIXE.encode("ascii") + rb"(" + _NOMS + rb")(?=\()")
_APPEL_DE_CALC = FAMILLE.encode("ascii") + rb".\1"
_TABLE = re.compile(rb"(?<=[^\[\],(])\[(#(?:All|Headers|Data|Totals))\]")


def adapt_classeur(classeur: bytes) -> bytes:
    """Return the workbook (.xlsm or .xlsx) as an .xlsx that LibreOffice computes with the extension."""
    parties = {nom: contenu for nom, contenu in list_parties(classeur).items() if not _PROJET.fullmatch(nom)}
    return zip_parties({nom: _adapt(nom, contenu) for nom, contenu in parties.items()})


def _adapt(nom: str, contenu: bytes) -> bytes:
    if nom == "[Content_Types].xml":
        return _TYPE.sub(b"", contenu.replace(_AVEC_MACROS, _SANS_MACROS))
    if nom == "xl/_rels/workbook.xml.rels":
        return _RELATION.sub(b"", contenu)
    return _rename(contenu) if nom.startswith(("xl/worksheets/sheet", "xl/tables/")) else contenu


def _rename(contenu: bytes) -> bytes:
    return _FORMULE.sub(lambda formule: _TABLE.sub(rb"[[\1]]", _APPEL.sub(_APPEL_DE_CALC, formule[0])), contenu)
