"""What a campaign rests on: operations, structures, barème, budget, thématiques and the text of the convention."""

from __future__ import annotations

from dpid_xl.bareme import Assiette, Sens
from dpid_xl.modele import ATTRIBUE, ROLES, VOTE_EN, Mode, OrigineTexte
from dpid_xl.schema.colonnes import (
    JUSTIFICATION,
    LISTE_BUDGET,
    LISTE_OPERATIONS,
    LISTE_STRUCTURES,
    LISTE_THEMATIQUES,
    SANS_AUTRE_COMMISSION,
    SANS_AVENANT,
    UNITES,
    Colonne,
    Nature,
    Table,
    calculee,
)
from dpid_xl.schema.natif import ARRETE, PRORATA, UNITE, write_critere

_N = Nature

# Of the rows of an operation, the one that applies on the day that the campaign follows.
_TAUX_D_AVANCE = (
    '=IFERROR(LOOKUP(2,1/((tblBareme[Avance de]=[@Code])*([@Code]<>"")*(tblBareme[Valable du]<=Jour_du_bareme)'
    '*(tblBareme[Valable au]+(tblBareme[Valable au]=0)*Jour_du_bareme>=Jour_du_bareme)),tblBareme[Valeur]),"")'
)
# An operation whose mode asks for a rate and has none is in error: nothing of it can be computed.
_CALCUL = (
    f'=IF([@Code]="","",IF(SUMIFS(tblBareme[Tarif annuel],tblBareme[Opération],[@Code])>0,"{PRORATA}",'
    f'IF(SUMIFS(tblBareme[Tarif fixe],tblBareme[Opération],[@Code])>0,"{UNITE}",'
    f'IF(OR([@[Mode de calcul]]="",[@[Mode de calcul]]="{Mode.ARRETE}"),"{ARRETE}",NA()))))'
)
OPERATIONS = Table(
    "tblOperations",
    "Opérations",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 7, "T + numéro de thématique + tiret + rang (T1-01).", obligatoire=True),
        Colonne("Thématique", "thematique", _N.IDENTIFIANT, 10, liste=LISTE_THEMATIQUES, obligatoire=True),
        Colonne("Intitulé", "intitule", _N.TEXTE, 38, obligatoire=True),
        Colonne("Intitulé court", "intitule_court", _N.TEXTE, 26, "Pour les tableaux et les graphiques."),
        Colonne("Unité", "unite", _N.TEXTE, 10, liste=UNITES),
        Colonne("Mode de calcul", "mode", _N.TEXTE, 18, "Comment le montant s'obtient.", liste=tuple(Mode), obligatoire=True),
        calculee(
            "Barème",
            "bareme",
            _N.TEXTE,
            30,
            "Tarif appliqué (feuille Barème).",
            '=IFERROR(INDEX(tblBareme[Code],MATCH([@Code],tblBareme[Opération],0)),"")',
        ),
        Colonne("Code budget", "budget", _N.IDENTIFIANT, 11, liste=LISTE_BUDGET, obligatoire=True),
        Colonne("Début", "debut", _N.DATE, 9.4, "Période commune à toutes les lignes, si elle existe."),
        Colonne("Fin", "fin", _N.DATE, 9.4),
        Colonne("Durée maximale", "duree_maximale_mois", _N.ENTIER, 11, "En mois."),
        Colonne("Montant décidé", "montant_decide", _N.MONTANT, 13, "Total de l'opération dans l'annexe 5 votée."),
        Colonne("Quantité décidée", "quantite_decidee", _N.NOMBRE, 10, "Places, participants, postes… annoncés par le texte."),
        Colonne("Structures décidées", "structures_decidees", _N.ENTIER, 11.6, "Nombre de structures annoncé par le texte."),
        Colonne("Source", "source", _N.TEXTE, 32),
        Colonne("Public cible", "public", _N.PARAGRAPHES, 60, "Un paragraphe par ligne de la cellule (Alt+Entrée)."),
        Colonne("Objectifs", "objectifs", _N.PARAGRAPHES, 60),
        Colonne("Déroulement", "deroulement", _N.PARAGRAPHES, 60),
        Colonne("Profil du professionnel", "profil", _N.PARAGRAPHES, 60),
        Colonne("Modalités de financement", "financement", _N.PARAGRAPHES, 60, "Ce qui s'ajoute au calcul, qui est écrit d'office."),
        Colonne("Modalités de versement", "versement", _N.PARAGRAPHES, 60, "Vide : avance puis solde, écrits d'office."),
        Colonne("Bilan", "bilan", _N.PARAGRAPHES, 60),
        Colonne("Bilan au plus tard", "bilan_au_plus_tard", _N.DATE, 12, "Jour où les bilans doivent être remis ; vide : à compléter."),
        Colonne(
            "Solde en parts",
            "solde_en_parts",
            _N.OUI_NON,
            10,
            "oui : moitié sur la quantité, moitié sur les notes de partenariat et de parcours (feuille Suivi).",
        ),
        JUSTIFICATION,
        calculee(
            "Taux d'avance",
            "taux_d_avance",
            _N.TAUX,
            10.4,
            "Du Barème (colonne « Avance de »), au jour de la délibération ; vide : la délibération ne le dit pas.",
            _TAUX_D_AVANCE,
        ),
        Colonne(
            "Silences", "silences", _N.PARAGRAPHES, 60, "Ce que la source ne dit pas de l'opération ; un paragraphe par ligne.", depuis=1
        ),
        Colonne(
            "Plafond de dépenses",
            "plafond_depenses",
            _N.TEXTE,
            34,
            "Dépenses réelles qui bornent l'acquis, et leur source ; vide : le coût de l'action (article 4 de la convention).",
            depuis=1,
        ),
        Colonne(
            "Sorties demandées",
            "sorties_demandees",
            _N.TEXTE,
            34,
            "Sorties dont le nombre compte pour arrêter la participation, et leur source ; vide : aucune.",
            depuis=1,
        ),
        Colonne(
            "Partage entre exercices",
            "partage",
            _N.PARAGRAPHES,
            60,
            "Ce que la source en dit : aucun prorata n'est alors proposé. « [Structure] texte » : pour elle seule.",
            depuis=1,
        ),
        Colonne(
            "Indicateurs",
            "indicateurs",
            _N.PARAGRAPHES,
            60,
            "Demandés dans le bilan, un par ligne : un nombre, sauf s'il finit par « (%) », « (€) » ou « (texte) »."
            " « [Structure] texte » : à elle seule.",
            depuis=4,
        ),
        Colonne("Axe", "axe", _N.TEXTE, 22, "De l'appel à projets, imprimé dans la fiche de la convention ; vide : rien.", depuis=2),
        calculee(
            "Calcul",
            "calcul",
            _N.TEXTE,
            10,
            f"Ce que le Barème permet au jour de la délibération : « {PRORATA} », « {UNITE} », ou « {ARRETE} » ligne par ligne.",
            _CALCUL,
        ),
    ),
)

