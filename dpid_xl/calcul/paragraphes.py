"""Paragraphs about an operation that are meant for some of its structures: « [ASSIFEP | GEIQ PRO TP] texte »."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dpid_xl.modele import Dossier, Structure

_POUR = re.compile(r"\[([^\]]+)\]\s*")


def select_paragraphes(dossier: Dossier, structure: Structure | None, paragraphes: Iterable[str]) -> tuple[str, ...]:
    """Keep the paragraphs meant for a structure: those without « [nom] » at the head, and those that name it there."""
    gardes = []
    for paragraphe in paragraphes:
        entete = _POUR.match(paragraphe)
        if entete is None:
            gardes.append(paragraphe)
        elif structure and any(dossier.find_structure(nom) == structure for nom in split_destinataires(entete[1])):
            gardes.append(paragraphe[entete.end() :])
    return tuple(gardes)


def split_destinataires(entete: str) -> tuple[str, ...]:
    """Split the names at the head of a paragraph: « A | B ».

    >>> split_destinataires("ASSIFEP | GEIQ PRO TP")
    ('ASSIFEP', 'GEIQ PRO TP')
    """
    return tuple(nom.strip() for nom in entete.split("|"))


def find_destinataires(paragraphe: str) -> tuple[str, ...]:
    """Return the structures that a paragraph is meant for; empty when it is for all."""
    entete = _POUR.match(paragraphe)
    return split_destinataires(entete[1]) if entete else ()
