"""The kinds of mutations of the real workbook, and which control must catch each: the table that the controls are judged by.

A kind with codes is wrong: at least one of these controls says it, at each try. A kind without codes is harmless: nothing is said,
nothing is lost, no total moves. A kind with a reason (``raison``) is wrong and cannot always be seen: nothing in the workbook says
what the figure should be. How often it is caught is counted, so that a control that comes or goes shows.
"""

from __future__ import annotations

import copy
from datetime import date
from functools import partial

from dpid_xl.lieu import Origine
from dpid_xl.modele import Mesure
from tests.mutations.annee import FAMILLES as DE_L_ANNEE
from tests.mutations.essai import REFUS, Mutation, Sorte
from tests.mutations.fichier import MODULES
from tests.mutations.saisies import (
    IBAN,
    a_quantite_decidee,
    add_dessous,
    arretee,
    au_bareme,
    aux_dates_communes,
    aux_dates_propres,
    change,
    change_bloc,
    change_budget,
    change_chiffre_du_numero,
    change_decision,
    change_mode,
    change_montant,
    change_rangee,
    change_siret_connu,
    change_structure,
    change_territoire,
    change_un_chiffre,
    clear_ligne,
    compute_cellule,
    copy_cle,
    copy_nom,
    copy_tarif,
    datee,
    de_duree_bornee,
    delay_tarif,
    delete_ligne,
    delete_structure,
    drop_lettre,
    expire_tarif,
    filter_operation,
    lower_budget,
    mesuree,
    misspell_structure,
    misspell_territoire,
    move_euros,
    move_operation,
    next_annee,
    overwrite_ligne,
    payee,
    pick,
    sans_quantite_decidee,
    seule,
    share_iban,
    share_variante,
    shift_dates,
    shuffle_lignes,
    sort_lignes,
    swap_chiffres_du_numero,
    swap_dates,
    swap_deux_chiffres,
    swap_montants,
    toute,
    type_formule,
    type_numero,
    type_reglage,
    type_suivi,
    undeclare,
    write_a_la_main,
)
from tests.places import cell

TOTAL = ("total_ecart_decision",)
ARRETE = "le montant et la quantité d'une ligne « montant arrêté » n'ont pas d'autre source que le vote ; le total ne bouge pas"
ANNEXE5 = "Annexe 5"
EN_FORMULE = ("lecture_decision_en_formule",)
CLE = ("lecture_cle_changee",)
RANGS_CALCULES = {"Totaux": range(7, 39), "Échéancier": range(7, 150), "Conventions": range(7, 96)}
ANNONCE = "la délibération ne l'annonce que pour certaines opérations ; la colonne effacée tout entière est vue"


def _geste(geste):
    """Make the mutation of a file: ``geste(fichier, rang, hasard)``, where ``rang`` is a row that has an amount."""

    def muter(dossier, hasard):
        rang = pick(hasard, (ligne.lieu.rang for ligne in dossier.lignes if ligne.montant))
        return Mutation(geste=lambda fichier: geste(fichier, rang, hasard))

    return muter


def _clear_colonne(nom, entete):
    """Empty a column of a table; ``nom`` is the field of the dossier that holds its rows."""
    return lambda dossier, _hasard: Mutation({cell(rangee.lieu, entete): None for rangee in getattr(dossier, nom)})


def _change_macro(_dossier, hasard):
    """Add a statement to a procedure of one of the macros."""
    nom = pick(hasard, (nom for nom, source in MODULES.items() if "End Sub" in source))
    modifiee = MODULES[nom].replace("End Sub", "    MsgBox 1\nEnd Sub", 1)
    return Mutation(geste=lambda fichier: fichier.set_macros({**MODULES, nom: modifiee}))


MONTANTS = (
    Sorte("montant : un chiffre pour un autre", 5, change_montant(payee, change_un_chiffre), TOTAL),
    Sorte("montant : deux chiffres inversés", 4, change_montant(payee, swap_deux_chiffres), TOTAL),
    Sorte("montant : un centime de plus ou de moins", 4, change_montant(payee, lambda h, m: float(m) + h.choice([0.01, -0.01])), TOTAL),
    Sorte("montant : un euro de plus ou de moins", 4, change_montant(payee, lambda h, m: float(m) + h.choice([1, -1])), TOTAL),
    Sorte("montant : un zéro de trop", 3, change_montant(payee, lambda _h, m: float(m) * 10), TOTAL),
    Sorte("montant négatif", 2, change("Montant retenu", payee, lambda _h, ligne: -float(ligne.montant), ou=True), ("montant_negatif",)),
    Sorte("montant effacé", 3, change("Montant retenu", payee, lambda *_: None, ou=True), ("montant_absent",)),
    Sorte("montant mis à zéro", 2, change("Montant retenu", payee, lambda *_: 0, ou=True), ("ligne_a_zero",)),
    Sorte(
        "montant à trois décimales",
        2,
        change("Montant retenu", payee, lambda _h, ligne: float(ligne.montant) + 0.005, ou=True),
        ("lecture_montant_illisible",),
    ),
    Sorte("montant enregistré comme un texte", 3, change("Montant retenu", payee, write_a_la_main, ou=True), ("lecture_montant_en_texte",)),
    Sorte(
        "montant illisible",
        2,
        change("Montant retenu", payee, lambda h, _: h.choice(["1.234", "néant", "12 000 + 500"]), ou=True),
        ("lecture_montant_illisible",),
    ),
    Sorte(
        "montant écrit comme une formule",
        2,
        compute_cellule("lignes", "Montant retenu", "80*80"),
        ("lecture_saisie_en_formule",),
    ),
    Sorte("montants de deux lignes du barème échangés", 3, swap_montants(au_bareme), ("montant_ecart_bareme",)),
    Sorte(
        "montants de deux lignes arrêtées échangés", 5, swap_montants(arretee), ("cout_unitaire_atypique", "montant_repris"), raison=ARRETE
    ),
    Sorte(
        "1 000 € passés d'une ligne arrêtée à une autre, même opération",
        5,
        partial(move_euros, meme_operation=True),
        ("cout_unitaire_atypique", "montant_repris"),
        raison=ARRETE,
    ),
    Sorte("1 000 € passés d'une opération à une autre", 3, partial(move_euros, meme_operation=False), TOTAL),
)

