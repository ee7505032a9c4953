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
from collections.abc import Mapping, Sequence

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.cloture import A_SIGNER
from dpid_xl.rendus.noms import clean_signes

LIEN = "signature:"  # where the link of a frame leads

_CADRE = re.compile(
    rb"\n(\d+) 0 obj\n<</Type/Annot/Subtype/Link/Rect\[([^\]]+)\][^\n]*/URI\(%b\)[^\n]*/StructParent (\d+)/[^\n]*\nendobj" % LIEN.encode()
)
_BALISE = re.compile(rb"\n(\d+) 0 obj\n<</Type/StructElem/S/Link([^\n]*/Pg (\d+) 0 R/Obj (\d+) 0 R>>\]>>)\nendobj")
_CATALOGUE = re.compile(rb"\n(\d+) 0 obj\n<</Type/Catalog([^\n]*)>>\nendobj")
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
    fin, catalogue = _FIN.search(contenu), _CATALOGUE.search(contenu)
    balises = {balise[4]: balise for balise in _BALISE.finditer(contenu)}
    if not fin or not catalogue:
        raise ValueError("ce fichier n'est pas tel que typst l'écrit")
    taille, objets, champs = int(fin[1]), {}, []
    for cadre, (nom, description) in zip(_CADRE.finditer(contenu), signataires, strict=True):
        balise = balises[cadre[1]]
        objets[int(cadre[1])] = _write_champ(cadre, balise[3], taille, nom, description) + _LECTURE_SEULE * fermes + b">>"
        objets[int(balise[1])] = b"<</Type/StructElem/S/Form" + balise[2]
        objets[taille] = _write_aspect(cadre[2])
        champs.append(b"%d 0 R" % int(cadre[1]))
        taille += 1
    formulaire = b"/AcroForm<</Fields[" + b" ".join(champs) + b"]/SigFlags 1>>>>"
    objets[int(catalogue[1])] = b"<</Type/Catalog" + catalogue[2] + formulaire
    return _append(contenu, objets, b"<</Size %d%b/Prev %b>>" % (taille, fin[2], fin[3]))


def _write_champ(cadre: re.Match[bytes], page: bytes, aspect: int, nom: str, description: str) -> bytes:
    textes = b"/T%b/TU%b" % (_write_texte(nom), _write_texte(description))
    place = b"/Rect[%b]/F 4/P %b 0 R/StructParent %b" % (cadre[2], page, cadre[3])
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
