"""A picture in a Word document: what the page shows, what is told of it to who cannot see it, what the file carries.

>>> "descr=" in write_image(Image(b"", "png", 200, 100), "Logo du Département", (5.0, 1.8))
True
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from dpid_xl.image import Image

LIEN = "rIdImage"
_EMU = 360_000  # in a centimetre
_DESSIN = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPES, _LIENS = "[Content_Types].xml", "word/_rels/document.xml.rels"


def write_image(image: Image, texte: str, cadre: tuple[float, float], rang: int = 1) -> str:
    """Write the run that shows a picture in a frame (width, height, in centimetres); ``rang`` is its own in the document."""
    largeur, hauteur = (round(cote * _EMU) for cote in image.fit(*cadre))
    propre = f'id="{rang}" name="Image {rang}" descr={quoteattr(texte)}'
    etendue = f'cx="{largeur}" cy="{hauteur}"'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DESSIN}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {etendue}/><wp:docPr {propre}/>"
        f'<a:graphic xmlns:a="{_DESSIN}/main"><a:graphicData uri="{_DESSIN}/picture"><pic:pic xmlns:pic="{_DESSIN}/picture">'
        f'<pic:nvPicPr><pic:cNvPr {propre}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{LIEN}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {etendue}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def add_image(parties: Mapping[str, bytes], image: Image | None) -> dict[str, bytes]:
    """Return the parts of a file, with the picture that its body shows, if any."""
    if image is None:
        return dict(parties)
    nom = f"media/image1.{image.format}"
    genre = f'<Default Extension="{image.format}" ContentType="image/{image.format}"/><Override'.encode()
    lien = f'<Relationship Id="{LIEN}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{nom}"/>'
    return {
        **parties,
        _TYPES: parties[_TYPES].replace(b"<Override", genre, 1),
        _LIENS: parties[_LIENS].replace(b"</Relationships>", f"{lien}</Relationships>".encode()),
        f"word/{nom}": image.contenu,
    }
