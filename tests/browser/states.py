"""Every public page in every state a person can meet it in: how to get there, from a browser that knows nothing.

A state is a function that takes a :class:`Visit`; ``STATES`` holds all of them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response

from cme.access import attesting
from cme.assessment.services import open_attempt, save_answer, submit_attempt
from cme.assessment.services.intext import answer_in_text
from cme.assessment.serving import served_items
from cme.catalogue import lists
from cme.catalogue.views import browse
from cme.desk.disclosure_links import token_of
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import follow_topic as keep_topic
from cme.progress.services import record_steps, save_article
from cme.search.services import sweep_search
from content.models import Contributor, DisclosureRequest, TwinEdition
from content.models.question import Role
from content.services.disclosing import ask_for_disclosure
from content.services.publishing import Correction, publish_article
from content.services.translating import request_translation
from content.services.twin_publishing import withdraw_twin
from tests.browser.scene import (
    answer_right,
    days_ago,
    follow,
    let_in,
    passed,
    publish,
    publish_demonstration,
    publish_expired,
)
from tests.content.translating.machines import machine_here
from tests.content.translating.people import by_people
from tests.content.twins import make_twin
from tests.factories import make_learner, make_topic, retract, take_test
from tests.kinds import publish_kinds, right_response, wrong_response

PATIENT_PAGE = "https://patients.example.org/the-same-study"
PEERS = 5


class Library:
    """The articles that states are about, each published when it is first asked for."""

    @cached_property
    def demonstration(self):
        return publish_demonstration()

    @cached_property
    def plain(self):
        return publish(questions=2, pre_test=False, plain_language_url=PATIENT_PAGE)

    @cached_property
    def corrected(self):
        edition = publish()
        article = edition.release.article
        article.limits = "There was no comparison group, as the authors say themselves."
        article.save()
        notice = "The limits name the missing comparison group."
        return publish_article(
            article=article, actor=None, at=days_ago(1), correction=Correction.MATERIAL, what_changed=notice
        )

    @cached_property
    def retracted(self):
        edition = publish()
        retract(edition, at=days_ago(1))
        return edition

    @cached_property
    def kinds(self):
        """Every kind of question in every test, each answer to be checked."""
        everywhere = dict.fromkeys(("in_pre_test", "in_post_test", "in_self_check"), True)
        rules = {"feedback": "item", "offers_dont_know": True, "pass_mark_items": 6, "attempts_allowed": 3}
        return publish_kinds(at=days_ago(10), has_pre_test=True, where=everywhere, wait_hours=24, **rules)

    @cached_property
    def in_text(self):
        return publish_kinds(
            "single", "multiple", "ordering", "numeric", at=days_ago(10), where={"in_text": True, "in_self_check": True}
        )

    @cached_property
    def timed(self):
        return publish_kinds("single", "short", at=days_ago(10), time_limit_minutes=30)

    @cached_property
    def expired(self):
        return publish_expired()


@dataclass
class Visit:
    """One browser on its way to one state.

    Attributes:
        page: A page that has been nowhere yet.
        origin: Address of the server.
        library: What is published.
        patch: For states that need the site to be set otherwise, or to break.
        answers: What pages were answered with, the newest last.
    """

    page: Page
    origin: str
    library: Library
    patch: pytest.MonkeyPatch
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.answers.append(response)

    def come_in(self, learner: Learner | None = None) -> Learner:
        learner = learner or make_learner()
        let_in(self.page.context, self.origin, learner)
        return learner

    def go(self, path: str) -> None:
        self.page.goto(path)

    def read(self, edition, path: str = "") -> None:
        self.go(f"/articles/{edition.slug}/{path}")

    def press(self, name: str, heading: str = "") -> None:
        follow(self.page.get_by_role("button", name=name, exact=True))
        self.page.locator("h1", has_text=heading).wait_for()


STATES: dict[str, Callable[[Visit], None]] = {}


def state(function: Callable[[Visit], None]) -> Callable[[Visit], None]:
    """Take a state into ``STATES``."""
    STATES[function.__name__.replace("_", "-")] = function
    return function


def _flat(name: str, path: str) -> None:
    STATES[name] = lambda visit: visit.go(path)


for _name in ("about", "contact", "terms", "editorial-policy", "privacy", "accessibility", "open-to-all"):
    _flat(_name, f"/{_name}/")
_flat("home-empty", "/")
_flat("listing-empty", "/articles/")
_flat("topics-empty", "/topics/")
_flat("patients", "/patients-and-carers/")
_flat("not-found", "/no-such-page/")


@state
def search(visit):
    visit.go("/search/")


@state
def search_found(visit):
    assert visit.library.demonstration
    sweep_search(at=timezone.now())
    visit.go("/search/?q=transplant&minutes=short")
    visit.page.locator("summary").click()


@state
def search_nothing(visit):
    assert visit.library.demonstration
    sweep_search(at=timezone.now())
    visit.go("/search/?q=transplatn")


# -- open pages ----------------------------------------------------------------------------------------------------
@state
def home(visit):
    assert visit.library.demonstration
    assert visit.library.plain
    visit.go("/")


@state
def listing(visit):
    assert visit.library.demonstration
    visit.go("/articles/")


@state
def listing_with_notices(visit):
    assert visit.library.retracted
    assert visit.library.corrected
    visit.go("/articles/")


@state
def listing_second_page(visit):
    assert visit.library.demonstration
    assert visit.library.plain
    visit.patch.setattr(lists, "PER_PAGE", 1)
    visit.go("/articles/?page=2")


@state
def topics(visit):
    assert visit.library.demonstration
    visit.go("/topics/")


@state
def topic(visit):
    assert visit.library.demonstration
    visit.go("/topics/transplant/")


@state
def topic_empty(visit):
    make_topic("Late effects")
    visit.go("/topics/late-effects/")


@state
def patients_with_plain_language(visit):
    visit.patch.setattr(settings, "PATIENT_SITE_URL", "https://patients.example.org/")
    visit.patch.setattr(settings, "SAFETY_EMAIL", "safety@example.org")
    visit.go(f"/patients-and-carers/?article={visit.library.plain.slug}")


def in_plain_language(visit):
    """Return the plain-language page of an article, made once."""
    edition = visit.library.plain
    shown = TwinEdition.objects.filter(release=edition.release_id).first()
    return shown or make_twin(edition=edition, at=days_ago(1))


@state
def twins(visit):
    in_plain_language(visit)
    visit.go("/patients/")


@state
def twin(visit):
    made = in_plain_language(visit)
    visit.go(f"/patients/{made.slug}/")


@state
def twin_gone(visit):
    made = in_plain_language(visit)
    withdraw_twin(article=made.release.article, actor=None, at=timezone.now(), reason="A sentence misled.")
    visit.go(f"/patients/{made.slug}/")


@state
def follow_topic(visit):
    assert visit.library.demonstration
    visit.come_in()
    visit.go("/topics/transplant/follow/")


@state
def your_reading(visit):
    edition, learner = visit.library.demonstration, visit.come_in()
    save_article(learner=learner, article=edition.release.article, at=days_ago(1))
    keep_topic(learner=learner, topic=edition.topics.first(), at=days_ago(1))
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=days_ago(1))
    open_attempt(learner=learner, edition=edition, role=Role.POST, at=days_ago(1))
    visit.go("/your-reading/")


# -- the gate --------------------------------------------------------------------------------------------------------
@state
def teaser(visit):
    visit.read(visit.library.demonstration)


@state
def teaser_expired(visit):
    visit.read(visit.library.expired)


@state
def teaser_corrected(visit):
    visit.read(visit.library.corrected)


@state
def teaser_retracted(visit):
    visit.read(visit.library.retracted)


@state
def teaser_with_error(visit):
    teaser(visit)
    visit.press("Confirm and continue")
    visit.page.locator("#error-summary").wait_for()


@state
def gate(visit):
    visit.go("/figures/none.png")


@state
def gate_with_error(visit):
    gate(visit)
    visit.press("Confirm and continue")
    visit.page.locator("#error-summary").wait_for()


@state
def gate_at_submit(visit):
    test(visit)
    visit.page.context.clear_cookies(name=attesting.COOKIE)
    visit.press("Submit answers")
    visit.page.locator("form.ask").wait_for()


# -- the kinds of article ---------------------------------------------------------------------------------------------
def _kind(slug: str):
    """Return a state that reads a demonstration article of a kind."""

    def read(visit):
        visit.come_in()
        visit.read(publish_demonstration(slug))

    return read


STATES |= {
    "article-congress": _kind("congress-ash-2015-graall-rituximab"),
    "article-opinion": _kind("opinion-five-year-estimates"),
    "article-case": _kind("case-mrd-negative-remission"),
    "article-visual": _kind("visual-abstract-eliana"),
    "article-video": _kind("video-aall1731"),
}


@state
def teaser_congress(visit):
    visit.read(publish_demonstration("congress-ash-2015-graall-rituximab"))


@state
def article_case_open(visit):
    STATES["article-case"](visit)
    for reveal in visit.page.locator("[data-reveal] > summary").all():
        reveal.click()


# -- the article -----------------------------------------------------------------------------------------------------
@state
def article(visit):
    visit.come_in()
    visit.read(visit.library.demonstration)


@state
def article_without_pre_test(visit):
    visit.come_in()
    visit.read(visit.library.plain)


@state
def article_corrected(visit):
    visit.come_in()
    visit.read(visit.library.corrected)


@state
def article_retracted(visit):
    visit.come_in()
    visit.read(visit.library.retracted)


def _return(visit):
    """Come in as somebody who took the test before the article was corrected."""
    corrected = visit.library.corrected
    before = corrected.release.article.releases.get(number=1).editions.get()
    visit.come_in(passed(before, make_learner(), at=days_ago(5)).learner)


@state
def article_returned_to(visit):
    _return(visit)
    visit.read(visit.library.corrected)
    visit.page.get_by_text("This article has changed since you read it on").wait_for()


@state
def changes(visit):
    _return(visit)
    visit.read(visit.library.corrected, "changes/")


class _Patched:
    """Settings that are put back with the state."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        object.__setattr__(self, "_patch", patch)

    def __setattr__(self, name: str, value: object) -> None:
        self._patch.setattr(settings, name, value)


