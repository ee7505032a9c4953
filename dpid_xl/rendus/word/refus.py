"""Why an officer's Word model cannot be used: apart, so that naming a refusal costs no import."""

from __future__ import annotations


class ModeleIllisible(Exception):
    """A file that is not a sound Word model; its text is one French sentence: what, where, what to do."""


class ModeleRefuse(Exception):
    """A model whose fields cannot be filled; its text is one French sentence per finding, one per line."""
