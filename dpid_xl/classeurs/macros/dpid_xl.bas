' dpid_xl : annexe 5 d'un appel à projets départemental.
' Ce module est produit par le paquet Python dpid_xl ; toute modification serait perdue à la prochaine construction.
Option Explicit

Public Function DpidVersionDuClasseur() As String
    DpidVersionDuClasseur = "{version}"
End Function

Public Sub Auto_Open()
    {ouverture}
    DpidDemanderPython "oui"
End Sub

' La cellule d'Accueil qui fait demander à Python sa version ; un classeur plus ancien ne l'a pas.
Public Sub DpidDemanderPython(ByVal reponse As String)
    Dim enregistre As Boolean
    On Error Resume Next
    enregistre = ThisWorkbook.Saved
    ThisWorkbook.Names("Python_demande").RefersToRange.Value = reponse
    ThisWorkbook.Saved = enregistre
End Sub
