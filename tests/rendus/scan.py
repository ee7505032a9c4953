"""Pages as a scanner gives them back, and the codes that a reader finds there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import zxingcpp
from PIL import Image, ImageFilter

PPP = "150"


def scan(contenu: bytes) -> Iterator[Image.Image]:
    """The pages of a PDF, printed and scanned straight."""
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier, "document.pdf")
        chemin.write_bytes(contenu)
        subprocess.run(["pdftoppm", "-r", PPP, "-gray", chemin, Path(dossier, "page")], check=True, capture_output=True)
        for page in sorted(Path(dossier).glob("page*.pgm")):
            with Image.open(page) as image:
                yield image.copy()


def spoil(image: Image.Image, degres: float, flou: float) -> Image.Image:
    """The same page laid askew under a poor scanner."""
    tournee = image.rotate(degres, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    return tournee.filter(ImageFilter.GaussianBlur(flou))


def read_codes(image: Image.Image) -> list[str]:
    """The texts of the QR codes of a page."""
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
