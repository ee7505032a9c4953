"""Dated figures of the deliberation and of the law, each with its unit and source: the barème, and the one way to ask it for a figure.

The only copy of every rate, ceiling, share and threshold is ``bareme.toml`` beside this file; the sheet « Barème » of a
workbook is generated from it and read back from the sheet, and a control compares the two.

>>> bareme = load_bareme().at(date(2022, 9, 27))
>>> bareme.find_avance("T1-01"), bareme.find_avance("T2-05")
(Decimal('0.60'), None)
>>> [tarif.code for tarif in bareme.find_tarifs("T3-02")]
['MESURE_ASL_RENFORCEE', 'MESURE_ASL_SIMPLE']
>>> load_bareme().get_unitaire("T1-01").unite_comptee
'place'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources

from dpid_xl.classes import dataclass
from dpid_xl.lieu import Lieu
from dpid_xl.periodes import format_date
from dpid_xl.refus import Refus
from dpid_xl.strict import DonneesInvalides, build_record, load_toml, read_tables

FICHIER = "bareme.toml"
_FACULTATIFS = frozenset(
    {"operation", "assiette", "prorata", "valable_du", "valable_au", "justification", "limite_de", "sens", "avance_de"}
)
AVANCE = "AVANCE"  # how the code of a rate of avance begins


class Assiette(StrEnum):
    """What a unit rate is multiplied by: a quantity column of Annexe 5, or nothing (a lump sum per line)."""

    QUANTITE = "quantité"
    QUANTITE_SIMPLE = "quantité simple"
    FORFAIT = "forfait"


class Sens(StrEnum):
    """Which way a figure bounds the quantities of an operation, if it does."""

    AU_PLUS = "au plus"
    AU_MOINS = "au moins"
    ESTIMATION = "estimation"  # what the text expects: it binds nobody


_SANS_LIEU = Lieu("Barème", 0)


class ParametreAbsent(Refus):
    """No figure of that code applies on the day asked for."""


class TarifEnDouble(Refus):
    """Two values of one code apply on the same day: adding both would be wrong, choosing one a guess."""


class TarifIllisible(Refus):
    """The figure asked for stands in a row that could not be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Tarif:
    """A dated figure of the barème: a unit rate (then ``operation`` and ``assiette`` are set), a share, a threshold.

    A limit says which operation it bounds (``limite_de``), which way (``sens``) and, by the end of its unit, for each what.
    A rate of avance says of which operation (``avance_de``): ``operation`` is that of a unit rate, which the amounts are computed by.
    """

    code: str
    libelle: str
    valeur: Decimal
    unite: str
    operation: str
    assiette: Assiette | None
    prorata: bool
    valable_du: date | None  # None: the source does not say since when
    valable_au: date | None
    source: str
    lieu: Lieu = _SANS_LIEU
    justification: str = ""  # of a warning that is accepted
    limite_de: str = ""
    sens: Sens | None = None
    avance_de: str = ""

    def is_valable(self, jour: date) -> bool:
        """Tell whether the figure applies on ``jour``."""
        return (self.valable_du is None or self.valable_du <= jour) and (self.valable_au is None or jour <= self.valable_au)

    @property
    def est_avance(self) -> bool:
        """Tell whether it is a share paid at signature, whatever the row says besides: that is never a price per unit."""
        return bool(self.avance_de) or self.code.upper().startswith(AVANCE)

    @property
    def identite(self) -> str:
        """What has one figure a day: its code, or the avance of an operation, whatever its code."""
        return f"{AVANCE} {self.avance_de}" if self.avance_de else self.code

    @property
    def unite_comptee(self) -> str:
        """What the figure is given for each of, from its unit: a place for « €/place/an », an ETP for « places/ETP »."""
        return self.unite.split("/")[1] if "/" in self.unite else ""


