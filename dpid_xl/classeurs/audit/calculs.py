"""The computed columns of the tables, formula by formula: typed over, emptied, different from the others, or showing an error.

No amount comes from them (``cellules`` reads inputs only), but the totals of the workbook and what is printed do. A workbook
without any formula was pasted as values, unless it is a copy made for the reader, as the server and LibreOffice hand over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.audit.formules import has_reference, normalize, reduce_formule, relate, write_plage
from dpid_xl.classeurs.lecture.bruts import ErreurExcel
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Origine
from dpid_xl.schema import TABLES, TABLES_LUES, Colonne

LONGUEUR_CITEE = 60  # of what stands in a cell instead of its formula
PLAGES_CITEES = 3  # of the cells of a column: enough to find them
SANS_FONCTION = "#NOM?"  # what every machine without the functions of the workbook shows


@dataclass(frozen=True, slots=True)
class Calculee:
    """A computed column of a table that was found, and the rows that have cells; its formulas are read as they are looked at."""

    emplacement: Reperage
    colonne: Colonne
    numero: int
    rangs: Sequence[int]

    def read(self, classeur: Classeur) -> Mapping[int, str]:
        """Return its formulas by row, empty for a cell that holds none."""
        return classeur.read_formules(self.emplacement.feuille, self.rangs, self.numero)


def list_calculees(classeur: Classeur) -> Sequence[Calculee]:
    """Return the computed columns of the workbook."""
    emplacements = [emplacement for table in TABLES if (emplacement := find_tableau(classeur, table))]
    return [calculee for emplacement in emplacements for calculee in _read_calculees(classeur, emplacement)]


def has_formules(classeur: Classeur, calculees: Iterable[Calculee]) -> bool:
    """Tell whether some computed column computes something."""
    return any(has_reference(formule) for calculee in calculees for formule in calculee.read(classeur).values())


def report_valeurs_collees(calculees: Iterable[Calculee], releve: Releve) -> None:
    """Note that a workbook has no formula left; a copy made for the reader has only the tables that are read."""
    remplies = [calculee for calculee in calculees if calculee.rangs]
    if any(calculee.emplacement.table not in TABLES_LUES for calculee in remplies):
        premiere = remplies[0]
        rang = premiere.rangs[0]
        origine = Origine(premiere.emplacement.feuille, write_plage(premiere.numero, (rang, rang)))
        releve.add("lecture_classeur_en_valeurs", Gravite.AVERTISSEMENT, origine)


def report_calculees(classeur: Classeur, calculees: Iterable[Calculee], releve: Releve) -> None:
    """Note what is not the formula of its column, run of rows by run of rows, and the columns that show an error."""
    for calculee in calculees:
        toutes = calculee.read(classeur)
        formules = {rang: formule for rang, formule in toutes.items() if formule}
        differentes = _report_formules(calculee, formules, releve)
        _report_erreurs(classeur, calculee, [rang for rang in formules if rang not in differentes], releve)
        if len(formules) < len(toutes):
            _report_constantes(classeur, calculee, [rang for rang in toutes if rang not in formules], releve)


def list_suites(rangs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of consecutive rows.

    >>> list(list_suites([7, 8, 9, 12]))
    [(7, 9), (12, 12)]
    """
    suite: tuple[int, int] | None = None
    for rang in rangs:
        if suite and rang == suite[1] + 1:
            suite = (suite[0], rang)
            continue
        if suite:
            yield suite
        suite = (rang, rang)
    if suite:
        yield suite


def write_cellules(colonne: int, rangs: Iterable[int]) -> str:
    """Write some cells of a column, the first of them only when they are scattered.

    >>> write_cellules(12, [7, 8, 9, 12])
    'L7:L9, L12'
    """
    plages = [write_plage(colonne, suite) for suite in list_suites(rangs)]
    return ", ".join([*plages[:PLAGES_CITEES], "…"] if len(plages) > PLAGES_CITEES else plages)


def cut(texte: str) -> str:
    """Shorten what a cell holds, to quote it."""
    return texte if len(texte) <= LONGUEUR_CITEE else texte[:LONGUEUR_CITEE] + "…"


def list_rangs(classeur: Classeur, emplacement: Reperage) -> Sequence[int]:
    """Return the rows of an Excel table that have cells, headers and totals left out."""
    dernier = (emplacement.dernier or 0) - emplacement.rangs_totaux
    return [rang for rang in classeur.list_rangs(emplacement.feuille) if emplacement.rang_entetes < rang <= dernier]


