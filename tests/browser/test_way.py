"""The whole way, from the start page to the thanks for a rating: by keyboard alone, and without scripts."""

import pytest
from playwright.sync_api import expect

from cme.assessment.models import Attempt
from cme.assessment.services import open_attempt
from cme.evaluation.models import Evaluation, Rating
from cme.progress.models import OF_THE_PAGE, Step
from content.models.question import Option, Role
from tests.browser.scene import answer_right, days_ago, focused, follow, publish, publish_demonstration
from tests.factories import make_learner

MOST_STOPS = 120
SAVED = "[data-status]:is([data-state=saved], [data-state=rest])"
# Where the focus is, whether a person can see it there, and where it stands on the page.
STOP = """() => {
  const at = document.activeElement;
  const bar = (part) => part.closest(".way-rail");
  const shown = at.closest(".option, .card") ?? at;
  const ring = [at, shown].map((part) => getComputedStyle(part)).find((style) => style.outlineStyle !== "none");
  const box = at.getClientRects()[0] ?? new DOMRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: at.getAttribute("aria-label") || at.innerText || at.value || at.tagName,
    ring: ring ? parseFloat(ring.outlineWidth) : 0,
    isSeen: Boolean(top) && (shown.contains(top) || top.contains(at)) && bar(top) === bar(at),
    top: box.y + window.scrollY,
    isInMain: Boolean(at.closest("main")) && at.tagName !== "MAIN",
  };
}"""


