"""The PDF of a convention: every text in it, no character taken for markup, archivable, accessible, the same bytes each time."""

import os
import re
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from pypdf import PdfReader

from dpid_xl.documents.document import A_COMPLETER, Bloc, Rubrique, Style
from dpid_xl.image import Image
from dpid_xl.rendus import pdf
from dpid_xl.rendus.pdf import MENTION, PdfIllisible, compute_empreinte, count_pages, make_reference, render_pdf, render_pdfs, start_pdfs
from tests.rendus.fabrique import HOSTILE, HOSTILES, JOUR, MOT_LONG, NOM_LONG, iter_textes, make_convention
from tests.typographie import unset

RACINE = Path(__file__).parents[3]
MONTANT = re.compile(r"\d[\d\u202f\xa0]*,\d{2}\s*€")
A4 = (595, 842)
TABLEAUX = (Style.TABLEAU, Style.FICHE, Style.SIGNATURE, Style.ADRESSE)


def squeeze(texte):
    # Lines may be cut anywhere, with a hyphen at a syllable, and a bullet stand between two texts.
    return re.sub("[\\s\\-\u00ad\u2010\u200b•]", "", unset(texte))


def read_pages(contenu, convention):
    """The text of each page, without what stands on every page."""
    lecteur = PdfReader(BytesIO(contenu))
    total = len(lecteur.pages)
    pages = []
    for rang, page in enumerate(lecteur.pages, 1):
        texte = squeeze(page.extract_text())
        mentions = MENTION * 2 * convention.projet
        pied = squeeze(f"{convention.pied} page {rang} / {total}")
        assert texte.startswith(mentions), f"page {rang}"
        assert texte.endswith(pied), f"page {rang}"
        pages.append(texte[len(mentions) : len(texte) - len(pied)])
    return pages


def assert_textes(contenu, convention):
    """Every text is there, in order."""
    tout, debut = "".join(read_pages(contenu, convention)), 0
    for texte in map(squeeze, iter_textes(convention)):
        place = tout.find(texte, debut)
        assert place >= 0, texte
        debut = place + len(texte)


@pytest.mark.parametrize("nom", [HOSTILE, NOM_LONG, MOT_LONG])
@pytest.mark.parametrize("projet", [True, False])
def test_every_text_stands_in_order(nom, projet):
    convention = make_convention(nom=nom, projet=projet)
    assert_textes(render_pdf(convention, JOUR), convention)


def test_a_convention_is_never_in_a_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    logo = Image((RACINE / "docs" / "images" / "accueil.png").read_bytes(), "png", 100, 100)
    convention = replace(make_convention(), logo=logo)
    assert len(list(PdfReader(BytesIO(render_pdf(convention, JOUR))).pages[0].images)) == 2, "the logo and the code of the page"


def test_real_conventions_hold_their_texts_and_amounts(conventions):
    choix = {len(convention.operations): convention for convention in conventions}  # one for each number of operations
    for convention, contenu in zip(choix.values(), render_pdfs(choix.values(), JOUR), strict=True):
        assert_textes(contenu, convention)
        lus = Counter(squeeze(montant) for page in PdfReader(BytesIO(contenu)).pages for montant in MONTANT.findall(page.extract_text()))
        assert lus == Counter(squeeze(montant) for texte in iter_textes(convention) for montant in MONTANT.findall(texte))


def test_a_short_column_has_the_width_of_its_longest_text():
    """What is to be completed is not cut in two, nor does it run over the next column."""
    entetes = ("Opération", "Exercice", "Montant", "Avance", "Solde au plus")
    rangee = ("Encadrement des chantiers d’insertion", A_COMPLETER, "58\u202f200,00\xa0€", A_COMPLETER, A_COMPLETER)
    bloc = Bloc(Style.TABLEAU, tableau=(entetes, rangee, (*rangee[:1], "2022", *rangee[2:])), montants=(2, 3, 4))
    contenu = render_pdf(make_convention(blocs=(bloc,), projet=False), JOUR)
    assert PdfReader(BytesIO(contenu)).pages[0].extract_text().count(A_COMPLETER) == 6  # five cells and the foot of the page


