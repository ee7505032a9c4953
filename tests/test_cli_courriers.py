"""The commands that follow the signature, as the officer types them."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dpid_xl import cli
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.documents.courriers import Nature
from tests.demandes import DEMANDES, apply_for
from tests.test_cli import CLASSEUR, _assert_one_sentence, _run
from tests.typographie import unset

APRES_SIGNATURE = [nature for nature in Nature if nature is not Nature.REFUS]
LIBERCOURT = "CCAS de Libercourt"  # of which T1-02 is still to be done


@pytest.fixture(scope="module")
def signe(tmp_path_factory):
    """The delivered workbook with a convention and an avenant signed, paid and half done, typed in « Suivi » by another spreadsheet."""
    chemin = tmp_path_factory.mktemp("signe") / "annexe5.xlsm"
    classeur = load_workbook(CLASSEUR, keep_vba=True)
    feuille = classeur["Suivi"]
    entetes = {cellule.value: cellule.column for cellule in feuille[6]}
    for structure, valeurs in {
        LIBERCOURT: {"Signée le": date(2022, 10, 20), "Versé saisi": 3840, "Réalisé": 40, "Partenariat": 1, "Parcours": 0.5},
        "PAGE": {"Signée le": date(2022, 10, 14), "Versé saisi": 1344, "Réalisé": 14, "Partenariat": 0.5, "Parcours": 0.5},
    }.items():
        rang = next(rang for rang in range(7, 200) if (feuille.cell(rang, 1).value, feuille.cell(rang, 2).value) == (structure, "T1-01"))
        for entete, valeur in valeurs.items():
            feuille.cell(rang, entetes[entete]).value = valeur
    classeur.save(chemin)
    return chemin


def test_sorts_are_those_of_the_engine():
    assert [sorte.value for sorte in cli.SorteDeCourrier] == [nature.value for nature in Nature]


@pytest.mark.parametrize("sorte", APRES_SIGNATURE)
def test_courriers(capsys, tmp_path, signe, sorte):
    code, sortie, erreur = _run(capsys, "courriers", sorte, signe, "-o", tmp_path, "--date", "2023-02-01")
    assert code == 0, erreur
    assert f"{LIBERCOURT} – " in sortie
    assert "1 courrier" in sortie  # PAGE has signed an avenant: its letters are those of the earlier convention
    manifeste = json.loads((tmp_path / f"manifeste_{sorte}.json").read_bytes())
    assert {fichier["fichier"].rpartition(".")[2] for fichier in manifeste["fichiers"]} == {"docx", "pdf"}
    assert all((tmp_path / fichier["fichier"]).stat().st_size == fichier["octets"] for fichier in manifeste["fichiers"])
    assert manifeste["courriers"][0]["etat"] == "projet"


@pytest.mark.parametrize("sorte", APRES_SIGNATURE)
def test_nothing_to_write_is_one_sentence_and_0(capsys, tmp_path, sorte):
    code, sortie, erreur = _run(capsys, "courriers", sorte, CLASSEUR, "-o", tmp_path)
    assert (code, erreur) == (0, "")
    assert sortie.startswith("Aucun courrier à écrire : ")
    assert sortie.rstrip().endswith("--structure.")
    assert not list(tmp_path.iterdir())


def test_without_a_refused_demand_there_is_nothing_to_write(capsys, tmp_path):
    code, sortie, erreur = _run(capsys, "courriers", "refus", CLASSEUR, "-o", tmp_path)
    assert (code, erreur, sortie.strip()) == (0, "", "Aucun courrier à écrire : la feuille Demandes n'a aucune demande refusée.")
    assert not list(tmp_path.iterdir())


def test_a_refusal_has_its_letter_its_manifest_and_its_bordereau(capsys, tmp_path, dossier, jour):
    classeur = tmp_path / "demandes.xlsm"
    classeur.write_bytes(build_classeur(apply_for(dossier, *DEMANDES), (), jour))
    code, sortie, erreur = _run(capsys, "courriers", "refus", classeur, "-o", tmp_path / "refus", "--date", "2022-10-03")
    assert code == 0, erreur
    assert "PAGE – 3 200,00 € – PROJET, il manque : courriel du gestionnaire" in unset(sortie)
    fichiers = sorted(chemin.relative_to(tmp_path / "refus").as_posix() for chemin in (tmp_path / "refus").rglob("*.*"))
    assert fichiers == ["bordereau_refus.pdf", "docx/0001_refus-page.docx", "manifeste_refus.json", "pdf/0001_refus-page.pdf"]
    (courrier,) = json.loads((tmp_path / "refus" / "manifeste_refus.json").read_bytes())["courriers"]
    assert (courrier["structure"], courrier["operations"], courrier["montant"]) == ("PAGE", ["T1-01"], "3200.00")


def test_who_has_no_letter_of_refusal_is_told_why(capsys, tmp_path, dossier, jour):
    refusee = next(demande for demande in DEMANDES if demande.refusee)
    inconnue = replace(refusee, structure="Association inventée")
    classeur = tmp_path / "demandes.xlsm"
    classeur.write_bytes(build_classeur(apply_for(dossier, refusee, inconnue), (), jour))
    refus = ("courriers", "refus", classeur, "-o", tmp_path / "refus", "--formats", "docx", "--date")
    code, sortie, _ = _run(capsys, *refus, "2022-09-26")
    assert code == 0
    assert unset(sortie).splitlines() == [
        f"Demandes!Y{rang} : « {nom} » (T1-01) n'a pas de courrier, sa commission du 27/09/2022 n'est pas encore tenue le 26/09/2022."
        for rang, nom in ((7, "PAGE"), (8, "Association inventée"))
    ]
    code, _, erreur = _run(capsys, *refus, "2022-10-03", "--structure", "4AJ")
    assert (code, unset(erreur).strip()) == (1, "Aucun courrier à écrire : aucune demande des structures nommées n'est refusée.")
    code, sortie, _ = _run(capsys, *refus, "2022-10-03", "--structure", "association inventee")
    assert code == 0
    assert unset(sortie).startswith("Association inventée – 3 200,00 €")


def test_a_named_structure_that_cannot_have_a_letter_is_one_sentence_and_1(capsys, tmp_path):
    code, sortie, erreur = _run(capsys, "courriers", "notification", CLASSEUR, "-o", tmp_path, "--structure", "PRISME")
    assert (code, sortie) == (1, "")
    assert erreur.strip() == "Aucun courrier à écrire : aucune des structures demandées n'a de convention dans cette campagne."
    assert not list(tmp_path.iterdir())


def test_a_named_structure_has_its_letter_anyway(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "courriers", "decompte", CLASSEUR, "-o", tmp_path, "--structure", "page", "--formats", "pdf")
    assert code == 0
    assert "PROJET, il manque" in sortie
    assert "PAGE (T1-01) – par avenant : ses courriers se tirent du classeur de la convention n° 2022-02942\n" in sortie
    assert [fichier.name for fichier in (tmp_path / "pdf").iterdir()] == ["0003_decompte-page.pdf"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["avis", CLASSEUR],
        ["decompte", "absent.xlsm"],
        ["decompte", CLASSEUR, "--formats", "xlsx"],
        ["decompte", CLASSEUR, "--structure", "zzz"],
    ],
)
def test_a_wrong_command_is_one_sentence_and_2(capsys, tmp_path, arguments):
    code, _, erreur = _run(capsys, "courriers", *arguments, "-o", tmp_path)
    assert code == 2
    _assert_one_sentence(erreur)


def test_exports(capsys, tmp_path, signe):
    for quoi, nom in (("echeancier", "e.csv"), ("echeancier", "e.xlsx"), ("calendrier", "c.ics")):
        assert _run(capsys, "exporter", quoi, signe, "-o", tmp_path / nom, "--date", "2023-02-01")[0] == 0
    page = next(
        ligne for ligne in (tmp_path / "e.csv").read_text("utf-8-sig").splitlines() if ligne.startswith("PAGE;") and ";T1-01;" in ligne
    )
    assert ";2022-02942;" in page
    assert ";2240,00;1344,00;1344,00;1120,00;-224,00;14/10/2022;" in page
    assert "Avance à verser : PAGE" in (tmp_path / "c.ics").read_text("utf-8")
    assert load_workbook(BytesIO((tmp_path / "e.xlsx").read_bytes())).sheetnames == ["Échéancier"]


def test_letters_of_several_kinds_and_conventions_live_in_one_folder(capsys, tmp_path, signe):
    commandes = (["conventions", signe, "--structure", LIBERCOURT], ["courriers", "notification", signe], ["courriers", "decompte", signe])
    for commande in commandes:
        code, sortie, _ = _run(capsys, *commande, "-o", tmp_path, "--formats", "docx")
        assert code == 0
        assert "précédente" not in sortie
    _, sortie, _ = _run(capsys, "courriers", "decompte", signe, "-o", tmp_path, "--formats", "docx", "--structure", "PAGE")
    assert "Le manifeste garde 1 autre document" in sortie
    manifestes = {chemin.name: json.loads(chemin.read_bytes()) for chemin in tmp_path.glob("*.json")}
    assert sorted(manifestes) == ["manifeste.json", "manifeste_decompte.json", "manifeste_notification.json"]
    assert [entree["structure"] for entree in manifestes["manifeste_decompte.json"]["courriers"]] == [LIBERCOURT, "PAGE"]
