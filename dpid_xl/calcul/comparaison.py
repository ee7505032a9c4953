"""Two states side by side: of one campaign before and after, of two phases, of two years; by structure and operation, then by structure.

A body is the same by its SIRET, then by its name in either register. Of one campaign, what counts against the yearly threshold is
the later state; of two, what they give together.

>>> from dpid_xl.campagnes import load_campagne
>>> meme = compare_etats(load_campagne("2022_phase2"), load_campagne("2022_phase2"))
>>> len(meme.ecarts), meme.difference, meme.cumuls[0].cumul
(136, Decimal('0.00'), Decimal('16400.00'))
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.classes import dataclass
from dpid_xl.identifiants import compact, is_siret
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom


class Sort(StrEnum):
    """What became of an amount."""

    NOUVEAU = "nouveau"
    DISPARU = "disparu"
    HAUSSE = "hausse"
    BAISSE = "baisse"
    INCHANGE = "inchangé"


@dataclass(frozen=True, slots=True)
class Ecart:
    """What a structure gets for an operation in each state, in euros; None: nothing there."""

    structure: str
    operation: str
    avant: Decimal | None
    apres: Decimal | None

    @property
    def difference(self) -> Decimal:
        """After less before."""
        return (self.apres or ZERO) - (self.avant or ZERO)

    @property
    def sort(self) -> Sort:
        """What became of it."""
        if self.avant is None:
            return Sort.NOUVEAU
        if self.apres is None:
            return Sort.DISPARU
        if not self.difference:
            return Sort.INCHANGE
        return Sort.HAUSSE if self.difference > 0 else Sort.BAISSE


@dataclass(frozen=True, slots=True)
class Cumul:
    """What a structure gets in all, in euros; ``cumul`` is what counts against the threshold, None when the barème lacks it."""

    structure: str
    avant: Decimal
    apres: Decimal
    cumul: Decimal
    seuil: Decimal | None

    @property
    def difference(self) -> Decimal:
        """After less before."""
        return self.apres - self.avant

    @property
    def au_dela(self) -> bool:
        """Tell whether the law wants a convention with a private body."""
        return self.seuil is not None and self.cumul > self.seuil


@dataclass(frozen=True, slots=True)
class Etats:
    """Two states compared, in the order of Annexe 5 of the later one, what has gone last."""

    ecarts: tuple[Ecart, ...]
    cumuls: tuple[Cumul, ...]
    meme_campagne: bool

    @property
    def difference(self) -> Decimal:
        """What the later state gives more, in euros."""
        return sum((ecart.difference for ecart in self.ecarts), ZERO)

    @property
    def differents(self) -> tuple[Ecart, ...]:
        """Those that are not what they were."""
        return tuple(ecart for ecart in self.ecarts if ecart.sort is not Sort.INCHANGE)


def compare_etats(avant: Dossier, apres: Dossier) -> Etats:
    """Compare what two states give."""
    noms = _Noms(avant, apres)
    montants_avant, montants_apres = _sum_par_structure(avant, noms), _sum_par_structure(apres, noms)
    cles = dict.fromkeys([*montants_apres, *montants_avant])
    ecarts = tuple(Ecart(*cle, montants_avant.get(cle), montants_apres.get(cle)) for cle in cles)
    meme = avant.campagne.code == apres.campagne.code
    return Etats(ecarts, tuple(_cumulate(ecarts, apres.bareme.find_valeur("SEUIL_CONVENTION"), meme=meme)), meme)


class _Noms:
    """One name for a body in both states: that of the later register, else of the earlier one."""

    def __init__(self, avant: Dossier, apres: Dossier) -> None:
        self._par_siret = {
            compact(structure.siret): structure.nom
            for dossier in (avant, apres)
            for structure in dossier.structures
            if is_siret(structure.siret)
        }
        self._apres = apres
        self._par_nom: dict[str, str] = {}

    def get(self, dossier: Dossier, nom: str) -> str:
        structure = dossier.find_structure(nom)
        if structure and compact(structure.siret) in self._par_siret:
            return self._par_siret[compact(structure.siret)]
        connue = self._apres.find_structure(nom)
        propre = connue.nom if connue else nom
        return self._par_nom.setdefault(fold_nom(propre), propre)


def _sum_par_structure(dossier: Dossier, noms: _Noms) -> Mapping[tuple[str, str], Decimal]:
    montants: dict[tuple[str, str], Decimal] = {}
    for ligne in dossier.lignes:
        if ligne.financee:
            cle = noms.get(dossier, get_cle(dossier, ligne, Axe.STRUCTURE)), ligne.operation
            montants[cle] = montants.get(cle, ZERO) + (ligne.montant or ZERO)
    return montants


def _cumulate(ecarts: tuple[Ecart, ...], seuil: Decimal | None, *, meme: bool) -> list[Cumul]:
    sommes: dict[str, tuple[Decimal, Decimal]] = {}
    for ecart in ecarts:
        avant, apres = sommes.get(ecart.structure, (ZERO, ZERO))
        sommes[ecart.structure] = avant + (ecart.avant or ZERO), apres + (ecart.apres or ZERO)
    return [Cumul(nom, avant, apres, apres if meme else avant + apres, seuil) for nom, (avant, apres) in sommes.items()]
