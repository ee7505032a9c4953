"""The one reader of workbooks: what people typed, cell by cell, as a :class:`~dpid_xl.modele.Dossier`.

Inputs only: computed columns are never read, so a stale or broken formula cannot change an amount. The file is never written.
From the outside in: ``ouverture`` (cells), ``entetes`` (tables and columns), ``rangees`` (rows), ``cellules`` (values),
``enregistrements`` and ``reglages`` (records).
"""
