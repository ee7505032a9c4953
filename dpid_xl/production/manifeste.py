"""The manifest of a production: which files, with which contents, from which workbook, at which rates.

>>> entree = describe_fichier("lignes.csv", b"1;2")
>>> entree["fichier"], entree["octets"]
('lignes.csv', 3)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from dpid_xl import __version__
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants import Avenant
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.courriers import Courrier, Nature
from dpid_xl.documents.document import Convention
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.rendus.pdf import compute_empreinte, count_pages, make_reference

SELECTION = "selection"  # in a manifest: the structures of a production that is not the whole of a campaign
LISTES = ("conventions", "avenants", "courriers")
ORIGINE = ("date", "version", "classeur", "classeurs")  # what an entry kept from an earlier production says of it
DEMANDE_DU_MODELE = "donnée demandée par le modèle Word"


def describe_fichier(nom: str, contenu: bytes) -> dict[str, Any]:
    """Return the manifest's entry of one file; a PDF has its number of ``pages``."""
    entree: dict[str, Any] = {"fichier": nom, "octets": len(contenu), "sha256": hashlib.sha256(contenu).hexdigest()}
    return entree | {"pages": count_pages(contenu)} if nom.endswith(".pdf") else entree


def render_manifeste(
    dossier: Dossier,
    classeur: str,
    empreinte: str,
    conventions: Sequence[tuple[Convention, str]],
    fichiers: Sequence[dict[str, Any]],
    jour: date,
    projets: Collection[str] = (),
    *,
    selection: bool = False,
) -> bytes:
    """Write the manifest as JSON; ``conventions`` come with the stem of their files. Amounts are texts with two decimals.

    ``projets`` are the stems of those that the officer's Word model makes a PROJET, because it asks for more; ``selection`` tells that
    they are not all the conventions of the campaign.

    ``reference`` and ``empreinte`` are what the codes of the pages say. ``annexe5`` is the whole campaign: the conventions and, added by
    avenants to earlier conventions, ``lignes_par_avenant``.
    """
    par_avenant = list_par_avenant(dossier)
    manifeste = {
        **_describe_production(dossier, jour),
        **({SELECTION: [convention.structure.nom for convention, _ in conventions]} if selection else {}),
        "classeur": {"nom": classeur, "sha256": empreinte},
        "total": str(sum_montants(ligne for convention, _ in conventions for ligne in convention.lignes)),
        "conventions": [
            {
                "structure": convention.structure.nom,
                "fichiers": nom,
                "reference": make_reference(convention),
                "empreinte": compute_empreinte(convention),
                "operations": list(convention.operations),
                "montant": str(convention.montant),
                "etat": "projet" if convention.projet or nom in projets else "complet",
                "manques": list(convention.manques) or [DEMANDE_DU_MODELE] * (nom in projets),
            }
            for convention, nom in conventions
        ],
        "annexe5": {"total": str(sum_montants(dossier.lignes)), "par_avenant": str(sum_montants(par_avenant))},
        "lignes_par_avenant": [_describe_par_avenant(ligne) for ligne in par_avenant],
        "bareme": _describe_bareme(dossier),
        "fichiers": list(fichiers),
    }
    return _write(manifeste)


def render_manifeste_des_avenants(
    dossier: Dossier,
    classeurs: Mapping[str, tuple[str, str]],
    comparaison: Comparaison,
    avenants: Sequence[tuple[Avenant, str]],
    fichiers: Sequence[dict[str, Any]],
    jour: date,
) -> bytes:
    """Write the manifest as JSON; ``classeurs`` are name and hash of « avant » and « apres », ``dossier`` is « apres ».

    Structures added or removed have no avenant: they stand apart, for the officer to decide.
    """
    manifeste = {
        **_describe_production(dossier, jour),
        SELECTION: [avenant.structure.nom for avenant, _ in avenants],
        "classeurs": {etat: {"nom": nom, "sha256": empreinte} for etat, (nom, empreinte) in classeurs.items()},
        "avenants": [_describe_avenant(avenant, nom) for avenant, nom in avenants],
        "structures_ajoutees": [_describe_changement(changement) for changement in comparaison.select(Sorte.AJOUTEE)],
        "structures_retirees": [_describe_changement(changement) for changement in comparaison.select(Sorte.RETIREE)],
        "fiches_reecrites": list(comparaison.fiches_reecrites),
        "blocs_reecrits": list(comparaison.blocs_reecrits),
        "registre_change": [{"structure": nom, "champs": list(champs)} for nom, champs in comparaison.registre],
        "reglages_changes": list(comparaison.reglages),
        "lignes_laissees": [_describe_par_avenant(orpheline.ligne) | {"motif": orpheline.motif} for orpheline in comparaison.orphelines],
        "bareme": _describe_bareme(dossier),
        "fichiers": list(fichiers),
    }
    return _write(manifeste)


def render_manifeste_des_courriers(
    dossier: Dossier,
    classeur: str,
    empreinte: str,
    nature: Nature,
    courriers: Sequence[tuple[Courrier, str]],
    fichiers: Sequence[dict[str, Any]],
    jour: date,
) -> bytes:
    """Write the manifest as JSON; ``courriers`` come with the stem of their files."""
    manifeste = {
        **_describe_production(dossier, jour),
        SELECTION: [courrier.structure.nom for courrier, _ in courriers],
        "classeur": {"nom": classeur, "sha256": empreinte},
        "nature": nature.value,
        "courriers": [_describe_courrier(courrier, nom) for courrier, nom in courriers],
        "bareme": _describe_bareme(dossier),
        "fichiers": list(fichiers),
    }
    return _write(manifeste)


