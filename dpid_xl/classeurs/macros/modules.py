"""The VBA that the workbook and the add-in have of their own, whatever extension they carry."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from dpid_xl.version import __version__


def load_modules(ouverture: str = "") -> Mapping[str, str]:
    """Return the module, by name; ``ouverture`` is the macro that runs when the workbook opens."""
    return {"dpid_xl": _read("dpid_xl").replace("{version}", __version__).replace("{ouverture}", ouverture)}


def load_evenements() -> Mapping[str, str]:
    """Return what the workbook does by itself, under the name of the module that it always has."""
    return {"ThisWorkbook": _read("classeur")}


def _read(nom: str) -> str:
    return resources.files(__name__.rpartition(".")[0]).joinpath(f"{nom}.bas").read_text(encoding="utf-8")
