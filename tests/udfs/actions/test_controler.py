"""Contrôler, on the real workbook through xlwings' remote engine."""

from datetime import UTC, datetime

import pytest

from dpid_xl.anomalies import Anomalie, Gravite, Origine
from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.classeurs.gabarit.manques import write_etat
from dpid_xl.classeurs.gabarit.suivi import make_constats
from dpid_xl.controles import Groupe, group_anomalies, load_messages, summarize, write_constat, write_groupe
from dpid_xl.examen import examine
from dpid_xl.schema import ABSENTE, CONTROLES
from dpid_xl.typographie import compose_typographie
from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.client import edit
from tests.udfs.actions.comparaison import AUTRE_FEUILLE_MONTREE, LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import launch, launch_bureau
from udfs.actions.controle import plan_controler
from udfs.actions.copie import HORS_DE_PORTEE
from udfs.actions.plan import Contexte, Ecriture, protect_texte
from udfs.actions.vue import Place, Vue


@pytest.fixture(scope="module")
def anomalies():
    return examine(CLASSEUR).anomalies


@pytest.fixture(scope="module")
def groupes(anomalies):
    return group_anomalies(anomalies)


@pytest.fixture(scope="module")
def controlee(moteur):  # noqa: ARG001
    return launch("controler", read_octets())


def test_the_sheet_says_what_the_command_line_says(controlee, groupes):
    onglet = controlee.classeur["Contrôles"]
    rangees = [[cellule.value for cellule in rangee] for rangee in onglet["A15" : f"J{14 + len(groupes)}"]]
    regles = load_messages()
    assert [(r[0], r[1], *r[4:9]) for r in rangees] == [
        (
            *(groupe.gravite.value, groupe.tete.origine.feuille, write_groupe(groupe)),
            *(compose_typographie(texte) for texte in (regles[groupe.tete.code].regle, regles[groupe.tete.code].source)),
            *(groupe.tete.code, len(groupe.constats)),
        )
        for groupe in groupes
    ]
    assert onglet.tables["tblControles"].ref == f"A14:J{14 + len(groupes)}"


def test_every_cell_concerned_is_listed_to_take_its_colour(controlee, anomalies, groupes):
    cellules = [rangee[9].value for rangee in controlee.classeur["Contrôles"]["A15" : f"J{14 + len(groupes)}"]]
    assert {cellule for texte in cellules for cellule in texte.split(", ")} == {str(anomalie.origine) for anomalie in anomalies}


def test_an_older_workbook_which_colours_one_cell_by_row_keeps_a_row_per_finding(anomalies):
    plan = _plan([colonne.entete for colonne in CONTROLES.colonnes if colonne.champ != "cellules"])
    (ecriture,) = [action for action in plan.actions if isinstance(action, Ecriture) and action.rang == 15]
    assert [rangee[4] for rangee in ecriture.valeurs] == [protect_texte(write_constat(anomalie)) for anomalie in anomalies]


def test_the_server_says_what_it_does_not_receive(controlee, anomalies):
    bilan = unset(controlee.classeur["Contrôles"]["A13"].value)
    assert bilan == f"Contrôle du 27/09/2022 : {summarize(anomalies)}. {unset(HORS_DE_PORTEE)}"
    assert [phrase for phrase, *_ in controlee.alertes] == [HORS_DE_PORTEE]


def test_the_desktop_controls_the_file_itself(anomalies, tmp_path):
    controlee = launch_bureau("controler", read_octets(), tmp_path)
    assert unset(controlee.classeur["Contrôles"]["A13"].value) == f"Contrôle du 27/09/2022 : {summarize(anomalies)}"
    assert controlee.classeur["Journal"]["D7"].value == summarize(anomalies)


def test_each_row_jumps_to_its_cell(controlee, groupes):
    onglet = controlee.classeur["Contrôles"]
    formule = f"={write_formule(CONTROLES.colonne('lien').formule, CONTROLES.nom).removeprefix('=')}"
    for rang, groupe in enumerate(groupes, 15):
        cellule, lien = onglet.cell(rang, 3), onglet.cell(rang, 4)
        assert cellule.value == (groupe.tete.origine.cellule or None), "the colours look it up: a text, not a formula"
        assert lien.value == formule, "a column of a table has one formula"
        assert lien.number_format == "General", "a formula in a text cell stays a text"
        assert {cellule.hyperlink, lien.hyperlink} == {None}, "an older link would lead elsewhere"


def test_nothing_else_changes(controlee):
    assert (
        set(compare(read_octets(), controlee.octets))
        == {"Contrôles", "Propositions", "À compléter"} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE
    )
    ouvertes = ("Contrôles", "Journal", "Propositions", "À compléter")
    assert controlee.protections == [*((feuille, False) for feuille in ouvertes), *((feuille, True) for feuille in ouvertes)]


