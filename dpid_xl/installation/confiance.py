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
    "VBA_COUPE",
    "accepts_reseau",
    "find_politique",
    "get_niveau",
    "is_approuve",
    "is_reseau",
    "list_bloques",
    "refuses_emplacements",
    "wants_signature",
]

# VBAWarnings: 1 all macros run, 2 after a click (as installed), 3 signed ones only, 4 none.
TOUTES, NOTIFICATION = 1, 2
NIVEAUX_BLOQUANTS = frozenset({3, 4})
VBA_COUPE = "vbaoff"
_SECURITE = rf"HKCU\{OFFICE}\Excel\Security"
# What an organisation imposes: from Microsoft 365's cloud, which goes before group policies; on the account; on the computer.
_POLITIQUES = OFFICE.replace("Software", r"Software\Policies", 1)
_IMPOSEES = (
    "HKCU\\" + _POLITIQUES.replace("Microsoft", r"Microsoft\Cloud", 1),
    rf"HKCU\{_POLITIQUES}",
    rf"HKLM\{_POLITIQUES}",
)
_INTERNET = frozenset({"3", "4"})  # zones: Internet, restricted sites


def get_niveau(poste: Poste) -> int:
    """Return what the officer chose for macros."""
    niveau = poste.registre.read(_SECURITE, "VBAWarnings")
    return niveau if isinstance(niveau, int) else NOTIFICATION


def find_politique(poste: Poste) -> str | None:
    """Return the organisation's rule that stops macros, with its key; None if there is none."""
    for racine in _IMPOSEES:
        if poste.registre.read(rf"{racine}\Common", VBA_COUPE) == 1:
            return rf"{racine}\Common\{VBA_COUPE}"
        if poste.registre.read(rf"{racine}\Excel\Security", "vbawarnings") in NIVEAUX_BLOQUANTS:
            return rf"{racine}\Excel\Security\vbawarnings"
    return None


def refuses_emplacements(poste: Poste) -> bool:
    """Say whether trusted locations are switched off: XLSTART is one."""
    return any(_is_set(poste, rf"{cle}\Trusted Locations", "AllLocationsDisabled") for cle in _list_securites())


def wants_signature(poste: Poste) -> bool:
    """Say whether add-ins must be signed."""
    return any(_is_set(poste, cle, "RequireAddinSig") for cle in _list_securites())


def accepts_reseau(poste: Poste) -> bool:
    """Say whether a trusted location may be on the network."""
    return any(_is_set(poste, rf"{cle}\Trusted Locations", "AllowNetworkLocations") for cle in _list_securites())


def is_reseau(poste: Poste, dossier: Path) -> bool:
    r"""Say whether a folder is on the network: « \\serveur\partage », or a letter that leads to one.

    >>> from dpid_xl.installation.postes import Systeme
    >>> is_reseau(Poste(Systeme.WINDOWS, Path(), {}, Path(), (3, 12, 1)), Path("//serveur/partage/dpid_xl"))
    True
    """
    texte = str(dossier).replace("\\", "/")
    return texte.startswith("//") or (texte[1:2] == ":" and poste.registre.read(rf"HKCU\Network\{texte[0]}", "RemotePath") is not None)


def is_approuve(poste: Poste, dossier: Path) -> bool:
    """Say whether a folder is a trusted location, or stands in one that takes its sub-folders."""
    if refuses_emplacements(poste) or (is_reseau(poste, dossier) and not accepts_reseau(poste)):
        return False
    cherche = _normalise(str(dossier))
    for racine in _list_securites():
        for nom in poste.registre.list_cles(rf"{racine}\Trusted Locations"):
            cle = rf"{racine}\Trusted Locations\{nom}"
            chemin = poste.registre.read(cle, "Path")
            if not isinstance(chemin, str) or not chemin:
                continue
            lieu = _normalise(poste.expand(chemin))
            if cherche == lieu or (cherche.startswith(lieu + "/") and _is_set(poste, cle, "AllowSubFolders")):
                return True
    return False


def list_bloques(poste: Poste, documents: Path) -> tuple[Path, ...]:
    """Return our workbooks that Windows marks as come from the Internet (a stream beside the content): by mail, or downloaded."""
    recus = (classeur for dossier in ("Downloads", "Desktop") for classeur in (poste.maison / dossier).glob("annexe5*.xlsm"))
    return tuple(classeur for classeur in (*sorted(documents.glob("*.xls[mx]")), *sorted(recus)) if _read_zone(classeur) in _INTERNET)


def _read_zone(classeur: Path) -> str | None:
    try:
        marque = Path(f"{classeur}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    return next((ligne.partition("=")[2].strip() for ligne in marque.splitlines() if ligne.startswith("ZoneId=")), None)


def _list_securites() -> tuple[str, ...]:
    """Return the keys where Excel's security is set: the officer's own, then those of the organisation."""
    return (_SECURITE, *(rf"{racine}\Excel\Security" for racine in _IMPOSEES))


def _is_set(poste: Poste, cle: str, nom: str) -> bool:
    return poste.registre.read(cle, nom) == 1


def _normalise(chemin: str) -> str:
    return chemin.replace("\\", "/").rstrip("/").casefold()
