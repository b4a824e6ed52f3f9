"""Topics as what results are narrowed by: an article counts for those above its own, as on their pages."""

import pytest
from django.test import Client

from cme.search.searching import labels_of
from content.models import EditionTopic, Topic
from tests.pages import parse, words
from tests.search.library import add, look, model, titles

pytestmark = pytest.mark.django_db


def add_on(topic: Topic, title: str) -> None:
    edition = add(model(), title, topics=[{"slug": topic.slug, "name": topic.name}])
    EditionTopic.objects.filter(edition=edition).delete()
    EditionTopic.objects.create(edition=edition, topic=topic, position=1, listed_at=edition.listed_at)


def counts(**chosen: str) -> dict[str, int]:
    choices = look("shared", chosen=chosen).counted.choices["topic"]
    return {f"{choice.value} {choice.label}": choice.count for choice in choices}


@pytest.fixture
def tree() -> list[Topic]:
    """Three levels, of which the middle one has no article of its own, and a topic apart."""
    top = Topic.objects.create(slug="b-all", name="B-ALL")
    middle = Topic.objects.create(slug="subtypes", name="Subtypes", parent=top)
    low = Topic.objects.create(slug="ph-positive", name="Ph-positive", parent=middle)
    apart = Topic.objects.create(slug="t-all", name="T-ALL")
    for topic, title in ((top, "One"), (low, "Two"), (low, "Three"), (apart, "Four")):
        add_on(topic, title)
    return [top, middle, low, apart]


def test_article_counts_for_the_topics_above_its_own(tree, client: Client) -> None:
    everything = {"b-all B-ALL": 3, "subtypes Subtypes": 2, "ph-positive Ph-positive": 2, "t-all T-ALL": 1}
    assert counts() == everything == counts(topic="b-all")
    assert set(titles(look("shared", chosen={"topic": "b-all"}))) == {"One", "Two", "Three"}
    assert set(titles(look("shared", chosen={"topic": "subtypes"}))) == {"Two", "Three"}
    assert titles(look("shared two", chosen={"topic": "b-all"})) == ["Two"]
    assert labels_of({"topic": "subtypes"}) == {"topic": "Subtypes"}
    for topic in tree:
        found = set(titles(look("shared", chosen={"topic": topic.slug})))
        page = parse(client.get(f"/topics/{topic.slug}/"))
        assert {title for title in ("One", "Two", "Three", "Four") if title in words(page).split()} == found


def test_search_follows_topics_that_are_moved(tree) -> None:
    top, _, low, apart = tree
    assert counts()["b-all B-ALL"] == 3
    Topic.objects.filter(pk=low.pk).update(parent=apart)
    assert counts() == {"b-all B-ALL": 1, "ph-positive Ph-positive": 2, "t-all T-ALL": 3}
    Topic.objects.filter(pk=low.pk).update(parent=None)
    assert counts() == {"b-all B-ALL": 1, "ph-positive Ph-positive": 2, "t-all T-ALL": 1}
    Topic.objects.filter(pk=apart.pk).update(parent=top)
    assert counts() == {"b-all B-ALL": 2, "ph-positive Ph-positive": 2, "t-all T-ALL": 1}
    assert look("shared", chosen={"topic": "subtypes"}).counted.total == 0


def test_topic_that_was_renamed_is_called_by_its_new_name(tree) -> None:
    Topic.objects.filter(slug="t-all").update(name="T-cell ALL")
    assert counts()["t-all T-cell ALL"] == 1
    assert labels_of({"topic": "t-all"}) == {"topic": "T-cell ALL"}
