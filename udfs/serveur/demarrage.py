"""What must hold before the server answers anyone, and what makes it answer sooner.

xlwings Server goes on with its own defaults when a file of the project cannot be imported; here it does not start.
"""

from __future__ import annotations

import gc
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dpid_xl.chargement import space_ramassages
from dpid_xl.refus import BLOQUE, Refus
from udfs.fonctions import FONCTIONS
from udfs.serveur import erreurs, portier, statiques
from udfs.serveur.acces import VARIABLE, read_jetons

if TYPE_CHECKING:
    from fastapi import FastAPI

FOURNISSEUR = "bureau"  # auth/bureau.py


class DemarrageRefuse(Refus):
    """The server would be open, or would answer with other functions than ours."""

    code = BLOQUE


def check_demarrage(app: FastAPI, reglages: Any, fonctions: ModuleType) -> None:
    """Raise DemarrageRefuse, or JetonsIllisibles, unless access, errors and functions are the project's."""
    if reglages.auth_providers != [FOURNISSEUR]:
        raise DemarrageRefuse(f"le contrôle d'accès « {FOURNISSEUR} » n'est pas en place : XLWINGS_AUTH_PROVIDERS ne doit pas être changé")
    if not (erreurs.is_filtre_installed(app) and portier.is_installed(app) and statiques.is_installed(app)):
        raise DemarrageRefuse("routers/custom.py n'a pas pu être chargé : voir le journal plus haut")
    if not all(hasattr(fonctions, declaration.python) for declaration in FONCTIONS):
        raise DemarrageRefuse("les fonctions chargées ne sont pas celles de DPID : le dossier du dépôt manque dans PYTHONPATH")
    if (reglages.project_dir / ".env").exists():
        raise DemarrageRefuse("« .env » est dans le dossier du serveur, qui se publie : déplacez-le à la racine du dépôt (LISEZMOI.md)")
    if not read_jetons() and reglages.environment != "dev":
        raise DemarrageRefuse(f"aucun jeton : donnez {VARIABLE} (bureau=jeton), ou XLWINGS_ENVIRONMENT=dev sur un seul poste")


def freeze_memoire() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds.

    A column formula makes some 60 000 lists, each few hundred of them a round over all that pandas, FastAPI and xlwings hold:
    10 000 rows took 300 ms, and take 90; the rounds over the lists themselves are spaced, which takes five more away.
    """
    gc.collect()
    gc.freeze()
    space_ramassages()
