"""The workbook of the conventions: an index, then one sheet ready to print per convention.

>>> from datetime import date
>>> render_feuilles((), "Appel à projets 2022", date(2022, 10, 1))[:2]
b'PK'
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.paquet.onglet import OngletVif
from dpid_xl.documents.document import Bloc, Convention, Style
from dpid_xl.rendus.aspect import POLICE
from dpid_xl.rendus.feuilles.aspects import TAILLE, THEMATIQUES
from dpid_xl.rendus.feuilles.ecriture import Plume, set_page, to_instant
from dpid_xl.rendus.feuilles.index import INDEX, Edition, fill_index
from dpid_xl.rendus.feuilles.mise_en_page import PIXELS_PAR_UNITE, cut_libelles, find_bornes, lay_blocs, paginate
from dpid_xl.rendus.noms import clean_signes, make_noms_de_feuille
from dpid_xl.rendus.volumes import Volume, cut_volumes

PROJET = "PROJET"
RETOUR = "← Retour à l'index"
A_INSERER = 100  # sheets of a workbook whose sheets are put in another: some 1.2 MB
OCTETS_A_INSERER = 3_000_000  # 4 MB as Office.js sends them: Excel on the web takes no request beyond 5 MB

Textes = dict[tuple[int, int], str]  # of the cells of a sheet, by row and column, both from 0


def render_feuilles(conventions: Sequence[Convention], titre_campagne: str, jour: date) -> bytes:
    """Return an .xlsx: sheet « Index », then one sheet per convention in the order given.

    ``jour`` is the date of creation in the properties: the same inputs give the same bytes.
    """
    contenu, _ = _render(conventions, _name(conventions), Edition(titre_campagne, jour), _choose_couleurs(conventions), INDEX)
    return contenu


def render_a_inserer(
    conventions: Sequence[Convention], titre_campagne: str, jour: date, retour: str
) -> Iterator[tuple[bytes, dict[str, Textes]]]:
    """Yield the same .xlsx for a workbook that will take its sheets in, and what each holds, by its name, in the order given.

    ``retour`` is the sheet of that workbook to which the link of each sheet leads, in place of the index. Many sheets come in several
    workbooks, named and coloured as in one: none is longer than :data:`OCTETS_A_INSERER` unless one sheet alone is.
    """
    noms, edition, couleurs = _name(conventions), Edition(titre_campagne, jour), _choose_couleurs(conventions)
    restes = [(rang, min(rang + A_INSERER, len(conventions))) for rang in range(0, len(conventions), A_INSERER)]
    nombre = len(restes)
    while restes:
        debut, fin = restes.pop(0)
        rendu = _render(conventions[debut:fin], noms[debut:fin], edition, couleurs, retour)
        if nombre > 1:
            gc.collect()  # as for volumes
        if len(rendu[0]) <= OCTETS_A_INSERER or fin - debut == 1:
            yield rendu
        else:
            milieu = (debut + fin) // 2
            restes[:0] = [(debut, milieu), (milieu, fin)]


def render_volumes(
    fichier: str, conventions: Sequence[Convention], titre_campagne: str, jour: date, choisis: Sequence[Volume] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the workbook of many conventions as (name, bytes), or the volumes of it, each with its index and links to the others.

    ``choisis``: the volumes that are made, all without any named.
    """
    couleurs, volumes = _choose_couleurs(conventions), cut_volumes(len(conventions))
    for volume in volumes if choisis is None else choisis:
        autres = {autre.name(fichier): _describe(autre, conventions) for autre in volumes if autre != volume}
        edition = Edition(titre_campagne, jour, volume.suite, volume.debut, autres)
        siennes = volume.take(conventions)
        contenu, _ = _render(siennes, _name(siennes), edition, couleurs, INDEX)
        if volume.nombre > 1:
            gc.collect()  # XlsxWriter's sheets and workbooks hold one another: a hundred megabytes a volume
        yield volume.name(fichier), contenu


def _name(conventions: Sequence[Convention]) -> Sequence[str]:
    """Return the sheet of each convention."""
    return make_noms_de_feuille([INDEX, *(convention.structure.nom for convention in conventions)])[1:]


