"""What makes a form count once: its own key and what it says. Another text under the same key is another form."""

import hashlib

LENGTH = 32


def once_key(form_key: str, *said: object) -> str:
    """Return the key under which a form that says this is kept."""
    return hashlib.sha256("\x1f".join([form_key, *map(str, said)]).encode()).hexdigest()[:LENGTH]
