' Un fichier ne dit jamais que Python répond : qui l'ouvre sans lui garde les montants des formules.
Private Sub Workbook_BeforeSave(ByVal SaveAsUI As Boolean, Cancel As Boolean)
    DpidDemanderPython "non"
End Sub
