"""Write a table of the schema: headers, calculated columns with their computed values, formats, validation, heights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, get_lettre, write_formule, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_vide
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR, add_validations
from dpid_xl.classeurs.gabarit.styles import choose_format_nombre
from dpid_xl.schema import Colonne, Nature, Table

_JOUR_ZERO = date(1899, 12, 30)
RANG_TOTAUX = 3  # row 4, above the headers
HAUTEUR_ENTETE = 30.0


def write_table(
    atelier: Atelier,
    table: Table,
    rangees: Sequence[Rangee],
    *,
    figer: int = 1,
    aspect: Mapping[str, Any] | None = None,
    mises_en_valeur: Mapping[int, Mapping[str, Any]] | None = None,
    repeter: bool = True,
    largeurs: bool = True,
) -> int:
    """Write a table and return the number of its rows (one empty row when there is none).

    ``figer`` columns stay on screen with the headers (a negative number freezes nothing); ``aspect`` are extra properties of
    all its cells, ``mises_en_valeur`` of some rows; ``repeter`` prints the headers again on each page.
    """
    onglet = atelier.onglets[table.feuille]
    depart, premiere_colonne = get_depart(table)
    rangees = list(rangees) or [make_vide(table)]
    if largeurs:
        _set_largeurs(atelier, onglet, table)
    onglet.add_table(
        depart,
        premiere_colonne,
        depart + len(rangees),
        premiere_colonne + len(table.colonnes) - 1,
        {
            "name": table.nom,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [_declare(atelier, table, colonne) for colonne in table.colonnes],
        },
    )
    onglet.set_row(depart, compute_hauteur(((colonne.entete, colonne.largeur - 3) for colonne in table.colonnes), HAUTEUR_ENTETE))
    for numero, rangee in enumerate(rangees, 1):
        _fill_rangee(atelier, table, depart + numero, rangee, {**(aspect or {}), **(mises_en_valeur or {}).get(numero - 1, {})})
    add_validations(onglet, table, len(rangees))
    _ignore_alertes(atelier, table, len(rangees))
    if figer >= 0:
        onglet.freeze_panes(depart + 1, premiere_colonne + figer)
    if repeter:
        onglet.repeat_rows(depart)
    return len(rangees)


def fill_totaux_en_tete(atelier: Atelier, table: Table, totaux: Mapping[str, float], libelle: str = "Total") -> None:
    """Write the sum of columns above a table, each with its computed value, so that the table can grow below."""
    onglet = atelier.onglets[table.feuille]
    style = atelier.styles.get(bold=True, num_format=choose_format_nombre(Nature.MONTANT, None), top=1, bottom=1)
    premiere = min(find_colonne(table, champ) for champ in totaux)
    onglet.write_string(RANG_TOTAUX, premiere - 1, libelle, atelier.styles.get(bold=True, align="right"))
    for champ, total in totaux.items():
        onglet.write_formula(RANG_TOTAUX, find_colonne(table, champ), f"=SUM({write_reference(table, champ)})", style, total)
    onglet.set_row(RANG_TOTAUX, 20)


def write_valeur(onglet: Worksheet, rang: int, colonne: int, valeur: Valeur, style: Format) -> None:
    """Write one constant in a cell."""
    if valeur is None or valeur == "":
        onglet.write_blank(rang, colonne, None, style)
    elif isinstance(valeur, str):
        onglet.write_string(rang, colonne, valeur, style)
    elif isinstance(valeur, date):
        onglet.write_datetime(rang, colonne, datetime(valeur.year, valeur.month, valeur.day), style)  # noqa: DTZ001 (a cell has no zone)
    else:
        onglet.write_number(rang, colonne, valeur, style)


def _set_largeurs(atelier: Atelier, onglet: Worksheet, table: Table) -> None:
    for colonne in table.colonnes:
        rang = find_colonne(table, colonne.champ)
        onglet.set_column(rang, rang, colonne.largeur, atelier.styles.colonne(colonne.nature, saisie=colonne.saisie))


def _declare(atelier: Atelier, table: Table, colonne: Colonne) -> dict[str, Any]:
    declaration: dict[str, Any] = {
        "header": colonne.entete,
        "header_format": atelier.styles.entete,
        "format": atelier.styles.cellule(colonne.nature, saisie=colonne.saisie),
    }
    if colonne.formule:
        declaration["formula"] = write_formule(colonne.formule, table.nom)
    return declaration


def _fill_rangee(atelier: Atelier, table: Table, rang: int, rangee: Rangee, plus: Mapping[str, Any]) -> None:
    onglet = atelier.onglets[table.feuille]
    textes: list[tuple[str, float]] = []
    for colonne in table.colonnes:
        valeur = rangee.get(colonne.champ)
        unite = str(rangee.get("unite") or "")
        style = atelier.styles.cellule(colonne.nature, saisie=colonne.saisie, nombre=_choose_nombre(colonne, valeur, unite), **plus)
        position = find_colonne(table, colonne.champ)
        if colonne.formule:
            onglet.write_formula(rang, position, write_formule(colonne.formule, table.nom), style, _to_resultat(valeur))
        else:
            write_valeur(onglet, rang, position, valeur, style)
        if isinstance(valeur, str):
            textes.append((valeur, colonne.largeur))
    onglet.set_row(rang, compute_hauteur(textes))


def _to_resultat(valeur: Valeur) -> str | float:
    """Return the value of a formula as the file holds it: an empty text for nothing, a number of days for a date."""
    if isinstance(valeur, date):
        return (valeur - _JOUR_ZERO).days
    return "" if valeur is None else valeur


def _choose_nombre(colonne: Colonne, valeur: Valeur, unite: str) -> str:
    if colonne.champ == "mois":
        return "0.00"
    return choose_format_nombre(colonne.nature, valeur, unite)


def _ignore_alertes(atelier: Atelier, table: Table, rangs: int) -> None:
    premier = get_depart(table)[0] + 2
    for colonne in table.colonnes:
        if colonne.nature is Nature.IDENTIFIANT:
            lettre = get_lettre(table, colonne.champ)
            atelier.ignore_texte(table.feuille, f"{lettre}{premier}:{lettre}{premier + rangs - 1 + RANGS_A_VENIR}")
