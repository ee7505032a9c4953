"""What became of an older workbook, line by line: kept, refitted, added, and, cell by cell, what could not be taken over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dpid_xl.cellules import is_vide
from dpid_xl.classeurs.audit.macros import list_ajoutes
from dpid_xl.classeurs.gabarit.aide import IMPOSES, REGLAGES
from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.classeurs.lecture.bruts import Illisible
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import find_tableau
from dpid_xl.classeurs.lecture.feuille import parse_rectangle
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.macros.modules import load_evenements
from dpid_xl.classeurs.paquet import name_relations, parse_xml, read_relations
from dpid_xl.classeurs.paquet.ecriture import read_comme_excel
from dpid_xl.classeurs.reprise.chantier import Chantier, is_same
from dpid_xl.classeurs.reprise.hors_tables import ILLISIBLE, write_cellule
from dpid_xl.classeurs.reprise.modele import Constat, Sort, TableReprise
from dpid_xl.francais import write_quantite
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import CAMPAGNE, CONVENTIONS, FEUILLE_DE_XLWINGS, FEUILLES, RANGS_DES_REGLAGES, REGLAGES_DU_CLASSEUR, TABLES, Colonne

ORDRE_DES_SORTS = (Sort.PERDU, Sort.A_REVOIR, Sort.VIDE, Sort.GARDE, Sort.REFAIT, Sort.AJOUTE)
REGLAGES_GARDES = "réglages de la campagne"
_AUTOMATIQUE = "la cellule est calculée : sa formule est rétablie"
_A_RECOPIER = "à recopier du classeur d'avant"
_DESSINS = (("pic", "image"), ("sp", "forme"), ("graphicFrame", "graphique"))
_DESSINE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_LIEN = re.compile(r'<hyperlink(?=[^>]* ref="([^"]*)")(?=[^>]* [\w.-]+:id="([^"]*)")')  # programs put them in one order or the other
NOS_MODULES = ("dpid_", "xlwings", "dictionary")  # how their names begin, in every version
# The builder's own, in a workbook that has the sheet of charts, and in those before it.
_GRAPHIQUES, _ANCIENS_GRAPHIQUES = {"Tableau de bord": 7}, {"Totaux": 2}


def list_constats(nouveau: Classeur, chantier: Chantier, perdus: Sequence[Constat] = ()) -> tuple[Constat, ...]:
    """Return the report, what is lost first; ``nouveau`` is what was built, ``perdus`` what had no place in it."""
    constats = [
        *chantier.constats,
        *perdus,
        *_list_perdus(chantier),
        *_list_gardes(chantier),
        *_list_refaits(chantier),
        *_list_ajoutes(nouveau, chantier),
    ]
    return tuple(sorted(constats, key=lambda constat: ORDRE_DES_SORTS.index(constat.sort)))


def _list_gardes(chantier: Chantier) -> Iterator[Constat]:
    reprise = chantier.reprise
    for ancienne in reprise.tables.values():
        table = ancienne.table
        yield Constat(Sort.GARDE, table.feuille, "", f"tableau {table.nom}", write_quantite(len(ancienne.rangees), "rangée"))
        for entete, numero in ancienne.plus.items():
            cellule = f"{get_column_letter(numero)}{ancienne.entetes}"
            yield Constat(Sort.GARDE, table.feuille, cellule, "colonne à vous", entete, "à droite du tableau")
        aspects = Counter(bool(saisie.aspect) for rangee in ancienne.rangees for saisie in rangee.cellules.values())[True]
        if aspects:
            yield Constat(Sort.GARDE, table.feuille, "", "couleurs et caractères à vous", write_quantite(aspects, "cellule"))
    gardes = sum(reglage.champ in reprise.reglages for reglage in CAMPAGNE)
    yield Constat(Sort.GARDE, "Campagne", "", REGLAGES_GARDES, write_quantite(gardes, "réglage"))
    for reglage in REGLAGES_DU_CLASSEUR:
        place, saisie = reprise.reglages.get(reglage.champ, (None, None))
        if place and saisie and not is_same(reglage.defaut, saisie.brut):
            nouvelle = f"en B{RANGS_DES_REGLAGES[reglage]} de Campagne"
            yield Constat(Sort.GARDE, place[0], write_cellule(place), f"réglage « {reglage.libelle} »", write_brut(saisie.brut), nouvelle)
    siens = {nom.casefold(): valeur for nom, valeur, _aide in REGLAGES}
    for nom, valeur in reprise.configuration:
        if siens.get(nom.casefold(), "") != valeur and nom not in IMPOSES:
            yield Constat(Sort.GARDE, FEUILLE_DE_XLWINGS.nom, "", f"réglage « {nom} »", valeur)
    if reprise.notes:
        yield Constat(Sort.GARDE, "", "", "notes", write_quantite(len(reprise.notes), "note"))
    for libre in reprise.libres:
        texte = libre.saisie.formule or write_brut(libre.saisie.brut)
        yield Constat(
            Sort.GARDE,
            libre.ancienne[0],
            write_cellule(libre.ancienne),
            "cellule hors tableau",
            texte,
            f"en {write_cellule(libre.nouvelle)}",
        )
    perdues = {constat.feuille for constat in chantier.constats if constat.quoi == "feuille"}
    yield from (Constat(Sort.GARDE, feuille, "", "feuille à vous") for feuille in reprise.feuilles_en_plus if feuille not in perdues)


def _list_refaits(chantier: Chantier) -> Iterator[Constat]:
    yield Constat(
        Sort.REFAIT,
        "",
        "",
        "macros, ruban, boutons, formules, listes de choix, couleurs conditionnelles, largeurs",
        "",
        "ceux d'aujourd'hui",
    )
    siens = {nom: valeur for nom, valeur, _aide in REGLAGES if nom in IMPOSES}
    for nom, valeur in chantier.reprise.configuration:
        if nom in siens and valeur != siens[nom]:
            yield Constat(Sort.REFAIT, FEUILLE_DE_XLWINGS.nom, "", f"réglage « {nom} »", valeur, f"celui du classeur maître : {siens[nom]}")
    for ancienne in chantier.reprise.tables.values():
        yield from _list_refaits_de_table(chantier, ancienne)


def _list_refaits_de_table(chantier: Chantier, ancienne: TableReprise) -> Iterator[Constat]:
    table, feuille = ancienne.table, ancienne.table.feuille
    numeros = [ancienne.colonnes[colonne.champ] for colonne in table.colonnes if colonne.champ in ancienne.colonnes]
    if numeros != sorted(numeros):
        yield Constat(Sort.REFAIT, feuille, "", f"ordre des colonnes de {table.nom}", "", "celui du classeur maître")
    for colonne in table.colonnes:
        formules = _list_autres_formules(ancienne, colonne) if colonne.formule else {}
        for formule, cellules in formules.items():
            nombre = write_quantite(len(cellules), "cellule")
            yield Constat(Sort.REFAIT, feuille, cellules[0], f"formule de « {colonne.entete} »", formule, f"{nombre} : celle d'aujourd'hui")
    masques = [rang for rang in chantier.ancien.list_rangs_masques(ancienne.feuille) if ancienne.entetes < rang <= ancienne.derniere]
    if masques:
        yield Constat(
            Sort.REFAIT,
            feuille,
            f"A{min(masques)}",
            "lignes masquées ou filtrées",
            write_quantite(len(masques), "ligne"),
            "elles sont montrées",
        )
    masquees = [numero for numero in numeros if chantier.ancien.is_colonne_masquee(ancienne.feuille, numero)]
    if masquees:
        yield Constat(
            Sort.REFAIT, feuille, f"{get_column_letter(masquees[0])}1", "colonnes masquées", str(len(masquees)), "elles sont montrées"
        )
    for plage, bloc in chantier.ancien.list_fusions(ancienne.feuille):
        if ancienne.entetes < bloc.haut <= ancienne.derniere:
            yield Constat(Sort.REFAIT, feuille, plage, "cellules fusionnées", "", "elles ne le sont plus")


def _list_autres_formules(ancienne: TableReprise, colonne: Colonne) -> dict[str, list[str]]:
    """Return the formulas of a computed column that are not today's nor an earlier version's, with their cells."""
    admises = {write_formule(formule, ancienne.table.nom) for formule in (colonne.formule, *colonne.anciennes)}
    trouvees: dict[str, list[str]] = {}
    for rangee in ancienne.rangees:
        saisie = rangee.cellules.get(colonne.champ)
        if saisie and saisie.formule and saisie.formule not in admises:
            cellule = f"{get_column_letter(ancienne.colonnes[colonne.champ])}{rangee.rang}"
            trouvees.setdefault(re.sub(r"\b([A-Z]{1,3})\d+\b", r"\1…", saisie.formule), []).append(cellule)
    return trouvees


def _list_ajoutes(nouveau: Classeur, chantier: Chantier) -> Iterator[Constat]:
    ancien, reprise = chantier.ancien, chantier.reprise
    yield from (Constat(Sort.AJOUTE, feuille.nom, "", "feuille") for feuille in FEUILLES if ancien.find_feuille(feuille.nom) is None)
    for table in TABLES:
        vieille = find_tableau(ancien, table)
        presentes = reprise.tables[table.nom].colonnes if table.nom in reprise.tables else vieille.colonnes if vieille else None
        if presentes is None:
            if find_tableau(nouveau, table):
                yield Constat(Sort.AJOUTE, table.feuille, "", f"tableau {table.nom}")
            continue
        for colonne in table.colonnes:
            if colonne.champ not in presentes:
                yield Constat(Sort.AJOUTE, table.feuille, "", f"colonne de {table.nom}", colonne.entete)
        if reprise.tables.get(table.nom) and chantier.attendues.get(table.nom):
            yield Constat(Sort.AJOUTE, table.feuille, "", "rangées à remplir", write_quantite(chantier.attendues[table.nom], "rangée"))
    for reglage in (*CAMPAGNE, *REGLAGES_DU_CLASSEUR):
        if reglage.champ not in reprise.reglages:
            yield Constat(Sort.AJOUTE, "Campagne", "", "réglage", reglage.libelle)


def _list_perdus(chantier: Chantier) -> Iterator[Constat]:
    for ancienne in chantier.reprise.tables.values():
        yield from _list_constantes(chantier, ancienne)
        yield from _list_illisibles(ancienne)
    yield from _list_noms_locaux(chantier)
    yield from _list_dessins(chantier.ancien)
    yield from _list_liens(chantier.ancien)
    yield from _list_autres_onglets(chantier.ancien)
    yield from _list_modules(chantier.ancien)


def _list_illisibles(ancienne: TableReprise) -> Iterator[Constat]:
    """Yield the cells of the officer's own columns whose value no program reads; elsewhere, they forbid the new workbook."""
    for rangee in ancienne.rangees:
        for entete, saisie in rangee.plus.items():
            if isinstance(saisie.brut, Illisible) and not saisie.formule:
                cellule = f"{get_column_letter(ancienne.plus[entete])}{rangee.rang}"
                yield Constat(Sort.PERDU, ancienne.table.feuille, cellule, f"valeur de « {entete} »", write_brut(saisie.brut), ILLISIBLE)


