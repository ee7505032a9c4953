"""What differs between two states of a workbook's package, part by part and element by element."""

import re

from lxml import etree

from tests.udfs.actions.paquet import CLASSEUR, PROPRIETES, STYLES, TYPES, Paquet

LIGNE_DU_JOURNAL = {"Journal", STYLES}  # a text that an apostrophe keeps a text has a style of its own
AUTRE_FEUILLE_MONTREE = {"Accueil", CLASSEUR}  # which is no longer the one in front
FEUILLES_EN_PLUS = {CLASSEUR, "xl/_rels/workbook.xml.rels", TYPES, PROPRIETES, STYLES}
_CLES = ("r", "pane", "Id", "PartName", "name", "sqref", "ref")  # what tells an element from its neighbours
_CELLULE = re.compile(r"/c\[([A-Z]+\d+)\]")


def compare(avant, apres):
    """The differences by part, as before and after by path; a part put in or taken out is named « + » or « - ».

    Sheets and tables go by their own names. Two writings of the same XML are no difference.
    """
    paquets = Paquet(avant), Paquet(apres)
    noms = [name_parties(paquet) for paquet in paquets]
    differences = {f"-{nom}": {} for nom in set(noms[0]) - set(noms[1])} | {f"+{nom}": {} for nom in set(noms[1]) - set(noms[0])}
    for nom in set(noms[0]) & set(noms[1]):
        parties = [paquet.parties[partie[nom]] for paquet, partie in zip(paquets, noms, strict=True)]
        if parties[0] != parties[1] and (ecarts := _compare(*parties)):
            differences[nom] = ecarts
    return differences


def list_cellules(ecarts):
    """The addresses of the cells among differences."""
    return {trouvee[1] for chemin in ecarts if (trouvee := _CELLULE.search(chemin))}


def list_autres(ecarts):
    """The differences that are in no cell."""
    return {chemin: valeurs for chemin, valeurs in ecarts.items() if not _CELLULE.search(chemin)}


def name_parties(paquet):
    """The parts of a package by name; those of sheets and tables by the names that people know."""
    feuilles = paquet.list_feuilles()
    connues = {partie: feuille for feuille, partie in feuilles.items()}
    connues |= {table: paquet.open(table).get("name") for partie in feuilles.values() for table in paquet.list_tables(partie)}
    return {connues.get(partie, partie): partie for partie in paquet.parties}


def _compare(avant, apres):
    try:
        elements = [_flatten(etree.fromstring(contenu)) for contenu in (avant, apres)]
    except etree.XMLSyntaxError:
        return {"": (avant, apres)}
    return {
        chemin: (elements[0].get(chemin), elements[1].get(chemin))
        for chemin in elements[0] | elements[1]
        if elements[0].get(chemin) != elements[1].get(chemin)
    }


def _flatten(racine):
    """Return the attributes and the text of each element by path; neighbours without a name of their own go by rank."""
    elements = {}

    def walk(element, chemin):
        elements[chemin] = dict(element.attrib), element.text or ""
        rangs = {}
        for enfant in element:
            nom = etree.QName(enfant).localname
            cle = next((valeur for nom_de_cle in _CLES if (valeur := enfant.get(nom_de_cle))), "") + enfant.get("localSheetId", "")
            rangs[nom, cle] = rang = rangs.get((nom, cle), -1) + 1
            walk(enfant, f"{chemin}/{nom}[{cle or rang}{f'#{rang}' if cle and rang else ''}]")

    walk(racine, "")
    return elements
