"""What pytest leaves alone in the product: modules that only their host can import hold no doctest. Here, so that no wheel carries it."""

# xlwings Server imports these by name, or they need its licence key first: tests/udfs/serveur and tests/udfs/volet run them.
_SERVEUR = ["*/*.py", "conversions.py", "publication.py", "erreurs.py", "demarrage.py", "lifespan.py", "portier.py", "verification.py"]
_LIBREOFFICE = ["boites.py", "composant.py", "demarrage.py", "hote.py", "macros.py"]  # only LibreOffice's own Python has uno

collect_ignore_glob = [
    *(f"udfs/serveur/{nom}" for nom in _SERVEUR),
    *(f"udfs/libreoffice/{nom}" for nom in _LIBREOFFICE),
    "udfs/volet/moteur.py",
]
