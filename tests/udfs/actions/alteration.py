"""What people do to the workbook itself: a row hidden, a formula and a total typed over, calculation by hand. Its values do not change."""

from tests.udfs.actions.client import Client
from tests.udfs.actions.paquet import CLASSEUR, MAIN

# What the controls find: rule, sheet, cell.
CONSTATS = (
    ("lecture_calcul_manuel", "Accueil", ""),
    ("lecture_somme_remplacee", "Annexe 5", "M4"),
    ("lecture_formule_remplacee", "Annexe 5", "L8"),
    ("lecture_lignes_masquees", "Annexe 5", "M10"),
)
DE_LA_SESSION = "lecture_calcul_manuel"  # what a host knows of the open workbook without its file


def alter_fichier(octets):
    """Return the workbook after these gestures."""
    client = Client(octets)
    feuille = client.open("Annexe 5")
    for cellule in ("M4", "L8"):
        lue = next(c for c in feuille.racine.iter(f"{MAIN}c") if c.get("r") == cellule)
        feuille.write(int(cellule[1:]), ord(cellule[0]) - ord("A") + 1, feuille.read_valeur(lue))
    next(rangee for rangee in feuille.racine.iter(f"{MAIN}row") if rangee.get("r") == "10").set("hidden", "1")
    client.paquet.open(CLASSEUR).find(f"{MAIN}calcPr").set("calcMode", "manual")
    return client.octets
