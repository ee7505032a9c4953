Attribute VB_Name = "dpid_aides"
' Module produit par udfs/excel/generation.py : toute modification serait perdue à la prochaine construction.
Option Explicit

Public Sub DpidDecrireFonctions()
    Dim enregistre As Boolean
    If ActiveWorkbook Is Nothing Then ' Excel n'accepte pas encore d'aides
        Application.OnTime Now + TimeSerial(0, 0, 5), "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!DpidDecrireFonctions"
        Exit Sub
    End If
    enregistre = ThisWorkbook.Saved
    On Error Resume Next ' des aides refusées par Excel n'empêchent pas d'ouvrir le classeur
    Decrire "DPID_MONTANT", _
        "Montant d'une ligne par le barème : tarif × quantité, × mois / 12 si le tarif est annuel. Erreur si l'opération n'a pas de tarif (montant arrêté ligne à ligne).", "DPID", Array( _
        "Code de l'opération, par exemple T1-01.", _
        "Nombre de places, mesures, postes… dans l'unité de l'opération.", _
        "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.", _
        "Mesures simples, si l'opération en distingue.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_MONTANTS", _
        "Montants de toute une colonne en un seul calcul, plus rapide qu'une formule par ligne. Une ligne fautive ou sans tarif affiche #VALEUR!, une ligne vide reste vide.", "DPID", Array( _
        "Colonne des codes d'opération.", _
        "Colonne des quantités, de même hauteur.", _
        "Colonne des durées en mois, ou une seule valeur pour toutes les lignes.", _
        "Colonne des mesures simples, ou une seule valeur.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_PLACES", _
        "Montant de places de référent solidarité : places × tarif annuel × mois / 12.", "DPID", Array( _
        "Nombre de places.", _
        "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.", _
        "Tarif en euros par unité ; omis : PLACE_REFERENT_SOLIDARITE du barème.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_MESURES", _
        "Montant de mesures d'accompagnement social lié au logement : renforcées et simples.", "DPID", Array( _
        "Nombre de mesures renforcées.", _
        "Nombre de mesures simples.", _
        "Tarif en euros par unité ; omis : MESURE_ASL_RENFORCEE du barème.", _
        "Tarif en euros par unité ; omis : MESURE_ASL_SIMPLE du barème.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_POSTES", _
        "Montant de postes de coordonnateur ASE : ETP × tarif annuel × mois / 12.", "DPID", Array( _
        "Nombre d'équivalents temps plein, par exemple 0,5.", _
        "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.", _
        "Tarif en euros par unité ; omis : POSTE_COORDONNATEUR_ASE du barème.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_TARIF", _
        "Tarif unitaire d'une opération, ou valeur d'un code du barème (PLACES_PAR_ETP, MESURE_ASL_SIMPLE…). Pour une opération à deux tarifs : celui de la quantité.", "DPID", Array( _
        "Code de l'opération (T1-01) ou code du barème (PLACES_PAR_ETP).", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.")
    Decrire "DPID_MOIS", _
        "Nombre de mois d'une date à une autre, incluses ; un mois entamé compte pour ses jours.", "DPID", Array( _
        "Premier jour de la période.", _
        "Dernier jour de la période, inclus.")
    Decrire "DPID_PRORATA", _
        "Sans date : montant annuel ramené à la période (× mois / 12). Avec une date : part du montant de la période acquise ce jour-là.", "DPID", Array( _
        "Montant en euros.", _
        "Premier jour de la période.", _
        "Dernier jour de la période, inclus.", _
        "Dernier jour compté ; omis : le montant est annuel.")
    Decrire "DPID_PLACES_MAX", _
        "Nombre de places de référent solidarité qu'un nombre d'ETP permet au plus, en places entières.", "DPID", Array( _
        "Nombre d'équivalents temps plein, par exemple 0,5.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_DIAGNOSTICS", _
        "Nombre de diagnostics attendus d'un nombre d'ETP sur la durée de l'opération.", "DPID", Array( _
        "Nombre d'équivalents temps plein, par exemple 0,5.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_CHARGES_INDIRECTES", _
        "Charges indirectes admises : part forfaitaire des charges directes hors prestations externes.", "DPID", Array( _
        "Charges directes en euros, prestations externes comprises.", _
        "Prestations externes en euros, à retirer des charges directes.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_AVANCE", _
        "Avance versée à la signature de la convention, au centime. Erreur sans taux, ou si le barème n'en a pas pour l'opération.", "DPID", Array( _
        "Montant en euros.", _
        "Part versée à la signature, entre 0 et 1, ou code d'une opération dont le barème donne le taux.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_SOLDE", _
        "Reste d'un montant après l'avance.", "DPID", Array( _
        "Montant en euros.", _
        "Avance déjà versée, en euros.")
    Decrire "DPID_ECHEANCIER", _
        "Versements d'une convention : libellé, date, montant. Le solde porte la date de fin de la période ; il est payé après le bilan. Erreur sans taux, ou si le barème n'en a pas pour l'opération.", "DPID", Array( _
        "Montant en euros.", _
        "Date de signature de la convention, où l'avance est due.", _
        "Dernier jour de la période, inclus.", _
        "Part versée à la signature, entre 0 et 1, ou code d'une opération dont le barème donne le taux.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_PART_QUANTITATIVE", _
        "Part quantitative d'un montant de référent solidarité, versée selon les places réalisées.", "DPID", Array( _
        "Montant en euros.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_PART_QUALITATIVE", _
        "Part qualitative d'un montant de référent solidarité : le reste après la part quantitative.", "DPID", Array( _
        "Montant en euros.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_SOLDE_REALISE", _
        "Solde d'un référent solidarité d'après le bilan : part quantitative selon le réalisé, parts partenariat et parcours selon les objectifs atteints, moins l'avance. Négatif : titre de recettes.", "DPID", Array( _
        "Montant en euros.", _
        "Avance déjà versée, en euros.", _
        "Quantité prévue par la convention.", _
        "Quantité réalisée ; au-delà du prévu, la part reste entière.", _
        "Objectifs de partenariat et procédures atteints, entre 0 et 1.", _
        "Objectifs de parcours atteints, entre 0 et 1.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_TOTAL", _
        "Somme des montants retenus des lignes qui répondent à tous les critères donnés.", "DPID", Array( _
        "Tableau de l'annexe 5 avec ses en-têtes : tblAnnexe5[#Tout].", _
        "Code de la thématique (T1) ; omis : toutes.", _
        "Code de l'opération (T1-01) ; omis : toutes.", _
        "Nom du territoire ; omis : tous.", _
        "Nom de la structure tel qu'écrit dans les lignes ; omis : toutes.")
    Decrire "DPID_REPARTITION", _
        "Répartition des montants retenus selon un axe : nom, nombre de lignes, montant, une rangée par nom.", "DPID", Array( _
        "Tableau de l'annexe 5 avec ses en-têtes : tblAnnexe5[#Tout].", _
        "Opération, thématique, territoire ou structure.")
    Decrire "DPID_CONTROLE", _
        "Rien si le montant d'une ligne suit le barème, sinon la phrase qui dit pourquoi.", "DPID", Array( _
        "Code de l'opération, par exemple T1-01.", _
        "Nombre de places, mesures, postes… dans l'unité de l'opération.", _
        "Durée en mois ; vide : une année entière.", _
        "Montant retenu, en euros.", _
        "Mesures simples, si l'opération en distingue.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_EXPLIQUER", _
        "Le calcul d'un montant par le barème, écrit comme sur le papier ; ou la raison pour laquelle il est impossible.", "DPID", Array( _
        "Code de l'opération, par exemple T1-01.", _
        "Nombre de places, mesures, postes… dans l'unité de l'opération.", _
        "Durée en mois ; omis ou vide : une année entière. Sans effet si le tarif n'est pas annuel.", _
        "Mesures simples, si l'opération en distingue.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_EN_LETTRES", _
        "Un montant en toutes lettres, euros et centimes, comme dans une convention.", "DPID", Array( _
        "Montant en euros.")
    Decrire "DPID_STRUCTURE", _
        "Nom officiel d'une structure, d'après n'importe quelle graphie du registre. Erreur si le registre ne la connaît pas.", "DPID", Array( _
        "Nom tel qu'il a été écrit ; majuscules, accents et espaces ne comptent pas.", _
        "Tableau des structures avec ses en-têtes : tblStructures[#Tout] ; omis : le registre livré avec le logiciel.")
    Decrire "DPID_SIRET_VALIDE", _
        "VRAI si un SIRET a 14 chiffres et une clé juste.", "DPID", Array( _
        "Numéro SIRET, espaces admis.")
    Decrire "DPID_IBAN_VALIDE", _
        "VRAI si un IBAN a la longueur de son pays et une clé juste.", "DPID", Array( _
        "IBAN, espaces admis.")
    Decrire "DPID_RNA_VALIDE", _
        "VRAI si un numéro d'association s'écrit W suivi de 9 chiffres (outre-mer, le deuxième est une lettre).", "DPID", Array( _
        "Numéro au répertoire national des associations.")
    Decrire "DPID_CONVENTION_REQUISE", _
        "VRAI si la loi exige une convention : organisme de droit privé dont le total de l'année dépasse le seuil.", "DPID", Array( _
        "Nature de la structure : association, fondation, commune, CCAS…", _
        "Total de ses subventions de l'année, en euros.", _
        "Tableau des tarifs avec ses en-têtes : tblBareme[#Tout] ; omis : les tarifs livrés avec le logiciel.", _
        "Jour où le barème s'applique ; omis : la dernière valeur connue.")
    Decrire "DPID_VERSION", _
        "Version de dpid-xl qui répond dans les cellules ; une erreur si Python ne répond pas.", "DPID", Array()
    ThisWorkbook.Saved = enregistre
End Sub

Private Sub Decrire(nom As String, texte As String, famille As String, aides As Variant)
    Dim excel As Object, macro As String
    Set excel = Application
    macro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & nom
    #If Mac Then
        excel.MacroOptions Macro:=macro, Description:=texte, Category:=famille
    #Else
        excel.MacroOptions Macro:=macro, Description:=texte, Category:=famille, ArgumentDescriptions:=aides
    #End If
End Sub
