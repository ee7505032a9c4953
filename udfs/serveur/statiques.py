"""Public files: only what lies in a public folder, whatever the path asked for.

xlwings-server 1.20.0 joins the path to the project's folder without looking where it leads: ``/static/../x`` gave any file of the
machine. Starlette's own search follows neither « .. » nor a link out of a folder; here it searches both folders, ours first.
"""

from __future__ import annotations

import inspect
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from dpid_xl.refus import BLOQUE, Refus

if TYPE_CHECKING:
    from os import stat_result

    from fastapi import FastAPI

EXAMINEE = "f8d2210d4c58d69f6a7e993272e997b1f434fb8c6d4d06e4a8727a3ce361415c"  # of the source of xlwings-server's class, as it was read


class FichiersPublicsInconnus(Refus):
    """xlwings-server does not look for public files as it did when this module was written."""

    code = BLOQUE


def install(classe: type[StaticFiles], examinee: str = EXAMINEE) -> None:
    """Make xlwings-server's class search as Starlette does; raises FichiersPublicsInconnus for a class that nobody looked at."""
    if _hash_source(classe) != examinee:
        raise FichiersPublicsInconnus(
            "xlwings-server cherche autrement ses fichiers publics : relisez statiques.py avant de servir cette version"
        )
    classe.lookup_path = _lookup_path  # type: ignore[assignment, method-assign]


def is_installed(app: FastAPI) -> bool:
    """Tell whether every public folder of the application is searched without leaving it."""
    publics = [route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, StaticFiles)]
    return bool(publics) and all(type(public).lookup_path in (_lookup_path, StaticFiles.lookup_path) for public in publics)


def _lookup_path(fichiers: Any, path: str) -> tuple[str, stat_result | None]:
    fichiers.all_directories = [fichiers.user_dir, fichiers.package_dir]
    return StaticFiles.lookup_path(fichiers, path)


def _hash_source(classe: type) -> str:
    return sha256(inspect.getsource(classe).encode()).hexdigest()
