"""Bilans that come back: every form of the real campaign filled with invented answers and read again; those that cannot be."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from dpid_xl.calcul.bilans import Genre
from dpid_xl.documents.bilans import Question, compose_bilans
from dpid_xl.importation.bilans import A_TRAITER, Sort, list_fichiers, read_bilans
from dpid_xl.importation.reception import receive_bilans
from dpid_xl.importation.reponses import read_reponse
from dpid_xl.refus import Refus
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from dpid_xl.rendus.word.bilan import render_bilan_docx
from tests.bilans import expect, fill_docx, fill_xlsx, invent
from tests.libreoffice import convert_tous
from tests.suivis import make_suivi, with_suivis
from tests.typographie import unset

NOMBRE, EUROS, PART, TEXTE = Genre.NOMBRE, Genre.EUROS, Genre.PART, Genre.TEXTE


@pytest.fixture(scope="module")
def bilans(dossier):
    return compose_bilans(dossier)


@pytest.fixture(scope="module")
def page(bilans):
    """The form of PAGE for T2-05."""
    return next(bilan for bilan in bilans if (bilan.structure.nom, *bilan.operations) == ("PAGE", "T2-05"))


@pytest.fixture(scope="module")
def un_par_operation(bilans):
    """The first form of each of the 27 operations."""
    return list({bilan.operations: bilan for bilan in reversed(bilans)}.values())


def list_parts(bilan):
    return frozenset(question.libelle for question in bilan.questions if question.genre is PART)


def write(dossier, nom, contenu):
    chemin = dossier / nom
    chemin.write_bytes(contenu)
    return chemin


def write_tous(bilans, dossier, jour, extension):
    fichiers = []
    for bilan in bilans:
        reponses = invent(bilan)
        if extension == ".xlsx":
            contenu = fill_xlsx(render_bilan_xlsx(bilan, jour), reponses)
        else:
            contenu = fill_docx(render_bilan_docx(bilan, jour), reponses, list_parts(bilan))
        fichiers.append(write(dossier, f"{bilan.rang}{extension}", contenu))
    return fichiers


def assert_all_read(dossier, bilans, fichiers):
    lus, constats = read_bilans(dossier, fichiers)
    assert [constat for constat in constats if constat.sort is not Sort.LU] == []
    assert {lu.bilan.cle: {q.libelle: valeur for q, valeur in lu.reponses} for lu in lus} == {bilan.cle: expect(bilan) for bilan in bilans}
    return lus


@pytest.mark.parametrize("extension", [".xlsx", ".docx"])
def test_every_form_of_the_campaign_is_read_as_it_was_filled(dossier, bilans, tmp_path, jour, extension):
    assert len(assert_all_read(dossier, bilans, write_tous(bilans, tmp_path, jour, extension))) == 136


@pytest.mark.parametrize("extension", [".xlsx", ".docx"])
def test_libreoffice_saves_a_form_without_losing_an_answer(dossier, un_par_operation, tmp_path, jour, extension):
    fichiers = write_tous(un_par_operation, tmp_path, jour, extension)
    assert len(assert_all_read(dossier, un_par_operation, convert_tous(fichiers, extension[1:]))) == 27


def test_a_form_saved_in_another_format_is_read_too(dossier, un_par_operation, tmp_path, jour):
    fichiers = write_tous(un_par_operation[:2], tmp_path, jour, ".xlsx")
    assert_all_read(dossier, un_par_operation[:2], convert_tous(fichiers, "ods"))


@pytest.mark.parametrize(
    ("genre", "unite", "cellule", "valeur", "devine"),
    [
        (NOMBRE, "place", 75, Decimal(75), ""),
        (NOMBRE, "place", "1 155", Decimal(1155), ""),
        (NOMBRE, "place", "75 places", Decimal(75), "unité « place » dans la cellule de la quantité"),
        (NOMBRE, "ETP", "0,5", Decimal("0.5"), ""),
        (NOMBRE, "nombre", 0, Decimal(0), ""),
        (EUROS, "€", "12 345,60 €", Decimal("12345.60"), ""),
        (EUROS, "€", "€ 12345,60", Decimal("12345.60"), "devise devant le nombre"),
        (EUROS, "€", 12345.6, Decimal("12345.60"), ""),
        (PART, "%", 0.77, Decimal("0.77"), ""),
        (PART, "%", "77 %", Decimal("0.77"), ""),
        (PART, "%", "77", Decimal("0.77"), "lu 77 %"),
        (PART, "%", 77, Decimal("0.77"), "lu 77 %"),
        (PART, "%", 2.5, Decimal("0.025"), "lu 2,5 %"),
        (NOMBRE, "place", "1234567,891", Decimal("1234567.891"), ""),
        (PART, "%", "100 %", Decimal(1), ""),
        (TEXTE, "texte", " Deux lignes. \n Seconde. ", "Deux lignes. Seconde.", ""),
        (TEXTE, "texte", 12, "12", ""),
    ],
)
def test_an_answer_is_read_as_what_was_asked(genre, unite, cellule, valeur, devine):
    lue = read_reponse(Question("Q", genre, unite), cellule)
    assert (lue.valeur, unset(lue.devine)) == (valeur, devine)


@pytest.mark.parametrize(
    ("genre", "unite", "cellule", "raison"),
    [
        (NOMBRE, "place", "soixante-quinze", "n'est pas un nombre"),
        (NOMBRE, "place", "environ 75", "n'est pas un nombre"),
        (NOMBRE, "place", "75 mesures", "la réponse est en « mesure », elle est demandée en « place »"),
        (NOMBRE, "place", "75 %", "ni une part ni un montant"),
        (NOMBRE, "place", "75 €", "ni une part ni un montant"),
        (NOMBRE, "place", -1, "négative"),
        (NOMBRE, "place", True, "VRAI ou FAUX"),
        (NOMBRE, "place", "#REF!", "une erreur"),
        (NOMBRE, "place", "#NON CALCULÉE!", "une erreur"),
        (NOMBRE, "place", 1e300, "démesuré"),
        (EUROS, "€", "12 k€", "nombre"),
        (EUROS, "€", -0.01, "négative"),
        (PART, "%", "0,77", "peut se lire"),
        (PART, "%", 7700, "de 0 à 100 %"),
        (PART, "%", -0.1, "de 0 à 100 %"),
        (PART, "%", 1.2, "c'est 120\xa0%, à moins que ce ne soit 1,2\xa0%"),
        (PART, "%", "0,1234567890123456789 %", "plus de 15 chiffres"),
        (NOMBRE, "place", "0,1234567890123456789", "plus de 15 chiffres"),
        (NOMBRE, "place", "1234567890,1234567", "plus de 15 chiffres"),
        (NOMBRE, "place", "x" * 5000, f"^« {'x' * 60}… » n'est pas un nombre$"),
        (EUROS, "€", "12\n500", "« 12 500 » n'est pas un nombre"),
        (TEXTE, "texte", "x" * 5001, "plus de 5000"),
    ],
)
def test_an_answer_that_would_be_invented_is_refused(genre, unite, cellule, raison):
    with pytest.raises(Refus, match=raison) as refus:
        read_reponse(Question("Q", genre, unite), cellule)
    assert "\n" not in str(refus.value)


def test_a_whole_number_is_asked_of_exits():
    sorties = Question("Sorties dynamiques", NOMBRE, "sortie", champ="sorties")
    assert read_reponse(sorties, 3.0).valeur == 3
    with pytest.raises(Refus, match="entier"):
        read_reponse(sorties, 3.5)


def test_each_refused_cell_is_named_and_the_others_are_read(dossier, page, tmp_path, jour):
    reponses = invent(page) | {"Quantité réalisée": "beaucoup", "Ateliers": -3}
    fichier = write(tmp_path, "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), reponses))
    (lu,), constats = read_bilans(dossier, [fichier])
    refus = [constat for constat in constats if constat.sort is Sort.REFUSE]
    assert [(constat.quoi, constat.valeur, constat.fichier) for constat in refus] == [
        ("Quantité réalisée", "beaucoup", "page.xlsx"),
        ("Ateliers", "-3", "page.xlsx"),
    ]
    assert all(constat.place.startswith("Bilan!F") for constat in refus)
    assert len(lu.reponses) == len(page.questions) - 2


def test_what_nobody_answered_is_said_so(dossier, page, tmp_path, jour):
    fichier = write(tmp_path, "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), {"Ateliers": 4}))
    _lus, constats = read_bilans(dossier, [fichier])
    assert Counter(constat.sort for constat in constats) == {Sort.SANS_REPONSE: len(page.questions) - 1, Sort.LU: 1}


def test_an_answer_that_no_spreadsheet_keeps_is_refused_alone(dossier, page, tmp_path, jour):
    reponses = invent(page) | {"Quantité réalisée": "0,1234567890123456789"}
    fichier = write(tmp_path, "page.docx", fill_docx(render_bilan_docx(page, jour), reponses, list_parts(page)))
    (lu,), constats = read_bilans(dossier, [fichier])
    assert [(c.quoi, c.place) for c in constats if c.sort in A_TRAITER] == [("Quantité réalisée", "tableau 3, rangée 2")]
    assert len(lu.reponses) == len(page.questions) - 1


def test_lines_that_become_one_are_said(dossier, page, tmp_path, jour):
    (qualitatif,) = [question.libelle for question in page.questions if question.genre is TEXTE]
    reponses = {qualitatif: "Premier.\nSecond.\n\n- tiret", "Ateliers": 4}
    fichier = write(tmp_path, "a.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), reponses))
    _lus, constats = read_bilans(dossier, [fichier])
    dits = {constat.quoi: (constat.sort, constat.message) for constat in constats if constat.sort is not Sort.SANS_REPONSE}
    sur_une = "écrit sur 3 lignes, que le classeur garde à la suite sur une seule"
    assert dits == {qualitatif: (Sort.LU, sur_une), "Ateliers": (Sort.LU, "")}


@pytest.mark.parametrize("case", ["A40", "E{ateliers}", "G{ateliers}", "H2", "D{ateliers}"])
def test_what_is_written_beside_the_answers_is_to_be_looked_at(dossier, page, tmp_path, jour, case):
    classeur = openpyxl.load_workbook(io.BytesIO(render_bilan_xlsx(page, jour)))
    (ateliers,) = [rangee[0].row for rangee in classeur.active.iter_rows() if rangee[0].value == "Ateliers"]
    case = case.format(ateliers=ateliers)
    if case.startswith("D"):  # under a merged cell: as another program leaves it
        for fusion in list(classeur.active.merged_cells.ranges):
            classeur.active.unmerge_cells(str(fusion))
    classeur.active[case] = 12
    lus, constats = read_bilans(dossier, [write(tmp_path, "page.xlsx", _save(classeur))])
    (constat,) = [constat for constat in constats if constat.sort is not Sort.SANS_REPONSE]
    quoi, feuille = ("Ateliers", "Indicateurs") if str(ateliers) in case else ("formulaire", "Suivi ou Indicateurs")
    assert (lus, constat.sort, constat.place, constat.quoi, constat.valeur) == ((), Sort.A_VOIR, f"Bilan!{case}", quoi, "12")
    assert constat.message.endswith(f"tapez-la vous-même dans la feuille {feuille}")


def test_a_whole_sheet_beside_the_answers_is_not_told_cell_by_cell(dossier, page, tmp_path, jour):
    classeur = openpyxl.load_workbook(io.BytesIO(fill_xlsx(render_bilan_xlsx(page, jour), {"Ateliers": 4})))
    feuille = classeur.create_sheet("Détail")
    for rang in range(1, 31):
        feuille.cell(rang, 1).value = f"Séance {rang}"
    (lu,), constats = read_bilans(dossier, [write(tmp_path, "page.xlsx", _save(classeur))])
    a_voir = [constat for constat in constats if constat.sort is Sort.A_VOIR]
    assert (len(lu.reponses), len(a_voir), a_voir[0].place, a_voir[-1].place) == (1, 21, "Détail!A1", "Détail!A21")
    assert a_voir[-1].message.startswith("encore 10 cellules écrites à côté des réponses")


def test_what_is_written_out_of_the_table_of_a_document_is_to_be_looked_at(dossier, page, tmp_path, jour):
    document = docx.Document(io.BytesIO(fill_docx(render_bilan_docx(page, jour), {"Ateliers": 4})))
    document.add_paragraph("Les ateliers ont eu lieu le mardi.")
    rangee = next(rangee for table in document.tables for rangee in table.rows if rangee.cells[0].text == "Ateliers")
    rangee.cells[2].text = "5"
    (lu,), constats = read_bilans(dossier, [write(tmp_path, "page.docx", _save(document))])
    a_voir = [(c.place, c.quoi, c.valeur) for c in constats if c.sort is Sort.A_VOIR]
    assert ("hors du tableau", "formulaire", "Les ateliers ont eu lieu le mardi.") in a_voir
    assert [(quoi, valeur) for place, quoi, valeur in a_voir if place.startswith("tableau 3")] == [("Ateliers", "5")]
    assert (len(a_voir), len(lu.reponses)) == (2, 1)


def test_rows_that_answer_twice_are_named_and_a_lost_one_has_its_remedy(dossier, page, tmp_path, jour):
    classeur = openpyxl.load_workbook(io.BytesIO(fill_xlsx(render_bilan_xlsx(page, jour), invent(page))))
    feuille = classeur.active
    rangs = {rangee[0].value: rangee[0].row for rangee in feuille.iter_rows()}
    feuille.cell(rangs["Quantité réalisée"], 1).value = "Ateliers"
    _lus, constats = read_bilans(dossier, [write(tmp_path, "page.xlsx", _save(classeur))])
    refus = {c.quoi: (c.place, c.message) for c in constats if c.sort is Sort.REFUSE}
    assert refus["Ateliers"][0] == f"Bilan!F{rangs['Quantité réalisée']}, Bilan!F{rangs['Ateliers']}"
    assert "gardez la bonne" in refus["Ateliers"][1]
    assert "tapez la réponse dans la feuille Suivi" in refus["Quantité réalisée"][1]


@pytest.mark.parametrize(
    ("nom", "remede"),
    [
        ("a.doc", "faites-le enregistrer en .docx"),
        ("a.ODT", "faites-le enregistrer en .docx"),
        ("a.docm", "faites-le enregistrer en .docx"),
        ("a.xlsm", "faites-le enregistrer en .xlsx"),
        ("a.pdf", "le formulaire d'origine"),
        ("a.msg", "pièce jointe"),
    ],
)
def test_a_document_of_another_format_is_refused_with_its_remedy(dossier, tmp_path, nom, remede):
    _lus, (constat,) = read_bilans(dossier, [write(tmp_path, nom, b"x")])
    assert constat.sort is Sort.REFUSE
    assert remede in constat.message


def test_an_old_encoding_asks_for_no_option_that_does_not_exist(dossier, page, tmp_path):
    octets = f"Formulaire {page.identifiant};Dépenses réelles;Évalué".encode("cp1252")
    _lus, (constat,) = read_bilans(dossier, [write(tmp_path, "a.csv", octets + b";\x82\x8a")])
    assert constat.sort is Sort.REFUSE
    assert "--encodage" not in constat.message
    assert "renvoyer en .xlsx" in constat.message


def test_an_empty_form_beside_a_filled_one_is_no_double(dossier, page, tmp_path, jour):
    write(tmp_path, "vide.docx", render_bilan_docx(page, jour))
    write(tmp_path, "rempli.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    lus, constats = read_bilans(dossier, list_fichiers([tmp_path]))
    assert len(lus) == 1
    assert not any(constat.sort in A_TRAITER for constat in constats)


def test_copies_that_differ_are_all_refused_and_named(dossier, page, tmp_path, jour):
    write(tmp_path, "a.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    write(tmp_path, "b.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page) | {"Ateliers": Decimal(999)}))
    lus, constats = read_bilans(dossier, list_fichiers([tmp_path]))
    assert (lus, {constat.fichier for constat in constats}) == ((), {"a.xlsx", "b.xlsx"})
    assert all(constat.sort is Sort.REFUSE and "(a.xlsx, b.xlsx)" in constat.message for constat in constats)


def test_a_copy_that_says_the_same_is_set_aside(dossier, page, tmp_path, jour):
    for nom in ("a.xlsx", "b.xlsx"):
        write(tmp_path, nom, fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    lus, constats = read_bilans(dossier, list_fichiers([tmp_path]))
    assert len(lus) == 1
    assert [(c.fichier, c.message) for c in constats if c.sort is Sort.ECARTE] == [("b.xlsx", "le même que a.xlsx")]


def test_a_form_of_another_campaign_is_refused(dossier, page, tmp_path, jour):
    fichier = write(tmp_path, "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    autre = replace(dossier, campagne=replace(dossier.campagne, code="2023_phase1"))
    lus, (constat,) = read_bilans(autre, [fichier])
    assert (lus, constat.sort) == ((), Sort.REFUSE)
    assert "n'est pas de cette campagne" in constat.message


def test_a_form_sent_before_the_workbook_changed_is_to_be_looked_at(dossier, page, tmp_path, jour):
    fichier = write(tmp_path, "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    lignes = tuple(replace(ligne, quantite=Decimal(7)) if ligne.structure == "PAGE" else ligne for ligne in dossier.lignes)
    (lu,), constats = read_bilans(replace(dossier, lignes=lignes), [fichier])
    assert len(lu.reponses) == len(page.questions)
    assert [constat.quoi for constat in constats if constat.sort is Sort.A_VOIR] == ["formulaire"]


def test_an_indicator_that_is_no_longer_asked_is_not_taken(dossier, page, tmp_path, jour):
    fichier = write(tmp_path, "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    operations = tuple(
        replace(operation, indicateurs=("Visites", *operation.indicateurs[1:])) if operation.code == "T2-05" else operation
        for operation in dossier.operations
    )
    (lu,), constats = read_bilans(replace(dossier, operations=operations), [fichier])
    par_mot = {constat.quoi: constat.sort for constat in constats if constat.sort in A_TRAITER}
    assert par_mot == {"formulaire": Sort.A_VOIR, "Ateliers": Sort.A_VOIR, "Visites": Sort.REFUSE}
    assert "Ateliers" not in {question.libelle for question, _valeur in lu.reponses}


def _truncate(contenu):
    return contenu[: len(contenu) // 2]


def _drop_numero(contenu):
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    for rangee in classeur.active.iter_rows():
        for cellule in rangee:
            if isinstance(cellule.value, str) and "BILAN-" in cellule.value:
                cellule.value = ""
    return _save(classeur)


def _add_numero(contenu):
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    classeur.active["A1"] = "BILAN-0123456789ABCDEF-01234567"
    return _save(classeur)


def _drop_tableau(contenu):
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    for rangee in classeur.active.iter_rows():
        for cellule in rangee:
            if cellule.value == "Votre réponse":
                cellule.value = "?"
    return _save(classeur)


def _save(classeur):
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _add_dtd(contenu):
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as avant, zipfile.ZipFile(sortie, "w") as apres:
        for nom in avant.namelist():
            octets = avant.read(nom)
            if nom in ("xl/worksheets/sheet1.xml", "word/document.xml"):
                octets = octets.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
            apres.writestr(nom, octets)
    return sortie.getvalue()


def _add_revision(contenu):
    document = docx.Document(io.BytesIO(contenu))
    paragraphe = document.paragraphs[0]._p
    paragraphe.append(paragraphe.makeelement(f"{paragraphe.tag.rpartition('}')[0]}}}ins", {}))
    return _save(document)


@pytest.mark.parametrize(
    ("nom", "damage", "phrase"),
    [
        ("a.xlsx", _truncate, "abîmé"),
        ("a.docx", _truncate, "abîmé"),
        ("a.xlsx", _add_dtd, "XML"),
        ("a.docx", _add_dtd, "XML"),
        ("a.docx", _add_revision, "révisions"),
        ("a.xlsx", _drop_numero, "aucun numéro"),
        ("a.xlsx", _add_numero, "plusieurs numéros"),
        ("a.xlsx", _drop_tableau, "n'y est plus"),
        ("a.xlsx", lambda _contenu: b"", ""),
        ("a.xlsx", lambda _contenu: b"%PDF-1.7", ""),
        ("a.docx", lambda _contenu: b"PK", ""),
        ("a.csv", lambda _contenu: b"\0\xff", ""),
    ],
)
def test_a_hostile_or_damaged_file_is_refused_in_a_sentence_and_the_others_are_read(dossier, page, tmp_path, jour, nom, damage, phrase):
    render = render_bilan_docx if nom.endswith(".docx") else render_bilan_xlsx
    write(tmp_path, nom, damage(render(page, jour)))
    write(tmp_path, "z.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    lus, constats = read_bilans(dossier, list_fichiers([tmp_path]))
    assert len(lus) == 1
    (refus,) = [constat for constat in constats if constat.fichier == nom]
    assert refus.sort is Sort.REFUSE
    assert phrase in refus.message
    assert "\n" not in refus.message


def test_a_folder_holds_other_things_too(dossier, tmp_path):
    write(tmp_path, "photo.jpg", b"x")
    write(tmp_path, "~$page.xlsx", b"x")
    write(tmp_path, ".cache", b"x")
    (tmp_path / "lien.xlsx").symlink_to(tmp_path / "photo.jpg")
    lus, (constat,) = read_bilans(dossier, list_fichiers([tmp_path]))
    assert (lus, constat.sort, constat.fichier) == ((), Sort.ECARTE, "photo.jpg")


def test_no_folder_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("dpid_xl.importation.bilans.FICHIERS_MAXIMUM", 2)
    for rang in range(3):
        write(tmp_path, f"{rang}.xlsx", b"x")
    with pytest.raises(Refus, match="plus de 2 fichiers"):
        list_fichiers([tmp_path])


# --- What goes to the campaign ---


def _read_page(dossier, page, dossier_des_fichiers, jour):
    fichier = write(Path(dossier_des_fichiers), "page.xlsx", fill_xlsx(render_bilan_xlsx(page, jour), invent(page)))
    return read_bilans(dossier, [fichier])[0]


def test_what_is_typed_is_never_replaced(dossier, page, tmp_path, jour):
    suivi = replace(make_suivi("PAGE", "T2-05", realise=12, depenses=Decimal("0.45")), observations="Vu sur place.")
    recu = receive_bilans(with_suivis(dossier, suivi), _read_page(dossier, page, tmp_path, jour))
    (apres,) = recu.dossier.suivis
    assert (apres.realise, apres.depenses, apres.observations) == (Decimal(12), Decimal("0.45"), "Vu sur place.")
    assert [constat.quoi for constat in recu.constats] == ["Quantité réalisée", "Dépenses réelles de l’action"]
    assert "Suivi dit déjà « 12 »" in recu.constats[0].message


def test_what_is_already_said_the_same_is_not_said_again(dossier, page, tmp_path, jour):
    lus = _read_page(dossier, page, tmp_path, jour)
    une = receive_bilans(dossier, lus)
    assert len(une.ecritures) == len(page.questions)
    deux = receive_bilans(une.dossier, lus)
    assert (deux.ecritures, deux.constats, deux.dossier) == ((), (), une.dossier)


def test_answers_go_to_the_row_that_is_there_and_to_the_column_of_their_kind(dossier, un_par_operation, tmp_path, jour):
    suivi = make_suivi("PAGE", "T1-01", versement=480)
    lus, _constats = read_bilans(dossier, write_tous(un_par_operation, tmp_path, jour, ".xlsx"))
    recu = receive_bilans(with_suivis(dossier, suivi), lus)
    assert len(recu.dossier.suivis) == 1 + len({(lu.bilan.structure.nom, *lu.bilan.operations) for lu in lus})
    assert recu.dossier.suivis[0] == suivi
    for dit in recu.dossier.indicateurs:
        rempli = [champ for champ in ("nombre", "part", "reponse") if getattr(dit, champ) not in (None, "")]
        assert rempli == [{"(%)": "part", "(texte)": "reponse"}.get(dit.indicateur.rpartition(" ")[2], "nombre")]
