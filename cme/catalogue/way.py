"""Where a learner stands on the way through an article: read, test, rate."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext

from cme.assessment.earlier import has_opened_test
from cme.assessment.models import Attempt
from cme.compiled import NUMBER, CompiledQuery
from cme.evaluation.models import Evaluation
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.ui.points import points_shown
from content.models import Edition
from content.models.question import Role

_read = CompiledQuery(
    lambda learner, release: _finished(learner).filter(edition__release_id=release).values_list("pk")[:1],
    learner=NUMBER,
    release=NUMBER + 1,
)


def way_of(learner: Learner, edition: Edition) -> dict[str, dict[str, str]]:
    """Return state (``done``, ``open``, ``todo``, ``late`` or ``over``) and a short text of each part of the way."""
    steps = Step.objects.by(learner).filter(edition__release_id=edition.release_id)
    taken = set(steps.order_by().values_list("kind", flat=True))
    rated = Evaluation.objects.by(learner).filter(release_id=edition.release_id).exists()
    paper = {"paper": {"state": "done" if Step.Kind.SOURCE_READ in taken else "todo", "text": ""}}
    return (paper if edition.needs_source_read else {}) | {
        "pre-test": {"state": _pre_test(learner, edition, has_begun=Step.Kind.STARTED in taken), "text": ""},
        "read": {"state": "done" if Step.Kind.FINISHED in taken else "open", "text": ""},
        "test": _test(learner, edition),
        "rate": {"state": "done" if rated else "todo", "text": gettext("rated") if rated else ""},
    }


def has_read(learner: Learner | None, release: int) -> bool:
    """Tell whether a learner is known to have read the text of a release to its end. One query, none for strangers."""
    if learner is None:
        return False
    return bool(_read.all(learner=learner.pk, release=release))


def is_read_by(learner: Learner | int | None) -> Exists | Value:
    """Return the same as a column of a query of rows that have a release.

    Args:
        learner: The learner or the primary key, of merged ones that of the one that goes on; None for a stranger.
    """
    if learner is None:
        return Value(False)
    return Exists(_finished(learner).filter(edition__release=OuterRef("release")))


def _finished(learner: Learner | int) -> QuerySet[Step]:
    own = Q(learner=learner) | Q(learner__merged_into=learner)
    return Step.objects.filter(own, kind=Step.Kind.FINISHED).order_by()


def _pre_test(learner: Learner, edition: Edition, *, has_begun: bool) -> str:
    """Return the state of the pre-test: ``over`` once the test was opened without it, ``late`` once the text was."""
    pre = Attempt.objects.by(learner).filter(release_id=edition.release_id).of_kind(Role.PRE)
    if pre.submitted().exists():
        return "done"
    if has_opened_test(learner, edition.release_id):
        return "over"
    return "late" if has_begun else "todo"


def _test(learner: Learner, edition: Edition) -> dict[str, str]:
    attempts = Attempt.objects.by(learner).filter(release_id=edition.release_id).of_kind(Role.POST)
    latest = attempts.order_by("-number").prefetch_related("markings").first()
    if latest is None:
        return {"state": "todo", "text": ""}
    if latest.submitted_at is None:
        return {"state": "open", "text": gettext("under way")}
    marking = list(latest.markings.all())[-1]
    text = gettext("%(points)s of %(most)s") % {
        "points": points_shown(marking.points, marking.denominator),
        "most": points_shown(marking.maximum_points, marking.denominator),
    }
    return {"state": "done" if marking.is_passed else "open", "text": text}
