"""The shipped workbook after what people do to it: harmless changes say nothing, the others say what, where and what to do."""

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table

from dpid_xl.classeurs.audit import structure
from dpid_xl.classeurs.audit.saisies import REFERENCES
from dpid_xl.classeurs.audit.sommes import ACCUEIL, AUTRES_EN_TETE, COLONNES_ACCUEIL, TOTAUX_EN_TETE
from dpid_xl.classeurs.gabarit import atelier, build_classeur
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import get_message, load_messages
from dpid_xl.schema import EMPLACEMENTS, FEUILLES, SUIVI, TABLES
from tests.cas import load_cas
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import RANGEES, Essai, Formule, build, list_constats, place, rewrite
from tests.libreoffice import convert
from tests.places import find_partie
from tests.typographie import unset
from udfs.libreoffice.classeur import adapt_classeur

CAS = load_cas(__file__, "cas_structure.toml")
LIGNES = 6


@pytest.fixture(scope="module")
def petit(dossier, jour):
    with shorten_echeancier(2 * LIGNES):  # each case opens and saves the whole
        return build_classeur(replace(dossier, lignes=dossier.lignes[:LIGNES], modele=dossier.modele[:1]), (), jour)


def _type(classeur, cellules):
    for lieu, valeur in cellules.items():
        feuille, cellule = lieu.split("!")
        classeur[feuille][cellule] = (float(valeur) if not isinstance(valeur, str) else valeur) if valeur != "" else None


def _hide_rows(classeur, feuilles):
    for feuille, rangs in feuilles.items():
        for rang in rangs:
            classeur[feuille].row_dimensions[rang].hidden = True


def _hide_columns(classeur, feuilles):
    for feuille, lettres in feuilles.items():
        for lettre in lettres:
            classeur[feuille].column_dimensions[lettre].hidden = True


def _empty_rows(classeur, feuilles):
    for feuille, rangs in feuilles.items():
        for cellule in (cellule for rang in rangs for cellule in classeur[feuille][rang]):
            cellule.value = None


def _filter(classeur, nom):
    table = _find_table(classeur, nom)
    table.autoFilter = AutoFilter(ref=table.ref, filterColumn=[FilterColumn(colId=1, filters=Filters(filter=["T1-01"]))])


def _hide_buttons(classeur, nom):
    table = _find_table(classeur, nom)
    table.autoFilter = AutoFilter(ref=table.ref, filterColumn=[FilterColumn(colId=1, hiddenButton=True)])


def _find_table(classeur, nom):
    return next(feuille.tables[nom] for feuille in classeur.worksheets if nom in feuille.tables)


def _filter_sheet(classeur, feuilles):
    for feuille, plage in feuilles.items():
        classeur[feuille].auto_filter.ref = plage
        classeur[feuille].auto_filter.add_filter_column(1, ["T1-01"])


def _freeze(classeur, _oui):
    for cellule in (cellule for feuille in classeur.worksheets for cellule in feuille._cells.values()):
        if cellule.data_type == "f":
            cellule.value = 1


def _count_from_1904(classeur, _oui):
    classeur.epoch = CALENDAR_MAC_1904


def _link(classeur, cibles):
    for cible in cibles:
        lien = ExternalLink(externalBook=ExternalBook(id="rId1"))
        lien.file_link = Relationship(type="externalLinkPath", Target=cible, TargetMode="External", Id="rId1")
        classeur._external_links.append(lien)


def _name(classeur, noms):
    for nom, formule in noms.items():
        classeur.defined_names[nom] = DefinedName(nom, attr_text=formule)


def _set_calcul(classeur, mode):
    classeur.calculation.calcMode = mode


def _swap(classeur, lettres):
    """Exchange two columns of the table, not what stands above them, as Excel does."""
    feuille, (une, autre) = classeur["Annexe 5"], lettres
    (table,) = feuille.tables.values()
    colonnes = table.tableColumns
    rangs = [column_index_from_string(lettre) - 1 for lettre in (une, autre)]
    colonnes[rangs[0]], colonnes[rangs[1]] = colonnes[rangs[1]], colonnes[rangs[0]]
    for rang in range(6, 6 + LIGNES + 1):
        gauche, droite = feuille[f"{une}{rang}"], feuille[f"{autre}{rang}"]
        gauche.value, droite.value = droite.value, gauche.value


def _copy(classeur, copie):
    feuille = classeur.copy_worksheet(classeur[copie["de"]])
    feuille.title = copie["vers"]
    if "tableau" in copie:
        (source,) = classeur[copie["de"]].tables.values()
        feuille.add_table(Table(displayName=copie["tableau"], ref=source.ref))


