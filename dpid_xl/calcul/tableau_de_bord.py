"""The campaign at a glance: what the charts of the workbook and of the PDF show, from the same lines.

Amounts in euros. What is sorted goes from the largest down, equals in the order of their sheet; what no bar names is in a last one, so
that the bars of a chart always make its total.

>>> from dpid_xl.campagnes import load_campagne
>>> tableau = compute_tableau_de_bord(load_campagne("2022_phase2"))
>>> tableau.operations[0].code, str(tableau.operations[0].montant), len(tableau.territoires)
('T2-13', '1086295.18', 9)
>>> sum(barre.montant for barre in (*tableau.territoires, tableau.reunis, tableau.sans_territoire)) == tableau.retenu
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.commissions import list_autres, sum_fixes
from dpid_xl.calcul.echeancier import compute_versements_ligne
from dpid_xl.calcul.exercices import Etat, compute_repartitions, find_premier_exercice
from dpid_xl.calcul.suivi import find_signatures
from dpid_xl.calcul.totaux import Axe, Total, compute_totaux, get_cle, get_montant, is_territoire, list_territoires, sum_montants
from dpid_xl.calcul.versements import compute_verses
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Ligne, Mesure, Portee
from dpid_xl.montants import ZERO
from dpid_xl.periodes import MOIS_PAR_AN, add_mois, write_mois
from dpid_xl.schema import ANNEXE5

# Bars of their own, at most: what a page holds. The others are together in a last one.
THEMATIQUES_NOMMEES, OPERATIONS_NOMMEES, TERRITOIRES_NOMMES, PREMIERES, CREDITS_NOMMES = 6, 28, 12, 10, 6
EXERCICES_NOMMES = 3  # as the columns of Budget: the first one, the two next, then all those after
MOIS_NOMMES = 12  # from that of the first signature

CHIFFRES = (
    ANNEXE5.entete("montant"),
    "Montant voté",
    "Structures financées",
    "Reste disponible au budget",
    "Signé",
    "Déjà versé",
)
# The charts, and what is said in the place of one that has nothing to show.
PAR_OPERATION, PAR_TERRITOIRE = "Montant retenu par opération", "Montant retenu par territoire"
PAR_THEMATIQUE = "Montant retenu et part de chaque thématique"
PREMIERES_STRUCTURES, PART_DU_RETENU = "Premières structures", "\xa0% du montant retenu"
DES_CREDITS = "Crédits\xa0: part engagée avant, proposée et disponible"
PAR_EXERCICE, PAR_MOIS = "Crédits de paiement par exercice", "Conventions signées, par mois de signature"
RIEN_ENCORE = "\xa0: rien encore dans l’annexe 5"  # after the name of a chart
SANS_CREDIT = "Aucune autorisation d’engagement saisie dans la feuille Budget"
SANS_SIGNATURE = "Aucune convention signée dans la feuille Suivi\xa0: rien à verser encore"
NON_SAISI = "non saisi"  # of a figure that nobody has typed yet
# The parts of bars that have several.
PARTS_DE_CREDIT = ("Engagé avant la campagne", "Proposé", "Reste disponible", "Au-delà du disponible")
PARTS_DE_MOIS = ("Avance due à la signature", "À verser ensuite")

AUTRES_THEMATIQUES = "Autres thématiques"
AUTRES_OPERATIONS = "Autres opérations"
AUTRES_STRUCTURES = "Autres structures"
AUTRES_CREDITS = "Autres lignes de crédit"
TERRITOIRES_REUNIS = "Plusieurs territoires, autres lieux"
SANS_TERRITOIRE = "Sans territoire précisé"
NON_REPARTI = "non réparti"
APRES, DES = "après", "dès"


@dataclass(frozen=True, slots=True)
class Barre:
    """What a bar is of (``groupe``: the thématique of an operation) and its amount."""

    libelle: str
    montant: Decimal
    code: str = ""
    groupe: str = ""


@dataclass(frozen=True, slots=True)
class BarreDeCredit:
    """An autorisation d'engagement in parts that make it: engaged before the campaign, proposed, left; ``depasse``: beyond it."""

    libelle: str
    engage: Decimal
    propose: Decimal
    reste: Decimal
    depasse: Decimal
    code: str = ""

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """Its parts, in the order in which they are drawn."""
        return self.engage, self.propose, self.reste, self.depasse


