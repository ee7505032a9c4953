"""Two packages that LibreOffice saved (.xlsx), part by part: what differs once shared texts and styles are read, not numbered."""

import posixpath
from collections.abc import Collection
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from dpid_xl.classeurs.paquet import list_parties

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
COMMUNES = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
# Written anew at each save: who and when, how many sheets.
PROPRIETES = ("docProps/app.xml", "docProps/core.xml")


def compare(avant: bytes, apres: bytes) -> dict[str, list[str]]:
    """The parts that differ, by sheet; « + » or « - » before the name of a sheet put in or taken out, « » for what is common."""
    deux = Paquet(avant), Paquet(apres)
    communes = deux[0].list_feuilles().keys() & deux[1].list_feuilles().keys()
    unes, autres = (paquet.read_feuilles(communes) for paquet in deux)
    ecarts = {f"+{nom}": [] for nom in autres if nom not in unes} | {f"-{nom}": [] for nom in unes if nom not in autres}
    for nom in unes.keys() & autres.keys():
        parties = unes[nom].keys() | autres[nom].keys()
        differentes = sorted(partie for partie in parties if unes[nom].get(partie) != autres[nom].get(partie))
        if differentes:
            ecarts[nom] = differentes
    return ecarts


class Paquet:
    """The parts of a package, read."""

    def __init__(self, octets: bytes) -> None:
        self.parties = list_parties(octets)
        self.textes = ["".join(texte.itertext()) for texte in self._parse(COMMUNES[0]).iter(f"{M}si")]
        styles = self._parse(COMMUNES[1])
        for fond in styles.iter(f"{M}patternFill"):
            for inutile in fond.findall(f"{M}bgColor") if fond.get("patternType") == "solid" else ():
                fond.remove(inutile)  # LibreOffice writes the nearest colour of its palette, which grows with the sheets
        self.styles = {nom: [self._write(e) for e in styles.findall(f"{M}{nom}/*")] for nom in ("fonts", "fills", "borders", "dxfs")}
        self.formats = {e.get("numFmtId"): e.get("formatCode") for e in styles.iter(f"{M}numFmt")}
        self.cellules = [self._read_style(xf) for xf in styles.findall(f"{M}cellXfs/{M}xf")]

    def list_feuilles(self) -> dict[str, str]:
        """Return the part of each sheet."""
        liens = self._read_liens("xl/workbook.xml")
        return {feuille.attrib["name"]: liens[feuille.attrib[f"{R}id"]] for feuille in self._parse("xl/workbook.xml").iter(f"{M}sheet")}

    def read_feuilles(self, lues: Collection[str]) -> dict[str, dict[str, str]]:
        """Return, by sheet that is to be read, its XML and all the parts it leads to; under « », the parts that no sheet leads to."""
        feuilles: dict[str, dict[str, str]] = {}
        vues = {*COMMUNES, *PROPRIETES}
        for feuille, partie in self.list_feuilles().items():
            trouvees = self._walk(partie)
            vues |= trouvees | {_find_liens(nom) for nom in trouvees}
            feuilles[feuille] = self._read_parties(partie, trouvees - {partie}) if feuille in lues else {}
        return feuilles | {"": {nom: self.parties[nom].hex() for nom in self.parties if nom not in vues}}

    def _read_parties(self, partie: str, autres: Collection[str]) -> dict[str, str]:
        # By what they hold: which chart has which number changes from one save to the next.
        sortes = sorted((posixpath.dirname(nom), self._read_partie(nom)) for nom in autres)
        return {"feuille": self._read_feuille(partie)} | {f"{dossier} {rang}": contenu for rang, (dossier, contenu) in enumerate(sortes)}

    def _read_feuille(self, partie: str) -> str:
        racine = self._parse(partie)
        for cellule in racine.iter(f"{M}c"):
            cellule.set("s", self.cellules[int(cellule.get("s", "0"))])
            valeur = cellule.find(f"{M}v")
            if cellule.get("t") == "s" and valeur is not None:
                valeur.text = self.textes[int(valeur.text or "")]
            if valeur is not None and valeur.text == "-0":
                valeur.text = "0"
        for element in (*racine.iter(f"{M}row"), *racine.iter(f"{M}col")):
            for attribut in {"s", "style"} & set(element.attrib):
                element.set(attribut, self.cellules[int(element.attrib[attribut])])
        for regle in racine.iter(f"{M}cfRule"):
            if "dxfId" in regle.attrib:
                regle.set("dxfId", self.styles["dxfs"][int(regle.attrib["dxfId"])])
        for vue in racine.iter(f"{M}sheetView"):  # which sheet is in front, and where its cursor is
            vue.attrib.pop("tabSelected", None)
            for curseur in vue.findall(f"{M}selection"):
                vue.remove(curseur)
        return self._write(racine)

    def _read_partie(self, nom: str) -> str:
        if not nom.endswith((".xml", ".vml")):
            return self.parties[nom].hex()
        racine = self._parse(nom)
        for axe in racine.iter():
            if axe.tag.endswith(("}axId", "}crossAx")):
                axe.attrib.clear()  # drawn at random at each save
            if axe.text == "-0":  # a computed value, in a chart's own copy of it
                axe.text = "0"
        if racine.tag == f"{M}table":
            racine.attrib.pop("id")
        return self._write(racine)

    def _read_style(self, xf: Element) -> str:
        copie = fromstring(tostring(xf))
        copie.set("numFmtId", str(self.formats.get(xf.get("numFmtId"), xf.get("numFmtId"))))
        for nom, attribut in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            copie.set(attribut, self.styles[nom][int(xf.get(attribut, "0"))])
        copie.attrib.pop("xfId", None)
        return self._write(copie)

    def _walk(self, partie: str) -> set[str]:
        vues, reste = {partie}, [partie]
        while reste:
            nouvelles = set(self._read_liens(reste.pop()).values()) - vues
            vues |= nouvelles
            reste += sorted(nouvelles)
        return vues

    def _read_liens(self, partie: str) -> dict[str, str]:
        liens = _find_liens(partie)
        if liens not in self.parties:
            return {}
        dossier = posixpath.dirname(partie)
        return {
            lien.attrib["Id"]: posixpath.normpath(posixpath.join(dossier, lien.attrib["Target"]))
            for lien in self._parse(liens).iter(RELATION)
            if lien.get("TargetMode") != "External"
        }

    def _parse(self, nom: str) -> Element:
        return fromstring(self.parties[nom])

    @staticmethod
    def _write(element: Element) -> str:
        return tostring(element, encoding="unicode")


def _find_liens(partie: str) -> str:
    dossier, nom = posixpath.split(partie)
    return posixpath.join(dossier, "_rels", f"{nom}.rels")
