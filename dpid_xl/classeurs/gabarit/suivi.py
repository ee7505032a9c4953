"""The sheets that the program fills (Échéancier, Contrôles, Conventions, Journal), and what people say after the signature (Suivi)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from dpid_xl.calcul.acquis import Quantites, find_tarifs_des_mesures
from dpid_xl.calcul.avenants import fold_avenant, list_decides, make_en_cours, sum_ecarts
from dpid_xl.calcul.echeancier import compute_parts, compute_versements_ligne, find_taux_des_parts
from dpid_xl.calcul.exercices import compute_repartitions
from dpid_xl.calcul.suivi import (
    Resultat,
    compute_dates,
    compute_prevu,
    compute_resultats,
    find_signatures,
    find_signees,
    is_en_parts,
    is_objectif_manquant,
    list_non_signes,
    list_par_avenant,
    make_signe,
)
from dpid_xl.calcul.totaux import Axe, get_cle, group_lignes, sum_montants
from dpid_xl.calcul.versements import compute_verses, list_verses
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.exercices import compute_credits_natifs, make_repartition
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES, compute_hauteur
from dpid_xl.classeurs.gabarit.lieux import list_suivis
from dpid_xl.classeurs.gabarit.noms import CONTROLE_LIGNES, CONTROLE_MONTANT
from dpid_xl.classeurs.gabarit.python import FORMULE_COMPARAISON, SANS_COMPARAISON
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_rangee, make_vide, sum_champ
from dpid_xl.classeurs.gabarit.signalement import COULEURS_DES_GRAVITES
from dpid_xl.classeurs.gabarit.styles import ALERTE, EUROS, FOND_SECTION, GRIS_DISCRET, JUSTE
from dpid_xl.classeurs.gabarit.tables import RANG_TOTAUX, fill_totaux_en_tete, write_table
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.classeurs.gabarit.totaux import sum_decide
from dpid_xl.classeurs.gabarit.versements import make_restes
from dpid_xl.modele import SANS_OBJECTIF, Dossier, Effet, Ligne, Suivi
from dpid_xl.montants import ZERO
from dpid_xl.periodes import format_date
from dpid_xl.schema import (
    ABSENTE,
    CONTROLES,
    CONVENTIONS,
    ECHEANCIER,
    JOURNAL,
    SOMME_PAR_AVENANT,
    SOMME_RETENUE,
    SUIVI,
    VERIFICATIONS,
)
from dpid_xl.schema.suivi import CHIFFRE, COUT_DE_L_ACTION, NON_DIT
from dpid_xl.typographie import compose_typographie

if TYPE_CHECKING:
    from dpid_xl.controles import Groupe

RIEN = "rien"  # of a check of nothing
A_GENERER = "à générer"  # of a convention that is not there yet
_RANG_VERIFICATIONS = 3  # row 4: headers of the native checks
# The sheet « Échéancier » is protected, so its rows for the lines to come are there from the start.
_LIGNES_COUVERTES, _LIGNES_DE_RESERVE, _LIGNES_PAR_PAGE = 300, 100, 25
RANG_DU_SOUS_TITRE = 3  # of « Conventions », from 1
_SUITE = "la feuille Contrôles compare son total à l'annexe 5."


def fill_echeancier(atelier: Atelier) -> None:
    """Write avance and solde of every line, then rows that wait for the lines to come; only the former are printed."""
    onglet = atelier.write_bandeau("Échéancier", len(ECHEANCIER.colonnes) - 1)
    rangees = make_echeancier(atelier.dossier)
    vide = make_vide(ECHEANCIER) | {"ligne": 1, "quantites": 0.0, "quantites_signees": 0.0}
    remplies = rangees or [vide]
    reserve = [{"ligne": rang} for rang in range(len(remplies) + 1, count_rangs(atelier.dossier) + 1)]
    write_table(atelier, ECHEANCIER, [*remplies, *reserve], figer=2, imprimer="avenant_a")  # the exercices print on their own sheet
    dernier = get_depart(ECHEANCIER)[0] + max(len(remplies), _LIGNES_PAR_PAGE)
    onglet.print_area(0, 0, dernier, find_colonne(ECHEANCIER, "avenant_a"))
    sommes = {champ: sum_champ(rangees, champ) for champ in ("montant", "avance", "solde")}
    fill_totaux_en_tete(atelier, ECHEANCIER, {"montant": sommes["montant"]})
    fill_totaux_en_tete(atelier, ECHEANCIER, {"avance": sommes["avance"], "solde": sommes["solde"]}, "")


def count_rangs(dossier: Dossier) -> int:
    """Return the number of rows of the échéancier, those for the lines to come included."""
    return max(_LIGNES_COUVERTES, len(make_en_cours(dossier).lignes) + _LIGNES_DE_RESERVE)


def make_echeancier(dossier: Dossier) -> list[Rangee]:
    """Return one row per line of Annexe 5, in its order, then per line that an avenant adds, as the avenants leave them."""
    ajouts = [0.0] * len(dossier.lignes) + _list_ajouts(dossier)
    signes = _list_signes(dossier)
    restes, dossier = make_restes(dossier), make_en_cours(dossier)
    signatures, signees = find_signatures(dossier), find_signees(dossier)
    rangees: list[Rangee] = []
    for rang, repartition in enumerate(compute_repartitions(dossier), 1):
        ligne = repartition.ligne
        montant = ligne.montant or ZERO
        taux, versements = dossier.bareme.find_avance(ligne.operation), compute_versements_ligne(dossier, ligne)
        operation = dossier.operation_par_code.get(ligne.operation)
        structure = get_cle(dossier, ligne, Axe.STRUCTURE)
        rangees.append(
            {
                "ligne": rang,
                "structure": structure,
                "operation": ligne.operation,
                "montant": float(montant),
                "taux_d_avance": "" if taux is None else float(taux),
                "avance": float(versements.avance) if versements else "",
                "solde": float(versements.solde) if versements else "",
                "avenant_a": ligne.avenant_a,
                **make_repartition(dossier, repartition),
                "nom_imprime": ligne.structure,
                "unite": ligne.unite or (operation.unite if operation else ""),
                **restes[ligne],
                "ajout": ajouts[rang - 1],
                "quantites": float((ligne.quantite or ZERO) + ((ligne.quantite_simple or ZERO) if montant else ZERO)),
                "debut": ligne.debut or "",
                "fin": ligne.fin or "",
                **(_make_objectif(dossier, ligne) if montant else {}),
                **(_make_dates(dossier, ligne, signatures.get((structure, ligne.avenant_a))) if montant else {}),
                **_make_signe(dossier, signes[rang - 1]),
                "signee": (signees.get((structure, ligne.avenant_a)) if montant else None) or "",
            }
        )
    return rangees


def _list_ajouts(dossier: Dossier) -> list[Valeur]:
    """Return the row of « Avenants » that adds each line that was not voted."""
    decides = {id(rangee) for rangee in list_decides(dossier)}
    return [float(rang) for rang, rangee in enumerate(dossier.avenants, 1) if rangee.effet is Effet.AJOUTE and id(rangee) in decides]


def _list_signes(dossier: Dossier) -> list[Ligne | None]:
    """Return each line of the échéancier as the avenants that are signed leave it; None: nobody signed that it is added."""
    signes, a_signer = iter(make_signe(dossier).lignes), {id(rangee) for rangee in list_non_signes(dossier)}
    ajouts = [rangee for rangee in list_decides(dossier) if rangee.effet is Effet.AJOUTE]
    return [*islice(signes, len(dossier.lignes)), *(None if id(rangee) in a_signer else next(signes) for rangee in ajouts)]


def _make_signe(dossier: Dossier, ligne: Ligne | None) -> Rangee:
    """Return the figures of a line that Suivi counts: what is due of it."""
    if ligne is None:
        return {"montant_signe": 0.0, "avance_signee": 0.0, "quantites_signees": 0.0}
    versements = compute_versements_ligne(dossier, ligne)
    dits: dict[str, Valeur] = {
        "montant_signe": float(ligne.montant or ZERO),
        "avance_signee": float(versements.avance) if versements else "",
        "quantites_signees": float((ligne.quantite or ZERO) + ((ligne.quantite_simple or ZERO) if ligne.montant else ZERO)),
    }
    if not ligne.montant:
        return dits
    objectif = _make_objectif(dossier, ligne)
    return dits | {
        "objectif_signe": objectif["objectif"],
        "quantite_signee": objectif["quantite"],
        "simple_signee": objectif["quantite_simple"],
    }


def _make_objectif(dossier: Dossier, ligne: Ligne) -> Rangee:
    prevu = compute_prevu(dossier, (ligne,))
    return {
        "objectif": SANS_OBJECTIF if ligne.sans_objectif else NON_DIT if prevu is None else CHIFFRE,
        "quantite": "" if prevu is None else float(prevu),
        "quantite_simple": float(ligne.quantite_simple or ZERO),
    }


def _make_dates(dossier: Dossier, ligne: Ligne, signature: date | None) -> Rangee:
    premier = (ligne.debut or ligne.fin) if ligne.fin else None
    connues: Rangee = {"signature": signature, "premier_exercice": premier.year if premier else ""}
    dates = compute_dates(dossier, ligne, signature)
    return {
        **connues,
        "publication": dates.publication,
        "bilan": dates.bilan,
        "compte_rendu": min(dates.comptes_rendus, default=None),
    }


def fill_suivi(atelier: Atelier) -> None:
    """Write a row per structure and operation that is financed, with what is known of it since the signature."""
    atelier.write_bandeau("Suivi", len(SUIVI.colonnes) - 1)
    rangees = make_suivi(atelier.dossier)
    # What is typed and what comes of it print; the steps between stay on the screen.
    write_table(atelier, SUIVI, rangees or [make_vide(SUIVI) | {"plafond": COUT_DE_L_ACTION}], figer=2, imprimer="motif")
    for champs, libelle in ((("montant", "avance", "verse"), "Total"), (("acquis", "solde"), "")):
        fill_totaux_en_tete(atelier, SUIVI, {champ: sum_champ(rangees, champ) for champ in champs}, libelle)


def make_suivi(dossier: Dossier) -> list[Rangee]:
    """Return the rows of the sheet « Suivi »: what is due follows what is signed."""
    conventions = {cle: lignes[-1].avenant_a for cle, lignes in make_en_cours(dossier).financees_par_cle.items()}
    resultats = {(resultat.structure, resultat.operation): resultat for resultat in compute_resultats(make_signe(dossier))}
    suivis = {(suivi.structure, suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    verses = compute_verses(dossier)
    return [
        {
            **_make_rangee_de_suivi(dossier, cle, suivis.get(cle), resultats.get(cle)),
            **_make_reste(resultats.get(cle), verses[cle]),
            "versements": float(len(list_verses(dossier, *cle))),
            "avenant_a": conventions.get(cle, ""),
            "avenants_lus": "" if conventions.get(cle) else fold_avenants(suivis.get(cle)),
        }
        for cle in list_suivis(dossier)
    ]


def fold_avenants(suivi: Suivi | None) -> str:
    """Return the avenants that a row tells signed, each between two bars, as the formulas look for them."""
    dits = suivi.avenants if suivi else ()
    return "".join(f"|{fold_avenant(dit)}" for dit in dits) + "|" if dits else ""


def _make_reste(resultat: Resultat | None, verse: Decimal | None) -> Rangee:
    montant = resultat.montant if resultat else ZERO
    return {"verse": _to_nombre(verse), "reste_a_verser": "" if verse is None else float(montant - verse)}


def _make_rangee_de_suivi(dossier: Dossier, cle: tuple[str, str], suivi: Suivi | None, resultat: Resultat | None) -> Rangee:
    calcules: dict[str, Valeur] = {"montant": 0.0, "avance": "", "prevu": 0.0, "acquis": "", "solde": ""}
    if resultat is None:  # of lines that nothing finances, or of none
        sans_montant = (cle[0].casefold(), cle[1]) in make_en_cours(dossier).lignes_par_cle
        calcules["avance"] = 0.0 if sans_montant and dossier.bareme.find_avance(cle[1]) is not None else ""
    else:
        calcules = {
            "montant": float(resultat.montant),
            "avance": _to_nombre(resultat.avance),
            "prevu": _to_nombre(resultat.prevu),
            "acquis": _to_nombre(resultat.acquis),
            "solde": _to_nombre(resultat.solde),
        }
    saisies = make_rangee(SUIVI, suivi) if suivi else {}
    return {**saisies, "structure": cle[0], "operation": cle[1], **calcules, **_make_etapes(dossier, cle[1], suivi, resultat)}


def _make_etapes(dossier: Dossier, code: str, suivi: Suivi | None, resultat: Resultat | None) -> Rangee:
    """The steps from what was done to what is earned, as the columns at the right end show them."""
    operation, (renforcee, simple) = dossier.operation_par_code.get(code), find_tarifs_des_mesures(dossier.bareme, code)
    etapes: dict[str, Valeur] = {
        "lignes_a_dire": 0.0,
        "prevu_simple": 0.0,
        "tarif_renforcee": _to_nombre(renforcee),
        "tarif_simple": _to_nombre(simple),
        "en_parts": "oui" if is_en_parts(dossier, code, suivi) else "",
        "plafond": (operation.plafond_depenses if operation else "") or COUT_DE_L_ACTION,
    }
    if not resultat:
        return {**etapes, **_split_en_parts(dossier, ZERO if etapes["en_parts"] else None)}
    a_dire = sum(is_objectif_manquant(ligne, operation) for ligne in resultat.lignes)
    compter = partial(_count_mesures, renforcee=renforcee, simple=simple)
    en_parts = _to_nombre(resultat.acquis_des_resultats) if etapes["en_parts"] and not resultat.sans_objectif else ""
    parts = _split_en_parts(dossier, resultat.montant if etapes["en_parts"] else None)
    return etapes | {
        **parts,
        "objectif": NON_DIT if a_dire else SANS_OBJECTIF if resultat.sans_objectif else "",
        "lignes_a_dire": float(a_dire),
        "prevu_simple": float(resultat.prevu_simple),
        "prevu_compte": compter(Quantites(resultat.prevu, resultat.prevu_simple)),
        "realise_compte": compter(Quantites(suivi.realise, suivi.realise_simple)) if suivi else "",
        "acquis_des_resultats": _to_nombre(resultat.acquis_des_resultats),
        "acquis_en_parts": en_parts,
        "acquis_en_parts_natif": en_parts,
        "acquis_au_plus": _to_nombre(resultat.acquis_au_plus),
    }


def _split_en_parts(dossier: Dossier, montant: Decimal | None) -> Rangee:
    """The three parts of an amount that is earned in parts."""
    taux = find_taux_des_parts(dossier.bareme)
    if montant is None or taux is None:  # no share: the control says it; the sheet's own formulas show it
        return {}
    parts = compute_parts(montant, taux)
    return {
        "part_quantitative": float(parts.quantitative),
        "part_partenariat": float(parts.partenariat),
        "part_parcours": float(parts.parcours),
    }


def _count_mesures(quantites: Quantites, *, renforcee: Decimal | None, simple: Decimal | None) -> Valeur:
    if quantites.principale is None:
        return ""
    if not renforcee or not simple:
        return "" if quantites.simple else float(quantites.principale)
    return "" if quantites.simple is None else float(quantites.principale * renforcee + quantites.simple * simple)


def _to_nombre(nombre: Decimal | None) -> Valeur:
    return "" if nombre is None else float(nombre)


def fill_controles(atelier: Atelier) -> None:
    """Write the native checks, then the anomalies, one row per cause, with a link to its cell."""
    from dpid_xl.controles import group_anomalies  # here: the sheet alone needs the sentences

    onglet = atelier.write_bandeau("Contrôles", len(CONTROLES.colonnes) - 1)
    rangees = make_constats(group_anomalies(atelier.anomalies), list(atelier.onglets))
    write_table(atelier, CONTROLES, rangees, figer=-1, imprimer="source")
    onglet.freeze_panes(3, 0)
    colonne = find_colonne(CONTROLES, "regle")
    onglet.write_string(_RANG_VERIFICATIONS, colonne, "Montants calculés par Python et par le classeur", atelier.styles.entete)
    onglet.write_formula(_RANG_VERIFICATIONS + 1, colonne, FORMULE_COMPARAISON, atelier.styles.get(bold=True), SANS_COMPARAISON)
    depart = get_depart(CONTROLES)[0]
    _fill_verifications(atelier)
    _fill_bilan(atelier, depart - 1)
    gravites = f"A{depart + 2}:A{depart + 2 + max(len(atelier.anomalies), 1) + 500}"
    for gravite, aspect in COULEURS_DES_GRAVITES.items():
        onglet.conditional_format(
            gravites, {"type": "cell", "criteria": "==", "value": f'"{gravite.value}"', "format": atelier.classeur.add_format(aspect)}
        )


def fill_conventions(atelier: Atelier) -> None:
    """Write the index: one row per convention to make on the day of construction, as the subtitle says."""
    onglet = atelier.write_bandeau("Conventions", len(CONVENTIONS.colonnes) - 1)
    sous_titre = write_sous_titre(atelier.jour, "jour de construction du classeur")
    onglet.write_string(
        RANG_DU_SOUS_TITRE - 1,
        0,
        sous_titre,
        atelier.styles.get(font_color=GRIS_DISCRET, italic=True, indent=1, font_size=TAILLE_DES_TABLES),
    )
    rangees = make_conventions(atelier.dossier)
    write_table(atelier, CONVENTIONS, rangees, imprimer="etat")
    total = float(sum((Decimal(str(rangee["montant"])) for rangee in rangees), ZERO))
    fill_totaux_en_tete(atelier, CONVENTIONS, {"montant": total}, "Total des conventions")
    _fill_hors_conventions(atelier)


def _fill_hors_conventions(atelier: Atelier) -> None:
    """Say under the total what goes by avenant, and beside it what the two make: the total of Annexe 5."""
    par_avenant, retenu = _sum_par_avenant(atelier.dossier), sum_montants(atelier.dossier.lignes)
    gras, somme = atelier.styles.get(bold=True, align="right", font_size=TAILLE_DES_TABLES), atelier.styles.somme()
    montant, feuille = (find_colonne(CONVENTIONS, champ) for champ in ("montant", "feuille"))
    onglet = atelier.onglets["Conventions"]
    for rang, colonne, libelle, formule, valeur in (
        (RANG_TOTAUX + 1, montant, "Lignes « avenant », à une convention antérieure", SOMME_PAR_AVENANT, par_avenant),
        (RANG_TOTAUX, feuille, "Annexe 5", SOMME_RETENUE, retenu),
    ):
        onglet.set_row(rang, 15)
        onglet.write_string(rang, colonne - 1, libelle, gras)
        onglet.write_formula(rang, colonne, f"={formule}", somme, float(valeur))


def _sum_par_avenant(dossier: Dossier) -> Decimal:
    return sum_montants(list_par_avenant(dossier))


def write_sous_titre(jour: date, quel_jour: str) -> str:
    """Write under the title of « Conventions » of which day its list is."""
    return f"{load_textes().buts['Conventions']} Liste du {format_date(jour)}, {quel_jour} : {_SUITE}"


def make_conventions(dossier: Dossier) -> list[Rangee]:
    """Return one row per structure that has a convention in this campaign, in the order of Annexe 5."""
    rangees: list[Rangee] = []
    for structure, lignes in group_lignes(dossier, Axe.STRUCTURE).items():
        financees = [ligne for ligne in lignes if ligne.financee and not ligne.par_avenant]
        montant = sum_montants(financees)
        if montant <= ZERO or not structure:
            continue
        rangees.append(
            {
                "structure": structure,
                "operations": ", ".join(dict.fromkeys(ligne.operation for ligne in financees)),
                "montant": float(montant),
                "du": min((ligne.debut for ligne in financees if ligne.debut), default=None),
                "au": max((ligne.fin for ligne in financees if ligne.fin), default=None),
                "etat": A_GENERER,
            }
        )
    return rangees


def fill_journal(atelier: Atelier) -> None:
    """Write the journal: empty, but for where a workbook made of another comes from."""
    atelier.write_bandeau("Journal", len(JOURNAL.colonnes) - 1)
    write_table(atelier, JOURNAL, atelier.chantier.journal if atelier.chantier else [], imprimer="apres")


def compute_verifications(dossier: Dossier) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return the two sums of each native check, in the order of ``VERIFICATIONS``."""
    total = sum_montants(dossier.lignes)
    thematiques = {thematique.code for thematique in dossier.thematiques}
    connues = {operation.code for operation in dossier.operations}
    listees = {operation.code for operation in dossier.operations if operation.thematique in thematiques}
    codes_budget = {ligne.code for ligne in dossier.budget}
    rattachees = sum_montants(ligne for ligne in dossier.lignes if ligne.operation in listees)
    imputees = sum_montants(
        ligne
        for ligne in dossier.lignes
        if ligne.operation in connues and dossier.operation_par_code[ligne.operation].budget in codes_budget
    )
    conventionnees = sum((Decimal(str(rangee["montant"])) for rangee in make_conventions(dossier)), _sum_par_avenant(dossier))
    en_cours = sum_montants(make_en_cours(dossier).lignes)
    credits_ = sum((sum(ligne.values(), ZERO) for ligne in compute_credits_natifs(make_en_cours(dossier)).values()), ZERO)
    ecarts = (ecart for code, ecart in sum_ecarts(dossier).items() if code in connues)
    imputes = imputees + sum(ecarts, ZERO)
    seconds = (sum_decide(dossier), total, total, total, en_cours, en_cours, total, imputes)
    return tuple(zip((total, total, rattachees, imputees, en_cours, en_cours, conventionnees, credits_), seconds, strict=True))


