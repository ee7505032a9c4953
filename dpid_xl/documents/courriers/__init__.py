"""The letters that follow the signature: notification of the convention, request for the bilan, décompte of what was paid.

What is not known yet prints « À COMPLÉTER » and keeps the letter a PROJET, as in a convention. Texts: ``courriers.toml``.

>>> from dpid_xl.campagnes import load_campagne
>>> dossier = load_campagne("2022_phase2")
>>> write_courriers(dossier, Nature.NOTIFICATION)
()
>>> courrier, = write_courriers(dossier, Nature.NOTIFICATION, ["PAGE"])
>>> courrier.titre, courrier.operations, courrier.manques[:2]
('Notification de la convention – PAGE', ('T2-05',), ('courriel du gestionnaire', 'numéro de convention'))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import dropwhile, groupby, takewhile

from dpid_xl.calcul.suivi import Dates, Resultat, compute_dates, compute_resultats, find_avenants, find_signatures
from dpid_xl.documents.champs import describe_champ, make_champs_bareme, make_champs_campagne, make_champs_operations, make_champs_structure
from dpid_xl.documents.convention import Redaction, group_conventions, write_numeros
from dpid_xl.documents.courriers.decompte import Decompte, make_decompte, sum_decomptes
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Rubrique, Style
from dpid_xl.documents.grammaire import SANS_GENRE, write_avec_article, write_civilite
from dpid_xl.documents.modele import MODELE_COURRIERS, load_blocs
from dpid_xl.documents.moteur import Compose, Conditions, Fait, Faits, add_bandeau, find_manques, keep_blocs, write_blocs
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Dossier, Ligne, Operation, Structure
from dpid_xl.montants import CENTIME, ZERO, format_montant, format_taux, write_en_lettres
from dpid_xl.periodes import write_date

COMMUN = "commun"
OUI = "oui"
PIECES = "art6-2-titre"  # what is sent with the bilan: the bullets of the convention from this title to the next
FRONTIERES = (Style.ARTICLE, Style.SOUS_ARTICLE, Style.ANNEXE)
CONDITIONS: Conditions = {"avenants": (OUI,), "parts": (OUI,), "verser": (OUI,), "recouvrer": (OUI,), "solde": ("nul", "")}


class Nature(StrEnum):
    """A kind of letter; its value starts the codes of its blocks."""

    NOTIFICATION = "notification"
    DEMANDE_DE_BILAN = "demande_de_bilan"
    DECOMPTE = "decompte"


SIGLES: Mapping[Nature, str] = {Nature.NOTIFICATION: "N", Nature.DEMANDE_DE_BILAN: "B", Nature.DECOMPTE: "D"}
TITRES: Mapping[Nature, str] = {
    Nature.NOTIFICATION: "Notification de la convention",
    Nature.DEMANDE_DE_BILAN: "Demande de bilan",
    Nature.DECOMPTE: "Décompte",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Courrier(Document):
    """One letter to a structure; ``rang`` is that of its convention, ``montant`` the amount of ``operations``, in euros."""

    nature: Nature
    operations: tuple[str, ...]
    montant: Decimal

    @property
    def sigle(self) -> str:
        """Initial of the letter in the reference of its pages: not that of the convention."""
        return SIGLES[self.nature]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampsCourrier:
    """The fields of a letter beside those of the campaign, of the structure and of the barème; an empty value prints as « À COMPLÉTER »."""

    service_instructeur: str
    civilite: str
    numero_convention: str
    signature: str
    publication: str
    bilan: str
    compte_rendu: str
    avenants: str
    l_operation: str
    de_l_operation: str
    montant: str
    montant_lettres: str
    avance: str
    avance_lettres: str
    reste: str
    acquis: str
    acquis_lettres: str
    verse: str
    verse_lettres: str
    a_verser: str
    a_verser_lettres: str
    a_recouvrer: str
    a_recouvrer_lettres: str


@dataclass(frozen=True)
class _Cas:
    """A structure that is written to, with the operations that the letter is about."""

    dossier: Dossier
    structure: Structure
    resultats: tuple[Resultat, ...]
    signature: date | None
    avenants: tuple[str, ...]

    @cached_property
    def decomptes(self) -> tuple[Decompte, ...]:
        return tuple(make_decompte(self.dossier, resultat) for resultat in self.resultats)

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        communs = make_champs_campagne(self.dossier.campagne) | make_champs_structure(self.structure)
        return communs | make_champs_bareme(self.dossier.bareme) | asdict(_make_champs(self))

    @cached_property
    def lignes(self) -> tuple[Ligne, ...]:
        return tuple(ligne for resultat in self.resultats for ligne in resultat.lignes)

    @cached_property
    def dates(self) -> Mapping[str, tuple[Dates, ...]]:
        return {
            resultat.operation: tuple(compute_dates(self.dossier, ligne, self.signature) for ligne in resultat.lignes)
            for resultat in self.resultats
        }

    def get_operation(self, resultat: Resultat) -> Operation:
        return self.dossier.operation_par_code[resultat.operation]


def write_courriers(dossier: Dossier, nature: Nature, structures: Collection[str] = ()) -> tuple[Courrier, ...]:
    """Write the letters of a kind, in the order of Annexe 5: for the structures it concerns, or for those named (register names).

    A notification is for those that signed, a request for those whose results are still to come, a décompte for those with results.
    """
    signatures, avenants, par_nom = find_signatures(dossier), find_avenants(dossier), _group_resultats(dossier)
    courriers = []
    for rang, (structure, _lignes) in enumerate(group_conventions(dossier), 1):
        resultats, convention = par_nom.get(structure.nom, ()), (structure.nom, "")
        signature = signatures.get(convention)
        concernes = _CONCERNES[nature](signature, resultats)
        if resultats and (structure.nom in structures or (not structures and concernes)):
            cas = _Cas(dossier, structure, concernes or resultats, signature, avenants.get(convention, ()))
            courriers.append(_write_courrier(cas, nature, rang))
    return tuple(courriers)


def _group_resultats(dossier: Dossier) -> Mapping[str, tuple[Resultat, ...]]:
    # The letters about what an avenant adds to an earlier convention are those of that convention.
    par_nom: dict[str, tuple[Resultat, ...]] = {}
    for resultat in compute_resultats(dossier):
        if resultat.operation in dossier.operation_par_code and not resultat.par_avenant:
            par_nom[resultat.structure] = (*par_nom.get(resultat.structure, ()), resultat)
    return par_nom


def _keep_signes(signature: date | None, resultats: tuple[Resultat, ...]) -> tuple[Resultat, ...]:
    return resultats if signature else ()


def _keep_a_realiser(signature: date | None, resultats: tuple[Resultat, ...]) -> tuple[Resultat, ...]:
    return tuple(resultat for resultat in _keep_signes(signature, resultats) if not _is_realise(resultat))


def _keep_realises(_signature: date | None, resultats: tuple[Resultat, ...]) -> tuple[Resultat, ...]:
    return resultats if any(map(_is_realise, resultats)) else ()


def _is_realise(resultat: Resultat) -> bool:
    return resultat.suivi is not None and resultat.suivi.realise is not None


_CONCERNES: Mapping[Nature, Callable[[date | None, tuple[Resultat, ...]], tuple[Resultat, ...]]] = {
    Nature.NOTIFICATION: _keep_signes,
    Nature.DEMANDE_DE_BILAN: _keep_a_realiser,
    Nature.DECOMPTE: _keep_realises,
}


def _write_courrier(cas: _Cas, nature: Nature, rang: int) -> Courrier:
    blocs = (bloc for bloc in load_blocs(MODELE_COURRIERS) if bloc.code.startswith((COMMUN, nature)))
    valeurs, retenus = cas.valeurs, keep_blocs(blocs, _make_faits(cas))
    corps = tuple(_join_rubriques(write_blocs(cas, retenus, valeurs, COMPOSES)))
    manques = find_manques(cas, retenus, valeurs, COMPOSES, corps)
    nom = cas.structure.nom
    return Courrier(
        structure=cas.structure,
        titre=f"{TITRES[nature]} – {nom}",
        pied=f"{nom} – {TITRES[nature].lower()} – convention n°\xa0{valeurs['numero_convention'] or A_COMPLETER}",
        blocs=add_bandeau(corps, manques),
        manques=manques,
        nature=nature,
        rang=rang,
        operations=tuple(resultat.operation for resultat in cas.resultats),
        montant=sum((resultat.montant for resultat in cas.resultats), ZERO),
    )


# --- Fields and conditions ---


def _make_champs(cas: _Cas) -> ChampsCourrier:
    dates = [date_ for dates_ in cas.dates.values() for date_ in dates_]
    montant, avance = (sum((getattr(resultat, champ) for resultat in cas.resultats), ZERO) for champ in ("montant", "avance"))
    return ChampsCourrier(
        service_instructeur=cas.dossier.campagne.service_instructeur,
        civilite=write_civilite(cas.structure.qualite, cas.structure.representant),
        numero_convention=write_numeros(cas.lignes),
        signature=write_date(cas.signature) if cas.signature else "",
        publication=_write_dates(date_.publication for date_ in dates),
        bilan=_write_dates(date_.bilan for date_ in dates),
        compte_rendu=_write_dates(quand for date_ in dates for quand in date_.comptes_rendus),
        avenants="\xa0; ".join(cas.avenants),
        reste=format_montant(montant - avance),
        **make_champs_operations(len(cas.resultats)),
        **_write_sommes({"montant": montant, "avance": avance, **asdict(sum_decomptes(cas.decomptes))}),
    )


def _make_faits(cas: _Cas) -> Faits:
    sommes = sum_decomptes(cas.decomptes)
    solde = "" if sommes.a_verser is None else "dû" if sommes.a_verser or sommes.a_recouvrer else "nul"
    oui = {
        "avenants": cas.avenants,
        "parts": any(decompte.parts for decompte in cas.decomptes),
        "verser": sommes.a_verser,
        "recouvrer": sommes.a_recouvrer,
    }
    return {"solde": [Fait(solde)], **{critere: [Fait(OUI)] if fait else [] for critere, fait in oui.items()}}


def _write_sommes(sommes: Mapping[str, Decimal | None]) -> dict[str, str]:
    chiffres = {nom: format_montant(somme) if somme is not None else "" for nom, somme in sommes.items()}
    return chiffres | {f"{nom}_lettres": write_en_lettres(somme) if somme is not None else "" for nom, somme in sommes.items()}


def _write_dates(jours: Iterable[date | None]) -> str:
    # One unknown day leaves the whole to be completed: a date that is not told would be missed.
    connus = set(jours)
    return "" if None in connus else " et le ".join(write_date(jour) for jour in sorted(filter(None, connus)))


# --- What the program composes ---


def _join_rubriques(corps: Iterable[Bloc]) -> Iterator[Bloc]:
    # Rubrics that follow one another are one table.
    for style, suite in groupby(corps, key=lambda bloc: bloc.style):
        if style is Style.FICHE:
            yield Bloc(style, rubriques=tuple(rubrique for bloc in suite for rubrique in bloc.rubriques))
        else:
            yield from suite


def _make_rubrique(_cas: _Cas, texte: str) -> Iterator[Bloc]:
    libelle, _, contenu = texte.partition(" | ")
    yield Bloc(Style.FICHE, rubriques=(Rubrique(libelle, (contenu,)),))


def _make_destinataire(cas: _Cas, texte: str) -> Iterator[Bloc]:
    structure, civilite = cas.structure, write_civilite(cas.structure.qualite, cas.structure.representant)
    personne = structure.representant if civilite in (SANS_GENRE, "Madame", "Monsieur") else civilite
    adresse = "\n".join([*filter(None, (personne, structure.nom, structure.siege or A_COMPLETER)), "", "À Arras, le", ""])
    yield Bloc(Style.SIGNATURE, tableau=((texte, adresse),))


def _make_signature(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    president, fonction = (write_avec_article(cas.valeurs[nom]) or A_COMPLETER for nom in ("president_qualite", "signataire_qualite"))
    lignes = (f"Pour {president}", f"et par délégation, {fonction}", "", "", "", cas.valeurs["signataire"] or A_COMPLETER)
    yield Bloc(Style.SIGNATURE, tableau=(("", "\n".join(lignes)),))


def _make_versements(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            cas.get_operation(resultat).intitule_court,
            _write_imputation(cas, resultat),
            format_montant(resultat.montant),
            format_montant(resultat.avance),
            format_montant(resultat.montant - resultat.avance),
        )
        for resultat in cas.resultats
    ]
    total = ("Total", "", *(cas.valeurs[nom] for nom in ("montant", "avance", "reste")))
    yield Bloc(
        Style.TABLEAU,
        tableau=(("Opération", "Ligne et imputation", "Montant", "Avance", "Solde au plus"), *_add_total(rangees, total)),
        montants=(2, 3, 4),
    )


def _write_imputation(cas: _Cas, resultat: Resultat) -> str:
    budget = next((ligne for ligne in cas.dossier.budget if ligne.code == cas.get_operation(resultat).budget), None)
    return f"{budget.code}, {budget.imputation}" if budget else A_COMPLETER


def _make_attendus(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            cas.get_operation(resultat).intitule_court,
            _write_prevu(cas, resultat),
            _write_dates(ligne.fin for ligne in resultat.lignes) or A_COMPLETER,
            _write_dates(dates.bilan for dates in cas.dates[resultat.operation]) or A_COMPLETER,
            _write_dates(quand for dates in cas.dates[resultat.operation] for quand in dates.comptes_rendus) or A_COMPLETER,
        )
        for resultat in cas.resultats
    ]
    yield Bloc(Style.TABLEAU, tableau=(("Opération", "Prévu", "Fin de l’opération", "Bilan attendu le", "Comptes et pièces"), *rangees))


def _make_pieces(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    # The officer may have changed that article: the letter asks for what the convention says.
    yield from (Bloc(Style.PUCE, texte) for texte in _list_pieces(cas) or [A_COMPLETER])


def _list_pieces(cas: _Cas) -> list[str]:
    convention = Redaction(cas.dossier, cas.structure, cas.lignes)
    suite = dropwhile(lambda retenu: retenu.bloc.code != PIECES, convention.retenus)
    article = takewhile(lambda retenu: retenu.bloc.code == PIECES or retenu.bloc.style not in FRONTIERES, suite)
    return [retenu.fill(convention.valeurs) for retenu in article if retenu.bloc.style == Style.PUCE]


def _make_acquis(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            decompte.operation.intitule_court,
            _write_prevu(cas, decompte.resultat),
            _write_quantite(cas, decompte.resultat, decompte.realise),
            format_montant(decompte.resultat.montant),
            _write_somme(decompte.acquis),
        )
        for decompte in cas.decomptes
    ]
    total = ("Total", "", "", cas.valeurs["montant"], _write_somme(sum_decomptes(cas.decomptes).acquis))
    entetes = ("Opération", "Prévu", "Réalisé", "Montant conventionné", "Montant acquis")
    yield Bloc(Style.TABLEAU, tableau=(entetes, *_add_total(rangees, total)), montants=(1, 2, 3, 4))


def _make_parts(cas: _Cas, _texte: str) -> Iterator[Bloc]:
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
            total = ("Total", "", format_montant(decompte.resultat.montant), _write_somme(decompte.acquis))
            yield Bloc(
                Style.TABLEAU, tableau=(("Part", "Résultat", "Montant de la part", "Montant acquis"), *rangees, total), montants=(1, 2, 3)
            )


def _make_soldes(cas: _Cas, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            decompte.operation.intitule_court,
            _write_imputation(cas, decompte.resultat),
            *map(_write_somme, (decompte.acquis, decompte.verse, decompte.a_verser, decompte.a_recouvrer)),
        )
        for decompte in cas.decomptes
    ]
    sommes = sum_decomptes(cas.decomptes)
    total = ("Total", "", *map(_write_somme, (sommes.acquis, sommes.verse, sommes.a_verser, sommes.a_recouvrer)))
    entetes = ("Opération", "Ligne et imputation", "Acquis", "Déjà versé", "À verser", "À recouvrer")
    yield Bloc(Style.TABLEAU, tableau=(entetes, *_add_total(rangees, total)), montants=(2, 3, 4, 5))


def _add_total(rangees: Sequence[tuple[str, ...]], total: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    # The total of one row would say it twice.
    return (*rangees, total) if len(rangees) > 1 else tuple(rangees)


def _write_prevu(cas: _Cas, resultat: Resultat) -> str:
    return _write_quantite(cas, resultat, resultat.prevu)


def _write_quantite(cas: _Cas, resultat: Resultat, quantite: Decimal | None) -> str:
    if quantite is None:
        return A_COMPLETER
    unites = {ligne.unite or cas.get_operation(resultat).unite for ligne in resultat.lignes}
    return write_quantite(quantite, unites.pop() if len(unites) == 1 else "")


def _write_somme(somme: Decimal | None) -> str:
    return A_COMPLETER if somme is None else format_montant(somme)


def _write_taux(part: Fraction | None) -> str:
    if part is None:
        return A_COMPLETER
    return format_taux((Decimal(part.numerator) / part.denominator).quantize(CENTIME * CENTIME))


# --- What is missing ---


def _find_sans_budget(cas: _Cas) -> Iterator[str]:
    yield from (
        f"{resultat.operation}\xa0: ligne budgétaire" for resultat in cas.resultats if _write_imputation(cas, resultat) == A_COMPLETER
    )


def _find_dates_inconnues(cas: _Cas) -> Iterator[str]:
    for resultat in cas.resultats:
        dates = cas.dates[resultat.operation]
        jours = {
            "date de fin": [ligne.fin for ligne in resultat.lignes],
            describe_champ("bilan"): [date_.bilan for date_ in dates],
            describe_champ("compte_rendu"): [min(date_.comptes_rendus, default=None) for date_ in dates],
        }
        yield from (f"{resultat.operation}\xa0: {nom}" for nom, connus in jours.items() if None in connus)


def _find_sans_resultat(cas: _Cas) -> Iterator[str]:
    yield from _find_sans_budget(cas)
    yield from (manque for decompte in cas.decomptes for manque in decompte.manques)


def _find_sans_piece(cas: _Cas) -> Iterator[str]:
    if not _list_pieces(cas):
        yield "pièces de l’article 6-2"


COMPOSES: Mapping[str, Compose[_Cas]] = {
    "destinataire": Compose(_make_destinataire, ("structure_siege",)),
    "rubrique": Compose(_make_rubrique),
    "versements": Compose(_make_versements, find_manques=_find_sans_budget),
    "attendus": Compose(_make_attendus, find_manques=_find_dates_inconnues),
    "pieces": Compose(_make_pieces, find_manques=_find_sans_piece),
    "acquis": Compose(_make_acquis),
    "parts": Compose(_make_parts),
    "soldes": Compose(_make_soldes, find_manques=_find_sans_resultat),
    "signature": Compose(_make_signature, ("president_qualite", "signataire", "signataire_qualite")),
}
