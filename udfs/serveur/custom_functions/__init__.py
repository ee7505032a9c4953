"""The functions that xlwings Server publishes: those declared, and no other."""

from udfs.serveur.publication import publish

globals().update(publish())
