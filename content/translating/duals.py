"""Arabic says two by an ending alone: a dose is جرعة, two doses are جرعتان. A two that is gone or new is found here.

The nouns on which a dose hangs are listed, and each two belongs to one of them; of other nouns, any word that looks
like a dual is taken for it.
"""

import re
from collections import Counter
from collections.abc import Mapping

from content.translating.arabic import BEFORE, without_vowels

# Nouns that are counted: in English, feminine ones of Arabic up to the t of the dual, and masculine ones.
_NOUNS: Mapping[str, tuple[str, str, str]] = {
    "dose": (r"doses?", "جرعت", ""),
    "cycle": (r"cycles?|courses?|blocks?|rounds?|phases?", "دورت|حلقت|كتلت|مرحلت", "شوط|مقرر|طور"),
    "year": (r"years?|yearly", "سنت", "عام"),
    "month": (r"months?|monthly", "", "شهر"),
    "week": (r"weeks?|weekly", "", "أسبوع|اسبوع"),
    "day": (r"days?|daily", "", "يوم"),
    "hour": (r"hours?|hourly", "ساعت", ""),
    "minute": (r"minutes?", "دقيقت", ""),
    "times": (r"times(?!\s+points?)|folds?|twice", "مرت", "ضعف|مثل"),
    "tablet": (r"tablets?|pills?|capsules?", "حبت|كبسولت|مضغوطت", "قرص"),
    "infusion": (r"infusions?|injections?", "حقنت", "تسريب"),
    "gram": (r"(?:micro|milli|kilo)?grams?", "", r"(?:م\w{2,4}|كيلو)?[غج]رام"),
    "liter": (r"(?:milli)?lit(?:er|re)s?", "", "(?:ملي?)?لتر"),
    "third": (r"thirds", "", "ثلث"),
    "patient": (
        r"patients?|children|adults|infants|people|persons|participants|donors", "حالت|مريضت|طفلت|امرأت|فتات",
        "مريض|طفل|شخص|بالغ|رضيع|مشارك|متبرع|فرد|مصاب",
    ),
    "group": (r"groups?|arms?|cohorts?|strata", "مجموعت|فئت|طبقت|شريحت", "ذراع|فرع|فوج|أترابي|فريق"),
    "trial": (r"trials?|stud(?:y|ies)|reports?", "تجربت|دراست|محاولت", "تقرير|بحث"),
}  # fmt: skip
_ONLY_LOST = {"patient", "group", "trial"}  # their duals come in for "between groups", or look like a plural
_BARE = {"third", "times"}  # those that are known in a construct, too: others end as adjectives do
_NOT_BETWEEN = (
    "per|an?|in|of|the|had|has|have|were|was|are|is|did|do|received|gave|got|given|with|after|before|for|at|and|or|to|over"
    "|from|every|each|than|within|during|who|that|which|on|by|as|times|but|if|under|between|into|against|one|three|four"
    "|five|six|seven|eight|nine|ten|eleven|twelve|children|people|women|men|\\d.*"
)
_BETWEEN = rf"(?:(?!(?:{_NOT_BETWEEN})\b)(?:[^\W\d_-]+(?:-[^\W\d_]+)*(?<!s)|\w+ous|\d+-[^\W\d_]+)[\s-]+){{0,3}}"
_LARGER = r"(?![\s-]+(?:hundred|thousand|million|billion))(?<!-two)"
_TWO = re.compile(
    rf"(?<!\w)(?:(?P<twice>twice)|(?:two|(?<![\w.,–-])(?P<digit>2)){_LARGER}(?:[\s-]+{_BETWEEN}(?:"
    + "|".join(rf"(?P<{name}>{english})" for name, (english, _, _) in _NOUNS.items())
    + r")(?!\w))?)(?!\w)",
    re.I,
)
_LIKE_TWO = re.compile(
    r"(?<!\w)(?:both|pairs?|couple|doubl\w*|two-?fold|bi-?\w+|every\s+other|alternat\w+|fortnight\w*|either|neither|latter"
    r"|second(?=\s(?:and|or|to)\b)|(?<=and\s)second|2(?=\s(?:or|of|to|and)\b))(?!\w)",
    re.I,
)
_SEVERAL = r"(?<!\w)\w+\s+(?:and|or|versus|vs?\.?)\s+[\w-]+[\s-](?:[^\W\d_]+\s)?(?:{nouns})(?<=s)(?!\w)"
_NUMBERED = r"(?<!\w)(?:{nouns})(?<=s)\s+[\w.]+\s+(?:and|or|to|versus|vs?\.?)\s+\w+"
_ENDS = "ان|ين"
_BARE_ENDS = "ا|ي"  # noqa: RUF001  # before a noun that follows
_HIS = "ه|ها|هما|هم"  # noqa: RUF001


