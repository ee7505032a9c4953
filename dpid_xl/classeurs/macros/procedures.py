"""The VBA of a workbook as its file holds it: modules, procedures, and the text that each hands to ``RunPython``. Nothing is run.

>>> lignes = ['Public Sub Controler()', '    Lancer "m.controler()"', 'End Sub', 'Private Sub Lancer(c)', 'RunPython c', 'End Sub',
...           'Public Function RunPython(commande)', 'End Function']
>>> projet = Projet({"macros": "standard"}, tuple(list_procedures("macros", lignes)))
>>> projet.find_commande(projet.procedures[0])
'm.controler()'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from dpid_xl.chargement import skip_paquet
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.macros import PROJET
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET

with skip_paquet("pyopenvba"):  # Access, Power Query and forms would take longer to load than the macros to read
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import VBAModuleKind, parse_vba_project

TAILLE_MAXIMALE = MEGA_OCTET  # ours has 42 000 bytes; the compression of VBA can do 1 for 680
STANDARD, CLASSE = "standard", "classe, feuille ou classeur"
RUN_PYTHON = "runpython"

_DEBUT = re.compile(r"(?:(public|private|friend)\s+)?(?:static\s+)?(?:sub|function)\s+(\w+)\s*(?:\(((?:[^()]|\(\))*)\))?", re.IGNORECASE)
_FIN = re.compile(r"end\s+(?:sub|function)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"\"(?:[^\"]|\"\")*\"|'.*|\w+")  # a text, a comment, a word


@dataclass(frozen=True, slots=True)
class Procedure:
    """A Sub or a Function: its arguments and its statements as they are written."""

    module: str
    nom: str
    publique: bool
    arguments: tuple[str, ...]
    instructions: tuple[str, ...]


@dataclass(frozen=True)
class Projet:
    """Kinds of the modules by name (:data:`STANDARD` or :data:`CLASSE`), and all the procedures."""

    modules: Mapping[str, str]
    procedures: tuple[Procedure, ...]

    @cached_property
    def par_nom(self) -> Mapping[str, Sequence[Procedure]]:
        """The procedures by name without case, in order."""
        index: dict[str, list[Procedure]] = {}
        for procedure in self.procedures:
            index.setdefault(procedure.nom.casefold(), []).append(procedure)
        return index

    def list_publiques(self, nom: str) -> tuple[Procedure, ...]:
        """Return the procedures of that name (perhaps « module.name ») that a button or the ribbon can reach."""
        module, _, simple = nom.casefold().rpartition(".")
        return tuple(
            procedure
            for procedure in self.par_nom.get(simple, ())
            if procedure.publique and (procedure.module.casefold() == module if module else self.modules[procedure.module] == STANDARD)
        )

    def find_commande(self, procedure: Procedure) -> str | None:
        """Return the text that a procedure hands to ``RunPython``, itself or through those it calls; None when it hands none.

        Raises RecursionError on calls nested as nobody writes them.
        """
        return self._follow(procedure, set()) or None

    def _follow(self, procedure: Procedure, vues: set[str]) -> str | None:
        """Return the text; an empty one stands for an argument, which the caller knows."""
        vues.add(procedure.nom.casefold())
        for instruction in procedure.instructions:
            texte, mots = _read_instruction(instruction)
            if RUN_PYTHON in mots and self.list_publiques(RUN_PYTHON):
                return texte
            for appelee in self._list_appelees(procedure, mots - vues):
                trouvee = self._follow(appelee, vues)
                if trouvee is not None:
                    return trouvee or texte
        return None

    def _list_appelees(self, appelante: Procedure, noms: set[str]) -> Iterator[Procedure]:
        for nom in sorted(noms & self.par_nom.keys()):
            yield from (procedure for procedure in self.par_nom[nom] if procedure.publique or procedure.module == appelante.module)


def read_projet(parties: Mapping[str, bytes]) -> Projet | None:
    """Read the VBA project of a package; None without one. Raises ValueError on one that cannot be read."""
    if PROJET not in parties:
        return None
    if len(parties[PROJET]) > TAILLE_MAXIMALE:
        raise ValueError(PROJET)
    try:
        modules = parse_vba_project(CFB.from_bytes(parties[PROJET])).modules
        sources = {module.name: module.source for module in modules}
    except Exception as erreur:  # on a damaged project pyOpenVBA raises anything from struct.error to IndexError
        raise ValueError(PROJET) from erreur
    sortes = {module.name: STANDARD if module.kind is VBAModuleKind.standard else CLASSE for module in modules}
    return Projet(sortes, tuple(procedure for nom, source in sources.items() for procedure in list_procedures(nom, _cut(source))))


def list_procedures(module: str, lignes: Iterable[str]) -> Iterator[Procedure]:
    """Yield the procedures of a module from its lines."""
    entete: re.Match[str] | None = None
    instructions: list[str] = []
    for ligne in lignes:
        if entete is None:
            entete, instructions = _DEBUT.match(ligne), []
        elif _FIN.match(ligne):
            arguments = tuple(argument.strip() for argument in (entete[3] or "").split(",") if argument.strip())
            publique = (entete[1] or "public").casefold() == "public"
            yield Procedure(module, entete[2], publique, arguments, tuple(instructions))
            entete = None
        else:
            instructions.append(ligne)


def _cut(source: str) -> list[str]:
    return [ligne.strip() for ligne in re.sub(r" _\r?\n", " ", source).splitlines()]


def _read_instruction(instruction: str) -> tuple[str, set[str]]:
    """Return the first text of a statement and the words outside texts and comments."""
    elements = _ELEMENT.findall(instruction)
    textes = [element[1:-1].replace('""', '"') for element in elements if element.startswith('"')]
    return (textes or [""])[0], {element.casefold() for element in elements if element[0] not in "\"'"}
