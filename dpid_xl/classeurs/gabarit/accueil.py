"""The sheet « Accueil »: the campaign, the actions, the state at a glance in native formulas, how to start, the way to every sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dpid_xl.anomalies import Gravite
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.classeurs.gabarit.atelier import Atelier, summarize_campagne
from dpid_xl.classeurs.gabarit.boutons import fill_actions
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.noms import TEXTES_MODIFIES
from dpid_xl.classeurs.gabarit.python import fill_python
from dpid_xl.classeurs.gabarit.styles import (
    ALERTE,
    COULEURS,
    EUROS,
    JUSTE,
    TRAIT,
)
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.classeurs.gabarit.totaux import FORMULE_FINANCEES, FORMULE_STRUCTURES, sum_decide
from dpid_xl.documents.provenance import A_REMPLACER, MODIFIES, VOTE, describe_texte
from dpid_xl.modele import Campagne, Dossier
from dpid_xl.montants import ZERO
from dpid_xl.periodes import format_date
from dpid_xl.schema import FEUILLES, SOMME_PAR_AVENANT

_LARGEURS = (29.0, 26.0, 26.0, 26.0)


@dataclass(frozen=True, slots=True)
class Indicateur:
    """A figure of the state at a glance: native formula, its value, its format, what it means."""

    libelle: str
    formule: str
    valeur: float
    nombre: str
    sens: str
    doit_etre_nul: bool = False


def fill_accueil(atelier: Atelier) -> None:
    """Write the sheet."""
    onglet = atelier.write_bandeau("Accueil", len(_LARGEURS) - 1)
    bandeau = atelier.styles.get(font_color="#FFFFFF", bg_color="#0B3A63", indent=1)
    onglet.write_formula(1, 0, write_entete(3), bandeau, summarize_campagne(atelier.dossier.campagne))
    for colonne, largeur in enumerate(_LARGEURS):
        onglet.set_column(colonne, colonne, largeur)
    onglet.set_row(2, 6)
    rang = _fill_carte(atelier, 3)
    if atelier.extension.boutons:
        rang = fill_actions(atelier, _fill_titre(atelier, rang + 1, "Actions"), _LARGEURS)
    rang = _fill_etat(atelier, rang + 1)
    rang = fill_python(atelier, _fill_titre(atelier, rang + 1, "Calcul par Python"))
    rang = _fill_etapes(atelier, rang + 1)
    rang = _fill_sommaire(atelier, rang + 1)
    rang = _fill_legende(atelier, rang + 1)
    onglet.print_area(0, 0, rang - 1, len(_LARGEURS) - 1)
    onglet.set_first_sheet()


def write_date_native(nom: str) -> str:
    """Return a formula that writes a named date in French whatever the language of the host (the formats of TEXT depend on it).

    >>> write_date_native("Campagne_debut")
    'RIGHT("0"&DAY(Campagne_debut),2)&"/"&RIGHT("0"&MONTH(Campagne_debut),2)&"/"&YEAR(Campagne_debut)'
    """
    return f'RIGHT("0"&DAY({nom}),2)&"/"&RIGHT("0"&MONTH({nom}),2)&"/"&YEAR({nom})'


FORMULE_DELIBERATION = (
    'IF(Campagne_deliberation_numero="","","n° "&Campagne_deliberation_numero)'
    f'&IF(Campagne_deliberation_date="",""," du "&{write_date_native("Campagne_deliberation_date")})'
)
FORMULE_PERIODE = (
    f'=IF(COUNT(Campagne_debut,Campagne_fin)<2,"","du "&{write_date_native("Campagne_debut")}&" au "&{write_date_native("Campagne_fin")})'
)
FORMULE_TEXTE = (
    f'=IF(COUNTA(tblModele[Texte voté])=0,"{A_REMPLACER}","{VOTE}"&IF({TEXTES_MODIFIES}=0,"",'
    f'", "&{TEXTES_MODIFIES}&"{MODIFIES.removeprefix("{nombre}")}"))'
)


def write_entete(rang: int) -> str:
    """Return a formula that sums the campaign up; its deliberation stands on the card that begins on a row of the sheet (from 0)."""
    cellule = f"$B${rang + 3}"  # under the title and the name
    return f'=Campagne_nom&IF(Campagne_deliberation_numero="",""," · délibération ")&{cellule}'


def make_indicateurs(dossier: Dossier, gravites: Mapping[Gravite, int]) -> tuple[Indicateur, ...]:
    """Return the figures of the state at a glance, in order."""
    total, decide = sum_montants(dossier.lignes), sum_decide(dossier)
    par_structure = compute_totaux(dossier, Axe.STRUCTURE)
    par_budget = compute_totaux(dossier, Axe.BUDGET)
    soldes = [ligne.disponible - (par_budget[ligne.code].montant if ligne.code in par_budget else ZERO) for ligne in dossier.budget]
    inscrites = sum(1 for structure in par_structure if structure)
    financees = sum(1 for structure, somme in par_structure.items() if structure and somme.montant > ZERO)
    anomalies = tuple(
        Indicateur(
            f"Anomalies : {gravite.value}",
            f'=COUNTIFS(tblControles[Gravité],"{gravite.value}")',
            gravites[gravite],
            "#,##0",
            sens,
            doit_etre_nul=gravite is Gravite.BLOQUANTE,
        )
        for gravite, sens in zip(Gravite, ("à lever avant toute convention", "à lire et à justifier", "pour information"), strict=True)
    )
    return (
        Indicateur(
            "Lignes de l'annexe 5",
            "=COUNTA(tblAnnexe5[Structure])",
            sum(1 for ligne in dossier.lignes if ligne.structure),
            "#,##0",
            "une par opération, territoire et structure",
        ),
        Indicateur("Structures", FORMULE_STRUCTURES, inscrites, "#,##0", "organismes distincts, quelle que soit l'écriture de leur nom"),
        Indicateur("Structures financées", FORMULE_FINANCEES, financees, "#,##0", "une convention chacune, hors avenants"),
        Indicateur("Montant retenu", "=SUM(tblAnnexe5[Montant retenu])", float(total), EUROS, "somme de l'annexe 5"),
        Indicateur(
            "dont lignes par avenant",
            f"={SOMME_PAR_AVENANT}",
            float(sum_montants(list_par_avenant(dossier))),
            EUROS,
            "à ajouter à des conventions antérieures (dpid-xl avenants)",
        ),
        Indicateur("Montant voté", "=SUM(tblThematiques[Montant décidé])", float(decide), EUROS, "somme des articles de la délibération"),
        Indicateur(
            "Écart",
            "=ROUND(SUM(tblAnnexe5[Montant retenu])-SUM(tblThematiques[Montant décidé]),2)",
            float(total - decide),
            EUROS,
            "montant retenu moins montant voté",
            doit_etre_nul=True,
        ),
        Indicateur(
            "Solde budgétaire le plus bas", "=MIN(tblBudget[Solde])", float(min(soldes, default=ZERO)), EUROS, "ne doit pas être négatif"
        ),
        *anomalies,
    )


def _fill_titre(atelier: Atelier, rang: int, titre: str) -> int:
    onglet = atelier.onglets["Accueil"]
    for colonne in range(len(_LARGEURS)):
        onglet.write_blank(rang, colonne, None, atelier.styles.section)
    onglet.write_string(rang, 0, titre, atelier.styles.section)
    onglet.set_row(rang, 20)
    return rang + 1


def _fill_carte(atelier: Atelier, rang: int) -> int:
    onglet, campagne = atelier.onglets["Accueil"], atelier.dossier.campagne
    rang = _fill_titre(atelier, rang, "La campagne")
    for libelle, formule, valeur in (
        ("Campagne", "=Campagne_nom", campagne.nom),
        ("Délibération", f"={FORMULE_DELIBERATION}", _write_deliberation(campagne)),
        ("Décideur", '=Campagne_decideur&""', campagne.decideur),
        ("Période", FORMULE_PERIODE, _write_periode(campagne)),
        ("Texte des conventions", FORMULE_TEXTE, describe_texte(atelier.dossier)),
    ):
        onglet.write_string(rang, 0, libelle, atelier.styles.libelle)
        onglet.write_formula(rang, 1, formule, atelier.styles.get(), valeur)
        onglet.set_row(rang, 16)
        rang += 1
    return rang


def _write_deliberation(campagne: Campagne) -> str:
    numero = f"n° {campagne.deliberation_numero}" if campagne.deliberation_numero else ""
    return numero + (f" du {format_date(campagne.deliberation_date)}" if campagne.deliberation_date else "")


def _write_periode(campagne: Campagne) -> str:
    if campagne.debut is None or campagne.fin is None:
        return ""
    return f"du {format_date(campagne.debut)} au {format_date(campagne.fin)}"


def _fill_etat(atelier: Atelier, rang: int) -> int:
    from dpid_xl.controles import count_gravites  # here: the sheet alone needs the sentences

    onglet = atelier.onglets["Accueil"]
    rang = _fill_titre(atelier, rang, "Où en est-on")
    for indicateur in make_indicateurs(atelier.dossier, count_gravites(atelier.anomalies)):
        onglet.write_string(rang, 0, indicateur.libelle, atelier.styles.libelle)
        style = atelier.styles.get(bold=True, num_format=indicateur.nombre, align="right", bottom=4, bottom_color=TRAIT)
        onglet.write_formula(rang, 1, indicateur.formule, style, indicateur.valeur)
        onglet.write_string(rang, 2, indicateur.sens, atelier.styles.get(italic=True, font_color="#7F7F7F", indent=1))
        if indicateur.doit_etre_nul:
            for critere, aspect in (("==", JUSTE), ("!=", ALERTE)):
                onglet.conditional_format(
                    rang, 1, rang, 1, {"type": "cell", "criteria": critere, "value": 0, "format": atelier.classeur.add_format(aspect)}
                )
        elif indicateur.libelle.startswith("Solde"):
            onglet.conditional_format(
                rang, 1, rang, 1, {"type": "cell", "criteria": "<", "value": 0, "format": atelier.classeur.add_format(ALERTE)}
            )
        onglet.set_row(rang, 16)
        rang += 1
    return rang


def _fill_etapes(atelier: Atelier, rang: int) -> int:
    onglet = atelier.onglets["Accueil"]
    rang = _fill_titre(atelier, rang, "Pour commencer")
    largeur = sum(_LARGEURS[1:])
    for numero, etape in enumerate(load_textes().list_etapes(boutons=bool(atelier.extension.boutons)), 1):
        onglet.write_number(rang, 0, numero, atelier.styles.get(bold=True, font_size=14, font_color="#0B5394", align="center"))
        onglet.merge_range(rang, 1, rang, len(_LARGEURS) - 1, etape, atelier.styles.texte)
        onglet.set_row(rang, compute_hauteur([(etape, largeur)], 20))
        rang += 1
    return rang


def _fill_sommaire(atelier: Atelier, rang: int) -> int:
    onglet = atelier.onglets["Accueil"]
    rang = _fill_titre(atelier, rang, "Les feuilles")
    for feuille in FEUILLES[1:]:
        cible = "internal:'{}'!A1".format(feuille.nom.replace("'", "''"))
        onglet.write_url(rang, 0, cible, atelier.styles.lien, feuille.nom, f"Aller à la feuille {feuille.nom}")
        onglet.write_string(rang, 1, load_textes().sommaire[feuille.nom], atelier.styles.get())
        onglet.set_row(rang, 16)
        rang += 1
    return rang


def _fill_legende(atelier: Atelier, rang: int) -> int:
    onglet = atelier.onglets["Accueil"]
    rang = _fill_titre(atelier, rang, "Les couleurs")
    for couleur in COULEURS:
        onglet.write_string(rang, 0, couleur.exemple, atelier.styles.get(**couleur.aspect, border=1, border_color=TRAIT, align="center"))
        onglet.write_string(rang, 1, couleur.sens, atelier.styles.get(indent=1))
        onglet.set_row(rang, 16)
        rang += 1
    return rang
