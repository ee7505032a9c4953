r"""Excel's trust settings on Windows: what would keep our macros from running. All read from the registry.

>>> from dpid_xl.installation.postes import Systeme
>>> poste = Poste(Systeme.WINDOWS, Path("/nulle/part"), {}, Path("python.exe"), (3, 12, 1))
>>> get_niveau(poste), find_politique(poste), is_approuve(poste, Path("/nulle/part"))
(2, None, False)
"""

from __future__ import annotations

from pathlib import Path

from dpid_xl.installation.lieux import OFFICE
from dpid_xl.installation.postes import Poste

__all__ = [
    "NIVEAUX_BLOQUANTS",
    "TOUTES",
    "find_politique",
    "get_niveau",
    "is_approuve",
    "list_bloques",
    "refuses_emplacements",
    "wants_signature",
]

# VBAWarnings: 1 all macros run, 2 after a click (as installed), 3 signed ones only, 4 none.
TOUTES, NOTIFICATION = 1, 2
NIVEAUX_BLOQUANTS = frozenset({3, 4})
VBA_COUPE = "vbaoff"
_SECURITE = rf"HKCU\{OFFICE}\Excel\Security"
_POLITIQUES = OFFICE.replace("Software", r"Software\Policies", 1)
_SECURITE_IMPOSEE = rf"HKCU\{_POLITIQUES}\Excel\Security"
_COMMUNES = (rf"HKCU\{_POLITIQUES}\Common", rf"HKLM\{_POLITIQUES}\Common")
_INTERNET = frozenset({"3", "4"})  # zones: Internet, restricted sites


def get_niveau(poste: Poste) -> int:
    """Return what the officer chose for macros."""
    niveau = poste.registre.read(_SECURITE, "VBAWarnings")
    return niveau if isinstance(niveau, int) else NOTIFICATION


def find_politique(poste: Poste) -> str | None:
    """Return the name of the organisation's rule that stops macros, None if there is none."""
    if any(poste.registre.read(cle, VBA_COUPE) == 1 for cle in _COMMUNES):
        return VBA_COUPE
    return "vbawarnings" if poste.registre.read(_SECURITE_IMPOSEE, "vbawarnings") in NIVEAUX_BLOQUANTS else None


def refuses_emplacements(poste: Poste) -> bool:
    """Say whether trusted locations are switched off: XLSTART is one."""
    return _is_set(poste, rf"{_SECURITE}\Trusted Locations", "AllLocationsDisabled") or _is_set(
        poste, rf"{_SECURITE_IMPOSEE}\Trusted Locations", "alllocationsdisabled"
    )


def wants_signature(poste: Poste) -> bool:
    """Say whether add-ins must be signed."""
    return _is_set(poste, _SECURITE, "RequireAddinSig") or _is_set(poste, _SECURITE_IMPOSEE, "requireaddinsig")


def is_approuve(poste: Poste, dossier: Path) -> bool:
    """Say whether a folder is a trusted location, or stands in one that takes its sub-folders."""
    if refuses_emplacements(poste):
        return False
    cherche = _normalise(str(dossier))
    for racine in (_SECURITE, _SECURITE_IMPOSEE):
        for nom in poste.registre.list_cles(rf"{racine}\Trusted Locations"):
            cle = rf"{racine}\Trusted Locations\{nom}"
            chemin = poste.registre.read(cle, "Path")
            if not isinstance(chemin, str) or not chemin:
                continue
            lieu = _normalise(poste.expand(chemin))
            if cherche == lieu or (cherche.startswith(lieu + "/") and _is_set(poste, cle, "AllowSubFolders")):
                return True
    return False


def list_bloques(dossier: Path) -> tuple[Path, ...]:
    """Return the workbooks of a folder that Windows marks as come from the Internet (a stream beside the content)."""
    return tuple(classeur for classeur in sorted(dossier.glob("*.xls[mx]")) if _read_zone(classeur) in _INTERNET)


def _read_zone(classeur: Path) -> str | None:
    try:
        marque = Path(f"{classeur}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    return next((ligne.partition("=")[2].strip() for ligne in marque.splitlines() if ligne.startswith("ZoneId=")), None)


def _is_set(poste: Poste, cle: str, nom: str) -> bool:
    return poste.registre.read(cle, nom) == 1


def _normalise(chemin: str) -> str:
    return chemin.replace("\\", "/").rstrip("/").casefold()
