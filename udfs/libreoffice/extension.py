"""The extension of LibreOffice Calc, as bytes: the same registry and the same libraries make the same file.

For the functions the file is self-contained: an officer installs it with a double click, and nothing else. Beside the component
it carries, in ``pythonpath/``, the package, its data, and the two pure-Python libraries that functions need, with their licences.
The macros are a script per macro of the registry and a menu; what they need besides, see ``moteur``.

>>> parties = list_parties(build_oxt())
>>> list(parties)[:4], "pythonpath/udfs/fonctions.py" in parties
(['META-INF/manifest.xml', 'description.xml', 'dpid.rdb', 'dpid.components'], True)
"""

from __future__ import annotations

from importlib import resources
from xml.sax.saxutils import escape

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.version import __version__
from udfs.actions.registre import MACROS, GroupeDeMacros, Macro
from udfs.bibliotheques import DES_FONCTIONS, DPID_XL, Bibliotheque, pack
from udfs.declaration import FAMILLE, Fonction, SorteDeValeur
from udfs.fonctions import FONCTIONS
from udfs.libreoffice import IMPLEMENTATION, INTERFACE, SERVICES
from udfs.libreoffice.typelib import TYPE_ARGUMENT, Methode, write_typelib

__all__ = ["FICHIER", "IDENTIFIANT", "build_oxt", "list_parties", "make_url"]

IDENTIFIANT = "fr.dpid.dpid-xl"
FICHIER = "dpid.oxt"
VERSION_MINIMALE = "7.0"  # of LibreOffice
TYPE_PLAGE = "[][]any"

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_COMPOSANT = "dpid_calc.py"
_TYPES = "dpid.rdb"
_DECLARATION = "dpid.components"
_SCRIPTS, _SCRIPT = "macros", "dpid_macros.py"
_MENU = "Addons.xcu"
_MEDIA = {
    _TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _DECLARATION: "application/vnd.sun.star.uno-components",
    f"{_SCRIPTS}/": "application/vnd.sun.star.framework-script",
    _MENU: "application/vnd.sun.star.configuration-data",
}


_BIBLIOTHEQUES = (
    DPID_XL,
    Bibliotheque("udfs", sauf=frozenset({"excel", "serveur", "serveur.py", "volet", "volet.py", "libreoffice", "macros.py"})),
    *DES_FONCTIONS,
)
_MODULES_DE_CALC = ("__init__.py", "boites.py", "composant.py", "conversions.py", "hote.py", "livre.py", "moteur.py")


def build_oxt(fichier: str = FICHIER) -> bytes:
    """Return the extension (.oxt); the menu finds the macros by the name of the file that was installed."""
    ici = resources.files(__package__)
    parties = {
        "META-INF/manifest.xml": _write_manifeste().encode(),
        "description.xml": _write_description().encode(),
        _TYPES: write_typelib(INTERFACE, [_describe(fonction) for fonction in FONCTIONS]),
        _DECLARATION: _write_composants().encode(),
        _COMPOSANT: ici.joinpath("demarrage.py").read_bytes(),
        _MENU: _write_menu(fichier).encode(),
        f"{_SCRIPTS}/{_SCRIPT}": ici.joinpath("macros.py").read_bytes() + _write_scripts().encode(),
    }
    for nom in _MODULES_DE_CALC:
        parties[f"pythonpath/udfs/libreoffice/{nom}"] = ici.joinpath(nom).read_bytes()
    for bibliotheque in _BIBLIOTHEQUES:
        parties.update(pack(bibliotheque, "pythonpath/"))
    return zip_parties(parties)


def make_url(macro: Macro, fichier: str = FICHIER) -> str:
    """Return the address by which LibreOffice calls a macro.

    >>> make_url(MACROS[0])
    'vnd.sun.star.script:dpid.oxt|macros|dpid_macros.py$controler?language=Python&location=user:uno_packages'
    """
    return f"vnd.sun.star.script:{fichier}|{_SCRIPTS}|{_SCRIPT}${macro.nom}?language=Python&location=user:uno_packages"


def _write_scripts() -> str:
    fonctions = "".join(f'\n\ndef {macro.nom}(*arguments):\n    return _run("{macro.nom}", arguments)\n' for macro in MACROS)
    return f"{fonctions}\n\ng_exportedScripts = ({', '.join(macro.nom for macro in MACROS)},)\n"


def _write_menu(fichier: str) -> str:
    """Write the menu « DPID » of Calc: a submenu per group of the ribbon, in its order."""
    groupes = [(groupe.value, [macro for macro in MACROS if macro.groupe is groupe]) for groupe in GroupeDeMacros]
    sous_menus = "".join(
        _write_entree(
            f"g{rang}",
            ("Title", titre),
            contenu="".join(_write_entree(macro.nom, ("URL", make_url(macro, fichier)), ("Title", macro.libelle)) for macro in macros),
        )
        for rang, (titre, macros) in enumerate(groupes, 1)
    )
    menu = _write_entree(
        f"{IDENTIFIANT}.menu", ("Title", FAMILLE), ("Context", "com.sun.star.sheet.SpreadsheetDocument"), contenu=sous_menus
    )
    return (
        f'{_XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' oor:name="Addons" oor:package="org.openoffice.Office">\n'
        f'<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">\n{menu}</node></node>\n</oor:component-data>\n'
    )


def _write_entree(nom: str, *proprietes: tuple[str, str], contenu: str = "") -> str:
    """Write a menu or one of its entries; ``contenu`` makes it a menu."""
    valeurs = "".join(
        f'<prop oor:name="{cle}" oor:type="xs:string"><value>{escape(valeur)}</value></prop>'
        for cle, valeur in (*proprietes, ("Target", "_self"))
    )
    sous_menu = f'<node oor:name="Submenu">\n{contenu}</node>' if contenu else ""
    return f'<node oor:name="{nom}" oor:op="replace">{valeurs}{sous_menu}</node>\n'


def _describe(fonction: Fonction) -> Methode:
    resultat = TYPE_PLAGE if fonction.resultat is SorteDeValeur.TABLEAU else TYPE_ARGUMENT
    return Methode(fonction.nom, resultat, tuple(argument.nom for argument in fonction.arguments))


def _write_manifeste() -> str:
    entrees = "".join(
        f'  <manifest:file-entry manifest:media-type="{media}" manifest:full-path="{nom}"/>\n' for nom, media in _MEDIA.items()
    )
    return f'{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entrees}</manifest:manifest>\n'


def _write_description() -> str:
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:d="http://openoffice.org/extensions/description/2006"'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011">\n'
        f'  <identifier value="{IDENTIFIANT}"/>\n'
        f'  <version value="{escape(__version__)}"/>\n'
        "  <display-name>\n"
        '    <name lang="fr">Fonctions DPID pour Calc</name>\n'
        "  </display-name>\n"
        "  <dependencies>\n"
        f'    <l:LibreOffice-minimal-version value="{VERSION_MINIMALE}" d:name="LibreOffice {VERSION_MINIMALE}"/>\n'
        "  </dependencies>\n"
        "</description>\n"
    )


def _write_composants() -> str:
    services = "".join(f'      <service name="{service}"/>\n' for service in SERVICES)
    return (
        f'{_XML}<components xmlns="http://openoffice.org/2010/uno-components">\n'
        f'  <component loader="com.sun.star.loader.Python" uri="{_COMPOSANT}">\n'
        f'    <implementation name="{IMPLEMENTATION}">\n{services}    </implementation>\n'
        "  </component>\n"
        "</components>\n"
    )
