"""What stands a hundred times: as many findings as rows, never as pairs of rows, and mends that are not tried for ever."""

from collections import Counter
from dataclasses import replace

import pytest

from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.controles import causes, check_dossier
from dpid_xl.controles.causes import Explication
from dpid_xl.controles.identite import check_noms_ressemblants
from dpid_xl.controles.territoires import check_territoires_ressemblants
from dpid_xl.noms import PROCHES_MAXIMUM, list_ressemblants

NOMBRE = 300
FACONS = 3  # letters that are close, the same letters, all the words of the other
SERIE = [f"Foyer rural {rang:04d}" for rang in range(NOMBRE)]


@pytest.fixture(scope="module")
def campagne(dossier):
    return locate_dossier(dossier)


def spread(campagne, territoires):
    """As many lines as territoires, each with its own."""
    (ligne, *_) = campagne.lignes
    return replace(campagne, lignes=tuple(replace(ligne, territoire=territoire) for territoire in territoires))


@pytest.mark.parametrize(
    ("territoires", "attendu"),
    [
        (["Artois", "Artois", "ARTOIS"], [("ARTOIS", "Artois")]),
        (["Artoix", "Artois", "Artois"], [("Artoix", "Artois")]),
        (["Artois", "Artoix"], [("Artoix", "Artois")]),
        (["Artoi", "Artoix", "Artoix", "Artois", "Artois", "Artois"], [("Artoi", "Artois"), ("Artoix", "Artois")]),
        (["Artois", "Calaisis"], []),
    ],
    ids=["une graphie rare", "la rare au-dessus", "autant de lignes : la première", "trois graphies", "deux territoires"],
)
def test_each_rarer_writing_of_a_territoire_is_shown_once_beside_the_most_usual(campagne, territoires, attendu):
    constats = list(check_territoires_ressemblants(spread(campagne, territoires)))
    assert [(constat.faits["territoire"], constat.faits["autre"]) for constat in constats] == attendu


def test_territoires_of_a_series_make_no_more_findings_than_there_are(campagne):
    montres = Counter(constat.faits["territoire"] for constat in check_territoires_ressemblants(spread(campagne, SERIE)))
    assert set(montres.values()) == {1}
    assert NOMBRE / 2 < len(montres) < NOMBRE


def test_names_of_a_series_are_paired_with_some_of_the_others():
    paires = sum(map(len, list_ressemblants(SERIE)))
    assert NOMBRE <= paires <= 2 * PROCHES_MAXIMUM * NOMBRE < NOMBRE * (NOMBRE - 1)
    assert all(list_ressemblants(SERIE))


def test_spellings_and_words_in_common_are_paired_with_some_too():
    for noms in ([f"{'. ' * rang}A B" for rang in range(NOMBRE)], [f"Foyer rural {'x' * rang * 9}" for rang in range(NOMBRE)]):
        assert 0 < sum(map(len, list_ressemblants(noms))) <= FACONS * 2 * PROCHES_MAXIMUM * NOMBRE < NOMBRE * (NOMBRE - 1)


def test_bodies_of_a_series_are_shown_once_each(campagne):
    (structure, *_) = campagne.structures
    serie = replace(campagne, structures=tuple(replace(structure, nom=nom, variantes=(), a_distinguer=()) for nom in SERIE))
    montres = Counter(constat.faits["structure"] for constat in check_noms_ressemblants(serie))
    assert set(montres.values()) == {1}
    assert len(montres) == NOMBRE - 1, "all but the first, which has none above"


def test_mends_that_find_nothing_are_not_looked_for_in_each_row(campagne, monkeypatch):
    essais = []

    def count(_dossier, anomalie):
        essais.append(anomalie)

    (thematique, *_) = campagne.thematiques
    copies = tuple(replace(thematique, lieu=replace(thematique.lieu, rang=1000 + rang)) for rang in range(NOMBRE))
    monkeypatch.setattr(causes, "EXPLICATIONS", (Explication(("thematique_en_double",), (count,), ("thematique_en_double",)),))
    for budget in (10, 20):
        essais.clear()
        cout = (NOMBRE + len(campagne.thematiques)) // causes.RECHERCHE
        monkeypatch.setattr(causes, "LIGNES_REVUES_MAXIMUM", budget * cout)
        anomalies = check_dossier(replace(campagne, thematiques=(*campagne.thematiques, *copies)))
        assert sum(anomalie.code == "thematique_en_double" for anomalie in anomalies) >= NOMBRE
        assert len(essais) == budget
