"""The manifest of a production: which files, with which contents, from which workbook, at which rates. Amounts are texts.

>>> entree = describe_fichier("lignes.csv", b"1;2")
>>> entree["fichier"], entree["octets"]
('lignes.csv', 3)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants import Avenant
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.bilans import Bilan
from dpid_xl.documents.courriers import Courrier
from dpid_xl.documents.document import Convention, Document
from dpid_xl.documents.provenance import describe_texte
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.octets import hash_octets
from dpid_xl.rendus.pdf import compute_empreinte, count_pages, make_reference
from dpid_xl.version import __version__

SELECTION = "selection"  # the structures of a production that is not the whole of a campaign
LOT = "lot"  # which part of a production this one is, and what the others must have in common with it
RETOUCHE = "retouche"  # in the entry of a file: it is the officer's, as it was when the manifest was written
# All that a manifest may say, in its order: whose production, from what, which documents, what they leave to be done, which files.
CLES_DU_MANIFESTE = (
    *("campagne", "deliberation", "date", "version", "texte", SELECTION, LOT, "classeur", "classeurs", "nature", "total"),
    *("conventions", "avenants", "courriers", "bilans", "annexe5", "lignes_par_avenant", "structures_ajoutees", "structures_retirees"),
    *("fiches_reecrites", "blocs_reecrits", "registre_change", "reglages_changes", "lignes_laissees", "bareme", "fichiers"),
)


def describe_fichier(nom: str, contenu: bytes) -> dict[str, Any]:
    """Return the manifest's entry of one file; a PDF has its number of ``pages``."""
    entree: dict[str, Any] = {"fichier": nom, "octets": len(contenu), "sha256": hash_octets(contenu)}
    return entree | {"pages": count_pages(contenu)} if nom.endswith(".pdf") else entree


def describe_retouche(nom: str, octets: int, sha256: str) -> dict[str, Any]:
    """Return the manifest's entry of a file that somebody edited: what is there, which no production wrote."""
    return {"fichier": nom, "octets": octets, "sha256": sha256, RETOUCHE: True}


def render_manifeste(dossier: Dossier, jour: date, faits: Mapping[str, Any], fichiers: Sequence[dict[str, Any]]) -> bytes:
    """Write the manifest as JSON: the campaign, its rates, the files, and ``faits``, which is all that the production says besides."""
    dits = {
        "campagne": dossier.campagne.code,
        "deliberation": dossier.campagne.deliberation_numero,
        "date": jour.isoformat(),
        "version": __version__,
        "texte": describe_texte(dossier),
        "bareme": _describe_bareme(dossier),
        "fichiers": list(fichiers),
        **faits,
    }
    return encode_manifeste({cle: dits[cle] for cle in sorted(dits, key=CLES_DU_MANIFESTE.index)})


def encode_manifeste(manifeste: Mapping[str, Any]) -> bytes:
    """Write a manifest as the bytes of its file."""
    return json.dumps(manifeste, ensure_ascii=False, indent=2).encode() + b"\n"


# --- What a document says of itself: ``nom`` is the stem of its files, ``manques`` what keeps it a PROJET ---


def describe_document(document: Convention | Courrier | Bilan, nom: str, manques: Sequence[str]) -> dict[str, Any]:
    """Describe a convention or a letter."""
    return {
        **_identify(document, nom),
        "operations": list(document.operations),
        "montant": str(document.montant),
        **_tell_etat(manques),
    }


def describe_bilan(bilan: Bilan, nom: str, manques: Sequence[str]) -> dict[str, Any]:
    """Describe the form of a bilan, with what it is known by when it comes back."""
    return {**describe_document(bilan, nom, manques), "numero": bilan.operations[0], "identifiant": bilan.identifiant}


