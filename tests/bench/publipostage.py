"""Run by the Python that has LibreOffice's ``uno``: merge a Word document with a CSV file, one tagged PDF per row; print its cost, as JSON.

The document is that of the first row: its values, wherever they stand, become fields. Only the merge itself is measured.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant import DELAI, connect
from com.sun.star.text.MailMergeType import FILE
from pilote import Pilote, make_arguments

SOURCE, TABLE = "campagne", "lignes"
LECTURE = {"Extension": "csv", "HeaderLine": True, "FieldDelimiter": ",", "StringDelimiter": '"', "CharSet": "UTF-8"}
PDF = {"SelectPdfVersion": 2, "PDFUACompliance": True}  # PDF/A-2, accessible, as ours
TICS = os.sysconf("SC_CLK_TCK")


def register(pilote: Pilote, dossier: Path) -> None:
    """Declare the folder of the CSV files as a data source."""
    sources = pilote.contexte.ServiceManager.createInstanceWithContext("com.sun.star.sdb.DatabaseContext", pilote.contexte)
    source = sources.createInstance()
    source.URL = f"sdbc:flat:{dossier.as_uri()}"
    source.Info = make_arguments(**LECTURE)
    source.DatabaseDocument.storeAsURL((dossier / "campagne.odb").as_uri(), ())
    sources.registerObject(SOURCE, source)


def make_modele(pilote: Pilote, word: Path, valeurs: dict[str, str]) -> str:
    """Put fields in the place of the values, save as LibreOffice's own format, return its address."""
    document = pilote.bureau.loadComponentFromURL(word.as_uri(), "_blank", 0, make_arguments(Hidden=True))
    places = {colonne: find_places(document, valeur) for colonne, valeur in valeurs.items()}  # before a field hides some
    for colonne, trouvees in places.items():
        maitre = document.createInstance("com.sun.star.text.FieldMaster.Database")
        maitre.DataBaseName, maitre.DataTableName, maitre.DataCommandType, maitre.DataColumnName = SOURCE, TABLE, 0, colonne
        for place in trouvees:
            champ = document.createInstance("com.sun.star.text.TextField.Database")
            champ.attachTextFieldMaster(maitre)
            place.Text.insertTextContent(place, champ, True)  # noqa: FBT003 (UNO has no keywords)
    modele = word.with_suffix(".odt").as_uri()
    document.storeToURL(modele, make_arguments(FilterName="writer8"))
    return modele


def find_places(document, valeur: str) -> list:
    recherche = document.createSearchDescriptor()
    recherche.SearchString, recherche.SearchCaseSensitive = valeur, True
    trouvees = document.findAll(recherche)
    if not trouvees.Count:
        raise LookupError(f"{valeur} is not in the document")
    return [trouvees.getByIndex(rang) for rang in range(trouvees.Count)]


def merge(pilote: Pilote, modele: str, sortie: Path) -> None:
    fusion = pilote.contexte.ServiceManager.createInstanceWithContext("com.sun.star.text.MailMerge", pilote.contexte)
    fusion.DataSourceName, fusion.CommandType, fusion.Command = SOURCE, 0, TABLE
    fusion.DocumentURL, fusion.OutputType, fusion.OutputURL = modele, FILE, sortie.as_uri()
    fusion.SaveAsSingleFile, fusion.FileNamePrefix = False, "convention"
    fusion.SaveFilter, fusion.SaveFilterData = "writer_pdf_Export", make_arguments(**PDF)
    fusion.execute(())


def count_processeur(session: int) -> float:
    """Return the seconds of processor that the processes of a session have used."""
    total = 0
    for fiche in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # a process that has just ended
            champs = fiche.read_text().rpartition(")")[2].split()
            total += (int(champs[11]) + int(champs[12])) * (int(champs[3]) == session)
    return total / TICS


def main(soffice: str, dossier: str, valeurs: str) -> None:
    racine = Path(dossier)
    canal = f"dpid{os.getpid()}"
    processus = subprocess.Popen(
        [soffice, f"-env:UserInstallation={(racine / 'profil').as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={canal};urp;"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        pilote = Pilote(connect(canal, processus))
        register(pilote, racine / "donnees")
        modele = make_modele(pilote, racine / "modele.docx", json.loads(valeurs))
        temps, processeur = time.perf_counter(), count_processeur(processus.pid)
        merge(pilote, modele, racine / "pdf")
        couts = {"temps": time.perf_counter() - temps, "processeur": count_processeur(processus.pid) - processeur}
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)  # its own end, with a document merged, is a crash
        processus.wait(DELAI)
    print(json.dumps(couts))  # noqa: T201 (the answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
