"""Findings as an officer reads them: one cause, one row; what says the same thing of several cells is said once.

A group is a cause with what follows from it (``causes``), or findings of one code that share what their sentence ``ensemble``
names. Its gravity is the gravest of them: what blocks is never folded under what does not.

>>> from dpid_xl.lieu import Origine
>>> def absente(cellule, structure):
...     faits = {"structure": structure, "operation": "T2-03", "manque": "de fin"}
...     return Anomalie("dates_absentes", Gravite.AVERTISSEMENT, Origine("Annexe 5", cellule), faits)
>>> (groupe,) = group_anomalies([absente("J25", "PAGE"), absente("J26", "GEIQ 3A")])
>>> print(write_groupe(groupe).replace("\xa0", " ").split(" : ")[0])
En T2-03, 2 lignes n’ont pas de date de fin (« PAGE » en J25, « GEIQ 3A » en J26)
>>> summarize([absente("J25", "PAGE"), absente("J26", "GEIQ 3A")])
'0 bloquante, 1 avertissement, 0 information (2 constats réunis)'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.controles.messages import Message, fill, load_messages
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.typographie import compose_typographie

_FAITS = re.compile(r"\{(\w+)\}")
_A_PART = {"nombre", "membres"}  # in a sentence for several, what is not a fact that they share
_ICI = "\0"
# What a cell of Excel holds, 32 767 signs, is enough for as many findings, and for as many places.
MEMBRES_MAXIMUM, PLACES_MAXIMUM = 150, 1200
SUITES_CITEES = 6  # consequences that a sentence names; the others are counted


@dataclass(frozen=True, slots=True)
class Groupe:
    """Findings told in one row: ``membres`` say the same thing, of one cell each; ``consequences`` follow from the only one there is."""

    membres: tuple[Anomalie, ...]
    consequences: tuple[Anomalie, ...] = ()

    @property
    def tete(self) -> Anomalie:
        """The finding that the row stands for: the cause, or the first of those that are alike."""
        return self.membres[0]

    @property
    def gravite(self) -> Gravite:
        """The gravest of its findings."""
        return min((anomalie.gravite for anomalie in self.constats), key=ORDRE_DES_GRAVITES.index)

    @property
    def justification(self) -> str:
        """What accepts all of it; empty: it is still to be dealt with."""
        return "" if self.consequences else self.tete.justification

    @property
    def constats(self) -> tuple[Anomalie, ...]:
        """All the findings, the consequences last."""
        return (*self.membres, *self.consequences)

    @property
    def origines(self) -> tuple[Origine, ...]:
        """The cells concerned, each once."""
        return tuple(dict.fromkeys(anomalie.origine for anomalie in self.constats))


def group_anomalies(anomalies: Iterable[Anomalie]) -> tuple[Groupe, ...]:
    """Fold findings, from the gravest group on, then as they come; every finding is in one group."""
    trouvees = tuple(anomalies)
    reperes = {anomalie.repere for anomalie in trouvees}
    suites: dict[Hashable, list[Anomalie]] = {}
    for anomalie in trouvees:
        if anomalie.cause in reperes:
            suites.setdefault(anomalie.cause, []).append(anomalie)
    tetes = [anomalie for anomalie in trouvees if anomalie.cause not in reperes]
    semblables: dict[Hashable, list[Anomalie]] = {}
    for rang, anomalie in enumerate(tetes):
        semblables.setdefault(rang if anomalie.repere in suites else _get_cle(anomalie, rang), []).append(anomalie)
    coupes = (
        membres[debut : debut + MEMBRES_MAXIMUM] for membres in semblables.values() for debut in range(0, len(membres), MEMBRES_MAXIMUM)
    )
    groupes = (Groupe(tuple(membres), tuple(suites.pop(membres[0].repere, ()))) for membres in coupes)
    return tuple(sorted(groupes, key=lambda groupe: (ORDRE_DES_GRAVITES.index(groupe.gravite), bool(groupe.justification))))


def write_groupe(groupe: Groupe) -> str:
    """Return what is shown of a group everywhere, set in type: its sentence, how it was accepted, what follows from it."""
    return compose_typographie(_write_groupe(groupe))


def _write_groupe(groupe: Groupe) -> str:
    phrase = _write_phrase(groupe)
    if groupe.justification:
        phrase = f"{phrase.removesuffix('.')} — accepté : {' '.join(groupe.justification.split()).removesuffix('.')}."
    if not groupe.consequences:
        return phrase
    citees = [f"{write_suite(anomalie)} ({write_place(anomalie.origine)})" for anomalie in groupe.consequences[:SUITES_CITEES]]
    autres = len(groupe.consequences) - len(citees)
    liste = ", ".join(citees) + (f" et {write_quantite(autres, 'autre')}" if autres else "")
    nombre = write_quantite(len(groupe.consequences), "conséquence")
    return f"{phrase} {nombre}, qui {'disparaîtra' if len(groupe.consequences) == 1 else 'disparaîtront'} avec : {liste}."


def write_suite(anomalie: Anomalie) -> str:
    """Name a finding that follows from another one."""
    return fill(load_messages()[anomalie.code].suite, anomalie.faits)


def write_place(origine: Origine) -> str:
    """Write a place in a sentence: « Opérations L7 »."""
    return f"{origine.feuille} {origine.cellule}".rstrip()


def write_places(groupe: Groupe) -> str:
    """List the cells of a group, as « Annexe 5!I25, Annexe 5!I26 »."""
    return ", ".join([str(origine) for origine in groupe.origines if origine.feuille][:PLACES_MAXIMUM])


def summarize(anomalies: Iterable[Anomalie]) -> str:
    """Count groups by gravity, in words, then the findings that they hold when they hold several.

    >>> from dpid_xl.lieu import Origine
    >>> summarize([Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5"), {"operation": "T2-05"}, "Retrait en cours")])
    '0 bloquante, 1 avertissement (dont 1 accepté), 0 information'
    """
    groupes = group_anomalies(anomalies)
    comptes = ", ".join(write_nombre(groupes, gravite, gravite.value) for gravite in ORDRE_DES_GRAVITES)
    reunis = write_constats(groupes)
    return f"{comptes} ({reunis})" if reunis else comptes


def write_constats(groupes: Sequence[Groupe]) -> str:
    """Write how many findings groups hold, and how many of them follow from another; empty: one each."""
    constats, consequences = sum(len(groupe.constats) for groupe in groupes), sum(len(groupe.consequences) for groupe in groupes)
    dont = f", dont {write_quantite(consequences, 'conséquence')}" if consequences else ""
    return f"{write_quantite(constats, 'constat', 'réuni')}{dont}" if constats > len(groupes) else ""


def write_nombre(groupes: Iterable[Groupe], gravite: Gravite, nom: str = "") -> str:
    """Write how many groups have a gravity, and how many of them are accepted."""
    choisis = [groupe for groupe in groupes if groupe.gravite is gravite]
    acceptes = sum(bool(groupe.justification) for groupe in choisis)
    return write_quantite(len(choisis), nom) + (f" (dont {write_quantite(acceptes, 'accepté')})" if acceptes else "")


def count_gravites(anomalies: Iterable[Anomalie]) -> Mapping[Gravite, int]:
    """Count groups by gravity, from the gravest on, 0 included.

    >>> {gravite.value: nombre for gravite, nombre in count_gravites(()).items()}
    {'bloquante': 0, 'avertissement': 0, 'information': 0}
    """
    nombres = Counter(groupe.gravite for groupe in group_anomalies(anomalies))
    return {gravite: nombres[gravite] for gravite in ORDRE_DES_GRAVITES}


def _write_phrase(groupe: Groupe) -> str:
    message = load_messages()[groupe.tete.code]
    if len(groupe.membres) == 1:
        return fill(message.message, groupe.tete.faits)
    textes = [fill(message.membre, {"cellule": membre.origine.cellule, **membre.faits}) for membre in groupe.membres]
    membres = (" ; " if any(", " in texte for texte in textes) else ", ").join(textes)
    # One fact is cut when it is very long, the list of them is not.
    phrase = fill(message.ensemble, {**groupe.tete.faits, "nombre": len(groupe.membres), "membres": _ICI})
    return phrase.replace(_ICI, membres)


def _get_cle(anomalie: Anomalie, rang: int) -> Hashable:
    """Return what the findings of a group share: all that their sentence for several names; those without one stand alone."""
    message = load_messages().get(anomalie.code)
    if message is None or not message.ensemble:
        return rang
    partages = tuple(str(anomalie.faits[fait]) for fait in _list_partages(message))
    return (anomalie.code, anomalie.gravite, anomalie.justification, anomalie.origine.feuille, partages)


def _list_partages(message: Message) -> Sequence[str]:
    return [fait for fait in dict.fromkeys(_FAITS.findall(message.ensemble)) if fait not in _A_PART]
