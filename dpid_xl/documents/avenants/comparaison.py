"""What changed between two states of one campaign, or in an earlier one by the avenants of a later, by structure and by operation.

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
from dataclasses import field, fields
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.echeancier import compute_avance
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, get_cle, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.documents.avenants.rattachement import Motif, Orpheline, attach_lignes, find_suite
from dpid_xl.documents.convention import group_conventions
from dpid_xl.modele import Campagne, Dossier, Ligne, Structure
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.refus import Refus
from dpid_xl.schema import CAMPAGNE, STRUCTURES

# What a convention says of the structure and of the campaign; the names of a body are not a change.
REGISTRE = tuple(
    champ.name
    for champ in fields(Structure)
    if champ.name not in ("nom", "variantes", "rna", "cer", "a_distinguer", "lieu", "justification")
)
REGLAGES = tuple(champ.name for champ in fields(Campagne) if champ.name not in ("code", "nom", "debut", "fin"))
_LIBELLES_DES_REGLAGES = {reglage.champ: reglage.libelle for reglage in CAMPAGNE}


class CampagnesDifferentes(Refus):
    """Two workbooks of different campaigns, the second without a line « avenant »; its text is the sentence to show."""


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
    """All that changed; what by itself makes no avenant is only named: texts, register, settings.

    ``fiches_reecrites`` are operations, ``blocs_reecrits`` blocks of the model, ``registre`` structures with what the register
    says of them that changed, ``reglages`` settings of the campaign, all as the officer knows them.
    ``avant`` and ``apres`` are the states compared, ``orphelines`` the lines « avenant » that add to no convention of ``avant``.
    """

    avant: Dossier = field(repr=False, compare=False)
    apres: Dossier = field(repr=False, compare=False)
    changements: tuple[ChangementStructure, ...]
    fiches_reecrites: tuple[str, ...] = ()
    blocs_reecrits: tuple[str, ...] = ()
    registre: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reglages: tuple[str, ...] = ()
    orphelines: tuple[Orpheline, ...] = ()

    @property
    def perdues(self) -> tuple[Orpheline, ...]:
        """Lines whose convention is not in the earlier campaign that was given; what an avenant already added is not lost."""
        autres = self.avant.campagne.code != self.apres.campagne.code
        return tuple(orpheline for orpheline in self.orphelines if autres and orpheline.motif is not Motif.DEJA_REPORTEE)

    def select(self, sorte: Sorte) -> tuple[ChangementStructure, ...]:
        """Return the structures to which this happened."""
        return tuple(changement for changement in self.changements if changement.sorte is sorte)


def compare(avant: Dossier, apres: Dossier) -> Comparaison:
    """Compare two states of a campaign, or an earlier campaign with one that adds to its conventions; raises CampagnesDifferentes."""
    codes = (avant.campagne.code, apres.campagne.code)
    if codes[0] == codes[1]:
        return _compare_etats(avant, apres, _list_nouvelles(avant, apres))
    if not list_par_avenant(apres):
        raise CampagnesDifferentes(
            f"Les deux classeurs ne sont pas de la même campagne (« {codes[0]} » puis « {codes[1]} ») et aucune ligne du second n'a le "
            "statut « avenant » : donnez deux états d'une même campagne, ou une campagne que la seconde complète, le plus ancien d'abord."
        )
    rattachement = attach_lignes(avant, apres)
    return _compare_etats(rattachement.avant, rattachement.apres, rattachement.orphelines)


def _compare_etats(avant: Dossier, apres: Dossier, orphelines: tuple[Orpheline, ...]) -> Comparaison:
    trouves = sorted(_find_changements(avant, apres), key=lambda trouve: list(Sorte).index(trouve[1].sorte))
    return Comparaison(
        avant=avant,
        apres=apres,
        orphelines=orphelines,
        changements=tuple(
            ChangementStructure(rang=rang, structure=structure, avant=lignes.avant, apres=lignes.apres, operations=operations)
            for rang, (structure, lignes, operations) in enumerate(trouves, 1)
        ),
        fiches_reecrites=tuple(code for code in avant.operation_par_code if _is_reecrite(avant, apres, code)),
        blocs_reecrits=tuple(_list_blocs_reecrits(avant, apres)),
        registre=tuple(_list_structures_changees(avant, apres)),
        # Another campaign has other settings: that is no news.
        reglages=tuple(_list_differences(avant.campagne, apres.campagne, REGLAGES if avant.campagne.code == apres.campagne.code else ())),
    )


def _list_blocs_reecrits(avant: Dossier, apres: Dossier) -> Iterator[str]:
    anciens, nouveaux = ({bloc.code: (bloc.style, bloc.si, bloc.texte) for bloc in dossier.modele} for dossier in (avant, apres))
    yield from (code for code in dict.fromkeys((*anciens, *nouveaux)) if anciens.get(code) != nouveaux.get(code))


def _list_structures_changees(avant: Dossier, apres: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    for ancienne, _lignes in group_conventions(avant):
        nouvelle = find_suite(avant, apres, ancienne)
        if differences := tuple(_list_differences(ancienne, nouvelle, REGISTRE)):
            yield nouvelle.nom, differences


def _list_differences(avant: object, apres: object, champs: Iterable[str]) -> Iterator[str]:
    for champ in champs:
        if getattr(avant, champ) != getattr(apres, champ):
            yield STRUCTURES.entete(champ) if isinstance(avant, Structure) else _LIBELLES_DES_REGLAGES[champ]


def _list_nouvelles(avant: Dossier, apres: Dossier) -> tuple[Orpheline, ...]:
    """Return the lines « avenant » that the former state had not: their conventions are of neither."""
    connues = Counter(_list_faits_avenant(avant, ligne) for ligne in list_par_avenant(avant))
    nouvelles = []
    for ligne in list_par_avenant(apres):
        faits = _list_faits_avenant(apres, ligne)
        connues[faits] -= 1
        if connues[faits] < 0:
            nouvelles.append(Orpheline(ligne, Motif.INCONNUE))
    return tuple(nouvelles)


def _list_faits_avenant(dossier: Dossier, ligne: Ligne) -> tuple[Hashable, ...]:
    structure = fold_nom(get_cle(dossier, ligne, Axe.STRUCTURE))
    return fold_numero(ligne.numero_convention), structure, ligne.operation, *_list_faits(ligne)


def _find_changements(avant: Dossier, apres: Dossier) -> Iterator[tuple[Structure, Changement, tuple[ChangementOperation, ...]]]:
    anciennes = _group_avant(avant, apres)
    nouvelles = {structure.nom: (structure, lignes) for structure, lignes in group_conventions(apres)}
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
    for ancienne, lignes in group_conventions(avant):
        structure = find_suite(avant, apres, ancienne)
        _, deja = groupes.get(structure.nom, (structure, ()))
        groupes[structure.nom] = (structure, deja + lignes)
    return groupes


def _compare_operations(
    avant: Dossier, apres: Dossier, anciennes: Sequence[Ligne], nouvelles: Sequence[Ligne]
) -> Iterator[ChangementOperation]:
    for code in dict.fromkeys(ligne.operation for ligne in (*anciennes, *nouvelles)):
        lots = [tuple(ligne for ligne in lignes if ligne.operation == code) for lignes in (anciennes, nouvelles)]
        if _count_faits(avant, lots[0]) != _count_faits(apres, lots[1]):
            yield ChangementOperation(operation=code, avant=lots[0], apres=lots[1])


def _count_faits(dossier: Dossier, lignes: Iterable[Ligne]) -> Counter[tuple[Hashable, ...]]:
    operations = dossier.operation_par_code
    return Counter(
        (
            *(fold_nom(ligne.unite or operations[ligne.operation].unite), operations[ligne.operation].budget),
            *(compute_avance(dossier, (ligne,)), *_list_faits(ligne)),
        )
        for ligne in lignes
    )


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
