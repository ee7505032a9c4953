"""Where the words of the conventions come from, said until they are those that were voted and wherever they differ from them."""

from dataclasses import replace

import pytest

from dpid_xl.anomalies import Gravite
from dpid_xl.campagnes import load_campagne
from dpid_xl.controles import get_message
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.provenance import A_REMPLACER, check_provenance, describe_texte, write_pied, write_reserve
from dpid_xl.modele import OrigineTexte
from tests.typographie import unset

CAMPAGNE = load_campagne("2022_phase2")
VOTES = tuple(
    replace(bloc, code=f"v{rang:03}-{bloc.code}", si="", texte_vote=bloc.texte or "(composé)", texte=bloc.texte or "(composé)")
    for rang, bloc in enumerate(CAMPAGNE.modele, 1)
)


def _check(*blocs):
    return [
        (anomalie.code, anomalie.gravite, unset(get_message(anomalie))) for anomalie in check_provenance(replace(CAMPAGNE, modele=blocs))
    ]


def test_our_own_words_say_so_once():
    ((code, gravite, message),) = _check(*CAMPAGNE.modele)
    assert (code, gravite) == ("texte_de_travail", Gravite.AVERTISSEMENT)
    assert A_REMPLACER in message


def test_an_empty_model_says_nothing():
    assert _check() == []


def test_voted_words_are_silent():
    assert {bloc.origine for bloc in VOTES} == {OrigineTexte.VOTE}
    assert _check(*VOTES) == []


@pytest.mark.parametrize(
    ("change", "code", "gravite"),
    [
        (
            lambda blocs: [*blocs[:3], replace(blocs[3], texte="Autre texte"), *blocs[4:]],
            "texte_modifie_depuis_le_vote",
            Gravite.AVERTISSEMENT,
        ),
        (lambda blocs: [*blocs[:3], *blocs[4:]], "texte_vote_retire", Gravite.AVERTISSEMENT),
        (lambda blocs: [*blocs[:3], blocs[4], blocs[3], *blocs[5:]], "texte_vote_retire", Gravite.AVERTISSEMENT),
        (lambda blocs: [*blocs[:3], replace(blocs[3], si="operation:T1-01"), *blocs[4:]], "texte_vote_reserve", Gravite.AVERTISSEMENT),
        (lambda blocs: [*blocs, replace(CAMPAGNE.modele[0], code="de-plus")], "texte_ajoute_au_vote", Gravite.INFORMATION),
    ],
)
def test_what_differs_from_the_vote_is_named(change, code, gravite):
    ((trouve, grave, _),) = _check(*change(list(VOTES)))
    assert (trouve, grave) == (code, gravite)


def test_a_branch_of_a_choice_is_not_reserved():
    assert _check(*VOTES[:3], replace(VOTES[3], si="securite:1|"), *VOTES[4:]) == []


def test_the_foot_of_each_convention_says_it_until_the_vote_is_loaded():
    assert all(convention.pied.startswith(f"{A_REMPLACER}\n") for convention in compose_conventions(CAMPAGNE))
    votes = replace(CAMPAGNE, modele=(*CAMPAGNE.modele[:-1], replace(CAMPAGNE.modele[-1], texte_vote="x", texte="x")))
    assert not any(A_REMPLACER in convention.pied for convention in compose_conventions(votes))


def test_the_foot_of_each_letter_says_it_too():
    (courrier,) = compose_courriers(CAMPAGNE, Nature.DEMANDE_DE_BILAN, ["PAGE"])
    assert courrier.pied.startswith(f"{A_REMPLACER}\n")


def test_what_the_manifest_says():
    assert describe_texte(CAMPAGNE) == A_REMPLACER
    assert describe_texte(replace(CAMPAGNE, modele=VOTES)) == "convention type votée"
    change = (replace(VOTES[0], texte="Autre"), *VOTES[1:])
    assert describe_texte(replace(CAMPAGNE, modele=change)) == "convention type votée, 1 bloc modifié depuis le vote"


def test_words_voted_for_an_earlier_campaign_say_so_until_a_new_vote():
    blocs = [replace(bloc, vote_en=2022) for bloc in VOTES]
    ((code, gravite, message),) = _check(*blocs)
    assert (code, gravite) == ("texte_vote_a_confirmer", Gravite.AVERTISSEMENT)
    assert "voté en 2022" in message
    assert {bloc.origine_dite for bloc in blocs} == {"voté en 2022, à confirmer"}
    dossier = replace(CAMPAGNE, modele=tuple(blocs))
    dit = "convention type votée en 2022, à confirmer"
    assert (describe_texte(dossier), write_reserve(dossier)) == (dit, dit)
    assert unset(write_pied("PAGE", dossier)) == f"{dit}\nPAGE"
    assert write_pied("PAGE", replace(CAMPAGNE, modele=VOTES)) == "PAGE"


def test_what_was_changed_since_an_earlier_vote_is_counted_too():
    change = replace(VOTES[3], texte="Autre texte", vote_en=2022)
    dossier = replace(CAMPAGNE, modele=(*VOTES[:3], change, *VOTES[4:]))
    assert describe_texte(dossier) == "convention type votée en 2022, à confirmer, 1 bloc modifié depuis le vote"
