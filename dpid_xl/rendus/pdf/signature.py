"""The frames where people sign, made signature fields: empty ones, which Acrobat or a parapheur fills in their place.

In the template each frame is a link: typst alone knows where it stands, and writes what ties it to its page and to its tag. Here each
of those links becomes the field of one person, by an update appended to the file (PDF 32000-1, 7.5.6, 12.7.4.5); what typst wrote
stays as it is. Why not pikepdf: it reads and writes the whole file again, a tenth of what making it costs, and LibreOffice's Python may
lack it. Objects of typst are in clear, one a line, hence found by their text; a document cannot write one: its texts are compressed.

>>> name_signataires((Bloc(Style.SIGNATURE, tableau=(("Pour le Département,\\nla Directrice,\\n\\n\\nMme X", "À Arras"),)),))
(('Signature 1 : Pour le Département', 'Signature : Pour le Département, la Directrice, Mme X'),)
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE
from collections.abc import Iterator, Mapping, Sequence

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.cloture import A_SIGNER
from dpid_xl.rendus.noms import clean_signes

LIEN = "signature:"  # where the link of a frame leads

# How the objects of each kind begin, and what is read in them.
_CADRE = b"<</Type/Annot/Subtype/Link"
_DANS_LE_CADRE = re.compile(rb"/Rect\[([^\]]+)\][^\n]*/URI\(%b\)[^\n]*/StructParent (\d+)/[^\n]*\nendobj" % LIEN.encode())
_BALISE = b"<</Type/StructElem/S/Link"
_DANS_LA_BALISE = re.compile(rb"([^\n]*/Pg (\d+) 0 R/Obj (\d+) 0 R>>\]>>)\nendobj")
_CATALOGUE = b"<</Type/Catalog"
_DANS_LE_CATALOGUE = re.compile(rb"([^\n]*)>>\nendobj")
_OBJET = re.compile(rb"\n(\d+) 0 obj\n")
_FIN = re.compile(rb"trailer\n<</Size (\d+)([^\n]*)>>\nstartxref\n(\d+)\n%%EOF\Z")
_LECTURE_SEULE = b"/Ff 1"


def name_signataires(blocs: Sequence[Bloc]) -> tuple[tuple[str, str], ...]:
    """Return the name and the description of each field, in the order of the frames."""
    textes = [texte for bloc in blocs if bloc.style is Style.SIGNATURE for rangee in bloc.tableau for texte in rangee if A_SIGNER in texte]
    signataires = [[ligne.rstrip(",") for ligne in clean_signes(texte).split("\n") if ligne.strip()] for texte in textes]
    return tuple(
        (f"Signature {rang} : {lignes[0] if lignes else ''}".replace(".", " "), f"Signature : {', '.join(lignes)}")
        for rang, lignes in enumerate(signataires, 1)
    )


def add_champs(contenu: bytes, signataires: Sequence[tuple[str, str]], *, fermes: bool = False) -> bytes:
    """Make of the frames of a file of typst the fields of so many people; ``fermes``: of a PROJET, nobody can sign in them."""
    if not signataires:
        return contenu
    fin, catalogue = _FIN.search(contenu, contenu.rfind(b"trailer\n")), next(_find_objets(contenu, _CATALOGUE, _DANS_LE_CATALOGUE), None)
    balises = {balise[3]: (numero, balise) for numero, balise in _find_objets(contenu, _BALISE, _DANS_LA_BALISE)}
    if not fin or not catalogue:
        raise ValueError("ce fichier n'est pas tel que typst l'écrit")
    taille, objets, champs = int(fin[1]), {}, []
    for (lien, cadre), (nom, description) in zip(_find_objets(contenu, _CADRE, _DANS_LE_CADRE), signataires, strict=True):
        numero, balise = balises[b"%d" % lien]
        objets[lien] = _write_champ(cadre, balise[2], taille, nom, description) + _LECTURE_SEULE * fermes + b">>"
        objets[numero] = b"<</Type/StructElem/S/Form" + balise[1]
        objets[taille] = _write_aspect(cadre[1])
        champs.append(b"%d 0 R" % lien)
        taille += 1
    formulaire = b"/AcroForm<</Fields[" + b" ".join(champs) + b"]/SigFlags 1>>>>"
    racine, reste = catalogue
    objets[racine] = _CATALOGUE + reste[1] + formulaire
    return _append(contenu, objets, b"<</Size %d%b/Prev %b>>" % (taille, fin[2], fin[3]))


def _find_objets(contenu: bytes, debut: bytes, suite: re.Pattern[bytes]) -> Iterator[tuple[int, re.Match[bytes]]]:
    # By what they begin with: a pattern alone would be tried at each of the thousand objects of a file.
    place = contenu.find(debut)
    while place >= 0:
        objet = _OBJET.match(contenu, contenu.rfind(b"\n", 0, max(place - 1, 0)))
        trouve = suite.match(contenu, place + len(debut))
        if objet and objet.end() == place and trouve:
            yield int(objet[1]), trouve
        place = contenu.find(debut, place + len(debut))


def _write_champ(cadre: re.Match[bytes], page: bytes, aspect: int, nom: str, description: str) -> bytes:
    textes = b"/T%b/TU%b" % (_write_texte(nom), _write_texte(description))
    place = b"/Rect[%b]/F 4/P %b 0 R/StructParent %b" % (cadre[1], page, cadre[2])
    return b"<</Type/Annot/Subtype/Widget/FT/Sig%b%b/AP<</N %d 0 R>>" % (textes, place, aspect)


def _write_aspect(rectangle: bytes) -> bytes:
    # Of an unsigned field: nothing, the frame is already drawn; PDF/A wants it said.
    gauche, bas, droite, haut = map(float, rectangle.split())
    boite = b"%.2f %.2f" % (droite - gauche, haut - bas)
    return b"<</Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<<>>/Length 0>>\nstream\n\nendstream" % boite


def _write_texte(texte: str) -> bytes:
    return b"<" + (BOM_UTF16_BE + texte.encode("utf-16-be")).hex().encode() + b">"


def _append(contenu: bytes, objets: Mapping[int, bytes], fin: bytes) -> bytes:
    morceaux, table, place = [contenu, b"\n"], [b"xref\n"], len(contenu) + 1
    for numero, objet in sorted(objets.items()):
        ecrit = b"%d 0 obj\n%b\nendobj\n" % (numero, objet)
        table.append(b"%d 1\n%010d 00000 n\r\n" % (numero, place))
        morceaux.append(ecrit)
        place += len(ecrit)
    return b"".join((*morceaux, *table, b"trailer\n", fin, b"\nstartxref\n%d\n%%%%EOF" % place))
