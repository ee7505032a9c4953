Attribute VB_Name = "dpid_macros"
' Module produit par udfs/excel/generation.py : toute modification serait perdue à la prochaine construction.
Option Explicit

Public Sub DPID_Controler()
    Lancer "import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())", "DPID_Controler"
End Sub

Public Sub DPID_Ruban_Controler(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())", "DPID_Controler"
End Sub

Public Sub DPID_ChargerTexteVote()
    Lancer "import xlwings as xw, udfs.macros as m; m.charger_texte_vote(xw.Book.caller())", "DPID_ChargerTexteVote"
End Sub

Public Sub DPID_Ruban_ChargerTexteVote(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.charger_texte_vote(xw.Book.caller())", "DPID_ChargerTexteVote"
End Sub

Public Sub DPID_GenererConventions()
    Lancer "import xlwings as xw, udfs.macros as m; m.generer_conventions(xw.Book.caller())", "DPID_GenererConventions"
End Sub

Public Sub DPID_Ruban_GenererConventions(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.generer_conventions(xw.Book.caller())", "DPID_GenererConventions"
End Sub

Public Sub DPID_GenererConventionsSelection()
    Lancer "import xlwings as xw, udfs.macros as m; m.generer_conventions_selection(xw.Book.caller())", "DPID_GenererConventionsSelection"
End Sub

Public Sub DPID_Ruban_GenererConventionsSelection(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.generer_conventions_selection(xw.Book.caller())", "DPID_GenererConventionsSelection"
End Sub

Public Sub DPID_NumeroterConventions()
    Lancer "import xlwings as xw, udfs.macros as m; m.numeroter_conventions(xw.Book.caller())", "DPID_NumeroterConventions"
End Sub

Public Sub DPID_Ruban_NumeroterConventions(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.numeroter_conventions(xw.Book.caller())", "DPID_NumeroterConventions"
End Sub

Public Sub DPID_SuivreSignatures()
    Lancer "import xlwings as xw, udfs.macros as m; m.suivre_signatures(xw.Book.caller())", "DPID_SuivreSignatures"
End Sub

Public Sub DPID_Ruban_SuivreSignatures(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.suivre_signatures(xw.Book.caller())", "DPID_SuivreSignatures"
End Sub

Public Sub DPID_RetrouverSignees()
    Lancer "import xlwings as xw, udfs.macros as m; m.retrouver_signees(xw.Book.caller())", "DPID_RetrouverSignees"
End Sub

Public Sub DPID_Ruban_RetrouverSignees(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.retrouver_signees(xw.Book.caller())", "DPID_RetrouverSignees"
End Sub

Public Sub DPID_SupprimerConventions()
    Lancer "import xlwings as xw, udfs.macros as m; m.supprimer_conventions(xw.Book.caller())", "DPID_SupprimerConventions"
End Sub

Public Sub DPID_Ruban_SupprimerConventions(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.supprimer_conventions(xw.Book.caller())", "DPID_SupprimerConventions"
End Sub

Public Sub DPID_ExporterOfficielle()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle(xw.Book.caller())", "DPID_ExporterOfficielle"
End Sub

Public Sub DPID_Ruban_ExporterOfficielle(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle(xw.Book.caller())", "DPID_ExporterOfficielle"
End Sub

Public Sub DPID_ExporterOfficielleWord()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle_word(xw.Book.caller())", "DPID_ExporterOfficielleWord"
End Sub

Public Sub DPID_Ruban_ExporterOfficielleWord(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle_word(xw.Book.caller())", "DPID_ExporterOfficielleWord"
End Sub

Public Sub DPID_ExporterOfficiellePdf()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle_pdf(xw.Book.caller())", "DPID_ExporterOfficiellePdf"
End Sub

Public Sub DPID_Ruban_ExporterOfficiellePdf(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_officielle_pdf(xw.Book.caller())", "DPID_ExporterOfficiellePdf"
End Sub

Public Sub DPID_ExporterDeliberation()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_deliberation(xw.Book.caller())", "DPID_ExporterDeliberation"
End Sub

Public Sub DPID_Ruban_ExporterDeliberation(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_deliberation(xw.Book.caller())", "DPID_ExporterDeliberation"
End Sub

Public Sub DPID_ExporterBudget()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_budget(xw.Book.caller())", "DPID_ExporterBudget"
End Sub

Public Sub DPID_Ruban_ExporterBudget(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_budget(xw.Book.caller())", "DPID_ExporterBudget"
End Sub

Public Sub DPID_ExporterRefus()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_refus(xw.Book.caller())", "DPID_ExporterRefus"
End Sub

Public Sub DPID_Ruban_ExporterRefus(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_refus(xw.Book.caller())", "DPID_ExporterRefus"
End Sub

Public Sub DPID_ExporterPdf()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_pdf(xw.Book.caller())", "DPID_ExporterPdf"
End Sub

Public Sub DPID_Ruban_ExporterPdf(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_pdf(xw.Book.caller())", "DPID_ExporterPdf"
End Sub

Public Sub DPID_ExporterWord()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word(xw.Book.caller())", "DPID_ExporterWord"
End Sub

Public Sub DPID_Ruban_ExporterWord(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word(xw.Book.caller())", "DPID_ExporterWord"
End Sub

Public Sub DPID_ExporterPdfSelection()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_pdf_selection(xw.Book.caller())", "DPID_ExporterPdfSelection"
End Sub

Public Sub DPID_Ruban_ExporterPdfSelection(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_pdf_selection(xw.Book.caller())", "DPID_ExporterPdfSelection"
End Sub

Public Sub DPID_ExporterWordSelection()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_selection(xw.Book.caller())", "DPID_ExporterWordSelection"
End Sub

Public Sub DPID_Ruban_ExporterWordSelection(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_selection(xw.Book.caller())", "DPID_ExporterWordSelection"
End Sub

Public Sub DPID_ExporterWordUnique()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_unique(xw.Book.caller())", "DPID_ExporterWordUnique"
End Sub

Public Sub DPID_Ruban_ExporterWordUnique(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_unique(xw.Book.caller())", "DPID_ExporterWordUnique"
End Sub

Public Sub DPID_ExporterWordUniqueSelection()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_unique_selection(xw.Book.caller())", "DPID_ExporterWordUniqueSelection"
End Sub

Public Sub DPID_Ruban_ExporterWordUniqueSelection(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_word_unique_selection(xw.Book.caller())", "DPID_ExporterWordUniqueSelection"
End Sub

Public Sub DPID_ExporterScdl()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_scdl(xw.Book.caller())", "DPID_ExporterScdl"
End Sub

Public Sub DPID_Ruban_ExporterScdl(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_scdl(xw.Book.caller())", "DPID_ExporterScdl"
End Sub

Public Sub DPID_ExporterEcheancier()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_echeancier(xw.Book.caller())", "DPID_ExporterEcheancier"
End Sub

Public Sub DPID_Ruban_ExporterEcheancier(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_echeancier(xw.Book.caller())", "DPID_ExporterEcheancier"
End Sub

Public Sub DPID_ExporterCalendrier()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_calendrier(xw.Book.caller())", "DPID_ExporterCalendrier"
End Sub

Public Sub DPID_Ruban_ExporterCalendrier(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_calendrier(xw.Book.caller())", "DPID_ExporterCalendrier"
End Sub

Public Sub DPID_ExporterAvenants()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_avenants(xw.Book.caller())", "DPID_ExporterAvenants"
End Sub

Public Sub DPID_Ruban_ExporterAvenants(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_avenants(xw.Book.caller())", "DPID_ExporterAvenants"
End Sub

Public Sub DPID_ExporterHistorique()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_historique(xw.Book.caller())", "DPID_ExporterHistorique"
End Sub

Public Sub DPID_Ruban_ExporterHistorique(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_historique(xw.Book.caller())", "DPID_ExporterHistorique"
End Sub

Public Sub DPID_ExporterBilans()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_bilans(xw.Book.caller())", "DPID_ExporterBilans"
End Sub

Public Sub DPID_Ruban_ExporterBilans(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_bilans(xw.Book.caller())", "DPID_ExporterBilans"
End Sub

Public Sub DPID_ExporterResultats()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_resultats(xw.Book.caller())", "DPID_ExporterResultats"
End Sub

Public Sub DPID_Ruban_ExporterResultats(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_resultats(xw.Book.caller())", "DPID_ExporterResultats"
End Sub

Public Sub DPID_ExporterCloture()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_cloture(xw.Book.caller())", "DPID_ExporterCloture"
End Sub

Public Sub DPID_Ruban_ExporterCloture(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_cloture(xw.Book.caller())", "DPID_ExporterCloture"
End Sub

Public Sub DPID_ComparerClasseurs()
    Lancer "import xlwings as xw, udfs.macros as m; m.comparer_classeurs(xw.Book.caller())", "DPID_ComparerClasseurs"
End Sub

Public Sub DPID_Ruban_ComparerClasseurs(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.comparer_classeurs(xw.Book.caller())", "DPID_ComparerClasseurs"
End Sub

Public Sub DPID_ExporterTableauDeBord()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_tableau_de_bord(xw.Book.caller())", "DPID_ExporterTableauDeBord"
End Sub

Public Sub DPID_Ruban_ExporterTableauDeBord(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_tableau_de_bord(xw.Book.caller())", "DPID_ExporterTableauDeBord"
End Sub

Public Sub DPID_ExporterRapport()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_rapport(xw.Book.caller())", "DPID_ExporterRapport"
End Sub

Public Sub DPID_Ruban_ExporterRapport(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_rapport(xw.Book.caller())", "DPID_ExporterRapport"
End Sub

Public Sub DPID_ExporterRapportJson()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_rapport_json(xw.Book.caller())", "DPID_ExporterRapportJson"
End Sub

Public Sub DPID_Ruban_ExporterRapportJson(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_rapport_json(xw.Book.caller())", "DPID_ExporterRapportJson"
End Sub

Public Sub DPID_ExporterLignesXlsx()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_lignes_xlsx(xw.Book.caller())", "DPID_ExporterLignesXlsx"
End Sub

Public Sub DPID_Ruban_ExporterLignesXlsx(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_lignes_xlsx(xw.Book.caller())", "DPID_ExporterLignesXlsx"
End Sub

Public Sub DPID_ExporterLignesCsv()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_lignes_csv(xw.Book.caller())", "DPID_ExporterLignesCsv"
End Sub

Public Sub DPID_Ruban_ExporterLignesCsv(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_lignes_csv(xw.Book.caller())", "DPID_ExporterLignesCsv"
End Sub

Public Sub DPID_AjouterLigne()
    Lancer "import xlwings as xw, udfs.macros as m; m.ajouter_ligne(xw.Book.caller())", "DPID_AjouterLigne"
End Sub

Public Sub DPID_Ruban_AjouterLigne(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.ajouter_ligne(xw.Book.caller())", "DPID_AjouterLigne"
End Sub

Public Sub DPID_AjouterStructure()
    Lancer "import xlwings as xw, udfs.macros as m; m.ajouter_structure(xw.Book.caller())", "DPID_AjouterStructure"
End Sub

Public Sub DPID_Ruban_AjouterStructure(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.ajouter_structure(xw.Book.caller())", "DPID_AjouterStructure"
End Sub

Public Sub DPID_ImporterTableau()
    Lancer "import xlwings as xw, udfs.macros as m; m.importer_tableau(xw.Book.caller())", "DPID_ImporterTableau"
End Sub

Public Sub DPID_Ruban_ImporterTableau(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.importer_tableau(xw.Book.caller())", "DPID_ImporterTableau"
End Sub

Public Sub DPID_MontrerFeuilles()
    Lancer "import xlwings as xw, udfs.macros as m; m.montrer_feuilles(xw.Book.caller())", "DPID_MontrerFeuilles"
End Sub

Public Sub DPID_Ruban_MontrerFeuilles(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.montrer_feuilles(xw.Book.caller())", "DPID_MontrerFeuilles"
End Sub

Public Sub DPID_ImporterDemandes()
    Lancer "import xlwings as xw, udfs.macros as m; m.importer_demandes(xw.Book.caller())", "DPID_ImporterDemandes"
End Sub

Public Sub DPID_Ruban_ImporterDemandes(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.importer_demandes(xw.Book.caller())", "DPID_ImporterDemandes"
End Sub

Public Sub DPID_Simuler()
    Lancer "import xlwings as xw, udfs.macros as m; m.simuler(xw.Book.caller())", "DPID_Simuler"
End Sub

Public Sub DPID_Ruban_Simuler(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.simuler(xw.Book.caller())", "DPID_Simuler"
End Sub

Public Sub DPID_AppliquerScenario()
    Lancer "import xlwings as xw, udfs.macros as m; m.appliquer_scenario(xw.Book.caller())", "DPID_AppliquerScenario"
End Sub

Public Sub DPID_Ruban_AppliquerScenario(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.appliquer_scenario(xw.Book.caller())", "DPID_AppliquerScenario"
End Sub

Public Sub DPID_PasserAuVote()
    Lancer "import xlwings as xw, udfs.macros as m; m.passer_au_vote(xw.Book.caller())", "DPID_PasserAuVote"
End Sub

Public Sub DPID_Ruban_PasserAuVote(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.passer_au_vote(xw.Book.caller())", "DPID_PasserAuVote"
End Sub

Public Sub DPID_AccepterPropositions()
    Lancer "import xlwings as xw, udfs.macros as m; m.accepter_propositions(xw.Book.caller())", "DPID_AccepterPropositions"
End Sub

Public Sub DPID_Ruban_AccepterPropositions(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.accepter_propositions(xw.Book.caller())", "DPID_AccepterPropositions"
End Sub

Public Sub DPID_AccepterPropositionsSelection()
    Lancer "import xlwings as xw, udfs.macros as m; m.accepter_propositions_selection(xw.Book.caller())", "DPID_AccepterPropositionsSelection"
End Sub

Public Sub DPID_Ruban_AccepterPropositionsSelection(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.accepter_propositions_selection(xw.Book.caller())", "DPID_AccepterPropositionsSelection"
End Sub

Public Sub DPID_RapprocherPaiements()
    Lancer "import xlwings as xw, udfs.macros as m; m.rapprocher_paiements(xw.Book.caller())", "DPID_RapprocherPaiements"
End Sub

Public Sub DPID_Ruban_RapprocherPaiements(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.rapprocher_paiements(xw.Book.caller())", "DPID_RapprocherPaiements"
End Sub

Public Sub DPID_LireBilans()
    Lancer "import xlwings as xw, udfs.macros as m; m.lire_bilans(xw.Book.caller())", "DPID_LireBilans"
End Sub

Public Sub DPID_Ruban_LireBilans(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.lire_bilans(xw.Book.caller())", "DPID_LireBilans"
End Sub

Public Sub DPID_Reconduire()
    Lancer "import xlwings as xw, udfs.macros as m; m.reconduire(xw.Book.caller())", "DPID_Reconduire"
End Sub

Public Sub DPID_Ruban_Reconduire(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.reconduire(xw.Book.caller())", "DPID_Reconduire"
End Sub

Public Sub DPID_RemettreANeuf()
    Lancer "import xlwings as xw, udfs.macros as m; m.remettre_a_neuf(xw.Book.caller())", "DPID_RemettreANeuf"
End Sub

Public Sub DPID_Ruban_RemettreANeuf(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.remettre_a_neuf(xw.Book.caller())", "DPID_RemettreANeuf"
End Sub

Public Sub DPID_Actualiser()
    Lancer "import xlwings as xw, udfs.macros as m; m.actualiser(xw.Book.caller())", "DPID_Actualiser"
End Sub

Public Sub DPID_Ruban_Actualiser(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.actualiser(xw.Book.caller())", "DPID_Actualiser"
End Sub

Public Sub DPID_ExporterGuide()
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_guide(xw.Book.caller())", "DPID_ExporterGuide"
End Sub

Public Sub DPID_Ruban_ExporterGuide(control As IRibbonControl)
    Lancer "import xlwings as xw, udfs.macros as m; m.exporter_guide(xw.Book.caller())", "DPID_ExporterGuide"
End Sub

' Le complément montre déjà l'onglet : un classeur ouvert avec lui ne le montre pas une deuxième fois.
Public Sub DPID_Ruban_Visible(control As IRibbonControl, ByRef reponse As Variant)
    reponse = ThisWorkbook.IsAddin Or Not HasComplement()
End Sub

Private Function HasComplement() As Boolean
    Dim complement As Workbook
    On Error Resume Next ' absent de la collection : il n'est pas chargé
    Set complement = Workbooks("dpid_xl.xlam")
    HasComplement = Not complement Is Nothing
End Function

Private Sub Lancer(ByVal commande As String, ByVal macro As String)
    On Error GoTo echec
    If ActiveWorkbook Is Nothing Then
        MsgBox "Aucun classeur n'est ouvert : ouvrez d'abord l'annexe 5, puis recommencez.", vbExclamation, "DPID"
        Exit Sub
    End If
    If EstAiguillee(macro) Then Exit Sub
    If RunPython(commande) = -1 Then GoTo echec ' l'erreur de Python est dans le journal
    Exit Sub
echec:
    MsgBox "Python ne répond pas : lancez « dpid-xl diagnostic » sur ce poste.", vbCritical, "DPID"
End Sub

Private Function EstAiguillee(ByVal macro As String) As Boolean
    On Error GoTo autre
    If ActiveWorkbook Is ThisWorkbook Then Exit Function
    If ThisWorkbook.IsAddin Then Exit Function
    EstAiguillee = True
    Application.Run "'" & Replace(ActiveWorkbook.Name, "'", "''") & "'!" & macro
    Exit Function
autre:
    MsgBox "Le classeur qui est devant n'est pas un classeur DPID : placez-vous sur celui de la campagne, puis recommencez. Rien n'a été changé.", vbExclamation, "DPID"
End Function

Public Sub DpidNoter(ByVal texte As String)
    Dim disque As Object, dossier As String, journal As Object
    On Error Resume Next ' un journal qui ne s'écrit pas n'empêche pas de dire la phrase
    Set disque = CreateObject("Scripting.FileSystemObject")
    dossier = disque.BuildPath(Environ("LOCALAPPDATA"), "dpid_xl")
    If Not disque.FolderExists(dossier) Then disque.CreateFolder dossier
    Set journal = disque.OpenTextFile(disque.BuildPath(dossier, "macros.log"), 8, True)
    journal.WriteLine Format(Now, "yyyy-mm-dd hh:nn:ss") & " RunPython" & vbCrLf & texte
    journal.Close
End Sub
