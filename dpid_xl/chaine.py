"""The whole flow on one screen: a workbook in, controls, conventions and files out. The first file to read.

    workbook --read_classeur--> Dossier --check_dossier--> anomalies: an Examen
                                   |
                                   +--compose_conventions--> Convention \\
                                   +--compose_courriers----> Courrier    > Production --render--> (name, bytes)
    two workbooks --compare--> Comparaison --compose_avenants--> Avenant /
    one workbook --compose_decides--> Avenant ; --compose_ajouts--> Avenant, a draft
    campaign data --build_classeur--> workbook
    somebody's demands --import_source--> the officer's Dossier with them, in a workbook built beside
    somebody's table --import_source--> Dossier, and what became of each cell --build_classeur--> workbook
    older workbook --collect--> Reprise --build_classeur--> workbook of today
    demands retained --plan_passage--> lines of Annexe 5, in a workbook built beside
    scenarios of a workbook --study--> Etude --build_etude--> workbook of formulas
    this year's workbook --reconduct, prune--> Dossier, Reprise --build_classeur--> workbook of the next year

These are the use cases of the command line and of the buttons: each says what is to be made, or raises a :class:`Refus`. Nothing
here decides or formats; nothing is written to disk but by :func:`dpid_xl.production.depot.save_production`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dpid_xl.calcul import rapprochement
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.comparaison import Etats, compare_etats
from dpid_xl.calcul.etude import Etude, study
from dpid_xl.calcul.lignes import COLONNES
from dpid_xl.calcul.passage import Passage, apply_passage, plan_passage
from dpid_xl.calcul.publication import list_publications
from dpid_xl.calcul.rapprochement import Inscription, Rapprochement, Sort
from dpid_xl.calcul.retenue import find_scenario, list_changements, put, tell_retenue
from dpid_xl.calcul.signature import Cle
from dpid_xl.calcul.simulation import Simulation
from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.campagnes.reconduction import reconduct
from dpid_xl.classeurs.demandes import leave_import, list_completees
from dpid_xl.classeurs.empreinte import sign_dossier
from dpid_xl.classeurs.gabarit import SANS_EXTENSION, Extension, build_classeur, locate_dossier
from dpid_xl.classeurs.gabarit.etude import build_etude
from dpid_xl.classeurs.lecture.entetes import find_rang_des_entetes, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur, open_classeur
from dpid_xl.classeurs.paquet.recu import read_octets
from dpid_xl.classeurs.passage import free_fixees
from dpid_xl.classeurs.passage import list_journal as list_journal_du_passage
from dpid_xl.classeurs.reconduction import expect_relu, list_a_revoir, list_gardes, list_journal, prune, require_lisible
from dpid_xl.classeurs.relecture import Lecture, read_classeur
from dpid_xl.classeurs.remise import ORDRE_DES_SORTS, list_constats
from dpid_xl.classeurs.remplacement import ClasseurNonRempli, replace_modele
from dpid_xl.classeurs.reprise.ajouts import fill_saisies
from dpid_xl.classeurs.reprise.chantier import Chantier
from dpid_xl.classeurs.reprise.collecte import collect
from dpid_xl.classeurs.reprise.hors_tables import list_libres
from dpid_xl.classeurs.reprise.modele import Constat, Reprise, release
from dpid_xl.classeurs.textes import read_texte
from dpid_xl.documents.avenants import compose_ajouts, compose_avenants, compose_decides
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.avenants.feuille import list_engages, list_retirees
from dpid_xl.documents.avenants.rattachement import write_orpheline
from dpid_xl.documents.avenants.retour import compose_tous, get_acte
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.cloture import compose_cloture
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.courriers.refus import list_sans_refus
from dpid_xl.documents.document import Document
from dpid_xl.documents.historique import compose_historique
from dpid_xl.documents.texte_vote import TexteVote, read_texte_vote
from dpid_xl.examen import Examen, check, examine
from dpid_xl.francais import write_quantite
from dpid_xl.importation import Import, import_source
from dpid_xl.importation.bilans import Constat as ConstatDeBilan
from dpid_xl.importation.bilans import list_fichiers, read_bilans
from dpid_xl.importation.paiements import Liste
from dpid_xl.importation.reception import CLES, Reception, receive_bilans
from dpid_xl.modele import BlocModele, Dossier
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import format_date
from dpid_xl.production import phrases
from dpid_xl.production.choix import find_noms, find_refusees, restrict_comparaison, select_conventions, select_par_avenant
from dpid_xl.production.cloture import pack_cloture, read_productions
from dpid_xl.production.liasse import LES_AVENANTS, LES_BILANS, LES_CONVENTIONS, LES_COURRIERS, LES_REFUS
from dpid_xl.production.lots import Lot, compose_lot
from dpid_xl.production.manifeste import describe_annexe5, describe_classeur, describe_comparaison
from dpid_xl.production.production import Production
from dpid_xl.production.retour import PageLue, Retour, list_numerisations, match_pages, read_numerisations
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.rendus.pdf.historique import render_historique_pdf
from dpid_xl.rendus.pdf.rapport import render_rapport_json, render_rapport_pdf
from dpid_xl.rendus.tableaux.comparaison import render_comparaison_xlsx
from dpid_xl.rendus.tableaux.exports import EXPORTS
from dpid_xl.rendus.tableaux.lignes import render_lignes_choisies, select_colonnes
from dpid_xl.rendus.tableaux.scdl import render_attentes, render_scdl
from dpid_xl.schema import FEUILLES, TABLES, Colonne

if TYPE_CHECKING:
    from dpid_xl.rendus.word.modele import ModeleWord  # loaded only for who has a model

RAPPORT = "etat_des_controles"
RAPPORTS = (".pdf", ".json")
GUIDE = "guide.html"
APPLIQUER = "Appliquer le scénario"
SANS_EXPORT = "Aucun export n'est écrit"
# What goes to the archive of a closing, beside the lines and the state of the controls.
ARCHIVES = (("cloture", ".xlsx"), ("resultats", ".docx"), ("annexe5", ".pdf"), ("budget", ".csv"), ("echeancier", ".csv"), ("scdl", ".csv"))


class RienAEcrire(Refus):
    """What was asked has no document in the workbook."""

    code = BLOQUE


class ClasseurNonRemis(Refus):
    """What would be built of an older workbook does not say the same as it."""

    code = BLOQUE


FEUILLE_PRISE = (
    "Le classeur « {nom} » a une feuille « {feuille} » à vous, et celui d'aujourd'hui en apporte une de ce nom : renommez la vôtre, "
    "puis recommencez."
)
SANS_SCENARIO = (
    "« {nom} » n'a pas de scénario à calculer : nommez-en un dans la feuille Scénarios (onglet, clic droit, Afficher), et dites ce qu'il "
    "change."
)
NON_RELU = (
    "{classeur} ne se relit pas comme il le faudrait : rien n'est écrit ; corrigez d'abord ce que « dpid-xl controler » trouve dans "
    "« {nom} », puis recommencez."
)
# What was being made of a workbook when it was not read again as it should be.
REMIS, RECONDUIT = "Le classeur remis à neuf", "Le classeur de l'année suivante"
AU_VOTE, APPLIQUE = "Le classeur où les demandes sont passées au vote", "Le classeur où le scénario est appliqué"
RECU, DEMANDE = "Le classeur qui porte les bilans", "Le classeur qui reçoit les demandes"


def make_classeur(nom: str, jour: date, *, vide: bool = False, extension: Extension = SANS_EXTENSION) -> bytes:
    """Build the master workbook of a packaged campaign, or the empty one for the next campaign; the host brings its functions."""
    return write_classeur(examine_campagne(nom, vide=vide), jour, extension)


def examine_campagne(nom: str, *, vide: bool = False) -> Examen:
    """Control a packaged campaign, or the empty one for the next, as its workbook will hold it; no saved file has its bytes yet."""
    campagne = load_campagne(nom)
    dossier = locate_dossier(make_modele_vide(campagne) if vide else campagne)
    return Examen(nom, dossier, check(dossier), "")


def write_classeur(examen: Examen, jour: date, extension: Extension = SANS_EXTENSION) -> bytes:
    """Build the master workbook of what was controlled, with what the controls found there."""
    return build_classeur(examen.dossier, examen.anomalies, jour, extension, examen.list_manques())


def import_tableau(
    source: Path,
    jour: date,
    base: Dossier | None = None,
    *,
    feuille: str = "",
    encodage: str = "",
    choix: Mapping[str, str] | None = None,
    extension: Extension = SANS_EXTENSION,
) -> tuple[bytes, Import, Examen]:
    """Make a master workbook of somebody's table: the workbook, what was read of it, and its controls.

    ``base`` is what the officer's own workbook holds: its operations, barème and register are taken. Raises SourceIllisible,
    ChoixNecessaire, ClasseurIllisible.
    """
    recu = import_source(source, base, feuille=feuille, encodage=encodage, choix=choix)
    dossier = locate_dossier(recu.dossier)
    examen = Examen(source.name, dossier, check(dossier), "")
    contenu = build_classeur(dossier, examen.anomalies, jour, extension, examen.list_manques(), recu.journal.list_rangees())
    return contenu, recu, examen


def find_retours(examen: Examen, chemins: Iterable[Path]) -> tuple[tuple[Retour, ...], tuple[PageLue, ...]]:
    """Find the conventions and the avenants of a workbook in scanned files: what came back, and the pages without a code.

    A file that cannot be read is among these pages, with why. Raises NumerisationIllisible when there is none, LecteurAbsent.
    """
    pages = read_numerisations(list_numerisations(chemins))
    actes: dict[Cle, Document] = {(convention.structure.nom, "", None): convention for convention in compose_conventions(examen.dossier)}
    actes |= {get_acte(avenant): avenant for avenant in compose_tous(examen.dossier)}
    return match_pages(actes, pages)


def produce_conventions(
    examen: Examen,
    formats: Collection[str],
    jour: date,
    structures: Sequence[str] = (),
    modele: ModeleWord | None = None,
    *,
    fusion: bool = False,
    lot: Lot | None = None,
) -> Production:
    """Prepare the conventions, all, those of the named structures or those of a lot.

    The Word files come from ``modele``, the officer's own, when there is one; ``fusion`` also gives all the PDF files in one.
    Raises Bloque, StructureInconnue, RienAEcrire, LotImpossible, ModeleRefuse.
    """
    examen.require_sain("Aucune convention n'est écrite")
    if modele:
        modele.check(examen.dossier)
    if structures:
        conventions = select_conventions(examen.dossier, structures)
    else:
        conventions = compose_lot(examen.dossier, lot) if lot else examen.conventions
    par_avenant = tuple(phrases.tell_par_avenant(select_par_avenant(examen.dossier, structures), examen.classeur))
    if not conventions:
        raise RienAEcrire("\n".join(par_avenant) or (phrases.RIEN_DE_RETENU_POUR_ELLES if structures else phrases.RIEN_DE_RETENU))
    return Production(
        liasse=LES_CONVENTIONS,
        dossier=examen.dossier,
        documents=conventions,
        formats=formats,
        jour=jour,
        manifeste=LES_CONVENTIONS.manifeste,
        faits={"classeur": describe_classeur(examen), **describe_annexe5(examen.dossier)},
        phrases=par_avenant,
        selection=bool(structures),
        fusion=fusion,
        modele=modele,
        lot=lot,
    )


def produce_avenants(
    avant: Examen, apres: Examen, formats: Collection[str], jour: date, structures: Sequence[str] = (), *, fusion: bool = False
) -> Production:
    """Prepare the avenants to the conventions that changed from a workbook to another, all or those of the named structures.

    With an earlier campaign, what changed is what the lines « avenant » of ``apres`` add to its conventions. Without a change the
    production has no file. Raises CampagnesDifferentes, StructureInconnue, Bloque, RienAEcrire.
    """
    comparaison = restrict_comparaison(compare(avant.dossier, apres.dossier), avant.dossier, apres.dossier, structures)
    for examen in (avant, apres):
        examen.require_sain("Aucun avenant n'est écrit", f" dans « {examen.classeur} »", "corrigez-la")
    orphelines = [write_orpheline(orpheline, avant.classeur) for orpheline in comparaison.orphelines]
    change = bool(comparaison.changements)
    if not change and comparaison.perdues:
        raise RienAEcrire("\n".join(orphelines))
    avenants = compose_avenants(comparaison)
    return Production(
        liasse=LES_AVENANTS,
        dossier=apres.dossier,
        documents=avenants,
        formats=formats,
        jour=jour,
        manifeste=LES_AVENANTS.manifeste if change else "",
        faits={
            "classeurs": {"avant": describe_classeur(avant), "apres": describe_classeur(apres)},
            **describe_comparaison(comparaison),
        },
        phrases=(*orphelines, *phrases.tell_avenants(avenants, comparaison, avant.classeur, apres.classeur)),
        selection=bool(structures),
        fusion=fusion,
    )


def produce_ajouts(
    examen: Examen, formats: Collection[str], jour: date, structures: Sequence[str] = (), *, fusion: bool = False
) -> Production:
    """Prepare the avenants of one workbook: those of its sheet « Avenants », and drafts of what its lines « avenant » call for.

    Raises Bloque, StructureInconnue, RienAEcrire.
    """
    examen.require_sain("Aucun avenant n'est écrit")
    noms = find_noms(examen.dossier, structures)
    ajouts = compose_ajouts(examen.dossier, noms)
    decides = compose_decides(examen.dossier, noms, len(ajouts) + 1)
    non_ecrits = tuple(phrases.tell_non_ecrits(list_engages(examen.dossier, noms), list_retirees(examen.dossier, noms)))
    if not ajouts and not decides:
        raise RienAEcrire("\n".join(non_ecrits) or phrases.SANS_LIGNE_PAR_AVENANT)
    return Production(
        liasse=LES_AVENANTS,
        dossier=examen.dossier,
        documents=(*ajouts, *decides),
        formats=formats,
        jour=jour,
        manifeste=LES_AVENANTS.manifeste,
        faits={"classeur": describe_classeur(examen)},
        phrases=(*phrases.tell_decides(decides), *non_ecrits, *phrases.tell_ajouts(ajouts, examen.classeur)),
        selection=bool(structures),
        fusion=fusion,
    )


def produce_courriers(examen: Examen, nature: Nature, formats: Collection[str], jour: date, structures: Sequence[str] = ()) -> Production:
    """Prepare the letters of a kind, for whom it concerns or for the named structures; without any, the production has no file.

    Raises Bloque, StructureInconnue, RienAEcrire.
    """
    examen.require_sain("Aucun courrier n'est écrit")
    refus = nature is Nature.REFUS
    noms = (find_refusees if refus else find_noms)(examen.dossier, structures)
    courriers = compose_courriers(examen.dossier, nature, noms, jour)
    sans = tuple(phrases.tell_sans_refus(list_sans_refus(examen.dossier, jour, noms))) if refus else ()
    if structures and not courriers:
        raise RienAEcrire("\n".join(sans) or (phrases.SANS_REFUS_DEMANDE if refus else phrases.SANS_COURRIER_DEMANDE))
    par_avenant = () if refus else select_par_avenant(examen.dossier, [courrier.structure.nom for courrier in courriers])
    return Production(
        liasse=LES_REFUS if refus else LES_COURRIERS,
        dossier=examen.dossier,
        documents=courriers,
        formats=formats,
        jour=jour,
        manifeste=LES_COURRIERS.manifeste.format(nature=nature) if courriers else "",
        faits={"classeur": describe_classeur(examen), "nature": nature.value},
        phrases=sans if sans and not courriers else (*sans, *phrases.tell_courriers(nature, courriers, par_avenant)),
    )


def produce_bilans(examen: Examen, formats: Collection[str], jour: date, structures: Sequence[str] = ()) -> Production:
    """Prepare the forms of the bilans, all or those of the named structures; raises Bloque, StructureInconnue, RienAEcrire."""
    examen.require_sain("Aucun formulaire de bilan n'est écrit")
    bilans = compose_bilans(examen.dossier, find_noms(examen.dossier, structures))
    if not bilans:
        raise RienAEcrire(phrases.SANS_BILAN)
    return Production(
        liasse=LES_BILANS,
        dossier=examen.dossier,
        documents=bilans,
        formats=formats,
        jour=jour,
        manifeste=LES_BILANS.manifeste,
        faits={"classeur": describe_classeur(examen)},
        phrases=tuple(phrases.tell_bilans(examen.dossier, bilans)),
    )


def read_vote(texte: Path) -> TexteVote:
    """Read the convention type of a file; raises TexteIllisible, SansArticle."""
    recu = read_texte(texte)
    return read_texte_vote(recu.paragraphes, recu.nom, recu.ecartes)


def load_texte_vote(classeur: Path, texte: Path) -> tuple[bytes, TexteVote]:
    """Return a copy of a workbook whose model is the convention type of a file, and what was read; the copy is read back.

    Raises ClasseurIllisible, TexteIllisible, SansArticle, ClasseurNonRempli.
    """
    vote = read_vote(texte)
    octets = read_octets(classeur)
    avant = read_classeur(classeur, lus=octets)
    contenu = replace_modele(classeur.name, octets, vote.blocs)
    apres = read_classeur(classeur, lus=contenu)
    if not _is_seul_change(avant.dossier, apres.dossier, vote.blocs):
        raise ClasseurNonRempli(
            f"La copie de « {classeur.name} » ne se relit pas comme prévu : rien n'est écrit ; ouvrez le classeur dans "
            "Excel, enregistrez-le, puis recommencez."
        )
    return contenu, vote


def refit_classeur(chemin: Path, jour: date, extension: Extension = SANS_EXTENSION) -> tuple[bytes, tuple[Constat, ...]]:
    """Build an older workbook anew with all that people typed in it; return it, and what became of each thing.

    Raises ClasseurIllisible, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(chemin)
    dossier = lecture.dossier
    neuf = _rebuild(chemin, Chantier(ancien, collect(ancien)), dossier, jour, extension)
    _require_relu(neuf, locate_dossier(dossier), REMIS, chemin)
    return neuf.contenu, list_constats(neuf.classeur, neuf.chantier, neuf.perdus)


