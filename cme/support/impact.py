"""What the site does, in counts: of people, never of fewer than a handful of them, and kept for a while.

Words for people are those of the Outcomes Standardization Project (F5): a learner has begun the core content, a
completer has finished it, whatever either did with the test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cme.assessment.models import Marking
from cme.evaluation.models import Evaluation, InstrumentVersion, Rating, Statement
from cme.learners.people import person_of
from cme.progress.models import Step
from cme.support.models import ContributionUse, Payment
from cme.support.money import money_text
from cme.support.providers import DUMMY
from content.models import Edition
from content.models.question import Role

SECONDS = 600  # how old the counts may be
YEAR = timedelta(days=365)
USES_SHOWN = 50
AGREES_FROM = 4  # of five points: agree, strongly agree
_GIVERS = Count(Lower("contribution__email"), distinct=True)  # an address in other capitals is the same person's


@dataclass(frozen=True)
class Cell:
    """A count of people that may be shown.

    Attributes:
        label: What they did.
        n: How many people; None where they are too few to be shown.
        simulated: How many simulated learners did the same; they are not part of ``n``.
    """

    label: str
    n: int | None
    simulated: int = 0


@dataclass(frozen=True)
class Agreement:
    """A statement that articles are rated by.

    Attributes:
        text: The statement.
        agreed: How many agreed or strongly agreed; None where one side is too small to be shown.
        n: How many answered on the scale; None where they are too few.
    """

    text: str
    agreed: int | None
    n: int | None


@dataclass(frozen=True)
class Impact:
    """All that the page shows.

    Attributes:
        counted_at: When it was counted.
        articles: How many readers can see.
        people: Counts of people.
        agreements: How articles were rated.
        contributors: How many individuals gave within a year; None if too few.
        sums: What they gave, by currency; empty if they are too few.
        uses: What contributions did: day, what, amount.
    """

    counted_at: datetime
    articles: int
    people: list[Cell]
    agreements: list[Agreement]
    contributors: int | None
    sums: list[str]
    uses: list[tuple[Any, str, str]]

    @property
    def is_simulated(self) -> bool:
        """Whether simulated learners stand beside the people."""
        return any(cell.simulated for cell in self.people)


def impact_at(at: datetime) -> Impact:
    """Return the counts, at most ten minutes old."""
    key = f"support.impact.{get_language()}"  # what is counted is named in words
    kept: Impact | None = caches["pages"].get(key)
    if kept is None:
        kept = count_impact(at)
        caches["pages"].set(key, kept, SECONDS)
    return kept


def count_impact(at: datetime) -> Impact:
    """Count everything anew."""
    steps, evaluations = Step.objects.order_by(), Evaluation.objects.order_by()
    passed = Marking.objects.filter(attempt__kind=Role.POST, is_passed=True).order_by()
    kinds = {kind: _heads(steps.filter(kind=kind)) for kind in (Step.Kind.STARTED, Step.Kind.FINISHED)}
    people = [
        cell(_("Learners: began the text of an article"), kinds[Step.Kind.STARTED]),
        cell(_("Completers: finished the text of an article"), kinds[Step.Kind.FINISHED]),
        cell(_("Passed a test"), _heads(passed, "attempt__")),
        cell(_("Rated an article"), _heads(evaluations)),
    ]
    contributors, sums = _contributions(at)
    uses = [
        (row.spent_on, row.what, money_text(row.amount_minor, row.currency))
        for row in ContributionUse.objects.filter(spent_on__lte=at.date())[:USES_SHOWN]
    ]
    articles = Edition.objects.current_at(at).filter(is_demonstration=False).count()
    return Impact(at, articles, people, _agreements(at), contributors, sums, uses)


def cell(label: str, counts: Mapping[bool, int]) -> Cell:
    """Return a count that may be shown: none of fewer people than the setting says, and none of nobody hidden."""
    n = counts.get(False, 0)
    return Cell(label, shown(n), counts.get(True, 0))


def shown(n: int) -> int | None:
    """Return a count of people; None where it is too small to be shown (S5)."""
    return n if n == 0 or n >= settings.SMALL_CELL else None


def _heads(rows: "QuerySet[Any]", path: str = "") -> dict[bool, int]:
    """Count people once each, by whether they are simulated."""
    counted = rows.values_list(f"{path}learner__is_simulated").annotate(people=Count(person_of(path), distinct=True))
    return dict(counted)


def _agreements(at: datetime) -> list[Agreement]:
    version = InstrumentVersion.objects.in_use_at(at).first()
    if version is None:
        return []
    statements = Statement.objects.filter(version=version, kind=Statement.Kind.AGREEMENT).order_by("position")
    rated = Rating.objects.filter(
        statement__in=statements, value__isnull=False, evaluation__learner__is_simulated=False
    ).order_by()
    agrees, person = Q(value__gte=AGREES_FROM), person_of("evaluation__")
    counts = {
        pk: numbers
        for pk, *numbers in rated.values_list("statement").annotate(
            n=Count("pk"),
            agreed=Count("pk", filter=agrees),
            people=Count(person, distinct=True),
            people_for=Count(person, filter=agrees, distinct=True),
            people_against=Count(person, filter=~agrees, distinct=True),
        )
    }
    return [_agreement(row.text, *counts.get(row.pk, (0,) * 5)) for row in statements]


def _agreement(text: str, n: int, agreed: int, people: int, people_for: int, people_against: int) -> Agreement:
    """Show ratings only where enough people stand behind them, and behind each side: one may rate many articles."""
    if shown(people) is None:
        return Agreement(text, None, None)
    is_open = shown(people_for) is not None and shown(people_against) is not None
    return Agreement(text, agreed if n and is_open else None, n)


def _contributions(at: datetime) -> tuple[int | None, list[str]]:
    """Count who gave within a year and what; pretended payments of the dummy are no money."""
    rows = Payment.objects.filter(paid_at__gt=at - YEAR, paid_at__lte=at, refunded_minor__lt=F("amount_minor"))
    rows = rows.exclude(contribution__provider=DUMMY).order_by()
    givers = shown(rows.aggregate(n=_GIVERS)["n"])
    if not givers:
        return givers, []
    kept = Sum(F("amount_minor") - F("refunded_minor"))
    by_currency = rows.values_list("currency").annotate(kept=kept, givers=_GIVERS)
    return givers, [money_text(n, name) for name, n, people in sorted(by_currency) if shown(people)]
