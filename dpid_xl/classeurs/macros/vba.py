"""VBA modules of a macro workbook: put in from their text, bound to the code names of the workbook and of its sheets.

pyOpenVBA makes the document modules (``ThisWorkbook`` and one per sheet) from the code names that the file declares; a
workbook without them would open, but its macros would not bind.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dpid_xl.chargement import skip_paquet
from dpid_xl.classeurs.macros import PROJET
from dpid_xl.classeurs.paquet import TYPES, list_parties, name_relations, zip_parties
from dpid_xl.ecriture.provisoire import open_provisoire

with skip_paquet("pyopenvba"):  # Access and Power Query take longer to load than the macros to write
    from pyopenvba.cfb import CFB
    from pyopenvba.excel import ExcelFile
    from pyopenvba.vba import VBAModuleKind, VBAProject, compress, decompress

_CLASSEUR, _FEUILLES = "xl/workbook.xml", "xl/worksheets/"
_RELATIONS = name_relations(_CLASSEUR)
_SANS_MACROS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_AVEC_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_COMPLEMENT = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"

NOM_DU_PROJET = b"DPID"  # in the editor, among the projects of all that is open
_NOM_PAR_DEFAUT = b"VBAProject"
_ENREGISTREMENT_DU_NOM = b"\x04\x00"  # [MS-OVBA] 2.3.4.2.1.6, PROJECTNAME
# [MS-OVBA] 2.3.4.1: written by another program than Office, a project says version 0xFFFF and holds no compiled code. With Office's own
# version the compiled code would be believed.
_SANS_CODE_COMPILE = b"\xcc\x61\xff\xff\x00\x00\x00"

_CLASSE = "VERSION 1.0 CLASS"  # how the editor begins the text of a class module that it exports
# What it leaves out of that text and stores in a workbook; pyOpenVBA puts back the rest (``VB_Base``).
_EXPORTE = "Attribute VB_Exposed = True\n"
_ENREGISTRE = f"{_EXPORTE}Attribute VB_TemplateDerived = False\nAttribute VB_Customizable = False\n"


def add_vba(parties: dict[str, bytes], modules: Mapping[str, str]) -> None:
    """Put in a package a VBA project that holds ``modules``, source texts by name.

    The text of a class begins as the editor exports it; any other is that of a standard module. The workbook declares its code
    names (``set_vba_name`` of XlsxWriter) and has no project yet; it comes out typed as a macro-enabled workbook, the same bytes
    for the same inputs. Raises ValueError on a refused module name.
    """
    parties[TYPES] = parties[TYPES].replace(_SANS_MACROS, _AVEC_MACROS)
    # pyOpenVBA reads no more of a sheet than its code name, which stands before its cells.
    noms = (TYPES, _RELATIONS, *(nom for nom in parties if nom == _CLASSEUR or (nom.startswith(_FEUILLES) and nom.endswith(".xml"))))
    parties.update(_make_projet(tuple((nom, _cut(parties[nom])) for nom in noms), tuple(modules.items())))


def _cut(feuille: bytes) -> bytes:
    """Return what stands before the cells of a sheet, without a copy of them; another part whole."""
    fin = feuille.find(b"<dimension")
    return feuille if fin < 0 else feuille[:fin]


@lru_cache(4)  # a workbook that is made anew is built twice, and its macros take a seventh of that
def _make_projet(entetes: tuple[tuple[str, bytes], ...], modules: tuple[tuple[str, str], ...]) -> Mapping[str, bytes]:
    """Return the parts that the macros bring to a package, or change there."""
    with open_provisoire() as dossier:
        fichier = dossier / "classeur.xlsm"
        fichier.write_bytes(zip_parties(dict(entetes)))
        with ExcelFile(fichier) as classeur:
            projet = classeur.add_vba_project()
            for nom, source in modules:
                _add_module(projet, nom, source.replace("\r\n", "\n"))
            for module in projet.modules:
                module.prefix_bytes, module.text_offset, module.dirty = b"", 0, True  # the compiled code of pyOpenVBA's own template
            classeur.save()
        ecrites = list_parties(fichier.read_bytes())
    return {**{nom: ecrites[nom] for nom in (TYPES, _RELATIONS)}, PROJET: _sign(ecrites[PROJET])}


def _sign(octets: bytes) -> bytes:
    """Give a project its name, and say that Office has compiled nothing of it."""
    projet = CFB.from_bytes(octets)
    projet.write_stream_in_storage("VBA", "_VBA_PROJECT", _SANS_CODE_COMPILE)
    entetes = decompress(projet.get_stream_in_storage("VBA", "dir"))
    projet.write_stream_in_storage("VBA", "dir", compress(_replace(entetes, *map(_write_nom, (_NOM_PAR_DEFAUT, NOM_DU_PROJET)))))
    texte = projet.get_stream("PROJECT")
    projet.write_stream("PROJECT", _replace(texte, *(b'\r\nName="%b"\r\n' % nom for nom in (_NOM_PAR_DEFAUT, NOM_DU_PROJET))))
    return bytes(projet.to_bytes())


def _write_nom(nom: bytes) -> bytes:
    return _ENREGISTREMENT_DU_NOM + len(nom).to_bytes(4, "little") + nom


def _replace(texte: bytes, ancien: bytes, nouveau: bytes) -> bytes:
    if texte.count(ancien) != 1:
        raise RuntimeError(f"pyOpenVBA a changé : {ancien!r} n'est plus une fois dans le projet")
    return texte.replace(ancien, nouveau)


def mark_complement(parties: dict[str, bytes]) -> None:
    """Type a macro-enabled workbook as an add-in: Excel then opens it hidden, ``ThisWorkbook.IsAddin`` being true."""
    parties[TYPES] = parties[TYPES].replace(_AVEC_MACROS, _COMPLEMENT)


def _add_module(projet: VBAProject, nom: str, source: str) -> None:
    if nom in projet.module_names():  # of the workbook or of a sheet: it has its attributes, and no code yet
        module = projet.get_module(nom)
        module.source += source.replace("\n", "\r\n")
        return
    classe = source.startswith(_CLASSE)
    if classe:
        source = source.replace(_EXPORTE, _ENREGISTRE, 1)
    # The VBA editor stores CRLF and shows a lone LF as one long line.
    projet.add_module(nom, source.replace("\n", "\r\n"), kind=VBAModuleKind.other if classe else VBAModuleKind.standard)
