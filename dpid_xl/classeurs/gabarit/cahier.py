"""XlsxWriter's workbook, which gives its parts as they are made, in bytes: nothing is zipped to be unzipped, no cell is kept once written.

>>> cahier = Cahier()
>>> _ = cahier.add_worksheet("Accueil", Onglet).write(0, 0, 1)
>>> [nom for nom in cahier.make_parties() if "sheet" in nom]
['xl/worksheets/sheet1.xml']
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from dpid_xl.classeurs.gabarit.onglet import Onglet

__all__ = ["Cahier", "Onglet"]


class Cahier(Workbook):
    """A workbook in memory, whose sheets are all of ours; :meth:`make_parties` takes the place of ``close``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(io.BytesIO(), {"in_memory": True, "strings_to_urls": False, **options})
        self._parties: dict[str, bytes] = {}

    def make_parties(self) -> dict[str, bytes]:
        """Return the parts by name, in their order; once."""
        self.close()
        return self._parties

    def _get_packager(self) -> Packager:
        return _Emballage(self._parties)


class _Emballage(Packager):
    """What makes the parts; those that it is asked for go to ``parties``, and the archive is left empty."""

    def __init__(self, parties: dict[str, bytes]) -> None:
        super().__init__()
        self.workbook: Any
        self._parties = parties

    def _create_package(self) -> list[Any]:
        fichiers = super()._create_package()  # type: ignore[no-untyped-call]
        while fichiers:
            tampon, nom, _binaire = fichiers.pop(0)
            contenu = tampon.getvalue()
            self._parties[nom] = contenu.encode() if isinstance(contenu, str) else contenu
        return []

    def _write_worksheet_files(self) -> None:
        for numero, onglet in enumerate(self.workbook.worksheets(), 1):
            self.filenames.append((onglet.assemble(), f"xl/worksheets/sheet{numero}.xml", True))
