"""Limits in words: at least and at most, over and under. A translation that turns one around is refused.

In each sentence the words for a lower limit (at least, over, more than) and for an upper one (at most, under, less
than) are counted. It is a fault that one of a kind is gone while one of the other came, or that a figure has the other
one beside it; where only one is gone the language may have said it otherwise. A negation before such a word turns it:
"not more than" is an upper limit.
"""

import re
from collections import defaultdict

from content.translating.arabic import without_vowels
from content.translating.negations import every_negation_in, paired_sentences

# A negation before the words, those of a lower limit, those of an upper limit.
_WORDS = {
    "en": (
        r"no|not|never",
        r"at\sleast|minimum(?:\sof)?|(?:more|greater|higher|longer|older|larger|later)\sthan|exceeding"
        r"|(?:over|above|beyond)(?=\s{figure})|or\s(?:more|older|higher|greater|longer|above|over)|upwards?\sof",
        r"at\smost|maximum(?:\sof)?|up\sto(?=\s{figure})|(?:less|fewer|lower|shorter|younger|smaller|earlier)\sthan"
        r"|(?:under|below)(?=\s{figure})|or\s(?:less|fewer|younger|lower|shorter|below|under)",
    ),
    "de": (
        r"nicht|kein\w{0,2}|nie|niemals",
        r"mindestens|wenigstens|zumindest|minimal|(?:mehr|größer|höher|länger|älter|später)\w{0,2}\sals"
        r"|(?:über|oberhalb(?:\svon)?|jenseits(?:\svon)?|ab)(?=\s{figure})|(?:oder|und)\s(?:mehr|älter|höher|größer|länger|darüber)\w{0,2}",
        r"höchstens|maximal|(?:weniger|geringer|kleiner|niedriger|kürzer|jünger|früher)\w{0,2}\sals|bis\szu(?=\s{figure})"
        r"|(?:unter|unterhalb(?:\svon)?)(?=\s{figure})|(?:oder|und)\s(?:weniger|jünger|niedriger|kleiner|kürzer|darunter)\w{0,2}",
    ),
    "ar": (
        r"[وف]?(?:ما\s)?(?:لا|لم|لن|ليس\w?|غير)",
        r"على ال[أا]قل|[وب]?(?:ال)?حد[ًا]{0,2} (?:ال)?[أا]دنى|[بك]حد [أا]دنى"
        r"|(?:ال)?(?:[أا]كثر|[أا]كبر|[أا]على|[أا]طول) (?:سنا )?من"
        r"|فوق(?=\s{figure})"
        r"|[يت]زيد(?:\s\w+)?\s(?:على|عن)|[يت]?تجاوز|[يت]فوق|(?:[أا]و|ف)\s?(?:[أا]كثر|[أا]كبر|[أا]على)|فما فوق",
        r"على ال[أا]كثر|[وب]?(?:ال)?حد (?:ال)?[أا]قصى|[بك]حد [أا]قصى"
        r"|(?:ال)?(?:[أا]قل|[أا]صغر|[أا]دنى|[أا]قصر) (?:سنا )?من"
        r"|(?:دون|تحت|حتى)(?=\s{figure})"
        r"|[يت]قل(?:\s\w+)?\sعن|[يت]صل إلى(?=\s{figure})|(?:[أا]و|ف)\s?(?:[أا]قل|[أا]صغر|[أا]دنى)|فما دون",
    ),
    "fr": (
        r"pas|jamais|non|ni",
        r"au\s(?:moins|minimum)|minimum|(?:plus|supérieure?s?)\s(?:de|à|que)|au-(?:dessus|delà)\sde|ou\s(?:plus|davantage)",
        r"au\s(?:plus|maximum)|maximum|(?:moins|inférieure?s?)\s(?:de|à|que)|(?:au-|en\s)dessous\sde|ou\smoins"
        r"|jusqu[’']à(?=\s{figure})",
    ),
    "es": (
        r"no|nunca|ni",
        r"al\smenos|por\slo\smenos|como\smínimo|mínimo|(?:más|mayor(?:es)?|superior(?:es)?)\s(?:de|a|que)"
        r"|por\sencima\sde|o\s(?:más|mayor(?:es)?)",
        r"como\s(?:máximo|mucho)|a\slo\ssumo|máximo|(?:menos|menor(?:es)?|inferior(?:es)?)\s(?:de|a|que)"
        r"|por\sdebajo\sde|o\s(?:menos|menor(?:es)?)|hasta(?=\s{figure})",
    ),
}  # fmt: skip
_FIGURES = {
    "fr": r"\d",
    "es": r"\d",
    "en": r"(?:the\sage\sof\s|a\s)?(?:[<>≤≥~]?\s?\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty"
    r"|thirty|half)",
    "de": r"(?:de[rmn]\s|eine[mnr]?\s)?(?:[<>≤≥~]?\s?\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|zwanzig"
    r"|dreißig|halb)",
    "ar": r"(?:سن\s|عمر\s|ال)?(?:[<>≤≥~]?\s?\d|ثلاث|[أا]ربع|خمس|ست|سبع|ثمان|تسع|عشر|اثن|نصف|سنتين|عامين|شهرين"
    r"|[أا]سبوعين|يومين|ساعتين)",
}  # fmt: skip
_NUMBER = r"(?P<figure>\d+(?:[.,]\d+)*)"
_AFTER = re.compile(
    rf"\s(?:(?:of|about|the|age|an?|von|etwa|de[rmn]|عن|على|من|نسبة|سن|عمر|de|du|la|los|un|una)\s){{0,3}}[<>≤≥~]?\s?{_NUMBER}",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"{_NUMBER}[^\d.,;:،؛]{{1,25}}$")


