"""What kept a mail from being taken, in words that may be kept."""

import re

ADDRESS = re.compile(r"[^\s<>()\[\]{}\"',;:=]+@[^\s<>()\[\]{}\"',;:]+")
LONGEST = 200  # characters


def said_of(error: Exception) -> str:
    """Say why a mail was not taken, without the addresses that servers repeat: those are erased one day (G3)."""
    return f"{type(error).__name__}: {ADDRESS.sub('(address)', str(error))}"[:LONGEST]
