"""Verbs on what learners did and keep: steps, the reading list, followed topics, places, what was seen of the news."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cme.learners.models import Learner
from cme.progress.models import FollowedTopic, NewsSeen, ReadingPlace, SavedArticle, Step
from cme.ui.languages import filled
from content.models import Article, Edition, Topic

LIST_IS_FULL = filled(
    _(
        "Your reading list holds %(most)s articles, which is all it can. "
        "Remove one that you no longer need, then save this one."
    ),
    {"most": SavedArticle.MOST},
)
FOLLOWS_ARE_FULL = filled(
    _("You follow %(most)s topics, which is all you can. Stop following one, then follow this one."),
    {"most": FollowedTopic.MOST},
)
# Ids on the article's page: its parts, and p- with the name of a passage.
_ANCHOR = re.compile(r"key-data|key-learning|limits|summary|p-[a-z0-9_-]{1,60}", re.IGNORECASE | re.ASCII)


class ReadingRefused(Exception):
    """Nothing was kept; the message is fit to show to the learner."""


class PaperRefused(Exception):
    """The statement was not recorded; the message is fit to show to the learner."""


def record_source_read(*, learner: Learner, edition: Edition, at: datetime) -> None:
    """Record that a learner states to have read the paper that an edition is about; the first statement counts.

    Args:
        learner: Who states it.
        edition: The edition that was on the screen.
        at: When; aware.

    Raises:
        PaperRefused: The activity does not ask for it.

    Source:
        F4: journal-based activities need the source article cited and a recorded reading step.
    """
    if not edition.needs_source_read:
        raise PaperRefused(_("This activity does not ask you to read the paper."))
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.SOURCE_READ], at=at)


def record_steps(*, learner: Learner, edition: Edition, kinds: Iterable[str], at: datetime) -> None:
    """Record that a learner took steps in an edition; a step already recorded keeps its first moment.

    Args:
        learner: Who took them.
        edition: The edition that was on the screen.
        kinds: Values of :class:`Step.Kind`.
        at: When; aware.

    Source:
        S2 (disclosure seen), F5 (start, completer).
    """
    Step.objects.bulk_create(
        (Step(learner=learner, edition=edition, kind=kind, taken_at=at) for kind in kinds), ignore_conflicts=True
    )


@transaction.atomic
def save_article(*, learner: Learner, article: Article, at: datetime) -> None:
    """Put an article on a learner's reading list; one that is there stays as it is.

    Args:
        learner: Whose list.
        article: An article that has been published.
        at: When; aware.

    Raises:
        ReadingRefused: The list is full.
    """
    place = _free_place(SavedArticle, learner, full=LIST_IS_FULL, article=article)
    if place:
        SavedArticle.objects.create(learner=learner, article=article, place=place, saved_at=at)


def remove_article(*, learner: Learner, article: Article) -> None:
    """Take an article off a learner's reading list; one that is not there changes nothing."""
    SavedArticle.objects.by(learner).filter(article=article).delete()


@transaction.atomic
def follow_topic(*, learner: Learner, topic: Topic, at: datetime) -> None:
    """Let a learner follow a topic; one that is followed already stays as it is.

    Raises:
        ReadingRefused: The learner follows as many topics as can be followed.
    """
    place = _free_place(FollowedTopic, learner, full=FOLLOWS_ARE_FULL, topic=topic)
    if place:
        FollowedTopic.objects.create(learner=learner, topic=topic, place=place, followed_at=at)


def unfollow_topic(*, learner: Learner, topic: Topic) -> None:
    """Let a learner follow a topic no longer; one that is not followed changes nothing."""
    FollowedTopic.objects.by(learner).filter(topic=topic).delete()


@transaction.atomic
def keep_place(
    *, learner: Learner, edition: Edition, anchor: str, seen_at: datetime, at: datetime, language: str = ""
) -> None:
    """Keep how far a learner came in an edition; a place seen no later than the one kept changes nothing.

    Args:
        learner: Who reads.
        edition: The edition that is on the screen.
        anchor: Id of the passage or part that was seen last.
        seen_at: When, by the clock of the reader's device: beacons overtake each other, so when one came in does not
            say which was later. A clock that is ahead counts as ``at``; one far behind, as the edition's release.
        at: When the beacon came in; aware.
        language: Of the translation that is on the screen; empty for the original.

    Raises:
        ReadingRefused: There is no such place on an article's page.
    """
    if not _ANCHOR.fullmatch(anchor):
        raise ReadingRefused(_("There is no such place in the article."))
    moment = max(min(seen_at, at), edition.released_at)
    kept = ReadingPlace.objects.filter(learner=learner, edition=edition)
    new = ReadingPlace(learner=learner, edition=edition, anchor=anchor, seen_at=moment, language=language)
    _move_on(kept, new, anchor=anchor, seen_at=moment, language=language)


@transaction.atomic
def see_news(*, learner: Learner, up_to: datetime, at: datetime) -> None:
    """Record up to when a learner has seen what is new; an earlier moment than the one kept changes nothing.

    Args:
        learner: Who has seen it.
        up_to: When the list was made that the learner looked at; what came later stays new.
        at: Now; aware.
    """
    moment = min(up_to, at)
    _move_on(NewsSeen.objects.filter(learner=learner), NewsSeen(learner=learner, seen_at=moment), seen_at=moment)


@transaction.atomic
def forget_reading(*, learner: Learner) -> int:
    """Delete what a learner keeps for comfort alone, under whichever key: list, follows, places, news seen.

    Steps, attempts and ratings are records and stay. Erasing a learner begins with this.

    Returns:
        How many rows there were.
    """
    kept = (SavedArticle, FollowedTopic, ReadingPlace, NewsSeen)
    return sum(model.objects.by(learner).delete()[0] for model in kept)


def _free_place(model: type[SavedArticle | FollowedTopic], learner: Learner, *, full: str, **what: Any) -> int | None:
    """Return a free place on a learner's list; None where ``what`` is on it already.

    Whoever else adds to the same list waits until this transaction ends, so that both do not take one place.

    Raises:
        ReadingRefused: The list is full, counting what the same person put on it under other keys.
    """
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    own = model.objects.by(learner)
    if own.filter(**what).exists():
        return None
    if own.count() >= model.MOST:
        raise ReadingRefused(full)
    taken = set(model.objects.filter(learner=learner).values_list("place", flat=True))
    return next(place for place in range(1, model.MOST + 1) if place not in taken)


def _move_on(kept: Any, new: ReadingPlace | NewsSeen, **values: Any) -> None:
    """Write a row, or move the one that is there on in time; the database compares, so the latest holds anyhow."""
    earlier = kept.filter(seen_at__lt=new.seen_at)
    if earlier.update(**values) or kept.exists():
        return
    kept.bulk_create([new], ignore_conflicts=True)
    earlier.update(**values)  # where another request was faster with the first row
