"""What is true of retractions, pauses and unread papers. Each function yields the rows that break it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery

from cme.assessment.models import Attempt
from cme.learners.people import PERSON
from cme.progress.models import Step
from content.models import Edition, Pause, Retraction, SignOff
from content.models.question import Role

CHUNK = 500
# Requests read the clock before they wait for each other, and machines have clocks of their own.
SLACK = timedelta(minutes=1)


def nothing_was_begun_after_a_retraction() -> Iterator[str]:
    """No attempt of a release began after the release was retracted, and no edition of it was published then."""
    late = F("release__retraction__retracted_at")
    attempts = Attempt.objects.filter(opened_at__gt=late + SLACK).order_by("pk")
    for pk in attempts.values_list("pk", flat=True).iterator(CHUNK):
        yield f"attempt {pk}"
    editions = Edition.objects.filter(released_at__gt=late).exclude(superseded_at=F("released_at")).order_by("pk")
    for pk in editions.values_list("pk", flat=True).iterator(CHUNK):
        yield f"edition {pk}"


def nothing_was_begun_during_a_pause() -> Iterator[str]:
    """No attempt of a release that went out urgently began before its pause was lifted (S1)."""
    paused = Q(release__pause__isnull=False)
    waiting = Q(release__pause__lifted_at=None) | Q(opened_at__lt=F("release__pause__lifted_at") - SLACK)
    for pk in Attempt.objects.filter(paused, waiting).order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"attempt {pk}"


def no_retracted_article_is_gone() -> Iterator[str]:
    """A retracted release is what readers see of its article until a new release follows it."""
    seen = Edition.objects.exclude(superseded_at=F("released_at"))  # one that was withdrawn takes nothing's place
    later = seen.filter(slug=OuterRef("slug")).order_by("-release__number", "-correction")
    last = Edition.objects.annotate(last=Subquery(later.values("pk")[:1])).filter(pk=F("last"))
    for edition in last.filter(release__retraction__isnull=False, superseded_at__isnull=False).only("slug"):
        yield f"edition {edition.pk} of {edition.slug}"


def lifted_pauses_rest_on_a_sign_off() -> Iterator[str]:
    """A pause that was lifted rests on a sign-off of its release, save in a demonstration (S0)."""
    signed = SignOff.objects.values("release")
    pauses = Pause.objects.filter(lifted_at__isnull=False, release__article__is_demonstration=False)
    for pk in (
        pauses.exclude(release__in=signed.filter(release__isnull=False)).order_by("pk").values_list("pk", flat=True)
    ):
        yield f"pause {pk}"


def halts_came_after_their_release() -> Iterator[str]:
    """A retraction or pause came no earlier than the release that it is about."""
    for model, moment in ((Retraction, "retracted_at"), (Pause, "paused_at")):
        early = model._default_manager.filter(**{f"{moment}__lt": F("release__opened_at")}).order_by("pk")
        for pk in early.values_list("pk", flat=True):
            yield f"{model._meta.verbose_name} {pk}"


def no_test_of_an_unread_paper_was_submitted() -> Iterator[str]:
    """Who submitted the test of a journal-based activity had said before that the paper was read (F4)."""
    said = Step.objects.annotate(person=PERSON).filter(
        kind=Step.Kind.SOURCE_READ, person=OuterRef("person"), edition__release=OuterRef("release"),
        taken_at__lte=OuterRef("submitted_at"),
    )  # fmt: skip
    asked = Attempt.objects.of_kind(Role.POST).submitted().filter(edition__teaser__format__needs_source_read=True)
    unread = asked.annotate(person=PERSON).filter(~Exists(said)).order_by("pk")
    for pk in unread.values_list("pk", flat=True).iterator(CHUNK):
        yield f"attempt {pk}"


INVARIANTS = (
    no_test_of_an_unread_paper_was_submitted,
    nothing_was_begun_after_a_retraction,
    nothing_was_begun_during_a_pause,
    no_retracted_article_is_gone,
    lifted_pauses_rest_on_a_sign_off,
    halts_came_after_their_release,
)