def test_the_same_convention_and_day_give_the_same_bytes():
    convention = make_convention()
    premier = render_pdf(convention, JOUR)
    assert render_pdf(make_convention(nom=NOM_LONG), JOUR) != premier
    assert render_pdf(convention, JOUR) == premier
    assert render_pdf(convention, date(2022, 9, 28)) != premier


@pytest.mark.skipif(sys.platform != "linux", reason="un fil n'a sa priorité que sous Linux")
def test_threads_leave_the_first_place_to_who_makes_other_files(monkeypatch, conventions):
    places = []
    monkeypatch.setattr(pdf, "render_pdf", lambda _document, _jour: places.append(_get_place()) or b"")
    avant = _get_place()
    list(render_pdfs(conventions[:3], JOUR))
    assert _get_place() == avant
    assert set(places) == {min(19, avant + pdf.PAS_EN_ARRIERE)}


def _get_place():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_system_that_forbids_it_has_its_files(monkeypatch, conventions):
    def refuse(_pas):
        raise PermissionError

    monkeypatch.setattr(pdf.os, "nice", refuse)
    assert list(render_pdfs(conventions[:1], JOUR)) == [render_pdf(conventions[0], JOUR)]


def test_threads_give_the_same_files_in_order(conventions):
    quelques = conventions[:6]
    assert list(render_pdfs(quelques, JOUR)) == [render_pdf(convention, JOUR) for convention in quelques]
    assert list(render_pdfs([], JOUR)) == []


def test_documents_are_asked_for_as_they_are_read(conventions, monkeypatch):
    monkeypatch.setattr(pdf, "EN_AVANCE", 4)
    demandes = []

    def suivre():
        for convention in conventions:
            demandes.append(convention)
            yield convention

    assert len(list(islice(render_pdfs(suivre(), JOUR), 1))) == 1
    assert demandes == list(conventions[:5]), "those in hand, and the next one for the one that was read"


def test_the_first_are_begun_before_they_are_asked_for(conventions, monkeypatch):
    commence = threading.Event()
    monkeypatch.setattr(pdf, "render_pdf", lambda *_: commence.set() or b"%PDF")
    with start_pdfs(conventions[:3], JOUR) as rendus:
        assert commence.wait(60)  # nothing was read yet
        assert list(rendus) == [b"%PDF"] * 3


