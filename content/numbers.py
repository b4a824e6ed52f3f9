"""Numbers as people type them, and those that stand in a text."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MOST_DIGITS = 30  # of a typed number; a longer one is no answer that a person gives
SMALL = 10
_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = dict(zip(_UNITS, range(20), strict=True)) | dict(zip(_TENS, range(20, 100, 10), strict=True))
_IN_WORDS = re.compile(rf"\b(?:({'|'.join(_TENS)})-)?({'|'.join(WORDS)})\b", re.IGNORECASE)
_APART = re.compile("[,'’\u00a0\u2009\u202f]")
_UNIT = (
    r"\s?%|[\s-]?(?:percent|per cent|days?|weeks?|months?|years?|hours?|cycles?|courses?|doses?|points?"
    r"|mg|g|kg|[µμm]g|ml|mL|L|Gy)\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![^\W\d_][-–])(?P<sign>(?<![\w%)])[-–−])?"
    r"(?P<whole>\d{1,3}(?:[,'’\u00a0\u2009\u202f]\d{3}){1,6}(?!\d)|\d{1,20})"
    r"(?:[.·](?P<decimals>\d{1,20})|,(?P<comma>\d{1,2})(?!\d))?"
    rf"(?:(?P<unit>{_UNIT})|(?!\d|[^\W\d_](?<!x)))",
)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{2,3})*,\d{3}")  # parted as in Europe, America or India
_BLANKS = re.compile("[ \u00a0\u2009\u202f]")
_IN_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_ARABIC = re.compile("[-+\u2212]?\\d{1,3}(?:\u066c\\d{3})+(?:[.,\u066b]\\d+)?")
_TYPED = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{ARABIC THOUSANDS SEPARATOR}": ""}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(SMALL)}
)
_AGE = re.compile(r"[- ]years?[- ]old\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"(?<![\w.,])\d(?![\w]|[.,]\d)")


def number_of(text: str) -> Decimal | None:
    """Return a typed number, with a point or a comma before its decimals, also Arabic ones; None if it is none.

    Where both signs stand in it, the last one is before the decimals: 1,234.5 and 1.234,5 are the same. The other one,
    or one that stands several times, parts thousands.
    """
    if "\N{ARABIC THOUSANDS SEPARATOR}" in text and not _ARABIC.fullmatch(_BLANKS.sub("", text.strip())):
        return None
    plain = _with_point(_BLANKS.sub("", text.strip().translate(_TYPED)))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    is_sane = number.is_finite() and len(plain) <= MOST_DIGITS and abs(number.adjusted()) <= MOST_DIGITS
    return number if is_sane else None


def _with_point(plain: str) -> str:
    """Return a number as programs write it, with a point and no thousands; empty where it cannot be read as one."""
    signs = [sign for sign in plain if sign in ",."]
    mark = signs[-1] if len(set(signs)) == 2 or len(signs) == 1 else ""  # before the decimals
    whole, decimals = plain.rsplit(mark, 1) if mark else (plain, "")
    grouped = whole.replace(".", ",") if mark in {",", ""} else whole
    if "_" in plain or (len(signs) > 1 and not _THOUSANDS.fullmatch(grouped)) or (mark and mark in whole):
        return ""
    return grouped.replace(",", "") + (f".{decimals}" if mark else "")


def readings_of(text: str) -> set[Decimal]:
    """Return what a typed number may mean: 1,000 and 1.000 are one for some people and a thousand for others."""
    number = number_of(text)
    if number is None:
        return set()
    plain = text.strip().translate(_TYPED)
    return {number, Decimal(re.sub("[.,]", "", plain))} if _IN_THOUSANDS.fullmatch(plain) else {number}


def in_one_way(number: Decimal) -> str:
    """Write a number so that it cannot be read as another: 1.125 gets a fourth decimal."""
    plain = f"{number:f}"
    return plain if len(readings_of(plain)) == 1 else f"{plain}0"


def two_ways(text: str) -> str:
    """Say what to write instead of a number that can be read in two ways; empty where it is read in one, or is none."""
    readings = sorted(readings_of(text), reverse=True)
    if len(readings) < 2:
        return ""
    instead = " or ".join(in_one_way(reading.normalize()) for reading in readings)
    return f"“{text.strip()}” can be read in two ways. Write {instead}."


@dataclass(frozen=True)
class Number:
    """A number that stands in a text: what it is worth, and how it is written there."""

    value: Decimal
    said: str


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text in order, without those that belong to a name, such as CD19 or E1910.

    Thousands may be set apart by a comma, an apostrophe or a narrow blank; decimals by a point, a raised point or a
    comma. A dash between two numbers is a range, and before one number a minus. Left out are small whole numbers
    without a unit, since good prose writes them as words, years of the calendar, and ages of invented patients.
    """
    found = []
    for match in _NUMBER.finditer(text):
        whole = _APART.sub("", match["whole"])
        decimals = match["decimals"] or match["comma"] or ""
        value = Decimal(f"{whole}.{decimals}" if decimals else whole)
        is_plain = not decimals and not match["unit"]
        is_left_out = is_plain and (value < SMALL or _YEAR.fullmatch(match["whole"]))
        if is_left_out or _AGE.match(text, match.end("whole")):
            continue
        sign = "-" if match["sign"] else ""
        found.append(Number(value.copy_negate() if sign else value, match[0].strip()))
    return found


def values_said(text: str) -> set[Decimal]:
    """Return what the numbers of a text are worth, with those written as words and the small ones."""
    plain = {Decimal(sum(WORDS[word.lower()] for word in match.groups() if word)) for match in _IN_WORDS.finditer(text)}
    small = {Decimal(match[0]) for match in _DIGIT.finditer(text)}
    return plain | small | {number.value for number in numbers_in(text)}
