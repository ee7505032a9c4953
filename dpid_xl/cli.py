"""The ``dpid-xl`` command: the same engine as the workbook, from a terminal.

Exit codes: 0 all right, 1 blocking anomalies (or files that cannot be written), 2 unreadable input or unknown argument.
A user's mistake is one French sentence on stderr, never a traceback.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn, TypeGuard

import typer

from dpid_xl.chargement import share_fils, space_ramassages
from dpid_xl.cli_francais import EXEMPLE, CommandeFrancaise, GroupeFrancais, choose, translate
from dpid_xl.cli_installation import register as register_installation
from dpid_xl.cli_terminal import JAUNE, ROUGE, VERT, attend, echo, follow, open_sorties, print_tableau, say
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.refus import BLOQUE, ILLISIBLE, Refus
from dpid_xl.version import __version__

if TYPE_CHECKING:
    from dpid_xl.calcul.comparaison import Etats
    from dpid_xl.classeurs.reprise.modele import Constat
    from dpid_xl.documents.document import Convention
    from dpid_xl.examen import Examen
    from dpid_xl.importation import Import
    from dpid_xl.production.depot import Depot
    from dpid_xl.production.liasse import Liasse
    from dpid_xl.production.production import Commences, Production
    from dpid_xl.rendus.word.modele import ModeleWord

CAMPAGNE = "2022_phase2"
ARCHIVE = ".zip"  # of a closing
# How the names of what is written beside a workbook end.
REMISE, RECONDUCTION, PASSAGE, VOTE, BILANS = "remise_a_neuf", "reconduction", "passage_au_vote", "texte_vote", "bilans"
NOM_TROP_LONG = "Le nom « {nom} » est trop long : aucun fichier ne peut le porter ; vérifiez-le."
_VALEUR_CITEE = 80  # characters on the terminal; the report has them all

app = typer.Typer(
    cls=GroupeFrancais,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Annexe 5 d'un appel à projets : classeur maître, contrôles, conventions.",
)


class Export(StrEnum):
    """What ``exporter`` can write."""

    ANNEXE5 = "annexe5"
    BUDGET = "budget"
    DELIBERATION = "deliberation"
    SCDL = "scdl"
    LIGNES = "lignes"
    ECHEANCIER = "echeancier"
    CALENDRIER = "calendrier"
    RESULTATS = "resultats"
    CLOTURE = "cloture"
    MODELE = "modele"
    TABLEAU_DE_BORD = "tableau-de-bord"


class SorteDeCourrier(StrEnum):
    """What ``courriers`` can write; a test compares it with :class:`dpid_xl.documents.courriers.Nature`."""

    NOTIFICATION = "notification"
    DEMANDE_DE_BILAN = "demande_de_bilan"
    DECOMPTE = "decompte"
    REFUS = "refus"


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


def _make_option_de_jour(option: str, aide: str) -> Any:
    """Return an option that takes a day."""

    def read_jour(texte: str) -> date:
        from dpid_xl.cellules import ANNEES
        from dpid_xl.periodes import DateIllisible, parse_date

        try:
            jour = parse_date(texte)
        except DateIllisible as erreur:
            raise Refus(f"{option} ne peut pas être « {texte} » : tapez un jour, sous la forme 2022-09-27 ou 27/09/2022.") from erreur
        if jour.year not in ANNEES:
            raise Refus(f"{option} ne peut pas être « {texte} » : l'année attendue va de {ANNEES[0]} à {ANNEES[-1]}.")
        return jour

    return typer.Option(option, metavar="AAAA-MM-JJ", parser=read_jour, help=aide)


_Jour = Annotated[
    date | None,
    _make_option_de_jour("--date", "Date portée sur les documents (aujourd'hui par défaut)."),
]
_Formats = Annotated[str, typer.Option("--formats", metavar="LISTE", help="Formats voulus, séparés par des virgules.")]
_Structures = Annotated[
    list[str] | None, typer.Option("--structure", metavar="NOM", help="Structure voulue ; peut se répéter (toutes par défaut).")
]
_WordUnique = Annotated[bool, typer.Option("--word-unique", help="Écrit aussi tous les fichiers Word dans un seul, une section chacun.")]
_Remplacer = Annotated[
    bool,
    typer.Option(
        "--remplacer", help="Remplace un fichier qui existe déjà avec un autre contenu ; l'ancien est gardé à côté, en copie datée."
    ),
]


@app.command(cls=CommandeFrancaise, short_help="Joue toute la campagne 2022 phase 2.", epilog=f"{EXEMPLE}dpid-xl demo")
def demo(
    sortie: Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où tout est écrit.")] = Path("sorties"),
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Joue toute la campagne 2022 phase 2 : classeur, contrôles, conventions, avenant à compléter, export."""
    from dpid_xl import chaine
    from dpid_xl.ecriture import make_dossier
    from dpid_xl.production.depot import check_depot
    from dpid_xl.production.liasse import LES_AVENANTS, LES_CONVENTIONS
    from dpid_xl.production.production import begin_pdfs

    for dossier in (sortie, sortie / LES_CONVENTIONS.nom, sortie / LES_AVENANTS.nom):
        check_depot(dossier, ())
    quand = _get_jour(jour)
    nom, prevu = f"annexe5_{CAMPAGNE}.xlsm", chaine.examine_campagne(CAMPAGNE)
    with begin_pdfs(prevu, quand) as commences:
        from udfs.extension import load_extension  # here: the first documents are under way

        with attend("Construction du classeur…"):
            fichiers = {nom: chaine.write_classeur(prevu, quand, load_extension())}
            examen = _examine(sortie / nom, fichiers[nom])
            examen.recall(prevu)
        production = chaine.produce_conventions(examen, LES_CONVENTIONS.formats, quand)
        with attend("État des contrôles…"):
            etats = fichiers | dict(chaine.render_etats(examen, quand))
            make_dossier(sortie)
            _save_fichiers({sortie / relatif: contenu for relatif, contenu in etats.items()}, quand, remplacer=remplacer)
        _save(sortie / "conventions", production, commences=commences)
    _save(sortie / LES_AVENANTS.nom, chaine.produce_ajouts(examen, LES_AVENANTS.formats, quand))
    _print_resume(examen, production.conventions, tout=True)
    echo(f"Tout est dans le dossier {sortie}/ : ouvrez {nom} puis conventions/{LES_CONVENTIONS.nom}.xlsx.")


