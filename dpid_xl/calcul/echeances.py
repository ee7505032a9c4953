"""What falls due after the decision, day by day: avances, publications, ends of operations, bilans, financial reports.

>>> from dpid_xl.campagnes import load_campagne
>>> jalons = list_jalons(load_campagne("2022_phase2"))
>>> [(str(jalon.jour), jalon.nature.value) for jalon in jalons if jalon.structure == "CCAS de Libercourt"]
[('2022-12-31', "fin de l'opération"), ('2023-01-31', 'bilan'), ('2023-06-30', 'comptes et pièces annuelles')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.exercices import PartExercice, sum_exercices
from dpid_xl.calcul.suivi import Dates, Resultat, compute_dates, compute_resultats, find_signatures
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier


class Nature(StrEnum):
    """What falls due, in the order in which the things of one day are listed."""

    AVANCE = "avance"
    FIN = "fin de l'opération"
    PUBLICATION = "publication"
    BILAN = "bilan"
    COMPTE_RENDU = "comptes et pièces annuelles"


@dataclass(frozen=True, slots=True)
class Jalon:
    """Something that falls due on a day for a structure, with the operations it is about.

    ``exercices`` are those of an avance, as far as the amount is split between them.
    """

    jour: date
    nature: Nature
    structure: str
    operations: tuple[str, ...]
    exercices: tuple[PartExercice, ...] = ()

    @property
    def montant(self) -> Decimal | None:
        """The avance of its first exercice, in euros, if known: no day is told for the others."""
        return self.exercices[0].avance if self.exercices else None


def list_jalons(dossier: Dossier) -> tuple[Jalon, ...]:
    """Return what falls due, by day, nature, then structure in the order of Annexe 5; a date that is not known yet has none."""
    signatures, resultats = find_signatures(dossier), compute_resultats(dossier)
    trouves: dict[tuple[date, Nature, str], list[Resultat]] = {}
    for resultat in resultats:
        for jour, nature in _list_dates(dossier, resultat, signatures.get(resultat.convention)):
            trouves.setdefault((jour, nature, resultat.structure), []).append(resultat)
    ordre = list(Nature)
    rangs = {structure: rang for rang, structure in enumerate(dict.fromkeys(resultat.structure for resultat in resultats))}
    return tuple(
        _make_jalon(dossier, *cle, concernes)
        for cle, concernes in sorted(trouves.items(), key=lambda paire: (paire[0][0], ordre.index(paire[0][1]), rangs[paire[0][2]]))
    )


def compute_dates_resultat(dossier: Dossier, resultat: Resultat, signature: date | None) -> Dates:
    """Return what falls due for an operation of a structure: of the dates of its lines, the first of each, and every financial report."""
    dates = [compute_dates(dossier, ligne, signature) for ligne in resultat.lignes]
    return Dates(
        _find_premiere(date_.publication for date_ in dates),
        _find_premiere(date_.bilan for date_ in dates),
        tuple(sorted({quand for date_ in dates for quand in date_.comptes_rendus})),
    )


def _list_dates(dossier: Dossier, resultat: Resultat, signature: date | None) -> Iterator[tuple[date, Nature]]:
    # Each date once, whatever the number of lines that fall due together.
    if signature:
        yield signature, Nature.AVANCE
    dates = [compute_dates(dossier, ligne, signature) for ligne in resultat.lignes]
    par_nature: dict[Nature, list[date | None]] = {
        Nature.FIN: [ligne.fin for ligne in resultat.lignes],
        Nature.PUBLICATION: [date_.publication for date_ in dates],
        Nature.BILAN: [date_.bilan for date_ in dates],
        Nature.COMPTE_RENDU: [quand for date_ in dates for quand in date_.comptes_rendus],
    }
    for nature, jours in par_nature.items():
        yield from ((jour, nature) for jour in dict.fromkeys(jours) if jour)


def _make_jalon(dossier: Dossier, jour: date, nature: Nature, structure: str, resultats: list[Resultat]) -> Jalon:
    lignes = [ligne for resultat in resultats for ligne in resultat.lignes]
    exercices = sum_exercices(dossier, lignes) if nature is Nature.AVANCE else ()
    return Jalon(jour, nature, structure, tuple(resultat.operation for resultat in resultats), exercices)


def _find_premiere(jours: Iterable[date | None]) -> date | None:
    return min((jour for jour in jours if jour), default=None)