def _hide_sheets(classeur, etats):
    for feuille, etat in etats.items():
        classeur[feuille].sheet_state = etat


def _set_precision(classeur, affichee):
    classeur.calculation.fullPrecision = not affichee


GESTES = {
    "feuilles_masquees": _hide_sheets,
    "precision_affichee": _set_precision,
    "cellules": _type,
    "lignes_masquees": _hide_rows,
    "colonnes_masquees": _hide_columns,
    "videes": _empty_rows,
    "filtre": _filter,
    "echange": _swap,
    "copie": _copy,
    "liens": _link,
    "noms": _name,
    "calcul": _set_calcul,
    "filtre_de_feuille": _filter_sheet,
    "boutons_de_filtre": _hide_buttons,
    "valeurs": _freeze,
    "dates_1904": _count_from_1904,
}


def _save(octets, cas):
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    for geste in set(cas) & set(GESTES):
        GESTES[geste](classeur, cas[geste])
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas["nom"])
def test_what_people_do_to_the_workbook(lire, petit, cas):
    assert set(cas) <= set(GESTES) | {"nom", "anomalies", "phrase"}
    lecture = lire(_save(petit, cas))
    constats = sorted(" ".join(constat) for constat in list_constats(lecture))
    assert constats == sorted(cas.get("anomalies", []))
    phrases = [unset(get_message(anomalie)) for anomalie in lecture.anomalies]
    assert all(phrase.endswith(".") and "{" not in phrase for phrase in phrases)
    if "phrase" in cas:
        assert any(phrase.startswith(cas["phrase"]) for phrase in phrases), phrases


@pytest.mark.parametrize(("remarques", "etats"), [(True, "visible"), (False, "hidden")])
def test_a_sheet_that_waits_is_hidden_until_something_is_typed_on_it(lire, dossier, jour, monkeypatch, remarques, etats):
    feuilles = [replace(feuille, a_la_demande=feuille.nom == "Remarques") for feuille in FEUILLES]
    monkeypatch.setattr(atelier, "FEUILLES", feuilles)
    monkeypatch.setattr(structure, "A_LA_DEMANDE", {"Remarques"})
    court = replace(dossier, lignes=dossier.lignes[:1], modele=dossier.modele[:1], remarques=dossier.remarques[: int(remarques)])
    with shorten_echeancier(2):
        octets = build_classeur(court, (), jour)
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    assert classeur["Remarques"].sheet_state == etats
    assert not [constat for constat in list_constats(lire(octets)) if "lecture_feuille_masquee" in constat]
    classeur["Remarques"].sheet_state = "hidden"
    tampon = io.BytesIO()
    classeur.save(tampon)
    assert bool([constat for constat in list_constats(lire(tampon.getvalue())) if "lecture_feuille_masquee" in constat]) is remarques


def test_each_code_has_a_case():
    codes = {anomalie.split()[0] for cas in CAS for anomalie in cas.get("anomalies", [])}
    texte = Path("dpid_xl/controles/messages.toml").read_text(encoding="utf-8")
    debut, fin = texte.index("[lecture_decision_en_formule]"), texte.index("[lecture_macros_modifiees]")
    # What a formula gave when it was last calculated, which openpyxl does not write beside it.
    attendus = {code for code in load_messages() if debut <= texte.index(f"[{code}]") < fin}
    assert attendus - codes == {"lecture_erreur_calculee", "lecture_decision_en_formule", "lecture_saisie_en_formule"}


def test_totals_are_where_the_workbook_has_them(livre):
    classeur = openpyxl.load_workbook(io.BytesIO(livre))
    tables = {table.nom: table for table in TABLES}
    trouves = set()
    for feuille in classeur.worksheets:
        for nom, ref in feuille.tables.items():
            haut, gauche = feuille[ref.split(":")[0]].row, feuille[ref.split(":")[0]].column
            for rang in range(3, haut) if nom not in ("tblControles", "tblTerritoires", "tblThematiques") else ():
                for decalage, colonne in enumerate(tables[nom].colonnes):
                    if feuille.cell(rang, gauche + decalage).data_type == "f":
                        trouves.add((nom, colonne.champ, haut - rang))
    attendus = {
        (table.nom, champ, hauteur) for table, (champs, hauteurs) in TOTAUX_EN_TETE.items() for champ in champs for hauteur in hauteurs
    }
    attendus |= {(table.nom, champ, hauteur) for table, places in AUTRES_EN_TETE.items() for champ, hauteur in places}
    assert trouves == attendus - {(SUIVI.nom, "versement", 2)}, "what was typed before the payments had their sheet"
    accueil = classeur[ACCUEIL]
    colonnes = [accueil[get_column_letter(colonne)] for colonne in COLONNES_ACCUEIL]
    assert not [cellule for colonne in colonnes for cellule in colonne if isinstance(cellule.value, (int, float))]


