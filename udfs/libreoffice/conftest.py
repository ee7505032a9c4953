"""Modules that only LibreOffice's own Python can import hold no doctest."""

collect_ignore = ["boites.py", "composant.py", "demarrage.py", "hote.py", "macros.py"]
