"""An opened workbook: what its cells hold, by sheet, row and column, formulas replaced by their last computed value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.feuille import (
    CELLULES_MAXIMUM,
    FeuilleLue,
    Partagee,
    Rectangle,
    TropDeCellules,
    TropDeCellulesGroupees,
    parse_rectangle,
    read_feuille,
)
from dpid_xl.classeurs.lecture.ossature import Ossature, Tableau, read_ossature, read_tableaux
from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible, describe_demesure, describe_fusions, open_parties, read_octets
from dpid_xl.noms import find_renomme, fold_titre
from dpid_xl.schema import FEUILLES, NOM_GENERATION

_RIEN: Mapping[int, Brut] = {}
_DESTINATION = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()\s]+))!(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)")
_DESTINATIONS = re.compile(rf"{_DESTINATION.pattern}(?:,{_DESTINATION.pattern})*")


class Classeur:
    """A workbook that was loaded from its bytes; never written. ``tableaux`` are its Excel tables, by name without case."""

    def __init__(self, nom: str, octets: bytes) -> None:
        self.nom = nom
        self._parties = open_parties(nom, octets)
        self._ossature, self._feuilles, self.tableaux = _load(nom, self._parties)
        self._titres = {fold_titre(feuille): feuille for feuille in reversed(self.feuilles)}

    @property
    def feuilles(self) -> Sequence[str]:
        """Names of the sheets, in the order of the tabs."""
        return tuple(self._feuilles)

    @property
    def parties_des_feuilles(self) -> Mapping[str, str]:
        """Names of the parts that hold the sheets, by sheet."""
        return self._ossature.feuilles

    @property
    def onglets(self) -> Sequence[str]:
        """Names of all the tabs, in their order, those without cells too."""
        return self._ossature.onglets

    @property
    def noms_locaux(self) -> Sequence[tuple[str, str, str]]:
        """Sheet, name and target of the names defined for one sheet alone, but Excel's own."""
        return self._ossature.noms_locaux

    @property
    def epoque(self) -> datetime:
        """Day 0 of the date numbers of this file (1900 or 1904)."""
        return self._ossature.lexique.epoque

    @property
    def calcul_manuel(self) -> bool:
        """Tell whether the file asks that nothing be recalculated before someone says so."""
        return self._ossature.calcul_manuel

    @property
    def precision_affichee(self) -> bool:
        """Tell whether the file asks to compute with the figures as they are shown, rounded."""
        return self._ossature.precision_affichee

    @property
    def feuilles_masquees(self) -> Mapping[str, str]:
        """Return the sheets that are not shown, with the state that the file gives them."""
        return self._ossature.masquees

    @property
    def parties(self) -> Parties:
        """The parts of the package."""
        return self._parties

    @property
    def noms_des_parties(self) -> Sequence[str]:
        """Names of the parts of the package."""
        return tuple(self._parties)

    def read_partie(self, nom: str) -> bytes:
        """Return the content of a part of the package; nothing when there is no such part."""
        return self._parties.get(nom, b"")

    def refuse(self, texte: str) -> ClasseurIllisible:
        """Make the error that says why this workbook cannot be read."""
        return ClasseurIllisible(f"Classeur « {self.nom} » : {texte}.")

    def has_table(self, nom: str, feuille: str) -> bool:
        """Tell whether a table, or the sheet that should hold it, is there."""
        return nom.casefold() in self.tableaux or fold_titre(feuille) in self._titres

    def get_feuille(self, attendue: str) -> str:
        """Return the real name of a sheet (case, spaces, signs that do not show aside); raises ClasseurIllisible with the nearest one."""
        if trouvee := self.find_feuille(attendue):
            return trouvee
        connues = {feuille.nom for feuille in FEUILLES}
        proche = find_renomme(attendue, (feuille for feuille in self.feuilles if feuille not in connues))
        conseil = f"une feuille « {proche} » existe : renommez-la" if proche else "rétablissez-la ou repartez du classeur maître"
        raise self.refuse(f"la feuille « {attendue} » est absente ; {conseil}")

    def find_feuille(self, attendue: str) -> str | None:
        """Return the real name of a sheet; None when there is none."""
        return self._titres.get(fold_titre(attendue))

    def list_rangs(self, feuille: str) -> Sequence[int]:
        """Return the numbers of the rows of a sheet that have filled cells, in order."""
        return sorted(self._feuilles[feuille].valeurs)

    def count_rangees(self, feuille: str) -> int:
        """Count the rows that the file has for a sheet, those that hold nothing included."""
        return self._feuilles[feuille].rangees

    def list_colonnes(self, feuille: str, rang: int) -> Sequence[int]:
        """Return the numbers of the columns that have a filled cell on a row, in order."""
        return sorted(self.get_rang(feuille, rang))

    def list_fusions(self, feuille: str) -> Sequence[tuple[str, Rectangle]]:
        """Return the merged ranges of a sheet, as written and as bounds."""
        return sorted(self._feuilles[feuille].fusions, key=lambda fusion: fusion[0])

    def list_rangs_masques(self, feuille: str) -> AbstractSet[int]:
        """Return the numbers of the rows that a sheet does not show, by hand or by a filter."""
        return self._feuilles[feuille].rangs_masques

    def list_rangs_en_erreur(self, feuille: str) -> AbstractSet[int]:
        """Return the numbers of the rows of a sheet where a cell shows an error."""
        return self._feuilles[feuille].rangs_en_erreur

    def list_filtres(self, feuille: str) -> Sequence[Rectangle]:
        """Return the ranges of a sheet whose rows a filter chooses at this moment."""
        tableaux = (tableau.bloc for tableau in self.tableaux.values() if tableau.filtre and tableau.feuille == feuille)
        return [*self._feuilles[feuille].filtres, *tableaux]

    def is_colonne_masquee(self, feuille: str, colonne: int) -> bool:
        """Tell whether a sheet does not show a column."""
        return any(premiere <= colonne <= derniere for premiere, derniere in self._feuilles[feuille].colonnes_masquees)

    def list_noms(self) -> Sequence[tuple[str, str]]:
        """Return the defined names of the workbook, with what they stand for."""
        return list(self._ossature.noms.items())

    def list_formules(self) -> Iterator[tuple[str, int, int, str]]:
        """Yield sheet, row, column and text of every formula; one that cells share is told as its first cell has it."""
        for nom, feuille in self._feuilles.items():
            for rang, formules in feuille.formules.items():
                for colonne, formule in formules.items():
                    yield nom, rang, colonne, formule.texte if isinstance(formule, Partagee) else formule

    def list_textes_des_formules(self) -> AbstractSet[str]:
        """Return what :meth:`list_formules` tells, each text once: a column has one."""
        formules = {formule for feuille in self._feuilles.values() for rangee in feuille.formules.values() for formule in rangee.values()}
        return {formule.texte if isinstance(formule, Partagee) else formule for formule in formules}

    def get_formule(self, feuille: str, rang: int, colonne: int) -> str:
        """Return the formula of a cell as the file writes it, « = » first; empty when it holds none."""
        formules = self._feuilles[feuille].formules.get(rang)
        formule = formules.get(colonne, "") if formules else ""
        return formule.shift(rang, colonne) if isinstance(formule, Partagee) else formule

    def read_formules(self, feuille: str, rangs: Iterable[int], colonne: int) -> dict[int, str]:
        """Return the formulas of a column by row, empty for a cell that holds none."""
        formules = self._feuilles[feuille].formules
        lues = {rang: formules[rang].get(colonne, "") if rang in formules else "" for rang in rangs}
        return {rang: formule.shift(rang, colonne) if isinstance(formule, Partagee) else formule for rang, formule in lues.items()}

    @property
    def generation(self) -> int:
        """The generation that the workbook says it is of; 0 when it says nothing."""
        place = self.find_nom(NOM_GENERATION)
        dite = str(self.get_brut(*place)) if place else ""
        return int(dite) if dite.isascii() and dite.isdigit() else 0

    def find_nom(self, nom: str) -> tuple[str, int, int] | None:
        """Return sheet, row and column of the cell that a defined name points at; None when it points nowhere."""
        for connu, cible in self._ossature.noms.items():
            if connu.casefold() == nom.casefold():
                for feuille, plage in _list_destinations(cible):
                    bloc = parse_rectangle(plage.replace("$", ""))
                    if bloc and (reelle := self.find_feuille(feuille)):
                        return reelle, bloc.haut, bloc.gauche
        return None

    def get_saisi(self, feuille: str, rang: int, colonne: int) -> Brut:
        """Return what was typed in a cell, as a header or a label; nothing of a formula."""
        return None if self.get_formule(feuille, rang, colonne) else self.get_brut(feuille, rang, colonne)

    def get_brut(self, feuille: str, rang: int, colonne: int) -> Brut:
        """Return what a cell holds; of a formula, its value when the file was last calculated."""
        return self.get_rang(feuille, rang).get(colonne)

    def get_rang(self, feuille: str, rang: int) -> Mapping[int, Brut]:
        """Return what the filled cells of a row hold, by column."""
        return self._feuilles[feuille].valeurs.get(rang, _RIEN)