def _render(
    conventions: Sequence[Convention], noms: Sequence[str], edition: Edition, couleurs: Mapping[str, str], retour: str
) -> tuple[bytes, dict[str, Textes]]:
    memoire, textes = BytesIO(), {}
    with _pause_gc(), Workbook(memoire, _make_options()) as classeur:
        classeur.set_properties(
            {
                "title": f"Conventions – {clean_signes(edition.titre)}{edition.suite}",
                "subject": "Conventions prêtes à imprimer",
                "created": to_instant(edition.jour),
            }
        )
        plume = Plume(classeur)
        feuilles = [classeur.add_worksheet(nom, OngletVif) for nom in (INDEX, *noms)]
        fill_index(plume, feuilles[0], conventions, noms, edition)
        for feuille, convention in zip(feuilles[1:], conventions, strict=True):
            if convention.thematiques:
                feuille.set_tab_color(couleurs[convention.thematiques[0]])
            textes[feuille.name] = fill_convention(plume, feuille, convention, edition.titre, retour)
            feuille.merged_cells.clear()  # what tells overlapping merges: a third of the memory, of no more use
    return memoire.getvalue(), textes


@contextmanager
def _pause_gc() -> Iterator[None]:
    """Let Python look for no cycles while a workbook is made: a fifth of the time, over cells that are all kept until it is written."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def fill_convention(plume: Plume, feuille: Worksheet, convention: Convention, titre_campagne: str, retour: str) -> Textes:
    """Fill the sheet of a convention: its blocks one under the other, pages, print set-up, link back to ``retour``.

    Return the texts written.
    """
    posees = lay_blocs(convention.blocs, convention.logo)
    sauts = paginate(posees)
    rangees = cut_libelles(posees, sauts)
    bornes = find_bornes(rangees)
    colonnes = {borne: rang for rang, borne in enumerate(bornes)}
    for rang, (debut, fin) in enumerate(pairwise(bornes)):
        feuille.set_column_pixels(rang, rang, (fin - debut) * PIXELS_PAR_UNITE)
    textes: Textes = {}
    for rang, rangee in enumerate(rangees):
        feuille.set_row(rang, rangee.hauteur)
        for cellule in rangee.cellules:
            plume.write_cellule(feuille, rang, colonnes, cellule)
            textes[rang, colonnes[cellule.debut]] = cellule.texte
    if convention.logo:
        plume.insert_logo(feuille, convention.logo)
    derniere = len(bornes) - 2
    feuille.set_column_pixels(derniere + 1, derniere + 1, 20)
    feuille.set_column_pixels(derniere + 2, derniere + 2, 130)
    feuille.write_url(0, derniere + 2, f"internal:'{retour}'!A1", plume.lien, RETOUR)
    textes[0, derniere + 2] = RETOUR
    feuille.print_area(0, 0, max(len(rangees) - 1, 0), derniere)
    feuille.set_h_pagebreaks(list(sauts))
    feuille.set_start_page(1)
    entete = (_get_service(convention.blocs) or titre_campagne, f"{PROJET} – ne pas signer" if convention.projet else titre_campagne)
    # The number of pages is known: « &N » would count those of all the sheets when the whole workbook is printed.
    set_page(feuille, entete, convention.pied, pages=len(sauts) + 1, alerte=convention.projet)
    return textes


def _make_options() -> dict[str, Any]:
    # Made anew each time: XlsxWriter adds to the properties that it is given.
    return {
        "in_memory": True,  # a few megabytes for a volume; a temporary folder would keep the conventions of a run that is killed
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": POLICE, "font_size": TAILLE},
    }


def _describe(volume: Volume, conventions: Sequence[Convention]) -> str:
    siennes = volume.take(conventions)
    return f"de « {siennes[0].structure.nom} » à « {siennes[-1].structure.nom} »"


def _get_service(blocs: Sequence[Bloc]) -> str:
    return " – ".join(bloc.texte for bloc in blocs if bloc.style is Style.SERVICE)


def _choose_couleurs(conventions: Sequence[Convention]) -> dict[str, str]:
    thematiques = sorted({thematique for convention in conventions for thematique in convention.thematiques})
    return {thematique: THEMATIQUES[rang % len(THEMATIQUES)] for rang, thematique in enumerate(thematiques)}