def test_figure_of_accueil_typed_over(lire, petit):
    classeur = openpyxl.load_workbook(io.BytesIO(petit))
    rang = next(cellule.row for cellule in classeur[ACCUEIL]["E"] if cellule.value == "Montant retenu")
    lecture = lire(_save(petit, {"cellules": {f"Accueil!F{rang}": 1000}}))
    assert list_constats(lecture) == [("lecture_somme_remplacee", "avertissement", f"Accueil!F{rang}")]
    phrase = unset(get_message(lecture.anomalies[0]))
    assert phrase.startswith("La case qui calcule « Montant retenu » contient « 1000 » au lieu de sa formule")


def test_figure_beside_a_total_typed_over(lire, petit):
    lecture = lire(_save(petit, {"cellules": {"Conventions!C5": 1000}}))
    assert list_constats(lecture) == [("lecture_somme_remplacee", "avertissement", "Conventions!C5")]
    assert unset(get_message(lecture.anomalies[0])).startswith(
        "La case qui calcule « Lignes avenant, à une convention antérieure » contient « 1000 »"
    )


@pytest.mark.libreoffice
def test_saved_by_libreoffice(tmp_path, livre):
    fichier = tmp_path / "annexe5.xlsx"
    fichier.write_bytes(adapt_classeur(livre))
    assert read_classeur(convert(fichier, "xlsx")).anomalies == ()


@pytest.mark.libreoffice
def test_saved_by_libreoffice_through_its_own_format(tmp_path, petit):
    """LibreOffice then writes plain ranges: a row that departs from the others is still found, and a total cut short."""
    (tmp_path / "aller").mkdir()
    (tmp_path / "retour").mkdir()
    (tmp_path / "aller" / "annexe5.xlsx").write_bytes(adapt_classeur(petit))
    ods = convert(tmp_path / "aller" / "annexe5.xlsx", "ods", recalcul=False)
    (tmp_path / "retour" / ods.name).write_bytes(ods.read_bytes())
    revenu = convert(tmp_path / "retour" / ods.name, "xlsx", recalcul=False)
    assert read_classeur(revenu).anomalies == ()
    classeur = openpyxl.load_workbook(revenu)
    annexe5 = classeur["Annexe 5"]
    assert annexe5["M5"].value == "=SUM('Annexe 5'!$M$7:$M$12)"
    annexe5["N9"] = str(annexe5["N9"].value).replace("$L9", "$L8")
    annexe5["M5"] = "=SUM('Annexe 5'!$M$7:$M$11)"
    classeur.save(revenu)
    assert list_constats(read_classeur(revenu)) == [
        ("lecture_formule_differente", "avertissement", "Annexe 5!N9"),
        ("lecture_somme_incomplete", "avertissement", "Annexe 5!M5"),
    ]


def test_copy_of_values_is_no_broken_workbook(lire):
    """The server and LibreOffice hand over the values of the open workbook, without a formula."""
    essai = Essai().set("Mois", 6).set("Montant calculé", Formule("=#NAME?", "#NAME?")).set("Écart", 0)
    essai.apres = lambda classeur: classeur.get_worksheet_by_name("Annexe 5").write_number("M5", 8000.5)
    assert lire(essai).anomalies == ()


def _show(octets, places):
    """Write what formulas show beside them, as the program that calculated them did."""
    parties = list_parties(octets)
    for nom, cellule, erreur in places:
        trouvee = re.search(
            rb'<c r="%s"([^>]*?)(?: t="\w+")?>(<f[^>]*>[^<]*</f>)(?:<v>[^<]*</v>|<v/>)?</c>' % cellule.encode(), parties[nom]
        )
        ecrite = b'<c r="%s"%s t="e">%s<v>%s</v></c>' % (cellule.encode(), trouvee[1], trouvee[2], erreur.encode())
        parties = parties | {nom: parties[nom].replace(trouvee[0], ecrite)}
    return zip_parties(parties)


ANNEXE5, TOTAUX, BUDGET, ECHEANCIER = map(find_partie, ("Annexe 5", "Totaux", "Budget", "Échéancier"))


