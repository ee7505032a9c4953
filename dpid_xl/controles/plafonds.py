"""What the deliberation bounds: places and diagnostics per ETP, least number of people per structure.

Annexe 5 has no ETP column: a ceiling per ETP is checked where the description of the line says them (« 0,5 ETP »). The other
lines and the indirect costs (20 % of direct costs, which the campaign does not detail) are left to the functions of the cells;
``couverture`` says that they were not checked.

Source: annexe 7 (250 places per ETP), annexe 1 operation 3 (467 diagnostics per ETP: an estimate), annexe 2 operations 3 and 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Faits, Gravite, Nombre, Quantite
from dpid_xl.bareme import Sens, Tarif
from dpid_xl.controles.selection import name_ligne
from dpid_xl.modele import Dossier, Ligne

_ETP = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\s?\d{1,2})?)\s*(?:ETP\b|équivalents?\s+temps\s+pleins?\b)", re.IGNORECASE)


def read_etp(description: str) -> Decimal | None:
    """Add up the ETP that a description says; None when it says none.

    >>> read_etp("Diagnostics – 0,5 ETP à Arras et 1 équivalent temps plein à Lens"), read_etp("3, 9 équivalents temps plein")
    (Decimal('1.5'), Decimal('3.9'))
    """
    nombres = [Decimal("".join(nombre.replace(",", ".").split())) for nombre in _ETP.findall(description)]
    return sum(nombres, Decimal(0)) if nombres else None


def check_plafonds_par_etp(dossier: Dossier) -> Iterable[Anomalie]:
    """A line whose description says its ETP does not exceed what an ETP may follow."""
    for ligne, faits in list_depassements(dossier, dossier.lignes, Sens.AU_PLUS):
        yield Anomalie("plafond_etp_depasse", Gravite.AVERTISSEMENT, ligne.lieu.origine("quantite"), faits)


def check_estimations_par_etp(dossier: Dossier) -> Iterable[Anomalie]:
    """A line whose description says its ETP may exceed what the text only estimates: it is worth knowing, nothing is asked."""
    for ligne, faits in list_depassements(dossier, dossier.lignes, Sens.ESTIMATION):
        yield Anomalie("estimation_etp_depassee", Gravite.INFORMATION, ligne.lieu.origine("quantite"), faits)


def check_minimums_par_structure(dossier: Dossier) -> Iterable[Anomalie]:
    """A funded structure receives at least the people that its operation asks of each; without a quantity nothing is compared."""
    for ligne, minimum, total, faits in _list_effectifs(dossier, Sens.AU_MOINS):
        if total < minimum:
            yield Anomalie("minimum_non_atteint", Gravite.AVERTISSEMENT, ligne.lieu.origine("quantite"), faits)


def check_effectifs_par_structure(dossier: Dossier) -> Iterable[Anomalie]:
    """A funded structure may receive other people than those that its operation is thought for: nothing is asked."""
    for ligne, attendu, total, faits in _list_effectifs(dossier, Sens.ESTIMATION):
        if total != attendu:
            yield Anomalie("effectif_different", Gravite.INFORMATION, ligne.lieu.origine("quantite"), faits)


def find_plafond(dossier: Dossier, operation: str, sens: Sens) -> Tarif | None:
    """Return the most that an ETP may follow in an operation, or what it is expected to; None when the barème says nothing."""
    return dossier.bareme.find_limite(operation, sens, "ETP")


def find_effectif(dossier: Dossier, operation: str, sens: Sens) -> Tarif | None:
    """Return the people that each structure of an operation receives, at least or as it is thought; None when the barème says nothing."""
    return dossier.bareme.find_limite(operation, sens, "structure")


def _list_effectifs(dossier: Dossier, sens: Sens) -> Iterator[tuple[Ligne, Decimal, Decimal, Faits]]:
    for (_, operation), lignes in dossier.financees_par_cle.items():
        effectif = find_effectif(dossier, operation, sens)
        quantites = [ligne.quantite for ligne in lignes if ligne.quantite is not None]
        if effectif and len(quantites) == len(lignes):
            total = sum(quantites, Decimal(0))
            faits = name_ligne(lignes[0]) | {
                "quantite": Quantite(total, lignes[0].unite),
                "lignes": Compte(len(lignes), "ligne"),
                "minimum": Nombre(effectif.valeur),
                "unite": effectif.unite,
            }
            yield lignes[0], effectif.valeur, total, faits


def list_depassements(dossier: Dossier, lignes: Iterable[Ligne], sens: Sens) -> Iterator[tuple[Ligne, Faits]]:
    """Yield the lines whose description says fewer ETP than their quantity asks for, with the facts of the sentence."""
    for ligne in lignes:
        plafond = find_plafond(dossier, ligne.operation, sens)
        etp = read_etp(ligne.description)
        if plafond and etp and ligne.quantite is not None and ligne.quantite > etp * plafond.valeur:
            yield (
                ligne,
                name_ligne(ligne)
                | {
                    "quantite": Quantite(ligne.quantite, ligne.unite),
                    "etp": Quantite(etp, "ETP"),
                    "plafond": Nombre(plafond.valeur),
                    "unite": plafond.unite,
                    "maximum": Nombre(etp * plafond.valeur),
                },
            )
