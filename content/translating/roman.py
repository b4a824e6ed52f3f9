"""Roman numerals: the III of phase III, the IV of grade IV, but neither the I who speaks nor IV for intravenous."""

import re
from collections import Counter

_NOUNS = (
    "phase", "grade", "stage", "class", "type", "part", "arm", "group", "cohort", "level", "category", "factor", "NYHA",
    "tier", "step", "course", "cycle",
)  # fmt: skip
_AFTER = "|".join(rf"(?<=\b{noun}{end}[\s-])" for noun in _NOUNS for end in ("", "s"))
_SEVERAL = "X{0,2}(?:IX|VI{1,3}|I{2,3})|X{1,2}(?:IV|V|I)|XX"
_ANY = rf"(?:{_SEVERAL}|IV|[IVX])[abABC]?"
_IN_RANGE = r"(?:(?<=\b[IVX][–/-])|(?<=\bII[–/-])|(?<=\bIII[–/-]))IV"
ROMAN = rf"(?:(?:(?i:{_AFTER}){_ANY}|(?<![\w.])(?:{_SEVERAL})[abABC]?|{_IN_RANGE})(?!\w))"
_SAID = re.compile(ROMAN)
_TOKEN = re.compile(rf"(?<![\w.]){_ANY}(?!\w)")
_LETTERS = re.compile("[\u2160-\u2188]")
_VEIN = re.compile(r"(?<!\w)(?:intraven\w+|i\.\s?v\.)", re.I)


def changed_numerals(source: str, target: str) -> list[str]:
    """Name Roman numerals that a translation lacks, or adds.

    Those count in the original that follow a word such as "phase", or are longer than a letter. In the translation any
    may be one.

    Args:
        source: The original, in English.
        target: The translation.
    """
    here, given = _tokens(source), _tokens(target)
    wanted = Counter(match[0] for match in _SAID.finditer(source))
    known = here + Counter({"IV": len(_VEIN.findall(source))})
    return list(((wanted - given) + (given - known)).elements())


def _tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text)) + Counter(_LETTERS.findall(text))
