"""Where the campaign stands, as « Accueil » tells it: the steps of the work and the figures, each by a native formula and its value.

What is not known is said so: an empty campaign has nothing that is right, and a control of before the last change is to be made again.
"""

from __future__ import annotations

from dpid_xl.anomalies import Gravite
from dpid_xl.calcul.commissions import list_autres, sum_fixes
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, compute_totaux, get_montant, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import write_reference
from dpid_xl.classeurs.gabarit.lieux import list_suivis
from dpid_xl.classeurs.gabarit.noms import ANOMALIES_BLOQUANTES, CONTROLE_LIGNES, CONTROLE_TENU, CONVENTIONS_COMPLETES
from dpid_xl.classeurs.gabarit.styles import A_VOIR, ALERTE, ENTIER, EUROS, JUSTE
from dpid_xl.classeurs.gabarit.suivi import A_GENERER, count_lignes, make_conventions
from dpid_xl.classeurs.gabarit.totaux import FORMULE_FINANCEES, FORMULE_STRUCTURES, sum_articles, sum_decide
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.montants import ZERO
from dpid_xl.schema import (
    ANNEXE5,
    BUDGET,
    CONTROLES,
    CONVENTIONS,
    MANQUES,
    OPERATIONS,
    SOMME_DECIDEE,
    SOMME_DES_ARTICLES,
    SOMME_PAR_AVENANT,
    SOMME_RETENUE,
    STRUCTURES,
    SUIVI,
)
from dpid_xl.schema.colonnes import SANS_AUTRE_COMMISSION

