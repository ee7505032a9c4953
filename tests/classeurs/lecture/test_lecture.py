"""What is read of a sound workbook, whatever harmless liberties people took with it."""

import hashlib
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.bareme import Assiette, Tarif
from dpid_xl.classeurs.lecture.enregistrements import CLES
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import (
    DECIDE,
    Attribution,
    BlocModele,
    Campagne,
    Decision,
    Deliberation,
    Demande,
    Fiche,
    Hypothese,
    Indicateur,
    Ligne,
    LigneAvenant,
    LigneBudget,
    Mesure,
    Mode,
    Operation,
    PartAnnuelle,
    PiecesRecues,
    Portee,
    Remarque,
    Scenario,
    Signature,
    Structure,
    Suivi,
    Thematique,
    Versement,
)
from dpid_xl.noms import simplify_nom
from dpid_xl.schema import ANNEXE5, BUDGET, CAMPAGNE, EMPLACEMENTS, OPERATIONS, TABLES_LUES, THEMATIQUES
from tests.classeurs.fabrique import Essai, build, list_constats, place, rewrite


def _origine(table, entete):
    return Origine(table.feuille, place(Essai(), entete, table))


def test_valid_workbook(lire):
    lecture = lire(Essai())
    dossier = lecture.dossier
    assert lecture.anomalies == ()
    ligne = dossier.lignes[0]
    assert (ligne.operation, ligne.structure, ligne.quantite, ligne.montant) == ("T1-01", "CCAS de Libercourt", 80, Decimal("6400.00"))
    assert (ligne.debut, ligne.fin, ligne.statut, ligne.quantite_simple) == (date(2022, 7, 1), date(2022, 12, 31), "décidé", None)
    assert dossier.lignes[1].lieu == Lieu("Annexe 5", 8)
    assert dossier.lignes[1].lieu.origine("montant") == Origine("Annexe 5", "M8")
    assert dossier.lignes[1].lieu.origine("montant_calcule") == Origine("Annexe 5", "L8")
    assert dossier.structures[1].variantes == ("P.A.G.E.", "Association PAGE")
    assert dossier.operations[0].mode is Mode.FORFAIT_PRORATA
    assert dossier.operations[0].fiche.public == ("Premier paragraphe.", "Second paragraphe.")
    assert dossier.tarifs[0].assiette is Assiette.QUANTITE
    assert dossier.tarifs[0].prorata
    assert dossier.campagne.nom == "Campagne d'essai"
    assert dossier.budget[0].disponible == Decimal("9000.25")


def test_decided_figures(lire):
    montant = Decimal("8000.50")
    assert lire(Essai()).dossier.decisions == (
        Decision(Portee.ARTICLE, "article 1", Mesure.MONTANT, montant, "€", "l. 88", _origine(THEMATIQUES, "Montant décidé")),
        Decision(
            Portee.ARTICLE, "article 1", Mesure.OPERATIONS, Decimal(1), "opérations", "l. 88", _origine(THEMATIQUES, "Opérations décidées")
        ),
        Decision(Portee.THEMATIQUE, "T1", Mesure.MONTANT, montant, "€", "l. 88", _origine(THEMATIQUES, "Total de l'annexe 5")),
        Decision(Portee.OPERATION, "T1-01", Mesure.MONTANT, montant, "€", "annexe 1", _origine(OPERATIONS, "Montant décidé")),
        Decision(Portee.OPERATION, "T1-01", Mesure.QUANTITE, Decimal(100), "place", "annexe 1", _origine(OPERATIONS, "Quantité décidée")),
        Decision(
            Portee.OPERATION, "T1-01", Mesure.STRUCTURES, Decimal(2), "structures", "annexe 1", _origine(OPERATIONS, "Structures décidées")
        ),
        Decision(Portee.BUDGET, "C02", Mesure.MONTANT, montant, "€", "", _origine(BUDGET, "Dépense décidée")),
    )


