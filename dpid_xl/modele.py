"""The nouns of the field, as frozen records: what a campaign is made of, read once and never changed.

Every record knows the place it was read from (:class:`~dpid_xl.lieu.Lieu`), so that a control can name a sheet and a cell.
Money is :class:`~decimal.Decimal` euros; ``None`` means that the cell is empty, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TypeVar

from dpid_xl.bareme import Bareme, Tarif
from dpid_xl.classes import dataclass
from dpid_xl.image import Image
from dpid_xl.lieu import Cases, Lieu, Origine
from dpid_xl.noms import fold_nom, group_graphies
from dpid_xl.periodes import Periode

_REGLAGES = Cases("Campagne")
FORFAIT = "forfait"  # the unit of a lump sum: it is not counted aloud
SANS_OBJECTIF = "sans objectif chiffré"  # what an officer writes of a line whose source sets no figure
PAR_AVENANT = "avenant"  # the statut of a line that adds to an earlier convention
ROLES = (DECIDE, VISEE, ATTRIBUE) = ("décide l'avenant", "visée", "décide des demandes")  # of a deliberation: in an avenant, of demands
AVANCE, SOLDE, REGULARISATION, TITRE = "avance", "solde", "régularisation", "titre de recettes"
NATURES_DE_VERSEMENT = (AVANCE, SOLDE, REGULARISATION, TITRE)
SANS_OBJET = "sans objet"
STATUTS = ("proposé", "décidé", PAR_AVENANT, "signé", "soldé", "abandonné")  # of a line of Annexe 5


class Mode(StrEnum):
    """How the amount of a line is obtained (« mode de calcul » of an operation)."""

    FORFAIT_PRORATA = "forfait par unité au prorata"
    FORFAIT_UNITE = "forfait par unité"
    MESURES = "mesures renforcées ou simples"
    POSTE = "poste ou ETP"
    FORFAIT_STRUCTURE = "forfait par structure"
    FORFAIT_TERRITOIRE = "forfait par territoire"
    ARRETE = "montant arrêté"


class Effet(StrEnum):
    """What a row of « Avenants » does."""

    MODIFIE = "modifie la ligne"
    AJOUTE = "ajoute une ligne"
    AILLEURS = "convention d'ailleurs"  # made in another workbook, or without one: only what the row says of it is known


class SortDemande(StrEnum):
    """What was decided of a demand."""

    RETENUE = "retenue"
    REFUSEE = "refusée"
    AJOURNEE = "ajournée"


class Base(StrEnum):
    """What a scenario may change; what it does not change counts against the disponible as it is."""

    DEMANDES = "demandes"
    A_VOTER = "lignes à voter"
    TOUTES = "toutes les lignes"  # the voted ones too: it shows what would have been, and is never applied to them


class Ajustement(StrEnum):
    """How a scenario that exceeds a budget line is made to fit."""

    EGALE = "réduction égale"
    DESIGNEES = "opérations désignées"
    PRIORITE = "ordre de priorité"


class Levier(StrEnum):
    """What a hypothesis changes; the formulas of the workbook know them by their rank, from 1."""

    TARIF = "tarif du barème"
    QUANTITE = "quantité d'une ligne"
    QUANTITE_SIMPLE = "quantité simple d'une ligne"
    ENVELOPPE = "enveloppe d'une ligne budgétaire"
    POURCENTAGE = "pourcentage d'une opération"
    PRIORITE = "priorité d'une opération"
    REDUITE = "opération à réduire"


class Portee(StrEnum):
    """What a decided figure is about."""

    ARTICLE = "article"
    THEMATIQUE = "thematique"
    OPERATION = "operation"
    BUDGET = "budget"


class Mesure(StrEnum):
    """What a decided figure counts."""

    MONTANT = "montant"
    QUANTITE = "quantite"
    STRUCTURES = "structures"
    OPERATIONS = "operations"


@dataclass(frozen=True, slots=True)
class Campagne:
    """One annual call for projects: its decision, its signatories and its dates."""

    code: str
    nom: str
    deliberation_numero: str
    deliberation_date: date | None
    decideur: str
    departement: str
    departement_adresse: str
    departement_siret: str
    president: str
    president_qualite: str
    signataire: str
    signataire_qualite: str
    pole: str
    direction: str
    service_instructeur: str
    contact: str
    tribunal: str
    comptable: str
    delegue_donnees: str
    conservation_jusqu_au: date | None
    debut: date | None
    fin: date | None
    date_convention_pauvrete: date | None
    date_convention_bassin_minier: date | None
    delai_objection: str
    nombre_exemplaires: str
    rgpd_operations: str
    rgpd_finalites: str
    rgpd_donnees: str
    rgpd_personnes: str
    rgpd_informations: str
    elus_interesses: tuple[str, ...] = ()  # those whom the deliberation lists as interested, as printed
    notification_ue: str = ""  # whether its grants are notified to the Commission: « oui », « non », or not said
    logo: str = ""  # name of a picture beside the workbook
    code_de_conduite: str = ""  # whose security measures the convention type makes apply, if any; « sans objet »: none
    delai_de_retour: int | None = None  # days that a body has to send its convention back, if the officer says it
    modele_de_numero: str = ""  # of the conventions: « 2022-##### »
    premier_numero: int | None = None
    territoires: tuple[str, ...] = ()  # those that the Département counts by; a line may name several, or another place
    situation_au: date | None = None  # the day against which payments are due
    pieces_avance: tuple[str, ...] = ()  # those that hold an avance back until they are received; none: nothing does
    pieces_solde: tuple[str, ...] = ()  # likewise a solde or a régularisation

    @property
    def jour_de_reference(self) -> date | None:
        """Day whose rates the campaign follows: the deliberation's, else the campaign's first day; None: the last known."""
        return self.deliberation_date or self.debut


@dataclass(frozen=True, slots=True)
class Deliberation:
    """One that avenants cite, or that decides demands: it decides one avenant, or is only cited. ``None`` and empty: not known.

    ``avenant_a`` are the numbers of the conventions, ``avenant`` that of the avenant of each, ``annexe`` the annex that it replaces;
    ``decide`` is what a commission granted in all to the demands it decided, in euros, as it was typed.
    """

    assemblee: str
    objet: str
    numero: str
    jour: date | None
    avenant_a: tuple[str, ...]
    role: str
    avenant: int | None
    source: str
    annexe: int | None
    lieu: Lieu
    decide: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Thematique:
    """One of the four chapters of the call (« T1 » … « T4 ») and the article that decides its total."""

    code: str
    intitule: str
    intitule_court: str
    article: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class Fiche:
    """What the annex of a convention says of an operation: one tuple of paragraphs per rubric, empty where the source is silent."""

    public: tuple[str, ...] = ()
    objectifs: tuple[str, ...] = ()
    deroulement: tuple[str, ...] = ()
    profil: tuple[str, ...] = ()
    financement: tuple[str, ...] = ()
    versement: tuple[str, ...] = ()
    bilan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A dispositif of the call: unit, mode de calcul, budget code, common dates if any, and its fiche."""

    code: str
    thematique: str
    intitule: str
    intitule_court: str
    unite: str
    mode: Mode
    budget: str
    debut: date | None
    fin: date | None
    duree_maximale_mois: int | None
    source: str
    fiche: Fiche
    lieu: Lieu
    bilan_au_plus_tard: date | None = None  # None: the source leaves it to the convention
    solde_en_parts: bool = False  # half on quantity, half on two notes (référent solidarité)
    justification: str = ""  # of a warning that is accepted
    silences: tuple[str, ...] = ()  # what the source does not say of it
    plafond_depenses: str = ""  # expenses that bound what is earned, with their source; empty: the cost of the action (article 4)
    sorties_demandees: str = ""  # exits that what is earned is settled with, with their source; empty: none is asked for
    axe: str = ""  # of the call for projects, as the officer writes it; empty: nothing is printed
    partage: tuple[str, ...] = ()  # what it says of the split between exercices, for all its structures or « [some] »
    indicateurs: tuple[str, ...] = ()  # those that its fiche names, asked for in a bilan: a number, unless « (%) », « (€) » or « (texte) »


