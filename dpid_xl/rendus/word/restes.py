"""What a model would print as it stands: fields where none is filled, instructions of a mail merge, marks of a review.

Nothing of the kind may reach a document that is signed: each is refused by its name and its place.

>>> list_champs_restants("<dc:title>Convention avec «structure»</dc:title>".encode())
['structure']
>>> list_champs_restants(b'<Relationship Target="mailto:%C2%ABcontact%C2%BB"/>')
['contact']
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from dpid_xl.documents.champs import is_champ
from dpid_xl.rendus.word.gabarit import W as ESPACE
from dpid_xl.rendus.word.grammaire import BALISE, OUVERTURE, Grammaire
from dpid_xl.signes import drop_invisibles

W = f"{{{ESPACE}}}"
_ELEMENTS = re.compile(r"<[^>]*>")
_CITATION = re.compile(r"«([^«»]{1,80})»")
_BALISE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_FUSION = re.compile(r"\b(?:MERGEFIELD|ADDRESSBLOCK|GREETINGLINE)\b[^<»]{0,40}", re.IGNORECASE)
_CONSEILS = {
    "MERGEFIELD": "retapez-le dans un seul paragraphe, par exemple « {{ structure }} »",
    "ADDRESSBLOCK": "remplacez le bloc d'adresse par « {{ structure }} » et « {{ structure_siege }} »",
    "GREETINGLINE": "écrivez la formule d'appel en toutes lettres",
    **dict.fromkeys(
        ("NEXT", "NEXTIF", "SKIPIF", "MERGEREC", "MERGESEQ", "DATABASE"), "retirez-le : chaque convention est un document à part"
    ),
}
_REVISIONS = frozenset(
    W + nom
    for nom in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange", "rPrChange", "pPrChange"),
        *("sectPrChange", "tblPrChange", "tblGridChange", "tcPrChange", "trPrChange", "tblPrExChange"),
    )
)
_COMMENTAIRES = frozenset(W + nom for nom in ("commentReference", "commentRangeStart", "commentRangeEnd"))


def list_champs_restants(contenu: bytes) -> list[str]:
    """Return the fields that a part holds which is not filled, as they were typed."""
    brut = contenu.decode("utf-8", "replace")
    if not ("\x00" in brut[:4] or re.search(r"[«{]|%C2%AB|%7B|&(?:laquo|#)|merge|block|greeting", brut, re.IGNORECASE)):
        return []
    textes = [brut, _ELEMENTS.sub("", brut)]
    textes += [unquote(texte) for texte in textes] + [html.unescape(texte) for texte in textes]
    trouves = [champ for texte in textes for champ in (*find_champs(texte), *(fusion[0].strip() for fusion in _FUSION.finditer(texte)))]
    return list(dict.fromkeys(trouves))


def find_champs(texte: str) -> Iterator[str]:
    """Yield the fields of a text, whatever cuts them; a quotation is none."""
    yield from (trouve[0] for trouve in _BALISE.finditer(texte))
    for trouve in _CITATION.finditer(texte):
        nom = drop_invisibles(trouve[1]).strip()
        if is_champ(nom) or ("_" in nom and is_champ("".join(nom.split()))):
            yield nom


def check_restes(racine: Any, grammaire: Grammaire, lieu: str) -> None:
    """Refuse what is left of fields in a part whose own are tags by now: cut, hidden in a property, or of a mail merge."""
    for element in racine.iter():
        propre = "" if element.tag == f"{W}t" else element.text or ""
        valeurs = [unquote(valeur) for valeur in (propre, element.tail or "", *map(str, element.values())) if valeur.strip()]
        if any(OUVERTURE.search(valeur) or next(find_champs(valeur), None) for valeur in valeurs):
            constat = (
                "un champ ou des accolades sont cachés dans une propriété (lien, texte de remplacement, champ de Word, équation) ; "
                "mettez-les dans le texte"
            )
            grammaire.refuse(lieu, constat)
            break
    _check_coupes(racine, grammaire, lieu)
    for instruction in _list_instructions(racine):
        nom = instruction.partition(" ")[0].upper()
        if nom in _CONSEILS:
            grammaire.refuse(lieu, f"le champ de publipostage « {instruction} » ne peut pas être rempli ; {_CONSEILS[nom]}")


def check_marques(racine: Any, grammaire: Grammaire, lieu: str) -> None:
    """Refuse the marks of a review: an act to be signed does not go out with them."""
    marques = {element.tag for element in racine.iter() if element.tag in _REVISIONS or element.tag in _COMMENTAIRES}
    if marques & _REVISIONS:
        grammaire.refuse(lieu, "il porte des révisions (suivi des modifications) ; acceptez-les ou refusez-les dans Word, puis enregistrez")
    if marques & _COMMENTAIRES:
        grammaire.refuse(lieu, "il porte des commentaires ; retirez-les dans Word, puis enregistrez")


def _check_coupes(racine: Any, grammaire: Grammaire, lieu: str) -> None:
    """Refuse a field that a tab, a line end or the end of a paragraph cuts in two."""
    coupures = (f"{W}{nom}" for nom in ("p", "tab", "br", "cr", "ptab", "sym"))
    morceaux = ((element.text or "") if element.tag == f"{W}t" else " " for element in racine.iter(f"{W}t", *coupures))
    for champ in dict.fromkeys(find_champs(BALISE.sub(_keep_citation, "".join(morceaux)))):
        grammaire.refuse(lieu, f"le champ « {champ} » est coupé par une tabulation ou un saut de ligne ; retapez-le d'un seul tenant")


def _keep_citation(trouve: re.Match[str]) -> str:
    return trouve[0] if trouve[0].startswith("«") else " "


def _list_instructions(racine: Any) -> Iterator[str]:
    """Yield what Word's own fields do, one inside another, closed or not."""
    ouverts: list[str] = []
    for element in racine.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}fldSimple":
            yield _simplify(element.get(f"{W}instr", ""))
        elif element.tag == f"{W}instrText":
            if ouverts:
                ouverts[-1] += element.text or ""
            else:
                yield _simplify(element.text or "")
        elif element.get(f"{W}fldCharType") == "begin":
            ouverts.append("")
        elif element.get(f"{W}fldCharType") == "end" and ouverts:
            yield _simplify(ouverts.pop())
    yield from map(_simplify, ouverts)


def _simplify(instruction: str) -> str:
    return " ".join(drop_invisibles(instruction).split())
