"""Names as people type them: folded or simplified to compare, nearest name of the register.

>>> simplify_nom("CHEMIN VERS L EMPLOI") == simplify_nom("Chemin vers l'emploi")
True
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import filterfalse, islice
from typing import TypeVar

from dpid_xl.signes import drop_invisibles, fold_tirets, fold_traits_d_union

T = TypeVar("T", bound=Hashable)

# Out of 100. Set on the names of the 2022-375 deliberation: its truly confusing pairs score 85 and more, the others at most 78.
RESSEMBLANCE_MINIMALE = 80
# A text of n letters scores at most 200 / (1 + longer / n) against a longer one.
LONGUEUR_MAXIMALE = 200 / RESSEMBLANCE_MINIMALE - 1
BEAUCOUP = 1000  # names: fewer are compared one by one sooner than their letters are counted
GROUPES = 16  # of letters
LETTRES, BITS_PAR_LETTRE = 37, 12  # the same without numpy
DANS_UN_NAVIGATEUR = sys.platform == "emscripten"  # rapidfuzz is Python there: a pair costs a hundred times more
COMPTE_MAXIMAL = 64 * 2 // GROUPES  # of the letters of a group: those of a text hold in two numbers
ECART_MAXIMAL = COMPTE_MAXIMAL * GROUPES  # that these can tell
PROCHES_MAXIMUM = 20  # of a name; the register of the deliberation has one at most
# A proposal is only read by a person, so it may be farther away; below this it would mislead.
PROXIMITE_MINIMALE = 60
# One common word (« Mission », « CCAS ») does not make two names alike.
MOTS_COMMUNS_MINIMUM = 2

_MOT = re.compile(r"[a-z0-9]+")
_TOTAL = re.compile(r"(?:(?:s|ss|sous|s/s)[\s./-]*)?(?:tota(?:l|ux)\b|t o t a l\b)|s\s*/\s*t\b|montant (?:total|global)\b")
# Words that also name a place or a body: a total only where no structure is named.
_PEUT_ETRE_TOTAL = re.compile(r"(?:sommes?|ensemble|cumul|a reporter|report)\s*(?:$|:|general|des\b)")


@lru_cache(4096)  # the same few words (natures, codes, names) come for each document, each line
def fold_nom(nom: str) -> str:
    """Reduce a name to what does not depend on the keyboard: case, accents, kinds of apostrophes, of hyphens and of spaces.

    >>> fold_nom("L’Œuvre  de LIBERCOURT") == fold_nom("l'oeuvre de Libercourt")
    True
    """
    visible = fold_traits_d_union(drop_invisibles(nom)).casefold()
    if visible.isascii():
        return " ".join(visible.split())
    simple = unicodedata.normalize("NFKD", visible.replace("œ", "oe").replace("’", "'"))
    return " ".join("".join(filterfalse(unicodedata.combining, simple)).split())


_NUMERO = re.compile(r"^n\s*[°o]\s*")


@lru_cache(4096)  # the words of a table come again on each of its rows
def is_total(texte: str, *, seul: bool = True) -> bool:
    """Tell whether a text announces a total; ``seul``: nothing beside it names a structure.

    >>> is_total("S/Total Artois"), is_total("TOTAL GÉNÉRAL"), is_total("Totalement jeunes"), is_total("Somme", seul=False)
    (True, True, False, False)
    """
    plie = fold_nom(texte)
    return bool(_TOTAL.match(plie) or (seul and _PEUT_ETRE_TOTAL.match(plie)))


@lru_cache(4096)  # a number is that of several lines
def fold_numero(numero: str) -> str:
    """Reduce the number of a convention to what does not depend on the way it is typed.

    >>> fold_numero("N° 2022-02942") == fold_numero("n°2022-02942 ") == "2022-02942"
    True
    """
    return _NUMERO.sub("", fold_nom(fold_tirets(numero))).replace(" ", "")


def fold_titre(titre: str) -> str:
    """Reduce the name of a sheet to what Excel's own reader tells apart: case, spaces and signs that do not show are left out.

    >>> fold_titre("Ope\u0301rations\u200b") == fold_titre("opérations\u00a0")
    True
    """
    return " ".join(fold_traits_d_union(drop_invisibles(titre)).split()).casefold()


@cache
def split_mots(nom: str) -> tuple[str, ...]:
    """Cut a name into words without case, accents or punctuation.

    >>> split_mots("RESTOS DU CŒUR")
    ('restos', 'du', 'coeur')
    """
    return tuple(_MOT.findall(fold_nom(nom)))


def simplify_nom(nom: str) -> str:
    """Reduce a name to its letters and digits: two writings that differ only by case, spaces, accents or signs become one.

    >>> simplify_nom("A I L E S")
    'ailes'
    """
    return "".join(split_mots(nom))


def group_graphies(graphies: Iterable[tuple[str, T]], reduce: Callable[[str], str]) -> Mapping[str, tuple[T, ...]]:
    """Return what is written by each spelling, reduced by one of the functions above: several, and it does not tell which."""
    index: dict[str, dict[T, None]] = {}
    for graphie, objet in graphies:
        index.setdefault(reduce(graphie), {})[objet] = None
    return {graphie: tuple(objets) for graphie, objets in index.items()}


def list_ressemblants(noms: Sequence[str]) -> list[list[int]]:
    """Return, for each name, the ranks of those that it can be taken for, in order; names are simplified once.

    Of a series (« Foyer 0001 », « Foyer 0002 »…), each is paired in a way with no more than :data:`PROCHES_MAXIMUM` of the following ones:
    all of them would be millions of pairs, which nobody would read.

    >>> list_ressemblants(["Habitat Insertion", "AILES", "Habitat Insertion ARC", "A I L E S"])
    [[2], [3], [0], [1]]
    """
    mots = [split_mots(nom) for nom in noms]
    voisins: list[list[int]] = [[] for _nom in noms]
    for rang, proches in _list_proches(mots):
        voisins[rang] += proches
        for proche in proches:
            voisins[proche].append(rang)
    for rang, autre in (*_pair_memes(mots), *_pair_incluses(mots)):
        voisins[rang].append(autre)
        voisins[autre].append(rang)
    return [sorted(set(siens)) for siens in voisins]


def _pair_memes(mots: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    rangs: dict[str, list[int]] = {}
    for rang, groupe in enumerate(mots):
        rangs.setdefault("".join(groupe), []).append(rang)
    for siens in rangs.values():
        yield from ((rang, autre) for place, rang in enumerate(siens, 1) for autre in siens[place : place + PROCHES_MAXIMUM])


def _pair_incluses(mots: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield two names when one has all the words of the other; the rarest of them leads to the few that may."""
    ensembles = [frozenset(groupe) for groupe in mots]
    rangs: dict[str, list[int]] = {}
    for rang, ensemble in enumerate(ensembles):
        for mot in ensemble:
            rangs.setdefault(mot, []).append(rang)
    for rang, ensemble in enumerate(ensembles):
        if len(ensemble) >= MOTS_COMMUNS_MINIMUM:
            candidats = min((rangs[mot] for mot in ensemble), key=len)
            incluses = ((rang, autre) for autre in candidats if autre != rang and ensemble <= ensembles[autre])
            yield from islice(incluses, PROCHES_MAXIMUM)


