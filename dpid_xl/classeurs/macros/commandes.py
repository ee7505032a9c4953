"""What the officer can start from a workbook or from the add-in, as its file says, and whether each thing ends in Python.

    button or ribbon entry --> VBA procedure of the file --> text given to RunPython --> Python function

Nothing is run, and nothing that the file names is imported.

>>> find_cible("import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())")
'udfs.macros.controler'
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from xml.etree.ElementTree import ParseError

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.macros.boutons import list_boutons
from dpid_xl.classeurs.macros.procedures import Procedure, Projet, read_projet
from dpid_xl.classeurs.macros.ruban import list_entrees
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible, open_parties, read_octets

_REMETTRE = "remettez le classeur à neuf (« dpid-xl construire --depuis »)"
_LONGUEUR = 1000  # of a text given to RunPython

DEFAUTS = {
    "sans_macro": f"Aucune macro ne lui est affectée : {_REMETTRE}.",
    "ailleurs": f"Il lance « {{macro}} », macro d'un autre classeur : {_REMETTRE}.",
    "sans_projet": "Le fichier n'a pas de macros : reprenez le classeur .xlsm (ou le complément .xlam), pas une copie en .xlsx.",
    "absente": f"La macro « {{macro}} » n'existe pas dans les modules VBA du fichier : {_REMETTRE}.",
    "ambigue": f"Deux modules VBA ont une macro « {{macro}} » : retirez le module ajouté, ou {_REMETTRE}.",
    "arguments": f"La macro « {{macro}} » n'attend pas ce qu'Excel lui donne : {_REMETTRE}.",
    "sans_python": f"La macro « {{macro}} » ne mène pas à Python (RunPython) : {_REMETTRE}.",
    "incompris": f"La macro « {{macro}} » donne à RunPython un texte qui n'appelle aucune fonction : {_REMETTRE}.",
    "inconnue": "La fonction Python « {cible} » n'existe pas dans dpid-xl sur ce poste : mettez à jour dpid-xl ou le classeur.",
}


class SorteDeDepart(StrEnum):
    """What the officer clicks on."""

    BOUTON = "bouton"
    RUBAN = "ruban"


@dataclass(frozen=True, slots=True)
class Entree:
    """A button (``lieu``: sheet and cell) or an entry of the ribbon (``lieu``: group), and the macro that the file gives it."""

    sorte: SorteDeDepart
    lieu: str
    libelle: str
    macro: str


@dataclass(frozen=True, slots=True)
class Depart:
    """An entry and the Python function where it ends; ``defaut`` is one French sentence when it does not get there, else empty."""

    entree: Entree
    cible: str
    defaut: str


@dataclass(frozen=True, slots=True)
class Inventaire:
    """The VBA modules of a file (kinds by name), and all that can be started from it."""

    modules: Mapping[str, str]
    commandes: tuple[Depart, ...]

    @property
    def resolu(self) -> bool:
        """Tell whether there is something to start and everything ends in Python."""
        return bool(self.commandes) and not any(commande.defaut for commande in self.commandes)


def read_inventaire(chemin: Path, fonctions: Collection[str]) -> Inventaire:
    """List what a workbook or the add-in can start; ``fonctions`` are the Python functions that exist, by their full names.

    Raises ClasseurIllisible.
    """
    parties = open_parties(chemin.name, read_octets(chemin))
    try:
        projet = read_projet(parties)
        commandes = tuple(resolve(entree, projet, fonctions) for entree in _list_entrees(parties))
    except (ValueError, KeyError, ParseError, RecursionError) as erreur:
        raise ClasseurIllisible(
            f"Les macros, les boutons ou le ruban de « {chemin.name} » ne peuvent pas être lus : {_REMETTRE}."
        ) from erreur
    return Inventaire(projet.modules if projet else {}, commandes)


def resolve(entree: Entree, projet: Projet | None, fonctions: Collection[str]) -> Depart:
    """Follow an entry down to Python."""
    classeur, _, macro = entree.macro.rpartition("!")
    procedures = projet.list_publiques(macro) if projet else ()
    commande = projet.find_commande(procedures[0]) if projet and procedures else None
    cible = find_cible(commande or "")
    obstacles = {
        "sans_macro": not macro,
        "ailleurs": bool(classeur),
        "sans_projet": projet is None,
        "absente": not procedures,
        "ambigue": len(procedures) > 1,
        "arguments": not all(_accepts(procedure, entree.sorte) for procedure in procedures),
        "sans_python": commande is None,
        "incompris": not cible,
        "inconnue": cible not in fonctions,
    }
    premier = next((obstacle for obstacle, present in obstacles.items() if present), "")
    return Depart(entree, cible, DEFAUTS[premier].format(macro=macro, cible=cible) if premier else "")


def find_cible(commande: str) -> str:
    """Return the full name of the function called last by a text given to ``RunPython``; empty when it calls none."""
    try:
        instructions = ast.parse(commande).body if len(commande) <= _LONGUEUR else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    match instructions:
        case [*precedentes, ast.Expr(ast.Call(ast.Attribute(ast.Name(module), fonction)))]:
            importes = {nom.asname: nom.name for ligne in precedentes if isinstance(ligne, ast.Import) for nom in ligne.names}
            return f"{importes.get(module, module)}.{fonction}"
    return ""


def _list_entrees(parties: Mapping[str, bytes]) -> Iterator[Entree]:
    for feuille, cellule, libelle, macro in list_boutons(parties):
        yield Entree(SorteDeDepart.BOUTON, f"{feuille}!{cellule}", libelle, macro)
    for groupe, libelle, macro in list_entrees(parties):
        yield Entree(SorteDeDepart.RUBAN, groupe, libelle, macro)


def _accepts(procedure: Procedure, sorte: SorteDeDepart) -> bool:
    """Tell whether a procedure takes what Excel gives: nothing from a button, its control from the ribbon."""
    if sorte is SorteDeDepart.RUBAN:
        return len(procedure.arguments) == 1 and procedure.arguments[0].casefold().endswith("as iribboncontrol")
    return all(argument.casefold().startswith("optional ") for argument in procedure.arguments)