FAIT = "✓"  # how the state of a step that is done begins
# What a state says in one word, and its colour.
ASPECTS = {
    "juste": JUSTE,
    "aucune": JUSTE,
    "reste": JUSTE,
    "à lire": A_VOIR,
    "contrôle à refaire": A_VOIR,
    "à corriger": ALERTE,
    "écart": ALERTE,
    "dépassé": ALERTE,
}
_LIGNES, _OPERATIONS, _REGISTRE = (
    f"COUNTA({write_reference(table, champ)})" for table, champ in ((ANNEXE5, "structure"), (OPERATIONS, "code"), (STRUCTURES, "nom"))
)
_ARTICLES, _COMMISSIONS = "articles de la délibération", "articles, autres commissions"
_ECART = f"ROUND({SOMME_RETENUE}-({SOMME_DECIDEE}),2)"
_RIEN_A_CONTROLER = f"{ANOMALIES_BLOQUANTES}+{_LIGNES}=0"
_AVERTISSEMENTS = f'COUNTIFS({write_reference(CONTROLES, "gravite")},"{Gravite.AVERTISSEMENT}")'
_MANQUES, _CONVENTIONS = f"COUNTA({write_reference(MANQUES, 'manque')})", f"COUNTA({write_reference(CONVENTIONS, 'structure')})"
_RESTANTES = f'COUNTIFS({write_reference(CONVENTIONS, "etat")},"{A_GENERER}")'
_SUIVIES, _SIGNEES = f"COUNTA({write_reference(SUIVI, 'structure')})", f"COUNT({write_reference(SUIVI, 'signature')})"
_BUDGETS, _SOLDE = f"COUNTA({write_reference(BUDGET, 'code')})", f"MIN({write_reference(BUDGET, 'solde')})"


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the work: its sheet, the formula that tells how far it is, its value."""

    feuille: str
    formule: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Indicateur:
    """A figure: native formula, its value, its format; and its state, by a formula too or in words."""

    libelle: str
    formule: str
    valeur: float | str
    nombre: str
    etat: str
    dit: str


@dataclass(frozen=True, slots=True)
class _Comptes:
    """What the steps and the figures count."""

    lignes: int
    bloquantes: int
    avertissements: int
    conventions: int
    restantes: int
    completes: int | None


def make_etapes(atelier: Atelier) -> tuple[Etape, ...]:
    """Return the steps, in the order of the work; the last one has no end."""
    dossier, comptes = atelier.dossier, _count(atelier)
    manques = len(atelier.manques.attentes) if atelier.manques else 0
    suivies, signees = len(list_suivis(dossier)), sum(1 for suivi in dossier.suivis if suivi.signature)
    return (
        Etape("Campagne", _CAMPAGNE, _tell_campagne(atelier)),
        _make_compte("Opérations", _OPERATIONS, len(dossier.operations), "opération", "aucune opération"),
        _make_compte("Structures", _REGISTRE, len(dossier.structures), "organisme", "aucun organisme"),
        _make_compte("Annexe 5", _LIGNES, comptes.lignes, "ligne", "aucune ligne"),
        Etape("Contrôles", _CONTROLES, _tell_controles(comptes)),
        Etape("À compléter", _A_COMPLETER, _tell_manques(comptes, manques)),
        Etape("Conventions", _A_PRODUIRE, _tell_conventions(comptes)),
        Etape(
            "Suivi",
            f'IF({_SUIVIES}=0,"rien à suivre encore",{_SIGNEES}&" signées sur "&{_SUIVIES})',
            f"{signees} signées sur {suivies}" if suivies else "rien à suivre encore",
        ),
    )


def make_indicateurs(atelier: Atelier) -> tuple[Indicateur, ...]:
    """Return the figures, in order."""
    dossier, comptes = atelier.dossier, _count(atelier)
    total, decide = sum_montants(dossier.lignes), sum_decide(dossier)
    par_structure, par_budget = compute_totaux(dossier, Axe.STRUCTURE), compute_totaux(dossier, Axe.BUDGET)
    soldes = [ligne.disponible - get_montant(par_budget, ligne.code) for ligne in dossier.budget]
    solde = min(soldes, default=ZERO)
    inscrites = sum(1 for structure in par_structure if structure)
    financees = sum(1 for structure, somme in par_structure.items() if structure and somme.montant > ZERO)
    controle = "à corriger" if comptes.bloquantes else "aucune" if comptes.lignes else "rien à contrôler"
    return (
        Indicateur(
            "Lignes de l'annexe 5",
            _LIGNES,
            comptes.lignes,
            ENTIER,
            f'{FORMULE_STRUCTURES[1:]}&" structures"',
            f"{inscrites} structures",
        ),
        Indicateur("Structures financées", FORMULE_FINANCEES[1:], financees, ENTIER, "", "une convention chacune"),
        Indicateur("Montant retenu", SOMME_RETENUE, float(total), EUROS, "", "somme de l'annexe 5"),
        Indicateur(
            "dont lignes par avenant",
            SOMME_PAR_AVENANT,
            float(sum_montants(list_par_avenant(dossier))),
            EUROS,
            "",
            "conventions antérieures",
        ),
        Indicateur(
            "Montant voté",
            SOMME_DECIDEE,
            float(decide),
            EUROS,
            f'IF({SANS_AUTRE_COMMISSION},"{_ARTICLES}","{_COMMISSIONS}")',
            _COMMISSIONS if sum_fixes(list_autres(dossier)) else _ARTICLES,
        ),
        Indicateur(
            "Écart",
            _ECART,
            float(total - decide),
            EUROS,
            f'IF(OR({_LIGNES}=0,{SOMME_DES_ARTICLES}=0),"rien à comparer",IF({_ECART}=0,"juste","écart"))',
            "rien à comparer" if not (comptes.lignes and sum_articles(dossier)) else "juste" if total == decide else "écart",
        ),
        Indicateur(
            "Solde budgétaire le plus bas",
            _SOLDE,
            float(solde),
            EUROS,
            f'IF({_LIGNES}=0,"rien d’engagé",IF({_BUDGETS}=0,"aucun budget",IF({_SOLDE}<0,"dépassé","reste")))',
            "rien d’engagé" if not comptes.lignes else "aucun budget" if not dossier.budget else "dépassé" if solde < ZERO else "reste",
        ),
        Indicateur(
            "Conventions complètes",
            f'IF({CONVENTIONS_COMPLETES}="","",{CONVENTIONS_COMPLETES})',
            "" if comptes.completes is None else comptes.completes,
            ENTIER,
            f'"sur "&{_CONVENTIONS}',
            f"sur {comptes.conventions}",
        ),
        Indicateur(
            "Anomalies bloquantes",
            ANOMALIES_BLOQUANTES,
            comptes.bloquantes,
            ENTIER,
            f'IF({_RIEN_A_CONTROLER},"rien à contrôler",IF(NOT({CONTROLE_TENU}),"contrôle à refaire",'
            f'IF({ANOMALIES_BLOQUANTES}=0,"aucune","à corriger")))',
            controle,
        ),
        Indicateur(
            "Avertissements",
            _AVERTISSEMENTS,
            comptes.avertissements,
            ENTIER,
            f'IF({_AVERTISSEMENTS}=0,"","à lire")',
            "à lire" if comptes.avertissements else "",
        ),
    )


_CAMPAGNE = (
    'IF(Campagne_nom="","nom à saisir",IF(COUNT(Campagne_debut,Campagne_fin)<2,"dates à saisir",'
    f'IF(OR(Campagne_deliberation_numero="",Campagne_deliberation_date=""),"{FAIT} délibération à venir","{FAIT} remplie")))'
)
_CONTROLES = (
    f'IF({_RIEN_A_CONTROLER},"rien à contrôler",'
    f'IF(NOT({CONTROLE_TENU}),IF({CONTROLE_LIGNES}=0,"jamais lancés","à refaire\xa0: lignes changées"),'
    f'IF({ANOMALIES_BLOQUANTES}>0,{ANOMALIES_BLOQUANTES}&" à corriger","{FAIT} rien de bloquant")))'
)
_A_COMPLETER = (
    f'IF({_CONVENTIONS}=0,"rien à compléter encore",IF({CONVENTIONS_COMPLETES}="","pas encore cherché",'
    f'IF({_MANQUES}>0,{_MANQUES}&" à compléter","{FAIT} rien ne manque")))'
)
_A_PRODUIRE = (
    f'IF({_CONVENTIONS}=0,"rien à générer encore",IF({_RESTANTES}>0,{_RESTANTES}&" {A_GENERER}","{FAIT} "&{_CONVENTIONS}&" générées"))'
)


def _make_compte(feuille: str, formule: str, nombre: int, nom: str, rien: str) -> Etape:
    """A step that is done once its sheet holds something."""
    dit = f"{FAIT} {nombre} {nom}{'s' * (nombre > 1)}" if nombre else rien
    return Etape(feuille, f'IF({formule}=0,"{rien}","{FAIT} "&{formule}&" {nom}"&IF({formule}>1,"s",""))', dit)


def _tell_campagne(atelier: Atelier) -> str:
    campagne = atelier.dossier.campagne
    if not campagne.nom:
        return "nom à saisir"
    if campagne.debut is None or campagne.fin is None:
        return "dates à saisir"
    votee = campagne.deliberation_numero and campagne.deliberation_date
    return f"{FAIT} remplie" if votee else f"{FAIT} délibération à venir"


def _tell_controles(comptes: _Comptes) -> str:
    if not (comptes.lignes or comptes.bloquantes):
        return "rien à contrôler"
    return f"{comptes.bloquantes} à corriger" if comptes.bloquantes else f"{FAIT} rien de bloquant"


def _tell_manques(comptes: _Comptes, manques: int) -> str:
    if not comptes.conventions:
        return "rien à compléter encore"
    if comptes.completes is None:
        return "pas encore cherché"
    return f"{manques} à compléter" if manques else f"{FAIT} rien ne manque"


def _tell_conventions(comptes: _Comptes) -> str:
    if not comptes.conventions:
        return "rien à générer encore"
    return f"{comptes.restantes} {A_GENERER}" if comptes.restantes else f"{FAIT} {comptes.conventions} générées"


def _count(atelier: Atelier) -> _Comptes:
    from dpid_xl.controles import count_gravites  # here: the sheet alone needs the sentences

    gravites = count_gravites(atelier.anomalies)
    etats = _list_etats(atelier)
    return _Comptes(
        lignes=count_lignes(atelier.dossier),
        bloquantes=gravites[Gravite.BLOQUANTE],
        avertissements=gravites[Gravite.AVERTISSEMENT],
        conventions=len(etats),
        restantes=etats.count(A_GENERER),
        completes=atelier.manques.complets if atelier.manques else None,
    )


def _list_etats(atelier: Atelier) -> list[str]:
    """Return the state of each convention: that of the older workbook, where there is one."""
    ancienne = atelier.chantier.reprise.tables.get(CONVENTIONS.nom) if atelier.chantier else None
    gardes = {
        write_brut(rangee.cellules["structure"].brut): write_brut(rangee.cellules["etat"].brut)
        for rangee in (ancienne.rangees if ancienne else ())
        if {"structure", "etat"} <= rangee.cellules.keys()
    }
    siennes = [str(rangee["structure"]) for rangee in make_conventions(atelier.dossier)]
    orphelines = [etat for structure, etat in gardes.items() if structure not in siennes]
    return [*(gardes.get(structure) or A_GENERER for structure in siennes), *orphelines]
