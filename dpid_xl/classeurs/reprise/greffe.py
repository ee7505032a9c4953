"""The officer's own sheets put in a package as they are: their cells, pictures, charts and tables; only numbers and names of parts change.

What a sheet needs of the whole workbook (pivot tables, slicers, queries, threads of comments) stays behind, and is said: its values stay.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from html import escape
from xml.etree.ElementTree import Element

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.paquet import (
    TYPES,
    Types,
    find_principale,
    name_relations,
    parse_xml,
    read_booleen,
    read_relations,
    resolve_cible,
)
from dpid_xl.classeurs.paquet.ecriture import place_cellules, read_comme_excel, write_comme_excel
from dpid_xl.classeurs.reprise.aspects import find_styles
from dpid_xl.classeurs.reprise.formules import Suite
from dpid_xl.classeurs.reprise.modele import Constat, Sort
from dpid_xl.classeurs.reprise.styles import Decalage, add_styles

_CLASSEUR = "xl/workbook.xml"
_FEUILLE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_TYPE_DE_FEUILLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LIENS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Kinds of relationships that stay behind, and what is said of them.
_LAISSEES = {
    "pivotTable": "tableau croisé dynamique",
    "slicer": "segment",
    "timeline": "chronologie",
    "queryTable": "requête",
    "threadedComment": "fil de commentaires",
}
_A_REFAIRE = "ses valeurs sont gardées, pas ce qui les met à jour : à refaire dans Excel"
_EN_NOTE = "il est gardé comme note"
AUTRE_PROGRAMME = "un autre programme a écrit la feuille : ouvrez le classeur dans Excel, enregistrez-le, puis recommencez"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CELLULE = re.compile(r"<c\b([^>]*?)(/>|>(.*?)</c>)", re.DOTALL)
_BALISES = re.compile(r"<(row|col)\b([^>]*)>")
_FORMULE = re.compile(r"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_DXF = re.compile(r'\b(\w*[dD]xfId)="(\d+)"')
_SI = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)


@dataclass
class _Greffe:
    """One graft: the package that receives, the workbook that gives, how styles were moved, what is said of it."""

    parties: dict[str, bytes]
    ancien: Classeur
    suite: Suite
    decalage: Decalage
    textes: list[str]
    types: Types  # of the parts of the old package
    constats: list[Constat] = field(default_factory=list)
    deplacees: dict[str, str] = field(default_factory=dict)
    tables: int = 0


def graft(parties: dict[str, bytes], ancien: Classeur, feuilles: Sequence[str], suite: Suite) -> list[Constat]:
    """Put sheets of an older workbook after those of a package that has no macro yet; return what could not follow."""
    if not feuilles:
        return []
    styles = find_styles(ancien)
    if not styles:
        return [Constat(Sort.PERDU, feuille, "", "feuille", feuille, AUTRE_PROGRAMME) for feuille in feuilles]
    decalage = add_styles(parties, ancien.read_partie(styles))
    ids = [
        int(numero)
        for nom, contenu in parties.items()
        if "/tables/" in nom
        for numero in re.findall(rb'<table\b[^>]*?\bid="(\d+)"', contenu)
    ]
    greffe = _Greffe(parties, ancien, suite, decalage, _read_textes(ancien), Types(ancien.parties), tables=max(ids, default=0))
    placees = []
    for numero, feuille in enumerate(feuilles, 1):
        texte = place_cellules(read_comme_excel(ancien.parties, ancien.parties_des_feuilles[feuille]))
        if not re.search(r"<worksheet\b", texte):
            greffe.constats.append(Constat(Sort.PERDU, feuille, "", "feuille", feuille, AUTRE_PROGRAMME))
            continue
        partie = f"xl/worksheets/reprise{numero}.xml"
        parties[partie] = (_DECLARATION + _adapt(greffe, feuille, texte, numero)).encode()
        _copy_relations(greffe, feuille, ancien.parties_des_feuilles[feuille], partie)
        _add_type(parties, partie, _TYPE_DE_FEUILLE)
        placees.append((feuille, partie))
    _declare(greffe, placees)
    return greffe.constats


def _read_textes(ancien: Classeur) -> list[str]:
    """Return what the shared texts are made of, fonts included."""
    relations = read_relations(ancien.parties, find_principale(ancien.parties)).values()
    partie = next((cible for genre, cible in relations if genre.endswith("/sharedStrings")), "")
    return [trouve[1] or "" for trouve in _SI.finditer(read_comme_excel(ancien.parties, partie))] if partie else []


def _adapt(greffe: _Greffe, feuille: str, texte: str, numero: int) -> str:
    """Return the text of a sheet with its styles, its texts and its formulas as the new package has them."""
    perdues: list[str] = []
    texte = _BALISES.sub(lambda balise: _move_style(balise, greffe.decalage.cellules), texte)
    partagees = _list_partagees(greffe, feuille, texte)
    texte = _CELLULE.sub(lambda cellule: _adapt_cellule(greffe, feuille, cellule, partagees, perdues), texte)
    texte = _move_dxf(texte, greffe.decalage.conditions)
    texte = re.sub(r'\s+tabSelected="[^"]*"', "", texte)
    if perdues:
        raison = "elles citent ce que le nouveau classeur n'a pas ; leurs dernières valeurs sont gardées"
        greffe.constats.append(Constat(Sort.PERDU, feuille, perdues[0], "formules", ", ".join(perdues), raison))
    return _name_code(texte, f"wsReprise{numero}")


def _move_style(balise: re.Match[str], decalage: int) -> str:
    attribut = "s" if balise[1] == "row" else "style"
    attributs = re.sub(rf'(\s{attribut}=")(\d+)"', lambda style: f'{style[1]}{int(style[2]) + decalage}"', balise[2])
    return f"<{balise[1]}{attributs}>"


def _move_dxf(texte: str, decalage: int) -> str:
    return _DXF.sub(lambda dxf: f'{dxf[1]}="{int(dxf[2]) + decalage}"', texte)


def _list_partagees(greffe: _Greffe, feuille: str, texte: str) -> set[str]:
    """Return the numbers of the shared formulas that cannot stay as they are: each of their cells then has its own."""
    changees = set()
    for cellule in _CELLULE.finditer(texte):
        formule = _FORMULE.search(cellule[3] or "")
        numero = re.search(r'\bsi="(\d+)"', formule[1]) if formule else None
        if numero and numero[1] not in changees and not _is_suivie(greffe, feuille, cellule[1]):
            changees.add(numero[1])
    return changees


def _is_suivie(greffe: _Greffe, feuille: str, attributs: str) -> bool:
    formule = greffe.ancien.get_formule(feuille, *_read_place(attributs))
    return greffe.suite.follow(formule, feuille) == formule


def _read_place(attributs: str) -> tuple[int, int]:
    trouve = re.search(r'\br="([A-Z]+)(\d+)"', attributs)
    if not trouve:
        return 0, 0
    colonne = 0
    for lettre in trouve[1]:
        colonne = colonne * 26 + ord(lettre) - ord("A") + 1
    return int(trouve[2]), colonne


def _adapt_cellule(greffe: _Greffe, feuille: str, cellule: re.Match[str], partagees: set[str], perdues: list[str]) -> str:
    attributs = re.sub(r'(\ss=")(\d+)"', lambda style: f'{style[1]}{int(style[2]) + greffe.decalage.cellules}"', cellule[1])
    contenu = cellule[3] or ""
    if re.search(r'\st="s"', attributs):
        rang = int((re.search(r"<v\b[^>]*>\s*(\d+)\s*</v>", contenu) or ["", "0"])[1])
        texte = greffe.textes[rang] if rang < len(greffe.textes) else ""
        return f"<c{attributs.replace(' t=' + chr(34) + 's' + chr(34), ' t=' + chr(34) + 'inlineStr' + chr(34))}><is>{texte}</is></c>"
    formule = _FORMULE.search(contenu)
    if not formule:
        return f"<c{attributs}{cellule[2] if not contenu else f'>{contenu}</c>'}"
    entiere = greffe.ancien.get_formule(feuille, *_read_place(cellule[1]))
    suivie = greffe.suite.follow(entiere, feuille)
    partagee = re.search(r'\bsi="(\d+)"', formule[1])
    if suivie == entiere and not (partagee and partagee[1] in partagees):
        return f"<c{attributs}>{contenu}</c>"
    if not suivie or 't="array"' in formule[1] or 't="dataTable"' in formule[1]:
        perdues.append((re.search(r'\br="([A-Z]+\d+)"', attributs) or ["", ""])[1])
        return f"<c{attributs}>{contenu.replace(formule[0], '', 1)}</c>"
    return f"<c{attributs}>{contenu.replace(formule[0], f'<f>{escape(suivie[1:], quote=False)}</f>', 1)}</c>"


def _name_code(texte: str, nom: str) -> str:
    """Give a sheet the code name by which its VBA module is bound to it."""
    balise = re.search(r"<sheetPr\b[^>]*?/?>", texte)
    if not balise:
        return re.sub(r"(<worksheet\b[^>]*>)", rf'\1<sheetPr codeName="{nom}"/>', texte, count=1)
    sans = re.sub(r'\s+codeName="[^"]*"', "", balise[0])
    return texte[: balise.start()] + sans.replace("<sheetPr", f'<sheetPr codeName="{nom}"', 1) + texte[balise.end() :]


def _copy_relations(greffe: _Greffe, feuille: str, ancienne: str, nouvelle: str) -> None:
    """Copy what a part leans on, and what that leans on in turn."""
    relations = greffe.ancien.read_partie(name_relations(ancienne))
    if not relations:
        return
    liens = []
    for lien in parse_xml(relations):
        genre = lien.get("Type", "").rpartition("/")[2]
        if genre in _LAISSEES:
            _leave(greffe, feuille, genre, nouvelle)
        else:
            liens.append(_copy_lien(greffe, feuille, ancienne, lien))
    declarees = "".join(liens)
    greffe.parties[name_relations(nouvelle)] = (
        f'{_DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{declarees}</Relationships>'
    ).encode()


def _leave(greffe: _Greffe, feuille: str, genre: str, nouvelle: str) -> None:
    en_note = genre == "threadedComment"
    sort, raison = (Sort.REFAIT, _EN_NOTE) if en_note else (Sort.PERDU, _A_REFAIRE)
    greffe.constats.append(Constat(sort, feuille, "", _LAISSEES[genre], "", raison))
    texte = greffe.parties[nouvelle].decode()
    if genre in ("slicer", "timeline"):  # they are cited there
        texte = re.sub(r"<extLst>.*</extLst>", "", texte, flags=re.DOTALL)
    if genre == "queryTable":
        texte = re.sub(r'\s+(?:tableType|queryTableFieldId)="[^"]*"', "", texte)
    greffe.parties[nouvelle] = texte.encode()


def _copy_lien(greffe: _Greffe, feuille: str, ancienne: str, lien: Element) -> str:
    cible, externe = lien.get("Target", ""), lien.get("TargetMode") == "External"
    if not externe:
        reelle = resolve_cible(ancienne, cible)
        cible = "/" + _copy_partie(greffe, feuille, reelle) if reelle in greffe.ancien.parties else cible
    mode = ' TargetMode="External"' if externe else ""
    return f'<Relationship Id="{escape(lien.get("Id", ""))}" Type="{escape(lien.get("Type", ""))}" Target="{escape(cible)}"{mode}/>'


def _copy_partie(greffe: _Greffe, feuille: str, ancienne: str) -> str:
    """Copy a part under a name that nothing has; return that name."""
    if ancienne in greffe.deplacees:
        return greffe.deplacees[ancienne]
    base, extension = posixpath.splitext(ancienne)
    nouvelle = f"{base}_repris{extension}"
    greffe.deplacees[ancienne] = nouvelle
    contenu = greffe.ancien.read_partie(ancienne)
    greffe.parties[nouvelle] = _adapt_table(greffe, contenu) if "/tables/" in ancienne else contenu
    type_ = greffe.types.get(ancienne)
    if type_:
        _add_type(greffe.parties, nouvelle, type_)
    _copy_relations(greffe, feuille, ancienne, nouvelle)
    return nouvelle


def _adapt_table(greffe: _Greffe, contenu: bytes) -> bytes:
    greffe.tables += 1
    texte = _move_dxf(write_comme_excel(contenu.decode("utf-8-sig")), greffe.decalage.conditions)
    return (_DECLARATION + re.sub(r'(<table\b[^>]*?\bid=")\d+"', rf'\g<1>{greffe.tables}"', texte, count=1)).encode()


def _add_type(parties: dict[str, bytes], partie: str, type_: str) -> None:
    declaration = f'<Override PartName="/{escape(partie)}" ContentType="{escape(type_)}"/></Types>'.encode()
    parties[TYPES] = parties[TYPES].replace(b"</Types>", declaration)


def _declare(greffe: _Greffe, placees: list[tuple[str, str]]) -> None:
    """Say in the workbook that the sheets are there, hidden if they were, with the names that are theirs alone."""
    texte, relations = greffe.parties[_CLASSEUR].decode(), greffe.parties[name_relations(_CLASSEUR)].decode()
    ancienne = parse_xml(greffe.ancien.read_partie(find_principale(greffe.ancien.parties)))
    ordre = [feuille.get("name", "") for feuille in ancienne.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")]
    etats = greffe.ancien.feuilles_masquees
    premier = len(re.findall(r"<sheet\b", texte))
    feuilles, liens, noms = "", "", ""
    for rang, (feuille, partie) in enumerate(placees):
        etat = f' state="{etats[feuille]}"' if feuille in etats else ""
        feuilles += f'<sheet name="{escape(feuille)}" sheetId="{premier + rang + 1}"{etat} r:id="rIdReprise{rang + 1}"/>'
        liens += f'<Relationship Id="rIdReprise{rang + 1}" Type="{_FEUILLE}" Target="/{partie}"/>'
        noms += "".join(_list_noms_locaux(ancienne, ordre.index(feuille), premier + rang))
    texte = texte.replace("</sheets>", f"{feuilles}</sheets>", 1).replace("</definedNames>", f"{noms}</definedNames>", 1)
    greffe.parties[_CLASSEUR] = texte.encode()
    greffe.parties[name_relations(_CLASSEUR)] = relations.replace("</Relationships>", f"{liens}</Relationships>", 1).encode()


def _list_noms_locaux(ancienne: Element, ancien: int, nouveau: int) -> Iterator[str]:
    for nom in ancienne.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName"):
        if nom.get("localSheetId") == str(ancien):
            masque = ' hidden="1"' if read_booleen(nom.get("hidden")) else ""
            texte = escape(nom.text or "", quote=False)
            yield f'<definedName name="{escape(nom.get("name", ""))}" localSheetId="{nouveau}"{masque}>{texte}</definedName>'