def reconduct_classeur(chemin: Path, annee: int, jour: date, extension: Extension = SANS_EXTENSION) -> tuple[bytes, tuple[Constat, ...]]:
    """Build the workbook of a later year from the officer's own; return it, and what is to be read again, was emptied, kept.

    Raises ClasseurIllisible, AnneeRefusee, LignesIllisibles, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(chemin)
    require_lisible(lecture, chemin.name)
    dossier = reconduct(lecture.dossier, annee)
    reprise, vides = prune(ancien, collect(ancien), lecture.dossier, annee)
    journal = list_journal(lecture.dossier, chemin.name, jour, sign_dossier(lecture.dossier))
    neuf = _rebuild(chemin, Chantier(ancien, reprise, journal), dossier, jour, extension)
    _require_relu(neuf, expect_relu(locate_dossier(dossier), lecture.dossier), RECONDUIT, chemin)
    revoir = list_a_revoir(neuf.relu, neuf.classeur, neuf.chantier)
    constats = (*revoir, *vides, *list_gardes(list_constats(neuf.classeur, neuf.chantier, neuf.perdus)))
    return neuf.contenu, tuple(sorted(constats, key=lambda constat: ORDRE_DES_SORTS.index(constat.sort)))


def pass_to_vote(
    chemin: Path, jour: date, commission: date | None = None, extension: Extension = SANS_EXTENSION
) -> tuple[bytes, tuple[Constat, ...], Passage]:
    """Build a workbook where the demands that commissions retained are lines of Annexe 5; return it, its report and what was passed.

    Raises ClasseurIllisible, CommissionInconnue, RienAEcrire, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(chemin)
    passage = plan_passage(lecture.dossier, jour, commission, lecture.anomalies)
    if not passage.passees:
        raise RienAEcrire("\n".join((phrases.RIEN_A_PASSER, *passage.refus)))
    dossier = apply_passage(lecture.dossier, passage)
    reprise = free_fixees(collect(ancien), {passee.demande.lieu.rang for passee in passage.passees})
    journal = list_journal_du_passage(passage, jour, sign_dossier(lecture.dossier))
    neuf = _rebuild(chemin, Chantier(ancien, reprise, journal), dossier, jour, extension)
    _require_relu(neuf, locate_dossier(dossier), AU_VOTE, chemin)
    return neuf.contenu, list_constats(neuf.classeur, neuf.chantier, neuf.perdus), passage


