"""The totals of a table that was received: told apart from its lines by their words or by their sums, checked, then set aside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.francais import write_quantite
from dpid_xl.importation import valeurs
from dpid_xl.importation.contexte import Sommes, read_operation
from dpid_xl.importation.entetes import Entetes
from dpid_xl.importation.journal import Etat
from dpid_xl.importation.source import Grille
from dpid_xl.montants import ZERO, format_montant, to_decimal
from dpid_xl.noms import is_total
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5

RECOPIES = ("thematique", "operation", "territoire")  # what a heading says for the lines under it
_TOTALISES = frozenset({"montant", *RECOPIES, "quantite"})  # what a row of total may hold
_RANGS_SOUS_UN_TOTAL, _AUTRES_SOUS_UN_TOTAL = 2000, 100


@dataclass
class LecteurDeTotaux:
    """Reads the rows and the columns of totals of one table.

    ``colonnes`` are its columns by what they fill, ``fusions`` its cells that are merged with one above; ``contexte`` tells what the
    headings say of the row that is read, ``note`` writes in the journal.
    """

    grille: Grille
    entetes: Entetes
    colonnes: Mapping[str, int]
    fusions: Mapping[tuple[int, int], int]
    contexte: Callable[[str], str]
    note: Callable[[Etat, int, int, str, Cellule, str], None]
    sommes: Sommes = field(default_factory=Sommes)
    montants: dict[int, Decimal | None] = field(default_factory=dict)  # of the lines, by row

    def __post_init__(self) -> None:
        self.rangs = self.grille.rangs

    def add(self, rang: int, montant: Decimal | None) -> None:
        """Add a line; None: its amount was refused."""
        self.sommes.add(montant)
        self.montants[rang] = montant

    def find_total(self, rang: int) -> str:
        """Return the words by which a row says that it is a total; empty when it does not."""
        structure = self.colonnes.get("structure", 0)
        nommee = self.grille.get(rang, structure) is not None
        textes = [(colonne, write_cellule(valeur)) for colonne, valeur in sorted(self.grille.cellules[rang].items())]
        total = next((texte for colonne, texte in textes if is_total(texte, seul=colonne == structure or not nommee)), "")
        return "" if self.has_identite(rang) else total

    def has_identite(self, rang: int) -> bool:
        """Tell whether a row holds a number by which a body is known."""
        return any(self.grille.get(rang, self.colonnes[champ]) is not None for champ in ("siret", "rna", "iban") if champ in self.colonnes)

    def _read_somme(self, rang: int) -> Decimal | None:
        """Read the amount of a row that names no structure and tells nothing else than a total may; None when it is not so."""
        cellule = self.grille.get(rang, self.colonnes.get("montant", 0))
        if cellule is None or self.has_identite(rang) or self.is_nommee(rang):
            return None
        try:
            return self._read_montant(cellule) or None
        except Refus:
            return None

    def is_nommee(self, rang: int) -> bool:
        """Tell whether a row names a structure, by itself or by a merged cell."""
        structure = self.colonnes.get("structure", 0)
        return self.grille.get(rang, structure) is not None or (rang, structure) in self.fusions

    def _read_montant(self, cellule: Cellule) -> Decimal:
        if self.entetes.facteur > 1:
            return valeurs.read_milliers(cellule, self.entetes.facteur)
        montant: Decimal = valeurs.read_montant(cellule).valeur
        return montant

    def is_somme_au_dessus(self, rang: int, pleines: Mapping[str, Cellule]) -> bool:
        """Tell whether a row names no structure and is the sum of the lines above; it is noted."""
        somme = self._read_somme(rang) if pleines.keys() <= _TOTALISES else None
        nombre = self.sommes.find_lignes(somme) if somme else None
        operation = read_operation(write_cellule(pleines.get("operation", "")), self.contexte("thematique")).code
        seul = nombre == 1 and pleines.keys() & set(RECOPIES)  # a line whose name is missing may be worth as much as the one above
        if not nombre or seul or (operation and operation != self.contexte("operation")):
            return False
        message = f"sans structure, et c'est la somme de {write_quantite(nombre, 'ligne')} juste au-dessus : tenu pour un total, non repris"
        self.note(Etat.DEVINE, rang, self.colonnes["montant"], ANNEXE5.entete("montant"), self.get_montant(rang), message)
        return True

    def is_somme_au_dessous(self, rang: int, pleines: Mapping[str, Cellule]) -> bool:
        """Tell whether a row is the heading of the lines below and prints their sum; it is noted."""
        somme = self._read_somme(rang) if pleines.keys() <= _TOTALISES and pleines.keys() & set(RECOPIES) else None
        nombre = self._count_dessous(rang, somme) if somme else 0
        if not nombre:
            return False
        message = f"c'est bien la somme de {write_quantite(nombre, 'ligne')} juste au-dessous : tenu pour leur total, non repris"
        self.note(Etat.DEVINE, rang, self.colonnes["montant"], ANNEXE5.entete("montant"), self.get_montant(rang), message)
        return True

    def _count_dessous(self, rang: int, somme: Decimal) -> int:
        """Count the lines right below that make a sum, up to a row that is none; 0 when none do."""
        cumul, nombre, autres = ZERO, 0, 0
        depuis = bisect_right(self.rangs, rang)
        for dessous in self.rangs[depuis : depuis + _RANGS_SOUS_UN_TOTAL]:
            if self.is_nommee(dessous):
                try:
                    cumul, nombre = cumul + self._read_montant(self.get_montant(dessous)), nombre + 1
                except Refus:
                    return 0
            elif (nombre and cumul == somme) or (autres := autres + 1) > _AUTRES_SOUS_UN_TOTAL:
                break
        return nombre if cumul == somme else 0

    def get_montant(self, rang: int) -> Cellule:
        """Return what stands under the header of the amounts."""
        return self.grille.get(rang, self.colonnes.get("montant", 0))

    def read_total(self, rang: int, libelle: str) -> None:
        """Check the total that a row announces; it is noted, right or wrong."""
        cellule = self.grille.get(rang, self.colonnes.get("montant", 0))
        place = self.colonnes.get("montant", 0)
        nombres = [(colonne, valeur) for colonne, valeur in self.grille.cellules[rang].items() if isinstance(valeur, (int, float, Decimal))]
        if cellule is None and len(nombres) == 1 and self.entetes.de_lignes:  # the totals have their own column
            place, cellule = nombres[0]
        if cellule is None:
            self.note(Etat.ECARTE, rang, 0, "", libelle, "total sans montant")
            return
        try:
            total = self._read_montant(cellule)
        except Refus as erreur:
            self.note(Etat.REFUSE, rang, place, ANNEXE5.entete("montant"), cellule, f"total : {erreur}")
            return
        nombre = self.sommes.find_lignes(total)
        if nombre is None:
            reserve = f" ; {self.sommes.refuses} montants y sont refusés ou absents" if self.sommes.refuses else ""
            self.note(
                Etat.REFUSE,
                rang,
                place,
                ANNEXE5.entete("montant"),
                cellule,
                f"« {libelle} » n'est la somme d'aucune suite de lignes{reserve}",
            )
        else:
            self.note(
                Etat.ECARTE,
                rang,
                place,
                ANNEXE5.entete("montant"),
                cellule,
                f"« {libelle} » : c'est bien la somme de {write_quantite(nombre, 'ligne')} juste au-dessus",
            )
        self.sommes.begin()

    def check_colonne(self, colonne: int, texte: str) -> None:
        """Check a column of totals: each one is of its line and of those under it that have none, or of those it is merged over."""
        bas = {haut: bas for haut, gauche, bas, _ in self.grille.fusions if gauche == colonne}
        for rang in self.montants:
            valeur = self.grille.get(rang, colonne)
            if not isinstance(valeur, (int, float, Decimal)):
                continue
            siens = self._list_montants(rang, bas.get(rang, 0), colonne)
            if sum(siens, ZERO) != to_decimal(valeur):
                lignes = write_quantite(len(siens), "ligne")
                message = f"« {texte} » : ce n'est pas la somme de {lignes} à partir de là ({format_montant(sum(siens, ZERO))})"
                self.note(Etat.REFUSE, rang, colonne, "", valeur, message)

    def _list_montants(self, rang: int, bas: int, colonne: int) -> Sequence[Decimal]:
        """List the amounts of a line and of those below it, down to a row or to a total, a heading, another row's own total."""
        montants = [self.montants[rang] or ZERO]
        for indice in range(bisect_right(self.rangs, rang), len(self.rangs)):
            dessous = self.rangs[indice]
            if dessous not in self.montants or (dessous > bas if bas else self.grille.get(dessous, colonne) is not None):
                break
            montants.append(self.montants[dessous] or ZERO)
        return montants
