"""The quick computation and the plain one give the same cents, and refuse the same lines."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.colonnes import compute_centimes, prepare_termes
from dpid_xl.calcul.montant import CalculImpossible, compute_montant
from dpid_xl.calcul.tarifs import find_tarifs_operation

OPERATIONS = sorted({tarif.operation for tarif in load_bareme() if tarif.operation})
quantites = st.none() | st.decimals(min_value=-10, max_value=10**6, places=4)
durees = st.none() | st.fractions(min_value=Fraction(-1), max_value=60, max_denominator=930)


@given(st.sampled_from([*OPERATIONS, "T2-05"]), quantites, durees, quantites)
def test_same_cents(operation, quantite, mois, simple):
    tarifs = find_tarifs_operation(load_bareme(), operation)
    try:
        attendu = compute_montant(tarifs, quantite, mois, simple) * 100
    except CalculImpossible as erreur:
        attendu = str(erreur)
    try:
        obtenu = compute_centimes(prepare_termes(tarifs), quantite, mois, simple)
    except CalculImpossible as erreur:
        obtenu = str(erreur)
    assert obtenu == attendu