@dataclass(frozen=True, slots=True)
class Structure:
    """A body of the register; empty text means that the register does not know."""

    nom: str
    variantes: tuple[str, ...]
    nature: str
    siege: str
    siret: str
    rna: str
    representant: str
    qualite: str
    decision_date: date | None  # of the body that lets the structure sign
    cer: date | None  # day the contrat d'engagement républicain was signed
    objectifs: str
    champs: str
    zone: str
    iban: str
    bic: str
    domiciliation: str
    titulaire: str
    sous_traitance: str
    securite: str
    sort_donnees: str
    a_distinguer: tuple[str, ...]
    lieu: Lieu
    activites_sous_traitees: str = ""  # of option B
    annexe_securite: str = ""  # of option 2: how the annex that is joined is called
    destinataire_donnees: str = ""  # when the data go to a third party
    justification: str = ""  # of a warning that is accepted


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row of Annexe 5: an operation, a territoire, a structure (as printed) and the amount voted."""

    operation: str
    territoire: str
    structure: str
    description: str
    unite: str
    quantite: Decimal | None
    quantite_simple: Decimal | None
    debut: date | None
    fin: date | None
    montant: Decimal | None
    justification: str
    numero_convention: str
    statut: str
    lieu: Lieu
    source: str = ""  # where the deliberation writes it
    remarque: str = ""  # what the source leaves open, or contradicts, about the line
    objectif: str = ""  # « sans objectif chiffré », or nothing: the quantity is the objective

    @property
    def financee(self) -> bool:
        """Tell whether the line carries money: an amount that is neither empty nor zero. A control blocks one below zero; sums show it."""
        return bool(self.montant)

    @property
    def sans_objectif(self) -> bool:
        """Tell whether somebody wrote that the line has no objective in figures: then no quantity misses."""
        return fold_nom(self.objectif) == fold_nom(SANS_OBJECTIF)

    @property
    def par_avenant(self) -> bool:
        """Tell whether the line adds to an earlier convention, whose number it gives, instead of entering its structure's own."""
        return fold_nom(self.statut) == PAR_AVENANT

    @property
    def avenant_a(self) -> str:
        """Name the earlier convention that the line adds to: « n° 2022-02942 »; empty for a line of its structure's own."""
        if not self.par_avenant:
            return ""
        numero = self.numero_convention
        return numero if numero[:1].casefold() == "n" else f"n° {numero}"

    @property
    def periode(self) -> Periode | None:
        """Period of the line; None while a date is missing or the two are reversed."""
        if self.debut is None or self.fin is None or self.fin < self.debut:
            return None
        return _make_periode(self.debut, self.fin)

    @property
    def mois(self) -> Fraction | None:
        """Months of the period, exact; None when there is no period."""
        periode = self.periode
        return periode.mois if periode else None


