"""Pictures of the workbook as LibreOffice prints it, for README; ``python -m tests.images`` makes them again.

Each is the first page of a sheet: those an officer sees first, and a convention sheet as « Générer les conventions » writes it.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from dpid_xl.chaine import examine, select_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from tests.libreoffice import convert

RACINE = Path(__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
DOSSIER = RACINE / "docs" / "images"
LARGEUR = 900  # pixels
COULEURS = 48  # of a picture: enough for a page of a workbook, and four times smaller
FEUILLES = {"accueil": "Accueil", "annexe5": "Annexe 5", "totaux": "Totaux", "controles": "Contrôles"}
CONVENTION, STRUCTURE, JOUR = "convention", "PAGE", date(2022, 9, 27)


def make_images(dossier: Path) -> dict[str, bytes]:
    """Return the pictures (PNG) by name, made in a directory."""
    classeur = dossier / "classeur.xlsm"
    classeur.write_bytes(CLASSEUR.read_bytes())
    pdf = convert(classeur, "pdf", recalcul=False)
    pages = {str(repere["/Title"]): rang for rang, repere in _list_reperes(pdf)}
    images = {nom: _draw(pdf, pages[feuille]) for nom, feuille in FEUILLES.items()}
    examen = examine(CLASSEUR)
    feuilles = dossier / "conventions.xlsx"
    feuilles.write_bytes(render_feuilles(select_conventions(examen, (STRUCTURE,)), examen.dossier.campagne.nom, JOUR))
    pdf = convert(feuilles, "pdf", recalcul=False)
    return images | {CONVENTION: _draw(pdf, _list_reperes(pdf)[1][0])}  # the first sheet is the index


def _list_reperes(pdf: Path) -> list[tuple[int, dict[str, object]]]:
    """Return the bookmark of each sheet with its page, from 1."""
    lecteur = PdfReader(pdf)
    return [(int(lecteur.get_destination_page_number(repere)) + 1, repere) for repere in lecteur.outline]


def _draw(pdf: Path, page: int) -> bytes:
    commande = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-scale-to-x", str(LARGEUR), "-scale-to-y", "-1", str(pdf)]
    fait = subprocess.run(commande, check=True, capture_output=True)
    sortie = io.BytesIO()
    Image.open(io.BytesIO(fait.stdout)).convert("RGB").quantize(COULEURS).save(sortie, "PNG", optimize=True)
    return sortie.getvalue()


def main() -> None:
    """Write the pictures that README shows."""
    DOSSIER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier:
        for nom, image in make_images(Path(dossier)).items():
            (DOSSIER / f"{nom}.png").write_bytes(image)


if __name__ == "__main__":
    main()
