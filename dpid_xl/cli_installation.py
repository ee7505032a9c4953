"""The commands ``installer`` and ``diagnostic``: set Excel up on this machine, say what is missing.

Exit codes: 0 all done and nothing missing, 1 otherwise, 2 a workbook that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dpid_xl.cli_francais import EXEMPLE, CommandeFrancaise
from dpid_xl.cli_terminal import JAUNE, ROUGE, VERT, attend, echo, print_tableau

if TYPE_CHECKING:
    from dpid_xl.classeurs.macros.commandes import Inventaire
    from dpid_xl.installation.application import Accompli

__all__ = ["register"]

CAMPAGNE = "2022_phase2"
# A fixed day: the same version of dpid-xl brings the same bytes, so that installing again finds its own files.
JOUR_DES_CLASSEURS = date(2022, 9, 27)
_COULEURS = {"ok": VERT, "manque": ROUGE, "conseil": JAUNE, "fait": VERT, "échec": ROUGE, "gardé": JAUNE}
_COULEURS |= {"résolu": VERT, "à réparer": ROUGE}


def register(app: typer.Typer) -> None:
    """Add the two commands to the application."""
    app.command(
        cls=CommandeFrancaise, short_help="Installe les classeurs et le complément dans Excel.", epilog=f"{EXEMPLE}dpid-xl installer"
    )(installer)
    app.command(
        cls=CommandeFrancaise, short_help="Dit ce qui marche sur ce poste et ce qui manque.", epilog=f"{EXEMPLE}dpid-xl diagnostic"
    )(diagnostic)


def installer(
    retirer: Annotated[bool, typer.Option("--retirer", help="Défait ce que l'installation a fait, et rien d'autre.")] = False,  # noqa: FBT002
) -> None:
    """Copie les classeurs dans Documents et le complément dans Excel, règle xlwings, et dit comment tout défaire."""
    from dpid_xl.installation import application, installation, lieux
    from dpid_xl.installation.diagnostic import Statut, diagnose
    from dpid_xl.installation.postes import Poste, Systeme
    from dpid_xl.installation.textes import GESTES

    poste = Poste.courant()
    if retirer:
        resultats = application.retirer(poste)
        _print_resultats(resultats)
        raise typer.Exit(int(any(resultat.erreur for resultat in resultats)))
    classeurs = {} if poste.systeme is Systeme.LINUX else _make_classeurs()
    resultats = application.apply_gestes(poste, installation.plan_installation(poste, classeurs, date.today()))  # noqa: DTZ011 - the officer's day
    _print_resultats(resultats)
    manques = [constat for constat in diagnose(poste) if constat.statut is Statut.MANQUE]
    for constat in manques:
        echo(f"Il manque encore – {constat.sujet} : {constat.phrase} {constat.remede}")
    if lieux.find_recu(poste).is_file():
        echo(GESTES["pour_defaire"].format(chemin=lieux.find_recu(poste)))
    raise typer.Exit(int(bool(manques) or any(resultat.erreur for resultat in resultats)))


def diagnostic(
    serveur: Annotated[bool, typer.Option("--serveur", help="Essaie aussi le serveur indiqué par DPID_SERVEUR (réseau).")] = False,  # noqa: FBT002
    classeur: Annotated[
        Path | None,
        typer.Option(
            "--classeur",
            metavar="CLASSEUR",
            help="Dit plutôt, pour chaque bouton et entrée de ruban de ce classeur (.xlsm, .xlam), la fonction Python où il mène.",
        ),
    ] = None,
) -> None:
    """Dit ce qui marche sur ce poste ou dans un classeur, ce qui manque et comment y remédier ; ne change rien."""
    if classeur:
        raise typer.Exit(int(not _print_inventaire(_read_inventaire(classeur))))
    from dpid_xl.installation.diagnostic import diagnose, is_complete, reach_serveur
    from dpid_xl.installation.postes import Poste

    constats = diagnose(Poste.courant(), reach_serveur if serveur else None)
    print_tableau(
        ("État", "Sujet", "Constat et remède"),
        ((constat.statut.value, constat.sujet, f"{constat.phrase} {constat.remede}".strip()) for constat in constats),
        2,
        couleurs=_COULEURS,
    )
    echo("Rien ne manque." if is_complete(constats) else "Il manque quelque chose : suivez les remèdes ci-dessus.")
    raise typer.Exit(int(not is_complete(constats)))


def _read_inventaire(classeur: Path) -> Inventaire:
    from dpid_xl.classeurs.macros.commandes import read_inventaire
    from udfs import macros

    return read_inventaire(classeur, [f"{macros.__name__}.{nom}" for nom in macros.__all__])


def _print_inventaire(inventaire: Inventaire) -> bool:
    """Print modules and commands; return whether every command ends in Python."""
    for sorte in sorted(set(inventaire.modules.values()), reverse=True):
        noms = [nom for nom, celle_ci in inventaire.modules.items() if celle_ci == sorte]
        echo(f"Modules VBA ({sorte}) : {', '.join(noms)}.")
    print_tableau(
        ("État", "Sorte", "Où", "Libellé", "Macro", "Fonction Python, ou ce qui manque"),
        (
            (
                "à réparer" if commande.defaut else "résolu",
                commande.entree.sorte.value,
                commande.entree.lieu,
                commande.entree.libelle,
                commande.entree.macro,
                commande.defaut or commande.cible,
            )
            for commande in inventaire.commandes
        ),
        5,
        couleurs=_COULEURS,
    )
    casses = sum(bool(commande.defaut) for commande in inventaire.commandes)
    if not inventaire.commandes:
        echo("Ce fichier n'a ni bouton ni entrée de ruban : indiquez le classeur .xlsm ou le complément .xlam livré.")
    else:
        echo(
            f"À réparer : {casses} sur {len(inventaire.commandes)}."
            if casses
            else f"Les {len(inventaire.commandes)} commandes mènent à Python."
        )
    return inventaire.resolu


def _make_classeurs() -> dict[str, bytes]:
    """Build what is copied: the campaign, the empty workbook, the add-in."""
    from dpid_xl import chaine
    from dpid_xl.classeurs.gabarit import build_complement
    from udfs.extension import load_extension

    with attend("Construction des classeurs…"):
        extension = load_extension()
        return {
            "annexe5_2022_phase2.xlsm": chaine.make_classeur(CAMPAGNE, JOUR_DES_CLASSEURS, extension=extension),
            "annexe5_modele.xlsm": chaine.make_classeur(CAMPAGNE, JOUR_DES_CLASSEURS, vide=True, extension=extension),
            "dpid_xl.xlam": build_complement(load_extension(complement=True)),
        }


def _print_resultats(resultats: Iterable[Accompli]) -> None:
    from dpid_xl.installation.installation import SorteDeGeste

    gardes = {SorteDeGeste.GARDER, SorteDeGeste.PASSER}
    print_tableau(
        ("État", "Ce qui a été fait"),
        (
            ("échec" if resultat.erreur else "gardé" if resultat.geste.action in gardes else "fait", resultat.phrase)
            for resultat in resultats
        ),
        1,
        couleurs=_COULEURS,
    )