@dataclass(frozen=True, slots=True)
class LigneBudget:
    """A budget line: commitment ceiling (AE) and what is still available (disponible), in euros."""

    code: str
    imputation: str
    libelle: str
    ae: Decimal
    disponible: Decimal
    lieu: Lieu
    justification: str = ""  # of a warning that is accepted


@dataclass(frozen=True, slots=True)
class Decision:
    """A figure that was voted or written in the deliberation, with which sums of lines are compared."""

    portee: Portee
    cle: str
    mesure: Mesure
    valeur: Decimal
    unite: str
    source: str
    origine: Origine


@dataclass(frozen=True, slots=True)
class LigneAvenant:
    """What an avenant makes of one line of a convention, which stays as it was voted; ``None`` and empty: not changed.

    ``structure``, ``operation``, ``territoire`` and ``description`` (the last two empty: no need to) name the line, as a part of an
    exercice does; ``rang`` counts the avenants of a convention from 1; ``deliberation`` is the number of the one that decides. The figures
    are what the line becomes. ``numero_convention`` and ``convention_du`` are those of a convention made elsewhere.
    """

    rang: int | None
    structure: str
    operation: str
    territoire: str
    description: str
    effet: Effet | None
    quantite: Decimal | None
    quantite_simple: Decimal | None
    montant: Decimal | None
    debut: date | None
    fin: date | None
    deliberation: str
    objet: str
    numero_convention: str
    convention_du: date | None
    lieu: Lieu
    justification: str = ""  # of a warning that is accepted


