"""Is a workbook's package whole? What Excel's « repair » would complain about, looked for without Excel.

``check_ooxml`` returns one sentence per fault: content types, relationships, XML, sheets, cells, tables, defined names, calculation chain.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from openpyxl.utils import range_boundaries

TYPES = "[Content_Types].xml"
CLASSEUR = "xl/workbook.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_FEUILLE_CITEE = re.compile(r"'((?:[^']|'')+)'!|([\w.]+)!")
_LONGUEUR_NOM = 31


class Paquet:
    """The parts of a package, parsed once."""

    def __init__(self, octets: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            self.noms = archive.namelist()
            self.contenus = {nom: archive.read(nom) for nom in self.noms}
        self.fautes: list[str] = []
        self.racines: dict[str, Element] = {}
        for nom, contenu in self.contenus.items():
            if nom.endswith((".xml", ".rels", ".vml")):
                try:
                    self.racines[nom] = fromstring(contenu)
                except ParseError as erreur:
                    self.fautes.append(f"{nom} : XML mal formé ({erreur})")

    def relations(self, partie: str) -> dict[str, str]:
        """Return the internal targets of a part (empty name: the package) by relationship id."""
        dossier, nom = posixpath.split(partie)
        racine = self.racines.get(posixpath.join(dossier, "_rels", f"{nom}.rels"))
        return {
            lien.attrib["Id"]: _resolve(dossier, lien.attrib["Target"])
            for lien in ([] if racine is None else racine.iter(f"{_RELATION}Relationship"))
            if lien.get("TargetMode") != "External"
        }

    def find_feuilles(self) -> Iterator[tuple[str, str, Element]]:
        """Yield name, part and XML of each worksheet."""
        liens = self.relations(CLASSEUR)
        for feuille in self.racines[CLASSEUR].iter(f"{_MAIN}sheet"):
            partie = liens.get(feuille.attrib[f"{_R}id"], "")
            if partie in self.racines:
                yield feuille.attrib["name"], partie, self.racines[partie]


def check_ooxml(octets: bytes) -> list[str]:
    """Return the faults of a workbook's package, none if it is whole."""
    paquet = Paquet(octets)
    if paquet.fautes or CLASSEUR not in paquet.racines or TYPES not in paquet.racines:
        return paquet.fautes or [f"{CLASSEUR} ou {TYPES} manque"]
    controles = (_check_types, _check_relations, _check_noms, _check_cellules, _check_tables, _check_chaine, _check_dessins)
    return [faute for controle in controles for faute in controle(paquet)]


def _check_types(paquet: Paquet) -> Iterator[str]:
    yield from _find_doubles("partie", (nom.lower() for nom in paquet.noms))
    racine = paquet.racines[TYPES]
    defauts = [element.attrib["Extension"].lower() for element in racine.iter(f"{_TYPE}Default")]
    precises = [element.attrib["PartName"] for element in racine.iter(f"{_TYPE}Override")]
    yield from _find_doubles("type par extension", defauts)
    yield from _find_doubles("type par partie", precises)
    for nom in paquet.noms:
        if nom != TYPES and f"/{nom}" not in precises and nom.rpartition(".")[2].lower() not in defauts:
            yield f"{nom} : sans type de contenu"
    yield from (f"{nom} : typée mais absente" for nom in precises if nom[1:] not in paquet.contenus)


def _check_relations(paquet: Paquet) -> Iterator[str]:
    for nom in (nom for nom in paquet.racines if nom.endswith(".rels")):
        dossier, _, fichier = nom.rpartition("_rels/")
        source = dossier + fichier.removesuffix(".rels")
        if source and source not in paquet.contenus:
            yield f"{nom} : sa partie {source} manque"
        yield from _find_doubles(f"{nom} : relation", (lien.attrib["Id"] for lien in paquet.racines[nom].iter(f"{_RELATION}Relationship")))
        yield from (f"{nom} : cible absente {cible}" for cible in paquet.relations(source).values() if cible not in paquet.contenus)
        if source in paquet.racines:
            connus = {lien.attrib["Id"] for lien in paquet.racines[nom].iter(f"{_RELATION}Relationship")}
            yield from (f"{source} : relation {cle} inconnue" for cle in _read_cles(paquet.racines[source]) - connus)
    for nom, racine in paquet.racines.items():
        liens = posixpath.join(posixpath.dirname(nom), "_rels", f"{posixpath.basename(nom)}.rels")
        if _read_cles(racine) and liens not in paquet.racines:
            yield f"{nom} : cite des relations et n'en a pas"
    yield from (f"{nom} : rien n'y mène" for nom in paquet.noms if nom not in _walk(paquet) and nom != TYPES and not nom.endswith(".rels"))


