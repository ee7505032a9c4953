"""The functions of cells in LibreOffice Calc: an extension (.oxt) made from the registry, that carries its own Python.

``extension`` builds the file and ``classeur`` prepares a workbook for it; ``demarrage``, ``composant`` and ``conversions`` run
inside LibreOffice.
"""

from __future__ import annotations

INTERFACE = "fr.dpid.XFonctions"
IMPLEMENTATION = "fr.dpid.Fonctions"
SERVICES = ("com.sun.star.sheet.AddIn", "DPID")  # the second one is the prefix of the functions' names
