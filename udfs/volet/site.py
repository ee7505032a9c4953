"""The whole site, as files by name: the same versions and the same address make the same bytes.

``fichiers.json`` is what the service worker keeps: every file with its hash, under a version that is theirs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from dpid_xl.octets import hash_octets
from dpid_xl.refus import Refus
from udfs.volet.pages import render_pages
from udfs.volet.paquets import make_archives
from udfs.volet.sources import TYPST, read_pyodide, read_source

CATALOGUE, GARDIEN = "fichiers.json", "hors_ligne.js"
# What a page of the site may do, whoever serves it: run what is here, ask this origin, nothing else.
REGLE = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'"
)
_A_LA_RACINE = ("confidentialite.html", "nginx.conf.example", "web.config")
_A_REGLER = ("taskpane.html", *_A_LA_RACINE)
_NON_GARDES = ("manifest.xml", "nginx.conf.example", "web.config", CATALOGUE, GARDIEN)  # Office or the web server alone reads them


class AdresseInvalide(Refus):
    """The address of a site that Excel would not open."""


def check_adresse(adresse: str) -> str:
    """Return an address without its last « / »; raises AdresseInvalide.

    >>> check_adresse("https://intranet.exemple.fr/dpid/")
    'https://intranet.exemple.fr/dpid'
    """
    lieu = urlsplit(adresse)
    local = lieu.hostname in ("localhost", "127.0.0.1")
    if not lieu.hostname or lieu.query or lieu.fragment or lieu.username or lieu.scheme not in (("http", "https") if local else ("https",)):
        raise AdresseInvalide(f"« {adresse} » : donnez l'adresse où le volet sera servi, en https://, sans « ? » ni « # ».")
    return adresse.rstrip("/")


def build_site(adresse: str, sources: Path) -> dict[str, bytes]:
    """Return the files of the site, in the order of their names; raises AdresseInvalide, SourceManquante, CompilationImpossible."""
    ici, pyodide = resources.files(__package__), dict(read_pyodide(sources))
    fichiers = {
        **render_pages(check_adresse(adresse)),
        **{nom: (ici / nom).read_bytes() for nom in _A_LA_RACINE},
        **{f"pyodide/{nom}": contenu for nom, contenu in pyodide.items()},
        **{f"python/{nom}": contenu for nom, contenu in make_archives(pyodide).items()},
        f"python/{TYPST.fichier}": read_source(sources, TYPST),
        "python/typst.json": json.dumps([TYPST.fichier]).encode(),
    }
    return seal({nom: _fill(contenu) if nom in _A_REGLER else contenu for nom, contenu in fichiers.items()})


def seal(fichiers: Mapping[str, bytes]) -> dict[str, bytes]:
    """Add what keeps the files on a computer: their list, and the service worker of that list."""
    gardes = {nom: hash_octets(contenu) for nom, contenu in sorted(fichiers.items()) if nom not in _NON_GARDES}
    version = hashlib.sha256(json.dumps(gardes).encode()).hexdigest()[:12]
    gardien = (resources.files(__package__) / GARDIEN).read_bytes().replace(b"@VERSION@", version.encode())
    catalogue = json.dumps({"version": version, "fichiers": gardes}, indent=1).encode() + b"\n"
    return dict(sorted({**fichiers, GARDIEN: _fill(gardien), CATALOGUE: catalogue}.items()))


def _fill(contenu: bytes) -> bytes:
    return contenu.replace(b"@REGLE@", REGLE.encode())
