"""One workbook, with what changes in its sheet « Avenants », gives the avenants that two workbooks give."""

from dataclasses import replace
from datetime import date

import pytest

from dpid_xl.documents.avenants import compose_ajouts, compose_avenants, compose_decides
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.avenants.feuille import Engage, list_engages, list_retirees
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.modele import Effet
from tests.avances import decide_avances
from tests.avenants import amend, make_avenant, make_decision
from tests.cas import load_cas
from tests.documents.etats import list_textes, make_etat, make_suivi
from tests.signatures import make_signature

STRUCTURE, NUMERO = "CCAS de Libercourt", "2022-00017"
SIGNATURE = date(2022, 10, 3)


def _make(dossier, lignes, *suivis):
    return make_etat(decide_avances(dossier), STRUCTURE, [ligne | {"numero_convention": NUMERO} for ligne in lignes], suivis)


def _describe(avenant):
    """All that a document says of itself and in its pages."""
    return (
        *(avenant.titre, avenant.pied, avenant.numero, avenant.convention, avenant.annexes, avenant.montant, avenant.rang, avenant.blocs),
        [manque.quoi for manque in avenant.lacunes],
    )


@pytest.mark.parametrize("cas", load_cas(__file__, "feuille.toml"), ids=lambda cas: cas["nom"])
def test_one_workbook_says_what_two_say(dossier, cas):
    suivi = make_suivi(STRUCTURE, signature=SIGNATURE)
    avant = _make(dossier, cas["avant"], suivi)
    seul = amend(avant, *(make_avenant(STRUCTURE, **rangee) for rangee in cas["avenants"]))
    apres = replace(_make(dossier, cas["apres"], suivi), deliberations=seul.deliberations)
    (attendu,), (avenant,) = compose_avenants(compare(replace(avant, deliberations=seul.deliberations), apres)), compose_decides(seul)
    assert _describe(avenant) == _describe(attendu)
    assert "2023-12" in "\n".join(list_textes(avenant))
    assert compose_conventions(seul) == compose_conventions(replace(avant, deliberations=seul.deliberations))


AVANT = [{"operation": "T1-01", "quantite": 80, "montant": 6400}, {"operation": "T2-05", "quantite": 10, "montant": 1000}]
DEUX = (
    make_avenant(STRUCTURE, operation="T1-01", montant=0),
    make_avenant(STRUCTURE, rang=2, operation="T2-05", quantite=12, montant=1200),
)


def test_avenants_add_up_in_the_order_of_their_ranks(dossier):
    signe = make_suivi(STRUCTURE, "n° 1 du 20/01/2023", signature=SIGNATURE)
    avant = _make(dossier, AVANT, signe)
    seul = amend(avant, *DEUX)
    (avenant,) = compose_decides(seul)
    assert (avenant.numero, avenant.changement.montant_avant, avenant.changement.montant_apres) == (2, 1000, 1200)
    assert avenant.annexes == {"T2-05": 4}  # as in the convention that was voted: annex 3 left, its number is not given to another
    assert list_engages(seul) == (Engage(avant.find_structure(STRUCTURE), 1, signe=True),)
    assert not any(A_COMPLETER in texte for texte in list_textes(avenant) if texte.startswith("Vu l’avenant"))


@pytest.mark.parametrize(("moment", "signe"), [("envoyee", False), ("signee", True)])
def test_an_avenant_that_left_is_not_written_again(dossier, moment, signe):
    seul = amend(_make(dossier, AVANT), *DEUX)
    parti = replace(seul, signatures=(make_signature(STRUCTURE, avenant=1, **{moment: date(2023, 1, 20)}),))
    (avenant,) = compose_decides(parti)
    assert (avenant.numero, avenant.changement.montant_avant, avenant.changement.montant_apres) == (2, 1000, 1200)
    assert list_engages(parti) == (Engage(seul.find_structure(STRUCTURE), 1, signe=signe),)
    assert list_engages(replace(seul, signatures=(make_signature(STRUCTURE, avenant=1, preparee=date(2023, 1, 20)),))) == ()


