"""The look of the workbook: one font, one colour convention, one number format per kind of cell.

Each colour of a cell has one meaning, said once (``COULEURS``): « Accueil », « Mode d'emploi » and the README take it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.schema import Nature
from dpid_xl.schema.feuilles import PREPARER

POLICE = "Arial"  # on every machine, and Liberation Sans has its metrics: what the tests print is what officers print

FOND_TITRE = "#0B3A63"
FOND_ENTETE = PREPARER.couleur
FOND_SECTION = "#DCE6F1"
FOND_THEMATIQUE = "#E4EEDD"
TRAIT = "#BFBFBF"
GRIS_DISCRET = "#7F7F7F"

SAISIE = {"bg_color": "#FFF8DC", "font_color": "#1F3864"}
CALCUL = {"font_color": "#404040"}
A_VOIR = {"bg_color": "#FFC56B", "font_color": "#7F3F00"}
ALERTE = {"bg_color": "#F6BDBD", "font_color": "#9C0006"}
JUSTE = {"bg_color": "#D5E8D4", "font_color": "#1E5B1E"}
NEUTRE = {"bg_color": "#EDEDED", "font_color": "#7F7F7F"}
REPERE = {"bold": True, "font_color": "#0B5394"}
LIEN = {"font_color": "#0563C1", "underline": 1}


@dataclass(frozen=True, slots=True)
class Couleur:
    """One meaning, one colour: its name as people say it, its look (properties of XlsxWriter), a cell that has it, what it means."""

    nom: str
    aspect: Mapping[str, Any]
    exemple: str
    sens: str


COULEURS = (
    Couleur("jaune", SAISIE, "Saisie", "Cellule à remplir."),
    Couleur("blanc", CALCUL, "Calculée", "Cellule calculée : ne rien y écrire."),
    Couleur("orange", A_VOIR, "À voir", "Écart à justifier, donnée qui manque, avertissement du dernier contrôle."),
    Couleur("rouge", ALERTE, "À corriger", "Somme qui ne tombe pas juste, solde négatif, anomalie bloquante."),
    Couleur("vert", JUSTE, "Juste", "Ce qui a été vérifié et tombe juste."),
    Couleur("gris", NEUTRE, "0,00 €", "Montant nul : aucune convention."),
    Couleur("chiffres bleus", REPERE, "23 000,01 €", "La structure reçoit en tout plus que le seuil qui rend la convention obligatoire."),
)

# A number leaves the width of a hyphen at its right (« _- »), as Excel's own format of accounts: it does not touch the next text.
EUROS = "#,##0.00\\ [$€-40C]_-"
ENTIER = "#,##0_-"
DATE = "dd/mm/yyyy"

_NOMBRES = {
    Nature.IDENTIFIANT: "@",
    Nature.MONTANT: EUROS,
    Nature.ENTIER: ENTIER,
    Nature.ANNEE: "0",
    Nature.NOMBRE: "General",
    Nature.TAUX: "0\\ %_-",
    Nature.DATE: DATE,
}
_INFIME = 1e-9  # what a binary number may be away from the decimal one it stands for
_DECIMALES = ((ENTIER, 1), ("#,##0.0_-", 10))
_CADRAGES = {
    Nature.MONTANT: "right",
    Nature.VALEUR: "right",
    Nature.NOMBRE: "right",
    Nature.ENTIER: "right",
    Nature.TAUX: "right",
    Nature.DATE: "center",
    Nature.ANNEE: "center",
    Nature.OUI_NON: "center",
}


class Styles:
    """Formats of one workbook, made once for each set of properties."""

    def __init__(self, classeur: Workbook) -> None:
        self._classeur = classeur
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._cellules: dict[tuple[object, ...], Format] = {}  # by what is asked of a cell: thousands ask for the same

    def get(self, **proprietes: Any) -> Format:
        """Return the format with these XlsxWriter properties."""
        cle = tuple(sorted(proprietes.items()))
        if cle not in self._formats:
            self._formats[cle] = self._classeur.add_format({"valign": "vcenter", **proprietes})
        return self._formats[cle]

    def cellule(self, nature: Nature, *, saisie: bool, nombre: str = "", **plus: Any) -> Format:
        """Return the format of a cell of a table: input or computed, ``nombre`` overrides the number format of its kind."""
        cle = (nature, saisie, nombre, *plus.items())
        if cle not in self._cellules:
            self._cellules[cle] = self._make_cellule(nature, saisie=saisie, nombre=nombre, **plus)
        return self._cellules[cle]

    def _make_cellule(self, nature: Nature, *, saisie: bool, nombre: str, **plus: Any) -> Format:
        aspect: dict[str, Any] = CALCUL
        if saisie:
            aspect = {**SAISIE, "locked": False}
        elif nature is Nature.LIEN:
            aspect = LIEN
        return self.get(
            **{
                **aspect,
                "border": 1,
                "border_color": TRAIT,
                "num_format": nombre or get_format_nombre(nature),
                "align": _CADRAGES.get(nature, "left"),
                "font_size": TAILLE_DES_TABLES,
                "text_wrap": nature not in _CADRAGES,
                **plus,
            }
        )

    def colonne(self, nature: Nature, *, saisie: bool) -> Format:
        """Return the format of the cells below a table, so that a row added there already has the right kind."""
        plus = LIEN if nature is Nature.LIEN else {}
        cadrage = _CADRAGES.get(nature, "left")
        return self.get(num_format=get_format_nombre(nature), align=cadrage, locked=not saisie, font_size=TAILLE_DES_TABLES, **plus)

    @property
    def entete(self) -> Format:
        """Header of a table; its text stands above the button of the filter, which Excel draws in the lower right corner."""
        return self.get(
            bold=True,
            font_size=TAILLE_DES_TABLES,
            font_color="#FFFFFF",
            bg_color=FOND_ENTETE,
            border=1,
            border_color="#FFFFFF",
            text_wrap=True,
            align="left",
            valign="top",
        )

    def somme(self, nombre: str = "", **plus: Any) -> Format:
        """Return the format of a sum above a table, aligned as the numbers that it adds up; euros unless told otherwise."""
        return self.get(
            **{"bold": True, "font_size": TAILLE_DES_TABLES, "num_format": nombre or EUROS, "align": "right", "top": 1, "bottom": 1, **plus}
        )

    @property
    def libelle(self) -> Format:
        """Label of a card or of a total outside a table."""
        return self.get(bold=True, font_color=FOND_TITRE)

    @property
    def section(self) -> Format:
        """Title of a part of a sheet."""
        return self.get(bold=True, font_color=FOND_TITRE, bg_color=FOND_SECTION, font_size=11)

    @property
    def texte(self) -> Format:
        """Running text."""
        return self.get(text_wrap=True)

    @property
    def lien(self) -> Format:
        """Link inside the workbook."""
        return self.get(**LIEN)


def get_format_nombre(nature: Nature) -> str:
    """Return the number format of a kind of cell."""
    return _NOMBRES.get(nature, "General")


def choose_format_nombre(nature: Nature, valeur: object, unite: str = "") -> str:
    """Return the number format of one value where its kind is not enough: figures of the barème, quantities with decimals.

    >>> choose_format_nombre(Nature.VALEUR, Decimal("0.60"), "part du montant"), choose_format_nombre(Nature.NOMBRE, Decimal("4.5"))
    ('0\\\\ %_-', '#,##0.0_-')
    """
    if not isinstance(valeur, (Decimal, float, int)):
        return get_format_nombre(nature)
    if nature is Nature.VALEUR and unite.startswith("€"):
        return EUROS
    if (nature is Nature.VALEUR and unite.startswith("part ")) or nature is Nature.TAUX:
        return "0\\ %_-" if _is_entier(float(valeur) * 100) else "0.00\\ %_-"
    if nature in (Nature.VALEUR, Nature.NOMBRE):
        return next((format_ for format_, echelle in _DECIMALES if _is_entier(float(valeur) * echelle)), "#,##0.00_-")
    return get_format_nombre(nature)


def _is_entier(nombre: float) -> bool:
    return abs(nombre - round(nombre)) < _INFIME
