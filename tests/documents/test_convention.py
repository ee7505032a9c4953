"""One convention per funded structure: what it says, and what keeps it a PROJET."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.passage import apply_passage, plan_passage
from dpid_xl.classeurs.gabarit.suivi import make_conventions
from dpid_xl.documents.convention import compose_convention, compose_conventions, make_occurrences
from dpid_xl.documents.document import A_COMPLETER, Style
from dpid_xl.documents.fiche import make_champs_fiche, write_tarif
from dpid_xl.documents.moteur import find_occurrences
from dpid_xl.modele import ATTRIBUE, Deliberation
from dpid_xl.montants import format_montant, parse_montant, write_en_lettres
from tests.demandes import AILLEURS, COMMISSION, PHASE, RETENUE, SECONDE, make_demande

ARTICLES = range(1, 13)


@pytest.fixture(scope="module")
def conventions(dossier):
    return {convention.structure.nom: convention for convention in compose_conventions(dossier)}


def _textes(convention):
    for bloc in convention.blocs:
        yield bloc.texte
        yield from (texte for rangee in bloc.tableau for texte in rangee)
        yield from (texte for rubrique in bloc.rubriques for texte in (rubrique.libelle, *rubrique.paragraphes))


def test_one_per_funded_structure(dossier, conventions):
    assert len(conventions) == 89
    assert sum(convention.montant for convention in conventions.values()) == Decimal("6196447.52")
    lignes = [ligne for convention in conventions.values() for ligne in convention.lignes]
    assert len(lignes) == sum(ligne.montant > 0 and not ligne.par_avenant for ligne in dossier.lignes) == 138


@pytest.mark.parametrize(
    ("montants", "total"),
    [
        (("6400.00", "0.00"), "6400.00"),
        (("6400.00", None), "6400.00"),
        (("6400.00", "-400.00"), "6000.00"),  # a control blocks it; what is shown adds up all the same
        (("6400.00", "-6400.00"), None),
        (("-6400.00", None), None),
        ((None, "0.00"), None),
    ],
)
def test_a_convention_and_its_row_in_the_workbook_are_of_the_same_lines(dossier, montants, total):
    premiere = dossier.lignes[0]
    lignes = tuple(replace(premiere, montant=montant and Decimal(montant)) for montant in montants)
    seul = replace(dossier, lignes=lignes)
    assert [ligne.financee for ligne in lignes] == [bool(ligne.montant) for ligne in lignes]
    attendus = [] if total is None else [(premiere.structure, Decimal(total))]
    assert [(convention.structure.nom, convention.montant) for convention in compose_conventions(seul)] == attendus
    assert [(rangee["structure"], Decimal(str(rangee["montant"]))) for rangee in make_conventions(seul)] == attendus
    for convention in compose_conventions(seul):
        tableau = next(bloc.tableau for bloc in convention.blocs if bloc.style is Style.TABLEAU)
        assert sum(parse_montant(rangee[-1]) for rangee in tableau[1:-1]) == convention.montant


def test_twelve_articles_in_order(conventions):
    for convention in conventions.values():
        articles = [bloc.texte for bloc in convention.blocs if bloc.style is Style.ARTICLE]
        assert [texte.replace("\xa0", " ").split(" : ")[0] for texte in articles] == [f"Article {numero}" for numero in ARTICLES]


def test_one_fiche_annex_per_operation(conventions):
    for convention in conventions.values():
        annexes = [bloc.texte for bloc in convention.blocs if bloc.style is Style.ANNEXE]
        assert len(annexes) == 2 + len(convention.operations)
        assert [texte.replace("\xa0", " ").split(" : ")[0] for texte in annexes] == [f"Annexe {n}" for n in range(1, len(annexes) + 1)]
        assert sum(bloc.style is Style.FICHE for bloc in convention.blocs) == len(convention.operations)


def test_amounts_in_figures_and_letters(conventions):
    for convention in conventions.values():
        texte = "\n".join(_textes(convention))
        assert format_montant(convention.montant) in texte
        assert write_en_lettres(convention.montant) in texte


def test_no_field_is_left_and_nothing_is_empty(conventions):
    for convention in conventions.values():
        for bloc in convention.blocs:
            assert bloc.texte or bloc.tableau or bloc.rubriques
        for texte in _textes(convention):
            assert "«" not in texte or "«\xa0" in texte, texte
            assert "None" not in texte


def test_the_computation_is_shown(conventions):
    (fiche, *_) = [bloc for bloc in conventions["CCAS de Libercourt"].blocs if bloc.style is Style.FICHE]
    financement = next(rubrique for rubrique in fiche.rubriques if rubrique.libelle == "Modalités de financement")
    assert [paragraphe.replace("\xa0", " ").replace("\u202f", " ") for paragraphe in financement.paragraphes[:2]] == [
        "Tarif : 160 € par place et par an (Référent solidarité : une place d’accompagnement pendant un an).",
        "Calcul : 80 places × 160 € × 6/12 = 6 400,00 €.",
    ]


def test_money_of_every_fiche(dossier, conventions):
    """Whatever its own texts say, a fiche gives the computation or the decision, the avance and its rate, the solde, the budget line."""
    for convention in conventions.values():
        fiches = [bloc for bloc in convention.blocs if bloc.style is Style.FICHE]
        for code, fiche in zip(convention.operations, fiches, strict=True):
            valeurs = make_champs_fiche(
                dossier, dossier.operation_par_code[code], [ligne for ligne in convention.lignes if ligne.operation == code]
            )
            rubriques = {rubrique.libelle: "\n".join(rubrique.paragraphes) for rubrique in fiche.rubriques}
            financement, versement = rubriques["Modalités de financement"], rubriques["Modalités de versement"]
            assert "Montant arrêté par la délibération" in financement or financement.startswith("Tarif")
            avance = (valeurs.avance, "60\xa0%", valeurs.solde) if code == "T1-01" else (A_COMPLETER,)
            assert code == "T1-01" or (valeurs.avance, valeurs.solde, valeurs.taux_avance) == ("", "", "")
            for attendu in (*avance, valeurs.budget_code):
                assert attendu in versement


def test_parts_of_a_referent_solidarite(conventions):
    texte = "\n".join(_textes(conventions["CCAS de Libercourt"])).replace("\xa0", " ").replace("\u202f", " ")
    for part in (
        *("Part quantitative : 50 %, soit 3 200,00 €", "Part qualitative : 50 %, soit 3 200,00 €"),
        *("partenariat, 20 %, soit 1 280,00 €", "parcours, 30 %, soit 1 920,00 €", "plus de 250 places d’accompagnement"),
        "Avance : 3 840,00 €, soit 60 % du montant prévisionnel ; solde : 2 560,00 € au plus.",
    ):
        assert part in texte


@pytest.mark.parametrize(
    ("unite", "attendu"), [("€/mesure", "€ par mesure"), ("€/poste/an", "€ par poste et par an"), ("€", "€"), ("", "")]
)
def test_a_rate_in_words(unite, attendu):
    assert write_tarif(Decimal("2100.50"), unite) == f"2\u202f100,5\xa0{attendu}"


def test_a_fiche_speaks_as_an_act(conventions):
    """How the tool counts, and where it read its rates, are for its own sheets."""
    for convention in conventions.values():
        assert not re.search(r"Règle de calcul|Source\s?:|€/", "\n".join(_textes(convention))), convention.structure.nom


def test_what_the_source_leaves_open_is_said_in_the_sheets_and_not_in_an_act(conventions):
    """A fact, or a blank with its name: no remark of ours on the text voted, no question to whoever signs."""
    remarque = re.compile(r"(délibération|[Cc]ommission permanente) n(e |['’])|la source|connus? en|concernée?\s:|\?")
    for convention in conventions.values():
        assert [texte for texte in _textes(convention) if remarque.search(texte)] == [], convention.structure.nom
    assert "T2-13 : modalités de financement" in [manque.replace("\xa0", " ") for manque in conventions["AIR"].manques]


def test_actions_that_nothing_tells_apart_are_numbered_and_somebody_must_say_what_does(conventions):
    convention = conventions["RECUP'TRI"]
    fiche = [bloc for bloc in convention.blocs if bloc.style is Style.FICHE][-1]
    rubriques = {rubrique.libelle: "\n".join(rubrique.paragraphes).replace("\xa0", " ") for rubrique in fiche.rubriques}
    assert "Ce qui distingue ces actions : À COMPLÉTER" in rubriques["Action financée"]
    for numero, nombre in ((1, 48), (2, 32)):
        assert re.search(rf", ligne {numero} sur 2 : Montant arrêté .* pour {nombre} postes", rubriques["Modalités de financement"])
    cellules = {manque.origine for manque in convention.lacunes}
    assert {ligne.lieu.origine("description") for ligne in convention.lignes if ligne.quantite in (48, 32)} & cellules
    sans = [nom for nom, autre in conventions.items() if "Ce qui distingue ces actions" in "\n".join(_textes(autre)).replace("\xa0", " ")]
    assert sans == ["RECUP'TRI"]


def _sign(dossier, convention, **champs):
    structure = replace(convention.structure, **champs)
    refaite = compose_convention(dossier, structure, convention.lignes)
    return "\n".join(_textes(refaite)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("champs", "extraits"),
    [
        (
            {"representant": "Claude Petit", "qualite": "président"},
            ("Et le CCAS de Libercourt,", "représenté par Claude Petit, son président,", "Pour le CCAS de Libercourt,\nle président,\n"),
        ),
        (
            {"nom": "PAGE", "nature": "association", "representant": "Mme Petit", "qualite": "directrice générale"},
            (
                "Et l’association PAGE,",
                "représentée par Mme Petit, sa directrice générale,",
                "Pour l’association PAGE,\nla directrice générale,",
            ),
        ),
        (
            {"nom": "Commune de Lens", "nature": "commune", "representant": "Dominique Petit", "qualite": "maire"},
            ("Et la Commune de Lens,", "représentée par Dominique Petit, son maire,", "Pour la Commune de Lens,\nle maire,"),
        ),
        (
            {"nom": "Lumière", "nature": "", "representant": "Dominique Petit", "qualite": "responsable de pôle"},
            ("Et Lumière,", "que représente Dominique Petit, responsable de pôle,", "Pour Lumière,\nresponsable de pôle,"),
        ),
    ],
)
def test_grammar_follows_the_register(dossier, conventions, champs, extraits):
    texte = _sign(dossier, conventions["CCAS de Libercourt"], **champs)
    for extrait in extraits:
        assert extrait in texte


@pytest.mark.parametrize(
    ("code", "structure", "valeur", "avant", "apres"),
    [
        ("CHARGES_INDIRECTES", "Commune de Méricourt", "0.15", "un forfait de 20\xa0% des charges", "un forfait de 15\xa0% des charges"),
        ("CHARGES_INDIRECTES", "DEMAIN", "0.15", "dépasser 20\xa0% des dépenses", "dépasser 15\xa0% des dépenses"),
        ("DIAGNOSTICS_PAR_ETP", "ID Formation", "400", "une estimation\xa0: 467 diagnostics", "une estimation\xa0: 400 diagnostics"),
        ("ENTRETIENS_PAR_PLACE", "CCAS du Touquet", "3", "Au moins 4 entretiens", "Au moins 3 entretiens"),
        ("PLACES_PAR_ETP", "CCAS du Touquet", "200", "plus de 250 places", "plus de 200 places"),
        ("PARTICIPANTS_PREMIERES_HEURES", "APSA", "12", "accueillir 15 participants", "accueillir 12 participants"),
        ("BENEFICIAIRES_PAR_GEIQ", "GEIQ 3A", "6", "au minimum 5 bénéficiaires", "au minimum 6 bénéficiaires"),
    ],
)
def test_a_fiche_prints_the_figures_it_rests_on(dossier, code, structure, valeur, avant, apres):
    def write(tarifs):
        nom = dossier.find_structure(structure).nom
        lignes = tuple(ligne for ligne in dossier.lignes if dossier.find_structure(ligne.structure).nom == nom)
        (convention,) = compose_conventions(replace(dossier, tarifs=tarifs, lignes=lignes))
        return "\n".join(_textes(convention)).replace("\xa0", " ")

    change = tuple(replace(tarif, valeur=Decimal(valeur)) if tarif.code == code else tarif for tarif in dossier.tarifs)
    absent = tuple(tarif for tarif in dossier.tarifs if tarif.code != code)
    assert avant.replace("\xa0", " ") in write(dossier.tarifs)
    assert apres.replace("\xa0", " ") in write(change)
    assert avant.split()[0] in write(absent)
    assert avant.replace("\xa0", " ") not in write(absent)


@pytest.mark.parametrize(
    ("structure", "dits", "tus"),
    [
        ("Commune de Méricourt", ["bénéficiaires du RSA (30 participants"], ["Parmi elles, les publics visés"]),
        ("MATISSE", ["Parmi elles, les publics visés"], []),
        ("Tous Parrains", ["Sur le Montreuillois, l’action s’adresse à des bénéficiaires du RSA"], []),
        ("Pas-de-Calais Habitat", ["10 000 € au titre de l’ERBM"], []),
        ("AUDASSE", ["Arrageois : 5 mesures, Lens-Liévin : 5, Ternois : 2", "pour 6 mois"], ["pour 12 mois"]),
        ("MAHRA Le Toit", ["Calaisis : 4 mesures, Audomarois : 5", "pour 12 mois"], ["pour 6 mois"]),
        ("Maison de l'Emploi et des Métiers en Pays d'Artois", ["rattachée à l’opération « Dynamisation des parcours »"], []),
        ("Solidarité et Jalons pour le Travail (SJT)", ["60 %", "50 % chacun"], []),
        ("IRIAE", ["Inter Réseaux de l’Insertion par l’Activité Économique des Hauts-de-France"], ["IRIAE / IRAE"]),
        ("AIR", ["Date de cette décision : À COMPLÉTER", "Cofinancement par le FSE+ : À COMPLÉTER"], ["27 juin", "attendait"]),
    ],
)
def test_a_convention_keeps_what_the_source_says_of_its_structure(dossier, conventions, structure, dits, tus):
    texte = "\n".join(_textes(conventions[dossier.find_structure(structure).nom])).replace("\xa0", " ").replace("\u202f", " ")
    assert [dit for dit in dits if dit not in texte] == []
    assert [tu for tu in tus if tu in texte] == []


def test_no_convention_refers_to_a_bareme_that_is_not_annexed(conventions):
    textes = [texte for convention in conventions.values() for texte in _textes(convention)]
    assert not [texte for texte in textes if "au barème" in texte or "par le barème" in texte]


def test_a_departure_from_the_bareme_is_shown_until_justified(dossier, conventions):
    convention = conventions["Au bord de la ligne"]
    texte = "\n".join(_textes(convention))
    assert "10 places × 160\xa0€ × 6/12 = 800,00\xa0€" in texte
    assert f"écart de 11\u202f420,00\xa0€, justification\xa0: {A_COMPLETER}" in texte
    assert "T1-01 : modalités de financement" in convention.manques
    justifiee = replace(convention.lignes[0], justification="forfait de démarrage")
    refaite = compose_convention(dossier, convention.structure, [justifiee])
    assert "justification\xa0: forfait de démarrage" in "\n".join(_textes(refaite))
    assert "T1-01 : modalités de financement" not in refaite.manques


def test_a_period_is_not_known_while_that_of_one_line_is_not(dossier, conventions):
    (ligne, *_), structure = conventions["CCAS de Libercourt"].lignes, conventions["CCAS de Libercourt"].structure
    datee, sans = (compose_convention(dossier, structure, [ligne, replace(ligne, fin=fin)]) for fin in (ligne.fin, None))
    assert (datee.periode, sans.periode) == (ligne.periode, None)
    assert {"date de début", "date de fin"} <= set(sans.manques) - set(datee.manques)


def test_two_like_lines_are_two_actions(dossier, conventions):
    ligne = conventions["CCAS de Libercourt"].lignes[0]
    refaite = compose_convention(dossier, conventions["CCAS de Libercourt"].structure, [ligne, ligne])
    (fiche,) = [bloc for bloc in refaite.blocs if bloc.style is Style.FICHE]
    rubriques = {rubrique.libelle: rubrique.paragraphes for rubrique in fiche.rubriques}
    *actions, distinction = rubriques["Action financée"]
    assert len(set(actions)) == 1
    assert len(actions) == 2
    assert distinction == f"Ce qui distingue ces actions\xa0: {A_COMPLETER}"
    assert len([texte for texte in rubriques["Modalités de financement"] if "= 6\u202f400,00\xa0€" in texte]) == 2


def test_paragraphs_for_another_structure_are_left_out(conventions):
    texte = "\n".join(_textes(conventions["ASSIFEP"]))
    assert "SYNERGIE" in texte
    assert "Dainville" not in texte
    assert "[" not in texte


def test_missing_register_data_make_a_projet(conventions):
    libercourt, page = conventions["CCAS de Libercourt"], conventions["PAGE"]
    assert libercourt.projet
    assert libercourt.blocs[0].style is Style.BANDEAU
    assert {"SIRET", "siège", "IBAN"} <= set(libercourt.manques)
    assert not {"SIRET", "siège", "représentant"} & set(page.manques)
    assert any("509\xa0023\xa0974\xa000017" in texte for texte in _textes(page))


CHOISIS = {
    "siret": "22620001200012",
    "decision_date": date(2022, 9, 26),
    "sous_traitance": "A",
    "securite": "1",
    "sort_donnees": "destruction",
}


def test_a_complete_register_makes_a_document_to_sign(dossier, conventions):
    libercourt = conventions["CCAS de Libercourt"]
    textes = {champ: "connu" for champ in type(libercourt.structure).__dataclass_fields__ if getattr(libercourt.structure, champ) == ""}
    structure = replace(libercourt.structure, **textes | CHOISIS)
    rgpd = {champ: "connu" for champ in type(dossier.campagne).__dataclass_fields__ if getattr(dossier.campagne, champ) == ""}
    quand = dossier.campagne.deliberation_date
    campagne = replace(dossier.campagne, **rgpd, date_convention_pauvrete=quand, date_convention_bassin_minier=quand)
    complet = replace(dossier, campagne=campagne, structures=(structure, *dossier.structures[1:]))
    ligne = replace(libercourt.lignes[0], numero_convention="2022-00001")
    convention = compose_convention(complet, structure, [ligne])
    assert convention.manques == ()
    assert A_COMPLETER not in "\n".join(_textes(convention))
    assert convention.numero == "2022-00001"
    faux = compose_convention(complet, replace(structure, siret="26620586900018"), [ligne])
    assert faux.manques == ("SIRET",)
    assert "26620586900018" not in "".join(_textes(faux)).replace("\xa0", "")


CONDITIONS = [
    # si, gardé pour Libercourt (CCAS, T1-01 et T1-02), pour PAGE (association, T2-05), pour SOLIHA (nature inconnue, T3-03)
    ("", (True, True, True)),
    ("operation:T1-01", (True, False, False)),
    ("operation:T2-05", (False, True, False)),
    ("operation:T1-02|T3-03", (True, False, True)),
    ("operation: t1-02 | t3-03", (True, False, True)),
    ("thematique:T1", (True, False, False)),
    ("thematique:T2|T3", (False, True, True)),
    ("nature:association", (False, True, False)),
    ("nature:commune|CCAS", (True, False, False)),
    ("nature:Ccas", (True, False, False)),
    ("sous_traitance:", (True, True, True)),
    ("sous_traitance:A|B", (False, False, False)),
]


@pytest.mark.parametrize(("si", "gardes"), CONDITIONS)
def test_a_block_added_by_the_officer(dossier, conventions, si, gardes):
    ajout = replace(dossier.modele[0], code="ajout", style="paragraphe", si=si, texte="Clause ajoutée pour «la_structure».")
    change = replace(dossier, modele=(*dossier.modele[:-1], ajout, dossier.modele[-1]))
    trouves = []
    for nom in ("CCAS de Libercourt", "PAGE", "SOLIHA"):
        convention = compose_convention(change, conventions[nom].structure, conventions[nom].lignes)
        trouves.append(any(bloc.texte.startswith("Clause ajoutée pour ") for bloc in convention.blocs))
    assert tuple(trouves) == gardes


def test_a_nature_is_known_by_its_first_words(dossier, conventions):
    structure = replace(conventions["PAGE"].structure, nature="Association loi 1901")
    assert find_occurrences("nature:association", make_occurrences(dossier, structure))
    assert not find_occurrences("nature:association loi 1908", make_occurrences(dossier, structure))


def test_an_annex_added_for_an_operation_moves_the_fiches(dossier, conventions):
    ajout = replace(dossier.modele[0], code="ajout", style="annexe", si="operation:T1-02", texte="Annexe 3\xa0: Charte")
    change = replace(dossier, modele=(*dossier.modele[:-1], ajout, dossier.modele[-1]))
    for nom, annexes in (("CCAS de Libercourt", 5), ("PAGE", 3)):
        convention = compose_convention(change, conventions[nom].structure, conventions[nom].lignes)
        titres = [bloc.texte for bloc in convention.blocs if bloc.style is Style.ANNEXE]
        assert [titre.replace("\xa0", " ").split(" : ")[0] for titre in titres] == [f"Annexe {n}" for n in range(1, annexes + 1)]
        assert set(titres) <= {bloc.texte for bloc in convention.blocs if bloc.style is Style.PUCE}
        assert any(bloc.texte.endswith(f"au nombre de {annexes}\xa0:") for bloc in convention.blocs)


@pytest.mark.parametrize("choix", [("A", "1", "destruction"), ("B", "2", "renvoi"), ("B", "1", "tiers")])
def test_choices_keep_their_own_blocks(dossier, conventions, choix):
    page = conventions["PAGE"]
    structure = replace(page.structure, **dict(zip(("sous_traitance", "securite", "sort_donnees"), choix, strict=True)))
    texte = "\n".join(_textes(compose_convention(dossier, structure, page.lignes)))
    assert ("(option A)" in texte, "(option B)" in texte) == (choix[0] == "A", choix[0] == "B")
    assert "choisir" not in texte


def test_a_structure_with_two_lines_of_one_operation_has_one_fiche(conventions):
    fiches = [bloc for bloc in conventions["EPSM Val de Lys - Artois"].blocs if bloc.style is Style.FICHE]
    assert len(fiches) == 1
    rubriques = {rubrique.libelle: rubrique.paragraphes for rubrique in fiches[0].rubriques}
    assert rubriques["Territoire d’intervention"] == ("Artois, Audomarois",)
    assert rubriques["Coût"] == ("40\u202f000,00\xa0€ (quarante mille euros)",)
    assert len([texte for texte in rubriques["Modalités de financement"] if "= 20\u202f000,00\xa0€" in texte]) == 2


def test_the_axis_of_an_operation_is_printed_where_it_is_typed(dossier):
    axe = "Axe 3 – Engagement collectif en faveur de l’emploi"
    avec = replace(dossier, operations=tuple(replace(operation, axe=axe) for operation in dossier.operations))
    [convention] = compose_conventions(avec, ["PAGE"])
    actions = [rubrique for bloc in convention.blocs for rubrique in bloc.rubriques if rubrique.cle == "action"]
    assert [action.paragraphes[0] for action in actions] == [f"Axe de l’appel à projets\xa0: {axe}"]
    [sans] = compose_conventions(dossier, ["PAGE"])
    assert "Axe de l'appel" not in str(sans.blocs)


@pytest.mark.parametrize(
    ("commission", "numero", "visa"),
    [
        (
            SECONDE,
            "2022-400",
            "Vu la délibération n° 2022-400 prise par la Commission permanente du Conseil départemental le 14 novembre 2022 ;",
        ),
        (
            SECONDE,
            "",
            f"Vu la délibération n° {A_COMPLETER} prise par la Commission permanente du Conseil départemental le 14 novembre 2022 ;",
        ),
        (
            COMMISSION,
            "2022-400",
            "Vu la délibération n° 2022-375 prise par la Commission permanente du Conseil départemental le 27 septembre 2022 ;",
        ),
    ],
)
def test_what_a_second_commission_decided_cites_its_deliberation(dossier, commission, numero, visa):
    """A demand that was retained later, of a structure that had nothing: the act of the first vote is not that of its convention."""
    dossier = replace(dossier, lignes=tuple(ligne for ligne in dossier.lignes if ligne.structure != "PAGE"))
    demande = make_demande("PAGE", "T1-01", quantite="40", decision=RETENUE, commission=commission, **PHASE)
    decide = Deliberation("", "", numero, SECONDE, (), ATTRIBUE, None, "", None, AILLEURS)
    dossier = replace(dossier, demandes=(demande,), deliberations=(*dossier.deliberations, decide))
    votee = apply_passage(dossier, plan_passage(dossier, date(2022, 11, 20)))
    (convention,) = compose_conventions(votee, ["PAGE"])
    textes = list(_textes(convention))
    assert visa in [texte.replace("\xa0", " ").replace("\u202f", " ") for texte in textes]
    autre = "2022-375" if commission == SECONDE else "2022-400"
    assert not [texte for texte in textes if autre in texte]
