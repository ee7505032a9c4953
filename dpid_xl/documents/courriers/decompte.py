"""What each operation of a structure earned and still gets, as a décompte shows it: nothing is known until all its facts are.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.calcul.suivi import compute_resultats
>>> dossier = load_campagne("2022_phase2")
>>> decompte = make_decompte(dossier, compute_resultats(dossier)[0])
>>> decompte.acquis, [manque.quoi.replace("\xa0", " ").removeprefix("T1-01 : ") for manque in decompte.manques]
(None, ['quantité réalisée', 'note de partenariat', 'note de parcours', "coût de l'action (article 4)", 'somme versée'])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dpid_xl.calcul.acquis import ENTIERE, find_poids
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.echeancier import compute_parts, find_taux_des_parts
from dpid_xl.calcul.suivi import Resultat, compute_resultats, is_en_parts, is_objectif_manquant, list_non_signes
from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Manque
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, LigneAvenant, Operation
from dpid_xl.montants import ZERO, round_montant, sum_connues
from dpid_xl.schema import SUIVI

SOMME_VERSEE = "somme versée"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an amount: its name, what it is at most, the share of it that was earned; euros, None: not known yet."""

    libelle: str
    maximum: Decimal
    resultat: Fraction | None

    @property
    def acquis(self) -> Decimal | None:
        """What that share makes, rounded to the cent, as :func:`dpid_xl.calcul.realisation.compute_solde_realise` does."""
        return None if self.resultat is None else round_montant(Fraction(self.maximum) * self.resultat)


@dataclass(frozen=True, slots=True)
class Decompte:
    """An operation of a structure and what is missing to settle it; ``parts``: none when the amount goes with the quantity alone.

    ``acquis`` is what it earned, in euros, once all that its settlement rests on is known; ``deux_mesures`` tells whether it counts
    mesures renforcées and simples apart.
    """

    operation: Operation
    resultat: Resultat
    parts: tuple[Part, ...]
    manques: tuple[Manque, ...]
    acquis: Decimal | None
    deux_mesures: bool

    @property
    def realise(self) -> Decimal | None:
        """The quantity that was done, in the unit of the lines."""
        return self.resultat.suivi.realise if self.resultat.suivi else None

    @property
    def depenses(self) -> Decimal | None:
        """What the action really cost, in euros."""
        return self.resultat.suivi.depenses if self.resultat.suivi else None

    @property
    def verse(self) -> Decimal | None:
        """What was already paid, in euros."""
        return self.resultat.verse

    @property
    def a_verser(self) -> Decimal | None:
        """What is still to be paid, in euros; nothing when the structure pays back."""
        return None if self.acquis is None or self.verse is None else max(self.acquis - self.verse, ZERO)

    @property
    def a_recouvrer(self) -> Decimal | None:
        """What the structure pays back (titre de recettes), in euros."""
        return None if self.acquis is None or self.verse is None else max(self.verse - self.acquis, ZERO)


@dataclass(frozen=True, slots=True)
class Sommes:
    """What several operations add up to, in euros; None as long as one of them is not known.

    They do not offset each other: each has its own budget line, a titre de recettes on one is not deducted from the mandat of another.
    """

    acquis: Decimal | None
    verse: Decimal | None
    a_verser: Decimal | None
    a_recouvrer: Decimal | None


def make_decompte(dossier: Dossier, resultat: Resultat, a_signer: Sequence[LigneAvenant] = ()) -> Decompte:
    """Settle one operation of a structure, as far as everything that its fiche asks for is known.

    ``a_signer`` are the rows of its avenants that are decided, and not signed: until they are, nothing of it is settled.
    """
    operation, suivi = dossier.operation_par_code[resultat.operation], resultat.suivi
    en_parts = is_en_parts(dossier, operation.code, suivi) and not resultat.sans_objectif
    deux_mesures = find_poids(dossier.bareme, operation.code) is not None
    faits = [
        *_list_resultats(resultat, en_parts=en_parts, deux_mesures=deux_mesures),
        _Fait(operation.plafond_depenses or "coût de l'action (article 4)", "depenses"),
        *([_Fait(operation.sorties_demandees, "sorties")] if operation.sorties_demandees else []),
    ]
    inconnus = [fait for fait in faits if fait.is_inconnu(resultat)]
    acquis = None if inconnus or a_signer else resultat.acquis
    if not inconnus and resultat.acquis is None:
        inconnus = [_Fait("montant acquis", "acquis_arrete")]  # what is typed does not hold: the controls say why
    if resultat.verse is None:
        inconnus.append(_Fait(SOMME_VERSEE, "versement"))
    manques = (
        *(Manque(f"{operation.code}\xa0: {fait.nom}", cellule) for fait in inconnus for cellule in fait.list_cellules(operation, resultat)),
        *(Manque(f"{operation.code}\xa0: {write_a_signer(rangee)}", rangee.lieu.origine("rang")) for rangee in a_signer),
    )
    return Decompte(operation, resultat, _make_parts(dossier, resultat) if en_parts else (), manques, acquis, deux_mesures)


