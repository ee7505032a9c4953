"""``docs/provenance.md``, item by item of the source: what it cites exists, and the words and figures it quotes are there."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.controles import check_dossier, load_messages
from dpid_xl.documents.avenants import compose_ajouts
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.schema import CAMPAGNE, FEUILLES, TABLES
from udfs.actions.registre import MACRO_PAR_NOM

RACINE = Path(__file__).parents[1]
TEXTE = (RACINE / "docs" / "provenance.md").read_text(encoding="utf-8")
COLONNES = ("la source", "classeur", "acte", "contrôle", "essai")
# A reference, then the words that stand there, which may quote others, or how many findings there are.
CITATION = re.compile(r"`(?P<ou>[^`]+)`(?: « (?P<mots>(?:[^«»]|«[^«»]*»)*) »)?(?: × (?P<nombre>\d+))?")
VIDE = "vide"


def read_items():
    """Return the rows of the tables of items: section and cells."""
    section, items = "", []
    for ligne in TEXTE.split("\n"):
        if ligne.startswith("## "):
            section = ligne.removeprefix("## ")
        cellules = [cellule.strip() for cellule in ligne.strip("|").split("|")] if ligne.startswith("| ") else []
        if len(cellules) == len(COLONNES) and tuple(cellules) != COLONNES:
            items.append((section, *cellules))
    return items


def list_citations(cellule):
    return [(trouvee["ou"], trouvee["mots"] or "", trouvee["nombre"]) for trouvee in CITATION.finditer(cellule)]


ITEMS = read_items()


@cache
def _load():
    return load_campagne("2022_phase2")


@cache
def _read_feuilles():
    """Return the texts of each column of each table of the delivered workbook, by sheet and header."""
    classeur = openpyxl.load_workbook(RACINE / "workbooks" / "annexe5_2022_phase2.xlsm", data_only=True)
    textes = {}
    for onglet in classeur:
        for table in onglet.tables.values():
            entetes, *rangees = onglet[table.ref]
            for rang, entete in enumerate(entetes):
                textes[onglet.title, str(entete.value)] = [
                    simplify(str(rangee[rang].value)) for rangee in rangees if rangee[rang].value is not None
                ]
    return textes


def simplify(texte):
    return texte.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")


def _write_document(document):
    morceaux = [document.titre]
    for bloc in document.blocs:
        morceaux += [bloc.texte, *(cellule for rangee in bloc.tableau for cellule in rangee)]
        for rubrique in bloc.rubriques:
            morceaux += [rubrique.libelle, *rubrique.paragraphes]
    return simplify("\n".join(morceaux))


@cache
def _compose():
    return {simplify(convention.structure.nom): _write_document(convention) for convention in compose_conventions(_load())}


def _find_actes(ou):
    """Return the texts of the documents that a reference names."""
    genre, _, nom = ou.partition(" ")
    if genre == "avenant":
        return [_write_document(avenant) for avenant in compose_ajouts(_load()) if avenant.structure.nom == nom]
    if nom in ("*", "aucune"):
        return list(_compose().values())
    structure = _load().find_structure(nom)
    noms = [simplify(structure.nom)] if structure else [autre for autre in _compose() if nom in autre]
    assert len(noms) == 1, f"{nom} : {noms}"
    return [_compose()[noms[0]]]


def _check_classeur(ou, mots):
    if ou.startswith("bouton "):
        assert ou.removeprefix("bouton ") in MACRO_PAR_NOM, ou
    elif ou.startswith("Campagne : "):
        (reglage,) = [reglage for reglage in CAMPAGNE if reglage.libelle == ou.removeprefix("Campagne : ")]
        valeur = getattr(_load().campagne, reglage.champ)
        assert (mots == VIDE and not valeur) or mots in str(valeur), f"{ou} : {valeur}"
    else:
        feuille, _, colonne = ou.removesuffix("]").partition("[")
        assert feuille in {connue.nom for connue in FEUILLES}, ou
        assert (feuille, colonne) in {(table.feuille, connue.entete) for table in TABLES for connue in table.colonnes}, ou
        textes = _read_feuilles()[feuille, colonne]
        assert not mots or any(simplify(mots) in texte for texte in textes), f"{ou} : {mots}"


def _check_acte(ou, mots):
    if ou.startswith("bloc "):
        (bloc,) = [bloc for bloc in _load().modele if bloc.code == ou.removeprefix("bloc ")]
        assert simplify(mots) in simplify(bloc.texte), ou
        return
    actes = _find_actes(ou)
    assert actes, ou
    presents = sum(simplify(mots) in acte for acte in actes)
    assert mots, f"{ou}"
    assert presents == (0 if ou == "conv aucune" else len(actes)), f"{ou} : « {mots} » dans {presents} sur {len(actes)}"


@cache
def _count_constats():
    return Counter(anomalie.code for anomalie in check_dossier(_load()))


def _check_controle(ou, nombre):
    assert ou in load_messages(), ou
    assert nombre is None or _count_constats()[ou] == int(nombre), f"{ou} : {_count_constats()[ou]}"


def _check_essai(ou):
    fichier, _, essai = ou.partition("::")
    assert (RACINE / fichier).is_file(), ou
    assert not essai or f"\ndef {essai}(" in (RACINE / fichier).read_text(encoding="utf-8"), ou


def _name(item):
    return f"{item[0][:2]} {item[1][:50]}"


def test_every_part_of_the_source_has_its_items():
    assert Counter(item[0][0] for item in ITEMS) == {"1": 12, "2": 6, "3": 12, "4": 15, "5": 5, "6": 5}


@pytest.mark.parametrize("item", ITEMS, ids=_name)
def test_an_item_is_where_it_is_said_to_be(item):
    _section, source, classeur, acte, controle, essai = item
    assert source
    assert classeur or acte or controle or essai
    for ou, mots, _nombre in list_citations(classeur):
        _check_classeur(ou, mots)
    for ou, mots, _nombre in list_citations(acte):
        _check_acte(ou, mots)
    for ou, _mots, nombre in list_citations(controle):
        _check_controle(ou, nombre)
    for ou, _mots, _nombre in list_citations(essai):
        _check_essai(ou)


@pytest.mark.parametrize("item", ITEMS, ids=_name)
def test_nothing_is_written_that_is_not_checked(item):
    for cellule in item[2:]:
        reste = CITATION.sub("", cellule)
        assert not reste.strip(" ;"), reste


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        (_check_classeur, ("Annexe 5[Couleur]", "")),
        (_check_classeur, ("Annexe 5[Remarque]", "que rien ne fonde ailleurs")),
        (_check_classeur, ("Campagne : Décideur", VIDE)),
        (_check_classeur, ("bouton tout_payer", "")),
        (_check_acte, ("conv 4AJ", "999 €")),
        (_check_acte, ("conv aucune", "4AJ")),
        (_check_acte, ("bloc art9-1", "toute modification")),
        (_check_controle, ("montant_ecart_bareme", "7")),
        (_check_controle, ("montant_magique", None)),
        (_check_essai, ("tests/test_provenance.py::test_absent",)),
    ],
    ids=lambda valeur: getattr(valeur, "__name__", str(valeur))[:40],  # an address would differ from one process to the next
)
def test_what_is_not_there_is_seen(check, arguments):
    with pytest.raises(AssertionError):
        check(*arguments)
