"""What XlsxWriter writes otherwise than Excel, set right in the parts of the workbook before it is zipped."""

from __future__ import annotations

_POLICE_BOUTON = b'<font face="Calibri" size="220" color="#000000">'


def set_police_boutons(parties: dict[str, bytes], police: str, taille: int, encre: str) -> None:
    """Give the buttons the font of the sheets (points, ``#RRGGBB``); XlsxWriter writes them in Calibri 11, black."""
    voulue = f'<font face="{police}" size="{taille * 20}" color="{encre}">'.encode()
    for nom, contenu in parties.items():
        if nom.endswith(".vml"):
            parties[nom] = contenu.replace(_POLICE_BOUTON, voulue)
