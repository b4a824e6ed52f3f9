"""The pages of the tests: what a browser sends, with and without scripts, by its owner and by others."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from cme.assessment.models import Answer, Attempt, AttemptStep, Marking, Pick
from cme.assessment.responses import Response
from cme.assessment.responses import fields_of as answer_fields
from cme.assessment.services import open_attempt, save_answer, submit_attempt
from cme.assessment.serving import served_items
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition
from content.services.corrections import correct_key
from content.services.publishing import Correction, publish_article, retire_article
from tests.answers import kept_options, save_picks
from tests.corrections import REASON, option_of, version_of, whys
from tests.corrections import correct as correct_its_key
from tests.factories import (
    BEFORE,
    NOW,
    add_question,
    correct,
    make_alias,
    make_article,
    make_edition,
    make_learner,
    right_picks,
    take_test,
)
from tests.kinds import publish_kinds, right_response
from tests.pages import Fields, fields_of, form_to, parse, words
from tests.visitors import client_of


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def client(learner: Learner) -> Client:
    return client_of(learner)


def rows() -> tuple[object, ...]:
    models = (Attempt, AttemptStep, Answer, Pick, Marking, Step, Learner)
    return tuple(tuple(model.objects.order_by("pk").values_list()) for model in models)


def address(edition: Edition, rest: str = "", role: str = "test") -> str:
    return f"/articles/{edition.slug}/{role}/{rest}"


def on_the_article(client: Client, edition: Edition, rest: str, role: str = "test") -> Fields:
    """Return what a form on the article's page sends without scripts."""
    return fields_of(form_to(parse(client.get(f"/articles/{edition.slug}/")), address(edition, rest, role)))


def open_page(client: Client, edition: Edition, role: str = "test") -> Fields:
    """Open the test as the button does; return what its form would send."""
    path = address(edition, role=role)
    response = client.post(path + "start/", {"edition": edition.pk}, follow=True)
    return fields_of(form_to(parse(response), path + "submit/"))


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_words_of_an_option_are_one_element_beside_its_letter(client, edition, prefix):
    path = prefix + address(edition)
    page = parse(client.post(path + "start/", {"edition": edition.pk}, follow=True))
    options = [row for row in page.iter("label") if "option" in row.get("class", "")]
    assert options
    for option in options:
        assert [part.tag for part in option] == ["input", "span"]
        assert all(not (part.tail or "").strip() for part in option)


def picked(attempt: Attempt, *, wrong: int = 0) -> Fields:
    return {f"item-{item}": [str(pk) for pk in options] for item, options in right_picks(attempt, wrong=wrong).items()}


def current(learner: Learner) -> Attempt:
    return Attempt.objects.by(learner).latest("pk")


def test_saving_nothing_says_that_nothing_was_answered(client, edition: Edition, learner: Learner) -> None:
    form = open_page(client, edition)
    page = words(parse(client.post(address(edition, "submit/"), form | {"save": "1"})))
    assert "You have not answered anything yet. You can close this page" in page
    answered = open_page(client, edition) | picked(current(learner)) | {"save": "1"}
    page = words(parse(client.post(address(edition, "submit/"), answered)))
    assert "Your answers are saved. You can close this page" in page


@pytest.mark.parametrize(
    ("places", "notice"),
    [
        ([1], "The key of this question was corrected after it was published."),
        ([], "This question was withdrawn after it was asked; everybody got its points."),
    ],
)
def test_result_says_at_the_question_that_its_key_was_corrected(
    client, edition: Edition, learner: Learner, places: list[int], notice: str
) -> None:
    attempt = take_test(edition, learner)
    path = address(edition, f"results/{attempt.number}/")
    assert notice not in words(parse(client.get(path)))
    version = version_of(edition)
    key = {"keys": [option_of(version, place) for place in places]} if places else {"is_void": True}
    correct_key(version=version, key=key, reason=REASON, actor=None, at=NOW, rationales=whys(version, key))
    page = parse(client.get(path))
    assert words(page).count(notice) == 1
    if not places:  # no answer of a withdrawn question is right or wrong, the chosen one neither
        section = next(row for row in page.iter("section") if row.get("id") == "question-1")
        classes = {name for row in section.iter("li") for name in row.get("class", "").split()}
        assert classes == {"answer"}


