"""The package of a Word model received from anyone: what it must be before a field is looked for, and its parts by kind.

Nothing that the package points to (attached template, linked image, data source) is ever opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet import TYPES, Types, find_principale, make_cle
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, TAILLE_MAXIMALE, Garde
from dpid_xl.classeurs.paquet.parties import Parties, has_dtd
from dpid_xl.refus import Refus
from dpid_xl.rendus.word.gabarit import W as _W

ESPACE_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CORPS = WORD + "document.main+xml"
LIEUX = {  # the parts that may hold fields, by kind, and how an officer calls them
    CORPS: "",
    WORD + "header+xml": "en-tête",
    WORD + "footer+xml": "pied de page",
    WORD + "footnotes+xml": "note de bas de page",
    WORD + "endnotes+xml": "note de fin",
}
_LAISSEES = ("image", "thumbnail", "oleObject", "package", "font", "aFChunk")  # copied as they are, never parsed
_AUTRES_FORMATS = {  # what Word writes besides .docx, with its extension
    "application/vnd.ms-word.document.macroEnabled.main+xml": ".docm, avec des macros",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": ".dotm, avec des macros",
    WORD + "template.main+xml": ".dotx, un modèle au sens de Word",
}


class ModeleIllisible(Refus):
    """A file that is not a sound Word model; its text is one French sentence: what, where, what to do."""


GARDE = Garde(
    refus=ModeleIllisible,
    absent="Le modèle « {chemin} » n'existe pas : vérifiez son nom et son dossier.",
    ferme="Le modèle « {nom} » ne peut pas être ouvert : fermez-le dans Word et vérifiez que vous avez le droit de le lire.",
    autre="Le modèle « {nom} » n'est pas un document Word : choisissez un fichier .docx.",
    ancien="Le modèle « {nom} » est à l'ancien format de Word (.doc) : ouvrez-le dans Word et enregistrez-le au format .docx.",
    mot_de_passe="Le modèle « {nom} » est protégé par un mot de passe : ouvrez-le dans Word, retirez le mot de passe et enregistrez-le.",
    abime="Le modèle « {nom} » est tronqué ou abîmé : ouvrez-le dans Word et enregistrez-le à nouveau.",
    demesure=(
        f"Le modèle « {{nom}} » est démesuré (plus de {TAILLE_MAXIMALE // MEGA_OCTET} Mo décompressé, "
        "ou compressé plus qu'un vrai document) : retirez-en les images inutiles, ou repartez d'un document neuf."
    ),
)


@dataclass(frozen=True, slots=True)
class ModeleRecu:
    """A sound model: the name of its file, its parts in order, the kind (content type) of each, the name of its body."""

    nom: str
    parties: Mapping[str, bytes]
    genres: Mapping[str, str]
    corps: str


def read_modele(chemin: Path) -> ModeleRecu:
    """Read a Word model; raises ModeleIllisible."""
    nom, octets = chemin.name, GARDE.read(chemin)
    with GARDE.open(chemin, octets):
        parties = Parties(octets, GARDE.refuse(GARDE.demesure, chemin))
        if (partie := parties.find_dtd(_LAISSEES)) or (partie := _find_dtd_cachee(parties)):
            raise ModeleIllisible(
                f"Le modèle « {nom} » contient du XML que Word n'écrit jamais (partie {partie}) : ouvrez-le dans Word et enregistrez-le "
                "à nouveau."
            )
        contenus = dict(parties)
        corps = find_principale(parties) if TYPES in parties else ""
        genres = _read_genres(chemin, contenus) if corps else {}
    if genres.get(corps) != CORPS:
        raise GARDE.refuse(GARDE.autre, chemin)
    if any(partie.lower().endswith("vbaproject.bin") for partie in contenus):
        raise ModeleIllisible(f"Le modèle « {nom} » contient des macros : dans Word, enregistrez-le sous « Document Word (.docx) ».")
    return ModeleRecu(nom, contenus, genres, corps)


def parse_partie(nom: str, partie: str, contenu: bytes) -> Any:
    """Return the tree of a part; raises ModeleIllisible on what Word never writes."""
    # Comments and instructions are no text of the document: inside a word they would cut a field.
    analyseur = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        racine = etree.fromstring(contenu, analyseur)
    except (etree.XMLSyntaxError, ValueError) as erreur:
        raise ModeleIllisible(
            f"Le modèle « {nom} » est abîmé (partie {partie}) : ouvrez-le dans Word et enregistrez-le à nouveau."
        ) from erreur
    return _rename_espace(racine) if racine.tag == f"{{{_W}}}{racine.tag.rpartition('}')[2]}" and racine.prefix != "w" else racine


def _rename_espace(element: Any, parent: Any = None) -> Any:
    """Return a tree whose namespace of Word has its usual prefix, which what fills it looks for; some programs give it another."""
    espaces = {prefixe: espace for prefixe, espace in element.nsmap.items() if espace != _W} | {"w": _W}
    neuf = etree.Element(element.tag, element.attrib, espaces) if parent is None else etree.SubElement(parent, element.tag, element.attrib)
    neuf.text, neuf.tail = element.text, element.tail
    for enfant in element:
        _rename_espace(enfant, neuf)
    return neuf


def _find_dtd_cachee(parties: Parties) -> str:
    """Return the name of a part with a DTD that no relationship leads to, and that is copied all the same; else empty."""
    menees = {make_cle(nom) for _genre, nom in parties.liens}
    for partie in parties:
        if partie.lower().endswith((".xml", ".rels")) and make_cle(partie) not in menees:
            with parties.open(partie) as fichier:
                if has_dtd(fichier):
                    return partie
    return ""


def _read_genres(chemin: Path, parties: Mapping[str, bytes]) -> dict[str, str]:
    types = Types(parties)
    genres = {partie: types.get(partie) for partie in parties}
    for genre in genres.values():
        if genre in _AUTRES_FORMATS:
            raise ModeleIllisible(
                f"Le modèle « {chemin.name} » est au format {_AUTRES_FORMATS[genre]} : "
                "dans Word, enregistrez-le sous « Document Word (.docx) », puis recommencez."
            )
    return genres
