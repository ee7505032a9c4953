"""The blanks of a voted text become «champs» by the words around them, and the notes of its drafter leave it. The rules are data.

>>> complete_texte("La convention s’applique du XXXX au XXXX inclus.").texte
'La convention s’applique du «debut» au «fin» inclus.'
>>> complete_texte("Ce document pèse XX grammes.")
Complete(texte='Ce document pèse À COMPLÉTER grammes.', proposes=(), incompris=('XX',), notes=())
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import Champs, is_champ
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.strict import load_toml

FICHIER = "texte_vote.toml"
_BLANC = r"(?:X{2,}|(?<!\w)(?:…|\.{3})[….]*|_{3,}|\[(?:…|\.{3})\])"
_SEULS = re.compile(rf"{_BLANC}|\bA COMPLETER\b|(?<!À )\bCOMPLETER\b")
_CONSIGNE = re.compile(r"(?:[AÀ] )?COMPL[EÉ]TER\b")
_SIGNIFIE = re.compile(r"[^\W\d_]{3}")  # a word: « du » and « au » stand between blanks
_CROCHETS = re.compile(r"\[([^\]]+)\]")
_PUBLIPOSTAGE = re.compile(r"«\s*([^\W\d]\w*(?:_\w*)+|[^\W\d]+)\s*»")
_CONNUS = frozenset(Champs.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Complete:
    """A text whose blanks are filled: what was proposed for some, those that were not understood, the notes taken out."""

    texte: str
    proposes: tuple[str, ...] = ()
    incompris: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Regle:
    motif: re.Pattern[str]
    ecrit: str


@dataclass(frozen=True, slots=True)
class Regles:
    """The rules, in their order; a choice is known by the words of its heading, a branch and a row of a fiche by their own."""

    blancs: tuple[_Regle, ...]
    publipostage: tuple[_Regle, ...]
    notes: tuple[_Regle, ...]
    choix: tuple[_Regle, ...]
    branches: tuple[_Regle, ...]
    reserves: tuple[_Regle, ...]
    rubriques: tuple[_Regle, ...]


@cache
def load_regles() -> Regles:
    """Read the rules."""
    donnees = load_toml(resources.files(__package__) / FICHIER)
    return Regles(
        tuple(
            _make(rf"(?P<a>{regle.get('avant', '')})(?P<blanc>{regle.get('blanc', _BLANC)})(?={regle.get('apres', '')})", regle["ecrit"])
            for regle in donnees["blanc"]
        ),
        tuple(_make(regle["nom"], regle["ecrit"]) for regle in donnees["publipostage"]),
        tuple(_make(regle["motif"], regle.get("ecrit", "")) for regle in donnees["note"]),
        tuple(_make(regle["titre"], regle["critere"]) for regle in donnees["choix"]),
        tuple(_make(regle["mots"], regle["valeur"]) for regle in donnees["branche"]),
        tuple(_make(regle["champ"], regle["si"]) for regle in donnees["reserve"]),
        tuple(_make(rf"^{regle['mots']}", regle["cle"]) for regle in donnees["rubrique"]),
    )


def find_ecrit(regles: tuple[_Regle, ...], texte: str) -> str:
    """Return what the first rule that a text meets writes; empty when it meets none."""
    return next((regle.ecrit for regle in regles if regle.motif.search(texte)), "")


def is_vide(texte: str) -> bool:
    """Tell whether a text is but a blank to fill, or tells its drafter how to fill it: « Du XXXX au XXXX », « A COMPLETER (…) ».

    >>> [is_vide(texte) for texte in ("XXXX €", "Du XXXX au XXXX", "A COMPLETER => le délai", "Versement de XX % du montant")]
    [True, True, True, False]
    """
    return bool(_CONSIGNE.match(texte)) or not _SIGNIFIE.search(_SEULS.sub("", texte))


def complete_texte(texte: str) -> Complete:
    """Fill the blanks of a paragraph, take the notes of its drafter out, and tell both."""
    regles = load_regles()
    notes: list[str] = []
    for regle in regles.notes:
        notes += regle.motif.findall(texte)
        texte = regle.motif.sub(lambda _, ecrit=regle.ecrit: ecrit, texte)  # type: ignore[misc]
    texte, proposes, incompris = _name_publipostage(texte.strip(), regles)
    for regle in regles.blancs:
        for trouve in regle.motif.finditer(texte):
            proposes.append(f"{trouve['blanc'].strip() or 'fin du texte'} → {regle.ecrit.strip()}")
        texte = regle.motif.sub(lambda trouve, ecrit=regle.ecrit: trouve["a"] + ecrit, texte)  # type: ignore[misc]
    incompris += _SEULS.findall(texte)
    texte = _SEULS.sub(A_COMPLETER, texte)
    incompris += _CROCHETS.findall(texte)
    texte = _CROCHETS.sub(lambda trouve: f"{A_COMPLETER} ({trouve[1]})", texte)
    return Complete(texte.strip(), tuple(proposes), tuple(incompris), tuple(note.strip() for note in notes))


def _name_publipostage(texte: str, regles: Regles) -> tuple[str, list[str], list[str]]:
    """Replace the fields of a mail merge by ours; a quotation stays."""
    proposes: list[str] = []
    incompris: list[str] = []

    def name(trouve: re.Match[str]) -> str:
        nom = trouve[1]
        if nom in _CONNUS:
            return trouve[0]
        ecrit = find_ecrit(regles.publipostage, nom)
        if ecrit:
            proposes.append(f"«{nom}» → {ecrit}")
            return ecrit
        if "_" not in nom:  # a quotation: between other signs, so that it is not taken for a field
            return f"“{nom}”" if is_champ(nom) else trouve[0]
        incompris.append(nom)
        return f"{A_COMPLETER} ({nom})"

    return _PUBLIPOSTAGE.sub(name, texte), proposes, incompris


def _make(motif: str, ecrit: str) -> _Regle:
    return _Regle(re.compile(motif, re.IGNORECASE), ecrit)
