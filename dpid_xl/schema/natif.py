"""The words of the native amounts: how an operation is computed, why a line has nothing to compute, what Python answers."""

from __future__ import annotations

from dpid_xl.bareme import Assiette

# How the amounts of an operation are computed on the day of the deliberation.
PRORATA, UNITE, ARRETE = "prorata", "unité", "arrêté"
# A word, as « arrêté », where there is nothing to compute; what is wrong is an error instead, so that no sum takes it.
SANS_DATES = "sans dates"
INVERSEES = "< 0"  # months of dates that are reversed: a text is neither added up nor multiplied, and is greater than an empty one
# What two computations of one amount are.
EGAL, DIFFERENT = "égal", "différent"
# Three cells of Accueil: whether Python is asked, which version of the functions of cells answers, and whether one does.
PYTHON_DEMANDE, PYTHON_VERSION, PYTHON_REPOND = "Python_demande", "Python_version", "Python_repond"
DEMANDE, NON_DEMANDE = "oui", "non"
LIBELLE_PYTHON = "Python répond"  # on the left of the answer; the version and the question stand on its right
JOKERS = "~*?"  # the first one makes the two others what they are
PRECISION = 8  # decimals below which a binary product is noise: half a cent is one again before it is rounded up


# Months from Début to Fin, the days of a month that is begun counting for what they are of it; a word where they are reversed.
_MOIS = (
    "(YEAR([@Fin])-YEAR([@Début]))*12+MONTH([@Fin])-MONTH([@Début])"
    "+DAY([@Fin])/DAY(EOMONTH([@Fin],0))-(DAY([@Début])-1)/DAY(EOMONTH([@Début],0))"
)
MOIS_NEGATIFS = f'=IF(COUNT([@Début],[@Fin])<2,"",{_MOIS})'
MOIS = f'=IF(COUNT([@Début],[@Fin])<2,"",IF([@Fin]<[@Début],"{INVERSEES}",{_MOIS}))'
_REGISTRE = 'tblStructures[Structure]&" | "&tblStructures[Variantes]&" | "'
_AU_REGISTRE = '=IF([@Structure]="","",IFERROR(LOOKUP(2,1/FIND({nom},{noms}),tblStructures[Structure]),[@Structure]))'
# A name in small letters or in capitals is one name, for the formulas as for the reader.
STRUCTURE_DU_REGISTRE = _AU_REGISTRE.format(nom='" | "&UPPER(TRIM([@Structure]))&" | "', noms=f'" | "&UPPER({_REGISTRE})')
STRUCTURE_A_LA_LETTRE = _AU_REGISTRE.format(nom='" | "&TRIM([@Structure])&" | "', noms=f'" | "&{_REGISTRE}')


def write_calcul(operation: str = "[@Opération]") -> str:
    """Write how the operation of a row is computed, without « = »."""
    return f'IF([@Opération]="","",INDEX(tblOperations[Calcul],MATCH({operation},tblOperations[Code],0)))'


def escape(reference: str) -> str:
    """Write a text that is looked for as it is typed: MATCH, COUNTIFS and SUMIFS take « * » and « ? » for any letters, « ~ » for a sign.

    >>> escape("[@Nom]")
    'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE([@Nom],"~","~~"),"*","~*"),"?","~?")'
    """
    for joker in JOKERS:
        reference = f'SUBSTITUTE({reference},"{joker}","~{joker}")'
    return reference


def write_critere(reference: str) -> str:
    """Write the criterion of SUMIFS and COUNTIFS that keeps what is this text, not what begins by « < » or holds a joker."""
    return f'"="&{escape(reference)}'


def sum_tarifs(assiette: Assiette, operation: str = "[@Opération]") -> str:
    """Write the price of one unit: what is not by the year, and the months of what is."""
    criteres = f'tblBareme[Opération],{operation},tblBareme[Assiette],"{assiette}"'
    return f"=SUMIFS(tblBareme[Tarif fixe],{criteres})+SUMIFS(tblBareme[Tarif annuel],{criteres})*N([@Mois])/12"


def write_produit(quantite: str, simple: str, inversees: str = '[@Mois]>""') -> str:
    """Write quantities × prices, before the cents, from the references to the two quantities of a row."""
    return (
        f"=IF(OR(ISTEXT({quantite}),ISTEXT({simple}),MIN({quantite},{simple})<0,{inversees}),#VALUE!,"
        f"ROUND({quantite}*[@Prix]+{simple}*[@[Prix simple]]+({quantite}>0)*[@Forfait],{PRECISION}))"
    )


def write_montant_natif(quantite: str, simple: str) -> str:
    """Write the amount of a row by the formulas of the workbook alone, without « = »; an error when a rate misses its quantity."""
    dites = f'({quantite}<>"")*([@Prix]+[@Forfait]>0)+({simple}<>"")*([@[Prix simple]]>0)'
    return (
        f'IF(OR([@Calcul]="",[@Calcul]="{ARRETE}"),[@Calcul],IF(AND([@Calcul]="{PRORATA}",[@Mois]=""),"{SANS_DATES}",'
        f"IF({dites}=0,#VALUE!,ROUND([@Produit],2))))"
    )


def write_montant_calcule(quantite: str, simple: str) -> str:
    """Write the amount of a row by Python when it answers, else the native one."""
    return (
        f"=IF(OR(NOT({PYTHON_REPOND}),ISTEXT([@[Montant natif]])),[@[Montant natif]],"
        f"DPID_MONTANT([@Opération],{quantite},[@Mois],{simple},tblBareme[[#Headers],[#Data]],Jour_du_bareme))"
    )
