"""From what an officer typed in a Word part to Jinja source: tags split over runs are joined, merge fields become tags.

Word cuts a text anywhere (spelling, revisions, a change of font): a tag takes the formatting of its first run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import shorten
from typing import Any

from docxtpl.template import DocxTemplate
from lxml import etree

from dpid_xl.rendus.word.gabarit import W as ESPACE
from dpid_xl.rendus.word.grammaire import (
    ACCOLADES,
    BALISE,
    INSTRUCTION,
    Grammaire,
    convert_balise,
    find_nom,
    guard_accolades,
    restore_accolades,
)
from dpid_xl.rendus.word.restes import check_restes

W = f"{{{ESPACE}}}"
PARAGRAPHE, TABLEAU, RANGEE, CELLULE, TEXTE, SUITE = (W + nom for nom in ("p", "tbl", "tr", "tc", "t", "r"))
_COUPURES = tuple(W + nom for nom in ("br", "tab", "cr", "ptab", "noBreakHyphen", "softHyphen", "sym"))
_CONTENEURS = (CELLULE, *(W + nom for nom in ("txbxContent", "hdr", "ftr", "footnote", "endnote")))
_DESSINS = tuple(W + nom for nom in ("drawing", "pict", "object", "sectPr"))
_ESPACE_GARDE = "{http://www.w3.org/XML/1998/namespace}space"
_FUSION = re.compile(r"^\s*MERGEFIELD\s+(?:\"([^\"]+)\"|(\S+))(.*)$", re.DOTALL | re.IGNORECASE)
# Switches that only say how Word formats a number or a date: our values are already written out.
_OPTIONS_SANS_EFFET = re.compile(r"\\\*\s*(?:MERGEFORMAT|CHARFORMAT)|\\[#@]\s*(?:\"[^\"]*\"|\S+)", re.IGNORECASE)
_INSTRUCTIONS = re.compile(r"(\{%.*?%\})")
_ELEMENT = re.compile(r"<(/?)([\w:.-]+)[^>]*?(/?)>")
_BOUCLE, _NOTE = re.compile(r"\{%\s*for\b"), re.compile(r"<w:(?:foot|end)noteReference\b")
_EXTRAIT = 60
CORPS = "corps du document"


def convert_partie(racine: Any, partie: str, grammaire: Grammaire) -> None:
    """Turn the fields of a part into Jinja tags, each in one run; what is wrong with them goes to ``grammaire``.

    ``partie`` is how an officer calls the part (« en-tête »), empty for the body.
    """
    lieux = _Lieux(racine, partie)
    paragraphes = list(racine.iter(PARAGRAPHE))
    for paragraphe in paragraphes:
        _convert_champs_de_fusion(paragraphe, grammaire, lieux)
    for paragraphe in paragraphes:
        _convert_paragraphe(paragraphe, grammaire, lieux)
    check_restes(racine, grammaire, partie or CORPS)
    for rangee in list(racine.iter(RANGEE)):
        _wrap_rangee(rangee)
    for paragraphe in list(racine.iter(PARAGRAPHE)):
        _lift_instruction(paragraphe)


def write_jinja(racine: Any, grammaire: Grammaire) -> str:
    """Return the Jinja source of a converted part; marked rows and paragraphs give way to their instruction."""
    source = restore_accolades(DocxTemplate("").patch_xml(etree.tostring(racine, encoding="unicode")))
    grammaire.check_ensemble(source)
    if not grammaire.refus:
        _check_portees(source, grammaire)
    return source


def end_conteneurs(racine: Any) -> None:
    """Put a paragraph where a condition left none: Word refuses a cell that does not end with one."""
    for conteneur in racine.iter(*_CONTENEURS):
        if not len(conteneur) or conteneur[-1].tag != PARAGRAPHE:
            etree.SubElement(conteneur, PARAGRAPHE)


class _Lieux:
    """Where a paragraph stands, in an officer's words."""

    def __init__(self, racine: Any, partie: str) -> None:
        self.partie = partie
        self.tableaux = {tableau: rang for rang, tableau in enumerate(filter(_is_premier, racine.iter(TABLEAU)), 1)}
        visibles = [paragraphe for paragraphe in racine.iter(PARAGRAPHE) if _is_courant(paragraphe) and _read(paragraphe).strip()]
        self.rangs = {paragraphe: rang for rang, paragraphe in enumerate(visibles, 1)}

    def describe(self, paragraphe: Any) -> str:
        """Return the part, then the table row or the rank of the paragraph among those that show, then its first words."""
        mots = [self.partie] if self.partie else []
        if next(paragraphe.iterancestors(W + "txbxContent"), None) is not None:
            mots.append("zone de texte")
        tableau = next((ancetre for ancetre in paragraphe.iterancestors(TABLEAU) if ancetre in self.tableaux), None)
        if tableau is not None:
            mots.append(f"tableau {self.tableaux[tableau]}, ligne {_find_rang(paragraphe, tableau)}")
        elif paragraphe in self.rangs and not self.partie:
            mots.append(f"paragraphe {self.rangs[paragraphe]}")
        return f"{', '.join(mots)} (« {shorten(_read(paragraphe), _EXTRAIT, placeholder='…')} »)"


