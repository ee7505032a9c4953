"""Bilans that come back, read in bulk: which forms they are, what each answer says, and what became of every one of them.

A form is known by its identifier, its rows by their words: it may have been saved by another program, or copied. Nothing is run. What
cannot be read as what was asked is refused with its cell; what had to be guessed is said; what the officer typed is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from dpid_xl import cellules
from dpid_xl.calcul.bilans import Genre
from dpid_xl.cellules import Cellule, is_erreur, write_cellule
from dpid_xl.classeurs.textes.garde import read_parties
from dpid_xl.classeurs.textes.tableaux import read_tableaux
from dpid_xl.documents.bilans import A_ECRIRE, DEMANDE, IDENTIFIANT, REPONSE, Bilan, Question, compose_bilans
from dpid_xl.francais import write_quantite
from dpid_xl.importation import valeurs
from dpid_xl.importation.refus import SourceIllisible
from dpid_xl.importation.source import Grille, load_source
from dpid_xl.importation.valeurs import Lue, ValeurRefusee
from dpid_xl.modele import Dossier
from dpid_xl.montants import MontantIllisible, format_taux
from dpid_xl.noms import fold_nom
from dpid_xl.refus import Refus
from dpid_xl.reperes import get_column_letter

WORD = ".docx"
EXTENSIONS = (".xlsx", WORD, ".ods", ".xls", ".csv")
FICHIERS_MAXIMUM = 5000  # of a folder: a région has some hundreds
TEXTE_MAXIMUM = 5000  # signs of an answer
_PROVISOIRES = ("~$", ".")  # how the names of what Office and systems leave beside a file begin
_CENT = Decimal(100)


class Sort(StrEnum):
    """What became of a form or of an answer."""

    LU = "lu"
    DEVINE = "deviné"
    A_VOIR = "à voir"
    REFUSE = "refusé"
    GARDE = "déjà saisi, gardé"
    SANS_REPONSE = "sans réponse"
    ECARTE = "écarté"


A_TRAITER = frozenset({Sort.A_VOIR, Sort.REFUSE, Sort.GARDE})


@dataclass(frozen=True, slots=True)
class Constat:
    """One answer, or one file: what became of it, where it stands, whose it is, what it held, why."""

    sort: Sort
    fichier: str
    place: str
    structure: str
    operation: str
    quoi: str
    valeur: str
    message: str


@dataclass(frozen=True, slots=True)
class BilanLu:
    """A form that came back: the answers that could be read, by question."""

    bilan: Bilan
    fichier: str
    reponses: tuple[tuple[Question, Any], ...]


@dataclass(frozen=True, slots=True)
class _Recu:
    """A form as it came: which one it says it is, its answers by the words of their rows, with where each stands."""

    fichier: str
    cle: str
    etat: str
    reponses: Mapping[str, Sequence[tuple[str, str, Cellule]]]  # row's own words, place, answer


def list_fichiers(chemins: Iterable[Path]) -> list[Path]:
    """Return the files named, and those of the folders named, sorted; links are not followed. Raises SourceIllisible."""
    trouves: list[Path] = []
    for chemin in chemins:
        if not chemin.is_dir():
            trouves.append(chemin)
            continue
        for fichier in chemin.rglob("*"):
            if fichier.is_file() and not fichier.is_symlink() and not fichier.name.startswith(_PROVISOIRES):
                trouves.append(fichier)
            if len(trouves) > FICHIERS_MAXIMUM:
                raise SourceIllisible(f"« {chemin} » a plus de {FICHIERS_MAXIMUM} fichiers : donnez le dossier des seuls bilans.")
    return sorted(dict.fromkeys(trouves))


def read_bilans(dossier: Dossier, fichiers: Iterable[Path]) -> tuple[tuple[BilanLu, ...], tuple[Constat, ...]]:
    """Read the forms of files: those of the campaign that answer something, and what became of each file and of each answer."""
    connus = {bilan.cle: bilan for bilan in compose_bilans(dossier)}
    lus: dict[str, list[tuple[BilanLu, list[Constat]]]] = {}
    constats: list[Constat] = []
    for fichier in fichiers:
        try:
            recu = _open(fichier)
            bilan = connus.get(recu.cle)
            if bilan is None:
                raise SourceIllisible(INCONNU)
        except Refus as refus:
            sort = Sort.ECARTE if fichier.suffix.lower() not in EXTENSIONS else Sort.REFUSE
            constats.append(Constat(sort, fichier.name, "", "", "", "fichier", "", str(refus)))
            continue
        lu, siens = _read(bilan, recu)
        lus.setdefault(recu.cle, []).append((lu, siens))
    retenus: list[BilanLu] = []
    for exemplaires in lus.values():
        retenu, siens = _choose(exemplaires)
        retenus += [retenu] if retenu else []
        constats += siens
    return tuple(sorted(retenus, key=lambda lu: lu.bilan.rang)), tuple(constats)


INCONNU = "ce formulaire n'est pas de cette campagne, ou son opération n'est plus au classeur : donnez le classeur dont il vient"
PAS_UN_FORMULAIRE = "ce fichier n'est pas un formulaire de bilan : aucun numéro « BILAN-… » ne s'y lit"
PLUSIEURS = "ce fichier porte plusieurs numéros de formulaire : renvoyez chaque formulaire dans son fichier"
SANS_TABLEAU = f"le tableau « {DEMANDE} … {REPONSE} » n'y est plus : faites remplir le formulaire d'origine"
NON_LU = f"ce n'est pas un format de formulaire ({', '.join(EXTENSIONS)})"
DIFFERENTS = "plusieurs exemplaires de ce formulaire ne disent pas la même chose ({fichiers}) : gardez le bon, puis recommencez"
CHANGE = "le classeur a changé depuis l'envoi de ce formulaire (quantités, dates, montants ou indicateurs) : relisez ses réponses"


def _open(chemin: Path) -> _Recu:
    """Read what a file says; raises SourceIllisible, TexteIllisible, ClasseurIllisible."""
    extension = chemin.suffix.lower()
    if extension not in EXTENSIONS:
        raise SourceIllisible(NON_LU)
    grilles, texte = _open_word(chemin) if extension == WORD else (load_source(chemin).grilles, "")
    dits = [texte, *(str(cellule) for grille in grilles for rangee in grille.cellules.values() for cellule in rangee.values())]
    numeros = dict.fromkeys(numero for dit in dits for numero in IDENTIFIANT.findall(dit))
    if len(numeros) != 1:
        raise SourceIllisible(PLUSIEURS if numeros else PAS_UN_FORMULAIRE)
    cle, etat = next(iter(numeros))
    return _Recu(chemin.name, cle, etat, _collect(grilles, word=extension == WORD))


def _open_word(chemin: Path) -> tuple[Sequence[Grille], str]:
    tableaux, texte = read_tableaux(chemin.name, read_parties(chemin))
    grilles = []
    for numero, tableau in enumerate(tableaux, 1):
        pleines = {
            rang: {colonne: cellule for colonne, cellule in enumerate(rangee, 1) if cellule} for rang, rangee in enumerate(tableau, 1)
        }
        grilles.append(Grille(f"tableau {numero}", pleines))
    return grilles, texte


def _collect(grilles: Sequence[Grille], *, word: bool) -> Mapping[str, Sequence[tuple[str, str, Cellule]]]:
    """Return the answers by the words of their rows; raises SourceIllisible when the table is gone."""
    reponses: dict[str, list[tuple[str, str, Cellule]]] = {}
    trouve = False
    for grille in grilles:
        colonnes: tuple[int, int] | None = None
        for rang in grille.rangs:
            par_texte = {fold_nom(write_cellule(cellule)): colonne for colonne, cellule in grille.cellules[rang].items()}
            if fold_nom(DEMANDE) in par_texte and fold_nom(REPONSE) in par_texte:
                colonnes, trouve = (par_texte[fold_nom(DEMANDE)], par_texte[fold_nom(REPONSE)]), True
            elif colonnes and (libelle := write_cellule(grille.get(rang, colonnes[0])).strip()):
                place = f"{grille.feuille}, rangée {rang}" if word else f"{grille.feuille}!{get_column_letter(colonnes[1])}{rang}"
                reponses.setdefault(fold_nom(libelle), []).append((libelle, place.removeprefix("!"), grille.get(rang, colonnes[1])))
    if not trouve:
        raise SourceIllisible(SANS_TABLEAU)
    return reponses


def _read(bilan: Bilan, recu: _Recu) -> tuple[BilanLu, list[Constat]]:
    """Read the answers of a form, each as what its question asks."""
    constats: list[Constat] = []

    def note(sort: Sort, quoi: str, message: str, place: str = "", valeur: str = "") -> None:
        constats.append(Constat(sort, recu.fichier, place, bilan.structure.nom, bilan.operations[0], quoi, valeur, message))

    if recu.etat != bilan.etat:
        note(Sort.A_VOIR, "formulaire", CHANGE)
    reponses: list[tuple[Question, Any]] = []
    questions = {fold_nom(question.libelle): question for question in bilan.questions}
    for cle, question in questions.items():
        dites = [dite for dite in recu.reponses.get(cle, ()) if not _is_sans_reponse(dite[2])]
        if len(dites) != 1:
            absente = "la rangée n'est plus dans le formulaire" if cle not in recu.reponses else ""
            sort = Sort.REFUSE if dites or absente else Sort.SANS_REPONSE
            note(sort, question.libelle, "plusieurs rangées y répondent" if dites else absente)
            continue
        _libelle, place, cellule = dites[0]
        try:
            lue = read_reponse(question, cellule)
        except Refus as refus:
            note(Sort.REFUSE, question.libelle, str(refus), place, write_cellule(cellule))
            continue
        note(Sort.DEVINE if lue.devine else Sort.LU, question.libelle, lue.devine, place, write_cellule(cellule))
        reponses.append((question, lue.valeur))
    for cle, autres in recu.reponses.items():
        for libelle, place, cellule in autres if cle not in questions else ():
            if not _is_sans_reponse(cellule):
                note(Sort.A_VOIR, libelle, "ce n'est pas demandé : rien n'en est repris", place, write_cellule(cellule))
    if not reponses and not any(constat.sort in A_TRAITER for constat in constats):
        constats = []
        note(Sort.SANS_REPONSE, "formulaire", "aucune réponse n'y est écrite")
    return BilanLu(bilan, recu.fichier, tuple(reponses)), constats


def _choose(exemplaires: Sequence[tuple[BilanLu, list[Constat]]]) -> tuple[BilanLu | None, list[Constat]]:
    """Keep the one copy of a form that answers something; copies that do not say the same are all refused."""
    remplis = [(lu, siens) for lu, siens in exemplaires if lu.reponses]
    vides = [constat for lu, siens in exemplaires if not lu.reponses for constat in siens]
    if not remplis:
        return None, vides
    premier, siens = remplis[0]
    qui = (premier.bilan.structure.nom, premier.bilan.operations[0])
    if any(lu.reponses != premier.reponses for lu, _siens in remplis):
        fichiers = ", ".join(lu.fichier for lu, _siens in remplis)
        refus = [
            Constat(Sort.REFUSE, lu.fichier, "", *qui, "formulaire", "", DIFFERENTS.format(fichiers=fichiers)) for lu, _siens in remplis
        ]
        return None, [*refus, *vides]
    memes = f"le même que {premier.fichier}"
    doubles = [Constat(Sort.ECARTE, lu.fichier, "", *qui, "formulaire", "", memes) for lu, _siens in remplis[1:]]
    # What nobody answered is not said of a copy left empty beside one that was filled in.
    return premier, [*siens, *doubles, *(constat for constat in vides if constat.sort is not Sort.SANS_REPONSE)]


def _is_sans_reponse(cellule: Cellule) -> bool:
    return cellules.is_vide(cellule) or (isinstance(cellule, str) and not cellule.strip(f" \t\n\xa0\u202f.{A_ECRIRE}"))


def read_reponse(question: Question, cellule: Cellule) -> Lue:
    """Read an answer as what its question asks; raises Refus with the reason.

    >>> read_reponse(Question("Part", Genre.PART, "%"), "77 %").valeur
    Decimal('0.77')
    """
    if is_erreur(cellule):
        raise ValeurRefusee("la cellule porte une erreur, ou une formule que personne n'a calculée")
    match question.genre:
        case Genre.TEXTE:
            return _read_texte(cellule)
        case Genre.EUROS:
            lue = valeurs.read_montant(cellule)
        case Genre.PART:
            return _read_part(cellule)
        case _:
            lue = _read_nombre(question, cellule)
    if lue.valeur < 0:
        raise MontantIllisible("une réponse n'est pas négative")
    return lue


def _read_texte(cellule: Cellule) -> Lue:
    """Read words: on one line, as every text of the workbook is read."""
    texte = write_cellule(cellule)
    if len(texte) > TEXTE_MAXIMUM:
        raise ValeurRefusee(f"le texte a {write_quantite(len(texte), 'signe')}, plus de {TEXTE_MAXIMUM} : résumez-le, joignez le reste")
    return Lue(texte)


def _read_nombre(question: Question, cellule: Cellule) -> Lue:
    if isinstance(cellule, str) and cellule.rstrip().endswith(("%", "€")):
        raise ValeurRefusee("c'est un nombre qui est demandé, ni une part ni un montant")
    lue = valeurs.read_quantite(cellule)
    nombre, unite = lue.valeur
    if unite and unite != question.unite:
        raise ValeurRefusee(f"la réponse est en « {unite} », elle est demandée en « {question.unite} »")
    if question.entiere and nombre != int(nombre):
        raise ValeurRefusee("ce n'est pas un nombre entier")
    return Lue(int(nombre) if question.entiere else nombre, lue.devine)


def _read_part(cellule: Cellule) -> Lue:
    """Read a share: of 1 in a spreadsheet, whose cell shows it in percent; in words, in percent or not at all."""
    ecrite = isinstance(cellule, str)
    part, devine = cellules.read_taux(cellule), ""
    if ecrite and not cellule.rstrip().endswith("%"):
        if Decimal(0) < part <= 1:
            raise ValeurRefusee(f"« {cellule} » peut se lire {format_taux(part)} ou {format_taux(part / _CENT)} : écrivez-le avec « % »")
        part, devine = part / _CENT, f"lu {format_taux(part / _CENT)}"
    elif not ecrite and part > 1:
        part, devine = part / _CENT, f"lu {format_taux(part / _CENT)}"
    if not 0 <= part <= 1:
        raise ValeurRefusee("une part va de 0 à 100 %")
    return Lue(part, devine)
