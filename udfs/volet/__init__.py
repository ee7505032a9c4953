"""Excel with nothing installed: the same Python in a pane, on the officer's own machine; nothing leaves it.

``python -m udfs.volet -o DOSSIER --adresse URL`` makes a static site: ``sources`` is what npm and pip bring (Pyodide, typst), ``paquets``
the Python that goes with it, ``pages`` xlwings Server's client as the server itself gives it, ``site`` the whole; ``moteur`` is what runs
in the pane. See ``LISEZMOI.md``.
"""
