"""Liberties that are told: each finding with its gravity and its cell, and what is read all the same."""

from datetime import date

import pytest

from dpid_xl.anomalies import Gravite
from dpid_xl.controles import get_message
from dpid_xl.modele import (
    Portee,
)
from dpid_xl.schema import ANNEXE5, BAREME, BUDGET, GENERATION, OPERATIONS, STRUCTURES, TABLES_LUES, THEMATIQUES
from tests.classeurs.fabrique import Essai, Formule, build, list_constats, place, place_reglage, rewrite
from tests.typographie import unset


def test_rows_under_the_table_are_read_and_told(lire):
    saisie = {"Opération": "T1-01", "Structure": "CCAS d'Arras", "Montant retenu": 100, "Quantité": 1}
    lecture = lire(Essai(dessous={"tblAnnexe5": [(0, saisie), (10, saisie), (59, saisie)]}))
    assert len(lecture.dossier.lignes) == 5
    assert [ligne.lieu.rang for ligne in lecture.dossier.lignes[2:]] == [9, 19, 68]
    assert list_constats(lecture) == [("lecture_ligne_hors_tableau", "avertissement", f"Annexe 5!A{rang}") for rang in (9, 19, 68)]
    assert unset(get_message(lecture.anomalies[0])).startswith(
        "Une ligne de la feuille « Annexe 5 » est sous le tableau tblAnnexe5 (T1-01, CCAS d'Arras) : elle a été lue"
    )


def test_what_a_row_under_the_table_shows_is_quoted(lire):
    saisie = {"Opération": Formule("=x", "#NAME?"), "Structure": Formule("=y"), "Quantité": 4.5}
    lecture = lire(Essai(dessous={"tblAnnexe5": [(0, saisie)]}))
    assert lecture.anomalies[0].faits["contenu"] == "#NOM?, 4,5"
    assert len(lecture.dossier.lignes) == 3


def test_a_row_under_the_totals_is_read(lire):
    saisie = {"Opération": "T1-01", "Structure": "CCAS d'Arras", "Montant retenu": 100}
    lecture = lire(Essai(avec_totaux=True, dessous={"tblAnnexe5": [(0, saisie)]}))
    assert [ligne.lieu.rang for ligne in lecture.dossier.lignes] == [7, 8, 10]


def test_reading_stops_at_the_next_table(lire):
    def _add(classeur):
        onglet = classeur.get_worksheet_by_name("Structures")
        onglet.add_table("A12:B13", {"name": "autre", "columns": [{"header": "Nom"}, {"header": "Note"}], "data": [["Un tiers", "note"]]})

    lecture = lire(Essai(apres=_add))
    assert lecture.anomalies == ()
    assert len(lecture.dossier.structures) == 2


def test_unknown_column(lire):
    lecture = lire(Essai(en_plus={"tblAnnexe5": {"Mon avis": "à voir"}}))
    assert list_constats(lecture) == [("lecture_colonne_inconnue", "information", "Annexe 5!A6")]
    assert lecture.anomalies[0].faits == {"table": "tblAnnexe5", "entete": "Mon avis"}


def test_second_writing_of_a_header(lire):
    lecture = lire(Essai(en_plus={"tblAnnexe5": {"MONTANT RETENU ": 9}}, sans_tableau=True))
    assert list_constats(lecture) == [("lecture_colonne_inconnue", "avertissement", "Annexe 5!A6")]
    assert lecture.dossier.lignes[0].montant == 6400


def test_missing_optional_column(lire):
    essai = Essai(entetes={"tblStructures": {"SIRET": "Numéro"}})
    lecture = lire(essai)
    assert list_constats(lecture) == [
        ("lecture_colonne_absente", "avertissement", "Structures!A6"),
        ("lecture_colonne_inconnue", "information", "Structures!E6"),
    ]
    assert lecture.dossier.structures[0].siret == ""


