"""Lines « avenant »: out of the convention of their campaign, into one of an earlier campaign.

The earlier campaign of these tests is made up: the source gives the number of the convention of PAGE, not how many places it had.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants import compose_avenants
from dpid_xl.documents.avenants.comparaison import Sorte, compare
from dpid_xl.documents.avenants.rattachement import Motif
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import Style
from tests.documents.etats import NUMERO, list_textes, make_etat, make_phase_fictive, make_suivi, simplify

LIBERCOURT = "CCAS de Libercourt"


@pytest.fixture(scope="module")
def phase_fictive(dossier):
    return make_phase_fictive(dossier)


@pytest.fixture(scope="module")
def avenant(dossier, phase_fictive):
    (ecrit,) = compose_avenants(compare(phase_fictive, dossier))
    return ecrit


def _list(document, style):
    return [simplify(bloc.texte) for bloc in document.blocs if bloc.style is style]


def _change_lignes(dossier, structure, **champs):
    lignes = (replace(ligne, **champs) if ligne.structure == structure else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=tuple(lignes))


def _rename_operation(dossier, code, intitule):
    operations = (replace(operation, intitule=intitule) if operation.code == code else operation for operation in dossier.operations)
    return replace(dossier, operations=tuple(operations))


# --- Out of the convention of the campaign ---


def test_page_keeps_its_own_operation(dossier):
    page = next(convention for convention in compose_conventions(dossier) if convention.structure.nom == "PAGE")
    assert (page.operations, page.montant, page.numero) == (("T2-05",), Decimal("30740.66"), "")
    assert not [texte for texte in list_textes(page) if "2 240,00" in texte or NUMERO in texte or "éférent solidarité" in texte]


def test_conventions_and_avenants_make_the_voted_total(dossier):
    conventions = compose_conventions(dossier)
    par_avenant = [ligne for ligne in dossier.lignes if ligne.par_avenant]
    assert [(ligne.structure, ligne.operation, ligne.avenant_a) for ligne in par_avenant] == [("PAGE", "T1-01", f"n° {NUMERO}")]
    sommes = sum(convention.montant for convention in conventions), sum_montants(par_avenant)
    assert (len(conventions), *sommes) == (89, Decimal("6196447.52"), Decimal("2240.00"))
    assert sum(sommes) == sum_montants(dossier.lignes) == Decimal("6198687.52")


def test_a_structure_with_avenants_only_has_no_convention(dossier):
    seule = make_etat(
        dossier, LIBERCOURT, [{"operation": "T1-01", "quantite": 10, "montant": 800, "statut": "Avenant", "numero_convention": "1"}]
    )
    conventions = compose_conventions(seule)
    assert LIBERCOURT not in {convention.structure.nom for convention in conventions}
    assert [convention.rang for convention in conventions] == list(range(1, 89))


# --- Into the earlier one ---


def test_the_avenant_of_annexe_7(avenant):
    assert (avenant.structure.nom, avenant.numero, avenant.convention, avenant.annexes) == ("PAGE", 1, NUMERO, {"T1-01": 3})
    assert _list(avenant, Style.ANNEXE) == ["Annexe 3 : Dispositif référent solidarité"]
    tableau = next(bloc.tableau for bloc in avenant.blocs if bloc.style is Style.TABLEAU)
    assert [[simplify(texte) for texte in rangee[1:]] for rangee in tableau[1:4]] == [
        ["Montant", "8 000,00 €", "10 240,00 €"],
        ["Avance", "4 800,00 €", "6 144,00 €"],
        ["Quantité", "100 places", "128 places"],
    ]
    textes = list_textes(avenant)
    assert "article 4 : le coût total est remplacé" in textes
    assert any("était de 8 000,00 €" in texte and "Il devient 10 240,00 €" in texte and "2 240,00 € de plus" in texte for texte in textes)
    assert any("28 places × 160 € × 6/12 = 2 240,00 €" in texte for texte in textes)
    assert "30 740,66 €" not in "\n".join(textes)  # PAGE's convention of the campaign


def test_the_decision_is_of_the_later_campaign_and_the_follow_up_of_the_earlier(dossier, phase_fictive):
    signee = replace(phase_fictive, suivis=(make_suivi("page", "n° 1 du 12/05/2022", signature=date(2022, 3, 1)),))
    decide, *autres = dossier.deliberations
    retenu = replace(
        dossier,
        deliberations=(replace(decide, avenant=2), *autres),
        suivis=(make_suivi("PAGE", "n° 7 du 01/12/2022", signature=date(2022, 10, 20)),),
    )
    (avenant,) = compose_avenants(compare(signee, retenu))
    visas = _list(avenant, Style.VISA)
    assert avenant.numero == 2
    assert f"Vu la convention n° {NUMERO}, signée le 1er mars 2022 ;" in visas
    assert [texte for texte in visas if "avenant" in texte] == ["Vu l’avenant n° 1 du 12/05/2022 à cette convention ;"]
    assert any("27 septembre 2022" in texte for texte in list_textes(avenant))
    assert not any("15 février 2022" in texte for texte in list_textes(avenant))


def test_clauses_are_quoted_as_the_earlier_convention_numbers_them(dossier, phase_fictive):
    modele = tuple(
        replace(bloc, texte=bloc.texte.replace("Article\xa04", "Article\xa07")) if bloc.style == "article" else bloc
        for bloc in phase_fictive.modele
    )
    (avenant,) = compose_avenants(compare(replace(phase_fictive, modele=modele), dossier))
    assert "article 7 : le coût total est remplacé" in _list(avenant, Style.PUCE)


def test_visas_are_those_of_the_later_campaign(dossier, phase_fictive):
    def mark(etat, campagne):
        modele = (replace(bloc, texte=f"Vu l’appel de la {campagne} ;") if bloc.style == "visa" else bloc for bloc in etat.modele)
        return replace(etat, modele=tuple(modele))

    (avenant,) = compose_avenants(compare(mark(phase_fictive, "phase 1"), mark(dossier, "phase 2")))
    visas = _list(avenant, Style.VISA)
    assert "Vu l’appel de la phase 2 ;" in visas
    assert "Vu l’appel de la phase 1 ;" not in visas


def test_an_operation_that_the_earlier_convention_had_not_takes_the_next_annex(dossier, phase_fictive):
    # Its code was that of another operation, which the convention has not.
    apres = _change_lignes(dossier, "PAGE", statut="avenant", numero_convention=NUMERO)
    (avenant,) = compose_avenants(compare(_rename_operation(phase_fictive, "T2-05", "Autre"), apres))
    assert avenant.annexes == {"T1-01": 3, "T2-05": 4}
    assert {o.operation: o.sorte for o in avenant.changement.operations} == {"T1-01": Sorte.MODIFIEE, "T2-05": Sorte.AJOUTEE}
    assert not [manque for manque in avenant.manques if "même opération" in manque]


def test_another_title_under_the_same_code_is_to_be_checked(dossier, phase_fictive):
    (avenant,) = compose_avenants(compare(_rename_operation(phase_fictive, "T1-01", "Aide au permis"), dossier))
    (manque,) = [simplify(manque) for manque in avenant.manques if "même opération" in manque]
    assert manque == "T1-01 : même opération, de « Aide au permis » à « Dispositif référent solidarité » ?"


def test_operations_left_alone_keep_their_former_title(dossier, phase_fictive):
    ligne = replace(phase_fictive.lignes[0], operation="T1-02", montant=Decimal(500))
    avant = _rename_operation(replace(phase_fictive, lignes=(*phase_fictive.lignes, ligne)), "T1-02", "Ancien titre")
    (avenant,) = compose_avenants(compare(avant, dossier))
    assert avenant.annexes == {"T1-01": 3}
    assert "Ancien titre" in list_textes(avenant)
    assert any("était de 8 500,00 €" in texte for texte in list_textes(avenant))


@pytest.mark.parametrize("numero", ["n° 2022-02942", "N°2022-02942", " 2022 - 02942"])
def test_a_number_is_known_whatever_its_writing(dossier, phase_fictive, numero):
    apres = replace(
        dossier, lignes=tuple(replace(ligne, numero_convention=numero) if ligne.par_avenant else ligne for ligne in dossier.lignes)
    )
    (avenant,) = compose_avenants(compare(phase_fictive, apres))
    assert avenant.convention == NUMERO
    assert not [manque for manque in avenant.manques if "numéro" in manque]


def test_a_body_renamed_between_the_campaigns_is_the_same(dossier, phase_fictive):
    ancien = "Pour AGir Ensemble"
    autres = (structure for structure in phase_fictive.structures if structure.nom != "PAGE")
    renommee = replace(phase_fictive.find_structure("PAGE"), nom=ancien, variantes=("PAGE",))
    lignes = tuple(replace(ligne, structure=ancien) for ligne in phase_fictive.lignes)
    avant = replace(phase_fictive, structures=(renommee, *autres), lignes=lignes)
    (avenant,) = compose_avenants(compare(avant, dossier))
    assert (avenant.structure.nom, avenant.convention) == ("PAGE", NUMERO)


# --- What adds to no convention ---


def test_an_unknown_number_is_told(dossier, phase_fictive):
    sans = replace(phase_fictive, lignes=tuple(replace(ligne, numero_convention="2022-1") for ligne in phase_fictive.lignes))
    comparaison = compare(sans, dossier)
    assert comparaison.changements == ()
    assert [(orpheline.ligne.structure, orpheline.motif) for orpheline in comparaison.orphelines] == [("PAGE", Motif.INCONNUE)]
    assert comparaison.perdues == comparaison.orphelines


def test_the_number_of_another_body_is_told(dossier, phase_fictive):
    autre = replace(phase_fictive, lignes=tuple(replace(ligne, structure=LIBERCOURT) for ligne in phase_fictive.lignes))
    comparaison = compare(autre, dossier)
    assert comparaison.changements == ()
    assert [(orpheline.motif, orpheline.titulaire) for orpheline in comparaison.perdues] == [(Motif.AUTRE_TITULAIRE, LIBERCOURT)]


def test_an_avenant_already_reported_is_not_written_twice(dossier, phase_fictive):
    reportee = replace(next(ligne for ligne in dossier.lignes if ligne.par_avenant), statut="signé")
    comparaison = compare(replace(phase_fictive, lignes=(*phase_fictive.lignes, reportee)), dossier)
    assert (comparaison.changements, comparaison.perdues) == ((), ())
    assert [orpheline.motif for orpheline in comparaison.orphelines] == [Motif.DEJA_REPORTEE]


def test_what_adds_to_a_convention_is_no_convention(dossier, phase_fictive):
    """A line « avenant » of the earlier campaign bears the number, not the convention itself."""
    ailleurs = replace(phase_fictive, lignes=tuple(replace(ligne, statut="avenant") for ligne in phase_fictive.lignes))
    assert [orpheline.ligne.structure for orpheline in compare(ailleurs, dossier).orphelines] == ["PAGE"]


# --- Between two states of one campaign ---


def test_the_same_line_by_avenant_changes_nothing(dossier):
    comparaison = compare(dossier, replace(dossier, lignes=dossier.lignes[::-1]))
    assert (comparaison.changements, comparaison.orphelines) == ((), ())


def test_a_line_that_leaves_for_an_avenant_leaves_the_convention(dossier):
    avant = replace(dossier, lignes=tuple(replace(ligne, statut="décidé") if ligne.par_avenant else ligne for ligne in dossier.lignes))
    comparaison = compare(avant, dossier)
    (changement,) = comparaison.changements
    assert (changement.structure.nom, changement.ecart) == ("PAGE", Decimal("-2240.00"))
    assert [(o.operation, o.sorte) for o in changement.operations] == [("T1-01", Sorte.RETIREE)]
    assert [orpheline.ligne.operation for orpheline in comparaison.orphelines] == ["T1-01"]


def test_more_places_by_avenant_are_told(dossier):
    apres = replace(
        dossier, lignes=tuple(replace(ligne, montant=ligne.montant + 80) if ligne.par_avenant else ligne for ligne in dossier.lignes)
    )
    comparaison = compare(dossier, apres)
    assert comparaison.changements == ()
    assert [orpheline.ligne.montant for orpheline in comparaison.orphelines] == [Decimal("2320.00")]
