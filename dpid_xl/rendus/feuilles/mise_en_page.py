"""From the blocks of a convention to the rows of a sheet: which cells, how high, and where a page ends.

A page is ``UNITES`` wide; a cell spans from one unit to another. Nothing here knows the file format.

>>> from dpid_xl.documents.document import Bloc, Style
>>> [rangee] = lay_bloc(Bloc(Style.PUCE, "le respect des clauses ;"))
>>> [(cellule.debut, cellule.fin, cellule.texte) for cellule in rangee.cellules]
[(1, 2, '•'), (2, 24, 'le respect des clauses ;')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import ceil
from typing import NamedTuple

from dpid_xl.documents.document import A_COMPLETER, Bloc, Rubrique, Style
from dpid_xl.image import Image
from dpid_xl.metriques import MARGE, measure, split_texte, wrap
from dpid_xl.rendus.aspect import CADRE_DU_LOGO, PLACE_DU_CACHET, RESTE_POUR_UNE_ANNEXE
from dpid_xl.rendus.cloture import A_SIGNER, find_cloture
from dpid_xl.rendus.feuilles.aspects import ASPECTS, HAUTEUR_MAXIMALE
from dpid_xl.rendus.noms import clean_signes

UNITES = 24
PIXELS_PAR_UNITE = 28  # 24 x 28 pixels = 504 points = 178 mm
POINTS_PAR_UNITE = PIXELS_PAR_UNITE * 0.75
MARGES_CM = {"gauche": 1.6, "droite": 1.6, "haut": 1.8, "bas": 1.7}
HAUTEUR_PAGE = (29.7 - MARGES_CM["haut"] - MARGES_CM["bas"]) / 2.54 * 72 * 0.97  # points; what printers round stays inside

LIBELLE = 7  # units that the labels of a fiche take
PUCE = "•"
BLANC = 8.0  # points under a framed block
BLANC_RUBRIQUE = 3.0  # points over the text of a rubric
RUBRIQUE_ENTIERE = HAUTEUR_PAGE / 4  # a rubric up to that height is not parted
LIGNES_A_SIGNER = ceil(PLACE_DU_CACHET / 2.54 * 72 / ASPECTS["signature"].interligne)
SUITE_DE_LIBELLE = "(suite)"
TOTAL = "Total"  # first cell of a last row set in bold

_MARQUE = re.compile(r"(\d{1,2}[-.)°]|[a-z]\))\s+(?=\S)")
_TITRES = frozenset({Style.ARTICLE, Style.SOUS_ARTICLE, Style.INTERTITRE, Style.ANNEXE})
_SUIVIS_DE_BLANC = frozenset({Style.BANDEAU, Style.OBJET, Style.TABLEAU, Style.ANNEXE})
_DEBUTS_DE_TEXTE = {Style.PUCE: 2, Style.SOUS_PUCE: 3, Style.NUMERO: 1}


class Cellule(NamedTuple):
    """A text from unit ``debut`` to unit ``fin``; ``bords``: see frame; ``rangees``: rows that it spans."""

    debut: int
    fin: int
    texte: str
    aspect: str
    bords: str = ""
    rangees: int = 1


class RangeeImprimee(NamedTuple):
    """A row; ``suite``: not to be parted from the next one; ``page``: of an annex, which starts a page or follows another."""

    hauteur: float
    cellules: tuple[Cellule, ...]
    suite: bool = False
    page: bool = False


def lay_blocs(blocs: Iterable[Bloc], logo: Image | None = None) -> tuple[RangeeImprimee, ...]:
    """Lay blocks out one under the other, under a row for the logo if there is one.

    What announces a list or a table stays with its first row, the ending with the signatures.
    """
    rangees: list[RangeeImprimee] = []
    if logo:
        haut = logo.fit(*CADRE_DU_LOGO)[1] / 2.54 * 72 + BLANC
        rangees.append(RangeeImprimee(haut, (Cellule(0, UNITES, "", "vide"),), suite=True))
    tous = tuple(blocs)
    cloture = find_cloture(tous)
    for rang, bloc in enumerate(tous):
        posees = lay_bloc(bloc)
        if bloc.style is Style.SERVICE and tous[rang + 1 : rang + 2] != () and tous[rang + 1].style is not Style.SERVICE:
            posees = _underline(posees)
        lies = len(posees) if rang in cloture else int(bool(posees) and posees[-1].cellules[-1].texte.rstrip().endswith(":"))
        rangees.extend(posees[: len(posees) - lies])
        rangees.extend(rangee._replace(suite=True) for rangee in posees[len(posees) - lies :])
    return tuple(rangees)


def _underline(rangees: Sequence[RangeeImprimee]) -> tuple[RangeeImprimee, ...]:
    # The last line of the service carries the line that all have under them.
    *autres, derniere = rangees
    soulignees = tuple(cellule._replace(aspect="service-dernier") for cellule in derniere.cellules)
    return (*autres, derniere._replace(cellules=soulignees))


@lru_cache(maxsize=4096)
def lay_bloc(bloc: Bloc) -> tuple[RangeeImprimee, ...]:
    """Lay one block out; most blocks are the same in all the conventions of a campaign, hence the cache."""
    rangees = tuple(_lay_bloc(bloc))
    blanc = RangeeImprimee(BLANC, (Cellule(0, UNITES, "", "vide"),), suite=bloc.style is Style.ANNEXE)
    return (*rangees, blanc) if bloc.style in _SUIVIS_DE_BLANC else rangees


def _lay_bloc(bloc: Bloc) -> Iterator[RangeeImprimee]:
    match bloc.style:
        case Style.FICHE:
            yield from _lay_fiche(bloc.rubriques)
        case Style.TABLEAU:
            yield from _lay_tableau(bloc)
        case Style.SIGNATURE | Style.ADRESSE:
            for textes in bloc.tableau:
                yield from _lay_signature(textes)
        case Style.PUCE | Style.SOUS_PUCE | Style.NUMERO as style:
            debut = _DEBUTS_DE_TEXTE[style]
            marque, texte = _split_marque(bloc.texte) if style is Style.NUMERO else (PUCE, bloc.texte.removeprefix(PUCE).lstrip())
            yield from _lay_cellules([Cellule(debut - 1, debut, marque, "marque"), Cellule(debut, UNITES, texte, style.value)])
        case style:
            rangees = _lay_cellules([Cellule(0, UNITES, bloc.texte, style.value)])
            for rang, rangee in enumerate(rangees):
                yield rangee._replace(suite=style in _TITRES, page=style is Style.ANNEXE and rang == 0)


def paginate(rangees: Sequence[RangeeImprimee]) -> tuple[int, ...]:
    """Return the rows that start a page, but the first: what no longer fits, titles with what they announce, and annexes.

    The first annex always does: what is above was signed. Another follows the one before when that leaves it room enough.

    >>> ligne = RangeeImprimee(300, ())
    >>> paginate([ligne, ligne, ligne._replace(suite=True), ligne])
    (2,)
    """
    sauts = []
    occupe, debut, annexe = 0.0, 0, False
    while debut < len(rangees):
        fin = debut + 1
        while fin < len(rangees) and rangees[fin - 1].suite and not rangees[fin].page:
            fin += 1
        groupe = rangees[debut:fin]
        hauteur = _measure(groupe)
        deborde = occupe + hauteur > HAUTEUR_PAGE and (hauteur <= HAUTEUR_PAGE or occupe + groupe[0].hauteur > HAUTEUR_PAGE)
        a_l_etroit = groupe[0].page and not (annexe and occupe <= HAUTEUR_PAGE * (1 - RESTE_POUR_UNE_ANNEXE))
        if debut and (a_l_etroit or deborde):
            sauts.append(debut)
            occupe = 0.0
        annexe |= groupe[0].page
        occupe += hauteur
        while occupe > HAUTEUR_PAGE and hauteur > HAUTEUR_PAGE:  # a group higher than a page: the spreadsheet cuts it
            occupe -= HAUTEUR_PAGE
        debut = fin
    return tuple(sauts)


def _measure(rangees: Iterable[RangeeImprimee]) -> float:
    return sum(rangee.hauteur for rangee in rangees)


def cut_libelles(rangees: Sequence[RangeeImprimee], sauts: Iterable[int]) -> tuple[RangeeImprimee, ...]:
    """Cut the labels of a fiche where a page ends, so that its frame is closed on both pages."""
    coupees = list(rangees)
    for saut in sauts:
        tete = next((rang for rang in range(saut - 1, -1, -1) if coupees[rang].cellules[0].debut == 0), saut)
        libelle = coupees[tete].cellules[0]
        if tete + libelle.rangees <= saut:
            continue
        suite = libelle._replace(texte=SUITE_DE_LIBELLE, bords="hbgd", rangees=tete + libelle.rangees - saut)
        coupees[saut - 1] = coupees[saut - 1]._replace(cellules=tuple(_add_bord(cellule, "b") for cellule in coupees[saut - 1].cellules))
        coupees[saut] = coupees[saut]._replace(cellules=(suite, *(_add_bord(cellule, "h") for cellule in coupees[saut].cellules)))
        coupees[tete] = coupees[tete]._replace(cellules=(libelle._replace(rangees=saut - tete), *coupees[tete].cellules[1:]))
    return tuple(coupees)


def _add_bord(cellule: Cellule, bord: str) -> Cellule:
    return cellule if bord in cellule.bords else cellule._replace(bords=cellule.bords + bord)


def find_bornes(rangees: Iterable[RangeeImprimee]) -> tuple[int, ...]:
    """Return the units where a column of the sheet must start or end, in order."""
    return tuple(
        sorted({0, UNITES} | {borne for rangee in rangees for cellule in rangee.cellules for borne in (cellule.debut, cellule.fin)})
    )


def count_lignes_imprimees(texte: str, unites: float, aspect: str) -> int:
    """Return the number of lines of a text in a cell so many units wide."""
    return len(wrap(texte, _get_largeur(unites, aspect), ASPECTS[aspect].taille, gras=ASPECTS[aspect].gras, mots_gras=A_COMPLETER))


def _get_largeur(unites: float, aspect: str) -> float:
    return max(unites * POINTS_PAR_UNITE - ASPECTS[aspect].retrait, POINTS_PAR_UNITE / 2)


def _lay_cellules(cellules: Sequence[Cellule]) -> list[RangeeImprimee]:
    # Texts too long for a row go on in further rows, side by side; what ended before stays there, empty, for its frame.
    colonnes = []
    for cellule in cellules:
        aspect = ASPECTS[cellule.aspect]
        textes = split_texte(
            clean_signes(cellule.texte),
            _get_largeur(cellule.fin - cellule.debut, cellule.aspect),
            aspect.taille,
            aspect.lignes_maximales,
            gras=aspect.gras,
            mots_gras=A_COMPLETER,
        )
        colonnes.append([cellule._replace(texte=texte) for texte in textes])
    return [
        _make_rangee(posee or cellule._replace(texte="") for posee, cellule in zip(rangee, cellules, strict=True))
        for rangee in zip_longest(*colonnes)
    ]


def _make_rangee(cellules: Iterable[Cellule]) -> RangeeImprimee:
    posees = tuple(cellules)
    return RangeeImprimee(
        max(
            ASPECTS[cellule.aspect].hauteur(count_lignes_imprimees(cellule.texte, cellule.fin - cellule.debut, cellule.aspect))
            for cellule in posees
        ),
        posees,
    )


def _split_marque(texte: str) -> tuple[str, str]:
    trouve = _MARQUE.match(texte)
    return (trouve[1], texte[trouve.end() :]) if trouve else ("", texte)


def _lay_signature(textes: Sequence[str]) -> Iterator[RangeeImprimee]:
    largeur = UNITES // len(textes)
    bornes = [rang * largeur for rang in range(len(textes) + 1)]
    yield RangeeImprimee(BLANC, tuple(Cellule(debut, fin, "", "signature", "hgd") for debut, fin in pairwise(bornes)), suite=True)
    places = zip(pairwise(bornes), _make_place(textes, largeur), strict=True)
    yield from _lay_cellules([Cellule(debut, fin, texte, "signature", "bgd") for (debut, fin), texte in places])


def _make_place(textes: Sequence[str], unites: int) -> list[str]:
    """Leave each the room to sign and stamp, at the same height, between who they are and their name."""
    parts = [texte.partition(A_SIGNER) for texte in map(clean_signes, textes)]
    lignes = [count_lignes_imprimees(qui, unites, "signature") for qui, _, _ in parts]
    plus_haute = max((nombre for nombre, (_, place, _) in zip(lignes, parts, strict=True) if place), default=0)
    return [
        qui + "\n" * (LIGNES_A_SIGNER + 1 + plus_haute - nombre) + nom.strip("\n") if place else qui
        for nombre, (qui, place, nom) in zip(lignes, parts, strict=True)
    ]


def _lay_fiche(rubriques: Sequence[Rubrique]) -> Iterator[RangeeImprimee]:
    posees = [tuple(_lay_rubrique(rubrique)) for rubrique in rubriques]
    for rang, rangees in enumerate(posees, 1):  # the last rubric does not stand alone on a page
        avant_derniere = rang == len(posees) - 1 and _measure(posees[-1]) <= RUBRIQUE_ENTIERE
        yield from (*rangees[:-1], rangees[-1]._replace(suite=True)) if avant_derniere else rangees


def _lay_rubrique(rubrique: Rubrique) -> Iterator[RangeeImprimee]:
    corps: list[RangeeImprimee] = []
    for paragraphe in rubrique.paragraphes or ("",):
        if paragraphe.startswith(PUCE):
            texte = paragraphe.removeprefix(PUCE).lstrip()
            corps += _lay_cellules([Cellule(LIBELLE, LIBELLE + 1, PUCE, "fiche-marque"), Cellule(LIBELLE + 1, UNITES, texte, "fiche", "d")])
        else:
            corps += _lay_cellules([Cellule(LIBELLE, UNITES, paragraphe, "fiche-seule", "d")])
    libelle = clean_signes(rubrique.libelle)
    _heighten(corps, ASPECTS["libelle"].hauteur(count_lignes_imprimees(libelle, LIBELLE, "libelle")))
    blanc = (Cellule(0, LIBELLE, "", "libelle", "hgd"), Cellule(LIBELLE, UNITES, "", "fiche", "hd"))
    yield RangeeImprimee(BLANC_RUBRIQUE, blanc, suite=True)
    corps[0] = corps[0]._replace(cellules=(Cellule(0, LIBELLE, libelle, "libelle", "bgd", rangees=len(corps)), *corps[0].cellules))
    *debut, derniere = corps
    entiere = _measure(corps) <= RUBRIQUE_ENTIERE
    yield from (rangee._replace(suite=entiere) for rangee in debut)
    yield derniere._replace(cellules=tuple(_add_bord(cellule, "b") for cellule in derniere.cellules))


def _heighten(rangees: list[RangeeImprimee], hauteur: float) -> None:
    # Make room for a label that is higher than its text, with further rows when one is not enough.
    manque = hauteur - _measure(rangees)
    while manque > 0:
        ajout = min(manque, HAUTEUR_MAXIMALE - rangees[-1].hauteur)
        rangees[-1] = rangees[-1]._replace(hauteur=rangees[-1].hauteur + ajout)
        manque -= ajout
        if manque > 0:
            rangees.append(RangeeImprimee(0, (Cellule(LIBELLE, UNITES, "", "fiche", "d"),)))


def _lay_tableau(bloc: Bloc) -> Iterator[RangeeImprimee]:
    colonnes = max((len(rangee) for rangee in bloc.tableau), default=0)
    lignes = [tuple(map(clean_signes, (*rangee, *[""] * (colonnes - len(rangee))))) for rangee in bloc.tableau]
    bornes = _share_largeurs(lignes, bloc.montants)
    for rang, ligne in enumerate(lignes):
        total = rang == len(lignes) - 1 and ligne[0] == TOTAL
        cellules = [
            Cellule(bornes[colonne], bornes[colonne + 1], texte, _get_aspect(rang, bloc.is_a_droite(colonne, texte), total=total))
            for colonne, texte in enumerate(ligne)
        ]
        for rangee in _lay_cellules(_join_vides(cellules) if total else cellules):
            yield rangee._replace(suite=rang == 0 or rang == len(lignes) - 2)  # header with first row, total with last one


def _get_aspect(rang: int, montant: bool, *, total: bool) -> str:  # noqa: FBT001 - private
    nature = "entete" if rang == 0 else "total" if total else "case"
    return nature + ("-montant" if montant else "")


def _join_vides(cellules: Sequence[Cellule]) -> list[Cellule]:
    # The label of a total runs over the empty cells at its right.
    jointes: list[Cellule] = []
    for cellule in cellules:
        if jointes and not cellule.texte:
            jointes[-1] = jointes[-1]._replace(fin=cellule.fin)
        else:
            jointes.append(cellule)
    return jointes


def _share_largeurs(lignes: Sequence[Sequence[str]], montants: Sequence[int]) -> list[int]:
    # Amounts get the room they need on one line, texts share the rest by length.
    colonnes = range(len(lignes[0]) if lignes else 0)
    if len(colonnes) > UNITES:
        raise ValueError(f"un tableau a {len(colonnes)} colonnes, {UNITES} au plus tiennent sur une page")
    taille = ASPECTS["entete"].taille
    besoins = [max(measure(texte, taille, gras=True) for ligne in lignes for texte in ligne[colonne].split("\n")) for colonne in colonnes]
    unites = [max(1.0, (besoin / MARGE + ASPECTS["case"].retrait + 1) / POINTS_PAR_UNITE) for besoin in besoins]
    fixes = {colonne: min(UNITES / len(colonnes), unites[colonne]) for colonne in colonnes if colonne in montants}
    libres = sum(min(unites[colonne], UNITES) for colonne in colonnes if colonne not in fixes) or 1.0
    reste = UNITES - sum(fixes.values())
    parts = [fixes.get(colonne, reste * min(unites[colonne], UNITES) / libres) for colonne in colonnes]
    bornes = [0]
    for colonne in colonnes:
        restantes = len(colonnes) - colonne - 1
        bornes.append(max(bornes[-1] + 1, min(UNITES - restantes, round(sum(parts[: colonne + 1])))))
    return [*bornes[:-1], UNITES] if len(bornes) > 1 else bornes
