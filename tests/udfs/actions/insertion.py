"""Sheets put into a workbook's package and taken out again, with what the rest of the package says of them.

What Excel does beyond that is not imitated: it adds a module for each new sheet to the VBA project, and computes formulas again.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache, lru_cache, partial

from lxml import etree

from tests.udfs.actions.paquet import CLASSEUR, MAIN, PROPRIETES, STYLES, Paquet, R
from tests.udfs.actions.styles import Styles

GENRE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
LOCAUX = ("_xlnm.Print_Area", "_xlnm.Print_Titles")  # the names that a convention's sheet may bring
_PROPRIETE = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"


class Source:
    """The workbook that sheets come from."""

    def __init__(self, contenu: bytes) -> None:
        self.paquet = Paquet(contenu)
        self.feuilles = self.paquet.list_feuilles()
        self.textes = self.paquet.read_textes()
        self.styles = Styles(self.paquet.open(STYLES))

    def read_noms(self, feuille):
        """Return the names defined on a sheet."""
        rang = str(list(self.feuilles).index(feuille))
        return [nom for nom in self.paquet.open(CLASSEUR).iter(f"{MAIN}definedName") if nom.get("localSheetId") == rang]


open_source = lru_cache(maxsize=1)(Source)  # the desktop takes the sheets one by one from the same file


def insert_feuille(paquet, styles, source, nom, apres):
    """Put a sheet of another workbook behind one of the tabs."""
    presentes = paquet.list_feuilles()
    assert nom.casefold() not in {feuille.casefold() for feuille in presentes}, nom
    place = list(presentes).index(apres) + 1
    partie = _find_partie(paquet)
    paquet.add(partie, _adopt(source, source.feuilles[nom], styles), GENRE)
    feuilles = paquet.open(CLASSEUR).find(f"{MAIN}sheets")
    numero = str(1 + max(int(feuille.get("sheetId")) for feuille in feuilles))
    attributs = {"name": nom, "sheetId": numero, f"{R}id": paquet.link(CLASSEUR, partie, RELATION)}
    feuilles.insert(place, etree.Element(f"{MAIN}sheet", attributs))
    _shift_noms(paquet, place, 1)
    for defini in source.read_noms(nom):
        assert defini.get("name") in LOCAUX, defini.get("name")
        copie = deepcopy(defini)
        copie.set("localSheetId", str(place))
        paquet.open(CLASSEUR).find(f"{MAIN}definedNames").append(copie)
    list_titres(paquet)


def remove_feuille(paquet, nom):
    """Take a sheet out, and the names defined on it; those of the sheets behind it follow their sheets."""
    classeur = paquet.open(CLASSEUR)
    rang = list(paquet.list_feuilles()).index(nom)
    vue = classeur.find(f"{MAIN}bookViews/{MAIN}workbookView")
    assert rang > int(vue.get("activeTab", "0")), "a sheet in front of the one shown"
    feuille = classeur.find(f"{MAIN}sheets")[rang]
    paquet.remove(paquet.list_feuilles()[nom])
    paquet.unlink(CLASSEUR, feuille.get(f"{R}id"))
    feuille.getparent().remove(feuille)
    for defini in list(classeur.iter(f"{MAIN}definedName")):
        if defini.get("localSheetId") == str(rang):
            defini.getparent().remove(defini)
    _shift_noms(paquet, rang + 1, -1)
    list_titres(paquet)


def _shift_noms(paquet, rang, decalage):
    """Let the names defined on the sheets from a rank on follow their sheets."""
    for defini in paquet.open(CLASSEUR).iter(f"{MAIN}definedName"):
        local = int(defini.get("localSheetId", "-1"))
        if local >= rang:
            defini.set("localSheetId", str(local + decalage))


def list_titres(paquet):
    """Write in the properties the names of the sheets and those defined on them."""
    if PROPRIETES not in paquet.parties:
        return
    proprietes, classeur = paquet.open(PROPRIETES), paquet.open(CLASSEUR)
    titres = proprietes.find(f"{_PROPRIETE}TitlesOfParts/{_VT}vector")
    nombres = proprietes.findall(f"{_PROPRIETE}HeadingPairs//{_VT}i4")
    noms = list(paquet.list_feuilles())
    definis = [_write_titre(nom) for nom in classeur.iter(f"{MAIN}definedName") if _is_listed(nom)]
    for nombre, liste in zip(nombres, (noms, definis), strict=True):
        nombre.text = str(len(liste))
    for titre in list(titres):
        titres.remove(titre)
    for titre in (*noms, *definis):
        etree.SubElement(titres, f"{_VT}lpstr").text = titre
    titres.set("size", str(len(titres)))


def _adopt(source, partie, styles):
    """Return a copy of a sheet that lives by this workbook's styles and holds its own texts."""
    assert source.paquet.read_relations(partie) == {}, "a sheet with parts of its own"
    racine = deepcopy(source.paquet.open(partie))
    assert not racine.xpath("//@dxfId"), "conditional formats"
    take = cache(partial(styles.take, source.styles))
    for element in racine.iter(f"{MAIN}c", f"{MAIN}row", f"{MAIN}col"):
        cle = "style" if element.tag == f"{MAIN}col" else "s"
        if element.get(cle):
            element.set(cle, str(take(int(element.get(cle)))))
        if element.get("t") == "s":
            valeur = element.find(f"{MAIN}v")
            texte = etree.Element(f"{MAIN}is")
            texte.extend(deepcopy(list(source.textes[int(valeur.text)])))
            element.replace(valeur, texte)
            element.set("t", "inlineStr")
    for vue in racine.iter(f"{MAIN}sheetView"):
        vue.attrib.pop("tabSelected", None)
    return racine


def _find_partie(paquet):
    prises = set(paquet.parties)
    return next(nom for rang in range(1, len(prises) + 2) if (nom := f"xl/worksheets/sheet{rang}.xml") not in prises)


def _is_listed(nom):
    """Tell whether the properties list a name: those of ranges, not of formulas or of columns of tables."""
    return "!" in nom.text and "(" not in nom.text


def _write_titre(defini):
    nom = defini.get("name").removeprefix("_xlnm.")
    return nom if defini.get("localSheetId") is None else f"{defini.text.partition('!')[0]}!{nom}"
