"""The paragraphs of a Word document: text, fields of a mail merge by their names, numbers that Word itself writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from xml.etree.ElementTree import Element

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.classeurs.textes.ecartes import IMAGE, NOTE, OBJET, SIGNE, Ecarte, list_cadres
from dpid_xl.classeurs.textes.garde import MARQUES, TexteIllisible, find_corps, parse_partie, read_liens
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, make_paragraphe

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REVISIONS = frozenset(f"{W}{nom}" for nom in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))
_COMMENTAIRE = f"{W}commentReference"
_FUSION = re.compile(r'\bMERGEFIELD\s+(?:"([^"]+)"|(\S+))', re.IGNORECASE)
_LISTE = f"{W}pPr/{W}numPr"
_REPLI = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_LIEES = ("numbering", "styles", *_NOTES.values())
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DESSIN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
# What a paragraph holds beside its text; a drawing with a text box is read as the paragraphs of the box.
_HORS_TEXTE = {f"{W}drawing": IMAGE, f"{W}pict": IMAGE, f"{W}object": OBJET, _MATH: OBJET, f"{W}sym": SIGNE}
_ZONE = f"{W}txbxContent"
_SIGNES = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_NIVEAU = re.compile(r"%(\d)")


def read_docx(nom: str, parties: Parties) -> tuple[tuple[Paragraphe, ...], tuple[Ecarte, ...]]:
    """Return the paragraphs of a document and what they leave out: notes, images, headers; raises TexteIllisible."""
    principale = find_corps(nom, parties)
    corps = parse_partie(nom, parties, principale)
    liees = [(genre.rpartition("/")[2], partie) for genre, partie in read_liens(nom, parties, principale).values() if partie in parties]
    arbres = {genre: parse_partie(nom, parties, partie) for genre, partie in liees if genre in _LIEES}
    balises = {element.tag for element in corps.iter()}
    if balises & _REVISIONS or _COMMENTAIRE in balises:
        raise TexteIllisible(
            MARQUES.format(nom=nom, quoi="révisions ou commentaires", faire="dans Word, acceptez ou refusez-les, puis enregistrez")
        )
    numeros = _Numeros(arbres.get("numbering"), _list_styles(arbres.get("styles")))
    notes = {balise: arbres[genre] for balise, genre in _NOTES.items() if genre in arbres}
    paragraphes: list[Paragraphe] = []
    ecartes: list[Ecarte] = []
    for rang, element in enumerate(_list_paragraphes(corps), 1):
        ecartes += ((Paragraphe(texte, rang), raison) for texte, raison in _list_ecartes(element, notes))
        puce, numero = numeros.write(element)
        texte = " ".join(_read_texte(element).split())
        if texte:
            paragraphes.append(make_paragraphe(f"{numero} {texte}".strip(), rang, puce=puce))
    cadres = (parse_partie(nom, parties, partie) for genre, partie in liees if genre in ("header", "footer"))
    ecartes += ((Paragraphe(OBJET, 0), OBJET) for _ in corps.iter(f"{W}altChunk"))
    textes = (_read_texte(element) for cadre in cadres for element in _list_paragraphes(cadre))
    return tuple(paragraphes), (*ecartes, *list_cadres(textes))


def _list_ecartes(element: Element, notes: dict[str, Element]) -> Iterator[tuple[str, str]]:
    """Yield what a paragraph holds beside its text, each with the reason why it is left out."""
    for enfant in element:
        if enfant.tag in (f"{W}p", _REPLI):
            continue
        if enfant.tag in _NOTES:
            note = next((n for n in notes.get(enfant.tag, ()) if n.get(f"{W}id") == enfant.get(f"{W}id")), None)
            yield " ".join("" if note is None else " ".join(map(_read_texte, _list_paragraphes(note))).split()), NOTE
        elif (raison := _HORS_TEXTE.get(enfant.tag)) and next(enfant.iter(_ZONE), None) is None:
            yield _describe_dessin(enfant) or raison, raison
        else:
            yield from _list_ecartes(enfant, notes)


def _describe_dessin(element: Element) -> str:
    dessin = next(element.iter(_DESSIN), None)
    return "" if dessin is None else dessin.get("descr", "") or dessin.get("name", "")


def _list_paragraphes(racine: Element) -> Iterator[Element]:
    """Yield the paragraphs in order, those of a text box once."""
    for enfant in racine:
        if enfant.tag == _REPLI:
            continue
        if enfant.tag == f"{W}p":
            yield enfant
        yield from _list_paragraphes(enfant)


def _read_texte(paragraphe: Element) -> str:
    morceaux: list[str] = []
    champs: list[str] = []  # open fields: their instruction, then « = » once their result starts
    _collect(paragraphe, morceaux, champs)
    return "".join(morceaux)


def _collect(element: Element, morceaux: list[str], champs: list[str]) -> None:
    for enfant in element:
        nom = enfant.tag.removeprefix(W)
        fusion = _FUSION.search(enfant.get(f"{W}instr", "")) if nom == "fldSimple" else None
        if fusion:
            morceaux.append(f"«{fusion[1] or fusion[2]}»")
        elif nom in _SIGNES:
            morceaux.append(_SIGNES[nom])
        elif nom in ("fldChar", "instrText", "t"):
            _read_run(enfant, nom, morceaux, champs)
        elif nom not in ("pPr", "p") and enfant.tag != _REPLI:
            _collect(enfant, morceaux, champs)


def _read_run(element: Element, nom: str, morceaux: list[str], champs: list[str]) -> None:
    if nom == "fldChar":
        _follow(element.get(f"{W}fldCharType", ""), morceaux, champs)
    elif nom == "instrText" and champs:
        champs[-1] += element.text or ""
    elif nom == "t" and not any(_FUSION.search(champ) for champ in champs):
        morceaux.append(element.text or "")


def _follow(genre: str, morceaux: list[str], champs: list[str]) -> None:
    if genre == "begin":
        champs.append("")
    elif genre == "end" and champs:
        trouve = _FUSION.search(champs.pop())
        if trouve:
            morceaux.append(f"«{trouve[1] or trouve[2]}»")


@dataclass(slots=True)
class _Numeros:
    """The lists of a document: what Word writes before each paragraph."""

    racine: Element | None
    styles: dict[str, Element]  # what a style of paragraph says of its list
    comptes: dict[tuple[str, int], int] = field(default_factory=dict)

    def write(self, paragraphe: Element) -> tuple[bool, str]:
        """Tell whether a paragraph has a bullet, and the number before it."""
        place = self._find_liste(paragraphe)
        liste = place.find(f"{W}numId") if place is not None else None
        if self.racine is None or liste is None or liste.get(f"{W}val", "0") == "0":
            return False, ""
        profondeur = place.find(f"{W}ilvl") if place is not None else None
        niveau = int(profondeur.get(f"{W}val", "0")) if profondeur is not None else 0
        niveaux = self._find_niveaux(liste.get(f"{W}val", ""))
        genre, texte = niveaux.get(niveau, ("bullet", ""))
        if genre in ("bullet", "none"):
            return genre == "bullet", ""
        cle = liste.get(f"{W}val", "")
        self.comptes[cle, niveau] = self.comptes.get((cle, niveau), 0) + 1
        for plus_bas in [autre for autre in self.comptes if autre[0] == cle and autre[1] > niveau]:
            del self.comptes[plus_bas]

        def number(trouve: re.Match[str]) -> str:
            rang = int(trouve[1]) - 1
            return _write_numero(self.comptes.get((cle, rang), 1), niveaux.get(rang, ("decimal", ""))[0])

        return False, _NIVEAU.sub(number, texte)

    def _find_liste(self, paragraphe: Element) -> Element | None:
        style = paragraphe.find(f"{W}pPr/{W}pStyle")
        propre = paragraphe.find(_LISTE)
        return propre if propre is not None or style is None else self.styles.get(style.get(f"{W}val", ""))

    def _find_niveaux(self, liste: str) -> dict[int, tuple[str, str]]:
        assert self.racine is not None  # noqa: S101 - looked at by the only caller
        abstraits = {num.get(f"{W}numId"): num.find(f"{W}abstractNumId") for num in self.racine.iter(f"{W}num")}
        trouve = abstraits.get(liste)
        cible = trouve.get(f"{W}val") if trouve is not None else None
        for abstrait in self.racine.iter(f"{W}abstractNum"):
            if abstrait.get(f"{W}abstractNumId") == cible:
                return {int(niveau.get(f"{W}ilvl", "0")): _describe(niveau) for niveau in abstrait.iter(f"{W}lvl")}
        return {}


def _list_styles(styles: Element | None) -> dict[str, Element]:
    """Return what each style of paragraph says of its list, its own or that of the style that it starts from."""
    if styles is None:
        return {}
    tous = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    trouves = {}
    for nom, style in tous.items():
        courant, reste = style, len(tous)
        while (liste := courant.find(_LISTE)) is None and reste:
            base = courant.find(f"{W}basedOn")
            suivant = tous.get(base.get(f"{W}val", "")) if base is not None else None
            if suivant is None:
                break
            courant, reste = suivant, reste - 1
        if liste is not None:
            trouves[nom] = liste
    return trouves


def _describe(niveau: Element) -> tuple[str, str]:
    genre, texte = niveau.find(f"{W}numFmt"), niveau.find(f"{W}lvlText")
    return (
        genre.get(f"{W}val", "decimal") if genre is not None else "decimal",
        texte.get(f"{W}val", "") if texte is not None else "",
    )


def _write_numero(nombre: int, genre: str) -> str:
    if genre in ("lowerLetter", "upperLetter"):
        lettre = chr(ord("a") + (nombre - 1) % 26)
        return lettre if genre == "lowerLetter" else lettre.upper()
    if genre == "upperRoman":
        romains = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
        ecrit = ""
        for valeur, signe in romains:
            fois, nombre = divmod(nombre, valeur)
            ecrit += signe * fois
        return ecrit
    return str(nombre)
