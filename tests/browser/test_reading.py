"""What counts as having read: where the text begins after the offer of a pre-test, and what buttons below it say."""

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cme.assessment.models import Attempt
from cme.assessment.pairing import paired_pre_test
from cme.learners.models import Learner
from cme.progress.models import Step
from content.models.question import Role
from tests.browser.scene import answer_right, follow, publish, publish_demonstration
from tests.factories import make_learner

SMALL = {"width": 360, "height": 640}
PAUSE = 400  # milliseconds; long enough for a step that should not come
OFFER = "section[aria-labelledby=pre-test]"
BUTTON = "[data-pre-test]"


@pytest.fixture
def edition():
    return publish_demonstration()


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def kinds() -> set[str]:
    return set(Step.objects.values_list("kind", flat=True))


def scroll(page: Page, selector: str, block: str = "center") -> None:
    page.locator(selector).first.evaluate("(part, block) => part.scrollIntoView({ block })", block)
    # What is scrolled past between two frames was never on the screen.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def read_on(page: Page, selector: str) -> None:
    """Scroll until a part is at the top and wait until the page has told the server of a step."""
    with page.expect_response("**/steps/"):
        scroll(page, selector, "start")


def take_pre_test(page: Page) -> None:
    follow(page.get_by_role("button", name="Take the pre-test"))
    answer_right(page, wrong=2)
    follow(page.get_by_role("button", name="Submit answers"))


def take_test(page: Page) -> Attempt:
    """Read to the end, take the test, and return it."""
    page.wait_for_url("**/#text")
    expect(page.locator("[data-pre-test-done]")).to_be_visible()
    read_on(page, "[data-end]")
    follow(page.get_by_role("button", name="Take the test"))
    answer_right(page)
    follow(page.get_by_role("button", name="Submit answers"))
    page.get_by_role("heading", level=1, name="You passed").wait_for()
    return Attempt.objects.get(kind=Role.POST)


@pytest.mark.parametrize(
    ("part", "block"), [(OFFER, "end"), (OFFER, "center"), (OFFER, "start"), (BUTTON, "center"), (BUTTON, "start")]
)
def test_pre_test_pairs_wherever_its_offer_stands_on_a_narrow_screen(open_reader, edition, learner, part, block):
    """F5, docs/decisions/0006: what comes before the offer, and beside it on the screen, is not the text."""
    page = open_reader(learner, **SMALL)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    for passed in ("[data-step=disclosure-shown]", ".objectives"):
        scroll(page, passed)
    scroll(page, part, block)
    page.wait_for_timeout(PAUSE)
    expect(page.get_by_role("button", name="Take the pre-test")).to_be_in_viewport()
    assert kinds() <= {Step.Kind.DISCLOSURE_SHOWN}

    take_pre_test(page)
    post = take_test(page)
    assert paired_pre_test(post) == Attempt.objects.get(kind=Role.PRE)
    expect(page.locator(".score")).to_contain_text("before reading")
    assert kinds() == {Step.Kind.DISCLOSURE_SHOWN, Step.Kind.STARTED, Step.Kind.FINISHED}


def test_pre_test_pairs_with_nothing_when_its_reader_went_on_into_the_text_and_came_back(open_reader, edition, learner):
    page = open_reader(learner, **SMALL)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    scroll(page, OFFER)
    page.wait_for_timeout(PAUSE)
    assert Step.Kind.STARTED not in kinds()
    read_on(page, "#key-data")
    assert Step.Kind.STARTED in kinds()
    scroll(page, OFFER)
    expect(page.locator(OFFER)).to_contain_text("You have begun to read", use_inner_text=True)
    expect(page.locator(OFFER)).not_to_contain_text("Your answers are set beside", use_inner_text=True)
    page.reload(wait_until="networkidle")
    expect(page.locator(OFFER)).to_contain_text("You have begun to read", use_inner_text=True)

    take_pre_test(page)
    expect(page.locator("main")).to_contain_text("after you had begun to read")
    follow(page.get_by_role("link", name="Read the text"))
    assert paired_pre_test(take_test(page)) is None
    expect(page.locator("main")).to_contain_text("you had begun to read before you submitted it")


