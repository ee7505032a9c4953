"""What is missing from all the documents, in one list: one row of the workbook after the other, the settings of the campaign first.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.convention import compose_conventions
>>> dossier = load_campagne("2022_phase2")
>>> bilan = list_manques(dossier, compose_conventions(dossier))
>>> bilan.attentes[0].origine.feuille, bilan.attentes[0].documents
('Campagne', 89)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Ebauche, Manque
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier
from dpid_xl.schema import ANNEXE5, BAREME, CAMPAGNE, DEMANDES, MODELE, OPERATIONS, STRUCTURES, SUIVI, THEMATIQUES

A_FAIRE_D_ABORD = "Corrigez d'abord les anomalies bloquantes : ce qui manque aux conventions sera dit ensuite."
# In the order in which one completes: what unlocks all the documents, then many, then one. Each with its noun in the singular.
_NOMS = {
    THEMATIQUES.feuille: "réglage de Campagne",
    BAREME.feuille: "chiffre du barème",
    MODELE.feuille: "texte du modèle",
    OPERATIONS.feuille: "opération",
    STRUCTURES.feuille: "structure",
    ANNEXE5.feuille: "ligne d'annexe 5",
    SUIVI.feuille: "ligne de suivi",
    DEMANDES.feuille: "demande",
}
_AU_DOCUMENT = "blanc hors du classeur"  # what no cell of it holds: filled on the document itself


@dataclass(frozen=True, slots=True)
class Attente:
    """A row of the workbook that documents wait for: what is to be typed on it, from which cell on, for how many documents."""

    origine: Origine  # the first cell to fill; empty: what no cell holds
    sujet: str  # whom or what the row is about: a setting, an operation, a structure
    quoi: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Manques:
    """How many conventions there are, how many lack nothing, and what the others, avenants and letters wait for, first things first."""

    documents: int
    complets: int
    attentes: tuple[Attente, ...]

    @property
    def phrase(self) -> str:
        """Say in one sentence how many conventions may be signed, how much is to be completed and where to begin."""
        if not self.documents:
            return ""
        etat = f"{write_quantite(self.complets, 'convention', 'complète')} sur {self.documents}"
        if not self.attentes:
            return f"{etat}."
        *premiers, dernier = self._count_attentes()
        comptes = " et ".join(filter(None, (", ".join(premiers), dernier)))
        return f"{etat} : {comptes} à compléter ; d'abord : {_tell(self.attentes[0])}."

    def _count_attentes(self) -> Iterator[str]:
        for feuille, nom in (*_NOMS.items(), ("", _AU_DOCUMENT)):
            nombre = sum(attente.origine.feuille == feuille for attente in self.attentes)
            if nombre:
                yield write_quantite(nombre, nom)


def list_manques(dossier: Dossier, conventions: Sequence[Ebauche], autres: Sequence[Ebauche] = ()) -> Manques:
    """Group what is missing from documents by row of the workbook: settings, operations, structures, lines; what unlocks most first.

    ``autres`` are those that go with the conventions: drafts of avenants, letters.
    """
    rangees: dict[tuple[str, int, str], list[tuple[Ebauche, Manque]]] = {}
    for document in (*conventions, *autres):
        for manque in document.lacunes:
            rangees.setdefault(_get_rangee(manque), []).append((document, manque))
    sujets = _index_sujets(dossier)
    attentes = sorted((_make_attente(sujets, paires) for paires in rangees.values()), key=_get_ordre)
    return Manques(len(conventions), sum(not convention.projet for convention in conventions), tuple(attentes))


def _get_rangee(manque: Manque) -> tuple[str, int, str]:
    # What has no cell is a row of its own for each thing that is missing.
    rang, *_colonne = manque.origine.place
    return manque.origine.feuille, rang, "" if rang else manque.quoi


def _make_attente(sujets: Mapping[tuple[str, int], str], paires: Sequence[tuple[Ebauche, Manque]]) -> Attente:
    # A cell is one thing to type, whatever the names that documents give it: the first one.
    cellules = {manque.origine: manque.quoi for _document, manque in reversed(paires)}
    premiere, *_autres = origines = sorted(cellules, key=lambda origine: origine.place)
    concernes = {id(document): document.titre for document, _manque in paires}
    seul = next(iter(concernes.values())) if len(concernes) == 1 and not premiere.feuille else ""
    sujet = sujets.get((premiere.feuille, premiere.place[0]), seul)
    operation = sujet.rpartition(" – ")[2]  # the words of a fiche start with its code, which the subject already says
    quoi = dict.fromkeys(cellules[origine].removeprefix(f"{operation} : ") for origine in origines)
    return Attente(premiere, sujet, tuple(quoi), len(concernes))


def _get_ordre(attente: Attente) -> tuple[int, int, tuple[int, int, str]]:
    feuilles = (*_NOMS, "")
    rang = feuilles.index(attente.origine.feuille) if attente.origine.feuille in feuilles else len(feuilles)
    return rang, -attente.documents, attente.origine.place


def _tell(attente: Attente) -> str:
    ou = " (feuille {})".format(", ".join(filter(None, (attente.origine.feuille, attente.origine.cellule))))
    return f"{', '.join(attente.quoi)}{ou * bool(attente.origine.feuille)} – {write_quantite(attente.documents, 'document')}"


def _index_sujets(dossier: Dossier) -> dict[tuple[str, int], str]:
    """Return what each row is about, by sheet and row."""
    reglages = {
        (origine.feuille, origine.place[0]): reglage.libelle
        for reglage in CAMPAGNE
        if (origine := dossier.reglages.origine(reglage.champ)).cellule
    }
    nommes = (
        *((operation.lieu, operation.code) for operation in dossier.operations),
        *((structure.lieu, structure.nom) for structure in dossier.structures),
        *((bloc.lieu, bloc.code) for bloc in dossier.modele),
        *((ligne.lieu, f"{ligne.structure} – {ligne.operation}") for ligne in dossier.lignes),
        *((suivi.lieu, f"{suivi.structure} – {suivi.operation}") for suivi in dossier.suivis),
        *((demande.lieu, f"{demande.structure} – {demande.operation}") for demande in dossier.demandes),
    )
    return reglages | {(lieu.feuille, lieu.rang): nom for lieu, nom in nommes}
