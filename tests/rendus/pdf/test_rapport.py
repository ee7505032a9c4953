"""The state of the controls as PDF: a first page to sign, then what was found, with which figures and by which rules."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from dpid_xl.anomalies import Anomalie, Compte, Euros, Gravite, Nombre, Noms, Part, Quantite
from dpid_xl.classeurs.audit.reserves import FICHIER, FORMULES, Reserve
from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.controles import Groupe, get_message, group_anomalies, list_non_verifiables, load_messages, write_groupe
from dpid_xl.examen import check
from dpid_xl.lieu import Origine
from dpid_xl.rendus.pdf.rapport import EN_PARTIE, NON_CONTROLEE, NON_VERIFIABLE, SANS_ELLES, describe_anomalies, render_rapport_pdf
from tests.rendus.fabrique import HOSTILE
from tests.typographie import unset

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
    return re.sub(r"[\s\u00ad-]", "", unset(texte))


def assert_dit(page, *textes):
    for texte in textes:
        assert flatten(texte) in page, texte


def find_regle(texte, code):
    """What the table of rules says after a code, up to the next one."""
    codes = list(load_messages())
    debut = texte.index(flatten(code), texte.index(flatten("Code et gravité Règle Source")))
    suivant = codes[codes.index(code) + 1] if code != codes[-1] else ""
    return texte[debut : texte.index(flatten(suivant), debut + len(flatten(code))) if suivant else None]


def read_texte(pages):
    """All the pages as one text, without their footers and the headers that a table repeats."""
    texte = "".join(re.sub(r"annexe5\.xlsm–Étatdescontrôlespage\d+/\d+", "", page) for page in pages)
    premiere, *suites = texte.split(flatten("Code et gravité Règle Source Constats"))
    return premiere + flatten("Code et gravité Règle Source Constats") + "".join(suites)


def test_the_first_page_says_who_when_what_and_is_signed(pages, justifie):
    assert_dit(
        pages[0],
        "Classeur contrôlé : annexe5.xlsm, le 27 septembre 2022, par Marie Dupont",
        f"Empreinte des valeurs contrôlées : {hash_dossier(justifie)[:16]}, celle du Journal",
        f"Empreinte SHA-256 du fichier : {EMPREINTE}",
        "Délibération n° 2022-375 du 27/09/2022",
        "Total retenu 6 198 687,52 €",
        "40 sur 40",
        "Aucune anomalie bloquante",
        "T2 Compétences et accès à l’emploi 3 410 772,19 € 3 410 772,19 € 0,00 €",
        "Vu par la direction",
    )
    assert flatten("Gravité Cellule Constat") not in pages[0]


def test_every_finding_is_there_in_order(pages, justifie):
    texte, place = read_texte(pages), 0
    groupes = group_anomalies(check(justifie))
    reunis = [Groupe((anomalie,)) for groupe in groupes for anomalie in groupe.constats if len(groupe.constats) > 1]
    assert len(reunis) > 100
    for groupe in (*groupes, *reunis):
        place = texte.index(flatten(groupe.gravite.value + groupe.tete.code), place) + 1
        place = texte.index(flatten(write_groupe(groupe)[:40]), place) + 1


def test_what_was_accepted_is_told_with_its_justification(pages, justifie):
    acceptees = [anomalie for anomalie in check(justifie) if anomalie.justification]
    assert len(acceptees) == 2
    texte = "".join(pages)
    apres = texte[texte.index(flatten("Avertissements acceptés La justification")) :]
    assert_dit(apres, *(get_message(anomalie)[:40] for anomalie in acceptees), "Retrait voté")


def test_the_rates_the_totals_and_the_rules_are_told(pages, justifie):
    texte = "".join(pages)
    assert_dit(texte, "T1-01 Référent solidarité 4 22 460,00 € 22 460,00 € 0,00 €")
    for tarif in justifie.tarifs:
        assert_dit(texte, tarif.libelle, tarif.source)
    regles = read_texte(pages)
    for code, message in load_messages().items():
        assert_dit(find_regle(regles, code), *(gravite.value for gravite in message.gravites), message.regle, message.source)


def test_a_rule_that_nothing_lets_check_says_why_instead_of_zero(pages, justifie):
    texte, raisons = read_texte(pages), list_non_verifiables(justifie)
    trouvees = {anomalie.code for anomalie in check(justifie)}
    assert {"charges_indirectes", "note_hors_bornes"} <= set(raisons) - trouvees
    for code, raison in raisons.items():
        assert_dit(find_regle(texte, code), raison)
        en_partie = SANS_ELLES in load_messages()[code].non_verifiable
        assert (flatten(EN_PARTIE) in find_regle(texte, code)) == en_partie, code
        assert (flatten(NON_VERIFIABLE) in find_regle(texte, code)) == (not en_partie and code not in trouvees), code
    muettes = {code for code in set(raisons) - trouvees if SANS_ELLES not in load_messages()[code].non_verifiable}
    assert_dit(pages[0], f"Règles contrôlées : {len(load_messages()) - len(muettes)} sur {len(load_messages())}")
    assert_dit(pages[0], f"{len(muettes)} non vérifiables avec ce que porte le classeur")


def test_what_the_host_could_not_control_is_on_the_first_page_and_at_each_rule(dossier, jour):
    reserve = Reserve("Formules et totaux : non contrôlés depuis cet hôte.", FORMULES)
    pages = read_pages(render_rapport_pdf(dossier, check(dossier), "annexe5.xlsm", "", jour, PAR, [reserve]))
    assert_dit(pages[0], f"Réserve. {reserve.phrase}", f"{len(FORMULES)} non contrôlées")
    assert "SHA-256" not in pages[0]
    texte = read_texte(pages)
    assert [code for code in load_messages() if flatten(NON_CONTROLEE) in find_regle(texte, code)] == list(FORMULES)


def test_the_codes_of_a_reserve_are_those_of_rules():
    assert set(FICHIER) <= set(load_messages())


def test_the_signature_stays_on_the_first_page_whatever_the_budget(dossier, jour):
    budget = tuple(replace(dossier.budget[0], code=f"B{rang:02}") for rang in range(30))
    pages = read_pages(render_rapport_pdf(replace(dossier, budget=budget), (), "annexe5.xlsm", EMPREINTE, jour, PAR))
    assert_dit(pages[0], "Contrôlé par Vu par la direction", "Marie Dupont, le 27 septembre 2022")
    assert_dit(pages[1], "B29")


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


@pytest.mark.parametrize(
    ("fait", "donnee"),
    [
        (Euros(Decimal(-6400)), "-6400.00"),
        (Euros(Decimal("24.1558")), "24.16"),
        (Nombre(Decimal("1155.50")), "1155.5"),
        (Nombre(Decimal(1000)), "1000"),
        (Part(Decimal("-0.64")), "-0.64"),
        (Quantite(Decimal("8.80"), "ETP"), {"nombre": "8.8", "unite": "ETP"}),
        (Compte(84, "ligne"), 84),
        (3, 3),
        (date(2022, 9, 1), "2022-09-01"),
        (Origine("Annexe 5", "M11"), "Annexe 5!M11"),
        (("T2-01", "T2-02"), "T2-01, T2-02"),
        (Noms(tuple("ABCDE")), "« A », « B », « C » et 2 autres"),
        ("6\u202f400,00\xa0€ au plus", "6\u202f400,00\xa0€ au plus"),
    ],
)
def test_figures_and_days_are_data_in_json(fait, donnee):
    faits = {"structure": fait, "operation": "T1-01"}
    (rapport,) = describe_anomalies([Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5"), faits)])
    assert json.loads(json.dumps(rapport))["faits"] == {"structure": donnee, "operation": "T1-01"}