@pytest.mark.parametrize("essai", [Essai(), Essai(sans_tableau=True), Essai(a_l_envers=True)], ids=["livré", "sans tableau", "à l'envers"])
def test_deliberations(lire, essai):
    dossier = lire(essai).dossier
    decide, visee = dossier.deliberations
    assert (decide.numero, decide.jour, decide.role, decide.avenant, decide.annexe) == ("2022-375", date(2022, 9, 27), DECIDE, 1, 3)
    assert decide.avenant_a == ("2022-02942", "2022-00001")
    assert (visee.assemblee, visee.numero, visee.avenant, visee.annexe) == ("Assemblée départementale", "", None, None)
    assert [thematique.code for thematique in dossier.thematiques] == ["T1"]


@pytest.mark.parametrize("sans_tableau", [False, True])
def test_a_workbook_older_than_the_deliberations_has_none(lire, sans_tableau):
    lecture = lire(Essai(absents=("tblDeliberations",), sans_tableau=sans_tableau))
    assert lecture.anomalies == ()
    assert lecture.dossier.deliberations == ()


def test_hash_is_that_of_the_file(lire):
    octets = build()
    assert lire(octets).empreinte == hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize(
    "essai",
    [
        Essai(a_l_envers=True),
        Essai(sans_tableau=True),
        Essai(avec_totaux=True),
        Essai(sans_noms=True),
        Essai(sans_noms=True, libelles={"nom": "NOM  de la campagne "}),
        Essai(feuilles={"Annexe 5": "ANNEXE 5 "}),
        Essai(entetes={"tblAnnexe5": {"Montant retenu": " MONTANT\u00a0 retenu\n", "Début": "debut", "N° convention": "N°convention"}}),
        Essai(sans_tableau=True, entetes={"tblOperations": {"Intitulé": "INTITULE", "Code": "Code "}}),
        Essai(dessous={"tblAnnexe5": [(60, {"Description": "note loin sous le tableau"})]}),
        Essai(dessous={"tblAnnexe5": [(0, {"Montant calculé": 12})]}),
    ],
    ids=[
        "ordre",
        "sans tableau",
        "totaux",
        "sans noms",
        "libellé",
        "onglet",
        "en-têtes",
        "en-têtes seuls",
        "note",
        "colonne calculée",
    ],
)
def test_liberty_changes_nothing(lire, essai):
    lecture = lire(essai)
    temoin = lire(Essai()).dossier
    assert lecture.anomalies == ()
    sans_lieu = [(ligne.operation, ligne.structure, ligne.debut, ligne.quantite, ligne.montant) for ligne in lecture.dossier.lignes]
    assert sans_lieu == [(ligne.operation, ligne.structure, ligne.debut, ligne.quantite, ligne.montant) for ligne in temoin.lignes]
    assert lecture.dossier.campagne == temoin.campagne
    assert [(d.cle, d.valeur) for d in lecture.dossier.decisions] == [(d.cle, d.valeur) for d in temoin.decisions]


def test_place_follows_the_columns(lire):
    essai = Essai(a_l_envers=True).set("Montant retenu", "cher")
    lecture = lire(essai)
    assert list_constats(lecture) == [("lecture_montant_illisible", "bloquante", f"Annexe 5!{place(essai, 'Montant retenu', ANNEXE5)}")]
    assert lecture.dossier.lignes[0].lieu.origine("montant").cellule == place(essai, "Montant retenu", ANNEXE5) == "P7"


def test_moved_table_is_found_by_its_name(lire):
    def _move(classeur):
        onglet = classeur.add_worksheet("Brouillon")
        onglet.write_string("A1", "Annexe 5")

    essai = Essai(feuilles={"Structures": "Registre"}, apres=lambda classeur: classeur.add_worksheet("Structures"))
    lecture = lire(essai)
    assert [structure.lieu.feuille for structure in lecture.dossier.structures] == ["Registre", "Registre"]
    assert lire(Essai(apres=_move)).anomalies == ()


