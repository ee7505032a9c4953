"""Every kind of mutation: what is wrong is caught, what is harmless says nothing, and the table that is kept tells it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dpid_xl.controles import load_messages
from tests.mutations.essai import CLASSEUR, REFUS, make_mutations, try_fichier, try_mutation
from tests.mutations.mutations import FICHIERS, SANS_EFFET, SORTES
from tests.mutations.table import Bilan, try_sorte, write_rangee, write_table

DOCUMENT = CLASSEUR.parents[1] / "docs" / "mutations.md"
AUX_CELLULES = [sorte for sorte in SORTES.values() if sorte not in FICHIERS]


@pytest.mark.parametrize("sorte", SORTES.values(), ids=lambda sorte: sorte.nom)
def test_each_kind(sorte, tmp_path):
    bilan = try_sorte(sorte, tmp_path)
    if not sorte.codes:
        assert bilan.vues == 0, f"sans effet, et pourtant : {bilan.codes}"
    elif sorte.raison:
        assert bilan.vues < bilan.essais, "la raison ne vaut plus : tout est vu"
    else:
        assert bilan.vues == bilan.essais, f"vues seulement par {bilan.codes}"
    assert write_rangee(sorte, bilan) in _read_lignes(), "refaites docs/mutations.md : python -m tests.mutations"


@pytest.mark.parametrize("sorte", AUX_CELLULES[::16], ids=lambda sorte: sorte.nom)
def test_a_cell_changed_in_memory_is_a_cell_changed_in_the_file(sorte, tmp_path):
    mutation = make_mutations(sorte)[0]
    assert try_mutation(mutation, tmp_path, garnie=sorte.garnie) == try_fichier(mutation, tmp_path, garnie=sorte.garnie)


def test_the_kept_table_has_every_kind_and_nothing_else():
    attendu = write_table(dict.fromkeys(SORTES, Bilan(0, 0, Counter()))).splitlines()
    assert [_cut(ligne) for ligne in _read_lignes()] == [_cut(ligne) for ligne in attendu]


def test_there_are_enough_of_them():
    assert len(SORTES) == sum(1 for ligne in _read_lignes() if ligne.startswith("| ") and "altération" not in ligne)
    assert sum(sorte.essais for sorte in SORTES.values()) >= 300
    aux_fichiers = [mutation for sorte in (*FICHIERS, *SANS_EFFET) for mutation in make_mutations(sorte) if mutation.geste]
    assert len(aux_fichiers) >= 30


def test_the_expected_codes_are_those_of_the_controls():
    assert {code for sorte in SORTES.values() for code in sorte.codes} <= {*load_messages(), REFUS}


def _read_lignes() -> list[str]:
    return Path(DOCUMENT).read_text(encoding="utf-8").splitlines()


def _cut(ligne: str) -> str:
    """Keep the name of a row: its figures are compared where it is tried."""
    return ligne.split(" | ", maxsplit=1)[0]
