"""Pictures of the workbook as LibreOffice prints it, and of the PDF files, for README and the guide.

``python -m tests.images`` makes them again.

Each is the first page of a sheet, those an officer sees first and a convention sheet as « Générer les conventions » writes it, or
of a document. The avenant adds to a made-up phase 1, the décompte to made-up results: the source has neither.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from dpid_xl.chaine import render_rapport
from dpid_xl.documents.avenants import compose_avenants
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.examen import Examen, examine
from dpid_xl.production.choix import select_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.pdf import render_pdf
from tests.documents.etats import make_phase_fictive
from tests.libreoffice import convert
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from udfs.excel import list_modules

RACINE = Path(__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
DOSSIER = RACINE / "docs" / "images"
LARGEUR = 900  # pixels
COULEURS = 192  # of a picture: enough to tell the pale colours of the workbook apart
FEUILLES = {
    "accueil": "Accueil",
    "annexe5": "Annexe 5",
    "totaux": "Totaux",
    "tableau_de_bord": "Tableau de bord",
    "controles": "Contrôles",
    "a_completer": "À compléter",
    "suivi": "Suivi",
}
CONVENTION, STRUCTURE, JOUR = "convention", "PAGE", date(2022, 9, 27)


def _render_convention(examen: Examen) -> bytes:
    [convention] = select_conventions(examen.dossier, (STRUCTURE,))
    return render_pdf(convention, JOUR)


def _render_avenant(examen: Examen) -> bytes:
    [avenant] = compose_avenants(compare(make_phase_fictive(examen.dossier), examen.dossier))
    return render_pdf(avenant, JOUR)


def _render_decompte(examen: Examen) -> bytes:
    suivis = (
        make_suivi(
            LIBERCOURT,
            "T1-01",
            signature=SIGNATURE,
            versement="3840",
            realise=60,
            depenses="7000",
            note_partenariat="0.80",
            note_parcours="0.50",
        ),
        make_suivi(LIBERCOURT, "T1-02", versement="10000", realise=40, depenses="12000"),
    )
    [decompte] = compose_courriers(with_suivis(examen.dossier, *suivis), Nature.DECOMPTE, (LIBERCOURT,))
    return render_pdf(decompte, JOUR)


DOCUMENTS: Mapping[str, Callable[[Examen], bytes]] = {
    "convention_pdf": _render_convention,
    "avenant": _render_avenant,
    "decompte": _render_decompte,
    "etat_des_controles": lambda examen: render_rapport(examen, ".pdf", JOUR, "Marie Dupont"),
}
NOMS = (*FEUILLES, CONVENTION, *DOCUMENTS)


def make_images(dossier: Path) -> dict[str, bytes]:
    """Return the pictures (PNG) by name, made in a directory."""
    classeur = dossier / "classeur.xlsm"
    classeur.write_bytes(CLASSEUR.read_bytes())
    pdf = convert(classeur, "pdf", recalcul=False)
    pages = {str(repere["/Title"]): rang for rang, repere in _list_reperes(pdf)}
    images = {nom: _draw(pdf, pages[feuille]) for nom, feuille in FEUILLES.items()}
    examen = examine(CLASSEUR, list_modules())
    feuilles = dossier / "conventions.xlsx"
    feuilles.write_bytes(render_feuilles(select_conventions(examen.dossier, (STRUCTURE,)), examen.dossier.campagne.nom, JOUR))
    pdf = convert(feuilles, "pdf", recalcul=False)
    images[CONVENTION] = _draw(pdf, _list_reperes(pdf)[1][0])  # the first sheet is the index
    for nom, render in DOCUMENTS.items():
        document = dossier / f"{nom}.pdf"
        document.write_bytes(render(examen))
        images[nom] = _draw(document, 1)
    return images


def _list_reperes(pdf: Path) -> list[tuple[int, dict[str, object]]]:
    """Return the bookmark of each sheet with its page, from 1."""
    lecteur = PdfReader(pdf)
    return [(int(lecteur.get_destination_page_number(repere)) + 1, repere) for repere in lecteur.outline]


def _draw(pdf: Path, page: int) -> bytes:
    commande = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-scale-to-x", str(LARGEUR), "-scale-to-y", "-1", str(pdf)]
    fait = subprocess.run(commande, check=True, capture_output=True)
    sortie = io.BytesIO()
    Image.open(io.BytesIO(fait.stdout)).convert("RGB").quantize(COULEURS, Image.Quantize.FASTOCTREE).save(sortie, "PNG", optimize=True)
    return sortie.getvalue()


def main() -> None:
    """Write the pictures that README and the guide show."""
    DOSSIER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier:
        for nom, image in make_images(Path(dossier)).items():
            (DOSSIER / f"{nom}.png").write_bytes(image)


if __name__ == "__main__":
    main()
