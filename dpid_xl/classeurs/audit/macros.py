"""The macros of a workbook against those that the package ships: procedure by procedure, as text; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dpid_xl.anomalies import Gravite
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.macros import PROJET
from dpid_xl.lieu import Origine

if TYPE_CHECKING:
    from dpid_xl.classeurs.macros.procedures import Procedure

NOMS_CITES = 3
DEPUIS = {"dpid_dll": 1}  # the first generation of workbooks that has a module, for those that the first workbooks had not

# The VBA editor rewrites case, spaces and blank lines as it likes.
_BLANCS = re.compile(r"\s+")
# No code: comments, and the descriptions of procedures, which LibreOffice does not write.
_A_PART = re.compile(r"'|attribute\w+\.vb_")

Procedures = Mapping[str, tuple[object, ...]]


def has_macros(classeur: Classeur) -> bool:
    """Tell whether a workbook carries macros."""
    return PROJET in classeur.parties


def report_macros(classeur: Classeur, modules: Mapping[str, str], releve: Releve) -> None:
    """Note the modules that are not those of ``modules`` (source texts by name); nothing of a workbook without macros."""
    from dpid_xl.classeurs.macros.procedures import STANDARD, list_procedures, read_projet  # here: it loads pyOpenVBA

    contenu = classeur.read_partie(PROJET)
    if not contenu:
        return
    origine = Origine(classeur.feuilles[0])
    try:
        projet = read_projet({PROJET: contenu})
    except ValueError:
        projet = None
    if projet is None:
        releve.add("lecture_macros_illisibles", Gravite.AVERTISSEMENT, origine)
        return
    presentes = {nom: [procedure for procedure in projet.procedures if procedure.module == nom] for nom in projet.modules}
    for nom, source in modules.items():
        if nom not in presentes:
            if DEPUIS.get(nom, 0) <= classeur.generation:
                releve.add("lecture_macros_absentes", Gravite.INFORMATION, origine, module=nom)
            continue
        attendues = list_procedures(nom, _cut(source))
        changees = _list_changees(_simplify(attendues), _simplify(presentes[nom]))
        if changees:
            releve.add("lecture_macros_modifiees", Gravite.AVERTISSEMENT, origine, module=nom, procedures=_quote(changees))
    # The modules of the sheets are there from the start, empty.
    ajoutes = [nom for nom, sorte in projet.modules.items() if nom not in modules and (sorte == STANDARD or presentes[nom])]
    if ajoutes:
        releve.add("lecture_macros_ajoutees", Gravite.INFORMATION, origine, modules=_quote(ajoutes))


def list_ajoutes(classeur: Classeur, debuts: tuple[str, ...], documents: Mapping[str, str]) -> Sequence[str]:
    """Return the modules with procedures whose names (without case) begin otherwise; none of a project that cannot be read.

    ``documents`` are those of the workbook itself, source texts by name: one that has none but their procedures is not added.
    """
    from dpid_xl.classeurs.macros.procedures import list_procedures, read_projet  # here: it loads pyOpenVBA

    try:
        projet = read_projet({PROJET: classeur.read_partie(PROJET)}) if has_macros(classeur) else None
    except ValueError:
        projet = None
    siennes = {(nom, procedure.nom) for nom, source in documents.items() for procedure in list_procedures(nom, _cut(source))}
    procedures = projet.procedures if projet else ()
    remplis = {procedure.module for procedure in procedures if (procedure.module, procedure.nom) not in siennes}
    return [nom for nom in (projet.modules if projet else ()) if nom in remplis and not nom.casefold().startswith(debuts)]


def _cut(source: str) -> Sequence[str]:
    return [ligne.strip() for ligne in re.sub(r" _\r?\n", " ", source).splitlines()]


def _simplify(procedures: Iterable[Procedure]) -> Procedures:
    """Return the text of each procedure by name, in what the VBA editor and LibreOffice leave alone."""
    return {
        procedure.nom: (
            procedure.publique,
            [_fold_instruction(argument) for argument in procedure.arguments],
            [texte for instruction in procedure.instructions if (texte := _fold_instruction(instruction)) and not _A_PART.match(texte)],
        )
        for procedure in procedures
    }


@lru_cache(8192)  # those of a workbook are ours, as a rule
def _fold_instruction(instruction: str) -> str:
    return _BLANCS.sub("", instruction).casefold()


def _list_changees(attendues: Procedures, presentes: Procedures) -> Sequence[str]:
    noms = dict.fromkeys((*attendues, *presentes))
    return [nom for nom in noms if attendues.get(nom) != presentes.get(nom)]


def _quote(noms: Sequence[str]) -> str:
    textes = [f"« {nom} »" for nom in noms[:NOMS_CITES]]
    return ", ".join([*textes, "…"] if len(noms) > NOMS_CITES else textes)