def test_missing_optional_setting(lire):
    lecture = lire(Essai(sans_noms=True, libelles={"contact": ""}))
    assert list_constats(lecture) == [("lecture_colonne_absente", "avertissement", "Campagne!A6")]
    assert lecture.anomalies[0].faits == {"table": "Campagne", "entete": "Courriel du gestionnaire"}
    assert lecture.dossier.campagne.contact == ""


def say_generation(dite):
    def _add(classeur):
        onglet = classeur.add_worksheet("xlwings.conf")
        onglet.write("B8", dite)
        classeur.define_name("Generation_du_classeur", "='xlwings.conf'!$B$8")

    return _add


RECENTES = [(table, colonne) for table in TABLES_LUES if not table.depuis for colonne in table.colonnes if colonne.depuis]


@pytest.mark.parametrize(("table", "colonne"), RECENTES, ids=[f"{table.nom}[{colonne.entete}]" for table, colonne in RECENTES])
def test_a_column_newer_than_the_workbook_does_not_miss(lire, table, colonne):
    entetes = {table.nom: {colonne.entete: ""}}
    assert list_constats(lire(Essai(entetes=entetes))) == []
    for dite in ("0", "x", None, -1, "²"):
        assert list_constats(lire(Essai(entetes=entetes, apres=say_generation(dite)))) == [], dite
    lecture = lire(Essai(entetes=entetes, apres=say_generation(str(GENERATION))))
    assert list_constats(lecture) == [("lecture_colonne_absente", "avertissement", f"{table.feuille}!A6")]
    assert lecture.anomalies[0].faits["entete"] == colonne.entete


def test_a_column_as_old_as_the_workbook_misses(lire):
    for apres in (say_generation(0), say_generation(str(GENERATION)), lambda _classeur: None):
        essai = Essai(entetes={"tblStructures": {"RNA": ""}}, apres=apres)
        assert list_constats(lire(essai)) == [("lecture_colonne_absente", "avertissement", "Structures!A6")]


def test_a_setting_newer_than_the_workbook_does_not_miss(lire):
    libelles = {"elus_interesses": ""}
    assert list_constats(lire(Essai(sans_noms=True, libelles=libelles))) == []
    lecture = lire(Essai(sans_noms=True, libelles=libelles, apres=say_generation(str(GENERATION))))
    assert list_constats(lecture) == [("lecture_colonne_absente", "avertissement", "Campagne!A6")]


@pytest.mark.parametrize("table", [table for table in TABLES_LUES if table.depuis], ids=lambda table: table.nom)
def test_a_table_newer_than_the_workbook_does_not_miss(lire, table):
    assert list_constats(lire(Essai(absents={table.nom}))) == []
    lecture = lire(Essai(absents={table.nom}, apres=say_generation(str(GENERATION))))
    assert list_constats(lecture) == [("lecture_tableau_absent", "avertissement", "Accueil!A1")]
    assert lecture.anomalies[0].faits == {"table": table.nom, "feuille": table.feuille}


def test_empty_obligatory_setting(lire):
    lecture = lire(Essai(reglages={"code": "essai"}))
    assert list_constats(lecture) == [("lecture_ligne_incomplete", "bloquante", place_reglage("nom"))]


def test_merged_cells(lire):
    # Of the table, of a title above, of a note below, of a computed column; only the first one hides inputs.
    fusions = b"".join(b'<mergeCell ref="%s"/>' % plage for plage in (b"C7:C8", b"A1:D2", b"C20:D20", b"K7:L8"))
    feuille = "xl/worksheets/sheet1.xml"
    lecture = lire(rewrite(build(), feuille, b"</sheetData>", b"</sheetData><mergeCells>" + fusions + b"</mergeCells>"))
    assert list_constats(lecture) == [("lecture_cellule_fusionnee", "avertissement", "Annexe 5!C7")]
    assert lecture.anomalies[0].faits == {"plage": "C7:C8"}


