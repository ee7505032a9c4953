Attribute VB_Name = "dpid_dll"
' La DLL d'xlwings que ce poste a, quand ce n'est pas celle que nomme le module xlwings : son nom porte la version d'xlwings,
' et un classeur sert plus longtemps qu'elle. Elle est chargée de son chemin, ses fonctions appelées de leur adresse.
Option Explicit
Option Private Module

Private Const STDCALL As Long = 4
Private Const REFUS As Long = 1000

Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal fichier As String) As LongPtr
Private Declare PtrSafe Function GetProcAddress Lib "kernel32" (ByVal bibliotheque As LongPtr, ByVal nom As String) As LongPtr
Private Declare PtrSafe Function DispCallFunc Lib "oleaut32" (ByVal objet As LongPtr, ByVal place As LongPtr, ByVal convention As Long, ByVal genre As Integer, ByVal nombre As Long, ByRef genres As Integer, ByRef places As LongPtr, ByRef resultat As Variant) As Long

Private Const FRAICHEUR As Long = 5 ' secondes

Private chargee As LongPtr
Private prete As Boolean
Private commande As String, lueA As Single

' Vrai une fois qu'une autre DLL que la voulue est chargée.
Public Function DpidAutreDll() As Boolean
    DpidAutreDll = (chargee <> 0)
End Function

' Vrai une fois que la DLL voulue, ou une autre, est chargée : elle le reste tant qu'Excel est ouvert.
Public Function DpidDllPrete() As Boolean
    DpidDllPrete = prete
End Function

Public Sub DpidNoterDll()
    prete = True
End Sub

' La commande qui lance Python. Un recalcul entier la demande pour chaque cellule : les réglages sont relus toutes les cinq secondes au plus.
Public Function DpidCommande() As String
    If commande = "" Or Abs(Timer - lueA) > FRAICHEUR Then
        commande = XLPyCommand
        lueA = Timer
    End If
    DpidCommande = commande
End Function

' Charge, de ces dossiers séparés par « ; », la plus récente des DLL qui vont à cet Excel (32 ou 64 bits, comme la voulue).
Public Sub DpidChargerDll(ByVal dossiers As String, ByVal voulue As String)
    Dim prefixe As String, trouvee As String
    prefixe = Left$(voulue, InStr(voulue, "-"))
    trouvee = TrouverDll(Split(dossiers, ";"), prefixe)
    If trouvee <> "" Then chargee = LoadLibrary(trouvee)
    If chargee <> 0 Then Exit Sub
    If trouvee <> "" Then Err.Raise REFUS, "DPID", "La DLL d'xlwings « " & trouvee & " » ne se charge pas : lancez « dpid-xl diagnostic » sur ce poste."
    Err.Raise REFUS, "DPID", "La DLL d'xlwings (" & prefixe & "*.dll) n'est pas à côté de Python : lancez « dpid-xl diagnostic » sur ce poste."
End Sub

Public Function DpidActivateAuto(ByRef resultat As Variant, ByVal commande As String, ByVal mode As Long) As Long
    Dim octets() As Byte
    octets = StrConv(commande & vbNullChar, vbFromUnicode)
    DpidActivateAuto = Appeler("XLPyDLLActivateAuto", VarPtr(resultat), VarPtr(octets(0)), mode)
End Function

Public Function DpidNDims(ByRef source As Variant, ByRef dimensions As Long, ByRef transpose As Boolean, ByRef resultat As Variant) As Long
    DpidNDims = Appeler("XLPyDLLNDims", VarPtr(source), VarPtr(dimensions), VarPtr(transpose), VarPtr(resultat))
End Function

Private Function TrouverDll(ByVal dossiers As Variant, ByVal prefixe As String) As String
    Dim dossier As Variant, nom As String, meilleure As String
    On Error Resume Next ' un dossier illisible n'en a pas
    For Each dossier In dossiers
        nom = ""
        If dossier <> "" Then nom = Dir$(dossier & "\" & prefixe & "*.dll")
        Do While nom <> ""
            If RangerVersion(nom, prefixe) > meilleure Then
                meilleure = RangerVersion(nom, prefixe)
                TrouverDll = dossier & "\" & nom
            End If
            nom = ""
            nom = Dir$()
        Loop
    Next dossier
End Function

' « 0.9.12 » et « 0.37.8 » dans leur ordre, comme des textes.
Private Function RangerVersion(ByVal nom As String, ByVal prefixe As String) As String
    Dim nombre As Variant
    For Each nombre In Split(Mid$(nom, Len(prefixe) + 1), ".")
        RangerVersion = RangerVersion & Format$(Val(nombre), "000000")
    Next nombre
End Function

Private Function Appeler(ByVal nom As String, ParamArray arguments() As Variant) As Long
    Dim genres(0 To 3) As Integer, places(0 To 3) As LongPtr, valeurs(0 To 3) As Variant, resultat As Variant
    Dim rang As Long, adresse As LongPtr, echec As Long
    For rang = 0 To UBound(arguments)
        valeurs(rang) = arguments(rang)
        genres(rang) = VarType(valeurs(rang))
        places(rang) = VarPtr(valeurs(rang))
    Next rang
    adresse = GetProcAddress(chargee, nom)
    echec = 1
    If adresse <> 0 Then echec = DispCallFunc(0, adresse, STDCALL, vbLong, UBound(arguments) + 1, genres(0), places(0), resultat)
    If echec <> 0 Then Err.Raise REFUS, "DPID", "La DLL d'xlwings de ce poste n'a pas la fonction " & nom & " : lancez « dpid-xl diagnostic »."
    Appeler = resultat
End Function