_TOTAL_RETENU = '=IF([@Structure]="",0,ROUND(SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Structure (registre)],{structure}),2))'
STRUCTURES = Table(
    "tblStructures",
    "Structures",
    "A6",
    (
        Colonne("Structure", "nom", _N.TEXTE, 33.5, "Nom officiel, unique.", obligatoire=True),
        Colonne("Variantes", "variantes", _N.NOMS, 30, "Autres écritures rencontrées, séparées par « | »."),
        Colonne("Nature", "nature", _N.TEXTE, 12, "Association, fondation, commune, CCAS…"),
        Colonne("Siège", "siege", _N.TEXTE, 23),
        Colonne("SIRET", "siret", _N.IDENTIFIANT, 14.5, "14 chiffres."),
        Colonne("RNA", "rna", _N.IDENTIFIANT, 10.5, "W et 9 chiffres (outre-mer, le deuxième est une lettre), pour une association."),
        Colonne("Représentant", "representant", _N.TEXTE, 18),
        Colonne("Qualité", "qualite", _N.TEXTE, 11, "Président, présidente, maire, directrice…"),
        Colonne("Décision du", "decision_date", _N.DATE, 10, "Date de la délibération qui autorise à signer."),
        Colonne("CER signé le", "cer", _N.DATE, 9.4, "Contrat d'engagement républicain : associations et fondations."),
        Colonne("Objectifs", "objectifs", _N.TEXTE, 30, "Objectifs de l'organisme (article 2)."),
        Colonne("Champs d'intervention", "champs", _N.TEXTE, 30),
        Colonne("Zone géographique", "zone", _N.TEXTE, 24),
        Colonne("IBAN", "iban", _N.IDENTIFIANT, 32),
        Colonne("BIC", "bic", _N.IDENTIFIANT, 13),
        Colonne("Domiciliation", "domiciliation", _N.TEXTE, 22),
        Colonne("Titulaire du compte", "titulaire", _N.TEXTE, 22),
        Colonne("Sous-traitance", "sous_traitance", _N.IDENTIFIANT, 14, "Option A ou B de l'annexe 1 de la convention.", liste=("A", "B")),
        Colonne("Sécurité", "securite", _N.IDENTIFIANT, 10, "Option 1 ou 2 de l'annexe 1 de la convention.", liste=("1", "2")),
        Colonne("Sort des données", "sort_donnees", _N.TEXTE, 16, liste=("destruction", "renvoi", "tiers")),
        Colonne(
            "Activités sous-traitées", "activites_sous_traitees", _N.TEXTE, 30, "Option B : traitements que la structure peut confier."
        ),
        Colonne("Annexe Sécurité", "annexe_securite", _N.TEXTE, 24, "Option 2 : référence de l'annexe jointe (« version du 12/09/2022 »)."),
        Colonne("Destinataire des données", "destinataire_donnees", _N.TEXTE, 24, "Sort des données « tiers » : à qui elles sont remises."),
        Colonne("À distinguer de", "a_distinguer", _N.NOMS, 34, "Noms ressemblants qui désignent d'autres organismes."),
        JUSTIFICATION,
        calculee(
            "Total retenu",
            "total_retenu",
            _N.MONTANT,
            16,
            "Somme de ses lignes dans l'annexe 5.",
            _TOTAL_RETENU.format(structure=write_critere("[@Structure]")),
            (_TOTAL_RETENU.format(structure="[@Structure]"),),
        ),
    ),
)

