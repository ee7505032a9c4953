"""Scanned files find their conventions by the codes of their pages: straight, askew, mixed, out of date, of somebody else."""

import io
import random
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from dpid_xl.cli import main
from dpid_xl.documents.avenants import compose_ajouts, compose_decides
from dpid_xl.documents.avenants.retour import compose_tous, get_acte
from dpid_xl.production.retour import (
    ABSENT,
    AUTRE_TEXTE,
    INCONNUE,
    NON_LU,
    SANS_CODE,
    TROP_GRAND,
    LecteurAbsent,
    NumerisationIllisible,
    list_numerisations,
    list_rangees,
    match_pages,
    name_acte,
    read_numerisations,
    read_pages,
    tell_lecture,
)
from dpid_xl.rendus.pdf import render_pdf, render_pdfs
from tests.avenants import amend, make_avenant
from tests.rendus.scan import scan, spoil
from tests.signatures import make_signature
from tests.typographie import unset


def index(conventions):
    return {(convention.structure.nom, "", None): convention for convention in conventions}


@pytest.fixture(scope="module")
def deux(conventions):
    return conventions[1:3]  # CCAS du Touquet, PAGE


@pytest.fixture(scope="module")
def numerises(deux, jour, tmp_path_factory):
    """A folder as a scanner leaves it: one PDF, two pictures laid askew, a blank one."""
    dossier = tmp_path_factory.mktemp("numerises")
    touquet, page = render_pdfs(deux, jour)
    (dossier / "a.pdf").write_bytes(touquet)
    for rang, image in enumerate(scan(page), 1):
        if rang in (1, 4):
            spoil(image, 1.5, 0.6).save(dossier / f"b{rang}.png")
    Image.new("L", (400, 500), 255).save(dossier / "c.jpg")
    (dossier / "lisezmoi.txt").write_text("rien")
    return dossier


@pytest.fixture(scope="module")
def pages(numerises):
    return [page for fichier in list_numerisations([numerises]) for page in read_pages(fichier)]


def test_each_page_finds_its_convention(pages, conventions):
    rangees = list_rangees(*match_pages(index(conventions), pages))
    assert [(fichier, structure, acte, suite, remarque) for fichier, _rangs, structure, acte, suite, _reference, remarque in rangees] == [
        ("a.pdf", "CCAS du Touquet", "convention", "1-10", ""),
        ("b1.png", "PAGE", "convention", "1", ""),
        ("b4.png", "PAGE", "convention", "4", ""),
        ("c.jpg", "", "", "", SANS_CODE),
    ]


def test_a_rank_that_changed_since_changes_nothing(pages, deux):
    retours, _muettes = match_pages(index(replace(convention, rang=convention.rang + 40) for convention in deux), pages)
    assert {name_acte(retour.acte) for retour in retours} == {"CCAS du Touquet", "PAGE"}


def test_an_avenant_finds_its_row_once_it_was_sent_and_signed(dossier, jour, tmp_path):
    """Two avenants to one convention: each by its own pages, before and after « Signature » says that they left."""
    seul = amend(dossier, *(make_avenant("CCAS du Touquet", rang=rang, operation="T1-01", montant=1600 + rang) for rang in (1, 2)))
    premier, second = compose_decides(seul)
    (ajout,) = compose_ajouts(seul)
    (tmp_path / "a.pdf").write_bytes(render_pdf(premier, jour))
    (tmp_path / "b.pdf").write_bytes(render_pdf(ajout, jour))
    lues = [page for fichier in list_numerisations([tmp_path]) for page in read_pages(fichier)]
    signes = replace(
        seul,
        signatures=(
            make_signature("CCAS du Touquet", avenant=1, envoyee=jour, signee=jour),
            make_signature("CCAS du Touquet", avenant=2, envoyee=jour),
            make_signature("PAGE", ajout.convention, signee=jour),
        ),
    )
    assert second.numero == 2
    for etat in (seul, signes):
        retours, muettes = match_pages({get_acte(avenant): avenant for avenant in compose_tous(etat)}, lues)
        assert [(retour.acte, retour.a_jour) for retour in retours] == [
            (("CCAS du Touquet", "", 1), True),
            (("PAGE", "2022-02942", None), True),
        ]
        assert muettes == ()
    assert tell_lecture(retours, muettes) == "0 convention retrouvée, 2 avenants retrouvés, 0 page sans code"


