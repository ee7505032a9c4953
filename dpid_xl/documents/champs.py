"""The fields that convention texts may name, between «…»: one dataclass is the list, its values are decided and formatted.

>>> fill("Délibération n° «deliberation_numero»", {"deliberation_numero": "2022-375"})
'Délibération n° 2022-375'
>>> sorted(find_champs("«debut» au «\xa0fin\xa0», ci-après « la Structure »"))
['debut', 'fin']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from dpid_xl.bareme import Bareme, ParametreAbsent
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.grammaire import Genre, find_genre, write_possessif, write_structure
from dpid_xl.modele import Campagne, Structure
from dpid_xl.montants import format_nombre, write_nombre_en_lettres
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import write_date
from dpid_xl.refus import Refus

REPRESENTEE_PAR = {Genre.MASCULIN: "représenté par", Genre.FEMININ: "représentée par", None: "que représente"}
_CITE = re.compile(r"«([^«»]*)»|(\{\{.*?\}\}|\{%.*?%\})")  # between guillemets, else a tag of a Word model, which blocks do not read
_MOT = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


class ChampInconnu(Refus):
    """A text names a field that does not exist."""


@dataclass(frozen=True, slots=True)
class Champs:
    """Every field of a convention; an empty value prints as « À COMPLÉTER » and keeps the document a PROJET."""

    departement: str
    departement_adresse: str
    president: str
    president_qualite: str
    deliberation_numero: str
    deliberation_date: str
    decideur: str
    signataire: str
    signataire_qualite: str
    pole: str
    direction: str
    contact: str
    comptable: str
    tribunal: str
    delegue_donnees: str
    conservation_jusqu_au: str
    date_convention_pauvrete: str
    date_convention_bassin_minier: str
    delai_objection: str
    nombre_exemplaires: str
    annee: str
    rgpd_operations: str
    rgpd_finalites: str
    rgpd_donnees: str
    rgpd_personnes: str
    rgpd_informations: str
    structure: str
    la_structure: str
    representee_par: str
    sa_qualite: str
    structure_nature: str
    structure_siege: str
    structure_siret: str
    structure_representant: str
    structure_qualite: str
    structure_decision_date: str
    structure_objectifs: str
    structure_champs: str
    structure_zone: str
    structure_iban: str
    structure_bic: str
    structure_domiciliation: str
    structure_titulaire: str
    structure_activites_sous_traitees: str
    structure_annexe_securite: str
    structure_destinataire_donnees: str
    numero_convention: str
    intitules_operations: str
    debut: str
    fin: str
    montant: str
    montant_lettres: str
    taux_avance: str
    delai_compte_rendu: str
    delai_compte_rendu_lettres: str
    nombre_annexes: str
    l_operation: str
    de_l_operation: str


@dataclass(frozen=True, slots=True)
class ChampsFiche:
    """The fields of a fiche: the money of one operation for one structure, already formatted."""

    montant: str
    montant_lettres: str
    avance: str
    solde: str
    taux_avance: str
    part_quantitative: str
    part_qualitative: str
    part_partenariat: str
    part_parcours: str
    plafond_places_etp: str
    entretiens_par_place: str
    bilan_au_plus_tard: str
    annee: str
    budget_code: str
    budget_libelle: str
    imputation: str


_NOMS_CONNUS = frozenset({**Champs.__dataclass_fields__, **ChampsFiche.__dataclass_fields__})

# The words an officer knows each field by, and what else may be missing.
LIBELLES = {
    "departement": "nom du Département",
    "departement_adresse": "adresse du Département",
    "president": "président du Conseil départemental",
    "president_qualite": "qualité du président",
    "deliberation_numero": "numéro de la délibération",
    "deliberation_date": "date de la délibération",
    "decideur": "assemblée qui décide",
    "signataire": "signataire",
    "signataire_qualite": "qualité du signataire",
    "pole": "pôle",
    "direction": "direction",
    "contact": "courriel du gestionnaire",
    "comptable": "comptable assignataire",
    "tribunal": "tribunal compétent",
    "delegue_donnees": "délégué à la protection des données",
    "conservation_jusqu_au": "date de fin de conservation des pièces",
    "date_convention_pauvrete": "date de la convention Stratégie pauvreté",
    "date_convention_bassin_minier": "date de la convention Bassin minier",
    "delai_objection": "délai d'objection à un sous-traitant",
    "nombre_exemplaires": "nombre d'exemplaires",
    "annee": "année de la campagne",
    "rgpd_operations": "RGPD : opérations sur les données",
    "rgpd_finalites": "RGPD : finalités",
    "rgpd_donnees": "RGPD : données traitées",
    "rgpd_personnes": "RGPD : personnes concernées",
    "rgpd_informations": "RGPD : informations fournies",
    "structure": "nom de la structure",
    "la_structure": "structure, avec son article",
    "representee_par": "« représenté par » ou « représentée par »",
    "sa_qualite": "qualité du représentant",
    "structure_nature": "nature de la structure",
    "structure_siege": "siège",
    "structure_siret": "SIRET",
    "structure_representant": "représentant",
    "structure_qualite": "qualité du représentant",
    "structure_decision_date": "date de la décision de la structure",
    "structure_objectifs": "objectifs de l'organisme",
    "structure_champs": "champs d'intervention",
    "structure_zone": "zone géographique",
    "structure_iban": "IBAN",
    "structure_bic": "BIC",
    "structure_domiciliation": "domiciliation bancaire",
    "structure_titulaire": "titulaire du compte",
    "structure_activites_sous_traitees": "activités sous-traitées (option B)",
    "structure_annexe_securite": "annexe « Sécurité et confidentialité » (option 2)",
    "structure_destinataire_donnees": "tiers qui reçoit les données",
    "numero_convention": "numéro de convention",
    "intitules_operations": "intitulés des opérations",
    "debut": "date de début",
    "fin": "date de fin",
    "montant": "montant, en chiffres",
    "montant_lettres": "montant, en lettres",
    "taux_avance": "taux de l'avance",
    "delai_compte_rendu": "délai du compte rendu",
    "delai_compte_rendu_lettres": "délai du compte rendu, en lettres",
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
    "imputation": "imputation",
    "sous_traitance": "option de sous-traitance (A ou B)",
    "securite": "option de sécurité (1 ou 2)",
    "sort_donnees": "sort des données",
    "signature_date": "date de signature de la convention",
    "signature": "date de signature",
    "publication": "date de publication",
    "bilan": "date limite du bilan",
    "compte_rendu": "date limite du compte rendu",
    "article_operations": "article du modèle qui porte le tableau des opérations",
    "article_periode": "article du modèle qui dit la période",
    "article_cout": "article du modèle qui dit le coût",
    "article_annexes": "article du modèle qui liste les annexes",
    "clause_periode": "paragraphe du modèle qui dit la période",
    "clause_cout": "paragraphe du modèle qui dit le coût",
}


def is_champ(nom: str) -> bool:
    """Tell a field from a quotation: one word, which has a « _ » or a point, or is in plain small letters, or reads like a field.

    >>> [nom for nom in ("montent", "structure_sirett", "Montant", "la-structure") if not is_champ(nom)]
    []
    >>> [nom for nom in ("la Structure", "Pas-de-Calais", "Région") if is_champ(nom)]
    []
    """
    uni = nom.replace("-", "_")
    if not _MOT.fullmatch(uni):
        return False
    return "_" in nom or "." in nom or (nom.isascii() and nom.islower() and "-" not in nom) or fold_nom(uni) in _NOMS_CONNUS


def find_champs(texte: str) -> set[str]:
    """Return the names of the fields that a text uses, as they were typed, known or not."""
    return {nom for trouve in _CITE.finditer(texte) if (nom := _get_nom(trouve))}


def fill(texte: str, valeurs: Mapping[str, str]) -> str:
    """Replace the fields of a text; an empty value becomes « À COMPLÉTER ». Raises ChampInconnu on an unknown field."""

    def replace(trouve: re.Match[str]) -> str:
        nom = _get_nom(trouve)
        if not nom:
            return trouve[0]
        if nom not in valeurs:
            raise ChampInconnu(f"le champ «{nom}» n'existe pas")
        return valeurs[nom] or A_COMPLETER

    return _CITE.sub(replace, texte)


def _get_nom(trouve: re.Match[str]) -> str:
    """Return the field that stands between guillemets, or a whole tag, which is no field; nothing of a quotation."""
    nom = (trouve[1] or "").strip()
    return trouve[2] or (nom if is_champ(nom) else "")


def describe_champ(nom: str) -> str:
    """Return the words an officer knows a field by."""
    return LIBELLES.get(nom, nom.replace("_", " "))


def make_champs_campagne(campagne: Campagne) -> dict[str, str]:
    """Return the fields that are the same for all conventions of a campaign."""
    valeurs = {champ: _write(valeur) for champ, valeur in asdict(campagne).items()}
    communs = {champ: valeurs[champ] for champ in Champs.__dataclass_fields__ if champ in valeurs and champ not in ("debut", "fin")}
    return communs | {"annee": write_annee(campagne)}


def write_annee(campagne: Campagne) -> str:
    """Return the year of a campaign: that of its deliberation, else of its first day; empty when neither is known."""
    jour = campagne.deliberation_date or campagne.debut
    return str(jour.year) if jour else ""


def make_champs_structure(structure: Structure) -> dict[str, str]:
    """Return the fields that the register gives."""
    valeurs: dict[str, str] = {
        "structure": structure.nom,
        **{
            f"structure_{champ}": getattr(structure, champ)
            for champ in (
                *("nature", "siege", "siret", "representant", "qualite", "decision_date", "objectifs", "champs", "zone"),
                *("iban", "bic", "domiciliation", "titulaire"),
                *("activites_sous_traitees", "annexe_securite", "destinataire_donnees"),
            )
        },
    }
    return valeurs | {
        "structure_siret": format_siret(structure.siret),
        "la_structure": write_structure(structure.nom, structure.nature),
        "representee_par": REPRESENTEE_PAR[find_genre(structure.nom, structure.nature)],
        "sa_qualite": write_possessif(structure.qualite, structure.representant),
    }


def make_champs_bareme(bareme: Bareme) -> dict[str, str]:
    """Return the delays that the barème gives; empty when it does not."""
    try:
        delai = bareme.get_tarif("DELAI_COMPTE_RENDU")
    except ParametreAbsent:
        return {"delai_compte_rendu": "", "delai_compte_rendu_lettres": ""}
    return {
        "delai_compte_rendu": f"{format_nombre(delai.valeur)}\xa0{delai.unite}",
        "delai_compte_rendu_lettres": f"{write_nombre_en_lettres(int(delai.valeur))} {delai.unite}",
    }


def make_champs_operations(nombre: int) -> dict[str, str]:
    """Return the words that agree with the number of operations."""
    seule = nombre == 1
    return {
        "l_operation": "l’opération" if seule else "les opérations",
        "de_l_operation": "de l’opération" if seule else "des opérations",
    }


def format_siret(siret: str) -> str:
    """Write a SIRET as people read it: SIREN by threes, then the establishment; anything else as it stands.

    >>> format_siret("50902397400017").replace("\xa0", " ")
    '509 023 974 00017'
    """
    return "\xa0".join((siret[:3], siret[3:6], siret[6:9], siret[9:])) if re.fullmatch(r"\d{14}", siret) else siret


def _write(valeur: object) -> str:
    return write_date(valeur) if isinstance(valeur, date) else str(valeur or "")
