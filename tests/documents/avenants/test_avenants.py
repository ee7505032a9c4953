"""What an avenant says, under which number, and what keeps it a PROJET."""

import re
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.documents.avenants import CITES, COMPOSES, compose_ajouts, compose_avenants
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.avenants.revision import CHAMPS_DE_BLOC, CONDITIONS
from dpid_xl.documents.champs import Champs, ChampsAvenant, find_champs
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import A_COMPLETER, Style
from dpid_xl.documents.modele import MODELE_AVENANT, load_blocs
from dpid_xl.documents.moteur import find_inconnues, split_condition
from dpid_xl.lieu import Lieu
from dpid_xl.modele import DECIDE, VISEE, Deliberation
from tests.avances import decide_avances
from tests.cas import load_cas
from tests.documents.etats import NUMERO, PLACES_INITIALES_FICTIVES, list_textes, make_etat, make_page, make_suivi, simplify

STRUCTURE = "CCAS de Libercourt"
SIGNATURE = date(2022, 10, 3)


PARTS_DE_PAGE = (
    *("Part quantitative : 50 %, soit 5 120,00 €", "Part qualitative : 50 %, soit 5 120,00 €"),
    *("partenariat, 20 %, soit 2 048,00 €", "parcours, 30 %, soit 3 072,00 €"),
)


def _write(avant, apres):
    (avenant,) = compose_avenants(compare(avant, apres))
    return avenant


def _list(avenant, style):
    return [simplify(bloc.texte) for bloc in avenant.blocs if bloc.style is style]


@pytest.mark.parametrize("cas", load_cas(__file__, "avenants.toml"), ids=lambda cas: cas["nom"])
def test_table(dossier, cas):
    decide = decide_avances(dossier)
    avenant = _write(make_etat(decide, STRUCTURE, cas["avant"]), make_etat(decide, STRUCTURE, cas["apres"]))
    articles = [f"Article {rang} : {titre}" for rang, titre in enumerate(cas["articles"], 1)]
    assert _list(avenant, Style.ARTICLE) == articles
    tableau = next(bloc.tableau for bloc in avenant.blocs if bloc.style is Style.TABLEAU)
    assert [[simplify(texte) for texte in rangee] for rangee in tableau[1:]] == cas["changements"]
    puces = _list(avenant, Style.PUCE)
    points = [re.match(r"article \d+|annexe \d+", texte)[0] for texte in puces if texte[0] == "a"]
    assert points == cas["points"]
    assert [texte for texte in puces if re.match(r"Annexe (?![12] )", texte)] == cas.get("liste", [])
    assert _list(avenant, Style.ANNEXE) == cas["fiches"]


def test_an_avance_that_nobody_decided_is_to_be_completed_where_the_amount_moves(dossier):
    avant = [{"operation": "T2-05", "territoire": "Artois", "quantite": 10, "montant": 1000}]
    for apres, attendu in ((avant[0] | {"montant": 1500}, [["Avance", "–", A_COMPLETER]]), (avant[0] | {"quantite": 12}, [])):
        avenant = _write(make_etat(dossier, STRUCTURE, avant), make_etat(dossier, STRUCTURE, [apres]))
        tableau = next(bloc.tableau for bloc in avenant.blocs if bloc.style is Style.TABLEAU)
        assert [list(rangee[1:]) for rangee in tableau if rangee[1] == "Avance"] == attendu
        assert avenant.projet


def _write_quantites(dossier, *quantites, montants=("1000.00", "2000.00")):
    lignes = [ligne for ligne in dossier.lignes if ligne.operation == "T2-05"][:2]
    lignes = [
        replace(ligne, structure="PAGE", quantite=quantite, montant=Decimal(montant))
        for ligne, quantite, montant in zip(lignes, quantites, montants, strict=True)
    ]
    return replace(dossier, lignes=tuple(lignes))


