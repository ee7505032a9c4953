"""What of a workbook was not looked over: the rules that found nothing because what they look at was not in the file.

>>> [reserve.phrase for reserve in list_reserves("", formules=False, macros=True)]
['Le classeur ne porte aucune formule : ses colonnes calculées et ses totaux ne sont pas contrôlés.']
"""

from __future__ import annotations

from collections.abc import Sequence

from dpid_xl.classes import dataclass

FORMULES = (
    "lecture_formule_remplacee",
    "lecture_formule_effacee",
    "lecture_formule_differente",
    "lecture_formule_de_colonne",
    "lecture_erreur_calculee",
    "lecture_cle_changee",
    "lecture_somme_remplacee",
    "lecture_somme_incomplete",
)
MACROS = ("lecture_macros_modifiees", "lecture_macros_absentes", "lecture_macros_ajoutees", "lecture_macros_illisibles")
# What a file has and a copy of the values of its cells has not.
FICHIER = (
    *FORMULES,
    "lecture_decision_en_formule",
    "lecture_saisie_en_formule",
    "lecture_classeur_en_valeurs",
    "lecture_feuille_masquee",
    "lecture_lignes_masquees",
    "lecture_colonne_masquee",
    "lecture_cellule_fusionnee",
    "lecture_lien_externe",
    "lecture_precision_affichee",
    "lecture_dates_1904",
    *MACROS,
)

SANS_FORMULE = "Le classeur ne porte aucune formule : ses colonnes calculées et ses totaux ne sont pas contrôlés."
MACROS_NON_LUES = "Les macros du classeur ne sont pas contrôlées : contrôlez le fichier par « dpid-xl controler »."


@dataclass(frozen=True, slots=True)
class Reserve:
    """Rules that were not controlled, by code, and the French sentence that says which, why and what to do."""

    phrase: str
    codes: tuple[str, ...]


def list_reserves(valeurs_seules: str, *, formules: bool, macros: bool) -> Sequence[Reserve]:
    """Return the reserves on a reading; ``formules`` and ``macros`` tell whether they were looked at.

    ``valeurs_seules`` is the sentence of a copy of values, which has nothing else; empty for a workbook.
    """
    if valeurs_seules:
        return (Reserve(valeurs_seules, FICHIER),)
    sans_formule = () if formules else (Reserve(SANS_FORMULE, FORMULES),)
    return sans_formule if macros else (*sans_formule, Reserve(MACROS_NON_LUES, MACROS))
