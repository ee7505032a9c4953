"""Scanned files find their conventions by the codes of their pages: straight, askew, mixed, out of date, of somebody else."""

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
    AUTRE_TEXTE,
    INCONNUE,
    SANS_CODE,
    LecteurAbsent,
    NumerisationIllisible,
    list_numerisations,
    list_rangees,
    match_pages,
    name_acte,
    read_pages,
    tell_actes,
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
    assert tell_actes(retours) == "0 convention retrouvée, 2 avenants retrouvés"


def test_another_text_and_another_workbook_are_said(pages, deux):
    touquet = replace(deux[0], blocs=deux[0].blocs[:-1])
    remarques = {rangee[2]: rangee[6] for rangee in list_rangees(*match_pages(index([touquet]), pages)) if rangee[5]}
    assert remarques == {"CCAS du Touquet": AUTRE_TEXTE, "": INCONNUE}


def test_what_is_no_scan_is_refused(numerises, tmp_path):
    with pytest.raises(NumerisationIllisible, match=r"lisezmoi\.txt"):
        list_numerisations([numerises / "lisezmoi.txt"])
    for nom, contenu in (("faux.pdf", b"%PDF-1.7"), ("faux.png", b"PNG"), ("absent.pdf", None)):
        if contenu:
            (tmp_path / nom).write_bytes(contenu)
        with pytest.raises(NumerisationIllisible, match=nom):
            list(read_pages(tmp_path / nom))


def test_without_the_libraries_the_command_to_type_is_said(numerises, monkeypatch):
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(LecteurAbsent, match=r"pip install dpid-xl\[numerisation\]"):
        list(read_pages(numerises / "a.pdf"))


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
