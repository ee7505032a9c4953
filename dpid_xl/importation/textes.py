"""A table in a text file: which signs, which separator, which rows; what had to be guessed is told.

Signs: the mark at the start of the file, UTF-8, else the only one of the old encodings whose accents are those of French. When two
are, it is asked. Separator: the one under which the rows are most alike. A decimal comma that nothing protects is put back when
there is only one way.

>>> split_rangees("Structure;Montant\\r\\nAPSA;1 000,00\\r\\n", ";")
[['Structure', 'Montant'], ['APSA', '1 000,00']]
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet.garde import Garde
from dpid_xl.francais import write_quantite
from dpid_xl.importation.refus import ChoixNecessaire, SourceIllisible

EXTENSIONS = (".csv", ".txt", ".tsv")
VIRGULE = "virgule"
SEPARATEURS = (";", ",", "\t", "|")
_NOMS_DES_SEPARATEURS = {";": "point-virgule", ",": VIRGULE, "\t": "tabulation", "|": "barre"}
_MARQUES = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ANCIENS = ("cp1252", "iso8859-15", "cp850", "cp858", "mac_roman")
ENCODAGES = ("utf-8", "utf-16", *_ANCIENS)
# What a French text holds beside ASCII.
_SIGNES_FRANCAIS = frozenset("éèêëàâäçùûüîïôöœæÿÉÈÊËÀÂÄÇÙÛÜÎÏÔÖŒÆ«»’‘“”–—…€°²³·\xa0\u202f§№")
_CAPITALE_INTERNE = re.compile(r"[a-zà-ÿ][À-ÖØ-Þ]")  # « DÇlibÇration » is no French
_SIGNE_INTERNE = re.compile(r"[A-Z][…«»“”–—€²³°·§№][A-Z]")  # « B…N…FICIAIRE » neither
_FORMULE = re.compile(r'="([^"]*)"')  # keeps a spreadsheet from taking a text for a number
_ECHANTILLON = 100  # rows by which separators are compared
_NUMERIQUES = "0123456789 \u00a0\u202f.,+-€%"
_MONTREES = 20  # rows that are named
_VIRGULES_EN_TROP = 3  # amounts of a row
_CELLULES_MAXIMUM = 3_000_000
_FIN = "\x03"  # put after the text, to be found there again
_CHAMP_MAXIMAL = 1_000_000  # signs of a cell
_NON_TEXTES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_NUL = re.compile(rb"\x00")
_ENTIER = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]?\d{3}){0,2}", re.ASCII)  # under a thousand million: a SIRET is no amount
_CENTIMES = re.compile(r"\d{1,2}(?:\s?€)?", re.ASCII)

GARDE = Garde(
    refus=SourceIllisible,
    absent="Le fichier « {chemin} » n'existe pas : vérifiez son nom et son dossier.",
    ferme="Le fichier « {nom} » ne peut pas être ouvert : fermez-le et vérifiez que vous avez le droit de le lire.",
    vide="Le fichier « {nom} » est vide : reprenez une copie du tableau.",
    autre="« {nom} » n'est pas un fichier de texte : son nom doit finir comme le dit son contenu (.xlsx, .xls, .ods, .csv ou .txt).",
    ancien="« {nom} » n'est pas un fichier de texte : son nom doit finir comme le dit son contenu (.xlsx, .xls, .ods, .csv ou .txt).",
    mot_de_passe="« {nom} » est protégé par un mot de passe : retirez-le.",
    abime="« {nom} » est tronqué ou abîmé : reprenez une copie complète du fichier.",
    demesure="« {nom} » est démesuré (plus de 100 Mo, ou de trois millions de cellules) : gardez-en les lignes utiles.",
)


@dataclass(frozen=True, slots=True)
class TexteLu:
    """The rows of a text file, how it was read, and what was guessed."""

    rangees: Sequence[Sequence[str]]
    encodage: str
    separateur: str
    devines: Sequence[str]


def read_texte(chemin: Path, encodage: str = "") -> TexteLu:
    """Read a text file into rows; raises SourceIllisible, ChoixNecessaire when its signs have two readings."""
    octets = GARDE.read_fichier(chemin)
    if not octets.strip():
        raise GARDE.refuse(GARDE.vide, chemin)
    if octets.startswith(_NON_TEXTES):
        raise GARDE.refuse(GARDE.autre, chemin)
    texte, nom, devines = _decode(chemin, octets, encodage)
    separateur = find_separateur(texte)
    if texte.count(separateur) > _CELLULES_MAXIMUM or texte.count("\n") > _CELLULES_MAXIMUM:
        raise GARDE.refuse(GARDE.demesure, chemin)
    try:
        rangees = split_rangees(texte, separateur)
    except csv.Error as erreur:
        raise SourceIllisible(
            f"« {chemin.name} » n'est pas un tableau : un guillemet y reste ouvert, ou une cellule y est démesurée."
        ) from erreur
    rangees, reparations = _repair(rangees, separateur)
    return TexteLu(rangees, nom, _NOMS_DES_SEPARATEURS[separateur], (*devines, *reparations))


def _decode(chemin: Path, octets: bytes, voulu: str) -> tuple[str, str, Sequence[str]]:
    if voulu:
        return _decode_voulu(chemin, octets, voulu), voulu, ()
    for marque, encodage, nom in _MARQUES:
        if octets.startswith(marque):
            return _decode_voulu(chemin, octets, encodage), nom, ()
    if _NUL.search(octets[:4000]):
        return _decode_voulu(chemin, octets, _find_utf16(chemin, octets)), "UTF-16", ("encodage UTF-16, que rien n'annonce",)
    try:
        return _undouble(octets.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    francais = [encodage for encodage in _ANCIENS if _is_francais(octets, encodage)]
    lectures = {octets.decode(encodage): encodage for encodage in reversed(francais)}  # two that read the same make one
    possibles = [encodage for encodage in francais if encodage in lectures.values()]
    possibles = [encodage for encodage in possibles if not _SIGNE_INTERNE.search(octets.decode(encodage))] or possibles
    if len(possibles) == 1:
        return octets.decode(possibles[0]), possibles[0], (f"encodage {possibles[0]}, reconnu à ses accents",)
    montrees = " ; ".join(f"{encodage} : « {_show_accents(octets, encodage)} »" for encodage in possibles or _ANCIENS)
    raise ChoixNecessaire(
        f"Les signes de « {chemin.name} » se lisent de plusieurs façons ({montrees}) : choisissez avec --encodage NOM, "
        f"parmi {', '.join(ENCODAGES)}."
    )


def _undouble(texte: str) -> tuple[str, str, Sequence[str]]:
    """Give back its accents to a text in UTF-8 that was taken for cp1252 and written in UTF-8 again (« Ã©tÃ© »)."""
    try:
        vrai = texte.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return texte, "UTF-8", ()
    return vrai, "UTF-8", () if vrai == texte else ("accents écrits deux fois en UTF-8 (« Ã© »), remis",)


def _decode_voulu(chemin: Path, octets: bytes, encodage: str) -> str:
    if encodage.lower().replace("utf8", "utf-8") not in (*ENCODAGES, "utf-8-sig", "utf-16-le", "utf-16-be"):
        raise SourceIllisible(f"L'encodage « {encodage} » n'existe pas : choisissez parmi {', '.join(ENCODAGES)}.")
    try:
        return octets.decode(encodage)
    except UnicodeDecodeError as erreur:
        raise SourceIllisible(f"« {chemin.name} » n'est pas écrit en {encodage} : choisissez un autre encodage.") from erreur


def _find_utf16(chemin: Path, octets: bytes) -> str:
    """Tell which half of the signs is null; neither is: it is no text."""
    debut = octets[:4000]
    pairs, impairs = debut[::2].count(0), debut[1::2].count(0)
    if max(pairs, impairs) < len(debut) // 4:
        raise GARDE.refuse(GARDE.autre, chemin)
    return "utf-16-le" if impairs > pairs else "utf-16-be"


def _is_francais(octets: bytes, encodage: str) -> bool:
    try:
        texte = octets.decode(encodage)
    except UnicodeDecodeError:
        return False
    return all(signe in _SIGNES_FRANCAIS for signe in set(texte) if not signe.isascii()) and not _CAPITALE_INTERNE.search(texte)


def _show_accents(octets: bytes, encodage: str) -> str:
    texte = octets.decode(encodage, errors="replace")
    mots = [mot for mot in re.split(r"[\s;,|]+", texte) if not mot.isascii()]
    return max(mots[:20], key=len, default="")[:30]


def find_separateur(texte: str) -> str:
    """Return the separator under which most rows of the start have the same number of cells, the greatest at equality."""
    debut = "".join(texte.splitlines(keepends=True)[: _ECHANTILLON * 3])
    return max(SEPARATEURS, key=lambda separateur: _weigh(debut, separateur))


def _weigh(texte: str, separateur: str) -> tuple[float, int]:
    try:
        largeurs = Counter(len(rangee) for rangee in split_rangees(texte, separateur)[:_ECHANTILLON] if len(rangee) > 1)
    except csv.Error:
        return (0, 0)
    if not largeurs:
        return (0, 0)
    largeur, nombre = largeurs.most_common(1)[0]
    return (nombre / sum(largeurs.values()) * min(sum(largeurs.values()), largeur * nombre), largeur)


def split_rangees(texte: str, separateur: str) -> list[list[str]]:
    """Cut a text into rows and cells; raises csv.Error."""
    csv.field_size_limit(_CHAMP_MAXIMAL)
    *rangees, fin = csv.reader(StringIO(f"{texte}\n{_FIN}", newline=""), delimiter=separateur)
    if fin != [_FIN]:
        raise csv.Error("a quote stays open")  # what follows it would be one cell
    return rangees[:-1] if rangees and not rangees[-1] else rangees


def _repair(rangees: list[list[str]], separateur: str) -> tuple[list[list[str]], Sequence[str]]:
    """Take off the separators of another kind that end every row; put decimal commas back where rows are too long."""
    rangees, otees = _take_formules_off(rangees)
    devines = [f'écriture ="…" ôtée de {write_quantite(otees, "cellule")}'] if otees else []
    autre = next((signe for signe in ";," if signe != separateur), ";")
    pleines = [rangee for rangee in rangees if any(cellule.strip() for cellule in rangee)]
    if pleines and all(rangee[-1].rstrip().endswith(autre) for rangee in pleines):
        rangees = [[*rangee[:-1], rangee[-1].rstrip().rstrip(autre)] if rangee else rangee for rangee in rangees]
        devines.append(f"« {autre} » en trop à la fin de chaque ligne, retirés")
    if separateur == ",":
        rangees, reparees = _join_decimales(rangees)
        if reparees:
            lesquelles = ", ".join(map(str, reparees[:_MONTREES])) + ("…" if len(reparees) > _MONTREES else "")
            remises = f"{write_quantite(len(reparees), 'ligne')} du fichier ({lesquelles})"
            devines.append(f"virgules décimales sans guillemets, remises dans {remises}")
    return rangees, devines


def _take_formules_off(rangees: list[list[str]]) -> tuple[list[list[str]], int]:
    """Take what a cell says out of ``="…"``; return the rows, and how many cells were written so."""
    nombre = sum(bool(_FORMULE.fullmatch(cellule)) for rangee in rangees for cellule in rangee)
    return ([[_FORMULE.sub(r"\1", cellule) for cellule in rangee] for rangee in rangees] if nombre else rangees), nombre


def _join_decimales(rangees: list[list[str]]) -> tuple[list[list[str]], list[int]]:
    entete = next((rang for rang, rangee in enumerate(rangees) if len(rangee) > 1), 0)
    largeur = len(rangees[entete]) if rangees else 0
    choix = [_list_choix(rangee, largeur) for rangee in rangees]
    numeriques = _find_numeriques(choix[entete + 1 :], largeur)
    reparees, jointes = [], []
    for rang, (rangee, possibles) in enumerate(zip(rangees, choix, strict=True), 1):
        vraies = [possible for possible in possibles if not any(possible[colonne].strip(_NUMERIQUES) for colonne in numeriques)]
        unique = len(rangee) > largeur and len(vraies) == 1
        jointes.append(vraies[0] if unique else rangee)
        if unique:
            reparees.append(rang)
    return jointes, reparees


def _list_choix(rangee: list[str], largeur: int) -> list[list[str]]:
    """Return the ways of reading a row with the cells that it should have: two at most, itself alone when it has them."""
    en_trop = len(rangee) - largeur
    return list(islice(_list_jonctions(rangee, en_trop), 2)) if 0 <= en_trop <= _VIRGULES_EN_TROP else []


def _find_numeriques(choix: list[list[list[str]]], largeur: int) -> list[int]:
    """Return the columns most of whose cells are numbers: a word there tells that the comma was in a name."""
    rangees = [rangee for possibles in choix for rangee in possibles]
    nombres = [sum(not rangee[colonne].strip(_NUMERIQUES) for rangee in rangees) for colonne in range(largeur)]
    return [colonne for colonne, nombre in enumerate(nombres) if 2 * nombre > len(rangees)]


def _list_jonctions(rangee: list[str], en_trop: int) -> Iterator[list[str]]:
    """Yield the ways of joining ``en_trop`` pairs of neighbours that are euros and cents."""
    if en_trop == 0:
        yield rangee
        return
    for rang in range(len(rangee) - 1):
        if _ENTIER.fullmatch(rangee[rang].strip()) and _CENTIMES.fullmatch(rangee[rang + 1].strip()):
            reste = rangee[rang + 2 :]
            for suite in _list_jonctions(reste, en_trop - 1):
                yield [*rangee[:rang], f"{rangee[rang].strip()},{rangee[rang + 1].strip()}", *suite]
