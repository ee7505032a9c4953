"""The letter of a refusal: one for each body and commission, the motive as it was typed, nothing that nobody said."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.courriers.refus import list_sans_refus
from dpid_xl.documents.document import Style
from dpid_xl.modele import Dossier
from tests.demandes import COMMISSION, SECONDE, apply_for, make_demande
from tests.demandes import REFUSEE as SORT

REFUSEE = make_demande(
    "PAGE",
    "T1-01",
    recue_le=date(2022, 3, 4),
    territoire="Montreuillois",
    quantite_demandee="40",
    montant_demande="3200",
    decision=SORT,
    motif=("Exemple inventé : l'action ne relève pas de l'appel à projets.",),
    commission=COMMISSION,
)
CONNU = {"siege": "1, rue de l'Exemple, 62000 Arras", "qualite": "présidente", "representant": "Mme Exemple"}


@pytest.fixture(scope="module")
def complet(dossier: Dossier) -> Dossier:
    structures = tuple(replace(structure, **CONNU) if structure.nom == "PAGE" else structure for structure in dossier.structures)
    campagne = replace(dossier.campagne, contact="demandes@exemple.fr", service_instructeur="Mission fictive")
    return replace(dossier, structures=structures, campagne=campagne)


def _write(dossier, *demandes):
    return compose_courriers(locate_dossier(apply_for(dossier, *demandes)), Nature.REFUS)


def _read(courrier):
    textes = [(bloc.texte, *(texte for rangee in bloc.tableau for texte in rangee)) for bloc in courrier.blocs]
    return re.sub(r"[\xa0\u202f]", " ", "\n".join(texte for suite in textes for texte in suite if texte))


def test_what_is_known_is_written(complet):
    (courrier,) = _write(complet, REFUSEE)
    assert not courrier.projet
    texte = _read(courrier)
    assert (
        "délibération n° 2022-375 du 27 septembre 2022, la Commission permanente du Conseil départemental n’a pas retenu votre demande :"
        in texte
    )
    tableau = next(bloc.tableau for bloc in courrier.blocs if bloc.style is Style.TABLEAU)
    assert [re.sub(r"[\xa0\u202f]", " ", cellule) for cellule in tableau[1]][1:] == [
        "04/03/2022",
        "40 places, 3 200,00 €",
        "Exemple inventé : l’action ne relève pas de l’appel à projets.",
    ]
    assert (courrier.structure.nom, courrier.operations, courrier.montant) == ("PAGE", ("T1-01",), 3200)


def test_nothing_is_said_that_nobody_typed(complet):
    (courrier,) = _write(complet, REFUSEE)
    assert not re.search(r"recours|tribunal|délai|mois|jours", _read(courrier))


def test_the_lines_of_the_motive_are_those_of_the_cell(complet):
    (courrier,) = _write(complet, replace(REFUSEE, motif=("Premier.", "Second.")))
    tableau = next(bloc.tableau for bloc in courrier.blocs if bloc.style is Style.TABLEAU)
    assert tableau[1][3] == "Premier.\nSecond."


def test_each_commission_has_its_letter(complet):
    autres = (replace(REFUSEE, operation="T1-02"), replace(REFUSEE, commission=SECONDE))
    premier, second = _write(complet, REFUSEE, *autres)
    assert (premier.operations, second.operations) == (("T1-01", "T1-02"), ("T1-01",))
    assert "n’a pas retenu vos demandes :" in _read(premier)
    assert "délibération n° 2022-400 du 14 novembre 2022" in _read(second)
    assert (premier.rang, second.rang) == (1, 2)


def test_what_is_not_known_is_to_be_completed_in_its_cell(complet):
    (courrier,) = _write(complet, replace(REFUSEE, motif=(), recue_le=None, commission=None))
    assert {(lacune.quoi, str(lacune.origine)) for lacune in courrier.lacunes} == {
        ("motif du refus", "Demandes!Z7"),
        ("date de réception de la demande", "Demandes!A7"),
        ("date de la commission", "Demandes!AA7"),
        ("numéro de la délibération de la commission", "Demandes!AA7"),
        ("assemblée qui a décidé", "Demandes!AA7"),
    }
    assert courrier.blocs[0].style is Style.BANDEAU


def test_a_body_that_the_register_does_not_know_has_its_letter_to_be_completed(complet):
    (courrier,) = _write(complet, replace(REFUSEE, structure="Association inventée"))
    assert courrier.structure.nom == "Association inventée"
    assert [str(lacune.origine) for lacune in courrier.lacunes if lacune.quoi == "siège"] == ["Demandes!B7"]


def test_only_refusals_are_written_to(complet):
    assert _write(complet, replace(REFUSEE, decision=None)) == ()


def test_what_has_its_line_in_annexe_5_has_no_letter(complet):
    """A demand that went to the vote, then was called refused: its body has a convention."""
    ligne = complet.lignes[0]
    memes = {"structure": ligne.structure, "operation": ligne.operation, "territoire": ligne.territoire, "description": ligne.description}
    passee = replace(REFUSEE, **memes, au_vote_le=COMMISSION)
    assert _write(complet, passee) == ()
    assert len(_write(complet, replace(passee, au_vote_le=None))) == 1, "refused by one commission, retained by another: it is told so"
    assert len(_write(replace(complet, lignes=complet.lignes[1:]), passee)) == 1, "its line was taken out since"


def test_no_letter_is_dated_before_its_commission(complet):
    dossier = locate_dossier(apply_for(complet, REFUSEE, replace(REFUSEE, commission=SECONDE)))
    veille = SECONDE - timedelta(1)
    assert [courrier.rang for courrier in compose_courriers(dossier, Nature.REFUS, (), veille)] == [1]
    assert len(compose_courriers(dossier, Nature.REFUS, (), SECONDE)) == 2
    ((demande, raison),) = list_sans_refus(dossier, veille)
    assert (str(demande.lieu.origine("decision")), raison) == (
        "Demandes!Y8",
        "sa commission du 14/11/2022 n'est pas encore tenue le 13/11/2022",
    )