@app.command(
    cls=CommandeFrancaise, short_help="Construit le classeur maître d'une campagne.", epilog=f"{EXEMPLE}dpid-xl construire -o annexe5.xlsm"
)
def construire(
    fichier: Annotated[
        Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le classeur (.xlsm) ou le complément (.xlam) à écrire.")
    ],
    campagne: Annotated[str, typer.Option("--campagne", metavar="NOM", help="Campagne fournie avec l'outil.")] = CAMPAGNE,
    modele: Annotated[bool, typer.Option("--modele", help="Classeur vide, pour la prochaine campagne.")] = False,  # noqa: FBT002
    depuis: Annotated[
        Path | None,
        typer.Option("--depuis", metavar="ANCIEN", help="Remet à neuf un classeur d'avant : tout ce qui y a été saisi est gardé."),
    ] = None,
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Construit le classeur maître d'une campagne, ou le complément Excel qui porte fonctions et ruban.

    Avec --depuis, le nouveau classeur est celui d'aujourd'hui (macros, ruban, feuilles, colonnes) avec tout ce que porte l'ancien ; à côté,
    un compte rendu (.csv) dit ce qui est gardé, remis à neuf, ajouté, non repris.
    """
    from dpid_xl import chaine
    from dpid_xl.classeurs.gabarit import build_complement
    from udfs.extension import load_extension

    if depuis and (modele or campagne != CAMPAGNE or fichier.suffix.lower() == ".xlam"):
        raise Refus("--depuis remet à neuf un classeur : retirez --modele, --campagne, et donnez un nom qui finit par .xlsm.")
    if fichier.suffix.lower() not in (".xlsm", ".xlam"):
        raise Refus(f"Le nom « {fichier.name} » doit finir par .xlsm (classeur) ou .xlam (complément) : il contient des macros.")
    if depuis:
        _refit(depuis, fichier, _get_jour(jour), remplacer=remplacer)
        return
    _check_fichiers(fichier)
    if fichier.suffix.lower() == ".xlam":
        _save_fichiers({fichier: build_complement(load_extension(complement=True))}, _get_jour(jour), remplacer=remplacer)
        echo(f"Complément écrit : {fichier}")
        return
    contenu = chaine.make_classeur(campagne, _get_jour(jour), vide=modele, extension=load_extension())
    _save_fichiers({fichier: contenu}, _get_jour(jour), remplacer=remplacer)
    echo(f"Classeur écrit : {fichier}")


def _refit(ancien: Path, fichier: Path, jour: date, *, remplacer: bool) -> None:
    """Make an older workbook anew, and say what became of each thing of it."""
    from dpid_xl import chaine
    from udfs.extension import load_extension

    _check_fichiers(fichier, _name_compte_rendu(fichier, REMISE), lus=[ancien])
    with attend("Remise à neuf du classeur…"):
        contenu, constats = chaine.refit_classeur(ancien, jour, load_extension())
    _save_neuf(ancien, fichier, contenu, constats, REMISE, jour, remplacer=remplacer)


def _print_constats(constats: Sequence[Constat]) -> None:
    """Say what was lost of a workbook that was built again, or is to be read again."""
    from dpid_xl.classeurs.reprise.modele import Sort

    for constat in constats:
        if constat.sort in (Sort.PERDU, Sort.A_REVOIR):
            valeur = f" « {constat.valeur[:_VALEUR_CITEE]} »" if constat.valeur else ""
            ou = f", {Origine(constat.feuille, constat.cellule)}" if constat.feuille else ""
            echo(f"{constat.sort.value.capitalize()}{ou} : {constat.quoi}{valeur} – {constat.raison}")


def _name_compte_rendu(fichier: Path, rapport: str) -> Path:
    return fichier.with_name(f"{fichier.stem}_{rapport}.csv")


def _save_neuf(
    ancien: Path, fichier: Path, contenu: bytes, constats: Sequence[Constat], rapport: str, jour: date, *, remplacer: bool
) -> None:
    """Write a workbook made of another and its report beside it; say what was lost or is to be read again, and count the rest."""
    from dpid_xl.classeurs.remise import ORDRE_DES_SORTS
    from dpid_xl.classeurs.reprise.modele import Sort
    from dpid_xl.rendus.tableaux.remise import render_remise

    compte_rendu = _name_compte_rendu(fichier, rapport)
    _save_fichiers({fichier: contenu, compte_rendu: render_remise(constats)}, jour, [ancien], remplacer=remplacer)
    _print_constats(constats)
    comptes = [(sort, sum(constat.sort is sort for constat in constats)) for sort in ORDRE_DES_SORTS]
    nombres = ", ".join(f"{sort.value} : {nombre}" for sort, nombre in comptes if nombre or sort is Sort.PERDU)
    echo(f"Compte rendu, ligne à ligne dans {compte_rendu.name} – {nombres}.")
    echo(f"Classeur écrit : {fichier}")


@app.command(
    cls=CommandeFrancaise,
    short_help="Fait d'un classeur celui de l'année suivante.",
    epilog=f"{EXEMPLE}dpid-xl reconduire annexe5.xlsm -o annexe5_2023.xlsm --annee 2023",
)
def reconduire(
    ancien: Annotated[Path, typer.Argument(metavar="ANCIEN", help="Votre classeur de la campagne qui s'achève ; il n'est pas changé.")],
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le classeur (.xlsm) à écrire.")],
    annee: Annotated[int, typer.Option("--annee", metavar="AAAA", help="L'année de la nouvelle campagne.")],
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Fait de votre classeur celui d'une année suivante : registre, opérations, clauses, barème et réglages, sans ligne ni vote.

    Les montants et les résultats de l'ancienne campagne vont dans la feuille Antérieur. À côté, un compte rendu (.csv) dit ce qui est
    gardé, vidé, et à revoir : chaque texte qui parle d'une année, chaque date gardée.
    """
    from dpid_xl import chaine
    from udfs.extension import load_extension

    if fichier.suffix.lower() != ".xlsm":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .xlsm : le classeur contient des macros.")
    _check_fichiers(fichier, _name_compte_rendu(fichier, RECONDUCTION), lus=[ancien])
    with attend("Construction du classeur de l'année suivante…"):
        contenu, constats = chaine.reconduct_classeur(ancien, annee, _get_jour(jour), load_extension())
    _save_neuf(ancien, fichier, contenu, constats, RECONDUCTION, _get_jour(jour), remplacer=remplacer)


@app.command(
    name="passer-au-vote",
    cls=CommandeFrancaise,
    short_help="Fait des demandes retenues des lignes de l'annexe 5.",
    epilog=f"{EXEMPLE}dpid-xl passer-au-vote demandes.xlsm -o au_vote.xlsm",
)
def passer_au_vote(
    classeur: _Classeur,
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le classeur (.xlsm) à écrire.")],
    commission: Annotated[
        date | None,
        _make_option_de_jour("--commission", "Ce jour-là seulement (toutes par défaut)."),
    ] = None,
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Fait de chaque demande retenue une ligne de l'annexe 5, dans un nouveau classeur ; celui qui est lu n'est pas changé.

    Quantités, dates et montant de la ligne sont fixés dans la demande, qui ne passera pas une seconde fois. Une demande refusée ou ajournée
    reste comme elle est ; une demande retenue à laquelle il manque quelque chose est nommée.
    """
    from dpid_xl import chaine
    from dpid_xl.classeurs.passage import write_decides, write_passage
    from udfs.extension import load_extension

    if fichier.suffix.lower() != ".xlsm":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .xlsm : le classeur contient des macros.")
    _check_fichiers(fichier, _name_compte_rendu(fichier, PASSAGE), lus=[classeur])
    with attend("Construction du classeur…"):
        contenu, constats, passage = chaine.pass_to_vote(classeur, _get_jour(jour), commission, load_extension())
    _save_neuf(classeur, fichier, contenu, constats, PASSAGE, _get_jour(jour), remplacer=remplacer)
    for phrase in filter(None, (*passage.refus, f"{write_passage(passage)}.", write_decides(passage))):
        echo(phrase)


@app.command(cls=CommandeFrancaise, short_help="Contrôle un classeur.", epilog=f"{EXEMPLE}dpid-xl controler annexe5.xlsm")
def controler(
    classeur: _Classeur,
    json: Annotated[bool, typer.Option("--json", help="Écrit le résultat en JSON sur la sortie standard.")] = False,  # noqa: FBT002
    rapport: Annotated[
        Path | None, typer.Option("--rapport", metavar="FICHIER", help="État des contrôles à joindre au dossier (.pdf ou .json).")
    ] = None,
    par: Annotated[
        str, typer.Option("--par", metavar="NOM", help="Qui contrôle, pour l'état en PDF (le nom de la session par défaut).")
    ] = "",
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Contrôle un classeur ; le code de sortie est 1 s'il reste une anomalie bloquante."""
    if rapport or json:
        from dpid_xl import chaine  # not for the screen alone: the half of a start
    if rapport and rapport.suffix.lower() not in chaine.RAPPORTS:
        raise Refus(f"Le rapport « {rapport.name} » doit finir par {' ou '.join(chaine.RAPPORTS)}.")
    _check_fichiers(rapport, lus=[classeur])
    examen = _examine(classeur)
    if rapport:
        contenu = chaine.render_rapport(examen, rapport.suffix.lower(), _get_jour(jour), par.strip() or _get_session())
        _save_fichiers({rapport: contenu}, _get_jour(jour), [classeur], remplacer=remplacer, muet=json)
    if json:
        typer.echo(chaine.render_rapport(examen, ".json", _get_jour(jour)).decode(), nl=False)
    else:
        _print_anomalies(examen)
        _print_resume(examen)
    if examen.bloque:
        raise typer.Exit(BLOQUE)


def _print_champs(voulus: bool) -> None:  # noqa: FBT001 - what typer hands to the callback of an option
    if voulus:
        from dpid_xl.rendus.word.champs import list_champs

        typer.echo("\n".join(f"«{nom}»  {sens}" for nom, sens in list_champs()))
        raise typer.Exit


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit les conventions d'un classeur.",
    epilog=f"{EXEMPLE}dpid-xl conventions annexe5.xlsm -o conventions",
)
def conventions(
    classeur: _Classeur,
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où écrire les conventions.")],
    formats: _Formats = "xlsx,docx,pdf",
    structure: _Structures = None,
    modele: Annotated[
        Path | None, typer.Option("--modele", metavar="FICHIER", help="Votre modèle Word (.docx), pour les conventions en Word.")
    ] = None,
    _champs: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--champs", help="Affiche les champs d'un modèle Word et s'arrête.", callback=_print_champs, is_eager=True)
    ] = False,
    fusion: Annotated[  # noqa: FBT002 - an option
        bool,
        typer.Option("--fusion", help="Écrit aussi toutes les conventions dans un seul PDF (conventions.pdf), un signet par structure."),
    ] = False,
    word_unique: _WordUnique = False,  # noqa: FBT002 - an option
    lot: Annotated[
        str, typer.Option("--lot", metavar="I/N", help="N'écrit que le I-ième de N lots de volumes ; « dpid-xl reunir » les réunit.")
    ] = "",
    jour: _Jour = None,
) -> None:
    """Écrit une convention par structure financée (feuilles Excel, Word, PDF), le bordereau des PDF et leur manifeste."""
    from dpid_xl import chaine
    from dpid_xl.documents.document import Convention
    from dpid_xl.production.liasse import LES_CONVENTIONS
    from dpid_xl.production.lots import parse_lot

    if lot and structure:
        raise Refus("Un lot est une part de toutes les conventions : retirez --structure ou --lot.")
    part = parse_lot(lot) if lot else None
    voulus = _split_formats(formats, LES_CONVENTIONS, fusion=fusion, word_unique=word_unique)
    if modele and "docx" not in voulus:
        raise Refus("Un modèle Word donne des conventions en Word : ajoutez docx aux formats, ou retirez --modele.")
    if modele and word_unique:
        raise Refus("Les conventions d'un modèle Word ne se réunissent pas dans un seul fichier : retirez --word-unique ou --modele.")
    lus = [classeur, *filter(None, [modele])]
    _check_depot(dossier, lus, LES_CONVENTIONS, voulus)
    modele_word = _load_modele_word(modele) if modele else None
    examen = _examine(classeur)
    production = chaine.produce_conventions(examen, voulus, _get_jour(jour), structure or [], modele_word, fusion=fusion, lot=part)
    production = replace(production, word_unique=word_unique)
    _save(dossier, production, lus)
    ecrites = [document for document in production.ecrits if isinstance(document, Convention)]
    _print_resume(examen, ecrites, tout=not structure and not lot)


