"""The amounts by exercice: each part is of one line and one year, the parts of a line make its amount, what is not split is said.

Source: annexe 6 of the deliberation 2022-375, article 5: an annual forecast, an annual solde; the split between years is said nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.designation import find_faute
from dpid_xl.calcul.exercices import attach_parts, compute_repartitions, list_a_repartir
from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.controles.selection import name_ligne, pair_with_first
from dpid_xl.modele import Dossier, Ligne, PartAnnuelle
from dpid_xl.montants import ZERO


def check_parts_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """A part of an exercice is of a line of Annexe 5."""
    for part, lignes in attach_parts(make_en_cours(dossier)):
        if not lignes:
            champ, pourquoi = find_faute(make_en_cours(dossier), part)
            faits: Faits = _name(part) | {"montant": Euros(part.montant), "pourquoi": pourquoi}
            yield Anomalie("exercice_sans_ligne", Gravite.BLOQUANTE, part.lieu.origine(champ), faits)


def check_parts_ambigues(dossier: Dossier) -> Iterable[Anomalie]:
    """A part of an exercice is of one line only."""
    for part, lignes in attach_parts(make_en_cours(dossier)):
        if len(lignes) > 1:
            faits: Faits = _name(part) | {"lignes": Compte(len(lignes), "ligne"), "rangs": _cite_rangs(lignes)}
            yield Anomalie("exercice_ambigu", Gravite.BLOQUANTE, part.lieu.origine("territoire"), faits)


def check_parts_negatives(dossier: Dossier) -> Iterable[Anomalie]:
    """A part is not negative."""
    for part in dossier.exercices:
        if part.montant < ZERO:
            yield Anomalie(
                "exercice_negatif", Gravite.BLOQUANTE, part.lieu.origine("montant"), _name(part) | {"montant": Euros(part.montant)}
            )


def check_sommes_des_parts(dossier: Dossier) -> Iterable[Anomalie]:
    """The parts of a line make its amount."""
    for repartition in compute_repartitions(make_en_cours(dossier)):
        montant = repartition.ligne.montant or ZERO
        if repartition.saisies and repartition.reparti != montant:
            faits = name_ligne(repartition.ligne) | {
                "exercices": ", ".join(str(part.exercice) for part in repartition.saisies),
                "reparti": Euros(repartition.reparti),
                "montant": Euros(montant),
            }
            yield Anomalie("exercices_ecart", Gravite.BLOQUANTE, repartition.saisies[0].lieu.origine("montant"), faits)


def check_exercices_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A line has one part for an exercice."""
    uniques = (((lignes[0], part.exercice), part) for part, lignes in attach_parts(make_en_cours(dossier)) if len(lignes) == 1)
    for premiere, part in pair_with_first(uniques):
        yield Anomalie(
            "exercice_en_double", Gravite.BLOQUANTE, part.lieu.origine("exercice"), _name(part) | {"premiere": premiere.lieu.rang}
        )


def check_exercices_hors_dates(dossier: Dossier) -> Iterable[Anomalie]:
    """The exercice of a part is one of those in which its line runs."""
    for repartition in compute_repartitions(make_en_cours(dossier)):
        ligne = repartition.ligne
        for part in repartition.saisies:
            if ligne.periode and not ligne.periode.debut.year <= part.exercice <= ligne.periode.fin.year:
                faits: Faits = _name(part) | {"debut": ligne.periode.debut, "fin": ligne.periode.fin}
                yield Anomalie("exercice_hors_dates", Gravite.AVERTISSEMENT, part.lieu.origine("exercice"), faits)


def check_lignes_a_repartir(dossier: Dossier) -> Iterable[Anomalie]:
    """A line that straddles civil years has an amount for each; said once for each operation."""
    muettes = [
        repartition.ligne for repartition in list_a_repartir(compute_repartitions(make_en_cours(dossier))) if not repartition.saisies
    ]
    for operation in dossier.operation_par_code.values():
        lignes = [ligne for ligne in muettes if ligne.operation == operation.code]
        if lignes:
            faits: Faits = {
                "operation": operation.code,
                "lignes": Compte(len(lignes), "ligne"),
                "montant": Euros(sum_montants(lignes)),
            }
            yield Anomalie("exercices_a_repartir", Gravite.AVERTISSEMENT, operation.lieu.origine("code"), faits)


def check_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """What the source says of the split between exercices is known to who types it; it is no split in euros."""
    muettes = [
        repartition.ligne for repartition in list_a_repartir(compute_repartitions(make_en_cours(dossier))) if not repartition.saisies
    ]
    for operation in dossier.operation_par_code.values():
        dits = {
            ligne: select_paragraphes(dossier, dossier.find_structure(ligne.structure), operation.partage)
            for ligne in muettes
            if ligne.operation == operation.code
        }
        concernees = [ligne for ligne, paragraphes in dits.items() if paragraphes]
        if concernees:
            textes = dict.fromkeys(paragraphe.strip().removesuffix(".") for ligne in concernees for paragraphe in dits[ligne])
            faits: Faits = {"operation": operation.code, "lignes": Compte(len(concernees), "ligne"), "partage": " ; ".join(textes)}
            yield Anomalie("partage_dit", Gravite.INFORMATION, operation.lieu.origine("partage"), faits)


def _name(part: PartAnnuelle) -> Faits:
    return {"structure": part.structure, "operation": part.operation, "exercice": part.exercice}


def _cite_rangs(lignes: Iterable[Ligne]) -> str:
    return ", ".join(str(ligne.lieu.rang) for ligne in lignes)