def complete_manifeste(nouveau: Mapping[str, Any], ancien: Mapping[str, Any], intacts: Collection[str]) -> dict[str, Any]:
    """Add to the manifest of a selection what an earlier one says of other documents; ``intacts`` are the files still as it describes them.

    An entry that is kept says from which workbook and day it comes. A file of a document that has changed since is not kept, nor what
    gathers it with others.
    """
    liste = next((cle for cle in LISTES if cle in nouveau), "")
    if SELECTION not in nouveau or ancien.get("campagne") != nouveau["campagne"] or liste not in ancien:
        return dict(nouveau)
    faits = {_get_cle(entree): _get_etat(entree) for entree in nouveau[liste]}
    perimes = {entree["fichiers"] for entree in ancien[liste] if faits.get(_get_cle(entree), _get_etat(entree)) != _get_etat(entree)}
    refaits = {fichier["fichier"] for fichier in nouveau["fichiers"]}
    tenus = {entree["fichiers"] for entree in ancien[liste]} - perimes
    fichiers = [
        fichier
        for fichier in ancien["fichiers"]
        if fichier["fichier"] in intacts and fichier["fichier"] not in refaits and (_get_tige(fichier) in tenus or not perimes)
    ]
    origine = {cle: ancien[cle] for cle in ORIGINE if cle in ancien}
    entrees = [origine | entree for entree in _list_tenues(ancien, liste, fichiers) if _get_cle(entree) not in faits]
    documents = sorted([*nouveau[liste], *entrees], key=lambda entree: str(entree["fichiers"]))
    total = {"total": str(sum(Decimal(entree["montant"]) for entree in documents))} if "total" in nouveau else {}
    return {**nouveau, **total, liste: documents, "fichiers": [*nouveau["fichiers"], *fichiers]}


def list_conserves(manifeste: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the structures of the entries that a manifest keeps from an earlier production."""
    return tuple(entree["structure"] for cle in LISTES for entree in manifeste.get(cle, ()) if "date" in entree)


def _list_tenues(ancien: Mapping[str, Any], liste: str, fichiers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    # A document stands as long as one of its files does; one without files of its own, as the sheet that it is in.
    citees, gardees = (set(map(_get_tige, suite)) for suite in (ancien["fichiers"], fichiers))
    return [entree for entree in ancien[liste] if entree["fichiers"] in gardees or (entree["fichiers"] not in citees and gardees)]


def _get_cle(entree: Mapping[str, Any]) -> tuple[Any, Any]:
    return entree["structure"], entree.get("numero")


def _get_etat(entree: Mapping[str, Any]) -> tuple[Any, Any]:
    return entree["fichiers"], entree["empreinte"]


def _get_tige(fichier: Mapping[str, Any]) -> str:
    return PurePosixPath(fichier["fichier"]).stem


def _describe_courrier(courrier: Courrier, nom: str) -> dict[str, Any]:
    return {
        "structure": courrier.structure.nom,
        "fichiers": nom,
        "reference": make_reference(courrier),
        "empreinte": compute_empreinte(courrier),
        "operations": list(courrier.operations),
        "montant": str(courrier.montant),
        "etat": "projet" if courrier.projet else "complet",
        "manques": list(courrier.manques),
    }


def _describe_production(dossier: Dossier, jour: date) -> dict[str, Any]:
    return {
        "campagne": dossier.campagne.code,
        "deliberation": dossier.campagne.deliberation_numero,
        "date": jour.isoformat(),
        "version": __version__,
    }


def _describe_avenant(avenant: Avenant, nom: str) -> dict[str, Any]:
    return {
        **_describe_changement(avenant.changement),
        "fichiers": nom,
        "reference": make_reference(avenant),
        "empreinte": compute_empreinte(avenant),
        "numero": avenant.numero,
        "convention": avenant.convention,
        "annexes": dict(avenant.annexes),
        "etat": "projet" if avenant.projet else "complet",
        "manques": list(avenant.manques),
    }


def _describe_changement(changement: ChangementStructure) -> dict[str, Any]:
    return {
        "structure": changement.structure.nom,
        "montant_avant": str(changement.montant_avant),
        "montant_apres": str(changement.montant_apres),
        "ecart": str(changement.ecart),
        "operations": {
            operation.operation: {
                "sorte": operation.sorte.value,
                "montant_avant": str(operation.montant_avant),
                "montant_apres": str(operation.montant_apres),
            }
            for operation in changement.operations
        },
    }


def _describe_par_avenant(ligne: Ligne) -> dict[str, str]:
    return {
        "structure": ligne.structure,
        "operation": ligne.operation,
        "convention": ligne.numero_convention,
        "montant": str(ligne.montant),
        "cellule": str(ligne.lieu.origine("N° convention")),
        "commande": "dpid-xl avenants ANTERIEUR CLASSEUR -o DOSSIER",
    }


def _describe_bareme(dossier: Dossier) -> list[dict[str, str]]:
    return [
        {
            "code": tarif.code,
            "valeur": str(tarif.valeur),
            "unite": tarif.unite,
            "valable_du": tarif.valable_du.isoformat(),
            "source": tarif.source,
        }
        for tarif in dossier.bareme
    ]


def _write(manifeste: Mapping[str, Any]) -> bytes:
    return json.dumps(manifeste, ensure_ascii=False, indent=2).encode() + b"\n"
