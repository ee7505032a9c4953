"""What a model would print as it stands: fields where none is filled, instructions of a mail merge, marks of a review.

Nothing of the kind may reach a document that is signed: each is refused by its name and its place.

>>> list_champs_restants("<dc:title>Convention avec «structure»</dc:title>".encode())
['structure']
>>> list_champs_restants(b'<Relationship Target="mailto:%C2%ABcontact%C2%BB"/>')
['contact']
"""

from __future__ import annotations

import html
import io
import quopri
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from dpid_xl.classeurs.paquet.garde import MEGA_OCTET
from dpid_xl.documents.champs import is_champ
from dpid_xl.francais import cite_noms
from dpid_xl.rendus.word.champs import LISTES, NOMS_CONVENTION
from dpid_xl.rendus.word.gabarit import W as ESPACE
from dpid_xl.rendus.word.grammaire import BALISE, OUVERTURE, Grammaire
from dpid_xl.signes import drop_invisibles

W = f"{{{ESPACE}}}"
_ELEMENTS = re.compile(r"<[^>]*>")
_CITATION = re.compile(r"«([^«»]{1,80})»")
_BALISE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
# What other programs and a keyboard without « » put around the name of a field: it is ours only if it names one.
_SOSIE = re.compile(r"(?:<<|‹|\ufdd0{1,2}|｛{1,2}|\[\[)\s*([\w.]+)\s*(?:>>|›|\ufdd1{1,2}|｝{1,2}|\]\])")
_CONNUS = frozenset((*NOMS_CONVENTION, *(f"{liste.removesuffix('s')}.{champ}" for liste, champs in LISTES.items() for champ in champs)))
_RTF = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(\d{1,5})\s?\??")
_A_LIRE = re.compile(r"[«{]|%(?:25)*(?:C2%(?:25)*)?AB|%(?:25)*7B|=C2=AB|=AB|\\'ab|\\u171|&(?:laquo|#)|merge|block|greeting", re.IGNORECASE)
_BINAIRE = re.compile(rb"[\0-\x08]")  # no text has them; an image does, and what looks like a quotation by chance
_INSERE_MAXIMUM = 10 * MEGA_OCTET  # unfolded, of a document in the document
_FUSION = re.compile(r"\b(?:MERGEFIELD|ADDRESSBLOCK|GREETINGLINE)\b[^<»]{0,40}", re.IGNORECASE)
_CONSEILS = {
    "MERGEFIELD": "retapez-le dans un seul paragraphe, par exemple « {{ structure }} »",
    "ADDRESSBLOCK": "remplacez le bloc d'adresse par « {{ structure }} » et « {{ structure_siege }} »",
    "GREETINGLINE": "écrivez la formule d'appel en toutes lettres",
    **dict.fromkeys(
        ("NEXT", "NEXTIF", "SKIPIF", "MERGEREC", "MERGESEQ", "DATABASE"), "retirez-le : chaque convention est un document à part"
    ),
    "MERGEBARCODE": "retirez-le : aucun code-barres n'est rempli",
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
    """Return the fields that a part holds which is not filled, as they were typed; a document in the document is looked into."""
    brut = "\n".join(map(_decode, _unzip(contenu) if contenu.startswith(b"PK") else (contenu,)))
    if not ("\x00" in brut[:4] or _A_LIRE.search(brut)):
        return []
    textes = [brut, _ELEMENTS.sub("", brut)]
    textes += [lu for texte in textes for lu in _list_lectures(texte)]
    trouves = [champ for texte in textes for champ in (*find_champs(texte), *(fusion[0].strip() for fusion in _FUSION.finditer(texte)))]
    return list(dict.fromkeys(trouves))


def _decode(contenu: bytes) -> str:
    try:
        return contenu.decode("utf-8")
    except UnicodeDecodeError:
        return contenu.decode("utf-8" if _BINAIRE.search(contenu) else "cp1252", "replace")


def _unzip(contenu: bytes) -> Iterator[bytes]:
    """Yield the texts of a package that stands in another one; none of one that is damaged or too great to be looked into."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            entrees = [entree for entree in archive.infolist() if entree.filename.lower().endswith((".xml", ".rels"))]
            if sum(entree.file_size for entree in entrees) <= _INSERE_MAXIMUM:
                yield from map(archive.read, entrees)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        return


def _list_lectures(texte: str) -> Iterator[str]:
    """Yield what a text says once the signs that a link, a web page, a mail or a document in RTF writes by numbers are put back."""
    une = unquote(texte)
    yield from (une, unquote(une), unquote(texte, encoding="cp1252"), html.unescape(texte))
    if "=C2=AB" in texte.upper() or "=AB" in texte.upper():
        yield _decode(quopri.decodestring(texte.encode()))
    if texte.startswith("{\\rtf"):
        yield _RTF.sub(lambda trouve: chr(int(trouve[1], 16) if trouve[1] else int(trouve[2])), texte)


def find_champs(texte: str) -> Iterator[str]:
    """Yield the fields of a text, whatever cuts them; a quotation is none."""
    yield from (trouve[0] for trouve in _BALISE.finditer(texte))
    for trouve in _CITATION.finditer(texte):
        nom = drop_invisibles(trouve[1]).strip()
        if is_champ(nom) or ("_" in nom and is_champ("".join(nom.split()))) or find_coupe(nom):
            yield nom


def find_coupe(nom: str) -> str:
    """Return the field whose name was cut in two; empty when several words make no name.

    >>> find_coupe("mon tant"), find_coupe("la structure")
    ('montant', '')
    """
    mots = nom.split()
    entier = "".join(mots)
    return entier if len(mots) > 1 and entier in _CONNUS else ""


def check_restes(racine: Any, grammaire: Grammaire, lieu: str) -> None:
    """Refuse what is left of fields in a part whose own are tags by now: cut, hidden in a property, or of a mail merge."""
    for element in racine.iter():
        propre = "" if element.tag == f"{W}t" else element.text or ""
        valeurs = [unquote(valeur) for valeur in (propre, element.tail or "", *map(str, element.values())) if valeur.strip()]
        if caches := [champ for valeur in valeurs for champ in (*find_champs(valeur), *OUVERTURE.findall(valeur))]:
            constat = (
                f"un champ ou des accolades ({cite_noms(list(dict.fromkeys(caches)))}) sont cachés dans une propriété (lien, texte de "
                "remplacement, champ de Word, équation) ; mettez-les dans le texte"
            )
            grammaire.refuse(lieu, constat)
            break
    _check_coupes(racine, grammaire, lieu)
    for instruction in _list_instructions(racine):
        mots = instruction.upper().split()
        nom = next((mot for mot in (*mots[:1], "MERGEFIELD") if mot in mots and mot in _CONSEILS), "")
        if nom:
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
    texte = "".join(morceaux)
    for champ in dict.fromkeys(find_champs(BALISE.sub(_keep_citation, texte))):
        entier = find_coupe(champ)
        conseil = f"écrivez « {entier} » d'un seul tenant" if entier else "retapez-le d'un seul tenant"
        grammaire.refuse(lieu, f"le champ « {champ} » est coupé par une espace, une tabulation ou un saut de ligne ; {conseil}")
    for trouve in _SOSIE.finditer(texte):
        if trouve[1] in _CONNUS:
            grammaire.refuse(lieu, f"le champ « {trouve[1]} » n'est pas entre les signes qu'il faut ; écrivez « {{{{ {trouve[1]} }}}} »")


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
