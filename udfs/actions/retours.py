"""Retrouver les signées: a folder of scanned pages, that the officer chooses; which file holds each convention goes in « Signature ».

Only an empty cell is written: of a convention found twice, or whose text is another one, nothing is, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dpid_xl import chaine
from dpid_xl.calcul.signature import Cle, index_signatures
from dpid_xl.francais import cite_noms, write_quantite
from dpid_xl.modele import Signature
from dpid_xl.production.retour import Retour, list_rangees, name_acte, tell_lecture, write_suite
from dpid_xl.rendus.tableaux.retours import render_retours
from dpid_xl.schema import SIGNATURES
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Affichage, Contexte, Ecriture, Fichiers, Montrer, Plan, Question, protect_texte
from udfs.actions.signatures import SANS_FEUILLE
from udfs.actions.vue import Vue

TITRE = "Le dossier des pages numérisées"
RAPPORT = "pages_signees.csv"
CHAMP = "fichier"


@dataclass(frozen=True, slots=True)
class _Trouvees:
    """What the pages say: the cells to write, the acts without a row, those left as they are."""

    a_ecrire: Mapping[int, str]  # by row of « Signature »
    sans_rangee: tuple[str, ...]
    laissees: tuple[str, ...]


def plan_retrouver(contexte: Contexte) -> Plan | Question | None:
    """Ask for the folder, read the code of its pages, and write where each convention is after a yes; None without a folder."""
    if SIGNATURES.nom not in contexte.vue.tables:
        raise MacroRefusee(SANS_FEUILLE)
    dossier = contexte.choose_dossier(TITRE)
    if dossier is None:
        return None
    examen = contexte.examine()
    retours, muettes = chaine.find_retours(examen, [dossier])
    trouvees = _sort(contexte.vue, index_signatures(examen.dossier), retours)
    lecture = f"« {dossier.name} » : {tell_lecture(retours, muettes)}"
    reste = _tell_reste(trouvees)
    rapport = Fichiers(lambda: [(RAPPORT, render_retours(list_rangees(retours, muettes)))], 1, seuls=True)
    if not trouvees.a_ecrire:
        return Plan((), f"{lecture} ; rien d'écrit", f"{lecture}. Rien à écrire dans « Pages signées »{reste} (« {RAPPORT} »).", rapport)
    quoi = f"« Pages signées » de {write_quantite(len(trouvees.a_ecrire), 'rangée')}"
    return Question(
        f"{lecture}. Écrire {quoi} dans la feuille Signature ? Aucune date n'est écrite{reste}.",
        lambda: Plan(_write(contexte.vue, trouvees.a_ecrire), f"{lecture} ; {quoi}", f"{quoi} : écrit{reste} (« {RAPPORT} »).", rapport),
    )


def _sort(vue: Vue, rangees: Mapping[Cle, Signature], retours: Sequence[Retour]) -> _Trouvees:
    dits: dict[Cle, list[str]] = {}
    autres = {retour.acte for retour in retours if retour.acte and not retour.a_jour}
    for retour in retours:
        if retour.acte and retour.a_jour:
            dits.setdefault(retour.acte, []).append(f"{retour.fichier.name}, p. {write_suite(retour.rangs)}")
    place, lues = vue.get_place(SIGNATURES.nom), vue.read_rangees(SIGNATURES)
    a_ecrire, sans, laissees = {}, [], sorted(map(name_acte, autres - dits.keys()))
    for acte, ou in dits.items():
        signature = rangees.get(acte)
        if signature is None:
            sans.append(name_acte(acte))
            continue
        deja = str(lues[signature.lieu.rang - place.haut - 1].get(CHAMP) or "")
        if not deja and len(ou) == 1:
            a_ecrire[signature.lieu.rang] = ou[0]
        elif deja not in ou or len(ou) > 1:
            laissees.append(name_acte(acte))
    return _Trouvees(a_ecrire, tuple(sans), tuple(laissees))


def _write(vue: Vue, a_ecrire: Mapping[int, str]) -> tuple[Action, ...]:
    place, colonne = vue.get_place(SIGNATURES.nom), vue.find_colonne(SIGNATURES, CHAMP)
    ecritures = (Ecriture(place.feuille, rang, colonne, ((protect_texte(texte),),)) for rang, texte in a_ecrire.items())
    return (*ecritures, Affichage(place.feuille), Montrer(place.feuille, f"A{min(a_ecrire)}"))


def _tell_reste(trouvees: _Trouvees) -> str:
    sans, laissees = trouvees.sans_rangee, trouvees.laissees
    dits = (
        f"sans rangée, pressez d'abord « Suivre les signatures » : {cite_noms(sans)}" if sans else "",
        f"à voir, trouvée deux fois, déjà écrite ou d'un autre texte : {cite_noms(laissees)}" if laissees else "",
    )
    return "".join(f" ; {dit}" for dit in dits if dit)
