"""Ceilings, and who needs a convention."""

from decimal import Decimal

import pytest

from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.calcul.plafonds import (
    NatureInconnue,
    compute_charges_indirectes,
    compute_diagnostics,
    compute_places_max,
    is_convention_requise,
    is_privee,
)

SEUIL = Decimal(23000)


@pytest.mark.parametrize(("etp", "places"), [("1", 250), ("0.5", 125), ("0.33", 82), ("0", 0)])
def test_places_are_whole(etp, places):
    assert compute_places_max(Decimal(etp), Decimal(250)) == places


def test_diagnostics_are_not_rounded():
    assert compute_diagnostics(Decimal("0.5"), Decimal(467)) == Decimal("233.5")


def test_charges_indirectes():
    assert compute_charges_indirectes(Decimal("100.03"), Decimal(0), Decimal("0.20")) == Decimal("20.01")
    with pytest.raises(CalculImpossible, match="dépassent"):
        compute_charges_indirectes(Decimal(1), Decimal(2), Decimal("0.20"))


@pytest.mark.parametrize("nature", ["association", "Association loi 1901", "FONDATION", "mission locale", "GEIQ", "Coopérative", "SA"])
def test_private_bodies(nature):
    assert is_privee(nature)
    assert is_convention_requise(nature, Decimal("23000.01"), SEUIL)
    assert not is_convention_requise(nature, SEUIL, SEUIL)


@pytest.mark.parametrize(
    "nature", ["commune", "CCAS", "GIP", "Établissement public local", "communauté d'agglomération", "syndicat intercommunal"]
)
def test_public_bodies(nature):
    assert not is_convention_requise(nature, Decimal(10**6), SEUIL)


@pytest.mark.parametrize("nature", ["PLIE", "", "sandwicherie", "communes associées ?"])
def test_a_nature_that_does_not_tell_is_refused(nature):
    with pytest.raises(NatureInconnue):
        is_privee(nature)


def test_every_nature_of_the_campaign_but_one_is_known(dossier):
    natures = {structure.nature for structure in dossier.structures if structure.nature} - {"PLIE"}
    assert {nature for nature in natures if is_privee(nature)} == {
        "association",
        "fondation",
        "mission locale",
        "GEIQ",
        "centre social et culturel",
    }
