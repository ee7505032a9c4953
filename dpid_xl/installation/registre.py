r"""The registry of the real Windows; nothing here runs elsewhere.

>>> split_cle(r"HKCU\Software\Microsoft")
('HKEY_CURRENT_USER', 'Software\\Microsoft')
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

_RUCHES = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}


def split_cle(cle: str) -> tuple[str, str]:
    """Return the system's name of the hive, and the path below it."""
    ruche, _, reste = cle.partition("\\")
    return _RUCHES[ruche], reste


if sys.platform == "win32":
    import winreg

    class RegistreWindows:
        """Reads the 64-bit view: a 32-bit Python would otherwise miss what a 64-bit Excel wrote."""

        def read(self, cle: str, nom: str) -> str | int | None:
            """Return a text or a number, None if there is none."""
            with contextlib.suppress(OSError), _open(cle) as ouverte:
                valeur = winreg.QueryValueEx(ouverte, nom)[0]
                return valeur if isinstance(valeur, str | int) else None
            return None

        def list_cles(self, cle: str) -> tuple[str, ...]:
            """Return the names of the keys below."""
            with contextlib.suppress(OSError), _open(cle) as ouverte:
                return tuple(winreg.EnumKey(ouverte, rang) for rang in range(winreg.QueryInfoKey(ouverte)[0]))
            return ()

    @contextlib.contextmanager
    def _open(cle: str) -> Iterator[winreg.HKEYType]:
        ruche, reste = split_cle(cle)
        with winreg.OpenKey(getattr(winreg, ruche), reste, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as ouverte:
            yield ouverte
