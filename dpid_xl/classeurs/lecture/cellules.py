"""From what a cell holds to the value of a field, by the nature of its column: tolerant where one reading exists, else a finding.

>>> from dpid_xl.schema import ANNEXE5
>>> convert("12 220,00 €", ANNEXE5.colonne("Montant retenu")).valeur
Decimal('12220.00')
>>> convert("1.234", ANNEXE5.colonne("Montant retenu")).constat.code
'lecture_montant_illisible'
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from dpid_xl.anomalies import Euros, Fait, Faits, Gravite
from dpid_xl.bareme import Assiette, Sens
from dpid_xl.classeurs.lecture.bruts import Brut, ErreurExcel, SansValeur
from dpid_xl.modele import Mode
from dpid_xl.montants import (
    MAXIMUM,
    MontantIllisible,
    parse_montant,
    parse_nombre,
    round_montant,
    to_decimal,
)
from dpid_xl.noms import simplify_nom
from dpid_xl.periodes import DateIllisible, format_date, parse_date
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5, BAREME, OPERATIONS, SEPARATEUR, STRUCTURES, SUIVI, Colonne, Nature

CHIFFRES_EXACTS = Decimal("1e15")  # past that a spreadsheet number has lost digits
# A sum of amounts made in binary is off by a few units of the last place, far below half a cent.
BRUIT_ABSOLU, BRUIT_RELATIF = Decimal("1e-9"), Decimal("3.6e-15")
# A number in a date column is a date only if it falls in these years: 2022 or 20220701 typed as such is not one.
PREMIER_JOUR, DERNIER_JOUR = date(1990, 1, 1), date(2099, 12, 31)

_BLANCS = re.compile(r"[ \t\r\n\f\v]+")  # no-break spaces are French typography: kept in sentences, not in names
_LIGNES = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
# What a paste from the web or from Word leaves: zero-width and control characters.
_SIGNES_INVISIBLES = dict.fromkeys([0x200B, 0x2060, 0xFEFF, *range(0x09), *range(0x0E, 0x20), 0x7F])
_NOM_AU_REGISTRE = STRUCTURES.colonne("Structure")
_CODES = (ANNEXE5.colonne("Opération"), OPERATIONS.colonne("Code"), BAREME.colonne("Opération"), SUIVI.colonne("Opération"))
_CHOIX: Mapping[object, type[StrEnum]] = {tuple(Mode): Mode, tuple(Assiette): Assiette, tuple(Sens): Sens}
_VIDES: Mapping[Nature, object] = {
    Nature.TEXTE: "",
    Nature.IDENTIFIANT: "",
    Nature.PARAGRAPHES: (),
    Nature.NOMS: (),
    Nature.OUI_NON: False,
}
_BOOLEENS = {True: "VRAI", False: "FAUX"}


@dataclass(frozen=True, slots=True)
class Constat:
    """A finding about one cell, before its place is known."""

    code: str
    gravite: Gravite
    faits: Mapping[str, Fait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lue:
    """The value of a field (the empty one of its nature when unreadable) and what is to be said of the cell."""

    valeur: Any
    constat: Constat | None = None


def is_vide(brut: Brut) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return brut is None or (isinstance(brut, str) and not _strip(brut))


def convert(brut: Brut, colonne: Colonne, epoque: datetime = WINDOWS_EPOCH) -> Lue:
    """Read a cell under a column; never raises."""
    vide = get_vide(colonne)
    if is_vide(brut):
        return Lue(vide)
    if isinstance(brut, ErreurExcel):
        return Lue(vide, _block("lecture_erreur_excel", entete=colonne.entete, valeur=brut.texte))
    if isinstance(brut, SansValeur):
        return Lue(vide, _block("lecture_formule_sans_valeur", entete=colonne.entete))
    if colonne.nature is Nature.DATE:
        return _read_date(brut, colonne, epoque)
    if get_choix(colonne):
        return _read_choix(brut, colonne)
    return _LECTEURS[colonne.nature](brut, colonne)


def get_vide(colonne: Colonne) -> Any:
    """Return the value of an empty cell."""
    return None if get_choix(colonne) else _VIDES.get(colonne.nature)


def get_choix(colonne: Colonne) -> type[StrEnum] | None:
    """Return the enumeration whose members are the only values of a column."""
    return _CHOIX.get(colonne.liste)


def write_brut(brut: Brut) -> str:
    """Write what a cell holds as a French reader sees it."""
    match brut:
        case str():
            return _BLANCS.sub(" ", _strip(brut))
        case bool():
            return _BOOLEENS[brut]
        case int() | float():
            return _write_nombre(to_decimal(brut)) if math.isfinite(brut) else "un nombre démesuré"
        case date():
            return format_date(brut)
        case ErreurExcel() | SansValeur():
            return brut.texte
    return "" if brut is None else str(brut)


# --- Texts ---


def _read_texte(brut: Brut, colonne: Colonne) -> Lue:
    texte = write_brut(brut)
    return Lue(" ".join(texte.split()) if colonne.liste or colonne == _NOM_AU_REGISTRE else texte)


def _read_paragraphes(brut: Brut, _colonne: Colonne) -> Lue:
    lignes = _LIGNES.split(brut) if isinstance(brut, str) else (write_brut(brut),)
    return Lue(tuple(ligne for ligne in map(write_brut, lignes) if ligne))


def _read_noms(brut: Brut, _colonne: Colonne) -> Lue:
    noms = (" ".join(nom.split()) for nom in write_brut(brut).split(SEPARATEUR.strip()))
    return Lue(tuple(nom for nom in noms if nom))


def _read_identifiant(brut: Brut, colonne: Colonne) -> Lue:
    texte = " ".join(write_brut(brut).split())
    if colonne in _CODES:
        texte = texte.upper()  # for Excel's own formulas too, « t1-01 » is T1-01
    if isinstance(brut, str) or (isinstance(colonne.liste, tuple) and texte in colonne.liste):
        return Lue(texte)
    faits = {"entete": colonne.entete, "valeur": texte}
    nombre = _to_nombre(brut)
    if nombre is None or nombre != nombre.to_integral_value() or abs(nombre) >= CHIFFRES_EXACTS:
        return Lue("", _block("lecture_identifiant_numerique", **faits))
    return Lue(texte, Constat("lecture_identifiant_numerique", Gravite.AVERTISSEMENT, faits))


def _read_choix(brut: Brut, colonne: Colonne) -> Lue:
    for choix in get_choix(colonne) or ():
        if simplify_nom(write_brut(brut)) == simplify_nom(choix.value):
            return Lue(choix)
    return Lue(None, _refuse_choix(brut, colonne))


def _read_oui_non(brut: Brut, colonne: Colonne) -> Lue:
    reponses = {"oui": True, "vrai": True, "non": False, "faux": False}
    reponse = reponses.get(simplify_nom(write_brut(brut)))
    return Lue(reponse or False, _refuse_choix(brut, colonne) if reponse is None else None)


def _refuse_choix(brut: Brut, colonne: Colonne) -> Constat:
    return _block("lecture_choix_inconnu", entete=colonne.entete, valeur=write_brut(brut), choix=tuple(colonne.liste))


# --- Figures and dates ---


def _read_montant(brut: Brut, colonne: Colonne) -> Lue:
    try:
        montant = parse_montant(_strip(brut)) if isinstance(brut, str) else _round_montant(_get_nombre(brut))
    except MontantIllisible as erreur:
        return Lue(None, _refuse("lecture_montant_illisible", brut, colonne, erreur))
    return _tell_texte(montant, brut, colonne, Euros(montant))


def _read_nombre(brut: Brut, colonne: Colonne) -> Lue:
    try:
        nombre = parse_nombre(_strip(brut)) if isinstance(brut, str) else _get_nombre(brut)
        _refuse_demesure(nombre, CHIFFRES_EXACTS)
    except MontantIllisible as erreur:
        return Lue(None, _refuse("lecture_nombre_illisible", brut, colonne, erreur))
    return _tell_texte(nombre, brut, colonne, _write_nombre(nombre))


def _read_entier(brut: Brut, colonne: Colonne) -> Lue:
    lue = _read_nombre(brut, colonne)
    if lue.valeur is None:
        return lue
    if lue.valeur != lue.valeur.to_integral_value():
        return Lue(None, _refuse("lecture_nombre_illisible", brut, colonne, MontantIllisible("ce n'est pas un nombre entier")))
    return Lue(int(lue.valeur), lue.constat)


def _read_date(brut: Brut, colonne: Colonne, epoque: datetime) -> Lue:
    try:
        lue = _get_date(brut, epoque)
    except DateIllisible as erreur:
        return Lue(None, _refuse("lecture_date_illisible", brut, colonne, erreur))
    if isinstance(brut, date):
        return Lue(lue)
    # The sheet's own formulas (Mois) do not take a text for a date: the officer should know.
    faits: Faits = {"entete": colonne.entete, "valeur": write_brut(brut), "lu": lue}
    return Lue(lue, Constat("lecture_date_convertie", Gravite.INFORMATION, faits))


def _get_date(brut: Brut, epoque: datetime) -> date:
    if isinstance(brut, date):
        return brut
    if isinstance(brut, str):
        return parse_date(_strip(brut))
    if isinstance(brut, (int, float)) and not isinstance(brut, bool):
        try:
            jour = from_excel(brut, epoque).date()
        except (OverflowError, ValueError, AttributeError):  # AttributeError: a share of a day is a time
            jour = date.min
        if PREMIER_JOUR <= jour <= DERNIER_JOUR:
            return date(jour.year, jour.month, jour.day)
    raise DateIllisible("ce n'est pas une date du calendrier")


def _get_nombre(brut: Brut) -> Decimal:
    nombre = _to_nombre(brut)
    if nombre is None:
        genres = ((bool, "c'est VRAI ou FAUX, pas un nombre"), ((date, time, timedelta), "c'est une date ou une heure"))
        raise MontantIllisible(next((raison for genre, raison in genres if isinstance(brut, genre)), "ce nombre est démesuré"))
    return nombre


def _to_nombre(brut: Brut) -> Decimal | None:
    """Return a spreadsheet number as Excel shows it: 15 digits, the binary noise of a computed one left out."""
    if isinstance(brut, bool) or not isinstance(brut, (int, float)) or not math.isfinite(brut):
        return None
    return to_decimal(float(f"{brut:.15g}") if isinstance(brut, float) else brut)


def _round_montant(montant: Decimal) -> Decimal:
    _refuse_demesure(montant, MAXIMUM)
    arrondi = round_montant(montant)
    if abs(montant - arrondi) > max(BRUIT_ABSOLU, abs(montant) * BRUIT_RELATIF):
        raise MontantIllisible("il a plus de deux décimales")
    return arrondi


def _refuse_demesure(nombre: Decimal, maximum: Decimal) -> None:
    if abs(nombre) >= maximum:
        raise MontantIllisible("ce nombre est démesuré")


def _write_nombre(nombre: Decimal) -> str:
    return f"{nombre:f}".replace(".", ",")


def _tell_texte(nombre: Decimal, brut: Brut, colonne: Colonne, lu: Euros | str) -> Lue:
    if not isinstance(brut, str):
        return Lue(nombre)
    faits: Faits = {"entete": colonne.entete, "valeur": write_brut(brut), "lu": lu}
    return Lue(nombre, Constat("lecture_montant_en_texte", Gravite.INFORMATION, faits))


def _refuse(code: str, brut: Brut, colonne: Colonne, erreur: Refus) -> Constat:
    # The sentence already quotes the cell: « x » n'est pas un nombre -> n'est pas un nombre.
    raison = re.sub(r"^« .* » ", "", str(erreur), flags=re.DOTALL)
    return _block(code, entete=colonne.entete, valeur=write_brut(brut), raison=raison)


def _block(code: str, **faits: Fait) -> Constat:
    return Constat(code, Gravite.BLOQUANTE, faits)


def _strip(texte: str) -> str:
    visible = texte if texte.isprintable() else texte.translate(_SIGNES_INVISIBLES)  # slow, and nearly never needed
    return unicodedata.normalize("NFC", visible).strip()


_LECTEURS: Mapping[Nature, Callable[[Brut, Colonne], Lue]] = {
    Nature.TEXTE: _read_texte,
    Nature.PARAGRAPHES: _read_paragraphes,
    Nature.NOMS: _read_noms,
    Nature.IDENTIFIANT: _read_identifiant,
    Nature.NOMBRE: _read_nombre,
    Nature.TAUX: _read_nombre,
    Nature.VALEUR: _read_nombre,
    Nature.ENTIER: _read_entier,
    Nature.MONTANT: _read_montant,
    Nature.OUI_NON: _read_oui_non,
}
