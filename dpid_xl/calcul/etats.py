"""What the Journal follows: where each number, act, avenant, payment and decision stands, in words; two such states tell what changed.

The first action in a workbook in life finds many objects at once: they are told in one row, which remembers them all apart.

A state is a text by object: « Signature | PAGE » « envoyée le 30/09/2022, signée le 12/10/2022 ». Payments to an operation are one object,
whatever the order of their rows: sorting a sheet changes nothing.

>>> from dpid_xl.campagnes import load_campagne
>>> describe_etats(load_campagne("2022_phase2"))
{}
>>> list_changements({"Signature | PAGE": "envoyée le 30/09/2022"}, {"Signature | PAGE": "envoyée le 30/09/2022, signée le 12/10/2022"})
(Changement(objet='Signature | PAGE', avant='envoyée le 30/09/2022', apres='envoyée le 30/09/2022, signée le 12/10/2022', memoire=''),)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from dpid_xl.calcul.avenants import find_jour, group_avenants, group_rangs, list_numeros
from dpid_xl.calcul.signature import MOMENTS, index_signatures, write_acte
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Demande, Dossier, Entree, LigneAvenant, Versement
from dpid_xl.montants import format_montant, format_nombre
from dpid_xl.periodes import format_date
from dpid_xl.schema import SEPARATEUR, SIGNATURES

LONGUEUR_MAXIMUM = 32_000  # of a text of a cell, less what typography may add
NUMERO, SIGNATURE, AVENANT, VERSEMENTS, DEMANDE = "N° de convention", "Signature", "Avenant", "Versements", "Demande"


DEPART, LISTABLES = "État de départ", 10  # so many objects are told one by one
_ENTRE, _ETAT = " ¶ ", " → "  # between the objects that such a row remembers; between one of them and its state
_ECHAPPES = (("%", "%25"), ("¶", "%B6"), ("→", "%92"))  # so that a name that holds one of these signs is not cut there
_NOMS = {
    NUMERO: ("numéro",),
    SIGNATURE: ("acte", "suivi"),
    AVENANT: ("avenant",),
    VERSEMENTS: ("opération", "payée"),
    DEMANDE: ("demande", "décidée"),
}


class Changement(NamedTuple):
    """An object whose state is another; empty: it is not there yet, or no more. ``memoire`` is what a state of departure remembers."""

    objet: str
    avant: str
    apres: str
    memoire: str = ""


def describe_etats(dossier: Dossier) -> Mapping[str, str]:
    """Return where each object stands, in the order of the kinds, then of the sheets."""
    etats: dict[str, list[str]] = {}
    for objet, etat in (
        *_list_numeros(dossier),
        *_list_signatures(dossier),
        *_list_avenants(dossier),
        *_list_versements(dossier),
        *_list_demandes(dossier),
    ):
        if etat:
            etats.setdefault(_fold(objet), []).append(_fold(etat))
    return {objet: "\xa0; ".join(sorted(textes)).replace("\xa0", " ")[:LONGUEUR_MAXIMUM] for objet, textes in etats.items()}


def recall_etats(entrees: Iterable[Entree]) -> Mapping[str, str]:
    """Return the last state of each object that a journal remembers, its rows from the oldest on."""
    connus = {_fold(entree.objet): _fold(entree.apres) for entree in expand_departs(entrees) if entree.objet}
    return {objet: etat for objet, etat in connus.items() if etat}


def list_changements(connus: Mapping[str, str], etats: Mapping[str, str]) -> tuple[Changement, ...]:
    """Return what is not as it was known, objects that are no more at the end."""
    objets = dict.fromkeys((*etats, *connus))
    paires = ((objet, connus.get(objet, ""), etats.get(objet, "")) for objet in objets)
    return tuple(Changement(objet, avant, apres) for objet, avant, apres in paires if avant != apres)


def summarize_depart(changements: Sequence[Changement]) -> tuple[Changement, ...]:
    """Return one change instead of many, when nothing was known: how many objects of each kind, and all of them in its memory.

    As many rows as cells hold them; a few objects are left as they are.
    """
    if len(changements) <= LISTABLES or any(changement.avant for changement in changements):
        return tuple(changements)
    nombres = Counter(changement.objet.split(SEPARATEUR)[0].strip() for changement in changements)
    dit = ", ".join(write_quantite(nombre, *_NOMS[sorte]) for sorte, nombre in nombres.items())
    memoires: list[str] = [""]
    for changement in changements:
        fait = f"{_escape(changement.objet)}{_ETAT}{_escape(changement.apres)}"
        if memoires[-1] and len(memoires[-1]) + len(_ENTRE) + len(fait) > LONGUEUR_MAXIMUM:
            memoires.append("")
        memoires[-1] += (_ENTRE if memoires[-1] else "") + fait[:LONGUEUR_MAXIMUM]
    return tuple(Changement(DEPART, "", "la suite" if rang else dit, memoire) for rang, memoire in enumerate(memoires))


def expand_departs(entrees: Iterable[Entree]) -> Iterator[Entree]:
    """Yield the rows of a journal, those of a state of departure one by object."""
    for entree in entrees:
        if not entree.memoire:
            yield entree
        for fait in entree.memoire.split(_ENTRE.strip()) if entree.memoire else ():
            objet, _, etat = _fold(fait).partition(_ETAT)
            yield replace(entree, objet=_unescape(objet), apres=_unescape(etat), memoire="")


def _escape(texte: str) -> str:
    for signe, code in _ECHAPPES:
        texte = texte.replace(signe, code)
    return texte


def _unescape(texte: str) -> str:
    for signe, code in reversed(_ECHAPPES):
        texte = texte.replace(code, signe)
    return texte


def find_structure_de(objet: str) -> str:
    """Return the structure that an object of the Journal is about.

    >>> find_structure_de("Versements | PAGE | T1-01")
    'PAGE'
    """
    return [*_fold(objet).split(SEPARATEUR), ""][1]


def _list_numeros(dossier: Dossier) -> Iterator[tuple[str, str]]:
    numeros = list_numeros(dossier)
    for structure in dossier.structures:
        if numero := numeros.get(structure.nom.casefold()):
            yield _name(NUMERO, structure.nom), numero


def _list_signatures(dossier: Dossier) -> Iterator[tuple[str, str]]:
    noms = dict(zip(MOMENTS, (SIGNATURES.entete(champ).removesuffix(" le").casefold() for champ in MOMENTS), strict=True))
    for (structure, _avenant_a, _avenant), acte in index_signatures(dossier).items():
        jours = [f"{nom} le {format_date(jour)}" for champ, nom in noms.items() if (jour := getattr(acte, champ))]
        yield _name(SIGNATURE, structure, write_acte(acte)), ", ".join(jours)


def _list_avenants(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for (structure, numero), rangees in group_avenants(dossier).items():
        for rang, siennes in group_rangs(rangees).items():
            for rangee in siennes:
                yield _name(AVENANT, structure, f"n° {rang}", numero), _write_avenant(dossier, rangee)


def _write_avenant(dossier: Dossier, rangee: LigneAvenant) -> str:
    jour, quantites = find_jour(dossier, rangee), (rangee.quantite, rangee.quantite_simple)
    return _join(
        f"{rangee.operation} {rangee.territoire} {rangee.description}",
        rangee.effet,
        *(f"quantité {format_nombre(quantite)}" for quantite in quantites if quantite is not None),
        None if rangee.montant is None else format_montant(rangee.montant),
        rangee.debut and f"du {format_date(rangee.debut)}",
        rangee.fin and f"au {format_date(rangee.fin)}",
        f"décidé le {format_date(jour)} ({rangee.deliberation})" if jour else "pas décidé",
    )


def _list_versements(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for versement in dossier.versements:
        yield _name(VERSEMENTS, dossier.name_structure(versement.structure), versement.operation), _write_versement(versement)


def _write_versement(versement: Versement) -> str:
    return _join(
        f"{versement.nature} {format_montant(versement.montant)}",
        f"{versement.territoire} {versement.description}",
        versement.prevu_le and f"prévu le {format_date(versement.prevu_le)}",
        versement.verse_le and f"versé le {format_date(versement.verse_le)}",
        versement.exercice and f"exercice {versement.exercice}",
        versement.engagement and f"engagement {versement.engagement}",
        versement.mandat and f"mandat {versement.mandat}",
    )


def _list_demandes(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for demande in dossier.demandes:
        yield _name(DEMANDE, dossier.name_structure(demande.structure), demande.operation), _write_demande(demande)


def _write_demande(demande: Demande) -> str:
    return (
        _join(
            f"{demande.territoire} {demande.description}",
            demande.decision,
            " ".join(demande.motif),
            demande.commission and f"commission du {format_date(demande.commission)}",
            demande.au_vote_le and f"passée au vote le {format_date(demande.au_vote_le)}",
            None if demande.montant_fixe is None else format_montant(demande.montant_fixe),
        )
        if demande.decision
        else ""
    )


def _name(sorte: str, structure: str, *reste: str) -> str:
    return SEPARATEUR.join(filter(None, (sorte, structure, *reste)))


def _join(*dits: object) -> str:
    return ", ".join(texte for dit in dits if dit and (texte := str(dit).strip()))


def _fold(texte: str) -> str:
    """Write every space as one, as a cell and typography may have changed them."""
    return " ".join(texte.split())
