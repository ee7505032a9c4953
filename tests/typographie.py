"""What tests read as it is typed: the signs that only a page has, back to those of a keyboard."""

_SIGNES = str.maketrans({"\xa0": " ", "\u202f": " ", "’": "'", "−": "-"})


def unset(texte: str) -> str:
    """Return a text with ordinary spaces, apostrophes and hyphens: what an assertion writes."""
    return texte.translate(_SIGNES)
