"""The ribbon of a workbook: its part in the package, the relationship by which Excel finds it, the entries it shows.

Office 2010 and later read this part; its schema is [MS-CUSTOMUI2], namespace ``NAMESPACE``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from dpid_xl.classeurs.paquet import parse_xml, read_relations

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
PARTIE = "customUI/customUI14.xml"
RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"

_RELATIONS = "_rels/.rels"
_RELATIONS_DE_RUBAN = (RELATION, "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility")
_FIN = b"</Relationships>"


def add_ruban(parties: dict[str, bytes], xml: str) -> None:
    """Put this ribbon in a package; the type of the part is the one that the package gives to ``.xml`` files.

    Raises ValueError if the package has a ribbon already: Excel would ignore both.
    """
    if PARTIE in parties:
        raise ValueError(f"Le classeur porte déjà un ruban ({PARTIE}).")
    relation = f'<Relationship Id="rIdRuban" Type="{RELATION}" Target="{PARTIE}"/>'.encode()
    parties[_RELATIONS] = parties[_RELATIONS].replace(_FIN, relation + _FIN)
    parties[PARTIE] = xml.encode()


def list_entrees(parties: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield group, label and callback of each entry of a package's ribbon, in order; raises ElementTree's ParseError."""
    for sorte, partie in read_relations(parties, "").values():
        if sorte in _RELATIONS_DE_RUBAN and partie in parties:
            racine = parse_xml(parties[partie])
            groupes = {element: groupe.get("label", "") for groupe in racine.iter(_tag(racine, "group")) for element in groupe.iter()}
            for element in racine.iter():
                if "onAction" in element.attrib:
                    yield groupes.get(element, ""), element.get("label", element.get("id", "")), element.attrib["onAction"]


def _tag(racine: Element, nom: str) -> str:
    # The ribbon of Office 2007 has a namespace of its own.
    return racine.tag.removesuffix("customUI") + nom
