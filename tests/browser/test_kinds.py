"""Questions of every kind in a browser: by keyboard, with and without scripts, offline, against the clock."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cme.assessment.models import Attempt, AttemptStep, Marking
from cme.assessment.responses import Response
from cme.assessment.services import open_attempt, save_answer
from cme.assessment.serving import served_items
from cme.assessment.wording import words_of
from tests.browser.scene import days_ago, focused, follow
from tests.browser.test_saving import LATE, OFFLINE, await_saved, await_state, submit
from tests.factories import make_learner
from tests.kinds import KINDS, publish_kinds, right_response, wrong_response

CHECKED = "status of 409"


@pytest.fixture
def open_kinds(open_reader):
    """Open a test that asks some kinds of questions; return its page and its attempt."""

    def open_one(*kinds, minutes_ago=1, tolerates=(), rules=None, **options):
        edition = publish_kinds(*kinds, at=days_ago(10), **(rules or {}))
        learner = make_learner()
        at = timezone.now() - timedelta(minutes=minutes_ago)
        attempt = open_attempt(learner=learner, edition=edition, role="post", at=at)
        page = open_reader(learner, tolerates=[LATE, *tolerates], **options)
        page.goto(f"/articles/{edition.slug}/test/")
        return page, attempt

    return open_one


def items_of(attempt):
    return {item.kind: item for item in served_items(attempt.edition_id, attempt.kind).values()}


def kept(attempt):
    """Return the answer that is saved last of each kind."""
    kinds = {item.id: kind for kind, item in items_of(attempt).items()}
    steps = AttemptStep.objects.filter(attempt=attempt, item__isnull=False).order_by("sequence")
    return {kinds[step.item_id]: Response.from_json(step.response) for step in steps}


def answer_by_keyboard(page, attempt, kind):
    """Answer a question right with keys alone, from its first control on."""
    item, keys = items_of(attempt)[kind], page.keyboard
    question = page.locator(f"fieldset[data-item='{item.id}']")
    if item.is_typed:
        question.locator("input[type=text]").focus()
        keys.type(item.options[0].text)
    elif kind == "ordering":
        for place, option in enumerate(item.options):
            row = question.locator(".part", has_text=option.text)
            row.locator("button").first.focus()
            while question.locator(".part-text").all_inner_texts().index(option.text) > place:
                keys.press("Enter")
        if question.get_by_role("button", name="Use this order").is_visible():
            question.get_by_role("button", name="Use this order").press("Enter")
    elif kind == "matching":
        for part in item.parts:
            question.locator(f"select[name='{item.field}-{part.id}']").focus()
            keys.type(next(option.text for option in item.options if option.id == part.key)[:6])
    elif kind == "kprim":
        for part in item.parts:
            radios = question.locator(f"input[name='{item.field}-{part.id}']")
            radios.first.focus()
            keys.press("Space")
            if int(radios.first.get_attribute("value")) != part.key:
                keys.press("ArrowDown")
    else:
        for key in item.keys or {item.options[0].id}:
            question.locator(f"input[value='{key}']").focus()
            keys.press("Space")


def test_every_kind_is_answered_by_keyboard_and_saved(open_kinds):
    page, attempt = open_kinds(*[kind for kind in KINDS if kind != "picture"])
    for kind in items_of(attempt):
        answer_by_keyboard(page, attempt, kind)
    await_saved(page)
    page.reload()
    submit(page)
    page.locator(".score").wait_for()
    marking = Marking.objects.get()
    assert (marking.points, marking.maximum_points) == (marking.maximum_points, marking.maximum_points)


def test_typed_answer_is_saved_when_typing_pauses(open_kinds):
    page, attempt = open_kinds("short", "numeric")
    page.get_by_label("Your answer").first.press_sequentially("nelar", delay=20)
    await_saved(page)
    assert kept(attempt)["short"].text == "nelar"
    assert AttemptStep.objects.count() == 1
    page.keyboard.press("Enter")
    assert page.url.endswith("/test/")
    assert page.locator("fieldset").count() == 2


def test_submitting_waits_for_an_answer_under_way(open_kinds):
    """What this page itself is sending is no other tab's answer."""
    page, _ = open_kinds("short")
    box = page.get_by_label("Your answer")
    box.fill("nela")
    await_saved(page)
    box.fill("nelarabine")
    submit(page)
    page.locator(".score").wait_for()
    assert Marking.objects.get().points == 1


