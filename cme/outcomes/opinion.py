"""What learners said: the distribution of every statement, its summary, and comments."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from cme.evaluation.models import Evaluation, Rating, Statement
from cme.evaluation.scale import AGREEMENT
from cme.learners.people import PERSON
from cme.outcomes.measures import Measure, mean_of, median_of, proportion, top_two
from content.models import Release

COMMENTS = 200  # the newest are shown; the export has all


@dataclass
class Line:
    """A statement and how it was rated.

    Attributes:
        text: The statement.
        version: Number of the instrument's version that asked it.
        counts: How often each point of the scale was chosen.
        outside: How often each answer outside the scale was chosen; None where it was not offered.
    """

    text: str
    version: int
    counts: dict[int, int]
    outside: dict[str, int | None] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Answers on the scale."""
        return sum(self.counts.values())

    @property
    def shares(self) -> list[float]:
        """Share of each point of the scale, 0 to 1."""
        return [self.counts[value] / self.n if self.n else 0.0 for value, _ in AGREEMENT]

    @property
    def mean(self) -> Measure:
        """Mean of the points."""
        return mean_of(self.counts)

    @property
    def median(self) -> Measure:
        """Median of the points."""
        return median_of(self.counts)

    @property
    def top_two(self) -> Measure:
        """Share who agreed or strongly agreed."""
        return top_two(self.counts)


@dataclass(frozen=True)
class Opinion:
    """All evaluations of a release.

    Attributes:
        n: How many people rated it.
        simulated: How many of them are simulated.
        response: Ratings of those who started.
        lines: In the order of the instrument, its latest version first.
        comments: Statement, comment and whether it is simulated; the newest first.
    """

    n: int
    simulated: int
    response: Measure
    lines: list[Line]
    comments: list[tuple[str, str, bool]]


def opinion_of(release: Release, *, started: int) -> Opinion:
    """Summarise the evaluations of a release.

    Args:
        release: The release.
        started: How many learners started it; the denominator of the response rate.
    """
    evaluations = Evaluation.objects.filter(release=release).order_by()
    totals = evaluations.aggregate(
        n=Count(PERSON, distinct=True),
        simulated=Count(PERSON, filter=Q(learner__is_simulated=True), distinct=True),
    )
    # Somebody may rate without having started, on another device; the rate never exceeds one.
    response = proportion(min(totals["n"], started), started)
    return Opinion(totals["n"], totals["simulated"], response, _lines(release), _comments(release))


def _lines(release: Release) -> list[Line]:
    used = Evaluation.objects.filter(release=release).order_by().values("version")
    statements = (
        Statement.objects.filter(version__in=used, kind=Statement.Kind.AGREEMENT)
        .select_related("version")
        .order_by("-version__number", "position")
    )
    counts: dict[int, dict[int | str, int]] = {}
    rows = (
        Rating.objects.filter(evaluation__release=release)
        .order_by()
        .values_list("statement", "value", "outside")
        .annotate(n=Count("pk"))
    )
    for statement, value, outside, n in rows:
        counts.setdefault(statement, {})[value or outside] = n
    return [_line(statement, counts.get(statement.pk, {})) for statement in statements]


def _line(statement: Statement, counts: dict[int | str, int]) -> Line:
    offered = {
        Rating.Outside.NOT_APPLICABLE.value: statement.offers_not_applicable,
        Rating.Outside.ALREADY_PRACTISED.value: statement.offers_already_practised,
    }
    return Line(
        statement.text,
        statement.version.number,
        {value: counts.get(value, 0) for value, _ in AGREEMENT},
        {name: counts.get(name, 0) if is_offered else None for name, is_offered in offered.items()},
    )


def _comments(release: Release) -> list[tuple[str, str, bool]]:
    rows = (
        Rating.objects.filter(evaluation__release=release)
        .exclude(comment="")
        .order_by("-evaluation__changed_at", "statement__position")
        .values_list("statement__text", "comment", "evaluation__learner__is_simulated")
    )
    return list(rows[:COMMENTS])