class OrigineTexte(StrEnum):
    """Where the text of a block comes from: our own words, the convention type that was voted, or what became of it since."""

    TRAVAIL = "rédaction de travail"
    VOTE = "voté"
    A_CONFIRMER = "à confirmer"  # voted for an earlier campaign
    MODIFIE = "modifié depuis le vote"


VOTE_EN = f"{OrigineTexte.VOTE} en {{annee}}, {OrigineTexte.A_CONFIRMER}"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the deliberation writes, in euros, that a structure receives for an operation; it is compared with the sum of its lines."""

    structure: str
    operation: str
    montant_decide: Decimal
    source: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class Remarque:
    """What the source leaves open, says twice or contradicts, under the heading that it belongs to."""

    rubrique: str
    texte: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class PartAnnuelle:
    """What the officer says of the amount of a line for one exercice (civil year), in euros, and where that comes from.

    ``territoire`` and ``description`` (some words of it) tell apart the lines of one structure and operation; empty: no need to.
    """

    structure: str
    operation: str
    territoire: str
    description: str
    exercice: int
    montant: Decimal
    source: str
    lieu: Lieu
    justification: str = ""  # of a warning that is accepted


@dataclass(frozen=True, slots=True)
class Versement:
    """A payment to a structure for an operation, made (``verse_le``) or only planned; a titre de recettes takes back what it says.

    ``territoire`` and ``description`` tell lines apart as those of a :class:`PartAnnuelle`. ``montant`` as typed, in euros.
    """

    structure: str
    operation: str
    territoire: str
    description: str
    nature: str
    prevu_le: date | None
    verse_le: date | None
    exercice: int | None
    montant: Decimal
    engagement: str
    mandat: str
    remarque: str
    lieu: Lieu
    justification: str = ""  # of a warning that is accepted

    @property
    def est_titre(self) -> bool:
        """Tell whether the structure pays back."""
        return self.nature.strip().casefold() == TITRE

    @property
    def compte(self) -> Decimal:
        """What it adds to what is paid, in euros: a titre de recettes takes away."""
        return -self.montant if self.est_titre else self.montant

    @property
    def designe(self) -> bool:
        """Tell whether it says whose it is, and for which operation: until then it is of nothing that is followed, and not counted."""
        return bool(self.structure and self.operation)

    @property
    def prevu(self) -> bool:
        """Tell whether it has its day and is not paid yet."""
        return self.verse_le is None and self.prevu_le is not None


@dataclass(frozen=True, slots=True)
class PiecesRecues:
    """When each piece of the articles 5 and 6-2 came from a structure, for one operation and one exercice, or for all."""

    structure: str
    operation: str
    exercice: int | None
    bilan: date | None
    rapport_activite: date | None
    comptes_annuels: date | None
    rapport_commissaire: date | None
    missions_salaries: date | None
    balance_generale: date | None
    rib: date | None
    remarque: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class Indicateur:
    """What a structure says, or the officer for it, of one of the indicators of an operation, named as in « Opérations ».

    ``nombre`` is a count or an amount in euros, ``part`` a share of 1, ``reponse`` words.
    """

    structure: str
    operation: str
    indicateur: str
    nombre: Decimal | None
    part: Decimal | None
    reponse: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class BlocModele:
    """A paragraph of the convention model: style, condition and text with «champs»; ``texte_vote``: as it was loaded, if it was.

    ``vote_en`` is the year of the earlier campaign that voted it; None: this one did.
    """

    code: str
    style: str
    si: str
    texte: str
    lieu: Lieu
    texte_vote: str = ""
    vote_en: int | None = None

    @property
    def origine(self) -> OrigineTexte:
        """Tell where its text comes from, as the column of the sheet computes it."""
        if not self.texte_vote:
            return OrigineTexte.TRAVAIL
        if self.texte != self.texte_vote:
            return OrigineTexte.MODIFIE
        return OrigineTexte.VOTE if self.vote_en is None else OrigineTexte.A_CONFIRMER

    @property
    def origine_dite(self) -> str:
        """Say it in the words of the column: « voté en 2022, à confirmer »."""
        return VOTE_EN.format(annee=self.vote_en) if self.origine is OrigineTexte.A_CONFIRMER else self.origine.value


@dataclass(frozen=True, slots=True)
class Suivi:
    """What became of an operation for a structure once its convention was signed; None and empty: not known yet.

    ``versement`` is what was typed as paid, in euros, where no payment is listed; ``realise`` is counted as the quantity of the lines,
    1 for a lump sum, mesures simples apart in ``realise_simple``; the two notes are shares of 1; ``depenses`` are what the action
    really cost, in euros; ``sorties`` the people who left it for a job or towards one; ``acquis_arrete`` is what somebody decided is
    earned, in euros, for the reason ``motif``; payments go, or will go, from ``premier_versement`` to ``dernier_versement``, where none
    is listed. What is said of the whole convention may
    stand on any of the structure's rows.
    """

    structure: str
    operation: str
    signature: date | None
    avenants: tuple[str, ...]  # those signed so far: « n° 1 du 12/10/2022 »
    versement: Decimal | None
    realise: Decimal | None
    note_partenariat: Decimal | None
    note_parcours: Decimal | None
    observations: str
    lieu: Lieu
    realise_simple: Decimal | None = None
    depenses: Decimal | None = None
    sorties: int | None = None
    acquis_arrete: Decimal | None = None
    motif: str = ""
    premier_versement: date | None = None
    dernier_versement: date | None = None


@dataclass(frozen=True, slots=True)
class Anterieur:
    """A line of an earlier campaign, and what came of it; amounts in euros, None and empty: that campaign did not say.

    ``acquis`` and what follows are of all the lines of the structure for the operation: they stand on the first of them only, so that
    sums are right.
    """

    annee: int | None
    campagne: str
    operation: str
    intitule: str
    structure: str  # of the register
    territoire: str
    description: str
    quantite: Decimal | None
    quantite_simple: Decimal | None
    unite: str
    debut: date | None
    fin: date | None
    montant: Decimal | None
    statut: str
    numero_convention: str
    lieu: Lieu
    signature: date | None = None
    realise: Decimal | None = None
    realise_simple: Decimal | None = None
    depenses: Decimal | None = None
    acquis: Decimal | None = None
    versement: Decimal | None = None
    observations: str = ""


@dataclass(frozen=True, slots=True)
class Demande:
    """What a structure applies for, what is proposed and what is decided; amounts in euros, None and empty: not known.

    ``quantite``, ``quantite_simple`` and ``montant_arrete`` are what is proposed (the amount only where the barème is not to give it),
    ``commission`` the day that decides. What ends in ``_fixe`` or ``_fixee`` is what the line of Annexe 5 was made with on the day
    ``au_vote_le``; it never changes after.
    """

    recue_le: date | None
    structure: str
    operation: str
    territoire: str
    description: str
    quantite_demandee: Decimal | None
    quantite_simple_demandee: Decimal | None
    montant_demande: Decimal | None
    autres_financeurs: str
    pieces_recues: str
    instructeur: str
    avis: str
    priorite: int | None
    debut: date | None
    fin: date | None
    quantite: Decimal | None
    quantite_simple: Decimal | None
    montant_arrete: Decimal | None
    decision: SortDemande | None
    motif: tuple[str, ...]  # the lines of the cell
    commission: date | None
    lieu: Lieu
    justification: str = ""  # of a warning that is accepted
    au_vote_le: date | None = None
    quantite_fixee: Decimal | None = None
    quantite_simple_fixee: Decimal | None = None
    montant_fixe: Decimal | None = None
    debut_fixe: date | None = None
    fin_fixee: date | None = None

    @property
    def retenue(self) -> bool:
        """Tell whether it was decided to grant it."""
        return self.decision is SortDemande.RETENUE

    @property
    def refusee(self) -> bool:
        """Tell whether it was decided not to."""
        return self.decision is SortDemande.REFUSEE


@dataclass(frozen=True, slots=True)
class Signature:
    """How far a convention of the campaign, or an avenant, is on its way: the days that somebody typed; None: not there yet.

    ``avenant_a`` is the number of the earlier convention that an avenant adds to, ``avenant`` the rank of an avenant; neither: the
    structure's own convention. ``signee``: by both sides.
    """

    structure: str
    avenant_a: str
    avenant: int | None
    preparee: date | None
    envoyee: date | None
    retournee: date | None
    signee: date | None
    transmise: date | None
    notifiee: date | None
    publiee: date | None
    relancee: date | None
    lieu: Lieu
    observations: str = ""
    justification: str = ""  # of a warning that is accepted


@dataclass(frozen=True, slots=True)
class Entree:
    """A row of the Journal, as it is written: a run of a macro, or what the run found changed of an object (then ``avant``, ``apres``).

    ``memoire`` is what a state of departure remembers, object by object.
    """

    date: str
    utilisateur: str
    action: str
    resultat: str
    objet: str = ""
    avant: str = ""
    apres: str = ""
    memoire: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way to share the campaign out, by its name: what it may change, how it is made to fit (None: it is not)."""

    nom: str
    base: Base | None
    ajustement: Ajustement | None
    remarque: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class Hypothese:
    """What a scenario changes, and the value it takes there.

    ``cible`` is the code of a rate, of a budget line or of an operation; of a quantity, with ``structure`` and, if need be, ``territoire``
    and ``description``, it designates a line. ``valeur`` is in the unit of what changes; of a percentage, the share of 1 that is kept.
    """

    scenario: str
    levier: Levier | None
    cible: str
    structure: str
    territoire: str
    description: str
    valeur: Decimal | None
    remarque: str
    lieu: Lieu


