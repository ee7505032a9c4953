"""The totals above the tables and the native checks of the sheet « Contrôles »: still formulas, still over every row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dpid_xl.anomalies import Gravite
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.audit.calculs import cut, list_rangs, list_suites
from dpid_xl.classeurs.audit.formules import Plage, has_reference, list_plages, normalize, reduce_formule, write_plage
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_tableau
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Origine
from dpid_xl.noms import fold_nom
from dpid_xl.reperes import column_index_from_string, coordinate_from_string
from dpid_xl.schema import (
    ANNEXE5,
    AVENANTS,
    BAREME,
    BUDGET,
    CONTROLES,
    CONVENTIONS,
    CREDITS,
    DEMANDES,
    ECHEANCIER,
    EFFETS,
    EXERCICES,
    OPERATIONS,
    SOMME_DES_ARTICLES,
    SOMME_RETENUE,
    STRUCTURES,
    SUIVI,
    TABLES,
    TOTAUX,
    VERIFICATIONS,
    VERSEMENTS,
    Table,
)
from dpid_xl.schema.scenarios import NOMBRE

CHAMPS_DES_CREDITS = tuple(champ for champ, _entete, _exercice in CREDITS)
# What stands above the headers of each table: the columns with a total, and how many rows higher.
TOTAUX_EN_TETE: Mapping[Table, tuple[tuple[str, ...], tuple[int, ...]]] = {
    ANNEXE5: (("structure", "montant_calcule", "montant", "ecart"), (2, 1)),
    TOTAUX: (("lignes", "structures", "montant", "montant_decide", "ecart", "avenants", "en_cours"), (2,)),
    BUDGET: (("ae", "disponible", "proposition", "solde", "depense_decidee", "ecart", *CHAMPS_DES_CREDITS, "non_reparti"), (2,)),
    STRUCTURES: (("nom",), (2,)),
    OPERATIONS: (("montant_decide",), (2,)),
    BAREME: (("code",), (2,)),
    ECHEANCIER: (("montant", "avance", "solde"), (2,)),
    EXERCICES: (("montant", "avance", "solde"), (2,)),
    CONVENTIONS: (("montant",), (2,)),
    AVENANTS: (("ecart", "montant_compte"), (2,)),
    DEMANDES: (("montant_demande", "accorde_avant", "montant_propose"), (2,)),
    SUIVI: (("montant", "avance", "verse", "versement", "acquis", "solde"), (2,)),  # what is paid was typed, before 3
}
# Figures of other tables beside these totals, known by the label on their left: column and how many rows higher.
AUTRES_EN_TETE: Mapping[Table, tuple[tuple[str, int], ...]] = {
    CONVENTIONS: (("montant", 1), ("feuille", 2)),
    BUDGET: tuple((champ, 1) for champ in CHAMPS_DES_CREDITS),
    EFFETS: tuple((f"scenario_{numero}", hauteur) for numero in range(1, NOMBRE + 1) for hauteur in (2, 1)),
    VERSEMENTS: tuple((champ, hauteur) for champ in ("territoire", "montant") for hauteur in (5, 4, 3, 2)),
}
ECRITURES = ("SUM({})", "COUNTA({})", "SUBTOTAL(109,{})", "SUBTOTAL(103,{})", "SUBTOTAL(9,{})")
ACCUEIL, COLONNES_ACCUEIL = "Accueil", (2, 6)  # the columns of the figures that Accueil computes, the first one in earlier workbooks
# What a native check says, now and in earlier workbooks.
ETATS_DES_VERIFICATIONS = ('IF(AND(B{rang}=0,C{rang}=0),"rien",IF(D{rang}=0,"juste","écart"))', 'IF(D{rang}=0,"juste","écart")')
# The checks of earlier workbooks that say something else today, which their labels tell.
ANCIENNES = (("Annexe 5 = montants votés par les articles de la délibération", SOMME_RETENUE, SOMME_DES_ARTICLES),)
_PLAGES_VOISINES = re.compile("¤(?:,¤)+")


@dataclass(frozen=True, slots=True)
class Somme:
    """A cell that should add up something; ``attendues`` are the writings it may have, empty when any formula will do."""

    feuille: str
    rang: int
    colonne: int
    objet: str
    attendues: tuple[str, ...] = ()


def report_sommes(classeur: Classeur, releve: Releve) -> None:
    """Note the sums that were typed over or changed, and those that leave rows of a table out."""
    tableaux = [emplacement for table in TABLES if (emplacement := find_tableau(classeur, table))]
    for somme in _list_sommes(classeur, tableaux):
        origine = Origine(somme.feuille, write_plage(somme.colonne, (somme.rang, somme.rang)))
        formule = classeur.get_formule(somme.feuille, somme.rang, somme.colonne)
        if _is_changee(formule, somme):
            valeur = cut(formule or write_brut(classeur.get_saisi(somme.feuille, somme.rang, somme.colonne)) or "rien")
            releve.add("lecture_somme_remplacee", Gravite.AVERTISSEMENT, origine, objet=somme.objet, valeur=valeur)
            continue
        for emplacement, rangs in _list_oublies(classeur, somme.feuille, formule, tableaux):
            faits = {"table": emplacement.table.nom, "lignes": _write_rangs(rangs), "objet": somme.objet}
            releve.add("lecture_somme_incomplete", Gravite.AVERTISSEMENT, origine, **faits)


def _list_sommes(classeur: Classeur, tableaux: Sequence[Reperage]) -> Iterator[Somme]:
    for emplacement in tableaux:
        yield from _list_totaux(classeur, emplacement)
        if _is_en_place(emplacement):
            yield from _list_autres(classeur, emplacement)
        if emplacement.table is CONTROLES and _is_en_place(emplacement):
            yield from _list_verifications(classeur, emplacement)
    feuille = classeur.find_feuille(ACCUEIL) or ""
    for rang in classeur.list_rangs(feuille) if feuille else ():
        for colonne in COLONNES_ACCUEIL:
            yield from _name_chiffre(classeur, feuille, rang, colonne)


def _list_totaux(classeur: Classeur, emplacement: Reperage) -> Iterator[Somme]:
    table, en_place = emplacement.table, _is_en_place(emplacement)
    champs, hauteurs = TOTAUX_EN_TETE.get(table, ((), ()))
    for champ in champs:
        # Those of Totaux add up other tables; what stands above columns that were moved is no longer theirs.
        ecritures = ECRITURES if en_place and table is not TOTAUX else ()
        attendues = tuple(ecriture.format(f"{table.nom}[{table.entete(champ)}]") for ecriture in ecritures)
        numero = emplacement.colonnes.get(champ, 0)
        for rang in (emplacement.rang_entetes - hauteur for hauteur in hauteurs):
            remplie = _is_remplie(classeur, emplacement.feuille, rang, numero)
            if remplie and (en_place or has_reference(classeur.get_formule(emplacement.feuille, rang, numero))):
                yield Somme(emplacement.feuille, rang, numero, f"le total de « {table.entete(champ)} »", attendues)


def _list_autres(classeur: Classeur, emplacement: Reperage) -> Iterator[Somme]:
    for champ, hauteur in AUTRES_EN_TETE.get(emplacement.table, ()):
        yield from _name_chiffre(classeur, emplacement.feuille, emplacement.rang_entetes - hauteur, emplacement.colonnes[champ])


def _name_chiffre(classeur: Classeur, feuille: str, rang: int, colonne: int) -> Iterator[Somme]:
    """Yield a figure that any formula may give, under the name that stands on its left."""
    if _is_chiffre(classeur, feuille, rang, colonne):
        libelle = re.sub(r"«\s|\s»", "", write_brut(classeur.get_saisi(feuille, rang, colonne - 1)))
        yield Somme(feuille, rang, colonne, f"« {libelle} »")


def _is_en_place(emplacement: Reperage) -> bool:
    """Tell whether the columns stand where they were built; one more, or another order, moves the table but not what is above."""
    premiere = column_index_from_string(coordinate_from_string(emplacement.table.depart)[0])
    attendues = {colonne.champ: premiere + rang for rang, colonne in enumerate(emplacement.table.colonnes)}
    return emplacement.colonnes == attendues


def _list_verifications(classeur: Classeur, emplacement: Reperage) -> Iterator[Somme]:
    """Yield the four cells on the left of each check, found by its label."""
    numero = emplacement.colonnes.get("message", 0)
    connues = (*VERIFICATIONS, *ANCIENNES)
    modeles = [(re.escape(fold_nom(libelle)).replace(r"\{rangs\}", r"\d+"), formules) for libelle, *formules in connues]
    for rang in range(1, emplacement.rang_entetes):
        libelle = write_brut(classeur.get_saisi(emplacement.feuille, rang, numero))
        for modele, (premiere, seconde) in modeles:
            if re.fullmatch(modele, fold_nom(libelle)):
                etats = tuple(etat.format(rang=rang) for etat in ETATS_DES_VERIFICATIONS)
                attendues = (etats, (premiere,), (seconde,), (f"ROUND(B{rang}-C{rang},2)",))
                for colonne, ecritures in enumerate(attendues, numero - len(attendues)):
                    yield Somme(emplacement.feuille, rang, colonne, f"« {libelle} »", ecritures)


def _is_chiffre(classeur: Classeur, feuille: str, rang: int, colonne: int) -> bool:
    """Tell whether a cell holds a formula or a number: not a word, nor a date that someone noted there."""
    brut = classeur.get_saisi(feuille, rang, colonne)
    return bool(classeur.get_formule(feuille, rang, colonne)) or (isinstance(brut, (int, float)) and not isinstance(brut, bool))


def _is_changee(formule: str, somme: Somme) -> bool:
    """Tell whether a cell computes something else; plain ranges are taken for the columns that a program wrote that way."""
    if not formule or not has_reference(formule):
        return True
    if not somme.attendues or normalize(formule) in map(normalize, somme.attendues):
        return False
    return "[" in formule or _reduce(formule) not in map(_reduce, somme.attendues)


def _reduce(formule: str) -> str:
    return _PLAGES_VOISINES.sub("¤", reduce_formule(formule))


def _list_oublies(classeur: Classeur, feuille: str, formule: str, tableaux: Sequence[Reperage]) -> Iterator[tuple[Reperage, Sequence[int]]]:
    """Yield the tables whose column is summed in part, with the filled rows that are left out."""
    toutes = list(list_plages(formule))
    for emplacement in tableaux if toutes else ():
        plages = [plage for plage in toutes if _reaches(plage, feuille, emplacement)]
        for numero in emplacement.colonnes.values() if plages else ():
            visees = [plage for plage in plages if plage.gauche <= numero <= plage.droite]
            oublies = [
                rang
                for rang in (list_rangs(classeur, emplacement) if visees else ())
                if not any(plage.haut <= rang <= plage.bas for plage in visees) and _is_remplie(classeur, emplacement.feuille, rang, numero)
            ]
            if oublies:
                yield emplacement, oublies


def _reaches(plage: Plage, feuille: str, emplacement: Reperage) -> bool:
    meme_feuille = (plage.feuille or feuille).casefold() == emplacement.feuille.casefold()
    return meme_feuille and plage.bas > emplacement.rang_entetes and plage.haut <= (emplacement.dernier or 0)


def _is_remplie(classeur: Classeur, feuille: str, rang: int, numero: int) -> bool:
    return bool(classeur.get_formule(feuille, rang, numero)) or classeur.get_saisi(feuille, rang, numero) not in (None, "")


def _write_rangs(rangs: Sequence[int]) -> str:
    suites = list(list_suites(rangs))
    textes = [str(premier) if premier == dernier else f"{premier} à {dernier}" for premier, dernier in suites]
    return ", ".join([*textes[:3], "…"] if len(textes) > 3 else textes)  # noqa: PLR2004 (enough to find them)