@state
def translated_by_machine(visit):
    edition = visit.library.demonstration
    with machine_here(_Patched(visit.patch)):
        request_translation(edition=edition, language="de", at=timezone.now())
    visit.come_in()
    visit.read(edition, "in/de/")
    visit.page.locator("#text[lang=de]").wait_for()


@state
def translated_by_people(visit):
    edition = visit.library.demonstration
    if not edition.translations.filter(language="ar").exists():
        by_people(edition, "ar", title="زراعة ثانية")
    visit.come_in()
    visit.read(edition, "in/ar/")
    visit.page.locator("#text[lang=ar]").wait_for()


@state
def translation_offered(visit):
    with machine_here(_Patched(visit.patch)):
        visit.come_in()
        visit.read(visit.library.plain, "in/de/")
        visit.page.get_by_role("button", name="Have it translated by a machine").wait_for()


@state
def translation_missing(visit):
    visit.come_in()
    visit.read(visit.library.plain, "in/ar/")


@state
def article_expired(visit):
    visit.come_in()
    visit.read(visit.library.expired)


# -- tests -------------------------------------------------------------------------------------------------------------
def _begin(visit, role):
    learner = visit.come_in()
    open_attempt(learner=learner, edition=visit.library.demonstration, role=role, at=days_ago(1))
    visit.read(visit.library.demonstration, "pre-test/" if role == Role.PRE else "test/")


