"""What is true of reviews, asked of the database. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count, F

from content.models import Edition, ReviewRound, SignOff
from content.reviewed import reviewed_hash

CHUNK = 500


def one_review_is_under_way() -> Iterator[str]:
    """An article has at most one open review."""
    rows = ReviewRound.objects.filter(closed_at=None).order_by().values("article").annotate(n=Count("pk"))
    for row in rows.filter(n__gt=1).iterator(CHUNK):
        yield f"article {row['article']}: {row['n']} open reviews"


def sign_offs_answer_their_round() -> Iterator[str]:
    """A sign-off closed its round, and is by the reviewer whom the round asked, about the article of the round."""
    good = {"round__outcome": "signed", "round__article": F("article"), "round__reviewer": F("reviewer")}
    for pk in SignOff.objects.exclude(**good).order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"sign-off {pk}"
    unsigned = ReviewRound.objects.filter(outcome="signed", sign_off=None).order_by("pk")
    for pk in unsigned.values_list("pk", flat=True).iterator(CHUNK):
        yield f"review {pk} is closed as signed, and nobody signed"


def no_release_rests_on_its_author() -> Iterator[str]:
    """A release rests on no sign-off by one of the authors that readers see (S0)."""
    editions = Edition.objects.filter(release__sign_offs__isnull=False).order_by("pk").distinct()
    for edition in editions.only("source", "release").iterator(50):
        authors = {person["name"] for person in edition.source["byline"]}
        for signed in SignOff.objects.filter(release=edition.release_id, name__in=authors):
            yield f"sign-off {signed.pk} by {signed.name}, edition {edition.pk}"


def approvals_are_of_the_present_words() -> Iterator[str]:
    """A sign-off that counts for the present version of a draft is of the very words that it has now (S0)."""
    counting = SignOff.objects.unused().filter(holds_version=F("article__version")).select_related("article")
    for signed in counting.order_by("pk").iterator(50):
        if reviewed_hash(signed.article) != signed.reviewed_hash:
            yield f"sign-off {signed.pk} of article {signed.article_id}"


INVARIANTS = (
    one_review_is_under_way,
    sign_offs_answer_their_round,
    no_release_rests_on_its_author,
    approvals_are_of_the_present_words,
)
