"""Words on which a dose or a finding hangs, by language: units and times written out, positive and negative, half.

Whether one is gone is decided generously, by what any word of the translation holds ("Behandlungstag" holds a day), or
by the word itself, which stands where a machine must leave something alone. What came in place of it is not looked for.
"""

import re

# What says it in English, and what the translation must then hold.
_LANGUAGES = ("de", "ar", "fr", "es")
_SAID = (
    ("micrograms?", "mikrogramm|µg|mcg", "ميكرو|مايكرو|مكغ", "microgramme|µg", "microgramo|µg"),
    ("milligrams?", "milligramm|mg", "ملي|ملغ|مجم|mg", "milligramme|mg", "miligramo|mg"),
    ("millilit(?:er|re)s?", "milliliter|ml", "ملي|مل", "millilitre|ml", "mililitro|ml"),
    ("kilograms?", "kilo|kg", "كيلو|كغ|كجم|kg", "kilo|kg", "kilo|kg"),
    ("hours?|hourly", "stund|stünd", "ساع", "heure|horaire", "hora"),
    ("days?|daily", "tag|täg", "يوم|أيام|ايام", "jour|quotid", "día|diari"),
    ("weeks?|weekly", "woche|wöch", "أسبوع|أسابيع|اسبوع", "semaine|hebdo", "seman"),
    ("months?|monthly", "monat", "شهر|أشهر|شهور|اشهر", "mois|mensuel", "mes|mensual"),
    ("years?|yearly", "jahr|jähr", "سنة|سنو|سنين|سنت|عام|أعوام", r"\ban|année|annuel", "año|anual"),
    (r"(?:\w+-)?positiv\w*", "positiv", "إيجاب|ايجاب|موجب", "positi", "positiv"),
    (r"(?:\w+-)?negativ\w*", "negativ", "سلب|سالب", "négati", "negativ"),
    ("half|halves|halv(?:ed|ing)", "halb|hälft", "نصف|منتصف", "moitié|demi|mi-", "mitad|medi"),
    (r"doubl(?:ed?|ing)(?:-\w+)?", "dopp", "ضعف|ضاعف|مزدوج", "doubl", "dobl|duplic"),
)  # fmt: skip
_PATTERNS = [
    (
        re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.I),
        {code: re.compile(words, re.I) for code, words in zip(_LANGUAGES, kept, strict=True)},
    )
    for said, *kept in _SAID
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
