r"""Microsoft Defender's rules that come between Excel and Python: read from the registry, where an organisation sets them.

A rule is set by group policy, by mobile device management (Intune) or on the computer itself; the strictest of them is told.

>>> from dpid_xl.installation.postes import Systeme
>>> get_mode(Poste(Systeme.WINDOWS, Path("/nulle/part"), {}, Path("python.exe"), (3, 12, 1)), PROGRAMMES)
<Mode.SANS: 0>
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

from dpid_xl.installation.postes import Poste

__all__ = ["BIBLIOTHEQUES", "PROGRAMMES", "Mode", "get_mode", "is_exclu"]

PROGRAMMES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"  # no child process of an Office application: RunPython, the server of functions
BIBLIOTHEQUES = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"  # no Win32 call from a macro: the DLL of xlwings is loaded by one

_GARDE = r"Windows Defender\Windows Defender Exploit Guard\ASR"
_LIEUX = (rf"HKLM\SOFTWARE\Policies\Microsoft\{_GARDE}", rf"HKLM\SOFTWARE\Microsoft\{_GARDE}")
_FLOTTE = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"


class Mode(IntEnum):
    """What a rule does, by how much it keeps from running."""

    SANS = 0
    AVERTIT = 1
    BLOQUE = 2


_MODES = {"1": Mode.BLOQUE, "6": Mode.AVERTIT}  # 0 off, 2 audit, 5 not configured: nothing is stopped


def get_mode(poste: Poste, regle: str) -> Mode:
    """Return what a rule does on this computer; a rule that this account cannot read does nothing that is known."""
    dits = [poste.registre.read(rf"{lieu}\Rules", regle) for lieu in _LIEUX]
    dits += [valeur for nom, _, valeur in (mot.partition("=") for mot in _list_mots(poste, "ASRRules")) if nom.casefold() == regle]
    return max(_MODES.get(str(dit).strip(), Mode.SANS) for dit in [*dits, 0])


def is_exclu(poste: Poste, chemin: Path) -> bool:
    """Say whether a file, or a folder above it, is left out of the rules."""
    candidats = {_normalise(str(lieu)): lieu for lieu in (chemin, *chemin.parents)}
    if candidats.keys() & {_normalise(poste.expand(mot.partition("=")[0])) for mot in _list_mots(poste, "ASROnlyExclusions")}:
        return True
    return any(poste.registre.read(rf"{cle}\ASROnlyExclusions", str(lieu)) is not None for cle in _LIEUX for lieu in candidats.values())


def _list_mots(poste: Poste, nom: str) -> list[str]:
    """Return the parts of a text that Intune writes, « un|deux »."""
    texte = poste.registre.read(_FLOTTE, nom)
    return [mot.strip() for mot in texte.split("|") if mot.strip()] if isinstance(texte, str) else []


def _normalise(chemin: str) -> str:
    return chemin.replace("\\", "/").rstrip("/").casefold()