@pytest.mark.parametrize(
    ("apres", "attendu"),
    [
        ((Decimal(3), None), [["–", A_COMPLETER]]),
        ((Decimal(3), Decimal(4)), [["–", "7 participants"]]),
    ],
)
def test_a_missing_quantity_makes_no_wrong_total(dossier, apres, attendu):
    avant = _write_quantites(dossier, Decimal(3), None)
    avenant = _write(avant, _write_quantites(dossier, *apres, montants=("1000.00", "2500.00")))
    (tableau,) = [bloc for bloc in avenant.blocs if bloc.tableau and bloc.tableau[0][1:2] == ("Élément",)]
    assert [[simplify(texte) for texte in rangee[2:]] for rangee in tableau.tableau if rangee[1] == "Quantité"] == attendu


def test_the_shares_of_lines_say_the_quantity_that_is_missing(dossier):
    avant = _write_quantites(dossier, Decimal(3), None)
    avenant = _write(avant, _write_quantites(dossier, Decimal(3), None, montants=("500.00", "2500.00")))
    (tableau,) = [bloc for bloc in avenant.blocs if bloc.tableau and bloc.tableau[0][1:2] == ("Élément",)]
    (rangee,) = [rangee for rangee in tableau.tableau if rangee[1] == "Répartition"]
    premiere, seconde = rangee[3].splitlines()
    assert "(3 participants" in premiere
    assert "quantité" not in premiere
    assert f"quantité {A_COMPLETER}" in seconde


@pytest.fixture(scope="module")
def page(dossier):
    return _write(make_page(dossier, PLACES_INITIALES_FICTIVES), make_page(dossier, PLACES_INITIALES_FICTIVES + 28))


def test_28_places_more_for_page(page):
    textes = list_textes(page)
    assert (page.numero, page.convention, page.annexes) == (1, NUMERO, {"T1-01": 3})
    assert {"8 000,00 €", "10 240,00 €", "100 places", "128 places"} <= set(textes)  # 160 €/place × 6/12
    assert "Calcul : 128 places × 160 € × 6/12 = 10 240,00 €." in textes
    assert "10 240,00 € (dix mille deux cent quarante euros)" in textes
    texte = "\n".join(textes)
    for part in PARTS_DE_PAGE:
        assert part in texte
    assert "Une avance de 6 144,00 €" in texte
    # PAGE's convention has another operation, of 30 740.66 €.
    assert "était de 38 740,66 € (trente-huit mille sept cent quarante euros et soixante-six centimes). Il devient 40 980,66 €" in texte
    assert "soit 2 240,00 € de plus" in texte
    assert "Établi en trois exemplaires originaux." in textes
    assert any("Sabine DESPIERRE" in texte for texte in textes)
    assert any("Jocelyn PAWLICKOWISKI" in texte and texte.startswith("Pour l’association PAGE, le président,") for texte in textes)


def test_the_replaced_clauses_are_those_of_the_convention(dossier, page):
    convention = next(c for c in compose_conventions(make_page(dossier, 128)) if c.structure.nom == "PAGE")
    (clause,) = (texte for texte in list_textes(convention) if "est évalué au plus à" in texte)
    assert f"« {clause} »" in list_textes(page)
    assert set(_list(convention, Style.PARTIE)) == set(_list(page, Style.PARTIE))
    propres = {texte for texte in _list(convention, Style.VISA) if texte.startswith("Vu la convention ")}
    assert len(propres) == 2
    assert set(_list(page, Style.VISA)) & set(_list(convention, Style.VISA)) == set(_list(convention, Style.VISA)) - propres
    assert "Vu la délibération du 20 juin 2022 (Assemblée départementale) ;" in _list(page, Style.VISA)
    assert set(_list(page, Style.ANNEXE)) < set(_list(convention, Style.ANNEXE))


# --- Deliberations ---


