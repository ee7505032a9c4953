"""Whether Python answers in the cells: asked by one cell of « Accueil », said there in words, with what it was compared with.

No formula asks by itself: a word beside it, that the workbook writes when it opens and « Actualiser » too, has it asked; the workbook
takes it back before it is saved. A file holds « non vérifié »: whoever opens it without Python keeps the native amounts.
"""

from __future__ import annotations

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.schema import ANNEXE5
from dpid_xl.schema.natif import DEMANDE, DIFFERENT, EGAL, LIBELLE_PYTHON, NON_DEMANDE, PYTHON_DEMANDE, PYTHON_REPOND, PYTHON_VERSION
from dpid_xl.typographie import compose_typographie

NON_VERIFIE, ABSENT = "non vérifié", "absent"
_FORMULE_VERSION = f'=IF({PYTHON_DEMANDE}="{DEMANDE}",IFERROR(DPID_VERSION(),"{ABSENT}"),"{NON_VERIFIE}")'

_FORMULE_REPOND = f'=AND({PYTHON_VERSION}<>"{NON_VERIFIE}",{PYTHON_VERSION}<>"{ABSENT}")'
_DE_PYTHON, _DU_CLASSEUR = (
    "calculés par Python, recoupés par les formules du classeur",
    "calculés par les formules du classeur, justes sans Python",
)
_FORMULE_MONTANTS = f'=IF({PYTHON_REPOND},"{_DE_PYTHON}","{_DU_CLASSEUR}")'
_RIEN, DIAGNOSTIC = "rien", compose_typographie("pour l'avoir : « dpid-xl diagnostic » dit ce qui manque à ce poste")
ACTUALISER = compose_typographie("« Actualiser » (onglet DPID) lui demande de répondre ; sans cet onglet, rien")
_FORMULE_A_FAIRE = f'=IF({PYTHON_REPOND},"{_RIEN}",IF({PYTHON_VERSION}="{ABSENT}","{DIAGNOSTIC}","{ACTUALISER}"))'

_RECOUPEMENT = f"tblAnnexe5[{ANNEXE5.entete('recoupement')}]"
_EGALES, _DIFFERENTES = (f'COUNTIFS({_RECOUPEMENT},"{mot}")' for mot in (EGAL, DIFFERENT))
FORMULE_COMPARAISON = (
    f'=IF({PYTHON_REPOND},{_EGALES}+{_DIFFERENTES}&" lignes comparées, "&{_DIFFERENTES}&" différentes",'
    f'"Python "&{PYTHON_VERSION}&" : rien comparé")'
)
SANS_COMPARAISON = f"Python {NON_VERIFIE} : rien comparé"


def fill_python(atelier: Atelier, rang: int) -> int:
    """Write the cells from row ``rang`` and name those that formulas ask; return the first free row."""
    onglet, styles = atelier.onglets["Accueil"], atelier.styles
    gras = styles.get(bold=True, align="left")
    for decalage, (libelle, formule, valeur, style) in enumerate(
        (
            (LIBELLE_PYTHON, _FORMULE_REPOND, False, gras),
            ("Montants calculés", _FORMULE_MONTANTS, _DU_CLASSEUR, styles.get()),
            ("Les deux calculs", FORMULE_COMPARAISON, SANS_COMPARAISON, styles.get()),
            ("À faire", _FORMULE_A_FAIRE, ACTUALISER, styles.get()),
        )
    ):
        onglet.write_string(rang + decalage, 0, libelle, styles.libelle)
        onglet.write_formula(rang + decalage, 1, formule, style, valeur)
        onglet.set_row(rang + decalage, 16)
    onglet.write_formula(rang, 2, _FORMULE_VERSION, gras, NON_VERIFIE)
    # Macros write there, also on a protected sheet; nobody needs to see it.
    discret = styles.get(num_format=";;;", locked=False)
    onglet.write_string(rang, 3, NON_DEMANDE, discret)
    for nom, colonne in ((PYTHON_REPOND, "B"), (PYTHON_VERSION, "C"), (PYTHON_DEMANDE, "D")):
        atelier.classeur.define_name(nom, f"=Accueil!${colonne}${rang + 1}")
    return rang + decalage + 1
