"""Rapprocher les paiements: a list of what is paid, that the officer chooses, against what is due; it fills « Versements ».

Nothing that is typed changes: a payment that was planned takes its day where no day is, one that was not has a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from dpid_xl import chaine
from dpid_xl.calcul.rapprochement import A_VOIR, Inscription, Rapprochement, Sort
from dpid_xl.francais import write_quantite
from dpid_xl.importation.paiements import Liste, read_paiements
from dpid_xl.rendus.tableaux.rapprochement import render_rapprochement
from dpid_xl.schema import VERSEMENTS
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Affichage, Contexte, Ecriture, Fichiers, Montrer, Plan, Question, Valeur
from udfs.actions.tables import append_rangees
from udfs.actions.vue import Vue

TITRE = "La liste de ce qui est payé (export du logiciel financier)"
EXTENSIONS = (".xlsx", ".xls", ".ods", ".csv", ".txt")
RAPPORT = "rapprochement.xlsx"
SANS_FEUILLE = (
    "Ce classeur, d'une version antérieure, n'a pas la feuille Versements : pressez « Remettre à neuf », puis travaillez dans le nouveau."
)
_DITS = ("verse_le", "exercice", "engagement", "mandat")  # what a payment says of a row that planned it


def plan_rapprocher(contexte: Contexte) -> Plan | Question | None:
    """Ask for the list, say what is paid, due, unmatched or too much, and write what has its place after a yes; None without a file."""
    if VERSEMENTS.nom not in contexte.vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    fichier = contexte.choose_fichier(TITRE, EXTENSIONS)
    if fichier is None:
        return None
    liste, examen = read_paiements(fichier), contexte.examine()
    rapprochements = chaine.match_paiements(examen, liste)
    titre = f"{contexte.vue.nom} et {fichier.stem}"
    rapport = Fichiers(lambda: [(RAPPORT, render_rapprochement(rapprochements, ".xlsx", titre, contexte.quand.date()))], 1, seuls=True)
    lecture = f"« {fichier.name} » : {chaine.tell_rapprochement(rapprochements)}"
    reste = _tell_reste(rapprochements, liste)
    inscriptions = chaine.list_inscriptions(examen, rapprochements)
    if not inscriptions:
        return Plan((), f"{lecture} ; rien d'écrit", f"{lecture}. Rien à écrire dans Versements{reste} (« {RAPPORT} »).", rapport)
    quoi = _tell(inscriptions)
    return Question(
        f"{lecture}. Écrire dans la feuille Versements {quoi} ? Ce qui y est tapé ne change pas{reste}.",
        lambda: Plan(
            _write(contexte.vue, inscriptions), f"{lecture} ; {quoi}", f"{quoi[0].upper()}{quoi[1:]}{reste} (« {RAPPORT} »).", rapport
        ),
    )


def _write(vue: Vue, inscriptions: Sequence[Inscription]) -> tuple[Action, ...]:
    place, actions = vue.get_place(VERSEMENTS.nom), list[Action]()
    for inscription in inscriptions:
        if (prevu := inscription.prevu) is not None:
            vides = [champ for champ in _DITS if not getattr(prevu, champ) and getattr(inscription.versement, champ)]
            for champ in vides:
                valeur = getattr(inscription.versement, champ)
                actions.append(Ecriture(place.feuille, prevu.lieu.rang, vue.find_colonne(VERSEMENTS, champ), ((valeur,),)))
    rang = min((inscription.prevu.lieu.rang for inscription in inscriptions if inscription.prevu), default=0)
    if nouvelles := [inscription for inscription in inscriptions if inscription.prevu is None]:
        saisies = [colonne.champ for colonne in VERSEMENTS.colonnes if colonne.saisie]
        ajouts, premier = append_rangees(vue, VERSEMENTS, [_make_rangee(nouvelle) for nouvelle in nouvelles], vides=saisies)
        actions, rang = [*actions, *ajouts], rang or premier
    return (*actions, Affichage(VERSEMENTS.feuille), Montrer(VERSEMENTS.feuille, f"A{rang}"))


def _make_rangee(inscription: Inscription) -> dict[str, Valeur]:
    versement = inscription.versement
    textes = ("structure", "operation", "nature", "engagement", "mandat")
    dits: dict[str, Valeur] = {champ: getattr(versement, champ) or None for champ in textes}
    return dits | {"verse_le": versement.verse_le, "exercice": versement.exercice, "montant": float(versement.montant)}


def _tell(inscriptions: Sequence[Inscription]) -> str:
    prevus = sum(inscription.prevu is not None for inscription in inscriptions)
    nouvelles = len(inscriptions) - prevus
    sans_nature = sum(not inscription.versement.nature for inscription in inscriptions)
    dits = [
        f"le jour de {write_quantite(prevus, 'versement', 'prévu')}" if prevus else "",
        f"{write_quantite(nouvelles, 'rangée')} de plus" if nouvelles else "",
    ]
    nature = f", dont {write_quantite(sans_nature, 'nature')} à choisir" if sans_nature else ""
    return " et ".join(filter(None, dits)) + nature


def _tell_reste(rapprochements: Sequence[Rapprochement], liste: Liste) -> str:
    a_voir = sum(un.sort in A_VOIR for un in rapprochements)
    sans_jour = sum(un.sort is Sort.PAYE and un.paiement is not None and un.paiement.jour is None for un in rapprochements)
    dits = (
        f"{write_quantite(a_voir, 'paiement')} à voir" if a_voir else "",
        f"{write_quantite(sans_jour, 'paiement')} sans date, à saisir" if sans_jour else "",
        write_quantite(len(liste.refus), "cellule", "refusée") if liste.refus else "",
        *(remarque[0].lower() + remarque[1:].removesuffix(".") for remarque in liste.remarques),
    )
    return "".join(f" ; {dit}" for dit in dits if dit)
