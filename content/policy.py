"""How the tests of an edition are taken. Editors set it for an article; publishing freezes it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.conf import settings

from content.models.article import Article, Feedback


@dataclass(frozen=True)
class Policy:
    """The rules of a post-test, and of a pre-test where they say so.

    Attributes:
        pass_mark_percent: Share of the points that passes (C3).
        pass_mark_items: Instead of it, how many items must be right; None where the percentage counts.
        attempts_allowed: 0 means without limit.
        wait_hours: Between the end of an attempt and the next one.
        feedback: When keys are shown.
        shuffles_items: Whether each attempt has an order of its own.
        shuffles_options: The same of the options in an item.
        items_drawn: How many items an attempt asks; None means all.
        offers_dont_know: Whether a pre-test offers it.
        time_limit_minutes: None means no limit.
        grace_seconds: How long after the limit answers are still taken.
    """

    pass_mark_percent: int = 75
    pass_mark_items: int | None = None
    attempts_allowed: int = 0
    wait_hours: int = 0
    feedback: str = Feedback.PASSED.value
    shuffles_items: bool = False
    shuffles_options: bool = True
    items_drawn: int | None = None
    offers_dont_know: bool = False
    time_limit_minutes: int | None = None
    grace_seconds: int = 60

    @classmethod
    def of_article(cls, article: Article) -> "Policy":
        """Return what the draft says now."""
        values = {field.name: getattr(article, field.name) for field in fields(cls)}
        values["pass_mark_percent"] = article.pass_mark_percent or settings.PASS_MARK_PERCENT
        return cls(**values | {"feedback": str(article.feedback)})

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Policy":
        """Return the policy that an edition froze; rules that it did not know have their defaults."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    def as_json(self) -> dict[str, Any]:
        """Return the values that an edition freezes."""
        return asdict(self)