_R = TypeVar("_R")
_C = TypeVar("_C")


@dataclass(frozen=True)
class Dossier:
    """All that was read of a campaign; the only input of calculations, controls and documents."""

    campagne: Campagne
    thematiques: tuple[Thematique, ...]
    tarifs: tuple[Tarif, ...]
    operations: tuple[Operation, ...]
    structures: tuple[Structure, ...]
    lignes: tuple[Ligne, ...]
    budget: tuple[LigneBudget, ...]
    decisions: tuple[Decision, ...]
    modele: tuple[BlocModele, ...]
    suivis: tuple[Suivi, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    deliberations: tuple[Deliberation, ...] = ()
    exercices: tuple[PartAnnuelle, ...] = ()
    remarques: tuple[Remarque, ...] = ()
    avenants: tuple[LigneAvenant, ...] = ()
    anterieurs: tuple[Anterieur, ...] = ()
    signatures: tuple[Signature, ...] = ()
    versements: tuple[Versement, ...] = ()
    pieces: tuple[PiecesRecues, ...] = ()
    demandes: tuple[Demande, ...] = ()
    indicateurs: tuple[Indicateur, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    hypotheses: tuple[Hypothese, ...] = ()
    # Sheet and code (of a rate, also its operation) of the rows left out because a figure of theirs could not be read.
    illisibles: frozenset[tuple[str, str]] = frozenset()
    reglages: Cases = _REGLAGES  # where each setting of the campaign is typed
    logo: Image | None = None  # of the Département, if a setting names it and it is sound

    @property
    def texte_vote(self) -> bool:
        """Tell whether the model holds the convention type that was voted, changed since or not."""
        return any(bloc.texte_vote for bloc in self.modele)

    @property
    def vote_a_confirmer(self) -> int | None:
        """Year of the vote, the first if there are several, when words of the model were voted for an earlier campaign."""
        return min((bloc.vote_en for bloc in self.modele if bloc.texte_vote and bloc.vote_en is not None), default=None)

    @property
    def derniere_annee(self) -> int | None:
        """Year of the campaign that this one comes after, when its workbook was made of it; None: of no other."""
        return max((anterieur.annee for anterieur in self.anterieurs if anterieur.annee is not None), default=None)

    @cached_property
    def bareme(self) -> Bareme:
        """The figures of the campaign, on the day that it follows."""
        return Bareme(self.tarifs, self.campagne.jour_de_reference)

    @cached_property
    def operation_par_code(self) -> Mapping[str, Operation]:
        """Operations by code; the first wins when a code stands twice (a control says so)."""
        return {operation.code: operation for operation in reversed(self.operations)}

    @cached_property
    def structure_par_nom(self) -> Mapping[str, Structure]:
        """Structures by every known spelling, canonical names first."""
        index = {variante: structure for structure in self.structures for variante in structure.variantes}
        return index | {structure.nom: structure for structure in self.structures}

    @cached_property
    def structure_par_nom_simple(self) -> Mapping[str, Structure]:
        """Structures by spellings without case nor accents; a spelling that would name two bodies names none."""
        groupes = group_graphies(self.structure_par_nom.items(), fold_nom)
        return {graphie: structures[0] for graphie, structures in groupes.items() if len(structures) == 1}

    @cached_property
    def lignes_par_cle(self) -> Mapping[tuple[str, str], tuple[Ligne, ...]]:
        """Lines by structure (as :meth:`name_structure`, case aside) and operation, in the order of Annexe 5."""
        return _group(((self.name_structure(ligne.structure).casefold(), ligne.operation), ligne) for ligne in self.lignes)

    @cached_property
    def financees_par_cle(self) -> Mapping[tuple[str, str], tuple[Ligne, ...]]:
        """Financed lines by structure (as :meth:`name_structure`) and operation, in the order of Annexe 5."""
        return _group(((self.name_structure(ligne.structure), ligne.operation), ligne) for ligne in self.lignes if ligne.financee)

    @cached_property
    def exercices_par_cle(self) -> Mapping[tuple[str, str], tuple[PartAnnuelle, ...]]:
        """Parts by structure and operation, as the lines that they may be of: the formulas know no other spelling of the structure."""
        return _group(((part.structure.casefold(), part.operation), part) for part in self.exercices)

    @cached_property
    def versements_par_cle(self) -> Mapping[tuple[str, str], tuple[Versement, ...]]:
        """Payments made and planned by structure and operation, as the lines that they may be of."""
        return _group(((versement.structure.casefold(), versement.operation), versement) for versement in self.versements)

    @cached_property
    def passees_par_cle(self) -> Mapping[tuple[str, str], tuple[Demande, ...]]:
        """Demands that passed to the vote by structure (as :meth:`name_structure`, case aside) and operation."""
        passees = (demande for demande in self.demandes if demande.au_vote_le)
        return _group(((self.name_structure(demande.structure).casefold(), demande.operation), demande) for demande in passees)

    @cached_property
    def pieces_par_structure(self) -> Mapping[str, tuple[PiecesRecues, ...]]:
        """Rows of pieces by structure, case aside."""
        return _group((recues.structure.casefold(), recues) for recues in self.pieces)

    def name_structure(self, nom: str) -> str:
        """Return the name of the register for what is written, or what is written when the register does not know it."""
        structure = self.find_structure(nom)
        return structure.nom if structure else nom

    def find_structure(self, nom: str) -> Structure | None:
        """Return the body of the register that is written ``nom`` there, canonical name or known variant.

        Case, accents, apostrophes and spaces do not count, unless they tell two bodies apart.
        """
        trouvees = self._structures_trouvees
        if nom not in trouvees:
            trouvees[nom] = self.structure_par_nom.get(" ".join(nom.split())) or self.structure_par_nom_simple.get(fold_nom(nom))
        return trouvees[nom]

    @cached_property
    def _structures_trouvees(self) -> dict[str, Structure | None]:
        """What :meth:`find_structure` found: each name is asked for twenty times by the controls."""
        return {}


@lru_cache(4096)
def _make_periode(debut: date, fin: date) -> Periode:
    return Periode(debut, fin)


def _group(paires: Iterable[tuple[_C, _R]]) -> Mapping[_C, tuple[_R, ...]]:
    groupes: dict[_C, list[_R]] = {}
    for cle, rangee in paires:
        groupes.setdefault(cle, []).append(rangee)
    return {cle: tuple(groupe) for cle, groupe in groupes.items()}
