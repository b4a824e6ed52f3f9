"""What the test shows: scores of first attempts, who passed, and facility and option counts of each item."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from cme.assessment.models import Attempt, Pick
from cme.outcomes.attempts import first_attempts, latest_markings, submitted_attempts
from cme.outcomes.measures import LEAST, Measure, proportion, too_few
from cme.outcomes.reach import PERSON
from content.models import EditionItem, Release
from content.models.question import Role

TESTS = (Role.POST.value, Role.PRE.value)


@dataclass(frozen=True)
class Scores:
    """First attempts at one of the tests.

    Attributes:
        n: How many people submitted it.
        simulated: How many of them are simulated.
        mean_percent: Mean score in percent of the points served.
        passed: Share who passed at the first attempt.
    """

    n: int
    simulated: int
    mean_percent: Measure
    passed: Measure


@dataclass
class OptionCount:
    """How often an option was chosen at the first attempt."""

    text: str
    is_key: bool
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def before(self) -> int:
        """In the pre-test."""
        return self.counts.get(Role.PRE, 0)

    @property
    def after(self) -> int:
        """In the post-test."""
        return self.counts.get(Role.POST, 0)


@dataclass
class Item:
    """A question over all editions of a release, in its latest wording.

    Attributes:
        number: Its place in the latest edition.
        stem: Its wording there.
        objective: Key of the objective it tests.
        options: Of every wording that was served; the latest first.
        before: Share right in the pre-test, at the first attempt; None where it was not asked there.
        after: The same of the post-test.
    """

    number: int
    stem: str
    objective: str
    options: list[OptionCount]
    before: Measure | None
    after: Measure | None


def scores_of(release: Release, role: str) -> Scores:
    """Summarise the first attempts at a test. Unanswered items score 0 and count in the denominator."""
    rows = list(
        latest_markings(first_attempts(release).filter(kind=role))
        .values_list("points", "maximum_points", "is_passed", "attempt__learner__is_simulated")
        .annotate(n=Count("pk"))
    )
    n = sum(row[4] for row in rows)
    total = sum(100 * points / most * count for points, most, _, _, count in rows if most)
    return Scores(
        n,
        sum(count for *_, is_simulated, count in rows if is_simulated),
        Measure(n, total / n) if n >= LEAST else too_few(n),
        proportion(sum(count for _, _, is_passed, _, count in rows if is_passed), n),
    )


def takers_of(release: Release) -> dict[str, int]:
    """Count post-test attempts, the people behind them, and those of them who passed at any attempt."""
    return (
        submitted_attempts(release)
        .filter(kind=Role.POST)
        .with_pass()
        .aggregate(
            attempts=Count("pk"),
            people=Count(PERSON, distinct=True),
            passed=Count(PERSON, filter=Q(has_passed=True), distinct=True),
        )
    )


def items_of(release: Release) -> list[Item]:
    """Return facility and option counts of every question of a release: pre beside post, first attempts only."""
    items = list(
        EditionItem.objects.filter(edition__release=release, role__in=TESTS)
        .select_related("version")
        .prefetch_related("version__options")
        .order_by("-edition__correction", "role", "position")
    )
    firsts = first_attempts(release).filter(kind__in=TESTS)
    served, right = _outcomes(firsts, items)
    picked = _picked(firsts)
    questions: dict[int, list[EditionItem]] = {}
    for item in items:
        questions.setdefault(item.version.question_id, []).append(item)
    return [
        Item(
            number,
            wordings[0].version.stem,
            wordings[0].objective_key,
            _options(wordings, picked),
            _facility(question, Role.PRE, right, served),
            _facility(question, Role.POST, right, served),
        )
        for number, (question, wordings) in enumerate(questions.items(), start=1)
    ]


def kept_items(report: Mapping[str, Any]) -> list[Item]:
    """Return the same from an item analysis of first attempts that was kept: cme.outcomes.item_report."""
    return [
        Item(
            item["number"],
            item["stem"],
            item["objective"],
            [_kept_option(row, item["main"]) for wording in item["wordings"] for row in wording.get("options", ())],
            item["right"].get(Role.PRE),
            item["right"].get(Role.POST),
        )
        for item in report["items"]
    ]


def _kept_option(row: Mapping[str, Any], main: str) -> OptionCount:
    return OptionCount(row["text"], row["is_key"], {Role.PRE.value: row["count_before"], main: row["count"]})


Counts = dict[tuple[int, str], int]


def _outcomes(firsts: QuerySet[Attempt], items: list[EditionItem]) -> tuple[Counts, Counts]:
    """Count how often each question was served in each test, and how often all its points were earned."""
    questions = {item.pk: item.version.question_id for item in items}
    worth = {item.pk: item.version.points for item in items}
    # Attempts with the same items and points are counted by the database.
    rows = (
        latest_markings(firsts)
        .annotate(asked=Cast("attempt__served", TextField()), given=Cast("item_points", TextField()))
        .values_list("attempt__kind", "asked", "given", "denominator")
        .annotate(n=Count("pk"))
    )
    scored = [item for item in items if item.version.points]
    served: Counts = {(item.version.question_id, item.role): 0 for item in scored}
    right: Counts = {}
    for kind, asked, given, shares, n in rows.iterator():
        for pk, points in zip(json.loads(asked), json.loads(given), strict=True):
            if not worth[pk]:
                continue
            key = (questions[pk], kind)
            served[key] += n
            if points == worth[pk] * shares:
                right[key] = right.get(key, 0) + n
    return served, right


def _picked(firsts: QuerySet[Attempt]) -> Counts:
    """Count how often each option was chosen in each test."""
    rows = (
        Pick.objects.filter(answer__attempt__in=firsts, part=None, place=None)
        .order_by()
        .values_list("option", "answer__item__role")
        .annotate(n=Count("pk"))
    )
    return {(option, role): n for option, role, n in rows}


def _facility(question: int, role: str, right: Counts, served: Counts) -> Measure | None:
    if (question, role) not in served:
        return None
    return proportion(right.get((question, role), 0), served[question, role])


def _options(wordings: list[EditionItem], picked: Counts) -> list[OptionCount]:
    options: dict[int, OptionCount] = {}
    for item in wordings:
        for option in item.version.options.all():
            row = options.setdefault(option.pk, OptionCount(option.text, option.is_key))
            row.counts = {role: picked.get((option.pk, role), 0) for role in Role.values}
    latest = {option.pk for option in wordings[0].version.options.all()}
    # A wording that nobody answered and that readers no longer see says nothing.
    return [row for pk, row in options.items() if pk in latest or any(row.counts.values())]
