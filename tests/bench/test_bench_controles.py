"""Speed of reading and of the controls, as ratios measured in one run: ten times more lines take about ten times longer."""

import random
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.controles import CONTROLES
from dpid_xl.examen import check, examine
from dpid_xl.schema import ANNEXE5, ECHEANCIER
from tests.bench import volumes
from tests.places import find_partie
from tests.versements import SITUATION, make_pieces, make_versement

pytestmark = pytest.mark.bench

CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"
PETIT, GRAND = 2_000, 20_000
# Ten for a linear time; the sort of the findings and the memory of the machine ask for a little more.
RAPPORT_MAXIMAL = 14
PASSAGES = 3
PAIEMENTS = ("dpid_xl.controles.versements", "dpid_xl.controles.pieces")
PETIT_REGISTRE, GRAND_REGISTRE = 500, 2_000
# Four for a linear time, sixteen for its square: comparing the letters of names two by two is left to compiled code.
RAPPORT_MAXIMAL_DU_REGISTRE = 8

RANGEE = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)
VIDE = re.compile(r'<c r="([A-Z]+)(\d+"[^>]*)/>')
PLACE = re.compile(r' r="([A-Z]*)\d+"')
NOMBRES = {"G": "3", "H": "3", "I": "44743", "J": "44926"}  # quantities, first and last day
MONTANT = re.compile(r'(<c r="M\d+"[^>]*><v>)(\d+)')


