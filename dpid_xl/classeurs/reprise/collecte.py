"""The cells of tables and settings as they stand in the old workbook: what the reader refuses too, and the officer's own columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dpid_xl.cellules import is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.enregistrements import CLES
from dpid_xl.classeurs.lecture.entetes import Reperage, find_table, find_tableau, has_table
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.rangees import read_rangees
from dpid_xl.classeurs.lecture.reglages import find_places
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.reprise.aspects import Aspects
from dpid_xl.classeurs.reprise.modele import Place, RangeeReprise, Reprise, Saisie, TableReprise
from dpid_xl.classeurs.reprise.notes import read_notes
from dpid_xl.noms import fold_titre, simplify_nom
from dpid_xl.schema import CAMPAGNE, FEUILLE_DE_XLWINGS, FEUILLES, REGLAGES_DU_CLASSEUR, TABLES, Colonne, Nature, Reglage, Table

CONFIGURATION = FEUILLE_DE_XLWINGS.nom


@dataclass(frozen=True, slots=True)
class _Trouvee:
    """A table that is there: where, its rows that are filled, the officer's own columns by header."""

    emplacement: Reperage
    rangs: Sequence[int]
    plus: Mapping[str, int]


def collect(classeur: Classeur) -> Reprise:
    """Take over the tables and the settings of a workbook that was read."""
    trouvees = [trouvee for table in TABLES if (trouvee := _find(classeur, table))]
    aspects = Aspects(classeur)
    aspects.set_standard(
        (trouvee.emplacement.feuille, rang, numero)
        for trouvee in trouvees
        for _colonne, numero in trouvee.emplacement.saisies
        for rang in trouvee.rangs
    )
    reglages = dict(_list_reglages(classeur, aspects))
    return Reprise(
        nom=classeur.nom,
        tables={trouvee.emplacement.table.nom: _collect_table(classeur, trouvee, aspects) for trouvee in trouvees},
        reglages=reglages,
        configuration=tuple(_list_configuration(classeur, {place for place, _saisie in reglages.values()})),
        notes=read_notes(classeur),
        noms=tuple(classeur.list_noms()),
        feuilles_en_plus=tuple(list_autres_feuilles(classeur)),
        tables_en_plus=dict(_list_autres_tables(classeur)),
    )


def list_autres_feuilles(classeur: Classeur) -> Iterator[str]:
    """Yield the sheets that are not the master's own: conventions, and what the officer added."""
    connues = {fold_titre(feuille.nom) for feuille in FEUILLES}
    return (feuille for feuille in classeur.feuilles if fold_titre(feuille) not in connues)


def _list_autres_tables(classeur: Classeur) -> Iterator[tuple[str, set[str]]]:
    autres = set(list_autres_feuilles(classeur))
    for nom, tableau in classeur.tableaux.items():
        if tableau.feuille in autres:
            bloc = tableau.bloc
            numeros = range(bloc.gauche, bloc.droite + 1)
            yield nom, {write_brut(classeur.get_brut(tableau.feuille, bloc.haut, numero)).casefold() for numero in numeros}


def read_saisie(classeur: Classeur, place: Place, aspects: Aspects, *, nombre: bool = False) -> Saisie:
    """Return what a cell holds; ``nombre``: with its own format of numbers, where the builder has none for it."""
    return Saisie(classeur.get_brut(*place), classeur.get_formule(*place), aspects.read(place, nombre=nombre))


def _find(classeur: Classeur, table: Table) -> _Trouvee | None:
    """Find a table, if people or the macros write in it and it is there."""
    if table in CLES:
        emplacement = find_table(classeur, table, Releve()) if not table.depuis or has_table(classeur, table) else None
        rangs = [rangee.lieu.rang for rangee in read_rangees(classeur, table, CLES[table], Releve())] if emplacement else []
    else:
        emplacement = find_tableau(classeur, table) if any(colonne.gardee for colonne in table.colonnes) else None
        rangs = _list_rangs(classeur, emplacement) if emplacement else []
    if emplacement is None:
        return None
    plus = _list_plus(classeur, emplacement)
    annotes = (rang for rang in _list_interieurs(classeur, emplacement) if _has_plus(classeur, emplacement, plus, rang))
    return _Trouvee(emplacement, sorted({*rangs, *annotes}), plus)


def _collect_table(classeur: Classeur, trouvee: _Trouvee, aspects: Aspects) -> TableReprise:
    emplacement = trouvee.emplacement
    return TableReprise(
        emplacement.table,
        emplacement.feuille,
        emplacement.rang_entetes,
        emplacement.dernier or max((emplacement.rang_entetes, *trouvee.rangs)),
        emplacement.colonnes,
        trouvee.plus,
        [_collect_rangee(classeur, trouvee, rang, aspects) for rang in trouvee.rangs],
    )


