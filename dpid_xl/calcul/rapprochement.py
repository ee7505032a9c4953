"""What was paid against what was due: each payment of a list finds its place in the campaign, or it is said why it has none.

A payment is of a structure by its SIRET, by the number of its convention, then by its name; of an operation by its code, by the amount
that was planned or is due, or because the structure has one only. Two places that would do are none: it is for somebody to say.

>>> from dpid_xl.campagnes import load_campagne
>>> paiement = Paiement("2", Decimal("6400"), structure="CCAS de Libercourt", operation="T1-01")
>>> rapprochement, = match_paiements(load_campagne("2022_phase2"), [paiement])
>>> rapprochement.sort.value, rapprochement.operation, rapprochement.par
('payé', 'T1-01', 'nom, opération')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.suivi import Resultat, compute_resultats
from dpid_xl.identifiants import compact
from dpid_xl.lieu import Lieu
from dpid_xl.modele import AVANCE, SOLDE, TITRE, Dossier, Versement
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import STRUCTURES, VERSEMENTS


class Sort(StrEnum):
    """What becomes of a payment, or of what was due."""

    PAYE = "payé"  # it has its place
    DEJA_SAISI = "déjà saisi"  # « Versements » has it
    TROP = "trop versé"  # it has its place, and goes beyond the amount
    AMBIGU = "à préciser"  # several places would do
    INCONNU = "sans correspondance"  # no structure, or nothing due to it
    DU = "dû, non payé"  # planned, and nothing of the list pays it


AILLEURS = Lieu(VERSEMENTS.feuille, 0)  # of a row that is still to be written
A_VOIR = frozenset({Sort.TROP, Sort.AMBIGU, Sort.INCONNU})


@dataclass(frozen=True, slots=True)
class Paiement:
    """A row of a list of payments; ``montant`` in euros, below zero for what is paid back."""

    place: str
    montant: Decimal
    siret: str = ""
    structure: str = ""
    convention: str = ""
    operation: str = ""
    engagement: str = ""
    mandat: str = ""
    exercice: int | None = None
    jour: date | None = None
    objet: str = ""


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """A payment and its place: structure, operation, the row of « Versements », what told it (``par``), why not (``pourquoi``)."""

    sort: Sort
    paiement: Paiement | None
    structure: str = ""
    operation: str = ""
    versement: Versement | None = None
    par: str = ""
    pourquoi: str = ""

    @property
    def montant(self) -> Decimal:
        """What is paid or due, in euros."""
        return self.paiement.montant if self.paiement else self.versement.compte if self.versement else ZERO

    @property
    def dit(self) -> str:
        """The structure as the list writes it."""
        return self.paiement.structure if self.paiement else ""


@dataclass(frozen=True, slots=True)
class Inscription:
    """What a payment that has its place writes in « Versements »; ``prevu`` is the row that planned it, None: a row of its own.

    Its nature is empty where nothing tells it.
    """

    versement: Versement
    prevu: Versement | None


@dataclass(slots=True)
class _Etat:
    """What is left to match, as payments find their place."""

    saisis: list[Versement]
    prevus: list[Versement]
    verses: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def match_paiements(dossier: Dossier, paiements: Iterable[Paiement]) -> tuple[Rapprochement, ...]:
    """Match payments, in their order, then say what was planned and is not paid; raises ParametreAbsent."""
    resultats: dict[str, list[Resultat]] = {}
    for resultat in compute_resultats(dossier):
        resultats.setdefault(resultat.structure, []).append(resultat)
    etat = _Etat([v for v in dossier.versements if v.verse_le], [v for v in dossier.versements if v.prevu])
    etat.verses = {(r.structure, r.operation): r.verse or ZERO for siens in resultats.values() for r in siens}
    index = _index(dossier)
    trouves = [_match(dossier, paiement, resultats, etat, index) for paiement in paiements]
    dus = (Rapprochement(Sort.DU, None, versement.structure, versement.operation, versement) for versement in etat.prevus)
    return (*trouves, *dus)


def list_inscriptions(dossier: Dossier, rapprochements: Iterable[Rapprochement]) -> tuple[Inscription, ...]:
    """Return what to write of the payments that have their place and a day; what goes beyond its amount is for somebody to see."""
    resultats = {(resultat.structure, resultat.operation): resultat for resultat in compute_resultats(dossier)}
    verses = {cle: resultat.verse or ZERO for cle, resultat in resultats.items()}
    inscriptions = []
    for un in rapprochements:
        paiement, cle = un.paiement, (un.structure, un.operation)
        if un.sort is not Sort.PAYE or paiement is None or paiement.jour is None:
            continue
        nature = un.versement.nature if un.versement else _find_nature(paiement.montant, resultats[cle], verses[cle])
        verses[cle] += paiement.montant
        versement = Versement(
            structure=un.structure,
            operation=un.operation,
            territoire="",
            description="",
            nature=nature,
            prevu_le=None,
            verse_le=paiement.jour,
            exercice=paiement.exercice,
            montant=abs(paiement.montant),
            engagement=paiement.engagement,
            mandat=paiement.mandat,
            remarque="",
            lieu=AILLEURS,
        )
        inscriptions.append(Inscription(versement, un.versement))
    return tuple(inscriptions)


def _find_nature(montant: Decimal, resultat: Resultat, verse: Decimal) -> str:
    """Return what an amount tells of its nature: paid back, the avance when nothing was paid yet, all that is left; else nothing."""
    if montant < ZERO:
        return TITRE
    if montant == resultat.avance and not verse:
        return AVANCE
    restes = {resultat.montant - verse, *(() if resultat.acquis is None else (resultat.acquis - verse,))}
    return SOLDE if montant in restes else ""


def _index(dossier: Dossier) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the structures by SIRET, and by number of convention."""
    sirets: dict[str, set[str]] = {}
    for structure in dossier.structures:
        if structure.siret:
            sirets.setdefault(compact(structure.siret), set()).add(structure.nom)
    conventions: dict[str, set[str]] = {}
    for ligne in dossier.lignes:
        if ligne.numero_convention:
            conventions.setdefault(_fold_numero(ligne.numero_convention), set()).add(dossier.name_structure(ligne.structure))
    return sirets, conventions


