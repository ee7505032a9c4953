"""How texts name people and bodies: from the office (qualité), the civility and the nature of the register, never from a first name.

>>> write_civilite("présidente"), write_civilite("maire", "M. Durand"), write_civilite("maire")
('Madame la Présidente', 'Monsieur le Maire', 'Madame, Monsieur')
>>> write_avec_article("Directrice des Politiques d'Inclusion Durable")
"la Directrice des Politiques d'Inclusion Durable"
>>> write_structure("PAGE", "association"), write_structure("CCAS de Libercourt", "CCAS"), write_structure("Arras", "commune")
('l’association PAGE', 'le CCAS de Libercourt', 'la commune d’Arras')
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from dpid_xl.francais import is_elide
from dpid_xl.noms import fold_nom

SANS_GENRE = "Madame, Monsieur"


class Genre(StrEnum):
    """The gender of a civility; its value is the civility."""

    MASCULIN = "Monsieur"
    FEMININ = "Madame"


class Titre(NamedTuple):
    """An office in both genders; the same word twice when only a civility or an article tells them apart."""

    masculin: str
    feminin: str


class _Adresse(NamedTuple):
    genre: Genre | None
    titre: Titre | None


# The longer of two that start alike stands first.
TITRES = (
    Titre("vice-président", "vice-présidente"),
    Titre("président", "présidente"),
    Titre("maire", "maire"),
    Titre("adjoint au maire", "adjointe au maire"),
    Titre("directeur général", "directrice générale"),
    Titre("directeur", "directrice"),
    Titre("administrateur", "administratrice"),
    Titre("gérant", "gérante"),
    Titre("trésorier", "trésorière"),
)
# First words, without accents, of a name or a nature that tell the gender of a body. A body of another name has none.
ORGANISMES: Mapping[str, Genre] = {
    **dict.fromkeys(
        (
            *("ccas", "cias", "centre", "geiq", "gip", "greta", "groupement", "plan", "plie", "pole", "office", "sivom", "syndicat"),
            *("departement", "epci", "epsm", "etablissement", "lycee", "college", "comite", "fonds", "organisme"),
        ),
        Genre.MASCULIN,
    ),
    **dict.fromkeys(
        (
            *("association", "chambre", "communaute", "commune", "congregation", "cooperative", "entreprise", "federation", "fondation"),
            *("maison", "metropole", "mission", "mutuelle", "regie", "region", "sarl", "sas", "scic", "scop", "societe", "union"),
            *("universite", "ville"),
        ),
        Genre.FEMININ,
    ),
}
SUIVIS_DE_DE = frozenset({"commune", "ville", "ccas", "cias"})  # natures that a place completes: « la commune d’Arras »
_A_VOUS = {"son": "votre", "sa": "votre", "ses": "vos", "Son": "Votre", "Sa": "Votre", "Ses": "Vos"}
_ARTICLES = {Genre.MASCULIN: "le ", Genre.FEMININ: "la "}
_MARQUES: Mapping[str, Genre] = {
    **dict.fromkeys(("m.", "m", "mr", "monsieur", "le"), Genre.MASCULIN),
    **dict.fromkeys(("mme", "mme.", "madame", "la"), Genre.FEMININ),
}


def write_civilite(qualite: str, representant: str = "") -> str:
    """Write how a letter calls the person: civility and office; « Madame, Monsieur » when nothing tells the gender.

    >>> write_civilite("Directrice générale de l'association"), write_civilite("", "Mme Petit"), write_civilite("", "Dominique Petit")
    ('Madame la Directrice générale', 'Madame', 'Madame, Monsieur')
    """
    genre, titre = _read(qualite, representant)
    if genre is None:
        return SANS_GENRE
    if titre is None:
        return genre.value
    nom = titre.masculin if genre is Genre.MASCULIN else titre.feminin
    return f"{genre} {_write_article(genre, nom)}{nom[0].upper()}{nom[1:]}"


def write_a_l_attention(qualite: str, representant: str = "") -> str:
    """Write whom a letter to a body is for: the person, else the office; nothing when neither is known.

    >>> write_a_l_attention("maire", "Mme Petit"), write_a_l_attention("", "Alain Petit"), write_a_l_attention("présidente")
    ('À l’attention de Mme Petit', 'À l’attention d’Alain Petit', 'À l’attention de Madame la Présidente')
    >>> write_a_l_attention(""), write_a_l_attention("maire")
    ('', '')
    """
    civilite = write_civilite(qualite)
    personne = representant or ("" if civilite == SANS_GENRE else civilite)
    return personne and f"À l’attention {'d’' if is_elide(personne) else 'de '}{personne}"


def write_a_vous(texte: str) -> str:
    """Turn what a convention says of the body, « son rapport », into what a letter to it says; only the first word can tell.

    >>> write_a_vous("son rapport d’activité ;"), write_a_vous("ses comptes"), write_a_vous("sonorisation")
    ('votre rapport d’activité ;', 'vos comptes', 'sonorisation')
    """
    mot, espace, suite = texte.partition(" ")
    return f"{_A_VOUS.get(mot, mot)}{espace}{suite}"


def write_avec_article(fonction: str, representant: str = "") -> str:
    """Put its article before an office, in the gender of who holds it; an office that is none of ours stays as it is.

    >>> write_avec_article("Président du Conseil départemental"), write_avec_article("Maire"), write_avec_article("président", "Mme Petit")
    ('le Président du Conseil départemental', 'le Maire', 'la présidente')
    """
    genre, titre = _read(fonction, representant)
    if titre is None:
        return fonction
    genre = genre or Genre.MASCULIN  # « maire » says nothing of who holds the office
    nu = _accord(_split_marques(fonction)[1], titre, genre)
    return f"{_write_article(genre, nu)}{nu}"


def write_possessif(qualite: str, representant: str = "") -> str:
    """Say whose an office is, in the gender of who holds it; an office that is more than its title, or none of ours, stays as it is.

    >>> write_possessif("Président", "Mme Petit"), write_possessif("maire", "Mme Petit"), write_possessif("président du CCAS")
    ('sa présidente', 'sa maire', 'président du CCAS')
    """
    genre, titre = _read(qualite, representant)
    nu = _split_marques(qualite)[1]
    if titre is None or fold_nom(nu) not in map(fold_nom, titre):
        return qualite
    genre = genre or Genre.MASCULIN
    nu = _accord(nu, titre, genre)
    return f"{'sa' if genre is Genre.FEMININ and not is_elide(nu) else 'son'} {nu[0].lower()}{nu[1:]}"


def find_genre(nom: str, nature: str = "") -> Genre | None:
    """Return the gender of a body, from the first word of its name, else of its nature; None when neither tells."""
    return _find_tete(nom) or _find_tete(nature)


def write_structure(nom: str, nature: str = "") -> str:
    """Put its article before a body, and its nature when its name does not say it; a body of no known gender stays as it is.

    >>> write_structure("Le Cheval Bleu", "Association loi 1901"), write_structure("Le Touquet", "CCAS"), write_structure("APSA")
    ('l’association loi 1901 Le Cheval Bleu', 'le CCAS du Touquet', 'APSA')
    """
    if genre := _find_tete(nom):
        return _write_article(genre, nom) + nom
    genre = _find_tete(nature)
    if genre is None:
        return nom
    nom_commun = nature if nature[:2].isupper() else nature[0].lower() + nature[1:]
    lien = write_de(nom) if fold_nom(nature) in SUIVIS_DE_DE else nom
    return f"{_write_article(genre, nom_commun)}{nom_commun} {lien}"


def write_de(lieu: str) -> str:
    """Put « de » before a place.

    >>> [write_de(lieu) for lieu in ("Lens", "Arras", "Le Portel", "Les Attaques", "La Couture")]
    ['de Lens', 'd’Arras', 'du Portel', 'des Attaques', 'de La Couture']
    """
    for article, contracte in (("Le ", "du "), ("Les ", "des ")):
        if lieu.startswith(article):
            return contracte + lieu.removeprefix(article)
    return ("d’" if is_elide(lieu) else "de ") + lieu


def _find_tete(texte: str) -> Genre | None:
    return next((ORGANISMES.get(mot) for mot in fold_nom(texte).split()), None)


def _read(qualite: str, representant: str) -> _Adresse:
    # A civility that somebody wrote tells more than the form of the office: « Mme », « président ».
    marque, reste = _split_marques(qualite)
    for titre in TITRES:
        for forme, genre in zip(titre, Genre, strict=True):
            if _starts_with(reste, forme):
                propre = genre if titre.masculin != titre.feminin else None
                return _Adresse(marque or _split_marques(representant)[0] or propre, titre)
    return _Adresse(marque or _split_marques(representant)[0], None)


def _split_marques(texte: str) -> tuple[Genre | None, str]:
    """Take the civility and the article off the head of a text; the first one tells the gender."""
    genre: Genre | None = None
    mots = texte.split()
    while mots and (trouve := _MARQUES.get(mots[0].casefold())):
        genre = genre or trouve
        mots = mots[1:]
    return genre, " ".join(mots)


def _starts_with(texte: str, forme: str) -> bool:
    simple, attendu = fold_nom(texte), fold_nom(forme)
    return simple.startswith(attendu) and not simple[len(attendu) : len(attendu) + 1].isalpha()


def _accord(fonction: str, titre: Titre, genre: Genre) -> str:
    """Write the title that heads an office in a gender, as it was typed when it is already so; the rest is left alone."""
    longueur = next(len(forme) for forme in sorted(titre, key=len, reverse=True) if _starts_with(fonction, forme))
    attendu = titre.masculin if genre is Genre.MASCULIN else titre.feminin
    typee = fonction[:longueur]
    if fold_nom(typee) == fold_nom(attendu):
        return fonction
    return (attendu[0].upper() + attendu[1:] if typee[0].isupper() else attendu) + fonction[longueur:]


def _write_article(genre: Genre, nom: str) -> str:
    return "l’" if is_elide(nom) else _ARTICLES[genre]
