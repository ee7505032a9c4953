"""Writes docs/licences.md again from the metadata of what is installed: ``python -m tests.licences``."""

from __future__ import annotations

from importlib.metadata import distribution

from tests.distributions import POSTES, RACINE, list_toutes

PAGE = RACINE / "docs" / "licences.md"
# As a computer is, so that the page does not depend on the Python that writes it.
POSTE = {"python_version": "3.12", "python_full_version": "3.12.9"}
# What only another system takes, or says nothing in its metadata: read in the LICENSE of the distribution.
LUES = {
    "aiocache": "BSD-3-Clause",
    "appscript": "Public Domain",
    "colorama": "BSD-3-Clause",
    "psutil": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
_GENRE = "License :: "
_TEXTE = """\
# Les licences de ce qui s'installe avec dpid_xl

dpid_xl est sous licence MIT (`LICENSE`). Il porte en lui la police Liberation Sans, sous licence SIL Open Font 1.1
(`dpid_xl/rendus/pdf/polices/OFL.txt`). Le reste s'installe à côté, tel que ses auteurs le publient ; voici la licence que chacun déclare,
aux versions de `constraints.txt`. Cette page est faite par `python -m tests.licences`, et un essai la compare à ce qui est installé.

## À regarder de près

| licence | paquets | ce qu'elle demande ici |
|---|---|---|
| LGPL | {lgpl} | rien de plus que de les laisser tels quels et remplaçables : dpid_xl les appelle sans les modifier ni les fondre en lui |
| MPL 2.0 | {mpl} | publier ce que l'on changerait dans leurs propres fichiers : rien n'y est changé |
| PolyForm Noncommercial 1.0.0, ou xlwings PRO | {polyform} | serveur seulement : permise à une institution publique, non à un prestataire |

Aucun paquet n'est sous GPL ni sous AGPL.

## Sans Internet sur le poste

Aux versions de `constraints.txt` (`python -m pip install -c constraints.txt .`), tout est publié tout fait (en roues) pour Windows 64 bits,
Linux x86_64 et aarch64 et les Mac Apple, Python 3.11 à 3.14, sauf `docopt`, que `num2words` demande pour une commande dont dpid_xl ne se
sert pas : il n'est publié qu'en source. `python -m pip wheel`, lancé là où Internet est ouvert, en fait une roue, qui vaut
partout. Sur un Mac Intel, `pikepdf` (et `cryptography`, pour le serveur) n'est plus publié tout fait : il s'y compile.
C'est ce que mesure `python -m tests.roues`.

## Toutes

| paquet | licence déclarée | pour |
|---|---|---|
{rangees}
"""


def get_licence(nom: str) -> str:
    """Return the licence that an installed distribution declares."""
    if nom in LUES:
        return LUES[nom]
    metadonnees = distribution(nom).metadata
    genres = [genre.rpartition(" :: ")[2] for genre in metadonnees.get_all("Classifier", []) if genre.startswith(_GENRE)]
    return metadonnees.get("License-Expression") or metadonnees.get("License") or ", ".join(genres)


def list_licences() -> dict[str, tuple[str, str]]:
    """Return, for each distribution, its licence and who needs it."""
    ici = POSTE | POSTES["Linux"]
    partout, serveur = list_toutes(ailleurs=ici), list_toutes("serveur", ailleurs=ici)
    pour = dict.fromkeys(serveur, "le serveur") | dict.fromkeys(partout, "tous")
    for systeme, ailleurs in POSTES.items():
        seuls = list_toutes("serveur", ailleurs=POSTE | ailleurs) - serveur
        pour |= dict.fromkeys(seuls, f"{systeme} seulement")
    return {nom: (get_licence(nom), pour[nom]) for nom in sorted(pour)}


def make_page() -> str:
    """Return the text of docs/licences.md."""
    licences = list_licences()

    def name(mot: str) -> str:
        return ", ".join(nom for nom, (licence, _) in licences.items() if mot in licence)

    rangees = "\n".join(f"| {nom} | {licence} | {pour} |" for nom, (licence, pour) in licences.items())
    return _TEXTE.format(lgpl=name("LGPL"), mpl=name("MPL"), polyform=name("PolyForm"), rangees=rangees)


def main() -> None:
    """Write the page."""
    PAGE.write_text(make_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