@app.command(
    cls=CommandeFrancaise,
    short_help="Réunit des lots de conventions faits séparément.",
    epilog=f"{EXEMPLE}dpid-xl reunir lot1 -o reunies",
)
def reunir(
    lots: Annotated[list[Path], typer.Argument(metavar="LOT…", help="Les dossiers des lots, chacun une fois.")],
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où tout est écrit ; vide, ou déjà réuni.")],
) -> None:
    """Réunit les lots de « conventions --lot » : mêmes fichiers, bordereaux, volumes et manifeste qu'en une fois.

    Un lot qui manque, donné deux fois, d'un autre classeur, d'une autre date, ou dont un fichier a changé est refusé, et rien n'est écrit.
    """
    from dpid_xl.production.depot import check_depot, save_production
    from dpid_xl.production.lots import join_lots

    check_depot(dossier, ())
    fichiers, nombre = join_lots(lots, dossier)
    depot = save_production(dossier, follow(fichiers, nombre, "Conventions"))
    _tell_depot(dossier, depot)
    echo(f"{write_quantite(len(lots), 'lot')} : {write_quantite(len(depot.ecrits), 'fichier')} dans {dossier}.")


@app.command(
    cls=CommandeFrancaise,
    short_help="Compare deux classeurs et écrit les avenants.",
    epilog=f"{EXEMPLE}dpid-xl avenants avant.xlsm apres.xlsm -o avenants",
)
def avenants(
    avant: Annotated[
        Path, typer.Argument(metavar="AVANT", help="Le classeur dont les conventions ont été tirées ; seul, celui de la feuille Avenants.")
    ],
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où tout est écrit.")],
    apres: Annotated[
        Path | None, typer.Argument(metavar="APRES", help="Le même, avec les changements décidés, ou celui d'une campagne qui le complète.")
    ] = None,
    formats: _Formats = "docx,pdf",
    structure: _Structures = None,
    fusion: Annotated[  # noqa: FBT002 - an option
        bool,
        typer.Option("--fusion", help="Écrit aussi tous les avenants dans un seul PDF (avenants.pdf), un signet par structure."),
    ] = False,
    word_unique: _WordUnique = False,  # noqa: FBT002 - an option
    jour: _Jour = None,
) -> None:
    """Compare deux états d'un classeur et écrit un avenant par convention changée (Word, PDF) et leur manifeste.

    Si AVANT est d'une campagne antérieure, les lignes « avenant » d'APRES s'ajoutent à ses conventions. Sans APRES, la feuille Avenants
    d'AVANT donne les mêmes avenants que deux classeurs, et ses lignes « avenant » des projets à compléter : ce que leurs conventions
    avaient déjà n'y est pas.
    """
    from dpid_xl import chaine
    from dpid_xl.production.liasse import LES_AVENANTS

    voulus = _split_formats(formats, LES_AVENANTS, fusion=fusion, word_unique=word_unique)
    quand, nommees, lus = _get_jour(jour), structure or [], [avant, *filter(None, [apres])]
    _check_depot(dossier, lus, LES_AVENANTS, voulus)
    if apres is None:
        ajouts = chaine.produce_ajouts(_examine(avant), voulus, quand, nommees, fusion=fusion)
        _save(dossier, replace(ajouts, word_unique=word_unique), lus)
        return
    production = chaine.produce_avenants(_examine(avant), _examine(apres), voulus, quand, nommees, fusion=fusion)
    _save(dossier, replace(production, word_unique=word_unique), lus)


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit les courriers qui suivent la signature, et ceux d'un refus.",
    epilog=f"{EXEMPLE}dpid-xl courriers notification annexe5.xlsm -o courriers --structure PAGE",
)
def courriers(
    sorte: Annotated[
        SorteDeCourrier,
        typer.Argument(
            parser=choose(SorteDeCourrier, "Le courrier"), metavar="SORTE", help="notification, demande_de_bilan, decompte ou refus."
        ),
    ],
    classeur: _Classeur,
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où écrire les courriers.")],
    formats: _Formats = "docx,pdf",
    structure: Annotated[
        list[str] | None,
        typer.Option("--structure", metavar="NOM", help="Structure voulue, même si rien ne l'appelle encore ; peut se répéter."),
    ] = None,
    word_unique: _WordUnique = False,  # noqa: FBT002 - an option
    jour: _Jour = None,
) -> None:
    """Écrit les courriers qui suivent la signature (Word, PDF) et leur manifeste, d'après la feuille Suivi.

    refus : un courrier par structure et par commission, d'après la feuille Demandes, le motif tel qu'il y est tapé ; avec leur bordereau.
    """
    from dpid_xl import chaine
    from dpid_xl.documents.courriers import Nature
    from dpid_xl.production.liasse import LES_COURRIERS

    voulus = _split_formats(formats, LES_COURRIERS, word_unique=word_unique)
    _check_depot(dossier, [classeur], LES_COURRIERS, voulus)
    production = chaine.produce_courriers(_examine(classeur), Nature(sorte.value), voulus, _get_jour(jour), structure or [])
    _save(dossier, replace(production, word_unique=word_unique), [classeur])


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit les formulaires de bilan à envoyer.",
    epilog=f"{EXEMPLE}dpid-xl bilans annexe5.xlsm -o bilans --structure PAGE",
)
def bilans(
    classeur: _Classeur,
    dossier: Annotated[Path, typer.Option("-o", "--sortie", metavar="DOSSIER", help="Dossier où écrire les formulaires.")],
    formats: _Formats = "xlsx,docx",
    structure: _Structures = None,
    jour: _Jour = None,
) -> None:
    """Écrit un formulaire de bilan par structure et opération financées (Excel, Word) et leur manifeste.

    Les quantités prévues, les dates et les montants y sont ; seuls les indicateurs de la feuille Opérations y sont demandés.
    « dpid-xl bilans-recus » lit ceux qui reviennent.
    """
    from dpid_xl import chaine
    from dpid_xl.production.liasse import LES_BILANS

    voulus = _split_formats(formats, LES_BILANS)
    _check_depot(dossier, [classeur], LES_BILANS, voulus)
    _save(dossier, chaine.produce_bilans(_examine(classeur), voulus, _get_jour(jour), structure or []), [classeur])


