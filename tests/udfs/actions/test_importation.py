"""« Importer un tableau », « Comparer » and the new exports: what the plan writes, without a spreadsheet."""

import sys
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import Examen, check, examine
from dpid_xl.importation import SourceIllisible
from tests.udfs.actions.classeur import CLASSEUR
from udfs.actions.comparaison import plan_comparer
from udfs.actions.copie import Copie
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.exports import plan_exporter_scdl
from udfs.actions.importation import plan_importer, plan_importer_demandes
from udfs.actions.plan import Contexte
from udfs.actions.vue import Vue


@pytest.fixture
def contexte(dossier):
    """A context whose officer chooses the file that ``choisi`` names."""

    def make(choisi: Path | None) -> Contexte:
        return Contexte(
            vue=None,
            examine=lambda: Examen("annexe5.xlsm", dossier, check(dossier), ""),
            quand=datetime(2022, 9, 27, 10, 0),  # noqa: DTZ001
            utilisateur="agent",
            sur_disque=True,
            choose_fichier=lambda _titre, _extensions: choisi,
            choose_dossier=lambda _titre: choisi,
            copy=lambda: None,
        )

    return make


def test_the_new_workbook_has_the_lines_of_the_table_and_the_operations_of_the_open_one(tmp_path, contexte, dossier):
    source = tmp_path / "liste.csv"
    source.write_text("Opération;Structure;Montant\nT1-01;PAGE;100\nT1-01;Nouvelle;N 5\n", encoding="utf-8")
    plan = plan_importer(contexte(source))
    assert plan.actions == ()
    ((nom, contenu),) = plan.fichiers.produire()
    assert nom == "importe_liste.xlsm"
    (tmp_path / nom).write_bytes(contenu)
    lu = read_classeur(tmp_path / nom).dossier
    assert [ligne.structure for ligne in lu.lignes] == ["PAGE", "Nouvelle"]
    assert [operation.code for operation in lu.operations] == [operation.code for operation in dossier.operations]
    assert "1 cellule refusée" in plan.message


def test_nothing_is_done_when_no_file_is_chosen(contexte):
    assert plan_importer(contexte(None)) is None


def test_a_file_that_is_no_table_is_refused_in_one_sentence(tmp_path, contexte):
    source = tmp_path / "rien.csv"
    source.write_text("a;b\nc;d\n", encoding="utf-8")
    with pytest.raises(SourceIllisible, match="Aucun tableau"):
        plan_importer(contexte(source))


def test_a_host_without_macros_says_the_command(monkeypatch, contexte):
    monkeypatch.setitem(sys.modules, "udfs.extension", None)  # an extension of LibreOffice does not carry it
    with pytest.raises(MacroRefusee, match=r"« dpid-xl importer TABLEAU -o NOUVEAU\.xlsm --base CLASSEUR »"):
        plan_importer(contexte(None))


def test_a_list_of_demands_goes_into_a_copy_of_the_open_workbook(tmp_path, contexte):
    source = tmp_path / "demandes.csv"
    source.write_text("Structure;Opération;Montant demandé\nPAGE;T1-01;100\n", encoding="utf-8")
    vue = Vue("annexe5.xlsm", (), {}, lambda *_bloc: [])
    ouvert = replace(contexte(source), vue=vue, copy=lambda: Copie(CLASSEUR, "", ""))
    plan = plan_importer_demandes(ouvert)
    assert (plan.actions, plan.fichiers.a_cote) == ((), True)
    (nom, contenu), (compte_rendu, _) = plan.fichiers.produire()
    assert (nom, compte_rendu) == ("annexe5_demandes_2022-09-27_100000.xlsm", "annexe5_demandes_2022-09-27_100000.csv")
    (tmp_path / nom).write_bytes(contenu)
    lu = read_classeur(tmp_path / nom).dossier
    assert [(demande.structure, demande.montant_demande) for demande in lu.demandes] == [("PAGE", 100)]
    assert len(lu.lignes) == 143
    assert plan.resultat.startswith("« demandes.csv » : 1 demande, 100")


def test_where_only_values_are_given_the_command_for_demands_is_said(contexte, tmp_path):
    ouvert = replace(contexte(tmp_path / "demandes.csv"), copy=lambda: Copie(CLASSEUR, "", "valeurs seules"))
    with pytest.raises(MacroRefusee, match=r"--base CLASSEUR --demandes"):
        plan_importer_demandes(ouvert)


@pytest.fixture
def avant(tmp_path, dossier):
    """An earlier workbook, where a line had more and another one was not there."""
    fichier = tmp_path / "phase1.xlsm"
    lignes = (replace(dossier.lignes[0], montant=Decimal("7000.00")), *dossier.lignes[2:])
    fichier.write_bytes(build_classeur(locate_dossier(replace(dossier, lignes=lignes)), (), date(2022, 9, 27)))
    return fichier


def test_what_changed_since_another_workbook_is_the_table_of_the_command(contexte, avant, dossier):
    plan = plan_comparer(contexte(avant))
    assert plan.actions == ()
    ((nom, contenu),) = plan.fichiers.produire()
    assert nom == "ecarts_avec_phase1.xlsx"
    ouvert = Examen("annexe5.xlsm", dossier, (), "")
    autre = examine(avant)
    assert contenu == chaine.render_ecarts(chaine.compare_classeurs(autre, ouvert), autre, ouvert, date(2022, 9, 27))
    assert plan.resultat.startswith("Comparé à « phase1.xlsm » : 2 écarts, 134 montants inchangés – différence : 1\u202f000,00\xa0€ ; ")


def test_a_file_that_is_no_workbook_is_not_compared(tmp_path, contexte):
    autre = tmp_path / "autre.xlsx"
    autre.write_bytes(b"PK\x03\x04rien")
    with pytest.raises(ClasseurIllisible):
        plan_comparer(contexte(autre))
    assert plan_comparer(contexte(None)) is None


def test_open_data_come_with_what_the_others_lack(contexte):
    plan = plan_exporter_scdl(contexte(None))
    assert [nom for nom, _ in plan.fichiers.produire()] == ["subventions.csv", "subventions_a_completer.csv"]
    assert plan.resultat == "0 convention publiée, 66 autres à compléter d'abord"
