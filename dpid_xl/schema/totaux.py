"""Totals by operation, thématique and territoire: native formulas on the lines."""

from __future__ import annotations

from dpid_xl.schema.colonnes import SANS_AUTRE_COMMISSION, SANS_AVENANT, Nature, Table, calculee

_N = Nature

# Same formula down each column: a code of opération (T1-01) or of thématique (T1) selects its own lines. The last row holds
# the lines of every operation that the table does not name, so that nothing typed later is missed.
AUTRES = "Autres"
LIBELLE_AUTRES = "opérations ajoutées depuis la construction"
_HORS_TOTAUX = '(tblAnnexe5[Structure]<>"")*(COUNTIF(tblTotaux[Code],tblAnnexe5[Opération]&"")=0)'
_AU_REGISTRE = "tblAnnexe5[Structure (registre)]"
_COMPTE, _CODES = "tblAvenants[Montant compté]", "tblAvenants[Opération]"
_VOTE = (
    '=IF(COUNTIFS(tblOperations[Code],[@Code],tblOperations[Montant décidé],"<>")'
    '+COUNTIFS(tblThematiques[Code],[@Code],tblThematiques[Montant décidé],"<>")=0,"",'
    "SUMIFS(tblOperations[Montant décidé],tblOperations[Code],[@Code])"
    "+SUMIFS(tblThematiques[Montant décidé],tblThematiques[Code],[@Code])"
)
_AUTRES = "tblDemandes[Autre commission],tblDemandes[Opération]"
TOTAUX = Table(
    "tblTotaux",
    "Totaux",
    "A6",
    (
        calculee("Code", "code", _N.IDENTIFIANT, 7),
        calculee(
            "Libellé",
            "libelle",
            _N.TEXTE,
            31,
            formule=f'=IF([@Code]="{AUTRES}","{LIBELLE_AUTRES}",'
            "IFERROR(INDEX(tblOperations[Intitulé court],MATCH([@Code],tblOperations[Code],0)),"
            'IFERROR(INDEX(tblThematiques[Intitulé court],MATCH([@Code],tblThematiques[Code],0)),"")))',
        ),
        calculee(
            "Lignes",
            "lignes",
            _N.ENTIER,
            7,
            formule=f'=IF([@Code]="{AUTRES}",SUMPRODUCT({_HORS_TOTAUX}),'
            "COUNTIFS(tblAnnexe5[Opération],[@Code])+COUNTIFS(tblAnnexe5[Thématique],[@Code]))",
        ),
        calculee(
            "Structures",
            "structures",
            _N.ENTIER,
            12.5,  # an amount of the territoires stands under it
            "Structures distinctes du registre, quelle que soit l'écriture de leur nom.",
            f'=IF([@Code]="{AUTRES}","",SUMPRODUCT(--(COUNTIFS({_AU_REGISTRE},tblStructures[Structure],tblAnnexe5[Opération],[@Code])'
            f'+COUNTIFS({_AU_REGISTRE},tblStructures[Structure],tblAnnexe5[Opération],[@Code]&"-*")>0)))',
            (
                (
                    f'=IF([@Code]="{AUTRES}","",'
                    "SUMPRODUCT(--(COUNTIFS(tblEcheancier[Structure],tblStructures[Structure],tblEcheancier[Opération],[@Code])"
                    '+COUNTIFS(tblEcheancier[Structure],tblStructures[Structure],tblEcheancier[Opération],[@Code]&"-*")>0)))'
                ),
            ),
        ),
        calculee(
            "Quantité",
            "quantite",
            _N.NOMBRE,
            8.5,
            "Vide pour une thématique (ses opérations n'ont pas la même unité) et si aucune ligne ne dit sa quantité.",
            '=IF(COUNTIFS(tblAnnexe5[Opération],[@Code],tblAnnexe5[Quantité],"<>")=0,"",'
            "SUMIFS(tblAnnexe5[Quantité],tblAnnexe5[Opération],[@Code]))",
        ),
        calculee("Unité", "unite", _N.TEXTE, 12.5, formule='=IFERROR(INDEX(tblOperations[Unité],MATCH([@Code],tblOperations[Code],0)),"")'),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            13.5,
            formule=f'=IF([@Code]="{AUTRES}",'
            'SUMPRODUCT(--(COUNTIF(tblTotaux[Code],tblAnnexe5[Opération]&"")=0),tblAnnexe5[Montant retenu]),'
            "SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Opération],[@Code])"
            "+SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Thématique],[@Code]))",
        ),
        # Longer than the rest: a code is of an operation or of a thématique, each of the two tables is asked whether it says an amount,
        # then which; an amount of 0 is not an empty cell.
        calculee(
            "Montant décidé",
            "montant_decide",
            _N.MONTANT,
            13.5,
            "Ce que la délibération vote, et ce que d'autres commissions ont décidé ensuite.",
            f"{_VOTE}+N([@[Autres commissions]]))",
            (f"{_VOTE})",),
        ),
        calculee("Écart", "ecart", _N.MONTANT, 11.5, formule='=IF([@[Montant décidé]]="","",ROUND([@Montant]-[@[Montant décidé]],2))'),
        # After the vote: nothing as long as nobody amends it.
        calculee(
            "Avenants",
            "avenants",
            _N.MONTANT,
            13,
            "Ce que les avenants décidés ajoutent au vote (feuille Avenants).",
            f'=IF({SANS_AVENANT},"",IF([@Code]="{AUTRES}",SUMPRODUCT((COUNTIF(tblTotaux[Code],{_CODES})=0)*{_COMPTE}),'
            f'SUMPRODUCT((LEFT({_CODES}&"-",LEN([@Code])+1)=[@Code]&"-")*{_COMPTE})))',
        ),
        calculee(
            "Montant en cours",
            "en_cours",
            _N.MONTANT,
            13.5,
            "Voté, et ce que les avenants y ont changé.",
            '=IF([@Avenants]="","",ROUND([@Montant]+[@Avenants],2))',
        ),
        calculee(
            "Autres commissions",
            "autres_commissions",
            _N.MONTANT,
            14.5,
            "Ce que d'autres commissions que le vote ont décidé (feuille Demandes), dans le montant décidé.",
            f'=IF({SANS_AUTRE_COMMISSION},"",ROUND(SUMIFS({_AUTRES},[@Code])+SUMIFS({_AUTRES},[@Code]&"-*"),2))',
        ),
    ),
)

