"""The history of a convention: every fact that the workbook holds of it, and no other; all invented."""

from dataclasses import replace
from datetime import date

import pytest

from dpid_xl import chaine
from dpid_xl.documents.historique import compose_historique
from dpid_xl.examen import Examen
from dpid_xl.rendus.pdf import count_pages
from tests.avenants import amend, make_avenant
from tests.documents.etats import simplify
from tests.rendus.fabrique import JOUR
from tests.suivis import LIBERCOURT
from tests.vecus import JOURNAL_FICTIF, NUMERO, make_vecu
from tests.versements import pay

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def vecu(dossier):
    fiche = replace(dossier.structure_par_nom[LIBERCOURT], iban=IBAN, representant="Personne Fictive", siret="35600000000048")
    structures = tuple(fiche if structure.nom == LIBERCOURT else structure for structure in dossier.structures)
    return make_vecu(replace(dossier, structures=structures))


def test_each_moment_of_a_convention_is_told(vecu):
    historique = compose_historique(vecu, vecu.structure_par_nom[LIBERCOURT], JOURNAL_FICTIF)
    dits = {tableau.titre: [tuple(map(simplify, rangee)) for rangee in tableau.rangees] for tableau in historique.tableaux}
    assert (historique.numero, historique.deliberation.replace("\xa0", " "), historique.vides) == (NUMERO, "n° 2022-375 du 27/09/2022", ())
    assert dits["Demandes"] == [("02/05/2022", "T1-01", "9 000,00 €", "retenue", "", "", "", "6 400,00 €")]
    assert [(rangee[0], rangee[4]) for rangee in dits["Vote"]] == [("T1-01", "6 400,00 €"), ("T1-02", "10 000,00 €")]
    assert dits["Signature"] == [
        ("convention", "28/09/2022", "30/09/2022", "10/10/2022", "12/10/2022", "", "20/10/2022", "", ""),
        ("avenant n° 1", "18/01/2023", "", "", "", "", "", "", ""),
    ]
    assert dits["Avenants"] == [("1", "T1-01", "modifie la ligne", "6 400,00 €", "8 000,00 €", "16/01/2023 (2023-12)", "pas signé")]
    assert [(rangee[1], rangee[3], rangee[5]) for rangee in dits["Versements"]] == [
        ("avance", "04/11/2022", "3 840,00 €"),
        ("avance", "04/11/2022", "6 000,10 €"),
        ("titre de recettes", "01/02/2023", "1 000,05 €"),
        ("solde", "", "2 560,00 €"),
    ]
    assert dits["Pièces"] == [("T1-01", "2022", "Bilan le 20/01/2023, RIB le 01/10/2022")]
    # Nothing is earned while the avenant waits for its signature, as in the décompte.
    assert dits["Exécution"][0] == ("T1-01", "8 000,00 €", "100", "78", "9 000,00 €", "", "3 840,00 €", "4 160,00 €")
    etats = ("envoyée le 30/09/2022", "signée le 12/10/2022")
    assert dits["Journal"] == [("13/10/2022 09:12", "agent fictif", f"Signature | {LIBERCOURT}", *etats)]


def test_it_is_one_page_without_an_account_nor_a_name(vecu):
    examen = Examen("annexe5.xlsm", vecu, (), "", journal=JOURNAL_FICTIF)
    contenu = chaine.render_historique(examen, LIBERCOURT, JOUR)
    assert count_pages(contenu) == 1
    assert contenu == chaine.render_historique(examen, LIBERCOURT, JOUR)
    historique = repr(compose_historique(vecu, vecu.structure_par_nom[LIBERCOURT], JOURNAL_FICTIF).tableaux)
    assert IBAN not in historique
    assert "Personne Fictive" not in historique


@pytest.mark.parametrize(
    ("cle", "retraits", "acquis"),
    [
        ((LIBERCOURT, "T1-01"), (make_avenant(LIBERCOURT, operation="T1-01", quantite=0, montant=0),), ""),
        (("DEMAIN", "T2-05"), (), "0,00 €"),  # voted at zero
    ],
)
def test_what_is_paid_for_nothing_that_is_financed_stays_in_it(dossier, cle, retraits, acquis):
    payee = amend(pay(dossier, (*cle, "avance", None, date(2022, 11, 4), 2022, "3840", "77")), *retraits)
    historique = compose_historique(payee, payee.structure_par_nom[cle[0]])
    (execution,) = [tableau for tableau in historique.tableaux if tableau.titre == "Exécution"]
    (rangee,) = [tuple(map(simplify, rangee)) for rangee in execution.rangees if rangee[0] == cle[1]]
    assert rangee == (cle[1], "0,00 €", "", "", "", acquis, "3 840,00 €", "−3 840,00 €")


def test_every_structure_of_the_campaign_has_its_page(dossier):
    for structure in dossier.structures:
        assert any(tableau.titre == "Vote" for tableau in compose_historique(dossier, structure).tableaux) is any(
            dossier.name_structure(ligne.structure) == structure.nom for ligne in dossier.lignes
        )