@pytest.mark.parametrize(
    ("table", "entete", "gardees"),
    [
        (ANNEXE5, "Opération", "lignes"),
        (ANNEXE5, "Structure", "lignes"),
        (STRUCTURES, "Structure", "structures"),
        (OPERATIONS, "Code", "operations"),
        (OPERATIONS, "Mode de calcul", "operations"),
        (BAREME, "Code", "tarifs"),
        (THEMATIQUES, "Code", "thematiques"),
        (THEMATIQUES, "Intitulé", "thematiques"),
        (BUDGET, "Code", "budget"),
    ],
    ids=lambda valeur: getattr(valeur, "nom", valeur),
)
def test_incomplete_row_is_told_and_kept(lire, table, entete, gardees):
    lecture = lire(Essai().set(entete, None, table.nom))
    assert list_constats(lecture) == [("lecture_ligne_incomplete", "bloquante", f"{table.feuille}!{place(Essai(), entete, table)}")]
    assert lecture.anomalies[0].faits == {"entetes": f"« {entete} »"}
    assert getattr(lecture.dossier, gardees)


def test_article_without_name_cannot_hold_a_decision(lire):
    lecture = lire(Essai().set("Article", None, "tblThematiques"))
    assert {dite[0] for dite in list_constats(lecture)} == {"lecture_ligne_incomplete"}
    assert {decision.portee for decision in lecture.dossier.decisions} == {Portee.THEMATIQUE, Portee.OPERATION, Portee.BUDGET}


@pytest.mark.parametrize(("table", "entete", "champ"), [(BAREME, "Valeur", "tarifs"), (BUDGET, "AE", "budget")])
@pytest.mark.parametrize("valeur", [None, "illisible"])
def test_record_that_cannot_be_made_blocks(lire, table, entete, champ, valeur):
    lecture = lire(Essai().set(entete, valeur, table.nom))
    assert [anomalie.gravite for anomalie in lecture.anomalies] == [Gravite.BLOQUANTE]
    assert getattr(lecture.dossier, champ) == ()


def test_a_figure_without_a_first_day_always_applied_and_one_that_cannot_be_read_never(lire):
    lecture = lire(Essai().set("Valable du", None, "tblBareme"))
    assert lecture.anomalies == ()
    assert [tarif.valable_du for tarif in lecture.dossier.tarifs] == [None]
    illisible = lire(Essai().set("Valable du", "en 2022", "tblBareme"))
    assert [anomalie.gravite for anomalie in illisible.anomalies] == [Gravite.BLOQUANTE]
    assert illisible.dossier.tarifs == ()


def test_dates_counted_from_1904_are_the_same_days(lire):
    lecture = lire(Essai(options={"date_1904": True}))
    assert list_constats(lecture) == [("lecture_dates_1904", "information", "Annexe 5")]
    assert lecture.dossier == lire(Essai()).dossier


@pytest.mark.parametrize(("options", "numero"), [({}, 44743), ({"date_1904": True}, 44743 - 1462)], ids=["1900", "1904"])
def test_a_date_typed_as_a_number_counts_from_the_day_of_its_file(lire, options, numero):
    """A number without a format of date says nothing of its day: the file does."""
    lecture = lire(Essai(options=options).set("Début", numero))
    assert lecture.dossier.lignes[0].debut == date(2022, 7, 1)


@pytest.mark.parametrize(
    "cible", [b"-1", b"abc", b"#REF!", b"Campagne!$B:$B", b"Campagne!$B$7:$B", b"Campagne!B7#", b"'Ailleurs'!$B$7", b'"texte"']
)
def test_name_that_points_nowhere_falls_back_to_the_label(lire, cible):
    paquet = rewrite(build(), "xl/workbook.xml", b"'Campagne'!$B$7<", b"Campagne!$B$7<")
    paquet = rewrite(paquet, "xl/workbook.xml", b"Campagne!$B$7<", cible + b"<")
    lecture = lire(paquet)
    assert lecture.anomalies == ()
    assert lecture.dossier.campagne.nom == "Campagne d'essai"


def test_unreadable_setting_is_told_at_its_cell(lire):
    lecture = lire(Essai(reglages={"code": "essai", "nom": "Essai", "debut": "bientôt"}))
    assert list_constats(lecture) == [("lecture_date_illisible", "bloquante", place_reglage("debut"))]
