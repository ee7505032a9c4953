"""The barème: every figure dated and sourced, and a loader that refuses what it does not know."""

from datetime import date
from decimal import Decimal

import pytest

from dpid_xl import bareme
from dpid_xl.bareme import ParametreAbsent, find_tarifs, get_valeur, load_bareme
from dpid_xl.modele import Assiette, Lieu, Tarif
from dpid_xl.strict import DonneesInvalides, build_record, load_toml, read_tables

JOUR = date(2022, 9, 27)

ANNONCES = {
    "PLACE_REFERENT_SOLIDARITE": 160,
    "MESURE_ASL_RENFORCEE": 5000,
    "MESURE_ASL_SIMPLE": 2500,
    "SOLUTION_LOGEMENT": 2000,
    "MESURE_ASTRE": 2100,
    "ETP_COORDINATEUR_LOGEMENT_DABORD": 55000,
    "MESURE_ADSL": 5000,
    "MESURE_VIAL": 7000,
    "MESURE_ENVAUL": 10000,
    "TERRITOIRE_GEP": 20000,
    "STRUCTURE_PREMIERES_HEURES": 50000,
    "PARTICIPANTS_PREMIERES_HEURES": 15,
    "POSTE_COORDONNATEUR_ASE": 52000,
    "PLACES_PAR_ETP": 250,
    "DIAGNOSTICS_PAR_ETP": 467,
    "CHARGES_INDIRECTES": Decimal("0.20"),
    "AVANCE": Decimal("0.60"),
    "PART_QUANTITATIVE": Decimal("0.50"),
    "PART_PARTENARIAT": Decimal("0.20"),
    "PART_PARCOURS": Decimal("0.30"),
    "SEUIL_CONVENTION": 23000,
}


@pytest.mark.parametrize(("code", "valeur"), ANNONCES.items())
def test_figures_of_the_deliberation(code, valeur):
    assert get_valeur(load_bareme(), code, JOUR) == valeur


def test_parts_of_referent_solidarite_make_one():
    assert sum(get_valeur(load_bareme(), code, JOUR) for code in ("PART_QUANTITATIVE", "PART_PARTENARIAT", "PART_PARCOURS")) == 1


def test_every_figure_has_a_source_a_unit_and_a_label():
    assert all(tarif.source and tarif.unite and tarif.libelle for tarif in load_bareme())


def test_a_unit_rate_says_what_it_multiplies():
    assert all((tarif.assiette is not None) == bool(tarif.operation) for tarif in load_bareme())


def test_a_figure_does_not_apply_before_its_date():
    with pytest.raises(ParametreAbsent, match="AVANCE"):
        get_valeur(load_bareme(), "AVANCE", date(2021, 12, 31))
    assert find_tarifs(load_bareme(), "T1-01", date(2021, 12, 31)) == ()


def test_no_operation_has_no_rate():
    assert find_tarifs(load_bareme(), "", JOUR) == ()


def _tarif(**changes):
    table = {"code": "X", "libelle": "x", "valeur": 1, "unite": "€", "valable_du": date(2022, 1, 1), "source": "s"} | changes
    return {cle: valeur for cle, valeur in table.items() if valeur is not None}


FACULTATIFS = frozenset({"operation", "assiette", "prorata", "valable_au", "justification"})


@pytest.mark.parametrize(
    ("changes", "mot"),
    [
        ({"prix": 3}, "clé inconnue « prix »"),
        ({"valeur": None}, "clé absente « valeur »"),
        ({"valeur": "160"}, "clé « valeur » : valeur refusée '160'"),
        ({"valeur": True}, "clé « valeur » : valeur refusée True"),
        ({"assiette": "places"}, "clé « assiette »"),
        ({"valable_du": "2022-01-01"}, "clé « valable_du »"),
        ({"prorata": 1}, "clé « prorata »"),
        ({"lieu": "x"}, "clé inconnue « lieu »"),
    ],
)
def test_the_loader_names_file_and_key(changes, mot):
    with pytest.raises(DonneesInvalides, match=f"bareme.toml.*{mot}"):
        build_record(Tarif, _tarif(**changes), "bareme.toml, tarif 1", facultatifs=FACULTATIFS, lieu=Lieu("b", 1))


def test_the_loader_takes_a_right_record():
    tarif = build_record(Tarif, _tarif(assiette="forfait", operation="T9-01"), "b", facultatifs=FACULTATIFS, lieu=Lieu("b", 1))
    assert (tarif.assiette, tarif.prorata, tarif.valable_au) == (Assiette.FORFAIT, False, None)


def test_two_values_on_one_day_are_refused(monkeypatch):
    tables = [_tarif(), _tarif(valable_du=date(2023, 1, 1))]
    monkeypatch.setattr(bareme, "read_tables", lambda *_: tables)
    with pytest.raises(DonneesInvalides, match="le même jour"):
        load_bareme.__wrapped__()
    tables[0]["valable_au"] = date(2022, 12, 31)
    assert len(load_bareme.__wrapped__()) == 2


def test_a_broken_file_is_named(tmp_path):
    fichier = tmp_path / "casse.toml"
    fichier.write_text("a = ", encoding="utf-8")
    with pytest.raises(DonneesInvalides, match=r"casse\.toml"):
        load_toml(fichier)
    with pytest.raises(DonneesInvalides, match=r"absent\.toml"):
        load_toml(tmp_path / "absent.toml")
    with pytest.raises(DonneesInvalides, match="attendu une liste « tarif »"):
        read_tables({"tarifs": []}, "tarif", "x.toml")
