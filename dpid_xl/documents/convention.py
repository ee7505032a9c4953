"""From a dossier to its conventions: one per funded structure, all its operations in it, every text decided.

What an avenant adds to a convention of an earlier campaign is not in them (:mod:`dpid_xl.documents.avenants.rattachement`).

>>> from dpid_xl.campagnes import load_campagne
>>> conventions = write_conventions(load_campagne("2022_phase2"))
>>> len(conventions), sum(convention.montant for convention in conventions)
(89, Decimal('6196447.52'))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from dpid_xl.calcul.echeancier import get_taux_avance
from dpid_xl.calcul.plafonds import NATURES_PRIVEES, NATURES_PUBLIQUES
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.documents.champs import Champs, make_champs_campagne, make_champs_operations, make_champs_structure
from dpid_xl.documents.document import A_COMPLETER, Bloc, Convention, Rubrique, Style
from dpid_xl.documents.fiche import make_fiche
from dpid_xl.documents.grammaire import write_avec_article
from dpid_xl.documents.moteur import (
    Compose,
    Conditions,
    Fait,
    Faits,
    Retenu,
    add_bandeau,
    find_manques,
    keep_blocs,
    write_blocs,
)
from dpid_xl.modele import Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant, format_taux, write_en_lettres
from dpid_xl.periodes import Periode, format_date, write_date

DOCUMENTS = (CONVENTION, AVENANT) = ("convention", "avenant")  # what takes its words from the model
# What the columns of the register offer; empty: the choice is not made yet.
CHOIX: Conditions = {
    "sous_traitance": ("A", "B", ""),
    "securite": ("1", "2", ""),
    "sort_donnees": ("destruction", "renvoi", "tiers", ""),
}


def write_conventions(dossier: Dossier, structures: Collection[str] = ()) -> tuple[Convention, ...]:
    """Write the convention of every funded structure, in the order of Annexe 5, or only of those named (register names).

    Nothing is written for the others; the rank of a convention is its own among all.
    """
    return tuple(
        write_convention(dossier, structure, lignes, rang=rang)
        for rang, (structure, lignes) in enumerate(group_financees(dossier), 1)
        if not structures or structure.nom in structures
    )


def group_financees(dossier: Dossier) -> Iterator[tuple[Structure, tuple[Ligne, ...]]]:
    """Yield each structure of the register with the lines of its convention, in the order of Annexe 5.

    Lines at 0 € and lines of an unknown structure or operation fund nothing (controls point them out); those that an avenant adds to
    an earlier convention are in no convention of this campaign.
    """
    for nom, lignes in group_lignes(dossier, Axe.STRUCTURE).items():
        structure = dossier.find_structure(nom)
        financees = tuple(
            ligne
            for ligne in lignes
            if (ligne.montant or ZERO) > ZERO and not ligne.par_avenant and ligne.operation in dossier.operation_par_code
        )
        if structure and financees:
            yield structure, financees


def write_convention(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], *, rang: int = 1) -> Convention:
    """Write one convention from the funded lines of a structure; ``rang`` is its place among those of the campaign."""
    operations = list_operations(dossier, lignes)
    champs = make_champs(dossier, structure, operations, lignes)
    valeurs, retenus = asdict(champs), keep_blocs(dossier.modele, make_faits(structure, operations))
    cas = _Cas(dossier, lignes, champs, list_annexes(retenus, valeurs), _make_fiches(dossier, structure, lignes, count_annexes(retenus)))
    corps = tuple(write_blocs(cas, retenus, valeurs, COMPOSES))
    manques = find_manques(cas, retenus, valeurs, COMPOSES, corps)
    numero = champs.numero_convention
    return Convention(
        rang=rang,
        structure=structure,
        lignes=tuple(lignes),
        montant=sum_montants(lignes),
        periode=get_periode(lignes),
        numero=numero,
        titre=f"Convention de partenariat – {structure.nom}",
        pied=f"{structure.nom} – convention n°\xa0{numero or A_COMPLETER}",
        thematiques=tuple(dict.fromkeys(operation.thematique for operation in operations)),
        operations=tuple(operation.code for operation in operations),
        blocs=tuple(map(_share, add_bandeau(corps, manques))),
        manques=manques,
    )


@lru_cache(4096)  # four blocks in a hundred differ from one convention to the next: ten thousand conventions share the others
def _share(bloc: Bloc) -> Bloc:
    return bloc


# --- Fields ---


def make_champs(dossier: Dossier, structure: Structure, operations: Sequence[Operation], lignes: Sequence[Ligne]) -> Champs:
    """Decide and format every field of a convention."""
    montant, periode = sum_montants(lignes), get_periode(lignes)
    communes = count_annexes(keep_blocs(dossier.modele, make_faits(structure, operations)))
    return Champs(
        **make_champs_campagne(dossier.campagne),
        **make_champs_structure(structure),
        **make_champs_operations(len(operations)),
        numero_convention=write_numeros(lignes),
        intitules_operations="\xa0; ".join(operation.intitule for operation in operations),
        debut=write_date(periode.debut) if periode else "",
        fin=write_date(periode.fin) if periode else "",
        montant=format_montant(montant),
        montant_lettres=write_en_lettres(montant),
        taux_avance=format_taux(get_taux_avance(dossier)),
        nombre_annexes=str(communes + len(operations)),
    )


def write_numeros(lignes: Iterable[Ligne]) -> str:
    """Write the convention numbers of lines, each once; empty while none is attributed."""
    return ", ".join(dict.fromkeys(ligne.numero_convention for ligne in lignes if ligne.numero_convention))


def list_operations(dossier: Dossier, lignes: Sequence[Ligne]) -> tuple[Operation, ...]:
    """Return the operations of lines, in their order; the rank of each is that of its fiche among the annexes."""
    return tuple(dossier.operation_par_code[code] for code in dict.fromkeys(ligne.operation for ligne in lignes))


def get_periode(lignes: Sequence[Ligne]) -> Periode | None:
    """Return the period that holds those of all lines; None while one of them is not known."""
    periodes = [ligne.periode for ligne in lignes]
    connues = [periode for periode in periodes if periode]
    if len(connues) < len(periodes):
        return None
    return Periode(min(periode.debut for periode in connues), max(periode.fin for periode in connues))


# --- Conditions ---


def make_faits(structure: Structure, operations: Iterable[Operation] = (), document: str = CONVENTION) -> Faits:
    """Return what the conditions of the model find: choices of the structure, its nature, its operations, the document written."""
    return {
        **{choix: [Fait(getattr(structure, choix))] for choix in CHOIX},
        "document": [Fait(document)],
        "nature": [Fait(debut) for debut in list_debuts(structure.nature)],
        "operation": [Fait(operation.code) for operation in operations],
        "thematique": [Fait(operation.thematique) for operation in operations],
    }


def list_conditions(dossier: Dossier) -> Conditions:
    """Return what the conditions of the model may name: the codes of the campaign, the natures of its register and of the law."""
    natures = (debut for structure in dossier.structures for debut in list_debuts(structure.nature))
    return {
        **CHOIX,
        "document": DOCUMENTS,
        "nature": (*NATURES_PRIVEES, *NATURES_PUBLIQUES, *dict.fromkeys(natures)),
        "operation": tuple(dossier.operation_par_code),
        "thematique": tuple(thematique.code for thematique in dossier.thematiques),
    }


def list_debuts(nature: str) -> tuple[str, ...]:
    """Return the first words of a nature, by which a condition may call it.

    >>> list_debuts("association loi 1901")
    ('association', 'association loi', 'association loi 1901')
    """
    mots = nature.split()
    return tuple(" ".join(mots[:nombre]) for nombre in range(1, len(mots) + 1))


# --- Annexes ---


@dataclass(frozen=True, slots=True)
class FicheAnnexee:
    """The fiche of an operation, as an annex with its title."""

    titre: str
    operation: Operation
    rubriques: tuple[Rubrique, ...]


def _make_fiches(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], communes: int) -> tuple[FicheAnnexee, ...]:
    return tuple(
        FicheAnnexee(
            write_titre_fiche(rang, operation, communes),
            operation,
            make_fiche(dossier, structure, operation, [ligne for ligne in lignes if ligne.operation == operation.code]),
        )
        for rang, operation in enumerate(list_operations(dossier, lignes))
    )


def list_annexes(retenus: Iterable[Retenu], valeurs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the titles of the annexes that stand before the fiches: the officer may add some."""
    return tuple(retenu.fill(valeurs) for retenu in retenus if retenu.bloc.style == Style.ANNEXE)