def test_the_journal_says_who_what_when_on_which_workbook(controlee, anomalies):
    rangee = [cellule.value for cellule in controlee.classeur["Journal"][7]]
    assert rangee[:4] == ["27/09/2022 14:05", "arras", "Contrôler", f"{summarize(anomalies)}, avec réserve"]
    assert rangee[4:7] == [None, None, None], "the action itself, not what it saw"
    assert rangee[7] == hash_dossier(examine(CLASSEUR).dossier)[:16]
    assert rangee[8].startswith("b-")


def test_a_second_run_adds_a_row_and_clears_what_is_mended(controlee, lancer):
    signalee = next(rangee for rangee in controlee.read("Contrôles")[14:] if (rangee[0], rangee[7]) == ("avertissement", "ligne_a_zero"))
    seconde = lancer("controler", edit(controlee.octets, "Annexe 5", {signalee[2]: 1500}))
    assert seconde.classeur["Journal"]["C8"].value == "Contrôler"
    assert seconde.classeur["Journal"].tables["tblJournal"].ref == "A6:J8"
    assert signalee[4] not in [rangee[4] for rangee in seconde.read("Contrôles")[14:]]


def test_a_justified_warning_stays_after_the_others(lancer):
    controlee = lancer("controler", edit(read_octets(), "Annexe 5", {"O34": "Retrait voté"}))
    lignes = controlee.read("Contrôles")
    assert "avertissements (dont 2 acceptés), " in lignes[12][0]
    avertissements = [ligne for ligne in lignes[14:] if ligne[0] == "avertissement"]
    assert [ligne[7] for ligne in avertissements if unset(ligne[4]).endswith("— accepté : Retrait voté.")] == [
        "dates_absentes",
        "ligne_a_zero",
    ]
    assert all(unset(ligne[4]).endswith("— accepté : Retrait voté.") for ligne in avertissements[-2:])


# --- What the conventions lack ---


def _read_manques(lancee):
    return [rangee for rangee in lancee.read("À compléter")[6:] if any(rangee[:2])]


def test_what_is_missing_is_listed_as_the_command_line_counts_it(controlee):
    manques = examine(CLASSEUR).list_manques()
    assert unset(controlee.read("À compléter")[3][0]) == manques.phrase
    assert [tuple("" if v is None else v for v in rangee[:5]) for rangee in _read_manques(controlee)] == [
        (a.origine.feuille, compose_typographie(a.sujet), compose_typographie(", ".join(a.quoi)), a.documents, a.origine.cellule)
        for a in manques.attentes
    ]
    onglet = controlee.classeur["À compléter"]
    assert onglet.tables["tblManques"].ref == f"A6:F{6 + len(manques.attentes)}"
    assert len({cellule.value for cellule in onglet["F"][6:]}) == 1, "a column of a table has one formula"


def test_what_was_typed_leaves_the_list(controlee, lancer):
    seconde = lancer("controler", edit(controlee.octets, "Campagne", {"B21": "dpid@exemple.fr"}))
    assert len(_read_manques(seconde)) == len(_read_manques(controlee)) - 1
    assert "8 réglages" in controlee.read("À compléter")[3][0]
    assert "7 réglages" in seconde.read("À compléter")[3][0]


def test_while_an_anomaly_blocks_nothing_is_listed(lancer):
    bloquee = lancer("controler", edit(read_octets(), "Annexe 5", {"M8": -800}))
    assert bloquee.read("À compléter")[3][0] == write_etat(None)
    assert _read_manques(bloquee) == []


def test_a_workbook_older_than_the_sheet_is_controlled():
    plan = _plan([colonne.entete for colonne in CONTROLES.colonnes])
    assert {action.feuille for action in plan.actions} == {"Contrôles"}


def _plan(entetes):
    vue = Vue("C.xlsm", ("Contrôles",), {CONTROLES.nom: Place("Contrôles", 14, 1, 15, len(entetes))}, lambda *_bloc: [entetes])
    contexte = Contexte(
        vue,
        lambda: examine(CLASSEUR),
        datetime(2022, 9, 27, 14, 5, tzinfo=UTC),
        "arras",
        sur_disque=True,
        choose_fichier=print,
        choose_dossier=print,
        copy=print,
    )
    return plan_controler(contexte)


def test_a_sheet_that_is_not_there_has_no_link():
    faits = {"structure": "PAGE", "operation": "T1-01"}
    anomalies = [Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine(feuille, "M7"), faits) for feuille in ("Annexe 5", "Budget")]
    rangees = make_constats([Groupe((anomalie,)) for anomalie in anomalies], ["Annexe 5"])
    assert [(rangee["cellule"], rangee["lien"]) for rangee in rangees] == [("M7", "aller"), (ABSENTE, "")]
