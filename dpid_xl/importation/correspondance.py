"""The officer's choice of columns, kept in a file for next time: one header of theirs, one of ours, or « ignorer ».

>>> read_correspondance("choix.toml", '[colonnes]\\n"Somme votée" = "Montant retenu"\\n')
{'sommevotee': 'Montant retenu'}
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from dpid_xl.importation.entetes import list_entetes_connus
from dpid_xl.importation.journal import ColonneLue
from dpid_xl.importation.refus import SourceIllisible
from dpid_xl.noms import find_proche, simplify_nom

IGNORER = "ignorer"
TAILLE_MAXIMALE = 1_000_000  # bytes
_CLE = "colonnes"
_PREFACE = (
    "# Les colonnes du tableau importé, et ce qu'elles disent dans le classeur.\n"
    f"# À droite : {', '.join(list_entetes_connus())} ; ou « {IGNORER} ».\n"
)


def load_correspondance(chemin: Path) -> Mapping[str, str]:
    """Read the choices of a file by simplified header; nothing when there is no file yet. Raises SourceIllisible."""
    if not chemin.exists():
        return {}
    illisible = f"Le fichier de correspondance « {chemin.name} » ne peut pas être lu : c'est un texte en UTF-8."
    if not chemin.is_file() or chemin.stat().st_size > TAILLE_MAXIMALE:
        raise SourceIllisible(illisible)
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raise SourceIllisible(illisible) from erreur
    return read_correspondance(chemin.name, texte)


def read_correspondance(nom: str, texte: str) -> dict[str, str]:
    """Read the text of a file of choices; raises SourceIllisible, naming what is not one of our headers."""
    try:
        colonnes = tomllib.loads(texte).get(_CLE)
    except (ValueError, RecursionError) as erreur:
        ligne = re.search(r"line (\d+)", str(erreur))
        lieu = f", ligne {ligne[1]}" if ligne else ""
        raise SourceIllisible(
            f'Le fichier de correspondance « {nom} » est mal écrit{lieu} : chaque colonne y est une ligne « "entête" = "colonne" ».'
        ) from erreur
    if not isinstance(colonnes, dict) or not all(isinstance(valeur, str) for valeur in colonnes.values()):
        raise SourceIllisible(
            f"Le fichier de correspondance « {nom} » doit porter [{_CLE}], puis une ligne « entête » = « colonne » par colonne."
        )
    connus = {simplify_nom(entete) for entete in (*list_entetes_connus(), IGNORER)}
    for entete, voulu in colonnes.items():
        if simplify_nom(voulu) not in connus:
            proche = find_proche(voulu, list_entetes_connus())
            raise SourceIllisible(
                f"Dans « {nom} », « {entete} » est dit « {voulu} », qui n'est pas une colonne du classeur"
                f"{f' : peut-être « {proche} »' if proche else ''} ; les colonnes : {', '.join(list_entetes_connus())}, ou « {IGNORER} »."
            )
    return {simplify_nom(entete): voulu for entete, voulu in colonnes.items()}


def write_correspondance(colonnes: Sequence[ColonneLue]) -> bytes:
    """Write what each column was taken for, to be corrected and used next time."""
    choix = {colonne.entete: colonne.colonne or IGNORER for colonne in reversed(colonnes)}
    lignes = [f"{_quote(entete)} = {_quote(voulu)}\n" for entete, voulu in reversed(choix.items())]
    return "".join([_PREFACE, f"\n[{_CLE}]\n", *lignes]).encode()


def _quote(texte: str) -> str:
    return json.dumps(texte, ensure_ascii=False).replace("\x7f", "\\u007f")  # a JSON text is a basic string of TOML
