"""dpid_xl: l'Annexe 5 d'un appel à projets départemental, du tableau voté à la convention signée.

The front door of a programmer is here: :func:`open_classeur`, :func:`load_campagne` and
:func:`importer` (see ``docs/api.md``). A newcomer to the code
starts with :mod:`dpid_xl.chaine`, which holds the whole flow on one screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dpid_xl.version import __version__

if TYPE_CHECKING:
    from dpid_xl.porte import CampagneOuverte, Constat, importer, load_campagne, open_classeur
    from dpid_xl.refus import Refus

__all__ = ["CampagneOuverte", "Constat", "Refus", "__version__", "importer", "load_campagne", "open_classeur"]


def __getattr__(nom: str) -> Any:
    """Load the door when somebody opens it: a function in a cell imports this package too, and must answer at once."""
    if nom not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {nom!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{'refus' if nom == 'Refus' else 'porte'}"), nom)
