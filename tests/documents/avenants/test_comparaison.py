"""What counts as a change between two states of a campaign."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants.comparaison import CampagnesDifferentes, Sorte, compare
from dpid_xl.documents.convention import group_conventions
from dpid_xl.noms import fold_nom
from tests.avances import decide_avances
from tests.cas import load_cas
from tests.documents.etats import make_etat

STRUCTURE = "CCAS de Libercourt"
CAS = load_cas(__file__, "comparaison.toml")


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas["nom"])
def test_table(dossier, cas):
    comparaison = compare(make_etat(dossier, STRUCTURE, cas["avant"]), make_etat(dossier, STRUCTURE, cas["apres"]))
    trouve = {}
    for changement in comparaison.changements:
        trouve["structure"] = changement.sorte.value
        trouve |= {operation.operation: [operation.sorte.value, operation.ecart] for operation in changement.operations}
        assert changement.structure.nom == STRUCTURE
    assert trouve == cas["attendu"]


def _rename(dossier, ancien, nouveau, **registre):
    """Print another name on the lines, and change the register as said."""
    lignes = tuple(replace(ligne, structure=nouveau) if ligne.structure == ancien else ligne for ligne in dossier.lignes)
    structures = tuple(replace(structure, **registre) if structure.nom == ancien else structure for structure in dossier.structures)
    return replace(dossier, lignes=lignes, structures=structures)


@pytest.mark.parametrize(
    ("nouveau", "registre"),
    [
        ("ccas  de LIBERCOURT", {}),  # another keyboard
        ("CCAS Libercourt", {"variantes": ("CCAS Libercourt",)}),  # a variant added to the register
        ("CCAS Libercourt", {"nom": "CCAS Libercourt", "variantes": (STRUCTURE,)}),  # a new name, the former one a variant
    ],
)
def test_a_renamed_structure_is_the_same(dossier, nouveau, registre):
    assert compare(dossier, _rename(dossier, STRUCTURE, nouveau, **registre)).changements == ()


def test_a_new_name_that_only_the_former_register_knew_is_the_same(dossier):
    avant = _rename(dossier, STRUCTURE, STRUCTURE, variantes=("Centre social de Libercourt",))
    apres = _rename(dossier, STRUCTURE, "Centre social de Libercourt", nom="Centre social de Libercourt", variantes=())
    assert compare(avant, apres).changements == ()


def test_two_structures_that_become_one_are_one_change(dossier):
    uni = replace(dossier.find_structure(STRUCTURE), variantes=("CCAS du Touquet",))
    restent = tuple(structure for structure in dossier.structures if structure.nom not in (STRUCTURE, "CCAS du Touquet"))
    apres = replace(dossier, structures=(uni, *restent))
    assert compare(dossier, apres).changements == ()
    sans = replace(apres, lignes=tuple(ligne for ligne in apres.lignes if ligne.structure != "CCAS du Touquet"))
    (changement,) = compare(dossier, sans).changements
    assert (changement.structure.nom, changement.montant_avant, changement.ecart) == (STRUCTURE, Decimal(18000), Decimal(-1600))


def test_texts_of_the_fiches_are_told_apart(dossier):
    premiere, *autres = dossier.operations
    comparaison = compare(dossier, replace(dossier, operations=(replace(premiere, intitule="Autre titre"), *autres)))
    assert comparaison.fiches_reecrites == (premiere.code,)
    assert comparaison.changements == ()


def test_what_makes_no_avenant_by_itself_is_named(dossier):
    blocs = [replace(bloc, texte="Autre clause.") if bloc.code == "art10-2" else bloc for bloc in dossier.modele]
    structures = [
        replace(structure, siege="1 rue Neuve", iban="FR76") if structure.nom == "PAGE" else structure for structure in dossier.structures
    ]
    campagne = replace(dossier.campagne, signataire="Autre personne", service_instructeur="Autre mission")
    comparaison = compare(dossier, replace(dossier, modele=tuple(blocs), structures=tuple(structures), campagne=campagne))
    assert comparaison.changements == ()
    assert comparaison.blocs_reecrits == ("art10-2",)
    assert comparaison.registre == (("PAGE", ("Siège", "IBAN")),)
    assert comparaison.reglages == ("Signataire par délégation", "Service instructeur")
    pareils = compare(dossier, dossier)
    assert (pareils.blocs_reecrits, pareils.registre, pareils.reglages) == ((), (), ())


def test_another_avance_changes_every_convention_and_another_budget_those_of_its_operation(dossier):
    assert len(compare(decide_avances(dossier), decide_avances(dossier, "0.5")).changements) == 89
    operations = tuple(
        replace(operation, budget="C02-564H02") if operation.code == "T1-02" else operation for operation in dossier.operations
    )
    changements = compare(dossier, replace(dossier, operations=operations)).changements
    assert {operation.operation for changement in changements for operation in changement.operations} == {"T1-02"}
    assert len(changements) == 2


def test_two_campaigns_are_refused_in_one_sentence(dossier):
    autre = replace(dossier, campagne=replace(dossier.campagne, code="2023_phase1"))
    autre = replace(autre, lignes=tuple(ligne for ligne in dossier.lignes if not ligne.par_avenant))
    with pytest.raises(CampagnesDifferentes, match=r"« 2022_phase2 » puis « 2023_phase1 ».*le plus ancien d'abord\.$"):
        compare(dossier, autre)


# A few new amounts on lines chosen anywhere: 0 takes the line out of its convention.
_RETOUCHES = st.dictionaries(st.integers(0, 142), st.integers(0, 10_000_000).map(lambda centimes: Decimal(centimes) / 100), max_size=6)


def _retouch(dossier, retouches):
    lignes = [replace(ligne, montant=retouches.get(rang, ligne.montant)) for rang, ligne in enumerate(dossier.lignes)]
    return replace(dossier, lignes=tuple(lignes))


def _sum_finance(dossier):
    return sum(sum_montants(lignes) for _, lignes in group_conventions(dossier))


@settings(max_examples=40)
@given(retouches=_RETOUCHES, alea=st.randoms(use_true_random=False))
def test_rows_may_be_swapped_and_old_plus_delta_is_new(dossier, retouches, alea):
    apres = _retouch(dossier, retouches)
    comparaison = compare(dossier, apres)
    assert _sum_finance(dossier) + sum(changement.ecart for changement in comparaison.changements) == _sum_finance(apres)
    for changement in comparaison.changements:
        assert changement.ecart == sum(operation.ecart for operation in changement.operations)
    melangees = list(apres.lignes)
    alea.shuffle(melangees)
    assert compare(dossier, replace(apres, lignes=tuple(melangees))) == comparaison


@settings(max_examples=20)
@given(retouches=_RETOUCHES)
def test_the_way_back_undoes_the_way_there(dossier, retouches):
    apres = _retouch(dossier, retouches)
    contraires = {Sorte.AJOUTEE: Sorte.RETIREE, Sorte.RETIREE: Sorte.AJOUTEE, Sorte.MODIFIEE: Sorte.MODIFIEE}
    aller = {(fold_nom(c.structure.nom), c.sorte, c.ecart) for c in compare(dossier, apres).changements}
    retour = {(fold_nom(c.structure.nom), contraires[c.sorte], -c.ecart) for c in compare(apres, dossier).changements}
    assert aller == retour