QUANTITES = (
    Sorte(
        "quantité changée, opération à tarif",
        4,
        change("Quantité", au_bareme, lambda h, ligne: float(ligne.quantite) + h.choice([1, 2, 10])),
        ("montant_ecart_bareme",),
    ),
    Sorte(
        "quantité changée, quantité décidée",
        4,
        change("Quantité", a_quantite_decidee, lambda h, ligne: float(ligne.quantite) + h.choice([1, -1, 10])),
        ("quantite_ecart_decision",),
    ),
    Sorte(
        "quantité changée, ni tarif ni quantité décidée",
        5,
        change("Quantité", sans_quantite_decidee, lambda h, ligne: float(ligne.quantite) + h.choice([1, 2, 10])),
        ("cout_unitaire_atypique", "montant_repris", "plafond_etp_depasse"),
        raison=ARRETE,
    ),
    Sorte(
        "quantité effacée",
        3,
        change("Quantité", lambda d, ligne: au_bareme(d, ligne) or a_quantite_decidee(d, ligne), lambda *_: None),
        ("quantite_absente", "quantite_ecart_decision", "quantite_non_verifiable"),
    ),
    Sorte("quantité négative", 2, change("Quantité", mesuree, lambda _h, li: -float(li.quantite), ou=True), ("quantite_negative",)),
    Sorte(
        "quantité avec son unité",
        2,
        change("Quantité", mesuree, lambda _h, ligne: f"{ligne.quantite} {ligne.unite}s", ou=True),
        ("lecture_nombre_illisible",),
    ),
    Sorte(
        "quantité enregistrée comme un texte",
        2,
        change("Quantité", mesuree, lambda _h, ligne: f"{ligne.quantite}".replace(".", ","), ou=True),
        ("lecture_montant_en_texte",),
    ),
    Sorte("quantité écrite comme une formule", 2, compute_cellule("lignes", "Quantité", "2*10"), ("lecture_saisie_en_formule",)),
    Sorte(
        "quantité simple où aucun tarif ne la multiplie",
        2,
        change("Quantité simple", arretee, lambda h, _: h.randint(1, 9), ou=True),
        ("quantite_simple_inattendue",),
    ),
    Sorte("unité d'une autre opération", 3, change("Unité", mesuree, lambda *_: "événement", ou=True), ("unite_differente",)),
    Sorte("unité effacée", 2, change("Unité", mesuree, lambda *_: None, ou=True), ("unite_absente",)),
)

DATES = (
    Sorte(
        "date décalée, opération à dates communes",
        4,
        shift_dates(aux_dates_communes, (1, -1, 3)),
        ("dates_hors_operation", "dates_inversees"),
    ),
    Sorte(
        "date décalée d'un mois, opération sans dates communes",
        5,
        shift_dates(aux_dates_propres, (1, -1)),
        ("dates_hors_campagne", "montant_ecart_bareme"),
        raison="la délibération laisse ces dates à chaque convention",
    ),
    Sorte(
        "fin au-delà de la durée permise",
        3,
        change("Fin", de_duree_bornee, lambda _h, li: next_annee(li.fin, 1), ou=True),
        ("duree_excessive",),
    ),
    Sorte(
        "date d'une autre décennie", 2, change("Début", datee, lambda _h, li: next_annee(li.debut, -10), ou=True), ("dates_hors_campagne",)
    ),
    Sorte("début et fin inversés", 2, swap_dates, ("dates_inversees",)),
    Sorte("date effacée", 2, change("Fin", datee, lambda *_: None, ou=True), ("dates_absentes",)),
    Sorte("date en texte", 2, change("Début", datee, lambda _h, li: f"{li.debut:%d/%m/%Y}", ou=True), ("lecture_date_convertie",)),
    Sorte("jour qui n'existe pas", 2, change("Fin", toute, lambda *_: "31/06/2023", ou=True), ("lecture_date_illisible",)),
)