def write_etat_de_verification(rang: int) -> str:
    """Return the formula that tells what a check on a row (from 1) gives; nothing is right where there is nothing.

    >>> write_etat_de_verification(5)
    'IF(AND(B5=0,C5=0),"rien",IF(D5=0,"juste","écart"))'
    """
    return f'IF(AND(B{rang}=0,C{rang}=0),"{RIEN}",IF(D{rang}=0,"juste","écart"))'


def _fill_verifications(atelier: Atelier) -> None:
    onglet, styles = atelier.onglets["Contrôles"], atelier.styles
    for colonne, entete in enumerate(("État", "Première somme", "Seconde somme", "Écart", "Ce qui doit être égal")):
        onglet.write_string(_RANG_VERIFICATIONS, colonne, entete, styles.entete)
    montant = styles.get(num_format=EUROS, align="right", font_size=TAILLE_DES_TABLES, border=1, border_color="#BFBFBF")
    etat = styles.get(bold=True, align="center", font_size=TAILLE_DES_TABLES, border=1, border_color="#BFBFBF")
    texte = styles.get(border=1, border_color="#BFBFBF", text_wrap=True, font_size=TAILLE_DES_TABLES)
    for rang, ((libelle, premiere, seconde), (un, deux)) in enumerate(
        zip(VERIFICATIONS, compute_verifications(atelier.dossier), strict=True), _RANG_VERIFICATIONS + 1
    ):
        ligne = rang + 1
        dit = "juste" if un == deux else "écart"
        onglet.write_formula(rang, 0, f"={write_etat_de_verification(ligne)}", etat, dit if un or deux else RIEN)
        onglet.write_formula(rang, 1, f"={premiere}", montant, float(un))
        onglet.write_formula(rang, 2, f"={seconde}", montant, float(deux))
        onglet.write_formula(rang, 3, f"=ROUND(B{ligne}-C{ligne},2)", montant, float(un - deux))
        egalite = libelle.format(rangs=count_rangs(atelier.dossier))
        onglet.write_string(rang, 4, egalite, texte)
        onglet.set_row(rang, compute_hauteur([(egalite, CONTROLES.colonnes[4].largeur)], taille=TAILLE_DES_TABLES))
    plage = f"A{_RANG_VERIFICATIONS + 2}:A{_RANG_VERIFICATIONS + 1 + len(VERIFICATIONS)}"
    for valeur, aspect in (("juste", JUSTE), ("écart", ALERTE)):
        onglet.conditional_format(
            plage, {"type": "cell", "criteria": "==", "value": f'"{valeur}"', "format": atelier.classeur.add_format(aspect)}
        )


