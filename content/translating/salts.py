"""Acids and salts whose names are near to each other: folinic acid is no folic acid, potassium no sodium."""

import re

from content.translating.arabic import BEFORE, without_vowels

_LANGUAGES = ("en", "de", "ar", "fr", "es")
_TABLE = (
    (
        r"folin\w*|leucovorin|levoleucovorin", r"folin\w*|(?:levo)?leu[ck]ovorin", r"فولين\w*|(?:لي|لو)\w*كوفورين",
        r"folin\w*|l\w*leucovorine?|leucovorine?", r"fol[ií]n\w*|leucovorin\w*",
    ),
    (
        r"folic|\w*folates?", r"fols[aä]ure\w*|\w*folat\w*", r"فوليك|فولات\w*",
        r"folique\w*|\w*folates?", r"fólic\w*|\w*folatos?",
    ),
    (
        r"potassium|\w*kala?emi\w*", r"\w*kalium\w*|\w*kaliämi\w*", r"بوتاسيوم",
        r"potassium|\w*kaliémi\w*", r"potasio|\w*potasemi\w*|\w*[ck]ali?emi\w*",
    ),
    (
        r"sodium|\w*natra?emi\w*|salt\w*|saline", r"\w*natrium\w*|\w*natriämi\w*|(?:koch)?salz\w*",
        r"صوديوم|ملح\w*|[أا]ملاح",
        r"sodium|\w*natrémi\w*|sels?|salin\w*", r"sodio|\w*natremi\w*|sal(?:es|in\w*)?",
    ),
    (
        r"calcium|\w*calca?emi\w*", r"\w*[ck]al[cz]ium\w*|\w*[ck]al[cz]ämi\w*", r"كالسيوم|كلس\w*",
        r"calcium|calcique\w*|\w*calcémi\w*", r"calcio|cálcic\w*|\w*calcemi\w*",
    ),
    (
        r"\w*magnes\w*", r"\w*magnesi\w*", r"م\w{1,3}ن\w{0,2}[سز]يوم",
        r"\w*magnés\w*", r"\w*magnes\w*",
    ),
    (
        r"\w*chlorides?", r"\w*chlorid\w*", r"\w*كلوريد\w*",
        r"\w*chlorures?|\w*chlorhydrates?", r"\w*cloruros?|\w*clorhidratos?",
    ),
    (
        r"\w*phosphat\w*", r"\w*phosphat\w*", r"ف\w?سفات\w*",
        r"\w*phosphat\w*", r"\w*fosfat\w*",
    ),
    (
        r"bicarbonate", r"bi[ck]arbonat\w*|\w*hydrogen[ck]arbonat\w*", r"بي?كربونات",
        r"bicarbonate", r"bicarbonato",
    ),
    (
        r"\w*retinoic|tretinoin", r"\w*retin\w*", r"\w*ري?تي?نو\w*",
        r"\w*rétino\w*", r"\w*retino\w*",
    ),
    (
        r"valpro\w*", r"valpro\w*", r"فالبرو\w*",
        r"valpro\w*", r"valpro\w*",
    ),
    (
        r"tranexamic", r"\w*tranexam\w*", r"ترانيكسام\w*|ترانكسام\w*",
        r"tranexam\w*", r"tranex[aá]m\w*",
    ),
)  # fmt: skip
_PATTERNS = [
    {
        code: re.compile(rf"(?<!\w){BEFORE if code == 'ar' else ''}(?:{words})(?!\w)", re.I)
        for code, words in zip(_LANGUAGES, row, strict=True)
    }
    for row in _TABLE
]


def changed_salts(source: str, target: str, *, language: str) -> list[str]:
    """Name acids and salts that a translation lacks, or adds; none where the words of a language are not known.

    A translation may leave the name in English.

    Args:
        source: The original.
        target: The translation.
        language: Of the translation.
    """
    if language not in _LANGUAGES:
        return []
    target = without_vowels(target)
    changed = []
    for patterns in _PATTERNS:
        was = patterns["en"].search(source)
        now = patterns[language].search(target) or patterns["en"].search(target)
        if bool(was) != bool(now):
            changed.append((was or now)[0])  # type: ignore[index]
    return changed
