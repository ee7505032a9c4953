"""What a host adds to the workbook: VBA modules, a macro run at opening, the signatures of its functions.

>>> SANS_EXTENSION.signatures
()
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Extension:
    """VBA modules by name, the Sub that runs when the workbook opens (empty: none), functions as the help shows them."""

    modules: Mapping[str, str] = field(default_factory=dict)
    ouverture: str = ""
    signatures: tuple[str, ...] = ()


SANS_EXTENSION = Extension()
