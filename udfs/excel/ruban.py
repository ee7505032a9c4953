"""The ribbon tab « DPID », from the registry of macros: one group per family, large buttons for what ``Accueil`` shows too.

>>> write_ruban().count("<button") == len(MACROS)
True
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from dpid_xl.classeurs.macros.ruban import NAMESPACE
from udfs.actions.registre import MACROS, GroupeDeMacros, Macro, Place
from udfs.excel.macros import VISIBLE, name_rappel
from udfs.excel.texte import RUBAN, RUBAN_COMPLEMENT

ONGLET = "DPID"


def write_ruban(*, complement: bool = False) -> str:
    """Write the part ``customUI14.xml`` of a workbook or of the add-in."""
    onglet = {
        "id": "dpid_onglet",
        "label": ONGLET,
        "insertAfterMso": "TabHome",
        "getVisible": (RUBAN_COMPLEMENT if complement else RUBAN) + VISIBLE,
    }
    groupes = "".join(_write_groupe(groupe, complement=complement) for groupe in GroupeDeMacros)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{NAMESPACE}">\n <ribbon>\n  <tabs>\n   <tab{_write_attributs(onglet)}>\n'
        f"{groupes}   </tab>\n  </tabs>\n </ribbon>\n</customUI>\n"
    )


def _write_groupe(groupe: GroupeDeMacros, *, complement: bool) -> str:
    boutons = "".join(_write_bouton(macro, complement=complement) for macro in MACROS if macro.groupe is groupe)
    return f"    <group{_write_attributs({'id': f'dpid_{groupe.name.lower()}', 'label': groupe.value})}>\n{boutons}    </group>\n"


def _write_bouton(macro: Macro, *, complement: bool) -> str:
    attributs = {
        "id": f"dpid_{macro.nom}",
        "label": macro.libelle,
        "imageMso": macro.icone,
        "size": "large" if macro.lieu is Place.ACCUEIL else "normal",
        "screentip": macro.libelle,
        "supertip": macro.aide,
        "onAction": name_rappel(macro.nom, complement=complement),
    }
    return f"     <button{_write_attributs(attributs)}/>\n"


def _write_attributs(attributs: dict[str, str]) -> str:
    return "".join(f" {nom}={quoteattr(valeur)}" for nom, valeur in attributs.items())
