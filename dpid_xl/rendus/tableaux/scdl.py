"""Open data: the essential data of conventions as a file of the SCDL « subventions » format, 2.1.1; and what is not in it yet.

UTF-8, commas, decimal points, ISO dates; ``scdl.json`` beside this file is its schema.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from dpid_xl.calcul.publication import ECHELONNE, NATURE, PART_ENTIERE, UNIQUE, Attente, Publication
from dpid_xl.rendus.noms import clean_signes, guard_formule
from dpid_xl.rendus.tableaux import render_csv
from dpid_xl.schema import Colonne, Nature

COLONNES = (
    *("nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire"),
    *("objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention"),
    "dispositifAide",
)
COLONNES_DES_ATTENTES = (
    Colonne("Structure", "", Nature.TEXTE, 40),
    Colonne("Convention", "", Nature.TEXTE, 18),
    Colonne("Montant", "", Nature.MONTANT, 15),
    Colonne("Ce qui manque", "", Nature.TEXTE, 80),
)


def render_scdl(publications: Sequence[Publication]) -> bytes:
    """Return the conventions that can be published, one per row."""
    sortie = StringIO()
    redacteur = csv.writer(sortie, lineterminator="\r\n")
    redacteur.writerow(COLONNES)
    redacteur.writerows(_write_rangee(publication) for publication in publications)
    return sortie.getvalue().encode()


def render_attentes(attentes: Sequence[Attente]) -> bytes:
    """Return what must be published and cannot be yet, for the officer, as CSV."""
    return render_csv(
        COLONNES_DES_ATTENTES,
        [(attente.structure, attente.convention, attente.montant, " ; ".join(attente.manques)) for attente in attentes],
    )


def _write_rangee(publication: Publication) -> list[str]:
    jours = dict.fromkeys(jour.isoformat() for jour in publication.periode)  # one only, said once
    return [
        guard_formule(clean_signes(publication.attribuant)),
        publication.attribuant_siret,
        publication.signature.isoformat(),
        guard_formule(clean_signes(publication.decision)),
        guard_formule(clean_signes(publication.beneficiaire)),
        publication.siret,
        publication.rna,
        guard_formule(clean_signes(publication.objet)),
        f"{publication.montant:.2f}",
        NATURE,
        ECHELONNE if len(jours) > 1 else UNIQUE,
        "/".join(jours),
        "",
        publication.notification_ue,
        f"{PART_ENTIERE:.2f}",
        "",
    ]
