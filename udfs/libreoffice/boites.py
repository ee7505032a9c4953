"""Boxes of LibreOffice, on a document that somebody sees. Written, as what calls it, for the oldest Python that LibreOffice carries."""

from typing import Any

import uno
from com.sun.star.awt.MessageBoxType import ERRORBOX, INFOBOX

OK, OUI_NON = 1, 3  # com.sun.star.awt.MessageBoxButtons
CHOISI = 1  # com.sun.star.ui.dialogs.ExecutableDialogResults
OUI_REPONDU = 2  # com.sun.star.awt.MessageBoxResults


def has_fenetre(document: Any) -> bool:
    """Tell whether somebody may see the document."""
    vue = document.CurrentController
    return vue is not None and bool(vue.Frame.ContainerWindow.isVisible())


def choose_fichier(titre: str, motifs: str) -> str:
    """Show the box that chooses a file; return its path, empty when none was chosen."""
    boite = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.ui.dialogs.FilePicker")
    boite.setTitle(titre)
    boite.appendFilter(f"{titre} ({motifs})", motifs)
    return str(uno.fileUrlToSystemPath(boite.getSelectedFiles()[0])) if boite.execute() == CHOISI else ""


def choose_dossier(titre: str) -> str:
    """Show the box that chooses a folder; return its path, empty when none was chosen."""
    boite = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.ui.dialogs.FolderPicker")
    boite.setTitle(titre)
    return str(uno.fileUrlToSystemPath(boite.getDirectory())) if boite.execute() == CHOISI else ""


def show_boite(document: Any, titre: str, texte: str, sorte: Any = None, boutons: int = OK, *, grave: bool = False) -> int:
    """Show a box over the document; return the button that closed it."""
    outils = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.awt.Toolkit")
    fenetre = document.CurrentController.Frame.ContainerWindow
    boite = outils.createMessageBox(fenetre, sorte or (ERRORBOX if grave else INFOBOX), boutons, titre, texte)
    try:
        return int(boite.execute())
    finally:
        boite.dispose()
