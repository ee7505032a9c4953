"""The front door for a programmer: a campaign opened from a workbook or from the package, asked in a few words.

``docs/api.md`` shows it at work. Nothing here computes: each answer is that of the room which knows it.

>>> campagne = load_campagne("2022_phase2")
>>> campagne.montant, len(campagne.lignes), campagne.totaux("thématique")["T4"].montant
(Decimal('6198687.52'), 143, Decimal('468000.00'))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from dpid_xl import campagnes
from dpid_xl.anomalies import Fait
from dpid_xl.calcul.lignes import COLONNES, list_rangees
from dpid_xl.calcul.totaux import Axe, Total, compute_totaux, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import write_constat
from dpid_xl.documents.document import Convention
from dpid_xl.examen import Examen, check, examine
from dpid_xl.importation import import_source
from dpid_xl.modele import Dossier, Ligne, Operation, Structure
from dpid_xl.noms import fold_nom
from dpid_xl.production.choix import select_conventions
from dpid_xl.refus import Refus
from dpid_xl.schema import Nature

if TYPE_CHECKING:
    import pandas as pd


class AxeInconnu(Refus):
    """Totals were asked along an axis that lines do not have."""


@dataclass(frozen=True, slots=True)
class Constat:
    """An anomaly with its sentence: what, where (sheet and cell), what to do; ``justification`` when an officer accepted it."""

    code: str
    gravite: str
    feuille: str
    cellule: str
    phrase: str
    faits: Mapping[str, Fait]
    justification: str


@dataclass(frozen=True)
class CampagneOuverte:
    """A campaign read and controlled. Money is Decimal euros, dates are dates, None is an empty cell.

    ``examen`` holds the whole: the dossier, the anomalies, what was not controlled.
    """

    examen: Examen

    @property
    def dossier(self) -> Dossier:
        """All that was read."""
        return self.examen.dossier

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """The lines of Annexe 5, in its order."""
        return self.dossier.lignes

    @property
    def structures(self) -> tuple[Structure, ...]:
        """The register."""
        return self.dossier.structures

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The dispositifs of the call."""
        return self.dossier.operations

    @property
    def montant(self) -> Decimal:
        """The sum of the amounts voted, in euros."""
        return sum_montants(self.lignes)

    @cached_property
    def anomalies(self) -> tuple[Constat, ...]:
        """What the controls found, blocking ones first, each with its sentence."""
        return tuple(
            Constat(
                anomalie.code,
                anomalie.gravite.value,
                anomalie.origine.feuille,
                anomalie.origine.cellule,
                write_constat(anomalie),
                anomalie.faits,
                anomalie.justification,
            )
            for anomalie in self.examen.anomalies
        )

    def totaux(self, axe: str) -> Mapping[str, Total]:
        """Add the lines up by « opération », « thématique », « structure », « territoire » or « budget »; raises AxeInconnu.

        Accents and case do not count; the groups come in the order of Annexe 5.
        """
        axes = {fold_nom(connu.value): connu for connu in Axe}
        if fold_nom(axe) not in axes:
            raise AxeInconnu(f"L'axe « {axe} » n'existe pas : choisissez parmi {', '.join(connu.value for connu in Axe)}.")
        return compute_totaux(self.dossier, axes[fold_nom(axe)])

    def conventions(self, structures: Sequence[str] = ()) -> tuple[Convention, ...]:
        """Compose the conventions, all or those of the named structures, as decided texts; no file is made.

        Raises Bloque while an anomaly is blocking, StructureInconnue on an unknown name.
        """
        self.examen.require_sain("Aucune convention n'est composée")
        return select_conventions(self.dossier, structures)

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per line under the headers of the sheet « Annexe 5 », and the structure's name in the register.

        Amounts and quantities are Decimal objects, hence a column of amounts adds up to the package's own total; dates are dates.
        Convert to float what is plotted. Needs pandas, which is imported here only.
        """
        import pandas as pd

        tableau = pd.DataFrame(list_rangees(self.dossier), columns=[colonne.entete for colonne in COLONNES], dtype=object)
        for colonne in COLONNES:
            if colonne.nature is Nature.DATE:
                tableau[colonne.entete] = pd.to_datetime(tableau[colonne.entete])
        return tableau


def open_classeur(chemin: str | PathLike[str]) -> CampagneOuverte:
    """Read and control a workbook (.xlsm, .xlsx); raises ClasseurIllisible with one French sentence."""
    return CampagneOuverte(examine(Path(chemin)))


def importer(
    source: str | PathLike[str], base: str | PathLike[str] | None = None, *, feuille: str = "", encodage: str = ""
) -> tuple[CampagneOuverte, pd.DataFrame]:
    """Read somebody's table (.xlsx, .xls, .ods, .csv, .txt) as a campaign, and what became of each cell that was not read as it stands.

    ``base`` is a workbook of which operations, barème and register are taken. The journal has the columns état, feuille, cellule,
    colonne, valeur, lu, message. Raises SourceIllisible, ChoixNecessaire, ClasseurIllisible. Needs pandas, which is imported here only.
    """
    import pandas as pd

    recu = import_source(Path(source), read_classeur(Path(base)).dossier if base else None, feuille=feuille, encodage=encodage)
    rangees = [
        (trace.etat.value, trace.feuille, trace.cellule, trace.colonne, trace.valeur, trace.lu, trace.message)
        for trace in recu.journal.traces
    ]
    journal = pd.DataFrame(rangees, columns=["état", "feuille", "cellule", "colonne", "valeur", "lu", "message"], dtype=object)
    return CampagneOuverte(Examen(Path(source).name, recu.dossier, check(recu.dossier), "")), journal


def load_campagne(nom: str) -> CampagneOuverte:
    """Read and control a packaged campaign (« 2022_phase2 »); raises CampagneInconnue."""
    dossier = campagnes.load_campagne(nom)
    return CampagneOuverte(Examen(nom, dossier, check(dossier), ""))