def test_another_text_and_another_workbook_are_said(pages, deux):
    touquet = replace(deux[0], blocs=deux[0].blocs[:-1])
    remarques = {rangee[2]: rangee[6] for rangee in list_rangees(*match_pages(index([touquet]), pages)) if rangee[5]}
    assert remarques == {"CCAS du Touquet": AUTRE_TEXTE, "": INCONNUE}


def test_what_is_no_scan_is_refused_before_any_is_read(numerises, tmp_path):
    (tmp_path / "a.pdf").mkdir()
    (tmp_path / "._b.pdf").write_bytes(b"what a Mac leaves beside a file")
    for chemin, phrase in (
        (numerises / "lisezmoi.txt", "« lisezmoi.txt » n'est pas un fichier numérisé"),
        (tmp_path / "absent.pdf", ABSENT.format(chemin=tmp_path / "absent.pdf")),
        (tmp_path, f"« {tmp_path} » n'a aucun fichier numérisé"),
    ):
        with pytest.raises(NumerisationIllisible) as refus:
            list_numerisations([numerises, chemin])
        assert phrase in str(refus.value)


def make_pdf(*cotes, kids=None):
    """A PDF of white pages of these sides, in points; ``kids`` says another number of pages than there are."""
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>endobj\n" % (n, c, c) for n, c in enumerate(cotes, 3))
    noms = b" ".join(b"%d 0 R" % n for n in range(3, 3 + (kids or len(cotes))))
    racine = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n" % (noms, kids or len(cotes))
    return b"%PDF-1.7\n" + racine + pages + b"trailer<</Root 1 0 R>>\n%%EOF"


def make_png(cote):
    """A black picture of this side, in points."""
    sortie = io.BytesIO()
    Image.new("1", (cote, cote)).save(sortie, "PNG")
    return sortie.getvalue()


# What a folder may hold, and what is said of it.
PANNES = {
    "a_vide.pdf": (b"", NON_LU, ""),
    "b_tronque.pdf": (b"%PDF-1.7", NON_LU, ""),
    "c_texte.png": (b"PNG", NON_LU, ""),
    "d_immense.pdf": (make_pdf(200_000), TROP_GRAND, ""),
    "e_page.pdf": (make_pdf(300, 300, 14_400), TROP_GRAND, " à partir de sa page 3"),
    "f_abime.pdf": (make_pdf(300, kids=2), NON_LU, " à partir de sa page 2"),
    "g_immense.png": (make_png(11_000), TROP_GRAND, ""),
    "h_au_dela_de_pillow.png": (make_png(14_000), TROP_GRAND, ""),
}


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path, deux, numerises, capsys):
    for nom, (contenu, _phrase, _ou) in PANNES.items():
        (tmp_path / nom).write_bytes(contenu)
    (tmp_path / "z.pdf").write_bytes((numerises / "a.pdf").read_bytes())
    retours, muettes = match_pages(index(deux), read_numerisations(list_numerisations([tmp_path])))
    assert [(retour.fichier.name, retour.a_jour) for retour in retours] == [("z.pdf", True)]
    dits = {rangee[0]: rangee[6] for rangee in list_rangees(retours, muettes) if rangee[6] not in ("", SANS_CODE)}
    assert dits == {nom: phrase.format(nom=nom, ou=ou) for nom, (_contenu, phrase, ou) in PANNES.items()}
    assert tell_lecture(retours, muettes) == "1 convention retrouvée, 3 pages sans code, 8 fichiers illisibles"
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("extension", ["png", "tif", "jpg"])
def test_a_damaged_picture_is_refused_whatever_its_library_raises(tmp_path, extension, capfd):
    """Bytes changed at random: the library of pictures lets SyntaxError and others through, and prints in English."""
    alea, fichier = random.Random(extension), tmp_path / f"a.{extension}"  # noqa: S311
    options = {"compression": "group4"} if extension == "tif" else {}
    Image.effect_noise((200, 300), 60).convert("1" if options else "L").save(fichier, **options)
    entier, refus = fichier.read_bytes(), 0
    for _ in range(150):
        abime = bytearray(entier)
        for _fois in range(5):
            abime[alea.randrange(min(len(abime), 300))] = alea.randrange(256)
        fichier.write_bytes(abime)
        refus += bool([page for page in read_numerisations([fichier]) if page.panne])
    assert refus
    assert capfd.readouterr() == ("", "")


