"""After the signature: what each operation has earned its structure, what remains to be paid, and the dates that fall due.

Sources: annexe 6 articles 5 (solde in proportion of the results) and 6-2 (accounts within six months of the year's end), annexe 7
(three parts for the référent solidarité), décret n° 2017-779 (publication within three months of the signature).

>>> from dpid_xl.campagnes import load_campagne
>>> resultats = compute_resultats(load_campagne("2022_phase2"))
>>> len(resultats), resultats[0].montant, resultats[0].prevu, resultats[0].solde
(136, Decimal('6400.00'), Decimal('80.00'), None)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from dpid_xl.calcul.acquis import Quantites, cap_acquis, compute_acquis_des_resultats, compute_part, find_poids, retain_acquis
from dpid_xl.calcul.avenants import apply_avenants, get_numero, list_decides
from dpid_xl.calcul.echeancier import compute_avance
from dpid_xl.calcul.signature import write_acte
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.calcul.versements import compute_verse, list_verses
from dpid_xl.classes import dataclass
from dpid_xl.modele import FORFAIT, Dossier, Effet, Ligne, LigneAvenant, Operation, Suivi, Versement
from dpid_xl.montants import ZERO, sum_connues
from dpid_xl.periodes import add_mois, format_date

UN = Decimal(1)
NATURES_CER = ("association", "fondation")  # that sign the contrat d'engagement républicain
DERNIER_MOIS, DERNIER_JOUR = 12, 31  # of the year that accounts are about


@dataclass(frozen=True, slots=True)
class Resultat:
    """One operation of a structure: amounts in euros, quantities in the unit of its lines; None: not known yet.

    ``prevu`` leaves out the mesures simples, ``prevu_simple``. ``acquis_des_resultats`` is what the results earn (the amount where no
    objective has a figure), ``acquis_au_plus`` what the expenses leave of it, ``acquis`` what is earned, ``verse`` what was paid, in
    ``versements`` or as it was typed, ``solde`` what is still to be paid, negative when the body pays back (titre de recettes).
    """

    structure: str
    operation: str
    lignes: tuple[Ligne, ...]
    suivi: Suivi | None
    montant: Decimal
    avance: Decimal | None
    prevu: Decimal | None
    prevu_simple: Decimal
    sans_objectif: bool
    part: Fraction | None
    acquis_des_resultats: Decimal | None
    acquis_au_plus: Decimal | None
    acquis: Decimal | None
    verse: Decimal | None
    solde: Decimal | None
    versements: tuple[Versement, ...] = ()

    @property
    def en_resultats(self) -> bool:
        """Tell whether somebody told what came of it: a quantity that was done, or what is earned."""
        suivi = self.suivi
        return suivi is not None and any(fait is not None for fait in (suivi.realise, suivi.realise_simple, suivi.acquis_arrete))

    @property
    def reste(self) -> Decimal | None:
        """The solde at most: the amount less the avance."""
        return None if self.avance is None else self.montant - self.avance

    @property
    def convention(self) -> tuple[str, str]:
        """Its convention: the structure and, for what an avenant adds to an earlier one, which one (an operation goes one way only)."""
        return self.structure, self.lignes[0].avenant_a

    @property
    def par_avenant(self) -> bool:
        """Tell whether an avenant adds it to an earlier convention."""
        return self.lignes[0].par_avenant


class Mesure(NamedTuple):
    """The share of the objectives that was done, what the results earn and what the expenses leave of it, as in :class:`Resultat`."""

    part: Fraction | None
    acquis_des_resultats: Decimal | None
    acquis_au_plus: Decimal | None


@dataclass(frozen=True, slots=True)
class Dates:
    """What falls due for a line: publication of the essential data, bilan, a financial report per year; None, or none: not known yet."""

    publication: date | None
    bilan: date | None
    comptes_rendus: tuple[date, ...]


def compute_resultats(dossier: Dossier) -> tuple[Resultat, ...]:
    """Return the result of every financed operation of every structure, in the order of Annexe 5."""
    suivis = {(get_structure(dossier, suivi), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    return tuple(_compute_resultat(dossier, cle, lignes, suivis.get(cle)) for cle, lignes in dossier.financees_par_cle.items())


def list_par_avenant(dossier: Dossier) -> tuple[Ligne, ...]:
    """Return the financed lines that an avenant adds to an earlier convention, in the order of Annexe 5."""
    return tuple(ligne for ligne in dossier.lignes if ligne.par_avenant and ligne.financee)


def find_signatures(dossier: Dossier) -> dict[tuple[str, str], date]:
    """Return the day each convention was signed, the avenant itself for an earlier one.

    The sheet « Signature » says it; else the first day that the rows of « Suivi » tell. By structure and, as
    :attr:`Resultat.convention`, the earlier convention.
    """
    conventions = find_conventions(dossier)
    signes = [(suivi, suivi.signature) for suivi in reversed(dossier.suivis) if suivi.signature]
    return {conventions[suivi]: signature for suivi, signature in signes} | find_signees(dossier)


def find_signees(dossier: Dossier) -> dict[tuple[str, str], date]:
    """Return what the sheet « Signature » alone says of it, the last of its rows; keys as in :func:`find_signatures`."""
    return {
        (dossier.name_structure(acte.structure), write_acte(acte)): acte.signee
        for acte in dossier.signatures
        if acte.signee and (acte.avenant_a or acte.avenant is None)
    }


def find_avenants(dossier: Dossier) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the avenants that each convention had so far, each once, as its rows tell them; keys as in :func:`find_signatures`.

    The sheet « Signature » adds those that it says signed by both sides, and that « Suivi » does not tell.
    """
    avenants: dict[tuple[str, str], dict[str, None]] = {}
    for suivi, convention in find_conventions(dossier).items():
        avenants.setdefault(convention, {}).update(dict.fromkeys(suivi.avenants))
    for acte in dossier.signatures:
        if acte.signee and acte.avenant is not None:
            convention = dossier.name_structure(acte.structure), write_acte(replace(acte, avenant=None))
            dits = avenants.setdefault(convention, {})
            if acte.avenant not in map(get_numero, dits):
                dits[f"n° {acte.avenant} du {format_date(acte.signee)}"] = None
    return {convention: tuple(textes) for convention, textes in avenants.items()}


