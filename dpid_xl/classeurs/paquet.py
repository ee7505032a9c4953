"""The package (zip) of a workbook: the same parts always make the same bytes.

>>> list_parties(zip_parties({"a.xml": b"<a/>"}))
{'a.xml': b'<a/>'}
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_INSTANT = (1980, 1, 1, 0, 0, 0)  # first instant a zip can write
_UNIX = 3
_FORMULE_VIDE = re.compile(rb"<c r=\"([A-Z]+\d+)\"((?: s=\"\d+\")?)>(<f[ >][^<]*</f>)<v></v></c>")


def list_parties(paquet: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(paquet)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def zip_parties(parties: Mapping[str, bytes]) -> bytes:
    """Make a package of parts, in their order, without any trace of the machine or the hour."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for nom, contenu in parties.items():
            entree = zipfile.ZipInfo(nom, _INSTANT)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system = _UNIX
            entree.external_attr = 0o600 << 16
            archive.writestr(entree, contenu)
    return tampon.getvalue()


def mark_textes_vides(paquet: bytes) -> bytes:
    """Say that formulas whose result is an empty text are texts, as Excel does; XlsxWriter leaves them without a type."""
    return zip_parties(
        {
            nom: _FORMULE_VIDE.sub(rb'<c r="\1"\2 t="str">\3<v></v></c>', contenu) if nom.startswith("xl/worksheets/sheet") else contenu
            for nom, contenu in list_parties(paquet).items()
        }
    )
