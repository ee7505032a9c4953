"""What stands above a line and is true of it: thématique, operation, territoire; and the totals that lines must make.

>>> read_operation("T1-01 Référent solidarité")
Intitule(code='T1-01', texte='Référent solidarité', devine='')
>>> read_operation("1.10 – Mobilité").code, read_operation("Opération n° 3 : Diagnostics", "T2").code
('T1-10', 'T2-03')
"""

from __future__ import annotations

import re
from dataclasses import field
from decimal import Decimal

from dpid_xl.classes import dataclass
from dpid_xl.montants import ZERO
from dpid_xl.signes import TIRETS

_SUITE = rf"\s*[{TIRETS}:.)]*\s*(?P<texte>.*)"
_CODE = re.compile(rf"T0?(?P<thematique>\d)\s*[{TIRETS}._]\s*(?P<rang>\d{{1,2}})\b" + _SUITE, re.IGNORECASE | re.DOTALL)
_POINTS = re.compile(r"(?:op[ée]ration\s*)?(?:n\s*°\s*)?(?P<thematique>\d)\.(?P<rang>\d{1,2})(?![\d.])" + _SUITE, re.IGNORECASE | re.DOTALL)
_RANG = re.compile(r"op[ée]ration\s*(?:n\s*°\s*)?(?P<rang>\d{1,2})\b" + _SUITE, re.IGNORECASE | re.DOTALL)
_THEMATIQUE = re.compile(r"(?:th[ée]matique|axe|chapitre|th[èe]me)\s*(?:n\s*°\s*)?(?P<rang>\d)\b" + _SUITE, re.IGNORECASE | re.DOTALL)
_THEMATIQUE_SEULE = re.compile(
    r"(?:T(?P<code>\d)(?!\s*[" + TIRETS + r"._]\s*\d)|(?P<rang>\d)\s*[.)–-](?!\d))\s*[:–-]*\s*(?P<texte>.*)", re.DOTALL
)
_NOTE = re.compile(
    r"\s*(?:\(\s*\d+\s*\)|\*|\d+\s*\)|nota\b|notes?\b|sources?\b|n\.b\.|nb\s*:|rappel\b|donn[ée]es\b"
    r"|page\s*\d|fait à\b|les montants\b|[^.]{40,}\.\s*$)",
    re.IGNORECASE,
)


_RENVOI = re.compile(r"\s*(?:\(\s*\d+\s*\)|\*|nota\b|n\.b\.|nb\s*:|page\s*\d|fait à\b)", re.IGNORECASE)  # no name of an operation


@dataclass(frozen=True, slots=True)
class Intitule:
    """What a heading names: a code (empty when it says none), its words, what had to be guessed."""

    code: str
    texte: str
    devine: str = ""


def read_operation(texte: str, thematique: str = "") -> Intitule:
    """Read the name of an operation; its code may be ours, a number with a point, or a rank under a thématique."""
    if trouve := _CODE.match(texte):
        return Intitule(f"T{trouve['thematique']}-{int(trouve['rang']):02d}", trouve["texte"].strip())
    if trouve := _POINTS.match(texte):
        lu = f"{trouve['thematique']}.{trouve['rang']}"
        return Intitule(f"T{trouve['thematique']}-{int(trouve['rang']):02d}", trouve["texte"].strip(), f"code lu « {lu} »")
    trouve = _RANG.match(texte)
    if trouve and thematique:
        rang = int(trouve["rang"])
        return Intitule(f"{thematique}-{rang:02d}", trouve["texte"].strip(), f"code donné par la thématique {thematique} et le rang {rang}")
    return Intitule("", texte.strip())


def read_thematique(texte: str, *, annoncee: bool = False, nommee: bool = False) -> Intitule | None:
    """Read the name of a thématique; None when it names none.

    ``annoncee``: it stands where a thématique is expected; ``nommee``: where a number alone would be something else.
    """
    if annoncee and len(texte.strip()) == 1 and texte.strip().isdigit():
        return Intitule(f"T{texte.strip()}", "")
    if trouve := _THEMATIQUE.match(texte):
        return Intitule(f"T{trouve['rang']}", trouve["texte"].strip())
    trouve = _THEMATIQUE_SEULE.fullmatch(texte)
    if trouve and nommee and not trouve["code"]:
        return None
    if trouve and (annoncee or trouve["texte"].strip()):
        return Intitule(f"T{trouve['code'] or trouve['rang']}", trouve["texte"].strip())
    return None


def is_note(texte: str) -> bool:
    """Tell whether a text that stands alone is a note under a table."""
    return bool(_NOTE.match(texte))


def is_renvoi(texte: str) -> bool:
    """Tell whether a text is a note even where headings are expected."""
    return bool(_RENVOI.match(texte))


@dataclass
class Sommes:
    """The sums that a total may be of: of all the lines since any place where something began."""

    nombre: int = 0
    refuses: int = 0
    _somme: Decimal = ZERO
    _debuts: dict[Decimal, int] = field(default_factory=lambda: {ZERO: 0})
    _attente: bool = True

    def begin(self) -> None:
        """Note that something begins: the next line may be the first of a total."""
        self._debuts[self._somme] = self.nombre

    def add(self, montant: Decimal | None) -> None:
        """Add the amount of a line; None: it was refused."""
        self.nombre += 1
        self.refuses += montant is None
        self._somme += montant or ZERO

    def find_lignes(self, total: Decimal) -> int | None:
        """Return of how many of the last lines an amount is the sum; None when of none."""
        depuis = self._debuts.get(self._somme - total)
        return None if depuis is None else self.nombre - depuis
