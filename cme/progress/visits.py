"""When a learner was last here, which decides what is new.

A visit is what a learner's device left behind within twelve hours: steps and places in articles. Reading lists leaves
nothing behind, as a GET writes nothing, so the last visit that is known may be older than the last one that was; then
too much counts as new, never too little, and the learner can say that all of it was seen.
"""

from datetime import datetime, timedelta

from django.db.models import Max

from cme.learners.models import Learner
from cme.progress.models import NewsSeen, ReadingPlace, Step

VISIT = timedelta(hours=12)


def is_first_visit(learner: Learner, *, since: datetime, at: datetime) -> bool:
    """Tell whether a learner was never here before, where ``since`` is what :func:`last_visit` returned."""
    return since == learner.created_at > at - VISIT


def last_visit(learner: Learner, *, at: datetime) -> datetime:
    """Return the moment since which things are new to a learner.

    It is the latest of: what was left behind more than a visit ago, what the learner said to have seen, and the
    learner's first record.

    Args:
        learner: Who comes back.
        at: Now; aware.
    """
    before = at - VISIT
    found = [
        Step.objects.by(learner).filter(taken_at__lte=before).aggregate(last=Max("taken_at")),
        ReadingPlace.objects.by(learner).filter(seen_at__lte=before).aggregate(last=Max("seen_at")),
        NewsSeen.objects.by(learner).aggregate(last=Max("seen_at")),
    ]
    return max([learner.created_at, *(row["last"] for row in found if row["last"])])
