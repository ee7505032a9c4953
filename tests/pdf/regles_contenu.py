"""Rules on what pages draw: colours, transparency, images, fonts and glyphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from pikepdf import Array, Dictionary, Name, Object, Stream

from tests.pdf.lecture import Fichier, Flux
from tests.pdf.police import count_glyphs, read_cidset
from tests.pdf.registre import regle
from tests.pdf.regles_metadonnees import CLASSES_DE_SORTIE, check_profil

OPERATEURS = frozenset(
    (
        *(
            "b",
            "B",
            "b*",
            "B*",
            "BDC",
            "BI",
            "BMC",
            "BT",
            "BX",
            "c",
            "cm",
            "CS",
            "cs",
            "d",
            "d0",
            "d1",
            "Do",
            "DP",
            "EI",
            "EMC",
            "ET",
            "EX",
        ),
        *(
            "EX",
            "f",
            "F",
            "f*",
            "G",
            "g",
            "gs",
            "h",
            "i",
            "ID",
            "j",
            "J",
            "K",
            "k",
            "l",
            "m",
            "M",
            "MP",
            "n",
            "q",
            "Q",
            "re",
            "RG",
            "rg",
            "ri",
        ),
        *("s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz"),
        *("v", "w", "W", "W*", "y", "'", '"', "INLINE IMAGE"),
    )
)
NOMMES = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading", "cs": "/ColorSpace", "CS": "/ColorSpace"}
COULEURS = {"g": 1, "G": 1, "rg": 3, "RG": 3, "k": 4, "K": 4}
ESPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
SANS_RESSOURCE = frozenset((*ESPACES, "/Pattern"))
CLASSES_D_ENTREE = (*CLASSES_DE_SORTIE, b"scnr", b"spac")
INTENTIONS = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
FUSIONS = frozenset(
    (
        *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn"),
        *("/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"),
    )
)
POLICES = frozenset(("/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3"))
PROGRAMMES = frozenset(("/Type1C", "/CIDFontType0C", "/OpenType"))
IDENTITES = frozenset(("/Identity-H", "/Identity-V"))
NIVEAUX = 28
INTERDITS = ("\0", "\ufffe", "\ufeff")


@regle("ISO 19005-2, 6.2.2")
def known_operators(fichier: Fichier) -> Iterator[object]:
    """Pages are drawn by the operators of ISO 32000-1 only."""
    for flux in fichier.flux:
        yield from {operateur for _, operateur in flux.instructions} - OPERATEURS


@regle("ISO 19005-2, 6.2.2")
def resources_at_hand(fichier: Fichier) -> Iterator[object]:
    """Each thing named by a content stream is in its own resources."""
    for flux in fichier.flux:
        for operandes, operateur in flux.instructions:
            sorte, nom = NOMMES.get(operateur), str(operandes[0]) if operandes else ""
            if sorte and nom not in SANS_RESSOURCE and nom not in flux.ressources.get(sorte, {}):
                yield f"page {flux.page + 1}: {operateur} {nom}"


@regle("ISO 19005-2, 6.1.13; ISO 32000-1, 8.4.2 and 14.6.1")
def nested_states(fichier: Fichier) -> Iterator[object]:
    """States of the page are kept at most 28 deep; each is given back, and each marked sequence is closed."""
    for flux in fichier.flux:
        etats = [0, *accumulate((operateur == "q") - (operateur == "Q") for _, operateur in flux.instructions)]
        marques = [0, *accumulate((operateur in {"BMC", "BDC"}) - (operateur == "EMC") for _, operateur in flux.instructions)]
        if max(etats) > NIVEAUX or min(*etats, *marques) < 0 or etats[-1] or marques[-1]:
            yield f"page {flux.page + 1}: {max(etats)}, {etats[-1]}, {marques[-1]}"


@regle("ISO 19005-2, 6.2.4.3")
def device_colours(fichier: Fichier) -> Iterator[object]:
    """A colour that depends on the device is one of the device that the file is meant for; a grey always may be."""
    prevue = _get_composantes_prevues(fichier)
    for flux in fichier.flux:
        for composantes in _list_composantes(flux):
            if composantes != prevue and not (composantes == 1 and prevue):
                yield f"page {flux.page + 1}: {composantes} components, {prevue} foreseen"


@regle("ISO 19005-2, 6.2.4.2")
def colour_profiles(fichier: Fichier) -> Iterator[object]:
    """Each colour space defined by a profile has a sound one."""
    for objet in fichier.objets:
        if isinstance(objet, Array) and len(objet) and objet[0] == Name.ICCBased:
            yield from check_profil(objet[1], CLASSES_D_ENTREE)


@regle("ISO 19005-2, 6.2.5")
def graphics_states(fichier: Fichier) -> Iterator[object]:
    """No graphics state changes how the device renders: neither transfer function nor halftone phase."""
    for etat in _list_etats(fichier):
        yield from (cle for cle in ("/TR", "/HTP") if cle in etat)
        if etat.get("/TR2", Name.Default) != Name.Default:
            yield "/TR2"


@regle("ISO 19005-2, 6.2.6")
def rendering_intents(fichier: Fichier) -> Iterator[object]:
    """Rendering intents are the four of ISO 32000-1."""
    dits = {str(operandes[0]) for flux in fichier.flux for operandes, operateur in flux.instructions if operateur == "ri"}
    dits |= {str(objet[cle]) for objet in fichier.dictionnaires for cle in ("/RI", "/Intent") if isinstance(objet.get(cle), Name)}
    yield from dits - INTENTIONS


@regle("ISO 19005-2, 6.2.8")
def images(fichier: Fichier) -> Iterator[object]:
    """Images have no alternate, are not smoothed, and are of 1, 2, 4, 8 or 16 bits."""
    for image in fichier.dictionnaires:
        if image.get("/Subtype") == Name.Image:
            yield from (cle for cle in ("/Alternates", "/OPI") if cle in image)
            if image.get("/Interpolate", False) or image.get("/BitsPerComponent", 1) not in {1, 2, 4, 8, 16}:
                yield f"{image.get('/Interpolate')} {image.get('/BitsPerComponent')}"


@regle("maison, beyond ISO 19005-2, 6.2.9 and ISO 14289-1, 7.20")
def only_images_are_called(fichier: Fichier) -> Iterator[object]:
    """A page calls images only: neither PostScript, nor another file, nor a form or a pattern, whose content these rules do not read."""
    for flux in fichier.flux:
        objets = (objet for sorte in ("/XObject", "/Pattern", "/Shading") for objet in flux.ressources.get(sorte, Dictionary()).values())
        for objet in objets:
            if objet.get("/Subtype") != Name.Image:
                yield f"page {flux.page + 1}: {objet.get('/Subtype')}"


@regle("ISO 19005-2, 6.2.10")
def blend_modes(fichier: Fichier) -> Iterator[object]:
    """Blend modes are those of ISO 32000-1."""
    for etat in _list_etats(fichier):
        modes = etat.get("/BM", Array([]))
        yield from {str(mode) for mode in (modes if isinstance(modes, Array) else [modes])} - FUSIONS


@regle("maison, beyond ISO 19005-2, 6.2.10")
def nothing_transparent(fichier: Fichier) -> Iterator[object]:
    """Nothing is transparent: no blending space is needed, every printer gives the same page."""
    for etat in _list_etats(fichier):
        if etat.get("/SMask", Name.None_) != Name.None_ or any(float(etat.get(cle, 1)) < 1 for cle in ("/ca", "/CA")):
            yield list(etat.keys())
    yield from ("image /SMask" for image in fichier.dictionnaires if image.get("/Subtype") == Name.Image and "/SMask" in image)


@regle("ISO 19005-2, 6.2.11.2")
def font_types(fichier: Fichier) -> Iterator[object]:
    """Fonts are of the types of ISO 32000-1 and named; their programs too."""
    for police in fichier.polices:
        if police.get("/Type") != Name.Font or str(police.get("/Subtype")) not in POLICES or "/BaseFont" not in police:
            yield police.get("/BaseFont")
        programme = _get_descripteur(police).get("/FontFile3", Dictionary())
        if "/FontFile3" in _get_descripteur(police) and str(programme.get("/Subtype")) not in PROGRAMMES:
            yield programme.get("/Subtype")


@regle("ISO 19005-2, 6.2.11.4.1; ISO 14289-1, 7.21.4.1")
def embedded_fonts(fichier: Fichier) -> Iterator[object]:
    """Every font is in the file."""
    for police in fichier.polices:
        if not any(cle in _get_descripteur(police) for cle in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield police.get("/BaseFont")


@regle("ISO 19005-2, 6.2.11.3; ISO 14289-1, 7.21.3")
def composite_fonts(fichier: Fichier) -> Iterator[object]:
    """A font of many glyphs says how its codes lead to them: identity, and a map to glyphs if it is TrueType."""
    for police in fichier.polices:
        if police.get("/Subtype") == Name.Type0:
            interne = police.DescendantFonts[0]
            if str(police.get("/Encoding")) not in IDENTITES or "/CIDSystemInfo" not in interne:
                yield f"{police.get('/BaseFont')}: {police.get('/Encoding')}"
            if interne.get("/Subtype") == Name.CIDFontType2 and "/CIDToGIDMap" not in interne:
                yield f"{police.get('/BaseFont')}: /CIDToGIDMap"


@regle("ISO 19005-2, 6.2.11.4.2; ISO 14289-1, 7.21.4.2")
def glyph_lists(fichier: Fichier) -> Iterator[object]:
    """A list of the glyphs of a font names all those that its program has, and no other."""
    for police in fichier.polices:
        descripteur = _get_descripteur(police)
        liste = descripteur.get("/CIDSet")
        if isinstance(liste, Stream) and read_cidset(liste.read_bytes()) != set(range(count_glyphs(descripteur) or 0)):
            yield police.get("/BaseFont")


@regle("ISO 19005-2, 6.2.11.4.1 and 6.2.11.8; ISO 14289-1, 7.21.8")
def glyphs_exist(fichier: Fichier) -> Iterator[object]:
    """Each code drawn leads to a glyph of the font, never to the empty box that stands for none."""
    nombres = {police.objgen: count_glyphs(_get_descripteur(police)) for police in fichier.polices}
    for dessin in fichier.dessins:
        nombre = nombres[dessin.police.objgen] if dessin.police is not None else None
        if nombre is not None and any(not 0 < code < nombre for code in dessin.codes):
            yield f"page {dessin.page + 1}: {dessin.codes}"


@regle("ISO 19005-2, 6.2.11.7.2; ISO 14289-1, 7.21.7")
def codes_have_a_meaning(fichier: Fichier) -> Iterator[object]:
    """Each code drawn says which character it is, and a real one."""
    for dessin in fichier.dessins:
        if any(not lettre or any(interdit in lettre for interdit in INTERDITS) for lettre in dessin.lettres):
            yield f"page {dessin.page + 1}: {dessin.lettres}"


@regle("ISO 19005-2, 6.2.11.7.3")
def private_characters(fichier: Fichier) -> Iterator[object]:
    """A character for private use is told in other words."""
    for dessin in fichier.dessins:
        privees = [lettre for lettre in dessin.lettres if lettre and any(unicodedata.category(signe) == "Co" for signe in lettre)]
        if privees and not any(marque.texte_de_remplacement for marque in dessin.marques):
            yield f"page {dessin.page + 1}: {privees}"


def _get_descripteur(police: Object) -> Object:
    interne = police.DescendantFonts[0] if police.get("/Subtype") == Name.Type0 else police
    descripteur = interne.get("/FontDescriptor", Dictionary())
    assert isinstance(descripteur, Dictionary)
    return descripteur


def _list_etats(fichier: Fichier) -> Iterator[Object]:
    return (etat for flux in fichier.flux for etat in flux.ressources.get("/ExtGState", {}).values())


def _get_composantes_prevues(fichier: Fichier) -> int:
    intentions = fichier.racine.get("/OutputIntents", Array([]))
    profils = [i.DestOutputProfile for i in intentions if isinstance(i.get("/DestOutputProfile"), Stream)]
    return int(profils[0].get("/N", 0)) if profils else 0


def _list_composantes(flux: Flux) -> Iterator[int]:
    # How many components each use of a device colour has.
    for operandes, operateur in flux.instructions:
        if operateur in COULEURS:
            yield COULEURS[operateur]
        if operateur in {"cs", "CS"} and str(operandes[0]) in ESPACES:
            yield ESPACES[str(operandes[0])]
    images = flux.ressources.get("/XObject", Dictionary()).values()
    espaces = (*flux.ressources.get("/ColorSpace", Dictionary()).values(), *(image.get("/ColorSpace") for image in images))
    yield from (ESPACES[str(espace)] for espace in espaces if isinstance(espace, Name) and str(espace) in ESPACES)
