"""The extension of LibreOffice Calc, as bytes: the same registry and the same libraries make the same file.

The file is self-contained: an officer installs it with a double click, and nothing else. Beside the component it carries,
in ``pythonpath/``, the package, its data, and the two pure-Python libraries that functions need, with their licences.
rapidfuzz is compiled, and no function needs it: it proposes the nearest name in controls only.

>>> parties = list_parties(build_oxt())
>>> list(parties)[:4], "pythonpath/udfs/fonctions.py" in parties
(['META-INF/manifest.xml', 'description.xml', 'dpid.rdb', 'dpid.components'], True)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from xml.sax.saxutils import escape

from dpid_xl import __version__
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from udfs.declaration import Fonction, Sorte
from udfs.libreoffice import IMPLEMENTATION, INTERFACE, SERVICES
from udfs.libreoffice.typelib import TYPE_ARGUMENT, Methode, write_typelib
from udfs.registre import FONCTIONS

__all__ = ["IDENTIFIANT", "build_oxt", "list_parties"]

IDENTIFIANT = "fr.dpid.dpid-xl"
VERSION_MINIMALE = "7.0"  # of LibreOffice
TYPE_PLAGE = "[][]any"

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_COMPOSANT = "dpid_calc.py"
_TYPES = "dpid.rdb"
_DECLARATION = "dpid.components"
_MEDIA = {
    _TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _DECLARATION: "application/vnd.sun.star.uno-components",
}


@dataclass(frozen=True, slots=True)
class _Bibliotheque:
    """A package carried along: its distribution (for its licence, when it is not ours), what is left out, which files."""

    module: str
    distribution: str = ""
    sauf: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = (".py",)
    donnees: frozenset[str] = frozenset()


_BIBLIOTHEQUES = (
    _Bibliotheque(
        "dpid_xl",
        # What stands to the right of ``campagnes`` in the import order: files in, files out, commands.
        sauf=frozenset({"classeurs", "rendus", "chaine.py", "cli.py", "cli_francais.py", "__main__.py"}),
        suffixes=(".py", ".toml", ".csv", ".json", ".md"),
    ),
    _Bibliotheque("udfs", sauf=frozenset({"excel", "serveur", "libreoffice", "macros.py"})),
    _Bibliotheque("num2words", "num2words"),
    _Bibliotheque("stdnum", "python-stdnum", donnees=frozenset({"iban.dat"})),
)
_MODULES_DE_CALC = ("__init__.py", "composant.py", "conversions.py")


def build_oxt() -> bytes:
    """Return the extension (.oxt)."""
    ici = resources.files(__package__)
    parties = {
        "META-INF/manifest.xml": _write_manifeste().encode(),
        "description.xml": _write_description().encode(),
        _TYPES: write_typelib(INTERFACE, [_describe(fonction) for fonction in FONCTIONS]),
        _DECLARATION: _write_composants().encode(),
        _COMPOSANT: ici.joinpath("demarrage.py").read_bytes(),
    }
    for nom in _MODULES_DE_CALC:
        parties[f"pythonpath/udfs/libreoffice/{nom}"] = ici.joinpath(nom).read_bytes()
    for bibliotheque in _BIBLIOTHEQUES:
        parties.update(_pack(bibliotheque))
    return zip_parties(parties)


def _describe(fonction: Fonction) -> Methode:
    resultat = TYPE_PLAGE if fonction.resultat is Sorte.TABLEAU else TYPE_ARGUMENT
    return Methode(fonction.nom, resultat, tuple(argument.nom for argument in fonction.arguments))


def _write_manifeste() -> str:
    entrees = "".join(
        f'  <manifest:file-entry manifest:media-type="{media}" manifest:full-path="{nom}"/>\n' for nom, media in _MEDIA.items()
    )
    return f'{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entrees}</manifest:manifest>\n'


def _write_description() -> str:
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:d="http://openoffice.org/extensions/description/2006"'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011">\n'
        f'  <identifier value="{IDENTIFIANT}"/>\n'
        f'  <version value="{escape(__version__)}"/>\n'
        "  <display-name>\n"
        '    <name lang="fr">Fonctions DPID pour Calc</name>\n'
        "  </display-name>\n"
        "  <dependencies>\n"
        f'    <l:LibreOffice-minimal-version value="{VERSION_MINIMALE}" d:name="LibreOffice {VERSION_MINIMALE}"/>\n'
        "  </dependencies>\n"
        "</description>\n"
    )


def _write_composants() -> str:
    services = "".join(f'      <service name="{service}"/>\n' for service in SERVICES)
    return (
        f'{_XML}<components xmlns="http://openoffice.org/2010/uno-components">\n'
        f'  <component loader="com.sun.star.loader.Python" uri="{_COMPOSANT}">\n'
        f'    <implementation name="{IMPLEMENTATION}">\n{services}    </implementation>\n'
        "  </component>\n"
        "</components>\n"
    )


def _pack(bibliotheque: _Bibliotheque) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files of a library, in the order of their names, then its licence."""
    yield from _pack_dossier(resources.files(bibliotheque.module), f"pythonpath/{bibliotheque.module}", bibliotheque)
    if bibliotheque.distribution:
        for fichier in sorted(metadata.files(bibliotheque.distribution) or (), key=str):
            if fichier.name.startswith(("COPYING", "LICENSE")):
                yield f"licences/{bibliotheque.module}/{fichier.name}", fichier.read_binary()


def _pack_dossier(dossier: Traversable, chemin: str, bibliotheque: _Bibliotheque) -> Iterator[tuple[str, bytes]]:
    for entree in sorted(dossier.iterdir(), key=lambda entree: entree.name):
        if entree.name in bibliotheque.sauf:
            continue
        if entree.is_dir():
            yield from _pack_dossier(entree, f"{chemin}/{entree.name}", bibliotheque)
        elif entree.name.endswith(bibliotheque.suffixes) or entree.name in bibliotheque.donnees:
            yield f"{chemin}/{entree.name}", entree.read_bytes()