def _make_deliberation(**champs):
    connus = {
        "assemblee": "Commission permanente",
        "objet": "",
        "numero": "2023-12",
        "jour": date(2023, 2, 6),
        "source": "",
        "annexe": None,
    }
    return Deliberation(**(connus | {"avenant_a": ("n° 2022-1",), "role": DECIDE, "avenant": 1, "lieu": Lieu("Campagne", 51)} | champs))


def _write_cited(dossier, *deliberations, anterieurs=()):
    """An avenant to a convention of the campaign, and the deliberations of its sheet."""
    lignes = [[{"operation": "T2-05", "montant": montant, "numero_convention": "2022-1"}] for montant in (1000, 2000)]
    avant, apres = (make_etat(dossier, STRUCTURE, [*etat], (make_suivi(STRUCTURE, *anterieurs),)) for etat in lignes)
    return _write(avant, replace(apres, deliberations=deliberations))


def test_an_avenant_cites_the_deliberation_that_decides_it(dossier):
    avenant = _write_cited(dossier, _make_deliberation(), _make_deliberation(numero="2023-99", avenant=2))
    assert "par la délibération n° 2023-12 de la Commission permanente du 6 février 2023" in _list(avenant, Style.PARTIE)[0]
    visas = _list(avenant, Style.VISA)
    assert "Vu la délibération n° 2023-12 prise par la Commission permanente le 6 février 2023 ;" in visas
    assert not [visa for visa in visas if "2022-375" in visa or "20 juin" in visa or "2023-99" in visa]
    assert not [manque for manque in avenant.manques if "délibération" in manque]


def test_the_fiche_of_an_avenant_does_not_say_that_the_campaign_decided_its_amount(dossier):
    avenant = _write_cited(dossier, _make_deliberation())
    assert "Montant arrêté : 2 000,00 €." in list_textes(avenant)
    assert not [texte for texte in list_textes(avenant) if "2022-375" in texte]


@pytest.mark.parametrize(
    "deliberations",
    [(), ({"avenant": 2},), ({"avenant_a": ("2022-2",)},), ({"role": VISEE, "avenant": None},), ({}, {"numero": "2023-13"})],
    ids=["aucune", "un autre avenant", "une autre convention", "seulement visée", "deux"],
)
def test_without_its_deliberation_an_avenant_cites_none_in_its_place(dossier, deliberations):
    avenant = _write_cited(dossier, *(_make_deliberation(**champs) for champs in deliberations))
    assert {"numéro de la délibération", "date de la délibération", "assemblée qui décide"} <= set(avenant.manques)
    assert f"habilité à cet effet par la délibération n° {A_COMPLETER}" in _list(avenant, Style.PARTIE)[0]
    assert not [visa for visa in _list(avenant, Style.VISA) if "2022-375" in visa]


def test_the_second_avenant_is_decided_by_its_own(dossier):
    deliberations = [_make_deliberation(numero=f"2023-1{rang}", avenant=rang) for rang in (1, 2)]
    avenant = _write_cited(dossier, *deliberations, anterieurs=("n° 1 du 12/10/2022",))
    assert "la délibération n° 2023-12 de" in _list(avenant, Style.PARTIE)[0]


def test_cited_deliberations_come_by_date_with_what_is_known_of_them(dossier):
    visee = {"role": VISEE, "avenant": None, "numero": ""}
    autre = _make_deliberation(**visee, jour=date(2022, 6, 20))
    avenant = _write_cited(dossier, _make_deliberation(), _make_deliberation(**visee | {"numero": "2022-9"}, jour=None), autre)
    assert [visa for visa in _list(avenant, Style.VISA) if "(Commission" in visa] == [
        "Vu la délibération du 20 juin 2022 (Commission permanente) ;",
        f"Vu la délibération n° 2022-9 du {A_COMPLETER} (Commission permanente) ;",
    ]
    assert "date d'une délibération visée" in avenant.manques