# A rate of avance is no price per unit, whatever its row says besides.
_UNITAIRE = 'AND([@Opération]<>"",[@[Avance de]]="",LEFT([@Code],6)<>"AVANCE",[@[En vigueur]]="oui")'
_VALEUR = 'IF(OR(COUNTIFS(tblBareme[Code],[@Code],tblBareme[En vigueur],"oui")>1,COUNT([@Valeur])=0),#VALUE!,[@Valeur])'
BAREME = Table(
    "tblBareme",
    "Barème",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 33, obligatoire=True),
        Colonne("Libellé", "libelle", _N.TEXTE, 50),
        Colonne("Valeur", "valeur", _N.VALEUR, 11, obligatoire=True),
        Colonne("Unité", "unite", _N.TEXTE, 18),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, "Opération dont c'est le tarif unitaire.", obligatoire=True),
        Colonne("Assiette", "assiette", _N.TEXTE, 13, "Ce que le tarif multiplie.", liste=tuple(Assiette)),
        Colonne("Prorata", "prorata", _N.OUI_NON, 8, "Oui : le tarif est annuel, multiplié par mois / 12.", liste=("oui", "non")),
        Colonne("Valable du", "valable_du", _N.DATE, 9.4, "Vide : la source ne dit pas depuis quand.", obligatoire=True),
        Colonne("Valable au", "valable_au", _N.DATE, 9.4),
        Colonne("Source", "source", _N.TEXTE, 40),
        JUSTIFICATION,
        Colonne(
            "Limite de",
            "limite_de",
            _N.IDENTIFIANT,
            11,
            "Opération dont le chiffre borne les quantités, par ETP ou par structure.",
            depuis=1,
        ),
        Colonne(
            "Sens",
            "sens",
            _N.TEXTE,
            11,
            "Ce que dit « Limite de » : au plus, au moins, ou une estimation.",
            liste=tuple(Sens),
            depuis=1,
        ),
        # Not « Opération »: that column says whose unit rate a row is, and the formulas of Annexe 5 count on it.
        Colonne("Avance de", "avance_de", _N.IDENTIFIANT, 11, "Opération dont c'est le taux d'avance, de 0 à 1.", depuis=1),
        calculee(
            "En vigueur",
            "en_vigueur",
            _N.TEXTE,
            10,
            "Au jour que suit la campagne : celui de la délibération.",
            '=IF([@Code]="","",IF(OR(ISTEXT([@[Valable du]]),ISTEXT([@[Valable au]])),#VALUE!,'
            'IF(AND([@[Valable du]]<=Jour_du_bareme,OR([@[Valable au]]="",[@[Valable au]]>=Jour_du_bareme)),"oui","non")))',
        ),
        calculee(
            "Tarif fixe",
            "tarif_fixe",
            _N.VALEUR,
            12,
            "Le tarif unitaire en vigueur, s'il n'est pas annuel ; deux valeurs d'un code le même jour donnent une erreur.",
            f'=IF({_UNITAIRE},IF([@Prorata]="oui","",{_VALEUR}),"")',
        ),
        calculee(
            "Tarif annuel",
            "tarif_annuel",
            _N.VALEUR,
            12,
            "Le tarif unitaire en vigueur, s'il est annuel : × mois / 12.",
            f'=IF({_UNITAIRE},IF([@Prorata]="oui",{_VALEUR},""),"")',
        ),
    ),
)

