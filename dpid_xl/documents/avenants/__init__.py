"""From two states of a campaign to its avenants: one per structure whose convention changes, all its changes in it.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.avenants.comparaison import compare
>>> campagne = load_campagne("2022_phase2")
>>> write_avenants(compare(campagne, campagne))
()
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from dpid_xl.calcul.suivi import find_avenants, find_signatures
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.avenants.elements import compare_elements, get_operation
from dpid_xl.documents.champs import Champs, find_champs
from dpid_xl.documents.convention import (
    AVENANT,
    CHAMPS_DE_SIGNATURE,
    Annexe,
    Redaction,
    find_manques_fiches,
    make_annexe,
    make_signature,
    write_fiches,
    write_liste,
    write_titre,
)
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Style
from dpid_xl.documents.modele import MODELE_AVENANT, load_blocs
from dpid_xl.documents.moteur import Compose, Conditions, Fait, Faits, Retenu, add_bandeau, find_manques, keep_blocs, write_blocs
from dpid_xl.modele import Ligne, Operation
from dpid_xl.montants import ZERO, format_montant, write_en_lettres
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.periodes import write_date

CLAUSES = {"debut": "art3-1", "montant": "art4-1"}  # the blocks of the packaged model that say the period and the cost
CHAMPS_DE_BLOC = ("article", "annexe", "intitule", "sort", "anterieur")  # what each repetition of a block brings with it
CITES = {"parties": Style.PARTIE, "visas": Style.VISA}  # styles that stand for blocks of the convention model
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenant(Document):
    """One avenant; ``numero`` counts those of the convention, from 1."""

    numero: int
    convention: str  # number of the convention; empty while not known
    changement: ChangementStructure
    annexes: Mapping[str, int]  # number of the annex of each operation that changed

    @property
    def sigle(self) -> str:
        """Initial and number in the reference of its pages: the second avenant of a convention is not the first."""
        return f"A{self.numero}-"

    @property
    def operations(self) -> tuple[str, ...]:
        """Codes of the operations that changed."""
        return tuple(self.annexes)

    @property
    def montant(self) -> Decimal:
        """What it adds to the amount of the convention, in euros; negative when it takes away."""
        return self.changement.ecart


@dataclass(frozen=True, slots=True)
class ChampsAvenant:
    """The fields that an avenant adds to those of the convention as it becomes; « avant » is the convention as it was."""

    avenant: str
    signature_date: str
    montant_avant: str
    montant_avant_lettres: str
    ecart: str
    sens: str
    periode_avant: str
    article_operations: str
    article_periode: str
    article_cout: str
    article_annexes: str
    clause_periode: str
    clause_cout: str


@dataclass(frozen=True)
class _Projet:
    # All that one avenant is written from: the convention as it was and as it becomes.
    avant: Redaction
    apres: Redaction
    changement: ChangementStructure
    signature: date | None
    anterieurs: tuple[str, ...]

    @cached_property
    def numeros(self) -> Mapping[str, int]:
        # Annexes keep the numbers that they have in the convention as it was; those of operations that are added come last.
        codes = dict.fromkeys(ligne.operation for ligne in (*self.avant.lignes, *self.apres.lignes))
        return {code: numero for numero, code in enumerate(codes, self.avant.communes + 1)}

    @cached_property
    def modele(self) -> list[Retenu]:
        return self.apres.keep_blocs(AVENANT)

    @cached_property
    def champs(self) -> Champs:
        return replace(
            self.apres.champs,
            numero_convention=", ".join(_list_numeros(self.avant.lignes) or _list_numeros(self.apres.lignes)),
            intitules_operations="\xa0; ".join(self.get_operation(operation).intitule for operation in self.changement.operations),
        )

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        return asdict(self.champs) | asdict(_make_champs(self))

    @cached_property
    def fiches(self) -> tuple[Annexe, ...]:
        return tuple(
            make_annexe(self.apres, self.get_operation(operation), self.numeros[operation.operation], operation.apres)
            for operation in self.changement.operations
            if operation.apres
        )

    def get_operation(self, operation: ChangementOperation) -> Operation:
        return get_operation(self.avant.dossier, self.apres.dossier, operation)


def write_avenants(comparaison: Comparaison) -> tuple[Avenant, ...]:
    """Write the avenant of every structure whose convention changes; those added or removed have none."""
    signatures, avenants = find_signatures(comparaison.apres), find_avenants(comparaison.apres)
    ecrits = []
    for changement in comparaison.select(Sorte.MODIFIEE):
        structure, cle = changement.structure, (changement.structure.nom, "")
        avant, apres = Redaction(comparaison.avant, structure, changement.avant), Redaction(comparaison.apres, structure, changement.apres)
        ecrits.append(_write_avenant(_Projet(avant, apres, changement, signatures.get(cle), sort_anterieurs(avenants.get(cle, ())))))
    return tuple(ecrits)


def _write_avenant(projet: _Projet) -> Avenant:
    structure, numero, convention = projet.changement.structure, len(projet.anterieurs) + 1, projet.champs.numero_convention
    retenus = list(_keep_blocs(projet))
    corps = tuple(write_blocs(projet, retenus, projet.valeurs, COMPOSES))
    manques = (
        *_find_manques_propres(projet),
        *find_manques(projet, [*_list_cites(projet, retenus), *retenus], projet.valeurs, COMPOSES, corps),
    )
    return Avenant(
        rang=projet.changement.rang,
        structure=structure,
        numero=numero,
        convention=convention,
        changement=projet.changement,
        annexes={operation.operation: projet.numeros[operation.operation] for operation in projet.changement.operations},
        titre=f"Avenant n°\xa0{numero} à la convention n°\xa0{convention or A_COMPLETER} – {structure.nom}",
        pied=f"{structure.nom} – avenant n°\xa0{numero} à la convention n°\xa0{convention or A_COMPLETER}",
        blocs=add_bandeau(corps, manques),
        manques=manques,
    )


# --- Fields ---


def _make_champs(projet: _Projet) -> ChampsAvenant:
    changement, periode, retenus = projet.changement, projet.avant.periode, projet.apres.retenus
    article_cout, clause_cout = _find_clause(projet, "montant")
    article_periode, clause_periode = _find_clause(projet, "debut")
    return ChampsAvenant(
        avenant=str(len(projet.anterieurs) + 1),
        signature_date=write_date(projet.signature) if projet.signature else "",
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
    uniques = {_get_numero(texte) or fold_nom(texte): texte for texte in reversed(textes)}
    return tuple(sorted(uniques.values(), key=lambda texte: (_get_numero(texte), texte)))


def _get_numero(texte: str) -> int:
    trouve = _NUMERO.search(texte)
    return int(trouve[1]) if trouve else 0


def _list_numeros(lignes: Sequence[Ligne]) -> tuple[str, ...]:
    numeros = {fold_numero(ligne.numero_convention): ligne.numero_convention for ligne in reversed(lignes) if ligne.numero_convention}
    return tuple(numeros.values())[::-1]


# --- Where the convention says what is replaced: the officer may have changed its model ---


def _find_clause(projet: _Projet, champ: str) -> tuple[str, str]:
    # The article and the paragraph of this convention that say a field, as it reads now; nothing when two could be meant.
    retenus = projet.apres.retenus
    rangs = [rang for rang, retenu in enumerate(retenus) if champ in find_champs(retenu.bloc.texte) and _find_article(retenus, rang)]
    propres = [rang for rang in rangs if retenus[rang].bloc.code == CLAUSES[champ]] or rangs
    if len(propres) != 1:
        return "", ""
    return _find_article(retenus, propres[0]), retenus[propres[0]].fill(asdict(projet.champs))


def _get_rang_du_style(retenus: Sequence[Retenu], style: str) -> int:
    return next((rang for rang, retenu in enumerate(retenus) if retenu.bloc.style == style), 0)


def _find_article(retenus: Sequence[Retenu], rang: int) -> str:
    titres = (retenu.bloc.texte for retenu in reversed(retenus[:rang]) if retenu.bloc.style == Style.ARTICLE)
    trouve = _ARTICLE.match(next(titres, ""))
    return trouve[0].lower() if trouve else ""


# --- Which blocks, and how many times ---


def _make_faits(projet: _Projet) -> Faits:
    operations = projet.changement.operations
    modifies = {
        "tableau": projet.avant.tableau != projet.apres.tableau,
        "période": projet.avant.periode != projet.apres.periode,
        "montant": projet.changement.ecart,
        "annexes": {Sorte.AJOUTEE, Sorte.RETIREE} & {operation.sorte for operation in operations},
    }
    return {
        "modifie": [Fait(nom) for nom, modifie in modifies.items() if modifie],
        "fiche": [Fait(SORTS[operation.sorte], _describe_fiche(projet, operation)) for operation in operations],
        "avenant": [Fait("antérieur", {"anterieur": texte}) for texte in projet.anterieurs],
        "avenants": [Fait(OUI)] if projet.anterieurs else [],
    }


def _describe_fiche(projet: _Projet, operation: ChangementOperation) -> Mapping[str, str]:
    annexe, intitule = str(projet.numeros[operation.operation]), projet.get_operation(operation).intitule
    return {"annexe": annexe, "intitule": intitule, "sort": SORTS[operation.sorte]}


def _keep_blocs(projet: _Projet) -> Iterator[Retenu]:
    articles = 0
    for retenu in keep_blocs(load_blocs(MODELE_AVENANT), _make_faits(projet)):
        if style := CITES.get(retenu.bloc.style):
            yield from _select(projet.modele, style)
            continue
        articles += retenu.bloc.style == Style.ARTICLE
        yield replace(retenu, fait=replace(retenu.fait, champs={**retenu.fait.champs, "article": str(articles)}))


def _select(retenus: Sequence[Retenu], style: Style) -> list[Retenu]:
    return [retenu for retenu in retenus if retenu.bloc.style == style]


# --- What the program composes ---


def _write_changements(projet: _Projet, texte: str) -> Iterator[Bloc]:
    etats, operations = (projet.avant.dossier, projet.apres.dossier), projet.changement.operations
    rangees = [rangee for operation in operations for rangee in compare_elements(*etats, operation)]
    yield Bloc(Style.PARAGRAPHE, texte)
    yield Bloc(Style.TABLEAU, tableau=(("Opération", "Élément", "Avant", "Après"), *rangees))


def _write_annexes(projet: _Projet, texte: str) -> Iterator[Bloc]:
    titres = (write_titre(projet.numeros[operation.code], operation) for operation in projet.apres.operations)
    return write_liste(texte, projet.modele, projet.valeurs, titres)


COMPOSES: Mapping[str, Compose[_Projet]] = {
    "changements": Compose(_write_changements),
    "operations": Compose(lambda projet, texte: (Bloc(Style.PARAGRAPHE, texte), projet.apres.tableau)),
    "annexes": Compose(_write_annexes),
    "signature": Compose(lambda projet, _texte: (make_signature(projet.champs),), CHAMPS_DE_SIGNATURE),
    "fiches": Compose(lambda projet, _texte: write_fiches(projet.fiches), find_manques=lambda projet: find_manques_fiches(projet.fiches)),
}


# --- What keeps it a PROJET ---


def _find_manques_propres(projet: _Projet) -> Iterator[str]:
    numeros = _list_numeros((*projet.avant.lignes, *projet.apres.lignes))
    if len(numeros) > 1:
        yield f"numéro de convention (plusieurs : {', '.join(numeros)})"
    if [_get_numero(texte) for texte in projet.anterieurs] != list(range(1, len(projet.anterieurs) + 1)):
        yield f"avenants antérieurs ({' ; '.join(projet.anterieurs)} : leurs numéros ne se suivent pas depuis 1)"
    if projet.avant.dossier.campagne.code != projet.apres.dossier.campagne.code:
        yield from _find_intitules_changes(projet)


def _find_intitules_changes(projet: _Projet) -> Iterator[str]:
    # From one campaign to the next, a code may be given to another operation.
    for operation in projet.changement.operations:
        ancienne, nouvelle = (
            dossier.operation_par_code.get(operation.operation) for dossier in (projet.avant.dossier, projet.apres.dossier)
        )
        if ancienne and nouvelle and operation.avant and fold_nom(ancienne.intitule) != fold_nom(nouvelle.intitule):
            yield f"{operation.operation}\xa0: même opération, de «\xa0{ancienne.intitule}\xa0» à «\xa0{nouvelle.intitule}\xa0» ?"


def _list_cites(projet: _Projet, retenus: Sequence[Retenu]) -> list[Retenu]:
    # The blocks of the convention model that the document shows, the two quoted clauses included.
    champs = set[str]().union(*(find_champs(retenu.bloc.texte) for retenu in retenus))
    cites = {champ for champ, clause in (("debut", "clause_periode"), ("montant", "clause_cout")) if clause in champs}
    clauses = [retenu for retenu in projet.apres.retenus if cites & find_champs(retenu.bloc.texte)]
    return [*_select(projet.modele, Style.PARTIE), *_select(projet.modele, Style.VISA), *clauses]
