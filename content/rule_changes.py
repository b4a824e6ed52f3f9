"""What a draft changes in the test of the edition that goes on: its rules, and which questions it asks.

What an attempt must reach, and of what, is the same throughout a release, whose attempts are told together: it changes
with a new release alone. How many attempts there are may change within one: readers are told what holds now.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from content.findings import Finding, should
from content.models import Article, DraftItem, Edition, EditionItem, QuestionVersion
from content.models.article import Feedback
from content.models.question import Role
from content.policy import Policy


@dataclass(frozen=True)
class Rule:
    """A rule of the test, as editors read it.

    Attributes:
        field: Where it is mended in the form of the article.
        name: What it is called.
        said: Says what a policy has for it.
        decides: Whether it decides which attempts pass, so that it holds for a whole release.
    """

    field: str
    name: str
    said: Callable[[Policy], str]
    decides: bool = False


@dataclass(frozen=True)
class RuleChange:
    """A rule that the draft has otherwise, with what both say."""

    rule: Rule
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.before} → {self.now}"


@dataclass(frozen=True)
class QuestionChange:
    """How many scored questions the draft adds to the test, and how many it takes out of it.

    Attributes:
        added: Asked by the draft alone.
        removed: Asked by the edition alone.
        is_drawn: Each attempt is asked some of them only, so attempts differ anyhow.
    """

    added: int = 0
    removed: int = 0
    is_drawn: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def _pass_mark(policy: Policy) -> str:
    """Return the mark that counts: a number of questions goes before a percentage."""
    wanted = policy.pass_mark_items
    return f"{policy.pass_mark_percent}%" if wanted is None else _counted(wanted, "question")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _limit(policy: Policy) -> str:
    return _counted(policy.time_limit_minutes, "minute") if policy.time_limit_minutes else "none"


def _grace(policy: Policy) -> str:
    return _counted(policy.grace_seconds, "second") if policy.time_limit_minutes else "none"


def _yes(is_on: bool) -> str:
    return "yes" if is_on else "no"


RULES = (
    Rule("pass_mark_percent", "pass mark", _pass_mark, decides=True),
    Rule("items_drawn", "questions drawn", lambda policy: str(policy.items_drawn or "all"), decides=True),
    Rule("time_limit_minutes", "time limit", _limit, decides=True),
    Rule("attempts_allowed", "attempts allowed", lambda policy: str(policy.attempts_allowed or "without limit")),
    Rule("wait_hours", "wait between attempts", lambda policy: _counted(policy.wait_hours, "hour")),
    Rule("grace_seconds", "grace after the time limit", _grace),
    Rule("feedback", "keys are shown", lambda policy: Feedback(policy.feedback).label),
    Rule("shuffles_items", "questions shuffled", lambda policy: _yes(policy.shuffles_items)),
    Rule("shuffles_options", "options shuffled", lambda policy: _yes(policy.shuffles_options)),
    Rule("offers_dont_know", "“I don’t know” in the pre-test", lambda policy: _yes(policy.offers_dont_know)),
)


def changed_rules(article: Article) -> list[RuleChange]:
    """Return the rules that the draft has otherwise than the edition that goes on; none where that has no test."""
    tests = EditionItem.objects.filter(edition=OuterRef("pk"), role=Role.POST)
    standing = Edition.objects.filter(Exists(tests), release__article=article, superseded_at__isnull=True)
    frozen = standing.values_list("policy", flat=True).first()
    if frozen is None:
        return []
    before, now = Policy.from_json(frozen), Policy.of_article(article)
    both = [(rule, rule.said(before), rule.said(now)) for rule in RULES]
    return [RuleChange(rule, old, new) for rule, old, new in both if old != new]


def check_changed_rules(article: Article) -> Iterator[Finding]:
    """Find changed rules that decide which attempts pass: they would make two tests of one release (F3)."""
    changes = [change for change in changed_rules(article) if change.rule.decides]
    if changes:
        named = "; ".join(map(str, changes))
        yield should(
            f"What decides whether an attempt passes changed ({named}), so the correction is a material one.",
            changes[0].rule.field,
            "C3",
            stops="minor",
        )


def changed_questions(article: Article, items: Sequence[DraftItem]) -> QuestionChange:
    """Compare the scored questions of the test with those of the edition that goes on.

    Args:
        article: The draft.
        items: Its questions, with their versions.

    Returns:
        What differs; nothing where the edition has no test, so that no attempt was asked anything else.
    """
    scored = EditionItem.objects.exclude(version__kind=QuestionVersion.Kind.CONFIDENCE)
    rows = scored.filter(edition__release__article=article, edition__superseded_at__isnull=True, role=Role.POST)
    asked = set(rows.values_list("version__question", flat=True))
    now = {
        item.version.question_id
        for item in items
        if item.in_post_test and item.version.kind != QuestionVersion.Kind.CONFIDENCE
    }
    if not asked:
        return QuestionChange()
    return QuestionChange(len(now - asked), len(asked - now), is_drawn=bool(article.items_drawn))
