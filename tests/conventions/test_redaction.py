"""One convention per funded structure: what it says, and what keeps it a PROJET."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dpid_xl.conventions.document import A_COMPLETER, Style
from dpid_xl.conventions.redaction import write_convention, write_conventions
from dpid_xl.montants import format_montant, write_en_lettres

ARTICLES = range(1, 13)


@pytest.fixture(scope="module")
def conventions(dossier):
    return {convention.structure.nom: convention for convention in write_conventions(dossier)}


def _textes(convention):
    for bloc in convention.blocs:
        yield bloc.texte
        yield from (texte for rangee in bloc.tableau for texte in rangee)
        yield from (texte for rubrique in bloc.rubriques for texte in (rubrique.libelle, *rubrique.paragraphes))


def test_one_per_funded_structure(dossier, conventions):
    assert len(conventions) == 89
    assert sum(convention.montant for convention in conventions.values()) == Decimal("6198687.52")
    lignes = [ligne for convention in conventions.values() for ligne in convention.lignes]
    assert len(lignes) == sum(ligne.montant > 0 for ligne in dossier.lignes) == 139


def test_twelve_articles_in_order(conventions):
    for convention in conventions.values():
        articles = [bloc.texte for bloc in convention.blocs if bloc.style is Style.ARTICLE]
        assert [texte.replace("\xa0", " ").split(" : ")[0] for texte in articles] == [f"Article {numero}" for numero in ARTICLES]


def test_one_fiche_annex_per_operation(conventions):
    for convention in conventions.values():
        annexes = [bloc.texte for bloc in convention.blocs if bloc.style is Style.ANNEXE]
        assert len(annexes) == 2 + len(convention.operations)
        assert [texte.replace("\xa0", " ").split(" : ")[0] for texte in annexes] == [f"Annexe {n}" for n in range(1, len(annexes) + 1)]
        assert sum(bloc.style is Style.FICHE for bloc in convention.blocs) == len(convention.operations)


def test_amounts_in_figures_and_letters(conventions):
    for convention in conventions.values():
        texte = "\n".join(_textes(convention))
        assert format_montant(convention.montant) in texte
        assert write_en_lettres(convention.montant) in texte


def test_no_field_is_left_and_nothing_is_empty(conventions):
    for convention in conventions.values():
        for bloc in convention.blocs:
            assert bloc.texte or bloc.tableau or bloc.rubriques
        for texte in _textes(convention):
            assert "«" not in texte or "«\xa0" in texte, texte
            assert "None" not in texte


def test_the_computation_is_shown(conventions):
    (fiche, *_) = [bloc for bloc in conventions["CCAS de Libercourt"].blocs if bloc.style is Style.FICHE]
    financement = next(rubrique for rubrique in fiche.rubriques if rubrique.libelle == "Modalités de financement")
    assert financement.paragraphes[0] == "Calcul par le barème\xa0: 80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€."


def test_a_departure_from_the_bareme_is_shown_until_justified(dossier, conventions):
    convention = conventions["Au bord de la ligne"]
    texte = "\n".join(_textes(convention))
    assert "10 places × 160\xa0€ × 6/12 = 800,00\xa0€" in texte
    assert f"écart de 11\u202f420,00\xa0€, justification\xa0: {A_COMPLETER}" in texte
    assert "T1-01 : modalités de financement" in convention.manques
    justifiee = replace(convention.lignes[0], justification="forfait de démarrage")
    refaite = write_convention(dossier, convention.structure, [justifiee])
    assert "justification\xa0: forfait de démarrage" in "\n".join(_textes(refaite))
    assert "T1-01 : modalités de financement" not in refaite.manques


def test_paragraphs_for_another_structure_are_left_out(conventions):
    texte = "\n".join(_textes(conventions["ASSIFEP"]))
    assert "SYNERGIE" in texte
    assert "Dainville" not in texte
    assert "[" not in texte


def test_missing_register_data_make_a_projet(conventions):
    libercourt, page = conventions["CCAS de Libercourt"], conventions["PAGE"]
    assert libercourt.projet
    assert libercourt.blocs[0].style is Style.BANDEAU
    assert {"SIRET", "siège", "IBAN"} <= set(libercourt.manques)
    assert not {"SIRET", "siège", "représentant"} & set(page.manques)
    assert any("509\xa0023\xa0974\xa000017" in texte for texte in _textes(page))


def test_a_complete_register_makes_a_document_to_sign(dossier, conventions):
    libercourt = conventions["CCAS de Libercourt"]
    textes = {champ: "connu" for champ in type(libercourt.structure).__dataclass_fields__ if getattr(libercourt.structure, champ) == ""}
    structure = replace(libercourt.structure, **textes | {"sous_traitance": "A", "securite": "1", "sort_donnees": "destruction"})
    rgpd = {champ: "connu" for champ in type(dossier.campagne).__dataclass_fields__ if getattr(dossier.campagne, champ) == ""}
    quand = dossier.campagne.deliberation_date
    campagne = replace(dossier.campagne, **rgpd, date_convention_pauvrete=quand, date_convention_bassin_minier=quand)
    complet = replace(dossier, campagne=campagne, structures=(structure, *dossier.structures[1:]))
    ligne = replace(libercourt.lignes[0], numero_convention="2022-00001")
    convention = write_convention(complet, structure, [ligne])
    assert convention.manques == ()
    assert A_COMPLETER not in "\n".join(_textes(convention))
    assert convention.numero == "2022-00001"


@pytest.mark.parametrize("choix", [("A", "1", "destruction"), ("B", "2", "renvoi"), ("B", "1", "tiers")])
def test_choices_keep_their_own_blocks(dossier, conventions, choix):
    page = conventions["PAGE"]
    structure = replace(page.structure, **dict(zip(("sous_traitance", "securite", "sort_donnees"), choix, strict=True)))
    texte = "\n".join(_textes(write_convention(dossier, structure, page.lignes)))
    assert ("(option A)" in texte, "(option B)" in texte) == (choix[0] == "A", choix[0] == "B")
    assert "choisir" not in texte


def test_a_structure_with_two_lines_of_one_operation_has_one_fiche(conventions):
    fiches = [bloc for bloc in conventions["EPSM Val de Lys - Artois"].blocs if bloc.style is Style.FICHE]
    assert len(fiches) == 1
    rubriques = {rubrique.libelle: rubrique.paragraphes for rubrique in fiches[0].rubriques}
    assert rubriques["Territoire d’intervention"] == ("Artois, Audomarois",)
    assert rubriques["Coût"] == ("40\u202f000,00\xa0€ (quarante mille euros)",)
    assert len([texte for texte in rubriques["Modalités de financement"] if "= 20\u202f000,00\xa0€" in texte]) == 2
