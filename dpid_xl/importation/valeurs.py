"""What a cell of a received table says, and what had to be guessed to read it; a reading that would lose or invent is refused.

>>> read_montant("1.883.828,77").valeur, read_quantite("80 places").valeur
(Decimal('1883828.77'), (Decimal('80'), 'place'))
>>> read_siret("3,51816E+13")
Traceback (most recent call last):
...
dpid_xl.importation.valeurs.ValeurRefusee: le tableur a perdu des chiffres du SIRET (3,51816E+13) : retrouvez-le à la source
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dpid_xl import cellules
from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.identifiants import compact, is_iban, is_rna, is_siret
from dpid_xl.montants import MontantIllisible
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import NOMS_DES_MOIS, DateIllisible, add_mois, find_date, parse_date
from dpid_xl.refus import Refus
from dpid_xl.schema import UNITES
from dpid_xl.signes import fold_tirets

CHIFFRES_DU_SIRET, CHIFFRES_DU_SIREN = 14, 9
_DEVISE_DEVANT = re.compile(r"(?:€|eur|euros?)\s*(?=[+-]?\d)", re.IGNORECASE)
# How thousands are kept apart elsewhere, where only one reading is left: the sign, and what a number so written looks like.
_MILLIERS: Mapping[str, re.Pattern[str]] = {
    ".": re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d{1,2}", re.ASCII),
    "'": re.compile(r"[+-]?\d{1,3}(?:'\d{3})+(?:[.,]\d{1,2})?", re.ASCII),
}
_NOMS_DES_SIGNES: Mapping[str, str] = {".": "points", ",": "virgules", "'": "apostrophes"}
_LETTRE_COLLEE = re.compile(r"([^\W\d_]{1,3})\s+([\d\s\u00a0\u202f.,]*\d(?:\s*€)?)|([\d\s\u00a0\u202f.,]*\d)\s*([^\W\d_€]{1,3})")
_SCIENTIFIQUE = re.compile(r"\d(?:[.,]\d+)?\s*E\s*\+?\s*\d+", re.IGNORECASE | re.ASCII)
_DECIMALE_NULLE = re.compile(r"(\d+)[.,]0+", re.ASCII)
_ORNEMENTS = re.compile(r"[\s.'’‘`\"-]")
_ETIQUETTE = re.compile(r"(?:n\s*°\s*)?(?:siret|rna|iban)\b\s*(?:n\s*°)?\s*:?\s*", re.IGNORECASE)
_NIR = re.compile(r"[12]\d{2}(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)\d{8}(?:\d{2})?", re.ASCII)
_ZEROS_PERDUS = 5  # Excel keeps 15 digits: a SIRET that ends with so many zeros, with a wrong key, was rounded
_QUANTITE = re.compile(r"(?P<nombre>[+-]?\d[\d\s\u00a0\u202f.,]*?)\s*(?P<unite>[^\W\d].*)", re.DOTALL)
_SERIE = re.compile(r"[34]\d{4}(?:[.,]0+)?", re.ASCII)  # 1982 to 2036
# Other ways of writing a day, the same as day/month/year, and what is guessed then.
_FORMES_DE_DATE = (
    (re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])", re.ASCII), "{2}/{1}/{0}", "date écrite d'un bloc, année en tête"),
    (re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII), "{2}/{1}/{0}", "année en tête"),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", re.ASCII), "{0}/{1}/20{2}", "année sur deux chiffres, lue 20.."),
)
_DE_MIDI = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)  # of a place that writes the month first
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d", re.ASCII)  # of a program: its hour may be that of another place
_ANNEE_EN_TETE = re.compile(r"(\d\d)-(\d\d)-(\d\d)", re.ASCII)
_ANNEE_RECENTE = 2010
_ANNEE = re.compile(r"(?:19|20)\d\d", re.ASCII)
_MOIS = r"\d{1,2}(?:er)?\s+[a-zéû]{3,9}\.?\s+\d{4}"
_EN_CHIFFRES = r"\d{4}-\d{2}-\d{2}|\d{4}[/.]\d{1,2}[/.]\d{1,2}|\d{8}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)"
_DATE = rf"(?:{_MOIS}|{_EN_CHIFFRES})"
_DATES = re.compile(_DATE, re.IGNORECASE | re.ASCII)
_PERIODE = re.compile(rf"(?:du\s+)?({_DATE})\s*(?:/|_|-|–|—|\bau\b|à|\s)\s*({_DATE})", re.IGNORECASE | re.ASCII)
_NOM_DE_MOIS = "|".join(NOMS_DES_MOIS)
_MOIS_A_MOIS = re.compile(
    rf"(?:de\s+|d['’])?({_NOM_DE_MOIS})(?:\s+(\d{{4}}))?\s*(?:/|-|–|—|\bau?\b|à)\s*({_NOM_DE_MOIS})\s+(\d{{4}})", re.IGNORECASE | re.ASCII
)
_PLURIELS: Mapping[str, str] = {
    fold_nom(pluriel): unite
    for unite in UNITES
    for pluriel in (unite, f"{unite}s", unite.replace(" ", "s ", 1), unite.replace(" ", "s ") + "s")
}


class ValeurRefusee(Refus):
    """A cell whose reading would lose or invent something; its text says why."""


@dataclass(frozen=True, slots=True)
class Lue:
    """A value, and what had to be guessed to read it; nothing when the cell says it as it stands."""

    valeur: Any
    devine: str = ""


def read_texte(cellule: Cellule) -> Lue:
    """Read a name, a text, a code."""
    return Lue(" ".join(write_cellule(cellule).split()))


def read_montant(cellule: Cellule) -> Lue:
    """Read an amount in euros; raises ValeurRefusee, MontantIllisible."""
    if isinstance(cellule, str):
        texte = cellules.clean_texte(cellule)
        nu = _DEVISE_DEVANT.sub("", texte).replace("’", "'")
        for signe, forme in _MILLIERS.items():
            if forme.fullmatch(nu.removesuffix("€").strip()):
                return Lue(cellules.read_montant(nu.replace(signe, "")), f"{_NOMS_DES_SIGNES[signe]} entre les milliers")
        if _DEVISE_DEVANT.match(texte):
            return Lue(cellules.read_montant(nu), "devise devant le nombre")
        collee = _LETTRE_COLLEE.fullmatch(texte)
        if collee and not texte.casefold().endswith(("eur", "euros", "euro")):
            lettre = collee[1] or collee[4]
            raise ValeurRefusee(f"« {lettre} » est collé au nombre : il vient sans doute de la colonne voisine, corrigez la cellule")
    return Lue(cellules.read_montant(cellule))


def read_milliers(cellule: Cellule, facteur: int) -> Decimal:
    """Read an amount counted in thousands or in millions of euros, into euros; raises MontantIllisible."""
    montant: Decimal = cellules.read_montant(cellules.read_nombre(cellule) * facteur)
    return montant


def read_quantite(cellule: Cellule) -> Lue:
    """Read a quantity, with its unit or without: (number, unit); raises ValeurRefusee, MontantIllisible."""
    if isinstance(cellule, str) and (trouve := _QUANTITE.fullmatch(cellules.clean_texte(cellule))):
        unite = find_unite(trouve["unite"])
        if not unite:
            raise ValeurRefusee(f"« {write_cellule(cellule)} » dit plus qu'une quantité et son unité")
        return Lue((cellules.read_nombre(trouve["nombre"]), unite), f"unité « {unite} » dans la cellule de la quantité")
    nombre = cellules.read_nombre(cellule)
    if nombre < 0:
        raise MontantIllisible("une quantité n'est pas négative")
    return Lue((nombre, ""))


def find_unite(texte: str) -> str:
    """Return the unit of the schema that a text names, in the singular or the plural; empty when it names none."""
    return _PLURIELS.get(fold_nom(texte.replace("(s)", "s").strip().rstrip(".")), "")


def read_siret(cellule: Cellule) -> Lue:
    """Read a SIRET; raises ValeurRefusee when its digits are lost, when it is something else, when its key is wrong."""
    brut = _ETIQUETTE.sub("", _write_chiffres(cellule))
    if _SCIENTIFIQUE.fullmatch(brut) and (exact := _expand(brut)):
        brut = exact
    elif _SCIENTIFIQUE.fullmatch(brut):
        raise ValeurRefusee(f"le tableur a perdu des chiffres du SIRET ({write_cellule(cellule)}) : retrouvez-le à la source")
    numero = _ORNEMENTS.sub("", fold_tirets(compact(brut)))
    if is_rna(numero):
        return Lue(numero.upper(), "RNA dans la colonne du SIRET")
    if not numero.isdigit():
        raise ValeurRefusee("ce n'est pas un SIRET : il a 14 chiffres")
    if len(numero) == CHIFFRES_DU_SIREN:
        raise ValeurRefusee("c'est un SIREN (9 chiffres) : il manque les 5 chiffres de l'établissement pour faire un SIRET")
    if len(numero) < CHIFFRES_DU_SIRET:
        return _restore_zeros(numero)
    if not is_siret(numero):
        raise ValeurRefusee(_explain_siret(numero))
    return Lue(numero, "" if str(cellule) == numero else "espaces, signes ou décimale ôtés du SIRET")


def _expand(scientifique: str) -> str:
    """Return all the figures of a number written with a power of ten; nothing when some may be lost."""
    nombre = Decimal(re.sub(r"\s", "", scientifique).replace(",", "."))
    entier = nombre == nombre.to_integral_value() and len(nombre.as_tuple().digits) >= CHIFFRES_DU_SIRET - 1
    return f"{nombre:.0f}" if entier else ""


def is_nir(cellule: Cellule) -> bool:
    """Tell whether a cell holds what has the shape of a person's social security number, and is no SIRET."""
    numero = _ORNEMENTS.sub("", _write_chiffres(cellule))
    return bool(_NIR.fullmatch(numero)) and not is_siret(numero.zfill(CHIFFRES_DU_SIRET))