@pytest.mark.parametrize("kind", ["numeric", "short"])
def test_typed_answer_to_a_withdrawn_question_is_neither_right_nor_wrong(client, learner: Learner, kind: str) -> None:
    edition = publish_kinds(kind)
    item = next(iter(served_items(edition.pk, "post").values()))
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    submit_attempt(attempt=attempt, responses={item.id: right_response(item)}, at=NOW)
    correct_its_key(version_of(edition), key={"is_void": True})
    page = parse(client.get(address(edition, "results/1/")))
    section = next(row for row in page.iter("section") if row.get("id") == "question-1")
    assert "Your answer, correct" not in words(section)
    assert {name for row in section.iter("li") for name in row.get("class", "").split()} == {"answer"}


def test_result_explains_the_corrected_key_and_no_earlier_one(client, edition: Edition, learner: Learner) -> None:
    version = version_of(edition)
    path = address(edition, f"results/{take_test(edition, learner).number}/")
    old = [option.rationale for option in version.options.all()]
    assert all(words(parse(client.get(path))).count(why) for why in old)
    first, second = option_of(version, 0), option_of(version, 1)
    correct_its_key(version, 1, rationales={first: "It was read in the wrong row.", second: "The right row gives it."})
    page = words(parse(client.get(path)))
    assert "It was read in the wrong row." in page
    assert "The right row gives it." in page
    section = page.split("Question 1 of 4")[1].split("Question 2 of 4")[0]
    assert [why in section for why in old] == [False, False, True, True]
    assert "The points that you had for your answer stay." in section
    correct_its_key(version, 0)  # the old reasons fit again, and nothing new had to be written
    section = words(parse(client.get(path))).split("Question 1 of 4")[1].split("Question 2 of 4")[0]
    assert [why in section for why in old] == [True] * 4
    assert "wrong row" not in section
    assert "stay." not in section


# -- the whole way without scripts -------------------------------------------------------------------------------------
def test_whole_test_can_be_taken_without_scripts(client, edition: Edition, learner: Learner) -> None:
    form = open_page(client, edition)
    attempt = current(learner)
    assert form["attempt"] == [str(attempt.pk)]
    response = client.post(address(edition, "submit/"), form | picked(attempt))
    assert (response.status_code, response["Location"]) == (302, address(edition, "results/1/"))
    page = parse(client.get(response["Location"]))
    assert words(next(page.iter("h1"))) == "You passed"
    assert "4 of 4" in words(page)
    assert "Rationale 0: 40.0%" in words(page)


def test_nothing_is_chosen_when_the_test_opens(client, edition: Edition) -> None:
    assert not [name for name in open_page(client, edition) if name.startswith("item-")]


def test_page_does_not_tell_keys_from_other_options(client, edition: Edition, learner: Learner) -> None:
    """Nothing but text, number and place differs between the options of a question."""
    open_page(client, edition)
    page = parse(client.get(address(edition)))
    shapes = set()
    for control in (row for row in page.iter("input") if (row.get("name") or "").startswith("item-")):
        shapes.add((*sorted(control.attrib), control.get("type"), control.get("class")))
    assert len(shapes) == 1
    text = client.get(address(edition)).content.decode()
    for word in ("rationale", "Rationale", "is_key", "is-key", "correct"):
        assert word not in text


def test_opening_is_a_post_and_leads_to_the_test(client, edition: Edition, learner: Learner) -> None:
    assert client.get(address(edition)).status_code == 200
    assert not Attempt.objects.exists()
    response = client.post(address(edition, "start/"))
    assert (response.status_code, response["Location"]) == (302, address(edition))
    client.post(address(edition, "start/"))
    assert Attempt.objects.count() == 1


def test_pre_test_leads_to_the_text_and_shows_no_key(client, edition: Edition, learner: Learner) -> None:
    form = open_page(client, edition, "pre-test")
    response = client.post(address(edition, "submit/", "pre-test"), form | picked(current(learner), wrong=4))
    assert (response.status_code, response["Location"]) == (302, f"/articles/{edition.slug}/#text")
    response = client.get(address(edition, "results/1/", "pre-test"))
    assert (response.status_code, response["Location"]) == (302, f"/articles/{edition.slug}/#text")
    offered = client.get(address(edition, role="pre-test")).content.decode()
    assert "Rationale" not in offered