def _dual(name: str) -> re.Pattern[str]:
    """Return what the duals of a noun look like."""
    _, feminine, masculine = _NOUNS[name]
    ends = f"{_ENDS}|{_BARE_ENDS}" if name in _BARE else _ENDS
    ways = [rf"(?:{feminine})(?:{_ENDS}|(?:{_BARE_ENDS})(?:{_HIS})?)"] if feminine else []
    ways += [rf"(?:{masculine})(?:{ends})"] if masculine else []
    return re.compile(rf"(?<!\w){BEFORE}(?:{'|'.join(ways)})(?!\w)")


_DUAL = {name: _dual(name) for name in _NOUNS}
_TWO_IN_WORDS = re.compile(
    rf"(?<!\w){BEFORE}(?:اثنا|اثني|اثنان|اثنين|اثنتان|اثنتين|اثنتا|اثنتي|ثنائي\w*|مزدوج\w*)(?!\w)"
    r"(?!\s+عشر)(?!\s+و\w+[وي]ن(?!\w))"
)
# What ends as a dual does, but for words that are none.
_NO_DUAL = "كان|بين|حين|حتى|عين|دون|لكن|مئت|مائت|ألف|بروتين|سرطان|إنسان|الآن|أن|إن|منذ|متى|حيا"
_ANY_DUAL = re.compile(
    rf"(?<!\w)(?!(?:[وفبلك]{{0,2}}(?:ال)?)(?:{_NO_DUAL})\w*)"
    r"(?:\w{2,}(?:[اي]ن|تا|تي|اه?ما|يه?ما)|كلا|كلتا)(?!\w)"  # noqa: RUF001
)


def changed_duals(source: str, target: str) -> list[str]:
    """Name twos that an Arabic translation lacks, or adds.

    Args:
        source: The original, in English.
        target: The translation.
    """
    target = without_vowels(target)
    wanted = Counter(_name(match) for match in _TWO.finditer(source) if not match["digit"])
    in_digits = Counter(_name(match) for match in _TWO.finditer(source) if match["digit"])
    given = Counter({name: len(pattern.findall(target)) for name, pattern in _DUAL.items()})
    free = len(_TWO_IN_WORDS.findall(target)) + max(0, _twos(target) - _twos(source))
    gone = [
        f"two ({name})"
        for name, times in wanted.items()
        if times > free + (given[name] if name else len(_ANY_DUAL.findall(target)))
    ]
    more = {
        name: times - wanted[name] - in_digits[name] - _joined(source, name)
        for name, times in given.items()
        if name not in _ONLY_LOST
    }
    came = [f"2 ({name})" for name, times in more.items() if times > 0]
    spare = wanted[""] + len(_LIKE_TWO.findall(source))
    if sum(times for times in more.values() if times > 0) <= spare:
        return gone
    return gone + came


def _name(match: re.Match[str]) -> str:
    """Return the noun that is counted; nothing where it is none of the list."""
    if match["twice"]:
        return "times"
    return next((name for name in _NOUNS if match[name]), "")


def _twos(text: str) -> int:
    return len(re.findall(r"(?<![\w.,])[2٢](?![\w]|[.,٫]\d)", text))  # noqa: RUF001


def _joined(source: str, name: str) -> int:
    """Count how often two of a noun are spoken of without the word: "the first and last doses", "days 1 and 8"."""
    nouns = _NOUNS[name][0]
    ways = (_SEVERAL.format(nouns=nouns), _NUMBERED.format(nouns=nouns))
    return sum(len(re.findall(way, source, re.IGNORECASE)) for way in ways)
