"""Steps that the article's script reports: recorded once, append-only, about the edition that was on the screen."""

from datetime import timedelta

import pytest

from cme.evaluation.models import Statement
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Article, Edition
from content.services.publishing import Correction, publish_article, retire_article
from tests.factories import NOW, correct, make_edition, make_learner, take_test
from tests.pages import parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def client(learner: Learner):
    return client_of(learner)


def tell(client, edition: Edition, *kinds: str, at: Edition | None = None):
    return client.post(f"/articles/{(at or edition).slug}/steps/", {"edition": edition.pk, "kind": kinds})


def rows() -> list[tuple[str, object]]:
    return list(Step.objects.order_by("kind").values_list("kind", "taken_at"))


def test_steps_keep_their_first_moment(client, edition: Edition, clock) -> None:
    """S2, F5: disclosure shown, started, finished."""
    for minutes, kind in enumerate(("disclosure-shown", "started", "finished")):
        clock.move_to(NOW + timedelta(minutes=minutes))
        assert tell(client, edition, kind).status_code == 200
    first = rows()
    clock.move_to(NOW + timedelta(days=1))
    tell(client, edition, "disclosure-shown", "started", "finished")
    assert rows() == first
    assert [at for _, at in first] == [NOW, NOW + timedelta(minutes=2), NOW + timedelta(minutes=1)]


def test_page_is_told_where_the_reader_stands(client, edition: Edition, learner: Learner) -> None:
    assert tell(client, edition).json() == {
        "way": {
            "pre-test": {"state": "todo", "text": ""},
            "read": {"state": "open", "text": ""},
            "test": {"state": "todo", "text": ""},
            "rate": {"state": "todo", "text": ""},
        },
        "keep": "",
        "place": None,
    }
    take_test(edition, learner, wrong=2)
    assert tell(client, edition, "finished").json()["way"]["test"] == {"state": "open", "text": "2 of 4"}
    take_test(edition, learner, at=NOW)
    way = tell(client, edition).json()["way"]
    assert (way["read"]["state"], way["test"]) == ("done", {"state": "done", "text": "4 of 4"})


@pytest.mark.parametrize("kinds", [("read",), ("started", "passed"), ("",), ("STARTED",), ("\x00",)])
def test_unknown_step_is_refused_whole(client, edition: Edition, kinds: tuple[str, ...]) -> None:
    assert tell(client, edition, *kinds).status_code == 400
    assert rows() == []


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "9" * 30, "1.5", "\x00"])
def test_edition_that_is_none_is_unknown(client, edition: Edition, number: str) -> None:
    response = client.post(f"/articles/{edition.slug}/steps/", {"edition": number, "kind": "started"})
    assert response.status_code == 404
    assert "message" in response.json()


def test_edition_of_another_article_is_unknown(client, edition: Edition) -> None:
    assert tell(client, edition, "started", at=make_edition()).status_code == 404
    assert rows() == []


def test_edition_that_nobody_has_seen_yet_is_unknown(client, edition: Edition) -> None:
    article = Article.objects.get(slug=edition.slug)
    article.key_learning = "Tomorrow."
    article.save()
    scheduled = publish_article(
        article=article, actor=None, at=NOW, released_at=NOW + timedelta(days=1), what_changed="Word."
    )
    assert tell(client, scheduled, "started").status_code == 404


def test_page_left_open_over_a_correction_counts_for_the_edition_that_was_read(client, edition: Edition, clock) -> None:
    correct(edition, Correction.MINOR, at=NOW)
    clock.move_to(NOW + timedelta(hours=23))
    assert tell(client, edition, "finished").status_code == 200
    assert Step.objects.get().edition == edition
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    assert tell(client, edition, "started").status_code == 404


def test_page_left_open_over_a_retirement_still_counts(client, edition: Edition, clock) -> None:
    retire_article(article=edition.release.article, at=NOW)
    clock.move_to(NOW + timedelta(minutes=5))
    assert tell(client, edition, "finished").status_code == 200


def test_forged_step_begins_no_learner(edition: Edition) -> None:
    client = client_of()
    tell(client, edition, "nonsense")
    tell(client, edition, "started", at=make_edition())
    assert not Learner.objects.exists()


def test_way_says_that_the_pre_test_was_taken(client, edition: Edition, learner: Learner) -> None:
    """The article's page is the same for everybody; its script takes the offer away that was taken."""
    take_test(edition, learner, role="pre")
    assert tell(client, edition).json()["way"]["pre-test"] == {"state": "done", "text": ""}


def is_read_ticked(client, path: str) -> bool:
    (stage,) = [row for row in parse(client.get(path)).iter("li") if row.get("data-stage") == "read"]
    return "done" in (stage.get("class") or "").split()


@pytest.mark.parametrize("kinds", [[], ["disclosure-shown", "started"], ["disclosure-shown", "started", "finished"]])
@pytest.mark.parametrize("page", ["test/", "open test", "test/results/1/", "rate/", "rated"])
def test_rail_ticks_reading_only_for_those_known_to_have_read(edition: Edition, kinds: list[str], page: str) -> None:
    """Many come to the test by its address; without scripts, the same is told as beside the article with them."""
    learner = make_learner()
    client, path = client_of(learner), f"/articles/{edition.slug}/"
    record_steps(learner=learner, edition=edition, kinds=kinds, at=NOW)
    if page == "open test":
        client.post(path + "test/start/")
    elif page == "test/results/1/":
        take_test(edition, learner)
    elif page == "rated":
        client.post(path + "rate/", {f"s-{Statement.objects.order_by('pk')[0].pk}": "4"})
    address = path + {"open test": "test/", "rated": "rate/"}.get(page, page)
    assert is_read_ticked(client, address) is ("finished" in kinds)
    if page in ("test/", "rate/"):
        assert not is_read_ticked(client_of(), address)  # a stranger
