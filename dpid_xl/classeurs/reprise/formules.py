"""A formula that people typed, as the new workbook can hold it: its cells followed where they went, else nothing.

>>> places = {("Annexe 5", 7, 7): ("Annexe 5", 9, 8)}
>>> suite = Suite(places.get, lambda _feuille, colonne: colonne + 1, {"tblannexe5": {"quantité"}}, {"campagne_nom"}, {"notes"})
>>> suite.follow("=G7*160+Campagne_nom", "Annexe 5"), suite.follow("=tblAnnexe5[[#This Row],[Quantité]]*Notes!A1", "Annexe 5")
('=H9*160+Campagne_nom', '=tblAnnexe5[[#This Row],[Quantité]]*Notes!A1')
>>> suite.follow("=SUM('Annexe 5'!G:G)+COUNTA(A:A)", "Notes")
"=SUM('Annexe 5'!H:H)+COUNTA(A:A)"
>>> suite.follow("=[1]Feuil1!A1", "Annexe 5"), suite.follow("=Annexe5_total", "Annexe 5"), suite.follow("=G8", "Annexe 5")
('', '', '')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.reprise.modele import Place
from dpid_xl.reperes import column_index_from_string, get_column_letter

_CELLULE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
_ENTIERES = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+")
_STRUCTUREE = re.compile(r"(\w+)(\[.*\])", re.DOTALL)
_COLONNE = re.compile(r"\[((?:'.|[^\[\]'])+)\]")
_EXTERNE = re.compile(r"\[\d+\]|\.xl\w+\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suite:
    """Where each cell went; headers of the tables, defined names and the officer's own sheets that the new workbook has, without case."""

    find: Callable[[Place], Place | None]
    find_colonne: Callable[[str, int], int]
    tables: Mapping[str, Collection[str]]
    noms: Collection[str]
    autres: Collection[str]

    def follow(self, formule: str, feuille: str) -> str:
        """Return a formula of a sheet with its cells where they are now; empty when one of them is nowhere."""
        if _EXTERNE.search(formule):
            return ""
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError  # here: only a workbook that is made anew needs it

        try:
            jetons = Tokenizer(formule).items
        except (TokenizerError, IndexError):
            return ""
        suivis = [
            self._follow_reference(str(jeton.value), feuille) if jeton.subtype == Token.RANGE else str(jeton.value) for jeton in jetons
        ]
        return "=" + "".join(suivis) if all(suivis) else ""

    def _follow_reference(self, texte: str, feuille: str) -> str:
        if structuree := _STRUCTUREE.fullmatch(texte):
            return texte if self._has_colonnes(structuree[1], structuree[2]) else ""
        if "!" not in texte and not _CELLULE.fullmatch(texte.split(":", maxsplit=1)[0]) and not _ENTIERES.fullmatch(texte):
            return texte if texte.casefold() in self.noms else ""
        return self._follow_plage(texte, feuille)

    def _has_colonnes(self, table: str, reste: str) -> bool:
        entetes = self.tables.get(table.casefold())
        citees = [re.sub(r"'(.)", r"\1", cite) for cite in _COLONNE.findall(reste)]
        if not citees:
            citees = [reste[1:-1]]
        return entetes is not None and all(cite.startswith("#") or not cite or cite.casefold() in entetes for cite in citees)

    def _follow_plage(self, texte: str, feuille: str) -> str:
        nommee, separateur, plage = texte.rpartition("!")
        cible = nommee.strip("'").replace("''", "'") if nommee else feuille
        if cible.casefold() in self.autres:
            return texte
        follow = self._follow_entiere if _ENTIERES.fullmatch(plage) else self._follow_cellule
        coins = [follow(coin, cible) for coin in plage.split(":")]
        return nommee + separateur + ":".join(coins) if all(coins) else ""

    def _follow_entiere(self, coin: str, feuille: str) -> str:
        """Follow a whole column; whole rows have no place of their own."""
        trouve = re.fullmatch(r"(\$?)([A-Z]{1,3})", coin)
        return f"{trouve[1]}{get_column_letter(self.find_colonne(feuille, column_index_from_string(trouve[2])))}" if trouve else ""

    def _follow_cellule(self, cellule: str, feuille: str) -> str:
        trouve = _CELLULE.fullmatch(cellule)
        place = self.find((feuille, int(trouve[4]), column_index_from_string(trouve[2]))) if trouve else None
        return f"{trouve[1]}{get_column_letter(place[2])}{trouve[3]}{place[1]}" if trouve and place else ""
