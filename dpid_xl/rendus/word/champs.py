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
from dpid_xl.documents.fiche import make_champs_fiche
from dpid_xl.documents.modele import load_rubriques
from dpid_xl.modele import Dossier, Operation

LISTE = "operations"  # the only list: « {% for operation in operations %} »
NOMS_CONVENTION = tuple(Champs.__dataclass_fields__)
RUBRIQUES: dict[str, str] = load_rubriques()
NOMS_OPERATION = ("code", "intitule", *ChampsFiche.__dataclass_fields__, *RUBRIQUES)


def make_valeurs(dossier: Dossier, convention: Convention) -> dict[str, Any]:
    """Return the values of all the fields of a convention; an empty text is a datum that nobody has given yet."""
    redaction = Redaction(dossier, convention.structure, convention.lignes)
    return {**redaction.valeurs, LISTE: [_make_valeurs_operation(redaction, operation) for operation in redaction.operations]}


def list_champs() -> Sequence[tuple[str, str]]:
    """Return what an officer may write between « » and what it stands for, in the order of the convention."""
    return [
        *((nom, describe_champ(nom)) for nom in NOMS_CONVENTION),
        *((f"operation.{nom}", f"pour chaque opération : {RUBRIQUES.get(nom) or describe_champ(nom)}") for nom in NOMS_OPERATION),
    ]


def _make_valeurs_operation(redaction: Redaction, operation: Operation) -> dict[str, str]:
    lignes = [ligne for ligne in redaction.lignes if ligne.operation == operation.code]
    textes = dict.fromkeys(RUBRIQUES, "") | {
        rubrique.cle: "" if rubrique.paragraphes == (A_COMPLETER,) else "\n".join(rubrique.paragraphes)
        for rubrique in redaction.make_fiche(operation, lignes)
        if rubrique.cle in RUBRIQUES
    }
    champs = asdict(make_champs_fiche(redaction.dossier, operation, lignes))
    return {"code": operation.code, "intitule": operation.intitule} | champs | textes
