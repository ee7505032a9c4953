"""One cause, one finding: what follows from a finding is what its mend takes away, and nothing else."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.controles import causes, check_dossier, group_anomalies, load_messages, summarize, write_groupe
from dpid_xl.controles.causes import EXPLICATIONS, LARGES
from dpid_xl.lieu import Origine
from tests.typographie import unset


@pytest.fixture(scope="module")
def campagne(dossier):
    return locate_dossier(dossier)


@pytest.fixture(scope="module")
def connues(campagne):
    return {anomalie.repere for anomalie in check_dossier(campagne)}


def _type(campagne, rang, **valeurs):
    lignes = tuple(replace(ligne, **valeurs) if ligne.lieu.rang == rang else ligne for ligne in campagne.lignes)
    assert lignes != campagne.lignes
    return replace(campagne, lignes=lignes)


def _list_nouveaux(campagne, connues, *lecture):
    """Return the groups that show something new and to be dealt with: cause, gravity, how many findings follow."""
    groupes = group_anomalies(check_dossier(campagne, *lecture))
    nouveaux = [groupe for groupe in groupes if any(constat.repere not in connues for constat in groupe.constats)]
    return [
        (groupe.tete.code, groupe.tete.origine.cellule, groupe.gravite.value, len(groupe.consequences))
        for groupe in nouveaux
        if groupe.gravite is not Gravite.INFORMATION
    ]


def _refuse(cellule, code="lecture_montant_illisible"):
    return Anomalie(code, Gravite.BLOQUANTE, Origine("Annexe 5", cellule), {"entete": "x", "valeur": "x", "raison": "x"})


@pytest.mark.parametrize(
    ("rang", "valeurs", "attendus"),
    [
        (8, {"montant": Decimal(40000)}, [("montant_ecart_bareme", "M8", "bloquante", 4)]),
        (52, {"montant": Decimal(1)}, [("total_ecart_decision", "L17", "bloquante", 3)]),
        (52, {"montant": Decimal(-8250)}, [("montant_negatif", "M52", "bloquante", 5)]),
        (52, {"montant": None}, [("montant_absent", "M52", "bloquante", 5)]),
        (50, {"operation": "T9-99"}, [("operation_inconnue", "B50", "bloquante", 6)]),
        (107, {"fin": date(2033, 12, 31)}, [("dates_hors_campagne", "J107", "avertissement", 2)]),
        (10, {"quantite": Decimal(-10)}, [("quantite_negative", "G10", "bloquante", 1)]),
    ],
)
def test_one_wrong_cell_is_one_finding(campagne, connues, rang, valeurs, attendus):
    assert _list_nouveaux(_type(campagne, rang, **valeurs), connues) == attendus


def test_what_cannot_be_read_explains_the_totals_that_lack_it(campagne, connues):
    illisible = _type(campagne, 10, montant=None)
    assert _list_nouveaux(illisible, connues, _refuse("M10")) == [("lecture_montant_illisible", "M10", "bloquante", 5)]


def test_two_wrong_cells_are_two_findings_and_share_the_larger_totals(campagne, connues):
    deux = _type(_type(campagne, 33, montant=Decimal(19999)), 100, montant=Decimal(35999))
    groupes = [groupe for groupe in group_anomalies(check_dossier(deux)) if groupe.gravite is Gravite.BLOQUANTE]
    assert [(groupe.tete.origine.cellule, len(groupe.consequences)) for groupe in groupes] == [("L14", 3), ("L22", 0)]
    assert {groupe.tete.code for groupe in groupes} == {"total_ecart_decision"}
    assert connues


def test_an_error_beside_one_that_explains_nothing_is_not_folded_under_it(campagne):
    """T1-01 has a line that is not at its rate and was voted so: another line of it is wrong, and the total says it alone."""
    groupes = group_anomalies(check_dossier(_type(campagne, 9, montant=Decimal(2000))))
    assert [groupe.tete.code for groupe in groupes if groupe.tete.origine.cellule == "M10"] == ["montant_ecart_bareme"]
    (bloquant,) = [groupe for groupe in groupes if groupe.gravite is Gravite.BLOQUANTE]
    assert bloquant.tete.origine.cellule == "M9"


def test_what_was_accepted_explains_nothing(campagne):
    accepte = _type(campagne, 8, montant=Decimal(40000), justification="Reliquat voté")
    groupes = [groupe for groupe in group_anomalies(check_dossier(accepte)) if groupe.gravite is Gravite.BLOQUANTE]
    assert [groupe.tete.code for groupe in groupes] == ["total_ecart_decision"]


def test_a_rate_that_changed_explains_the_amounts_that_it_makes_wrong(campagne):
    tarifs = tuple(replace(tarif, valeur=tarif.valeur + 1) if tarif.code == "MESURE_ADSL" else tarif for tarif in campagne.tarifs)
    (groupe,) = [g for g in group_anomalies(check_dossier(replace(campagne, tarifs=tarifs))) if g.tete.code == "bareme_modifie"]
    assert {anomalie.code for anomalie in groupe.consequences} == {"montant_ecart_bareme"}


def test_the_sentence_names_what_follows_and_where(campagne):
    (groupe,) = [g for g in group_anomalies(check_dossier(_type(campagne, 8, montant=Decimal(40000)))) if g.gravite is Gravite.BLOQUANTE]
    places = [f"{anomalie.origine.feuille} {anomalie.origine.cellule}" for anomalie in groupe.consequences]
    objets = ("la ligne budgétaire C02-566A05", "l'opération T1-01", "l'article 1", "la thématique T1")
    suites = ", ".join(f"le total de {objet} ({place})" for objet, place in zip(objets, places, strict=True))
    assert unset(write_groupe(groupe)).endswith(f"4 conséquences, qui disparaîtront avec : {suites}.")
    assert "1 bloquante, " in summarize(groupe.constats)
    assert summarize(groupe.constats).endswith("(5 constats réunis, dont 4 conséquences)")


def test_every_finding_is_shown_once_and_nothing_that_blocks_under_less(campagne):
    anomalies = check_dossier(_type(_type(campagne, 8, montant=Decimal(40000)), 52, montant=None))
    groupes = group_anomalies(anomalies)
    assert sorted(anomalies, key=repr) == sorted((constat for groupe in groupes for constat in groupe.constats), key=repr)
    assert all(groupe.gravite is Gravite.BLOQUANTE for groupe in groupes if any(c.gravite is Gravite.BLOQUANTE for c in groupe.constats))
    assert [groupe.gravite for groupe in groupes] == sorted((groupe.gravite for groupe in groupes), key=list(Gravite).index)


def test_a_consequence_whose_cause_is_not_there_stands_on_its_own():
    seule = Anomalie(
        "ligne_a_zero",
        Gravite.AVERTISSEMENT,
        Origine("Annexe 5", "M7"),
        {"operation": "T1-01"},
        cause=("montant_absent", Origine("Annexe 5", "M7")),
    )
    assert [groupe.tete for groupe in group_anomalies([seule])] == [seule]


def test_every_code_that_may_follow_has_its_words():
    messages = load_messages()
    possibles = {code for explication in (*EXPLICATIONS, LARGES) for code in explication.consequences}
    assert {code for code, message in messages.items() if message.suite} == possibles
    assert {code for explication in EXPLICATIONS for code in explication.causes} <= set(messages)


@pytest.mark.parametrize("code", [code for code, message in load_messages().items() if message.ensemble or message.suite])
def test_the_words_for_several_name_facts_that_the_sentence_has(code):
    message = load_messages()[code]
    faits = set(re.findall(r"\{(\w+)\}", message.message))
    assert set(re.findall(r"\{(\w+)\}", message.ensemble)) - {"nombre", "membres"} <= faits
    assert set(re.findall(r"\{(\w+)\}", message.membre)) - {"cellule"} <= faits
    assert set(re.findall(r"\{(\w+)\}", message.suite)) <= faits
    assert bool(message.ensemble) == bool(message.membre)
    assert not message.ensemble or "{membres}" in message.ensemble
    assert not message.ensemble or message.ensemble.endswith(".")


def test_a_workbook_full_of_errors_is_not_looked_at_for_ever(campagne, monkeypatch):
    monkeypatch.setattr(causes, "LIGNES_REVUES_MAXIMUM", 3 * len(campagne.lignes))
    fausses = tuple(replace(ligne, montant=ligne.montant + 1) if ligne.montant else ligne for ligne in campagne.lignes)
    anomalies = check_dossier(replace(campagne, lignes=fausses))
    suites = {anomalie.cause for anomalie in anomalies if anomalie.cause}
    assert len(suites) <= 3
    assert sum(len(groupe.constats) for groupe in group_anomalies(anomalies)) == len(anomalies)
