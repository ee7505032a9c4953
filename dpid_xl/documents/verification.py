"""Controls on the convention texts, which the officer may change: fields, styles, conditions and addressees exist.

>>> from dpid_xl.campagnes import load_campagne
>>> list(check_textes(load_campagne("2022_phase2")))
[]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dpid_xl.anomalies import Anomalie, Compte, Fait, Gravite
from dpid_xl.calcul.paragraphes import find_destinataires
from dpid_xl.documents.champs import Champs, ChampsFiche, find_champs
from dpid_xl.documents.convention import COMPOSES, list_conditions
from dpid_xl.documents.document import STYLES_DE_FICHE, TEXTE_DE_FICHE, Style
from dpid_xl.documents.moteur import Conditions, find_inconnues
from dpid_xl.lieu import Origine
from dpid_xl.modele import BlocModele, Dossier, Fiche, Operation
from dpid_xl.noms import find_proche

STYLES_COMPOSES = tuple(COMPOSES)  # those of the model that the program replaces
STYLES = (
    tuple(style.value for style in Style if style not in (Style.BANDEAU, Style.TABLEAU, Style.FICHE, Style.SIGNATURE, Style.ADRESSE))
    + STYLES_DE_FICHE
    + STYLES_COMPOSES
)
CONSEIL = "corrigez-le (« dpid-xl conventions --champs » donne la liste) ou, si c'est une citation, mettez-la entre “ et ”"


def check_textes(dossier: Dossier) -> Iterator[Anomalie]:
    """Check the model's blocks and the fiche texts; every finding blocks, since a document would be wrong."""
    doublons = {code for code, nombre in Counter(bloc.code for bloc in dossier.modele).items() if nombre > 1}
    conditions = list_conditions(dossier)
    for bloc in dossier.modele:
        yield from _check_bloc(bloc, doublons, conditions)
    for style in STYLES_COMPOSES:
        nombre = sum(bloc.style == style for bloc in dossier.modele)
        if nombre != 1 and dossier.modele:
            yield _make("modele_bloc_compose", dossier.modele[-1], "style", style=style, nombre=Compte(nombre, "bloc"))
    yield from _check_fiches(dossier)


def _check_bloc(bloc: BlocModele, doublons: set[str], conditions: Conditions) -> Iterator[Anomalie]:
    if bloc.code in doublons:
        yield _make("modele_bloc_double", bloc, "code")
    if bloc.style not in STYLES:
        yield _make("modele_style_inconnu", bloc, "style", style=bloc.style, styles=STYLES)
    for condition in find_inconnues(bloc.si, conditions):
        yield _make("modele_condition_inconnue", bloc, "si", condition=condition)
    if bloc.si and bloc.style in STYLES_COMPOSES:
        yield _make("modele_condition_composee", bloc, "si", style=bloc.style)
    for champ, conseil in _list_inconnus(bloc.texte, *((Champs, ChampsFiche) if bloc.style == TEXTE_DE_FICHE else (Champs,))):
        yield _make("modele_champ_inconnu", bloc, "texte", champ=champ, conseil=conseil)


def _check_fiches(dossier: Dossier) -> Iterator[Anomalie]:
    for operation in dossier.operations:
        for rubrique in Fiche.__dataclass_fields__:
            for texte in getattr(operation.fiche, rubrique):
                origine = operation.lieu.origine(rubrique)
                for champ, conseil in _list_inconnus(texte, ChampsFiche):
                    faits = {"operation": operation.code, "champ": champ, "conseil": conseil}
                    yield Anomalie("fiche_champ_inconnu", Gravite.BLOQUANTE, origine, faits)
                yield from _check_destinataires(dossier, operation, texte, origine)
        for texte in operation.partage:
            yield from _check_destinataires(dossier, operation, texte, operation.lieu.origine("partage"))


def _check_destinataires(dossier: Dossier, operation: Operation, texte: str, origine: Origine) -> Iterator[Anomalie]:
    for nom in find_destinataires(texte):
        if dossier.find_structure(nom) is None:
            faits = {"operation": operation.code, "structure": nom}
            yield Anomalie("fiche_destinataire_inconnu", Gravite.BLOQUANTE, origine, faits)


def _list_inconnus(texte: str, *champs: type[Champs | ChampsFiche]) -> Iterator[tuple[str, str]]:
    """Yield what a text takes for fields and are none, each with what to write."""
    connus = {nom for classe in champs for nom in classe.__dataclass_fields__}
    for champ in sorted(find_champs(texte) - connus):
        proche = find_proche(champ.strip("{%} ").replace("-", "_"), connus)
        yield champ, f"écrivez «{proche}»" if proche else CONSEIL


def _make(code: str, bloc: BlocModele, colonne: str, **faits: Fait) -> Anomalie:
    return Anomalie(code, Gravite.BLOQUANTE, bloc.lieu.origine(colonne), {"bloc": bloc.code, **faits})
