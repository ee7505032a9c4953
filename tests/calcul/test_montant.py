"""The amount of a line: the cases an officer would check by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import Assiette, load_bareme
from dpid_xl.calcul.montant import CalculImpossible, compute_centimes, compute_montant, write_calcul
from tests.cas import load_cas

CAS = load_cas(__file__, "montants.toml")


def _ids(cas):
    return f"{cas['operation']} {cas.get('quantite', '')} {cas.get('mois', '')} {cas.get('quantite_simple', '')}".strip()


@pytest.mark.parametrize("cas", CAS, ids=_ids)
def test_montant(cas):
    tarifs = load_bareme().find_tarifs(cas["operation"])
    mois = Fraction(cas["mois"]) if "mois" in cas else None
    quantite, simple = (Decimal(cas[nom]) if nom in cas else None for nom in ("quantite", "quantite_simple"))
    arguments = (quantite, mois, simple)
    if "refus" in cas:
        with pytest.raises(CalculImpossible, match=cas["refus"]):
            compute_montant(tarifs, *arguments)
        return
    assert compute_montant(tarifs, *arguments) == cas["montant"]
    calcul = write_calcul(tarifs, cas["unite"], *arguments)
    assert calcul.replace("\u202f", " ").replace("\xa0", " ") == cas["calcul"]


def test_every_line_of_the_campaign_follows_the_bareme_but_one(dossier):
    from dpid_xl.calcul.montant import compute_montant_ligne

    ecarts = [(ligne.structure, compute_montant_ligne(dossier, ligne), ligne.montant) for ligne in dossier.lignes]
    ecarts = [ecart for ecart in ecarts if ecart[1] is not None]
    assert len(ecarts) == 52
    assert [ecart for ecart in ecarts if ecart[1] != ecart[2]] == [("Au bord de la ligne", 800, 12220)]


OPERATIONS = sorted({tarif.operation for tarif in load_bareme().tarifs if tarif.operation})
quantites = st.none() | st.decimals(min_value=-10, max_value=10**6, places=4)
durees = st.none() | st.fractions(min_value=Fraction(-1), max_value=60, max_denominator=930)


def _compute_en_fractions(tarifs, quantite, mois, simple):
    """The rule as it is written: rate × quantity [× months / 12], added up, rounded once to the cent, half up."""
    facteurs = [simple if tarif.assiette is Assiette.QUANTITE_SIMPLE else quantite for tarif in tarifs]
    if all(facteur is None for facteur in facteurs) or any(valeur is not None and valeur < 0 for valeur in (*facteurs, mois)):
        return None
    total = Fraction(0)
    for tarif, facteur in zip(tarifs, facteurs, strict=True):
        unites = min(Fraction(1), Fraction(facteur or 0) * 10**9) if tarif.assiette is Assiette.FORFAIT else Fraction(facteur or 0)
        total += Fraction(tarif.valeur) * unites * (mois / 12 if tarif.prorata and mois is not None else 1)
    return (total * 100 + Fraction(1, 2)) // 1


@given(st.sampled_from([*OPERATIONS, "T2-05"]), quantites, durees, quantites)
def test_the_quick_computation_is_the_written_rule(operation, quantite, mois, simple):
    tarifs = load_bareme().find_tarifs(operation)
    attendu = _compute_en_fractions(tarifs, quantite, mois, simple)
    if attendu is None:
        with pytest.raises(CalculImpossible):
            compute_centimes(tarifs, quantite, mois, simple)
    else:
        assert compute_centimes(tarifs, quantite, mois, simple) == attendu
        assert compute_montant(tarifs, quantite, mois, simple) == Decimal(int(attendu)) / 100


@pytest.mark.parametrize(("mois", "centimes"), [(Fraction(3, 8000), 1), (Fraction(2999, 8000000), 0), (Fraction(9, 8000), 2)])
def test_half_a_cent_goes_up(mois, centimes):
    # 160 € a year: 3/8000 of a month is half a cent.
    assert compute_centimes(load_bareme().find_tarifs("T1-01"), Decimal(1), mois) == centimes
