"""Payments as a file: one row per structure, operation and exercice, with what it may get, and the dates to keep.

What an operation got, earned and still gets is of all its exercices: its first row says it. One that is not split has one row, without
exercice, avance nor solde. What was paid for what nothing finances any more, or of an exercice that has no part, has its row at zero.

>>> from dpid_xl.campagnes import load_campagne
>>> premiere, *rangees = render_echeancier_csv(load_campagne("2022_phase2")).decode("utf-8-sig").splitlines()
>>> premiere.split(";")[:5], len(rangees)
(['Structure', 'SIRET', 'Opération', 'Intitulé', 'N° convention'], 136)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.echeances import compute_dates_resultat
from dpid_xl.calcul.exercices import PartExercice, sum_exercices
from dpid_xl.calcul.lignes import Valeur
from dpid_xl.calcul.suivi import DERNIER_JOUR, DERNIER_MOIS, Dates, Resultat, compute_resultats, find_signatures, list_non_signes
from dpid_xl.calcul.versements import compute_verses_sans_montant, sum_comptes
from dpid_xl.modele import Dossier, Ligne, LigneBudget
from dpid_xl.montants import ZERO
from dpid_xl.rendus.tableaux import render_csv, render_xlsx
from dpid_xl.schema import Colonne, Nature

COLONNES = (
    Colonne("Structure", "", Nature.TEXTE, 36),
    Colonne("SIRET", "", Nature.IDENTIFIANT, 17),
    Colonne("Opération", "", Nature.IDENTIFIANT, 11),
    Colonne("Intitulé", "", Nature.TEXTE, 36),
    Colonne("N° convention", "", Nature.IDENTIFIANT, 14),
    Colonne("Ligne budgétaire", "", Nature.IDENTIFIANT, 13),
    Colonne("Imputation", "", Nature.IDENTIFIANT, 13),
    Colonne("Montant", "", Nature.MONTANT, 15),
    Colonne("Avance", "", Nature.MONTANT, 15),
    Colonne("Versé", "", Nature.MONTANT, 15),
    Colonne("Acquis", "", Nature.MONTANT, 15),
    Colonne("Solde", "", Nature.MONTANT, 15),
    Colonne("Signée le", "", Nature.DATE, 12),
    Colonne("Publication", "", Nature.DATE, 12),
    Colonne("Bilan", "", Nature.DATE, 12),
    Colonne("Compte rendu", "", Nature.DATE, 12),
    Colonne("Exercice", "", Nature.IDENTIFIANT, 10),
    Colonne("Solde au plus", "", Nature.MONTANT, 15),
    Colonne("Versé de l'exercice", "", Nature.MONTANT, 15),
    Colonne("Reste à verser", "", Nature.MONTANT, 15),
    Colonne("Prévu, non versé", "", Nature.MONTANT, 15),
    Colonne("Prochain versement", "", Nature.DATE, 12),
    Colonne("Premier versement", "", Nature.DATE, 12),
    Colonne("Dernier versement", "", Nature.DATE, 12),
    Colonne("Engagements", "", Nature.IDENTIFIANT, 18),
    Colonne("Mandats", "", Nature.IDENTIFIANT, 18),
)
FEUILLE = "Échéancier"


def render_echeancier_csv(dossier: Dossier) -> bytes:
    """Return the payments as CSV; an amount or a date that is not known yet is empty."""
    return render_csv(COLONNES, list_valeurs(dossier))


def render_echeancier_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the payments as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, COLONNES, list_valeurs(dossier), jour)


def list_valeurs(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the values of every structure and operation, in the order of COLONNES and of Annexe 5.

    Amounts are those decided; what is earned and left is not told while an avenant waits for its signature, as in a décompte.
    """
    a_signer = {(dossier.name_structure(rangee.structure), rangee.operation) for rangee in list_non_signes(dossier)}
    sans_montant = compute_verses_sans_montant(dossier)
    dossier = make_en_cours(dossier)
    signatures = find_signatures(dossier)
    for resultat in compute_resultats(dossier):
        signature = signatures.get(resultat.convention)
        dates = compute_dates_resultat(dossier, resultat, signature)
        identite = _list_identite(dossier, resultat.structure, resultat.operation, resultat.lignes)
        regle = (resultat.structure, resultat.operation) not in a_signer
        faits = (resultat.verse, *((resultat.acquis, resultat.solde) if regle else (None, None)))
        versements = _list_versements(dossier, resultat.structure, resultat.operation, resultat.montant, resultat.verse)
        for rang, part in enumerate(_list_parts(dossier, resultat) or (None,)):
            yield (
                *identite,
                *((part.montant, part.avance) if part else (resultat.montant, None)),
                *(faits if rang == 0 else (None,) * len(faits)),
                signature,
                *(dates.publication, dates.bilan, _find_compte_rendu(dates, part)),
                *((str(part.exercice), part.solde) if part else ("", None)),
                _sum_exercice(resultat, part),
                *(versements if rang == 0 else (None,) * len(versements)),
            )
    for (structure, operation), verse in sans_montant.items():
        acquis = None if (structure, operation) in a_signer else ZERO
        yield (
            *_list_identite(dossier, structure, operation, dossier.lignes_par_cle.get((structure.casefold(), operation), ())),
            *(ZERO, None),
            *(verse, acquis, None if acquis is None else -verse),
            signatures.get((structure, "")),
            *(None,) * 3,
            *("", None, None),
            *_list_versements(dossier, structure, operation, ZERO, verse),
        )


