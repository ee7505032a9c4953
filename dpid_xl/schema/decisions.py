"""Where the workbook keeps each figure that was decided."""

from __future__ import annotations

from dpid_xl.classes import dataclass
from dpid_xl.modele import Mesure, Portee
from dpid_xl.schema.colonnes import Table
from dpid_xl.schema.registres import BUDGET, OPERATIONS, THEMATIQUES


@dataclass(frozen=True, slots=True)
class Emplacement:
    """Column of a table that holds a decided figure; ``cle`` is the field by which its row is found."""

    table: Table
    champ: str
    cle: str = "code"

    @property
    def entete(self) -> str:
        """Header of the column."""
        return self.table.entete(self.champ)


# Where the workbook keeps each decided figure. Its source is the column « Source » of its row.
EMPLACEMENTS = {
    (Portee.ARTICLE, Mesure.MONTANT): Emplacement(THEMATIQUES, "montant_decide", "article"),
    (Portee.ARTICLE, Mesure.OPERATIONS): Emplacement(THEMATIQUES, "operations_decidees", "article"),
    (Portee.THEMATIQUE, Mesure.MONTANT): Emplacement(THEMATIQUES, "total_annexe5"),
    (Portee.OPERATION, Mesure.MONTANT): Emplacement(OPERATIONS, "montant_decide"),
    (Portee.OPERATION, Mesure.QUANTITE): Emplacement(OPERATIONS, "quantite_decidee"),
    (Portee.OPERATION, Mesure.STRUCTURES): Emplacement(OPERATIONS, "structures_decidees"),
    (Portee.BUDGET, Mesure.MONTANT): Emplacement(BUDGET, "depense_decidee"),
}
# Unit of a decided figure by what it counts; a quantity is in the unit of its operation.
UNITES_DECIDEES = {Mesure.MONTANT: "€", Mesure.STRUCTURES: "structures", Mesure.OPERATIONS: "opérations"}
