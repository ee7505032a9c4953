"""Cost of the conventions in their three formats, as ratios measured in one run, in processor time."""

import resource
import subprocess
import time
from io import BytesIO
from itertools import product

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.paquet.onglet import OngletVif
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.word.docx import render_docx
from tests.bench.processeur import measure
from tests.libreoffice import find_soffice
from tests.rendus.fabrique import JOUR

pytestmark = pytest.mark.bench

ECHANTILLON = 30
RAPPORT_DOCXTPL = 10
RAPPORT_XLSXWRITER = 1.1
RAPPORT_LIBREOFFICE = 1.5
TITRE = "Appel à projets 2022"


@pytest.fixture(scope="module")
def conventions(dossier):
    return compose_conventions(dossier)[:ECHANTILLON]


def test_word_files_against_docxtpl(conventions, tmp_path, tableau):
    """The template is one convention with the name of its structure as a field: less than what docxtpl would have to fill."""
    modele = tmp_path / "modele.docx"
    nom = conventions[0].structure.nom
    gabarit = DocxTemplate(BytesIO(render_docx(conventions[0], JOUR)))
    gabarit.init_docx()
    xml = gabarit.get_xml()
    assert nom in xml
    gabarit.map_tree(gabarit.fix_tables(xml.replace(nom, "{{ structure }}")))
    gabarit.docx.save(modele)
    environnement = Environment(autoescape=True, undefined=StrictUndefined)

    def fill():
        for convention in conventions[:5]:
            ouvert = DocxTemplate(modele)
            ouvert.render({"structure": convention.structure.nom}, environnement)
            ouvert.save(BytesIO())

    autre = measure(fill) / 5
    notre = measure(lambda: [render_docx(convention, JOUR) for convention in conventions]) / len(conventions)
    tableau.compare("docxtpl / nos fichiers Word", autre, notre, au_moins=RAPPORT_DOCXTPL)


class Magnetophone:
    """Records what is asked of XlsxWriter, so that the same can be asked of it without any of our code."""

    METHODES = (
        "merge_range",
        "write_blank",
        "write_string",
        "write_rich_string",
        "write_url",
        "write_number",
        "write_datetime",
        "write_formula",
        "set_row",
    )
    METHODES += ("set_column_pixels", "print_area", "set_h_pagebreaks", "set_header", "set_footer")

    def __init__(self, monkeypatch):
        self.appels, self.formats, self.fusions, self.profondeur = [], {}, {}, 0
        for classe, methode in product((Worksheet, OngletVif), self.METHODES):
            if methode in vars(classe):
                monkeypatch.setattr(classe, methode, self.tap(methode, vars(classe)[methode]))
        ajouter = Workbook.add_format

        def add_format(classeur, proprietes=None):
            fait = ajouter(classeur, proprietes or {})
            if not {"xf_index", "hyperlink"} & set(proprietes or {}):  # those that every workbook makes for itself
                self.formats[id(fait)] = (fait, dict(proprietes or {}))
            return fait

        monkeypatch.setattr(Workbook, "add_format", add_format)

    def tap(self, methode, vraie):
        def appel(feuille, *arguments, **options):
            self.fusions[feuille.name] = feuille.merge
            if not self.profondeur:
                self.appels.append((feuille.name, methode, arguments, options))
            self.profondeur += 1
            try:
                return vraie(feuille, *arguments, **options)
            finally:
                self.profondeur -= 1

        return appel

    def replay(self):
        with Workbook(BytesIO()) as classeur:
            formats = {cle: classeur.add_format(proprietes) for cle, (_, proprietes) in self.formats.items()}
            feuilles = {nom: classeur.add_worksheet(nom) for nom in dict.fromkeys(appel[0] for appel in self.appels)}
            for nom, methode, arguments, options in self.appels:
                propres = [formats[id(argument)] if isinstance(argument, Format) else argument for argument in arguments]
                getattr(feuilles[nom], methode)(*propres, **options)
            for nom, fusions in self.fusions.items():
                feuilles[nom].merge = fusions


def test_sheets_against_bare_xlsxwriter(conventions, tableau):
    with pytest.MonkeyPatch.context() as monkeypatch:
        magnetophone = Magnetophone(monkeypatch)
        render_feuilles(conventions, TITRE, JOUR)
    assert len(magnetophone.appels) > 100 * len(conventions)
    nu = measure(magnetophone.replay)
    notre = measure(lambda: render_feuilles(conventions, TITRE, JOUR))
    tableau.compare("nos feuilles / XlsxWriter nu", notre, nu, au_plus=RAPPORT_XLSXWRITER)


@pytest.mark.libreoffice
def test_three_formats_against_pdf_by_libreoffice(conventions, tmp_path, tableau):
    """LibreOffice makes the PDF of the same Word files, in one run: what an office without this package would do."""
    fichiers = []
    for convention in conventions:
        fichiers.append(tmp_path / f"{convention.rang}.docx")
        fichiers[-1].write_bytes(render_docx(convention, JOUR))
    commande = [find_soffice(), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to", "pdf"]
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*commande, "--outdir", str(tmp_path), *map(str, fichiers)], check=True, capture_output=True)
    apres = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert all(fichier.with_suffix(".pdf").exists() for fichier in fichiers)
    autre = apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime

    def render():
        for convention in conventions:
            render_docx(convention, JOUR)
            render_pdf(convention, JOUR)
        render_feuilles(conventions, TITRE, JOUR)

    debut = time.process_time()
    render()
    notre = time.process_time() - debut
    tableau.compare("PDF par LibreOffice / nos trois formats", autre, notre, au_moins=RAPPORT_LIBREOFFICE)
