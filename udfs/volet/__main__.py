"""``python -m udfs.volet -o DOSSIER --adresse https://…``: the static site of the pane, ready to be put on a web server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dpid_xl.ecriture import check_dossier, replace_fichiers
from dpid_xl.francais import write_quantite
from dpid_xl.refus import BLOQUE, Refus
from udfs.volet.site import CATALOGUE, build_site, check_adresse
from udfs.volet.sources import bring_sources


def main(arguments: list[str] | None = None) -> int:
    """Build the site; return the code of the command."""
    demande = _read(arguments)
    try:
        check_adresse(demande.adresse)
        _check_dossier(demande.sortie)
        with TemporaryDirectory() as provisoire:
            sources = demande.sources or Path(provisoire)
            bring_sources(sources)
            fichiers = build_site(demande.adresse, sources)
        # The catalogue last: until it is there, no pane takes a site half written for a newer one.
        ordre = sorted(fichiers.items(), key=lambda fichier: fichier[0] == CATALOGUE)
        replace_fichiers(demande.sortie, ordre)
    except Refus as refus:
        print(refus, file=sys.stderr)  # noqa: T201 (a command)
        return refus.code
    taille = sum(map(len, fichiers.values())) / 1_000_000
    print(f"{write_quantite(len(fichiers), 'fichier')} ({taille:.0f} Mo) dans « {demande.sortie} », pour {demande.adresse}.")  # noqa: T201
    return 0


class DossierOccupe(Refus):
    """The folder holds something else than a site of ours."""

    code = BLOQUE


def _check_dossier(dossier: Path) -> None:
    check_dossier(dossier)
    if dossier.is_dir() and any(dossier.iterdir()) and not (dossier / CATALOGUE).is_file():
        raise DossierOccupe(f"« {dossier} » contient autre chose qu'un volet : donnez un dossier vide, ou celui d'un volet à remplacer.")


def _read(arguments: list[str] | None) -> argparse.Namespace:
    lecteur = argparse.ArgumentParser("python -m udfs.volet", description="Construit le volet : Excel avec Python, sans rien installer.")
    lecteur.add_argument("-o", "--sortie", type=Path, required=True, metavar="DOSSIER", help="où écrire le site")
    lecteur.add_argument("--adresse", required=True, metavar="URL", help="l'adresse https:// où il sera servi")
    lecteur.add_argument("--sources", type=Path, metavar="DOSSIER", help="où sont, ou seront apportés, Pyodide et typst (npm et pip)")
    return lecteur.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
