"""Answers are kept as they are made: closed tabs, lost connections, the gate asking again, everything done twice."""

import pytest
from playwright.sync_api import expect

from cme.access import attesting
from cme.access.models import Attestation
from cme.assessment.models import Attempt, Marking
from cme.assessment.services import open_attempt
from content.models.question import Role
from content.services.publishing import publish_article
from tests.answers import kept_options
from tests.browser.scene import answer_right, days_ago, follow, passed, publish
from tests.factories import add_question, make_article, make_learner

OFFLINE = ["ERR_INTERNET_DISCONNECTED"]
LATE = "status of 409 .*/save/"  # a pick that was still under way when its test was submitted


@pytest.fixture
def edition():
    return publish(questions=3)


@pytest.fixture
def open_test(open_reader, edition):
    """Open a page that shows a test a learner has begun."""

    def open_one(role=Role.POST, tolerates=(), **options):
        learner = make_learner()
        open_attempt(learner=learner, edition=edition, role=role, at=days_ago(1))
        page = open_reader(learner, tolerates=[LATE, *tolerates], **options)
        page.goto(address(edition, role))
        return page

    return open_one


def address(edition, role=Role.POST):
    return f"/articles/{edition.slug}/{'pre-test' if role == Role.PRE else 'test'}/"


def pick(page, question, option):
    page.bring_to_front()  # a tab behind another one is slow to draw
    page.locator("fieldset.question").nth(question).locator("input").nth(option).check()


def await_state(page, state):
    page.locator(f"[data-status][data-state={state}]").wait_for()


def await_saved(page):
    page.locator("[data-status]:is([data-state=saved], [data-state=rest])").wait_for()


def picked(page):
    """Return the place of the option chosen in each question."""
    page.wait_for_load_state()
    questions = page.locator("fieldset.question").all()
    return [
        [place for place, control in enumerate(question.locator("input").all()) if control.is_checked()]
        for question in questions
    ]


def submit(page, button="Submit answers"):
    page.bring_to_front()
    page.get_by_role("button", name=button, exact=True).click()


def test_answers_are_there_when_the_tab_was_closed(open_test, edition):
    page = open_test()
    assert page.locator("[data-status]").get_attribute("role") == "status"
    pick(page, 0, 1)
    pick(page, 2, 3)
    pick(page, 0, 2)
    await_saved(page)
    page.close()
    assert len(kept_options()) == 2

    again = page.context.new_page()
    again.goto(address(edition))
    assert picked(again) == [[2], [], [3]]
    assert "Answers saved on" in again.locator(".is-saved").inner_text()
    assert not Attempt.objects.get().submitted_at


