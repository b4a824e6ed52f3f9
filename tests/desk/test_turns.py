"""Pages of articles are bounded for one person and one link: hostile words cost time each time they are shown."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cme.desk.review_links import token_of
from cme.desk.turns import MOST, TOO_OFTEN, take_page
from content.models import RateBucket
from tests.desk.desks import login, page, text
from tests.desk.test_guest_pages import LATER, make
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db


def test_turns_come_back_with_the_next_minute():
    assert [take_page("user:1", NOW) for _ in range(MOST + 1)] == [True] * MOST + [False]
    assert take_page("user:2", NOW)
    assert take_page("user:1", NOW + timedelta(minutes=1))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("name", ["preview", "change", "review", "publish", "versions", "questions"])
def test_page_that_was_asked_for_too_often_says_so_and_writes_nothing(name):
    article, client = make_article(), login()
    user = int(client.session["_auth_user_id"])
    for _ in range(MOST):
        take_page(f"user:{user}", NOW)
    answer = client.get(page(name, article.pk))
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert str(TOO_OFTEN) in text(answer)
    assert not RateBucket.objects.exists()
    assert login("eve").get(page(name, article.pk)).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200


def test_what_is_sent_is_not_counted():
    article, client = make_article(), login()
    for _ in range(MOST + 1):
        assert client.post(page("preview", article.pk)).status_code == 405


@time_machine.travel(LATER, tick=False)
def test_draft_behind_a_link_is_bounded_too(client):
    link = make()
    for _ in range(MOST):
        take_page(f"link:{link.pk}", LATER)
    answer = client.get(reverse("review:article", args=[token_of(link)]))
    assert answer.status_code == 429
    assert str(TOO_OFTEN) in text(answer)
