"""The ``dpid-xl`` command: the same engine as the workbook, from a terminal.

Exit codes: 0 all right, 1 blocking anomalies (or files that cannot be written), 2 unreadable input or unknown argument.
A user's mistake is one French sentence on stderr, never a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from dpid_xl import __version__
from dpid_xl.cli_francais import Commande, Groupe, translate
from dpid_xl.cli_installation import register as register_installation
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.parametres.strict import DonneesInvalides

if TYPE_CHECKING:
    from rich.console import Console

    from dpid_xl.chaine import Examen
    from dpid_xl.conventions.document import Convention

CAMPAGNE = "2022_phase2"
BLOQUE, ILLISIBLE = 1, 2
_T = TypeVar("_T")

app = typer.Typer(
    cls=Groupe,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Annexe 5 d'un appel à projets : classeur maître, contrôles, conventions.",
)


class Export(StrEnum):
    """What ``exporter`` can write."""

    LIGNES = "lignes"


def _print_version(version: bool) -> None:  # noqa: FBT001 - what typer hands to the callback of an option
    if version:
        typer.echo(f"dpid-xl {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    _version: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--version", help="Affiche la version et s'arrête.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


_Classeur = Annotated[Path, typer.Argument(metavar="CLASSEUR", help="Le classeur Annexe 5 (.xlsm ou .xlsx).")]
_Jour = Annotated[
    datetime | None,
    typer.Option(
        "--date", metavar="AAAA-MM-JJ", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Date portée sur les documents (aujourd'hui par défaut)."
    ),
]


@app.command(cls=Commande, short_help="Joue toute la campagne 2022 phase 2.")
def demo(
    sortie: Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où tout est écrit.")] = Path("sorties"),
    jour: _Jour = None,
) -> None:
    """Joue toute la campagne 2022 phase 2 : classeur, contrôles, conventions, export."""
    from dpid_xl import chaine
    from dpid_xl.rendus.ecriture import write_fichiers
    from udfs.extension import load_extension

    quand, console = _get_jour(jour), _make_console()
    nom = f"annexe5_{CAMPAGNE}.xlsm"
    with console.status("Construction du classeur…"):
        write_fichiers(sortie, [(nom, chaine.make_classeur(CAMPAGNE, quand, extension=load_extension()))])
        examen = chaine.examine(sortie / nom)
        write_fichiers(sortie, chaine.render_rapports(examen, quand))
        write_fichiers(sortie, chaine.render_lignes(examen, quand))
    conventions = chaine.select_conventions(examen)
    _write_conventions(examen, conventions, chaine.FORMATS, sortie / "conventions", quand)
    _print_resume(examen, conventions)
    typer.echo(f"Tout est dans le dossier {sortie}/ : ouvrez {nom} puis conventions/{chaine.CLASSEUR_DES_CONVENTIONS}.")


@app.command(cls=Commande, short_help="Construit le classeur maître d'une campagne.")
def construire(
    fichier: Annotated[
        Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le classeur (.xlsm) ou le complément (.xlam) à écrire.")
    ],
    campagne: Annotated[str, typer.Option("--campagne", metavar="NOM", help="Campagne fournie avec l'outil.")] = CAMPAGNE,
    modele: Annotated[bool, typer.Option("--modele", help="Classeur vide, pour la prochaine campagne.")] = False,  # noqa: FBT002
    jour: _Jour = None,
) -> None:
    """Construit le classeur maître d'une campagne, ou le complément Excel qui porte fonctions et ruban."""
    from dpid_xl import chaine
    from dpid_xl.classeurs.gabarit import build_complement
    from dpid_xl.rendus.ecriture import write_atomically
    from udfs.extension import load_extension

    if fichier.suffix.lower() == ".xlam":
        write_atomically(fichier, build_complement(load_extension(complement=True)))
        typer.echo(f"Complément écrit : {fichier}")
        return
    if fichier.suffix.lower() != ".xlsm":
        _stop(f"Le nom « {fichier.name} » doit finir par .xlsm (classeur) ou .xlam (complément) : il contient des macros.", ILLISIBLE)
    write_atomically(fichier, chaine.make_classeur(campagne, _get_jour(jour), vide=modele, extension=load_extension()))
    typer.echo(f"Classeur écrit : {fichier}")


