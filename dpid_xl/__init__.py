"""dpid_xl: l'Annexe 5 d'un appel à projets départemental, du tableau voté à la convention signée.

Start reading with :mod:`dpid_xl.chaine`, which holds the whole flow on one screen.
"""

__version__ = "0.1.0"
