"""The kinds of production, one description each: all that tells conventions, avenants and letters apart once they are composed.

>>> [liasse.nom for liasse in LIASSES if liasse.bordereau]
['conventions', 'avenants']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from dpid_xl.classes import dataclass
from dpid_xl.documents.avenants import Avenant
from dpid_xl.documents.bilans import Bilan
from dpid_xl.documents.courriers import Courrier
from dpid_xl.documents.document import Convention
from dpid_xl.production.manifeste import describe_avenant, describe_bilan, describe_document

Acte: TypeAlias = Convention | Avenant | Courrier | Bilan


@dataclass(frozen=True, slots=True)
class Liasse:
    """A kind of documents made together; its name, in the plural, is that of their list in the manifest and of what gathers them.

    ``name`` gives the words of a document's file, ``describe`` what it says of itself in the manifest, from its file and what it
    misses. ``entiere``: together they are the campaign, with a total; the others are always a selection. ``reunis`` are the formats in
    which they all stand in one file. ``bordereau`` is the list to send with the PDF files, if any, ``incomplets`` and ``montant`` its
    words for those that are not to be signed and for their amounts.
    """

    nom: str
    formats: tuple[str, ...]
    manifeste: str
    name: Callable[[Any], str]
    describe: Callable[[Any, str, Sequence[str]], dict[str, Any]]
    entiere: bool = False
    reunis: tuple[str, ...] = ()
    bordereau: str = ""
    incomplets: str = ""
    montant: str = ""


LES_CONVENTIONS = Liasse(
    nom="conventions",
    formats=("xlsx", "docx", "pdf"),
    manifeste="manifeste.json",
    name=lambda convention: convention.structure.nom,
    describe=describe_document,
    entiere=True,
    reunis=("xlsx",),
    bordereau="bordereau.pdf",
    incomplets="conventions incomplètes",
    montant="Montant",
)
LES_AVENANTS = Liasse(
    nom="avenants",
    formats=("docx", "pdf"),
    manifeste="manifeste_avenants.json",
    name=lambda avenant: f"avenant {avenant.numero or ''} {avenant.structure.nom}",
    describe=describe_avenant,
    bordereau="bordereau_avenants.pdf",
    incomplets="avenants incomplets",
    montant="En plus ou en moins",
)
LES_COURRIERS = Liasse(
    nom="courriers",
    formats=("docx", "pdf"),
    manifeste="manifeste_{nature}.json",
    name=lambda courrier: f"{courrier.nature} {courrier.structure.nom}",
    describe=describe_document,
)
LES_BILANS = Liasse(
    nom="bilans",
    formats=("xlsx", "docx"),
    manifeste="manifeste_bilans.json",
    name=lambda bilan: f"{bilan.operations[0]} {bilan.structure.nom}",
    describe=describe_bilan,
)
LES_REFUS = replace(LES_COURRIERS, bordereau="bordereau_refus.pdf", incomplets="courriers incomplets", montant="Demandé")
LIASSES = (LES_CONVENTIONS, LES_AVENANTS, LES_COURRIERS, LES_BILANS)
