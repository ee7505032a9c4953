"""Formulas as texts: compared with one another whatever program wrote them, and the rows that their ranges reach.

Excel, LibreOffice and openpyxl write one formula in several ways; a program may also turn the names of columns into plain ranges.

>>> normalize("=ROUND(tblA[[#This Row],[Montant retenu]] - [@Avance],2)", "tblA")
'round([@montantretenu]-[@avance],2)'
>>> relate("=ROUND(M7-$L7,2)", 7, 14) == relate("=ROUND(M8-$L8,2)", 8, 14)
True
>>> reduce_formule("=SUM(tblAnnexe5[Montant retenu])") == reduce_formule("=SUM('Annexe 5'!$M$7:$M$149)")
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from dpid_xl.classes import dataclass
from dpid_xl.noms import fold_nom
from dpid_xl.reperes import column_index_from_string, get_column_letter

_TEXTE = re.compile(r'("[^"]*+(?:"|\Z))')  # a doubled quote is the end of a text and the beginning of another
# What Excel puts before a function newer than the format, or that an add-in brings; « [1]! » is the file of the add-in.
_PREFIXE_DE_FONCTION = re.compile(r"_xlfn\.|_xlws\.|_xldudf_|_xll\.|'?\[\d+\][^!()\"]{0,300}!(?=dpid[._])")
_FONCTION_DPID = re.compile(r"\bdpid_")
_TABLE_ENTIERE = re.compile(r"\[\[#all\]\]|\[\[#headers\],\[#data\]\]|\[#all\]")
_CETTE_LIGNE = re.compile(r"(?<![\w.])([\w.]*)(?:\[\[#thisrow\],\[([^\[\]]*)\]\]|\[@\[([^\[\]]*)\]\]|\[@([^\[\]]*)\])")
_NOM_DE_COLONNE = re.compile(r"\[(@?)([^\[\]#@]+)\]")
_PONCTUATION = re.compile(r"[\W_]")

_FEUILLE = r"(?:('[^'\"]{1,300}'|(?<![\w.'])[\w.]{1,300})!)?"
_CELLULE = re.compile(_FEUILLE + r"(?<![\w.$\]])\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?(?![\w(!.\[])")
_CELLULE_SEULE = re.compile(r"(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w(!.\[])")
_COLONNE_DE_TABLE = re.compile(r"(?<![\w.])[\w.]*\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_COLONNES_ENTIERES = re.compile(r"(?<![\w.$:])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(!.\[:])")
_REFERENCE = re.compile(rf"{_CELLULE_SEULE.pattern}|{_COLONNES_ENTIERES.pattern}|\w\[|[^\W\d][\w.]*(?![\w.(])")


@dataclass(frozen=True, slots=True)
class Plage:
    """A rectangle that a formula names; ``feuille`` is empty for the sheet of the formula. Columns and rows from 1."""

    feuille: str
    gauche: int
    haut: int
    droite: int
    bas: int


@lru_cache(maxsize=4096)
def normalize(formule: str, table: str = "") -> str:
    """Reduce a formula to what it computes; ``table`` is the one whose row it stands on, which « [@…] » means."""

    def simplify(morceau: str) -> str:
        simple = _PREFIXE_DE_FONCTION.sub("", fold_nom(morceau).replace(" ", ""))
        simple = _FONCTION_DPID.sub("dpid.", simple)
        if "[" not in simple:  # most of them
            return simple
        simple = _CETTE_LIGNE.sub(lambda trouve: _write_cette_ligne(trouve, table.casefold()), _TABLE_ENTIERE.sub("[#all]", simple))
        return _NOM_DE_COLONNE.sub(lambda trouve: f"[{trouve[1]}{_PONCTUATION.sub('', trouve[2])}]", simple)

    return _rewrite(formule.lstrip("{").rstrip("}").removeprefix("="), simplify)


def relate(formule: str, rang: int, colonne: int) -> str:
    """Write the cells that a formula names by their distance from its own: the formulas of a column are then one text."""

    def write(trouve: re.Match[str]) -> str:
        fixe_colonne, lettres, fixe_rang, numero = trouve.groups()
        horizontal = lettres.upper() if fixe_colonne else str(column_index_from_string(lettres) - colonne)
        return f"R[{numero if fixe_rang else int(numero) - rang}{fixe_rang}]C[{horizontal}]"

    return _rewrite(formule, lambda morceau: _CELLULE_SEULE.sub(write, morceau))


def reduce_formule(formule: str) -> str:
    """Keep of a formula its functions, operators and constants: the same when a program turned columns of tables into ranges."""

    def erase(morceau: str) -> str:
        return _COLONNES_ENTIERES.sub("¤", _CELLULE.sub("¤", _COLONNE_DE_TABLE.sub("¤", morceau)))

    return normalize(_rewrite(formule, erase))


def has_reference(formule: str) -> bool:
    """Tell whether a formula reads anything: « =6400 » or « =#N/A » is a constant.

    >>> has_reference("=SUM(M7:M9)"), has_reference("=Campagne_nom"), has_reference('=1+2&"M7"'), has_reference("=#N/A")
    (True, True, False, False)
    """
    sans_textes = _TEXTE.sub("", formule.removeprefix("="))
    return not sans_textes.startswith("#") and _REFERENCE.search(sans_textes) is not None


def list_plages(formule: str) -> Iterator[Plage]:
    """Yield the cells and ranges that a formula names by letters and numbers.

    >>> [plage.bas for plage in list_plages("=SUM(M7:M100,'Annexe 5'!$M$102)")]
    [100, 102]
    """
    for trouve in _CELLULE.finditer(_TEXTE.sub("", formule)):
        feuille, lettres, rang, autres_lettres, autre_rang = trouve.groups()
        colonnes = sorted(column_index_from_string(lettre) for lettre in (lettres, autres_lettres or lettres))
        rangs = sorted(int(numero) for numero in (rang, autre_rang or rang))
        yield Plage((feuille or "").strip("'"), colonnes[0], rangs[0], colonnes[1], rangs[1])


def write_plage(colonne: int, rangs: tuple[int, int]) -> str:
    """Write the rows of a column as an officer does.

    >>> write_plage(12, (7, 7)), write_plage(12, (7, 9))
    ('L7', 'L7:L9')
    """
    lettre, (premier, dernier) = get_column_letter(colonne), rangs
    return f"{lettre}{premier}" if premier == dernier else f"{lettre}{premier}:{lettre}{dernier}"


def _write_cette_ligne(trouve: re.Match[str], table: str) -> str:
    nom = next(nom for nom in trouve.groups()[1:] if nom is not None)
    return f"{'' if trouve[1] == table else trouve[1]}[@{nom}]"


def _rewrite(formule: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite what stands outside the texts of a formula."""
    morceaux = _TEXTE.split(formule)
    return "".join(morceau if rang % 2 else rewrite(morceau) for rang, morceau in enumerate(morceaux))
