"""The closing of a campaign: what is consumed of each credit and can be released, what is still to be paid or claimed back.

An operation of a structure is settled once its décompte is: all that its fiche asks for is known, and what was paid. What is not settled
releases nothing. Engaged = consumed + released + waiting, to the cent, for each line of credits and in all.

Source: annexe 6 of the deliberation 2022-375, articles 4, 5 and 6-2; article 8 (credits).

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> cloture = compose_cloture(load_campagne("2022_phase2"), date(2023, 6, 30))
>>> str(cloture.total.engage), str(cloture.total.en_attente), cloture.total.a_liberer == 0
('6198687.52', '6198687.52', True)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.exercices import sum_exercices
from dpid_xl.calcul.suivi import Resultat, find_signatures
from dpid_xl.calcul.versements import compute_verses_sans_montant, list_verses
from dpid_xl.classes import dataclass
from dpid_xl.documents.courriers.decompte import SOMME_VERSEE, Decompte, group_a_signer, locate_suivi, make_decomptes, write_a_signer
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, LigneBudget, Suivi
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import format_date
from dpid_xl.schema import SUIVI

NON_REPARTI = "non réparti"


@dataclass(frozen=True, slots=True)
class Solde:
    """An operation of a structure, in euros: ``acquis`` and ``verse`` are None until they are known.

    ``exercices`` are those of its lines (« 2022 », « 2022 et 2023 »), or that they are not split.
    """

    structure: str
    operation: str
    budget: str
    exercices: str
    engage: Decimal
    acquis: Decimal | None
    verse: Decimal | None

    @property
    def connu(self) -> bool:
        """Tell whether it is settled."""
        return self.acquis is not None and self.verse is not None

    @property
    def somme(self) -> Somme:
        """What it adds to a sum."""
        if self.acquis is None or self.verse is None:
            return Somme(self.engage, ZERO, ZERO, self.engage, self.verse or ZERO, ZERO, ZERO)
        reste = self.acquis - self.verse
        liberee = self.engage - self.acquis
        return Somme(self.engage, self.acquis, liberee, ZERO, self.verse, max(reste, ZERO), max(-reste, ZERO))


@dataclass(frozen=True, slots=True)
class Somme:
    """Sums in euros: ``engage`` is ``consomme``, ``a_liberer`` and ``en_attente`` together; ``titres`` are to be claimed back."""

    engage: Decimal = ZERO
    consomme: Decimal = ZERO
    a_liberer: Decimal = ZERO
    en_attente: Decimal = ZERO
    verse: Decimal = ZERO
    a_verser: Decimal = ZERO
    titres: Decimal = ZERO

    def __add__(self, autre: Somme) -> Somme:
        return Somme(*(getattr(self, champ) + getattr(autre, champ) for champ in self.__slots__))


@dataclass(frozen=True, slots=True)
class Poste:
    """A line of credits and the exercices of what is charged to it; ``ligne`` is None for a code that Budget does not have."""

    code: str
    ligne: LigneBudget | None
    exercices: str
    somme: Somme


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a campaign from being closed: whose, what, and the cell where it is settled."""

    structure: str
    operation: str
    quoi: str
    origine: Origine


@dataclass(frozen=True, slots=True)
class Cloture:
    """All that a closing says, on a day; ``verses`` is what was paid by line of credits and exercice (None: the row does not say it)."""

    jour: date
    soldes: tuple[Solde, ...]
    postes: tuple[Poste, ...]
    obstacles: tuple[Obstacle, ...]
    verses: Mapping[tuple[str, int | None], Decimal]

    @property
    def total(self) -> Somme:
        """The whole campaign."""
        return sum_soldes(self.soldes)


def compose_cloture(dossier: Dossier, jour: date) -> Cloture:
    """Compose the closing of a campaign as it stands on a day."""
    en_cours = make_en_cours(dossier)
    decomptes = make_decomptes(dossier)
    sans_montant = tuple(_list_sans_montant(dossier))
    soldes = (*(_make_solde(en_cours, decompte) for decompte in decomptes), *sans_montant)
    return Cloture(
        jour=jour,
        soldes=soldes,
        postes=tuple(_list_postes(dossier, soldes)),
        obstacles=(*_list_obstacles(en_cours, decomptes, jour), *_list_a_rendre(dossier, sans_montant)),
        verses=_sum_verses(dossier, soldes),
    )


def sum_soldes(soldes: Iterable[Solde]) -> Somme:
    """Add up operations of structures."""
    return sum((solde.somme for solde in soldes), Somme())


def _make_solde(dossier: Dossier, decompte: Decompte) -> Solde:
    resultat = decompte.resultat
    exercices = " et ".join(str(part.exercice) for part in sum_exercices(dossier, resultat.lignes))
    budget = decompte.operation.budget
    return Solde(
        resultat.structure, resultat.operation, budget, exercices or NON_REPARTI, resultat.montant, decompte.acquis, decompte.verse
    )


