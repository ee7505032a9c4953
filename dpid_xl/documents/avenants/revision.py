"""What an avenant is written from: the convention as it was and as it becomes, and every text decided from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from dpid_xl.calcul.avenants import decides, get_numero, list_decisions
from dpid_xl.classes import dataclass
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Sorte
from dpid_xl.documents.avenants.elements import get_operation
from dpid_xl.documents.champs import Champs, ChampsAvenant, find_champs, list_valeurs, make_champs_decideur
from dpid_xl.documents.convention import AVENANT, Annexe, Redaction, make_annexe
from dpid_xl.documents.document import A_COMPLETER, Style
from dpid_xl.documents.moteur import Conditions, Occurrence, Occurrences, Retenu
from dpid_xl.modele import DECIDE, VISEE, Deliberation, Ligne, Operation
from dpid_xl.montants import ZERO, format_montant, write_en_lettres
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.periodes import write_date

CLAUSES = {"debut": "art3-1", "montant": "art4-1"}  # the blocks of the packaged model that say the period and the cost
CHAMPS_DE_BLOC = ("article", "annexe", "intitule", "sort", "anterieur", "visee")  # what each repetition of a block brings with it
OUI = "oui"
SORTS = {Sorte.MODIFIEE: "remplacée", Sorte.AJOUTEE: "ajoutée", Sorte.RETIREE: "retirée"}  # of the fiche of an operation
SORT_INCONNU = "remplacée ou ajoutée"  # the convention as it was is not given
NON_CITEES = {"date_convention_pauvrete", "date_convention_bassin_minier"}  # visas of a convention type that annexe 7 does not have
# What older models say in every avenant, and is true of one: the deliberations are now on the sheet Campagne.
VISA_RETIRE = ("visas-assemblee", "20 juin 2022")
CONDITIONS: Conditions = {
    "modifie": ("tableau", "période", "montant", "annexes"),  # what is replaced in the convention
    "fiche": (*SORTS.values(), SORT_INCONNU),  # the block is written for each operation whose fiche is
    "avenant": ("antérieur",),  # the block is written for each
    "avenants": (OUI,),
    "deliberation": (VISEE,),  # the block is written for each
}
_ARTICLE = re.compile(r"article\s+\w+", re.IGNORECASE)


@dataclass(frozen=True)
class Revision:
    """What one avenant is written from: the convention as it was and as it becomes, when it was signed, the avenants it already had.

    ``partielle``: the convention as it was is not given, ``avant`` has no line; only what the avenant adds is known, or, ``remplacee``,
    what it puts in its place. From the sheet « Avenants », ``rang`` and ``deliberation`` (its number, empty: not told) are those of its
    rows, and ``origine`` the operations that had an annex so far; ``deliberation`` is None elsewhere.
    """

    avant: Redaction
    apres: Redaction
    changement: ChangementStructure
    signature: date | None
    anterieurs: tuple[str, ...]
    partielle: bool = False
    remplacee: bool = False
    rang: int = 0
    deliberation: str | None = None
    origine: tuple[str, ...] = ()

    @cached_property
    def citees(self) -> tuple[Deliberation, ...]:
        """The deliberations that the avenants to this convention cite, the oldest first."""
        numeros = set(map(fold_numero, list_numeros((*self.avant.lignes, *self.apres.lignes))))
        siennes = (d for d in self.apres.dossier.deliberations if numeros & set(map(fold_numero, d.avenant_a)))
        return tuple(sorted(siennes, key=lambda deliberation: deliberation.jour or date.max))

    @cached_property
    def numero(self) -> int:
        """Its number, after those already signed; of a convention not given, that of the one decided and not signed, 0 if not known."""
        if self.rang:
            return self.rang
        if not self.partielle:
            return len(self.anterieurs) + 1
        a_venir = {d.avenant for d in self.citees if d.role == DECIDE and d.avenant} - set(map(get_numero, self.anterieurs))
        return a_venir.pop() if len(a_venir) == 1 else 0

    @cached_property
    def decision(self) -> Deliberation | None:
        """The deliberation that decides it; None while not known: that of the campaign decided something else."""
        siennes = [d for d in self.citees if d.role == DECIDE and d.avenant == self.numero]
        if self.deliberation is not None:
            numero = next(iter(list_numeros((*self.avant.lignes, *self.apres.lignes))), "")
            siennes = [d for d in list_decisions(self.apres.dossier, self.deliberation) if decides(d, self.rang, numero)]
        return siennes[0] if len(siennes) == 1 else None

    @property
    def visees(self) -> tuple[Deliberation, ...]:
        """The other deliberations that it cites."""
        return tuple(d for d in self.citees if d.role == VISEE and d.avenant in (None, self.numero))

    @cached_property
    def numeros(self) -> Mapping[str, int]:
        """The number of each operation's annex: as in the convention as it was; those of operations that are added come last.

        Of a convention that is not given, the number that the decision tells of its only operation, else 0.
        """
        if self.partielle:
            annexe = (self.decision.annexe if self.decision else None) or 0
            return {operation.code: annexe if len(self.apres.operations) == 1 else 0 for operation in self.apres.operations}
        codes = dict.fromkeys((*self.origine, *(ligne.operation for ligne in (*self.avant.lignes, *self.apres.lignes))))
        return {code: numero for numero, code in enumerate(codes, self.avant.communes + 1)}

    @cached_property
    def modele(self) -> list[Retenu]:
        """What an avenant keeps of the convention model."""
        code, jour = VISA_RETIRE
        return [
            retenu
            for retenu in self.apres.keep_blocs(AVENANT)
            if (retenu.bloc.code != code or jour not in retenu.bloc.texte) and not NON_CITEES & find_champs(retenu.bloc.texte)
        ]

    @cached_property
    def champs(self) -> Champs:
        """The fields of the convention as it becomes; its operations are those that change."""
        decision = self.decision
        inconnus = {} if not self.partielle else dict.fromkeys(("montant", "montant_lettres"), "")
        return replace(
            self.apres.champs,
            **inconnus,
            deliberation_numero=decision.numero if decision else "",
            deliberation_date=write_date(decision.jour) if decision and decision.jour else "",
            **make_champs_decideur(decision.assemblee if decision else ""),
            numero_convention=", ".join(list_numeros(self.avant.lignes) or list_numeros(self.apres.lignes)),
            intitules_operations="\xa0; ".join(self.get_operation(operation).intitule for operation in self.changement.operations),
        )

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        """Every field by name."""
        return list_valeurs(self.champs) | list_valeurs(_make_champs(self))

    @cached_property
    def fiches(self) -> tuple[Annexe, ...]:
        """The fiches that are joined, under the number of their annex."""
        return tuple(
            make_annexe(
                self.apres,
                self.get_operation(operation),
                self.numeros[operation.operation],
                operation.apres,
                entiere=not self.partielle or (self.remplacee and all(ligne.montant is not None for ligne in operation.apres)),
                votee=False,
            )
            for operation in self.changement.operations
            if operation.apres
        )

    @property
    def occurrences(self) -> Occurrences:
        """What the conditions find."""
        operations = self.changement.operations
        modifies = {
            "tableau": self._has("operations") and self.avant.tableau != self.apres.tableau,
            "période": self._changes_periode(),
            "montant": any(ligne.montant is not None for ligne in self.apres.lignes) if self.remplacee else self.changement.ecart,
            "annexes": self._has("annexes") and {Sorte.AJOUTEE, Sorte.RETIREE} & {operation.sorte for operation in operations},
        }
        return {
            "modifie": [Occurrence(nom) for nom, modifie in modifies.items() if modifie],
            "fiche": [Occurrence(self._get_sort(operation), self._describe_fiche(operation)) for operation in operations],
            "avenant": [Occurrence("antérieur", {"anterieur": texte}) for texte in self.anterieurs],
            "avenants": [Occurrence(OUI)] if self.anterieurs else [],
            "deliberation": [Occurrence(VISEE, {"visee": write_deliberation(deliberation)}) for deliberation in self.visees],
        }

    def _changes_periode(self) -> bool:
        if self.remplacee:
            return any(ligne.debut or ligne.fin for ligne in self.apres.lignes)
        return not self.partielle and self.avant.periode != self.apres.periode

    def _has(self, style: str) -> bool:
        # The convention type of the deliberation has no table of operations: what is not in the convention is not replaced.
        return not self.partielle and any(retenu.bloc.style == style for retenu in self.avant.retenus)

    def _get_sort(self, operation: ChangementOperation) -> str:
        if self.partielle:
            return SORTS[Sorte.MODIFIEE] if self.numeros[operation.operation] else SORT_INCONNU
        return SORTS[operation.sorte]

    def get_operation(self, operation: ChangementOperation) -> Operation:
        """Return the operation as it is now, as it was when the convention has it no more."""
        return get_operation(self.avant.dossier, self.apres.dossier, operation)

    def _describe_fiche(self, operation: ChangementOperation) -> Mapping[str, str]:
        annexe, intitule = str(self.numeros[operation.operation] or ""), self.get_operation(operation).intitule
        return {"annexe": annexe, "intitule": intitule, "sort": self._get_sort(operation)}


# --- Fields ---


def _make_champs(revision: Revision) -> ChampsAvenant:
    changement, retenus = revision.changement, revision.apres.retenus
    article_cout, clause_cout = _find_clause(revision, "montant")
    article_periode, clause_periode = _find_clause(revision, "debut")
    return ChampsAvenant(
        avenant=str(revision.numero or ""),
        signature_date=write_date(revision.signature) if revision.signature else "",
        montant_avant="" if revision.partielle else format_montant(changement.montant_avant),
        montant_avant_lettres="" if revision.partielle else write_en_lettres(changement.montant_avant),
        ecart="" if revision.remplacee else format_montant(abs(changement.ecart)),
        sens="" if revision.remplacee else "plus" if changement.ecart > ZERO else "moins",
        periode_avant=_write_periode(revision),
        article_operations=_find_article(retenus, _get_rang_du_style(retenus, "operations")),
        article_periode=article_periode,
        article_cout=article_cout,
        article_annexes=_find_article(retenus, _get_rang_du_style(retenus, "annexes")),
        clause_periode=clause_periode,
        clause_cout=clause_cout,
    )


def _write_periode(revision: Revision) -> str:
    periode = revision.avant.periode
    if periode is None:
        return "" if revision.partielle else "non fixée"
    return f"du {write_date(periode.debut)} au {write_date(periode.fin)}"


def write_deliberation(deliberation: Deliberation) -> str:
    """Name a deliberation as a visa does: « n° 2022-375 du 27 septembre 2022 (Commission permanente) », without the number it has not."""
    numero = f"n°\xa0{deliberation.numero} " if deliberation.numero else ""
    jour = write_date(deliberation.jour) if deliberation.jour else A_COMPLETER
    return f"{numero}du {jour} ({deliberation.assemblee or A_COMPLETER})"


def sort_anterieurs(textes: Sequence[str]) -> tuple[str, ...]:
    """Return the avenants already signed, each once, in the order of their numbers.

    >>> sort_anterieurs(["n° 2 du 15/11/2022", "n°1 du 12/10/2022", "n° 1 du 12/10/2022"])
    ('n°1 du 12/10/2022', 'n° 2 du 15/11/2022')
    """
    uniques = {get_numero(texte) or fold_nom(texte): texte for texte in reversed(textes)}
    return tuple(sorted(uniques.values(), key=lambda texte: (get_numero(texte), texte)))


def list_numeros(lignes: Sequence[Ligne]) -> tuple[str, ...]:
    """Return the convention numbers of lines, each once however it is typed."""
    numeros = {fold_numero(ligne.numero_convention): ligne.numero_convention for ligne in reversed(lignes) if ligne.numero_convention}
    return tuple(numeros.values())[::-1]


# --- Where the convention says what is replaced: the officer may have changed its model ---


def _find_clause(revision: Revision, champ: str) -> tuple[str, str]:
    # The article and the paragraph of this convention that say a field, as it reads now; nothing when two could be meant.
    retenus = revision.apres.retenus
    rangs = [rang for rang, retenu in enumerate(retenus) if champ in find_champs(retenu.bloc.texte) and _find_article(retenus, rang)]
    propres = [rang for rang in rangs if retenus[rang].bloc.code == CLAUSES[champ]] or rangs
    if len(propres) != 1:
        return "", ""
    return _find_article(retenus, propres[0]), retenus[propres[0]].fill(list_valeurs(revision.champs))


def _get_rang_du_style(retenus: Sequence[Retenu], style: str) -> int:
    return next((rang for rang, retenu in enumerate(retenus) if retenu.bloc.style == style), 0)


def _find_article(retenus: Sequence[Retenu], rang: int) -> str:
    titres = (retenu.bloc.texte for retenu in reversed(retenus[:rang]) if retenu.bloc.style == Style.ARTICLE)
    trouve = _ARTICLE.match(next(titres, ""))
    return trouve[0].lower() if trouve else ""
