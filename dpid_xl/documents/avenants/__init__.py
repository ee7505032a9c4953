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

from dpid_xl.calcul.suivi import find_avenants, find_signatures
from dpid_xl.documents.avenants.comparaison import ChangementOperation, ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.avenants.faits import compare_faits, get_operation
from dpid_xl.documents.champs import Champs, find_champs
from dpid_xl.documents.convention import (
    AVENANT,
    CHAMPS_DE_SIGNATURE,
    CONVENTION,
    FicheAnnexee,
    count_annexes,
    find_manques_fiches,
    get_periode,
    list_annexes,
    list_operations,
    make_champs,
    make_faits,
    make_signature,
    make_tableau,
    number_fiche,
    write_annexes,
    write_fiches,
    write_titre_fiche,
)
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Style
from dpid_xl.documents.fiche import make_fiche
from dpid_xl.documents.modele import MODELE_AVENANT, load_blocs
from dpid_xl.documents.moteur import Compose, Conditions, Fait, Faits, Retenu, add_bandeau, find_manques, keep_blocs, write_blocs
from dpid_xl.modele import Dossier, Ligne
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


@dataclass(frozen=True, slots=True)
class _Projet:
    # All that the blocks of one avenant are written from.
    avant: Dossier
    apres: Dossier
    changement: ChangementStructure
    anterieurs: tuple[str, ...]
    communes: int  # annexes that stand before the fiches
    rangs: Mapping[str, int]  # of the operations among the fiches of the convention, those added last
    modele: Sequence[Retenu]  # what an avenant keeps of the convention model
    champs: Champs
    propres: ChampsAvenant
    fiches: tuple[FicheAnnexee, ...]

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
    retenus, valeurs = list(_keep_blocs(projet)), projet.valeurs
    corps = tuple(write_blocs(projet, retenus, valeurs, COMPOSES))
    sources = [*_list_cites(projet, retenus), *retenus]
    manques = (*_find_manques_propres(projet), *find_manques(projet, sources, valeurs, COMPOSES, corps))
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
    rangs, communes = {code: rang for rang, code in enumerate(codes)}, _count_communes(avant, changement)
    return _Projet(
        avant=avant,
        apres=apres,
        changement=changement,
        anterieurs=anterieurs,
        communes=communes,
        rangs=rangs,
        modele=_keep_modele(apres, changement, AVENANT),
        champs=champs,
        propres=_make_champs_avenant(apres, changement, champs, len(anterieurs) + 1, signature),
        fiches=tuple(
            FicheAnnexee(
                write_titre_fiche(rangs[operation.operation], apres.operation_par_code[operation.operation], communes),
                apres.operation_par_code[operation.operation],
                make_fiche(apres, structure, apres.operation_par_code[operation.operation], operation.apres),
            )
            for operation in changement.operations
            if operation.apres
        ),
    )


def _count_communes(avant: Dossier, changement: ChangementStructure) -> int:
    # As in the convention as it was: its annexes keep their numbers.
    return count_annexes(keep_blocs(avant.modele, make_faits(changement.structure, list_operations(avant, changement.avant))))


def _keep_modele(apres: Dossier, changement: ChangementStructure, document: str) -> list[Retenu]:
    return keep_blocs(apres.modele, make_faits(changement.structure, list_operations(apres, changement.apres), document))


def _make_champs_avenant(
    apres: Dossier, changement: ChangementStructure, champs: Champs, numero: int, signature: date | None
) -> ChampsAvenant:
    periode = get_periode(changement.avant)
    retenus = _keep_modele(apres, changement, CONVENTION)
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


def _find_clause(retenus: Sequence[Retenu], champ: str, champs: Champs) -> tuple[str, str]:
    # The article and the paragraph of this convention that say a field, as it reads now; nothing when two could be meant.
    rangs = [rang for rang, retenu in enumerate(retenus) if champ in find_champs(retenu.bloc.texte) and _find_article(retenus, rang)]
    propres = [rang for rang in rangs if retenus[rang].bloc.code == CLAUSES[champ]] or rangs
    if len(propres) != 1:
        return "", ""
    return _find_article(retenus, propres[0]), retenus[propres[0]].fill(asdict(champs))