def read_recus(dossier: Dossier, chemins: Iterable[Path], recus_le: date | None = None) -> tuple[Reception, tuple[ConstatDeBilan, ...]]:
    """Read the bilans of files and folders: what they bring to a campaign, and what became of each file and each answer.

    ``recus_le`` is the day they came, if somebody says it. Raises SourceIllisible.
    """
    lus, constats = read_bilans(dossier, list_fichiers(chemins))
    recus = receive_bilans(dossier, lus, recus_le)
    return recus, (*constats, *recus.constats)


def receive_classeur(
    chemin: Path, bilans: Iterable[Path], jour: date, extension: Extension = SANS_EXTENSION, *, recus_le: date | None = None
) -> tuple[bytes, Reception, tuple[ConstatDeBilan, ...]]:
    """Build a workbook beside another, with what bilans say in « Suivi » and « Indicateurs »; no bytes when they bring nothing.

    ``recus_le``, the day they came, goes to « Pièces » if somebody says it; the Journal says what was read.

    Raises ClasseurIllisible, SourceIllisible, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(chemin)
    dossier = lecture.dossier
    recus, constats = read_recus(dossier, bilans, recus_le)
    if not recus.ecritures:
        return b"", recus, constats
    resultat = phrases.tell_bilans_recus(recus, constats)
    journal = ({"date": format_date(jour), "action": "Lire les bilans", "resultat": resultat},)
    chantier = Chantier(ancien, _fill_reprise(collect(ancien), dossier, recus), journal)
    neuf = _rebuild(chemin, chantier, recus.dossier, jour, extension)
    _require_relu(neuf, locate_dossier(recus.dossier), RECU, chemin)
    return neuf.contenu, recus, constats


def _fill_reprise(reprise: Reprise, dossier: Dossier, recus: Reception) -> Reprise:
    """Put in the rows that are there what bilans bring, names of bodies and indicators in one writing."""

    def fold(texte: str) -> str:
        return fold_nom(dossier.name_structure(texte))

    for table, champs in CLES.items():
        cellules: dict[tuple[str, ...], dict[str, Any]] = {}
        for ecriture in recus.ecritures:
            if ecriture.table is table:
                cellules.setdefault(ecriture.cle, {})[ecriture.champ] = ecriture.valeur
        reprise = fill_saisies(reprise, table, champs, cellules, fold)
    return reprise


def import_demandes(
    source: Path,
    base: Path,
    jour: date,
    *,
    feuille: str = "",
    encodage: str = "",
    choix: Mapping[str, str] | None = None,
    extension: Extension = SANS_EXTENSION,
) -> tuple[bytes, Import, tuple[Constat, ...]]:
    """Build the officer's workbook again with the rows of somebody's table among its demands; return it, what was read, its report.

    What the rows say of the bodies completes the register. Raises SourceIllisible, ChoixNecessaire, ClasseurIllisible, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(base)
    avant = lecture.dossier
    recu = import_source(source, avant, feuille=feuille, encodage=encodage, choix=choix, en_demandes=True)
    reprise, constats = leave_import(release(collect(ancien), list_completees(avant, recu.dossier)))
    traces = recu.journal.list_rangees()
    resultat = f"« {source.name} » : {recu.write_lecture()}"
    journal = ({"date": format_date(jour), "action": "Importer des demandes", "resultat": resultat},)
    neuf = _rebuild(base, Chantier(ancien, reprise, journal), recu.dossier, jour, extension, traces)
    _require_relu(neuf, locate_dossier(recu.dossier), DEMANDE, base)
    return neuf.contenu, recu, (*constats, *list_constats(neuf.classeur, neuf.chantier, neuf.perdus))


