"""Names of people and groups as reference lists have them.

Source:
    Surname, then at most two initials without periods, then a rank: Citing Medicine, 2nd edition, chapter 1, "Author"
    (National Library of Medicine); AMA Manual of Style, 11th edition, 3.7, has names the same.
"""

import re
from collections.abc import Mapping, Sequence

from content.citing.work import LONGEST_NAME, Name

LONGEST_LIST = 500  # characters
ET_AL = "et al."
LISTED = 6  # names before "et al." in the Vancouver samples of the ICMJE
_RANKS = {"jr": "Jr", "sr": "Sr", "ii": "2nd", "iii": "3rd", "iv": "4th", "2nd": "2nd", "3rd": "3rd", "4th": "4th"}
_INITIALS = re.compile(r"[^\W\d_]{1,3}")


def written(name: Mapping[str, str]) -> str:
    """Return a name as a list has it: ``van de Beek D``, ``Gilstrap LC 3rd``, ``CALGB Group``."""
    if "literal" in name:
        return name["literal"].rstrip(".")
    particles = [name.get("dropping-particle", ""), name.get("non-dropping-particle", "")]
    rank = name.get("suffix", "").strip(". ")
    parts = [*particles, name.get("family", ""), initials(name.get("given", "")), _RANKS.get(rank.lower(), rank)]
    return " ".join(part for part in parts if part)


def initials(given: str) -> str:
    """Return the first letters of given names, at most two: ``Mark R.`` becomes MR, ``Jean-Paul`` JP."""
    words = [word for word in re.split(r"[\s.\-\u2010\u2011]+", given) if word and word[0].isalpha()]
    if len(words) == 1 and words[0].isupper() and _INITIALS.fullmatch(words[0]):
        return words[0][:2]
    return "".join(word[0].upper() for word in words[:2])


def listed(names: Sequence[Mapping[str, str]], most: int = LISTED) -> str:
    """Return a list of names; of more than ``most`` the first ones and "et al."; groups stand after a semicolon."""
    has_others = any(name.get("literal", "").lower().strip(". ") in {"others", "et al"} for name in names)
    known = [name for name in names if name.get("literal", "").lower().strip(". ") not in {"others", "et al"}]
    shown = known[:most]
    text = ""
    for name in shown:
        new = written(name)
        if len(text) + len(new) + 10 > LONGEST_LIST:
            has_others = True
            break
        joint = "; " if text and "literal" in name else ", " if text else ""
        text += joint + new
    if text and (has_others or len(known) > len(shown)):
        text += f", {ET_AL}"
    return text


def from_medline(text: str) -> Name:
    """Return the parts of a name as PubMed writes it: ``van de Beek D``, ``Gilstrap LC 3rd``."""
    words = text.split()
    suffix = ""
    if len(words) > 2 and words[-1].lower() in _RANKS:
        suffix = words.pop()
    if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 4:
        parts = {"family": " ".join(words[:-1]), "given": words[-1], "suffix": suffix}
        return {part: value for part, value in parts.items() if value}
    return {"literal": text.strip()[:LONGEST_NAME]}


def from_inverted(text: str) -> Name:
    """Return the parts of a name as RIS has it: ``van der Berg, A. B., Jr``; one without a comma is a group."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 or not parts[0]:
        return {"literal": text.strip(" ,")}
    name = {"family": parts[0], "given": parts[1], "suffix": parts[2] if len(parts) > 2 else ""}
    return {part: value for part, value in name.items() if value}


def from_byline(text: str) -> Name:
    """Return the parts of a person's name as a byline has it: ``Maria van der Berg``, ``John Doe Jr``.

    The last word is the surname, with the particles in lower case before it; that is all a byline tells.
    """
    words = text.split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".").lower() in _RANKS else ""
    if len(words) < 2 or "," in text:
        return {"literal": " ".join(text.split())}
    start = len(words) - 1
    while start > 1 and words[start - 1][0].islower():
        start -= 1
    name = {"family": " ".join(words[start:]), "given": " ".join(words[:start]), "suffix": suffix}
    return {part: value for part, value in name.items() if value}


def surname_of(authors: str) -> str:
    """Return the first surname of a list, particles and all, for a key."""
    first = re.split(r"[,;]", authors, maxsplit=1)[0].strip()
    words = first.split()
    while len(words) > 1 and (words[-1].lower() in _RANKS or (words[-1].isupper() and len(words[-1]) <= 3)):
        words.pop()
    return " ".join(words)
