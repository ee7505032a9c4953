"""The state of the controls as PDF: a first page to sign, then what was found, with which figures and by which rules."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from dpid_xl.anomalies import Gravite
from dpid_xl.chaine import check
from dpid_xl.controles import get_message, load_messages, write_constat
from dpid_xl.rendus.rapport import CODES_DES_MACROS, render_rapport_pdf
from tests.rendus.fabrique import HOSTILE

EMPREINTE = "6d" * 32
PAR = "Marie Dupont"


@pytest.fixture(scope="module")
def justifie(dossier):
    """The real campaign, once an officer has justified a line at 0 €."""
    lignes = [replace(ligne, justification="Retrait voté") if ligne.structure == "PRISME" else ligne for ligne in dossier.lignes]
    return replace(dossier, lignes=tuple(lignes))


@pytest.fixture(scope="module")
def pages(justifie, jour):
    return read_pages(render_rapport_pdf(justifie, check(justifie), "annexe5.xlsm", EMPREINTE, jour, PAR))


def read_pages(contenu):
    """The text of each page, whatever its spaces and its hyphens at line ends."""
    return [flatten(page.extract_text()) for page in PdfReader(io.BytesIO(contenu)).pages]


def flatten(texte):
    return re.sub(r"[\s\u00ad-]", "", texte)


def assert_dit(page, *textes):
    for texte in textes:
        assert flatten(texte) in page, texte


def test_the_first_page_says_who_when_what_and_is_signed(pages):
    assert_dit(
        pages[0],
        "Classeur contrôlé : annexe5.xlsm, le 27 septembre 2022, par Marie Dupont",
        f"Empreinte SHA-256 : {EMPREINTE}",
        "Délibération n° 2022-375 du 27/09/2022",
        "Total retenu 6 198 687,52 €",
        "40 sur 40",
        "Aucune anomalie bloquante",
        "T2 Compétences et accès à l’emploi 3 410 772,19 € 3 410 772,19 € 0,00 €",
        "Vu par la direction",
    )
    assert flatten("Gravité Cellule Constat") not in pages[0]


def test_every_finding_is_there_in_order(pages, justifie):
    texte, place = "".join(re.sub(r"annexe5\.xlsm–Étatdescontrôlespage\d+/\d+", "", page) for page in pages), 0
    for anomalie in check(justifie):
        place = texte.index(flatten(write_constat(anomalie)[:40]), place) + 1


def test_what_was_accepted_is_told_with_its_justification(pages, justifie):
    acceptees = [anomalie for anomalie in check(justifie) if anomalie.justification]
    assert len(acceptees) == 2
    texte = "".join(pages)
    apres = texte[texte.index(flatten("Avertissements acceptés La justification")) :]
    assert_dit(apres, *(get_message(anomalie)[:40] for anomalie in acceptees), "Retrait voté")


def test_the_rates_the_totals_and_the_rules_are_told(pages, justifie):
    texte = "".join(pages)
    assert_dit(texte, "T1-01 Référent solidarité 4 22 460,00 € 22 460,00 € 0,00 €")
    for tarif in justifie.bareme:
        assert_dit(texte, tarif.libelle, tarif.source)
    for code, message in load_messages().items():
        if not code.startswith(CODES_DES_MACROS):
            assert_dit(texte, message.regle)


def test_a_blocking_finding_forbids_the_documents_on_the_first_page(dossier, jour):
    faux = replace(dossier, lignes=(replace(dossier.lignes[0], montant=None), *dossier.lignes[1:]))
    anomalies = check(faux)
    assert anomalies[0].gravite is Gravite.BLOQUANTE
    premiere = read_pages(render_rapport_pdf(faux, anomalies, "annexe5.xlsm", EMPREINTE, jour))[0]
    assert_dit(premiere, "Des anomalies bloquantes interdisent de produire les documents", "36 sur 40", "Nom, date et signature :")
    assert flatten(", par") not in premiere


def test_no_text_is_markup(dossier, jour):
    hostile = replace(dossier, campagne=replace(dossier.campagne, nom=HOSTILE))
    premiere = read_pages(render_rapport_pdf(hostile, check(hostile), HOSTILE, EMPREINTE, jour, HOSTILE))[0]
    assert premiere.count(flatten("#set *gras* _x_ $ @")) >= 3


def test_a_workbook_without_decided_amounts_is_not_said_to_be_verified(dossier, jour):
    seul = replace(dossier, decisions=())
    premiere = read_pages(render_rapport_pdf(seul, check(seul), "annexe5.xlsm", EMPREINTE, jour))[0]
    assert_dit(premiere, "Le classeur ne porte aucun montant décidé : les totaux ne sont comparés à rien.")


def test_same_inputs_same_bytes(dossier, jour):
    deux = [render_rapport_pdf(dossier, check(dossier), "annexe5.xlsm", EMPREINTE, jour, PAR) for _ in range(2)]
    assert deux[0] == deux[1]
