"""What the charts show: every chart makes its total, sorted, and what nobody has said is not there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.tableau_de_bord import MOIS_NOMMES, PREMIERES, compute_tableau_de_bord
from dpid_xl.campagnes import make_modele_vide
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis

NEUF = {"Arrageois", "Artois", "Audomarois", "Boulonnais", "Calaisis", "Hénin-Carvin", "Lens-Liévin", "Montreuillois", "Ternois"}


def test_the_bars_of_a_chart_make_the_total(dossier: Dossier):
    tableau = compute_tableau_de_bord(dossier)
    for barres in (
        (*tableau.thematiques, tableau.autres_thematiques),
        (*tableau.operations, tableau.autres_operations),
        (*tableau.territoires, tableau.reunis, tableau.sans_territoire),
        (*tableau.structures[:PREMIERES], tableau.autres_structures),
        (*tableau.exercices, tableau.non_reparti),
    ):
        assert sum(barre.montant for barre in barres) == tableau.retenu == Decimal("6198687.52")


def test_the_nine_territoires_stand_apart_from_what_is_of_several(dossier: Dossier):
    tableau = compute_tableau_de_bord(dossier)
    assert {barre.libelle for barre in tableau.territoires} == NEUF
    seuls = sum((ligne.montant for ligne in dossier.lignes if ligne.territoire in NEUF), ZERO)
    sans = sum((ligne.montant for ligne in dossier.lignes if not ligne.territoire), ZERO)
    assert (tableau.reunis.montant, tableau.sans_territoire.montant) == (tableau.retenu - seuls - sans, sans)


def test_a_campaign_that_lists_no_territoire_takes_each_that_stands_alone(dossier: Dossier):
    sans_liste = replace(dossier, campagne=replace(dossier.campagne, territoires=()))
    noms = {barre.libelle for barre in compute_tableau_de_bord(sans_liste).territoires}
    assert noms == NEUF | {"Département", "Département hors Calaisis", "Lens-Hénin", "Multi-territoires"}


def test_bars_go_from_the_largest_down_and_equals_keep_their_order(dossier: Dossier):
    premiere, deuxieme, *autres = dossier.operations
    lignes = tuple(replace(dossier.lignes[0], operation=operation.code, montant=Decimal(7)) for operation in (deuxieme, premiere))
    tableau = compute_tableau_de_bord(replace(dossier, lignes=lignes))
    assert [barre.code for barre in tableau.operations] == [operation.code for operation in (premiere, deuxieme, *autres)]


def test_a_line_of_no_known_operation_nor_body_is_among_the_others(dossier: Dossier):
    inconnue = replace(dossier.lignes[0], operation="T9-01", structure="Inconnue", montant=Decimal("12.34"))
    tableau = compute_tableau_de_bord(replace(dossier, lignes=(*dossier.lignes, inconnue)))
    avant = compute_tableau_de_bord(dossier)
    assert tableau.autres_operations.montant == tableau.autres_thematiques.montant == Decimal("12.34")
    assert tableau.autres_structures.montant == avant.autres_structures.montant + Decimal("12.34")


def test_a_credit_is_cut_in_parts_and_what_goes_beyond_it_is_one(dossier: Dossier):
    tableau = compute_tableau_de_bord(dossier)
    for credit, barre in zip(dossier.budget, tableau.credits, strict=True):
        assert sum(barre.parts) == credit.ae
        assert barre.depasse == ZERO
    petit = replace(dossier.budget[0], disponible=Decimal(1000))
    barre = compute_tableau_de_bord(replace(dossier, budget=(petit, *dossier.budget[1:]))).credits[0]
    assert (barre.engage, barre.propose, barre.reste) == (petit.ae - 1000, Decimal(1000), ZERO)
    assert barre.propose + barre.depasse == tableau.credits[0].propose


def test_nothing_is_said_of_what_nobody_typed(dossier: Dossier):
    tableau = compute_tableau_de_bord(make_modele_vide(dossier))
    assert (tableau.vote, tableau.verse, tableau.exercices, tableau.mois) == (None, None, (), ())
    assert (tableau.retenu, tableau.signe, tableau.financees) == (ZERO, ZERO, 0)


def test_what_is_signed_counts_in_its_month(dossier: Dossier):
    libercourt = [ligne for ligne in dossier.lignes if ligne.structure == LIBERCOURT]
    autre = next(ligne for ligne in dossier.lignes if ligne.structure != LIBERCOURT and ligne.financee and not ligne.par_avenant)
    premiere = make_suivi(LIBERCOURT, libercourt[0].operation, signature=SIGNATURE, versement=Decimal(0))
    suivante = make_suivi(dossier.name_structure(autre.structure), autre.operation, signature=date(2024, 1, 3))
    tableau = compute_tableau_de_bord(with_suivis(dossier, premiere, suivante))
    assert [barre.libelle for barre in tableau.mois[:3]] == ["oct. 2022", "nov. 2022", "déc. 2022"]
    assert tableau.mois[MOIS_NOMMES].libelle == "dès oct. 2023"
    assert tableau.mois[0].montant == sum(ligne.montant for ligne in libercourt if ligne.montant)
    assert tableau.mois[MOIS_NOMMES].montant > ZERO
    assert sum(barre.montant for barre in tableau.mois) == tableau.signe
    assert (tableau.mois[0].avance, tableau.mois[0].ensuite) == (Decimal("3840.00"), tableau.mois[0].montant - Decimal("3840.00"))
    assert tableau.verse == ZERO