def list_non_signes(dossier: Dossier) -> tuple[LigneAvenant, ...]:
    """Return the rows of the avenants to its conventions that are decided, and that nobody says signed: nothing is due of them."""
    decides = [rangee for rangee in list_decides(dossier) if rangee.effet is not Effet.AILLEURS]
    signes = list_rangs_signes(dossier) if decides else ()
    return tuple(rangee for rangee in decides if (dossier.name_structure(rangee.structure), rangee.rang) not in signes)


def list_rangs_signes(dossier: Dossier) -> Collection[tuple[str, int]]:
    """Return the avenants that somebody says signed, by structure and rank."""
    return {(nom, get_numero(texte)) for (nom, numero), textes in find_avenants(dossier).items() for texte in textes if not numero}


def make_signe(dossier: Dossier) -> Dossier:
    """Return the campaign with what is decided and signed of its avenants, which is what is due; itself without any."""
    if not dossier.avenants:
        return dossier
    a_signer = list_non_signes(dossier)
    return apply_avenants(dossier, (rangee for rangee in list_decides(dossier) if rangee not in a_signer))


def find_jours_verses(dossier: Dossier) -> Mapping[tuple[str, str], tuple[date, date]]:
    """Return the first and the last day on which each convention was paid, as the sheet « Versements » tells; no titre de recettes."""
    jours: dict[tuple[str, str], list[date]] = {}
    for (structure, operation), lignes in dossier.financees_par_cle.items():
        for versement in list_verses(dossier, structure, operation):
            if versement.verse_le and not versement.est_titre:
                jours.setdefault((structure, lignes[0].avenant_a), []).append(versement.verse_le)
    return {convention: (min(siens), max(siens)) for convention, siens in jours.items()}


def find_conventions(dossier: Dossier) -> Mapping[Suivi, tuple[str, str]]:
    """Return which convention each row is about, as :attr:`Resultat.convention`."""
    financees = dossier.financees_par_cle
    cles = {suivi: (get_structure(dossier, suivi), suivi.operation) for suivi in dossier.suivis}
    return {suivi: (cle[0], financees[cle][0].avenant_a if cle in financees else "") for suivi, cle in cles.items()}


def get_structure(dossier: Dossier, suivi: Suivi) -> str:
    """Return the name of the register for a row."""
    structure = dossier.find_structure(suivi.structure)
    return structure.nom if structure else suivi.structure


def is_en_parts(dossier: Dossier, code: str, suivi: Suivi | None) -> bool:
    """Tell whether the solde goes by three parts: the operation says so, or somebody gave a note."""
    operation = dossier.operation_par_code.get(code)
    notee = suivi is not None and (suivi.note_partenariat is not None or suivi.note_parcours is not None)
    return notee or (operation is not None and operation.solde_en_parts)


def compute_prevu(dossier: Dossier, lignes: Sequence[Ligne]) -> Decimal | None:
    """Return the quantity that lines plan, as :func:`compute_objectif`; None as long as one of them does not say it."""
    return sum_connues(compute_objectif(ligne, dossier.operation_par_code.get(ligne.operation)) for ligne in lignes)


