"""Related articles: ranked by shared topics and works, worked out beside the pages, read with the article."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from content.models import Article, CitedWork, Edition, Kinship, Reference, RelatedArticle
from content.services.publishing import Correction, publish_article, retire_article
from content.services.relating import is_any_due, note_editions, relate_article, relate_due
from tests.factories import BEFORE, NOW, copy_edition, correct, make_article, make_edition
from tests.pages import parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def publish(name: str, *topics: str, hours: int = 0, works: tuple[str, ...] = ()) -> Edition:
    """Return an article that cites works by their DOI, and nothing else."""
    article = make_article(slug=name, title=f"Article {name}", topics=topics)
    article.references.exclude(is_source=True).delete()
    article.references.update(doi="", pmid=str(article.pk))
    for place, doi in enumerate(works):
        Reference.objects.create(article=article, key=f"work-{place}", title="A work", doi=doi)
    return publish_article(article=article, actor=None, at=BEFORE + hours * HOUR)


def related(name: str) -> list[str]:
    return list(
        RelatedArticle.objects.filter(article__slug=name).order_by("position").values_list("other__slug", flat=True)
    )


def test_most_in_common_comes_first_and_of_the_same_the_newest() -> None:
    """A shared work counts as three shared topics; DOIs are the same in any case."""
    publish("main", "A", "B", "C", "D", works=("10.1000/Shared", "10.1000/other"))
    publish("one-topic-newer", "A", hours=9)
    publish("one-topic", "A", hours=8)
    publish("two-topics", "B", "C", hours=1)
    publish("a-work", "Z", hours=1, works=("10.1000/SHARED",))
    publish("a-work-and-a-topic", "D", works=("10.1000/shared",))
    publish("nothing", "Z", works=("10.1000/else",))
    relate_due(at=NOW)
    assert related("main") == ["a-work-and-a-topic", "a-work", "two-topics", "one-topic-newer", "one-topic"]
    assert related("nothing") == ["a-work"]
    assert not is_any_due(at=NOW)


def test_new_and_corrected_editions_have_their_neighbours_related_again() -> None:
    publish("main", "A", works=("10.1000/x",))
    publish("far", "Z")
    relate_due(at=NOW)
    assert related("main") == []
    newer = publish("newer", "B", works=("10.1000/x",))
    call_command("sweep_content")
    assert (related("main"), related("newer")) == (["newer"], ["main"])
    newer.release.article.references.filter(doi="10.1000/x").delete()
    correct(newer, Correction.MATERIAL, at=NOW)
    call_command("sweep_content")
    assert (related("main"), related("newer")) == ([], [])
    assert set(CitedWork.objects.filter(article__slug="newer").values_list("work", flat=True)) == {
        f"pmid:{newer.release.article_id}"
    }


def test_work_is_done_once_and_what_comes_due_meanwhile_stays_due() -> None:
    publish("main", "A")
    publish("other", "A")
    assert note_editions(at=NOW) == 2
    assert note_editions(at=NOW) == 0
    row = Kinship.objects.get(article__slug="main")
    assert [relate_article(kinship=row.pk, at=NOW) for _ in range(2)] == [True, False]
    Kinship.objects.filter(pk=row.pk).update(due_at=NOW + HOUR)  # taken by a worker that was lost
    assert not relate_article(kinship=row.pk, at=NOW)
    assert relate_article(kinship=row.pk, at=NOW + HOUR)
    for fields in ({"position": 1}, {"position": 2, "other": Article.objects.get(slug="main")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RelatedArticle.objects.create(
                **{"article_id": row.article_id, "other": Article.objects.get(slug="other")} | fields
            )


def test_article_takes_as_many_queries_with_twenty_neighbours_as_with_two() -> None:
    """The work of one article: constant queries, whatever there is around it."""
    counts = []
    edition = make_edition(questions=1, topics=("A", "B"))
    for number in (2, 18):
        copy_edition(edition, number)
        note_editions(at=NOW)
        row = Kinship.objects.get(article=edition.release.article_id)
        Kinship.objects.filter(pk=row.pk).update(due_at=NOW)
        RelatedArticle.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            assert relate_article(kinship=row.pk, at=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert RelatedArticle.objects.filter(article=row.article_id).count() == 6


def test_page_shows_the_nearest_that_readers_see_within_its_two_queries(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    publish("main", "A", works=("10.1000/x",), hours=5)
    near = [publish(f"near-{name}", f"Topic {name}", works=("10.1000/x",), hours=name) for name in (1, 2, 3, 4)]
    for hours in (6, 7):
        publish(f"newest-{hours}", "A", hours=hours)
    relate_due(at=NOW)
    retire_article(article=near[3].release.article, at=NOW)
    with CaptureQueriesContext(connection) as captured:
        text = words(parse(client_of().get("/articles/main/")))
    assert len(captured) == 2
    onward = text[text.index("Read on") :]
    places = [onward.index(f"Article {name}") for name in ("newest-7", "near-3", "near-2", "near-1")]
    assert places == sorted(places)  # the next one in its topic, then the related ones
    assert "near-4" not in onward
    assert "newest-6" not in onward
