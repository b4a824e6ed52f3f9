"""Numbers of a text and of its translation, compared by what is written, or by what they are worth."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation

from content.numbers import values_said
from content.translating.counted import values_in_english
from content.translating.roman import changed_numerals

# Languages that write a comma before decimals and a point or a blank between thousands.
COMMA_DECIMALS = frozenset(
    ["de", "fr", "es", "it", "nl", "pt", "pl", "cs", "da", "sv", "nb", "fi", "tr", "ru", "uk", "ro", "hu", "el", "bg"]
)
_NUMBER = re.compile(r"\d+(?:[.,·'’٫٬\u00a0\u2009\u202f]\d+)*")  # noqa: RUF001
# Fractions that are one sign, and digits above or below the line: ½, ², ₂.
_ONE_SIGN = re.compile("[¼-¾⅐-⅞↉]|[⁺⁻]?[²³¹⁰⁴-⁹]+|[₊₋]?[₀-₉]+")
_IN_WORDS = {"²": "square|squared", "³": "cubic", "½": "half|halves|halved", "¼": "quarter", "¾": "three quarters"}
_SIGNS = "%‰≥≤<>±"
_SAME = str.maketrans({"٪": "%"})
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’٬\u00a0\u2009\u202f]\d{3})+")


def changed_figures(source: str, target: str, *, language: str, is_verbatim: bool) -> list[str]:
    """Name numbers and signs of a text that its translation lacks or adds.

    Args:
        source: The original.
        target: The translation.
        language: Of the translation.
        is_verbatim: Whether 0.5 must stay 0.5; otherwise 0,5 is the same where the language writes it so. A number
            in words may become one in digits, never the other way round where this is set.
    """
    wanted, given = _numbers(source), _numbers(target)
    for said in list(wanted.elements()):
        match = said if given[said] else None if is_verbatim else _same(said, given, language)
        if match is not None:
            wanted[said] -= 1
            given[match] -= 1
    words = values_said(_NUMBER.sub(" ", source)) | {Decimal(value) for value, _ in values_in_english(source)}
    gone = list(wanted.elements()) + list((_raised(source) - _raised(target)).elements())
    added = [said for said in given.elements() if not {_worth(said, language), _worth(said, "")} & words]
    return gone + added + _new_signs(source, target) + changed_numerals(source, target) + _signs(source, target)


def _raised(text: str) -> Counter[str]:
    return Counter(_ONE_SIGN.findall(text))


def _new_signs(source: str, target: str) -> list[str]:
    """Name fractions and raised digits that came in; ² may stand for a word."""
    came = (_raised(target) - _raised(source)).elements()
    return [sign for sign in came if not re.search(rf"\b(?:{_IN_WORDS.get(sign, '(?!)')})s?\b", source, re.IGNORECASE)]


def _numbers(text: str) -> Counter[str]:
    return Counter(match[0] for match in _NUMBER.finditer(text))


def _same(said: str, given: Counter[str], language: str) -> str | None:
    worth = _worth(said, "")
    return next((other for other in given if given[other] and _worth(other, language) == worth), None)


def _worth(said: str, language: str) -> Decimal | None:
    """Return what a number is worth, by the habits of a language; those of English where none is named."""
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in said)
    plain = re.sub("['’\u00a0\u2009\u202f٬]", "", plain).replace("٫", ".").replace("·", ".")  # noqa: RUF001
    has_comma = language in COMMA_DECIMALS
    if has_comma and not (_THOUSANDS.fullmatch(said) and "," not in said and "." not in said):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _signs(source: str, target: str) -> list[str]:
    """Name signs of comparison and shares that are not there as often as before."""
    before, after = source.translate(_SAME), target.translate(_SAME)
    return [sign for sign in _SIGNS if before.count(sign) != after.count(sign)]
