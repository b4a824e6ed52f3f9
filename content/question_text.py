"""A question as written: plain values between forms, files and the rows they become."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from content.models.objective import Objective
from content.models.question import DENOMINATORS, QuestionVersion
from content.models.reference import Reference

Kind, Scoring = QuestionVersion.Kind, QuestionVersion.Scoring
WITH_PARTS = {Kind.MATCHING, Kind.KPRIM}
CHOSEN = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.CONFIDENCE}
TYPED = {Kind.NUMERIC, Kind.SHORT}
KPRIM_STATEMENTS = 4
# The questions page of an article is one form, so whatever lets questions in holds to what it offers. Where more stand
# already, the page shows and saves them.
MOST_QUESTIONS = 60  # of a draft
MOST_OPTIONS = MOST_PARTS = 26  # of a question; options are called by letters, and can become parts


class UnevenShares(ValueError):
    """The shares of a question cannot be told in whole numbers; the message is fit to show to the editor."""


@dataclass(frozen=True)
class OptionText:
    """One option as written: what it says, whether it is right, and why.

    Attributes:
        share: What it brings of the question's points where credit is partial; 1 is all, below 0 a penalty. None
            shares the points evenly among the right options.
        tolerance: Largest distance that is still accepted of a number.
    """

    text: str
    is_key: bool = False
    rationale: str = ""
    share: Fraction | None = None
    tolerance: Decimal | None = None


@dataclass(frozen=True)
class PartText:
    """One vignette or statement as written; ``key`` is the place of the right option, counted from 0.

    ``image`` is the name of a stored picture, or empty.
    """

    text: str
    key: int | None = None
    rationale: str = ""
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""

    @property
    def picture(self) -> tuple[str, ...]:
        """Return what it says of its picture; nothing without one, so that what is hashed stays what it was."""
        return (self.image, self.image_alt, self.image_credit) if self.image else ()


@dataclass(frozen=True)
class QuestionText:
    """A question as written, and what it is tied to in its article."""

    key: str
    stem: str
    kind: str = Kind.SINGLE
    scoring: str = Scoring.ALL
    level: str = QuestionVersion.Level.DECLARATIVE
    options: Sequence[OptionText] = ()
    parts: Sequence[PartText] = ()
    hint: str = ""
    unit: str = ""
    is_case_sensitive: bool = False
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""
    in_pre_test: bool = False
    in_post_test: bool = True
    in_text: bool = False
    in_self_check: bool = False
    objective: Objective | None = None
    passage: str = ""
    reference: Reference | None = None
    position: int = 1


def denominator_of(text: QuestionText) -> int:
    """Return into how many shares a point of the question is divided.

    Raises:
        UnevenShares: No number that we can add up exactly will do.
    """
    if text.kind == Kind.KPRIM:
        return 2  # 4 right = 1, 3 right = 1/2
    if text.scoring != Scoring.PARTIAL:
        return 1
    if text.kind == Kind.MATCHING:
        found = len(text.parts) or 1
    elif text.kind == Kind.ORDERING:
        found = len(text.options) or 1
    else:
        found = lcm(*(share.denominator for share in shares_of(text)))
    if found not in DENOMINATORS:
        raise UnevenShares(f"A point cannot be divided into {found} equal shares here. Use other shares.")
    return found


def shares_of(text: QuestionText) -> list[Fraction]:
    """Return what each option brings, as a fraction of the question's points."""
    keys = sum(option.is_key for option in text.options)
    divisor = keys if text.kind == Kind.MULTIPLE else 1
    even = Fraction(1, max(1, divisor))
    return [
        option.share if option.share is not None else even if option.is_key else Fraction(0) for option in text.options
    ]
