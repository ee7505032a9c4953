"""The sheet « Demandes »: typed, read back, computed by Calc as by the package."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.gabarit.demandes import make_demandes
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier
from dpid_xl.schema import DEMANDES
from tests.classeurs.court import shorten_for_calc
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.demandes import DEMANDES as RECUES
from tests.demandes import apply_for
from tests.udfs.libreoffice.calc import recalculate_tous
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

PASSEE = {"au_vote_le": date(2022, 9, 28), "quantite_fixee": 80, "montant_fixe": 6400, "debut_fixe": date(2022, 7, 1)}


@pytest.fixture(scope="module")
def demande(dossier: Dossier) -> Dossier:
    premiere, *autres = RECUES
    return locate_dossier(apply_for(dossier, replace(premiere, **PASSEE), *autres))


@pytest.fixture(scope="module")
def chemin(demande: Dossier, jour: date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("demandes") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(demande, (), jour, load_extension()))
    return chemin


@pytest.fixture(scope="module")
def rangees(chemin: Path) -> list:
    return read_valeurs(openpyxl.load_workbook(chemin, data_only=True), DEMANDES)


def test_what_was_typed_and_passed_is_read_back(chemin: Path, demande: Dossier):
    lu = read_classeur(chemin).dossier
    assert lu.demandes == demande.demandes
    assert lu.deliberations == demande.deliberations


def test_what_the_body_had_stands_beside(rangees):
    avant = [(r["Accordé avant"], r["Réalisé avant"], r["Acquis avant"], r["Lignes avant"]) for r in rangees]
    assert avant == [
        (5000.1, 45, 3900.25, 2),
        (None, None, None, 0),  # the same body, another operation
        (2240, None, None, 1),  # of the last campaign only
        (20000, 0, 0, 1),  # nothing done is a result
        (None, None, None, 0),
        (None, None, None, 0),
        (None, None, None, 0),
    ]


def test_what_it_asks_elsewhere_stands_beside(rangees):
    ailleurs = [(r["Structure (registre)"], r["Autres demandes"], r["Demandé ailleurs"]) for r in rangees]
    assert ailleurs == [
        ("CCAS de Libercourt", 1, 15000.5),
        ("CCAS de Libercourt", 1, 8000),
        ("PAGE", 0, 0),
        ("4AJ", 1, 0),
        ("4AJ", 1, 50000),
        ("Structure inventée", 0, 0),
        ("ID Formation", 0, 0),
    ]


def test_what_is_proposed_comes_from_the_bareme_or_is_typed(rangees):
    proposes = [(r["Montant calculé"], r["Montant proposé"], r["État"], r["Délibération n°"]) for r in rangees]
    assert proposes == [
        (6400, 6400, "au vote", "2022-375"),
        (None, 12000, "retenue", "2022-400"),
        (None, None, "refusée", "2022-375"),
        (20000, 20000, "à décider", None),
        ("sans dates", None, "à instruire", None),
        (None, None, "ajournée", None),
        (None, None, "à instruire", None),
    ]


def test_the_campaign_has_no_invented_demand(octets: bytes):
    classeur = openpyxl.load_workbook(io.BytesIO(octets), data_only=True)
    (rangee,) = read_valeurs(classeur, DEMANDES)
    assert set(rangee.values()) <= {None, 0}
    assert classeur[DEMANDES.feuille].sheet_state == "hidden"


@pytest.fixture(scope="module")
def cas(chemin: Path, demande: Dossier, octets: bytes, jour: date, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Each workbook as written and as Calc has it, one LibreOffice for all; where demands alone count, the campaign has few lines."""
    negative = replace(demande.demandes[3], quantite=Decimal(-3))
    petit = replace(demande, lignes=demande.lignes[:20])
    with shorten_for_calc(30):
        ecrits = {
            "filled": chemin.read_bytes(),
            "empty": octets,
            "in error": build_classeur(replace(petit, demandes=(*petit.demandes, negative)), (), jour, load_extension()),
            "names of signs": build_classeur(_name_by_signs(petit), (), jour, load_extension()),
        }
    lieu = tmp_path_factory.mktemp("calculees")
    copies = [lieu / f"{rang}.xlsx" for rang in range(len(ecrits))]
    for copie, contenu in zip(copies, ecrits.values(), strict=True):
        copie.write_bytes(adapt_classeur(contenu))
    lus = (openpyxl.load_workbook(io.BytesIO(contenu), data_only=True) for contenu in ecrits.values())
    return dict(zip(ecrits, zip(lus, recalculate_tous(copies, build_oxt()), strict=True), strict=True))


@pytest.mark.libreoffice
@pytest.mark.parametrize("nom", ["filled", "empty", "in error", "names of signs"])
def test_calc_computes_the_same(cas: dict, nom: str):
    ecrit, recalcule = cas[nom]
    assert _simplify(read_valeurs(recalcule, DEMANDES)) == _simplify(read_valeurs(ecrit, DEMANDES))
    assert [cellule.value for cellule in recalcule["Demandes"][4]] == [cellule.value for cellule in ecrit["Demandes"][4]], "totals above"


def _name_by_signs(dossier: Dossier) -> Dossier:
    """The same demands, and others whose names hold what COUNTIFS, SUMIFS and MATCH take for something else; dates that are reversed."""
    modele, registre, anterieur = dossier.demandes[0], dossier.structures[0], dossier.anterieurs[1]
    signes = ("Et si *", "Et si on osait", "Et si ?", "Et si a", "Ah~tout", "<5 ans", "=4AJ", "?")
    noms = (*signes, "4aj", "  page", "Neuve", "NEUVE", "Énergie", "ÉNERGIE", "Energie")
    neuves = [replace(modele, structure=nom, montant_demande=Decimal(rang)) for rang, nom in enumerate(noms, 1)]
    codes = [replace(modele, operation=code) for code in ("T1-*", "T1-0?", "~T1-01", "t9", "")]
    inversee = replace(modele, debut=modele.fin, fin=modele.debut)
    avant = [replace(anterieur, structure=nom, montant=Decimal(2**rang)) for rang, nom in enumerate(noms)]
    return locate_dossier(
        replace(
            dossier,
            structures=(*dossier.structures, *(replace(registre, nom=nom, variantes=(), siret="") for nom in noms[:5])),
            demandes=(*dossier.demandes, *neuves, *codes, inversee, replace(inversee, operation="T3-02")),
            anterieurs=(*dossier.anterieurs, *avant),
        )
    )


def test_a_sign_of_a_name_is_a_sign(demande: Dossier):
    rangees = {r["structure"]: r for r in make_demandes(_name_by_signs(demande)) if r["operation"] == "T1-01"}
    assert {nom: (rangees[nom]["accorde_avant"], rangees[nom]["autres_demandes"]) for nom in ("Et si *", "Ah~tout", "<5 ans")} == {
        "Et si *": (1, 0),
        "Ah~tout": (16, 0),
        "<5 ans": (32, 0),
    }
    assert (rangees["Neuve"]["autres_demandes"], rangees["4aj"]["structure_registre"]) == (1, "4AJ")


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