@state
def pre_test_start(visit):
    visit.come_in()
    visit.read(visit.library.demonstration, "pre-test/")


@state
def pre_test(visit):
    _begin(visit, Role.PRE)


@state
def pre_test_done(visit):
    learner = visit.come_in()
    passed(visit.library.demonstration, learner, role=Role.PRE)
    visit.read(visit.library.demonstration, "pre-test/")


@state
def pre_test_too_late(visit):
    pre_test(visit)
    learner = Learner.objects.latest("pk")
    open_attempt(learner=learner, edition=visit.library.demonstration, role=Role.POST, at=days_ago(0.5))
    visit.page.reload()


@state
def pre_test_done_too_late(visit):
    learner = visit.come_in()
    open_attempt(learner=learner, edition=visit.library.demonstration, role=Role.PRE, at=days_ago(2))
    passed(visit.library.demonstration, learner)
    passed(visit.library.demonstration, learner, role=Role.PRE, at=days_ago(1 / 48))
    visit.read(visit.library.demonstration, "pre-test/")


@state
def pre_test_refused(visit):
    _begin(visit, Role.POST)
    visit.read(visit.library.demonstration, "pre-test/")


@state
def test_start(visit):
    visit.come_in()
    visit.read(visit.library.demonstration, "test/")


@state
def test(visit):
    _begin(visit, Role.POST)


@state
def test_unanswered(visit):
    test(visit)
    answer_right(visit.page, leave=2)
    visit.press("Submit answers")
    visit.page.locator("#error-summary").wait_for()


@state
def test_saved(visit):
    test(visit)
    answer_right(visit.page, leave=1)
    visit.press("Save and continue later")
    visit.page.locator(".is-saved").wait_for()