def test_empty_rows_inside_the_table_are_skipped(lire):
    essai = Essai()
    essai.rangees["tblAnnexe5"].insert(1, {"Description": " \u00a0", "Montant calculé": 3})
    lecture = lire(essai)
    assert lecture.anomalies == ()
    assert [ligne.lieu.rang for ligne in lecture.dossier.lignes] == [7, 9]


def test_tables_without_records(lire):
    essai = Essai()
    essai.rangees["tblAnnexe5"] = []
    assert lire(essai).dossier.lignes == ()


def test_literal_underscores_and_carriage_returns(lire):
    lecture = lire(Essai().set("Description", "fichier_x0041_.pdf").set("Territoire", "Arras\rNord"))
    assert lecture.anomalies == ()
    assert (lecture.dossier.lignes[0].description, lecture.dossier.lignes[0].territoire) == ("fichier_x0041_.pdf", "Arras Nord")
    coupe = rewrite(build(Essai().set("Description", "avantAapres")), "xl/sharedStrings.xml", b"avantAapres", b"avant_x000D_\napres_x0000_")
    assert lire(coupe).dossier.lignes[0].description == "avant apres"


def test_what_a_line_is_worth_year_by_year(lire):
    (part,) = lire(build()).dossier.exercices
    assert (part.structure, part.operation, part.exercice, part.montant) == ("CCAS de Libercourt", "T1-01", 2022, Decimal(6400))
    assert (part.territoire, part.description, part.source, part.lieu.origine("montant").cellule) == (
        "",
        "",
        "note du 3 octobre 2022",
        "F7",
    )


def test_a_workbook_older_than_the_exercices_says_nothing_of_them(lire):
    lecture = lire(Essai(absents=("tblExercices",)))
    assert (lecture.dossier.exercices, lecture.anomalies) == ((), ())


@pytest.mark.parametrize(("annee", "raison"), [(22, "de 2000 à 2099"), (2022.5, "entier"), ("bientôt", "nombre")])
def test_an_exercice_is_a_year(lire, annee, raison):
    lecture = lire(build(Essai().set("Exercice", annee, "tblExercices")))
    assert list_constats(lecture) == [("lecture_nombre_illisible", "bloquante", "Exercices!E7")]
    assert raison in lecture.anomalies[0].faits["raison"]
    assert lecture.dossier.exercices == ()


@pytest.mark.parametrize("table", TABLES_LUES, ids=lambda table: table.nom)
def test_headers_of_a_table_differ_by_their_letters(table):
    assert len({simplify_nom(colonne.entete) for colonne in table.colonnes}) == len(table.colonnes)


def test_every_input_column_goes_somewhere():
    decidees = {(emplacement.table, emplacement.champ) for emplacement in EMPLACEMENTS.values()}
    classes = (
        Ligne,
        LigneBudget,
        Structure,
        Operation,
        Tarif,
        BlocModele,
        Thematique,
        Suivi,
        Attribution,
        Deliberation,
        PartAnnuelle,
        LigneAvenant,
        Versement,
        PiecesRecues,
        Indicateur,
        Remarque,
        Signature,
        Demande,
        Scenario,
        Hypothese,
    )
    records = dict(zip(CLES, classes, strict=True))
    assert set(CLES) == set(TABLES_LUES)
    for table, record in records.items():
        remplis = {colonne.champ for colonne in table.colonnes if colonne.saisie and (table, colonne.champ) not in decidees}
        gardes = {colonne.champ for colonne in table.colonnes if colonne.gardee}
        champs = {champ.name for champ in fields(record)} - {"lieu", "fiche"} - gardes
        if record is Operation:
            champs |= {champ.name for champ in fields(Fiche)}
        assert remplis - {"source"} == champs - {"source"}, table.nom
    assert {reglage.champ for reglage in CAMPAGNE} == {champ.name for champ in fields(Campagne)}
