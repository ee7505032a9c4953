"""Ranges as a host hands them over: the barème, the lines of Annexe 5 and the register of the packaged campaign."""

from dpid_xl.bareme import load_bareme
from udfs.cellules import to_instant_de_cellule


def make_bareme(**valeurs):
    """The sheet Barème with its headers; ``valeurs`` replaces the value of codes."""
    entetes = ["Code", "Libellé", "Valeur", "Unité", "Opération", "Assiette", "Prorata", "Valable du", "Valable au", "Source", "Avance de"]
    return [entetes, *(_make_rangee(tarif, valeurs) for tarif in load_bareme().tarifs)]


def make_lignes(dossier):
    """The table of Annexe 5 with the headers that sums read, among others."""
    entetes = ["Thématique", "Opération", "Territoire", "Structure", "Montant retenu"]
    return [
        entetes,
        *(
            [ligne.operation[:2], ligne.operation, ligne.territoire or None, ligne.structure, float(ligne.montant)]
            for ligne in dossier.lignes
        ),
    ]


def _make_rangee(tarif, valeurs):
    return [
        *(tarif.code, tarif.libelle, valeurs.get(tarif.code, float(tarif.valeur)), tarif.unite, tarif.operation or None),
        *(
            tarif.assiette.value if tarif.assiette else None,
            "oui" if tarif.prorata else "non",
            tarif.valable_du and to_instant_de_cellule(tarif.valable_du),
        ),
        *(None, tarif.source, tarif.avance_de or None),
    ]
