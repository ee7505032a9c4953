"""Ajouter une ligne, une structure: a row ready to be filled, with the operation that comes next; actualiser.

>>> propose_operation(("T1-01", "T1-02"), {"T1-01"}, "T1-01")
'T1-02'
>>> propose_operation(("T1-01", "T1-02"), {"T1-01", "T1-02"}, "T1-01")
'T1-01'
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dpid_xl.francais import write_quantite
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import ANNEXE5, ECHEANCIER, FEUILLES, STRUCTURES
from dpid_xl.schema.natif import DEMANDE, LIBELLE_PYTHON
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Affichage, Contexte, Ecriture, Montrer, Plan, Recalcul, Valeur
from udfs.actions.tables import append_rangees
from udfs.actions.vue import Vue

SANS_FEUILLES = (
    "Ce classeur, d'une version antérieure, n'a pas les feuilles de l'année : pressez « Remettre à neuf », puis travaillez dans le nouveau."
)
ACCUEIL, COLONNE_DE_LA_DEMANDE = "Accueil", 4


def plan_ajouter_ligne(contexte: Contexte) -> Plan:
    """Prepare a row of Annexe 5, and its row of the échéancier."""
    vue, dossier = contexte.vue, contexte.examine().dossier
    codes = tuple(operation.code for operation in dossier.operations)
    code = propose_operation(codes, {ligne.operation for ligne in dossier.lignes}, _find_courante(vue))
    operation = dossier.operation_par_code.get(code)
    rangee: dict[str, Valeur] = {"operation": code or None}
    if operation:
        rangee |= {"unite": operation.unite or None, "debut": operation.debut, "fin": operation.fin}
    saisies = {colonne.champ for colonne in ANNEXE5.colonnes if colonne.saisie}
    actions, rang = append_rangees(vue, ANNEXE5, [rangee], vides=saisies)
    numero = rang - vue.get_place(ANNEXE5.nom).haut
    montrer = Montrer(ANNEXE5.feuille, f"{get_column_letter(vue.find_colonne(ANNEXE5, 'structure'))}{rang}")
    resultat = f"ligne {rang} préparée" + (f" ({code})" if code else "")
    return Plan((*actions, *add_echeances(vue, [numero]), montrer), resultat)


def plan_ajouter_structure(contexte: Contexte) -> Plan:
    """Prepare a row of the register."""
    vue = contexte.vue
    actions, rang = append_rangees(vue, STRUCTURES, [{}])
    montrer = Montrer(STRUCTURES.feuille, f"{get_column_letter(vue.find_colonne(STRUCTURES, 'nom'))}{rang}")
    return Plan((*actions, montrer), f"ligne {rang} préparée")


def plan_montrer_feuilles(contexte: Contexte) -> Plan:
    """Show the sheets that stay hidden as long as nothing is typed on them, and lead to the first."""
    feuilles = [feuille.nom for feuille in FEUILLES if feuille.a_la_demande and feuille.nom in contexte.vue.feuilles]
    if not feuilles:
        raise MacroRefusee(SANS_FEUILLES)
    actions = [Affichage(nom) for nom in feuilles]
    return Plan((*actions, Montrer(feuilles[0], "A1")), f"{write_quantite(len(feuilles), 'feuille')} : {', '.join(feuilles)}")


def plan_actualiser(contexte: Contexte) -> Plan:
    """Compute every formula again, Python being asked whether it answers; not on the server, whose functions have other names."""
    demande = _ask_python(contexte.vue) if contexte.sur_disque else []
    return Plan((*demande, Recalcul()), "formules recalculées")


def propose_operation(codes: Sequence[str], employees: Collection[str], courante: str) -> str:
    """Return the first operation without a line yet; when all have one, that of the current row, else the last."""
    libre = next((code for code in codes if code not in employees), None)
    return libre or (courante if courante in codes else (codes[-1] if codes else ""))


def _ask_python(vue: Vue) -> list[Action]:
    """Write the word by which the cells ask; a workbook older than it has none."""
    accueil = vue.read_feuille(ACCUEIL) if ACCUEIL in vue.feuilles else []
    rang = next((rang for rang, rangee in enumerate(accueil, 1) if rangee[0] == LIBELLE_PYTHON), 0)
    return [Ecriture(ACCUEIL, rang, COLONNE_DE_LA_DEMANDE, ((DEMANDE,),))] if rang else []


def _find_courante(vue: Vue) -> str:
    place = vue.get_place(ANNEXE5.nom)
    rang = next(iter(vue.selection.list_rangs(place) if vue.selection else ()), place.bas)
    colonne = vue.find_colonne(ANNEXE5, "operation")
    return str(vue.read(place.feuille, rang, colonne, rang, colonne)[0][0] or "")


def add_echeances(vue: Vue, numeros: Sequence[int]) -> list[Action]:
    """Add the rows of the échéancier that follow lines, unless they are there: the table has one row per line."""
    presentes = {rangee.get("ligne") for rangee in vue.read_rangees(ECHEANCIER)}
    absentes: list[dict[str, Valeur]] = [{"ligne": numero} for numero in numeros if numero not in presentes]
    return append_rangees(vue, ECHEANCIER, absentes)[0] if absentes else []
