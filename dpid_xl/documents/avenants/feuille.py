"""From the sheet « Avenants » to what each avenant is written from: the convention as the ones before left it, and as it becomes.

What Suivi says signed is not written again. Of a convention made elsewhere, only what its rows say is known.

>>> from dpid_xl.campagnes import load_campagne
>>> list(list_revisions(load_campagne("2022_phase2")))
[]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dpid_xl.calcul.avenants import apply_avenants, get_numero, make_ligne
from dpid_xl.calcul.suivi import find_avenants, find_signatures
from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Comparaison, Sorte, compare
from dpid_xl.documents.avenants.revision import Revision, sort_anterieurs
from dpid_xl.documents.convention import Redaction, group_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.modele import Dossier, Effet, LigneAvenant, Structure
from dpid_xl.noms import fold_numero


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
    """Yield what each avenant of the campaign that is not signed changes, its rows, and the operations that had an annex so far."""
    signes, par_structure = find_avenants(dossier), group_lignes(dossier, Axe.STRUCTURE)
    rangees = _group(dossier, (rangee for rangee in dossier.avenants if rangee.effet is not Effet.AILLEURS))
    for structure, _lignes in group_conventions(dossier):
        siennes = rangees.get(structure.nom)
        if not siennes or (structures and structure.nom not in structures):
            continue
        seule = replace(dossier, lignes=par_structure[structure.nom])
        deja = {get_numero(texte) for texte in signes.get((structure.nom, ""), ())}
        avant, codes, appliquees = apply_avenants(seule, ()), _list_codes(seule), list[LigneAvenant]()
        for rang, du_rang in _group_rangs(siennes).items():
            appliquees += du_rang
            apres = apply_avenants(seule, appliquees)
            if rang not in deja:
                yield structure, compare(avant, apres), du_rang, codes
            avant, codes = apres, tuple(dict.fromkeys((*codes, *_list_codes(apres))))


def list_signes(dossier: Dossier) -> tuple[tuple[Structure, int], ...]:
    """Return the structure and the rank of the avenants of the sheet that Suivi says signed."""
    signes = find_avenants(dossier)
    deja = {(nom, get_numero(texte)) for (nom, _), textes in signes.items() for texte in textes}
    cles = dict.fromkeys((dossier.name_structure(r.structure), r.rang or 0) for r in dossier.avenants if r.effet is not Effet.AILLEURS)
    return tuple((dossier.structure_par_nom[nom], rang) for nom, rang in cles if (nom, rang) in deja)


def list_retirees(dossier: Dossier, structures: Collection[str] = ()) -> tuple[ChangementStructure, ...]:
    """Return the conventions of which an avenant leaves nothing: no document says it, somebody has to decide how it ends."""
    return tuple(retiree for _, comparaison, _, _ in compare_etapes(dossier, structures) for retiree in comparaison.select(Sorte.RETIREE))


def _list_ailleurs(dossier: Dossier, structures: Collection[str]) -> Iterator[Revision]:
    ailleurs: dict[tuple[str, str], list[LigneAvenant]] = {}
    for rangee in dossier.avenants:
        if rangee.effet is Effet.AILLEURS:
            cle = (dossier.name_structure(rangee.structure), fold_numero(rangee.numero_convention))
            ailleurs.setdefault(cle, []).append(rangee)
    for (nom, _numero), rangees in ailleurs.items():
        if not structures or nom in structures:
            yield from (_make_ailleurs(dossier, nom, rang, siennes) for rang, siennes in _group_rangs(rangees).items())


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


def _group(dossier: Dossier, rangees: Iterable[LigneAvenant]) -> Mapping[str, list[LigneAvenant]]:
    groupes: dict[str, list[LigneAvenant]] = {}
    for rangee in rangees:
        groupes.setdefault(dossier.name_structure(rangee.structure), []).append(rangee)
    return groupes


def _group_rangs(rangees: Iterable[LigneAvenant]) -> Mapping[int, list[LigneAvenant]]:
    groupes: dict[int, list[LigneAvenant]] = {}
    for rangee in rangees:
        groupes.setdefault(rangee.rang or 0, []).append(rangee)
    return dict(sorted(groupes.items()))