@dataclass(frozen=True, eq=False)
class Bareme:
    """The figures of a package or of a sheet, asked for on a day; without one, the last known of each, even if its validity is over.

    ``illisibles`` says why a row could not be read, by code and by operation: only who needs it fails.
    """

    tarifs: tuple[Tarif, ...]
    jour: date | None = None
    illisibles: Mapping[str, str] = field(default_factory=dict)

    def at(self, jour: date | None) -> Bareme:
        """Return the same barème, asked for on another day."""
        return self if jour == self.jour else replace(self, jour=jour)

    @cached_property
    def valables(self) -> tuple[Tarif, ...]:
        """All the figures that apply, in the order of the barème."""
        retenus = {id(tarif) for siens in self._par_identite.values() for tarif in siens}
        return tuple(tarif for tarif in self.tarifs if id(tarif) in retenus)

    def find_tarifs(self, operation: str) -> tuple[Tarif, ...]:
        """Return the unit rates of an operation, in the barème's order; empty when its amounts are decided line by line.

        Raises TarifIllisible.
        """
        self._check_lisible(operation)
        return self._par_operation.get(operation, ())

    def require_tarifs(self, operation: str) -> tuple[Tarif, ...]:
        """Return the unit rates of an operation; raises ParametreAbsent without one, TarifEnDouble with two values of one code."""
        tarifs = self.find_tarifs(operation)
        if not tarifs:
            raise ParametreAbsent(f"aucun tarif au barème pour l'opération « {operation} »{self._write_jour()}")
        codes = [tarif.code for tarif in tarifs]
        for code in codes:
            if codes.count(code) > 1:
                raise TarifEnDouble(f"le barème donne deux valeurs de « {code} » pour le même jour")
        return tarifs

    def find_limite(self, operation: str, sens: Sens, unite: str) -> Tarif | None:
        """Return the most, the least or the estimate of an operation for each ``unite`` (« ETP », « structure »); None without."""
        limites = (tarif for tarif in self.valables if operation and tarif.limite_de == operation)
        return next((tarif for tarif in limites if tarif.sens is sens and tarif.unite_comptee == unite), None)

    def find_avance(self, operation: str) -> Decimal | None:
        """Return the share of an operation paid at signature; None when the barème does not say it, or says it twice for one day."""
        avances = self._par_avance.get(operation, ())
        return avances[0].valeur if len(avances) == 1 else None

    def require_avance(self, operation: str) -> Decimal:
        """Return the share of an operation paid at signature; raises ParametreAbsent when it is not known."""
        taux = self.find_avance(operation)
        if taux is None:
            raise ParametreAbsent(f"le barème ne donne pas de taux d'avance pour l'opération « {operation} »{self._write_jour()}")
        return taux

    def get_tarif(self, code: str) -> Tarif:
        """Return the figure of a code; raises ParametreAbsent when there is none, TarifIllisible."""
        self._check_lisible(code)
        trouves = self._par_code.get(code)
        if trouves:
            return trouves[0]
        if trouves is None:
            raise ParametreAbsent(f"le barème n'a pas de code « {code} »")
        raise ParametreAbsent(f"le barème n'a pas de valeur « {code} »{self._write_jour()}")

    def get_valeur(self, code: str) -> Decimal:
        """Return the value of the figure of a code (its unit is on the record); raises as get_tarif."""
        return self.get_tarif(code).valeur

    def find_valeur(self, code: str) -> Decimal | None:
        """Return the value of the figure of a code; None when the barème lacks it, which a control says."""
        try:
            return self.get_valeur(code)
        except ParametreAbsent:
            return None

    def get_unitaire(self, operation_ou_code: str) -> Tarif:
        """Return the rate of an operation (of its quantity when it has several), or the figure of a code; raises as get_tarif."""
        if not any(tarif.operation == operation_ou_code and not tarif.est_avance for tarif in self.tarifs):
            return self.get_tarif(operation_ou_code)
        tarifs = self.require_tarifs(operation_ou_code)
        return next((tarif for tarif in tarifs if tarif.assiette is not Assiette.QUANTITE_SIMPLE), tarifs[0])

    @cached_property
    def _par_identite(self) -> Mapping[str, tuple[Tarif, ...]]:
        return self._group(lambda tarif: tarif.identite)

    @cached_property
    def _par_code(self) -> Mapping[str, tuple[Tarif, ...]]:
        # A rate of avance is asked for by its operation: its code alone says nothing that could be paid.
        return self._group(lambda tarif: "" if tarif.est_avance else tarif.code)

    @cached_property
    def _par_operation(self) -> Mapping[str, tuple[Tarif, ...]]:
        return self._group(lambda tarif: "" if tarif.est_avance else tarif.operation)

    @cached_property
    def _par_avance(self) -> Mapping[str, tuple[Tarif, ...]]:
        return self._group(lambda tarif: tarif.avance_de)

    def _group(self, get_cle: Callable[[Tarif], str]) -> Mapping[str, tuple[Tarif, ...]]:
        groupes: dict[str, list[Tarif]] = {}
        for tarif in self.tarifs:
            groupes.setdefault(get_cle(tarif), []).append(tarif)
        return {cle: tuple(self._select(tarifs)) for cle, tarifs in groupes.items() if cle}

    def _select(self, tarifs: Iterable[Tarif]) -> Iterator[Tarif]:
        tarifs = tuple(tarifs)
        jour = self.jour or max(map(_get_debut, tarifs))
        return (tarif for tarif in tarifs if tarif.is_valable(jour))

    def _write_jour(self) -> str:
        return f" au {format_date(self.jour)}" if self.jour else ""

    def _check_lisible(self, cle: str) -> None:
        if cle in self.illisibles:
            raise TarifIllisible(self.illisibles[cle])


def _get_debut(tarif: Tarif) -> date:
    return tarif.valable_du or date.min


@cache
def load_bareme() -> Bareme:
    """Read the packaged barème; an unknown key, a missing one or overlapping dates raise DonneesInvalides."""
    racine = resources.files(__package__)
    tables = read_tables(load_toml(racine / FICHIER), "tarif", FICHIER)
    tarifs = tuple(
        build_record(Tarif, table, f"{FICHIER}, tarif {rang}", facultatifs=_FACULTATIFS, lieu=Lieu(FICHIER, rang))
        for rang, table in enumerate(tables, 1)
    )
    _check_dates(tarifs)
    return Bareme(tarifs)


def _check_dates(tarifs: Iterable[Tarif]) -> None:
    vus: dict[str, Tarif] = {}
    for tarif in sorted(tarifs, key=lambda tarif: (tarif.identite, _get_debut(tarif))):
        precedent = vus.get(tarif.identite)
        if precedent and (precedent.valable_au is None or precedent.valable_au >= _get_debut(tarif)):
            raise DonneesInvalides(f"{FICHIER} : deux valeurs de « {tarif.code} » s'appliquent le même jour")
        vus[tarif.identite] = tarif
