"""Whether a learner has read the paper that a journal-based activity is about (F4)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition

NOT_READ = _("Read the paper first. The test can be started once you have said that you have.")


def source_read_at(learner: Learner, edition: Edition) -> datetime | None:
    """Return when a learner first stated to have read the paper, in any edition of the release; None if never."""
    steps = Step.objects.by(learner).filter(edition__release=edition.release_id, kind=Step.Kind.SOURCE_READ)
    return steps.order_by("taken_at").values_list("taken_at", flat=True).first()


def why_not_read(learner: Learner | None, edition: Edition) -> str:
    """Say that the paper is still to be read; empty where it was, or where the activity does not ask for it.

    One query, and none but for journal-based activities.
    """
    if not edition.needs_source_read or (learner and source_read_at(learner, edition)):
        return ""
    return str(NOT_READ)
