"""The workbook of the conventions: every text, no formula but the total, pages ready to print, nothing cut."""

import re
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl import metriques
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.documents.document import A_COMPLETER, Bloc, Manque, Rubrique, Style
from dpid_xl.metriques import measure, split_texte, wrap
from dpid_xl.periodes import Periode
from dpid_xl.rendus import feuilles
from dpid_xl.rendus.aspect import ALERTE, RESTE_POUR_UNE_ANNEXE
from dpid_xl.rendus.feuilles import RETOUR, render_a_inserer, render_feuilles
from dpid_xl.rendus.feuilles.aspects import ASPECTS, HAUTEUR_MAXIMALE
from dpid_xl.rendus.feuilles.ecriture import escape_entete
from dpid_xl.rendus.feuilles.index import RANG_ENTETES
from dpid_xl.rendus.feuilles.mise_en_page import (
    HAUTEUR_PAGE,
    LIBELLE,
    PIXELS_PAR_UNITE,
    POINTS_PAR_UNITE,
    UNITES,
    count_lignes_imprimees,
    find_bornes,
    lay_bloc,
    lay_blocs,
    paginate,
)
from dpid_xl.rendus.word.docx import TABLEAUX
from tests.libreoffice import convert

TITRES = {"article", "sous-article", "intertitre", "annexe"}
TITRE = "Appel à projets 2022"
JOUR = date(2022, 9, 27)
POINTS_PAR_PIXEL = 0.75
HOSTILES = (
    *(
        "=1+1",
        "@SUM(A1)",
        "-1",
        "+1",
        "'a",
        "''",
        "<b>&amp;</b>",
        "<r><t>a</t></r>",
        "<r>a",
        "_x0041_",
        "{=1}",
        "http://a.fr",
        "internal:Index!A1",
    ),
    *("a\x00b\x1fc", "12345678901234567890", "1e5", "01/07/2022", "\ud800", "ligne\r\nligne", "tab\tulation", "   ", "\n\n", "мир 世界 😀"),
    *(
        "mot " * 12_000,
        "m" * 40_000,
        "W" * 500 + " fin",
        "\n" * 300 + "fin",
        f"{A_COMPLETER}",
        f"a {A_COMPLETER}{A_COMPLETER} b",
        f"<r>{A_COMPLETER}",
    ),
)


@pytest.fixture(scope="module")
def trois(conventions):
    noms = ("CCAS du Touquet", "CCAS de Libercourt", "MAHRA Le Toit")
    return tuple(convention for convention in conventions if convention.structure.nom in noms)


@pytest.fixture(scope="module")
def classeur(trois):
    return load_workbook(BytesIO(render_feuilles(trois, TITRE, JOUR)))


def _read(*conventions):
    return load_workbook(BytesIO(render_feuilles(conventions, TITRE, JOUR)))


def _make(modele, *blocs, nom="Structure", **champs):
    return replace(modele, structure=replace(modele.structure, nom=nom), blocs=blocs, **champs)


def _squeeze(texte):
    return " ".join(texte.replace("•", " ").replace("\ufffd", " ").split())


def _list_textes(bloc):
    yield bloc.texte
    for rubrique in bloc.rubriques:
        yield rubrique.libelle
        yield from rubrique.paragraphes
    for rangee in bloc.tableau:
        yield from rangee


def _read_texte(feuille, *, par_colonne=False):
    zone = feuille[feuille.print_area.rpartition("!")[2]]
    cellules = (cellule for rangee in (zip(*zone, strict=True) if par_colonne else zone) for cellule in rangee)
    return _squeeze(" ".join(str(cellule.value) for cellule in cellules if cellule.value not in {None, "(suite)"}))


def _assert_in_order(texte, attendus):
    position = 0
    for attendu in map(_squeeze, attendus):
        trouve = texte.find(attendu, position)
        assert trouve >= 0, f"« {attendu[:80]} » manque après « {texte[max(0, position - 80) : position]} »"
        position = trouve + len(attendu)


# --- Index ---

COMMUNS = (
    *("date de la convention Stratégie pauvreté", "date de la convention Bassin minier", "courriel du gestionnaire"),
    *("RGPD : opérations sur les données", "RGPD : finalités", "RGPD : données traitées", "RGPD : personnes concernées"),
    "RGPD : informations fournies",
)


