"""What a campaign leaves to the next one: its lines, and what came of them after the signature.

>>> from dpid_xl.campagnes import load_campagne
>>> anterieurs = list_anterieurs(load_campagne("2022_phase2"), 2022)
>>> len(anterieurs), anterieurs[0].annee, anterieurs[0].operation, anterieurs[0].montant, anterieurs[0].acquis
(143, 2022, 'T1-01', Decimal('6400.00'), None)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.suivi import compute_resultats, find_signatures, get_structure
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.calcul.versements import compute_verse
from dpid_xl.modele import Anterieur, Dossier, Ligne, Suivi

_Cle = tuple[str, str]  # structure of the register, operation


def list_anterieurs(dossier: Dossier, annee: int) -> tuple[Anterieur, ...]:
    """Return the lines of a campaign of a year, with what its avenants decided, after those already remembered of earlier campaigns.

    A structure's results for an operation stand on the first of its lines, financed if one is; without any line left, they have a row
    of their own.
    """
    return (*dossier.anterieurs, *_list_lignes(dossier, annee))


def _list_lignes(dossier: Dossier, annee: int) -> Iterator[Anterieur]:
    suivis = {(get_structure(dossier, suivi), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    en_cours, signatures = make_en_cours(dossier), find_signatures(dossier)
    acquis, lignes = _compute_acquis(en_cours), en_cours.lignes
    porteuses = {_get_cle(dossier, ligne): ligne for ligne in sorted(lignes, key=lambda ligne: ligne.financee, reverse=True)[::-1]}
    for ligne in lignes:
        cle = _get_cle(dossier, ligne)
        if porteuses.get(cle) is ligne:
            del porteuses[cle]
            suivi = suivis.pop(cle, None)
            dits: dict[str, Any] = {
                "signature": signatures.get((cle[0], ligne.avenant_a)),
                "versement": compute_verse(dossier, *cle, suivi),
            }
            yield replace(_make(dossier, annee, cle, acquis, ligne, suivi), **dits)
        else:
            yield _make(dossier, annee, cle, acquis, ligne, None)
    for cle, orphelin in suivis.items():
        yield _make(dossier, annee, cle, acquis, None, orphelin)


def _compute_acquis(dossier: Dossier) -> Mapping[_Cle, Decimal | None]:
    return {(resultat.structure, resultat.operation): resultat.acquis for resultat in compute_resultats(dossier)}


def _make(
    dossier: Dossier, annee: int, cle: _Cle, acquis: Mapping[_Cle, Decimal | None], ligne: Ligne | None, suivi: Suivi | None
) -> Anterieur:
    structure, code = cle
    lieux = [rangee.lieu for rangee in (ligne, suivi) if rangee]
    operation = dossier.operation_par_code.get(code)
    de_la_ligne = ("territoire", "description", "quantite", "quantite_simple", "debut", "fin", "montant", "statut", "numero_convention")
    vides: dict[str, Any] = dict.fromkeys(("territoire", "description", "statut", "numero_convention"), "")
    valeurs: dict[str, Any] = {champ: getattr(ligne, champ) if ligne else vides.get(champ) for champ in de_la_ligne}
    du_suivi = ("signature", "realise", "realise_simple", "depenses", "versement", "observations")
    resultats: dict[str, Any] = {champ: getattr(suivi, champ) for champ in du_suivi} | {"acquis": acquis.get(cle)} if suivi else {}
    return Anterieur(
        annee=annee,
        campagne=dossier.campagne.nom,
        operation=code,
        intitule=(operation.intitule_court or operation.intitule) if operation else "",
        structure=structure,
        unite=(ligne.unite if ligne else "") or (operation.unite if operation else ""),
        lieu=lieux[0],
        **valeurs,
        **resultats,
    )


def _get_cle(dossier: Dossier, ligne: Ligne) -> _Cle:
    return get_cle(dossier, ligne, Axe.STRUCTURE), ligne.operation
