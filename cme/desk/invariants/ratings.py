"""What is true of ratings and of merged learners. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from cme.evaluation.models import Evaluation, Rating, Statement
from cme.learners.models import Learner

CHUNK = 2000


def ratings_are_on_the_scale() -> Iterator[str]:
    """A rating is 1 to 5, an answer outside the scale or a comment, and one of these, to a statement that was asked."""
    given = _one_if(Q(value__isnull=False)) + _one_if(~Q(outside="")) + _one_if(~Q(comment=""))
    asked = Statement.objects.filter(pk=OuterRef("statement_id"), version=OuterRef("evaluation__version"))
    off = Q(value__lt=1) | Q(value__gt=5) | ~Q(given=1) | ~Exists(asked)
    rows = Rating.objects.annotate(given=given).filter(off).order_by("pk")
    for pk, evaluation in rows.values_list("pk", "evaluation").iterator(CHUNK):
        yield f"rating {pk} of evaluation {evaluation}"


def evaluations_rate_something() -> Iterator[str]:
    """An evaluation has a rating at least."""
    rating = Rating.objects.filter(evaluation=OuterRef("pk"))
    for pk in Evaluation.objects.filter(~Exists(rating)).order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"evaluation {pk}"


def learners_are_merged_into_one_who_goes_on() -> Iterator[str]:
    """A learner is merged into another one who is not merged: neither into itself nor along a chain."""
    rows = Learner.objects.filter(merged_into__merged_into__isnull=False).order_by("pk")
    for pk, into in rows.values_list("pk", "merged_into").iterator(CHUNK):
        yield f"learner {pk}, merged into {into}"


INVARIANTS = (ratings_are_on_the_scale, evaluations_rate_something, learners_are_merged_into_one_who_goes_on)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