@state
def test_offline(visit):
    test(visit)
    visit.page.context.set_offline(True)
    answer_right(visit.page, leave=2)
    visit.page.locator("[data-state=offline]").wait_for()


@state
def test_passed(visit):
    learner = visit.come_in()
    passed(visit.library.demonstration, learner)
    visit.read(visit.library.demonstration, "test/")


@state
def test_refused(visit):
    visit.come_in()
    visit.read(visit.library.expired, "test/")
    visit.page.get_by_text("This activity has expired").wait_for()


@state
def result_failed(visit):
    learner = visit.come_in()
    passed(visit.library.demonstration, learner, wrong=3)
    visit.read(visit.library.demonstration, "test/results/1/")


@state
def result_passed(visit):
    edition, learner = visit.library.demonstration, visit.come_in()
    for number in range(PEERS):
        passed(edition, make_learner(), wrong=number % 3)
    take_test(edition, learner, role=Role.PRE, wrong=2, at=days_ago(2))
    passed(edition, learner, wrong=1)
    visit.read(edition, "test/results/1/")


# -- every kind of question ------------------------------------------------------------------------------------------
def _open_kinds(visit, role, edition=None):
    edition = edition or visit.library.kinds
    learner = visit.come_in()
    return open_attempt(learner=learner, edition=edition, role=role, at=days_ago(1 / 240))


def _answer(attempt, *, wrong=0, at=None):
    items = served_items(attempt.edition_id, attempt.kind).values()
    answers = {item.id: (wrong_response if place < wrong else right_response)(item) for place, item in enumerate(items)}
    return submit_attempt(attempt=attempt, responses=answers, at=at or days_ago(1 / 480))


@state
def test_start_kinds(visit):
    visit.come_in()
    visit.read(visit.library.kinds, "test/")


@state
def test_kinds(visit):
    _open_kinds(visit, Role.POST)
    visit.read(visit.library.kinds, "test/")


@state
def test_kinds_unanswered(visit):
    test_kinds(visit)
    visit.page.get_by_label("Active disease").check()
    visit.press("Submit answers")
    visit.page.get_by_text("Question 2 asks for 2 answers; you chose 1").wait_for()


@state
def test_kinds_checked(visit):
    attempt = _open_kinds(visit, Role.POST)
    for place, item in enumerate(served_items(attempt.edition_id, Role.POST).values()):
        if place < 7:
            response = wrong_response(item) if place % 2 else right_response(item)
            save_answer(attempt=attempt, item_id=item.id, response=response, at=days_ago(1 / 300), checks=True)
    visit.read(visit.library.kinds, "test/")


@state
def pre_test_kinds(visit):
    _open_kinds(visit, Role.PRE)
    visit.read(visit.library.kinds, "pre-test/")


@state
def result_kinds(visit):
    _answer(_open_kinds(visit, Role.POST), wrong=5)
    visit.read(visit.library.kinds, "test/results/1/")


@state
def test_stale(visit):
    attempt = _open_kinds(visit, Role.POST)
    page = visit.page
    visit.read(visit.library.kinds, "test/")
    for item in list(served_items(attempt.edition_id, Role.POST).values())[:4]:
        save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=days_ago(1 / 300))
    page.get_by_label("Palliative care", exact=True).first.check()
    page.locator(".both").wait_for()
    visit.press("Submit answers")
    page.locator("#error-summary").wait_for()


@state
def test_stale_at_once(visit):
    attempt = _open_kinds(visit, Role.POST)
    visit.read(visit.library.kinds, "test/")
    item = next(iter(served_items(attempt.edition_id, Role.POST).values()))
    save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=days_ago(1 / 300))
    visit.page.get_by_label("Palliative care", exact=True).first.check()
    visit.page.locator(".both").wait_for()


# -- questions in the text, self-checks, time ------------------------------------------------------------------------
@state
def article_in_text(visit):
    visit.come_in()
    visit.read(visit.library.in_text)


@state
def article_in_text_answered(visit):
    article_in_text(visit)
    form = visit.page.locator("form.in-text").nth(1)
    for label in ("Active disease", "Female sex"):
        form.get_by_label(label).check()
    form.get_by_role("button", name="Check answer").click()
    visit.page.locator(".body .item").wait_for()


@state
def article_in_text_again(visit):
    article_in_text_answered(visit)
    visit.page.reload()
    visit.page.locator("form.in-text").first.scroll_into_view_if_needed()
    visit.page.locator(".body .item").wait_for()
    assert visit.page.locator("form.in-text").count() == 3


