"""A text received as .docx, .odt or .txt, read into its paragraphs; what is refused is said in one French sentence.

Working marks are refused: revisions and comments still open, and the marks that this program sets in an unfinished document.
"""

from __future__ import annotations

from pathlib import Path

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.textes.docx import read_docx
from dpid_xl.classeurs.textes.ecartes import Ecarte
from dpid_xl.classeurs.textes.garde import FORMATS, GARDE, MARQUES, TexteIllisible, read_parties
from dpid_xl.classeurs.textes.odt import read_odt
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.modele import load_phrases
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, cut_convention, drop_liens, join_lignes

SIGNES_MAXIMUM = 1_000_000  # six times the whole deliberation: beyond, a text takes minutes to look through
TROP_DE_SIGNES = "« {nom} » a plus d'un million de signes : donnez la convention type seule, telle qu'elle a été votée."
LIEN = "adresse d'un lien, déjà dans le texte"


@dataclass(frozen=True, slots=True)
class TexteRecu:
    """The convention type of a file: its paragraphs, and what was left out with the reason."""

    nom: str
    paragraphes: tuple[Paragraphe, ...]
    ecartes: tuple[Ecarte, ...] = ()


def read_texte(chemin: Path) -> TexteRecu:
    """Read the convention type of a file, or of the deliberation that votes it; raises TexteIllisible."""
    match chemin.suffix.lower():
        case ".txt":
            recu = _read_txt(chemin)
        case ".docx":
            recu = _cut(chemin.name, *read_docx(chemin.name, read_parties(chemin)))
        case ".odt":
            recu = _cut(chemin.name, *read_odt(chemin.name, read_parties(chemin)))
        case _ if chemin.is_dir():
            raise TexteIllisible(GARDE.dossier.format(chemin=chemin))
        case _:
            raise TexteIllisible(f"« {chemin.name} » n'est pas un texte que l'outil sait lire : donnez un fichier {FORMATS}.")
    if sum(len(paragraphe.texte) for paragraphe in recu.paragraphes) > SIGNES_MAXIMUM:
        raise TexteIllisible(TROP_DE_SIGNES.format(nom=chemin.name))
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


def _cut(nom: str, paragraphes: tuple[Paragraphe, ...], ecartes: tuple[Ecarte, ...]) -> TexteRecu:
    gardes = cut_convention([paragraphe.texte for paragraphe in paragraphes])
    choisis = tuple(paragraphes[rang - 1] for rang, texte in gardes if texte.strip())
    # Of a deliberation, what stands outside its convention type is no part of it; a header is of all the pages.
    rangs = range(choisis[0].rang, choisis[-1].rang + 1) if choisis else range(0)
    tout = len(choisis) == len(paragraphes)
    return TexteRecu(nom, choisis, tuple((hors, raison) for hors, raison in ecartes if tout or not hors.rang or hors.rang in rangs))
