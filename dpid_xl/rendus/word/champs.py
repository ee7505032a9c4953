"""The fields that an officer's Word model may name, their values for one convention, and the table that lists them.

>>> "montant" in NOMS_CONVENTION, "bilan" in NOMS_OPERATION
(True, True)
>>> list_champs()[0]
('departement', 'nom du Département')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from dpid_xl.documents.champs import Champs, ChampsFiche, describe_champ
from dpid_xl.documents.convention import Redaction
from dpid_xl.documents.document import A_COMPLETER, Convention
from dpid_xl.documents.fiche import make_champs_fiche, make_fiche
from dpid_xl.documents.modele import load_phrases
from dpid_xl.modele import Dossier, Operation

LISTE = "operations"  # the only list: « {% for operation in operations %} »
NOMS_CONVENTION = tuple(Champs.__dataclass_fields__)
RUBRIQUES: dict[str, str] = load_phrases()["rubriques"]
NOMS_OPERATION = ("code", "intitule", *ChampsFiche.__dataclass_fields__, *RUBRIQUES)


def make_valeurs(dossier: Dossier, convention: Convention) -> dict[str, Any]:
    """Return the values of all the fields of a convention; an empty text is a datum that nobody has given yet."""
    redaction = Redaction(dossier, convention.structure, convention.lignes)
    return {**redaction.valeurs, LISTE: [_make_valeurs_operation(dossier, convention, operation) for operation in redaction.operations]}


def list_champs() -> Sequence[tuple[str, str]]:
    """Return what an officer may write between « » and what it stands for, in the order of the convention."""
    return [
        *((nom, describe_champ(nom)) for nom in NOMS_CONVENTION),
        *((f"operation.{nom}", f"pour chaque opération : {RUBRIQUES.get(nom) or describe_champ(nom)}") for nom in NOMS_OPERATION),
    ]


def _make_valeurs_operation(dossier: Dossier, convention: Convention, operation: Operation) -> dict[str, str]:
    lignes = [ligne for ligne in convention.lignes if ligne.operation == operation.code]
    rubriques = make_fiche(dossier, convention.structure, operation, lignes)
    textes = {
        nom: "" if rubrique.paragraphes == (A_COMPLETER,) else "\n".join(rubrique.paragraphes)
        for nom, rubrique in zip(RUBRIQUES, rubriques, strict=True)
    }
    return {"code": operation.code, "intitule": operation.intitule} | asdict(make_champs_fiche(dossier, operation, lignes)) | textes