def read_rna(cellule: Cellule) -> Lue:
    """Read a number of the register of associations; raises ValeurRefusee."""
    numero = _compact_etiquete(cellule)
    if not is_rna(numero):
        raise ValeurRefusee("ce n'est pas un numéro RNA : il s'écrit W et 9 chiffres (outre-mer, le deuxième est une lettre)")
    return Lue(numero)


def read_iban(cellule: Cellule) -> Lue:
    """Read an IBAN; raises ValeurRefusee when its key is wrong."""
    numero = _compact_etiquete(cellule)
    if not is_iban(numero):
        raise ValeurRefusee("ce n'est pas un IBAN : sa clé ou sa longueur est fausse")
    return Lue(numero)


def _compact_etiquete(cellule: Cellule) -> str:
    """Write a number without its label, nor the signs that set it out."""
    return compact(_ORNEMENTS.sub("", fold_tirets(_ETIQUETTE.sub("", write_cellule(cellule).strip(), count=1))))


def read_date(cellule: Cellule) -> Lue:
    """Read a day; raises ValeurRefusee on a year alone, DateIllisible."""
    if _is_annee(cellule):
        raise ValeurRefusee(f"l'année seule ({write_cellule(cellule)}) ne dit pas le jour")
    if not isinstance(cellule, str):
        serie = isinstance(cellule, (int, float)) and not isinstance(cellule, bool)
        return Lue(cellules.read_date(cellule), "numéro de jour d'un tableur" if serie else "")
    texte = cellules.clean_texte(cellule)
    if _SERIE.fullmatch(texte):
        return Lue(cellules.read_date(int(float(texte.replace(",", ".")))), "numéro de jour d'un tableur")
    for forme, ordre, devine in _FORMES_DE_DATE:
        if trouve := forme.fullmatch(texte):
            return Lue(_check_siecle(texte, cellules.check_annee(parse_date(ordre.format(*trouve.groups())))), devine)
    if _DE_MIDI.search(texte):
        raise DateIllisible(f"« {texte} » est écrit à l'américaine, et se lit de deux façons")
    if _INSTANT.match(texte) or not any(signe.isalpha() for signe in texte):
        return Lue(cellules.read_date(texte))
    return Lue(cellules.check_annee(find_date(texte)), "date parmi d'autres mots, ou en lettres")