def _get_rang_du_style(retenus: Sequence[Retenu], style: str) -> int:
    return next((rang for rang, retenu in enumerate(retenus) if retenu.bloc.style == style), 0)


def _find_article(retenus: Sequence[Retenu], rang: int) -> str:
    titres = (retenu.bloc.texte for retenu in reversed(retenus[:rang]) if retenu.bloc.style == Style.ARTICLE)
    trouve = _ARTICLE.match(next(titres, ""))
    return trouve[0].lower() if trouve else ""


# --- Which blocks, and how many times ---


def _make_faits(projet: _Projet) -> Faits:
    avant, apres, changement = projet.avant, projet.apres, projet.changement
    modifies = {
        "tableau": make_tableau(avant, changement.avant) != make_tableau(apres, changement.apres),
        "période": get_periode(changement.avant) != get_periode(changement.apres),
        "montant": bool(changement.ecart),
        "annexes": bool({Sorte.AJOUTEE, Sorte.RETIREE} & {operation.sorte for operation in changement.operations}),
    }
    return {
        "modifie": [Fait(nom) for nom, modifie in modifies.items() if modifie],
        "fiche": [_make_fait_de_fiche(projet, operation) for operation in changement.operations],
        "avenant": [Fait("antérieur", {"anterieur": texte}) for texte in projet.anterieurs],
        "avenants": [Fait(OUI)] if projet.anterieurs else [],
    }


def _make_fait_de_fiche(projet: _Projet, operation: ChangementOperation) -> Fait:
    sort, intitule = SORTS[operation.sorte], get_operation(projet.avant, projet.apres, operation).intitule
    return Fait(sort, {"sort": sort, "intitule": intitule, "annexe": str(_number_annexe(projet, operation.operation))})


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
    rangees = [rangee for operation in projet.changement.operations for rangee in compare_faits(projet.avant, projet.apres, operation)]
    yield Bloc(Style.PARAGRAPHE, texte)
    yield Bloc(Style.TABLEAU, tableau=(("Opération", "Élément", "Avant", "Après"), *rangees))


def _write_annexes(projet: _Projet, texte: str) -> Iterator[Bloc]:
    operations = list_operations(projet.apres, projet.changement.apres)
    titres = (write_titre_fiche(projet.rangs[operation.code], operation, projet.communes) for operation in operations)
    return write_annexes(texte, (*list_annexes(projet.modele, projet.valeurs), *titres))


def _number_annexe(projet: _Projet, code: str) -> int:
    return number_fiche(projet.rangs[code], projet.communes)


COMPOSES: Mapping[str, Compose[_Projet]] = {
    "changements": Compose(_write_changements),
    "operations": Compose(lambda projet, texte: (Bloc(Style.PARAGRAPHE, texte), make_tableau(projet.apres, projet.changement.apres))),
    "annexes": Compose(_write_annexes),
    "signature": Compose(lambda projet, _texte: (make_signature(projet.champs),), CHAMPS_DE_SIGNATURE),
    "fiches": Compose(lambda projet, _texte: write_fiches(projet.fiches), find_manques=lambda projet: find_manques_fiches(projet.fiches)),
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


def _list_cites(projet: _Projet, retenus: Sequence[Retenu]) -> list[Retenu]:
    # The blocks of the convention model that the document shows, the two quoted clauses included.
    champs = set[str]().union(*(find_champs(retenu.bloc.texte) for retenu in retenus))
    cites = {champ for champ, clause in (("debut", "clause_periode"), ("montant", "clause_cout")) if clause in champs}
    clauses = [retenu for retenu in _keep_modele(projet.apres, projet.changement, CONVENTION) if cites & find_champs(retenu.bloc.texte)]
    return [*_select(projet.modele, Style.PARTIE), *_select(projet.modele, Style.VISA), *clauses]
