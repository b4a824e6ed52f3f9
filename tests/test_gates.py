"""Who gets what: every address, kind of visitor and method in one table (A2, A3).

A route that the table does not know fails here, and so does an open page that it does not list. Statuses stand in the
order of ``METHODS``: GET HEAD POST OPTIONS PUT DELETE PATCH. Every request is a good one of its kind, with a fresh
token; what it wrote is undone before the next.
"""

import pytest
from django.urls import resolve, reverse

from cme.access.middleware import GateMiddleware
from tests.visitors import CLOSED_OUT, METHODS, VISITORS, routes, walk

pytestmark = pytest.mark.django_db

Row = dict[str, str]
PAGE = "200 200 405 405 405 405 405"
SENDS = "405 405 302 405 405 405 405"  # takes a POST, then leads on
TELLS = "405 405 200 405 405 405 405"  # takes a POST, answers in JSON
UNKNOWN = "405 405 404 405 405 405 405"  # takes a POST about something that is not this visitor's
LEADS = "302 302 302 405 405 405 405"  # takes a POST; asked for again without one, leads back to the page of the form
NOT_THEIRS = "302 302 404 405 405 405 405"  # the same, about an attempt that is not this visitor's
REFUSED = "302 302 409 405 405 405 405"  # the same, against the rules
LINK = "200 200 303 405 405 405 405"  # opened by a signed link, without the gate; takes a POST
NO_PAGE = "404 404 405 405 405 405 405"
NO_PAGE_AT_ALL = "404 404 404 405 405 405 405"
SIGNED = "200 200 302 405 405 405 405"  # a page for whoever has the signed link; takes a POST
TAKES = "200 200 200 405 405 405 405"  # a page, and what a press of its button answers
UNSIGNED = "405 405 403 405 405 405 405"  # takes a POST of those who can prove where it comes from
ASKED = "200 200 403 405 405 405 405"  # the gate's question
LOG_IN = "302 302 302 302 302 302 302"  # led to the log-in page


def everyone(statuses: str, **others: str) -> Row:
    """An open page: the gate does not ask."""
    return dict.fromkeys(VISITORS, statuses) | others


def behind_gate(statuses: str, **others: str) -> Row:
    """A gated page: those who have not attested meet the question."""
    return everyone(statuses) | dict.fromkeys(CLOSED_OUT, ASKED) | others


