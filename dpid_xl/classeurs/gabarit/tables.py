"""Write a table of the schema: headers, calculated columns with their computed values, formats, validation, heights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from dpid_xl.cellules import JOUR_ZERO, is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, get_lettre, write_formule, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import MARGE, TAILLE_DES_TABLES, compute_hauteur, compute_hauteur_entetes
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_vide
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR, add_validations
from dpid_xl.classeurs.gabarit.styles import choose_format_nombre
from dpid_xl.classeurs.gabarit.valeurs import write_reprise, write_valeur
from dpid_xl.classeurs.lecture.cellules import write_brut as write_texte
from dpid_xl.classeurs.reprise.chantier import Etendue
from dpid_xl.classeurs.reprise.modele import RangeeReprise
from dpid_xl.schema import Colonne, Nature, Table

RANG_TOTAUX = 3  # row 4, above the headers
DERNIER_RANG = 1048575  # of a sheet: a print area of whole columns prints the rows that are filled, and those to come


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of a table, where it stands in the sheet (from 0), and its formula as the file wants it."""

    colonne: Colonne
    position: int
    formule: str


def write_table(
    atelier: Atelier,
    table: Table,
    rangees: Sequence[Rangee],
    *,
    figer: int = 1,
    montrer: str = "",
    imprimer: str = "",
    marge: float = MARGE,
    aspect: Mapping[str, Any] | None = None,
    mises_en_valeur: Mapping[int, Mapping[str, Any]] | None = None,
    repeter: bool = True,
    largeurs: bool = True,
) -> int:
    """Write a table and return the number of its rows (one empty row when there is none).

    ``figer`` columns stay on screen with the headers (a negative number freezes nothing), ``montrer`` is the first column seen at their
    right on opening; ``imprimer`` is the last column that prints, the texts beyond do not set the height of a row; ``marge`` is added to
    it, in points; ``aspect`` are extra properties of all cells, ``mises_en_valeur`` of some rows; ``repeter`` prints the headers again on
    each page.
    """
    onglet = atelier.onglets[table.feuille]
    depart, premiere_colonne = get_depart(table)
    reprises = atelier.merge(table, rangees) or [(make_vide(table), None)]
    if any(_is_servie(table, *paire) for paire in reprises):
        atelier.servies.add(table.feuille)
    plus = atelier.list_plus(table)
    if largeurs:
        _set_largeurs(atelier, onglet, table)
    onglet.add_table(
        depart,
        premiere_colonne,
        depart + len(reprises),
        premiere_colonne + len(table.colonnes) + len(plus) - 1,
        {
            "name": table.nom,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [
                *(_declare(atelier, table, colonne) for colonne in table.colonnes),
                *(_declare_plus(atelier, entete) for entete in plus),
            ],
        },
    )
    onglet.set_row(depart, compute_hauteur_entetes((colonne.entete, colonne.largeur) for colonne in table.colonnes))
    places = [_Place(colonne, find_colonne(table, colonne.champ), write_formule(colonne.formule, table.nom)) for colonne in table.colonnes]
    lues = table.colonnes[: table.rang(imprimer) + 1] if imprimer else table.colonnes
    for numero, (rangee, reprise) in enumerate(reprises, 1):
        plus_du_rang = {**(aspect or {}), **(mises_en_valeur or {}).get(numero - 1, {})}
        textes = _fill_rangee(atelier, table, places, depart + numero, rangee, plus_du_rang, reprise)
        lus = ((textes[colonne.champ], colonne.largeur) for colonne in lues if colonne.champ in textes)
        onglet.set_row(depart + numero, compute_hauteur(lus, taille=TAILLE_DES_TABLES, marge=marge))
    add_validations(onglet, table, len(reprises))
    _ignore_alertes(atelier, table, len(reprises))
    atelier.note_table(table, Etendue(depart + 1, depart + 1 + len(reprises), premiere_colonne + len(table.colonnes) + len(plus)))
    if figer >= 0:
        colonne = premiere_colonne + figer
        onglet.freeze_panes(depart + 1, colonne, depart + 1, find_colonne(table, montrer) if montrer else colonne)
    onglet.print_area(
        0, 0, DERNIER_RANG, find_colonne(table, imprimer) if imprimer else premiere_colonne + len(table.colonnes) + len(plus) - 1
    )
    if repeter:
        onglet.repeat_rows(depart)
    return len(reprises)


