"""Numbers in words, by language: a translation that makes eight doses of four is refused.

That a number is gone is decided generously, since it may have moved into another word ("four-year", "vierjährig"); that
one came is decided by whole words alone. Each is counted, so that the two of "two weeks" does not excuse the one that
"two doses" lost. "One" counts nothing: it is an article, too. What Arabic says by a dual is in ``duals``.
"""

import re
from collections import Counter
from collections.abc import Iterator

from content.numbers import WORDS
from content.translating.arabic import without_vowels
from content.translating.duals import changed_duals
from content.translating.number_words import TABLES, Table

_TIMES = {"twice": 2, "thrice": 3}
_LARGE = {"hundred": 100, "thousand": 1000}
_ONES = "|".join(word for word, value in WORDS.items() if value < 20)
_TENS = "|".join(word for word, value in WORDS.items() if value >= 20)
_LOW = rf"(?:(?:{_TENS})(?:[-\s](?:{_ONES}))?|(?:{_ONES}))"
_ENGLISH = re.compile(
    rf"\b(?:(?P<times>{'|'.join(_TIMES)})"
    rf"|(?P<low>{_LOW})(?:\s(?P<large>{'|'.join(_LARGE)})s?(?:\s(?:and\s)?(?P<rest>{_LOW}))?)?)\b",
    re.I,
)
# What else in an original may become a number in words.
_ALSO = {
    2: r"double\w*|doubling|both|pairs?|couple|seconds?|secondly|half|halves|halved|two\w+"
    r"|every\s+other|alternat\w+|fortnight\w*|bi(?:-\w+|weekly|monthly|ennial\w*|annual\w*|lateral\w*)",
    3: r"triple\w*|thirds?|three\w+",
    4: r"quarter\w*|fourths?|four(?!teen|ty)\w+",
    5: r"fifths?|five\w+",
    6: r"sixths?|six(?!teen|ty)\w+",
    7: r"sevenths?|seven(?!teen|ty)\w+",
    8: r"eighths?|eight(?!een|y)\w+",
    9: r"ninths?|nine(?!teen|ty)\w+",
    10: r"tenths?|ten-?fold|decades?",
    12: r"twelfths?|dozens?",
    100: "hundreds?",
    1000: "thousands?",
}
_ORDINALS = {
    2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
}  # fmt: skip
_DIGITS = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")


def changed_words(source: str, target: str, *, language: str) -> list[str]:
    """Name numbers in words that a translation lacks, or adds; none where the words of a language are not known.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    table = TABLES.get(language)
    if table is None:
        return []
    target = without_vowels(target)
    said = dict(values_in_english(source))
    asked = Counter(value for value, _ in values_in_english(source))
    given, digits = Counter(table.said(target)), _digits(target) - _digits(source)
    gone = [
        said[value]
        for value, times in asked.items()
        if value not in table.unsure and times > given[value] + digits[value] + _hints(table, source, target, value)
    ]
    known = asked + _digits(source) + Counter({value: _also(source, value) for value in _ALSO})
    came = [str(value) for value in sorted(given - known)]
    came += [_ORDINALS[value] for value in table.ordinals if not known[value] and _has_ordinal(table, target, value)]
    return gone + came + (changed_duals(source, target) if language == "ar" else [])


def values_in_english(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers in words of an English text from two on, each with how it is written there."""
    for match in _ENGLISH.finditer(text):
        value = _TIMES[match["times"].casefold()] if match["times"] else _low(match["low"])
        value = value * _LARGE.get((match["large"] or "").casefold(), 1) + _low(match["rest"] or "")
        if value > 1:
            yield value, match[0]


def _low(words: str) -> int:
    return sum(WORDS[word] for word in re.split(r"[-\s]+", words.casefold()) if word)


def _digits(text: str) -> Counter[int]:
    return Counter(int(match[0]) for match in _DIGITS.finditer(text))


def _also(source: str, value: int) -> int:
    return len(re.findall(rf"(?<!\w)(?:{_ALSO[value]})(?!\w)", source, re.I))


def _has_ordinal(table: Table, target: str, value: int) -> bool:
    return bool(re.search(rf"(?<!\w)(?:{table.ordinals[value]})", target, re.IGNORECASE))


def _hints(table: Table, source: str, target: str, value: int) -> int:
    """Count words that may stand for a value; ordinals only where the original has none of it."""
    ordinal = _ORDINALS.get(value)
    has_ordinal = bool(ordinal and re.search(rf"\b{ordinal}\b", source, re.I))
    return table.hints(target, value, with_ordinals=not has_ordinal)
