"""The packaged campaign against the deliberation's own figures."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from dpid_xl.calcul.totaux import Axe, compute_totaux
from dpid_xl.campagnes import list_campagnes, load_campagne, make_modele_vide
from dpid_xl.controles import load_messages
from dpid_xl.modele import Mode
from dpid_xl.strict import DonneesInvalides

LIGNES_PAR_OPERATION = {
    "T1": (4, 2, 4),
    "T2": (1, 7, 3, 3, 19, 1, 1, 2, 7, 7, 2, 2, 29, 1, 2),
    "T3": (2, 8, 1, 3, 9, 6, 5, 3),
    "T4": (9,),
}


def test_lines_per_operation(dossier):
    attendu = {
        f"{thematique}-{rang:02d}": nombre for thematique, nombres in LIGNES_PAR_OPERATION.items() for rang, nombre in enumerate(nombres, 1)
    }
    assert Counter(ligne.operation for ligne in dossier.lignes) == attendu
    assert [operation.code for operation in dossier.operations] == list(attendu)


def test_what_is_funded(dossier):
    totaux = compute_totaux(dossier, Axe.STRUCTURE)
    assert (len(totaux), sum(total.montant > 0 for total in totaux.values())) == (92, 89)
    assert sum(ligne.montant == 0 for ligne in dossier.lignes) == 4
    assert sum(ligne.periode is None for ligne in dossier.lignes) == 31


def test_every_printed_name_is_in_the_register(dossier):
    assert [ligne.structure for ligne in dossier.lignes if dossier.find_structure(ligne.structure) is None] == []


def test_only_page_has_register_data(dossier):
    assert [structure.nom for structure in dossier.structures if structure.siret or structure.siege] == ["PAGE"]
    assert not any(structure.iban or structure.rna for structure in dossier.structures)


def test_displaced_cells_stand_with_their_structure(dossier):
    geiq = {ligne.structure: ligne.montant for ligne in dossier.lignes if ligne.operation == "T2-03"}
    assert geiq == {"GEIQ A Domicile des Hauts de France": 18964, "GEIQ Propreté Hauts de France": 27000, "GEIQ 3A": 30000}


def test_actions_for_beneficiaires_du_rsa_only_say_so(dossier):
    lignes = [
        ligne for ligne in dossier.lignes if ligne.operation == "T2-05" and ligne.quantite and "bénéficiaires du RSA" in ligne.description
    ]
    assert (len(lignes), sum(ligne.quantite for ligne in lignes)) == (9, 583)
    assert sum(ligne.montant for ligne in lignes) == Decimal("226666.52")


def test_what_officers_read_names_articles_and_operations(dossier):
    """They do not have the extracted text, whose lines the data keep for those who check them."""
    messages = [message.source for message in load_messages().values()]
    textes = [texte for ligne in dossier.lignes for texte in (ligne.source, ligne.remarque)]
    sourcees = (*dossier.operations, *dossier.decisions, *dossier.attributions, *dossier.tarifs)
    assert [texte for texte in (*textes, *messages, *(sourcee.source for sourcee in sourcees)) if re.search(r"\bl\. ?\d", texte)] == []
    assert all(ligne.source for ligne in dossier.lignes)
    geiq = [ligne.remarque for ligne in dossier.lignes if ligne.operation == "T2-03"]
    assert all("que par l'ordre des trois GEIQ" in remarque for remarque in geiq)


def test_budget_lines(dossier):
    assert sum(budget.ae for budget in dossier.budget) == Decimal("25827124.00")
    soldes = {b.code: b.disponible - compute_totaux(dossier, Axe.BUDGET)[b.code].montant for b in dossier.budget}
    assert soldes == {
        "C02-566A05": Decimal("1235586.67"),
        "C02-582A02": Decimal("387000.00"),
        "C01-564H02": Decimal("3662882.35"),
        "C02-581E02": Decimal("170000.00"),
        "C02-581E04": Decimal("712445.40"),
    }


def test_modes_agree_with_the_bareme(dossier):
    for operation in dossier.operations:
        tarifs = dossier.bareme.find_tarifs(operation.code)
        assert bool(tarifs) == (operation.mode is not Mode.ARRETE), operation.code
        assert any(tarif.prorata for tarif in tarifs) == (operation.mode in (Mode.FORFAIT_PRORATA, Mode.POSTE, Mode.MESURES)), (
            operation.code
        )


def test_every_fiche_says_something_on_what_the_source_gives(dossier):
    for operation in dossier.operations:
        for rubrique in ("public", "objectifs", "deroulement", "bilan"):
            assert getattr(operation.fiche, rubrique), f"{operation.code} : {rubrique}"


def test_no_rate_stands_in_the_fiche_texts(dossier):
    textes = [texte for o in dossier.operations for nom in ("financement", "versement") for texte in getattr(o.fiche, nom)]
    assert not [texte for texte in textes if "€" in texte or "%" in texte]


def test_the_empty_model_keeps_the_reference_data(dossier):
    modele = make_modele_vide(dossier)
    assert (modele.lignes, modele.decisions) == ((), ())
    assert (len(modele.operations), len(modele.structures)) == (27, 92)
    assert modele.campagne.deliberation_date is None


def test_an_unknown_campaign_lists_the_known_ones():
    assert list_campagnes() == ("2022_phase2",)
    with pytest.raises(DonneesInvalides, match="2022_phase2"):
        load_campagne("../controles")