# -- saving ------------------------------------------------------------------------------------------------------------
def test_each_pick_is_saved_and_comes_back_after_a_closed_tab(client, edition: Edition, learner: Learner, clock):
    form = open_page(client, edition)
    item, options = next(iter(right_picks(current(learner)).items()))
    sent = {"attempt": form["attempt"], "item": item, f"item-{item}": list(options)}
    response = client.post(address(edition, "save/"), sent, headers={"accept": "application/json"})
    assert json.loads(response.content)["message"] == "Saved"
    clock.move_to(NOW + timedelta(days=30))
    again = client_of(learner).get(address(edition))
    assert fields_of(form_to(parse(again), address(edition, "submit/")))[f"item-{item}"] == [str(*options)]
    assert "Answers saved on 22 November at 12:00 UTC" in again.content.decode()


def test_save_and_continue_later_keeps_what_is_chosen(client, edition: Edition, learner: Learner) -> None:
    form = open_page(client, edition)
    item, options = next(iter(right_picks(current(learner)).items()))
    page = parse(client.post(address(edition, "submit/"), form | {f"item-{item}": list(options), "save": "1"}))
    assert "Your answers are saved" in words(page)
    assert current(learner).submitted_at is None
    assert kept_options() == options


def test_button_to_save_posts_where_the_form_is_understood(client, edition: Edition) -> None:
    """Without scripts it sends the whole form, which the address for single answers does not read."""
    open_page(client, edition)
    form = form_to(parse(client.get(address(edition))), address(edition, "submit/"))
    button = next(row for row in form.iter("button") if row.get("name") == "save")
    assert button.get("formaction") in (None, address(edition, "submit/"))


def test_submitting_with_blanks_keeps_the_rest_and_names_them(client, edition: Edition, learner: Learner) -> None:
    form = open_page(client, edition)
    picks = picked(current(learner))
    left_out = list(picks)[1]
    del picks[left_out]
    page = parse(client.post(address(edition, "submit/"), form | picks))
    links = {row.get("href") for row in page.iter("a")}
    assert f"#id_{left_out}_0" in links
    assert words(next(page.iter("title"))).startswith("Error: ")
    assert current(learner).submitted_at is None
    assert len(kept_options()) == 3
    anyway = fields_of(form_to(page, address(edition, "submit/"))) | {"submit_anyway": "1"}
    assert client.post(address(edition, "submit/"), anyway).status_code == 302
    assert current(learner).markings.get().points == 3


def test_stale_tab_does_not_wipe_what_another_tab_saved(client, edition: Edition, learner: Learner) -> None:
    """Radio buttons of which none is chosen are not sent; that takes no saved answer back."""
    stale = open_page(client, edition)
    attempt = current(learner)
    picks = right_picks(attempt)
    for item, options in picks.items():
        save_picks(attempt=attempt, item_id=item, option_ids=options, at=NOW)
    first = next(iter(picks))
    response = client.post(address(edition, "submit/"), stale | {f"item-{first}": list(picks[first])})
    assert response.status_code == 302
    assert current(learner).markings.get().points == 4


def make_multiple(learner: Learner) -> tuple[Edition, int, list[int]]:
    article = make_article()
    add_question(article, rights={0, 2})
    edition = publish_article(article=article, actor=None, at=BEFORE)
    item = next(iter(served_items(edition.pk, "post").values()))
    return edition, item.id, [option.id for option in item.options]


def test_boxes_that_were_unticked_are_taken_back(client, learner: Learner) -> None:
    """The page says which questions had a tick, so that none left means something."""
    edition, item, options = make_multiple(learner)
    client.post(address(edition, "submit/"), open_page(client, edition) | {f"item-{item}": options[:2], "save": "1"})
    assert len(kept_options()) == 2
    form = open_page(client, edition)
    assert set(form[f"item-{item}"]) == {str(pk) for pk in options[:2]}
    del form[f"item-{item}"]
    client.post(address(edition, "submit/"), form | {"save": "1"})
    assert kept_options() == set()


def test_boxes_ticked_in_another_tab_survive_a_stale_one(client, learner: Learner) -> None:
    edition, item, options = make_multiple(learner)
    stale = open_page(client, edition)
    save_picks(attempt=current(learner), item_id=item, option_ids={options[0], options[2]}, at=NOW)
    assert client.post(address(edition, "submit/"), stale).status_code == 302
    assert current(learner).markings.get().points == 1


