"""The component that Calc calls: the declared functions as methods of an interface, their texts as an add-in.

Runs inside LibreOffice only. The methods and the interface derive from ``udfs.fonctions``, so nothing is declared here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uno
import unohelper
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn

from udfs import fonctions
from udfs.cellules import ErreurCellule
from udfs.declaration import FAMILLE, Fonction
from udfs.fonctions import FONCTION_PAR_NOM, FONCTIONS
from udfs.libreoffice import IMPLEMENTATION, INTERFACE, SERVICES
from udfs.libreoffice.conversions import read_arguments, write_aide, write_resultat

CATEGORIE = "Add-In"  # Calc knows no other for an extension


class _Textes(XAddIn, XServiceName, XServiceInfo):  # type: ignore[misc]  # UNO makes its classes at run time
    """Names and help texts, in French whatever the language of LibreOffice; method names are UNO's."""

    _langue = Locale("fr", "FR", "")

    def getProgrammaticFuntionName(self, affiche: str) -> str:  # noqa: N802 (spelled so in UNO)
        return affiche.removeprefix(f"{FAMILLE}.")

    def getDisplayFunctionName(self, nom: str) -> str:  # noqa: N802
        return f"{FAMILLE}.{nom}"

    def getFunctionDescription(self, nom: str) -> str:  # noqa: N802
        return FONCTION_PAR_NOM[nom].resume if nom in FONCTION_PAR_NOM else ""

    def getDisplayArgumentName(self, nom: str, rang: int) -> str:  # noqa: N802
        return FONCTION_PAR_NOM[nom].arguments[rang].libelle

    def getArgumentDescription(self, nom: str, rang: int) -> str:  # noqa: N802
        return write_aide(FONCTION_PAR_NOM[nom].arguments[rang])

    def getProgrammaticCategoryName(self, _nom: str) -> str:  # noqa: N802
        return CATEGORIE

    def getDisplayCategoryName(self, _nom: str) -> str:  # noqa: N802
        return FAMILLE

    def setLocale(self, langue: Any) -> None:  # noqa: N802
        self._langue = langue

    def getLocale(self) -> Any:  # noqa: N802
        return self._langue

    def getServiceName(self) -> str:  # noqa: N802
        return FAMILLE

    def getImplementationName(self) -> str:  # noqa: N802
        return IMPLEMENTATION

    def supportsService(self, service: str) -> bool:  # noqa: N802
        return service in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return SERVICES


def make_composant(log: Callable[[BaseException], None]) -> type:
    """Return the class of the component; ``log`` is told what is not a refusal of the user's input."""
    methodes = {fonction.nom: _make_methode(fonction, log) for fonction in FONCTIONS}
    bases = (unohelper.Base, uno.getClass(INTERFACE), _Textes)
    return type("Fonctions", bases, {"__init__": lambda _soi, _contexte: None, **methodes})


def _make_methode(fonction: Fonction, log: Callable[[BaseException], None]) -> Callable[..., Any]:
    call = getattr(fonctions, fonction.python)

    def methode(_soi: Any, *cellules: Any) -> Any:
        # An exception that goes out is #VALEUR! in the cell.
        try:
            return write_resultat(call(*read_arguments(fonction, cellules)))
        except ErreurCellule:
            raise
        except Exception as erreur:
            log(erreur)
            raise

    return methode