def test_things_are_moved_with_buttons_and_the_lists_follow(open_kinds):
    page, attempt = open_kinds("ordering")
    item = items_of(attempt)["ordering"]
    rows = page.locator(".part-text")
    before = rows.all_inner_texts()
    assert page.locator("select").first.is_hidden()
    page.get_by_role("button", name=f"Move down: {before[0]}", exact=True).press("Enter")
    after = [before[1], before[0], *before[2:]]
    assert rows.all_inner_texts() == after
    assert focused(page).get_attribute("aria-label") == f"Move down: {before[0]}"
    assert f"{before[0]}: place 2 of 4" in page.locator(".visually-hidden[role=status]").all_inner_texts()
    await_saved(page)
    texts = {option.id: option.text for option in item.options}
    by_place = sorted(kept(attempt)["ordering"].pairs, key=lambda pair: pair[1])
    assert [texts[option] for option, _ in by_place] == after
    page.reload()
    assert rows.all_inner_texts() == after
    assert page.locator(".place").all_inner_texts() == ["1", "2", "3", "4"]


def test_order_that_is_right_already_can_be_taken(open_kinds):
    page, attempt = open_kinds("ordering")
    page.get_by_role("button", name="Use this order").press("Enter")
    assert focused(page).get_attribute("aria-label").startswith("Move down: ")  # no more at the button, which is gone
    await_saved(page)
    assert len(kept(attempt)["ordering"].pairs) == 4
    assert page.get_by_role("button", name="Use this order").is_hidden()


def test_letters_choose_in_questions_with_letters_alone(open_kinds):
    page, _ = open_kinds("single", "kprim", "short")
    page.locator("fieldset[data-letters] input").first.focus()
    page.keyboard.press("c")
    assert page.locator("fieldset[data-letters] input").nth(2).is_checked()
    page.locator(".is-row input").first.focus()
    page.keyboard.press("c")
    assert page.locator(".is-row input:checked").count() == 0
    page.get_by_label("Your answer").press_sequentially("abc")
    assert page.get_by_label("Your answer").input_value() == "abc"


def test_answers_of_every_kind_come_back_when_the_tab_was_closed_offline(open_kinds):
    page, attempt = open_kinds(tolerates=OFFLINE)
    page.context.set_offline(True)
    for kind in ("matching", "kprim", "ordering", "short"):
        answer_by_keyboard(page, attempt, kind)
    await_state(page, "offline")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/articles/{attempt.edition.slug}/test/")
    await_saved(again)
    items = items_of(attempt)
    expected = {kind: right_response(items[kind]) for kind in ("matching", "kprim", "ordering", "short")}
    assert kept(attempt) == expected
    assert again.evaluate("localStorage.length") == 0
    assert again.locator(".place").all_inner_texts() == ["1", "2", "3", "4"]


@pytest.mark.parametrize("choice", ["Keep this page’s", "Take the saved one"])
def test_stale_tab_offers_both_answers_at_once(open_kinds, choice):
    """UX 18."""
    page, attempt = open_kinds("short", tolerates=[CHECKED])
    item = items_of(attempt)["short"]
    save_answer(attempt=attempt, item_id=item.id, response=Response(text="theirs"), at=timezone.now())
    page.get_by_label("Your answer").fill("mine")
    page.get_by_text("Another tab or device saved: theirs. This page has: mine.").wait_for()
    page.get_by_role("button", name=choice).click()
    await_saved(page)
    holds = "mine" if choice.startswith("Keep") else "theirs"
    page.wait_for_function("value => document.querySelector('[type=text]').value === value", arg=holds)
    submit(page)
    page.locator(".score").wait_for()
    assert Attempt.objects.get().answers.get().text == holds


