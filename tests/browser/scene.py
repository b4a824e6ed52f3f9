"""What stands in the database before a browser opens, and what browser tests do again and again.

The browser lives by the real clock, so everything is published and done in the days before now.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page

from cme.access import attesting
from cme.assessment.models import Attempt
from cme.learners import identity
from cme.learners.models import Learner
from content.articlefiles import read_article, read_topics
from content.models import Edition
from content.models.question import Option
from content.services.loading import load_article, load_topics
from tests.factories import make_edition, take_test
from tests.visitors import attestation_cookie, learner_cookie

DEMO = settings.BASE_DIR / "content" / "demo"
TRANSPLANT = "second-transplant-prszt-registry"


def days_ago(days: float):
    """Return a moment before now."""
    return timezone.now() - timedelta(days=days)


def fits_its_window(page: Page) -> bool:
    """Tell whether nothing of a page stands out of its window to the side; waits until the page is there."""
    page.wait_for_function("() => document.body")
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def publish(**fields) -> Edition:
    """Return a published edition of a short article, four questions in both tests unless told otherwise."""
    return make_edition(**{"at": days_ago(10)} | fields)


def publish_demonstration(slug: str = TRANSPLANT) -> Edition:
    """Return the edition of an article of the demonstration, loaded from its file and released ten days ago."""
    load_topics(read_topics((DEMO / "topics.yaml").read_text(encoding="utf-8")))
    file = read_article((DEMO / f"{slug}.md").read_text(encoding="utf-8"))
    file.values["released_on"] = None
    load_article(file=file, digest="", at=days_ago(10), folder=DEMO)
    return Edition.objects.get(slug=slug)


def publish_expired(**fields) -> Edition:
    """Return the edition of a short article that expired a few months ago."""
    return publish(at=days_ago(1_200), **fields)


def passed(edition: Edition, learner: Learner, **options) -> Attempt:
    """Return the attempt of a learner who took the test an hour ago, all right unless told otherwise."""
    return take_test(edition, learner, **{"at": days_ago(1 / 24)} | options)


def let_in(context: BrowserContext, origin: str, learner: Learner | None = None) -> None:
    """Give a browser the cookies of somebody who has passed the gate."""
    cookies = {attesting.COOKIE: attestation_cookie()}
    if learner:
        cookies[identity.COOKIE] = learner_cookie(learner)
    context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])


def answer_right(page: Page, *, leave: int = 0, wrong: int = 0) -> None:
    """Choose the keys of every question on the page but the last ``leave``; the first ``wrong`` get another option."""
    page.wait_for_load_state()  # or only the questions that have come so far would be answered
    questions = page.locator("fieldset.question").all()
    keys = set(Option.objects.filter(is_key=True).values_list("pk", flat=True))
    for place, question in enumerate(questions[: len(questions) - leave]):
        for control in question.locator("input").all():
            is_key = int(control.get_attribute("value") or 0) in keys
            if is_key is (place >= wrong):
                control.check()
                if place < wrong:
                    break


def follow(control: Locator) -> None:
    """Click a link or button and wait until the page that it leads to is all there: a click alone does not wait."""
    with control.page.expect_navigation():
        control.click()


def focused(page: Page) -> Locator:
    """Return what has the focus."""
    return page.locator(":focus")
