"""The VBA behind buttons and ribbon: one Sub per macro of the registry, which hands over to Python.

>>> name_sub("generer_conventions"), name_rappel("generer_conventions")
('DPID_GenererConventions', 'DPID_Ruban_GenererConventions')
"""

from __future__ import annotations

from dpid_xl.installation.lieux import COMPLEMENT
from udfs.actions.registre import MACROS, Macro
from udfs.excel.texte import AVIS, RUBAN, RUBAN_COMPLEMENT, SANS_PYTHON, quote

MODULE = "dpid_macros"
VISIBLE = "Visible"
AUTRE_CLASSEUR = (
    "Le classeur qui est devant n'est pas un classeur DPID : placez-vous sur celui de la campagne, puis recommencez. Rien n'a été changé."
)
SANS_CLASSEUR = "Aucun classeur n'est ouvert : ouvrez d'abord l'annexe 5, puis recommencez."

_LANCER = f"""\
Private Sub Lancer(ByVal commande As String, ByVal macro As String)
    On Error GoTo echec
    If ActiveWorkbook Is Nothing Then
        MsgBox {quote(SANS_CLASSEUR)}, vbExclamation, "DPID"
        Exit Sub
    End If
    If EstAiguillee(macro) Then Exit Sub
    If RunPython(commande) = -1 Then GoTo echec ' l'erreur de Python est dans le journal
    Exit Sub
echec:
    MsgBox {quote(SANS_PYTHON)}, vbCritical, "DPID"
End Sub
"""

# Excel looks a callback of the ribbon up by its bare name: of two workbooks of ours, either may answer. The one that does not stand in
# front hands over to the one that does. The add-in works on the workbook in front as it is.
_AIGUILLER = f"""\
Private Function EstAiguillee(ByVal macro As String) As Boolean
    On Error GoTo autre
    If ActiveWorkbook Is ThisWorkbook Then Exit Function
    If ThisWorkbook.IsAddin Then Exit Function
    EstAiguillee = True
    Application.Run "'" & Replace(ActiveWorkbook.Name, "'", "''") & "'!" & macro
    Exit Function
autre:
    MsgBox {quote(AUTRE_CLASSEUR)}, vbExclamation, "DPID"
End Function
"""

# Called by xlwings' module, where it would show the error. The log is that of the macros, see udfs.actions.erreurs.
_NOTER = """\
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
"""

_VISIBILITE = f"""\
' Le complément montre déjà l'onglet : un classeur ouvert avec lui ne le montre pas une deuxième fois.
Public Sub {RUBAN}{VISIBLE}(control As IRibbonControl, ByRef reponse As Variant)
    reponse = ThisWorkbook.IsAddin Or Not HasComplement()
End Sub

Private Function HasComplement() As Boolean
    Dim complement As Workbook
    On Error Resume Next ' absent de la collection : il n'est pas chargé
    Set complement = Workbooks("{COMPLEMENT}")
    HasComplement = Not complement Is Nothing
End Function
"""


def write_macros() -> str:
    """Write the module: for each macro a Sub without argument, for buttons, and a callback for the ribbon."""
    subs = "".join(map(_write_paire, MACROS))
    return f'Attribute VB_Name = "{MODULE}"\n{AVIS}\nOption Explicit\n\n{subs}{_VISIBILITE}\n{_LANCER}\n{_AIGUILLER}\n{_NOTER}'


def write_commande(nom: str) -> str:
    """Return the text handed to ``RunPython``.

    >>> write_commande("controler")
    'import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())'
    """
    return f"import xlwings as xw, udfs.macros as m; m.{nom}(xw.Book.caller())"


def name_sub(nom: str) -> str:
    """Return the VBA Sub of a macro."""
    return f"DPID_{_join(nom)}"


def name_rappel(nom: str, *, complement: bool = False) -> str:
    """Return the callback by which the ribbon starts a macro."""
    return (RUBAN_COMPLEMENT if complement else RUBAN) + _join(nom)


def _write_paire(macro: Macro) -> str:
    lancement = f"    Lancer {quote(write_commande(macro.nom))}, {quote(name_sub(macro.nom))}\nEnd Sub\n\n"
    return f"Public Sub {name_sub(macro.nom)}()\n{lancement}Public Sub {name_rappel(macro.nom)}(control As IRibbonControl)\n{lancement}"


def _join(nom: str) -> str:
    return "".join(mot.capitalize() for mot in nom.split("_"))
