"""What changed between two states of one campaign, by structure and by operation.

The order of the rows, their formatting and the spelling of a name are not changes; neither are the columns that a convention
does not show (justification, number, statut).

>>> from dpid_xl.campagnes import load_campagne
>>> campagne = load_campagne("2022_phase2")
>>> compare(campagne, campagne).changements
()
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.conventions.redaction import group_financees
from dpid_xl.modele import Dossier, Ligne, Structure, fold_nom


class CampagnesDifferentes(ValueError):
    """Two workbooks that are not two states of one campaign; its text is the sentence to show."""


class Sorte(StrEnum):
    """What became of a structure, or of an operation in its convention."""

    MODIFIEE = "modifiée"
    AJOUTEE = "ajoutée"
    RETIREE = "retirée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """Funded lines before and after; one of the two may be empty, not both. Amounts in euros."""

    avant: tuple[Ligne, ...]
    apres: tuple[Ligne, ...]

    @property
    def sorte(self) -> Sorte:
        """Tell what became of them."""
        if not self.avant:
            return Sorte.AJOUTEE
        return Sorte.MODIFIEE if self.apres else Sorte.RETIREE

    @property
    def montant_avant(self) -> Decimal:
        """Amount before."""
        return sum_montants(self.avant)

    @property
    def montant_apres(self) -> Decimal:
        """Amount after."""
        return sum_montants(self.apres)

    @property
    def ecart(self) -> Decimal:
        """What is added to the amount; negative when it went down."""
        return self.montant_apres - self.montant_avant


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangementOperation(Changement):
    """One operation of one structure, by its code."""

    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangementStructure(Changement):
    """One structure, as the register names it now, with all its lines and those of its operations that changed."""

    rang: int  # from 1; structures whose convention changes come first
    structure: Structure
    operations: tuple[ChangementOperation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparaison:
    """All that changed; ``fiches_reecrites`` are operations whose texts changed, which by themselves make no avenant."""

    changements: tuple[ChangementStructure, ...]
    fiches_reecrites: tuple[str, ...]

    def select(self, sorte: Sorte) -> tuple[ChangementStructure, ...]:
        """Return the structures to which this happened."""
        return tuple(changement for changement in self.changements if changement.sorte is sorte)


def compare(avant: Dossier, apres: Dossier) -> Comparaison:
    """Compare two states of a campaign; raises CampagnesDifferentes."""
    codes = (avant.campagne.code, apres.campagne.code)
    if codes[0] != codes[1]:
        raise CampagnesDifferentes(
            f"Les deux classeurs ne sont pas de la même campagne (« {codes[0]} » puis « {codes[1]} ») : "
            "donnez deux états d'une même campagne, le plus ancien d'abord."
        )
    trouves = sorted(_find_changements(avant, apres), key=lambda trouve: list(Sorte).index(trouve[1].sorte))
    return Comparaison(
        changements=tuple(
            ChangementStructure(rang=rang, structure=structure, avant=lignes.avant, apres=lignes.apres, operations=operations)
            for rang, (structure, lignes, operations) in enumerate(trouves, 1)
        ),
        fiches_reecrites=tuple(code for code in avant.operation_par_code if _is_reecrite(avant, apres, code)),
    )


def _find_changements(avant: Dossier, apres: Dossier) -> Iterator[tuple[Structure, Changement, tuple[ChangementOperation, ...]]]:
    anciennes = _group_avant(avant, apres)
    nouvelles = {structure.nom: (structure, lignes) for structure, lignes in group_financees(apres)}
    ajoutees = sorted(set(nouvelles) - set(anciennes), key=fold_nom)
    for nom in (*anciennes, *ajoutees):
        structure, _ = nouvelles.get(nom) or anciennes[nom]
        (_, lignes), (_, suite) = (groupe.get(nom, (structure, ())) for groupe in (anciennes, nouvelles))
        triees = _sort_comme(lignes, suite)
        operations = tuple(_compare_operations(avant, apres, lignes, triees))
        if operations:
            yield structure, Changement(avant=lignes, apres=triees), operations


def _group_avant(avant: Dossier, apres: Dossier) -> Mapping[str, tuple[Structure, tuple[Ligne, ...]]]:
    # By the name of today: two bodies of yesterday may have become one.
    groupes: dict[str, tuple[Structure, tuple[Ligne, ...]]] = {}
    for ancienne, lignes in group_financees(avant):
        structure = _find_suite(avant, apres, ancienne)
        _, deja = groupes.get(structure.nom, (structure, ()))
        groupes[structure.nom] = (structure, deja + lignes)
    return groupes


def _find_suite(avant: Dossier, apres: Dossier, ancienne: Structure) -> Structure:
    # The register of today knows the former name, or that of yesterday the new one.
    for nom in (ancienne.nom, *ancienne.variantes):
        if structure := apres.find_structure(nom):
            return structure
    return next((structure for structure in apres.structures if avant.find_structure(structure.nom) == ancienne), ancienne)


def _compare_operations(
    avant: Dossier, apres: Dossier, anciennes: Sequence[Ligne], nouvelles: Sequence[Ligne]
) -> Iterator[ChangementOperation]:
    for code in dict.fromkeys(ligne.operation for ligne in (*anciennes, *nouvelles)):
        lots = [tuple(ligne for ligne in lignes if ligne.operation == code) for lignes in (anciennes, nouvelles)]
        if _count_faits(avant, lots[0]) != _count_faits(apres, lots[1]):
            yield ChangementOperation(operation=code, avant=lots[0], apres=lots[1])


def _count_faits(dossier: Dossier, lignes: Iterable[Ligne]) -> Counter[tuple[Hashable, ...]]:
    return Counter((fold_nom(ligne.unite or dossier.operation_par_code[ligne.operation].unite), *_list_faits(ligne)) for ligne in lignes)


def _list_faits(ligne: Ligne) -> tuple[Hashable, ...]:
    # Zero and nothing are the same quantity.
    return (*_name_ligne(ligne), ligne.quantite or None, ligne.quantite_simple or None, ligne.debut, ligne.fin, ligne.montant)


def _name_ligne(ligne: Ligne) -> tuple[str, str]:
    return fold_nom(ligne.territoire), fold_nom(ligne.description)


def _sort_comme(anciennes: Sequence[Ligne], nouvelles: Sequence[Ligne]) -> tuple[Ligne, ...]:
    """Put the new lines in the order of the old ones, which is that of the convention's annexes; those added come last."""
    operations = list(dict.fromkeys(ligne.operation for ligne in anciennes))
    noms = [_name_ligne(ligne) for ligne in anciennes]

    def rank(ligne: Ligne) -> tuple[int, str, int, list[str]]:
        operation = operations.index(ligne.operation) if ligne.operation in operations else len(operations)
        nom = noms.index(_name_ligne(ligne)) if _name_ligne(ligne) in noms else len(noms)
        return operation, ligne.operation, nom, [str(fait) for fait in _list_faits(ligne)]

    return tuple(sorted(nouvelles, key=rank))


def _is_reecrite(avant: Dossier, apres: Dossier, code: str) -> bool:
    operation, nouvelle = avant.operation_par_code[code], apres.operation_par_code.get(code)
    return nouvelle is not None and (operation.intitule, operation.fiche) != (nouvelle.intitule, nouvelle.fiche)
