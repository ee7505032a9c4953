"""After the signature: the cases an officer would settle by hand, and what always holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.suivi import compute_dates, compute_prevu, compute_resultats, find_signatures
from tests.cas import load_cas
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis

CAS = load_cas(__file__, "suivi.toml")
COLONNES = {"verse": "versement", "partenariat": "note_partenariat", "parcours": "note_parcours"} | {
    nom: nom for nom in ("realise", "realise_simple", "depenses", "acquis_arrete", "motif")
}
PLEINES = {"note_partenariat": Decimal(1), "note_parcours": Decimal(1)}

centimes = st.integers(min_value=1, max_value=10**10).map(lambda nombre: Decimal(nombre).scaleb(-2))
quantites = st.decimals(min_value="0.01", max_value=5000, places=2)
notes = st.decimals(min_value=0, max_value=1, places=3)


def _make_lignes(dossier, operation, lignes):
    modele = next(ligne for ligne in dossier.lignes if ligne.operation == operation)
    for montant, quantite, *simple in lignes:
        quantites_ = {
            "quantite": None if isinstance(quantite, str) else Decimal(quantite),
            "quantite_simple": Decimal(simple[0]) if simple else None,
            "unite": "forfait" if quantite == "forfait" else modele.unite,
            "objectif": "sans objectif chiffré" if quantite == "sans objectif" else "",
        }
        yield replace(modele, structure=LIBERCOURT, montant=Decimal(montant), **quantites_)


def _compute(dossier, lignes, *, operation="T1-01", parts=False, **suivi):
    operations = tuple(replace(une, solde_en_parts=parts) for une in dossier.operations)
    seul = replace(dossier, lignes=tuple(_make_lignes(dossier, operation, lignes)), operations=operations)
    motif = suivi.pop("motif", "")
    (resultat,) = compute_resultats(with_suivis(seul, replace(make_suivi(LIBERCOURT, operation, **suivi), motif=motif)))
    return resultat


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas["titre"])
def test_cas(dossier, cas):
    suivi = {colonne: cas[nom] for nom, colonne in COLONNES.items() if nom in cas}
    resultat = _compute(dossier, cas["lignes"], operation=cas.get("operation", "T1-01"), parts=cas.get("solde_en_parts", False), **suivi)
    assert (resultat.acquis, resultat.solde) == (cas.get("acquis"), cas.get("solde"))
    assert resultat.montant == sum(Decimal(ligne[0]) for ligne in cas["lignes"])


@given(centimes, quantites, quantites, st.just((None, None)) | st.tuples(notes, notes), st.none() | centimes)
def test_never_more_than_the_amount_and_to_the_cent(dossier, montant, prevu, realise, deux_notes, versement):
    suivi = {"realise": realise, "note_partenariat": deux_notes[0], "note_parcours": deux_notes[1], "versement": versement}
    resultat = _compute(dossier, [(montant, prevu)], **suivi)
    assert 0 <= resultat.acquis <= montant
    assert resultat.acquis == round(resultat.acquis, 2)
    assert resultat.solde is None if versement is None else resultat.solde + versement == resultat.acquis


@given(centimes, quantites, st.booleans())
def test_full_results_earn_the_amount_exactly(dossier, montant, prevu, en_parts):
    pleines = PLEINES if en_parts else {}
    assert _compute(dossier, [(montant, prevu)], realise=prevu, **pleines).acquis == montant


def test_with_one_note_nothing_is_earned_yet(dossier):
    resultat = _compute(dossier, [(Decimal(6400), 80)], realise=80, note_parcours=Decimal(1))
    assert (resultat.acquis, resultat.solde) == (None, None)


def test_without_a_row_nothing_is_known(dossier):
    resultats = compute_resultats(dossier)
    assert sum(resultat.montant for resultat in resultats) == Decimal("6198687.52")
    assert {(resultat.suivi, resultat.acquis, resultat.solde) for resultat in resultats} == {(None, None, None)}


def test_a_row_says_nothing_of_the_other_operations(dossier):
    resultats = compute_resultats(with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", realise=80, **PLEINES)))
    assert [(resultat.structure, resultat.operation) for resultat in resultats if resultat.acquis is not None] == [(LIBERCOURT, "T1-01")]


def test_a_variant_of_the_name_is_the_same_structure(dossier):
    resultats = compute_resultats(with_suivis(dossier, make_suivi("ccas de LIBERCOURT", "T1-01", realise=80, **PLEINES)))
    assert resultats[0].acquis == 6400


def test_the_first_of_two_rows_counts(dossier):
    deux = with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", realise=80), make_suivi(LIBERCOURT, "T1-01", realise=1))
    assert compute_resultats(deux)[0].suivi.realise == 80


def test_avances_are_rounded_line_by_line(dossier):
    resultat = _compute(dossier, [("0.01", 1), ("0.01", 1)])
    assert (resultat.montant, resultat.avance) == (Decimal("0.02"), Decimal("0.02"))


def test_a_signature_may_stand_on_any_row(dossier):
    signe = with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01"), make_suivi(LIBERCOURT, "T1-02", signature=SIGNATURE))
    assert find_signatures(signe) == {(LIBERCOURT, ""): SIGNATURE}
    assert find_signatures(dossier) == {}


def test_an_avenant_is_signed_on_its_own_day(dossier):
    jour = date(2022, 11, 2)
    signe = with_suivis(dossier, make_suivi("PAGE", "T1-01", signature=jour), make_suivi("PAGE", "T2-05", signature=SIGNATURE))
    assert find_signatures(signe) == {("PAGE", ""): SIGNATURE, ("PAGE", "n° 2022-02942"): jour}
    assert {resultat.operation: resultat.convention for resultat in compute_resultats(signe) if resultat.structure == "PAGE"} == {
        "T1-01": ("PAGE", "n° 2022-02942"),
        "T2-05": ("PAGE", ""),
    }


def test_planned_quantity_of_the_packaged_lines(dossier):
    assert compute_prevu(dossier, dossier.lignes[:1]) == 80
    assert compute_prevu(dossier, []) == 0


def test_sixteen_packaged_lines_say_no_quantity_and_plan_nothing_known(dossier):
    muettes = [ligne for ligne in dossier.lignes if ligne.financee and compute_prevu(dossier, [ligne]) is None]
    assert (len(muettes), sum(ligne.montant for ligne in muettes)) == (16, Decimal("831298.74"))
    assert not any(ligne.quantite or ligne.quantite_simple for ligne in muettes)


def test_nothing_is_earned_on_a_quantity_that_nobody_said(dossier):
    suivi = make_suivi("GEIQ 3A", "T2-03", realise=1, versement="18000")
    (resultat,) = (resultat for resultat in compute_resultats(with_suivis(dossier, suivi)) if resultat.suivi)
    assert (resultat.montant, resultat.prevu, resultat.acquis, resultat.solde) == (30000, None, None, None)


def test_one_line_without_quantity_leaves_the_operation_unknown(dossier):
    dite = dossier.lignes[0]
    assert compute_prevu(dossier, [dite, replace(dite, quantite=None)]) is None
    assert compute_prevu(dossier, [dite, replace(dite, quantite=Decimal(0))]) is None


def test_a_lump_sum_counts_one_by_its_own_unit_or_that_of_its_operation(dossier):
    forfait = replace(dossier.lignes[0], quantite=None, unite="forfait")
    assert compute_prevu(dossier, [forfait]) == 1
    operations = tuple(replace(operation, unite="forfait") for operation in dossier.operations)
    sans_unite = replace(forfait, unite="")
    assert compute_prevu(replace(dossier, operations=operations), [sans_unite]) == 1
    assert compute_prevu(dossier, [sans_unite]) is None
    assert compute_prevu(dossier, [replace(sans_unite, operation="T9-99")]) is None


def test_dates(dossier):
    dates = compute_dates(dossier, dossier.lignes[0], date(2022, 11, 30))
    assert (dates.publication, dates.bilan, dates.comptes_rendus) == (date(2023, 2, 28), date(2023, 1, 31), (date(2023, 6, 30),))
    inconnues = compute_dates(dossier, replace(dossier.lignes[0], fin=None), None)
    assert (inconnues.publication, inconnues.comptes_rendus) == (None, ())


def test_a_financial_report_for_each_year_of_the_operation(dossier):
    longue = replace(dossier.lignes[0], debut=date(2022, 5, 1), fin=date(2023, 6, 30))
    assert compute_dates(dossier, longue, None).comptes_rendus == (date(2023, 6, 30), date(2024, 6, 30))
    assert compute_dates(dossier, replace(longue, debut=None), None).comptes_rendus == (date(2024, 6, 30),)