def test_the_visa_that_older_models_hold_is_not_written(dossier):
    ancien = replace(
        next(bloc for bloc in dossier.modele if bloc.style == "visa"),
        code="visas-assemblee",
        si="document:avenant",
        texte="Vu la délibération de l’Assemblée départementale réunie le 20 juin 2022 ;",
    )
    avant, apres = (
        replace(
            make_etat(dossier, STRUCTURE, [{"operation": "T2-05", "montant": montant}]), modele=(ancien, *dossier.modele), deliberations=()
        )
        for montant in (1000, 2000)
    )
    assert not [visa for visa in _list(_write(avant, apres), Style.VISA) if "20 juin" in visa]


def test_the_visas_of_a_voted_convention_type_that_the_voted_avenant_has_not(dossier):
    vote = [replace(bloc, si="") if bloc.si == "document:convention" else bloc for bloc in dossier.modele]
    (avenant,) = compose_ajouts(replace(dossier, modele=tuple(vote)))
    (temoin,) = compose_ajouts(dossier)
    assert _list(avenant, Style.VISA) == _list(temoin, Style.VISA)
    assert not [manque for manque in avenant.manques if "convention Stratégie" in manque or "Bassin" in manque]


# --- What is replaced is in the convention ---


@pytest.mark.parametrize(("style", "point"), [("operations", "article 1"), ("annexes", "article 12")])
def test_a_convention_without_a_table_or_a_list_has_none_replaced(dossier, style, point):
    modele = tuple(bloc for bloc in dossier.modele if bloc.style != style)
    ajoutee = [{"operation": "T2-05", "montant": 1000}, {"operation": "T1-01", "quantite": 80, "montant": 6400}]
    etats = [make_etat(dossier, STRUCTURE, lignes) for lignes in (ajoutee[:1], ajoutee)]
    assert any(texte.startswith(f"{point} :") for texte in _list(_write(*etats), Style.PUCE))
    avenant = _write(*(replace(etat, modele=modele) for etat in etats))
    assert not [texte for texte in _list(avenant, Style.PUCE) if texte.startswith(f"{point} :")]
    assert any(texte.startswith("article 4") for texte in _list(avenant, Style.PUCE))


# --- The convention as it was is not given ---


def test_the_avenant_of_page_is_a_draft_from_the_campaign_alone(dossier):
    (avenant,) = compose_ajouts(dossier)
    assert (avenant.structure.nom, avenant.numero, avenant.convention, avenant.montant) == ("PAGE", 1, NUMERO, Decimal("2240.00"))
    assert avenant.annexes == {"T1-01": 3}
    assert avenant.projet
    assert _list(avenant, Style.ARTICLE) == [
        "Article 1 : Portée de l’avenant",
        "Article 2 : Coût de l’opération",
        "Article 3 : Annexes",
        "Article 4 : Clauses maintenues",
    ]
    assert _list(avenant, Style.PUCE) == [
        "article 4 : le coût total est remplacé",
        "annexe 3 (« Dispositif référent solidarité ») : la fiche est remplacée",
    ]
    assert "la délibération n° 2022-375 de la Commission permanente" in _list(avenant, Style.PARTIE)[0]
    assert "Vu la délibération du 20 juin 2022 (Assemblée départementale) ;" in _list(avenant, Style.VISA)
    tableau = next(bloc.tableau for bloc in avenant.blocs if bloc.style is Style.TABLEAU)
    assert [[simplify(texte) for texte in rangee] for rangee in tableau[1:]] == [
        ["Référent solidarité", "Montant", A_COMPLETER, "2 240,00 €", A_COMPLETER],
        ["", "Quantité", A_COMPLETER, "28 places", A_COMPLETER],
    ]