def fill_totaux_en_tete(atelier: Atelier, table: Table, totaux: Mapping[str, float], libelle: str = "Total") -> None:
    """Write the sum of columns above a table, each with its computed value, so that the table can grow below."""
    onglet = atelier.onglets[table.feuille]
    style = atelier.styles.somme()
    premiere = min(find_colonne(table, champ) for champ in totaux)
    onglet.write_string(RANG_TOTAUX, premiere - 1, libelle, atelier.styles.get(bold=True, align="right", font_size=TAILLE_DES_TABLES))
    for champ, total in totaux.items():
        onglet.write_formula(RANG_TOTAUX, find_colonne(table, champ), f"=SUM({write_reference(table, champ)})", style, total)
    onglet.set_row(RANG_TOTAUX, 15)


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


def _declare_plus(atelier: Atelier, entete: str) -> dict[str, Any]:
    return {"header": entete, "header_format": atelier.styles.entete, "format": atelier.styles.cellule(Nature.TEXTE, saisie=True)}


def _fill_rangee(
    atelier: Atelier,
    table: Table,
    places: Sequence[_Place],
    rang: int,
    rangee: Rangee,
    plus: Mapping[str, Any],
    reprise: RangeeReprise | None,
) -> dict[str, str]:
    """Write a row and return its texts by field."""
    onglet = atelier.onglets[table.feuille]
    textes: dict[str, str] = {}
    unite = str(rangee.get("unite") or "")
    for place in places:
        colonne, position = place.colonne, place.position
        valeur = rangee.get(colonne.champ)
        saisie = reprise.cellules.get(colonne.champ) if reprise and _is_reprise(colonne, rangee) else None
        aspect = {**plus, **(saisie.aspect if saisie else {})}
        style = atelier.styles.cellule(colonne.nature, saisie=colonne.saisie, nombre=_choose_nombre(colonne, valeur, unite), **aspect)
        if place.formule:
            onglet.write_formula(rang, position, place.formule, style, _to_resultat(valeur))
        elif saisie and write_reprise(atelier, (table.feuille, rang, position), saisie, valeur, style):
            textes[colonne.champ] = write_texte(saisie.brut)
            continue
        else:
            write_valeur(onglet, rang, position, valeur, style)
        if isinstance(valeur, str):
            textes[colonne.champ] = valeur
    if reprise:
        _fill_plus(atelier, table, rang, reprise)
    return textes


def _is_servie(table: Table, rangee: Rangee, reprise: RangeeReprise | None) -> bool:
    champs = [colonne.champ for colonne in table.colonnes if not colonne.formule and colonne.champ not in table.en_attente]
    reprises = [*(reprise.cellules.get(champ) for champ in champs), *reprise.plus.values()] if reprise else []
    return any(rangee.get(champ) not in {None, ""} for champ in champs) or any(saisie and not is_vide(saisie.brut) for saisie in reprises)


def _is_reprise(colonne: Colonne, rangee: Rangee) -> bool:
    """Tell whether a cell of an old row is taken over: typed, remembered, or that of a row that no record stands for."""
    return colonne.saisie or colonne.gardee or not (colonne.formule or colonne.champ in rangee)


def _fill_plus(atelier: Atelier, table: Table, rang: int, reprise: RangeeReprise) -> None:
    """Write the officer's own columns, and note where the row went."""
    premiere = get_depart(table)[1]
    numeros = {entete: premiere + numero for numero, entete in enumerate(atelier.list_plus(table), len(table.colonnes))}
    for entete, saisie in reprise.plus.items():
        style = atelier.styles.cellule(Nature.TEXTE, saisie=True, **saisie.aspect)
        write_reprise(atelier, (table.feuille, rang, numeros[entete]), saisie, None, style)
    tous = {colonne.champ: premiere + numero for numero, colonne in enumerate(table.colonnes)} | numeros
    atelier.note_rangee(table, reprise, rang + 1, {nom: numero + 1 for nom, numero in tous.items()})


def _to_resultat(valeur: Valeur) -> str | float:
    """Return the value of a formula as the file holds it: an empty text for nothing, a number of days for a date."""
    if isinstance(valeur, date):
        return (valeur - JOUR_ZERO).days
    return "" if valeur is None else valeur


def _choose_nombre(colonne: Colonne, valeur: Valeur, unite: str) -> str:
    if colonne.champ == "mois":
        return "0.00_-"
    return choose_format_nombre(colonne.nature, valeur, unite)


def _ignore_alertes(atelier: Atelier, table: Table, rangs: int) -> None:
    premier = get_depart(table)[0] + 2
    for colonne in table.colonnes:
        if colonne.nature is Nature.IDENTIFIANT:
            lettre = get_lettre(table, colonne.champ)
            atelier.ignore_texte(table.feuille, f"{lettre}{premier}:{lettre}{premier + rangs - 1 + RANGS_A_VENIR}")
