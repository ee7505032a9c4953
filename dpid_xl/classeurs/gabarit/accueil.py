"""The sheet « Accueil »: what to do now, the steps and the figures with their state, the actions, then the way to every sheet.

Two halves side by side, so that what one does and where one stands show together on a small screen.
"""

from __future__ import annotations

from itertools import groupby

from dpid_xl.classeurs.gabarit.atelier import Atelier, summarize_campagne
from dpid_xl.classeurs.gabarit.boutons import fill_actions
from dpid_xl.classeurs.gabarit.etat import ASPECTS, FAIT, Etape, Indicateur, make_etapes, make_indicateurs
from dpid_xl.classeurs.gabarit.formules import get_depart
from dpid_xl.classeurs.gabarit.noms import TEXTES_MODIFIES, VOTE_A_CONFIRMER
from dpid_xl.classeurs.gabarit.python import fill_python
from dpid_xl.classeurs.gabarit.styles import COULEURS, FOND_SECTION, FOND_TITRE, GRIS_DISCRET, JUSTE, TRAIT
from dpid_xl.classeurs.gabarit.suivi import write_bilan
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.documents.provenance import A_REMPLACER, BLOC, DEPUIS, MODIFIE, VOTE, describe_texte
from dpid_xl.francais import accorde
from dpid_xl.modele import Campagne
from dpid_xl.periodes import format_date
from dpid_xl.schema import CONTROLES, FEUILLES

_LARGEURS = (21.0, 46.0, 22.0, 2.0, 27.0, 19.0, 25.0)
GAUCHE, DROITE = (0, 2), (4, 6)  # first and last columns of each half
RANG_DE_L_ETAPE, PREMIERE_ETAPE = 3, 6  # from 0: what to do now, then the first of the steps
_HAUTEUR = 17.0


def fill_accueil(atelier: Atelier) -> None:
    """Write the sheet."""
    onglet = atelier.write_bandeau("Accueil", len(_LARGEURS) - 1)
    for colonne, largeur in enumerate(_LARGEURS):
        onglet.set_column(colonne, colonne, largeur)
    onglet.set_row(2, 6)
    onglet.set_row(RANG_DE_L_ETAPE + 1, 6)
    etapes = make_etapes(atelier)
    _fill_a_faire(atelier, etapes)
    rang = max(_fill_etapes(atelier, etapes), _fill_chiffres(atelier, make_indicateurs(atelier)))
    if atelier.extension.boutons:
        rang = fill_actions(atelier, _fill_titre(atelier, rang, "Actions", (GAUCHE[0], DROITE[1])), _LARGEURS)
    gauche = fill_python(atelier, _fill_titre(atelier, rang + 1, "Calcul par Python", GAUCHE))
    droite = _fill_carte(atelier, _fill_titre(atelier, rang + 1, "La campagne", DROITE))
    fin = max(_fill_sommaire(atelier, gauche + 1), _fill_legende(atelier, droite + 1))
    onglet.print_area(0, 0, fin - 1, len(_LARGEURS) - 1)
    onglet.set_first_sheet()


def write_date_native(nom: str) -> str:
    """Return a formula that writes a named date in French whatever the language of the host (the formats of TEXT depend on it).

    >>> write_date_native("Campagne_debut")
    'RIGHT("0"&DAY(Campagne_debut),2)&"/"&RIGHT("0"&MONTH(Campagne_debut),2)&"/"&YEAR(Campagne_debut)'
    """
    return f'RIGHT("0"&DAY({nom}),2)&"/"&RIGHT("0"&MONTH({nom}),2)&"/"&YEAR({nom})'


FORMULE_DELIBERATION = (
    'IF(Campagne_deliberation_numero="","","n°\xa0"&Campagne_deliberation_numero)'
    f'&IF(Campagne_deliberation_date="",""," du "&{write_date_native("Campagne_deliberation_date")})'
)
FORMULE_PERIODE = (
    f'=IF(COUNT(Campagne_debut,Campagne_fin)<2,"","du "&{write_date_native("Campagne_debut")}&" au "&{write_date_native("Campagne_fin")})'
)


def _accorde_modifies(nombre: int) -> str:
    return f'" {accorde(nombre, BLOC)} {accorde(nombre, MODIFIE)}"'


FORMULE_TEXTE = (
    f'=IF(COUNTA(tblModele[Texte voté])=0,"{A_REMPLACER}","{VOTE}"&{VOTE_A_CONFIRMER}&IF({TEXTES_MODIFIES}=0,"",'
    f'", "&{TEXTES_MODIFIES}&IF({TEXTES_MODIFIES}<2,{_accorde_modifies(1)},{_accorde_modifies(2)})&"{DEPUIS}"))'
)


def write_numero_de_l_etape(nombre: int) -> str:
    """Return a formula that finds the first step that is not done; the last one has no end.

    >>> write_numero_de_l_etape(3)
    'IF(LEFT($C$7)<>"✓",1,IF(LEFT($C$8)<>"✓",2,3))'
    """
    formule = str(nombre)
    for numero in range(nombre - 1, 0, -1):
        formule = f'IF(LEFT($C${PREMIERE_ETAPE + numero})<>"{FAIT}",{numero},{formule})'
    return formule


