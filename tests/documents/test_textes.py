"""The convention texts: the model names only fields that exist, its conditions and addressees are known."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.paragraphes import find_destinataires
from dpid_xl.classeurs.gabarit.lieux import locate_dossier
from dpid_xl.documents.champs import LIBELLES, ChampInconnu, Champs, ChampsFiche, fill, find_champs
from dpid_xl.documents.convention import compose_conventions, list_conditions, make_occurrences
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.document import A_COMPLETER, TEXTE_DE_FICHE, Style
from dpid_xl.documents.modele import MODELE_AVENANT, MODELE_CONVENTION, MODELE_COURRIERS, load_blocs, load_rubriques
from dpid_xl.documents.moteur import CHOIX
from dpid_xl.documents.verification import STYLES, check_textes
from dpid_xl.modele import Fiche
from tests.documents.etats import list_textes
from tests.places import cell
from tests.typographie import unset


def test_fields_of_the_model_are_those_of_the_program():
    blocs = load_blocs(MODELE_CONVENTION)
    utilises = set().union(*(find_champs(bloc.texte) for bloc in blocs if bloc.style != TEXTE_DE_FICHE))
    programme = {
        "la_qualite_du_representant",
        "la_qualite_du_signataire",
        "signataire",
        "signataire_qualite",
        "structure",
        "structure_qualite",
        "taux_avance",
        "delai_compte_rendu_lettres",
        "code_de_conduite",
        "decideur",
        "nombre_pages",
    }  # signature block, fiches, letters, Word models, voted texts
    assert utilises | programme == set(Champs.__dataclass_fields__)
    fiches = set().union(*(find_champs(bloc.texte) for bloc in blocs if bloc.style == TEXTE_DE_FICHE))
    assert fiches <= set(ChampsFiche.__dataclass_fields__)


def test_every_field_has_its_words():
    assert {*Champs.__dataclass_fields__, *ChampsFiche.__dataclass_fields__, *CHOIX} <= set(LIBELLES)


def test_blocks_have_unique_codes_and_known_styles():
    blocs = load_blocs(MODELE_CONVENTION)
    assert len({bloc.code for bloc in blocs}) == len(blocs)
    assert {bloc.style for bloc in blocs} == set(STYLES)
    assert blocs[-1].style == "fiches"


NOMBRES = r"\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|soixante|cent"
DUREE = re.compile(rf"\b(?:{NOMBRES})\s+(?:heures?|jours?|semaines?|mois|années?|ans?)\b", re.IGNORECASE)
# What the models may say of a duration, and why no figure of the barème stands behind it.
DUREES = {
    ("art6-1-4", "8 jours"): "préavis des entrées et sorties avant un comité : le texte seul en parle, aucune date n'en est calculée",
    ("art8-1-o10-4", "2 mois"): "préavis de l'organisme qui cesse son action : la clause seule le fixe",
    ("art10-2", "un mois"): "effet de la résiliation par le Département : la clause seule le fixe",
    ("art10-5", "un mois"): "effet de la résiliation demandée par l'organisme : la clause seule le fixe",
    ("a1-1-1", "26 ans"): "un âge, celui du public visé : ce n'est pas un délai",
    ("a1-k-1", "24 heures"): "délai de notification d'une violation de données : clause du RGPD, sans date au classeur",
}


@pytest.mark.parametrize("modele", [MODELE_CONVENTION, MODELE_AVENANT, MODELE_COURRIERS])
def test_no_rate_stands_in_the_model(modele):
    assert not [bloc.code for bloc in load_blocs(modele) if "%" in bloc.texte or "€" in bloc.texte]


def test_no_duration_of_the_bareme_stands_in_the_models():
    blocs = [bloc for modele in (MODELE_CONVENTION, MODELE_AVENANT, MODELE_COURRIERS) for bloc in load_blocs(modele)]
    dites = {(bloc.code, " ".join(duree.split())) for bloc in blocs for duree in DUREE.findall(bloc.texte)}
    assert dites == set(DUREES)


@pytest.mark.parametrize("texte", ["dans les six mois", "au plus tard 6\xa0mois après", "sous 15 jours", "un mois franc", "Deux\xa0ans"])
def test_durations_are_seen_in_figures_and_in_letters(texte):
    assert DUREE.search(texte)


@pytest.mark.parametrize(("mois", "figures", "lettres"), [("6", "6 mois", "six mois"), ("9.00", "9 mois", "neuf mois")])
def test_the_delay_of_the_accounts_is_that_of_the_bareme(dossier, mois, figures, lettres):
    tarifs = (replace(tarif, valeur=Decimal(mois)) if tarif.code == "DELAI_COMPTE_RENDU" else tarif for tarif in dossier.tarifs)
    change = replace(dossier, tarifs=tuple(tarifs))
    (convention,) = compose_conventions(change, ["PAGE"])
    (courrier,) = compose_courriers(change, Nature.DEMANDE_DE_BILAN, ["PAGE"])
    assert f"Il fournit en outre, au plus tard {figures} après la clôture de l’exercice :" in list_textes(convention)
    demande = f"L’article 6-2 de la convention demande en outre, dans les {lettres} qui suivent la clôture de l’exercice :"
    assert demande in list_textes(courrier)


def test_a_bareme_without_the_delay_makes_a_projet(dossier):
    tarifs = tuple(tarif for tarif in dossier.tarifs if tarif.code != "DELAI_COMPTE_RENDU")
    (convention,) = compose_conventions(replace(dossier, tarifs=tarifs), ["PAGE"])
    assert f"Il fournit en outre, au plus tard {A_COMPLETER} après la clôture de l’exercice :" in list_textes(convention)
    assert "délai du compte rendu" in convention.manques


def test_a_wrong_fiche_is_shown_in_its_column(dossier):
    entetes = {
        "public": "Public cible",
        "objectifs": "Objectifs",
        "deroulement": "Déroulement",
        "profil": "Profil du professionnel",
        "financement": "Modalités de financement",
        "versement": "Modalités de versement",
        "bilan": "Bilan",
    }
    assert list(entetes) == list(Fiche.__dataclass_fields__)
    situe = locate_dossier(dossier)
    for champ, entete in entetes.items():
        (anomalie,) = check_textes(_change_fiche(situe, **{champ: ("«monant»",)}))
        assert anomalie.origine == cell(situe.operations[0].lieu, entete)


def test_the_model_has_a_label_for_every_rubric():
    assert set(Fiche.__dataclass_fields__) | {"action", "duree", "cout", "territoire"} == set(load_rubriques())


@pytest.mark.parametrize(
    ("decideur", "le", "du"),
    [
        ("Assemblée départementale", "prise par l’Assemblée départementale le", "n° 2022-375 de l’Assemblée départementale du"),
        ("Conseil départemental", "prise par le Conseil départemental le", "n° 2022-375 du Conseil départemental du"),
        ("la Commission permanente", "prise par la Commission permanente le", "n° 2022-375 de la Commission permanente du"),
        ("", f"prise par {A_COMPLETER} le", f"n° 2022-375 {A_COMPLETER} du"),
    ],
)
def test_who_decides_is_named_with_its_article(dossier, decideur, le, du):
    change = replace(dossier, campagne=replace(dossier.campagne, decideur=decideur))
    (convention,) = compose_conventions(change, ["PAGE"])
    textes = "\n".join(list_textes(convention))
    assert le in textes
    assert du in textes
    (courrier,) = compose_courriers(change, Nature.NOTIFICATION, ["PAGE"])
    assert f"27 septembre 2022, {le.removeprefix('prise par ').removesuffix(' le')} a accordé" in "\n".join(list_textes(courrier))


def test_an_unknown_field_is_refused():
    with pytest.raises(ChampInconnu, match="«monant»"):
        fill("Coût : «monant»", {"montant": "1"})


def test_french_quotation_marks_are_not_fields():
    assert fill("dit «\xa0le Département\xa0»", {}) == "dit «\xa0le Département\xa0»"


def test_destinataires():
    assert find_destinataires("[A | B] texte") == ("A", "B")
    assert find_destinataires("texte [A]") == ()


def _change_bloc(dossier, rang, **changes):
    blocs = list(dossier.modele)
    blocs[rang] = replace(blocs[rang], **changes)
    return replace(dossier, modele=tuple(blocs))


def _change_fiche(dossier, **changes):
    operation = replace(dossier.operations[0], fiche=replace(dossier.operations[0].fiche, **changes))
    return replace(dossier, operations=(operation, *dossier.operations[1:]))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: _change_bloc(d, 2, texte="«monant»"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, 2, texte="«Montant»"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, 2, texte="« monant »"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, 2, texte="«montant1»"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, 2, texte="«la-structure»"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, 2, texte="{{ montant }}"), "modele_champ_inconnu"),
        (lambda d: _change_bloc(d, [bloc.style for bloc in d.modele].index("signature"), si="nature:commune"), "modele_condition_composee"),
        (lambda d: _change_bloc(d, 2, style="gras"), "modele_style_inconnu"),
        (lambda d: _change_bloc(d, 2, si="couleur:bleu"), "modele_condition_inconnue"),
        (lambda d: _change_bloc(d, 2, code=d.modele[3].code), "modele_bloc_double"),
        (lambda d: _change_bloc(d, -1, style="paragraphe", texte="x"), "modele_bloc_compose"),
        (lambda d: _change_fiche(d, public=("«monant»",)), "fiche_champ_inconnu"),
        (lambda d: _change_fiche(d, public=("[Personne] texte",)), "fiche_destinataire_inconnu"),
    ],
)
def test_a_wrong_text_blocks_and_is_named(dossier, change, code):
    from dpid_xl.controles import get_message

    anomalies = list(check_textes(change(dossier)))
    assert {anomalie.code for anomalie in anomalies} == {code}
    assert all(anomalie.gravite.value == "bloquante" for anomalie in anomalies)
    assert all(get_message(anomalie) for anomalie in anomalies)


@pytest.mark.parametrize(
    ("texte", "conseil"),
    [
        ("«Montant»", "écrivez «montant»"),
        ("«montant1»", "écrivez «montant»"),
        ("«la-structure»", "écrivez «la_structure»"),
        ("{{ montant }}", "écrivez «montant»"),
        ("« bof »", "mettez-la entre “ et ”"),
    ],
)
def test_what_to_write_instead_of_a_wrong_field_is_said(dossier, texte, conseil):
    from dpid_xl.controles import get_message

    (anomalie,) = check_textes(_change_bloc(dossier, 2, texte=f"Le coût est de {texte}."))
    assert conseil in unset(get_message(anomalie))


def test_a_field_typed_with_spaces_is_filled_and_a_quotation_stays():
    from dpid_xl.documents.champs import fill

    texte = "Coût : « montant », ci-après « la Structure » du «\xa0Pas-de-Calais\xa0»"
    assert fill(texte, {"montant": "8\xa0€"}) == "Coût : 8\xa0€, ci-après « la Structure » du «\xa0Pas-de-Calais\xa0»"


@pytest.mark.parametrize(
    ("si", "inconnues"),
    [
        ("operation:T1-01", ()),
        ("operation:t1-01 | T4-01", ()),
        ("thematique:T1|T4", ()),
        ("nature:association", ()),
        ("nature:commune|CCAS|Établissement public", ()),
        ("securite:1|2", ()),
        ("sort_donnees:", ()),
        ("operation:T1-01|T9-01|T9-02", ("operation:T9-01", "operation:T9-02")),
        ("operation:", ("operation:",)),
        ("thematique:T1-01", ("thematique:T1-01",)),
        ("nature:associaton", ("nature:associaton",)),
        ("sous_traitance:C", ("sous_traitance:C",)),
        ("couleur:bleu", ("couleur:bleu",)),
        ("T1-01", ("T1-01",)),
        (":A", (":A",)),
    ],
)
def test_what_a_condition_may_name(dossier, si, inconnues):
    anomalies = list(check_textes(_change_bloc(dossier, 2, si=si)))
    assert [(anomalie.code, anomalie.faits["condition"]) for anomalie in anomalies] == [
        ("modele_condition_inconnue", inconnue) for inconnue in inconnues
    ]


def test_every_criterion_is_checked(dossier):
    assert set(make_occurrences(dossier, dossier.structures[0])) == set(list_conditions(dossier))


def test_the_packaged_texts_are_right(dossier):
    assert list(check_textes(dossier)) == []


def test_the_bareme_has_every_figure_that_conventions_show():
    codes = {tarif.code for tarif in load_bareme().tarifs}
    assert {"AVANCE", "PART_PARTENARIAT", "PART_PARCOURS", "PLACES_PAR_ETP", "ENTRETIENS_PAR_PLACE"} <= codes


def test_every_choice_of_the_register_makes_a_convention_that_can_be_signed(dossier):
    choix = {"sous_traitance": "B", "securite": "2", "sort_donnees": "tiers"}
    precisions = {
        "activites_sous_traitees": "hébergement",
        "annexe_securite": "version du 12/09/2022",
        "destinataire_donnees": "l’association relais",
    }

    def write(**champs):
        structures = tuple(replace(structure, **champs) for structure in dossier.structures)
        convention = compose_conventions(replace(dossier, structures=structures))[0]
        return "\n".join(bloc.texte for bloc in convention.blocs), convention.manques

    vide, manques_vides = write(**choix)
    texte, manques = write(**choix, **precisions)
    assert set(manques_vides) - set(manques) == {
        "activités sous-traitées (option B)",
        "annexe « Sécurité et confidentialité » (option 2)",
        "tiers qui reçoit les données",
    }
    assert "texte du modèle" not in " ".join(manques)
    for precision in precisions.values():
        assert precision in texte
        assert precision not in vide


def test_a_list_within_a_list_is_one():
    """What announces a list inside a list is a bullet or a number; what belongs to it has its own style."""
    blocs = load_blocs(MODELE_CONVENTION)
    debuts = [avant for avant, apres in pairwise(blocs) if apres.style == Style.SOUS_PUCE != avant.style]
    assert [(bloc.code, bloc.style, bloc.texte[-1]) for bloc in debuts] == [
        ("art8-1-o10", Style.NUMERO, ":"),
        ("a1-p-5", Style.PUCE, ":"),
    ]
    annonces = [avant for avant, apres in pairwise(blocs) if avant.style == Style.PUCE and avant.texte.endswith(":")]
    assert [bloc.code for bloc in annonces] == ["a1-p-5"]


def test_letters_and_numbers_of_a_list_follow_one_another():
    """Those of the annexe 1 go on in titles, from « h) »."""
    marques = [
        bloc.texte.split(")")[0]
        for bloc in load_blocs(MODELE_CONVENTION)
        if bloc.code.startswith("a1-") and bloc.style in (Style.NUMERO, Style.INTERTITRE) and bloc.texte[1] == ")"
    ]
    assert "".join(marques) == "abcdefghijklmnopq" + "abcd"
