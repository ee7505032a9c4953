"""Files as they are received: texts in any encoding, plain workbooks."""

from datetime import date, datetime

from xlsxwriter import Workbook


def write_source(dossier, extrait):
    """Write the file of an extract into a folder and return its path."""
    fichier = dossier / extrait["fichier"]
    if "texte" in extrait:
        fichier.write_bytes(extrait["texte"].lstrip("\n").encode(extrait.get("encodage", "utf-8")))
    else:
        write_classeur(fichier, extrait["feuilles"])
    return fichier


def write_classeur(fichier, feuilles):
    """Write a plain workbook: sheets with rows and merged ranges."""
    with Workbook(fichier) as classeur:
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        for feuille in feuilles:
            onglet = classeur.add_worksheet(feuille["nom"])
            for plage in feuille.get("fusions", ()):
                onglet.merge_range(plage, "")
            for rang, rangee in enumerate(feuille["rangees"]):
                for colonne, valeur in enumerate(rangee):
                    if isinstance(valeur, date):
                        onglet.write_datetime(rang, colonne, datetime(valeur.year, valeur.month, valeur.day), jour)  # noqa: DTZ001
                    elif valeur != "":
                        onglet.write(rang, colonne, valeur)
    return fichier