def write_numero(numero: int) -> str:
    """Return what stands before the sheet of a step; the formula of what to do cuts it off."""
    return f"{numero}. "


def _fill_a_faire(atelier: Atelier, etapes: tuple[Etape, ...]) -> None:
    """Write the first step that is not done, what it waits for, and the way there."""
    onglet, rang = atelier.onglets["Accueil"], RANG_DE_L_ETAPE
    numero = next((n for n, etape in enumerate(etapes, 1) if not etape.valeur.startswith(FAIT)), len(etapes))
    courante, gestes = etapes[numero - 1], _list_gestes(atelier)
    dernier = PREMIERE_ETAPE + len(etapes)
    liens, dits, etats = (f"INDEX(${lettre}${PREMIERE_ETAPE + 1}:${lettre}${dernier},$A${rang + 1})" for lettre in "ABC")
    feuille = f"MID({liens},{len(write_numero(1)) + 1},31)"
    aspect = {"bold": True, "font_size": 12, "bg_color": FOND_SECTION, "font_color": FOND_TITRE, "text_wrap": True}
    onglet.write_formula(
        rang,
        0,
        f"={write_numero_de_l_etape(len(etapes))}",
        atelier.styles.get(**aspect, align="left", indent=1, num_format='"À faire : étape "0'),
        numero,
    )
    dit = f"{gestes[courante.feuille]}\nÉtat\xa0: {courante.valeur}"
    onglet.merge_range(rang, 1, rang, GAUCHE[1], "", atelier.styles.get(**aspect))
    onglet.write_formula(rang, 1, f'={dits}&CHAR(10)&"État\xa0: "&{etats}', atelier.styles.get(**aspect), dit)
    onglet.write_blank(rang, GAUCHE[1] + 1, None, atelier.styles.get(**aspect))
    lien = atelier.styles.get(**{**aspect, "underline": 1, "font_color": "#0563C1"})
    onglet.merge_range(rang, DROITE[0], rang, DROITE[1], "", lien)
    onglet.write_formula(
        rang,
        DROITE[0],
        f'=HYPERLINK("#\'"&{feuille}&"\'!A1","Aller à la feuille « "&{feuille}&" »")',
        lien,
        f"Aller à la feuille « {courante.feuille} »",
    )
    onglet.set_row(rang, 36)


def _list_gestes(atelier: Atelier) -> dict[str, str]:
    return load_textes().list_etapes(boutons=bool(atelier.extension.boutons))


def _fill_titre(atelier: Atelier, rang: int, titre: str, colonnes: tuple[int, int]) -> int:
    onglet = atelier.onglets["Accueil"]
    for colonne in range(colonnes[0], colonnes[1] + 1):
        onglet.write_blank(rang, colonne, None, atelier.styles.section)
    onglet.write_string(rang, colonnes[0], titre, atelier.styles.section)
    onglet.set_row(rang, 20)
    return rang + 1


def _fill_etapes(atelier: Atelier, etapes: tuple[Etape, ...]) -> int:
    """Write the steps, each with what one does there and how far it is; return the first free row."""
    onglet, gestes = atelier.onglets["Accueil"], _list_gestes(atelier)
    premier = _fill_titre(atelier, PREMIERE_ETAPE - 1, "Pour commencer : les étapes", GAUCHE)
    for rang, etape in enumerate(etapes, premier):
        _write_lien(atelier, rang, 0, etape.feuille, write_numero(rang - premier + 1) + etape.feuille)
        onglet.write_string(rang, 1, gestes[etape.feuille], atelier.styles.get(bottom=4, bottom_color=TRAIT))
        onglet.write_formula(rang, 2, f"={etape.formule}", atelier.styles.get(bottom=4, bottom_color=TRAIT), etape.valeur)
        onglet.set_row(rang, _HAUTEUR)
    fin = premier + len(etapes)
    courante = {"bold": True, "bg_color": FOND_SECTION}
    for plage, critere, aspect in (
        ((premier, 0, fin - 1, 2), f"=ROW()-{premier}=$A${RANG_DE_L_ETAPE + 1}", courante),
        ((premier, 2, fin - 1, 2), f'=LEFT($C{premier + 1})="{FAIT}"', {"font_color": JUSTE["font_color"]}),
    ):
        onglet.conditional_format(*plage, {"type": "formula", "criteria": critere, "format": atelier.classeur.add_format(aspect)})
    onglet.write_string(fin, 0, "Dernier contrôle", atelier.styles.libelle)
    style = atelier.styles.get(text_wrap=True, valign="top")
    onglet.merge_range(fin, 1, fin + 1, GAUCHE[1], "", style)
    onglet.write_formula(fin, 1, f"='{CONTROLES.feuille}'!$A${get_depart(CONTROLES)[0]}&\"\"", style, write_bilan(atelier))
    return fin + 2