def _fill_bilan(atelier: Atelier, rang: int) -> None:
    texte = write_bilan(atelier)
    for colonne in range(len(CONTROLES.colonnes)):
        atelier.onglets["Contrôles"].write_blank(rang, colonne, None, atelier.styles.section)
    atelier.onglets["Contrôles"].write_string(rang, 0, texte, atelier.styles.section)
    montant = float(sum_montants(atelier.dossier.lignes))
    vues: tuple[tuple[str, str, str, float], ...] = (
        ("regle", CONTROLE_LIGNES, '"sur "#,##0" lignes"', count_lignes(atelier.dossier)),
        ("source", CONTROLE_MONTANT, EUROS, montant),
    )
    for champ, nom, nombre, valeur in vues:
        colonne = find_colonne(CONTROLES, champ)
        discret = atelier.styles.get(font_color=GRIS_DISCRET, bg_color=FOND_SECTION, align="right", num_format=nombre)
        atelier.onglets["Contrôles"].write_number(rang, colonne, valeur, discret)
        atelier.classeur.define_name(nom, f"='{CONTROLES.feuille}'!{xl_rowcol_to_cell(rang, colonne, row_abs=True, col_abs=True)}")


def write_bilan(atelier: Atelier) -> str:
    """Return the sentence of the control that was made when the workbook was built."""
    from dpid_xl.controles import summarize  # here: the sheets alone need the sentences

    return compose_typographie(f"Contrôle du {format_date(atelier.jour)} : {summarize(atelier.anomalies)}")


def count_lignes(dossier: Dossier) -> int:
    """Return the number of lines as the sheets count them: those that name a structure."""
    return sum(1 for ligne in dossier.lignes if ligne.structure)


def make_constats(groupes: Iterable[Groupe], feuilles: Collection[str]) -> list[Rangee]:
    """Return the rows of the list, the links as they show, for a workbook that has these sheets."""
    return [_make_constat(groupe, feuilles) for groupe in groupes]


def _make_constat(groupe: Groupe, feuilles: Collection[str]) -> Rangee:
    from dpid_xl.controles import load_messages, write_groupe  # here: the sheet alone needs the sentences
    from dpid_xl.controles.groupes import write_places

    anomalie = groupe.tete
    message, feuille = load_messages()[anomalie.code], anomalie.origine.feuille
    return {
        "gravite": groupe.gravite.value,
        "code": anomalie.code,
        "feuille": feuille,
        "cellule": ABSENTE if feuille and feuille not in feuilles else anomalie.origine.cellule,
        "message": write_groupe(groupe),
        "regle": compose_typographie(message.regle),
        "source": compose_typographie(message.source),
        "lien": "aller" if feuille in feuilles else "",
        "constats": len(groupe.constats),
        "cellules": write_places(groupe),
    }
