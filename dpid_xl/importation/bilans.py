"""Bilans that come back, read in bulk: which forms they are, what each answer says, and what became of every one of them.

A form is known by its identifier, its rows by their words: it may have been saved by another program, or copied. Nothing is run. What
cannot be read as what was asked is refused with its cell; what had to be guessed is said; what the officer typed is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from dpid_xl.cellules import Cellule, is_erreur, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.documents.bilans import COLONNES, Bilan, Question, compose_bilans, write_identifiant
from dpid_xl.francais import write_quantite
from dpid_xl.importation.formulaires import AUTRES_DOCUMENTS, EXTENSIONS, Autre, Recu, is_sans_reponse, open_formulaire
from dpid_xl.importation.refus import SourceIllisible
from dpid_xl.importation.reponses import count_lignes, read_reponse
from dpid_xl.importation.valeurs import Lue
from dpid_xl.modele import Dossier
from dpid_xl.noms import fold_nom
from dpid_xl.refus import Refus
from dpid_xl.schema import INDICATEURS, SUIVI

FICHIERS_MAXIMUM = 5000  # of a folder: a région has some hundreds
A_COTE_MAXIMUM = 20  # cells that are named one by one
_PROVISOIRES = ("~$", ".")  # how the names of what Office and systems leave beside a file begin


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
            recu = open_formulaire(fichier)
            bilan = connus.get(recu.cle)
            if bilan is None:
                raise SourceIllisible(INCONNU)
        except Refus as refus:
            sort = Sort.REFUSE if fichier.suffix.lower() in (*EXTENSIONS, *AUTRES_DOCUMENTS) else Sort.ECARTE
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
A_COTE = "c'est écrit à côté des réponses : rien n'en est repris ; si c'en est une, tapez-la vous-même dans la feuille {feuille}"
PLUSIEURS_RANGEES = "plusieurs rangées y répondent : gardez la bonne, puis recommencez"
SANS_RANGEE = "la rangée n'est plus dans le formulaire : faites remplir celui d'origine, ou tapez la réponse dans la feuille {feuille}"
SUR_UNE_LIGNE = "écrit sur {lignes}, que le classeur garde à la suite sur une seule"
DIFFERENTS = "plusieurs exemplaires de ce formulaire ne disent pas la même chose ({fichiers}) : gardez le bon, puis recommencez"
CHANGE = "le classeur a changé depuis l'envoi de ce formulaire (quantités, dates, montants ou indicateurs) : relisez ses réponses"


def _read(bilan: Bilan, recu: Recu) -> tuple[BilanLu, list[Constat]]:
    """Read the answers of a form, each as what its question asks."""

    def note(sort: Sort, quoi: str, message: str, place: str = "", valeur: str = "") -> Constat:
        return Constat(sort, recu.fichier, place, bilan.structure.nom, bilan.operations[0], quoi, valeur, message)

    constats = [note(Sort.A_VOIR, "formulaire", CHANGE)] if recu.etat != bilan.etat else []
    reponses: list[tuple[Question, Any]] = []
    questions = {fold_nom(question.libelle): question for question in bilan.questions}
    for cle, question in questions.items():
        sort, place, valeur, message, lue = _read_question(question, recu.reponses.get(cle))
        constats.append(note(sort, question.libelle, message, place, valeur))
        reponses += [(question, lue.valeur)] if lue else []
    for cle, autres in recu.reponses.items():
        for libelle, place, cellule in autres if cle not in questions else ():
            if not is_sans_reponse(cellule):
                constats.append(note(Sort.A_VOIR, libelle, "ce n'est pas demandé : rien n'en est repris", place, write_cellule(cellule)))
    ecrites = tuple(_select_ecrites(bilan, recu))
    for autre in ecrites[:A_COTE_MAXIMUM]:
        demandee = questions.get(autre.rangee)
        dit = A_COTE.format(feuille=demandee.feuille if demandee else f"{SUIVI.feuille} ou {INDICATEURS.feuille}")
        quoi = demandee.libelle if demandee else "formulaire"
        constats.append(note(Sort.A_VOIR, quoi, dit, autre.place, write_cellule(autre.cellule)))
    if len(ecrites) > A_COTE_MAXIMUM:
        reste = write_quantite(len(ecrites) - A_COTE_MAXIMUM, "cellule", "écrite")
        constats.append(
            note(Sort.A_VOIR, "formulaire", f"encore {reste} à côté des réponses : relisez le fichier", ecrites[A_COTE_MAXIMUM].place)
        )
    if not reponses and not any(constat.sort in A_TRAITER for constat in constats):
        constats = [note(Sort.SANS_REPONSE, "formulaire", "aucune réponse n'y est écrite")]
    return BilanLu(bilan, recu.fichier, tuple(reponses)), constats


def _read_question(question: Question, rangees: Sequence[tuple[str, str, Cellule]] | None) -> tuple[Sort, str, str, str, Lue | None]:
    """Return what became of the answer to a question, where it stands, what it held, why, and what is read of it.

    ``rangees`` are its rows: their words, place and answer; None when the form has lost it.
    """
    dites = [dite for dite in rangees or () if not is_sans_reponse(dite[2])]
    if len(dites) > 1:
        return Sort.REFUSE, ", ".join(place for _libelle, place, _cellule in dites), "", PLUSIEURS_RANGEES, None
    if not dites:
        absente = SANS_RANGEE.format(feuille=question.feuille) if rangees is None else ""
        return Sort.REFUSE if absente else Sort.SANS_REPONSE, "", "", absente, None
    _libelle, place, cellule = dites[0]
    valeur = write_cellule(cellule)
    try:
        lue = read_reponse(question, cellule)
    except Refus as refus:
        return Sort.REFUSE, place, valeur, str(refus), None
    lignes = count_lignes(question, cellule)
    dit = SUR_UNE_LIGNE.format(lignes=write_quantite(lignes, "ligne")) if lignes > 1 else lue.devine
    return Sort.DEVINE if lue.devine else Sort.LU, place, valeur, dit, lue


def _select_ecrites(bilan: Bilan, recu: Recu) -> Iterator[Autre]:
    """Yield the cells that somebody wrote and that are no answer; what an older form said itself is not known any more."""
    du_formulaire = _fold_lignes([*_list_textes(bilan), f"Formulaire {write_identifiant(recu.cle, recu.etat)}"])
    des_questions = {
        fold_nom(question.libelle): _fold_lignes([question.libelle, question.unite, question.prevu]) for question in bilan.questions
    }
    for autre in recu.autres:
        ecrites = set() if is_sans_reponse(autre.cellule) or is_erreur(autre.cellule) else _fold_lignes([_write(autre.cellule)])
        connues = des_questions.get(autre.rangee, du_formulaire)
        if ecrites - connues and not (autre.fige and recu.etat != bilan.etat):
            yield autre


def _list_textes(bilan: Bilan) -> Iterator[str]:
    """Yield all that a form says by itself."""
    yield from COLONNES
    for bloc in bilan.blocs:
        yield bloc.texte
        for rubrique in bloc.rubriques:
            yield from (rubrique.libelle, *rubrique.paragraphes)
        for rangee in bloc.tableau:
            yield from rangee
    for question in bilan.questions:
        yield from (question.libelle, question.unite, question.prevu)


def _fold_lignes(textes: Iterable[str]) -> set[str]:
    """Return the lines of texts, without the sign that starts the item of a list."""
    lignes = (fold_nom(ligne).removeprefix("•").strip() for texte in textes for ligne in texte.splitlines())
    return {ligne for ligne in lignes if ligne}


def _write(cellule: Cellule) -> str:
    return cellule if isinstance(cellule, str) else write_cellule(cellule)


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
