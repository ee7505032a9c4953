"""All the rules applied to a file."""

from __future__ import annotations

from tests.pdf import regles_contenu, regles_metadonnees, regles_structure
from tests.pdf.lecture import Fichier
from tests.pdf.registre import REGLES, Ecart

FAMILLES = (regles_metadonnees, regles_contenu, regles_structure)  # importing a family enters its rules


def validate(contenu: bytes) -> list[Ecart]:
    """Return every breach of every rule in a PDF."""
    fichier = Fichier(contenu)
    return [Ecart(nom, regle.clause, str(fait)) for nom, regle in REGLES.items() for fait in regle.controle(fichier)]