@pytest.mark.parametrize("kind", ["kprim", "matching", "ordering", "multiple", "numeric", "short"])
def test_answer_beside_not_knowing_is_refused_and_stays_as_entered(client, kind: str) -> None:
    edition = publish_kinds(kind, where={"in_pre_test": True}, has_pre_test=True, offers_dont_know=True)
    item = next(iter(served_items(edition.pk, "pre").values()))
    form = open_page(client, edition, "pre-test")
    entered: Fields = {}
    for name, value in [*answer_fields(item, right_response(item)), (item.field, "dont-know")]:
        entered.setdefault(name, []).append(value)
    response = client.post(address(edition, "submit/", "pre-test"), form | entered)
    page = parse(response)
    assert response.status_code == 400
    assert "Either answer, or say that you don’t know." in words(page)
    again = {name: values for name, values in sent_again(page).items() if name.startswith("item-")}
    assert {name: sorted(values) for name, values in again.items()} == {
        name: sorted(values) for name, values in entered.items()
    }
    assert not Answer.objects.exists()


def test_how_sure_one_is_offers_no_not_knowing_and_what_was_saved_as_such_still_opens(client, learner: Learner) -> None:
    asked = {"in_pre_test": True}
    edition = publish_kinds("single", "confidence", where=asked, has_pre_test=True, offers_dont_know=True)
    single, sure = sorted(served_items(edition.pk, "pre").values(), key=lambda item: item.kind, reverse=True)
    open_page(client, edition, "pre-test")
    attempt = current(learner)
    save_answer(attempt=attempt, item_id=sure.id, response=Response(is_dont_know=True), at=NOW)
    page = parse(client.get(address(edition, role="pre-test")))
    offering = [box.get("name") for box in page.iter("input") if box.get("value") == "dont-know"]
    assert offering == [single.field]
    sent = {"attempt": attempt.pk, "item": sure.id, sure.field: "dont-know"}
    assert client.post(address(edition, "save/", "pre-test"), sent).status_code == 409
    form = open_page(client, edition, "pre-test")
    assert client.post(address(edition, "submit/", "pre-test"), form | {single.field: "dont-know"}).status_code == 302


def sent_again(page) -> Fields:
    """Return what the boxes, lines and lists of a page would send."""
    form = next(form for form in page.iter("form") if form.get("action", "").endswith("/submit/"))
    lists = {row.get("name"): [one.get("value") for one in row if one.get("selected") is not None]
             for row in form.iter("select")}  # fmt: skip
    return fields_of(form) | lists


# -- forged and late ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["option of another item", "no number", "two of a single answer", "foreign item",
                                 "item of the pre-test", "several and one forged"])  # fmt: skip
def test_forged_form_is_answered_with_a_sentence_and_writes_nothing(
    client, edition: Edition, learner: Learner, how: str
) -> None:
    form = open_page(client, edition)
    good = picked(current(learner))
    mine, other, *_ = good
    first = next(iter(served_items(edition.pk, "post").values()))
    foreign = next(iter(served_items(make_edition().pk, "post").values()))
    pre = next(iter(served_items(edition.pk, "pre").values()))
    forged: Fields = {
        "option of another item": {mine: good[other]},
        "no number": {mine: ["1 or 1=1"]},
        "two of a single answer": {mine: [str(row.id) for row in first.options[:2]]},
        "foreign item": {f"item-{foreign.id}": [str(foreign.options[0].id)]},
        "item of the pre-test": {f"item-{pre.id}": [str(pre.options[0].id)]},
        "several and one forged": {mine: ["999999999"]},
    }[how]
    before = rows()
    response = client.post(address(edition, "submit/"), form | good | forged)
    page = parse(response)
    assert response.status_code == 400
    assert "There is a problem" in words(page)
    assert any(word in words(page) for word in ("Reload the page", "Choose one answer only"))
    assert rows() == before


