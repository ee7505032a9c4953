"""The closing of a campaign as a workbook: credits, operations, what is to be claimed back and to be paid, what keeps it open.

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> render_cloture_xlsx(load_campagne("2022_phase2"), date(2023, 6, 30))[:2]
b'PK'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date

from dpid_xl.calcul.lignes import Valeur
from dpid_xl.documents.cloture import Cloture, Solde, Somme, compose_cloture, sum_soldes
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.periodes import format_date
from dpid_xl.rendus.tableaux import render_classeur
from dpid_xl.schema import Colonne, Nature

_M, _P, _I = Nature.MONTANT, Nature.PARAGRAPHES, Nature.IDENTIFIANT  # long texts are wrapped: a page in width stays readable
_SOMMES = tuple(
    Colonne(entete, "", _M, 14)
    for entete in ("Engagé", "Consommé", "À libérer", "En attente", "Versé", "Reste à verser", "Titres à émettre")
)
_QUI = (Colonne("Structure", "", _P, 40), Colonne("Opération", "", _I, 10))
CREDITS = (
    Colonne("Code budget", "", _I, 12),
    Colonne("Imputation", "", _I, 12),
    Colonne("Libellé", "", _P, 26),
    Colonne("Exercices", "", _I, 11),
    Colonne("AE", "", _M, 14),
    *_SOMMES,
)
OPERATIONS = (
    *_QUI,
    Colonne("Code budget", "", _I, 12),
    Colonne("Exercices", "", _I, 11),
    Colonne("Engagé", "", _M, 14),
    Colonne("Acquis", "", _M, 14),
    *_SOMMES[2:],
)
SOMMES_DUES = (*_QUI, Colonne("Code budget", "", _I, 12), *(Colonne(e, "", _M, 15) for e in ("Acquis", "Versé", "Montant")))
VERSES = (Colonne("Code budget", "", _I, 12), Colonne("Exercice", "", _I, 12), Colonne("Versé", "", _M, 15))
OBSTACLES = (*_QUI, Colonne("Ce qui empêche de clore", "", _P, 50), Colonne("Où", "", _I, 20))
TOTAL = "Total"


def render_cloture_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the closing of a campaign, as it stands on a day."""
    cloture = compose_cloture(dossier, jour)
    titres = [solde for solde in cloture.soldes if solde.somme.titres]
    restes = [solde for solde in cloture.soldes if solde.somme.a_verser]
    tables = (
        ("Crédits", CREDITS, _list_credits(cloture)),
        ("Opérations", OPERATIONS, _list_operations(cloture)),
        ("Titres à émettre", SOMMES_DUES, _list_dus(titres, "titres")),
        ("Reste à verser", SOMMES_DUES, _list_dus(restes, "a_verser")),
        ("Versé par exercice", VERSES, _list_verses(cloture)),
        ("Empêche de clore", OBSTACLES, [(o.structure, o.operation, o.quoi, str(o.origine)) for o in cloture.obstacles]),
    )
    return render_classeur(f"Clôture au {format_date(jour)} – {dossier.campagne.nom}", tables, jour)


def _list_credits(cloture: Cloture) -> Iterator[tuple[Valeur, ...]]:
    vus: set[str] = set()
    for poste in cloture.postes:
        ligne = poste.ligne
        # The AE of a line stands once: it is not of one exercice.
        ae = ligne.ae if ligne and poste.code not in vus else None
        vus.add(poste.code)
        qui = (poste.code, ligne.imputation if ligne else "", ligne.libelle if ligne else "", poste.exercices)
        yield (*qui, ae, *astuple(poste.somme))
    aes = {poste.code: poste.ligne.ae for poste in cloture.postes if poste.ligne}
    yield (TOTAL, "", "", "", sum(aes.values(), ZERO), *astuple(cloture.total))


def _list_operations(cloture: Cloture) -> Iterator[tuple[Valeur, ...]]:
    for solde in cloture.soldes:
        somme = solde.somme
        sommes: tuple[Valeur, ...] = (None, somme.en_attente, solde.verse, None, None) if not solde.connu else _tell(somme)
        yield (
            solde.structure,
            solde.operation,
            solde.budget,
            solde.exercices,
            solde.engage,
            solde.acquis if solde.connu else None,
            *sommes,
        )
    total = cloture.total
    yield (TOTAL, "", "", "", total.engage, total.consomme, *_tell(total))


def _tell(somme: Somme) -> tuple[Valeur, ...]:
    return (somme.a_liberer, somme.en_attente, somme.verse, somme.a_verser, somme.titres)


def _list_dus(soldes: Sequence[Solde], champ: str) -> Iterator[tuple[Valeur, ...]]:
    for solde in soldes:
        yield (solde.structure, solde.operation, solde.budget, solde.acquis, solde.verse, getattr(solde.somme, champ))
    total = sum_soldes(soldes)
    yield (TOTAL, "", "", total.consomme, total.verse, getattr(total, champ))


def _list_verses(cloture: Cloture) -> Iterator[tuple[Valeur, ...]]:
    for (code, exercice), somme in cloture.verses.items():
        yield (code, "non dit" if exercice is None else str(exercice), somme)
    yield (TOTAL, "", sum(cloture.verses.values(), ZERO))