def test_same_bytes_as_with_the_sheets_of_the_library(conventions, monkeypatch):
    avec = render_feuilles(conventions[:6], TITRE, JOUR)
    monkeypatch.setattr(feuilles, "OngletVif", Worksheet)
    assert avec == render_feuilles(conventions[:6], TITRE, JOUR)


def test_sheets_stand_in_the_order_given(conventions):
    noms = _read(*conventions[:5]).sheetnames
    assert noms == ["Index", "CCAS de Libercourt", "CCAS du Touquet", "PAGE", "Au bord de la ligne", "Maison Emploi Métiers Pays…"]


def test_index_amounts_are_numbers_that_add_up(conventions):
    contenu = render_feuilles([replace(convention, blocs=()) for convention in conventions], TITRE, JOUR)
    index = load_workbook(BytesIO(contenu))["Index"]
    premiere, derniere = RANG_ENTETES + 2, RANG_ENTETES + 1 + len(conventions)
    montants = [index.cell(rang, 9).value for rang in range(premiere, derniere + 1)]
    assert all(isinstance(montant, int | float) for montant in montants)
    assert sum(Decimal(str(montant)) for montant in montants) == Decimal("6196447.52")
    assert index.cell(derniere + 1, 9).value == f"=SUM(I{premiere}:I{derniere})"
    assert "€" in index.cell(premiere, 9).number_format
    calcule = load_workbook(BytesIO(contenu), data_only=True)["Index"]
    assert calcule.cell(derniere + 1, 9).value == 6196447.52


def test_index_tells_state_and_links_to_sheets(classeur, trois):
    index = classeur["Index"]
    for rang, convention in enumerate(trois, RANG_ENTETES + 2):
        assert index.cell(rang, 2).value == convention.structure.nom
        assert index.cell(rang, 3).hyperlink.location == f"'{convention.structure.nom}'!A1"
        assert index.cell(rang, 6).value == ", ".join(convention.operations)
        assert index.cell(rang, 7).value.date() == convention.periode.debut
        assert index.cell(rang, 10).value == "PROJET"
        assert index.cell(rang, 11).value == "\xa0; ".join(manque for manque in convention.manques if manque not in COMMUNS)


def test_index_says_once_the_settings_that_all_lack(classeur, trois):
    index = classeur["Index"]
    assert index["A4"].value == f"Il manque à toutes, sur la feuille Campagne : {' ; '.join(COMMUNS)}."
    assert all(set(COMMUNS) <= set(convention.manques) for convention in trois)
    seule = _read(trois[0])["Index"]
    assert seule["A4"].value is None
    assert seule.cell(RANG_ENTETES + 2, 11).value == "\xa0; ".join(trois[0].manques)


def test_index_without_a_setting_in_common_says_none(trois):
    index = _read(replace(trois[0], lacunes=()), *trois[1:])["Index"]
    assert index["A4"].value is None
    assert index.cell(RANG_ENTETES + 3, 11).value == "\xa0; ".join(trois[1].manques)


def test_a_complete_convention_is_said_complete(trois):
    complete = replace(trois[0], lacunes=(), periode=None, numero="2022-0001")
    index = _read(complete)["Index"]
    rangee = [cellule.value for cellule in index[RANG_ENTETES + 2]]
    assert rangee[3] == "2022-0001"
    assert rangee[6] is rangee[7] is None
    assert rangee[9:] == ["complet", None]
    assert index["A3"].value == "1 convention au 27 septembre 2022 : 1 à signer, 0 à l'état de projet."


def test_a_date_too_old_for_excel_and_no_thematique(trois):
    ancienne = replace(trois[0], thematiques=(), periode=Periode(date(1022, 7, 1), date(2022, 12, 31)))
    classeur = _read(ancienne)
    assert classeur["Index"].cell(RANG_ENTETES + 2, 7).value == "01/07/1022"
    assert classeur.worksheets[1].sheet_properties.tabColor is None


def test_index_prints_and_filters(classeur):
    index = classeur["Index"]
    assert index.freeze_panes == "C6"
    assert index.auto_filter.ref == "A5:K8"
    assert index.print_title_rows == "$5:$5"
    assert index.page_setup.orientation == "landscape"
    assert (index.page_setup.fitToWidth, index.page_setup.fitToHeight) == (None, 0)  # XlsxWriter leaves the default out: 1 page wide