LIGNES = (
    Sorte("ligne supprimée", 4, delete_ligne, TOTAL),
    Sorte("ligne vidée", 2, clear_ligne, TOTAL),
    Sorte("ligne écrasée par la copie d'une autre", 3, overwrite_ligne, TOTAL),
    Sorte("ligne ajoutée sous le tableau", 3, add_dessous, ("lecture_ligne_hors_tableau",)),
    Sorte("ligne ajoutée loin sous le tableau", 3, partial(add_dessous, ecarts=(51, 200)), ("lecture_ligne_hors_tableau",)),
    Sorte("ligne rangée dans une autre opération", 4, move_operation, TOTAL),
    Sorte("opération inconnue", 2, change("Opération", payee, lambda *_: "T9-99", ou=True), ("operation_inconnue",)),
    Sorte("opération effacée", 2, change("Opération", payee, lambda *_: None, ou=True), ("lecture_ligne_incomplete",)),
    Sorte("structure mal écrite", 5, misspell_structure, ("structure_inconnue", "structure_variante")),
    Sorte("structure effacée", 2, change("Structure", payee, lambda *_: None, ou=True), ("lecture_ligne_incomplete",)),
    Sorte("structure qui n'a que cette ligne, remplacée par une autre", 3, change_structure(seule), ("structures_sans_ligne",)),
    Sorte(
        "structure qui a plusieurs lignes, remplacée sur l'une",
        3,
        change_structure(lambda d, ligne: payee(d, ligne) and not seule(d, ligne)),
        ("structures_sans_ligne", "structures_ecart_decision", "ligne_en_double", "periodes_chevauchees", "montant_repete"),
        raison="la délibération ne dit pas combien de lignes a une structure",
    ),
    Sorte("territoire mal écrit", 3, misspell_territoire, ("territoires_ressemblants",)),
    Sorte(
        "territoire remplacé par un autre",
        5,
        change_territoire,
        ("ligne_en_double", "periodes_chevauchees"),
        raison="aucun total n'est décidé par territoire",
    ),
    Sorte("ligne abandonnée qui garde son montant", 2, change("Statut", payee, lambda *_: "abandonné", ou=True), ("ligne_abandonnee",)),
    Sorte("statut hors de la liste", 2, change("Statut", payee, lambda *_: "annulée", ou=True), ("statut_inconnu",)),
)

DECISIONS = (
    Sorte("montant décidé changé", 4, change_decision(Mesure.MONTANT, (0.01, -1, 1000)), TOTAL),
    Sorte("quantité décidée changée", 3, change_decision(Mesure.QUANTITE, (1, -1, 10)), ("quantite_ecart_decision",)),
    Sorte("nombre de structures décidé changé", 3, change_decision(Mesure.STRUCTURES, (1, -1)), ("structures_ecart_decision",)),
    Sorte("nombre d'opérations décidé changé", 2, change_decision(Mesure.OPERATIONS, (1, -1)), ("operations_ecart_decision",)),
    Sorte("montant décidé effacé", 3, change_rangee("operations", "Montant décidé", lambda *_: None), ("total_decide_absent",)),
    Sorte("montant d'un article effacé", 2, change_rangee("thematiques", "Montant décidé", lambda *_: None), ("total_decide_absent",)),
    Sorte(
        "total d'une thématique effacé", 2, change_rangee("thematiques", "Total de l'annexe 5", lambda *_: None), ("total_decide_absent",)
    ),
    Sorte("dépense décidée effacée", 2, change_rangee("budget", "Dépense décidée", lambda *_: None), ("total_decide_absent",)),
    Sorte(
        "quantité décidée effacée",
        3,
        change_rangee("operations", "Quantité décidée", lambda *_: None, lambda o: o.code in ("T1-01", "T1-02", "T4-01"), ou=False),
        ("decisions_effacees", "total_decide_absent"),
        raison=ANNONCE,
    ),
    Sorte(
        "nombre de structures décidé effacé",
        3,
        change_rangee("operations", "Structures décidées", lambda *_: None, lambda o: o.code in ("T1-01", "T1-02", "T4-01"), ou=False),
        ("decisions_effacees", "total_decide_absent"),
        raison=ANNONCE,
    ),
    Sorte("toutes les quantités décidées effacées", 1, _clear_colonne("operations", "Quantité décidée"), ("decisions_effacees",)),
    Sorte(
        "tous les nombres de structures décidés effacés", 1, _clear_colonne("operations", "Structures décidées"), ("decisions_effacees",)
    ),
    Sorte("montant décidé remplacé par une formule", 2, compute_cellule("operations", "Montant décidé", "SUM(M7:M9)"), EN_FORMULE),
    Sorte("quantité décidée remplacée par une formule", 2, compute_cellule("operations", "Quantité décidée", "SUM(G7:G9)"), EN_FORMULE),
    Sorte(
        "structures décidées remplacées par une formule", 2, compute_cellule("operations", "Structures décidées", "COUNTA(D7)"), EN_FORMULE
    ),
    Sorte("total d'une thématique remplacé par une formule", 2, compute_cellule("thematiques", "Total de l'annexe 5", "E44"), EN_FORMULE),
    Sorte("dépense décidée remplacée par une formule", 2, compute_cellule("budget", "Dépense décidée", "[@Proposition]"), EN_FORMULE),
)

