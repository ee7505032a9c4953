"""What the computed tables are computed from: codes, ranks and names that the builder wrote in their first column.

Each row computes what its own key selects: a key written twice counts its lines twice, a lost one counts them nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from dpid_xl.anomalies import Gravite
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.audit.calculs import cut, list_rangs, write_cellules
from dpid_xl.classeurs.audit.formules import write_plage
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier
from dpid_xl.schema import AUTRES, CONVENTIONS, ECHEANCIER, TOTAUX, Table

RETAPER = "tapez ce qui y était ou ce qui manque, après Révision, Ôter la protection de la feuille"


@dataclass(frozen=True, slots=True)
class Cle:
    """The key column of a computed table.

    ``simplify`` writes a key in one way; ``list_attendues`` are the keys that it may hold, of so many rows, and
    ``list_obligatoires`` those without which lines are lost.
    """

    table: Table
    champ: str
    simplify: Callable[[Dossier, str], str]
    list_attendues: Callable[[Dossier, int], AbstractSet[str]]
    list_obligatoires: Callable[[Dossier], AbstractSet[str]]
    remede: str


def report_cles(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    """Note the keys that were typed over: those that stand twice, and those that stand in the place of one that is needed."""
    for cle in CLES:
        emplacement = find_tableau(classeur, cle.table)
        if not emplacement or cle.champ not in emplacement.colonnes:
            continue
        numero = emplacement.colonnes[cle.champ]
        textes = {rang: write_brut(classeur.get_brut(emplacement.feuille, rang, numero)) for rang in list_rangs(classeur, emplacement)}
        if any(textes.values()):  # a table that was never filled has one empty row
            for rangs, faute in _list_fautes(cle, dossier, textes):
                _report(emplacement, cle, rangs, faute, releve)


def _list_fautes(cle: Cle, dossier: Dossier, textes: Mapping[int, str]) -> Iterator[tuple[Sequence[int], str]]:
    simples = {rang: cle.simplify(dossier, texte) for rang, texte in textes.items()}
    par_cle: dict[str, list[int]] = {}
    for rang, simple in simples.items():
        par_cle.setdefault(simple, []).append(rang)
    for simple, rangs in par_cle.items():
        if simple and len(rangs) > 1:
            yield rangs, f"contient {len(rangs)} fois « {cut(textes[rangs[0]])} »"
    attendues = cle.list_attendues(dossier, len(textes))
    inconnues = [rang for rang, simple in simples.items() if simple not in attendues]
    manquantes = sorted(cle.list_obligatoires(dossier) - par_cle.keys(), key=lambda manquante: (len(manquante), manquante))
    # A key that is no more of use selects nothing: it is wrong only where another one should stand.
    if inconnues and manquantes:
        yield inconnues, f"contient « {cut(textes[inconnues[0]]) or 'rien'} » mais pas « {manquantes[0]} »"


def _report(emplacement: Reperage, cle: Cle, rangs: Sequence[int], faute: str, releve: Releve) -> None:
    numero = emplacement.colonnes[cle.champ]
    releve.add(
        "lecture_cle_changee",
        Gravite.AVERTISSEMENT,
        Origine(emplacement.feuille, write_plage(numero, (rangs[0], rangs[0]))),
        entete=cle.table.entete(cle.champ),
        feuille=emplacement.feuille,
        cellules=write_cellules(numero, rangs),
        faute=faute,
        remede=cle.remede,
    )


# --- Totaux: codes of operations and thématiques, and the row of what was added since ---


def _write_code(_dossier: Dossier, code: str) -> str:
    return AUTRES if code.casefold() == AUTRES.casefold() else code.upper()


def _list_codes(dossier: Dossier, _nombre: int) -> AbstractSet[str]:
    codes = {operation.code for operation in dossier.operations} | {thematique.code for thematique in dossier.thematiques}
    return {AUTRES, *(code.upper() for code in codes)}


def _list_codes_comptes(dossier: Dossier) -> AbstractSet[str]:
    comptes = {ligne.operation for ligne in dossier.lignes}
    thematiques = {operation.thematique for operation in dossier.operations if operation.code in comptes}
    return {AUTRES, *(code.upper() for code in comptes | thematiques)} & _list_codes(dossier, 0)


# --- Échéancier: ranks of the lines ---


def _list_nombres(_dossier: Dossier, nombre: int) -> AbstractSet[str]:
    return {str(rang) for rang in range(1, nombre + 1)}


# --- Conventions: names of the register ---


def _name_structure(dossier: Dossier, nom: str) -> str:
    structure = dossier.find_structure(nom)
    return structure.nom if structure else nom


def _list_financees(dossier: Dossier) -> AbstractSet[str]:
    return {structure.nom for ligne in dossier.lignes if (structure := dossier.find_structure(ligne.structure))}


CLES = (
    Cle(TOTAUX, "code", _write_code, _list_codes, _list_codes_comptes, RETAPER),
    Cle(
        ECHEANCIER,
        "ligne",
        lambda _dossier, rang: rang,
        _list_nombres,
        lambda dossier: _list_nombres(dossier, len(dossier.lignes)),
        RETAPER,
    ),
    Cle(
        CONVENTIONS,
        "structure",
        _name_structure,
        lambda dossier, _nombre: {structure.nom for structure in dossier.structures},
        _list_financees,
        "tapez le nom du registre, ou établissez à nouveau les conventions",
    ),
)