@app.command(cls=Commande, short_help="Contrôle un classeur.")
def controler(
    classeur: _Classeur,
    json: Annotated[bool, typer.Option("--json", help="Écrit le résultat en JSON sur la sortie standard.")] = False,  # noqa: FBT002
    rapport: Annotated[
        Path | None, typer.Option("--rapport", metavar="FICHIER", help="État des contrôles à joindre au dossier (.pdf ou .json).")
    ] = None,
    jour: _Jour = None,
) -> None:
    """Contrôle un classeur ; le code de sortie est 1 s'il reste une anomalie bloquante."""
    from dpid_xl import chaine
    from dpid_xl.rendus.ecriture import write_atomically

    if rapport and rapport.suffix.lower() not in chaine.RAPPORTS:
        _stop(f"Le rapport « {rapport.name} » doit finir par {' ou '.join(chaine.RAPPORTS)}.", ILLISIBLE)
    examen = chaine.examine(classeur)
    if rapport:
        write_atomically(rapport, chaine.render_rapport(examen, rapport.suffix.lower(), _get_jour(jour)))
    if json:
        typer.echo(chaine.render_rapport(examen, ".json", _get_jour(jour)).decode(), nl=False)
    else:
        _print_anomalies(examen)
        _print_resume(examen)
    if examen.bloque:
        raise typer.Exit(BLOQUE)


@app.command(cls=Commande, short_help="Écrit les conventions d'un classeur.")
def conventions(
    classeur: _Classeur,
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où écrire les conventions.")],
    formats: Annotated[str, typer.Option("--formats", metavar="LISTE", help="Formats voulus, séparés par des virgules.")] = "xlsx,docx,pdf",
    structure: Annotated[
        list[str] | None, typer.Option("--structure", metavar="NOM", help="Structure voulue ; peut se répéter (toutes par défaut).")
    ] = None,
    jour: _Jour = None,
) -> None:
    """Écrit une convention par structure financée (feuilles Excel, Word, PDF) et leur manifeste."""
    from dpid_xl import chaine

    voulus = [format_.strip().lower() for format_ in formats.split(",") if format_.strip()]
    inconnus = [format_ for format_ in voulus if format_ not in chaine.FORMATS]
    if inconnus or not voulus:
        _stop(f"Le format « {', '.join(inconnus) or formats} » n'existe pas : choisissez parmi {', '.join(chaine.FORMATS)}.", ILLISIBLE)
    examen = chaine.examine(classeur)
    if examen.bloque:
        _print_anomalies(examen, bloquantes_seules=True)
        _stop("Aucune convention n'est écrite tant qu'il reste une anomalie bloquante : corrigez le classeur puis recommencez.", BLOQUE)
    choisies = chaine.select_conventions(examen, structure or [])
    if not choisies:
        _stop("Aucune des structures demandées n'a de montant retenu : il n'y a pas de convention à écrire.", BLOQUE)
    _write_conventions(examen, choisies, voulus, dossier, _get_jour(jour))
    _print_resume(examen, choisies)


@app.command(cls=Commande, short_help="Exporte les lignes de l'Annexe 5.")
def exporter(
    quoi: Annotated[Export, typer.Argument(metavar="QUOI", help="Ce qui est exporté : lignes.")],
    classeur: _Classeur,
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Fichier à écrire (.csv ou .xlsx).")],
    jour: _Jour = None,
) -> None:
    """Exporte les lignes de l'Annexe 5 en tableau simple."""
    from dpid_xl import chaine
    from dpid_xl.rendus.ecriture import write_atomically

    rendu = chaine.EXPORTS[quoi.value].get(fichier.suffix.lower())
    if rendu is None:
        _stop(f"Le fichier « {fichier.name} » doit finir par {' ou '.join(chaine.EXPORTS[quoi.value])}.", ILLISIBLE)
    examen = chaine.examine(classeur)
    if examen.bloque:
        _print_anomalies(examen, bloquantes_seules=True)
        _stop("Aucun export n'est écrit tant qu'il reste une anomalie bloquante : corrigez le classeur puis recommencez.", BLOQUE)
    write_atomically(fichier, rendu(examen.dossier, _get_jour(jour)))
    typer.echo(f"{len(examen.dossier.lignes)} lignes écrites : {fichier}")


@app.command(cls=Commande, short_help="Écrit l'extension LibreOffice des fonctions.")
def libreoffice(
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="L'extension à écrire (.oxt).")],
    classeur: Annotated[
        Path | None,
        typer.Option(
            "--classeur", metavar="CLASSEUR", help="Classeur dont écrire une copie (.xlsx) pour LibreOffice, à côté de l'extension."
        ),
    ] = None,
) -> None:
    """Écrit l'extension qui donne les fonctions DPID à LibreOffice Calc, et la copie d'un classeur qui s'en sert."""
    from dpid_xl.rendus.ecriture import write_atomically
    from udfs.libreoffice.classeur import adapt_classeur
    from udfs.libreoffice.extension import build_oxt

    if fichier.suffix.lower() != ".oxt":
        _stop(f"Le nom « {fichier.name} » doit finir par .oxt : c'est une extension LibreOffice.", ILLISIBLE)
    if classeur:
        from dpid_xl.classeurs.lecture import read_classeur

        read_classeur(classeur)  # refuses, in one sentence, what is not a workbook
        copie = fichier.with_name(f"{classeur.stem}_libreoffice.xlsx")
        write_atomically(copie, adapt_classeur(classeur.read_bytes()))
        typer.echo(f"Copie du classeur écrite : {copie}")
    write_atomically(fichier, build_oxt())
    typer.echo(f"Extension écrite : {fichier} (dans LibreOffice : Outils, Gestionnaire des extensions, Ajouter)")