@app.command(
    "bilans-recus",
    cls=CommandeFrancaise,
    short_help="Lit les bilans revenus dans une copie du classeur.",
    epilog=f"{EXEMPLE}dpid-xl bilans-recus annexe5.xlsm bilans_recus -o annexe5_bilans.xlsm",
)
def bilans_recus(
    classeur: _Classeur,
    recus: Annotated[list[Path], typer.Argument(metavar="RECUS", help="Les formulaires revenus (.xlsx, .docx…), ou leurs dossiers.")],
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="NOUVEAU", help="Le classeur à écrire (.xlsm), une copie du premier.")],
    recus_le: Annotated[
        date | None,
        _make_option_de_jour("--recus-le", "Jour de leur arrivée, porté dans Pièces."),
    ] = None,
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Lit en une fois les formulaires de bilan et porte leurs réponses dans Suivi et Indicateurs d'une copie du classeur.

    Avec `--recus-le`, la colonne Bilan de Pièces dit ce jour-là, là où rien n'y est saisi ; sinon personne ne le suppose.
    À côté, un compte rendu (.csv) dit de chaque fichier et de chaque réponse ce qu'elle est devenue. Ce qui était déjà saisi n'est jamais
    remplacé. Sort avec 1 s'il reste une réponse refusée, à voir, ou différente de ce qui est saisi, ou si aucun formulaire n'y est.
    """
    from dpid_xl import chaine
    from dpid_xl.importation.bilans import A_TRAITER
    from dpid_xl.production.phrases import tell_bilans_recus
    from dpid_xl.rendus.tableaux.bilans_recus import render_bilans_recus
    from udfs.extension import load_extension

    if fichier.suffix.lower() != ".xlsm":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .xlsm : le classeur contient des macros.")
    compte_rendu = _name_compte_rendu(fichier, BILANS)
    _check_fichiers(fichier, compte_rendu, lus=[classeur, *recus])
    with attend("Lecture des bilans…"):
        contenu, reception, constats = chaine.receive_classeur(classeur, recus, _get_jour(jour), load_extension(), recus_le=recus_le)
    fichiers = {compte_rendu: render_bilans_recus(constats), **({fichier: contenu} if contenu else {})}
    _save_fichiers(fichiers, _get_jour(jour), [classeur, *recus], remplacer=remplacer)
    a_traiter = [constat for constat in constats if constat.sort in A_TRAITER]
    for constat in a_traiter:
        ou = ", ".join(filter(None, (constat.fichier, constat.place)))
        qui = f"{constat.structure} ({constat.operation}), " if constat.structure else ""
        valeur = f" « {constat.valeur[:_VALEUR_CITEE]} »" if constat.valeur else ""
        echo(f"{constat.sort.value.capitalize()}, {ou} : {qui}{constat.quoi}{valeur} – {constat.message}")
    echo(tell_bilans_recus(reception, constats))
    echo(f"Classeur écrit : {fichier}" if contenu else "Aucun classeur écrit : ces bilans n'apportent rien à ce qui est saisi.")
    sans_formulaire = not any(constat.structure for constat in constats)
    raise typer.Exit(BLOQUE if a_traiter or sans_formulaire else 0)


@app.command(
    cls=CommandeFrancaise,
    short_help="Exporte l'annexe 5 officielle, le budget, les lignes, l'échéancier…",
    epilog=f"{EXEMPLE}dpid-xl exporter annexe5 annexe5.xlsm -o officielle.pdf",
)
def exporter(
    quoi: Annotated[
        Export, typer.Argument(parser=choose(Export, "L'export"), metavar="QUOI", help=f"Ce qui est exporté : {', '.join(Export)}.")
    ],
    classeur: _Classeur,
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Fichier à écrire ; son extension dit le format.")],
    colonnes: Annotated[
        str,
        typer.Option("--colonnes", metavar="LISTE", help="lignes : les colonnes voulues, dans l'ordre (« Structure, Montant retenu »)."),
    ] = "",
    joindre: Annotated[
        list[Path] | None,
        typer.Option("--joindre", metavar="DOSSIER", help="cloture en .zip : une production dont archiver les manifestes ; se répète."),
    ] = None,
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Exporte l'annexe 5, le budget, les lignes, les versements, un calendrier, le tableau de bord, les résultats, la clôture.

    annexe5 : .xlsx, .docx ou .pdf ; deliberation, modele, resultats : .docx ; scdl : .csv ; calendrier : .ics ; tableau-de-bord : .pdf ;
    cloture : .xlsx (crédits à libérer, titres à émettre, ce qui empêche de clore) ou .zip (le dossier à archiver) ; les autres : .csv ou
    .xlsx.
    """
    from dpid_xl import chaine
    from dpid_xl.classeurs.paquet.recu import read_octets
    from dpid_xl.rendus.tableaux.exports import EXPORTS

    extension = fichier.suffix.lower()
    archive = quoi is Export.CLOTURE and extension == ARCHIVE
    possibles = [*EXPORTS[quoi.value], *([ARCHIVE] if quoi is Export.CLOTURE else [])]
    if extension not in possibles:
        raise Refus(f"Le fichier « {fichier.name} » doit finir par {' ou '.join(possibles)}.")
    if joindre and not archive:
        raise Refus("--joindre met des manifestes dans l'archive d'une clôture : donnez un fichier .zip, ou retirez-la.")
    if colonnes and quoi is not Export.LIGNES:
        raise Refus("--colonnes choisit parmi les colonnes des lignes : retirez-la, ou exportez lignes.")
    choisies = chaine.choose_colonnes(colonnes)
    attentes = fichier.with_name(f"{fichier.stem}_a_completer.csv") if quoi is Export.SCDL else None
    _check_fichiers(fichier, attentes, lus=[classeur])
    lu = read_octets(classeur)
    examen = _examine(classeur, lu)
    dit = f"{len(examen.dossier.lignes)} lignes écrites : {fichier}" if quoi is Export.LIGNES else f"Export écrit : {fichier}"
    if attentes:
        donnees, manques, phrase = chaine.export_scdl(examen)
        fichiers, dit = {fichier: donnees, attentes: manques}, f"{dit}\n{phrase} : {attentes}"
    elif archive:
        fichiers = {fichier: chaine.export_cloture(examen, classeur, lu, _get_jour(jour), joindre or [])}
    else:
        fichiers = {fichier: chaine.export_tableau(examen, quoi.value, extension, _get_jour(jour), choisies)}
    _save_fichiers(fichiers, _get_jour(jour), [classeur], remplacer=remplacer)
    echo(dit)