@pytest.mark.parametrize("how", ["option", "item", "two", "nothing", "words"])
def test_forged_pick_is_answered_with_a_sentence_and_writes_nothing(
    client, edition: Edition, learner: Learner, how: str
) -> None:
    form = open_page(client, edition)
    mine, other, *_ = served_items(edition.pk, "post").values()
    sent: dict[str, object] = {
        "option": {"item": mine.id, f"item-{mine.id}": other.options[0].id},
        "item": {"item": 10**17, f"item-{10**17}": mine.options[0].id},
        "two": {"item": mine.id, f"item-{mine.id}": [row.id for row in mine.options[:2]]},
        "nothing": {},
        "words": {"item": "first", "item-first": "\x00"},
    }[how]
    before = rows()
    response = client.post(address(edition, "save/"), {"attempt": form["attempt"]} | sent)
    assert response.status_code == 409
    assert json.loads(response.content)["message"].endswith(".")
    assert rows() == before


def test_late_answers_are_answered_with_a_sentence_and_write_nothing(client, edition: Edition, learner: Learner):
    form = open_page(client, edition)
    good = picked(current(learner), wrong=2)
    client.post(address(edition, "submit/"), form | good)
    item = next(iter(good))
    before = rows()
    late = {"attempt": form["attempt"], "item": item[5:], item: good[item]}
    response = client.post(address(edition, "save/"), late)
    assert (response.status_code, "already submitted" in response.content.decode()) == (409, True)
    again = client.post(address(edition, "submit/"), form | picked(current(learner)))
    assert (again.status_code, again["Location"].split("sent=")[0]) == (302, address(edition, "results/1/?"))
    for forged in ("?other=1", "?sent=1", "?sent=other"):
        assert "not taken" not in words(parse(client.get(address(edition, f"results/1/{forged}"))))
    assert "What you sent just now was not taken" in words(parse(client.get(again["Location"])))
    same = client.post(address(edition, "submit/"), form | good)
    assert same["Location"] == address(edition, "results/1/")
    assert "not taken" not in words(parse(client.get(same["Location"])))
    assert rows() == before


@pytest.mark.parametrize(("wrong", "is_told"), [(2, True), (0, False)])
def test_answers_that_lose_a_race_by_a_moment_are_said_not_to_be_taken(
    client, edition: Edition, learner: Learner, wrong: int, is_told: bool
) -> None:
    """Another page submits between the reading of the attempt and the lock on it."""
    form = open_page(client, edition)
    attempt = current(learner)
    right = {item: Response(options=frozenset(picks)) for item, picks in right_picks(attempt).items()}
    readers = [edition]

    def overtaken(execute, sql: str, *args):
        if 'FROM "assessment_attemptstep"' in sql and readers:
            readers.clear()
            submit_attempt(attempt=attempt, responses=right, at=NOW + timedelta(seconds=1))
        return execute(sql, *args)

    with connection.execute_wrapper(overtaken):
        answer = client.post(address(edition, "submit/"), form | picked(attempt, wrong=wrong))
    assert not readers
    assert answer.status_code == 302
    said = words(parse(client.get(answer["Location"])))
    assert ("What you sent just now was not taken" in said) is is_told


@pytest.mark.parametrize("attempt", ["0", "", "x", "-1", "9" * 30, "1.0", "\u0663", "\x00"])
@pytest.mark.parametrize("verb", ["save/", "submit/"])
def test_attempt_that_is_no_number_is_unknown(client, edition: Edition, verb: str, attempt: str) -> None:
    assert client.post(address(edition, verb), {"attempt": attempt}).status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "007", "9" * 40, "9" * 5_000])
def test_result_that_is_not_there_is_unknown(client, edition: Edition, learner: Learner, number: str) -> None:
    take_test(edition, learner)
    assert client.get(address(edition, f"results/{number}/")).status_code == 404