def read_periode(cellule: Cellule) -> Lue:
    """Read a first and a last day; raises ValeurRefusee when a cell does not say two."""
    texte = " ".join(write_cellule(cellule).split())
    if trouve := _MOIS_A_MOIS.fullmatch(texte):
        debut, fin = _read_mois(trouve[1], trouve[2] or trouve[4]), add_mois(_read_mois(trouve[3], trouve[4]), 1) - timedelta(days=1)
        devine = "mois entiers, du premier au dernier jour"
    else:
        trouve = _PERIODE.fullmatch(texte)
        if not trouve or len(_DATES.findall(texte)) != 2:  # noqa: PLR2004 - a period has two ends
            raise ValeurRefusee("ce n'est pas une période : il y faut un premier et un dernier jour, et eux seuls")
        bouts = [read_date(trouve[rang]) for rang in (1, 2)]
        (debut, fin), devine = (bout.valeur for bout in bouts), bouts[0].devine
    if fin < debut:
        raise DateIllisible("la période finit avant de commencer")
    return Lue((debut, fin), devine)


def _check_siecle(texte: str, jour: date) -> date:
    """Return the day that a text says with a year of two figures; raises ValeurRefusee when its first figures may be the year."""
    trouve = _ANNEE_EN_TETE.fullmatch(texte)
    if trouve and jour.year < _ANNEE_RECENTE <= 2000 + int(trouve[1]):
        raise ValeurRefusee(f"« {texte} » peut se lire de deux façons : l'année a-t-elle deux chiffres en tête ou en fin ?")
    return jour


