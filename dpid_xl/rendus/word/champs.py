"""The fields that an officer's Word model may name, their values for one convention, and the table that lists them.

>>> "montant" in NOMS_CONVENTION, "bilan" in NOMS_OPERATION
(True, True)
>>> list_champs()[0]
('departement', 'nom du Département')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dpid_xl.documents.champs import Champs, ChampsFiche, describe_champ, list_valeurs
from dpid_xl.documents.convention import COLONNES, Redaction, make_occurrences
from dpid_xl.documents.document import A_COMPLETER, Convention
from dpid_xl.documents.fiche import make_champs_fiche
from dpid_xl.documents.modele import load_rubriques
from dpid_xl.documents.moteur import Occurrences, find_occurrences
from dpid_xl.modele import Dossier, Operation
from dpid_xl.typographie import compose_typographie

LISTE = "operations"  # « {% for operation in operations %} »
LIGNES = "lignes"  # « {% for ligne in lignes %} », the rows of the table of operations
NOMS_CONVENTION = tuple(Champs.__dataclass_fields__)
RUBRIQUES: dict[str, str] = load_rubriques()
NOMS_OPERATION = ("code", "intitule", "titre_annexe", *ChampsFiche.__dataclass_fields__, *RUBRIQUES)
LISTES: dict[str, tuple[str, ...]] = {LISTE: NOMS_OPERATION, LIGNES: tuple(COLONNES)}  # the fields of what each list holds
SI = "si"  # « {% if si == "nature:commune|CCAS" %} », in the words of the column « Si » of the model
PROJET = "projet"  # « {% if projet %} »: something is missing
SOMMAIRE = "sommaire"  # « {% if sommaire %} »: the convention is long enough for its contents
SEULES = (PROJET, SOMMAIRE)


class Si:
    """What the conditions of the workbook's own model find, asked by comparing: ``si == "securite:1"``."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, occurrences: Occurrences) -> None:
        self._occurrences = occurrences

    def __eq__(self, condition: object) -> bool:
        return bool(find_occurrences(str(condition), self._occurrences))


def make_valeurs(dossier: Dossier, convention: Convention) -> dict[str, Any]:
    """Return the values of all the fields of a convention; an empty text is a datum that nobody has given yet."""
    redaction = Redaction(dossier, convention.structure, convention.lignes)
    operations = [
        _make_valeurs_operation(redaction, operation, fiche.titre)
        for operation, fiche in zip(redaction.operations, redaction.fiches, strict=True)
    ]
    si = Si(make_occurrences(dossier, convention.structure, redaction.operations))
    valeurs: dict[str, Any] = _set_textes({**redaction.valeurs, LISTE: operations, LIGNES: redaction.rangees, SI: si})
    return valeurs


def list_champs() -> Sequence[tuple[str, str]]:
    """Return what an officer may write between « » and what it stands for, in the order of the convention."""
    return [
        *((nom, describe_champ(nom)) for nom in NOMS_CONVENTION),
        *((f"operation.{nom}", f"pour chaque opération : {RUBRIQUES.get(nom) or describe_champ(nom)}") for nom in NOMS_OPERATION),
        *((f"ligne.{nom}", f"pour chaque ligne de l'annexe 5 : {libelle.lower()}") for nom, libelle in COLONNES.items()),
    ]


def _set_textes(valeur: Any) -> Any:
    """Set in type the texts of fields, those of lists of them included."""
    if isinstance(valeur, Mapping):
        return {nom: _set_textes(texte) for nom, texte in valeur.items()}
    if isinstance(valeur, (list, tuple)):
        return [_set_textes(texte) for texte in valeur]
    return compose_typographie(valeur) if isinstance(valeur, str) else valeur


def _make_valeurs_operation(redaction: Redaction, operation: Operation, titre: str) -> dict[str, Any]:
    lignes = [ligne for ligne in redaction.lignes if ligne.operation == operation.code]
    textes = dict.fromkeys(RUBRIQUES, "") | {
        rubrique.cle: "" if rubrique.paragraphes == (A_COMPLETER,) else "\n".join(rubrique.paragraphes)
        for rubrique in redaction.make_fiche(operation, lignes)
        if rubrique.cle in RUBRIQUES
    }
    champs = list_valeurs(make_champs_fiche(redaction.dossier, operation, lignes))
    si = Si(make_occurrences(redaction.dossier, redaction.structure, (operation,)))
    return {"code": operation.code, "intitule": operation.intitule, "titre_annexe": titre, SI: si} | champs | textes
