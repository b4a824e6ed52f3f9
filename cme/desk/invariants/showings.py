"""What is true of what funders were shown, asked of the database (S5)."""

from collections.abc import Iterator

from django.db.models import F, Q

from content.models import Showing, ShownReport
from content.source import hash_of

CHUNK = 500


def reports_are_entered_as_such() -> Iterator[str]:
    """A report of aggregates stands in the log as one, about an article, of days before it was shown."""
    wrong = (
        ~Q(showing__what=Showing.What.REPORT) | Q(showing__article=None) | Q(to_on__gte=F("showing__shown_at__date"))
    )
    for pk in ShownReport.objects.filter(wrong).order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"report {pk}"


def figures_are_those_that_were_shown() -> Iterator[str]:
    """The figures of a report have the hash that was kept with them."""
    for row in ShownReport.objects.order_by("pk").iterator(CHUNK):
        if hash_of(row.figures) != row.digest:
            yield f"report {row.pk}"


INVARIANTS = (reports_are_entered_as_such, figures_are_those_that_were_shown)