def test_the_document_is_archivable_accessible_and_french():
    convention = make_convention()
    lecteur = PdfReader(BytesIO(render_pdf(convention, JOUR)))
    racine = lecteur.trailer["/Root"]
    xmp = racine["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert unset(lecteur.metadata.title) == unset(convention.titre)
    assert lecteur.metadata.author.startswith("Département – Pôle Solidarités")
    assert lecteur.metadata.keywords.split(", ") == [make_reference(convention), compute_empreinte(convention)]
    assert lecteur.metadata.creation_date.date() == JOUR
    assert {tuple(round(cote) for cote in page.mediabox[2:]) for page in lecteur.pages} == {A4}


def test_what_identifies_a_document_is_computed_once_for_it(monkeypatch, conventions):
    convention = replace(conventions[0])
    empreinte = compute_empreinte(convention)
    monkeypatch.setattr(pdf, "_write_groupes", lambda _document: ("", ""))
    assert compute_empreinte(convention) == empreinte
    assert compute_empreinte(replace(convention)) != empreinte, "another document is computed"
    assert convention == replace(convention), "what was computed of it is no part of it"


def test_pages_are_counted_and_a_title_cannot_deceive():
    for pages in (1, 3):
        titre = "<</Type/Pages/Count 7"
        convention = make_convention(blocs=tuple(Bloc(Style.ANNEXE, titre) for _ in range(pages)), nom=titre)
        assert count_pages(render_pdf(convention, JOUR)) == pages
    with pytest.raises(PdfIllisible, match="ses pages ne peuvent pas être comptées"):
        count_pages(b"%PDF-1.7")


def test_a_python_without_pikepdf_makes_conventions(monkeypatch):
    """LibreOffice brings its own Python: what a button makes there needs nothing that is built for one version of it."""
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    (contenu,) = render_pdfs([make_convention(blocs=(Bloc(Style.TITRE, "Un"),))], JOUR)
    assert count_pages(contenu) == 1


def test_codes_are_out_of_the_reading_order():
    # An artifact: nothing to describe, nothing read aloud.
    contenu = render_pdf(make_convention(), JOUR)
    page = PdfReader(BytesIO(contenu)).pages[0]
    [image] = page.images
    assert image.image.size == (29, 29)
    dessin = page.get_contents().get_data()
    avant = dessin[: dessin.index(f"/{image.name.partition('.')[0]} Do".encode())]
    assert avant.rindex(b"/Artifact") > avant.rindex(b"/MCID")


def test_bookmarks_follow_the_headings():
    signets = PdfReader(BytesIO(render_pdf(make_convention(), JOUR))).outline
    assert [unset(signet["/Title"]) for signet in signets if not isinstance(signet, list)][::2] == ["Préambule", f"Annexe 1 : {HOSTILE}"]
    assert [[unset(signet["/Title"]) for signet in groupe] for groupe in signets if isinstance(groupe, list)] == [
        ["1-1 : Obligations"],
        [HOSTILE],
    ]


def test_only_embedded_fonts_are_used():
    polices = {
        str(police.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(BytesIO(render_pdf(make_convention(), JOUR))).pages
        for police in page["/Resources"]["/Font"].values()
    }
    assert polices
    assert all(police.startswith("LiberationSans") for police in polices)


def test_what_no_font_can_draw_is_shown_as_missing():
    convention = make_convention(blocs=(Bloc(Style.PARAGRAPHE, "a\U0001f600b\x01c\ue000d漢e\u0301f\tg"),), nom="N")
    [page] = read_pages(render_pdf(convention, JOUR), convention)
    assert page == "a\ufffdb\ufffdc\ufffdd\ufffdéfg"


@pytest.mark.parametrize(
    "blocs",
    [
        (),
        (Bloc(Style.ARTICLE, "  "),),
        (Bloc(Style.TABLEAU), Bloc(Style.FICHE), Bloc(Style.SIGNATURE)),
        (Bloc(Style.SOUS_ARTICLE, "Sans article"), Bloc(Style.INTERTITRE, "Ni annexe")),
        (Bloc(Style.FICHE, rubriques=(Rubrique("Vide", ()),)),),
        (Bloc(Style.PARAGRAPHE, A_COMPLETER), Bloc(Style.PARAGRAPHE, f"{A_COMPLETER}{A_COMPLETER}")),
        (Bloc(Style.TITRE, "Seul"),),
        tuple(Bloc(style, HOSTILES[1]) for style in Style if style not in TABLEAUX),
    ],
)
def test_odd_documents_are_laid_out_too(blocs):
    convention = make_convention(blocs=blocs)
    assert_textes(render_pdf(convention, JOUR), convention)


def test_a_heading_is_never_left_alone_and_an_annex_starts_a_page():
    article, corps = "Article 1\xa0: Objet", "Texte de l’article, qui suit son titre."
    for lignes in range(30, 60):
        blocs = (Bloc(Style.PARAGRAPHE, "\n".join("x" for _ in range(lignes))), Bloc(Style.ARTICLE, article), Bloc(Style.PARAGRAPHE, corps))
        convention = make_convention(blocs=(*blocs, Bloc(Style.ANNEXE, "Annexe 1")), nom="N")
        *avant, annexe = read_pages(render_pdf(convention, JOUR), convention)
        assert annexe == "Annexe1"
        assert squeeze(article + corps) in avant[-1]


def test_signatures_are_not_split_and_keep_what_announces_them():
    signature = Bloc(Style.SIGNATURE, tableau=(("Pour A\n\n\n\nNom", "Pour B\n\n\n\nNom"),))
    for lignes in range(35, 60):
        blocs = (
            Bloc(Style.PARAGRAPHE, "\n".join("x" for _ in range(lignes))),
            Bloc(Style.ARTICLE, "Fin"),
            Bloc(Style.PARAGRAPHE, "Fait à Arras"),
        )
        convention = make_convention(blocs=(*blocs, signature), nom="N")
        derniere = read_pages(render_pdf(convention, JOUR), convention)[-1]
        assert re.fullmatch(r"x*FinFaitàArrasPourA.*Nom", derniere)
        assert derniere.count("Nom") == 2
