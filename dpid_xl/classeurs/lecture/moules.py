"""The rows of a great sheet without their trees: a cell that is written as another before it differs by its row and its value only.

A hundred thousand lines write their cells in a few dozen ways: column, style, type, formula. Each is a mould, learnt from a row that the
parser of XML has taken in the same place; the rows that are made of moulds are then recognised by their bytes, ten times faster, and
hold what their trees would have held. Whatever else a sheet has goes to the parser, and what it refuses is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Protocol
from xml.etree.ElementTree import XML, Element, ParseError

from dpid_xl.classeurs.lecture.flux import ESPACE, MORCEAU, list_morceaux

TAMPON = 1 << 17  # read at once
ENTETE_MAXIMUM, RANG_MAXIMUM = 1 << 16, 1 << 18  # bytes before the rows, and of one row: past that, a sheet is left to the parser
RANGS_SANS_MOULE = 16  # titles, headers, and short sheets
MOULES_MAXIMUM = 12  # of the cells that come after those of a column
OCTETS_MAXIMUM = 1 << 22  # of all moulds
ECHECS_ADMIS = 32  # rows learnt before any is recognised; then, a quarter of these
VALEURS_MAXIMUM, LONGUEUR_GARDEE = 1 << 14, 50  # that are met again, of one type and style

_ATTRIBUTS = rb'(?: [\w:.]+="[^"<>&]*")*'
_DEBUT, _FIN = b"<sheetData>", b"</row>"
_FIN_DE_VALEUR = b"</v></c>"
_DECLARATION = rb'(?:\xef\xbb\xbf)?(?:<\?xml(?: version="1\.0"| encoding="(?:UTF|utf)-8"| standalone="(?:yes|no)")*\s?\?>)?\s*'
_RACINE = re.compile(_DECLARATION + rb'<worksheet\b[^<>]* xmlns="' + ESPACE.strip("{}").encode() + b'"')
_RANG = re.compile(rb"\s*(?:<row" + _ATTRIBUTS + rb"/>\s*)*(<row" + _ATTRIBUTS + rb">)")  # after some that are empty
_OUVERTURE = re.compile(rb'<row r="(\d{1,7})"(' + _ATTRIBUTS + rb">)")
_CELLULE = re.compile(
    rb'(<c r="([A-Z]{1,3}))(\d+)("' + _ATTRIBUTS + rb")(?:/>|>(<f" + _ATTRIBUTS + rb"(?:/>|>[^<]*</f>))?(?:(<v>)[^<]*</v>)?</c>)"
)
_ATTRIBUT = re.compile(rb' ([\w:.]+)="([^"]*)"')
_VALEUR = re.compile("[^\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]*")  # that stands as it is in XML
_OUVERTURE_DE_RANG = b'<row r="'
_SANS_VIDE = object()  # where a cell without a value has nothing to say


@dataclass(eq=False, slots=True)
class Moule:
    """A way of writing a cell: ``debut``, the number of the row, ``suite``; then its value if it has ``valeurs``, by its bytes."""

    debut: bytes
    suite: bytes
    colonne: int
    valeurs: Mapping[bytes, Any] | None
    formule: Any
    suivants: Sequence[Moule] = field(repr=False)


class Lecteur(Protocol):
    """Who reads the sheet."""

    def find_colonne(self, lettres: str) -> int:
        """Return the number of a column; raises ValueError."""

    def read_moulee(self, genre: str | None, style: str | None, texte: str) -> Any:
        """Return the value of a cell."""

    def read_vide(self, genre: str | None) -> Any:
        """Return the value of a formula whose cell has none."""

    def find_formule(self, element: Element) -> Any:
        """Return a formula; None of one that says something else from cell to cell."""

    def is_masque(self, attributs: Mapping[str, str]) -> bool:
        """Tell whether a row is hidden."""

    def take_rang(self, rang: int, cellules: int, moules: Sequence[Moule], valeurs: Sequence[Any], *, masque: bool) -> bool:
        """Receive a row; false, and nothing of it, when it has to be read in another way."""


class _Valeurs(dict[bytes, Any]):
    """The values of one type and style by their bytes, those that are short; KeyError of what is not written as it is, for the parser."""

    def __init__(self, read: Callable[[str], Any], vide: Any = _SANS_VIDE) -> None:
        self._read, self._vide = read, vide

    def __missing__(self, octets: bytes) -> Any:
        if not octets:
            if self._vide is _SANS_VIDE:
                raise KeyError(octets)
            return self._vide
        try:
            texte = octets.decode()
        except UnicodeDecodeError as erreur:
            raise KeyError(octets) from erreur
        if not _VALEUR.fullmatch(texte):
            raise KeyError(octets)
        if len(self) >= VALEURS_MAXIMUM:
            self.clear()
        valeur = self._read(texte)
        if len(texte) <= LONGUEUR_GARDEE:
            self[octets] = valeur
        return valeur


class Moulage:
    """Cuts a sheet into what its parser is to be fed with; the rows between are read by their moulds."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur
        self._suivants: dict[bytes, list[Moule]] = {b"": []}  # by the letters of the cell before
        self._ouvertures: dict[bytes, bool] = {}  # what the beginning of a row says after its number, and whether it is hidden
        self._valeurs: dict[tuple[str | None, str | None, bool], _Valeurs] = {}
        self._octets = self._echecs = self._succes = self._rangs = 0

    def cut(self, fichier: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
        """Yield pieces of the sheet, and whether each ends with a row: what was yielded has been told when the next is asked for."""
        tampon = _read_entete(fichier)
        entete, debut, tampon = tampon.partition(_DEBUT)
        yield entete + debut, False
        if debut and len(tampon) >= MORCEAU and _is_ordinaire(entete):
            tampon = yield from self._cut_rangs(tampon, fichier)
        yield tampon, False
        yield from list_morceaux(fichier)

    def _cut_rangs(self, tampon: bytes, fichier: IO[bytes]) -> Generator[tuple[bytes, bool], None, bytes]:
        """Yield the rows that have no moulds; return what was read and not yielded when something else than rows comes."""
        attente = place = 0  # where begins what the parser was not fed with, and what was not looked at
        while True:
            if self._rangs >= RANGS_SANS_MOULE and tampon.startswith(_OUVERTURE_DE_RANG, place):
                if attente < place:
                    yield tampon[attente:place], True
                    attente = place
                if fin := self._cast(tampon, place):
                    self._succes += 1
                    attente = place = fin
                    continue
            bout = tampon.find(_FIN, place) + len(_FIN)
            if bout < len(_FIN):
                suite = fichier.read(TAMPON)
                tampon, place, attente = tampon[attente:] + suite, place - attente, 0
                if not suite or len(tampon) > RANG_MAXIMUM + TAMPON:
                    break
                continue
            rangee = _find_rangee(tampon[place:bout])
            if not rangee or self._echecs > ECHECS_ADMIS * 8 + self._succes:
                break
            place = bout
            self._rangs += 1
            if self._rangs <= RANGS_SANS_MOULE:
                continue
            self._echecs += 1
            yield tampon[attente:place], True
            attente = place
            if self._echecs <= ECHECS_ADMIS + self._succes // 4:
                self._learn(rangee)
        return tampon[attente:]

    def _cast(self, tampon: bytes, place: int) -> int:
        """Read a row whose cells all have a mould, and return where it ends; 0: it is for the parser."""
        debut = place + len(_OUVERTURE_DE_RANG)
        place = tampon.find(b'"', debut) + 1
        numero = tampon[debut : place - 1]
        debut, place = place, tampon.find(b">", place) + 1
        masque = self._ouvertures.get(tampon[debut:place])
        if masque is None or not numero.isdigit():
            return 0
        chiffres = len(numero)
        moules, valeurs, cellules = [], [], 0
        suivants: Sequence[Moule] = self._suivants[b""]
        commence = tampon.startswith
        try:
            while not commence(_FIN, place):
                for moule in suivants:
                    suite = place + len(moule.debut) + chiffres
                    if commence(moule.suite, suite) and tampon[place:suite] == moule.debut + numero:
                        break
                else:
                    return 0
                place = suite + len(moule.suite)
                cellules += 1
                suivants = moule.suivants
                if moule.valeurs is not None:
                    fin = tampon.find(_FIN_DE_VALEUR, place)
                    if fin < 0:
                        return 0
                    valeurs.append(moule.valeurs[tampon[place:fin]])
                    moules.append(moule)
                    place = fin + len(_FIN_DE_VALEUR)
        except KeyError:
            return 0
        taken = self._lecteur.take_rang(int(numero), cellules, moules, valeurs, masque=masque)
        return place + len(_FIN) if taken else 0

    def _learn(self, rangee: bytes) -> None:
        """Make moulds of the cells of a row that the parser took; up to one that is written in no usual way."""
        ouverture = _OUVERTURE.match(rangee)
        if not ouverture or b"xmlns" in rangee or len(self._ouvertures) > VALEURS_MAXIMUM:
            return
        self._ouvertures[ouverture[2]] = self._lecteur.is_masque(_read_attributs(ouverture[2]))
        place, suivants = ouverture.end(), self._suivants[b""]
        while trouve := _CELLULE.match(rangee, place):
            suite = rangee[trouve.start(4) : trouve.end(6) if trouve[6] else trouve.end()]
            moule = next((moule for moule in suivants if (moule.debut, moule.suite) == (trouve[1], suite)), None)
            if moule is None:
                moule = self._make(trouve, suite)
                if moule is None or trouve[3] != ouverture[1] or len(suivants) >= MOULES_MAXIMUM or self._octets > OCTETS_MAXIMUM:
                    return
                suivants.append(moule)
                self._octets += len(suite)
            place, suivants = trouve.end(), self._suivants[trouve[2]]

    def _make(self, trouve: re.Match[bytes], suite: bytes) -> Moule | None:
        attributs = _read_attributs(trouve[4])
        try:
            colonne = self._lecteur.find_colonne(trouve[2].decode())
            formule = self._lecteur.find_formule(XML(trouve[5])) if trouve[5] else None
        except (ValueError, ParseError):
            return None
        if trouve[5] and (formule is None or not trouve[6]):
            return None
        valeurs = self._share_valeurs(attributs.get("t"), attributs.get("s"), en_formule=bool(trouve[5])) if trouve[6] else None
        return Moule(trouve[1], suite, colonne, valeurs, formule, self._suivants.setdefault(trouve[2], []))

    def _share_valeurs(self, genre: str | None, style: str | None, *, en_formule: bool) -> _Valeurs:
        cle = genre, style, en_formule
        if cle not in self._valeurs:
            vide = self._lecteur.read_vide(genre) if en_formule else _SANS_VIDE
            self._valeurs[cle] = _Valeurs(lambda texte: self._lecteur.read_moulee(genre, style, texte), vide)
        return self._valeurs[cle]


def _read_entete(fichier: IO[bytes]) -> bytes:
    tampon = fichier.read(TAMPON)
    while tampon and _DEBUT not in tampon and len(tampon) < ENTETE_MAXIMUM and (suite := fichier.read(TAMPON)):
        tampon += suite
    return tampon


def _is_ordinaire(entete: bytes) -> bool:
    """Tell whether a part begins as a sheet: nothing but elements, in one default namespace from the root on."""
    racine = _RACINE.match(entete)
    return racine is not None and b"<!" not in entete and entete.count(b"<?") <= 1 and entete.count(b"xmlns=") == 1


def _find_rangee(morceau: bytes) -> bytes:
    """Return the row that ends a piece, of which all is rows; empty when it may be something else."""
    trouve = _RANG.match(morceau)
    if not trouve or morceau.count(b"<row", trouve.start(1)) > 1 or b"<!" in morceau or b"<?" in morceau:
        return b""
    return morceau[trouve.start(1) :]


def _read_attributs(texte: bytes) -> Mapping[str, str]:
    return {nom.decode(): valeur.decode() for nom, valeur in _ATTRIBUT.findall(texte)}