register_installation(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; every foreseen failure ends as one French sentence on stderr and an exit code."""
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may be cp1252
    try:
        code = app(args=arguments, prog_name="dpid-xl", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        code = _say("Interrompu : rien d'autre n'a été écrit.", BLOQUE)
    except Exception as erreur:
        prevue = _explain(erreur)
        if prevue is None:
            raise
        code = _say(*prevue)
    sys.exit(code or 0)


def _explain(erreur: Exception) -> tuple[str, int] | None:
    """Return the sentence and the exit code of a foreseen failure; None for any other."""
    message = translate(erreur)
    if message is not None:
        return message, ILLISIBLE
    # Here, once something failed: help and usage errors answer without the engine.
    from dpid_xl.chaine import StructureInconnue
    from dpid_xl.classeurs.lecture import ClasseurIllisible
    from dpid_xl.rendus.ecriture import EcritureImpossible

    if isinstance(erreur, (ClasseurIllisible, DonneesInvalides, StructureInconnue)):
        return str(erreur), ILLISIBLE
    return (str(erreur), BLOQUE) if isinstance(erreur, EcritureImpossible) else None


def _say(message: str, code: int) -> int:
    sys.stderr.write(message.rstrip() + "\n")
    return code


def _stop(message: str, code: int) -> NoReturn:
    _say(message, code)
    raise typer.Exit(code)


def _get_jour(jour: datetime | None) -> date:
    return jour.date() if jour else date.today()  # noqa: DTZ011 - the officer's own calendar day; the only place it is read


def _make_console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _write_conventions(examen: Examen, conventions: Sequence[Convention], formats: Sequence[str], dossier: Path, jour: date) -> None:
    from dpid_xl import chaine
    from dpid_xl.rendus.ecriture import write_fichiers

    fichiers = chaine.render_conventions(examen, conventions, formats, jour)
    nombre = ("xlsx" in formats) + len(conventions) * len({"docx", "pdf"} & set(formats)) + 1
    ecrits = write_fichiers(dossier, _track(fichiers, nombre, "Conventions"))
    restes = sorted({reste for sorte in ("docx", "pdf") for reste in (dossier / sorte).glob(f"*.{sorte}")} - set(ecrits))
    if restes:
        typer.echo(f"Le dossier {dossier} garde {len(restes)} fichiers d'une production précédente, que le manifeste ne cite pas.")


def _track(elements: Iterable[_T], nombre: int, libelle: str) -> Iterator[_T]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=_make_console(), transient=True
    ) as progression:
        yield from progression.track(elements, total=nombre, description=libelle)


def _print_anomalies(examen: Examen, *, bloquantes_seules: bool = False) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from dpid_xl.anomalies import Gravite
    from dpid_xl.controles import get_message

    couleurs = {Gravite.BLOQUANTE: "bold red", Gravite.AVERTISSEMENT: "yellow", Gravite.INFORMATION: "green"}
    tableau = Table("Gravité", "Cellule", "Constat et suite à donner", title=None)
    for anomalie in examen.anomalies:
        if anomalie.gravite is Gravite.BLOQUANTE or not bloquantes_seules:
            gravite = Text(anomalie.gravite.value, style=couleurs[anomalie.gravite])
            tableau.add_row(gravite, Text(str(anomalie.origine)), Text(get_message(anomalie)))
    if tableau.row_count:
        Console(stderr=bloquantes_seules, soft_wrap=False).print(tableau)


def _print_resume(examen: Examen, conventions: Sequence[Convention] | None = None) -> None:
    from dpid_xl.anomalies import ORDRE_DES_GRAVITES
    from dpid_xl.calcul.totaux import sum_montants
    from dpid_xl.controles import count_gravites
    from dpid_xl.controles.selection import count_de

    lignes = examen.dossier.lignes
    resume = [count_de(len(lignes), "ligne")]
    if conventions is None:
        resume.append(format_montant(sum_montants(lignes)))
    else:
        total = sum((convention.montant for convention in conventions), ZERO)
        resume += [count_de(len(conventions), "convention"), format_montant(total)]
    typer.echo(" – ".join(resume))
    nombres = count_gravites(examen.anomalies)
    typer.echo("Anomalies : " + ", ".join(count_de(nombres[gravite], gravite.value) for gravite in ORDRE_DES_GRAVITES))
