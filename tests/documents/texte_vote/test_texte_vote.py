"""A convention type written for the tests, read word for word: every paragraph in the report, blanks, choices and notes told apart."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit.lieux import locate_dossier
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.texte_vote import SansArticle, Statut, read_texte_vote
from dpid_xl.documents.texte_vote.blancs import complete_texte
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, cut_convention, drop_liens, join_lignes
from dpid_xl.documents.verification import check_textes
from tests.documents.etats import list_textes
from tests.typographie import unset

SOURCE = Path(__file__).parent / "convention_type.txt"
LIGNES = list(drop_liens(cut_convention(SOURCE.read_text(encoding="utf-8").split("\n"))))
PARAGRAPHES = join_lignes([(rang, ligne) for rang, ligne, lien in LIGNES if not lien])
VOTE = read_texte_vote(PARAGRAPHES, SOURCE.name, [(Paragraphe(ligne.strip(), rang), "lien") for rang, ligne, lien in LIGNES if lien])
CAMPAGNE = replace(load_campagne("2022_phase2"), modele=VOTE.blocs)
NOTES = ("Dominique EPREUVE", "D. EPREUVE", "PERSONNALISER", "indiquer si connu", "(Le cas échéant)")


def _get(debut):
    (bloc,) = [bloc for bloc in VOTE.blocs if bloc.texte.startswith(debut)]
    return bloc


def _list_sequences(texte, nombre=6):
    mots = re.findall(r"\w+", texte.lower().replace("’", "'"))
    return {tuple(mots[rang : rang + nombre]) for rang in range(len(mots) - nombre + 1)}


def test_the_convention_type_is_cut_out_of_the_deliberation():
    assert PARAGRAPHES[0].texte == "Secteur nord"
    assert not any("avenant" in paragraphe.texte for paragraphe in PARAGRAPHES)


def test_a_text_that_is_only_the_convention_type_is_whole():
    lignes = SOURCE.read_text(encoding="utf-8").split("\n")[1:]
    assert cut_convention(lignes) == list(enumerate(lignes, 1))


def test_lines_make_their_paragraphs():
    textes = [paragraphe.texte for paragraphe in PARAGRAPHES]
    (preambule,) = [texte for texte in textes if texte.startswith("Les essais servent")]
    assert preambule.endswith("pas-de-porte ou par une mise en page.")
    assert (
        "La vérification du carnet par les examinateurs, qui regardent chaque page et chaque signature avant de rendre leur avis motivé."
        in textes
    )


def test_one_line_per_paragraph_is_kept_as_it_is():
    longue = "mot " * 60
    assert [p.texte for p in join_lignes([(1, longue), (2, "suite du texte")])] == [longue.strip(), "suite du texte"]


def test_signs_that_no_workbook_holds_are_left_out():
    assert join_lignes([(1, "\x0cUn\x07 essai")])[0].texte == "Un essai"


def test_every_paragraph_is_in_the_report():
    assert {paragraphe.texte for paragraphe in PARAGRAPHES} <= {constat.source for constat in VOTE.rapport}
    assert {"mailto:essai@example.org", "https://www.example.org/logo"} <= {constat.source for constat in VOTE.select(Statut.NON_REPRIS)}
    assert all(constat.remarque for constat in VOTE.rapport if constat.statut is not Statut.LU)


def test_blocks_are_numbered_without_a_gap():
    assert [int(bloc.code[1:4]) for bloc in VOTE.blocs] == list(range(1, len(VOTE.blocs) + 1))


@pytest.mark.parametrize(
    ("debut", "style"),
    [
        ("Service des essais", "service"),
        ("N° ", "reference"),
        ("Objet : ", "objet"),
        ("Entre la", "partie"),
        ("Vu : le", "visa"),
        ("CONVENTION", "titre"),
        ("Préambule", "intertitre"),
        ("Article 1", "article"),
        ("Cet essai", "operations"),
        ("4-1 :", "sous-article"),
        ("1- Tenir", "numero"),
        ("La remise du carnet", "puce"),
        ("La présence", "puce"),
        ("L'ensemble", "paragraphe"),
        ("Les annexes sont", "annexes"),
        ("A Essaiville", "paragraphe"),
        ("ANNEXE 1", "annexe"),
        ("1- Ce qui", "intertitre"),
        ("h) Sous", "intertitre"),
    ],
)
def test_what_each_paragraph_is(debut, style):
    assert _get(debut).style == style


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("N° XXXX", "N° «numero_convention»"),
        ("représenté(e) par XXXX, décide", "représenté(e) par «structure_representant», décide"),
        ("Référence IBAN : ………..", "Référence IBAN : «structure_iban»"),
        ("Titulaire du compte : ______", "Titulaire du compte : «structure_titulaire»"),
        ("au prix de «Montant_total_CP» €", "au prix de «montant»"),
        ("remis à «Nom_structure»", "remis à «la_structure»"),
        ("déjà «la_structure»", "déjà «la_structure»"),
        ("le dossier «Couleur_du_dossier»", f"le dossier {A_COMPLETER} (Couleur_du_dossier)"),
        ("un parcours « logement » simple", "un parcours “logement” simple"),
        ("stylos, gommes etc…", "stylos, gommes etc…"),
        ("Ce document comprend XX pages.", "Ce document comprend «nombre_pages» pages."),
        ("par «structure_representant», Président(e), décide", "par «structure_representant», «structure_qualite», décide"),
        ("des Président(e)s", "des Président(e)s"),
        ("Le cas échéant (le cas échéant), il suit", "Le cas échéant (le cas échéant), il suit"),
        ("A COMPLETER", A_COMPLETER),
        ("avec [nom du règlement]", f"avec {A_COMPLETER} (nom du règlement)"),
        ("le titre (Solliciter quelqu'un)", "le titre"),
    ],
)
def test_blanks_become_fields(texte, attendu):
    assert complete_texte(texte).texte == attendu


def test_blanks_of_the_text_become_fields_by_context():
    assert "«deliberation_date»" in _get("Entre la").texte
    assert _get("«la_structure», «").texte.startswith(
        "«la_structure», « «structure_nature» » dont le siège social se situe «structure_siege»,"
    )
    assert _get("Les épreuves vont").texte == "Les épreuves vont du «debut» au «fin» inclus. Le parcours “essai” dure le temps qu'il faut."
    assert _get("Le prix").texte.endswith("un montant maximum de «montant».")
    assert _get("2- Le remettre").texte == "2- Le remettre à la «direction»."
    assert _get("Les données à caractère").texte.endswith("sont : «rgpd_donnees»")


def test_what_is_not_understood_is_said_and_to_be_completed():
    incompris = VOTE.select(Statut.INCOMPRIS)
    assert {constat.source[:12] for constat in incompris} == {"L'ensemble e", "Le règlement"}
    assert all(A_COMPLETER in constat.texte for constat in incompris)


def test_notes_of_the_drafter_are_listed_and_never_in_a_block():
    texte = "\n".join(bloc.texte for bloc in VOTE.blocs)
    assert not any(note in texte for note in NOTES)
    assert sum("note du rédacteur" in constat.remarque for constat in VOTE.rapport) == len(NOTES)


def test_branches_of_a_choice_are_all_written_until_it_is_made():
    assert _get("Option A").si == _get("Le recours à un tiers est libre").si == "sous_traitance:A|"
    assert _get("Le recours à un tiers est limité").si == "sous_traitance:B|"
    assert (_get("Quelle que soit").si, _get("Le règlement des coffres").si) == ("", "")
    assert (_get("Le coffre est fermé").si, _get("La clé est").si) == ("securite:1|", "securite:1|")
    assert (_get("Le coffre est gardé").si, _get("L'annexe de sécurité").si) == ("securite:2|", "securite:2|")
    assert [_get(debut).si for debut in ("détruire", "renvoyer tous les carnets à la", "renvoyer tous les carnets à un")] == [
        "sort_donnees:destruction|",
        "sort_donnees:renvoi|",
        "sort_donnees:tiers|",
    ]
    assert _get("Une attestation").si == ""


def test_a_choice_that_is_made_leaves_its_branch_alone():
    convention, *_ = compose_conventions(CAMPAGNE)
    textes = {unset(bloc.texte) for bloc in convention.blocs}
    assert {"Option A (large)", "Option B (étroite)", f"{A_COMPLETER} : choisir l'une des deux options :"} <= textes
    assert "option de sous-traitance (A ou B)" in convention.manques
    structures = tuple(replace(structure, sous_traitance="A") for structure in CAMPAGNE.structures)
    convention, *_ = compose_conventions(replace(CAMPAGNE, structures=structures))
    textes = {bloc.texte for bloc in convention.blocs}
    assert "Option A (large)" in textes
    assert not {"Option B (étroite)"} & textes
    assert "option de sous-traitance (A ou B)" not in convention.manques


def test_the_model_that_is_read_is_sound():
    assert list(check_textes(CAMPAGNE)) == []


def test_the_words_come_back_in_the_conventions():
    source = "|".join(constat.texte for constat in VOTE.rapport if constat.statut in (Statut.LU, Statut.PROPOSE))
    attendues = {suite for morceau in re.split(r"\||«[^»]*»", source) for suite in _list_sequences(morceau)}
    ecrites = {suite for c in compose_conventions(CAMPAGNE)[:3] for suite in _list_sequences("\n".join(list_textes(c)))}
    assert len(attendues) > 100
    assert attendues <= ecrites


def test_the_rows_of_the_fiche_are_read_with_what_all_fiches_say():
    fiche = {bloc.code.partition("fiche-")[2]: bloc.texte for bloc in VOTE.blocs if bloc.style == "rubrique"}
    lues, ajoutees = ["duree", "cout", "public", "deroulement", "versement", "bilan"], ["objectifs", "territoire", "profil", "financement"]
    assert list(fiche) == ["action", *lues, *ajoutees]
    assert fiche["deroulement"] == "Déroulement de l'action (procédure)"
    assert [(bloc.code.partition("fiche-")[2], bloc.texte) for bloc in VOTE.blocs if bloc.style == "texte de fiche"] == [
        ("duree", "Prix"),
        ("versement", "L'avance du carnet est versée dans la limite de «taux_avance» de ce que prévoit l'essai de cette même saison."),
        ("versement", "Le carnet est imputé sur le chapitre « «budget_code» » du livre des essais."),
    ]
    dites = [constat.bloc.partition("fiche-")[2] for constat in VOTE.select(Statut.AJOUTE) if constat.style == "rubrique"]
    assert dites == ["action", *ajoutees]
    laissees = {constat.source for constat in VOTE.select(Statut.NON_REPRIS) if "donnée de l'opération" in constat.remarque}
    assert {"Du XXXX au XXXX", "XXXX €", "A COMPLETER", "A COMPLETER = > dire le délai"} <= laissees
    assert "Une seconde fiche, pareille à la première." in laissees


@pytest.mark.parametrize("nom", ["PAGE", "CCAS de Libercourt"])
def test_voted_words_of_the_fiche_are_in_every_fiche_and_ours_give_way(nom):
    (convention,) = compose_conventions(CAMPAGNE, [nom])
    for fiche in (bloc for bloc in convention.blocs if bloc.rubriques):
        (versement,) = [rubrique for rubrique in fiche.rubriques if rubrique.cle == "versement"]
        textes = unset("\n".join(versement.paragraphes))
        assert "L'avance du carnet est versée dans la limite de " in textes
        assert "Le carnet est imputé sur le chapitre « C0" in textes
        assert "les contrôles du Département restent entiers" not in textes
        assert [rubrique.libelle for rubrique in fiche.rubriques][-2:] == ["Profil du professionnel", "Modalités de financement"]


def test_our_own_bullets_give_way_to_the_words_of_the_operation():
    (convention,) = compose_conventions(load_campagne("2022_phase2"), ["CCAS de Libercourt"])
    (fiche, *_) = [bloc for bloc in convention.blocs if bloc.rubriques]
    (textes,) = ["\n".join(rubrique.paragraphes) for rubrique in fiche.rubriques if rubrique.cle == "versement"]
    assert "dès que la convention, ou son avenant, est signée" in textes
    assert "les contrôles du Département restent entiers" not in textes
    assert "imputée au budget du Département" in textes


@pytest.mark.parametrize(("reglage", "imprime", "manque"), [("", True, True), ("Charte X", True, False), ("Sans objet", False, False)])
def test_a_code_of_conduct_is_a_setting_of_the_campaign(reglage, imprime, manque):
    change = replace(CAMPAGNE, campagne=replace(CAMPAGNE.campagne, code_de_conduite=reglage))
    convention, *_ = compose_conventions(locate_dossier(change))
    textes = [bloc.texte for bloc in convention.blocs if bloc.texte.startswith("Le gardien suit les règles")]
    assert textes == [f"Le gardien suit les règles prévues par {reglage or A_COMPLETER}."] * imprime
    cellules = [lacune.origine.feuille for lacune in convention.lacunes if lacune.quoi == "code de conduite ou certification"]
    assert cellules == ["Campagne"] * manque


@pytest.mark.parametrize(("nom", "attendu"), [("GEIQ 3A", "Le GEIQ 3A, «"), ("Commune de Méricourt", "La Commune de Méricourt, «")])
def test_a_sentence_that_starts_with_the_structure_has_a_capital(nom, attendu):
    (convention,) = compose_conventions(CAMPAGNE, [nom])
    assert [bloc.texte for bloc in convention.blocs if bloc.texte.startswith(attendu)]


def test_the_number_of_pages_is_left_to_the_hand():
    convention, *_ = compose_conventions(CAMPAGNE)
    assert "Ce document comprend …… pages." in [bloc.texte for bloc in convention.blocs]


def test_a_text_without_article_is_refused():
    with pytest.raises(SansArticle, match=r"« lettre\.txt » n'a aucun article"):
        read_texte_vote([Paragraphe("Bonjour", 1)], "lettre.txt")


def test_parts_that_the_source_has_not_are_added_and_said():
    court = read_texte_vote([Paragraphe("Article 1 : Objet", 1), Paragraphe("Un essai.", 2)], "court.txt")
    assert [constat.style for constat in court.select(Statut.AJOUTE)] == ["operations", "annexes", "signature", "fiches"]
    assert list(check_textes(replace(CAMPAGNE, modele=court.blocs))) == []


def test_an_unknown_choice_is_to_be_made_by_hand():
    lu = read_texte_vote(
        [
            Paragraphe("Article 1 : Objet", 1),
            Paragraphe("Fait en deux exemplaires", 2),
            Paragraphe("ANNEXE 1 : Couleurs", 3),
            Paragraphe("a) Couleur", 4),
            Paragraphe("Choisir l'une des deux options :", 5),
            Paragraphe("Option A", 6),
        ],
        "couleurs.txt",
    )
    (choix,) = [constat for constat in lu.rapport if constat.rang == 5]
    assert (choix.si, choix.texte, choix.remarque) == ("", f"{A_COMPLETER} : choisir l'une des deux options :", "choix inconnu")


def test_the_letter_asks_for_the_pieces_that_the_voted_article_lists():
    lu = read_texte_vote(
        [
            Paragraphe("Article 6 : Suivi", 1),
            Paragraphe("6-2 : Bilan", 2),
            Paragraphe("L'organisme remet :", 3),
            Paragraphe("le carnet d'épreuves ;", 4, puce=True),
        ],
        "suivi.txt",
    )
    campagne = replace(CAMPAGNE, modele=lu.blocs)
    (courrier, *_) = compose_courriers(campagne, Nature.DEMANDE_DE_BILAN, (CAMPAGNE.lignes[0].structure,))
    assert "le carnet d'épreuves ;" in [unset(bloc.texte) for bloc in courrier.blocs]
