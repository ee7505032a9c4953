"""What every macro writes into every table: of a column, one formula at most, that of the schema."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.examen import Examen, examine
from dpid_xl.modele import Base, Levier
from dpid_xl.refus import Refus
from dpid_xl.rendus.feuilles import render_a_inserer
from dpid_xl.schema import CONTROLES, TABLES
from tests.demandes import DEMANDES, apply_for
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.conftest import QUAND, launch, open_book
from udfs.actions import feuilles
from udfs.actions.copie import Copie
from udfs.actions.plan import Contexte, Ecriture, Plan, Question
from udfs.actions.registre import MACROS
from udfs.actions.tables import fill_table
from udfs.actions.vue import Place, Selection, Vue, read_vue
from udfs.extension import load_extension

TEXTE_VOTE = Path(__file__).parents[2] / "documents" / "texte_vote" / "convention_type.txt"
DEVANT = {"Annexe 5": 9, "Conventions": 9, "Propositions": 9, "Accueil": 1, "Scénarios": 7}
# They read files of their own, and write values in cells that are typed, or a workbook beside: test_bilans, test_retours, test_demandes.
D_UN_FICHIER = {"lire_bilans", "retrouver_signees", "importer_demandes"}
# The formula of each calculated column, by table and header.
ATTENDUES = {
    (table.nom, colonne.entete): {write_formule(colonne.formule, table.nom)}
    for table in TABLES
    for colonne in table.colonnes
    if colonne.formule
}


class Etat(NamedTuple):
    """A workbook as the macros see it, and where its tables lie, with their headers."""

    vue: Vue
    examen: Examen
    tables: dict[str, tuple[Place, Sequence[str]]]


@pytest.fixture(scope="module")
def etats(moteur, dossier, tmp_path_factory):  # noqa: ARG001
    """The workbook as it is shipped, empty, after a control and a generation, and before a vote: demands, and a scenario."""
    racine = tmp_path_factory.mktemp("etats")
    plus = make_scenario("Plus de places", Base.A_VOTER), suppose("Plus de places", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt")
    avant = with_scenarios(propose(apply_for(dossier, *DEMANDES), "T1-01"), [plus[0]], plus[1])
    apres = launch("generer_conventions_selection", launch("controler", read_octets()).octets, devant="Conventions", selection="A7:A9")
    etats = {}
    for nom, octets in (
        ("livré", read_octets()),
        ("vide", CLASSEUR.with_name("annexe5_modele.xlsm").read_bytes()),
        ("généré", apres.octets),
        ("avant le vote", build_classeur(locate_dossier(avant), (), QUAND.date(), load_extension())),
    ):
        chemin = racine / f"{nom}.xlsm"
        chemin.write_bytes(octets)
        etats[nom] = see(open_book(octets), examine(chemin))
    return etats


def see(book, lu):
    """The workbook with the settings that « Numéroter » asks for."""
    campagne = replace(lu.dossier.campagne, modele_de_numero="2022-#####", premier_numero=1)
    vue = read_vue(book)
    tables = {table: (place, vue.read_entetes(table)) for table, place in vue.tables.items()}
    return Etat(vue, replace(lu, dossier=replace(lu.dossier, campagne=campagne)), tables)


@pytest.fixture(autouse=True)
def sans_remise(monkeypatch):
    """« Remettre à neuf » and « Année suivante » write in no table; what they build is long."""
    monkeypatch.setattr(chaine, "refit_classeur", lambda *_demande: (b"", ()))
    monkeypatch.setattr(chaine, "reconduct_classeur", lambda *_demande: (b"", ()))
    monkeypatch.setattr(chaine, "build_classeur", lambda *_demande: b"")  # so is what « Importer un tableau » writes beside


@pytest.fixture(autouse=True)
def feuilles_gardees(monkeypatch):
    """The sheets of the same conventions are made once, whatever is selected when « Générer » is pressed."""

    @cache
    def render(conventions, *autres):
        return list(render_a_inserer(conventions, *autres))

    monkeypatch.setattr(feuilles, "render_a_inserer", lambda conventions, *autres: render(tuple(conventions), *autres))


@pytest.fixture
def tableau(tmp_path):
    """Somebody's table."""
    fichier = tmp_path / "tableau.csv"
    fichier.write_text("Structure;Montant\nAPSA;1\n", encoding="utf-8")
    return fichier


def list_plans(etats, tableau):
    """Yield every plan that a macro makes, whatever is selected, in every state of the workbook."""
    for macro in MACROS:
        for nom, etat in etats.items():
            for feuille, rang in DEVANT.items():
                selection = Selection(feuille, ((rang, rang + 1),))
                contexte = Contexte(
                    replace(etat.vue, selection=selection),
                    lambda etat=etat: etat.examen,
                    QUAND,
                    "arras",
                    sur_disque=True,
                    choose_fichier=lambda _titre, extensions: next(
                        fichier for fichier in (tableau, TEXTE_VOTE, CLASSEUR) if fichier.suffix in extensions
                    ),
                    choose_dossier=lambda _titre: None,
                    copy=lambda etat=etat: Copie(Path(etat.vue.nom)),
                )
                try:
                    plan = macro.plan(contexte)
                    if plan is None:  # no folder is chosen
                        continue
                    yield (macro.nom, nom, feuille), etat, plan.suite() if isinstance(plan, Question) else plan
                except Refus:  # nothing selected, nothing to take out, an anomaly that forbids documents
                    continue


def list_formules(etat, plan):
    """Return the formulas that a plan writes, by table and header."""
    formules = defaultdict(set)
    for action in plan.actions:
        if isinstance(action, Ecriture):
            for table, (place, entetes) in etat.tables.items():
                for rang, rangee in enumerate(action.valeurs, action.rang):
                    for colonne, valeur in enumerate(rangee, action.colonne):
                        dedans = action.feuille == place.feuille and rang > place.haut and place.gauche <= colonne <= place.droite
                        if dedans and isinstance(valeur, str) and valeur.startswith("="):
                            formules[table, entetes[colonne - place.gauche]].add(write_formule(valeur, table))
    return formules


def list_fautes(formules):
    return {cle: ecrites for cle, ecrites in formules.items() if ecrites != ATTENDUES.get(cle)}


def test_no_plan_writes_two_formulas_in_one_column_of_a_table(etats, tableau):
    vus: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for cas, etat, plan in list_plans(etats, tableau):
        formules = list_formules(etat, plan)
        assert list_fautes(formules) == {}, cas
        vus[cas[0]] |= set(formules)
    assert set(vus) | D_UN_FICHIER == {macro.nom for macro in MACROS}, "each macro made a plan at least once"
    assert {table for tables in vus.values() for table, _entete in tables} == {
        "tblControles",
        "tblManques",
        "tblConventions",
        "tblModele",
        "tblSimulation",
        "tblEffets",
    }


def test_a_fault_is_seen(etats):
    livre = etats["livré"]
    (*_taille, juste) = fill_table(livre.vue, CONTROLES, [{"feuille": "Annexe 5"}, {"feuille": "Budget"}])
    assert list_fautes(list_formules(livre, Plan((juste,), ""))) == {}
    colonne = [colonne.entete for colonne in CONTROLES.colonnes].index("Cellule") + 1
    deux = Ecriture("Contrôles", 15, colonne, (('=HYPERLINK("#A1")',), ('=HYPERLINK("#A2")',)))
    assert set(list_fautes(list_formules(livre, Plan((deux,), "")))) == {("tblControles", "Cellule")}
