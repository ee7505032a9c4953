"""The sheets « Mode d'emploi » (printed on both sides of a page) and « xlwings.conf » (technical settings)."""

from __future__ import annotations

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.extension import Action, Extension, group_actions
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.styles import COULEURS, FOND_TITRE, GRIS_DISCRET, SAISIE, TRAIT
from dpid_xl.classeurs.gabarit.textes import Partie, load_textes
from dpid_xl.schema import FEUILLE_DE_XLWINGS, FEUILLES, GENERATION, NOM_GENERATION, Groupe

_LARGEURS = (26.0, 84.0)

# Minimal on purpose: what belongs to the machine (the path of Python) stands in xlwings' own file, in the user's folder. A setting of
# xlwings left empty here would hide it there: xlwings takes the empty text for an answer. The last one is
# the reader's.
GENERATION_DU_CLASSEUR = "Génération du classeur"
REGLAGES = (
    ("UDF Modules", "udfs.fonctions", "Fonctions DPID_ des cellules"),
    ("Debug UDFs", "False", "Pour le développement seulement"),
    ("Use UDF Server", "True", "Un seul Python pour toutes les fonctions"),
    ("Show Console", "False", "Sans fenêtre noire"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False", "Le code vient du paquet installé, pas du dossier du classeur"),
    (GENERATION_DU_CLASSEUR, str(GENERATION), "De quelles colonnes et feuilles le classeur est fait ; à ne pas changer"),
)
IMPOSES = ("UDF Modules", GENERATION_DU_CLASSEUR)  # they say what the workbook is: nobody's choice


def fill_mode_emploi(atelier: Atelier) -> None:
    """Write the page of instructions."""
    onglet = atelier.write_bandeau("Mode d'emploi", len(_LARGEURS) - 1)
    for colonne, largeur in enumerate(_LARGEURS):
        onglet.set_column(colonne, colonne, largeur)
    rang = 4
    textes = load_textes().list_mode_emploi(boutons=bool(atelier.extension.boutons))
    aspects = {couleur.nom.capitalize(): couleur.aspect for couleur in COULEURS}
    for partie in (*textes, _list_couleurs(), _list_onglets(), *_list_complements(atelier.extension)):
        for colonne in range(len(_LARGEURS)):
            onglet.write_blank(rang, colonne, None, atelier.styles.section)
        onglet.write_string(rang, 0, partie.titre, atelier.styles.section)
        onglet.set_row(rang, 20)
        for decalage, (terme, texte) in enumerate(partie.articles, 1):
            aspect = aspects.get(terme, {"font_color": FOND_TITRE})
            onglet.write_string(rang + decalage, 0, terme, atelier.styles.get(**{"bold": True, "valign": "top", **aspect}))
            onglet.write_string(rang + decalage, 1, texte, atelier.styles.get(text_wrap=True, valign="top"))
            onglet.set_row(rang + decalage, compute_hauteur([(texte, _LARGEURS[1])], 16))
        rang += len(partie.articles) + 2


def _list_couleurs() -> Partie:
    return Partie("Les couleurs des cellules", tuple((couleur.nom.capitalize(), couleur.sens) for couleur in COULEURS))


def _list_onglets() -> Partie:
    """Say which sheets stand side by side, from left to right, and the colour of their tabs."""
    groupes: dict[Groupe, list[str]] = {}
    for feuille in FEUILLES:
        groupes.setdefault(feuille.groupe, []).append(feuille.nom)
    articles = ((groupe.titre, f"Onglets de couleur {groupe.nom_couleur} : {', '.join(noms)}.") for groupe, noms in groupes.items())
    return Partie("Les onglets, dans l'ordre du travail", tuple(articles))


def _list_complements(extension: Extension) -> tuple[Partie, ...]:
    return (*_list_actions(extension.actions), *_list_fonctions(extension.signatures))


def _list_actions(actions: tuple[Action, ...]) -> tuple[Partie, ...]:
    articles = ((groupe, " · ".join(action.libelle for action in groupees)) for groupe, groupees in group_actions(actions).items())
    textes = load_textes().actions
    return (Partie(textes["titre"], (("Où", textes["ou"]), *articles)),) if actions else ()


def _list_fonctions(signatures: tuple[str, ...]) -> tuple[Partie, ...]:
    textes = load_textes().fonctions
    articles = (("Assistant", textes["assistant"]), ("Liste", " · ".join(signatures)))
    return (Partie(textes["titre"], articles),) if signatures else ()


def fill_reglages(atelier: Atelier) -> None:
    """Write the settings where xlwings looks for them: names in column A, values in column B, from the first row."""
    onglet = atelier.onglets[FEUILLE_DE_XLWINGS.nom]
    onglet.set_column(0, 0, 24)
    onglet.set_column(1, 1, 44, atelier.styles.get(num_format="@"))
    onglet.set_column(2, 2, 60)
    for rang, (nom, valeur, aide) in enumerate(_list_reglages(atelier)):
        onglet.write_string(rang, 0, nom, atelier.styles.libelle)
        style = atelier.styles.get(**SAISIE, num_format="@", border=1, border_color=TRAIT)
        onglet.write_string(rang, 1, valeur, style)
        onglet.write_string(rang, 2, aide, atelier.styles.get(italic=True, font_color=GRIS_DISCRET, indent=1))
        if nom == GENERATION_DU_CLASSEUR:
            atelier.classeur.define_name(NOM_GENERATION, f"='{FEUILLE_DE_XLWINGS.nom}'!$B${rang + 1}")


def _list_reglages(atelier: Atelier) -> tuple[tuple[str, str, str], ...]:
    """Return the settings, with what people typed in an older workbook, and those that they added there."""
    anciens = {nom.casefold(): (nom, valeur) for nom, valeur in (atelier.chantier.reprise.configuration if atelier.chantier else ())}
    gardes = {nom: anciens.pop(nom.casefold(), ("", valeur))[1] for nom, valeur, _aide in REGLAGES}
    connus = tuple((nom, valeur if nom in IMPOSES else gardes[nom], aide) for nom, valeur, aide in REGLAGES)
    return (*connus, *((nom, valeur, "") for nom, valeur in anciens.values()))
