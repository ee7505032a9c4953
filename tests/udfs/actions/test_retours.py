"""Retrouver les signées: the column « Pages signées » of the real workbook, from pages whose codes are those of its conventions."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from dpid_xl.documents.convention import compose_conventions
from dpid_xl.production.retour import Code, PageLue
from dpid_xl.rendus.pdf import compute_empreinte, make_reference
from dpid_xl.schema import SIGNATURES
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.conftest import Bureau2022, launch
from tests.udfs.actions.excel import Classeur
from udfs.actions.bureau import Bureau
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.retours import TITRE
from udfs.actions.serveur import SANS_FICHIER

LIBERCOURT, AUTRE = "CCAS de Libercourt", "Tous Parrains"


@pytest.fixture(scope="module")
def suivie(moteur):  # noqa: ARG001
    return launch("suivre_signatures", read_octets()).octets


@pytest.fixture
def retrouver(tmp_path, monkeypatch, dossier):
    """Press « Retrouver les signées » and choose a folder where pages of conventions were scanned: file, structure, whether as it reads."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    documents = {document.structure.nom: document for document in compose_conventions(dossier)}
    ouverts = []

    def press(octets, *pages, reponse="yes"):
        lues = {}
        for nom, structure, a_jour in pages:
            code = Code(1, compute_empreinte(documents[structure]) if a_jour else "0" * 12, make_reference(documents[structure]))
            lues.setdefault(nom, []).append(code)
        monkeypatch.setattr("dpid_xl.chaine.list_numerisations", lambda _chemins: [Path(nom) for nom in lues])
        monkeypatch.setattr(
            "dpid_xl.production.retour.read_pages",
            lambda fichier: (PageLue(fichier, n, code) for n, code in enumerate(lues[fichier.name], 1)),
        )
        classeur = Classeur(octets, tmp_path, reponse)
        ouverts.append(classeur)
        classeur.app.choisi = str(tmp_path / "numerises")
        run(MACRO_PAR_NOM["retrouver_signees"], Bureau2022, classeur)
        return classeur, apply(classeur.octets, classeur.actions)

    yield press
    for classeur in ouverts:
        classeur.close()


def list_pages(copie):
    return {rangee["Structure"]: rangee["Pages signées"] for rangee in read_valeurs(copie.classeur, SIGNATURES) if rangee["Pages signées"]}


def test_the_file_of_each_convention_is_written_after_a_yes(retrouver, suivie, tmp_path):
    classeur, copie = retrouver(suivie, ("a.pdf", LIBERCOURT, True), ("a.pdf", LIBERCOURT, True), ("a.pdf", AUTRE, True))
    assert list_pages(copie) == {LIBERCOURT: "a.pdf, p. 1-2", AUTRE: "a.pdf, p. 3"}
    (question, *_), _fin = classeur.app.boites
    assert question == (
        "« numerises » : 2 conventions retrouvées, 0 page sans code. Écrire « Pages signées » de 2 rangées dans la feuille Signature ? "
        "Aucune date n'est écrite."
    )
    assert (tmp_path / "conventions" / "pages_signees.csv").is_file()
    assert classeur.app.demandes == [(4, TITRE)]
    assert copie.classeur["Journal"]["C8"].value == "Retrouver les signées"


def test_what_is_there_or_reads_otherwise_stays_as_it_is(retrouver, suivie):
    rang = 7 + [rangee["Structure"] for rangee in read_valeurs(_load(suivie), SIGNATURES)].index(LIBERCOURT)
    colonne = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[[colonne.champ for colonne in SIGNATURES.colonnes].index("fichier")]
    deja = edit(suivie, "Signature", {f"{colonne}{rang}": "ancien.pdf"})
    pages = [("a.pdf", LIBERCOURT, True), ("a.pdf", AUTRE, True), ("b.pdf", AUTRE, True), ("c.pdf", "4AJ", False)]
    classeur, copie = retrouver(deja, *pages)
    assert list_pages(copie) == {LIBERCOURT: "ancien.pdf"}
    ((phrase, *_),) = classeur.app.boites
    assert f"déjà écrite ou d'un autre texte : « 4AJ », « {LIBERCOURT} », « {AUTRE} »" in phrase


def test_without_a_row_the_button_to_press_first_is_said_and_a_no_writes_nothing(retrouver, suivie):
    classeur, copie = retrouver(read_octets(), ("a.pdf", LIBERCOURT, True))
    assert f"pressez d'abord « Suivre les signatures » : « {LIBERCOURT} »" in classeur.app.boites[0][0]
    assert list_pages(copie) == {}
    assert list_pages(retrouver(suivie, ("a.pdf", LIBERCOURT, True), reponse="no")[1]) == {}


def test_on_the_server_no_folder_can_be_given(lancer):
    ((phrase, *_boite),) = lancer("retrouver_signees", read_octets()).alertes
    assert phrase == SANS_FICHIER


def test_on_a_mac_the_system_asks(monkeypatch):
    scripts = []

    def run_(commande, **_options):
        scripts.append(commande[-1])
        return SimpleNamespace(returncode=0, stdout="/Users/a/numérisés/\n")

    monkeypatch.setattr("udfs.actions.bureau.subprocess.run", run_)
    bureau = Bureau(SimpleNamespace(app=SimpleNamespace(), api=SimpleNamespace()))
    assert bureau.choose_dossier(TITRE) == Path("/Users/a/numérisés")
    assert scripts == [f'POSIX path of (choose folder with prompt "{TITRE}")']


def _load(octets):
    from tests.udfs.actions.classeur import load

    return load(octets)