def _collect_rangee(classeur: Classeur, trouvee: _Trouvee, rang: int, aspects: Aspects) -> RangeeReprise:
    feuille = trouvee.emplacement.feuille
    cellules = {
        champ: _read_cellule(classeur, trouvee.emplacement.table.colonne(champ), (feuille, rang, numero), aspects)
        for champ, numero in trouvee.emplacement.colonnes.items()
    }
    plus = {entete: read_saisie(classeur, (feuille, rang, numero), aspects, nombre=True) for entete, numero in trouvee.plus.items()}
    return RangeeReprise(rang, cellules, plus)


def _read_cellule(classeur: Classeur, colonne: Colonne, place: Place, aspects: Aspects) -> Saisie:
    """Return what a cell of the schema holds: the formula is that of a person, or the builder's own, of which the report speaks."""
    if colonne.saisie:
        return read_saisie(classeur, place, aspects)
    return Saisie(classeur.get_brut(*place), "" if colonne.gardee else classeur.get_formule(*place))


def _list_rangs(classeur: Classeur, emplacement: Reperage) -> list[int]:
    """Return the filled rows of a table that the macros write."""
    numeros = [emplacement.colonnes[colonne.champ] for colonne in emplacement.table.colonnes if colonne.champ in emplacement.colonnes]
    memoire = [numero for numero in numeros if not _is_calculee(emplacement, numero)]
    return [
        rang
        for rang in _list_interieurs(classeur, emplacement)
        if any(not is_vide(classeur.get_brut(emplacement.feuille, rang, numero)) for numero in memoire)
    ]


def _is_calculee(emplacement: Reperage, numero: int) -> bool:
    return any(colonne.formule and emplacement.colonnes.get(colonne.champ) == numero for colonne in emplacement.table.colonnes)


def _list_interieurs(classeur: Classeur, emplacement: Reperage) -> Iterator[int]:
    fin = (emplacement.dernier or 0) - emplacement.rangs_totaux
    return (rang for rang in classeur.list_rangs(emplacement.feuille) if emplacement.rang_entetes < rang <= fin)


def _has_plus(classeur: Classeur, emplacement: Reperage, plus: Mapping[str, int], rang: int) -> bool:
    """Tell whether a row has something typed in the officer's own columns."""
    saisies: list[Brut] = [classeur.get_saisi(emplacement.feuille, rang, numero) for numero in plus.values()]
    return any(not is_vide(brut) for brut in saisies)


def _list_plus(classeur: Classeur, emplacement: Reperage) -> dict[str, int]:
    """Return the columns of a table that are not of the schema, by headers that a table can hold together."""
    tableau = classeur.tableaux.get(emplacement.table.nom.casefold())
    bloc = tableau.bloc if tableau else None
    numeros = range(bloc.gauche, bloc.droite + 1) if bloc else classeur.list_colonnes(emplacement.feuille, emplacement.rang_entetes)
    pris = {simplify_nom(colonne.entete) for colonne in emplacement.table.colonnes}
    plus: dict[str, int] = {}
    for numero in numeros:
        texte = write_brut(classeur.get_brut(emplacement.feuille, emplacement.rang_entetes, numero))
        if numero in emplacement.colonnes.values() or not texte:
            continue
        entete, rang = texte, 2
        while simplify_nom(entete) in pris:
            entete, rang = f"{texte} ({rang})", rang + 1
        pris.add(simplify_nom(entete))
        plus[entete] = numero
    return plus


def _list_reglages(classeur: Classeur, aspects: Aspects) -> Iterator[tuple[str, tuple[Place, Saisie]]]:
    """Yield the settings of the campaign and of the workbook; the latter stood among those of xlwings before."""
    places = find_places(classeur, (*CAMPAGNE, *REGLAGES_DU_CLASSEUR))
    for champ, place in places.items():
        yield champ, (place, read_saisie(classeur, place, aspects))
    for nom, place in _list_cases(classeur):
        for reglage in REGLAGES_DU_CLASSEUR:
            if reglage.champ not in places and simplify_nom(nom) == simplify_nom(reglage.libelle):
                yield reglage.champ, (place, Saisie(_to_nombre(reglage, write_brut(classeur.get_brut(*place)))))


def _to_nombre(reglage: Reglage, texte: str) -> Brut:
    """Return what a cell of the sheet of xlwings holds, where all are texts, as the setting has it."""
    return int(texte) if reglage.nature is Nature.ENTIER and texte.isascii() and texte.isdecimal() else texte


def _list_configuration(classeur: Classeur, pris: Collection[Place]) -> Iterator[tuple[str, str]]:
    """Yield the settings of xlwings, in their order, without those that are taken elsewhere."""
    return ((nom, write_brut(classeur.get_brut(*place))) for nom, place in _list_cases(classeur) if place not in pris)


def _list_cases(classeur: Classeur) -> Iterator[tuple[str, Place]]:
    """Yield the names that stand on the sheet of xlwings, each with the place of its value."""
    feuille = classeur.find_feuille(CONFIGURATION)
    for rang in classeur.list_rangs(feuille) if feuille else ():
        nom = write_brut(classeur.get_brut(feuille or "", rang, 1)).strip()
        if nom:
            yield nom, (feuille or "", rang, 2)
