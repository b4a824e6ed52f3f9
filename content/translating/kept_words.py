"""Words on which a dose or a finding hangs, by language: units and times written out, positive and negative, half.

Whether one is gone is decided generously, by what any word of the translation holds ("Behandlungstag" holds a day), or
by the word itself, which stands where a machine must leave something alone. What came in place of it is not looked for.
"""

import re
from collections.abc import Mapping, Sequence

# Each with what says it in English, and what the translation must then hold, by language.
_SAID: Sequence[tuple[str, Mapping[str, str]]] = (
    (
        r"micrograms?",
        {"de": "mikrogramm|µg|mcg", "ar": "ميكرو|مايكرو|مكغ", "fr": "microgramme|µg", "es": "microgramo|µg"},
    ),
    (
        r"milligrams?",
        {"de": "milligramm|mg", "ar": "ملي|ملغ|مجم|mg", "fr": "milligramme|mg", "es": "miligramo|mg"},
    ),
    (
        r"millilit(?:er|re)s?",
        {"de": "milliliter|ml", "ar": "ملي|مل", "fr": "millilitre|ml", "es": "mililitro|ml"},
    ),
    (
        r"kilograms?",
        {"de": "kilo|kg", "ar": "كيلو|كغ|كجم|kg", "fr": "kilo|kg", "es": "kilo|kg"},
    ),
    (
        r"hours?|hourly",
        {"de": "stund|stünd", "ar": "ساع", "fr": "heure|horaire", "es": "hora"},
    ),
    (
        r"days?|daily",
        {"de": "tag|täg", "ar": "يوم|أيام|ايام", "fr": "jour|quotid", "es": "día|diari"},
    ),
    (
        r"weeks?|weekly",
        {"de": "woche|wöch", "ar": "أسبوع|أسابيع|اسبوع", "fr": "semaine|hebdo", "es": "seman"},
    ),
    (
        r"months?|monthly",
        {"de": "monat", "ar": "شهر|أشهر|شهور|اشهر", "fr": "mois|mensuel", "es": "mes|mensual"},
    ),
    (
        r"years?|yearly",
        {"de": "jahr|jähr", "ar": "سنة|سنو|سنين|سنت|عام|أعوام", "fr": r"\ban|année|annuel", "es": "año|anual"},
    ),
    (
        r"(?:\w+-)?positiv\w*",
        {"de": "positiv", "ar": "إيجاب|ايجاب|موجب", "fr": "positi", "es": "positiv"},
    ),
    (
        r"(?:\w+-)?negativ\w*",
        {"de": "negativ", "ar": "سلب|سالب", "fr": "négati", "es": "negativ"},
    ),
    (
        r"half|halves|halv(?:ed|ing)",
        {"de": "halb|hälft", "ar": "نصف|منتصف", "fr": "moitié|demi|mi-", "es": "mitad|medi"},
    ),
    (
        r"doubl(?:ed?|ing)(?:-\w+)?",
        {"de": "dopp", "ar": "ضعف|ضاعف|مزدوج", "fr": "doubl", "es": "dobl|duplic"},
    ),
)
_PATTERNS = [
    (re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.I), {code: re.compile(kept, re.I) for code, kept in there.items()})
    for said, there in _SAID
]


def lost_words(source: str, target: str, *, language: str) -> list[str]:
    """Name the words of an original, in English, that a translation lacks; none where the words are not known.

    Args:
        source: The original.
        target: The translation.
        language: Of the translation.
    """
    return [
        said[0]
        for pattern, kept in _PATTERNS
        if language in kept
        and (said := pattern.search(source))
        and not (kept[language].search(target) or pattern.search(target))
    ]
