"""Pictures of the workbook as LibreOffice prints it, and of the PDF files, for README and the guide.

``python -m tests.images`` makes them again.

Each is the first page of a sheet, those an officer sees first and a convention sheet as « Générer les conventions » writes it, or
of a document. The avenant adds to a made-up phase 1, the décompte to made-up results: the source has neither. The sheets of the year are
shown twice, without the blank of their pages: empty, as « Feuilles de l'année » shows them, and in a campaign whose year is made up.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops
from pypdf import PdfReader

from dpid_xl.chaine import export_tableau, render_historique, render_rapport
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.documents.avenants import compose_avenants
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.examen import Examen, examine
from dpid_xl.modele import Dossier
from dpid_xl.production.choix import select_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from tests.annee import SITUATION, live
from tests.documents.etats import make_phase_fictive
from tests.libreoffice import convert
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from udfs.excel import list_modules
from udfs.extension import load_extension

RACINE = Path(__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
DOSSIER = RACINE / "docs" / "images"
PARTIE = "xl/workbook.xml"
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
# The sheets of the year, empty and filled; « demandes_decidees » is the second page of its sheet.
DE_L_ANNEE = {
    "demandes": "Demandes",
    "scenarios": "Scénarios",
    "hypotheses": "Hypothèses",
    "simulation": "Simulation",
    "lignes_simulees": "Lignes simulées",
    "avenants": "Avenants",
    "signature": "Signature",
    "versements": "Versements",
    "pieces": "Pièces",
    "indicateurs": "Indicateurs",
    "anterieur": "Antérieur",
}
VIDES = {f"{nom}_vide": feuille for nom, feuille in DE_L_ANNEE.items()}
DECIDEES, FORMULAIRE = "demandes_decidees", "bilan"
ENTETE, PIED = 27, 0.07  # points of a page that its header takes, part of its height that its footer does
HAUTEUR = 560  # pixels, at most, of a picture of a sheet of the year: the first rows show what it is
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
DE_LA_VIE: Mapping[str, Callable[[Examen], bytes]] = {
    "refus": lambda examen: render_pdf(compose_courriers(examen.dossier, Nature.REFUS)[0], JOUR),
    "historique": lambda examen: render_historique(examen, LIBERCOURT, SITUATION),
}
# Workbooks that are written beside: their first page.
CLASSEURS: Mapping[str, Callable[[Examen], bytes]] = {
    FORMULAIRE: lambda examen: render_bilan_xlsx(compose_bilans(examen.dossier, [LIBERCOURT])[0], JOUR),
    "cloture": lambda examen: export_tableau(examen, "cloture", ".xlsx", SITUATION),
}
NOMS = (*FEUILLES, CONVENTION, *DOCUMENTS, *VIDES, *DE_L_ANNEE, DECIDEES, *DE_LA_VIE, *CLASSEURS)


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
    return images | make_images_de_l_annee(dossier, examen.dossier)


def make_images_de_l_annee(dossier: Path, campagne: Dossier) -> dict[str, bytes]:
    """Return the pictures of the sheets of the year, empty then filled, and of what is written in its course."""
    vide, rempli = dossier / "vide.xlsm", dossier / "rempli.xlsm"
    vide.write_bytes(show_feuilles(CLASSEUR.read_bytes()))
    rempli.write_bytes(build_classeur(live(campagne), (), JOUR, load_extension()))
    images = {}
    for classeur, feuilles in ((vide, VIDES), (rempli, DE_L_ANNEE)):
        pdf = convert(classeur, "pdf", recalcul=False)
        pages = {str(repere["/Title"]): rang for rang, repere in _list_reperes(pdf)}
        images |= {nom: _draw(pdf, pages[feuille], rognee=True) for nom, feuille in feuilles.items()}
    images[DECIDEES] = _draw(pdf, pages["Demandes"] + 1, rognee=True)
    examen = examine(rempli, list_modules())
    for nom, render in DE_LA_VIE.items():
        document = dossier / f"{nom}.pdf"
        document.write_bytes(render(examen))
        images[nom] = _draw(document, 1)
    for nom, render in CLASSEURS.items():
        document = dossier / f"{nom}.xlsx"
        document.write_bytes(render(examen))
        images[nom] = _draw(convert(document, "pdf", recalcul=False), 1, rognee=nom != FORMULAIRE, entete=0)
    return images


def show_feuilles(octets: bytes) -> bytes:
    """Show all the sheets of a workbook, as « Feuilles de l'année » does."""
    parties = list_parties(octets)
    return zip_parties(parties | {PARTIE: parties[PARTIE].replace(b' state="hidden"', b"")})


def _list_reperes(pdf: Path) -> list[tuple[int, dict[str, object]]]:
    """Return the bookmark of each sheet with its page, from 1."""
    lecteur = PdfReader(pdf)
    return [(int(lecteur.get_destination_page_number(repere)) + 1, repere) for repere in lecteur.outline]


def _draw(pdf: Path, page: int, *, rognee: bool = False, entete: int = ENTETE) -> bytes:
    """Draw a page; ``rognee``: without its header (``entete``, in points), its footer and the blank below what it holds."""
    commande = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-scale-to-x", str(LARGEUR), "-scale-to-y", "-1", str(pdf)]
    fait = subprocess.run(commande, check=True, capture_output=True)
    image = Image.open(io.BytesIO(fait.stdout)).convert("RGB")
    if rognee:
        haut = round(entete * LARGEUR / float(PdfReader(pdf).pages[page - 1].mediabox.width))
        corps = image.crop((0, haut, image.width, round(image.height * (1 - PIED))))
        cadre = ImageChops.invert(corps.convert("L")).getbbox() or (0, 0, 0, 0)
        image = corps.crop((0, 0, corps.width, min(cadre[3] + ENTETE, HAUTEUR, corps.height)))
    sortie = io.BytesIO()
    image.quantize(COULEURS, Image.Quantize.FASTOCTREE).save(sortie, "PNG", optimize=True)
    return sortie.getvalue()


def main() -> None:
    """Write the pictures that README and the guide show."""
    DOSSIER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier:
        for nom, image in make_images(Path(dossier)).items():
            (DOSSIER / f"{nom}.png").write_bytes(image)


if __name__ == "__main__":
    main()