TABLE: dict[str, Row] = {
    # Open to everyone.
    "catalogue:home": everyone(PAGE),
    "catalogue:listing": everyone(PAGE),
    "catalogue:topics": everyone(PAGE),
    "catalogue:topic": everyone(PAGE),
    "catalogue:search": everyone(PAGE),
    "catalogue:about": everyone(PAGE),
    "catalogue:contact": everyone(PAGE),
    "catalogue:terms": everyone(PAGE),
    "catalogue:editorial_policy": everyone(PAGE),
    "catalogue:privacy": everyone(PAGE),
    "catalogue:accessibility": everyone(PAGE),
    "catalogue:open_pages": everyone(PAGE),
    "catalogue:for_patients": everyone(PAGE),
    "catalogue:twins": everyone(PAGE),
    "catalogue:twins_on_topic": everyone(PAGE),
    "catalogue:twin": everyone(PAGE),
    "catalogue:feed": everyone(PAGE),
    "catalogue:sitemap": everyone(PAGE),
    "catalogue:robots": everyone(PAGE),
    "catalogue:series": everyone(PAGE),
    "catalogue:all_series": everyone(PAGE),
    "catalogue:sitemap_part": everyone(PAGE),
    "catalogue:topic_feed": everyone(PAGE),
    "catalogue:citation": everyone(PAGE),
    "catalogue:link_picture": everyone(PAGE),
    "catalogue:problem": everyone(SIGNED),  # who cannot pass the gate may still see what is wrong in a teaser
    "catalogue:afresh": everyone(SENDS),
    # Funders, ways to support, what came of them.
    "support:funders": everyone(PAGE),
    "support:support": everyone(PAGE),
    "support:impact": everyone(PAGE),
    "support:contribute": everyone(LINK),
    "support:contribution": everyone(LINK),
    "support:suggest": everyone(LINK),
    "support:suggestion": everyone("200 200 303 405 405 405 405"),  # the form there takes a name back
    "support:grants": everyone(LINK),
    "support:grants_sent": everyone(PAGE),
    "support:invitation_style": everyone(PAGE),
    # Without the browser's word that the form stood on a page of ours, and without Stripe's signature.
    "support:invitation": everyone(UNSIGNED),
    "support:stripe": everyone(UNSIGNED),
    "news:subscribe": everyone(LINK),
    "news:asked": everyone(PAGE),
    "news:confirm": everyone(TAKES),
    "news:unsubscribe": everyone(TAKES),
    # A contributor without an account discloses here; the signed link is the key, and nothing of an article is shown.
    "desk:disclose": everyone(LINK),
    # Behind the gate.
    "catalogue:article": behind_gate(PAGE),
    "catalogue:figure": behind_gate(PAGE),
    "catalogue:video": behind_gate(PAGE),
    "catalogue:changes": behind_gate(PAGE),
    # There is a translation by people; no machine translates in tests.
    "catalogue:translated": behind_gate("200 200 409 405 405 405 405"),
    "catalogue:paper": behind_gate(NO_PAGE_AT_ALL),  # the scene's activity is not journal-based
    "catalogue:steps": behind_gate(TELLS),
    "catalogue:reading": behind_gate(PAGE),
    "catalogue:reading_seen": behind_gate(LEADS),
    "catalogue:reading_clear": behind_gate(LEADS),
    "catalogue:reading_copy": behind_gate(PAGE, attested="302 302 405 405 405 405 405"),  # no key yet
    "catalogue:keep": behind_gate(LEADS),
    "catalogue:follow": behind_gate("200 200 302 405 405 405 405"),
    "catalogue:place": behind_gate("405 405 204 405 405 405 405"),
    "catalogue:rate": behind_gate("200 200 302 405 405 405 405"),
    "catalogue:test test": behind_gate(PAGE),
    "catalogue:test_start test": behind_gate(LEADS, passer=REFUSED),
    "catalogue:test_save test": behind_gate(UNKNOWN, learner=TELLS),
    "catalogue:test_submit test": behind_gate(NOT_THEIRS, learner=LEADS),
    "catalogue:result test": behind_gate(NO_PAGE, learner=PAGE, passer=PAGE),
    "catalogue:test pre-test": behind_gate(PAGE),
    "catalogue:test_start pre-test": behind_gate(LEADS, passer=REFUSED),
    "catalogue:test_save pre-test": behind_gate(UNKNOWN, learner=TELLS),
    "catalogue:test_submit pre-test": behind_gate(NOT_THEIRS, learner=LEADS),
    "catalogue:result pre-test": behind_gate(NO_PAGE),
    "catalogue:test self-check": behind_gate(PAGE),
    "catalogue:test_start self-check": behind_gate(LEADS),
    "catalogue:test_save self-check": behind_gate(UNKNOWN, learner=TELLS),
    "catalogue:test_submit self-check": behind_gate(NOT_THEIRS, learner=LEADS),
    "catalogue:result self-check": behind_gate(NO_PAGE, passer=PAGE),
    # One answer is checked where the rules show keys after each: not in this test, and never in a pre-test.
    "catalogue:test_check test": behind_gate(NOT_THEIRS, learner=REFUSED),
    "catalogue:test_check pre-test": behind_gate(NOT_THEIRS, learner=REFUSED),
    "catalogue:test_check self-check": behind_gate(NOT_THEIRS, learner=LEADS),
    **{f"catalogue:test_code {role}": behind_gate(LEADS) for role in ("test", "pre-test", "self-check")},
    "catalogue:in_text": behind_gate(LEADS, passer="200 200 302 405 405 405 405"),
    # Open to whoever holds a link that an editor made for one reviewer: its signature is the key, its row ends it.
    "review:review": everyone(SIGNED),
    "review:article": everyone(PAGE),
    "review:figure": everyone(PAGE),
    "review:video": everyone(PAGE),
    # The staff's side looks after its own visitors; every other page of it leads strangers to the log-in page.
    "admin:index": everyone(LOG_IN, staff="200 200 200 200 200 200 200"),
    "admin:login": everyone("200 200 200 200 200 405 405", staff="302 200 200 200 200 405 405"),
}
OPEN = {address for address, row in TABLE.items() if row["anonymous"] in (PAGE, SENDS, SIGNED, LINK, TAKES)}
PROVING = {address for address, row in TABLE.items() if row["anonymous"] == UNSIGNED}