def describe_avenant(avenant: Avenant, nom: str, manques: Sequence[str]) -> dict[str, Any]:
    """Describe an avenant, with what it changes."""
    return {
        **(_describe_remplacement if avenant.remplace else _describe_ajout if avenant.partiel else _describe_changement)(
            avenant.changement
        ),
        **_identify(avenant, nom),
        "numero": avenant.numero,
        "convention": avenant.convention,
        "annexes": dict(avenant.annexes),
        **_tell_etat(manques),
    }


# --- What a production says besides its documents ---


def describe_classeur(examen: Examen) -> dict[str, str]:
    """Describe the workbook that documents come from."""
    return {"nom": examen.classeur, "sha256": examen.empreinte}


def describe_annexe5(dossier: Dossier) -> dict[str, Any]:
    """Describe the whole campaign: the conventions and what avenants add to earlier conventions, line by line."""
    par_avenant = list_par_avenant(dossier)
    return {
        "annexe5": {"total": str(sum_montants(dossier.lignes)), "par_avenant": str(sum_montants(par_avenant))},
        "lignes_par_avenant": [_describe_par_avenant(ligne) for ligne in par_avenant],
    }


def describe_comparaison(comparaison: Comparaison) -> dict[str, Any]:
    """Describe what has no avenant, for the officer to decide: structures added or removed, texts, register, settings, lines left."""
    return {
        "structures_ajoutees": [_describe_changement(changement) for changement in comparaison.select(Sorte.AJOUTEE)],
        "structures_retirees": [_describe_changement(changement) for changement in comparaison.select(Sorte.RETIREE)],
        "fiches_reecrites": list(comparaison.fiches_reecrites),
        "blocs_reecrits": list(comparaison.blocs_reecrits),
        "registre_change": [{"structure": nom, "champs": list(champs)} for nom, champs in comparaison.registre],
        "reglages_changes": list(comparaison.reglages),
        "lignes_laissees": [_describe_par_avenant(orpheline.ligne) | {"motif": orpheline.motif} for orpheline in comparaison.orphelines],
    }


def _identify(document: Document, nom: str) -> dict[str, Any]:
    # The reference and the hash are what the codes of the pages say.
    return {
        "structure": document.structure.nom,
        "fichiers": nom,
        "reference": make_reference(document),
        "empreinte": compute_empreinte(document),
    }


def _tell_etat(manques: Sequence[str]) -> dict[str, Any]:
    return {"etat": "projet" if manques else "complet", "manques": list(manques)}


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


def _describe_ajout(changement: ChangementStructure) -> dict[str, Any]:
    # What the convention had is not known.
    return {
        "structure": changement.structure.nom,
        "ecart": str(changement.ecart),
        "operations": {operation.operation: {"ecart": str(operation.ecart)} for operation in changement.operations},
    }


def _describe_remplacement(changement: ChangementStructure) -> dict[str, Any]:
    # Neither what the convention had nor what it comes to is known; an amount that nobody said does not change.
    operations = {
        operation.operation: {"montant_apres": str(operation.montant_apres)}
        if any(ligne.montant is not None for ligne in operation.apres)
        else {}
        for operation in changement.operations
    }
    return {"structure": changement.structure.nom, "ecart": None, "operations": operations}


def _describe_par_avenant(ligne: Ligne) -> dict[str, str]:
    return {
        "structure": ligne.structure,
        "operation": ligne.operation,
        "convention": ligne.numero_convention,
        "montant": str(ligne.montant),
        "cellule": str(ligne.lieu.origine("numero_convention")),
        "commande": "dpid-xl avenants ANTERIEUR CLASSEUR -o DOSSIER",
    }


def _describe_bareme(dossier: Dossier) -> list[dict[str, str]]:
    return [
        {
            "code": tarif.code,
            "valeur": str(tarif.valeur),
            "unite": tarif.unite,
            "valable_du": tarif.valable_du.isoformat() if tarif.valable_du else "",
            "source": tarif.source,
        }
        for tarif in dossier.tarifs
    ]
