"""What a text received from anyone must be before it is read, and how a file that is not is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from dpid_xl.classeurs.paquet import TYPES, find_principale, parse_xml, read_relations
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, TAILLE_MAXIMALE, Garde, open_partie
from dpid_xl.classeurs.paquet.parties import MORCEAU, Parties, has_dtd
from dpid_xl.refus import Refus

FORMATS = "Word (.docx), OpenDocument (.odt) ou texte (.txt)"
MARQUES = "« {nom} » porte des marques de travail ({quoi}) : {faire}."


class TexteIllisible(Refus):
    """A file that is no text to read, or whose text is not finished; one French sentence: what, where, what to do."""


GARDE = Garde(
    refus=TexteIllisible,
    absent="Le texte « {chemin} » n'existe pas : vérifiez son nom et son dossier.",
    dossier="« {chemin} » est un dossier, pas un texte : indiquez le fichier qu'il contient.",
    ferme="Le texte « {nom} » ne peut pas être ouvert : fermez-le et vérifiez que vous avez le droit de le lire.",
    autre=f"« {{nom}} » n'est pas un texte que l'outil sait lire : donnez un fichier {FORMATS}.",
    ancien="« {nom} » est à l'ancien format de Word (.doc) : ouvrez-le dans Word et enregistrez-le au format .docx.",
    mot_de_passe="« {nom} » est protégé par un mot de passe : ouvrez-le, retirez le mot de passe et enregistrez-le.",
    abime="« {nom} » est tronqué ou abîmé : ouvrez-le et enregistrez-le à nouveau.",
    demesure=f"« {{nom}} » est démesuré (plus de {TAILLE_MAXIMALE // MEGA_OCTET} Mo) : retirez-en les images inutiles.",
)


def read_parties(chemin: Path) -> Parties:
    """Return the parts of a text, none of its XML greater than can be parsed nor with a DTD; raises TexteIllisible."""
    octets = GARDE.read(chemin)
    with GARDE.open(chemin, octets) as archive:
        for entree in archive.infolist():  # to its end: its checksum
            with open_partie(archive, entree) as flux:
                while flux.read(MORCEAU):
                    pass
        parties = Parties(octets, GARDE.refuse(GARDE.demesure, chemin))
        for partie in parties:
            with parties.open(partie) as fichier:
                if partie.lower().endswith((".xml", ".rels")) and has_dtd(fichier):
                    raise TexteIllisible(
                        f"« {chemin.name} » contient du XML qu'un traitement de texte n'écrit jamais (partie {partie}) : ouvrez-le et "
                        "enregistrez-le à nouveau."
                    )
    return parties


def find_corps(nom: str, parties: Parties) -> str:
    """Return the name of the main part, empty without one; raises TexteIllisible on a package whose list of parts is damaged."""
    with _refuse_abime(nom):
        return find_principale(parties) if TYPES in parties else ""


def parse_partie(nom: str, parties: Parties, partie: str) -> Element:
    """Return the tree of a part; raises TexteIllisible on a missing or damaged one."""
    if partie not in parties:
        raise TexteIllisible(GARDE.autre.format(nom=nom))
    with _refuse_abime(nom):
        return parse_xml(parties[partie])


def read_liens(nom: str, parties: Parties, partie: str) -> Mapping[str, tuple[str, str]]:
    """Return the relationships of a part, as ``paquet.read_relations``; raises TexteIllisible on damaged ones."""
    with _refuse_abime(nom):
        return read_relations(parties, partie)


@contextmanager
def _refuse_abime(nom: str) -> Iterator[None]:
    """Turn what a damaged XML raises into a refusal."""
    try:
        yield
    except (ParseError, ValueError, LookupError) as erreur:
        raise TexteIllisible(GARDE.abime.format(nom=nom)) from erreur
