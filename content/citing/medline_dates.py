"""Dates as PubMed writes them: 2002 Nov 15, 2020 Jan-Feb, 2020 Spring."""

import re

from content.citing.work import clean_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parts_of(text: str) -> list[int]:
    """Return year, month and day as far as the text tells them."""
    words = re.split(r"[\s/]+", text.strip()[:40])
    month = words[1][:3].lower() if len(words) > 1 else ""
    if month in _MONTHS and "-" not in words[1]:
        words[1] = str(_MONTHS.index(month) + 1)
    return clean_date(words)