def _check_noms(paquet: Paquet) -> Iterator[str]:
    classeur = paquet.racines[CLASSEUR]
    feuilles = [feuille.attrib["name"] for feuille in classeur.iter(f"{_MAIN}sheet")]
    yield from _find_doubles("feuille", (nom.lower() for nom in feuilles))
    yield from _find_doubles("sheetId", (feuille.attrib["sheetId"] for feuille in classeur.iter(f"{_MAIN}sheet")))
    yield from (f"{nom} : nom de feuille impossible" for nom in feuilles if len(nom) > _LONGUEUR_NOM or re.search(r"[\[\]:*?/\\]", nom))
    proprietes = [element.attrib for _, _, xml in paquet.find_feuilles() for element in xml.iter(f"{_MAIN}sheetPr")]
    codes = [attributs["codeName"] for attributs in proprietes if "codeName" in attributs]  # a sheet just put in has none yet
    yield from _find_doubles("codeName", codes)
    definis = list(classeur.iter(f"{_MAIN}definedName"))
    yield from _find_doubles("nom défini", (f"{nom.attrib['name'].lower()}/{nom.get('localSheetId', '')}" for nom in definis))
    for nom in definis:
        if int(nom.get("localSheetId", "0")) >= len(feuilles) or "#REF!" in (nom.text or ""):
            yield f"{nom.attrib['name']} : nom défini sur une feuille ou une cellule absente"
        yield from (f"{nom.attrib['name']} : feuille inconnue {cite}" for cite in _read_feuilles(nom.text or "") - set(feuilles))
    for nom_feuille, _, xml in paquet.find_feuilles():
        for lien in xml.iter(f"{_MAIN}hyperlink"):
            inconnues = _read_feuilles(lien.get("location", "")) - set(feuilles)
            yield from (f"{nom_feuille} {lien.attrib['ref']} : lien vers une feuille inconnue {cite}" for cite in inconnues)


def _check_cellules(paquet: Paquet) -> Iterator[str]:
    textes = paquet.racines.get("xl/sharedStrings.xml")
    nombre = 0 if textes is None else sum(1 for _ in textes.iter(f"{_MAIN}si"))
    styles = paquet.racines["xl/styles.xml"]
    formats = sum(1 for bloc in styles.iter(f"{_MAIN}cellXfs") for _ in bloc)
    differentiels = sum(1 for bloc in styles.iter(f"{_MAIN}dxfs") for _ in bloc)
    for nom, _, xml in paquet.find_feuilles():
        cellules = list(xml.iter(f"{_MAIN}c"))
        yield from _find_doubles(f"{nom} : cellule", (cellule.attrib["r"] for cellule in cellules))
        rangs = [int(rangee.attrib["r"]) for rangee in xml.iter(f"{_MAIN}row")]
        if rangs != sorted(set(rangs)):
            yield f"{nom} : lignes en désordre"
        for cellule in cellules:
            if int(cellule.get("s", "0")) >= formats:
                yield f"{nom} {cellule.attrib['r']} : format inconnu"
            if cellule.get("t") == "s" and int(cellule.findtext(f"{_MAIN}v", "-1")) not in range(nombre):
                yield f"{nom} {cellule.attrib['r']} : texte partagé inconnu"
        for regle in xml.iter(f"{_MAIN}cfRule"):
            if int(regle.get("dxfId", "0")) >= max(differentiels, 1):
                yield f"{nom} : mise en forme conditionnelle sans format"
        yield from _find_croisements(f"{nom} : cellules fusionnées", [zone.attrib["ref"] for zone in xml.iter(f"{_MAIN}mergeCell")])


