"""What tells two contents apart: the SHA-256 that manifests, receipts and journals hold, in hexadecimal.

>>> hash_octets(b"")[:8]
'e3b0c442'
"""

from __future__ import annotations

import hashlib
from pathlib import Path


def hash_octets(contenu: bytes) -> str:
    """Return the hash of a content."""
    return hashlib.sha256(contenu).hexdigest()


def hash_fichier(chemin: Path) -> str | None:
    """Return the hash of a file; None when it is not there, or cannot be read now: a program that has it open may keep it for itself."""
    try:
        with chemin.open("rb") as fichier:
            return hashlib.file_digest(fichier, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: a name that no system takes
        return None