OPERATIONS = (
    Sorte("mode de calcul changé", 3, change_mode, ("tarif_absent", "tarif_inattendu")),
    Sorte(
        "mode de calcul inconnu", 2, change_rangee("operations", "Mode de calcul", lambda *_: "au cas par cas"), ("lecture_choix_inconnu",)
    ),
    Sorte("opération imputée sur une autre ligne budgétaire", 3, change_budget, TOTAL),
    Sorte("code budget inconnu", 2, change_rangee("operations", "Code budget", lambda *_: "C99-000X00"), ("budget_inconnu",)),
    Sorte(
        "opération changée de thématique",
        2,
        change_rangee("operations", "Thématique", lambda _h, o: "T1" if o.thematique != "T1" else "T2", ou=False),
        TOTAL,
    ),
    Sorte("thématique inconnue", 2, change_rangee("operations", "Thématique", lambda *_: "T9"), ("thematique_inconnue",)),
    Sorte("code d'opération changé", 2, change_rangee("operations", "Code", lambda *_: "T9-99", ou=False), ("operation_inconnue",)),
    Sorte(
        "code d'une autre opération",
        2,
        change_rangee("operations", "Code", lambda *_: "T1-01", lambda o: o.code != "T1-01"),
        ("operation_en_double",),
    ),
    Sorte(
        "dates d'une opération changées",
        2,
        change_rangee("operations", "Fin", lambda _h, o: next_annee(o.fin, 1), lambda o: o.fin and o.code != "T2-01", ou=False),
        ("dates_hors_operation",),
    ),
    Sorte(
        "unité d'une opération changée",
        2,
        change_rangee("operations", "Unité", lambda *_: "événement", lambda o: o.code in ("T1-01", "T2-09", "T3-02"), ou=False),
        ("unite_differente",),
    ),
    Sorte(
        "durée maximale réduite",
        2,
        change_rangee("operations", "Durée maximale", lambda *_: 6, lambda o: o.code in ("T2-09", "T2-12", "T2-13", "T4-01"), ou=False),
        ("duree_excessive",),
    ),
    Sorte(
        "«champ» inconnu dans une fiche",
        2,
        change_rangee("operations", "Objectifs", lambda *_: "Verser «montan» à la structure."),
        ("fiche_champ_inconnu",),
    ),
)

BAREME = (
    Sorte(
        "tarif changé", 5, change_rangee("tarifs", "Valeur", lambda _h, t: float(t.valeur) + 1, lambda t: t.operation), ("bareme_modifie",)
    ),
    Sorte(
        "plafond, taux ou seuil changé",
        5,
        change_rangee("tarifs", "Valeur", lambda _h, t: float(t.valeur) * 1.1, lambda t: not t.operation),
        ("bareme_modifie",),
    ),
    Sorte("prorata changé", 2, change_rangee("tarifs", "Prorata", lambda _h, t: "non" if t.prorata else "oui"), ("bareme_modifie",)),
    Sorte(
        "tarif attaché à une autre opération",
        2,
        change_rangee("tarifs", "Opération", lambda *_: "T1-02", lambda t: t.operation),
        ("bareme_modifie",),
    ),
    Sorte(
        "assiette changée",
        2,
        change_rangee("tarifs", "Assiette", lambda *_: "forfait", lambda t: t.operation and t.assiette != "forfait"),
        ("bareme_modifie",),
    ),
    Sorte(
        "code du barème changé", 2, change_rangee("tarifs", "Code", lambda h, t: drop_lettre(h, t.code), ou=False), ("bareme_code_absent",)
    ),
    Sorte("code du barème écrit deux fois", 2, copy_tarif, ("tarif_en_double",)),
    Sorte("validité finie avant la décision", 2, expire_tarif, ("bareme_code_absent",)),
    Sorte("validité commencée après la décision", 2, delay_tarif, ("bareme_code_absent",)),
    Sorte("valeur remplacée par une formule", 2, compute_cellule("tarifs", "Valeur", "C7/2"), EN_FORMULE),
    Sorte("valeur effacée", 2, change_rangee("tarifs", "Valeur", lambda *_: None), ("lecture_ligne_incomplete",)),
)

BUDGET = (
    Sorte("disponible inférieur à la dépense", 2, lower_budget("Disponible"), ("budget_depasse",)),
    Sorte("AE inférieure à la dépense", 2, lower_budget("AE"), ("budget_ae_depassee", "budget_disponible_superieur_ae")),
    Sorte(
        "disponible supérieur à l'AE",
        2,
        change_rangee("budget", "Disponible", lambda _h, b: float(b.ae) + 1),
        ("budget_disponible_superieur_ae",),
    ),
    Sorte(
        "disponible changé d'un euro",
        3,
        change_rangee("budget", "Disponible", lambda h, b: float(b.disponible) + h.choice([1, -1])),
        ("budget_depasse", "budget_disponible_superieur_ae"),
        raison="le budget voté n'est écrit que dans cette feuille",
    ),
    Sorte("AE remplacée par une formule", 1, compute_cellule("budget", "AE", "E7+1"), EN_FORMULE),
    Sorte("disponible remplacé par une formule", 1, compute_cellule("budget", "Disponible", "[@AE]"), EN_FORMULE),
    Sorte("code budget changé", 2, change_rangee("budget", "Code", lambda h, b: drop_lettre(h, b.code), ou=False), ("budget_inconnu",)),
    Sorte(
        "code d'une autre ligne budgétaire",
        2,
        change_rangee("budget", "Code", lambda *_: "C02-566A05", lambda b: b.code != "C02-566A05"),
        ("budget_en_double",),
    ),
)

