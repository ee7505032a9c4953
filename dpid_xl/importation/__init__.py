"""An existing table, whatever its shape, into a campaign: the official Annexe 5, a plain list of grants, open data, a register.

From the outside in: ``source`` (the file and its cells), ``entetes`` (which column says what), ``rangees`` (lines, headings),
``totaux``, ``valeurs`` (what a cell says), ``assemblage`` (the campaign). ``journal`` tells what was read, guessed, refused and set aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.cellules import write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.francais import write_quantite
from dpid_xl.importation.assemblage import assemble, assemble_demandes
from dpid_xl.importation.contexte import Intitule, read_operation, read_thematique
from dpid_xl.importation.entetes import CAMPAGNE, Entetes, find_colonne, find_entetes, load_choix_des_demandes, read_entetes
from dpid_xl.importation.journal import Etat, Journal, Place
from dpid_xl.importation.rangees import LecteurDeTable, TableRecue, is_faible
from dpid_xl.importation.refus import ChoixNecessaire, SourceIllisible
from dpid_xl.importation.source import Grille, Source, load_source
from dpid_xl.importation.valeurs import ValeurRefusee, read_siret
from dpid_xl.modele import Demande, Dossier, Ligne
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import DateIllisible, find_date

__all__ = ["ChoixNecessaire", "Import", "SourceIllisible", "import_source"]

_DELIBERATION = re.compile(r"d[ée]lib[ée]ration\s+n\s*°\s*(\S+)\s+(du\s+.+)", re.IGNORECASE | re.DOTALL)
_ANNONCE = re.compile(r"T\d\b|op[ée]ration\b|th[ée]matique\b|axe\b", re.IGNORECASE)
RANGEES_MAXIMUM = 50_000  # two minutes of processor and 1 700 Mo, most of it for the workbook that comes of them
STRUCTURES_MINIMUM = 2  # one alone may well be given the same twice
_LIBELLE = re.compile(r"([^:]{2,60}?)\s*:\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a file: the campaign, what became of every cell, how the file was read."""

    dossier: Dossier
    journal: Journal
    source: Source
    demandes: Sequence[Demande] | None = None  # those that were read, where the table is a list of them

    @property
    def refusees(self) -> int:
        """How many cells were refused."""
        return self.journal.count(Etat.REFUSE)

    @property
    def lignes(self) -> Sequence[Ligne]:
        """The lines that were read."""
        return self.dossier.lignes if self.demandes is None else ()

    @property
    def montant(self) -> Decimal:
        """Euros of the lines, or those that the demands ask for."""
        if self.demandes is None:
            return sum_montants(self.lignes)
        return sum((demande.montant_demande or ZERO for demande in self.demandes), ZERO)

    def write_lecture(self) -> str:
        """Say what was read: « 12 demandes, 34 500,00 €, 0 cellule refusée… »."""
        restes = self.journal.write_comptes(Etat.REFUSE, Etat.DEVINE, Etat.ECARTE)
        quoi = write_quantite(len(self.lignes), "ligne") if self.demandes is None else write_quantite(len(self.demandes), "demande")
        return f"{quoi}, {format_montant(self.montant)}, {restes}"

    @property
    def feuilles(self) -> Sequence[str]:
        """Names of the sheets that hold a table that was read."""
        return tuple(dict.fromkeys(colonne.feuille for colonne in self.journal.colonnes))


def import_source(
    chemin: Path,
    base: Dossier | None = None,
    *,
    feuille: str = "",
    encodage: str = "",
    choix: Mapping[str, str] | None = None,
    en_demandes: bool = False,
) -> Import:
    """Read a file into a campaign; raises SourceIllisible, ChoixNecessaire, ClasseurIllisible with one French sentence.

    ``feuille`` is the only sheet to read; ``choix`` is what an officer said of some headers (simplified: one of our headers, or
    « ignorer »). ``en_demandes``: its rows are demands, added to those of ``base``, whose campaign is otherwise kept whole.
    """
    choix = {**load_choix_des_demandes(), **(choix or {})} if en_demandes else choix
    source = load_source(chemin, encodage)
    journal = Journal()
    for devine in source.devines:
        journal.add(Etat.DEVINE, Place("", 0), "", "", devine)
    grilles = _select(source, feuille)
    _refuse_immense(source.nom, [grille for grille in grilles if find_entetes(grille, 1, choix or {})])
    tables = [table for grille in grilles for table in _read_grille(grille, journal, choix or {})]
    _refuse_jumelles(source.nom, tables)
    if not any(table.lignes for table in tables):
        if refusees := journal.select(Etat.REFUSE):
            raise SourceIllisible(_SANS_LIGNE.format(nom=source.nom, cellule=refusees[0].cellule, message=refusees[0].message))
        raise SourceIllisible(_SANS_TABLEAU.format(nom=source.nom))
    if en_demandes and base:
        dossier = assemble_demandes(tables, journal, base)
        return Import(dossier, journal, source, dossier.demandes[len(base.demandes) :])
    return Import(assemble(tables, journal, chemin.stem, base), journal, source)


