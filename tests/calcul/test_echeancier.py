"""Avance and solde: they add up to the amount, line by line and for the whole campaign."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import Bareme, ParametreAbsent, load_bareme
from dpid_xl.calcul.echeancier import CODES_DES_PARTS, compute_parts, compute_versements, get_taux_avance, read_taux_des_parts

centimes = st.integers(min_value=0, max_value=10**12).map(lambda nombre: Decimal(nombre).scaleb(-2))


def test_the_campaign_pays_what_was_voted(dossier):
    taux = get_taux_avance(dossier)
    versements = [compute_versements(ligne.montant, taux) for ligne in dossier.lignes if ligne.montant]
    assert len(versements) == 139
    assert sum(versement.avance + versement.solde for versement in versements) == Decimal("6198687.52")


@pytest.mark.parametrize(
    ("montant", "avance"), [("6400", "3840.00"), ("233333.33", "140000.00"), ("0.01", "0.01"), ("18193.74", "10916.24")]
)
def test_avance(montant, avance):
    assert compute_versements(Decimal(montant), Decimal("0.60")).avance == Decimal(avance)


@given(centimes)
def test_parts_of_a_referent_solidarite_amount_add_up(montant):
    parts = compute_parts(montant, read_taux_des_parts(load_bareme()))
    assert parts.quantitative + parts.qualitative == montant


@pytest.mark.parametrize(
    ("code", "valeur", "part", "attendu"),
    [
        ("PART_QUANTITATIVE", "0.6", "quantitative", 60),
        ("PART_PARTENARIAT", "0.1", "partenariat", 10),
        ("PART_PARCOURS", "0.4", "parcours", 40),
    ],
)
def test_each_share_drives_the_part_that_it_names(code, valeur, part, attendu):
    tarifs = tuple(replace(tarif, valeur=Decimal(valeur)) if tarif.code == code else tarif for tarif in load_bareme().tarifs)
    with pytest.raises(ParametreAbsent, match="ne font pas 1"):
        read_taux_des_parts(Bareme(tarifs))
    autre = next(nom for nom in CODES_DES_PARTS if nom != code)
    reste = load_bareme().get_valeur(code) + load_bareme().get_valeur(autre) - Decimal(valeur)
    ajustes = tuple(replace(tarif, valeur=reste) if tarif.code == autre else tarif for tarif in tarifs)
    assert getattr(compute_parts(Decimal(100), read_taux_des_parts(Bareme(ajustes))), part) == attendu
