"""Rows of total that people type in the table of Annexe 5 or under it: no lines, and checked against the lines.

The words are those of the imported tables (:func:`dpid_xl.noms.is_total`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from dpid_xl.anomalies import Euros, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Lieu
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.noms import is_total
from dpid_xl.schema import ANNEXE5

_D_UNE_LIGNE = ("debut", "fin", "quantite", "quantite_simple", "unite", "numero_convention", "statut")


@dataclass(frozen=True, slots=True)
class _Total:
    lieu: Lieu
    texte: str
    dans_le_tableau: bool
    montant: Brut | None
    avant: Decimal  # what the lines above it make
    depuis: Decimal  # of these, what those under the total above it make


@dataclass
class Sommes:
    """The amounts of the lines as they are read, and the rows of total met among them."""

    total: Decimal = ZERO
    compte: Decimal = ZERO
    rangees: list[_Total] = field(default_factory=list)

    def add(self, montant: Decimal | None) -> None:
        """Count a line."""
        self.total += montant or ZERO

    def take(self, lieu: Lieu, cellules: Mapping[int, Brut], bruts: Mapping[str, Brut], *, dans_le_tableau: bool) -> bool:
        """Keep a row if it is a total: a cell says so and nothing on it is what only a line has, or it is the sum alone, underneath."""
        nommee = "structure" in bruts and not is_total(str(bruts["structure"]))
        textes = [valeur for valeur in cellules.values() if isinstance(valeur, str) and is_total(valeur, seul=not nommee)]
        sans_mot = not dans_le_tableau and bruts.keys() == {"montant"} and _read_montant(bruts["montant"]) == self.total
        if not sans_mot and (not textes or (nommee and "operation" in bruts) or any(champ in bruts for champ in _D_UNE_LIGNE)):
            return False
        texte = textes[0].strip() if textes else format_montant(self.total)
        self.rangees.append(_Total(lieu, texte, dans_le_tableau, bruts.get("montant"), self.total, self.total - self.compte))
        self.compte = self.total
        return True

    def report(self, releve: Releve) -> None:
        """Say of each row of total that it is no line, and whether it is that of the lines."""
        for rangee in self.rangees:
            faits = {"contenu": rangee.texte, "table": ANNEXE5.nom}
            code, gravite = "lecture_ligne_de_total", Gravite.INFORMATION
            if rangee.dans_le_tableau:
                code, gravite = "lecture_total_dans_le_tableau", Gravite.AVERTISSEMENT
            releve.add(code, gravite, rangee.lieu.origine(), **faits)
            trouve = None if rangee.montant is None else _read_montant(rangee.montant)
            if trouve is not None and trouve not in (self.total, rangee.avant, rangee.depuis):
                releve.add(
                    "lecture_total_different",
                    Gravite.AVERTISSEMENT,
                    rangee.lieu.origine("montant"),
                    contenu=rangee.texte,
                    trouve=Euros(trouve),
                    somme=Euros(rangee.avant),
                    ecart=Euros(trouve - rangee.avant),
                )


def _read_montant(brut: Brut) -> Decimal | None:
    valeur: Decimal | None = convert(brut, ANNEXE5.colonne("montant")).valeur
    return valeur