def test_a_draft_says_nothing_of_what_the_convention_had_or_comes_to(dossier):
    (avenant,) = compose_ajouts(dossier)
    fiche = next(bloc for bloc in avenant.blocs if bloc.style is Style.FICHE)
    rubriques = {rubrique.libelle: [simplify(texte) for texte in rubrique.paragraphes] for rubrique in fiche.rubriques}
    for libelle in ("Action financée", "Coût", "Territoire d’intervention"):
        assert rubriques[libelle] == [A_COMPLETER]
    assert rubriques["Durée"] == ["Du 1er juillet 2022 au 31 décembre 2022 (6 mois)"]
    assert any(f"50 %, soit {A_COMPLETER}" in texte for texte in rubriques["Modalités de financement"])
    textes = list_textes(avenant)
    trou = f"{A_COMPLETER} ({A_COMPLETER})"
    assert {texte for texte in textes if " €" in texte and "par place" not in texte} == {
        f"Le coût total prévu à l’article 4 était de {trou}. Il devient {trou}, soit 2 240,00 € de plus.",
        "2 240,00 €",
    }


def test_a_draft_whose_deliberation_is_not_known(dossier):
    (avenant,) = compose_ajouts(replace(dossier, deliberations=()))
    assert (avenant.numero, avenant.annexes) == (0, {"T1-01": 0})
    assert {"numéro de l'avenant", "numéro de l'annexe", "numéro de la délibération"} <= set(avenant.manques)
    assert f"Annexe {A_COMPLETER} : Dispositif référent solidarité" in _list(avenant, Style.ANNEXE)
    assert f"AVENANT N° {A_COMPLETER}" in _list(avenant, Style.TITRE)
    assert any("la fiche est remplacée ou ajoutée" in texte for texte in _list(avenant, Style.PUCE))


def test_a_draft_takes_the_number_that_is_decided_and_not_signed(dossier):
    decidees = tuple(replace(dossier.deliberations[0], numero=f"2022-{rang}", avenant=rang) for rang in (1, 2))
    signe = replace(dossier, deliberations=decidees, suivis=(make_suivi("PAGE", "n° 1 du 12/10/2022"),))
    (avenant,) = compose_ajouts(signe)
    assert avenant.numero == 2
    (sans,) = compose_ajouts(replace(signe, suivis=()))
    assert sans.numero == 0


def test_drafts_of_the_structures_named(dossier):
    assert [avenant.structure.nom for avenant in compose_ajouts(dossier, ("PAGE",))] == ["PAGE"]
    assert compose_ajouts(dossier, ("CCAS du Touquet",)) == ()


@pytest.mark.parametrize(
    ("nom", "nature", "attendu"),
    [
        ("CCAS de Libercourt", "", "le CCAS de Libercourt"),
        ("Libercourt", "CCAS", "le CCAS de Libercourt"),
        ("Arras", "commune", "la commune d’Arras"),
        ("Le Portel", "commune", "la commune du Portel"),
        ("PAGE", "association", "l’association PAGE"),
        ("Communauté urbaine d’Arras", "EPCI", "la Communauté urbaine d’Arras"),
        ("Zeta", "", "Zeta"),
    ],
)
def test_the_body_has_its_article_in_the_object(dossier, nom, nature, attendu):
    etats = (make_etat(dossier, STRUCTURE, [{"operation": "T2-05", "montant": n}]) for n in (1000, 2000))
    structures = [
        replace(structure, nom=nom, nature=nature) if structure.nom == STRUCTURE else structure for structure in dossier.structures
    ]
    nommes = [
        replace(
            etat,
            structures=tuple(structures),
            lignes=tuple(replace(ligne, structure=nom) if ligne.structure == STRUCTURE else ligne for ligne in etat.lignes),
        )
        for etat in etats
    ]
    (objet,) = _list(_write(*nommes), Style.OBJET)
    assert f"entre le Département du Pas-de-Calais et {attendu} – " in objet


