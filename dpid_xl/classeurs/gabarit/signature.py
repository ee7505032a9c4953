"""The sheet « Signature »: how far each convention and avenant is, from its preparation to its publication."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from dpid_xl.calcul.signature import compute_relance, find_moment, write_acte
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_rangee
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR
from dpid_xl.classeurs.gabarit.styles import A_VOIR
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.modele import Dossier, Ligne, Signature
from dpid_xl.schema import SIGNATURES
from dpid_xl.schema.signature import A_PREPARER, MOMENTS

_ETATS = {champ: etat for champ, _entete, etat in MOMENTS}
_VIDE: Rangee = {colonne.champ: "" for colonne in SIGNATURES.colonnes if colonne.formule}  # what its formulas give on an empty row


def fill_signature(atelier: Atelier) -> None:
    """Write what the officer typed of each act; the day from which to remind turns to the colour of what is to be looked at once past."""
    onglet = atelier.write_bandeau("Signature", len(SIGNATURES.colonnes) - 1)
    rangees = make_signatures(atelier.dossier)
    rangs = write_table(atelier, SIGNATURES, rangees or [_VIDE], figer=1, imprimer="a_relancer")
    premier, colonne = get_depart(SIGNATURES)[0] + 1, find_colonne(SIGNATURES, "a_relancer")
    cellule = f"${xl_col_to_name(colonne)}{premier + 1}"
    onglet.conditional_format(
        premier,
        colonne,
        premier + rangs - 1 + RANGS_A_VENIR,
        colonne,
        {"type": "formula", "criteria": f"=AND(ISNUMBER({cellule}),{cellule}<TODAY())", "format": atelier.classeur.add_format(A_VOIR)},
    )


def make_signatures(dossier: Dossier) -> list[Rangee]:
    """Return one row per act, in the order in which they were typed."""
    par_structure = group_lignes(dossier, Axe.STRUCTURE)
    return [
        _make_rangee(dossier, signature, par_structure.get(dossier.name_structure(signature.structure), ()))
        for signature in dossier.signatures
    ]


def _make_rangee(dossier: Dossier, signature: Signature, lignes: Sequence[Ligne]) -> Rangee:
    propres = [ligne for ligne in lignes if not ligne.par_avenant]
    numeros = [ligne.numero_convention for ligne in propres if ligne.numero_convention]
    acte = write_acte(signature)
    relance = compute_relance(dossier, signature)
    return {
        **make_rangee(SIGNATURES, signature),
        "etat": _ETATS.get(find_moment(signature), A_PREPARER) if signature.structure else "",
        "a_relancer": relance or "",
        "acte": acte,
        "numero": signature.avenant_a or (numeros[-1] if numeros else ""),
        "montant": "" if acte else float(sum_montants(propres)),
    }