def _read_mois(nom: str, annee: str) -> date:
    return date(int(annee), NOMS_DES_MOIS.index(nom.lower()) + 1, 1)


def _is_annee(cellule: Cellule) -> bool:
    if isinstance(cellule, (bool, date)):
        return False
    texte = write_cellule(cellule)
    return bool(_ANNEE.fullmatch(texte))


def _write_chiffres(cellule: Cellule) -> str:
    """Write a number as its digits; the decimal that a program adds to a whole number goes."""
    if isinstance(cellule, (int, float, Decimal)) and not isinstance(cellule, bool) and cellule == int(cellule):
        return str(int(cellule))
    texte = write_cellule(cellule)
    entier = _DECIMALE_NULLE.fullmatch(texte)
    return entier[1] if entier else texte


def _restore_zeros(numero: str) -> Lue:
    """Give back the zero that a number cannot start with, when the key says that it was there."""
    complet = numero.zfill(CHIFFRES_DU_SIRET)
    if len(numero) == CHIFFRES_DU_SIRET - 1 and is_siret(complet):
        return Lue(complet, "un zéro de tête, que le tableur avait perdu, est remis")
    raise ValeurRefusee(f"{len(numero)} chiffres au lieu de 14 : des zéros de tête ou d'autres chiffres sont perdus")


def _explain_siret(numero: str) -> str:
    if len(numero) > CHIFFRES_DU_SIRET:
        return f"{len(numero)} chiffres au lieu de 14"
    if numero.endswith("0" * _ZEROS_PERDUS):
        return "le tableur a arrondi ce SIRET : ses derniers chiffres sont perdus, retrouvez-le à la source"
    return "la clé de ce SIRET est fausse : un chiffre est mal recopié"
