"""The tree of topics: no circle and three levels at most, whatever the door, and its pages."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from cme.catalogue.topic_page import crumbs_of
from content.articlefiles import FileRefused, read_topics
from content.models import Topic
from content.services.loading import load_topics
from content.services.topics import TopicRefused, check_place
from tests.desk.desks import login
from tests.factories import make_edition, make_topic
from tests.pages import parse, words
from tests.racing import race

pytestmark = pytest.mark.django_db


def chain(*names: str) -> list[Topic]:
    """Return topics, each below the one before."""
    found: list[Topic] = []
    for name in names:
        topic = make_topic(name)
        Topic.objects.filter(pk=topic.pk).update(parent=found[-1] if found else None)
        found.append(Topic.objects.get(pk=topic.pk))
    return found


def refused_by_database(topic: Topic, parent: Topic) -> bool:
    try:
        with transaction.atomic():
            Topic.objects.filter(pk=topic.pk).update(parent=parent)
    except IntegrityError:
        return True
    Topic.objects.filter(pk=topic.pk).update(parent=topic.parent)
    return False


def refused_by_service(topic: Topic, parent: Topic) -> bool:
    try:
        check_place(topic=topic, parent=parent)
    except TopicRefused:
        return True
    return False


@pytest.mark.parametrize("refused", [refused_by_database, refused_by_service])
def test_place_is_refused_exactly_where_it_makes_no_tree(refused: Callable[[Topic, Topic], bool]) -> None:
    """Every pair of two chains and a single topic, against what a tree of three levels allows."""
    a, b, c = chain("A", "B", "C")
    d, e = chain("D", "E")
    (f,) = chain("F")
    allowed = {
        (b, a), (b, d), (b, f), (c, a), (c, b), (c, d), (c, e), (c, f), (d, a), (d, f), (e, a), (e, b), (e, d), (e, f),
        (f, a), (f, b), (f, d), (f, e),
    }  # fmt: skip
    everyone = [a, b, c, d, e, f]
    found = {(topic, parent) for topic in everyone for parent in everyone if not refused(topic, parent)}
    assert {(t.name, p.name) for t, p in found} == {(t.name, p.name) for t, p in allowed}


def test_new_topic_too_deep_is_refused_by_the_database() -> None:
    *_, c = chain("A", "B", "C")
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="D", slug="d", parent=c)


def test_desk_places_topics_and_says_why_not() -> None:
    a, b = chain("A", "B")
    client = login()
    form = {"name": "A", "slug": "a", "description": "", "introduction": "", "parent": str(b.pk)}
    answer = client.post(f"/admin/content/topic/{a.pk}/change/", form)
    assert "A cannot stand below itself. Choose another topic, or none." in words(parse(answer))
    form |= {"name": "B", "slug": "b", "parent": "", "introduction": "What it is.\n\nAnd more."}
    assert client.post(f"/admin/content/topic/{b.pk}/change/", form).status_code == 302
    b.refresh_from_db()
    assert (b.parent, b.introduction.split()) == (None, ["What", "it", "is.", "And", "more."])


def test_file_places_topics_in_any_order_and_leaves_those_of_editors() -> None:
    load_topics(read_topics("- slug: b\n  name: B\n  parent: a\n- slug: a\n  name: A\n"))
    assert Topic.objects.get(slug="b").parent.slug == "a"
    load_topics(read_topics("- slug: b\n  name: B\n- slug: a\n  name: A\n  parent: c\n- slug: c\n  name: C\n"))
    assert [Topic.objects.get(slug=slug).parent.slug for slug in "ba"] == ["a", "c"]
    load_topics(read_topics("- slug: a\n  name: A\n  parent: b\n- slug: b\n  name: B\n  parent: c\n"))
    assert [Topic.objects.get(slug=slug).parent.slug for slug in "ba"] == ["c", "b"]
    for text, said in (("parent: zzz", "No topic has the slug zzz"), ("parent: a", "cannot stand below itself")):
        with pytest.raises(FileRefused, match=said):
            load_topics(read_topics(f"- slug: c\n  name: C\n  {text}\n"))
    assert Topic.objects.get(slug="a").parent.slug == "b"


def test_page_of_a_topic_shows_the_way_what_is_below_and_the_articles_of_all(client) -> None:
    _a, b, _c = chain("A", "B", "C")
    Topic.objects.filter(pk=b.pk).update(introduction="First <words>.\n\nMore.")
    empty = make_topic("Empty")
    Topic.objects.filter(pk=empty.pk).update(parent=b)
    make_edition(questions=1, topics=("C", "B"), title="Deep")
    make_edition(questions=1, topics=("A",), title="High")
    page = parse(client.get("/topics/b/"))
    crumbs = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "Breadcrumb")
    assert [(link.text, link.get("href")) for link in crumbs.iter("a")] == [("Topics", "/topics/"), ("A", "/topics/a/")]
    below = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "Topics below B")
    assert [link.get("href") for link in below.iter("a")] == ["/topics/c/"]  # not one without articles
    assert "First <words>." in words(page)
    data = json.loads(next(row.text for row in page.iter("script") if row.get("type") == "application/ld+json"))
    rows = data["itemListElement"]
    assert [(row["position"], row["name"], row["item"].removeprefix("http://testserver")) for row in rows] == [
        (1, "Topics", "/topics/"), (2, "A", "/topics/a/"), (3, "B", "/topics/b/"),
    ]  # fmt: skip
    cards = {slug: list(parse(client.get(f"/topics/{slug}/")).iter("article")) for slug in "abc"}
    titles = {slug: [words(next(card.iter("h2"))) for card in shown] for slug, shown in cards.items()}
    assert titles == {"a": ["High", "Deep"], "b": ["Deep"], "c": ["Deep"]}
    feed = client.get("/topics/a/feed/").content.decode()
    assert feed.count("<entry ") + feed.count("<entry>") == 2


def test_tree_counts_each_article_once(client) -> None:
    chain("A", "B", "C")
    make_edition(questions=1, topics=("C", "B"))
    make_edition(questions=1, topics=("C",))
    tree = next(ul for ul in parse(client.get("/topics/")).iter("ul") if ul.get("class") == "topics")
    assert words(tree) == "A , 2 articles B , 2 articles C , 2 articles"
    assert len(list(tree.iter("ul"))) == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_move_topics_below_each_other_at_once_make_no_circle() -> None:
    a, b = make_topic("A"), make_topic("B")

    def move(topic: Topic, parent: Topic) -> Callable[[], int]:
        def act() -> int:
            with transaction.atomic():
                check_place(topic=topic, parent=parent)
                return Topic.objects.filter(pk=topic.pk).update(parent=parent)

        return act

    results = race(move(a, b), move(b, a))
    assert sorted(type(result).__name__ for result in results) == ["TopicRefused", "int"]
    assert Topic.objects.filter(parent__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_circle_comes_about() -> None:
    """Negative control: the guard alone sees what is committed, and two who move at once are not."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write after the other.")
    a, b = make_topic("A"), make_topic("B")
    both = threading.Barrier(2)

    def move(topic: Topic, parent: Topic) -> Callable[[], int]:
        def act() -> int:
            with transaction.atomic():
                moved = Topic.objects.filter(pk=topic.pk).update(parent=parent)
                both.wait(timeout=20)
                return moved

        return act

    assert race(move(a, b), move(b, a)) == [1, 1]
    assert Topic.objects.filter(parent__isnull=False).count() == 2
    assert [name for name, _ in crumbs_of(Topic.objects.select_related("parent__parent").get(pk=a.pk))] == [
        "Topics", "A", "B",
    ]  # fmt: skip
    Topic.objects.update(parent=None)
