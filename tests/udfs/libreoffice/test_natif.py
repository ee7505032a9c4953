"""The same workbook where no function answers, where ours do, and where they are wrong: its own amounts are right in each."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import to_decimal
from dpid_xl.schema import ANNEXE5
from dpid_xl.version import __version__
from tests.classeurs.court import cut_echeancier, shorten_for_calc
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.conftest import JOUR
from tests.libreoffice import convert, convert_tous
from tests.udfs.libreoffice.calc import ask, recalculate, recalculate_tous
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur

pytestmark = pytest.mark.libreoffice

CALCUL = "pythonpath/dpid_xl/calcul/montant.py"
RETOUR = b"return (200 * numerateur + denominateur) // (2 * denominateur)"
RETENU, ECART, AU_BAREME = 6198687.52, 11420, 52
# What each host answers: the sum of the computed amounts and that of their differences, what « Contrôles » says of the two computations.
SANS_PYTHON = "Python absent : rien comparé"
REPONSES = {
    "absente": (None, (2339040, ECART), SANS_PYTHON),
    "juste": (RETOUR, (2339040, ECART), "52 lignes comparées, 0 différentes"),
    "fausse": (
        b"return 100 + (200 * numerateur + denominateur) // (2 * denominateur)",
        (2339092, 11368),
        "52 lignes comparées, 52 différentes",
    ),
    "en erreur": (b"raise CalculImpossible('panne')", ("#VALUE!", "#VALUE!"), "52 lignes comparées, 52 différentes"),
}


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load_campagne("2022_phase2")


@pytest.fixture(scope="module")
def adapte(dossier: Dossier) -> bytes:
    return ask(adapt_classeur(build_classeur(dossier, (), JOUR, load_extension())))


def _alter(oxt: bytes, retour: bytes) -> bytes:
    parties = list_parties(oxt)
    assert RETOUR in parties[CALCUL]
    return zip_parties(parties | {CALCUL: parties[CALCUL].replace(RETOUR, retour)})


def _recalculate(dossier: Path, contenu: bytes, oxt: bytes | None) -> Workbook:
    fichier = dossier / "classeur.xlsx"
    fichier.write_bytes(contenu)
    return recalculate(fichier, oxt) if oxt else openpyxl.load_workbook(convert(fichier, "xlsx"), data_only=True)


@pytest.mark.parametrize("reponse", REPONSES)
def test_totals_are_right_whatever_python_answers(tmp_path: Path, adapte: bytes, oxt: bytes, reponse: str):
    retour, sommes, bilan = REPONSES[reponse]
    classeur = _recalculate(tmp_path, adapte, _alter(oxt, retour) if retour else None)
    annexe5, rangees = classeur["Annexe 5"], read_valeurs(classeur, ANNEXE5)
    for rang in (4, 5):
        assert (annexe5[f"L{rang}"].value, annexe5[f"N{rang}"].value) == sommes
        assert annexe5[f"M{rang}"].value == RETENU
    natifs = [rangee["Montant natif"] for rangee in rangees]
    assert (natifs.count("arrêté"), sum(natif for natif in natifs if natif != "arrêté")) == (143 - AU_BAREME, 2339040)
    arretees = [rangee for rangee in rangees if rangee["Montant natif"] == "arrêté"]
    assert {(rangee["Montant calculé"], rangee["Écart"], rangee["Recoupement"]) for rangee in arretees} == {("arrêté", None, None)}
    assert classeur["Contrôles"]["F5"].value == bilan
    etat = {rangee[0].value: [cellule.value for cellule in rangee[1:3]] for rangee in classeur["Accueil"].iter_rows(max_col=3)}
    assert etat["Python répond"] == ([False, "absent"] if retour is None else [True, __version__])
    assert etat["Les deux calculs"][0] == bilan
    assert [classeur["Contrôles"][f"A{rang}"].value for rang in range(5, 13)] == ["juste"] * 8


def test_a_rate_of_the_next_year_changes_no_amount_of_this_one(tmp_path: Path, dossier: Dossier, oxt: bytes):
    """The cells follow the day of the deliberation, the rate of before being closed or not: 6 400 €, not 6 800."""
    ancien = next(tarif for tarif in dossier.tarifs if tarif.operation == "T1-01")
    autres = tuple(tarif for tarif in dossier.tarifs if tarif is not ancien)
    nouveau = replace(ancien, valeur=Decimal(170), valable_du=date(2023, 1, 1))
    fichiers = []
    for clos in (None, date(2022, 12, 31)):
        change = replace(dossier, lignes=dossier.lignes[:2], tarifs=(replace(ancien, valable_au=clos), *autres, nouveau))
        fichiers.append(tmp_path / f"{clos}.xlsx")
        with shorten_for_calc(20):
            fichiers[-1].write_bytes(ask(adapt_classeur(build_classeur(change, (), JOUR, load_extension()))))
        assert compute_montant_ligne(change, change.lignes[0]) == 6400
        apres = replace(change, campagne=replace(change.campagne, deliberation_date=date(2023, 3, 1)))
        trouve = compute_montant_ligne(apres, apres.lignes[0]) if clos else None
        assert trouve == (6800 if clos else None)
    absente = [openpyxl.load_workbook(resultat, data_only=True) for resultat in convert_tous(fichiers, "xlsx")]
    juste = recalculate_tous(fichiers, oxt)
    for classeur in (*absente, *juste):
        rangees = read_valeurs(classeur, ANNEXE5)
        assert [rangees[0][colonne] for colonne in ("Quantité", "Mois", "Montant calculé", "Montant natif")] == [80, 6, 6400, 6400]
    dits = [{classeur["Contrôles"]["F5"].value for classeur in hote} for hote in (absente, juste)]
    assert dits == [{SANS_PYTHON}, {"2 lignes comparées, 0 différentes"}]


# --- The two computations on lines that nobody chose ---

NOMBRE = 1500


def _draw_lignes(dossier: Dossier, hasard: random.Random) -> tuple[Ligne, ...]:
    codes = [operation.code for operation in dossier.operations if dossier.bareme.find_tarifs(operation.code)] * 3 + ["T2-05"]
    premier = date(2021, 1, 1)
    lignes = []
    for _ in range(NOMBRE):
        debut = hasard.choice([None, premier + timedelta(hasard.randrange(900))] + [date(2022, hasard.randrange(1, 13), 1)] * 3)
        fin = debut and debut + timedelta(hasard.choice([29, 180, 183, 183, 364, hasard.randrange(-20, 800)]))
        lignes.append(
            replace(
                *dossier.lignes[:1],
                operation=hasard.choice(codes),
                debut=debut,
                fin=hasard.choice([fin] * 9 + [None]),
                quantite=_draw_quantite(hasard),
                quantite_simple=hasard.choice([None, _draw_quantite(hasard)]),
            )
        )
    return tuple(lignes)


def _draw_quantite(hasard: random.Random) -> Decimal | None:
    return hasard.choice(
        [
            None,
            Decimal(0),
            Decimal(hasard.randrange(1, 4000)),
            Decimal(5 * hasard.randrange(1, 4000)).scaleb(-1),
            Decimal(hasard.randrange(1, 40000)).scaleb(-2),
        ]
    )


def _compute(dossier: Dossier, ligne: Ligne) -> object:
    tarifs = dossier.bareme.find_tarifs(ligne.operation)
    if not tarifs:
        return "arrêté"
    if any(tarif.prorata for tarif in tarifs) and None in (ligne.debut, ligne.fin):
        return "sans dates"
    if ligne.debut and ligne.fin and ligne.fin < ligne.debut:
        return "#VALUE!"
    try:
        return compute_montant_ligne(dossier, ligne)
    except CalculImpossible:
        return "#VALUE!"


def _is_demi_centime(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether the exact amount of a line stands half a cent away: where binary numbers hesitate."""
    tarifs = dossier.bareme.find_tarifs(ligne.operation)
    if len(tarifs) != 1 or ligne.quantite is None or ligne.mois is None:
        return False
    part = ligne.mois / 12 if tarifs[0].prorata else 1
    return (Fraction(tarifs[0].valeur) * Fraction(ligne.quantite) * part * 200) % 2 == 1


