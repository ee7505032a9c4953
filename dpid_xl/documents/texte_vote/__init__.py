"""The convention type that was voted, read into blocks of the model: word for word but its blanks, with a report that leaves nothing out.

>>> from dpid_xl.documents.texte_vote.paragraphes import Paragraphe
>>> lu = read_texte_vote([Paragraphe("Article 1 : Objet", 1), Paragraphe("Le bilan est remis le XXXX.", 2)], "type.txt")
>>> [(str(bloc.style), bloc.texte) for bloc in lu.blocs][2:3], lu.select(Statut.INCOMPRIS)[0].remarque
([('paragraphe', 'Le bilan est remis le À COMPLÉTER.')], 'blanc non compris : XXXX')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from dpid_xl.classes import dataclass
from dpid_xl.documents.convention import COMPOSES
from dpid_xl.documents.document import A_COMPLETER, RUBRIQUE, STYLES_DE_FICHE, TEXTE_DE_FICHE, Style
from dpid_xl.documents.fiche import PUCE
from dpid_xl.documents.modele import FICHE, load_rubriques
from dpid_xl.documents.texte_vote.blancs import Complete, complete_texte, find_ecrit, load_regles
from dpid_xl.documents.texte_vote.decoupe import CHOISIR, Lu, split_paragraphes
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe
from dpid_xl.lieu import Lieu
from dpid_xl.modele import BlocModele
from dpid_xl.refus import Refus

SIGNATURE, FICHES = "signature", "fiches"
# What the program writes where the source has no such part, and after which style of the others it stands.
AJOUTES = {"operations": "Opérations :", "annexes": "Annexes :", SIGNATURE: "", FICHES: ""}


class SansArticle(Refus):
    """A file that is no convention type."""


class Statut(StrEnum):
    """What became of a paragraph of the source."""

    LU = "lu"
    PROPOSE = "proposé"
    INCOMPRIS = "non compris"
    NON_REPRIS = "non repris"
    AJOUTE = "ajouté"


@dataclass(frozen=True, slots=True)
class Constat:
    """A row of the report: where the paragraph starts in its file, its text, the block it became, and what is to be looked at."""

    rang: int
    source: str
    statut: Statut
    bloc: str = ""
    style: str = ""
    si: str = ""
    texte: str = ""
    remarque: str = ""


@dataclass(frozen=True, slots=True)
class TexteVote:
    """What was read of a convention type."""

    blocs: tuple[BlocModele, ...]
    rapport: tuple[Constat, ...]

    def select(self, statut: Statut) -> list[Constat]:
        """Return the rows of a status."""
        return [constat for constat in self.rapport if constat.statut is statut]


def read_texte_vote(paragraphes: Iterable[Paragraphe], nom: str, ecartes: Iterable[tuple[Paragraphe, str]] = ()) -> TexteVote:
    """Read a convention type into the blocks of a model; raises SansArticle.

    ``ecartes`` were already left out of the paragraphs, each for a reason; the report lists them all the same.
    """
    lus = list(split_paragraphes(paragraphes))
    if not any(lu.style == Style.ARTICLE for lu in lus):
        raise SansArticle(f"« {nom} » n'a aucun article (« Article 1 : … ») : donnez la convention type telle qu'elle a été votée.")
    rapport = [constat for lu in lus for constat in _read(lu)]
    rapport = [*_drop_doubles(rapport)]
    rapport = _add_composes(_add_rubriques(rapport))
    rapport = list(_number(rapport))
    rapport += [Constat(ecarte.rang, ecarte.texte, Statut.NON_REPRIS, remarque=raison) for ecarte, raison in ecartes]
    blocs = tuple(_make_bloc(constat) for constat in rapport if constat.bloc)
    return TexteVote(blocs, tuple(rapport))


def _read(lu: Lu) -> Iterator[Constat]:
    source = lu.paragraphe.texte
    constat = Constat(lu.paragraphe.rang, source, Statut.NON_REPRIS, lu.section, lu.style, lu.si, remarque=lu.remarque)
    if not lu.style or lu.style == SIGNATURE:
        yield constat if lu.style else replace(constat, bloc="")
        return
    complete = complete_texte(source)
    lu = replace(lu, si=lu.si or find_ecrit(load_regles().reserves, complete.texte))
    constat = replace(constat, si=lu.si)
    if lu.style == TEXTE_DE_FICHE and lu.paragraphe.puce:
        complete = replace(complete, texte=PUCE + complete.texte)
    if not source.strip("….- "):
        yield replace(constat, bloc="", style="", remarque="puce vide")
        return
    if lu.style == CHOISIR:
        texte = f"{A_COMPLETER} : {source[0].lower()}{source[1:]}"
        yield replace(
            constat, statut=Statut.PROPOSE, style=Style.PARAGRAPHE, texte=texte, remarque=lu.remarque or "choix à faire au registre"
        )
        return
    yield replace(constat, statut=_get_statut(lu, complete), texte=complete.texte, remarque=_write_remarque(lu, complete))


def _get_statut(lu: Lu, complete: Complete) -> Statut:
    if complete.incompris:
        return Statut.INCOMPRIS
    return Statut.PROPOSE if complete.proposes or complete.notes or lu.si else Statut.LU


def _write_remarque(lu: Lu, complete: Complete) -> str:
    parties = [
        *complete.proposes,
        *(f"blanc non compris : {blanc}" for blanc in complete.incompris),
        *(f"note du rédacteur, retirée : {note}" for note in complete.notes),
        *([f"imprimé sous condition ({lu.si})"] if lu.si else ()),
    ]
    return " ; ".join(parties)


def _drop_doubles(rapport: Sequence[Constat]) -> Iterator[Constat]:
    """Keep the first line of the signatures as their one block."""
    vue = False
    for constat in rapport:
        if constat.style == SIGNATURE:
            yield replace(constat, bloc="" if vue else constat.bloc, style="" if vue else SIGNATURE)
            vue = True
        else:
            yield constat


def _add_composes(rapport: Sequence[Constat]) -> list[Constat]:
    """Add the parts that the program composes and that the source has not: a model has each of them once."""
    complet = list(rapport)
    for style in COMPOSES:
        if any(constat.style == style for constat in complet):
            continue
        section = {"operations": "art1", FICHES: FICHES}.get(style, SIGNATURE)
        ajoute = Constat(0, "", Statut.AJOUTE, section, style, texte=AJOUTES[style], remarque="partie composée par le programme")
        place = len(complet) if style == FICHES else _find_place(complet, style)
        complet.insert(place, ajoute)
    return complet


def _add_rubriques(rapport: Sequence[Constat]) -> list[Constat]:
    """Add to the fiche of the source the rows that it has not and that the program writes: what is paid for first, the others last."""
    rangs = [rang for rang, constat in enumerate(rapport) if constat.style in STYLES_DE_FICHE]
    if not rangs:
        return list(rapport)
    lues = {constat.bloc for constat in rapport if constat.style == RUBRIQUE}
    avant, apres = list(rapport[: rangs[0]]), list(rapport[rangs[-1] + 1 :])
    ajoutees = {
        cle: Constat(0, "", Statut.AJOUTE, FICHE + cle, RUBRIQUE, texte=libelle, remarque="rangée que le programme écrit")
        for cle, libelle in load_rubriques().items()
        if FICHE + cle not in lues
    }
    tetes = [ajoutees.pop(cle) for cle in ("action",) if cle in ajoutees]
    return [*avant, *tetes, *rapport[rangs[0] : rangs[-1] + 1], *ajoutees.values(), *apres]


def _find_place(rapport: Sequence[Constat], style: str) -> int:
    """Return where a part stands: the operations after the first heading, the others before the first annexe."""
    styles = [constat.style for constat in rapport]
    if style == "operations":
        return styles.index(Style.ARTICLE) + 1
    return styles.index(Style.ANNEXE) if Style.ANNEXE in styles else len(styles)


def _number(rapport: Iterable[Constat]) -> Iterator[Constat]:
    """Name the blocks by their rank, so that one taken away is seen, and by their section."""
    rang = 0
    for constat in rapport:
        if not constat.bloc:
            yield constat
            continue
        rang += 1
        yield replace(constat, bloc=f"v{rang:03}-{constat.bloc}")


def _make_bloc(constat: Constat) -> BlocModele:
    lieu = Lieu("Modèle convention", 0)
    vote = "" if constat.statut is Statut.AJOUTE else constat.texte
    return BlocModele(constat.bloc, constat.style, constat.si, constat.texte, lieu, vote)
