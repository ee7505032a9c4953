"""A plain table as a file to sort and count in, CSV or Excel: real numbers and dates, nothing that a spreadsheet would run.

>>> colonnes = (Colonne("Structure", "", Nature.TEXTE, 20), Colonne("Montant", "", Nature.MONTANT, 12))
>>> render_csv(colonnes, [("=1+1", Decimal("6400"))]).decode("utf-8-sig")
"Structure;Montant\\r\\n'=1+1;6400,00\\r\\n"
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.calcul.lignes import Valeur
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.montants import round_montant
from dpid_xl.periodes import format_date
from dpid_xl.rendus.aspect import BLEU, FOND, POLICE
from dpid_xl.rendus.feuilles.aspects import TAILLE
from dpid_xl.rendus.feuilles.ecriture import escape_entete, to_instant
from dpid_xl.rendus.noms import clean_signes, guard_formule
from dpid_xl.schema import Colonne, Nature

TAILLE_EN_TETE = 10
LONGUEUR_CELLULE = 32_767
PREMIERE_ANNEE = 1900  # Excel knows no earlier date: it is shown as a text

_FORMATS = {Nature.MONTANT: '#,##0.00\\ "€"', Nature.NOMBRE: "#,##0.##", Nature.DATE: "dd/mm/yyyy"}


def render_csv(colonnes: Sequence[Colonne], rangees: Iterable[Sequence[Valeur]]) -> bytes:
    """Return rows as CSV that a French Excel opens by a double click: UTF-8 with BOM, « ; », decimal comma, jj/mm/aaaa.

    A text that a spreadsheet would run as a formula starts with an apostrophe.
    """
    sortie = StringIO()
    redacteur = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    redacteur.writerow(colonne.entete for colonne in colonnes)
    redacteur.writerows(
        [_write_csv(colonne.nature, valeur) for colonne, valeur in zip(colonnes, valeurs, strict=True)] for valeurs in rangees
    )
    return sortie.getvalue().encode("utf-8-sig")


def render_xlsx(nom: str, titre: str, colonnes: Sequence[Colonne], rangees: Iterable[Sequence[Valeur]], jour: date) -> bytes:
    """Return rows as .xlsx with real numbers and dates, in the sheet ``nom``; ``jour`` is the date of creation in the properties."""
    return render_classeur(f"{nom} – {titre}", [(nom, colonnes, rangees)], jour)


def render_classeur(titre: str, tables: Iterable[tuple[str, Sequence[Colonne], Iterable[Sequence[Valeur]]]], jour: date) -> bytes:
    """Return tables as .xlsx, one per sheet: its name, its columns, its rows."""
    memoire = BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": POLICE, "font_size": TAILLE}}
    with Workbook(memoire, options) as classeur:
        classeur.set_properties({"title": clean_signes(titre), "created": to_instant(jour)})
        for nom, colonnes, rangees in tables:
            feuille = classeur.add_worksheet(nom)
            _write_entetes(classeur, feuille, colonnes)
            derniere = _write_rangees(classeur, feuille, colonnes, rangees)
            feuille.freeze_panes(1, 0)
            feuille.autofilter(0, 0, derniere, len(colonnes) - 1)
            feuille.set_landscape()
            feuille.set_paper(9)
            feuille.fit_to_pages(1, 0)
            feuille.repeat_rows(0)
            # Excel keeps their size when the page is reduced to its width; what reduces them too leaves them readable.
            feuille.set_header(f"&L{escape_entete(titre[:120], TAILLE_EN_TETE)}", {"scale_with_doc": False})
            feuille.set_footer(f"&R&{TAILLE_EN_TETE}page &P / &N", {"scale_with_doc": False})
    return memoire.getvalue()


def _write_entetes(classeur: Workbook, feuille: Worksheet, colonnes: Sequence[Colonne]) -> None:
    commun = {"bold": True, "font_color": BLEU, "bg_color": FOND, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    entete, entete_montant = classeur.add_format(commun), classeur.add_format({**commun, "align": "right"})  # over its figures
    for rang, colonne in enumerate(colonnes):
        feuille.set_column(rang, rang, max(colonne.largeur, 10))
        feuille.write_string(0, rang, colonne.entete, entete_montant if colonne.nature is Nature.MONTANT else entete)
    feuille.set_row(0, 30)


def _write_rangees(classeur: Workbook, feuille: Worksheet, colonnes: Sequence[Colonne], rangees: Iterable[Sequence[Valeur]]) -> int:
    """Write the rows under the headers and return the number of the last one."""
    formats = {nature: classeur.add_format({"num_format": masque, "valign": "top"}) for nature, masque in _FORMATS.items()}
    texte = classeur.add_format({"valign": "top", "num_format": "@"})
    formats[Nature.PARAGRAPHES] = classeur.add_format({"valign": "top", "num_format": "@", "text_wrap": True})
    rangee = 0
    for rangee, valeurs in enumerate(rangees, 1):
        longs = [(str(v or ""), c.largeur) for c, v in zip(colonnes, valeurs, strict=True) if c.nature is Nature.PARAGRAPHES]
        if longs:  # nothing fits a row to the text that is wrapped in it
            feuille.set_row(rangee, compute_hauteur(longs))
        for rang, (colonne, valeur) in enumerate(zip(colonnes, valeurs, strict=True)):
            _write_cellule(feuille, rangee, rang, valeur, formats.get(colonne.nature, texte))
    return rangee


def _write_csv(nature: Nature, valeur: Valeur) -> str:
    match valeur:
        case None:
            return ""
        case Decimal():
            return (f"{round_montant(valeur):f}" if nature is Nature.MONTANT else f"{valeur.normalize():f}").replace(".", ",")
        case date():
            return format_date(valeur)
        case texte:
            return guard_formule(clean_signes(texte))


def _write_cellule(feuille: Worksheet, rangee: int, rang: int, valeur: Valeur, style: Format) -> None:
    match valeur:
        case None | "":
            pass
        case Decimal():
            feuille.write_number(rangee, rang, float(valeur), style)
        case date() if valeur.year >= PREMIERE_ANNEE:
            feuille.write_datetime(rangee, rang, to_instant(valeur), style)
        case date():
            feuille.write_string(rangee, rang, format_date(valeur), style)
        case texte:
            propre = clean_signes(texte)
            if len(propre) > LONGUEUR_CELLULE:
                propre = propre[: LONGUEUR_CELLULE - 1] + "…"
            if propre.startswith("<r>"):  # XlsxWriter would take it for its own mark-up: cut in two runs, it is only text
                feuille.write_rich_string(rangee, rang, style, propre[:1], style, propre[1:], style)
            else:
                feuille.write_string(rangee, rang, propre, style)
