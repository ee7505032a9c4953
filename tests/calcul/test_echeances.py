"""What falls due, and when: each date once, none that is not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.echeances import Nature, compute_dates_resultat, list_jalons
from dpid_xl.calcul.suivi import compute_dates, compute_resultats
from tests.avances import decide_avances
from tests.exercices import REPARTIES, split
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis


@pytest.fixture(scope="module")
def signe(dossier):
    return with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE))


def _list_libercourt(dossier):
    return [jalon for jalon in list_jalons(dossier) if jalon.structure == LIBERCOURT]


def test_a_signed_convention(signe):
    deux = ("T1-01", "T1-02")
    assert [(jalon.jour, jalon.nature, jalon.operations, jalon.montant) for jalon in _list_libercourt(decide_avances(signe))] == [
        (SIGNATURE, Nature.AVANCE, deux, Decimal("9840.00")),
        (date(2022, 12, 31), Nature.FIN, deux, None),
        (date(2023, 1, 12), Nature.PUBLICATION, deux, None),
        (date(2023, 1, 31), Nature.BILAN, ("T1-01",), None),
        (date(2023, 6, 30), Nature.COMPTE_RENDU, deux, None),
    ]


def test_an_avance_whose_rate_is_not_known_has_no_amount(signe):
    assert [jalon.montant for jalon in _list_libercourt(signe) if jalon.nature is Nature.AVANCE] == [None]


def test_an_avance_is_that_of_its_first_exercice_and_no_day_is_told_for_the_others(dossier):
    signe = with_suivis(decide_avances(dossier), make_suivi("Tous Parrains", "T1-03", signature=SIGNATURE))
    seule = replace(signe, lignes=tuple(ligne for ligne in signe.lignes if ligne.operation == "T1-03"))
    (jalon,) = [j for j in list_jalons(split(seule, *REPARTIES[:2])) if j.nature is Nature.AVANCE]
    assert [(part.exercice, part.montant) for part in jalon.exercices] == [(2022, Decimal("53890.29")), (2023, Decimal("40417.71"))]
    assert jalon.montant == Decimal("32334.17")
    (jalon,) = [j for j in list_jalons(seule) if j.nature is Nature.AVANCE]
    assert (jalon.exercices, jalon.montant) == ((), None)


def test_what_the_signature_starts_waits_for_it(dossier):
    natures = {jalon.nature for jalon in list_jalons(dossier)}
    assert natures == set(Nature) - {Nature.AVANCE, Nature.PUBLICATION}


def test_by_day_then_nature_then_annexe5(signe):
    jalons = list_jalons(signe)
    rangs = {resultat.structure: rang for rang, resultat in reversed(list(enumerate(compute_resultats(signe))))}
    cles = [(jalon.jour, list(Nature).index(jalon.nature), rangs[jalon.structure]) for jalon in jalons]
    assert cles == sorted(cles)
    assert len(set(cles)) == len(cles)


def test_a_bilan_is_due_where_its_operation_gives_the_day(dossier):
    bilans = [jalon for jalon in list_jalons(dossier) if jalon.nature is Nature.BILAN]
    financees = {resultat.structure for resultat in compute_resultats(dossier) if resultat.operation == "T1-01"}
    assert {(jalon.structure, jalon.operations, jalon.jour) for jalon in bilans} == {
        (structure, ("T1-01",), date(2023, 1, 31)) for structure in financees
    }


@pytest.mark.parametrize(("fin", "attendu"), [(date(2023, 1, 31), date(2023, 1, 31)), (date(2023, 2, 1), None), (None, date(2023, 1, 31))])
def test_day_of_the_bilan_of_a_line(dossier, fin, attendu):
    assert compute_dates(dossier, replace(dossier.lignes[0], fin=fin), None).bilan == attendu


@pytest.mark.parametrize("delai", [None, "1e40", "150000"])
def test_a_delay_that_the_bareme_lacks_or_no_calendar_holds_is_no_day(dossier, delai):
    codes = ("DELAI_COMPTE_RENDU", "DELAI_PUBLICATION")
    tarifs = [replace(tarif, valeur=Decimal(delai or 0)) if tarif.code in codes else tarif for tarif in dossier.tarifs]
    sans = replace(dossier, tarifs=tuple(tarif for tarif in tarifs if delai or tarif.code not in codes))
    dates = compute_dates(sans, dossier.lignes[0], SIGNATURE)
    assert (dates.publication, dates.bilan, dates.comptes_rendus) == (None, date(2023, 1, 31), ())


def test_two_lines_that_end_on_different_days(dossier):
    libercourt = dossier.lignes[0]
    lignes = (libercourt, replace(libercourt, fin=date(2023, 6, 30)), replace(libercourt, fin=None))
    deux = replace(dossier, lignes=lignes)
    fins = [jalon.jour for jalon in list_jalons(deux) if jalon.nature is Nature.FIN]
    assert fins == [date(2022, 12, 31), date(2023, 6, 30)]
    (resultat,) = compute_resultats(deux)
    assert compute_dates_resultat(deux, resultat, None).comptes_rendus == (date(2023, 6, 30), date(2024, 6, 30))


def test_nothing_dated_is_nothing_due(dossier):
    lignes = tuple(replace(ligne, debut=None, fin=None) for ligne in dossier.lignes)
    operations = tuple(replace(operation, bilan_au_plus_tard=None) for operation in dossier.operations)
    sans_dates = replace(dossier, lignes=lignes, operations=operations)
    assert list_jalons(sans_dates) == ()