def test_the_native_amount_is_that_of_the_package_to_the_cent(tmp_path: Path, dossier: Dossier):
    hasard = random.Random(20220927)  # noqa: S311 (the same lines each time)
    # Prices with odd cents, so that amounts fall on half cents.
    tarifs = tuple(
        replace(tarif, valeur=tarif.valeur + Decimal(2 * hasard.randrange(50) + 1).scaleb(-2)) if tarif.operation else tarif
        for tarif in dossier.tarifs
    )
    change = replace(dossier, tarifs=tarifs)
    change = replace(change, lignes=_draw_lignes(change, hasard))
    fichier = tmp_path / "classeur.xlsm"
    with cut_echeancier(20):
        fichier.write_bytes(build_classeur(change, (), JOUR))
    ecrites = read_valeurs(openpyxl.load_workbook(fichier, data_only=True), ANNEXE5)
    trouvees = read_valeurs(openpyxl.load_workbook(convert(fichier, "xlsx"), data_only=True), ANNEXE5)
    attendus = [_compute(change, ligne) for ligne in change.lignes]
    assert {mot: attendus.count(mot) > NOMBRE / 50 for mot in ("arrêté", "sans dates", "#VALUE!")} == dict.fromkeys(
        ("arrêté", "sans dates", "#VALUE!"), True
    )
    assert sum(_is_demi_centime(change, ligne) for ligne in change.lignes) > NOMBRE / 50
    for ligne, attendu, ecrite, trouvee in zip(change.lignes, attendus, ecrites, trouvees, strict=True):
        for rangee in (ecrite, trouvee):
            assert _read(rangee) == attendu, (ligne, attendu, rangee)
        assert trouvee["Montant calculé"] == trouvee["Montant natif"]


def _read(rangee: Mapping[str, object]) -> object:
    montant = rangee["Montant natif"]
    return montant if isinstance(montant, str) else to_decimal(montant)