@app.command(
    cls=CommandeFrancaise,
    short_help="Compare ce que donnent deux classeurs.",
    epilog=f"{EXEMPLE}dpid-xl comparer avant.xlsm apres.xlsm -o ecarts.xlsx",
)
def comparer(
    avant: Annotated[Path, typer.Argument(metavar="A", help="Le premier classeur : avant, l'an passé, la phase 1.")],
    apres: Annotated[Path, typer.Argument(metavar="B", help="Le second.")],
    fichier: Annotated[Path | None, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le tableau à écrire (.xlsx).")] = None,
    en_json: Annotated[bool, typer.Option("--json", help="Écrit la comparaison en JSON sur la sortie.")] = False,  # noqa: FBT002 - an option
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Met deux états côte à côte, par structure et opération : nouveau, disparu, hausse, baisse ; et le cumul de chaque structure."""
    from dpid_xl import chaine
    from dpid_xl.rendus.tableaux.comparaison import render_comparaison_json

    if fichier and fichier.suffix.lower() != ".xlsx":
        raise Refus(f"Le fichier « {fichier.name} » doit finir par .xlsx.")
    _check_fichiers(fichier, lus=[avant, apres])
    ancien, nouveau = _examine(avant), _examine(apres)
    etats = chaine.compare_classeurs(ancien, nouveau)
    if fichier:
        contenu = chaine.render_ecarts(etats, ancien, nouveau, _get_jour(jour))
        _save_fichiers({fichier: contenu}, _get_jour(jour), [avant, apres], remplacer=remplacer, muet=en_json)
    if en_json:
        sys.stdout.buffer.write(render_comparaison_json(etats, avant.name, apres.name))
    else:
        _print_etats(etats, fichier)


def _print_etats(etats: Etats, fichier: Path | None) -> None:
    """Show what differs, then the bodies that go beyond the threshold; the file has the rest."""
    from dpid_xl import chaine

    rangees = []
    for ecart in etats.differents:
        montants = ["" if montant is None else format_montant(montant) for montant in (ecart.avant, ecart.apres, ecart.difference)]
        rangees.append((ecart.structure, ecart.operation, *montants, ecart.sort.value))
    print_tableau(("Structure", "Opération", "Avant", "Après", "Différence", "Sort"), rangees, 0, droite=(2, 3, 4))
    echo(f"{chaine.tell_ecarts(etats)}.")
    if fichier:
        echo(f"Comparaison écrite : {fichier}")


@app.command(
    cls=CommandeFrancaise,
    short_help="Retrouve les conventions signées dans des fichiers numérisés.",
    epilog=f"{EXEMPLE}dpid-xl retrouver annexe5.xlsm numerises -o signees.csv",
)
def retrouver(
    classeur: _Classeur,
    numerises: Annotated[list[Path], typer.Argument(metavar="FICHIERS", help="Fichiers numérisés (.pdf, .png, .jpg, .tif), ou dossiers.")],
    fichier: Annotated[Path | None, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le tableau à écrire (.csv).")] = None,
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Dit quelles pages numérisées sont de quelle convention ou avenant, par leur code, et si leur texte est celui du classeur.

    Un fichier qui ne peut pas être lu est dit à sa place, et les autres sont lus. Sort avec 1 s'il y en a un, ou une page à voir.
    """
    from dpid_xl import chaine
    from dpid_xl.production.retour import list_rangees, tell_lecture
    from dpid_xl.rendus.tableaux.retours import COLONNES, render_retours

    if fichier and fichier.suffix.lower() != ".csv":
        raise Refus(f"Le fichier « {fichier.name} » doit finir par .csv.")
    _check_fichiers(fichier, lus=[classeur, *numerises])
    retours, muettes = chaine.find_retours(_examine(classeur), numerises)
    rangees = list_rangees(retours, muettes)
    if fichier:
        _save_fichiers({fichier: render_retours(rangees)}, _get_jour(jour), [classeur, *numerises], remplacer=remplacer)
    print_tableau(tuple(colonne.entete for colonne in COLONNES), rangees, 2)
    echo(f"{tell_lecture(retours, muettes)}.")
    if any(remarque for *_, remarque in rangees):
        raise typer.Exit(BLOQUE)


@app.command(
    cls=CommandeFrancaise,
    short_help="Rapproche une liste de paiements de ce qui est dû.",
    epilog=f"{EXEMPLE}dpid-xl rapprocher annexe5.xlsm paiements.csv -o rapprochement.xlsx",
)
def rapprocher(
    classeur: _Classeur,
    payes: Annotated[Path, typer.Argument(metavar="PAYES", help="La liste de ce qui est payé : .xlsx, .xls, .ods, .csv ou .txt.")],
    fichier: Annotated[
        Path | None, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le rapprochement à écrire (.xlsx, .csv ou .json).")
    ] = None,
    feuille: Annotated[str, typer.Option("--feuille", metavar="NOM", help="La seule feuille à lire.")] = "",
    encodage: Annotated[str, typer.Option("--encodage", metavar="NOM", help="Signes d'un fichier de texte : utf-8, cp1252…")] = "",
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Compare ce qui est payé à ce qui est prévu et dû : payé, déjà saisi, de trop, sans correspondance, dû et non payé.

    Rien n'est deviné en silence : ce qui a deux places possibles est dit. Sort avec 1 s'il reste un paiement à voir.
    """
    from dpid_xl import chaine
    from dpid_xl.calcul.rapprochement import A_VOIR
    from dpid_xl.importation.paiements import read_paiements
    from dpid_xl.rendus.tableaux.rapprochement import render_rapprochement

    if fichier and fichier.suffix.lower() not in (".xlsx", ".csv", ".json"):
        raise Refus(f"Le fichier « {fichier.name} » doit finir par .xlsx, .csv ou .json.")
    _check_fichiers(fichier, lus=[classeur, payes])
    liste = read_paiements(payes, feuille, encodage)
    rapprochements = chaine.match_paiements(_examine(classeur), liste)
    echo("Colonnes lues : " + ", ".join(f"{entete} ({champ})" for champ, entete in liste.colonnes))
    for refus in liste.refus:
        echo(f"Refusé, {refus}")
    for remarque in liste.remarques:
        echo(remarque)
    rangees = [
        (
            un.sort.value,
            un.structure or (un.paiement and un.paiement.structure) or "",
            un.operation,
            format_montant(un.montant),
            un.pourquoi,
        )
        for un in rapprochements
    ]
    print_tableau(("Sort", "Structure", "Opération", "Montant", "Pourquoi"), rangees, 1, droite=(3,))
    echo(f"{chaine.tell_rapprochement(rapprochements)}.")
    if fichier:
        quand = _get_jour(jour)
        contenu = render_rapprochement(rapprochements, fichier.suffix.lower(), f"{classeur.stem} et {payes.stem}", quand)
        _save_fichiers({fichier: contenu}, quand, [classeur, payes], remplacer=remplacer)
        echo(f"Rapprochement écrit : {fichier}")
    raise typer.Exit(BLOQUE if liste.refus or any(un.sort in A_VOIR for un in rapprochements) else 0)


@app.command(
    cls=CommandeFrancaise,
    short_help="Met des scénarios de répartition côte à côte.",
    epilog=f"{EXEMPLE}dpid-xl simuler scenarios.xlsm -o cote_a_cote.xlsx",
)
def simuler(
    classeur: _Classeur,
    fichier: Annotated[
        Path | None, typer.Option("-o", "--sortie", metavar="FICHIER", help="Les scénarios (.xlsx), ou le classeur à écrire (.xlsm).")
    ] = None,
    appliquer: Annotated[
        str,
        typer.Option("--appliquer", metavar="SCÉNARIO", help="Écrit avec -o un classeur (.xlsm) où ce scénario remplace ce qui est saisi."),
    ] = "",
    en_json: Annotated[bool, typer.Option("--json", help="Écrit les scénarios en JSON sur la sortie.")] = False,  # noqa: FBT002 - an option
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Calcule les scénarios de la feuille Scénarios : effet par ligne budgétaire, opération, territoire et structure, contre le disponible.

    Le fichier .xlsx les porte par des formules. Une ligne votée n'est jamais changée. Sort avec 1 si une hypothèse n'est pas comprise.
    """
    from dpid_xl import chaine
    from dpid_xl.rendus.tableaux.simulation import list_lignes, render_simulation_json
    from dpid_xl.schema.scenarios import Etat

    attendue = ".xlsm" if appliquer else ".xlsx"
    if fichier and fichier.suffix.lower() != attendue:
        raise Refus(f"Le fichier « {fichier.name} » doit finir par {attendue}.")
    _check_fichiers(fichier, lus=[classeur])
    quand = _get_jour(jour)
    if appliquer:
        _apply_scenario(classeur, appliquer, fichier, quand, remplacer=remplacer)
        return
    etude = chaine.study_scenarios(_examine(classeur))
    if fichier:
        _save_fichiers({fichier: chaine.render_etude(etude, quand)}, quand, [classeur], remplacer=remplacer, muet=en_json)
    if en_json:
        sys.stdout.buffer.write(render_simulation_json(etude, classeur.name))
    else:
        noms = [simulation.scenario.nom for simulation in etude.simulations.values()]
        entetes = ("", "", *(entete for nom in noms for entete in (nom, "écart", "solde")))
        print_tableau(entetes, list(list_lignes(etude)), 1, droite=tuple(range(2, len(entetes))))
        for lue in etude.lues:
            if lue.etat is not Etat.OUI:
                echo(f"Hypothèse non comprise ({lue.hypothese.lieu.origine('levier')}) : {lue.etat}")
        if fichier:
            echo(f"Scénarios écrits : {fichier}")
    raise typer.Exit(BLOQUE if any(lue.etat is not Etat.OUI for lue in etude.lues) else 0)


def _apply_scenario(classeur: Path, nom: str, fichier: Path | None, jour: date, *, remplacer: bool) -> None:
    from dpid_xl import chaine
    from dpid_xl.calcul.retenue import tell_retenue
    from udfs.extension import load_extension

    if fichier is None:
        raise Refus("Avec --appliquer, dites aussi le classeur à écrire (-o NOUVEAU.xlsm) : celui qui est lu ne change pas.")
    contenu, simulation = chaine.apply_scenario(classeur, nom, jour, load_extension())
    _save_fichiers({fichier: contenu}, jour, [classeur], remplacer=remplacer)
    echo(f"{fichier} : {tell_retenue(simulation)}.")


@app.command(
    cls=CommandeFrancaise,
    short_help="Fait un classeur d'un tableau existant.",
    epilog=f"{EXEMPLE}dpid-xl importer subventions.csv -o importe.xlsm",
)
def importer(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Le tableau : .xlsx, .xls, .ods, .csv ou .txt.")],
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="CLASSEUR", help="Le classeur maître à écrire (.xlsm).")],
    base: Annotated[
        Path | None, typer.Option("--base", metavar="CLASSEUR", help="Votre classeur, dont prendre opérations, barème et registre.")
    ] = None,
    feuille: Annotated[str, typer.Option("--feuille", metavar="NOM", help="La seule feuille à lire.")] = "",
    encodage: Annotated[
        str,
        typer.Option(
            "--encodage", metavar="NOM", help="Signes d'un fichier de texte : utf-8, utf-16, cp1252, iso8859-15, cp850, cp858, mac_roman."
        ),
    ] = "",
    correspondance: Annotated[
        Path | None,
        typer.Option("--correspondance", metavar="FICHIER", help="Ce que disent les colonnes (.toml) ; écrit s'il n'existe pas encore."),
    ] = None,
    demandes: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--demandes", help="Le tableau est une liste de demandes : elles s'ajoutent à celles du classeur de --base.")
    ] = False,
    en_json: Annotated[bool, typer.Option("--json", help="Écrit le compte rendu en JSON sur la sortie.")] = False,  # noqa: FBT002 - an option
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Lit un tableau de subventions ou un registre et en fait un classeur maître, qui dit cellule par cellule ce qui a été lu.

    Sort avec 1 si une cellule a été refusée.
    """
    from dpid_xl.rendus.tableaux.importation import render_import_json

    recu = None
    try:
        choisi = _Lecture(source, base, feuille, encodage, correspondance, demandes)
        recu = _import(choisi, fichier, _get_jour(jour), remplacer=remplacer, muet=en_json)
    except Refus as erreur:
        if not en_json:
            raise
        sys.stdout.buffer.write(render_import_json(source.name, "", None, str(erreur)))
        raise typer.Exit(erreur.code) from erreur
    if en_json:
        sys.stdout.buffer.write(render_import_json(source.name, str(fichier), recu))
    else:
        _print_import(recu, fichier)
    raise typer.Exit(BLOQUE if recu.refusees else 0)


class _Lecture(NamedTuple):
    """What the officer says of a table to be imported."""

    source: Path
    base: Path | None
    feuille: str
    encodage: str
    correspondance: Path | None
    demandes: bool


def _import(choisi: _Lecture, fichier: Path, jour: date, *, remplacer: bool, muet: bool) -> Import:
    from dpid_xl import chaine
    from dpid_xl.importation.correspondance import load_correspondance, write_correspondance
    from dpid_xl.rendus.tableaux.remise import render_remise
    from udfs.extension import load_extension

    source, base, feuille, encodage, correspondance, demandes = choisi
    if fichier.suffix.lower() != ".xlsm":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .xlsm : c'est un classeur à macros.")
    if demandes and base is None:
        raise Refus("--demandes ajoute des demandes à un classeur : nommez-le par --base.")
    lus, remise = [chemin for chemin in (source, base) if chemin], _name_compte_rendu(fichier, REMISE) if demandes else None
    neuve = None if correspondance and os.path.exists(correspondance) else correspondance  # noqa: PTH110 - also of a name too long
    _check_fichiers(fichier, remise, neuve, lus=lus)
    choix, extension, fichiers = load_correspondance(correspondance) if correspondance else {}, load_extension(), {}
    if remise and base:
        contenu, recu, constats = chaine.import_demandes(
            source, base, jour, feuille=feuille, encodage=encodage, choix=choix, extension=extension
        )
        fichiers[remise] = render_remise(constats)
    else:
        dossier, constats = _examine(base).dossier if base else None, ()
        contenu, recu, _ = chaine.import_tableau(
            source, jour, dossier, feuille=feuille, encodage=encodage, choix=choix, extension=extension
        )
    fichiers[fichier] = contenu
    if neuve:
        fichiers[neuve] = write_correspondance(recu.journal.colonnes)
    _save_fichiers(fichiers, jour, lus, remplacer=remplacer, muet=muet)
    if not muet:
        _print_constats(constats)
    return recu


def _print_import(recu: Import, fichier: Path) -> None:
    from dpid_xl.importation.journal import Etat, Trace

    journal, lignes = recu.journal, recu.lignes
    for trace in map(Trace.mask, journal.select(Etat.REFUSE)):
        place = "!".join(morceau for morceau in (trace.feuille, trace.cellule) if morceau)
        echo(f"Refusé, {place or 'fichier'}{f' ({trace.colonne})' if trace.colonne else ''} : « {trace.valeur} » – {trace.message}")
    quoi = write_quantite(len(lignes), "ligne") if recu.demandes is None else write_quantite(len(recu.demandes), "demande")
    resume = (quoi, write_quantite(len(recu.dossier.structures), "structure"), format_montant(recu.montant))
    echo(" – ".join(resume))
    echo(f"{journal.write_comptes()}.")
    echo(f"Classeur écrit : {fichier} ; sa feuille Import dit ce qui a été deviné, refusé ou écarté : relisez-la.")


@app.command(
    "texte-vote",
    cls=CommandeFrancaise,
    short_help="Charge la convention type votée dans un classeur.",
    epilog=f"{EXEMPLE}dpid-xl texte-vote annexe5.xlsm --depuis convention_type.docx -o annexe5_vote.xlsm",
)
def texte_vote(
    classeur: _Classeur,
    depuis: Annotated[
        Path,
        typer.Option("--depuis", metavar="FICHIER", help="La convention type votée (.docx, .odt, .txt), ou la délibération."),
    ],
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="NOUVEAU", help="Le classeur à écrire, une copie du premier.")],
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Écrit une copie du classeur dont la feuille Modèle convention porte le texte voté, et à côté le compte rendu de sa lecture."""
    from dpid_xl import chaine
    from dpid_xl.documents.texte_vote import Statut
    from dpid_xl.rendus.tableaux.texte_vote import render_rapport_du_texte

    if fichier.suffix.lower() != classeur.suffix.lower():
        raise Refus(f"Le nom « {fichier.name} » doit finir par {classeur.suffix} : c'est une copie de « {classeur.name} ».")
    rapport = _name_compte_rendu(fichier, VOTE)
    _check_fichiers(fichier, rapport, lus=[classeur, depuis])
    contenu, vote = chaine.load_texte_vote(classeur, depuis)
    fichiers = {fichier: contenu, rapport: render_rapport_du_texte(vote.rapport)}
    _save_fichiers(fichiers, _get_jour(jour), [classeur, depuis], remplacer=remplacer)
    for statut in (Statut.INCOMPRIS, Statut.NON_REPRIS):
        for constat in vote.select(statut):
            echo(f"{statut.value.capitalize()}, rang {constat.rang} : « {constat.source[:70]} » – {constat.remarque}")
    nombres = ", ".join(write_quantite(len(vote.select(statut)), statut.value) for statut in Statut)
    echo(f"{len(vote.blocs)} blocs : {nombres}.")
    echo(f"Classeur écrit : {fichier} ; chaque paragraphe de la source est dans {rapport.name} : relisez ce qui est proposé.")


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit l'historique d'une convention.",
    epilog=f"{EXEMPLE}dpid-xl historique annexe5.xlsm --structure PAGE -o historique_page.pdf",
)
def historique(
    classeur: _Classeur,
    structure: Annotated[str, typer.Option("--structure", metavar="NOM", help="La structure de la convention.")],
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="Le fichier à écrire (.pdf).")],
    jour: _Jour = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Écrit en une page ce qu'est devenue une convention : demande, vote, signature, avenants, versements, pièces, résultats, Journal."""
    from dpid_xl import chaine

    if fichier.suffix.lower() != ".pdf":
        raise Refus(f"Le fichier « {fichier.name} » doit finir par .pdf.")
    _check_fichiers(fichier, lus=[classeur])
    quand = _get_jour(jour)
    _save_fichiers({fichier: chaine.render_historique(_examine(classeur), structure, quand)}, quand, [classeur], remplacer=remplacer)
    echo(f"Historique écrit : {fichier}")


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit le guide de l'agent, une page à ouvrir dans le navigateur.",
    epilog=f"{EXEMPLE}dpid-xl guide -o guide.html",
)
def guide(
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="La page à écrire (.html).")],
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Écrit le guide de l'agent : l'année d'un appel à projets, tâche par tâche, avec des images."""
    from dpid_xl import chaine

    if fichier.suffix.lower() != ".html":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .html : le guide s'ouvre dans le navigateur.")
    _check_fichiers(fichier)
    _save_fichiers({fichier: chaine.load_guide()}, _get_jour(None), remplacer=remplacer)
    echo(f"Guide écrit : {fichier} (à ouvrir dans le navigateur)")