def open_classeur(chemin: Path, lus: bytes | None = None) -> tuple[Classeur, bytes]:
    """Open a workbook for reading, from its bytes when they were read already, and return them; raises ClasseurIllisible."""
    octets = read_octets(chemin, lus)
    return Classeur(chemin.name, octets), octets


def _load(nom: str, parties: Parties) -> tuple[Ossature, Mapping[str, FeuilleLue], Mapping[str, Tableau]]:
    feuilles: dict[str, FeuilleLue] = {}
    tableaux: dict[str, Tableau] = {}
    partie, reste = "", CELLULES_MAXIMUM
    try:
        ossature = read_ossature(parties)
        for titre, partie in ossature.feuilles.items():
            with parties.open(partie) as fichier:
                feuilles[titre], cellules = read_feuille(fichier, ossature.lexique, reste)
            reste -= cellules
            for tableau in read_tableaux(parties, partie, titre, feuilles[titre].tables):
                tableaux[tableau.nom.casefold()] = tableau
    except ClasseurIllisible:
        raise
    except TropDeCellules as erreur:
        raise ClasseurIllisible(describe_demesure(nom)) from erreur
    except TropDeCellulesGroupees as erreur:
        raise ClasseurIllisible(describe_fusions(nom, partie)) from erreur
    except Exception as erreur:  # a damaged file raises anything from KeyError to OverflowError
        raise ClasseurIllisible(
            f"Classeur « {nom} » : son contenu est abîmé ; ouvrez-le dans Excel, acceptez la réparation et enregistrez-le à nouveau."
        ) from erreur
    return ossature, feuilles, tableaux


def _list_destinations(cible: str) -> Sequence[tuple[str, str]]:
    """Return sheet and range of each place that a name points at; nothing when it is not only places."""
    if not _DESTINATIONS.fullmatch(cible):
        return ()
    return tuple((citee.replace("''", "'") or simple, plage) for citee, simple, plage in _DESTINATION.findall(cible))