# A territoire by itself, or several at once: told by the list of the campaign, without one by what stands in the cell.
SEUL, REUNIS = "territoire", "réunis"
_SEUL = 'SUMPRODUCT(--ISNUMBER(FIND({"/",",",";","("},[@Territoire])))=0'
_CONNUS = '"|"&SUBSTITUTE(SUBSTITUTE(Campagne_territoires," |","|"),"| ","|")&"|"'
TERRITOIRES = Table(
    "tblTerritoires",
    "Totaux",
    "B41",  # below tblTotaux
    (
        calculee("Territoire", "territoire", _N.TEXTE, 31),
        calculee("Lignes", "lignes", _N.ENTIER, 7, formule="=COUNTIFS(tblAnnexe5[Territoire],[@Territoire])"),
        calculee("Montant", "montant", _N.MONTANT, 13, formule="=SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Territoire],[@Territoire])"),
        calculee(
            "Sorte",
            "sorte",
            _N.TEXTE,
            9,
            "Un territoire du Département (feuille Campagne), ou plusieurs réunis, tout le Département, un autre lieu.",
            f'=IF([@Territoire]="","",IF(IF(Campagne_territoires="",{_SEUL},ISNUMBER(FIND("|"&[@Territoire]&"|",{_CONNUS}))),"{SEUL}","{REUNIS}"))',
        ),
        calculee(
            "Avenants",
            "avenants",
            _N.MONTANT,
            12.5,
            "Ce que les avenants décidés ajoutent au vote (feuille Avenants).",
            f'=IF({SANS_AVENANT},"",SUMIFS({_COMPTE},tblAvenants[Territoire compté],[@Territoire]))',
        ),
        calculee(
            "Montant en cours",
            "en_cours",
            _N.MONTANT,
            13.5,
            "Voté, et ce que les avenants y ont changé.",
            '=IF([@Avenants]="","",ROUND([@Montant]+[@Avenants],2))',
        ),
    ),
)
