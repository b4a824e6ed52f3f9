"""What Arabic writes onto its words: short vowels, endings, and small words before them."""

import re

# One letter words and the article, as they are written to the word that follows.
BEFORE = r"(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)"
_ENDING = re.compile("\u064b\u0627|\u0627\u064b")  # the ending -an with its alif
_UNSAID = re.compile("[\u064b-\u0652\u0670\u0640]")  # short vowels, and the stroke that stretches a word


def without_vowels(text: str) -> str:
    """Return a text without short vowels and the ending -an, so that it reads the same however it was typed."""
    return _UNSAID.sub("", _ENDING.sub("", text))