REGISTRE = (
    Sorte("SIRET : un chiffre pour un autre", 4, change_siret_connu(change_chiffre_du_numero), ("siret_invalide",)),
    Sorte(
        "SIRET : deux chiffres inversés",
        5,
        change_siret_connu(swap_chiffres_du_numero),
        ("siret_invalide",),
        raison="la clé du SIRET ne distingue pas 09 de 90",
    ),
    Sorte("SIRET d'une autre structure", 2, type_numero("SIRET", lambda _h: "50902397400017"), ("siret_partage",)),
    Sorte("IBAN : un chiffre pour un autre", 4, type_numero("IBAN", lambda h: change_chiffre_du_numero(h, IBAN)), ("iban_invalide",)),
    Sorte("IBAN : deux chiffres inversés", 3, type_numero("IBAN", lambda h: swap_chiffres_du_numero(h, IBAN)), ("iban_invalide",)),
    Sorte("IBAN d'une autre structure", 2, share_iban, ("iban_partage",)),
    Sorte("BIC trop court", 2, type_numero("BIC", lambda _h: "PSSTFRP"), ("bic_invalide",)),
    Sorte("BIC d'un autre pays que l'IBAN", 2, type_numero("BIC", lambda _h: "DEUTDEFF", ("IBAN", IBAN)), ("bic_autre_pays",)),
    Sorte("RNA sans son W", 2, type_numero("RNA", lambda _h: "622001234"), ("rna_invalide",)),
    Sorte("RNA d'un organisme public", 2, type_numero("RNA", lambda _h: "W622001234", ("Nature", "commune")), ("rna_autre_nature",)),
    Sorte(
        "SIRET public d'une association",
        2,
        type_numero("SIRET", lambda _h: "22620001200012", ("Nature", "association")),
        ("siret_autre_nature",),
    ),
    Sorte("SIRET enregistré comme un nombre", 2, type_numero("SIRET", lambda _h: 50902397400017), ("lecture_identifiant_numerique",)),
    Sorte(
        "structure renommée au registre",
        3,
        change_rangee("structures", "Structure", lambda h, s: drop_lettre(h, s.nom) + " Nord", lambda s: not s.variantes, ou=False),
        ("structure_inconnue",),
    ),
    Sorte("structure retirée du registre", 3, delete_structure, ("structure_inconnue",)),
    Sorte("structure écrite deux fois au registre", 2, copy_nom, ("structure_en_double",)),
    Sorte("variante donnée à une autre structure", 2, share_variante, ("variante_partagee",)),
    Sorte("deux noms voisins non déclarés distincts", 2, undeclare, ("structures_ressemblantes",)),
)

REGLAGES = (
    Sorte("nom de la campagne effacé", 1, type_reglage("nom", lambda _h: None), ("lecture_ligne_incomplete",)),
    Sorte(
        "SIRET du Département faux",
        2,
        type_reglage("departement_siret", lambda h: change_chiffre_du_numero(h, "22620001200012")),
        ("siret_departement_invalide",),
    ),
    Sorte(
        "campagne finie avant ses lignes",
        2,
        type_reglage("fin", lambda h: date(2022, h.randint(8, 11), 1), ou=False),
        ("dates_hors_campagne",),
    ),
    Sorte(
        "délibération datée d'un autre mois",
        3,
        type_reglage("deliberation_date", lambda h: date(2022, h.randint(2, 8), 27), ou=False),
        ("debuts_avant_decision",),
        raison="la date de la décision n'est écrite que là",
    ),
    Sorte(
        "thématique écrite deux fois",
        2,
        change_rangee("thematiques", "Code", lambda *_: "T1", lambda t: t.code != "T1"),
        ("thematique_en_double",),
    ),
)

MODELE = (
    Sorte(
        "«champ» inconnu dans la convention",
        3,
        change_bloc("Texte", lambda *_: "La somme de «montan» est versée."),
        ("modele_champ_inconnu",),
    ),
    Sorte("style inconnu", 2, change_bloc("Style", lambda *_: "paragraphe bleu"), ("modele_style_inconnu",)),
    Sorte("condition inconnue", 2, change_bloc("Si", lambda *_: "sous_traitance:Z"), ("modele_condition_inconnue",)),
    Sorte(
        "bloc écrit deux fois", 2, change_bloc("Bloc", lambda *_: "entete-pole", lambda b: b.code != "entete-pole"), ("modele_bloc_double",)
    ),
    Sorte(
        "bloc composé par dpid_xl retiré",
        2,
        change_bloc("Style", lambda *_: "texte", lambda b: b.style in ("operations", "signature", "fiches"), ou=False),
        ("modele_bloc_compose", "modele_style_inconnu"),
    ),
    Sorte(
        "texte d'une clause changé",
        2,
        change_bloc("Texte", lambda _h, b: b.texte + " Cet alinéa est ajouté.", lambda b: len(b.texte) > 50),
        ("modele_champ_inconnu",),
        raison="le texte des clauses appartient au service : il se relit, il ne se contrôle pas",
    ),
)