def test_figures_are_set_right_and_a_long_text_among_them_left(dossier):
    def get_tableau(*textes):
        lignes = [{"operation": "T2-05", "montant": 1000 + len(texte), "description": texte} for texte in textes]
        avenant = _write(*(make_etat(dossier, STRUCTURE, [ligne]) for ligne in lignes))
        return next(bloc for bloc in avenant.blocs if bloc.style is Style.TABLEAU)

    assert get_tableau("Cours", "Ateliers").montants == (2, 3)
    mixte = get_tableau("Cours", "Cours et ateliers de français")
    assert mixte.montants == ()
    droites = {rangee[1]: [mixte.is_a_droite(colonne, rangee[colonne]) for colonne in (2, 3)] for rangee in mixte.tableau[1:]}
    assert droites["Montant"] == [True, True]
    assert droites["Action"] == [False, False]


def test_no_obligation_that_the_vote_does_not_hold(page):
    assert not [texte for texte in list_textes(page) if "déduction" in texte]


def test_articles_are_named_as_the_officer_numbers_them(dossier):
    def renumber(bloc):
        return replace(bloc, texte=bloc.texte.replace("Article\xa04", "Article\xa05")) if bloc.style == "article" else bloc

    avant, apres = (
        replace(etat, modele=tuple(renumber(bloc) for bloc in etat.modele)) for etat in (make_page(dossier, 100), make_page(dossier, 90))
    )
    avenant = _write(avant, apres)
    assert "article 5 : le coût total est remplacé" in _list(avenant, Style.PUCE)
    assert any("prévu à l’article 5" in texte and "de moins" in texte for texte in list_textes(avenant))


def test_annexes_added_by_the_officer_are_counted(dossier):
    def add(etat):
        ajout = replace(etat.modele[0], code="ajout", style="annexe", texte="Annexe 3\xa0: Charte")
        return replace(etat, modele=(*etat.modele[:-1], ajout, etat.modele[-1]))

    avenant = _write(add(make_page(dossier, 100)), add(make_page(dossier, 128)))
    assert avenant.annexes == {"T1-01": 4}
    assert _list(avenant, Style.ANNEXE) == ["Annexe 4 : Dispositif référent solidarité"]
    assert any(texte.startswith("L’annexe 4 (« Dispositif référent solidarité »)") for texte in list_textes(avenant))


def test_annexes_keep_the_numbers_that_they_had(dossier):
    avant, apres = make_page(dossier, 100), make_page(dossier, 128)
    charte = replace(apres.modele[0], code="ajout", style="annexe", texte="Annexe 3\xa0: Charte")
    avenant = _write(avant, replace(apres, modele=(*apres.modele[:-1], charte, apres.modele[-1])))
    assert avenant.annexes == {"T1-01": 3}
    assert _list(avenant, Style.ANNEXE) == ["Annexe 3 : Dispositif référent solidarité"]


def test_a_model_that_does_not_say_the_cost_makes_a_projet(dossier):
    muets = [
        replace(etat, modele=tuple(b for b in etat.modele if "«montant»" not in b.texte))
        for etat in (make_page(dossier, n) for n in (1, 2))
    ]
    assert {"article du modèle qui dit le coût", "paragraphe du modèle qui dit le coût"} <= set(_write(*muets).manques)


def test_a_period_that_was_not_fixed(dossier):
    avant = make_etat(dossier, STRUCTURE, [{"operation": "T2-05", "montant": 1000, "fin": None}])
    apres = make_etat(dossier, STRUCTURE, [{"operation": "T2-05", "montant": 1000}])
    avenant = _write(avant, apres)
    textes = list_textes(avenant)
    assert any(texte.startswith("La période d’application était : non fixée. À l’article 3") for texte in textes)
    assert "« La convention produit ses effets du 1er juillet 2022 au 31 décembre 2022 inclus. »" in textes
    assert not {"date de début", "date de fin"} & set(avenant.manques)
    tableau = next(bloc.tableau for bloc in avenant.blocs if bloc.style is Style.TABLEAU)
    assert tableau[1:] == (("Actions d’insertion innovantes", "Période", "–", "01/07/2022 – 31/12/2022"),)
    retour = _write(apres, avant)
    assert {"date de début", "date de fin"} <= set(retour.manques)


