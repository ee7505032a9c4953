"""Apply a mutation to the real workbook and tell what the controls say that they did not say before.

A mutation of cells goes through the real reader and all the controls, but not through the unzipping, the parsing of XML and of the
macros, which are half of the time and do not depend on what a cell holds: the workbook is opened once and the cells are changed in a
copy of the maps that :class:`~dpid_xl.classeurs.lecture.ouverture.Classeur` reads. A mutation of the file (columns, rows, tables, links)
goes through a real file, edited part by part. A test does both with some mutations of cells: the findings are the same.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from dpid_xl import chaine
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.lecture.bruts import SansValeur
from dpid_xl.classeurs.lecture.feuille import FeuilleLue
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.macros import PROJET, procedures
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.controles import group_anomalies
from dpid_xl.examen import Examen, examine
from dpid_xl.lieu import Origine
from tests.annee import live
from tests.conftest import JOUR
from tests.mutations.fichier import MODULES, Fichier
from udfs.extension import load_extension

CLASSEUR = Path(chaine.__file__).parents[1] / "workbooks" / "annexe5_2022_phase2.xlsm"
LIRE_PROJET = procedures.read_projet
REFUS = "classeur refusé"  # stands for a code: the workbook is not read at all, and a sentence says why


@dataclass(frozen=True)
class Mutation:
    """What is typed, by cell (None empties it), or what is done to the file; ``ou`` is the cell that must be named, if it is known."""

    cellules: Mapping[Origine, object] = field(default_factory=dict)
    geste: Callable[[Fichier], None] | None = None
    ou: Origine | None = None


@dataclass(frozen=True)
class Sorte:
    """A kind of mutation, in the words of an officer.

    ``codes`` are those of the controls that must catch it, one is enough; none: nothing may be said. ``raison`` tells why a kind
    that is wrong cannot always be caught: its findings are then counted, not required. ``garnie``: it is done to a campaign in the middle
    of its year, which is made up (:mod:`tests.annee`): the real one has nothing on those sheets.
    """

    nom: str
    essais: int
    muter: Callable[..., Mutation]
    codes: tuple[str, ...] = ()
    raison: str = ""
    garnie: bool = False


@dataclass(frozen=True)
class Constat:
    """What a mutation brought: the new findings by place, and what moved wherever it stands (the total of the lines, codes).

    ``deja_la``: what is said to follow from another finding, and was there before the mutation: mending it would not take it away.
    ``constats`` and ``groupes``: how many findings are new, and how many rows show them.
    """

    nouvelles: Counter[tuple[str, Origine]]
    changements: frozenset[str]
    deja_la: frozenset[tuple[str, Origine]] = frozenset()
    constats: int = 0
    groupes: int = 0

    def list_codes(self, sorte: Sorte, mutation: Mutation) -> set[str]:
        """Return the codes that are expected and found, at the cell that is expected if there is one."""
        lieux = {code: {lieu for nouveau, lieu in self.nouvelles if nouveau == code} for code, _ in self.nouvelles}
        trouves = {code for code in sorte.codes if code in lieux}
        if mutation.ou and trouves and REFUS not in trouves:
            assert any(mutation.ou in lieux[code] for code in trouves), f"{sorte.nom} : {mutation.ou} n'est pas nommée, {lieux}"
        return trouves


@cache
def read_reference(*, garnie: bool = False) -> tuple[Examen, Classeur, bytes]:
    """Read the real workbook once, or the one in the middle of its year: its findings, its cells, its bytes."""
    octets = _build_garnie() if garnie else CLASSEUR.read_bytes()
    classeur = Classeur(CLASSEUR.name, octets)
    return examine(CLASSEUR, MODULES, lus=octets), classeur, octets


def _build_garnie() -> bytes:
    return build_classeur(live(load_campagne("2022_phase2")), (), JOUR, load_extension())


def make_mutations(sorte: Sorte) -> list[Mutation]:
    """Return the mutations of a kind, the same at each run."""
    dossier = read_reference(garnie=sorte.garnie)[0].dossier
    return [sorte.muter(dossier, Random(f"{sorte.nom} {rang}")) for rang in range(sorte.essais)]  # noqa: S311 (nothing secret)


def try_mutation(mutation: Mutation, dossier_des_fichiers: Path, *, garnie: bool = False) -> Constat:
    """Control the mutated workbook."""
    if mutation.geste:
        return try_fichier(mutation, dossier_des_fichiers, garnie=garnie)
    _, classeur, octets = read_reference(garnie=garnie)
    mute = _copy(classeur, mutation.cellules)
    with (
        mock.patch("dpid_xl.classeurs.relecture.open_classeur", return_value=(mute, octets)),
        mock.patch.object(procedures, "read_projet", lambda parties: _read_macros(parties[PROJET])),
    ):
        return _examine(CLASSEUR, garnie=garnie)


@cache
def _read_macros(contenu: bytes) -> procedures.Projet | None:
    return LIRE_PROJET({PROJET: contenu})


def try_fichier(mutation: Mutation, dossier_des_fichiers: Path, *, garnie: bool = False) -> Constat:
    """Control the mutated workbook, written as a file and read again."""
    fichier = Fichier(read_reference(garnie=garnie)[2])
    for origine, valeur in mutation.cellules.items():
        fichier.type(origine, valeur)
    if mutation.geste:
        mutation.geste(fichier)
    chemin = dossier_des_fichiers / CLASSEUR.name
    chemin.write_bytes(fichier.read_octets())
    return _examine(chemin, garnie=garnie)


def _examine(chemin: Path, *, garnie: bool) -> Constat:
    reference = read_reference(garnie=garnie)[0]
    try:
        examen = examine(chemin, MODULES)
    except ClasseurIllisible:
        return Constat(Counter({(REFUS, Origine("")): 1}), frozenset([REFUS]))
    nouvelles = _count_places(examen) - _count_places(reference)
    avant, apres = _count_codes(reference), _count_codes(examen)
    suites = {anomalie.repere for anomalie in examen.anomalies if anomalie.cause}
    montres = [groupe for groupe in group_anomalies(examen.anomalies) if any(constat.repere in nouvelles for constat in groupe.constats)]
    return Constat(
        nouvelles,
        frozenset(code for code in avant | apres if avant[code] != apres[code]),
        frozenset(suites & {anomalie.repere for anomalie in reference.anomalies}),
        nouvelles.total(),
        len(montres),
    )


def _count_places(examen: Examen) -> Counter[tuple[str, Origine]]:
    return Counter((anomalie.code, anomalie.origine) for anomalie in examen.anomalies)


def _count_codes(examen: Examen) -> Counter[str]:
    """Count findings wherever they stand: rows that are sorted carry theirs along; and the total, as a code of so many cents."""
    codes = Counter(f"{anomalie.code} ({anomalie.gravite})" for anomalie in examen.anomalies)
    return codes + Counter({"total des lignes": int(sum_montants(examen.dossier.lignes) * 100)})


def _copy(classeur: Classeur, cellules: Mapping[Origine, object]) -> Classeur:
    mute = copy.copy(classeur)
    feuilles = {origine.feuille for origine in cellules}
    mute._feuilles = {nom: _copy_feuille(feuille) if nom in feuilles else feuille for nom, feuille in classeur._feuilles.items()}
    for origine, valeur in cellules.items():
        colonne, rang = coordinate_from_string(origine.cellule)
        _type(mute._feuilles[origine.feuille], rang, column_index_from_string(colonne), valeur)
    return mute


def _copy_feuille(feuille: FeuilleLue) -> FeuilleLue:
    valeurs, formules = ({rang: dict(rangee) for rang, rangee in rangees.items()} for rangees in (feuille.valeurs, feuille.formules))
    return replace(feuille, valeurs=valeurs, formules=formules)


def _type(feuille: FeuilleLue, rang: int, colonne: int, valeur: object) -> None:
    valeurs, formules = feuille.valeurs.setdefault(rang, {}), feuille.formules.setdefault(rang, {})
    valeurs.pop(colonne, None)
    formules.pop(colonne, None)
    if isinstance(valeur, str) and valeur.startswith("="):
        formules[colonne], valeurs[colonne] = valeur, SansValeur()
    elif valeur is not None:
        valeurs[colonne] = valeur