def count_annexes(retenus: Iterable[Retenu]) -> int:
    """Count the annexes that stand before the fiches."""
    return sum(retenu.bloc.style == Style.ANNEXE for retenu in retenus)


def number_fiche(rang: int, communes: int) -> int:
    """Number the annex of an operation from its rank in the convention, from 0, after the common annexes."""
    return communes + 1 + rang


def write_titre_fiche(rang: int, operation: Operation, communes: int) -> str:
    """Write the title of the annex of an operation; ``rang`` and ``communes`` as in :func:`number_fiche`."""
    return f"Annexe\xa0{number_fiche(rang, communes)}\xa0: {operation.intitule}"


# --- What the program composes ---


def make_tableau(dossier: Dossier, lignes: Sequence[Ligne]) -> Bloc:
    """Lay the lines of a convention out as its table of operations, the total last."""
    rangees = [
        (
            dossier.operation_par_code[ligne.operation].intitule,
            ligne.territoire or A_COMPLETER,
            f"{format_date(ligne.periode.debut)} – {format_date(ligne.periode.fin)}" if ligne.periode else A_COMPLETER,
            format_montant(ligne.montant or ZERO),
        )
        for ligne in lignes
    ]
    entetes = ("Opération", "Territoire", "Période", "Montant")
    total = ("Total", "", "", format_montant(sum_montants(lignes)))
    return Bloc(Style.TABLEAU, tableau=(entetes, *rangees, total), montants=(3,))


