"""An older workbook taken over by today's builder: all that people typed in it, whether the reader understands it or not.

``collecte`` takes the cells of the tables and the settings as they are, ``aspects`` their colours, ``notes`` their notes, ``hors_tables``
what stands elsewhere; ``chantier`` is what the builder asks while it writes, ``greffe`` puts the officer's own sheets in the new package.
What is kept, refitted, added or lost is a :class:`~dpid_xl.classeurs.reprise.modele.Constat`.
"""