def _read_calculees(classeur: Classeur, emplacement: Reperage) -> Iterator[Calculee]:
    rangs = list_rangs(classeur, emplacement)
    for colonne in emplacement.table.colonnes:
        if colonne.formule and colonne.champ in emplacement.colonnes:
            numero = emplacement.colonnes[colonne.champ]
            yield Calculee(emplacement, colonne, numero, rangs)


def _report_formules(calculee: Calculee, formules: Mapping[int, str], releve: Releve) -> AbstractSet[int]:
    """Note the formulas that are not that of the schema; those of the odd rows only, when a program rewrote them all its own way.

    Return the rows of those that were noted.
    """
    table = calculee.emplacement.table.nom
    admises = (calculee.colonne.formule, *calculee.colonne.anciennes)
    attendues = {normalize(formule, table) for formule in admises}
    # The text is the same on every row: it is reduced once.
    justes = {texte for texte in set(formules.values()) if "[" in texte and normalize(texte, table) in attendues}
    differentes = [rang for rang, texte in formules.items() if texte not in justes]
    if justes or not differentes:
        _report(calculee, "lecture_formule_differente", differentes, formules, releve)
        return set(differentes)
    formes = {rang: normalize(relate(texte, rang, calculee.numero), table) for rang, texte in formules.items()}
    commune, nombre = Counter(formes.values()).most_common(1)[0]
    communes = [rang for rang in differentes if formes[rang] == commune]
    autres = [rang for rang in differentes if formes[rang] != commune]
    modele = formules[communes[0]]
    etrangere = "[" in modele or reduce_formule(modele) not in set(map(reduce_formule, admises))
    if etrangere:
        code = "lecture_formule_de_colonne" if nombre > 1 else "lecture_formule_differente"
        _report(calculee, code, communes, formules, releve)
    _report(calculee, "lecture_formule_differente", autres, formules, releve)
    return {*autres, *(communes if etrangere else ())}


def _report_erreurs(classeur: Classeur, calculee: Calculee, rangs: Iterable[int], releve: Releve) -> None:
    """Note that a column shows errors, on the rows whose formula was not noted."""
    feuille = calculee.emplacement.feuille
    en_erreur = classeur.list_rangs_en_erreur(feuille)
    bruts = ((rang, classeur.get_brut(feuille, rang, calculee.numero)) for rang in rangs if rang in en_erreur)
    erreurs = {rang: brut.texte for rang, brut in bruts if isinstance(brut, ErreurExcel) and brut.texte != SANS_FONCTION}
    if erreurs:
        premier = next(iter(erreurs))
        origine = Origine(feuille, write_plage(calculee.numero, (premier, premier)))
        faits = {"entete": calculee.colonne.entete, "cellules": write_cellules(calculee.numero, erreurs), "valeur": erreurs[premier]}
        releve.add("lecture_erreur_calculee", Gravite.AVERTISSEMENT, origine, **faits)


def _report_constantes(classeur: Classeur, calculee: Calculee, rangs: Iterable[int], releve: Releve) -> None:
    valeurs = {rang: write_brut(classeur.get_saisi(calculee.emplacement.feuille, rang, calculee.numero)) for rang in rangs}
    effacees = [rang for rang, valeur in valeurs.items() if not valeur and _is_remplie(classeur, calculee, rang)]
    _report(calculee, "lecture_formule_remplacee", [rang for rang, valeur in valeurs.items() if valeur], valeurs, releve)
    _report(calculee, "lecture_formule_effacee", effacees, valeurs, releve)


def _is_remplie(classeur: Classeur, calculee: Calculee, rang: int) -> bool:
    """Tell whether something was typed on a row, or stands there to be computed with."""
    emplacement = calculee.emplacement
    calculees = {colonne.champ for colonne in emplacement.table.colonnes if colonne.formule}
    typees = (numero for champ, numero in emplacement.colonnes.items() if champ not in calculees)
    return any(
        not is_vide(classeur.get_saisi(emplacement.feuille, rang, numero)) or classeur.get_formule(emplacement.feuille, rang, numero)
        for numero in typees
    )


def _report(calculee: Calculee, code: str, rangs: Sequence[int], textes: Mapping[int, str], releve: Releve) -> None:
    for suite in list_suites(rangs):
        releve.add(
            code,
            Gravite.AVERTISSEMENT,
            Origine(calculee.emplacement.feuille, write_plage(calculee.numero, (suite[0], suite[0]))),
            entete=calculee.colonne.entete,
            cellules=write_plage(calculee.numero, suite),
            valeur=cut(textes[suite[0]]),
        )
