"""What falls due, as a calendar that Outlook, Thunderbird and phones open (iCalendar, RFC 5545).

What a signature starts is one event per convention; else one event a day for each kind of thing that falls due, with the structures
it is about: ninety bilans on one day are one event.

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> contenu = render_calendrier(load_campagne("2022_phase2"), date(2022, 9, 27)).decode()
>>> contenu.splitlines()[0], contenu.count("BEGIN:VEVENT")
('BEGIN:VCALENDAR', 12)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.echeances import Jalon, Nature, list_jalons
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier
from dpid_xl.montants import ESPACE_MILLIERS, ZERO, format_montant
from dpid_xl.rendus.noms import clean_signes

OCTETS = 75  # of a line, its end aside
ALERTE = "-P15D"  # time enough to remind the structures
DOMAINE = "dpid-xl"
PAR_CONVENTION = (Nature.AVANCE, Nature.PUBLICATION)
_ECHAPPEMENTS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class _Libelle:
    """How an event is called, what there is to do, and whether it is worth a reminder before."""

    titre: str
    action: str
    rappel: bool


_LIBELLES: Mapping[Nature, _Libelle] = {
    Nature.AVANCE: _Libelle("Avance à verser", "Convention ou avenant signé ce jour : l'avance est à verser.", rappel=False),
    Nature.FIN: _Libelle("Fin d'opération", "Dernier jour de l'opération.", rappel=False),
    Nature.PUBLICATION: _Libelle(
        "Données essentielles à publier", "Dernier jour pour publier les données essentielles de la convention.", rappel=True
    ),
    Nature.BILAN: _Libelle("Bilan attendu", "Dernier jour pour recevoir le bilan qualitatif et quantitatif.", rappel=True),
    Nature.COMPTE_RENDU: _Libelle(
        "Comptes annuels attendus", "Dernier jour pour recevoir les comptes et les pièces de l'article 6-2.", rappel=True
    ),
}


def render_calendrier(dossier: Dossier, jour: date) -> bytes:
    """Return the calendar of a dossier; ``jour`` is its date. The same dossier and day give the same bytes.

    The name of an event that a signature starts does not depend on its day: importing the file again moves it.
    """
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//dpid_xl//Annexe 5//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_texte(dossier.campagne.nom)}",
        *_write_evenements(dossier, jour),
        "END:VCALENDAR",
    ]
    return b"".join(fold_ligne(ligne) for ligne in lignes)


def escape_texte(texte: str) -> str:
    """Write a text as a value of iCalendar.

    >>> escape_texte("a, b; c")
    'a\\\\, b\\\\; c'
    """
    return clean_signes(texte).replace(ESPACE_MILLIERS, "\xa0").translate(_ECHAPPEMENTS)


def fold_ligne(ligne: str) -> bytes:
    """Cut a line at 75 octets, never inside a letter; what follows starts with a space.

    >>> [len(morceau) for morceau in fold_ligne("é" * 50).split(b"\\r\\n")]
    [74, 27, 0]
    """
    morceaux, courant = [], b""
    for octets in (signe.encode() for signe in ligne):
        if len(courant) + len(octets) > OCTETS:
            morceaux.append(courant)
            courant = b" "
        courant += octets
    return b"\r\n".join([*morceaux, courant, b""])


def _write_evenements(dossier: Dossier, jour: date) -> Iterator[str]:
    for (nature, cle), jalons in groupby(list_jalons(make_en_cours(dossier)), key=_get_cle):
        yield from _write_evenement(_make_identifiant(dossier.campagne.code, nature, cle), list(jalons), jour)


def _get_cle(jalon: Jalon) -> tuple[Nature, str]:
    """Return what an event is known by: its day, or the convention when the day is that of a signature, which may be corrected."""
    if jalon.nature in PAR_CONVENTION:
        return jalon.nature, "|".join((jalon.structure, *jalon.operations))
    return jalon.nature, str(jalon.jour)


def _write_evenement(identifiant: str, jalons: Sequence[Jalon], jour: date) -> Iterator[str]:
    quand, libelle = jalons[0].jour, _LIBELLES[jalons[0].nature]
    qui = jalons[0].structure if len(jalons) == 1 else f"{len(jalons)} structures"
    titre = escape_texte(f"{libelle.titre} : {qui}")
    yield from (
        "BEGIN:VEVENT",
        f"UID:{identifiant}",
        f"DTSTAMP:{jour:%Y%m%d}T000000Z",
        f"SEQUENCE:{jour.toordinal()}",  # the file of a later day replaces that of an earlier one
        f"DTSTART;VALUE=DATE:{quand:%Y%m%d}",
        f"SUMMARY:{titre}",
        f"DESCRIPTION:{escape_texte(chr(10).join([libelle.action, *map(_write_jalon, jalons)]))}",
        "TRANSP:TRANSPARENT",  # a day with something due is not a busy day
    )
    if libelle.rappel:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{ALERTE}", f"DESCRIPTION:{titre}", "END:VALARM")
    yield "END:VEVENT"


def _write_jalon(jalon: Jalon) -> str:
    return f"- {jalon.structure} ({', '.join(jalon.operations)}){_write_montant(jalon)}"


def _write_montant(jalon: Jalon) -> str:
    if jalon.nature is not Nature.AVANCE:
        return ""
    if not jalon.exercices:
        return " : montant à compléter, il n'est pas réparti par exercice"
    if jalon.montant is None:
        return " : montant à compléter, le barème n'a pas de taux d'avance"
    premier, *suivants = ((format_montant(part.avance or ZERO), part.exercice) for part in jalon.exercices)
    if not suivants:
        return f" : {premier[0]}"
    autres = ", ".join(f"{avance} pour {exercice}" for avance, exercice in suivants)
    return f" : {premier[0]} pour {premier[1]} ; ensuite, à une date qui n'est pas fixée, {autres}"


def _make_identifiant(campagne: str, nature: Nature, cle: str) -> str:
    return f"{hashlib.sha256(f'{campagne}|{nature}|{cle}'.encode()).hexdigest()[:32]}@{DOMAINE}"