class _Neuf(NamedTuple):
    """A workbook built of another: its bytes, as it is opened and read again, where all went, what found no place."""

    contenu: bytes
    classeur: Classeur
    relu: Dossier
    chantier: Chantier
    perdus: Sequence[Constat]


def _read_ancien(chemin: Path) -> tuple[Classeur, Lecture]:
    """Open a workbook, whose sheets leave room for those of today, and read it; raises ClasseurIllisible, ClasseurNonRemis."""
    ancien, octets = open_classeur(chemin)
    for feuille in FEUILLES:
        if feuille.depuis > ancien.generation and _is_prise(ancien, feuille.nom):
            raise ClasseurNonRemis(FEUILLE_PRISE.format(nom=chemin.name, feuille=feuille.nom))
    return ancien, read_classeur(chemin, lus=octets, ouvert=ancien)


def _require_relu(neuf: _Neuf, attendu: Dossier, classeur: str, chemin: Path) -> None:
    """Refuse a workbook that is not read again as it should be; raises ClasseurNonRemis."""
    if neuf.relu != attendu:
        raise ClasseurNonRemis(NON_RELU.format(classeur=classeur, nom=chemin.name))


def _rebuild(
    chemin: Path, chantier: Chantier, dossier: Dossier, jour: date, extension: Extension, traces: Sequence[Mapping[str, str]] = ()
) -> _Neuf:
    """Build a workbook of another twice: the first one says where everything goes, and what the controls find there."""
    ancien, reprise = chantier.ancien, chantier.reprise
    brouillon = build_classeur(dossier, (), jour, extension, traces=traces, chantier=chantier)
    essai = open_classeur(chemin, brouillon)[0]
    examen = examine(chemin, lus=brouillon, ouvert=essai)
    libres, perdus = list_libres(ancien, essai, chantier)
    chantier = Chantier(ancien, replace(reprise, libres=libres), chantier.journal)
    contenu = build_classeur(dossier, examen.anomalies, jour, extension, examen.list_manques(), traces, chantier)
    neuf = open_classeur(chemin, contenu)[0]
    relu = locate_dossier(read_classeur(chemin, lus=contenu, ouvert=neuf).dossier)
    return _Neuf(contenu, neuf, relu, chantier, perdus)


