"""The table of mutations: what was tried, what was caught, by which controls. ``python -m tests.mutations`` writes it."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.essai import Sorte, make_mutations, try_mutation
from tests.mutations.mutations import FAMILLES, SORTES


@dataclass(frozen=True)
class Bilan:
    """What became of the mutations of a kind: how many were caught or said something, by which controls."""

    essais: int
    vues: int
    codes: Counter[str]


def try_sorte(sorte: Sorte, dossier_des_fichiers: Path) -> Bilan:
    """Try every mutation of a kind; of a harmless one, whatever moved counts as seen."""
    mutations, codes, vues = make_mutations(sorte), Counter[str](), 0
    for mutation in mutations:
        constat = try_mutation(mutation, dossier_des_fichiers, garnie=sorte.garnie)
        trouves = constat.list_codes(sorte, mutation) if sorte.codes else constat.changements
        assert not constat.deja_la, f"{sorte.nom} : ce n'en est pas une conséquence, {constat.deja_la}"
        vues += bool(trouves)
        codes.update(trouves)
    return Bilan(len(mutations), vues, codes)


def write_rangee(sorte: Sorte, bilan: Bilan) -> str:
    """Write the row of a kind."""
    par = ", ".join(f"`{code}`" for code in sorted(bilan.codes)) or "—"
    marque = r"\*" if sorte.raison else ""
    return f"| {sorte.nom}{marque} | {bilan.essais} | {bilan.vues} | {par} |"


def write_table(bilans: dict[str, Bilan]) -> str:
    """Write the whole document, in French."""
    return "\n".join(
        [
            "# Ce que les contrôles attrapent",
            "",
            *_write_introduction(),
            *(ligne for nom, sortes in FAMILLES.items() for ligne in _write_famille(nom, sortes, bilans)),
            "## Ce qui ne peut pas toujours être vu",
            "",
            *(f"- {sorte.nom} : {sorte.raison}." for sorte in SORTES.values() if sorte.raison),
            "",
        ]
    )


def main() -> None:
    """Write the table on the standard output."""
    with tempfile.TemporaryDirectory() as dossier:
        print(write_table({nom: try_sorte(sorte, Path(dossier)) for nom, sorte in SORTES.items()}), end="")  # noqa: T201 (its purpose)


def _write_introduction() -> list[str]:
    essais = sum(sorte.essais for sorte in SORTES.values())
    return [
        f"Le classeur de la campagne 2022 phase 2 est altéré de {essais} façons tirées au sort, toujours les mêmes, puis contrôlé. Une",
        "altération est « vue » si un contrôle attendu dit ce qu'il ne disait pas avant, à la cellule attendue quand elle est connue. Tout",
        "ce qui fausse une règle ou un total décidé est vu à chaque essai, hors les sortes suivies d'un astérisque, expliquées à la fin ;",
        "ce qui est sans effet ne fait rien dire. Les feuilles de l'année, vides dans la vraie campagne, y portent une suite inventée",
        "(`tests/annee.py`). `python -m tests.mutations` refait ce tableau, un essai le compare.",
        "",
    ]


def _write_famille(nom: str, sortes: tuple[Sorte, ...], bilans: dict[str, Bilan]) -> list[str]:
    rangees = (write_rangee(sorte, bilans[sorte.nom]) for sorte in sortes)
    return [f"## {nom}", "", "| altération | essais | vues | par |", "|---|---|---|---|", *rangees, ""]
