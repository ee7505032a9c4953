"""The functions that xlwings Server publishes: those of the registry, and no other."""

from udfs.serveur.publication import publish

globals().update(publish())