def _find_rang(paragraphe: Any, tableau: Any) -> int:
    rangees = [rangee for rangee in tableau.iter(RANGEE) if next(rangee.iterancestors(TABLEAU)) is tableau]
    siennes = set(paragraphe.iterancestors(RANGEE))
    return next((rang for rang, rangee in enumerate(rangees, 1) if rangee in siennes), len(rangees))


def _is_premier(tableau: Any) -> bool:
    return next(tableau.iterancestors(TABLEAU), None) is None


def _is_courant(paragraphe: Any) -> bool:
    return next(paragraphe.iterancestors(TABLEAU, W + "txbxContent"), None) is None


def _iter_propres(paragraphe: Any, *noms: str) -> Iterator[Any]:
    # A text box holds paragraphs inside a paragraph.
    return (element for element in paragraphe.iter(*noms) if next(element.iterancestors(PARAGRAPHE)) is paragraphe)


def _read(paragraphe: Any) -> str:
    return "".join(element.text or "" if element.tag == TEXTE else " " for element in _iter_propres(paragraphe, TEXTE, *_COUPURES))


def _write(texte: Any, contenu: str) -> None:
    texte.text = contenu
    texte.set(_ESPACE_GARDE, "preserve")


def _convert_paragraphe(paragraphe: Any, grammaire: Grammaire, lieux: _Lieux) -> None:
    lieu = ""
    for textes in _split_aux_coupures(paragraphe):
        entier = "".join(texte.text or "" for texte in textes)
        if "{" not in entier and "«" not in entier and "}" not in entier:
            continue
        lieu = lieu or lieux.describe(paragraphe)
        balises = list(BALISE.finditer(entier))
        neuves = [convert_balise(trouve[0]) for trouve in balises]
        _replace(textes, guard_accolades(entier), [(*trouve.span(), neuve) for trouve, neuve in zip(balises, neuves, strict=True)])
        for trouve, balise in zip(balises, neuves, strict=True):
            if not balise.startswith("«"):
                grammaire.check(balise, lieu, trouve[0])
        if ACCOLADES.search(BALISE.sub(" ", entier)):
            grammaire.refuse(lieu, "des accolades ne sont pas fermées ; écrivez « {{ champ }} » dans un seul paragraphe")


def _split_aux_coupures(paragraphe: Any) -> list[list[Any]]:
    lignes: list[list[Any]] = [[]]
    for element in _iter_propres(paragraphe, TEXTE, *_COUPURES):
        if element.tag == TEXTE:
            lignes[-1].append(element)
        else:
            lignes.append([])
    return lignes


def _replace(textes: list[Any], entier: str, balises: list[tuple[int, int, str]]) -> None:
    """Give back to each text its share of the joined ones, where tags (start, end, new writing) go to the text they start in."""
    reste, fait = iter([*balises, (len(entier), len(entier), "")]), 0
    debut_de_balise, fin_de_balise, neuve = next(reste)
    position = 0
    for texte in textes:
        morceaux: list[str] = []
        ancien, fin = texte.text or "", position + len(texte.text or "")
        while debut_de_balise < fin:
            morceaux += (entier[max(position, fait) : debut_de_balise], neuve)
            fait, (debut_de_balise, fin_de_balise, neuve) = fin_de_balise, next(reste)
        morceaux.append(entier[max(position, fait) : fin])
        nouveau = "".join(morceaux)
        if nouveau != ancien:
            _write(texte, nouveau)
        position = fin


def _check_portees(source: str, grammaire: Grammaire) -> None:
    """Refuse an instruction that would repeat or take away half a cell or half a table, whatever the values."""
    portees: list[tuple[str, str]] = []  # instruction, what it holds besides the instructions inside
    for morceau in _INSTRUCTIONS.split(source):
        instruction = INSTRUCTION.match(morceau)
        if instruction is None:
            if portees:
                portees[-1] = (portees[-1][0], portees[-1][1] + morceau)
        elif instruction[1] in ("for", "if"):
            portees.append((morceau, ""))
        else:
            debut, contenu = portees.pop()
            if _BOUCLE.match(debut) and _NOTE.search(contenu):
                grammaire.refuse("ensemble du texte", "une note de bas de page ou de fin est dans une boucle ; mettez-la hors de la boucle")
            if not _is_equilibre(contenu):
                conseil = "mettez son début et sa fin dans la même cellule, ou tous deux hors du tableau"
                grammaire.refuse("ensemble du texte", f"« {debut} » commence dans un tableau ou une cellule et finit ailleurs ; {conseil}")
            if not instruction[1].startswith("end"):
                portees.append((debut, ""))


def _is_equilibre(contenu: str) -> bool:
    # « end of paragraph, start of paragraph » is even; « end of cell, start of paragraph » is not.
    fermes: list[str] = []
    ouverts: list[str] = []
    for ferme, nom, vide in _ELEMENT.findall(contenu):
        if not ferme and not vide:
            ouverts.append(nom)
        elif ferme and ouverts:
            ouverts.pop()
        elif ferme:
            fermes.append(nom)
    return fermes == ouverts[::-1]