def _match(
    dossier: Dossier,
    paiement: Paiement,
    resultats: dict[str, list[Resultat]],
    etat: _Etat,
    index: tuple[dict[str, set[str]], dict[str, set[str]]],
) -> Rapprochement:
    dits = _find_structures(dossier, paiement, *index)
    noms = {nom for _par, trouves in dits for nom in trouves}
    if not noms:
        return Rapprochement(Sort.INCONNU, paiement, pourquoi="ni SIRET, ni n° de convention, ni nom que la campagne connaisse")
    communs = set.intersection(*(trouves for _par, trouves in dits))
    if len(communs) != 1:
        return Rapprochement(Sort.AMBIGU, paiement, pourquoi=f"plusieurs structures : {', '.join(sorted(noms))}")
    (structure,), par = communs, [par for par, _trouves in dits]
    if saisi := _take(etat.saisis, paiement, structure):
        return Rapprochement(Sort.DEJA_SAISI, paiement, structure, saisi.operation, saisi, ", ".join((*par, "mandat et montant")))
    siens = _narrow(paiement, resultats.get(structure, []))
    if not siens:
        return Rapprochement(Sort.INCONNU, paiement, structure, pourquoi="rien ne lui est dû dans cette campagne", par=", ".join(par))
    return _place(paiement, structure, siens, etat, par)


def _find_structures(
    dossier: Dossier, paiement: Paiement, sirets: dict[str, set[str]], conventions: dict[str, set[str]]
) -> list[tuple[str, set[str]]]:
    """Return what tells the structure, and whom it tells: SIRET and number of convention first, the name only without them."""
    dits = [
        (STRUCTURES.entete("siret"), sirets.get(compact(paiement.siret), set())),
        ("n° de convention", conventions.get(_fold_numero(paiement.convention), set())),
    ]
    connus = [(par, noms) for par, noms in dits if noms]
    structure = dossier.find_structure(paiement.structure) if paiement.structure else None
    return connus or ([("nom", {structure.nom})] if structure else [])


def _narrow(paiement: Paiement, resultats: Sequence[Resultat]) -> list[Resultat]:
    """Keep the operations that a payment may be for: that of its code, those of its convention."""
    siens = [resultat for resultat in resultats if not paiement.operation or resultat.operation == paiement.operation.upper()]
    numero = _fold_numero(paiement.convention)
    de_la_convention = [r for r in siens if numero and any(_fold_numero(ligne.numero_convention) == numero for ligne in r.lignes)]
    return de_la_convention or siens


def _place(paiement: Paiement, structure: str, siens: Sequence[Resultat], etat: _Etat, par: list[str]) -> Rapprochement:
    codes = [resultat.operation for resultat in siens]
    egaux = [
        v for v in etat.prevus if v.structure.casefold() == structure.casefold() and v.operation in codes and v.compte == paiement.montant
    ]
    exact = [resultat for resultat in siens if paiement.montant in _list_dus(resultat, etat)]
    prevu = None
    if len({v.operation for v in egaux}) == 1:  # of two alike, the first: nothing tells them apart but their day
        prevu = min(egaux, key=_get_jour)
        code, par = prevu.operation, [*par, "montant prévu"]
    elif len(siens) == 1:
        code, par = codes[0], [*par, "opération" if paiement.operation else "seule opération"]
    elif not egaux and len(exact) == 1:
        code, par = exact[0].operation, [*par, "montant dû"]
    else:
        return Rapprochement(Sort.AMBIGU, paiement, structure, par=", ".join(par), pourquoi=f"plusieurs opérations : {', '.join(codes)}")
    if prevu:
        etat.prevus.remove(prevu)
    cle = structure, code
    etat.verses[cle] += paiement.montant
    montant = next(resultat.montant for resultat in siens if resultat.operation == code)
    trop = etat.verses[cle] > montant
    pourquoi = f"versé {etat.verses[cle]:.2f} pour un montant de {montant:.2f}".replace(".", ",") if trop else ""
    return Rapprochement(Sort.TROP if trop else Sort.PAYE, paiement, structure, code, prevu, ", ".join(par), pourquoi)


def _list_dus(resultat: Resultat, etat: _Etat) -> set[Decimal]:
    """Return the amounts that an operation may be paid at once: its avance when nothing is paid yet, all that is left."""
    verse = etat.verses[resultat.structure, resultat.operation]
    dus = {resultat.montant - verse}
    if resultat.avance and not verse:
        dus.add(resultat.avance)
    if resultat.acquis is not None:
        dus.add(resultat.acquis - verse)
    return {du for du in dus if du}


def _take(versements: list[Versement], paiement: Paiement, structure: str) -> Versement | None:
    """Take out of the payments already entered the one that a row of the list is."""
    for versement in versements:
        meme = versement.structure.casefold() == structure.casefold() and versement.compte == paiement.montant
        if meme and paiement.mandat and fold_nom(versement.mandat) == fold_nom(paiement.mandat):
            versements.remove(versement)
            return versement
    return None


def _get_jour(versement: Versement) -> date:
    return versement.prevu_le or date.max


def _fold_numero(numero: str) -> str:
    return fold_nom(numero).removeprefix("n°").strip()
