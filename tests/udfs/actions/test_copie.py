"""The second door of the reader: the values of the open workbook, read as its file would be."""

import dataclasses

import pytest

from dpid_xl.classeurs.audit.reserves import FICHIER
from dpid_xl.examen import examine
from tests.udfs.actions.alteration import CONSTATS, DE_LA_SESSION, alter_fichier
from tests.udfs.actions.classeur import CLASSEUR, make_json, read_octets
from tests.udfs.actions.client import add_feuille
from udfs.actions.copie import HORS_DE_PORTEE, write_copie
from udfs.actions.vue import read_vue


@pytest.fixture
def copier(tmp_path):
    """Write the copy of a workbook sent as JSON, and read it."""
    import xlwings

    def copy(json):
        book = xlwings.Book(json=json)
        try:
            octets = write_copie(book, read_vue(book))
        finally:
            book.close()
        chemin = tmp_path / "copie.xlsx"
        chemin.write_bytes(octets)
        return examine(chemin, valeurs_seules=HORS_DE_PORTEE), octets

    return copy


@pytest.mark.parametrize("nom", ["annexe5_2022_phase2.xlsm", "annexe5_modele.xlsm"])
def test_the_same_dossier_and_findings_as_from_the_file(copier, nom):
    chemin = CLASSEUR.with_name(nom)
    attendu = examine(chemin)
    obtenu, _octets = copier(make_json(chemin.read_bytes()))
    assert obtenu.anomalies == attendu.anomalies
    for champ in dataclasses.fields(attendu.dossier):
        assert getattr(obtenu.dossier, champ.name) == getattr(attendu.dossier, champ.name), champ.name


def test_the_same_workbook_has_the_same_hash(copier):
    assert copier(make_json(read_octets()))[1] == copier(make_json(read_octets()))[1]


def test_what_the_copy_has_not_is_what_its_reserve_names(copier, tmp_path):
    altere = alter_fichier(read_octets())
    fichier = tmp_path / "fichier.xlsm"
    fichier.write_bytes(altere)
    attendues, (examen, _octets) = examine(fichier).anomalies, copier(make_json(altere))
    perdues = {(a.code, a.origine.feuille, a.origine.cellule) for a in attendues if a not in examen.anomalies}
    assert perdues == {constat for constat in CONSTATS if constat[0] != DE_LA_SESSION}
    assert {code for code, *_ in perdues} <= set(FICHIER)


def test_a_copy_of_a_sheet_is_found_without_its_table(copier):
    obtenu, _octets = copier(make_json(add_feuille(read_octets(), "Annexe 5 (2)", {"A1": "recopie"})))
    assert [a.origine.feuille for a in obtenu.anomalies if a.code == "lecture_tableau_en_double"] == ["Annexe 5 (2)"]


@pytest.mark.parametrize(
    ("cellule", "valeur", "code"),
    [
        ((7, 13), "#VALUE!", "lecture_erreur"),
        ((7, 13), "douze", "lecture_montant_illisible"),
        ((7, 4), "=Structure inventée", "structure_inconnue"),
    ],
)
def test_what_is_wrong_in_a_cell_is_found_there(copier, cellule, valeur, code):
    json = make_json(read_octets())
    feuille = next(feuille for feuille in json["sheets"] if feuille["name"] == "Annexe 5")
    feuille["values"][cellule[0] - 1][cellule[1] - 1] = valeur
    obtenu, _octets = copier(json)
    trouvees = [(a.origine.feuille, a.origine.cellule) for a in obtenu.anomalies if code in a.code or valeur in str(a.faits)]
    assert ("Annexe 5", f"{'M' if cellule[1] == 13 else 'D'}7") in trouvees
