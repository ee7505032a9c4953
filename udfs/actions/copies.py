"""The dated copies kept of a workbook before it changes: how they are named, how many stay.

>>> name_copie(Path("annexe5.xlsm"), datetime(2022, 9, 27, 14, 5))
'annexe5_sauvegarde_2022-09-27_140500.xlsm'
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dpid_xl.ecriture.disque import choose_droits
from udfs.actions.dossiers import ReglageDeDossier, count_copies
from udfs.actions.erreurs import MacroRefusee

_MARQUE = "_sauvegarde_"


def name_copie(nom: Path, quand: datetime) -> str:
    """Name the copy of a workbook."""
    return f"{nom.stem}{_MARQUE}{quand:%Y-%m-%d_%H%M%S}{nom.suffix}"


def keep_copie(dossier: Path, nom: Path, quand: datetime, reglage: ReglageDeDossier, write: Callable[[Path], object]) -> Path:
    """Let the host ``write`` a dated copy, and keep as many as asked, one at least; return its path.

    Raises MacroRefusee when it cannot be written.
    """
    copie = dossier / name_copie(nom, quand)
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        write(copie)
        with suppress(OSError):  # a disk without rights, or a file that the host still holds
            copie.chmod(choose_droits(copie.name))
    except Exception as erreur:  # COM and UNO errors are of types that only their hosts have
        raise MacroRefusee(
            f"La copie de sauvegarde ne peut pas être écrite dans « {dossier} » : enregistrez le classeur dans un dossier "
            f"où vous pouvez écrire, ou tapez 0 {reglage.ou}."
        ) from erreur
    for ancienne in sorted(dossier.glob(f"{_escape(nom.stem)}{_MARQUE}*{nom.suffix}"))[: -count_copies(reglage)]:
        with suppress(OSError):  # one that is open stays until the next time
            ancienne.unlink(missing_ok=True)
    return copie


def _escape(nom: str) -> str:
    return "".join(f"[{signe}]" if signe in "[]*?" else signe for signe in nom)
