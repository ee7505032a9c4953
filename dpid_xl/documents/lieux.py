"""Where the data of a convention are typed: from a field or a rubric of a fiche to the cells that it waits for.

>>> from dpid_xl.campagnes import load_campagne
>>> dossier = load_campagne("2022_phase2")
>>> [str(origine) for origine in locate_champ(dossier, dossier.structures[0], dossier.lignes[:1], "contact")]
['Campagne']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from dpid_xl.calcul.exercices import Etat, compute_repartitions
from dpid_xl.calcul.montant import compute_montant_ligne, is_sans_periode
from dpid_xl.calcul.suivi import is_objectif_manquant
from dpid_xl.documents.champs import find_champs
from dpid_xl.documents.moteur import CHOIX
from dpid_xl.lieu import Origine
from dpid_xl.modele import Campagne, Dossier, Fiche, Ligne, Operation, Structure
from dpid_xl.noms import simplify_nom

_DECIDEUR = dict.fromkeys(("le_decideur", "du_decideur"), "decideur")
_REGLAGES: Mapping[str, str] = {"annee": "deliberation_date"} | _DECIDEUR | {champ.name: champ.name for champ in fields(Campagne)}
_REGISTRE: Mapping[str, str] = {"la_structure": "nom", "structure": "nom", "representee_par": "nature", "sa_qualite": "qualite"}
_DE_LA_STRUCTURE = "structure_"


def locate_champ(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], champ: str) -> Iterator[Origine]:
    """Yield the cells where a field is typed; of the dates of lines, those that are empty; nothing when no cell holds it."""
    match champ:
        case "debut" | "fin":
            yield from (ligne.lieu.origine(champ) for ligne in lignes if getattr(ligne, champ) is None)
        case "numero_convention":
            yield lignes[0].lieu.origine(champ)
        case _ if champ in _REGLAGES:
            yield dossier.reglages.origine(_REGLAGES[champ])
        case _ if champ in CHOIX or champ in _REGISTRE or champ.startswith(_DE_LA_STRUCTURE):
            yield structure.lieu.origine(_REGISTRE.get(champ, champ.removeprefix(_DE_LA_STRUCTURE)))


def locate_rubrique(dossier: Dossier, lignes: Iterable[Ligne], code: str, rubrique: str) -> Iterator[Origine]:
    """Yield the cells that a rubric of the fiche of an operation waits for, among those of its row and of its lines."""
    operation = dossier.operation_par_code[code]
    siennes = [ligne for ligne in lignes if ligne.operation == code]
    match rubrique:
        case "action":
            yield from (ligne.lieu.origine("description") for ligne in list_indistinctes(siennes))
            yield from (ligne.lieu.origine("quantite") for ligne in siennes if is_objectif_manquant(ligne, operation))
        case "duree":
            yield from (ligne.lieu.origine("fin" if ligne.debut else "debut") for ligne in siennes if not ligne.periode)
        case "territoire":
            yield from (ligne.lieu.origine("territoire") for ligne in siennes if not ligne.territoire)
        case "financement" if sans_periode := [ligne for ligne in siennes if is_sans_periode(dossier.bareme.find_tarifs(code), ligne)]:
            yield from (ligne.lieu.origine("fin" if ligne.debut else "debut") for ligne in sans_periode)
        case "financement" if injustifiees := [ligne for ligne in siennes if _is_injustifiee(dossier, ligne)]:
            yield from (ligne.lieu.origine("justification") for ligne in injustifiees)
        case "versement":
            if dossier.bareme.find_avance(code) is None:
                yield operation.lieu.origine("taux_d_avance")
            sans_dates = (r.ligne for r in compute_repartitions(dossier, siennes) if r.etat is Etat.SANS_DATES)
            yield from (ligne.lieu.origine("fin" if ligne.debut else "debut") for ligne in sans_dates)
        case _ if rubrique in Fiche.__dataclass_fields__:
            yield operation.lieu.origine(_find_colonne(operation, rubrique))


def list_indistinctes(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Return the lines of an operation and a structure that have the description and the territoire of another one."""
    titres = [(simplify_nom(ligne.description), simplify_nom(ligne.territoire)) for ligne in lignes]
    return [ligne for ligne, titre in zip(lignes, titres, strict=True) if titres.count(titre) > 1]


def _is_injustifiee(dossier: Dossier, ligne: Ligne) -> bool:
    return not ligne.justification and compute_montant_ligne(dossier, ligne) not in (None, ligne.montant)


def _find_colonne(operation: Operation, rubrique: str) -> str:
    # The text of the rubric may wait for a date that has a column of its own.
    cites = find_champs("\n".join(getattr(operation.fiche, rubrique)))
    return "bilan_au_plus_tard" if "bilan_au_plus_tard" in cites and not operation.bilan_au_plus_tard else rubrique
