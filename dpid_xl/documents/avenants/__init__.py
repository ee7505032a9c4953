"""From two states of a campaign to its avenants: one per structure whose convention changes, all its changes in it.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.avenants.comparaison import compare
>>> campagne = load_campagne("2022_phase2")
>>> compose_avenants(compare(campagne, campagne))
()
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dpid_xl.calcul.avenants import get_numero
from dpid_xl.calcul.signature import index_engages
from dpid_xl.calcul.suivi import find_avenants, find_signatures, list_par_avenant
from dpid_xl.classes import dataclass
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.avenants.elements import AVANCE, QUANTITE, compare_elements
from dpid_xl.documents.avenants.feuille import list_revisions
from dpid_xl.documents.avenants.revision import Revision, list_numeros, sort_anterieurs
from dpid_xl.documents.champs import find_champs
from dpid_xl.documents.convention import (
    CHAMPS_DE_SIGNATURE,
    Redaction,
    compose_fiches,
    compose_liste,
    find_manques_fiches,
    make_signature,
    write_titre,
)
from dpid_xl.documents.document import A_COMPLETER, COURT, Bloc, Document, Manque, Style
from dpid_xl.documents.modele import MODELE_AVENANT, load_blocs
from dpid_xl.documents.moteur import Retenu, StyleCompose, compose_blocs, find_blancs, find_manques, finish_blocs, keep_blocs
from dpid_xl.documents.provenance import write_pied
from dpid_xl.modele import Dossier, Ligne, Structure
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.typographie import compose_typographie

IDEM = "\xa0"  # the operation of the row above: a cell that is empty would make a total of its row
AJOUTES = ("Montant", "Quantité")  # what adds up with that of the convention as it was
# What the sheet « Avenants » says of a convention made elsewhere, by the element that shows it.
REMPLACES = {
    "Montant": ("montant",),
    AVANCE: ("montant",),
    QUANTITE: ("quantite", "quantite_simple"),
    "Période": ("debut", "fin"),
}
AVANT_APRES = (2, 3)  # columns of figures, with longer texts at times
CITES = {"parties": Style.PARTIE, "visas": Style.VISA}  # styles that stand for blocks of the convention model


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenant(Document):
    """One avenant; ``numero`` counts those of the convention, from 1; 0: not known."""

    numero: int
    convention: str  # number of the convention; empty while not known
    changement: ChangementStructure
    annexes: Mapping[str, int]  # number of the annex of each operation that changed; 0: not known
    partiel: bool = False  # the convention as it was is not given
    remplace: bool = False  # of such a convention, what is said takes the place of what it had: what it adds is not known

    @property
    def sigle(self) -> str:
        """Initial and number in the reference of its pages: the second avenant of a convention is not the first."""
        return f"A{self.numero}-"

    @property
    def operations(self) -> tuple[str, ...]:
        """Codes of the operations that changed."""
        return tuple(self.annexes)

    @property
    def montant(self) -> Decimal:
        """What it adds to the amount of the convention, in euros; negative when it takes away, zero while it is not known."""
        return ZERO if self.remplace else self.changement.ecart


def compose_avenants(comparaison: Comparaison) -> tuple[Avenant, ...]:
    """StyleCompose the avenant of every structure whose convention changes; those added or removed have none."""
    signatures, avenants = find_signatures(comparaison.apres), find_avenants(comparaison.apres)
    ecrits = []
    for changement in comparaison.select(Sorte.MODIFIEE):
        structure, cle = changement.structure, (changement.structure.nom, "")
        avant, apres = Redaction(comparaison.avant, structure, changement.avant), Redaction(comparaison.apres, structure, changement.apres)
        ecrits.append(_compose_avenant(Revision(avant, apres, changement, signatures.get(cle), sort_anterieurs(avenants.get(cle, ())))))
    return tuple(ecrits)


def compose_decides(dossier: Dossier, structures: Collection[str] = (), premier: int = 1) -> tuple[Avenant, ...]:
    """Compose the avenants of the sheet « Avenants » that are not signed yet, or only those of the structures named (register names).

    ``premier`` is the rank of the first one among the documents.
    """
    return tuple(
        _compose_avenant(replace(revision, changement=replace(revision.changement, rang=rang)))
        for rang, revision in enumerate(list_revisions(dossier, structures), premier)
    )


def compose_ajouts(dossier: Dossier, structures: Collection[str] = ()) -> tuple[Avenant, ...]:
    """Compose, as drafts, the avenants that the lines « avenant » of a campaign call for, or only those of the structures named.

    The conventions that they add to are not given: what they had, hence what they come to, is « À COMPLÉTER ».
    """
    ajouts: dict[tuple[str, str], list[Ligne]] = {}
    partis = index_engages(dossier)
    for ligne in list_par_avenant(dossier):
        structure = dossier.find_structure(ligne.structure)
        parti = structure and (structure.nom, fold_numero(ligne.numero_convention), None) in partis
        if structure and not parti and (not structures or structure.nom in structures):
            ajouts.setdefault((structure.nom, ligne.avenant_a), []).append(ligne)
    avenants = find_avenants(dossier)
    return tuple(
        _compose_avenant(_make_ajout(dossier, dossier.structure_par_nom[cle[0]], tuple(lignes), rang, avenants.get(cle, ())))
        for rang, (cle, lignes) in enumerate(ajouts.items(), 1)
    )


def _make_ajout(dossier: Dossier, structure: Structure, lignes: tuple[Ligne, ...], rang: int, anterieurs: Sequence[str]) -> Revision:
    avant, apres = Redaction(dossier, structure, ()), Redaction(dossier, structure, lignes)
    operations = tuple(
        ChangementOperation(operation=operation.code, avant=(), apres=tuple(ligne for ligne in lignes if ligne.operation == operation.code))
        for operation in apres.operations
    )
    changement = ChangementStructure(rang=rang, structure=structure, avant=(), apres=lignes, operations=operations)
    return Revision(avant, apres, changement, None, sort_anterieurs(anterieurs), partielle=True)


def _compose_avenant(revision: Revision) -> Avenant:
    structure, numero, convention = revision.changement.structure, revision.numero, revision.champs.numero_convention
    intitule = f"avenant n°\xa0{numero or A_COMPLETER} à la convention n°\xa0{convention or A_COMPLETER}"
    retenus = list(_keep_blocs(revision))
    corps = tuple(compose_blocs(revision, retenus, revision.valeurs, COMPOSES))
    cites = [*_list_cites(revision, retenus), *retenus]
    manques = (
        *map(Manque, _find_manques_propres(revision)),
        *(find_manques(revision, cites, revision.valeurs, COMPOSES, revision.apres.locate) or find_blancs(corps)),
    )
    return Avenant(
        rang=revision.changement.rang,
        structure=structure,
        numero=numero,
        convention=convention,
        changement=revision.changement,
        annexes={operation.operation: revision.numeros[operation.operation] for operation in revision.changement.operations},
        titre=compose_typographie(f"A{intitule[1:]} – {structure.nom}"),
        pied=write_pied(f"{structure.nom} – {intitule}", revision.apres.dossier),
        blocs=finish_blocs(corps, manques),
        lacunes=manques,
        logo=revision.apres.dossier.logo,
        partiel=revision.partielle,
        remplace=revision.remplacee,
    )


# --- Which blocks, and how many times ---


def _keep_blocs(revision: Revision) -> Iterator[Retenu]:
    articles = 0
    for retenu in keep_blocs(load_blocs(MODELE_AVENANT), revision.occurrences):
        if style := CITES.get(retenu.bloc.style):
            yield from _select(revision.modele, style)
            continue
        articles += retenu.bloc.style == Style.ARTICLE
        yield retenu._replace(occurrence=replace(retenu.occurrence, champs={**retenu.occurrence.champs, "article": str(articles)}))


def _select(retenus: Sequence[Retenu], style: Style) -> list[Retenu]:
    return [retenu for retenu in retenus if retenu.bloc.style == style]


# --- What the program composes ---


def _compose_changements(revision: Revision, texte: str) -> Iterator[Bloc]:
    if revision.remplacee:
        yield from _compose_remplacements(revision, texte)
        return
    if revision.partielle:
        yield from _compose_ajouts(revision, texte)
        return
    etats, operations = (revision.avant.dossier, revision.apres.dossier), revision.changement.operations
    rangees = [
        (titre if rang == 0 else IDEM, *faits)
        for operation in operations
        for rang, (titre, *faits) in enumerate(compare_elements(*etats, operation))
    ]
    courts = all(len(rangee[colonne]) <= COURT for rangee in rangees for colonne in AVANT_APRES)
    yield Bloc(Style.PARAGRAPHE, texte)
    yield Bloc(
        Style.TABLEAU,
        tableau=(("Opération", "Élément", "Avant", "Après"), *rangees),
        montants=AVANT_APRES if courts else (),
        mixtes=AVANT_APRES,
        legende="Ce qui change",
    )


def _compose_ajouts(revision: Revision, texte: str) -> Iterator[Bloc]:
    # Each fact between what it was and what it becomes, which are not known.
    rangees = [
        (titre if rang == 0 else IDEM, libelle, A_COMPLETER, ajout, A_COMPLETER)
        for operation in revision.changement.operations
        for rang, (titre, libelle, _avant, ajout) in enumerate(compare_elements(revision.avant.dossier, revision.apres.dossier, operation))
        if libelle in AJOUTES
    ]
    yield Bloc(Style.PARAGRAPHE, texte)
    yield Bloc(
        Style.TABLEAU, tableau=(("Opération", "Élément", "Avant", "En plus", "Après"), *rangees), montants=(3,), legende="Ce qui s’ajoute"
    )


def _compose_remplacements(revision: Revision, texte: str) -> Iterator[Bloc]:
    # What was there is not known; what is not said does not change.
    rangees = [
        (titre, libelle, A_COMPLETER, apres)
        for operation in revision.changement.operations
        for titre, libelle, _avant, apres in compare_elements(revision.avant.dossier, revision.apres.dossier, operation)
        if libelle in REMPLACES and any(getattr(ligne, champ) is not None for ligne in operation.apres for champ in REMPLACES[libelle])
    ]
    yield Bloc(Style.PARAGRAPHE, texte)
    entetes = ("Opération", "Élément", "Avant", "Après")
    yield Bloc(Style.TABLEAU, tableau=(entetes, *rangees), montants=AVANT_APRES, mixtes=AVANT_APRES, legende="Ce qui change")


def _compose_annexes(revision: Revision, texte: str) -> Iterator[Bloc]:
    titres = (write_titre(revision.numeros[operation.code], operation) for operation in revision.apres.operations)
    return compose_liste(texte, revision.modele, revision.valeurs, titres)


COMPOSES: Mapping[str, StyleCompose[Revision]] = {
    "changements": StyleCompose(_compose_changements),
    "operations": StyleCompose(lambda revision, texte: (Bloc(Style.PARAGRAPHE, texte), revision.apres.tableau)),
    "annexes": StyleCompose(_compose_annexes),
    "signature": StyleCompose(lambda revision, _texte: (make_signature(revision.valeurs),), CHAMPS_DE_SIGNATURE),
    "fiches": StyleCompose(
        lambda revision, _: compose_fiches(revision.fiches), find_manques=lambda r: find_manques_fiches(r.apres, r.fiches)
    ),
}


# --- What keeps it a PROJET ---


def _find_manques_propres(revision: Revision) -> Iterator[str]:
    numeros = list_numeros((*revision.avant.lignes, *revision.apres.lignes))
    if len(numeros) > 1:
        yield f"numéro de convention (plusieurs : {', '.join(numeros)})"
    if not revision.partielle and [get_numero(texte) for texte in revision.anterieurs] != list(range(1, len(revision.anterieurs) + 1)):
        yield f"avenants antérieurs ({' ; '.join(revision.anterieurs)} : leurs numéros ne se suivent pas depuis 1)"
    yield from (f"date de l'avenant {texte.partition(' du ')[0]}" for texte in revision.anterieurs if A_COMPLETER in texte)
    if any(deliberation.jour is None for deliberation in revision.visees):
        yield "date d'une délibération visée"
    if revision.avant.dossier.campagne.code != revision.apres.dossier.campagne.code:
        yield from _find_intitules_changes(revision)


def _find_intitules_changes(revision: Revision) -> Iterator[str]:
    # From one campaign to the next, a code may be given to another operation.
    for operation in revision.changement.operations:
        ancienne, nouvelle = (
            dossier.operation_par_code.get(operation.operation) for dossier in (revision.avant.dossier, revision.apres.dossier)
        )
        if ancienne and nouvelle and operation.avant and fold_nom(ancienne.intitule) != fold_nom(nouvelle.intitule):
            yield f"{operation.operation}\xa0: même opération, de «\xa0{ancienne.intitule}\xa0» à «\xa0{nouvelle.intitule}\xa0» ?"


def _list_cites(revision: Revision, retenus: Sequence[Retenu]) -> list[Retenu]:
    # The blocks of the convention model that the document shows, the two quoted clauses included.
    champs = set[str]().union(*(find_champs(retenu.bloc.texte) for retenu in retenus))
    cites = {champ for champ, clause in (("debut", "clause_periode"), ("montant", "clause_cout")) if clause in champs}
    clauses = [retenu for retenu in revision.apres.retenus if cites & find_champs(retenu.bloc.texte)]
    return [*_select(revision.modele, Style.PARTIE), *_select(revision.modele, Style.VISA), *clauses]
