"""The real master workbook, recalculated by Calc with our Python answering from the cells."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.calcul.montant import compute_montant_ligne
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.controles import check_dossier
from dpid_xl.modele import Dossier
from dpid_xl.montants import to_decimal
from dpid_xl.schema import ANNEXE5
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.conftest import JOUR
from tests.places import find_partie
from tests.udfs.libreoffice.calc import ask, read_journal, recalculate_tous
from udfs.libreoffice.classeur import adapt_classeur

CALCULE = "Montant calculé"
BAREME = find_partie("Barème")
ERREURS = ("#N", "#V", "#D", "#R", "Err:")


@pytest.fixture(scope="module")
def situe() -> Dossier:
    return locate_dossier(load_campagne("2022_phase2"))


@pytest.fixture(scope="module")
def adapte(situe: Dossier) -> bytes:
    return ask(adapt_classeur(build_classeur(situe, check_dossier(situe), JOUR)))


def _list_valeurs(classeur: Workbook) -> dict[tuple[str, str], object]:
    return {(onglet.title, cellule.coordinate): cellule.value for onglet in classeur for rangee in onglet.iter_rows() for cellule in rangee}


def test_the_copy_calls_the_extension_and_holds_no_macro(adapte: bytes):
    parties = list_parties(adapte)
    tout = b"".join(contenu for nom, contenu in parties.items() if nom.endswith((".xml", ".rels")))
    assert not [nom for nom in parties if "vba" in nom.lower()]
    assert b"macroEnabled" not in tout
    assert b"vbaProject" not in tout
    assert tout.count(b"DPID.MONTANT(") >= 143
    assert b"DPID_MONTANT(" not in parties[find_partie("Annexe 5")]


@pytest.fixture(scope="module")
def calcules(adapte: bytes, oxt: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbook, Workbook, str]:
    """The workbook as Calc has it, the same with another rate of T1-01 in its sheet, and what the journal says of both."""
    lieu, parties = tmp_path_factory.mktemp("calcules"), list_parties(adapte)
    assert parties[BAREME].count(b"<v>160</v>") == 1
    change = zip_parties(parties | {BAREME: parties[BAREME].replace(b"<v>160</v>", b"<v>320.5</v>")})
    fichiers = (lieu / "annexe5.xlsx", lieu / "autre_tarif.xlsx")
    for fichier, contenu in zip(fichiers, (adapte, change), strict=True):
        fichier.write_bytes(contenu)
    recalcule, autre = recalculate_tous(fichiers, oxt)
    return recalcule, autre, read_journal(lieu)


@pytest.mark.libreoffice
def test_every_amount_is_the_one_of_the_package(calcules: tuple[Workbook, Workbook, str], adapte: bytes, situe: Dossier):
    attendues = _list_valeurs(openpyxl.load_workbook(io.BytesIO(adapte), data_only=True))
    recalcule, _, journal = calcules
    montants = [_get_montant(rangee) for rangee in read_valeurs(recalcule, ANNEXE5)]
    assert len(montants) == 143
    assert montants == [compute_montant_ligne(situe, ligne) for ligne in situe.lignes]
    assert sum(montant is not None for montant in montants) == 52
    assert {rangee["Recoupement"] for rangee in read_valeurs(recalcule, ANNEXE5)} == {"égal", None}  # Python was really asked
    trouvees = _list_valeurs(recalcule)
    assert [lieu for lieu, valeur in trouvees.items() if str(valeur).startswith(ERREURS)] == []
    nombres = {lieu: valeur for lieu, valeur in attendues.items() if isinstance(valeur, (int, float)) and not isinstance(valeur, bool)}
    assert len(nombres) > 1500
    assert [lieu for lieu, valeur in nombres.items() if not _is_same(valeur, trouvees.get(lieu))] == []
    assert journal == ""


@pytest.mark.libreoffice
def test_a_changed_rate_changes_the_amounts(calcules: tuple[Workbook, Workbook, str], situe: Dossier):
    # The amounts are the functions', not the file's: with another rate of T1-01 in its sheet, Calc finds other amounts.
    rangees = read_valeurs(calcules[1], ANNEXE5)
    lignes = [(rangee, ligne) for rangee, ligne in zip(rangees, situe.lignes, strict=True) if ligne.operation == "T1-01"]
    assert len(lignes) > 1
    for rangee, ligne in lignes:
        montant = compute_montant_ligne(situe, ligne)
        assert montant is not None
        assert _get_montant(rangee) == montant * Decimal("320.5") / 160
        assert to_decimal(rangee["Écart"]) == ligne.montant - _get_montant(rangee)
    assert any(rangee["Écart"] % 1 for rangee, _ in lignes)  # cents are kept


def _get_montant(rangee: Mapping[str, Any]) -> Decimal | None:
    return None if rangee[CALCULE] == "arrêté" else Decimal(repr(rangee[CALCULE]))


def _is_same(attendue: float, trouvee: object) -> bool:
    return isinstance(trouvee, (int, float)) and abs(attendue - trouvee) < 1e-6