def test_what_left_to_a_convention_of_elsewhere_or_of_an_earlier_campaign_is_not_written_again(dossier):
    rangees = [
        make_avenant("PAGE", rang=rang, effet=Effet.AILLEURS, operation="T2-05", montant=1, numero_convention="2021-7") for rang in (1, 2)
    ]
    seul = amend(decide_avances(dossier), *rangees, convention="2021-7")
    (ajout,) = compose_ajouts(seul)  # the one line « avenant » of the campaign, of PAGE too
    envoyes = make_signature("PAGE", "n° 2021-7", 1, envoyee=SIGNATURE), make_signature("PAGE", ajout.convention, envoyee=SIGNATURE)
    parti = replace(seul, signatures=envoyes)
    assert [avenant.numero for avenant in compose_decides(parti)] == [2]
    assert compose_ajouts(parti) == ()
    assert [(engage.structure.nom, engage.rang, engage.signe) for engage in list_engages(parti)] == [("PAGE", 1, False), ("PAGE", 0, False)]
    assert list_engages(parti, ["4AJ"]) == ()


def test_an_avenant_that_suivi_does_not_tell_is_to_be_completed(dossier):
    premier, second = compose_decides(amend(_make(dossier, AVANT), *DEUX))
    assert (premier.numero, second.numero) == (1, 2)
    assert any("avenant n° 1" in manque.quoi.replace("\xa0", " ") for manque in second.lacunes)
    assert second.projet


@pytest.mark.parametrize("deliberation", ["", "2023-99"])
def test_without_its_deliberation_an_avenant_is_a_projet(dossier, deliberation):
    seul = replace(_make(dossier, AVANT), avenants=(replace(DEUX[0], deliberation=deliberation),))
    (avenant,) = compose_decides(seul)
    assert avenant.projet
    assert not any("2023-12" in texte for texte in list_textes(avenant))


def test_a_deliberation_without_its_day_is_to_be_completed(dossier):
    sans_jour = replace(make_decision(1, NUMERO), jour=None)
    (avenant,) = compose_decides(replace(_make(dossier, AVANT), avenants=DEUX[:1], deliberations=(sans_jour,)))
    assert avenant.projet
    assert any("2023-12" in texte and A_COMPLETER in texte for texte in list_textes(avenant))


def test_nothing_left_of_a_convention_is_for_somebody_to_decide(dossier):
    seul = amend(_make(dossier, AVANT[:1]), DEUX[0])
    assert compose_decides(seul) == ()
    assert [retiree.structure.nom for retiree in list_retirees(seul)] == [STRUCTURE]


@pytest.fixture(scope="module")
def ailleurs(dossier):
    rangee = make_avenant(
        "PAGE", effet=Effet.AILLEURS, operation="T1-01", quantite=128, montant=10240, numero_convention="2021-7", convention_du=SIGNATURE
    )
    (avenant,) = compose_decides(amend(decide_avances(dossier), rangee, convention="2021-7"))
    return avenant


def test_a_convention_made_elsewhere_is_amended_from_its_number_and_its_day(ailleurs):
    textes = list_textes(ailleurs)
    assert (ailleurs.numero, ailleurs.convention, ailleurs.partiel, ailleurs.remplace) == (1, "2021-7", True, True)
    assert "Vu la convention n° 2021-7, signée le 3 octobre 2022 ;" in textes
    tableau = next(bloc.tableau for bloc in ailleurs.blocs if bloc.tableau and bloc.tableau[0][1:2] == ("Élément",))
    assert [(libelle, avant) for _, libelle, avant, _ in tableau[1:]] == [(quoi, A_COMPLETER) for quoi in ("Montant", "Avance", "Quantité")]
    assert ailleurs.projet
    assert ailleurs.montant == 0  # what it adds is not known


def test_drafts_of_lines_avenant_stay_beside(dossier):
    rangee = make_avenant("CCAS du Touquet", operation="T1-01", montant=0)
    assert len(compose_ajouts(replace(dossier, avenants=(rangee,)))) == 1
