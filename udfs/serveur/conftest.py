"""Files that xlwings Server imports by name, or that need its licence key first, hold no doctest; tests/udfs/serveur runs them."""

collect_ignore_glob = ["*/*.py", "conversions.py", "publication.py", "erreurs.py", "demarrage.py", "lifespan.py"]
