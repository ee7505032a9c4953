"""Formulaires de bilan, lire les bilans: forms to send out; what comes back goes to « Suivi » and « Indicateurs », where nothing is typed.

What is typed already is never replaced: it is named, and whoever finds that the bilan is right empties the cell first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dpid_xl import chaine
from dpid_xl.francais import cite_noms, write_quantite
from dpid_xl.importation.bilans import A_TRAITER, Constat
from dpid_xl.importation.formulaires import EXTENSIONS
from dpid_xl.importation.reception import Ecriture, Reception
from dpid_xl.modele import Dossier
from dpid_xl.noms import fold_nom
from dpid_xl.production.phrases import tell_bilans_recus
from dpid_xl.rendus.tableaux.bilans_recus import render_bilans_recus
from dpid_xl.schema import INDICATEURS, SUIVI, Table
from udfs.actions.conventions import require_sain
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.exports import plan_liasse
from udfs.actions.plan import Action, Affichage, Contexte, Fichiers, Montrer, Plan, Question, Valeur
from udfs.actions.plan import Ecriture as Cellules
from udfs.actions.tables import append_rangees
from udfs.actions.vue import Vue

TITRE = "Un des bilans reçus : tous ceux de son dossier seront lus"
RAPPORT = "bilans_recus.csv"
RIEN = "Ces bilans n'apportent rien à ce qui est déjà saisi : rien n'est changé."
SANS_FEUILLE = (
    "Ce classeur, d'une version antérieure, n'a pas la feuille Indicateurs : pressez « Remettre à neuf », puis travaillez dans le nouveau."
)


def plan_exporter_bilans(contexte: Contexte) -> Plan:
    """Plan the forms of all the operations, in Excel and in Word, in a folder of their own."""
    examen = contexte.examine()
    require_sain(examen)
    production = chaine.produce_bilans(examen, ["xlsx", "docx"], contexte.quand.date())
    return plan_liasse(production, f"bilans_{contexte.quand:%Y-%m-%d_%H%M%S}/")


def plan_lire_bilans(contexte: Contexte) -> Question | None:
    """Ask for one of the forms that came back, read those of its folder, and ask whether they go to the workbook; None without a file."""
    vue = contexte.vue
    if INDICATEURS.nom not in vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    fichier = contexte.choose_fichier(TITRE, EXTENSIONS)
    if fichier is None:
        return None
    dossier = contexte.examine().dossier
    recus, constats = chaine.read_recus(dossier, [fichier.parent])
    if not recus.ecritures:
        raise MacroRefusee("\n".join([RIEN, *_tell(constats)]))
    bilans = {(ecriture.structure, ecriture.operation) for ecriture in recus.ecritures}
    portee = f"{write_quantite(len(recus.ecritures), 'cellule')} de {write_quantite(len(bilans), 'bilan')}"
    texte = f"Porter ces réponses dans Suivi et Indicateurs ({portee}), là où rien n'est saisi ?"
    return Question("\n".join([texte, *_tell(constats)]), lambda: _plan(vue, dossier, recus, constats))


def _tell(constats: Sequence[Constat]) -> list[str]:
    """Say what stays to be looked at: the first ones by name, the rest is in the report."""
    restes = [constat for constat in constats if constat.sort in A_TRAITER]
    if not restes:
        return []
    cites = cite_noms(tuple(" ".join(filter(None, (c.structure or c.fichier, c.operation, c.quoi))) for c in restes))
    return [f"Refusé, à voir ou déjà saisi autrement, et laissé tel quel ({len(restes)}) : {cites}."]


def _plan(vue: Vue, dossier: Dossier, recus: Reception, constats: Sequence[Constat]) -> Plan:
    actions: list[Action] = []
    for table in (SUIVI, INDICATEURS):
        actions += _fill(vue, dossier, table, [ecriture for ecriture in recus.ecritures if ecriture.table is table])
    resultat = tell_bilans_recus(recus, constats)
    montrer: tuple[Action, ...] = (Affichage(INDICATEURS.feuille), Montrer(SUIVI.feuille, f"A{vue.get_place(SUIVI.nom).haut + 1}"))
    fichiers = Fichiers(lambda: [(RAPPORT, render_bilans_recus(constats))], 1, seuls=True)
    return Plan((*actions, *montrer), resultat, f"{resultat} Chaque réponse est dans « {RAPPORT} ».", fichiers)


def _fill(vue: Vue, dossier: Dossier, table: Table, ecritures: Sequence[Ecriture]) -> list[Action]:
    """Write cells of the rows that are there, and the rows that are not at the end of the table."""
    place = vue.get_place(table.nom)
    rangs: dict[tuple[str, ...], int] = {}
    for rang, rangee in enumerate(vue.read_rangees(table), place.haut + 1):
        rangs.setdefault(_identify(dossier, table, rangee), rang)
    actions: list[Action] = []
    nouvelles: dict[tuple[str, ...], dict[str, Valeur]] = {}
    for ecriture in ecritures:
        qui = {"structure": ecriture.structure, "operation": ecriture.operation, "indicateur": ecriture.indicateur}
        cle, valeur = _identify(dossier, table, qui), _convert(ecriture.valeur)
        if cle in rangs:
            actions.append(Cellules(place.feuille, rangs[cle], vue.find_colonne(table, ecriture.champ), ((valeur,),)))
        else:
            nouvelles.setdefault(cle, {champ: texte for champ, texte in qui.items() if texte})[ecriture.champ] = valeur
    if nouvelles:
        champs = dict.fromkeys(champ for rangee in nouvelles.values() for champ in rangee)
        saisies = [colonne.champ for colonne in table.colonnes if colonne.saisie]
        ajouts, _rang = append_rangees(
            vue, table, [{champ: rangee.get(champ) for champ in champs} for rangee in nouvelles.values()], vides=saisies
        )
        actions += ajouts
    return actions


def _identify(dossier: Dossier, table: Table, rangee: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells a row from the others of its table, in one writing."""
    structure, operation = (str(rangee.get(champ) or "").strip() for champ in SUIVI.en_attente)
    quoi = fold_nom(str(rangee.get("indicateur") or "")) if table is INDICATEURS else ""
    return (dossier.name_structure(structure), operation, quoi)


def _convert(valeur: Any) -> Valeur:
    return valeur if isinstance(valeur, str | int) else float(valeur)
