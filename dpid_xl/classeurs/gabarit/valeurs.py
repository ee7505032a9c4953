"""Constants in cells: those of the dossier, and those of an older workbook as people typed them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import cast

from xlsxwriter.format import Format

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.onglet import Onglet
from dpid_xl.classeurs.gabarit.rangees import Valeur
from dpid_xl.classeurs.lecture.bruts import ERREURS_EN_FRANCAIS, Brut, ErreurExcel, SansValeur
from dpid_xl.classeurs.reprise.chantier import is_same
from dpid_xl.classeurs.reprise.modele import Saisie

_ERREURS = {francaise: anglaise for anglaise, francaise in ERREURS_EN_FRANCAIS.items()}


def write_valeur(onglet: Onglet, rang: int, colonne: int, valeur: Valeur, style: Format) -> None:
    """Write one constant in a cell."""
    if valeur is None or valeur == "":
        onglet.write_blank(rang, colonne, None, style)
    elif isinstance(valeur, str):
        onglet.write_saisie(rang, colonne, valeur, style)
    elif isinstance(valeur, date):
        onglet.write_datetime(rang, colonne, datetime(valeur.year, valeur.month, valeur.day), style)  # noqa: DTZ001 (a cell has no zone)
    else:
        onglet.write_number(rang, colonne, valeur, style)


def write_reprise(atelier: Atelier, place: tuple[str, int, int], saisie: Saisie, valeur: object, style: Format) -> bool:
    """Write in a cell (row and column from 0) what it held, unless the builder would write the same; tell whether it was written.

    A formula waits until every cell has its place, see :func:`dpid_xl.classeurs.gabarit.repris.fill_formules`; its value is there.
    """
    feuille, rang, colonne = place
    if saisie.formule:
        atelier.formules.append((place, saisie, style))
    elif is_same(valeur, saisie.brut):
        return False
    write_brut(atelier.onglets[feuille], rang, colonne, saisie.brut, style)
    return True


def write_brut(onglet: Onglet, rang: int, colonne: int, brut: Brut, style: Format) -> None:
    """Write one constant as a file holds it."""
    if isinstance(brut, bool):
        onglet.write_boolean(rang, colonne, brut, style)
    elif isinstance(brut, ErreurExcel):
        erreur = _ERREURS.get(brut.texte, brut.texte)
        onglet.write_formula(rang, colonne, f"={erreur}", style, erreur)
    elif isinstance(brut, (time, timedelta)):
        onglet.write_datetime(rang, colonne, cast("datetime", brut), style)  # XlsxWriter takes hours too
    elif isinstance(brut, float) and not isfinite(brut):  # no spreadsheet writes it
        onglet.write_saisie(rang, colonne, str(brut), style)
    else:
        write_valeur(onglet, rang, colonne, None if isinstance(brut, SansValeur) else brut, style)
