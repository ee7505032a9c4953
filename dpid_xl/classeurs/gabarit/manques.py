"""The sheet « À compléter »: what the conventions lack, row by row of the workbook, each with its link."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES, compute_hauteur, get_interligne
from dpid_xl.classeurs.gabarit.noms import CONVENTIONS_COMPLETES
from dpid_xl.classeurs.gabarit.rangees import Rangee
from dpid_xl.classeurs.gabarit.styles import GRIS_DISCRET
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.classeurs.gabarit.valeurs import write_valeur
from dpid_xl.documents.manques import Manques
from dpid_xl.schema import MANQUES
from dpid_xl.typographie import compose_typographie

_IMPRIMEE = "cellule"  # the last column that prints
CHAMP_DES_COMPLETES = "lien"  # above which stands how many conventions are complete
RANG_DE_L_ETAT = 4  # from 1: the sentence above the list
_A_DRESSER = "Pressez « Contrôler » pour dresser la liste, une fois corrigées les anomalies bloquantes s'il y en a."
_SANS_CONVENTION = "Aucune convention à établir : il n'y a pas encore de ligne financée."


def fill_manques(atelier: Atelier) -> None:
    """Write the state of the conventions, then the list."""
    onglet = atelier.write_bandeau("À compléter", len(MANQUES.colonnes) - 1)
    write_table(atelier, MANQUES, make_manques(atelier.manques), imprimer=_IMPRIMEE)
    dernier, etat = find_colonne(MANQUES, _IMPRIMEE), write_etat(atelier.manques)
    largeur = sum(colonne.largeur for colonne in MANQUES.colonnes[: dernier + 1])
    rang = RANG_DE_L_ETAT - 1
    onglet.merge_range(rang, 0, rang, dernier, etat, atelier.styles.get(bold=True, text_wrap=True, font_size=TAILLE_DES_TABLES))
    onglet.set_row(rang, compute_hauteur([(etat, largeur)], 2 * get_interligne(TAILLE_DES_TABLES), taille=TAILLE_DES_TABLES, gras=True))
    _fill_completes(atelier, rang)


def _fill_completes(atelier: Atelier, rang: int) -> None:
    """Write how many conventions are complete, beside the sentence: Accueil asks it."""
    colonne, onglet = find_colonne(MANQUES, CHAMP_DES_COMPLETES), atelier.onglets[MANQUES.feuille]
    discret = atelier.styles.get(num_format='0" prêtes"', align="right", font_color=GRIS_DISCRET, font_size=TAILLE_DES_TABLES)
    write_valeur(onglet, rang, colonne, atelier.manques.complets if atelier.manques else None, discret)
    cellule = xl_rowcol_to_cell(rang, colonne, row_abs=True, col_abs=True)
    atelier.classeur.define_name(CONVENTIONS_COMPLETES, f"='{MANQUES.feuille}'!{cellule}")


def write_etat(manques: Manques | None) -> str:
    """Say how many conventions are complete, or why nothing is listed."""
    return compose_typographie(_A_DRESSER if manques is None else manques.phrase or _SANS_CONVENTION)


def make_manques(manques: Manques | None) -> list[Rangee]:
    """Return the rows of the list, the link as it shows."""
    return [
        {
            "feuille": attente.origine.feuille,
            "sujet": compose_typographie(attente.sujet),
            "manque": compose_typographie(", ".join(attente.quoi)),
            "documents": attente.documents,
            "cellule": attente.origine.cellule,
            "lien": "aller" if attente.origine.feuille else "",
        }
        for attente in (manques.attentes if manques else ())
    ]
