"""The functions of cells and the macros in LibreOffice Calc: an extension (.oxt) made from the registries, that carries our Python.

``extension`` builds the file and ``classeur`` prepares a workbook for it; the others run inside LibreOffice: ``demarrage``,
``composant`` and ``conversions`` for the functions, ``macros``, ``moteur``, ``hote``, ``livre`` and ``boites`` for the macros.
"""

from __future__ import annotations

INTERFACE = "fr.dpid.XFonctions"
IMPLEMENTATION = "fr.dpid.Fonctions"
SERVICES = ("com.sun.star.sheet.AddIn", "DPID")  # the second one is the prefix of the functions' names
