"""What was paid, what is planned, what is left to pay: by operation of a structure, by line, and in all, on a day that is given.

Rows of the sheet « Versements » that have their day of payment, a structure and an operation count; where an operation of a structure
has none, what was typed in « Suivi » does. Nothing tells when a payment is due but the day that the officer plans it on: the source has
no date.

Source: annexe 6 of the deliberation 2022-375, articles 5 and 6-2.

>>> from dpid_xl.campagnes import load_campagne
>>> situation = compute_situation(load_campagne("2022_phase2"), date(2022, 10, 3))
>>> str(situation.attribue), str(situation.reste), str(situation.non_programme)
('6198687.52', '6198687.52', '6198687.52')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.designation import find_lignes
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.classes import dataclass
from dpid_xl.modele import AVANCE, REGULARISATION, SOLDE, Dossier, Ligne, PiecesRecues, Structure, Suivi, Versement
from dpid_xl.montants import ZERO
from dpid_xl.periodes import MOIS_PAR_AN, add_mois


@dataclass(frozen=True, slots=True)
class Situation:
    """The payments of a campaign on a day, in euros; the month is that of the day, the twelve months start with it.

    ``en_retard`` was planned before the month and is not paid, ``non_programme`` is awarded, neither paid nor planned.
    """

    jour: date
    attribue: Decimal
    verse: Decimal
    en_retard: Decimal
    du_mois: Decimal
    douze_mois: Decimal
    non_programme: Decimal

    @property
    def reste(self) -> Decimal:
        """What is left to pay."""
        return self.attribue - self.verse


def list_verses(dossier: Dossier, structure: str, operation: str) -> tuple[Versement, ...]:
    """Return the payments made to a structure (its name in the register) for an operation, titres de recettes too, in their order."""
    versements = dossier.versements_par_cle.get((structure.casefold(), operation), ())
    return tuple(versement for versement in versements if versement.verse_le)


def compute_verse(dossier: Dossier, structure: str, operation: str, suivi: Suivi | None) -> Decimal | None:
    """Return what was paid, in euros: the sum of its payments, else what was typed; None as long as nothing tells (zero is typed)."""
    verses = list_verses(dossier, structure, operation)
    return sum_comptes(verses) if verses else suivi.versement if suivi else None


def sum_comptes(versements: Iterable[Versement]) -> Decimal:
    """Add up payments, titres de recettes taken away."""
    return sum((versement.compte for versement in versements), ZERO)


def compute_verses(dossier: Dossier) -> Mapping[tuple[str, str], Decimal | None]:
    """Return what was paid for each operation of each structure, in the order of « Suivi »."""
    suivis = {(suivi.structure, suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    return {cle: compute_verse(dossier, *cle, suivis.get(cle)) for cle in list_suivies(dossier)}


def list_suivies(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return the structure and the operation of all that is followed: financed, then paid, then named by a row of « Suivi ».

    What was paid for a line of no amount is to be given back: it is followed too. A payment that does not say its structure or its
    operation is of none: the reading says so.
    """
    lignes = (*dossier.lignes, *make_en_cours(dossier).lignes)
    financees = ((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.operation) for ligne in lignes if ligne.financee and ligne.operation)
    payees = ((_name_payee(dossier, versement), versement.operation) for versement in _list_designes(dossier) if versement.verse_le)
    return tuple(dict.fromkeys((*financees, *payees, *((suivi.structure, suivi.operation) for suivi in dossier.suivis))))


def _list_designes(dossier: Dossier) -> Iterator[Versement]:
    return (versement for versement in dossier.versements if versement.designe)


def _name_payee(dossier: Dossier, versement: Versement) -> str:
    """Return the structure of a payment, as the register writes it."""
    structure = find_a_la_casse_pres(dossier, versement.structure)
    return structure.nom if structure else versement.structure


def find_a_la_casse_pres(dossier: Dossier, nom: str) -> Structure | None:
    """Return the body of the register of a name, case aside: the formulas know no other spelling."""
    structure = dossier.find_structure(nom)
    return structure if structure and structure.nom.casefold() == nom.casefold() else None


def compute_verses_sans_montant(dossier: Dossier) -> Mapping[tuple[str, str], Decimal]:
    """Return what was paid for what nothing finances, or does any more: voted at zero, withdrawn by an avenant, or of no line.

    By structure (its name in the register) and operation, in the order of Annexe 5, then of the payments.
    """
    financees = make_en_cours(dossier).financees_par_cle
    suivis = {(dossier.name_structure(suivi.structure), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    payees = ((dossier.name_structure(versement.structure), versement.operation) for versement in _list_designes(dossier))
    cles = dict.fromkeys((*dossier.financees_par_cle, *payees, *suivis))
    verses = ((cle, compute_verse(dossier, *cle, suivis.get(cle))) for cle in cles if cle not in financees)
    return {cle: verse for cle, verse in verses if verse}


def attach_versements(dossier: Dossier) -> Iterator[tuple[Versement, tuple[Ligne, ...]]]:
    """Yield each payment with the lines that it may be of: one, or nothing is known of the line."""
    en_cours = make_en_cours(dossier)
    return ((versement, find_lignes(en_cours, versement)) for versement in dossier.versements)


def group_par_ligne(dossier: Dossier) -> Mapping[Ligne, tuple[Versement, ...]]:
    """Return the payments, made and planned, of each line that some are of."""
    groupes: dict[Ligne, list[Versement]] = {}
    for versement, lignes in attach_versements(dossier):
        if len(lignes) == 1:
            groupes.setdefault(lignes[0], []).append(versement)
    return {ligne: tuple(versements) for ligne, versements in groupes.items()}


def compute_situation(dossier: Dossier, jour: date) -> Situation:
    """Return where the payments of a campaign stand on a day."""
    attribue = sum((ligne.montant or ZERO for ligne in make_en_cours(dossier).lignes), ZERO)
    verse = sum((somme for somme in compute_verses(dossier).values() if somme is not None), ZERO)
    premier = jour.replace(day=1)
    prevus = [versement for versement in _list_designes(dossier) if versement.prevu]
    return Situation(
        jour=jour,
        attribue=attribue,
        verse=verse,
        en_retard=_sum_prevus(prevus, date.min, premier),
        du_mois=_sum_prevus(prevus, premier, add_mois(premier, 1)),
        douze_mois=_sum_prevus(prevus, premier, add_mois(premier, MOIS_PAR_AN)),
        non_programme=attribue - verse - sum_comptes(prevus),
    )


def _sum_prevus(prevus: Iterable[Versement], du: date, avant: date) -> Decimal:
    return sum_comptes(versement for versement in prevus if versement.prevu_le and du <= versement.prevu_le < avant)


def list_attendues(dossier: Dossier, versement: Versement) -> tuple[str, ...]:
    """Return the names of the pieces that the officer says hold such a payment back; none of a titre de recettes."""
    nature = versement.nature.strip().casefold()
    if nature == AVANCE:
        return dossier.campagne.pieces_avance
    return dossier.campagne.pieces_solde if nature in (SOLDE, REGULARISATION) else ()


def select_pieces(dossier: Dossier, versement: Versement) -> tuple[PiecesRecues, ...]:
    """Return the rows of « Pièces » that are about a payment: its structure, its operation or all, its exercice or all."""
    return tuple(
        recues
        for recues in dossier.pieces_par_structure.get(versement.structure.casefold(), ())
        if recues.operation in ("", versement.operation)
        and (recues.exercice is None or versement.exercice is None or recues.exercice == versement.exercice)
    )
