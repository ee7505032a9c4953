"""A picture that an officer gives: sound, or refused with what to do, before any document carries it."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image as Dessin

from dpid_xl.image import COTE_MAXIMAL, TAILLE_MAXIMALE, Image, ImageIllisible, load_image, read_image


def draw(format_="PNG", mode="RGB", taille=(40, 20), **options):
    sortie = io.BytesIO()
    Dessin.new(mode, taille, 1).save(sortie, format_, **options)
    return sortie.getvalue()


def make_png(largeur, hauteur, points):
    """A PNG whose sums are right, whatever it says."""
    morceaux = ((b"IHDR", struct.pack(">IIBBBBB", largeur, hauteur, 8, 0, 0, 0, 0)), (b"IDAT", points), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(donnees)) + nom + donnees + struct.pack(">I", zlib.crc32(nom + donnees)) for nom, donnees in morceaux
    )


SAINES = {
    **{f"png {mode}": draw(mode=mode) for mode in ("1", "L", "P", "RGB", "RGBA", "LA", "I;16")},
    "jpeg gris": draw("JPEG", "L"),
    "jpeg rvb": draw("JPEG"),
    "jpeg progressif": draw("JPEG", progressive=True),
}


@pytest.mark.parametrize("nom", SAINES)
def test_a_sound_picture_tells_its_format_and_its_size(nom):
    image = read_image(SAINES[nom])
    assert (image.format, image.largeur, image.hauteur, image.contenu) == (nom.split()[0], 40, 20, SAINES[nom])


ABIMEE = "est tronquée ou abîmée"
REFUSEES = {
    "vide": (b"", "n'est pas une image PNG ou JPEG"),
    "gif": (draw("GIF", "P"), "n'est pas une image PNG ou JPEG"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "n'est pas une image PNG ou JPEG"),
    "png tronqué": (draw()[:-5], ABIMEE),
    "png d'un octet changé": (draw()[:45] + b"\xff" + draw()[46:], ABIMEE),
    "png sans image": (make_png(4, 4, b"rien"), ABIMEE),
    "png qui en dit trop": (make_png(4, 4, zlib.compress(bytes(5_000_000))), ABIMEE),
    "png démesuré": (make_png(COTE_MAXIMAL + 1, 4, zlib.compress(bytes(10))), "pixels de côté"),
    "png sans largeur": (make_png(0, 4, zlib.compress(bytes(10))), "pixels de côté"),
    "jpeg tronqué": (draw("JPEG")[:-2], ABIMEE),
    "jpeg sans cadre": (b"\xff\xd8\xff\xd9", ABIMEE),
    "jpeg d'imprimeur": (draw("JPEG", "CMYK"), "couleurs d'imprimerie"),
}


@pytest.mark.parametrize("nom", REFUSEES)
def test_another_is_refused_with_what_to_do(nom):
    contenu, phrase = REFUSEES[nom]
    with pytest.raises(ImageIllisible, match=phrase):
        read_image(contenu)


def test_every_cut_of_a_picture_is_refused():
    for contenu in (draw(taille=(3, 2)), draw("JPEG", taille=(3, 2))):
        for longueur in range(len(contenu)):
            with pytest.raises(ImageIllisible):
                read_image(contenu[:longueur])


def test_a_picture_stands_beside_the_workbook_and_nowhere_else(tmp_path):
    (tmp_path / "logo.png").write_bytes(draw())
    (tmp_path / "dossier").mkdir()
    (tmp_path / "grande.png").write_bytes(bytes(TAILLE_MAXIMALE + 1))
    assert load_image(tmp_path, "logo.png").largeur == 40
    refus = {"../logo.png": "nom de fichier seul", "a\\b.png": "nom de fichier seul", "..": "nom de fichier seul", "absent.png": "à côté"}
    for nom, phrase in (refus | {"dossier": "à côté", "grande.png": "dépasse 2 Mo"}).items():
        with pytest.raises(ImageIllisible, match=phrase):
            load_image(tmp_path, nom)


def test_a_picture_that_cannot_be_opened_says_so(tmp_path, monkeypatch):
    def refuse(_chemin):
        raise PermissionError

    (tmp_path / "logo.png").write_bytes(draw())
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ImageIllisible, match="le droit de la lire"):
        load_image(tmp_path, "logo.png")


def test_it_fits_in_its_frame_with_its_shape():
    assert Image(b"", "png", 100, 300).fit(5, 1.5) == pytest.approx((0.5, 1.5))
    assert Image(b"", "png", 300, 100).fit(1.5, 5) == pytest.approx((1.5, 0.5))