def _is_prise(ancien: Classeur, feuille: str) -> bool:
    """Tell whether a workbook has a sheet of that name that holds no table of ours: it is the officer's own."""
    tables = [table for table in TABLES if table.feuille == feuille]
    return ancien.find_feuille(feuille) is not None and not any(
        find_tableau(ancien, table) or find_rang_des_entetes(ancien, table) is not None for table in tables
    )


def _is_seul_change(avant: Dossier, apres: Dossier, blocs: Sequence[BlocModele]) -> bool:
    """Tell whether the blocks are those wanted, and all the rest what it was."""
    lus = [(bloc.code, bloc.style, bloc.si, bloc.texte, bloc.texte_vote) for bloc in apres.modele]
    voulus = [(bloc.code, bloc.style, bloc.si, bloc.texte, bloc.texte_vote) for bloc in blocs]
    return lus == voulus and replace(avant, modele=()) == replace(apres, modele=())


def choose_colonnes(noms: str) -> Sequence[Colonne]:
    """Return the columns of the raw lines that are named, separated by commas; all of them without a name. Raises ColonneInconnue."""
    return select_colonnes([nom.strip() for nom in noms.split(",") if nom.strip()])


def export_tableau(examen: Examen, nom: str, extension: str, jour: date, colonnes: Sequence[Colonne] = COLONNES) -> bytes:
    """Write one of the :data:`EXPORTS`; ``colonnes`` are those of the raw lines. Raises Bloque."""
    examen.require_sain(SANS_EXPORT)
    if nom == "lignes" and tuple(colonnes) != COLONNES:
        return render_lignes_choisies(examen.dossier, extension, jour, colonnes)
    return EXPORTS[nom][extension](examen.dossier, jour)


