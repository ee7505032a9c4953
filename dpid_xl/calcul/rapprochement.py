"""What was paid against what was due: each payment of a list finds its place in the campaign, or it is said why it has none.

A payment is of a structure by its SIRET, by the number of its convention and by its name, which must not contradict each other; of an
operation by its code, by the amount that was planned or is due, or because the structure has one only. Two places that would do are none,
and what may be entered already is not entered again: it is for somebody to say.

>>> from dpid_xl.campagnes import load_campagne
>>> paiement = Paiement("2", Decimal("6400"), structure="CCAS de Libercourt", operation="T1-01")
>>> rapprochement, = match_paiements(load_campagne("2022_phase2"), [paiement])
>>> rapprochement.sort.value, rapprochement.operation, rapprochement.par
('payé', 'T1-01', 'nom, opération')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dpid_xl.calcul.paiements import Meme, Paiement, compare_versement, fold_operation, is_repeated
from dpid_xl.calcul.suivi import Resultat, compute_resultats
from dpid_xl.classes import dataclass
from dpid_xl.identifiants import compact
from dpid_xl.lieu import Lieu
from dpid_xl.modele import AVANCE, SOLDE, TITRE, Dossier, Versement
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_numero
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
    """What is left to match, as payments find their place: the rows of « Versements » are those of each structure."""

    saisis: dict[str, list[Versement]]
    prevus: dict[str, list[Versement]]
    verses: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    lus: dict[tuple[str, Decimal], list[Paiement]] = field(default_factory=dict)  # of the list, by structure and amount


def match_paiements(dossier: Dossier, paiements: Iterable[Paiement]) -> tuple[Rapprochement, ...]:
    """Match payments, in their order, then say what was planned and is not paid."""
    resultats: dict[str, list[Resultat]] = {}
    for resultat in compute_resultats(dossier):
        resultats.setdefault(resultat.structure, []).append(resultat)
    etat = _Etat(_group(dossier, lambda versement: versement.verse_le is not None), _group(dossier, lambda versement: versement.prevu))
    etat.verses = {(r.structure, r.operation): r.verse or ZERO for siens in resultats.values() for r in siens}
    index = _index(dossier)
    trouves = [_match(dossier, paiement, resultats, etat, index) for paiement in paiements]
    restes = {id(versement) for siens in etat.prevus.values() for versement in siens}
    dus = (Rapprochement(Sort.DU, None, v.structure, v.operation, v) for v in dossier.versements if id(v) in restes)
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


def _group(dossier: Dossier, keep: Callable[[Versement], bool]) -> dict[str, list[Versement]]:
    par_structure: dict[str, list[Versement]] = {}
    for versement in filter(keep, dossier.versements):
        par_structure.setdefault(dossier.name_structure(versement.structure), []).append(versement)
    return par_structure


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
            conventions.setdefault(fold_numero(ligne.numero_convention), set()).add(dossier.name_structure(ligne.structure))
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
    connue = dossier.find_structure(structure)
    if paiement.siret and connue and connue.siret and compact(connue.siret) != compact(paiement.siret):
        return Rapprochement(
            Sort.AMBIGU, paiement, structure, pourquoi="le SIRET de la liste n'est pas celui du registre", par=", ".join(par)
        )
    return _recognize(paiement, structure, etat, par) or _place_sienne(paiement, structure, resultats.get(structure, []), etat, par)


def _recognize(paiement: Paiement, structure: str, etat: _Etat, par: list[str]) -> Rapprochement | None:
    """Tell what is known already: a row of the list that another one says too, a payment that « Versements » has, or may have."""
    semblables = etat.lus.setdefault((structure, paiement.montant), [])
    double = next((autre for autre in semblables if is_repeated(autre, paiement)), None)
    semblables.append(paiement)
    if double:
        return Rapprochement(Sort.AMBIGU, paiement, structure, par=", ".join(par), pourquoi=f"déjà dit par la liste ({double.place})")
    saisis = etat.saisis.get(structure, [])
    siens = [(compare_versement(paiement, versement), versement) for versement in saisis]
    for meme, saisi in siens:
        if meme is Meme.OUI:
            saisis.remove(saisi)
            preuve = "mandat et montant" if paiement.mandat and saisi.mandat else "date et montant"
            return Rapprochement(Sort.DEJA_SAISI, paiement, structure, saisi.operation, saisi, ", ".join((*par, preuve)))
    for meme, saisi in siens:
        if meme is Meme.DOUTE:
            pourquoi = f"Versements a ce montant en rangée {saisi.lieu.rang} : est-ce le même paiement ?"
            return Rapprochement(Sort.AMBIGU, paiement, structure, saisi.operation, saisi, ", ".join(par), pourquoi)
    return None


def _place_sienne(paiement: Paiement, structure: str, resultats: Sequence[Resultat], etat: _Etat, par: list[str]) -> Rapprochement:
    siens = _narrow(paiement, resultats)
    if siens:
        return _place(paiement, structure, siens, etat, par)
    pourquoi = "rien ne lui est dû dans cette campagne"
    if resultats:
        codes = ", ".join(resultat.operation for resultat in resultats)
        pourquoi = f"l'opération « {paiement.operation} » n'est pas de cette structure : {codes}"
    return Rapprochement(Sort.INCONNU, paiement, structure, pourquoi=pourquoi, par=", ".join(par))


def _find_structures(
    dossier: Dossier, paiement: Paiement, sirets: dict[str, set[str]], conventions: dict[str, set[str]]
) -> list[tuple[str, set[str]]]:
    """Return what tells the structure, and whom it tells: SIRET, number of convention, name; what nobody has tells nothing."""
    structure = dossier.find_structure(paiement.structure) if paiement.structure else None
    dits = [
        (STRUCTURES.entete("siret"), sirets.get(compact(paiement.siret), set())),
        ("n° de convention", conventions.get(fold_numero(paiement.convention), set())),
        ("nom", {structure.nom} if structure else set()),
    ]
    return [(par, noms) for par, noms in dits if noms]


def _narrow(paiement: Paiement, resultats: Sequence[Resultat]) -> list[Resultat]:
    """Keep the operations that a payment may be for: that of its code, those of its convention."""
    code = fold_operation(paiement.operation)
    siens = [resultat for resultat in resultats if not code or fold_operation(resultat.operation) == code]
    numero = fold_numero(paiement.convention)
    de_la_convention = [r for r in siens if numero and any(fold_numero(ligne.numero_convention) == numero for ligne in r.lignes)]
    return de_la_convention or siens


def _place(paiement: Paiement, structure: str, siens: Sequence[Resultat], etat: _Etat, par: list[str]) -> Rapprochement:
    codes = [resultat.operation for resultat in siens]
    prevus = etat.prevus.get(structure, [])
    egaux = [versement for versement in prevus if versement.operation in codes and versement.compte == paiement.montant]
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
        prevus.remove(prevu)
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


def _get_jour(versement: Versement) -> date:
    return versement.prevu_le or date.max