def _limits(code: str) -> re.Pattern[str]:
    """Return what finds limits of a language: ``no`` before it, and which of ``lower`` and ``upper`` it is."""
    no, lower, upper = (part.replace("{figure}", _FIGURES[code]) for part in _WORDS[code])
    after = r"(?!\w)" if code != "ar" else r"(?:(?!\w)|(?<=تجاوز))"
    return re.compile(
        rf"(?<!\w)(?:(?P<no>{no})\s(?P<verb>\w+\s)?)?(?:(?P<lower>{lower})|(?P<upper>{upper})){after}", re.IGNORECASE
    )


_LIMITS = {code: _limits(code) for code in _WORDS}


def turned_limits(source: str, target: str, *, language: str) -> str:
    """Say which sentence has a limit turned around; empty where none has, or nobody listed the language's words.

    A sentence in which a negation stands apart from the limit in one text alone is let through: it may turn the limit.

    Args:
        source: The original, in English.
        target: The translation.
        language: Of the translation.
    """
    if language not in _LIMITS:
        return ""
    for one, other in paired_sentences(source, without_vowels(target)):
        (lower, upper, apart), (now_lower, now_upper, now_apart) = _counted(one, "en"), _counted(other, language)
        turned = (lower > now_lower and upper < now_upper) or (lower < now_lower and upper > now_upper)
        if (turned or _by_figure_turned(one, other, language)) and bool(apart) == bool(now_apart):
            return one
    return ""


def _by_figure_turned(source: str, target: str, language: str) -> bool:
    """Tell whether a figure that has one limit beside it has the other one beside it in the translation."""
    before, after = _by_figure(source, "en"), _by_figure(target, language)
    return any(len(was) == len(after[figure]) == 1 and was != after[figure] for figure, was in before.items())


def _by_figure(text: str, language: str) -> defaultdict[str, set[bool]]:
    """Return whether the limits beside each figure are lower ones: "at least 5", "5 or more"."""
    found: defaultdict[str, set[bool]] = defaultdict(set)
    hits = [(hit, _AFTER.match(text, hit.end())) for hit in _LIMITS[language].finditer(text)]
    taken = {figure["figure"] for _, figure in hits if figure}
    for hit, after in hits:
        before = _BEFORE.search(text[: hit.start()])
        figure = after or (before if before and before["figure"] not in taken else None)
        if figure:
            found[figure["figure"]].add(bool(hit["lower"]) != bool(hit["no"]))
    return found


def without_turning(text: str, *, language: str) -> str:
    """Return a text without the negations that turn a limit, so that "not less than" denies no more than "at least"."""
    return _LIMITS[language].sub(lambda hit: hit[0].replace(hit["no"] or "", " ", 1), text)


def can_turn(language: str) -> bool:
    """Tell whether the limits of a language are listed."""
    return language in _LIMITS


def _counted(text: str, language: str) -> tuple[int, int, int]:
    """Return how many lower and upper limits a sentence has, and how many negations that turn none."""
    lower = upper = turning = 0
    for hit in _LIMITS[language].finditer(text):
        turning += bool(hit["no"])
        is_lower = bool(hit["lower"]) != bool(hit["no"])
        lower, upper = lower + is_lower, upper + (not is_lower)
    return lower, upper, max(0, every_negation_in(text, language) - turning)
