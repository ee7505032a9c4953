"""From the sheet « Avenants » to what each avenant is written from: the convention as the ones before left it, and as it becomes.

What Suivi or Signature says signed, or sent, is not written again. Of a convention made elsewhere, only what its rows say is known.

>>> from dpid_xl.campagnes import load_campagne
>>> list(list_revisions(load_campagne("2022_phase2")))
[]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dpid_xl.calcul.avenants import apply_avenants, get_numero, group_avenants, group_rangs, make_ligne
from dpid_xl.calcul.signature import index_engages
from dpid_xl.calcul.suivi import find_avenants, find_signatures, list_par_avenant
from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.classes import dataclass
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Comparaison, Sorte, compare
from dpid_xl.documents.avenants.revision import Revision, sort_anterieurs
from dpid_xl.documents.convention import Redaction, group_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.modele import Dossier, LigneAvenant, Structure
from dpid_xl.noms import fold_numero


@dataclass(frozen=True, slots=True)
class Engage:
    """An avenant that left the office: its rank (0: what the lines « avenant » add to an earlier convention), whether it is signed."""

    structure: Structure
    rang: int
    signe: bool


def list_revisions(dossier: Dossier, structures: Collection[str] = ()) -> Iterator[Revision]:
    """Yield what each avenant to write is written from, or only those of the structures named.

    In the order of Annexe 5, then of the ranks; those to conventions made elsewhere come last.
    """
    for structure, comparaison, siennes, codes in compare_etapes(dossier, structures):
        signatures, signes = find_signatures(dossier), find_avenants(dossier).get((structure.nom, ""), ())
        for changement in comparaison.select(Sorte.MODIFIEE):
            yield Revision(
                Redaction(comparaison.avant, structure, changement.avant),
                Redaction(comparaison.apres, structure, changement.apres),
                changement,
                signatures.get((structure.nom, "")),
                _list_anterieurs(signes, siennes[0].rang or 0),
                rang=siennes[0].rang or 0,
                deliberation=siennes[0].deliberation,
                origine=codes,
            )
    yield from _list_ailleurs(dossier, structures)


def compare_etapes(
    dossier: Dossier, structures: Collection[str] = ()
) -> Iterator[tuple[Structure, Comparaison, Sequence[LigneAvenant], tuple[str, ...]]]:
    """Yield what each avenant of the campaign that did not leave changes, its rows, and the operations that had an annex so far."""
    par_structure = group_lignes(dossier, Axe.STRUCTURE)
    rangees = {nom: siennes for (nom, numero), siennes in group_avenants(dossier).items() if not numero}
    engages = {(engage.structure.nom, engage.rang) for engage in list_engages(dossier)}
    for structure, _lignes in group_conventions(dossier):
        siennes = rangees.get(structure.nom)
        if not siennes or (structures and structure.nom not in structures):
            continue
        seule = replace(dossier, lignes=par_structure[structure.nom])
        avant, codes, appliquees = apply_avenants(seule, ()), _list_codes(seule), list[LigneAvenant]()
        for rang, du_rang in group_rangs(siennes).items():
            appliquees += du_rang
            apres = apply_avenants(seule, appliquees)
            if (structure.nom, rang) not in engages:
                yield structure, compare(avant, apres), du_rang, codes
            avant, codes = apres, tuple(dict.fromkeys((*codes, *_list_codes(apres))))


def list_engages(dossier: Dossier, structures: Collection[str] = ()) -> tuple[Engage, ...]:
    """Return the avenants that are not written again, or only those of the structures named: signed, or sent as « Signature » says."""
    engages = (*_list_engages(dossier), *_list_ajouts_engages(dossier))
    return tuple(engage for engage in engages if not structures or engage.structure.nom in structures)


def _list_engages(dossier: Dossier) -> Iterator[Engage]:
    signes, partis = find_avenants(dossier), index_engages(dossier)
    for (nom, numero), rangees in group_avenants(dossier).items():
        deja = set() if numero else {get_numero(texte) for texte in signes.get((nom, ""), ())}
        for rang in group_rangs(rangees):
            parti = partis.get((nom, numero, rang))
            if rang in deja or parti:
                yield Engage(dossier.structure_par_nom[nom], rang, signe=rang in deja or bool(parti and parti.signee))


def _list_ajouts_engages(dossier: Dossier) -> Iterator[Engage]:
    """Yield what the lines « avenant » add to an earlier convention, once it left."""
    partis, lignes = index_engages(dossier), list_par_avenant(dossier)
    ajouts = dict.fromkeys((dossier.name_structure(ligne.structure), fold_numero(ligne.numero_convention), None) for ligne in lignes)
    return (Engage(dossier.structure_par_nom[cle[0]], 0, signe=partis[cle].signee) for cle in ajouts if cle in partis)


def list_retirees(dossier: Dossier, structures: Collection[str] = ()) -> tuple[ChangementStructure, ...]:
    """Return the conventions of which an avenant leaves nothing: no document says it, somebody has to decide how it ends."""
    return tuple(retiree for _, comparaison, _, _ in compare_etapes(dossier, structures) for retiree in comparaison.select(Sorte.RETIREE))


def _list_ailleurs(dossier: Dossier, structures: Collection[str]) -> Iterator[Revision]:
    partis = index_engages(dossier)
    for (nom, numero), rangees in group_avenants(dossier).items():
        if numero and (not structures or nom in structures):
            a_ecrire = ((rang, siennes) for rang, siennes in group_rangs(rangees).items() if (nom, numero, rang) not in partis)
            yield from (_make_ailleurs(dossier, nom, rang, siennes) for rang, siennes in a_ecrire)


def _make_ailleurs(dossier: Dossier, nom: str, rang: int, rangees: Sequence[LigneAvenant]) -> Revision:
    structure = dossier.structure_par_nom[nom]
    lignes = tuple(make_ligne(rangee, rangee.numero_convention) for rangee in rangees)
    avant, apres = Redaction(dossier, structure, ()), Redaction(dossier, structure, lignes)
    operations = tuple(
        ChangementOperation(operation=operation.code, avant=(), apres=tuple(ligne for ligne in lignes if ligne.operation == operation.code))
        for operation in apres.operations
    )
    return Revision(
        avant,
        apres,
        ChangementStructure(rang=rang, structure=structure, avant=(), apres=lignes, operations=operations),
        next((rangee.convention_du for rangee in rangees if rangee.convention_du), None),
        _list_anterieurs((), rang),
        partielle=True,
        remplacee=True,
        rang=rang,
        deliberation=rangees[0].deliberation,
    )


def _list_anterieurs(signes: Sequence[str], rang: int) -> tuple[str, ...]:
    """Return the avenants of lower ranks, as Suivi tells them; of one that it does not, the day is to be completed."""
    dits = {get_numero(texte): texte for texte in sort_anterieurs(signes)}
    return tuple(dits.get(numero, f"n°\xa0{numero} du {A_COMPLETER}") for numero in range(1, rang))


def _list_codes(dossier: Dossier) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ligne.operation for _structure, lignes in group_conventions(dossier) for ligne in lignes))