def _list_sans_montant(dossier: Dossier) -> Iterator[Solde]:
    """Yield what was paid for what nothing finances any more: nothing is engaged nor earned, it comes back.

    What an avenant withdrew is not settled until it is signed.
    """
    a_signer = group_a_signer(dossier)
    for (structure, code), verse in compute_verses_sans_montant(dossier).items():
        operation = dossier.operation_par_code.get(code)
        acquis = None if a_signer.get(structure, {}).get(code) else ZERO
        yield Solde(structure, code, operation.budget if operation else "", NON_REPARTI, ZERO, acquis, verse)


def _list_postes(dossier: Dossier, soldes: Sequence[Solde]) -> Iterator[Poste]:
    """Yield each line of credits, exercice by exercice, in the order of Budget; then the codes that it does not have."""
    lignes = {ligne.code: ligne for ligne in reversed(dossier.budget)}
    codes = dict.fromkeys((*(ligne.code for ligne in dossier.budget), *(solde.budget for solde in soldes)))
    for code in codes:
        siens = [solde for solde in soldes if solde.budget == code]
        for exercices in sorted({solde.exercices for solde in siens}) or [NON_REPARTI]:
            yield Poste(code, lignes.get(code), exercices, sum_soldes(solde for solde in siens if solde.exercices == exercices))


def _sum_verses(dossier: Dossier, soldes: Sequence[Solde]) -> Mapping[tuple[str, int | None], Decimal]:
    """Add up what was paid by line of credits and exercice; what was typed in « Suivi » alone has no exercice."""
    sommes: dict[tuple[str, int | None], Decimal] = {}
    for solde in soldes:
        verses = list_verses(dossier, solde.structure, solde.operation)
        parts = [(versement.exercice, versement.compte) for versement in verses] or [(None, solde.verse or ZERO)]
        for exercice, montant in parts:
            sommes[solde.budget, exercice] = sommes.get((solde.budget, exercice), ZERO) + montant
    return dict(sorted(((cle, somme) for cle, somme in sommes.items() if somme), key=lambda paire: (paire[0][0], paire[0][1] or 0)))


def _list_obstacles(dossier: Dossier, decomptes: Sequence[Decompte], jour: date) -> Iterator[Obstacle]:
    """Yield what keeps the campaign open, operation by operation: not signed, not over, not known, not paid, not claimed back."""
    signatures = find_signatures(dossier)
    for decompte in decomptes:
        resultat = decompte.resultat
        for quoi, origine in _list_raisons(decompte, jour, signee=resultat.convention in signatures):
            yield Obstacle(resultat.structure, resultat.operation, quoi, origine)


def _list_a_rendre(dossier: Dossier, soldes: Iterable[Solde]) -> Iterator[Obstacle]:
    """Yield what was paid for nothing that is financed, at the place of its last payment; the avenant, as long as it is not signed."""
    a_signer = group_a_signer(dossier)
    suivis = {(dossier.name_structure(suivi.structure), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    for solde in soldes:
        for rangee in a_signer.get(solde.structure, {}).get(solde.operation, ()):
            yield Obstacle(solde.structure, solde.operation, f"{write_a_signer(rangee)}\xa0: à dire", rangee.lieu.origine("rang"))
        if solde.somme.titres:
            verses, suivi = list_verses(dossier, solde.structure, solde.operation), suivis.get((solde.structure, solde.operation))
            origine = verses[-1].lieu.origine("montant") if verses else suivi.lieu.origine("versement") if suivi else Origine(SUIVI.feuille)
            quoi = f"titre de recettes à émettre, {format_montant(solde.somme.titres)}\xa0: rien ne finance ce qui est versé"
            yield Obstacle(solde.structure, solde.operation, quoi, origine)


def _list_raisons(decompte: Decompte, jour: date, *, signee: bool) -> Iterator[tuple[str, Origine]]:
    resultat, code = decompte.resultat, f"{decompte.operation.code}\xa0: "
    if not signee:
        yield "convention non signée", locate_suivi(resultat, "signature")
    for ligne in resultat.lignes:
        if ligne.fin and ligne.fin > jour:
            yield f"l'action finit le {format_date(ligne.fin)}", ligne.lieu.origine("fin")
    if not resultat.en_resultats:
        yield "bilan absent", _locate_bilan(resultat)
    for manque in decompte.manques:
        quoi = manque.quoi.removeprefix(code)
        if resultat.en_resultats or quoi == SOMME_VERSEE:
            yield f"{quoi}\xa0: à dire", manque.origine
    if decompte.a_verser:
        yield f"reste à verser {format_montant(decompte.a_verser)}", locate_suivi(resultat, "versement")
    if decompte.a_recouvrer:
        yield f"titre de recettes à émettre, {format_montant(decompte.a_recouvrer)}", locate_suivi(resultat, "versement")


def _locate_bilan(resultat: Resultat) -> Origine:
    suivi: Suivi | None = resultat.suivi
    return suivi.lieu.origine("realise") if suivi else Origine(SUIVI.feuille)