@pytest.mark.parametrize("size", [SMALL, {"width": 1280, "height": 800}], ids=["narrow", "wide"])
def test_text_is_begun_when_the_offer_is_skipped(open_reader, edition, size):
    page = open_reader(**size)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    with page.expect_response("**/steps/"):
        page.get_by_role("link", name="Skip to the text").click()
    expect(page.locator("[data-stage=read]")).to_be_visible()
    page.wait_for_timeout(PAUSE)
    assert Step.Kind.STARTED in kinds()


def test_text_is_begun_as_soon_as_the_button_of_the_pre_test_is_gone(open_reader, edition):
    """Whatever else of its offer is still at the top of a narrow screen: the key data fill the rest."""
    page = open_reader(**SMALL)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    end = page.locator(f"{BUTTON} button").evaluate("button => button.getBoundingClientRect().bottom + scrollY")
    with page.expect_response("**/steps/"):
        page.evaluate("end => scrollTo(0, end + 2)", end)
    page.wait_for_timeout(PAUSE)
    assert page.locator(BUTTON).evaluate("offer => offer.getBoundingClientRect().bottom") > 0
    assert Step.Kind.STARTED in kinds()


def test_text_is_begun_as_it_comes_up_when_there_is_no_pre_test(open_reader):
    edition = publish(pre_test=False)
    page = open_reader(**SMALL)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    top = page.locator("#text").evaluate("text => text.getBoundingClientRect().top + scrollY")
    with page.expect_response("**/steps/"):
        page.evaluate("top => scrollTo(0, top - innerHeight * 0.7)", top)
    page.wait_for_timeout(PAUSE)
    assert Step.Kind.STARTED in kinds()


@pytest.mark.parametrize(("scripts", "reads"), [(True, True), (True, False), (False, False)])
def test_opening_the_test_says_of_reading_what_was_seen(open_reader, edition, scripts, reads):
    """docs/decisions/0006: who jumps over the text has not finished it; without scripts the press is all there is."""
    page = open_reader(**SMALL, scripts=scripts)
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    if reads:
        read_on(page, "[data-end]")
    page.locator("[data-stage=test] a").click()
    page.wait_for_timeout(PAUSE)
    follow(page.get_by_role("button", name="Take the test"))
    page.get_by_role("heading", level=1, name="Test").wait_for()
    assert (Step.Kind.FINISHED in kinds()) is (reads or not scripts)


def test_opening_the_test_says_what_was_seen_where_telling_of_it_had_failed(open_reader, edition):
    page = open_reader(**SMALL, tolerates=["503"])
    page.route("**/steps/", lambda route: route.fulfill(status=503))
    page.goto(f"/articles/{edition.slug}/", wait_until="networkidle")
    read_on(page, "[data-end]")
    assert kinds() == set()
    follow(page.get_by_role("button", name="Take the test"))
    assert {Step.Kind.STARTED, Step.Kind.FINISHED} <= kinds()


def test_translation_is_begun_and_finished_as_it_is_read(open_reader, learner):
    slug = publish_demonstration("opinion-five-year-estimates").slug
    call_command("load_translations", settings.BASE_DIR / "content" / "demo" / "translations")
    page = open_reader(learner, **SMALL)
    page.goto(f"/de/articles/{slug}/in/de/")
    page.wait_for_timeout(PAUSE)
    assert "started" not in kinds()
    read_on(page, "[data-step=disclosure-shown]")
    scroll(page, "#text", "start")
    page.wait_for_timeout(PAUSE)
    assert "started" in kinds()
    assert "finished" not in kinds()
    read_on(page, "[data-end]")
    page.wait_for_timeout(PAUSE)
    assert kinds() == {"disclosure-shown", "started", "finished"}