# The crédits de paiement of the first exercice that anything is of, of the two next ones, of all those after: field, header, criterion.
CREDITS = (
    ("cp_1", "CP 1er exercice", "Premier_exercice"),
    ("cp_2", "CP 2e exercice", "Premier_exercice+1"),
    ("cp_3", "CP 3e exercice", "Premier_exercice+2"),
    ("cp_suivants", "CP suivants", '">"&Premier_exercice+2'),
)
_CREDITS = (
    "=ROUND(SUMIFS(tblEcheancier[Montant],tblEcheancier[Code budget],[@Code],tblEcheancier[Exercice],{exercice})"
    "+SUMIFS(tblExercices[Montant],tblExercices[Code budget],[@Code],tblExercices[Exercice],{exercice}),2)"
)
BUDGET = Table(
    "tblBudget",
    "Budget",
    "A6",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 12, obligatoire=True),
        Colonne("Imputation", "imputation", _N.IDENTIFIANT, 12),
        Colonne("Libellé", "libelle", _N.TEXTE, 30),
        Colonne("AE", "ae", _N.MONTANT, 13.5, "Autorisation d'engagement, en euros.", obligatoire=True),
        Colonne("Disponible", "disponible", _N.MONTANT, 13.5, "Ce qui reste à engager avant cette campagne.", obligatoire=True),
        calculee(
            "Proposition",
            "proposition",
            _N.MONTANT,
            13.5,
            "Somme des montants retenus imputés sur ce code.",
            "=SUMPRODUCT(SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Opération],tblOperations[Code])"
            "*(tblOperations[Code budget]=[@Code]))",
        ),
        calculee("Solde", "solde", _N.MONTANT, 13.5, "Disponible moins proposition.", "=ROUND([@Disponible]-[@Proposition],2)"),
        Colonne("Dépense décidée", "depense_decidee", _N.MONTANT, 13.5, "Dépense votée (article 8)."),
        calculee(
            "Écart",
            "ecart",
            _N.MONTANT,
            11.5,
            "Proposition moins dépense décidée et ce qu'ont décidé d'autres commissions.",
            '=IF([@[Dépense décidée]]="","",ROUND([@Proposition]-[@[Dépense décidée]]-N([@[Autres commissions]]),2))',
            ('=IF([@[Dépense décidée]]="","",ROUND([@Proposition]-[@[Dépense décidée]],2))',),
        ),
        Colonne("Source", "source", _N.TEXTE, 16),
        JUSTIFICATION,
        *(
            calculee(
                entete,
                champ,
                _N.MONTANT,
                13.5,
                "Crédits de paiement de l'exercice écrit au-dessus : lignes d'une seule année civile et parts de la feuille Exercices.",
                _CREDITS.format(exercice=exercice),
            )
            for champ, entete, exercice in CREDITS
        ),
        calculee(
            "Non réparti",
            "non_reparti",
            _N.MONTANT,
            13.5,
            "Part de la proposition que rien n'attribue encore à un exercice.",
            "=ROUND(SUMIFS(tblEcheancier[Non réparti],tblEcheancier[Code budget],[@Code]),2)",
        ),
        calculee(
            "Avenants",
            "avenants",
            _N.MONTANT,
            13.5,
            "Ce que les avenants décidés ajoutent à la proposition (feuille Avenants).",
            f'=IF({SANS_AVENANT},"",ROUND(SUMPRODUCT(SUMIFS(tblAvenants[Montant compté],tblAvenants[Opération],tblOperations[Code])'
            "*(tblOperations[Code budget]=[@Code])),2))",
        ),
        calculee(
            "Solde en cours",
            "solde_en_cours",
            _N.MONTANT,
            13.5,
            "Disponible moins proposition et avenants.",
            '=IF([@Avenants]="","",ROUND([@Solde]-[@Avenants],2))',
        ),
        calculee(
            "Autres commissions",
            "autres_commissions",
            _N.MONTANT,
            14.5,
            "Ce que d'autres commissions que le vote ont décidé (feuille Demandes), dans la proposition.",
            f'=IF({SANS_AUTRE_COMMISSION},"",ROUND(SUMPRODUCT('
            "SUMIFS(tblDemandes[Autre commission],tblDemandes[Opération],tblOperations[Code])"
            "*(tblOperations[Code budget]=[@Code])),2))",
        ),
    ),
)

