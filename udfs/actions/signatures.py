"""Suivre les signatures, numéroter: rows of « Signature » for the acts that have none, numbers for the conventions that have none.

Both only add: a row, a day or a number that the officer typed stays as it is.
"""

from __future__ import annotations

from dpid_xl.calcul.numeros import assign_numeros
from dpid_xl.calcul.signature import get_cle, list_actes
from dpid_xl.francais import write_quantite
from dpid_xl.schema import ANNEXE5, SIGNATURES
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Affichage, Contexte, Ecriture, Montrer, Plan, Question
from udfs.actions.tables import append_rangees

TOUT_SUIVI = "Rien à ajouter : chaque convention, et chaque avenant de l'annexe 5, a déjà sa rangée dans Signature."
TOUT_NUMEROTE = "Rien à numéroter : chaque convention de la campagne a déjà son numéro."
SANS_FEUILLE = (
    "Ce classeur, d'une version antérieure, n'a pas la feuille Signature : pressez « Remettre à neuf », puis travaillez dans le nouveau."
)


def plan_suivre_signatures(contexte: Contexte) -> Plan:
    """Add to « Signature » a row per convention, and per avenant of Annexe 5 to an earlier one, that has none; show the sheet."""
    vue, dossier = contexte.vue, contexte.examine().dossier
    if SIGNATURES.nom not in vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    suivis = {get_cle(dossier, signature)[:2] for signature in dossier.signatures}
    nouveaux = [(structure, numero) for cle, (structure, numero) in list_actes(dossier).items() if cle not in suivis]
    if not nouveaux:
        raise MacroRefusee(TOUT_SUIVI)
    saisies = [colonne.champ for colonne in SIGNATURES.colonnes if colonne.saisie]
    rangees = [{"structure": structure, "avenant_a": numero or None} for structure, numero in nouveaux]
    actions, rang = append_rangees(vue, SIGNATURES, rangees, vides=saisies)
    resultat = f"{write_quantite(len(nouveaux), 'rangée', 'ajoutée')} à la feuille Signature"
    montrer = (Affichage(SIGNATURES.feuille), Montrer(SIGNATURES.feuille, f"A{rang}"))
    return Plan((*actions, *montrer), resultat, f"{resultat} : tapez-y chaque date quand elle est connue.")


def plan_numeroter(contexte: Contexte) -> Question:
    """Give the conventions without a number those that follow the first typed in Campagne, in Annexe 5, after a yes."""
    vue, dossier = contexte.vue, contexte.examine().dossier
    numerotation = assign_numeros(dossier)
    if not numerotation.lignes:
        raise MacroRefusee(TOUT_NUMEROTE)
    place, colonne = vue.get_place(ANNEXE5.nom), vue.find_colonne(ANNEXE5, "numero_convention")
    actions: tuple[Action, ...] = tuple(
        Ecriture(place.feuille, ligne.lieu.rang, colonne, ((numero,),)) for ligne, numero in numerotation.lignes
    )
    donnes = tuple(numerotation.donnes.values())
    portee = write_quantite(len(numerotation.lignes), "ligne")
    dits = f"{write_quantite(len(donnes), 'numéro', 'donné')}, de {donnes[0]} à {donnes[-1]}" if donnes else "Aucun nouveau numéro"
    resultat = f"{dits} ; {portee} de l'annexe 5 remplies."
    question = f"Écrire {_tell(donnes)} sur {portee} de l'annexe 5 ? Les numéros déjà là restent."
    return Question(question, lambda: Plan(actions, resultat, resultat))


def _tell(donnes: tuple[str, ...]) -> str:
    if not donnes:
        return "le numéro que leur convention a déjà"
    return f"{write_quantite(len(donnes), 'numéro')} de convention, de {donnes[0]} à {donnes[-1]},"
