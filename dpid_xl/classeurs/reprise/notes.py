"""The notes on the cells of a workbook, with who wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from dpid_xl.classeurs.lecture.bruts import unescape
from dpid_xl.classeurs.lecture.feuille import parse_rectangle
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.paquet import parse_xml, read_entier, read_relations
from dpid_xl.classeurs.reprise.modele import Note, Place

_ESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_notes(classeur: Classeur) -> dict[Place, Note]:
    """Return every note by its cell; a thread of comments has one that repeats it, for programs that do not know threads."""
    return {
        (feuille, *place): note
        for feuille, partie in classeur.parties_des_feuilles.items()
        for genre, cible in read_relations(classeur.parties, partie).values()
        if genre.endswith("/comments") and cible in classeur.parties
        for place, note in _list_notes(classeur.parties[cible])
    }


def _list_notes(contenu: bytes) -> Iterator[tuple[tuple[int, int], Note]]:
    racine = parse_xml(contenu)
    auteurs = [auteur.text or "" for auteur in racine.iterfind(f"{_ESPACE}authors/{_ESPACE}author")]
    for note in racine.iter(f"{_ESPACE}comment"):
        # A number that is damaged is nobody's: the first author may not have written it.
        bloc, auteur = parse_rectangle(note.get("ref", "")), read_entier(note.get("authorId", "0"), sinon=len(auteurs))
        texte = unescape("".join(morceau.text or "" for morceau in note.iter(f"{_ESPACE}t")))
        if bloc:
            yield (bloc.haut, bloc.gauche), Note(texte, auteurs[auteur] if auteur < len(auteurs) else "")
