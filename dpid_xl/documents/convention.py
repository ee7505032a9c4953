"""From a dossier to its conventions: one per funded structure, all its operations in it, every text decided.

What an avenant adds to a convention of an earlier campaign is not in them (:mod:`dpid_xl.documents.avenants.rattachement`).

>>> from dpid_xl.campagnes import load_campagne
>>> conventions = write_conventions(load_campagne("2022_phase2"))
>>> len(conventions), sum(convention.montant for convention in conventions)
(89, Decimal('6196447.52'))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import TypeAlias

from dpid_xl.calcul.echeancier import get_taux_avance
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.documents.champs import Champs, describe_champ, fill, find_champs, make_champs_campagne, make_champs_structure
from dpid_xl.documents.document import A_COMPLETER, Bloc, Convention, Rubrique, Style
from dpid_xl.documents.fiche import make_fiche
from dpid_xl.documents.grammaire import write_avec_article
from dpid_xl.documents.modele import load_phrases
from dpid_xl.modele import BlocModele, Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant, format_taux, write_en_lettres
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import Periode, format_date, write_date


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
    fiches = tuple(
        (operation, make_fiche(dossier, structure, operation, [ligne for ligne in lignes if ligne.operation == operation.code]))
        for operation in operations
    )
    retenus = [bloc for bloc in dossier.modele if is_retenu(bloc, structure, operations)]
    corps = tuple(_write_blocs(dossier, retenus, lignes, champs, fiches))
    manques = find_manques(retenus, asdict(champs), fiches, corps)
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


def make_champs(dossier: Dossier, structure: Structure, operations: Sequence[Operation], lignes: Sequence[Ligne]) -> Champs:
    """Decide and format every field of a convention."""
    montant, periode = sum_montants(lignes), get_periode(lignes)
    seule = len(operations) == 1
    return Champs(
        **make_champs_campagne(dossier.campagne),
        **make_champs_structure(structure),
        numero_convention=", ".join(dict.fromkeys(ligne.numero_convention for ligne in lignes if ligne.numero_convention)),
        intitules_operations="\xa0; ".join(operation.intitule for operation in operations),
        debut=write_date(periode.debut) if periode else "",
        fin=write_date(periode.fin) if periode else "",
        montant=format_montant(montant),
        montant_lettres=write_en_lettres(montant),
        taux_avance=format_taux(get_taux_avance(dossier)),
        nombre_annexes=str(count_annexes(bloc for bloc in dossier.modele if is_retenu(bloc, structure, operations)) + len(operations)),
        l_operation="l’opération" if seule else "les opérations",
        de_l_operation="de l’opération" if seule else "des opérations",
    )


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


# What a condition may look at, and what it finds there.
CRITERES: Mapping[str, Callable[[Structure, Sequence[Operation], str], Collection[str]]] = {
    "sous_traitance": lambda structure, *_: (structure.sous_traitance,),
    "securite": lambda structure, *_: (structure.securite,),
    "sort_donnees": lambda structure, *_: (structure.sort_donnees,),
    "nature": lambda structure, *_: list_debuts(structure.nature),
    "operation": lambda _, operations, __: [operation.code for operation in operations],
    "thematique": lambda _, operations, __: [operation.thematique for operation in operations],
    "document": lambda *faits: (faits[2],),
}
DOCUMENTS = (CONVENTION, AVENANT) = ("convention", "avenant")  # what takes its words from the model


def is_retenu(bloc: BlocModele, structure: Structure, operations: Sequence[Operation] = (), document: str = CONVENTION) -> bool:
    """Tell whether a block is kept: no condition, or « critère:valeur|valeur » that the structure, its operations or the document meet."""
    critere, valeurs = split_condition(bloc.si)
    if not critere:
        return True
    connues = map(fold_nom, CRITERES[critere](structure, operations, document))
    return not {fold_nom(valeur) for valeur in valeurs}.isdisjoint(connues)


def split_condition(si: str) -> tuple[str, tuple[str, ...]]:
    """Split a condition into what it looks at and the values that it accepts.

    >>> split_condition("nature:commune | CCAS"), split_condition("securite:")
    (('nature', ('commune', 'CCAS')), ('securite', ('',)))
    """
    critere, _, valeurs = si.partition(":")
    return critere.strip(), tuple(valeur.strip() for valeur in valeurs.split("|"))


def list_debuts(nature: str) -> tuple[str, ...]:
    """Return the first words of a nature, by which a condition may call it.

    >>> list_debuts("association loi 1901")
    ('association', 'association loi', 'association loi 1901')
    """
    mots = nature.split()
    return tuple(" ".join(mots[:nombre]) for nombre in range(1, len(mots) + 1))


Fiches: TypeAlias = tuple[tuple[Operation, tuple[Rubrique, ...]], ...]


def _write_blocs(
    dossier: Dossier, retenus: Sequence[BlocModele], lignes: Sequence[Ligne], champs: Champs, fiches: Fiches
) -> Iterator[Bloc]:
    valeurs = asdict(champs)
    communes = count_annexes(retenus)
    titres_fiches = [write_titre_fiche(rang, operation, communes) for rang, (operation, _) in enumerate(fiches)]
    titres_annexes = [fill(bloc.texte, valeurs) for bloc in retenus if bloc.style == Style.ANNEXE]
    for bloc in retenus:
        texte = fill(bloc.texte, valeurs)
        match bloc.style:
            case "operations":
                yield Bloc(Style.PARAGRAPHE, texte)
                yield make_tableau(dossier, lignes)
            case "annexes":
                yield Bloc(Style.PARAGRAPHE, texte)
                for titre in (*titres_annexes, *titres_fiches):
                    yield Bloc(Style.PUCE, titre)
            case "signature":
                yield make_signature(champs)
            case "fiches":
                for titre, (_, rubriques) in zip(titres_fiches, fiches, strict=True):
                    yield Bloc(Style.ANNEXE, titre)
                    yield Bloc(Style.FICHE, rubriques=rubriques)
            case style:
                yield Bloc(Style(style), texte)


def count_annexes(retenus: Iterable[BlocModele]) -> int:
    """Count the annexes that stand before the fiches: the officer may add some."""
    return sum(bloc.style == Style.ANNEXE for bloc in retenus)


def number_fiche(rang: int, communes: int) -> int:
    """Number the annex of an operation from its rank in the convention, from 0, after the common annexes."""
    return communes + 1 + rang


def write_titre_fiche(rang: int, operation: Operation, communes: int) -> str:
    """Write the title of the annex of an operation; ``rang`` and ``communes`` as in :func:`number_fiche`."""
    return f"Annexe\xa0{number_fiche(rang, communes)}\xa0: {operation.intitule}"


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


def add_bandeau(corps: tuple[Bloc, ...], manques: Sequence[str]) -> tuple[Bloc, ...]:
    """Head a document with « PROJET » while something is missing."""
    return (Bloc(Style.BANDEAU, load_phrases()["projet"]), *corps) if manques else corps


def find_manques(retenus: Sequence[BlocModele], valeurs: Mapping[str, str], fiches: Fiches, corps: Sequence[Bloc]) -> tuple[str, ...]:
    """Name what keeps a document a PROJET, from the blocks kept, their fields, its fiches and what was written."""
    vides = [describe_champ(nom) for bloc in retenus for nom in sorted(find_champs(bloc.texte)) if not valeurs[nom]]
    choix = [describe_champ(bloc.si.rstrip(":")) for bloc in retenus if bloc.si.endswith(":")]
    ecrits = ["texte du modèle" for bloc in retenus if A_COMPLETER in bloc.texte and not bloc.si.endswith(":")]
    rubriques = [
        f"{operation.code} : {rubrique.libelle.lower()}"
        for operation, rubriques in fiches
        for rubrique in rubriques
        if any(A_COMPLETER in texte for texte in rubrique.paragraphes)
    ]
    signataires = [nom for nom in ("signataire", "signataire_qualite") if not valeurs[nom]]
    manques = tuple(dict.fromkeys((*vides, *signataires, *choix, *ecrits, *rubriques)))
    if not manques and any(A_COMPLETER in texte for bloc in corps for rangee in bloc.tableau for texte in rangee):
        return ("tableau des opérations",)
    return manques
