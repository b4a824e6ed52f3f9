"""Any order of opening, saving, forging, submitting, correcting and expiring, against a model that knows no database.

The model holds what must be true in plain Python; after every step the rows are compared with it. Attempts are used
through the objects that an older tab still holds, never through fresh ones.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cme.assessment.models import Answer, Attempt, Marking, Pick
from cme.assessment.services import AttemptRefused, open_attempt
from content.models import Edition, EditionItem
from content.services.publishing import Correction, publish_article
from tests.answers import kept_picks, save_picks, submit_picks
from tests.factories import BEFORE, NOW, add_question, correct, make_article, make_learner, reword
from tests.properties import examples

QUESTIONS = (({0}, "single"), ({1}, "single"), ({0, 2}, "multiple"))  # keys by place, as the editor wrote them
MARK = 60  # percent: two of three pass
LIFE = timedelta(days=30)
PLACES = st.sets(st.integers(0, 3), max_size=3)
WHICH = st.integers(0, 10**6)


@dataclass
class Known:
    """What the model knows of one attempt: option places by question, never primary keys of options."""

    handle: Attempt
    release: int
    edition: Edition
    number: int
    answers: dict[int, set[int]] = field(default_factory=dict)
    points: int | None = None

    @property
    def is_open(self) -> bool:
        return self.points is None

    @property
    def has_passed(self) -> bool:
        return self.points is not None and 100 * self.points >= MARK * len(QUESTIONS)


class AttemptMachine(RuleBasedStateMachine):
    """One learner, one article, several tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.work = transaction.atomic()
        self.work.__enter__()
        caches["pages"].clear()
        self.now: datetime = NOW
        self.known: list[Known] = []
        self.release = 1
        self.reworded: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.work.__exit__(None, None, None)

    @initialize()
    def publish(self) -> None:
        article = make_article(pass_mark_percent=MARK, expires_on=(NOW + LIFE).date())
        for rights, _ in QUESTIONS:
            add_question(article, rights=rights)
        self.edition = publish_article(article=article, actor=None, at=BEFORE)
        self.learner = make_learner()

    # -- helpers ---------------------------------------------------------------------------------------------------
    def items(self, edition: Edition) -> list[EditionItem]:
        return list(edition.items.order_by("position").prefetch_related("version__options"))

    def options(self, item: EditionItem, places: set[int]) -> set[int]:
        rows = list(item.version.options.order_by("position"))
        return {rows[place].pk for place in places}

    def keys(self, edition: Edition, question: int) -> set[int]:
        """Return the places of the right options; a reworded question has its first option as key."""
        is_reworded = self.items(edition)[question].version.stem == "Reworded"
        return {0} if is_reworded else QUESTIONS[question][0]

    def is_expired(self) -> bool:
        return self.now.date() > (NOW + LIFE).date()

    def of_release(self) -> list[Known]:
        return [known for known in self.known if known.release == self.release]

    def refused(self, act) -> bool:
        try:
            with transaction.atomic():
                act()
        except AttemptRefused:
            return True
        return False

    # -- what happens ----------------------------------------------------------------------------------------------
    @rule()
    def open(self) -> None:
        standing = [known for known in self.known if known.is_open]  # of an earlier release too
        opened: list[Attempt] = []

        def act() -> None:
            opened.append(open_attempt(learner=self.learner, edition=self.edition, role="post", at=self.now))

        refused = self.refused(act)
        if standing:
            assert not refused
            assert opened[0].pk == standing[0].handle.pk
        elif self.is_expired() or any(known.has_passed for known in self.of_release()):
            assert refused
        else:
            assert not refused
            self.known.append(Known(opened[0], self.release, self.edition, len(self.of_release()) + 1))

    @precondition(lambda self: self.known)
    @rule(which=WHICH, question=st.integers(0, 2), places=PLACES)
    def save(self, which: int, question: int, places: set[int]) -> None:
        known = self.known[which % len(self.known)]
        item = self.items(known.edition)[question]
        may = known.is_open and (len(places) <= 1 or item.version.kind == "multiple")
        chosen = self.options(item, places)
        refused = self.refused(
            lambda: save_picks(attempt=known.handle, item_id=item.pk, option_ids=chosen, at=self.now)
        )
        assert refused is not may
        if may:
            known.answers[question] = places

    @precondition(lambda self: self.known)
    @rule(which=WHICH, question=st.integers(0, 2), how=st.sampled_from(["item", "option", "edition", "unknown"]))
    def forge(self, which: int, question: int, how: str) -> None:
        known = self.known[which % len(self.known)]
        items = self.items(known.edition)
        item, other = items[question], items[(question + 1) % 3]
        elsewhere = EditionItem.objects.exclude(edition=known.edition).order_by("pk").last()
        item_id, chosen = {
            "item": (0, {1}),
            "option": (item.pk, self.options(other, {0})),
            "edition": (elsewhere.pk if elsewhere else 0, set()),
            "unknown": (item.pk, {0}),
        }[how]
        assert self.refused(lambda: save_picks(attempt=known.handle, item_id=item_id, option_ids=chosen, at=self.now))
        if known.is_open:
            assert self.refused(lambda: submit_picks(attempt=known.handle, picks={item_id: chosen}, at=self.now))

    @precondition(lambda self: self.known)
    @rule(which=WHICH, sent=st.dictionaries(st.integers(0, 2), PLACES), is_good=st.booleans())
    def submit(self, which: int, sent: dict[int, set[int]], is_good: bool) -> None:
        known = self.known[which % len(self.known)]
        items = self.items(known.edition)
        for question in range(3):
            if is_good:
                sent[question] = self.keys(known.edition, question)
            elif question in sent and items[question].version.kind == "single":
                sent[question] = set(sorted(sent[question])[:1])
        picks = {items[question].pk: self.options(items[question], places) for question, places in sent.items()}
        submit_picks(attempt=known.handle, picks=picks, at=self.now)
        if known.is_open:
            known.answers |= sent
            right = [known.answers.get(question) == self.keys(known.edition, question) for question in range(3)]
            known.points = sum(right)

    @precondition(lambda self: not self.is_expired())
    @rule(kind=st.sampled_from(Correction), question=st.integers(0, 2), with_question=st.booleans())
    def correct(self, kind: Correction, question: int, with_question: bool) -> None:
        self.now += timedelta(minutes=1)
        if with_question and question not in self.reworded:
            self.reworded.add(question)
            reword(self.edition, question)
            kind = Correction.MATERIAL  # it may have another key now
        self.edition = correct(self.edition, kind, at=self.now)
        self.release += kind is Correction.MATERIAL

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    # -- what holds ------------------------------------------------------------------------------------------------
    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        rows = list(Attempt.objects.order_by("pk").select_related("release"))
        assert [(row.release.number, row.number, row.edition_id, row.submitted_at is None) for row in rows] == [
            (known.release, known.number, known.edition.pk, known.is_open) for known in self.known
        ]
        expected = {
            (known.handle.pk, item.pk, option)
            for known in self.known
            for question, item in enumerate(self.items(known.edition))
            for option in self.options(item, known.answers.get(question, set()))
        }
        assert kept_picks() == expected
        closed = {known.handle.pk for known in self.known if not known.is_open}
        rows_of_closed = {row for row in expected if row[0] in closed}
        assert set(Pick.objects.values_list("answer__attempt", "answer__item", "option")) == rows_of_closed
        assert set(Answer.objects.values_list("attempt", "item")) == {row[:2] for row in rows_of_closed}
        markings = list(
            Marking.objects.order_by("attempt").values_list("attempt", "points", "maximum_points", "is_passed")
        )
        assert markings == [
            (known.handle.pk, known.points, 3, known.has_passed) for known in self.known if not known.is_open
        ]

    @invariant()
    def nothing_follows_a_pass_and_one_is_open(self) -> None:
        assert sum(known.is_open for known in self.known) <= 1
        for release in range(1, self.release + 1):
            attempts = [known for known in self.known if known.release == release]
            assert not any(known.has_passed for known in attempts[:-1])


@pytest.mark.django_db
def test_attempts_hold_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(
        AttemptMachine,
        settings=settings(
            max_examples=examples(20),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