def _list_parts(dossier: Dossier, resultat: Resultat) -> tuple[PartExercice, ...]:
    """Return the exercices of an operation, then those that only payments are of, worth nothing; none while a payment does not say its."""
    parts = sum_exercices(dossier, resultat.lignes)
    connus = {part.exercice for part in parts}
    dits = [versement.exercice for versement in resultat.versements]
    verses = {exercice for exercice in dits if exercice} if all(dits) else set()
    return (*parts, *(PartExercice(exercice, ZERO, ZERO, ZERO) for exercice in sorted(verses - connus))) if parts else ()


def _sum_exercice(resultat: Resultat, part: PartExercice | None) -> Decimal | None:
    """Return what the payments say is of an exercice; nothing where one of them does not say which it is of."""
    connus = part is not None and resultat.versements and all(versement.exercice for versement in resultat.versements)
    siens = (versement for versement in resultat.versements if part and versement.exercice == part.exercice)
    return sum_comptes(siens) if connus else None


def _list_versements(dossier: Dossier, structure: str, operation: str, montant: Decimal, verse: Decimal | None) -> tuple[Valeur, ...]:
    """Return what is left to pay of an operation, what is planned and when, when it was paid, its engagements and its mandats."""
    tous = dossier.versements_par_cle.get((structure.casefold(), operation), ())
    prevus = [versement for versement in tous if versement.prevu]
    jours = [versement.verse_le for versement in tous if versement.verse_le and not versement.est_titre]
    return (
        None if verse is None else montant - verse,
        sum_comptes(prevus) if prevus else None,
        min((versement.prevu_le for versement in prevus if versement.prevu_le), default=None),
        min(jours, default=None),
        max(jours, default=None),
        *(_cite(getattr(versement, champ) for versement in tous) for champ in ("engagement", "mandat")),
    )


def _cite(numeros: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(numero for numero in numeros if numero))


def _find_compte_rendu(dates: Dates, part: PartExercice | None) -> date | None:
    """Return when the accounts of an exercice are due: the first day told after it ends."""
    fin = date(part.exercice, DERNIER_MOIS, DERNIER_JOUR) if part else date.min
    return next((quand for quand in dates.comptes_rendus if quand > fin), None)


def _list_identite(dossier: Dossier, nom: str, code: str, lignes: Sequence[Ligne]) -> tuple[str, ...]:
    structure, operation = dossier.find_structure(nom), dossier.operation_par_code.get(code)
    budget = _find_budget(dossier, operation.budget if operation else "")
    return (
        nom,
        structure.siret if structure else "",
        code,
        operation.intitule if operation else "",
        ", ".join(dict.fromkeys(ligne.numero_convention for ligne in lignes if ligne.numero_convention)),
        budget.code if budget else "",
        budget.imputation if budget else "",
    )


def _find_budget(dossier: Dossier, code: str) -> LigneBudget | None:
    return next((ligne for ligne in dossier.budget if ligne.code == code), None)