# --- Number of the avenant, number and signature of the convention ---


def _write_page(dossier, *suivis):
    apres = replace(make_page(dossier, 128), suivis=suivis)
    return _write(make_page(dossier, 100), apres)


def test_the_signature_date_comes_from_the_follow_up(dossier, page):
    assert "date de signature de la convention" in page.manques
    assert f"Vu la convention n° {NUMERO}, signée le {A_COMPLETER} ;" in _list(page, Style.VISA)
    signee = _write_page(dossier, make_suivi("page"), make_suivi("PAGE", signature=SIGNATURE))
    assert "date de signature de la convention" not in signee.manques
    assert f"Vu la convention n° {NUMERO}, signée le 3 octobre 2022 ;" in _list(signee, Style.VISA)


def test_earlier_avenants_are_cited_and_counted(dossier):
    premier, second = "n° 1 du 12/10/2022", "n° 2 du 15/11/2022"
    autres = make_suivi("CCAS du Touquet", "n° 3 du 01/12/2022")
    avenant = _write_page(dossier, make_suivi("PAGE", second), make_suivi("PAGE", "n°1 du 12/10/2022"), make_suivi("PAGE", premier), autres)
    assert avenant.numero == 3
    assert _list(avenant, Style.TITRE) == ["AVENANT N° 3"]
    cites = [texte for texte in _list(avenant, Style.VISA) if "avenant" in texte]
    assert cites == [f"Vu l’avenant {texte} à cette convention ;" for texte in ("n°1 du 12/10/2022", second)]  # as first written
    assert any("avenants déjà signés" in texte for texte in list_textes(avenant))
    assert not [manque for manque in avenant.manques if "avenants" in manque]


@pytest.mark.parametrize("anterieur", ["n° 2 du 15/11/2022", "du 15/11/2022"])
def test_earlier_avenants_that_do_not_count_from_one_make_a_projet(dossier, anterieur):
    (manque,) = [manque for manque in _write_page(dossier, make_suivi("PAGE", anterieur)).manques if "avenants" in manque]
    assert manque == f"avenants antérieurs ({anterieur} : leurs numéros ne se suivent pas depuis 1)"


@pytest.mark.parametrize(
    ("avant", "apres", "numero", "manque"),
    [
        ("2022-1", "2022-1", "2022-1", None),
        ("", "2022-1", "2022-1", None),
        ("2022-1", "", "2022-1", None),
        ("", "", "", "numéro de convention"),
    ],
)
def test_number_of_the_convention(dossier, avant, apres, numero, manque):
    lignes = [
        [{"operation": "T1-01", "quantite": places, "montant": places * 80, "numero_convention": attribue}]
        for places, attribue in ((80, avant), (90, apres))
    ]
    avenant = _write(*(make_etat(dossier, STRUCTURE, [*etat]) for etat in lignes))
    assert avenant.convention == numero
    assert [texte for texte in avenant.manques if "numéro de convention" in texte] == ([manque] if manque else [])


@pytest.mark.parametrize("avant", ["2022-2", "2022-1", ""])
def test_two_numbers_for_one_structure_make_a_projet(dossier, avant):
    premiere = {"operation": "T1-01", "quantite": 80, "montant": 6400, "numero_convention": "2022-1"}
    seconde = {"operation": "T2-05", "montant": 1000, "numero_convention": avant}
    changee = seconde | {"montant": 2000, "numero_convention": "2022-2"}
    avenant = _write(make_etat(dossier, STRUCTURE, [premiere, seconde]), make_etat(dossier, STRUCTURE, [premiere, changee]))
    assert "numéro de convention (plusieurs : 2022-1, 2022-2)" in avenant.manques


