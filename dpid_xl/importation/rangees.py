"""The rows of a table that was received: lines, headings that lines take after, totals, notes, headers printed again, ghosts.

Every row ends as a line or in the journal.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from itertools import groupby
from typing import Any

from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.francais import write_quantite
from dpid_xl.importation import valeurs
from dpid_xl.importation.colonnes import choose_colonnes
from dpid_xl.importation.contexte import Intitule, is_note, is_renvoi, read_operation, read_thematique
from dpid_xl.importation.entetes import CAMPAGNE, Entetes, is_autre_table, is_repetition, read_entetes
from dpid_xl.importation.journal import ColonneLue, Etat, Journal, Place
from dpid_xl.importation.lignes import LecteurDeLigne
from dpid_xl.importation.source import Grille
from dpid_xl.importation.totaux import RECOPIES, LecteurDeTotaux
from dpid_xl.montants import format_montant
from dpid_xl.noms import is_total, split_mots
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5, STRUCTURES

MASQUE = "•••"  # what a journal says of a number that identifies a person or an account
_A_RECOPIER = (*RECOPIES, "structure")
_FAIBLES = re.compile(r"non|faux|-|–|—|/|[+-]?0+(?:[.,]0+)?\s*(?:€|euros?|%)?", re.IGNORECASE)  # what fills a row and says nothing


def is_faible(valeurs: Iterable[Cellule]) -> bool:
    """Tell whether a row says nothing, by what its cells hold: « non », a dash, an amount of zero at most.

    >>> is_faible(["non", 0]), is_faible(["PAGE", 0])
    (True, False)
    """
    return all(_FAIBLES.fullmatch(write_cellule(valeur)) for valeur in valeurs)


@dataclass(frozen=True, slots=True)
class LigneRecue:
    """A line as it was received: where, and what each of our columns holds; nothing where the source says nothing."""

    place: Place
    valeurs: Mapping[str, Any]

    def get(self, champ: str, defaut: Any = "") -> Any:
        """Return what a column holds."""
        return self.valeurs.get(champ, defaut)


@dataclass
class TableRecue:
    """A table: its headers, its lines, the names of thématiques and operations that it prints, what it says of its campaign."""

    entetes: Entetes
    lignes: list[LigneRecue] = field(default_factory=list)
    intitules: dict[str, str] = field(default_factory=dict)
    campagne: dict[str, dict[Any, Place]] = field(default_factory=dict)
    annonces: Mapping[str, tuple[Intitule, int]] = field(default_factory=dict)  # what headings right above it say of its lines


@dataclass
class LecteurDeTable:
    """Reads the rows of a sheet from its headers on, up to the headers of another table."""

    grille: Grille
    table: TableRecue
    journal: Journal
    choix: Mapping[str, str]
    contexte: dict[str, tuple[Intitule, int]] = field(default_factory=dict)
    lus: dict[int, int] = field(default_factory=dict)
    deja: dict[str, int] = field(default_factory=dict)
    annonces: dict[str, tuple[Intitule, int]] = field(default_factory=dict)  # headings since the last line: for the next table
    faibles: int = 0

    def __post_init__(self) -> None:
        self.entetes = choose_colonnes(self.grille, self.table.entetes, self.journal)
        self.colonnes = {champ: numero for numero, colonne in self.entetes.colonnes.items() if (champ := colonne.champ)}
        self.rangs = self.grille.rangs
        self.contexte |= self.table.annonces
        self.table.intitules |= {lu.code: lu.texte for lu, _ in self.table.annonces.values() if lu.code and lu.texte}
        self.lecteur = LecteurDeLigne(self.entetes, self.table.intitules, frozenset(self.colonnes))
        self.fusions = {
            (rang, gauche): haut
            for haut, gauche, bas, _ in self.grille.fusions
            for rang in range(haut + 1, min(bas, haut + 100_000) + 1)
            if gauche in self.entetes.colonnes
        }
        self.totaux = LecteurDeTotaux(self.grille, self.entetes, self.colonnes, self.fusions, self._get_contexte, self._note)

    def read(self) -> int | None:
        """Read the rows; return the row of the next table of the sheet, None at its end."""
        suivante = None
        for rang in self.rangs:
            if rang <= self.entetes.bas:
                continue
            autres = read_entetes(self.grille, rang, self.choix)
            if is_repetition(self.grille, rang, self.entetes):
                self._note(Etat.ECARTE, rang, 0, "", "", "en-tête répété")
            elif autres and is_autre_table(autres):
                suivante = rang
                break
            else:
                self._read_rangee(rang)
        for colonne, texte in self.entetes.textes.items():
            if self.entetes.de_lignes and is_total(texte) and not self._get_champ(colonne):
                self.totaux.check_colonne(colonne, texte)
        if self.faibles or self.grille.vides:
            self._note_vides()
        self._note_masquees(suivante)
        self._note_colonnes()
        return suivante

    # --- What a row is ---

    def _read_rangee(self, rang: int) -> None:
        pleines = {self._get_champ(colonne): valeur for colonne, valeur in self.grille.cellules[rang].items()}
        if is_faible(pleines.values()):
            self.faibles += 1
        elif self._is_trop_longue(rang):
            valeur = " | ".join(write_cellule(valeur) for _, valeur in sorted(self.grille.cellules[rang].items()))
            message = "plus de cellules que d'en-têtes : un séparateur non protégé les décale, la rangée n'est pas lue"
            self._note(Etat.REFUSE, rang, 0, "", valeur, message)
        elif total := self.totaux.find_total(rang):
            self.totaux.read_total(rang, total)
        elif self.totaux.is_somme_au_dessus(rang, pleines):
            for colonne, valeur in sorted(self.grille.cellules[rang].items()):
                if self._get_champ(colonne) != "montant":
                    self._note(Etat.ECARTE, rang, colonne, "", valeur, "libellé ou nombre d'un total")
            self.totaux.sommes.begin()
        elif self.totaux.is_somme_au_dessous(rang, pleines):
            self._read_titre(rang)
        elif "montant" in pleines or self._has_ligne(rang, pleines):
            self._read_ligne(rang)
        else:
            self._read_titre(rang)

    def _get_champ(self, colonne: int) -> str:
        trouvee = self.entetes.colonnes.get(colonne)
        return trouvee.champ if trouvee else ""

    def _has_ligne(self, rang: int, pleines: Mapping[str, Cellule]) -> bool:
        """Tell whether a row without an amount is a line: it names a structure, and says something else of it."""
        seule = len(self.grille.cellules[rang]) == 1
        nommee = "structure" in pleines or (rang, self.colonnes.get("structure", 0)) in self.fusions
        return nommee and not seule

    def _is_trop_longue(self, rang: int) -> bool:
        """Tell whether a row of a text has cells past the last header: none of them can be trusted."""
        largeur = self.grille.largeurs.get(self.entetes.bas, 0)
        return bool(largeur) and max(self.grille.cellules[rang]) > largeur

    # --- Headings, notes ---

    def _read_titre(self, rang: int) -> None:
        """Read a row that is no line: what it says stands for the lines under it, or is noted."""
        reconnus = False
        for colonne, valeur in sorted(self.grille.cellules[rang].items()):
            if self._get_champ(colonne) == "montant":
                continue  # a total, noted
            reconnus |= self._read_intitule(rang, colonne, valeur)
        if reconnus:
            self.totaux.sommes.begin()

    def _read_intitule(self, rang: int, colonne: int, valeur: Cellule) -> bool:
        texte, champ = write_cellule(valeur), self._get_champ(colonne)
        thematique = read_thematique(texte, annoncee=champ == "thematique", nommee=champ == "territoire")
        operation = read_operation(texte, self._get_contexte("thematique"))
        seule = len(self.grille.cellules[rang]) == 1
        if operation.code and (champ != "territoire" or (seule and self._is_absente("operation"))):
            self._set_contexte("operation", operation, rang)
        elif thematique and (champ != "territoire" or (seule and self._is_absente("thematique"))):
            self._set_contexte("thematique", thematique, rang)
        elif champ in RECOPIES and not is_renvoi(texte):
            self._set_contexte(champ, Intitule("", texte), rang)
        elif champ == "structure" and seule and not is_note(texte) and self._is_titre_de_structure(rang):
            self._set_contexte("structure", Intitule("", texte), rang)
        elif champ == "structure" and len(self.grille.cellules[rang]) == 1 and not is_note(texte) and self.entetes.de_lignes:
            self._note(
                Etat.REFUSE,
                rang,
                colonne,
                ANNEXE5.entete("structure"),
                valeur,
                "seule sur sa rangée, sans montant : ni ligne ni intitulé reconnu",
            )
            return False
        else:
            self._note(Etat.ECARTE, rang, colonne, "", valeur, "note ou intitulé, hors des lignes")
            return False
        message = "intitulé : vaut pour les lignes qui suivent"
        self._note(Etat.DEVINE, rang, colonne, champ and self.entetes.colonnes[colonne].entete, valeur, message)
        return True

    def _set_contexte(self, champ: str, intitule: Intitule, rang: int) -> None:
        """Set what lines take after; what was under it no longer holds."""
        for dessous in _A_RECOPIER[_A_RECOPIER.index(champ) :]:
            self.contexte.pop(dessous, None)
            self.annonces.pop(dessous, None)
        self.contexte[champ] = self.annonces[champ] = (intitule, rang)
        if intitule.code and intitule.texte:
            self.table.intitules.setdefault(intitule.code, intitule.texte)

    def _get_contexte(self, champ: str) -> str:
        intitule, _ = self.contexte.get(champ, (Intitule("", ""), 0))
        return intitule.code or intitule.texte

    # --- Lines ---

    def _read_ligne(self, rang: int) -> None:
        if self._is_personne(rang):
            return
        lues: dict[str, Any] = {}
        for colonne, valeur in self._list_cellules(rang):
            self._read_cellule(rang, colonne, valeur, lues)
        self._copy_contexte(rang, lues)
        place = Place(self.grille.feuille, rang)
        if not lues.get("structure"):
            self._note(
                Etat.REFUSE,
                rang,
                self.colonnes.get("structure", 0),
                ANNEXE5.entete("structure"),
                "",
                "aucune structure n'est nommée : à compléter",
            )
        if self.entetes.de_lignes:
            if self.totaux.get_montant(rang) is None:
                self._note(Etat.REFUSE, rang, self.colonnes["montant"], ANNEXE5.entete("montant"), "", "aucun montant : à compléter")
            self.totaux.add(rang, lues.get("montant"))
        self.annonces.clear()
        cle = repr(sorted(lues.items()))
        if (premiere := self.deja.setdefault(cle, rang)) != rang:
            self._note(Etat.DEVINE, rang, 0, "", "", f"rangée identique à la rangée {premiere} : reprise deux fois, à vérifier")
        self.table.lignes.append(LigneRecue(place, lues))

    def _list_cellules(self, rang: int) -> Iterator[tuple[int, Cellule]]:
        """Yield the cells of a line, those that are merged with a row above included."""
        propres = self.grille.cellules[rang]
        for colonne in sorted(self.entetes.colonnes):
            if colonne in propres:
                yield colonne, propres[colonne]
            elif (rang, colonne) in self.fusions:
                haut = self.fusions[rang, colonne]
                valeur = self.grille.get(haut, colonne)
                if valeur is not None and self._copy_fusion(rang, colonne, valeur, haut):
                    yield colonne, valeur

    def _copy_fusion(self, rang: int, colonne: int, valeur: Cellule, haut: int) -> bool:
        entete, champ = self.entetes.colonnes[colonne].entete, self._get_champ(colonne)
        if champ in ("montant", "quantite", "quantite_simple"):
            message = f"cellule fusionnée avec celle de la rangée {haut} : ce nombre vaut pour plusieurs lignes, à répartir"
            self._note(Etat.REFUSE, rang, colonne, entete, valeur, message)
            return False
        if champ:
            self._note(Etat.DEVINE, rang, colonne, entete, "", f"recopié de la cellule fusionnée de la rangée {haut}", valeur)
        return bool(champ)

    def _is_personne(self, rang: int) -> bool:
        """Set aside a grant to a person: the column of the SIRET holds a social security number, which goes nowhere."""
        colonne = self.colonnes.get("siret", 0)
        valeur = self.grille.get(rang, colonne)
        if valeur is None or not valeurs.is_nir(valeur):
            colonne = next((autre for autre, texte in self.entetes.textes.items() if self._is_numero_perdu(rang, autre, texte)), 0)
        if not colonne or not valeurs.is_nir(self.grille.get(rang, colonne)):
            return False
        self._note(
            Etat.ECARTE,
            rang,
            colonne,
            STRUCTURES.entete("siret"),
            MASQUE,
            "numéro d'une personne physique (NIR) : la rangée n'est pas reprise",
        )
        return True

    def _is_numero_perdu(self, rang: int, colonne: int, texte: str) -> bool:
        """Tell whether a cell is under a header of its own for persons (« NIR », « N° de sécurité sociale »), and is such a number."""
        valeur = self.grille.get(rang, colonne)
        return valeur is not None and bool({"nir", "secu", "sociale"} & set(split_mots(texte))) and valeurs.is_nir(valeur)

    def _read_cellule(self, rang: int, numero: int, valeur: Cellule, lues: dict[str, Any]) -> None:
        colonne = self.entetes.colonnes[numero]
        if not colonne.champ:
            return
        try:
            lue = self.lecteur.read(colonne, valeur, lues, self._get_contexte("thematique"))
        except Refus as erreur:
            montree = MASQUE if colonne.champ == "iban" else valeur
            self._note(Etat.REFUSE, rang, numero, colonne.entete, montree, str(erreur))
            return
        if colonne.pour == CAMPAGNE:
            self.table.campagne.setdefault(colonne.champ, {}).setdefault(lue.valeur, Place(self.grille.feuille, rang, numero))
        if lue.devine:
            self._note(Etat.DEVINE, rang, numero, colonne.entete, valeur, lue.devine, _show(lue.valeur))
        else:
            self.lus[numero] = self.lus.get(numero, 0) + 1

    def _copy_contexte(self, rang: int, lues: dict[str, Any]) -> None:
        if lues.get("thematique"):
            self.contexte["thematique"] = (Intitule("", lues["thematique"]), rang)
        for champ in _A_RECOPIER:
            if champ in self.contexte and not lues.get(champ) and (champ != "structure" or self._groups_structures(rang)):
                intitule, depuis = self.contexte[champ]
                lues[champ] = intitule.code or intitule.texte
                if champ != "thematique":
                    message = f"recopié de la rangée {depuis}"
                    self._note(Etat.DEVINE, rang, self.colonnes.get(champ, 0), ANNEXE5.entete(champ), "", message, lues[champ])
        if lues.get("structure"):
            self.contexte["structure"] = (Intitule("", lues["structure"]), rang)
        else:
            self.contexte.pop("structure", None)  # somebody else, whose name is missing
        if lues.get("operation") and self._get_contexte("operation") != lues["operation"]:
            # It also holds for the lines under it that name none; a territoire that is not said may be the whole Département.
            self.contexte["operation"] = (Intitule("", lues["operation"]), rang)
            self.totaux.sommes.begin()

    def _is_absente(self, champ: str) -> bool:
        return champ not in self.colonnes

    def _groups_structures(self, rang: int) -> bool:
        """Tell whether a row that names no structure says, right of that column, which of its grants it is."""
        structure = self.colonnes.get("structure", 0)
        return not self.totaux.has_identite(rang) and any(
            self.grille.get(rang, numero) is not None for champ in RECOPIES if (numero := self.colonnes.get(champ, 0)) > structure
        )

    def _is_titre_de_structure(self, rang: int) -> bool:
        """Tell whether a name alone on its row stands for the line right below it, which names none."""
        depuis = bisect_right(self.rangs, rang)
        dessous = next(iter(self.rangs[depuis : depuis + 1]), 0)
        return (
            bool(dessous)
            and not self.totaux.is_nommee(dessous)
            and self.totaux.get_montant(dessous) is not None
            and self._groups_structures(dessous)
        )

    # --- The journal ---

    def _note(self, etat: Etat, rang: int, colonne: int, entete: str, valeur: Cellule, message: str, lu: Cellule = "") -> None:
        self.journal.add(etat, Place(self.grille.feuille, rang, colonne), entete, valeur, message, lu)

    def _note_vides(self) -> None:
        nombre = write_quantite(self.faibles + self.grille.vides, "rangée")
        self._note(Etat.ECARTE, 0, 0, "", "", f"{nombre} sans rien qui fasse une ligne (vides, une espace, un zéro, « non »)")

    def _note_masquees(self, suivante: int | None) -> None:
        """Note what the source does not show and was read: each run of rows, each column."""
        siens = [rang for rang in self.rangs if self.entetes.haut <= rang and (suivante is None or rang < suivante)]
        for masques, suite in groupby(siens, self.grille.masquees.__contains__):
            if masques:
                premier, *autres = suite
                message = f"rangées {premier} à {autres[-1]} masquées, lues" if autres else "rangée masquée, lue"
                self._note(Etat.DEVINE, premier, 0, "", "", f"{message} comme les autres")
        for numero in sorted(self.grille.colonnes_masquees & self.entetes.colonnes.keys()):
            if entete := self.entetes.colonnes[numero].entete:
                texte = self.entetes.textes.get(numero, "")
                self._note(Etat.DEVINE, self.entetes.bas, numero, entete, texte, "colonne masquée, lue comme les autres", entete)

    def _note_colonnes(self) -> None:
        for numero, texte in self.entetes.textes.items():
            colonne = self.entetes.colonnes.get(numero)
            entete = colonne.entete if colonne else ""
            place = Place(self.grille.feuille, self.entetes.bas, numero)
            self.journal.colonnes.append(ColonneLue(place.feuille, place.cellule, texte, entete, self.lus.get(numero, 0)))


def _show(valeur: Any) -> Cellule:
    """Write a value that may be a pair."""
    parts: Sequence[Any] = valeur if isinstance(valeur, tuple) else (valeur,)
    return " – ".join(
        format_montant(part) if isinstance(part, Decimal) and len(parts) == 1 else write_cellule(part) for part in parts if part != ""
    )
