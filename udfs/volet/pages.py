"""The pages of the pane: what xlwings Server gives of our server's own project, asked once and kept as files.

The project is the server's folder (client, buttons, manifest) with what the pane has of its own laid over it. xlwings Server reads where it
stands when it is imported: pages are made once per process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from dpid_xl.version import __version__

# Asked under these addresses, kept under these names.
DEMANDEES = (
    "taskpane.html",
    "manifest.xml",
    "xlwings/custom-functions-meta.json",
    "xlwings/custom-functions-code.js",
    "xlwings/custom-scripts-meta.json",
)
STATIQUES = "static"
_DU_SERVEUR, _DU_VOLET = ("custom_functions", "custom_scripts", "templates", STATIQUES), ("pyproject.toml", "templates", STATIQUES)
AIDE_DU_VOLET = "Contrôler, conventions, exports : tout est calculé sur ce poste, rien n'en sort."

# Of xlwings Server's own files, what a pane of Excel on Windows, Mac and the web may ask for.
_BIBLIOTHEQUES = ("office-js",)
_AUTRES_APPLICATIONS = ("excel-ios", "excel-android", "excelios", "excel-winrt", "html2canvas")
_TEXTES, _LANGUES = "office_strings.js", ("fr-fr", "fr-ca", "en-us")
_AILLEURS = ("custom-functions", "integrations")  # put in another file, or of libraries that the pane does not have


def render_pages(adresse: str) -> dict[str, bytes]:
    """Return the files of the pages by name, for a site at this address (https://hôte/chemin); the names count from the site's root."""
    with TemporaryDirectory() as projet:
        for dossier, noms in (("udfs.serveur", _DU_SERVEUR), (__package__, _DU_VOLET)):
            _lay(Path(str(resources.files(dossier))), noms, Path(projet))
        with _settings(adresse, projet):
            pages = asyncio.run(_ask(adresse))
        return pages | dict(_list_statiques(Path(projet)))


def _lay(source: Path, noms: tuple[str, ...], projet: Path) -> None:
    for nom in noms:
        for chemin in sorted([source / nom, *(source / nom).rglob("*")]):
            if chemin.is_file() and "__pycache__" not in chemin.parts:
                cible = projet / chemin.relative_to(source)
                cible.parent.mkdir(parents=True, exist_ok=True)
                cible.write_bytes(chemin.read_bytes())


class _settings:  # noqa: N801 (a context manager, named as what it does)
    """xlwings Server's settings of a site, for the time it is asked."""

    def __init__(self, adresse: str, projet: str) -> None:
        chemin = urlsplit(adresse).path.rstrip("/")
        self.variables = {
            "XLWINGS_PROJECT_DIR": projet,
            "XLWINGS_APP_PATH": chemin,
            "XLWINGS_STATIC_URL_PATH": f"{chemin}/{STATIQUES}",
            "XLWINGS_ENVIRONMENT": "prod",
            "XLWINGS_LOG_LEVEL": "WARNING",
        }

    def __enter__(self) -> None:
        os.environ.update(self.variables)

    def __exit__(self, *_: object) -> None:
        sys.path[:] = [chemin for chemin in sys.path if chemin != self.variables["XLWINGS_PROJECT_DIR"]]


async def _ask(adresse: str) -> dict[str, bytes]:
    import httpx
    from xlwings_server.main import app
    from xlwings_server.templates import templates

    templates.env.globals |= {"version_du_complement": f"1.{__version__}", "aide_du_volet": AIDE_DU_VOLET}
    lieu = urlsplit(adresse)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=f"{lieu.scheme}://{lieu.netloc}") as client:
        pages = {}
        for nom in DEMANDEES:
            reponse = await client.get(f"{lieu.path.rstrip('/')}/{nom}")
            reponse.raise_for_status()
            pages[nom] = reponse.content
    return pages


def _list_statiques(projet: Path) -> Iterator[tuple[str, bytes]]:
    from xlwings_server.config import PACKAGE_DIR

    fichiers: Mapping[str, Path] = {
        chemin.relative_to(racine).as_posix(): chemin
        for racine in (PACKAGE_DIR, projet)  # ours last: it takes the place of theirs
        for chemin in (racine / STATIQUES).rglob("*")
        if chemin.is_file() and _is_utile(PurePosixPath(chemin.relative_to(racine / STATIQUES).as_posix()))
    }
    for nom, chemin in sorted(fichiers.items()):
        yield nom, chemin.read_bytes()


def _is_utile(chemin: PurePosixPath) -> bool:
    """Tell whether a pane may ask for a file of the static folder."""
    if chemin.suffix in (".map", ".ts", ".scss") or not set(_AILLEURS).isdisjoint(chemin.parts):
        return False
    if chemin.parts[0] != "vendor":
        return True
    if chemin.parts[1] not in _BIBLIOTHEQUES or chemin.name.startswith(_AUTRES_APPLICATIONS):
        return False
    return chemin.name != _TEXTES or chemin.parent.name in _LANGUES
