"""The script that LibreOffice runs for a macro: it finds the packed Python beside itself, then the libraries of the engine.

``extension`` adds one function per macro of the registry at the end. Written for the oldest Python that LibreOffice may carry.
"""

import sys
from pathlib import Path

import uno

PYTHON_MINIMUM = (3, 11)


def _run(nom, arguments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 (read by any Python)
    """Run a macro; return what could be shown to nobody."""
    donnes = [argument for argument in arguments if hasattr(argument, "DatabaseRanges")]  # by a program; a menu gives nothing
    document = donnes[0] if donnes else XSCRIPTCONTEXT.getDocument()  # type: ignore[name-defined]  # noqa: F821 (put here by LibreOffice)
    dossier = str(Path(uno.fileUrlToSystemPath(__file__)).parent.parent / "pythonpath")
    if dossier not in sys.path:
        sys.path.insert(0, dossier)  # in front: another dpid_xl installed on the machine may be older
    from udfs.libreoffice.boites import has_fenetre, show_boite

    if sys.version_info >= PYTHON_MINIMUM:
        from udfs.libreoffice.moteur import MoteurAbsent, load_moteur

        try:
            load_moteur()
        except MoteurAbsent as absence:
            phrase = str(absence)
        else:
            from udfs.libreoffice.hote import OUI, launch

            chemins = [argument for argument in arguments if isinstance(argument, str) and argument != OUI]
            # Without a yes, the host asks.
            return launch(nom, document, confirme=True if OUI in arguments else None, fichier=chemins[0] if chemins else "")
    else:
        phrase = "Les macros demandent Python {}.{}, et ce LibreOffice a Python {}.{} : installez un LibreOffice plus récent.".format(
            *PYTHON_MINIMUM, *sys.version_info[:2]
        )
    if has_fenetre(document):
        show_boite(document, "DPID", phrase, grave=True)
        return ""
    return phrase