def _list_constantes(chantier: Chantier, ancienne: TableReprise) -> Iterator[Constat]:
    """Yield what was typed over a formula, unless the formula gives it."""
    for colonne in ancienne.table.colonnes:
        cellules = [(rangee.rang, rangee.cellules[colonne.champ]) for rangee in ancienne.rangees if colonne.champ in rangee.cellules]
        if not colonne.formule or not any(saisie.formule for _rang, saisie in cellules):
            continue
        for rang, saisie in cellules:
            if (
                saisie.formule
                or is_vide(saisie.brut)
                or is_same(chantier.calcules.get((ancienne.table.nom, rang, colonne.champ)), saisie.brut)
            ):
                continue
            cellule = f"{get_column_letter(ancienne.colonnes[colonne.champ])}{rang}"
            yield Constat(
                Sort.PERDU, ancienne.table.feuille, cellule, f"valeur de « {colonne.entete} »", write_brut(saisie.brut), _AUTOMATIQUE
            )


def _list_noms_locaux(chantier: Chantier) -> Iterator[Constat]:
    """Yield the names that are those of one of the master's sheets alone."""
    autres = {feuille.casefold() for feuille in chantier.reprise.feuilles_en_plus}
    for feuille, nom, cible in chantier.ancien.noms_locaux:
        if feuille.casefold() not in autres:
            yield Constat(Sort.PERDU, feuille, "", "nom défini pour une feuille", f"{nom} = {cible}", "définissez-le pour le classeur")


