"""The ribbon of a workbook: its part in the package, and the relationship by which Excel finds it.

Office 2010 and later read this part; its schema is [MS-CUSTOMUI2], namespace ``NAMESPACE``.
"""

from __future__ import annotations

from dpid_xl.classeurs.paquet import list_parties, zip_parties

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
PARTIE = "customUI/customUI14.xml"
RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"

_RELATIONS = "_rels/.rels"
_FIN = b"</Relationships>"


def add_ruban(classeur: bytes, xml: str) -> bytes:
    """Return the package with this ribbon; the type of the part is the one that the package gives to ``.xml`` files.

    Raises ValueError if the package has a ribbon already: Excel would ignore both.
    """
    parties = list_parties(classeur)
    if PARTIE in parties:
        raise ValueError(f"Le classeur porte déjà un ruban ({PARTIE}).")
    relation = f'<Relationship Id="rIdRuban" Type="{RELATION}" Target="{PARTIE}"/>'.encode()
    parties[_RELATIONS] = parties[_RELATIONS].replace(_FIN, relation + _FIN)
    return zip_parties({**parties, PARTIE: xml.encode()})
