"""Campaigns shipped with the package, as text files that diff well; each folder is one campaign.

``load_campagne`` reads a folder into a :class:`~dpid_xl.modele.Dossier`; the master workbook is built from it.

>>> dossier = load_campagne("2022_phase2")
>>> len(dossier.lignes), len(dossier.operations), len(dossier.structures)
(143, 27, 92)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from dpid_xl.bareme import load_bareme
from dpid_xl.campagnes.remarques import FICHIER as REMARQUES
from dpid_xl.campagnes.remarques import parse_remarques
from dpid_xl.documents.modele import MODELE_CONVENTION, load_blocs
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import (
    Attribution,
    Campagne,
    Decision,
    Deliberation,
    Dossier,
    Fiche,
    Ligne,
    LigneBudget,
    Operation,
    Structure,
    Thematique,
)
from dpid_xl.montants import ZERO, parse_nombre, round_montant
from dpid_xl.periodes import parse_date
from dpid_xl.refus import Refus
from dpid_xl.strict import DonneesInvalides, build_record, load_toml, read_tables

COLONNES_DES_LIGNES = (
    *("rang", "operation", "territoire", "structure", "description", "unite", "quantite", "quantite_simple"),
    *(
        "debut",
        "fin",
        "montant",
        "numero_convention",
        "statut",
        "source",
        "remarque",
        "repere",
    ),  # repere: lines of the text, for who keeps the data
)

# Keys for the people who keep the data, that the program does not use.
_NOTES = frozenset({"source", "remarque", "nature_source", "comparable"})
_FACULTATIFS = frozenset(
    {
        *("nature", "siege", "siret", "rna", "representant", "qualite", "decision_date", "cer", "objectifs", "champs", "zone"),
        *("iban", "bic", "domiciliation", "titulaire", "sous_traitance", "securite", "sort_donnees", "a_distinguer", "justification"),
        *("activites_sous_traitees", "annexe_securite", "destinataire_donnees"),
        "decide",  # by another commission than the vote
        *("solde_en_parts", "plafond_depenses", "sorties_demandees"),
        *("partage", "indicateurs"),
        *("numero", "avenant", "annexe", "delai_de_retour", "modele_de_numero", "premier_numero"),
        *(
            "debut",
            "fin",
            "duree_maximale_mois",
            "bilan_au_plus_tard",
            "date_convention_pauvrete",
            "date_convention_bassin_minier",
            "delai_objection",
            "elus_interesses",
            "code_de_conduite",
            "notification_ue",
            "territoires",
            *("situation_au", "pieces_avance", "pieces_solde"),
            "logo",
            "axe",
        ),
        *("rgpd_operations", "rgpd_finalites", "rgpd_donnees", "rgpd_personnes", "rgpd_informations"),
    }
)


def load_campagne(nom: str) -> Dossier:
    """Read a packaged campaign; raises DonneesInvalides naming file and key, or listing the campaigns when ``nom`` is not one."""
    racine = resources.files(__name__) / nom
    if nom not in list_campagnes():
        raise DonneesInvalides(f"La campagne « {nom} » n'existe pas ; campagnes connues : {', '.join(list_campagnes())}.")
    entete = load_toml(racine / "campagne.toml")
    thematiques, deliberations = entete.pop("thematique", []), entete.pop("deliberation", [])
    return Dossier(
        campagne=build_record(Campagne, entete, "campagne.toml", facultatifs=_FACULTATIFS),
        thematiques=_read_records(Thematique, thematiques, "campagne.toml, thematique"),
        tarifs=load_bareme().tarifs,
        operations=tuple(_read_operations(racine / "operations")),
        structures=_read_records(
            Structure, read_tables(load_toml(racine / "structures.toml"), "structure", "structures.toml"), "structures.toml"
        ),
        lignes=tuple(_read_lignes(racine / "lignes.csv")),
        budget=_read_records(LigneBudget, read_tables(load_toml(racine / "budget.toml"), "budget", "budget.toml"), "budget.toml"),
        decisions=tuple(_read_decisions(racine / "decisions.toml")),
        modele=load_blocs(MODELE_CONVENTION),
        attributions=_read_records(
            Attribution, read_tables(load_toml(racine / "attributions.toml"), "attribution", "attributions.toml"), "attributions.toml"
        ),
        deliberations=_read_records(Deliberation, deliberations, "campagne.toml, deliberation"),
        remarques=tuple(parse_remarques((racine / REMARQUES).read_text(encoding="utf-8"))),
    )


def make_modele_vide(dossier: Dossier) -> Dossier:
    """Return the dossier of the next campaign: operations, barème, register and clauses kept, nothing decided yet."""
    dates = ("deliberation_date", "debut", "fin", "conservation_jusqu_au")
    textes = {"code": "nouvelle_campagne", "nom": "Nouvelle campagne", "deliberation_numero": ""}
    campagne = replace(dossier.campagne, **textes, **dict.fromkeys(dates))  # type: ignore[arg-type]
    operations = tuple(replace(operation, debut=None, fin=None, bilan_au_plus_tard=None, partage=()) for operation in dossier.operations)
    budget = tuple(replace(ligne, ae=ZERO, disponible=ZERO) for ligne in dossier.budget)
    vides: dict[str, Any] = dict.fromkeys(("lignes", "decisions", "attributions", "deliberations", "exercices", "remarques"), ())
    return replace(dossier, campagne=campagne, operations=operations, budget=budget, **vides)


def list_campagnes() -> tuple[str, ...]:
    """Return the names of the packaged campaigns."""
    return tuple(sorted(dossier.name for dossier in resources.files(__name__).iterdir() if (dossier / "campagne.toml").is_file()))


def _read_records(classe: type, tables: list[dict[str, Any]], ou: str) -> tuple[Any, ...]:
    notes = _NOTES - {champ.name for champ in fields(classe)}
    return tuple(
        build_record(
            classe,
            {cle: valeur for cle, valeur in table.items() if cle not in notes},
            f"{ou} {rang}",
            facultatifs=_FACULTATIFS,
            lieu=Lieu(ou, rang),
        )
        for rang, table in enumerate(tables, 1)
    )


def _read_operations(dossier: Traversable) -> Iterator[Operation]:
    for rang, fichier in enumerate(sorted(dossier.iterdir(), key=lambda fichier: fichier.name), 1):
        table = load_toml(fichier)
        fiche = build_record(Fiche, table.pop("fiche", {}), f"{fichier.name}, fiche")
        operation = build_record(
            Operation,
            table,
            fichier.name,
            facultatifs=_FACULTATIFS,
            fiche=fiche,
            lieu=Lieu(f"operations/{fichier.name}", rang),
        )
        if fichier.name != f"{operation.code}.toml":
            raise DonneesInvalides(f"{fichier.name} : le code « {operation.code} » n'est pas le nom du fichier")
        yield operation


def _read_lignes(fichier: Traversable) -> Iterator[Ligne]:
    lecteur = csv.DictReader(io.StringIO(fichier.read_text(encoding="utf-8")), delimiter=";", strict=True)
    if tuple(lecteur.fieldnames or ()) != COLONNES_DES_LIGNES:
        raise DonneesInvalides(f"{fichier.name} : colonnes attendues {' ; '.join(COLONNES_DES_LIGNES)}")
    for rang, rangee in enumerate(lecteur, 1):
        if None in rangee or None in rangee.values() or rangee["rang"] != str(rang):
            raise DonneesInvalides(f"{fichier.name}, ligne {rang} : rang ou nombre de colonnes inattendu")
        try:
            yield _make_ligne(rangee, Lieu(fichier.name, rang + 1))
        except Refus as erreur:
            raise DonneesInvalides(f"{fichier.name}, ligne {rang} : {erreur}") from erreur


def _make_ligne(rangee: Mapping[str, str], lieu: Lieu) -> Ligne:
    return Ligne(
        operation=rangee["operation"],
        territoire=rangee["territoire"],
        structure=rangee["structure"],
        description=rangee["description"],
        unite=rangee["unite"],
        quantite=parse_nombre(rangee["quantite"]) if rangee["quantite"] else None,
        quantite_simple=parse_nombre(rangee["quantite_simple"]) if rangee["quantite_simple"] else None,
        debut=parse_date(rangee["debut"]) if rangee["debut"] else None,
        fin=parse_date(rangee["fin"]) if rangee["fin"] else None,
        montant=round_montant(parse_nombre(rangee["montant"])) if rangee["montant"] else None,
        justification="",
        numero_convention=rangee["numero_convention"],
        statut=rangee["statut"],
        source=rangee["source"],
        remarque=rangee["remarque"],
        lieu=lieu,
    )


def _read_decisions(fichier: Traversable) -> Iterator[Decision]:
    for rang, table in enumerate(read_tables(load_toml(fichier), "decision", fichier.name), 1):
        yield build_record(
            Decision,
            {cle: valeur for cle, valeur in table.items() if cle not in _NOTES or cle == "source"},
            f"{fichier.name}, decision {rang}",
            origine=Origine(fichier.name, str(rang)),
        )