# -- others' attempts --------------------------------------------------------------------------------------------------
def test_strangers_attempt_is_as_unknown_as_one_that_does_not_exist(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item, options = next(iter(right_picks(attempt).items()))
    for stranger in (make_learner(), None):
        client = client_of(stranger)
        sent = {"item": item, f"item-{item}": list(options), "submit_anyway": "1"}
        before = rows()
        for verb in ("save/", "submit/"):
            theirs = client.post(address(edition, verb), sent | {"attempt": attempt.pk})
            unknown = client.post(address(edition, verb), sent | {"attempt": 10**9})
            assert theirs.status_code == unknown.status_code == 404
            assert strip_tokens(theirs) == strip_tokens(unknown)
        assert rows() == before


def test_strangers_result_is_as_unknown_as_one_that_does_not_exist(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner)
    client = client_of(make_learner())
    theirs, unknown = (client.get(address(edition, f"results/{number}/")) for number in (1, 2))
    assert theirs.status_code == unknown.status_code == 404
    assert strip_tokens(theirs) == strip_tokens(unknown)


def test_own_attempt_is_unknown_at_another_articles_address(client, edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    elsewhere = make_edition()
    for path in (address(elsewhere, "submit/"), address(edition, "submit/", "pre-test"), address(elsewhere, "save/")):
        assert client.post(path, {"attempt": attempt.pk, "submit_anyway": "1"}).status_code == 404
    assert current(learner).submitted_at is None


def test_alias_sees_the_attempts_of_the_learner_it_was_merged_into(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner)
    alias = make_alias(learner)
    assert client_of(alias).get(address(edition, "results/1/")).status_code == 200


def strip_tokens(response) -> str:
    """Return the page without what differs at every request."""
    page = parse(response)
    for row in page.iter():
        # The page in other languages has the address that was asked for in its own.
        if row.get("name") == "csrfmiddlewaretoken" or row.get("hreflang"):
            row.attrib.clear()
    return repr([(row.tag, row.attrib, row.text, row.tail) for row in page.iter() if row.get("name") != "attempt"])


# -- moments -----------------------------------------------------------------------------------------------------------
def test_expired_edition_offers_no_test_and_finishes_the_open_one(learner: Learner, client, clock) -> None:
    """F2."""
    edition = make_edition(expires_on=NOW.date())
    form = open_page(client, edition)
    clock.move_to(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
    other = client_of(make_learner())
    refused = other.post(address(edition, "start/"))
    assert refused.status_code == 409
    assert "expired" in words(parse(refused))
    assert "Take the test" not in words(parse(other.get(f"/articles/{edition.slug}/")))
    response = client.post(address(edition, "submit/"), form | picked(current(learner)))
    assert response["Location"] == address(edition, "results/1/")


def test_refused_start_records_no_step(learner: Learner, client, clock) -> None:
    edition = make_edition(expires_on=NOW.date())
    clock.move_to(NOW + timedelta(days=1))
    client.post(address(edition, "start/"), {"edition": edition.pk})
    assert not Step.objects.exists()


def test_retired_article_still_takes_the_open_attempt(learner: Learner, client, edition: Edition, clock) -> None:
    form = open_page(client, edition)
    retire_article(article=edition.release.article, at=NOW)
    assert client.post(address(edition, "start/")).status_code == 404
    response = client.post(address(edition, "submit/"), form | picked(current(learner)))
    assert response["Location"].startswith(address(edition, "results/1/"))
    assert client.get(response["Location"]).status_code == 200


def test_result_leads_to_the_attempt_just_submitted_after_a_material_correction(
    client, edition: Edition, learner: Learner, clock
) -> None:
    """Attempts of two releases have the same numbers."""
    form = open_page(client, edition)
    old = current(learner)
    clock.move_to(NOW + timedelta(hours=1))
    corrected = correct(edition, Correction.MATERIAL, at=NOW + timedelta(minutes=30))
    sent = form | picked(old, wrong=4)
    client.post(address(edition, "submit/"), sent)
    take_test(corrected, learner, at=NOW + timedelta(minutes=40))
    response = client.post(address(edition, "submit/"), sent, follow=True)
    assert words(next(parse(response).iter("h1"))) == "Not passed yet"


def test_start_from_the_articles_end_records_the_way_behind_the_reader(client, edition: Edition, learner: Learner):
    """F5, without scripts: disclosure shown, started, finished, once each."""
    for _ in range(2):
        client.post(address(edition, "start/"), on_the_article(client, edition, "start/"))
    assert sorted(Step.objects.values_list("kind", flat=True)) == ["disclosure-shown", "finished", "started"]


def test_button_without_scripts_tells_an_answer_in_part_from_none(client) -> None:
    article = make_article()
    add_question(article, rights={0, 1}, stem="Which are right? Choose two.")
    edition = publish_article(article=article, actor=None, at=BEFORE)
    form = open_page(client, edition)
    item = next(iter(served_items(edition.pk, "post").values()))
    blank = client.post(address(edition, "submit/"), form).content.decode()
    assert "Submit with 1 unanswered" in blank.partition("data-words")[0]
    half = client.post(address(edition, "submit/"), form | {item.field: str(item.options[0].id)}).content.decode()
    assert "Submit with 1 not answered in full" in half.partition("data-words")[0]


def test_pre_test_is_neither_offered_nor_started_after_the_test(client, edition: Edition) -> None:
    """docs/decisions/0007, for somebody who came to the test directly and never opened the article."""
    client.post(address(edition, "start/"))
    offered = client.get(address(edition, role="pre-test"))
    started = client.post(address(edition, "start/", "pre-test"), {"edition": edition.pk})
    assert (offered.status_code, started.status_code) == (200, 409)
    for response in (offered, started):
        page = response.content.decode()
        assert "it asks what you knew before" in page
        assert "Start the pre-test" not in page
    told = client.post(f"/articles/{edition.slug}/steps/", {"kind": "disclosure-shown", "edition": edition.pk}).json()
    assert told["way"]["pre-test"]["state"] == "over"
    assert not Attempt.objects.filter(kind="pre").exists()


def test_start_of_the_pre_test_records_no_start_of_reading(client, edition: Edition) -> None:
    sent = on_the_article(client, edition, "start/", "pre-test")
    client.post(address(edition, "start/", "pre-test"), sent | {"step": [*sent["step"], "started", "finished"]})
    assert set(Step.objects.values_list("kind", flat=True)) == {"disclosure-shown"}


SEEN = [[], ["disclosure-shown"], ["disclosure-shown", "started"], ["started", "source-read"]]


@pytest.mark.parametrize("seen", SEEN)
def test_start_records_of_reading_what_the_page_has_seen(client, edition: Edition, seen: list[str]) -> None:
    """docs/decisions/0006: scripts leave out of the form what did not come by; no form says that a paper was read."""
    sent = on_the_article(client, edition, "start/") | {"step": seen}
    client.post(address(edition, "start/"), sent)
    assert set(Step.objects.values_list("kind", flat=True)) == set(seen) - {"source-read"}


def test_start_from_elsewhere_records_nothing_of_reading(client, edition: Edition) -> None:
    """From the page of the test itself, or with a forged edition."""
    for sent in ({}, {"edition": make_edition().pk}, {"edition": "x"}, {"edition": ""}):
        client.post(address(edition, "start/"), sent | {"step": ["disclosure-shown", "started", "finished"]})
    assert not Step.objects.exists()
    offer = parse(client.get(address(make_edition())))
    assert "edition" not in fields_of(
        next(row for row in offer.iter("form") if row.get("action", "").endswith("start/"))
    )


def test_expired_test_is_not_offered(client, clock) -> None:
    """F2: the page says so at once, and has no button that would be refused."""
    edition = make_edition(expires_on=(NOW + timedelta(days=1)).date())
    clock.move_to(NOW + timedelta(days=2))
    page = client.get(address(edition)).content.decode()
    assert "This activity has expired" in page
    assert address(edition, "start/") not in page


@pytest.mark.django_db
def test_the_text_of_each_answer_is_an_element_of_its_own(edition, client):
    # Beside the control and the letter, which the style sheet puts before it, a bare text would get no width.
    client.post(address(edition, "start/"), {"edition": edition.pk})
    page = parse(client.get(address(edition)))
    options = [label for label in page.iter("label") if label.get("class") == "option"]
    assert len(options) == 16
    assert all([child.tag for child in option] == ["input", "span"] for option in options)


@pytest.mark.django_db
def test_whoever_fails_reads_how_many_attempts_there_are_and_what_was_right(client, learner):
    edition = make_edition(attempts_allowed=3)
    take_test(edition, learner, wrong=3)
    shown = words(parse(client.get(address(edition, "results/1/"))))
    assert "Attempt 1 of 3" in shown
    assert "shown once you have passed, or after the last attempt." in shown
    assert "1 of 4 questions right" in shown  # of the objective
    assert "Attempt 2 of 3" in words(parse(client.get(address(edition))))


@pytest.mark.django_db
def test_whoever_began_to_read_is_told_before_the_pre_test_that_it_pairs_with_nothing():
    edition, learner = make_edition(), make_learner()
    client, address = client_of(learner), f"/articles/{edition.slug}/pre-test/"
    told = "this pre-test will not be set beside your result"
    assert told not in client.get(address).content.decode()
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=NOW)
    assert told in client.get(address).content.decode()
    assert told not in client.get(f"/articles/{edition.slug}/test/").content.decode()
