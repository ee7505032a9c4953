"""Where the text of the conventions comes from, and how it is said: on Accueil, in the manifests, at the foot of each document.

Until the convention type that was voted is loaded, the words of the model are ours.

>>> from dpid_xl.campagnes import load_campagne
>>> describe_texte(load_campagne("2022_phase2"))
'rédaction de travail, à remplacer par la convention type votée'
"""

from __future__ import annotations

from dpid_xl.modele import Dossier, OrigineTexte

A_REMPLACER = f"{OrigineTexte.TRAVAIL}, à remplacer par la convention type votée"
VOTE = "convention type votée"
MODIFIES = "{nombre} bloc(s) modifié(s) depuis le vote"


def describe_texte(dossier: Dossier) -> str:
    """Say where the text of the conventions comes from, and how many voted blocks were changed since."""
    if not dossier.texte_vote:
        return A_REMPLACER
    nombre = sum(bloc.origine is OrigineTexte.MODIFIE for bloc in dossier.modele)
    return f"{VOTE}, {MODIFIES.format(nombre=nombre)}" if nombre else VOTE


def write_pied(pied: str, dossier: Dossier) -> str:
    """Complete the foot of a document that takes its words from the model."""
    return pied if dossier.texte_vote else f"{pied} – {A_REMPLACER}"
