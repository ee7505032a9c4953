"""The three formats of a convention say the same thing, word for word and amount for amount."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook

from dpid_xl.documents.convention import compose_convention, group_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.word.docx import render_docx
from dpid_xl.typographie import compose_typographie
from tests.avances import decide_avances
from tests.rendus.fabrique import JOUR, iter_textes, make_structure
from tests.rendus.word.test_docx import read_lignes

MONTANT = re.compile(r"\d[\d\u202f]*,\d{2}\xa0€")
NOM_LONG = ("Association « Écoute & Partage » <Lens> pour l’insertion des bénéficiaires du revenu de solidarité active " * 2)[
    :199
].strip() + "."
# What stands outside the margins of the body, in points at 72 per inch: header, footer, code of the page.
SOMMAIRE = re.compile(r"^Sommaire\n.*?^(?=Entre le )", re.MULTILINE | re.DOTALL)  # a PDF alone has one
CORPS = ("-x", "0", "-y", "52", "-W", "595", "-H", "742", "-r", "72")


def _choose(dossier, operations):
    return next(
        (structure, lignes) for structure, lignes in group_conventions(dossier) if len({ligne.operation for ligne in lignes}) == operations
    )


def _make_cas(dossier):
    structure, lignes = _choose(dossier, 1)
    autre, quatre = _choose(dossier, 4)
    return {
        "une opération": (structure, lignes),
        "quatre opérations": (autre, quatre),
        "nom de 200 signes": (replace(structure, nom=NOM_LONG, nature=""), lignes),
        "registre vide": (make_structure("Structure inconnue"), quatre),
    }


CAS = ("une opération", "quatre opérations", "nom de 200 signes", "registre vide")


@pytest.fixture(scope="module", params=CAS)
def convention(request, dossier):
    """Without its watermark, which pdftotext reads letter by letter among the lines."""
    decide = decide_avances(dossier)
    return replace(compose_convention(decide, *_make_cas(decide)[request.param]), lacunes=())


def squeeze(texte):
    """Lines may be cut anywhere, with a hyphen at a syllable, and a bullet stand between two texts."""
    return re.sub("[\\s\\-\u00ad\u2010\u200b•]", "", texte)


def read_pdf(convention, dossier):
    fichier = dossier / "convention.pdf"
    fichier.write_bytes(render_pdf(convention, JOUR))
    lu = subprocess.run(["pdftotext", "-raw", *CORPS, str(fichier), "-"], check=True, capture_output=True, text=True).stdout
    return SOMMAIRE.sub("", lu, count=1)


def read_docx(convention):
    return "\n".join(read_lignes(docx.Document(BytesIO(render_docx(convention, JOUR)))))


def read_feuille(convention):
    feuille = load_workbook(BytesIO(render_feuilles([convention], "Appel à projets", JOUR))).worksheets[1]
    zone = feuille[feuille.print_area.rpartition("!")[2]]
    valeurs = (str(cellule.value) for rangee in zone for cellule in rangee if cellule.value is not None)
    return "\n".join(valeur for valeur in valeurs if valeur != "(suite)")


def test_same_words_in_the_three_formats(convention, tmp_path):
    attendu = squeeze("\n".join(iter_textes(convention)))
    assert squeeze(read_docx(convention)) == attendu
    assert squeeze(read_feuille(convention)) == attendu
    assert squeeze(read_pdf(convention, tmp_path)) == attendu


def test_same_amounts_in_the_three_formats(convention, tmp_path):
    attendus = MONTANT.findall("\n".join(iter_textes(convention)))
    assert len(attendus) >= 4 * len(convention.operations)  # a rule of the tool, with its rate, is no longer printed
    for texte in (read_docx(convention), read_feuille(convention)):
        assert MONTANT.findall(texte) == attendus
    # pdftotext writes every space as a plain one and puts the cells of a row on one line: « 31/12/2022 6 400,00 € ».
    imprime = " ".join(read_pdf(convention, tmp_path).split())
    fins = [imprime[: trouve.end()] for trouve in re.finditer(r",\d{2} €", imprime)]
    assert all(debut.endswith(" ".join(montant.split())) for debut, montant in zip(fins, attendus, strict=True))


def test_the_long_name_stands_whole(dossier):
    assert len(NOM_LONG) == 200
    assert all(signe in NOM_LONG for signe in "&<>")
    structure, lignes = _make_cas(dossier)["nom de 200 signes"]
    assert compose_typographie(NOM_LONG) in read_docx(compose_convention(dossier, structure, lignes))
