"""What a funder may be shown of an article it supports: aggregates of a period, and nothing more (S5).

People alone are counted, no simulated ones. Nothing of single learners, questions or comments is in it, and what is
too small to be told is withheld here, before anybody sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from cme.access.models import Attestation
from cme.assessment.models import Attempt
from cme.evaluation.models import Evaluation, Rating, Statement
from cme.learners.people import PERSON
from cme.outcomes.attempts import first_attempts, latest_markings
from cme.outcomes.measures.counts import TOP
from cme.outcomes.suppression import cell, groups, part
from cme.progress.models import OF_THE_PAGE, Step
from content.models import Article, Edition, Release
from content.models.question import Role

COLUMNS = ("article", "from", "to", "release", "part", "measure", "n", "value", "unit")
TESTS = ((Role.PRE, "Pre-test"), (Role.POST, "Test"))


@dataclass(frozen=True)
class Period:
    """Whole days, in UTC, both ends included."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first one after."""
        start = datetime.combine(self.since, time(), UTC)
        return start, datetime.combine(self.until, time(), UTC) + timedelta(days=1)


def figures_of(article: Article, period: Period, *, smallest: int, at: datetime) -> dict[str, Any]:
    """Return the figures of every release of an article that readers saw by the end of the period.

    Args:
        article: The article.
        period: What happened in it is counted.
        smallest: Counts below it are withheld, and so is what they would follow from: None.
        at: Now; aware.
    """
    _, end = period.moments
    releases = Release.objects.numbered().filter(article=article, opened_at__lt=min(end, at)).order_by("number")
    editions = Edition.objects.filter(release__in=releases).order_by("-release__number", "-correction")
    title = editions.values_list("teaser__title", flat=True).first()
    return {
        "article": article.slug,
        "title": title or article.title,
        "from": period.since.isoformat(),
        "to": period.until.isoformat(),
        "smallest_cell": smallest,
        "releases": [_release(release, period, smallest) for release in releases],
    }


def _release(release: Release, period: Period, smallest: int) -> dict[str, Any]:
    return {
        "release": release.number,
        "reach": _reach(release, period, smallest),
        "professions": [{"label": label, "n": n} for label, n in groups(_professions(release, period), smallest)],
        "tests": [_test(release, period, role, label, smallest) for role, label in TESTS],
        "evaluation": _evaluation(release, period, smallest),
    }


def _steps(release: Release, period: Period) -> Any:
    start, end = period.moments
    rows = Step.objects.filter(edition__release=release, taken_at__gte=start, taken_at__lt=end)
    return rows.filter(learner__is_simulated=False).order_by()


def _reach(release: Release, period: Period, smallest: int) -> list[dict[str, Any]]:
    counts = dict(_steps(release, period).values_list("kind").annotate(n=Count(PERSON, distinct=True)))
    return [
        {"label": str(kind.label).capitalize(), "n": cell(counts.get(kind.value, 0), smallest)} for kind in OF_THE_PAGE
    ]


def _professions(release: Release, period: Period) -> dict[str, int]:
    stated = Attestation.objects.filter(learner=OuterRef("learner")).order_by("-attested_at", "-pk")
    starts = _steps(release, period).filter(kind=Step.Kind.STARTED)
    rows = starts.annotate(profession=Subquery(stated.values("profession_label")[:1])).values_list("profession")
    return {label or "not recorded": n for label, n in rows.annotate(n=Count(PERSON, distinct=True))}


def _test(release: Release, period: Period, role: str, label: str, smallest: int) -> dict[str, Any]:
    """Summarise first attempts of the period: an attempt before it was somebody's first keeps a later one out."""
    start, end = period.moments
    firsts = first_attempts(release).filter(
        kind=role, submitted_at__gte=start, submitted_at__lt=end, learner__is_simulated=False
    )
    rows = list(
        latest_markings(Attempt.objects.filter(pk__in=firsts.values("pk")))
        .values_list("points", "maximum_points", "is_passed")
        .annotate(n=Count("pk"))
    )
    n = sum(count for *_, count in rows)
    total = sum(100 * points / most * count for points, most, _, count in rows if most)
    passed = sum(count for _, _, is_passed, count in rows if is_passed)
    return {
        "label": label,
        "n": cell(n, smallest),
        "mean_percent": round(total / n) if n >= smallest else None,
        "passed": part(passed, n, smallest),
    }


def _evaluation(release: Release, period: Period, smallest: int) -> dict[str, Any]:
    start, end = period.moments
    rated = Evaluation.objects.filter(
        release=release, submitted_at__gte=start, submitted_at__lt=end, learner__is_simulated=False
    ).order_by()
    people = rated.aggregate(n=Count(PERSON, distinct=True))["n"]
    return {"n": cell(people, smallest), "lines": list(_lines(rated, smallest))}


def _lines(rated: Any, smallest: int) -> Iterator[dict[str, Any]]:
    counts: dict[int, dict[int, int]] = {}
    rows = Rating.objects.filter(evaluation__in=rated, value__isnull=False).order_by()
    for statement, value, n in rows.values_list("statement", "value").annotate(n=Count("pk")):
        counts.setdefault(statement, {})[value] = n
    asked = Statement.objects.filter(pk__in=counts, kind=Statement.Kind.AGREEMENT).select_related("version")
    for statement in asked.order_by("-version__number", "position"):
        own = counts[statement.pk]
        n = sum(own.values())
        agreed = sum(count for value, count in own.items() if value >= TOP)
        yield {
            "text": statement.text,
            "version": statement.version.number,
            "n": cell(n, smallest),
            "agreed": part(agreed, n, smallest),
        }


def rows_of(figures: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Yield the figures as rows under ``COLUMNS``; what is withheld says so."""
    least = figures["smallest_cell"]
    withheld = f"withheld (fewer than {least}, or it would tell who the others are)"
    for release in figures["releases"]:
        head = (figures["article"], figures["from"], figures["to"], release["release"])

        def told(
            part_of: str, measure: str, n: int | None, value: int | None, unit: str, head: tuple[object, ...] = head
        ) -> tuple[object, ...]:
            return (*head, part_of, measure, *(withheld if one is None else one for one in (n, value)), unit)

        for row in release["reach"]:
            yield told("reach", row["label"], row["n"], row["n"], "learners")
        for row in release["professions"]:
            yield told("professions of those who started", row["label"], row["n"], row["n"], "learners")
        for row in release["tests"]:
            yield told(row["label"], "mean score, first attempt", row["n"], row["mean_percent"], "percent")
            yield told(row["label"], "passed at the first attempt", row["n"], row["passed"], "learners")
        evaluation = release["evaluation"]
        yield told("evaluation", "rated", evaluation["n"], evaluation["n"], "learners")
        for row in evaluation["lines"]:
            yield told("evaluation", f"agreed: {row['text']}", row["n"], row["agreed"], "learners")