OVER_CONTROLS = """() => {
  const over = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const shown = [...document.querySelectorAll(".saving, [data-status]")].map((e) => e.getBoundingClientRect());
  return [...document.querySelectorAll("form.test :is(.option, button:not(.visually-hidden))")]
    .filter((control) => shown.some((box) => box.width && over(box, control.getBoundingClientRect())))
    .map((control) => control.textContent);
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_word_of_saving_covers_no_control(open_test, width):
    page = open_test(width=width, height=740)
    for question in range(3):
        pick(page, question, 3)
        page.locator(".saving", has_text="Saved").wait_for()
        assert page.locator("fieldset.question").nth(question).locator(".saving").inner_text() == "Saved"
        for top in range(0, page.evaluate("document.body.scrollHeight"), 200):
            page.evaluate("top => scrollTo(0, top)", top)
            assert page.evaluate(OVER_CONTROLS) == []


def test_boxes_are_kept_when_some_are_taken_back(open_reader):
    article = make_article(slug="boxes")
    add_question(article, rights={0, 1})
    publish_article(article=article, actor=None, at=days_ago(10))
    page = open_reader()
    page.goto("/articles/boxes/test/")
    page.get_by_role("button", name="Start the test").click()
    page.locator("form.test").wait_for()
    for option in (0, 2, 3):
        pick(page, 0, option)
    page.locator("fieldset.question input").nth(2).uncheck()
    await_saved(page)
    page.reload()
    assert picked(page) == [[0, 3]]
    for option in (0, 3):
        page.locator("fieldset.question input").nth(option).uncheck()
    await_saved(page)
    page.reload()
    assert picked(page) == [[]]


def test_answers_are_sent_when_the_connection_is_back(open_test):
    """UX 18: what was chosen offline is kept on the device, said to be so, and sent."""
    page = open_test(tolerates=OFFLINE)
    pick(page, 0, 1)
    await_saved(page)
    page.context.set_offline(True)
    pick(page, 0, 0)
    pick(page, 1, 2)
    await_state(page, "offline")
    expect(page.locator("[data-status]")).to_contain_text("kept on this device")
    submit(page)
    expect(page.locator("[data-status]")).to_contain_text("You are offline")
    assert picked(page) == [[0], [2], []]
    assert len(kept_options()) == 1

    with page.expect_response("**/save/", timeout=3_000):  # sooner than the next try would come
        page.context.set_offline(False)
    await_saved(page)
    assert len(kept_options()) == 2
    assert page.evaluate("localStorage.length") == 0
    expect(page.locator("[data-status]")).to_contain_text("The test is not submitted yet")
    submit(page)
    page.locator("#error-summary").wait_for()
    assert picked(page) == [[0], [2], []]


def test_answers_are_sent_again_when_the_server_could_not_take_them(open_test, edition):
    page = open_test(tolerates=["status of 503"])
    page.clock.install()
    page.reload()
    page.route("**/save/", lambda route: route.fulfill(status=503))
    pick(page, 1, 3)
    await_state(page, "offline")
    page.unroute("**/save/")
    assert kept_options() == set()
    page.clock.fast_forward(6_000)
    await_saved(page)
    assert len(kept_options()) == 1


def test_answers_are_sent_by_the_next_visit_when_the_tab_was_closed_offline(open_test, edition):
    page = open_test(tolerates=OFFLINE)
    page.context.set_offline(True)
    pick(page, 1, 3)
    await_state(page, "offline")
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(address(edition))
    await_saved(again)
    assert picked(again) == [[], [3], []]
    assert len(kept_options()) == 1


def test_two_tabs_that_are_offline_keep_the_answers_of_each_other(open_test, edition):
    page = open_test(tolerates=OFFLINE)
    beside = page.context.new_page()
    beside.goto(address(edition))
    page.context.set_offline(True)
    for tab, question, option in ((page, 0, 1), (beside, 1, 2), (page, 2, 3)):
        pick(tab, question, option)
        await_state(tab, "offline")
    page.evaluate("window.stop()")
    kept = page.evaluate("Object.values(localStorage).map((text) => Object.keys(JSON.parse(text).answers).length)")
    assert kept == [3]
    page.close()
    beside.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(address(edition))
    await_saved(again)
    assert picked(again) == [[1], [2], [3]]
    assert len(kept_options()) == 3


def test_going_back_shows_what_is_saved_and_not_what_an_older_page_showed(open_test, edition):
    """Browsers put controls back as they were left, though the page was loaded anew with the answers that hold now."""
    page = open_test()
    pick(page, 0, 1)
    await_saved(page)
    page.goto(f"/articles/{edition.slug}/")
    page.goto(address(edition))
    pick(page, 0, 2)
    await_saved(page)
    page.go_back()
    page.go_back()
    assert page.url.endswith(address(edition))
    assert picked(page) == [[2], [], []]


def test_answers_of_one_test_are_kept_when_another_is_opened_meanwhile(open_reader, edition):
    learner, other = make_learner(), publish()
    for each in (edition, other):
        open_attempt(learner=learner, edition=each, role=Role.POST, at=days_ago(1))
    page = open_reader(learner, tolerates=[*OFFLINE, "403"])
    page.goto(address(edition))
    page.context.set_offline(True)
    pick(page, 1, 3)
    await_state(page, "offline")
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(address(other))
    pick(again, 0, 0)
    await_saved(again)
    again.goto(address(edition))
    await_saved(again)
    assert picked(again) == [[], [3], []]


def drop_attestation(page):
    page.context.clear_cookies(name=attesting.COOKIE)


def test_reader_is_told_when_the_attestation_runs_out_in_the_middle(open_test, edition):
    """A2: the gate closes at once, yet what was chosen is kept, and sent after confirming in another tab."""
    page = open_test(tolerates=["403"])
    pick(page, 0, 1)
    await_saved(page)
    drop_attestation(page)
    pick(page, 1, 2)
    await_state(page, "refused")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("Please confirm again that you are a healthcare professional")
    pick(page, 2, 3)
    assert len(kept_options()) == 1

    other = page.context.new_page()
    other.goto(address(edition))
    other.get_by_label("a physician", exact=True).check()
    other.get_by_role("button", name="Confirm and continue").click()
    other.locator("form.test").wait_for()
    await_saved(other)
    assert picked(other) == [[1], [2], [3]]
    assert len(kept_options()) == 3
    submit(page)
    page.locator(".score").wait_for()
    assert Marking.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_answers_outlive_the_gate_when_it_asks_at_submit(open_test, scripts):
    """A2: the question at submit carries the answers along; they are marked once confirmed."""
    page = open_test(scripts=scripts, tolerates=["403", "400"])
    answer_right(page, wrong=1)
    drop_attestation(page)
    submit(page)

    page.get_by_role("button", name="Confirm and continue").wait_for()
    expect(page.locator("main")).to_contain_text("Nothing that you entered is lost")
    submit(page, "Confirm and continue")
    page.locator("#error-summary").wait_for()
    expect(page.locator("main")).to_contain_text("Nothing that you entered is lost")
    assert not Marking.objects.exists()
    page.get_by_label("a physician", exact=True).check()
    submit(page, "Confirm and continue")
    page.locator(".score").wait_for()
    assert Marking.objects.get().points == 2
    assert Attestation.objects.count() == 1


def test_test_is_marked_once_when_the_button_is_pressed_twice(open_test):
    page = open_test()
    answer_right(page)
    page.get_by_role("button", name="Submit answers").dblclick()
    page.locator(".score").wait_for()
    assert Marking.objects.get().is_passed
    assert Attempt.objects.count() == 1


def test_button_says_that_it_sends_when_it_was_pressed(open_test):
    """UX 12: a second press is ignored while the first is under way."""
    page = open_test()
    answer_right(page)
    await_saved(page)  # submitting waits for a save under way
    page.route("**/submit/", lambda route: None)  # never answered
    button = page.get_by_role("button", name="Submit answers")
    press = """button => {
      let sent = 0;
      window.addEventListener("submit", (event) => { sent += !event.defaultPrevented; });
      button.click();
      button.click();
      return [sent, button.textContent, button.ariaDisabled, button.disabled];
    }"""
    assert button.evaluate(press) == [1, "Sending…", "true", False]


def test_first_submission_counts_when_two_tabs_submit(open_test, edition):
    """UX 18: one attempt, and the other tab is led to its result, which says that its own answers were not taken."""
    page = open_test()
    other = page.context.new_page()
    other.goto(address(edition))
    page.bring_to_front()
    answer_right(page)
    await_saved(page)
    other.bring_to_front()
    answer_right(other, wrong=3)
    await_state(other, "refused")
    submit(page)
    page.locator(".score").wait_for()
    other.bring_to_front()
    other.get_by_role("button", name="Keep this page’s").first.click()
    other.locator("[data-status]", has_text="already submitted").wait_for()
    submit(other)
    other.locator(".score").wait_for()

    assert other.url.startswith(f"{page.url}?sent=")
    expect(other.get_by_text("What you sent just now was not taken")).to_be_visible()
    expect(other.locator(".score")).to_contain_text("3 of 3")
    assert Marking.objects.count() == 1


def test_stale_tab_is_told_and_overwrites_nothing_when_two_tabs_answer(open_test, edition):
    """UX 18: it keeps what was chosen there, and shows both answers when it is submitted."""
    page = open_test(tolerates=["status of 409"])
    other = page.context.new_page()
    other.goto(address(edition))
    pick(page, 0, 0)
    await_saved(page)
    pick(other, 0, 1)
    await_state(other, "refused")
    expect(other.locator("[data-status]")).to_contain_text("another tab")
    assert picked(other) == [[1], [], []]
    pick(other, 1, 2)
    await_saved(other)
    submit(other)
    other.locator("#error-summary").wait_for()
    assert len(kept_options()) == 2
    other.reload()
    assert picked(other) == [[0], [2], []]


def test_stale_tab_that_was_loaded_again_overwrites_nothing_undecided(open_test, edition):
    """UX 18: the question which one holds comes back, and submitting without an answer to it is answered with it."""
    page = open_test(tolerates=["status of 409"])
    other = page.context.new_page()
    other.goto(address(edition))
    pick(page, 0, 0)
    await_saved(page)
    saved = kept_options()
    pick(other, 0, 1)
    await_state(other, "refused")
    other.reload()
    other.locator(".both").wait_for()
    assert picked(other) == [[1], [], []]
    pick(other, 1, 2)
    pick(other, 2, 2)
    expect(other.locator("[data-state=saving]")).to_have_count(0)
    submit(other)
    other.locator("#error-summary").wait_for()
    expect(other.locator("#error-summary")).to_contain_text("Nothing was submitted and nothing was overwritten")
    assert saved < kept_options()
    assert not Attempt.objects.get().submitted_at
    assert picked(other)[0] == [0]


def test_back_leads_to_sensible_pages_when_the_test_was_submitted(open_test, edition):
    """UX 18: no page asks to send the form once more, and none offers what would be refused."""
    page = open_test()
    answer_right(page, leave=1)
    await_saved(page)
    submit(page)
    page.locator("#error-summary").wait_for()
    page.wait_for_url(f"**{address(edition)}")  # a script puts it right once the page is there
    answer_right(page)
    expect(page.get_by_role("button", name="unanswered")).to_have_count(0)
    submit(page)
    page.locator(".score").wait_for()

    page.go_back()
    assert page.url.endswith(address(edition))
    expect(page.locator("main")).to_contain_text("You passed: 3 of 3")
    expect(page.get_by_role("button", name="Start the test")).to_have_count(0)
    page.get_by_role("link", name="See the result").click()
    page.get_by_role("heading", level=1, name="You passed", exact=True).wait_for()
    assert Attempt.objects.count() == 1


def test_pre_test_says_that_it_is_done_when_it_is_opened_again(open_test, edition):
    page = open_test(Role.PRE)
    answer_right(page)
    submit(page)
    page.wait_for_url("**/#text")
    page.go_back()
    expect(page.locator("main")).to_contain_text("You have taken the pre-test")
    expect(page.get_by_role("button", name="Start the pre-test")).to_have_count(0)
    assert "3 of 3" not in page.locator("main").inner_text()


def test_button_counts_the_gaps_when_questions_are_answered(open_test):
    page = open_test()
    pick(page, 0, 0)
    submit(page)
    page.get_by_role("button", name="Submit with 2 unanswered").wait_for()
    pick(page, 1, 0)
    page.get_by_role("button", name="Submit with 1 unanswered").click()
    page.locator(".score").wait_for()
    assert Marking.objects.get().maximum_points == 3


def test_button_tells_what_is_answered_in_part_from_what_is_not_answered(open_reader):
    article = make_article(slug="two-of-four")
    add_question(article, rights={0, 1}, stem="Which are right? Choose two.")
    add_question(article)
    publish_article(article=article, actor=None, at=days_ago(10))
    page = open_reader()
    page.goto("/articles/two-of-four/test/")
    page.get_by_role("button", name="Start the test").click()
    page.locator("form.test").wait_for()
    pick(page, 0, 0)
    pick(page, 1, 0)
    await_saved(page)
    submit(page)
    button = page.locator("[name=submit_anyway]")
    expect(button).to_have_text("Submit with 1 not answered in full")
    page.locator("fieldset.question input").first.uncheck()
    expect(button).to_have_text("Submit with 1 unanswered")


def test_nothing_stays_behind_when_the_next_person_starts_afresh(open_test):
    page = open_test(tolerates=["ERR_FAILED"])
    page.route("**/save/", lambda route: route.abort())
    pick(page, 0, 1)
    await_state(page, "offline")
    assert page.evaluate("localStorage.length") == 1
    page.get_by_text("Not you? Start afresh").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Start afresh", exact=True).click()
    expect(page.get_by_text("You are offline, so nothing was sent.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 1
    page.context.set_offline(False)
    follow(page.get_by_role("button", name="Start afresh", exact=True))
    assert page.evaluate("localStorage.length") == 0
    assert {row["name"] for row in page.context.cookies()} <= {"csrf"}


def test_rating_is_recorded_once_when_the_reader_goes_back_to_send_it_again(open_reader, edition):
    learner = make_learner()
    passed(edition, learner)
    page = open_reader(learner)
    page.goto(f"/articles/{edition.slug}/rate/")
    for turn, answer in enumerate(("Agree", "Disagree")):
        if turn:
            page.go_back()
            expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
            follow(page.get_by_role("link", name="change it"))
        page.locator("fieldset.likert").first.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Save the change" if turn else "Send rating").dblclick()
        page.get_by_role("heading", name="Thank you").wait_for()
    assert learner.evaluations.count() == 1