def export_scdl(examen: Examen) -> tuple[bytes, bytes, str]:
    """Write the open data, then what must be published and cannot be yet, both as CSV; say how many are in each. Raises Bloque."""
    examen.require_sain(SANS_EXPORT)
    publiees, attentes = list_publications(examen.dossier)
    phrase = f"{write_quantite(len(publiees), 'convention', 'publiée')}, {write_quantite(len(attentes), 'autre')} à compléter d'abord"
    return render_scdl(publiees), render_attentes(attentes), phrase


def export_cloture(examen: Examen, classeur: Path, lu: bytes, jour: date, productions: Sequence[Path] = ()) -> bytes:
    """Write the archive of a closing: the workbook as it was read, what is drawn of it, the manifests of ``productions``, the hashes.

    Raises Bloque, ProductionAbsente.
    """
    examen.require_sain(SANS_EXPORT)
    fichiers = {f"classeur/{classeur.name}": lu}
    fichiers |= {f"exports/{nom}{extension}": export_tableau(examen, nom, extension, jour) for nom, extension in ARCHIVES}
    fichiers |= {f"exports/{nom}": contenu for nom, contenu in render_etats(examen, jour)}
    fichiers |= dict(read_productions(productions))
    return pack_cloture(examen.dossier, fichiers, jour, len(compose_cloture(examen.dossier, jour).obstacles))


