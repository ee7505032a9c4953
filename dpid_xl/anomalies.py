"""What a control finds: a code, a gravity, a place and the facts; the French sentence is looked up by code.

A fact is a value whose type says what it is: how a sentence writes it in French, and what it is as data (``donnee``).

>>> from dpid_xl.lieu import Origine
>>> a = Anomalie("montant_negatif", Gravite.BLOQUANTE, Origine("Annexe 5", "M7"), {"montant": Euros(Decimal("-800.00"))})
>>> a.origine.cellule, a.faits["montant"], str(a.faits["montant"])
('M7', Euros(montant=Decimal('-800.00')), '−800,00\xa0€')
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import InitVar, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dpid_xl.classes import dataclass
from dpid_xl.francais import cite_noms, write_quantite
from dpid_xl.identifiants import mask_numero
from dpid_xl.lieu import Origine
from dpid_xl.montants import format_montant, format_nombre, format_taux, round_montant


class Gravite(StrEnum):
    """From the one that stops the chain to the one that only informs."""

    BLOQUANTE = "bloquante"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


ORDRE_DES_GRAVITES = tuple(Gravite)


@dataclass(frozen=True, slots=True)
class Euros:
    """An amount in euros, to the cent."""

    montant: Decimal

    def __str__(self) -> str:
        return format_montant(self.montant)

    @property
    def donnee(self) -> str:
        """The amount as data: a point, two decimals."""
        return str(round_montant(self.montant))


@dataclass(frozen=True, slots=True)
class Nombre:
    """A number without a unit of its own, with the decimals that it has."""

    valeur: Decimal

    def __str__(self) -> str:
        return format_nombre(self.valeur)

    @property
    def donnee(self) -> str:
        """The exact number as data, with a point."""
        return _write_exact(self.valeur)


@dataclass(frozen=True, slots=True)
class Part:
    """A share of 1, shown as a percentage; ``signee``: with its sign even above zero, as a gap is."""

    valeur: Decimal
    signee: bool = False

    def __str__(self) -> str:
        return ("+" if self.signee and self.valeur > 0 else "") + format_taux(self.valeur)

    @property
    def donnee(self) -> str:
        """The exact share of 1 as data, with a point."""
        return _write_exact(self.valeur)


@dataclass(frozen=True, slots=True)
class Quantite:
    """A quantity in the unit of a line, an operation or a decision (in the singular; empty: none)."""

    nombre: Decimal
    unite: str

    def __str__(self) -> str:
        return write_quantite(self.nombre, self.unite)

    @property
    def donnee(self) -> Mapping[str, str]:
        """The exact number and its unit as data."""
        return {"nombre": _write_exact(self.nombre), "unite": self.unite}


@dataclass(frozen=True, slots=True)
class Compte:
    """How many things were counted, and their noun in the singular."""

    donnee: int
    nom: str

    def __str__(self) -> str:
        return write_quantite(self.donnee, self.nom)


@dataclass(frozen=True, slots=True)
class Noms:
    """The names of a group, of which a sentence cites the first ones."""

    noms: tuple[str, ...]

    def __str__(self) -> str:
        return cite_noms(self.noms)


@dataclasses.dataclass(frozen=True, slots=True)  # the standard one: it has an InitVar
class Masque:
    """The number of an account, or one that is wrong: a finding keeps of it what finds it again, so that nothing can tell the rest.

    >>> Masque("FR76 3000 6000 0112 3456 7890 189")
    Masque(donnee='FR76 **** **** 0189')
    """

    numero: InitVar[str]
    donnee: str = field(init=False)

    def __post_init__(self, numero: str) -> None:
        object.__setattr__(self, "donnee", mask_numero(numero))

    def __str__(self) -> str:
        return self.donnee


Chiffre = Euros | Nombre | Part | Quantite | Compte
# A tuple is a list of words, all of them written. No bare Decimal: it would not say what it counts.
Fait = Chiffre | Noms | Masque | str | int | date | Origine | tuple[str, ...]
Faits = dict[str, Fait]
Repere = tuple[str, Origine]  # a code and a cell


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One finding. ``faits`` holds the values of the sentence, by the name of their place in it.

    ``justification`` is what an officer wrote to accept it as an exception; empty: it is still to be dealt with. ``cause`` is the
    finding that explains it and whose mend takes it away (:mod:`dpid_xl.controles.causes`); None: it stands on its own.
    """

    code: str
    gravite: Gravite
    origine: Origine
    faits: Mapping[str, Fait] = field(default_factory=dict)
    justification: str = ""
    cause: Repere | None = None

    @property
    def repere(self) -> Repere:
        """What it is known by: which rule, at which cell."""
        return self.code, self.origine


def _write_exact(nombre: Decimal) -> str:
    return f"{nombre.normalize():f}"