SUIVI = (
    Sorte("versement supérieur au montant", 2, type_suivi(lambda m: {"Versé saisi": m + 0.01}, "Versé saisi"), ("versement_hors_bornes",)),
    Sorte("versement négatif", 2, type_suivi(lambda m: {"Versé saisi": -m}, "Versé saisi"), ("versement_hors_bornes",)),
    Sorte("note de plus de 100 %", 2, type_suivi(lambda _m: {"Partenariat": 60}, "Partenariat"), ("note_hors_bornes",)),
    Sorte("réalisé négatif", 2, type_suivi(lambda _m: {"Réalisé": -1}, "Réalisé"), ("realise_negatif",)),
    Sorte(
        "mesures simples sans les renforcées, ou sans tarif",
        3,
        type_suivi(lambda _m: {"Réalisé simple": 3}, "Réalisé simple"),
        ("realise_simple_inattendu", "mesures_confondues"),
    ),
    Sorte("dépenses négatives", 2, type_suivi(lambda _m: {"Dépenses": -1}, "Dépenses"), ("suivi_negatif",)),
    Sorte("acquis arrêté sans motif", 2, type_suivi(lambda m: {"Acquis arrêté": m}, "Motif"), ("acquis_sans_motif",)),
    Sorte(
        "acquis arrêté supérieur au montant, ou sans objectif dit",
        3,
        type_suivi(lambda m: {"Acquis arrêté": m + 0.01, "Motif": "bilan"}, "Acquis arrêté"),
        ("acquis_hors_bornes", "acquis_sans_objectif"),
    ),
    Sorte(
        "signature avant la décision", 2, type_suivi(lambda _m: {"Signée le": date(2022, 9, 1)}, "Signée le"), ("signature_avant_decision",)
    ),
    Sorte(
        "suivi d'une structure sans ligne",
        2,
        type_suivi(lambda _m: {"Structure": "Inconnue au bataillon", "Versé saisi": 10}, "Structure"),
        ("suivi_sans_ligne",),
    ),
)

FORMULES = (
    Sorte(
        "montant calculé tapé sur sa formule",
        3,
        type_formule(ANNEXE5, [f"L{r}" for r in range(7, 150)], lambda h: h.randint(1, 9999)),
        ("lecture_formule_remplacee",),
    ),
    Sorte(
        "écart tapé sur sa formule",
        2,
        type_formule(ANNEXE5, [f"N{r}" for r in range(7, 150)], lambda _h: 0),
        ("lecture_formule_remplacee",),
    ),
    Sorte("formule effacée", 2, type_formule(ANNEXE5, [f"K{r}" for r in range(7, 150)], lambda _h: None), ("lecture_formule_effacee",)),
    Sorte(
        "formule d'une seule ligne changée",
        2,
        type_formule(ANNEXE5, [f"N{r}" for r in range(7, 150)], lambda _h: "=0*M7"),
        ("lecture_formule_differente",),
    ),
    Sorte(
        "total tapé sur sa formule",
        3,
        type_formule(ANNEXE5, ["L5", "M5", "N5", "L4", "M4", "N4"], lambda h: h.randint(1, 9999)),
        ("lecture_somme_remplacee",),
    ),
    Sorte(
        "total qui oublie des lignes",
        2,
        type_formule(ANNEXE5, ["M5"], lambda h: f"=SUM(M7:M{h.randint(20, 140)})"),
        ("lecture_somme_incomplete", "lecture_somme_remplacee"),
    ),
    Sorte(
        "total du budget tapé sur sa formule",
        2,
        type_formule("Budget", ["D4", "E4", "F4", "G4"], lambda h: h.randint(1, 9999)),
        ("lecture_somme_remplacee",),
    ),
    Sorte(
        "proposition du budget tapée sur sa formule",
        2,
        type_formule("Budget", [f"F{r}" for r in range(7, 12)], lambda h: h.randint(1, 9999)),
        ("lecture_formule_remplacee",),
    ),
    Sorte(
        "total d'une opération tapé sur sa formule",
        2,
        type_formule("Totaux", [f"G{r}" for r in range(7, 38)], lambda h: h.randint(1, 9999)),
        ("lecture_formule_remplacee", "lecture_somme_remplacee"),
    ),
    *(Sorte(f"{feuille} : clé d'une autre ligne", 3, copy_cle(feuille, rangs), CLE) for feuille, rangs in RANGS_CALCULES.items()),
    *(
        Sorte(f"{feuille} : clé effacée", 2, type_formule(feuille, [f"A{rang}" for rang in rangs], lambda _h: None), CLE)
        for feuille, rangs in RANGS_CALCULES.items()
    ),
)