def compute_objectif(ligne: Ligne, operation: Operation | None) -> Decimal | None:
    """Return the quantity that a line plans: mesures renforcées and simples together, 1 for a lump sum without any.

    None when it is not said, and when somebody wrote that the line has no objective in figures.
    """
    quantite = (ligne.quantite or ZERO) + (ligne.quantite_simple or ZERO)
    if ligne.sans_objectif:
        return None
    if quantite > ZERO:
        return quantite
    unite = ligne.unite or (operation.unite if operation else "")
    return UN if unite == FORFAIT else None


def is_objectif_manquant(ligne: Ligne, operation: Operation | None) -> bool:
    """Tell whether a line leaves its objective to be said: neither a quantity nor « sans objectif chiffré »."""
    return not ligne.sans_objectif and compute_objectif(ligne, operation) is None


def is_sans_objectif(dossier: Dossier, lignes: Sequence[Ligne]) -> bool:
    """Tell whether what lines earn is for somebody to decide: one of them has no objective in figures, and none leaves it to be said."""
    manquants = (is_objectif_manquant(ligne, dossier.operation_par_code.get(ligne.operation)) for ligne in lignes)
    return any(ligne.sans_objectif for ligne in lignes) and not any(manquants)


def measure_part(dossier: Dossier, lignes: Sequence[Ligne], suivi: Suivi) -> Fraction | None:
    """Return the share of what lines plan that was done, above 1 if more was; None when it cannot be told."""
    poids = find_poids(dossier.bareme, suivi.operation)
    return compute_part(compute_quantites(dossier, lignes), Quantites(suivi.realise, suivi.realise_simple), poids)


def compute_quantites(dossier: Dossier, lignes: Sequence[Ligne]) -> Quantites:
    """Return what lines plan, mesures simples apart."""
    prevu, simple = compute_prevu(dossier, lignes), sum((ligne.quantite_simple or ZERO for ligne in lignes), ZERO)
    return Quantites(None if prevu is None else prevu - simple, simple)


def compute_dates(dossier: Dossier, ligne: Ligne, signature: date | None) -> Dates:
    """Return what falls due for a line, given the day its convention was signed; not what rests on a delay the barème does not give."""
    operation = dossier.operation_par_code.get(ligne.operation)
    bilan = operation.bilan_au_plus_tard if operation else None
    exercices = range((ligne.debut or ligne.fin).year, ligne.fin.year + 1) if ligne.fin else ()
    comptes = (_add_delai(dossier, "DELAI_COMPTE_RENDU", date(annee, DERNIER_MOIS, DERNIER_JOUR)) for annee in exercices)
    return Dates(
        _add_delai(dossier, "DELAI_PUBLICATION", signature) if signature else None,
        bilan if bilan and not (ligne.fin and ligne.fin > bilan) else None,  # said of what is over by then
        tuple(filter(None, comptes)),
    )


def _add_delai(dossier: Dossier, code: str, jour: date) -> date | None:
    """Return the day that a delay of the barème ends; None without one, which a control says, or past what a calendar holds."""
    delai = dossier.bareme.find_valeur(code)
    try:
        return None if delai is None else add_mois(jour, int(delai))
    except (ValueError, OverflowError):
        return None


def measure_acquis(dossier: Dossier, code: str, lignes: Sequence[Ligne], suivi: Suivi | None) -> Mesure:
    """Return, for the lines of an operation, what was done of their objectives and what it earns."""
    montant, sans_objectif = sum_montants(lignes), is_sans_objectif(dossier, lignes)
    part = measure_part(dossier, lignes, suivi) if suivi else None
    resultats = montant if sans_objectif else None
    if suivi and part is not None and not sans_objectif:
        resultats = compute_acquis_des_resultats(montant, part, suivi, dossier.bareme, en_parts=is_en_parts(dossier, code, suivi))
    operation = dossier.operation_par_code.get(code)
    plafond = operation.plafond_depenses if operation else ""
    return Mesure(part, resultats, cap_acquis(resultats, plafond, suivi.depenses if suivi else None))


def _compute_resultat(dossier: Dossier, cle: tuple[str, str], lignes: tuple[Ligne, ...], suivi: Suivi | None) -> Resultat:
    montant, prevu, sans_objectif = sum_montants(lignes), compute_quantites(dossier, lignes), is_sans_objectif(dossier, lignes)
    mesure = measure_acquis(dossier, cle[1], lignes, suivi)
    acquis = retain_acquis(mesure.acquis_au_plus, suivi, sans_objectif=sans_objectif) if suivi else None
    verse = compute_verse(dossier, *cle, suivi)
    return Resultat(
        *cle,
        lignes,
        suivi,
        montant,
        compute_avance(dossier, lignes),
        prevu.principale,
        prevu.simple or ZERO,
        sans_objectif,
        mesure.part,
        mesure.acquis_des_resultats,
        mesure.acquis_au_plus,
        acquis,
        verse,
        acquis - verse if acquis is not None and verse is not None else None,
        list_verses(dossier, *cle),
    )
