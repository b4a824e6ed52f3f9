"""Numbers in words, by language: a translation that makes eight doses of four is refused.

That a number is gone is decided generously, since it may have moved into another word ("four-year", "vierjährig"); that
one came is decided by whole words alone. "One" counts nothing: it is an article, too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.numbers import WORDS, values_said

_TENS = range(20, 100, 10)
_TIMES = {"twice": 2, "thrice": 3}
_LARGE = {"hundred": 100, "thousand": 1000}
_ENGLISH = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(word for word, n in WORDS.items() if n in _TENS)})[-\s])?"
    rf"(?P<ones>{'|'.join([*WORDS, *_TIMES])})(?:\s(?P<large>{'|'.join(_LARGE)})s?)?\b",
    re.I,
)
# What else in an original may become a number in words.
_ALSO = {
    2: r"twice|double\w*|doubling|both|pairs?|couple|seconds?|secondly|half|halves|halved|two\w*|twofold|bi(?=-)",
    3: r"thrice|triple\w*|thirds?|three\w*",
    4: r"quarter\w*|fourths?|four(?!teen|ty)\w*",
    5: r"fifths?|five\w*",
    6: r"sixths?|six(?!teen|ty)\w*",
    7: r"sevenths?|seven(?!teen|ty)\w*",
    8: r"eighths?|eight(?!een|y)\w*",
    9: r"ninths?|nine(?!teen|ty)\w*",
    10: r"tenths?|ten-?fold|decades?",
    12: r"twelfths?|dozens?",
    100: "hundreds?",
    1000: "thousands?",
}


@dataclass(frozen=True)
class _Table:
    """Number words of a language.

    Attributes:
        words: Whole words, each with its value; compounds among them.
        stems: What a word begins with that may stand for a value, where it is not a whole word.
        unsure: Values whose absence says nothing, as where a language has a dual.
    """

    words: re.Pattern[str]
    values: Mapping[str, int]
    stems: Mapping[int, str]
    unsure: frozenset[int] = frozenset()

    def said(self, text: str) -> Iterator[int]:
        """Yield the values of the whole words of a text."""
        for match in self.words.finditer(text):
            yield self.values[" ".join(match["number"].casefold().split())]


def changed_words(source: str, target: str, *, language: str) -> list[str]:
    """Name numbers in words that a translation lacks, or adds; none where the words of a language are not known.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    table = _TABLES.get(language)
    if table is None:
        return []
    asked, given = dict(values_in_english(source)), set(table.said(target))
    in_digits = {int(value) for value in values_said(target) if value == value.to_integral_value()}
    gone = [
        word
        for value, word in asked.items()
        if value not in given | in_digits | table.unsure
        and not re.search(rf"(?<!\w)(?:{table.stems.get(value, '(?!)')})", target, re.IGNORECASE)
    ]
    known = set(asked) | {int(value) for value in values_said(source) if value == value.to_integral_value()}
    known |= {value for value, words in _ALSO.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", source, re.I)}
    return gone + [str(value) for value in sorted(given - known)]


def values_in_english(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers in words of an English text from two on, each with how it is written there."""
    for match in _ENGLISH.finditer(text):
        value = sum((WORDS | _TIMES)[word.casefold()] for word in (match["tens"], match["ones"]) if word)
        value *= _LARGE.get((match["large"] or "").casefold(), 1)
        if value > 1:
            yield value, match[0]


def _table(
    values: dict[str, int],
    *,
    stems: dict[int, str],
    before: str = "",
    but: str = "(?!)",
    unsure: frozenset[int] = frozenset(),
) -> _Table:
    """Return a table; ``before`` may be written to a word, ``but`` is no number although it looks like one."""
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(values, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?!{but}){before}(?P<number>{words})(?!\w)", re.IGNORECASE)
    return _Table(pattern, {word.casefold(): value for word, value in values.items()}, stems, unsure)


def _counted(words: str, first: int = 2, step: int = 1) -> dict[str, int]:
    """Return the values of words that count upwards."""
    return {word: first + step * place for place, word in enumerate(words.split())}


def _german() -> _Table:
    units = _counted("zwei drei vier fünf sechs sieben acht neun")
    low = units | _counted("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10)
    tens = _counted("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
    joined = {f"{one}und{ten}": n + m for one, n in ({"ein": 1} | units).items() for ten, m in tens.items()}
    larger = r"(?!hundert|tausend|und|zehn|zig|ßig|mal)"  # of three, three hundred is none
    stems = {value: f"{word}{larger}" for word, value in (low | tens).items()}
    stems[2] += "|beid|doppel|verdopp|paar|hälft|halb"
    stems[3] += "|dritt"
    stems[6] += "|halb"
    stems[7] = f"sieb(?:en)?{larger}"
    hundreds = {f"{one}hundert": 100 * n for one, n in ({"ein": 1} | units).items()} | {"hundert": 100, "tausend": 1000}
    often = {f"{one}mal": n for one, n in units.items()} | {"zweier": 2, "dreier": 3, "zwo": 2}
    words = low | tens | joined | hundreds | often
    return _table(words, stems=stems, but=r"acht(?:\s+(?:zu\s+)?(?:gelassen|lassen|geben|nehmen))")


def _arabic() -> _Table:
    roots = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع", 10: "عشر"}
    ordinals = {3: "ثالث", 4: "رابع", 5: "خامس", 6: "سادس", 7: "سابع", 8: "ثامن", 9: "تاسع", 10: "عاشر"}
    units = {f"{root}{end}": n for n, root in roots.items() for end in ({8: ["ي", "ية", ""]}.get(n, ["", "ة"]))}
    teens = {f"{one} {ten}": n + 10 for one, n in units.items() if n < 10 for ten in ("عشر", "عشرة")}
    two = dict.fromkeys(["اثنان", "اثنين", "اثنتان", "اثنتين"], 2)
    low = dict.fromkeys(["أحد عشر", "إحدى عشرة"], 11) | dict.fromkeys(["اثنا عشر", "اثني عشر"], 12)
    low |= dict.fromkeys(["اثنتا عشرة", "اثنتي عشرة"], 12) | teens | units | two
    named = {20: "عشر"} | {ten: roots[ten // 10] for ten in range(30, 100, 10)}
    tens = {f"{root}{end}": ten for ten, root in named.items() for end in ("ون", "ين")}
    ones = {word: n for word, n in low.items() if n < 10} | dict.fromkeys(["واحد", "إحدى", "واحدة"], 1)
    joined = {f"{one} و{ten}": n + m for one, n in ones.items() for ten, m in tens.items()}
    before = r"(?:[وف]?[بلك]?(?:ال)?|لل)"
    stems = {n: rf"{before}(?:{root}|{ordinals[n]})" for n, root in roots.items()}
    unsure = frozenset({2, *range(100, 1000, 100)})  # a dual needs no word, and hundreds are not listed
    return _table(low | tens | joined, stems=stems, before=before, unsure=unsure)


def _french() -> _Table:
    low = _counted("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    tens = _counted("vingt trente quarante cinquante soixante", 20, 10)
    ones = {"un": 1, "une": 1} | {word: n for word, n in low.items() if n < 10}
    joined = {f"{ten}{by}{one}": m + n for ten, m in tens.items() for one, n in ones.items() for by in ("-", " et ")}
    stems = {value: word for word, value in (low | tens).items()}
    stems |= {2: "deux|doubl|moitié|bi", 3: "trois|tri", 4: "quatr"}
    sure = {word: value for word, value in (low | tens | joined).items() if word != "neuf"}  # it is "new", too
    return _table(sure, stems=stems, unsure=frozenset({17, 18, 19, *range(70, 100)}))


def _spanish() -> _Table:
    low = _counted("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince")
    tens = _counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10)
    ones = {"uno": 1, "una": 1} | {word: n for word, n in low.items() if n < 10}
    joined = {f"{ten} y {one}": m + n for ten, m in tens.items() for one, n in ones.items()}
    stems = {value: word for word, value in (low | tens).items()} | {2: "dos|ambos|ambas|dobl|mitad|bi"}
    stems |= dict.fromkeys(range(16, 20), "dieci") | dict.fromkeys(range(21, 30), "veinti")
    return _table(low | tens | joined, stems=stems)


_TABLES: Mapping[str, _Table] = {"de": _german(), "ar": _arabic(), "fr": _french(), "es": _spanish()}
