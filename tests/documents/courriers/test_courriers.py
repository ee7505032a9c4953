"""The letters after the signature: who gets which, exact sums, nothing signed that is not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from dpid_xl.calcul.suivi import compute_resultats
from dpid_xl.documents.champs import (
    ChampsCourrier,
    ChampsRefus,
    find_champs,
    make_champs_bareme,
    make_champs_campagne,
    make_champs_structure,
)
from dpid_xl.documents.convention import PAR_EXERCICE, compose_conventions
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.courriers.cas import CONDITIONS
from dpid_xl.documents.courriers.decompte import make_decompte, sum_decomptes
from dpid_xl.documents.courriers.refus import COMPOSES_REFUS
from dpid_xl.documents.courriers.tableaux import COMPOSES
from dpid_xl.documents.document import A_COMPLETER, Style
from dpid_xl.documents.modele import MODELE_COURRIERS, load_blocs
from dpid_xl.documents.moteur import find_inconnues, split_condition
from dpid_xl.montants import format_montant, parse_montant
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.word.docx import render_docx
from dpid_xl.typographie import compose_typographie
from tests.avances import decide_avances
from tests.exercices import split
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from tests.versements import pay

APRES_SIGNATURE = [nature for nature in Nature if nature is not Nature.REFUS]  # refusals: test_refus.py
NOTES = {"note_partenariat": "0.80", "note_parcours": "0.50"}
CONNU = {
    "siege": "Place Léon-Blum, 62820 Libercourt",
    "siret": "50902397400017",
    "qualite": "présidente",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "bic": "BDFEFRPPCCT",
    "titulaire": "Trésorerie",
}


@pytest.fixture(scope="module")
def complet(dossier):
    """The campaign with all that the letters to one structure ask for, but what became of its operations."""
    structures = (replace(dossier.structures[0], **CONNU), *dossier.structures[1:])
    lignes = tuple(replace(ligne, numero_convention="2022-00041") if ligne.structure == LIBERCOURT else ligne for ligne in dossier.lignes)
    operations = tuple(replace(operation, bilan_au_plus_tard=date(2023, 1, 31)) for operation in dossier.operations)
    campagne = replace(dossier.campagne, contact="bilans@exemple.fr", service_instructeur="Mission fictive")
    return decide_avances(replace(dossier, structures=structures, lignes=lignes, operations=operations, campagne=campagne))


def _regle(complet, premier=None, second=None):
    premier = {"signature": SIGNATURE, "versement": "3840", "realise": 60, "depenses": "7000", **NOTES} | (premier or {})
    second = {"versement": "10000", "realise": 40, "depenses": "12000"} | (second or {})
    return with_suivis(complet, make_suivi(LIBERCOURT, "T1-01", **premier), make_suivi(LIBERCOURT, "T1-02", **second))


def _write(dossier, nature, structures=(LIBERCOURT,)):
    (courrier,) = compose_courriers(dossier, nature, structures)
    return courrier


def _textes(courrier):
    for bloc in courrier.blocs:
        yield bloc.texte
        yield from (texte for rangee in bloc.tableau for texte in rangee)
        yield from (texte for rubrique in bloc.rubriques for texte in (rubrique.libelle, *rubrique.paragraphes))


def _read(courrier):
    return "\n".join(_textes(courrier)).replace("\xa0", " ").replace("\u202f", " ")


def _tableaux(courrier):
    return [
        [[texte.replace("\xa0", " ").replace("\u202f", " ") for texte in rangee] for rangee in bloc.tableau[1:]]
        for bloc in courrier.blocs
        if bloc.style is Style.TABLEAU
    ]


# --- The texts ---


def test_blocks_have_unique_codes_and_belong_to_a_letter():
    blocs = load_blocs(MODELE_COURRIERS)
    assert len({bloc.code for bloc in blocs}) == len(blocs)
    assert {bloc.code.partition("-")[0] for bloc in blocs} == {"commun", *Nature}


def test_texts_name_only_what_exists_and_all_of_it(dossier):
    blocs = load_blocs(MODELE_COURRIERS)
    communs = {
        *make_champs_campagne(dossier.campagne),
        *make_champs_structure(dossier.structures[0]),
        *make_champs_bareme(dossier.bareme),
    }
    utilises = set().union(*(find_champs(bloc.texte) for bloc in blocs))
    assert utilises <= {*communs, *ChampsCourrier.__dataclass_fields__, *ChampsRefus.__dataclass_fields__}
    assert not [inconnue for bloc in blocs for inconnue in find_inconnues(bloc.si, CONDITIONS)]
    asked = {(critere, valeur) for bloc in blocs if bloc.si for critere, valeurs in [split_condition(bloc.si)] for valeur in valeurs}
    assert asked == {(critere, valeur) for critere, valeurs in CONDITIONS.items() for valeur in valeurs}
    assert {bloc.style for bloc in blocs} <= {*COMPOSES, *COMPOSES_REFUS, *(style.value for style in Style)}
    assert {*COMPOSES, *COMPOSES_REFUS} <= {bloc.style for bloc in blocs}


def test_no_rate_and_no_amount_stands_in_the_texts():
    assert not [bloc.code for bloc in load_blocs(MODELE_COURRIERS) if "%" in bloc.texte or "€" in bloc.texte]


@pytest.mark.parametrize("nature", APRES_SIGNATURE)
def test_every_letter_to_everybody_can_be_written(dossier, nature):
    noms = [convention.structure.nom for convention in compose_conventions(dossier)]
    courriers = compose_courriers(dossier, nature, noms)
    assert [courrier.structure.nom for courrier in courriers] == noms
    for courrier in courriers:
        texte = "\n".join(_textes(courrier))
        assert not find_champs(texte)
        assert "None" not in texte
        assert courrier.projet
        assert A_COMPLETER in texte
        assert courrier.blocs[0].style is Style.BANDEAU


def test_rank_is_that_of_the_convention(dossier):
    rangs = {convention.structure.nom: convention.rang for convention in compose_conventions(dossier)}
    assert {courrier.structure.nom: courrier.rang for courrier in compose_courriers(dossier, Nature.NOTIFICATION, list(rangs))} == rangs


def test_references_of_letters_are_not_those_of_conventions(dossier):
    sigles = [_write(dossier, nature).sigle for nature in APRES_SIGNATURE]
    assert len({*sigles, "C", "A"}) == 5  # Convention, Avenant


# --- Who gets which ---


@pytest.mark.parametrize(
    ("suivi", "attendus"),
    [
        ({}, set()),
        ({"versement": "100"}, set()),
        ({"signature": SIGNATURE}, {Nature.NOTIFICATION, Nature.DEMANDE_DE_BILAN}),
        ({"signature": SIGNATURE, "realise": 0}, {Nature.NOTIFICATION, Nature.DEMANDE_DE_BILAN, Nature.DECOMPTE}),
        ({"realise": 80}, {Nature.DECOMPTE}),
    ],
)
def test_who_gets_which(dossier, suivi, attendus):
    une = with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", **suivi))
    ecrits = {nature: [courrier.structure.nom for courrier in compose_courriers(une, nature)] for nature in APRES_SIGNATURE}
    assert ecrits == {nature: [LIBERCOURT] if nature in attendus else [] for nature in APRES_SIGNATURE}


def test_only_what_is_not_realised_is_asked_for(complet):
    demande = _write(_regle(complet, second={"realise": None}), Nature.DEMANDE_DE_BILAN, ())
    assert demande.operations == ("T1-02",)
    assert "bilan de l’opération" in _read(demande)
    assert compose_courriers(_regle(complet), Nature.DEMANDE_DE_BILAN) == ()
    assert _write(_regle(complet), Nature.DEMANDE_DE_BILAN).operations == ("T1-01", "T1-02")


def test_a_structure_without_money_gets_nothing(dossier):
    financees = {convention.structure.nom for convention in compose_conventions(dossier)}
    sans_argent = next(structure.nom for structure in dossier.structures if structure.nom not in financees)
    assert [compose_courriers(dossier, nature, [sans_argent]) for nature in APRES_SIGNATURE] == [(), (), ()]


def test_an_operation_that_goes_both_ways_gets_no_letter(dossier):
    ligne = next(ligne for ligne in dossier.lignes if ligne.structure == LIBERCOURT)
    par_avenant = replace(ligne, statut="avenant", numero_convention="2021-1")
    seules = replace(dossier, lignes=(par_avenant, ligne))  # a control blocks it
    assert [convention.structure.nom for convention in compose_conventions(seules)] == [LIBERCOURT]
    assert [compose_courriers(seules, nature, [LIBERCOURT]) for nature in APRES_SIGNATURE] == [(), (), ()]


# --- Notification ---


def test_notification(complet):
    courrier = _write(_regle(complet), Nature.NOTIFICATION, ())
    texte = _read(courrier)
    assert courrier.manques == ()
    assert A_COMPLETER not in texte
    assert "Madame la Présidente,\n" in texte
    assert "n° 2022-00041, a été signée le 12 octobre 2022" in texte
    assert "16 400,00 € (seize mille quatre cents euros)" in texte
    assert "9 840,00 € (neuf mille huit cent quarante euros)" in texte
    assert _tableaux(courrier) == [
        [
            ["Référent solidarité", "C02-566A05, 6568/93566", "2022", "6 400,00 €", "3 840,00 €", "2 560,00 €"],
            ["Accompagnement socioprofessionnel", "C02-566A05, 6568/93566", "2022", "10 000,00 €", "6 000,00 €", "4 000,00 €"],
            ["Total", "", "", "16 400,00 €", "9 840,00 €", "6 560,00 €"],
        ]
    ]
    for echeance in ("12 janvier 2023", "31 janvier 2023", "30 juin 2023"):
        assert f"au plus tard le {echeance}," in texte


def test_an_unsigned_convention_is_notified_as_a_projet(complet):
    courrier = _write(complet, Nature.NOTIFICATION)
    assert courrier.manques == ("date de signature", "date de publication")


def test_an_avance_whose_rate_is_not_decided_is_missing_and_its_solde_is_earned_all_the_same(dossier, complet):
    regle = replace(_regle(complet), tarifs=dossier.tarifs)  # the référent solidarité alone has one
    courrier = _write(regle, Nature.NOTIFICATION)
    assert [manque.replace("\xa0", " ") for manque in courrier.manques] == ["avance, en euros", "T1-02 : taux de l'avance"]
    assert "soit À COMPLÉTER (À COMPLÉTER)" in _read(courrier)
    assert [rangee[3:] for rangee in _tableaux(courrier)[0]] == [
        ["6 400,00 €", "3 840,00 €", "2 560,00 €"],
        ["10 000,00 €", A_COMPLETER, A_COMPLETER],
        ["16 400,00 €", A_COMPLETER, A_COMPLETER],
    ]
    pareil, sans = _write(_regle(complet), Nature.DECOMPTE), _write(regle, Nature.DECOMPTE)
    assert sans.manques == ()
    assert _tableaux(sans) == _tableaux(pareil)


def test_an_unknown_budget_line_is_missing(complet):
    courrier = _write(replace(_regle(complet), budget=()), Nature.NOTIFICATION)
    assert [manque.replace("\xa0", " ") for manque in courrier.manques] == ["T1-01 : ligne budgétaire", "T1-02 : ligne budgétaire"]


# --- Demande de bilan ---


def _insert_apres(dossier, code, *blocs):
    rang = [bloc.code for bloc in dossier.modele].index(code) + 1
    return replace(dossier, modele=(*dossier.modele[:rang], *blocs, *dossier.modele[rang:]))


def test_the_documents_asked_for_are_those_of_the_convention(complet):
    puce = next(bloc for bloc in complet.modele if bloc.code == "art6-2-7")
    propres = (
        replace(puce, code="piece-plus", texte="la balance du «debut» au «fin» ;"),
        replace(puce, code="piece-commune", texte="la délibération du conseil municipal ;", si="nature:commune"),
    )
    courrier = _write(_regle(_insert_apres(complet, "art6-2-7", *propres), second={"realise": None}), Nature.DEMANDE_DE_BILAN)
    pieces = [bloc.texte for bloc in courrier.blocs if bloc.style is Style.PUCE]
    assert any(texte.startswith("la balance du ") and "«" not in texte for texte in pieces)
    assert "la délibération du conseil municipal ;" not in pieces


def test_demande_de_bilan(complet):
    signe = with_suivis(complet, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE))
    courrier = _write(signe, Nature.DEMANDE_DE_BILAN, ())
    assert courrier.manques == ()
    assert _tableaux(courrier)[0][0] == ["Référent solidarité", "80 places", "31 décembre 2022", "31 janvier 2023", "30 juin 2023"]
    texte = _read(courrier)
    assert "au plus 6 560,00 €" in texte
    assert "à l’adresse bilans@exemple.fr" in texte
    pieces = [bloc.texte for bloc in complet.modele if bloc.code.startswith("art6-2-") and bloc.style == "puce"]
    assert len(pieces) == 5
    assert pieces[0].startswith("son rapport d’activité")  # the convention speaks of the body, the letter to it
    demandees = [pieces[0].replace("son rapport", "votre rapport"), *pieces[1:]]
    assert [bloc.texte for bloc in courrier.blocs if bloc.style is Style.PUCE][3:] == list(map(compose_typographie, demandees))


@pytest.mark.parametrize(
    ("connu", "adresse"),
    [
        (
            {"siege": "Place Léon-Blum, 62820 Libercourt", "representant": "Mme Petit", "qualite": "présidente"},
            "CCAS de Libercourt\nÀ l’attention de Mme Petit\nPlace Léon-Blum\n62820 Libercourt",
        ),
        (
            {"siege": "Hôtel de Ville\nBP 12\n62820 LIBERCOURT CEDEX 9", "representant": "", "qualite": "Vice-présidente"},
            "CCAS de Libercourt\nÀ l’attention de Madame la Vice-présidente\nHôtel de Ville\nBP 12\n62820 LIBERCOURT CEDEX 9",
        ),
        ({"siege": "", "representant": "", "qualite": ""}, f"CCAS de Libercourt\n{A_COMPLETER}"),
    ],
)
def test_the_address_of_a_letter(complet, connu, adresse):
    structures = (replace(complet.structures[0], **connu), *complet.structures[1:])
    courrier = _write(_regle(replace(complet, structures=structures)), Nature.NOTIFICATION)
    [(references, destinataire)] = next(bloc.tableau for bloc in courrier.blocs if bloc.style is Style.ADRESSE)
    assert destinataire == compose_typographie(adresse)
    assert references.replace("\xa0", " ").split("\n") == [
        "Nos réf. : ……",  # the register of the mail gives it, the day the letter leaves
        "Convention n° 2022-00041",
        "Affaire suivie par : Mission fictive",
        "Courriel : bilans@exemple.fr",
        "",
        "À Arras, le",
    ]


def test_pieces_are_those_of_the_convention(complet):
    signe = with_suivis(complet, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE))
    sans = replace(signe, modele=tuple(bloc for bloc in signe.modele if not bloc.code.startswith("art6-2")))
    assert _write(sans, Nature.DEMANDE_DE_BILAN).manques == ("pièces de l’article 6-2",)


@pytest.mark.parametrize(
    ("structure", "operation", "attendues", "absentes"),
    [
        (LIBERCOURT, "T1-02", ("coût réel",), ("mesures simples", "sorties")),
        ("4AJ", "T3-02", ("coût réel", "mesures simples"), ("sorties",)),
        ("AIR", "T2-13", ("coût réel", "sorties"), ("mesures simples",)),
    ],
)
def test_a_bilan_is_asked_for_with_what_the_decompte_rests_on(complet, structure, operation, attendues, absentes):
    courrier = _write(with_suivis(complet, make_suivi(structure, operation, signature=SIGNATURE)), Nature.DEMANDE_DE_BILAN, (structure,))
    texte = _read(courrier).partition("Il indique en outre")[2].partition("L’article 6-2")[0]
    assert all(attendue in texte for attendue in attendues)
    assert not any(absente in texte for absente in absentes)


def test_an_operation_without_end_is_a_projet(complet):
    sans_fin = replace(complet, lignes=tuple(replace(ligne, fin=None) for ligne in complet.lignes))
    courrier = _write(with_suivis(sans_fin, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE)), Nature.DEMANDE_DE_BILAN)
    assert "T1-01\xa0: date de fin" in courrier.manques
    assert "T1-01\xa0: date limite du compte rendu" in courrier.manques


# --- Décompte ---


def test_decompte(complet):
    courrier = _write(_regle(complet, premier={"avenants": ("n° 1 du 05/11/2022",)}), Nature.DECOMPTE, ())
    assert courrier.manques == ()
    acquis, parts, soldes = _tableaux(courrier)
    assert acquis == [
        ["Référent solidarité", "80 places", "60 places", "6 400,00 €", "4 384,00 €"],
        ["Accompagnement socioprofessionnel", "80 places", "40 places", "10 000,00 €", "5 000,00 €"],
        ["Total", "", "", "16 400,00 €", "9 384,00 €"],
    ]
    assert [rangee[1:] for rangee in parts] == [
        ["75 %", "3 200,00 €", "2 400,00 €"],
        ["80 %", "1 280,00 €", "1 024,00 €"],
        ["50 %", "1 920,00 €", "960,00 €"],
        ["", "6 400,00 €", "4 384,00 €"],
    ]
    assert [rangee[2:] for rangee in soldes] == [
        ["4 384,00 €", "3 840,00 €", "544,00 €", "0,00 €"],
        ["5 000,00 €", "10 000,00 €", "0,00 €", "5 000,00 €"],
        ["9 384,00 €", "13 840,00 €", "544,00 €", "5 000,00 €"],
    ]
    texte = _read(courrier)
    assert "solde à verser à l’organisme est arrêté à la somme de 544,00 € (cinq cent quarante-quatre euros)" in texte
    assert "titre de recettes à émettre à l’encontre de l’organisme est arrêté à la somme de 5 000,00 € (cinq mille euros)" in texte
    assert "Avenants\nn° 1 du 05/11/2022" in texte


def test_a_decompte_lists_the_payments(complet):
    paye = pay(
        _regle(complet, premier={"versement": None}),
        (LIBERCOURT, "T1-02", "avance", None, date(2022, 11, 5), 2022, "10000", "1002"),
        (LIBERCOURT, "T1-01", "avance", None, date(2022, 11, 4), 2022, "4000", "1001"),
        (LIBERCOURT, "T1-01", "titre de recettes", None, date(2023, 1, 9), 2023, "160", "T3"),
        (LIBERCOURT, "T1-01", "solde", date(2023, 3, 1), None, 2023, "544"),  # only planned
    )
    courrier = _write(paye, Nature.DECOMPTE, ())
    _acquis, _parts, deja, soldes = _tableaux(courrier)
    assert [rangee[1:] for rangee in deja] == [
        ["avance", "04/11/2022", "1001", "4 000,00 €"],
        ["avance", "05/11/2022", "1002", "10 000,00 €"],
        ["titre de recettes", "09/01/2023", "T3", "−160,00 €"],
        ["", "", "", "13 840,00 €"],
    ]
    assert soldes[0][3:] == ["3 840,00 €", "544,00 €", "0,00 €"]
    assert courrier.manques == ()


def test_an_avenant_told_on_two_rows_is_told_once(complet):
    avenants = {"avenants": ("n° 1 du 05/11/2022",)}
    assert "Avenants\nn° 1 du 05/11/2022\n" in _read(_write(_regle(complet, avenants, avenants), Nature.DECOMPTE))


def test_nothing_left_to_pay(complet):
    courrier = _write(_regle(complet, premier={"versement": "4384"}, second={"versement": "5000"}), Nature.DECOMPTE)
    texte = _read(courrier)
    assert courrier.manques == ()
    assert "égales au montant acquis, soit 9 384,00 €" in texte
    assert "arrêté à la somme" not in texte


def test_everything_is_to_be_paid_back(complet):
    texte = _read(_write(_regle(complet, premier={"versement": "4385"}, second={"versement": "5001"}), Nature.DECOMPTE))
    assert "à l’encontre de l’organisme est arrêté à la somme de 2,00 € (deux euros)" in texte
    assert "solde à verser" not in texte
    assert "il ne reste rien" not in texte


@pytest.mark.parametrize(
    ("premier", "second", "manques"),
    [
        ({"versement": None}, {}, ["T1-01 : somme versée"]),
        ({"depenses": None}, {}, ["T1-01 : coût de l'action (article 4)"]),
        ({}, {"realise": None}, ["T1-02 : quantité réalisée"]),
        ({}, {"realise": None, "versement": None}, ["T1-02 : quantité réalisée", "T1-02 : somme versée"]),
        ({"note_partenariat": None}, {}, ["T1-01 : note de partenariat"]),
        ({"note_partenariat": None, "note_parcours": None}, {}, ["T1-01 : note de partenariat", "T1-01 : note de parcours"]),
        ({}, {"note_parcours": "1"}, ["T1-02 : note de partenariat"]),
    ],
)
def test_what_is_unknown_keeps_the_decompte_a_projet(complet, premier, second, manques):
    courrier = _write(_regle(complet, premier, second), Nature.DECOMPTE)
    assert [manque.replace("\xa0", " ") for manque in courrier.manques] == manques
    assert f"Solde de la participation : {A_COMPLETER}" in _read(courrier)
    *_, total = _tableaux(courrier)[-1]
    assert A_COMPLETER in total


def _oublie_prevu(dossier):
    lignes = (replace(ligne, quantite=None) if ligne.structure == LIBERCOURT else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=tuple(lignes))


def test_nothing_is_paid_on_a_quantity_that_nobody_said(complet):
    courrier = _write(_oublie_prevu(_regle(complet)), Nature.DECOMPTE)
    assert [manque.replace("\xa0", " ") for manque in courrier.manques] == ["T1-01 : quantité prévue", "T1-02 : quantité prévue"]
    acquis, parts, soldes = _tableaux(courrier)
    assert acquis[0] == ["Référent solidarité", A_COMPLETER, "60 places", "6 400,00 €", A_COMPLETER]
    assert parts[0][1:] == [A_COMPLETER, "3 200,00 €", A_COMPLETER]
    assert soldes[1][2:] == [A_COMPLETER, "10 000,00 €", A_COMPLETER, A_COMPLETER]
    assert f"Solde de la participation : {A_COMPLETER}" in _read(courrier)
    assert "arrêté à la somme" not in _read(courrier)


def test_a_bilan_is_not_asked_for_against_a_quantity_that_nobody_said(complet):
    courrier = _write(_oublie_prevu(_regle(complet, second={"realise": None})), Nature.DEMANDE_DE_BILAN, ())
    assert courrier.manques == ("T1-02\xa0: quantité prévue",)
    assert _tableaux(courrier)[0][0][1] == A_COMPLETER


def test_parts_are_not_shown_where_no_fiche_names_them(complet):
    sans_parts = replace(complet, lignes=tuple(ligne for ligne in complet.lignes if ligne.operation != "T1-01"))
    courrier = _write(
        with_suivis(sans_parts, make_suivi(LIBERCOURT, "T1-02", signature=SIGNATURE, versement="6000", realise=80)), Nature.DECOMPTE
    )
    assert len(_tableaux(courrier)) == 2
    assert "trois parts" not in _read(courrier)


centimes = st.integers(min_value=0, max_value=10**9).map(lambda nombre: Decimal(nombre).scaleb(-2))
notes = st.decimals(min_value=0, max_value=1, places=3)


@given(centimes.filter(bool), centimes, st.decimals(min_value=0, max_value=500, places=1), notes, notes, centimes)
def test_parts_add_up_and_solde_and_verse_make_what_is_earned(dossier, montant, verse, realise, partenariat, parcours, depenses):
    seul = replace(dossier, lignes=(replace(dossier.lignes[0], montant=montant),))
    deux_notes = {"note_partenariat": partenariat, "note_parcours": parcours}
    suivi = make_suivi(LIBERCOURT, "T1-01", versement=verse, realise=realise, depenses=depenses, **deux_notes)
    (resultat,) = compute_resultats(with_suivis(seul, suivi))
    decompte = make_decompte(seul, resultat)
    assert sum(part.maximum for part in decompte.parts) == montant
    assert sum(part.acquis for part in decompte.parts) == resultat.acquis_des_resultats
    assert decompte.acquis == resultat.acquis == min(resultat.acquis_des_resultats, depenses)
    assert decompte.a_verser - decompte.a_recouvrer + verse == decompte.acquis
    assert min(decompte.a_verser, decompte.a_recouvrer) == 0
    assert sum_decomptes([decompte, decompte]).a_verser == 2 * decompte.a_verser


def test_every_table_adds_up(complet):
    for courrier in (_write(_regle(complet), nature) for nature in (Nature.NOTIFICATION, Nature.DECOMPTE)):
        for *rangees, total in _tableaux(courrier):
            for rang, texte in enumerate(total):
                if texte.endswith("€"):
                    somme = sum(parse_montant(rangee[rang]) for rangee in rangees)
                    assert format_montant(somme).replace("\xa0", " ").replace("\u202f", " ") == texte


# --- On paper ---


@pytest.mark.parametrize("nature", APRES_SIGNATURE)
def test_files_show_every_text(complet, jour, nature):
    courrier = _write(_regle(complet), nature)
    contenu = render_pdf(courrier, jour)
    assert contenu == render_pdf(_write(_regle(complet), nature), jour)
    pdf = PdfReader(BytesIO(contenu))
    sans_coupures = "".join("".join(page.extract_text() for page in pdf.pages).split()).replace("-", "")
    word = "".join("".join(noeud.text or "" for noeud in Document(BytesIO(render_docx(courrier, jour))).element.body.iter()).split())
    for texte in _textes(courrier):
        for ligne in texte.split("\n"):
            assert "".join(ligne.split()) in word
            assert "".join(ligne.split()).replace("-", "") in sans_coupures
    assert pdf.metadata.title == courrier.titre
    assert pdf.metadata.creation_date.date() == jour


def test_a_letter_is_one_page_or_the_second_holds_its_end_with_the_signature(complet, jour):
    une = replace(complet, lignes=tuple(ligne for ligne in complet.lignes if ligne.operation == "T1-01"))
    for nature in APRES_SIGNATURE:
        courrier = _write(_regle(une), nature)
        assert courrier.manques == ()
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(render_pdf(courrier, jour))).pages]
        assert len(pages) <= (2 if nature is Nature.DEMANDE_DE_BILAN else 1)
        assert ("Je vous prie" in pages[-1]) is (nature is not Nature.DECOMPTE)
        for rangees in _tableaux(courrier):  # three parts and their total; the total of one operation would say it twice
            assert (rangees[-1][0] == "Total") is (len(rangees) == 4)
            assert len(rangees) in (1, 4)


def test_dates_of_different_operations_are_all_told(complet):
    lignes = tuple(replace(ligne, fin=date(2023, 8, 31)) if ligne.operation == "T1-02" else ligne for ligne in complet.lignes)
    courrier = _write(_regle(replace(complet, lignes=lignes)), Nature.NOTIFICATION)
    assert "au plus tard le 30 juin 2023 et le 30 juin 2024," in _read(courrier)
    assert set(courrier.manques) == {"date limite du bilan", "avance, en euros", f"T1-02\xa0: {PAR_EXERCICE}"}


def _split_t1_02(complet, *parts):
    """T1-02 ends in August 2023, and what was typed of its exercices."""
    lignes = tuple(replace(ligne, fin=date(2023, 8, 31)) if ligne.operation == "T1-02" else ligne for ligne in complet.lignes)
    return split(replace(complet, lignes=lignes), *((LIBERCOURT, "T1-02", exercice, montant) for exercice, montant in parts))


def test_a_notification_tells_each_exercice_and_adds_them_up(complet):
    courrier = _write(_regle(_split_t1_02(complet, (2022, "4000.01"), (2023, "5999.99"))), Nature.NOTIFICATION)
    assert courrier.manques == ("date limite du bilan",)
    (tableau,) = _tableaux(courrier)
    assert [rangee[2:] for rangee in tableau] == [
        ["2022", "6 400,00 €", "3 840,00 €", "2 560,00 €"],
        ["2022", "4 000,01 €", "2 400,01 €", "1 600,00 €"],
        ["2023", "5 999,99 €", "3 599,99 €", "2 400,00 €"],
        ["", "16 400,00 €", "9 840,00 €", "6 560,00 €"],
    ]
    texte = _read(courrier)
    assert "L’avance de chaque exercice, telle que ce tableau la donne," in texte
    assert "L’avance, soit" not in texte


@pytest.mark.parametrize("nature", [Nature.NOTIFICATION, Nature.DECOMPTE])
def test_a_letter_tells_nothing_of_exercices_that_are_not_split(complet, nature):
    courrier = _write(_regle(_split_t1_02(complet)), nature)
    tableau = next(tableau for tableau in _tableaux(courrier) if any(A_COMPLETER in rangee for rangee in tableau))
    rangee = next(rangee for rangee in tableau if A_COMPLETER in rangee)
    assert rangee[-4:] == [A_COMPLETER, "10 000,00 €", A_COMPLETER, A_COMPLETER]
    (ligne,) = [ligne for ligne in complet.lignes if (ligne.structure, ligne.operation) == (LIBERCOURT, "T1-02")]
    assert ligne.lieu.origine("montant") in [m.origine for m in courrier.lacunes if m.quoi.endswith(PAR_EXERCICE)]


def test_a_decompte_recalls_the_exercices_when_there_are_several(complet):
    courrier = _write(_regle(_split_t1_02(complet, (2022, "4000.00"), (2023, "6000.00"))), Nature.DECOMPTE)
    assert courrier.manques == ()
    (tableau,) = [tableau for tableau in _tableaux(courrier) if "2023" in tableau[2]]
    assert [rangee[1:] for rangee in tableau] == [
        ["2022", "6 400,00 €", "3 840,00 €", "2 560,00 €"],
        ["2022", "4 000,00 €", "2 400,00 €", "1 600,00 €"],
        ["2023", "6 000,00 €", "3 600,00 €", "2 400,00 €"],
        ["", "16 400,00 €", "9 840,00 €", "6 560,00 €"],
    ]
    assert not any("Exercice" in bloc.tableau[0] for bloc in _write(_regle(complet), Nature.DECOMPTE).blocs if bloc.tableau)