def test_errors_that_computed_columns_show(lire, petit):
    lues = [
        (ANNEXE5, "L8", "#REF!"),
        (ANNEXE5, "L9", "#DIV/0!"),
        (ANNEXE5, "L12", "#REF!"),
        (TOTAUX, "G8", "#N/A"),
        (BUDGET, "F7", "#VALUE!"),
    ]
    lecture = lire(_show(petit, [*lues, (ECHEANCIER, "D7", "#NAME?")]))
    assert list_constats(lecture) == [
        ("lecture_erreur_calculee", "avertissement", "Annexe 5!L8"),
        ("lecture_erreur_calculee", "avertissement", "Totaux!G8"),
        ("lecture_erreur_calculee", "avertissement", "Budget!F7"),
    ]
    assert unset(get_message(lecture.anomalies[0])).startswith("« Montant calculé » (L8:L9, L12) affiche l'erreur #REF!, et les totaux")
    assert lecture.anomalies[2].faits["valeur"] == "#VALEUR!"


def test_every_decided_figure_must_be_typed():
    attendus = {(emplacement.table, emplacement.champ) for emplacement in EMPLACEMENTS.values()}
    assert attendus < {(table, champ) for _, table, champs in REFERENCES for champ in champs}


@pytest.mark.parametrize(("table", "entete"), [(table, table.entete(champ)) for _, table, champs in REFERENCES for champ in champs])
def test_reference_that_computes(lire, table, entete):
    valeur = RANGEES[table.nom][0][entete]
    lecture = lire(Essai().set(entete, Formule("=1+1", valeur), table.nom))
    assert list_constats(lecture) == [
        ("lecture_decision_en_formule", "avertissement", f"{table.feuille}!{place(Essai(), entete, table)}"),
    ]
    assert lecture.dossier == lire(Essai()).dossier


def test_lines_that_compute_are_told_once_by_column(lire):
    essai = Essai().set("Montant retenu", Formule("=80*80", 6400)).set("Montant retenu", Formule("=[@[Montant calculé]]", 1600.5), rang=1)
    lecture = lire(essai.set("Quantité", Formule("=[1]Feuil1!A1", 20), rang=1).set("Mois", Formule("=1+5", 6)))
    assert [constat for constat in list_constats(lecture) if constat[0] == "lecture_saisie_en_formule"] == [
        ("lecture_saisie_en_formule", "information", "Annexe 5!G8"),
        ("lecture_saisie_en_formule", "information", "Annexe 5!M7"),
    ]
    assert unset(get_message(lecture.anomalies[1])).startswith(
        "« Montant retenu » est une formule sur 2 lignes (M7:M8), la première « =80*80 »"
    )
    assert lecture.dossier == lire(Essai()).dossier


def test_a_part_that_computes_is_told(lire):
    lecture = lire(Essai().set("Montant", Formule("='Annexe 5'!M7", 6400), "tblExercices"))
    assert ("lecture_saisie_en_formule", "information", "Exercices!F7") in list_constats(lecture)
    assert lecture.dossier == lire(Essai()).dossier


def test_a_reference_says_its_sheet_and_its_formula(lire):
    (anomalie,) = lire(Essai().set("Valeur", Formule("=320/2", 160), "tblBareme")).anomalies
    assert unset(get_message(anomalie)).startswith(
        "« Valeur » de la feuille « Barème » est une formule (C7), « =320/2 », au lieu d'un chiffre tapé"
    )


@pytest.mark.parametrize(
    ("avant", "apres", "constats"),
    [
        (b'ht="33"', b'ht="0"', [("lecture_lignes_masquees", "avertissement", "Annexe 5!M7")]),
        (b'width="33.7109375"', b'width="0.0"', [("lecture_colonne_masquee", "avertissement", "Annexe 5!M7")]),
        (b'ht="33"', b'ht="0.75"', []),
    ],
    ids=["ligne", "colonne", "ligne mince"],
)
def test_no_height_or_no_width_is_hidden(lire, avant, apres, constats):
    def _size(classeur):
        classeur.get_worksheet_by_name("Annexe 5").set_row(6, 33)
        classeur.get_worksheet_by_name("Annexe 5").set_column("M:M", 33)

    lecture = lire(rewrite(build(Essai(apres=_size)), "xl/worksheets/sheet1.xml", avant, apres))
    assert list_constats(lecture) == constats


def make_ancienne(formules):
    """The acquis as the oldest workbooks compute it: whatever is planned, from the avance and back, by the packaged barème."""
    acquis = SUIVI.colonne("acquis")
    return formules.replace(_write_en_xml(SUIVI, acquis.formule), _write_en_xml(SUIVI, acquis.anciennes[-1]))


PARTIE_DE_SUIVI = find_partie(SUIVI.feuille)


