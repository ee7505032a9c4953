"""From two states of a campaign to its avenants: one per structure whose convention changes, all its changes in it.

>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.documents.avenants.comparaison import compare
>>> campagne = load_campagne("2022_phase2")
>>> write_avenants(compare(campagne, campagne))
()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from dpid_xl.calcul.suivi import find_avenants, find_signatures
from dpid_xl.documents import modele
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.avenants.faits import compare_faits, get_operation
from dpid_xl.documents.champs import Champs, fill, find_champs
from dpid_xl.documents.convention import (
    AVENANT,
    Fiches,
    add_bandeau,
    count_annexes,
    find_manques,
    get_periode,
    is_retenu,
    list_operations,
    make_champs,
    make_signature,
    make_tableau,
    number_fiche,
    write_titre_fiche,
)
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Style
from dpid_xl.documents.fiche import make_fiche
from dpid_xl.documents.modele import load_blocs
from dpid_xl.modele import BlocModele, Dossier, Ligne, Operation
from dpid_xl.montants import ZERO, format_montant, write_en_lettres
from dpid_xl.noms import fold_nom, fold_numero
from dpid_xl.periodes import write_date

CLAUSES = {"debut": "art3-1", "montant": "art4-1"}  # the blocks of the packaged model that say the period and the cost
CHAMPS_DE_BLOC = ("article", "annexe", "intitule", "sort", "anterieur")  # what each repetition of a block brings with it
SORTS = {Sorte.MODIFIEE: "remplacée", Sorte.AJOUTEE: "ajoutée", Sorte.RETIREE: "retirée"}  # of the fiche of an operation
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


@dataclass(frozen=True, slots=True)
class _Projet:
    # All that the blocks of one avenant are written from.
    avant: Dossier
    apres: Dossier
    changement: ChangementStructure
    anterieurs: tuple[str, ...]
    communes: int  # annexes that stand before the fiches
    rangs: Mapping[str, int]  # of the operations among the fiches of the convention, those added last
    champs: Champs
    propres: ChampsAvenant
    fiches: Fiches

    @property
    def valeurs(self) -> dict[str, str]:
        return asdict(self.champs) | asdict(self.propres)


def write_avenants(comparaison: Comparaison) -> tuple[Avenant, ...]:
    """Write the avenant of every structure whose convention changes; those added or removed have none."""
    signatures, avenants = find_signatures(comparaison.apres), find_avenants(comparaison.apres)
    ecrits = []
    for changement in comparaison.select(Sorte.MODIFIEE):
        cle = (changement.structure.nom, "")
        ecrits.append(_write_avenant(comparaison, changement, signatures.get(cle), sort_anterieurs(avenants.get(cle, ()))))
    return tuple(ecrits)


def _write_avenant(
    comparaison: Comparaison, changement: ChangementStructure, signature: date | None, anterieurs: tuple[str, ...]
) -> Avenant:
    # Its annexes keep the numbers that they have in the convention as it was.
    projet = _decide(comparaison.avant, comparaison.apres, changement, signature, anterieurs)
    structure, numero, convention = changement.structure, projet.propres.avenant, projet.champs.numero_convention
    retenus = list(_select_blocs(projet))
    corps = tuple(_write_blocs(projet, retenus))
    manques = (
        *_find_manques_propres(projet),
        *find_manques(_list_sources(projet, retenus), _make_valeurs_connues(projet), projet.fiches, corps),
    )
    return Avenant(
        rang=changement.rang,
        structure=structure,
        numero=len(projet.anterieurs) + 1,
        convention=convention,
        changement=changement,
        annexes={operation.operation: _number_annexe(projet, operation.operation) for operation in changement.operations},
        titre=f"Avenant n°\xa0{numero} à la convention n°\xa0{convention or A_COMPLETER} – {structure.nom}",
        pied=f"{structure.nom} – avenant n°\xa0{numero} à la convention n°\xa0{convention or A_COMPLETER}",
        blocs=add_bandeau(corps, manques),
        manques=manques,
    )


# --- What is decided before writing ---


def _decide(
    avant: Dossier, apres: Dossier, changement: ChangementStructure, signature: date | None, anterieurs: tuple[str, ...]
) -> _Projet:
    structure, lignes = changement.structure, changement.apres
    changees = [get_operation(avant, apres, operation) for operation in changement.operations]
    champs = replace(
        make_champs(apres, structure, list_operations(apres, lignes), lignes),
        numero_convention=", ".join(_list_numeros(changement.avant) or _list_numeros(lignes)),
        intitules_operations="\xa0; ".join(operation.intitule for operation in changees),
    )
    codes = dict.fromkeys(ligne.operation for ligne in (*changement.avant, *lignes))
    fiches = tuple(
        (
            apres.operation_par_code[operation.operation],
            make_fiche(apres, structure, apres.operation_par_code[operation.operation], operation.apres),
        )
        for operation in changement.operations
        if operation.apres
    )
    return _Projet(
        avant=avant,
        apres=apres,
        changement=changement,
        anterieurs=anterieurs,
        communes=_count_communes(avant, changement),
        rangs={code: rang for rang, code in enumerate(codes)},
        champs=champs,
        propres=_make_champs_avenant(apres, changement, champs, len(anterieurs) + 1, signature),
        fiches=fiches,
    )


def _count_communes(avant: Dossier, changement: ChangementStructure) -> int:
    # As in the convention as it was: its annexes keep their numbers.
    operations = list_operations(avant, changement.avant)
    return count_annexes(bloc for bloc in avant.modele if is_retenu(bloc, changement.structure, operations))


def _make_champs_avenant(
    apres: Dossier, changement: ChangementStructure, champs: Champs, numero: int, signature: date | None
) -> ChampsAvenant:
    periode = get_periode(changement.avant)
    retenus = _list_retenus(apres, changement)
    article_cout, clause_cout = _find_clause(retenus, "montant", champs)
    article_periode, clause_periode = _find_clause(retenus, "debut", champs)
    return ChampsAvenant(
        avenant=str(numero),
        signature_date=write_date(signature) if signature else "",
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


def _list_retenus(dossier: Dossier, changement: ChangementStructure) -> list[BlocModele]:
    operations = list_operations(dossier, changement.apres)
    return [bloc for bloc in dossier.modele if is_retenu(bloc, changement.structure, operations)]


def _find_clause(retenus: Sequence[BlocModele], champ: str, champs: Champs) -> tuple[str, str]:
    # The article and the paragraph of this convention that say a field, as it reads now; nothing when two could be meant.
    rangs = [rang for rang, bloc in enumerate(retenus) if champ in find_champs(bloc.texte) and _find_article(retenus, rang)]
    propres = [rang for rang in rangs if retenus[rang].code == CLAUSES[champ]] or rangs
    if len(propres) != 1:
        return "", ""
    return _find_article(retenus, propres[0]), fill(retenus[propres[0]].texte, asdict(champs))


def _get_rang_du_style(blocs: Sequence[BlocModele], style: str) -> int:
    return next((rang for rang, bloc in enumerate(blocs) if bloc.style == style), 0)


def _find_article(blocs: Sequence[BlocModele], rang: int) -> str:
    titres = (bloc.texte for bloc in reversed(blocs[:rang]) if bloc.style == Style.ARTICLE)
    trouve = _ARTICLE.match(next(titres, ""))
    return trouve[0].lower() if trouve else ""


# --- Which blocks, and how many times ---

_Occurrences: TypeAlias = tuple[dict[str, str], ...]


def _once(fait: object) -> _Occurrences:
    return ({},) if fait else ()


def _repeat_annexes(*sortes: Sorte) -> Callable[[_Projet], _Occurrences]:
    return lambda projet: tuple(
        {
            "annexe": str(_number_annexe(projet, operation.operation)),
            "intitule": get_operation(projet.avant, projet.apres, operation).intitule,
            "sort": SORTS[operation.sorte],
        }
        for operation in projet.changement.operations
        if operation.sorte in sortes
    )


OCCURRENCES: Mapping[str, Callable[[_Projet], _Occurrences]] = {
    "": lambda _projet: ({},),
    "avenant antérieur": lambda projet: tuple({"anterieur": texte} for texte in projet.anterieurs),
    "après d’autres avenants": lambda projet: _once(projet.anterieurs),
    "tableau modifié": lambda projet: _once(
        make_tableau(projet.avant, projet.changement.avant) != make_tableau(projet.apres, projet.changement.apres)
    ),
    "période modifiée": lambda projet: _once(get_periode(projet.changement.avant) != get_periode(projet.changement.apres)),
    "montant modifié": lambda projet: _once(projet.changement.ecart),
    "annexes modifiées": lambda projet: _once({Sorte.AJOUTEE, Sorte.RETIREE} & {o.sorte for o in projet.changement.operations}),
    "opération changée": _repeat_annexes(*Sorte),
    **{f"opération {sorte}": _repeat_annexes(sorte) for sorte in Sorte},
}


def _select_blocs(projet: _Projet) -> Iterator[tuple[BlocModele, dict[str, str]]]:
    articles = 0
    for bloc in load_blocs(modele.AVENANT):
        for locales in OCCURRENCES[bloc.si](projet):
            articles += bloc.style == Style.ARTICLE
            yield bloc, {"article": str(articles), **locales}


def _list_modele(projet: _Projet, style: str) -> list[BlocModele]:
    operations = list_operations(projet.apres, projet.changement.apres)
    structure = projet.changement.structure
    return [bloc for bloc in projet.apres.modele if bloc.style == style and is_retenu(bloc, structure, operations, AVENANT)]


# --- The blocks of the document ---


def _write_blocs(projet: _Projet, retenus: Sequence[tuple[BlocModele, dict[str, str]]]) -> Iterator[Bloc]:
    for bloc, locales in retenus:
        texte = fill(bloc.texte, projet.valeurs | locales)
        composer = COMPOSES.get(bloc.style)
        if composer is None:
            yield Bloc(Style(bloc.style), texte)
            continue
        if texte:
            yield Bloc(Style.PARAGRAPHE, texte)
        yield from composer(projet)


def _repeat_modele(style: Style) -> Callable[[_Projet], Iterator[Bloc]]:
    return lambda projet: (Bloc(style, fill(bloc.texte, projet.valeurs)) for bloc in _list_modele(projet, style))


def _write_annexes(projet: _Projet) -> Iterator[Bloc]:
    communes = [fill(bloc.texte, projet.valeurs) for bloc in _list_modele(projet, Style.ANNEXE)]
    operations = list_operations(projet.apres, projet.changement.apres)
    yield from (Bloc(Style.PUCE, titre) for titre in (*communes, *(_write_titre(projet, operation) for operation in operations)))


def _write_fiches(projet: _Projet) -> Iterator[Bloc]:
    for operation, rubriques in projet.fiches:
        yield Bloc(Style.ANNEXE, _write_titre(projet, operation))
        yield Bloc(Style.FICHE, rubriques=rubriques)


def _write_titre(projet: _Projet, operation: Operation) -> str:
    return write_titre_fiche(projet.rangs[operation.code], operation, projet.communes)


def _number_annexe(projet: _Projet, code: str) -> int:
    return number_fiche(projet.rangs[code], projet.communes)


def _write_changements(projet: _Projet) -> Iterator[Bloc]:
    rangees = [rangee for operation in projet.changement.operations for rangee in compare_faits(projet.avant, projet.apres, operation)]
    yield Bloc(Style.TABLEAU, tableau=(("Opération", "Élément", "Avant", "Après"), *rangees))


COMPOSES: Mapping[str, Callable[[_Projet], Iterator[Bloc]]] = {
    "parties": _repeat_modele(Style.PARTIE),
    "visas": _repeat_modele(Style.VISA),
    "changements": _write_changements,
    "operations": lambda projet: iter([make_tableau(projet.apres, projet.changement.apres)]),
    "annexes": _write_annexes,
    "signature": lambda projet: iter([make_signature(projet.champs)]),
    "fiches": _write_fiches,
}


# --- What keeps it a PROJET ---


def _find_manques_propres(projet: _Projet) -> Iterator[str]:
    numeros = _list_numeros((*projet.changement.avant, *projet.changement.apres))
    if len(numeros) > 1:
        yield f"numéro de convention (plusieurs : {', '.join(numeros)})"
    if [_get_numero(texte) for texte in projet.anterieurs] != list(range(1, len(projet.anterieurs) + 1)):
        yield f"avenants antérieurs ({' ; '.join(projet.anterieurs)} : leurs numéros ne se suivent pas depuis 1)"
    if projet.avant.campagne.code != projet.apres.campagne.code:
        yield from _find_intitules_changes(projet)


def _find_intitules_changes(projet: _Projet) -> Iterator[str]:
    # From one campaign to the next, a code may be given to another operation.
    for operation in projet.changement.operations:
        ancienne, nouvelle = (dossier.operation_par_code.get(operation.operation) for dossier in (projet.avant, projet.apres))
        if ancienne and nouvelle and operation.avant and fold_nom(ancienne.intitule) != fold_nom(nouvelle.intitule):
            yield f"{operation.operation}\xa0: même opération, de «\xa0{ancienne.intitule}\xa0» à «\xa0{nouvelle.intitule}\xa0» ?"


def _list_sources(projet: _Projet, retenus: Sequence[tuple[BlocModele, dict[str, str]]]) -> list[BlocModele]:
    # The blocks of both models that the document shows, the two quoted clauses included.
    propres = list(dict.fromkeys(bloc for bloc, _ in retenus))
    cites = {
        champ
        for bloc in propres
        for champ, clause in (("debut", "clause_periode"), ("montant", "clause_cout"))
        if clause in find_champs(bloc.texte)
    }
    clauses = [bloc for bloc in _list_retenus(projet.apres, projet.changement) if cites & find_champs(bloc.texte)]
    return [*_list_modele(projet, Style.PARTIE), *_list_modele(projet, Style.VISA), *clauses, *propres]


def _make_valeurs_connues(projet: _Projet) -> dict[str, str]:
    return projet.valeurs | dict.fromkeys(CHAMPS_DE_BLOC, "dit par le bloc")
