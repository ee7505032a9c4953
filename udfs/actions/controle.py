"""Contrôler: the anomalies on the sheet « Contrôles », each with a link, and the cells concerned in colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie, Gravite
from dpid_xl.classeurs.gabarit.styles import FOND_SAISIE
from dpid_xl.classeurs.gabarit.suivi import COULEURS_DES_GRAVITES
from dpid_xl.classeurs.schema import CONTROLES, FEUILLES, TABLES
from dpid_xl.controles import count_gravites, get_message
from dpid_xl.controles.selection import count_de
from dpid_xl.periodes import format_date
from udfs.actions.plan import Action, Contexte, Couleur, Ecriture, Liens, Montrer, Plan, protect_texte
from udfs.actions.tables import contains_rang, fill_table
from udfs.actions.vue import Vue

LIBRES = frozenset(feuille.nom for feuille in FEUILLES if not feuille.protegee)  # the others are computed: nothing to mend there


def plan_controler(contexte: Contexte) -> Plan:
    """Fill « Contrôles » and colour the cells concerned; « Accueil » counts by itself."""
    vue, anomalies = contexte.vue, contexte.examine().anomalies
    place = vue.get_place(CONTROLES.nom)
    colonne = get_column_letter(vue.find_colonne(CONTROLES.nom, "Cellule"))
    dernier = place.haut + max(len(anomalies), place.bas - place.haut, 1)
    resume = summarize(anomalies)
    bilan = f"Contrôle du {format_date(contexte.quand.date())} : {resume}"
    actions: list[Action] = [
        *_color(vue, anomalies),
        Liens(place.feuille, f"{colonne}{place.haut + 1}:{colonne}{dernier}"),
        *fill_table(vue, CONTROLES.nom, [_make_rangee(vue, anomalie) for anomalie in anomalies]),
        Ecriture(place.feuille, place.haut - 1, place.gauche, ((bilan,),)),
        Montrer(place.feuille, f"A{place.haut - 1}"),
    ]
    return Plan(tuple(actions), resume)


def summarize(anomalies: Iterable[Anomalie]) -> str:
    """Count the anomalies by gravity, in words."""
    nombres = count_gravites(tuple(anomalies))
    return ", ".join(count_de(nombres[gravite], gravite.value) for gravite in ORDRE_DES_GRAVITES)


def write_lien(feuille: str, cellule: str, libelle: str) -> str:
    """Return the formula that jumps to a cell of the workbook, whatever its name becomes."""
    cible = f"#'{feuille.replace(chr(39), chr(39) * 2)}'!{cellule or 'A1'}"
    return "=HYPERLINK({},{})".format(*(f'"{texte.replace(chr(34), chr(34) * 2)}"' for texte in (cible, libelle)))


def _make_rangee(vue: Vue, anomalie: Anomalie) -> dict[str, str]:
    feuille, cellule = anomalie.origine.feuille, anomalie.origine.cellule
    lien = write_lien(feuille, cellule, cellule or "feuille") if feuille in vue.feuilles else cellule
    return {
        "Gravité": anomalie.gravite.value,
        "Code": anomalie.code,
        "Feuille": protect_texte(feuille),
        "Cellule": lien,
        "Message": protect_texte(get_message(anomalie)),
    }


def _color(vue: Vue, anomalies: Sequence[Anomalie]) -> list[Action]:
    """Colour the cells concerned, the gravest gravity first; give those of the last run their own look again."""
    voulues: dict[tuple[str, str], str] = {}
    for gravite in ORDRE_DES_GRAVITES:
        couleur = COULEURS_DES_GRAVITES[gravite]["bg_color"]
        for anomalie in anomalies:
            origine = anomalie.origine
            if anomalie.gravite is gravite and gravite is not Gravite.INFORMATION and origine.cellule and origine.feuille in LIBRES:
                voulues.setdefault((origine.feuille, origine.cellule), couleur)
    anciennes = {cle: _find_fond(vue, *cle) for cle in _list_colorees(vue) if cle not in voulues}
    return [Couleur(*cle, couleur) for cle, couleur in sorted((anciennes | voulues).items(), key=lambda paire: paire[0])]


def _list_colorees(vue: Vue) -> list[tuple[str, str]]:
    informations = Gravite.INFORMATION.value
    cles = [
        (str(rangee["Feuille"]), str(rangee["Cellule"]))
        for rangee in vue.read_rangees(CONTROLES.nom)
        if rangee.get("Gravité") not in (None, "", informations)
    ]
    return [(feuille, cellule) for feuille, cellule in cles if feuille in LIBRES & set(vue.feuilles) and _is_cellule(cellule)]


def _is_cellule(texte: str) -> bool:
    return texte.isascii() and texte.isalnum() and texte[:1].isalpha() and texte[-1:].isdigit()


def _find_fond(vue: Vue, feuille: str, cellule: str) -> str | None:
    """Return the background that the workbook gives a cell: pale yellow for an input, none for the rest."""
    lettres, rang = coordinate_from_string(cellule)
    for table in TABLES:
        place = vue.tables.get(table.nom)
        if place is None or place.feuille != feuille or not contains_rang(place, rang):
            continue
        entetes = vue.read_entetes(table.nom)
        saisies = {get_column_letter(place.gauche + entetes.index(c.entete)) for c in table.colonnes if c.saisie and c.entete in entetes}
        return FOND_SAISIE if lettres in saisies else None
    return FOND_SAISIE if feuille == "Campagne" and lettres == "B" else None
