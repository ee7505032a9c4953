"""What the charts of « Tableau de bord » draw: hidden columns, one block per chart, its title and the names of its series, then its bars.

A bar is a row: what sorts it, its row in its table, its name, its amount, then one column per series. Each formula has the value that
:mod:`dpid_xl.calcul.tableau_de_bord` computes, so that the PDF and the sheet say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from dpid_xl.calcul.tableau_de_bord import (
    APRES,
    AUTRES_CREDITS,
    CREDITS_NOMMES,
    DES,
    DES_CREDITS,
    EXERCICES_NOMMES,
    MOIS_NOMMES,
    NON_SAISI,
    OPERATIONS_NOMMEES,
    PAR_EXERCICE,
    PAR_MOIS,
    PAR_OPERATION,
    PAR_TERRITOIRE,
    PAR_THEMATIQUE,
    PART_DU_RETENU,
    PARTS_DE_CREDIT,
    PARTS_DE_MOIS,
    PREMIERES,
    PREMIERES_STRUCTURES,
    RIEN_ENCORE,
    SANS_CREDIT,
    SANS_SIGNATURE,
    TERRITOIRES_NOMMES,
    THEMATIQUES_NOMMEES,
    Barre,
    BarreDeMois,
    TableauDeBord,
    compute_part,
)
from dpid_xl.calcul.totaux import list_territoires
from dpid_xl.cellules import JOUR_ZERO
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import write_reference
from dpid_xl.classeurs.gabarit.graphiques import Donnees
from dpid_xl.classeurs.gabarit.noms import PREMIER_EXERCICE
from dpid_xl.classeurs.gabarit.styles import EUROS, GRIS_DISCRET
from dpid_xl.montants import ZERO
from dpid_xl.periodes import MOIS_ABREGES
from dpid_xl.schema import ANNEXE5, BUDGET, ECHEANCIER, OPERATIONS, SEUL, STRUCTURES, TERRITOIRES, THEMATIQUES, Table
from dpid_xl.schema.feuilles import A_PART, TEINTES

CLE, RANG, LIBELLE, TOTAL, MONTANT = range(18, 23)
AUTRES = MONTANT + 1  # what stands apart, in grey
ENGAGE, PROPOSE, RESTE, DEPASSE = range(MONTANT, MONTANT + 4)
AVANCE, SUITE = MONTANT, MONTANT + 1
DERNIERE = MONTANT + 9


RETENU = write_reference(ANNEXE5, "montant")
SIGNE = 'SUMIFS(tblEcheancier[Montant],tblEcheancier[Signée le],">0")'
_LONG = 72  # signs that the name of a body may have
_RANGS = 100_000  # more than a table has rows: a key is an amount in cents, then how far the row is from the end
_CREDITS_DE = (
    "ROUND(SUMIFS(tblEcheancier[Montant],tblEcheancier[Exercice],{exercice})"
    '+SUMIFS(tblExercices[Montant],tblExercices[Ligne],">0",tblExercices[Exercice],{exercice}),2)'
)
_DEPUIS = 'SUMIFS({colonne},tblEcheancier[Signée le],">="&{{cle}}'
_AVANT = ',tblEcheancier[Signée le],"<"&EDATE({cle},1)'
_PREMIER_MOIS = "DATE(YEAR(MIN(tblEcheancier[Signée le])),MONTH(MIN(tblEcheancier[Signée le])),1)"

POUR_CENT = "\xa0%"

Cellule = tuple[str, Decimal | int | str]  # a formula, in which {cle}, {rang}, {total} and {serie} are cells of its row, and its value
_NUL: Cellule = ("=0", ZERO)
_REPRISE = "={total}"


def list_couleurs(tableau: TableauDeBord) -> list[tuple[int, str]]:
    """Return the column and the colour of each thématique, then of what is of none of those."""
    nombre = len(tableau.thematiques[:THEMATIQUES_NOMMEES])
    return [*((MONTANT + place, TEINTES[place]) for place in range(nombre)), (MONTANT + nombre, A_PART)]


def write_saisie(colonne: str, somme: str = "") -> str:
    """Return the formula of the sum of a column, or of another that rests on it, which says so while nobody typed in it."""
    return f'=IF(COUNT({colonne})=0,"{NON_SAISI}",{somme or f"SUM({colonne})"})'


@dataclass
class Carnet:
    """The hidden columns of a sheet, written block after block; ``total`` is the cell of the amount of the campaign."""

    atelier: Atelier
    feuille: str
    tableau: TableauDeBord
    total: str
    rang: int = 3  # the next one that is free

    def __post_init__(self) -> None:
        self._onglet = self.atelier.onglets[self.feuille]
        self._onglet.set_column(CLE, DERNIERE, 16, None, {"hidden": True})
        self._texte = self.atelier.styles.get(font_color=GRIS_DISCRET)
        self._euros = self.atelier.styles.get(font_color=GRIS_DISCRET, num_format=EUROS)

    def write_operations(self) -> Donnees:
        """Operations, the largest first; a series per thématique, for its colour."""
        titre = self._open(f"{PAR_OPERATION}, en milliers d’euros (k€)", PAR_OPERATION + RIEN_ENCORE, self._list_thematiques())
        valeurs = f'(tblOperations[Code]<>"")*(ROUND(SUMIFS({RETENU},tblAnnexe5[Opération],tblOperations[Code])*100,0)*{_RANGS}+{{rangs}})'
        libelle = f'{_index(OPERATIONS, "code")}&" "&{_index(OPERATIONS, "intitule_court")}'
        codes = [operation.code for operation in self.atelier.dossier.operations]
        barres = self.tableau.operations or (Barre("", ZERO),)
        montants = {barre.code: barre.montant for barre in barres}
        for barre, cles in _rank(OPERATIONS, "code", valeurs, barres[:OPERATIONS_NOMMEES], codes, montants):
            series = self._color(titre, f'{_index(OPERATIONS, "thematique")}&""', barre.montant, barre.groupe)
            self._add((libelle, f"{barre.code} {barre.libelle}"), _get_montant(barre), series, cles)
        self._add_reste(titre, self.tableau.autres_operations)
        return self._close(titre)

    def write_thematiques(self) -> Donnees:
        """Thématiques in the order of the articles, each with its share and its colour."""
        titre = self._open(f"{PAR_THEMATIQUE}, en k€", PAR_THEMATIQUE + RIEN_ENCORE, self._list_thematiques())
        for rang, barre in enumerate(self.tableau.thematiques[:THEMATIQUES_NOMMEES], 1):
            code, court = (f"INDEX({write_reference(THEMATIQUES, champ)},{rang})" for champ in ("code", "intitule_court"))
            part = f"{barre.code} {barre.libelle}, {compute_part(barre.montant, self.tableau.retenu)}{POUR_CENT}"
            self._add(
                (f'{code}&" "&{court}&", "&ROUND({{total}}/{self.total}*100,0)&"{POUR_CENT}"', part),
                (f"=IFERROR(ROUND(SUMIFS({RETENU},tblAnnexe5[Thématique],{code}),2),0)", barre.montant),
                self._color(titre, f'IFERROR({code}&"","")', barre.montant, barre.code),
            )
        self._add_reste(titre, self.tableau.autres_thematiques)
        return self._close(titre)

    def write_territoires(self) -> Donnees:
        """Territoires, the largest first; apart, what is of several of them and what is of none."""
        titre = self._open(f"{PAR_TERRITOIRE}, en k€", PAR_TERRITOIRE + RIEN_ENCORE)
        tableau, table = self.tableau, TERRITOIRES
        somme, sorte = (write_reference(table, champ) for champ in ("montant", "sorte"))
        valeurs = f'({sorte}="{SEUL}")*(ROUND({somme}*100,0)*{_RANGS}+{{rangs}})'
        noms, barres = list_territoires(self.atelier.dossier), tableau.territoires or (Barre("", ZERO),)
        montants = {barre.libelle: barre.montant for barre in barres}
        for barre, cles in _rank(table, "territoire", valeurs, barres[:TERRITOIRES_NOMMES], noms, montants):
            series = [(_REPRISE, barre.montant), _NUL]
            self._add((_index(table, "territoire"), barre.libelle), _get_montant(barre), series, cles)
        nommes = self._sum(titre, TOTAL)
        for barre, formule in (
            (Barre("", ZERO), "=0"),
            (tableau.reunis, f"=ROUND(SUM({somme})-{nommes},2)"),
            (tableau.sans_territoire, f"=ROUND({self.total}-SUM({somme}),2)"),
        ):
            self._add((f'"{barre.libelle}"', barre.libelle), (formule, barre.montant), [_NUL, (_REPRISE, barre.montant)])
        return self._close(titre)

    def write_structures(self) -> Donnees:
        """The first bodies of the register; what the others receive is said in the title, its bar would hide theirs."""
        tableau, table = self.tableau, STRUCTURES
        premieres = tableau.structures[:PREMIERES]
        debut, fin = f"{PREMIERES_STRUCTURES}\xa0: ", f"{PART_DU_RETENU}, en k€"
        rangs = f"{xl_rowcol_to_cell(self.rang + 1, TOTAL)}:{xl_rowcol_to_cell(self.rang + PREMIERES, TOTAL)}"
        part = f'"{debut}"&ROUND(SUM({rangs})/{self.total}*100,0)&"{fin}"'
        nommees = compute_part(tableau.retenu - tableau.autres_structures.montant, tableau.retenu)
        titre = self._open((part, f"{debut}{nommees}{fin}"), PREMIERES_STRUCTURES + RIEN_ENCORE)
        valeurs = f'(tblStructures[Structure]<>"")*(ROUND({write_reference(table, "total_retenu")}*100,0)*{_RANGS}+{{rangs}})'
        noms = [structure.nom for structure in self.atelier.dossier.structures]
        montants = {barre.libelle: barre.montant for barre in tableau.structures}
        vides = [Barre("", ZERO)] * (PREMIERES - len(premieres))
        for barre, cles in _rank(table, "nom", valeurs, [*premieres, *vides], noms, montants):
            nom = _index(table, "nom")
            court = f'IF(LEN({nom})>{_LONG},LEFT({nom},{_LONG - 1})&"…",{nom})'
            self._add((court, shorten(barre.libelle)), _get_montant(barre), [(_REPRISE, barre.montant)], cles)
        return self._close(titre)

    def write_credits(self) -> Donnees:
        """Budget lines in their order, each cut in what was engaged before, what is proposed, what is left, what goes beyond."""
        credits_ = self.tableau.credits
        noms, est_vide = [_cite(nom) for nom in PARTS_DE_CREDIT], not any(any(barre.parts) for barre in credits_)
        titre = self._open(f"{DES_CREDITS}, en k€", SANS_CREDIT, noms, f"SUM({write_reference(BUDGET, 'ae')})=0", est_vide=est_vide)
        for rang, barre in enumerate(credits_[:CREDITS_NOMMES], 1):
            ae, disponible, proposition, solde = (
                f"INDEX({write_reference(BUDGET, champ)},{rang})" for champ in ("ae", "disponible", "proposition", "solde")
            )
            formules = (f"=MAX(0,{ae}-{disponible})", f"=MIN({proposition},{disponible})", f"=MAX(0,{solde})", f"=MAX(0,-{solde})")
            code = f'INDEX(tblBudget[Code],{rang})&" "&INDEX(tblBudget[Libellé],{rang})'
            self._add_credit((code, f"{barre.code} {barre.libelle}"), zip(formules, barre.parts, strict=True))
        ae, disponible, solde, proposition = (write_reference(BUDGET, champ) for champ in ("ae", "disponible", "solde", "proposition"))
        sommes = (
            f"SUMPRODUCT(({ae}>{disponible})*({ae}-{disponible}))",
            f'SUM({proposition})+SUMIF({solde},"<0")',
            f'SUMIF({solde},">0")',
            f'-SUMIF({solde},"<0")',
        )
        reste = [
            (f"=ROUND({somme}-{self._sum(titre, ENGAGE + place)},2)", part)
            for place, (somme, part) in enumerate(zip(sommes, self.tableau.autres_credits.parts, strict=True))
        ]
        self._add_credit(_cite(AUTRES_CREDITS), reste)
        return self._close(titre)

    def write_exercices(self) -> Donnees:
        """Crédits de paiement of the exercices, and apart what is not split."""
        titre = self._open(f"{PAR_EXERCICE}, en k€", PAR_EXERCICE + RIEN_ENCORE)
        barres = self.tableau.exercices or (Barre("", ZERO),) * (EXERCICES_NOMMES + 1)
        for rang, barre in enumerate(barres):
            annee, exercice = f"{PREMIER_EXERCICE}+{rang}", f"{PREMIER_EXERCICE}+{rang}"
            if rang == EXERCICES_NOMMES:
                annee, exercice = f'"{APRES} "&{PREMIER_EXERCICE}+{rang - 1}', f'">"&{PREMIER_EXERCICE}+{rang - 1}'
            libelle = f'IF({PREMIER_EXERCICE}=0,"",{annee}&"")'
            montant = (f"={_CREDITS_DE.format(exercice=exercice)}", barre.montant)
            self._add((libelle, barre.libelle), montant, [(_REPRISE, barre.montant), _NUL], toujours=True)
        reste = self.tableau.non_reparti
        montant = (f"=ROUND(SUM({write_reference(ECHEANCIER, 'non_reparti')}),2)", reste.montant)
        self._add(_cite(reste.libelle), montant, [_NUL, (_REPRISE, reste.montant)])
        return self._close(titre)

    def write_mois(self) -> Donnees:
        """Months from that of the first signature: the avance of what is signed, and what is paid later."""
        mois = self.tableau.mois
        noms = [_cite(nom) for nom in PARTS_DE_MOIS]
        titre = self._open(f"{PAR_MOIS}, en k€", SANS_SIGNATURE, noms, f"{SIGNE}=0", est_vide=not mois)
        for rang in range(MOIS_NOMMES + 1):
            self._add_mois(rang, mois[rang] if mois else None)
        return self._close(titre)

    def _add_mois(self, rang: int, barre: BarreDeMois | None) -> None:
        """Write a month, whose first day stands in the column of keys; the last row is all that comes after."""
        dernier = rang == MOIS_NOMMES
        jour: Cellule = (
            f'=IF(COUNT(tblEcheancier[Signée le])=0,"",EDATE({_PREMIER_MOIS},{rang}))',
            (barre.mois - JOUR_ZERO).days if barre else "",
        )
        montant, avance = (
            f'=IF({{cle}}="",0,ROUND({_DEPUIS.format(colonne=write_reference(ECHEANCIER, champ))}{"" if dernier else _AVANT}),2))'
            for champ in ("montant", "avance")
        )
        abreges = ",".join(f'"{abrege}"' for abrege in MOIS_ABREGES)
        nom = f'{chr(34) + DES + " " + chr(34) + "&" if dernier else ""}CHOOSE(MONTH({{cle}}),{abreges})&" "&YEAR({{cle}})'
        self._add(
            (f'IF({{cle}}="","",{nom})', barre.libelle if barre else ""),
            (montant, barre.montant if barre else ZERO),
            [(avance, barre.avance if barre else ZERO), ("={total}-{serie}", barre.ensuite if barre else ZERO)],
            [jour],
            toujours=True,
        )

    # --- Cells ---

    def _open(
        self, titre: str | Cellule, excuse: str, series: Sequence[Cellule] = (), vide: str = "", *, est_vide: bool | None = None
    ) -> int:
        """Write the title of a block, or an excuse where it has nothing to show, and the names of its series; return its row.

        ``vide`` is the condition of the excuse, ``est_vide`` what it is; without them, nothing at all was granted.
        """
        formule, texte = titre if isinstance(titre, tuple) else _cite(titre)
        rien = not self.tableau.retenu if est_vide is None else est_vide
        self._write(LIBELLE, (f'=IF({vide or f"{self.total}=0"},"{excuse}",{formule})', excuse if rien else texte))
        for place, serie in enumerate(series):
            self._write(MONTANT + place, (f"={serie[0]}", serie[1]))
        self.rang += 1
        return self.rang - 1

    def _add(
        self, libelle: Cellule, montant: Cellule, series: Iterable[Cellule], cles: Sequence[Cellule] = (), *, toujours: bool = False
    ) -> None:
        """Write a bar; its name only shows with an amount, unless ``toujours``."""
        formule, texte = libelle
        if not toujours:
            formule, texte = f'IF({{total}}=0,"",{formule})', texte if montant[1] else ""
        self._write(LIBELLE, (f"={formule}", texte))
        self._write(TOTAL, montant)
        for colonne, cellule in (*enumerate(cles, CLE), *enumerate(series, MONTANT)):
            self._write(colonne, cellule)
        self.rang += 1

    def _add_credit(self, libelle: Cellule, parts: Iterable[Cellule]) -> None:
        cellules = list(parts)
        premiere, derniere = (xl_rowcol_to_cell(self.rang, colonne) for colonne in (ENGAGE, DEPASSE))
        self._add(libelle, (f"=SUM({premiere}:{derniere})", sum((Decimal(part) for _formule, part in cellules), ZERO)), cellules)

    def _add_reste(self, titre: int, barre: Barre) -> None:
        """Write the bar of what has none of its own, in the last series."""
        montant = (f"=ROUND({self.total}-{self._sum(titre, TOTAL)},2)", barre.montant)
        self._add(_cite(barre.libelle), montant, self._color(titre, '""', barre.montant, ""))

    def _list_thematiques(self) -> list[Cellule]:
        """Return the names of the series of thématiques; that of the others is empty."""
        codes = [thematique.code for thematique in self.tableau.thematiques[:THEMATIQUES_NOMMEES]]
        return [(f'IFERROR(INDEX({write_reference(THEMATIQUES, "code")},{rang})&"","")', code) for rang, code in enumerate(codes, 1)]

    def _color(self, titre: int, groupe: str, montant: Decimal, code: str) -> list[Cellule]:
        """Return the amount in the series of its thématique, named on the row of the title, and zero in the others."""
        codes = [str(code) for _formule, code in self._list_thematiques()]
        noms = [xl_rowcol_to_cell(titre, MONTANT + place, row_abs=True) for place in range(len(codes))]
        cellules: list[Cellule] = [
            (f'=IF(IFERROR({groupe},"")={nom},{{total}},0)', montant if code == connu else ZERO)
            for nom, connu in zip(noms, codes, strict=True)
        ]
        autres = f"={{total}}-SUM({xl_rowcol_to_cell(self.rang, MONTANT)}:{xl_rowcol_to_cell(self.rang, MONTANT + len(codes) - 1)})"
        return [*cellules, (autres if codes else _REPRISE, ZERO if code in codes else montant)]

    def _sum(self, titre: int, colonne: int) -> str:
        """Return the sum of a column from the row after the title to that before this one."""
        if self.rang == titre + 1:
            return "0"
        return f"SUM({xl_rowcol_to_cell(titre + 1, colonne)}:{xl_rowcol_to_cell(self.rang - 1, colonne)})"

    def _write(self, colonne: int, cellule: Cellule) -> None:
        formule, valeur = cellule
        noms = {"cle": CLE, "rang": RANG, "total": TOTAL, "serie": MONTANT}
        cellules = {nom: xl_rowcol_to_cell(self.rang, place) for nom, place in noms.items()}
        style = self._euros if colonne >= TOTAL else self._texte
        ecrite = float(valeur) if isinstance(valeur, Decimal) else valeur
        self._onglet.write_formula(self.rang, colonne, formule.format(**cellules), style, ecrite)

    def _close(self, titre: int) -> Donnees:
        """Return where the block stands, and leave a row after it."""
        self.rang += 1
        return Donnees(self.feuille, titre, titre + 1, self.rang - 2, LIBELLE)


def shorten(nom: str) -> str:
    """Cut a name that two lines beside a bar cannot hold."""
    return nom if len(nom) <= _LONG else f"{nom[: _LONG - 1]}…"


def _cite(texte: str) -> Cellule:
    return f'"{texte}"', texte


def _get_montant(barre: Barre) -> Cellule:
    return f'=IF({{cle}}="",0,INT({{cle}}/{_RANGS})/100)', barre.montant


def _index(table: Table, champ: str) -> str:
    return f"INDEX({write_reference(table, champ)},{{rang}})"


def _rank(
    table: Table, champ: str, valeurs: str, barres: Sequence[Barre], noms: Sequence[str], montants: Mapping[str, Decimal]
) -> Iterator[tuple[Barre, list[Cellule]]]:
    """Yield bars that are sorted, each with the cell that sorts it and that of its row; ``noms`` are those of the rows of the table.

    The key says both, in whole numbers: equals go by their row, and no two rows have the same key.
    """
    rangs = f"{_RANGS - 1}-ROW({write_reference(table, champ)})+ROW({table.nom}[[#Headers],[{table.entete(champ)}]])"
    cles = sorted((_make_cle(montants.get(nom) if nom else None, rang) for rang, nom in enumerate(noms or ("",), 1)), reverse=True)
    for place, barre in enumerate(barres):
        cle = cles[place] if place < len(cles) else ""
        formule = f'=IFERROR(SUMPRODUCT(LARGE({valeurs.format(rangs=rangs)},{place + 1})),"")'
        rang = f'=IF({{cle}}="","",{_RANGS - 1}-MOD({{cle}},{_RANGS}))'
        yield barre, [(formule, cle), (rang, _RANGS - 1 - cle % _RANGS if isinstance(cle, int) else "")]


def _make_cle(montant: Decimal | None, rang: int) -> int:
    """Return the key of a row; 0: it has no bar."""
    return 0 if montant is None else int(montant * 100) * _RANGS + _RANGS - 1 - rang
