"""The forms of bilans that come back, opened: which one a file says it is, its answers by the words of their rows, what else is in it.

A form is known by its identifier: it may have been saved by another program, or copied. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dpid_xl import cellules
from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.textes.garde import read_parties
from dpid_xl.classeurs.textes.tableaux import read_tableaux
from dpid_xl.documents.bilans import A_ECRIRE, DEMANDE, IDENTIFIANT, REPONSE
from dpid_xl.importation.refus import ChoixNecessaire, SourceIllisible
from dpid_xl.importation.source import Grille, load_source
from dpid_xl.noms import fold_nom
from dpid_xl.reperes import get_column_letter

WORD, TEXTE = ".docx", ".csv"
EXTENSIONS = (".xlsx", WORD, ".ods", ".xls", TEXTE)
# Documents that structures send back instead of the form, and what to ask them for.
AUTRES_DOCUMENTS: Mapping[str, str] = {
    **dict.fromkeys((".doc", ".docm", ".odt", ".rtf"), "faites-le enregistrer en .docx"),
    **dict.fromkeys((".xlsm", ".xlsb", ".xltx"), "faites-le enregistrer en .xlsx"),
    **dict.fromkeys((".pdf", ".txt"), "faites renvoyer le formulaire d'origine, .xlsx ou .docx"),
    **dict.fromkeys((".msg", ".eml"), "c'est un courriel, enregistrez-en la pièce jointe"),
}
PAS_UN_FORMULAIRE = (
    "ce fichier n'est pas un formulaire de bilan : aucun numéro « BILAN-… » ne s'y lit ; faites remplir le formulaire d'origine"
)
PLUSIEURS = "ce fichier porte plusieurs numéros de formulaire : renvoyez chaque formulaire dans son fichier"
SANS_TABLEAU = f"le tableau « {DEMANDE} … {REPONSE} » n'y est plus : faites remplir le formulaire d'origine"
MAL_ENCODE = "ses accents se lisent de plusieurs façons : faites-le renvoyer en .xlsx ou en .docx"
NON_LU = f"ce n'est pas un format de formulaire ({', '.join(EXTENSIONS)})"


@dataclass(frozen=True, slots=True)
class Autre:
    """A cell that is no answer: ``rangee`` are the folded words of its row, in the table; ``fige``: where the form itself writes."""

    place: str
    rangee: str
    cellule: Cellule
    fige: bool


@dataclass(frozen=True, slots=True)
class Recu:
    """A form as it came: which one it says it is, its answers by the words of their rows, with where each stands."""

    fichier: str
    cle: str
    etat: str
    reponses: Mapping[str, Sequence[tuple[str, str, Cellule]]]  # row's own words, place, answer
    autres: Sequence[Autre]  # the cells that are no answer


def open_formulaire(chemin: Path) -> Recu:
    """Read what a file says; raises SourceIllisible, TexteIllisible, ClasseurIllisible."""
    extension = chemin.suffix.lower()
    if extension not in EXTENSIONS:
        remede = AUTRES_DOCUMENTS.get(extension)
        raise SourceIllisible(f"{NON_LU}\xa0: {remede}" if remede else NON_LU)
    grilles, texte, libres = _open_word(chemin) if extension == WORD else (_open_tableur(chemin), "", ())
    dits = [texte, *(str(cellule) for grille in grilles for rangee in grille.cellules.values() for cellule in rangee.values())]
    numeros = dict.fromkeys(numero for dit in dits for numero in IDENTIFIANT.findall(dit))
    if len(numeros) != 1:
        raise SourceIllisible(PLUSIEURS if numeros else PAS_UN_FORMULAIRE)
    cle, etat = next(iter(numeros))
    reponses, autres = _collect(grilles, word=extension == WORD)
    hors = [Autre("hors du tableau", "", ligne, fige=True) for ligne in libres]
    return Recu(chemin.name, cle, etat, reponses, (*autres, *hors))


def _open_tableur(chemin: Path) -> Sequence[Grille]:
    try:
        return load_source(chemin).grilles
    except ChoixNecessaire as refus:
        raise SourceIllisible(MAL_ENCODE) from refus


def _open_word(chemin: Path) -> tuple[Sequence[Grille], str, Sequence[str]]:
    tableaux, texte, libres = read_tableaux(chemin.name, read_parties(chemin))
    grilles = []
    for numero, tableau in enumerate(tableaux, 1):
        pleines = {
            rang: {colonne: cellule for colonne, cellule in enumerate(rangee, 1) if cellule} for rang, rangee in enumerate(tableau, 1)
        }
        grilles.append(Grille(f"tableau {numero}", pleines))
    return grilles, texte, libres


def _collect(grilles: Sequence[Grille], *, word: bool) -> tuple[Mapping[str, Sequence[tuple[str, str, Cellule]]], Sequence[Autre]]:
    """Return the answers by the words of their rows, and the cells that are none; raises SourceIllisible when the table is gone."""
    reponses: dict[str, list[tuple[str, str, Cellule]]] = {}
    autres: list[Autre] = []
    trouve = False
    for grille in grilles:
        colonnes: tuple[int, int] | None = None
        for rang in grille.rangs:
            rangee = grille.cellules[rang]
            par_texte = {fold_nom(write_cellule(cellule)): colonne for colonne, cellule in rangee.items()}
            entete, cle, lues = fold_nom(DEMANDE) in par_texte and fold_nom(REPONSE) in par_texte, "", []
            if entete:
                colonnes, trouve = (par_texte[fold_nom(DEMANDE)], par_texte[fold_nom(REPONSE)]), True
            elif colonnes and (libelle := write_cellule(grille.get(rang, colonnes[0])).strip()):
                reponse = grille.get(rang, colonnes[1])
                cle, lues = fold_nom(libelle), [colonnes[1], *([] if is_sans_reponse(reponse) else [colonnes[0]])]
                reponses.setdefault(cle, []).append((libelle, _write_place(grille, rang, colonnes[1], word=word), reponse))
            for colonne in sorted(rangee.keys() - set(lues)):
                fige = entete or not colonnes or (colonnes[0] <= colonne < colonnes[1] and len(rangee) > 1)
                autres.append(Autre(_write_place(grille, rang, colonne, word=word), cle, rangee[colonne], fige))
    if not trouve:
        raise SourceIllisible(SANS_TABLEAU)
    return reponses, autres


def _write_place(grille: Grille, rang: int, colonne: int, *, word: bool) -> str:
    place = f"{grille.feuille}, rangée {rang}" if word else f"{grille.feuille}!{get_column_letter(colonne)}{rang}"
    return place.removeprefix("!")


def is_sans_reponse(cellule: Cellule) -> bool:
    """Tell whether nobody wrote anything there."""
    return cellules.is_vide(cellule) or (isinstance(cellule, str) and not cellule.strip(f" \t\n\xa0\u202f.{A_ECRIRE}"))
