"""The workbook's contract: each column has one name, that name is the one the program uses, its header is typed nowhere else."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

import dpid_xl
import udfs
from dpid_xl import schema
from dpid_xl.schema import CAMPAGNE, FEUILLES, GENERATION, RANGS_DES_REGLAGES, TABLES, TABLES_LUES

RACINE = Path(dpid_xl.__file__).parents[1]
SOURCES = sorted(chemin for paquet in (dpid_xl, udfs) for chemin in Path(paquet.__file__).parent.rglob("*.py"))
CHAMPS = {colonne.champ for table in TABLES for colonne in table.colonnes} | {reglage.champ for reglage in CAMPAGNE}
# The name of a sheet is no header, even where it is one too (« Structures »).
ENTETES = {colonne.entete for table in TABLES for colonne in table.colonnes} - {feuille.nom for feuille in FEUILLES}
# What people typed in the workbooks that did not say their generation yet.
PREMIERS = tomllib.loads(Path(__file__).with_name("premiers_classeurs.toml").read_text(encoding="utf-8"))
PARUES = tomllib.loads(Path(__file__).with_name("generations.toml").read_text(encoding="utf-8"))
FORMULE_MAXIMUM = 255  # beyond, nobody follows a formula in its cell
PAR_TABLE = ("find_colonne", "get_lettre", "write_reference")  # what asks for a column of a table, by table then name
# Headings that are no column of the workbook, by the sources that write them.
AUTRES_ENTETES = {
    "dpid_xl/calcul/realisation.py": "the two payments of a convention",
    "dpid_xl/classeurs/gabarit/etat.py": "labels of the figures of « Accueil »",
    "dpid_xl/classeurs/gabarit/suivi.py": "headings of the native checks above « Contrôles », which are no table",
    "dpid_xl/cli.py": "tables of the terminal",
    "dpid_xl/cli_installation.py": "tables of the terminal",
    "dpid_xl/documents": "tables and labels of the printed documents",
    "dpid_xl/production/liasse.py": "labels of the slip of a production",
    "dpid_xl/rendus": "columns of the files that are exported, styles of Word",
    "udfs/fonctions.py": "labels of the example of a cell function",
}


@cache
def _parse(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def _nom(source: Path) -> str:
    return source.relative_to(RACINE).as_posix()


def _list_entetes(arbre: ast.Module) -> Iterator[str]:
    """Yield the headers typed in a source; what a module exports is a name."""
    exportes = {
        id(constante)
        for noeud in arbre.body
        if isinstance(noeud, ast.Assign) and ast.unparse(noeud.targets[0]) == "__all__"
        for constante in ast.walk(noeud)
    }
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Constant) and noeud.value in ENTETES and id(noeud) not in exportes:
            yield noeud.value


def _list_nommes(arbre: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each column that is named outright, with its table where the call says it (else empty)."""
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Call(func=ast.Attribute(attr="origine"), args=[ast.Constant(value=str(champ))]):
                yield "", champ
            case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="entete" | "colonne"), args=[ast.Constant(value=str(champ))]):
                yield table, champ
            case ast.Call(
                func=ast.Name(id=nom) | ast.Attribute(attr=nom), args=[ast.Name(id=table), ast.Constant(value=str(champ)), *_]
            ) if nom in PAR_TABLE:
                yield table, champ


def _is_colonne(table: str, champ: str) -> bool:
    connue = getattr(schema, table, None)
    return champ in ({colonne.champ for colonne in connue.colonnes} if isinstance(connue, schema.Table) else CHAMPS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_a_column_has_one_name_and_one_header(table):
    champs, entetes = [colonne.champ for colonne in table.colonnes], [colonne.entete for colonne in table.colonnes]
    assert len(set(champs)) == len(set(entetes)) == len(table.colonnes)
    assert all(champ.isidentifier() for champ in champs)


def test_what_people_type_is_read_and_has_no_formula():
    assert not [
        colonne for table in TABLES for colonne in table.colonnes if colonne.saisie and (colonne.formule or table not in TABLES_LUES)
    ]


def test_what_is_typed_says_since_when_workbooks_have_it():
    """A column, a table or a setting that is added now says ``depuis``: a workbook older than it does not miss it."""
    saisies = {table.nom: [colonne.entete for colonne in table.colonnes if colonne.saisie and not colonne.depuis] for table in TABLES_LUES}
    assert {nom: saisies[nom] for nom in PREMIERS["colonnes"]} == PREMIERS["colonnes"]
    assert {table.nom for table in TABLES_LUES if not table.depuis} == set(PREMIERS["colonnes"])
    assert [reglage.champ for reglage in CAMPAGNE if not reglage.depuis] == PREMIERS["reglages"]
    dits = [chose.depuis for table in TABLES for chose in (table, *table.colonnes)] + [reglage.depuis for reglage in RANGS_DES_REGLAGES]
    assert max(dits) == GENERATION


def test_a_generation_that_is_out_does_not_grow():
    """A workbook of an officer is not told that it lost what it never had."""
    assert [int(parue) for parue in PARUES] == list(range(1, GENERATION))
    for parue, tables in PARUES.items():
        depuis = {
            table.nom: [c.entete for c in table.colonnes if c.saisie and max(c.depuis, table.depuis) == int(parue)] for table in TABLES_LUES
        }
        assert {nom: colonnes for nom, colonnes in depuis.items() if colonnes} == tables, parue


@pytest.mark.parametrize("table", [schema.SUIVI, schema.ECHEANCIER], ids=lambda table: table.nom)
def test_a_formula_can_be_followed(table):
    """What computes money after the vote is short: a step that needs more has a column of its own."""
    assert {colonne.entete: len(colonne.formule) for colonne in table.colonnes if len(colonne.formule) > FORMULE_MAXIMUM} == {}


def test_an_unknown_column_is_refused():
    with pytest.raises(KeyError, match="tblAnnexe5 n'a pas de colonne « Montant retenu »"):
        schema.ANNEXE5.entete("Montant retenu")


def test_every_column_that_is_named_exists():
    nommes = [(_nom(source), *nomme) for source in SOURCES for nomme in _list_nommes(_parse(source))]
    assert len(nommes) > 100
    assert [nomme for nomme in nommes if not _is_colonne(*nomme[1:])] == []


def test_no_header_is_typed_again():
    for source in SOURCES:
        if not _nom(source).startswith(("dpid_xl/schema", *AUTRES_ENTETES)):
            assert list(_list_entetes(_parse(source))) == [], _nom(source)


@pytest.mark.parametrize("chemin", AUTRES_ENTETES)
def test_each_exception_is_still_one(chemin):
    assert any(list(_list_entetes(_parse(source))) for source in SOURCES if _nom(source).startswith(chemin))


def test_a_fault_is_seen():
    faux = ast.parse('ligne.lieu.origine("montnat"); get_lettre(BUDGET, "montant"); rangee["Montant retenu"]')
    assert list(_list_nommes(faux)) == [("", "montnat"), ("BUDGET", "montant")]
    assert not any(_is_colonne(*nomme) for nomme in _list_nommes(faux))
    assert list(_list_entetes(faux)) == ["Montant retenu"]


def test_the_sheets_of_a_group_stand_side_by_side():
    groupes = [groupe for groupe, _feuilles in groupby(feuille.groupe for feuille in FEUILLES)]
    assert len(groupes) == len(set(groupes)) == len({groupe.couleur for groupe in groupes})
    assert FEUILLES[0].nom == "Accueil"
