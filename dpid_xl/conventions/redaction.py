"""From a dossier to its conventions: one per funded structure, all its operations in it, every text decided.

>>> from dpid_xl.campagnes import load_campagne
>>> conventions = write_conventions(load_campagne("2022_phase2"))
>>> len(conventions), sum(convention.montant for convention in conventions)
(89, Decimal('6198687.52'))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TypeAlias

from dpid_xl.calcul.echeancier import get_taux_avance
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.conventions.champs import Champs, describe_champ, fill, find_champs, make_champs_campagne, make_champs_structure
from dpid_xl.conventions.document import A_COMPLETER, Bloc, Convention, Rubrique, Style
from dpid_xl.conventions.fiche import make_fiche
from dpid_xl.conventions.modele import load_phrases
from dpid_xl.modele import BlocModele, Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant, format_taux, write_en_lettres
from dpid_xl.periodes import Periode, format_date, write_date

ANNEXES_COMMUNES = 2  # personal data, publicity: they stand before the fiches


def write_conventions(dossier: Dossier) -> tuple[Convention, ...]:
    """Write the convention of every funded structure of the register, in the order of Annexe 5.

    Lines at 0 € and lines of an unknown structure or operation have none (controls point them out).
    """
    conventions: list[Convention] = []
    for nom, lignes in group_lignes(dossier, Axe.STRUCTURE).items():
        structure = dossier.find_structure(nom)
        financees = tuple(
            ligne
            for ligne in lignes
            if ligne.montant is not None and ligne.montant > ZERO and ligne.operation in dossier.operation_par_code
        )
        if structure and financees:
            conventions.append(write_convention(dossier, structure, financees, rang=len(conventions) + 1))
    return tuple(conventions)


def write_convention(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], *, rang: int = 1) -> Convention:
    """Write one convention from the funded lines of a structure; ``rang`` is its place among those of the campaign."""
    operations = tuple(dossier.operation_par_code[code] for code in dict.fromkeys(ligne.operation for ligne in lignes))
    champs = make_champs(dossier, structure, operations, lignes)
    fiches = tuple(
        (operation, make_fiche(dossier, structure, operation, [ligne for ligne in lignes if ligne.operation == operation.code]))
        for operation in operations
    )
    corps = tuple(_write_blocs(dossier, structure, lignes, champs, fiches))
    manques = _find_manques(dossier, structure, champs, fiches, corps)
    bandeau = (Bloc(Style.BANDEAU, load_phrases()["projet"]),) if manques else ()
    numero = champs.numero_convention
    return Convention(
        rang=rang,
        structure=structure,
        lignes=tuple(lignes),
        montant=sum_montants(lignes),
        periode=_get_periode(lignes),
        numero=numero,
        titre=f"Convention de partenariat – {structure.nom}",
        pied=f"{structure.nom} – convention n°\xa0{numero or A_COMPLETER}",
        thematiques=tuple(dict.fromkeys(operation.thematique for operation in operations)),
        operations=tuple(operation.code for operation in operations),
        blocs=bandeau + corps,
        manques=manques,
    )


def make_champs(dossier: Dossier, structure: Structure, operations: Sequence[Operation], lignes: Sequence[Ligne]) -> Champs:
    """Decide and format every field of a convention."""
    montant, periode = sum_montants(lignes), _get_periode(lignes)
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
        nombre_annexes=str(ANNEXES_COMMUNES + len(operations)),
        l_operation="l’opération" if seule else "les opérations",
        de_l_operation="de l’opération" if seule else "des opérations",
    )


def _get_periode(lignes: Sequence[Ligne]) -> Periode | None:
    periodes = [ligne.periode for ligne in lignes]
    connues = [periode for periode in periodes if periode]
    if len(connues) < len(periodes):
        return None
    return Periode(min(periode.debut for periode in connues), max(periode.fin for periode in connues))


def is_retenu(bloc: BlocModele, structure: Structure) -> bool:
    """Tell whether a block is kept for a structure: no condition, or « choix:valeur » that the register holds."""
    choix, _, valeur = bloc.si.partition(":")
    return not choix or getattr(structure, choix) == valeur


_Fiches: TypeAlias = tuple[tuple[Operation, tuple[Rubrique, ...]], ...]


def _write_blocs(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], champs: Champs, fiches: _Fiches) -> Iterator[Bloc]:
    valeurs = asdict(champs)
    titres_annexes = [fill(bloc.texte, valeurs) for bloc in dossier.modele if bloc.style == Style.ANNEXE]
    for bloc in dossier.modele:
        if not is_retenu(bloc, structure):
            continue
        texte = fill(bloc.texte, valeurs)
        match bloc.style:
            case "operations":
                yield Bloc(Style.PARAGRAPHE, texte)
                yield _make_tableau(dossier, lignes)
            case "annexes":
                yield Bloc(Style.PARAGRAPHE, texte)
                for titre in (*titres_annexes, *(_write_titre_fiche(rang, operation) for rang, (operation, _) in enumerate(fiches))):
                    yield Bloc(Style.PUCE, titre)
            case "signature":
                yield _make_signature(champs)
            case "fiches":
                for rang, (operation, rubriques) in enumerate(fiches):
                    yield Bloc(Style.ANNEXE, _write_titre_fiche(rang, operation))
                    yield Bloc(Style.FICHE, rubriques=rubriques)
            case style:
                yield Bloc(Style(style), texte)


def _write_titre_fiche(rang: int, operation: Operation) -> str:
    return f"Annexe\xa0{ANNEXES_COMMUNES + 1 + rang}\xa0: {operation.intitule}"


def _make_tableau(dossier: Dossier, lignes: Sequence[Ligne]) -> Bloc:
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


def _make_signature(champs: Champs) -> Bloc:
    departement = ("Pour le Département,", "et par délégation,", champs.signataire_qualite, "", "", "", champs.signataire)
    structure = (
        f"Pour {champs.structure},",
        champs.structure_qualite or A_COMPLETER,
        "",
        "",
        "",
        champs.structure_representant or A_COMPLETER,
    )
    return Bloc(Style.SIGNATURE, tableau=(("\n".join(departement), "\n".join((*structure, "(signature et cachet)"))),))


def _find_manques(dossier: Dossier, structure: Structure, champs: Champs, fiches: _Fiches, corps: Sequence[Bloc]) -> tuple[str, ...]:
    valeurs = asdict(champs)
    retenus = [bloc for bloc in dossier.modele if is_retenu(bloc, structure)]
    vides = [describe_champ(nom) for bloc in retenus for nom in _list_champs(bloc) if not valeurs[nom]]
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


def _list_champs(bloc: BlocModele) -> list[str]:
    return sorted(find_champs(bloc.texte))