def _list_proches(mots: Sequence[Sequence[str]]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each name with those whose letters are close, as they are written or with their words in order; once for two."""
    from rapidfuzz import fuzz, process  # here: a formula in a cell does not need it

    ecritures = [" ".join(groupe) for groupe in mots], [" ".join(sorted(groupe)) for groupe in mots]
    for rang, voisins in _list_voisins(ecritures[0]):
        proches: list[int] = []
        restants = voisins
        for textes in ecritures:
            autres = [textes[voisin] for voisin in restants]
            trouves = process.extract(textes[rang], autres, scorer=fuzz.ratio, score_cutoff=RESSEMBLANCE_MINIMALE, limit=PROCHES_MAXIMUM)
            proches += [restants[place] for _texte, _note, place in trouves]
            restants = list({*restants}.difference(proches))
            if not restants or len(proches) >= PROCHES_MAXIMUM:
                break
        yield rang, proches


def _list_voisins(textes: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each text with those that may be close, once for two: not too long to be, nor, of many texts, of too many other letters.

    A text becomes another by taking letters away and putting others in: at least as many as they have not in common, whatever their order.
    """
    rangs = sorted(range(len(textes)), key=lambda rang: len(textes[rang]))
    longueurs = [len(textes[rang]) for rang in rangs]
    fins = [bisect_right(longueurs, longueur * LONGUEUR_MAXIMALE) for longueur in longueurs]
    if DANS_UN_NAVIGATEUR:
        yield from _list_voisins_par_bits(textes, rangs, fins)
        return
    if len(textes) < BEAUCOUP:
        yield from ((rang, rangs[place + 1 : fins[place]]) for place, rang in enumerate(rangs))
        return
    import numpy as np  # here: it takes as long to load as a hundred names to compare

    lettres = {lettre: numero for numero, lettre in enumerate(sorted(set("".join(textes))))}
    comptes = np.zeros((len(rangs), len(lettres)), dtype=np.int32)
    for place, rang in enumerate(rangs):
        for lettre in textes[rang]:
            comptes[place, lettres[lettre]] += 1
    # A first count, rougher: letters are put together, and a great number is cut short, which only brings two texts nearer. Of each
    # group, as many bits as letters: those that two texts have not in common are counted eight letters at a time.
    groupes = np.stack([comptes[:, numero::GROUPES].sum(axis=1).clip(max=COMPTE_MAXIMAL) for numero in range(GROUPES)])
    bits = np.zeros((2, len(rangs)), dtype=np.uint64)
    for numero, siens in enumerate(groupes):
        bits[numero % 2] |= ((1 << siens.astype(np.uint64)) - 1) << np.uint64(numero // 2 * COMPTE_MAXIMAL)
    ordre, tailles = np.array(rangs), np.array(longueurs, dtype=np.int64)
    admis_par_longueur = {taille: (tailles + taille) * (100 - RESSEMBLANCE_MINIMALE) // 100 for taille in set(longueurs)}
    admis_en_octets = {taille: admis.clip(max=ECART_MAXIMAL).astype(np.uint8) for taille, admis in admis_par_longueur.items()}
    for place, rang in enumerate(rangs):
        suite = slice(place + 1, fins[place])
        ecarts = np.bitwise_count(bits[0, suite] ^ bits[0, place]) + np.bitwise_count(bits[1, suite] ^ bits[1, place])
        proches = np.flatnonzero(ecarts <= admis_en_octets[longueurs[place]][suite]) + place + 1
        exacts = np.abs(comptes[proches] - comptes[place]).sum(axis=1)
        yield rang, ordre[proches[exacts <= admis_par_longueur[longueurs[place]][proches]]].tolist()


def _list_voisins_par_bits(textes: Sequence[str], rangs: Sequence[int], fins: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Count the letters of texts in the bits of whole numbers: where texts are compared by Python alone, without numpy.

    A letter has a bit per time it stands in the text: the bits that two texts have not in common are the letters they have not. Several
    letters on the same bits, or more letters than bits, only bring two texts nearer.
    """
    bits = [_write_bits(textes[rang]) for rang in rangs]
    for place, rang in enumerate(rangs):
        siens, longueur = bits[place], len(textes[rang])
        yield (
            rang,
            [
                rangs[autre]
                for autre in range(place + 1, fins[place])
                if (bits[autre] ^ siens).bit_count() <= (len(textes[rangs[autre]]) + longueur) * (100 - RESSEMBLANCE_MINIMALE) // 100
            ],
        )


def _write_bits(texte: str) -> int:
    bits = 0
    for lettre, nombre in Counter(texte).items():
        bits |= ((1 << min(nombre, BITS_PAR_LETTRE)) - 1) << (ord(lettre) % LETTRES * BITS_PAR_LETTRE)
    return bits


def find_proche(nom: str, connus: Iterable[str]) -> str | None:
    """Return the known spelling nearest to ``nom``, None when none is near.

    >>> find_proche("CCAS du Touqet", ["CCAS d'Arras", "CCAS du Touquet"])
    'CCAS du Touquet'
    """
    return find_proches((nom,), connus)[nom]


def find_renomme(nom: str, connus: Iterable[str]) -> str | None:
    """Return what a sheet, a header or a label may have been renamed to: a spelling of it, or some of its words and no other.

    >>> find_renomme("Campagne", ["PAGE", "Campagnes"]), find_renomme("Montant retenu", ["Montant"]), find_renomme("Campagne", ["PAGE"])
    ('Campagnes', 'Montant', None)
    """
    from rapidfuzz import fuzz  # here: a formula in a cell does not need it

    def note(connu: str) -> float:
        mots, autres = set(split_mots(nom)), set(split_mots(connu))
        return 100 if autres and autres <= mots else fuzz.ratio(simplify_nom(nom), simplify_nom(connu))

    meilleur = max(connus, key=note, default=None)
    return meilleur if meilleur is not None and note(meilleur) >= RESSEMBLANCE_MINIMALE else None


def find_proches(noms: Iterable[str], connus: Iterable[str]) -> dict[str, str | None]:
    """Return, for each name, what :func:`find_proche` finds; every name is simplified once."""
    from rapidfuzz import fuzz, process  # here: a formula in a cell does not need it

    graphies = list(connus)
    simples = [simplify_nom(graphie) for graphie in graphies]
    proches: dict[str, str | None] = {}
    for nom in dict.fromkeys(noms):
        trouve = process.extractOne(simplify_nom(nom), simples, scorer=fuzz.ratio, score_cutoff=PROXIMITE_MINIMALE)
        proches[nom] = graphies[trouve[2]] if trouve else None
    return proches