def test_every_route_stands_in_the_table() -> None:
    site = {name for name, _, _ in routes() if not name.startswith("admin:")}
    assert {address.split()[0] for address in TABLE if not address.startswith("admin:")} == site
    assert {answer.address for answer in walk().answers} == set(TABLE)


@pytest.mark.parametrize("address", TABLE)
def test_statuses_are_those_of_the_table(address: str) -> None:
    answers = walk().where(lambda answer: answer.address == address)
    met = {kind: " ".join(str(answer.status) for answer in answers if answer.visitor == kind) for kind in VISITORS}
    assert met == TABLE[address]


def test_open_pages_are_those_of_the_table() -> None:
    """A page is open that shows strangers anything but the gate's question, whatever its view is marked with."""
    shown = walk().where(lambda answer: answer.visitor == "anonymous" and answer.status < 400)
    open_now = {answer.address for answer in shown if answer.method != "HEAD" and not answer.is_question}
    assert open_now - {"admin:index", "admin:login"} == OPEN


def test_views_marked_open_are_those_of_the_table() -> None:
    marked = {name for name, _, view in routes() if getattr(view, "is_open_to_all", False)}
    assert marked == {address for address in OPEN | PROVING if not address.startswith("admin:")}


def test_question_is_asked_at_every_gated_address() -> None:
    gated = walk().where(
        lambda answer: (
            answer.visitor in CLOSED_OUT and answer.address not in OPEN | PROVING and answer.method in ("GET", "POST")
        )
    )
    asked = [answer for answer in gated if not answer.address.startswith("admin:")]
    assert asked
    assert [answer for answer in asked if not answer.is_question] == []


def test_nobody_who_attested_is_asked_again() -> None:
    assert walk().where(lambda answer: answer.visitor not in CLOSED_OUT and answer.is_question) == []


@pytest.mark.parametrize("method", METHODS)
def test_every_page_of_the_staff_leads_strangers_to_the_log_in(client, method: str) -> None:
    """All addresses of the admin, those of the desk among them; only the log-in page itself answers."""
    paths = [path for name, path, _ in routes() if name.startswith("admin:") and name != "admin:login"]
    assert len(paths) >= 10
    met = {}
    for path in paths:
        response = client.generic(method, path.replace("(?P<app_label>auth)", "auth").replace("(?P<url>.*)", "any/"))
        met[path] = (response.status_code, response.headers.get("Location", "").split("?")[0])
    led_on = {(302, reverse("admin:login")), (302, reverse("admin:index")), (301, reverse("admin:login"))}
    assert {path: answer for path, answer in met.items() if answer not in led_on} == {}


def test_route_that_nobody_marked_is_behind_the_gate(client, rf) -> None:
    """Closed by default: the middleware stops a view it knows nothing about (negative control of the table)."""
    request = rf.get("/")
    request.resolver_match = resolve("/about/")
    request.META["CSRF_COOKIE"] = "x" * 32

    def unmarked(request) -> None:
        raise AssertionError("reached")

    response = GateMiddleware(lambda request: None).process_view(request, unmarked, (), {})
    assert b'name="gate_statement"' in response.content
