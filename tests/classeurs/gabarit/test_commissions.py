"""Two commissions in one campaign: « Passer au vote » twice, and the decided amounts are those of the vote and of the second one.

The second commission and its demands are invented.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.calcul.passage import apply_passage, plan_passage
from dpid_xl.calcul.tableau_de_bord import compute_tableau_de_bord
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.documents.annexe5 import compose_annexe5, compose_deliberation
from dpid_xl.examen import examine
from dpid_xl.modele import VISEE, Dossier, Mesure
from dpid_xl.schema import BUDGET, CONTROLES, DELIBERATIONS, DEMANDES, TOTAUX
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.demandes import PHASE, RETENUE, SECONDE, apply_for, make_demande
from tests.libreoffice import convert_tous
from tests.typographie import unset

TOTAL, SECONDES = Decimal("6198687.52"), Decimal("11200.00")
SES_CHIFFRES = {"decision": RETENUE, "commission": SECONDE, "recue_le": date(2022, 10, 3), **PHASE}
DEMANDES_DE_LA_SECONDE = (
    make_demande("CCAS de Libercourt", "T1-01", territoire="Hénin-Carvin", description="Exemple", quantite="40", **SES_CHIFFRES),
    make_demande("PAGE", "T1-02", territoire="Artois", description="Exemple", montant_arrete="8000", **SES_CHIFFRES),
)


def hold(dossier: Dossier, decide: str = "") -> Dossier:
    """The campaign whose second commission sat; what it decided in all is typed, or not."""
    dossier = apply_for(dossier, *DEMANDES_DE_LA_SECONDE)
    *autres, seconde = dossier.deliberations
    seconde = replace(seconde, decide=Decimal(decide) if decide else None)
    dossier = locate_dossier(replace(dossier, deliberations=(*autres, seconde)))
    return locate_dossier(apply_passage(dossier, plan_passage(dossier, date(2022, 11, 20), SECONDE)))


def _control(dossier: Dossier, dossier_temporaire: Path) -> tuple[Path, dict[str, str]]:
    chemin = dossier_temporaire / "classeur.xlsm"
    chemin.write_bytes(build_classeur(dossier, (), SECONDE))
    return chemin, {a.code: a.gravite.value for a in examine(chemin).anomalies}


@pytest.mark.parametrize(
    ("decide", "attendu"),
    [
        ("", {"commission_sans_montant": "avertissement"}),
        ("11200", {}),
        ("11200.01", {"commission_ecart_decision": "bloquante"}),
    ],
)
def test_the_second_commission_is_compared_with_what_it_decided(dossier: Dossier, tmp_path: Path, decide: str, attendu: dict[str, str]):
    _, trouvees = _control(hold(dossier, decide), tmp_path)
    siennes = {code: gravite for code, gravite in trouvees.items() if code.startswith("commission_") or gravite == "bloquante"}
    assert siennes == attendu


def test_a_line_that_is_not_what_its_commission_decided_blocks(dossier: Dossier, tmp_path: Path):
    deux = hold(dossier, "11200")
    *lignes, derniere = deux.lignes
    _, trouvees = _control(replace(deux, lignes=(*lignes, replace(derniere, montant=Decimal(8001)))), tmp_path)
    assert [code for code, gravite in trouvees.items() if gravite == "bloquante"] == ["total_ecart_decision"]


def test_the_articles_are_those_of_the_vote_and_the_annexe_cites_both(dossier: Dossier):
    deux = hold(dossier, "11200")
    assert unset(compose_deliberation(deux)[-1].tableau[-1][-1]) == "6 198 687,52 €"
    annexe = compose_annexe5(deux)
    assert unset(annexe.sous_titre) == "Délibération n° 2022-375 du 27 septembre 2022 ; Délibération n° 2022-400 du 14 novembre 2022"
    assert annexe.total == TOTAL + SECONDES


def test_the_dashboard_shows_what_both_decided(dossier: Dossier):
    assert compute_tableau_de_bord(hold(dossier, "11200")).vote == TOTAL + SECONDES


INCONNUE = date(2024, 1, 1)


def move_demandes(dossier: Dossier) -> Dossier:
    """The demands of the second commission, once passed, say a day that Campagne does not know."""
    return replace(dossier, demandes=tuple(replace(demande, commission=INCONNUE) for demande in dossier.demandes))


def move_deliberation(dossier: Dossier) -> Dossier:
    """The second deliberation is dated otherwise than its demands say."""
    *autres, seconde = dossier.deliberations
    return replace(dossier, deliberations=(*autres, replace(seconde, jour=INCONNUE)))


def drop_deliberation(dossier: Dossier) -> Dossier:
    """The second deliberation is no longer there."""
    return replace(dossier, deliberations=dossier.deliberations[:-1])


def split_deliberation(dossier: Dossier) -> Dossier:
    """Two deliberations of the second day share what it decided."""
    *autres, seconde = dossier.deliberations
    parts = replace(seconde, decide=Decimal(3200)), replace(seconde, numero="2022-401", decide=Decimal(8000))
    return locate_dossier(replace(dossier, deliberations=(*autres, *parts)))


def surround_deliberation(dossier: Dossier) -> Dossier:
    """The same, after one without a day, one of the day of the vote, one of the second day that is only cited."""
    *autres, premiere, seconde = split_deliberation(dossier).deliberations
    du_vote = replace(premiere, jour=dossier.campagne.deliberation_date)
    devant = replace(premiere, jour=None), du_vote, replace(premiere, role=VISEE)
    return locate_dossier(replace(dossier, deliberations=(*autres, *devant, premiere, seconde)))


@pytest.mark.parametrize("change", [move_demandes, move_deliberation, drop_deliberation])
def test_a_commission_that_campagne_does_not_know_adds_nothing(dossier: Dossier, tmp_path: Path, change):
    orpheline = change(hold(dossier, "11200"))
    _, trouvees = _control(orpheline, tmp_path)
    assert {code for code, gravite in trouvees.items() if gravite == "bloquante"} == {"total_ecart_decision"}
    assert "demande_commission_inconnue" in trouvees
    assert ("montant_accorde_sans_effet" in trouvees) is (change is not drop_deliberation)
    assert compute_tableau_de_bord(orpheline).vote == TOTAL


def test_two_deliberations_of_one_day_are_compared_together(dossier: Dossier, tmp_path: Path):
    _, trouvees = _control(split_deliberation(hold(dossier, "11200")), tmp_path)
    assert {code for code, gravite in trouvees.items() if gravite == "bloquante" or code.startswith("commission_")} == set()


def test_an_amount_that_was_raised_by_hand_is_told_what_to_put_back(dossier: Dossier, tmp_path: Path):
    deux = hold(dossier, "11200")
    relevees = {
        "T1-01": Decimal(3200),
        "T1-02": Decimal(8000),
        "T1": Decimal(11200),
        "article 1": Decimal(11200),
        "C02-566A05": Decimal(11200),
    }
    decisions = tuple(
        replace(une, valeur=une.valeur + relevees.get(une.cle, 0)) if une.mesure is Mesure.MONTANT else une for une in deux.decisions
    )
    chemin, trouvees = _control(replace(deux, decisions=decisions), tmp_path)
    assert {code for code, gravite in trouvees.items() if gravite == "bloquante"} == {"commission_comptee_deux_fois"}
    constats = [anomalie for anomalie in examine(chemin).anomalies if anomalie.code == "commission_comptee_deux_fois"]
    votes = {une.origine.cellule: une.valeur for une in deux.decisions if une.cle in relevees and une.mesure is Mesure.MONTANT}
    assert {constat.faits["cellule"]: constat.faits["vote"].montant for constat in constats} == votes
    assert all(constat.origine.cellule == constat.faits["cellule"] for constat in constats)


Livres = dict[Callable[..., Dossier], list[Workbook]]


@pytest.fixture(scope="module")
def livres(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Livres:
    """The campaign of both commissions and what became of it, as written and as Calc has it: one LibreOffice for all."""
    lieu, deux = tmp_path_factory.mktemp("commissions"), hold(dossier, "11200")
    dossiers: dict[Callable[..., Dossier], Dossier] = {
        hold: deux,
        move_demandes: move_demandes(deux),
        surround_deliberation: surround_deliberation(deux),
    }
    chemins = [lieu / f"{rang}.xlsm" for rang in range(len(dossiers))]
    for chemin, un in zip(chemins, dossiers.values(), strict=True):
        chemin.write_bytes(build_classeur(un, (), SECONDE))
    paires = zip(chemins, convert_tous(chemins, "xlsx"), strict=True)
    return {nom: [openpyxl.load_workbook(chemin, data_only=True) for chemin in paire] for nom, paire in zip(dossiers, paires, strict=True)}


@pytest.mark.libreoffice
def test_calc_finds_the_decided_amounts_of_the_package(livres: Livres):
    for livre in livres[hold]:
        totaux = {rangee["Code"]: rangee for rangee in read_valeurs(livre, TOTAUX)}
        assert {rangee["Écart"] for rangee in totaux.values()} == {0, None}
        assert [totaux[code]["Autres commissions"] for code in ("T1", "T1-01", "T1-02", "T2", "T2-01")] == [11200, 3200, 8000, 0, 0]
        assert {rangee["Écart"] for rangee in read_valeurs(livre, BUDGET)} == {0}
        assert sum(rangee["Autres commissions"] for rangee in read_valeurs(livre, BUDGET)) == 11200
        (seconde,) = [rangee for rangee in read_valeurs(livre, DELIBERATIONS) if rangee["Numéro"] == "2022-400"]
        assert (seconde["Montant accordé"], seconde["Passé au vote"]) == (11200, 11200)
        verification = [cellule.value for cellule in livre[CONTROLES.feuille][5]]
        assert verification[:4] == ["juste", float(TOTAL + SECONDES), float(TOTAL + SECONDES), 0]
        assert [rangee["Autre commission"] for rangee in read_valeurs(livre, DEMANDES)] == [3200, 8000]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("change", "autres", "passe"), [(move_demandes, [0, 0], [0]), (surround_deliberation, [3200, 8000], [0, 0, 0, 11200, 0])]
)
def test_calc_knows_the_days_of_campagne_as_the_package_does(livres: Livres, change, autres, passe):
    somme = sum(autres)
    for livre in livres[change]:
        assert [rangee["Autre commission"] for rangee in read_valeurs(livre, DEMANDES)] == autres
        assert [rangee["Passé au vote"] or None for rangee in read_valeurs(livre, DELIBERATIONS)][-len(passe) :] == [
            p or None for p in passe
        ]
        ecarts = {rangee["Code"]: rangee["Écart"] for rangee in read_valeurs(livre, TOTAUX)}
        assert (ecarts["T1"], ecarts["T1-01"], ecarts["T1-02"]) == ((0, 0, 0) if somme else (11200, 3200, 8000))
        verification = [cellule.value for cellule in livre[CONTROLES.feuille][5]]
        assert verification[1:4] == [float(TOTAL + SECONDES), float(TOTAL + somme), 11200 - somme]
