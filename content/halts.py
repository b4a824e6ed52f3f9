"""Whether tests of a release can begin, and credit can come of it: retractions and pauses (S1)."""

from datetime import datetime

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.models import Pause, Retraction

RETRACTED = _("This article was retracted on %(day)s, so its test can no longer be started, and it carries no credit.")
UNRATED = _("This article was retracted on %(day)s, so it takes no more ratings. Those that were given stay.")
FINISHED_WITHOUT = _(
    "This article was retracted on %(day)s. You can still finish what you began, but no credit comes of it."
)
PAUSED = _(
    "This article was corrected in haste, and a review or a disclosure of the new text is still to come. "
    "Until then no test can be started and no credit is given. An attempt that is open already can be finished."
)


def retracted_sentence(retracted_at: datetime) -> str:
    """Say that nothing of a retracted release can be started."""
    return RETRACTED % {"day": date_format(retracted_at, "j F Y")}


def why_halted(release_id: int) -> str:
    """Say why no test of a release can begin and no credit come of it; empty where nothing halts it. One query."""
    retractions = Retraction.objects.filter(release=release_id).order_by().values_list("retracted_at")
    pauses = Pause.objects.filter(release=release_id, lifted_at=None).order_by().values_list("lifted_at")
    moments = [moment for (moment,) in retractions.union(pauses, all=True)]
    retracted_at = next(filter(None, moments), None)
    if retracted_at:
        return retracted_sentence(retracted_at)
    return str(PAUSED) if moments else ""


def why_unrated(release_id: int) -> str:
    """Say why a release takes no rating; empty where it does. One query.

    A pause does not stop ratings: what readers think of a text that waits for its review is worth knowing.
    """
    retracted_at = Retraction.objects.filter(release=release_id).values_list("retracted_at", flat=True).first()
    return UNRATED % {"day": date_format(retracted_at, "j F Y")} if retracted_at else ""


def why_without_credit(release_id: int) -> str:
    """Say of a test that was open when its release was retracted what came of that; empty otherwise. One query."""
    retracted_at = Retraction.objects.filter(release=release_id).values_list("retracted_at", flat=True).first()
    return FINISHED_WITHOUT % {"day": date_format(retracted_at, "j F Y")} if retracted_at else ""


def hold_release(release_id: int) -> None:
    """Let a retraction wait until this transaction ends; whoever else holds the release goes on.

    Then ask ``why_halted``, and only then write what a retraction must not be followed by: an attempt, a claim, a
    rating (of which ``why_unrated`` tells).
    Foreign keys are checked at the end of a transaction, so naming the release would not hold it. On SQLite one
    transaction writes at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM content_release WHERE id = %s FOR SHARE", [release_id])
