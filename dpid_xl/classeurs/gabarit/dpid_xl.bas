' dpid_xl : annexe 5 d'un appel à projets départemental.
' Ce module est produit par le paquet Python dpid_xl ; toute modification serait perdue à la prochaine construction.
Option Explicit

Public Function DpidVersionDuClasseur() As String
    DpidVersionDuClasseur = "{version}"
End Function

Public Sub Auto_Open()
    {ouverture}
End Sub
