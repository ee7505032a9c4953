"""The front door: its page is executed, its answers are the package's own, and it loads no renderer."""

import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import dpid_xl
from dpid_xl.examen import Bloque
from dpid_xl.schema import ANNEXE5
from dpid_xl.schema.annexe5 import AUXILIAIRES

RACINE = Path(__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
PAGE = (RACINE / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def campagne():
    return dpid_xl.open_classeur(str(CLASSEUR))


def test_every_example_of_the_page_runs(tmp_path):
    shutil.copy(CLASSEUR, tmp_path / "annexe5.xlsm")
    blocs = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocs) == 7
    execution = subprocess.run([sys.executable, "-c", "\n".join(blocs)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert execution.returncode == 0, execution.stderr
    assert "« absent.xlsm »" in execution.stdout
    assert "6198687.52" in execution.stdout
    assert (tmp_path / "montants.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_names_every_public_attribute():
    publics = {nom for nom in vars(dpid_xl.CampagneOuverte) if not nom.startswith("_")}
    assert {nom for nom in publics if f"`{nom}" not in PAGE} == set()


def test_it_loads_neither_renderer_nor_pandas():
    code = (
        "import sys, dpid_xl\n"
        "assert [nom for nom in sys.modules if nom.startswith('dpid_xl.')] == ['dpid_xl.version']\n"
        f"campagne = dpid_xl.open_classeur({str(CLASSEUR)!r})\n"
        "campagne.anomalies, campagne.totaux('structure'), campagne.conventions()\n"
        "print([nom for nom in sys.modules if nom.startswith('dpid_xl.rendus') or nom in ('typst', 'xlsxwriter', 'pandas', 'docxtpl')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_workbook_and_package_say_the_same(campagne):
    livree = dpid_xl.load_campagne("2022_phase2")
    assert campagne.montant == livree.montant == Decimal("6198687.52")
    assert [ligne.montant for ligne in campagne.lignes] == [ligne.montant for ligne in livree.lignes]
    assert campagne.totaux("operation") == campagne.totaux("Opération") == livree.totaux("opération")


def test_anomalies_have_their_sentence_and_their_cell(campagne):
    ecart = next(constat for constat in campagne.anomalies if constat.code == "montant_ecart_bareme")
    assert (ecart.gravite, ecart.feuille, ecart.cellule) == ("avertissement", "Annexe 5", "M10")
    assert "Au bord de la ligne" in ecart.phrase
    assert "11\u202f420,00\xa0€" in ecart.phrase


def test_the_table_is_the_sheet(campagne):
    tableau = campagne.to_pandas()
    assert list(tableau.columns) == [colonne.entete for colonne in ANNEXE5.colonnes if colonne.champ not in AUXILIAIRES]
    assert len(tableau) == 143
    assert tableau["Montant retenu"].sum() == campagne.montant
    assert {type(montant) for montant in tableau["Montant retenu"]} == {Decimal}
    assert tableau["Début"].iloc[0].date() == date(2022, 7, 1)
    assert tableau["Début"].isna().sum() == sum(ligne.debut is None for ligne in campagne.lignes) > 0
    par_thematique = tableau.groupby("Thématique")["Montant retenu"].sum()
    assert dict(par_thematique) == {code: total.montant for code, total in campagne.totaux("thématique").items()}


def test_an_unknown_axis_is_refused(campagne):
    with pytest.raises(dpid_xl.Refus, match="« couleur » n'existe pas : choisissez parmi opération"):
        campagne.totaux("couleur")


def test_what_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "x.xlsm").write_text("x")
    with pytest.raises(dpid_xl.Refus):
        dpid_xl.open_classeur(tmp_path / "x.xlsm")
    with pytest.raises(dpid_xl.Refus, match="n'existe pas"):
        dpid_xl.load_campagne("2031")


def test_conventions_wait_for_a_sound_workbook(campagne):
    from dataclasses import replace

    from dpid_xl.examen import Examen, check

    assert len(campagne.conventions()) == 89
    assert [convention.structure.nom for convention in campagne.conventions(["page"])] == ["PAGE"]
    faux = replace(campagne.dossier, lignes=(replace(campagne.lignes[0], montant=None), *campagne.lignes[1:]))
    with pytest.raises(Bloque, match="Aucune convention"):
        dpid_xl.CampagneOuverte(Examen("x", faux, check(faux), "")).conventions()


def test_the_door_says_what_it_has():
    assert dpid_xl.__all__ == ["CampagneOuverte", "Constat", "Refus", "__version__", "importer", "load_campagne", "open_classeur"]
    assert all(hasattr(dpid_xl, nom) for nom in dpid_xl.__all__)
    with pytest.raises(AttributeError, match="read_csv"):
        dpid_xl.read_csv  # noqa: B018 - a name that it does not have
