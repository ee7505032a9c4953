"""How people are addressed: the office and the civility of the register decide, a first name never does."""

import pytest

from dpid_xl.documents.grammaire import (
    SUIVIS_DE_DE,
    Genre,
    find_genre,
    write_avec_article,
    write_civilite,
    write_de,
    write_possessif,
    write_structure,
)
from dpid_xl.noms import fold_nom

CIVILITES = [
    # qualité, représentant, ce que la lettre écrit
    ("président", "", "Monsieur le Président"),
    ("Présidente", "", "Madame la Présidente"),
    ("PRÉSIDENTE", "", "Madame la Présidente"),
    ("presidente", "", "Madame la Présidente"),
    ("vice-présidente", "", "Madame la Vice-présidente"),
    ("président du CCAS", "", "Monsieur le Président"),
    ("directrice générale des services", "", "Madame la Directrice générale"),
    ("directeur", "", "Monsieur le Directeur"),
    ("administratrice", "", "Madame l’Administratrice"),
    ("adjointe au maire", "", "Madame l’Adjointe au maire"),
    ("le maire", "", "Monsieur le Maire"),
    ("Madame le maire", "", "Madame la Maire"),
    ("maire, président du CCAS", "M. Durand", "Monsieur le Maire"),
    ("maire", "Mme Claude Petit", "Madame la Maire"),
    ("président", "Madame Petit", "Madame la Présidente"),
    ("", "Monsieur Durand", "Monsieur"),
    ("responsable de pôle", "Mme Petit", "Madame"),
    ("maire", "", "Madame, Monsieur"),
    ("maire", "Jean Durand", "Madame, Monsieur"),
    ("responsable de pôle", "Marie Petit", "Madame, Monsieur"),
    ("mairesse", "", "Madame, Monsieur"),
    ("", "", "Madame, Monsieur"),
]
ARTICLES = [
    ("Président du Conseil départemental", "le Président du Conseil départemental"),
    ("Présidente du Conseil départemental", "la Présidente du Conseil départemental"),
    ("la Directrice générale", "la Directrice générale"),
    ("Administrateur provisoire", "l’Administrateur provisoire"),
    ("Maire", "le Maire"),
    ("Chef de service", "Chef de service"),
    ("", ""),
]
POSSESSIFS = [
    ("président", "", "son président"),
    ("Présidente", "", "sa présidente"),
    ("le président", "", "son président"),
    ("directrice générale", "", "sa directrice générale"),
    ("administratrice", "", "son administratrice"),
    ("adjointe au maire", "", "son adjointe au maire"),
    ("maire", "M. Durand", "son maire"),
    ("maire", "Mme Petit", "sa maire"),
    ("maire", "Claude Petit", "son maire"),
    ("Président", "Mme Petit", "sa présidente"),
    ("directrice générale", "M. Durand", "son directeur général"),
    ("président du CCAS", "", "président du CCAS"),
    ("responsable de pôle", "Mme Petit", "responsable de pôle"),
    ("", "", ""),
]
STRUCTURES = [
    # nom, nature, genre, ce que la convention écrit
    ("PAGE", "association", Genre.FEMININ, "l’association PAGE"),
    ("PAGE", "Association loi 1901", Genre.FEMININ, "l’association loi 1901 PAGE"),
    ("Association Community", "association", Genre.FEMININ, "l’Association Community"),
    ("La Fabrique DEFI", "mission locale", Genre.FEMININ, "la mission locale La Fabrique DEFI"),
    ("Mission locale en Pays d'Artois", "", Genre.FEMININ, "la Mission locale en Pays d'Artois"),
    ("CCAS du Touquet", "CCAS", Genre.MASCULIN, "le CCAS du Touquet"),
    ("Le Touquet", "CCAS", Genre.MASCULIN, "le CCAS du Touquet"),
    ("Méricourt", "commune", Genre.FEMININ, "la commune de Méricourt"),
    ("Arras", "Commune", Genre.FEMININ, "la commune d’Arras"),
    ("Commune de Méricourt", "commune", Genre.FEMININ, "la Commune de Méricourt"),
    ("Ressources", "GIP", Genre.MASCULIN, "le GIP Ressources"),
    ("GEIQ PRO TP", "association", Genre.MASCULIN, "le GEIQ PRO TP"),
    ("EPSM Val de Lys - Artois", "", Genre.MASCULIN, "l’EPSM Val de Lys - Artois"),
    ("Ytres", "commune", Genre.FEMININ, "la commune d’Ytres"),
    ("Ypres", "CCAS", Genre.MASCULIN, "le CCAS d’Ypres"),
    ("Lumière", "établissement public", Genre.MASCULIN, "l’établissement public Lumière"),
    ("Maisons et Cités", "", None, "Maisons et Cités"),
    ("Le Cheval Bleu", "", None, "Le Cheval Bleu"),
    ("Marie Petit", "entité", None, "Marie Petit"),
    ("", "", None, ""),
]
LIEUX = [
    ("Lens", "de Lens"),
    ("Étaples", "d’Étaples"),
    ("Le Portel", "du Portel"),
    ("Les Attaques", "des Attaques"),
    ("Lestrem", "de Lestrem"),
    ("Ytres", "d’Ytres"),  # y before a consonant is a vowel
    ("Ypres", "d’Ypres"),
    ("Yutz", "de Yutz"),
    ("Le Yaudet", "du Yaudet"),
    ("Y", "de Y"),
]


@pytest.mark.parametrize(("qualite", "representant", "civilite"), CIVILITES)
def test_civilite(qualite, representant, civilite):
    assert write_civilite(qualite, representant) == civilite


@pytest.mark.parametrize(("fonction", "avec_article"), ARTICLES)
def test_article(fonction, avec_article):
    assert write_avec_article(fonction) == avec_article


def test_the_article_is_that_of_who_holds_the_office():
    assert write_avec_article("Président du CCAS", "Mme Petit") == "la Présidente du CCAS"
    assert write_avec_article("maire", "Mme Petit") == "la maire"
    assert write_avec_article("présidente", "M. Durand") == "le président"


@pytest.mark.parametrize(("qualite", "representant", "possessif"), POSSESSIFS)
def test_possessif(qualite, representant, possessif):
    assert write_possessif(qualite, representant) == possessif


@pytest.mark.parametrize(("nom", "nature", "genre", "ecrite"), STRUCTURES)
def test_structure(nom, nature, genre, ecrite):
    assert find_genre(nom, nature) is genre
    assert write_structure(nom, nature) == ecrite


@pytest.mark.parametrize(("lieu", "complement"), LIEUX)
def test_de(lieu, complement):
    assert write_de(lieu) == complement


def test_natures_that_a_place_completes_have_a_gender():
    assert all(find_genre("", nature) and nature == fold_nom(nature) for nature in SUIVIS_DE_DE)