@dataclass(frozen=True, slots=True)
class BarreDeMois:
    """What was signed from the first day of a month to that of the next one, of which the avance is due at once."""

    libelle: str
    mois: date
    montant: Decimal
    avance: Decimal

    @property
    def ensuite(self) -> Decimal:
        """What is paid later: the solde, and all of it where no rate of avance is known."""
        return self.montant - self.avance


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """The figures of the campaign, then all its bars: those beyond what a chart names are in « autres » (``reunis``) too.

    ``vote`` and ``verse`` are None as long as nothing is said of them, ``exercices`` and ``mois`` are empty as long as
    nothing is of any, or signed; the last one of each is all those after.
    """

    retenu: Decimal
    vote: Decimal | None
    financees: int
    disponible: Decimal
    signe: Decimal
    verse: Decimal | None
    thematiques: tuple[Barre, ...]
    autres_thematiques: Barre
    operations: tuple[Barre, ...]
    autres_operations: Barre
    territoires: tuple[Barre, ...]
    reunis: Barre
    sans_territoire: Barre
    credits: tuple[BarreDeCredit, ...]
    autres_credits: BarreDeCredit
    structures: tuple[Barre, ...]
    autres_structures: Barre
    exercices: tuple[Barre, ...]
    non_reparti: Barre
    mois: tuple[BarreDeMois, ...]


def compute_tableau_de_bord(dossier: Dossier) -> TableauDeBord:
    """Return what the charts of a campaign show."""
    retenu, en_cours = sum_montants(dossier.lignes), make_en_cours(dossier)
    par_structure, par_territoire = compute_totaux(dossier, Axe.STRUCTURE), compute_totaux(dossier, Axe.TERRITOIRE)
    thematiques = _list_thematiques(dossier)
    operations, structures = _list_operations(dossier), _list_structures(dossier, par_structure)
    territoires = _list_territoires(dossier, par_territoire)
    sans_territoire = Barre(SANS_TERRITOIRE, get_montant(par_territoire, ""))
    credits_, mois = _list_credits(dossier), _list_mois(en_cours)
    versements = [verse for verse in compute_verses(dossier).values() if verse is not None]
    return TableauDeBord(
        retenu=retenu,
        vote=_sum_vote(dossier),
        financees=sum(1 for nom, total in par_structure.items() if nom and total.montant > ZERO),
        disponible=sum((credit.reste - credit.depasse for credit in credits_), ZERO),
        signe=sum((barre.montant for barre in mois), ZERO),
        verse=sum(versements, ZERO) if versements else None,
        thematiques=thematiques,
        autres_thematiques=_make_reste(AUTRES_THEMATIQUES, retenu, thematiques[:THEMATIQUES_NOMMEES]),
        operations=operations,
        autres_operations=_make_reste(AUTRES_OPERATIONS, retenu, operations[:OPERATIONS_NOMMEES]),
        territoires=territoires,
        reunis=_make_reste(TERRITOIRES_REUNIS, retenu, (*territoires[:TERRITOIRES_NOMMES], sans_territoire)),
        sans_territoire=sans_territoire,
        credits=credits_,
        autres_credits=_add_credits(credits_[CREDITS_NOMMES:]),
        structures=structures,
        autres_structures=_make_reste(AUTRES_STRUCTURES, retenu, structures[:PREMIERES]),
        exercices=_list_exercices(en_cours),
        non_reparti=Barre(NON_REPARTI, sum((repartition.non_reparti for repartition in compute_repartitions(en_cours)), ZERO)),
        mois=mois,
    )


def compute_part(montant: Decimal, total: Decimal) -> int:
    """Return the share of a total, in whole per cents, half up; 0 of nothing.

    >>> compute_part(Decimal("12.50"), Decimal("100.00")), compute_part(Decimal(0), Decimal(0))
    (13, 0)
    """
    return int((montant / total * 100).to_integral_value(ROUND_HALF_UP)) if total else 0


def _sort(barres: Iterable[Barre]) -> tuple[Barre, ...]:
    return tuple(sorted(barres, key=lambda barre: -barre.montant))  # equals keep their order


def _make_reste(libelle: str, total: Decimal, barres: Iterable[Barre]) -> Barre:
    return Barre(libelle, total - sum((barre.montant for barre in barres), ZERO))


def _list_thematiques(dossier: Dossier) -> tuple[Barre, ...]:
    """Return them in the order of the deliberation's articles: they are few, and their codes say it."""
    totaux = compute_totaux(dossier, Axe.THEMATIQUE)
    return tuple(
        Barre(thematique.intitule_court, get_montant(totaux, thematique.code), thematique.code) for thematique in dossier.thematiques
    )


