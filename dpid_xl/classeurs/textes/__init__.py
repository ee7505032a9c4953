"""A text received as .docx, .odt or .txt, read into its paragraphs; what is refused is said in one French sentence.

Working marks are refused: revisions and comments still open, and the marks that this program sets in an unfinished document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dpid_xl.classeurs.textes.docx import read_docx
from dpid_xl.classeurs.textes.garde import FORMATS, GARDE, MARQUES, TexteIllisible, read_parties
from dpid_xl.classeurs.textes.odt import read_odt
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.modele import load_phrases
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, cut_convention, drop_liens, join_lignes

LIEN, CADRE = "adresse d'un lien, déjà dans le texte", "en-tête ou pied de page"


@dataclass(frozen=True, slots=True)
class TexteRecu:
    """The convention type of a file: its paragraphs, and what was left out with the reason."""

    nom: str
    paragraphes: tuple[Paragraphe, ...]
    ecartes: tuple[tuple[Paragraphe, str], ...] = ()


def read_texte(chemin: Path) -> TexteRecu:
    """Read the convention type of a file, or of the deliberation that votes it; raises TexteIllisible."""
    match chemin.suffix.lower():
        case ".txt":
            recu = _read_txt(chemin)
        case ".docx":
            recu = _cut(chemin.name, *read_docx(chemin.name, read_parties(chemin)))
        case ".odt":
            recu = _cut(chemin.name, *read_odt(chemin.name, read_parties(chemin)))
        case _:
            raise TexteIllisible(f"« {chemin.name} » n'est pas un texte que l'outil sait lire : donnez un fichier {FORMATS}.")
    marques = (A_COMPLETER, load_phrases()["projet"])
    if any(marque in paragraphe.texte for paragraphe in recu.paragraphes for marque in marques):
        raise TexteIllisible(MARQUES.format(nom=chemin.name, quoi="« À COMPLÉTER », PROJET", faire="donnez le texte voté lui-même"))
    return recu


def _read_txt(chemin: Path) -> TexteRecu:
    octets = GARDE.read_fichier(chemin)
    if b"\0" in octets or octets.startswith((b"%PDF", b"PK", b"\xd0\xcf", b"{\\rtf")):
        raise TexteIllisible(f"« {chemin.name} » n'est pas un texte brut : donnez un fichier {FORMATS}.")
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", errors="replace")
    lignes = list(drop_liens(cut_convention(texte.replace("\r\n", "\n").replace("\r", "\n").split("\n"))))
    paragraphes = join_lignes([(rang, ligne) for rang, ligne, lien in lignes if not lien])
    return TexteRecu(chemin.name, paragraphes, tuple((Paragraphe(ligne.strip(), rang), LIEN) for rang, ligne, lien in lignes if lien))


def _cut(nom: str, paragraphes: tuple[Paragraphe, ...], cadres: tuple[str, ...]) -> TexteRecu:
    gardes = cut_convention([paragraphe.texte for paragraphe in paragraphes])
    choisis = tuple(replace(paragraphes[rang - 1], rang=rang) for rang, texte in gardes if texte.strip())
    return TexteRecu(nom, choisis, tuple((Paragraphe(texte, 0), CADRE) for texte in cadres))
