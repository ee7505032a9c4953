"""Modules that only LibreOffice's own Python can import hold no doctest."""

collect_ignore = ["composant.py", "demarrage.py"]
