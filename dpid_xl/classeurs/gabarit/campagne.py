"""The sheet « Campagne »: named cells of the campaign and of the workbook, then its thématiques and what the articles vote."""

from __future__ import annotations

from dpid_xl.calcul.commissions import list_autres_commissions, sum_fixes
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import get_depart
from dpid_xl.classeurs.gabarit.hauteurs import compute_hauteur
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_rangee, make_thematique, to_cellule
from dpid_xl.classeurs.gabarit.saisie import make_regle
from dpid_xl.classeurs.gabarit.styles import GRIS_DISCRET
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.classeurs.gabarit.valeurs import write_reprise, write_valeur
from dpid_xl.modele import Dossier
from dpid_xl.schema import COPIES_GARDEES, DELIBERATIONS, DEPART_CAMPAGNE, RANGS_DES_REGLAGES, THEMATIQUES, Colonne, Reglage


def fill_campagne(atelier: Atelier) -> None:
    """Write the sheet."""
    largeur = max(len(table.colonnes) for table in (THEMATIQUES, DELIBERATIONS))
    onglet = atelier.write_bandeau("Campagne", largeur - 1)
    rangees = [make_thematique(atelier.dossier, thematique) for thematique in atelier.dossier.thematiques]
    write_table(atelier, THEMATIQUES, rangees, figer=-1, repeter=False)
    # What stands further right is read on screen: the page holds no more.
    write_table(atelier, DELIBERATIONS, make_deliberations(atelier.dossier), figer=-1, repeter=False, imprimer="decide")
    for rang, titre in (
        (int(DEPART_CAMPAGNE[1:]) - 2, "La campagne"),
        (RANGS_DES_REGLAGES[COPIES_GARDEES] - 2, "Ce classeur"),
        (get_depart(THEMATIQUES)[0] - 1, "Thématiques et montants décidés"),
        (get_depart(DELIBERATIONS)[0] - 1, "Délibérations que citent les avenants, ou qui décident des demandes"),
    ):
        for colonne in range(largeur):
            onglet.write_blank(rang, colonne, None, atelier.styles.section)
        onglet.write_string(rang, 0, titre, atelier.styles.section)
        onglet.set_row(rang, 20)
    onglet.freeze_panes(3, 0)
    onglet.set_h_pagebreaks([RANGS_DES_REGLAGES[COPIES_GARDEES] - 2])  # no title apart from what it announces
    for reglage, rang in RANGS_DES_REGLAGES.items():
        _fill_reglage(atelier, reglage, rang - 1)


def make_deliberations(dossier: Dossier) -> list[Rangee]:
    """Return the rows of the deliberations; the first one of a day says what the commission of that day passed to the vote."""
    passes = {id(premiere): float(sum_fixes(demandes)) for _jour, (premiere, *_), demandes in list_autres_commissions(dossier)}
    return [make_rangee(DELIBERATIONS, une) | {"passe": passes.get(id(une), "")} for une in dossier.deliberations]


def _fill_reglage(atelier: Atelier, reglage: Reglage, rang: int) -> None:
    onglet = atelier.onglets["Campagne"]
    largeur = THEMATIQUES.colonnes[1].largeur
    valeur = to_cellule(getattr(atelier.dossier.campagne, reglage.champ, reglage.defaut), reglage.nature)
    onglet.write_string(rang, 0, reglage.libelle, atelier.styles.get(bold=True, text_wrap=True, border=1, border_color="#BFBFBF"))
    saisie = atelier.chantier.take_reglage(reglage.champ, (THEMATIQUES.feuille, rang + 1, 2)) if atelier.chantier else None
    style = atelier.styles.cellule(reglage.nature, saisie=True, **({"align": "left"} | dict(saisie.aspect if saisie else {})))
    if not (saisie and write_reprise(atelier, (THEMATIQUES.feuille, rang, 1), saisie, valeur, style)):
        write_valeur(onglet, rang, 1, valeur, style)
    onglet.set_row(rang, compute_hauteur([(str(valeur or ""), largeur), (reglage.libelle, THEMATIQUES.colonnes[0].largeur - 2)]))
    regle = make_regle(Colonne(reglage.libelle, reglage.champ, reglage.nature, largeur))
    if regle:
        onglet.data_validation(rang, 1, rang, 1, regle)
    atelier.ignore_texte("Campagne", f"B{rang + 1}")
    if reglage.aide:
        onglet.write_string(rang, 2, reglage.aide, atelier.styles.get(italic=True, font_color=GRIS_DISCRET, indent=1))
