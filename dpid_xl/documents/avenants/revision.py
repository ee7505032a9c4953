"""What an avenant is written from: the convention as it was and as it becomes, and every text decided from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property

from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Sorte
from dpid_xl.documents.avenants.elements import get_operation
from dpid_xl.documents.champs import Champs, ChampsAvenant, find_champs
from dpid_xl.documents.convention import AVENANT, Annexe, Redaction, make_annexe
from dpid_xl.documents.document import Style
from dpid_xl.documents.moteur import Conditions, Occurrence, Occurrences, Retenu
from dpid_xl.modele import Ligne, Operation
from dpid_xl.montants import ZERO, format_montant, write_en_lettres
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.periodes import write_date

CLAUSES = {"debut": "art3-1", "montant": "art4-1"}  # the blocks of the packaged model that say the period and the cost
CHAMPS_DE_BLOC = ("article", "annexe", "intitule", "sort", "anterieur")  # what each repetition of a block brings with it
OUI = "oui"
SORTS = {Sorte.MODIFIEE: "remplacée", Sorte.AJOUTEE: "ajoutée", Sorte.RETIREE: "retirée"}  # of the fiche of an operation
CONDITIONS: Conditions = {
    "modifie": ("tableau", "période", "montant", "annexes"),  # what is replaced in the convention
    "fiche": tuple(SORTS.values()),  # the block is written for each operation whose fiche is
    "avenant": ("antérieur",),  # the block is written for each
    "avenants": (OUI,),
}
_NUMERO = re.compile(r"n\s*°\s*(\d+)", re.IGNORECASE)
_ARTICLE = re.compile(r"article\s+\w+", re.IGNORECASE)


@dataclass(frozen=True)
class Revision:
    """What one avenant is written from: the convention as it was and as it becomes, when it was signed, the avenants it already had."""

    avant: Redaction
    apres: Redaction
    changement: ChangementStructure
    signature: date | None
    anterieurs: tuple[str, ...]

    @cached_property
    def numeros(self) -> Mapping[str, int]:
        """The number of each operation's annex: as in the convention as it was; those of operations that are added come last."""
        codes = dict.fromkeys(ligne.operation for ligne in (*self.avant.lignes, *self.apres.lignes))
        return {code: numero for numero, code in enumerate(codes, self.avant.communes + 1)}

    @cached_property
    def modele(self) -> list[Retenu]:
        """What an avenant keeps of the convention model."""
        return self.apres.keep_blocs(AVENANT)

    @cached_property
    def champs(self) -> Champs:
        """The fields of the convention as it becomes; its operations are those that change."""
        return replace(
            self.apres.champs,
            numero_convention=", ".join(list_numeros(self.avant.lignes) or list_numeros(self.apres.lignes)),
            intitules_operations="\xa0; ".join(self.get_operation(operation).intitule for operation in self.changement.operations),
        )

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        """Every field by name."""
        return asdict(self.champs) | asdict(_make_champs(self))

    @cached_property
    def fiches(self) -> tuple[Annexe, ...]:
        """The fiches that are joined, under the number of their annex."""
        return tuple(
            make_annexe(self.apres, self.get_operation(operation), self.numeros[operation.operation], operation.apres)
            for operation in self.changement.operations
            if operation.apres
        )

    @property
    def occurrences(self) -> Occurrences:
        """What the conditions find."""
        operations = self.changement.operations
        modifies = {
            "tableau": self.avant.tableau != self.apres.tableau,
            "période": self.avant.periode != self.apres.periode,
            "montant": self.changement.ecart,
            "annexes": {Sorte.AJOUTEE, Sorte.RETIREE} & {operation.sorte for operation in operations},
        }
        return {
            "modifie": [Occurrence(nom) for nom, modifie in modifies.items() if modifie],
            "fiche": [Occurrence(SORTS[operation.sorte], self._describe_fiche(operation)) for operation in operations],
            "avenant": [Occurrence("antérieur", {"anterieur": texte}) for texte in self.anterieurs],
            "avenants": [Occurrence(OUI)] if self.anterieurs else [],
        }

    def get_operation(self, operation: ChangementOperation) -> Operation:
        """Return the operation as it is now, as it was when the convention has it no more."""
        return get_operation(self.avant.dossier, self.apres.dossier, operation)

    def _describe_fiche(self, operation: ChangementOperation) -> Mapping[str, str]:
        annexe, intitule = str(self.numeros[operation.operation]), self.get_operation(operation).intitule
        return {"annexe": annexe, "intitule": intitule, "sort": SORTS[operation.sorte]}


# --- Fields ---


def _make_champs(revision: Revision) -> ChampsAvenant:
    changement, periode, retenus = revision.changement, revision.avant.periode, revision.apres.retenus
    article_cout, clause_cout = _find_clause(revision, "montant")
    article_periode, clause_periode = _find_clause(revision, "debut")
    return ChampsAvenant(
        avenant=str(len(revision.anterieurs) + 1),
        signature_date=write_date(revision.signature) if revision.signature else "",
        montant_avant=format_montant(changement.montant_avant),
        montant_avant_lettres=write_en_lettres(changement.montant_avant),
        ecart=format_montant(abs(changement.ecart)),
        sens="plus" if changement.ecart > ZERO else "moins",
        periode_avant=f"du {write_date(periode.debut)} au {write_date(periode.fin)}" if periode else "non fixée",
        article_operations=_find_article(retenus, _get_rang_du_style(retenus, "operations")),
        article_periode=article_periode,
        article_cout=article_cout,
        article_annexes=_find_article(retenus, _get_rang_du_style(retenus, "annexes")),
        clause_periode=clause_periode,
        clause_cout=clause_cout,
    )


def sort_anterieurs(textes: Sequence[str]) -> tuple[str, ...]:
    """Return the avenants already signed, each once, in the order of their numbers.

    >>> sort_anterieurs(["n° 2 du 15/11/2022", "n°1 du 12/10/2022", "n° 1 du 12/10/2022"])
    ('n°1 du 12/10/2022', 'n° 2 du 15/11/2022')
    """
    uniques = {get_numero(texte) or fold_nom(texte): texte for texte in reversed(textes)}
    return tuple(sorted(uniques.values(), key=lambda texte: (get_numero(texte), texte)))


def get_numero(texte: str) -> int:
    """Return the number of an avenant from how it is told: « n° 1 du 12/10/2022 »; 0 without one."""
    trouve = _NUMERO.search(texte)
    return int(trouve[1]) if trouve else 0


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
    return _find_article(retenus, propres[0]), retenus[propres[0]].fill(asdict(revision.champs))


def _get_rang_du_style(retenus: Sequence[Retenu], style: str) -> int:
    return next((rang for rang, retenu in enumerate(retenus) if retenu.bloc.style == style), 0)


def _find_article(retenus: Sequence[Retenu], rang: int) -> str:
    titres = (retenu.bloc.texte for retenu in reversed(retenus[:rang]) if retenu.bloc.style == Style.ARTICLE)
    trouve = _ARTICLE.match(next(titres, ""))
    return trouve[0].lower() if trouve else ""
