"""The sheets people fill once per campaign: Budget, Structures, Opérations, Barème, Modèle convention."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours, sum_ecarts
from dpid_xl.calcul.commissions import sum_autres
from dpid_xl.calcul.exercices import find_premier_exercice
from dpid_xl.calcul.totaux import Axe, compute_totaux
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.exercices import CHAMPS_DES_CREDITS, compute_credits_natifs
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, get_lettre, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.classeurs.gabarit.lieux import find_decisions
from dpid_xl.classeurs.gabarit.noms import PREMIER_EXERCICE
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_bareme, make_budget, make_operation, make_rangee, sum_champ, to_cellule
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR
from dpid_xl.classeurs.gabarit.styles import ALERTE
from dpid_xl.classeurs.gabarit.tables import fill_totaux_en_tete, write_table
from dpid_xl.modele import Dossier, LigneBudget
from dpid_xl.montants import ZERO
from dpid_xl.schema import ANTERIEUR, ATTRIBUTIONS, BAREME, BUDGET, INDICATEURS, MODELE, OPERATIONS, REMARQUES, STRUCTURES, Table

REPETEES_DU_BUDGET = 1  # columns that each page begins with: the code of the line


def fill_budget(atelier: Atelier) -> None:
    """Write the budget lines, with totals and the balance in colour."""
    dossier = atelier.dossier
    onglet = atelier.write_bandeau("Budget", len(BUDGET.colonnes) - 1, REPETEES_DU_BUDGET)
    totaux = compute_totaux(dossier, Axe.BUDGET)
    credits_ = compute_credits_natifs(make_en_cours(dossier))
    propositions = {code: total.montant for code, total in totaux.items()}
    autres = _sum_autres(dossier)
    rangees = []
    for ligne in dossier.budget:
        proposition = propositions.get(ligne.code, ZERO)
        rangee = make_budget(dossier, ligne, proposition, credits_[ligne.code], autres.get(ligne.code))
        rangees.append({**rangee, **_make_en_cours(dossier, ligne, proposition)})
    dernier = "autres_commissions" if autres else "solde_en_cours" if dossier.avenants else "non_reparti"
    rangs = write_table(atelier, BUDGET, rangees, figer=REPETEES_DU_BUDGET, imprimer=dernier)
    onglet.repeat_columns(0, REPETEES_DU_BUDGET - 1)
    colonnes = ("ae", "disponible", "proposition", "solde", "depense_decidee", "ecart")
    fill_totaux_en_tete(atelier, BUDGET, {champ: sum_champ(rangees, champ) for champ in colonnes})
    fill_totaux_en_tete(atelier, BUDGET, {champ: sum_champ(rangees, champ) for champ in (*CHAMPS_DES_CREDITS, "non_reparti")})
    _fill_annees(atelier)
    premier = get_depart(BUDGET)[0] + 2
    for champ, condition in (("solde", "{0}<0"), ("solde_en_cours", "{0}<0"), ("ecart", "{0}<>0")):
        lettre = get_lettre(BUDGET, champ)
        for plage in (f"{lettre}{premier}:{lettre}{premier + rangs - 1 + RANGS_A_VENIR}", f"{lettre}4"):
            cellule = plage.split(":")[0]
            onglet.conditional_format(
                plage,
                {
                    "type": "formula",
                    "criteria": f"=AND(ISNUMBER({cellule}),{condition.format(cellule)})",
                    "format": atelier.classeur.add_format(ALERTE),
                },
            )


def _sum_autres(dossier: Dossier) -> Mapping[str, Decimal]:
    """Return what other commissions than the vote decided, by budget code; empty: they decided nothing."""
    sommes = sum_autres(dossier)
    if not any(sommes.values()):
        return {}
    operations = dossier.operation_par_code
    return {
        ligne.code: sum((somme for code, somme in sommes.items() if code in operations and operations[code].budget == ligne.code), ZERO)
        for ligne in dossier.budget
    }


def _make_en_cours(dossier: Dossier, budget: LigneBudget, proposition: Decimal) -> Rangee:
    """Return what the avenants add to a budget line, and what is then left; nothing as long as there is none."""
    if not dossier.avenants:
        return {"avenants": "", "solde_en_cours": ""}
    operations = dossier.operation_par_code
    siens = (ecart for code, ecart in sum_ecarts(dossier).items() if code in operations and operations[code].budget == budget.code)
    somme = sum(siens, ZERO)
    return {"avenants": float(somme), "solde_en_cours": float(budget.disponible - proposition - somme)}


def _fill_annees(atelier: Atelier) -> None:
    """Write above each column of crédits de paiement the exercice that it is of."""
    premier, style = find_premier_exercice(make_en_cours(atelier.dossier)), atelier.styles.somme("0", top=0, bottom=0)
    *annees, suivants = (find_colonne(BUDGET, champ) for champ in CHAMPS_DES_CREDITS)
    rang = get_depart(BUDGET)[0] - 1
    onglet = atelier.onglets["Budget"]
    for numero, colonne in enumerate(annees):
        formule = f'=IF({PREMIER_EXERCICE}=0,"",{PREMIER_EXERCICE}+{numero})'
        onglet.write_formula(rang, colonne, formule, style, premier + numero if premier else "")
    dernier = len(annees) - 1
    formule = f'=IF({PREMIER_EXERCICE}=0,"","après "&{PREMIER_EXERCICE}+{dernier})'
    onglet.write_formula(rang, suivants, formule, style, f"après {premier + dernier}" if premier else "")


def fill_structures(atelier: Atelier) -> None:
    """Write the register."""
    atelier.write_bandeau("Structures", len(STRUCTURES.colonnes) - 1)
    totaux = compute_totaux(atelier.dossier, Axe.STRUCTURE)
    rangees = [
        make_rangee(STRUCTURES, structure) | {"total_retenu": float(totaux[structure.nom].montant) if structure.nom in totaux else 0.0}
        for structure in atelier.dossier.structures
    ]
    write_table(atelier, STRUCTURES, rangees, imprimer="cer")
    _fill_compte(atelier, STRUCTURES, "nom", len(atelier.dossier.structures), '[<2]0" structure au registre";0" structures au registre"')


def fill_operations(atelier: Atelier) -> None:
    """Write the operations; only their figures print, the fiches are printed with the conventions."""
    dossier = atelier.dossier
    atelier.write_bandeau("Opérations", len(OPERATIONS.colonnes) - 1)
    rangees = [make_operation(dossier, operation) for operation in dossier.operations]
    write_table(atelier, OPERATIONS, rangees, imprimer="source", aspect={"valign": "top"})
    decides = [decision for operation in dossier.operations for champ, decision in find_decisions(dossier, OPERATIONS, operation).items()]
    montants = sum((decision.valeur for decision in decides if decision.mesure.value == "montant"), ZERO)
    fill_totaux_en_tete(atelier, OPERATIONS, {"montant_decide": float(montants)})


def fill_attributions(atelier: Atelier) -> None:
    """Write what the text grants to one structure for one operation."""
    atelier.write_bandeau("Attributions", len(ATTRIBUTIONS.colonnes) - 1)
    write_table(atelier, ATTRIBUTIONS, [make_rangee(ATTRIBUTIONS, attribution) for attribution in atelier.dossier.attributions])


def fill_anterieur(atelier: Atelier) -> None:
    """Write what earlier campaigns granted; what was said of a line at length and its dates stay on the screen."""
    atelier.write_bandeau("Antérieur", len(ANTERIEUR.colonnes) - 1)
    rangees = [
        {colonne.champ: to_cellule(getattr(anterieur, colonne.champ), colonne.nature) for colonne in ANTERIEUR.colonnes}
        for anterieur in atelier.dossier.anterieurs
    ]
    write_table(atelier, ANTERIEUR, rangees, figer=3, imprimer="versement")


def fill_remarques(atelier: Atelier) -> None:
    """Write what the source leaves open."""
    atelier.write_bandeau("Remarques", len(REMARQUES.colonnes) - 1)
    write_table(atelier, REMARQUES, [make_rangee(REMARQUES, remarque) for remarque in atelier.dossier.remarques])


def fill_indicateurs(atelier: Atelier) -> None:
    """Write what the bilans say of the indicators."""
    atelier.write_bandeau("Indicateurs", len(INDICATEURS.colonnes) - 1)
    rangees = [make_rangee(INDICATEURS, indicateur) for indicateur in atelier.dossier.indicateurs]
    write_table(atelier, INDICATEURS, rangees, aspect={"valign": "top"})


def fill_bareme(atelier: Atelier) -> None:
    """Write the barème."""
    atelier.write_bandeau("Barème", len(BAREME.colonnes) - 1)
    write_table(atelier, BAREME, [make_bareme(atelier.dossier, tarif) for tarif in atelier.dossier.tarifs], imprimer="source")
    _fill_compte(atelier, BAREME, "code", len(atelier.dossier.tarifs), '[<2]0" valeur";0" valeurs"')


def fill_modele(atelier: Atelier) -> None:
    """Write the blocks of the convention model."""
    atelier.write_bandeau("Modèle convention", len(MODELE.colonnes) - 1)
    rangees = [make_rangee(MODELE, bloc) | {"origine": bloc.origine_dite} for bloc in atelier.dossier.modele]
    write_table(atelier, MODELE, rangees, imprimer="texte")  # the words alone


def _fill_compte(atelier: Atelier, table: Table, champ: str, nombre: int, unite: str) -> None:
    style = atelier.styles.get(bold=True, num_format=unite, align="left", font_size=TAILLE_DES_TABLES)
    onglet = atelier.onglets[table.feuille]
    onglet.write_formula(3, find_colonne(table, champ), f"=COUNTA({write_reference(table, champ)})", style, nombre)
