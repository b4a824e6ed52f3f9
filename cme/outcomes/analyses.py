"""The item analysis that a page shows: calculated while it waits where there are few attempts, else as last kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from cme.assessment.models import Attempt, Marking
from cme.outcomes.item_report import report_of
from cme.outcomes.marks import marks_of
from cme.outcomes.models import AnalysisSnapshot
from cme.outcomes.picks import picks_of
from cme.outcomes.services import ASKED_IN, attempts_of, has_more
from cme.outcomes.snapshots import FORM, unpack
from content.models import Edition, KeyCorrection, Release


@dataclass(frozen=True)
class Analysis:
    """An item analysis and how fresh it is.

    Attributes:
        attempts: Submitted attempts of both tests: those that a kept report counts, otherwise all that there are.
        report: As :func:`~cme.outcomes.item_report.report_of` makes it; None if none is kept and the page cannot wait.
        made_at: When it was kept; None if it was calculated for this page.
        is_old: Whether attempts, an edition or a corrected key have come since.
        has_other_questions: Whether an edition or a corrected key has, so that its marks cannot be read any more.
        newest: Primary key of the last marking that a kept report counts.
    """

    attempts: int
    report: dict[str, Any] | None
    made_at: datetime | None = None
    is_old: bool = False
    has_other_questions: bool = False
    newest: int | None = None


def analysis_of(release: Release, *, choice: str, population: str, at_once: int) -> Analysis:
    """Return the analysis of a release; nothing is written.

    Args:
        release: The release.
        choice: Which attempts of a person count.
        population: Whose attempts count.
        at_once: Up to how many attempts it is calculated here and now.
    """
    # Counting a large release takes longer than reading what was kept of it.
    if not has_more(release, at_once):
        loaded = marks_of(release)
        report = report_of(loaded, picks_of(release, loaded.pool), choice, population)
        return Analysis(sum(len(marks.attempts) for marks in loaded.tests.values()), report)
    kept = kept_analysis(release, choice=choice, population=population)
    return kept or Analysis(attempts_of(release), None)


def kept_analysis(release: Release, *, choice: str, population: str) -> Analysis | None:
    """Return the analysis that the command kept last, if there is one."""
    kept = AnalysisSnapshot.objects.filter(release=release, choice=choice, population=population, form=FORM).first()
    if kept is None:
        return None
    # What is newer is read from its end, not from the attempts: markings are many, and those of a day are few.
    of_release = Attempt.objects.filter(pk=OuterRef("attempt"), release=release)
    markings = Marking.objects.filter(Exists(of_release), pk__gt=kept.newest_marking).order_by()
    editions = Edition.objects.filter(release=release, pk__gt=kept.newest_edition).order_by()
    corrections = KeyCorrection.objects.filter(**{ASKED_IN: release}, pk__gt=kept.newest_correction).order_by()
    is_other = editions.exists() or corrections.exists()
    is_old = is_other or markings.exists()
    return Analysis(kept.attempts, unpack(kept.values), kept.made_at, is_old, is_other, kept.newest_marking)


def kept_facilities(question: int, *, choice: str, population: str) -> dict[int, tuple[dict[str, Any], datetime]]:
    """Return what is kept of a question: its item of the report and when it was kept, by release."""
    found = {}
    kept = AnalysisSnapshot.objects.filter(
        release__editions__items__version__question=question, choice=choice, population=population, form=FORM
    ).distinct()
    for snapshot in kept:
        own = [item for item in unpack(snapshot.values)["items"] if item["question"] == question]
        if own:
            found[snapshot.release_id] = (own[0], snapshot.made_at)
    return found