def compare_classeurs(avant: Examen, apres: Examen) -> Etats:
    """Compare what two workbooks give."""
    return compare_etats(avant.dossier, apres.dossier)


def render_ecarts(etats: Etats, avant: Examen, apres: Examen, jour: date) -> bytes:
    """Write what differs between two workbooks as a third one (.xlsx)."""
    return render_comparaison_xlsx(etats, f"{Path(avant.classeur).stem} et {Path(apres.classeur).stem}", jour)


def tell_ecarts(etats: Etats) -> str:
    """Say how many amounts differ, by how much in all, and how many bodies go beyond the threshold."""
    ecarts = write_quantite(len(etats.differents), "écart")
    inchanges = write_quantite(len(etats.ecarts) - len(etats.differents), "montant", "inchangé")
    au_dela = write_quantite(sum(cumul.au_dela for cumul in etats.cumuls), "structure")
    return f"{ecarts}, {inchanges} – différence : {format_montant(etats.difference)} ; {au_dela} au-delà du seuil de convention"


def match_paiements(examen: Examen, liste: Liste) -> tuple[Rapprochement, ...]:
    """Match what a list says is paid with what the workbook says is due. Raises Bloque."""
    examen.require_sain("Rien n'est rapproché")
    return rapprochement.match_paiements(make_en_cours(examen.dossier), liste.paiements)