MASQUEES = ("hidden", "veryHidden")
CALCULEES = ((ANNEXE5, "L20"), (ANNEXE5, "N30"), ("Totaux", "G8"), ("Budget", "F7"), ("Échéancier", "D10"))
FICHIERS = (
    Sorte(
        "erreur Excel dans un montant",
        2,
        _geste(lambda f, r, _h: f.set_contenu(Origine(ANNEXE5, f"M{r}"), "e", "#N/A")),
        ("lecture_erreur_excel",),
    ),
    Sorte(
        "erreur affichée par une colonne calculée",
        4,
        _geste(lambda f, _r, h: f.show_erreur(Origine(*h.choice(CALCULEES)), h.choice(["#REF!", "#DIV/0!", "#N/A", "#VALUE!"]))),
        ("lecture_erreur_calculee",),
    ),
    Sorte(
        "formule sans valeur dans un montant",
        2,
        _geste(lambda f, r, _h: f.set_contenu(Origine(ANNEXE5, f"M{r}"), "n", "", "80*160")),
        ("lecture_formule_sans_valeur",),
    ),
    Sorte(
        "montant lié à un autre classeur",
        2,
        _geste(lambda f, r, _h: f.link_classeur(Origine(ANNEXE5, f"M{r}"), "budget.xlsx", 100)),
        ("lecture_lien_externe",),
    ),
    Sorte("ligne dupliquée dans le tableau", 2, _geste(lambda f, r, _h: _duplicate(f, r)), TOTAL),
    Sorte("tableau raccourci", 2, _geste(lambda f, _r, h: f.resize("tblAnnexe5", bas=-h.randint(1, 40))), ("lecture_ligne_hors_tableau",)),
    Sorte(
        "cellules fusionnées",
        2,
        _geste(lambda f, r, _h: f.merge(ANNEXE5, f"D{r}:D{r + 1}")),
        ("lecture_cellule_fusionnee",),
    ),
    Sorte(
        "lignes masquées",
        2,
        _geste(lambda f, r, _h: f.hide_rangs(ANNEXE5, range(r, r + 3))),
        ("lecture_lignes_masquees",),
    ),
    Sorte(
        "lignes masquées à la main sous un filtre",
        1,
        filter_operation(en_plus=True),
        ("lecture_lignes_masquees",),
        raison="le fichier ne les distingue pas de celles du filtre ; elles sont comptées, et retirer le filtre les montre toutes",
    ),
    Sorte(
        "colonne des montants masquée", 1, _geste(lambda f, *_: f.get_colonne(ANNEXE5, 13).set("hidden", "1")), ("lecture_colonne_masquee",)
    ),
    Sorte(
        "feuille lue masquée",
        3,
        _geste(lambda f, _r, h: f.hide_feuille(h.choice([ANNEXE5, "Barème", "Budget", "Opérations", "Campagne"]), h.choice(MASQUEES))),
        ("lecture_feuille_masquee",),
    ),
    Sorte(
        "colonne des montants sans largeur",
        1,
        _geste(lambda f, *_: f.get_colonne(ANNEXE5, 13).set("width", "0")),
        ("lecture_colonne_masquee",),
    ),
    Sorte(
        "colonne ajoutée au tableau",
        1,
        _geste(lambda f, *_: f.add_colonne("tblAnnexe5", ANNEXE5, "Mon avis")),
        ("lecture_colonne_inconnue",),
    ),
    Sorte("en-tête obligatoire renommé", 1, lambda *_: Mutation({Origine(ANNEXE5, "M6"): "Somme votée"}), (REFUS,)),
    Sorte("en-tête facultatif renommé", 1, lambda *_: Mutation({Origine(ANNEXE5, "P6"): "Numéro d'acte"}), ("lecture_colonne_absente",)),
    Sorte("feuille renommée", 1, _geste(lambda f, *_: f.rename_feuille("Barème", "Tarifs")), (REFUS,)),
    Sorte(
        "feuille copiée avec son tableau",
        1,
        _geste(lambda f, *_: f.add_feuille("Brouillon", ANNEXE5, "tblBrouillon")),
        ("lecture_tableau_en_double",),
    ),
    Sorte(
        "feuille copiée sans son tableau", 1, _geste(lambda f, *_: f.add_feuille("Annexe 5 (2)", ANNEXE5)), ("lecture_tableau_en_double",)
    ),
    Sorte("classeur collé en valeurs", 1, _geste(lambda f, *_: f.paste_valeurs()), ("lecture_classeur_en_valeurs",)),
    Sorte("macro modifiée", 3, _change_macro, ("lecture_macros_modifiees",)),
    Sorte(
        "macro ajoutée",
        1,
        _geste(lambda f, *_: f.set_macros({**MODULES, "Module1": "Sub Autre()\nEnd Sub\n"})),
        ("lecture_macros_ajoutees",),
    ),
    Sorte(
        "module retiré",
        1,
        _geste(lambda f, *_: f.set_macros({nom: source for nom, source in MODULES.items() if nom != "dpid_xl"})),
        ("lecture_macros_absentes",),
    ),
    Sorte("précision au format affiché", 1, _geste(lambda f, *_: f.set_precision_affichee()), ("lecture_precision_affichee",)),
    Sorte("calcul manuel", 1, _geste(lambda f, *_: f.set_calcul_manuel()), ("lecture_calcul_manuel",)),
    Sorte("dates comptées depuis 1904", 1, _geste(lambda f, *_: f.set_dates_1904()), ("lecture_dates_1904",)),
)

