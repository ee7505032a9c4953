"""What a host adds to the workbook: VBA modules, functions of cells, actions started by a button or by the ribbon.

>>> SANS_EXTENSION.signatures, SANS_EXTENSION.boutons
((), ())
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from dpid_xl.classes import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something the officer starts: its label, the VBA Sub behind it, what it does, its group; on ``Accueil`` or only on the ribbon."""

    libelle: str
    macro: str
    aide: str
    groupe: str
    accueil: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """What is added.

    VBA modules by name, the Sub that runs when the workbook opens (empty: none), functions as the help shows them, actions in
    the order of the ribbon, and the ribbon itself (text of its part, empty: none).
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    ouverture: str = ""
    signatures: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    ruban: str = ""

    @property
    def boutons(self) -> tuple[Action, ...]:
        """The actions that have a button on ``Accueil``."""
        return tuple(action for action in self.actions if action.accueil)


SANS_EXTENSION = Extension()


def group_actions(actions: tuple[Action, ...]) -> dict[str, tuple[Action, ...]]:
    """Return the actions by group, both in order."""
    return {groupe: tuple(action for action in actions if action.groupe == groupe) for groupe in dict.fromkeys(a.groupe for a in actions)}
