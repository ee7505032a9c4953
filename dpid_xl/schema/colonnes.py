"""What the contract is made of: columns, tables, and the choices that a cell offers."""

from __future__ import annotations

from enum import StrEnum

from dpid_xl.classes import dataclass

SEPARATEUR = " | "  # between several names in one cell

# The generation of the workbooks that are built; a workbook says its own in the cell of this name, those before 1 say nothing. It does not
# miss a column, a setting or a table that says it came later (``depuis``).
GENERATION = 4
NOM_GENERATION = "Generation_du_classeur"

LISTE_OPERATIONS = "Liste_operations"
LISTE_STRUCTURES = "Liste_structures"
LISTE_TERRITOIRES = "Liste_territoires"
LISTE_THEMATIQUES = "Liste_thematiques"
LISTE_BUDGET = "Liste_budget"
LISTE_DELIBERATIONS = "Liste_deliberations"
LISTE_SCENARIOS = "Liste_scenarios"
UNITES = (
    "place",
    "diagnostic",
    "participant",
    "poste",
    "poste par an",
    "ETP",
    "mesure",
    "solution logement",
    "forfait",
    "événement",
    "territoire",
)


# Columns and settings of which a number that cannot be right is told by its two ends only.
MASQUES = frozenset({"siret", "iban", "departement_siret"})


class Nature(StrEnum):
    """What a cell holds, hence its number format, its alignment and how it is read."""

    TEXTE = "texte"
    PARAGRAPHES = "paragraphes"  # one paragraph per line of the cell
    NOMS = "noms"  # several names in one cell
    IDENTIFIANT = "identifiant"  # always a text cell: SIRET, codes, IBAN
    NOMBRE = "nombre"
    ENTIER = "entier"
    ANNEE = "année"  # civil: written without a space between its figures
    MONTANT = "montant"
    TAUX = "taux"
    VALEUR = "valeur"  # a figure of the barème: euros, share or count, as its unit says
    DATE = "date"
    OUI_NON = "oui/non"
    LIEN = "lien"  # to another sheet; written by a formula, never read


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of a table; ``largeur`` in characters; ``liste`` names a choice (a defined name or literal values)."""

    entete: str
    champ: str
    nature: Nature
    largeur: float
    aide: str = ""
    formule: str = ""
    liste: str | tuple[str, ...] = ""
    obligatoire: bool = False  # the sheet cannot be read without this column
    saisie: bool = True  # people type in it
    anciennes: tuple[str, ...] = ()  # the formulas of workbooks already out, right as long as nobody changed what the new one also reads
    depuis: int = 0  # the first generation of workbooks that has it
    gardee: bool = False  # written by the macros, and what they wrote is kept when the workbook is made anew
    autrefois: str = ""  # the header that it had in older workbooks, which a column of today may have taken


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: its name, its sheet, its columns in order; ``depart`` is the cell of its first header."""

    nom: str
    feuille: str
    depart: str
    colonnes: tuple[Colonne, ...]
    depuis: int = 0  # the first generation of workbooks that is sure to have it
    en_attente: tuple[str, ...] = ()  # the fields of a row that waits: with no other, it says nothing yet

    def colonne(self, champ: str) -> Colonne:
        """Return a column by its name; raises KeyError."""
        return self.colonnes[self.rang(champ)]

    def rang(self, champ: str) -> int:
        """Return the place of a column among the others (from 0), by its name; raises KeyError."""
        for rang, colonne in enumerate(self.colonnes):
            if colonne.champ == champ:
                return rang
        raise KeyError(f"{self.nom} n'a pas de colonne « {champ} »")

    def entete(self, champ: str) -> str:
        """Return the header of a column; raises KeyError."""
        return self.colonne(champ).entete


def calculee(
    entete: str, champ: str, nature: Nature, largeur: float, aide: str = "", formule: str = "", anciennes: tuple[str, ...] = ()
) -> Colonne:
    """Return a column that the workbook or the program fills."""
    return Colonne(entete, champ, nature, largeur, aide, formule, saisie=False, anciennes=anciennes)


def memoire(entete: str, champ: str, nature: Nature, largeur: float, aide: str = "") -> Colonne:
    """Return a column that the macros fill with what nothing else remembers."""
    return Colonne(entete, champ, nature, largeur, aide, saisie=False, gardee=True)


SANS_AUTRE_COMMISSION = "SUM(tblDemandes[Autre commission])=0"  # none but the vote decided an amount
SANS_AVENANT = "COUNT(tblAvenants[Avenant n°])=0"  # what follows the avenants then shows nothing

# The last column of the tables whose rows a control may warn about.
JUSTIFICATION = Colonne("Justification", "justification", Nature.TEXTE, 20, "Raison d'accepter les avertissements de cette rangée.")
