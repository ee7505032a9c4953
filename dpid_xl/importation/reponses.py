"""One answer of a form of bilan, read as what its question asks; what would be invented, or would not be kept, is refused.

>>> read_reponse(Question("Part", Genre.PART, "%"), "77 %").valeur
Decimal('0.77')
"""

from __future__ import annotations

import re
from decimal import Decimal

from dpid_xl import cellules
from dpid_xl.calcul.bilans import Genre
from dpid_xl.cellules import CHIFFRES_EXCEL, Cellule, is_erreur, write_cellule
from dpid_xl.documents.bilans import Question
from dpid_xl.francais import write_quantite
from dpid_xl.importation import valeurs
from dpid_xl.importation.valeurs import Lue, ValeurRefusee
from dpid_xl.montants import MontantIllisible, format_taux

TEXTE_MAXIMUM = 5000  # signs of an answer
_NOMBRE_MAXIMUM = 60  # signs of a number, its unit with it: past that it is words
_CENT = Decimal(100)
_DOUBLE = Decimal(2)  # 120 % in a cell that shows percents is 1,2: from one to twice, it may be a share beyond all
_LIGNES = re.compile(r"\s*\n\s*")


def read_reponse(question: Question, cellule: Cellule) -> Lue:
    """Read an answer as what its question asks; raises Refus with the reason."""
    if is_erreur(cellule):
        raise ValeurRefusee("la cellule porte une erreur, ou une formule que personne n'a calculée")
    if question.genre is Genre.TEXTE:
        return _read_texte(cellule)
    _check_longueur(cellule)
    match question.genre:
        case Genre.EUROS:
            lue = valeurs.read_montant(cellule)
        case Genre.PART:
            lue = _read_part(cellule)
        case _:
            lue = _read_nombre(question, cellule)
    if lue.valeur < 0:
        raise MontantIllisible("une réponse n'est pas négative")
    if len(Decimal(lue.valeur).normalize().as_tuple().digits) > CHIFFRES_EXCEL:
        raise ValeurRefusee(f"ce nombre a plus de {CHIFFRES_EXCEL} chiffres, plus que le tableur n'en garde : arrondissez-le")
    return lue


def count_lignes(question: Question, cellule: Cellule) -> int:
    """Return on how many lines words were written, empty ones left out.

    >>> count_lignes(Question("Bilan", Genre.TEXTE, "texte"), "Premier.\\n\\nSecond.")
    2
    """
    return len(_LIGNES.split(cellule.strip())) if question.genre is Genre.TEXTE and isinstance(cellule, str) else 1


def _read_texte(cellule: Cellule) -> Lue:
    """Read words: on one line, as every text of the workbook is read."""
    texte = write_cellule(cellule)
    if len(texte) > TEXTE_MAXIMUM:
        raise ValeurRefusee(f"le texte a {write_quantite(len(texte), 'signe')}, plus de {TEXTE_MAXIMUM} : résumez-le, joignez le reste")
    return Lue(texte)


def _check_longueur(cellule: Cellule) -> None:
    """Refuse words where a figure is asked, without saying them all again."""
    texte = cellules.clean_texte(cellule) if isinstance(cellule, str) else ""
    if len(texte) > _NOMBRE_MAXIMUM or "\n" in texte:
        dit = write_cellule(texte)
        court = f"{dit[:_NOMBRE_MAXIMUM]}…" if len(dit) > _NOMBRE_MAXIMUM else dit
        raise ValeurRefusee(f"« {court} » n'est pas un nombre")


def _read_nombre(question: Question, cellule: Cellule) -> Lue:
    if isinstance(cellule, str) and cellule.rstrip().endswith(("%", "€")):
        raise ValeurRefusee("c'est un nombre qui est demandé, ni une part ni un montant")
    lue = valeurs.read_quantite(cellule)
    nombre, unite = lue.valeur
    if unite and unite != question.unite:
        raise ValeurRefusee(f"la réponse est en « {unite} », elle est demandée en « {question.unite} »")
    if question.entiere and nombre != int(nombre):
        raise ValeurRefusee("ce n'est pas un nombre entier")
    return Lue(int(nombre) if question.entiere else nombre, lue.devine)


def _read_part(cellule: Cellule) -> Lue:
    """Read a share: of 1 in a spreadsheet, whose cell shows it in percent; in words, in percent or not at all."""
    ecrite = isinstance(cellule, str)
    part, devine = cellules.read_taux(cellule), ""
    if ecrite and not cellule.rstrip().endswith("%"):
        if Decimal(0) < part <= 1:
            raise ValeurRefusee(f"« {cellule} » peut se lire {format_taux(part)} ou {format_taux(part / _CENT)} : écrivez-le avec « % »")
        part, devine = part / _CENT, f"lu {format_taux(part / _CENT)}"
    elif not ecrite and part > _DOUBLE:
        part, devine = part / _CENT, f"lu {format_taux(part / _CENT)}"
    elif not ecrite and part > 1:
        raise ValeurRefusee(
            f"c'est {format_taux(part)}, à moins que ce ne soit {format_taux(part / _CENT)} : une part va de 0 à 100 %, tapez la bonne"
        )
    if not 0 <= part <= 1:
        raise ValeurRefusee("une part va de 0 à 100 %")
    return Lue(part, devine)