def _fill_chiffres(atelier: Atelier, indicateurs: tuple[Indicateur, ...]) -> int:
    """Write the figures, all aligned on their right, each with its state; return the first free row."""
    onglet, premier = atelier.onglets["Accueil"], _fill_titre(atelier, PREMIERE_ETAPE - 1, "Où en est-on", DROITE)
    etat = atelier.styles.get(indent=1, bottom=4, bottom_color=TRAIT)
    libelle, chiffre, dit = range(DROITE[0], DROITE[1] + 1)
    for rang, indicateur in enumerate(indicateurs, premier):
        onglet.write_string(rang, libelle, indicateur.libelle, atelier.styles.libelle)
        style = atelier.styles.get(bold=True, num_format=indicateur.nombre, align="right", bottom=4, bottom_color=TRAIT)
        onglet.write_formula(rang, chiffre, f"={indicateur.formule}", style, indicateur.valeur)
        if indicateur.etat:
            onglet.write_formula(rang, dit, f"={indicateur.etat}", etat, indicateur.dit)
        else:
            onglet.write_string(rang, dit, indicateur.dit, etat)
        onglet.set_row(rang, _HAUTEUR)
    fin = premier + len(indicateurs)
    for mot, aspect in ASPECTS.items():
        regle = {"type": "cell", "criteria": "==", "value": f'"{mot}"', "format": atelier.classeur.add_format(aspect)}
        onglet.conditional_format(premier, dit, fin - 1, dit, regle)
    return fin + 1


def _write_lien(atelier: Atelier, rang: int, colonne: int, feuille: str, texte: str) -> None:
    cible = "internal:'{}'!A1".format(feuille.replace("'", "''"))
    atelier.onglets["Accueil"].write_url(rang, colonne, cible, atelier.styles.lien, texte, f"Aller à la feuille {feuille}")


def _fill_carte(atelier: Atelier, rang: int) -> int:
    onglet, campagne = atelier.onglets["Accueil"], atelier.dossier.campagne
    bandeau = atelier.styles.get(font_color="#FFFFFF", bg_color=FOND_TITRE, indent=1)
    deliberation = f'=Campagne_nom&IF(Campagne_deliberation_numero="",""," · délibération ")&$F${rang + 1}'
    onglet.write_formula(1, 0, deliberation, bandeau, summarize_campagne(campagne))
    for libelle, formule, valeur in (
        ("Délibération", f"={FORMULE_DELIBERATION}", _write_deliberation(campagne)),
        ("Décideur", '=Campagne_decideur&""', campagne.decideur),
        ("Période", FORMULE_PERIODE, _write_periode(campagne)),
    ):
        onglet.write_string(rang, DROITE[0], libelle, atelier.styles.libelle)
        onglet.write_formula(rang, DROITE[0] + 1, formule, atelier.styles.get(), valeur)
        rang += 1
    style = atelier.styles.get(text_wrap=True, valign="top")
    onglet.write_string(rang, DROITE[0], "Texte des conventions", atelier.styles.libelle)
    onglet.merge_range(rang, DROITE[0] + 1, rang + 1, DROITE[1], "", style)
    onglet.write_formula(rang, DROITE[0] + 1, FORMULE_TEXTE, style, describe_texte(atelier.dossier))
    return rang + 2


def _write_deliberation(campagne: Campagne) -> str:
    numero = f"n°\xa0{campagne.deliberation_numero}" if campagne.deliberation_numero else ""
    return numero + (f" du {format_date(campagne.deliberation_date)}" if campagne.deliberation_date else "")


def _write_periode(campagne: Campagne) -> str:
    if campagne.debut is None or campagne.fin is None:
        return ""
    return f"du {format_date(campagne.debut)} au {format_date(campagne.fin)}"


def _fill_sommaire(atelier: Atelier, rang: int) -> int:
    """Write the way to every sheet, group by group, in the order of the tabs."""
    onglet, discret = atelier.onglets["Accueil"], atelier.styles.get(bold=True, font_color=GRIS_DISCRET)
    rang = _fill_titre(atelier, rang, "Les feuilles", GAUCHE)
    for groupe, feuilles in groupby(FEUILLES[1:], key=lambda feuille: feuille.groupe):
        onglet.write_string(rang, 0, groupe.titre, discret)
        onglet.set_row(rang, _HAUTEUR)
        for rang, feuille in enumerate(feuilles, rang + 1):  # noqa: B020 (the rows follow)
            _write_lien(atelier, rang, 0, feuille.nom, feuille.nom)
            onglet.write_string(rang, 1, load_textes().sommaire[feuille.nom], atelier.styles.get())
            onglet.set_row(rang, 16)
        rang += 1
    return rang


def _fill_legende(atelier: Atelier, rang: int) -> int:
    onglet = atelier.onglets["Accueil"]
    rang = _fill_titre(atelier, rang, "Les couleurs des cellules", DROITE)
    for couleur in COULEURS:
        onglet.write_string(
            rang, DROITE[0], couleur.exemple, atelier.styles.get(**couleur.aspect, border=1, border_color=TRAIT, align="center")
        )
        onglet.merge_range(
            rang, DROITE[0] + 1, rang + 1, DROITE[1], couleur.sens, atelier.styles.get(indent=1, text_wrap=True, valign="top")
        )
        rang += 2
    return rang
