"""Every text of ours on the sheets follows the rules; what people type, headers and names that readers compare are left as they are."""

import re

import pytest

from dpid_xl.schema import FEUILLES
from dpid_xl.typographie import list_fautes

NOMS = {feuille.nom for feuille in FEUILLES}
SAISIES = "Campagne"  # beside its labels, what people type
PHRASES = {"Message", "Règle", "Source", "Ce qui manque"}  # columns of tables that hold our sentences


@pytest.mark.parametrize("livraison", ["classeur", "classeur_vide"])
def test_our_texts(livraison, request, record_property):
    textes = {texte for feuille in request.getfixturevalue(livraison) for texte in _list_textes(feuille)} - NOMS
    record_property("phrases", len(textes))
    assert len(textes) > len(FEUILLES) * 10
    assert {texte: fautes for texte in textes if (fautes := list_fautes(texte))} == {}


def _list_textes(feuille):
    tables = list(feuille.tables.values())
    des_tables = {cellule.coordinate for table in tables for rangee in feuille[table.ref] for cellule in rangee}
    for rangee in feuille.iter_rows():
        for cellule in rangee:
            if cellule.comment:
                yield cellule.comment.text
            if not isinstance(cellule.value, str) or cellule.coordinate in des_tables or (feuille.title == SAISIES and cellule.column > 1):
                continue
            yield from re.findall(r'"([^"]*)"', cellule.value) if cellule.value.startswith("=") else [cellule.value]
    for regle in feuille.data_validations.dataValidation:
        yield from filter(None, (regle.error, regle.prompt, regle.errorTitle))
    for zone in (feuille.oddHeader.left, feuille.oddFooter.left):
        yield zone.text or ""
    for table in tables:
        if table.name in ("tblControles", "tblManques"):
            entetes, *rangees = feuille[table.ref]
            for rangee in rangees:
                yield from (
                    cellule.value
                    for entete, cellule in zip(entetes, rangee, strict=True)
                    if entete.value in PHRASES and isinstance(cellule.value, str)
                )
