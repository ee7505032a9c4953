r"""Where things stand on a machine: Excel, Documents, Excel's startup folder, xlwings' settings, our receipt.

>>> from dpid_xl.installation.postes import Systeme
>>> poste = Poste(Systeme.MAC, Path("/Users/agent"), {}, Path("/usr/bin/python3"), (3, 12, 1))
>>> find_documents(poste).as_posix()
'/Users/agent/Documents/dpid_xl'
"""

from __future__ import annotations

from pathlib import Path

from dpid_xl.installation.postes import Poste, Systeme

DOSSIER = "dpid_xl"
COMPLEMENT = "dpid_xl.xlam"
OFFICE = r"Software\Microsoft\Office\16.0"
_SHELL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer"
_INSTALLATIONS = (
    (r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", ""),
    (r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", ""),
    (rf"HKLM\{OFFICE}\Excel\InstallRoot", "Path"),
    (r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\16.0\Excel\InstallRoot", "Path"),
)
# A package of 32 bits on a Windows of 64 is declared in the second; a Windows of 32 bits has only programs of 32.
_OFFICES = {rf"HKLM\{OFFICE}": "x64", r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\16.0": "x86"}


def find_documents(poste: Poste) -> Path:
    """Return our folder in Documents, which an organisation may have moved (OneDrive, network)."""
    if poste.systeme is Systeme.WINDOWS:
        for cle in ("User Shell Folders", "Shell Folders"):
            valeur = poste.registre.read(rf"{_SHELL}\{cle}", "Personal")
            if isinstance(valeur, str) and valeur:
                return Path(poste.expand(valeur)) / DOSSIER
    return poste.maison / "Documents" / DOSSIER


def find_demarrage(poste: Poste) -> Path | None:
    """Return the folder whose workbooks Excel opens when it starts; None where there is no Excel."""
    if poste.systeme is Systeme.WINDOWS:
        return poste.get_dossier("APPDATA", "AppData", "Roaming") / "Microsoft" / "Excel" / "XLSTART"
    if poste.systeme is Systeme.LINUX:
        return None
    office = poste.maison / "Library" / "Group Containers" / "UBF8T346G9.Office"
    # The Finder shows « User Content »; on the disk the folders may carry a suffix, that makes their name translated.
    contenu = _choose(office, "User Content")
    return _choose(contenu, "Startup") / "Excel"


def find_reglages(poste: Poste) -> Path | None:
    """Return the file where xlwings looks for the user's settings, in VBA and in Python; None where there is no Excel."""
    if poste.systeme is Systeme.WINDOWS:
        return poste.get_dossier("USERPROFILE") / ".xlwings" / "xlwings.conf"
    if poste.systeme is Systeme.MAC:  # the only place that Excel's sandbox lets VBA read
        return poste.maison / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return None


def find_script_mac(poste: Poste) -> Path | None:
    """Return where the script stands that RunPython calls on a Mac; its name carries the version of xlwings."""
    version = poste.versions.get("xlwings")
    if poste.systeme is not Systeme.MAC or version is None:
        return None
    return poste.maison / "Library" / "Application Scripts" / "com.microsoft.Excel" / f"xlwings-{version}.applescript"


def find_recu(poste: Poste) -> Path:
    """Return the receipt: what the installation wrote, for the way back."""
    return _find_donnees(poste) / "installation.json"


def find_moteur(poste: Poste) -> Path:
    """Return the note that tells LibreOffice's macros where the libraries are."""
    return _find_donnees(poste) / "libreoffice.json"


def _find_donnees(poste: Poste) -> Path:
    match poste.systeme:
        case Systeme.WINDOWS:
            racine = poste.get_dossier("LOCALAPPDATA", "AppData", "Local")
        case Systeme.MAC:
            racine = poste.maison / "Library" / "Application Support"
        case Systeme.LINUX:
            racine = poste.get_dossier("XDG_DATA_HOME", ".local", "share")
    return racine / DOSSIER


def find_excel(poste: Poste) -> Path | None:
    """Return the program or folder of Excel."""
    if poste.systeme is Systeme.MAC:
        return _keep_existing(poste.applications / "Microsoft Excel.app")
    for cle, nom in _INSTALLATIONS if poste.systeme is Systeme.WINDOWS else ():
        valeur = poste.registre.read(cle, nom)
        if isinstance(valeur, str) and valeur.strip('" ') and (trouve := _keep_existing(Path(poste.expand(valeur.strip('" '))))):
            return trouve
    return None


def has_excel(poste: Poste) -> bool:
    """Say whether Excel is here: declared, or its startup folder says that it has run."""
    demarrage = find_demarrage(poste)
    return find_excel(poste) is not None or (demarrage is not None and demarrage.is_dir())


def find_libreoffice(poste: Poste) -> Path | None:
    """Return LibreOffice's program."""
    trouve = poste.find_programme("soffice") or poste.find_programme("libreoffice")
    if trouve is None and poste.systeme is Systeme.MAC:
        return _keep_existing(poste.applications / "LibreOffice.app")
    if trouve is None and poste.systeme is Systeme.WINDOWS:
        declare = poste.registre.read(r"HKLM\SOFTWARE\LibreOffice\UNO\InstallPath", "")
        if isinstance(declare, str) and declare:
            return _keep_existing(Path(declare))
        return _keep_existing(poste.get_dossier("ProgramFiles") / "LibreOffice" / "program" / "soffice.exe")
    return trouve


def get_nom_dll(poste: Poste) -> str | None:
    """Return the name of the DLL that xlwings' VBA loads: it carries the version, and must suit Excel, not Python."""
    version = poste.versions.get("xlwings")
    if poste.systeme is not Systeme.WINDOWS or version is None:
        return None
    return f"xlwings{'32' if is_excel_32(poste) else '64'}-{version}.dll"


def is_excel_32(poste: Poste) -> bool:
    """Say whether Excel is of 32 bits: installed by subscription it says so; by a package, Outlook does, or the half of the registry."""
    dits = [
        poste.registre.read(r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform"),
        *(poste.registre.read(rf"{cle}\Outlook", "Bitness") for cle in _OFFICES),
        *(bits for cle, bits in _OFFICES.items() if poste.registre.read(rf"{cle}\Excel\InstallRoot", "Path")),
    ]
    return next(filter(None, dits), "x64") == "x86"


def find_dll(poste: Poste) -> Path | None:
    """Return the DLL if it stands where VBA looks for it: beside python.exe, or in the folder above (virtual environment)."""
    nom = get_nom_dll(poste)
    dossiers = (poste.python.parent, poste.python.parent.parent)
    return next((dossier / nom for dossier in dossiers if (dossier / nom).is_file()), None) if nom else None


def list_autres_dll(poste: Poste) -> tuple[Path, ...]:
    """Return the xlwings DLLs that do not serve: of another version or Excel, or in a folder where VBA does not look."""
    dossiers = {poste.python.parent, poste.python.parent.parent, poste.prefixe, *filter(None, [poste.base_utilisateur])}
    dlls = {dll for dossier in dossiers if dossier.is_dir() for dll in dossier.glob("xlwings*.dll")}
    return tuple(sorted(dlls - {find_dll(poste)}))


def _choose(parent: Path, nom: str) -> Path:
    """Return the folder of that name, with the suffix that macOS gives unless only the bare one exists."""
    nu = parent / nom
    localise = parent / f"{nom}.localized"
    return nu if nu.is_dir() and not localise.is_dir() else localise


def _keep_existing(chemin: Path) -> Path | None:
    return chemin if chemin.exists() else None