def test_formulas_of_workbooks_already_out_are_still_right(lire, petit):
    """Suivi gave its avance and not its barème to DPID_SOLDE_REALISE; another is told, also with the barème of something else."""
    bareme = b"tblBareme[[#Headers],[#Data]]"
    feuille = list_parties(petit)[PARTIE_DE_SUIVI]
    ancien = rewrite(petit, PARTIE_DE_SUIVI, feuille, make_ancienne(feuille.decode()).encode())
    assert ancien != petit
    assert lire(ancien).anomalies == lire(petit).anomalies
    autre = rewrite(petit, PARTIE_DE_SUIVI, bareme, b"tblBudget[[#Headers],[#Data]]")
    assert autre != petit
    assert "lecture_formule_de_colonne" in {anomalie.code for anomalie in lire(autre).anomalies}


ANCIENNES = [(table, colonne, ancienne) for table in TABLES for colonne in table.colonnes for ancienne in colonne.anciennes]


def _write_en_xml(table, formule):
    lignes = re.sub(r"\[@\[?([^\[\]]+)\]?\]", rf"{table.nom}[[#This Row],[\1]]", formule.removeprefix("="))
    return escape(lignes)


@pytest.mark.parametrize(("table", "colonne", "ancienne"), ANCIENNES, ids=lambda objet: getattr(objet, "entete", ""))
def test_each_former_formula_is_still_right(lire, petit, table, colonne, ancienne):
    partie = find_partie(table.feuille)
    avant, apres = (_write_en_xml(table, formule).encode() for formule in (colonne.formule, ancienne))
    assert lire(rewrite(petit, partie, avant, apres)).anomalies == lire(petit).anomalies
    faux = rewrite(petit, partie, avant, apres + b"+1")
    assert {anomalie.code for anomalie in lire(faux).anomalies} & {"lecture_formule_de_colonne", "lecture_formule_differente"}


def test_a_former_formula_that_a_program_wrote_its_own_way_is_still_right(lire, petit):
    """As LibreOffice leaves it: plain cells and ranges instead of the columns of tables."""
    lettres = {colonne.entete: get_column_letter(rang) for rang, colonne in enumerate(SUIVI.colonnes, 1)}
    feuille = list_parties(petit)[PARTIE_DE_SUIVI]

    def write_plages(cellule):
        debut, rang, formule = cellule[1], cellule[2], cellule[3]
        formule = re.sub(r"tblSuivi\[\[#This Row\],\[([^\]]+)\]\]", lambda colonne: lettres[colonne[1]] + rang, formule)
        return debut + re.sub(r"tblOperations\[[^\]]+\]", "$A$7:$A$33", formule)

    reecrite = re.sub(r'(<c r="L(\d+)"[^>]*><f>)([^<]*SOLDE_REALISE[^<]*)', write_plages, make_ancienne(feuille.decode())).encode()
    assert b"SOLDE_REALISE(E7," in reecrite
    assert reecrite != feuille
    assert lire(rewrite(petit, PARTIE_DE_SUIVI, feuille, reecrite)).anomalies == lire(petit).anomalies


PARENTHESES = "=" + "(" * 10_000 + "M7" + ")" * 10_000


@pytest.mark.parametrize(
    "formule",
    [PARENTHESES, "=" + "M7+" * 2700 + "1", "=" + "[" * 8000, "=" + '"' * 8001, "=" + "a" * 8000 + "!", "=" + "tblA[[#This Row],[" * 450],
    ids=["parentheses", "longue", "crochets", "guillemets", "mot", "references"],
)
def test_hostile_formulas_are_told(lire, formule):
    paquet = build(Essai().set("Mois", Formule("=MARQUE", 1)).set("Écart", Formule("=M7", 1)))
    texte = formule.removeprefix("=").replace('"', "&quot;").encode()
    lecture = lire(rewrite(paquet, "xl/worksheets/sheet1.xml", b"<f>MARQUE</f>", b"<f>" + texte + b"</f>"))
    constats = [anomalie for anomalie in lecture.anomalies if str(anomalie.origine) == "Annexe 5!K7"]
    assert [constat.code for constat in constats] == ["lecture_formule_differente"]
    assert len(constats[0].faits["valeur"]) < 100


def test_damaged_link_is_still_told(lire, petit):
    paquet = zip_parties(list_parties(petit) | {"xl/externalLinks/externalLink1.xml": b"<a/>"})
    abime = zip_parties(list_parties(paquet) | {"xl/externalLinks/_rels/externalLink1.xml.rels": b"<a"})
    assert list_constats(lire(abime)) == [("lecture_lien_externe", "information", "Accueil")]
