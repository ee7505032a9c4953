"""The command « avenants » as an officer types it: two workbooks in, avenants and their manifest out."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from tests.classeurs.court import shorten_echeancier
from tests.documents.etats import NUMERO, PLACES_INITIALES_FICTIVES, make_page, make_phase_fictive, simplify
from tests.libreoffice import convert
from tests.typographie import unset

LIVRE = Path(__file__).parents[1] / "workbooks" / "annexe5_2022_phase2.xlsm"
NOUVELLE, PARTIE = "CCAS du Touquet", "CCAS de Libercourt"


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main([str(argument) for argument in arguments])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code, simplify(sortie), erreur.strip()


def _sans(dossier, structure):
    return replace(dossier, lignes=tuple(ligne for ligne in dossier.lignes if ligne.structure != structure))


def _change_page(dossier, **champs):
    lignes = (replace(ligne, **champs) if ligne.numero_convention == NUMERO else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=tuple(lignes))


@pytest.fixture(scope="module")
def classeurs(dossier, jour, tmp_path_factory):
    """Workbooks of the campaign: before, after, and states that must be refused or that hold no avenant."""
    avant = make_page(dossier, PLACES_INITIALES_FICTIVES)
    apres = make_page(dossier, PLACES_INITIALES_FICTIVES + 28)
    etats = {
        "avant": _sans(avant, NOUVELLE),
        "apres": _sans(apres, PARTIE),
        "sans_page": _sans(_sans(avant, PARTIE), NOUVELLE),
        "bloque": replace(apres, decisions=dossier.decisions),  # more than what was voted
        "autre": replace(apres, campagne=replace(apres.campagne, code="2023_phase1")),
        "phase1_fictive": make_phase_fictive(dossier),
        "phase1_muette": _change_page(make_phase_fictive(dossier), numero_convention="2022-00001"),
        "phase1_etrangere": _change_page(make_phase_fictive(dossier), structure=NOUVELLE),
        "sans_numero": _change_page(dossier, numero_convention=""),
    }
    premiere, *autres = avant.operations
    etats["reecrit"] = replace(etats["avant"], operations=(replace(premiere, intitule="Référent solidarité renforcé"), *autres))
    racine = tmp_path_factory.mktemp("classeurs")
    with shorten_echeancier(12):
        for nom, etat in etats.items():
            (racine / f"{nom}.xlsm").write_bytes(build_classeur(locate_dossier(etat), (), jour))
    return {nom: racine / f"{nom}.xlsm" for nom in etats}


@pytest.fixture(scope="module")
def production(classeurs, tmp_path_factory):
    sortie = tmp_path_factory.mktemp("avenants")
    with pytest.raises(SystemExit) as fin:
        main(["avenants", str(classeurs["avant"]), str(classeurs["apres"]), "-o", str(sortie), "--date", "2022-09-27"])
    assert not fin.value.code
    return sortie


def _list_fichiers(dossier):
    return {chemin.relative_to(dossier).as_posix(): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}


def test_one_avenant_in_two_formats_and_the_manifest(classeurs, production):
    fichiers = _list_fichiers(production)
    assert set(fichiers) == {
        *("docx/0001_avenant-1-page.docx", "pdf/0001_avenant-1-page.pdf"),
        *("bordereau_avenants.pdf", "manifeste_avenants.json"),
    }
    manifeste = json.loads(fichiers["manifeste_avenants.json"])
    empreintes = {nom: hashlib.sha256(contenu).hexdigest() for nom, contenu in fichiers.items() if nom != "manifeste_avenants.json"}
    assert {entree["fichier"]: entree["sha256"] for entree in manifeste["fichiers"]} == empreintes
    assert {etat: classeur["nom"] for etat, classeur in manifeste["classeurs"].items()} == {"avant": "avant.xlsm", "apres": "apres.xlsm"}
    assert manifeste["classeurs"]["apres"]["sha256"] == hashlib.sha256(classeurs["apres"].read_bytes()).hexdigest()
    (avenant,) = manifeste["avenants"]
    assert (avenant["structure"], avenant["numero"], avenant["convention"], avenant["etat"]) == ("PAGE", 1, NUMERO, "projet")
    assert (avenant["montant_avant"], avenant["montant_apres"], avenant["ecart"]) == ("38740.66", "40980.66", "2240.00")
    assert avenant["operations"] == {"T1-01": {"sorte": "modifiée", "montant_avant": "8000.00", "montant_apres": "10240.00"}}
    assert avenant["annexes"] == {"T1-01": 3}
    assert [changement["structure"] for changement in manifeste["structures_ajoutees"]] == [NOUVELLE]
    assert [changement["structure"] for changement in manifeste["structures_retirees"]] == [PARTIE]


def test_what_has_no_avenant_is_said(capsys, classeurs, production, tmp_path):
    del production
    code, sortie, erreur = _run(capsys, "avenants", classeurs["avant"], classeurs["apres"], "-o", tmp_path, "--formats", "docx")
    assert (code, erreur) == (0, "")
    assert "Avenant n° 1 – PAGE – 38 740,66 € puis 40 980,66 € – PROJET, il manque : " in sortie
    assert f"Convention à établir – {NOUVELLE} – 1 600,00 €" in sortie
    assert f"Résiliation ou avenant à décider – {PARTIE} – 16 400,00 € retirés" in sortie
    assert sortie.endswith("1 avenant")


def test_the_word_and_pdf_files_say_the_same(production):
    word = Document(production / "docx" / "0001_avenant-1-page.docx")
    pdf = simplify(" ".join(page.extract_text() for page in PdfReader(production / "pdf" / "0001_avenant-1-page.pdf").pages))
    paragraphes = [simplify(paragraphe.text) for paragraphe in word.paragraphs]
    assert "AVENANT N° 1" in paragraphes
    assert "AVENANT N° 1" in pdf
    assert {"8 000,00 €", "10 240,00 €"} <= {simplify(cellule.text) for cellule in word.tables[0]._cells}
    assert "Montant 8 000,00 € 10 240,00 €" in pdf
    assert f"Tout ce que l’avenant ne change pas dans la convention n° {NUMERO}" in pdf


@pytest.mark.libreoffice
def test_the_word_file_opens_in_libreoffice(production, tmp_path):
    copie = tmp_path / "avenant.docx"
    copie.write_bytes((production / "docx" / "0001_avenant-1-page.docx").read_bytes())
    lu = simplify(" ".join(page.extract_text() for page in PdfReader(convert(copie, "pdf")).pages))
    assert "10 240,00 €" in lu
    assert "Annexe 3 : Dispositif référent solidarité" in lu


def test_the_same_workbooks_and_day_give_the_same_bytes(capsys, classeurs, production, tmp_path):
    _run(capsys, "avenants", classeurs["avant"], classeurs["apres"], "-o", tmp_path, "--date", "27/09/2022")
    assert _list_fichiers(tmp_path) == _list_fichiers(production)


@pytest.mark.parametrize(
    ("structure", "noms"),
    [("page", ["PAGE"]), (NOUVELLE, [NOUVELLE]), (PARTIE, [PARTIE])],
)
def test_one_structure_only(capsys, classeurs, tmp_path, structure, noms):
    code, _, _ = _run(
        capsys, "avenants", classeurs["avant"], classeurs["apres"], "-o", tmp_path, "--formats", "docx", "--structure", structure
    )
    manifeste = json.loads((tmp_path / "manifeste_avenants.json").read_bytes())
    suites = [manifeste[cle] for cle in ("avenants", "structures_ajoutees", "structures_retirees")]
    assert code == 0
    assert [changement["structure"] for suite in suites for changement in suite] == noms
    assert len(manifeste["fichiers"]) == len(manifeste["avenants"])


@pytest.mark.parametrize("suite", [["apres", "apres"], ["avant", "apres", "--structure", "ASSIFEP"]])
def test_nothing_changed_is_one_sentence_and_0(capsys, classeurs, tmp_path, suite):
    classeur, autre, *options = suite
    code, sortie, erreur = _run(capsys, "avenants", classeurs[classeur], classeurs[autre], "-o", tmp_path / "sortie", *options)
    assert (code, erreur) == (0, "")
    assert sortie.startswith("Aucune convention comparée n'a changé entre")
    assert not (tmp_path / "sortie").exists()


def test_a_text_of_a_fiche_alone_makes_no_avenant_but_is_said(capsys, classeurs, tmp_path):
    code, sortie, _ = _run(capsys, "avenants", classeurs["avant"], classeurs["reecrit"], "-o", tmp_path / "sortie")
    assert code == 0
    assert "il n'y a pas d'avenant à écrire. Texte des fiches changé – T1-01 – " in sortie
    assert not (tmp_path / "sortie").exists()


@pytest.mark.parametrize(
    ("avant", "apres", "options", "code", "phrase"),
    [
        ("avant", "bloque", [], 1, "anomalie bloquante dans « bloque.xlsm » : corrigez-la."),
        ("bloque", "apres", [], 1, "anomalie bloquante dans « bloque.xlsm » : corrigez-la."),
        ("avant", "autre", [], 2, "ou une campagne que la seconde complète, le plus ancien d'abord."),
        ("avant", "apres", ["--fusion", "--formats", "docx"], 2, "ajoutez pdf aux formats, ou retirez --fusion."),
        ("phase1_fictive", "sans_numero", [], 1, "anomalie bloquante dans « sans_numero.xlsm » : corrigez-la."),
        ("avant", "absent", [], 2, "absent.xlsm"),
        ("absent", "apres", [], 2, "absent.xlsm"),
        ("avant", "apres", ["--formats", "xlsx"], 2, "choisissez parmi docx, pdf."),
        ("avant", "apres", ["--structure", "PAJE"], 2, "vouliez-vous dire « PAGE » ?"),
    ],
)
def test_refused_in_one_sentence_and_nothing_is_written(capsys, classeurs, tmp_path, avant, apres, options, code, phrase):
    chemins = [classeurs.get(nom, tmp_path / f"{nom}.xlsm") for nom in (avant, apres)]
    fini, sortie, erreur = _run(capsys, "avenants", *chemins, "-o", tmp_path / "sortie", *options)
    assert (fini, sortie) == (code, "")
    assert phrase in erreur.splitlines()[-1]
    assert "Traceback" not in erreur
    assert not (tmp_path / "sortie").exists()


# --- With an earlier campaign ---


@pytest.fixture(scope="module")
def livre(classeurs, tmp_path_factory):
    """What the delivered workbook adds to the convention of PAGE in the made-up phase 1."""
    sortie = tmp_path_factory.mktemp("livre")
    with pytest.raises(SystemExit) as fin:
        main(["avenants", str(classeurs["phase1_fictive"]), str(LIVRE), "-o", str(sortie), "--fusion", "--date", "2022-09-27"])
    assert not fin.value.code
    return sortie


def test_the_delivered_workbook_adds_to_an_earlier_convention(capsys, livre):
    capsys.readouterr()
    fichiers = _list_fichiers(livre)
    assert set(fichiers) == {
        *("docx/0001_avenant-1-page.docx", "pdf/0001_avenant-1-page.pdf"),
        *("avenants.pdf", "bordereau_avenants.pdf", "manifeste_avenants.json"),
    }
    manifeste = json.loads(fichiers["manifeste_avenants.json"])
    (avenant,) = manifeste["avenants"]
    assert (avenant["structure"], avenant["convention"], avenant["annexes"]) == ("PAGE", NUMERO, {"T1-01": 3})
    assert (avenant["montant_avant"], avenant["montant_apres"], avenant["ecart"]) == ("8000.00", "10240.00", "2240.00")
    assert (manifeste["campagne"], manifeste["deliberation"]) == ("2022_phase2", "2022-375")
    suites = ("structures_ajoutees", "structures_retirees", "fiches_reecrites", "lignes_laissees")
    assert [manifeste[suite] for suite in suites] == [[], [], [], []]


def test_the_list_of_the_avenants_and_all_of_them_in_one(livre):
    bordereau, reunion, seul = (PdfReader(livre / nom) for nom in ("bordereau_avenants.pdf", "avenants.pdf", "pdf/0001_avenant-1-page.pdf"))
    texte = unset(simplify(bordereau.pages[0].extract_text()))
    assert "Bordereau d'envoi des avenants" in texte
    assert "2 240,00 €" in texte
    assert "Annexe 5" not in texte
    assert len(reunion.pages) == len(seul.pages)
    assert [signet.title for signet in reunion.outline if not isinstance(signet, list)] == ["PAGE"]


def test_an_earlier_campaign_is_said_on_screen(capsys, classeurs, tmp_path):
    code, sortie, erreur = _run(capsys, "avenants", classeurs["phase1_fictive"], LIVRE, "-o", tmp_path, "--formats", "docx")
    assert (code, erreur) == (0, "")
    assert "Avenant n° 1 – PAGE – 8 000,00 € puis 10 240,00 € – PROJET" in sortie


@pytest.mark.parametrize(
    ("avant", "constat"),
    [
        ("phase1_muette", "n'est pas dans « phase1_muette.xlsm » : donnez le classeur de cette convention, ou corrigez « N° convention »."),
        (
            "phase1_etrangere",
            f"est celle de « {NOUVELLE} » dans « phase1_etrangere.xlsm » : corrigez « N° convention » ou « Structure ».",
        ),
    ],
)
def test_a_number_that_is_not_found_is_named_with_its_cell(capsys, classeurs, tmp_path, avant, constat):
    code, sortie, erreur = _run(capsys, "avenants", classeurs[avant], LIVRE, "-o", tmp_path / "sortie")
    assert (code, sortie) == (1, "")
    assert erreur == f"Annexe 5!P9 : la ligne de « PAGE » (T1-01) s'ajoute à la convention n° {NUMERO}, qui {constat}"
    assert not (tmp_path / "sortie").exists()


# --- From one workbook ---


def test_the_delivered_workbook_alone_gives_the_voted_avenant_as_a_draft(capsys, tmp_path):
    code, sortie, erreur = _run(capsys, "avenants", LIVRE, "-o", tmp_path, "--date", "2022-09-27")
    assert (code, erreur) == (0, "")
    assert sortie.startswith("Avenant n° 1 – PAGE – 2 240,00 € en plus – PROJET, il manque : ")
    assert sortie.endswith(f"dpid-xl avenants ANTERIEUR.xlsm {LIVRE.name} -o avenants")
    fichiers = _list_fichiers(tmp_path)
    assert {"docx/0001_avenant-1-page.docx", "pdf/0001_avenant-1-page.pdf", "bordereau_avenants.pdf"} < set(fichiers)
    manifeste = json.loads(fichiers["manifeste_avenants.json"])
    (avenant,) = manifeste["avenants"]
    assert (avenant["numero"], avenant["convention"], avenant["etat"], avenant["annexes"]) == (1, NUMERO, "projet", {"T1-01": 3})
    assert (avenant["ecart"], avenant["operations"]) == ("2240.00", {"T1-01": {"ecart": "2240.00"}})
    assert "montant_avant" not in avenant
    texte = simplify(" ".join(page.extract_text() for page in PdfReader(tmp_path / "pdf" / "0001_avenant-1-page.pdf").pages))
    assert "PROJET" in texte
    assert "Montant À COMPLÉTER 2 240,00 € À COMPLÉTER" in texte


@pytest.mark.parametrize(
    ("classeur", "options", "code", "phrase"),
    [
        ("avant", [], 1, "donnez deux classeurs, le plus ancien d'abord."),
        (str(LIVRE), ["--structure", NOUVELLE], 1, "donnez deux classeurs, le plus ancien d'abord."),
        (str(LIVRE), ["--structure", "PAJE"], 2, "vouliez-vous dire « PAGE » ?"),
        ("sans_numero", [], 1, "corrigez le classeur puis recommencez."),
        ("absent", [], 2, "absent.xlsm"),
    ],
)
def test_one_workbook_refused(capsys, classeurs, tmp_path, classeur, options, code, phrase):
    chemin = classeurs.get(classeur, tmp_path / f"{classeur}.xlsm") if classeur != str(LIVRE) else LIVRE
    fini, sortie, erreur = _run(capsys, "avenants", chemin, "-o", tmp_path / "sortie", *options)
    assert (fini, sortie) == (code, "")
    assert phrase in erreur.splitlines()[-1]
    assert not (tmp_path / "sortie").exists()


def test_the_conventions_leave_what_goes_by_avenant(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "conventions", LIVRE, "-o", tmp_path, "--formats", "docx", "--structure", "PAGE")
    assert code == 0
    commande = f"dpid-xl avenants ANTERIEUR.xlsm {LIVRE.name} -o avenants"
    assert f"PAGE (T1-01), 2 240,00 € – hors convention, par avenant à la convention n° {NUMERO} : {commande}" in sortie
    assert "1 convention – 30 740,66 €" in sortie
    assert "T1-01" not in _run(capsys, "conventions", LIVRE, "-o", tmp_path, "--formats", "docx", "--structure", NOUVELLE)[1]


def test_a_folder_that_cannot_be_written_is_one_sentence_and_1(capsys, classeurs, tmp_path):
    (tmp_path / "fichier").write_text("")
    code, _, erreur = _run(capsys, "avenants", classeurs["avant"], classeurs["apres"], "-o", tmp_path / "fichier")
    assert code == 1
    assert len(erreur.splitlines()) == 1
    assert erreur.endswith(".")


def test_the_workbooks_are_left_alone(capsys, classeurs, tmp_path):
    lus = [classeurs["avant"].read_bytes(), classeurs["apres"].read_bytes()]
    _run(capsys, "avenants", classeurs["avant"], classeurs["apres"], "-o", tmp_path, "--formats", "docx", "--structure", "PAGE")
    assert [classeurs["avant"].read_bytes(), classeurs["apres"].read_bytes()] == lus


def test_the_increase_is_that_of_the_source(dossier):
    """28 places more are worth 2,240 €, the amount voted for PAGE's line."""
    (votee,) = (ligne.montant for ligne in dossier.lignes if (ligne.structure, ligne.operation) == ("PAGE", "T1-01"))
    montants = [
        next(ligne.montant for ligne in make_page(dossier, places).lignes if (ligne.structure, ligne.operation) == ("PAGE", "T1-01"))
        for places in (PLACES_INITIALES_FICTIVES, PLACES_INITIALES_FICTIVES + 28)
    ]
    assert montants[1] - montants[0] == votee == Decimal("2240.00")
