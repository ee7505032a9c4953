"""The VBA module that the workbook and the add-in have of their own, whatever extension they carry."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from dpid_xl.version import __version__


def load_modules(ouverture: str = "") -> Mapping[str, str]:
    """Return the module, by name; ``ouverture`` is the macro that runs when the workbook opens."""
    source = resources.files(__name__.rpartition(".")[0]).joinpath("dpid_xl.bas").read_text(encoding="utf-8")
    return {"dpid_xl": source.replace("{version}", __version__).replace("{ouverture}", ouverture)}
