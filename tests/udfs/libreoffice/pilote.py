"""Run by the Python that has LibreOffice's ``uno``: open a workbook, run macros as the menu does, print what came of it, as JSON.

Each step given (JSON on the command line) is a list: a verb below and its arguments.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import uno  # noqa: F401 (lets com.sun.star be imported)
from assistant import DELAI, connect, install
from com.sun.star.beans import PropertyValue

FILTRE = "Calc MS Excel 2007 XML"


class Pilote:
    """A LibreOffice and the document open in it, which no window shows."""

    def __init__(self, contexte) -> None:
        self.contexte = contexte
        self.bureau = contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", contexte)

    def install(self, oxt: str):
        return install(self.contexte, Path(oxt))

    def open(self, fichier: str):
        self.document = self.bureau.loadComponentFromURL(Path(fichier).as_uri(), "_blank", 0, make_arguments(Hidden=True))
        return self.document.Sheets.ElementNames

    def select(self, feuille: str, adresse: str):
        onglet = self.document.Sheets.getByName(feuille)
        self.document.CurrentController.setActiveSheet(onglet)
        plages = self.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for zone in adresse.split(","):
            plages.addRangeAddress(onglet.getCellRangeByName(zone).RangeAddress, False)  # noqa: FBT003 (UNO has no keywords)
        self.document.CurrentController.select(plages)

    def hide(self, feuille: str, adresse: str):
        self.document.Sheets.getByName(feuille).getCellRangeByName(adresse).Rows.IsVisible = False

    def run(self, url: str, *arguments: str):
        fabrique = self.contexte.getValueByName("/singletons/com.sun.star.script.provider.theMasterScriptProviderFactory")
        script = fabrique.createScriptProvider(self.document).getScript(url)
        return script.invoke((self.document, *arguments), (), ())[0]

    def read(self, feuille: str, adresse: str):
        return self.document.Sheets.getByName(feuille).getCellRangeByName(adresse).getDataArray()

    def read_formules(self, feuille: str, adresse: str):
        return self.document.Sheets.getByName(feuille).getCellRangeByName(adresse).getFormulaArray()

    def write(self, feuille: str, adresse: str, valeur):
        self.document.Sheets.getByName(feuille).getCellRangeByName(adresse).setString(valeur)

    def list_feuilles(self):
        return self.document.Sheets.ElementNames

    def list_visibles(self):
        feuilles = self.document.Sheets
        return [nom for nom in feuilles.ElementNames if feuilles.getByName(nom).IsVisible]

    def find_table(self, nom: str):
        zone = self.document.DatabaseRanges.getByName(nom).DataArea
        return [zone.StartRow + 1, zone.EndRow + 1]

    def list_protegees(self):
        feuilles = self.document.Sheets
        return [nom for nom in feuilles.ElementNames if feuilles.getByName(nom).isProtected()]

    def save(self, fichier: str):
        self.document.storeToURL(Path(fichier).as_uri(), make_arguments(FilterName=FILTRE))

    def store(self):
        """Save the document where it is, as the officer does."""
        self.document.store()

    def close(self):
        self.document.close(True)  # noqa: FBT003 (UNO has no keywords)


def make_arguments(**valeurs):
    arguments = []
    for nom, valeur in valeurs.items():
        argument = PropertyValue()
        argument.Name, argument.Value = nom, valeur
        arguments.append(argument)
    return tuple(arguments)


def main(soffice: str, profil: str, etapes: str) -> None:
    canal = f"dpid{abs(hash(profil))}"
    processus = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profil}", "--headless", "--norestore", f"--accept=pipe,name={canal};urp;"],
        start_new_session=True,
    )
    try:
        pilote = Pilote(connect(canal, processus))
        resultats = [getattr(pilote, verbe)(*arguments) for verbe, *arguments in json.loads(etapes)]
        pilote.bureau.terminate()
        processus.wait(DELAI)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)  # the program is a child of the one started
    print(json.dumps(resultats))  # noqa: T201 (the answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
