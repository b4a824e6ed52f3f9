"""What is true of what learners keep: lists, follows, places. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q

from cme.progress.models import FollowedTopic, NewsSeen, OwnQuerySet, ReadingPlace, SavedArticle
from content.models import Edition, Release

CHUNK = 2000


def nothing_is_kept_twice() -> Iterator[str]:
    """A learner has an article on the list once, follows a topic once, and has one place in an edition."""
    for model, fields in (
        (SavedArticle, ("learner", "article")),
        (FollowedTopic, ("learner", "topic")),
        (ReadingPlace, ("learner", "edition")),
        (NewsSeen, ("learner",)),
    ):
        rows: OwnQuerySet = model.objects.order_by()
        for row in rows.values(*fields).annotate(n=Count("pk")).filter(n__gt=1).iterator(CHUNK):
            what = ", ".join(f"{field} {row[field]}" for field in fields)
            yield f"{what}: {row['n']} rows of {model._meta.verbose_name}"


def lists_keep_to_their_length() -> Iterator[str]:
    """A reading list holds at most 100 articles and a learner follows at most 50 topics, each in a place of its own."""
    for model in (SavedArticle, FollowedTopic):
        name = model._meta.verbose_name
        outside = model.objects.filter(Q(place__lt=1) | Q(place__gt=model.MOST))
        for pk in outside.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
            yield f"{name} {pk} has no place on the list"
        shared = model.objects.order_by().values("learner", "place").annotate(n=Count("pk")).filter(n__gt=1)
        for row in shared.iterator(CHUNK):
            yield f"learner {row['learner']}: {row['n']} rows of {name} in place {row['place']}"


def saved_articles_were_published() -> Iterator[str]:
    """An article on a reading list has been published, whatever became of it."""
    release = Release.objects.filter(article=OuterRef("article"))
    rows = SavedArticle.objects.filter(~Exists(release)).order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator(CHUNK):
        yield f"saved article {pk}"


def places_are_in_editions_that_were_out() -> Iterator[str]:
    """A place in an article was seen when its edition was out."""
    out = Edition.objects.filter(pk=OuterRef("edition"), released_at__lte=OuterRef("seen_at"))
    for row in ReadingPlace.objects.filter(~Exists(out)).order_by("pk").values("pk").iterator(CHUNK):
        yield f"reading place {row['pk']}"


INVARIANTS = (
    nothing_is_kept_twice,
    lists_keep_to_their_length,
    saved_articles_were_published,
    places_are_in_editions_that_were_out,
)