@app.command(
    cls=CommandeFrancaise,
    short_help="Écrit l'extension LibreOffice des fonctions.",
    epilog=f"{EXEMPLE}dpid-xl libreoffice -o dpid.oxt --classeur annexe5.xlsm",
)
def libreoffice(
    fichier: Annotated[Path, typer.Option("-o", "--sortie", metavar="FICHIER", help="L'extension à écrire (.oxt).")],
    classeur: Annotated[
        Path | None,
        typer.Option(
            "--classeur", metavar="CLASSEUR", help="Classeur dont écrire une copie (.xlsx) pour LibreOffice, à côté de l'extension."
        ),
    ] = None,
    remplacer: _Remplacer = False,  # noqa: FBT002 - an option
) -> None:
    """Écrit l'extension qui donne les fonctions DPID à LibreOffice Calc, et la copie d'un classeur qui s'en sert."""
    from udfs.libreoffice.classeur import adapt_classeur
    from udfs.libreoffice.extension import build_oxt

    if fichier.suffix.lower() != ".oxt":
        raise Refus(f"Le nom « {fichier.name} » doit finir par .oxt : c'est une extension LibreOffice.")
    copie_du_classeur = fichier.with_name(f"{classeur.stem}_libreoffice.xlsx") if classeur else None
    lus = [classeur] if classeur else []
    _check_fichiers(fichier, copie_du_classeur, lus=lus)
    copies: dict[Path, bytes] = {}
    if classeur and copie_du_classeur:
        from dpid_xl.classeurs.paquet.recu import read_octets
        from dpid_xl.classeurs.relecture import read_classeur

        octets = read_octets(classeur)
        read_classeur(classeur, lus=octets)  # refuses, in one sentence, what is not a workbook
        copies[copie_du_classeur] = adapt_classeur(octets)
    _save_fichiers({**copies, fichier: build_oxt(fichier.name)}, _get_jour(None), lus, remplacer=remplacer)
    for copie in copies:
        echo(f"Copie du classeur écrite : {copie}")
    echo(f"Extension écrite : {fichier} (dans LibreOffice : Outils, Gestionnaire des extensions, Ajouter)")


