"""The master workbook, built from a dossier: thirty-three sheets, native totals, every formula with its computed value.

Structure of the workbook: ``classeurs/schema``. Same dossier, anomalies and day: same bytes.

>>> from dpid_xl.campagnes import load_campagne
>>> locate_dossier(load_campagne("2022_phase2")).lignes[0].lieu.origine("montant")
Origine(feuille='Annexe 5', cellule='M7')
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dpid_xl.anomalies import Anomalie
from dpid_xl.classeurs.gabarit.accueil import fill_accueil
from dpid_xl.classeurs.gabarit.aide import fill_mode_emploi, fill_reglages
from dpid_xl.classeurs.gabarit.annexe5 import fill_annexe5
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.avenants import fill_avenants
from dpid_xl.classeurs.gabarit.cahier import Cahier
from dpid_xl.classeurs.gabarit.campagne import fill_campagne
from dpid_xl.classeurs.gabarit.complement import build_complement
from dpid_xl.classeurs.gabarit.demandes import fill_demandes
from dpid_xl.classeurs.gabarit.exercices import fill_exercices, fill_propositions
from dpid_xl.classeurs.gabarit.extension import SANS_EXTENSION, Action, Extension
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE
from dpid_xl.classeurs.gabarit.importation import fill_import
from dpid_xl.classeurs.gabarit.lieux import locate_dossier
from dpid_xl.classeurs.gabarit.manques import fill_manques
from dpid_xl.classeurs.gabarit.noms import define_listes
from dpid_xl.classeurs.gabarit.notes import fill_notes
from dpid_xl.classeurs.gabarit.rangees import Rangee
from dpid_xl.classeurs.gabarit.registres import (
    fill_anterieur,
    fill_attributions,
    fill_bareme,
    fill_budget,
    fill_indicateurs,
    fill_modele,
    fill_operations,
    fill_remarques,
    fill_structures,
)
from dpid_xl.classeurs.gabarit.repris import fill_repris
from dpid_xl.classeurs.gabarit.retouches import set_police_boutons
from dpid_xl.classeurs.gabarit.signalement import add_signalements
from dpid_xl.classeurs.gabarit.signature import fill_signature
from dpid_xl.classeurs.gabarit.simulation import fill_hypotheses, fill_lignes_simulees, fill_scenarios, fill_simulation
from dpid_xl.classeurs.gabarit.styles import FOND_TITRE, POLICE
from dpid_xl.classeurs.gabarit.suivi import fill_controles, fill_conventions, fill_echeancier, fill_journal, fill_suivi
from dpid_xl.classeurs.gabarit.tableau_de_bord import fill_tableau_de_bord
from dpid_xl.classeurs.gabarit.totaux import fill_totaux
from dpid_xl.classeurs.gabarit.versements import fill_pieces, fill_versements
from dpid_xl.classeurs.macros.modules import load_evenements, load_modules
from dpid_xl.classeurs.macros.ruban import add_ruban
from dpid_xl.classeurs.macros.vba import add_vba
from dpid_xl.classeurs.paquet import zip_parties
from dpid_xl.classeurs.reprise.chantier import Chantier
from dpid_xl.classeurs.reprise.greffe import graft
from dpid_xl.documents.manques import Manques
from dpid_xl.modele import Dossier
from dpid_xl.schema import FEUILLE_IMPORT, FEUILLES
from dpid_xl.version import __version__

__all__ = [
    "SANS_EXTENSION",
    "Action",
    "Extension",
    "build_classeur",
    "build_complement",
    "locate_dossier",
]

# One writer per sheet; they run in the order of the tabs.
REDACTEURS = {
    "Accueil": fill_accueil,
    "Campagne": fill_campagne,
    "Opérations": fill_operations,
    "Barème": fill_bareme,
    "Budget": fill_budget,
    "Structures": fill_structures,
    "Demandes": fill_demandes,
    "Annexe 5": fill_annexe5,
    "Scénarios": fill_scenarios,
    "Hypothèses": fill_hypotheses,
    "Simulation": fill_simulation,
    "Lignes simulées": fill_lignes_simulees,
    "Totaux": fill_totaux,
    "Tableau de bord": fill_tableau_de_bord,
    "Contrôles": fill_controles,
    "À compléter": fill_manques,
    "Modèle convention": fill_modele,
    "Conventions": fill_conventions,
    "Avenants": fill_avenants,
    "Signature": fill_signature,
    "Échéancier": fill_echeancier,
    "Exercices": fill_exercices,
    "Propositions": fill_propositions,
    "Suivi": fill_suivi,
    "Versements": fill_versements,
    "Pièces": fill_pieces,
    "Indicateurs": fill_indicateurs,
    "Antérieur": fill_anterieur,
    "Attributions": fill_attributions,
    "Remarques": fill_remarques,
    "Journal": fill_journal,
    "Mode d'emploi": fill_mode_emploi,
    "xlwings.conf": fill_reglages,
}

# The engine that last calculated the file. Excel recalculates a file whose number is older than its own: with the number of
# Excel 2016 to 365, the computed values of the file stay until an input changes, even where Python is not installed.
MOTEUR_DE_CALCUL = 191029
FENETRE = (1920, 1080)  # pixels, of which XlsxWriter makes the twips of the file


def build_classeur(
    dossier: Dossier,
    anomalies: Sequence[Anomalie],
    jour: date,
    extension: Extension = SANS_EXTENSION,
    manques: Manques | None = None,
    traces: Sequence[Rangee] = (),
    chantier: Chantier | None = None,
) -> bytes:
    """Return the master workbook (.xlsm) of a dossier; ``jour`` dates the file and its list of controls.

    ``manques`` is what its conventions lack; None: « Contrôler » will list it. ``traces``, of a workbook made from somebody's table,
    are the rows of the sheet « Import ». ``chantier``: an older workbook is taken over.
    """
    parties = _write_feuilles(dossier, anomalies, jour, extension, manques, tuple(traces), chantier)
    set_police_boutons(parties, POLICE, TAILLE, FOND_TITRE)
    if chantier and chantier.suite:
        chantier.constats += graft(parties, chantier.ancien, chantier.reprise.feuilles_en_plus, chantier.suite)
    add_vba(parties, {**load_evenements(), **load_modules(extension.ouverture), **extension.modules})
    if extension.ruban:
        add_ruban(parties, extension.ruban)
    return zip_parties(parties)


def _write_feuilles(
    dossier: Dossier,
    anomalies: Sequence[Anomalie],
    jour: date,
    extension: Extension,
    manques: Manques | None,
    traces: tuple[Rangee, ...],
    chantier: Chantier | None,
) -> dict[str, bytes]:
    classeur = Cahier(default_format_properties={"font_name": POLICE, "font_size": TAILLE})
    classeur.set_calc_mode("auto", MOTEUR_DE_CALCUL)
    classeur.calc_on_load = False
    classeur.set_vba_name("ThisWorkbook")
    classeur.set_size(*FENETRE)
    classeur.set_tab_ratio(80)
    classeur.set_properties(
        {
            "title": dossier.campagne.nom,
            "subject": "Annexe 5 : répartition financière",
            "author": dossier.campagne.departement,
            "comments": f"Classeur maître dpid_xl {__version__}",
            "created": datetime(jour.year, jour.month, jour.day),  # noqa: DTZ001 (a file property has no zone)
        }
    )
    situe = locate_dossier(dossier)
    atelier = Atelier(classeur, situe, tuple(anomalies), jour, extension, manques, traces, chantier)
    for feuille in (*FEUILLES, FEUILLE_IMPORT) if traces else FEUILLES:
        atelier.add_feuille(feuille)
    define_listes(atelier)
    add_signalements(atelier)
    for feuille in FEUILLES:
        REDACTEURS[feuille.nom](atelier)
    if traces:
        fill_import(atelier)
    if chantier:
        fill_repris(atelier, chantier)
    else:
        fill_notes(atelier, zip(dossier.decisions, situe.decisions, strict=True))
    atelier.hide_inutiles()
    atelier.onglets["Accueil"].activate()
    return classeur.make_parties()
