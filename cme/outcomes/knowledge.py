"""What the test shows: scores of first attempts and who passed, as they were marked."""

from dataclasses import dataclass

from django.db.models import Count, Q

from cme.learners.people import PERSON
from cme.outcomes.attempts import first_attempts, latest_markings, submitted_attempts
from cme.outcomes.measures import LEAST, Measure, proportion, too_few
from content.models import Release
from content.models.question import Role


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
