"""Raw lines of a campaign, as a file to sort and count in: the columns of Annexe 5, and the structure's name in the register.

Everything computed is computed again here: a stale cell of the workbook never gets out.

>>> from dpid_xl.campagnes import load_campagne
>>> premiere, *lignes = render_lignes_csv(load_campagne("2022_phase2")).decode("utf-8-sig").splitlines()
>>> premiere.split(";")[:4], len(lignes)
(['Thématique', 'Opération', 'Territoire', 'Structure'], 143)
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.classeurs.schema import ANNEXE5, Colonne, Nature
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import round_montant
from dpid_xl.periodes import format_date
from dpid_xl.rendus.feuilles_aspects import BLEU, FOND, POLICE, TAILLE
from dpid_xl.rendus.feuilles_ecriture import to_instant
from dpid_xl.rendus.noms import clean_texte

Valeur: TypeAlias = str | Decimal | date | None

STRUCTURE_REGISTRE = Colonne("Structure (registre)", "", Nature.TEXTE, 36)
COLONNES = (*ANNEXE5.colonnes, STRUCTURE_REGISTRE)
FEUILLE = "Lignes"
LONGUEUR_CELLULE = 32_767
PREMIERE_ANNEE = 1900  # Excel knows no earlier date: it is shown as a text

_FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")  # what makes a spreadsheet read a text of a CSV as a formula
_FORMATS = {Nature.MONTANT: '#,##0.00\\ "€"', Nature.NOMBRE: "#,##0.##", Nature.DATE: "dd/mm/yyyy"}
_DECIMALES_DES_MOIS = Decimal("0.0001")


def render_lignes_csv(dossier: Dossier) -> bytes:
    """Return the lines as CSV that a French Excel opens by a double click: UTF-8 with BOM, « ; », decimal comma, jj/mm/aaaa.

    A text that a spreadsheet would run as a formula starts with an apostrophe.
    """
    sortie = StringIO()
    redacteur = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    redacteur.writerow(colonne.entete for colonne in COLONNES)
    redacteur.writerows(
        [_write_csv(colonne.nature, valeur) for colonne, valeur in zip(COLONNES, valeurs, strict=True)] for valeurs in list_valeurs(dossier)
    )
    return sortie.getvalue().encode("utf-8-sig")


def render_lignes_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the lines as .xlsx with real numbers and dates; ``jour`` is the date of creation in the properties."""
    memoire = BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": POLICE, "font_size": TAILLE}}
    with Workbook(memoire, options) as classeur:
        classeur.set_properties({"title": f"Lignes – {clean_texte(dossier.campagne.nom)}", "created": to_instant(jour)})
        feuille = classeur.add_worksheet(FEUILLE)
        entete = classeur.add_format(
            {"bold": True, "font_color": BLEU, "bg_color": FOND, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        formats = {nature: classeur.add_format({"num_format": masque, "valign": "top"}) for nature, masque in _FORMATS.items()}
        texte = classeur.add_format({"valign": "top", "num_format": "@"})
        for rang, colonne in enumerate(COLONNES):
            feuille.set_column(rang, rang, max(colonne.largeur, 10))
            feuille.write_string(0, rang, colonne.entete, entete)
        feuille.set_row(0, 30)
        rangee = 0
        for rangee, valeurs in enumerate(list_valeurs(dossier), 1):
            for rang, (colonne, valeur) in enumerate(zip(COLONNES, valeurs, strict=True)):
                _write_cellule(feuille, rangee, rang, valeur, formats.get(colonne.nature, texte))
        feuille.freeze_panes(1, 0)
        feuille.autofilter(0, 0, rangee, len(COLONNES) - 1)
        feuille.set_landscape()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)
        feuille.repeat_rows(0)
    return memoire.getvalue()


def list_valeurs(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the values of every line, in the order of COLONNES; a cell that cannot be computed is None."""
    for ligne in dossier.lignes:
        calcules = {entete: compute(dossier, ligne) for entete, compute in _CALCULS.items()}
        yield tuple(getattr(ligne, colonne.champ) if colonne.champ else calcules[colonne.entete] for colonne in COLONNES)


def _find_thematique(dossier: Dossier, ligne: Ligne) -> str:
    operation = dossier.operation_par_code.get(ligne.operation)
    return operation.thematique if operation else ""


def _compute_mois(_dossier: Dossier, ligne: Ligne) -> Decimal | None:
    if ligne.periode is None:
        return None
    mois = ligne.periode.mois
    return (Decimal(mois.numerator) / mois.denominator).quantize(_DECIMALES_DES_MOIS)


def _compute_montant(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    try:
        return compute_montant_ligne(dossier, ligne)
    except CalculImpossible:
        return None


def _compute_ecart(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    calcule = _compute_montant(dossier, ligne)
    return None if calcule is None or ligne.montant is None else ligne.montant - calcule


def _find_nom(dossier: Dossier, ligne: Ligne) -> str:
    structure = dossier.find_structure(ligne.structure)
    return structure.nom if structure else ""


_CALCULS: Mapping[str, Callable[[Dossier, Ligne], Valeur]] = {
    "Thématique": _find_thematique,
    "Mois": _compute_mois,
    "Montant calculé": _compute_montant,
    "Écart": _compute_ecart,
    STRUCTURE_REGISTRE.entete: _find_nom,
}


def _write_csv(nature: Nature, valeur: Valeur) -> str:
    match valeur:
        case None:
            return ""
        case Decimal():
            return (f"{round_montant(valeur):f}" if nature is Nature.MONTANT else f"{valeur.normalize():f}").replace(".", ",")
        case date():
            return format_date(valeur)
        case texte:
            propre = clean_texte(texte)
            return f"'{propre}" if propre.lstrip(" ").startswith(_FORMULES) else propre


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
            propre = clean_texte(texte)
            if len(propre) > LONGUEUR_CELLULE:
                propre = propre[: LONGUEUR_CELLULE - 1] + "…"
            if propre.startswith("<r>"):  # XlsxWriter would take it for its own mark-up: cut in two runs, it is only text
                feuille.write_rich_string(rangee, rang, style, propre[:1], style, propre[1:], style)
            else:
                feuille.write_string(rangee, rang, propre, style)
