"""A campaign made of the one before: its texts that still speak of a year that is over, its figures that nobody has dated since.

Nothing of it concerns a campaign that comes after no other: its texts may well look back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

from dpid_xl.anomalies import Anomalie, Faits, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Fiche
from dpid_xl.montants import format_nombre
from dpid_xl.schema import BAREME, BUDGET, CAMPAGNE, MODELE, OPERATIONS, STRUCTURES, THEMATIQUES, Nature, Table

# A year by itself, or the last one of « 2021-2027 » and « 2017/2022 »; « 2022-375 », « 2016/679 » are numbers, not years.
_ANNEE = re.compile(r"(?<![\w/.-])(?:(?:19|20)\d\d\s?[-/–]\s?)?((?:19|20)\d\d)(?![\w]|[-/.]\d)|(?<=\d[./-]\d\d[./-])((?:19|20)\d\d)(?!\w)")
_AUTOUR = 45  # characters that an extract has on each side of the year
_TEXTES = (Nature.TEXTE, Nature.PARAGRAPHES)
# What is not printed, or says where the campaign before was read.
_HORS = ("source", "silences", "partage", "justification", "texte_vote")


@dataclass(frozen=True, slots=True)
class TexteDate:
    """A text that names years: whose, its column, its cell, the years, and the words around the first of them."""

    sujet: str
    colonne: str
    origine: Origine
    annees: tuple[int, ...]
    extrait: str
    acceptable: bool  # its row has a cell Justification


def find_annees(texte: str) -> tuple[tuple[int, int], ...]:
    """Return the years that a text names, each with its place; of a span of years, the last.

    >>> find_annees("Pacte 2017-2022, ouvert le 01/09/2021, délibération 2022-375, règlement 2016/679, plan 2021-2027")
    ((2022, 11), (2021, 33), (2027, 92))
    """
    trouves = ((trouve, 1 if trouve[1] else 2) for trouve in _ANNEE.finditer(texte))
    return tuple((int(trouve[groupe]), trouve.start(groupe)) for trouve, groupe in trouves)


def list_textes_dates(dossier: Dossier, jusqu_a: int) -> Iterator[TexteDate]:
    """Yield the texts of the operations, the model, the register, the barème, the budget and the settings that name a year up to one."""
    for sujet, colonne, origine, texte, acceptable in _list_textes(dossier):
        passees = [(annee, place) for annee, place in find_annees(texte) if annee <= jusqu_a]
        if passees:
            annees = tuple(sorted({annee for annee, _place in passees}))
            yield TexteDate(sujet, colonne, origine, annees, write_extrait(texte, passees[0][1]), acceptable)


def write_extrait(texte: str, place: int) -> str:
    """Return the words around a place of a text.

    >>> write_extrait("L'opération étant nouvelle en 2022, son premier bilan est celui de cet exercice, qui sera le seul.", 30)
    "L'opération étant nouvelle en 2022, son premier bilan est celui de cet…"
    """
    debut, fin = max(0, place - _AUTOUR), min(len(texte), place + _AUTOUR)
    if debut:
        debut = texte.find(" ", debut, place) + 1 or debut
    if fin < len(texte):
        fin = max(texte.rfind(" ", place, fin), place + 4)
    mots = " ".join(texte[debut:fin].split())
    return f"{'…' * bool(debut)}{mots}{'…' * (fin < len(texte))}"


def check_textes_passes(dossier: Dossier) -> Iterable[Anomalie]:
    """In a campaign that comes after another, no text still speaks of a year that is over without somebody having read it again."""
    if dossier.derniere_annee is None:
        return
    for texte in list_textes_dates(dossier, dossier.derniere_annee):
        yield Anomalie(
            "annee_passee",
            Gravite.AVERTISSEMENT if texte.acceptable else Gravite.INFORMATION,
            texte.origine,
            {"sujet": texte.sujet, "colonne": texte.colonne, "annees": tuple(map(str, texte.annees)), "extrait": texte.extrait},
        )


def check_tarifs_dates(dossier: Dossier) -> Iterable[Anomalie]:
    """In a campaign that comes after another, every figure of the barème says since when it applies; no rate of avance came along."""
    if dossier.derniere_annee is None:
        return
    for tarif in dossier.bareme.valables:
        if tarif.valable_du is None and not tarif.est_avance:
            faits: Faits = {
                "code": tarif.code,
                "valeur": format_nombre(tarif.valeur),
                "unite": tarif.unite,
                "annee": dossier.derniere_annee,
            }
            yield Anomalie("tarif_a_dater", Gravite.AVERTISSEMENT, tarif.lieu.origine("valable_du"), faits)


def _list_textes(dossier: Dossier) -> Iterator[tuple[str, str, Origine, str, bool]]:
    rangees: tuple[tuple[Table, Iterable[tuple[str, object]]], ...] = (
        (THEMATIQUES, ((thematique.code, thematique) for thematique in dossier.thematiques)),
        (OPERATIONS, ((operation.code, operation) for operation in dossier.operations)),
        (BAREME, ((tarif.code, tarif) for tarif in dossier.tarifs)),
        (BUDGET, ((ligne.code, ligne) for ligne in dossier.budget)),
        (STRUCTURES, ((structure.nom, structure) for structure in dossier.structures)),
        (MODELE, ((bloc.code, bloc) for bloc in dossier.modele)),
    )
    for reglage in CAMPAGNE:
        if reglage.nature in _TEXTES and reglage.champ not in ("code", "nom"):
            texte = str(getattr(dossier.campagne, reglage.champ) or "")
            yield "réglage", reglage.libelle, dossier.reglages.origine(reglage.champ), texte, False
    for table, sujets in rangees:
        colonnes = [colonne for colonne in table.colonnes if colonne.saisie and colonne.nature in _TEXTES and colonne.champ not in _HORS]
        acceptable = any(colonne.champ == "justification" for colonne in table.colonnes)
        for sujet, rangee in sujets:
            for colonne in colonnes:
                yield sujet, colonne.entete, rangee.lieu.origine(colonne.champ), _read_texte(rangee, colonne.champ), acceptable  # type: ignore[attr-defined]


def _read_texte(rangee: object, champ: str) -> str:
    porteur = getattr(rangee, "fiche", rangee) if champ in _DE_LA_FICHE else rangee
    valeur = getattr(porteur, champ, "")
    return "\n".join(valeur) if isinstance(valeur, tuple) else str(valeur or "")


_DE_LA_FICHE = frozenset(champ.name for champ in fields(Fiche))
