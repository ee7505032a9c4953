"""Controls: what does not hold in a campaign, and what an officer should look at before signing.

A control is one function ``(Dossier) -> Iterable[Anomalie]``: its docstring is the rule, ``messages.toml`` its sentence.
None raises, none prints; all are listed in ``CONTROLES``.

>>> from dpid_xl.modele import Origine
>>> faits = {"structure": "PRISME", "operation": "T2-05"}
>>> print(get_message(Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5", "M37"), faits)))
La ligne de « PRISME » (T2-05) est à 0 € : aucune convention ne sera établie pour elle, retirez-la ou corrigez le montant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie, Gravite
from dpid_xl.controles import comptages, doublons, identite, lignes, tarifs, totaux
from dpid_xl.modele import Dossier
from dpid_xl.parametres.strict import build_record, load_toml

__all__ = ["CONTROLES", "Controle", "Message", "check_dossier", "count_gravites", "get_message", "load_messages"]

Controle = Callable[[Dossier], Iterable[Anomalie]]

CONTROLES: tuple[Controle, ...] = (
    lignes.check_montants_absents,
    lignes.check_montants_negatifs,
    lignes.check_lignes_a_zero,
    lignes.check_dates_absentes,
    lignes.check_dates_inversees,
    lignes.check_dates_campagne,
    lignes.check_dates_operation,
    lignes.check_durees,
    lignes.check_quantites_absentes,
    lignes.check_quantites_non_dites,
    lignes.check_quantites_negatives,
    lignes.check_quantites_simples,
    tarifs.check_montants_bareme,
    tarifs.check_unites,
    tarifs.check_couts_unitaires,
    tarifs.check_montants_repris,
    tarifs.check_tarifs_absents,
    tarifs.check_tarifs_inattendus,
    tarifs.check_tarifs_en_double,
    tarifs.check_bareme_delibere,
    doublons.check_lignes_en_double,
    doublons.check_montants_repetes,
    doublons.check_operations_en_double,
    doublons.check_structures_en_double,
    doublons.check_variantes_partagees,
    identite.check_structures_connues,
    identite.check_variantes,
    identite.check_noms_ressemblants,
    identite.check_noms_distingues,
    identite.check_operations_connues,
    identite.check_thematiques_connues,
    identite.check_budgets_connus,
    identite.check_sirets,
    identite.check_sirets_partages,
    totaux.check_totaux_decides,
    totaux.check_totaux_verifiables,
    totaux.check_nombre_operations,
    totaux.check_soldes_budget,
    totaux.check_disponibles,
    comptages.check_quantites_decidees,
    comptages.check_structures_decidees,
)

# What an officer reads first; a place outside these sheets (a file of a packaged campaign) comes after, as it is met.
ORDRE_DES_FEUILLES = ("Annexe 5", "Totaux", "Budget", "Structures", "Opérations", "Barème", "Campagne")

_CELLULE = re.compile(r"([A-Z]*)(\d*)")


@dataclass(frozen=True, slots=True)
class Message:
    """What is said of a code: the sentence with its {faits}, the rule in general and where the rule comes from."""

    message: str
    regle: str
    source: str


def check_dossier(dossier: Dossier, *anomalies_de_lecture: Anomalie) -> tuple[Anomalie, ...]:
    """Run every control; findings, those of the reading included, from the gravest on, then by sheet, row and column."""
    trouvees = (*anomalies_de_lecture, *(anomalie for controle in CONTROLES for anomalie in controle(dossier)))
    feuilles = dict.fromkeys((*ORDRE_DES_FEUILLES, *(anomalie.origine.feuille for anomalie in trouvees)))
    rangs = {feuille: rang for rang, feuille in enumerate(feuilles)}
    return tuple(sorted(trouvees, key=lambda anomalie: _get_ordre(anomalie, rangs)))


def get_message(anomalie: Anomalie) -> str:
    """Return the French sentence of a finding; raises KeyError when its code or one of its facts is unknown."""
    return load_messages()[anomalie.code].message.format_map(dict(anomalie.faits))


def count_gravites(anomalies: Iterable[Anomalie]) -> Mapping[Gravite, int]:
    """Count findings by gravity, from the gravest on, 0 included.

    >>> {gravite.value: nombre for gravite, nombre in count_gravites(()).items()}
    {'bloquante': 0, 'avertissement': 0, 'information': 0}
    """
    nombres = Counter(anomalie.gravite for anomalie in anomalies)
    return {gravite: nombres[gravite] for gravite in ORDRE_DES_GRAVITES}


@cache
def load_messages() -> Mapping[str, Message]:
    """Read ``messages.toml``; an unknown or missing key raises DonneesInvalides."""
    tables = load_toml(resources.files(__name__) / "messages.toml")
    return {code: build_record(Message, table, f"messages.toml, {code}") for code, table in tables.items()}


def _get_ordre(anomalie: Anomalie, rangs: Mapping[str, int]) -> tuple[int, int, int, int, str, str]:
    trouve = _CELLULE.match(anomalie.origine.cellule)
    colonne, rang = trouve.groups() if trouve else ("", "")
    return (
        ORDRE_DES_GRAVITES.index(anomalie.gravite),
        rangs[anomalie.origine.feuille],
        int(rang or 0),
        len(colonne),  # column Z comes before AA
        colonne,
        anomalie.code,
    )
