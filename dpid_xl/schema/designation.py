"""Which line a row of another sheet is about, as its formulas tell: by structure and operation, territoire and description if need be.

The same in :mod:`dpid_xl.calcul.designation`.
"""

from __future__ import annotations

# The lines that a row may be about. Territoire and description, left empty, tell nothing apart.
_DESIGNEES = (
    "(tblEcheancier[Structure]=[@Structure])*(tblEcheancier[Opération]=[@Opération])"
    '*(([@Territoire]="")+(tblEcheancier[Territoire]=[@Territoire])>0)'
    '*(([@Description]="")+(tblEcheancier[Description]=[@Description])>0)'
)
NOMBRE_DESIGNE = f'=IF([@Structure]="","",SUMPRODUCT({_DESIGNEES}))'  # of the column « Lignes »
RANG_DESIGNE = f'=IF([@Lignes]=1,MATCH(1,INDEX({_DESIGNEES},0),0),"")'
AIDE_TERRITOIRE = "Celui de la ligne, seulement si la structure a plusieurs lignes dans l'opération."
AIDE_DESCRIPTION = "Celle de la ligne dans l'annexe 5, seulement si le territoire ne suffit pas à la reconnaître."
