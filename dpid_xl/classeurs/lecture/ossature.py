"""What binds the parts of a received workbook: its sheets, its names, its tables, and what its cells refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from dpid_xl.cellules import INSTANT_ZERO
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import INSTANT_ZERO_DE_1904, Lexique, unescape
from dpid_xl.classeurs.lecture.feuille import CRITERES, Rectangle, parse_rectangle
from dpid_xl.classeurs.lecture.flux import ESPACE, LIENS, Flux, list_textes
from dpid_xl.classeurs.paquet import find_principale, parse_xml, read_booleen, read_relations
from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.signes import drop_invisibles

_MAIN, _R = ESPACE, LIENS
_NOMS_D_EXCEL = "_xlnm."
_ETATS = {etat.casefold(): etat for etat in ("hidden", "veryHidden")}
# Formats of days and hours that a file needs not write (ECMA-376, 18.8.30), and what tells the others: the letters of a day or of an
# hour, neither quoted, in brackets, nor escaped; the brackets of a duration.
_FORMATS_DE_DATE = dict.fromkeys(range(14, 23), "d") | {45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0"}
_HORS_FORMAT = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)
_DUREE = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ossature:
    """Parts of the sheets by their names, in the order of the tabs; defined names; shared texts, styles and day 0 of the cells.

    ``onglets`` are all the tabs, those without cells too; ``noms_locaux`` sheet, name and target of the names of one sheet alone.
    ``masquees`` are the sheets that the file does not show, with the state it gives them (« hidden » or « veryHidden »).
    """

    feuilles: Mapping[str, str]
    masquees: Mapping[str, str]
    noms: Mapping[str, str]
    onglets: Sequence[str]
    noms_locaux: Sequence[tuple[str, str, str]]
    calcul_manuel: bool
    precision_affichee: bool
    lexique: Lexique


@dataclass(frozen=True, slots=True)
class Tableau:
    """An Excel table as it stands in the file: where it lies, with how many rows of headers and totals, whether a filter is on."""

    nom: str
    feuille: str
    bloc: Rectangle
    rangs_entetes: int
    rangs_totaux: int
    filtre: bool


def read_ossature(parties: Parties) -> Ossature:
    """Read all but the sheets; raises KeyError, ValueError, ParseError or ExpatError on what no program writes."""
    partie = find_principale(parties)
    racine, relations = parse_xml(parties[partie]), read_relations(parties, partie)
    proprietes, calcul = racine.find(f"{_MAIN}workbookPr"), racine.find(f"{_MAIN}calcPr")
    dates, durees = _read_styles(parties, _find_cible(relations, "/styles"))
    depuis_1904 = proprietes is not None and read_booleen(proprietes.get("date1904"))
    return Ossature(
        feuilles=_read_feuilles(racine, relations, parties),
        masquees=dict(_list_masquees(racine)),
        noms=dict(_list_noms(racine)),
        onglets=_list_onglets(racine),
        noms_locaux=tuple(_list_noms_locaux(racine)),
        calcul_manuel=calcul is not None and calcul.get("calcMode", "").casefold() == "manual",
        precision_affichee=calcul is not None and not read_booleen(calcul.get("fullPrecision"), sinon=True),
        lexique=Lexique(
            _read_textes(parties, _find_cible(relations, "/sharedStrings")),
            dates,
            durees,
            INSTANT_ZERO_DE_1904 if depuis_1904 else INSTANT_ZERO,
        ),
    )


def read_tableaux(parties: Parties, partie: str, feuille: str, liens: Sequence[str]) -> Iterator[Tableau]:
    """Yield the Excel tables of a sheet (its part, its name) by their relationships; those whose place is unreadable are left out."""
    relations = read_relations(parties, partie) if liens else {}
    for lien in liens:
        table = parse_xml(parties[relations[lien][1]])
        bloc = parse_rectangle(table.get("ref", ""))
        if bloc:
            entetes, totaux = int(table.get("headerRowCount", "1")), int(table.get("totalsRowCount", "0"))
            nom = drop_invisibles(table.get("displayName") or table.attrib["name"])
            yield Tableau(nom, feuille, bloc, entetes, totaux, _has_criteres(table))


def _has_criteres(table: Element) -> bool:
    colonnes = table.iterfind(f"{_MAIN}autoFilter/{_MAIN}filterColumn/*")
    return any(critere.tag.removeprefix(_MAIN) in CRITERES for critere in colonnes)


def _find_cible(relations: Mapping[str, tuple[str, str]], fin: str) -> str:
    return next((cible for genre, cible in relations.values() if genre.endswith(fin)), "")


def _read_feuilles(racine: Element, relations: Mapping[str, tuple[str, str]], parties: Parties) -> Mapping[str, str]:
    feuilles: dict[str, str] = {}
    prises: set[str] = set()
    for feuille in racine.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        genre, cible = relations[feuille.attrib[f"{_R}id"]]
        if genre.endswith("/worksheet"):
            if cible not in parties:  # left out, what it holds would be lost without a word
                raise ValueError("a sheet without its part")
            nom = _read_nom(feuille)
            if nom in feuilles or cible in prises:
                raise ValueError("two sheets of one name, or on one part")
            feuilles[nom] = cible
            prises.add(cible)
    return feuilles


def _list_masquees(racine: Element) -> Iterator[tuple[str, str]]:
    for feuille in racine.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        etat = _ETATS.get(feuille.get("state", "").strip().casefold())
        if etat:
            yield _read_nom(feuille), etat


def _list_noms(racine: Element) -> Iterator[tuple[str, str]]:
    for nom in racine.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName"):
        if nom.get("localSheetId") is None and not nom.attrib["name"].startswith(_NOMS_D_EXCEL):
            yield _read_nom(nom), drop_invisibles(nom.text or "")


def _list_onglets(racine: Element) -> Sequence[str]:
    return [_read_nom(feuille) for feuille in racine.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")]


def _list_noms_locaux(racine: Element) -> Iterator[tuple[str, str, str]]:
    onglets = _list_onglets(racine)
    for nom in racine.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName"):
        rang = nom.get("localSheetId", "")
        if rang.isdecimal() and int(rang) < len(onglets) and not nom.attrib["name"].startswith(_NOMS_D_EXCEL):
            yield onglets[int(rang)], _read_nom(nom), drop_invisibles(nom.text or "")


def _read_nom(element: Element) -> str:
    """Read the name of a sheet or a defined name: accents in one character each, as the formulas that cite it are read."""
    return drop_invisibles(element.attrib["name"])


def _read_textes(parties: Parties, partie: str) -> Sequence[str]:
    if not partie:
        return ()
    textes: list[str] = []
    with parties.open(partie) as fichier:
        Flux((f"{_MAIN}si",), _ignore, lambda suite: textes.extend(unescape("".join(list_textes(texte))) for texte in suite)).read(fichier)
    return textes


def _ignore(_lu: object) -> None:
    """Take nothing of it."""


def _read_styles(parties: Parties, partie: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the styles of cells that show a date or an hour, and those of them that show a duration."""
    if not partie:
        return frozenset(), frozenset()
    lecteur = _LecteurDeStyles()
    with parties.open(partie) as fichier:
        Flux((), lecteur.open, _ignore).read(fichier)
    formats = {style: lecteur.formats.get(numero, "").split(";")[0] for style, numero in enumerate(lecteur.styles)}
    dates = frozenset(style for style, ecriture in formats.items() if _DATE.search(_HORS_FORMAT.sub("", ecriture)))
    return dates, frozenset(style for style in dates if _DUREE.search(formats[style]))


class _LecteurDeStyles:
    """Receives the elements of the styles; formats of numbers and aspects also stand in other lists, which are not those of cells."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = dict(_FORMATS_DE_DATE)
        self.styles: list[int] = []
        self._liste = ""

    def open(self, element: Element) -> None:
        """Receive the beginning of an element."""
        simple = element.tag.rpartition("}")[2]
        if simple in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
            self._liste = simple
        elif (self._liste, simple) == ("numFmts", "numFmt"):
            self.formats[int(element.attrib["numFmtId"])] = element.attrib["formatCode"]
        elif (self._liste, simple) == ("cellXfs", "xf"):
            self.styles.append(int(element.get("numFmtId", "0")))