def list_inscriptions(examen: Examen, rapprochements: Sequence[Rapprochement]) -> tuple[Inscription, ...]:
    """Return what the payments that have their place write in « Versements »."""
    return rapprochement.list_inscriptions(make_en_cours(examen.dossier), rapprochements)


def tell_rapprochement(rapprochements: Sequence[Rapprochement]) -> str:
    """Say how many payments have each sort, and for how much."""
    sortes = []
    for sort in Sort:
        siens = [un for un in rapprochements if un.sort is sort]
        if siens:
            sortes.append(f"{len(siens)} {sort.value} ({format_montant(sum((un.montant for un in siens), ZERO))})")
    return " ; ".join(sortes) or "rien de payé, rien de dû"


def render_historique(examen: Examen, structure: str, jour: date) -> bytes:
    """Write what became of a structure's convention as a PDF; raises StructureInconnue."""
    (nom,) = find_noms(examen.dossier, [structure])
    historique = compose_historique(examen.dossier, examen.dossier.structure_par_nom[nom], examen.journal)
    return render_historique_pdf(historique, examen.dossier.campagne, jour)


def study_scenarios(examen: Examen) -> Etude:
    """Compute the scenarios of a workbook side by side; raises RienAEcrire without one that says what it changes."""
    etude = study(examen.dossier)
    if not etude.simulations:
        raise RienAEcrire(SANS_SCENARIO.format(nom=examen.classeur))
    return etude


def render_etude(etude: Etude, jour: date) -> bytes:
    """Write the scenarios side by side, by formulas, as a workbook of their own (.xlsx)."""
    return build_etude(etude.dossier, jour)


def apply_scenario(chemin: Path, nom: str, jour: date, extension: Extension = SANS_EXTENSION) -> tuple[bytes, Simulation]:
    """Build a workbook anew with what a scenario gives, on what nobody voted; return it, and the scenario.

    Raises ClasseurIllisible, ScenarioRefuse, ClasseurNonRemis.
    """
    ancien, lecture = _read_ancien(chemin)
    dossier = lecture.dossier
    etude = study(dossier)
    simulation = find_scenario(etude, nom)
    changements = list_changements(etude, simulation)
    applique = put(dossier, changements)
    remplacees = {(changement.lieu.feuille, changement.lieu.rang, champ) for changement in changements for champ in changement.valeurs}
    ligne = {
        "date": format_date(jour),
        "action": APPLIQUER,
        "resultat": tell_retenue(simulation),
        "empreinte_du_classeur": sign_dossier(dossier),
    }
    neuf = _rebuild(chemin, Chantier(ancien, release(collect(ancien), remplacees), (ligne,)), applique, jour, extension)
    _require_relu(neuf, locate_dossier(applique), APPLIQUE, chemin)
    return neuf.contenu, simulation


def render_rapport(examen: Examen, extension: str, jour: date, par: str = "") -> bytes:
    """Write the state of the controls, as ``.pdf``, which says who controlled, or ``.json``."""
    if extension == ".json":
        return render_rapport_json(examen.dossier, examen.anomalies, examen.classeur, examen.reserves, examen.list_manques())
    return render_rapport_pdf(
        examen.dossier, examen.anomalies, examen.classeur, examen.empreinte, jour, par, examen.reserves, examen.list_manques()
    )


def render_etats(examen: Examen, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield the state of the controls and the raw lines in every format, as (name, bytes)."""
    yield from ((RAPPORT + extension, render_rapport(examen, extension, jour)) for extension in RAPPORTS)
    yield from ((f"lignes{extension}", export_tableau(examen, "lignes", extension, jour)) for extension in EXPORTS["lignes"])


def load_guide() -> bytes:
    """Return the officer's guide: a page for any browser, its pictures inside; ``python -m tests.guide`` makes it of docs/guide.md."""
    return resources.files("dpid_xl").joinpath(GUIDE).read_bytes()