def make_signature(champs: Champs) -> Bloc:
    """Lay out the two signatures, side by side."""
    departement = (
        "Pour le Département,",
        "et par délégation,",
        f"{write_avec_article(champs.signataire_qualite) or A_COMPLETER},",
        "",
        "",
        "",
        champs.signataire or A_COMPLETER,
    )
    structure = (
        f"Pour {champs.la_structure},",
        f"{write_avec_article(champs.structure_qualite, champs.structure_representant) or A_COMPLETER},",
        "",
        "",
        "",
        champs.structure_representant or A_COMPLETER,
    )
    return Bloc(Style.SIGNATURE, tableau=(("\n".join(departement), "\n".join((*structure, "(signature et cachet)"))),))


def write_annexes(texte: str, titres: Iterable[str]) -> Iterator[Bloc]:
    """Write the list of annexes."""
    yield Bloc(Style.PARAGRAPHE, texte)
    yield from (Bloc(Style.PUCE, titre) for titre in titres)


def write_fiches(fiches: Iterable[FicheAnnexee]) -> Iterator[Bloc]:
    """Write the annexes of operations."""
    for fiche in fiches:
        yield Bloc(Style.ANNEXE, fiche.titre)
        yield Bloc(Style.FICHE, rubriques=fiche.rubriques)


def find_manques_fiches(fiches: Iterable[FicheAnnexee]) -> Iterator[str]:
    """Name the rubrics that are to be completed."""
    for fiche in fiches:
        for rubrique in fiche.rubriques:
            if any(A_COMPLETER in texte for texte in rubrique.paragraphes):
                yield f"{fiche.operation.code} : {rubrique.libelle.lower()}"


@dataclass(frozen=True, slots=True)
class _Cas:
    # All that the composed blocks of one convention are written from.
    dossier: Dossier
    lignes: Sequence[Ligne]
    champs: Champs
    communes: tuple[str, ...]  # titles of the annexes that stand before the fiches
    fiches: tuple[FicheAnnexee, ...]


CHAMPS_DE_SIGNATURE = ("signataire", "signataire_qualite", "la_structure", "structure_qualite", "structure_representant")
COMPOSES: Mapping[str, Compose[_Cas]] = {
    "operations": Compose(lambda cas, texte: (Bloc(Style.PARAGRAPHE, texte), make_tableau(cas.dossier, cas.lignes))),
    "annexes": Compose(lambda cas, texte: write_annexes(texte, (*cas.communes, *(fiche.titre for fiche in cas.fiches)))),
    "signature": Compose(lambda cas, _texte: (make_signature(cas.champs),), CHAMPS_DE_SIGNATURE),
    "fiches": Compose(lambda cas, _texte: write_fiches(cas.fiches), find_manques=lambda cas: find_manques_fiches(cas.fiches)),
}
