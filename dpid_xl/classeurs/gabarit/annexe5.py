"""The sheet « Annexe 5 »: one row per operation × territoire × structure, totals above, what to look at in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, get_lettre, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES, get_interligne
from dpid_xl.classeurs.gabarit.natif import ERREURS
from dpid_xl.classeurs.gabarit.noms import SEUIL_CONVENTION
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_ligne
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR
from dpid_xl.classeurs.gabarit.styles import A_VOIR, NEUTRE, REPERE
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.modele import PAR_AVENANT
from dpid_xl.schema import ANNEXE5

# (columns, condition on the first row, look); a column is written «champ», made absolute in its letter.
_CONDITIONS: tuple[tuple[tuple[str, ...], str, dict[str, Any]], ...] = (
    (("ecart", "justification"), '=AND(ISNUMBER(«ecart»),«ecart»<>0,«justification»="")', A_VOIR),
    (("montant",), '=AND(«montant»<>"",«montant»=0)', NEUTRE),
    (("debut",), '=AND(«operation»<>"",«debut»="")', A_VOIR),
    (("fin",), '=AND(«operation»<>"",«fin»="")', A_VOIR),
    (("quantite",), '=AND(«operation»<>"",«quantite»="",«quantite_simple»="")', A_VOIR),
    (("numero_convention",), f'=AND(«statut»="{PAR_AVENANT}",«numero_convention»="")', A_VOIR),
    (("montant",), f'=AND(«structure»<>"",SUMIFS(«:montant»,«:structure»,«structure»)>{SEUIL_CONVENTION})', REPERE),
)


def fill_annexe5(atelier: Atelier) -> None:
    """Write the sheet."""
    atelier.write_bandeau("Annexe 5", len(ANNEXE5.colonnes) - 1)
    rangees = [make_ligne(atelier.dossier, ligne) for ligne in atelier.dossier.lignes]
    # A laptop's screen shows the structure and the money together: the description is one column to the left, behind the structure.
    figer = find_colonne(ANNEXE5, "description")
    rangs = write_table(atelier, ANNEXE5, rangees, figer=figer, montrer="unite", imprimer="justification", marge=0)
    _fill_totaux(atelier, rangees)
    _add_conditions(atelier, rangs)


def _fill_totaux(atelier: Atelier, rangees: Sequence[Rangee]) -> None:
    # Row 4 follows the filter (109 and 103: rows that are shown), row 5 is the whole table.
    onglet = atelier.onglets["Annexe 5"]
    gras = atelier.styles.get(bold=True, align="right", font_size=TAILLE_DES_TABLES)
    lignes = len(atelier.dossier.lignes)
    retenu = float(sum_montants(atelier.dossier.lignes))
    totaux = {
        "montant_calcule": _sum(rangees, "montant_calcule"),
        "montant": retenu,
        "ecart": _sum(rangees, "ecart"),
    }
    for rang, (libelle, fonction, nombre) in enumerate(
        (("Lignes affichées", "SUBTOTAL(109,{})", "SUBTOTAL(103,{})"), ("Toutes les lignes", "SUM({})", "COUNTA({})")), 3
    ):
        onglet.set_row(rang, get_interligne(TAILLE_DES_TABLES))
        onglet.write_string(rang, find_colonne(ANNEXE5, "mois"), libelle, gras)
        structure = nombre.format(write_reference(ANNEXE5, "structure"))
        style = atelier.styles.get(bold=True, num_format='[<2]0" ligne";0" lignes"', align="left", font_size=TAILLE_DES_TABLES)
        onglet.write_formula(rang, find_colonne(ANNEXE5, "structure"), f"={structure}", style, lignes)
        for champ, total in totaux.items():
            formule = fonction.format(write_reference(ANNEXE5, champ))
            style = atelier.styles.somme(top=1 if rang == 3 else 0, bottom=rang - 3)  # noqa: PLR2004
            onglet.write_formula(rang, find_colonne(ANNEXE5, champ), f"={formule}", style, total)


def _add_conditions(atelier: Atelier, rangs: int) -> None:
    onglet = atelier.onglets["Annexe 5"]
    premier = get_depart(ANNEXE5)[0] + 2
    dernier = premier + rangs - 1 + RANGS_A_VENIR
    for champs, condition, aspect in _CONDITIONS:
        formule = condition
        for colonne in ANNEXE5.colonnes:
            lettre = get_lettre(ANNEXE5, colonne.champ)
            formule = formule.replace(f"«:{colonne.champ}»", f"${lettre}${premier}:${lettre}${dernier}")
            formule = formule.replace(f"«{colonne.champ}»", f"${lettre}{premier}")
        debut, fin = get_lettre(ANNEXE5, champs[0]), get_lettre(ANNEXE5, champs[-1])
        onglet.conditional_format(
            f"{debut}{premier}:{fin}{dernier}",
            {"type": "formula", "criteria": formule, "format": atelier.classeur.add_format(aspect)},
        )


def _sum(rangees: Sequence[Rangee], champ: str) -> str | float:
    valeurs = [rangee[champ] for rangee in rangees]
    erreur = next((valeur for valeur in valeurs if valeur in ERREURS), None)
    return str(erreur) if erreur else round(sum(valeur for valeur in valeurs if isinstance(valeur, float)), 2)
