"""The fiche annex of an operation: duration, cost, public, objectives, procedure, territory, profile, money, report.

Plan: annexe 6 (fiche model); the rate and the computation are always shown, and an unexplained departure from the barème too. Where a
rate comes from stands in the sheet « Barème », not in an act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from dpid_xl.bareme import Bareme
from dpid_xl.calcul.commissions import list_actes
from dpid_xl.calcul.echeancier import compute_parts, find_taux_des_parts
from dpid_xl.calcul.exercices import PartExercice, sum_exercices
from dpid_xl.calcul.montant import compute_montant, is_sans_periode, write_calcul
from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.calcul.suivi import is_objectif_manquant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import ChampsFiche, fill, list_valeurs, write_annee
from dpid_xl.documents.document import A_COMPLETER, RUBRIQUE, STYLES_DE_FICHE, Rubrique
from dpid_xl.documents.lieux import list_indistinctes
from dpid_xl.documents.modele import FICHE, MODELE_CONVENTION, load_blocs, load_phrases
from dpid_xl.documents.moteur import Occurrences, keep_blocs
from dpid_xl.francais import write_quantite
from dpid_xl.modele import FORFAIT, BlocModele, Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant, format_nombre, format_taux, sum_connues, write_en_lettres
from dpid_xl.periodes import write_date

PUCE = "• "
_SOIT = ", soit "  # between a share and its amount
_TOTAUX = ("montant", "montant_lettres", "avance", "solde")
VERSEMENT = "versement"  # the row whose sentences an operation may have of its own
_PARTS = {f"part_{nom}": nom for nom in ("quantitative", "qualitative", "partenariat", "parcours")}


@dataclass(frozen=True, slots=True)
class RubriqueModele:
    """A row of the fiches as the model gives it: its key, its label, what every fiche says there."""

    cle: str
    libelle: str
    textes: tuple[BlocModele, ...]


def list_blocs(dossier: Dossier) -> Iterator[BlocModele]:
    """Yield the blocks that the model gives to the fiches; a model without any, older than them, has those of the package."""
    siens = any(bloc.style == RUBRIQUE for bloc in dossier.modele)
    return (bloc for bloc in (dossier.modele if siens else load_blocs(MODELE_CONVENTION)) if bloc.style in STYLES_DE_FICHE)


def get_cle(rubrique: BlocModele) -> str:
    """Return the key of a row of the fiches, from the code of its block."""
    return rubrique.code.rpartition(FICHE)[2]


def read_rubriques(dossier: Dossier, occurrences: Occurrences) -> tuple[RubriqueModele, ...]:
    """Return the rows that the model gives to a fiche."""
    rubriques: list[RubriqueModele] = []
    for retenu in keep_blocs(list_blocs(dossier), occurrences):
        if retenu.bloc.style == RUBRIQUE:
            rubriques.append(RubriqueModele(get_cle(retenu.bloc), retenu.bloc.texte, ()))
        elif rubriques:
            rubriques[-1] = replace(rubriques[-1], textes=(*rubriques[-1].textes, retenu.bloc))
    return tuple(rubriques)


def make_fiche(
    dossier: Dossier,
    structure: Structure,
    operation: Operation,
    lignes: Sequence[Ligne],
    occurrences: Occurrences,
    communs: Mapping[str, str],
    *,
    entiere: bool = True,
    votee: bool = True,
) -> tuple[Rubrique, ...]:
    """Write the rubrics of one operation for one structure; ``lignes`` are its funded lines there.

    ``occurrences`` and ``communs``, the fields of the document, are for the texts that the model gives to the fiches.
    When they are not all (``entiere`` false: others, of an earlier convention, are not known), totals are « À COMPLÉTER ».
    When an avenant changed some of them (``votee`` false), it is not said that the campaign's deliberation decided their amounts.
    """
    valeurs = list_valeurs(make_champs_fiche(dossier, operation, lignes))
    if not entiere:
        valeurs |= {champ: valeurs[champ] and valeurs[champ].partition(_SOIT)[0] + _SOIT + A_COMPLETER for champ in _PARTS}
        valeurs |= dict.fromkeys(_TOTAUX, "")
    textes = {
        "duree": _write_durees(operation, lignes),
        "action": (
            *_write_axe(operation),
            *write_actions(operation, lignes),
            *_write_indistinctes(lignes),
            *_write_objectif(operation, lignes),
        ),
        "cout": (f"{valeurs['montant']} ({valeurs['montant_lettres']})",),
        "public": _write_puces(dossier, structure, operation.fiche.public, valeurs),
        "objectifs": _write_puces(dossier, structure, operation.fiche.objectifs, valeurs),
        "deroulement": _write_puces(dossier, structure, operation.fiche.deroulement, valeurs),
        "territoire": (write_territoires(lignes),),
        "profil": _write_puces(dossier, structure, operation.fiche.profil, valeurs),
        "financement": (
            *_write_tarifs(dossier, operation),
            *(_write_calculs(dossier, lignes, votee=votee) if entiere else (A_COMPLETER,)),
            *_write_puces(dossier, structure, operation.fiche.financement, valeurs, vide=()),
        ),
        VERSEMENT: _write_exercices(dossier, lignes, valeurs) if entiere else (_write_versement(valeurs),),
        "bilan": _write_puces(dossier, structure, operation.fiche.bilan, valeurs, vide=(load_phrases()["bilan_defaut"],)),
    }
    if not entiere:
        textes |= dict.fromkeys(("action", "cout", "territoire"), (A_COMPLETER,))
    propres = _write_puces(dossier, structure, operation.fiche.versement, valeurs, vide=())
    return tuple(
        Rubrique(
            rubrique.libelle,
            _join_textes(rubrique, {**communs, **valeurs}, textes.get(rubrique.cle, ()), propres if rubrique.cle == VERSEMENT else ()),
            rubrique.cle,
        )
        for rubrique in read_rubriques(dossier, occurrences)
    )


def _join_textes(
    rubrique: RubriqueModele, valeurs: Mapping[str, str], composes: tuple[str, ...], propres: tuple[str, ...]
) -> tuple[str, ...]:
    """Put together what the model says in a row, what the operation says there itself, what the program composes.

    Our own bullets give way to the words of the operation; voted ones do not.
    """
    gardes = [bloc for bloc in rubrique.textes if bloc.texte_vote or not (propres and bloc.texte.startswith(PUCE))]
    dits = (*propres, *(fill(bloc.texte, valeurs) for bloc in gardes))
    return dits if dits and composes in ((A_COMPLETER,), (load_phrases()["bilan_defaut"],)) else (*dits, *composes) or (A_COMPLETER,)


def make_champs_fiche(dossier: Dossier, operation: Operation, lignes: Sequence[Ligne]) -> ChampsFiche:
    """Compute and format the money of one operation for one structure; what the barème does not say of its avance is empty."""
    bareme = dossier.bareme
    taux, montant = bareme.find_avance(operation.code), sum_montants(lignes)
    exercices = sum_exercices(dossier, lignes)
    avance = sum_connues(part.avance for part in exercices) if exercices or not lignes else None
    budget = next((budget for budget in dossier.budget if budget.code == operation.budget), None)
    return ChampsFiche(
        montant=format_montant(montant),
        montant_lettres=write_en_lettres(montant),
        avance="" if avance is None else format_montant(avance),
        solde="" if avance is None else format_montant(montant - avance),
        taux_avance="" if taux is None else format_taux(taux),
        **_write_parts(bareme, montant),
        **_write_chiffres(bareme),
        bilan_au_plus_tard=write_date(operation.bilan_au_plus_tard) if operation.bilan_au_plus_tard else "",
        annee=write_annee(dossier.campagne),
        budget_code=operation.budget,
        budget_libelle=budget.libelle if budget else "",
        imputation=budget.imputation if budget else "",
    )


@lru_cache(4)  # the same for each fiche
def _write_chiffres(bareme: Bareme) -> Mapping[str, str]:
    return {
        "plafond_places_etp": _write_chiffre(bareme, "PLACES_PAR_ETP", format_nombre),
        "entretiens_par_place": _write_chiffre(bareme, "ENTRETIENS_PAR_PLACE", format_nombre),
        "charges_indirectes": _write_chiffre(bareme, "CHARGES_INDIRECTES", format_taux),
        "diagnostics_par_etp": _write_chiffre(bareme, "DIAGNOSTICS_PAR_ETP", format_nombre),
        "participants_premieres_heures": _write_chiffre(bareme, "PARTICIPANTS_PREMIERES_HEURES", format_nombre),
        "beneficiaires_par_geiq": _write_chiffre(bareme, "BENEFICIAIRES_PAR_GEIQ", format_nombre),
    }


def _write_chiffre(bareme: Bareme, code: str, write: Callable[[Decimal], str]) -> str:
    """Write a figure that a fiche rests on; empty when the barème has none, which only its operation then lacks."""
    valeur = bareme.find_valeur(code)
    return "" if valeur is None else write(valeur)


def _write_exercices(dossier: Dossier, lignes: Sequence[Ligne], valeurs: Mapping[str, str]) -> tuple[str, ...]:
    """Say the avance and the solde of each exercice; of none as long as the amount is not split between them."""
    exercices = sum_exercices(dossier, lignes)
    if not exercices:
        return (load_phrases()["versement_a_repartir"],)
    return tuple(PUCE * (len(exercices) > 1) + _write_versement({**valeurs, **_write_sommes(part)}, part.exercice) for part in exercices)


def _write_versement(valeurs: Mapping[str, str], exercice: int | None = None) -> str:
    an = "" if exercice is None else fill(load_phrases()["versement_exercice"], {"exercice": str(exercice), "montant": valeurs["montant"]})
    return an + fill(load_phrases()["versement_montants"], valeurs)


def _write_sommes(part: PartExercice) -> dict[str, str]:
    return {
        "montant": format_montant(part.montant),
        "avance": "" if part.avance is None else format_montant(part.avance),
        "solde": "" if part.solde is None else format_montant(part.solde),
    }


def _write_parts(bareme: Bareme, montant: Decimal) -> Mapping[str, str]:
    """Write the shares of an amount; all empty when the barème lacks one, which only an operation paid in parts then lacks."""
    taux = find_taux_des_parts(bareme)
    if taux is None:
        return dict.fromkeys(_PARTS, "")
    parts = compute_parts(montant, taux)
    return {nom: _write_part(getattr(taux, part), getattr(parts, part)) for nom, part in _PARTS.items()}


def _write_part(taux: Decimal, montant: Decimal) -> str:
    return f"{format_taux(taux)}{_SOIT}{format_montant(montant)}"


def _write_puces(
    dossier: Dossier,
    structure: Structure,
    paragraphes: tuple[str, ...],
    valeurs: Mapping[str, str],
    vide: tuple[str, ...] = (A_COMPLETER,),
) -> tuple[str, ...]:
    gardes = select_paragraphes(dossier, structure, paragraphes)
    return tuple(PUCE + fill(texte, valeurs) for texte in gardes) or vide


def _write_durees(operation: Operation, lignes: Sequence[Ligne]) -> tuple[str, ...]:
    durees: dict[str, list[str]] = {}
    for ligne in lignes:
        durees.setdefault(_write_duree(operation, ligne), []).append(ligne.territoire or ligne.description)
    if len(durees) == 1:
        return tuple(durees)
    return tuple(f"{PUCE}{' ; '.join(filter(None, ou))}\xa0: {duree}" for duree, ou in durees.items())


def _write_duree(operation: Operation, ligne: Ligne) -> str:
    periode = ligne.periode
    if periode:
        mois = periode.mois
        duree = f" ({mois} mois)" if mois.denominator == 1 else ""
        return f"Du {write_date(periode.debut)} au {write_date(periode.fin)}{duree}"
    maximum = f" ({operation.duree_maximale_mois} mois au plus)" if operation.duree_maximale_mois else ""
    return A_COMPLETER + maximum


def write_actions(operation: Operation, lignes: Sequence[Ligne]) -> tuple[str, ...]:
    """Say what is paid for: the label of each line, its quantity where it is counted, its territory."""
    actions = tuple(_write_action(operation, ligne) for ligne in lignes)
    return actions if len(actions) == 1 else tuple(PUCE + action for action in actions)


def _write_action(operation: Operation, ligne: Ligne) -> str:
    precisions = ", ".join(filter(None, (write_quantites(operation, ligne), ligne.territoire)))
    action = ligne.description or operation.intitule
    if "(" in precisions:  # a territory that lists its own: brackets do not nest
        return f"{action} – {precisions}"
    return f"{action} ({precisions})" if precisions else action


def _write_axe(operation: Operation) -> tuple[str, ...]:
    return (f"Axe de l'appel à projets\xa0: {operation.axe}",) if operation.axe else ()


def _write_indistinctes(lignes: Sequence[Ligne]) -> tuple[str, ...]:
    """Say that two actions of the fiche are told apart by nothing."""
    return (f"Ce qui distingue ces actions\xa0: {A_COMPLETER}",) if list_indistinctes(lignes) else ()


def _write_objectif(operation: Operation, lignes: Sequence[Ligne]) -> tuple[str, ...]:
    """Say that a line does not tell how much is to be done, though it is counted, or that somebody wrote that nothing is."""
    if any(is_objectif_manquant(ligne, operation) for ligne in lignes):
        return (f"Objectif chiffré\xa0: {A_COMPLETER}",)
    sans = tuple(ligne for ligne in lignes if ligne.sans_objectif)
    if len(sans) == len(lignes) or not sans:
        return (load_phrases()["sans_objectif"],) if sans else ()
    titres = "\xa0; ".join(ligne.territoire or ligne.description for ligne in sans)
    return (f"{titres}\xa0: {load_phrases()['sans_objectif']}",)


def write_quantites(operation: Operation, ligne: Ligne) -> str:
    """Write what a line counts: « 5 mesures, 4 mesures simples »; empty for a lump sum."""
    unite = ligne.unite or operation.unite
    quantite = write_quantite(ligne.quantite, unite) if ligne.quantite and unite != FORFAIT else ""
    simples = f"{write_quantite(ligne.quantite_simple, unite)} simples" if ligne.quantite_simple else ""
    return ", ".join(filter(None, (quantite, simples)))


def write_territoires(lignes: Iterable[Ligne]) -> str:
    """Write the territoires of lines, each once."""
    return ", ".join(dict.fromkeys(ligne.territoire for ligne in lignes if ligne.territoire)) or A_COMPLETER


def _write_tarifs(dossier: Dossier, operation: Operation) -> tuple[str, ...]:
    """Say the rates of an operation; nothing when amounts are decided line by line: the deliberation is their only rule."""
    phrase = load_phrases()["tarif"]
    return tuple(
        fill(phrase, {"tarif": write_tarif(tarif.valeur, tarif.unite), "libelle": tarif.libelle})
        for tarif in dossier.bareme.find_tarifs(operation.code)
    )


def write_tarif(valeur: Decimal, unite: str) -> str:
    """Write a rate in words.

    >>> write_tarif(Decimal(160), "€/place/an").replace("\xa0", " ")
    '160 € par place et par an'
    """
    chose, *par = unite.split("/")
    return f"{format_nombre(valeur)}\xa0{' '.join([chose, ' et '.join(f'par {mot}' for mot in par)]).rstrip()}"


def _write_calculs(dossier: Dossier, lignes: Sequence[Ligne], *, votee: bool) -> tuple[str, ...]:
    calculs = tuple(_write_financement(dossier, ligne, votee=votee) for ligne in lignes)
    if len(lignes) == 1:
        return calculs
    titres = _number([ligne.territoire or ligne.description for ligne in lignes])
    return tuple(f"{PUCE}{titre}\xa0: {calcul}" if titre else PUCE + calcul for titre, calcul in zip(titres, calculs, strict=True))


def _number(titres: Sequence[str]) -> Iterator[str]:
    """Tell apart lines that have the same title."""
    for rang, titre in enumerate(titres):
        nombre, numero = titres.count(titre), titres[: rang + 1].count(titre)
        yield f"{titre}, ligne {numero} sur {nombre}" if titre and nombre > 1 else titre


def _write_financement(dossier: Dossier, ligne: Ligne, *, votee: bool) -> str:
    montant = ligne.montant or ZERO
    par = f" par la délibération n°\xa0{list_actes(dossier, [ligne])[0].numero or A_COMPLETER}" if votee else ""
    arrete = f"Montant arrêté{par}\xa0: {format_montant(montant)}"
    tarifs = dossier.bareme.find_tarifs(ligne.operation)
    unite = ligne.unite or dossier.operation_par_code[ligne.operation].unite
    if not tarifs:
        quantite = f" pour {write_quantite(ligne.quantite, unite)}" if ligne.quantite and unite != FORFAIT else ""
        return f"{arrete}{quantite}."
    if is_sans_periode(tarifs, ligne):
        return f"{arrete}. Calcul au tarif\xa0: {A_COMPLETER}."
    calcul = write_calcul(tarifs, unite, ligne.quantite, ligne.mois, ligne.quantite_simple)
    ecart = montant - compute_montant(tarifs, ligne.quantite, ligne.mois, ligne.quantite_simple)
    if not ecart:
        return f"Calcul\xa0: {calcul}."
    raison = ligne.justification or A_COMPLETER
    return f"{arrete}. Calcul au tarif\xa0: {calcul}\xa0; écart de {format_montant(ecart)}, justification\xa0: {raison}."
