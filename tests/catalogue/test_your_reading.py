"""What a learner comes back to: the page, the scripts' part of it, and what saving and following answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cme.assessment.services import open_attempt
from cme.assessment.serving import served_items
from cme.learners.models import Learner
from cme.progress.models import FollowedTopic, NewsSeen, ReadingPlace, SavedArticle, Step
from cme.progress.services import follow_topic, keep_place, record_steps, save_article
from content.models import Edition
from content.services.publishing import Correction, retire_article
from content.services.translating import withdraw
from tests.answers import save_picks
from tests.content.translating.people import by_people
from tests.factories import (
    BEFORE,
    NOW,
    copy_edition,
    correct,
    make_alias,
    make_edition,
    make_learner,
    make_topic,
    retract,
    right_picks,
    take_test,
)
from tests.kinds import publish_kinds
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import GATE_FIELD, client_of

pytestmark = pytest.mark.django_db
PAGE = "/your-reading/"
JSON = {"accept": "application/json"}
DAY = timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def client(learner: Learner) -> Client:
    return client_of(learner)


def keep(client: Client, edition: Edition, wanted: str = "yes", **options: Any) -> Any:
    return client.post(f"/articles/{edition.slug}/reading-list/", {"keep": wanted}, **options)


def section(client: Client, name: str, path: str = PAGE) -> str:
    """Return the words of a section of the page; empty where it has none."""
    page = parse(client.get(path))
    found = [row for row in page.iter("section") if row.get("aria-labelledby") == name]
    return words(found[0]) if found else ""


def test_first_visit_is_not_told_of_a_last_one(
    learner: Learner, edition: Edition, client: Client, time_machine
) -> None:
    since = learner.created_at
    time_machine.move_to(since + timedelta(minutes=5), tick=False)
    record_steps(learner=learner, edition=edition, kinds={Step.Kind.STARTED}, at=since)
    assert section(client, "new") == ""
    assert section(client, "reading-list")
    time_machine.move_to(since + DAY, tick=False)
    assert "Nothing was published since" in section(client, "new")
    make_edition(at=since + DAY)
    assert "Nothing was published since" not in section(client, "new") != ""


def told(client: Client, query: str = "") -> dict[str, Any]:
    return client.get(PAGE + query, headers=JSON).json()


def read(learner: Learner, edition: Edition, *kinds: str, at=NOW) -> None:
    record_steps(learner=learner, edition=edition, kinds=kinds or Step.Kind.values, at=at)


# -- the reading list --------------------------------------------------------------------------------------------------
def test_article_is_saved_listed_and_removed_without_scripts(client: Client, edition: Edition) -> None:
    article = parse(client.get(f"/articles/{edition.slug}/"))
    form = form_to(article, f"/articles/{edition.slug}/reading-list/")
    for _ in range(2):
        response = client.post(form.get("action"), fields_of(form))
        assert (response.status_code, response["Location"]) == (302, f"{PAGE}#reading-list")
    shown = section(client, "reading-list")
    assert shown.count(edition.teaser["title"]) == 2  # the title, and what the button is called
    assert "4 min, 4 questions" in shown
    assert "Transplant" in shown
    form = form_to(parse(client.get(PAGE)), f"/articles/{edition.slug}/reading-list/")
    for _ in range(2):
        assert client.post(form.get("action"), fields_of(form)).status_code == 302
    assert not SavedArticle.objects.exists()
    assert "Nothing is saved for later." in section(client, "reading-list")


def test_state_of_each_article_is_shown_whoever_of_the_person_it_was(client: Client, learner: Learner) -> None:
    alias = make_alias(learner)
    expected = ("Not started", "Started", "Finished", "Finished · Test taken", "Finished · Test passed · Rated")
    editions = [make_edition(title=f"Article in state {number}") for number in range(len(expected))]
    for edition in editions:
        keep(client, edition)
    read(alias, editions[1], Step.Kind.STARTED)
    for edition in editions[2:]:
        read(learner, edition)
    take_test(editions[3], learner, wrong=4)
    for wrong in (4, 0):
        take_test(editions[4], learner, wrong=wrong)
    version = client.get(f"/articles/{editions[4].slug}/rate/").context["form"]
    client.post(f"/articles/{editions[4].slug}/rate/", dict.fromkeys(list(version.fields)[:1], "4"))
    cards = [card for card in parse(client.get(PAGE)).iter("article") if "Remove" in words(card)]
    met = {words(card).split(" Remove")[0].split("in state ")[1] for card in cards}
    assert met == {f"{number} {state} Transplant" for number, state in enumerate(expected)}


def test_withdrawn_and_retracted_articles_are_shown_as_such(client: Client) -> None:
    withdrawn, retracted, corrected = (make_edition(title=title) for title in ("One gone", "One pulled", "One mended"))
    for edition in (withdrawn, retracted, corrected):
        keep(client, edition)
    retire_article(article=withdrawn.release.article, at=NOW)
    retract(retracted)
    correct(corrected, Correction.MATERIAL, title="One mended twice")
    shown = section(client, "reading-list")
    assert "Withdrawn One gone This article is no longer published." in shown
    assert "Retracted 22 Nov 2026 One pulled" in shown
    assert "One mended twice" in shown
    assert f"/articles/{withdrawn.slug}/" not in [row.get("href") for row in parse(client.get(PAGE)).iter("a")]
    assert keep(client, withdrawn).status_code == 404  # nobody saves it any more
    assert keep(client, withdrawn, "no").status_code == 302
    assert withdrawn.teaser["title"] not in section(client, "reading-list")


def test_full_list_is_told_with_its_page_and_to_scripts(client: Client, learner: Learner, edition: Edition) -> None:
    for copy in copy_edition(edition, SavedArticle.MOST):
        save_article(learner=learner, article=copy.release.article, at=NOW)
    response = keep(client, edition)
    assert (response.status_code, parse(response).findtext(".//title")[:6]) == (409, "Error:")
    assert "Remove one that you no longer need" in response.content.decode()
    assert keep(client, edition, headers=JSON).json()["html"] == ""


@pytest.mark.parametrize("wanted", [{}, {"keep": ""}, {"keep": "maybe"}, {"keep": "YES"}])
def test_form_that_says_neither_yes_nor_no_is_refused(edition: Edition, wanted: dict[str, str]) -> None:
    client = client_of()
    for path in (f"/articles/{edition.slug}/reading-list/", "/topics/transplant/follow/"):
        assert client.post(path, wanted).status_code == 400
    assert not Learner.objects.exists()


def test_script_is_answered_with_the_other_form(client: Client, edition: Edition) -> None:
    answer = keep(client, edition, headers=JSON).json()
    assert answer["message"] == "Saved to your reading list."
    assert 'name="keep" value="no"' in answer["html"]
    way = client.post(f"/articles/{edition.slug}/steps/", {"edition": edition.pk}).json()
    assert 'name="keep" value="no"' in way["keep"]
    assert 'name="keep" value="yes"' in keep(client, edition, "no", headers=JSON).json()["html"]


def test_saving_begins_a_learner_and_removing_does_not(edition: Edition) -> None:
    client = client_of()
    keep(client, edition, "no")
    client.post("/topics/transplant/follow/", {"keep": "no"})
    client.post("/your-reading/seen/")
    client.post("/your-reading/clear/")
    client.post(f"/articles/{edition.slug}/place/", {"edition": edition.pk, "place": "limits"})
    assert not Learner.objects.exists()
    keep(client, edition)
    assert SavedArticle.objects.get().learner == Learner.objects.get()


# -- where it was left off -------------------------------------------------------------------------------------------
def test_articles_left_open_are_offered_at_their_place(client: Client, learner: Learner, clock) -> None:
    begun, placed, done, gone = (make_edition(title=f"{name} article") for name in ("Begun", "Placed", "Done", "Gone"))
    for edition in (begun, placed, gone):
        read(learner, edition, Step.Kind.STARTED, at=NOW - DAY)
    read(make_alias(learner), done)
    retire_article(article=gone.release.article, at=NOW)
    sent = {"edition": placed.pk, "place": "p-who-did-worse", "seen": str(int(NOW.timestamp() * 1000))}
    assert client.post(f"/articles/{placed.slug}/place/", sent).status_code == 204
    page = parse(client.get(PAGE))
    (shown,) = [row for row in page.iter("section") if row.get("aria-labelledby") == "continue"]
    assert words(shown) == (
        "Continue where you left off Placed article you were at “Who did worse” on 22 November "
        "Begun article begun on 21 November"
    )
    assert [row.get("href") for row in shown.iter("a")] == [
        f"/articles/{placed.slug}/#p-who-did-worse", f"/articles/{begun.slug}/",
    ]  # fmt: skip
    way = client.post(f"/articles/{placed.slug}/steps/", {"edition": placed.pk}).json()
    assert way["place"] == {"anchor": "p-who-did-worse", "words": "Who did worse"}
    read(learner, placed)
    assert "Placed" not in section(client, "continue")


def test_translation_is_continued_where_readers_still_see_it(
    client: Client, learner: Learner, edition: Edition
) -> None:
    read(learner, edition, Step.Kind.STARTED)
    translation, address = by_people(edition), f"/articles/{edition.slug}/"
    page = parse(client.get(f"{address}in/de/"))
    assert next(page.iter("main")).get("data-translation") == str(translation.pk)
    kept = [form.get("action") for form in page.iter("form") if form.get("data-toggle") is not None]
    assert kept == [f"{address}reading-list/"]

    def link() -> str:
        shown = next(row for row in parse(client.get(PAGE)).iter("section") if row.get("aria-labelledby") == "continue")
        return str(next(row.get("href") for row in shown.iter("a")))

    sent = {"edition": edition.pk, "place": "limits", "translation": translation.pk}
    client.post(f"{address}place/", sent)
    assert link() == f"{address}in/de/#limits"
    keep_place(learner=learner, edition=edition, anchor="limits", seen_at=NOW + DAY, at=NOW + DAY)
    assert link() == f"{address}#limits"
    keep_place(
        learner=learner, edition=edition, anchor="limits", seen_at=NOW + 2 * DAY, at=NOW + 2 * DAY, language="de"
    )
    assert link() == f"{address}in/de/#limits"
    withdraw(translation=translation, reason="A wrong word.", at=NOW)
    assert link() == f"{address}#limits"


def test_place_of_another_release_is_not_gone_to(client: Client, learner: Learner, edition: Edition) -> None:
    read(learner, edition, Step.Kind.STARTED)
    keep_place(learner=learner, edition=edition, anchor="p-who-did-worse", seen_at=NOW, at=NOW)
    correct(edition, Correction.MINOR)
    assert "Who did worse" in section(client, "continue")
    correct(edition, Correction.MATERIAL, at=NOW, key_learning="Another.")
    assert "begun on" in section(client, "continue")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"place": "nowhere"}, 400),
        ({}, 400),
        ({"edition": "0"}, 404),
        ({"seen": "x" * 30}, 204),
        ({"seen": "9" * 18}, 204),
    ],
)
def test_forged_beacon_keeps_no_place(client: Client, edition: Edition, fields: dict[str, str], status: int) -> None:
    good = {"edition": edition.pk, "place": "limits"} if fields else {"edition": edition.pk}
    response = client.post(f"/articles/{edition.slug}/place/", good | fields)
    assert response.status_code == status
    kept = [(row.anchor, row.seen_at) for row in ReadingPlace.objects.all()]
    assert kept == ([("limits", NOW)] if status == 204 else [])


def test_open_tests_say_at_which_question_they_wait(client: Client, learner: Learner, clock) -> None:
    edition, timed = make_edition(), make_edition(title="Timed", time_limit_minutes=30)
    attempt = open_attempt(learner=make_alias(learner), edition=edition, role="post", at=NOW)
    open_attempt(learner=learner, edition=timed, role="post", at=NOW)
    picks = right_picks(attempt)
    for place, (item, options) in enumerate(picks.items()):
        assert f"Test, question {place + 1} of 4" in section(client, "continue")
        save_picks(attempt=attempt, item_id=item, option_ids=options, at=NOW)
    assert "Test, all 4 answered, not yet submitted" in section(client, "continue")
    save_picks(attempt=attempt, item_id=list(picks)[1], option_ids=set(), at=NOW)  # taken back
    assert "Test, question 2 of 4" in section(client, "continue")
    assert "Timed" in section(client, "continue")
    clock.move_to(NOW + timedelta(minutes=30))
    assert "Timed" not in section(client, "continue")


def test_open_test_of_a_retracted_article_says_so(client: Client, learner: Learner) -> None:
    edition = make_edition(title="A mistake")
    open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    assert "Retracted" not in section(client, "continue")
    retract(edition)
    assert "A mistake Retracted Test, question 1 of 4" in section(client, "continue")


def test_question_that_is_answered_in_part_still_waits(client: Client, learner: Learner) -> None:
    edition = publish_kinds("multiple")
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    (item,) = served_items(edition.pk, "post").values()
    first, second, *_ = (option.id for option in item.options)
    for options, said in (({first}, "Test, question 1 of 1"), ({first, second}, "Test, all 1 answered")):
        save_picks(attempt=attempt, item_id=item.id, option_ids=options, at=NOW)
        assert said in section(client, "continue")


# -- new, and topics ---------------------------------------------------------------------------------------------------
def test_what_came_out_since_the_last_visit_is_new_until_begun_or_seen(client: Client, learner: Learner, clock) -> None:
    make_edition(at=BEFORE - DAY, title="Before the first visit")
    follow_topic(learner=learner, topic=make_topic("Relapse"), at=NOW)
    relapse = make_edition(at=NOW - DAY, title="A relapse", topics=("Relapse", "Transplant"))
    first, second = (make_edition(at=NOW - DAY, title=f"A {name} transplant") for name in ("first", "second"))
    retract(make_edition(at=NOW - DAY, title="A mistake"))
    shown = section(client, "new")
    assert shown.index("In topics you follow") < shown.index("A relapse") < shown.index("On other topics")
    assert shown.index("On other topics") < shown.index("A second transplant") < shown.index("A first transplant")
    assert "Before" not in shown
    assert "A mistake" not in shown
    read(learner, first, Step.Kind.STARTED)
    assert told(client)["new"] == [second.slug, relapse.slug]
    form = form_to(parse(client.get(PAGE)), "/your-reading/seen/")
    clock.move_to(NOW + timedelta(minutes=5))
    meanwhile = make_edition(at=NOW + timedelta(minutes=4), title="Meanwhile")
    for _ in range(2):
        assert client.post("/your-reading/seen/", fields_of(form))["Location"] == f"{PAGE}#new"
    assert NewsSeen.objects.get().seen_at == NOW
    assert told(client)["new"] == [meanwhile.slug]


def test_topic_is_followed_and_left_on_its_page(client: Client, learner: Learner, edition: Edition) -> None:
    for wanted, rows, button in (("yes", 1, "Stop following"), ("no", 0, "Follow this topic")):
        form = form_to(parse(client.get("/topics/transplant/follow/")), "/topics/transplant/follow/")
        assert fields_of(form)["keep"] == [wanted]
        for _ in range(2):
            assert client.post("/topics/transplant/follow/", fields_of(form)).status_code == 302
        assert FollowedTopic.objects.count() == rows
        assert button in told(client, "?topic=transplant")["html"]
        assert (words(parse(client.get(PAGE))).count("Change whether you follow Transplant")) == rows
    assert told(client, "?topic=unknown")["html"] == told(client, "?topic=%00")["html"] == ""
    answer = client.post("/topics/transplant/follow/", {"keep": "yes"}, headers=JSON).json()
    assert answer["message"] == "You now follow Transplant."


def test_home_offers_what_there_is_and_nothing_to_whoever_left_nothing(client: Client, learner: Learner) -> None:
    assert told(client, "?for=home") == {"html": "", "new": []}
    edition = make_edition(title="Half read")
    read(learner, edition, Step.Kind.STARTED)
    save_article(learner=learner, article=edition.release.article, at=NOW)
    make_edition(at=NOW - DAY, title="Just out")
    html = told(client, "?for=home")["html"]
    for part in ("Half read", "Begun on 22 November", "1 article</a>", "Just out", "#reading-list"):
        assert part in html
    assert "Half read" not in client.get("/").content.decode().split('id="newest"')[0]  # the same page for everybody


# -- shared computers --------------------------------------------------------------------------------------------------
def test_next_person_at_the_computer_sees_nothing_of_it(client: Client, learner: Learner, edition: Edition) -> None:
    keep(client, edition)
    client.post("/topics/transplant/follow/", {"keep": "yes"})
    read(learner, edition, Step.Kind.STARTED)
    client.post("/start-afresh/", fields_of(form_to(parse(client.get(PAGE)), "/start-afresh/")))
    assert GATE_FIELD in client.get(PAGE).content.decode()
    assert GATE_FIELD in client.get(PAGE, headers=JSON).content.decode()
    question = client.get(PAGE).context["statement_version"]
    client.post(PAGE, {"who": "nurse", "gate_statement": question})
    page = words(parse(client.get(PAGE)))
    assert edition.teaser["title"] not in page
    assert "Nothing is saved for later." in page
    assert "You follow no topic." in page
    assert told(client, "?for=home") == {"html": "", "new": []}
    assert "Follow this topic" in told(client, "?topic=transplant")["html"]


def test_strangers_are_told_nothing_and_wrong_keys_neither(edition: Edition, learner: Learner) -> None:
    save_article(learner=learner, article=edition.release.article, at=NOW)
    assert told(client_of(), "?for=home") == {"html": "", "new": []}
    assert edition.teaser["title"] not in client_of(make_learner()).get(PAGE).content.decode()


def test_what_is_kept_is_deleted_on_request_and_records_stay(
    client: Client, learner: Learner, edition: Edition
) -> None:
    keep(client, edition)
    read(learner, edition)
    form = form_to(parse(client.get(PAGE)), "/your-reading/clear/")
    for _ in range(2):
        assert client.post("/your-reading/clear/", fields_of(form)).status_code == 302
    assert not SavedArticle.objects.exists()
    assert Step.objects.count() == len(Step.Kind)


# -- queries -----------------------------------------------------------------------------------------------------------
def queries(client: Client, path: str, **options: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, **options).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "headers", "most"),
    [(PAGE, {}, 16), (PAGE + "?for=home", JSON, 12), (PAGE + "?topic=transplant", JSON, 7), (PAGE, JSON, 5)],
)
def test_queries_do_not_grow_with_what_is_kept(
    client: Client, learner: Learner, path: str, headers: dict[str, str], most: int
) -> None:
    counts = []
    follow_topic(learner=learner, topic=make_topic("Transplant"), at=NOW)
    for number in (1, 6):
        for edition in [make_edition(at=NOW - DAY) for _ in range(number)]:
            save_article(learner=learner, article=edition.release.article, at=NOW)
            read(learner, edition, Step.Kind.STARTED)
            keep_place(learner=learner, edition=edition, anchor="limits", seen_at=NOW, at=NOW)
            open_attempt(learner=learner, edition=edition, role="post", at=NOW)
            make_edition(at=NOW - DAY)
        counts.append(queries(client, path, headers=headers))
    assert counts[0] == counts[1] <= most