_IMMENSE = (
    "« {nom} » a {rangees} à lire, et un import en lit {maximum} au plus : gardez celles d'une seule campagne, ou choisissez une "
    "seule feuille avec --feuille NOM."
)
_SANS_LIGNE = "Aucune ligne de « {nom} » ne peut être lue (rangée ou cellule {cellule} : {message})."
_SANS_TABLEAU = (
    "Aucun tableau n'est reconnu dans « {nom} » : une rangée doit nommer au moins la structure et le montant (ou, pour un "
    "registre, la structure et une autre colonne), ou bien dites ses colonnes dans un fichier donné par --correspondance."
)


def _refuse_immense(nom: str, grilles: Sequence[Grille]) -> None:
    """Refuse, before they are read, more rows than a workbook can be made of; a formula drawn down to the last row makes none."""
    rangees = sum(len(grille.cellules) for grille in grilles)
    if rangees > RANGEES_MAXIMUM:
        rangees = sum(not is_faible(rangee.values()) for grille in grilles for rangee in grille.cellules.values())
    if rangees > RANGEES_MAXIMUM:
        raise SourceIllisible(
            _IMMENSE.format(nom=nom, rangees=write_quantite(rangees, "rangée"), maximum=write_quantite(RANGEES_MAXIMUM, ""))
        )


def _select(source: Source, feuille: str) -> Sequence[Grille]:
    if not feuille:
        return source.grilles
    choisies = [grille for grille in source.grilles if fold_nom(grille.feuille) == fold_nom(feuille)]
    if not choisies:
        noms = ", ".join(f"« {grille.feuille} »" for grille in source.grilles if grille.feuille) or "aucune : c'est un texte"
        raise SourceIllisible(f"« {source.nom} » n'a pas de feuille « {feuille} » (ses feuilles : {noms}).")
    return choisies


def _read_grille(grille: Grille, journal: Journal, choix: Mapping[str, str]) -> Iterator[TableRecue]:
    """Yield the tables of a sheet, one under the other."""
    entetes = find_entetes(grille, 1, choix)
    if entetes is None:
        if grille.cellules:
            journal.add(Etat.ECARTE, Place(grille.feuille, 0), "", "", f"feuille « {grille.feuille} » : aucun tableau n'y est reconnu")
        return
    if grille.masquee:
        journal.add(Etat.DEVINE, Place(grille.feuille, 0), "", "", f"feuille « {grille.feuille} » masquée, lue comme les autres")
    dessus, annonces = _read_dessus(grille, entetes, journal)
    while entetes:
        table = TableRecue(entetes, campagne=dessus, annonces=annonces)
        lecteur = LecteurDeTable(grille, table, journal, choix)
        suivante = lecteur.read()
        yield table
        dessus, annonces = {}, lecteur.annonces
        entetes = read_entetes(grille, suivante, choix) if suivante else None


def _read_dessus(grille: Grille, entetes: Entetes, journal: Journal) -> tuple[dict[str, dict[Any, Place]], dict[str, tuple[Intitule, int]]]:
    """Read what stands above a table: who gives, whose SIRET, which thématique or operation it is of; the rest is noted."""
    dites: dict[str, dict[Any, Place]] = {}
    annonces: dict[str, tuple[Intitule, int]] = {}
    for rang in grille.rangs:
        if rang >= entetes.haut:
            break
        for colonne, valeur in sorted(grille.cellules[rang].items()):
            place, texte = Place(grille.feuille, rang, colonne), write_cellule(valeur)
            lus = _read_libelles(texte)
            for champ, lu in lus.items():
                dites.setdefault(champ, {})[lu] = place
            annoncee = {} if lus else _read_annonce(texte, annonces)
            annonces |= {champ: (intitule, rang) for champ, intitule in annoncee.items()}
            if annoncee:
                journal.add(Etat.DEVINE, place, "", valeur, "intitulé au-dessus du tableau : vaut pour ses lignes")
            elif not lus:
                journal.add(Etat.ECARTE, place, "", valeur, "au-dessus du tableau")
    return dites, annonces


