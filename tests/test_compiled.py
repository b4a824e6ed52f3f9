"""Compiled queries yield what their querysets do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.services import open_attempt
from cme.compiled import AT_ONCE, MOMENT, NUMBER, SLUG, CompiledInsert, CompiledQuery
from content.models import Edition
from tests.factories import NOW, make_edition, make_learner, take_test

pytestmark = pytest.mark.django_db


def attempts(slug, at, least):
    found = Attempt.objects.filter(edition__slug=slug, submitted_at__lte=at, sequence__gte=least)
    return found.with_pass().select_related("edition", "learner").defer("edition__html").order_by("-pk")


@pytest.fixture
def edition():
    edition = make_edition(questions=2, pre_test=False)
    for wrong in (0, 1):
        take_test(edition, wrong=wrong)
    return edition


def test_instances_are_those_of_the_queryset_with_all_that_it_loads(edition):
    query = CompiledQuery(attempts, slug=SLUG, at=MOMENT, least=NUMBER)
    latest = max(attempt.submitted_at for attempt in Attempt.objects.all())
    for at, least in ((latest, 0), (latest, 1), (latest - timedelta(days=9), 0), (latest, 99)):
        values = {"slug": edition.slug, "at": at, "least": least}
        wanted = list(attempts(**values))
        with CaptureQueriesContext(connection) as queries:
            found = query.all(**values)
            for attempt, same in zip(found, wanted, strict=True):
                assert attempt == same
                assert (attempt.served, attempt.opened_at, attempt.has_passed) == (
                    same.served,
                    same.opened_at,
                    same.has_passed,
                )
                assert attempt.learner.key == same.learner.key
                assert attempt.edition.source == edition.source
                assert attempt.edition.get_deferred_fields() == {"html"}
        assert len(queries) == 1


def test_tuples_are_converted_as_the_queryset_does(edition):
    def build(slug):
        return Edition.objects.filter(slug=slug).values_list("pk", "released_at", "teaser")

    query = CompiledQuery(build, slug=SLUG)
    assert query.all(slug=edition.slug) == list(build(edition.slug))
    assert query.first(slug="no-such-article") is None


@pytest.mark.parametrize("number", [2**31, 2**63, 2**200])
def test_number_too_great_for_its_column_is_on_no_row(edition, number):
    for column in ("pk", "number"):
        query = CompiledQuery(lambda number: Attempt.objects.filter(**{column: number}), number=NUMBER)  # noqa: B023 (used at once)
        assert query.all(number=number) == []
    assert Attempt.objects.count() == 2, "the connection is still of use"


def test_value_is_never_read_as_sql(edition):
    query = CompiledQuery(lambda slug: Edition.objects.filter(slug=slug), slug=SLUG)
    for hostile in ("' OR 1=1 --", "%s", "%(slug)s", SLUG, "a' UNION SELECT 1"):
        assert query.all(slug=hostile) == []
    assert query.first(slug=edition.slug) == edition


def test_update_changes_the_rows_it_names_and_says_how_many(edition):
    first, second = Attempt.objects.order_by("pk")
    query = CompiledQuery(
        lambda pk, sequence: Attempt.objects.filter(steps__sequence__gte=1, submitted_at=None, pk=pk),
        pk=NUMBER,
        sequence=NUMBER + 1,
    )
    assert query.update({"sequence": NUMBER + 1}, pk=first.pk, sequence=7) == 0, "it is submitted"
    opened = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    query = CompiledQuery(lambda pk, sequence: Attempt.objects.filter(pk=pk), pk=NUMBER, sequence=NUMBER + 1)
    for sequence in (7, 8):
        assert query.update({"sequence": NUMBER + 1}, pk=opened.pk, sequence=sequence) == 1
        opened.refresh_from_db()
        assert opened.sequence == sequence
    assert list(Attempt.objects.exclude(pk=opened.pk).order_by("pk").values_list("sequence", flat=True)) == [
        first.sequence,
        second.sequence,
    ]


def test_insert_writes_what_the_model_would(edition):
    attempt = Attempt.objects.latest("pk")
    rows = CompiledInsert(AttemptStep)
    for sequence, response in ((900, {"text": "“5”"}), (901, {})):
        item = attempt.served[0]
        step = AttemptStep(
            attempt=attempt, sequence=sequence, kind="saved", item_id=item, response=response, taken_at=NOW
        )
        with CaptureQueriesContext(connection) as queries:
            rows.insert(step)
        assert len(queries) == 1
        kept = AttemptStep.objects.get(attempt=attempt, sequence=sequence)
        assert (kept.kind, kept.item_id, kept.response, kept.taken_at, kept.actor) == (
            "saved",
            item,
            response,
            NOW,
            None,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(step)


@pytest.mark.parametrize("count", [1, 2, AT_ONCE, AT_ONCE + 3])
def test_insert_of_many_rows_gives_each_its_key(edition, count):
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    items = list(attempt.served)
    steps = [
        AttemptStep(attempt=attempt, sequence=place, kind="saved", item_id=items[place % 2], response={}, taken_at=NOW)
        for place in range(1, count + 1)
    ]
    with CaptureQueriesContext(connection) as queries:
        CompiledInsert(AttemptStep, keyed=True).insert(*steps)
    assert len(queries) == -(-count // AT_ONCE)
    kept = dict(AttemptStep.objects.filter(attempt=attempt).values_list("pk", "sequence"))
    assert {step.pk: step.sequence for step in steps} == kept
    assert len(kept) == count


def test_insert_of_no_rows_asks_nothing(edition):
    with CaptureQueriesContext(connection) as queries:
        CompiledInsert(AttemptStep).insert()
    assert len(queries) == 0
