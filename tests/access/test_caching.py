"""No shared cache can hand one visitor what was made for another (A3)."""

import re

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH, get_token
from django.urls import ResolverMatch

from cme.access.gate import open_to_all
from cme.access.middleware import GateMiddleware
from tests.visitors import Answer, Scene, addresses, ask, browsers, client_of, walk

pytestmark = pytest.mark.django_db

STORABLE = "public, max-age=0, must-revalidate"
TOKEN = re.compile(rf"\b(?:[a-zA-Z0-9]{{{CSRF_TOKEN_LENGTH}}}|[a-zA-Z0-9]{{{CSRF_SECRET_LENGTH}}})\b")
OPEN = (
    "home", "listing", "topics", "topic", "search", "about", "contact", "terms", "editorial_policy", "privacy",
    "accessibility", "open_pages", "for_patients", "feed", "sitemap", "robots", "citation", "link_picture",
    "sitemap_part", "topic_feed", "series", "all_series", "twins", "twin", "twins_on_topic",
)  # fmt: skip
GIVING = {"support:funders", "support:support", "support:impact"}
OPEN_PAGES = {f"catalogue:{name}" for name in OPEN} | GIVING
# What takes the place of a token: Stripe's signature, the browser's word for the form's page. Unsubscribing asks for
# nothing but the secret in its address (RFC 8058), and is the only one of its kind.
PROVING = ("/support/stripe/", "/support/invitation/")
ONE_CLICK = "/news/unsubscribe/"


def is_storable(answer: Answer) -> bool:
    return "no-store" not in answer.headers["Cache-Control"] and "private" not in answer.headers["Cache-Control"]


def test_every_answer_says_how_it_may_be_stored() -> None:
    """200, 302, 403, 404, 405, 409: all of them."""
    assert walk().where(lambda answer: "Cache-Control" not in answer.headers) == []
    assert {200, 302, 403, 404, 405, 409} <= {answer.status for answer in walk().answers}


def test_only_open_pages_that_were_found_may_be_stored() -> None:
    stored = {(answer.address, answer.status, answer.method) for answer in walk().where(is_storable)}
    assert stored == {(address, 200, method) for address in OPEN_PAGES for method in ("GET", "HEAD")}


def test_stored_answers_are_asked_for_anew_each_time() -> None:
    """But for link pictures, whose address is the hash of what is there."""
    by_name = walk().where(lambda answer: is_storable(answer) and answer.address == "catalogue:link_picture")
    assert {answer.headers["Cache-Control"] for answer in by_name} == {"public, max-age=31536000, immutable"}
    others = walk().where(lambda answer: is_storable(answer) and answer.address != "catalogue:link_picture")
    assert {answer.headers["Cache-Control"] for answer in others} == {STORABLE}


def test_stored_pages_are_the_same_bytes_for_every_visitor() -> None:
    bodies: dict[tuple[str, str], set[bytes]] = {}
    for answer in walk().where(is_storable):
        bodies.setdefault((answer.address, answer.method), set()).add(answer.body)
    assert {page: met for page, met in bodies.items() if len(met) > 1} == {}


def test_stored_answers_set_no_cookie_and_carry_no_token() -> None:
    stored = walk().where(is_storable)
    assert [answer for answer in stored if answer.cookies or "Set-Cookie" in answer.headers] == []
    assert [answer for answer in stored if "csrfmiddlewaretoken" in answer.text or TOKEN.search(answer.text)] == []


def test_token_would_be_noticed_where_a_page_has_a_form() -> None:
    """Negative control of the test above."""
    article = walk().where(lambda row: (row.address, row.visitor) == ("catalogue:article", "attested"))[0]
    assert "csrfmiddlewaretoken" in article.text
    assert TOKEN.search(article.text)


def test_everything_else_is_private_and_varies_by_cookie() -> None:
    kept = walk().where(lambda answer: not is_storable(answer))
    assert [answer for answer in kept if "private" not in answer.headers["Cache-Control"]] == []
    ours = [answer for answer in kept if not answer.address.startswith("admin:")]
    unstored = [answer for answer in ours if "no-store" in answer.headers["Cache-Control"]]
    assert [answer for answer in unstored if "Cookie" not in answer.headers["Vary"]] == []


def test_nothing_but_open_pages_may_be_stored_by_anybody() -> None:
    """Figures neither: the next person at a shared computer has not attested."""
    ours = walk().where(lambda answer: not is_storable(answer) and not answer.address.startswith("admin:"))
    assert any(answer.address == "catalogue:figure" and answer.status == 200 for answer in ours)
    assert [answer for answer in ours if "no-store" not in answer.headers["Cache-Control"]] == []


@pytest.mark.parametrize("visitor", ["anonymous", "learner"])
def test_pages_that_are_not_there_are_never_stored(scene: Scene, visitor: str) -> None:
    client = browsers(scene)[visitor]
    for path in ("/nowhere/", "/articles/unknown/", "/topics/unknown/", "/figures/unknown.png"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store", path
        assert "Cookie" in response.headers["Vary"], path


@pytest.mark.parametrize("who", ["physician", "patient", "none", "", "king"])
def test_answers_of_the_gate_are_never_stored(client, scene: Scene, who: str) -> None:
    """303 and 400."""
    form = client.get("/articles/second-transplant/").context
    sent = {"who": who, "gate_statement": form["statement_version"]}
    response = client.post("/articles/second-transplant/", sent)
    assert response.status_code in (303, 400)
    assert response.headers["Cache-Control"] == "private, no-store"


def test_refused_token_is_never_stored(scene: Scene) -> None:
    """403."""
    client = client_of(scene.learner, enforce_csrf_checks=True)
    for path in ("/start-afresh/", "/articles/second-transplant/rate/", "/about/"):
        response = client.post(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (403, "private, no-store")


def test_no_address_takes_a_write_without_a_token(scene: Scene) -> None:
    client = client_of(scene.learner, enforce_csrf_checks=True)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path, data in addresses(scene).values():
            expected = 403
            if path.startswith((*PROVING, ONE_CLICK)):
                expected = 405 if method != "POST" else 200 if path.startswith(ONE_CLICK) else 403
            assert ask(client, path, method, data).status_code == expected, (method, path)


def test_redirect_to_the_slash_keeps_the_query_and_sets_no_cookie(client, scene: Scene) -> None:
    response = client.get("/articles/second-transplant?from=mail")
    assert (response.status_code, response["Location"]) == (301, "/articles/second-transplant/?from=mail")
    assert not response.cookies


@pytest.mark.parametrize("how", ["token", "cookie", "session", "nothing"])
def test_open_page_that_becomes_personal_is_no_longer_stored(rf, how: str) -> None:
    """Somebody may one day put a form on an open page; the middleware looks at the answer, not at the intention."""

    @open_to_all
    def view(request) -> HttpResponse:
        response = HttpResponse("page")
        if how == "token":
            get_token(request)
        if how == "cookie":
            response.set_cookie("seen", "1")
        if how == "session":
            request.session["seen"] = 1
        return response

    request = rf.get("/about/")
    request.resolver_match = ResolverMatch(view, (), {})
    request.session = SessionBase()
    expected = STORABLE if how == "nothing" else "private, no-store"
    assert GateMiddleware(view)(request).headers["Cache-Control"] == expected