def _list_operations(dossier: Dossier) -> tuple[Barre, ...]:
    totaux = compute_totaux(dossier, Axe.OPERATION)
    return _sort(
        Barre(
            operation.intitule_court,
            get_montant(totaux, operation.code),
            operation.code,
            operation.thematique,
        )
        for operation in dossier.operations
    )


def _list_territoires(dossier: Dossier, totaux: Mapping[str, Total]) -> tuple[Barre, ...]:
    return _sort(Barre(nom, get_montant(totaux, nom)) for nom in list_territoires(dossier) if is_territoire(dossier.campagne, nom))


def _list_structures(dossier: Dossier, totaux: Mapping[str, Total]) -> tuple[Barre, ...]:
    """Return the bodies of the register; a line of no body that it knows is among the others."""
    return _sort(Barre(structure.nom, get_montant(totaux, structure.nom)) for structure in dossier.structures)


def _list_credits(dossier: Dossier) -> tuple[BarreDeCredit, ...]:
    totaux = compute_totaux(dossier, Axe.BUDGET)
    barres = []
    for credit in dossier.budget:
        proposition = get_montant(totaux, credit.code)
        depasse = max(ZERO, proposition - credit.disponible)
        barres.append(
            BarreDeCredit(
                libelle=credit.libelle,
                engage=max(ZERO, credit.ae - credit.disponible),
                propose=proposition - depasse,
                reste=max(ZERO, credit.disponible - proposition),
                depasse=depasse,
                code=credit.code,
            )
        )
    return tuple(barres)


def _add_credits(barres: Sequence[BarreDeCredit]) -> BarreDeCredit:
    engage, propose, reste, depasse = (sum((barre.parts[place] for barre in barres), ZERO) for place in range(len(PARTS_DE_CREDIT)))
    return BarreDeCredit(AUTRES_CREDITS, engage, propose, reste, depasse)


def _sum_vote(dossier: Dossier) -> Decimal | None:
    """Return what the articles of the thématiques vote, and other commissions decided; None as long as no article votes anything."""
    articles = {thematique.article for thematique in dossier.thematiques}
    votes = [
        decision.valeur
        for decision in dossier.decisions
        if decision.portee is Portee.ARTICLE and decision.mesure is Mesure.MONTANT and decision.cle in articles
    ]
    return sum(votes, sum_fixes(list_autres(dossier))) if votes else None


def _list_exercices(dossier: Dossier) -> tuple[Barre, ...]:
    """Return the crédits de paiement of the first exercices, then of all those after; what was typed counts even while it is not right."""
    premier = find_premier_exercice(dossier)
    if premier is None:
        return ()
    sommes = [ZERO] * (EXERCICES_NOMMES + 1)
    for repartition in compute_repartitions(dossier):
        for part in repartition.parts if repartition.etat is Etat.UN_SEUL else repartition.saisies:
            sommes[min(part.exercice - premier, EXERCICES_NOMMES)] += part.montant
    noms = [*(str(premier + rang) for rang in range(EXERCICES_NOMMES)), f"{APRES} {premier + EXERCICES_NOMMES - 1}"]
    return tuple(Barre(nom, somme) for nom, somme in zip(noms, sommes, strict=True))


def _list_mois(dossier: Dossier) -> tuple[BarreDeMois, ...]:
    signatures = find_signatures(dossier)
    signees = [
        (signature, ligne)
        for ligne in dossier.lignes
        if ligne.montant and (signature := signatures.get((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.avenant_a)))
    ]
    if not signees:
        return ()
    premier = min(signature for signature, _ligne in signees).replace(day=1)
    lignes: list[list[Ligne]] = [[] for _ in range(MOIS_NOMMES + 1)]
    for signature, ligne in signees:
        rang = (signature.year - premier.year) * MOIS_PAR_AN + signature.month - premier.month
        lignes[min(rang, MOIS_NOMMES)].append(ligne)
    return tuple(_make_mois(dossier, add_mois(premier, rang), siennes, rang) for rang, siennes in enumerate(lignes))


def _make_mois(dossier: Dossier, mois: date, lignes: Sequence[Ligne], rang: int) -> BarreDeMois:
    versements = (compute_versements_ligne(dossier, ligne) for ligne in lignes)
    avance = sum((paire.avance for paire in versements if paire), ZERO)
    return BarreDeMois(f"{DES} {write_mois(mois)}" if rang == MOIS_NOMMES else write_mois(mois), mois, sum_montants(lignes), avance)