def test_every_page_of_a_picture_is_read_but_what_is_a_small_copy(tmp_path, deux, jour):
    premiere, deuxieme, *_ = scan(render_pdf(deux[1], jour))
    premiere.save(tmp_path / "a.tif", save_all=True, append_images=[deuxieme])
    assert [page.code and page.code.page for page in read_pages(tmp_path / "a.tif")] == [1, 2]
    premiere.resize((80, 100)).save(tmp_path / "b.tif", tiffinfo={254: 1})
    assert list(read_pages(tmp_path / "b.tif")) == []


def test_without_the_libraries_the_command_to_type_is_said(numerises, monkeypatch):
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(LecteurAbsent, match=r"pip install dpid-xl\[numerisation\]"):
        list(read_pages(numerises / "a.pdf"))


def test_the_command_goes_on_past_a_file_that_cannot_be_read(numerises, tmp_path, capsys):
    (tmp_path / "a.png").write_bytes(b"PNG")
    (tmp_path / "b.pdf").write_bytes((numerises / "a.pdf").read_bytes())
    sortie = tmp_path / "signees.csv"
    with pytest.raises(SystemExit) as fin:
        main(["retrouver", "workbooks/annexe5_2022_phase2.xlsm", str(tmp_path), "-o", str(sortie)])
    assert fin.value.code == 1
    assert "1 convention retrouvée, 0 page sans code, 1 fichier illisible." in unset(capsys.readouterr().out)
    rangees = [rangee.split(";") for rangee in unset(sortie.read_text(encoding="utf-8-sig")).splitlines()[1:]]
    assert [(rangee[0], rangee[-1]) for rangee in rangees] == [("b.pdf", ""), ("a.png", NON_LU.format(nom="a.png", ou=""))]


def test_the_command_says_what_is_left_to_look_at(numerises, tmp_path, capsys):
    sortie = tmp_path / "signees.csv"
    with pytest.raises(SystemExit) as fin:
        main(["retrouver", "workbooks/annexe5_2022_phase2.xlsm", str(numerises), "-o", str(sortie)])
    assert fin.value.code == 1, "a page has no code"
    assert "2 conventions retrouvées, 1 page sans code." in unset(capsys.readouterr().out)
    assert (
        sortie.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("a.pdf;1-10;CCAS du Touquet;convention;1-10;C0002-CCAS-DU-TOUQUET;")
    )


def test_pdfium_is_never_given_a_name_which_it_would_read_in_utf8_whatever_the_language(numerises, monkeypatch):
    donnes, ouvrir = [], pypdfium2.PdfDocument
    monkeypatch.setattr(pypdfium2, "PdfDocument", lambda donne: donnes.append(donne) or ouvrir(donne))
    (fichier,) = numerises.glob("*.pdf")
    assert list(read_pages(fichier))
    assert not [donne for donne in donnes if isinstance(donne, str | Path)]
    assert len(donnes) == 1
