"""What each hypothesis of a scenario is about, and whether it is understood: one that is not changes nothing, and says why.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.lieu import Lieu
>>> dossier = load_campagne("2022_phase2")
>>> lieu = Lieu("Scénarios", 7)
>>> scenario = Scenario("Moins", Base.TOUTES, None, "", lieu)
>>> hypothese = Hypothese("Moins", Levier.POURCENTAGE, "T1-01", "", "", "", Decimal("0.9"), "", lieu)
>>> [lue] = read_hypotheses(replace(dossier, scenarios=(scenario,), hypotheses=(hypothese,)))
>>> lue.etat.value, lue.repere
('oui', '1|5|T1-01')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dpid_xl.bareme import Tarif
from dpid_xl.calcul.demandes import compute_propose, make_ligne
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.classes import dataclass
from dpid_xl.modele import Base, Demande, Dossier, Hypothese, Levier, Ligne, Scenario, SortDemande
from dpid_xl.montants import ZERO
from dpid_xl.schema.scenarios import NOMBRE, RANGS, Etat, Sorte
from dpid_xl.schema.simulation import SANS_BUDGET, SANS_TERRITOIRE, STATUTS_A_VOTER

BORNES: Mapping[Levier, tuple[Decimal, Decimal]] = {
    Levier.POURCENTAGE: (Decimal(0), Decimal(2)),
    Levier.PRIORITE: (Decimal(1), Decimal(999)),
}
SANS_BORNE = (Decimal(0), Decimal("1e12"))
_AUCUN: tuple[int | None, Scenario | None] = (None, None)
PAR_LIGNE = frozenset({Levier.QUANTITE, Levier.QUANTITE_SIMPLE})


@dataclass(frozen=True, slots=True)
class Poste:
    """What a scenario counts, line by line: a line of Annexe 5, or what a demand would make of one; ``rang`` from 1."""

    rang: int
    sorte: Sorte
    ligne: Ligne
    structure: str  # of the register
    territoire: str
    budget: str
    demande: Demande | None = None  # None: a line

    @property
    def priorite(self) -> int | None:
        """That of a demand."""
        return self.demande.priorite if self.demande else None

    @property
    def montant(self) -> Decimal:
        """Amount before any scenario, in euros; nothing while it is not known."""
        return self.ligne.montant or ZERO


@dataclass(frozen=True, slots=True)
class Lue:
    """A hypothesis, what it was found to be about, and whether it counts.

    ``numero`` is that of its scenario, ``lignes`` how many lines it designates and ``ligne`` the rank of the only one, ``trouvees`` how
    many targets it has (one, for it to be understood), ``tarif`` the rate that it changes. ``cle`` is what two hypotheses cannot share,
    ``repere`` what the formulas find it by.
    """

    hypothese: Hypothese
    numero: int | None
    lignes: int
    ligne: int | None
    trouvees: int
    tarif: Tarif | None
    etat: Etat
    cle: str
    premiere: bool  # no row above has this key

    @property
    def repere(self) -> str:
        """Scenario, lever and target; empty when it changes nothing."""
        if self.etat is not Etat.OUI:
            return ""
        if self.tarif:
            return f"{self.numero}|{RANGS[Levier.TARIF]}|{self.tarif.operation}|{self.tarif.assiette}"
        return self.cle

    @property
    def ecart(self) -> Decimal:
        """What it adds to the rate that it changes, in euros; nothing otherwise."""
        changee = self.etat is Etat.OUI and self.tarif and self.hypothese.valeur is not None
        return self.hypothese.valeur - self.tarif.valeur if changee and self.tarif and self.hypothese.valeur is not None else ZERO


def list_postes(dossier: Dossier) -> tuple[Poste, ...]:
    """Return the lines of Annexe 5, in their order, then the demands, those that are not to be decided any more too."""
    return (*_list_lignes(dossier), *_list_demandes(dossier))


def _list_lignes(dossier: Dossier) -> Iterator[Poste]:
    for rang, ligne in enumerate(dossier.lignes, 1):
        sorte = Sorte.A_VOTER if ligne.statut.casefold() in STATUTS_A_VOTER else Sorte.VOTEE
        yield make_poste(dossier, rang, sorte, ligne)


def _list_demandes(dossier: Dossier) -> Iterator[Poste]:
    for rang, demande in enumerate(dossier.demandes, count_rangs(dossier.lignes) + 1):
        ecartee = demande.au_vote_le is not None or demande.decision in (SortDemande.REFUSEE, SortDemande.AJOURNEE)
        base = demande if is_proposee(demande) else ask(demande)
        montant = compute_propose(dossier, demande) if base is demande else demande.montant_demande
        ligne = replace(make_ligne(dossier, base), montant=montant)
        yield make_poste(dossier, rang, Sorte.HORS if ecartee else Sorte.DEMANDE, ligne, demande)


def is_proposee(demande: Demande) -> bool:
    """Tell whether something is proposed of a demand; until then, what it asks for counts."""
    return any(dit is not None for dit in (demande.quantite, demande.quantite_simple, demande.montant_arrete))


def ask(demande: Demande) -> Demande:
    """Return a demand whose quantities proposed are those that it asks for."""
    return replace(demande, quantite=demande.quantite_demandee, quantite_simple=demande.quantite_simple_demandee)


def count_rangs(enregistrements: Sequence[object]) -> int:
    """Return how many rows the table of some records has: one, empty, without any."""
    return max(1, len(enregistrements))


def make_poste(dossier: Dossier, rang: int, sorte: Sorte, ligne: Ligne, demande: Demande | None = None) -> Poste:
    """Return what a scenario counts of a line."""
    structure, budget = (get_cle(dossier, ligne, axe) for axe in (Axe.STRUCTURE, Axe.BUDGET))
    if sorte is Sorte.HORS:
        return Poste(rang, sorte, ligne, structure, "", "", demande)
    return Poste(rang, sorte, ligne, structure, ligne.territoire or SANS_TERRITOIRE, budget or SANS_BUDGET, demande)


def list_scenarios(dossier: Dossier) -> tuple[tuple[int, Scenario], ...]:
    """Return the scenarios that are computed, by their number: the first ones of the sheet that have a name."""
    return tuple((numero, scenario) for numero, scenario in enumerate(dossier.scenarios[:NOMBRE], 1) if scenario.nom)


def read_hypotheses(dossier: Dossier, postes: Sequence[Poste] | None = None) -> tuple[Lue, ...]:
    """Return every hypothesis of the campaign, and whether it is understood."""
    numeros: dict[str, tuple[int, Scenario]] = {}
    for rang, nomme in list_scenarios(dossier):
        numeros.setdefault(nomme.nom.casefold(), (rang, nomme))
    par_cle = _group_postes(list_postes(dossier) if postes is None else postes) if dossier.hypotheses else {}
    tarifs = {tarif.code.casefold(): tarif for tarif in dossier.bareme.valables if tarif.operation and not tarif.est_avance}
    codes = [operation.code.casefold() for operation in dossier.operations]
    budgets = [budget.code.casefold() for budget in dossier.budget]
    vues: set[str] = set()
    lues = []
    for hypothese in dossier.hypotheses:
        numero, scenario = numeros.get(hypothese.scenario.casefold()) or _AUCUN
        designes = _find_postes(par_cle, hypothese, scenario)
        tarif = tarifs.get(hypothese.cible.casefold()) if hypothese.levier is Levier.TARIF else None
        trouvees = 0
        if numero and hypothese.levier is Levier.TARIF:
            trouvees = int(tarif is not None)
        elif numero and hypothese.levier in PAR_LIGNE:
            trouvees = len(designes)
        elif numero and hypothese.levier:
            trouvees = (budgets if hypothese.levier is Levier.ENVELOPPE else codes).count(hypothese.cible.casefold())
        seule = designes[0].rang if len(designes) == 1 else None
        cle = _write_cle(hypothese, numero, seule) if trouvees == 1 else ""
        premiere = bool(cle) and cle not in vues
        vues.add(cle)
        etat = _judge(hypothese, numero, trouvees, premiere=premiere)
        lues.append(Lue(hypothese, numero, len(designes), seule, trouvees, tarif, etat, cle, premiere))
    return tuple(lues)


def _judge(hypothese: Hypothese, numero: int | None, trouvees: int, *, premiere: bool) -> Etat:
    if numero is None:
        return Etat.SCENARIO
    if hypothese.levier is None:
        return Etat.LEVIER
    if trouvees != 1:
        return Etat.CIBLE
    if not is_mesuree(hypothese):
        return Etat.VALEUR
    return Etat.OUI if premiere else Etat.DOUBLE


def is_mesuree(hypothese: Hypothese) -> bool:
    """Tell whether the value of a hypothesis is one that it admits."""
    if hypothese.levier in (None, Levier.REDUITE):
        return hypothese.levier is not None
    minimum, maximum = BORNES.get(hypothese.levier, SANS_BORNE)
    return hypothese.valeur is not None and minimum <= hypothese.valeur <= maximum


def _write_cle(hypothese: Hypothese, numero: int | None, ligne: int | None) -> str:
    if hypothese.levier is None:
        return ""
    return f"{numero}|{RANGS[hypothese.levier]}|{ligne if hypothese.levier in PAR_LIGNE else hypothese.cible.upper()}"


_ParCle = dict[tuple[str, str, bool], list[Poste]]


def _group_postes(postes: Sequence[Poste]) -> _ParCle:
    groupes: _ParCle = {}
    for poste in postes:
        if poste.sorte is Sorte.HORS:
            continue
        groupes.setdefault((poste.structure.casefold(), poste.ligne.operation.casefold(), poste.sorte is Sorte.DEMANDE), []).append(poste)
    return groupes


def _find_postes(par_cle: _ParCle, hypothese: Hypothese, scenario: Scenario | None) -> list[Poste]:
    """Return what a hypothesis designates in the base of its scenario: nothing without one."""
    if scenario is None or not hypothese.structure:
        return []
    candidats = par_cle.get((hypothese.structure.casefold(), hypothese.cible.casefold(), scenario.base is Base.DEMANDES), [])
    return [poste for poste in candidats if _designates(hypothese, poste)]


def _designates(hypothese: Hypothese, poste: Poste) -> bool:
    paires = ((hypothese.territoire, poste.territoire), (hypothese.description, poste.ligne.description))
    return all(not dit or dit.casefold() == sien.casefold() for dit, sien in paires)


def change_valeurs(tarifs: Sequence[Tarif], valeurs: Mapping[str, Decimal]) -> tuple[Tarif, ...]:
    """Return rates with the values that a scenario gives, by code."""
    return tuple(replace(tarif, valeur=valeurs.get(tarif.code, tarif.valeur)) for tarif in tarifs)
