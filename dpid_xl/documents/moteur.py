"""The one engine of documents: which blocks of a model are kept and how often, what they say, what keeps the document a PROJET.

A convention, an avenant and a letter each bring their model (blocks), the values of its fields («montant»), what holds for each
criterion of its conditions (« Si ») and what they compose in place of some styles.

>>> ajoutees = [Occurrence("ajoutée", {"annexe": "3"}), Occurrence("ajoutée", {"annexe": "4"})]
>>> occurrences = {"nature": [Occurrence("CCAS")], "fiche": ajoutees}
>>> [len(find_occurrences(si, occurrences)) for si in ("", "nature:commune | ccas", "nature:commune", "fiche:ajoutée|retirée")]
[1, 1, 0, 2]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import describe_champ, fill, find_champs
from dpid_xl.documents.document import A_COMPLETER, Bloc, Manque, Style
from dpid_xl.documents.modele import load_phrases
from dpid_xl.lieu import SANS_CELLULE, Origine
from dpid_xl.modele import BlocModele
from dpid_xl.noms import fold_nom
from dpid_xl.typographie import compose_typographie

_C = TypeVar("_C")  # all that a document composes from


# --- Conditions and repetitions ---


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A value that holds for a criterion, empty when not known yet; a block is written for each of those that bring ``champs``."""

    valeur: str
    champs: Mapping[str, str] = field(default_factory=dict)


Occurrences: TypeAlias = Mapping[str, Sequence[Occurrence]]  # by criterion
Conditions: TypeAlias = Mapping[str, Collection[str]]  # the values that each criterion accepts
Locate: TypeAlias = Callable[[str], Iterable[Origine]]  # the cells where a field is typed
PHRASES = (Style.PARTIE, Style.PARAGRAPHE)  # styles whose texts start a sentence
AVEC_ARTICLE = tuple(f"«{champ}»" for champ in ("la_structure", "l_operation", "le_decideur"))  # fields that start with a small letter
_TOUJOURS = (Occurrence("toujours"),)
# What a setting of the campaign gives, or does not need to; empty: not known yet, the block is printed.
CAS_ECHEANT: Conditions = {"code_de_conduite": ("prévu", "sans objet", "")}
# What the columns of the register offer; empty: the choice is not made yet, and is missing.
CHOIX: Conditions = {
    "sous_traitance": ("A", "B", ""),
    "securite": ("1", "2", ""),
    "sort_donnees": ("destruction", "renvoi", "tiers", ""),
}


@lru_cache(4096)
def split_condition(si: str) -> tuple[str, tuple[str, ...]]:
    """Split a condition into what it looks at and the values that it accepts.

    >>> split_condition("nature:commune | CCAS"), split_condition("securite:")
    (('nature', ('commune', 'CCAS')), ('securite', ('',)))
    """
    critere, _, valeurs = si.partition(":")
    return critere.strip(), tuple(valeur.strip() for valeur in valeurs.split("|"))


def find_occurrences(si: str, occurrences: Occurrences) -> Sequence[Occurrence]:
    """Return what a condition keeps a block for, once for each time it is written; nothing when the condition is not met."""
    if not si:
        return _TOUJOURS
    critere, acceptees = _read_condition(si)
    if not critere:
        return _TOUJOURS
    remplis = [occurrence for occurrence in occurrences[critere] if fold_nom(occurrence.valeur) in acceptees]
    return remplis if any(occurrence.champs for occurrence in remplis) else remplis[:1]


@lru_cache(4096)  # a model has a few, read again for each document
def _read_condition(si: str) -> tuple[str, frozenset[str]]:
    critere, valeurs = split_condition(si)
    return critere, frozenset(map(fold_nom, valeurs))


def find_inconnues(si: str, conditions: Conditions) -> tuple[str, ...]:
    """Return what a condition names that does not exist: the whole of it, or each « critère:valeur »."""
    critere, valeurs = split_condition(si)
    if critere not in conditions:
        return (si,) if si else ()
    connues = set(map(fold_nom, conditions[critere]))
    return tuple(f"{critere}:{valeur}" for valeur in valeurs if fold_nom(valeur) not in connues)


# --- Blocks ---


class Retenu(NamedTuple):
    """A block that a document keeps, and what it is kept for."""

    bloc: BlocModele
    occurrence: Occurrence

    def fill(self, valeurs: Mapping[str, str]) -> str:
        """Return its text, the fields of the document and its own filled; raises ChampInconnu."""
        return fill(self.bloc.texte, self._add_champs(valeurs))

    def find_vides(self, valeurs: Mapping[str, str], composes: Collection[str] = ()) -> list[str]:
        """Return the fields without a value that it shows, those that the program ``composes`` included."""
        champs = find_champs(self.bloc.texte)
        if not champs and not composes:  # most of a model
            return []
        connues = self._add_champs(valeurs)
        return [nom for nom in sorted({*champs, *composes}) if not connues[nom]]

    def _add_champs(self, valeurs: Mapping[str, str]) -> Mapping[str, str]:
        return {**valeurs, **self.occurrence.champs} if self.occurrence.champs else valeurs


