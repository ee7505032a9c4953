"""The manifest of a production: which files, with which contents, from which workbook, at which rates.

>>> entree = describe_fichier("lignes.csv", b"1;2")
>>> entree["fichier"], entree["octets"]
('lignes.csv', 3)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dpid_xl import __version__
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.conventions.avenants import Avenant
from dpid_xl.conventions.comparaison import ChangementStructure, Comparaison, Sorte
from dpid_xl.conventions.courriers import Courrier, Nature
from dpid_xl.conventions.document import Convention
from dpid_xl.modele import Dossier
from dpid_xl.rendus.pdf import compute_empreinte, count_pages, make_reference


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
) -> bytes:
    """Write the manifest as JSON; ``conventions`` come with the stem of their files. Amounts are texts with two decimals.

    ``reference`` and ``empreinte`` are what the codes of the pages say.
    """
    manifeste = {
        **_describe_production(dossier, jour),
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
                "etat": "projet" if convention.projet else "complet",
                "manques": list(convention.manques),
            }
            for convention, nom in conventions
        ],
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
        "classeurs": {etat: {"nom": nom, "sha256": empreinte} for etat, (nom, empreinte) in classeurs.items()},
        "avenants": [_describe_avenant(avenant, nom) for avenant, nom in avenants],
        "structures_ajoutees": [_describe_changement(changement) for changement in comparaison.select(Sorte.AJOUTEE)],
        "structures_retirees": [_describe_changement(changement) for changement in comparaison.select(Sorte.RETIREE)],
        "fiches_reecrites": list(comparaison.fiches_reecrites),
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
        "classeur": {"nom": classeur, "sha256": empreinte},
        "nature": nature.value,
        "courriers": [_describe_courrier(courrier, nom) for courrier, nom in courriers],
        "bareme": _describe_bareme(dossier),
        "fichiers": list(fichiers),
    }
    return _write(manifeste)


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
