"""Working out which articles are related: those that share topics and cited works, the nearest first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from content.models import CitedWork, Edition, EditionTopic, Kinship, RelatedArticle

KEPT = 6  # of an article; its page shows three of those that readers see then
OF_A_TOPIC = 60  # the newest articles of each topic are looked at; older ones where they share a work
OF_WORKS = 60  # articles that share most works
WORK = 3  # what a shared work counts in shared topics: a topic says what it is about, a work what it rests on
AT_ONCE = 300  # articles of one task
MOST_NOTED = 2_000  # editions of one task
AGAIN = timedelta(days=30)  # older articles meet the newer ones of their topics then
NOTED_AT_ONCE = 100  # editions, with their sources


def is_any_due(*, at: datetime) -> bool:
    """Tell whether an edition is new, or an article is to be related anew."""
    return _new_editions(at).exists() or Kinship.objects.due_at(at).exists()


def relate_due(*, at: datetime, most: int = AT_ONCE) -> int:
    """Relate articles that are due, those that waited longest first; return how many were done.

    All new editions are noted before the first article is related: each sees the works of all others.
    """
    noted = note_editions(at=at)
    if noted >= MOST_NOTED:
        return 0  # there may be more; the next run goes on
    due = Kinship.objects.due_at(at).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(relate_article(kinship=pk, at=at) for pk in list(due[:most]))


def note_editions(*, at: datetime) -> int:
    """Note what new editions cite; they are due then, and so is whatever shares something with them.

    Returns:
        How many were noted, ``MOST_NOTED`` at most.
    """
    count = 0
    while count < MOST_NOTED:
        editions = list(_new_editions(at).defer("html").select_related("release")[:NOTED_AT_ONCE])
        if not editions:
            break
        with transaction.atomic():
            _note(editions, at)
        count += len(editions)
    return count


def _note(editions: Sequence[Edition], at: datetime) -> None:
    articles = [edition.release.article_id for edition in editions]
    _make_neighbours_due(articles, at)  # what shared something with the editions before, too
    CitedWork.objects.filter(article__in=articles).delete()
    CitedWork.objects.bulk_create(
        (
            CitedWork(article_id=article, work=name)
            for article, edition in zip(articles, editions, strict=True)
            for name in sorted({_name_of(reference) for reference in edition.source["references"]} - {""})
        ),
        ignore_conflicts=True,
    )
    Kinship.objects.bulk_create(
        (
            Kinship(article_id=article, edition=edition, due_at=at)
            for article, edition in zip(articles, editions, strict=True)
        ),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["edition", "due_at"],
    )
    _make_neighbours_due(articles, at)


def _new_editions(at: datetime) -> QuerySet[Edition]:
    known = Kinship.objects.filter(article=OuterRef("release__article"), edition=OuterRef("pk"))
    return Edition.objects.current_at(at).filter(~Exists(known)).order_by()


def relate_article(*, kinship: int, at: datetime) -> bool:
    """Work out the articles related to one, if that is due; return whether this call did it.

    Taking the work is one conditional update; a worker that is lost lets it come due again. What makes it due in the
    meantime keeps it due.
    """
    lease = at + timedelta(seconds=settings.TASK_LEASE_SECONDS)
    if not Kinship.objects.due_at(at).filter(pk=kinship).update(due_at=lease):
        return False
    article = Kinship.objects.values_list("article", flat=True).get(pk=kinship)
    edition = Edition.objects.current_at(at).filter(release__article=article).without_text().first()
    with transaction.atomic():
        _keep_related(article, _ranked(article, edition, at) if edition else [])
        return bool(Kinship.objects.filter(pk=kinship, due_at=lease).update(due_at=at + AGAIN))


def _ranked(article: int, edition: Edition, at: datetime) -> list[int]:
    """Return the nearest articles: most in common first, of the same the newest."""
    own = list(edition.edition_topics.values_list("topic", flat=True))
    works = list(CitedWork.objects.filter(article=article).values_list("work", flat=True))
    cited = (
        CitedWork.objects.filter(work__in=works).exclude(article=article).order_by("-article").values_list("article")
    )
    shared: Counter[int] = Counter(pk for (pk,) in cited[: OF_WORKS * max(1, len(works))])
    near = Q(edition__release__article__in=[pk for pk, _ in shared.most_common(OF_WORKS)])
    for topic in own:
        newest = EditionTopic.objects.filter(topic=topic).order_by("-listed_at").values("edition")[:OF_A_TOPIC]
        near |= Q(edition__in=newest)
    current = Q(edition__superseded_at__isnull=True) | Q(edition__superseded_at__gt=at)
    ties = EditionTopic.objects.filter(near, current, edition__released_at__lte=at).order_by()
    score: Counter[int] = Counter()
    listed: dict[int, datetime] = {}
    rows = ties.exclude(edition__release__article=article)
    for pk, topic, listed_at in rows.values_list("edition__release__article", "topic", "edition__listed_at"):
        listed[pk] = listed_at
        score[pk] += topic in own
    for pk in listed:
        score[pk] += WORK * shared[pk]
    return sorted((pk for pk in listed if score[pk]), key=lambda pk: (-score[pk], -listed[pk].timestamp(), pk))[:KEPT]


def _name_of(reference: Mapping[str, Any]) -> str:
    if reference.get("doi"):
        return f"doi:{str(reference['doi']).lower()}"
    return f"pmid:{reference['pmid']}" if reference.get("pmid") else ""


def _make_neighbours_due(articles: Sequence[int], at: datetime) -> None:
    """Have those related again that share a work with articles, name them, or are the newest of their topics."""
    works = CitedWork.objects.filter(article__in=articles).values("work")
    near = Q(article__in=CitedWork.objects.filter(work__in=works).values("article"))
    near |= Q(article__in=RelatedArticle.objects.filter(other__in=articles).values("article"))
    topics = EditionTopic.objects.filter(edition__release__article__in=articles).order_by()
    for topic in topics.values_list("topic", flat=True).distinct():
        newest = EditionTopic.objects.filter(topic=topic).order_by("-listed_at").values("edition__release__article")
        near |= Q(article__in=newest[:OF_A_TOPIC])
    Kinship.objects.filter(near, due_at__gt=at).update(due_at=at)


def _keep_related(article: int, others: list[int]) -> None:
    """Keep the list of an article; what stands there already is left alone."""
    rows = RelatedArticle.objects.filter(article=article).order_by("position")
    if list(rows.values_list("other", flat=True)) == others:
        return
    rows.delete()
    RelatedArticle.objects.bulk_create(
        RelatedArticle(article_id=article, other_id=pk, position=place) for place, pk in enumerate(others, start=1)
    )