class Keyboard:
    """A reader who has no mouse. Every stop of the Tab key is looked at."""

    def __init__(self, page):
        self.page, self.last = page, 0.0

    def tab(self):
        """Go to the next stop; it must be plain to see, and further down the page."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(STOP)
        assert stop["ring"] >= 2, f"no visible focus on {stop['name']!r}"
        assert stop["isSeen"], f"the focus on {stop['name']!r} is hidden"
        if stop["isInMain"]:
            assert stop["top"] >= self.last - 40, f"{stop['name']!r} comes too late"
            self.last = stop["top"]
        return stop["name"]

    def tab_to(self, selector):
        """Go on until something has the focus."""
        for _ in range(MOST_STOPS):
            self.tab()
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} was not reached")

    def press(self, key, page_title):
        """Follow the link or press the button that has the focus."""
        self.page.keyboard.press(key)
        self.page.locator("h1", has_text=page_title).wait_for()
        self.page.wait_for_load_state()  # letters are heard from then on
        self.last = 0.0

    def choose_by_letter(self, question):
        """Choose the right answers to a question by their letters; the focus is in it."""
        keys = set(Option.objects.filter(is_key=True).values_list("pk", flat=True))
        for letter, control in zip("abcdefgh", question.locator("input").all(), strict=False):
            if int(control.get_attribute("value")) in keys:
                self.page.keyboard.press(letter)
                expect(control).to_be_checked()


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
def test_whole_way_is_open_when_there_is_only_a_keyboard(open_page, width):
    """UX 5: skip link first, visible focus at every stop and never under a bar, no trap, arrows and letters choose."""
    edition = publish_demonstration()
    page = open_page(width=width, height=740)
    keyboard = Keyboard(page)
    page.goto("/")
    assert keyboard.tab() == "Skip to the content"
    page.keyboard.press("Enter")
    page.locator("main:focus").wait_for()
    keyboard.tab()
    assert page.evaluate("document.activeElement.closest('main') !== null")
    keyboard.tab_to(f"main a[href='/articles/{edition.slug}/']")
    assert focused(page).inner_text() == edition.teaser["title"]
    keyboard.press("Enter", edition.teaser["title"])

    keyboard.tab_to("#id_who_0")
    assert not page.locator("#id_who_0").is_checked()
    page.keyboard.press("ArrowDown")
    assert page.locator("#id_who_1").is_checked()
    keyboard.tab_to("form.ask button")
    page.keyboard.press("Enter")
    page.locator("#text").wait_for()

    keyboard.last = 0.0
    keyboard.tab_to("form[action$='/pre-test/start/'] button")
    keyboard.press("Enter", "Pre-test")
    for question in page.locator("fieldset.question").all():
        keyboard.tab_to(f"#{question.get_attribute('id')} input")
        page.keyboard.press("b")
        expect(question.locator("input").nth(1)).to_be_checked()
        for letter in "cd"[: int(question.get_attribute("data-asks") or 1) - 1]:
            page.keyboard.press(letter)
        page.keyboard.press("Enter")
    page.locator(SAVED).wait_for()
    page.get_by_role("heading", level=1, name="Pre-test").wait_for()
    keyboard.tab_to("form.test .actions button")
    keyboard.press("Enter", edition.teaser["title"])

    keyboard.tab_to("form[action$='/test/start/'] button")
    keyboard.press("Enter", "Test")
    for question in page.locator("fieldset.question").all():
        keyboard.tab_to(f"#{question.get_attribute('id')} input")
        keyboard.choose_by_letter(question)
    page.locator(SAVED).wait_for()
    keyboard.tab_to("form.test .actions button")
    keyboard.press("Enter", "You passed")

    keyboard.tab_to("a.button[href$='/rate/']")
    keyboard.press("Enter", "Was this useful?")
    for statement in page.locator("fieldset.likert").all():
        keyboard.tab_to(f"#{statement.get_attribute('id')} input")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        assert statement.locator("input").nth(1).is_checked()
    keyboard.tab_to("main button")
    keyboard.press("Enter", "Thank you")
    assert Rating.objects.filter(value=2).count() == Rating.objects.exclude(value=None).count() > 0


def test_focus_leaves_every_page_when_tab_is_pressed(open_reader):
    """UX 5: no trap, at the width where a bar covers the foot of the screen."""
    edition = publish_demonstration()
    page = open_reader(width=360, height=640)
    page.goto(f"/articles/{edition.slug}/")
    keyboard = Keyboard(page)
    keyboard.tab_to("footer summary")


def test_pre_test_is_not_offered_once_the_test_was_opened(open_reader):
    """docs/decisions/0007: nor on the page of somebody who came to the test directly."""
    edition, learner = publish(), make_learner()
    page = open_reader(learner)
    page.goto(f"/articles/{edition.slug}/")
    expect(page.get_by_role("button", name="Take the pre-test")).to_be_visible()
    open_attempt(learner=learner, edition=edition, role="post", at=days_ago(0.5))
    page.reload()
    expect(page.locator("#pre-test")).to_be_hidden()
    expect(page.get_by_role("button", name="Take the pre-test")).to_be_hidden()


def test_whole_way_is_open_when_there_are_no_scripts(open_page):
    """UX 11: gate, pre-test, text, warning, saving, test, result, rating and its change (F5, A1)."""
    edition = publish(questions=3)
    page = open_page(scripts=False, tolerates=["400"])
    page.goto("/")
    follow(page.get_by_role("link", name=edition.teaser["title"]))
    page.get_by_label("a pharmacist").check()
    follow(page.get_by_role("button", name="Confirm and continue"))

    follow(page.get_by_role("button", name="Take the pre-test"))
    assert page.locator(".status, .keys").locator("visible=true").all_inner_texts() in ([], [""])
    answer_right(page, wrong=2)
    follow(page.get_by_role("button", name="Submit answers"))
    page.wait_for_url(f"**/articles/{edition.slug}/#text")
    assert list(Step.objects.values_list("kind", flat=True)) == [Step.Kind.DISCLOSURE_SHOWN]
    assert page.locator("[data-copy], [data-print]").locator("visible=true").count() == 0
    assert page.get_by_text("print this page and choose").is_visible()

    follow(page.get_by_role("button", name="Take the test"))
    assert set(Step.objects.values_list("kind", flat=True)) == set(OF_THE_PAGE)
    answer_right(page, leave=2)
    follow(page.get_by_role("button", name="Submit answers"))
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error: ")
    assert focused(page).get_attribute("id") == "error-summary"
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["Answer question 2", "Answer question 3"]
    assert page.locator(":checked").count() == 1

    follow(page.get_by_role("button", name="Save and continue later"))
    assert "Your answers are saved" in page.locator(".is-saved").inner_text()
    page.goto("/articles/")
    page.goto(f"/articles/{edition.slug}/test/")
    assert "Answers saved on" in page.locator(".is-saved").inner_text()
    assert page.locator(":checked").count() == 1
    answer_right(page, wrong=3)
    follow(page.get_by_role("button", name="Submit answers"))
    page.get_by_role("heading", level=1, name="Not passed yet").wait_for()
    assert "Correct answer" not in page.content()

    follow(page.get_by_role("button", name="Try again"))
    assert page.locator(":checked").count() == 0
    answer_right(page, leave=1)
    follow(page.get_by_role("button", name="Submit answers"))
    page.get_by_role("alert").wait_for()
    answer_right(page)
    follow(page.get_by_role("button", name="Submit answers"))
    page.get_by_role("heading", level=1, name="You passed").wait_for()
    assert "1 of 3" in page.locator(".score").inner_text()
    assert "Not met" not in page.locator(".met").inner_text()

    follow(page.get_by_role("link", name="Rate the article").first)
    follow(page.get_by_role("button", name="Send rating"))
    assert page.title().startswith("Error: ")
    assert focused(page).get_attribute("id") == "error-summary"
    rate_all(page, "Agree")
    follow(page.get_by_role("button", name="Send rating"))
    page.get_by_role("heading", level=1, name="Thank you, your rating is recorded").wait_for()
    assert set(Rating.objects.filter(comment="").values_list("value", flat=True)) == {4}

    follow(page.get_by_role("link", name="change it"))
    assert page.locator(":checked").count() == page.locator("fieldset.likert").count()
    rate_all(page, "Disagree")
    follow(page.get_by_role("button", name="Save the change"))
    page.get_by_role("heading", level=1, name="Thank you, your rating is recorded").wait_for()
    assert set(Rating.objects.filter(comment="").values_list("value", flat=True)) == {2}
    assert Evaluation.objects.count() == 1
    assert Attempt.objects.of_kind(Role.POST).submitted().count() == 2


def rate_all(page, answer):
    for statement in page.locator("fieldset.likert").all():
        statement.get_by_label(answer, exact=True).check()