SANS_EFFET = (
    Sorte("lignes triées", 3, sort_lignes),
    Sorte("lignes dans un ordre quelconque", 2, shuffle_lignes),
    Sorte("lignes filtrées", 2, filter_operation(en_plus=False)),
    Sorte("espaces autour d'un nom de structure", 3, change("Structure", toute, lambda _h, ligne: f"  {ligne.structure} \u00a0")),
    Sorte("espaces doublés dans un nom de structure", 2, change("Structure", toute, lambda _h, ligne: ligne.structure.replace(" ", "  "))),
    Sorte("structure en capitales", 3, change("Structure", toute, lambda _h, ligne: ligne.structure.upper())),
    Sorte("code d'opération en minuscules", 2, change("Opération", toute, lambda _h, ligne: f"{ligne.operation.lower()} ")),
    Sorte(
        "apostrophe d'une autre forme",
        2,
        change("Structure", lambda _d, li: "'" in li.structure, lambda _h, li: li.structure.replace("'", "’")),
    ),
    Sorte("centimes d'un calcul binaire", 2, change("Montant retenu", payee, lambda _h, li: float(li.montant) + 1e-10)),
    Sorte("description réécrite", 2, change("Description", toute, lambda *_: "Une autre description")),
    Sorte("en-tête écrit autrement", 2, lambda *_: Mutation({Origine(ANNEXE5, "M6"): " montant  RETENU"})),
    Sorte(
        "colonnes dans un autre ordre",
        2,
        _geste(lambda f, _r, h: f.swap_colonnes("tblAnnexe5", ANNEXE5, *h.choice([(3, 4), (5, 15), (6, 16)]))),
    ),
    Sorte(
        "format de nombre changé",
        2,
        _geste(lambda f, _r, h: [f.open(ANNEXE5).set_format(r, 13, h.choice(["0.0", "0%", '0 "k€"'])) for r in range(7, 150)]),
    ),
    Sorte("largeur d'une colonne changée", 1, _geste(lambda f, *_: f.get_colonne(ANNEXE5, 13).set("width", "40"))),
    Sorte("feuille ajoutée", 1, _geste(lambda f, *_: f.add_feuille("Mes notes"))),
    Sorte("onglet déplacé", 1, _geste(lambda f, *_: f.move_feuille(ANNEXE5))),
    Sorte("onglet renommé avec une espace", 1, _geste(lambda f, *_: f.rename_feuille("Budget", "budget "))),
    Sorte("noms de cellules de la campagne supprimés", 1, _geste(lambda f, *_: f.remove_noms("Campagne_"))),
    Sorte("macros enregistrées à nouveau", 1, _geste(lambda f, *_: f.set_macros(MODULES))),
    Sorte("feuille qui n'est pas lue masquée", 1, _geste(lambda f, *_: f.hide_feuille("Journal", "hidden"))),
    Sorte("mot tapé loin sous le tableau", 1, lambda *_: Mutation({Origine(ANNEXE5, "D300"): "à revoir"})),
    Sorte("somme de l'agent loin sous le tableau", 1, lambda *_: Mutation({Origine(ANNEXE5, "M250"): "=SUM(M7:M149)"})),
    Sorte("mot tapé loin du tableau", 1, lambda *_: Mutation({Origine(ANNEXE5, "T300"): "à revoir"})),
)

FAMILLES = {
    "Montants": MONTANTS,
    "Quantités": QUANTITES,
    "Dates": DATES,
    "Lignes": LIGNES,
    "Chiffres décidés": DECISIONS,
    "Opérations": OPERATIONS,
    "Barème": BAREME,
    "Budget": BUDGET,
    "Registre des structures": REGISTRE,
    "Campagne": REGLAGES,
    "Modèle de convention": MODELE,
    "Suivi": SUIVI,
    **DE_L_ANNEE,
    "Formules et totaux": FORMULES,
    "Le classeur lui-même": FICHIERS,
    "Sans effet": SANS_EFFET,
}
SORTES = {sorte.nom: sorte for sortes in FAMILLES.values() for sorte in sortes}


def _duplicate(fichier, rang):
    """Insert a copy of a row at the end of the table, formulas included."""
    feuille = fichier.open(ANNEXE5)
    fichier.resize("tblAnnexe5", bas=1)
    for colonne in range(1, 18):
        feuille.get_cellule(150, colonne)
        source, cible = feuille.get_cellule(rang, colonne), feuille.get_cellule(150, colonne)
        for element in source:
            cible.append(copy.deepcopy(element))
        if source.get("t"):
            cible.set("t", source.get("t"))
