"""A row of total typed in the table of Annexe 5, or under it, is no line."""

from decimal import Decimal

import pytest

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.controles import get_message
from tests.classeurs.fabrique import Essai, Formule, list_constats
from tests.typographie import unset

SOUS = ("lecture_ligne_de_total", "information", "Annexe 5!A9")
FAUX = ("lecture_total_different", "avertissement", "Annexe 5!M9")


@pytest.mark.parametrize(
    ("saisie", "constats"),
    [
        ({"Structure": "TOTAL", "Montant retenu": 8000.5}, [SOUS]),
        ({"Opération": "Total général", "Montant retenu": Formule("=SUM(M7:M8)", 8000.5)}, [SOUS]),
        ({"Territoire": "S/Total Artois", "Montant retenu": 8000.5}, [SOUS]),
        ({"Structure": "Montant total"}, [SOUS]),
        ({"Montant retenu": 8000.5}, [SOUS]),
        ({"Structure": "Total", "Montant retenu": 8000}, [SOUS, FAUX]),
    ],
)
def test_a_total_under_the_table(lire, saisie, constats):
    lecture = lire(Essai(dessous={"tblAnnexe5": [(0, saisie)]}))
    assert list_constats(lecture) == constats
    assert (len(lecture.dossier.lignes), sum_montants(lecture.dossier.lignes)) == (2, Decimal("8000.50"))


def test_a_total_in_the_table_is_counted_by_the_sums_of_the_sheet(lire):
    essai = (
        Essai()
        .set("Structure", "TOTAL", rang=1)
        .set("Opération", "", rang=1)
        .set("Quantité", None, rang=1)
        .set("Montant retenu", 6400, rang=1)
    )
    lecture = lire(essai)
    assert list_constats(lecture) == [("lecture_total_dans_le_tableau", "avertissement", "Annexe 5!A8")]
    assert len(lecture.dossier.lignes) == 1


def test_a_wrong_total_says_both_sums(lire):
    lecture = lire(Essai(dessous={"tblAnnexe5": [(0, {"Structure": "Total", "Montant retenu": 8000})]}))
    assert unset(get_message(lecture.anomalies[1])).startswith(
        "La rangée de total « Total » dit 8 000,00 € alors que les lignes font 8 000,50 €, soit un écart de -0,50 € : corrigez-la"
    )


def test_a_sum_of_what_stands_above_it_is_right(lire):
    lignes = [
        (0, {"Territoire": "Sous-total", "Montant retenu": 8000.5}),
        (1, {"Opération": "T1-01", "Structure": "PAGE", "Montant retenu": 100}),
        (2, {"Territoire": "Sous-total", "Montant retenu": 100}),
        (3, {"Territoire": "Total", "Montant retenu": 8100.5}),
    ]
    codes = [code for code, *_ in list_constats(lire(Essai(dessous={"tblAnnexe5": lignes})))]
    assert codes == ["lecture_ligne_hors_tableau", *["lecture_ligne_de_total"] * 3]


@pytest.mark.parametrize(
    "saisie",
    [
        {"Opération": "T1-01", "Structure": "Totalement jeunes", "Montant retenu": 100},
        {"Opération": "T1-01", "Structure": "Total Énergies", "Montant retenu": 100, "Quantité": 1},
        {"Opération": "T1-01", "Structure": "PAGE", "Territoire": "Total du département", "Montant retenu": 100},
        {"Montant retenu": 8000},
    ],
)
def test_a_line_is_not_taken_for_a_total(lire, saisie):
    lecture = lire(Essai(dessous={"tblAnnexe5": [(0, saisie)]}))
    assert len(lecture.dossier.lignes) == 3
    assert "lecture_ligne_de_total" not in {anomalie.code for anomalie in lecture.anomalies}
