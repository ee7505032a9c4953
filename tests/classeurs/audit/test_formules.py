"""Formulas: those of input columns give their stored value, the others are never read."""

from decimal import Decimal

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.classeurs.fabrique import Essai, Formule, build, list_constats


def test_formula_in_an_input_column_gives_its_stored_value(lire):
    lecture = lire(Essai().set("Montant retenu", Formule("=80*80", 6400)).set("Structure", Formule('="CCAS"&" X"', "CCAS X")))
    assert list_constats(lecture) == [("lecture_saisie_en_formule", "information", "Annexe 5!M7")]
    assert (lecture.dossier.lignes[0].montant, lecture.dossier.lignes[0].structure) == (Decimal("6400.00"), "CCAS X")


def test_formula_never_calculated(lire):
    lecture = lire(Essai().set("Montant retenu", Formule("=80*80")))
    assert list_constats(lecture) == [("lecture_formule_sans_valeur", "bloquante", "Annexe 5!M7")]
    assert lecture.dossier.lignes[0].montant is None


def test_formula_whose_value_is_an_empty_text(lire):
    parties = list_parties(build(Essai().set("Justification", Formule('=""'))))
    vide = b'><f>""</f><v></v></c>'  # XlsxWriter does not say that it is a text, as Excel does
    assert any(vide in contenu for contenu in parties.values())
    lecture = lire(zip_parties({nom: contenu.replace(vide, b' t="str"' + vide) for nom, contenu in parties.items()}))
    assert lecture.anomalies == ()
    assert lecture.dossier.lignes[0].justification == ""


def test_formula_whose_value_is_an_error(lire):
    lecture = lire(Essai().set("Quantité", Formule("=1/0", "#DIV/0!")).set("Montant retenu", Formule("=x", "#NAME?")))
    assert list_constats(lecture) == [
        ("lecture_erreur_excel", "bloquante", "Annexe 5!G7"),
        ("lecture_erreur_excel", "bloquante", "Annexe 5!M7"),
    ]
    assert [anomalie.faits["valeur"] for anomalie in lecture.anomalies] == ["#DIV/0!", "#NOM?"]


def test_array_formula(lire):
    essai = Essai(apres=lambda classeur: classeur.get_worksheet_by_name("Annexe 5").write_array_formula("M7:M7", "{=SUM(1,2)}", None, 3))
    assert lire(essai).dossier.lignes[0].montant == 3


def test_computed_columns_are_never_read(lire):
    sain = lire(Essai())
    lecture = lire(Essai().set("Montant calculé", Formule("=1/0", "#DIV/0!")).set("Mois", "faux").set("Écart", Formule("=M7-L7")))
    assert lecture.dossier == sain.dossier
    assert {constat[0].rpartition("_")[0] for constat in list_constats(lecture)} == {"lecture_formule"}
