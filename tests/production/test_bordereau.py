"""The list that goes with the PDF files: nothing forgotten, the right total, what must not be signed told."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from dpid_xl.montants import format_montant
from dpid_xl.production.bordereau import render_bordereau
from dpid_xl.production.noms import make_nom_de_fichier
from dpid_xl.rendus.pdf import compute_empreinte
from tests.rendus.fabrique import HOSTILES, JOUR, make_convention
from tests.typographie import unset


def read(contenu):
    return "".join(squeeze(page.extract_text()) for page in PdfReader(BytesIO(contenu)).pages)


def squeeze(texte):
    return "".join(unset(texte).split())


@pytest.fixture(scope="module")
def envois(conventions):
    return [(c, make_nom_de_fichier(c.structure.nom, c.rang) + ".pdf", 10 + c.rang % 3) for c in conventions]


def test_every_convention_is_listed_with_its_file(dossier, envois):
    contenu = render_bordereau(dossier, envois, JOUR)
    texte, debut = read(contenu), 0
    for convention, fichier, pages in envois:
        montant, etat = format_montant(convention.montant), "PROJET" if convention.projet else "complet"
        rangee = (convention.rang, convention.structure.nom, ", ".join(convention.operations), montant, pages, fichier)
        attendu = squeeze("".join(map(str, (*rangee, compute_empreinte(convention), etat))))
        place = texte.replace("-\u2010", "-").find(attendu, debut)
        assert place >= 0, attendu
        debut = place + len(attendu)
    assert squeeze(f"Total 6 196 447,52 € {sum(pages for _, _, pages in envois)}") in texte[debut:]
    assert "Envoyépar" in texte
    assert "Reçupar" in texte
    assert len(PdfReader(BytesIO(contenu)).pages) <= 3
    assert render_bordereau(dossier, envois, JOUR) == contenu


def test_what_goes_by_avenant_makes_the_total_of_annexe_5(dossier, envois):
    hors = "Annexe 5 : 6 198 687,52 €, soit 6 196 447,52 € en conventions et 2 240,00 € en 1 ligne par avenant à une convention antérieure."
    assert squeeze(hors) in read(render_bordereau(dossier, envois[:2], JOUR))
    sans = replace(dossier, lignes=tuple(ligne for ligne in dossier.lignes if not ligne.par_avenant))
    assert "paravenant" not in read(render_bordereau(sans, envois[:2], JOUR))


def test_what_must_not_be_signed_is_told(dossier):
    projet, complet = make_convention(nom=HOSTILES[1]), make_convention(projet=False)
    assert "quinesontpasàsigner:1" in read(render_bordereau(dossier, [(projet, "a.pdf", 1), (complet, "b.pdf", 2)], JOUR))
    seul = read(render_bordereau(dossier, [(complet, "b.pdf", 2)], JOUR))
    assert "PROJET" not in seul
    assert "complet" in seul


def test_an_unknown_deliberation_leaves_no_hole(dossier):
    sans = replace(dossier, campagne=replace(dossier.campagne, deliberation_numero=""))
    texte = read(render_bordereau(sans, [(make_convention(), "a.pdf", 1)], JOUR))
    assert "Délibération" not in texte
    assert "établile27septembre2022" in texte
