"""Which topics a learner's follows cover."""

from django.db.models import Q, QuerySet

from cme.learners.models import Learner
from cme.progress.models import FollowedTopic
from content.models import Topic


def followed_by(learner: Learner) -> QuerySet[Topic]:
    """Return the topics that a learner follows, by name."""
    return Topic.objects.filter(pk__in=FollowedTopic.objects.by(learner).order_by().values("topic")).order_by("name")


def covered_by(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Return the topics whose articles concern whoever follows these: themselves, and what stands below them."""
    chosen = topics.order_by().values("pk")
    return Topic.objects.filter(Q(pk__in=chosen) | Q(parent__in=chosen) | Q(parent__parent__in=chosen))
