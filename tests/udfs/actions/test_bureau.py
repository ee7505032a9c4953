"""The desktop: copies, boxes, status bar, screen, folder."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from xlwings import mac_dict

from dpid_xl.examen import examine
from dpid_xl.production.manifeste import describe_fichier
from dpid_xl.production.production import Production
from dpid_xl.schema import COPIES_GARDEES, RANGS_DES_REGLAGES
from tests.udfs.actions.classeur import CLASSEUR, PAR_AVENANT, read_octets
from tests.udfs.actions.client import Client, apply, hide
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.bureau import Bureau
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.execution import run
from udfs.actions.plan import Question
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.vue import Place, parse_rangs

NOMBRE = 89
TROIS = {"devant": "Conventions", "selection": "A7:A9"}
GARDE = "Le classeur d'avant est gardé : « {}/annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm »."


@pytest.fixture
def ouvrir(tmp_path):
    """Open the real workbook on the desktop, as saved in a folder."""
    ouverts = []

    def open_(reponse="yes", octets=None, **devant):
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        ouverts.append(Classeur(octets or read_octets(), tmp_path, reponse, **devant))
        return ouverts[-1]

    yield open_
    for classeur in ouverts:
        classeur.close()


def launch(nom, classeur, **autrement):
    run(replace(MACRO_PAR_NOM[nom], **autrement), Bureau2022, classeur)
    return classeur


def list_copies(dossier):
    return sorted(chemin.name for chemin in dossier.glob("*_sauvegarde_*"))


def test_a_dated_copy_is_kept_before_the_workbook_changes(ouvrir, tmp_path):
    launch("controler", ouvrir())
    assert list_copies(tmp_path) == ["annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm"]
    assert (tmp_path / list_copies(tmp_path)[0]).read_bytes() == read_octets()


def test_only_five_copies_are_kept(ouvrir, tmp_path):
    for jour in range(10, 17):
        (tmp_path / f"annexe5_2022_phase2_sauvegarde_2022-09-{jour}_080000.xlsm").write_bytes(b"")
    (tmp_path / "annexe5_2022_phase2_sauvegarde.docx").write_bytes(b"")
    launch("ajouter_ligne", ouvrir())
    assert list_copies(tmp_path) == [
        *(f"annexe5_2022_phase2_sauvegarde_2022-09-{jour}_080000.xlsm" for jour in range(13, 17)),
        "annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm",
    ]


def test_a_macro_that_only_reads_keeps_no_copy(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    classeur = launch("exporter_lignes_csv", ouvrir())
    assert list_copies(tmp_path) == []
    assert (tmp_path / "conventions" / "lignes.csv").is_file()
    assert classeur.app.boites == [(f"1 fichier écrit dans le dossier « {tmp_path / 'conventions'} ».", "ok", "info")]


def test_the_screen_and_the_bar_are_given_back(ouvrir):
    application = launch("controler", ouvrir()).app
    assert application.ecran == [True, False, True]
    assert application.barre[0] == "DPID : Contrôler…"
    assert application.barre[-1] is False


def test_protected_sheets_are_protected_again(ouvrir):
    copie = apply_ouverte(launch("controler", ouvrir()))
    assert copie.protections == [(nom, oui) for oui in (False, True) for nom in ("Contrôles", "Journal", "Propositions", "À compléter")]
    assert copie.classeur["Journal"]["C7"].value == "Contrôler"


def test_sheets_are_copied_from_the_generated_workbook(ouvrir, tmp_path):
    classeur = launch("generer_conventions_selection", ouvrir(devant="Conventions", selection="A7:A9"))
    application = classeur.app
    assert len(apply_ouverte(classeur).inserees) == 3
    assert application.ouverts == []
    assert [texte for texte in application.barre if isinstance(texte, str)][-1] == "DPID : convention 3 / 3"
    phrase = f"3 conventions de la sélection écrites à la fin du classeur. {PAR_AVENANT} {GARDE.format(tmp_path)}"
    assert application.boites == [(phrase, "ok", "info")]


def test_whatever_happens_the_officer_gets_a_sentence_and_the_screen(ouvrir, journal, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("FR76 3000 1007 9412 3456 7890 185, Mme Martin")

    monkeypatch.setattr("udfs.actions.execution.apply", fail)
    application = launch("controler", ouvrir()).app
    ((phrase, _, mode),) = application.boites
    assert phrase.startswith("« Contrôler » n'a pas pu aller au bout :")
    assert str(journal) in phrase
    assert mode == "critical"
    assert application.ecran[-1] is True
    assert application.barre[-1] is False
    note = journal.read_text(encoding="utf-8")
    assert "RuntimeError" in note
    assert "FR76" not in note
    assert "Martin" not in note


def test_a_workbook_that_cannot_be_looked_at_is_a_sentence_and_nothing_is_written(ouvrir, journal, monkeypatch):
    monkeypatch.setattr(Bureau2022, "read_selection", lambda _soi: [].pop())
    classeur = launch("controler", ouvrir())
    ((phrase, _, mode),) = classeur.app.boites
    assert phrase.startswith("« Contrôler » n'a pas pu aller au bout :")
    assert mode == "critical"
    assert "IndexError" in journal.read_text(encoding="utf-8")
    assert classeur.actions == []


def list_touchees(classeur):
    """The sheets that a run wrote on."""
    rangs = {action["sheet_position"] for action in classeur.actions} - {None}
    return sorted(classeur.sheets[rang].name for rang in rangs)


def test_a_workbook_that_cannot_be_read_is_a_sentence(ouvrir):
    classeur = ouvrir()
    classeur.api.SaveCopyAs = lambda chemin: open(chemin, "wb").close()  # noqa: PTH123
    application = launch("controler", classeur).app
    ((phrase, _, mode),) = application.boites
    assert phrase == "Le fichier « annexe5_2022_phase2.xlsm » est vide (0 octet) : reprenez une copie du classeur."
    assert mode == "critical"
    assert list_touchees(classeur) == ["Journal"]


def test_a_workbook_never_saved_is_asked_to_be(ouvrir):
    classeur = ouvrir()
    classeur.fullname = "Classeur1"
    ((phrase, _, _),) = launch("ajouter_ligne", classeur).app.boites
    assert phrase == "Le classeur n'est pas encore sur un disque : enregistrez-le dans un dossier de ce poste puis recommencez."
    assert list_touchees(classeur) == ["Journal"]


def test_a_copy_that_cannot_be_written_stops_the_macro(ouvrir, tmp_path):
    classeur = ouvrir()

    def refuse(chemin):
        if "_sauvegarde_" in chemin:
            raise OSError(13, "refusé")
        shutil.copyfile(CLASSEUR, chemin)

    classeur.api.SaveCopyAs = refuse
    ((phrase, _, _),) = launch("controler", classeur).app.boites
    assert phrase == (
        f"La copie de sauvegarde ne peut pas être écrite dans « {tmp_path} » : enregistrez le classeur dans un dossier où vous pouvez "
        f"écrire, ou tapez 0 dans la feuille Campagne, cellule B{RANGS_DES_REGLAGES[COPIES_GARDEES]} (« Copies gardées »)."
    )
    assert list_touchees(classeur) == ["Journal"]


def test_on_a_mac_the_values_are_read_and_the_file_is_copied(ouvrir, tmp_path):
    classeur = ouvrir()
    classeur.api = SimpleNamespace()
    launch("controler", classeur)
    assert len(list_copies(tmp_path)) == 1
    assert apply_ouverte(classeur).classeur["Journal"]["C7"].value == "Contrôler"


def test_no_is_no(ouvrir):
    bureau = Bureau(ouvrir(reponse="no"))
    assert bureau.ask("supprimer_conventions", "Retirer ?") is False


def test_a_no_changes_nothing_and_is_noted(ouvrir):
    question = Question("Retirer du classeur 89 feuilles de convention ?", lambda: pytest.fail("the officer said no"))
    classeur = launch("supprimer_conventions", ouvrir(reponse="no"), plan=lambda _contexte: question)
    assert classeur.app.boites == [("Retirer du classeur 89 feuilles de convention ?", "yes_no", None)]
    assert list_touchees(classeur) == ["Journal"]
    assert apply_ouverte(classeur).classeur["Journal"]["D7"].value == "abandonné"


def test_a_generation_that_fails_half_way_leaves_an_index_that_is_true_and_says_where_the_copy_is(ouvrir, tmp_path):
    premiere = launch("generer_conventions_selection", ouvrir(**TROIS))
    classeur = ouvrir(octets=apply_ouverte(premiere).octets, **TROIS)
    copies, make_copie = [], classeur.app._make_copie

    def refuse_la_troisieme(contenu, nom):
        copies.append(nom)
        return make_copie(contenu, nom) if len(copies) < 3 else None

    classeur.app._make_copie = refuse_la_troisieme
    launch("generer_conventions_selection", classeur)
    assert classeur.feuilles_copiees == [], "the two that were put in are taken out again"
    ((_, question, _), (phrase, _, mode)) = classeur.app.boites
    assert (question, mode) == ("yes_no", "critical")
    assert phrase.endswith(GARDE.format(tmp_path))
    copie = apply_ouverte(classeur)
    assert {tuple(rangee[rang] for rang in (5, 7, 8)) for rangee in copie.read("Conventions")[6:]} == {(None, "à générer", None)}
    assert copie.classeur["Journal"]["D8"].value == "échec"


@pytest.mark.parametrize("selection", ["A9", "B12:F12"])
@pytest.mark.parametrize("devant", ["Structures", "Suivi", "Conventions", "Annexe 5"])
def test_one_row_makes_one_convention(ouvrir, tmp_path, devant, selection, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    octets = read_octets()
    classeur = launch("exporter_word_selection", ouvrir(devant=devant, selection=selection))
    rang = parse_rangs(selection)[0]
    entetes, rangee = (Client(octets).read(devant)[un] for un in (5, rang - 1))
    nom = examine(CLASSEUR).dossier.find_structure(rangee[entetes.index("Structure")]).nom
    dossier = tmp_path / "conventions" / "selection_2022-09-27_140500"
    (fichier,) = (dossier / "docx").iterdir()
    manifeste = json.loads((dossier / "manifeste_docx.json").read_bytes())
    assert [convention["structure"] for convention in manifeste["conventions"]] == [nom]
    ((phrase, _, _),) = classeur.app.boites
    assert phrase == f"1 convention de la sélection (« {nom} ») : 2 fichiers écrits dans le dossier « {tmp_path / 'conventions'} »."
    index = {rangee[0]: rangee[6] for rangee in apply_ouverte(classeur).read("Conventions")[6:]}
    assert index.pop(nom) == f"{dossier.name}/docx/{fichier.name}"
    assert set(index.values()) == {None}


def test_several_areas_count_and_hidden_rows_do_not(ouvrir):
    choisies = ouvrir(octets=hide(read_octets(), "Conventions", [8, 12, 13]), devant="Conventions", selection="A7:A8,C12:C14,A1:A3")
    copie = apply_ouverte(launch("generer_conventions_selection", choisies))
    noms = [rangee[0] for rangee in copie.read("Conventions")[6:] if rangee[5]]
    assert noms == [copie.read("Conventions")[rang - 1][0] for rang in (7, 14)]


def test_whole_columns_may_be_selected(ouvrir):
    rangs = Bureau(ouvrir(devant="Suivi", selection="A:C")).read_selection().list_rangs(Place("Suivi", 6, 1, 8, 14))
    assert rangs == [7, 8]


def test_pdf_then_word_keep_each_its_manifest(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    octets = read_octets()
    for macro in ("exporter_pdf", "exporter_word"):
        classeur = launch(macro, ouvrir(octets=octets))
        octets = apply_ouverte(classeur).octets
    dossier = tmp_path / "conventions"
    for format_ in ("pdf", "docx"):
        manifeste = json.loads((dossier / f"manifeste_{format_}.json").read_bytes())
        assert len(list((dossier / format_).iterdir())) == len(manifeste["conventions"]) == NOMBRE
        assert [entree["fichier"] for entree in manifeste["fichiers"] if not (dossier / entree["fichier"]).is_file()] == []
    assert classeur.app.boites[0][0].startswith(f"Toutes les conventions ({NOMBRE}) : {NOMBRE + 1} fichiers écrits")
    fichiers = [rangee[6] for rangee in Client(octets).read("Conventions")[6:]]
    assert [cellule for cellule in fichiers if len(cellule.split(", ")) != 2 or not (dossier / cellule.split(", ")[0]).is_file()] == []


def test_a_word_file_edited_by_hand_is_kept_and_told(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    monkeypatch.setattr(Production, "render", render_peu)
    launch("exporter_word", ouvrir())
    retouchee, intacte = (tmp_path / "conventions" / "docx" / nom for nom in ("a.docx", "b.docx"))
    retouchee.write_bytes(b"a la main")
    intacte_avant = intacte.read_bytes()
    ((phrase, _, _),) = launch("exporter_word", ouvrir()).app.boites
    assert (retouchee.read_bytes(), intacte.read_bytes()) == (b"a la main", intacte_avant)
    assert phrase.endswith(
        "2 fichiers écrits dans le dossier « {} ». Fichier retouché depuis la production précédente, et gardé : docx/a.docx ; "
        "pour le refaire, supprimez-le ou déplacez-le, puis recommencez.".format(tmp_path / "conventions")
    )


def test_an_export_edited_by_hand_is_kept_beside(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    launch("exporter_lignes_csv", ouvrir())
    lignes, ancien = (tmp_path / "conventions" / nom for nom in ("lignes.csv", "lignes_ancien_2022-09-27.csv"))
    contenu = lignes.read_bytes()
    lignes.write_bytes(b"a la main")
    ((phrase, _, _),) = launch("exporter_lignes_csv", ouvrir()).app.boites
    assert (lignes.read_bytes(), ancien.read_bytes()) == (contenu, b"a la main")
    assert phrase == f"1 fichier écrit dans le dossier « {lignes.parent} ». L'ancien fichier est gardé : « {ancien} »."
    ((phrase, _, _),) = launch("exporter_lignes_csv", ouvrir()).app.boites  # the same bytes: nothing is replaced
    assert phrase == f"1 fichier écrit dans le dossier « {lignes.parent} »."


@pytest.mark.parametrize(("macro", "nom"), [("exporter_lignes_csv", "lignes.csv"), ("exporter_word", "docx/a.docx")])
def test_the_open_workbook_is_never_written_over(ouvrir, tmp_path, monkeypatch, macro, nom):
    monkeypatch.setattr(Production, "render", render_peu)
    cible = tmp_path / "conventions" / nom
    cible.parent.mkdir(parents=True)
    classeur = ouvrir()
    cible.hardlink_to(tmp_path / CLASSEUR.name)
    ((phrase, _, sorte),) = launch(macro, classeur).app.boites
    assert f"« {cible} » est lu par cette opération et n'est jamais remplacé" in phrase
    assert sorte == "critical"
    assert cible.read_bytes() == read_octets()
    assert [chemin for chemin in (tmp_path / "conventions").rglob("*") if chemin.is_file()] == [cible]


def render_peu(production):
    """Two Word files and their manifest."""
    contenus = {"docx/a.docx": b"PK a", "docx/b.docx": b"PK b"}
    yield from contenus.items()
    yield production.manifeste, json.dumps({"fichiers": [describe_fichier(*contenu) for contenu in contenus.items()]}).encode()


def test_excel_is_given_back_as_it_was_when_a_sheet_cannot_be_copied(ouvrir, journal):
    classeur = ouvrir(devant="Conventions", selection="A7:A9")
    application = classeur.app
    etats = []

    def fail(**_etat):
        etats.append((application.calculation, application.display_alerts))
        raise RuntimeError

    application.calculation = "semiautomatic"
    application._make_copie = lambda *_source: fail
    launch("generer_conventions_selection", classeur)
    assert etats == [("manual", False)]
    assert application.boites[-1][2] == "critical"
    assert journal.is_file()
    assert (application.calculation, application.display_alerts, application.ecran[-1]) == ("semiautomatic", True, True)
    assert application.barre[-1] is False
    assert application.ouverts == []


def test_folder_of_an_unsaved_workbook():
    with pytest.raises(MacroRefusee):
        Bureau(SimpleNamespace(app=None, fullname="Classeur1")).find_dossier()


class FeuilleDeMac:
    """A sheet as appscript shows it: the names of Excel for Mac only."""

    def __init__(self, gestes):
        self.gestes = gestes

    def unprotect(self):
        self.gestes.append("unprotect")

    def protect_worksheet(self, **droits):
        self.gestes.append(droits)

    def clear_hyperlinks(self):
        self.gestes.append("clear_hyperlinks")


def test_on_a_mac_protection_and_links_have_other_names():
    gestes = []
    api = FeuilleDeMac(gestes)
    feuille = SimpleNamespace(api=api, range=lambda _adresse: SimpleNamespace(api=api))
    bureau = Bureau(SimpleNamespace(app=None, sheets={"Journal": feuille}))
    bureau.protect("Journal", oui=False)
    bureau.clear_liens("Journal", "A1")
    bureau.protect("Journal", oui=True)
    permis = ("worksheet_contents", "allow_filtering", "allow_formatting_columns", "allow_formatting_rows")
    assert gestes == ["unprotect", "clear_hyperlinks", dict.fromkeys(permis, True)]
    connus = {entree[0]: {nom for nom, _ in entree[2]} for entree in mac_dict.commands}
    assert set(permis) <= connus["protect_worksheet"]
    assert {"unprotect", "clear_hyperlinks"} <= set(connus)


def apply_ouverte(classeur):
    """Carry out on the workbook what was done in Excel."""
    return apply(classeur.octets, classeur.actions)
