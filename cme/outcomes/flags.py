"""What the numbers of a question say in words. Every threshold stands here, with its source in docs/measures.md.

A flag is a reason to look at a question, never a verdict on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cme.outcomes.measures import Measure

ENOUGH = 30  # attempts below which nothing is said (our choice)
KNOWN_BEFORE = 0.80  # facility in the pre-test (our choice)
TOO_EASY = 0.95  # facility: "extremely easy" (Moodle)
TOO_HARD = 0.20  # facility: "difficult" or harder (Moodle)
NOBODY = 0.05  # share below which a distractor does no work (Tarrant 2009)
LEAST_UPPER = 0.05  # share of the upper group that a distractor must have to mislead good learners (our choice)
LEAST_OPTIONS = 3  # options below which a distractor that nobody picks is not spoken of (our choice)


@dataclass(frozen=True)
class Facts:
    """What is known of an option.

    Attributes:
        letter: Its letter.
        is_key: Whether it is right.
        count_both: How often it was chosen in both tests together.
        counted_both: Answers from which that comes.
        point_biserial: Of choosing it with the rest score.
        upper: Share of the upper 27 % that chose it; None if totals do not vary.
    """

    letter: str
    is_key: bool
    count_both: int
    counted_both: int
    point_biserial: Measure
    upper: float | None


@dataclass(frozen=True)
class Flag:
    """Something to look at: a name that a style sheet or a test can use, and the words."""

    name: str
    words: str


WITHDRAWN_BEFORE = Flag("withdrawn", "an earlier wording was withdrawn: every answer to it counts")


def withdrawn(since: datetime) -> Flag:
    """Say that every answer to a question counts; there is nothing else to look at."""
    return Flag("withdrawn", f"withdrawn: every answer counts since {since:%-d %b %Y}")


def flags_of(
    *,
    facility: Measure,
    before: Measure | None,
    discrimination: Measure,
    chance: Measure,
    options: Sequence[Facts] = (),
    is_single: bool = False,
) -> list[Flag]:
    """Return what should be looked at in a question.

    Args:
        facility: In the test that is looked at.
        before: Facility in the pre-test; None where it is not asked there, or is the test that is looked at.
        discrimination: In percent.
        chance: What blind choice scores.
        options: Of a question with options to choose from.
        is_single: Whether one option is chosen.
    """
    if facility.value is None or facility.n < ENOUGH:
        return [Flag("too-few", f"not enough answers to say: {facility.n} of {ENOUGH}")]
    return [
        *_of_facility(facility, before, chance),
        *_of_discrimination(discrimination, options),
        *(_of_key(options) if is_single else ()),
        *_of_idle(options),
    ]


def _of_facility(facility: Measure, before: Measure | None, chance: Measure) -> list[Flag]:
    assert facility.value is not None  # noqa: S101 (checked by the caller)
    flags = []
    if before is not None and before.value is not None and before.n >= ENOUGH and before.value >= KNOWN_BEFORE:
        flags.append(Flag("known-before", f"already known before: {before.value:.0%} in the pre-test"))
    if facility.value >= TOO_EASY:
        flags.append(Flag("too-easy", f"too easy: facility {facility.value:.0%}"))
    lowest = facility.value if facility.low is None else facility.low
    if chance.value is not None and lowest <= chance.value:
        flags.append(Flag("at-chance", f"at chance: facility {facility.value:.0%}, blind choice {chance.value:.0%}"))
    elif facility.value <= TOO_HARD:
        flags.append(Flag("too-hard", f"too hard: facility {facility.value:.0%}"))
    return flags


def _of_discrimination(discrimination: Measure, options: Sequence[Facts]) -> list[Flag]:
    """Speak only where the whole interval lies on the wrong side."""
    if discrimination.high is not None and discrimination.high < 0:
        return [Flag("misleads", f"misleads good learners: discrimination {discrimination.value:.0f}%")]
    luring = [
        option.letter
        for option in options
        if not option.is_key
        and option.point_biserial.low is not None
        and option.point_biserial.low > 0
        and (option.upper or 0) >= LEAST_UPPER
    ]
    return [Flag("misleads", f"misleads good learners: they pick {_list(luring)}")] if luring else []


def _of_key(options: Sequence[Facts]) -> list[Flag]:
    """Compare each distractor with the best key among the upper group."""
    keys = [option.upper for option in options if option.is_key and option.upper is not None]
    if not keys:
        return []
    better = [option.letter for option in options if not option.is_key and (option.upper or 0) > max(keys)]
    return [Flag("key-wrong", f"key possibly wrong: the upper group prefers {_list(better)}")] if better else []


def _of_idle(options: Sequence[Facts]) -> list[Flag]:
    """Name distractors that do no work in either test: after the article a good one may well be seen through."""
    if len(options) < LEAST_OPTIONS:
        return []
    others = [option for option in options if not option.is_key and option.counted_both >= ENOUGH]
    never = [option.letter for option in others if not option.count_both]
    hardly = [
        option.letter for option in others if option.count_both and option.count_both / option.counted_both < NOBODY
    ]
    flags = [Flag("nobody-picks", f"nobody picks {_list(never, 'or')}")] if never else []
    return [*flags, Flag("hardly-picked", f"hardly anybody picks {_list(hardly, 'or')}")] if hardly else flags


def _list(letters: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join([", ".join(letters[:-1]), letters[-1]] if len(letters) > 1 else letters)
