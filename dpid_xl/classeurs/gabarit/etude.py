"""The scenarios in a workbook of their own (.xlsx): the sheets of the master workbook, with their formulas, on copies of what they read.

What is copied stands as values: the columns of Annexe 5, Demandes, Opérations, Barème and Budget that a formula of the scenarios names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import xlsxwriter

from dpid_xl.classeurs.gabarit.atelier import NOM_ENTETE, Atelier, get_feuille, summarize_campagne
from dpid_xl.classeurs.gabarit.demandes import make_demandes
from dpid_xl.classeurs.gabarit.formules import write_reference
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE
from dpid_xl.classeurs.gabarit.noms import LISTES
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_bareme, make_ligne, make_operation, make_rangee
from dpid_xl.classeurs.gabarit.simulation import fill_hypotheses, fill_lignes_simulees, fill_scenarios, fill_simulation
from dpid_xl.classeurs.gabarit.styles import POLICE
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.modele import Dossier
from dpid_xl.schema import ANNEXE5, BAREME, BUDGET, DEMANDES, EFFETS, HYPOTHESES, LISTE_SCENARIOS, OPERATIONS, SCENARIOS, SIMULATION, Table

REDACTEURS = (
    (EFFETS, fill_simulation),
    (SCENARIOS, fill_scenarios),
    (HYPOTHESES, fill_hypotheses),
    (SIMULATION, fill_lignes_simulees),
)
SOURCES = (ANNEXE5, DEMANDES, OPERATIONS, BAREME, BUDGET)
_NOMMEES = re.compile(r"(tbl\w+)\[((?:[^\[\]@#']|'.)+)\]")


def build_etude(dossier: Dossier, jour: date) -> bytes:
    """Return the workbook; same dossier and day: same bytes."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": POLICE, "font_size": TAILLE}, "strings_to_urls": False}
    classeur = xlsxwriter.Workbook(tampon, options)
    classeur.set_properties({"title": dossier.campagne.nom, "created": datetime(jour.year, jour.month, jour.day)})  # noqa: DTZ001
    atelier = Atelier(classeur, dossier, (), jour)
    for table in (*(table for table, _remplir in REDACTEURS), *SOURCES):
        atelier.add_feuille(get_feuille(table.feuille))
    entete = summarize_campagne(dossier.campagne).replace('"', '""')
    classeur.define_name(NOM_ENTETE, f'="{entete}"')
    classeur.define_name(LISTE_SCENARIOS, f"={write_reference(*LISTES[LISTE_SCENARIOS])}")
    for _table, remplir in REDACTEURS:
        remplir(atelier)
    rangees = _make_rangees(dossier)
    for table in SOURCES:
        lue = _trim(table)
        atelier.write_bandeau(table.feuille, len(lue.colonnes) - 1)
        write_table(atelier, lue, rangees[table])
    classeur.close()
    return tampon.getvalue()


def list_lues(table: Table) -> tuple[str, ...]:
    """Return the headers of a table that the formulas of the scenarios name, in their order."""
    nommes = {entete.replace("''", "'") for nom, entete in _list_nommes() if nom == table.nom}
    return tuple(colonne.entete for colonne in table.colonnes if colonne.entete in nommes)


def _list_nommes() -> Iterator[tuple[str, str]]:
    for table, _remplir in REDACTEURS:
        for colonne in table.colonnes:
            yield from _NOMMEES.findall(colonne.formule)


def _trim(table: Table) -> Table:
    """Return a table with the columns that are read, as values."""
    lues = list_lues(table)
    colonnes = (colonne for colonne in table.colonnes if colonne.entete in lues)
    return replace(table, colonnes=tuple(replace(colonne, formule="", saisie=False, liste="") for colonne in colonnes))


def _make_rangees(dossier: Dossier) -> Mapping[Table, Sequence[Rangee]]:
    return {
        ANNEXE5: [make_ligne(dossier, ligne) for ligne in dossier.lignes],
        DEMANDES: make_demandes(dossier),
        OPERATIONS: [make_operation(dossier, operation) for operation in dossier.operations],
        BAREME: [make_bareme(dossier, tarif) for tarif in dossier.tarifs],
        BUDGET: [make_rangee(BUDGET, budget) for budget in dossier.budget],
    }