@state
def in_text_answers(visit):
    learner, edition = visit.come_in(), visit.library.in_text
    for item in list(served_items(edition.pk, Role.TEXT).values())[:2]:
        said = wrong_response(item)
        answer_in_text(learner=learner, edition=edition, item=item, response=said, at=days_ago(0))
    visit.read(edition, "in-text/")


@state
def in_text_answer(visit):
    visit.come_in()
    visit.read(visit.library.in_text)
    form = visit.page.locator("form.in-text").first
    form.get_by_label("Palliative care").check()
    form.evaluate("form => form.submit()")
    visit.page.locator("h1", has_text="Question in the text").wait_for()


@state
def in_text_unanswered(visit):
    visit.come_in()
    visit.read(visit.library.in_text)
    visit.page.locator("form.in-text").nth(1).evaluate("form => form.submit()")
    visit.page.locator("#error-summary").wait_for()


@state
def self_check_start(visit):
    visit.come_in()
    visit.read(visit.library.in_text, "self-check/")


@state
def self_check(visit):
    _open_kinds(visit, Role.SELF, visit.library.in_text)
    visit.read(visit.library.in_text, "self-check/")


@state
def self_check_done(visit):
    _answer(_open_kinds(visit, Role.SELF, visit.library.in_text), wrong=2)
    visit.read(visit.library.in_text, "self-check/results/1/")


@state
def test_start_timed(visit):
    visit.come_in()
    visit.read(visit.library.timed, "test/")


@state
def test_timed(visit):
    _open_kinds(visit, Role.POST, visit.library.timed)
    visit.read(visit.library.timed, "test/")


@state
def result_timed_out(visit):
    attempt = _open_kinds(visit, Role.POST, visit.library.timed)
    _answer(attempt, at=days_ago(-1))
    visit.read(visit.library.timed, "test/results/1/")


# -- the rating --------------------------------------------------------------------------------------------------------
@state
def rate(visit):
    learner = visit.come_in()
    passed(visit.library.demonstration, learner)
    visit.read(visit.library.demonstration, "rate/")


@state
def rate_with_error(visit):
    rate(visit)
    visit.press("Send rating")
    visit.page.locator("#error-summary").wait_for()


def _rated(visit):
    edition, learner = visit.library.demonstration, visit.come_in()
    version = InstrumentVersion.objects.get()
    statement = version.statements.all()[0]
    ratings = {statement.pk: RatingText(4)}
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=days_ago(1 / 24))
    return edition


@state
def rated(visit):
    visit.read(_rated(visit), "rate/")


@state
def rate_change(visit):
    visit.read(_rated(visit), "rate/?change=1")


# -- disclosing, by a link --------------------------------------------------------------------------------------------
def _asked(visit, **moments):
    someone, _ = Contributor.objects.get_or_create(name="Ada Writer")
    asked = ask_for_disclosure(contributor=someone, actor=None, at=days_ago(1))
    DisclosureRequest.objects.filter(pk=asked.pk).update(**moments)
    visit.go(reverse("desk:disclose", args=[token_of(asked)]))


@state
def disclose(visit):
    _asked(visit)


@state
def disclose_with_errors(visit):
    _asked(visit)
    visit.page.get_by_label("Yes; I name them all below").check()
    visit.page.get_by_label("What it is about").fill("Advisory board")
    visit.press("Continue")
    visit.page.locator("#error-summary").wait_for()


@state
def disclose_confirm(visit):
    _asked(visit)
    visit.page.get_by_label("Yes; I name them all below").check()
    visit.page.get_by_label("Company").fill("Example Pharma")
    visit.page.get_by_label("Kind of relationship").select_option("consulting")
    visit.page.get_by_label("What it is about").fill("Advisory board on leukemia")
    visit.press("Continue", "Check what you disclose")


@state
def disclose_done(visit):
    disclose_confirm(visit)
    visit.press("Confirm and send", "Your disclosure is received")


@state
def disclose_lapsed(visit):
    _asked(visit, expires_at=days_ago(0.5))


# -- faults ------------------------------------------------------------------------------------------------------------
@state
def bad_request(visit):
    visit.patch.setattr(settings, "ALLOWED_HOSTS", ["elsewhere.test"])
    visit.go("/")


@state
def forbidden(visit):
    teaser(visit)
    visit.page.context.clear_cookies()
    visit.press("Confirm and continue", "The form was not sent")


@state
def server_error(visit):
    def broken(request):
        raise RuntimeError("broken on purpose")

    visit.patch.setattr(browse, "counts_at", broken)
    visit.go("/")
