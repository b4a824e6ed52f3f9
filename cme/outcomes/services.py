"""Keeping item analyses: which are old, and making them anew."""

from datetime import datetime

from django.db.models import Max

from cme.assessment.models import Attempt, Marking
from cme.outcomes.item_report import report_of
from cme.outcomes.marks import Choice, Population, marks_of
from cme.outcomes.models import AnalysisSnapshot
from cme.outcomes.picks import picks_of
from cme.outcomes.snapshots import FORM, pack
from content.models import Edition, KeyCorrection, Release

ASKED_IN = "version__edition_items__edition__release"  # of a correction: the releases that ask its question
EVERY = [(choice, population) for choice in Choice.values for population in Population.values]


def stale_releases() -> list[Release]:
    """Return the releases with attempts whose snapshots are missing, or older than a marking, an edition or a key."""
    newest = dict(Marking.objects.order_by().values_list("attempt__release").annotate(Max("pk")))
    editions = dict(Edition.objects.order_by().values_list("release").annotate(Max("pk")))
    corrections = dict(KeyCorrection.objects.order_by().values_list(ASKED_IN).annotate(Max("pk")))
    kept: dict[int, list[tuple[int, int, int, int]]] = {}
    fields = ("release", "newest_marking", "newest_edition", "newest_correction", "form")
    for release, *basis in AnalysisSnapshot.objects.values_list(*fields):
        kept.setdefault(release, []).append(tuple(basis))
    old = [
        release
        for release, marking in newest.items()
        if kept.get(release, []) != [(marking, editions[release], corrections.get(release, 0), FORM)] * len(EVERY)
    ]
    return list(Release.objects.filter(pk__in=old).order_by("pk"))


def analyse_release(*, release: Release, at: datetime) -> int:
    """Calculate and keep every analysis of a release; twice, or twice at once, leaves one of each.

    Args:
        release: The release.
        at: Now; aware.

    Returns:
        How many attempts it has.
    """
    basis = _basis(release)
    loaded = marks_of(release, newest=basis["newest_marking"])
    picks = picks_of(release, loaded.pool)
    rows = []
    for choice, population in EVERY:
        report = report_of(loaded, picks, choice, population)
        rows.append(
            AnalysisSnapshot(
                release=release,
                choice=choice,
                population=population,
                attempts=sum(test["n"] for test in report["tests"].values()),
                form=FORM,
                values=pack(report),
                made_at=at,
                **basis,
            )
        )
    AnalysisSnapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["release", "choice", "population"],
        update_fields=["attempts", *basis, "form", "values", "made_at"],
    )
    return sum(len(marks.attempts) for marks in loaded.tests.values())


def _basis(release: Release) -> dict[str, int]:
    """Return what an analysis rests on. Read before it: what comes while it runs is not in it, or makes it old."""
    newest = {
        "newest_marking": Marking.objects.filter(attempt__release=release),
        "newest_edition": Edition.objects.filter(release=release),
        "newest_correction": KeyCorrection.objects.filter(**{ASKED_IN: release}),
    }
    return {name: rows.aggregate(newest=Max("pk"))["newest"] or 0 for name, rows in newest.items()}


def attempts_of(release: Release) -> int:
    """Count the submitted attempts of a release."""
    return Attempt.objects.filter(release=release).submitted().count()


def has_more(release: Release, count: int) -> bool:
    """Tell whether a release has more than so many submitted attempts, without counting all of them."""
    return Attempt.objects.filter(release=release).submitted().order_by()[count : count + 1].exists()