@dataclass(frozen=True, slots=True)
class StyleCompose(Generic[_C]):
    """A style that the program replaces: its blocks, from the text that the model gives it, the fields and the data that they need."""

    compose: Callable[[_C, str], Iterable[Bloc]]
    champs: tuple[str, ...] = ()
    find_manques: Callable[[_C], Iterable[Manque]] = lambda _contexte: ()


def keep_blocs(blocs: Iterable[BlocModele], occurrences: Occurrences) -> list[Retenu]:
    """Return the blocks of a model whose conditions are met, as many times as they are."""
    return [
        Retenu(bloc, occurrence)
        for bloc in blocs
        for occurrence in (find_occurrences(bloc.si, occurrences) if bloc.si else _TOUJOURS)  # most have no condition
    ]


def compose_blocs(
    contexte: _C, retenus: Iterable[Retenu], valeurs: Mapping[str, str], composes: Mapping[str, StyleCompose[_C]]
) -> Iterator[Bloc]:
    """Compose the blocks of a document, those that the program makes from its ``contexte``."""
    for retenu in retenus:
        texte, style = retenu.fill(valeurs), retenu.bloc.style
        if style in PHRASES and retenu.bloc.texte.startswith(AVEC_ARTICLE):  # « le GEIQ » starts a sentence
            texte = texte[:1].upper() + texte[1:]
        if style in composes:
            yield from composes[style].compose(contexte, texte)
        else:
            yield _make_bloc(style, texte)


@lru_cache(4096)  # four in a hundred differ from one convention to the next: the others are the very same, which tells them at once
def _make_bloc(style: str, texte: str) -> Bloc:
    return Bloc(Style(style), texte)


# --- What is missing ---


def find_manques(
    contexte: _C,
    retenus: Sequence[Retenu],
    valeurs: Mapping[str, str],
    composes: Mapping[str, StyleCompose[_C]],
    locate: Locate = lambda _champ: (),
) -> tuple[Manque, ...]:
    """Name what keeps a document a PROJET: fields, choices of the register, texts of the model, data of what is composed.

    ``locate`` gives the cells where a field is typed. Nothing of the document needs to be written yet.
    """
    utiles = [(retenu, composes.get(retenu.bloc.style)) for retenu in retenus]
    vides = dict.fromkeys(nom for retenu, compose in utiles for nom in retenu.find_vides(valeurs, compose.champs if compose else ()))
    inconnus = (split_condition(retenu.bloc.si)[0] for retenu in retenus if not retenu.occurrence.valeur)
    choix = [critere for critere in inconnus if critere in CHOIX]
    champs = [Manque(describe_champ(nom), origine) for nom in (*vides, *choix) for origine in tuple(locate(nom)) or (SANS_CELLULE,)]
    ecrits = [
        Manque("texte du modèle", retenu.bloc.lieu.origine("texte"))
        for retenu in retenus
        if A_COMPLETER in retenu.bloc.texte and retenu.occurrence.valeur
    ]
    donnees = [manque for _, compose in utiles if compose for manque in compose.find_manques(contexte)]
    return tuple(dict.fromkeys((*champs, *ecrits, *donnees)))


def find_blancs(corps: Iterable[Bloc]) -> tuple[Manque, ...]:
    """Name the table where « À COMPLÉTER » stands in what was composed: asked when nothing else is missing."""
    blanc = any(A_COMPLETER in texte for bloc in corps for rangee in bloc.tableau for texte in rangee)
    return (Manque("tableau des opérations"),) if blanc else ()


def finish_blocs(corps: Iterable[Bloc], manques: Sequence[Manque]) -> tuple[Bloc, ...]:
    """Head a document with « PROJET » while something is missing, and set all its texts in type."""
    bandeau = (Bloc(Style.BANDEAU, load_phrases()["projet"]),) if manques else ()
    return tuple(map(set_bloc, (*bandeau, *corps)))


@lru_cache(4096)  # four blocks in a hundred differ from one convention to the next: ten thousand conventions share the others
def set_bloc(bloc: Bloc) -> Bloc:
    """Set in type all the texts of a block."""
    rubriques = (
        replace(une, libelle=compose_typographie(une.libelle), paragraphes=tuple(map(compose_typographie, une.paragraphes)))
        for une in bloc.rubriques
    )
    return replace(
        bloc,
        texte=compose_typographie(bloc.texte),
        rubriques=tuple(rubriques),
        tableau=tuple(tuple(map(compose_typographie, rangee)) for rangee in bloc.tableau),
        legende=compose_typographie(bloc.legende),
    )