THEMATIQUES = Table(
    "tblThematiques",
    "Campagne",
    "A54",
    (
        Colonne("Code", "code", _N.IDENTIFIANT, 30, obligatoire=True),
        Colonne("Intitulé", "intitule", _N.TEXTE, 44, obligatoire=True),
        Colonne("Intitulé court", "intitule_court", _N.TEXTE, 23),
        Colonne("Article", "article", _N.TEXTE, 10.5, "Article de la délibération qui en décide le montant."),
        Colonne("Montant décidé", "montant_decide", _N.MONTANT, 14, "Montant voté par l'article."),
        Colonne("Total de l'annexe 5", "total_annexe5", _N.MONTANT, 14, "Total imprimé au bas de la thématique."),
        Colonne("Opérations décidées", "operations_decidees", _N.ENTIER, 12.2, "Nombre de dispositifs annoncé par l'article."),
        Colonne("Source", "source", _N.TEXTE, 15.5),
    ),
)

# What the text of the deliberation writes for one structure and one operation.
ATTRIBUTIONS = Table(
    "tblAttributions",
    "Attributions",
    "A6",
    (
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne("Structure", "structure", _N.TEXTE, 52, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne(
            "Montant décidé",
            "montant_decide",
            _N.MONTANT,
            14,
            "Ce que le texte attribue à la structure pour l'opération ; comparé à la somme de ses lignes.",
            obligatoire=True,
        ),
        Colonne("Source", "source", _N.TEXTE, 36, "Où la délibération l'écrit."),
    ),
    depuis=1,
)

# What the source leaves open, as the people who keep the campaign wrote it; officers may add theirs.
REMARQUES = Table(
    "tblRemarques",
    "Remarques",
    "A6",
    (
        Colonne("Rubrique", "rubrique", _N.TEXTE, 26),
        Colonne("Remarque", "texte", _N.TEXTE, 96, "Ce que la délibération ne dit pas, dit deux fois ou contredit.", obligatoire=True),
    ),
    depuis=1,
)

# Below the thématiques, in columns of their widths.
DELIBERATIONS = Table(
    "tblDeliberations",
    "Campagne",
    "A62",
    (
        Colonne("Assemblée", "assemblee", _N.TEXTE, 30, "Qui a délibéré.", obligatoire=True),
        Colonne("Ce qu'elle décide", "objet", _N.TEXTE, 44),
        Colonne("Numéro", "numero", _N.IDENTIFIANT, 23),
        Colonne("Date", "jour", _N.DATE, 10.5),
        Colonne(
            "Avenant à",
            "avenant_a",
            _N.NOMS,
            14,
            "Numéro de la convention dont un avenant la cite ; plusieurs : « | » ; vide : elle décide des demandes.",
            obligatoire=True,
        ),
        Colonne(
            "Rôle",
            "role",
            _N.TEXTE,
            14,
            "Elle décide l'avenant, ou il la vise ; ou elle décide des demandes (feuille Demandes).",
            liste=ROLES,
        ),
        Colonne("Avenant n°", "avenant", _N.ENTIER, 12.2, "Celui qu'elle décide ; vide pour une délibération visée par tous."),
        Colonne("Source", "source", _N.TEXTE, 13.5),
        Colonne(
            "Montant accordé",
            "decide",
            _N.MONTANT,
            11.5,
            "De toutes les demandes qu'elle décide, si ce n'est pas la délibération de la campagne ; comparé à « Passé au vote ».",
            depuis=4,
        ),
        Colonne("Annexe", "annexe", _N.ENTIER, 9, "Annexe de la convention que l'avenant remplace."),
        calculee(
            "Passé au vote",
            "passe",
            _N.MONTANT,
            13,
            "Montants des demandes passées au vote à sa date (Demandes) ; plusieurs délibérations d'un même jour : à la première.",
            f'=IF(OR([@Rôle]<>"{ATTRIBUE}",[@Date]=Campagne_deliberation_date,COUNTIFS(INDEX(tblDeliberations[Date],1):[@Date],[@Date],'
            'INDEX(tblDeliberations[Rôle],1):[@Rôle],[@Rôle])<>1),"",'
            "SUMIF(tblDemandes[Commission],[@Date],tblDemandes[Autre commission]))",
        ),
    ),
    depuis=1,
)

_ORIGINE = (
    f'=IF([@[Texte voté]]="",IF([@Bloc]="","","{OrigineTexte.TRAVAIL}"),'
    f'IF(EXACT([@Texte],[@[Texte voté]]),{{vote}},"{OrigineTexte.MODIFIE}"))'
)
_VOTE_EN = '"{}"&[@[Voté en]]&"{}"'.format(*VOTE_EN.split("{annee}"))
MODELE = Table(
    "tblModele",
    "Modèle convention",
    "A6",
    (
        Colonne("Bloc", "code", _N.IDENTIFIANT, 18, "Nom du bloc, unique.", obligatoire=True),
        Colonne("Style", "style", _N.TEXTE, 11, obligatoire=True),
        Colonne(
            "Si",
            "si",
            _N.IDENTIFIANT,
            16,
            "Condition : sous_traitance:A, nature:commune|CCAS, operation:T1-01, thematique:T1, document:avenant…",
        ),
        Colonne("Texte", "texte", _N.TEXTE, 75.6, "Texte ; les «champs» sont remplacés par leur valeur.", obligatoire=True),
        calculee(
            "Origine",
            "origine",
            _N.TEXTE,
            24,
            "D'où vient le texte ; calculé.",
            _ORIGINE.format(vote=f'IF([@[Voté en]]="","{OrigineTexte.VOTE}",{_VOTE_EN})'),
            (_ORIGINE.format(vote=f'"{OrigineTexte.VOTE}"'),),
        ),
        Colonne("Texte voté", "texte_vote", _N.TEXTE, 100, "Le texte tel qu'il a été voté, chargé par dpid-xl texte-vote.", depuis=1),
        Colonne(
            "Voté en",
            "vote_en",
            _N.ANNEE,
            9,
            "Année de la campagne qui l'a voté, si ce n'est pas celle-ci ; effacez-la une fois le texte voté de nouveau tel quel.",
            depuis=3,
        ),
    ),
)
