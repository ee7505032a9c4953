"""The barème: every figure dated and sourced, and a loader that refuses what it does not know."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl import bareme
from dpid_xl.bareme import Assiette, Bareme, ParametreAbsent, Sens, Tarif, TarifEnDouble, TarifIllisible, load_bareme
from dpid_xl.lieu import Lieu
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
    "PART_QUANTITATIVE": Decimal("0.50"),
    "PART_PARTENARIAT": Decimal("0.20"),
    "PART_PARCOURS": Decimal("0.30"),
    "SEUIL_CONVENTION": 23000,
}


@pytest.mark.parametrize(("code", "valeur"), ANNONCES.items())
def test_figures_of_the_deliberation(code, valeur):
    assert load_bareme().at(JOUR).get_valeur(code) == valeur


def test_an_avance_is_asked_for_by_its_operation_alone():
    bareme = load_bareme().at(JOUR)
    assert (bareme.find_avance("T1-01"), bareme.find_avance("T1-02")) == (Decimal("0.60"), None)
    with pytest.raises(ParametreAbsent, match=r"taux d'avance pour l'opération « T1-02 » au 27/09/2022"):
        bareme.require_avance("T1-02")
    with pytest.raises(ParametreAbsent, match="AVANCE"):
        bareme.get_unitaire("AVANCE")


@pytest.mark.parametrize("champs", [{"avance_de": "T2-05"}, {"operation": "T2-05"}, {"operation": "T2-05", "assiette": Assiette.QUANTITE}])
def test_an_avance_is_never_a_unit_rate(champs):
    livree = next(tarif for tarif in load_bareme().tarifs if tarif.est_avance)
    bareme = Bareme((*load_bareme().tarifs, replace(livree, **{"avance_de": "", **champs})))
    assert bareme.find_tarifs("T2-05") == ()
    with pytest.raises(ParametreAbsent, match="T2-05"):
        bareme.get_unitaire("T2-05")


def test_of_two_avances_on_a_day_none_is_chosen():
    livree = next(tarif for tarif in load_bareme().tarifs if tarif.est_avance)
    suivante = replace(livree, code="AVANCE_2023", valeur=Decimal("0.5"), valable_du=date(2023, 1, 1))
    deux = Bareme((*load_bareme().tarifs, suivante))
    assert deux.at(date(2023, 1, 1)).find_avance("T1-01") is None
    assert deux.at(date(2022, 12, 31)).find_avance("T1-01") == Decimal("0.60")
    fermee = Bareme((replace(livree, valable_au=date(2022, 12, 31)), suivante))
    assert [fermee.at(jour).find_avance("T1-01") for jour in (date(2022, 12, 31), date(2023, 1, 1))] == [Decimal("0.60"), Decimal("0.5")]


def test_parts_of_referent_solidarite_make_one():
    assert sum(load_bareme().at(JOUR).get_valeur(code) for code in ("PART_QUANTITATIVE", "PART_PARTENARIAT", "PART_PARCOURS")) == 1


def test_every_figure_has_a_source_a_unit_and_a_label():
    assert all(tarif.source and tarif.unite and tarif.libelle for tarif in load_bareme().tarifs)


def test_a_unit_rate_says_what_it_multiplies():
    assert all((tarif.assiette is not None) == bool(tarif.operation) for tarif in load_bareme().tarifs)


def test_a_figure_does_not_apply_before_its_date():
    with pytest.raises(ParametreAbsent, match="SEUIL_CONVENTION"):
        load_bareme().at(date(2001, 6, 6)).get_valeur("SEUIL_CONVENTION")
    date_ = Bareme(tuple(replace(tarif, valable_du=date(2022, 1, 1)) for tarif in load_bareme().tarifs))
    with pytest.raises(ParametreAbsent, match="PART_PARCOURS"):
        date_.at(date(2021, 12, 31)).get_valeur("PART_PARCOURS")
    assert date_.at(date(2021, 12, 31)).find_avance("T1-01") is None
    assert date_.at(date(2021, 12, 31)).find_tarifs("T1-01") == ()


def test_no_operation_has_no_rate():
    assert load_bareme().at(JOUR).find_tarifs("") == ()


PLACE = load_bareme().tarifs[0]
DEUX_ANNEES = Bareme(
    (
        replace(PLACE, valable_au=date(2022, 12, 31)),
        replace(PLACE, valeur=Decimal(170), valable_du=date(2023, 1, 1), valable_au=date(2023, 12, 31)),
    )
)


def test_without_a_date_the_last_known_even_if_closed():
    assert [tarif.valeur for tarif in DEUX_ANNEES.find_tarifs("T1-01")] == [170]
    assert DEUX_ANNEES.get_valeur(PLACE.code) == 170
    assert [tarif.valeur for tarif in DEUX_ANNEES.valables] == [170]


def test_with_a_date():
    assert DEUX_ANNEES.at(JOUR).get_unitaire("T1-01").valeur == 160
    assert DEUX_ANNEES.at(date(2025, 1, 1)).valables == ()
    with pytest.raises(ParametreAbsent, match="T1-01"):
        DEUX_ANNEES.at(date(2025, 1, 1)).get_unitaire("T1-01")
    with pytest.raises(ParametreAbsent, match=f"{PLACE.code} » au 01/01/2025"):
        DEUX_ANNEES.at(date(2025, 1, 1)).get_tarif(PLACE.code)


def test_a_figure_whose_first_day_nobody_says_applies_until_its_last():
    sans_debut = Bareme(tuple(replace(tarif, valable_du=None) if tarif.valeur == 160 else tarif for tarif in DEUX_ANNEES.tarifs))
    for jour in (date(1900, 1, 1), JOUR, date(2022, 12, 31)):
        assert sans_debut.at(jour).get_valeur(PLACE.code) == 160
    for jour in (date(2023, 1, 1), None):
        assert sans_debut.at(jour).get_valeur(PLACE.code) == 170
    assert Bareme((replace(PLACE, valable_du=None),)).get_valeur(PLACE.code) == 160


def test_only_the_law_says_since_when_its_figures_apply():
    dates = {tarif.code for tarif in load_bareme().tarifs if tarif.valable_du}
    assert dates == {"SEUIL_CONVENTION", "DELAI_PUBLICATION", "DELAI_COMPTE_RENDU"}


def test_the_day_of_another_question_is_not_kept():
    assert DEUX_ANNEES.at(JOUR).get_valeur(PLACE.code) == 160
    assert DEUX_ANNEES.at(None).get_valeur(PLACE.code) == DEUX_ANNEES.at(JOUR).at(None).get_valeur(PLACE.code) == 170


def test_two_values_on_a_day_are_refused_to_who_needs_one():
    with pytest.raises(TarifEnDouble, match="deux valeurs"):
        Bareme((PLACE, PLACE)).require_tarifs("T1-01")


def test_an_unreadable_row_fails_only_who_needs_it():
    bareme = Bareme(load_bareme().tarifs, illisibles={"PART_PARCOURS": "barème, ligne 3", "T1-01": "barème, ligne 9"})
    for ask in (lambda: bareme.get_valeur("PART_PARCOURS"), lambda: bareme.find_tarifs("T1-01"), lambda: bareme.get_unitaire("T1-01")):
        with pytest.raises(TarifIllisible, match="barème, ligne"):
            ask()
    assert bareme.get_valeur("PLACES_PAR_ETP") == 250


def test_an_operation_with_two_rates_gives_that_of_the_quantity_first():
    assert load_bareme().get_unitaire("T3-02").code == "MESURE_ASL_RENFORCEE"
    assert load_bareme().get_unitaire("MESURE_ASL_SIMPLE").valeur == 2500
    assert Bareme(load_bareme().tarifs[::-1]).get_unitaire("T3-02").code == "MESURE_ASL_RENFORCEE"


def test_unknown_and_decided_line_by_line():
    assert load_bareme().find_tarifs("T2-05") == ()
    with pytest.raises(ParametreAbsent, match="T2-05"):
        load_bareme().get_unitaire("T2-05")


@pytest.mark.parametrize(("code", "unite"), [("T1-01", "place"), ("T3-04", "ETP"), ("PLACES_PAR_ETP", "ETP"), ("PART_PARCOURS", "")])
def test_unite_comptee(code, unite):
    assert load_bareme().get_unitaire(code).unite_comptee == unite


@pytest.mark.parametrize(
    ("operation", "sens", "unite", "valeur"),
    [
        ("T1-01", Sens.AU_PLUS, "ETP", 250),
        ("T1-03", Sens.ESTIMATION, "ETP", 467),
        ("T2-03", Sens.AU_MOINS, "structure", 5),
        ("T2-11", Sens.ESTIMATION, "structure", 15),
    ],
)
def test_limits_of_the_deliberation(operation, sens, unite, valeur):
    assert load_bareme().find_limite(operation, sens, unite).valeur == valeur


def test_no_limit():
    assert load_bareme().find_limite("T1-01", Sens.AU_MOINS, "ETP") is None
    assert load_bareme().find_limite("T1-01", Sens.AU_PLUS, "structure") is None
    assert load_bareme().find_limite("", Sens.AU_PLUS, "ETP") is None


def _tarif(**changes):
    table = {"code": "X", "libelle": "x", "valeur": 1, "unite": "€", "valable_du": date(2022, 1, 1), "source": "s"} | changes
    return {cle: valeur for cle, valeur in table.items() if valeur is not None}


FACULTATIFS = frozenset({"operation", "assiette", "prorata", "valable_du", "valable_au", "justification", "limite_de", "sens", "avance_de"})


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
    assert len(load_bareme.__wrapped__().tarifs) == 2


def test_a_broken_file_is_named(tmp_path):
    fichier = tmp_path / "casse.toml"
    fichier.write_text("a = ", encoding="utf-8")
    with pytest.raises(DonneesInvalides, match=r"casse\.toml"):
        load_toml(fichier)
    with pytest.raises(DonneesInvalides, match=r"absent\.toml"):
        load_toml(tmp_path / "absent.toml")
    with pytest.raises(DonneesInvalides, match="attendu une liste « tarif »"):
        read_tables({"tarifs": []}, "tarif", "x.toml")
