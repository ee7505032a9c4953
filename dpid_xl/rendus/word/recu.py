"""The package of a Word model received from anyone: what it must be before a field is looked for, and its parts by kind.

Nothing that the package points to (attached template, linked image, data source) is ever opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from lxml import etree

from dpid_xl.classeurs.paquet import TYPES
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, TAILLE_MAXIMALE, TAILLE_SANS_SOUPCON, Garde, open_partie
from dpid_xl.refus import Refus

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
    with GARDE.open(chemin, octets) as archive:
        parties = {entree.filename: _read_partie(archive, entree) for entree in archive.infolist() if not entree.is_dir()}
    genres = _read_genres(chemin, parties)
    corps = next((partie for partie, genre in genres.items() if genre == CORPS), None)
    if corps is None:
        raise GARDE.refuse(GARDE.autre, chemin)
    if any(partie.lower().endswith("vbaproject.bin") for partie in parties):
        raise ModeleIllisible(f"Le modèle « {nom} » contient des macros : dans Word, enregistrez-le sous « Document Word (.docx) ».")
    return ModeleRecu(nom, parties, genres, corps)


def parse_partie(nom: str, partie: str, contenu: bytes) -> Any:
    """Return the tree of a part; raises ModeleIllisible on what Word never writes."""
    analyseur = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        racine = etree.fromstring(contenu, analyseur)
    except (etree.XMLSyntaxError, ValueError) as erreur:
        raise ModeleIllisible(
            f"Le modèle « {nom} » est abîmé (partie {partie}) : ouvrez-le dans Word et enregistrez-le à nouveau."
        ) from erreur
    if racine.getroottree().docinfo.doctype:
        raise ModeleIllisible(
            f"Le modèle « {nom} » contient du XML que Word n'écrit jamais (partie {partie}) : "
            "n'ouvrez pas ce fichier et demandez-en un autre à son auteur."
        )
    return racine


def _read_partie(archive: ZipFile, entree: ZipInfo) -> bytes:
    with open_partie(archive, entree) as flux:
        return flux.read(entree.file_size + 1)


def _read_genres(chemin: Path, parties: Mapping[str, bytes]) -> dict[str, str]:
    if TYPES not in parties:
        raise GARDE.refuse(GARDE.autre, chemin)
    racine = parse_partie(chemin.name, TYPES, parties[TYPES])
    genres = {element.get("PartName", "").lstrip("/"): element.get("ContentType", "") for element in racine.iter(ESPACE_TYPES + "Override")}
    for genre in genres.values():
        if genre in _AUTRES_FORMATS:
            raise ModeleIllisible(
                f"Le modèle « {chemin.name} » est au format {_AUTRES_FORMATS[genre]} : "
                "dans Word, enregistrez-le sous « Document Word (.docx) », puis recommencez."
            )
    textuelles = {partie: genre for partie, genre in genres.items() if partie in parties}
    for partie, genre in textuelles.items():
        if genre in LIEUX and len(parties[partie]) > TAILLE_SANS_SOUPCON:
            raise GARDE.refuse(GARDE.demesure, chemin)
    return textuelles
