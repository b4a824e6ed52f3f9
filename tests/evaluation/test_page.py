"""The page that asks for the rating, and the form at the end of an article."""

from datetime import timedelta

import pytest
import time_machine

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating
from cme.learners.models import Learner
from cme.progress.models import OF_THE_PAGE, Step
from content.models import Edition
from tests.evaluation.test_instrument import INTRODUCTION, STATEMENTS, with_comment_box
from tests.factories import NOW, make_alias, make_edition, make_learner, retract
from tests.pages import Fields, fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def edition() -> Edition:
    return make_edition(questions=1)


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def client(learner: Learner):
    return client_of(learner)


def address(edition: Edition) -> str:
    return f"/articles/{edition.slug}/rate/"


def answers(*values: str) -> Fields:
    rows = InstrumentVersion.objects.latest("number").sheet["statements"]
    return {f"s-{row['id']}": [value] for row, value in zip(rows, values, strict=False)}


def given() -> list[tuple[int | None, str]]:
    return list(Rating.objects.order_by("statement__position").values_list("value", "outside"))


@pytest.mark.parametrize("rest", ["", "rate/"])
def test_statements_stand_word_for_word_at_the_end_and_on_their_page(client, edition: Edition, rest: str) -> None:
    page = parse(client.get(f"/articles/{edition.slug}/{rest}"))
    form = form_to(page, address(edition))
    assert [words(legend) for legend in form.iter("legend")] == STATEMENTS
    assert INTRODUCTION in words(page)
    assert not [row for row in form.iter("input") if row.get("checked") is not None]


def test_reader_sees_what_it_costs(client, edition: Edition) -> None:
    assert "4 taps" in words(parse(client.get(f"/articles/{edition.slug}/")))


def test_rating_from_the_articles_end_needs_no_account(edition: Edition) -> None:
    """No learner yet: the first write begins one."""
    client = client_of()
    sent = fields_of(form_to(parse(client.get(f"/articles/{edition.slug}/")), address(edition)))
    response = client.post(address(edition), sent | answers("5", "4", "not-applicable", "already"))
    assert (response.status_code, response["Location"]) == (302, address(edition))
    assert "your rating is recorded" in client.get(address(edition)).content.decode()
    assert given() == [(5, ""), (4, ""), (None, "not-applicable"), (None, "already")]


def test_rating_can_be_changed_from_the_page_of_thanks(client, edition: Edition, clock) -> None:
    client.post(address(edition), answers("5", "4"))
    clock.move_to(NOW + timedelta(hours=24))
    thanks = parse(client.get(address(edition)))
    link = next(row.get("href") for row in thanks.iter("a") if words(row) == "change it")
    form = form_to(parse(client.get(link)), address(edition))
    first, second, *_ = answers("5", "4").items()
    assert {name: value for name, value in fields_of(form).items() if name.startswith("s-")} == dict([first, second])
    client.post(address(edition), fields_of(form) | answers("1"))
    assert given() == [(1, ""), (4, "")]


def test_rating_anew_from_the_article_keeps_what_its_empty_form_leaves_out(client, edition: Edition) -> None:
    client.post(address(edition), answers("5", "4", "5", "4"))
    form = form_to(parse(client.get(f"/articles/{edition.slug}/")), address(edition))
    client.post(address(edition), fields_of(form) | answers("1"))
    assert given() == [(1, ""), (4, ""), (5, ""), (4, "")]
    shown = fields_of(form_to(parse(client.get(f"{address(edition)}?change=1")), address(edition)))
    client.post(address(edition), {name: value for name, value in shown.items() if value != ["5"]})
    assert given() == [(1, ""), (4, ""), (4, "")]


def test_rating_cannot_be_changed_a_second_after_the_day(client, edition: Edition, clock) -> None:
    client.post(address(edition), answers("5"))
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    thanks = parse(client.get(address(edition)))
    assert "change it" not in words(thanks)
    response = client.post(address(edition), answers("1"))
    assert response.status_code == 409
    assert "more than 24 hours ago" in words(parse(response))
    assert given() == [(5, "")]


