"""What the program composes in a letter: its heads, its tables, and the data that each of them needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import dropwhile, takewhile
from typing import Protocol

from dpid_xl.calcul.acquis import Quantites
from dpid_xl.calcul.suivi import is_objectif_manquant
from dpid_xl.calcul.versements import sum_comptes
from dpid_xl.documents.champs import describe_champ
from dpid_xl.documents.convention import PAR_EXERCICE, Redaction
from dpid_xl.documents.courriers.cas import Cas, write_dates
from dpid_xl.documents.courriers.decompte import Decompte
from dpid_xl.documents.document import A_COMPLETER, Bloc, Manque, Rubrique, Style
from dpid_xl.documents.grammaire import write_a_l_attention, write_a_vous, write_avec_article
from dpid_xl.documents.moteur import Retenu, StyleCompose
from dpid_xl.francais import write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.modele import SANS_OBJECTIF, Operation, Structure
from dpid_xl.montants import CENTIME, ZERO, format_montant, format_taux
from dpid_xl.periodes import format_date


class Lettre(Protocol):
    """What any letter is written from."""

    @property
    def structure(self) -> Structure:
        """Whom it is for."""

    @property
    def valeurs(self) -> Mapping[str, str]:
        """Every field by name."""


PIECES = "6-2"  # what is sent with the bilan: the bullets of the convention from the title of this article to the next
_AVANT_CODE_POSTAL = re.compile(r"[,\s]+(?=\d{5}\s+\D)")
FRONTIERES = (Style.ARTICLE, Style.SOUS_ARTICLE, Style.ANNEXE)


def _make_rubrique(_cas: Cas, texte: str) -> Iterator[Bloc]:
    libelle, _, contenu = texte.partition(" | ")
    yield Bloc(Style.FICHE, rubriques=(Rubrique(libelle, (contenu,)),))


def make_destinataire(cas: Lettre, texte: str) -> Iterator[Bloc]:
    """Write what the letter refers to, and whom it is for."""
    structure = cas.structure
    lignes = (structure.nom, write_a_l_attention(structure.qualite, structure.representant), _split_adresse(structure.siege or A_COMPLETER))
    yield Bloc(Style.ADRESSE, tableau=((f"{texte}\n\nÀ Arras, le", "\n".join(filter(None, lignes))),))


def _split_adresse(siege: str) -> str:
    # The postcode starts a line, as the post asks, even when the register has the address on one line.
    return _AVANT_CODE_POSTAL.sub("\n", siege)


def make_signature(cas: Lettre, _texte: str) -> Iterator[Bloc]:
    """Write who signs, for whom."""
    president, fonction = (write_avec_article(cas.valeurs[nom]) or A_COMPLETER for nom in ("president_qualite", "signataire_qualite"))
    lignes = (f"Pour {president}", f"et par délégation, {fonction}", "", "", "", cas.valeurs["signataire"] or A_COMPLETER)
    yield Bloc(Style.SIGNATURE, tableau=(("", "\n".join(lignes)),))


def _make_versements(cas: Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (decompte.operation.intitule_court, _write_imputation(cas, decompte.operation), *rangee)
        for decompte in cas.decomptes
        for rangee in _list_exercices(cas, decompte)
    ]
    total = ("Total", "", "", *_write_totaux(cas))
    entetes = ("Opération", "Ligne et imputation", "Exercice", "Montant", "Avance", "Solde au plus")
    yield make_tableau("Imputation et versements", entetes, rangees, total, montants=(3, 4, 5))


def _make_exercices(cas: Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [(decompte.operation.intitule_court, *rangee) for decompte in cas.decomptes for rangee in _list_exercices(cas, decompte)]
    total = ("Total", "", *_write_totaux(cas))
    entetes = ("Opération", "Exercice", "Montant", "Avance", "Solde au plus")
    yield make_tableau("Montants par exercice", entetes, rangees, total, montants=(2, 3, 4))


def _list_exercices(cas: Cas, decompte: Decompte) -> list[tuple[str, ...]]:
    """Return exercice, amount, avance and solde of an operation; its whole amount as long as it is not split, nothing else being known."""
    parts = cas.exercices[decompte.operation.code]
    if not parts:
        return [(A_COMPLETER, format_montant(decompte.resultat.montant), A_COMPLETER, A_COMPLETER)]
    return [(str(part.exercice), *map(_write_somme, (part.montant, part.avance, part.solde))) for part in parts]


def _write_totaux(cas: Cas) -> tuple[str, ...]:
    return tuple(cas.valeurs[nom] or A_COMPLETER for nom in ("montant", "avance", "reste"))


def _make_attendus(cas: Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            decompte.operation.intitule_court,
            _write_prevu(decompte),
            write_dates(ligne.fin for ligne in decompte.resultat.lignes) or A_COMPLETER,
            write_dates(date_.bilan for date_ in dates) or A_COMPLETER,
            write_dates(quand for date_ in dates for quand in date_.comptes_rendus) or A_COMPLETER,
        )
        for decompte, dates in zip(cas.decomptes, cas.dates.values(), strict=True)
    ]
    yield make_tableau("Bilans attendus", ("Opération", "Prévu", "Fin de l’opération", "Bilan attendu le", "Comptes et pièces"), rangees)


def _make_pieces(cas: Cas, _texte: str) -> Iterator[Bloc]:
    # The officer may have changed that article: the letter asks for what the convention says.
    yield from (Bloc(Style.PUCE, write_a_vous(texte)) for texte in _list_pieces(cas) or [A_COMPLETER])


def _list_pieces(cas: Cas) -> list[str]:
    convention = Redaction(cas.dossier, cas.structure, cas.lignes)
    suite = dropwhile(lambda retenu: not _is_titre(retenu), convention.retenus)
    article = takewhile(lambda retenu: _is_titre(retenu) or retenu.bloc.style not in FRONTIERES, suite)
    return [retenu.fill(convention.valeurs) for retenu in article if retenu.bloc.style == Style.PUCE]


def _is_titre(retenu: Retenu) -> bool:
    return retenu.bloc.style == Style.SOUS_ARTICLE and retenu.bloc.texte.startswith(PIECES)


def _make_acquis(cas: Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            decompte.operation.intitule_court,
            _write_prevu(decompte),
            _write_realise(decompte),
            format_montant(decompte.resultat.montant),
            _write_somme(decompte.acquis),
        )
        for decompte in cas.decomptes
    ]
    total = ("Total", "", "", cas.valeurs["montant"], _write_somme(cas.sommes.acquis))
    entetes = ("Opération", "Prévu", "Réalisé", "Montant conventionné", "Montant acquis")
    yield make_tableau("Montant acquis", entetes, rangees, total, montants=(1, 2, 3, 4))


def _make_precisions(cas: Cas, _texte: str) -> Iterator[Bloc]:
    """Say what caps what is earned and by which source, the exits, and why somebody decided another amount."""
    for decompte in cas.decomptes:
        for precision in filter(None, (_write_plafond(cas, decompte), _write_sorties(cas, decompte), _write_arrete(decompte))):
            yield Bloc(Style.PUCE, f"{decompte.operation.intitule_court}\xa0: {precision}")


def _write_plafond(cas: Cas, decompte: Decompte) -> str:
    resultat, depenses = decompte.resultat, decompte.depenses
    plafond = _cite(cas, decompte.operation.plafond_depenses) or "coût de l’action (article 4 de la convention)"
    if depenses is None:
        return f"{plafond}\xa0: {A_COMPLETER}."
    dit = f"{plafond}\xa0: {format_montant(depenses)}"
    resultats, au_plus = resultat.acquis_des_resultats, resultat.acquis_au_plus
    if resultats is None or au_plus is None or resultat.sans_objectif:
        return f"{dit}, que le montant acquis ne peut pas dépasser."
    suite = "ramenés à cette limite" if au_plus < resultats else "dans cette limite"
    return f"{dit}\xa0; les résultats donnent {format_montant(resultats)}, {suite}."


def _write_sorties(cas: Cas, decompte: Decompte) -> str:
    sorties = decompte.resultat.suivi.sorties if decompte.resultat.suivi else None
    demandees = _cite(cas, decompte.operation.sorties_demandees)
    if sorties is None and not demandees:
        return ""
    return f"{demandees or 'sorties dynamiques'}\xa0: {A_COMPLETER if sorties is None else sorties}."


def _write_arrete(decompte: Decompte) -> str:
    resultat = decompte.resultat
    arrete = resultat.suivi.acquis_arrete if resultat.suivi else None
    # Where the objective is to be completed, what was decided does not count yet: the controls say so.
    if (arrete is None or resultat.prevu is None) and not resultat.sans_objectif:
        return ""
    objectif = "sans objectif chiffré, " if resultat.sans_objectif else ""
    motif = (resultat.suivi.motif if resultat.suivi else "").removesuffix(".") or A_COMPLETER
    return f"{objectif}montant acquis arrêté à {_write_somme(arrete)}, pour le motif suivant\xa0: {motif}."


def _cite(cas: Cas, source: str) -> str:
    # An annex alone would be taken for one of the convention: it is the deliberation's.
    return source.replace("(annexe", f"(délibération n°\xa0{cas.valeurs['deliberation_numero'] or A_COMPLETER}, annexe")


def _make_parts(cas: Cas, _texte: str) -> Iterator[Bloc]:
    for decompte in cas.decomptes:
        rangees = [
            (
                f"{decompte.operation.intitule_court}\xa0: {part.libelle}",
                _write_taux(part.resultat),
                format_montant(part.maximum),
                _write_somme(part.acquis),
            )
            for part in decompte.parts
        ]
        if rangees:
            total = ("Total", "", format_montant(decompte.resultat.montant), _write_somme(decompte.resultat.acquis_des_resultats))
            entetes = ("Part", "Résultat", "Montant de la part", "Montant acquis")
            yield make_tableau("Parts du montant acquis", entetes, rangees, total, montants=(1, 2, 3))


def _make_soldes(cas: Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            decompte.operation.intitule_court,
            _write_imputation(cas, decompte.operation),
            *map(_write_somme, (decompte.acquis, decompte.verse, decompte.a_verser, decompte.a_recouvrer)),
        )
        for decompte in cas.decomptes
    ]
    sommes = cas.sommes
    total = ("Total", "", *map(_write_somme, (sommes.acquis, sommes.verse, sommes.a_verser, sommes.a_recouvrer)))
    entetes = ("Opération", "Ligne et imputation", "Acquis", "Déjà versé", "À verser", "À recouvrer")
    yield make_tableau("Sommes versées et solde", entetes, rangees, total, montants=(2, 3, 4, 5))


def _make_deja_verses(cas: Cas, _texte: str) -> Iterator[Bloc]:
    payes = [(decompte, versement) for decompte in cas.decomptes for versement in decompte.resultat.versements]
    rangees = [
        (
            decompte.operation.intitule_court,
            versement.nature,
            format_date(versement.verse_le) if versement.verse_le else "",
            versement.mandat or "–",
            format_montant(versement.compte),
        )
        for decompte, versement in sorted(payes, key=lambda paire: paire[1].verse_le or date.min)
    ]
    total = ("Total", "", "", "", format_montant(sum_comptes(versement for _decompte, versement in payes)))
    entetes = ("Opération", "Nature", "Date", "Mandat ou titre", "Montant")
    yield make_tableau("Récapitulation des sommes déjà versées", entetes, rangees, total, montants=(4,))


def make_tableau(
    legende: str, entetes: tuple[str, ...], rangees: Sequence[tuple[str, ...]], total: tuple[str, ...] = (), montants: tuple[int, ...] = ()
) -> Bloc:
    """Write a table; ``legende`` tells what it is to who cannot see it, the total of one row would say it twice."""
    fin = [total] if total and len(rangees) > 1 else []
    return Bloc(Style.TABLEAU, tableau=(entetes, *rangees, *fin), montants=montants, legende=legende)


def _write_imputation(cas: Cas, operation: Operation) -> str:
    budget = next((ligne for ligne in cas.dossier.budget if ligne.code == operation.budget), None)
    return f"{budget.code}, {budget.imputation}" if budget else A_COMPLETER


def _write_prevu(decompte: Decompte) -> str:
    resultat = decompte.resultat
    if resultat.sans_objectif:
        return SANS_OBJECTIF
    return _write_quantites(decompte, Quantites(resultat.prevu, resultat.prevu_simple), simples=resultat.prevu_simple > ZERO)


def _write_realise(decompte: Decompte) -> str:
    resultat, suivi = decompte.resultat, decompte.resultat.suivi
    if resultat.sans_objectif and decompte.realise is None:
        return "–"
    realise = Quantites(decompte.realise, suivi.realise_simple if suivi else None)
    return _write_quantites(decompte, realise, simples=decompte.deux_mesures)


def _write_quantites(decompte: Decompte, quantites: Quantites, *, simples: bool) -> str:
    unites = {ligne.unite or decompte.operation.unite for ligne in decompte.resultat.lignes}
    unite = unites.pop() if len(unites) == 1 else ""
    # Of two kinds of mesures the kinds are enough: their unit would not leave the operation its column.
    noms = ("renforcée", "simple") if decompte.deux_mesures else (unite, f"{unite} simple")
    textes = [A_COMPLETER if nombre is None else write_quantite(nombre, nom) for nombre, nom in zip(quantites, noms, strict=True)]
    return ", ".join(dict.fromkeys(textes)) if simples else textes[0]  # said once when neither is known


def _write_somme(somme: Decimal | None) -> str:
    return A_COMPLETER if somme is None else format_montant(somme)


def _write_taux(part: Fraction | None) -> str:
    if part is None:
        return A_COMPLETER
    return format_taux((Decimal(part.numerator) / part.denominator).quantize(CENTIME * CENTIME))


# --- What is missing ---


def _find_sans_budget(cas: Cas) -> Iterator[Manque]:
    for decompte in cas.decomptes:
        if _write_imputation(cas, decompte.operation) == A_COMPLETER:
            yield Manque(f"{decompte.operation.code}\xa0: ligne budgétaire", decompte.operation.lieu.origine("budget"))


def _find_sans_avance(cas: Cas) -> Iterator[Manque]:
    yield from _find_sans_budget(cas)
    sans = (operation for operation, resultat in zip(cas.operations, cas.resultats, strict=True) if resultat.avance is None)
    yield from (Manque(f"{o.code}\xa0: {describe_champ('taux_avance')}", o.lieu.origine("taux_d_avance")) for o in sans)
    yield from (Manque(f"{code}\xa0: {PAR_EXERCICE}", origine) for code, origine in cas.locate_exercices())


def _find_dates_inconnues(cas: Cas) -> Iterator[Manque]:
    for operation, resultat in zip(cas.operations, cas.resultats, strict=True):
        for ligne, date_ in zip(resultat.lignes, cas.dates[resultat.operation], strict=True):
            faits: tuple[tuple[str, object, Origine], ...] = (
                ("quantité prévue", None if is_objectif_manquant(ligne, operation) else ligne, ligne.lieu.origine("quantite")),
                ("date de fin", ligne.fin, ligne.lieu.origine("fin")),
                (describe_champ("bilan"), date_.bilan, operation.lieu.origine("bilan_au_plus_tard")),
                (describe_champ("compte_rendu"), min(date_.comptes_rendus, default=None), ligne.lieu.origine("fin")),
            )
            yield from (Manque(f"{operation.code}\xa0: {nom}", cellule) for nom, fait, cellule in faits if fait is None)


def _find_sans_resultat(cas: Cas) -> Iterator[Manque]:
    yield from _find_sans_budget(cas)
    yield from (manque for decompte in cas.decomptes for manque in decompte.manques)


def _find_sans_piece(cas: Cas) -> Iterator[Manque]:
    if not _list_pieces(cas):
        yield Manque("pièces de l’article 6-2")


COMPOSES: Mapping[str, StyleCompose[Cas]] = {
    "destinataire": StyleCompose(make_destinataire, ("structure_siege",)),
    "rubrique": StyleCompose(_make_rubrique),
    "versements": StyleCompose(_make_versements, find_manques=_find_sans_avance),
    "exercices": StyleCompose(_make_exercices, find_manques=_find_sans_avance),
    "attendus": StyleCompose(_make_attendus, find_manques=_find_dates_inconnues),
    "pieces": StyleCompose(_make_pieces, find_manques=_find_sans_piece),
    "acquis": StyleCompose(_make_acquis),
    "precisions": StyleCompose(_make_precisions, ("deliberation_numero",)),
    "parts": StyleCompose(_make_parts),
    "deja_verses": StyleCompose(_make_deja_verses),
    "soldes": StyleCompose(_make_soldes, find_manques=_find_sans_resultat),
    "signature": StyleCompose(make_signature, ("president_qualite", "signataire", "signataire_qualite")),
}
