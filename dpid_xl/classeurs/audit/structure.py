"""The workbook as a whole: sheets, rows and columns that are hidden, copies of a table, links to other files, how it calculates."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import INSTANT_ZERO, is_vide
from dpid_xl.classeurs.audit.calculs import list_suites
from dpid_xl.classeurs.audit.formules import write_plage
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_table, has_table
from dpid_xl.classeurs.lecture.ossature import Tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.paquet import parse_xml
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import Dossier
from dpid_xl.reperes import coordinate_from_string
from dpid_xl.schema import FEUILLES, TABLES_LUES, Nature, Table

MONTANTS = (Nature.MONTANT, Nature.VALEUR)
A_LA_DEMANDE = {feuille.nom for feuille in FEUILLES if feuille.a_la_demande}  # hidden until something is typed on them

# How to show a sheet again, by its state in the file.
AFFICHER = {"veryHidden": "dans l'éditeur VBA (Alt+F11), donnez -1 à sa propriété Visible"}
AFFICHER_PAR_ONGLET = "clic droit sur un onglet, Afficher"

COMPLEMENTS = ("dpid_xl.xlam", "xlwings.xlam")  # a function of an add-in is written as a link to its file
_CROCHET_ET_CHIFFRE = re.compile(r"\[\d")  # ten times faster than the whole: nearly no formula has one
_LIEN = re.compile(r"(?<![\w.\[])\[(\d+)\][^!()\[\]\"]{0,300}!")
_COPIE = re.compile(r"(.*?) ?(?:\(\d+\)|_\d+)", re.DOTALL)  # as spreadsheets name the copy of a sheet
_TEXTE = re.compile(r'"[^"]*+(?:"|\Z)')
_PARTIE_LIEE = re.compile(r"xl/externalLinks/externalLink(\d+)\.xml")


def report_structure(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    """Note what a reader of the sheets would not see, or would see twice."""
    _report_feuilles_masquees(classeur, releve)
    _report_rangs_masques(classeur, dossier, releve)
    _report_colonnes_masquees(classeur, releve)
    _report_copies(classeur, releve)
    _report_liens(classeur, releve)
    if classeur.calcul_manuel:
        releve.add("lecture_calcul_manuel", Gravite.AVERTISSEMENT, Origine(classeur.feuilles[0]))
    if classeur.precision_affichee:
        releve.add("lecture_precision_affichee", Gravite.AVERTISSEMENT, Origine(classeur.feuilles[0]))
    if classeur.epoque != INSTANT_ZERO:
        releve.add("lecture_dates_1904", Gravite.INFORMATION, Origine(classeur.feuilles[0]))


# --- Hidden sheets, rows and columns ---


def _report_feuilles_masquees(classeur: Classeur, releve: Releve) -> None:
    masquees = classeur.feuilles_masquees
    reperages = (reperage for table in _list_tables(classeur) if (reperage := find_table(classeur, table, Releve())).feuille in masquees)
    lues = {reperage.feuille for reperage in reperages if reperage.table.feuille not in A_LA_DEMANDE or _is_servi(classeur, reperage)}
    for feuille, etat in masquees.items():
        if feuille in lues:
            faits = {"feuille": feuille, "comment": AFFICHER.get(etat, AFFICHER_PAR_ONGLET)}
            releve.add("lecture_feuille_masquee", Gravite.AVERTISSEMENT, Origine(feuille), **faits)


def _is_servi(classeur: Classeur, reperage: Reperage) -> bool:
    """Tell whether something was typed in a table."""
    rangs = (rang for rang in classeur.list_rangs(reperage.feuille) if rang > reperage.rang_entetes)
    numeros = [numero for colonne, numero in reperage.saisies if colonne.champ not in reperage.table.en_attente]
    return any(not is_vide(classeur.get_saisi(reperage.feuille, rang, numero)) for rang in rangs for numero in numeros)


def _report_rangs_masques(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    masques = {feuille: _list_masques_a_la_main(classeur, feuille) for feuille in classeur.feuilles}
    par_feuille: dict[str, dict[int, Origine]] = {}
    for rang, origine in _list_montants(dossier):
        if rang in masques[origine.feuille]:
            par_feuille.setdefault(origine.feuille, {}).setdefault(rang, origine)
    for feuille, origines in par_feuille.items():
        for premier, dernier in list_suites(sorted(origines)):
            lignes = f"La ligne {premier}" if premier == dernier else f"Chacune des lignes {premier} à {dernier}"
            releve.add("lecture_lignes_masquees", Gravite.AVERTISSEMENT, origines[premier], lignes=lignes, feuille=feuille)


def _list_montants(dossier: Dossier) -> Iterator[tuple[int, Origine]]:
    """Yield row and cell of every amount that was read, zero left out."""
    montants: tuple[tuple[Lieu, str, object], ...] = (
        *((ligne.lieu, "montant", ligne.montant) for ligne in dossier.lignes),
        *((budget.lieu, "ae", budget.ae or budget.disponible) for budget in dossier.budget),
        *((tarif.lieu, "valeur", tarif) for tarif in dossier.tarifs),  # a rate of zero is one too
        *((suivi.lieu, "versement", suivi.versement) for suivi in dossier.suivis),
        *((part.lieu, "montant", part.montant) for part in dossier.exercices),
        *((avenant.lieu, "montant", avenant.montant) for avenant in dossier.avenants),
        *((versement.lieu, "montant", versement.montant) for versement in dossier.versements),
        *((attribution.lieu, "montant_decide", attribution) for attribution in dossier.attributions),
    )
    yield from ((lieu.rang, lieu.origine(champ)) for lieu, champ, montant in montants if montant)
    for decision in dossier.decisions:
        yield coordinate_from_string(decision.origine.cellule)[1], decision.origine


def _list_masques_a_la_main(classeur: Classeur, feuille: str) -> AbstractSet[int]:
    """Return the hidden rows that no filter reaches.

    Under a filter, a row hidden by hand is written in the file as the others: the arrow of the filter shows that the list is not
    whole, and taking the filter away shows them all.
    """
    masques, filtres = classeur.list_rangs_masques(feuille), classeur.list_filtres(feuille)
    return {rang for rang in masques if not any(bloc.haut < rang <= bloc.bas for bloc in filtres)}


def _report_colonnes_masquees(classeur: Classeur, releve: Releve) -> None:
    for table in _list_tables(classeur):
        emplacement = find_table(classeur, table, Releve())
        rangs = [rang for rang in classeur.list_rangs(emplacement.feuille) if rang > emplacement.rang_entetes]
        for colonne, numero in emplacement.saisies:
            if classeur.is_colonne_masquee(emplacement.feuille, numero):
                rempli = next((rang for rang in rangs if not is_vide(classeur.get_brut(emplacement.feuille, rang, numero))), 0)
                if rempli:
                    gravite = Gravite.AVERTISSEMENT if colonne.nature in MONTANTS else Gravite.INFORMATION
                    origine = Origine(emplacement.feuille, write_plage(numero, (rempli, rempli)))
                    releve.add("lecture_colonne_masquee", gravite, origine, entete=colonne.entete, feuille=emplacement.feuille)


def _list_tables(classeur: Classeur) -> Iterator[Table]:
    return (table for table in TABLES_LUES if has_table(classeur, table))


# --- Copies of a table ---


def _report_copies(classeur: Classeur, releve: Releve) -> None:
    """Note the tables that have all the headers of one that is read, and the copies of a sheet that have no table any more."""
    lus = {table.nom.casefold() for table in TABLES_LUES}
    signalees = set()
    for nom, tableau in classeur.tableaux.items():
        entetes = {write_brut(classeur.get_saisi(tableau.feuille, tableau.bloc.haut, colonne)) for colonne in _list_colonnes(tableau)}
        copiee = next((table for table in TABLES_LUES if {colonne.entete for colonne in table.colonnes} <= entetes), None)
        if nom not in lus and copiee:
            signalees.add(tableau.feuille)
            origine = Origine(tableau.feuille, write_plage(tableau.bloc.gauche, (tableau.bloc.haut, tableau.bloc.haut)))
            _report_copie(origine, f"Le tableau {tableau.nom} de", copiee, releve)
    numerotees = [(feuille, trouve[1].casefold()) for feuille in classeur.feuilles if (trouve := _COPIE.fullmatch(feuille.strip()))]
    for table in TABLES_LUES:
        for feuille, original in numerotees:
            if original == table.feuille.casefold() and feuille not in signalees and classeur.list_rangs(feuille):
                _report_copie(Origine(feuille), "Le contenu de", table, releve)


def _report_copie(origine: Origine, quoi: str, table: Table, releve: Releve) -> None:
    faits = {"quoi": quoi, "copie": origine.feuille, "table": table.nom, "feuille": table.feuille}
    releve.add("lecture_tableau_en_double", Gravite.AVERTISSEMENT, origine, **faits)


def _list_colonnes(tableau: Tableau) -> range:
    return range(tableau.bloc.gauche, tableau.bloc.droite + 1)


# --- Links to other files ---


def _report_liens(classeur: Classeur, releve: Releve) -> None:
    """Note each file that formulas or names read; of one that nothing reads any more, only that it is still tied."""
    cibles = dict(_list_cibles(classeur))
    usages: dict[str, list[Origine]] = {}
    liees = {formule: liens for formule in classeur.list_textes_des_formules() if (liens := _find_liens(formule))}
    for feuille, rang, colonne, formule in classeur.list_formules() if liees else ():
        for numero in liees.get(formule, ()):
            usages.setdefault(numero, []).append(Origine(feuille, write_plage(colonne, (rang, rang))))
    noms = {numero: nom for nom, formule in classeur.list_noms() for numero in _find_liens(formule)}
    for numero in sorted({*cibles, *usages, *noms}, key=int):
        fichier = cibles.get(numero, "un autre classeur")
        if fichier.casefold() in COMPLEMENTS:
            continue
        cellules = usages.get(numero, [])
        usage = f"{write_quantite(len(cellules), 'formule')}, la première en {cellules[0]}" if cellules else "aucune formule"
        usage += f", nom « {noms[numero]} »" if numero in noms else ""
        gravite = Gravite.AVERTISSEMENT if cellules or numero in noms else Gravite.INFORMATION
        releve.add("lecture_lien_externe", gravite, (cellules or [Origine(classeur.feuilles[0])])[0], fichier=fichier, usage=usage)


def _find_liens(formule: str) -> set[str]:
    return set(_LIEN.findall(_TEXTE.sub("", formule))) if _CROCHET_ET_CHIFFRE.search(formule) else set()


def _list_cibles(classeur: Classeur) -> Iterator[tuple[str, str]]:
    """Yield the number and the file name of each linked workbook."""
    for partie in classeur.noms_des_parties:
        trouve = _PARTIE_LIEE.fullmatch(partie)
        if trouve:
            relations = _read_relations(classeur.read_partie(f"xl/externalLinks/_rels/{posixpath.basename(partie)}.rels"))
            cible = unquote(next(iter(relations.values()), "")).replace("\\", "/")
            yield trouve[1], posixpath.basename(cible) or "un autre classeur"


def _read_relations(contenu: bytes) -> Mapping[str, str]:
    try:
        return {lien.get("Id", ""): lien.get("Target", "") for lien in parse_xml(contenu)}
    except ParseError:
        return {}
