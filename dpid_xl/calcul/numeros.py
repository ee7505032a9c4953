"""The numbers of conventions: only from a model and a first number that the officer types; those that stand are kept.

>>> is_modele("2022-#####"), is_modele("2022"), is_modele("##-##")
(True, False, False)
>>> write_numero("2022-#####", 2942)
'2022-02942'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.noms import fold_numero
from dpid_xl.refus import BLOQUE, Refus

_PLACE = re.compile(r"#+")


class NumerotationImpossible(Refus):
    """Numbers cannot be given: a setting misses, or a number is taken."""

    code = BLOQUE


@dataclass(frozen=True, slots=True)
class Numerotation:
    """The number that each structure without one gets, in the order of Annexe 5, and the lines that it goes on."""

    donnes: Mapping[str, str]
    lignes: tuple[tuple[Ligne, str], ...]


def is_modele(modele: str) -> bool:
    """Tell whether a model has one place, of one or more « # », for its figures."""
    return len(_PLACE.findall(modele)) == 1


def write_numero(modele: str, rang: int) -> str:
    """Return the number of a rank: its figures in the place of the model, with zeros before; more figures than places are all written."""
    return _PLACE.sub(lambda place: str(rang).zfill(len(place.group())), modele)


def assign_numeros(dossier: Dossier) -> Numerotation:
    """Give the conventions of the campaign that have no number the ones that follow the first typed in Campagne.

    A structure that has a number keeps it, on all its lines. Raises NumerotationImpossible when the model or the first number misses,
    or when one of the numbers stands already somewhere, with its cell.
    """
    modele, rang = dossier.campagne.modele_de_numero, dossier.campagne.premier_numero
    if not is_modele(modele) or rang is None or rang < 0:
        champ = "premier_numero" if is_modele(modele) else "modele_de_numero"
        raise NumerotationImpossible(
            "Aucun numéro n'est donné : tapez dans Campagne le modèle des numéros (un # par chiffre : 2022-#####) et le premier à donner "
            f"({dossier.reglages.origine(champ)})."
        )
    pris = {fold_numero(ligne.numero_convention): ligne for ligne in reversed(dossier.lignes) if fold_numero(ligne.numero_convention)}
    donnes: dict[str, str] = {}
    places: list[tuple[Ligne, str]] = []
    for structure, lignes in group_lignes(dossier, Axe.STRUCTURE).items():
        propres = [ligne for ligne in lignes if ligne.financee and not ligne.par_avenant]
        numero = next((ligne.numero_convention for ligne in propres if fold_numero(ligne.numero_convention)), "")
        if propres and structure and not numero:
            numero = donnes[structure] = _take(write_numero(modele, rang), structure, pris)
            rang += 1
        places += [(ligne, numero) for ligne in propres if not fold_numero(ligne.numero_convention)]
    return Numerotation(donnes, tuple(places))


def _take(numero: str, structure: str, pris: Mapping[str, Ligne]) -> str:
    if fold_numero(numero) in pris:
        autre = pris[fold_numero(numero)]
        raise NumerotationImpossible(
            f"Le numéro {numero}, qui irait à « {structure} », est déjà celui de « {autre.structure} » "
            f"({autre.lieu.origine('numero_convention')}) : changez le premier numéro dans Campagne."
        )
    return numero
