"""The fields that convention texts may name, between «…»: one dataclass is the list, its values are decided and formatted.

>>> fill("Délibération n° «deliberation_numero»", {"deliberation_numero": "2022-375"})
'Délibération n° 2022-375'
>>> sorted(find_champs("«debut» au «\xa0fin\xa0», ci-après « la Structure »"))
['debut', 'fin']
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from dpid_xl.bareme import Bareme, ParametreAbsent
from dpid_xl.calcul.commissions import Acte
from dpid_xl.classes import dataclass
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.grammaire import Genre, find_genre, write_avec_article, write_possessif, write_structure
from dpid_xl.francais import write_assemblee
from dpid_xl.identifiants import is_siret
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
    """Every field of a convention and its words; an empty value prints as « À COMPLÉTER » and keeps the document a PROJET."""

    departement: Annotated[str, "nom du Département"]
    departement_adresse: Annotated[str, "adresse du Département"]
    president: Annotated[str, "président du Conseil départemental"]
    president_qualite: Annotated[str, "qualité du président"]
    deliberation_numero: Annotated[str, "numéro de la délibération"]
    deliberation_date: Annotated[str, "date de la délibération"]
    decideur: Annotated[str, "assemblée qui décide"]
    le_decideur: Annotated[str, "assemblée qui décide"]
    du_decideur: Annotated[str, "assemblée qui décide"]
    signataire: Annotated[str, "signataire"]
    signataire_qualite: Annotated[str, "qualité du signataire"]
    la_qualite_du_signataire: Annotated[str, "qualité du signataire, avec son article"]
    pole: Annotated[str, "pôle"]
    direction: Annotated[str, "direction"]
    contact: Annotated[str, "courriel du gestionnaire"]
    comptable: Annotated[str, "comptable assignataire"]
    tribunal: Annotated[str, "tribunal compétent"]
    delegue_donnees: Annotated[str, "délégué à la protection des données"]
    conservation_jusqu_au: Annotated[str, "date de fin de conservation des pièces"]
    date_convention_pauvrete: Annotated[str, "date de la convention Stratégie pauvreté"]
    date_convention_bassin_minier: Annotated[str, "date de la convention Bassin minier"]
    delai_objection: Annotated[str, "délai d'objection à un sous-traitant"]
    nombre_exemplaires: Annotated[str, "nombre d'exemplaires"]
    annee: Annotated[str, "année de la campagne"]
    rgpd_operations: Annotated[str, "RGPD : opérations sur les données"]
    rgpd_finalites: Annotated[str, "RGPD : finalités"]
    rgpd_donnees: Annotated[str, "RGPD : données traitées"]
    rgpd_personnes: Annotated[str, "RGPD : personnes concernées"]
    rgpd_informations: Annotated[str, "RGPD : informations fournies"]
    code_de_conduite: Annotated[str, "code de conduite ou certification"]
    structure: Annotated[str, "nom de la structure"]
    la_structure: Annotated[str, "structure, avec son article"]
    representee_par: Annotated[str, "« représenté par » ou « représentée par »"]
    sa_qualite: Annotated[str, "qualité du représentant"]
    structure_nature: Annotated[str, "nature de la structure"]
    structure_siege: Annotated[str, "siège"]
    structure_siret: Annotated[str, "SIRET"]
    structure_representant: Annotated[str, "représentant"]
    structure_qualite: Annotated[str, "qualité du représentant"]
    la_qualite_du_representant: Annotated[str, "qualité du représentant, avec son article"]
    structure_decision_date: Annotated[str, "date de la décision de la structure"]
    structure_objectifs: Annotated[str, "objectifs de l'organisme"]
    structure_champs: Annotated[str, "champs d'intervention"]
    structure_zone: Annotated[str, "zone géographique"]
    structure_iban: Annotated[str, "IBAN"]
    structure_bic: Annotated[str, "BIC"]
    structure_domiciliation: Annotated[str, "domiciliation bancaire"]
    structure_titulaire: Annotated[str, "titulaire du compte"]
    structure_activites_sous_traitees: Annotated[str, "activités sous-traitées (option B)"]
    structure_annexe_securite: Annotated[str, "annexe « Sécurité et confidentialité » (option 2)"]
    structure_destinataire_donnees: Annotated[str, "tiers qui reçoit les données"]
    numero_convention: Annotated[str, "numéro de convention"]
    intitules_operations: Annotated[str, "intitulés des opérations"]
    debut: Annotated[str, "date de début"]
    fin: Annotated[str, "date de fin"]
    montant: Annotated[str, "montant, en chiffres"]
    montant_lettres: Annotated[str, "montant, en lettres"]
    taux_avance: Annotated[str, "taux de l'avance"]
    delai_compte_rendu: Annotated[str, "délai du compte rendu"]
    delai_compte_rendu_lettres: Annotated[str, "délai du compte rendu, en lettres"]
    nombre_annexes: Annotated[str, "nombre d'annexes"]
    nombre_pages: Annotated[str, "nombre de pages, à écrire à la main"]
    l_operation: Annotated[str, "« l'opération » ou « les opérations »"]
    de_l_operation: Annotated[str, "« de l'opération » ou « des opérations »"]


@dataclass(frozen=True, slots=True)
class ChampsFiche:
    """The fields of a fiche: the money of one operation for one structure, already formatted."""

    montant: str
    montant_lettres: str
    avance: Annotated[str, "avance, en euros"]
    solde: Annotated[str, "solde, en euros"]
    taux_avance: str
    part_quantitative: Annotated[str, "part quantitative, taux et montant"]
    part_qualitative: Annotated[str, "part qualitative, taux et montant"]
    part_partenariat: Annotated[str, "part de la note de partenariat, taux et montant"]
    part_parcours: Annotated[str, "part de la note de parcours, taux et montant"]
    plafond_places_etp: Annotated[str, "places au plus par ETP"]
    entretiens_par_place: Annotated[str, "entretiens par place"]
    charges_indirectes: Annotated[str, "part des charges indirectes"]
    diagnostics_par_etp: Annotated[str, "diagnostics estimés par ETP"]
    participants_premieres_heures: Annotated[str, "participants accueillis par structure"]
    beneficiaires_par_geiq: Annotated[str, "bénéficiaires au moins par GEIQ"]
    bilan_au_plus_tard: Annotated[str, "date limite du bilan"]
    annee: str
    budget_code: Annotated[str, "code budgétaire"]
    budget_libelle: Annotated[str, "libellé budgétaire"]
    imputation: Annotated[str, "imputation"]


@dataclass(frozen=True, slots=True)
class ChampsAvenant:
    """The fields that an avenant adds to those of the convention as it becomes; « avant » is the convention as it was."""

    avenant: Annotated[str, "numéro de l'avenant"]
    signature_date: Annotated[str, "date de signature de la convention"]
    montant_avant: Annotated[str, "montant avant l'avenant, en chiffres"]
    montant_avant_lettres: Annotated[str, "montant avant l'avenant, en lettres"]
    ecart: str
    sens: str
    periode_avant: str
    article_operations: Annotated[str, "article du modèle qui porte le tableau des opérations"]
    article_periode: Annotated[str, "article du modèle qui dit la période"]
    article_cout: Annotated[str, "article du modèle qui dit le coût"]
    article_annexes: Annotated[str, "article du modèle qui liste les annexes"]
    clause_periode: Annotated[str, "paragraphe du modèle qui dit la période"]
    clause_cout: Annotated[str, "paragraphe du modèle qui dit le coût"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampsCourrier:
    """The fields of a letter beside those of the campaign, of the structure and of the barème; an empty value prints as « À COMPLÉTER »."""

    service_instructeur: str
    civilite: str
    numero_convention: str
    signature: Annotated[str, "date de signature"]
    publication: Annotated[str, "date de publication"]
    bilan: Annotated[str, "date limite du bilan"]
    compte_rendu: Annotated[str, "date limite du compte rendu"]
    avenants: str
    l_operation: str
    de_l_operation: str
    montant: str
    montant_lettres: str
    avance: str
    avance_lettres: Annotated[str, "avance, en euros"]
    reste: Annotated[str, "solde au plus, en euros"]
    acquis: str
    acquis_lettres: str
    verse: str
    verse_lettres: str
    a_verser: str
    a_verser_lettres: str
    a_recouvrer: str
    a_recouvrer_lettres: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampsRefus:
    """The fields of a letter of refusal beside those of the campaign and of the structure."""

    service_instructeur: str
    civilite: str
    la_commission: Annotated[str, "assemblée qui a décidé"]
    commission_date: Annotated[str, "date de la commission"]
    commission_numero: Annotated[str, "numéro de la délibération de la commission"]
    votre_demande: str


_NOMS_CONNUS = frozenset({**Champs.__dataclass_fields__, **ChampsFiche.__dataclass_fields__})

# The words an officer knows each field by: those that stand beside it, and those of what else may be missing or named.
LIBELLES: Mapping[str, str] = {
    **{
        nom: annotation.__metadata__[0]
        for classe in (ChampsRefus, ChampsCourrier, ChampsAvenant, ChampsFiche, Champs)
        for nom, annotation in classe.__annotations__.items()
        if hasattr(annotation, "__metadata__")
    },
    "code": "code",
    "annexe": "numéro de l'annexe",
    "intitule": "intitulé",
    "titre_annexe": "titre de l'annexe",
    "sous_traitance": "option de sous-traitance (A ou B)",
    "securite": "option de sécurité (1 ou 2)",
    "sort_donnees": "sort des données",
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


@lru_cache(4096)
def find_champs(texte: str) -> frozenset[str]:
    """Return the names of the fields that a text uses, as they were typed, known or not."""
    return frozenset(_split(texte)[1::2])


def fill(texte: str, valeurs: Mapping[str, str]) -> str:
    """Replace the fields of a text; an empty value becomes « À COMPLÉTER ». Raises ChampInconnu on an unknown field."""
    morceaux = list(_split(texte))
    for rang in range(1, len(morceaux), 2):
        if morceaux[rang] not in valeurs:
            raise ChampInconnu(f"le champ «{morceaux[rang]}» n'existe pas")
        morceaux[rang] = valeurs[morceaux[rang]] or A_COMPLETER
    return "".join(morceaux)


@lru_cache(4096)  # the texts of a model are filled for each of its documents
def _split(texte: str) -> tuple[str, ...]:
    """Cut a text at its fields: what stands between them at the even places, their names at the odd ones."""
    morceaux, fin = [], 0
    for trouve in _CITE.finditer(texte):
        if nom := _get_nom(trouve):
            morceaux += [texte[fin : trouve.start()], nom]
            fin = trouve.end()
    return (*morceaux, texte[fin:])


def _get_nom(trouve: re.Match[str]) -> str:
    """Return the field that stands between guillemets, or a whole tag, which is no field; nothing of a quotation."""
    nom = (trouve[1] or "").strip()
    return trouve[2] or (nom if is_champ(nom) else "")


def list_valeurs(champs: Champs | ChampsFiche | ChampsAvenant | ChampsCourrier | ChampsRefus | Campagne) -> dict[str, Any]:
    """Return what a record holds, by field; a text, a number or a day is not copied as ``asdict`` does."""
    return {champ: getattr(champs, champ) for champ in champs.__dataclass_fields__}


def describe_champ(nom: str) -> str:
    """Return the words an officer knows a field by."""
    return LIBELLES.get(nom, nom.replace("_", " "))


@lru_cache(4)  # the same for each document
def make_champs_campagne(campagne: Campagne) -> Mapping[str, str]:
    """Return the fields that are the same for all conventions of a campaign."""
    valeurs = {champ: _write(valeur) for champ, valeur in list_valeurs(campagne).items()}
    communs = {champ: valeurs[champ] for champ in Champs.__dataclass_fields__ if champ in valeurs and champ not in ("debut", "fin")}
    qualite = {"la_qualite_du_signataire": write_avec_article(campagne.signataire_qualite)}
    return communs | make_champs_decideur(campagne.decideur) | qualite | {"annee": write_annee(campagne)}


def make_champs_actes(actes: Sequence[Acte]) -> dict[str, str]:
    """Return the fields of the deliberations that decided; empty as soon as one of their numbers, or of their days, is not known."""
    numeros, jours = [acte.numero for acte in actes], [write_date(acte.jour) if acte.jour else "" for acte in actes]
    return {
        "deliberation_numero": " et ".join(numeros) if all(numeros) else "",
        "deliberation_date": " et ".join(jours) if all(jours) else "",
    }


def make_champs_decideur(decideur: str) -> dict[str, str]:
    """Return the ways to name who decides."""
    return {"decideur": decideur, "le_decideur": write_assemblee(decideur), "du_decideur": write_assemblee(decideur, de=True)}


def write_annee(campagne: Campagne) -> str:
    """Return the year of a campaign: that of its deliberation, else of its first day; empty when neither is known."""
    jour = campagne.deliberation_date or campagne.debut
    return str(jour.year) if jour else ""


def make_champs_structure(structure: Structure) -> dict[str, str]:
    """Return the fields that the register gives."""
    valeurs: dict[str, str] = {
        "structure": structure.nom,
        **{
            f"structure_{champ}": _write(getattr(structure, champ))
            for champ in (
                *("nature", "siege", "siret", "representant", "qualite", "decision_date", "objectifs", "champs", "zone"),
                *("iban", "bic", "domiciliation", "titulaire"),
                *("activites_sous_traitees", "annexe_securite", "destinataire_donnees"),
            )
        },
    }
    return valeurs | {
        "structure_siret": format_siret(structure.siret) if is_siret(structure.siret) else "",  # a false one is none
        "la_structure": write_structure(structure.nom, structure.nature),
        "representee_par": REPRESENTEE_PAR[find_genre(structure.nom, structure.nature)],
        "sa_qualite": write_possessif(structure.qualite, structure.representant),
        "la_qualite_du_representant": write_avec_article(structure.qualite, structure.representant),
    }


@lru_cache(4)  # the same for each document
def make_champs_bareme(bareme: Bareme) -> Mapping[str, str]:
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
