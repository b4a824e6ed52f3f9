"""Impact, and the invitation that one tap takes away."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from cme.access.services import record_attestation
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners import identity
from cme.learners.services import begin_learner
from cme.progress.services import record_steps
from cme.support.dismissing import COOKIE
from cme.support.impact import count_impact
from cme.support.models import Contribution, ContributionUse
from cme.support.services.contributing import settle
from content.services.publishing import publish_article
from tests.factories import BEFORE, NOW, add_question, make_alias, make_article, make_edition, take_test
from tests.support.giving import make_contribution, paid
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
OURS = {"sec-fetch-site": "same-origin", "referer": "http://testserver/articles/?page=1"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


# -- impact ------------------------------------------------------------------------------------------------------------
def read(edition, count: int, *, finish: bool = True, simulated: bool = False) -> list:
    learners = [begin_learner(at=BEFORE, is_simulated=simulated) for _ in range(count)]
    for learner in learners:
        kinds = ["started", "finished"] if finish else ["started"]
        record_steps(learner=learner, edition=edition, kinds=kinds, at=NOW)
    return learners


def test_impact_counts_people_and_leaves_simulated_ones_and_small_cells_out(client) -> None:
    """F5, S5: began, finished, passed, rated; four people are too few, nobody is no secret."""
    edition = make_edition(questions=1)
    read(edition, 3, finish=False)
    readers = read(edition, 4)
    read(edition, 9, simulated=True)
    take_test(edition, readers[0])
    counted = {cell.label: (cell.n, cell.simulated) for cell in count_impact(NOW).people}
    assert counted == {
        "Learners: began the text of an article": (7, 9),
        "Completers: finished the text of an article": (None, 9),
        "Passed a test": (None, 0),
        "Rated an article": (0, 0),
    }
    page = client.get("/impact/").content.decode()
    assert "fewer than 5" in page
    assert "They are no people" in page
    assert ">4<" not in page
    assert ">1<" not in page


def test_ratings_are_shown_where_both_sides_are_large_enough() -> None:
    edition, version = make_edition(questions=1), InstrumentVersion.objects.get()
    statement = version.statements.all()[0]

    def rate(count: int, value: int, **fields: bool) -> None:
        for learner in read(edition, count, **fields):
            submit_evaluation(
                learner=learner, edition=edition, version=version, ratings={statement.pk: RatingText(value)}, at=NOW
            )

    rate(6, 4)
    rate(9, 1, simulated=True)
    shown = count_impact(NOW).agreements[0]
    assert (shown.agreed, shown.n) == (6, 6)
    rate(2, 2)
    shown = count_impact(NOW).agreements[0]
    assert (shown.agreed, shown.n) == (None, 8)
    rate(3, 1)
    shown = count_impact(NOW).agreements[0]
    assert (shown.agreed, shown.n) == (6, 11)


def test_ratings_of_few_people_are_not_shown_however_many_articles_each_rated() -> None:
    """S5: cells are of people."""
    version = InstrumentVersion.objects.get()
    statement = version.statements.all()[0]
    editions = [make_edition(questions=1) for _ in range(3)]

    def rate(learners: list, value: int) -> tuple[int | None, int | None]:
        for learner in learners:
            for edition in editions:
                submit_evaluation(
                    learner=learner, edition=edition, version=version, ratings={statement.pk: RatingText(value)}, at=NOW
                )
        told = count_impact(NOW).agreements[0]
        return told.agreed, told.n

    few = [begin_learner(at=BEFORE) for _ in range(4)]
    assert rate(few, 4) == (None, None)
    assert rate([make_alias(few[0])], 4) == (None, None)
    assert rate([begin_learner(at=BEFORE)], 4) == (18, 18)
    assert rate([begin_learner(at=BEFORE) for _ in range(4)], 2) == (None, 30)


def test_contributions_count_as_money_that_stayed_and_the_dummy_counts_not(settings) -> None:
    settings.PAYMENT_PROVIDER = "stripe"

    def give(count: int, first: int = 0, **fields: object) -> None:
        for number in range(first, first + count):
            row = make_contribution(email=f"{number}@example.org", at=NOW, **fields)
            settle(contribution=row, word=paid(row, at=NOW), at=NOW)

    give(4)
    for spelled in ("0@EXAMPLE.org", "0@Example.org"):  # one person, who typed it otherwise
        settle(contribution=(row := make_contribution(email=spelled, at=NOW)), word=paid(row, at=NOW), at=NOW)
    assert (count_impact(NOW).contributors, count_impact(NOW).sums) == (None, [])
    give(1, 4)
    assert (count_impact(NOW).contributors, count_impact(NOW).sums) == (5, ["EUR 175.00"])
    back = Contribution.objects.first()
    settle(contribution=back, word=paid(back, said=paid(back).said.REFUNDED, refunded_minor=500), at=NOW)
    assert count_impact(NOW).sums == ["EUR 170.00"]
    settings.PAYMENT_PROVIDER = "dummy"
    give(9, 20)
    assert count_impact(NOW).contributors == 5
    assert count_impact(NOW + timedelta(days=366)).contributors == 0


def test_impact_is_counted_once_in_ten_minutes(client, django_assert_num_queries) -> None:
    client.get("/impact/")
    ContributionUse.objects.create(what="A translation", amount_minor=90_000, currency="EUR", spent_on=TODAY)
    with django_assert_num_queries(0):
        assert b"A translation" not in client.get("/impact/").content
    caches["pages"].clear()
    assert b"A translation, EUR 900.00" in client.get("/impact/").content


# -- the invitation ----------------------------------------------------------------------------------------------------
def test_one_tap_hides_the_invitation_for_good_and_the_pages_stay_the_same(client) -> None:
    make_edition(questions=1)
    before = client.get("/articles/")
    assert "{ display: none; }" not in client.get("/support/invitation.css").content.decode()
    answer = client.post("/support/invitation/", headers=OURS)
    assert (answer.status_code, answer["Location"]) == (303, "/articles/?page=1#invitation")
    assert answer.cookies[COOKIE]["max-age"] == 400 * 24 * 60 * 60
    style = client.get("/support/invitation.css")
    assert "[data-invitation] { display: none; }" in style.content.decode()
    assert (style["Cache-Control"], style["Content-Type"]) == ("private, no-store", "text/css; charset=utf-8")
    after = client.get("/articles/")
    assert after.content == before.content
    assert after["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_article_hides_it_from_this_reader_and_from_no_other() -> None:
    """One stored page for all readers: who dismissed it comes first, and the next one still sees it."""
    address = f"/articles/{make_edition(questions=1).slug}/"
    reader, other = client_of(), client_of()
    answer = reader.post("/support/invitation/", headers=OURS | {"referer": f"http://testserver{address}"})
    assert answer["Location"] == f"{address}#invitation"
    assert "<aside data-invitation hidden aria" in reader.get(address).content.decode()
    assert "<aside data-invitation aria" in other.get(address).content.decode()
    assert "<aside data-invitation hidden aria" in reader.get(address).content.decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403), ({"sec-fetch-site": "cross-site"}, 403), ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
    ],
)  # fmt: skip
def test_invitation_is_dismissed_by_our_own_form_alone(headers: dict[str, str], status: int) -> None:
    answer = Client(enforce_csrf_checks=True).post("/support/invitation/", headers=headers)
    assert (answer.status_code, bool(answer.cookies)) == (status, status == 303)


@pytest.mark.parametrize(
    "referer", ["https://evil.example/", "//evil.example", "http://testserver/nowhere/", "javascript:alert(1)", ""]
)
def test_dismissing_leads_to_no_other_site(client, referer: str) -> None:
    answer = client.post("/support/invitation/", headers=OURS | {"referer": referer})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", ["/articles/", "/de/articles/", "/ar/articles/?page=1", "/de/"])
def test_dismissing_leads_back_to_the_page_in_its_language(client, path: str) -> None:
    answer = client.post("/support/invitation/", headers=OURS | {"referer": f"http://testserver{path}"})
    assert answer["Location"] == f"{path}#invitation"


def test_no_invitation_where_somebody_is_tested_rates_or_is_asked(client) -> None:
    """S4; and one after the article."""
    article = make_article(slug="a-study", has_pre_test=True)
    add_question(article, in_pre_test=True, in_self_check=True)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    learner = begin_learner(at=BEFORE)
    record_attestation(learner=learner, profession="nurse", at=BEFORE)
    attempt = take_test(edition, learner)
    reader = client_of(learner)
    assert "data-invitation" in reader.get("/articles/a-study/").content.decode()
    base = "/articles/a-study/"
    for path in ("test/", f"test/results/{attempt.number}/", "pre-test/", "self-check/", "rate/"):
        assert "data-invitation" not in reader.get(base + path).content.decode(), path
    for path in (base, "/support/", "/support/contribute/", "/privacy/"):
        assert "data-invitation" not in client.get(path).content.decode(), path
    assert identity.COOKIE in reader.cookies


def test_every_footer_leads_to_the_funders(client) -> None:
    for path in ("/", "/about/", "/support/contribute/", "/nowhere/"):
        footer = client.get(path).content.decode().partition("<footer")[2]
        assert '<a href="/funders/">View funders</a>' in footer
