"""The décompte of each family of operations, as the table that an officer can read tells it, and what its letter says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.suivi import compute_resultats
from dpid_xl.controles import check_dossier
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.courriers.decompte import make_decompte
from dpid_xl.rendus.tableaux.echeancier import COLONNES, list_valeurs
from tests.avenants import amend, make_avenant
from tests.documents.etats import list_textes
from tests.signatures import make_signature
from tests.suivis import DECOMPTES, LIBERCOURT, SIGNATURE, apply_decompte, make_suivi, with_suivis
from tests.versements import pay

centimes = st.integers(min_value=0, max_value=10**9).map(lambda nombre: Decimal(nombre).scaleb(-2))
ENTETES = [colonne.entete for colonne in COLONNES]
AVANCE = (LIBERCOURT, "T1-01", "avance", None, date(2022, 11, 4), 2022, "3840", "1001", "")
DE_TROP = (AVANCE, (LIBERCOURT, "T1-01", "solde", None, date(2023, 3, 1), 2023, "4160", "1002", ""))
quantites = st.decimals(min_value=0, max_value=500, places=1)


def _list_codes(dossier):
    return {anomalie.code for anomalie in check_dossier(dossier)}


def read_cas(dossier, cas):
    """The campaign with what a case types, and the décompte of its operation."""
    suivie = apply_decompte(dossier, cas)
    (resultat,) = (resultat for resultat in compute_resultats(suivie) if resultat.suivi)
    return suivie, make_decompte(suivie, resultat)


@pytest.mark.parametrize("cas", DECOMPTES, ids=lambda cas: cas["titre"])
def test_cas(dossier, cas):
    _, decompte = read_cas(dossier, cas)
    assert (decompte.acquis, decompte.a_verser, decompte.a_recouvrer) == (
        cas.get("acquis"),
        cas.get("a_verser"),
        cas.get("titre_de_recettes"),
    )
    assert [manque.quoi.replace("\xa0", " ") for manque in decompte.manques] == [
        f"{cas['operation']} : {nom}" for nom in cas.get("manque", ())
    ]


def test_every_operation_of_the_campaign_is_settled(dossier):
    assert {cas["operation"] for cas in DECOMPTES} == {operation.code for operation in dossier.operations}


@pytest.mark.parametrize("cas", [cas for cas in DECOMPTES if "acquis" in cas], ids=lambda cas: cas["titre"])
def test_what_can_be_settled_stops_no_document(dossier, cas):
    suivie, _ = read_cas(dossier, cas)
    avant = {anomalie.code for anomalie in check_dossier(dossier)}
    nouvelles = {anomalie.code for anomalie in check_dossier(suivie)} - avant
    assert nouvelles <= {"realise_superieur", "versement_sans_convention", "realise_sous_minimum"}


def test_what_an_avenant_adds_is_due_once_it_is_signed(dossier):
    """The sheets of payments plan what is decided; the décompte settles what is signed, and says which avenant it waits for."""
    faits = {"realise": 100, "note_partenariat": 1, "note_parcours": 1, "depenses": 9000}
    suivi = make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE, **faits)
    decide = amend(with_suivis(dossier, suivi), make_avenant(LIBERCOURT, operation="T1-01", quantite=100, montant=8000))
    decide = pay(decide, AVANCE)
    signe = replace(decide, signatures=(make_signature(LIBERCOURT, avenant=1, signee=date(2023, 2, 1)),))
    manque = "T1-01 : signature de l'avenant n° 1, décidé"
    for etat, attendus, montants in ((decide, [manque], (8000, None, None, 4160)), (signe, [], (8000, 8000, 4160, 4160))):
        echeances = [dict(zip(ENTETES, valeurs, strict=True)) for valeurs in list_valeurs(etat)]
        (due,) = (due for due in echeances if (due["Structure"], due["Opération"]) == (LIBERCOURT, "T1-01"))
        assert tuple(due[colonne] for colonne in ("Montant", "Acquis", "Solde", "Reste à verser")) == montants
        (courrier,) = compose_courriers(etat, Nature.DECOMPTE, [LIBERCOURT])
        assert [quoi for lacune in courrier.lacunes if (quoi := lacune.quoi.replace("\xa0", " ")).startswith("T1-01")] == attendus
        assert any("4 160,00 €" in texte for texte in list_textes(courrier)) is not bool(attendus)
    assert _list_codes(pay(decide, *DE_TROP)) - _list_codes(pay(signe, *DE_TROP)) == {"versement_avant_avenant"}


@given(centimes.filter(bool), quantites, quantites, quantites, st.none() | centimes, st.none() | centimes, centimes)
def test_what_is_earned_of_mesures_stays_within_every_limit(dossier, montant, prevu, realise, simples, depenses, arrete, verse):
    ligne = next(ligne for ligne in dossier.lignes if ligne.operation == "T3-02")
    seul = replace(dossier, lignes=(replace(ligne, montant=montant, quantite=prevu + 1),))
    suivi = make_suivi(dossier.find_structure(ligne.structure).nom, "T3-02", realise=realise, realise_simple=simples, versement=verse)
    (resultat,) = compute_resultats(with_suivis(seul, replace(suivi, depenses=depenses, acquis_arrete=arrete, motif="bilan")))
    assert 0 <= resultat.acquis_des_resultats <= montant
    assert resultat.acquis_au_plus == min(resultat.acquis_des_resultats, montant if depenses is None else depenses)
    assert resultat.acquis in (resultat.acquis_au_plus, arrete, None)
    if resultat.acquis is not None:
        assert 0 <= resultat.acquis <= resultat.acquis_au_plus
        assert resultat.solde + verse == resultat.acquis == round(resultat.acquis, 2)


@given(quantites, quantites)
def test_two_mesures_simples_earn_what_one_renforcee_does(dossier, renforcees, simples):
    ligne = next(ligne for ligne in dossier.lignes if ligne.operation == "T3-02")
    seul, nom = replace(dossier, lignes=(ligne,)), dossier.find_structure(ligne.structure).nom
    acquis = [
        compute_resultats(with_suivis(seul, make_suivi(nom, "T3-02", realise=realise, realise_simple=simple)))[0].acquis
        for realise, simple in ((renforcees, simples), (renforcees + simples / 2, Decimal(0)))
    ]
    assert acquis[0] == acquis[1] == min(ligne.montant, renforcees * 5000 + simples * 2500)


# --- What the letter says ---


@pytest.mark.parametrize("cas", [cas for cas in DECOMPTES if "lettre" in cas], ids=lambda cas: cas["titre"])
def test_letters_say_the_cap_its_source_and_the_reason(dossier, cas):
    suivie, _ = read_cas(dossier, cas)
    (courrier,) = compose_courriers(suivie, Nature.DECOMPTE)
    textes = [bloc.texte for bloc in courrier.blocs]
    textes += [texte for bloc in courrier.blocs for rangee in bloc.tableau for texte in rangee]
    simples = [texte.replace("\xa0", " ").replace("\u202f", " ") for texte in textes]
    assert [attendu for attendu in cas["lettre"] if attendu not in simples] == []


def _write_lettre(dossier, structure):
    (courrier,) = compose_courriers(dossier, Nature.DECOMPTE, (structure,))
    textes = [*(bloc.texte for bloc in courrier.blocs), *(texte for bloc in courrier.blocs for rangee in bloc.tableau for texte in rangee)]
    return "\n".join(textes).replace("\xa0", " ").replace("\u202f", " ")


def test_an_acquis_that_the_missing_objective_keeps_from_counting_is_not_said_decided(dossier):
    nom = dossier.find_structure("AMIE du Boulonnais").nom
    suivi = make_suivi(nom, "T2-04", realise=30, acquis_arrete="48140", depenses="50000")
    lettre = _write_lettre(with_suivis(dossier, replace(suivi, motif="bilan")), nom)
    assert "que le montant acquis ne peut pas dépasser" in lettre
    assert "arrêté à 48 140,00 €" not in lettre


def test_mesures_of_which_no_kind_is_known_are_to_be_completed_once(dossier):
    lettre = _write_lettre(with_suivis(dossier, make_suivi("4AJ", "T3-02", depenses="40000")), "4AJ")
    assert "8 renforcées" in lettre
    assert "À COMPLÉTER, À COMPLÉTER" not in lettre
