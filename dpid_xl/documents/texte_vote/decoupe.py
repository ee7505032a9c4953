"""What each paragraph of a convention type is: its style, its condition, or the part that the program composes in its place.

>>> from dpid_xl.documents.texte_vote.paragraphes import Paragraphe
>>> lus = list(split_paragraphes([Paragraphe("Article 1 : Objet", 1), Paragraphe("Le bilan est remis.", 2)]))
>>> [(lu.section, lu.style.value, lu.paragraphe.texte) for lu in lus]
[('art1', 'article', 'Article 1 : Objet'), ('art1', 'paragraphe', 'Le bilan est remis.')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from dpid_xl.classes import dataclass
from dpid_xl.documents.document import RUBRIQUE, TEXTE_DE_FICHE, Style
from dpid_xl.documents.modele import FICHE
from dpid_xl.documents.moteur import CHOIX
from dpid_xl.documents.texte_vote.blancs import find_ecrit, is_vide, load_regles
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe

LIGNE_DE_TITRE = 110  # signs: a longer paragraph is no heading
CHOISIR = "choisir"  # the style of the sentence that asks for a choice

_ARTICLE = re.compile(r"article\s+(\d+)\s*(?:er)?\s*[:.–-]\s*\S", re.IGNORECASE)
_SOUS_ARTICLE = re.compile(r"\d+\s?[-.]\s?\d+\s*[:.–-]\s*\S")
_ANNEXE = re.compile(r"annexe\s+(?:n°\s*)?(\d+)\b", re.IGNORECASE)
_NUMERO = re.compile(r"(?:\d{1,2}\s?[-.)]\s?|[a-z]\)\s*)\S")
_INTERTITRE = re.compile(r"(?:[IVX]+\.\s|\d+\s?/\s?|\d+\s?-\s|[a-z]\)\s|préambule$)", re.IGNORECASE)
_ENTETE = re.compile(r"(?:pôle|direction|mission|service|département|sous-direction)\b", re.IGNORECASE)
_OBJET = re.compile(r"objet\s?:", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:convention\s+)?n°", re.IGNORECASE)
_PARTIES = re.compile(r"entre\b", re.IGNORECASE)
_VISA = re.compile(r"vu\b", re.IGNORECASE)
_TITRE = re.compile(r"convention(?: de partenariat| type)?$", re.IGNORECASE)
_CHOISIR = re.compile(r"(?:choisir\b.*option|au choix\b)", re.IGNORECASE)
_OPTION = re.compile(r"option\s+(\w)\b", re.IGNORECASE)
_COMMUN = re.compile(r"quelle? que soit l.option", re.IGNORECASE)
_LIEU = re.compile(r"(?:fait )?[àa] [\w-]+, le\b", re.IGNORECASE)
_FAIT = re.compile(r"(?:fait en|ce document comprend)\b", re.IGNORECASE)
_CACHET = re.compile(r"\(?signature", re.IGNORECASE)
_DISPOSITIF = re.compile(r"«?\s*nom (?:du )?dispositif\s*»?\.?$", re.IGNORECASE)
_FICHE = re.compile(r"(?:«?\s*nom (?:du )?dispositif\s*»?$|annexe\s+n°\s*x)", re.IGNORECASE)
_TERMINE = (".", ";", ":", ",", "!", "?")


@dataclass(frozen=True, slots=True)
class Lu:
    """A paragraph and what it was taken for: ``style`` is empty for what is not printed, and ``remarque`` says why."""

    paragraphe: Paragraphe
    section: str
    style: str = ""
    si: str = ""
    remarque: str = ""


@dataclass(slots=True)
class _Etat:
    """Where the reading stands: its section, and the choice that is open there, if any."""

    section: str = ""
    titre: str = ""
    critere: str = ""
    valeur: str = ""
    liste: bool = False  # a bullet of the option was read
    rubrique: str = ""  # the row of the fiche that is read
    faits: set[str] = field(default_factory=set)  # the parts that the program composes and that were met

    def close_choix(self) -> None:
        self.critere = self.valeur = ""
        self.liste = False


def split_paragraphes(paragraphes: Iterable[Paragraphe]) -> Iterator[Lu]:
    """Yield what each paragraph is, in order; none is left out."""
    etat = _Etat()
    for paragraphe in paragraphes:
        yield _read(etat, paragraphe)


def _read(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    texte = paragraphe.texte
    if etat.section == "fiche" or (etat.section.startswith("a") and "art1" in etat.faits and _is_fiche(etat, texte)):
        etat.section = "fiche"
        return _read_fiche(etat, paragraphe)
    if trouve := _ARTICLE.match(texte):
        etat.close_choix()
        etat.section, etat.titre = f"art{trouve[1]}", texte
        etat.faits.add("art1")
        return Lu(paragraphe, etat.section, Style.ARTICLE)
    if etat.section.startswith("art"):
        return _read_article(etat, paragraphe)
    if etat.section in ("signature", "signatures"):
        return _read_signature(etat, paragraphe)
    if etat.section.startswith("a") and (lu := _read_annexe(etat, paragraphe)):
        return lu
    return _read_debut(etat, paragraphe)


def _read_fiche(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    """Tell the labels of the rows of a fiche and the texts that all fiches share; the program writes the rest from the operation."""
    texte, compose = paragraphe.texte, "donnée de l'opération, écrite par le programme"
    cle = find_ecrit(load_regles().rubriques, texte) if len(texte) <= LIGNE_DE_TITRE and not texte.endswith(_TERMINE) else ""
    if cle or _FICHE.match(texte):  # of several fiches, the first one is the model
        etat.rubrique = "" if cle in etat.faits else cle
        etat.faits.add(cle)
        return Lu(paragraphe, f"{FICHE}{cle}", RUBRIQUE) if etat.rubrique else Lu(paragraphe, "fiche", remarque=compose)
    if not etat.rubrique or is_vide(texte):
        return Lu(paragraphe, "fiche", remarque=compose)
    return Lu(paragraphe, f"{FICHE}{etat.rubrique}", TEXTE_DE_FICHE)


def _is_fiche(etat: _Etat, texte: str) -> bool:
    return bool(_FICHE.match(texte)) and etat.section != "art1"


# --- Before the first article ---


def _read_debut(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    texte = paragraphe.texte
    if etat.section in ("", "entete"):
        if _OBJET.match(texte) or _REFERENCE.match(texte):
            etat.section = "entete"
            return Lu(paragraphe, "entete", Style.OBJET if _OBJET.match(texte) else Style.REFERENCE)
        if _PARTIES.match(texte):
            etat.section = "parties"
        elif _ENTETE.match(texte) or etat.section:
            etat.section = "entete"
            return Lu(paragraphe, "entete", Style.TITRE if _TITRE.match(texte) else Style.SERVICE)
        else:
            return Lu(paragraphe, "entete", remarque="avant l'en-tête de la convention")
    style = Style.PARTIE if etat.section == "parties" else Style.PARAGRAPHE
    if _VISA.match(texte):
        etat.section, style = "visas", Style.VISA
    elif _TITRE.match(texte):
        style = Style.TITRE
    elif texte.lower().startswith("préambule"):
        etat.section, style = "preambule", Style.INTERTITRE
    return Lu(paragraphe, etat.section, style)


# --- Articles and signatures ---


def _read_article(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    texte, section = paragraphe.texte, etat.section
    if _FAIT.match(texte) or _LIEU.match(texte):
        etat.section = "signature"
        return _read_signature(etat, paragraphe)
    if "annexe" in etat.titre.lower():
        if _ANNEXE.match(texte):
            return Lu(paragraphe, section, remarque="liste des annexes, composée par le programme")
        if texte.endswith(":") and "annexes" not in etat.faits:
            etat.faits.add("annexes")
            return Lu(paragraphe, section, "annexes")
    if _DISPOSITIF.match(texte):
        return Lu(paragraphe, section, remarque="tableau des opérations, composé par le programme")
    style = Style.SOUS_ARTICLE if _SOUS_ARTICLE.match(texte) else _get_style(paragraphe)
    if (section, "operations" in etat.faits) == ("art1", False) and texte.endswith(":"):
        etat.faits.add("operations")
        style = "operations"
    return Lu(paragraphe, section, style)


def _read_signature(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    texte = paragraphe.texte
    if _ANNEXE.match(texte):
        etat.section = "annexes"
        lu = _read_annexe(etat, paragraphe)
        return lu or Lu(paragraphe, etat.section, Style.PARAGRAPHE)
    if etat.section == "signature" and (_FAIT.match(texte) or _LIEU.match(texte)):
        if _LIEU.match(texte):
            etat.section = "signatures"
        return Lu(paragraphe, "signature", Style.PARAGRAPHE)
    etat.section = "signatures"
    return Lu(paragraphe, "signature", "signature", remarque="signatures, composées par le programme")


# --- Annexes ---


def _read_annexe(etat: _Etat, paragraphe: Paragraphe) -> Lu | None:
    texte = paragraphe.texte
    if trouve := _ANNEXE.match(texte):
        etat.close_choix()
        etat.section, etat.titre = f"a{trouve[1]}", texte
        return Lu(paragraphe, etat.section, Style.ANNEXE)
    if _CHOISIR.match(texte):
        etat.critere, etat.valeur, etat.liste = find_ecrit(load_regles().choix, etat.titre), "", False
        return Lu(paragraphe, etat.section, CHOISIR, f"{etat.critere}:" if etat.critere else "", "" if etat.critere else "choix inconnu")
    if (trouve := _OPTION.match(texte)) and etat.critere:
        etat.valeur, etat.liste = trouve[1].upper(), False
        return Lu(paragraphe, etat.section, Style.PARAGRAPHE, _write_si(etat))
    return _read_corps(etat, paragraphe)


def _read_corps(etat: _Etat, paragraphe: Paragraphe) -> Lu:
    style = _get_style(paragraphe, annexe=True)
    if style == Style.INTERTITRE or _COMMUN.match(paragraphe.texte) or (etat.critere and etat.liste and not paragraphe.puce):
        etat.close_choix()
    if style == Style.INTERTITRE:
        etat.titre = paragraphe.texte
    if etat.critere and paragraphe.puce:
        etat.liste = True
        if len(CHOIX[etat.critere]) > len(("A", "B", "")):  # a list without « Option »: each of its bullets is a branch
            etat.valeur = find_ecrit(load_regles().branches, paragraphe.texte)
    return Lu(paragraphe, etat.section, style, _write_si(etat))


def _write_si(etat: _Etat) -> str:
    """Write the condition of a branch: it is printed once it is chosen, and as long as nothing is."""
    return f"{etat.critere}:{etat.valeur}|" if etat.valeur in CHOIX.get(etat.critere, ()) and etat.valeur else ""


def _get_style(paragraphe: Paragraphe, *, annexe: bool = False) -> str:
    texte = paragraphe.texte
    if paragraphe.puce:
        return Style.PUCE
    court = len(texte) <= LIGNE_DE_TITRE and not texte.endswith(_TERMINE)
    if court and (_INTERTITRE.match(texte) or texte.isupper()):
        return Style.INTERTITRE
    if annexe and _INTERTITRE.match(texte) and len(texte) < LIGNE_DE_TITRE // 2 and re.match(r"[IVX]+\.", texte):
        return Style.INTERTITRE
    return Style.NUMERO if _NUMERO.match(texte) else Style.PARAGRAPHE
