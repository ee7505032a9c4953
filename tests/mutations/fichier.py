"""The real workbook as a file: cells typed and parts changed as Excel does, the other parts keep their bytes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from copy import deepcopy
from datetime import date

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from dpid_xl.classeurs.macros import PROJET
from dpid_xl.classeurs.macros.vba import add_vba
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.lieu import Origine
from tests.udfs.actions.feuille import Feuille
from tests.udfs.actions.paquet import CLASSEUR, MAIN, STYLES, Paquet, R
from tests.udfs.actions.styles import Styles
from udfs.excel import list_modules

MODULES = list_modules()  # source texts of the macros that the workbook should carry
GENRE_FEUILLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
GENRE_LIEN = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
GENRE_TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006/relationships"


class Fichier:
    """A package, its sheets by name."""

    def __init__(self, octets: bytes) -> None:
        self.paquet = Paquet(octets)
        self._octets = octets
        self.styles = Styles(self.paquet.open(STYLES))
        self.classeur = self.paquet.open(CLASSEUR)
        self._feuilles: dict[str, Feuille] = {}

    def read_octets(self) -> bytes:
        """Return the file."""
        return self.paquet.read_octets()

    def open(self, nom: str) -> Feuille:
        """Return a sheet, to change its cells."""
        if nom not in self._feuilles:
            racine = self.paquet.open(self.paquet.list_feuilles()[nom])
            self._feuilles[nom] = Feuille(racine, self.styles, self.paquet.read_textes())
        return self._feuilles[nom]

    def type(self, origine: Origine, valeur: object) -> None:
        """Type a value in a cell: a text stays a text, a formula is one, a day is one."""
        feuille, (rang, colonne) = self.open(origine.feuille), _find_place(origine.cellule)
        if valeur is None:
            feuille.clear(rang, colonne)
        elif isinstance(valeur, str):
            feuille.write(rang, colonne, valeur if valeur.startswith("=") else f"'{valeur}")
        else:
            feuille.write(rang, colonne, valeur.isoformat()[:10] if isinstance(valeur, date) else valeur)

    def set_contenu(self, origine: Origine, genre: str, contenu: str, formule: str = "") -> None:
        """Put what no keyboard types in a cell: an error, a formula with or without its value."""
        cellule = self.open(origine.feuille).get_cellule(*_find_place(origine.cellule))
        for element in list(cellule):
            cellule.remove(element)
        cellule.set("t", genre)
        if formule:
            etree.SubElement(cellule, f"{MAIN}f").text = formule
        if contenu:
            etree.SubElement(cellule, f"{MAIN}v").text = contenu

    def show_erreur(self, origine: Origine, erreur: str) -> None:
        """Write an error as what a formula gave when it was last calculated; the formula stays."""
        cellule = self.open(origine.feuille).get_cellule(*_find_place(origine.cellule))
        cellule.set("t", "e")
        valeur = cellule.find(f"{MAIN}v")
        (etree.SubElement(cellule, f"{MAIN}v") if valeur is None else valeur).text = erreur

    # --- Tables ---

    def find_table(self, nom: str) -> etree._Element:
        """Return the part of a table."""
        tables = (table for feuille in self.paquet.list_feuilles().values() for table in self.paquet.list_tables(feuille))
        return next(racine for table in tables if (racine := self.paquet.open(table)).get("name") == nom)

    def resize(self, nom: str, droite: int = 0, bas: int = 0) -> None:
        """Move the right and lower borders of a table; its totals above and its formulas follow by themselves."""
        table = self.find_table(nom)
        colonnes = range_boundaries(table.get("ref"))
        plage = f"{get_column_letter(colonnes[0])}{colonnes[1]}:{get_column_letter(colonnes[2] + droite)}{colonnes[3] + bas}"
        table.set("ref", plage)
        table.find(f"{MAIN}autoFilter").set("ref", plage)

    def add_colonne(self, nom: str, feuille: str, entete: str) -> None:
        """Add a column on the right of a table."""
        table = self.find_table(nom)
        _gauche, haut, droite, _bas = range_boundaries(table.get("ref"))
        colonnes = table.find(f"{MAIN}tableColumns")
        etree.SubElement(colonnes, f"{MAIN}tableColumn", id=str(len(colonnes) + 1), name=entete)
        colonnes.set("count", str(len(colonnes)))
        self.resize(nom, droite=1)
        self.open(feuille).write(haut, droite + 1, entete)

    def swap_colonnes(self, nom: str, feuille: str, une: int, autre: int) -> None:
        """Exchange two columns of a table (numbers from 1), header included, not what stands above."""
        table = self.find_table(nom)
        colonnes = table.find(f"{MAIN}tableColumns")
        gauche, haut, _droite, bas = range_boundaries(table.get("ref"))
        noms = [deepcopy(colonnes[rang - gauche]) for rang in (une, autre)]
        colonnes[une - gauche], colonnes[autre - gauche] = noms[1], noms[0]
        for rang in range(haut, bas + 1):
            _swap_contenus(*(self.open(feuille).get_cellule(rang, colonne) for colonne in (une, autre)))

    def filter(self, nom: str, feuille: str, colonne: int, valeur: str, caches: Container[int]) -> None:
        """Keep the rows that hold a value; ``caches`` are the others."""
        filtre = self.find_table(nom).find(f"{MAIN}autoFilter")
        choix = etree.SubElement(etree.SubElement(filtre, f"{MAIN}filterColumn", colId=str(colonne)), f"{MAIN}filters")
        etree.SubElement(choix, f"{MAIN}filter", val=valeur)
        self.hide_rangs(feuille, caches)

    # --- Sheets ---

    def hide_rangs(self, feuille: str, rangs: Container[int]) -> None:
        """Hide rows."""
        for rangee in self.open(feuille).racine.iter(f"{MAIN}row"):
            if int(rangee.get("r")) in rangs:
                rangee.set("hidden", "1")

    def get_colonne(self, feuille: str, numero: int) -> etree._Element:
        """Return the aspect of one column."""
        colonnes = self.open(feuille).racine.iter(f"{MAIN}col")
        return next(colonne for colonne in colonnes if int(colonne.get("min")) == numero == int(colonne.get("max")))

    def merge(self, feuille: str, plage: str) -> None:
        """Merge cells."""
        fusions = self.open(feuille).racine.find(f"{MAIN}mergeCells")
        if fusions is None:
            fusions = etree.Element(f"{MAIN}mergeCells")
            self.open(feuille).racine.find(f"{MAIN}sheetData").addnext(fusions)
        etree.SubElement(fusions, f"{MAIN}mergeCell", ref=plage)

    def hide_feuille(self, nom: str, etat: str) -> None:
        """Hide a tab: « hidden », or « veryHidden » as only the VBA editor does."""
        next(feuille for feuille in self.classeur.find(f"{MAIN}sheets") if feuille.get("name") == nom).set("state", etat)

    def rename_feuille(self, nom: str, nouveau: str) -> None:
        """Give a tab another name."""
        next(feuille for feuille in self.classeur.find(f"{MAIN}sheets") if feuille.get("name") == nom).set("name", nouveau)

    def add_feuille(self, nom: str, modele: str = "", table: str = "") -> None:
        """Add a sheet: an empty one with a word in A1, or a copy of another, with a copy of its table if it has a name."""
        partie = f"xl/worksheets/sheet{len(self.paquet.list_feuilles()) + 1}.xml"
        racine = self._copy_racine(modele) if modele else _make_feuille("Mes notes")
        self.paquet.add(partie, racine, GENRE_FEUILLE)
        feuilles = self.classeur.find(f"{MAIN}sheets")
        cle = self.paquet.link(CLASSEUR, partie, f"{_RELATIONS}/worksheet")
        etree.SubElement(feuilles, f"{MAIN}sheet", {"name": nom, "sheetId": str(100 + len(feuilles)), f"{R}id": cle})
        if table:
            self._add_table(partie, modele, table)

    def _copy_racine(self, modele: str) -> etree._Element:
        racine = deepcopy(self.open(modele).racine)
        for nom in ("tableParts", "legacyDrawing", "drawing", "hyperlinks", "dataValidations", "extLst"):
            for element in racine.findall(f"{MAIN}{nom}"):
                racine.remove(element)
        return racine

    def _add_table(self, partie: str, modele: str, nom: str) -> None:
        (source,) = self.paquet.list_tables(self.paquet.list_feuilles()[modele])
        table = deepcopy(self.paquet.open(source))
        table.attrib.update({"name": nom, "displayName": nom, "id": "99"})
        self.paquet.add("xl/tables/table99.xml", table, GENRE_TABLE)
        relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/table" Target="../tables/table99.xml"/>'
        self.paquet.parties[f"xl/worksheets/_rels/{partie.rpartition('/')[2]}.rels"] = _make_relations(relation)
        parties = etree.SubElement(self.paquet.open(partie), f"{MAIN}tableParts", count="1")
        etree.SubElement(parties, f"{MAIN}tablePart", {f"{R}id": "rId1"})

    def paste_valeurs(self) -> None:
        """Paste every sheet as values."""
        for nom in self.paquet.list_feuilles():
            for formule in list(self.open(nom).racine.iter(f"{MAIN}f")):
                formule.getparent().remove(formule)

    # --- The workbook ---

    def set_calcul_manuel(self) -> None:
        """Ask that nothing be recalculated."""
        self.classeur.find(f"{MAIN}calcPr").set("calcMode", "manual")

    def set_precision_affichee(self) -> None:
        """Ask to compute with the figures as they are shown."""
        self.classeur.find(f"{MAIN}calcPr").set("fullPrecision", "0")

    def set_macros(self, modules: Mapping[str, str]) -> None:
        """Put other macros in the place of those of the workbook; source texts by name."""
        sans_macros = {nom: contenu for nom, contenu in list_parties(self._octets).items() if "vba" not in nom.lower()}
        add_vba(sans_macros, modules)
        self.paquet.parties[PROJET] = sans_macros[PROJET]

    def set_dates_1904(self) -> None:
        """Count the days from 1904, as older Excel for Mac did: every date of the file moves."""
        self.classeur.find(f"{MAIN}workbookPr").set("date1904", "1")

    def remove_noms(self, prefixe: str) -> None:
        """Delete defined names."""
        noms = self.classeur.find(f"{MAIN}definedNames")
        for defini in list(noms):
            if defini.get("name").startswith(prefixe):
                noms.remove(defini)

    def move_feuille(self, nom: str) -> None:
        """Put a tab last; the names that belong to one sheet, known by its place, are left out."""
        feuilles, noms = self.classeur.find(f"{MAIN}sheets"), self.classeur.find(f"{MAIN}definedNames")
        feuilles.append(next(feuille for feuille in feuilles if feuille.get("name") == nom))
        for defini in [defini for defini in noms if defini.get("localSheetId")]:
            noms.remove(defini)

    def link_classeur(self, origine: Origine, cible: str, valeur: float) -> None:
        """Make a cell read another workbook."""
        lien = etree.Element(f"{MAIN}externalLink", nsmap={None: MAIN[1:-1], "r": _RELATIONS})
        livre = etree.SubElement(lien, f"{MAIN}externalBook", {f"{R}id": "rId1"})
        etree.SubElement(etree.SubElement(livre, f"{MAIN}sheetNames"), f"{MAIN}sheetName", val="Feuil1")
        partie = "xl/externalLinks/externalLink1.xml"
        self.paquet.add(partie, lien, GENRE_LIEN)
        relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/externalLinkPath" Target="{cible}" TargetMode="External"/>'
        self.paquet.parties["xl/externalLinks/_rels/externalLink1.xml.rels"] = _make_relations(relation)
        references = etree.Element(f"{MAIN}externalReferences")
        cle = self.paquet.link(CLASSEUR, partie, f"{_RELATIONS}/externalLink")
        etree.SubElement(references, f"{MAIN}externalReference", {f"{R}id": cle})
        self.classeur.find(f"{MAIN}sheets").addnext(references)
        self.set_contenu(origine, "n", f"{valeur:.2f}", "[1]Feuil1!$A$1")


def _find_place(cellule: str) -> tuple[int, int]:
    colonne, rang = coordinate_from_string(cellule)
    return rang, column_index_from_string(colonne)


def _swap_contenus(une: etree._Element, autre: etree._Element) -> None:
    contenus, genres = [list(cellule) for cellule in (une, autre)], [cellule.attrib.pop("t", None) for cellule in (une, autre)]
    for cellule, contenu, genre in ((une, contenus[1], genres[1]), (autre, contenus[0], genres[0])):
        for element in contenu:
            cellule.append(element)  # lxml moves it
        if genre:
            cellule.set("t", genre)


def _make_feuille(texte: str) -> etree._Element:
    racine = etree.Element(f"{MAIN}worksheet", nsmap={None: MAIN[1:-1]})
    rangee = etree.SubElement(etree.SubElement(racine, f"{MAIN}sheetData"), f"{MAIN}row", r="1")
    cellule = etree.SubElement(rangee, f"{MAIN}c", r="A1", t="inlineStr")
    etree.SubElement(etree.SubElement(cellule, f"{MAIN}is"), f"{MAIN}t").text = texte
    return racine


def _make_relations(*relations: str) -> bytes:
    return f'<Relationships xmlns="{_PAQUET}">{"".join(relations)}</Relationships>'.encode()
