"""Which topics a learner's follows cover."""

from django.db.models import QuerySet

from cme.learners.models import Learner
from cme.progress.models import FollowedTopic
from content.models import Topic


def followed_by(learner: Learner) -> QuerySet[Topic]:
    """Return the topics that a learner follows, by name."""
    return Topic.objects.filter(pk__in=FollowedTopic.objects.by(learner).order_by().values("topic")).order_by("name")


def covered_by(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Return the topics whose articles concern whoever follows these.

    Today it is these alone. Where topics have parents, whoever follows a parent follows what is under it as well: this
    is the one place that says so.
    """
    return topics
