"""The workbook's contract: its sheets, tables and columns, declared once.

The reader, the rules, the builder, the help texts and the tests derive from it. A column is named by its ``champ``, its header
stands here only. An input (``saisie``) fills the field of that name in its record; else ``formule`` holds the native formula, if any.

>>> [colonne.entete for colonne in ANNEXE5.colonnes][:4]
['Thématique', 'Opération', 'Territoire', 'Structure']
>>> ANNEXE5.entete("montant")
'Montant retenu'
"""

from __future__ import annotations

from dpid_xl.schema.annexe5 import ANNEXE5
from dpid_xl.schema.anterieur import ANTERIEUR
from dpid_xl.schema.avenants import AVENANTS
from dpid_xl.schema.bilans import INDICATEURS
from dpid_xl.schema.campagne import (
    CAMPAGNE,
    COPIES_GARDEES,
    COPIES_PAR_DEFAUT,
    DEPART_CAMPAGNE,
    DOSSIER_DES_EXPORTS,
    RANGS_DES_REGLAGES,
    REGLAGES_DU_CLASSEUR,
    Reglage,
)
from dpid_xl.schema.colonnes import (
    GENERATION,
    LISTE_BUDGET,
    LISTE_DELIBERATIONS,
    LISTE_OPERATIONS,
    LISTE_SCENARIOS,
    LISTE_STRUCTURES,
    LISTE_TERRITOIRES,
    LISTE_THEMATIQUES,
    MASQUES,
    NOM_GENERATION,
    SEPARATEUR,
    UNITES,
    Colonne,
    Nature,
    Table,
)
from dpid_xl.schema.decisions import EMPLACEMENTS, UNITES_DECIDEES, Emplacement
from dpid_xl.schema.demandes import DEMANDES
from dpid_xl.schema.etats import (
    ABSENTE,
    CONTROLES,
    CONVENTIONS,
    IMPORT,
    JOURNAL,
    MANQUES,
    SOMME_DECIDEE,
    SOMME_DES_ARTICLES,
    SOMME_PAR_AVENANT,
    SOMME_RETENUE,
    VERIFICATIONS,
)
from dpid_xl.schema.exercices import EXERCICES, PROPOSITIONS
from dpid_xl.schema.feuilles import FEUILLE_DE_XLWINGS, FEUILLE_IMPORT, FEUILLES, Feuille, Groupe
from dpid_xl.schema.registres import (
    ATTRIBUTIONS,
    BAREME,
    BUDGET,
    CREDITS,
    DELIBERATIONS,
    MODELE,
    OPERATIONS,
    REMARQUES,
    STRUCTURES,
    THEMATIQUES,
)
from dpid_xl.schema.scenarios import HYPOTHESES, SCENARIOS
from dpid_xl.schema.signature import SIGNATURES
from dpid_xl.schema.simulation import EFFETS, SIMULATION
from dpid_xl.schema.suivi import ECHEANCIER, SUIVI
from dpid_xl.schema.totaux import AUTRES, LIBELLE_AUTRES, REUNIS, SEUL, TERRITOIRES, TOTAUX
from dpid_xl.schema.versements import DATES_DES_VERSEMENTS, PIECES, PIECES_ATTENDUES, VERSEMENTS

__all__ = ["ABSENTE", "ANNEXE5", "ANTERIEUR", "ATTRIBUTIONS", "AUTRES", "AVENANTS", "BAREME", "BUDGET", "CAMPAGNE"]
__all__ += ["CONTROLES", "CONVENTIONS"]
__all__ += ["DELIBERATIONS", "DEPART_CAMPAGNE", "ECHEANCIER", "EMPLACEMENTS", "FEUILLES", "JOURNAL", "LIBELLE_AUTRES", "LISTE_BUDGET"]
__all__ += [
    "LISTE_DELIBERATIONS",
    "LISTE_OPERATIONS",
    "LISTE_STRUCTURES",
    "LISTE_TERRITOIRES",
    "LISTE_THEMATIQUES",
    "MODELE",
    "OPERATIONS",
    "SEPARATEUR",
]
__all__ += ["SOMME_DECIDEE", "SOMME_DES_ARTICLES", "SOMME_PAR_AVENANT", "SOMME_RETENUE", "STRUCTURES", "SUIVI", "TABLES", "TABLES_LUES"]
__all__ += ["CREDITS", "EXERCICES", "FEUILLE_DE_XLWINGS", "FEUILLE_IMPORT", "GENERATION", "IMPORT", "MANQUES", "NOM_GENERATION"]
__all__ += ["COPIES_GARDEES", "COPIES_PAR_DEFAUT", "DOSSIER_DES_EXPORTS", "RANGS_DES_REGLAGES", "REGLAGES_DU_CLASSEUR"]
__all__ += ["DEMANDES", "SIGNATURES"]
__all__ += ["EFFETS", "HYPOTHESES", "LISTE_SCENARIOS", "SCENARIOS", "SIMULATION"]
__all__ += ["PROPOSITIONS", "REMARQUES", "REUNIS", "SEUL", "TABLES_AJOUTEES", "TERRITOIRES"]
__all__ += ["MASQUES", "THEMATIQUES", "TOTAUX", "UNITES", "UNITES_DECIDEES", "VERIFICATIONS", "Colonne", "Emplacement", "Feuille", "Groupe"]
__all__ += ["DATES_DES_VERSEMENTS", "INDICATEURS", "PIECES", "PIECES_ATTENDUES", "VERSEMENTS", "Nature", "Reglage", "Table"]

TABLES = (
    ANNEXE5,
    DEMANDES,
    SCENARIOS,
    EFFETS,
    HYPOTHESES,
    SIMULATION,
    TOTAUX,
    TERRITOIRES,
    BUDGET,
    STRUCTURES,
    OPERATIONS,
    BAREME,
    ECHEANCIER,
    EXERCICES,
    PROPOSITIONS,
    MANQUES,
    CONTROLES,
    CONVENTIONS,
    AVENANTS,
    SIGNATURES,
    SUIVI,
    VERSEMENTS,
    PIECES,
    INDICATEURS,
    MODELE,
    THEMATIQUES,
    DELIBERATIONS,
    ANTERIEUR,
    ATTRIBUTIONS,
    REMARQUES,
    JOURNAL,
)
TABLES_LUES = (
    ANNEXE5,
    BUDGET,
    STRUCTURES,
    OPERATIONS,
    BAREME,
    MODELE,
    THEMATIQUES,
    SUIVI,
    ATTRIBUTIONS,
    DELIBERATIONS,
    EXERCICES,
    AVENANTS,
    VERSEMENTS,
    PIECES,
    INDICATEURS,
    REMARQUES,
    SIGNATURES,
    DEMANDES,
    SCENARIOS,
    HYPOTHESES,
)
TABLES_AJOUTEES = (DELIBERATIONS,)  # to a sheet that workbooks older than them have