def test_page_does_not_promise_a_change_that_is_no_longer_possible(client, edition: Edition, clock) -> None:
    client.post(address(edition), answers("5"))
    clock.move_to(NOW + timedelta(days=3))
    assert "You can change it" not in words(parse(client.get(f"{address(edition)}?change=1")))


@pytest.mark.parametrize(
    "sent",
    [("6",), ("0",), ("not-applicable",), ("already",), ("4", "not-applicable"), ("", "", "already"), ("4.0",), ("٤",)],
)
def test_answer_that_was_not_offered_is_refused_whole(client, edition: Edition, sent: tuple[str, ...]) -> None:
    response = client.post(address(edition), answers(*sent))
    assert response.status_code == 400
    assert "There is a problem" in words(parse(response))
    assert not Evaluation.objects.exists()


def test_rating_of_nothing_is_refused_with_a_sentence(client, edition: Edition) -> None:
    response = client.post(address(edition), {"edition": edition.pk})
    assert response.status_code == 400
    assert "Rate at least one statement" in words(parse(response))
    assert not Evaluation.objects.exists()
    assert not Step.objects.exists()


def test_refused_rating_begins_no_learner(edition: Edition) -> None:
    before = Learner.objects.count()
    client_of().post(address(edition), {"edition": edition.pk})
    assert Learner.objects.count() == before


def test_stale_sheet_is_told_so_and_writes_nothing(client, edition: Edition) -> None:
    """The instrument changed while the article was open."""
    stale = answers("5", "4", "3", "2")
    with_comment_box()
    response = client.post(address(edition), stale)
    assert response.status_code == 400
    assert "out of date" in words(parse(response))
    assert not Evaluation.objects.exists()
    fresh = answers("5", "4", "3", "2", "A remark")
    assert client.post(address(edition), fresh).status_code == 302
    assert Rating.objects.count() == 5


def test_rating_names_the_edition_that_was_on_the_screen(client, edition: Edition) -> None:
    sent = fields_of(form_to(parse(client.get(f"/articles/{edition.slug}/")), address(edition)))
    client.post(address(edition), sent | answers("5"))
    assert Evaluation.objects.get().edition == edition
    assert set(Step.objects.values_list("kind", flat=True)) == set(OF_THE_PAGE)


def test_rating_records_of_reading_what_the_page_has_seen_also_when_it_is_asked_again(client, edition: Edition) -> None:
    """docs/decisions/0006: scripts leave out of the form what did not come by."""
    refused = client.post(address(edition), {"edition": edition.pk, "step": ["disclosure-shown", "started"]})
    assert refused.status_code == 400
    client.post(address(edition), fields_of(form_to(parse(refused), address(edition))) | answers("5"))
    assert set(Step.objects.values_list("kind", flat=True)) == {"disclosure-shown", "started"}


def test_rating_of_a_stranger_is_neither_shown_nor_changed(client, edition: Edition) -> None:
    client.post(address(edition), answers("5"))
    stranger = client_of(make_learner())
    assert "Thank you" not in stranger.get(address(edition)).content.decode()
    stranger.post(address(edition), answers("1"))
    assert sorted(Rating.objects.values_list("value", flat=True)) == [1, 5]


def test_rating_of_an_alias_is_ones_own(client, edition: Edition, learner: Learner) -> None:
    client_of(make_alias(learner)).post(address(edition), answers("5"))
    assert "Thank you" in client.get(address(edition)).content.decode()


def test_article_that_readers_do_not_see_cannot_be_rated(client) -> None:
    assert client.get("/articles/unknown/rate/").status_code == 404
    assert client.post("/articles/unknown/rate/", answers("5")).status_code == 404


def test_page_of_a_retracted_article_says_why_it_takes_no_rating(client, edition: Edition) -> None:
    rated = client_of(make_learner())
    rated.post(address(edition), answers("5"))
    retract(edition)
    for visitor in (client, rated):
        page = parse(visitor.get(address(edition) + "?change=1"))
        assert "retracted on 22 November 2026, so it takes no more ratings. Those that were given stay." in words(page)
        assert not [form for form in page.iter("form") if form.get("action") == address(edition)]
    assert client.post(address(edition), answers("1")).status_code == 409
    assert given() == [(5, "")]
