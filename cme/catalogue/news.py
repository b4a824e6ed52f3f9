"""What is new to a learner: published since the last visit and not begun yet, topics that are followed first."""

from dataclasses import dataclass
from datetime import datetime

from cme.learners.models import Learner
from cme.progress.following import covered_by, followed_by
from cme.progress.models import Step
from cme.progress.visits import is_first_visit, last_visit
from content.models import Edition, EditionTopic, Topic
from content.models.edition import EditionQuerySet

MOST = 10  # shown of each
MOST_MARKED = 100  # marked in lists


@dataclass(frozen=True)
class News:
    """What is new to a learner.

    Attributes:
        since: The last visit.
        topics: The topics that the learner follows.
        followed: New articles on these topics, newest first.
        others: Other new articles, newest first.
        is_first: There was no last visit: the learner is here for the first time.
    """

    since: datetime
    topics: list[Topic]
    followed: list[Edition]
    others: list[Edition]
    is_first: bool

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.followed) + len(self.others)


def news_for(learner: Learner, *, at: datetime) -> News:
    """Return what is new to a learner, in six queries."""
    since = last_visit(learner, at=at)
    topics = followed_by(learner)
    on_topic = EditionTopic.objects.filter(topic__in=covered_by(topics).order_by().values("pk")).order_by()
    new = new_to(learner, since=since, at=at).teasers()
    return News(
        since=since,
        topics=list(topics),
        followed=list(new.filter(pk__in=on_topic.values("edition"))[:MOST]),
        others=list(new.exclude(pk__in=on_topic.values("edition"))[:MOST]),
        is_first=is_first_visit(learner, since=since, at=at),
    )


def new_to(learner: Learner, *, since: datetime, at: datetime) -> EditionQuerySet:
    """Return what came out after a moment and a learner has not begun, newest first; nothing that is retracted.

    A material correction is a new release, so it is new again to whoever read the one before.
    """
    begun = Step.objects.by(learner).exclude(kind=Step.Kind.DISCLOSURE_SHOWN).order_by().values("edition__release")
    new = Edition.objects.listed(at).filter(listed_at__gt=since, release__retraction__isnull=True)
    return new.exclude(release__in=begun)


def slugs_to_mark(learner: Learner, *, since: datetime, at: datetime) -> list[str]:
    """Return the addresses of articles that lists mark as new to a learner; one query."""
    return list(new_to(learner, since=since, at=at).values_list("slug", flat=True)[:MOST_MARKED])