def test_a_convention_is_never_in_a_temporary_folder(trois, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    assert list_parties(render_feuilles(trois, "Campagne", JOUR))


def test_no_convention_at_all():
    assert _read().sheetnames == ["Index"]


# --- Sheets ---


def test_every_text_is_there_in_order(classeur, trois):
    for convention in trois:
        textes = (texte for bloc in convention.blocs for texte in _list_textes(bloc))
        _assert_in_order(_read_texte(classeur[convention.structure.nom]), textes)


def test_the_only_formula_is_the_total(classeur):
    formules = [
        (feuille.title, cellule.coordinate)
        for feuille in classeur
        for rangee in feuille.iter_rows()
        for cellule in rangee
        if cellule.data_type == "f"
    ]
    assert formules == [("Index", "I9")]


def test_page_set_up(classeur, trois):
    feuille = classeur["CCAS de Libercourt"]
    assert feuille.page_setup.paperSize == 9
    assert feuille.page_setup.orientation == "portrait"
    assert feuille.sheet_properties.pageSetUpPr.fitToPage
    assert (feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight) == (None, 0)  # XlsxWriter leaves the default out: 1 page wide
    assert not feuille.sheet_view.showGridLines
    travail, pied = feuille.oddFooter.left.text.strip().split("\n")
    assert travail.startswith("rédaction de travail")
    assert pied.startswith("CCAS de Libercourt – convention n°")
    assert feuille.oddFooter.right.text.strip() == f"Page &P / {len(feuille.row_breaks.brk) + 1}"
    assert "Pôle Solidarités" in feuille.oddHeader.left.text
    assert feuille.oddHeader.right.text.strip() == "PROJET – ne pas signer"
    assert feuille.page_setup.useFirstPageNumber
    couleurs = {classeur[convention.structure.nom].sheet_properties.tabColor.rgb for convention in trois}
    assert len(couleurs) == 2  # T1 and T2


def test_the_link_back_is_not_printed(classeur):
    for feuille in classeur.worksheets[1:]:
        liens = [cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.hyperlink]
        assert [lien.hyperlink.location for lien in liens] == ["'Index'!A1"]
        derniere = re.search(r"\$([A-Z]+)\$\d+$", feuille.print_area)[1]
        assert liens[0].column_letter > derniere


def test_the_first_annex_starts_a_page_and_the_others_follow_when_they_have_room(conventions):
    for convention in conventions:
        rangees = lay_blocs(convention.blocs)
        sauts = paginate(rangees)
        annexes = [rang for rang, rangee in enumerate(rangees) if rangee.page]
        assert len(annexes) == 2 + len(convention.operations)
        assert annexes[0] in sauts
        for rang in annexes[1:]:
            debut = max(saut for saut in sauts if saut <= rang - 1)
            a_la_place = sum(rangee.hauteur for rangee in rangees[debut:rang]) <= HAUTEUR_PAGE * (1 - RESTE_POUR_UNE_ANNEXE)
            assert a_la_place or rang in sauts


def test_no_page_but_the_last_holds_a_few_lines_only(conventions):
    """Foreseen here for all the sheets; LibreOffice then prints the very pages that were foreseen."""
    creuses = []
    for convention in conventions:
        rangees = lay_blocs(convention.blocs)
        for debut, fin in pairwise((0, *paginate(rangees))):
            if sum(rangee.hauteur for rangee in rangees[debut:fin]) < HAUTEUR_PAGE / 4:
                creuses.append((convention.structure.nom, debut))
    assert creuses == []


def test_each_has_the_room_to_sign_and_to_stamp_at_the_same_height():
    [_, rangee] = lay_bloc(Bloc(Style.SIGNATURE, tableau=(("Pour A,\nla Directrice\n\n\n\nMme X", "Pour B\n\n\n\nM. Y\n(cachet)"),)))
    gauche, droite = (cellule.texte.split("\n") for cellule in rangee.cellules)
    assert gauche.index("Mme X") == droite.index("M. Y")
    assert gauche.count("") * ASPECTS["signature"].interligne >= 3 / 2.54 * 72
    assert rangee.hauteur >= max(map(len, (gauche, droite))) * ASPECTS["signature"].interligne


def test_no_title_is_stranded_and_no_page_overflows(conventions):
    for convention in conventions:
        rangees = lay_blocs(convention.blocs)
        sauts = paginate(rangees)
        assert not [saut for saut in sauts if rangees[saut - 1].suite]
        for debut, fin in pairwise((0, *sauts, len(rangees))):
            assert sum(rangee.hauteur for rangee in rangees[debut:fin]) <= HAUTEUR_PAGE


_TEXTES = st.builds(
    lambda mot, nombre, fin: f"{mot} " * nombre + fin,
    st.sampled_from(("clause", "Une phrase.", "m" * 90)),
    st.integers(0, 300),
    st.sampled_from((".", " :", "")),
)
_BLOCS = st.one_of(
    st.builds(
        Bloc,
        st.sampled_from([style for style in Style if style not in TABLEAUX]),
        _TEXTES,
    ),
    st.builds(
        lambda textes: Bloc(Style.FICHE, rubriques=(Rubrique("Coût", ("1 €",)), Rubrique("Objectifs", textes))), st.tuples(_TEXTES, _TEXTES)
    ),
    st.builds(lambda textes: Bloc(Style.SIGNATURE, tableau=(textes,)), st.tuples(_TEXTES, _TEXTES)),
)


def _measure_groupes(rangees):
    hauteur = 0.0
    for rangee in rangees:
        hauteur += rangee.hauteur
        yield hauteur
        if not rangee.suite:
            hauteur = 0.0


@settings(max_examples=50)
@given(st.lists(_BLOCS, min_size=1, max_size=30))
def test_pages_of_any_document(blocs):
    """No row is too high for Excel, no title ends a page, no fiche is parted from its heading, and a page never overflows."""
    rangees = lay_blocs(blocs)
    sauts = paginate(rangees)
    assert all(0 < rangee.hauteur <= HAUTEUR_MAXIMALE for rangee in rangees)
    for debut, fin in pairwise((0, *sauts, len(rangees))):
        page = rangees[debut:fin]
        # An annex starts a page whatever stands before it.
        assert fin == len(rangees) or rangees[fin].page or not page[-1].suite
        # What must stand together and is higher than a page is cut where the spreadsheet wants.
        assert sum(rangee.hauteur for rangee in page) <= HAUTEUR_PAGE or max(_measure_groupes(page)) > HAUTEUR_PAGE
    for saut in (saut for saut in sauts if not rangees[saut].page):
        assert not {cellule.aspect for cellule in rangees[saut - 1].cellules} & TITRES


@pytest.mark.parametrize("style", [Style.PARAGRAPHE, Style.PUCE, Style.NUMERO, Style.VISA])
def test_a_long_clause_is_cut_in_short_rows(style):
    """A row keeps room for what a screen adds: cut in short rows, a clause of 4 000 signs has no hole and fills its pages."""
    clause = ("L’organisme tient une comptabilité qui isole les charges et les produits de l’opération. " * 50)[:4000].rstrip()
    rangees = lay_bloc(Bloc(style, clause))
    parts = [rangee.cellules[-1].texte for rangee in rangees]
    assert " ".join(parts) == clause
    assert len(rangees) >= 3
    assert max(rangee.hauteur for rangee in rangees) <= HAUTEUR_PAGE / 4
    assert all(part.endswith(".") for part in parts[:-1])
    assert not any(rangee.suite for rangee in rangees)


def test_frames_are_closed_beside_a_text_that_goes_on():
    fiche = lay_bloc(Bloc(Style.FICHE, rubriques=(Rubrique("Objectifs", ("• " + "Une phrase assez longue pour compter. " * 80,)),)))
    corps = [[cellule for cellule in rangee.cellules if cellule.aspect != "libelle"] for rangee in fiche]
    assert len(corps) > 3
    assert {(cellules[0].debut, cellules[-1].fin) for cellules in corps} == {(LIBELLE, UNITES)}
    assert all("b" in cellule.bords for cellule in corps[-1])


def test_amounts_of_tables_are_set_right(classeur):
    feuille = classeur["CCAS de Libercourt"]
    droites = {cellule.value for rangee in feuille.iter_rows() for cellule in rangee if cellule.alignment.horizontal == "right"}
    assert {"6\u202f400,00\xa0€", "10\u202f000,00\xa0€", "16\u202f400,00\xa0€"} <= droites


def test_what_is_missing_is_set_off(trois):
    contenu = render_feuilles(trois[:1], TITRE, JOUR)
    feuille = load_workbook(BytesIO(contenu), rich_text=True)[trois[0].structure.nom]
    riches = [
        cellule.value
        for rangee in feuille.iter_rows()
        for cellule in rangee
        if cellule.data_type == "s" and A_COMPLETER in str(cellule.value)
    ]
    fragments = [fragment for riche in riches if not isinstance(riche, str) for fragment in riche if str(fragment) == A_COMPLETER]
    assert len(fragments) > 10
    assert all(fragment.font.b and fragment.font.color.rgb == "FF" + ALERTE[1:] for fragment in fragments)


def test_a_part_of_a_table_that_is_missing_is_set_off(trois):
    feuille = _read(_make(trois[0], Bloc(Style.PARAGRAPHE, A_COMPLETER)))["Structure"]
    assert feuille["A1"].font.b
    assert feuille["A1"].font.color.rgb == "FF" + ALERTE[1:]


def test_a_label_cut_by_a_page_goes_on(trois):
    fiche = Bloc(Style.FICHE, rubriques=(Rubrique("Objectifs", ("• " + "mot " * 300,) * 20),))
    feuille = _read(_make(trois[0], fiche))["Structure"]
    sauts = [saut.id for saut in feuille.row_breaks.brk]
    assert sauts
    assert [feuille.cell(saut + 1, 1).value for saut in sauts] == ["(suite)"] * len(sauts)


def test_same_input_same_bytes(trois):
    assert render_feuilles(trois, TITRE, JOUR) == render_feuilles(trois, TITRE, JOUR)


# --- Sheets to be put in another workbook ---


def test_the_link_leads_to_the_sheet_named_and_nothing_else_changes(trois):
    liens = [b"location=\"'%b'!A1\"" % feuille for feuille in (b"Index", b"Conventions")]
    ((inserable, _),) = render_a_inserer(trois, TITRE, JOUR, "Conventions")
    voulues = {nom: contenu.replace(*liens) for nom, contenu in list_parties(render_feuilles(trois, TITRE, JOUR)).items()}
    assert list_parties(inserable) == voulues


def test_the_texts_told_are_those_of_the_cells(conventions):
    ((contenu, textes),) = render_a_inserer([*conventions[:20], _make(conventions[0], *_expand())], TITRE, JOUR, "Conventions")
    feuilles = load_workbook(BytesIO(contenu)).worksheets[1:]
    assert list(textes) == [feuille.title for feuille in feuilles]
    for feuille in feuilles:
        lus = {
            (cellule.row - 1, cellule.column - 1): cellule.value for rangee in feuille.iter_rows() for cellule in rangee if cellule.value
        }
        assert {place: texte.replace("\r\n", "\n") for place, texte in textes[feuille.title].items() if texte} == lus
        assert RETOUR in lus.values()


@pytest.mark.parametrize(("nombre", "octets", "attendus"), [(3, 10**7, [3, 3, 1]), (7, 1, [1] * 7)])
def test_many_sheets_come_in_several_workbooks_named_and_coloured_as_in_one(conventions, monkeypatch, nombre, octets, attendus):
    sept = [conventions[0], *conventions[:6]]  # two of the same name
    ((_, textes),) = render_a_inserer(sept, TITRE, JOUR, "Conventions")
    monkeypatch.setattr("dpid_xl.rendus.feuilles.A_INSERER", nombre)
    monkeypatch.setattr("dpid_xl.rendus.feuilles.OCTETS_A_INSERER", octets)
    rendus = list(render_a_inserer(sept, TITRE, JOUR, "Conventions"))
    assert [len(siens) for _, siens in rendus] == attendus
    assert [(nom, texte) for _, siens in rendus for nom, texte in siens.items()] == list(textes.items())
    couleurs = {feuille.title: feuille.sheet_properties.tabColor for contenu, _ in rendus for feuille in _open(contenu)}
    ((entier, _),) = _render_ensemble(sept, monkeypatch)
    assert couleurs == {feuille.title: feuille.sheet_properties.tabColor for feuille in _open(entier)}


def _open(contenu):
    return load_workbook(BytesIO(contenu)).worksheets[1:]


def _render_ensemble(conventions, monkeypatch):
    monkeypatch.undo()
    return render_a_inserer(conventions, TITRE, JOUR, "Conventions")


# --- Hostile texts ---


def _expand():
    for style in Style:
        for texte in HOSTILES:
            match style:
                case Style.TABLEAU:
                    yield Bloc(style, tableau=(("a", "b"), (texte, "1 €"), ("Total", texte)), montants=(1,))
                case Style.FICHE:
                    yield Bloc(
                        style, rubriques=(Rubrique(texte[:200], (texte, f"• {texte}")), Rubrique("a" * 9000, ()), Rubrique("", ("",)))
                    )
                case Style.SIGNATURE | Style.ADRESSE:
                    yield Bloc(style, tableau=((texte, "b"),))
                case _:
                    yield Bloc(style, texte)
    yield Bloc(Style.TABLEAU)
    yield Bloc(Style.TABLEAU, tableau=(("a",), ("b", "c", "d")))
    yield Bloc(Style.TABLEAU, tableau=(tuple("abcdefghijklmnopqrstuvwx"),), montants=(0, 3))


def test_hostile_texts_stay_texts(trois):
    for style in Style:
        blocs = [bloc for bloc in _expand() if bloc.style is style]
        feuille = _read(_make(trois[0], *blocs))["Structure"]
        assert not [cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.data_type not in "sn"]
        assert all(cellule.value is None for rangee in feuille.iter_rows() for cellule in rangee if cellule.data_type == "n")
        assert max(dimension.height for dimension in feuille.row_dimensions.values() if dimension.height) <= HAUTEUR_MAXIMALE
        trouve = (_read_texte(feuille) + _read_texte(feuille, par_colonne=True)).replace(" ", "")
        for bloc in blocs:
            for texte in _list_textes(bloc):
                attendu = _squeeze(re.sub("[\\x00\\x1f\\ud800]", "", texte)).replace(" ", "")
                assert attendu in trouve, attendu[:80]


def test_hostile_names_and_titles(trois):
    noms = ("L'Escale'", "=1+1", "A" * 200, "a" * 200, "Index", "History", "B/C:D*E?[F]", "", "&Nord & <Sud>", "\x01", "n" * 40_000)
    conventions = [_make(trois[0], Bloc(Style.TITRE, "a"), nom=nom, pied=nom * 3, numero=nom, lacunes=(Manque(nom),) * 50) for nom in noms]
    contenu = render_feuilles(conventions, "&P & 2022" * 60, JOUR)
    classeur = load_workbook(BytesIO(contenu))
    assert len({nom.casefold() for nom in classeur.sheetnames}) == len(noms) + 1
    index = classeur["Index"]
    for rang, nom in enumerate(classeur.sheetnames[1:], RANG_ENTETES + 2):
        assert index.cell(rang, 3).hyperlink.location == "'" + nom.replace("'", "''") + "'!A1"
    assert classeur.worksheets[9].oddFooter.left.text.strip() == "&&Nord && <Sud>" * 3


@pytest.mark.parametrize("texte", ["&" * 300, "2022", "a" * 300, "é & è " * 90, "\n\x00", ""])
def test_headers_are_escaped_and_short(texte):
    entete = escape_entete(texte, 8)
    assert len(entete) <= 127
    assert re.fullmatch(r'&"Arial,Regular"&8 ([^&]|&&)*', entete)


# --- Metrics ---


def test_splitting_loses_nothing():
    for texte in ("Une phrase. " * 400, "mot " * 900, "m" * 5000, "a\n\nb  c " * 300, "\n".join("x" * 200 for _ in range(90))):
        parts = split_texte(texte, 300, 10, 12)
        assert "".join("".join(parts).split()) == "".join(texte.split())
        assert all(len(wrap(part, 300, 10)) <= 12 for part in parts)


def test_parts_end_with_a_sentence_when_one_does():
    parts = split_texte(("Une phrase assez courte pour tenir. " * 60).strip(), 300, 10, 10)
    assert all(part.endswith(".") for part in parts)


@pytest.mark.parametrize("options", [{"gras": True}, {"mots_gras": A_COMPLETER}], ids=["tout", "mots"])
def test_bold_words_take_more_room(options):
    assert measure("COMPLÉTER", 10, gras=True) > measure("COMPLÉTER", 10)
    assert len(wrap("À COMPLÉTER " * 30, 220, 10, **options)) > len(wrap("À COMPLÉTER " * 30, 220, 10))


def test_a_cell_in_bold_counts_its_lines_in_bold():
    texte = "Le Département verse une avance. " * 300
    assert ASPECTS["service"].gras
    assert ASPECTS["service"].taille == ASPECTS["paragraphe"].taille
    assert count_lignes_imprimees(texte, 65, "service") > count_lignes_imprimees(texte, 65, "paragraphe")


def test_rows_are_high_enough_on_a_screen_that_rounds_each_letter_to_a_pixel(conventions, monkeypatch):
    """As Excel does at 96 dots per inch; without the margin, some rows would lack a line."""
    cellules = {
        (cellule.texte, cellule.fin - cellule.debut, cellule.aspect)
        for convention in conventions[::4]
        for rangee in lay_blocs(convention.blocs)
        for cellule in rangee.cellules
    }
    prevues = {cle: count_lignes_imprimees(*cle) for cle in cellules}
    monkeypatch.setattr(metriques, "MARGE", 1.0)
    exactes = {cle: _count_sans_memoire(*cle) for cle in cellules}
    monkeypatch.setattr(metriques, "measure", _measure_on_screen)
    affichees = {cle: _count_sans_memoire(*cle) for cle in cellules}
    assert [cle for cle in cellules if prevues[cle] < affichees[cle]] == []
    assert [cle for cle in cellules if exactes[cle] < affichees[cle]] != []
    assert len(cellules) > 500


def _measure_on_screen(texte, taille, *, gras=False):
    return sum(round(measure(signe, taille, gras=gras) / POINTS_PAR_PIXEL) for signe in texte) * POINTS_PAR_PIXEL


def _count_sans_memoire(texte, unites, nom):
    aspect = ASPECTS[nom]
    largeur = unites * POINTS_PAR_UNITE - aspect.retrait
    return len(wrap.__wrapped__(texte, largeur, aspect.taille, gras=aspect.gras, mots_gras=A_COMPLETER))


def test_a_table_too_wide_is_refused():
    with pytest.raises(ValueError, match="25 colonnes"):
        lay_bloc(Bloc(Style.TABLEAU, tableau=(("a",) * 25,)))


def test_columns_cover_the_page(conventions):
    for convention in conventions:
        bornes = find_bornes(lay_blocs(convention.blocs))
        assert (bornes[0], bornes[-1]) == (0, UNITES)


# --- In a real spreadsheet ---


@pytest.mark.libreoffice
def test_rows_are_as_high_as_a_spreadsheet_wants(conventions, tmp_path):
    """Let LibreOffice fit the height of the same texts, unmerged, in the same width: ours must never be less."""
    cellules = {
        (cellule.texte, cellule.fin - cellule.debut, cellule.aspect): rangee.hauteur
        for convention in conventions[::4]
        for rangee in lay_blocs(convention.blocs)
        for cellule in rangee.cellules
        if cellule.rangees == 1
    }
    fichier = tmp_path / "hauteurs.xlsx"
    largeurs = sorted({unites for _, unites, _ in cellules})
    with Workbook(fichier, {"strings_to_formulas": False}) as classeur:
        formats = {nom: classeur.add_format(aspect.proprietes) for nom, aspect in ASPECTS.items()}
        for unites in largeurs:
            feuille = classeur.add_worksheet(str(unites))
            feuille.set_column_pixels(0, 0, unites * PIXELS_PAR_UNITE)
            for rang, (texte, _, aspect) in enumerate(cle for cle in cellules if cle[1] == unites):
                feuille.write_string(rang, 0, texte, formats[aspect])
    ajuste = load_workbook(convert(fichier, "xlsx"))
    trop_basses = []
    for unites in largeurs:
        feuille = ajuste[str(unites)]
        for rang, cle in enumerate((cle for cle in cellules if cle[1] == unites), 1):
            voulue = feuille.row_dimensions[rang].height
            if voulue and cle[0] and cellules[cle] < voulue:
                trop_basses.append((cle, cellules[cle], voulue))
    assert not trop_basses
    assert len(cellules) > 500


@pytest.mark.libreoffice
def test_last_words_are_printed(trois, tmp_path):
    fichier = tmp_path / "conventions.xlsx"
    fichier.write_bytes(render_feuilles(trois, TITRE, JOUR))
    pages = PdfReader(convert(fichier, "pdf")).pages
    imprime = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    for convention in trois:
        for bloc in convention.blocs:
            for texte in _list_textes(bloc):
                derniers = "".join(texte.split()[-3:])
                assert derniers in imprime, derniers


@pytest.mark.libreoffice
def test_pages_are_those_foreseen(trois, tmp_path):
    fichier = tmp_path / "conventions.xlsx"
    fichier.write_bytes(render_feuilles(trois, TITRE, JOUR))
    pages = PdfReader(convert(fichier, "pdf")).pages
    prevues = 1 + sum(1 + len(paginate(lay_blocs(convention.blocs))) for convention in trois)
    assert len(pages) == prevues
