"""Where the text of the conventions comes from, and how it is said: on Accueil, in the manifests, at the foot of each document.

Until the convention type that was voted is loaded, the words of the model are ours.

>>> from dpid_xl.campagnes import load_campagne
>>> describe_texte(load_campagne("2022_phase2"))
'rédaction de travail, à remplacer par la convention type votée'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpid_xl.anomalies import Anomalie, Fait, Gravite
from dpid_xl.documents.moteur import CAS_ECHEANT, CHOIX, split_condition
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.modele import BlocModele, Dossier, OrigineTexte
from dpid_xl.typographie import compose_typographie

A_REMPLACER = f"{OrigineTexte.TRAVAIL}, à remplacer par la convention type votée"
VOTE = "convention type votée"
D_AVANT = f" en {{annee}}, {OrigineTexte.A_CONFIRMER}"  # of a vote that was an earlier campaign's
A_CONFIRMER = VOTE + D_AVANT
BLOC, MODIFIE, DEPUIS = "bloc", "modifié", " depuis le vote"
_RANG = re.compile(r"v(\d{3,})-")  # of a block that was loaded, among all those that were


def check_provenance(dossier: Dossier) -> Iterator[Anomalie]:
    """Say that the words are not those that were voted or, once these are loaded, block by block where the model differs from them."""
    if not dossier.texte_vote:
        if dossier.modele:
            yield Anomalie("texte_de_travail", Gravite.AVERTISSEMENT, Origine(dossier.modele[0].lieu.feuille))
        return
    if annee := dossier.vote_a_confirmer:
        premier = next(bloc for bloc in dossier.modele if bloc.texte_vote and bloc.vote_en is not None)
        yield Anomalie("texte_vote_a_confirmer", Gravite.AVERTISSEMENT, premier.lieu.origine("vote_en"), {"annee": annee})
    attendu = 1
    for bloc in dossier.modele:
        rang = _get_rang(bloc)
        if rang > attendu:
            retires = tuple(str(numero) for numero in range(attendu, rang))
            yield _make("texte_vote_retire", Gravite.AVERTISSEMENT, bloc, retires=", ".join(retires))
        attendu = max(attendu, rang + 1)
        yield from _check_bloc(bloc)


def _check_bloc(bloc: BlocModele) -> Iterator[Anomalie]:
    if bloc.origine is OrigineTexte.MODIFIE:
        yield _make("texte_modifie_depuis_le_vote", Gravite.AVERTISSEMENT, bloc)
    elif bloc.origine is OrigineTexte.TRAVAIL:
        yield _make("texte_ajoute_au_vote", Gravite.INFORMATION, bloc)
    elif bloc.si and split_condition(bloc.si)[0] not in (*CHOIX, *CAS_ECHEANT):
        yield _make("texte_vote_reserve", Gravite.AVERTISSEMENT, bloc, condition=bloc.si)


def _get_rang(bloc: BlocModele) -> int:
    trouve = _RANG.match(bloc.code)
    return int(trouve[1]) if trouve else 0


def _make(code: str, gravite: Gravite, bloc: BlocModele, **faits: Fait) -> Anomalie:
    return Anomalie(code, gravite, bloc.lieu.origine("texte"), {"bloc": bloc.code, **faits})


def describe_texte(dossier: Dossier) -> str:
    """Say where the text of the conventions comes from, and how many voted blocks were changed since."""
    if not dossier.texte_vote:
        return A_REMPLACER
    vote = _write_vote_a_confirmer(dossier) or VOTE
    nombre = sum(bloc.origine is OrigineTexte.MODIFIE for bloc in dossier.modele)
    return f"{vote}, {write_quantite(nombre, BLOC, MODIFIE)}{DEPUIS}" if nombre else vote


def write_reserve(dossier: Dossier) -> str:
    """Say what keeps the words of the model from being those of the vote; empty: they are.

    >>> from dpid_xl.campagnes import load_campagne
    >>> write_reserve(load_campagne("2022_phase2")) == A_REMPLACER
    True
    """
    return _write_vote_a_confirmer(dossier) if dossier.texte_vote else A_REMPLACER


def write_pied(pied: str, dossier: Dossier) -> str:
    """Complete the foot of a document that takes its words from the model: a line above says that they are ours, or of which vote."""
    return compose_typographie("\n".join(filter(None, (write_reserve(dossier), pied))))


def _write_vote_a_confirmer(dossier: Dossier) -> str:
    return A_CONFIRMER.format(annee=annee) if (annee := dossier.vote_a_confirmer) else ""
