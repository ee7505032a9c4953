"""What the sheet « Signature » says, wherever it is asked: signed avenants, what is no longer made anew, when to remind."""

from dataclasses import replace
from datetime import date

from dpid_xl.calcul.signature import compute_relance, find_moment, list_engagees
from dpid_xl.calcul.suivi import find_avenants
from tests.controles.fabrique import make_dossier
from tests.signatures import make_signature

DOSSIER = make_dossier()
JOUR = date(2023, 1, 16)


def test_an_avenant_signed_by_both_is_told_once():
    suivis = (replace(DOSSIER.suivis[0], avenants=("n° 1 du 12/10/2022",)), *DOSSIER.suivis[1:])
    actes = tuple(make_signature("ccas de Libercourt", avenant=rang, signee=JOUR) for rang in (1, 2))
    ailleurs = make_signature("PAGE", "2022-02942", 1, signee=JOUR)
    envoyee = make_signature("MATISSE", avenant=1, envoyee=JOUR)
    dits = find_avenants(replace(DOSSIER, suivis=suivis, signatures=(*actes, ailleurs, envoyee)))
    assert dits["CCAS de Libercourt", ""] == ("n° 1 du 12/10/2022", "n° 2 du 16/01/2023")
    assert dits["PAGE", "n° 2022-02942"] == ("n° 1 du 16/01/2023",)
    assert dits["MATISSE", ""] == ()


def test_only_the_convention_of_the_campaign_that_left_is_no_longer_made():
    actes = (
        make_signature("CCAS de Libercourt", preparee=JOUR),
        make_signature("PAGE", envoyee=JOUR),
        make_signature("MATISSE", signee=JOUR),
        make_signature("Tous Parrains", avenant=1, signee=JOUR),
        make_signature("La Vie Active", "2022-1", signee=JOUR),
    )
    assert {nom: engagee.signee for nom, engagee in list_engagees(replace(DOSSIER, signatures=actes)).items()} == {
        "PAGE": False,
        "MATISSE": True,
    }


def test_nothing_is_to_be_reminded_without_a_delay_typed():
    acte = make_signature("PAGE", envoyee=JOUR)
    assert compute_relance(DOSSIER, acte) is None
    trente = replace(DOSSIER, campagne=replace(DOSSIER.campagne, delai_de_retour=30))
    assert compute_relance(trente, acte) == date(2023, 2, 15)
    assert compute_relance(trente, replace(acte, relancee=date(2023, 2, 20))) == date(2023, 3, 22)
    assert compute_relance(trente, replace(acte, retournee=JOUR)) is None


def test_the_last_moment_typed_counts_whatever_misses_before():
    assert find_moment(make_signature("PAGE")) == ""
    assert find_moment(make_signature("PAGE", envoyee=JOUR, notifiee=JOUR)) == "notifiee"
