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
# What the controls never have to name: the others have their words in ``documents.champs``.
_LIBELLES = {
    "departement": "nom du Département",
    "departement_adresse": "adresse du Département",
    "president": "président du Conseil départemental",
    "president_qualite": "qualité du président",
    "deliberation_numero": "numéro de la délibération",
    "deliberation_date": "date de la délibération",
    "decideur": "assemblée qui décide",
    "signataire_qualite": "qualité du signataire",
    "pole": "pôle",
    "comptable": "comptable assignataire",
    "tribunal": "tribunal compétent",
    "delegue_donnees": "délégué à la protection des données",
    "conservation_jusqu_au": "date de fin de conservation des pièces",
    "nombre_exemplaires": "nombre d'exemplaires",
    "annee": "année de la campagne",
    "structure": "nom de la structure",
    "intitules_operations": "intitulés des opérations",
    "montant": "montant, en chiffres",
    "montant_lettres": "montant, en lettres",
    "taux_avance": "taux de l'avance",
    "nombre_annexes": "nombre d'annexes",
    "l_operation": "« l'opération » ou « les opérations »",
    "de_l_operation": "« de l'opération » ou « des opérations »",
    "code": "code",
    "intitule": "intitulé",
    "avance": "avance, en euros",
    "solde": "solde, en euros",
    "part_quantitative": "part quantitative, taux et montant",
    "part_qualitative": "part qualitative, taux et montant",
    "part_partenariat": "part de la note de partenariat, taux et montant",
    "part_parcours": "part de la note de parcours, taux et montant",
    "plafond_places_etp": "places au plus par ETP",
    "entretiens_par_place": "entretiens par place",
    "bilan_au_plus_tard": "date limite du bilan",
    "budget_code": "code budgétaire",
    "budget_libelle": "libellé budgétaire",
}
RUBRIQUES: dict[str, str] = load_phrases()["rubriques"]
NOMS_OPERATION = ("code", "intitule", *ChampsFiche.__dataclass_fields__, *RUBRIQUES)


def make_valeurs(dossier: Dossier, convention: Convention) -> dict[str, Any]:
    """Return the values of all the fields of a convention; an empty text is a datum that nobody has given yet."""
    redaction = Redaction(dossier, convention.structure, convention.lignes)
    return {**redaction.valeurs, LISTE: [_make_valeurs_operation(dossier, convention, operation) for operation in redaction.operations]}


def list_champs() -> Sequence[tuple[str, str]]:
    """Return what an officer may write between « » and what it stands for, in the order of the convention."""
    return [
        *((nom, _describe(nom)) for nom in NOMS_CONVENTION),
        *((f"operation.{nom}", f"pour chaque opération : {RUBRIQUES.get(nom) or _describe(nom)}") for nom in NOMS_OPERATION),
    ]


def _describe(nom: str) -> str:
    return _LIBELLES.get(nom) or describe_champ(nom)


def _make_valeurs_operation(dossier: Dossier, convention: Convention, operation: Operation) -> dict[str, str]:
    lignes = [ligne for ligne in convention.lignes if ligne.operation == operation.code]
    rubriques = make_fiche(dossier, convention.structure, operation, lignes)
    textes = {
        nom: "" if rubrique.paragraphes == (A_COMPLETER,) else "\n".join(rubrique.paragraphes)
        for nom, rubrique in zip(RUBRIQUES, rubriques, strict=True)
    }
    return {"code": operation.code, "intitule": operation.intitule} | asdict(make_champs_fiche(dossier, operation, lignes)) | textes
