"""The Python packages that an extension or a site of ours carries along, copied from where pip put them, each with its licence.

>>> fichiers = dict(pack(Bibliotheque("num2words", "num2words"), "pythonpath/"))
>>> "pythonpath/num2words/lang_FR.py" in fichiers, [nom for nom in fichiers if nom.startswith("licences/")]
(True, ['licences/num2words/COPYING'])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Bibliotheque:
    """A package carried along: its distribution (for its licence, when it is not ours), what is left out, which files."""

    module: str
    distribution: str = ""
    sauf: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = (".py",)
    donnees: frozenset[str] = frozenset()


DONNEES_DU_PAQUET = (".py", ".toml", ".csv", ".json", ".md", ".typ", ".ttf", ".txt", ".html")
DPID_XL = Bibliotheque(
    "dpid_xl",
    sauf=frozenset({"cli.py", "cli_francais.py", "cli_installation.py", "cli_terminal.py", "__main__.py"}),
    suffixes=DONNEES_DU_PAQUET,
)
# What the functions of cells need besides Python's own.
DES_FONCTIONS = (
    Bibliotheque("num2words", "num2words"),
    Bibliotheque("stdnum", "python-stdnum", donnees=frozenset({"iban.dat"})),
)


def pack(bibliotheque: Bibliotheque, racine: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files of a library, in the order of their names, then its licence."""
    yield from _pack_dossier(resources.files(bibliotheque.module), f"{racine}{bibliotheque.module}", bibliotheque)
    if bibliotheque.distribution:
        for fichier in sorted(metadata.files(bibliotheque.distribution) or (), key=str):
            if fichier.name.startswith(("COPYING", "LICENSE", "LICENCE")):
                yield f"licences/{bibliotheque.module}/{fichier.name}", fichier.read_binary()


def _pack_dossier(dossier: Traversable, chemin: str, bibliotheque: Bibliotheque) -> Iterator[tuple[str, bytes]]:
    for entree in sorted(dossier.iterdir(), key=lambda entree: entree.name):
        if entree.name in bibliotheque.sauf:
            continue
        if entree.is_dir():
            yield from _pack_dossier(entree, f"{chemin}/{entree.name}", bibliotheque)
        elif entree.name.endswith(bibliotheque.suffixes) or entree.name in bibliotheque.donnees:
            yield f"{chemin}/{entree.name}", entree.read_bytes()
