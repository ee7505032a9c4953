"""A cell of a workbook as the value of a field, and what is to be said of it: :mod:`dpid_xl.cellules` reads, findings are added here.

>>> from dpid_xl.schema import ANNEXE5
>>> convert("12 220,00 €", ANNEXE5.colonne("montant")).valeur
Decimal('12220.00')
>>> convert("1.234", ANNEXE5.colonne("montant")).constat.code
'lecture_montant_illisible'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dpid_xl.anomalies import Euros, Fait, Faits, Gravite, Masque
from dpid_xl.cellules import (
    CODES,
    DECISION,
    JOUR_ZERO,
    ChoixInconnu,
    IdentifiantNumerique,
    get_vide,
    is_erreur,
    is_vide,
    read_champ,
    write_cellule,
    write_nombre,
)
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut, ErreurExcel, Illisible, SansValeur
from dpid_xl.refus import Refus
from dpid_xl.schema import DATES_DES_VERSEMENTS, MASQUES, Colonne, Nature
from dpid_xl.signes import fold_tirets, list_sans_dessin

_CODES: Mapping[type[Refus], str] = {
    ChoixInconnu: "lecture_choix_inconnu",
    IdentifiantNumerique: "lecture_identifiant_numerique",
}
_CODES_PAR_NATURE = {Nature.MONTANT: "lecture_montant_illisible", Nature.DATE: "lecture_date_illisible"}
_NOMBRES = frozenset({Nature.MONTANT, Nature.NOMBRE, Nature.TAUX, Nature.VALEUR, Nature.ENTIER, Nature.ANNEE})


@dataclass(frozen=True, slots=True)
class Reproche:
    """A finding about one cell, before its place is known."""

    code: str
    gravite: Gravite
    faits: Mapping[str, Fait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lue:
    """The value of a field (the empty one of its nature when unreadable) and what is to be said of the cell."""

    valeur: Any
    constat: Reproche | None = None


def convert(brut: Brut, colonne: Colonne, jour_zero: date = JOUR_ZERO) -> Lue:
    """Read a cell under a column; never raises."""
    if is_vide(brut):
        return Lue(get_vide(colonne))
    if isinstance(brut, SansValeur):
        return Lue(get_vide(colonne), _block("lecture_formule_sans_valeur", entete=colonne.entete))
    if isinstance(brut, Illisible):
        return Lue(get_vide(colonne), _block("lecture_cellule_illisible", entete=colonne.entete, valeur=_cite_texte(brut.texte, colonne)))
    if isinstance(brut, ErreurExcel) or is_erreur(brut):
        return Lue(get_vide(colonne), _block("lecture_erreur_excel", entete=colonne.entete, valeur=write_brut(brut)))
    try:
        valeur = read_champ(brut, colonne, jour_zero)
    except Refus as refus:
        return Lue(get_vide(colonne), _refuse(refus, brut, colonne))
    return Lue(valeur, _tell(valeur, brut, colonne))


@lru_cache(4096, typed=True)  # headers are read for each table that may have them
def write_brut(brut: Brut) -> str:
    """Write what a cell holds as a French reader sees it."""
    return brut.texte if isinstance(brut, (ErreurExcel, SansValeur)) else write_cellule(brut)


def _refuse(refus: Refus, brut: Brut, colonne: Colonne) -> Reproche:
    if colonne == DECISION:  # until it is typed again the convention is not complete: nothing else depends on it
        return Reproche("lecture_decision_illisible", Gravite.AVERTISSEMENT, _cite(brut, colonne))
    code = _CODES.get(type(refus)) or _CODES_PAR_NATURE.get(colonne.nature, "lecture_nombre_illisible")
    faits = _cite(brut, colonne)
    if isinstance(refus, ChoixInconnu):
        faits["choix"] = tuple(colonne.liste)
    elif not isinstance(refus, IdentifiantNumerique):
        # The sentence already quotes the cell: « x » n'est pas un nombre -> n'est pas un nombre.
        faits["raison"] = re.sub(r"^« .* » ", "", str(refus), flags=re.DOTALL)
    return _block(code, **faits)


def _tell(valeur: Any, brut: Brut, colonne: Colonne) -> Reproche | None:
    """Return what an officer should know of a cell that could be read all the same."""
    if colonne.nature in _NOMBRES:
        if not isinstance(brut, str):
            return None
        lu = Euros(valeur) if colonne.nature is Nature.MONTANT else write_nombre(Decimal(valeur))
        return Reproche("lecture_montant_en_texte", Gravite.AVERTISSEMENT, _cite(brut, colonne) | {"lu": lu})
    if colonne.nature is Nature.DATE:
        if isinstance(brut, date):
            return None
        # The sheet's own formulas (Mois) do not take a text for a date: what is due this month would miss a payment.
        if isinstance(brut, str) and colonne in DATES_DES_VERSEMENTS:
            return Reproche("lecture_versement_en_texte", Gravite.AVERTISSEMENT, _cite(brut, colonne) | {"lu": valeur})
        code = "lecture_decision_en_mots" if colonne == DECISION else "lecture_date_convertie"
        return Reproche(code, Gravite.INFORMATION, _cite(brut, colonne) | {"lu": valeur})
    return _tell_texte(valeur, brut, colonne) if isinstance(brut, str) else _tell_code(valeur, brut, colonne)


def _tell_texte(valeur: Any, brut: str, colonne: Colonne) -> Reproche | None:
    if signes := list_sans_dessin(brut):
        return Reproche("lecture_signe_sans_dessin", Gravite.AVERTISSEMENT, {"entete": colonne.entete, "signes": signes})
    if colonne in CODES and (tape := write_brut(brut)) != fold_tirets(tape):
        return Reproche("lecture_tiret", Gravite.AVERTISSEMENT, _cite(brut, colonne) | {"lu": valeur})
    return None


def _tell_code(valeur: Any, brut: Brut, colonne: Colonne) -> Reproche | None:
    choisie = isinstance(colonne.liste, tuple) and valeur in colonne.liste  # a figure of a list loses nothing
    if colonne.nature is Nature.IDENTIFIANT and not choisie:
        return Reproche("lecture_identifiant_numerique", Gravite.AVERTISSEMENT, _cite(brut, colonne))
    return None


def _cite(brut: Brut, colonne: Colonne) -> Faits:
    return {"entete": colonne.entete, "valeur": _cite_texte(write_brut(brut), colonne)}


def _cite_texte(texte: str, colonne: Colonne) -> Fait:
    return Masque(texte) if colonne.champ in MASQUES else texte


def _block(code: str, **faits: Fait) -> Reproche:
    return Reproche(code, Gravite.BLOQUANTE, faits)