def _check_tables(paquet: Paquet) -> Iterator[str]:
    tables = [racine for nom, racine in paquet.racines.items() if nom.startswith("xl/tables/")]
    noms = {nom.attrib["name"].lower() for nom in paquet.racines[CLASSEUR].iter(f"{_MAIN}definedName")}
    yield from _find_doubles("identifiant de tableau", (table.attrib["id"] for table in tables))
    yield from _find_doubles("tableau", (table.attrib["displayName"].lower() for table in tables))
    yield from (f"{table.attrib['displayName']} : nom déjà défini" for table in tables if table.attrib["displayName"].lower() in noms)
    partages = paquet.racines.get("xl/sharedStrings.xml")
    textes = [] if partages is None else ["".join(si.itertext()) for si in partages.iter(f"{_MAIN}si")]
    for nom, partie, xml in paquet.find_feuilles():
        valeurs = {c.attrib["r"]: c.findtext(f"{_MAIN}v", "") for c in xml.iter(f"{_MAIN}c") if c.get("t") == "s"}
        liens = paquet.relations(partie)
        references = [element.attrib[f"{_R}id"] for element in xml.iter(f"{_MAIN}tablePart")]
        presentes = [paquet.racines[liens[cle]] for cle in references if liens.get(cle) in paquet.racines]
        yield from _find_croisements(f"{nom} : tableaux", [table.attrib["ref"] for table in presentes])
        for table in presentes:
            colonnes = [colonne.attrib["name"] for colonne in table.iter(f"{_MAIN}tableColumn")]
            gauche, haut, droite, bas = range_boundaries(table.attrib["ref"])
            entetes = [textes[int(valeurs.get(f"{_write_colonne(colonne)}{haut}", "0"))] for colonne in range(gauche, droite + 1)]
            if entetes != colonnes or bas <= haut:
                yield f"{table.attrib['displayName']} : en-têtes différents de la feuille, ou aucune ligne"


def _check_chaine(paquet: Paquet) -> Iterator[str]:
    chaine = paquet.racines.get("xl/calcChain.xml")
    if chaine is None:
        return
    formules = {
        (str(rang), cellule.attrib["r"])
        for rang, (_, _, xml) in enumerate(paquet.find_feuilles(), 1)
        for cellule in xml.iter(f"{_MAIN}c")
        if cellule.find(f"{_MAIN}f") is not None
    }
    feuille = "1"
    for element in chaine.iter(f"{_MAIN}c"):
        feuille = element.get("i", feuille)
        if (feuille, element.attrib["r"]) not in formules:
            yield f"chaîne de calcul : {element.attrib['r']} (feuille {feuille}) n'a pas de formule"


def _check_dessins(paquet: Paquet) -> Iterator[str]:
    for nom, racine in paquet.racines.items():
        if nom.endswith(".vml"):
            yield from _find_doubles(f"{nom} : forme", (element.attrib["id"] for element in racine.iter() if "id" in element.attrib))
        elif nom.startswith("xl/drawings/drawing"):
            proprietes = (element.attrib["id"] for element in racine.iter() if element.tag.endswith("}cNvPr"))
            yield from _find_doubles(f"{nom} : dessin", proprietes)


def _find_doubles(quoi: str, valeurs: Iterable[str]) -> Iterator[str]:
    yield from (f"{quoi} en double : {valeur}" for valeur, nombre in Counter(valeurs).items() if nombre > 1)


def _find_croisements(quoi: str, zones: list[str]) -> Iterator[str]:
    bornes = [range_boundaries(zone) for zone in zones]
    for rang, (gauche, haut, droite, bas) in enumerate(bornes):
        for autre in bornes[:rang]:
            if gauche <= autre[2] and autre[0] <= droite and haut <= autre[3] and autre[1] <= bas:
                yield f"{quoi} se croisent : {zones[rang]}"


def _read_cles(racine: Element) -> set[str]:
    return {valeur for element in racine.iter() for nom, valeur in element.attrib.items() if nom.startswith(_R)}


def _read_feuilles(texte: str) -> set[str]:
    return {(trouve[1] or trouve[2]).replace("''", "'") for trouve in _FEUILLE_CITEE.finditer(texte)}


def _resolve(dossier: str, cible: str) -> str:
    return cible[1:] if cible.startswith("/") else posixpath.normpath(posixpath.join(dossier, cible))


def _walk(paquet: Paquet) -> set[str]:
    vues, reste = set(), [""]
    while reste:
        nouvelles = set(paquet.relations(reste.pop()).values()) - vues
        vues |= nouvelles
        reste += sorted(nouvelles)
    return vues


def _write_colonne(numero: int) -> str:
    lettres = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