@dataclass(frozen=True, slots=True)
class _Fait:
    """What a décompte rests on: how it is called, and where it is typed on « Suivi »; ``champ`` empty: the quantity of the lines."""

    nom: str
    champ: str = ""

    def is_inconnu(self, resultat: Resultat) -> bool:
        if not self.champ:
            return resultat.prevu is None
        return resultat.suivi is None or getattr(resultat.suivi, self.champ) in (None, "")

    def list_cellules(self, operation: Operation, resultat: Resultat) -> list[Origine]:
        if not self.champ:
            return [ligne.lieu.origine("quantite") for ligne in resultat.lignes if is_objectif_manquant(ligne, operation)]
        return [locate_suivi(resultat, self.champ)]


def locate_suivi(resultat: Resultat, champ: str) -> Origine:
    """Return the cell of « Suivi » where something of a result is typed; the whole sheet when it has no row for it yet."""
    return resultat.suivi.lieu.origine(champ) if resultat.suivi else Origine(SUIVI.feuille)


def _list_resultats(resultat: Resultat, *, en_parts: bool, deux_mesures: bool) -> Iterator[_Fait]:
    decide = (_Fait("acquis arrêté", "acquis_arrete"), _Fait("motif de l'acquis arrêté", "motif"))
    if resultat.sans_objectif:
        yield from decide
        return
    yield _Fait("quantité prévue")
    yield _Fait("quantité réalisée", "realise")
    if deux_mesures:
        yield _Fait("mesures simples réalisées", "realise_simple")
    if en_parts:
        yield _Fait("note de partenariat", "note_partenariat")
        yield _Fait("note de parcours", "note_parcours")
    if resultat.suivi and resultat.suivi.acquis_arrete is not None:
        yield from decide


def make_decomptes(dossier: Dossier) -> tuple[Decompte, ...]:
    """Settle every operation of every structure, as far as its facts are known and its avenants signed."""
    en_cours, a_signer = make_en_cours(dossier), group_a_signer(dossier)
    resultats = (resultat for resultat in compute_resultats(en_cours) if resultat.operation in dossier.operation_par_code)
    return tuple(make_decompte(en_cours, r, a_signer.get(r.structure, {}).get(r.operation, ())) for r in resultats)


def group_a_signer(dossier: Dossier) -> Mapping[str, Mapping[str, tuple[LigneAvenant, ...]]]:
    """Return, by structure then operation, what is decided and not signed: what is due follows what is signed."""
    groupes: dict[str, dict[str, tuple[LigneAvenant, ...]]] = {}
    for rangee in list_non_signes(dossier):
        siens = groupes.setdefault(dossier.name_structure(rangee.structure), {})
        siens[rangee.operation] = (*siens.get(rangee.operation, ()), rangee)
    return groupes


def write_a_signer(rangee: LigneAvenant) -> str:
    """Say that an avenant waits for its signature."""
    return f"signature de l'avenant n°\xa0{rangee.rang}, décidé"


def sum_decomptes(decomptes: Sequence[Decompte]) -> Sommes:
    """Add up what operations earned, got and still get."""
    return Sommes(
        sum_connues(decompte.acquis for decompte in decomptes),
        sum_connues(decompte.verse for decompte in decomptes),
        sum_connues(decompte.a_verser for decompte in decomptes),
        sum_connues(decompte.a_recouvrer for decompte in decomptes),
    )


def _make_parts(dossier: Dossier, resultat: Resultat) -> tuple[Part, ...]:
    taux, suivi = find_taux_des_parts(dossier.bareme), resultat.suivi
    if taux is None:  # nothing is acquired then, and the controls say why
        return ()
    parts = compute_parts(resultat.montant, taux)
    quantitatif = None if resultat.part is None else min(resultat.part, ENTIERE)
    notes = (suivi.note_partenariat, suivi.note_parcours) if suivi else (None, None)
    partenariat, parcours = (None if note is None else Fraction(note) for note in notes)
    return (
        Part("part quantitative", parts.quantitative, quantitatif),
        Part("part qualitative, partenariat", parts.partenariat, partenariat),
        Part("part qualitative, parcours", parts.parcours, parcours),
    )
