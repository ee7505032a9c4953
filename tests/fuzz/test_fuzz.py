"""A short run of the damaged files, always the same, and each one that once was a fault; ``python -m tests.fuzz`` runs as long as asked."""

import pytest

from tests.fuzz.essai import ENTREES, try_entree

ESSAIS = 12  # of each kind
# Kind and seed of the faults that were found: elements without end, lists of links and of parts that are no XML, an author of a note
# who is no number.
TROUVES = (
    *(("vote_word", "0 8"), ("vote_odt", "0 39"), ("bilan_word", "nuit 52"), ("bilan_word", "jour 588")),
    ("annee", "20261130 120"),
)


@pytest.mark.parametrize("nom", ENTREES)
def test_damaged_files_are_read_or_refused_in_a_sentence(nom):
    essais = [try_entree(nom, f"essai {rang}") for rang in range(ESSAIS)]
    assert [(essai.graine, essai.gestes, essai.faute) for essai in essais if essai.faute] == []
    assert len({essai.gestes for essai in essais}) > 1


@pytest.mark.parametrize("nom", ENTREES)
def test_the_good_file_is_read(nom, tmp_path):
    entree = ENTREES[nom]
    (tmp_path / entree.fichier).write_bytes(entree.make())
    entree.read(tmp_path / entree.fichier)


@pytest.mark.parametrize(("nom", "graine"), TROUVES)
def test_what_was_found_once_is_no_fault_any_more(nom, graine):
    assert try_entree(nom, graine).faute == ""


def test_a_seed_gives_one_file():
    assert try_entree("manifeste", "1").gestes == try_entree("manifeste", "1").gestes