def _wrap_rangee(rangee: Any) -> None:
    """Loop on the row when « for » stands in one of its cells and « endfor » in another, as people write it."""
    cellules = {"for": [], "endfor": []}  # type: dict[str, list[tuple[Any, re.Match[str]]]]
    for texte in rangee.iter(TEXTE):
        for trouve in BALISE.finditer(texte.text or ""):
            instruction = INSTRUCTION.match(trouve[0])
            if instruction and instruction[1] in cellules:
                cellules[instruction[1]].append((texte, trouve))
    if any(len(trouves) != 1 for trouves in cellules.values()):
        return
    ((debut, ouvre),), ((fin, ferme),) = cellules.values()
    if next(debut.iterancestors(CELLULE), None) is next(fin.iterancestors(CELLULE), None):
        return
    for texte, trouve in ((fin, ferme), (debut, ouvre)):
        _write(texte, texte.text.replace(trouve[0], "", 1))
    rangee.addprevious(_make_rangee(ouvre[0]))
    rangee.addnext(_make_rangee(ferme[0]))


def _make_rangee(instruction: str) -> Any:
    rangee = etree.Element(RANGEE)
    feuille: Any = rangee
    for nom in (CELLULE, PARAGRAPHE, SUITE, TEXTE):
        feuille = etree.SubElement(feuille, nom)
    _write(feuille, instruction)
    return rangee


def _lift_instruction(paragraphe: Any) -> None:
    """Mark an instruction that stands alone in a row or a paragraph: it goes with it, leaving no blank line."""
    instruction = _read(paragraphe).strip()
    if not INSTRUCTION.match(instruction) or not BALISE.fullmatch(instruction) or instruction.count("{%") > 1:
        return
    rangees = paragraphe.iterancestors(RANGEE)
    porteur = next((rangee for rangee in rangees if "".join(map(_read, rangee.iter(PARAGRAPHE))).strip() == instruction), paragraphe)
    if next(porteur.iter(*_DESSINS), None) is not None:
        return
    textes = list(_iter_propres(paragraphe, TEXTE))
    for texte in textes:
        texte.text = ""
    _write(textes[0], instruction.replace("{%", "{%p" if porteur is paragraphe else "{%tr", 1))


def _convert_champs_de_fusion(paragraphe: Any, grammaire: Grammaire, lieux: _Lieux) -> None:
    for simple in list(_iter_propres(paragraphe, W + "fldSimple")):
        fusion = _FUSION.match(simple.get(W + "instr", ""))
        if fusion:
            _convert_simple(simple, _write_fusion(fusion, grammaire, lieux.describe(paragraphe)))
    ouverts: list[list[Any]] = []
    for element in list(_iter_propres(paragraphe, W + "fldChar", W + "instrText", TEXTE)):
        etape = element.get(W + "fldCharType") if element.tag == W + "fldChar" else None
        if etape == "begin":
            ouverts.append([])
        if ouverts:
            ouverts[-1].append(element)
        if etape == "end" and ouverts:
            _convert_complexe(ouverts.pop(), ouverts, grammaire, lieux, paragraphe)


def _convert_simple(simple: Any, balise: str) -> None:
    textes = list(simple.iter(TEXTE)) or [etree.SubElement(etree.SubElement(simple, SUITE), TEXTE)]
    for texte in textes:
        _write(texte, "")
    _write(textes[0], balise)
    for enfant in list(simple):
        simple.addprevious(enfant)
    simple.getparent().remove(simple)


def _convert_complexe(elements: list[Any], ouverts: list[list[Any]], grammaire: Grammaire, lieux: _Lieux, paragraphe: Any) -> None:
    fusion = _FUSION.match("".join(element.text or "" for element in elements if element.tag == W + "instrText"))
    if fusion is None:
        return
    lieu = lieux.describe(paragraphe)
    if ouverts and not any(element.get(W + "fldCharType") == "separate" for element in ouverts[-1]):
        grammaire.refuse(lieu, f"le champ de fusion « {fusion[1] or fusion[2]} » est dans une règle de Word ; écrivez « {{% if … %}} »")
    textes = [element for element in elements if element.tag == TEXTE] or [etree.SubElement(elements[0].getparent(), TEXTE)]
    for texte in textes:
        _write(texte, "")
    _write(textes[0], _write_fusion(fusion, grammaire, lieu))
    for element in elements:
        if element.tag != TEXTE:
            element.getparent().remove(element)


def _write_fusion(fusion: re.Match[str], grammaire: Grammaire, lieu: str) -> str:
    nom = fusion[1] or fusion[2]
    options = _OPTIONS_SANS_EFFET.sub("", fusion[3]).strip()
    if options:
        grammaire.refuse(lieu, f"le champ de fusion « {nom} » porte l'option « {options} » ; retirez-la dans Word")
    return f"{{{{ {find_nom(nom)} }}}}"