def test_with_every_datum_known_it_may_be_signed(dossier):
    def complete(etat):
        structure = etat.find_structure("PAGE")
        connus = {champ: valeur or "connu" for champ, valeur in asdict(structure).items() if isinstance(valeur, str)}
        connue = replace(structure, **connus, decision_date=etat.campagne.deliberation_date)
        structures = tuple(connue if autre == structure else autre for autre in etat.structures)
        jour = etat.campagne.deliberation_date
        campagne = replace(etat.campagne, date_convention_pauvrete=jour, date_convention_bassin_minier=jour)
        lignes = tuple(replace(ligne, debut=ligne.debut or jour, fin=ligne.fin or jour) for ligne in etat.lignes)
        return replace(etat, structures=structures, campagne=campagne, lignes=lignes, suivis=(make_suivi("PAGE", signature=SIGNATURE),))

    avenant = _write(complete(make_page(dossier, 100)), complete(make_page(dossier, 128)))
    assert avenant.manques == ()
    assert A_COMPLETER not in "\n".join(list_textes(avenant))
    assert avenant.blocs[0].style is not Style.BANDEAU


def test_only_changed_conventions_have_one(dossier):
    avant = make_page(dossier, 100)
    assert compose_avenants(compare(avant, avant)) == ()
    sans = replace(avant, lignes=tuple(ligne for ligne in avant.lignes if ligne.structure != "PAGE"))
    for etats in ((avant, sans), (sans, avant)):
        assert compose_avenants(compare(*etats)) == ()


def test_row_order_does_not_change_a_word(dossier, page):
    apres = make_page(dossier, 128)
    assert _write(make_page(dossier, 100), replace(apres, lignes=apres.lignes[::-1])).blocs == page.blocs


# --- The packaged texts ---


def test_texts_name_only_what_exists_and_all_of_it():
    blocs = load_blocs(MODELE_AVENANT)
    utilises = set().union(*(find_champs(bloc.texte) for bloc in blocs))
    assert utilises <= {*Champs.__dataclass_fields__, *ChampsAvenant.__dataclass_fields__, *CHAMPS_DE_BLOC}
    assert {*ChampsAvenant.__dataclass_fields__, *CHAMPS_DE_BLOC} <= utilises
    assert not [inconnue for bloc in blocs for inconnue in find_inconnues(bloc.si, CONDITIONS)]
    asked = {(critere, valeur) for bloc in blocs if bloc.si for critere, valeurs in [split_condition(bloc.si)] for valeur in valeurs}
    assert asked == {(critere, valeur) for critere, valeurs in CONDITIONS.items() for valeur in valeurs}
    assert {bloc.style for bloc in blocs} <= {*COMPOSES, *CITES, *(style.value for style in Style)}
    assert {*COMPOSES, *CITES} <= {bloc.style for bloc in blocs}
    assert len({bloc.code for bloc in blocs}) == len(blocs)


def test_the_clause_that_is_quoted_is_one_of_this_convention(dossier):
    rang = [bloc.code for bloc in dossier.modele].index("art2-1")
    intrus = replace(dossier.modele[rang], code="ajout", si="operation:T3-01", texte="Soit «montant» au plus.")
    double = replace(intrus, si="")

    def quote(bloc, *autres):
        modele = (*dossier.modele[:rang], bloc, *(autre for autre in dossier.modele[rang:] if autre.code not in autres))
        avenant = _write(*(replace(make_page(dossier, places), modele=modele) for places in (100, 128)))
        return "\n".join(list_textes(avenant)).replace("\xa0", " ")

    assert "article 4 : le coût total est remplacé" in quote(intrus)
    assert "article 4 : le coût total est remplacé" in quote(double)
    assert "article 2 : le coût total est remplacé" in quote(double, "art4-1")
