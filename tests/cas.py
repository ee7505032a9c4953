"""Read the case tables (TOML) that stand beside the tests, numbers as Decimal."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any


def load_cas(fichier_de_test: str, nom: str, cle: str = "cas") -> list[dict[str, Any]]:
    """Return the list ``cle`` of a table beside a test file; an empty one is a mistake."""
    cas = tomllib.loads((Path(fichier_de_test).parent / nom).read_text(encoding="utf-8"), parse_float=Decimal)[cle]
    assert cas, f"{nom} n'a aucun cas"
    return cas