register_installation(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; every foreseen failure ends as one French sentence on stderr and an exit code."""
    space_ramassages()
    share_fils()
    open_sorties()
    try:
        code = _choose_application(arguments)(args=arguments, prog_name="dpid-xl", standalone_mode=False)
        sys.stdout.flush()  # here, where what it finds is said
    except (typer.Abort, KeyboardInterrupt):
        code = _say("Interrompu : rien d'autre n'a été écrit.", BLOQUE)
    except Refus as refus:
        _print_causes(refus)
        code = _say(str(refus), refus.code)
    except Exception as erreur:
        message = NOM_TROP_LONG.format(nom=erreur.filename) if _is_trop_long(erreur) else translate(erreur)
        if message is None:
            raise
        code = _say(message, ILLISIBLE)
    sys.exit(code or 0)


def _is_trop_long(erreur: Exception) -> TypeGuard[OSError]:
    """Tell whether a name was given that no file can have: whoever looks at it first meets the system's refusal."""
    return isinstance(erreur, OSError) and erreur.errno == errno.ENAMETOOLONG


def _choose_application(arguments: Sequence[str] | None) -> typer.Typer:
    """Return the application with the one command that is typed, or whole: the library builds every command, to run one of them."""
    nom = next(iter(sys.argv[1:] if arguments is None else arguments), "")
    seule = [commande for commande in app.registered_commands if nom == (commande.name or getattr(commande.callback, "__name__", ""))]
    if not seule:
        return app
    reduite = copy(app)
    reduite.registered_commands = seule
    return reduite


def _print_causes(refus: Refus) -> None:
    """Show the anomalies that a refusal comes from, if it comes from some."""
    from dpid_xl.examen import Bloque

    if isinstance(refus, Bloque):
        _print_anomalies(refus.examen, bloquantes_seules=True)


def _say(message: str, code: int) -> int:
    say(message.rstrip(), erreur=True)
    return code


def _examine(classeur: Path, lus: bytes | None = None) -> Examen:
    """Read and control a workbook, from its bytes when there are some; its macros against those that this version ships."""
    from dpid_xl.examen import examine
    from udfs.excel import list_modules

    return examine(classeur, list_modules(), lus=lus)


def _get_jour(jour: date | None) -> date:
    return jour or date.today()  # noqa: DTZ011 - the officer's own calendar day; the only place it is read


def _check_fichiers(*fichiers: Path | None, lus: Collection[Path] = ()) -> None:
    """Refuse, before anything is read or computed, the files that are asked for and could not be written."""
    from dpid_xl.ecriture import check_fichiers

    check_fichiers([fichier for fichier in fichiers if fichier], lus)


def _check_depot(dossier: Path, lus: Collection[Path], liasse: Liasse, formats: Collection[str]) -> None:
    """Refuse, before anything is read or computed, a folder that could not receive documents of these formats."""
    from dpid_xl.production.depot import check_depot

    check_depot(dossier, lus, [format_ for format_ in formats if format_ not in liasse.reunis])


def _save_fichiers(fichiers: Mapping[Path, bytes], jour: date, lus: Iterable[Path] = (), *, remplacer: bool, muet: bool = False) -> None:
    """Write files that stand on their own, and say where the former ones are kept; ``muet`` leaves the standard output alone."""
    from dpid_xl.ecriture import save_fichiers

    for ancien in save_fichiers(fichiers, jour, lus=lus, remplacer=remplacer):
        echo(f"Ancien fichier gardé : {ancien}", erreur=muet)


def _get_session() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a session without a name: the report leaves its place empty
        return ""


def _load_modele_word(chemin: Path) -> ModeleWord:
    from dpid_xl.rendus.word.modele import load_modele_word

    return load_modele_word(chemin)


def _split_formats(formats: str, liasse: Liasse, *, fusion: bool = False, word_unique: bool = False) -> list[str]:
    voulus = [format_.strip().lower() for format_ in formats.split(",") if format_.strip()]
    inconnus = [format_ for format_ in voulus if format_ not in liasse.formats]
    if inconnus or not voulus:
        raise Refus(f"Le format « {', '.join(inconnus) or formats} » n'existe pas : choisissez parmi {', '.join(liasse.formats)}.")
    if fusion and "pdf" not in voulus:
        raise Refus(f"Le PDF unique réunit les {liasse.nom} en PDF : ajoutez pdf aux formats, ou retirez --fusion.")
    if word_unique and "docx" not in voulus:
        raise Refus(f"Le fichier Word unique réunit les {liasse.nom} en Word : ajoutez docx aux formats, ou retirez --word-unique.")
    return voulus


def _save(dossier: Path, production: Production, lus: Sequence[Path] = (), commences: Commences | None = None) -> None:
    """Write the files of a production, if it has any, and say what was kept, what is left there, what it holds."""
    from dpid_xl.production.depot import save_production
    from dpid_xl.production.engagees import leave_engagees

    production = leave_engagees(production, dossier)
    if production.manifeste:
        with production.start(commences) as rendus:
            depot = save_production(dossier, follow(rendus, production.nombre, production.liasse.nom.capitalize()), lus)
        _tell_depot(dossier, depot)
    for phrase in production.phrases:
        say(phrase)


def _tell_depot(dossier: Path, depot: Depot) -> None:
    """Say what a production found in its folder and kept, and what is left there."""
    from dpid_xl.production.depot import list_restes

    if depot.phrase:
        echo(depot.phrase)
    restes = list_restes(dossier)
    if restes:
        fichiers_restes = write_quantite(len(restes), "fichier")
        echo(f"Le dossier {dossier} garde {fichiers_restes} d'une production précédente, qu'aucun manifeste ne cite.")


def _print_anomalies(examen: Examen, *, bloquantes_seules: bool = False) -> None:
    from dpid_xl.anomalies import Gravite
    from dpid_xl.controles import group_anomalies, write_groupe

    couleurs = {Gravite.BLOQUANTE: ROUGE, Gravite.AVERTISSEMENT: JAUNE, Gravite.INFORMATION: VERT}
    groupes = [groupe for groupe in group_anomalies(examen.anomalies) if groupe.gravite is Gravite.BLOQUANTE or not bloquantes_seules]
    print_tableau(
        ("Gravité", "Cellule", "Constat et suite à donner"),
        [(groupe.gravite.value, str(groupe.tete.origine), write_groupe(groupe)) for groupe in groupes],
        2,
        couleurs={gravite.value: couleur for gravite, couleur in couleurs.items()},
        fichier=sys.stderr if bloquantes_seules else None,
    )


def _print_resume(examen: Examen, conventions: Sequence[Convention] | None = None, *, tout: bool = False) -> None:
    from dpid_xl.calcul.suivi import list_par_avenant
    from dpid_xl.calcul.totaux import sum_montants
    from dpid_xl.controles import summarize

    lignes = examen.dossier.lignes
    resume, total = [write_quantite(len(lignes), "ligne")], sum_montants(lignes)
    conventionne = sum((convention.montant for convention in conventions or ()), ZERO)
    if conventions is not None:
        resume.append(write_quantite(len(conventions), "convention"))
    resume.append(format_montant(total if tout or conventions is None else conventionne))
    par_avenant = list_par_avenant(examen.dossier) if tout else ()
    detail = ""
    if par_avenant:
        detail = f", dont {format_montant(sum_montants(par_avenant))} par avenant ({write_quantite(len(par_avenant), 'ligne')})"
        detail += f" et {format_montant(conventionne)} par convention"
    say(" – ".join(resume) + detail)
    say(f"Anomalies : {summarize(examen.anomalies)}")
    for reserve in examen.reserves:
        say(reserve.phrase)
    manques = examen.list_manques(conventions)
    if manques and manques.documents:
        say(manques.phrase)
