"""All attempts with what belongs to them, some hundred at a time, each some hundred from one moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cme.assessment.answered import responses_by_attempt
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking
from cme.assessment.responses import Response
from cme.assessment.serving import ServedItem, served_items
from content.models import Edition, KeyCorrection
from content.policy import Policy

BATCH = 500
MOST_TESTS = 200  # tests kept in memory


@dataclass(frozen=True)
class Step:
    """A step as values."""

    sequence: int
    kind: str
    item: int | None
    response: dict[str, Any] | None
    taken_at: datetime


@dataclass
class Site:
    """What many attempts share: tests with their rules, and the corrections by version, in their order."""

    corrections: dict[int, list[KeyCorrection]] = field(default_factory=dict)
    tests: dict[tuple[int, str], tuple[dict[int, ServedItem], Policy]] = field(default_factory=dict)

    def test_of(self, attempt: Attempt) -> tuple[dict[int, ServedItem], Policy]:
        """Return all items of the attempt's test, and its rules."""
        key = (attempt.edition_id, attempt.kind)
        if key not in self.tests:
            if len(self.tests) >= MOST_TESTS:
                self.tests.clear()
            policy = Edition.objects.values_list("policy", flat=True).get(pk=attempt.edition_id)
            self.tests[key] = (served_items(*key), Policy.from_json(policy))
        return self.tests[key]


@dataclass(frozen=True)
class Taken:
    """An attempt with everything that belongs to it."""

    attempt: Attempt
    pool: dict[int, ServedItem]
    policy: Policy
    answers: dict[int, Response]
    markings: list[Marking]
    steps: list[Step]
    corrections: dict[int, list[KeyCorrection]]

    @property
    def pk(self) -> int:
        """Primary key of the attempt."""
        return self.attempt.pk

    @property
    def is_submitted(self) -> bool:
        """It is closed."""
        return self.attempt.submitted_at is not None


def walk() -> Iterator[Taken]:
    """Yield every attempt."""
    site, last = Site(), 0
    while batch := _batch(site, last):
        last = batch[-1].pk
        yield from batch


def _batch(site: Site, after: int) -> list[Taken]:
    """Load the next attempts as they are at one moment, whoever submits meanwhile."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        attempts = list(Attempt.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
        if not attempts:
            return []
        _read_corrections(site)
        return _taken(site, attempts)


def _read_corrections(site: Site) -> None:
    site.corrections.clear()
    for correction in KeyCorrection.objects.order_by("version", "number"):
        site.corrections.setdefault(correction.version_id, []).append(correction)


def _taken(site: Site, attempts: list[Attempt]) -> list[Taken]:
    answers = responses_by_attempt(Answer.objects.filter(attempt__in=attempts))
    markings: dict[int, list[Marking]] = {}
    for marking in Marking.objects.filter(attempt__in=attempts).order_by("attempt", "number"):
        markings.setdefault(marking.attempt_id, []).append(marking)
    steps: dict[int, list[Step]] = {}
    rows = AttemptStep.objects.filter(attempt__in=attempts).order_by("attempt", "sequence")
    columns = ("attempt", "sequence", "kind", "item", "response", "taken_at")
    values: list[Any]
    for attempt_id, *values in rows.values_list(*columns):
        steps.setdefault(attempt_id, []).append(Step(*values))
    return [
        Taken(
            attempt,
            *site.test_of(attempt),
            answers.get(attempt.pk, {}),
            markings.get(attempt.pk, []),
            steps.get(attempt.pk, []),
            dict(site.corrections),
        )
        for attempt in attempts
    ]
