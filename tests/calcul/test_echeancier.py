"""Avance and solde: they add up to the amount, line by line and for the whole campaign."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import Bareme, ParametreAbsent, load_bareme
from dpid_xl.calcul.echeancier import (
    CODES_DES_PARTS,
    compute_avance,
    compute_parts,
    compute_versements,
    compute_versements_ligne,
    read_taux_des_parts,
)
from tests.avances import decide_avances

centimes = st.integers(min_value=0, max_value=10**12).map(lambda nombre: Decimal(nombre).scaleb(-2))


def test_the_campaign_pays_what_was_voted(dossier):
    decide = decide_avances(dossier)
    versements = [compute_versements_ligne(decide, ligne) for ligne in decide.lignes if ligne.montant]
    assert len(versements) == 139
    assert sum(versement.avance + versement.solde for versement in versements) == Decimal("6198687.52")


def test_what_the_deliberation_does_not_say_is_not_paid(dossier):
    connues = {ligne.operation: avance for ligne in dossier.lignes if (avance := compute_avance(dossier, (ligne,))) is not None}
    assert set(connues) == {"T1-01"}
    referent = [ligne for ligne in dossier.lignes if ligne.operation == "T1-01"]
    assert compute_avance(dossier, referent) == Decimal("13476.00")
    assert compute_avance(dossier, dossier.lignes) is None


def test_each_operation_has_its_own_rate(dossier):
    livree = next(tarif for tarif in dossier.tarifs if tarif.avance_de)
    seconde = replace(livree, avance_de="T2-05", valeur=Decimal("0.5"))
    decide = replace(dossier, tarifs=(*dossier.tarifs, seconde))
    taux = [decide.bareme.find_avance(code) for code in ("T1-01", "T2-05", "T3-02")]
    assert taux == [Decimal("0.60"), Decimal("0.5"), None]
    assert decide.bareme.find_tarifs("T2-05") == ()


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
