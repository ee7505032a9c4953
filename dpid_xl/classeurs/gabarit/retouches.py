"""What XlsxWriter writes otherwise than Excel, set right in the parts of the workbook before it is zipped."""

from __future__ import annotations

import re

_POLICE_BOUTON = b'<font face="Calibri" size="220" color="#000000">'
_FORMULE_VIDE = re.compile(rb"<c r=\"([A-Z]+\d+)\"((?: s=\"\d+\")?)>(<f[ >][^<]*</f>)<v></v></c>")


def mark_textes_vides(parties: dict[str, bytes]) -> None:
    """Say that formulas whose result is an empty text are texts, as Excel does; XlsxWriter leaves them without a type."""
    for nom, contenu in parties.items():
        if nom.startswith("xl/worksheets/sheet"):
            parties[nom] = _FORMULE_VIDE.sub(rb'<c r="\1"\2 t="str">\3<v></v></c>', contenu)


def set_police_boutons(parties: dict[str, bytes], police: str, taille: int, encre: str) -> None:
    """Give the buttons the font of the sheets (points, ``#RRGGBB``); XlsxWriter writes them in Calibri 11, black."""
    voulue = f'<font face="{police}" size="{taille * 20}" color="{encre}">'.encode()
    for nom, contenu in parties.items():
        if nom.endswith(".vml"):
            parties[nom] = contenu.replace(_POLICE_BOUTON, voulue)
