"""The letters that follow the signature: notification of the convention, request for the bilan, décompte; and those of refusals.

What is not known yet prints « À COMPLÉTER » and keeps the letter a PROJET, as in a convention. Texts: ``courriers.toml``.

>>> from dpid_xl.campagnes import load_campagne
>>> dossier = load_campagne("2022_phase2")
>>> compose_courriers(dossier, Nature.NOTIFICATION)
()
>>> courrier, = compose_courriers(dossier, Nature.NOTIFICATION, ["PAGE"])
>>> courrier.titre, courrier.operations, courrier.manques[:2]
('Notification de la convention – PAGE', ('T2-05',), ('courriel du gestionnaire', 'numéro de convention'))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.suivi import Resultat, compute_resultats, find_avenants, find_signatures
from dpid_xl.classes import dataclass
from dpid_xl.documents.convention import group_conventions
from dpid_xl.documents.courriers.cas import Cas
from dpid_xl.documents.courriers.decompte import group_a_signer
from dpid_xl.documents.courriers.refus import COMPOSES_REFUS, CasDeRefus, list_refus
from dpid_xl.documents.courriers.tableaux import COMPOSES
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Manque, Style
from dpid_xl.documents.modele import MODELE_COURRIERS, load_blocs
from dpid_xl.documents.moteur import StyleCompose, compose_blocs, find_blancs, find_manques, finish_blocs, keep_blocs
from dpid_xl.documents.provenance import write_pied
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.typographie import compose_typographie

COMMUN = "commun"
_L = TypeVar("_L", Cas, CasDeRefus)


class Nature(StrEnum):
    """A kind of letter; its value starts the codes of its blocks."""

    NOTIFICATION = "notification"
    DEMANDE_DE_BILAN = "demande_de_bilan"
    DECOMPTE = "decompte"
    REFUS = "refus"


SIGLES: Mapping[Nature, str] = {Nature.NOTIFICATION: "N", Nature.DEMANDE_DE_BILAN: "B", Nature.DECOMPTE: "D", Nature.REFUS: "R"}
TITRES: Mapping[Nature, str] = {
    Nature.NOTIFICATION: "Notification de la convention",
    Nature.DEMANDE_DE_BILAN: "Demande de bilan",
    Nature.DECOMPTE: "Décompte",
    Nature.REFUS: "Refus d'une demande",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Courrier(Document):
    """One letter to a structure; ``rang`` is that of its convention, ``montant`` the amount of ``operations``, in euros.

    Of a refusal: its rank among the refusals, and what was asked.
    """

    nature: Nature
    operations: tuple[str, ...]
    montant: Decimal

    @property
    def sigle(self) -> str:
        """Initial of the letter in the reference of its pages: not that of the convention."""
        return SIGLES[self.nature]


def compose_courriers(dossier: Dossier, nature: Nature, structures: Collection[str] = (), jour: date | None = None) -> tuple[Courrier, ...]:
    """StyleCompose the letters of a kind, in the order of Annexe 5: for the structures it concerns, or for those named (register names).

    A notification is for those that signed, a request for those whose results are still to come, a décompte for those with results, a
    refusal for those one of whose demands was refused: one letter for each commission, if it is held on the day, when one is given.
    """
    if nature is Nature.REFUS:
        return tuple(_compose_refus(cas, rang) for rang, cas in enumerate(list_refus(dossier, structures, jour), 1))
    en_cours = make_en_cours(dossier)  # what is paid is what the avenants left
    signatures, avenants, par_nom = find_signatures(en_cours), find_avenants(en_cours), _group_resultats(en_cours)
    a_signer, courriers = group_a_signer(dossier), []
    for rang, (structure, _lignes) in enumerate(group_conventions(dossier), 1):
        resultats, convention = par_nom.get(structure.nom, ()), (structure.nom, "")
        signature = signatures.get(convention)
        concernes = _keep_concernes(nature, resultats, signee=signature is not None)
        if resultats and (structure.nom in structures or (not structures and concernes)):
            siens = a_signer.get(structure.nom, {})
            cas = Cas(en_cours, structure, concernes or resultats, signature, avenants.get(convention, ()), siens)
            courriers.append(_compose_courrier(cas, nature, rang))
    return tuple(courriers)


def _group_resultats(dossier: Dossier) -> Mapping[str, tuple[Resultat, ...]]:
    # The letters about what an avenant adds to an earlier convention are those of that convention.
    par_nom: dict[str, tuple[Resultat, ...]] = {}
    for resultat in compute_resultats(dossier):
        if resultat.operation in dossier.operation_par_code and not resultat.par_avenant:
            par_nom[resultat.structure] = (*par_nom.get(resultat.structure, ()), resultat)
    return par_nom


def _keep_concernes(nature: Nature, resultats: tuple[Resultat, ...], *, signee: bool) -> tuple[Resultat, ...]:
    realises = [resultat for resultat in resultats if resultat.en_resultats]
    match nature:
        case Nature.NOTIFICATION:
            return resultats if signee else ()
        case Nature.DEMANDE_DE_BILAN:
            return tuple(resultat for resultat in resultats if signee and resultat not in realises)
        case _:
            return resultats if realises else ()


def _compose_courrier(cas: Cas, nature: Nature, rang: int) -> Courrier:
    corps, manques = _compose_corps(cas, nature, COMPOSES)
    operations = tuple(resultat.operation for resultat in cas.resultats)
    montant = sum((resultat.montant for resultat in cas.resultats), ZERO)
    reference = f"convention n°\xa0{cas.valeurs['numero_convention'] or A_COMPLETER}"
    return _finish(cas, nature, rang, reference, (corps, manques), operations=operations, montant=montant)


def _compose_refus(cas: CasDeRefus, rang: int) -> Courrier:
    contenu = _compose_corps(cas, Nature.REFUS, COMPOSES_REFUS)
    return _finish(cas, Nature.REFUS, rang, cas.reference, contenu, operations=cas.operations, montant=cas.montant)


def _compose_corps(cas: _L, nature: Nature, composes: Mapping[str, StyleCompose[_L]]) -> tuple[tuple[Bloc, ...], tuple[Manque, ...]]:
    blocs = (bloc for bloc in load_blocs(MODELE_COURRIERS) if bloc.code.startswith((COMMUN, nature)))
    retenus = keep_blocs(blocs, cas.occurrences)
    corps = tuple(_join_rubriques(compose_blocs(cas, retenus, cas.valeurs, composes)))
    return corps, find_manques(cas, retenus, cas.valeurs, composes, cas.locate) or find_blancs(corps)


def _finish(
    cas: Cas | CasDeRefus,
    nature: Nature,
    rang: int,
    reference: str,
    contenu: tuple[tuple[Bloc, ...], tuple[Manque, ...]],
    *,
    operations: tuple[str, ...],
    montant: Decimal,
) -> Courrier:
    (corps, manques), nom = contenu, cas.structure.nom
    return Courrier(
        structure=cas.structure,
        titre=compose_typographie(f"{TITRES[nature]} – {nom}"),
        pied=write_pied(f"{nom} – {TITRES[nature].lower()} – {reference}", cas.dossier),
        blocs=finish_blocs(corps, manques),
        lacunes=manques,
        logo=cas.dossier.logo,
        nature=nature,
        rang=rang,
        operations=operations,
        montant=montant,
    )


def _join_rubriques(corps: Iterable[Bloc]) -> Iterator[Bloc]:
    # Rubrics that follow one another are one table.
    for style, suite in groupby(corps, key=lambda bloc: bloc.style):
        if style is Style.FICHE:
            yield Bloc(
                style, rubriques=tuple(rubrique for bloc in suite for rubrique in bloc.rubriques), legende="Ce que le document concerne"
            )
        else:
            yield from suite
