"""Every figure of the barème drives something: changed, it changes an amount, a payment, a control, a document or a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.echeances import list_jalons
from dpid_xl.calcul.echeancier import CODES_DES_PARTS, compute_versements_ligne
from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.campagnes import load_campagne
from dpid_xl.controles import check_dossier
from dpid_xl.documents.convention import compose_convention
from dpid_xl.modele import Dossier, Suivi
from dpid_xl.schema import SUIVI

SIGNATURE = date(2022, 10, 3)
# What each figure changes, besides the control that compares the barème with the deliberation's.
EFFETS = {
    "PLACE_REFERENT_SOLIDARITE": {"montants", "contrôles", "conventions"},
    "STRUCTURE_PREMIERES_HEURES": {"montants", "contrôles", "conventions"},
    "SOLUTION_LOGEMENT": {"montants", "contrôles", "conventions"},
    "MESURE_ASL_RENFORCEE": {"montants", "contrôles", "conventions"},
    "MESURE_ASL_SIMPLE": {"montants", "contrôles", "conventions"},
    "MESURE_ASTRE": {"montants", "contrôles", "conventions"},
    "ETP_COORDINATEUR_LOGEMENT_DABORD": {"montants", "contrôles", "conventions"},
    "MESURE_ADSL": {"montants", "contrôles", "conventions"},
    "MESURE_VIAL": {"montants", "contrôles", "conventions"},
    "MESURE_ENVAUL": {"montants", "contrôles", "conventions"},
    "TERRITOIRE_GEP": {"montants", "contrôles", "conventions"},
    "POSTE_COORDONNATEUR_ASE": {"montants", "contrôles", "conventions"},
    "AVANCE": {"versements", "contrôles", "conventions"},
    "PART_QUANTITATIVE": {"conventions"},
    "PART_PARTENARIAT": {"conventions"},
    "PART_PARCOURS": {"conventions"},
    "PLACES_PAR_ETP": {"conventions"},
    "ENTRETIENS_PAR_PLACE": {"conventions"},
    "DIAGNOSTICS_PAR_ETP": {"contrôles", "conventions"},
    "PARTICIPANTS_PREMIERES_HEURES": {"contrôles", "conventions"},
    "BENEFICIAIRES_PAR_GEIQ": {"conventions"},
    "CHARGES_INDIRECTES": {"conventions"},
    "SEUIL_CONVENTION": {"contrôles"},
    "DELAI_PUBLICATION": {"échéances"},
    "DELAI_COMPTE_RENDU": {"échéances", "conventions"},
}


@cache
def load() -> Dossier:
    """The campaign, with a convention signed, so that dates run from it, and a line of simple measures, which the source has not."""
    dossier = load_campagne("2022_phase2")
    simple = next(ligne for ligne in dossier.lignes if ligne.operation == "T3-02")
    vide = dict.fromkeys(colonne.champ for colonne in SUIVI.colonnes if colonne.saisie)
    signee = {"structure": simple.structure, "operation": simple.operation, "signature": SIGNATURE, "avenants": ()}
    lignes = tuple(replace(ligne, quantite_simple=Decimal(2)) if ligne is simple else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=lignes, suivis=(Suivi(**{**vide, **signee}, lieu=simple.lieu),))


def describe(dossier: Dossier) -> dict[str, object]:
    """What the product makes of a campaign, by kind; one convention per operation."""
    return {
        "montants": [_compute(dossier, ligne) for ligne in dossier.lignes],
        "versements": [compute_versements_ligne(dossier, ligne) for ligne in dossier.lignes],
        "contrôles": [
            (anomalie.code, str(anomalie.origine), str(anomalie.faits))
            for anomalie in check_dossier(dossier)
            if anomalie.code != "bareme_modifie"
        ],
        "échéances": [(jalon.jour, jalon.nature) for jalon in list_jalons(dossier)],
        "conventions": [_compose(dossier, operation.code) for operation in dossier.operations],
    }


def _compute(dossier, ligne):
    try:
        return compute_montant_ligne(dossier, ligne)
    except CalculImpossible:
        return None


def _compose(dossier, operation):
    ligne = next(ligne for ligne in dossier.lignes if ligne.operation == operation and ligne.financee)
    return compose_convention(dossier, dossier.find_structure(ligne.structure), [ligne]).blocs


def change(dossier: Dossier, code: str) -> Dossier:
    """Change one figure by one unit, or by a hundredth when it is a share; a part of a whole takes it from another one."""
    (valeur,) = [tarif.valeur for tarif in dossier.tarifs if tarif.code == code]
    ecarts = {code: Decimal(1) if valeur > 1 else Decimal("0.01")}
    if code in CODES_DES_PARTS:
        ecarts[next(part for part in CODES_DES_PARTS if part != code)] = -ecarts[code]
    return replace(dossier, tarifs=tuple(replace(tarif, valeur=tarif.valeur + ecarts.get(tarif.code, 0)) for tarif in dossier.tarifs))


@pytest.fixture(scope="module")
def avant():
    return describe(load())


def test_every_figure_is_here():
    assert list(EFFETS) == [tarif.code for tarif in load_bareme().tarifs]


@pytest.mark.parametrize("code", EFFETS)
def test_a_figure_drives_something(avant, code):
    apres = describe(change(load(), code))
    assert {quoi for quoi in avant if avant[quoi] != apres[quoi]} == EFFETS[code]
    assert EFFETS[code]
