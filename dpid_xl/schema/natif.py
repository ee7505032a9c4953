"""The words of the native amounts: how an operation is computed, why a line has nothing to compute, what Python answers."""

from __future__ import annotations

# How the amounts of an operation are computed on the day of the deliberation.
PRORATA, UNITE, ARRETE = "prorata", "unité", "arrêté"
# A word, as « arrêté », where there is nothing to compute; what is wrong is an error instead, so that no sum takes it.
SANS_DATES = "sans dates"
# What two computations of one amount are.
EGAL, DIFFERENT = "égal", "différent"
# Three cells of Accueil: whether Python is asked, which version of the functions of cells answers, and whether one does.
PYTHON_DEMANDE, PYTHON_VERSION, PYTHON_REPOND = "Python_demande", "Python_version", "Python_repond"
DEMANDE, NON_DEMANDE = "oui", "non"
LIBELLE_PYTHON = "Python répond"  # on the left of the answer; the version and the question stand on its right
PRECISION = 8  # decimals below which a binary product is noise: half a cent is one again before it is rounded up
