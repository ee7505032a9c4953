"""The territoires of the lines: one writing for each.

Not here: whether a territoire exists. The workbook has no register of territoires, they are only compared with each other.

Source: « règle de gestion »: totals by territoire are read by name.

>>> split_territoires("Multi-territoires (Calaisis, Boulonnais)"), split_territoires("Lens-Hénin / Arrageois")
(('Multi-territoires', 'Calaisis', 'Boulonnais'), ('Lens-Hénin', 'Arrageois'))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dpid_xl.anomalies import Anomalie, Compte, Gravite
from dpid_xl.controles.selection import cite_operations, name_ligne
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.noms import list_ressemblants, simplify_nom

_SEPARATEURS = re.compile(r"[/,;()]")


def split_territoires(texte: str) -> tuple[str, ...]:
    """Cut what the cell Territoire holds into territoires."""
    return tuple(nom for morceau in _SEPARATEURS.split(texte) if (nom := " ".join(morceau.split())))


@lru_cache(4096)
def simplify_territoires(texte: str) -> frozenset[str]:
    """Reduce what the cell Territoire holds to its territoires, whatever their order and writing; empty when it is not said.

    >>> simplify_territoires("Calaisis / Lens-Hénin") == simplify_territoires("LENS HENIN, Calaisis")
    True
    """
    return frozenset(simplify_nom(nom) for nom in split_territoires(texte))


def check_territoires_ressemblants(dossier: Dossier) -> Iterable[Anomalie]:
    """A territoire is written in one way: each writing that can be taken for a more usual one is shown once, beside the most usual."""
    lignes: dict[str, list[Ligne]] = {}
    for ligne in dossier.lignes:
        for nom in dict.fromkeys(split_territoires(ligne.territoire)):
            lignes.setdefault(nom, []).append(ligne)
    noms = tuple(lignes)
    for rang, autres in enumerate(list_ressemblants(noms)):
        rare, usuel = noms[rang], noms[min((rang, *autres), key=lambda autre: (-len(lignes[noms[autre]]), autre))]
        if usuel == rare:
            continue
        yield Anomalie(
            "territoires_ressemblants",
            Gravite.AVERTISSEMENT,
            lignes[rare][0].lieu.origine("territoire"),
            name_ligne(lignes[rare][0])
            | {
                "territoire": rare,
                "lignes": Compte(len(lignes[rare]), "ligne"),
                "autre": usuel,
                "autres": Compte(len(lignes[usuel]), "ligne"),
            },
        )


def check_territoires_absents(dossier: Dossier) -> Iterable[Anomalie]:
    """The lines without a territoire are counted once: they stand apart in the totals by territoire."""
    lignes = [ligne for ligne in dossier.lignes if not ligne.territoire]
    if lignes:
        yield Anomalie(
            "territoires_absents",
            Gravite.INFORMATION,
            lignes[0].lieu.origine("territoire"),
            {"lignes": Compte(len(lignes), "ligne"), "operations": cite_operations(lignes)},
        )
