"""The pieces of the sheet « Pièces »: whose they are, which payments they hold back, the bilan once the action is over.

What holds a payment back is what the officer named in Campagne, nothing else.

Source: annexe 6 of the deliberation 2022-375, articles 5 and 6-2; règle de gestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dpid_xl.anomalies import Anomalie, Faits, Gravite
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.suivi import NATURES_CER
from dpid_xl.calcul.versements import list_attendues, select_pieces
from dpid_xl.controles.versements import name_versement
from dpid_xl.modele import Dossier, Versement
from dpid_xl.noms import fold_nom
from dpid_xl.schema import PIECES_ATTENDUES

_NOMS_DES_PIECES = {fold_nom(nom): champ for champ, nom in PIECES_ATTENDUES.items()}
_CER = "cer"


def check_pieces_nommees(dossier: Dossier) -> Iterable[Anomalie]:
    """The pieces that hold a payment back are columns of « Pièces », or the CER."""
    for champ in ("pieces_avance", "pieces_solde"):
        for nom in getattr(dossier.campagne, champ):
            if fold_nom(nom) not in _NOMS_DES_PIECES:
                faits: Faits = {"piece": nom, "pieces": tuple(PIECES_ATTENDUES.values())}
                yield Anomalie("piece_inconnue", Gravite.AVERTISSEMENT, dossier.reglages.origine(champ), faits)


def check_pieces_retenant(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is paid before the pieces that the officer says hold it back are received."""
    for versement in dossier.versements:
        if versement.verse_le is None:
            continue
        manques = [nom for nom in list_attendues(dossier, versement) if _is_manquante(dossier, versement, nom)]
        if manques:
            yield Anomalie(
                "piece_manquante",
                Gravite.AVERTISSEMENT,
                versement.lieu.origine("verse_le"),
                name_versement(versement) | {"date": versement.verse_le, "pieces": tuple(manques)},
            )


def check_pieces_sans_structure(dossier: Dossier) -> Iterable[Anomalie]:
    """Pieces are those of a structure of the register, by its name there."""
    for recues in dossier.pieces:
        structure = dossier.find_structure(recues.structure)
        if structure is None or structure.nom.casefold() != recues.structure.casefold():
            yield Anomalie("piece_sans_structure", Gravite.AVERTISSEMENT, recues.lieu.origine("structure"), {"structure": recues.structure})


def check_pieces_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """Pieces for one operation are for an operation that the structure has."""
    pour_une = [recues for recues in dossier.pieces if recues.operation and dossier.find_structure(recues.structure)]
    lignes = make_en_cours(dossier).financees_par_cle if pour_une else {}
    for recues in pour_une:
        if (dossier.name_structure(recues.structure), recues.operation) not in lignes:
            faits: Faits = {"structure": recues.structure, "operation": recues.operation}
            yield Anomalie("piece_sans_ligne", Gravite.AVERTISSEMENT, recues.lieu.origine("operation"), faits)


def check_bilans_avant_la_fin(dossier: Dossier) -> Iterable[Anomalie]:
    """The bilan of an operation comes once it is over: that of an exercice, once its year is."""
    recus = [recues for recues in dossier.pieces if recues.bilan]
    fins_connues = _list_fins(make_en_cours(dossier)) if recus else {}
    for recues in recus:
        fins = fins_connues.get((dossier.name_structure(recues.structure), recues.operation), ())
        if recues.bilan is None or not fins:
            continue
        fin = min(max(fins), date(recues.exercice, 12, 31)) if recues.exercice else max(fins)
        if recues.bilan < fin:
            faits: Faits = {
                "structure": recues.structure,
                "operation": recues.operation or "toutes opérations",
                "date": recues.bilan,
                "fin": fin,
            }
            yield Anomalie("bilan_avant_la_fin", Gravite.AVERTISSEMENT, recues.lieu.origine("bilan"), faits)


def _list_fins(dossier: Dossier) -> Mapping[tuple[str, str], Sequence[date]]:
    """Return the last days of the financed lines of each operation of a structure, and of all of them under an empty code."""
    fins: dict[tuple[str, str], list[date]] = {}
    for (structure, operation), lignes in dossier.financees_par_cle.items():
        for cle in ((structure, operation), (structure, "")):
            fins.setdefault(cle, []).extend(ligne.fin for ligne in lignes if ligne.fin)
    return fins


def _is_manquante(dossier: Dossier, versement: Versement, nom: str) -> bool:
    champ, jour = _NOMS_DES_PIECES.get(fold_nom(nom)), versement.verse_le
    if champ is None or jour is None:  # another control says it
        return False
    if champ == _CER:
        structure = dossier.find_structure(versement.structure)
        signee = structure.cer if structure else None
        return structure is not None and structure.nature.casefold().startswith(NATURES_CER) and (signee is None or signee > jour)
    recues = [recu for rangee in select_pieces(dossier, versement) if (recu := getattr(rangee, champ))]
    return not recues or min(recues) > jour
