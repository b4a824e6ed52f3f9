"""Marking anew after a key was corrected: for the learner's good unless told otherwise, in batches, again and again.

Only the item of the corrected version is scored anew; the shares of all other items stay as they were marked last.
So a correction that was not applied because it would take points away never eats what another one gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import lcm
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cme.assessment.answered import responses_by_attempt
from cme.assessment.corrections import with_key
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking
from cme.assessment.responses import EMPTY, Response
from cme.assessment.scoring import Score, is_pass, shares_for
from cme.assessment.serving import ServedItem, served_items
from content.models import EditionItem, KeyCorrection, QuestionVersion
from content.models.question import Role

BATCH = 500  # attempts that are locked at once, for a fraction of a second


class RegradeRefused(Exception):
    """Nothing was marked by this correction; the message is fit to show to whoever asked for it."""


@dataclass(frozen=True)
class Change:
    """An attempt as it is marked, and as it would be with another key; ``after`` is not saved."""

    attempt: Attempt
    before: Marking
    after: Marking

    @property
    def is_better(self) -> bool:
        """More points. A pass that was missed is never won, and one that was won never lost, without a point."""
        return self.after.points * self.before.denominator > self.before.points * self.after.denominator

    @property
    def is_worse(self) -> bool:
        """Fewer points."""
        return self.after.points * self.before.denominator < self.before.points * self.after.denominator

    @property
    def is_newly_passed(self) -> bool:
        """A test that is passed with the other key and was not before; a pre-test is never passed."""
        return self.attempt.kind == Role.POST and self.after.is_passed and not self.before.is_passed


def preview_regrade(*, version: QuestionVersion, key: Mapping[str, Any], at: datetime) -> Iterator[Change]:
    """Yield what a key would change, one row for every submitted attempt that was asked; nothing is written.

    Args:
        version: The version, in whichever edition, release or test it was asked.
        key: As KeyCorrection has it, already checked against the version.
        at: When; aware.
    """
    rescoring = _Rescoring(version.pk, key, at)
    last = 0
    while attempts := list(_asked(version.pk, after=last)):
        last = attempts[-1].pk
        yield from rescoring.changes(attempts)


def regrade(
    *, correction: KeyCorrection, actor: AbstractBaseUser | None, at: datetime, allows_worse: bool = False
) -> int:
    """Mark anew all submitted attempts that a corrected key makes better; run again, it changes nothing more.

    Each batch is one transaction, so a run that is killed has marked some attempts wholly and others not at all, and
    the next run marks the rest.

    No attempt is missed, whoever submits meanwhile. A submission reads the corrections after it has locked its
    attempt, and this runs after the correction was committed. On SQLite writers take turns, each for its whole
    transaction: a submission either ended before the correction was written, and is seen here as submitted, or
    began after it, and reads it. On PostgreSQL a submission may have read the corrections before this one was
    committed and still be at work; so open attempts are locked here too, which waits for it, and PostgreSQL hands
    over the row as it is then: submitted, and marked here. A submission that gets the lock after this reads the
    correction itself, and so does one of an attempt that is opened later. (A transaction that opens and submits at
    once, as simulated learners do, can slip between; ``manage.py regrade`` finds it.)

    Args:
        correction: The correction of its version that holds.
        actor: Who has it done; None for a command.
        at: When; aware.
        allows_worse: Whether results that get worse are marked too. By default they stay.

    Returns:
        How many attempts were marked anew.

    Raises:
        RegradeRefused: Another correction of the version has followed this one. Batches marked before stay.
    """
    rescoring = _Rescoring(correction.version_id, correction.key, at, correction)
    last: int | None = 0
    marked = 0
    while last is not None:
        last, number = _regrade_batch(rescoring, last, actor, allows_worse)
        marked += number
    return marked


def holding_corrections() -> QuerySet[KeyCorrection]:
    """Return the correction that holds of each version that has one."""
    later = KeyCorrection.objects.filter(version=OuterRef("version"), number__gt=OuterRef("number"))
    return KeyCorrection.objects.filter(~Exists(later)).order_by("pk")


class _Rescoring:
    """A key, and the items of each test that it concerns: read once for all attempts of a run."""

    def __init__(
        self, version_id: int, key: Mapping[str, Any], at: datetime, correction: KeyCorrection | None = None
    ) -> None:
        self.version_id, self.key, self.at, self.correction = version_id, key, at, correction
        self._pools: dict[tuple[int, str], dict[int, ServedItem]] = {}

    def changes(self, attempts: Sequence[Attempt]) -> Iterator[Change]:
        """Yield the submitted attempts that were asked, as they are and would be marked; two queries for all."""
        submitted = {attempt.pk: attempt for attempt in attempts if attempt.submitted_at is not None}
        rows = Marking.objects.filter(attempt__in=submitted).order_by("attempt", "number")
        markings = {marking.attempt_id: marking for marking in rows}
        answers = Answer.objects.filter(attempt__in=submitted, item__version=self.version_id)
        given = responses_by_attempt(answers)
        for pk, attempt in submitted.items():
            pool = self._pool(attempt)
            for place, item_id in enumerate(attempt.served):
                if pool[item_id].version == self.version_id:
                    response = given.get(pk, {}).get(item_id, EMPTY)
                    yield Change(attempt, markings[pk], self._marked(attempt, markings[pk], place, response))

    def _pool(self, attempt: Attempt) -> dict[int, ServedItem]:
        test = (attempt.edition_id, attempt.kind)
        if test not in self._pools:
            self._pools[test] = served_items(*test)
        return self._pools[test]

    def _marked(self, attempt: Attempt, before: Marking, place: int, response: Response) -> Marking:
        items = [self._pool(attempt)[pk] for pk in attempt.served]
        score = rescored(before, items, place, with_key(items[place], self.key), response)
        return Marking(
            attempt=attempt,
            number=before.number + 1,
            points=score.points,
            maximum_points=score.maximum,
            denominator=score.denominator,
            item_points=list(score.items),
            items_right=score.items_right,
            pass_mark_percent=before.pass_mark_percent,
            pass_mark_items=before.pass_mark_items,
            is_passed=is_pass(score, mark_percent=before.pass_mark_percent, mark_items=before.pass_mark_items),
            correction=self.correction,
            marked_at=max(self.at, before.marked_at),  # a submission that this waited for may bear a later moment
        )


def rescored(before: Marking, items: Sequence[ServedItem], place: int, item: ServedItem, response: Response) -> Score:
    """Return what an attempt is worth with one of its items marked by another key, and all others as before.

    Args:
        before: The marking that holds.
        items: The items of the attempt, in its order, as they were served.
        place: Which of them is marked anew, counted from 0.
        item: The same with its new key.
        response: What was answered to it.
    """
    denominator = lcm(before.denominator, item.denominator)
    factor = denominator // before.denominator
    points: list[int | None] = [None if shares is None else shares * factor for shares in before.item_points]
    is_blank = response.is_empty and not item.is_void
    points[place] = None if is_blank else shares_for(item, response) * item.worth * (denominator // item.denominator)
    right = sum(row.is_scored and shares == row.worth * denominator for row, shares in zip(items, points, strict=True))
    return Score(
        sum(shares or 0 for shares in points), before.maximum_points * factor, denominator, tuple(points), right
    )


def _asked(version_id: int, *, after: int) -> QuerySet[Attempt]:
    """Return the next attempts, open or not, at tests that ask a version; some of them drew other items."""
    asking = EditionItem.objects.filter(version=version_id, edition=OuterRef("edition"), role=OuterRef("kind"))
    return Attempt.objects.filter(Exists(asking), pk__gt=after).select_related("learner").order_by("pk")[:BATCH]


@transaction.atomic
def _regrade_batch(
    rescoring: _Rescoring, after: int, actor: AbstractBaseUser | None, allows_worse: bool
) -> tuple[int | None, int]:
    """Mark the next attempts; return the last one's primary key, None after the end, and how many were marked."""
    attempts = list(_asked(rescoring.version_id, after=after).select_for_update(of=("self",)))
    if not attempts:
        return None, 0
    _refuse_superseded(rescoring)
    changes = [
        change for change in rescoring.changes(attempts) if change.is_better or (allows_worse and change.is_worse)
    ]
    Marking.objects.bulk_create(change.after for change in changes)
    AttemptStep.objects.bulk_create(
        AttemptStep(  # type: ignore[misc]  # which model users are is the site's word
            attempt=change.attempt,
            # A submitted attempt is never changed, nor is its number of steps: each marking since is one more.
            sequence=change.attempt.sequence + change.before.number,
            kind=AttemptStep.Kind.REGRADED,
            taken_at=change.after.marked_at,
            actor=actor,
        )
        for change in changes
    )
    return attempts[-1].pk, len(changes)


def _refuse_superseded(rescoring: _Rescoring) -> None:
    """Refuse a correction that no longer holds. Asked under the lock: what a later one marked is not marked back."""
    correction = rescoring.correction
    if (
        correction
        and KeyCorrection.objects.filter(version=correction.version_id, number__gt=correction.number).exists()
    ):
        raise RegradeRefused(
            f"Correction {correction.number} of this key no longer holds: a later one has followed. Use that one."
        )
