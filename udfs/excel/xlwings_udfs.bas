Attribute VB_Name = "xlwings_udfs"
' Module produit par udfs/excel/generation.py : toute modification serait perdue à la prochaine construction.
#Const App = "Microsoft Excel"

Public Function DPID_AVANCE(montant, Optional taux, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_AVANCE = XLPy.CallUDF("udfs.fonctions", "dpid_avance", Array(montant, taux, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_AVANCE = XLPy.CallUDF("udfs.fonctions", "dpid_avance", Array(montant, taux, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_AVANCE = CVErr(xlErrValue)
End Function

Public Function DPID_CHARGES_INDIRECTES(directes, Optional prestations, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_CHARGES_INDIRECTES = XLPy.CallUDF("udfs.fonctions", "dpid_charges_indirectes", Array(directes, prestations, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_CHARGES_INDIRECTES = XLPy.CallUDF("udfs.fonctions", "dpid_charges_indirectes", Array(directes, prestations, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_CHARGES_INDIRECTES = CVErr(xlErrValue)
End Function

Public Function DPID_CONTROLE(operation, quantite, mois, montant, Optional quantite_simple, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_CONTROLE = XLPy.CallUDF("udfs.fonctions", "dpid_controle", Array(operation, quantite, mois, montant, quantite_simple, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_CONTROLE = XLPy.CallUDF("udfs.fonctions", "dpid_controle", Array(operation, quantite, mois, montant, quantite_simple, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_CONTROLE = "Python ne répond pas : lancez « dpid-xl diagnostic » sur ce poste."
End Function

Public Function DPID_CONVENTION_REQUISE(nature, total, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_CONVENTION_REQUISE = XLPy.CallUDF("udfs.fonctions", "dpid_convention_requise", Array(nature, total, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_CONVENTION_REQUISE = XLPy.CallUDF("udfs.fonctions", "dpid_convention_requise", Array(nature, total, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_CONVENTION_REQUISE = CVErr(xlErrValue)
End Function

Public Function DPID_DIAGNOSTICS(etp, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_DIAGNOSTICS = XLPy.CallUDF("udfs.fonctions", "dpid_diagnostics", Array(etp, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_DIAGNOSTICS = XLPy.CallUDF("udfs.fonctions", "dpid_diagnostics", Array(etp, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_DIAGNOSTICS = CVErr(xlErrValue)
End Function

Public Function DPID_ECHEANCIER(montant, signature, fin, Optional taux, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_ECHEANCIER = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_echeancier", Array(montant, signature, fin, taux, bareme, jour), ThisWorkbook, Application.Caller))
        Exit Function
    #Else
        DPID_ECHEANCIER = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_echeancier", Array(montant, signature, fin, taux, bareme, jour)))
        Exit Function
    #End If
failed:
    DPID_ECHEANCIER = CVErr(xlErrValue)
End Function

Public Function DPID_EN_LETTRES(montant)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_EN_LETTRES = XLPy.CallUDF("udfs.fonctions", "dpid_en_lettres", Array(montant), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_EN_LETTRES = XLPy.CallUDF("udfs.fonctions", "dpid_en_lettres", Array(montant))
        Exit Function
    #End If
failed:
    DPID_EN_LETTRES = CVErr(xlErrValue)
End Function

Public Function DPID_EXPLIQUER(operation, quantite, Optional mois, Optional quantite_simple, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_EXPLIQUER = XLPy.CallUDF("udfs.fonctions", "dpid_expliquer", Array(operation, quantite, mois, quantite_simple, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_EXPLIQUER = XLPy.CallUDF("udfs.fonctions", "dpid_expliquer", Array(operation, quantite, mois, quantite_simple, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_EXPLIQUER = "Python ne répond pas : lancez « dpid-xl diagnostic » sur ce poste."
End Function

Public Function DPID_IBAN_VALIDE(iban)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_IBAN_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_iban_valide", Array(iban), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_IBAN_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_iban_valide", Array(iban))
        Exit Function
    #End If
failed:
    DPID_IBAN_VALIDE = CVErr(xlErrValue)
End Function

Public Function DPID_MESURES(renforcees, Optional simples, Optional tarif_renforcee, Optional tarif_simple, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_MESURES = XLPy.CallUDF("udfs.fonctions", "dpid_mesures", Array(renforcees, simples, tarif_renforcee, tarif_simple, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_MESURES = XLPy.CallUDF("udfs.fonctions", "dpid_mesures", Array(renforcees, simples, tarif_renforcee, tarif_simple, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_MESURES = CVErr(xlErrValue)
End Function

Public Function DPID_MOIS(debut, fin)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_MOIS = XLPy.CallUDF("udfs.fonctions", "dpid_mois", Array(debut, fin), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_MOIS = XLPy.CallUDF("udfs.fonctions", "dpid_mois", Array(debut, fin))
        Exit Function
    #End If
failed:
    DPID_MOIS = CVErr(xlErrValue)
End Function

Public Function DPID_MONTANT(operation, quantite, Optional mois, Optional quantite_simple, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_MONTANT = XLPy.CallUDF("udfs.fonctions", "dpid_montant", Array(operation, quantite, mois, quantite_simple, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_MONTANT = XLPy.CallUDF("udfs.fonctions", "dpid_montant", Array(operation, quantite, mois, quantite_simple, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_MONTANT = CVErr(xlErrValue)
End Function

Public Function DPID_MONTANTS(operations, quantites, mois, quantites_simples, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_MONTANTS = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_montants", Array(operations, quantites, mois, quantites_simples, bareme, jour), ThisWorkbook, Application.Caller))
        Exit Function
    #Else
        DPID_MONTANTS = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_montants", Array(operations, quantites, mois, quantites_simples, bareme, jour)))
        Exit Function
    #End If
failed:
    DPID_MONTANTS = CVErr(xlErrValue)
End Function

Public Function DPID_PART_QUALITATIVE(montant, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_PART_QUALITATIVE = XLPy.CallUDF("udfs.fonctions", "dpid_part_qualitative", Array(montant, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_PART_QUALITATIVE = XLPy.CallUDF("udfs.fonctions", "dpid_part_qualitative", Array(montant, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_PART_QUALITATIVE = CVErr(xlErrValue)
End Function

Public Function DPID_PART_QUANTITATIVE(montant, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_PART_QUANTITATIVE = XLPy.CallUDF("udfs.fonctions", "dpid_part_quantitative", Array(montant, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_PART_QUANTITATIVE = XLPy.CallUDF("udfs.fonctions", "dpid_part_quantitative", Array(montant, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_PART_QUANTITATIVE = CVErr(xlErrValue)
End Function

Public Function DPID_PLACES(places, Optional mois, Optional tarif, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_PLACES = XLPy.CallUDF("udfs.fonctions", "dpid_places", Array(places, mois, tarif, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_PLACES = XLPy.CallUDF("udfs.fonctions", "dpid_places", Array(places, mois, tarif, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_PLACES = CVErr(xlErrValue)
End Function

Public Function DPID_PLACES_MAX(etp, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_PLACES_MAX = XLPy.CallUDF("udfs.fonctions", "dpid_places_max", Array(etp, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_PLACES_MAX = XLPy.CallUDF("udfs.fonctions", "dpid_places_max", Array(etp, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_PLACES_MAX = CVErr(xlErrValue)
End Function

Public Function DPID_POSTES(etp, Optional mois, Optional tarif, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_POSTES = XLPy.CallUDF("udfs.fonctions", "dpid_postes", Array(etp, mois, tarif, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_POSTES = XLPy.CallUDF("udfs.fonctions", "dpid_postes", Array(etp, mois, tarif, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_POSTES = CVErr(xlErrValue)
End Function

Public Function DPID_PRORATA(montant, debut, fin, Optional jusqu_au)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_PRORATA = XLPy.CallUDF("udfs.fonctions", "dpid_prorata", Array(montant, debut, fin, jusqu_au), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_PRORATA = XLPy.CallUDF("udfs.fonctions", "dpid_prorata", Array(montant, debut, fin, jusqu_au))
        Exit Function
    #End If
failed:
    DPID_PRORATA = CVErr(xlErrValue)
End Function

Public Function DPID_REPARTITION(lignes, axe)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_REPARTITION = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_repartition", Array(lignes, axe), ThisWorkbook, Application.Caller))
        Exit Function
    #Else
        DPID_REPARTITION = MarquerErreurs(XLPy.CallUDF("udfs.fonctions", "dpid_repartition", Array(lignes, axe)))
        Exit Function
    #End If
failed:
    DPID_REPARTITION = CVErr(xlErrValue)
End Function

Public Function DPID_RNA_VALIDE(rna)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_RNA_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_rna_valide", Array(rna), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_RNA_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_rna_valide", Array(rna))
        Exit Function
    #End If
failed:
    DPID_RNA_VALIDE = CVErr(xlErrValue)
End Function

Public Function DPID_SIRET_VALIDE(siret)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_SIRET_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_siret_valide", Array(siret), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_SIRET_VALIDE = XLPy.CallUDF("udfs.fonctions", "dpid_siret_valide", Array(siret))
        Exit Function
    #End If
failed:
    DPID_SIRET_VALIDE = CVErr(xlErrValue)
End Function

Public Function DPID_SOLDE(montant, avance)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_SOLDE = XLPy.CallUDF("udfs.fonctions", "dpid_solde", Array(montant, avance), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_SOLDE = XLPy.CallUDF("udfs.fonctions", "dpid_solde", Array(montant, avance))
        Exit Function
    #End If
failed:
    DPID_SOLDE = CVErr(xlErrValue)
End Function

Public Function DPID_SOLDE_REALISE(montant, avance, prevu, realise, partenariat, parcours, Optional bareme, Optional jour)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_SOLDE_REALISE = XLPy.CallUDF("udfs.fonctions", "dpid_solde_realise", Array(montant, avance, prevu, realise, partenariat, parcours, bareme, jour), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_SOLDE_REALISE = XLPy.CallUDF("udfs.fonctions", "dpid_solde_realise", Array(montant, avance, prevu, realise, partenariat, parcours, bareme, jour))
        Exit Function
    #End If
failed:
    DPID_SOLDE_REALISE = CVErr(xlErrValue)
End Function

Public Function DPID_STRUCTURE(nom, Optional registre)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_STRUCTURE = XLPy.CallUDF("udfs.fonctions", "dpid_structure", Array(nom, registre), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_STRUCTURE = XLPy.CallUDF("udfs.fonctions", "dpid_structure", Array(nom, registre))
        Exit Function
    #End If
failed:
    DPID_STRUCTURE = CVErr(xlErrValue)
End Function

Public Function DPID_TARIF(operation, Optional jour, Optional bareme)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_TARIF = XLPy.CallUDF("udfs.fonctions", "dpid_tarif", Array(operation, jour, bareme), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_TARIF = XLPy.CallUDF("udfs.fonctions", "dpid_tarif", Array(operation, jour, bareme))
        Exit Function
    #End If
failed:
    DPID_TARIF = CVErr(xlErrValue)
End Function

Public Function DPID_TOTAL(lignes, Optional thematique, Optional operation, Optional territoire, Optional structure)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_TOTAL = XLPy.CallUDF("udfs.fonctions", "dpid_total", Array(lignes, thematique, operation, territoire, structure), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_TOTAL = XLPy.CallUDF("udfs.fonctions", "dpid_total", Array(lignes, thematique, operation, territoire, structure))
        Exit Function
    #End If
failed:
    DPID_TOTAL = CVErr(xlErrValue)
End Function

Public Function DPID_VERSION()
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DPID_VERSION = XLPy.CallUDF("udfs.fonctions", "dpid_version", Array(), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DPID_VERSION = XLPy.CallUDF("udfs.fonctions", "dpid_version", Array())
        Exit Function
    #End If
failed:
    DPID_VERSION = CVErr(xlErrValue)
End Function

Private Function MarquerErreurs(ByVal valeurs As Variant) As Variant
    Dim ligne As Long, colonne As Long
    If IsArray(valeurs) Then
        For ligne = LBound(valeurs, 1) To UBound(valeurs, 1)
            For colonne = LBound(valeurs, 2) To UBound(valeurs, 2)
                If VarType(valeurs(ligne, colonne)) = vbString Then
                    If valeurs(ligne, colonne) = "#VALUE!" Then valeurs(ligne, colonne) = CVErr(xlErrValue)
                End If
            Next colonne
        Next ligne
    End If
    MarquerErreurs = valeurs
End Function
