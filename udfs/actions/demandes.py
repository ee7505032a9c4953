"""Passer au vote: each demand that a commission retained becomes a line of Annexe 5, once, with the figures that are then fixed.

Courriers de refus: what it refused, with the motive that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dpid_xl import chaine
from dpid_xl.calcul.passage import Passage, plan_passage
from dpid_xl.classeurs.gabarit.rangees import make_rangee, to_cellule
from dpid_xl.classeurs.passage import write_decides, write_passage
from dpid_xl.documents.courriers import Nature
from dpid_xl.francais import cite_noms, write_quantite
from dpid_xl.montants import format_montant
from dpid_xl.periodes import format_date
from dpid_xl.production.phrases import RIEN_A_PASSER
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import ANNEXE5, DEMANDES, ECHEANCIER
from udfs.actions.conventions import require_sain
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.exports import plan_liasse
from udfs.actions.plan import Action, Contexte, Ecriture, Montrer, Plan, Question
from udfs.actions.saisie import add_echeances
from udfs.actions.tables import append_rangees
from udfs.actions.vue import Vue

SANS_FEUILLE = (
    "Ce classeur, d'une version antérieure, n'a pas la feuille Demandes : pressez « Remettre à neuf », puis travaillez dans le nouveau."
)


def plan_passer_au_vote(contexte: Contexte) -> Question:
    """Write the lines of the demands that known commissions retained, and fix their figures, after a yes."""
    vue = contexte.vue
    if DEMANDES.nom not in vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    examen = contexte.examine()
    passage = plan_passage(examen.dossier, contexte.quand.date(), anomalies=examen.anomalies)
    if not passage.passees:
        raise MacroRefusee(" ".join((RIEN_A_PASSER, _tell_laissees(passage))).rstrip())
    jours = passage.commissions
    des = "les commissions" if len(jours) > 1 else "la commission"
    commissions = " et ".join(f"du {format_date(jour)} ({nombre})" for jour, nombre in jours.items())
    nombre = write_quantite(len(passage.passees), "demande", "retenue")
    question = (
        f"Faire de {nombre} des lignes de l'annexe 5, {format_montant(passage.montant)}, d'après {des} {commissions} ? "
        f"Quantités, dates et montants y sont fixés. {_tell_laissees(passage)}"
    )
    resultat = write_passage(passage)
    dit = " ".join(filter(None, (f"{resultat}.", _tell_laissees(passage), write_decides(passage))))
    return Question(question.rstrip(), lambda: Plan(tuple(_list_actions(vue, passage)), resultat, dit))


def plan_exporter_refus(contexte: Contexte) -> Plan:
    """Plan the letters of the demands that are refused, with their bordereau, in a folder of their own."""
    if DEMANDES.nom not in contexte.vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    examen = contexte.examine()
    require_sain(examen)
    production = chaine.produce_courriers(examen, Nature.REFUS, ["docx", "pdf"], contexte.quand.date())
    if not production.documents:
        raise MacroRefusee("\n".join(production.phrases))
    return plan_liasse(production, f"refus_{contexte.quand:%Y-%m-%d_%H%M%S}/")


def _list_actions(vue: Vue, passage: Passage) -> Iterator[Action]:
    saisies = [colonne.champ for colonne in ANNEXE5.colonnes if colonne.saisie]
    rangees = [make_rangee(ANNEXE5, passee.ligne) for passee in passage.passees]
    presentes = vue.read_champs(ANNEXE5)
    remplies = [champ for champ in saisies if champ in presentes and any(rangee[champ] is not None for rangee in rangees)]
    actions, rang = append_rangees(vue, ANNEXE5, [{champ: rangee[champ] for champ in remplies} for rangee in rangees], vides=saisies)
    yield from actions
    haut = vue.get_place(ANNEXE5.nom).haut
    if ECHEANCIER.nom in vue.tables:
        yield from add_echeances(vue, range(rang - haut, rang - haut + len(rangees)))
    yield from _fix(vue, passage)
    yield Montrer(ANNEXE5.feuille, f"{get_column_letter(vue.find_colonne(ANNEXE5, 'structure'))}{rang}")


def _fix(vue: Vue, passage: Passage) -> Iterator[Action]:
    """Write on each demand what its line was made with; a cell that has nothing to say is left as it is."""
    feuille = vue.get_place(DEMANDES.nom).feuille
    for passee in passage.passees:
        for colonne in DEMANDES.colonnes:
            valeur = to_cellule(getattr(passee.demande, colonne.champ), colonne.nature) if colonne.gardee else None
            if valeur is not None:
                yield Ecriture(feuille, passee.demande.lieu.rang, vue.find_colonne(DEMANDES, colonne.champ), ((valeur,),))


def _tell_laissees(passage: Passage) -> str:
    noms: Sequence[str] = [f"{demande.structure} ({demande.operation}) : {raison}" for demande, raison in passage.laissees]
    return f"{write_quantite(len(noms), 'demande', 'retenue', 'laissée')} de côté : {cite_noms(noms)}." if noms else ""
