"""README's pictures: made again by LibreOffice, and the same as those that are kept."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.images import DOSSIER, LARGEUR, NOMS, RACINE, make_images

POIDS_MAXIMAL = 110_000  # bytes
ECART_MAXIMAL = 6  # of 255, on average at a tenth of the size: another version of LibreOffice, not another page


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return make_images(tmp_path_factory.mktemp("images"))


@pytest.mark.parametrize("nom", NOMS)
def test_a_picture_shows_the_sheet_as_it_is(images, nom):
    assert sorted(images) == sorted(NOMS)
    faite, gardee = (Image.open(source).convert("L") for source in (io.BytesIO(images[nom]), DOSSIER / f"{nom}.png"))
    assert faite.width == gardee.width == LARGEUR
    assert abs(faite.height - gardee.height) <= 2
    reduites = [image.resize((LARGEUR // 10, faite.height // 10)) for image in (faite, gardee)]
    assert ImageStat.Stat(ImageChops.difference(*reduites)).mean[0] < ECART_MAXIMAL
    assert ImageStat.Stat(faite).stddev[0] > 10, "a blank page"


@pytest.mark.parametrize("nom", NOMS)
def test_readme_or_the_guide_shows_it_and_it_is_small(nom):
    pages = (RACINE / "README.md", "docs/images"), (RACINE / "docs" / "guide.md", "images")
    assert any(f"({dossier}/{nom}.png)" in page.read_text(encoding="utf-8") for page, dossier in pages)
    assert (DOSSIER / f"{nom}.png").stat().st_size <= POIDS_MAXIMAL