def give_another(question, item):
    """Give an answer that is neither right nor the one of ``theirs``."""
    if item.is_typed:
        question.locator("input[type=text]").fill("7")
    elif item.kind == "ordering":
        question.get_by_role("button", name="Move down").first.click()
    elif item.kind == "matching":
        question.locator("select").first.select_option(index=4)
    elif item.kind == "kprim":
        question.locator("input").first.check()
    else:
        taken = item.keys | theirs(item).options
        question.locator(f"input[value='{min(item.option_ids - taken)}']").check()


def take_back(question, item):
    if item.is_typed:
        question.locator("input[type=text]").clear()
    else:
        question.locator("input:checked").uncheck()


def theirs(item):
    """Return an answer that no page of these tests gives."""
    if item.kind == "ordering":
        return Response(pairs=((item.options[0].id, 4),))
    if item.kind == "multiple":
        return Response(options=frozenset({max(item.option_ids - item.keys)}))
    return wrong_response(item)


@pytest.mark.parametrize("kind", ["single", "multiple", "kprim", "matching", "ordering", "numeric", "short"])
def test_question_which_answer_holds_follows_a_third_answer(open_kinds, kind):
    """UX 18: nothing is overwritten undecided, and what is asked is what the page has."""
    page, attempt = open_kinds(kind, tolerates=[CHECKED])
    item = items_of(attempt)[kind]
    save_answer(attempt=attempt, item_id=item.id, response=theirs(item), at=timezone.now())
    question, asked = page.locator("fieldset.question"), page.locator(".both p")
    saved = f"Another tab or device saved: {words_of(item, theirs(item))}."
    give_another(question, item)
    expect(asked).to_contain_text(saved)
    if kind == "multiple" or item.is_typed:
        take_back(question, item)
        expect(asked).to_have_text(f"{saved} This page has: no answer. Which one holds?")
    answer_by_keyboard(page, attempt, kind)
    mine = words_of(item, right_response(item))
    expect(asked).to_have_text(f"{saved} This page has: {mine}. Which one holds?")
    assert kept(attempt)[kind] == theirs(item)
    page.get_by_role("button", name="Keep this page’s").click()
    await_saved(page)
    expect(asked).to_have_count(0)
    assert kept(attempt)[kind] == right_response(item)


def test_question_which_answer_holds_goes_when_the_page_comes_to_say_what_is_saved(open_kinds):
    page, attempt = open_kinds("short", tolerates=[CHECKED])
    item = items_of(attempt)["short"]
    save_answer(attempt=attempt, item_id=item.id, response=Response(text="theirs"), at=timezone.now())
    page.get_by_label("Your answer").fill("mine")
    expect(page.locator(".both p")).to_contain_text("theirs")
    page.get_by_label("Your answer").fill("theirs")
    expect(page.locator(".both")).to_have_count(0)
    submit(page)
    page.locator(".score").wait_for()
    assert Attempt.objects.get().answers.get().text == "theirs"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_answer_is_checked_and_fixed(open_kinds, scripts):
    page, _ = open_kinds("single", "short", rules={"feedback": "item"}, scripts=scripts)
    page.get_by_label("Palliative care").check()
    page.get_by_role("button", name="Check answer to question 1").click()
    shown = page.locator("#question-1")
    shown.get_by_text("Your answer, not correct").wait_for()
    expect(shown).to_contain_text("Because the registry says so.")
    expect(page.get_by_label("Your answer")).to_be_visible()
    expect(page.locator("input[type=radio]")).to_have_count(0)
    if scripts:
        expect(shown).to_be_focused()
    page.get_by_label("Your answer").fill("nelarabine")
    submit(page)
    page.locator(".score").wait_for()
    assert Marking.objects.get().points == 1


def test_words_where_a_number_is_asked_for_are_counted_as_open_by_the_page_too(open_kinds):
    page, _ = open_kinds("numeric", "short")
    page.get_by_label("Your answer").first.fill("forty")
    submit(page)
    expect(page.locator("#error-summary")).to_contain_text("2 questions not answered in full")
    button = page.locator("[name=submit_anyway]")
    expect(button).to_have_text("Submit with 2 not answered in full")
    page.get_by_label("Your answer").first.fill("40")
    expect(button).to_have_text("Submit with 1 unanswered")


