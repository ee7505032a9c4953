"""The results of a campaign, operation by operation, for the report of the next year: all of it computed again, what is not known said.

>>> from dpid_xl.campagnes import load_campagne
>>> blocs = compose_resultats(load_campagne("2022_phase2"))
>>> blocs[2].texte.replace("\xa0", " ").replace("\u202f", " ")
'Bilans connus : 0 sur 136. Montant accordé : 6 198 687,52 €.'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from dpid_xl.calcul.bilans import Genre, find_indicateur, get_genre, group_indicateurs, list_indicateurs, strip_genre
from dpid_xl.documents.courriers.decompte import Decompte, make_decomptes
from dpid_xl.documents.document import Bloc, Style
from dpid_xl.francais import write_quantite
from dpid_xl.modele import SANS_OBJECTIF, Dossier, Indicateur, Operation
from dpid_xl.montants import ZERO, format_montant, format_nombre, format_taux, sum_connues
from dpid_xl.noms import fold_nom
from dpid_xl.typographie import compose_typographie

INCONNU = "non connu"


def compose_resultats(dossier: Dossier) -> tuple[Bloc, ...]:
    """Compose the report: the whole campaign, then each operation that is financed."""
    decomptes = make_decomptes(dossier)
    par_operation = {operation: [d for d in decomptes if d.operation is operation] for operation in dossier.operations}
    financees = {operation: siens for operation, siens in par_operation.items() if siens}
    connus = sum(decompte.resultat.en_resultats for decompte in decomptes)
    accorde = format_montant(sum((decompte.resultat.montant for decompte in decomptes), ZERO))
    return (
        Bloc(Style.TITRE, "Résultats des opérations"),
        Bloc(Style.OBJET, compose_typographie(dossier.campagne.nom)),
        Bloc(Style.PARAGRAPHE, f"Bilans connus\xa0: {connus} sur {len(decomptes)}. Montant accordé\xa0: {accorde}."),
        _make_ensemble(financees, decomptes),
        *(bloc for operation, siens in financees.items() for bloc in _list_operation(dossier, operation, siens)),
    )


def _make_ensemble(financees: Mapping[Operation, Sequence[Decompte]], decomptes: Sequence[Decompte]) -> Bloc:
    entetes = ("Opération", "Bilans connus", "Montant", "Acquis", "Acquis connus", "Versé", "Versés connus")
    rangees = [(f"{operation.code} – {operation.intitule_court}", *_write_sommes(siens)) for operation, siens in financees.items()]
    total = ("Total", *_write_sommes(decomptes))
    return Bloc(Style.TABLEAU, tableau=(entetes, *rangees, total), montants=(2, 3, 5), legende="Résultats par opération")


def _write_sommes(decomptes: Sequence[Decompte]) -> tuple[str, ...]:
    """Write the amount, what is earned and what is paid as far as it is known, and of how many each is."""
    nombre, connus = len(decomptes), sum(decompte.resultat.en_resultats for decompte in decomptes)
    montant = format_montant(sum((decompte.resultat.montant for decompte in decomptes), ZERO))
    acquis, verses = ([getattr(decompte, champ) for decompte in decomptes] for champ in ("acquis", "verse"))
    return (f"{connus} sur {nombre}", montant, *_write_connues(acquis), *_write_connues(verses))


def _write_connues(sommes: Sequence[Decimal | None]) -> tuple[str, str]:
    connues = [somme for somme in sommes if somme is not None]
    return format_montant(sum(connues, ZERO)) if connues else INCONNU, f"{len(connues)} sur {len(sommes)}"


def _list_operation(dossier: Dossier, operation: Operation, decomptes: Sequence[Decompte]) -> Iterator[Bloc]:
    yield Bloc(Style.ARTICLE, compose_typographie(f"{operation.code} – {operation.intitule}"))
    yield Bloc(Style.PARAGRAPHE, _write_quantites(operation, decomptes))
    entetes = ("Structure", "Prévu", "Réalisé", "Dépenses", "Montant", "Acquis", "Versé")
    rangees = [_write_rangee(decompte) for decompte in decomptes]
    legende = f"Résultats de l'opération {operation.code}"
    yield Bloc(Style.TABLEAU, tableau=(entetes, *rangees), montants=(3, 4, 5, 6), legende=compose_typographie(legende))
    sans = [decompte.resultat.structure for decompte in decomptes if not decompte.resultat.en_resultats]
    if sans:
        yield Bloc(Style.PARAGRAPHE, compose_typographie(f"Sans bilan ({len(sans)})\xa0: {' ; '.join(sans)}."))
    yield from _list_indicateurs(dossier, operation, decomptes)
    observations = [d.resultat.suivi for d in decomptes if d.resultat.suivi and d.resultat.suivi.observations]
    if observations:
        yield Bloc(Style.INTERTITRE, "Observations")
        yield from (Bloc(Style.PUCE, f"{suivi.structure}\xa0: {suivi.observations}") for suivi in observations)


def _write_quantites(operation: Operation, decomptes: Sequence[Decompte]) -> str:
    """Say what was done of what was planned, for the structures of which both are known."""
    prevu = sum_connues(decompte.resultat.prevu for decompte in decomptes)
    dits = [(decompte.resultat.prevu, decompte.realise) for decompte in decomptes if decompte.realise is not None]
    realise = sum((fait for _prevu, fait in dits if fait is not None), ZERO)
    texte = f"Prévu\xa0: {INCONNU if prevu is None else write_quantite(prevu, operation.unite)}"
    simples = sum((decompte.resultat.prevu_simple for decompte in decomptes), ZERO)
    texte += f" et {write_quantite(simples, operation.unite)} simples" if simples else ""
    if not dits:
        return f"{texte}. Réalisé\xa0: {INCONNU}."
    des = f" ({write_quantite(len(dits), 'structure')} sur {len(decomptes)})" if len(dits) < len(decomptes) else ""
    return f"{texte}. Réalisé\xa0: {write_quantite(realise, operation.unite)}{des}."


def _write_rangee(decompte: Decompte) -> tuple[str, ...]:
    resultat = decompte.resultat
    prevu = SANS_OBJECTIF if resultat.sans_objectif else _write_nombre(resultat.prevu)
    realise, simple = decompte.realise, resultat.suivi.realise_simple if resultat.suivi else None
    fait = _write_nombre(realise) + (f" et {_write_nombre(simple)} simples" if decompte.deux_mesures else "")
    sommes = (decompte.depenses, resultat.montant, decompte.acquis, decompte.verse)
    return (resultat.structure, prevu, fait, *(INCONNU if somme is None else format_montant(somme) for somme in sommes))


def _write_nombre(nombre: Decimal | None) -> str:
    return INCONNU if nombre is None else format_nombre(nombre)


def _list_indicateurs(dossier: Dossier, operation: Operation, decomptes: Sequence[Decompte]) -> Iterator[Bloc]:
    """Yield the indicators: counts and euros added up, shares and words as each structure gives them, with how many answered."""
    dits = group_indicateurs(dossier)
    demandes: dict[str, tuple[str, list[str]]] = {}
    for decompte in decomptes:
        structure = decompte.resultat.structure
        for demande in list_indicateurs(dossier, structure, operation.code):
            demandes.setdefault(fold_nom(demande), (demande, []))[1].append(structure)
    rangees, textes = [], []
    for demande, structures in demandes.values():
        reponses = [
            (structure, dit)
            for structure in structures
            if (dit := find_indicateur(dits.get((structure, operation.code), ()), demande)) and _is_dit(demande, dit)
        ]
        comptes = f"{len(reponses)} sur {len(structures)}"
        if get_genre(demande) is Genre.TEXTE:
            rangees.append((strip_genre(demande), comptes, "voir ci-dessous" if reponses else INCONNU))
            textes += [(strip_genre(demande), reponses)] if reponses else []
        else:
            rangees.append((strip_genre(demande), comptes, _write_valeurs(demande, [dit for _structure, dit in reponses])))
    if rangees:
        legende = compose_typographie(f"Indicateurs de l'opération {operation.code}")
        yield Bloc(Style.TABLEAU, tableau=(("Indicateur", "Réponses", "Total ou valeurs"), *rangees), mixtes=(2,), legende=legende)
    for demande, reponses in textes:
        yield Bloc(Style.INTERTITRE, demande)
        yield from (Bloc(Style.PUCE, f"{structure}\xa0: {dit.reponse}") for structure, dit in reponses)


def _is_dit(demande: str, dit: Indicateur) -> bool:
    genre = get_genre(demande)
    return bool(dit.reponse) if genre is Genre.TEXTE else (dit.part if genre is Genre.PART else dit.nombre) is not None


def _write_valeurs(demande: str, dits: Sequence[Indicateur]) -> str:
    """Write the sum of numbers; shares do not add up: from the least to the greatest."""
    if not dits:
        return INCONNU
    if get_genre(demande) is Genre.PART:
        parts = sorted({dit.part for dit in dits if dit.part is not None})
        return " à ".join(format_taux(part) for part in dict.fromkeys((parts[0], parts[-1])))
    total = sum((dit.nombre for dit in dits if dit.nombre is not None), ZERO)
    return format_montant(total) if get_genre(demande) is Genre.EUROS else format_nombre(total)
