"""A workbook's package, edited part by part: what is not opened, or opened and left equal, keeps its very bytes."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES, CLASSEUR, PROPRIETES = "[Content_Types].xml", "xl/workbook.xml", "docProps/app.xml"
STYLES, TEXTES = "xl/styles.xml", "xl/sharedStrings.xml"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ENTETE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Paquet:
    """The parts by name; those opened as trees are written back when they changed."""

    def __init__(self, octets: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            self.parties = {nom: archive.read(nom) for nom in archive.namelist()}
        self._arbres: dict[str, etree._Element] = {}

    def open(self, partie):
        """Return the tree of a part, to read or to change."""
        if partie not in self._arbres:
            self._arbres[partie] = etree.fromstring(self.parties[partie])
        return self._arbres[partie]

    def read_octets(self):
        """Return the package as a file."""
        for partie, racine in self._arbres.items():
            if etree.tostring(racine) != etree.tostring(etree.fromstring(self.parties[partie])):
                self.parties[partie] = _ENTETE + etree.tostring(racine, encoding="UTF-8", xml_declaration=False)
        memoire = io.BytesIO()
        with zipfile.ZipFile(memoire, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for partie, contenu in self.parties.items():
                archive.writestr(zipfile.ZipInfo(partie), contenu, zipfile.ZIP_DEFLATED)
        self._arbres.clear()
        return memoire.getvalue()

    def add(self, partie, racine, genre):
        """Add a part of a content type."""
        assert partie not in self.parties
        self.parties[partie] = _ENTETE + etree.tostring(racine, encoding="UTF-8", xml_declaration=False)
        etree.SubElement(self.open(TYPES), f"{_TYPE}Override", PartName=f"/{partie}", ContentType=genre)

    def remove(self, partie):
        """Take a part out, and its own relationships."""
        self._arbres.pop(partie, None)
        del self.parties[partie]
        self.parties.pop(_name_relations(partie), None)
        types = self.open(TYPES)
        types.remove(types.find(f"{_TYPE}Override[@PartName='/{partie}']"))

    def read_relations(self, partie):
        """Return the parts that a part leads to, by relationship id."""
        relations = _name_relations(partie)
        liens = self.open(relations) if relations in self.parties else ()
        dossier = posixpath.dirname(partie)
        return {lien.get("Id"): posixpath.normpath(posixpath.join("/", dossier, lien.get("Target")))[1:] for lien in liens}

    def link(self, partie, cible, genre):
        """Lead a part to another; return the relationship's id, one more than the greatest."""
        relations = self.open(_name_relations(partie))
        rangs = (int(lien.get("Id").removeprefix("rId")) for lien in relations)
        cle = f"rId{1 + max(rangs)}"
        chemin = posixpath.relpath(cible, posixpath.dirname(partie))
        etree.SubElement(relations, f"{_RELATION}Relationship", Id=cle, Type=genre, Target=chemin)
        return cle

    def unlink(self, partie, cle):
        """Take a relationship out."""
        relations = self.open(_name_relations(partie))
        relations.remove(relations.find(f"{_RELATION}Relationship[@Id='{cle}']"))

    def list_feuilles(self):
        """Return the part of each worksheet by name, in the order of the tabs."""
        liens = self.read_relations(CLASSEUR)
        return {feuille.get("name"): liens[feuille.get(f"{R}id")] for feuille in self.open(CLASSEUR).find(f"{MAIN}sheets")}

    def list_tables(self, partie):
        """Return the parts of a worksheet's tables, in its own order."""
        liens = self.read_relations(partie)
        return [liens[table.get(f"{R}id")] for table in self.open(partie).iter(f"{MAIN}tablePart")]

    def read_textes(self):
        """Return the shared texts, as elements."""
        return list(self.open(TEXTES)) if TEXTES in self.parties else []


def read_texte(element):
    """Return the text of a shared or inline string, without its phonetic hints."""
    return "".join(morceau.text or "" for morceau in element.iter(f"{MAIN}t") if morceau.getparent().tag != f"{MAIN}rPh")


def _name_relations(partie):
    return posixpath.join(posixpath.dirname(partie), "_rels", f"{posixpath.basename(partie)}.rels")
