"""The signature of each convention and avenant, from its preparation to its publication: the officer's own dates, no delay of ours."""

from __future__ import annotations

from dpid_xl.schema.colonnes import JUSTIFICATION, LISTE_STRUCTURES, Colonne, Nature, Table, calculee, memoire

_N = Nature

# The moments of a signature, in their order: field, header, what a convention is called once it is there.
MOMENTS = (
    ("preparee", "Préparée le", "préparée"),
    ("envoyee", "Envoyée le", "envoyée"),
    ("retournee", "Retournée le", "retournée"),
    ("signee", "Signée le", "signée"),
    ("transmise", "Transmise le", "transmise"),
    ("notifiee", "Notifiée le", "notifiée"),
    ("publiee", "Publiée le", "publiée"),
)
A_PREPARER = "à faire"
_AIDES = {
    "preparee": "Convention relue, prête à envoyer.",
    "envoyee": "À l'organisme, pour sa signature. Dès lors, elle n'est plus refaite.",
    "retournee": "Signée par l'organisme.",
    "signee": "Par les deux parties : c'est la date de la convention.",
    "transmise": "Au contrôle de légalité.",
    "notifiee": "À l'organisme.",
    "publiee": "Données essentielles publiées.",
}
# From the last moment to the first: the first of them that has its day.
_ETATS = "".join(f'IF([@[{entete}]],"{etat}",' for _champ, entete, etat in reversed(MOMENTS)) + f'"{A_PREPARER}"' + ")" * len(MOMENTS)
DELAI = "Campagne_delai_de_retour"
SIGNATURES = Table(
    "tblSignatures",
    "Signature",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 29, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            12,
            "Numéro de la convention antérieure que l'acte complète par avenant ; vide : convention de la campagne.",
        ),
        Colonne("Avenant n°", "avenant", _N.ENTIER, 12.2, "Rang de l'avenant ; vide : la convention elle-même."),
        *(Colonne(entete, champ, _N.DATE, 11.3, _AIDES[champ]) for champ, entete, _etat in MOMENTS),
        calculee(
            "État",
            "etat",
            _N.TEXTE,
            10.5,
            "Le dernier moment dont la date est tapée.",
            f'=IF([@Structure]="","",{_ETATS})',
        ),
        Colonne("Relancée le", "relancee", _N.DATE, 11.3, "Dernière relance."),
        calculee(
            "À relancer le",
            "a_relancer",
            _N.DATE,
            11.3,
            "Envoi ou dernière relance, plus le délai de retour tapé dans Campagne ; vide sans délai, ou une fois retournée.",
            f'=IF(OR([@[Envoyée le]]="",[@[Retournée le]]&[@[Signée le]]<>"",{DELAI}=""),"",MAX([@[Envoyée le]],[@[Relancée le]])+{DELAI})',
        ),
        Colonne("Observations", "observations", _N.TEXTE, 20),
        JUSTIFICATION,
        memoire("Pages signées", "fichier", _N.TEXTE, 26, "Fichier numérisé où le code de ses pages a été lu."),
        calculee(
            "Acte",
            "acte",
            _N.TEXTE,
            14,
            "Vide : la convention de la campagne.",
            '=IF([@[Avenant à]]<>"",IF(LEFT([@[Avenant à]],1)="n","","n° ")&[@[Avenant à]],'
            'IF([@[Avenant n°]]="","","avenant n° "&[@[Avenant n°]]))',
        ),
        calculee(
            "N° convention",
            "numero",
            _N.IDENTIFIANT,
            14,
            "De la convention de la campagne, d'après l'annexe 5.",
            '=IF([@[Avenant à]]<>"",[@[Avenant à]],IFERROR(LOOKUP(2,1/((tblAnnexe5[Structure (registre)]=[@Structure])'
            '*(tblAnnexe5[N° convention]<>"")*(tblAnnexe5[Statut]<>"avenant")),tblAnnexe5[N° convention]),""))',
        ),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            13,
            "De la convention de la campagne, telle qu'elle est votée.",
            '=IF([@Acte]<>"","",SUMIFS(tblConventions[Montant],tblConventions[Structure],[@Structure]))',
        ),
    ),
    depuis=3,
)
