"""What our PDF files promise beyond both standards, rule by rule, and each rule proved able to fail."""

from __future__ import annotations

import pytest

from tests.pdf.degats import DEGATS, LIES, SAINS
from tests.pdf.documents import DOCUMENTS, render_petit
from tests.pdf.registre import REGLES
from tests.pdf.validation import validate


@pytest.fixture(scope="module")
def valide() -> bytes:
    return render_petit()


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_no_rule_is_broken(dossier, nom):
    assert validate(DOCUMENTS[nom](dossier)) == []


@pytest.mark.parametrize("nom", DEGATS)
def test_a_damage_is_named(valide, nom):
    """Each rule sees the damage that is its own, and no other rule does."""
    assert {ecart.regle for ecart in validate(DEGATS[nom](valide))} == {nom.partition(",")[0]} | LIES.get(nom, set())


@pytest.mark.parametrize("nom", SAINS)
def test_nothing_is_seen_where_nothing_is_wrong(valide, nom):
    assert validate(SAINS[nom](valide)) == []


def test_each_rule_has_its_damage():
    assert {nom.partition(",")[0] for nom in DEGATS} == set(REGLES)
