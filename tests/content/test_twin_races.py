"""Publishing a plain-language page at once, with real threads, and while its article changes."""

from datetime import timedelta

import pytest

from content.models import Article, Edition, TwinEdition
from content.services.halting import retract_article
from content.services.publishing import publish_article
from content.services.twin_publishing import publish_twin, withdraw_twin
from content.services.twins import TwinConflict, TwinRefused, draft_of, save_twin
from tests.content.twins import TEXTS, article_of, make_twin, write
from tests.factories import NOW, make_edition
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 5
LATER = NOW + timedelta(days=1)


def test_many_who_publish_at_once_make_one_page():
    article = article_of(make_edition())
    write(article, reviewer=None)
    results = race(*[lambda: publish_twin(article=article, actor=None, at=NOW) for _ in range(MANY)])
    assert TwinEdition.objects.count() == 1
    assert len(faults(results)) == MANY - 1
    assert {type(fault) for fault in faults(results)} == {TwinRefused}


def test_many_who_save_at_once_overwrite_nothing():
    article = article_of(make_edition())
    values = TEXTS | {"author": None, "reviewer": None}
    acts = [
        lambda number=number: save_twin(
            article=article, values=values | {"title": f"Title {number}"}, version=0, actor=None, at=NOW
        )
        for number in range(MANY)
    ]
    results = race(*acts)
    assert {type(fault) for fault in faults(results)} == {TwinConflict}
    assert len(faults(results)) == MANY - 1
    assert draft_of(article, at=NOW).versions.count() == 1


@pytest.mark.parametrize("what", ["changed", "retracted"])
def test_page_published_while_its_article_goes_is_never_shown_beside_what_follows(what):
    edition = make_edition()
    article = article_of(edition)
    write(article, reviewer=None)
    Article.objects.filter(pk=article.pk).update(limits="Other limits.")

    def change():
        if what == "retracted":
            return retract_article(article=article, actor=None, at=NOW, reason="The data are wrong.")
        return publish_article(article=article, actor=None, at=NOW, what_changed="A number.")

    results = race(change, lambda: publish_twin(article=article, actor=None, at=NOW))
    assert not faults(results[:1])
    live = Edition.objects.current_at(LATER).get()
    for twin in TwinEdition.objects.shown_at(LATER):
        assert twin.release_id == live.release_id
    if what == "retracted":
        assert not TwinEdition.objects.shown_at(LATER).exists()


def test_many_who_take_a_page_back_at_once_do_it_once():
    article = make_twin().release.article
    acts = [
        lambda number=number: withdraw_twin(article=article, actor=None, at=NOW, reason=f"Reason {number}")
        for number in range(MANY)
    ]
    results = race(*acts)
    assert len(faults(results)) == MANY - 1
    done = next(row for row in results if isinstance(row, TwinEdition))
    assert TwinEdition.objects.get().withdrawn_reason == done.withdrawn_reason
