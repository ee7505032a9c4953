"""The settings of the sheet « Campagne », named cells: those of the campaign, then those of the workbook that holds it.

The latter say where its macros put what they write: nothing of them goes in a document, a control or a comparison.
"""

from __future__ import annotations

from dpid_xl.classes import dataclass
from dpid_xl.schema.colonnes import Nature


@dataclass(frozen=True, slots=True)
class Reglage:
    """A named cell of the sheet « Campagne »: ``Campagne_<champ>``, its label and what it holds."""

    champ: str
    libelle: str
    nature: Nature = Nature.TEXTE
    obligatoire: bool = False
    depuis: int = 0  # the first generation of workbooks that has it
    defaut: int | None = None  # what a new workbook has
    aide: str = ""  # written beside the cell

    @property
    def nom(self) -> str:
        """Defined name of the cell."""
        return f"Campagne_{self.champ}"


CAMPAGNE = (
    Reglage("code", "Code de la campagne", Nature.IDENTIFIANT, obligatoire=True),
    Reglage("nom", "Nom de la campagne", obligatoire=True),
    Reglage("deliberation_numero", "Délibération n°", Nature.IDENTIFIANT),
    Reglage("deliberation_date", "Délibération du", Nature.DATE),
    Reglage("decideur", "Décideur"),
    Reglage("departement", "Département"),
    Reglage("departement_adresse", "Adresse du Département"),
    Reglage("departement_siret", "SIRET du Département", Nature.IDENTIFIANT),
    Reglage("president", "Président du Conseil départemental"),
    Reglage("president_qualite", "Qualité"),
    Reglage("signataire", "Signataire par délégation"),
    Reglage("signataire_qualite", "Qualité du signataire"),
    Reglage("pole", "Pôle"),
    Reglage("direction", "Direction"),
    Reglage("service_instructeur", "Service instructeur"),
    Reglage("contact", "Courriel du gestionnaire"),
    Reglage("tribunal", "Tribunal compétent"),
    Reglage("comptable", "Comptable assignataire"),
    Reglage("delegue_donnees", "Délégué à la protection des données"),
    Reglage("conservation_jusqu_au", "Conservation des pièces jusqu'au", Nature.DATE),
    Reglage("debut", "Premier jour de la campagne", Nature.DATE),
    Reglage("fin", "Dernier jour de la campagne", Nature.DATE),
    Reglage("date_convention_pauvrete", "Convention Stratégie pauvreté signée le", Nature.DATE),
    Reglage("date_convention_bassin_minier", "Convention Bassin minier signée le", Nature.DATE),
    Reglage("delai_objection", "Délai d'objection à un sous-traitant"),
    Reglage("nombre_exemplaires", "Exemplaires originaux (en lettres)"),
    Reglage("rgpd_operations", "RGPD : opérations sur les données"),
    Reglage("rgpd_finalites", "RGPD : finalités"),
    Reglage("rgpd_donnees", "RGPD : données traitées"),
    Reglage("rgpd_personnes", "RGPD : personnes concernées"),
    Reglage("rgpd_informations", "RGPD : informations fournies à l'organisme"),
    Reglage("elus_interesses", "Élus que la délibération dit intéressés", Nature.NOMS, depuis=1),
    Reglage("code_de_conduite", "Code de conduite ou certification (sécurité des données), ou « sans objet »", depuis=1),
    Reglage("logo", "Logo du Département (image PNG ou JPEG à côté du classeur)", depuis=2),
    Reglage("notification_ue", "Aides notifiées à l'Union européenne (de minimis), oui ou non", depuis=1),
    Reglage("territoires", "Territoires du Département", Nature.NOMS, depuis=2),
    Reglage(
        "delai_de_retour",
        "Retour d'une convention envoyée, en jours",
        Nature.ENTIER,
        depuis=3,
        aide="Au-delà, Signature dit quand relancer ; vide : rien n'est dit en retard",
    ),
    Reglage(
        "modele_de_numero",
        "Modèle des numéros de convention",
        Nature.IDENTIFIANT,
        depuis=3,
        aide="Un # par chiffre : 2022-#####. Vide : aucun numéro n'est donné",
    ),
    Reglage("premier_numero", "Premier numéro à donner", Nature.ENTIER, depuis=3, aide="Le bouton « Numéroter » part de lui"),
    Reglage("situation_au", "Situation des versements au", Nature.DATE, depuis=3),
    Reglage("pieces_avance", "Pièces attendues avant une avance", Nature.NOMS, depuis=3),
    Reglage("pieces_solde", "Pièces attendues avant un solde", Nature.NOMS, depuis=3),
)
DEPART_CAMPAGNE = "A6"  # cell of the first label; the value stands on its right

COPIES_PAR_DEFAUT = 5
COPIES_GARDEES = Reglage(
    "copies_gardees",
    "Copies gardées",
    Nature.ENTIER,
    depuis=2,
    defaut=COPIES_PAR_DEFAUT,
    aide="Copies datées gardées à côté du classeur avant une action ; 0 : aucune",
)
DOSSIER_DES_EXPORTS = Reglage(
    "dossier_des_exports",
    "Dossier des exports",
    depuis=2,
    aide="Dossier des fichiers exportés ; vide : « conventions », à côté du classeur",
)
REGLAGES_DU_CLASSEUR = (COPIES_GARDEES, DOSSIER_DES_EXPORTS)  # the macros' own; in workbooks before them, on the sheet of xlwings

_PREMIER = int(DEPART_CAMPAGNE[1:])
RANGS_DES_REGLAGES = {
    **{reglage: rang for rang, reglage in enumerate(CAMPAGNE, _PREMIER)},
    **{reglage: rang for rang, reglage in enumerate(REGLAGES_DU_CLASSEUR, _PREMIER + len(CAMPAGNE) + 2)},  # below a title
}