def _read_annonce(texte: str, annonces: Mapping[str, tuple[Intitule, int]]) -> Mapping[str, Intitule]:
    """Read the thématique or the operation that a title names by that word or by its code."""
    if not _ANNONCE.match(texte):
        return {}
    thematique = read_thematique(texte)
    operation = read_operation(texte, annonces["thematique"][0].code if "thematique" in annonces else "")
    if operation.code:
        return {"operation": operation}
    return {"thematique": thematique} if thematique else {}


def _read_libelles(texte: str) -> Mapping[str, Any]:
    """Read « SIRET : 226… » above a table, said of who gives; « Délibération n° 2022-375 du 27/09/2022 »."""
    if trouve := _DELIBERATION.fullmatch(texte):
        try:
            return {"decision": trouve[1], "decision_date": find_date(trouve[2])}
        except DateIllisible:
            return {}
    trouve = _LIBELLE.fullmatch(texte)
    colonne = find_colonne(trouve[1]) if trouve else None
    if trouve is None or colonne is None:
        return {}
    if colonne.champ in ("siret", "attribuant_siret"):
        try:
            return {"attribuant_siret": read_siret(trouve[2]).valeur}
        except ValeurRefusee:
            return {}
    return {colonne.champ: " ".join(trouve[2].split())} if colonne.pour == CAMPAGNE and colonne.champ != "decision_date" else {}


def _refuse_jumelles(nom: str, tables: Sequence[TableRecue]) -> None:
    """Raise ChoixNecessaire when a sheet says again what another one says."""
    contenus = {table.entetes.feuille: Counter[object]() for table in tables}
    for table in tables:
        contenus[table.entetes.feuille].update(
            tuple(ligne.get(champ) for champ in ("operation", "territoire", "structure", "montant", "debut", "siret"))
            for ligne in table.lignes
        )
    for (une, lignes_une), (autre, lignes_autre) in combinations(contenus.items(), 2):
        if lignes_une and lignes_autre and (lignes_une <= lignes_autre or lignes_autre <= lignes_une):
            raise ChoixNecessaire(
                f"Dans « {nom} », les feuilles « {une} » et « {autre} » disent la même chose : choisissez avec --feuille NOM."
            )
    _refuse_recapitulatifs(nom, tables)


def _refuse_recapitulatifs(nom: str, tables: Sequence[TableRecue]) -> None:
    """Raise ChoixNecessaire when a table gives each structure what another one, or all the others, give it: it would count twice."""
    sommes = [(table, _sum_structures(table)) for table in tables if table.entetes.de_lignes]
    total = sum((somme for _, somme in sommes), Counter[str]())
    for rang, (table, siennes) in enumerate(sommes):
        autres = [autre.entetes for autre, celles in sommes[rang + 1 :] if celles == siennes]
        if len(siennes) < STRUCTURES_MINIMUM or not (autres or total == Counter({cle: 2 * valeur for cle, valeur in siennes.items()})):
            continue
        noms = " et ".join(f"« {entetes.feuille} » (rangée {entetes.haut})" for entetes in (table.entetes, *autres))
        quoi = f"les tableaux {noms} donnent" if autres else f"le tableau {noms} récapitule les autres : ils donnent"
        raise ChoixNecessaire(
            f"Dans « {nom} », {quoi} les mêmes sommes à chaque structure : choisissez avec --feuille NOM, ou retirez celui qui est de trop."
        )


def _sum_structures(table: TableRecue) -> Counter[str]:
    """Add up the cents that each structure is given."""
    sommes = Counter[str]()
    for ligne in table.lignes:
        sommes[fold_nom(str(ligne.get("structure")))] += int((ligne.get("montant") or 0) * 100)
    return +sommes
