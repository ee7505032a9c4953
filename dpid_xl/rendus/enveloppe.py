"""Where the address of a letter stands, so that the window of an envelope shows it: A4 in three (DL, 110 × 220 mm) or in two (C5).

NF Z 11-001 sets the address at the right, some 50 mm from the top. A window of 35 or 45 × 100 mm, 20 mm from the right and from the
bottom of a DL, shows at any rate what stands from 100 to 190 mm across and from 55 to 79 mm down a sheet that moves in its envelope.
Printers of letters ask for a frame 33 mm high, 85 mm wide, 55 mm from the top and 110 mm from the left: ours is within it.
NF Z 10-011: an address has six lines at most, flush left. In millimetres of an A4 page.

>>> GAUCHE + LARGEUR <= 210 and HAUT + HAUTEUR < 297 / 3
True
"""

HAUT = 55.0
GAUCHE = 110.0
LARGEUR = 77.0  # as far as the margin
HAUTEUR = 33.0