def make_dossier(dossier, nombre):
    """The real campaign with its lines repeated under other amounts, as a département of that size would have."""
    lignes = []
    for rang in range(nombre):
        modele = dossier.lignes[rang % len(dossier.lignes)]
        montant = modele.montant and modele.montant + Decimal(rang // len(dossier.lignes))
        lignes.append(replace(modele, montant=montant, lieu=replace(modele.lieu, rang=7 + rang)))
    return replace(dossier, lignes=tuple(lignes))


def make_registre(dossier, nombre):
    """As many structures and territoires as lines, all of different names made of the words of the real ones."""
    mots = sorted({mot for structure in dossier.structures for mot in structure.nom.split()})
    hasard = random.Random(nombre)  # noqa: S311 - the same names each time
    noms = [f"{' '.join(hasard.sample(mots, 4))} {rang}" for rang in range(nombre)]
    structure = dossier.structures[0]
    return replace(
        dossier,
        structures=tuple(
            replace(structure, nom=nom, variantes=(), lieu=replace(structure.lieu, rang=7 + rang)) for rang, nom in enumerate(noms)
        ),
        lignes=tuple(
            replace(ligne, structure=nom, territoire=f"Pays {nom}")
            for ligne, nom in zip(make_dossier(dossier, nombre).lignes, noms, strict=True)
        ),
    )


def make_volume(_dossier, nombre):
    """Structures whose names differ by a number: each can be taken for a hundred others."""
    return volumes.make_dossier(nombre)


def make_inconnues(dossier, nombre):
    """Lines whose structures are all unknown: the nearest name of the register is looked for each time."""
    registre, lignes = make_registre(dossier, nombre), make_dossier(dossier, nombre).lignes
    inconnues = (structure.nom[::-1] for structure in registre.structures)
    return replace(registre, lignes=tuple(replace(ligne, structure=nom) for ligne, nom in zip(lignes, inconnues, strict=True)))


def make_recopiees(dossier, nombre):
    """One line copied down to the bottom of Annexe 5."""
    modele = dossier.lignes[0]
    return replace(dossier, lignes=tuple(replace(modele, lieu=ligne.lieu) for ligne in make_dossier(dossier, nombre).lignes))


def make_classeur(nombre):
    """The real workbook with its lines repeated in the same way, every cell filled, and as many rows of its échéancier."""
    parties = list_parties(CLASSEUR.read_bytes())
    for table in (ANNEXE5, ECHEANCIER):
        partie = find_partie(table.feuille)
        parties[partie] = repeat_rangees(parties[partie].decode(), nombre).encode()
        description = next(nom for nom in parties if nom.startswith("xl/tables/") and f'name="{table.nom}"'.encode() in parties[nom])
        bas = str(6 + nombre).encode()
        parties[description] = re.sub(rb'( ref="A6:[A-Z]+)\d+', rb"\g<1>" + bas, parties[description])
    return zip_parties(parties)


def repeat_rangees(feuille, nombre):
    """Their formulas name columns of tables: nothing else changes from row to row."""
    rangees = [trouve for trouve in RANGEE.finditer(feuille) if int(trouve[1]) > 6]
    modeles = [PLACE.sub(r' r="\1{rang}"', VIDE.sub(fill, trouve[0])) for trouve in rangees[:143]]
    copies = []
    for rang in range(nombre):
        tour, place = divmod(rang, len(modeles))
        copie = modeles[place].replace('{rang}"', f'{7 + rang}"')
        copies.append(MONTANT.sub(lambda trouve, tour=tour: f"{trouve[1]}{int(trouve[2]) + tour}", copie))
    return feuille[: rangees[0].start()] + "".join(copies) + feuille[rangees[-1].end() :]


def fill(vide):
    colonne, attributs = vide.groups()
    genre, valeur = ("n", NOMBRES[colonne]) if colonne in NOMBRES else ("str", "renseigné")
    return f'<c r="{colonne}{attributs} t="{genre}"><v>{valeur}</v></c>'


def measure(action):
    """Processor time: the load of others is not in it."""
    durees = []
    for _ in range(PASSAGES):
        debut = time.process_time()
        action()
        durees.append(time.process_time() - debut)
    return min(durees)


def test_the_time_of_the_controls_grows_as_the_lines(dossier):
    # A new dossier each time: nothing kept from the pass before.
    petit, grand = (measure(lambda nombre=nombre: check(make_dossier(dossier, nombre))) for nombre in (PETIT, GRAND))
    assert grand / petit <= RAPPORT_MAXIMAL, f"{petit:.2f} s puis {grand:.2f} s"


def make_payee(dossier, nombre):
    """A payment and the pieces of each line, each structure known: what a campaign of that size has once it is paid."""
    registre = make_registre(dossier, nombre)
    attendues = replace(registre.campagne, pieces_avance=("RIB",), situation_au=SITUATION)
    versements = [
        make_versement(ligne.structure, ligne.operation, "avance", None, SITUATION, SITUATION.year, "1", str(rang))
        for rang, ligne in enumerate(registre.lignes)
    ]
    pieces = [make_pieces(structure.nom, rib=SITUATION) for structure in registre.structures]
    return replace(registre, campagne=attendues, versements=tuple(versements), pieces=tuple(pieces))


def check_versements(dossier):
    """The controls of payments and pieces alone."""
    return [anomalie for controle in CONTROLES if controle.__module__ in PAIEMENTS for anomalie in controle(dossier)]


def test_the_time_of_the_controls_of_payments_grows_as_the_payments(dossier):
    durees = []
    for nombre in (PETIT, GRAND):
        payes = [make_payee(dossier, nombre) for _ in range(PASSAGES)]  # nothing kept from the pass before
        durees.append(measure(lambda payes=payes: check_versements(payes.pop())))
    assert durees[1] / durees[0] <= RAPPORT_MAXIMAL, f"{durees[0]:.2f} s puis {durees[1]:.2f} s"


@pytest.mark.parametrize("make", [make_registre, make_volume, make_inconnues, make_recopiees])
def test_the_time_of_the_controls_grows_nearly_as_the_register(dossier, make):
    petit, grand = (measure(lambda nombre=nombre: check(make(dossier, nombre))) for nombre in (PETIT_REGISTRE, GRAND_REGISTRE))
    assert grand / petit <= RAPPORT_MAXIMAL_DU_REGISTRE, f"{petit:.2f} s puis {grand:.2f} s"


def test_the_findings_on_names_are_as_many_as_the_structures(dossier):
    constats = check(make_volume(dossier, GRAND_REGISTRE))
    ressemblantes = [constat for constat in constats if constat.code == "structures_ressemblantes"]
    assert GRAND_REGISTRE / 2 < len(ressemblantes) < GRAND_REGISTRE


def test_the_time_of_reading_and_controlling_a_file_grows_as_the_lines(tmp_path):
    durees = []
    for nombre in (PETIT, GRAND):
        fichier = tmp_path / f"{nombre}.xlsm"
        fichier.write_bytes(make_classeur(nombre))
        assert len(examine(fichier).dossier.lignes) == nombre
        durees.append(measure(lambda fichier=fichier: examine(fichier)))
    assert durees[1] / durees[0] <= RAPPORT_MAXIMAL, f"{durees[0]:.2f} s puis {durees[1]:.2f} s"
