"""Where a table of the schema stands in a workbook, and which column of the sheet each of its headers is.

By table name first; else by the row of the sheet that carries its headers. Headers match whatever their case, accents, spaces and order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import match_entetes
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.feuille import Rectangle
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Origine
from dpid_xl.noms import find_renomme, simplify_nom
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import FEUILLES, TABLES_AJOUTEES, Colonne, Table

RANGS_FOUILLES = 300  # a row of headers is looked for among the first filled rows of a sheet
ENTETES_MINIMUM = 2  # of the obligatory ones, for a row to be taken for the row of headers

Entetes = Mapping[int, str]  # text of each header by column number


@dataclass(frozen=True)
class Reperage:
    """A table found on a sheet; ``dernier`` is the last row of the Excel table, None when there is no Excel table."""

    table: Table
    feuille: str
    rang_entetes: int
    dernier: int | None
    rangs_totaux: int
    colonnes: Mapping[str, int]  # column number by name of the schema, in the order of the sheet

    @cached_property
    def saisies(self) -> Sequence[tuple[Colonne, int]]:
        """Input columns that are there, with their number."""
        return [
            (colonne, self.colonnes[colonne.champ]) for colonne in self.table.colonnes if colonne.saisie and colonne.champ in self.colonnes
        ]

    @cached_property
    def gardees(self) -> Sequence[tuple[Colonne, int]]:
        """Columns that the macros fill and that are there, with their number."""
        return [
            (colonne, self.colonnes[colonne.champ]) for colonne in self.table.colonnes if colonne.gardee and colonne.champ in self.colonnes
        ]

    @property
    def lettres(self) -> Mapping[str, str]:
        """Letter of each column, as a :class:`~dpid_xl.lieu.Lieu` wants them."""
        return {champ: get_column_letter(numero) for champ, numero in self.colonnes.items()}


def find_table(classeur: Classeur, table: Table, releve: Releve) -> Reperage:
    """Find a table and its columns; raises ClasseurIllisible when an obligatory one is missing, reports the others."""
    feuille = classeur.get_feuille(table.feuille)
    trouve = _find_tableau(classeur, table)
    if trouve:
        emplacement, entetes = trouve
    else:
        rang, entetes = _find_rang_entetes(classeur, table, feuille)
        emplacement = Reperage(table, feuille, rang, None, 0, match_entetes(table, entetes))
    _check_obligatoires(classeur, emplacement, entetes)
    _report_colonnes(classeur, emplacement, entetes, releve)
    return emplacement


def has_table(classeur: Classeur, table: Table) -> bool:
    """Tell whether a table, or the sheet that should hold it, is there; one that was added to a sheet, whether its headers are."""
    if table not in TABLES_AJOUTEES:
        return classeur.has_table(table.nom, table.feuille)
    return _find_tableau(classeur, table) is not None or find_rang_des_entetes(classeur, table) is not None


def report_table_absente(classeur: Classeur, table: Table, releve: Releve) -> None:
    """Note a table that is not there, unless the workbook is older than it."""
    if table.depuis <= classeur.generation:
        releve.add("lecture_tableau_absent", Gravite.AVERTISSEMENT, Origine(FEUILLES[0].nom, "A1"), table=table.nom, feuille=table.feuille)


def find_rang_des_entetes(classeur: Classeur, table: Table) -> int | None:
    """Return the first row of the sheet that has all the obligatory headers of a table, Excel table or not."""
    feuille, obligatoires = classeur.get_feuille(table.feuille), {colonne.champ for colonne in table.colonnes if colonne.obligatoire}
    rangs = classeur.list_rangs(feuille)[:RANGS_FOUILLES]
    return next((rang for rang in rangs if obligatoires <= match_entetes(table, _read_entetes(classeur, feuille, rang)).keys()), None)


def find_tableau(classeur: Classeur, table: Table) -> Reperage | None:
    """Find a table, read or computed, by its name only; None when the workbook has no Excel table of that name."""
    trouve = _find_tableau(classeur, table)
    return trouve[0] if trouve else None


def _find_tableau(classeur: Classeur, table: Table) -> tuple[Reperage, Entetes] | None:
    trouve = classeur.tableaux.get(table.nom.casefold())
    if not trouve or not trouve.rangs_entetes:
        return None
    entetes = _read_entetes(classeur, trouve.feuille, trouve.bloc.haut, trouve.bloc)
    colonnes = match_entetes(table, entetes)
    return Reperage(table, trouve.feuille, trouve.bloc.haut, trouve.bloc.bas, trouve.rangs_totaux, colonnes), entetes


def _read_entetes(classeur: Classeur, feuille: str, rang: int, bloc: Rectangle | None = None) -> Entetes:
    colonnes = range(bloc.gauche, bloc.droite + 1) if bloc else classeur.list_colonnes(feuille, rang)
    textes = {colonne: write_brut(classeur.get_saisi(feuille, rang, colonne)) for colonne in colonnes}
    return {colonne: texte for colonne, texte in textes.items() if texte}


def _find_rang_entetes(classeur: Classeur, table: Table, feuille: str) -> tuple[int, Entetes]:
    obligatoires = {colonne.champ: colonne.entete for colonne in table.colonnes if colonne.obligatoire}
    meilleur: tuple[int, int, Entetes] = (0, 0, {})
    for rang in classeur.list_rangs(feuille)[:RANGS_FOUILLES]:
        entetes = _read_entetes(classeur, feuille, rang)
        nombre = len(obligatoires.keys() & match_entetes(table, entetes).keys())
        if nombre > meilleur[0]:
            meilleur = (nombre, rang, entetes)
    if meilleur[0] < min(ENTETES_MINIMUM, len(obligatoires)):
        raise classeur.refuse(
            f"la feuille « {feuille} » n'a ni le tableau {table.nom} ni sa ligne d'en-têtes ({_quote(sorted(obligatoires.values()))}) ; "
            "rétablissez les en-têtes ou repartez du classeur maître"
        )
    return meilleur[1:]


def _check_obligatoires(classeur: Classeur, emplacement: Reperage, entetes: Entetes) -> None:
    for colonne in emplacement.table.colonnes:
        if colonne.obligatoire and colonne.champ not in emplacement.colonnes:
            inconnus = [texte for _numero, texte in _list_inconnus(emplacement, entetes)]
            proche = find_renomme(colonne.entete, inconnus)
            conseil = f"un en-tête « {proche} » existe : renommez-le" if proche else "rétablissez-le, écrit exactement ainsi"
            raise classeur.refuse(
                f"sur la feuille « {emplacement.feuille} », ligne {emplacement.rang_entetes}, "
                f"l'en-tête « {colonne.entete} » est absent ; {conseil}"
            )


def _report_colonnes(classeur: Classeur, emplacement: Reperage, entetes: Entetes, releve: Releve) -> None:
    table = emplacement.table
    rang = emplacement.rang_entetes
    for colonne in table.colonnes:
        if colonne.saisie and colonne.champ not in emplacement.colonnes and colonne.depuis <= classeur.generation:
            origine = Origine(emplacement.feuille, f"{get_column_letter(min(entetes))}{rang}")
            releve.add("lecture_colonne_absente", Gravite.AVERTISSEMENT, origine, table=table.nom, entete=colonne.entete)
    connus = {simplify_nom(table.entete(champ)) for champ in emplacement.colonnes}
    for numero, texte in _list_inconnus(emplacement, entetes):
        origine = Origine(emplacement.feuille, f"{get_column_letter(numero)}{rang}")
        # A second « Montant retenu » may hold what was meant; a column of the user's own is no concern of ours.
        gravite = Gravite.AVERTISSEMENT if simplify_nom(texte) in connus else Gravite.INFORMATION
        releve.add("lecture_colonne_inconnue", gravite, origine, table=table.nom, entete=texte)


def _list_inconnus(emplacement: Reperage, entetes: Entetes) -> Iterator[tuple[int, str]]:
    connus = set(emplacement.colonnes.values())
    return ((numero, texte) for numero, texte in entetes.items() if numero not in connus)


def _quote(textes: Sequence[str]) -> str:
    return ", ".join(f"« {texte} »" for texte in textes)
