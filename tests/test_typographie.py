"""French typography: each rule on its own, then every sentence that the program may say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dpid_xl.controles import load_messages
from dpid_xl.documents.annexe5 import compose_deliberation
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.document import Bloc
from dpid_xl.strict import load_toml
from dpid_xl.typographie import REGLES, compose_typographie, list_fautes
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from tests.typographie import unset

RACINE = Path(__file__).parents[1]
TEXTES = ("classeurs/gabarit/textes.toml", "controles/messages.toml", "documents/phrases.toml")
A_REECRIRE = {regle.nom for regle in REGLES if regle.remplacement is None}
_CHAMP = re.compile(r"\{\w+\}")


@pytest.mark.parametrize(
    ("tape", "compose"),
    [
        ("L'avance : 1 600,50 €, soit 60 % ; pourquoi ?", "L’avance\xa0: 1\u202f600,50\xa0€, soit 60\xa0%\u202f; pourquoi\u202f?"),
        ("« l'un » et l'« autre »", "«\xa0l’un\xa0» et l’«\xa0autre\xa0»"),
        ("à M. Petit, le 1er mai, n° 12, art. 5", "à M.\xa0Petit, le 1er\xa0mai, n°\xa012, art.\xa05"),
        ("un écart de -800 €", "un écart de −800\xa0€"),
        ("écrivez «montant» ; «l_operation»", "écrivez «montant»\u202f; «l_operation»"),
        ("fichier C:\\d'or\\l'an 2.xlsm : lu", "fichier C:\\d'or\\l'an 2.xlsm\xa0: lu"),
        ("« L'annexe d'avril.xlsm » : lu", "«\xa0L'annexe d'avril.xlsm\xa0»\xa0: lu"),
        ("=DPID_MONTANT(opération; quantité; [mois])", "=DPID_MONTANT(opération; quantité; [mois])"),
        ("https://site.fr/d'ici?a=1 à 12:30, dpid-xl exporter --quoi budget -o b.csv", None),
        ("le SIRET 509 023 974 00017, la ligne T1-01, le 2022-09-01", None),
    ],
)
def test_what_is_set_in_type_and_what_is_left(tape, compose):
    assert compose_typographie(tape) == (compose or tape)
    assert unset(compose_typographie(tape)) == unset(tape)


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("3 ligne(s)", "pluriel entre parenthèses"),
        ("(une (deux))", "parenthèses dans des parenthèses"),
        ('un "mot"', "guillemets droits"),
        ("deux  espaces", "deux espaces"),
        ("mot , mot", "espace avant une virgule"),
        ("mot: mot", "espace absente avant un signe double"),
        ("etc...", "points de suspension"),
    ],
)
def test_what_a_person_has_to_write_otherwise(texte, faute):
    assert list_fautes(texte) == (faute,)


@example("« a ; b »\n-5 000 €")
@example("« !")
@given(st.text(alphabet=st.sampled_from("ab1«» '’;:!?€%n°.M-/\\@\n\xa0\u202f")))
def test_a_text_that_is_set_stays_and_says_the_same(texte):
    compose = compose_typographie(texte)
    assert compose_typographie(compose) == compose
    assert unset(compose) == unset(texte)
    assert not set(list_fautes(compose)) - A_REECRIRE


def test_sentences_of_the_tables(record_property):
    phrases = [_CHAMP.sub("mot", texte) for nom in TEXTES for texte in _list_textes(load_toml(RACINE / "dpid_xl" / nom))]
    record_property("phrases", len(phrases))
    assert len(phrases) > len(load_messages())
    assert _list_mal_ecrites(map(compose_typographie, phrases)) == {}


def test_sentences_of_the_code(record_property):
    phrases = [
        texte for racine in ("dpid_xl", "udfs") for module in sorted((RACINE / racine).rglob("*.py")) for texte in _list_phrases(module)
    ]
    record_property("phrases", len(phrases))
    assert _list_mal_ecrites(phrases, {"pluriel entre parenthèses", "parenthèses dans des parenthèses"}) == {}


def test_documents(dossier, conventions, record_property):
    signe = with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE, versement="100", realise=20))
    courriers = [courrier for nature in Nature for courrier in compose_courriers(signe, nature, (LIBERCOURT,))]
    assert courriers
    textes = {texte for bloc in compose_deliberation(dossier) for texte in _list_textes_du_bloc(bloc)}
    for document in (*conventions, *courriers):
        textes |= {document.titre, document.pied, *(texte for bloc in document.blocs for texte in _list_textes_du_bloc(bloc))}
    record_property("phrases", len(textes))
    assert _list_mal_ecrites(textes) == {}


def _list_mal_ecrites(textes, regles=frozenset(regle.nom for regle in REGLES)):
    return {texte: fautes for texte in textes if (fautes := regles.intersection(list_fautes(texte)))}


def _list_textes(donnees: object) -> Iterator[str]:
    if isinstance(donnees, str):
        yield donnees
    elif isinstance(donnees, dict | list):
        for valeur in donnees.values() if isinstance(donnees, dict) else donnees:
            yield from _list_textes(valeur)


def _list_textes_du_bloc(bloc: Bloc) -> Iterator[str]:
    yield from (bloc.texte, bloc.legende)
    for rubrique in bloc.rubriques:
        yield from (rubrique.libelle, *rubrique.paragraphes)
    for rangee in bloc.tableau:
        yield from rangee


def _list_phrases(module: Path) -> Iterator[str]:
    """Yield the sentences of a module: its texts with a space and a letter of French, neither docstrings nor patterns."""
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    muets = {noeud.value for noeud in ast.walk(arbre) if isinstance(noeud, ast.Expr)}
    dans_une_phrase = {bout for noeud in ast.walk(arbre) if isinstance(noeud, ast.JoinedStr) for bout in noeud.values}
    for noeud in ast.walk(arbre):
        if noeud in muets or noeud in dans_une_phrase:
            continue
        if isinstance(noeud, ast.JoinedStr):
            texte = "".join(str(bout.value) if isinstance(bout, ast.Constant) else "mot" for bout in noeud.values)
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            texte = noeud.value
        else:
            continue
        if re.search(r"[àâçèéêëîïôùûœ«’] | [àâçèéêëîïôùûœ«]", texte) and not re.search(r"[\\^=]|\?:", texte):
            yield texte