def test_question_left_open_is_told_when_it_is_to_be_checked(open_kinds):
    page, _ = open_kinds("multiple", "short", rules={"feedback": "item"}, tolerates=[CHECKED])
    page.get_by_label("Active disease").check()
    page.get_by_role("button", name="Check answer to question 1").click()
    page.get_by_text("Answer the question first").wait_for()
    page.get_by_label("An early relapse").check()
    page.get_by_role("button", name="Check answer to question 1").click()
    page.locator("#question-1").get_by_text("Right", exact=True).wait_for()


def test_test_is_submitted_by_itself_when_time_is_up(open_kinds):
    page, _ = open_kinds("short", minutes_ago=29, rules={"time_limit_minutes": 30})
    page.clock.install()
    page.reload()
    page.get_by_label("Your answer").fill("nelarabine")
    await_saved(page)
    clock = page.get_by_role("timer")
    expect(clock).to_have_text(re.compile("left$"))
    page.clock.fast_forward(90_000)
    page.locator(".score").wait_for()
    assert Marking.objects.get().points == 1


def test_test_that_submits_itself_is_called_timed_out(open_kinds):
    """docs/decisions/0011: as one that the site submits; by the real clock, which the site goes by."""
    page, attempt = open_kinds("short", minutes_ago=29.8, rules={"time_limit_minutes": 30})
    page.get_by_label("Your answer").fill("nelarabine")
    page.get_by_text("Time was up. The answers that had reached the site were submitted.").wait_for()
    attempt.refresh_from_db()
    assert attempt.submitted_at >= attempt.steps.get(kind="saved").taken_at >= attempt.opened_at
    assert attempt.steps.get(kind="timed_out").taken_at == attempt.submitted_at >= attempt.deadline_at
    assert attempt.markings.get().points == 1


def test_test_whose_time_runs_out_offline_says_so_and_is_submitted_once_the_connection_is_back(open_kinds):
    page, _ = open_kinds("short", minutes_ago=29, rules={"time_limit_minutes": 30}, tolerates=OFFLINE)
    page.clock.install()
    page.reload()
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("nelarabine")
    await_state(page, "offline")
    page.clock.fast_forward(90_000)
    expect(page.locator("[data-status]")).to_contain_text("Time is up and you are offline.")
    page.context.set_offline(False)
    page.locator(".score").wait_for()
    assert Marking.objects.get().points == 1


def test_time_is_announced_at_five_minutes_and_at_one(open_kinds):
    page, _ = open_kinds("short", rules={"time_limit_minutes": 30})
    page.clock.install()
    page.reload()
    voice = page.locator("[data-time-status]")
    expect(voice).to_have_text("")
    page.clock.fast_forward(20 * 60_000)
    expect(voice).to_have_text("")
    page.clock.fast_forward(5 * 60_000)
    expect(voice).to_have_text("5 minutes left.")
    page.clock.fast_forward(3 * 60_000 + 10_000)
    expect(voice).to_have_text("1 minute left.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_question_in_the_text_is_answered_and_leads_back(open_reader, scripts):
    edition = publish_kinds("single", "ordering", at=days_ago(10), where={"in_text": True})
    page = open_reader(make_learner(), scripts=scripts)
    page.goto(f"/articles/{edition.slug}/")
    form = page.locator("form.in-text").first
    form.get_by_label("Second transplant").check()
    form.get_by_role("button", name="Check answer").click()
    page.get_by_text("Your answer, correct").wait_for()
    if scripts:
        assert page.url.endswith(f"/articles/{edition.slug}/")
        expect(page.locator("form.in-text")).to_have_count(1)
    else:
        follow(page.get_by_role("link", name="Back to the text"))
        assert page.url.endswith("#p-who-did-worse")
    assert Attempt.objects.get(kind="text").submitted_at is None
