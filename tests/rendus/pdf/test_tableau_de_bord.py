"""The two pages of charts: every amount to the cent, an alternative text that says them all, and a sentence where there is nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from dpid_xl.calcul.tableau_de_bord import PREMIERES, RIEN_ENCORE, SANS_CREDIT, SANS_SIGNATURE, compute_tableau_de_bord
from dpid_xl.campagnes import make_modele_vide
from dpid_xl.modele import Dossier
from dpid_xl.montants import format_montant
from dpid_xl.rendus.pdf.tableau_de_bord import render_tableau_de_bord_pdf
from tests.pdf.textes import read_pages
from tests.suivis import make_suivi, with_suivis
from tests.typographie import unset


@pytest.fixture(scope="module")
def signee(dossier: Dossier, jour) -> Dossier:
    """The campaign, its conventions signed from the day on, one a week."""
    noms = dict.fromkeys((dossier.name_structure(ligne.structure), ligne.operation) for ligne in dossier.lignes if ligne.financee)
    suivis = [
        make_suivi(nom, operation, signature=jour.replace(year=jour.year + rang // 60, month=rang % 12 + 1), versement=rang)
        for rang, (nom, operation) in enumerate(noms)
    ]
    return with_suivis(dossier, *suivis)


def read_alternatives(contenu: bytes) -> list[str]:
    """Return the alternative texts of the figures, in the order in which they are read."""
    lecteur = PdfReader(io.BytesIO(contenu))

    def walk(noeud):
        noeud = noeud.get_object()
        if hasattr(noeud, "get") and noeud.get("/S") == "/Figure":
            yield str(noeud["/Alt"])
        enfants = noeud.get("/K", []) if hasattr(noeud, "get") else []
        for enfant in enfants if isinstance(enfants, list) else [enfants]:
            if not isinstance(enfant.get_object(), int):
                yield from walk(enfant)

    return list(walk(lecteur.trailer["/Root"]["/StructTreeRoot"]))


def flatten(texte: str) -> str:
    return " ".join(unset(texte).split())


def test_each_amount_is_there_to_the_cent(signee: Dossier, jour):
    contenu = render_tableau_de_bord_pdf(signee, jour)
    premiere, deuxieme = (flatten(page) for page in read_pages(contenu))
    tableau = compute_tableau_de_bord(signee)
    for barre in (*tableau.operations, *tableau.thematiques, *tableau.territoires, tableau.reunis, tableau.sans_territoire):
        assert flatten(format_montant(barre.montant)) in premiere, barre
    montants = [barre.montant for barre in (*tableau.structures[:PREMIERES], *tableau.exercices, tableau.non_reparti, *tableau.mois)]
    for montant in (*montants, *(part for credit in tableau.credits for part in credit.parts if part)):
        assert flatten(format_montant(montant)) in deuxieme, montant
    dits = [flatten(texte) for texte in read_alternatives(contenu)]
    assert len(dits) == 7
    for texte, barres in zip(
        dits,
        (tableau.operations, tableau.thematiques, tableau.territoires, tableau.structures[:PREMIERES], tableau.credits, tableau.exercices),
        strict=False,
    ):
        assert all(flatten(barre.libelle) in texte for barre in barres), texte


def test_a_campaign_without_anything_says_so(dossier: Dossier, jour):
    contenu = render_tableau_de_bord_pdf(make_modele_vide(dossier), jour)
    textes = [flatten(page) for page in read_pages(contenu)]
    assert [page.count(flatten(RIEN_ENCORE)) for page in textes] == [3, 2]
    assert flatten(SANS_CREDIT) in textes[1]
    assert flatten(SANS_SIGNATURE) in textes[1]
    assert "non saisi" in textes[0]
    assert read_alternatives(contenu) == []


def test_two_pages_hold_more_than_they_name(dossier: Dossier, jour):
    """Sixty operations, thirty territoires, nine credits, a budget that is not enough, long names: still two pages."""
    operations = tuple(
        replace(operation, code=f"T{rang % 9 + 1}-{rang:02}", intitule_court="Une opération au nom trop long pour une seule ligne " * 2)
        for rang, operation in enumerate(dossier.operations * 3)
    )
    lignes = tuple(
        replace(ligne, operation=operations[rang % len(operations)].code, territoire=f"Territoire {rang % 30}")
        for rang, ligne in enumerate(dossier.lignes)
    )
    budget = tuple(replace(credit, disponible=Decimal(1)) for credit in dossier.budget * 2)
    grande = replace(dossier, operations=operations, lignes=lignes, budget=budget, campagne=replace(dossier.campagne, territoires=()))
    assert len(read_pages(render_tableau_de_bord_pdf(grande, jour))) == 2


def test_the_same_campaign_and_day_give_the_same_bytes(dossier: Dossier, jour):
    assert render_tableau_de_bord_pdf(dossier, jour) == render_tableau_de_bord_pdf(dossier, jour)