def _list_dessins(ancien: Classeur) -> Iterator[Constat]:
    """Yield the pictures, the shapes and the charts that were put on the master's own sheets."""
    siens = _GRAPHIQUES if ancien.find_feuille(*_GRAPHIQUES) else _ANCIENS_GRAPHIQUES
    for declaree in FEUILLES:
        feuille = ancien.find_feuille(declaree.nom)
        relations = read_relations(ancien.parties, ancien.parties_des_feuilles[feuille]).values() if feuille else ()
        dessins = [parse_xml(ancien.parties[cible]) for genre, cible in relations if genre.endswith("/drawing") and cible in ancien.parties]
        for balise, nom in _DESSINS:
            nombre = sum(len(list(dessin.iter(_DESSINE + balise))) for dessin in dessins)
            nombre -= siens.get(declaree.nom, 0) if balise == "graphicFrame" else 0
            if nombre > 0:
                yield Constat(Sort.PERDU, declaree.nom, "", nom, write_quantite(nombre, nom), _A_RECOPIER)


def _list_liens(ancien: Classeur) -> Iterator[Constat]:
    """Yield the links that lead out of the workbook, but those that Excel makes of an address that is typed, of which nothing is lost."""
    ou_taper = [declaree.nom for declaree in FEUILLES if declaree.nom != CONVENTIONS.feuille]  # where macros link the files that they write
    for feuille in filter(None, map(ancien.find_feuille, ou_taper)):
        partie = ancien.parties_des_feuilles[feuille]
        relations = ancien.read_partie(name_relations(partie))
        cibles = {lien.get("Id"): lien.get("Target", "") for lien in (parse_xml(relations) if relations else ())}
        for plage, numero in _LIEN.findall(read_comme_excel(ancien.parties, partie)) if cibles else ():
            bloc, cible = parse_rectangle(plage), cibles.get(numero, "")
            dit = write_brut(ancien.get_brut(feuille, bloc.haut, bloc.gauche)) if bloc else ""
            if cible and cible.removeprefix("mailto:").rstrip("/") != dit.rstrip("/"):
                yield Constat(Sort.PERDU, feuille, plage, "lien", cible, "le texte de la cellule est gardé, le lien est à refaire")


def _list_autres_onglets(ancien: Classeur) -> Iterator[Constat]:
    """Yield the tabs that are no sheets of cells."""
    for nom in ancien.onglets:
        if nom not in ancien.feuilles:
            yield Constat(Sort.PERDU, nom, "", "onglet sans cellules (graphique, macro Excel 4)", nom, _A_RECOPIER)


def _list_modules(ancien: Classeur) -> Iterator[Constat]:
    """Yield the macros that are neither ours nor xlwings'."""
    for module in list_ajoutes(ancien, NOS_MODULES, load_evenements()):
        yield Constat(Sort.PERDU, "", "", "module de macros", module, "à exporter de l'ancien classeur, puis à importer dans le nouveau")
