"""Rules on what a file holds and what its pages draw."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from pikepdf import Array, Dictionary, Name, Object

from tests.pdf.lecture import Fichier
from tests.pdf.registre import regle
from tests.pdf.regles_metadonnees import CLASSES_DE_SORTIE, check_profil

NOMMES = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading", "cs": "/ColorSpace", "CS": "/ColorSpace"}
SANS_RESSOURCE = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"))
CLASSES_D_ENTREE = (*CLASSES_DE_SORTIE, b"scnr", b"spac")


@regle("maison, beyond ISO 19005-2, 6.5.1")
def no_programs(fichier: Fichier) -> Iterator[object]:
    """The file has no list of programs, were it empty."""
    yield from (cle for cle in fichier.racine.get("/Names", Dictionary()).keys() if cle == "/JavaScript")  # noqa: SIM118


@regle("maison, beyond ISO 19005-2, 6.8")
def no_embedded_files(fichier: Fichier) -> Iterator[object]:
    """No file is embedded: ours need none, and it would have to be PDF/A too."""
    yield from (cle for objet in fichier.dictionnaires for cle in ("/EF", "/EmbeddedFiles") if cle in objet)


@regle("ISO 19005-2, 6.2.2")
def resources_at_hand(fichier: Fichier) -> Iterator[object]:
    """Each thing named by a content stream is in its own resources."""
    for flux in fichier.flux:
        for operandes, operateur in flux.instructions:
            sorte, nom = NOMMES.get(operateur), str(operandes[0]) if operandes else ""
            if sorte and nom not in SANS_RESSOURCE and nom not in flux.ressources.get(sorte, {}):
                yield f"page {flux.page + 1}: {operateur} {nom}"


@regle("ISO 32000-1, 8.4.2 and 14.6.1")
def nested_states(fichier: Fichier) -> Iterator[object]:
    """Each state of the page that is kept is given back, and each marked sequence is closed."""
    for flux in fichier.flux:
        etats = [0, *accumulate((operateur == "q") - (operateur == "Q") for _, operateur in flux.instructions)]
        marques = [0, *accumulate((operateur in {"BMC", "BDC"}) - (operateur == "EMC") for _, operateur in flux.instructions)]
        if min(*etats, *marques) < 0 or etats[-1] or marques[-1]:
            yield f"page {flux.page + 1}: {etats[-1]}, {marques[-1]}"


@regle("ISO 19005-2, 6.2.4.2")
def colour_profiles(fichier: Fichier) -> Iterator[object]:
    """Each colour space defined by a profile has a sound one."""
    for objet in fichier.objets:
        if isinstance(objet, Array) and len(objet) and objet[0] == Name.ICCBased:
            yield from check_profil(objet[1], CLASSES_D_ENTREE)


@regle("maison, beyond ISO 19005-2, 6.2.9 and ISO 14289-1, 7.20")
def only_images_are_called(fichier: Fichier) -> Iterator[object]:
    """A page calls images only: neither PostScript, nor another file, nor a form or a pattern, whose content these rules do not read."""
    for flux in fichier.flux:
        objets = (objet for sorte in ("/XObject", "/Pattern", "/Shading") for objet in flux.ressources.get(sorte, Dictionary()).values())
        for objet in objets:
            if objet.get("/Subtype") != Name.Image:
                yield f"page {flux.page + 1}: {objet.get('/Subtype')}"


@regle("maison, beyond ISO 19005-2, 6.2.10")
def nothing_transparent(fichier: Fichier) -> Iterator[object]:
    """Nothing is transparent: no blending space is needed, every printer gives the same page."""
    for etat in _list_etats(fichier):
        if etat.get("/SMask", Name.None_) != Name.None_ or any(float(etat.get(cle, 1)) < 1 for cle in ("/ca", "/CA")):
            yield list(etat.keys())
    yield from ("image /SMask" for image in fichier.dictionnaires if image.get("/Subtype") == Name.Image and "/SMask" in image)


@regle("ISO 19005-2, 6.2.11.2")
def font_types(fichier: Fichier) -> Iterator[object]:
    """Fonts are named."""
    for police in fichier.polices:
        if police.get("/Type") != Name.Font or "/BaseFont" not in police:
            yield police.get("/Subtype")


def _list_etats(fichier: Fichier) -> Iterator[Object]:
    return (etat for flux in fichier.flux for etat in flux.ressources.get("/ExtGState", {}).values())
